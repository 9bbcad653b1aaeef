"""Hats, helmets, crowns, glasses and bows, in head radii (see ``_people_face``), back to front."""

from __future__ import annotations

import numpy as np

from onetake.types import Array
from onetake.world.cast._figure import box, curve, ring
from onetake.world.cast._people_face import DARK, HeadPart, head_part
from onetake.world.shapes import Colour, ellipse, shade

GOLD: Colour = (244, 196, 66)
_RED: Colour = (214, 56, 54)
_WHITE: Colour = (250, 250, 250)
_STEEL: Colour = (178, 188, 202)


def _pierced(outer_P2: Array, inner_P2: Array) -> Array:
    """An outline with a hole, as one polygon (its seam lies within its own colour)."""
    start = int(np.argmax(outer_P2[:, 0]))
    outer = np.roll(outer_P2, -start, 0)
    inner = np.roll(inner_P2, -int(np.argmax(inner_P2[:, 0])), 0)
    return np.concatenate([outer, outer[:1], inner[:1], inner[::-1]]).astype(np.float32)


def cap(colour: Colour) -> list[HeadPart]:
    dome = [(1.0, 0.36), (0.0, 0.42), (-1.04, 0.3), (-0.98, 0.72), (-0.55, 1.1), (0.1, 1.2), (0.7, 1.0)]
    brim = [(0.1, 0.5), (0.9, 0.6), (1.55, 0.42), (1.5, 0.28), (0.9, 0.34), (0.1, 0.36)]
    return [head_part(curve(dome), colour), head_part(curve(brim), shade(colour, 0.75))]


def hat(colour: Colour = (62, 96, 168), band: Colour = (246, 206, 92), wide: float = 1.0) -> list[HeadPart]:
    """A felt hat with a brim all round; ``wide`` 1.25 makes the straw hat of a farmer."""
    brim = [(1.5 * wide, 0.3), (1.2 * wide, 0.52), (0.0, 0.62), (-1.2 * wide, 0.56), (-1.5 * wide, 0.38),
        (-1.1 * wide, 0.26), (0, 0.3), (1.1 * wide, 0.2)]  # fmt: skip
    dome = [(0.95, 0.5), (0.86, 1.1), (0.6, 1.44), (0.1, 1.36), (-0.4, 1.46), (-0.84, 1.1), (-0.98, 0.52)]
    ribbon = [(0.98, 0.46), (0.93, 0.74), (0.0, 0.8), (-0.95, 0.76), (-1.0, 0.48), (0.0, 0.54)]
    return [head_part(curve(dome), colour), head_part(curve(ribbon, 1), band),
            head_part(curve(brim), shade(colour, 0.86))]  # fmt: skip


def crown(jewel: Colour = _RED, high: float = 1.0, wide: float = 1.0) -> list[HeadPart]:
    """Five golden points with balls on them."""
    y, h, w = 0.58, 0.62 * high, 0.86 * wide
    points = [(-w, y), (-w * 1.16, y + h), (-w * 0.58, y + 0.5 * h), (-w * 0.42, y + 1.12 * h), (0, y + 0.52 * h),
        (w * 0.3, y + 1.2 * h), (w * 0.52, y + 0.52 * h), (w * 0.94, y + 1.08 * h), (w * 0.98, y + 0.46 * h),
        (w * 1.16, y + 0.9 * h), (w, y), (0, y - 0.1)]  # fmt: skip
    return [
        head_part(np.array(points, np.float32), GOLD),
        head_part(ellipse(0.3 * w, y + 0.22 * h, 0.15, 0.16, 10), jewel),
        head_part(ellipse(-0.42 * w, y + 0.22 * h, 0.12, 0.14, 10), (74, 134, 214)),
    ]


def tiara() -> list[HeadPart]:
    points = [
        (-0.5, 0.82),
        (-0.42, 1.1),
        (-0.1, 1.0),
        (0.2, 1.42),
        (0.46, 0.98),
        (0.84, 1.04),
        (0.86, 0.62),
        (0.2, 0.78),
    ]
    return [
        head_part(np.array(points, np.float32), GOLD),
        head_part(ellipse(0.24, 1.04, 0.12, 0.15, 8), (240, 110, 160)),
    ]


