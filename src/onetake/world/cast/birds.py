"""Birds, and all that swims or crawls: ``RIGS[kind] -> Rig``. Birds are assembled here, swimmers in ``_fish`` and
``_sea``, insects in ``_insects``.

A bird is a body on two legs with a head on a neck, a folded wing, and a pair of spread wings shown instead when
it flaps. Everything but the legs turns about the hip (``pitch``), the head about the root of the neck (``nod``).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from onetake.types import Array
from onetake.world.cast import _bird_first, _bird_more
from onetake.world.cast._bird_kit import Move, Plumage, Shape
from onetake.world.cast._bird_moves import bird_move
from onetake.world.cast._bird_wear import worn
from onetake.world.cast._figure import Num, put, scaled, turned
from onetake.world.cast._fish import butterfly, swimmer
from onetake.world.cast._insects import RIGS as _INSECTS
from onetake.world.cast._sea import RIGS as _SEA
from onetake.world.shapes import Appearance, Colour, Part, Rig, shade


def _head_part(shape: Shape, move: Move, at_N2: Array, angle: Num) -> Part:
    """A head's outline in its place, blinking or opening the beak."""
    points = turned(shape.points_P2, shape.mirror_P2, move.look)
    if shape.role == "eye":
        points = scaled(points, points.mean(1, keepdims=True), 1.0, move.eyes)
    elif shape.role == "glint":
        shown = (np.asarray(move.eyes, np.float32) > 0.5).astype(np.float32)
        points = scaled(points, points.mean(1, keepdims=True), shown, shown)
    elif shape.role == "jaw":
        drop = np.asarray(move.jaw, np.float32)
        points = points - np.stack(np.broadcast_arrays(0.01 * drop, 0.05 * drop), -1).reshape(-1, 1, 2)
    return Part(put(points, angle, at_N2), shape.colour)


def _about(points_NP2: Array, root: Array, pitch: Num, hip_N2: Array, colour: Colour) -> Part:
    """A spread wing at its root on the pitching body; the wing itself stays nearly upright."""
    return Part(put(points_NP2, 0.4 * np.asarray(pitch, np.float32), put(root[None], pitch, hip_N2)[:, 0]), colour)


def _wings(bird: Plumage, move: Move, hip_N2: Array, pitch: Num) -> tuple[list[Part], list[Part]]:
    """Parts of the far and near wing: spread if it flaps, else folded."""
    dark = shade(bird.wing_colour, 0.8)
    zero = np.zeros(2, np.float32)
    if move.flap is not None:
        root = np.array(bird.spread_root, np.float32)
        # Down strokes look shorter than up strokes from this side, and never vanish wholly.
        near = np.where(move.flap >= 0, move.flap, 0.8 * move.flap)
        near = np.where(np.abs(near) < 0.15, 0.15 * np.where(near < 0, -1, 1), near)
        spread = scaled(bird.spread[None], zero, 1.0, near)
        far = scaled(bird.spread[None], zero, 0.9, near * 0.95) + np.array([0.09, 0.03], np.float32)
        return [_about(far, root, pitch, hip_N2, dark)], [_about(spread, root, pitch, hip_N2, bird.wing_colour)]
    parts_far = []
    if bird.far_wing_root is not None:
        at = put(np.array([bird.far_wing_root], np.float32), pitch, hip_N2)[:, 0]
        mirror = bird.wing * np.array([-1, 1], np.float32)
        parts_far.append(Part(put(mirror, pitch + np.asarray(move.fan_far, np.float32), at), dark))
    at = put(np.array([bird.wing_root], np.float32), pitch, hip_N2)[:, 0]
    return parts_far, [Part(put(bird.wing, pitch + np.asarray(move.fan_near, np.float32), at), bird.wing_colour)]


