"""More frames a second: what is between two frames is looked up in both, along the motion from the one to the other.

Motion is found where it is needed, at the moment of the new frame: that by which what is seen there in the one frame
and in the other agrees. It is sought coarse to fine, each time by least squares in small windows, in which pixels that
still differ a lot count less. The given frames come back as they are, and a cut stays one.

Sources: Lucas and Kanade (IJCAI 1981), coarse to fine as by Bouguet (2000); robust weights as by Black and Anandan
(1996).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from onetake.errors import Failure

Frames = NDArray[np.uint8]
Pair = tuple[Tensor, Tensor]
"""Two frames (1CYX, fp32) at one size."""
ROUNDS, REACH = 3, 2
"""Rounds of least squares at each size; pixels to each side of a window, which is blurred twice."""
COARSEST, FINEST = 16, 150
"""Short sides between which motion is sought; never at more than half the size of the frames: it is smooth enough."""
_CUT = 12.0
"""Grey levels by which two frames differ after motion where there is a cut: 0.2 to 1.5 in motion, 24 to 33 at cuts."""
_STEADY, _DOUBT = 20.0, 60.0
"""Squared gradient that every window has at least; difference in levels at which a pixel counts half."""


def move_between(frames: Iterable[Frames], fps: int, target: int) -> Iterator[Frames]:
    """Frames (YXC) at ``target`` frames a second, a multiple of ``fps``. Raises ``Failure`` (``bad-rate``)."""
    if target % fps or target < fps:
        raise Failure("bad-rate", f"{target} frames a second are no multiple of {fps}.")
    factor = target // fps
    before: Frames | None = None
    for frame_YXC in frames:
        if before is not None:
            yield before
            yield from between(before, frame_YXC, [n / factor for n in range(1, factor)])
        before = frame_YXC
    if before is not None:  # there is nothing to move towards
        yield from [before] * factor


@torch.inference_mode()
def between(one_YXC: Frames, other_YXC: Frames, times: list[float]) -> list[Frames]:
    """Frames at ``times`` (0 to 1) between two; at a cut, and where nothing moves, the one as it is."""
    if not times or np.array_equal(one_YXC, other_YXC):
        return [one_YXC] * len(times)
    whole = _as_tensor(one_YXC), _as_tensor(other_YXC)
    halvings, sizes = _sizes(whole)
    made = []
    for t in times:
        motion = _motion(sizes, t)
        if float((_seen(sizes[0], motion, t)[2]).abs().mean()) > _CUT:
            made.append(one_YXC)
            continue
        motion = F.interpolate(motion, whole[0].shape[-2:], mode="bilinear") * 2**halvings
        mixed = torch.lerp(*_looked_up(whole, motion, t, "bicubic"), t)
        made.append(mixed[0].round_().clamp_(0, 255).byte().permute(1, 2, 0).contiguous().numpy())
    return made


def _as_tensor(frame_YXC: Frames) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(frame_YXC)).permute(2, 0, 1)[None].float()


def _sizes(pair: Pair) -> tuple[int, list[Pair]]:
    """How often frames are halved before motion is sought in them, and both at every size, the largest first."""
    halvings, pair = 1, _halved(pair)
    while min(pair[0].shape[-2:]) > FINEST:
        halvings, pair = halvings + 1, _halved(pair)
    sizes = [pair]
    while min(sizes[-1][0].shape[-2:]) >= 2 * COARSEST:
        sizes.append(_halved(sizes[-1]))
    return halvings, sizes


def _halved(pair: Pair) -> Pair:
    one, other = (F.avg_pool2d(f, 2, ceil_mode=True, count_include_pad=False) for f in pair)
    return one, other


def _motion(sizes: list[Pair], t: float) -> Tensor:
    """By how many pixels of the largest size everything moves that is seen at ``t``: x and y, (1, 2, Y, X)."""
    rows, columns = sizes[-1][0].shape[-2:]
    motion = torch.zeros(1, 2, rows, columns)
    for pair in reversed(sizes):
        if pair is not sizes[-1]:
            motion = F.interpolate(motion, pair[0].shape[-2:], mode="bilinear") * 2
        for _ in range(ROUNDS):
            motion = motion - _step(pair, motion, t)
    return motion


def _step(pair: Pair, motion: Tensor, t: float) -> Tensor:
    """What is too much in ``motion``, a pixel at most: least squares in the window around every pixel."""
    one, other, apart = _seen(pair, motion, t)
    across, down = _gradients(torch.lerp(one, other, t))
    weight = 1 / (1 + apart.abs().sum(1, keepdim=True) / _DOUBT)
    products = (across * across, across * down, down * down, across * apart, down * apart)
    sums = torch.cat([(p * weight).sum(1, keepdim=True) for p in products], 1)
    xx, xy, yy, xd, yd = _blurred(sums).unbind(1)
    xx, yy = xx + _STEADY, yy + _STEADY
    area = xx * yy - xy * xy
    return torch.stack([(yy * xd - xy * yd) / area, (xx * yd - xy * xd) / area], 1).clamp_(-1, 1)


def _seen(pair: Pair, motion: Tensor, t: float) -> tuple[Tensor, Tensor, Tensor]:
    """What is seen at ``t`` in the one frame and in the other, and by how much they differ."""
    one, other = _looked_up(pair, motion, t, "bilinear")
    return one, other, other - one


def _looked_up(pair: Pair, motion: Tensor, t: float, mode: str) -> Pair:
    return _moved(pair[0], -t * motion, mode), _moved(pair[1], (1 - t) * motion, mode)


def _moved(frame: Tensor, by: Tensor, mode: str) -> Tensor:
    """A frame looked up at other places; beyond its edges it goes on as it is there."""
    rows, columns = frame.shape[-2:]
    x = torch.arange(columns, dtype=torch.float32) + by[:, 0]
    y = torch.arange(rows, dtype=torch.float32)[:, None] + by[:, 1]
    at = torch.stack([x * (2 / max(1, columns - 1)) - 1, y * (2 / max(1, rows - 1)) - 1], -1)
    return F.grid_sample(frame, at, mode=mode, padding_mode="border", align_corners=True)


def _gradients(frame: Tensor) -> Pair:
    wide = F.pad(frame, (1, 1, 1, 1), mode="replicate")
    across = (wide[..., 1:-1, 2:] - wide[..., 1:-1, :-2]) / 2
    return across, (wide[..., 2:, 1:-1] - wide[..., :-2, 1:-1]) / 2


def _blurred(sums: Tensor) -> Tensor:
    for _ in range(2):
        sums = F.avg_pool2d(F.pad(sums, (REACH,) * 4, mode="replicate"), 2 * REACH + 1, 1)
    return sums
