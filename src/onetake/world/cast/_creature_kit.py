"""What swimming and crawling creatures share: how the whole of them moves for a verb, waving strips, faces.

A creature is built about the middle of its box, (0, 0), and put there at the end by ``carried``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from onetake.types import Array
from onetake.world.cast._figure import Floats, Num, blink, curve, put, scaled
from onetake.world.shapes import Colour, Part, ellipse

DARK: Colour = (40, 36, 46)
WHITE: Colour = (250, 250, 246)
MOUTH: Colour = (120, 44, 54)


@dataclass(frozen=True, slots=True)
class Whole:
    """How a creature as a whole moves over a clip: turned by ``angle`` about its middle, shifted, ``busy`` with its
    limbs (1 = its usual way of going), mouth open by ``gape``, eyes open by ``eyes`` and looking aside by ``gaze``;
    ``roll`` turns a long body about its own axis and ``pirouette`` an upright one about the vertical (cosines, never
    quite 0)."""

    angle: Num = 0.0
    x: Num = 0.0
    y: Num = 0.0
    busy: float = 1.0
    gape: Num = 0.0
    eyes: Num = 1.0
    gaze: Num = 0.0
    roll: Num = 1.0
    pirouette: Num = 1.0


def never_flat(c: Array) -> Array:
    """A cosine that keeps away from 0, so that what turns is never seen edge on."""
    return np.asarray(np.where(np.abs(c) < 0.15, np.where(c < 0, -0.15, 0.15), c), np.float32)


def whole(verb: str, p: Array, long: bool = False) -> Whole:
    """The movement of a verb; one that isn't named here is going along. ``long`` bodies roll instead of looping."""
    s, c = np.sin(p), np.cos(p)
    if verb == "eat":
        return Whole(0.05 * s, 0.03 - 0.03 * c, 0.0, 0.45, 0.5 - 0.5 * np.cos(2 * p), blink(p))
    if verb == "look around":
        return Whole(0.12 * s, 0.0, 0.01 * s, 0.4, gaze=np.clip(1.4 * s, -1, 1))
    if verb == "chase":
        return Whole(0.08 * np.sin(2 * p), 0.03 * s, 0.015 * np.sin(2 * p), 1.5, 0.35 + 0.25 * np.sin(2 * p))
    if verb == "play":
        return Whole(0.32 * s, 0.05 * c, 0.07 * np.sin(2 * p), 1.2, 0.3)
    if verb == "dance":
        return Whole(0.3 * s, 0.06 * s, 0.05 * np.abs(c), 1.2, 0.3)
    if verb == "spin":
        if long:
            return Whole(roll=never_flat(c), y=0.02 * s)
        return Whole(angle=p, eyes=1.0, gape=0.3)
    if verb == "jump":
        up = np.maximum(s, 0)
        return Whole((0.32 if long else 0.2) * c, 0.0, 0.26 * up - 0.05 * (1 - up), 1.2, 0.3 * up)
    if verb == "hide":
        return Whole(0.03 * s, 0.03 * s, -0.03, 0.3, gaze=np.clip(1.6 * s, -1, 1), eyes=blink(p))
    if verb == "sleep":
        return Whole(0.03 * s, 0.0, 0.015 * s - 0.02, 0.2, eyes=0.12)
    return Whole(0.04 * np.sin(p + 2.6), 0.0, 0.02 * np.sin(p + 1), eyes=blink(p / 2))


def carried(parts: Sequence[Part], move: Whole, frames: int) -> list[Part]:
    """The parts in their place in the box, turned and shifted as a whole."""
    at = np.stack(
        [np.broadcast_to(np.asarray(v, np.float32), (frames,)) for v in (move.x, np.asarray(move.y) + 0.5)], -1
    )
    angle = np.broadcast_to(np.asarray(move.angle, np.float32), (frames,))
    if np.ndim(move.pirouette):
        parts = [replace(p, points_NP2=scaled(p.points_NP2, np.zeros(2, np.float32), move.pirouette)) for p in parts]
    return [replace(part, points_NP2=put(part.points_NP2, angle, at)) for part in parts]


def fixed(points: Array, colour: Colour) -> Part:
    """A part from an outline (P, 2), or (N, P, 2)."""
    return Part(points[None] if points.ndim == 2 else points, colour)


def strip(line_NK2: Floats, half_K: Floats | Sequence[float]) -> Array:
    """An outline along a middle line that may move, with its half width at each point: (N, 2K, 2)."""
    along = np.gradient(np.asarray(line_NK2, np.float32), axis=1)
    along /= np.linalg.norm(along, axis=2, keepdims=True) + 1e-9
    across = np.stack([-along[..., 1], along[..., 0]], -1) * np.asarray(half_K, np.float32)[None, :, None]
    return np.concatenate([line_NK2 + across, (line_NK2 - across)[:, ::-1]], 1).astype(np.float32)


def big_eye(x: float, y: float, r: float, move: Whole, white: bool = True) -> list[Part]:
    """An eye that blinks and looks where the creature looks."""
    about = np.array([x, y], np.float32)
    gaze = np.asarray(move.gaze, np.float32)
    aside = np.stack([np.atleast_1d(0.35 * r * gaze), np.zeros_like(np.atleast_1d(gaze))], -1)[:, None]
    parts = []
    if white:
        parts.append(Part(scaled(ellipse(x, y, r, 1.05 * r, 16)[None], about, 1.0, move.eyes), WHITE))
    pupil = ellipse(x + (0.15 * r if white else 0), y, *((0.6 * r, 0.68 * r) if white else (r, 1.1 * r)), 12)
    parts.append(Part((scaled(pupil[None], about, 1.0, move.eyes) + aside).astype(np.float32), DARK))
    shown = (np.asarray(move.eyes, np.float32) > 0.5).astype(np.float32)
    glint = ellipse(x + 0.3 * r, y + 0.3 * r, 0.2 * r, 0.2 * r, 8)
    parts.append(Part((scaled(glint[None], about, shown, shown) + aside).astype(np.float32), WHITE))
    return parts


def smile(x: float, y: float, half: float, move: Whole) -> Part:
    """A smiling mouth that opens."""
    lips = curve([(x - half, y), (x - 0.5 * half, y - 0.42 * half), (x, y - 0.55 * half),
        (x + 0.5 * half, y - 0.42 * half), (x + half, y), (x + 0.5 * half, y - 0.2 * half), (x, y - 0.28 * half),
        (x - 0.5 * half, y - 0.2 * half)])  # fmt: skip
    lower = np.where(np.arange(len(lips)) < 0.55 * len(lips), 1.0, 0.0) * (lips[:, 1] < y - 0.1 * half)
    drop = 1.3 * half * np.atleast_1d(np.asarray(move.gape, np.float32))[:, None] * lower[None]
    return Part(np.stack([np.broadcast_to(lips[:, 0], drop.shape), lips[:, 1] - drop], -1).astype(np.float32), MOUTH)
