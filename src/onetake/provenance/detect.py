"""Find the invisible mark (see ``watermark``) in pictures of any size, cut and encoded in any way.

1. Of each frame keep what differs from its like-coloured neighbourhood: flat areas show the pattern clearly, edges
   of the drawing are left out. 2. Sum over frames; the pattern is the same in all. 3. For every scale in question
   fold the sum into one tile and correlate with the pilot; the highest peaks are scales and places to try.
4. Decode there; the checksum decides (``code``).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from onetake.provenance.code import FALSE_ALARM, PUBLIC_KEY, TILE, TRIES, decode, encode, layout
from onetake.provenance.watermark import CHIPS
from onetake.types import Array

SHORT_SIDE = 192
"""Pixels of the short side on which the mark is looked for: three to a chip."""
# Where a frame is compared with its surroundings (pixels), and up to which difference two pixels are alike.
_REACH = (-3, -2, -1, 0, 1, 2, 3)
_ALIKE = 6.0
_MOST = 1.0  # residuals beyond are the drawing's own
_FINE = 3  # bins to a chip
_PEAKS = 4  # places that are decoded in each round
_BINS = TILE * _FINE


@dataclass(frozen=True, slots=True)
class Found:
    """What was read: ``identity`` is None where nothing was found; ``score`` is the best peak of the pilot in
    standard deviations, ``agreement`` the share of chips that agree with the message, ``tries`` the decodings."""

    identity: int | None
    score: float
    agreement: float
    tries: int

    @property
    def bound(self) -> float:
        """Probability at most with which an unmarked file would have been read as marked."""
        return FALSE_ALARM


class Evidence:
    """Sums what frames show of the pattern; memory does not grow with their number."""

    def __init__(self) -> None:
        self.frames = 0
        self._sum: Array | None = None

    def add(self, grey_YX: Array) -> Array:
        """Take in one frame: grey levels 0 to 255, its short side ``SHORT_SIDE`` pixels; returns its residual."""
        shown = residual(grey_YX)
        self.add_residual(shown)
        return shown

    def add_residual(self, shown_YX: Array) -> None:
        """Take in what ``residual`` made of a frame."""
        if self._sum is not None and self._sum.shape != shown_YX.shape:
            return  # a video that changes its size on the way: the first size counts
        self._sum = shown_YX if self._sum is None else self._sum + shown_YX
        self.frames += 1

    def mean(self) -> Array:
        """Mean residual over frames (Y, X)."""
        if self._sum is None:
            return np.zeros((SHORT_SIDE, SHORT_SIDE), np.float32)
        return self._sum / np.float32(self.frames)


def residual(grey_YX: Array) -> Array:
    """What a frame differs by from the mean of those pixels around that are nearly as bright (Y, X).

    A sigma filter (Lee, Computer Vision, Graphics, and Image Processing 24, 1983) on a sparse neighbourhood.
    """
    edge = max(_REACH)
    padded = np.pad(grey_YX, edge, mode="reflect")
    height, width = grey_YX.shape
    total, count = np.zeros_like(grey_YX), np.zeros_like(grey_YX)
    for dy in _REACH:
        for dx in _REACH:
            off = padded[edge + dy : edge + dy + height, edge + dx : edge + dx + width] - grey_YX
            alike = np.abs(off) < _ALIKE
            total += off * alike
            count += alike
    # A pixel with few of its like around it says little: shrink it.
    return -total / (count + 4)


def whitened(residual_YX: Array) -> Array:
    """The residual with a flat spectrum and no outliers, which a correlation needs to be a fair test (Y, X).

    What the drawing leaves behind is mostly slow and has long tails; dividing by the smoothed amplitude of the
    spectrum and clipping before and after is the classic detector for such noise (Kassam, Signal Detection in
    Non-Gaussian Noise, 1988).
    """
    spectrum = np.fft.rfft2(np.clip(residual_YX, -_MOST, _MOST))
    power = np.abs(spectrum) ** 2
    for axis in (0, 1):
        power = sum((np.roll(power, shift, axis) for shift in range(-2, 3)), np.zeros_like(power))
    flat_YX = np.fft.irfft2(spectrum / np.sqrt(power + 1e-6), residual_YX.shape)
    spread = 1.5 * flat_YX.std() + 1e-12
    clipped: Array = np.clip(flat_YX / spread, -1, 1).astype(np.float32)
    return clipped


def read(evidence: Evidence, key: bytes = PUBLIC_KEY, tries: int = TRIES, *, thorough: bool = True) -> Found:
    """Look for the mark with at most ``tries`` decodings: at the whole picture's scale, then as if between 0.6 and 1
    of it were left, and, if ``thorough``, also as if stretched to another shape."""
    sight_YX = whitened(evidence.mean())
    best, tried = 0.0, 0
    for scales in _plans(*sight_YX.shape)[: 3 if thorough else 2]:
        peaks = sorted((_peak(sight_YX, key, sy, sx) for sy, sx in scales), key=lambda p: -p.score)
        best = max([best, *(p.score for p in peaks[:1])])
        for rough in peaks[:_PEAKS]:
            if tried >= tries:
                break
            peak = _refined(sight_YX, key, rough)
            tile_TT = _tile(peak)
            tried += 1
            (identity,) = decode(tile_TT[None], key)
            best = max(best, peak.score)
            if identity is not None:
                agreement = float((np.sign(tile_TT) == encode(identity, key)).mean())
                return Found(identity, peak.score, agreement, tried)
    return Found(None, best, 0.0, tried)


@dataclass(frozen=True, slots=True)
class _Peak:
    score: float
    scale: tuple[float, float]
    place: tuple[int, int]
    folded: Array


def _plans(height: int, width: int) -> list[list[tuple[float, float]]]:
    """Scales to try (chips per pixel, down and across), the likely ones first."""
    whole = CHIPS / min(height, width)
    steps = [whole * s for s in np.geomspace(0.6, 1.04, 56)]
    around = [r for r in np.geomspace(0.84, 1.19, 35) if abs(r - 1) > 0.004]
    return [[(whole, whole)], [(s, s) for s in steps], [(s, s * r) for s in steps for r in around]]


def _peak(sight_YX: Array, key: bytes, sy: float, sx: float) -> _Peak:
    folded = _fold(sight_YX, sy, sx)
    spectrum = np.fft.rfft2(folded)
    level = np.fft.irfft2(spectrum * np.conj(_pilot_spectrum(key)), folded.shape)
    at = int(np.argmax(level))
    score = float(level.flat[at] / (level.std() + 1e-9))
    return _Peak(score, (sy, sx), (at // _BINS, at % _BINS), folded)


def _refined(sight_YX: Array, key: bytes, peak: _Peak) -> _Peak:
    """The best scale near a peak's."""
    for step in (0.004, 0.002, 0.001):
        sy, sx = peak.scale
        near = [_peak(sight_YX, key, sy * (1 + a * step), sx * (1 + b * step)) for a in (-1, 0, 1) for b in (-1, 0, 1)]
        peak = max([peak, *near], key=lambda p: p.score)
    return peak


