"""Pictures and videos in, as uint8 RGB; whatever cannot be used ends in a ``MediaError`` with a stable code."""

from __future__ import annotations

import struct
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.stream import Disposition
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from onetake.errors import MediaError
from onetake.media.colour import to_rgb
from onetake.media.heic import is_heic, read_heic, size_of

MOST_PIXELS = 50_000_000
LEAST_SIDE = 16


def read_picture(path: Path | str) -> NDArray[np.uint8]:
    """A picture as uint8 RGB (YXC): upright, transparency over white, the first frame of an animation.

    Raises ``MediaError``: ``picture-missing``, ``picture-unreadable``, ``picture-truncated``,
    ``picture-too-large`` (more than 50 megapixels), ``picture-too-small`` (a side below 16 pixels).
    """
    return over_white(read_clear(path))


def read_clear(path: Path | str) -> NDArray[np.uint8]:
    """As :func:`read_picture`, but RGBA where the picture has transparency, else RGB. Raises as it does."""
    path = Path(path)
    _must_be_file(path, "picture")
    try:
        with warnings.catch_warnings():
            # Pillow warns of large pictures; the size is checked below, before anything is unpacked.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(path) as picture:
                _check_size(path, *picture.size)
                picture.seek(0)
                return _as_pixels(picture)
    except Image.DecompressionBombError as problem:
        raise _too_large(path) from problem
    except UnidentifiedImageError as problem:
        found = _from_phone(path)
        if found is not None:
            return found
        raise MediaError(
            "picture-unreadable", f"{path} is not a picture that can be read.", "Give a PNG, JPEG, WebP or GIF file."
        ) from problem
    except MemoryError as problem:
        raise _too_large(path) from problem
    # A broken file makes Pillow raise nearly anything: OSError, SyntaxError, ValueError, struct.error, EOFError …
    except Exception as problem:
        if isinstance(problem, MediaError):
            raise
        raise MediaError(
            "picture-truncated", f"{path} is damaged or incomplete.", "Save or download the picture again."
        ) from problem


def _from_phone(path: Path) -> NDArray[np.uint8] | None:
    """A HEIC picture, which Pillow does not read; None where it is none. Raises as :func:`read_picture` does."""
    try:
        data = path.read_bytes()
        if not is_heic(data[:12]):
            return None
        _check_size(path, *(size_of(data) or (LEAST_SIDE, LEAST_SIDE)))
        picture_YXC = read_heic(data)
    except (av.FFmpegError, OSError, ValueError, LookupError, StopIteration, struct.error) as problem:
        raise MediaError(
            "picture-truncated", f"{path} is damaged or incomplete.", "Save or download the picture again."
        ) from problem
    _check_size(path, picture_YXC.shape[1], picture_YXC.shape[0])
    return picture_YXC


@dataclass(frozen=True, slots=True)
class VideoInfo:
    """What a video's header says; ``frames`` is 0 where the header does not."""

    width: int
    height: int
    fps: float
    frames: int
    seconds: float


def probe_video(path: Path | str) -> VideoInfo:
    """Size, rate and length of a video, from its header. Raises ``MediaError`` as ``read_video`` does."""
    with _open_video(path) as container:
        stream = _moving(container)
        assert stream is not None
        rate = stream.average_rate or stream.guessed_rate or 0
        seconds = container.duration / av.time_base if container.duration else 0.0
        return VideoInfo(stream.width, stream.height, float(rate), stream.frames, seconds)


def read_video(path: Path | str | bytes) -> Iterator[NDArray[np.uint8]]:
    """The frames of a video (a path, or its bytes), one at a time, as uint8 RGB (YXC), upright.

    Raises ``MediaError``: ``video-missing``, ``video-unreadable``, ``video-no-picture``, ``video-too-large``, and
    ``video-empty`` where the file says so.
    """
    reformatter = VideoReformatter()
    for _, frame in timed_frames(path):
        yield upright(frame, reformatter)


def timed_frames(path: Path | str | bytes) -> Iterator[tuple[float, av.VideoFrame]]:
    """The frames of a video as they are decoded, each with the second at which it is shown (``upright`` makes pixels
    of them, where they are wanted). Raises as :func:`read_video` does."""
    name = "The video" if isinstance(path, bytes) else str(path)
    with _open_video(path) as container:
        stream = _moving(container)
        assert stream is not None
        if stream.width * stream.height > MOST_PIXELS:
            raise MediaError("video-too-large", f"{name} is larger than 50 megapixels.", "Give a smaller video.")
        rate = float(stream.average_rate or stream.guessed_rate or 25)
        try:
            for number, frame in enumerate(container.decode(stream)):
                yield (number / rate if frame.time is None else frame.time), frame
        except (av.FFmpegError, ValueError) as problem:
            raise _unreadable_video(name) from problem


