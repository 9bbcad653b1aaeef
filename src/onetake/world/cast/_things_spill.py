"""What holds liquid: bottle, bucket, cup, teapot. Spilling is all in the ``state``: they fall over towards +x and a
pool grows, so their track's angle stays 0 meanwhile."""

from __future__ import annotations

import numpy as np

from onetake.types import Array
from onetake.world.cast._things_fx import hung, pool, ramp, shatter, shifted, smoke, spray, tilted, when
from onetake.world.cast._things_kit import (
    GOLD,
    STEEL,
    WHITE,
    accent,
    part,
    polygon,
    ring,
    scaled,
    slab,
    smooth,
)
from onetake.world.shapes import Appearance, Colour, Part, Rig, ellipse, shade

_WATER: Colour = (104, 178, 226)
_COCOA: Colour = (112, 70, 48)
SPILLS = frozenset(("bottle", "bucket", "cup"))
"""Kinds whose ``state`` 0..1 tips them over by itself."""


def _spilt(parts: list[Part], half: float, tall: float, state_N: Array, liquid: Colour, rx: float) -> list[Part]:
    """A vessel of this half width and height that falls over towards +x while its liquid runs out in front."""
    fallen_N = np.asarray(ramp(state_N, 0.0, 0.4), np.float32)
    angle_N = np.asarray(-np.pi / 2 * fallen_N + 0.12 * np.sin(np.pi * ramp(state_N, 0.4, 0.75)), np.float32)
    mouth = 0.2  # where its rim comes to lie
    lying = shifted(tilted(parts, angle_N, (half, 0.0)), (mouth - half - tall) * fallen_N, 0.0)
    throws = ((0.5, 0.7), (0.8, 0.4), (0.25, 0.9), (1.0, 0.6))
    return [
        pool(rx, 0.11, mouth + 0.3 * rx, ramp(state_N, 0.3, 1.0), liquid),
        pool(0.55 * rx, 0.045, mouth + 0.5 * rx, ramp(state_N, 0.45, 1.0), shade(liquid, 1.3), 0.03),
        *lying,
        *spray((mouth - 0.1, 0.3), throws, (state_N - 0.28) / 0.6, 0.045, liquid),
    ]  # fmt: skip


