"""Where drawn frames meet given ones: the difference at the join is handed over little by little, and measured."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_MOVED = 20.0  # grey levels: whoever changes that much has moved
REACH = 6
"""Frames over which a difference is handed over: half a second."""

Frames = NDArray[np.uint8]


@dataclass(frozen=True)
class Meeting:
    """An edge of a drawn stretch: the given frame (YXC, at the output's size) and how much of the difference to it the
    drawn frame at the edge takes over, 0 to 1. ``hold``: per drawn frame and place (at any size), how much of that is
    held for good instead of fading."""

    frame_YXC: Frames
    part: float = 1.0
    hold_NYX: NDArray[np.float32] | None = None


def share(distance: int) -> float:
    """How much of what is taken over is still there so many frames from the edge."""
    part = min(1.0, max(0.0, distance / REACH))
    return 1 - part * part * (3 - 2 * part)


def sticks_out(given_YXC: Frames, drawn_YXC: Frames, usual: float) -> float:
    """The part of the difference between two neighbouring frames that is no motion: 0 where it is no larger than the
    ``usual`` step from frame to frame, towards 1 where it is far larger."""
    jump = float(np.abs(given_YXC.astype(np.int16) - drawn_YXC).mean())
    return max(0.0, 1 - usual / jump) if jump > 0 else 0.0


def usual_step(*stretches: Frames) -> float:
    """The upper quartile of the steps from frame to frame in any of some stretches (NYXC)."""
    all_steps = [steps(frames) for frames in stretches if len(frames) > 1]
    return float(np.quantile(np.concatenate(all_steps), 0.75)) if all_steps else 0.0


def hand_over(
    frames_NYXC: Frames, at: int, total: int, first_YXC: Frames, last_YXC: Frames,
    before: Meeting | None, after: Meeting | None,
) -> Frames:  # fmt: skip
    """Frames ``at`` … of ``total`` drawn ones, made to meet what comes before and after.

    ``first``, ``last``: the first and last drawn frame. What the model draws differs from what was given by what its
    codec loses and by what it imagines; as much of that difference as is no motion is added to the drawn frames and
    fades within half a second, so that it never shows as a jump. The motion is the drawn one.
    """
    out: NDArray[np.float32] | None = None
    for n in range(len(frames_NYXC)):
        for edge, own, distance in ((before, first_YXC, at + n), (after, last_YXC, total - 1 - at - n)):
            part = share(distance) * edge.part if edge is not None else 0.0
            if edge is None or (part <= 0 and edge.hold_NYX is None):
                continue
            if out is None:
                out = frames_NYXC.astype(np.float32)
            weight: np.float32 | NDArray[np.float32] = np.float32(part)
            if edge.hold_NYX is not None:
                weight = np.maximum(weight, _enlarged(edge.hold_NYX[at + n], own.shape[1], own.shape[0]))[..., None]
            out[n] += weight * (edge.frame_YXC.astype(np.float32) - own)
    return frames_NYXC if out is None else np.rint(out).clip(0, 255).astype(np.uint8)


def quiet(small_NYXC: Frames) -> NDArray[np.float32]:
    """Where nothing has moved since the first frame (N, Y, X), 1 to 0: there a given picture can stay as it is.

    A place that has moved once stays free. What boils everywhere (half of the picture moves as much) is no motion.
    """
    out = np.empty(small_NYXC.shape[:3], np.float32)
    first, most = small_NYXC[0].astype(np.int16), np.zeros(small_NYXC.shape[1:3], np.float32)
    for n, frame in enumerate(small_NYXC):
        change = np.abs(frame.astype(np.int16) - first).mean(-1, dtype=np.float32)
        change = _blurred(np.maximum(change - 2 * np.median(change), 0))
        most = np.maximum(most, change)
        part = np.clip(most / _MOVED, 0, 1)
        out[n] = 1 - part * part * (3 - 2 * part)
    return out


def _blurred(field_YX: NDArray[np.float32]) -> NDArray[np.float32]:
    """The largest of a place and its neighbours, softened: motion is wider than what changes most."""
    from PIL import Image, ImageFilter

    grey = Image.fromarray(np.clip(field_YX * 4, 0, 255).astype(np.uint8))
    wide = grey.filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.GaussianBlur(2))
    return np.asarray(wide, np.float32) / np.float32(4)


def _enlarged(field_YX: NDArray[np.float32], width: int, height: int) -> NDArray[np.float32]:
    from PIL import Image

    return np.asarray(Image.fromarray(field_YX).resize((width, height), Image.Resampling.BILINEAR), np.float32)


def filled(drawn_NYXC: Frames, kept_NYXC: Frames, inside_YX: NDArray[np.float32]) -> Frames:
    """Drawn frames where ``inside`` is 1, kept ones, to the bit, where it is 0."""
    share_YX1 = inside_YX[..., None]
    mixed = np.rint(kept_NYXC * (1 - share_YX1) + drawn_NYXC * share_YX1).astype(np.uint8)
    return np.where(share_YX1 == 0, kept_NYXC, mixed)


def laid_in(drawn_NYXC: Frames, kept_NYXC: Frames, place: tuple[int, int]) -> Frames:
    """Kept frames, to the bit, laid into larger drawn ones at (left, top). Their difference at the border is spread
    outwards over a twelfth of the short side, so that no frame shows around them."""
    left, top = place
    tall, wide = drawn_NYXC.shape[1:3]
    rows, columns = kept_NYXC.shape[1:3]
    margins = ((top, tall - rows - top), (left, wide - columns - left))
    reach = max(2.0, min(tall, wide) / 12)
    away = [np.pad(np.zeros(n), m, "linear_ramp", end_values=m) for n, m in zip((rows, columns), margins, strict=True)]
    far = np.maximum(away[0][:, None], away[1][None]) / reach
    fade = (1 - np.clip(far, 0, 1)).astype(np.float32)[..., None]
    window = (slice(top, top + rows), slice(left, left + columns))
    out = np.empty_like(drawn_NYXC)
    for n, (drawn, kept) in enumerate(zip(drawn_NYXC, kept_NYXC, strict=True)):
        gap = kept.astype(np.float32) - drawn[window]
        spread = np.pad(gap, (*margins, (0, 0)), "edge") * fade
        out[n] = np.rint(drawn + spread).clip(0, 255).astype(np.uint8)
        out[n][window] = kept
    return out


def steps(frames_NYXC: Frames) -> NDArray[np.float64]:
    """Mean absolute difference of each frame to the next (N - 1,)."""
    small = frames_NYXC.astype(np.int16)
    each: NDArray[np.float64] = np.abs(np.diff(small, axis=0)).mean((1, 2, 3), dtype=np.float64)
    return each


def seam_score(frames_NYXC: Frames, join: int, reach: int = 12) -> float:
    """How large the step into frame ``join`` is against the steps around it: about 1 where no seam can be found."""
    low, high = max(0, join - reach), min(len(frames_NYXC), join + reach)
    around = steps(frames_NYXC[low:high])
    own = around[join - 1 - low]
    others = np.delete(around, join - 1 - low)
    return float((own + 0.1) / (np.median(others) + 0.1)) if len(others) else 1.0
