"""Toys and music: ball, balloon, umbrella, kite, drum, guitar."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from onetake.types import Array
from onetake.world.cast._things_fx import hung, ramp, shatter, spikes, spray, squashed, when
from onetake.world.cast._things_kit import (
    GOLD,
    RED,
    STEEL,
    WHITE,
    accent,
    bar,
    moved,
    part,
    polygon,
    slab,
    smooth,
    turned,
)
from onetake.world.shapes import Appearance, Colour, Part, Rig, ellipse, place, rotate, shade


def ball(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A beach ball with three bright wedges, so that the track's ``angle`` shows as rolling."""
    main = look.colour or RED
    second = accent(main, WHITE, (120, 184, 230))
    r = 0.5

    def wedge(start: float) -> Array:
        """A curved sector of the ball from its middle to its rim, (P, 2)."""
        edge = np.linspace(0.08, 1.0, 5)
        swing = 0.55 * np.sin(np.pi * edge / 2)
        out = np.stack([edge * r * np.cos(start + swing), edge * r * np.sin(start + swing)], -1)
        end = start + np.pi / 3.6
        back = np.stack([edge * r * np.cos(end + swing), edge * r * np.sin(end + swing)], -1)[::-1]
        a = np.linspace(start + swing[-1], end + swing[-1], 5)[1:-1]
        rim = np.stack([r * np.cos(a), r * np.sin(a)], -1)
        return np.asarray(np.concatenate([out, rim, back]) + np.array((0.0, 0.5)), np.float32)

    flat_N = ramp(state_N, 0.0, 1.0)
    tired = [
        part(bar(-0.2, 0.86, -0.05, 0.66, 0.05), shade(main, 0.7), np.asarray(state_N > 0.55)),
        part(bar(0.24, 0.84, 0.12, 0.62, 0.05), shade(main, 0.7), np.asarray(state_N > 0.55)),
    ]
    parts = [
        part(ellipse(0.0, 0.5, r, r, 28), main),
        *(part(wedge(0.4 + 2 * np.pi * k / 3), second) for k in range(3)),
        part(ellipse(0.0, 0.5, 0.09, 0.09, 12), GOLD if main != (248, 206, 76) else RED),
        part(smooth((-0.36, 0.6), (-0.3, 0.76), (-0.16, 0.86), (-0.14, 0.8),
            (-0.25, 0.7), rounds=1), shade(main, 1.55)),
        *tired,
    ]  # fmt: skip
    air_N = np.asarray(np.clip(state_N * 1.4, 0, 1), np.float32)
    air = spray((0.42, 0.4), ((1.3, 0.7), (1.5, 0.35), (1.1, 1.0)), np.mod(3 * air_N, 1.0), 0.045, (232, 240, 244))
    soft = squashed(parts, 1 + 0.16 * flat_N, 1 - 0.66 * flat_N, (0.0, 0.0))
    return hung([*soft, *air], verb, phase_N, (0.0, 1.3))


