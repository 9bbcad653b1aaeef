"""Costumes: what makes a doctor, a knight or a clown known from afar. One function each: main colour, skin, body."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from onetake.world.cast._figure import ring
from onetake.world.cast._people_body import Build, Mark, Style
from onetake.world.cast._people_face import DARK
from onetake.world.cast._people_marks import badge, band, collar, cross, dot, flat, front, slab, smooth, stethoscope
from onetake.world.shapes import Colour, ellipse, shade

DENIM: Colour = (66, 84, 128)
WHITE: Colour = (248, 249, 251)
GOLD: Colour = (244, 196, 66)
STEEL: Colour = (178, 188, 202)
_LIME: Colour = (226, 240, 90)
_YELLOW: Colour = (252, 224, 84)
_ERMINE: Colour = (250, 248, 244)
_RED: Colour = (214, 54, 52)


def _doctor(top: Colour, skin: Colour, b: Build) -> Style:
    trousers = (92, 112, 138)
    marks = (front(b, (120, 176, 216), 0.34, 0.02, 1.0), *stethoscope(b, (70, 76, 92)))
    return Style(top, skin, trousers, trousers, (84, 66, 60), True, 0.9, top, flare=-0.015, marks=marks)


def _nurse(top: Colour, skin: Colour, b: Build) -> Style:
    tights = (246, 240, 238)
    marks = (front(b, WHITE, 0.85, 0.0, 0.74), *cross(_RED, 0.02, b.torso * 0.44, 0.036))
    return Style(top, skin, tights, tights, WHITE, skirt=1.15, skirt_colour=top, flare=0.01, marks=marks)


def _chef(top: Colour, skin: Colour, b: Build) -> Style:
    t, trousers, apron = b.torso, (88, 92, 104), (226, 230, 236)
    scarf = flat(_RED, (-0.06, t + 0.01), (0.07, t + 0.015), (0.1, t - 0.02), (0.05, t - 0.085), (-0.03, t - 0.03))
    studs = [dot((96, 102, 116), x, y * t, 0.011) for x in (-0.015, 0.055) for y in (0.42, 0.6)]
    marks = (band(b, apron, 0.02, 0.03, 1.15), *studs, scarf)
    return Style(top, skin, trousers, trousers, DARK, True, 0.75, apron, belly=0.03, flare=-0.02, marks=marks)


def _firefighter(top: Colour, skin: Colour, b: Build) -> Style:
    trousers = (58, 58, 70)
    return Style(
        top, skin, trousers, trousers, (36, 34, 42), True, 0.55, top, hand=(70, 66, 74), shoe_size=1.12, flare=-0.01,
        marks=(band(b, _YELLOW, 0.03, 0.04, 1.06), band(b, _YELLOW, b.torso * 0.55, 0.04)),
    )  # fmt: skip


def _police_officer(top: Colour, skin: Colour, b: Build) -> Style:
    t, navy = b.torso, (36, 50, 94)
    tie = flat((28, 34, 60), (0.02, t), (0.055, t), (0.06, t * 0.45), (0.038, t * 0.36), (0.015, t * 0.45))
    belt = band(b, (30, 32, 42), -0.01, 0.038, 1.04)
    marks = (belt, dot(GOLD, 0.04, 0.01, 0.022), tie, badge(GOLD, -0.045, t * 0.68, 0.034))
    return Style(top, skin, navy, navy, (28, 28, 36), True, marks=marks)


def _astronaut(top: Colour, skin: Colour, b: Build) -> Style:
    t, legs, orange = b.torso, (226, 230, 238), (226, 140, 56)
    pack = Mark(slab((186, 194, 208), -b.shoulder - 0.06, t * 0.55, 0.065, 0.15, 0.03).points_P2, (186, 194, 208), True)
    marks = (
        pack, slab((92, 132, 196), 0.035, t * 0.5, 0.06, 0.045, 0.012), dot((240, 84, 72), 0.015, t * 0.5, 0.014),
        dot((250, 214, 84), 0.055, t * 0.5, 0.014), band(b, orange, 0.0, 0.03, 1.12),
    )  # fmt: skip
    return Style(top, skin, legs, legs, (150, 158, 176), True, boxy=True, hand=orange, shoe_size=1.25, marks=marks)


def _farmer(top: Colour, skin: Colour, b: Build) -> Style:
    t, blue = b.torso, (74, 104, 164)
    marks = (
        front(b, blue, 0.62, 0.0, 0.62), band(b, blue, -0.03, 0.08, 1.03),
        flat(blue, (-0.035, t * 0.6), (-0.005, t * 0.6), (-0.03, t), (-0.06, t)),
        flat(blue, (0.05, t * 0.6), (0.08, t * 0.6), (0.085, t * 0.98), (0.055, t)),
        dot(GOLD, -0.02, t * 0.6, 0.014), dot(GOLD, 0.065, t * 0.6, 0.014),
    )  # fmt: skip
    return Style(top, skin, blue, blue, (110, 72, 48), belly=0.015, shoe_size=1.15, marks=marks)


def _builder(top: Colour, skin: Colour, b: Build) -> Style:
    t = b.torso
    marks = (
        band(b, _LIME, t * 0.36, 0.038),
        flat(_LIME, (-0.05, t * 0.98), (-0.015, t), (-0.02, t * 0.4), (-0.055, t * 0.4)),
        flat(_LIME, (0.045, t), (0.078, t * 0.98), (0.08, t * 0.4), (0.045, t * 0.4)),
        band(b, (120, 78, 46), -0.015, 0.042, 1.06), slab((96, 60, 38), -0.07, -0.03, 0.03, 0.04, 0.01),
    )  # fmt: skip
    boots, blue = (190, 138, 72), (92, 122, 170)
    return Style(top, skin, DENIM, DENIM, boots, True, sleeve=blue, shoe_size=1.12, marks=marks)


def _monk(top: Colour, skin: Colour, b: Build) -> Style:
    t, s = b.torso, b.shoulder
    string = ring(0.01, t * 0.82, 0.085, 0.026, 14) * np.array([1.0, 1.15]) - np.array([0.0, 0.12 * t])
    sash = flat(shade(top, 0.76), (-s, t * 0.92), (-s * 0.4, t), (s + 0.02, 0.1), (s * 0.7, 0.02))
    marks = (sash, Mark(string.astype(np.float32), (112, 60, 40)))
    return Style(top, skin, top, top, (150, 100, 62), True, 1.86, top, flare=-0.005, marks=marks)


def _ballerina(top: Colour, skin: Colour, b: Build) -> Style:
    def layer(w: float, y: float, light: float) -> Mark:
        return smooth(
            shade(top, light), (-0.25 * w, 0.02 + y), (-0.22 * w, 0.055 + y), (0.0, 0.075 + y), (0.24 * w, 0.055 + y),
            (0.27 * w, 0.02 + y), (0.2 * w, -0.03 + y), (0.0, -0.05 + y), (-0.18 * w, -0.03 + y),
        )  # fmt: skip

    tutu = (layer(1.0, 0.0, 1.2), layer(0.92, 0.03, 1.5), layer(0.72, 0.055, 1.3))
    tights = (250, 214, 210) if skin[0] > 200 else shade(skin, 1.2)
    return Style(top, skin, tights, tights, shade(top, 0.9), sleeve=skin, marks=tutu)


def _clown(top: Colour, skin: Colour, b: Build) -> Style:
    t = b.torso
    places = enumerate((-0.09, -0.03, 0.03, 0.09))
    ruff = [Mark(ellipse(x, t - 0.005 + 0.012 * (i % 2), 0.042, 0.04, 10), WHITE) for i, x in places]
    pompons = (dot((224, 60, 58), 0.03, t * 0.22, 0.032), dot((70, 168, 110), 0.03, t * 0.56, 0.032))
    # Trousers that differ from a blue suit as well.
    trousers = (66, 140, 214) if top[2] < 150 or top[0] > 200 else (240, 120, 60)
    return Style(
        top, skin, trousers, trousers, (222, 52, 50), True, belly=0.045, hand=WHITE, shoe_size=1.55,
        sleeve=shade(trousers, 1.05), marks=(*pompons, *ruff),
    )  # fmt: skip


def _knight(top: Colour, skin: Colour, b: Build) -> Style:
    t, s = b.torso, b.shoulder
    marks = (
        slab(shade(STEEL, 1.5), 0.02, t * 0.5, s * 0.92, t * 0.42, 0.03), *cross(_RED, 0.02, t * 0.5, 0.105, 0.24),
        dot(shade(STEEL, 1.3), -s * 1.02, t - 0.045, 0.055), band(b, (110, 76, 54), 0.0, 0.03, 1.1),
    )  # fmt: skip
    return Style(
        top, skin, STEEL, shade(STEEL, 0.9), shade(STEEL, 0.74), True, 0.62, _RED, boxy=True, flare=-0.02, sleeve=top,
        hand=shade(STEEL, 0.72), shoe_size=1.15, marks=marks,
    )  # fmt: skip


def _king(top: Colour, skin: Colour, b: Build) -> Style:
    marks = (
        front(b, _ERMINE, 0.3, 0.0, 0.9), band(b, GOLD, 0.01, 0.04, 1.3), collar(b, _ERMINE, 0.12),
        dot(GOLD, 0.02, b.torso - 0.085, 0.024),
    )  # fmt: skip
    return Style(
        top, skin, top, top, (96, 62, 44), True, 1.78, top, belly=0.04, cape=shade(top, 0.66), strip=_ERMINE,
        flare=0.015, marks=marks,
    )  # fmt: skip


def _queen(top: Colour, skin: Colour, b: Build) -> Style:
    jewel = dot((86, 190, 140), 0.03, b.torso - 0.075, 0.022)
    marks = (collar(b, _ERMINE, 0.075), band(b, GOLD, 0.06, 0.032, 0.92), jewel)
    cape = (214, 62, 92) if top[0] < 160 else (112, 62, 150)
    return Style(top, skin, top, top, shade(top, 0.7), True, 1.84, top, flare=0.06, cape=cape, marks=marks)


def _princess(top: Colour, skin: Colour, b: Build) -> Style:
    puff = Mark(ellipse(-b.shoulder, b.torso - 0.055, 0.055, 0.055, 12), shade(top, 1.4))
    marks = (band(b, GOLD, 0.055, 0.03, 0.9), puff)
    gown = shade(top, 1.18)
    return Style(top, skin, top, top, shade(top, 0.8), False, 1.8, gown, flare=0.085, hand=WHITE, marks=marks)


def _wizard(top: Colour, skin: Colour, b: Build) -> Style:
    marks = (band(b, (255, 214, 92), 0.03, 0.034, 1.06), dot((255, 222, 90), -0.05, 0.13, 0.026))
    sleeve = shade(top, 1.12)
    return Style(top, skin, top, top, shade(top, 0.6), True, 1.86, top, flare=0.025, sleeve=sleeve, marks=marks)


def _witch(top: Colour, skin: Colour, b: Build) -> Style:
    purple = (146, 84, 180)
    marks = (band(b, purple, 0.04, 0.034), dot(GOLD, 0.05, 0.057, 0.022))
    return Style(
        top, skin, purple, (238, 150, 52), (40, 34, 46), True, 1.3, top, flare=0.03, shoe_size=1.2, marks=marks
    )


def _pirate(top: Colour, skin: Colour, b: Build) -> Style:
    t, s = b.torso, b.shoulder
    stripes = [band(b, _RED, t * y, 0.034, 0.98) for y in (0.3, 0.56, 0.82)]
    vest = flat((72, 52, 48), (-s - 0.02, t * 0.74), (-s * 0.7, t), (-0.03, t), (-0.05, 0.0), (-s, -0.04))
    marks = (*stripes, vest, band(b, (62, 118, 176), -0.02, 0.05, 1.06), dot(GOLD, 0.06, 0.005, 0.026))
    boots, linen = (52, 46, 52), (232, 226, 218)
    return Style(top, skin, (96, 76, 64), boots, (40, 34, 38), True, shoe_size=1.2, sleeve=linen, marks=marks)


COSTUMES: dict[str, Callable[[Colour, Colour, Build], Style]] = {
    "doctor": _doctor,
    "nurse": _nurse,
    "chef": _chef,
    "firefighter": _firefighter,
    "police officer": _police_officer,
    "astronaut": _astronaut,
    "farmer": _farmer,
    "builder": _builder,
    "monk": _monk,
    "ballerina": _ballerina,
    "clown": _clown,
    "knight": _knight,
    "king": _king,
    "queen": _queen,
    "princess": _princess,
    "wizard": _wizard,
    "witch": _witch,
    "pirate": _pirate,
}
