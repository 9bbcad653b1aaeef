"""The invisible mark: a weak pattern, the same in every frame, that carries 64 bits (see ``code``).

Keyed spread spectrum (Cox, Kilian, Leighton, Shamoon, IEEE Trans. Image Processing 6, 1997): every bit is spread
over many chips, every chip over many pixels and frames. A chip is 1/64 of the picture's short side, so scaling the
picture scales the pattern with it; the tile of 32 × 32 chips repeats, so a part of the picture is enough.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from onetake.provenance.code import PUBLIC_KEY, TILE, encode
from onetake.types import Array

CHIPS = 64
"""Chips along the picture's short side."""
STRENGTH = 1.5
"""Height of a chip in grey levels of 255."""


def pattern(tile_TT: Array, width: int, height: int) -> Array:
    """The tile's chips over a whole picture (Y, X), in units of the chip's height, smooth between chips."""
    chip = min(width, height) / CHIPS
    rows_YT, columns_XT = _spread(height, chip), _spread(width, chip)
    smooth: Array = (rows_YT @ tile_TT @ columns_XT.T).astype(np.float32)
    return smooth


def _spread(pixels: int, chip: float) -> Array:
    """How much each chip of the tile has in each pixel (pixels, TILE): a cosine ramp between middles of chips."""
    place = (np.arange(pixels) + 0.5) / chip - 0.5
    left = np.floor(place).astype(int)
    share = (1 - np.cos(np.pi * (place - left))) / 2
    weights = np.zeros((pixels, TILE), np.float32)
    at = np.arange(pixels)
    weights[at, left % TILE] += (1 - share).astype(np.float32)
    weights[at, (left + 1) % TILE] += share.astype(np.float32)
    return weights


class Embedder:
    """Adds the mark of one identity to frames of one size: three passes of byte arithmetic, nothing kept."""

    def __init__(
        self, identity: int, width: int, height: int, key: bytes = PUBLIC_KEY, strength: float = STRENGTH
    ) -> None:
        self.width, self.height = width, height
        levels = np.rint(strength * pattern(encode(identity, key), width, height)).astype(np.int16)
        levels_YXC = np.repeat(levels[..., None], 3, axis=2)
        # A byte moved into floor..ceiling first can take its level without passing 0 or 255, so the sum may wrap.
        self._floor = np.maximum(-levels_YXC, 0).astype(np.uint8)
        self._ceiling = (255 - np.maximum(levels_YXC, 0)).astype(np.uint8)
        self._levels = levels_YXC.astype(np.uint8)

    def add(self, frames: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Marked copies of one frame (YXC) or several (NYXC)."""
        marked = np.empty_like(frames)
        for before, after in zip(
            frames[None] if frames.ndim == 3 else frames, marked.reshape(-1, *frames.shape[-3:]), strict=True
        ):
            np.minimum(before, self._ceiling, out=after)  # one frame at a time stays in the processor's cache
            np.maximum(after, self._floor, out=after)
            np.add(after, self._levels, out=after)
        return marked