def toque() -> list[HeadPart]:
    """A cook's hat: a band and a high soft cloud."""
    puff = [(0.84, 0.9), (1.22, 1.2), (1.3, 1.7), (0.86, 2.02), (0.42, 1.98), (0.05, 2.22), (-0.42, 2.02),
        (-0.9, 2.08), (-1.28, 1.72), (-1.22, 1.22), (-0.86, 0.9)]  # fmt: skip
    band = [(0.96, 0.38), (0.92, 1.0), (0.0, 1.06), (-0.94, 1.0), (-1.02, 0.36), (0.0, 0.46)]
    return [head_part(curve(puff), (240, 242, 248)), head_part(curve(band, 1), _WHITE)]


def nurse_cap() -> list[HeadPart]:
    white = [(0.86, 0.72), (0.8, 1.3), (0.1, 1.42), (-0.62, 1.32), (-0.78, 0.74), (0.05, 0.86)]
    return [
        head_part(curve(white, 1), _WHITE),
        head_part(box(0.1, 1.1, 0.08, 0.2, 0.01), _RED), head_part(box(0.1, 1.1, 0.2, 0.08, 0.01), _RED),
    ]  # fmt: skip


def head_mirror() -> list[HeadPart]:
    """A physician's, on a band about the brow."""
    band = [(1.02, 0.52), (0.98, 0.7), (0.0, 0.78), (-1.06, 0.66), (-1.08, 0.46), (0.0, 0.58)]
    return [
        head_part(curve(band, 1), (70, 74, 88)), head_part(ellipse(0.5, 0.72, 0.34, 0.36, 12), (196, 208, 222)),
        head_part(ellipse(0.53, 0.75, 0.2, 0.22, 10), (240, 246, 252)),
    ]  # fmt: skip


def fire_helmet() -> list[HeadPart]:
    red = (212, 46, 40)
    dome = [(0.98, 0.4), (0.9, 0.98), (0.4, 1.38), (-0.2, 1.4), (-0.8, 1.08), (-1.04, 0.42)]
    brim = [(1.36, 0.34), (1.2, 0.5), (0.0, 0.6), (-1.05, 0.46), (-1.72, 0.0), (-1.8, -0.22), (-1.4, -0.12),
        (-0.9, 0.26), (0.0, 0.36)]  # fmt: skip
    shield = [(0.24, 0.56), (0.16, 1.06), (0.46, 1.26), (0.78, 1.02), (0.72, 0.54), (0.48, 0.44)]
    return [head_part(curve(dome), red), head_part(curve(brim), shade(red, 0.8)),
            head_part(curve(shield, 1), (252, 212, 74))]  # fmt: skip


def police_cap() -> list[HeadPart]:
    navy = (38, 52, 96)
    top = [(0.9, 0.66), (1.3, 1.12), (0.7, 1.34), (-0.2, 1.3), (-1.24, 1.12), (-1.0, 0.66)]
    band = [(1.0, 0.4), (0.98, 0.72), (0.0, 0.8), (-1.04, 0.7), (-1.06, 0.36), (0.0, 0.46)]
    brim = [(0.2, 0.46), (1.0, 0.52), (1.5, 0.3), (1.44, 0.18), (0.9, 0.28), (0.2, 0.34)]
    return [
        head_part(curve(top), navy), head_part(curve(band, 1), (238, 240, 246)), head_part(curve(brim), DARK),
        head_part(ellipse(0.5, 0.98, 0.2, 0.22, 10), GOLD),
    ]  # fmt: skip


def hard_hat() -> list[HeadPart]:
    yellow = (252, 200, 40)
    dome = [(1.0, 0.42), (0.92, 0.94), (0.45, 1.28), (-0.15, 1.32), (-0.8, 1.04), (-1.06, 0.42), (0, 0.5)]
    brim = [(0.1, 0.54), (1.0, 0.58), (1.46, 0.42), (1.4, 0.3), (0.2, 0.38), (-1.1, 0.32), (-1.14, 0.46)]
    ridge = [(0.42, 1.3), (0.3, 1.34), (-0.1, 1.36), (-0.16, 1.3), (0.0, 0.62), (0.3, 0.62)]
    return [head_part(curve(dome), yellow), head_part(curve(ridge, 1), shade(yellow, 1.45)),
            head_part(curve(brim), shade(yellow, 0.84))]  # fmt: skip


