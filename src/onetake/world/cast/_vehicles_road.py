"""Motorcycle, tractor, fire engine, ambulance, police car, taxi."""

from __future__ import annotations

import numpy as np

from onetake.types import Array
from onetake.world.cast._things_kit import (
    DARK,
    GLASS,
    GOLD,
    RED,
    SMOKE,
    STEEL,
    WHITE,
    accent,
    bar,
    part,
    slab,
    smooth,
    wisp,
)
from onetake.world.cast._vehicle_kit import (
    GLINT,
    HUB,
    LAMP,
    TAIL,
    TYRE,
    beacon,
    going,
    lifted,
    open_wheel,
    sprung,
    wheel,
)
from onetake.world.shapes import Appearance, Colour, Part, Rig, ellipse, shade

_BLUE: Colour = (58, 116, 226)
_SIREN: tuple[Colour, Colour] = ((70, 130, 246), (236, 66, 60))


def _saloon(main: Colour, lower: Colour, cabin: Colour) -> list[tuple[Array, Colour]]:
    """The outlines of a car that leaves room for something on its roof."""
    return [
        (smooth((-0.74, 0.46), (-0.54, 0.93), (-0.3, 0.9), (0.1, 0.9), (0.3, 0.93), (0.66, 0.46)), cabin),
        (smooth((-0.97, 0.2), (-0.97, 0.58), (-0.8, 0.62), (0.5, 0.6), (0.97, 0.54), (0.97, 0.2)), main),
        (slab(-0.9, 0.17, 0.9, 0.31, 0.05), lower),
        (smooth((-0.52, 0.56), (-0.43, 0.83), (-0.08, 0.83), (-0.08, 0.56), rounds=1), GLASS),
        (smooth((0.02, 0.56), (0.02, 0.83), (0.22, 0.83), (0.46, 0.56), rounds=1), GLASS),
        (bar(0.1, 0.6, 0.2, 0.8, 0.05), GLINT),
        (ellipse(0.86, 0.44, 0.07, 0.075, 10), LAMP),
        (slab(-0.95, 0.4, -0.86, 0.51, 0.03), accent(main, TAIL, TAIL)),
        (slab(0.7, 0.2, 0.97, 0.28, 0.035), STEEL),
    ]


