"""What happens to things: how they tip, swing, burn, spill, break, are eaten and explode.

Everything is computed from phase and state alone: particles fly on parabolas, so a clip can be entered anywhere
and is the same every time. N frames; ``state`` and shares ("amount", "t") run 0..1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from onetake.types import Array
from onetake.world.cast._things_kit import CALM, FLAME, GLOW, SMOKE, ease, flame, part, polygon, slab
from onetake.world.shapes import Colour, Part, ellipse, place, rotate, shade

Point = tuple[float, float]
SWING = 0.45
"""Greatest angle of what swings, in radians, as in ``prompt._grip``."""
_FLASH: Colour = (255, 244, 196)
_SPARKS = 8


def ramp(state_N: Array, start: float, end: float) -> Array:
    """Smooth way from 0 to 1 while the state goes from ``start`` to ``end``, (N,)."""
    return ease((np.asarray(state_N, np.float32) - start) / (end - start))


def once(phase_N: Array) -> Array:
    """How far the effect of what happens once has come: 0 until phase pi, 1 at 2 pi, (N,)."""
    return np.asarray(np.clip((phase_N - np.pi) / np.pi, 0, 1), np.float32)


def when(parts: Sequence[Part], visible_N: NDArray[np.bool_]) -> list[Part]:
    """The same parts, seen only in these frames."""
    return [
        replace(p, visible_N=np.asarray(visible_N if p.visible_N is None else p.visible_N & visible_N)) for p in parts
    ]


def tilted(parts: Sequence[Part], angle_N: Array | float, about: Point) -> list[Part]:
    """The same parts turned per frame about a fixed point, counter-clockwise."""
    pivot = np.array(about, np.float32)
    return [replace(p, points_NP2=rotate(p.points_NP2 - pivot, angle_N) + pivot) for p in parts]


def shifted(parts: Sequence[Part], dx_N: Array | float, dy_N: Array | float) -> list[Part]:
    """The same parts moved per frame."""
    by = np.stack(np.broadcast_arrays(np.atleast_1d(dx_N), np.atleast_1d(dy_N)), -1).astype(np.float32)
    return [replace(p, points_NP2=p.points_NP2 + by[:, None]) for p in parts]


def squashed(parts: Sequence[Part], x_N: Array | float, y_N: Array | float, about: Point) -> list[Part]:
    """The same parts stretched per frame about a fixed point."""
    pivot = np.array(about, np.float32)
    by = np.stack(np.broadcast_arrays(np.atleast_1d(x_N), np.atleast_1d(y_N)), -1).astype(np.float32)
    return [replace(p, points_NP2=(p.points_NP2 - pivot) * by[:, None] + pivot) for p in parts]


def hung(parts: list[Part], verb: str, phase_N: Array, about: Point, amount: float = SWING) -> list[Part]:
    """The parts as they are; under the verb "swing" they go to and fro about a point."""
    return tilted(parts, np.asarray(amount * np.sin(phase_N), np.float32), about) if verb == "swing" else parts


# --- liquid -----------------------------------------------------------------------------------------------------


def pool(rx: float, ry: float, at: float, amount_N: Array, colour: Colour, up: float = 0.0) -> Part:
    """A puddle on the ground (or ``up`` above it) around x = ``at``, an uneven ellipse that grows from nothing."""
    a = np.linspace(0, 2 * np.pi, 20, endpoint=False)
    wobble = 1 + 0.10 * np.sin(3 * a + 0.6) + 0.06 * np.sin(5 * a)
    shape = np.stack([rx * wobble * np.cos(a), ry * np.sin(a)], -1)
    grown = shape[None] * np.asarray(amount_N)[:, None, None] + np.array((at, ry * 0.6 + up))
    return part(grown.astype(np.float32), colour, np.asarray(amount_N > 0.03))


def spray(
    at: Point, throws: Sequence[Point], t_N: Array, r: float, colour: Colour, ground: float = 0.02, fall: float = 2.4
) -> list[Part]:
    """Drops, crumbs or sparks thrown from a point at ``t`` = 0 with these velocities (a unit of ``t``); they fall,
    lie where they land and are gone at ``t`` = 1."""
    t = np.clip(t_N, 0, 1)
    seen = (t_N > 0.01) & (t_N < 0.99)
    dot = ellipse(0.0, 0.0, r, r, _SPARKS)
    out = []
    for vx, vy in throws:
        landing = (vy + np.sqrt(max(0.0, vy * vy + 2 * fall * (at[1] - ground)))) / fall
        flown = np.minimum(t, landing)
        x, y = at[0] + vx * flown, at[1] + vy * flown - fall / 2 * flown * flown
        size = np.minimum(1.0, 4 * (1 - t))
        points = dot[None] * size[:, None, None] + np.stack([x, y], -1)[:, None]
        out.append(part(points.astype(np.float32), colour, seen))
    return out


def drips(spots: Sequence[tuple[float, float, float]], phase_N: Array, r: float, colour: Colour,
          on_N: NDArray[np.bool_]) -> list[Part]:  # fmt: skip
    """Drops that fall to the ground again and again from (x, y, offset)."""
    out = []
    for x, y, offset in spots:
        t = np.mod(phase_N / (2 * np.pi) + offset, 1.0)
        dot = ellipse(x, 0.0, r, r * 1.3, _SPARKS)[None] + np.stack([0 * t, y * (1 - t * t)], -1)[:, None]
        out.append(part(dot.astype(np.float32), colour, on_N))
    return out


# --- pieces -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shard:
    """A piece that flies from ``start`` to ``end`` (x, y), turns by ``turn`` radians and ends ``flat`` times as
    high as it is (it lies on the ground, seen almost from the side)."""

    points_P2: Array
    start: Point
    end: Point
    turn: float
    flat: float


def fly(shard: Shard, state_N: Array, big: float = 1.2) -> Array:
    """Where a shard is at each state: out fast and up a little, then down and at rest: (N, P, 2). Pieces are drawn
    ``big`` times life size, or nobody would see them in a small picture."""
    s = np.clip(state_N, 0, 1)
    out = 1 - (1 - s) ** 2
    x = shard.start[0] + (shard.end[0] - shard.start[0]) * out
    y = shard.start[1] * (1 - s) ** 2 + shard.end[1] * (1 - (1 - s) ** 2) + 0.7 * shard.start[1] * s * (1 - s)
    points = place(shard.points_P2 * big, shard.turn * out, (0.0, 0.0))
    points[..., 1] *= (1 + (shard.flat - 1) * ease(s))[:, None]
    return np.asarray(points + np.stack([x, y], -1)[:, None], np.float32)


_SHAPES = (
    polygon((-0.11, -0.07), (0.1, -0.1), (0.14, 0.07), (-0.02, 0.13)),
    polygon((-0.11, -0.08), (0.09, -0.06), (0.02, 0.13)),
    polygon((-0.09, -0.05), (0.08, -0.08), (0.1, 0.05), (-0.06, 0.09)),
)


def shatter(
    tones: Sequence[Colour], width: float, height: float, spread: float, t_N: Array, size: float = 1.0, count: int = 9
) -> list[Part]:
    """A thing of this width and height flying to pieces that come to lie within +-``spread``; seen from t > 0.02."""
    broken_N = np.asarray(t_N > 0.02)
    parts = []
    for k in range(count):
        side = -1.0 if k % 2 else 1.0
        far = (k + 0.7) / count
        high = (0.25 + 0.65 * ((k * 0.618) % 1.0)) * height
        shape = _SHAPES[k % 3] * np.float32(size * (1.15 - 0.5 * far))
        end = (side * spread * far, 0.05 * size + 0.10 * size * (1 - far))
        shard = Shard(shape, (side * width * 0.32 * far, high), end, -side * (2.0 + 4.0 * far), 0.75)
        parts.append(part(fly(shard, t_N), tones[k % len(tones)], broken_N))
    return parts[::-1]


def dense(points_P2: Array, step: float = 0.04) -> Array:
    """The same outline with a corner at least every ``step``, so that it can be bent or bitten: (Q, 2)."""
    after = np.roll(points_P2, -1, 0)
    rows = []
    for a, b in zip(points_P2, after, strict=True):
        count = max(1, int(np.ceil(float(np.hypot(*(b - a))) / step)))
        rows.append(a + (b - a) * (np.arange(count, dtype=np.float32) / count)[:, None])
    return np.concatenate(rows).astype(np.float32)


Bite = tuple[float, float, float, float]
"""Middle (x, y), radius, and the state at which the bite is taken."""


def bitten(points_P2: Array, core: Point, bites: Sequence[Bite], state_N: Array, rim: float = 0.0) -> Array:
    """An outline with round bites out of it: what lies in a bite is drawn back towards the core: (N, P, 2).
    ``rim`` widens the bites, so that a skin shows the flesh below it."""
    if not (state_N > 0).any():
        return points_P2[None]
    out_P2 = points_P2 - np.array(core, np.float32)
    reach_P = np.maximum(np.hypot(out_P2[:, 0], out_P2[:, 1]), 1e-4)
    unit_P2 = out_P2 / reach_P[:, None]
    reach_NP = np.repeat(reach_P[None], len(state_N), 0)
    for x, y, r, start in bites:
        open_N = ease((state_N - start) / 0.12)
        radius = (r + rim) * open_N[:, None]
        along = unit_P2[:, 0] * (x - core[0]) + unit_P2[:, 1] * (y - core[1])
        apart = (x - core[0]) ** 2 + (y - core[1]) ** 2
        disc = radius * radius - (apart - along * along)[None]
        near = np.maximum(along[None] - np.sqrt(np.maximum(disc, 0)), 0.015)
        inside = (disc > 0) & (along > 0)[None] & (radius > 0)
        reach_NP = np.where(inside, np.minimum(reach_NP, near), reach_NP)
    return np.asarray(unit_P2[None] * reach_NP[..., None] + np.array(core), np.float32)


def crumbs(at: Point, bites: int, state_N: Array, r: float, colour: Colour) -> list[Part]:
    """A few crumbs that drop at each of so many bites, evenly over the state."""
    t = np.mod(np.clip(state_N, 0, 0.999) * bites, 1.0).astype(np.float32)
    t = np.where((state_N > 0.01) & (state_N < 0.99), t, 0.0)
    return spray(at, ((-0.35, 0.5), (0.1, 0.8), (0.45, 0.4)), t, r, colour)


# --- fire and smoke ---------------------------------------------------------------------------------------------


def fires(spots: Sequence[tuple[float, float, float, float]], phase_N: Array, strength_N: Array) -> list[Part]:
    """Flames with a bright heart at (x, y, width, height), as strong as said; they flicker by phase."""
    calm, lit = np.zeros_like(phase_N), np.asarray(strength_N > 0.06)
    out = []
    for k, (x, y, w, h) in enumerate(spots):
        offset = 1.3 + 2.1 * k
        lively = np.asarray(strength_N * (0.93 + 0.13 * np.sin(phase_N + offset)), np.float32)
        out.append(part(flame((x, y), (w, h), phase_N, offset, lively, calm, CALM), FLAME, lit))
        out.append(part(flame((x, y), (0.55 * w, 0.6 * h), phase_N, offset, lively, calm, CALM), GLOW, lit))
    return out


def smoke(
    spots: Sequence[tuple[float, float, float, float]], phase_N: Array, amount_N: Array, colour: Colour = SMOKE
) -> list[Part]:
    """Puffs that rise again and again from (x, y), ``rise`` high, with radius ``r``: (x, y, rise, r)."""
    out = []
    for k, (x, y, rise, r) in enumerate(spots):
        t = np.mod(phase_N / (2 * np.pi) + 0.37 * k, 1.0)
        radius = r * amount_N * (0.45 + 0.7 * t) * np.minimum(1.0, 4 * (1 - t))
        at = np.stack([x + 0.5 * r * np.sin(2 * np.pi * t + 2 * k), y + rise * t], -1)
        puff = ellipse(0, 0, 1, 1, 12)[None] * radius[:, None, None] + at[:, None]
        out.append(part(puff.astype(np.float32), colour, np.asarray(radius > 0.08 * r)))
    return out


def spikes(at: Point, outer: float, inner: float, count: int, size_N: Array, turn: float = 0.0) -> Array:
    """A jagged star, as large as ``size`` says: (N, 2 count, 2)."""
    a = turn + np.pi * np.arange(2 * count) / count
    radius = np.where(np.arange(2 * count) % 2 == 0, outer, inner)
    star = np.stack([radius * np.cos(a), radius * np.sin(a)], -1)
    return np.asarray(star[None] * np.asarray(size_N)[:, None, None] + np.array(at), np.float32)


def blast(at: Point, size: float, t_N: Array) -> list[Part]:
    """An explosion over ``t`` 0..1: a jagged flash, balls of smoke and flying sparks; nothing before and after."""
    t = np.clip(t_N, 0, 1)
    flash = ease(t / 0.18) * (1 - ease((t - 0.3) / 0.3))
    lit = np.asarray((t > 0.01) & (flash > 0.03))
    cloud = np.asarray(ease(t / 0.35) * (1 - ease((t - 0.55) / 0.42)), np.float32)
    cloudy = np.asarray((t > 0.05) & (cloud > 0.04))
    out = []
    for k in range(5):
        a = 0.5 + 2 * np.pi * k / 5
        x = at[0] + size * (0.25 + 0.45 * t) * np.cos(a)
        y = at[1] + size * (0.25 + 0.4 * t) * np.sin(a) + 0.25 * size * t
        puff = ellipse(0, 0, 0.42 * size, 0.4 * size, 14)[None] * cloud[:, None, None]
        colour = shade(SMOKE, 0.62 + 0.08 * k)
        out.append(part(np.asarray(puff + np.stack([x, y], -1)[:, None], np.float32), colour, cloudy))
    out += [
        part(spikes(at, 1.15 * size, 0.6 * size, 9, flash, 0.2), (240, 96, 44), lit),
        part(spikes(at, 0.86 * size, 0.46 * size, 9, flash, 0.5), (252, 170, 60), lit),
        part(spikes(at, 0.55 * size, 0.3 * size, 8, flash, 0.1), _FLASH, lit),
    ]
    throws = [(2.3 * size * np.cos(a), 1.2 * size + 1.9 * size * np.sin(a)) for a in 0.3 + np.arange(6) * np.pi / 3]
    return out + spray(at, [(float(x), float(y)) for x, y in throws], t, 0.045 * size + 0.01, GLOW)


def halo(at: Point, rx: float, ry: float, phase_N: Array, colour: Colour, on_N: NDArray[np.bool_]) -> Part:
    """A disc of light that breathes a little with the phase."""
    k = 1 + 0.05 * np.sin(phase_N)
    disc = ellipse(0, 0, rx, ry, 20)[None] * k[:, None, None] + np.array(at)
    return part(disc.astype(np.float32), colour, on_N)


def planks(x0: float, x1: float, ys: Sequence[float], half: float, colour: Colour, r: float = 0.0) -> list[Part]:
    """Level boards, one for each y."""
    return [part(slab(x0, y - half, x1, y + half, r), colour) for y in ys]