def space_helmet() -> tuple[list[HeadPart], list[HeadPart]]:
    """What is behind the face, and the shell with its window before it."""
    shell = _pierced(ellipse(-0.04, 0.02, 1.36, 1.32, 20), ellipse(0.26, -0.04, 0.86, 0.76, 16))
    rim = ring(0, 0, 0.9, 0.12, 16) * np.array([1, 0.88]) + np.array([0.26, -0.04])
    glint = [(-0.42, 0.3), (-0.2, 0.58), (0.14, 0.68), (0.1, 0.58), (-0.16, 0.46), (-0.32, 0.2)]
    back = [head_part(ellipse(0.2, -0.02, 1.0, 0.9, 16), (120, 176, 224))]
    return back, [
        head_part(shell, (244, 246, 250)), head_part(rim.astype(np.float32), (224, 140, 52)),
        head_part(curve(glint, 1), (255, 255, 255)), head_part(ellipse(-1.14, -0.1, 0.22, 0.3, 10), (170, 180, 196)),
    ]  # fmt: skip


def knight_helm(plume: Colour) -> list[HeadPart]:
    """A closed helm: steel, a dark slit with two bright eyes, a plume."""
    shell = [(1.02, 0.1), (0.9, 0.72), (0.4, 1.08), (-0.3, 1.12), (-0.86, 0.76), (-1.06, 0.0), (-0.96, -0.8),
        (-0.5, -1.12),
        (0.5, -1.1), (0.98, -0.66)]  # fmt: skip
    feather = [(0.3, 1.0), (0.1, 1.46), (-0.5, 1.6), (-1.2, 1.44), (-1.72, 0.8), (-1.84, 0.0), (-1.4, 0.36),
        (-1.0, 0.84), (-0.4, 1.0)]  # fmt: skip
    slit = [(1.06, 0.26), (0.4, 0.3), (-0.14, 0.26), (-0.16, -0.14), (0.4, -0.18), (1.04, -0.14)]
    jaw = [(1.12, -0.2), (0.5, -0.24), (-0.3, -0.2), (-0.34, -0.5), (0.1, -1.0), (0.7, -0.98), (1.04, -0.66)]
    return [
        head_part(curve(feather), plume, "hair"), head_part(curve(shell), _STEEL),
        head_part(curve(jaw, 1), shade(_STEEL, 1.35)), head_part(curve(slit, 1), (40, 44, 58)),
        head_part(ellipse(0.2, 0.06, 0.12, 0.15, 10), _WHITE, "eye"),
        head_part(ellipse(0.7, 0.06, 0.11, 0.15, 10), _WHITE, "eye"),
    ]  # fmt: skip


def _star(x: float, y: float, r: float) -> Array:
    a = np.arange(10) * np.pi / 5 + np.pi / 2
    size = np.where(np.arange(10) % 2 == 0, r, 0.45 * r)
    return np.stack([x + size * np.cos(a), y + size * np.sin(a)], -1).astype(np.float32)


def wizard_hat(colour: Colour) -> list[HeadPart]:
    cone = [(1.0, 0.42), (0.66, 1.1), (0.26, 1.9), (-0.3, 2.52), (-0.5, 2.5), (-0.5, 2.0), (-0.78, 1.2), (-1.02, 0.42)]
    brim = [(1.52, 0.24), (1.0, 0.52), (0, 0.62), (-1.1, 0.54), (-1.6, 0.26), (-0.9, 0.26), (0, 0.32), (0.9, 0.24)]
    return [
        head_part(curve(cone), colour), head_part(_star(0.02, 1.24, 0.42), (255, 222, 90)),
        head_part(curve(brim), shade(colour, 0.78)),
    ]  # fmt: skip


