"""Octopus, jellyfish, crab and seahorse: what lives in the sea and isn't built like a fish."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from onetake.types import Array
from onetake.world.cast._creature_kit import MOUTH, Whole, big_eye, carried, fixed, never_flat, smile, strip, whole
from onetake.world.cast._figure import curve, put
from onetake.world.shapes import Appearance, Colour, Part, Rig, ellipse, shade

_BLUSH: Colour = (246, 140, 140)


def _arms(roots: Array, tips: Array, half: float, sway: float, p: Array, lift: float) -> list[Array]:
    """Waving arms from (A, 2) to (A, 2), each thinner towards its tip: (N, P, 2) each."""
    t = np.linspace(0, 1, 7, dtype=np.float32)
    out = []
    for k, (root, tip) in enumerate(zip(roots, tips, strict=True)):
        wave = sway * np.sin(p[:, None] - 4 * t[None] + 1.3 * k) * t[None]
        x = root[0] + (tip[0] - root[0]) * t**0.75 + wave
        y = root[1] + (tip[1] - root[1]) * np.sin(np.pi / 2 * t) + lift * abs(float(tip[0])) * t**3 + 0.3 * wave
        line = np.stack([x, np.broadcast_to(y, x.shape)], -1)
        out.append(strip(line, half * (1 - 0.68 * t)))
    return out


def _octopus(main: Colour, verb: str, p: Array, move: Whole) -> list[Part]:
    far_roots = np.array([(-0.16, -0.08), (0.0, -0.1), (0.16, -0.08)], np.float32)
    far_tips = np.array([(-0.42, -0.4), (0.02, -0.47), (0.42, -0.4)], np.float32)
    roots = np.array([(-0.2, -0.06), (-0.1, -0.12), (0.1, -0.12), (0.2, -0.06)], np.float32)
    tips = np.array([(-0.53, -0.4), (-0.22, -0.48), (0.22, -0.48), (0.53, -0.4)], np.float32)
    sway = 0.075 * move.busy
    head = curve([(0.0, 0.49), (0.22, 0.43), (0.33, 0.24), (0.28, 0.04), (0.22, -0.1), (0.0, -0.17), (-0.22, -0.1),
        (-0.28, 0.04), (-0.33, 0.24), (-0.22, 0.43)], 3)  # fmt: skip
    shine = curve([(-0.16, 0.42), (-0.24, 0.34), (-0.27, 0.22), (-0.22, 0.26)])
    dark = shade(main, 0.78)
    return [
        *(fixed(arm, dark) for arm in _arms(far_roots, far_tips, 0.07, sway, p + 2, 0.25)),
        *(fixed(arm, shade(main, 0.92)) for arm in _arms(roots, tips, 0.078, sway, p, 0.3)),
        fixed(head, main),
        fixed(shine, shade(main, 1.4)),
        *big_eye(-0.11, 0.12, 0.095, move),
        *big_eye(0.13, 0.12, 0.095, move),
        smile(0.02, -0.01, 0.075, move),
        *(fixed(ellipse(x, 0.0, 0.04, 0.028, 10), shade(main, 0.86)) for x in (-0.2, 0.22)),
    ]


def _jellyfish(main: Colour, verb: str, p: Array, move: Whole) -> list[Part]:
    pulse = 0.09 * move.busy * np.sin(2 * p)
    a = np.linspace(0, np.pi, 13)
    dome = np.stack([0.35 * np.cos(a), 0.06 + 0.42 * np.sin(a)], -1)
    rim = np.array([(x, 0.03 if k % 2 else -0.02) for k, x in enumerate(np.linspace(-0.35, 0.35, 9))], np.float32)
    bell = np.concatenate([dome, rim[1:-1]]).astype(np.float32)
    stretch = np.stack([1 + pulse, 1 - 0.7 * pulse], -1).astype(np.float32)[:, None]
    xs = np.array([-0.24, -0.12, 0.0, 0.12, 0.24], np.float32)
    roots, tips = np.stack([xs, 0 * xs + 0.06], -1), np.stack([1.05 * xs, [-0.4, -0.49, -0.44, -0.49, -0.4]], -1)
    arms = _arms(roots, tips.astype(np.float32), 0.042, 0.06 * (0.4 + 0.6 * move.busy), p, 0.0)
    inner = ellipse(0, 0.2, 0.24, 0.2, 18)
    return [
        *(fixed(arm, shade(main, (0.8, 0.95)[k % 2])) for k, arm in enumerate(arms)),
        fixed(bell[None] * stretch, main),
        fixed(inner[None] * stretch, shade(main, 1.3)),
        fixed(curve([(-0.2, 0.4), (-0.28, 0.3), (-0.3, 0.18), (-0.25, 0.24)])[None] * stretch, shade(main, 1.6)),
        *big_eye(-0.09, 0.16, 0.05, move, white=False),
        *big_eye(0.11, 0.16, 0.05, move, white=False),
        smile(0.01, 0.1, 0.05, move),
        *(fixed(ellipse(x, 0.1, 0.035, 0.025, 10), _BLUSH) for x in (-0.16, 0.18)),
    ]


def _crab(main: Colour, verb: str, p: Array, move: Whole) -> list[Part]:
    dark = shade(main, 0.78)
    parts = []
    step = 0.06 * move.busy if verb not in ("stand", "look around", "hide") else 0.012
    for side in (1, -1):
        for k, (knee_x, foot_x) in enumerate(((0.5, 0.5), (0.6, 0.66), (0.64, 0.78))):
            swing = step * np.sin(2 * p + 2.1 * k + (side > 0))
            lift = np.maximum(step * np.cos(2 * p + 2.1 * k + (side > 0)), 0)
            zero = np.zeros_like(p)
            line = np.stack([
                np.stack([zero + side * 0.3, zero - 0.22 + 0.04 * k], -1),
                np.stack([side * knee_x + 0.5 * swing, zero - 0.16 + 0.07 * k + 0.5 * lift], -1),
                np.stack([side * foot_x + swing, zero - 0.48 + 0.03 * k + lift], -1),
            ], 1)  # fmt: skip
            parts.append(fixed(strip(line, [0.05, 0.05, 0.02]), dark))
    for side in (1, -1):
        raised = 0.12 * np.sin(p + (side > 0) * np.pi) * max(0.5, move.busy)
        grip = 0.3 + 0.25 * np.sin(2 * p + side) * max(0.5, move.busy)
        at = np.array([side * 0.36, -0.06], np.float32)
        flip = np.array([side, 1], np.float32)
        arm = curve([(0.0, -0.06), (0.16, 0.0), (0.26, 0.12), (0.2, 0.18), (0.1, 0.1), (-0.02, 0.06)]) * flip
        upper = (
            curve([(0.16, 0.12), (0.36, 0.18), (0.42, 0.32), (0.3, 0.5), (0.3, 0.38), (0.22, 0.32), (0.1, 0.28)]) * flip
        )
        lower = curve([(0.0, -0.05), (0.08, 0.06), (0.06, 0.22), (0.0, 0.3), (-0.05, 0.16), (-0.06, 0.02)]) * flip
        wrist = np.array([side * 0.14, 0.22], np.float32)
        thumb = put(lower, side * grip, wrist)
        parts += [
            fixed(put(arm, side * raised, at), dark),
            fixed(put(thumb, side * raised, at), shade(main, 0.9)),
            fixed(put(upper, side * raised, at), main),
        ]
    for x in (-0.15, 0.15):
        parts.append(fixed(np.array([(x - 0.028, 0.02), (x + 0.028, 0.02), (x + 0.028, 0.26), (x - 0.028, 0.26)],
                                    np.float32), dark))  # fmt: skip
    shell = curve([(0.0, 0.12), (0.28, 0.08), (0.44, -0.1), (0.36, -0.3), (0.0, -0.4), (-0.36, -0.3), (-0.44, -0.1),
        (-0.28, 0.08)], 3)  # fmt: skip
    parts += [
        fixed(shell, main),
        fixed(curve([(0.34, -0.3), (0.0, -0.4), (-0.34, -0.3), (-0.2, -0.28), (0.0, -0.3), (0.2, -0.28)]), dark),
        fixed(curve([(-0.14, 0.07), (-0.28, 0.03), (-0.36, -0.06), (-0.26, 0.0)]), shade(main, 1.4)),
        smile(0.0, -0.12, 0.11, move),
    ]
    return [*parts, *big_eye(-0.15, 0.3, 0.085, move), *big_eye(0.15, 0.3, 0.085, move)]


def _seahorse(main: Colour, verb: str, p: Array, move: Whole) -> list[Part]:
    dark = shade(main, 0.8)
    bend = 0.03 * move.busy * np.sin(p)
    line = np.array([(-0.03, 0.28), (0.03, 0.12), (0.05, -0.04), (-0.01, -0.19), (-0.08, -0.31), (-0.06, -0.42),
        (0.04, -0.46), (0.12, -0.4), (0.1, -0.32), (0.03, -0.33)], np.float32)  # fmt: skip
    half = np.array([0.1, 0.145, 0.15, 0.105, 0.066, 0.052, 0.044, 0.038, 0.032, 0.022], np.float32)
    moving = np.repeat(line[None], len(p), 0)
    moving[..., 0] += bend[:, None] * np.clip(-(line[None, :, 1] - 0.1) / 0.5, 0, 1) ** 1.5
    fin = curve([(0.04, 0.1), (-0.12, 0.13), (-0.2, 0.06), (-0.15, 0.0), (-0.2, -0.07), (-0.1, -0.11), (0.04, -0.08)])
    belly = curve([(0.1, 0.2), (0.17, 0.08), (0.19, -0.05), (0.11, -0.17), (0.06, -0.06), (0.06, 0.1)])
    crest = curve([(-0.12, 0.3), (-0.2, 0.36), (-0.12, 0.38), (-0.14, 0.48), (-0.04, 0.43), (0.02, 0.5), (0.06, 0.4),
        (0.0, 0.3)])  # fmt: skip
    snout = strip(np.array([[(0.04, 0.31), (0.16, 0.29), (0.25, 0.27), (0.29, 0.265)]], np.float32),
                  [0.075, 0.04, 0.036, 0.055])  # fmt: skip
    nod = 0.05 * np.sin(p + 0.6) + 0.1 * np.asarray(move.gape)
    neck = np.array([-0.02, 0.26], np.float32)
    head = [
        fixed(crest, dark),
        fixed(snout, main),
        fixed(ellipse(0.01, 0.33, 0.13, 0.115, 18), main),
        fixed(ellipse(-0.045, 0.29, 0.035, 0.026, 10), _BLUSH),
        *big_eye(0.045, 0.355, 0.056, move),
        fixed(ellipse(0.292, 0.262, 0.014, 0.03, 8), MOUTH),
    ]
    return [
        fixed(put(fin, 0.25 * move.busy * np.sin(2 * p), (-0.1, -0.02)), dark),
        fixed(strip(moving, half), main),
        fixed(belly, shade(main, 1.45)),
        *(Part(put(piece.points_NP2 - neck, nod, neck), piece.colour) for piece in head),
    ]


_BUILD: dict[str, tuple[Callable[[Colour, str, Array, Whole], list[Part]], tuple[Colour, ...]]] = {
    "octopus": (_octopus, ((236, 112, 96), (160, 104, 196), (240, 142, 56))),
    "jellyfish": (_jellyfish, ((236, 150, 200), (124, 170, 236), (176, 136, 226))),
    "crab": (_crab, ((226, 82, 64), (240, 142, 56), (226, 82, 64))),
    "seahorse": (_seahorse, ((250, 196, 72), (240, 142, 56), (240, 150, 178))),
}


def _creature(kind: str, appearance: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A sea creature over a clip, back to front."""
    build, own = _BUILD[kind]
    p = np.asarray(phase_N, np.float32)
    move = whole(verb, p)
    if kind == "crab" and verb in ("walk", "enter", "leave", "follow", "chase", "stand", "swim"):
        move = Whole(0.03 * np.sin(2 * p), 0.0, 0.012 * np.abs(np.sin(2 * p)), 1.5 if verb == "chase" else 1.0)
    if kind == "crab" and verb == "spin":
        move = Whole(pirouette=never_flat(np.cos(p)), gape=0.3, y=0.02 * np.sin(p))
    return carried(build(appearance.colour or own[appearance.variant % 3], verb, p, move), move, len(p))


RIGS: dict[str, Rig] = {kind: partial(_creature, kind) for kind in _BUILD}
