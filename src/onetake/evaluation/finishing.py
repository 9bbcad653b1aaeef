"""Finishing side by side: what is shipped, what others offer, and doing nothing clever; on the same clips.

Enlarging: true clips at half size, enlarged again. Smoothing: every second frame of true clips, filled in again. What
the model itself draws has no truth: there, sharpness and flicker are told over those of the shipped way.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from onetake.evaluation.flow import flicker, psnr, sharpness, ssim
from onetake.media import crisp, network
from onetake.media.between import move_between
from onetake.media.finish import Enlarger, Smoother, enlarge, move_blocks
from onetake.media.scale import resize
from onetake.types import FPS

Frames = NDArray[np.uint8]


def enlargers() -> dict[str, Enlarger]:
    """Ways of enlarging that are installed: without a network, by our own network, by one of others."""
    ways: dict[str, Enlarger] = {"ours": enlarge, "bicubic": resize}
    ways |= {"crisp": crisp.enlarge_crisply} if crisp.there() else {}
    return ways | ({"network": network.enlarge_by_network} if network.there() else {})


def upscaled(true_clips: Sequence[Frames], drawn: Frames) -> dict[str, Any]:
    """Quality against the truth and processor time; of ``drawn`` (NYXC), edges and flicker over ours."""
    halves = (resize(true, true.shape[2] // 2, true.shape[1] // 2) for true in true_clips)
    out = enlarged(zip(halves, true_clips, strict=True))
    size = drawn.shape[2] * 4, drawn.shape[1] * 4
    ours = enlarge(drawn[:6], *size)
    for name, make in enlargers().items():
        if make not in (enlarge, resize):
            other = make(drawn[:6], *size)
            out[f"{name}_on_drawn"] = {
                "sharpness_over_ours": sharpness(other) / sharpness(ours),
                "flicker_over_ours": flicker(other) / max(flicker(ours), 1e-6),
            }
    return out


def enlarged(
    clips: Iterable[tuple[Frames, Frames]], ways: Mapping[str, Enlarger] | None = None
) -> dict[str, Any]:  # fmt: skip
    """Quality and processor time of every way, on clips that are given small and large (NYXC). Flicker is that of all
    clips together: some stand still."""
    ways = enlargers() if ways is None else ways
    rows: dict[str, list[list[float]]] = {name: [] for name in ways}
    true_flicker: list[float] = []
    for small, true in clips:
        height, width = true.shape[1:3]
        true_flicker.append(flicker(true))
        for name, make in ways.items():
            made, spent = _timed(make, small, width, height)
            rows[name].append(
                [psnr(made, true), ssim(made, true), sharpness(made) / sharpness(true), flicker(made), spent]
            )
    fields = ("psnr_db", "ssim", "sharpness_of_truth", "flicker_of_truth", "cpu_ms_a_frame")
    out = {n: dict(zip(fields, np.mean(r, 0).tolist(), strict=True)) for n, r in rows.items()}
    for figures in out.values():
        figures["flicker_of_truth"] /= max(float(np.mean(true_flicker)), 1e-6)
    return out


def smoothed(true_clips: Sequence[Frames]) -> dict[str, Any]:
    """Quality of the frames that were filled in, and processor time a frame of the result."""
    ways: dict[str, Callable[[Frames], Frames]] = {
        "ours": lambda given: _filled(given, move_between), "blocks": lambda given: _filled(given, move_blocks),
        "dis": warped, "blended": lambda g: ((g[:-1].astype(np.int16) + g[1:]) // 2).astype(np.uint8),
        "repeated": lambda given: given[:-1],
    }  # fmt: skip
    rows: dict[str, list[list[float]]] = {name: [] for name in ways}
    for true in true_clips:
        given, middle = true[::2], true[1:-1:2]
        for name, make in ways.items():
            made, spent = _timed(make, given)
            whole = np.stack([f for pair in zip(given, [*made, given[-1]], strict=True) for f in pair])[:-1]
            steady = flicker(whole) / flicker(true[:-1])
            rows[name].append(
                [psnr(made, middle), ssim(made, middle), sharpness(made) / sharpness(middle), steady, spent]
            )
    fields = ("psnr_db", "ssim", "sharpness_of_truth", "flicker_of_truth", "cpu_ms_a_frame")
    return {n: dict(zip(fields, np.mean(r, 0).tolist(), strict=True)) for n, r in rows.items()}


def _timed(make: Callable[..., Frames], *given: Any) -> tuple[Frames, float]:
    began = time.process_time()
    made = make(*given)
    return made, (time.process_time() - began) / len(made) * 1000


def _filled(given: Frames, move: Smoother) -> Frames:
    return np.stack(list(move(iter(given), FPS, 2 * FPS)))[1:-1:2]


def warped(given: Frames) -> Frames:
    """Halfway along OpenCV's dense optical flow (DIS: Kroeger et al., 1603.03590), from both sides."""
    seek = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    y, x = np.mgrid[0 : given.shape[1], 0 : given.shape[2]].astype(np.float32)
    grey = [cv2.cvtColor(np.ascontiguousarray(f), cv2.COLOR_RGB2GRAY) for f in given]
    out = []
    for (one, other), (a, b) in zip(pairwise(given), pairwise(grey), strict=True):
        ahead, behind = (np.asarray(seek.calc(*pair, np.zeros((*a.shape, 2), np.float32))) for pair in ((a, b), (b, a)))
        halves = [
            cv2.remap(f, x - v[..., 0] / 2, y - v[..., 1] / 2, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
            for f, v in ((one, ahead), (other, behind))
        ]
        out.append((halves[0].astype(np.int16) + halves[1]) // 2)
    return np.stack(out).astype(np.uint8)