def _fold(sight_YX: Array, sy: float, sx: float) -> Array:
    """Sum the picture's repeats of the tile into one, three bins to a chip (``_BINS``, ``_BINS``)."""
    height, width = sight_YX.shape
    folded: Array = np.asarray(_bins(height, sy).T @ sight_YX @ _bins(width, sx), np.float32)
    return folded


def _bins(pixels: int, scale: float) -> Array:
    place = ((np.arange(pixels) + 0.5 - pixels / 2) * scale * _FINE) % _BINS
    left = np.floor(place).astype(int)
    share = (place - left).astype(np.float32)
    weights = np.zeros((pixels, _BINS), np.float32)
    at = np.arange(pixels)
    weights[at, left % _BINS] += 1 - share
    weights[at, (left + 1) % _BINS] += share
    return weights


@lru_cache(maxsize=4)
def _pilot_spectrum(key: bytes) -> NDArray[np.complexfloating]:
    spectrum: NDArray[np.complexfloating] = np.fft.rfft2(
        np.kron(layout(key).pilot_TT, np.ones((_FINE, _FINE), np.float32))
    )
    return spectrum


def _tile(peak: _Peak) -> Array:
    """Soft chips (TILE, TILE) at a peak."""
    y, x = peak.place
    rolled = np.roll(peak.folded, (-y, -x), (0, 1))
    chips_TT: Array = rolled.reshape(TILE, _FINE, TILE, _FINE).sum((1, 3))
    return chips_TT
