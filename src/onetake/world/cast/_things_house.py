"""The cottage, which can burn down to its charred walls."""

from __future__ import annotations

import numpy as np

from onetake.types import Array
from onetake.world.cast._things_fx import blast, fires, once, ramp, smoke, when
from onetake.world.cast._things_kit import CREAM, GLASS, GOLD, RED, WHITE, bar, part, polygon, scaled, slab, smooth
from onetake.world.shapes import Appearance, Colour, Part, Rig, ellipse, shade

_SOOT: Colour = (72, 64, 66)
_CHAR: Colour = (52, 46, 50)
Spots = tuple[tuple[float, float, float, float], ...]
TOPS: dict[str, tuple[float, float]] = {"house": (0.9, 0.2)}
"""A house carries on its ridge."""


def _ruin(state_N: Array) -> list[Part]:
    """Soot that spreads over the walls from the windows, and the rafters that are left of the roof."""
    soot_N, bare_N = ramp(state_N, 0.15, 0.9), np.asarray(state_N > 0.5)
    patches = ((-0.27, 0.42, 0.17, 0.22), (0.27, 0.42, 0.17, 0.24), (0.0, 0.5, 0.2, 0.13))
    parts = [
        part(scaled(ellipse(x, y, rx, ry, 16), soot_N, soot_N, (x, y)), _SOOT, np.asarray(soot_N > 0.04))
        for x, y, rx, ry in patches
    ]
    for x in (-0.3, -0.02, 0.28):
        parts.append(part(bar(x * 1.35, 0.56, x * 0.72, 0.84 - 0.4 * abs(x), 0.045), _CHAR, bare_N))
    parts.append(part(bar(-0.5, 0.56, 0.14, 0.86, 0.05), _CHAR, bare_N))
    jagged = polygon((-0.43, 0.5), (-0.43, 0.66), (-0.34, 0.6), (-0.26, 0.65), (-0.15, 0.57), (-0.04, 0.62),
        (0.08, 0.56),
                     (0.2, 0.64), (0.3, 0.57), (0.43, 0.63), (0.43, 0.5))  # fmt: skip
    return [*parts, part(jagged, _SOOT, bare_N)]


def house(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A cottage with a roof, a door, two windows and a chimney that smokes a little. Burning, flames stand on its roof
    and in its windows, soot spreads, the roof falls in and charred walls are left, smoking."""
    main = look.colour or CREAM
    roof: Colour = (196, 86, 68) if look.colour != RED else (112, 84, 84)
    wall = main if min(main) > 200 else shade(main, 1.12)
    frame = WHITE if min(main) <= 215 else (206, 186, 160)
    puff_N = np.asarray(1 + 0.1 * np.sin(phase_N), np.float32)
    fallen_N = ramp(state_N, 0.42, 0.7)
    stands_N = np.asarray(fallen_N < 0.97)
    kindled_N = 0.6 + 0.4 * ramp(state_N, 0.0, 0.2) if verb == "burn" else ramp(state_N, 0.02, 0.15)
    strength_N = np.asarray(kindled_N * (1 - ramp(state_N, 0.75, 0.97)), np.float32)
    flames: Spots = ((-0.24, 0.66, 0.28, 0.44), (0.26, 0.62, 0.26, 0.4), (0.02, 0.7, 0.32, 0.56),
        (-0.27, 0.28, 0.14, 0.3),
              (0.27, 0.28, 0.14, 0.3))  # fmt: skip
    haze: Spots = ((-0.2, 0.75, 0.6, 0.13), (0.2, 0.7, 0.65, 0.14))
    sooty_N = np.asarray(np.maximum(strength_N, ramp(state_N, 0.5, 0.8)), np.float32)
    roofing = [
        part(smooth((-0.56, 0.55), (-0.3, 0.93), (-0.24, 0.93), (0.24, 0.93), (0.3, 0.93),
            (0.56, 0.55), rounds=1), roof),
        part(bar(-0.42, 0.69, 0.42, 0.69, 0.022), shade(roof, 0.84)),
    ]  # fmt: skip
    sunk = [part(scaled(p.points_NP2[0], 1 - 0.2 * fallen_N, 1 - 0.9 * fallen_N, (0.0, 0.5)), p.colour)
            for p in roofing]  # fmt: skip
    unburnt_N = np.asarray(state_N < 0.45)
    blow: list[Part] = []
    if verb == "explode":  # instead of most flames
        blow, flames, haze = blast((0.0, 0.5), 0.7, once(phase_N)), flames[:1], haze[:1]
    return [
        *smoke(haze, phase_N, sooty_N, (104, 100, 106)),
        part(scaled(ellipse(0.36, 0.98, 0.065, 0.045, 12), puff_N, puff_N, (0.31, 0.96)), (226, 230, 234), unburnt_N),
        part(slab(0.25, 0.66, 0.37, 0.92), (158, 92, 78)),
        part(slab(0.235, 0.9, 0.385, 0.945, 0.012), (124, 72, 64)),
        part(slab(-0.42, 0.0, 0.42, 0.6), wall),
        part(slab(-0.42, 0.52, 0.42, 0.6), shade(wall, 0.8)),
        part(slab(-0.42, 0.0, 0.42, 0.06), shade(wall, 0.74)),
        *_ruin(state_N),
        *when(sunk, stands_N),
        part(smooth((-0.11, 0.0), (-0.11, 0.4), (-0.06, 0.44), (0.06, 0.44), (0.11, 0.4), (0.11, 0.0), rounds=0),
            (134, 88, 58)),
        part(ellipse(0.065, 0.2, 0.02, 0.02, 8), GOLD),
        *(part(slab(x - 0.105, 0.19, x + 0.105, 0.43, 0.015), frame) for x in (-0.27, 0.27)),
        *(part(slab(x - 0.08, 0.215, x + 0.08, 0.405), GLASS, unburnt_N) for x in (-0.27, 0.27)),
        *(part(slab(x - 0.08, 0.215, x + 0.08, 0.405), _CHAR, ~unburnt_N) for x in (-0.27, 0.27)),
        *(part(slab(x - 0.01, 0.21, x + 0.01, 0.41), frame) for x in (-0.27, 0.27)),
        *fires(flames, phase_N, strength_N),
        *blow,
    ]  # fmt: skip


RIGS: dict[str, Rig] = {"house": house}
