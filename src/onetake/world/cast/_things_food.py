"""Things to eat and things to blow out: cake, candle, fruit, ice cream."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from onetake.types import Array
from onetake.world.cast._things_kit import (
    CREAM,
    FLAME,
    GLOW,
    LEAF,
    RED,
    SMOKE,
    WHITE,
    bar,
    ease,
    flame,
    moved,
    part,
    polygon,
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


def _candle_light(at: tuple[float, float], size: float, phase_N: Array, offset: float, state_N: Array) -> list[Part]:
    """Flame and its bright heart, or the smoke that is left of it; ``size`` is the flame's height."""
    strength, lean, lit = burning(state_N)
    smoke, smoking = wisp((at[0], at[1] + 0.02), size * 1.1, size * 0.26, phase_N, offset / 7, state_N)
    return [
        part(flame(at, (size * 0.62, size), phase_N, offset, strength, lean), FLAME, lit),
        part(flame((at[0], at[1] + 0.02 * size),
            (size * 0.36, size * 0.62), phase_N, offset, strength, lean), GLOW, lit),
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
        parts += _candle_light((x, 0.755), 0.25, phase_N, 1.0 + 2.1 * k, state_N)
    return parts


def candle(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """One thick candle in a little dish."""
    main = look.colour or CREAM
    wax = slab(-0.12, 0.05, 0.12, 0.68, 0.03)
    drip = smooth((0.02, 0.66), (0.13, 0.66), (0.13, 0.44), (0.1, 0.38), (0.07, 0.46), (0.06, 0.58), rounds=1)
    return [
        part(smooth((-0.2, 0.1), (-0.13, 0.0), (0.13, 0.0), (0.2, 0.1), rounds=1), (198, 152, 72)),
        part(wax, main),
        part(slab(0.05, 0.07, 0.12, 0.6), shade(main, 0.84)),
        part(drip, shade(main, 1.35)),
        part(slab(-0.012, 0.65, 0.012, 0.73), _WICK),
        *_candle_light((0.0, 0.69), 0.31, phase_N, 0.8, state_N),
    ]


def apple(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A round apple with a leaf."""
    main = look.colour or RED
    body = smooth((0.0, 0.78), (-0.18, 0.88), (-0.5, 0.84), (-0.52, 0.36), (-0.24, -0.04), (0.0, 0.06), (0.24, -0.04),
                  (0.52, 0.36), (0.5, 0.84), (0.18, 0.88))  # fmt: skip
    side = smooth((0.2, 0.82), (0.34, 0.5), (0.26, 0.2), (0.06, 0.02), (0.24, -0.02), (0.52, 0.36), (0.5, 0.84))
    return [
        part(body, main),
        part(side, shade(main, 0.85)),
        part(smooth((-0.03, 0.72), (-0.02, 0.9), (0.03, 1.0), (0.09, 0.98), (0.04, 0.88), (0.03, 0.72), rounds=1),
            (118, 78, 52)),
        part(smooth((0.03, 0.84), (0.12, 1.02), (0.36, 1.02), (0.28, 0.84), (0.12, 0.8)), LEAF),
        part(smooth((-0.36, 0.62), (-0.3, 0.76), (-0.16, 0.76), (-0.24, 0.66), (-0.28, 0.5), (-0.36, 0.46)),
            shade(main, 1.45)),
    ]  # fmt: skip


def banana(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A banana that lies on its back, both ends up."""
    main = look.colour or (250, 212, 76)
    body = smooth((-0.66, 0.78), (-0.62, 0.3), (-0.3, -0.06), (0.22, -0.06), (0.56, 0.26), (0.62, 0.88), (0.5, 0.9),
                  (0.38, 0.58), (0.08, 0.42), (-0.24, 0.46), (-0.54, 0.82))  # fmt: skip
    under = smooth((-0.62, 0.56), (-0.56, 0.28), (-0.3, -0.03), (0.22, -0.03), (0.52, 0.24), (0.6, 0.7), (0.42, 0.36),
                   (0.14, 0.16), (-0.24, 0.16), (-0.48, 0.36))  # fmt: skip
    return [
        part(body, main),
        part(under, shade(main, 0.88)),
        part(polygon((0.5, 0.8), (0.59, 0.8), (0.64, 1.0), (0.53, 1.0)), (140, 104, 60)),
        part(smooth((-0.66, 0.78), (-0.56, 0.82), (-0.55, 0.72), (-0.65, 0.66), rounds=1), (110, 82, 56)),
    ]


def ice_cream(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """Two scoops on a cone with a cherry."""
    main = look.colour or (242, 150, 178)
    second = (250, 238, 208) if min(main) <= 215 else (242, 150, 178)
    cone: Colour = (222, 164, 92)
    scoop = smooth((-0.25, 0.5), (-0.3, 0.46), (-0.22, 0.4), (-0.14, 0.46), (-0.06, 0.38), (0.04, 0.46), (0.14, 0.38),
                   (0.22, 0.45), (0.3, 0.46), (0.27, 0.66), (0.14, 0.76), (-0.14, 0.76), (-0.27, 0.66))  # fmt: skip
    return [
        part(polygon((-0.21, 0.46), (0.21, 0.46), (0.02, 0.0), (-0.02, 0.0)), cone),
        part(bar(-0.14, 0.3, 0.08, 0.46, 0.025), shade(cone, 0.8)),
        part(bar(-0.08, 0.14, 0.18, 0.38, 0.025), shade(cone, 0.8)),
        part(bar(0.14, 0.3, -0.08, 0.46, 0.025), shade(cone, 0.8)),
        part(bar(0.08, 0.14, -0.18, 0.38, 0.025), shade(cone, 0.8)),
        part(ellipse(0.0, 0.78, 0.2, 0.15, 16), second),
        part(scoop, main),
        part(ellipse(-0.13, 0.6, 0.05, 0.045, 8), shade(main, 1.5)),
        part(bar(0.02, 0.93, 0.08, 1.0, 0.018), (104, 128, 66)),
        part(ellipse(0.0, 0.92, 0.065, 0.06, 12), RED),
        part(ellipse(-0.02, 0.94, 0.016, 0.014, 6), WHITE),
    ]


def carrot(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A carrot, its tip on the ground and its leaves up."""
    main = look.colour or (242, 136, 48)
    bend_N = np.asarray(0.02 * np.sin(phase_N), np.float32)
    root = smooth((-0.2, 0.66), (-0.2, 0.5), (-0.06, 0.0), (0.0, -0.04), (0.06, 0.0), (0.2, 0.5), (0.2, 0.66),
        (0.08, 0.72),
                  (-0.08, 0.72))  # fmt: skip
    leaves = (((-0.02, 0.66), (-0.24, 0.8), (-0.22, 0.98), (-0.06, 0.84)), ((0.02, 0.66), (0.24, 0.8),
        (0.22, 0.98), (0.06, 0.84)),
              ((-0.03, 0.66), (-0.1, 0.92), (0.0, 1.08), (0.1, 0.92), (0.03, 0.66)))  # fmt: skip
    return [
        part(swayed(smooth(*leaves[0]), bend_N), shade(LEAF, 0.85)),
        part(swayed(smooth(*leaves[1]), bend_N), shade(LEAF, 0.85)),
        part(swayed(smooth(*leaves[2]), bend_N), LEAF),
        part(root, main),
        part(smooth((0.06, 0.68), (0.08, 0.4), (0.0, 0.0), (0.06, 0.0), (0.2, 0.5),
            (0.2, 0.66), rounds=1), shade(main, 0.86)),
        part(bar(-0.15, 0.52, -0.04, 0.5, 0.022), shade(main, 0.76)),
        part(bar(-0.11, 0.34, -0.02, 0.33, 0.022), shade(main, 0.76)),
        part(bar(0.13, 0.44, 0.04, 0.42, 0.022), shade(main, 0.68)),
    ]  # fmt: skip


def cup(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A mug of hot chocolate with a handle on its right; a puff of steam goes up from it."""
    main = look.colour or (66, 124, 206)
    from_handle = smooth((0.3, 0.62), (0.56, 0.66), (0.6, 0.4), (0.54, 0.16), (0.28, 0.16), (0.28, 0.26), (0.44, 0.27),
                         (0.48, 0.4), (0.45, 0.53), (0.3, 0.52), rounds=1)  # fmt: skip
    outer = ((-0.42, 0.76), (-0.42, 0.12), (-0.36, 0.0), (0.3, 0.0), (0.36, 0.12), (0.36, 0.4), (0.36, 0.76))
    wave_N = 0.03 * np.sin(phase_N)
    steam = smooth((-0.03, 0.82), (-0.09, 0.9), (-0.02, 0.96), (-0.04, 1.02), (0.02, 1.02), (0.05, 0.95), (-0.01, 0.89),
                   (0.03, 0.82), rounds=1)  # fmt: skip
    return [
        part(from_handle, shade(main, 0.85)),
        part(smooth(*outer), main),
        part(smooth((0.2, 0.72), (0.2, 0.14), (0.14, 0.0), *outer[3:6], (0.36, 0.72)), shade(main, 0.86)),
        part(ellipse(-0.03, 0.75, 0.39, 0.085, 18), shade(main, 1.4) if min(main) <= 215 else (222, 224, 226)),
        part(ellipse(-0.03, 0.735, 0.33, 0.06, 16), (112, 70, 48)),
        part(slab(-0.35, 0.16, -0.29, 0.6, 0.03), shade(main, 1.5)),
        part(moved(steam, wave_N - 0.14, 0.0), (236, 240, 242)),
        part(moved(steam, 0.1 - wave_N, 0.0), (236, 240, 242)),
    ]


RIGS: dict[str, Rig] = {
    "cake": cake, "candle": candle, "apple": apple, "banana": banana, "ice cream": ice_cream, "carrot": carrot,
    "cup": cup,
}  # fmt: skip