def bottle(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A glass bottle of juice with a label and a cork; it spills, or under the verb "break" flies to pieces."""
    main = look.colour or (92, 168, 112)
    juice: Colour = (176, 52, 72) if main[1] > main[0] or min(main) > 215 else (120, 190, 120)
    body = smooth((-0.17, 0.0), (-0.17, 0.5), (-0.15, 0.62), (-0.06, 0.7), (-0.06, 0.94), (0.06, 0.94), (0.06, 0.7),
                  (0.15, 0.62), (0.17, 0.5), (0.17, 0.0), rounds=1)  # fmt: skip
    full_N = np.asarray(1 - ramp(state_N, 0.35, 1.0) * (verb != "break"), np.float32)
    inside = smooth((-0.135, 0.04), (-0.135, 0.5), (-0.1, 0.58), (0.1, 0.58), (0.135, 0.5), (0.135, 0.04), rounds=1)
    parts = [
        part(slab(-0.05, 0.92, 0.05, 1.0, 0.015), (206, 156, 104)),
        part(body, shade(main, 1.25)),
        part(scaled(inside, 1.0, full_N, (0.0, 0.04)), juice, np.asarray(full_N > 0.05)),
        part(slab(-0.17, 0.16, 0.17, 0.38), (250, 240, 214)),
        part(ellipse(0.0, 0.27, 0.075, 0.075, 12), juice),
        part(smooth((-0.12, 0.42), (-0.12, 0.56), (-0.06, 0.62), (-0.07, 0.42), rounds=1), (250, 254, 252)),
        part(slab(-0.075, 0.88, 0.075, 0.93, 0.01), shade(main, 0.8)),
    ]
    if verb == "break":
        return [
            pool(0.55, 0.1, 0.0, ramp(state_N, 0.02, 1.0), juice),
            *when(parts, np.asarray(state_N <= 0.02)),
            *shatter((shade(main, 1.25), main, (250, 240, 214)), 0.34, 1.0, 0.55, state_N, 0.75, 10),
        ]
    return _spilt(parts, 0.17, 1.0, state_N, juice, 0.42)


def bucket(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A pail of water with its handle up."""
    main = look.colour or (214, 76, 66)
    body = smooth((-0.43, 0.7), (-0.32, 0.0), (0.32, 0.0), (0.43, 0.7), rounds=0)
    full_N = np.asarray(state_N < 0.35)
    handle = ring(0.0, 0.68, 0.43, 0.385, 20)
    arc = handle * np.array((1.0, 0.72), np.float32) + np.array((0.0, 0.19), np.float32)
    parts = [
        part(arc[arc[:, 1] > 0.66], STEEL),
        part(body, main),
        part(polygon((0.2, 0.7), (0.14, 0.0), (0.32, 0.0), (0.43, 0.7)), shade(main, 0.82)),
        part(polygon((-0.42, 0.62), (-0.405, 0.52), (0.405, 0.52), (0.42, 0.62)), accent(main, WHITE, (66, 124, 206))),
        part(ellipse(0.0, 0.7, 0.45, 0.1, 22), shade(main, 1.3) if min(main) <= 215 else (214, 218, 222)),
        part(ellipse(0.0, 0.69, 0.39, 0.075, 20), shade(main, 0.5), ~full_N),
        part(ellipse(0.0, 0.685, 0.39, 0.07, 20), _WATER, full_N),
        part(slab(-0.32, 0.14, -0.24, 0.44, 0.03), shade(main, 1.5)),
    ]
    return hung(_spilt(parts, 0.38, 0.75, state_N, _WATER, 0.55), verb, phase_N, (0.0, 1.0))


def cup(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A mug of hot chocolate, its handle at -x; steam goes up from it. It spills, or under "break" flies to pieces."""
    main = look.colour or (66, 124, 206)
    handle = smooth((-0.36, 0.62), (-0.62, 0.66), (-0.66, 0.4), (-0.6, 0.16), (-0.34, 0.16), (-0.34, 0.26),
                    (-0.5, 0.27), (-0.54, 0.4), (-0.51, 0.53), (-0.36, 0.52),
                        rounds=1) + np.array((0.06, 0))  # fmt: skip
    handle = handle.astype(np.float32)
    outer = ((-0.36, 0.76), (-0.36, 0.12), (-0.3, 0.0), (0.36, 0.0), (0.42, 0.12), (0.42, 0.4), (0.42, 0.76))
    wave_N = np.asarray(0.03 * np.sin(phase_N), np.float32)
    full_N = np.asarray(state_N < 0.35)
    steam = smooth((-0.03, 0.82), (-0.09, 0.9), (-0.02, 0.96), (-0.04, 1.02), (0.02, 1.02), (0.05, 0.95), (-0.01, 0.89),
                   (0.03, 0.82), rounds=1)  # fmt: skip
    calm_N = np.asarray(state_N < 0.03)
    rim = shade(main, 1.4) if min(main) <= 215 else (222, 224, 226)
    parts = [
        part(handle, shade(main, 0.85)),
        part(smooth(*outer), main),
        part(smooth((0.26, 0.72), (0.26, 0.14), (0.2, 0.0), *outer[3:6], (0.42, 0.72)), shade(main, 0.86)),
        part(ellipse(0.03, 0.75, 0.39, 0.085, 18), rim),
        part(ellipse(0.03, 0.735, 0.33, 0.06, 16), _COCOA, full_N),
        part(ellipse(0.03, 0.735, 0.33, 0.06, 16), shade(main, 0.55), ~full_N),
        part(slab(-0.29, 0.16, -0.23, 0.6, 0.03), shade(main, 1.5)),
    ]
    if verb == "break":
        return [
            pool(0.62, 0.11, 0.0, ramp(state_N, 0.02, 1.0), _COCOA),
            *when(parts, np.asarray(state_N <= 0.02)),
            *shatter((main, shade(main, 0.8), rim), 0.8, 0.7, 0.68, state_N, 1.0, 9),
        ]
    shift = np.stack([wave_N, 0 * wave_N], -1)[:, None]
    puffs = [part(steam[None] + s * shift + np.array((x, 0.0), np.float32), (236, 240, 242), calm_N)
             for x, s in ((-0.08, 1), (0.16, -1))]  # fmt: skip
    return [*_spilt(parts, 0.4, 0.75, state_N, _COCOA, 0.5), *puffs]


def teapot(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A round teapot, spout at +x; full, it steams; empty, its lid is off and nothing steams any more. Under the
    verb "break" it flies to pieces."""
    main = look.colour or (232, 128, 110)
    tone, band = shade(main, 0.82), accent(main, WHITE, (66, 124, 206))
    hot_N = np.asarray(1 - ramp(state_N, 0.0, 0.7), np.float32)
    off_N = np.asarray(ramp(state_N, 0.45, 1.0), np.float32)
    handle = smooth((-0.34, 0.68), (-0.62, 0.78), (-0.7, 0.3), (-0.36, 0.18), (-0.36, 0.29), (-0.56, 0.36),
                    (-0.52, 0.62), (-0.36, 0.57))  # fmt: skip
    spout = smooth((0.26, 0.2), (0.5, 0.3), (0.54, 0.66), (0.7, 0.76), (0.6, 0.82), (0.42, 0.72), (0.36, 0.48),
                   (0.24, 0.5), rounds=1)  # fmt: skip
    body = smooth((-0.24, 0.0), (-0.44, 0.14), (-0.44, 0.6), (-0.22, 0.76), (0.22, 0.76), (0.44, 0.6), (0.44, 0.14),
                  (0.24, 0.0))  # fmt: skip
    lid = [
        part(smooth((-0.24, 0.74), (-0.18, 0.84), (0.0, 0.88), (0.18, 0.84), (0.24, 0.74), rounds=1), tone),
        part(ellipse(0.0, 0.92, 0.07, 0.075, 12), GOLD),
    ]
    parts = [
        part(handle, tone),
        part(spout, tone),
        part(body, main),
        part(
            smooth((0.14, 0.7), (0.26, 0.4), (0.1, 0.02), (0.26, 0.02), (0.42, 0.2), (0.42, 0.56), (0.24, 0.72)), tone
        ),
        part(slab(-0.4, 0.34, 0.4, 0.44), band),
        part(smooth((-0.3, 0.5), (-0.28, 0.64), (-0.16, 0.68), (-0.2, 0.52), rounds=1), shade(main, 1.6)),
        part(ellipse(0.0, 0.745, 0.2, 0.04, 16), shade(main, 0.45)),
        *shifted(tilted(lid, 0.9 * off_N, (-0.2, 0.74)), -0.1 * off_N, 0.04 * off_N),
    ]
    if verb == "break":
        return [
            pool(0.7, 0.11, 0.0, ramp(state_N, 0.02, 1.0), (190, 130, 70)),
            *when(parts, np.asarray(state_N <= 0.02)),
            *shatter((main, tone, band), 0.9, 0.8, 0.78, state_N, 1.1, 10),
        ]
    return [*smoke(((0.6, 0.8, 0.2, 0.085), (0.57, 0.82, 0.18, 0.07)), phase_N, hot_N, (236, 240, 242)), *parts]


RIGS: dict[str, Rig] = {"bottle": bottle, "bucket": bucket, "cup": cup, "teapot": teapot}
