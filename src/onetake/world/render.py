"""From truth to pixels: draws any window of a staged scene, without drawing what precedes it.

    backdrop through the camera -> contact shadows -> individuals, far to near -> finish of the look -> weather

Tracks are in stage coordinates on screen (after the camera); a camera (x, y, zoom) shows the stage point p at
(p - camera) * zoom.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from onetake.prompt.eyes import eyes
from onetake.prompt.ontology import COLOURS, KINDS, PLACES
from onetake.types import DEPTH, FPS, PHASE, STATE, Array, Beat, Geometry, Scene, Staging
from onetake.world._looks import LOOKS
from onetake.world._shadows import Box, ground_below, paint_shadow, shadow_boxes
from onetake.world.cast import RIGS
from onetake.world.palette import ambient
from onetake.world.sets import DRIFTS, backdrop
from onetake.world.shapes import Appearance, Drawn, Rig, prepare
from onetake.world.weather import Weather

Segments = Sequence[tuple[int, int, tuple[str, ...]]]
"""(first frame, frame after the last, verb of each entity): who does what when."""

Cast = Callable[[NDArray[np.uint8], int], None]
"""Draws everyone into the picture of a frame (Y, X, 3)."""

_AFLOAT = ("fish", "insect")
_ALOFT = ("fly", "float", "swim")
_HELD = ("hold", "carry", "drink", "read", "throw", "catch", "give", "put down", "pour", "eat")
_BLOCK = 48  # frames posed together: fixed, because the last bit of a sine depends on where in an array it stands


class Renderer:
    """Draws the frames of one scene. Making one is cheap; pixels depend on the arguments and the frame's number only.

    ``looks`` has one appearance, and every tuple of verbs one verb, per entity of the scene; without looks everyone
    looks as the scene says. Traits come from the scene, an individual's variant and the place's from the staging.
    Frames that no segment covers show each entity's own verb. ``beats`` tell the camera, the verbs (if there are no
    segments), who is present and who acts on whom at what time; ``seed`` chooses the weather.
    """

    def __init__(
        self,
        scene: Scene,
        staging: Staging,
        geometry: Geometry,
        looks: Sequence[Appearance] | None = None,
        segments: Segments = (),
        seed: int = 0,
        rigs: Mapping[str, Rig] = RIGS,
        beats: Sequence[Beat] = (),
    ) -> None:
        self.scene, self.staging, self.geometry = scene, staging, geometry
        self.looks, self.seed, self.rigs = tuple(looks or (_appearance(e.colour) for e in scene.entities)), seed, rigs
        if len(self.looks) != len(scene.entities):
            raise ValueError(f"{len(self.looks)} looks for {len(scene.entities)} entities")
        self.look = LOOKS[scene.look]
        self.tint = ambient(scene.place, scene.hour, scene.weather)
        self.weather = Weather(scene.weather, scene.hour, geometry.width, geometry.height, seed, scene.look)
        own = tuple(entity.verb for entity in scene.entities)
        total = len(staging.tracks_NEF)
        self._scenes = _scenes(beats, total) or ((0, total, scene),)
        if beats and not segments:
            segments = [(a, b, tuple(e.verb for e in told.entities)) for a, b, told in self._scenes]
        self.segments = _cover(segments, total, own)
        aspects = [KINDS[scene.entities[e].kind].aspect for e in staging.entity_E]
        self._ground_NE = ground_below(staging, np.array(aspects, np.float32))
        self._posed: dict[int, list[Drawn]] = {}
        cameras = [(a, b, told.camera) for a, b, told in self._scenes]
        span = _span(staging.camera_NC, cameras, geometry, DRIFTS.get(scene.place, 0.0))
        self.backdrop = backdrop(
            scene.place, scene.hour, geometry.width, geometry.height, staging.variant, scene.weather, scene.look, span
        )
        self._eyes_LN3 = np.stack([eyes(staging.camera_NC, cameras, la.parallax) for la in self.backdrop.layers])
        drift_L = np.array([layer.drift for layer in self.backdrop.layers])
        self._eyes_LN3[:, :, 0] += drift_L[:, None] * (np.arange(total) / FPS)

    def frames(self, start: int, stop: int) -> NDArray[np.uint8]:
        """Frames ``start`` to ``stop`` (exclusive) of the take: (N, Y, X, 3) RGB."""
        total = len(self.staging.tracks_NEF)
        if not 0 <= start <= stop <= total:
            raise ValueError(f"frames {start}..{stop} lie outside a take of {total}")
        out_NYXC = np.empty((stop - start, self.geometry.height, self.geometry.width, 3), np.uint8)
        self._paint_backdrops(out_NYXC, start)
        order_NE = np.argsort(self.staging.tracks_NEF[start:stop, :, DEPTH], axis=1, kind="stable").tolist()
        for first, last, verbs in self._blocks(start, stop):
            drawn = self._pose(first, last, verbs)
            here = self._here(max(first, start))
            begin, end = max(first, start), min(last, stop)
            shadows = self._shadows(verbs, here, begin, end)

            def cast(image: NDArray[np.uint8], n: int, drawn: list[Drawn] = drawn, first: int = first) -> None:
                for e in order_NE[n - start]:
                    if here[e]:  # noqa: B023 - used before it changes
                        drawn[e].draw(image, n - first)

            for n in range(begin, end):
                self._complete(out_NYXC[n - start], n, [boxes[n - begin] for boxes in shadows], cast)
        return out_NYXC

    def over(self, image_YXC: NDArray[np.uint8], frame: int, cast: Cast) -> None:
        """Add to a picture of the place what this world adds to it in one frame: shadows, the cast as ``cast`` draws
        it, the finish of the look, and what falls."""
        verbs = next(verbs for first, last, verbs in self.segments if first <= frame < last)
        shadows = self._shadows(verbs, self._here(frame), frame, frame + 1)
        self._complete(image_YXC, frame, [boxes[0] for boxes in shadows], cast)

    def _complete(self, image_YXC: NDArray[np.uint8], n: int, shadows: Sequence[Box], cast: Cast) -> None:
        self.weather.behind(image_YXC, n)
        bare = image_YXC.copy() if self.look.finish else image_YXC
        for box in shadows:
            paint_shadow(image_YXC, box)
        cast(image_YXC, n)
        if self.look.finish:
            self.look.finish(image_YXC, bare)
        self.weather.draw(image_YXC, n)

    def _here(self, frame: int) -> list[bool]:
        """Who is there in the beat of a frame."""
        told = self._scene_at(frame)
        return [told.entities[which].present for which in self.staging.entity_E.tolist()]

    def _scene_at(self, frame: int) -> Scene:
        """What the beat of a frame tells."""
        return next((told for first, last, told in self._scenes if first <= frame < last), self.scene)

    def _blocks(self, start: int, stop: int) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """The fixed stretches of frames, each under one set of verbs and in one beat, that a window touches."""
        turns = [first for first, _, _ in self._scenes]
        for first, last, verbs in self.segments:
            edges = [first, *(turn for turn in turns if first < turn < last), last]
            for low, high in pairwise(edges):
                for at in range(low, high, _BLOCK):
                    end = min(at + _BLOCK, high)
                    if at < stop and end > start:
                        yield at, end, verbs

    def _paint_backdrops(self, out_NYXC: NDArray[np.uint8], start: int) -> None:
        """The set through the camera; a resting camera before a still set costs one picture."""
        views = self._eyes_LN3[:, start : start + len(out_NYXC)].transpose(1, 0, 2).tolist()
        for n, now in enumerate(views):
            out_NYXC[n] = out_NYXC[n - 1] if n and now == views[n - 1] else self.backdrop.view(now)

    def _pose(self, first: int, last: int, verbs: tuple[str, ...]) -> list[Drawn]:
        """Every individual over a block of frames, in pixels; the latest two blocks are remembered."""
        if first not in self._posed:
            if len(self._posed) > 1:
                self._posed.pop(next(iter(self._posed)))
            drawn = []
            for e, which in enumerate(self.staging.entity_E.tolist()):
                track_NF = self.staging.tracks_NEF[first:last, e]
                entity, look = self.scene.entities[which], self.looks[which]
                if self.staging.variant_E is not None:
                    look = replace(look, variant=int(self.staging.variant_E[e]))
                if entity.traits:
                    look = replace(look, traits=entity.traits)
                parts = self.rigs[entity.kind](look, verbs[which], track_NF[:, PHASE], track_NF[:, STATE])
                posed = prepare(parts, track_NF, self.geometry.width, self.geometry.height, self.tint)
                drawn.append(replace(posed, colours=[self.look.cast(colour) for colour in posed.colours]))
            self._posed[first] = drawn
        return self._posed[first]

    def _standing(self, told: Scene, verbs: tuple[str, ...]) -> list[tuple[int, int]]:
        """Individuals that cast a shadow during a beat, each with whose feet the ground is at: its own, or those
        of whoever holds it or carries it on its back."""
        entity_E = self.staging.entity_E.tolist()
        below = {e: e for e in range(len(entity_E))}
        for who, verb in enumerate(verbs):
            target = told.entities[who].target
            if target is None or who not in entity_E or target not in entity_E:
                continue
            first, held = entity_E.index(who), entity_E.index(target)
            if verb in _HELD:
                below.update({e: first for e, which in enumerate(entity_E) if which == target})
            elif verb == "ride":
                below.update({e: held for e, which in enumerate(entity_E) if which == who})
        return [
            (e, ground) for e, ground in below.items() if self._casts_shadow(e) and verbs[entity_E[e]] not in _ALOFT
        ]

    def _shadows(self, verbs: tuple[str, ...], here: list[bool], begin: int, end: int) -> list[list[Box]]:
        """Where everyone's shadow lies in every frame of a stretch of one beat; none in a look without ground."""
        if not self.look.grounded:
            return []
        told = self._scene_at(begin)
        rows, size = slice(begin, end), (self.geometry.width, self.geometry.height)
        kinds = [KINDS[self.scene.entities[which].kind] for which in self.staging.entity_E.tolist()]
        return [
            shadow_boxes(self.staging.tracks_NEF[rows, e], self._ground_NE[rows, below], kinds[e].aspect, *size)
            for e, below in self._standing(told, verbs)
            if here[e]
        ]

    def _casts_shadow(self, e: int) -> bool:
        """Whether an individual touches the ground: not in water, not fish or butterflies, not on something else."""
        entity = self.scene.entities[int(self.staging.entity_E[e])]
        wet = "land" not in PLACES[self.scene.place].habitat
        return not wet and KINDS[entity.kind].family not in _AFLOAT and entity.relation != "on"


def _appearance(colour: str | None) -> Appearance:
    """How an entity looks that nothing is known of but the word for its colour."""
    return Appearance(COLOURS[colour][1] if colour else None)


def _scenes(beats: Sequence[Beat], total: int) -> tuple[tuple[int, int, Scene], ...]:
    """The scene of every stretch of frames, in order, without gaps."""
    starts = [min(total, round(beat.start * FPS)) for beat in beats]
    if not starts:
        return ()
    ends, starts[0] = [*starts[1:], total], 0
    return tuple((a, b, beat.scene) for a, b, beat in zip(starts, ends, beats, strict=True) if a < b)


def _span(
    camera_NC: Array, cameras: Sequence[tuple[int, int, str]], geometry: Geometry, drift: float
) -> tuple[float, float]:
    """From which to which stage x any layer will be seen during a take."""
    half, low, high = geometry.half_extent[0], 0.0, 0.0
    for parallax in (0.0, 1.0):
        eyes_N3 = eyes(camera_NC, cameras, parallax)
        reach_N = half / eyes_N3[:, 2]
        low = min(low, float((eyes_N3[:, 0] - reach_N).min()))
        high = max(high, float((eyes_N3[:, 0] + reach_N).max()))
    return low, high + drift * geometry.seconds


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