def witch_hat(colour: Colour, band: Colour) -> list[HeadPart]:
    """Black, pointed, its tip bent back, on a very wide brim."""
    cone = [(0.9, 0.5), (0.62, 1.06), (0.42, 1.7), (-0.1, 2.2), (-0.9, 2.42), (-1.0, 2.3), (-0.52, 1.9), (-0.64, 1.2),
        (-0.92, 0.5)]  # fmt: skip
    brim = [(1.96, 0.2), (1.3, 0.5), (0, 0.6), (-1.3, 0.54), (-2.02, 0.3), (-1.3, 0.26), (0, 0.3), (1.2, 0.2)]
    ribbon = [(0.9, 0.5), (0.76, 0.84), (0.0, 0.92), (-0.8, 0.86), (-0.94, 0.5), (0, 0.56)]
    return [
        head_part(curve(cone), colour), head_part(curve(ribbon, 1), band),
        head_part(box(0.32, 0.72, 0.18, 0.16, 0.02), GOLD), head_part(curve(brim), shade(colour, 0.86)),
    ]  # fmt: skip


def pirate_hat() -> list[HeadPart]:
    black = (44, 42, 54)
    cocked = [(1.5, 0.36), (1.34, 0.8), (0.9, 1.14), (0.3, 1.46), (-0.3, 1.44), (-0.9, 1.1), (-1.5, 0.86), (-1.66, 0.4),
        (-1.0, 0.32), (0, 0.5), (0.9, 0.34)]  # fmt: skip
    trim = [(1.5, 0.36), (0.9, 0.34), (0, 0.5), (-1.0, 0.32), (-1.66, 0.4), (-1.6, 0.52), (-0.95, 0.46), (0, 0.63),
        (0.9, 0.48), (1.48, 0.5)]  # fmt: skip
    return [
        head_part(curve(cocked), black), head_part(curve(trim, 1), GOLD),
        head_part(ellipse(0.12, 1.02, 0.26, 0.24, 12), _WHITE), head_part(box(0.12, 0.78, 0.14, 0.08, 0.02), _WHITE),
    ]  # fmt: skip


def eye_patch() -> list[HeadPart]:
    strap = [(1.0, 0.34), (0.98, 0.44), (0.3, 0.3), (-0.9, 0.28), (-0.9, 0.16), (0.3, 0.14)]
    return [head_part(curve(strap, 1), DARK), head_part(ellipse(0.18, 0.04, 0.27, 0.28, 12), DARK)]


def clown_hat(colour: Colour) -> list[HeadPart]:
    cone = [(0.6, 0.78), (0.06, 1.58), (-0.46, 0.84), (0.05, 0.72)]
    return [
        head_part(np.array(cone, np.float32), colour),
        head_part(ellipse(0.06, 1.56, 0.17, 0.17, 10), (255, 224, 90)),
    ]


_FRAME: Colour = (54, 44, 62)


def glasses(sun: bool = False) -> list[HeadPart]:
    """Frames, or one dark pair."""
    if not sun:
        bar = np.array([(-0.2, 0.0), (-0.66, 0.08), (-0.66, 0.17), (-0.2, 0.1)], np.float32)
        return [
            head_part(ring(0.14, 0.02, 0.37, 0.09), _FRAME), head_part(ring(0.78, 0.02, 0.32, 0.09), _FRAME),
            head_part(bar, _FRAME),
        ]  # fmt: skip
    shades = [(-0.16, 0.26), (0.3, 0.2), (0.45, 0.2), (1.0, 0.26), (0.96, -0.1), (0.72, -0.2), (0.5, 0.02),
        (0.38, 0.02), (0.24, -0.2), (-0.06, -0.18)]  # fmt: skip
    return [head_part(curve(shades), (30, 26, 36))]


def glasses_with_lenses() -> tuple[list[HeadPart], list[HeadPart]]:
    """Pale glass, which goes below the eyes, and the frames above them."""
    glass = (232, 244, 250)
    lenses = [
        head_part(ellipse(0.14, 0.02, 0.34, 0.34, 12), glass),
        head_part(ellipse(0.78, 0.02, 0.29, 0.29, 12), glass),
    ]
    return lenses, glasses()


def bow(colour: Colour) -> list[HeadPart]:
    """A ribbon's bow on the top of the head."""
    left = [(-0.2, 0.98), (-0.62, 1.34), (-0.86, 1.2), (-0.84, 0.82), (-0.6, 0.72)]
    right = [(-0.16, 0.98), (0.26, 1.36), (0.52, 1.24), (0.5, 0.86), (0.26, 0.74)]
    return [head_part(curve(left), colour), head_part(curve(right), colour),
            head_part(ellipse(-0.18, 0.98, 0.15, 0.16, 8), shade(colour, 0.78))]  # fmt: skip
