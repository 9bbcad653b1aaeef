"""Look at a file's pictures for the invisible and the visible mark: few frames of it, small, in constant memory."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from PIL import Image

from onetake.errors import MediaError
from onetake.media.read import MOST_PIXELS, read_picture
from onetake.provenance.containers import media_type, open_video
from onetake.provenance.detect import SHORT_SIDE, Evidence
from onetake.types import Array

FRAMES, GROUPS = 32, 4
"""Frames that are looked at, and the stretches of the video that are also judged on their own."""
_IN_ORDER, _PIXELS = 1500, 2_000_000_000  # frames that are decoded one after another at most, and their pixels
_LEAST = 8
_LEAST_SIDE = 32


@dataclass(slots=True)
class Sight:
    """What was seen: evidence over the whole file and over each stretch, the mean picture, and why there is no more.

    ``readable`` is False where no picture could be decoded.
    """

    whole: Evidence = field(default_factory=Evidence)
    stretches: list[Evidence] = field(default_factory=list)
    mean_YX: Array | None = None
    width: int = 0
    height: int = 0
    note: str = ""

    @property
    def readable(self) -> bool:
        return self.whole.frames > 0

    def take_in(self, grey_YX: Array, stretch: int) -> None:
        """One frame, grey 0 to 255, short side ``SHORT_SIDE``."""
        while len(self.stretches) <= stretch:
            self.stretches.append(Evidence())
        shown = self.whole.add(grey_YX)
        self.stretches[stretch].add_residual(shown)
        seen = self.whole.frames
        self.mean_YX = grey_YX if self.mean_YX is None else self.mean_YX + (grey_YX - self.mean_YX) / np.float32(seen)


def look(path: Path) -> Sight:
    """Look at a picture or video. Whatever is wrong with it ends in a note, never in an exception."""
    sight = Sight()
    kind = media_type(path) or ""
    try:
        if kind.startswith("image/"):
            _look_at_picture(path, sight)
        elif kind.startswith("video/"):
            _look_at_video(path, sight)
        else:
            sight.note = "It is no kind of picture or video that marks can be read from."
    except MediaError as problem:
        sight.note = problem.message
    except (av.FFmpegError, OSError, ValueError, MemoryError):
        sight.note = "Its pictures cannot be decoded." if not sight.readable else "It can be decoded only in part."
    return sight


def _look_at_picture(path: Path, sight: Sight) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        picture_YXC = read_picture(path)
    sight.height, sight.width = picture_YXC.shape[:2]
    width, height = _small(sight.width, sight.height)
    grey = Image.fromarray(picture_YXC).convert("L").convert("F")
    sight.take_in(np.asarray(grey.resize((width, height), Image.Resampling.BOX), np.float32), 0)


def _look_at_video(path: Path, sight: Sight) -> None:
    with open_video(path) as container:
        if not container.streams.video:
            sight.note = "There is no picture in it."
            return
        stream = container.streams.video[0]
        sight.width, sight.height = stream.width, stream.height
        if stream.width * stream.height > MOST_PIXELS or min(stream.width, stream.height) < _LEAST_SIDE:
            sight.note = f"Pictures of {stream.width}x{stream.height} are not looked at."
            return
        for number, chosen in enumerate(islice(_chosen(container, stream), FRAMES)):
            sight.take_in(_grey(chosen), number * GROUPS // FRAMES)
    if not sight.readable:
        sight.note = "Its pictures cannot be decoded."


def _chosen(container: InputContainer, stream: av.VideoStream) -> Iterator[av.VideoFrame]:
    """Frames spread over a video: a short one is decoded in order, in a long one it is jumped to them."""
    seconds = (container.duration or 0) / av.time_base
    rate = float(stream.average_rate or stream.guessed_rate or 25)
    frames = stream.frames or round(seconds * rate)
    most = max(FRAMES, min(_IN_ORDER, _PIXELS // (stream.width * stream.height)))
    if 0 < frames <= most or seconds <= 0:
        step = max(1, -(-frames // FRAMES))
        for number, frame in enumerate(container.decode(stream)):
            if number >= most:
                return
            if number % step == 0:
                yield frame
        return
    seen: set[int | None] = set()
    for number in range(FRAMES):
        container.seek(round(number / FRAMES * seconds * av.time_base), backward=True)
        nearest = next(iter(container.decode(stream)), None)
        if nearest is not None and nearest.pts not in seen:
            seen.add(nearest.pts)
            yield nearest
    if len(seen) < _LEAST:  # hardly any key frames to jump to
        container.seek(0)
        for number, frame in enumerate(container.decode(stream)):
            if number >= most:
                return
            if number % (most // FRAMES) == 0:
                yield frame


def _grey(frame: av.VideoFrame) -> Array:
    width, height = _small(frame.width, frame.height)
    small = frame.reformat(
        width=width, height=height, format="gray16le", interpolation="AREA", dst_color_range="JPEG", threads=1
    )
    grey_YX = small.to_ndarray().astype(np.float32) / 257
    return np.ascontiguousarray(np.rot90(grey_YX, frame.rotation // 90))


def _small(width: int, height: int) -> tuple[int, int]:
    """The size on which marks are looked for; very long pictures are seen in part of their sharpness only."""
    scale = min(SHORT_SIDE / min(width, height), SHORT_SIDE * 6 / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))
