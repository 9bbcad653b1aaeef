"""Fish, shark, whale, dolphin and butterfly, about the middle of their box (0, 0.5), facing +x.

A swimmer is a set of outlines in rest position that one wave bends: the bend grows towards the tail, and the
tail fin also swings towards and away from the viewer, which shortens it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from onetake.types import Array
from onetake.world.cast._creature_kit import Whole, whole
from onetake.world.cast._figure import Num, bump, curve, put, scaled
from onetake.world.shapes import Appearance, Colour, Part, ellipse, shade

_DARK: Colour = (36, 36, 48)
_WHITE: Colour = (250, 250, 246)


@dataclass(frozen=True, slots=True)
class Piece:
    """An outline of a swimmer about its middle; ``role``: body, tail, fin, white (of the eye), eye, jaw, mouth (seen
    when open)."""

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
            Piece(ellipse(0.4, 0.08, 0.115, 0.115, 16), _WHITE, "white"), Piece(ellipse(0.43, 0.08, 0.066, 0.072, 12),
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
            Piece(ellipse(0.72, 0.07, 0.055, 0.06, 14), _WHITE, "white"), Piece(ellipse(0.735, 0.065, 0.036, 0.042, 12),
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
            Piece(mouth, (58, 66, 104), "jaw"), Piece(ellipse(0.5, 0.1, 0.062, 0.068, 14), _WHITE, "white"),
            Piece(ellipse(0.515, 0.095, 0.042, 0.05, 12), _DARK, "eye"), Piece(fin, dark, "fin"),
        ), (-0.62, 0.08), (0.2, -0.16), (0.46, -0.03), 0.07, 0.95, 1.3, True, 0.05,
    )  # fmt: skip


@lru_cache(maxsize=64)
def _dolphin(colour: Colour | None, variant: int) -> Swimmer:
    main = colour or ((104, 146, 186), (122, 150, 176), (92, 152, 196))[variant]
    dark = shade(main, 0.8)
    body = curve([(0.96, -0.06), (0.84, 0.0), (0.72, 0.14), (0.5, 0.26), (0.1, 0.32), (-0.3, 0.2), (-0.62, 0.06),
        (-0.78, 0.04), (-0.78, -0.04), (-0.5, -0.1), (-0.1, -0.24), (0.34, -0.3), (0.66, -0.22), (0.9, -0.14)],
        3)  # fmt: skip
    belly = curve([(0.93, -0.1), (0.66, -0.22), (0.34, -0.3), (-0.1, -0.24), (-0.46, -0.11), (-0.1, -0.1),
        (0.36, -0.08), (0.7, -0.08)])  # fmt: skip
    tail = curve([(-0.7, 0.05), (-0.76, 0.2), (-0.7, 0.38), (-0.86, 0.3), (-0.9, 0.12), (-1.0, -0.02), (-0.96, -0.16),
        (-0.8, -0.06)])  # fmt: skip
    back = curve([(0.16, 0.26), (0.06, 0.36), (-0.12, 0.5), (-0.16, 0.46), (-0.1, 0.34), (-0.12, 0.22)])
    fin = curve([(0.12, 0.06), (0.06, -0.1), (-0.08, -0.26), (-0.2, -0.3), (-0.18, -0.16), (-0.1, 0.02)])
    mouth = curve([(0.95, -0.07), (0.76, -0.06), (0.6, -0.02), (0.74, -0.1), (0.92, -0.1)])
    return Swimmer(
        (
            Piece(tail, dark, "tail"), Piece(back, dark), Piece(body, main), Piece(belly, (236, 242, 246)),
            Piece(mouth, (58, 74, 104), "jaw"), Piece(ellipse(0.56, 0.06, 0.062, 0.066, 14), _WHITE, "white"),
            Piece(ellipse(0.575, 0.055, 0.044, 0.052, 12), _DARK, "eye"), Piece(fin, dark, "fin"),
        ), (-0.72, 0.03), (0.3, -0.14), (0.62, -0.04), 0.08, 1.0, 1.3, True, 0.02,
    )  # fmt: skip


_SHAPES = {"fish": _fish, "shark": _shark, "whale": _whale, "dolphin": _dolphin}


def _bent(points_NP2: Array, kind: Swimmer, p: Array, strength: Num) -> Array:
    """Bend an outline by the swimming wave: none at the head, most at the tail."""
    x = points_NP2[..., 0]
    along = np.clip((0.5 * kind.length - x) / (1.5 * kind.length), 0, 1)
    wave = np.sin(p[:, None] - 2.2 * along) * along**1.5 * kind.bend * np.reshape(strength, (-1, 1))
    return np.stack([np.broadcast_to(x, wave.shape), points_NP2[..., 1] + wave], -1).astype(np.float32)


def _role(kind: Swimmer, piece: Piece, p: Array, move: Whole, small: float) -> Array:
    """An outline as its part of the body moves, before the whole bends: (N, P, 2)."""
    points = piece.points_P2[None]
    if piece.role == "tail":
        wag = np.cos(p - 0.9) * (1 if move.busy > 0.6 else 0.6)
        root = np.array(kind.tail, np.float32)
        points = scaled(points, root, 1 if kind.fluke else 0.8 + 0.24 * wag, 1 + 0.06 * wag)
        if kind.fluke:
            points = put(points[0] - root, 0.32 * wag, kind.tail)
    elif piece.role == "fin":
        points = put(piece.points_P2, 0.35 * np.sin(p + 0.5) + 0.1, kind.fin)
    elif piece.role in ("eye", "white"):
        points = scaled(points, piece.points_P2.mean(0), 1.0, move.eyes)
        if piece.role == "eye":
            gaze = np.atleast_1d(np.asarray(move.gaze, np.float32))
            roam = np.stack([0.03 * gaze - 0.01 * np.abs(gaze), 0.015 * gaze], -1)[:, None]
            points = np.asarray(points + roam * small, np.float32)
    elif piece.role == "jaw":
        points = scaled(points, np.array(kind.jaw, np.float32), 1.0, 1 + kind.gape * 2.2 * np.asarray(move.gape))
    elif piece.role == "mouth":
        gape = np.asarray(move.gape)
        points = scaled(points, piece.points_P2.mean(0), 0.3 + 0.9 * gape, 0.15 + 1.25 * gape)
    return points.astype(np.float32)


def _posture(name: str, verb: str, p: Array) -> Whole:
    """How a swimmer as a whole moves; a verb that isn't known is swimming."""
    s = np.sin(p)
    if verb == "look around":
        return Whole(0.16 * s, 0.0, 0.02 * np.sin(p + 1), 0.45, gaze=np.clip(1.4 * s, -1, 1))
    if verb == "eat":
        gape = 0.5 - 0.5 * np.cos(2 * p)
        return Whole(0.05 * np.sin(p + 2.6) - 0.06 * gape, 0.04 * gape, 0.02 * np.sin(p + 1), 0.45, gape)
    if verb in ("chase", "play", "spin", "jump", "hide", "sleep"):
        return whole(verb, p, long=name != "fish")
    return Whole(0.05 * np.sin(p + 2.6), 0.0, 0.02 * np.sin(p + 1))


