"""From truth to pixels: draws any window of a staged scene, without drawing what precedes it.

    backdrop through the camera -> contact shadows -> individuals, far to near -> weather

Tracks are in stage coordinates on screen (after the camera); a camera (x, y, zoom) shows the stage point p at
(p - camera) * zoom.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from onetake.prompt.ontology import KINDS, PLACES
from onetake.types import DEPTH, FPS, HEIGHT, PHASE, STATE, VISIBLE, Array, Geometry, Scene, Staging, X, Y
from onetake.world.cast import RIGS
from onetake.world.palette import ambient
from onetake.world.sets import VARIANTS, backdrop
from onetake.world.shapes import Appearance, Drawn, Rig, prepare
from onetake.world.weather import Weather

Segments = Sequence[tuple[int, int, tuple[str, ...]]]
"""(first frame, frame after the last, verb of each entity): who does what when."""

_AFLOAT = ("fish", "insect")
_ALOFT = ("fly", "float", "swim")
_GROUND_FROM = 0.10  # stage y above which nothing stands on the ground
_DARKEST = 0.34
_SHADOW = (1.0, 0.95, 0.80)  # what a shadow takes of red, green, blue: the sky lights it
_BLOCK = 48  # frames posed together: fixed, because the last bit of a sine depends on where in an array it stands
_LEVELS = 8  # strengths of shadow, so that few sprites are made


@lru_cache(maxsize=512)
def _shadow(width: int, height: int, level: int) -> NDArray[np.uint8]:
    """What a soft shadow leaves of the light below it, RGB 0..255."""
    x = (np.arange(width, dtype=np.float32) + 0.5) / width * 2 - 1
    y = (np.arange(height, dtype=np.float32) + 0.5) / height * 2 - 1
    inside = np.clip(1 - (x[None] ** 2 + y[:, None] ** 2), 0, 1)
    dark = np.clip(inside * 1.6, 0, 1) * (_DARKEST * level / _LEVELS)
    left: NDArray[np.uint8] = np.round(255 * (1 - dark[..., None] * np.array(_SHADOW))).astype(np.uint8)
    return left


class Renderer:
    """Draws the frames of one scene. Making one is cheap; pixels depend on the arguments and the frame's number only.

    ``looks`` has one appearance, and every tuple of verbs one verb, per entity of the scene. Frames that no
    segment covers show each entity's own verb. ``seed`` chooses the variant of the set and the weather.
    """

    def __init__(
        self,
        scene: Scene,
        staging: Staging,
        geometry: Geometry,
        looks: Sequence[Appearance],
        segments: Segments = (),
        seed: int = 0,
        rigs: Mapping[str, Rig] = RIGS,
    ) -> None:
        self.scene, self.staging, self.geometry = scene, staging, geometry
        self.looks, self.seed, self.rigs = tuple(looks), seed, rigs
        if len(self.looks) != len(scene.entities):
            raise ValueError(f"{len(self.looks)} looks for {len(scene.entities)} entities")
        width, height = geometry.width, geometry.height
        self.backdrop = backdrop(scene.place, scene.hour, width, height, seed % VARIANTS, scene.weather)
        self.tint = ambient(scene.place, scene.hour)
        self.weather = Weather(scene.weather, scene.hour, width, height, seed)
        own = tuple(entity.verb for entity in scene.entities)
        self.segments = _cover(segments, len(staging.tracks_NEF), own)
        self._ground_NE = _ground(staging)
        self._posed: dict[int, list[Drawn]] = {}

    def frames(self, start: int, stop: int) -> NDArray[np.uint8]:
        """Frames ``start`` to ``stop`` (exclusive) of the take: (N, Y, X, 3) RGB."""
        total = len(self.staging.tracks_NEF)
        if not 0 <= start <= stop <= total:
            raise ValueError(f"frames {start}..{stop} lie outside a take of {total}")
        out_NYXC = np.empty((stop - start, self.geometry.height, self.geometry.width, 3), np.uint8)
        self._paint_backdrops(out_NYXC, start)
        shadows = [e for e in range(self.staging.tracks_NEF.shape[1]) if self._casts_shadow(e)]
        order_NE = np.argsort(self.staging.tracks_NEF[start:stop, :, DEPTH], axis=1, kind="stable").tolist()
        for first, last, verbs in self._blocks(start, stop):
            drawn = self._pose(first, last, verbs)
            grounded = [e for e in shadows if verbs[int(self.staging.entity_E[e])] not in _ALOFT]
            for n in range(max(first, start), min(last, stop)):
                image = out_NYXC[n - start]
                for e in grounded:
                    self._paint_shadow(image, n, e)
                for e in order_NE[n - start]:
                    drawn[e].draw(image, n - first)
                self.weather.draw(image, n)
        return out_NYXC

    def _blocks(self, start: int, stop: int) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """The fixed stretches of frames, each under one set of verbs, that a window touches."""
        for first, last, verbs in self.segments:
            for at in range(first, last, _BLOCK):
                end = min(at + _BLOCK, last)
                if at < stop and end > start:
                    yield at, end, verbs

    def _paint_backdrops(self, out_NYXC: NDArray[np.uint8], start: int) -> None:
        """The set through the camera; a resting camera costs one picture."""
        camera = [tuple(row) for row in self.staging.camera_NC[start : start + len(out_NYXC)].tolist()]
        for n, now in enumerate(camera):
            out_NYXC[n] = out_NYXC[n - 1] if n and now == camera[n - 1] else self.backdrop.picture(now)

    def _pose(self, first: int, last: int, verbs: tuple[str, ...]) -> list[Drawn]:
        """Every individual over a block of frames, in pixels; the latest two blocks are remembered."""
        if first not in self._posed:
            if len(self._posed) > 1:
                self._posed.pop(next(iter(self._posed)))
            drawn = []
            for e, which in enumerate(self.staging.entity_E.tolist()):
                track_NF = self.staging.tracks_NEF[first:last, e]
                rig = self.rigs[self.scene.entities[which].kind]
                parts = rig(self.looks[which], verbs[which], track_NF[:, PHASE], track_NF[:, STATE])
                drawn.append(prepare(parts, track_NF, self.geometry.width, self.geometry.height, self.tint))
            self._posed[first] = drawn
        return self._posed[first]

    def _casts_shadow(self, e: int) -> bool:
        """Whether an individual touches the ground: not in water, not fish or butterflies, not on something else."""
        entity = self.scene.entities[int(self.staging.entity_E[e])]
        wet = "land" not in PLACES[self.scene.place].habitat
        return not wet and KINDS[entity.kind].family not in _AFLOAT and entity.relation != "on"

    def _paint_shadow(self, image_YXC: NDArray[np.uint8], n: int, e: int) -> None:
        """A soft ellipse where an individual stands, paler and smaller the higher it is above that place."""
        track_F = self.staging.tracks_NEF[n, e]
        ground = float(self._ground_NE[n, e])
        if track_F[VISIBLE] < 0.5 or ground < _GROUND_FROM:
            return
        above = max(0.0, ground - float(track_F[Y]))
        nearness = max(0.0, 1 - above / 0.4)
        level = round(_LEVELS * nearness)
        if level == 0:
            return
        unit, kind = self.geometry.short_side, KINDS[self.scene.entities[int(self.staging.entity_E[e])].kind]
        wide = float(track_F[HEIGHT]) * min(kind.aspect, 1.5) * (0.62 + 0.38 * nearness) * unit
        width, height = max(3, round(wide)), max(2, round(wide * 0.17))
        left = round(self.geometry.width / 2 + float(track_F[X]) * unit - width / 2)
        upper = round(self.geometry.height / 2 + ground * unit - height * 0.55)
        x0, x1 = max(0, left), min(self.geometry.width, left + width)
        y0, y1 = max(0, upper), min(self.geometry.height, upper + height)
        if x0 >= x1 or y0 >= y1:
            return
        region = image_YXC[y0:y1, x0:x1]
        light = _shadow(width, height, level)[y0 - upper : y1 - upper, x0 - left : x1 - left]
        cv2.multiply(region, light, dst=region, scale=1 / 255)


def _cover(segments: Segments, total: int, own: tuple[str, ...]) -> tuple[tuple[int, int, tuple[str, ...]], ...]:
    """Segments in order, with the entities' own verbs wherever there is none."""
    covered: list[tuple[int, int, tuple[str, ...]]] = []
    at = 0
    for first, last, verbs in sorted(segments, key=lambda segment: segment[0]):
        if first < at or last <= first or len(verbs) != len(own):
            raise ValueError(f"segment {first}..{last} overlaps another, is empty, or has not {len(own)} verbs")
        if first > at:
            covered.append((at, first, own))
        covered.append((first, last, verbs))
        at = last
    if at < total:
        covered.append((at, total, own))
    return tuple(covered)


def _ground(staging: Staging) -> Array:
    """Where the ground below each individual is, on screen: the lowest that its feet come within a second and a
    half before or after, measured on the stage so that a moving camera does not count as falling. (N, E)"""
    camera_NC = staging.camera_NC
    feet_NE = staging.tracks_NEF[:, :, Y] / camera_NC[:, 2:3] + camera_NC[:, 1:2]
    reach = 2 * (3 * FPS // 2) + 1
    lowest_NE = cv2.dilate(np.ascontiguousarray(feet_NE, np.float32), np.ones((reach, 1), np.uint8))
    return np.asarray((lowest_NE.reshape(feet_NE.shape) - camera_NC[:, 1:2]) * camera_NC[:, 2:3], np.float32)
