"""Things that drive, float and fly, seen from the side and facing +x: ``RIGS``. The first six are drawn here, the
others in ``_vehicles_road``, ``_vehicles_rail``, ``_vehicles_air`` and ``_vehicles_sea``."""

from __future__ import annotations

import numpy as np

from onetake.types import Array
from onetake.world.cast._things_kit import (
    CREAM,
    DARK,
    FLAME,
    GLASS,
    GLOW,
    GOLD,
    RED,
    STEEL,
    WHITE,
    WOOD,
    accent,
    bar,
    flame,
    part,
    polygon,
    ring,
    slab,
    smooth,
    spokes,
    turned,
)
from onetake.world.cast._vehicle_kit import GLINT, LAMP, TAIL, TYRE, going, lifted, sprung, sunk, wheel, wrecked
from onetake.world.cast._vehicles_air import RIGS as _AIR
from onetake.world.cast._vehicles_rail import RIGS as _RAIL
from onetake.world.cast._vehicles_road import RIGS as _ROAD
from onetake.world.cast._vehicles_sea import RIGS as _SEA
from onetake.world.shapes import Appearance, Part, Rig, ellipse, place, shade


def car(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A small rounded car."""
    main = look.colour or RED
    up_N = lifted(verb, phase_N, 0.014)
    turn_N = going(verb, phase_N)
    cabin = smooth((-0.74, 0.5), (-0.56, 1.03), (-0.3, 1.0), (0.1, 1.0), (0.32, 1.03), (0.66, 0.5))
    body = smooth((-0.97, 0.2), (-0.97, 0.62), (-0.8, 0.66), (0.5, 0.64), (0.97, 0.58), (0.97, 0.2))
    rear = smooth((-0.52, 0.6), (-0.43, 0.93), (-0.08, 0.93), (-0.08, 0.6), rounds=1)
    front = smooth((0.02, 0.6), (0.02, 0.93), (0.22, 0.93), (0.47, 0.6), rounds=1)
    pieces = [
        (cabin, main),
        (body, main),
        (slab(-0.9, 0.17, 0.9, 0.31, 0.05), shade(main, 0.72)),
        (rear, GLASS),
        (front, GLASS),
        (bar(0.1, 0.65, 0.22, 0.89, 0.05), GLINT),
        (slab(-0.2, 0.47, -0.04, 0.51), shade(main, 0.72)),
        (ellipse(0.86, 0.46, 0.07, 0.08, 10), LAMP),
        (slab(-0.95, 0.41, -0.86, 0.53, 0.03), accent(main, TAIL, TAIL)),
        (slab(0.7, 0.2, 0.97, 0.28, 0.035), STEEL),
    ]
    whole = [*sprung(pieces, up_N), *wheel(-0.54, 0.21, turn_N), *wheel(0.54, 0.21, turn_N)]
    return wrecked(whole, phase_N, state_N, (0.0, 0.45), 0.75)


def bus(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A long, high bus with a row of windows and a door at the front."""
    main = look.colour or (248, 190, 60)
    up_N = lifted(verb, phase_N, 0.012)
    turn_N = going(verb, phase_N)
    pieces = [
        (slab(-0.94, 0.12, 0.94, 1.0, 0.12), main),
        (slab(-0.94, 0.13, 0.94, 0.24, 0.04), shade(main, 0.7)),
        (slab(-0.94, 0.38, 0.94, 0.46), accent(main, WHITE, (66, 124, 206))),
        *((slab(x, 0.55, x + 0.3, 0.86, 0.05), GLASS) for x in (-0.84, -0.48, -0.12)),
        (slab(0.28, 0.18, 0.52, 0.86, 0.04), (150, 196, 220)),
        (slab(0.62, 0.52, 0.95, 0.88, 0.05), GLASS),
        (ellipse(0.87, 0.32, 0.055, 0.055, 10), LAMP),
        (slab(-0.95, 0.28, -0.89, 0.37), TAIL),
        (slab(0.76, 0.13, 0.97, 0.2, 0.03), STEEL),
    ]
    parts = sprung(pieces, up_N)
    return [*parts, *wheel(-0.56, 0.17, turn_N), *wheel(0.63, 0.17, turn_N)]


def truck(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A lorry: a cab in front of a high load box."""
    main = look.colour or (66, 124, 206)
    up_N = lifted(verb, phase_N, 0.014)
    turn_N = going(verb, phase_N)
    cab = smooth((0.32, 0.2), (0.32, 0.82), (0.66, 0.82), (0.78, 0.52), (0.92, 0.46), (0.92, 0.2), rounds=1)
    pieces = [
        (slab(-0.86, 0.16, 0.88, 0.29, 0.04), (78, 80, 92)),
        (slab(-0.9, 0.27, 0.26, 1.0, 0.05), shade(main, 1.22)),
        (slab(-0.9, 0.27, 0.26, 0.36, 0.03), shade(main, 0.82)),
        (slab(-0.9, 0.58, 0.26, 0.7), accent(main, WHITE, (66, 124, 206))),
        (cab, main),
        (slab(0.32, 0.18, 0.9, 0.3, 0.04), shade(main, 0.7)),
        (smooth((0.46, 0.5), (0.46, 0.77), (0.63, 0.77), (0.75, 0.5), rounds=1), GLASS),
        (bar(0.53, 0.54, 0.6, 0.73, 0.04), GLINT),
        (ellipse(0.85, 0.38, 0.05, 0.055, 10), LAMP),
        (slab(0.72, 0.15, 0.94, 0.23, 0.03), STEEL),
    ]
    parts = sprung(pieces, up_N)
    wheels = [p for x in (-0.6, -0.16, 0.58) for p in wheel(x, 0.18, turn_N)]
    return [*parts, *wheels]


def bicycle(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A bicycle: two open wheels with spokes, a diamond frame, a crank that turns with them."""
    main = look.colour or (66, 124, 206)
    turn_N = going(verb, phase_N)
    r, rear, front, crank, seat, head = 0.33, -0.41, 0.42, (-0.04, 0.34), (-0.16, 0.72), (0.29, 0.78)
    wheels = [
        p
        for x in (rear, front)
        for p in (
            part(place(spokes(r - 0.05, 4, 0.035), -turn_N, (x, r)), (150, 154, 164)),
            part(ring(x, r, r, r - 0.075, 16), TYRE),
            part(ellipse(x, r, 0.055, 0.055, 8), STEEL),
        )
    ]
    pedal = place(bar(-0.13, 0, 0.13, 0, 0.045), -turn_N, crank)
    frame = [
        bar(rear, r, *crank, 0.055),
        bar(rear, r, *seat, 0.055),
        bar(*crank, *head, 0.07),
        bar(*seat, *head, 0.07),
        bar(*crank, -0.19, 0.84, 0.065),
        bar(front, r, 0.26, 0.92, 0.065),
    ]
    return [
        *wheels,
        *(part(points, main) for points in frame),
        part(ellipse(*crank, 0.075, 0.075, 10), shade(main, 0.7)),
        part(pedal, DARK),
        part(smooth((-0.36, 0.83), (-0.34, 0.93), (-0.1, 0.92), (-0.02, 0.86), (-0.12, 0.83), rounds=1), DARK),
        part(smooth((0.22, 0.9), (0.22, 1.0), (0.42, 1.0), (0.48, 0.9), (0.4, 0.88), (0.36, 0.93), rounds=1), DARK),
    ]


def boat(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A little sailing boat that rocks on the waves."""
    main = look.colour or RED
    rock_N = np.asarray(0.07 * np.sin(going(verb, phase_N)), np.float32)
    wave_N = 0.02 * np.sin(2 * phase_N)
    hull = smooth((-0.57, 0.34), (-0.42, 0.0), (-0.3, 0.0), (0.3, 0.0), (0.42, 0.0), (0.6, 0.36), (0.5, 0.34),
        (-0.5, 0.34),
                  rounds=1)  # fmt: skip
    pennant = np.array([(-0.02, 1.0), (-0.02, 0.9), (-0.22, 0.95)], np.float32)
    waving = np.repeat(pennant[None], len(phase_N), 0)
    waving[:, 2, 1] += wave_N
    sail, jib = polygon((0.03, 0.42), (0.03, 0.9), (0.47, 0.42)), polygon((-0.06, 0.42), (-0.06, 0.8), (-0.42, 0.42))
    pieces = [
        (slab(-0.035, 0.25, 0.015, 1.0), WOOD),
        (sail, WHITE),
        (polygon((0.03, 0.52), (0.03, 0.64), (0.266, 0.64), (0.377, 0.52)), accent(main, main, (66, 124, 206))),
        (jib, shade(CREAM, 0.96)),
        (hull, main),
        (polygon((-0.56, 0.345), (-0.52, 0.25), (0.54, 0.25), (0.585, 0.345)), accent(main, WHITE, (66, 124, 206))),
        (smooth((-0.47, 0.13), (-0.36, 0.0), (0.38, 0.0), (0.46, 0.13), rounds=1), shade(main, 0.75)),
    ]
    parts = [part(turned(points, rock_N, (0.0, 0.12)), colour) for points, colour in pieces]
    pivot = np.array((0.0, 0.12), np.float32)
    c, s = np.cos(rock_N)[:, None], np.sin(rock_N)[:, None]
    d = waving - pivot
    flag = np.stack([c * d[..., 0] - s * d[..., 1], s * d[..., 0] + c * d[..., 1]], -1) + pivot
    return sunk([part(flag.astype(np.float32), accent(main, main, RED)), *parts], phase_N, state_N, (0.0, 0.2), 0.5)


def rocket(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A fat rocket on three fins; a flame flickers below it while it flies."""
    main = look.colour or WHITE
    trim = accent(main, WHITE, RED)
    flying_N = np.full(len(phase_N), verb == "fly")
    strength_N, still_N = np.ones_like(phase_N), np.zeros_like(phase_N)
    body = smooth((-0.13, 0.14), (-0.2, 0.36), (-0.2, 0.68), (-0.09, 0.94), (0, 1.06), (0.09, 0.94), (0.2, 0.68),
                  (0.2, 0.36), (0.13, 0.14))  # fmt: skip
    nose = smooth((-0.17, 0.765), (-0.08, 0.95), (0, 1.05), (0.08, 0.95), (0.17, 0.765), rounds=2)
    fin = smooth((0.1, 0.36), (0.22, 0.32), (0.27, 0.0), (0.22, -0.01), (0.1, 0.16), rounds=1)

    def burn(width: float, height: float) -> Array:
        """The flame hangs downwards from the nozzle, (N, P, 2)."""
        up = flame((0.0, 0.0), (width, height), phase_N, 0.7, strength_N, still_N)
        return (up * np.array((1, -1), np.float32) + np.array((0, 0.16), np.float32)).astype(np.float32)

    whole = [
        part(burn(0.26, 0.36), FLAME, flying_N),
        part(burn(0.15, 0.23), GLOW, flying_N),
        part(slab(-0.09, 0.1, 0.09, 0.19, 0.02), (84, 88, 100)),
        part(fin, shade(trim, 0.86)),
        part(fin * np.array((-1, 1), np.float32), shade(trim, 0.86)),
        part(body, main),
        part(nose, trim),
        part(smooth((0.1, 0.16), (0.13, 0.4), (0.11, 0.72), (0.2, 0.68), (0.2, 0.36), (0.13, 0.16)), shade(main, 0.84)),
        part(ellipse(0, 0.6, 0.105, 0.105, 14), shade(GOLD, 0.96) if trim == WHITE else STEEL),
        part(ellipse(0, 0.6, 0.075, 0.075, 12), (96, 178, 222)),
        part(ellipse(-0.025, 0.625, 0.025, 0.025, 8), WHITE),
        part(smooth((-0.03, 0.32), (0.03, 0.32), (0.035, 0.04), (0, 0.0), (-0.035, 0.04), rounds=1), trim),
    ]
    return wrecked(whole, phase_N, state_N, (0.0, 0.45), 0.42)


RIGS: dict[str, Rig] = {
    "car": car,
    "bus": bus,
    "truck": truck,
    "bicycle": bicycle,
    "boat": boat,
    "rocket": rocket,
    **_ROAD,
    **_RAIL,
    **_AIR,
    **_SEA,
}
