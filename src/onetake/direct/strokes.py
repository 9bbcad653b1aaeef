"""``--motion x,y:x,y``: a stroke of the motion brush. Whoever stands at its start goes along it.

Places are shares of the picture, 0 to 1 from the left and from the top. A stroke may have more points:
``0.2,0.7:0.5,0.4:0.8,0.7``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from onetake.errors import BadRequest
from onetake.types import FACING, HEIGHT, VISIBLE, Array, Geometry, Staging, X, Y

Stroke = tuple[tuple[float, float], ...]
_LEAST = 0.02  # a stroke that ends where it began asks for nothing
_MOST_POINTS = 16


def read_stroke(text: str) -> Stroke:
    """Points of a stroke. Raises ``BadRequest`` (``bad-motion``)."""
    try:
        points = tuple(tuple(float(v) for v in point.split(",")) for point in text.strip().split(":"))
    except ValueError:
        points = ()
    fit = all(len(p) == 2 and all(math.isfinite(v) and 0 <= v <= 1 for v in p) for p in points)
    if not (fit and 2 <= len(points) <= _MOST_POINTS) or _length(np.array(points)) < _LEAST:
        raise BadRequest(
            "bad-motion",
            f"{text[:60]!r} is not a stroke.",
            "Give places from 0 to 1 of the picture, from where to where: --motion 0.2,0.7:0.8,0.7.",
        )
    return tuple((p[0], p[1]) for p in points)


def _length(points_P2: Array) -> float:
    return float(np.hypot(*np.diff(points_P2, axis=0).T).sum())


def path(stroke: Stroke, frames: int, geometry: Geometry) -> Array:
    """Where a stroke is at every frame, in stage units (N, 2): eased at both ends, even along its length."""
    points = (np.array(stroke) - 0.5) * 2 * np.array(geometry.half_extent)
    way = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    part = np.linspace(0, 1, max(frames, 2))[:frames]
    eased = way[-1] * (0.5 * part + 0.5 * part * part * (3 - 2 * part))
    return np.stack([np.interp(eased, way, points[:, axis]) for axis in (0, 1)], -1).astype(np.float32)


def along(staging: Staging, strokes: Sequence[Stroke], frames: int, geometry: Geometry) -> Staging:
    """Individuals moved along strokes: each stroke takes whoever is nearest to its start and not yet taken; the middle
    of their box goes along it. Who is moved with whom they carry stays with the layout, not with the stroke."""
    if not strokes:
        return staging
    tracks = staging.tracks_NEF.copy()
    free = [e for e in range(tracks.shape[1]) if tracks[0, e, VISIBLE] > 0]
    for stroke in strokes:
        if not free:
            raise BadRequest(
                "bad-motion", "There are more strokes than individuals to move.", "Leave some strokes out."
            )
        way = path(stroke, frames, geometry)
        way = np.concatenate([way, np.repeat(way[-1:], max(0, len(tracks) - len(way)), 0)])[: len(tracks)]
        middle = tracks[0, :, [X, Y]].T - np.stack([np.zeros(tracks.shape[1]), tracks[0, :, HEIGHT] / 2], -1)
        chosen = min(free, key=lambda e: float(np.hypot(*(middle[e] - way[0]))))
        free.remove(chosen)
        tracks[:, chosen, X] = way[:, 0]
        tracks[:, chosen, Y] = way[:, 1] + tracks[:, chosen, HEIGHT] / 2
        tracks[:, chosen, VISIBLE] = 1
        heading = way[-1, 0] - way[0, 0]
        if abs(heading) > 0.05:
            tracks[:, chosen, FACING] = np.sign(heading)
    return replace(staging, tracks_NEF=tracks)
