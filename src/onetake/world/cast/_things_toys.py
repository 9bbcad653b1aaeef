"""Toys and what is built: domino, sandcastle, block tower, toy block, paper boat."""

from __future__ import annotations

import numpy as np

from onetake.types import Array
from onetake.world.cast._things_fx import ramp, spray, tilted
from onetake.world.cast._things_kit import RED, WHITE, WOOD, accent, part, polygon, scaled, slab, smooth
from onetake.world.shapes import Appearance, Colour, Part, Rig, ellipse, place, shade


def domino(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A domino standing on edge; it falls by the angle of its track."""
    main = look.colour or (248, 244, 232)
    pip = accent(main, WHITE, (52, 52, 62))
    spots = ((-0.08, 0.86), (0.06, 0.64), (-0.08, 0.36), (0.06, 0.14), (-0.01, 0.25))
    return [
        part(polygon((0.1, 0.02), (0.2, 0.08), (0.2, 0.94), (0.1, 0.98)), shade(main, 0.66)),
        part(slab(-0.2, 0.0, 0.14, 1.0, 0.05), main),
        part(slab(-0.17, 0.485, 0.11, 0.515), shade(pip, 1.3 if sum(pip) < 300 else 0.85)),
        *(part(ellipse(x - 0.02, y, 0.045, 0.045, 12), pip) for x, y in spots),
    ]


def _tower(x: float, half: float, tall: float, sand: Colour) -> list[Part]:
    """A round tower of sand with battlements and a window, from y = 0."""
    teeth = [(x - half * 1.15, tall - 0.12), (x - half * 1.15, tall)]
    for k in range(3):
        left = x - half * 1.15 + 2.3 * half * k / 3
        step = 2.3 * half / 3
        teeth += [(left + 0.55 * step, tall), (left + 0.55 * step, tall - 0.06), (left + step, tall - 0.06)]
        if k < 2:
            teeth.append((left + step, tall))
    teeth += [(x + half * 1.15, tall), (x + half * 1.15, tall - 0.12)]
    return [
        part(polygon((x - half, 0.0), (x - 0.9 * half, tall - 0.1), (x + 0.9 * half, tall - 0.1),
            (x + half, 0.0)), sand),
        part(polygon((x + 0.4 * half, 0.0), (x + 0.35 * half, tall - 0.1), (x + 0.9 * half, tall - 0.1),
            (x + half, 0.0)), shade(sand, 0.86)),
        part(polygon(*teeth), shade(sand, 1.12)),
        part(smooth((x - 0.25 * half, tall * 0.5), (x - 0.25 * half, tall * 0.68),
            (x + 0.25 * half, tall * 0.68), (x + 0.25 * half, tall * 0.5), rounds=1), shade(sand, 0.58)),
    ]  # fmt: skip


def sandcastle(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A castle of sand with a flag; it slumps from its towers down into a heap."""
    sand: Colour = (236, 198, 128)
    parts: list[Part] = []
    fallen_N = ramp(state_N, 0.15, 1.0)
    heap = smooth(
        (-0.62, 0.0), (-0.5, 0.16), (-0.2, 0.3), (0.0, 0.26), (0.22, 0.32), (0.48, 0.15), (0.62, 0.0), rounds=2
    )
    wave_N = np.asarray(0.03 * np.sin(phase_N), np.float32)
    flag = polygon((0.0, 0.98), (0.0, 0.85),
        (0.18, 0.91))[None] + np.stack([0 * wave_N, wave_N], -1)[:, None] * np.array(
        [[0.0], [0.0], [1.0]])  # fmt: skip
    pole = [part(slab(-0.012, 0.7, 0.012, 1.0), WOOD), part(flag.astype(np.float32), RED)]
    drop_N = ramp(state_N, 0.2, 0.8)
    lean = tilted(pole, -1.25 * drop_N, (0.0, 0.7))
    parts += [Part(p.points_NP2 - np.array((-0.12, 0.5), np.float32) * drop_N[:, None, None], p.colour) for p in lean]
    for order, group in enumerate((_tower(0.0, 0.15, 0.76, shade(sand, 0.94)), _tower(-0.4, 0.13, 0.56, sand),
        _tower(0.4, 0.13, 0.6, sand))):  # fmt: skip
        sink_N = ramp(state_N, 0.16 * order, 0.6 + 0.2 * order)
        x = (0.0, -0.4, 0.4)[order]
        parts += [
            Part(scaled(p.points_NP2[0], 1 + 0.45 * sink_N, 1 - 0.78 * sink_N, (x, 0.0)), p.colour) for p in group
        ]
    wall = polygon((-0.46, 0.0), (-0.44, 0.34), (0.44, 0.34), (0.46, 0.0))
    gate = smooth((-0.1, 0.0), (-0.1, 0.24), (0.0, 0.32), (0.1, 0.24), (0.1, 0.0), rounds=1)
    grains = spray(
        (0.0, 0.5),
        ((-0.7, 0.6), (0.7, 0.6), (-0.3, 0.9), (0.35, 0.9), (-1.0, 0.3), (1.0, 0.3)),
        state_N,
        0.04,
        shade(sand, 0.9),
    )
    return [
        *parts,
        part(scaled(wall, 1 + 0.2 * fallen_N, 1 - 0.75 * fallen_N, (0.0, 0.0)), shade(sand, 1.08)),
        part(scaled(gate, 1 - 0.6 * fallen_N, 1 - 0.9 * fallen_N, (0.0, 0.0)), (128, 92, 62),
            np.asarray(state_N < 0.8)),
        part(scaled(heap, 1.0, fallen_N, (0.0, 0.0)), sand, np.asarray(fallen_N > 0.05)),
        part(smooth((-0.58, 0.0), (-0.5, 0.06), (0.5, 0.06), (0.58, 0.0), rounds=1), shade(sand, 0.84)),
        *grains,
    ]  # fmt: skip


_BLOCKS: tuple[tuple[float, float, float, Colour, float, float, float], ...] = (
    # x, y of the middle, half its width, colour, and where it falls to: x, y, turn
    (0.0, 0.11, 0.2, (66, 124, 206), -0.04, 0.11, 0.0),
    (-0.03, 0.32, 0.175, (246, 196, 84), 0.44, 0.11, -3.14),
    (0.04, 0.53, 0.16, (214, 76, 70), -0.5, 0.16, 1.57),
    (-0.02, 0.74, 0.14, (104, 180, 108), 0.26, 0.3, -2.9),
)


def block_tower(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """Four coloured blocks on one another and a roof on top; they tumble down one after another."""
    parts: list[Part] = []
    s = np.clip(state_N, 0, 1)
    for k, (x, y, half, colour, to_x, to_y, turn) in enumerate(_BLOCKS):
        t = np.clip((s - 0.04 * (3 - k)) / 0.82, 0, 1)
        fell = t * t
        move = np.stack([x + (to_x - x) * t, y + (to_y - y) * fell + 0.25 * y * t * (1 - t)], -1)
        for points, tone in (
            (slab(-half, -0.105, half, 0.105, 0.025), colour),
            (slab(-half, -0.105, half, -0.065, 0.02), shade(colour, 0.78)),
            (ellipse(0.0, 0.015, 0.05, 0.05, 12), shade(colour, 1.55)),
        ):
            parts.append(part(place(points, turn * t, move.astype(np.float32)), tone))
    t = np.clip(s / 0.8, 0, 1)
    roof = polygon((-0.19, -0.07), (0.19, -0.07), (0.0, 0.1))
    at = np.stack([-0.28 * t, 0.915 - 0.84 * t * t + 0.25 * t * (1 - t)], -1)
    return [*parts, part(place(roof, 3.14 * t * t, at.astype(np.float32)), (160, 104, 190))]


def toy_block(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A wooden cube with a star on its face, its top and its side seen."""
    main = look.colour or (66, 124, 206)
    a = np.pi / 2 + np.pi / 5 * np.arange(10)
    r = np.where(np.arange(10) % 2 == 0, 0.24, 0.11)
    star = np.stack([-0.08 + r * np.cos(a), 0.385 + r * np.sin(a)], -1).astype(np.float32)
    return [
        part(polygon((-0.48, 0.78), (-0.32, 1.0), (0.5, 1.0), (0.33, 0.78)), shade(main, 1.35)),
        part(polygon((0.32, 0.0), (0.5, 0.2), (0.5, 1.0), (0.32, 0.79)), shade(main, 0.7)),
        part(slab(-0.5, 0.0, 0.34, 0.8, 0.04), main),
        part(slab(-0.42, 0.08, 0.26, 0.72, 0.04), accent(main, shade(main, 1.6), (226, 218, 200))),
        part(star, main if min(main) <= 215 else (66, 124, 206)),
    ]


def paper_boat(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A folded paper boat; going down, it fills, heels over and crumples."""
    main = look.colour or (246, 246, 242)
    rock_N = np.asarray(0.05 * np.sin(phase_N), np.float32)
    s = ramp(state_N, 0.0, 1.0)
    dark = shade(main, 0.82)
    sail = [
        part(polygon((-0.26, 0.4), (0.0, 1.0), (0.0, 0.36)), shade(main, 0.93)),
        part(polygon((0.0, 1.0), (0.26, 0.4), (0.0, 0.36)), dark),
    ]
    soft = [Part(scaled(p.points_NP2[0], 1 + 0.1 * s, 1 - 0.5 * s, (0.0, 0.36)), p.colour) for p in sail]
    hull = [
        part(polygon((-0.7, 0.52), (-0.26, 0.34), (0.26, 0.34), (0.7, 0.52), (0.42, 0.0), (-0.42, 0.0)), main),
        part(polygon((0.0, 0.34), (0.7, 0.52), (0.42, 0.0)), dark),
        part(polygon((-0.7, 0.52), (0.0, 0.26), (0.7, 0.52), (0.26, 0.4), (-0.26, 0.4)), shade(main, 0.9)),
        part(polygon((-0.7, 0.52), (-0.42, 0.0), (-0.28, 0.0)), shade(main, 0.9)),
    ]
    hull = [Part(scaled(p.points_NP2[0], 1.0, 1 - 0.3 * s, (0.0, 0.0)), p.colour) for p in hull]
    boat = tilted([*soft, *hull], np.asarray(rock_N - 0.75 * s, np.float32), (0.0, 0.1))
    bubbles = []
    for k, (x, offset) in enumerate(((-0.3, 0.0), (0.1, 0.35), (0.4, 0.7))):
        t = np.mod(phase_N / (2 * np.pi) + offset, 1.0)
        dot = (
            ellipse(x, 0.0, 0.05 + 0.01 * k, 0.05 + 0.01 * k, 10)[None] + np.stack([0 * t, 0.5 + 0.6 * t], -1)[:, None]
        )
        bubbles.append(part(dot.astype(np.float32), (222, 242, 250), np.asarray((state_N > 0.3) & (t < 0.85))))
    return [*bubbles, *boat]


RIGS: dict[str, Rig] = {
    "domino": domino, "sandcastle": sandcastle, "block tower": block_tower, "toy block": toy_block,
    "paper boat": paper_boat,
}  # fmt: skip
TOPS: dict[str, tuple[float, float]] = {"toy block": (0.9, 0.38), "block tower": (0.8, 0.1)}
"""As in ``things``."""
