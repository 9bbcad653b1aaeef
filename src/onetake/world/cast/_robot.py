"""What is special about the robot: a box for a head, an antenna, glowing eyes."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from onetake.types import Array
from onetake.world.cast import _people_hats as hats
from onetake.world.cast._figure import box
from onetake.world.cast._people_body import Build, Style
from onetake.world.cast._people_clothes import worn
from onetake.world.cast._people_face import HeadPart, head_part
from onetake.world.shapes import Appearance, Colour, ellipse, shade

ROBOT_BUILD = Build(0.125, 0.115, 0.045, 0.27, 0.16, 0.125, 0.115, 0.165, 0.085, 0.05, crown=1.72)
PANEL: Array = ellipse(0.05, 0.14, 0.055, 0.055, 12)
"""A lamp on the chest, about the hip."""
_METAL: Colour = (176, 186, 198)
_GLOW: tuple[Colour, ...] = ((120, 240, 250), (255, 220, 110), (150, 250, 150))


def _top(appearance: Appearance) -> Colour:
    return appearance.colour or (88, 150, 190)


def robot_style(appearance: Appearance) -> Style:
    """A painted trunk, and limbs of metal."""
    top = _top(appearance)
    marks = worn(ROBOT_BUILD, top, appearance.traits)
    return Style(shade(top, 1.0), (120, 128, 142), _METAL, _METAL, shade(top, 0.78), True, boxy=True, marks=marks)


def robot_head(appearance: Appearance) -> tuple[HeadPart, ...]:
    """The robot's head, back to front; the variant chooses the light of its eyes."""
    bare = _head(_top(appearance), appearance.variant % 3)
    if "hat" in appearance.traits:
        return (*bare[2:], *_raised("hat"))
    return (*bare[2:], *_raised("crown")) if "crown" in appearance.traits else bare


@lru_cache(maxsize=2)
def _raised(gear: str) -> tuple[HeadPart, ...]:
    """Headgear in the antenna's place: a box is higher than a skull, and as wide at the top as anywhere."""
    parts = hats.hat() if gear == "hat" else hats.crown()
    size, up = np.array([1.08, 0.9], np.float32), np.array([0.0, 0.44], np.float32)
    return tuple(head_part((p.points_P2 * size + up).astype(np.float32), p.colour) for p in parts)


@lru_cache(maxsize=64)
def _head(top: Colour, variant: int) -> tuple[HeadPart, ...]:
    glow = _GLOW[variant]
    mouth = np.array([(0.06, -0.57), (0.66, -0.57), (0.66, -0.67), (0.06, -0.67)], np.float32)
    return (
        head_part(box(0, 1.15, 0.06, 0.35, 0.02), (120, 128, 142), "hair"),
        head_part(ellipse(0, 1.55, 0.17, 0.17, 10), glow, "hair"),
        head_part(box(-0.1, -1.05, 0.4, 0.2, 0.05), (120, 128, 142), "fixed", True),
        head_part(box(0, 0, 1.18, 0.95, 0.22), _METAL),
        head_part(box(-1.22, 0, 0.16, 0.3, 0.06), shade(top, 0.85)),
        head_part(box(0.26, 0.12, 0.86, 0.46, 0.2), (44, 54, 74)),
        head_part(mouth, (84, 94, 110), "mouth"),
        head_part(ellipse(-0.08, 0.12, 0.2, 0.26, 12), glow, "eye"),
        head_part(ellipse(0.64, 0.12, 0.18, 0.26, 12), glow, "eye"),
    )
