"""A video that somebody gives, as frames at one constant rate, whatever its own was.

clip = open_clip(path, shape)              # decoded once: its length, its shape, whether it can be used
clip.small_NYXC                            # all of it, at the size that the model sees
for frame_YXC in clip.frames(0, 24): ...   # its own decoded pixels, read again from the file when they are needed

Nothing large is kept: a minute in high definition would not fit into memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray

from onetake.errors import MediaError
from onetake.media.read import LEAST_SIDE, empty_video, probe_video, timed_frames, upright
from onetake.media.scale import resize
from onetake.types import FPS

LONGEST_INPUT = 120.0
"""Seconds of a video that can be worked on."""
MOST_FRAMES = 1 << 15
_JITTER = 1e-3  # seconds by which a frame may come too late for its tick


@dataclass(frozen=True)
class Clip:
    """A video at ``fps`` constant frames a second. ``width`` and ``height`` are even: an odd last row or column is
    cut off. ``shown_N``: which decoded frame each of its frames is. ``own_fps``: frames a second in the file."""

    path: Path
    width: int
    height: int
    shown_N: NDArray[np.int64]
    own_fps: float
    small_NYXC: NDArray[np.uint8] = field(repr=False)
    fps: int = FPS

    def __len__(self) -> int:
        return len(self.shown_N)

    @property
    def seconds(self) -> float:
        return len(self) / self.fps

    def frames(self, start: int = 0, stop: int | None = None) -> Iterator[NDArray[np.uint8]]:
        """Frames ``start`` to ``stop`` in their own pixels (YXC), decoded again. Raises ``MediaError``."""
        wanted = self.shown_N[start:stop].tolist()
        if not wanted:
            return
        at, reformatter = 0, VideoReformatter()
        for number, (_, frame) in enumerate(timed_frames(self.path)):
            if number != wanted[at]:
                continue
            picture_YXC = np.ascontiguousarray(upright(frame, reformatter)[: self.height, : self.width])
            while at < len(wanted) and wanted[at] == number:
                yield picture_YXC
                at += 1
            if at == len(wanted):
                return
        raise MediaError("video-changed", f"{self.path} has changed while it was being read.", "Leave it in place.")

    def frame(self, number: int) -> NDArray[np.uint8]:
        """One frame in its own pixels (YXC); negative numbers count from the end."""
        number %= len(self)
        return next(self.frames(number, number + 1))


Shape = Callable[[int, int], tuple[int, int]]
"""Width and height of the small copy, from width and height of a video."""


Prepare = Callable[[NDArray[np.uint8]], NDArray[np.uint8]]
"""What is done to a frame (YXC) before its small copy is made."""


def open_clip(
    path: Path | str, shape: Shape, fps: int = FPS, *, least_frames: int = 1, prepare: Prepare | None = None
) -> Clip:
    """Read a video through once. ``prepare`` changes what the small copy is made of, never the frames themselves.

    Raises ``MediaError``: those of ``read_video``, ``video-empty``, ``video-too-long``, ``video-too-short`` (fewer
    than ``least_frames`` at ``fps``), ``video-too-small``.
    """
    path = Path(path)
    info = probe_video(path)
    if info.seconds > LONGEST_INPUT + 1:
        raise _too_long(path, info.seconds)
    reel = _Reel(path, fps, shape, prepare)
    for when, frame in timed_frames(path):
        reel.add(when, frame)
    reel.end()
    if not reel.shown:
        raise empty_video(path)
    if len(reel.shown) < least_frames:
        n = reel.decoded
        raise MediaError(
            "video-too-short",
            f"{path} has only {f'{n} frames' if n > 1 else 'one frame'}; at least a third of a second is needed.",
            "A single picture can be animated: onetake animate PICTURE.",
        )
    length = reel.last + reel.duration
    height, width = reel.size
    return Clip(
        path, width, height, np.array(reel.shown), reel.decoded / length if length > 0 else fps,
        np.stack([reel.copies[number] for number in reel.shown]), fps,
    )  # fmt: skip


class _Reel:
    """Takes in decoded frames and notes which of them is seen at every tick of the clock."""

    def __init__(self, path: Path, fps: int, shape: Shape, prepare: Prepare | None) -> None:
        self.path, self.fps, self.shape, self.prepare = path, fps, shape, prepare
        self.shown: list[int] = []
        self.copies: dict[int, NDArray[np.uint8]] = {}
        self.size, self.decoded = (0, 0), 0
        self.first = self.last = 0.0
        self.duration = 1 / fps
        self._before: VideoFrame | None = None
        self._reformatter = VideoReformatter()

    def add(self, when: float, frame: VideoFrame) -> None:
        """The next frame and the second at which it is shown."""
        if not self.decoded:
            self.first = when
        now = max(self.last, when - self.first)
        if now > LONGEST_INPUT + 1 or self.decoded >= MOST_FRAMES:
            raise _too_long(self.path, now)
        self._fill(now)
        if self.decoded:
            self.duration = now - self.last or self.duration
        if frame.duration and frame.time_base:
            self.duration = min(float(frame.duration * frame.time_base), 1.0)
        self._before, self.last = frame, now
        self.decoded += 1

    def end(self) -> None:
        """The last frame is shown for its duration, and for one tick at least."""
        if self.decoded:
            self._fill(max(self.last + self.duration, (len(self.shown) + 1) / self.fps if not self.shown else 0))

    def _fill(self, until: float) -> None:
        """The ticks before ``until`` show the frame that came last."""
        while self._before is not None and len(self.shown) / self.fps < until - _JITTER:
            number = self.decoded - 1
            if number not in self.copies:
                picture_YXC = upright(self._before, self._reformatter)
                if not self.copies:
                    self.size = _even_size(self.path, picture_YXC)
                height, width = self.size
                if min(picture_YXC.shape[0] - height, picture_YXC.shape[1] - width) < 0:
                    raise MediaError("video-changes-size", f"{self.path} changes its size.", "Encode it again first.")
                picture_YXC = np.ascontiguousarray(picture_YXC[:height, :width])
                ready_YXC = self.prepare(picture_YXC) if self.prepare else picture_YXC
                self.copies[number] = resize(ready_YXC, *self.shape(width, height))
            self.shown.append(number)


def _even_size(path: Path, picture_YXC: NDArray[np.uint8]) -> tuple[int, int]:
    height, width = (side - side % 2 for side in picture_YXC.shape[:2])
    if min(height, width) < LEAST_SIDE:
        raise MediaError(
            "video-too-small",
            f"{path} is only {width}x{height} pixels.",
            f"At least {LEAST_SIDE}x{LEAST_SIDE} are needed.",
        )
    return height, width


def _too_long(path: Path, seconds: float) -> MediaError:
    said = f"{seconds / 60:.0f} minutes" if seconds < 5400 else f"{seconds / 3600:.0f} hours"
    return MediaError(
        "video-too-long",
        f"{path} is {said} long; at most {LONGEST_INPUT:g} seconds can be worked on.",
        "Cut out the part that matters first.",
    )
