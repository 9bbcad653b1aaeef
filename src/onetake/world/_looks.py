"""The looks of a picture (``Scene.look``): a map of all colours before drawing, and at most one cheap finish.

Painted scenery and the cast have a map each, because the cast must stand out in every look and a red car must
stay a red car. A finish changes a whole frame in place, given what the frame was before the cast was drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from onetake.world.shapes import Colour

Frame = NDArray[np.uint8]
Finish = Callable[[Frame, Frame], None]
"""``finish(image_YXC, bare_YXC)``: ``bare`` is the frame without the cast; only ``image`` is changed."""


def _same(colour: Colour) -> Colour:
    return colour


@dataclass(frozen=True, slots=True)
class Look:
    """How a look paints. ``scenery`` and ``cast`` map colours; ``layered``: gradients become sheets of paper that
    cast soft shadows; ``grounded``: whether contact shadows are drawn; ``falls``: +1 if rain is light on dark,
    -1 if it is dark on light paper."""

    scenery: Callable[[Colour], Colour] = _same
    cast: Callable[[Colour], Colour] = _same
    finish: Finish | None = None
    layered: bool = False
    grounded: bool = True
    falls: int = 1


def _clip(r: float, g: float, b: float) -> Colour:
    return (int(min(255, max(0, r))), int(min(255, max(0, g))), int(min(255, max(0, b))))


def _luma(colour: Colour) -> float:
    """Lightness of a colour, 0..1."""
    return (0.30 * colour[0] + 0.59 * colour[1] + 0.11 * colour[2]) / 255


def _vivid(colour: Colour, factor: float) -> tuple[float, float, float]:
    """A colour with its distance from grey scaled."""
    grey = 255 * _luma(colour)
    return (
        grey + (colour[0] - grey) * factor,
        grey + (colour[1] - grey) * factor,
        grey + (colour[2] - grey) * factor,
    )


def _between(dark: Colour, light: Colour, share: float) -> tuple[float, float, float]:
    return (
        dark[0] + (light[0] - dark[0]) * share,
        dark[1] + (light[1] - dark[1]) * share,
        dark[2] + (light[2] - dark[2]) * share,
    )


def _tinge(base: tuple[float, float, float], colour: Colour, share: float) -> Colour:
    """A base colour that keeps a share of the hue of another."""
    grey = 255 * _luma(colour)
    return _clip(*(b + (c - grey) * share for b, c in zip(base, colour, strict=True)))


def _pastel(lift: float, hue: float) -> Callable[[Colour], Colour]:
    @lru_cache(maxsize=4096)
    def paint(colour: Colour) -> Colour:
        r, g, b = _vivid(colour, hue)
        return _clip(255 - (255 - r) * lift, 255 - (258 - g) * lift, 255 - (252 - b) * lift)

    return paint


@lru_cache(maxsize=4096)
def _paper_scenery(colour: Colour) -> Colour:
    r, g, b = _vivid(colour, 0.92)
    return _clip(0.90 * r + 25, 0.89 * g + 23, 0.87 * b + 20)


@lru_cache(maxsize=4096)
def _paper_cast(colour: Colour) -> Colour:
    return _clip(0.95 * colour[0] + 12, 0.94 * colour[1] + 11, 0.92 * colour[2] + 10)


@lru_cache(maxsize=4096)
def _wash(colour: Colour) -> Colour:
    """Paper where it is light, thin grey washes where it is dark, hardly any hue."""
    light = _luma(colour) ** 0.85
    return _tinge(_between((112, 114, 118), (246, 240, 226), light), colour, 0.10)


@lru_cache(maxsize=4096)
def _brush(colour: Colour) -> Colour:
    """The cast in ink: strong greys, and what is coloured keeps a muted colour."""
    light = _luma(colour)
    spread = (max(colour) - min(colour)) / 255
    return _tinge(_between((34, 35, 40), (250, 246, 236), light**1.05), colour, 0.66 * min(1.0, spread * 1.4))


@lru_cache(maxsize=4096)
def _drafted(colour: Colour) -> Colour:
    """Blue paper, a little lighter where it is light."""
    return _clip(*_between((14, 50, 118), (38, 96, 172), _luma(colour)))


@lru_cache(maxsize=4096)
def _drafted_cast(colour: Colour) -> Colour:
    """Paler blue, with a breath of the thing's own colour so that what was said of it stays true."""
    return _tinge(_between((80, 130, 196), (176, 214, 242), _luma(colour)), colour, 0.30)


@lru_cache(maxsize=4096)
def _after_dark(colour: Colour) -> Colour:
    """Deep violet, where light things keep a dark, saturated hue."""
    light = _luma(colour)
    return _tinge(_between((10, 8, 30), (64, 46, 128), light**1.3), colour, 0.42)


@lru_cache(maxsize=4096)
def _neon_cast(colour: Colour) -> Colour:
    """Saturated, and dark enough to leave room for the light of the edges."""
    light, spread = _luma(colour), (max(colour) - min(colour)) / 255
    r, g, b = _vivid(colour, 1.45)
    lift = 0.42 + 0.34 * min(1.0, spread * 1.6) * (1 - 0.4 * light)
    return _clip(r * lift + 8, g * lift + 4, b * lift + 30)


_CROSS = np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]], np.uint8)


