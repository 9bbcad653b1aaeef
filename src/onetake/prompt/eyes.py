"""What a camera's movement does to layers of scenery at different distances.

A camera that turns (pan, handheld) or changes its lens (zoom) moves near and far almost or wholly alike; one that
travels (track, follow, crane, dolly) moves what is near by more than what is far. Beats of a take may have different
cameras, so a layer's place is the sum of all its small movements since the take began.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from onetake.types import FPS, PLANES, Array, Beat

TRAVELS = ("follow", "track left", "track right", "crane up", "crane down", "dolly in", "dolly out")
_PANS = ("pan left", "pan right")
_PAN = 0.75  # how much of its lag a far layer makes up for when the camera only turns
_DOLLY = 0.3  # share of a dolly's growth that even the farthest layer has


def shares(camera: str, parallax: float) -> tuple[float, float]:
    """How much of a camera's way, and of the logarithm of its zoom, a layer takes part in."""
    if camera in TRAVELS:
        return parallax, _DOLLY + (1 - _DOLLY) * parallax
    if camera in _PANS:
        return parallax + (1 - parallax) * _PAN, 1.0
    return 1.0, 1.0


def eyes(camera_NC: Array, cameras: Sequence[tuple[int, int, str]], parallax: float) -> NDArray[np.float64]:
    """From where a layer is seen in every frame, x, y, scale: (N, 3).

    ``camera_NC``: x, y, zoom; ``cameras``: (first frame, frame after the last, camera of the ontology), in order.
    """
    total = len(camera_NC)
    way_N, growth_N = np.ones(total), np.ones(total)
    for first, last, camera in cameras:
        way_N[first:last], growth_N[first:last] = shares(camera, parallax)
    path = np.asarray(camera_NC, np.float64)
    x_N = np.cumsum(np.diff(path[:, 0], prepend=0.0) * way_N)
    y_N = _there_and_back(path[:, 1], way_N)
    scale_N = np.exp(_there_and_back(np.log(path[:, 2]), growth_N))
    scale_N[np.abs(scale_N - 1) < 1e-6] = 1.0  # at rest exactly one, which is quicker to draw
    return np.stack([x_N, y_N, scale_N], -1)


def _there_and_back(way_N: NDArray[np.float64], share_N: NDArray[np.float64]) -> NDArray[np.float64]:
    """A layer's share of a way from 0: going out as the camera of that moment has it, coming back in proportion.

    So a crane or a dolly that another camera undoes leaves every layer where it belongs.
    """
    if not np.any(way_N):
        return way_N
    seen = np.empty_like(way_N)
    at = before = 0.0
    for n, (now, share) in enumerate(zip(way_N.tolist(), share_N.tolist(), strict=True)):
        if now * before < 0:  # through the middle, where all layers agree
            at = before = 0.0
        at = at * now / before if abs(now) < abs(before) else at + share * (now - before)
        before = now
        seen[n] = at
    return seen


def plane_eyes(camera_NC: Array, cameras: Sequence[tuple[int, int, str]]) -> NDArray[np.float64]:
    """:func:`eyes` of every one of ``types.PLANES``: (N, P, 3)."""
    return np.stack([eyes(camera_NC, cameras, parallax) for parallax in PLANES], 1)


def cameras_of(beats: Sequence[Beat], frames: int) -> list[tuple[int, int, str]]:
    """(first frame, frame after the last, camera) of every beat."""
    starts = [min(frames, round(beat.start * FPS)) for beat in beats]
    ends = [*starts[1:], frames]
    return [(a, b, beat.scene.camera) for a, b, beat in zip(starts, ends, beats, strict=True)]
