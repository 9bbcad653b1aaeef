"""Furniture and what stands about the house: table, chair, lamp, book, box, clock, television."""

from __future__ import annotations

import numpy as np

from onetake.types import Array
from onetake.world.cast._things_fx import blast, hung, once, shatter, shifted, spray, tilted
from onetake.world.cast._things_kit import (
    DARK,
    GOLD,
    RED,
    STEEL,
    WHITE,
    WOOD,
    accent,
    bar,
    ease,
    moved,
    part,
    polygon,
    scaled,
    slab,
    smooth,
)
from onetake.world.shapes import Appearance, Part, Rig, ellipse, place, shade

TOPS: dict[str, tuple[float, float]] = {
    "table": (0.95, 0.76), "chair": (0.5, 0.24), "box": (0.88, 0.4),
}  # fmt: skip
"""(height, usable half width) of what can be stood on, in local units."""


def table(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A wooden table, its top seen slightly from above; under the verb "break" it gives way in the middle."""
    main = look.colour or WOOD
    parts = [
        *(part(slab(x - 0.04, 0.1, x + 0.04, 0.85), shade(main, 0.62)) for x in (-0.55, 0.55)),
        part(slab(-0.72, 0.7, 0.72, 0.86), shade(main, 0.72)),
        *(part(bar(x, 0.85, x * 1.02, 0.0, 0.13, 0.09), shade(main, 0.9)) for x in (-0.72, 0.72)),
        part(polygon((-0.72, 1.0), (0.72, 1.0), (0.87, 0.89), (-0.87, 0.89)), shade(main, 1.22)),
        part(slab(-0.875, 0.8, 0.875, 0.9, 0.03), main),
        part(slab(-0.06, 0.735, 0.06, 0.765), shade(main, 1.25)),
    ]
    if verb != "break":
        return parts
    gone_N = ease(once(phase_N) / 0.5)
    out: list[Part] = []
    for side in (-1.0, 1.0):
        half = []
        for p in parts:
            points = p.points_NP2.copy()
            jag = 0.03 * np.where(points[..., 1] > 0.86, 1.0, -1.0)
            points[..., 0] = side * np.maximum(side * points[..., 0], side * jag + 0.0)
            if np.ptp(points[..., 0]) > 0.02 and np.abs(points[..., 0]).max() > 0.05:
                half.append(part(points, p.colour))
        out += shifted(tilted(half, side * 0.68 * gone_N, (side * 0.8, 0.4)), 0.0, -0.16 * gone_N)
    splinters = spray(
        (0.0, 0.8), ((-0.7, 0.8), (0.7, 0.8), (-0.3, 1.3), (0.35, 1.2)), once(phase_N), 0.035, shade(main, 1.2)
    )
    return [*out, *splinters]


def chair(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A chair from the side, its back on the left: who sits on it looks to +x."""
    main = look.colour or WOOD
    return [
        part(bar(-0.2, 0.45, -0.18, 0.04, 0.055), shade(main, 0.66)),
        part(bar(0.22, 0.45, 0.2, 0.04, 0.055), shade(main, 0.66)),
        part(bar(-0.27, 0.48, -0.3, 0.0, 0.07, 0.055), shade(main, 0.86)),
        part(bar(0.27, 0.48, 0.3, 0.0, 0.07, 0.055), shade(main, 0.86)),
        part(smooth((-0.33, 1.0), (-0.24, 1.0), (-0.21, 0.44), (-0.32, 0.44), rounds=1), main),
        part(slab(-0.245, 0.62, -0.205, 0.94, 0.02), shade(main, 1.3)),
        part(slab(-0.33, 0.41, 0.33, 0.48, 0.03), main),
        part(slab(-0.22, 0.46, 0.31, 0.52, 0.03), shade(main, 1.3)),
        part(slab(-0.27, 0.2, 0.27, 0.235), shade(main, 0.78)),
    ]


def lamp(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A table lamp; while on, its shade is bright and a cone of light lies below it."""
    main = look.colour or (236, 150, 82)
    on_N = state_N < 0.5
    wide_N = np.asarray(1 - 0.7 * ease(state_N * 2), np.float32)
    hood = polygon((-0.15, 0.98), (0.15, 0.98), (0.29, 0.56), (-0.29, 0.56))
    cone = polygon((-0.24, 0.57), (0.24, 0.57), (0.3, 0.02), (-0.3, 0.02))
    parts = [
        part(scaled(cone, wide_N, 1.0, (0.0, 0.5)), (255, 240, 172), on_N),
        part(slab(-0.03, 0.05, 0.03, 0.6), (150, 112, 76)),
        part(smooth((-0.2, 0.0), (-0.19, 0.06), (-0.06, 0.1), (0.06, 0.1), (0.19, 0.06), (0.2, 0.0), rounds=1),
            (128, 92, 62)),
        part(ellipse(0.0, 0.54, 0.085, 0.085, 14), (255, 250, 214), on_N),
        part(ellipse(0.0, 0.54, 0.07, 0.07, 14), (176, 176, 172), ~on_N),
        part(hood, shade(main, 0.68), ~on_N),
        part(hood, shade(main, 1.15), on_N),
        part(polygon((-0.285, 0.575), (0.285, 0.575), (0.29, 0.555), (-0.29, 0.555)), shade(main, 0.55), ~on_N),
        part(polygon((-0.1, 0.92), (0.1, 0.92), (0.16, 0.62), (-0.16, 0.62)), shade(main, 1.55), on_N),
        part(slab(-0.04, 0.97, 0.04, 1.0), (128, 92, 62)),
    ]  # fmt: skip
    return hung(parts, verb, phase_N, (0.0, 0.0), 0.16)


def book(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A book held upright: open, its two pages face us; closing, the right half folds over the left."""
    main = look.colour or (66, 124, 206)
    mark = accent(main, GOLD, (66, 124, 206))
    page = WHITE if min(main) <= 215 else (240, 222, 186)
    fold_N = np.asarray(np.pi * ease(state_N), np.float32)
    wide_N, lift_N = np.cos(fold_N), np.sin(fold_N)
    shift_N = np.asarray(0.33 * ease(state_N), np.float32)  # what is left of it stays in the middle
    facing_N = wide_N > 0

    def turning(points_P2: Array) -> Array:
        """The right half on its way over: it narrows and its free edge comes nearer, (N, P, 2)."""
        x = points_P2[None, :, 0] * wide_N[:, None]
        y = points_P2[None, :, 1] + (points_P2[None, :, 1] - 0.5) * 0.3 * points_P2[None, :, 0] * lift_N[:, None]
        return np.stack([x + shift_N[:, None], y], -1).astype(np.float32)

    def half(inset: float) -> Array:
        """The right half's outline, its edges curved like paper."""
        return smooth((0.0, inset), (0.0, 0.93 - inset), (0.2, 1.0 - inset), (0.66 - inset, 0.97 - inset),
            (0.66 - inset, 0.04 + inset),
                      (0.2, 0.07 + inset), rounds=1)  # fmt: skip

    mirror = np.array((-1.0, 1.0), np.float32)
    lines = [slab(0.12, y, 0.5, y + 0.045) for y in (0.26, 0.46, 0.66)]
    return [
        part(moved(polygon((-0.67, 0.03), (-0.67, 0.99), (-0.02, 0.95), (-0.02, 0.0)), shift_N, 0.0), main),
        part(moved(half(0.06) * mirror, shift_N, 0.0), page),
        *(part(moved(line * mirror, shift_N, 0.0), (170, 176, 190)) for line in lines),
        part(turning(polygon((0.67, 0.03), (0.67, 0.99), (0.0, 0.95), (0.0, 0.0))), main),
        part(turning(half(0.06)), shade(page, 0.95), facing_N),
        *(part(turning(line), (170, 176, 190), facing_N) for line in lines),
        part(turning(slab(0.16, 0.58, 0.54, 0.8, 0.03)), mark, ~facing_N),
        part(turning(slab(0.0, 0.02, 0.07, 0.95)), shade(main, 0.74), ~facing_N),
    ]


def box(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A cardboard box with a strip of tape, seen slightly from above; its two flaps swing open."""
    main = look.colour or (198, 150, 98)
    tape = (236, 210, 160) if look.colour is None or look.colour == (146, 98, 62) else WHITE
    closed_N, angle_N = np.asarray(state_N <= 0.02), np.asarray(2.3 * ease(state_N), np.float32)
    flaps: list[Part] = []
    for s in (-1.0, 1.0):
        out = np.stack([-s * np.cos(angle_N), np.sin(angle_N)], -1)  # from its hinge: inwards, then up and outwards
        hinge = np.array(((0.57 * s, 0.78), (0.44 * s, 1.0)))
        reach = np.array((0.57, 0.44))
        free = hinge[None] + reach[None, :, None] * out[:, None]
        quad = np.concatenate([np.broadcast_to(hinge, free.shape), free[:, ::-1]], 1)
        flaps.append(part(quad.astype(np.float32), shade(main, 1.28), np.asarray(~closed_N & (angle_N <= 1.57))))
        flaps.append(part(quad.astype(np.float32), shade(main, 1.12), np.asarray(angle_N > 1.57)))
    parts = [
        part(polygon((-0.57, 0.78), (-0.44, 1.0), (0.44, 1.0), (0.57, 0.78)), shade(main, 1.28), closed_N),
        part(polygon((-0.57, 0.78), (-0.44, 1.0), (0.44, 1.0), (0.57, 0.78)), shade(main, 0.42), ~closed_N),
        part(polygon((-0.48, 0.93), (-0.44, 1.0), (0.44, 1.0), (0.48, 0.93)), shade(main, 0.62), ~closed_N),
        part(slab(-0.57, 0.0, 0.57, 0.79, 0.02), main),
        part(slab(0.36, 0.0, 0.57, 0.79, 0.0), shade(main, 0.88)),
        part(polygon((-0.1, 0.78), (-0.08, 1.0), (0.08, 1.0), (0.1, 0.78)), shade(tape, 1.1), closed_N),
        part(slab(-0.1, 0.55, 0.1, 0.79), tape),
        part(slab(-0.57, 0.75, 0.57, 0.79), shade(main, 0.8)),
        part(slab(-0.48, 0.1, -0.24, 0.16), shade(main, 0.72)),
        part(slab(-0.48, 0.2, -0.3, 0.26), shade(main, 0.72)),
        *flaps,
    ]
    return parts + (blast((0.0, 0.6), 0.6, once(phase_N)) if verb == "explode" else [])


def clock(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """An alarm clock; one turn of the phase is one turn of the long hand, a twelfth of one of the short hand."""
    main = look.colour or (220, 82, 76)
    centre = (0.0, 0.46)
    marks = [
        bar(0.25 * np.sin(a), 0.46 + 0.25 * np.cos(a), 0.31 * np.sin(a), 0.46 + 0.31 * np.cos(a), 0.045)
        for a in np.arange(4) * np.pi / 2
    ]
    long_N, short_N = -phase_N, np.asarray(np.pi / 3 - phase_N / 12, np.float32)
    parts = [
        *(part(bar(x, 0.14, 1.45 * x, 0.0, 0.09, 0.06), shade(main, 0.7)) for x in (-0.24, 0.24)),
        *(part(bar(0.7 * x, 0.78, x, 0.9, 0.05), STEEL) for x in (-0.3, 0.3)),
        *(part(place(smooth((-0.18, 0.0), (-0.16, 0.16), (0.16, 0.16), (0.18, 0.0)), -s * 0.7, (s * 0.27, 0.84)),
            GOLD) for s in (-1.0, 1.0)),
        part(slab(-0.03, 0.86, 0.03, 0.99), STEEL),
        part(slab(-0.09, 0.95, 0.09, 1.0, 0.02), STEEL),
        part(ellipse(*centre, 0.45, 0.43, 28), main),
        part(ellipse(*centre, 0.35, 0.335, 24), WHITE if min(main) <= 215 else (232, 240, 246)),
        *(part(mark, (120, 124, 136)) for mark in marks),
        part(place(slab(-0.032, -0.03, 0.032, 0.19), short_N, centre), DARK),
        part(place(slab(-0.022, -0.05, 0.022, 0.28), long_N, centre), DARK),
        part(ellipse(*centre, 0.045, 0.045, 10), RED if look.colour is not None and look.colour != RED else DARK),
    ]  # fmt: skip
    return hung(parts, verb, phase_N, (0.0, 0.0), 0.2)


def television(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A television with rabbit ears; on, a ball goes about a bright picture, which collapses when it is put off."""
    main = look.colour or (150, 96, 66)
    on_N = state_N < 0.5
    tall_N = np.asarray(1 - 0.94 * ease(state_N * 2), np.float32)
    middle = (-0.11, 0.445)

    def seen(points: Array) -> Array:
        """What is on the screen, as high as the picture is, (N, P, 2)."""
        points_NP2 = np.repeat(points[None], len(phase_N), 0) if points.ndim == 2 else points.copy()
        points_NP2[..., 1] = middle[1] + (points_NP2[..., 1] - middle[1]) * tall_N[:, None]
        return points_NP2

    ball = moved(ellipse(-0.11, 0.47, 0.075, 0.075, 12), 0.2 * np.sin(phase_N), 0.08 * np.abs(np.cos(phase_N)))
    after: list[Part] = []
    if verb in ("explode", "break"):  # its glass bursts with the state, when the picture has gone
        hole = smooth((-0.2, 0.3), (-0.34, 0.34), (-0.28, 0.46), (-0.4, 0.58), (-0.16, 0.56), (-0.06, 0.66),
            (0.02, 0.54),
                      (0.18, 0.56), (0.06, 0.44), (0.16, 0.3), (-0.06, 0.34), rounds=0)  # fmt: skip
        after += [part(hole, (24, 24, 30), ~on_N), part(bar(-0.42, 0.3, 0.2, 0.6, 0.014), (150, 160, 172), ~on_N),
                  part(bar(0.2, 0.28, -0.36, 0.64, 0.014), (150, 160, 172), ~on_N)]  # fmt: skip
        after += shatter(((150, 166, 182), (110, 122, 136)), 0.8, 0.6, 0.7, (state_N - 0.5) * 2, 0.6, 7)
    if verb == "explode":
        after += blast(middle, 0.55, once(phase_N))
    return [
        *(part(bar(0.0, 0.78, x, 1.0, 0.028), STEEL) for x in (-0.22, 0.22)),
        *(part(bar(x, 0.12, 1.15 * x, 0.0, 0.07, 0.05), shade(main, 0.62)) for x in (-0.42, 0.42)),
        part(slab(-0.64, 0.08, 0.64, 0.81, 0.08), main),
        part(slab(-0.64, 0.08, 0.64, 0.16, 0.04), shade(main, 0.8)),
        part(slab(-0.56, 0.16, 0.34, 0.73, 0.07), shade(main, 0.62)),
        part(slab(-0.52, 0.2, 0.3, 0.69, 0.06), (66, 72, 82)),
        part(polygon((-0.44, 0.64), (-0.3, 0.64), (-0.44, 0.42)), (94, 102, 114), ~on_N),
        part(seen(slab(-0.52, 0.2, 0.3, 0.69, 0.06)), (128, 206, 244), on_N),
        part(seen(slab(-0.52, 0.2, 0.3, 0.36, 0.05)), (122, 196, 104), on_N),
        part(seen(ball), (250, 206, 76), on_N),
        *(part(ellipse(0.49, y, 0.07, 0.07, 12), GOLD) for y in (0.6, 0.42)),
        part(slab(0.42, 0.2, 0.56, 0.28, 0.02), shade(main, 0.62)),
        *after,
    ]


RIGS: dict[str, Rig] = {
    "table": table, "chair": chair, "lamp": lamp, "book": book, "box": box, "clock": clock,
    "television": television,
}  # fmt: skip
