"""Faces of people: outlines in head radii about the head's centre, looking towards +x in three-quarter view."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from onetake.types import Array
from onetake.world.cast._figure import curve, mirrored
from onetake.world.shapes import Colour, ellipse, shade

Role = Literal["fixed", "hair", "eye", "mouth", "cheek"]
LOOKS: tuple[tuple[Colour, Colour], ...] = (
    ((247, 208, 176), (112, 68, 46)),
    ((228, 176, 132), (46, 38, 46)),
    ((172, 118, 84), (40, 30, 32)),
)
"""Skin and hair of the three variants."""
DARK: Colour = (44, 38, 48)
WHITE_HAIR: Colour = (238, 238, 240)
_OWN_SKIN: dict[tuple[str, int], Colour] = {("witch", 0): (150, 188, 104)}
_OWN_HAIR: dict[str, tuple[Colour, Colour, Colour]] = {
    "princess": ((244, 202, 96), (112, 68, 46), (40, 30, 32)),
    "witch": ((92, 52, 120), (226, 112, 46), (190, 190, 200)),
    "clown": ((232, 74, 56), (250, 140, 40), (70, 150, 220)),
    "pirate": ((60, 42, 38), (40, 34, 40), (36, 28, 30)),
    "farmer": ((196, 128, 62), (46, 38, 46), (40, 30, 32)),
    "queen": ((150, 82, 44), (46, 38, 46), (40, 30, 32)),
    "king": ((112, 68, 46), (236, 236, 238), (40, 30, 32)),
    "nurse": ((206, 136, 66), (46, 38, 46), (40, 30, 32)),
    "baby": ((206, 150, 82), (46, 38, 46), (40, 30, 32)),
}


def skin_of(kind: str, variant: int) -> Colour:
    return _OWN_SKIN.get((kind, variant % 3), LOOKS[variant % 3][0])


def hair_of(kind: str, variant: int) -> Colour:
    return _OWN_HAIR[kind][variant % 3] if kind in _OWN_HAIR else LOOKS[variant % 3][1]


@dataclass(frozen=True, slots=True)
class HeadPart:
    """One outline of a head and its mirror image, in head radii about the head's centre; ``behind`` parts are
    drawn before the body. ``role`` says what animates it."""

    points_P2: Array
    mirror_P2: Array
    colour: Colour
    role: Role = "fixed"
    behind: bool = False


def head_part(points_P2: Array, colour: Colour, role: Role = "fixed", behind: bool = False) -> HeadPart:
    return HeadPart(points_P2, mirrored(points_P2), colour, role, behind)


def face(skin: Colour, eye: float, rosy: bool, nose: Colour | None = None) -> list[HeadPart]:
    """Neck, skull, cheek, nose, mouth and two dark eyes of height ``eye``, back to front."""
    skull = curve([(0.95, 0.1), (0.72, 0.72), (0, 1), (-0.72, 0.72), (-0.95, 0.1), (-0.8, -0.55), (0, -1),
        (0.78, -0.62)])  # fmt: skip
    glow = (238, 92, 96)
    cheek = (
        ((skin[0] + glow[0]) // 2, (skin[1] + glow[1]) // 2, (skin[2] + glow[2]) // 2) if rosy else shade(skin, 0.93)
    )
    mouth = np.linspace(-1, 1, 7)
    lips = np.concatenate(
        [np.stack([mouth, 2.2 * mouth**2 - 2.2], -1), np.stack([mouth[::-1], 0.7 * mouth**2 - 0.7], -1)]
    )
    lips = (lips * [0.27, 0.12] + [0.42, -0.4]).astype(np.float32)
    r = 0.11 if nose is None else 0.24
    return [
        head_part(ellipse(-0.08, -1.0, 0.36, 0.5, 10), shade(skin, 0.86), "fixed", True),
        head_part(skull, skin),
        head_part(ellipse(0.0, -0.34, 0.17, 0.13, 10), cheek, "cheek"),
        head_part(ellipse(0.58, -0.2, r, r * 0.82 if nose is None else r, 10), nose or shade(skin, 0.86)),
        head_part(lips, (150, 54, 56), "mouth"),
        head_part(ellipse(0.16, 0.04, eye * 0.68, eye, 12), DARK, "eye"),
        head_part(ellipse(0.72, 0.04, eye * 0.62, eye, 12), DARK, "eye"),
    ]
