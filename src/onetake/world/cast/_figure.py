"""Small geometry shared by jointed figures: smooth outlines, heads that turn, bending, reaching.

Axes: N frames, P points of an outline. All coordinates are local (y up), angles counter-clockwise radians.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onetake.types import Array
from onetake.world.shapes import joint_end, place

Floats = NDArray[np.floating[Any]]
Num = Floats | float
"""A quantity per frame (N,), or one for the whole clip."""


def curve(corners: Sequence[tuple[float, float]], samples: int = 2, scale: float = 1.0) -> Array:
    """Closed smooth outline (Catmull-Rom) through ``corners``, ``samples`` points each: (P, 2)."""
    p = np.asarray(corners, np.float32) * scale
    before, after, beyond = np.roll(p, 1, 0), np.roll(p, -1, 0), np.roll(p, -2, 0)
    steps = []
    for t in np.arange(samples, dtype=np.float32) / samples:
        steps.append(
            p
            + 0.5 * t * (after - before)
            + t**2 * (before - 2.5 * p + 2 * after - 0.5 * beyond)
            + t**3 * (1.5 * (p - after) + 0.5 * (beyond - before))
        )
    return np.stack(steps, 1).reshape(-1, 2).astype(np.float32)


def box(x: float, y: float, half_width: float, half_height: float, corner: float) -> Array:
    """Rectangle with cut corners, centred on (x, y): (8, 2)."""
    w, h, c = half_width, half_height, corner
    points = [(w, c - h), (w, h - c), (w - c, h), (c - w, h), (-w, h - c), (-w, c - h), (c - w, -h), (w - c, -h)]
    return (np.array(points, np.float32) + np.array([x, y], np.float32)).astype(np.float32)


def ring(x: float, y: float, radius: float, width: float, n: int = 12) -> Array:
    """A hoop as one outline (its seam lies within its own colour): (2n + 2, 2)."""
    a = np.linspace(0, 2 * np.pi, n + 1)
    unit = np.stack([np.cos(a), np.sin(a)], -1)
    return np.asarray(np.concatenate([unit * radius, unit[::-1] * (radius - width)]) + np.array((x, y)), np.float32)


def mirrored(points_P2: Floats) -> Array:
    """The outline seen from the other side, its points numbered so that each is near its partner: (P, 2).

    Mixing an outline with its mirror image then turns a head smoothly through its frontal view.
    """
    flipped = points_P2[::-1] * np.array([-1, 1], np.float32)
    shifts = [np.roll(flipped, s, 0) for s in range(len(flipped))]
    # Heights decide before places do, so a mark keeps its shape on its way from one side to the other.
    own = points_P2 - points_P2.mean(0)
    costs = [float((((s - s.mean(0)) - own) ** 2).sum()) for s in shifts]
    return np.ascontiguousarray(shifts[int(np.argmin(costs))], np.float32)


def turned(points_P2: Floats, mirror_P2: Floats, look_N: Num) -> Array:
    """An outline on a head that looks forward (+1), at the viewer (0) or back (-1): (N, P, 2)."""
    w = (np.atleast_1d(np.asarray(look_N, np.float32))[:, None, None] + 1) / 2
    return (points_P2 * w + mirror_P2 * (1 - w)).astype(np.float32)


def bump(phase_N: Floats, centre: float, width: float) -> Array:
    """A smooth hill of height 1 about ``centre`` in each cycle, zero farther than ``width`` radians: (N,)."""
    off = np.abs((phase_N - centre + np.pi) % (2 * np.pi) - np.pi)
    return np.asarray(0.5 + 0.5 * np.cos(np.pi * np.minimum(off / width, 1)), np.float32)


def blink(phase_N: Floats) -> Array:
    """How far eyes are open: 1, but closed for a moment late in each cycle: (N,)."""
    return np.asarray(1 - 0.85 * (np.abs(phase_N % (2 * np.pi) - 5.3) < 0.3), np.float32)


def keyed(along_N: Floats, *stops: tuple[float, float]) -> Array:
    """A way through values: ``stops`` are (place, value), joined by smooth steps, constant outside: (N,)."""
    x = np.asarray(along_N, np.float32)
    out = np.full(x.shape, stops[0][1], np.float32)
    for (start, before), (end, after) in pairwise(stops):
        u = np.clip((x - start) / (end - start), 0, 1)
        out += (after - before) * u * u * (3 - 2 * u)
    return out


def reach(target_N2: Floats, upper: float, lower: float) -> tuple[Array, Array]:
    """Angles of a two-part limb (along -y at angle 0) whose end is at ``target``, seen from its joint.

    Returns the angle of the upper part and the bend of the lower against it, each (N,).
    """
    x, y = target_N2[:, 0], target_N2[:, 1]
    d = np.clip(np.hypot(x, y), abs(upper - lower) + 1e-3, upper + lower - 1e-3)
    inner = np.arccos(np.clip((upper**2 + d**2 - lower**2) / (2 * upper * d), -1, 1))
    bend = np.pi - np.arccos(np.clip((upper**2 + lower**2 - d**2) / (2 * upper * lower), -1, 1))
    return (np.arctan2(x, -y) - inner).astype(np.float32), bend.astype(np.float32)


def scaled(points_NP2: Floats, about: Floats, x_N: Num = 1.0, y_N: Num = 1.0) -> Array:
    """Stretch outlines about a point, per frame and axis: (N, P, 2)."""
    off = points_NP2 - about
    x, y = off[..., 0] * np.reshape(x_N, (-1, 1)), off[..., 1] * np.reshape(y_N, (-1, 1))
    return (np.stack(np.broadcast_arrays(x, y), -1) + about).astype(np.float32)


def put(points: Floats, angle_N: Num, at: Floats | Sequence[float]) -> Array:
    """``shapes.place`` for whatever precision motions are reckoned in: (N, P, 2) in single."""
    return place(np.asarray(points, np.float32), np.asarray(angle_N, np.float32), np.asarray(at, np.float32))


def tip(length: float, angle_N: Num, at: Floats | Sequence[float]) -> Array:
    """Where a limb ends, like ``shapes.joint_end``: (N, 2) in single precision."""
    return joint_end(length, np.asarray(angle_N, np.float32), np.asarray(at, np.float32))
