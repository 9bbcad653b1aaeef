"""Fish, shark, whale and butterfly, about the middle of their box (0, 0.5), facing +x.

A swimmer is a set of outlines in rest position that one wave bends: the bend grows towards the tail, and the
tail fin also swings towards and away from the viewer, which shortens it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from onetake.types import Array
from onetake.world.cast._figure import Num, bump, curve, put, scaled
from onetake.world.shapes import Appearance, Colour, Part, ellipse, shade

_DARK: Colour = (36, 36, 48)
_WHITE: Colour = (250, 250, 246)


@dataclass(frozen=True, slots=True)
class Piece:
    """An outline of a swimmer about its middle; ``role``: body, tail, fin, eye, jaw, mouth (seen when open)."""

    points_P2: Array
    colour: Colour
    role: str = "body"


@dataclass(frozen=True, slots=True)
class Swimmer:
    """All pieces back to front. ``tail`` is where the tail fin begins, ``jaw`` the hinge of the lower jaw, ``fin``
    the root of the moving fin, ``bend`` the height of the wave at the tail, ``eyes`` the x range of the head."""

    pieces: tuple[Piece, ...]
    tail: tuple[float, float]
    fin: tuple[float, float]
    jaw: tuple[float, float]
    bend: float
    length: float
    gape: float
    fluke: bool = False
    middle: float = 0.0


@lru_cache(maxsize=64)
def _fish(colour: Colour | None, variant: int) -> Swimmer:
    main = colour or ((244, 132, 58), (250, 200, 70), (86, 160, 220))[variant]
    dark, pale = shade(main, 0.76), shade(main, 1.5)
    stripe = pale if sum(main) < 640 else shade(main, 0.82)
    body = curve([(0.66, -0.02), (0.56, 0.2), (0.24, 0.38), (-0.14, 0.34), (-0.42, 0.12), (-0.5, 0.0),
        (-0.42, -0.14), (-0.12, -0.34), (0.26, -0.36), (0.56, -0.2)], 3)  # fmt: skip
    belly = curve([(0.6, -0.12), (0.44, -0.28), (0.24, -0.35), (-0.12, -0.33), (-0.36, -0.18), (-0.06, -0.18),
        (0.3, -0.2)])  # fmt: skip
    tail = curve([(-0.38, 0.0), (-0.52, 0.16), (-0.76, 0.36), (-0.8, 0.22), (-0.68, 0.0), (-0.8, -0.24),
        (-0.76, -0.38), (-0.52, -0.16)])  # fmt: skip
    top = curve([(0.26, 0.3), (0.12, 0.48), (-0.18, 0.48), (-0.32, 0.36), (-0.3, 0.16), (0.0, 0.3)])
    low = curve([(0.08, -0.28), (0.0, -0.47), (-0.2, -0.46), (-0.2, -0.26)])
    band = curve([(0.16, 0.36), (0.08, 0.362), (0.0, 0.36), (-0.04, 0.0), (0.0, -0.34), (0.09, -0.35),
        (0.16, -0.34), (0.12, 0.0)])  # fmt: skip
    fin = curve([(0.04, 0.03), (0.04, -0.05), (-0.1, -0.14), (-0.24, -0.14), (-0.2, 0.0)])
    return Swimmer(
        (
            Piece(tail, dark, "tail"), Piece(top, dark), Piece(low, dark), Piece(body, main), Piece(belly,
                shade(main, 0.88)),
            Piece(band, stripe), Piece(ellipse(0.6, -0.09, 0.09, 0.08, 12), (120, 44, 54), "mouth"),
            Piece(curve([(0.64, -0.07), (0.56, -0.06), (0.5, -0.12), (0.56, -0.15), (0.63, -0.12)]), dark, "jaw"),
            Piece(ellipse(0.4, 0.08, 0.115, 0.115, 16), _WHITE), Piece(ellipse(0.43, 0.08, 0.066, 0.072, 12),
                _DARK, "eye"),
            Piece(ellipse(0.455, 0.11, 0.022, 0.022, 8), _WHITE, "eye"), Piece(fin, dark, "fin"),
        ), (-0.42, 0.0), (0.12, -0.08), (0.5, -0.1), 0.05, 0.8, 0.5,
    )  # fmt: skip


@lru_cache(maxsize=64)
def _shark(colour: Colour | None, variant: int) -> Swimmer:
    main = colour or ((112, 132, 152), (96, 124, 156), (128, 134, 142))[variant]
    dark = shade(main, 0.78)
    body = curve([(1.04, 0.02), (0.86, 0.14), (0.4, 0.23), (-0.1, 0.2), (-0.55, 0.08), (-0.82, 0.02),
        (-0.82, -0.04), (-0.5, -0.12), (0.0, -0.24), (0.5, -0.25), (0.88, -0.14)], 3)  # fmt: skip
    belly = curve([(0.97, -0.06), (0.86, -0.145), (0.5, -0.25), (0.0, -0.24), (-0.5, -0.12), (-0.1, -0.12),
        (0.5, -0.1)])  # fmt: skip
    tail = curve([(-0.72, 0.04), (-0.86, 0.16), (-1.06, 0.42), (-1.1, 0.36), (-0.96, 0.04), (-1.04, -0.24),
        (-0.98, -0.24), (-0.84, -0.08), (-0.74, -0.05)])  # fmt: skip
    top = curve([(0.22, 0.18), (0.12, 0.3), (-0.08, 0.49), (-0.14, 0.46), (-0.1, 0.3), (-0.16, 0.16)])
    small = curve([(-0.48, 0.08), (-0.56, 0.18), (-0.66, 0.2), (-0.64, 0.05)])
    low = curve([(-0.4, -0.11), (-0.5, -0.24), (-0.58, -0.25), (-0.54, -0.09)])
    fin = curve([(0.16, 0.05), (0.02, -0.14), (-0.18, -0.33), (-0.24, -0.3), (-0.16, -0.12), (-0.08, 0.03)])
    gills = [Piece(curve([(x, 0.05), (x + 0.025, 0.0), (x, -0.07),
        (x - 0.012, 0.0)]), dark) for x in (0.42, 0.34, 0.26)]  # fmt: skip
    mouth = curve([(0.93, -0.09), (0.78, -0.08), (0.6, -0.11), (0.68, -0.155), (0.82, -0.15)])
    teeth = np.array([(0.9, -0.092), (0.86, -0.125), (0.82, -0.09), (0.77, -0.125), (0.73, -0.092), (0.69, -0.125),
        (0.65, -0.1), (0.78, -0.08)], np.float32)  # fmt: skip
    return Swimmer(
        (
            Piece(tail, dark, "tail"), Piece(top, dark), Piece(small, dark), Piece(low, dark), Piece(body, main),
            Piece(belly, (236, 240, 242)), Piece(mouth, (120, 44, 58), "jaw"), Piece(teeth, _WHITE), *gills,
            Piece(ellipse(0.72, 0.07, 0.055, 0.06, 14), _WHITE), Piece(ellipse(0.735, 0.065, 0.036, 0.042, 12),
                _DARK, "eye"),
            Piece(fin, dark, "fin"),
        ), (-0.76, 0.0), (0.3, -0.14), (0.64, -0.1), 0.06, 1.1, 0.9,
    )  # fmt: skip


@lru_cache(maxsize=64)
def _whale(colour: Colour | None, variant: int) -> Swimmer:
    main = colour or ((70, 118, 178), (82, 104, 140), (60, 132, 168))[variant]
    dark = shade(main, 0.8)
    pale = (214, 230, 242)
    body = curve([(0.86, 0.02), (0.78, 0.28), (0.5, 0.42), (0.14, 0.42), (-0.26, 0.26), (-0.56, 0.1), (-0.72, 0.1),
        (-0.7, 0.0), (-0.44, -0.22), (-0.04, -0.4), (0.44, -0.43), (0.76, -0.26)], 3)  # fmt: skip
    belly = curve([(0.84, -0.1), (0.7, -0.31), (0.44, -0.43), (-0.04, -0.4), (-0.4, -0.24), (-0.06, -0.2),
        (0.4, -0.12)])  # fmt: skip
    tail = curve([(-0.6, 0.1), (-0.64, 0.26), (-0.56, 0.46), (-0.68, 0.46), (-0.76, 0.26), (-0.9, 0.42),
        (-0.94, 0.3), (-0.84, 0.12), (-0.7, 0.0)])  # fmt: skip
    fin = curve([(0.12, 0.06), (0.06, -0.12), (-0.08, -0.26), (-0.2, -0.31), (-0.2, -0.18), (-0.1, 0.02)])
    back = curve([(-0.06, 0.34), (-0.2, 0.44), (-0.28, 0.4), (-0.26, 0.22)])
    grooves = [
        Piece(
            curve([(0.72 - d, -0.2 - y), (0.44 - d, -0.205 - y), (0.12 - d, -0.25 - y), (0.44 - d, -0.225 - y)]),
            (176, 200, 222),
        )
        for d, y in ((0, 0.0), (0.05, 0.07), (0.1, 0.14))
    ]
    mouth = curve([(0.83, -0.05), (0.6, -0.06), (0.44, -0.0), (0.6, -0.1), (0.8, -0.09)])
    return Swimmer(
        (
            Piece(tail, dark, "tail"), Piece(back, dark), Piece(body, main), Piece(belly, pale), *grooves,
            Piece(mouth, (58, 66, 104), "jaw"), Piece(ellipse(0.5, 0.1, 0.062, 0.068, 14), _WHITE),
            Piece(ellipse(0.515, 0.095, 0.042, 0.05, 12), _DARK, "eye"), Piece(fin, dark, "fin"),
        ), (-0.62, 0.08), (0.2, -0.16), (0.46, -0.03), 0.07, 0.95, 1.3, True, 0.05,
    )  # fmt: skip


_SHAPES = {"fish": _fish, "shark": _shark, "whale": _whale}


def _bent(points_NP2: Array, kind: Swimmer, p: Array, strength: Num) -> Array:
    """Bend an outline by the swimming wave: none at the head, most at the tail."""
    x = points_NP2[..., 0]
    along = np.clip((0.5 * kind.length - x) / (1.5 * kind.length), 0, 1)
    wave = np.sin(p[:, None] - 2.2 * along) * along**1.5 * kind.bend * np.reshape(strength, (-1, 1))
    return np.stack([np.broadcast_to(x, wave.shape), points_NP2[..., 1] + wave], -1).astype(np.float32)


def swimmer(name: str, appearance: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A fish, shark or whale over a clip, back to front; an unknown verb is swimming."""
    kind = _SHAPES[name](appearance.colour, appearance.variant % 3)
    p = np.asarray(phase_N, np.float32)
    s = np.sin(p)
    swims = verb not in ("eat", "look around")
    strength = 1.0 if swims else 0.45
    gape = np.asarray(0.5 - 0.5 * np.cos(2 * p) if verb == "eat" else 0 * p, np.float32)
    gaze = np.asarray(np.clip(1.4 * s, -1, 1) if verb == "look around" else 0 * p, np.float32)
    pitch = np.asarray(0.16 * s if verb == "look around" else 0.05 * np.sin(p + 2.6) - 0.06 * gape, np.float32)
    middle = np.stack([kind.middle + 0.04 * gape, 0.5 + 0.02 * np.sin(p + 1)], -1)
    parts = []
    for piece in kind.pieces:
        points = piece.points_P2[None]
        if piece.role == "tail":
            wag = np.cos(p - 0.9) * (1 if swims else 0.6)
            points = scaled(
                points, np.array(kind.tail, np.float32), 1 if kind.fluke else 0.8 + 0.24 * wag, 1 + 0.06 * wag
            )
            if kind.fluke:
                points = put(points[0] - np.array(kind.tail, np.float32), 0.32 * wag, kind.tail)
        elif piece.role == "fin":
            points = put(piece.points_P2, 0.35 * np.sin(p + 0.5) + 0.1, kind.fin)
        elif piece.role == "eye":
            roam = np.stack([0.03 * gaze - 0.01 * np.abs(gaze), 0.015 * gaze], -1)[:, None]
            points = np.asarray(points + roam * (1 if name == "fish" else 0.5), np.float32)
        elif piece.role == "jaw":
            points = scaled(points, np.array(kind.jaw, np.float32), 1.0, 1 + kind.gape * 2.2 * gape)
        elif piece.role == "mouth":
            points = scaled(points, piece.points_P2.mean(0), 0.3 + 0.9 * gape, 0.15 + 1.25 * gape)
        points = _bent(points.astype(np.float32), kind, p, strength)
        parts.append(Part(put(points, pitch, middle.astype(np.float32)), piece.colour))
    return parts