def swimmer(name: str, appearance: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A fish, shark, whale or dolphin over a clip, back to front; an unknown verb is swimming."""
    kind = _SHAPES[name](appearance.colour, appearance.variant % 3)
    p = np.asarray(phase_N, np.float32)
    move = _posture(name, verb, p)
    frames = len(p)
    x = np.broadcast_to(kind.middle + np.asarray(move.x, np.float32), (frames,))
    y = np.broadcast_to(0.5 + np.asarray(move.y, np.float32), (frames,))
    middle = np.stack([x, y], -1).astype(np.float32)
    parts = []
    for piece in kind.pieces:
        points = _role(kind, piece, p, move, 1 if name == "fish" else 0.5)
        points = _bent(points, kind, p, move.busy)
        if np.ndim(move.roll):
            points = scaled(points, np.zeros(2, np.float32), 1.0, move.roll)
        parts.append(Part(put(points, move.angle, middle), piece.colour))
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
    flies = verb in ("fly", "enter", "leave", "chase", "follow", "dance")
    opened = 0.64 + 0.36 * np.cos(p) if flies else 0.82 + 0.16 * np.cos(p)
    if verb == "sleep":
        opened = 0.3 + 0.06 * np.cos(p)
    at = np.stack([0.02 * np.sin(p), 0.5 + (0.07 * np.sin(p) if flies else 0.01 * np.sin(p))], -1).astype(np.float32)
    tilt = np.asarray(-0.32 + (0.07 * np.cos(p) if flies else 0.02 * np.sin(p)), np.float32)
    if verb == "dance":
        tilt = np.asarray(tilt + 0.45 * np.sin(p), np.float32)
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
