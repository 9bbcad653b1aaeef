"""Things that break: ``state`` 0 is whole, anything above is the breaking on the ground, 1 is all at rest."""

from __future__ import annotations

import numpy as np

from onetake.types import Array
from onetake.world.cast._things_fx import Shard, fly
from onetake.world.cast._things_kit import GLASS, WHITE, accent, ease, part, polygon, slab, smooth
from onetake.world.shapes import Appearance, Colour, Part, Rig, ellipse, shade

_WHOLE = 0.02  # a state below this is still whole: tracks are floats
_WINE: Colour = (158, 28, 58)
_PALE: Colour = (222, 238, 246)
_GLEAM: Colour = (252, 254, 255)


def _puddle(rx: float, ry: float, at: float, state_N: Array) -> Array:
    """A spilt puddle that grows with the state, an uneven ellipse on the ground: (N, 20, 2)."""
    a = np.linspace(0, 2 * np.pi, 20, endpoint=False)
    wobble = 1 + 0.10 * np.sin(3 * a + 0.6) + 0.06 * np.sin(5 * a)
    shape = np.stack([rx * wobble * np.cos(a), ry * np.sin(a)], -1)
    grown = 0.35 + 0.65 * ease(state_N)
    return np.asarray(shape[None] * grown[:, None, None] + np.array((at, ry * 0.8)), np.float32)


_GLASS_SHARDS = (
    (Shard(polygon((-0.1, -0.06), (0.1, -0.09), (0.13, 0.07), (-0.02, 0.13)), (-0.1, 0.5),
        (-0.47, 0.14), 2.6, 0.8), _PALE),
    (Shard(polygon((-0.1, -0.08), (0.08, -0.05), (0.0, 0.13)), (0.12, 0.55), (0.45, 0.15), -2.2, 0.8), _PALE),
    (Shard(polygon((-0.07, -0.07), (0.08, -0.03), (0.0, 0.1)), (0.16, 0.4), (0.3, 0.05), -3.6, 0.9), _GLEAM),
    (Shard(polygon((-0.06, -0.05), (0.07, -0.05), (-0.03, 0.09)), (-0.16, 0.45), (-0.3, 0.04), 4.0, 0.95), _GLEAM),
    (Shard(polygon((-0.05, -0.04), (0.06, -0.02), (0.0, 0.08)), (0.0, 0.6), (0.1, 0.21), 5.0, 0.95), _PALE),
    (Shard(polygon((-0.05, -0.04), (0.05, -0.03), (0.01, 0.07)), (-0.05, 0.5), (-0.62, 0.06), 6.0, 0.7), _GLEAM),
    (Shard(polygon((-0.05, -0.04), (0.05, -0.03), (-0.01, 0.07)), (0.05, 0.5), (0.63, 0.07), -6.0, 0.7), _PALE),
    # the foot with its stem topples over, the bowl's round bottom comes to rest on it
    (Shard(np.concatenate([slab(-0.025, 0.0, 0.025, 0.3), slab(-0.17, -0.05, 0.17, 0.0, 0.02)]), (0.0, 0.06),
        (0.12, 0.1),
            -1.45, 0.8), GLASS),
    (Shard(smooth((-0.2, 0.1), (-0.17, -0.12), (0.12, -0.14), (0.2, 0.06), (0.08, 0.0), (0.0, 0.09), (-0.1, 0.0)),
            (0.0, 0.4), (-0.14, 0.1), 0.35, 0.85), GLASS),
)  # fmt: skip


