"""Sailing ship and submarine."""

from __future__ import annotations

import numpy as np

from onetake.types import Array
from onetake.world.cast._things_fx import tilted
from onetake.world.cast._things_kit import (
    CREAM,
    DARK,
    GLASS,
    RED,
    STEEL,
    WHITE,
    WOOD,
    accent,
    bar,
    part,
    ring,
    slab,
    smooth,
)
from onetake.world.cast._vehicle_kit import GLINT, going, sunk
from onetake.world.shapes import Appearance, Colour, Part, Rig, ellipse, shade

_TIMBER: Colour = (150, 98, 62)


def _sail(x: float, y0: float, y1: float, half: float, billow_N: Array) -> Array:
    """A square sail between two yards that the wind fills towards +x, (N, P, 2)."""
    t = np.linspace(0, 1, 6)
    bulge = np.sin(np.pi * t)[None] * (0.07 + billow_N[:, None])
    width = half * (0.82 + 0.18 * (1 - t))[None]
    y = np.broadcast_to(y0 + (y1 - y0) * t, bulge.shape)
    right = np.stack([x + width + bulge, y], -1)
    left = np.stack([x - width + 0.5 * bulge, y], -1)[:, ::-1]
    return np.concatenate([right, left], 1).astype(np.float32)


def sailing_ship(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A tall ship: wooden hull with a high stern, two masts, square sails, a flag."""
    main = look.colour or _TIMBER
    sails = accent(main, WHITE, CREAM) if look.colour else (250, 244, 226)
    rock_N = np.asarray((0.05 if verb != "stand" else 0.015) * np.sin(phase_N), np.float32)
    billow_N = np.asarray(0.018 * np.sin(phase_N + 1), np.float32)
    hull = smooth((-0.54, 0.42), (-0.5, 0.16), (-0.36, 0.0), (0.3, 0.0), (0.46, 0.14), (0.56, 0.34), (0.3, 0.27),
                  (-0.24, 0.27), (-0.3, 0.42), rounds=1)  # fmt: skip
    flag = np.array([(-0.16, 1.0), (-0.16, 0.91), (-0.32, 0.955)], np.float32)
    waving = np.repeat(flag[None], len(phase_N), 0)
    waving[:, 2, 1] += 0.02 * np.sin(2 * phase_N)
    parts = [
        part(bar(0.34, 0.26, 0.53, 0.46, 0.025), shade(WOOD, 0.8)),
        part(slab(-0.17, 0.25, -0.135, 1.0), shade(WOOD, 0.8)),
        part(slab(0.17, 0.25, 0.205, 0.92), shade(WOOD, 0.8)),
        part(waving, RED),
        part(_sail(0.17, 0.36, 0.62, 0.16, billow_N), shade(sails, 0.9)),
        part(_sail(0.17, 0.65, 0.86, 0.12, billow_N), shade(sails, 0.9)),
        part(_sail(-0.17, 0.36, 0.66, 0.21, billow_N), sails),
        part(_sail(-0.17, 0.69, 0.92, 0.15, billow_N), sails),
        part(hull, main),
        part(smooth((-0.5, 0.14), (-0.36, 0.0), (0.3, 0.0), (0.44, 0.12), (0.0, 0.07), rounds=1), shade(main, 0.72)),
        part(
            np.array(
                [(-0.53, 0.31), (-0.53, 0.35), (-0.24, 0.24), (0.5, 0.27), (0.49, 0.23), (-0.24, 0.2)], np.float32
            ),
            (240, 200, 110),
        ),
        *(part(slab(x, 0.12, x + 0.07, 0.18), shade(main, 0.5)) for x in (-0.28, -0.08, 0.12)),
        part(slab(-0.46, 0.3, -0.38, 0.37, 0.01), (255, 226, 140)),
    ]
    return sunk(tilted(parts, rock_N, (0.0, 0.12)), phase_N, state_N, (0.0, 0.3), 0.5)


def submarine(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A fat submarine: portholes, a tower with a periscope, a propeller."""
    main = look.colour or (250, 200, 60)
    rock_N = np.asarray((0.03 if verb != "stand" else 0.01) * np.sin(phase_N), np.float32)
    hull = smooth((-0.74, 0.34), (-0.6, 0.6), (-0.2, 0.72), (0.4, 0.7), (0.86, 0.5), (0.88, 0.28), (0.5, 0.04),
                  (-0.2, 0.02), (-0.6, 0.12))  # fmt: skip
    turn_N = 2 * going(verb, phase_N)
    tall_N = np.maximum(np.abs(np.cos(turn_N)), 0.25).astype(np.float32)
    blades = ellipse(0, 0, 0.055, 0.2, 14)[None] * np.stack([np.ones_like(tall_N), tall_N], -1)[:, None]
    ports = [p for x in (-0.3, 0.06, 0.42) for p in (part(ring(x, 0.42, 0.125, 0.08, 16), accent(main, STEEL, STEEL)),
             part(ellipse(x, 0.42, 0.085, 0.085, 14), GLASS),
             part(ellipse(x - 0.03, 0.45, 0.025, 0.025, 8), GLINT))]  # fmt: skip
    parts = [
        part((blades + np.array([-0.82, 0.36], np.float32)).astype(np.float32), (150, 156, 168)),
        part(slab(-0.84, 0.33, -0.64, 0.39), DARK),
        part(smooth((-0.76, 0.66), (-0.62, 0.66), (-0.4, 0.44), (-0.66, 0.38), rounds=1), shade(main, 0.72)),
        part(slab(0.1, 0.8, 0.15, 1.0), (96, 100, 112)),
        part(slab(0.1, 0.95, 0.26, 1.0, 0.015), (96, 100, 112)),
        part(smooth((-0.22, 0.62), (-0.16, 0.88), (0.22, 0.88), (0.32, 0.62), rounds=1), shade(main, 0.86)),
        part(hull, main),
        part(
            smooth((-0.66, 0.2), (-0.2, 0.02), (0.5, 0.04), (0.84, 0.24), (0.4, 0.16), (-0.2, 0.15), rounds=1),
            shade(main, 0.74),
        ),
        part(smooth((-0.2, 0.66), (0.3, 0.67), (0.6, 0.6), (0.3, 0.63), rounds=1), shade(main, 1.5)),
        *ports,
    ]
    return sunk(tilted(parts, rock_N, (0.0, 0.35)), phase_N, state_N, (0.0, 0.35), 0.7)


RIGS: dict[str, Rig] = {"sailing ship": sailing_ship, "submarine": submarine}
