"""What falls before everything: where it is the layout says (``prompt.falling``), how it looks the network.

Axes: B batch, L facts, S sheets, N video frames, Y X pixels.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import torch
from PIL import Image, ImageDraw, ImageFilter
from torch import Tensor, nn

from onetake.model.sprites import FINER
from onetake.prompt.falling import FALLS, SLANT, Falling, begins, corner, scattered, tile
from onetake.prompt.ontology import CONCEPTS, VOCABULARY_SIZE

SHEETS = max(map(len, FALLS.values()))
WIDER = 1.6
"""Pixels that a thin streak covers: it is never sharp."""
WEATHER_OF = {CONCEPTS["weather", name]: name for name in FALLS}
"""Concepts of the weathers in which something falls."""


class Falls(nn.Module):
    """The colour of what falls on each sheet and how much it covers, by hour, weather and look."""

    def __init__(self) -> None:
        super().__init__()
        self.inks = nn.Parameter(torch.zeros(VOCABULARY_SIZE, SHEETS * 4))

    def forward(self, scene_BL: Tensor) -> Tensor:
        """Concepts of a scene, 0 is none -> RGBA 0..1 of every sheet, (B, S, 4)."""
        told = (self.inks[scene_BL] * (scene_BL > 0)[..., None]).sum(-2)
        return torch.sigmoid(told.float()).view(*told.shape[:-1], SHEETS, 4)


def weather_of(scene_L: Tensor) -> str | None:
    """The weather among a scene's concepts, if something falls in it."""
    return next((WEATHER_OF[i] for i in scene_L.tolist() if i in WEATHER_OF), None)


@lru_cache(maxsize=24)
def sheet(weather: str, index: int, width: int, height: int) -> Tensor:
    """How much of each pixel is covered, 0..1, on a sheet and its copies to the right and below, (Y, X)."""
    unit, (columns, rows) = min(width, height), tile(width, height)
    size = FALLS[weather][index][1] * unit
    image = Image.new("L", (columns * FINER, rows * FINER))
    pen = ImageDraw.Draw(image)
    for x, y in scattered(weather, index, width, height).tolist():
        for across in (x - columns, x, x + columns):
            for down in (y - rows, y, y + rows):
                at, below = (across + 0.5) * FINER, (down + 0.5) * FINER
                if weather in SLANT:
                    end = (at - SLANT[weather] * size * FINER, below + size * FINER)
                    pen.line([(at, below), end], 255, round(max(1.0, unit / 130) * WIDER * FINER))
                else:
                    half = (size + (WIDER - 1) / 2) * FINER
                    pen.ellipse((at - half, below - half, at + half, below + half), 255)
    if weather not in SLANT:
        image = image.filter(ImageFilter.GaussianBlur(max(0.45, unit / 260) * FINER))
    seen = torch.from_numpy(np.array(image.reduce(FINER), np.float32)) / 255
    return seen.tile(2, 2)


def covered(weather: str, falling: Falling, number: int, width: int, height: int) -> Tensor:
    """How much of each pixel every sheet covers in one frame of ``falling``, 0..1, (S, Y, X)."""
    begin, out = begins(falling.seed), torch.zeros(SHEETS, height, width)
    for index in range(len(FALLS[weather])):
        x, y = corner(weather, index, width, height, begin[index], int(falling.frames_N[number]))
        column, row = int(x), int(y)
        whole = sheet(weather, index, width, height)
        here = whole[row : row + height, column : column + width]
        if weather not in SLANT:  # flakes move less than a pixel a frame
            here = torch.lerp(here, whole[row + 1 : row + 1 + height, column : column + width], y - row)
        out[index] = here
    return out


def veils(inks_S4: Tensor, covered_SYX: Tensor) -> Iterator[Tensor]:
    """Sheets far to near as premultiplied RGBA, (4, Y, X) each."""
    for ink, mask in zip(inks_S4, covered_SYX, strict=True):
        alpha = ink[3] * mask
        yield torch.cat([ink[:3, None, None] * alpha, alpha[None]])
