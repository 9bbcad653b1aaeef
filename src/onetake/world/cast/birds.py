"""Birds, fish and the butterfly: ``RIGS[kind] -> Rig``. Birds are built here, swimmers in ``_fish``.

A bird is a body on two legs with a head on a neck, a folded wing, and a pair of spread wings shown instead when
it flaps. Everything but the legs turns about the hip (``pitch``), the head about the root of the neck (``nod``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np

from onetake.types import Array
from onetake.world.cast._figure import Num, blink, bump, curve, mirrored, put, scaled, turned
from onetake.world.cast._fish import butterfly, swimmer
from onetake.world.shapes import Appearance, Colour, Part, Rig, ellipse, shade

_ORANGE: Colour = (240, 150, 52)
_DARK: Colour = (40, 36, 46)
_WHITE: Colour = (250, 250, 246)


@dataclass(frozen=True, slots=True)
class Shape:
    """An outline of a bird's head with its mirror image; ``eye`` parts blink, ``jaw`` parts open."""

    points_P2: Array
    mirror_P2: Array
    colour: Colour
    role: str = "fixed"


@dataclass(frozen=True, slots=True)
class Plumage:
    """All outlines of one bird about its hip (body, wing) or head centre (head), back to front.

    ``wing`` is folded against the body, ``spread`` opens upwards from ``root``, ``neck`` is where the head turns,
    ``head_at`` the head's centre from there, ``air`` how far flight lifts the hip, ``bow`` how deep
    the body pitches and ``peck`` how far the neck turns to eat, ``flight`` the pitch in the air, ``middle`` moves
    the whole bird so that its box is centred, ``waddle`` is how far it rocks in walking.
    """

    body: tuple[tuple[Array, Colour], ...]
    wing: Array
    wing_root: tuple[float, float]
    wing_colour: Colour
    far_wing_root: tuple[float, float] | None
    spread: Array
    spread_root: tuple[float, float]
    neck: tuple[float, float]
    neck_shape: tuple[Array, Colour] | None
    head_at: tuple[float, float]
    head: tuple[Shape, ...]
    leg: Array
    leg_colour: Colour
    leg_length: float
    stance: float
    air: float
    bow: float
    peck: float
    flight: float = -0.45
    middle: float = 0.0
    waddle: float = 0.05


@dataclass(frozen=True, slots=True)
class Move:
    """A bird's posture over a clip. ``flap`` None = wings folded, else -1 (down) .. 1 (up); ``fan`` lifts the folded
    wings (near, far) by an angle; ``roll`` rocks the whole bird about its feet."""

    pitch: Num = 0.0
    nod: Num = 0.0
    look: Num = 1.0
    lift: Num = 0.0
    roll: Num = 0.0
    near_leg: Num = 0.0
    far_leg: Num = 0.0
    near_step: Num = 0.0
    far_step: Num = 0.0
    fan_near: Num = 0.0
    fan_far: Num = 0.0
    flap: Array | None = None
    eyes: Num = 1.0
    jaw: Num = 0.0
    shift: Num = 0.0
    legless: bool = False


def _shape(points_P2: Array, colour: Colour, role: str = "fixed") -> Shape:
    return Shape(points_P2, mirrored(points_P2), colour, role)