@lru_cache(maxsize=64)
def _wing_shapes() -> tuple[tuple[Array, float], ...]:
    """Wings of one side about the body's axis, with how bright each is (1 = the main colour)."""
    upper = curve([(0.02, 0.0), (0.1, 0.24), (0.34, 0.44), (0.54, 0.42), (0.56, 0.2), (0.4, 0.0), (0.16, -0.06)])
    lower = curve([(0.02, -0.02), (0.24, -0.04), (0.42, -0.14), (0.42, -0.34), (0.24, -0.44), (0.1, -0.26)])
    return (
        (lower, 0.82), (ellipse(0.27, -0.25, 0.085, 0.09, 12), 1.5), (upper, 1.0),
            (ellipse(0.38, 0.25, 0.1, 0.11, 12), 1.55),
    )  # fmt: skip


def butterfly(appearance: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A butterfly seen from above and behind, its body tilted forward; wings close and open."""
    main = appearance.colour or ((240, 140, 58), (96, 150, 226), (226, 110, 170))[appearance.variant % 3]
    p = np.asarray(phase_N, np.float32)
    flies = verb == "fly"
    opened = 0.64 + 0.36 * np.cos(p) if flies else 0.82 + 0.16 * np.cos(p)
    at = np.stack([0.02 * np.sin(p), 0.5 + (0.07 * np.sin(p) if flies else 0.01 * np.sin(p))], -1).astype(np.float32)
    tilt = np.asarray(-0.32 + (0.07 * np.cos(p) if flies else 0.02 * np.sin(p)), np.float32)
    axis = np.zeros(2, np.float32)
    parts = []
    for side, dim, width in ((1, 0.86, 0.86), (-1, 1.0, 1.0)):
        for points, bright in _wing_shapes():
            # The tips rise as the wings close.
            folded = scaled(points[None], axis, side * width * opened, 1 + 0.12 * (1 - opened))
            colour = shade(main, bright) if bright > 1 else shade(main, bright * dim)
            parts.append(Part(put(folded, tilt, at), colour))
    body = curve([(0, 0.2), (0.05, 0.1), (0.045, -0.1), (0, -0.3), (-0.045, -0.1), (-0.05, 0.1)])
    brown = (74, 54, 62)
    flick = 0.08 * bump(p, 2.0, 1.2)
    for side in (1, -1):
        feeler = curve([(0, 0.2), (side * 0.06, 0.34), (side * 0.15, 0.44), (side * 0.18, 0.42),
            (side * 0.09, 0.32), (side * 0.03, 0.2)])  # fmt: skip
        parts.append(Part(put(feeler, tilt + side * flick, at), brown))
    parts.append(Part(put(body, tilt, at), brown))
    parts.append(Part(put(ellipse(0, 0.23, 0.068, 0.068, 12), tilt, at), brown))
    for x in (-0.028, 0.034):
        parts.append(Part(put(ellipse(x, 0.25, 0.02, 0.024, 8), tilt, at), _WHITE))
    return parts
