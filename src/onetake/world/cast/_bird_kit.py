"""What birds are made of: outlines of body, wings, head and legs, and the postures they take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from onetake.types import Array
from onetake.world.cast._figure import Num, curve, mirrored
from onetake.world.shapes import Colour, ellipse

ORANGE: Colour = (240, 150, 52)
DARK: Colour = (40, 36, 46)
WHITE: Colour = (250, 250, 246)


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
    the whole bird so that its box is centred, ``waddle`` is how far it rocks in walking. ``throat`` is half the width
    of the neck below the head (0: as wide as the head), ``trail`` whether its legs are seen behind it in flight.
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
    throat: float = 0.0
    trail: bool = False


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


def shape(points_P2: Array, colour: Colour, role: str = "fixed") -> Shape:
    """A piece of a head, with its mirror image."""
    return Shape(points_P2, mirrored(points_P2), colour, role)


def leg(length: float, width: float, foot: float) -> Array:
    """A thin leg with a foot, hanging from the origin."""
    w = width
    return curve([(-w, 0.03), (w, 0.03), (w, 0.05 - length), (foot, 0.012 - length), (foot, -length),
        (-foot * 0.35, -length), (-w, 0.05 - length)], 2)  # fmt: skip


def eye(x: float, y: float, r: float, white: bool = False) -> list[Shape]:
    """One big dark eye with a highlight, or a pupil on white."""
    shapes = [shape(ellipse(x, y, r * 1.5, r * 1.5, 14), WHITE, "eye")] if white else []
    shapes.append(shape(ellipse(x + (0.2 * r if white else 0), y, r, r * 1.1, 12), DARK, "eye"))
    shapes.append(shape(ellipse(x + 0.35 * r, y + 0.4 * r, r * 0.32, r * 0.32, 8), WHITE, "glint"))
    return shapes


def tube(line: Sequence[tuple[float, float]], halves: Sequence[float]) -> Array:
    """An outline along a middle line, with its half width at each point: (P, 2)."""
    p = np.array(line, np.float32)
    along = np.gradient(p, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    across = np.stack([-along[:, 1], along[:, 0]], -1) * np.array(halves, np.float32)[:, None]
    return curve([(float(x), float(y)) for x, y in np.concatenate([p + across, (p - across)[::-1]])])
