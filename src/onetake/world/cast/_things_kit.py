"""Small drawing kit that vehicles and things share: outlines as (P, 2) arrays, flames, smoke, a few colours."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from onetake.types import Array
from onetake.world.shapes import Colour, Part, ellipse, rotate

Reals = NDArray[np.floating[Any]]
"""Numbers of either precision; outlines themselves are fp32."""

WHITE: Colour = (250, 249, 244)
CREAM: Colour = (250, 238, 212)
RED: Colour = (214, 62, 58)
GOLD: Colour = (246, 196, 84)
WOOD: Colour = (168, 112, 70)
BARK: Colour = (128, 86, 58)
LEAF: Colour = (92, 168, 88)
GLASS: Colour = (176, 216, 236)
DARK: Colour = (52, 52, 62)
STEEL: Colour = (176, 182, 192)
SMOKE: Colour = (186, 188, 194)
FLAME: Colour = (250, 142, 48)
GLOW: Colour = (255, 226, 108)

_TEARDROP = np.array(
    [(0, 0), (0.3, 0.05), (0.48, 0.22), (0.46, 0.42), (0.3, 0.62), (0.12, 0.82), (0, 1),
     (-0.1, 0.8), (-0.28, 0.62), (-0.46, 0.42), (-0.48, 0.22), (-0.3, 0.05)], np.float32
)  # fmt: skip


def part(points: Array, colour: Colour, visible_N: NDArray[np.bool_] | None = None) -> Part:
    """A part from an outline, (P, 2) the same in all frames or (N, P, 2)."""
    return Part(points[None] if points.ndim == 2 else points, colour, visible_N)


def polygon(*xy: tuple[float, float]) -> Array:
    """A straight-edged outline through these corners, (P, 2)."""
    return np.array(xy, np.float32)


def smooth(*xy: tuple[float, float], rounds: int = 2) -> Array:
    """A rounded outline inside a control polygon, corners cut ``rounds`` times (Chaikin): (P * 2^rounds, 2)."""
    points = np.array(xy, np.float32)
    for _ in range(rounds):
        after = np.roll(points, -1, 0)
        points = np.stack([0.75 * points + 0.25 * after, 0.25 * points + 0.75 * after], 1).reshape(-1, 2)
    return points.astype(np.float32)


def slab(x0: float, y0: float, x1: float, y1: float, r: float = 0.0) -> Array:
    """A rectangle with corners rounded by ``r``: (4, 2), or (12, 2) when rounded."""
    if r <= 0:
        return polygon((x0, y0), (x1, y0), (x1, y1), (x0, y1))
    corners = ((x1 - r, y1 - r, 0.0), (x0 + r, y1 - r, 90.0), (x0 + r, y0 + r, 180.0), (x1 - r, y0 + r, 270.0))
    turns = [(cx, cy, np.radians(a + d)) for cx, cy, a in corners for d in (0.0, 45.0, 90.0)]
    return np.array([(cx + r * np.cos(a), cy + r * np.sin(a)) for cx, cy, a in turns], np.float32)


def bar(x0: float, y0: float, x1: float, y1: float, width: float, end: float | None = None) -> Array:
    """A straight stick between two points, ``width`` thick (``end`` at its far end): (4, 2)."""
    length = float(np.hypot(x1 - x0, y1 - y0))
    nx, ny = -(y1 - y0) / length / 2, (x1 - x0) / length / 2
    w, v = width, width if end is None else end
    return polygon(
        (x0 + nx * w, y0 + ny * w), (x1 + nx * v, y1 + ny * v), (x1 - nx * v, y1 - ny * v), (x0 - nx * w, y0 - ny * w)
    )


def ring(cx: float, cy: float, outer: float, inner: float, n: int = 16) -> Array:
    """A disc with a hole, as one outline with a seam (even-odd filling leaves the hole open): (2n + 2, 2)."""
    a = np.linspace(0, 2 * np.pi, n + 1)
    circle = np.stack([np.cos(a), np.sin(a)], -1)
    return np.asarray(np.concatenate([outer * circle, inner * circle[::-1]]) + np.array((cx, cy)), np.float32)


def rosette(cx: float, cy: float, r: float, petals: int, depth: float, n: int = 36) -> Array:
    """A flower-like outline with soft petals, ``depth`` the share of the radius between them: (n, 2)."""
    a = np.linspace(0, 2 * np.pi, n, endpoint=False)
    radius = r * (1 - depth + depth * np.abs(np.sin(a * petals / 2)) ** 0.7)
    return np.stack([cx + radius * np.cos(a + np.pi / 2), cy + radius * np.sin(a + np.pi / 2)], -1).astype(np.float32)


def spokes(r: float, count: int, width: float, n_hub: float = 0.0) -> Array:
    """Spokes from the origin as one outline (a thin-armed star), hub radius ``n_hub``: (3 * count, 2)."""
    points = []
    inner = max(n_hub, width / 2 / np.sin(np.pi / count))
    for k in range(count):
        a, half = 2 * np.pi * k / count, np.arcsin(min(1.0, width / 2 / r))
        points += [(r * np.cos(a - half), r * np.sin(a - half)), (r * np.cos(a + half), r * np.sin(a + half))]
        b = a + np.pi / count
        points.append((inner * np.cos(b), inner * np.sin(b)))
    return np.array(points, np.float32)


def moved(points_P2: Array, dx_N: Reals | float, dy_N: Reals | float) -> Array:
    """The same outline shifted per frame: (N, P, 2)."""
    shift = np.stack(np.broadcast_arrays(np.atleast_1d(dx_N), np.atleast_1d(dy_N)), -1).astype(np.float32)
    return points_P2[None] + shift[:, None, :]


def turned(points_P2: Array, angle_N: Array | float, about: tuple[float, float]) -> Array:
    """The same outline turned per frame about a fixed point, counter-clockwise: (N, P, 2)."""
    pivot = np.array(about, np.float32)
    return rotate(points_P2 - pivot, angle_N) + pivot


def scaled(points_P2: Array, x_N: Array | float, y_N: Array | float, about: tuple[float, float]) -> Array:
    """The same outline stretched per frame about a fixed point: (N, P, 2)."""
    pivot = np.array(about, np.float32)
    k = np.stack(np.broadcast_arrays(np.atleast_1d(x_N), np.atleast_1d(y_N)), -1).astype(np.float32)
    return (points_P2 - pivot)[None] * k[:, None, :] + pivot


def swayed(points_P2: Array, bend_N: Array) -> Array:
    """Bent sideways as a plant in the wind: the ground stays, x moves by ``bend`` at y = 1: (N, P, 2)."""
    y = np.maximum(points_P2[:, 1], 0)
    return np.stack(
        [points_P2[None, :, 0] + bend_N[:, None] * (y * y)[None], np.broadcast_to(points_P2[:, 1], (len(bend_N),
            len(y)))],
        -1,
    ).astype(np.float32)  # fmt: skip


def ease(x_N: Array) -> Array:
    """Smooth step of a value clipped to 0..1."""
    t = np.clip(x_N, 0, 1)
    return np.asarray(t * t * (3 - 2 * t), np.float32)


def accent(colour: Colour, light: Colour = WHITE, other: Colour = RED) -> Colour:
    """A second colour that shows on ``colour``: light, or ``other`` on what is itself nearly white."""
    return other if min(colour) > 215 else light


QUICK, CALM = (3, 5, 4), (1, 2, 1)
"""Harmonics in which a flame flickers: for what stands about, and under "burn", whose own rhythm is quick."""


def flame(
    at: tuple[float, float],
    size: tuple[float, float],
    phase_N: Array,
    offset: float,
    strength_N: Array,
    lean_N: Array,
    beats: tuple[int, int, int] = QUICK,
) -> Array:
    """A flickering tongue of fire standing on ``at``, (N, 12, 2). ``strength`` 1 = full, 0 = none;
    ``lean`` moves its tip towards +x, in flame heights. Whole harmonics of the phase, so it loops."""
    tall = strength_N * (
        1 + 0.10 * np.sin(beats[0] * phase_N + offset) + 0.07 * np.sin(beats[1] * phase_N + 2.3 * offset)
    )
    wide = strength_N * (1 - 0.07 * np.sin(beats[0] * phase_N + offset))
    tip = lean_N + 0.13 * np.sin(beats[2] * phase_N + 1.7 * offset)
    px, py = _TEARDROP[None, :, 0], _TEARDROP[None, :, 1]
    x = at[0] + size[0] * wide[:, None] * px + size[1] * (tip * strength_N)[:, None] * py * py
    y = at[1] + size[1] * tall[:, None] * py
    return np.stack([x, y], -1).astype(np.float32)


def wisp(
    at: tuple[float, float], rise: float, r: float, phase_N: Array, offset: float, state_N: Array
) -> tuple[Array, NDArray[np.bool_]]:
    """A puff of smoke that rises from ``at`` again and again once ``state`` > 0.5: outline (N, 10, 2), visibility."""
    t = np.mod(phase_N / (2 * np.pi) + offset, 1.0)
    radius = r * (0.55 + 0.6 * t) * np.minimum(1.0, 4 * (1 - t))
    x = at[0] + 0.9 * r * np.sin(2 * np.pi * t + 6 * offset)
    y = at[1] + rise * t
    puff = ellipse(0, 0, 1, 1, 10)[None] * radius[:, None, None] + np.stack([x, y], -1)[:, None]
    return puff.astype(np.float32), np.asarray((state_N > 0.5) & (radius > 0.1 * r))
