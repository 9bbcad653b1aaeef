"""One simulated take: scenes are sampled, staged and simulated; any second of it can then be drawn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from onetake.prompt.caption import long_caption
from onetake.prompt.ontology import KINDS
from onetake.prompt.staging import stage
from onetake.types import FPS, SHAPES, Beat, Entity, Geometry, Scene, Staging
from onetake.world.physics import simulate
from onetake.world.render import Renderer
from onetake.world.script import Pairs, appearance, places_for, sample_scene

LENGTHS = (4, 6, 8, 12)
"""Seconds of a sampled take."""
HELD_OUT: Pairs = frozenset({
    ("dog", "dance"), ("cat", "run"), ("horse", "eat"), ("bear", "dance"), ("rabbit", "sleep"), ("girl", "jump"),
    ("man", "dance"), ("elephant", "dance"), ("lion", "sit"), ("duck", "fly"), ("bus", "stand"), ("penguin", "hop"),
    ("fox", "play"), ("old woman", "wave"), ("robot", "walk"),
})  # fmt: skip
"""Pairs of noun and verb that no training clip shows: what the model makes of them is composition."""


@dataclass(frozen=True, slots=True)
class Take:
    """One simulated take, ready to be drawn at any second: the truth and the renderer."""

    beats: tuple[Beat, ...]
    staging: Staging
    renderer: Renderer
    geometry: Geometry


def beats_of(scenes: tuple[Scene, ...], seconds: int) -> tuple[Beat, ...]:
    """Divide a take over its scenes on whole seconds."""
    edges = [round(i * seconds / len(scenes)) for i in range(len(scenes) + 1)]
    return tuple(
        Beat(float(a), float(b), scene, long_caption(scene))
        for a, b, scene in zip(edges[:-1], edges[1:], scenes, strict=True)
    )


def simulate_take(
    seed: int, shape: str = "landscape", kinds: tuple[str, ...] | None = None, seconds: int | None = None,
    scenes: tuple[Scene, ...] | None = None, held_out: Pairs = HELD_OUT,
) -> Take:  # fmt: skip
    """Sample (or take) scenes, stage and simulate them; a pure function of its arguments. Nothing is drawn yet."""
    rng = np.random.default_rng(seed)
    scenes = scenes or sample_scene(rng, kinds, held_out=held_out)
    seconds = seconds or int(rng.choice(LENGTHS))
    width, height = SHAPES[shape]
    geometry = Geometry(width, height, seconds * FPS)
    beats = beats_of(scenes, seconds)
    staging = simulate(beats, stage(beats, geometry, seed), geometry, seed)
    looks = [appearance(entity, rng) for entity in scenes[0].entities]
    segments = [(int(b.start * FPS), int(b.end * FPS), tuple(e.verb for e in b.scene.entities)) for b in beats]
    return Take(beats, staging, Renderer(scenes[0], staging, geometry, looks, segments, seed), geometry)


def scene_with(pair: tuple[str, str], seed: int) -> Scene:
    """A scene as the world samples them in which ``pair`` of noun and verb occurs."""
    kind, verb = pair
    rng = np.random.default_rng((seed, 1))
    for _ in range(200):
        for scene in sample_scene(rng, (kind,)):
            if any((e.kind, e.verb) == pair for e in scene.entities):
                return scene
    return Scene((Entity(kind, verb=verb),), places_for(KINDS[kind], verb)[0])
