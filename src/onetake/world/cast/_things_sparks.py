"""What flies up, burns or thaws: firework, firecracker, log, icicle."""

from __future__ import annotations

import numpy as np

from onetake.types import Array
from onetake.world.cast._things_fx import drips, fires, pool, ramp, smoke, spikes, when
from onetake.world.cast._things_kit import GLOW, GOLD, WHITE, accent, bar, ease, part, polygon, scaled, slab, smooth
from onetake.world.shapes import Appearance, Colour, Part, Rig, ellipse, shade


def _rays(state_N: Array, phase_N: Array, inner: float, outer: float, count: int, turn: float, colour: Colour,
          at: tuple[float, float]) -> Part:  # fmt: skip
    """One ring of a burst: droplets that fly out along rays, droop and get small, in one outline: (N, 4 count, 2).
    The droplets hang together at the middle by seams of no width, so one polygon draws them all."""
    s = np.clip(state_N, 0, 1)
    far = np.asarray(1 - (1 - s) ** 2.2, np.float32)[:, None]
    twinkle = 1 + 0.22 * np.sin(phase_N)[:, None] * (1 - 2 * (np.arange(count) % 2))[None]
    size = (1 - 0.3 * ease((state_N - 0.55) / 0.45))[:, None] * twinkle
    a = turn + 2 * np.pi * np.arange(count) / count
    droop = -0.13 * ease((state_N - 0.3) / 0.7)[:, None]
    unit, side = np.stack([np.cos(a), np.sin(a)], -1), np.stack([-np.sin(a), np.cos(a)], -1)
    head = outer * far
    tail = np.maximum(inner * far, head - 0.17 * size * np.minimum(1, 3 * s)[:, None])
    wide = 0.05 * size * np.minimum(1, 4 * s)[:, None]
    fall = np.stack([np.zeros_like(droop), droop], -1)
    corners = [
        tail[..., None] * unit,
        (0.3 * tail + 0.7 * head)[..., None] * unit + wide[..., None] * side,
        head[..., None] * unit,
        (0.3 * tail + 0.7 * head)[..., None] * unit - wide[..., None] * side,
        tail[..., None] * unit,
        np.zeros((len(s), count, 2)),
    ]
    points = np.stack([corners[5] * 0, *corners[:5]], 2) + fall[:, :, None]
    points[:, :, 0] = 0.0
    points = points.reshape(len(s), -1, 2) + np.array(at)
    return part(points.astype(np.float32), colour, np.asarray(state_N > 0.04))


