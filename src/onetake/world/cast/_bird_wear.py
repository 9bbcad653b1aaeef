"""What any bird may wear: the names of ``ontology.TRAITS`` that fit a bird, made to the size of its head."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from onetake.types import Array
from onetake.world.cast._bird_kit import Plumage, Shape, shape
from onetake.world.cast._figure import curve, ring
from onetake.world.shapes import Colour, ellipse, shade

_HAT: Colour = (62, 96, 168)
_BAND: Colour = (246, 206, 92)
_CROWN: Colour = (252, 204, 66)
_SCARF: Colour = (222, 66, 74)
_BOW: Colour = (240, 92, 150)
_FRAME: Colour = (54, 44, 52)
_LENS: Colour = (226, 240, 248)


@dataclass(frozen=True, slots=True)
class Skull:
    """Middle, half width and colour of a bird's head, and the middles and radii of its eyes."""

    x: float
    top: float
    bottom: float
    half: float
    eyes: tuple[tuple[float, float, float], ...]
    colour: Colour


def _area(points_P2: Array) -> float:
    x, y = points_P2[:, 0], points_P2[:, 1]
    return abs(float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))) / 2


def skull(bird: Plumage) -> Skull:
    """The measures of a head: its largest outline, and its eyes, each counted once."""
    big = max((piece for piece in bird.head if piece.role == "fixed"), key=lambda piece: _area(piece.points_P2))
    low, high = big.points_P2.min(0), big.points_P2.max(0)
    eyes: list[tuple[float, float, float]] = []
    for piece in bird.head:
        if piece.role == "eye":
            x, y = piece.points_P2.mean(0)
            if all(abs(float(x) - seen[0]) > 0.1 for seen in eyes):
                eyes.append((float(x), float(y), float(np.ptp(piece.points_P2[:, 1])) / 2))
    middle, half = float(low[0] + high[0]) / 2, float(high[0] - low[0]) / 2
    return Skull(middle, float(high[1]), float(low[1]), half, tuple(eyes), big.colour)


def worn(bird: Plumage, traits: tuple[str, ...]) -> list[Shape]:
    """What goes onto the head, in front of it, in head coordinates."""
    at = skull(bird)
    makers = {"scarf": _scarf, "glasses": _glasses, "sunglasses": _glasses, "bow": _bow, "hat": _hat, "crown": _crown}
    return [piece for name, make in makers.items() if name in traits for piece in make(bird, at, name)]


def _hat(bird: Plumage, at: Skull, name: str) -> list[Shape]:
    r = max(at.half, 0.1)
    y = at.top - 0.3 * r
    top = curve([(at.x - 0.55 * r, y), (at.x - 0.5 * r, y + 0.75 * r), (at.x - 0.2 * r, y + 0.95 * r),
        (at.x + 0.2 * r, y + 0.95 * r), (at.x + 0.5 * r, y + 0.75 * r), (at.x + 0.55 * r, y)])  # fmt: skip
    band = np.array([(at.x - 0.56 * r, y), (at.x - 0.55 * r, y + 0.25 * r), (at.x + 0.55 * r, y + 0.25 * r),
        (at.x + 0.56 * r, y)], np.float32)  # fmt: skip
    brim = ellipse(at.x, y, 1.05 * r, 0.17 * r, 16)
    return [shape(top, _HAT), shape(band, _BAND), shape(brim, shade(_HAT, 0.8))]


def _crown(bird: Plumage, at: Skull, name: str) -> list[Shape]:
    r = max(at.half, 0.1)
    y = at.top - 0.22 * r
    xs = (-0.6, -0.68, -0.3, 0.0, 0.3, 0.68, 0.6)
    ys = (0.0, 0.85, 0.4, 0.95, 0.4, 0.85, 0.0)
    points = np.array([(at.x + r * x, y + r * h) for x, h in zip(xs, ys, strict=True)], np.float32)
    return [shape(points, _CROWN), shape(ellipse(at.x, y + 0.24 * r, 0.13 * r, 0.13 * r, 10), _SCARF)]


def _bow(bird: Plumage, at: Skull, name: str) -> list[Shape]:
    r = max(0.75 * at.half, 0.1)
    x, y = at.x - 0.25 * at.half, at.top - 0.02
    wings = [
        curve(
            [(x, y), (x + side * 0.75 * r, y + 0.5 * r), (x + side * 0.85 * r, y), (x + side * 0.75 * r, y - 0.4 * r)]
        )
        for side in (-1, 1)
    ]
    return [*(shape(wing, _BOW) for wing in wings), shape(ellipse(x, y, 0.2 * r, 0.22 * r, 10), shade(_BOW, 0.8))]


def _scarf(bird: Plumage, at: Skull, name: str) -> list[Shape]:
    half = 1.25 * bird.throat or 0.78 * at.half
    x, y = (at.x - 0.35 * at.half, at.bottom - 0.02) if bird.throat else (at.x, at.bottom + 0.02)
    thick = 0.5 * half if bird.throat else 0.28 * half
    end = curve([(x - 0.5 * half, y), (x - 0.1 * half, y), (x - 0.2 * half, y - 3.2 * thick),
        (x - 0.7 * half, y - 3.0 * thick)])  # fmt: skip
    return [shape(end, shade(_SCARF, 0.82)), shape(ellipse(x, y, half, thick, 16), _SCARF)]


def _glasses(bird: Plumage, at: Skull, name: str) -> list[Shape]:
    out: list[Shape] = []
    frame = _FRAME if sum(at.colour) > 260 else _BAND  # gold on a dark face
    r = max(1.45 * max(eye[2] for eye in at.eyes), 0.055)
    xs = [x for x, _, _ in at.eyes]
    y = at.eyes[0][1]
    out.append(shape(_rail(at.x - at.half, min(xs) - 0.8 * r, y, 0.018), frame))
    if len(xs) > 1:
        out.append(shape(_rail(min(xs) + 0.8 * r, max(xs) - 0.8 * r, y, 0.012), frame))
    for x in xs:
        if name == "sunglasses":
            out.append(_sliding(ellipse(x, y, r, 0.9 * r, 14), x, _FRAME))
            out.append(_sliding(ellipse(x + 0.3 * r, y + 0.35 * r, 0.22 * r, 0.16 * r, 8), x, _LENS))
        else:
            out.append(_sliding(ring(x, y, r, 0.24 * r, 14), x, frame))
    return out


def _rail(x0: float, x1: float, y: float, half: float) -> Array:
    """A level bar, (4, 2)."""
    return np.array([(x0, y + half), (x0, y - half), (x1, y - half), (x1, y + half)], np.float32)


def _sliding(points_P2: Array, x: float, colour: Colour) -> Shape:
    """A symmetric piece that keeps its form as it slides to the other side of a turning head."""
    return Shape(points_P2, points_P2 - np.array([2 * x, 0], np.float32), colour)
