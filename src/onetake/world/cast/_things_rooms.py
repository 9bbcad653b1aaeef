"""What belongs to a room: door, window, bed, sofa, bookshelf, lantern, and the instruments that stand or hang there."""

from __future__ import annotations

import numpy as np

from onetake.types import Array
from onetake.world.cast._things_fx import halo, hung, planks, ramp, shatter, tilted
from onetake.world.cast._things_kit import (
    CREAM,
    DARK,
    GLASS,
    GOLD,
    WHITE,
    accent,
    bar,
    ease,
    part,
    polygon,
    ring,
    slab,
    smooth,
)
from onetake.world.shapes import Appearance, Colour, Part, Rig, ellipse, shade

_INSIDE: Colour = (255, 224, 150)


def _hinged(points_P2: Array, hinge: float, width: float, angle_N: Array, middle: float) -> Array:
    """A leaf's outline (u 0..1 away from its hinge, y) swung open towards us: its free edge goes over to the hinge's
    side and looks taller as it comes nearer. ``width`` is signed. (N, P, 2)."""
    u, y = points_P2[None, :, 0], points_P2[None, :, 1]
    near = 0.16 * u * np.sin(angle_N)[:, None]
    return np.stack([hinge + width * u * np.cos(angle_N)[:, None], middle + (y - middle) * (1 + near)], -1).astype(
        np.float32
    )


