"""What falls or drifts before everything, rain, snow, fog, and the lightning behind the cast: a pure function of the
seed and the frame's number.

Each weather is a few tileable sheets that scroll; a frame is one crop and one addition per sheet, so any frame
can be drawn without the ones before it.
"""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from onetake.prompt.falling import FALLS, SLANT, begins, corner, scattered, tile
from onetake.types import FPS, Array
from onetake.world._looks import LOOKS
from onetake.world.palette import LIGHTS, mix, overcast
from onetake.world.shapes import Colour

_SHIFT = 4
_SLOT = 30  # frames in which there is one stroke of lightning
_FLASH = (70, 190, 110, 150, 70, 30, 10)  # how bright the sky is, frame after frame


@lru_cache(maxsize=24)
def _rain_sheet(width: int, height: int, weather: str, index: int, level: int) -> NDArray[np.uint8]:
    """Light to be added: slanted streaks, repeated once in each direction so that every crop is contiguous."""
    _, length, _, bright = FALLS[weather][index]
    slant = SLANT[weather]
    unit, (columns, rows) = min(width, height), tile(width, height)
    sheet = np.zeros((rows, columns, 3), np.uint8)
    light = tuple(int(c * bright * level / 255) for c in (74, 84, 100))
    for x, y in scattered(weather, index, width, height).tolist():
        for dx in (-columns, 0, columns):
            for dy in (-rows, 0, rows):
                ends = np.array([[x + dx, y + dy], [x + dx - slant * length * unit, y + dy + length * unit]])
                (ax, ay), (bx, by) = np.round(ends * (1 << _SHIFT)).astype(int).tolist()
                if max(ay, by) > -64 and min(ay, by) < (rows + 4) << _SHIFT:
                    cv2.line(sheet, (ax, ay), (bx, by), light, max(1, round(unit / 130)), cv2.LINE_AA, _SHIFT)
    return np.tile(sheet, (2, 2, 1))


@lru_cache(maxsize=24)
def _snow_sheet(width: int, height: int, index: int, level: int) -> NDArray[np.uint8]:
    """Light to be added: soft flakes, repeated once in each direction."""
    _, radius, _, bright = FALLS["snow"][index]
    unit, (columns, rows) = min(width, height), tile(width, height)
    mask = np.zeros((rows, columns), np.uint8)
    for x, y in scattered("snow", index, width, height).tolist():
        for dx in (-columns, 0, columns):
            for dy in (-rows, 0, rows):
                at = (round((x + dx) * 16), round((y + dy) * 16))
                cv2.circle(mask, at, round(radius * unit * 16), (round(255 * bright),), -1, cv2.LINE_AA, _SHIFT)
    mask = np.tile(mask, (2, 2))
    soft = cv2.GaussianBlur(mask, (0, 0), max(0.45, unit / 260), borderType=cv2.BORDER_REFLECT_101)
    return np.repeat((soft.astype(np.float32) * (level / 255)).astype(np.uint8)[..., None], 3, axis=2)


@lru_cache(maxsize=24)
def _fog_sheet(width: int, height: int, colour: Colour) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """(fog to be added, what to keep of the picture): a haze, thickest at the horizon, with broad banks."""
    unit, columns = min(width, height), tile(width, height)[0] * 2
    y = ((np.arange(height) + 0.5) / unit - height / unit / 2).astype(np.float32)
    x = np.arange(columns, dtype=np.float32) * (2 * np.pi / columns)
    bank: Array = np.exp(-(((y - 0.10) / 0.16) ** 2)).astype(np.float32)
    billow = 0.5 + 0.5 * np.sin(2 * x + 0.6) * np.sin(5 * x + 2.0)
    share = 0.16 + bank[:, None] * (0.08 + 0.16 * billow[None]).astype(np.float32)
    share = np.concatenate([share, share], 1)[..., None]
    fog: NDArray[np.uint8] = np.round(share * np.array(colour, np.float32)).astype(np.uint8)
    keep: NDArray[np.uint8] = np.repeat(np.round((1 - share) * 255).astype(np.uint8), 3, axis=2)
    return fog, keep


@lru_cache(maxsize=256)
def _stroke(seed: int, slot: int) -> int:
    """The frame of a slot in which lightning strikes."""
    return int(np.random.default_rng([75, seed, slot]).integers(0, _SLOT - len(_FLASH)))