def police_car(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """White with a broad blue stripe, red and blue lamps flashing on its roof."""
    main = look.colour or WHITE
    up_N, turn_N = lifted(verb, phase_N, 0.014), going(verb, phase_N)
    stripe = (slab(-0.95, 0.32, 0.95, 0.5, 0.03), _BLUE)
    badge = [(ellipse(-0.02, 0.41, 0.075, 0.075, 12), GOLD)]
    pieces = _saloon(main, (52, 66, 104), (52, 66, 104))
    return [
        *beacon(-0.1, 0.89, 2 * phase_N, _SIREN, 0.2),
        *sprung([*pieces[:3], stripe, *badge, *pieces[3:]], up_N),
        *wheel(-0.54, 0.21, turn_N),
        *wheel(0.54, 0.21, turn_N),
    ]


def taxi(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """Yellow with a row of black squares and a lit sign on its roof."""
    main = look.colour or (250, 200, 54)
    up_N, turn_N = lifted(verb, phase_N, 0.014), going(verb, phase_N)
    squares = [(slab(x, 0.42 - 0.07 * (k % 2), x + 0.12, 0.49 - 0.07 * (k % 2)), DARK) for k, x in
               enumerate(np.arange(-0.74, 0.7, 0.12))]  # fmt: skip
    band = (slab(-0.76, 0.34, 0.72, 0.5), WHITE)
    sign = [(slab(-0.26, 0.87, 0.08, 1.0, 0.04), DARK), (slab(-0.22, 0.9, 0.04, 0.98, 0.03), (255, 244, 190))]
    pieces = _saloon(main, shade(main, 0.72), main)
    return [
        *sprung([*sign, *pieces[:3], band, *squares, *pieces[3:]], up_N),
        *wheel(-0.54, 0.21, turn_N),
        *wheel(0.54, 0.21, turn_N),
    ]


def fire_engine(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """Long and red, a ladder along its roof, a blue lamp over the cab."""
    main = look.colour or (220, 52, 48)
    up_N, turn_N = lifted(verb, phase_N, 0.012), going(verb, phase_N)
    rungs = [(slab(x, 0.85, x + 0.035, 0.97), (160, 164, 174)) for x in np.arange(-0.8, 0.3, 0.15)]
    pieces = [
        (slab(-0.92, 0.82, 0.36, 0.87), STEEL),
        (slab(-0.92, 0.95, 0.36, 1.0), STEEL),
        *rungs,
        (slab(-0.7, 0.76, -0.6, 0.86), DARK),
        (slab(-0.94, 0.16, 0.4, 0.78, 0.05), main),
        (smooth((0.34, 0.16), (0.34, 0.88), (0.76, 0.88), (0.95, 0.56), (0.95, 0.16), rounds=1), main),
        (slab(-0.94, 0.15, 0.94, 0.27, 0.04), shade(main, 0.68)),
        (slab(-0.94, 0.38, 0.94, 0.46), WHITE),
        *((slab(x, 0.5, x + 0.24, 0.7, 0.02), (196, 202, 210)) for x in (-0.86, -0.56, -0.26)),
        (slab(0.06, 0.5, 0.3, 0.74, 0.04), GLASS),
        (smooth((0.48, 0.5), (0.48, 0.8), (0.72, 0.8), (0.87, 0.52), rounds=1), GLASS),
        (bar(0.56, 0.54, 0.63, 0.75, 0.04), GLINT),
        (ellipse(0.89, 0.33, 0.045, 0.05, 10), LAMP),
        (slab(0.78, 0.14, 0.96, 0.21, 0.03), STEEL),
    ]
    lamp = beacon(0.58, 0.86, 2 * phase_N, (_SIREN[0], _SIREN[0]), 0.13)
    wheels = [p for x in (-0.6, -0.2, 0.6) for p in wheel(x, 0.18, turn_N)]
    return [*lamp, *sprung(pieces, up_N), *wheels]


def ambulance(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A white van with a red cross and stripe, a blue lamp on its roof."""
    main = look.colour or WHITE
    up_N, turn_N = lifted(verb, phase_N, 0.012), going(verb, phase_N)
    pieces = [
        (smooth((0.2, 0.15), (0.2, 0.82), (0.5, 0.82), (0.68, 0.54), (0.88, 0.46), (0.88, 0.15), rounds=1), main),
        (slab(-0.86, 0.15, 0.3, 0.92, 0.06), main),
        (slab(-0.86, 0.14, 0.86, 0.25, 0.04), (176, 182, 192)),
        (slab(-0.86, 0.3, 0.87, 0.4), RED),
        (slab(-0.42, 0.46, -0.28, 0.86), RED),
        (slab(-0.55, 0.59, -0.15, 0.73), RED),
        (smooth((0.34, 0.48), (0.34, 0.75), (0.5, 0.75), (0.64, 0.48), rounds=1), GLASS),
        (bar(0.41, 0.52, 0.47, 0.71, 0.035), GLINT),
        (ellipse(0.82, 0.35, 0.045, 0.05, 10), LAMP),
        (slab(-0.88, 0.44, -0.82, 0.56, 0.02), TAIL),
        (slab(0.7, 0.13, 0.9, 0.2, 0.03), STEEL),
    ]
    lamp = beacon(-0.1, 0.9, 2 * phase_N, (_SIREN[0], _SIREN[0]), 0.16)
    return [*lamp, *sprung(pieces, up_N), *wheel(-0.52, 0.19, turn_N), *wheel(0.55, 0.19, turn_N)]


def tractor(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A huge rear wheel, a small front one, a cab with a roof, a chimney that smokes."""
    main = look.colour or (92, 168, 88)
    up_N, turn_N = lifted(verb, phase_N, 0.012), going(verb, phase_N)
    smoking_N = np.ones_like(phase_N)
    puffs = []
    for k in range(2):
        points, seen = wisp((0.4, 0.82), 0.24, 0.07, phase_N, k / 2, smoking_N)
        puffs.append(part(points, shade(SMOKE, 0.85), seen))
    pieces = [
        (slab(0.37, 0.5, 0.43, 0.86), (84, 86, 96)),
        (slab(-0.42, 0.9, 0.14, 1.0, 0.05), main),
        (slab(-0.38, 0.5, -0.32, 0.92), shade(main, 0.72)),
        (smooth((-0.3, 0.5), (-0.3, 0.92), (0.04, 0.92), (0.12, 0.5), rounds=0), GLASS),
        (bar(-0.2, 0.56, -0.08, 0.86, 0.05), GLINT),
        (slab(0.05, 0.45, 0.11, 0.92), shade(main, 0.72)),
        (slab(-0.12, 0.24, 0.62, 0.38, 0.04), (84, 86, 96)),
        (smooth((0.02, 0.34), (0.02, 0.62), (0.5, 0.6), (0.65, 0.54), (0.66, 0.34), rounds=1), main),
        (slab(0.06, 0.36, 0.62, 0.42, 0.02), shade(main, 0.76)),
        (ellipse(0.63, 0.5, 0.04, 0.05, 10), LAMP),
    ]
    guard = smooth((-0.66, 0.5), (-0.6, 0.76), (-0.4, 0.82), (-0.12, 0.74), (-0.02, 0.5), (-0.1, 0.5), (-0.34, 0.7),
                   (-0.58, 0.5))  # fmt: skip
    hub = HUB if main[0] > 230 else GOLD  # yellow rims would be lost on a yellow tractor
    rear = wheel(-0.31, 0.35, turn_N, hub)
    front = wheel(0.45, 0.21, 1.6 * turn_N, hub)
    return [*puffs, *sprung(pieces, up_N), *rear, *sprung([(guard, main)], up_N), *front]


def motorcycle(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """Two fat wheels, a tank, an engine of steel, a black seat, a round lamp."""
    main = look.colour or RED
    up_N, turn_N = lifted(verb, phase_N, 0.012), going(verb, phase_N)
    r, rear, front = 0.29, -0.52, 0.53
    under = [
        (bar(rear, r, -0.1, 0.42, 0.09), (96, 100, 112)),
        (bar(front, r, 0.32, 0.86, 0.085), STEEL),
        (smooth((-0.22, 0.2), (-0.24, 0.46), (0.22, 0.48), (0.26, 0.24), (0.1, 0.16), rounds=1), (92, 96, 108)),
        (ellipse(0.0, 0.33, 0.13, 0.12, 14), STEEL),
        (slab(-0.78, 0.2, -0.1, 0.28, 0.035), STEEL),
    ]
    over = [
        (smooth((-0.8, 0.56), (-0.72, 0.68), (-0.5, 0.64), (-0.3, 0.52), (-0.42, 0.44), (-0.66, 0.5), rounds=1), main),
        (smooth((-0.1, 0.46), (-0.12, 0.66), (0.08, 0.76), (0.3, 0.72), (0.34, 0.54), (0.2, 0.46)), main),
        (smooth((-0.56, 0.6), (-0.52, 0.7), (-0.3, 0.66), (-0.02, 0.68), (0.0, 0.58), (-0.3, 0.54), rounds=1), DARK),
        (smooth((0.3, 0.5), (0.38, 0.62), (0.58, 0.66), (0.76, 0.56), (0.62, 0.58), (0.48, 0.5), rounds=1), main),
        (smooth((0.12, 0.9), (0.1, 0.97), (0.26, 1.0), (0.4, 0.88), (0.34, 0.82), (0.25, 0.9), rounds=1), DARK),
        (smooth((0.34, 0.7), (0.34, 0.88), (0.46, 0.88), (0.5, 0.79), (0.46, 0.7), rounds=1), shade(main, 0.8)),
        (ellipse(0.47, 0.79, 0.05, 0.075, 12), LAMP),
        (slab(-0.82, 0.56, -0.76, 0.64, 0.02), TAIL),
        (ellipse(0.12, 0.66, 0.07, 0.03, 10), shade(main, 1.4)),
    ]
    wheels = [p for x in (rear, front) for p in open_wheel(x, r, turn_N, TYRE, 0.34, 5)]
    return [*wheels, *sprung([*under, *over], up_N)]


RIGS: dict[str, Rig] = {
    "motorcycle": motorcycle,
    "tractor": tractor,
    "fire engine": fire_engine,
    "ambulance": ambulance,
    "police car": police_car,
    "taxi": taxi,
}