def _legs(bird: Plumage, move: Move, hip_N2: Array, lift_N: Array) -> list[Part]:
    """Far and near leg; in flight those of long-legged birds trail behind, others are drawn in."""
    parts = []
    frames = len(lift_N)
    for side, angle, step, dim in ((1, move.far_leg, move.far_step, 0.8), (-1, move.near_leg, move.near_step, 1.0)):
        colour = shade(bird.leg_colour, dim)
        if move.legless:
            if bird.trail and move.flap is not None:
                at = hip_N2 + np.array([-0.12, 0.04 + 0.02 * side], np.float32)
                parts.append(Part(put(bird.leg, -1.42, at), colour))
            continue
        # Feet stay on the ground while the body bobs, unless it has really left it.
        ground = np.where(lift_N > 0.03, lift_N, 0) + np.asarray(step, np.float32)
        at = np.stack(
            [
                np.full(frames, side * bird.stance + bird.middle, np.float32),
                bird.leg_length + np.broadcast_to(ground, (frames,)),
            ],
            -1,
        )
        swing = np.sin(np.asarray(angle, np.float32)) * bird.leg_length
        at = at + np.stack([np.broadcast_to(0.35 * swing, (frames,)), np.zeros(frames)], -1)
        parts.append(Part(put(bird.leg, 0.7 * np.asarray(angle, np.float32), at), colour))
    return parts


def _bird(kind: str, appearance: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """Assemble a bird over a clip, back to front."""
    bird = _PLUMAGE[kind](appearance.colour, appearance.variant % 3)
    move = bird_move(bird, verb, np.asarray(phase_N, np.float32))
    frames = len(phase_N)
    lift = np.broadcast_to(np.asarray(move.lift, np.float32), (frames,))
    shift = np.broadcast_to(np.asarray(move.shift, np.float32), (frames,)) + bird.middle
    hip_N2 = np.stack([shift, bird.leg_length + lift], -1)
    pitch = np.asarray(move.pitch, np.float32)
    far_wing, near_wing = _wings(bird, move, hip_N2, pitch)
    parts = [*far_wing, *_legs(bird, move, hip_N2, lift)]
    parts += [Part(put(points, pitch, hip_N2), colour) for points, colour in bird.body]
    neck_N2 = put(np.array([bird.neck], np.float32), pitch, hip_N2)[:, 0]
    angle = pitch + np.asarray(move.nod, np.float32)
    gaze = pitch + 0.75 * np.asarray(move.nod, np.float32)
    if bird.neck_shape:
        parts.append(Part(put(bird.neck_shape[0], angle, neck_N2), bird.neck_shape[1]))
    at_N2 = put(np.array([bird.head_at], np.float32), angle, neck_N2)[:, 0]
    pieces = [*bird.head, *worn(bird, appearance.traits)]
    heads = [_head_part(shape, move, at_N2, gaze) for shape in pieces]
    # A spread wing must not hide the face.
    parts = [*parts, *near_wing, *heads] if move.flap is not None else [*parts, *heads, *near_wing]
    if np.ndim(move.roll):
        parts = [Part(_roll(part.points_NP2, -np.asarray(move.roll, np.float32)), part.colour) for part in parts]
    return parts


def _roll(points_NP2: Array, angle_N: Array) -> Array:
    """Rock about the feet."""
    c, s = np.cos(angle_N)[:, None], np.sin(angle_N)[:, None]
    x, y = points_NP2[..., 0], points_NP2[..., 1]
    return np.stack([c * x - s * y, s * x + c * y], -1).astype(np.float32)


_PLUMAGE: dict[str, Callable[[Colour | None, int], Plumage]] = {
    "bird": _bird_first.songbird,
    "duck": _bird_first.duck,
    "penguin": _bird_first.penguin,
    "owl": _bird_first.owl,
    "chicken": _bird_more.chicken,
    "chick": _bird_more.chick,
    "eagle": _bird_more.eagle,
    "parrot": _bird_more.parrot,
    "swan": _bird_more.swan,
    "flamingo": _bird_more.flamingo,
    "crow": _bird_more.crow,
}
RIGS: dict[str, Rig] = {
    **{kind: partial(_bird, kind) for kind in _PLUMAGE},
    **{kind: partial(swimmer, kind) for kind in ("fish", "shark", "whale", "dolphin")},
    "butterfly": butterfly,
    **_SEA,
    **_INSECTS,
}