@lru_cache(maxsize=64)
def _bolt(width: int, height: int, seed: int, slot: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """A stroke of lightning and its branch: (P, 2) each, in sixteenths of a pixel."""
    rng = np.random.default_rng([74, seed, slot])
    unit, points = min(width, height), 9
    foot = height / 2 + rng.uniform(-0.06, 0.03) * unit
    y = np.linspace(-2, foot, points)
    x = width * rng.uniform(0.12, 0.88) + np.cumsum(rng.uniform(-0.055, 0.055, points)) * unit
    x[1::2] += 0.022 * unit
    main = np.stack([x, y], -1)
    out = np.stack([np.arange(4) * rng.choice([-0.03, 0.03]) * unit, np.arange(4) * 0.045 * unit], -1)
    branch = main[int(rng.integers(2, 5))] + out + rng.uniform(-0.008, 0.008, (4, 2)) * unit
    return np.round(main * 16).astype(np.int32), np.round(branch * 16).astype(np.int32)


class Weather:
    """Draws one weather into frames, in place: ``behind`` before the cast, ``draw`` after it. ``clear`` and
    ``cloud`` draw nothing."""

    def __init__(self, weather: str, hour: str, width: int, height: int, seed: int, look: str = "flat") -> None:
        self.weather, self.width, self.height, self.seed = weather, width, height, seed
        self._dark = LOOKS[look].falls < 0 and weather != "snow"
        level = 150 if LIGHTS[hour].dark else 255
        self._start = begins(seed)
        self._sheets: list[NDArray[np.uint8]] = []
        if weather in SLANT:
            self._sheets = [_rain_sheet(width, height, weather, i, level) for i in range(len(FALLS[weather]))]
        elif weather == "snow":
            self._sheets = [_snow_sheet(width, height, i, level) for i in range(len(FALLS["snow"]))]
        elif weather == "fog":
            colour = overcast(mix(LIGHTS[hour].horizon, LIGHTS[hour].middle, 0.25), hour, "fog")
            self._sheets = list(_fog_sheet(width, height, LOOKS[look].scenery(colour)))

    def behind(self, image_YXC: NDArray[np.uint8], frame: int) -> None:
        """What happens behind the cast: the lightning of a storm, once in two and a half seconds."""
        if self.weather != "storm":
            return
        slot = frame // _SLOT
        since = frame % _SLOT - _stroke(self.seed, slot)
        if not 0 <= since < len(_FLASH):
            return
        cv2.convertScaleAbs(image_YXC, dst=image_YXC, alpha=1.0, beta=0.43 * _FLASH[since])
        if since < 4:
            unit = min(self.width, self.height)
            for points, wide in zip(_bolt(self.width, self.height, self.seed, slot), (36, 64), strict=True):
                thick = max(1, round(unit / wide))
                cv2.polylines(image_YXC, [points], False, (255, 252, 224), thick, cv2.LINE_AA, _SHIFT)

    def draw(self, image_YXC: NDArray[np.uint8], frame: int) -> None:
        """Add what falls or drifts in a frame (its number in the take) to an RGB picture."""
        if not self._sheets:
            return
        seconds = frame / FPS
        if self.weather == "fog":
            fog, keep = self._sheets
            columns = fog.shape[1] // 2
            at = int(float(self._start[0, 0]) * columns + seconds * 0.06 * min(self.width, self.height)) % columns
            cv2.multiply(image_YXC, keep[:, at : at + self.width], dst=image_YXC, scale=1 / 255)
            cv2.add(image_YXC, fog[:, at : at + self.width], dst=image_YXC)
            return
        for i, sheet in enumerate(self._sheets):
            x, y = corner(self.weather, i, self.width, self.height, self._start[i], frame)
            mingle = cv2.subtract if self._dark else cv2.add
            mingle(image_YXC, self._crop(sheet, x, y), dst=image_YXC)

    def _crop(self, sheet: NDArray[np.uint8], x: float, y: float) -> NDArray[np.uint8]:
        column, row = int(x), int(y)
        here = sheet[row : row + self.height, column : column + self.width]
        if self.weather in SLANT:  # streaks move many pixels a frame: whole pixels do
            return here
        below = sheet[row + 1 : row + 1 + self.height, column : column + self.width]
        return np.asarray(cv2.addWeighted(here, 1 - (y - row), below, y - row, 0), np.uint8)
