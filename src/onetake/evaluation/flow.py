"""What moves in a video, by classical optical flow (OpenCV, used in the evaluation only); sharpness and flicker."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from onetake.types import Array

Frames = NDArray[np.uint8]


def flow(frames_NYXC: Frames) -> Array:
    """Motion from each frame to the next in pixels, x to the right and y down: (N - 1, Y, X, 2). Farneback's method."""
    grey = [np.asarray(cv2.cvtColor(np.ascontiguousarray(f), cv2.COLOR_RGB2GRAY), np.uint8) for f in frames_NYXC]
    found = [_farneback(a, b) for a, b in pairwise(grey)]
    return np.stack(found)


def _farneback(one_YX: NDArray[np.uint8], other_YX: NDArray[np.uint8]) -> Array:
    out = np.zeros((*one_YX.shape, 2), np.float32)
    return np.asarray(cv2.calcOpticalFlowFarneback(one_YX, other_YX, out, 0.5, 3, 21, 3, 7, 1.5, 0), np.float32)


def textured(frames_NYXC: Frames) -> NDArray[np.bool_]:
    """Where there is something to see the motion of (N - 1, Y, X): flat areas look still whatever the camera does."""
    grey = frames_NYXC[:-1].astype(np.float32).mean(-1)
    steep = np.hypot(np.gradient(grey, axis=1), np.gradient(grey, axis=2))
    return np.asarray(steep > np.maximum(3.0, np.quantile(steep, 0.7)))


def camera_motion(frames_NYXC: Frames) -> dict[str, float]:
    """What the camera did a frame, over textured parts: its motion to the right and down in pixels, and the zoom (the
    picture's growth)."""
    moved, seen = flow(frames_NYXC), textured(frames_NYXC)
    height, width = frames_NYXC.shape[1:3]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    fits = []
    for field, where in zip(moved, seen, strict=True):
        if where.sum() < 50:
            continue
        px, py = x[where] - width / 2, y[where] - height / 2
        one, none = np.ones_like(px), np.zeros_like(px)
        rows = np.concatenate([np.stack([one, none, px], -1), np.stack([none, one, py], -1)])
        goal = np.concatenate([field[where][:, 0], field[where][:, 1]])
        fits.append(_robust(rows, goal))
    dx, dy, growth = np.median(np.array(fits), 0) if fits else (0.0, 0.0, 0.0)
    return {"right": float(-dx), "down": float(-dy), "zoom": float(growth)}


def _robust(rows: Array, goal: Array) -> Array:
    """Least squares, repeated without what fits worst: subjects that move by themselves do not count."""
    keep = np.ones(len(goal), bool)
    found = np.zeros(rows.shape[1], np.float32)
    for _ in range(3):
        found = np.linalg.lstsq(rows[keep], goal[keep], rcond=None)[0]
        error = np.abs(rows @ found - goal)
        keep = error <= np.quantile(error, 0.7)
    return np.asarray(found, np.float32)


def motion_at(frames_NYXC: Frames, boxes_N4: Array) -> Array:
    """Mean motion inside a box (left, top, right, bottom in pixels) of each frame: (N - 1, 2)."""
    moved, seen = flow(frames_NYXC), textured(frames_NYXC)
    out = []
    for field, where, box in zip(moved, seen, boxes_N4, strict=False):
        left, top, right, bottom = (int(v) for v in np.clip(box.round(), 0, [*frames_NYXC.shape[2:0:-1]] * 2))
        inside = np.zeros(where.shape, bool)
        inside[top:bottom, left:right] = True
        own = field[inside & where]
        out.append(own.mean(0) if len(own) else np.zeros(2, np.float32))
    return np.array(out)


def sharpness(frames_NYXC: Frames) -> float:
    """Root mean square of the gradient: how crisp edges are."""
    grey = frames_NYXC.astype(np.float32).mean(-1)
    x, y = np.diff(grey, axis=2)[:, :-1], np.diff(grey, axis=1)[:, :, :-1]
    return float(np.sqrt((x * x + y * y).mean()))


def flicker(frames_NYXC: Frames) -> float:
    """Mean second difference in time: what goes up and down again from frame to frame."""
    bright = frames_NYXC.astype(np.float32)
    return float(np.abs(bright[2:] - 2 * bright[1:-1] + bright[:-2]).mean()) if len(bright) > 2 else 0.0


def psnr(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    """How alike two pictures or videos are, in dB; 99 where they are equal."""
    error = float(((one.astype(np.float32) - other) ** 2).mean())
    return 99.0 if error == 0 else float(10 * np.log10(255**2 / error))


def ssim(one: Frames, other: Frames) -> float:
    """Structural similarity of videos' brightness (Wang et al., IEEE TIP 2004), windows of 7 pixels."""
    scores = []
    for a, b in zip(one, other, strict=True):
        x, y = (cv2.cvtColor(np.ascontiguousarray(v), cv2.COLOR_RGB2GRAY).astype(np.float32) for v in (a, b))
        mx, my = cv2.blur(x, (7, 7)), cv2.blur(y, (7, 7))
        vx, vy, cov = (
            cv2.blur(x * x, (7, 7)) - mx**2,
            cv2.blur(y * y, (7, 7)) - my**2,
            cv2.blur(x * y, (7, 7)) - mx * my,
        )
        c1, c2 = 6.5025, 58.5225
        top, low = (2 * mx * my + c1) * (2 * cov + c2), (mx**2 + my**2 + c1) * (vx + vy + c2)
        scores.append(float((top / low).mean()))
    return float(np.mean(scores))
