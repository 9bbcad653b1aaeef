"""The painter's tools: one layer of a set, wrapped into a ring so that it is endless sideways.

Positions are stage coordinates (unit: short side of the picture, origin: picture centre, y down). A layer is
premultiplied RGBA: OpenCV blends all four channels alike at anti-aliased edges, which is exactly what
premultiplied compositing needs. Of a ring only the stretch is painted that a take will show.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from onetake.types import Array
from onetake.world._looks import Look
from onetake.world.shapes import Colour

LAPS = 4
"""How many times richer a ring is than the counts that painters give."""
SPAN = 4.0
"""Stage units that painters give counts for."""
PERIOD = LAPS * SPAN
"""Stage units after which a layer repeats sideways."""
MARGIN = 0.16
"""Stage units painted above and below the picture, for cameras that tilt or shake."""
WHOLE = (-PERIOD / 2, PERIOD / 2)
_LAP = 4  # columns painted beyond each end of the ring and cut off, so that edges are smooth across the seam
_SHIFT = 4
_STRIP = 0.12  # height of the strips of paper that a gradient becomes in a layered look
Stops = Sequence[tuple[float, Colour]]


class Canvas:
    """A transparent layer of ``half_height`` stage units above and below the horizon line of the picture.

    ``window``: the stage x from and to which it is painted, the whole ring unless told. ``look`` maps every colour.
    """

    def __init__(
        self, short_side: int, half_height: float, window: tuple[float, float] = WHOLE, look: Look | None = None
    ) -> None:
        self.look = look or Look()
        self.scale = short_side
        self.first = round(window[0] * short_side)
        self.columns = round(window[1] * short_side) - self.first + 2 * _LAP
        # Whole rows, so that a camera that looks straight ahead shows the paint pixel for pixel.
        self.top = -(half_height + round(MARGIN * short_side) / short_side)
        self.rows = round(-2 * self.top * short_side)
        self.left = (self.first - _LAP) / short_side
        self.right = self.left + self.columns / short_side
        self.image_YXC: NDArray[np.uint8] = np.zeros((self.rows, self.columns, 4), np.uint8)
        self.x_X: Array = ((np.arange(self.columns) + 0.5) / short_side + self.left).astype(np.float32)
        self.y_Y: Array = ((np.arange(self.rows) + 0.5) / short_side + self.top).astype(np.float32)

    def ring(self) -> NDArray[np.uint8]:
        """The finished layer; of a whole ring the last column continues with its first."""
        if self.look.layered:
            self._halo()
        return np.ascontiguousarray(self.image_YXC[:, _LAP:-_LAP])

    def _halo(self) -> None:
        """The soft shadow of a sheet of paper on whatever lies behind it: black round all that is painted."""
        alpha = self.image_YXC[..., 3]
        if alpha.min() == 255:
            return
        reach = 2 * round(0.03 * self.scale) + 1
        wide = cv2.copyMakeBorder(alpha, 0, 0, reach, reach, cv2.BORDER_WRAP)
        soft = cv2.blur(cv2.blur(wide, (reach, reach)), (reach // 2 | 1, reach // 2 | 1))[:, reach:-reach]
        clear = 255 - alpha.astype(np.float32)
        self.image_YXC[..., 3] = np.round(alpha + clear * (soft.astype(np.float32) * (0.55 / 255)))

    def ramp(self, stops: Stops) -> Array:
        """Colour of every row between stops of (y, colour): (rows, 3)."""
        ys = [y for y, _ in stops]
        inks = [self.look.scenery(colour) for _, colour in stops]
        at = (np.floor(self.y_Y / _STRIP) + 0.5) * _STRIP if self.look.layered else self.y_Y
        return np.stack([np.interp(at, ys, [ink[i] for ink in inks]) for i in range(3)], -1).astype(np.float32)

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
        low = min(last, max(first, int(np.ceil((float(edge_X.max()) - self.top) * self.scale)) + 1))
        high = min(last, max(low, int((bottom - self.top) * self.scale) - 2))
        colour_Y4 = np.concatenate([self.ramp(stops), np.full((self.rows, 1), 255, np.float32)], 1)
        # Between the lowest point of the edge and the bottom all is paint: that needs no blending.
        self.image_YXC[low:high] = np.round(colour_Y4[low:high])[:, None]
        for rows in (slice(first, low), slice(high, last)):
            if rows.start < rows.stop:
                depth_YX = np.clip((self.y_Y[rows, None] - edge_X[None]) * self.scale + 0.5, 0, 1)
                depth_YX *= np.clip((bottom - self.y_Y[rows, None]) * self.scale + 0.5, 0, 1)
                self._blend(rows, slice(None), depth_YX, colour_Y4[rows, None])

    def sees(self, x0: float, x1: float) -> bool:
        """Whether any of the stretch from x0 to x1 is painted."""
        turn = np.ceil((self.left - x1) / PERIOD)
        return bool(x0 + turn * PERIOD <= self.right)

    def poly(self, points_P2: Array | Sequence[tuple[float, float]], colour: Colour, alpha: float = 1.0) -> None:
        """Fill a polygon, on both sides of the seam where it crosses it."""
        if isinstance(points_P2, np.ndarray):
            x0, x1 = float(points_P2[:, 0].min()), float(points_P2[:, 0].max())
        else:
            x0, x1 = min(x for x, _ in points_P2), max(x for x, _ in points_P2)
        if not self.sees(x0, x1):
            return
        points = np.asarray(points_P2, np.float32)
        if self.look.layered and alpha >= 1.0 and min(np.ptp(points[:, 0]), np.ptp(points[:, 1])) > 0.022:
            self._fill(points + np.float32(0.010), (0, 0, 0), 0.16, within=True)
        self._fill(points, self.look.scenery(colour), alpha)

    def _fill(self, points: Array, ink: Colour, alpha: float, within: bool = False) -> None:
        """Fill a polygon wherever it comes by; ``within``: only over what is painted already."""
        x0, x1 = float(points[:, 0].min()), float(points[:, 0].max())
        for turn in range(int(np.ceil((self.left - x1) / PERIOD)), int(np.floor((self.right - x0) / PERIOD)) + 1):
            # Whole pixels are added to scaled points, so that rounding does not depend on the window.
            ahead = round(turn * PERIOD * self.scale) - self.first + _LAP
            pixels = points * self.scale + np.array([ahead - 0.5, -self.top * self.scale - 0.5])
            fixed = np.round(pixels * (1 << _SHIFT)).astype(np.int32)
            if alpha >= 1.0:
                cv2.fillPoly(self.image_YXC, [fixed], (*ink, 255), cv2.LINE_AA, _SHIFT)
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
            rows, columns = slice(upper, lower), slice(left, right)
            if within:  # a shadow darkens what is painted and leaves its edges as they are
                shaded = self.image_YXC[rows, columns, :3]
                shaded[:] = np.round(shaded * (1 - cover[..., None]))
            else:
                self._blend(rows, columns, cover, np.array([*ink, 255], np.float32))

    def oval(self, x: float, y: float, rx: float, ry: float, colour: Colour, alpha: float = 1.0) -> None:
        """Fill an ellipse."""
        if self.sees(x - rx, x + rx):
            self.poly(np.stack([x + rx * _COS, y + ry * _SIN], -1), colour, alpha)

    def box(self, x0: float, y0: float, x1: float, y1: float, colour: Colour, alpha: float = 1.0) -> None:
        """Fill an upright rectangle; one as wide as the ring becomes a band without ends."""
        if x1 - x0 >= PERIOD - 1e-6:
            above = np.clip((self.y_Y - y0) * self.scale + 0.5, 0, 1)
            cover = above * np.clip((y1 - self.y_Y) * self.scale + 0.5, 0, 1) * np.float32(alpha)
            rows = np.flatnonzero(cover)
            if len(rows):
                band = slice(int(rows[0]), int(rows[-1]) + 1)
                ink = np.array([*self.look.scenery(colour), 255], np.float32)
                self._blend(band, slice(None), cover[band, None], ink)
            return
        self.poly([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], colour, alpha)

    def band(self, y0: float, y1: float, colour: Colour, alpha: float = 1.0) -> None:
        """Fill a band without ends."""
        self.box(-PERIOD / 2, y0, PERIOD / 2, y1, colour, alpha)

    def panel(self, x0: float, y0: float, x1: float, y1: float, radius: float, colour: Colour) -> None:
        """Fill a rectangle with round corners."""
        if not self.sees(x0, x1):
            return
        r = min(radius, (x1 - x0) / 2, (y1 - y0) / 2)
        cx = np.where(_COS >= 0, x1 - r, x0 + r)
        cy = np.where(_SIN >= 0, y1 - r, y0 + r)
        self.poly(np.stack([cx + r * _COS, cy + r * _SIN], -1), colour)

    def glow(self, x: float, y: float, radius: float, colour: Colour, strength: float, squash: float = 1.0) -> None:
        """Mix a colour softly into a round region (``squash``: height over width)."""
        ink = np.array(self.look.scenery(colour), np.float32) / 255
        first, last = np.ceil((self.left - x - radius) / PERIOD), np.floor((self.right - x + radius) / PERIOD)
        for turn in range(int(first), int(last) + 1):
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
            lit = region[..., 3:4].astype(np.float32) * ink
            region[..., :3] = np.round(region[..., :3] * (1 - cover[..., None]) + lit * cover[..., None])

    def _blend(self, rows: slice, columns: slice, cover_YX: Array, colour: Any) -> None:
        region = self.image_YXC[rows, columns]
        cover = cover_YX[..., None].astype(np.float32)
        region[:] = np.round(region * (1 - cover) + colour * cover)

    def wave(self, rng: np.random.Generator, level: float, height: float, crests: Sequence[int]) -> Array:
        """A rolling line that closes upon itself: y per column, ``crests`` per four units, first the largest."""
        line = np.zeros(self.columns, np.float32)
        for k, crest in enumerate(crests):
            start = rng.uniform(0, 2 * np.pi)
            # One more than a multiple of the laps, so that no lap is like another.
            around = 2 * np.pi * (crest * LAPS + 1) / PERIOD
            line += np.float32(1 / (1 + k)) * np.sin(self.x_X * around + start)
        return np.asarray(level - height * line / sum(1 / (1 + k) for k in range(len(crests))), np.float32)

    def level(self, y: float) -> Array:
        """A straight edge at y, per column."""
        return np.full(self.columns, y, np.float32)

    def height_at(self, edge_X: Array, x: float) -> float:
        """The y of an edge at a position (at the nearest painted one, outside the window)."""
        turned = (x - self.left) % PERIOD
        if turned * self.scale >= self.columns:  # not painted: whatever stands there is not seen
            return float(edge_X[-1] if turned < (PERIOD + self.columns / self.scale) / 2 else edge_X[0])
        return float(edge_X[int(turned * self.scale)])


_ANGLES = np.linspace(0, 2 * np.pi, 24, endpoint=False)
_COS, _SIN = np.cos(_ANGLES).astype(np.float32), np.sin(_ANGLES).astype(np.float32)
