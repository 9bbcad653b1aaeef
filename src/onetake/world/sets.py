"""The sets: every place of the ontology, at every hour, as layers that are endless sideways.

``backdrop(place, hour, width, height, variant)`` paints (or recalls) a ``Backdrop``; ``Backdrop.picture`` shows
it through a camera. A camera at (x, y) with a zoom shows the stage point p at (p - camera) * zoom; a layer of
parallax q takes part in a share q of the camera's way, and in most of its zoom.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from onetake.prompt.ontology import HOURS, PLACES
from onetake.world import _sets_indoor, _sets_outdoor, _sets_streets
from onetake.world._scenery import Painted, Setting
from onetake.world.palette import ambient

VARIANTS = 8
"""Layouts of every set."""
__all__ = ["VARIANTS", "Backdrop", "Layer", "ambient", "backdrop"]

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
}


@dataclass(frozen=True, slots=True)
class Layer:
    """One ring of scenery: premultiplied RGBA (rows, columns, 4). ``top`` is the stage y of its upper edge; only
    rows ``first`` to ``last`` hold paint. ``parallax``: 0 (infinitely far) .. 1 (the ground the cast stands on)."""

    image_YXC: NDArray[np.uint8]
    parallax: float
    top: float
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Backdrop:
    """A painted set for pictures of ``width`` x ``height``: layers back to front, the first one opaque."""

    layers: tuple[Layer, ...]
    width: int
    height: int

    def picture(self, camera_C: Sequence[float] = (0.0, 0.0, 1.0)) -> NDArray[np.uint8]:
        """What a camera (x, y, zoom) sees: RGB (height, width, 3)."""
        x, y, zoom = (float(v) for v in camera_C)
        view: NDArray[np.uint8] | None = None
        for layer in self.layers:
            near = layer.parallax
            scale = 1 + (zoom - 1) * (0.4 + 0.6 * near)
            view = self._over(view, layer, x * near, y * near, scale)
        assert view is not None
        return np.asarray(cv2.cvtColor(view, cv2.COLOR_RGBA2RGB), np.uint8)

    def _over(self, view: NDArray[np.uint8] | None, layer: Layer, x: float, y: float, zoom: float) -> NDArray[np.uint8]:
        """Put one layer, seen from (x, y), over what is already in view (None: it is the first)."""
        unit, image = min(self.width, self.height), layer.image_YXC
        ring = image.shape[1]
        # Where the picture's first pixel centre lies on the layer, in layer pixels.
        left = ring / 2 + x * unit - (self.width / 2 - 0.5) / zoom - 0.5
        upper = (y - layer.top) * unit - (self.height / 2 - 0.5) / zoom - 0.5
        if view is None:
            rows, source = slice(0, self.height), slice(0, image.shape[0])
        else:
            start = max(0, int(np.floor((layer.first - 1 - upper) * zoom)))
            stop = self.height if layer.last >= image.shape[0] else int(np.ceil((layer.last + 1 - upper) * zoom)) + 1
            rows, source = slice(start, min(self.height, stop)), slice(max(0, layer.first - 2), layer.last)
            if rows.start >= rows.stop:
                return view
        whole = int(np.floor(left))
        columns = int(np.ceil(self.width / zoom)) + 2
        strip = _cut(image[source], whole % ring, columns)
        moved = np.array([[1 / zoom, 0, left - whole], [0, 1 / zoom, upper + rows.start / zoom - source.start]])
        size = (self.width, rows.stop - rows.start)
        edge = cv2.BORDER_REPLICATE if view is None or layer.last >= image.shape[0] else cv2.BORDER_CONSTANT
        seen = cv2.warpAffine(strip, moved, size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=edge)
        if view is None:
            return np.asarray(seen, np.uint8)
        band = view[rows]
        keep = cv2.cvtColor(cv2.bitwise_not(cv2.extractChannel(seen, 3)), cv2.COLOR_GRAY2RGBA)
        cv2.multiply(band, keep, dst=band, scale=1 / 255)
        cv2.add(band, seen, dst=band)
        return view


def _cut(image_YXC: NDArray[np.uint8], start: int, columns: int) -> NDArray[np.uint8]:
    """Columns of a ring, going round as often as needed."""
    ring = image_YXC.shape[1]
    if start + columns <= ring:
        return image_YXC[:, start : start + columns]
    round_about: NDArray[np.uint8] = np.take(image_YXC, np.arange(start, start + columns) % ring, axis=1)
    return round_about


@lru_cache(maxsize=96)
def backdrop(place: str, hour: str, width: int, height: int, variant: int = 0, weather: str = "clear") -> Backdrop:
    """Paint a set, or recall it: the same arguments always give the same pixels.

    ``variant`` (0..7) moves hills, houses and the sun; the same variant has the same layout at every hour.
    Weather only changes colours here; what falls is drawn by ``world.weather``. Raises ``KeyError`` for a place
    or an hour that is not in the ontology.
    """
    if hour not in HOURS:
        raise KeyError(hour)
    rng = np.random.default_rng([list(PLACES).index(place), variant % VARIANTS])
    unit = min(width, height)
    painted = _PAINTERS[place](Setting(hour, weather, rng, unit, height / unit / 2))
    layers = []
    for canvas, parallax in painted:
        ring = canvas.ring()
        ring.setflags(write=False)
        filled = np.flatnonzero(ring[..., 3].any(1))
        layers.append(Layer(ring, parallax, canvas.top, int(filled[0]), int(filled[-1]) + 1))
    return Backdrop(tuple(layers), width, height)
