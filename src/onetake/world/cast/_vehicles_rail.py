"""Steam locomotive and train carriage."""

from __future__ import annotations

import numpy as np

from onetake.types import Array
from onetake.world.cast._things_kit import DARK, GLASS, GOLD, RED, STEEL, WHITE, accent, part, slab, smooth, wisp
from onetake.world.cast._vehicle_kit import LAMP, going, lifted, open_wheel, sprung, wheel, windows
from onetake.world.shapes import Appearance, Part, Rig, ellipse, place, shade


def locomotive(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A steam engine: boiler, cab, chimney with puffs of steam, three wheels joined by a rod."""
    main = look.colour or RED
    up_N, turn_N = lifted(verb, phase_N, 0.01), going(verb, phase_N)
    on_N = np.full(len(phase_N), 1.0 if verb != "stand" else 0.55, np.float32)
    puffs = []
    for k in range(3):
        points, seen = wisp((0.52 - 0.1 * k, 0.92), 0.3, 0.1, phase_N, k / 3, np.ones_like(on_N))
        puffs.append(part(points, (236, 238, 242), seen if verb != "stand" or k == 0 else np.zeros_like(seen)))
    pieces = [
        (smooth((0.44, 0.7), (0.46, 0.9), (0.4, 1.0), (0.64, 1.0), (0.58, 0.9), (0.6, 0.7), rounds=0), (70, 72, 84)),
        (slab(0.08, 0.68, 0.26, 0.84, 0.06), GOLD),
        (slab(-0.32, 0.36, 0.76, 0.74, 0.16), main),
        (slab(-0.3, 0.38, 0.74, 0.46, 0.04), shade(main, 0.78)),
        (slab(0.14, 0.37, 0.2, 0.74), accent(main, GOLD, RED)),
        (slab(0.66, 0.36, 0.8, 0.74, 0.06), (70, 72, 84)),
        (slab(-0.86, 0.26, -0.24, 0.88, 0.03), shade(main, 0.86)),
        (slab(-0.92, 0.86, -0.18, 0.97, 0.04), (70, 72, 84)),
        (slab(-0.72, 0.54, -0.4, 0.8, 0.04), GLASS),
        (slab(-0.88, 0.22, 0.84, 0.36, 0.03), (70, 72, 84)),
        (np.array([(0.78, 0.3), (0.9, 0.04), (0.64, 0.04), (0.66, 0.3)], np.float32), RED if main != RED else GOLD),
        (ellipse(0.8, 0.62, 0.06, 0.07, 12), LAMP),
    ]
    rim = accent(main, RED, (66, 124, 206)) if main != RED else (70, 72, 84)
    wheels = [p for x in (-0.62, -0.16, 0.3) for p in open_wheel(x, 0.2, turn_N, rim, 0.3, 6)]
    crank = place(np.array([[0.0, 0.1]], np.float32), -turn_N, (0.0, 0.0))[:, 0]
    rod = slab(-0.66, 0.175, 0.34, 0.225, 0.02)[None] + crank[:, None]
    small = wheel(0.62, 0.12, 1.6 * turn_N)
    return [*puffs, *sprung(pieces, up_N), *small, *wheels, part(rod.astype(np.float32), STEEL)]


def train_carriage(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A railway carriage: a row of windows, a door at each end, two pairs of wheels, couplings."""
    main = look.colour or (66, 124, 206)
    up_N, turn_N = lifted(verb, phase_N, 0.01), going(verb, phase_N)
    doors = [(slab(x, 0.3, x + 0.2, 0.84, 0.03), shade(main, 0.76)) for x in (-0.86, 0.66)]
    pieces = [
        (slab(-0.99, 0.24, 0.99, 0.31, 0.02), DARK),
        (slab(-0.94, 0.22, 0.94, 0.9, 0.06), main),
        (smooth((-0.96, 0.86), (-0.9, 1.0), (0.9, 1.0), (0.96, 0.86), rounds=1), (110, 114, 126)),
        (slab(-0.94, 0.4, 0.94, 0.48), accent(main, (250, 238, 212), RED)),
        *doors,
        *windows((-0.58, -0.28, 0.02, 0.32), 0.54, 0.22, 0.24),
        *windows((-0.82, 0.7), 0.56, 0.12, 0.2),
        (slab(-0.92, 0.18, 0.92, 0.26, 0.02), shade(main, 0.62)),
        (slab(-0.78, 0.1, -0.3, 0.2, 0.03), DARK),
        (slab(0.3, 0.1, 0.78, 0.2, 0.03), DARK),
    ]
    wheels = [p for x in (-0.7, -0.38, 0.38, 0.7) for p in wheel(x, 0.12, turn_N, WHITE)]
    return [*sprung(pieces, up_N), *wheels]


RIGS: dict[str, Rig] = {"locomotive": locomotive, "train carriage": train_carriage}