def _move(kind: Plumage, verb: str, p: Array) -> Move:
    """The posture for a verb; one that birds do not know is standing."""
    s, c = np.sin(p), np.cos(p)
    if verb == "walk":
        return Move(
            near_leg=0.5 * s, far_leg=-0.5 * s, near_step=0.05 * np.maximum(c, 0), far_step=0.05 * np.maximum(-c, 0),
            roll=kind.waddle * s, nod=0.12 * np.sin(2 * p), lift=0.012 * np.abs(s), eyes=blink(p / 2),
            fan_near=-0.06 * s, fan_far=0.06 * s,
        )  # fmt: skip
    if verb == "fly" and kind.spread is not kind.wing:  # flippers do not fly
        return Move(
            flap=np.asarray(s, np.float32), lift=kind.air - 0.05 * c, pitch=kind.flight - 0.06 * c, legless=True,
            nod=0.04 * c - 1.25 * kind.flight, shift=0.25 * kind.flight,
        )  # fmt: skip
    if verb == "hop":
        up = np.maximum(s, 0)
        crouch = np.maximum(-s, 0)
        return Move(
            lift=0.24 * up - 0.03 * crouch, near_leg=-0.5 * up, far_leg=-0.4 * up, pitch=0.16 * up - 0.12 * crouch,
            fan_near=-0.75 * up, fan_far=0.75 * up, nod=-0.08 * up, near_step=0.03 * crouch, far_step=0.03 * crouch,
        )  # fmt: skip
    if verb == "eat":
        down = np.maximum(bump(p, 2.2, 1.5), bump(p, 4.5, 1.3))
        return Move(
            pitch=-kind.bow * down, nod=-kind.peck * down, jaw=np.maximum(np.sin(4 * p), 0) * (0.3 + 0.7 * down),
            eyes=blink(p), shift=-0.14 * down,
        )  # fmt: skip
    if verb == "dance":
        return Move(
            roll=0.24 * s, lift=0.06 * np.abs(c), nod=0.22 * np.sin(2 * p), fan_near=-0.5 - 0.9 * np.maximum(s, 0),
            fan_far=0.5 + 0.9 * np.maximum(-s, 0), near_step=0.07 * np.maximum(s, 0),
            far_step=0.07 * np.maximum(-s, 0), jaw=0.4,
        )  # fmt: skip
    if verb == "look around":
        look = np.clip(1.5 * c, -1, 1)
        return Move(look=look, nod=0.08 * np.sin(2 * p), eyes=1 - 0.85 * (np.abs(c) < 0.18), lift=0.004 * s)
    if verb == "wave":
        return Move(fan_far=2.2 + 0.5 * s, roll=-0.05 - 0.02 * s, nod=0.05 * s, jaw=0.4, fan_near=-0.08)
    if verb == "swim":
        return Move(
            legless=True, lift=-kind.leg_length + 0.15 + 0.012 * np.sin(2 * p), pitch=0.05 * s,
            nod=0.09 * np.sin(p + 1),
            eyes=blink(p / 2), fan_near=-0.08 * np.maximum(s, 0),
        )  # fmt: skip
    return Move(
        lift=0.006 * s,
        nod=0.04 * np.sin(p),
        eyes=blink(p),
        fan_near=-0.04 - 0.03 * s,
        fan_far=0.04 + 0.03 * s,
        roll=0.012 * s,
    )


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