def door(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A panelled door in its frame; it swings open on its hinges at -x, and light falls out of the room."""
    main = look.colour or (168, 108, 66)
    frame = (240, 232, 216) if min(main) <= 215 else (150, 162, 176)
    angle_N = np.asarray(1.95 * ease(state_N), np.float32)
    front_N = angle_N < np.pi / 2

    def leaf(points: Array) -> Array:
        return _hinged(points, -0.2, 0.4, angle_N, 0.47)

    panels = [slab(a, y0, b, y1) for a, b in ((0.14, 0.44), (0.56, 0.86)) for y0, y1 in ((0.1, 0.4), (0.52, 0.84))]
    return [
        part(slab(-0.26, 0.0, 0.26, 1.0, 0.02), frame),
        part(slab(-0.2, 0.0, 0.2, 0.94), _INSIDE),
        part(polygon((-0.2, 0.0), (0.2, 0.0), (0.13, 0.16), (-0.13, 0.16)), (214, 160, 96)),
        part(slab(0.03, 0.5, 0.13, 0.68), (150, 196, 222)),
        part(leaf(slab(0.0, 0.0, 1.0, 0.94)), main, front_N),
        part(leaf(slab(0.0, 0.0, 1.0, 0.94)), shade(main, 0.72), ~front_N),
        *(part(leaf(p), shade(main, 0.84), front_N) for p in panels),
        part(leaf(ellipse(0.9, 0.46, 0.07, 0.028, 10)), GOLD, front_N),
        part(leaf(ellipse(0.92, 0.46, 0.12, 0.03, 10)), GOLD, ~front_N),
    ]


def window(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A window of two leaves that swing open to both sides; under the verb "break" its panes fly to pieces."""
    main = look.colour or (236, 232, 222)
    wood = shade(main, 0.82)
    breaking = verb == "break"
    angle_N = np.asarray(1.9 * ease(state_N) * (0.0 if breaking else 1.0), np.float32)
    glazed_N = np.asarray(state_N <= 0.03) if breaking else np.ones(len(state_N), bool)
    parts = [
        part(slab(-0.42, 0.05, 0.42, 1.0, 0.02), wood),
        part(slab(-0.36, 0.1, 0.36, 0.94), (112, 84, 92)),
        part(slab(-0.36, 0.1, 0.36, 0.3), (150, 106, 92)),
        *(part(polygon((0.36 * s, 0.94), (0.1 * s, 0.94), (0.28 * s, 0.5), (0.34 * s, 0.1), (0.36 * s, 0.1)),
            (232, 122, 108)) for s in (-1, 1)),
    ]  # fmt: skip
    for side in (-1.0, 1.0):

        def leaf(points: Array, side: float = side) -> Array:
            return _hinged(points, 0.36 * side, -0.36 * side, angle_N, 0.52)

        parts.append(part(leaf(slab(0.1, 0.16, 0.9, 0.88)), (168, 216, 240), glazed_N))
        parts.append(part(leaf(polygon((0.2, 0.86), (0.5, 0.86), (0.3, 0.56), (0.2, 0.56))), (226, 244, 252), glazed_N))
        for jag in (((0.1, 0.16), (0.1, 0.5), (0.34, 0.3), (0.5, 0.2), (0.66, 0.36), (0.9, 0.16)),
                    ((0.1, 0.88), (0.2, 0.7), (0.44, 0.8), (0.62, 0.64), (0.9, 0.88))):  # fmt: skip
            parts.append(part(leaf(polygon(*jag)), (168, 216, 240), ~glazed_N))
        for frame in (slab(0.0, 0.1, 0.12, 0.94), slab(0.88, 0.1, 1.0, 0.94), slab(0.0, 0.1, 1.0, 0.17),
                      slab(0.0, 0.87, 1.0, 0.94), slab(0.1, 0.5, 0.9, 0.54)):  # fmt: skip
            parts.append(part(leaf(frame), main))
    parts.append(part(slab(-0.46, 0.0, 0.46, 0.09, 0.02), shade(main, 0.92)))
    return parts + (shatter((GLASS, (226, 244, 252)), 0.7, 0.9, 0.62, state_N, 0.8, 9) if breaking else [])


def bed(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A bed from the side: headboard and pillow at -x, a blanket, a low footboard."""
    main = look.colour or (96, 150, 206)
    wood = (178, 120, 76)
    blanket = smooth((-0.42, 0.64), (-0.42, 0.2), (0.9, 0.2), (0.94, 0.5), (0.84, 0.66), (0.2, 0.7), rounds=1)
    return [
        *(part(slab(x - 0.05, 0.0, x + 0.05, 0.3), shade(wood, 0.75)) for x in (-0.92, 0.92)),
        part(smooth((-1.0, 0.1), (-1.0, 0.96), (-0.94, 1.02), (-0.84, 0.98), (-0.84, 0.1), rounds=1), wood),
        part(slab(-0.9, 0.14, 0.94, 0.3, 0.02), shade(wood, 0.88)),
        part(slab(-0.86, 0.26, 0.92, 0.54, 0.06), WHITE),
        part(slab(-0.86, 0.26, 0.92, 0.34), (222, 222, 224)),
        part(smooth((-0.84, 0.52), (-0.84, 0.76), (-0.6, 0.8), (-0.42, 0.7), (-0.44, 0.52)), (252, 252, 250)),
        part(smooth((-0.82, 0.5), (-0.8, 0.6), (-0.5, 0.58), (-0.44, 0.5), rounds=1), (224, 228, 236)),
        part(blanket, main),
        part(slab(-0.42, 0.2, 0.92, 0.28), shade(main, 0.8)),
        part(polygon((-0.42, 0.2), (-0.42, 0.64), (-0.28, 0.67), (-0.28, 0.2)), accent(main, shade(main, 1.5), GOLD)),
        part(smooth((0.88, 0.08), (0.88, 0.62), (0.92, 0.68), (1.0, 0.64), (1.0, 0.08), rounds=1), wood),
    ]


def sofa(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A sofa for three with fat arms and two cushions."""
    main = look.colour or (84, 150, 150)
    return [
        *(part(bar(x, 0.14, 1.03 * x, 0.0, 0.09, 0.06), (104, 74, 58)) for x in (-0.74, 0.74)),
        part(smooth((-0.76, 0.3), (-0.78, 0.94), (-0.6, 1.03), (0.6, 1.03), (0.78, 0.94), (0.76, 0.3), rounds=2), main),
        part(slab(-0.015, 0.5, 0.015, 0.96), shade(main, 0.84)),
        part(slab(-0.82, 0.1, 0.82, 0.36, 0.06), shade(main, 0.82)),
        *(part(slab(x - 0.325, 0.3, x + 0.325, 0.52, 0.08), shade(main, 1.2)) for x in (-0.325, 0.325)),
        *(part(smooth((x - 0.15, 0.08), (x - 0.15, 0.62), (x - 0.08, 0.72), (x + 0.08, 0.72), (x + 0.15, 0.62),
            (x + 0.15, 0.08), rounds=1), shade(main, 0.92)) for x in (-0.76, 0.76)),
        *(part(ellipse(x, 0.6, 0.11, 0.09, 14), shade(main, 1.1)) for x in (-0.76, 0.76)),
    ]  # fmt: skip


def bookshelf(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A bookcase of three shelves with coloured backs of books."""
    main = look.colour or (172, 118, 76)
    backs: tuple[Colour, ...] = ((214, 76, 70), (66, 124, 206), (246, 196, 84), (92, 168, 110), (160, 104, 190))
    parts = [part(slab(-0.425, 0.0, 0.425, 1.0, 0.02), main), part(slab(-0.37, 0.07, 0.37, 0.94), shade(main, 0.55))]
    for row, y in enumerate((0.07, 0.375, 0.68)):
        x = -0.36
        for k in range(6 - (row == 1)):
            wide, tall = 0.1 + 0.03 * ((k + row) % 2), 0.25 - 0.045 * ((2 * k + row) % 3)
            parts.append(part(slab(x, y, x + wide - 0.012, y + tall), backs[(k + 2 * row) % 5]))
            x += wide
    parts.append(part(ellipse(0.29, 0.44, 0.065, 0.065, 12), (240, 240, 236)))
    return parts + planks(-0.4, 0.4, (0.05, 0.355, 0.66, 0.965), 0.02, shade(main, 1.15))


def lantern(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A round paper lantern with a tassel; lit, it glows from within."""
    main = look.colour or (222, 62, 52)
    on_N = state_N < 0.5
    glow_N = np.asarray((1 - ramp(state_N, 0.0, 0.5)) * (1 + 0.06 * np.sin(phase_N)), np.float32)
    sway_N = np.asarray(0.1 * np.sin(phase_N), np.float32)
    body = smooth((-0.16, 0.3), (-0.36, 0.38), (-0.42, 0.58), (-0.36, 0.8), (-0.16, 0.88), (0.16, 0.88), (0.36, 0.8),
                  (0.42, 0.58), (0.36, 0.38), (0.16, 0.3))  # fmt: skip
    core = ellipse(0, 0, 0.26, 0.21, 18)[None] * glow_N[:, None, None] + np.array((0.0, 0.58))
    heart = ellipse(0, 0, 0.14, 0.12, 14)[None] * glow_N[:, None, None] + np.array((0.0, 0.56))
    tassel = [
        part(slab(-0.012, 0.1, 0.012, 0.26), shade(GOLD, 0.9)),
        part(polygon((-0.03, 0.17), (0.03, 0.17), (0.06, 0.0), (-0.06, 0.0)), main),
        part(ellipse(0.0, 0.17, 0.04, 0.035, 10), GOLD),
    ]
    parts = [
        halo((0.0, 0.58), 0.44, 0.38, phase_N, (255, 226, 140), on_N),
        *tilted(tassel, sway_N, (0.0, 0.26)),
        part(body, shade(main, 1.08), on_N),
        part(body, shade(main, 0.6), ~on_N),
        part(core.astype(np.float32), (255, 178, 84), on_N),
        part(heart.astype(np.float32), (255, 240, 176), on_N),
        part(ring(0.0, 0.585, 0.2, 0.185, 20) * np.array((1.0, 1.32), np.float32) - np.array((0, 0.187), np.float32),
            shade(main, 0.8)),
        part(slab(-0.17, 0.25, 0.17, 0.32, 0.02), GOLD),
        part(slab(-0.17, 0.86, 0.17, 0.93, 0.02), GOLD),
        part(ring(0.0, 0.96, 0.05, 0.028, 12), shade(GOLD, 0.85)),
    ]  # fmt: skip
    return hung(parts, verb, phase_N, (0.0, 1.1))


def piano(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """An upright piano: music on its stand, black and white keys, pedals."""
    main = look.colour or (62, 52, 58)
    light = shade(main, 1.18) if min(main) <= 215 else shade(main, 0.9)
    blacks = [-0.47, -0.35, -0.17, -0.05, 0.07, 0.25, 0.37, 0.49]
    return [
        part(slab(-0.6, 0.04, 0.6, 0.98, 0.03), shade(main, 0.86)),
        part(slab(-0.625, 0.94, 0.625, 1.0, 0.02), light),
        part(slab(-0.52, 0.64, 0.52, 0.9, 0.02), light),
        part(polygon((-0.2, 0.62), (-0.2, 0.86), (-0.01, 0.83), (-0.01, 0.6)), WHITE),
        part(polygon((0.2, 0.62), (0.2, 0.86), (0.01, 0.83), (0.01, 0.6)), (236, 234, 228)),
        part(slab(-0.52, 0.1, 0.52, 0.36, 0.02), light),
        part(slab(-0.625, 0.38, 0.625, 0.47, 0.02), main),
        part(polygon((-0.56, 0.46), (0.56, 0.46), (0.53, 0.6), (-0.53, 0.6)), (252, 250, 242)),
        *(part(slab(x - 0.032, 0.51, x + 0.032, 0.6), (40, 38, 44)) for x in blacks),
        *(part(slab(x - 0.055, 0.38, x + 0.055, 0.64, 0.02), main) for x in (-0.575, 0.575)),
        *(part(slab(x - 0.04, 0.0, x + 0.04, 0.4), shade(main, 1.1)) for x in (-0.57, 0.57)),
        *(part(slab(x - 0.03, 0.03, x + 0.03, 0.08, 0.01), GOLD) for x in (-0.08, 0.08)),
    ]


def violin(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A violin standing upright, its bow beside it."""
    main = (188, 92, 46)
    body = smooth((0.0, -0.02), (-0.19, 0.0), (-0.22, 0.2), (-0.1, 0.26), (-0.1, 0.34), (-0.18, 0.4), (-0.15, 0.56),
                  (0.0, 0.58), (0.15, 0.56), (0.18, 0.4), (0.1, 0.34), (0.1, 0.26), (0.22, 0.2),
                      (0.19, 0.0))  # fmt: skip
    inside = ((body - np.array((0.0, 0.28))) * np.array((0.84, 0.9)) + np.array((0.0, 0.28))).astype(np.float32)
    parts = [
        part(body, shade(main, 0.66)),
        part(inside, main),
        part(smooth((-0.14, 0.42), (-0.1, 0.52), (0.0, 0.53), (-0.04, 0.46), rounds=1), shade(main, 1.35)),
        *(part(bar(0.085 * s, 0.19, 0.06 * s, 0.35, 0.024), (72, 36, 24)) for s in (-1, 1)),
        part(slab(-0.03, 0.34, 0.03, 0.9), DARK),
        part(polygon((-0.035, 0.06), (0.035, 0.06), (0.022, 0.2), (-0.022, 0.2)), DARK),
        part(slab(-0.06, 0.225, 0.06, 0.25), CREAM),
        part(slab(-0.009, 0.1, 0.009, 0.9), CREAM),
        part(ellipse(0.0, 0.95, 0.045, 0.05, 12), shade(main, 0.66)),
        *(part(slab(x - 0.035, y, x + 0.035, y + 0.024), DARK) for x in (-0.05, 0.05) for y in (0.87, 0.92)),
        part(bar(0.27, 0.02, 0.17, 0.98, 0.026), (110, 66, 42)),
        part(bar(0.235, 0.02, 0.15, 0.96, 0.014), CREAM),
        part(slab(0.225, 0.03, 0.285, 0.1, 0.01), DARK),
    ]
    return tilted(parts, -0.02, (0.0, 0.5))


def trumpet(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A golden trumpet, its bell towards +x."""
    gold: Colour = (240, 188, 72)
    dark = shade(gold, 0.72)
    loop = smooth((-0.46, 0.56), (-0.58, 0.4), (-0.46, 0.18), (0.22, 0.18), (0.34, 0.4), (0.22, 0.56))
    hole = smooth((-0.44, 0.48), (-0.49, 0.4), (-0.44, 0.28), (0.2, 0.28), (0.25, 0.4), (0.2, 0.48))
    bell = smooth((-0.1, 0.6), (0.3, 0.6), (0.58, 0.68), (0.78, 1.0), (0.86, 1.0), (0.86, 0.14), (0.78, 0.14),
                  (0.58, 0.44), (0.3, 0.5), (-0.1, 0.5), rounds=1)  # fmt: skip
    return [
        part(np.concatenate([loop, loop[:1], hole[::-1], hole[-1:]]).astype(np.float32), dark),
        *(part(slab(x - 0.055, 0.08, x + 0.055, 0.72, 0.02), shade(gold, 0.86)) for x in (-0.26, -0.1, 0.06)),
        *(part(slab(x - 0.02, 0.7, x + 0.02, 0.9), (206, 208, 214)) for x in (-0.26, -0.1, 0.06)),
        *(part(slab(x - 0.055, 0.88, x + 0.055, 0.96, 0.02), WHITE) for x in (-0.26, -0.1, 0.06)),
        part(slab(-0.74, 0.5, 0.3, 0.6), gold),
        part(polygon((-0.84, 0.68), (-0.7, 0.6), (-0.7, 0.5), (-0.84, 0.42)), (214, 216, 222)),
        part(bell, gold),
        part(ellipse(0.835, 0.57, 0.05, 0.41, 18), dark),
        part(smooth((0.4, 0.62), (0.6, 0.68), (0.72, 0.86), (0.62, 0.62), rounds=1), (255, 236, 170)),
        part(slab(-0.14, -0.0, -0.06, 0.1, 0.02), dark),
    ]


def flute(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A silver flute, lying aslant, with its keys."""
    silver: Colour = (196, 204, 216)
    gleam = (236, 242, 248)
    parts = [
        part(slab(-0.98, -0.075, 0.98, 0.075, 0.05), silver),
        part(slab(-0.96, -0.075, 0.96, -0.03, 0.02), shade(silver, 0.76)),
        part(slab(-0.94, 0.02, 0.94, 0.045, 0.01), gleam),
        part(slab(-0.86, 0.01, -0.62, 0.12, 0.05), gleam),
        part(ellipse(-0.74, 0.07, 0.065, 0.035, 12), DARK),
        *(part(slab(x - 0.03, -0.09, x + 0.03, 0.09, 0.02), GOLD) for x in (-0.48, 0.62)),
        *(part(ellipse(x, 0.06, 0.062, 0.062, 12), shade(silver, 0.62)) for x in (-0.3, -0.12, 0.06, 0.26, 0.44, 0.78)),
        *(part(ellipse(x, 0.07, 0.035, 0.035, 10), gleam) for x in (-0.3, -0.12, 0.06, 0.26, 0.44, 0.78)),
    ]
    return tilted([Part(p.points_NP2 + np.array((0.0, 0.5), np.float32), p.colour) for p in parts], 0.46, (0.0, 0.5))


def bell(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A bell on its loop; ringing, it swings, its clapper strikes and rings of sound go out."""
    main = look.colour or (240, 188, 72)
    rung_N = np.asarray(ease(state_N) if verb != "swing" else 1 + 0 * state_N, np.float32)
    angle_N = np.asarray(0.42 * rung_N * np.sin(phase_N if verb == "swing" else 2 * phase_N), np.float32)
    body = smooth((-0.1, 0.86), (-0.26, 0.74), (-0.26, 0.44), (-0.42, 0.2), (-0.42, 0.14), (0.42, 0.14), (0.42, 0.2),
                  (0.26, 0.44), (0.26, 0.74), (0.1, 0.86))  # fmt: skip
    side = smooth((0.08, 0.84), (0.16, 0.7), (0.14, 0.4), (0.24, 0.18), (0.42, 0.16), (0.26, 0.44), (0.26, 0.74))
    parts = [
        part(ring(0.0, 0.92, 0.085, 0.045, 14), shade(main, 0.7)),
        *tilted([part(slab(-0.025, 0.06, 0.025, 0.4), shade(main, 0.5)),
            part(ellipse(0.0, 0.075, 0.085, 0.08, 14), shade(main, 0.55))], -1.1 * angle_N, (0.0, 0.6)),
        part(body, main),
        part(side, shade(main, 0.8)),
        part(slab(-0.43, 0.13, 0.43, 0.22, 0.04), shade(main, 0.88)),
        part(smooth((-0.16, 0.74), (-0.19, 0.48), (-0.1, 0.5), (-0.1, 0.74), rounds=1), shade(main, 1.6)),
    ]  # fmt: skip
    loud_N = np.asarray(rung_N > 0.25)
    waves = []
    for k, r in enumerate((0.5, 0.64)):
        size_N = 0.9 + 0.1 * np.sin(2 * phase_N + 1.5 * k)
        for s in (-1.0, 1.0):
            a = np.linspace(-0.5, 0.5, 7)
            arc = np.concatenate([np.stack([r * np.cos(a), r * np.sin(a)], -1),
                np.stack([(r - 0.045) * np.cos(a[::-1]), (r - 0.045) * np.sin(a[::-1])], -1)])  # fmt: skip
            arc = arc[None] * np.array((s, 1.0)) * size_N[:, None, None] + np.array((0.0, 0.45))
            waves.append(part(arc.astype(np.float32), (255, 214, 96), loud_N))
    return [*waves, *tilted(parts, angle_N, (0.0, 0.95))]


TOPS: dict[str, tuple[float, float]] = {
    "bed": (0.62, 0.75), "sofa": (0.5, 0.6), "bookshelf": (0.98, 0.36), "piano": (0.98, 0.5),
}  # fmt: skip
RIGS: dict[str, Rig] = {
    "door": door, "window": window, "bed": bed, "sofa": sofa, "bookshelf": bookshelf, "lantern": lantern,
    "piano": piano, "violin": violin, "trumpet": trumpet, "flute": flute, "bell": bell,
}  # fmt: skip
