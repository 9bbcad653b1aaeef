"""What kind of file something is, by its own bytes, and the metadata it carries.

Everything here reads files that strangers sent: sizes are bounded, nothing is believed, nothing is unpacked that is
not needed.
"""

from __future__ import annotations

import struct
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import av
from av.container import InputContainer
from PIL import Image

XMP_BOX = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
"""The user type of the box that holds XMP in ISO media files (ISO 16684-3)."""
_MOST_BOXES, _MOST_XMP, _MOST_MOOV = 4096, 1 << 20, 64 << 20
_DEMUXERS = {
    "video/mp4": "mov", "video/quicktime": "mov", "video/webm": "matroska", "video/x-msvideo": "avi",
}  # fmt: skip
_BRANDS_MOV = (b"qt  ",)
_PICTURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif"}


@dataclass(frozen=True, slots=True)
class Box:
    """One box at the top of an ISO media file; ``size`` with its header, ``whole`` False where the file ends early."""

    kind: bytes
    start: int
    header: int
    size: int
    whole: bool


def media_type(path: Path) -> str | None:
    """The MIME type of a file by its first bytes, or None where it is none of ours. Never raises."""
    try:
        with path.open("rb") as file:
            head = file.read(64)
    except OSError:
        return None
    if head[4:8] == b"ftyp":
        return "video/quicktime" if head[8:12] in _BRANDS_MOV else "video/mp4"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[:4] == b"RIFF" and head[8:12] == b"AVI ":
        return "video/x-msvideo"
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return "video/webm"
    return next((kind for magic, kind in _PICTURES.items() if head.startswith(magic)), None)


def boxes(file: BinaryIO) -> Iterator[Box]:
    """The boxes at the top of an ISO media file."""
    end, at = file.seek(0, 2), 0
    for _ in range(_MOST_BOXES):
        if at + 8 > end:
            return
        file.seek(at)
        size, kind = struct.unpack(">I4s", file.read(8))
        header = 8
        if size == 1:
            longer = file.read(8)
            if len(longer) < 8:
                return
            size, header = struct.unpack(">Q", longer)[0], 16
        elif size == 0:
            size = end - at
        if size < header:
            return
        yield Box(kind, at, header, size, at + size <= end)
        at += size


def damage(path: Path) -> str:
    """What is wrong with an MP4's structure, as a sentence; empty where nothing is."""
    with path.open("rb") as file:
        found = list(boxes(file))
        moov = next((box for box in found if box.kind == b"moov"), None)
        if any(not box.whole for box in found):
            return "The file ends too early: it is cut off."
        if moov is None:
            return "It begins like an MP4 and is none: it has no index."
        file.seek(moov.start)
        if b"encv" in file.read(min(moov.size, _MOST_MOOV)):
            return "It is encrypted: its pictures cannot be seen without the key."
    return ""


def xmp_box(packet: bytes) -> bytes:
    """An XMP packet as a box that can stand at the end of an MP4."""
    return struct.pack(">I4s", 24 + len(packet), b"uuid") + XMP_BOX + packet


def read_xmp(path: Path) -> str:
    """The XMP of a picture or video as text, empty where there is none."""
    kind = media_type(path) or ""
    raw: bytes | str = b""
    try:
        if kind.startswith("image/"):
            with warnings.catch_warnings(), Image.open(path) as picture:
                warnings.simplefilter("ignore")
                raw = picture.info.get("xmp") or picture.info.get("XML:com.adobe.xmp") or b""
        elif kind in ("video/mp4", "video/quicktime"):
            with path.open("rb") as file:
                raw = next(_xmp_packets(file), b"")
    # A broken picture makes Pillow raise nearly anything; what cannot be read carries no label.
    except Exception:
        return ""
    return (raw.decode("utf-8", "replace") if isinstance(raw, bytes) else str(raw))[:_MOST_XMP]


def _xmp_packets(file: BinaryIO) -> Iterator[bytes]:
    for box in list(boxes(file)):
        if box.kind == b"uuid" and box.whole and box.size <= _MOST_XMP:
            file.seek(box.start + box.header)
            if file.read(16) == XMP_BOX:
                yield file.read(box.size - box.header - 16)


def open_video(path: Path) -> InputContainer:
    """A video, opened as what its first bytes say and as nothing else: a play list would name other files.

    Raises ``ValueError`` where it is no video, and what PyAV raises where it is broken.
    """
    demuxer = _DEMUXERS.get(media_type(path) or "")
    if demuxer is None:
        raise ValueError("not a video")
    return av.open(str(path), "r", format=demuxer, options={"protocol_whitelist": "file"})


def read_tags(path: Path) -> dict[str, str]:
    """The tags of a video, such as ``AIGC``; empty where there are none or the file cannot be read."""
    try:
        with open_video(path) as container:
            return {str(name): str(value) for name, value in container.metadata.items()}
    except (av.FFmpegError, OSError, ValueError):
        return {}