def upright(frame: av.VideoFrame, reformatter: VideoReformatter) -> NDArray[np.uint8]:
    """A decoded frame as uint8 RGB (YXC), turned as its file says, transparency over white."""
    if frame.format.has_palette or any(part.is_alpha for part in frame.format.components):
        clear_YXC = frame.to_ndarray(format="rgba").astype(np.uint16)
        share = clear_YXC[..., 3:]
        picture_YXC: NDArray[Any] = (clear_YXC[..., :3] * share + 255 * (255 - share) + 127) // 255
    else:
        picture_YXC = to_rgb(reformatter, frame)
    return np.ascontiguousarray(np.rot90(picture_YXC, frame.rotation // 90), dtype=np.uint8)


def _open_video(path: Path | str | bytes) -> av.container.InputContainer:
    name = "The video" if isinstance(path, bytes) else str(path)
    if not isinstance(path, bytes):
        _must_be_file(Path(path), "video")
    try:
        container = av.open(BytesIO(path) if isinstance(path, bytes) else str(path), "r")
    except EOFError as problem:  # a header, and nothing behind it
        raise empty_video(name) from problem
    except (av.FFmpegError, OSError, ValueError) as problem:
        raise _unreadable_video(name) from problem
    if _moving(container) is None:
        sound, streams = bool(container.streams.audio), len(container.streams)
        container.close()
        if sound:
            raise MediaError("video-no-picture", f"{name} has sound but no moving picture.", "Give a video.")
        raise _unreadable_video(name) if streams else empty_video(name)
    return container


def _moving(container: av.container.InputContainer) -> av.VideoStream | None:
    """The stream with the most frames: not a cover, nor the single picture that an animated AVIF has beside it."""
    streams = [s for s in container.streams.video if not s.disposition & Disposition.attached_pic]
    return max(streams, key=lambda s: s.frames, default=None)


def empty_video(name: Path | str) -> MediaError:
    """What is said of a video without a frame."""
    return MediaError("video-empty", f"{name} has no frames.", "Give a video that plays.")


def _unreadable_video(name: str) -> MediaError:
    return MediaError("video-unreadable", f"{name} is not a video that can be read.", "Give an MP4, WebM or MOV file.")


def _must_be_file(path: Path, what: str) -> None:
    try:
        found = path.is_file()
    except (OSError, ValueError):  # a name too long, or with a zero byte
        found = False
    if not found:
        raise MediaError(f"{what}-missing", f"There is no {what} at {path}.", "Check the path.")


def _check_size(path: Path, width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise _too_large(path)
    if min(width, height) < LEAST_SIDE:
        raise MediaError(
            "picture-too-small",
            f"{path} is only {width}x{height} pixels.",
            f"Give a picture of at least {LEAST_SIDE}x{LEAST_SIDE} pixels.",
        )


def _too_large(path: Path) -> MediaError:
    return MediaError("picture-too-large", f"{path} has more than 50 megapixels.", "Make it smaller first.")


def _as_pixels(picture: Image.Image) -> NDArray[np.uint8]:
    if picture.mode.startswith(("I", "F")):  # 16 or 32 bits of grey: bring to 8, or convert() would clip to white
        grey_YX = np.asarray(picture, dtype=np.float64)
        top = 65535.0 if picture.mode.startswith("I;16") or grey_YX.max() > 255 else 255.0
        picture = Image.fromarray((grey_YX / top * 255).clip(0, 255).round().astype(np.uint8))
    upright = ImageOps.exif_transpose(picture)
    if "A" in upright.getbands() or "transparency" in upright.info:
        return np.asarray(upright.convert("RGBA"), dtype=np.uint8).copy()
    return np.asarray(upright.convert("RGB"), dtype=np.uint8).copy()


def over_white(picture_YXC: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A picture (YXC) without its transparency: what is behind it is white."""
    if picture_YXC.shape[-1] == 3:
        return picture_YXC
    front = Image.fromarray(picture_YXC)
    back = Image.new("RGBA", front.size, (255, 255, 255, 255))
    return np.asarray(Image.alpha_composite(back, front).convert("RGB"), dtype=np.uint8).copy()
