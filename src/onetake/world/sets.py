"""The sets: every place of the ontology, at every hour, as layers that are endless sideways.

``backdrop(place, hour, width, height, variant)`` paints (or recalls) a ``Backdrop``; ``Backdrop.picture`` shows
it through a camera, ``Backdrop.view`` through one (x, y, scale) per layer (see ``prompt.eyes``). Seen from
(x, y) with a scale, a layer shows its point p at (p - (x, y)) * scale.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from onetake.prompt.ontology import HOURS, PLACES
from onetake.types import VARIANTS
from onetake.world import (
    _sets_far,
    _sets_halls,
    _sets_indoor,
    _sets_outdoor,
    _sets_rooms,
    _sets_streets,
    _sets_town,
    _sets_wild,
)  # fmt: skip
from onetake.world._canvas import PERIOD, WHOLE
from onetake.world._looks import LOOKS
from onetake.world._scenery import Painted, Setting
from onetake.world.palette import ambient

__all__ = ["DRIFTS", "VARIANTS", "Backdrop", "Layer", "ambient", "backdrop"]

_PAINTERS: dict[str, Callable[[Setting], Painted]] = {
    "meadow": _sets_outdoor.meadow,
    "forest": _sets_outdoor.forest,
    "bamboo grove": _sets_outdoor.bamboo_grove,
    "beach": _sets_outdoor.beach,
    "snowy field": _sets_outdoor.snowy_field,
    "desert": _sets_outdoor.desert,
    "city street": _sets_streets.city_street,
    "neon street": _sets_streets.neon_street,
    "kitchen": _sets_indoor.kitchen,
    "living room": _sets_indoor.living_room,
    "stage": _sets_indoor.stage,
    "underwater": _sets_streets.underwater,
    "moon": _sets_streets.moon,
    "park": _sets_outdoor.park,
    "lake": _sets_outdoor.lake,
    "snowy forest": _sets_wild.snowy_forest,
    "mountains": _sets_wild.mountains,
    "savanna": _sets_wild.savanna,
    "jungle": _sets_wild.jungle,
    "farm": _sets_wild.farm,
    "garden": _sets_wild.garden,
    "playground": _sets_town.playground,
    "medieval village": _sets_town.medieval_village,
    "market": _sets_town.market,
    "harbour": _sets_town.harbour,
    "ice rink": _sets_town.ice_rink,
    "cave": _sets_far.cave,
    "outer space": _sets_far.outer_space,
    "sky": _sets_far.sky,
    "library": _sets_rooms.library,
    "classroom": _sets_rooms.classroom,
    "bedroom": _sets_rooms.bedroom,
    "train": _sets_rooms.train,
    "castle hall": _sets_halls.castle_hall,
    "workshop": _sets_halls.workshop,
}
DRIFTS: dict[str, float] = {"train": _sets_rooms.TRAIN_SPEED, "sky": _sets_far.CLOUD_SPEED}
"""Places with layers that move by themselves: stage units a second of the fastest."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One ring of scenery, or the stretch of it that was asked for: premultiplied RGBA (rows, columns, 4).

    ``top`` and ``left`` are the stage x and y of its upper left corner; only rows ``first`` to ``last`` hold paint,
    and from row ``solid`` on all is paint. ``parallax``: 0 (infinitely far) .. 1 (the ground the cast stands on);
    ``drift``: stage units a second that it moves to the left by itself.
    """

    image_YXC: NDArray[np.uint8]
    parallax: float
    top: float
    left: float
    first: int
    last: int
    solid: int
    drift: float = 0.0


@dataclass(frozen=True, slots=True)
class Backdrop:
    """A painted set for pictures of ``width`` x ``height``: layers back to front, the first one opaque."""

    layers: tuple[Layer, ...]
    width: int
    height: int

    @property
    def moves(self) -> bool:
        """Whether it moves under a resting camera."""
        return any(layer.drift for layer in self.layers)

    def picture(self, camera_C: Sequence[float] = (0.0, 0.0, 1.0)) -> NDArray[np.uint8]:
        """What a camera (x, y, zoom) that has moved there sees: RGB (height, width, 3)."""
        x, y, zoom = (float(v) for v in camera_C)
        return self.view([(x * q, y * q, zoom ** (0.4 + 0.6 * q)) for q in (layer.parallax for layer in self.layers)])

    def view(self, eyes: Sequence[tuple[float, float, float]]) -> NDArray[np.uint8]:
        """The layers, each from its own (x, y, scale): RGB (height, width, 3)."""
        unit, middle = min(self.width, self.height), self.height / 2 - 0.5
        limits = [self.height] * len(self.layers)
        uppers = []
        for i in range(len(self.layers) - 1, -1, -1):
            layer, (_, y, scale) = self.layers[i], eyes[i]
            upper = (y - layer.top) * unit - middle / scale - 0.5  # layer row of the picture's first row
            uppers.append(upper)
            if i and layer.solid < len(layer.image_YXC):  # what lies behind solid paint need not be drawn
                solid = int(np.ceil((layer.solid - upper) * scale + 1e-4)) + 1
                limits[i - 1] = max(0, min(limits[i], solid))
        seen = np.empty((self.height, self.width, 4), np.uint8)
        for i, (layer, eye) in enumerate(zip(self.layers, eyes, strict=True)):
            self._over(seen, layer, eye, uppers[-1 - i], limits[i], i == 0)
        return np.asarray(cv2.cvtColor(seen, cv2.COLOR_RGBA2RGB), np.uint8)

    def _over(
        self, seen: NDArray[np.uint8], layer: Layer, eye: tuple[float, float, float], upper: float, limit: int,
        back: bool,
    ) -> None:  # fmt: skip
        """Put one layer over what is already in view, down to row ``limit``."""
        x, _, scale = eye
        unit, rows = min(self.width, self.height), layer.image_YXC.shape[0]
        left = (x - layer.left) * unit - (self.width / 2 - 0.5) / scale - 0.5
        start = 0 if back or layer.first == 0 else max(0, int(np.floor((layer.first - 1 - upper) * scale)))
        stop = limit if back or layer.last >= rows else min(limit, int(np.ceil((layer.last + 1 - upper) * scale)) + 1)
        if start >= stop:
            return
        solid = start if back else min(stop, max(start, int(np.ceil((layer.solid - upper) * scale + 1e-4))))
        if solid < stop:
            self._cut(layer, left, upper, scale, solid, stop, seen[solid:stop])
        if start < solid:
            band = seen[start:solid]
            over = self._cut(layer, left, upper, scale, start, solid)
            keep = cv2.cvtColor(cv2.bitwise_not(cv2.extractChannel(over, 3)), cv2.COLOR_GRAY2RGBA)
            cv2.multiply(band, keep, dst=band, scale=1 / 255)
            cv2.add(band, over, dst=band)

    def _cut(
        self, layer: Layer, left: float, upper: float, scale: float, start: int, stop: int,
        out: NDArray[np.uint8] | None = None,
    ) -> NDArray[np.uint8]:  # fmt: skip
        """Rows ``start`` to ``stop`` of the picture, of one layer alone."""
        image = layer.image_YXC
        whole = int(np.floor(left + 1e-6))
        top = upper + start / scale
        first = max(0, min(int(np.floor(top + 1e-6)), image.shape[0] - 1))
        last = max(first + 1, min(image.shape[0], int(np.ceil(upper + stop / scale)) + 2))
        strip = _columns(image[first:last], whole, int(np.ceil(self.width / scale)) + 2, self._period)
        aside, down = left - whole, top - first
        plain = scale == 1 and abs(down - round(down)) < 1e-3
        row = round(down)
        if plain and row >= 0 and row + stop - start <= strip.shape[0]:
            here = strip[row : row + stop - start, : self.width]
            if aside > 1 / 128:  # a sideways shift of part of a pixel mixes neighbours
                beside = strip[row : row + stop - start, 1 : self.width + 1]
                return np.asarray(cv2.addWeighted(here, 1 - aside, beside, aside, 0, dst=out), np.uint8)
            if out is None:
                return here
            out[:] = here
            return out
        moved = np.array([[1 / scale, 0, aside], [0, 1 / scale, down]])
        size = (self.width, stop - start)
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        edge = cv2.BORDER_REPLICATE
        return np.asarray(cv2.warpAffine(strip, moved, size, dst=out, flags=flags, borderMode=edge), np.uint8)

    @property
    def _period(self) -> int:
        return round(PERIOD * min(self.width, self.height))


def _columns(image_YXC: NDArray[np.uint8], start: int, columns: int, period: int) -> NDArray[np.uint8]:
    """Columns of a ring, going round as often as needed; of a stretch, its ends repeat."""
    painted = image_YXC.shape[1]
    start %= period
    if start + columns <= painted:
        return image_YXC[:, start : start + columns]
    wanted = np.arange(start, start + columns) % period
    if painted < period:
        wanted = np.where(wanted < painted, wanted, np.where(wanted < (period + painted) // 2, painted - 1, 0))
    round_about: NDArray[np.uint8] = np.take(image_YXC, wanted, axis=1)
    return round_about


def backdrop(
    place: str, hour: str, width: int, height: int, variant: int = 0, weather: str = "clear", look: str = "flat",
    span: tuple[float, float] | None = None,
) -> Backdrop:  # fmt: skip
    """Paint a set, or recall it: the same arguments always give the same pixels.

    ``variant`` (0..2) moves hills, houses and the sun; the same variant has the same layout at every hour.
    Weather only changes colours here; what falls is drawn by ``world.weather``. ``span``: the stage x from and to
    which layers will be seen, everything unless told; what is seen does not depend on it. Raises ``KeyError`` for
    a place, an hour or a look that is not in the ontology.
    """
    window = WHOLE
    if span is not None:
        # Whole and half units, so that takes share paintings; some more for what stands just outside.
        low, high = np.floor(span[0] * 2 - 1) / 2, np.ceil(span[1] * 2 + 1) / 2
        if high - low < PERIOD - 0.5:
            window = (float(low), float(high))
    return _paint(place, hour, width, height, variant % VARIANTS, weather, look, window)


@lru_cache(maxsize=24)
def _paint(
    place: str, hour: str, width: int, height: int, variant: int, weather: str, look: str, window: tuple[float, float]
) -> Backdrop:
    if hour not in HOURS:
        raise KeyError(hour)
    unit = min(width, height)
    setting = Setting(hour, weather, list(PLACES).index(place), unit, height / unit / 2, variant, window, LOOKS[look])
    layers = []
    for canvas, parallax, *drift in _PAINTERS[place](setting):
        ring = canvas.ring()
        ring.setflags(write=False)
        filled = np.flatnonzero(ring[..., 3].any(1))
        if not len(filled):
            continue
        gaps = np.flatnonzero(ring[..., 3].min(1) < 255)
        solid = int(gaps[-1]) + 1 if len(gaps) else 0
        left = canvas.first / unit
        first, last = int(filled[0]), int(filled[-1]) + 1
        layers.append(Layer(ring, float(parallax), canvas.top, left, first, last, solid, *drift))
    return Backdrop(tuple(layers), width, height)
