"""What stands in a yard, a park or a street: seesaw, swing, sled, cart, bench, ladder, fence, tent …"""

from __future__ import annotations

import numpy as np

from onetake.types import Array
from onetake.world.cast._things_fx import SWING, halo, planks, ramp, tilted
from onetake.world.cast._things_kit import (
    DARK,
    STEEL,
    WHITE,
    WOOD,
    accent,
    bar,
    part,
    polygon,
    ring,
    scaled,
    slab,
    smooth,
    spokes,
    turned,
)
from onetake.world.shapes import Appearance, Colour, Part, Rig, ellipse, place, shade

SEESAW_PIVOT = (0.0, 0.52)
_SEESAW_TILT = 0.42
_RUBBER: Colour = (58, 56, 64)


def seesaw_angle(verb: str, phase_N: Array, state_N: Array) -> Array:
    """Counter-clockwise turn of a seesaw's board about ``SEESAW_PIVOT``: state 0 has its left end (-x) down; under
    the verb "swing" the phase rocks it, which is the same as a state of (1 - cos phase) / 2. (N,)."""
    level_N = np.cos(phase_N) if verb == "swing" else 1 - 2 * np.clip(state_N, 0, 1)
    return np.asarray(_SEESAW_TILT * level_N, np.float32)


def seesaw(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A board on a trestle, with a seat and a handle at each end."""
    main = look.colour or (236, 96, 84)
    second = accent(main, (250, 214, 110), (66, 124, 206)) if main[2] < 120 else (250, 206, 76)
    board = [
        part(slab(-1.03, 0.48, 1.03, 0.58, 0.04), main),
        part(slab(-1.0, 0.48, 1.0, 0.52), shade(main, 0.8)),
    ]
    for side in (-1.0, 1.0):
        a, b = sorted((side * 0.64, side * 0.98))
        board.append(part(slab(a, 0.57, b, 0.66, 0.04), second))
        board.append(part(bar(side * 0.56, 0.56, side * 0.56, 0.82, 0.05), STEEL))
        board.append(part(slab(side * 0.56 - 0.09, 0.79, side * 0.56 + 0.09, 0.86, 0.03), DARK))
    foot = smooth((-0.3, 0.0), (-0.1, 0.52), (0.1, 0.52), (0.3, 0.0), rounds=1)
    return [
        part(foot, (96, 112, 140)),
        part(polygon((0.02, 0.5), (0.09, 0.5), (0.27, 0.01), (0.06, 0.01)), (78, 92, 118)),
        *tilted(board, seesaw_angle(verb, phase_N, state_N), SEESAW_PIVOT),
        part(ellipse(*SEESAW_PIVOT, 0.07, 0.07, 12), (250, 206, 76)),
    ]


def swing(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A swing on its painted frame: the seat goes to and fro under the verb "swing"."""
    main = look.colour or (214, 62, 58)
    angle_N = np.asarray((SWING if verb == "swing" else 0.03) * np.sin(phase_N), np.float32)
    pivot = (0.0, 0.94)
    seat = [
        part(bar(-0.12, 0.94, -0.14, 0.27, 0.024), (236, 222, 190)),
        part(bar(0.12, 0.94, 0.14, 0.27, 0.024), (236, 222, 190)),
        part(slab(-0.19, 0.22, 0.19, 0.29, 0.02), WOOD),
        part(slab(-0.18, 0.22, 0.18, 0.245), shade(WOOD, 0.75)),
    ]
    return [
        *(part(bar(0.31 * s, 0.95, 0.24 * s, 0.03, 0.04), shade(main, 0.66)) for s in (-1, 1)),
        *(part(bar(0.32 * s, 0.96, 0.4 * s, 0.0, 0.06), main) for s in (-1, 1)),
        part(slab(-0.4, 0.93, 0.4, 1.0, 0.03), shade(main, 1.12)),
        part(slab(-0.38, 0.93, 0.38, 0.95, 0.01), shade(main, 0.8)),
        *tilted(seat, angle_N, pivot),
        *(part(slab(x - 0.03, 0.915, x + 0.03, 0.955, 0.01), STEEL) for x in (-0.12, 0.12)),
    ]


def sled(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A sled on two runners that curl up in front (+x)."""
    main = look.colour or (214, 62, 58)
    runner = smooth((-0.86, 0.0), (-0.9, 0.11), (0.5, 0.11), (0.72, 0.3), (0.76, 0.72), (0.6, 0.86), (0.5, 0.72),
                    (0.44, 0.78), (0.58, 1.02), (0.82, 1.0), (0.92, 0.66), (0.84, 0.16), (0.56, -0.02))  # fmt: skip
    return [
        part(runner + np.array((-0.06, 0.09), np.float32), shade(main, 0.62)),
        *(part(bar(x, 0.1, x, 0.5, 0.09), shade(WOOD, 0.8)) for x in (-0.6, -0.1, 0.38)),
        part(polygon((-0.84, 0.56), (-0.76, 0.66), (0.62, 0.66), (0.56, 0.56)), shade(WOOD, 1.35)),
        part(slab(-0.86, 0.43, 0.58, 0.58, 0.05), shade(WOOD, 1.12)),
        part(slab(-0.86, 0.43, 0.58, 0.475), shade(WOOD, 0.84)),
        part(runner, main),
    ]


def _wheel(x: float, y: float, r: float, angle_N: Array, rim: Colour) -> list[Part]:
    """A spoked wheel turned per frame."""
    return [
        part(ring(x, y, r, 0.72 * r, 18), rim),
        part(place(spokes(0.8 * r, 6, 0.16 * r), angle_N, (x, y)), rim),
        part(ellipse(x, y, 0.2 * r, 0.2 * r, 10), shade(rim, 1.3)),
    ]


def cart(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A wooden hand cart on two spoked wheels, its handle behind (-x) for who pushes it."""
    main = look.colour or (182, 124, 78)
    angle_N = np.asarray(-phase_N if verb in ("roll", "slide") else 0.0 * phase_N, np.float32)
    rim: Colour = (104, 74, 58)
    return [
        part(bar(-0.5, 0.56, -0.74, 0.96, 0.07), shade(WOOD, 0.8)),
        part(slab(-0.78, 0.92, -0.6, 1.0, 0.03), DARK),
        part(polygon((-0.54, 0.84), (-0.46, 0.93), (0.66, 0.93), (0.72, 0.84)), shade(main, 0.55)),
        part(polygon((-0.58, 0.86), (-0.5, 0.34), (0.62, 0.34), (0.74, 0.86)), main),
        part(polygon((-0.52, 0.46), (-0.5, 0.34), (0.62, 0.34), (0.65, 0.46)), shade(main, 0.78)),
        *planks(-0.55, 0.69, (0.62,), 0.018, shade(main, 0.8)),
        part(slab(-0.61, 0.82, 0.76, 0.9, 0.03), shade(main, 1.2)),
        *_wheel(-0.3, 0.25, 0.25, angle_N, rim),
        *_wheel(0.42, 0.25, 0.25, angle_N, rim),
    ]


def skateboard(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A skateboard with bent ends; its wheels turn under way."""
    main = look.colour or (66, 160, 196)
    angle_N = np.asarray(-2 * phase_N if verb in ("roll", "slide") else 0.0 * phase_N, np.float32)
    deck = smooth((-1.11, 0.97), (-1.11, 0.84), (-0.92, 0.5), (-0.8, 0.46), (0.8, 0.46), (0.92, 0.5), (1.11, 0.84),
        (1.11, 0.97), (1.02, 0.99), (0.86, 0.73), (0.76, 0.69), (-0.76, 0.69), (-0.86, 0.73), (-1.02, 0.99),
        rounds=1)  # fmt: skip
    grip = smooth((-1.09, 0.98), (-0.87, 0.69), (-0.76, 0.65), (0.76, 0.65), (0.87, 0.69), (1.09, 0.98), (1.02, 0.99),
        (0.86, 0.75), (0.76, 0.71), (-0.76, 0.71), (-0.86, 0.75), (-1.02, 0.99), rounds=1)  # fmt: skip
    wheel = accent(main, (250, 214, 110), (242, 136, 56))
    parts = [part(slab(x - 0.12, 0.24, x + 0.12, 0.56, 0.04), STEEL) for x in (-0.6, 0.6)]
    for x in (-0.6, 0.6):
        parts.append(part(ellipse(x, 0.26, 0.265, 0.26, 18), wheel))
        parts.append(part(place(spokes(0.19, 3, 0.08), angle_N, (x, 0.26)), shade(wheel, 0.72)))
        parts.append(part(ellipse(x, 0.26, 0.08, 0.08, 10), WHITE))
    return [*parts, part(deck, main), part(grip, _RUBBER if sum(main) > 200 else (120, 120, 130))]


def bench(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A park bench: wooden slats on iron legs."""
    main = look.colour or (186, 124, 74)
    iron: Colour = (66, 72, 86)
    return [
        *(part(slab(x - 0.045, 0.4, x + 0.045, 0.98, 0.02), iron) for x in (-0.66, 0.66)),
        *planks(-0.88, 0.88, (0.93, 0.73), 0.07, main, 0.04),
        *(part(bar(x, 0.42, 1.07 * x, 0.0, 0.1, 0.08), iron) for x in (-0.68, 0.68)),
        *(part(slab(x - 0.06, 0.0, x + 0.06, 0.06, 0.02), iron) for x in (-0.74, 0.74)),
        part(polygon((-0.86, 0.56), (0.86, 0.56), (0.9, 0.47), (-0.9, 0.47)), shade(main, 1.2)),
        part(slab(-0.9, 0.38, 0.9, 0.49, 0.03), shade(main, 0.86)),
        *(part(bar(x, 0.49, x, 0.66, 0.06), iron) for x in (-0.8, 0.8)),
        *(part(slab(x - 0.1, 0.63, x + 0.1, 0.69, 0.02), iron) for x in (-0.79, 0.79)),
    ]


def ladder(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A ladder of two rails and seven rungs, seen from the front."""
    main = look.colour or (196, 140, 84)
    rungs = [y for y in np.linspace(0.1, 0.9, 7)]
    return [
        *(part(slab(-0.13, y - 0.018, 0.13, y + 0.018), shade(main, 0.8)) for y in rungs),
        *(part(bar(0.15 * s, 0.0, 0.12 * s, 1.0, 0.05), main) for s in (-1, 1)),
        *(part(bar(0.165 * s, 0.0, 0.135 * s, 1.0, 0.016), shade(main, 0.84 if s > 0 else 1.25)) for s in (-1, 1)),
    ]


def fence(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A picket fence of seven pales."""
    main = look.colour or (190, 138, 90)
    pales = []
    for k, x in enumerate(np.linspace(-0.84, 0.84, 7)):
        outline = polygon((x - 0.09, 0.0), (x - 0.09, 0.82), (x, 1.0), (x + 0.09, 0.82), (x + 0.09, 0.0))
        pales.append(part(outline, main if k % 2 else shade(main, 1.1)))
        pales.append(part(slab(x + 0.05, 0.0, x + 0.09, 0.82), shade(main, 0.86)))
    return [*planks(-1.0, 1.0, (0.28, 0.64), 0.06, shade(main, 0.72)), *pales]


def tent(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A ridge tent with its entrance towards us, one flap thrown back; the flap stirs in the wind."""
    main = look.colour or (240, 150, 60)
    bend_N = np.asarray(0.05 * np.sin(phase_N), np.float32)
    flap = polygon((0.05, 0.9), (0.2, 0.02), (0.36, 0.02))
    ropes: Colour = (170, 150, 122)
    return [
        part(bar(-0.38, 0.9, -0.69, 0.0, 0.022), ropes),
        part(bar(0.05, 0.95, 0.69, 0.0, 0.022), ropes),
        part(smooth((-0.38, 0.95), (0.05, 0.98), (0.0, 0.5), (-0.34, 0.0), (-0.62, 0.0), (-0.6, 0.04), rounds=0),
            shade(main, 0.78)),
        part(polygon((0.05, 0.98), (-0.36, 0.0), (0.5, 0.0)), main),
        part(polygon((0.05, 0.88), (-0.12, 0.0), (0.24, 0.0)), (66, 54, 66)),
        part(polygon((0.05, 0.88), (-0.12, 0.0), (-0.26, 0.0)), shade(main, 1.35)),
        part(turned(flap, bend_N, (0.05, 0.9)), shade(main, 1.35)),
        part(slab(0.03, 0.93, 0.07, 1.02), shade(WOOD, 0.8)),
    ]  # fmt: skip


def street_lamp(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """An old street lamp; on, it glows and a cone of light falls below it."""
    iron: Colour = (62, 76, 88)
    on_N = state_N < 0.5
    fade_N = np.asarray(1 - ramp(state_N, 0.0, 0.5), np.float32)
    cone = polygon((-0.07, 0.74), (0.07, 0.74), (0.16, 0.02), (-0.16, 0.02))
    glass = polygon((-0.075, 0.73), (0.075, 0.73), (0.11, 0.9), (-0.11, 0.9))
    core = scaled(ellipse(0.0, 0.81, 0.05, 0.07, 12), fade_N, fade_N, (0.0, 0.81))
    return [
        part(scaled(cone, 0.3 + 0.7 * fade_N, 1.0, (0.0, 0.0)), (255, 240, 172), on_N),
        halo((0.0, 0.82), 0.17, 0.12, phase_N, (255, 226, 128), on_N),
        part(slab(-0.024, 0.04, 0.024, 0.74), iron),
        part(smooth((-0.12, 0.0), (-0.1, 0.06), (-0.04, 0.14), (0.04, 0.14), (0.1, 0.06), (0.12, 0.0), rounds=1), iron),
        part(slab(-0.1, 0.68, 0.1, 0.705, 0.01), iron),
        part(glass, (132, 148, 160), ~on_N),
        part(glass, (255, 232, 140), on_N),
        part(core, (255, 252, 226), on_N),
        part(slab(-0.1, 0.72, 0.1, 0.745, 0.01), iron),
        part(smooth((-0.14, 0.89), (-0.09, 0.94), (0.0, 0.985), (0.09, 0.94), (0.14, 0.89), rounds=1), iron),
        part(ellipse(0.0, 0.98, 0.025, 0.025, 10), iron),
    ]


TOPS: dict[str, tuple[float, float]] = {
    "bench": (0.5, 0.8), "sled": (0.58, 0.6), "cart": (0.86, 0.5), "skateboard": (0.68, 0.75), "fence": (0.95, 0.85),
    "ladder": (0.98, 0.1),
}  # fmt: skip
RIGS: dict[str, Rig] = {
    "seesaw": seesaw, "swing": swing, "sled": sled, "cart": cart, "skateboard": skateboard, "bench": bench,
    "ladder": ladder, "fence": fence, "tent": tent, "street lamp": street_lamp,
}  # fmt: skip
