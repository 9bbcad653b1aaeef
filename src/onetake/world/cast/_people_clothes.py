"""What people wear below the neck: ``style_of(kind, appearance)``; the appearance's colour dyes the main garment."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from onetake.world.cast._people_body import BUILDS, Build, Mark, Style
from onetake.world.cast._people_costumes import COSTUMES, DENIM, STEEL, WHITE
from onetake.world.cast._people_face import DARK, skin_of
from onetake.world.cast._people_marks import flat, smooth
from onetake.world.shapes import Appearance, Colour, ellipse, shade

_MAIN: dict[str, Colour] = {
    "man": (58, 138, 150), "woman": (206, 48, 58), "boy": (244, 164, 60), "girl": (240, 128, 160),
    "old man": (196, 132, 62), "old woman": (138, 104, 168), "baby": (150, 206, 232), "doctor": WHITE,
    "nurse": (108, 190, 200), "chef": WHITE, "firefighter": (206, 56, 42), "police officer": (58, 84, 150),
    "astronaut": (240, 242, 246), "farmer": (206, 78, 66), "builder": (246, 128, 44), "knight": STEEL,
    "king": (190, 44, 62), "queen": (124, 66, 160), "princess": (244, 140, 186), "wizard": (66, 84, 178),
    "witch": (58, 50, 74), "pirate": (246, 244, 240), "clown": (250, 206, 64), "ballerina": (246, 150, 186),
    "monk": (232, 140, 44),
}  # fmt: skip


def _everyday(kind: str, top: Colour, skin: Colour, b: Build) -> Style:
    """Everyday clothes."""
    if kind == "man":
        return Style(top, skin, DENIM, DENIM, (236, 232, 226))
    if kind == "woman":
        return Style(top, skin, skin, DARK, DARK, skirt=0.98, skirt_colour=top)
    if kind == "boy":
        return Style(top, skin, DENIM, skin, (214, 74, 66))
    if kind == "girl":
        return Style(top, skin, skin, skin, (248, 244, 240), skirt=0.95, skirt_colour=top)
    if kind == "old man":
        return Style(top, skin, (104, 98, 96), (104, 98, 96), (88, 60, 48), True, shirt=(244, 240, 228), belly=0.03)
    if kind == "old woman":
        grey = (112, 106, 124)
        return Style(top, skin, (206, 190, 182), (206, 190, 182), (120, 72, 66), True, 1.06, grey, belly=0.015)
    bib = Mark(ellipse(0.03, b.torso - 0.06, 0.075, 0.08, 14), WHITE)
    nappy = smooth(WHITE, (-0.13, 0.04), (0.14, 0.04), (0.13, -0.05), (0.03, -0.09), (-0.1, -0.06))
    return Style(top, skin, skin, skin, shade(top, 0.85), True, belly=0.02, marks=(nappy, bib))


@lru_cache(maxsize=256)
def worn(b: Build, top: Colour, traits: tuple[str, ...]) -> tuple[Mark, ...]:
    """Scarf and backpack."""
    t = b.torso
    marks: list[Mark] = []
    if "backpack" in traits:
        green = (86, 150, 96) if not (top[1] > top[0] and top[1] > top[2]) else (224, 128, 60)
        x, w = -b.shoulder - 0.05, 0.11
        sack = [
            (x - 0.8 * w, t * 0.02),
            (x - w, t * 0.45),
            (x - 0.6 * w, t * 1.0),
            (x + 0.08, t * 1.0),
            (x + 0.1, t * 0.02),
        ]
        pocket = [(x - 1.1 * w, t * 0.08), (x - 1.2 * w, t * 0.4), (x - 0.2 * w, t * 0.46), (x - 0.2 * w, t * 0.05)]
        strap = [(-b.shoulder * 0.1, t * 0.99), (b.shoulder * 0.35, t), (b.shoulder * 0.4, t * 0.3), (0.0, t * 0.22)]
        marks += [smooth(green, *sack, behind=True), smooth(shade(green, 0.76), *pocket, behind=True),
            flat(shade(green, 0.76), *strap)]  # fmt: skip
    if "scarf" in traits:
        red = (222, 66, 74) if not (top[0] > 190 and top[1] < 110) else (250, 200, 72)
        s = max(0.4 * b.head, b.shoulder * 0.9)
        tail = [(-s * 0.75, t), (-s * 0.15, t + 0.01), (-s * 0.05, t * 0.36), (-s * 0.85, t * 0.34)]
        wrap = [(-s * 1.05, t - 0.035), (-s * 1.05, t + 0.035), (0, t + 0.025), (s * 1.05, t + 0.04),
            (s * 1.15, t - 0.03),
            (0.01, t - 0.075)]  # fmt: skip
        marks += [flat(shade(red, 0.82), *tail), smooth(red, *wrap)]
    return tuple(marks)


@lru_cache(maxsize=512)
def _style(kind: str, colour: Colour | None, variant: int, traits: tuple[str, ...]) -> Style:
    top, skin, b = colour or _MAIN[kind], skin_of(kind, variant), BUILDS[kind]
    style = COSTUMES[kind](top, skin, b) if kind in COSTUMES else _everyday(kind, top, skin, b)
    return replace(style, marks=(*style.marks, *worn(b, top, traits)))


def style_of(kind: str, appearance: Appearance) -> Style:
    """What a person wears."""
    return _style(kind, appearance.colour, appearance.variant % 3, appearance.traits)
