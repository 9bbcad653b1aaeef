"""The painter's tools: one layer of a set, wrapped into a ring so that it is endless sideways.

Positions are stage coordinates (unit: short side of the picture, origin: picture centre, y down). A layer is
premultiplied RGBA: OpenCV blends all four channels alike at anti-aliased edges, which is exactly what
premultiplied compositing needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from onetake.types import Array
from onetake.world.shapes import Colour

PERIOD = 4.0
"""Stage units after which a layer repeats sideways."""
MARGIN = 0.16
"""Stage units painted above and below the picture, for cameras that tilt or shake."""
_LAP = 4  # columns painted beyond each end of the ring and cut off, so that edges are smooth across the seam
_SHIFT = 4
Stops = Sequence[tuple[float, Colour]]


class Canvas:
    """A transparent layer of ``half_height`` stage units above and below the horizon line of the picture."""

    def __init__(self, short_side: int, half_height: float) -> None:
        self.scale = short_side
        self.top = -(half_height + MARGIN)
        self.rows = round(2 * (half_height + MARGIN) * short_side)
        self.columns = round(PERIOD * short_side) + 2 * _LAP
        self.left = -(PERIOD / 2 + _LAP / short_side)
        self.image_YXC: NDArray[np.uint8] = np.zeros((self.rows, self.columns, 4), np.uint8)
        self.x_X: Array = ((np.arange(self.columns) + 0.5) / short_side + self.left).astype(np.float32)
        self.y_Y: Array = ((np.arange(self.rows) + 0.5) / short_side + self.top).astype(np.float32)

    def ring(self) -> NDArray[np.uint8]:
        """The finished layer: its last column continues with its first."""
        return np.ascontiguousarray(self.image_YXC[:, _LAP:-_LAP])

    def ramp(self, stops: Stops) -> Array:
        """Colour of every row between stops of (y, colour): (rows, 3)."""
        ys = [y for y, _ in stops]
        return np.stack([np.interp(self.y_Y, ys, [c[i] for _, c in stops]) for i in range(3)], -1).astype(np.float32)

    def fill(self, stops: Stops) -> None:
        """Paint the whole layer with a vertical gradient."""
        self.image_YXC[..., :3] = np.round(self.ramp(stops))[:, None]
        self.image_YXC[..., 3] = 255

    def ridge(self, edge_X: Array, stops: Stops, bottom: float = 9.0) -> None:
        """Paint everything between an edge (its y per column) and ``bottom`` with a vertical gradient."""
        first = max(0, int((float(edge_X.min()) - self.top) * self.scale) - 1)
        last = min(self.rows, int((bottom - self.top) * self.scale) + 1)
        if first >= last:
            return
        rows = slice(first, last)
        depth_YX = np.clip((self.y_Y[rows, None] - edge_X[None]) * self.scale + 0.5, 0, 1)
        depth_YX *= np.clip((bottom - self.y_Y[rows, None]) * self.scale + 0.5, 0, 1)
        colour_Y4 = np.concatenate([self.ramp(stops)[rows], np.full((last - first, 1), 255, np.float32)], 1)
        self._blend(rows, slice(None), depth_YX, colour_Y4[:, None])

    def poly(self, points_P2: Array | Sequence[tuple[float, float]], colour: Colour, alpha: float = 1.0) -> None:
        """Fill a polygon, on both sides of the seam where it crosses it."""
        points = np.asarray(points_P2, np.float32)
        blur = 2 * _LAP / self.scale
        x0, x1 = float(points[:, 0].min()) - blur, float(points[:, 0].max()) + blur
        for turn in range(int(np.ceil((-PERIOD / 2 - x1) / PERIOD)), int(np.floor((PERIOD / 2 - x0) / PERIOD)) + 1):
            pixels = (points + np.array([turn * PERIOD - self.left, -self.top], np.float32)) * self.scale - 0.5
            fixed = np.round(pixels * (1 << _SHIFT)).astype(np.int32)
            if alpha >= 1.0:
                cv2.fillPoly(self.image_YXC, [fixed], (*colour, 255), cv2.LINE_AA, _SHIFT)
                continue
            (left, upper), (right, lower) = np.floor(pixels.min(0)).astype(int), np.ceil(pixels.max(0)).astype(int)
            left, right = max(0, left - 1), min(self.columns, right + 2)
            upper, lower = max(0, upper - 1), min(self.rows, lower + 2)
            if left >= right or upper >= lower:
                continue
            mask = np.zeros((lower - upper, right - left), np.uint8)
            moved = fixed - np.array([left << _SHIFT, upper << _SHIFT], np.int32)
            cv2.fillPoly(mask, [moved], (255,), cv2.LINE_AA, _SHIFT)
            cover = mask.astype(np.float32) * np.float32(alpha / 255)
            self._blend(slice(upper, lower), slice(left, right), cover, np.array([*colour, 255], np.float32))

    def oval(self, x: float, y: float, rx: float, ry: float, colour: Colour, alpha: float = 1.0) -> None:
        """Fill an ellipse."""
        self.poly(np.stack([x + rx * _COS, y + ry * _SIN], -1), colour, alpha)

    def box(self, x0: float, y0: float, x1: float, y1: float, colour: Colour, alpha: float = 1.0) -> None:
        """Fill an upright rectangle; one as wide as the ring becomes a band without ends."""
        if x1 - x0 >= PERIOD - 1e-6:
            above = np.clip((self.y_Y - y0) * self.scale + 0.5, 0, 1)
            cover = above * np.clip((y1 - self.y_Y) * self.scale + 0.5, 0, 1) * np.float32(alpha)
            rows = np.flatnonzero(cover)
            if len(rows):
                band = slice(int(rows[0]), int(rows[-1]) + 1)
                self._blend(band, slice(None), cover[band, None], np.array([*colour, 255], np.float32))
            return
        self.poly([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], colour, alpha)

    def panel(self, x0: float, y0: float, x1: float, y1: float, radius: float, colour: Colour) -> None:
        """Fill a rectangle with round corners."""
        r = min(radius, (x1 - x0) / 2, (y1 - y0) / 2)
        cx = np.where(_COS >= 0, x1 - r, x0 + r)
        cy = np.where(_SIN >= 0, y1 - r, y0 + r)
        self.poly(np.stack([cx + r * _COS, cy + r * _SIN], -1), colour)

    def glow(self, x: float, y: float, radius: float, colour: Colour, strength: float, squash: float = 1.0) -> None:
        """Mix a colour softly into a round region (``squash``: height over width)."""
        for turn in (-1, 0, 1):
            cx, cy = (x + turn * PERIOD - self.left) * self.scale, (y - self.top) * self.scale
            rx, ry = radius * self.scale, radius * self.scale * squash
            left, right = max(0, int(cx - rx)), min(self.columns, int(cx + rx) + 1)
            upper, lower = max(0, int(cy - ry)), min(self.rows, int(cy + ry) + 1)
            if left >= right or upper >= lower:
                continue
            dx = (np.arange(left, right, dtype=np.float32) + 0.5 - cx) / rx
            dy = (np.arange(upper, lower, dtype=np.float32) + 0.5 - cy) / ry
            fall = np.clip(1 - np.sqrt(dx[None] ** 2 + dy[:, None] ** 2), 0, 1)
            cover = (fall * fall * (3 - 2 * fall) * strength).astype(np.float32)
            region = self.image_YXC[upper:lower, left:right]
            # Light falls only on what is painted: the layer's own alpha scales the colour and stays as it is.
            lit = region[..., 3:4].astype(np.float32) * (np.array(colour, np.float32) / 255)
            region[..., :3] = np.round(region[..., :3] * (1 - cover[..., None]) + lit * cover[..., None])

    def _blend(self, rows: slice, columns: slice, cover_YX: Array, colour: Any) -> None:
        region = self.image_YXC[rows, columns]
        cover = cover_YX[..., None].astype(np.float32)
        region[:] = np.round(region * (1 - cover) + colour * cover)

    def wave(self, rng: np.random.Generator, level: float, height: float, crests: Sequence[int]) -> Array:
        """A rolling line that closes upon itself: y per column, ``crests`` per period, first the largest."""
        line = np.zeros(self.columns, np.float32)
        for k, crest in enumerate(crests):
            start = rng.uniform(0, 2 * np.pi)
            line += np.float32(1 / (1 + k)) * np.sin(self.x_X * (2 * np.pi * crest / PERIOD) + start)
        return np.asarray(level - height * line / sum(1 / (1 + k) for k in range(len(crests))), np.float32)

    def height_at(self, edge_X: Array, x: float) -> float:
        """The y of an edge at a position."""
        return float(edge_X[int((x + PERIOD / 2) % PERIOD * self.scale) + _LAP])


_ANGLES = np.linspace(0, 2 * np.pi, 24, endpoint=False)
_COS, _SIN = np.cos(_ANGLES).astype(np.float32), np.sin(_ANGLES).astype(np.float32)
