"""What can go wrong in a long take, measured on its pixels alone: cuts, drift, motion, seams, falling back.

Frames are uint8 RGB (N, Y, X, 3) at native size. Nothing here knows what was asked for (see ``take_truth``).
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from onetake.types import CHUNK, FPS, STRIDE

Floats = NDArray[np.float64]
Frames = NDArray[np.uint8]

SMALL = (48, 28)
"""Width and height of the pictures that cuts and recurrences are looked for in."""
CUT_LEAST, CUT_TIMES = 14.0, 4.0
"""Grey levels by which the whole picture changes at a cut, and how often the change of the frames around it."""
ENDS_SECONDS = 10.0
"""The first and the last stretch of a take whose motion is compared; of shorter takes a third."""
RECURS = 0.12
"""Distance, in the take's own motion, below which a second counts as an earlier one come back."""


@dataclass(frozen=True)
class Curves:
    """Per frame (N): mean of each colour (N, 3), saturation and sharpness, 0..1; ``change`` (N - 1) is the mean
    difference to the next frame in grey levels."""

    colour_NC: Floats
    saturation_N: Floats
    sharpness_N: Floats
    change_N: Floats


def curves(frames_NYXC: Frames) -> Curves:
    """The curves of a take, frame by frame."""
    colour, saturation, sharpness, change = [], [], [], []
    before: Frames | None = None
    for frame in frames_NYXC:
        colour.append(frame.mean((0, 1)) / 255)
        saturation.append(float((frame.max(-1).astype(np.int16) - frame.min(-1)).mean()) / 255)
        grey = cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY)
        sharpness.append(float(np.abs(cv2.Laplacian(grey, cv2.CV_16S)).mean()) / 255)
        if before is not None:
            change.append(float(cv2.absdiff(frame, before).mean()))
        before = frame
    return Curves(np.array(colour), np.array(saturation), np.array(sharpness), np.array(change))


def small(frames_NYXC: Frames) -> NDArray[np.float32]:
    """Blurred grey thumbnails (N, 28, 48)."""
    shrunk = [cv2.resize(cv2.cvtColor(f, cv2.COLOR_RGB2GRAY), SMALL, interpolation=cv2.INTER_AREA) for f in frames_NYXC]
    return np.stack(shrunk).astype(np.float32)


def slope(curve_N: Floats, fps: float = FPS) -> float:
    """Change per minute of the straight line nearest to a curve (least squares)."""
    if len(curve_N) < 2:
        return 0.0
    minutes = np.arange(len(curve_N)) / fps / 60
    return float(np.polyfit(minutes, curve_N, 1)[0])


def drift(c: Curves) -> dict[str, float]:
    """Slope per minute: of the colour that drifts most (with its sign), of saturation, of sharpness."""
    colours = [slope(c.colour_NC[:, i]) for i in range(3)]
    return {
        "colour": max(colours, key=abs), "saturation": slope(c.saturation_N), "sharpness": slope(c.sharpness_N),
    }  # fmt: skip


def cuts(thumbs_NYX: NDArray[np.float32]) -> list[int]:
    """First frames of new shots: the picture changes as a whole, and far more than around it."""
    change_N = np.abs(np.diff(thumbs_NYX, axis=0)).mean((1, 2))
    found: list[int] = []
    for n, change in enumerate(change_N):
        near = np.concatenate([change_N[max(0, n - FPS) : n], change_N[n + 1 : n + 1 + FPS]])
        usual = float(np.quantile(near, 0.9)) if len(near) else 0.0
        if change > CUT_LEAST and change > CUT_TIMES * usual:
            found.append(n + 1)
    return found


def ends(frames: int) -> int:
    """Frames of the first and of the last stretch."""
    return max(1, min(round(ENDS_SECONDS * FPS), frames // 3))


def motion(c: Curves) -> float:
    """Mean change from frame to frame in grey levels."""
    return float(c.change_N.mean()) if len(c.change_N) else 0.0


def motion_ratio(c: Curves) -> float:
    """Motion of the last ten seconds over that of the first ten; 0 where nothing moves."""
    stretch = ends(len(c.change_N))
    first, last = c.change_N[:stretch].mean(), c.change_N[-stretch:].mean()
    return float(last / first) if first > 1e-6 else 0.0


def seam(c: Curves) -> float:
    """Change across the borders of chunks over that inside them; 1 where nothing moves."""
    chunk = CHUNK * STRIDE
    border = np.zeros(len(c.change_N), bool)
    border[chunk - 1 :: chunk] = True
    if border.all() or not border.any():
        return 1.0
    inside = float(c.change_N[~border].mean())
    return float(c.change_N[border].mean()) / inside if inside > 1e-6 else 1.0


def loop(thumbs_NYX: NDArray[np.float32]) -> float:
    """Share of the moving seconds of the second half that were seen, frame for frame, in the first half.

    Whoever dances on the spot does that honestly: hold it against the true scene of the same caption.
    """
    half, second = len(thumbs_NYX) // 2, FPS
    if half < 2 * second:
        return 0.0
    still = np.abs(np.diff(thumbs_NYX, axis=0)).mean((1, 2))
    late = [n for n in range(half, len(thumbs_NYX) - second + 1, second)]
    least = max(0.02, 0.5 * float(np.median(still)))
    moving = [n for n in late if still[n : n + second - 1].mean() >= least]
    if not moving:
        return 0.0
    flat = thumbs_NYX.reshape(len(thumbs_NYX), -1)
    early = np.stack([flat[n : n + second] for n in range(half - second)]).reshape(half - second, -1)
    back = 0
    for n in moving:
        window = flat[n : n + second].reshape(-1)
        nearest = np.square(early - window).sum(1).min()
        own = np.square(np.diff(flat[n : n + second], axis=0)).sum()  # how much moves within this second
        back += bool(nearest < RECURS * own)
    return back / len(moving)


def of_pixels(frames_NYXC: Frames) -> tuple[dict[str, object], Curves]:
    """All measures of this module, and the curves behind them."""
    c, thumbs = curves(frames_NYXC), small(frames_NYXC)
    shots = cuts(thumbs)
    return {
        "cuts": len(shots), "drift": drift(c), "motion": motion(c), "motion_ratio": motion_ratio(c), "seam": seam(c),
        "loop": loop(thumbs),
    }, c  # fmt: skip
