"""What falls from the sky, and where it is: streaks of rain and flakes of snow on sheets that scroll before everything,
a function of the take's seed and the frame's number alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onetake.types import FPS

__all__ = ["FALLS", "SLANT", "Falling", "begins", "corner", "scattered", "tile"]

_RAIN = ((20, 0.055, 2.2, 0.6), (13, 0.085, 2.9, 1.0))
_STORM = ((26, 0.080, 3.0, 0.7), (18, 0.125, 3.8, 1.0))
_SNOW = ((16, 0.0080, 0.13, 0.7), (9, 0.0120, 0.19, 0.85), (4, 0.0170, 0.26, 0.95))
FALLS = {"rain": _RAIN, "storm": _STORM, "snow": _SNOW}
"""The sheets of each weather, far to near: how many a unit² (a unit is the picture's short side), how long a streak is
or the radius of a flake, units a second, brightness."""
SLANT = {"rain": 0.16, "storm": 0.5}
"""How far a streak goes to the left for each unit down; what has none drifts to and fro."""


@dataclass(frozen=True)
class Falling:
    """The seed of a take's weather, and the numbers in the take of some of its video frames."""

    seed: int
    frames_N: NDArray[np.int64]

    def part(self, start: int, stop: int) -> Falling:
        """The same for some of these frames."""
        return Falling(self.seed, self.frames_N[start:stop])


def tile(width: int, height: int) -> tuple[int, int]:
    """Size of a sheet before it repeats: more than the picture, so that no repetition is seen."""
    return round(width * 1.25), round(height * 1.25)


def scattered(weather: str, index: int, width: int, height: int) -> NDArray[np.float64]:
    """Where on a sheet everything is, (M, 2) in pixels; what is a streak begins there."""
    columns, rows = tile(width, height)
    count = round(FALLS[weather][index][0] * columns * rows / min(width, height) ** 2)
    rng = np.random.default_rng([71 if weather in SLANT else 72, index])
    return rng.random((count, 2)) * (columns, rows)


def begins(seed: int) -> NDArray[np.float64]:
    """Where on each of its sheets a take begins, in sheets, (4, 2)."""
    return np.random.default_rng([73, seed]).uniform(0, 1, (4, 2))


def corner(
    weather: str, index: int, width: int, height: int, begin_2: NDArray[np.float64], frame: int
) -> tuple[float, float]:
    """Where on a sheet the picture's upper left corner is in a frame, in pixels."""
    ahead, down = begin_2.tolist()
    unit, seconds = min(width, height), frame / FPS
    columns, rows = tile(width, height)
    fallen = FALLS[weather][index][2] * seconds
    if weather in SLANT:
        aside = -SLANT[weather] * fallen
    else:
        aside = 0.05 * float(np.sin(seconds * (0.9 + 0.25 * index) + 6.3 * ahead)) + 0.03 * seconds
    return (ahead * columns - aside * unit) % columns, (down * rows - fallen * unit) % rows
