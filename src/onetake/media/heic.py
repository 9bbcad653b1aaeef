"""Pictures as phones keep them (HEIC): decoded by the same library as videos, so no other package is needed.

A large picture is a grid of tiles, each a picture of its own; the file's ``meta`` box says which they are and how they
lie (ISO 23008-12). Only what is needed is read, and no size is believed that the file's own length does not bear out.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

import av
import numpy as np
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray

from onetake.media.colour import to_rgb

BRANDS = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1")
_MOST_TILES = 1024


def is_heic(head: bytes) -> bool:
    """Whether a file that begins with these bytes is one of these pictures."""
    return head[4:8] == b"ftyp" and head[8:12] in BRANDS


@dataclass
class _Meta:
    """What the ``meta`` box says: the picture to show, its tiles, its turns, and where things lie in the file."""

    primary: int = 0
    tiles: dict[int, list[int]] = field(default_factory=dict)
    places: dict[int, tuple[int, int, int]] = field(default_factory=dict)
    inside: bytes = b""
    turns: list[int] = field(default_factory=list)
    turned: dict[int, list[int]] = field(default_factory=dict)


def size_of(data: bytes) -> tuple[int, int] | None:
    """Width and height of a picture that is a grid of tiles, before it is turned; None where it is none. Raises as
    :func:`read_heic`."""
    meta = _read_meta(data)
    return _grid(meta, data)[2:] if meta.primary in meta.tiles else None


def read_heic(data: bytes) -> NDArray[np.uint8]:
    """RGB (YXC) of the picture in a file's bytes, upright.

    Raises ``ValueError``, ``struct.error``, ``IndexError`` or ``av.FFmpegError`` where it is none.
    """
    from io import BytesIO

    meta, reformatter = _read_meta(data), VideoReformatter()
    with av.open(BytesIO(data), "r") as container:
        streams = {s.id: s for s in container.streams.video}
        if meta.primary not in meta.tiles:
            stream = streams.get(meta.primary) or max(streams.values(), key=lambda s: s.width * s.height)
            return _turned(to_rgb(reformatter, next(container.decode(stream))), meta)
        rows, columns, width, height = _grid(meta, data)
        wanted = meta.tiles[meta.primary][: rows * columns]
        found: dict[int, NDArray[np.uint8]] = {}
        for packet in container.demux([streams[n] for n in dict.fromkeys(wanted)]):
            for frame in packet.decode():
                found.setdefault(packet.stream.id, to_rgb(reformatter, frame))  # type: ignore[arg-type]
    bands = [np.concatenate([found[n] for n in wanted[r * columns : (r + 1) * columns]], 1) for r in range(rows)]
    whole = np.concatenate(bands)[:height, :width]
    if whole.shape[:2] != (height, width):
        raise ValueError("the tiles do not cover the picture")
    return _turned(whole, meta)


def _turned(picture_YXC: NDArray[np.uint8], meta: _Meta) -> NDArray[np.uint8]:
    turns = sum(meta.turns[i - 1] for i in meta.turned.get(meta.primary, []) if 0 < i <= len(meta.turns))
    return np.ascontiguousarray(np.rot90(picture_YXC, turns))  # both count quarters against the clock


def _grid(meta: _Meta, data: bytes) -> tuple[int, int, int, int]:
    """Rows, columns, width and height of a grid."""
    method, start, length = meta.places[meta.primary]
    told = (meta.inside if method == 1 else data)[start : start + length]
    rows, columns = told[2] + 1, told[3] + 1
    width, height = struct.unpack(">II" if told[1] & 1 else ">HH", told[4 : 12 if told[1] & 1 else 8])
    if rows * columns > min(_MOST_TILES, len(meta.tiles[meta.primary])):
        raise ValueError("tiles are missing")
    return rows, columns, width, height


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 8 <= len(data):
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        size = len(data) - at if size == 0 else size
        if size < 8:
            return
        yield kind, data[at + 8 : at + size]
        at += size


def _read_meta(data: bytes) -> _Meta:
    body = next((body for kind, body in _boxes(data) if kind == b"meta"), b"")
    meta = _Meta()
    for kind, inner in _boxes(body[4:]):
        version = inner[0] if inner else 0
        if kind == b"pitm":
            meta.primary = int.from_bytes(inner[4 : 8 if version else 6], "big")
        elif kind == b"idat":
            meta.inside = inner
        elif kind == b"iloc":
            meta.places = dict(_places(inner))
        elif kind == b"iref":
            meta.tiles = dict(_references(inner))
        elif kind == b"iprp":
            for name, part in _boxes(inner):
                if name == b"ipco":
                    meta.turns = [p[0] & 3 if k == b"irot" else 0 for k, p in _boxes(part)]
                elif name == b"ipma":
                    meta.turned |= dict(_properties(part))
    return meta


class _Bits:
    """Whole numbers of some bytes each, one after the other."""

    def __init__(self, data: bytes, at: int) -> None:
        self.data, self.at = data, at

    def take(self, size: int) -> int:
        self.at += size
        if self.at > len(self.data):
            raise ValueError("the file ends early")
        return int.from_bytes(self.data[self.at - size : self.at], "big")


def _places(inner: bytes) -> Iterator[tuple[int, tuple[int, int, int]]]:
    """How (0: in the file, 1: in the box itself), where, and how long every item is: its first part."""
    version, bits = inner[0], _Bits(inner, 4)
    sizes = bits.take(2)
    offset, length, base, index = (sizes >> shift & 15 for shift in (12, 8, 4, 0))
    wide = 4 if version == 2 else 2
    for _ in range(bits.take(wide)):
        item = bits.take(wide)
        method = bits.take(2) & 15 if version else 0
        bits.take(2)
        first = bits.take(base)
        parts = []
        for _ in range(bits.take(2)):
            bits.take(index if version else 0)
            parts.append((bits.take(offset), bits.take(length)))
        if parts:
            yield item, (method, first + parts[0][0], parts[0][1])


def _references(inner: bytes) -> Iterator[tuple[int, list[int]]]:
    wide = 4 if inner[0] else 2
    for kind, body in _boxes(inner[4:]):
        bits = _Bits(body, 0)
        item = bits.take(wide)
        if kind == b"dimg":
            yield item, [bits.take(wide) for _ in range(bits.take(2))]


def _properties(inner: bytes) -> Iterator[tuple[int, list[int]]]:
    """Which properties every item has, counted from 1."""
    version, flags, bits = inner[0], inner[3], _Bits(inner, 4)
    for _ in range(bits.take(4)):
        item = bits.take(4 if version else 2)
        wide = 2 if flags & 1 else 1
        yield item, [bits.take(wide) & (0x7FFF if wide == 2 else 0x7F) for _ in range(bits.take(1))]
