"""Finishing: pictures made larger and motion made smoother, both by classical means. ``crisp`` and ``network`` have
other ``Enlarger``s, ``between`` the usual ``Smoother``; the one here, ffmpeg's, is an option.

Enlarging is bicubic, then corrected until the small picture is what the large one averages to (back-projection: Irani
and Peleg, 1991), and held between the darkest and brightest neighbour, so that a cartoon's edges get crisp without
halos. Every frame is treated alike and by itself: nothing flickers that did not before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from onetake.errors import Failure
from onetake.media.scale import resize

Frames = NDArray[np.uint8]
Enlarger = Callable[[Frames, int, int], Frames]
"""Frames (NYXC), width and height to the same frames at that size."""
Smoother = Callable[[Iterable[Frames], int, int], Iterator[Frames]]
"""Frames (YXC each), their rate and another rate to frames at that rate."""
ROUNDS = 3


def enlarge(frames_NYXC: Frames, width: int, height: int) -> Frames:
    """Frames at a larger size, edges kept crisp; six frames a second to 768x448 on one core."""
    import torch  # here, so that command-line help does without it
    from torch.nn.functional import interpolate, max_pool2d

    small_NCYX = torch.from_numpy(np.ascontiguousarray(frames_NYXC)).permute(0, 3, 1, 2).float()
    rows, columns = small_NCYX.shape[-2:]
    if (rows, columns) == (height, width):
        return frames_NYXC
    if height < rows or width < columns:
        return resize(frames_NYXC, width, height)

    def larger(x: torch.Tensor) -> torch.Tensor:
        return interpolate(x, size=(height, width), mode="bicubic", align_corners=False)

    out = larger(small_NCYX)
    for _ in range(ROUNDS):
        back = interpolate(out, size=(rows, columns), mode="area")
        out += larger(small_NCYX - back)
    brightest = interpolate(max_pool2d(small_NCYX, 3, 1, 1), size=(height, width), mode="nearest")
    darkest = interpolate(-max_pool2d(-small_NCYX, 3, 1, 1), size=(height, width), mode="nearest")
    out = torch.minimum(torch.maximum(out, darkest), brightest)
    pixels: Frames = out.round_().clamp_(0, 255).byte().permute(0, 2, 3, 1).contiguous().numpy()
    return pixels


def move_blocks(frames: Iterable[Frames], fps: int, target: int) -> Iterator[Frames]:
    """Frames (YXC) at ``target`` frames a second, those between made of moved blocks (ffmpeg's minterpolate as it
    comes: its other ways take longer and are no better, LAB.md).

    The given frames come back as they are; ``target`` is a multiple of ``fps``. Cuts are left as cuts.
    """
    if target % fps or target < fps:
        raise Failure("bad-rate", f"{target} frames a second are no multiple of {fps}.")
    factor, source = target // fps, iter(frames)
    first = next(source, None)
    if first is None:
        return
    if factor == 1:
        yield first
        yield from source
        return
    height, width = first.shape[:2]
    graph = _graph(width, height, fps, target)
    given: dict[int, Frames] = {}
    pushed = out = 0
    shown = first
    for frame_YXC in _padded(first, source):
        if frame_YXC is not None:
            given[pushed * factor] = frame_YXC
            _push(graph, frame_YXC, pushed, fps)
            pushed += 1
        else:
            graph.push(None)
        for made in _pulled(graph):
            at = min(round(float(made.time or 0) * target), pushed * factor - 1)
            if at >= out:
                picture: NDArray[Any] = made.to_ndarray(format="rgb24")
                shown = np.ascontiguousarray(picture, dtype=np.uint8)
            while out <= at:
                shown = given.pop(out, shown)
                yield shown
                out += 1
    while out < pushed * factor:  # the last frame is held where there is nothing to move towards
        shown = given.pop(out, shown)
        yield shown
        out += 1


def _padded(first: Frames, rest: Iterator[Frames]) -> Iterator[Frames | None]:
    yield first
    yield from rest
    yield None


def _graph(width: int, height: int, fps: int, target: int) -> av.filter.Graph:
    graph = av.filter.Graph()
    source = graph.add_buffer(width=width, height=height, format=av.VideoFormat("yuv444p"), time_base=Fraction(1, fps))
    motion = graph.add("minterpolate", f"fps={target}:mi_mode=mci")
    sink = graph.add("buffersink")
    source.link_to(motion)
    motion.link_to(sink)
    graph.configure()
    return graph


def _push(graph: av.filter.Graph, frame_YXC: Frames, number: int, fps: int) -> None:
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(frame_YXC), format="rgb24").reformat(format="yuv444p")
    frame.pts, frame.time_base = number, Fraction(1, fps)
    graph.push(frame)


def _pulled(graph: av.filter.Graph) -> Iterator[av.VideoFrame]:
    while True:
        try:
            frame = graph.pull()
        except (BlockingIOError, av.error.EOFError, EOFError):
            return
        if isinstance(frame, av.VideoFrame):
            yield frame