def firework(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A firework: a rocket on a stick with a trail of sparks, which bursts into a flower of sparks that twinkle on."""
    main = look.colour or (236, 72, 88)
    light, whole_N = accent(main, shade(main, 1.55), (120, 190, 250)), np.asarray(state_N <= 0.04)
    cone = GOLD if main[2] > 90 or main[1] < 120 else (66, 124, 206)
    fizz_N = np.asarray(1 + 0.25 * np.sin(phase_N), np.float32)
    fuse = smooth((0.1, 0.36), (0.2, 0.34), (0.24, 0.24), (0.27, 0.24), (0.23, 0.38), (0.1, 0.4), rounds=1)
    whole = [
        part(slab(-0.13, 0.0, -0.085, 0.62), (176, 128, 84)),
        part(fuse, (92, 76, 70)),
        part(spikes((0.255, 0.22), 0.1, 0.04, 6, fizz_N, 0.3), GLOW),
        part(slab(-0.16, 0.34, 0.16, 0.74, 0.03), main),
        part(slab(0.06, 0.34, 0.16, 0.74, 0.03), shade(main, 0.82)),
        part(slab(-0.16, 0.34, 0.16, 0.4), cone),
        part(
            spikes((0.0, 0.56), 0.13, 0.055, 5, 1 + 0 * phase_N, np.pi / 2),
            accent(main, (255, 232, 150), (236, 72, 88)),
        ),
        part(polygon((-0.23, 0.72), (0.23, 0.72), (0.0, 1.0)), cone),
        part(polygon((0.06, 0.72), (0.23, 0.72), (0.0, 1.0)), shade(cone, 0.82)),
    ]
    if verb in ("explode", "fly"):
        whole = [*fires(((0.0, 0.38, -0.24, -0.36),), phase_N, 1 + 0 * phase_N), *whole]
    parts = when(whole, whole_N)
    at = (0.0, 0.52)
    flash_N = np.asarray(ramp(state_N, 0.0, 0.12) * (1 - ramp(state_N, 0.15, 0.4)), np.float32)
    return [
        *parts,
        _rays(state_N, phase_N, 0.2, 0.52, 14, 0.0, main, at),
        _rays(state_N, phase_N + 2, 0.12, 0.37, 12, 0.2, light, at),
        _rays(state_N, phase_N + 4, 0.05, 0.21, 8, 0.1, GLOW, at),
        part(spikes(at, 0.3, 0.14, 8, flash_N, 0.2), (255, 250, 220), np.asarray(flash_N > 0.04)),
    ]


def firecracker(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A string of red firecrackers; burning, its fuse sparks below; they go off from below upwards into scraps."""
    main = look.colour or (216, 48, 44)
    parts = [part(slab(-0.012, 0.02, 0.012, 1.0), (120, 96, 78), np.asarray(state_N < 0.9))]
    parts.append(part(ellipse(0.0, 0.97, 0.05, 0.03, 10), GOLD))
    flashes: list[Part] = []
    for row in range(4):
        y, start = 0.2 + 0.2 * row, 0.08 + 0.2 * row
        left_N = np.asarray(state_N < start + 0.04)
        pop_N = np.asarray(
            ramp(state_N, start, start + 0.07) * (1 - ramp(state_N, start + 0.12, start + 0.24)), np.float32
        )
        for s in (-1.0, 1.0):
            stick = bar(0.02 * s, y + 0.07, 0.135 * s, y - 0.11, 0.105)
            parts.append(part(stick, main if s < 0 else shade(main, 0.84), left_N))
            parts.append(part(bar(0.018 * s, y + 0.075, 0.036 * s, y + 0.045, 0.1), GOLD, left_N))
        at = (0.03 if row % 2 else -0.03, y)
        flashes.append(part(spikes(at, 0.26, 0.12, 7, pop_N, row), (255, 150, 52), np.asarray(pop_N > 0.05)))
        flashes.append(part(spikes(at, 0.15, 0.07, 7, pop_N, row + 1), (255, 240, 150), np.asarray(pop_N > 0.05)))
    scraps = [(-0.3, 0.03), (0.28, 0.04), (-0.14, 0.05), (0.12, 0.03), (0.0, 0.06), (0.4, 0.03), (-0.42, 0.03)]
    for k, (x, y) in enumerate(scraps):
        t_N = np.asarray(ramp(state_N, 0.1 + 0.1 * k, 0.4 + 0.09 * k), np.float32)
        piece = slab(-0.05, -0.025, 0.05, 0.025)[None] + np.stack([x * t_N, 0.35 * (1 - t_N) + y * t_N], -1)[:, None]
        parts.append(part(piece.astype(np.float32), shade(main, 0.8 + 0.12 * (k % 3)), np.asarray(t_N > 0.02)))
    parts += smoke(((-0.08, 0.3, 0.5, 0.14), (0.1, 0.2, 0.6, 0.14)), phase_N, ramp(state_N, 0.15, 0.5))
    fuse_N = np.asarray((state_N < 0.1) & (verb == "burn") | (state_N > 0.01) & (state_N < 0.12))
    fizz_N = np.asarray(1 + 0.2 * np.sin(phase_N), np.float32)
    glow = [part(spikes((0.0, 0.05), 0.13, 0.05, 6, fizz_N, 0.4), GLOW, fuse_N),
            part(ellipse(0.0, 0.05, 0.04, 0.04, 10), WHITE, fuse_N)]  # fmt: skip
    return parts + flashes + glow


def log(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A felled trunk lying on its side; burning, flames stand on it and it chars from the middle to both ends."""
    bark: Colour = (142, 96, 64)
    char_N = ramp(state_N, 0.05, 0.85)
    fire_N = (0.75 + 0.25 * ramp(state_N, 0.0, 0.3)) if verb == "burn" else ramp(state_N, 0.0, 0.12)
    strength_N = np.asarray(fire_N * (1 - ramp(state_N, 0.8, 0.98)), np.float32)
    body = smooth((-0.9, 0.04), (-1.04, 0.1), (-1.04, 0.9), (-0.9, 0.98), (0.86, 0.98), (0.86, 0.04), rounds=1)
    burnt = smooth(
        (-0.98, 0.06), (-1.0, 0.5), (-0.98, 0.94), (0.0, 0.99), (0.86, 0.97), (0.86, 0.05), (0.0, 0.03), rounds=1
    )
    flames = ((-0.6, 0.72, 0.42, 0.75), (0.56, 0.7, 0.42, 0.7), (-0.02, 0.72, 0.52, 1.05))
    cracks = [polygon((x, 0.3), (x + 0.2, 0.42), (x + 0.3, 0.3), (x + 0.2, 0.3)) for x in (-0.7, -0.25, 0.3)]
    parts = [
        part(body, bark),
        part(smooth((-1.0, 0.08), (-0.98, 0.3), (0.86, 0.3), (0.86, 0.04), (-0.9, 0.04), rounds=1), shade(bark, 0.76)),
        *(part(slab(a, y, a + w, y + 0.06, 0.02), shade(bark, 0.72)) for a, y, w in ((-0.7, 0.7, 0.5),
            (0.1, 0.56, 0.5), (-0.4, 0.42, 0.36))),
        part(smooth((-0.34, 0.9), (-0.4, 1.06), (-0.2, 1.06), (-0.14, 0.9), rounds=1), shade(bark, 1.12)),
        part(scaled(burnt, char_N, 0.55 + 0.45 * char_N, (0.0, 0.5)), (58, 50, 52), np.asarray(char_N > 0.03)),
        *(part(c, (232, 96, 44), np.asarray(state_N > 0.25)) for c in cracks),
        part(ellipse(0.86, 0.51, 0.2, 0.47, 22), shade((222, 178, 122), 0.8)),
        part(ellipse(0.86, 0.51, 0.155, 0.39, 20), (228, 188, 132)),
        part(ellipse(0.86, 0.51, 0.09, 0.23, 16), shade((228, 188, 132), 0.84)),
        part(ellipse(0.86, 0.51, 0.045, 0.11, 12), (228, 188, 132)),
        part(scaled(ellipse(0.86, 0.51, 0.2, 0.47, 20), ramp(state_N, 0.6, 0.95), ramp(state_N, 0.6, 0.95),
            (0.86, 0.51)),
            (74, 64, 64), np.asarray(state_N > 0.62)),
        *fires(flames, phase_N, strength_N),
        *smoke(((-0.4, 0.9, 0.8, 0.2), (0.3, 0.9, 0.9, 0.18)), phase_N, ramp(state_N, 0.7, 1.0), (150, 148, 152)),
    ]  # fmt: skip
    return parts


def icicle(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """Ice hanging from a snowy ledge; it melts from its tip, drips, and leaves a puddle on the ground."""
    ice: Colour = (158, 212, 242)
    left_N = np.asarray(1 - 0.86 * ramp(state_N, 0.0, 1.0), np.float32)
    top = 0.93
    main = smooth(
        (-0.105, top),
        (-0.09, 0.62),
        (-0.045, 0.3),
        (0.0, 0.02),
        (0.0, 0.0),
        (0.045, 0.3),
        (0.09, 0.62),
        (0.105, top),
        rounds=1,
    )
    left = smooth((-0.16, top), (-0.125, 0.66), (-0.115, 0.5), (-0.1, 0.66), (-0.06, top), rounds=1)
    right = smooth((0.06, top), (0.1, 0.6), (0.115, 0.42), (0.13, 0.6), (0.165, top), rounds=1)
    thin_N = 0.55 + 0.45 * left_N
    dripping_N = np.asarray((state_N > 0.02) & (state_N < 0.98) | (verb == "melt") & (state_N < 0.98))
    tip = [part(ellipse(0, 0, 0.022, 0.032, 8)[None] + np.stack([0 * left_N, (top - 0.9 * left_N) * 1.0],
        -1)[:, None].astype(np.float32), (206, 236, 250), dripping_N)]  # fmt: skip
    return [
        pool(0.2, 0.05, 0.0, ramp(state_N, 0.15, 1.0), (120, 190, 232)),
        part(scaled(left, thin_N, left_N, (-0.11, top)), shade(ice, 0.86)),
        part(scaled(right, thin_N, left_N, (0.11, top)), shade(ice, 0.86)),
        part(scaled(main, thin_N, left_N, (0.0, top)), ice),
        part(scaled(polygon((-0.06, top), (-0.045, 0.5), (-0.01, 0.2), (-0.015, 0.6), (-0.02, top)),
            thin_N, left_N, (0.0, top)), (236, 248, 254)),
        *drips(((0.0, 0.5, 0.0), (-0.08, 0.6, 0.5)), phase_N, 0.026, (120, 190, 232), dripping_N),
        *tip,
        part(smooth((-0.2, 0.86), (-0.2, 1.0), (0.2, 1.0), (0.2, 0.86), (0.14, 0.82), (0.08, 0.88), (0.0, 0.83),
            (-0.08, 0.89), (-0.14, 0.83), rounds=1), (246, 250, 253)),
        part(slab(-0.19, 0.97, 0.19, 1.01, 0.01), (214, 228, 240)),
    ]  # fmt: skip


RIGS: dict[str, Rig] = {"firework": firework, "firecracker": firecracker, "log": log, "icicle": icicle}
TOPS: dict[str, tuple[float, float]] = {"log": (0.96, 0.75)}
"""As in ``things``."""
