"""Things to eat and things to blow out: cake, candle, fruit, ice cream."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from onetake.types import Array
from onetake.world.cast._things_fx import (
    Bite,
    bitten,
    crumbs,
    dense,
    drips,
    pool,
    ramp,
    shifted,
    squashed,
)
from onetake.world.cast._things_kit import (
    CALM,
    CREAM,
    FLAME,
    GLOW,
    LEAF,
    QUICK,
    RED,
    SMOKE,
    WHITE,
    bar,
    ease,
    flame,
    part,
    polygon,
    scaled,
    slab,
    smooth,
    swayed,
    wisp,
)
from onetake.world.shapes import Appearance, Colour, Part, Rig, ellipse, shade

_WICK: Colour = (70, 62, 62)


def burning(state_N: Array) -> tuple[Array, Array, NDArray[np.bool_]]:
    """How a blown flame behaves: strength and lean (towards +x) of its tongue, and whether it burns at all."""
    s = np.clip(state_N * 2, 0, 1)
    strength = np.asarray(1 - 0.65 * ease(s), np.float32)
    return strength, np.asarray(0.9 * np.sqrt(s), np.float32), np.asarray(state_N <= 0.5)


def _candle_light(
    at: tuple[float, float], size: float, phase_N: Array, offset: float, state_N: Array, verb: str
) -> list[Part]:
    """Flame and its bright heart, or the smoke that is left of it; ``size`` is the flame's height."""
    strength, lean, lit = burning(state_N)
    beats = CALM if verb == "burn" else QUICK
    smoke, smoking = wisp((at[0], at[1] + 0.02), size * 1.1, size * 0.26, phase_N, offset / 7, state_N)
    return [
        part(flame(at, (size * 0.62, size), phase_N, offset, strength, lean, beats), FLAME, lit),
        part(flame((at[0], at[1] + 0.02 * size),
            (size * 0.36, size * 0.62), phase_N, offset, strength, lean, beats), GLOW, lit),
        part(smoke, SMOKE, smoking),
    ]  # fmt: skip


