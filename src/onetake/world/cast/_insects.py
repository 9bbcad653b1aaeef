"""Bee, ladybird and snail, seen from the side and facing +x."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from onetake.types import Array
from onetake.world.cast._creature_kit import DARK, WHITE, Whole, big_eye, carried, fixed, smile, strip, whole
from onetake.world.cast._figure import blink, curve, put, scaled
from onetake.world.shapes import Appearance, Colour, Part, Rig, ellipse, shade

_WING: Colour = (214, 236, 248)
_BLUSH: Colour = (246, 140, 120)
_AIRBORNE = ("fly", "enter", "leave", "chase", "follow", "dance")


def _legs(xs: tuple[float, ...], top: float, foot: float, verb: str, p: Array, half: float = 0.03) -> list[Part]:
    """Short dark legs that step while walking and dangle in the air."""
    step = 0.07 if verb == "walk" else 0.0
    parts = []
    for k, x in enumerate(xs):
        zero = np.zeros_like(p)
        swing = step * np.sin(2 * p + 2.1 * k)
        up = np.maximum(step * np.cos(2 * p + 2.1 * k), 0)
        down = foot + (0.06 + 0.015 * np.sin(p + k) if verb in _AIRBORNE else 0)
        line = np.stack([np.stack([zero + x, zero + top], -1), np.stack([x + 0.03 + swing, zero + down + up], -1)], 1)
        parts.append(fixed(strip(line, [half, 0.8 * half]), DARK))
    return parts


def _band(cx: float, cy: float, rx: float, ry: float, x0: float, x1: float) -> Array:
    """The part of an ellipse between two heights of its length, (P, 2)."""
    xs = np.linspace(x0, x1, 5)
    h = ry * np.sqrt(np.maximum(0, 1 - (xs / rx) ** 2))
    return np.concatenate([np.stack([cx + xs, cy + h], -1), np.stack([cx + xs, cy - h], -1)[::-1]]).astype(np.float32)


def _feelers(x: float, y: float, length: float, p: Array) -> list[Part]:
    """Two feelers with a ball at the end."""
    out = []
    flick = 0.1 * np.sin(p)
    for lean, dim in ((-0.15, 0), (-0.6, 1)):
        stalk = np.array([(-0.018, 0), (0.018, 0), (0.018, length), (-0.018, length)], np.float32)
        out.append(fixed(put(stalk, lean + flick * (1 - 2 * dim), (x, y)), DARK))
        out.append(fixed(put(ellipse(0, length, 0.038, 0.038, 10), lean + flick * (1 - 2 * dim), (x, y)), DARK))
    return out


def _bee(main: Colour, verb: str, p: Array, move: Whole) -> list[Part]:
    flies = verb in _AIRBORNE
    beat = 0.45 * np.sin(p) if flies else 0.05 * np.sin(p)
    wing = curve([(0.03, 0.0), (0.1, 0.2), (0.06, 0.42), (-0.1, 0.5), (-0.18, 0.38), (-0.12, 0.16)], 3)
    near = 0.42 if flies else 0.85
    body = (-0.08, -0.12, 0.42, 0.29)
    return [
        fixed(put(wing, near - 0.5 + beat, (0.05, 0.06)), shade(_WING, 0.88)),
        *_legs((-0.2, 0.0, 0.2), -0.34, -0.48, verb, p),
        fixed(np.array([(-0.46, -0.06), (-0.62, -0.12), (-0.46, -0.18)], np.float32), DARK),
        fixed(ellipse(*body, 22), main),
        *(fixed(_band(*body, x, x + 0.13), DARK) for x in (-0.31, -0.06)),
        *_feelers(0.42, 0.16, 0.2, p),
        fixed(ellipse(0.36, -0.02, 0.25, 0.245, 20), main),
        fixed(ellipse(0.33, -0.12, 0.05, 0.036, 10), _BLUSH),
        *big_eye(0.43, 0.04, 0.088, move),
        smile(0.47, -0.1, 0.055, move),
        fixed(put(wing, near + beat, (0.0, 0.08)), _WING),
    ]


def _ladybird(main: Colour, verb: str, p: Array, move: Whole) -> list[Part]:
    flies = verb in _AIRBORNE
    shell = curve([(0.34, -0.28), (0.34, 0.0), (0.2, 0.26), (-0.08, 0.36), (-0.36, 0.24), (-0.54, -0.02),
        (-0.58, -0.28), (-0.1, -0.32)], 3)  # fmt: skip
    spots = [ellipse(x, y, r, r, 12) for x, y, r in ((0.1, 0.12, 0.075), (-0.16, 0.18, 0.08), (-0.02, -0.1, 0.085),
             (-0.32, 0.0, 0.085), (-0.28, -0.21, 0.06))]  # fmt: skip
    hinge = (0.3, 0.02)
    lift = -0.55 - 0.06 * np.sin(p) if flies else 0.01 * np.sin(p)
    beat = 0.5 * np.sin(p)
    wing = curve([(0.02, 0.0), (-0.2, 0.22), (-0.6, 0.3), (-0.74, 0.16), (-0.5, 0.0), (-0.2, -0.06)], 3)
    parts = []
    if flies:
        parts += [fixed(put(wing, -0.15 + 0.5 * beat, (0.1, 0.02)), shade(_WING, 0.88))]
    parts += [
        *_legs((-0.3, -0.06, 0.2), -0.26, -0.48, verb, p, 0.036),
        fixed(ellipse(-0.08, -0.24, 0.44, 0.16, 18), DARK),
        *_feelers(0.46, 0.2, 0.16, p),
        fixed(ellipse(0.4, -0.03, 0.23, 0.24, 20), (58, 52, 62)),
    ]
    if flies:
        parts.append(fixed(put(wing, 0.1 + 0.5 * beat, (0.1, -0.02)), _WING))
    origin = np.array(hinge, np.float32)
    parts += [fixed(put(points - origin, lift, hinge), colour) for points, colour in
              ((shell, main), *((spot, DARK) for spot in spots))]  # fmt: skip
    return [
        *parts,
        *big_eye(0.47, 0.03, 0.092, move),
        Part(smile(0.5, -0.1, 0.05, move).points_NP2, WHITE),
    ]


def _snail(main: Colour, verb: str, p: Array, move: Whole) -> list[Part]:
    skin: Colour = (240, 206, 150)
    asleep = verb == "sleep"
    goes = verb not in ("stand", "sleep")
    pull = 0.07 * np.sin(p) if goes else 0.03 * np.sin(p)
    foot = curve([(-0.68, -0.5), (-0.5, -0.38), (-0.2, -0.32), (0.24, -0.3), (0.3, -0.02), (0.4, 0.14), (0.56, 0.14),
        (0.63, 0.0), (0.58, -0.2), (0.6, -0.36), (0.52, -0.5)], 3)  # fmt: skip
    if asleep:  # drawn into its shell
        foot = curve([(-0.5, -0.5), (-0.34, -0.38), (0.0, -0.36), (0.24, -0.38), (0.34, -0.44), (0.3, -0.5)], 2)
    about = np.array([-0.1, -0.5], np.float32)
    parts: list[Part] = []
    if not asleep:
        for x, lean, far in ((0.5, 0.12, True), (0.56, -0.22, False)):
            stalk = np.array([(-0.026, 0), (0.026, 0), (0.02, 0.27), (-0.02, 0.27)], np.float32)
            sway = lean + 0.1 * np.sin(p + 2 * far)
            colour = shade(skin, 0.86) if far else skin
            parts.append(fixed(put(stalk, sway, (x - 0.02, 0.08)), colour))
            for r, tone in ((0.075, WHITE), (0.045, DARK)):
                ball = ellipse(0.0 if r > 0.05 else 0.015, 0.29, r, r, 14)
                ball = scaled(ball[None], np.array([0, 0.29], np.float32), 1.0, blink(p))
                parts.append(fixed(put(ball, sway, (x - 0.02, 0.08)), tone))
    parts.append(fixed(foot, skin))
    parts.append(fixed(curve([(-0.6, -0.46), (0.1, -0.42), (0.58, -0.4), (0.52, -0.5), (-0.66, -0.5)])
                       if not asleep else foot * np.array([0.9, 1], np.float32), shade(skin, 0.82)))  # fmt: skip
    if not asleep:
        parts.append(smile(0.53, 0.02, 0.06, move))
        parts.append(fixed(ellipse(0.45, -0.0, 0.04, 0.03, 10), (246, 166, 140)))
    shell = [(0.0, 0.0, 0.42, 1.0), (0.03, -0.02, 0.31, 0.8), (0.05, -0.03, 0.215, 1.16), (0.06, -0.04, 0.115, 0.74)]
    rock = 0.05 * np.sin(p) if goes else 0.02 * np.sin(p)
    moved = [Part(scaled(part.points_NP2, about, 1 + pull, 1 - 0.4 * pull), part.colour) for part in parts]
    for x, y, r, bright in shell:
        moved.append(fixed(put(ellipse(x, y, r, r, 22), rock, (-0.14, 0.02 - 0.06 * asleep)), shade(main, bright)))
    return moved


_BUILD: dict[str, tuple[Callable[[Colour, str, Array, Whole], list[Part]], tuple[Colour, ...]]] = {
    "bee": (_bee, ((250, 204, 64),) * 3),
    "ladybird": (_ladybird, ((222, 58, 52),) * 3),
    "snail": (_snail, ((186, 118, 72), (226, 142, 150), (170, 134, 204))),
}


def _insect(kind: str, appearance: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """An insect or a snail over a clip, back to front."""
    build, own = _BUILD[kind]
    p = np.asarray(phase_N, np.float32)
    move = whole(verb, p)
    if kind == "snail" or verb in ("walk", "stand"):
        move = Whole(0.0, 0.0, 0.008 * np.sin(2 * p) if verb == "walk" and kind != "snail" else 0.0, eyes=blink(p))
    elif verb in ("fly", "enter", "leave", "follow"):
        move = Whole(0.08 * np.cos(p), 0.0, 0.03 * np.sin(p), eyes=1.0)
    return carried(build(appearance.colour or own[appearance.variant % 3], verb, p, move), move, len(p))


RIGS: dict[str, Rig] = {kind: partial(_insect, kind) for kind in _BUILD}