def wine_glass(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A stemmed glass of red wine, which breaks and spills."""
    whole_N = state_N <= _WHOLE
    broken_N = ~whole_N
    bowl = smooth((-0.2, 1.0), (-0.29, 0.74), (-0.23, 0.47), (0, 0.38), (0.23, 0.47), (0.29, 0.74), (0.2, 1.0),
        (0.0, 1.0))  # fmt: skip
    tilt_N = 0.012 * np.sin(phase_N)
    wine = smooth((-0.265, 0.76), (-0.24, 0.52), (0, 0.4), (0.24, 0.52), (0.265, 0.76), (0.0, 0.765), rounds=2)
    wine_NP2 = np.repeat(wine[None], len(phase_N), 0)
    wine_NP2[..., 1] += np.where(wine[:, 1] > 0.66, 1.0, 0.0) * np.sign(wine[:, 0]) * tilt_N[:, None]
    drop = ellipse(0, 0, 0.03, 0.03, 8)
    drops = (
        Shard(drop, (-0.1, 0.3), (-0.68, 0.05), 0.0, 0.6),
        Shard(drop * 1.3, (0.1, 0.35), (0.67, 0.06), 0.0, 0.6),
    )
    return [
        part(slab(-0.03, 0.04, 0.03, 0.45), (196, 222, 236), whole_N),
        part(smooth((-0.26, 0.0), (-0.24, 0.05), (0.0, 0.09), (0.24, 0.05), (0.26, 0.0), rounds=1), GLASS, whole_N),
        part(bowl, _PALE, whole_N),
        part(wine_NP2, _WINE, whole_N),
        part(ellipse(0.0, 0.715, 0.235, 0.03, 14), (188, 52, 80), whole_N),
        part(smooth((-0.2, 0.88), (-0.225, 0.72), (-0.19, 0.56), (-0.15, 0.6), (-0.17, 0.74), (-0.15, 0.88)),
            _GLEAM, whole_N),
        part(_puddle(0.62, 0.14, 0.0, state_N), _WINE, broken_N),
        part(_puddle(0.36, 0.035, -0.1, state_N) + np.array((0, 0.15), np.float32), (188, 52, 80), broken_N),
        *(part(fly(d, state_N), _WINE, broken_N) for d in drops),
        *(part(fly(shard, state_N), colour, broken_N) for shard, colour in reversed(_GLASS_SHARDS)),
    ]  # fmt: skip


_VASE_SHARDS = (
    (smooth((-0.2, 0.08), (-0.2, -0.12), (0.1, -0.14), (0.2, 0.0), (0.06, 0.0), (-0.04, 0.12), rounds=1), (-0.05, 0.12),
     (-0.12, 0.1), 0.3, 0.9, 0),
    (polygon((-0.12, -0.08), (0.12, -0.1), (0.16, 0.08), (0.0, 0.15)), (-0.15, 0.4), (-0.48, 0.13), 2.5, 0.7, 0),
    (polygon((-0.13, -0.09), (0.1, -0.08), (0.04, 0.14)), (0.16, 0.4), (0.44, 0.15), -2.3, 0.7, 1),
    (polygon((-0.09, -0.08), (0.1, -0.04), (0.0, 0.12)), (0.14, 0.6), (0.24, 0.06), -3.8, 0.8, 0),
    (polygon((-0.08, -0.06), (0.08, -0.06), (-0.02, 0.11)), (-0.1, 0.65), (-0.3, 0.19), 4.1, 0.8, 2),
    (polygon((-0.07, -0.05), (0.07, -0.04), (0.0, 0.09)), (0.0, 0.7), (0.08, 0.22), 5.2, 0.8, 1),
    (polygon((-0.06, -0.05), (0.06, -0.04), (0.01, 0.08)), (-0.05, 0.5), (-0.66, 0.05), 6.1, 0.7, 2),
    (polygon((-0.06, -0.05), (0.06, -0.04), (0.0, 0.08)), (0.05, 0.5), (0.66, 0.05), -6.1, 0.7, 0),
)  # fmt: skip


def vase(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A bulbous china vase with a painted band; broken, it is a heap of its own colours in spilt water."""
    main = look.colour or (66, 124, 206)
    band = accent(main, WHITE, (66, 124, 206))
    whole_N = state_N <= _WHOLE
    broken_N = ~whole_N
    body = smooth((-0.16, 0.0), (-0.22, 0.14), (-0.33, 0.42), (-0.24, 0.68), (-0.1, 0.76), (-0.1, 0.86),
        (-0.2, 1.0), (0.2, 1.0),
                  (0.1, 0.86), (0.1, 0.76), (0.24, 0.68), (0.33, 0.42), (0.22, 0.14), (0.16, 0.0))  # fmt: skip
    side = smooth((0.08, 0.0), (0.2, 0.3), (0.16, 0.62), (0.05, 0.74), (0.1, 0.76), (0.24, 0.68), (0.33, 0.42),
        (0.2, 0.12),
                  (0.15, 0.0))  # fmt: skip
    stripe = smooth((-0.28, 0.36), (-0.29, 0.5), (-0.27, 0.54), (0.27, 0.54), (0.29, 0.5), (0.28, 0.36), rounds=1)
    tones = (main, shade(main, 0.78), band)
    shards = [(Shard(points, a, b, turn, flat), tones[tone]) for points, a, b, turn, flat, tone in _VASE_SHARDS]
    return [
        part(body, main, whole_N),
        part(side, shade(main, 0.82), whole_N),
        part(stripe, band, whole_N),
        *(part(polygon((x, 0.39), (x + 0.065, 0.45), (x, 0.51), (x - 0.065, 0.45)),
            main, whole_N) for x in (-0.15, 0.0, 0.15)),
        part(ellipse(0, 0.975, 0.165, 0.03, 14), shade(main, 0.6), whole_N),
        part(slab(-0.15, 0.0, 0.15, 0.045, 0.02), shade(main, 0.7), whole_N),
        part(smooth((-0.2, 0.62), (-0.25, 0.56), (-0.17, 0.58), (-0.1, 0.68), rounds=1), shade(main, 1.5), whole_N),
        part(_puddle(0.62, 0.12, 0.0, state_N), (158, 208, 236), broken_N),
        *(part(fly(shard, state_N), colour, broken_N) for shard, colour in shards),
    ]  # fmt: skip


RIGS: dict[str, Rig] = {"wine glass": wine_glass, "vase": vase}