def cake(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A birthday cake of two tiers on a plate, with three candles."""
    main = look.colour or (242, 150, 178)
    icing = WHITE if min(main) <= 215 else (242, 150, 178)
    drips = smooth((-0.42, 0.42), (-0.42, 0.28), (-0.34, 0.2), (-0.27, 0.33), (-0.17, 0.33), (-0.11, 0.18),
        (-0.02, 0.33),
                   (0.08, 0.33), (0.15, 0.2), (0.22, 0.33), (0.29, 0.33), (0.35, 0.22), (0.42, 0.3), (0.42, 0.42),
                   rounds=1)  # fmt: skip
    parts = [
        part(smooth((-0.57, 0.08), (-0.4, 0.0), (0.4, 0.0), (0.57, 0.08), rounds=1), (196, 206, 220)),
        part(slab(-0.57, 0.05, 0.57, 0.09, 0.02), (238, 242, 246)),
        part(slab(-0.42, 0.08, 0.42, 0.42, 0.04), main),
        part(slab(-0.42, 0.08, 0.42, 0.16, 0.03), shade(main, 0.8)),
        part(drips, icing),
        part(slab(-0.28, 0.38, 0.28, 0.6, 0.04), shade(main, 0.93)),
        part(smooth((-0.285, 0.6), (-0.285, 0.5), (-0.2, 0.46), (-0.1, 0.54), (0.0, 0.46), (0.1, 0.54), (0.2, 0.46),
                    (0.285, 0.5), (0.285, 0.6), rounds=1), icing),
    ]  # fmt: skip
    for k, (x, colour) in enumerate(((-0.19, (72, 146, 214)), (0.0, (246, 196, 84)), (0.19, (104, 186, 112)))):
        parts.append(part(slab(x - 0.035, 0.56, x + 0.035, 0.76), colour))
        parts += _candle_light((x, 0.755), 0.25, phase_N, 1.0 + 2.1 * k, state_N, verb)
    return parts


def candle(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """One thick candle in a little dish; under the verb "melt" its wax runs down until a stump burns in a pool."""
    main = look.colour or CREAM
    melting = verb == "melt"
    left_N = np.asarray(1 - 0.72 * melting * np.clip(phase_N / (2 * np.pi), 0, 1), np.float32)
    put_out_N = np.asarray(ramp(state_N, 0.9, 1.0) if melting else state_N, np.float32)
    wax = slab(-0.12, 0.05, 0.12, 0.68, 0.03)
    drip = smooth((0.02, 0.66), (0.13, 0.66), (0.13, 0.44), (0.1, 0.38), (0.07, 0.46), (0.06, 0.58), rounds=1)
    light = _candle_light((0.0, 0.69), 0.31, phase_N, 0.8, put_out_N, verb)
    lower_N = -0.63 * (1 - left_N)
    wide_N = 1 + 0.25 * (1 - left_N)
    return [
        part(smooth((-0.2, 0.1), (-0.13, 0.0), (0.13, 0.0), (0.2, 0.1), rounds=1), (198, 152, 72)),
        pool(0.17, 0.035, 0.0, 1 - left_N, main, 0.06),
        *squashed([part(wax, main), part(slab(0.05, 0.07, 0.12, 0.6), shade(main, 0.84)),
            part(drip, shade(main, 1.35))], wide_N, left_N, (0.0, 0.05)),
        *shifted([part(slab(-0.012, 0.65, 0.012, 0.73), _WICK), *light], 0.0, lower_N),
    ]  # fmt: skip


_APPLE_CORE = (0.0, 0.44)
_APPLE_BITES: tuple[Bite, ...] = (
    (0.56, 0.62, 0.34, 0.02), (0.54, 0.3, 0.36, 0.2), (-0.56, 0.6, 0.36, 0.38), (-0.54, 0.28, 0.36, 0.54),
    (0.52, 0.44, 0.42, 0.7), (-0.52, 0.44, 0.42, 0.84),
)  # fmt: skip


def apple(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A round apple with a leaf; bitten from both sides until the core is left."""
    main = look.colour or RED
    body = dense(smooth((0.0, 0.78), (-0.18, 0.88), (-0.5, 0.84), (-0.52, 0.36), (-0.24, -0.04), (0.0, 0.06),
        (0.24, -0.04), (0.52, 0.36), (0.5, 0.84), (0.18, 0.88)))  # fmt: skip
    side = dense(smooth((0.2, 0.82), (0.34, 0.5), (0.26, 0.2), (0.06, 0.02), (0.24, -0.02), (0.52, 0.36), (0.5, 0.84)))
    gleam = smooth((-0.36, 0.62), (-0.3, 0.76), (-0.16, 0.76), (-0.24, 0.66), (-0.28, 0.5), (-0.36, 0.46))
    pips_N = np.asarray(state_N > 0.82)
    return [
        part(bitten(body, _APPLE_CORE, _APPLE_BITES, state_N), (252, 240, 200)),
        part(bitten(body, _APPLE_CORE, _APPLE_BITES, state_N, 0.05), main),
        part(bitten(side, _APPLE_CORE, _APPLE_BITES, state_N, 0.05), shade(main, 0.85)),
        part(slab(-0.085, 0.24, 0.085, 0.62, 0.05), (252, 240, 200), pips_N),
        *(part(ellipse(x, 0.44, 0.025, 0.05, 8), (110, 70, 50), pips_N) for x in (-0.04, 0.04)),
        part(smooth((-0.03, 0.72), (-0.02, 0.9), (0.03, 1.0), (0.09, 0.98), (0.04, 0.88), (0.03, 0.72), rounds=1),
            (118, 78, 52)),
        part(smooth((0.03, 0.84), (0.12, 1.02), (0.36, 1.02), (0.28, 0.84), (0.12, 0.8)), LEAF),
        part(gleam, shade(main, 1.45), np.asarray(state_N < 0.36)),
        *crumbs((0.1, 0.5), 6, state_N, 0.035, (252, 240, 200)),
    ]  # fmt: skip


def banana(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A banana that lies on its back, both ends up; eaten from its stalk (+x) to a stub, bite after bite."""
    main = look.colour or (250, 212, 76)
    body = dense(smooth((-0.66, 0.78), (-0.62, 0.3), (-0.3, -0.06), (0.22, -0.06), (0.56, 0.26), (0.62, 0.88),
        (0.5, 0.9), (0.38, 0.58), (0.08, 0.42), (-0.24, 0.46), (-0.54, 0.82)))  # fmt: skip
    under = dense(smooth((-0.62, 0.56), (-0.56, 0.28), (-0.3, -0.03), (0.22, -0.03), (0.52, 0.24), (0.6, 0.7),
        (0.42, 0.36), (0.14, 0.16), (-0.24, 0.16), (-0.48, 0.36)))  # fmt: skip
    s = np.clip(state_N, 0, 1) * 5
    step = np.floor(s) + ease((s - np.floor(s)) / 0.5)
    end_N = np.asarray(1.42 - 0.42 * step, np.float32)  # angle along its bend, from straight down

    def cut(points_P2: Array, back: float) -> Array:
        """What is left of an outline behind the bite's round edge, (N, P, 2)."""
        x, y = points_P2[None, :, 0], 1.05 - points_P2[None, :, 1]
        far = np.hypot(x, y)
        bend = np.minimum(np.arctan2(x, y), (end_N - back)[:, None] + 3 * (far - 0.85) ** 2 - 0.1)
        return np.stack([far * np.sin(bend), 1.05 - far * np.cos(bend)], -1).astype(np.float32)

    return [
        part(cut(body, 0.0), (254, 244, 206)),
        part(cut(body, 0.07), main, np.asarray(state_N > 0.01)),
        part(body, main, np.asarray(state_N <= 0.01)),
        part(cut(under, 0.07), shade(main, 0.88)),
        part(polygon((0.5, 0.8), (0.59, 0.8), (0.64, 1.0), (0.53, 1.0)), (140, 104, 60), np.asarray(state_N < 0.06)),
        part(smooth((-0.66, 0.78), (-0.56, 0.82), (-0.55, 0.72), (-0.65, 0.66), rounds=1), (110, 82, 56)),
        *crumbs((0.1, 0.4), 5, state_N, 0.035, (254, 244, 206)),
    ]


def ice_cream(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """Two scoops on a cone with a cherry; they melt, run down the cone and end in a puddle."""
    main = look.colour or (242, 150, 178)
    second = (250, 238, 208) if min(main) <= 215 else (242, 150, 178)
    cone: Colour = (222, 164, 92)
    scoop = smooth((-0.25, 0.5), (-0.3, 0.46), (-0.22, 0.4), (-0.14, 0.46), (-0.06, 0.38), (0.04, 0.46), (0.14, 0.38),
                   (0.22, 0.45), (0.3, 0.46), (0.27, 0.66), (0.14, 0.76), (-0.14, 0.76), (-0.27, 0.66))  # fmt: skip
    soft_N = ramp(state_N, 0.0, 0.95)
    running_N = np.asarray((state_N > 0.06) & (state_N < 0.97))
    upper = squashed([part(ellipse(0.0, 0.78, 0.2, 0.15, 16), second)], 1 + 0.15 * soft_N, 1 - 0.8 * soft_N, (0.0, 0.6))
    lower = squashed([part(scoop, main), part(ellipse(-0.13, 0.6, 0.05, 0.045, 8), shade(main, 1.5))],
        1 - 0.25 * soft_N, 1 - 0.72 * soft_N, (0.0, 0.44))  # fmt: skip
    cherry = [
        part(bar(0.02, 0.93, 0.08, 1.0, 0.018), (104, 128, 66)),
        part(ellipse(0.0, 0.92, 0.065, 0.06, 12), RED),
        part(ellipse(-0.02, 0.94, 0.016, 0.014, 6), WHITE),
    ]
    streams = [scaled(smooth((x - 0.05, 0.48), (x - 0.04, 0.48 - length), (x + 0.04, 0.48 - length), (x + 0.05, 0.48),
        rounds=1), 1.0, ramp(state_N, start, start + 0.5), (x, 0.48)) for x, length, start in (
            (-0.12, 0.26, 0.05), (0.1, 0.34, 0.15), (0.0, 0.44, 0.3))]  # fmt: skip
    return [
        pool(0.34, 0.075, 0.0, ramp(state_N, 0.12, 1.0), main),
        pool(0.2, 0.03, -0.02, ramp(state_N, 0.4, 1.0), second, 0.025),
        part(polygon((-0.21, 0.46), (0.21, 0.46), (0.02, 0.0), (-0.02, 0.0)), cone),
        *(part(bar(x, 0.3 if abs(x) > 0.1 else 0.14, x + dx, 0.46 if abs(x) > 0.1 else 0.38, 0.025), shade(cone, 0.8))
            for x, dx in ((-0.14, 0.22), (-0.08, 0.26), (0.14, -0.22), (0.08, -0.26))),
        *(part(points, main, np.asarray(state_N > 0.05)) for points in streams),
        *drips(((-0.11, 0.26, 0.0), (0.1, 0.2, 0.5)), phase_N, 0.026, main, running_N),
        *shifted(upper, 0.0, -0.13 * soft_N),
        *lower,
        *shifted(cherry, 0.0, -0.36 * soft_N),
    ]  # fmt: skip


def carrot(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A carrot, its tip on the ground and its leaves up; eaten from the tip, it gets shorter and shorter."""
    main = look.colour or (242, 136, 48)
    bend_N = np.asarray(0.02 * np.sin(phase_N), np.float32)
    root = dense(smooth((-0.2, 0.66), (-0.2, 0.5), (-0.06, 0.0), (0.0, -0.04), (0.06, 0.0), (0.2, 0.5), (0.2, 0.66),
        (0.08, 0.72), (-0.08, 0.72)))  # fmt: skip
    leaves = (((-0.02, 0.66), (-0.24, 0.8), (-0.22, 0.98), (-0.06, 0.84)), ((0.02, 0.66), (0.24, 0.8),
        (0.22, 0.98), (0.06, 0.84)),
              ((-0.03, 0.66), (-0.1, 0.92), (0.0, 1.08), (0.1, 0.92), (0.03, 0.66)))  # fmt: skip
    s = np.clip(state_N, 0, 1) * 5
    end_N = np.asarray(-0.05 + 0.116 * (np.floor(s) + ease((s - np.floor(s)) / 0.5)), np.float32)

    def cut(points_P2: Array) -> Array:
        """What is left of an outline above the bite's round edge, (N, P, 2)."""
        x = points_P2[None, :, 0]
        arch = 1.6 * np.maximum(0.0, 0.11**2 - (np.abs(x) - 0.09) ** 2) * (state_N > 0.01)[:, None]
        y = np.maximum(points_P2[None, :, 1], end_N[:, None] + arch * 3)
        return np.stack([np.broadcast_to(x, y.shape), y], -1).astype(np.float32)

    parts = [
        part(swayed(smooth(*leaves[0]), bend_N), shade(LEAF, 0.85)),
        part(swayed(smooth(*leaves[1]), bend_N), shade(LEAF, 0.85)),
        part(swayed(smooth(*leaves[2]), bend_N), LEAF),
        part(cut(root), main),
        part(cut(dense(smooth((0.06, 0.68), (0.08, 0.4), (0.0, 0.0), (0.06, 0.0), (0.2, 0.5),
            (0.2, 0.66), rounds=1))), shade(main, 0.86)),
        part(bar(-0.15, 0.52, -0.04, 0.5, 0.022), shade(main, 0.76), np.asarray(end_N < 0.4)),
        part(bar(-0.11, 0.34, -0.02, 0.33, 0.022), shade(main, 0.76), np.asarray(end_N < 0.22)),
        part(bar(0.13, 0.44, 0.04, 0.42, 0.022), shade(main, 0.68), np.asarray(end_N < 0.32)),
    ]  # fmt: skip
    down_N = np.maximum(end_N, 0.0)
    return [*shifted(parts, 0.0, -down_N), *crumbs((0.0, 0.2), 5, state_N, 0.03, main)]


RIGS: dict[str, Rig] = {
    "cake": cake, "candle": candle, "apple": apple, "banana": banana, "ice cream": ice_cream, "carrot": carrot,
}  # fmt: skip
