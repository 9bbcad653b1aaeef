"""Flat shapes that everything in the world is drawn with: coloured polygons that move.

Local coordinates of an individual: x towards the direction it faces, y **up**, its feet at y = 0 and its
standing height 1, so a rig never knows where on the picture it is. A whole clip is posed at once (arrays over
N frames), because numpy over a clip is a hundred times cheaper than Python over its frames.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from onetake.types import ANGLE, FACING, HEIGHT, VISIBLE, Array, X, Y

Colour = tuple[int, int, int]
_SHIFT = 4  # OpenCV draws with 1/16 pixel precision


@dataclass(frozen=True, slots=True)
class Part:
    """One filled polygon over a clip. ``points_NP2``: local coordinates, N frames (1 = the same in all)."""

    points_NP2: Array
    colour: Colour
    visible_N: NDArray[np.bool_] | None = None


@dataclass(frozen=True, slots=True)
class Appearance:
    """What distinguishes two individuals of one kind: a main colour (None = the kind's own), and a variant
    number that chooses among a kind's few looks (hair, skin), and what it wears or has (``ontology.TRAITS``)."""

    colour: Colour | None = None
    variant: int = 0
    traits: tuple[str, ...] = ()


Rig = Callable[[Appearance, str, Array, Array], list[Part]]
"""``rig(appearance, verb, phase_N, state_N) -> parts`` back to front; phase in radians, state 0..1."""


def shade(colour: Colour, factor: float) -> Colour:
    """Darker (factor < 1) or lighter (> 1: towards white) version of a colour."""
    if factor <= 1:
        return (int(colour[0] * factor), int(colour[1] * factor), int(colour[2] * factor))
    w = min(1.0, factor - 1)
    return (
        int(colour[0] + (255 - colour[0]) * w),
        int(colour[1] + (255 - colour[1]) * w),
        int(colour[2] + (255 - colour[2]) * w),
    )


def ellipse(cx: float, cy: float, rx: float, ry: float, n: int = 16) -> Array:
    """Outline of an ellipse, (P, 2)."""
    a = np.linspace(0, 2 * np.pi, n, endpoint=False)
    return np.stack([cx + rx * np.cos(a), cy + ry * np.sin(a)], -1).astype(np.float32)


def capsule(length: float, r0: float, r1: float, n: int = 5) -> Array:
    """A limb along -y from the origin, radius r0 at its joint and r1 at its end, (P, 2)."""
    a = np.linspace(0, np.pi, n)
    top = np.stack([r0 * np.cos(a), r0 * np.sin(a)], -1)
    bottom = np.stack([-r1 * np.cos(a), -length - r1 * np.sin(a)], -1)
    return np.concatenate([top, bottom]).astype(np.float32)


def rotate(points_P2: Array, angle_N: Array | float) -> Array:
    """Turn points about the origin, counter-clockwise in local (y up) coordinates: (N, P, 2)."""
    a = np.atleast_1d(np.asarray(angle_N, np.float32))[:, None]
    c, s = np.cos(a), np.sin(a)
    x, y = points_P2[..., 0], points_P2[..., 1]
    return np.stack([c * x - s * y, s * x + c * y], -1).astype(np.float32)


def place(points_P2: Array, angle_N: Array | float, at_N2: Array | Sequence[float]) -> Array:
    """Turn points about their own origin and move that origin to ``at`` (per frame or fixed): (N, P, 2)."""
    at = np.asarray(at_N2, np.float32)
    return rotate(points_P2, angle_N) + (at[:, None, :] if at.ndim == 2 else at)


def joint_end(length: float, angle_N: Array | float, at_N2: Array | Sequence[float]) -> Array:
    """Where a limb along -y of this length and angle ends: (N, 2), for the next limb of a chain."""
    return place(np.array([[0.0, -length]], np.float32), angle_N, at_N2)[:, 0]


def to_pixels(points_NP2: Array, track_NF: Array, width: int, height: int) -> NDArray[np.int32]:
    """Local coordinates to fixed-point pixels, following a track (stage coordinates): (N, P, 2)."""
    scale = track_NF[:, HEIGHT, None] * min(width, height)
    x = points_NP2[..., 0] * track_NF[:, FACING, None]
    y = points_NP2[..., 1] - 0.5
    c, s = np.cos(track_NF[:, ANGLE, None]), np.sin(track_NF[:, ANGLE, None])
    x, y = c * x + s * y, -s * x + c * y
    px = width / 2 + track_NF[:, X, None] * min(width, height) + x * scale
    py = height / 2 + track_NF[:, Y, None] * min(width, height) - (y + 0.5) * scale
    return np.round(np.stack([px, py], -1) * (1 << _SHIFT)).astype(np.int32)


@dataclass(frozen=True, slots=True)
class Drawn:
    """An individual's parts in pixels over a clip, ready to be filled frame by frame."""

    polygons: list[NDArray[np.int32]]
    colours: list[tuple[int, int, int]]
    visible: list[NDArray[np.bool_] | None]
    present_N: NDArray[np.bool_]

    def draw(self, image_YXC: NDArray[np.uint8], n: int) -> None:
        """Fill frame ``n`` into an RGB picture, in place."""
        if not self.present_N[n]:
            return
        for polygon, colour, visible in zip(self.polygons, self.colours, self.visible, strict=True):
            if visible is None or visible[n if len(visible) > 1 else 0]:
                cv2.fillPoly(image_YXC, [polygon[n]], colour, cv2.LINE_AA, _SHIFT)


def prepare(parts: list[Part], track_NF: Array, width: int, height: int, tint: Sequence[float] = (1, 1, 1)) -> Drawn:
    """Put an individual on its track: ``track_NF`` (N, F); ``tint`` multiplies colours (the light of the hour)."""
    frames = len(track_NF)
    local = [np.broadcast_to(p.points_NP2, (frames, *p.points_NP2.shape[1:])) for p in parts]
    pixels = to_pixels(np.concatenate(local, 1), track_NF, width, height)
    polygons = np.split(pixels, np.cumsum([p.shape[1] for p in local])[:-1], axis=1)
    colours = [tuple(int(min(255, c * t)) for c, t in zip(p.colour, tint, strict=True)) for p in parts]
    return Drawn(
        [np.ascontiguousarray(p) for p in polygons],
        colours,  # type: ignore[arg-type]
        [p.visible_N for p in parts],
        track_NF[:, VISIBLE] > 0.5,
    )
