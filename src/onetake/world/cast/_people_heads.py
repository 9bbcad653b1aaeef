"""Clothes and heads of people. Heads are outlines in head radii, looking towards +x in three-quarter view."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np

from onetake.types import Array
from onetake.world.cast._figure import curve, mirrored, ring
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


@dataclass(frozen=True, slots=True)
class HeadPart:
    """One outline of a head and its mirror image, in head radii about the head's centre; ``behind`` parts are
    drawn before the body. ``role`` says what animates it."""

    points_P2: Array
    mirror_P2: Array
    colour: Colour
    role: Role = "fixed"
    behind: bool = False


@dataclass(frozen=True, slots=True)
class Style:
    """Colours of a figure from top to toe, and its cut: ``skirt`` is the hem's place along the thigh (0 = none),
    ``belly`` rounds the front, ``long_sleeves`` leave only the hands bare, ``shirt`` shows in an open cardigan."""

    top: Colour
    skin: Colour
    thigh: Colour
    shin: Colour
    shoe: Colour
    long_sleeves: bool = False
    skirt: float = 0.0
    skirt_colour: Colour | None = None
    shirt: Colour | None = None
    belly: float = 0.0
    boxy: bool = False


def head_part(points_P2: Array, colour: Colour, role: Role = "fixed", behind: bool = False) -> HeadPart:
    return HeadPart(points_P2, mirrored(points_P2), colour, role, behind)


def _face(skin: Colour, eye: float, rosy: bool) -> list[HeadPart]:
    """Skull, cheek, nose, mouth and two dark eyes of height ``eye``."""
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
    return [
        head_part(ellipse(-0.08, -1.0, 0.36, 0.5, 10), shade(skin, 0.86), "fixed", True),
        head_part(skull, skin),
        head_part(ellipse(0.0, -0.34, 0.17, 0.13, 10), cheek, "cheek"),
        head_part(ellipse(0.58, -0.2, 0.11, 0.09, 10), shade(skin, 0.86)),
        head_part(lips, (150, 54, 56), "mouth"),
        head_part(ellipse(0.16, 0.04, eye * 0.68, eye, 12), DARK, "eye"),
        head_part(ellipse(0.72, 0.04, eye * 0.62, eye, 12), DARK, "eye"),
    ]


def _man(hair: Colour) -> list[HeadPart]:
    crown = [(0.98, 0.4), (0.62, 0.62), (0.1, 0.52), (-0.3, 0.42), (-0.36, -0.12), (-0.62, -0.1), (-0.8, -0.5)]
    crown += [(-1.02, -0.1), (-1.02, 0.5), (-0.62, 1.0), (0.05, 1.15), (0.7, 1.02), (1.04, 0.75)]
    return [head_part(curve(crown), hair)]


def _woman(hair: Colour, glasses: bool) -> list[HeadPart]:
    long = [(0.6, 0.7), (0, 1.08), (-0.7, 0.85), (-1.1, 0.2), (-1.16, -0.8), (-1.34, -1.75), (-0.7, -2.0),
        (0.1, -1.75)]  # fmt: skip
    long += [(0.62, -1.0)]
    fringe = [(1.02, 0.2), (0.72, 0.5), (0.3, 0.66), (-0.15, 0.45), (-0.4, 0.0), (-0.48, -0.6), (-0.72, -1.2),
        (-1.08, -0.9)]  # fmt: skip
    fringe += [(-1.12, 0.1), (-0.85, 0.82), (-0.1, 1.14), (0.62, 1.0), (0.98, 0.6)]
    parts = [head_part(curve(long), hair, "hair", True), head_part(curve(fringe), hair)]
    if glasses:
        shades = [(-0.16, 0.26), (0.3, 0.2), (0.45, 0.2), (1.0, 0.26), (0.96, -0.1), (0.72, -0.2), (0.5, 0.02),
            (0.38, 0.02)]  # fmt: skip
        shades += [(0.24, -0.2), (-0.06, -0.18)]
        parts.append(head_part(curve(shades), (30, 26, 36)))
    return parts


def _boy(hair: Colour, top: Colour) -> list[HeadPart]:
    back = [(0.0, 0.5), (-0.3, 0.1), (-0.42, -0.12), (-0.72, -0.18), (-0.86, -0.42), (-1.0, -0.1), (-1.0, 0.5)]
    cap = [(1.0, 0.36), (0.0, 0.42), (-1.04, 0.3), (-0.98, 0.72), (-0.55, 1.1), (0.1, 1.2), (0.7, 1.0)]
    brim = [(0.1, 0.5), (0.9, 0.6), (1.55, 0.42), (1.5, 0.28), (0.9, 0.34), (0.1, 0.36)]
    return [head_part(curve(back), hair), head_part(curve(cap), top), head_part(curve(brim), shade(top, 0.75))]


def _girl(hair: Colour, top: Colour) -> list[HeadPart]:
    near = [(-0.85, 0.35), (-1.2, 0.45), (-1.55, 0.05), (-1.6, -0.55), (-1.35, -0.95), (-1.1, -0.5), (-1.0, -0.05)]
    far = [(0.85, 0.4), (1.15, 0.48), (1.4, 0.1), (1.45, -0.4), (1.25, -0.75), (1.06, -0.4), (0.95, 0.0)]
    fringe = [(1.02, 0.15), (0.82, 0.46), (0.45, 0.6), (0.1, 0.5), (-0.25, 0.56), (-0.5, 0.2), (-0.62, -0.25),
        (-0.92, -0.35)]  # fmt: skip
    fringe += [(-1.04, 0.2), (-0.82, 0.8), (-0.1, 1.14), (0.62, 1.0), (0.98, 0.6)]
    band = shade(top, 1.25)
    return [
        head_part(curve(far), shade(hair, 0.88), "hair", True),
        head_part(curve(near), hair, "hair", True),
        head_part(curve(fringe), hair),
        head_part(ellipse(-1.0, 0.36, 0.17, 0.2, 10), band),
    ]


def _old_man() -> list[HeadPart]:
    ring_of_hair = [(-0.3, 0.25), (-0.28, -0.2), (-0.6, -0.35), (-0.75, -0.62), (-1.12, -0.4), (-1.2, 0.1),
        (-0.98, 0.52)]  # fmt: skip
    ring_of_hair += [(-0.65, 0.42)]
    beard = [(-0.5, -0.2), (-0.2, -0.42), (0.16, -0.36), (0.55, -0.3), (0.9, -0.4), (1.0, -0.7), (0.85, -1.2),
        (0.4, -1.62)]  # fmt: skip
    beard += [(-0.1, -1.3), (-0.5, -0.85)]
    return [head_part(curve(p), WHITE_HAIR) for p in (ring_of_hair, beard)]


def _old_woman() -> list[HeadPart]:
    fringe = [(1.02, 0.25), (0.7, 0.58), (0.25, 0.62), (-0.25, 0.4), (-0.42, -0.1), (-0.62, -0.5), (-0.96, -0.45)]
    fringe += [(-1.08, 0.2), (-0.82, 0.84), (-0.1, 1.14), (0.62, 1.0), (0.98, 0.62)]
    frame = (88, 62, 92)
    return [
        head_part(ellipse(-0.42, 1.14, 0.44, 0.4, 14), shade(WHITE_HAIR, 0.88), "hair", True),
        head_part(curve(fringe), WHITE_HAIR),
        head_part(ring(0.14, 0.02, 0.31, 0.1), frame),
        head_part(ring(0.75, 0.02, 0.28, 0.1), frame),
    ]


@lru_cache(maxsize=256)
def head(kind: str, variant: int, top: Colour) -> tuple[HeadPart, ...]:
    """All parts of a head, back to front. ``top`` is the colour of the clothes, for hats and bands."""
    skin, hair = LOOKS[variant % 3]
    child = kind in ("boy", "girl")
    face = _face(skin, 0.24 if child else 0.2, kind != "man")
    if kind == "man":
        return (*face, *_man(hair))
    if kind == "woman":
        return (*face, *_woman(hair, variant % 3 == 1))
    if kind == "boy":
        return (*face, *_boy(hair, top))
    if kind == "girl":
        return (*face, *_girl(hair, top))
    if kind == "old man":
        # The mouth shows on the beard, so the beard comes first.
        eyes_and_mouth = [part for part in face if part.role in ("eye", "mouth")]
        return (*face[:3], *_old_man(), face[3], *eyes_and_mouth)
    return (*face, *_old_woman())