def _bird(kind: str, appearance: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """Assemble a bird over a clip, back to front."""
    bird = _PLUMAGE[kind](appearance.colour, appearance.variant % 3)
    move = _move(bird, verb, np.asarray(phase_N, np.float32))
    frames = len(phase_N)
    lift = np.broadcast_to(np.asarray(move.lift, np.float32), (frames,))
    shift = np.broadcast_to(np.asarray(move.shift, np.float32), (frames,)) + bird.middle
    hip_N2 = np.stack([shift, bird.leg_length + lift], -1)
    pitch = np.asarray(move.pitch, np.float32)
    far_wing, near_wing = _wings(bird, move, hip_N2, pitch)
    parts = list(far_wing)
    if not move.legless:
        for side, angle, step, dim in ((1, move.far_leg, move.far_step, 0.8), (-1, move.near_leg, move.near_step, 1.0)):
            # Feet stay on the ground while the body bobs, unless it has really left it.
            ground = np.where(lift > 0.03, lift, 0) + np.asarray(step, np.float32)
            at = np.stack(
                [
                    np.full(frames, side * bird.stance + bird.middle, np.float32),
                    bird.leg_length + np.broadcast_to(ground, (frames,)),
                ],
                -1,
            )
            swing = np.sin(np.asarray(angle, np.float32)) * bird.leg_length
            at = at + np.stack([np.broadcast_to(0.35 * swing, (frames,)), np.zeros(frames)], -1)
            parts.append(Part(put(bird.leg, 0.7 * np.asarray(angle, np.float32), at), shade(bird.leg_colour, dim)))
    parts += [Part(put(points, pitch, hip_N2), colour) for points, colour in bird.body]
    neck_N2 = put(np.array([bird.neck], np.float32), pitch, hip_N2)[:, 0]
    angle = pitch + np.asarray(move.nod, np.float32)
    gaze = pitch + 0.75 * np.asarray(move.nod, np.float32)
    if bird.neck_shape:
        parts.append(Part(put(bird.neck_shape[0], angle, neck_N2), bird.neck_shape[1]))
    at_N2 = put(np.array([bird.head_at], np.float32), angle, neck_N2)[:, 0]
    heads = [_head_part(shape, move, at_N2, gaze) for shape in bird.head]
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


def _leg(length: float, width: float, foot: float) -> Array:
    """A thin leg with a foot, hanging from the origin."""
    w = width
    return curve([(-w, 0.03), (w, 0.03), (w, 0.05 - length), (foot, 0.012 - length), (foot, -length),
        (-foot * 0.35, -length), (-w, 0.05 - length)], 2)  # fmt: skip


def _eye(x: float, y: float, r: float, white: bool = False) -> list[Shape]:
    """One big dark eye with a highlight, or a pupil on white."""
    shapes = [_shape(ellipse(x, y, r * 1.5, r * 1.5, 14), _WHITE, "eye")] if white else []
    shapes.append(_shape(ellipse(x + (0.2 * r if white else 0), y, r, r * 1.1, 12), _DARK, "eye"))
    shapes.append(_shape(ellipse(x + 0.35 * r, y + 0.4 * r, r * 0.32, r * 0.32, 8), _WHITE, "glint"))
    return shapes


@lru_cache(maxsize=64)
def _songbird(colour: Colour | None, variant: int) -> Plumage:
    main = colour or ((70, 142, 214), (226, 96, 76), (248, 196, 72))[variant]
    pale = shade(main, 1.62)
    body = curve([(0.3, 0.42), (0.4, 0.16), (0.26, -0.1), (-0.06, -0.18), (-0.32, -0.02), (-0.42, 0.2),
        (-0.24, 0.36), (0.05, 0.46)], 3)  # fmt: skip
    belly = curve([(0.37, 0.22), (0.34, 0.02), (0.18, -0.13), (-0.06, -0.165), (-0.22, -0.08), (0.0, 0.0),
        (0.16, 0.14)])  # fmt: skip
    tail = curve([(-0.26, 0.12), (-0.3, 0.3), (-0.56, 0.36), (-0.64, 0.27), (-0.58, 0.15)])
    wing = curve([(0.12, 0.06), (0.16, -0.1), (0.02, -0.24), (-0.22, -0.3), (-0.42, -0.26), (-0.26, -0.08),
        (-0.06, 0.06)])  # fmt: skip
    spread = curve([(0.16, -0.04), (0.16, 0.3), (0.0, 0.56), (-0.22, 0.66), (-0.24, 0.46), (-0.38, 0.4),
        (-0.3, 0.22), (-0.2, -0.04)], 2, 1.2)  # fmt: skip
    head = (
        _shape(curve([(0.22, 0.02), (0.42, -0.04), (0.24, -0.1)]), _ORANGE, "fixed"),
        _shape(curve([(0.2, -0.05), (0.37, -0.07), (0.22, -0.13)]), shade(_ORANGE, 0.8), "jaw"),
        _shape(ellipse(0, 0, 0.265, 0.26, 18), main),
        _shape(ellipse(0.1, -0.09, 0.13, 0.1, 12), pale),
        *_eye(0.11, 0.05, 0.058, True),
    )  # fmt: skip
    return Plumage(
        body=((tail, shade(main, 0.72)), (body, main), (belly, pale)), wing=wing, wing_root=(-0.02, 0.24),
        wing_colour=shade(main, 0.78), far_wing_root=None, spread=spread, spread_root=(-0.04, 0.26),
        neck=(0.12, 0.34), neck_shape=None, head_at=(0.08, 0.2), head=head, leg=_leg(0.2, 0.024, 0.13),
        leg_colour=_ORANGE, leg_length=0.2, stance=0.09, air=0.1, bow=0.55, peck=0.35,
    )  # fmt: skip


@lru_cache(maxsize=64)
def _duck(colour: Colour | None, variant: int) -> Plumage:
    main = colour or ((250, 210, 80), (246, 244, 238), (172, 128, 88))[variant]
    body = curve([(0.34, 0.3), (0.4, 0.12), (0.28, -0.08), (0.0, -0.15), (-0.3, -0.06), (-0.44, 0.14),
        (-0.52, 0.34), (-0.34, 0.3), (-0.1, 0.26), (0.12, 0.34)], 3)  # fmt: skip
    under = curve([(0.38, 0.06), (0.27, -0.08), (0.0, -0.148), (-0.29, -0.058), (-0.4, 0.08), (-0.1, -0.04),
        (0.2, -0.02)])  # fmt: skip
    wing = curve([(0.12, 0.06), (0.16, -0.08), (0.02, -0.2), (-0.2, -0.22), (-0.4, -0.08), (-0.22, 0.0),
        (-0.06, 0.08)])  # fmt: skip
    spread = curve([(0.16, -0.04), (0.18, 0.26), (0.04, 0.5), (-0.2, 0.62), (-0.22, 0.44), (-0.38, 0.4),
        (-0.3, 0.2), (-0.2, -0.04)], 2, 1.15)  # fmt: skip
    neck = curve([(0.13, -0.1), (0.12, 0.12), (0.15, 0.34), (-0.1, 0.34), (-0.14, 0.1), (-0.22, -0.1)])
    head = (
        _shape(curve([(0.14, 0.02), (0.26, 0.02), (0.39, -0.02), (0.38, -0.075), (0.2, -0.08)]), _ORANGE),
        _shape(curve([(0.14, -0.07), (0.36, -0.07), (0.31, -0.115), (0.14, -0.12)]), shade(_ORANGE, 0.78), "jaw"),
        _shape(ellipse(0, 0, 0.205, 0.2, 18), main),
        *_eye(0.09, 0.05, 0.05),
    )  # fmt: skip
    return Plumage(
        body=((body, main), (under, shade(main, 0.88))), wing=wing, wing_root=(-0.04, 0.16),
        wing_colour=shade(main, 0.84), far_wing_root=None, spread=spread, spread_root=(-0.06, 0.2),
        neck=(0.22, 0.22), neck_shape=(neck, main), head_at=(0.03, 0.4), head=head, leg=_leg(0.18, 0.028, 0.16),
        leg_colour=_ORANGE, leg_length=0.18, stance=0.09, air=0.12, bow=0.42, peck=0.95, flight=-0.12, middle=-0.06,
        waddle=0.08,
    )  # fmt: skip


@lru_cache(maxsize=64)
def _penguin(colour: Colour | None, variant: int) -> Plumage:
    main = colour or ((52, 58, 82), (58, 78, 118), (44, 44, 52))[variant]
    body = curve([(0.0, -0.06), (0.2, -0.01), (0.29, 0.2), (0.25, 0.42), (0.16, 0.58), (-0.16, 0.58), (-0.25, 0.42),
        (-0.29, 0.2), (-0.2, -0.01)], 3)  # fmt: skip
    belly = curve([(0.05, -0.02), (0.2, 0.04), (0.25, 0.2), (0.22, 0.4), (0.12, 0.52), (-0.03, 0.5), (-0.13, 0.36),
        (-0.15, 0.16), (-0.08, 0.02)])  # fmt: skip
    wing = curve([(0.06, 0.02), (0.055, -0.12), (0.0, -0.28), (-0.07, -0.36), (-0.1, -0.24), (-0.08, -0.06),
        (-0.02, 0.05)])  # fmt: skip
    head = (
        _shape(ellipse(0, 0, 0.235, 0.225, 18), main),
        _shape(curve([(0.2, 0.04), (0.22, -0.08), (0.1, -0.17), (-0.06, -0.12), (-0.08, 0.02), (0.0, 0.11),
            (0.08, 0.05), (0.15, 0.11)]), _WHITE),
        _shape(curve([(0.06, -0.08), (0.22, -0.08), (0.16, -0.12)]), shade(_ORANGE, 0.78), "jaw"),
        _shape(curve([(0.06, -0.03), (0.3, -0.07), (0.08, -0.1)]), _ORANGE),
        _shape(ellipse(0.005, 0.02, 0.038, 0.046, 12), _DARK, "eye"),
        _shape(ellipse(0.165, 0.02, 0.034, 0.046, 12), _DARK, "eye"),
        _shape(ellipse(-0.03, -0.085, 0.04, 0.03, 10), (246, 170, 160)),
    )  # fmt: skip
    foot = curve([(-0.06, -0.07), (0.12, -0.07), (0.13, -0.05), (0.05, 0.0), (-0.05, 0.0)])
    return Plumage(
        body=((body, main), (belly, _WHITE)), wing=wing, wing_root=(-0.22, 0.46), wing_colour=shade(main, 0.78),
        far_wing_root=(0.22, 0.46), spread=wing, spread_root=(0.0, 0.4), neck=(0.01, 0.6), neck_shape=None,
        head_at=(0.02, 0.1), head=head, leg=foot, leg_colour=_ORANGE, leg_length=0.07, stance=0.11, air=0.2,
        bow=0.5, peck=0.3, waddle=0.15,
    )  # fmt: skip


@lru_cache(maxsize=64)
def _owl(colour: Colour | None, variant: int) -> Plumage:
    main = colour or ((150, 106, 72), (128, 132, 142), (178, 132, 84))[variant]
    pale = shade(main, 1.6)
    body = curve([(0.0, -0.05), (0.2, 0.0), (0.32, 0.2), (0.32, 0.42), (0.22, 0.6), (-0.22, 0.6), (-0.32, 0.42),
        (-0.32, 0.2), (-0.2, 0.0)], 3)  # fmt: skip
    belly = curve([(0.05, -0.01), (0.2, 0.06), (0.25, 0.22), (0.2, 0.4), (0.04, 0.46), (-0.1, 0.38), (-0.14, 0.2),
        (-0.08, 0.05)])  # fmt: skip
    tail = curve([(-0.2, 0.14), (-0.06, 0.02), (-0.24, -0.1), (-0.38, -0.06)])
    wing = curve([(0.08, 0.04), (0.1, -0.12), (0.02, -0.32), (-0.12, -0.42), (-0.14, -0.24), (-0.12, -0.06),
        (-0.04, 0.06)])  # fmt: skip
    spread = curve([(0.18, -0.06), (0.24, 0.18), (0.14, 0.44), (-0.08, 0.58), (-0.14, 0.44), (-0.28, 0.42),
        (-0.3, 0.26), (-0.36, 0.16), (-0.2, -0.06)], 2, 1.3)  # fmt: skip
    tufts = [(-0.29, 0.26), (-0.2, 0.16), (0.0, 0.19), (0.2, 0.16), (0.3, 0.26), (0.31, 0.05), (0.24, -0.16),
        (0.0, -0.24), (-0.24, -0.16), (-0.31, 0.05)]  # fmt: skip
    yellow = (250, 204, 84)
    eyes = [_shape(ellipse(x, 0.0, rx, 0.145, 16), pale) for x, rx in ((-0.07, 0.145), (0.165, 0.125))]
    eyes += [_shape(ellipse(x, 0.0, rx, 0.1, 14), yellow, "eye") for x, rx in ((-0.06, 0.1), (0.165, 0.09))]
    eyes += [_shape(ellipse(x, 0.0, rx, 0.058, 12), _DARK, "eye") for x, rx in ((-0.04, 0.055), (0.175, 0.05))]
    head = (
        _shape(curve(tufts), shade(main, 0.9)),
        *eyes,
        _shape(curve([(0.04, -0.03), (0.12, -0.03), (0.1, -0.16)]), _ORANGE, "jaw"),
    )  # fmt: skip
    return Plumage(
        body=((tail, shade(main, 0.7)), (body, main), (belly, pale)), wing=wing, wing_root=(-0.22, 0.46),
        wing_colour=shade(main, 0.74), far_wing_root=(0.26, 0.46), spread=spread, spread_root=(-0.06, 0.24),
        neck=(0.02, 0.56), neck_shape=None, head_at=(0.0, 0.13), head=head, leg=_leg(0.085, 0.05, 0.11),
        leg_colour=_ORANGE, leg_length=0.08, stance=0.11, air=0.2, bow=0.5, peck=0.3, flight=-0.85, waddle=0.11,
    )  # fmt: skip


_PLUMAGE: dict[str, Callable[[Colour | None, int], Plumage]] = {
    "bird": _songbird,
    "duck": _duck,
    "penguin": _penguin,
    "owl": _owl,
}
RIGS: dict[str, Rig] = {
    **{kind: partial(_bird, kind) for kind in _PLUMAGE},
    **{kind: partial(swimmer, kind) for kind in ("fish", "shark", "whale")},
    "butterfly": butterfly,
}
