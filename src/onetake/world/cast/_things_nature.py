"""What grows or lies outdoors: rock, bamboo, tree, flower, mushroom, cactus, campfire, snowman, star."""

from __future__ import annotations

import numpy as np

from onetake.types import Array
from onetake.world.cast._things_fx import drips, fires, hung, pool, ramp, shifted, smoke, squashed, tilted
from onetake.world.cast._things_kit import (
    BARK,
    CALM,
    DARK,
    FLAME,
    GLOW,
    GOLD,
    QUICK,
    RED,
    SMOKE,
    WHITE,
    bar,
    ease,
    flame,
    part,
    polygon,
    rosette,
    scaled,
    slab,
    smooth,
    swayed,
    wisp,
)
from onetake.world.shapes import Appearance, Colour, Part, Rig, ellipse, shade


def _breeze(phase_N: Array, amount: float, verb: str = "stand") -> Array:
    """How far a plant's top leans, (N,): a little, and much under the verb "swing"."""
    return np.asarray((0.15 if verb == "swing" else amount) * np.sin(phase_N), np.float32)


def rock(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A big grey rock with a flat top to sit on."""
    main = look.colour or (146, 150, 158)
    outline = smooth((-0.88, 0.0), (-0.86, 0.42), (-0.62, 0.9), (-0.3, 1.02), (0.34, 1.02), (0.64, 0.84), (0.86, 0.4),
                     (0.88, 0.0), (0.0, -0.01), rounds=1)  # fmt: skip
    top = smooth((-0.64, 0.8), (-0.52, 0.98), (-0.22, 1.01), (0.34, 1.01), (0.5, 0.9), (0.28, 0.8), (-0.1, 0.84),
        (-0.34, 0.72),
                 rounds=1)  # fmt: skip
    side = smooth((0.3, 0.0), (0.24, 0.3), (0.42, 0.62), (0.66, 0.8), (0.84, 0.4), (0.86, 0.0), rounds=1)
    return [
        part(outline, main),
        part(side, shade(main, 0.82)),
        part(top, shade(main, 1.32)),
        part(polygon((-0.44, 0.5), (-0.26, 0.4), (-0.2, 0.2), (-0.3, 0.36)), shade(main, 0.78)),
        part(smooth((-0.9, 0.0), (-0.84, 0.16), (-0.66, 0.2), (-0.5, 0.0), rounds=1), (112, 164, 92)),
        part(smooth((0.58, 0.0), (0.66, 0.12), (0.82, 0.12), (0.9, 0.0), rounds=1), (98, 148, 84)),
    ]


_STALKS = ((-0.125, 0.84, 0.038), (0.125, 0.91, 0.038), (0.0, 1.0, 0.048))  # x, height, half width
_LEAF_SHAPE = ((0.0, 0.02), (0.07, 0.09), (0.13, 0.05), (0.16, -0.15), (0.06, -0.07))
_LEAVES = ((2, 0.92, 1), (2, 0.87, -1), (1, 0.78, 1), (0, 0.7, -1), (1, 0.48, 1), (0, 0.4, -1))  # stalk, y, side


def bamboo(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """Three green stalks with knots and leaves; eaten from the top, stumps are left."""
    main = look.colour or (124, 186, 84)
    left_N = np.asarray(1 - 0.82 * np.clip(state_N, 0, 1), np.float32)  # share of the height that is still there
    bend_N = _breeze(phase_N, 0.025, verb) * left_N
    parts = []
    for k, (x, height, half) in enumerate(_STALKS):
        colour = main if k == 2 else shade(main, 0.84)
        tall = left_N * height
        stalk = scaled(slab(x - half, 0.0, x + half, 1.0, 0.03), 1.0, tall, (x, 0.0))
        stalk[..., 0] += bend_N[:, None] * stalk[..., 1] ** 2
        parts.append(part(stalk, colour))
        for y in (0.3, 0.6):
            knot = swayed(slab(x - half - 0.012, y - 0.016, x + half + 0.012, y + 0.016), bend_N)
            parts.append(part(knot, shade(colour, 0.74), tall > y + 0.02))
    for stalk_index, y, side in _LEAVES:
        x = _STALKS[stalk_index][0]
        leaf = smooth(*((x + dx * side, y + dy) for dx, dy in _LEAF_SHAPE))
        parts.append(part(swayed(leaf, bend_N), (78, 150, 74), left_N * _STALKS[stalk_index][1] > y + 0.02))
    return parts


def tree(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A leafy round tree that sways a little; burning, flames stand in its crown and it smokes."""
    main = look.colour or (88, 160, 84)
    bend_N = _breeze(phase_N, 0.022, verb)
    fire = (-0.2, 0.42, 0.24, 0.4), (0.2, 0.44, 0.24, 0.38), (0.02, 0.66, 0.3, 0.46), (-0.03, 0.4, 0.2, 0.3)
    haze = (-0.1, 0.85, 0.4, 0.11), (0.12, 0.8, 0.45, 0.12)
    burning_N = np.full(len(phase_N), verb == "burn", np.float32)
    trunk = smooth((-0.13, 0.0), (-0.055, 0.06), (-0.05, 0.44), (0.05, 0.44), (0.055, 0.06), (0.13, 0.0), rounds=1)
    return [
        part(swayed(trunk, bend_N), BARK),
        part(swayed(bar(0.02, 0.26, 0.16, 0.42, 0.04, 0.025), bend_N), BARK),
        part(swayed(ellipse(-0.19, 0.5, 0.185, 0.165), bend_N), shade(main, 0.82)),
        part(swayed(ellipse(0.19, 0.5, 0.185, 0.165), bend_N), shade(main, 0.82)),
        part(swayed(ellipse(0.0, 0.47, 0.2, 0.15), bend_N), shade(main, 0.82)),
        part(swayed(ellipse(-0.13, 0.66, 0.2, 0.18), bend_N), main),
        part(swayed(ellipse(0.15, 0.67, 0.19, 0.17), bend_N), main),
        part(swayed(ellipse(0.0, 0.79, 0.23, 0.21), bend_N), main),
        part(swayed(ellipse(-0.07, 0.84, 0.13, 0.11), bend_N), shade(main, 1.18)),
        part(swayed(ellipse(0.16, 0.64, 0.07, 0.055, 10), bend_N), shade(main, 1.18)),
        *(smoke(haze, phase_N, burning_N, (112, 108, 112)) + fires(fire, phase_N, burning_N) if verb == "burn" else []),
    ]


def flower(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """One big blossom on a stem with two leaves; ``state`` 1 is its bud."""
    main = look.colour or (242, 150, 178)
    bend_N = _breeze(phase_N, 0.06, verb)
    green: Colour = (84, 156, 82)
    shut_N = ramp(state_N, 0.0, 0.8)
    wide_N, tall_N = 1 - 0.72 * shut_N, 1 - 0.5 * shut_N

    def closing(points_P2: Array) -> Array:
        """A blossom on its way to a bud, bending with the stem, (N, P, 2)."""
        shut = scaled(points_P2, wide_N, tall_N, (0.0, 0.66))
        shut[..., 0] += bend_N[:, None] * shut[..., 1] ** 2
        return shut

    budding_N = np.asarray(state_N > 0.3)
    bud = smooth((0.0, 0.6), (-0.13, 0.66), (-0.13, 0.82), (0.0, 1.0), (0.13, 0.82), (0.13, 0.66))
    petal = smooth((0.02, 0.62), (-0.04, 0.8), (0.02, 0.96), (0.13, 0.82), (0.12, 0.66))
    cup = [smooth((0.0, 0.58), (s * 0.1, 0.6), (s * 0.15, 0.7), (s * 0.12, 0.8), (s * 0.04, 0.66)) for s in (-1, 1)]
    big_N = ramp(state_N, 0.25, 0.8)

    def budded(points_P2: Array) -> Array:
        """A part of the bud, growing as the blossom closes, (N, P, 2)."""
        grown = scaled(points_P2, big_N, 0.6 + 0.4 * big_N, (0.0, 0.62))
        grown[..., 0] += bend_N[:, None] * grown[..., 1] ** 2
        return grown

    return [
        part(swayed(slab(-0.025, 0.0, 0.025, 0.66), bend_N), green),
        part(swayed(smooth((0.0, 0.1), (0.06, 0.34), (0.28, 0.42), (0.24, 0.2)), bend_N), shade(green, 1.12)),
        part(swayed(smooth((0.0, 0.04), (-0.24, 0.12), (-0.28, 0.32), (-0.06, 0.26)), bend_N), shade(green, 0.86)),
        part(closing(rosette(0.0, 0.72, 0.28, 6, 0.34, 48)), main),
        part(closing(rosette(0.0, 0.72, 0.18, 6, 0.3, 36)), shade(main, 0.84), np.asarray(state_N < 0.6)),
        part(closing(ellipse(0.0, 0.72, 0.1, 0.1, 14)),
            GOLD if main[2] > 120 or main[1] < 120 else (150, 96, 56), np.asarray(state_N < 0.6)),
        part(budded(bud), main, budding_N),
        part(budded(petal), shade(main, 0.84), budding_N),
        *(part(budded(points), shade(green, 1.1), budding_N) for points in cup),
    ]  # fmt: skip


def mushroom(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A toadstool with dots."""
    main = look.colour or RED
    dot = WHITE if min(main) <= 215 else (222, 180, 150)
    cap = smooth((-0.48, 0.46), (-0.5, 0.6), (-0.36, 0.94), (-0.1, 1.03), (0.1, 1.03), (0.36, 0.94), (0.5, 0.6),
        (0.48, 0.46),
                 (0.3, 0.42), (-0.3, 0.42))  # fmt: skip
    return [
        part(smooth((-0.17, 0.5), (-0.22, 0.02), (-0.12, -0.01), (0.12, -0.01), (0.22, 0.02), (0.17, 0.5)),
            (250, 238, 216)),
        part(smooth((0.06, 0.5), (0.08, 0.0), (0.14, -0.01), (0.22, 0.02), (0.17, 0.5), rounds=1), (226, 208, 184)),
        part(cap, main),
        part(smooth((-0.47, 0.52), (-0.44, 0.43), (0.0, 0.38), (0.44, 0.43), (0.47, 0.52), (0.0, 0.46)),
            (238, 218, 190)),
        part(ellipse(-0.02, 0.8, 0.13, 0.11, 14), dot),
        part(ellipse(-0.3, 0.64, 0.085, 0.09, 12), dot),
        part(ellipse(0.28, 0.66, 0.1, 0.09, 12), dot),
    ]  # fmt: skip


def cactus(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A tall cactus with two arms and a blossom."""
    main = look.colour or (84, 154, 96)
    left = smooth((-0.1, 0.3), (-0.34, 0.3), (-0.36, 0.42), (-0.36, 0.68), (-0.22, 0.68), (-0.22, 0.44),
        (-0.1, 0.44), rounds=1)  # fmt: skip
    right = smooth((0.1, 0.42), (0.34, 0.42), (0.36, 0.54), (0.36, 0.84), (0.22, 0.84), (0.22, 0.56),
        (0.1, 0.56), rounds=1)  # fmt: skip
    trunk = smooth((-0.15, 0.0), (-0.15, 0.86), (-0.12, 0.97), (0.12, 0.97), (0.15, 0.86), (0.15, 0.0), rounds=2)
    trunk[:, 1] = np.where(trunk[:, 1] < 0.3, 0.0, trunk[:, 1])
    return [
        part(left, shade(main, 0.88)),
        part(right, shade(main, 0.88)),
        part(trunk, main),
        *(part(slab(x - 0.014, 0.08, x + 0.014, 0.84), shade(main, 1.28)) for x in (-0.065, 0.0, 0.065)),
        part(slab(-0.297, 0.42, -0.273, 0.6), shade(main, 1.2)),
        part(slab(0.273, 0.54, 0.297, 0.76), shade(main, 1.2)),
        part(rosette(0.04, 0.95, 0.085, 5, 0.35, 20), (238, 112, 150)),
        part(ellipse(0.04, 0.95, 0.028, 0.028, 8), GOLD),
    ]


def campfire(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """Crossed logs with a fire on them; burnt down, they smoke."""
    s = ease(state_N * 1.9)
    strength, lit = np.asarray(1 - 0.8 * s, np.float32), state_N <= 0.52
    calm, beats = np.zeros_like(phase_N), CALM if verb == "burn" else QUICK
    smoke = [wisp((x, 0.25), 0.7, 0.11, phase_N, offset, state_N) for x, offset in ((-0.08, 0.1), (0.08, 0.45),
        (0.0, 0.8))]  # fmt: skip
    wood: Colour = (134, 88, 58)
    tongues = (
        ((-0.17, 0.12), (0.34, 0.6), 0.3, FLAME), ((0.18, 0.12), (0.34, 0.54), 2.0, FLAME), ((0.0, 0.1),
            (0.52, 0.84), 1.1, (244, 112, 44)),
        ((0.0, 0.1), (0.36, 0.58), 1.1, (252, 170, 60)), ((0.0, 0.1), (0.2, 0.34), 1.1, GLOW),
    )  # fmt: skip
    return [
        part(bar(-0.36, 0.24, 0.4, 0.09, 0.13), shade(wood, 0.76)),
        *(part(flame(at, size, phase_N, offset, strength, calm, beats),
            colour, lit) for at, size, offset, colour in tongues),
        *(part(points, SMOKE, seen) for points, seen in smoke),
        part(bar(-0.4, 0.08, 0.38, 0.22, 0.13), wood),
        part(bar(-0.44, 0.055, 0.44, 0.065, 0.12), shade(wood, 1.12)),
        part(ellipse(0.43, 0.065, 0.045, 0.062, 10), (214, 170, 120)),
        part(ellipse(0.38, 0.225, 0.04, 0.062, 10), (214, 170, 120)),
        part(smooth((-0.22, 0.17), (-0.1, 0.22), (0.14, 0.22), (0.22, 0.15), (0.0, 0.12), rounds=1),
            (84, 74, 74), ~lit),
    ]  # fmt: skip


def snowman(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """Two balls of snow with hat, carrot and scarf; it melts into a puddle in which they lie."""
    snow: Colour = (246, 250, 253)
    scarf = look.colour or RED
    body_N, head_N = ramp(state_N, 0.0, 1.0), ramp(state_N, 0.0, 0.85)
    body_top, head_top = 0.5 - 0.44 * body_N, 0.36 - 0.3 * head_N  # heights that are left of the two balls
    head_down = body_top - 0.5
    hat_down = head_down + head_top - 0.36
    body = [
        part(ellipse(0.0, 0.27, 0.3, 0.275, 22), snow),
        part(smooth((0.1, 0.52), (0.16, 0.26), (0.06, 0.02), (0.2, 0.04), (0.3, 0.2), (0.3, 0.36), (0.22, 0.5)),
            (216, 228, 240)),
        *(part(ellipse(0.0, y, 0.026, 0.026, 8), DARK, np.asarray(state_N < 0.8)) for y in (0.4, 0.27)),
    ]  # fmt: skip
    head = [
        part(ellipse(0.0, 0.66, 0.2, 0.19, 18), snow),
        *(part(ellipse(x, 0.71, 0.027, 0.03, 10), DARK, np.asarray(state_N < 0.9)) for x in (-0.06, 0.09)),
    ]
    nose = part(polygon((0.0, 0.68), (0.0, 0.62), (0.22, 0.635)), (240, 136, 52))
    hat = [
        part(slab(-0.23, 0.79, 0.23, 0.835, 0.02), DARK),
        part(slab(-0.14, 0.82, 0.14, 1.0, 0.02), DARK),
        part(slab(-0.14, 0.835, 0.14, 0.875), scarf),
    ]
    shawl = [
        part(slab(-0.18, 0.49, 0.18, 0.56, 0.03), scarf),
        part(polygon((0.05, 0.53), (0.14, 0.53), (0.18, 0.35), (0.08, 0.34)), shade(scarf, 0.84)),
    ]
    arms: list[Part] = []
    for s in (-1.0, 1.0):
        arm = [part(bar(0.2 * s, 0.46, 0.33 * s, 0.61, 0.03, 0.018), BARK)]
        arms += shifted(tilted(arm, -s * 0.9 * body_N, (0.2 * s, 0.46)), 0.06 * s * body_N, -0.42 * body_N)
    melting_N = np.asarray((state_N > 0.04) & (state_N < 0.96))
    return [
        pool(0.52, 0.11, 0.0, ramp(state_N, 0.05, 1.0), (172, 212, 240)),
        *arms,
        *squashed(body, 1 + 0.15 * body_N, 1 - 0.86 * body_N, (0.0, 0.0)),
        *shifted(squashed(head, 1 - 0.1 * head_N, 1 - 0.82 * head_N, (0.0, 0.5)), 0.0, head_down),
        *shifted(squashed(shawl, 1 + 0.2 * body_N, 1 - 0.5 * body_N, (0.0, 0.5)), 0.0, head_down + 0.02 * body_N),
        *shifted(tilted(hat, 0.22 * body_N, (0.0, 0.8)), -0.06 * body_N, hat_down + 0.03 * body_N),
        *shifted(tilted([nose], -0.15 * body_N, (0.0, 0.65)), 0.14 * body_N,
            head_down + 0.6 * (head_top - 0.36) + 0.02 * body_N),
        *drips(((-0.2, 0.4, 0.0), (0.22, 0.3, 0.5)), phase_N, 0.022, (172, 212, 240), melting_N),
    ]  # fmt: skip


def star(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A golden five-pointed star that twinkles."""
    main = look.colour or (252, 208, 72)
    a = np.pi / 2 + np.pi / 5 * np.arange(10)
    radius = np.where(np.arange(10) % 2 == 0, 0.6, 0.31)
    spikes = [(float(r * np.cos(t)), float(0.47 + r * np.sin(t))) for r, t in zip(radius, a, strict=True)]
    outline = smooth(*spikes, rounds=2)
    pulse_N = np.asarray(0.985 + 0.035 * np.sin(phase_N), np.float32)
    half = outline[outline[:, 0] > 0]  # the right half, a shade darker; its points follow one another
    parts = [
        part(scaled(outline, pulse_N, pulse_N, (0.0, 0.47)), main),
        part(scaled(half, pulse_N, pulse_N, (0.0, 0.47)), shade(main, 0.9)),
        part(scaled(outline, 0.55 * pulse_N, 0.55 * pulse_N, (0.0, 0.47)), shade(main, 1.5)),
    ]
    return hung(parts, verb, phase_N, (0.0, 1.3))


RIGS: dict[str, Rig] = {
    "rock": rock, "bamboo": bamboo, "tree": tree, "flower": flower, "mushroom": mushroom, "cactus": cactus,
    "campfire": campfire, "snowman": snowman, "star": star,
}  # fmt: skip