def balloon(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A balloon on a string; it nods while its string curls. It bursts into rags and hangs limp on its string."""
    main = look.colour or RED
    sway_N = np.asarray(0.07 * np.sin(phase_N), np.float32)
    bob_N = np.asarray(0.012 * np.cos(phase_N) - 0.012, np.float32)
    y = np.linspace(0.44, 0.0, 9)
    depth = (0.44 - y) / 0.44
    curl = 0.045 * np.sin(7 * depth[None] - phase_N[:, None]) * depth[None]
    left = np.stack([curl - 0.011, np.broadcast_to(y, curl.shape)], -1)
    string = np.concatenate([left, left[:, ::-1] + np.array((0.022, 0.0))], 1).astype(np.float32)
    about = (0.0, 0.42)

    def nod(points_P2: Array) -> Array:
        """Turned about the knot and bobbing, (N, P, 2)."""
        return turned(points_P2, sway_N, about) + np.stack([np.zeros_like(bob_N), bob_N], -1)[:, None]

    body = smooth((0.0, 0.42), (-0.13, 0.48), (-0.26, 0.68), (-0.25, 0.92), (-0.1, 1.03), (0.1, 1.03),
        (0.25, 0.92), (0.26, 0.68),
                  (0.13, 0.48))  # fmt: skip
    side = smooth((0.08, 0.47), (0.18, 0.66), (0.17, 0.86), (0.08, 0.99), (0.23, 0.94), (0.25, 0.68), (0.13, 0.48))
    whole_N = np.asarray(state_N <= 0.03)
    drop_N = np.asarray(ramp(state_N, 0.15, 1.0), np.float32)
    pop_N = np.asarray(ramp(state_N, 0.02, 0.12) * (1 - ramp(state_N, 0.2, 0.5)), np.float32)
    rag = polygon((0.0, 0.47), (-0.1, 0.44), (-0.15, 0.24), (-0.08, 0.3), (-0.04, 0.16), (0.02, 0.3), (0.09, 0.2),
                  (0.08, 0.42))  # fmt: skip
    limp = [part(string, (120, 116, 122)), part(rag, main)]
    limp = squashed(limp, 1.0, 1 - 0.55 * drop_N, (0.0, 0.0))
    burst = [
        part(spikes((0.0, 0.74), 0.42, 0.2, 9, pop_N, 0.2), (255, 246, 206), np.asarray(pop_N > 0.05)),
        part(spikes((0.0, 0.74), 0.22, 0.1, 8, pop_N, 0.5), shade(main, 1.3), np.asarray(pop_N > 0.05)),
        *shatter((main, shade(main, 0.8)), 0.6, 1.1, 0.5, state_N, 0.7, 7),
    ]  # fmt: skip
    return [*when([
        part(string, (120, 116, 122)),
        part(nod(polygon((-0.04, 0.4), (0.04, 0.4), (0.0, 0.47))), shade(main, 0.75)),
        part(nod(body), main),
        part(nod(side), shade(main, 0.87)),
        part(nod(ellipse(-0.1, 0.85, 0.045, 0.07, 10)), shade(main, 1.6)),
    ], whole_N), *when(limp, ~whole_N), *burst]  # fmt: skip


def umbrella(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """An open umbrella with a hooked handle; it tilts a little in the wind."""
    main = look.colour or (214, 62, 58)
    tilt_N = np.asarray(0.04 * np.sin(phase_N), np.float32)

    def canopy(x0: float, x1: float) -> Array:
        """One panel between two ribs that run from the tip to the rim, its lower edge scalloped, (P, 2)."""
        t = np.linspace(0, 1, 6)
        rib0 = np.stack([x0 * np.sin(np.pi / 2 * t), 0.52 + 0.42 * np.cos(np.pi / 2 * t)], -1)
        rib1 = np.stack([x1 * np.sin(np.pi / 2 * t), 0.52 + 0.42 * np.cos(np.pi / 2 * t)], -1)[::-1]
        s = np.linspace(0, 1, 5)[1:-1]
        edge = np.stack([x0 + (x1 - x0) * s, 0.52 + 0.055 * np.sin(np.pi * s)], -1)
        return np.concatenate([rib0, edge, rib1]).astype(np.float32)

    pole: Colour = (128, 88, 62)
    hook = smooth((-0.022, 0.2), (-0.022, 0.03), (0.03, -0.03), (0.15, -0.03), (0.19, 0.06), (0.19, 0.13),
        (0.145, 0.13), (0.145, 0.06),
                  (0.12, 0.025), (0.05, 0.025), (0.022, 0.06), (0.022, 0.2), rounds=1)  # fmt: skip
    ribs = (-0.55, -0.2, 0.2, 0.55)
    second = accent(main, shade(main, 1.5), (66, 124, 206))
    pieces = [
        (slab(-0.02, 0.14, 0.02, 0.94), STEEL),
        (hook, pole),
        *((canopy(a, b), second if k == 1 else main) for k, (a, b) in enumerate(pairwise(ribs))),
        (slab(-0.018, 0.92, 0.018, 1.0), pole),
    ]
    return [part(turned(points, tilt_N, (0.0, 0.0)), colour) for points, colour in pieces]


def kite(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A diamond kite; the tail with its bows waves behind. Torn, its right half hangs in tatters."""
    main = look.colour or (66, 124, 206)
    second = GOLD if main != (248, 206, 76) else RED
    tilt_N = np.asarray(0.06 * np.sin(phase_N), np.float32)
    middle, top, bottom, left, right = (0.0, 0.7), (0.0, 1.0), (0.0, 0.26), (-0.36, 0.72), (0.36, 0.72)
    y = np.linspace(0.27, 0.0, 8)
    depth = (0.27 - y) / 0.27
    curl_N = 0.09 * np.sin(5 * depth[None] - phase_N[:, None]) * np.sqrt(depth)[None]
    edge = np.stack([curl_N, np.broadcast_to(y, curl_N.shape)], -1)
    tail = np.concatenate([edge - np.array((0.013, 0)), edge[:, ::-1] + np.array((0.013, 0))], 1).astype(np.float32)
    bow = polygon((0.0, 0.0), (-0.08, 0.04), (-0.08, -0.04), (0.0, 0.0), (0.08, 0.04), (0.08, -0.04))
    bows = [(moved(bow, edge[:, k, 0], edge[:, k, 1]), colour) for k, colour in ((3, second), (6, second))]
    torn_N = np.asarray(ramp(state_N, 0.0, 0.8), np.float32)[:, None, None]

    def tearing(whole: Array, rags: Array) -> Array:
        """From its whole outline to its tatters, (N, P, 2)."""
        return np.asarray(whole[None] + torn_N * (rags - whole)[None], np.float32)

    upper = tearing(
        polygon(top, (0.12, 0.907), (0.24, 0.813), right, (0.24, 0.713), (0.12, 0.707), middle),
        polygon(top, (0.11, 0.91), (0.05, 0.86), (0.16, 0.8), (0.06, 0.78), (0.13, 0.73), middle),
    )
    lower = tearing(
        polygon(bottom, (0.12, 0.413), (0.24, 0.567), right, (0.24, 0.713), (0.12, 0.707), middle),
        polygon(bottom, (0.05, 0.42), (0.16, 0.46), (0.09, 0.56), (0.24, 0.52), (0.16, 0.68), middle),
    )
    t = np.clip(state_N, 0, 1)
    scrap = place(polygon((-0.08, -0.06), (0.1, -0.03), (0.02, 0.1)), 5 * t,
        np.stack([0.28 + 0.4 * t, 0.78 - 0.75 * t * t], -1))  # fmt: skip
    spine = [(bar(*left, *middle, 0.035), second), (bar(*top, *bottom, 0.035), second)]
    mast = tearing(bar(*middle, *right, 0.035), bar(*middle, 0.27, 0.56, 0.035))
    faces = [
        (turned(polygon(top, left, middle), tilt_N, bottom), main), (upper, shade(main, 1.3)), (lower, main),
        (turned(polygon(bottom, left, middle), tilt_N, bottom), shade(main, 0.84)),
        (mast, second), *((turned(points, tilt_N, bottom), colour) for points, colour in spine),
    ]  # fmt: skip
    turn = {1, 2, 4}  # outlines of their own in each frame are turned here
    about = np.array(bottom, np.float32)
    parts = [part(rotate(points - about, tilt_N) + about if k in turn else points, colour)
             for k, (points, colour) in enumerate(faces)]  # fmt: skip
    whole = [
        part(tail, (150, 120, 96)),
        *(part(points, colour) for points, colour in bows),
        *parts,
        part(scrap, shade(main, 1.3), np.asarray((state_N > 0.1) & (state_N < 0.98))),
    ]
    return hung(whole, verb, phase_N, (0.0, 0.7))


def drum(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A snare drum with cords in a zigzag."""
    main = look.colour or RED
    zigzag = [polygon((x, 0.6), (x + 0.055, 0.6), (x + 0.14, 0.27), (x + 0.085, 0.27)) for x in (-0.42, -0.14, 0.14)]
    zagzig = [polygon((x, 0.27), (x + 0.055, 0.27), (x + 0.14, 0.6), (x + 0.085, 0.6)) for x in (-0.29, -0.01, 0.27)]
    shell = smooth((-0.48, 0.66), (-0.48, 0.16), (-0.3, 0.02), (0.0, -0.02), (0.3, 0.02), (0.48, 0.16), (0.48, 0.66))
    rim = smooth((-0.5, 0.62), (-0.5, 0.76), (0.5, 0.76), (0.5, 0.62), (0.28, 0.55), (-0.28, 0.55), rounds=1)
    foot = smooth((-0.48, 0.24), (-0.48, 0.12), (-0.3, 0.02), (0.0, -0.02), (0.3, 0.02), (0.48, 0.12),
        (0.48, 0.24), (0.25, 0.14),
                  (-0.25, 0.14))  # fmt: skip
    return [
        part(shell, main),
        *(part(points, accent(main, WHITE, RED)) for points in (*zigzag, *zagzig)),
        part(foot, GOLD if main != (248, 206, 76) else (186, 120, 60)),
        part(rim, GOLD if main != (248, 206, 76) else (186, 120, 60)),
        part(ellipse(0.0, 0.75, 0.49, 0.13, 20), (252, 244, 226)),
        part(bar(-0.5, 0.98, 0.16, 0.78, 0.05), (176, 122, 78)),
        part(bar(0.5, 1.0, -0.1, 0.73, 0.05), (176, 122, 78)),
        part(ellipse(0.16, 0.78, 0.05, 0.04, 10), (150, 98, 62)),
        part(ellipse(-0.1, 0.73, 0.05, 0.04, 10), (150, 98, 62)),
    ]


def guitar(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """An acoustic guitar standing upright."""
    main = look.colour or (206, 136, 72)
    neck = (104, 70, 50) if sum(main) > 240 else (150, 106, 72)
    body = smooth((0.0, -0.02), (-0.22, 0.0), (-0.25, 0.2), (-0.12, 0.31), (-0.2, 0.42), (-0.14, 0.55),
        (0.0, 0.54), (0.14, 0.55),
                  (0.2, 0.42), (0.12, 0.31), (0.25, 0.2), (0.22, 0.0))  # fmt: skip
    inside = body.copy()
    inside = ((inside - np.array((0.0, 0.27))) * np.array((0.84, 0.9)) + np.array((0.0, 0.27))).astype(np.float32)
    return [
        part(body, shade(main, 0.72)),
        part(inside, main),
        part(ellipse(0.0, 0.37, 0.07, 0.07, 14), (62, 44, 38)),
        part(slab(-0.085, 0.12, 0.085, 0.16, 0.015), (84, 56, 44)),
        part(slab(-0.032, 0.39, 0.032, 0.88), neck),
        part(smooth((-0.045, 0.86), (-0.075, 0.98), (-0.03, 1.0), (0.03, 1.0), (0.075, 0.98),
            (0.045, 0.86), rounds=1), shade(neck, 0.8)),
        *(part(slab(x - 0.02, y, x + 0.02, y + 0.03), GOLD) for x in (-0.075, 0.075) for y in (0.89, 0.945)),
        part(slab(-0.008, 0.14, 0.008, 0.88), (240, 228, 200)),
    ]  # fmt: skip


RIGS: dict[str, Rig] = {
    "ball": ball, "balloon": balloon, "umbrella": umbrella, "kite": kite, "drum": drum, "guitar": guitar,
}  # fmt: skip