def _lines(image_YXC: Frame) -> Frame:
    """How strongly colours change at every pixel: (Y, X), the outlines of everything."""
    grey = cv2.cvtColor(image_YXC, cv2.COLOR_RGB2GRAY)
    return np.asarray(cv2.morphologyEx(grey, cv2.MORPH_GRADIENT, _CROSS), np.uint8)


def _ramp(low: int, high: int, top: int) -> NDArray[np.uint8]:
    """A lookup table: 0 up to ``low``, rising to ``top`` at ``high``."""
    rise = np.clip((np.arange(256) - low) / (high - low), 0, 1)
    return np.round(rise * top).astype(np.uint8)


_INKED, _PENNED, _GLOWING = _ramp(16, 110, 84), _ramp(4, 62, 160), _ramp(66, 255, 189)


def _ink_finish(image_YXC: Frame, _: Frame) -> None:
    """Brush lines along all edges."""
    line = cv2.LUT(_lines(image_YXC), _INKED)
    cv2.subtract(image_YXC, cv2.cvtColor(line, cv2.COLOR_GRAY2RGB), dst=image_YXC)


@lru_cache(maxsize=12)
def _graph_paper(height: int, width: int) -> Frame:
    """The faint squares of drafting paper: light to be added."""
    step = min(width, height) / 8
    grid = np.zeros((height, width, 3), np.uint8)
    for at in np.arange(width / 2 % step, width, step):
        grid[:, int(at)] = (14, 24, 30)
    for at in np.arange(height / 2 % step, height, step):
        grid[int(at)] = (14, 24, 30)
    return grid


def _blueprint_finish(image_YXC: Frame, _: Frame) -> None:
    """Pale lines along all edges, on squared paper."""
    line = cv2.LUT(_lines(image_YXC), _PENNED)
    cv2.add(image_YXC, cv2.cvtColor(line, cv2.COLOR_GRAY2RGB), dst=image_YXC)
    cv2.add(image_YXC, _graph_paper(*image_YXC.shape[:2]), dst=image_YXC)


def _neon_finish(image_YXC: Frame, _: Frame) -> None:
    """Edges shine in the colour of what they bound, and what is bright glows."""
    height, width = image_YXC.shape[:2]
    edge = cv2.morphologyEx(image_YXC, cv2.MORPH_GRADIENT, _CROSS)
    small = cv2.resize(image_YXC, (width // 4, height // 4), interpolation=cv2.INTER_AREA)
    small = cv2.blur(cv2.blur(cv2.LUT(small, _GLOWING), (7, 7)), (7, 7))
    cv2.addWeighted(image_YXC, 1, edge, 1.4, 0, dst=image_YXC)
    cv2.add(image_YXC, cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR), dst=image_YXC)


def _paper_finish(image_YXC: Frame, bare_YXC: Frame) -> None:
    """The cast is cut out of paper: a pale rim round it, and a soft shadow on what is behind, down to the right."""
    height, width = image_YXC.shape[:2]
    unit = min(height, width)
    changed = cv2.threshold(cv2.cvtColor(cv2.absdiff(image_YXC, bare_YXC), cv2.COLOR_RGB2GRAY), 3, 255, 0)[1]
    x, y, wide, high = cv2.boundingRect(changed)
    if wide == 0:
        return
    pad = round(0.06 * unit)
    rows = slice(max(0, y - pad), min(height, y + high + pad))
    columns = slice(max(0, x - pad), min(width, x + wide + pad))
    mask, image = changed[rows, columns], image_YXC[rows, columns]
    reach, rim = 2 * round(0.022 * unit) + 1, 2 * max(1, round(0.010 * unit)) + 1
    move = np.array([[1, 0, 0.018 * unit], [0, 1, 0.022 * unit]])
    size = (mask.shape[1], mask.shape[0])
    cut = cv2.dilate(mask, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (rim, rim)))
    shadow = cv2.warpAffine(cv2.blur(cut, (reach, reach)), move, size, flags=cv2.INTER_NEAREST)
    left = cv2.bitwise_or(cv2.LUT(shadow, _SHADED), cut)
    cv2.multiply(image, cv2.cvtColor(left, cv2.COLOR_GRAY2RGB), dst=image, scale=1 / 255)
    edge = cv2.subtract(cv2.blur(cut, (3, 3)), mask)
    veil = cv2.cvtColor(edge, cv2.COLOR_GRAY2RGB)
    cv2.multiply(image, cv2.bitwise_not(veil), dst=image, scale=1 / 255)
    cv2.add(image, cv2.LUT(veil, _CREAM), dst=image)


_SHADED: NDArray[np.uint8] = np.round(255 - 0.42 * np.arange(256)).astype(np.uint8)
_CREAM: NDArray[np.uint8] = np.round(np.arange(256)[None, :, None] * np.array([246, 240, 226]) / 255).astype(np.uint8)

LOOKS: dict[str, Look] = {
    "flat": Look(),
    "paper-cut": Look(_paper_scenery, _paper_cast, _paper_finish, layered=True, grounded=False),
    "night-neon": Look(_after_dark, _neon_cast, _neon_finish),
    "pastel": Look(_pastel(0.56, 0.95), _pastel(0.70, 1.0)),
    "ink": Look(_wash, _brush, _ink_finish, falls=-1),
    "blueprint": Look(_drafted, _drafted_cast, _blueprint_finish, grounded=False),
}
"""One for every look of the ontology."""
