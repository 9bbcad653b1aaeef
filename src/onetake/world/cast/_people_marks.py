"""Outlines on clothes, about the hip in the wearer's own height: belts, stripes, collars, aprons, badges."""

from __future__ import annotations

import numpy as np

from onetake.world.cast._figure import box, curve
from onetake.world.cast._people_body import Build, Mark
from onetake.world.shapes import Colour, ellipse

Corner = tuple[float, float]


def flat(colour: Colour, *corners: Corner) -> Mark:
    """Straight from corner to corner."""
    return Mark(curve(corners, 1), colour)


def smooth(colour: Colour, *corners: Corner, behind: bool = False) -> Mark:
    """Rounded through its corners."""
    return Mark(curve(corners), colour, behind)


def slab(colour: Colour, x: float, y: float, half_width: float, half_height: float, corner: float = 0.004) -> Mark:
    return Mark(box(x, y, half_width, half_height, corner), colour)


def dot(colour: Colour, x: float, y: float, r: float) -> Mark:
    return Mark(ellipse(x, y, r, r, 10), colour)


def cross(colour: Colour, x: float, y: float, r: float, thick: float = 0.36) -> tuple[Mark, Mark]:
    return slab(colour, x, y, r, r * thick), slab(colour, x, y, r * thick, r)


def band(b: Build, colour: Colour, y: float, high: float, wide: float = 1.0) -> Mark:
    """A stripe or belt about the trunk at height ``y`` above the hip."""
    waist = max(b.hip + b.limb * 0.85, b.shoulder * 0.95)
    widths = [waist, b.shoulder + 0.022, b.shoulder * 0.8]
    half = float(np.interp(y / b.torso, [0, 0.72, 0.97], widths)) * wide
    return flat(colour, (-half, y), (half, y), (half, y + high), (-half, y + high))


def collar(b: Build, colour: Colour, drop: float = 0.1) -> Mark:
    """Over both shoulders, as ermine lies."""
    t, s = b.torso, b.shoulder + 0.03
    return smooth(
        colour, (-s, t - drop), (-s * 0.8, t - 0.01), (0, t + 0.03), (s * 0.8, t - 0.01), (s, t - drop),
        (0.02, t - drop * 1.35),
    )  # fmt: skip


def front(b: Build, colour: Colour, wide: float, low: float, high: float) -> Mark:
    """A panel down the front: an apron, a bib, the inside of a coat. ``low``, ``high`` in heights of the torso."""
    w, x = wide * b.shoulder, 0.2 * b.shoulder
    y0, y1 = low * b.torso, high * b.torso
    return flat(colour, (x - w, y0), (x + w * 1.05, y0), (x + w * 0.85, y1), (x - w * 0.8, y1))


def badge(colour: Colour, x: float, y: float, r: float) -> Mark:
    """A little shield."""
    return flat(
        colour, (x - r, y + r), (x, y + 0.8 * r), (x + r, y + r), (x + 0.9 * r, y - 0.3 * r), (x, y - 1.2 * r),
        (x - 0.9 * r, y - 0.3 * r),
    )  # fmt: skip


def stethoscope(b: Build, colour: Colour) -> tuple[Mark, ...]:
    """About the neck and down to its disc."""
    t, w = b.torso, 0.02
    down = [(-0.06, t + 0.01), (-0.05, t * 0.78), (0.0, t * 0.6)]
    stem = [(0.02, t * 0.6), (0.06, t * 0.3), (0.08, t * 0.3), (0.045, t * 0.6)]
    up = [(0.06, t * 0.6), (0.09, t * 0.8), (0.085, t + 0.01)]
    inner = [(0.085 - w, t + 0.01), (0.09 - w, t * 0.8), (0.054, t * 0.6 + w), (0.01, t * 0.6 + w),
        (-0.05 + w, t * 0.8), (-0.06 + w, t + 0.01)]  # fmt: skip
    return (
        flat(colour, *down, *stem, *up, *inner),
        dot(colour, 0.07, t * 0.32, 0.028),
        dot((206, 214, 224), 0.07, t * 0.32, 0.016),
    )
