"""One simulated take: scenes are sampled, staged and simulated; any second of it can then be drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from onetake.prompt._stage_camera import CRANES, SIDEWAYS
from onetake.prompt.caption import long_caption
from onetake.prompt.staging import stage
from onetake.types import FPS, SHAPES, Beat, Geometry, Scene, Staging
from onetake.world.physics import simulate
from onetake.world.pictures import available_kinds
from onetake.world.render import Renderer
from onetake.world.script import Pairs, appearance, sample_scene, sample_story, scene_about

LENGTHS = (4, 6, 8, 12)
"""Seconds of a sampled take."""
_STORY = 16
_WAYS = {0: (*SIDEWAYS, "follow"), 1: CRANES}
"""Along which axis a camera travels."""
_LEAST_WAY = 0.06
HELD_OUT: Pairs = frozenset({
    ("dog", "dance"), ("cat", "run"), ("horse", "eat"), ("bear", "dance"), ("rabbit", "sleep"), ("girl", "jump"),
    ("man", "dance"), ("elephant", "dance"), ("lion", "sit"), ("duck", "fly"), ("bus", "stand"), ("penguin", "hop"),
    ("fox", "play"), ("old woman", "wave"), ("robot", "walk"),
    ("zebra", "skate"), ("witch", "read"), ("kangaroo", "dance"), ("chef", "throw"), ("swan", "sleep"),
    ("octopus", "spin"), ("knight", "hug"), ("dragon", "sleep"), ("frog", "eat"), ("monk", "push"),
    ("princess", "kick"), ("lantern", "float"), ("log", "roll"), ("pumpkin", "explode"), ("tractor", "enter"),
})  # fmt: skip
"""Pairs of noun and verb that no training clip shows: what the model makes of them is composition."""


@dataclass(frozen=True, slots=True)
class Take:
    """One simulated take, ready to be drawn at any second: the truth and the renderer."""

    beats: tuple[Beat, ...]
    staging: Staging
    renderer: Renderer
    geometry: Geometry

    def enlarged(self, factor: int) -> Take:
        """The same take, drawn with so many times the pixels a side: nothing of it is staged again."""
        r, g = self.renderer, self.geometry
        large = replace(g, width=factor * g.width, height=factor * g.height)
        drawn = Renderer(r.scene, r.staging, large, r.looks, r.segments, r.seed, r.rigs, self.beats)
        return replace(self, renderer=drawn, geometry=large)


def beats_of(scenes: Sequence[Scene], seconds: int) -> tuple[Beat, ...]:
    """Divide a take over its scenes on whole seconds; at most as many as there are seconds."""
    scenes = scenes[: max(1, int(seconds))]
    edges = [round(i * seconds / len(scenes)) for i in range(len(scenes) + 1)]
    return tuple(
        Beat(float(a), float(b), scene, long_caption(scene))
        for a, b, scene in zip(edges[:-1], edges[1:], scenes, strict=True)
    )


def simulate_take(
    seed: int, shape: str = "landscape", kinds: tuple[str, ...] | None = None, seconds: int | None = None,
    scenes: tuple[Scene, ...] | None = None, held_out: Pairs = HELD_OUT,
) -> Take:  # fmt: skip
    """Sample (or take) scenes, stage and simulate them; a pure function of its arguments. Nothing is drawn yet.

    ``kinds`` are the nouns to choose from: when not given, all that can be drawn on this machine. ``seconds`` (drawn
    when not given) may be a minute or more: takes of 16 seconds and longer are told as stories.
    """
    rng, told = np.random.default_rng(seed), scenes
    kinds = available_kinds() if kinds is None else kinds
    if scenes is None and seconds is not None and seconds >= _STORY:
        scenes = sample_story(rng, seconds, kinds, held_out)
    scenes = scenes or sample_scene(rng, kinds, held_out=held_out)
    seconds = seconds or int(rng.choice(LENGTHS))
    width, height = SHAPES[shape]
    geometry = Geometry(width, height, seconds * FPS)
    beats = beats_of(scenes, seconds)
    staging = stage(beats, geometry, seed)
    if told is None and (stuck := _stuck(beats, staging, geometry)):
        scenes = tuple(replace(s, camera="static") if b in stuck else s for b, s in enumerate(scenes))
        beats = beats_of(scenes, seconds)
        staging = stage(beats, geometry, seed)
    staging = simulate(beats, staging, geometry, seed)
    cast = scenes[0].entities
    looks = [appearance(e, rng, variant) for e, variant in zip(cast, _variants(staging, len(cast)), strict=True)]
    segments = [(int(b.start * FPS), int(b.end * FPS), tuple(e.verb for e in b.scene.entities)) for b in beats]
    return Take(beats, staging, Renderer(scenes[0], staging, geometry, looks, segments, seed, beats=beats), geometry)


def _stuck(beats: Sequence[Beat], staging: Staging, geometry: Geometry) -> set[int]:
    """Sampled beats in which the camera would follow, pan, travel or rise but has nowhere to go."""
    found: set[int] = set()
    for b, beat in enumerate(beats):
        path_NC = staging.camera_NC[round(beat.start * geometry.fps) : round(beat.end * geometry.fps)]
        axis = next((a for a, names in _WAYS.items() if beat.scene.camera in names), None)
        if axis is not None and len(path_NC) > 1 and float(np.ptp(path_NC[:, axis])) < _LEAST_WAY:
            found.add(b)
    return found


def _variants(staging: Staging, entities: int) -> list[int | None]:
    """The variant that the staging has drawn for the first individual of every entity; None where it has not."""
    if staging.variant_E is None:
        return [None] * entities
    firsts = [np.flatnonzero(staging.entity_E == e) for e in range(entities)]
    return [int(staging.variant_E[first[0]]) if len(first) else None for first in firsts]


def scene_with(pair: tuple[str, str], seed: int) -> Scene:
    """A scene as the world samples them in which the first entity is this noun and does this."""
    return scene_about(np.random.default_rng((seed, 1)), pair, available_kinds())
