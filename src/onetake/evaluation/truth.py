"""True clips to read: sampled scenes with one main subject, drawn by the world, with the answers known.

The main subject is a scene's first entity. Scenes with a second subject on a par with the first (two animals side
by side) are left out everywhere in the evaluation, because no reader could know which of them is the main one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onetake.evaluation.reader import AT, FIELDS, WINDOW, shrink
from onetake.prompt.ontology import GROUPS, KINDS
from onetake.types import FPS, Entity, Scene
from onetake.world.pictures import available_kinds
from onetake.world.script import places_for, sample_scene, scene_about
from onetake.world.take import simulate_take

READER_SEEDS, CHECK_SEEDS, SENTENCE_SEEDS = 210_000_000, 220_000_000, 230_000_000
"""First seed of the clips that train the reader, of those that check it, and of the evaluation's sentences."""

READ_KINDS = GROUPS["drawn"]
"""Nouns that the reader is taught: those that the model is."""
_SUBJECTS = frozenset(("person", "quadruped", "robot", "vehicle", "ball"))


def labels(scene: Scene) -> dict[str, str]:
    """The answers to a scene's clip."""
    main = scene.entities[0]
    return {"kind": main.kind, "count": str(main.count), "action": main.verb, "place": scene.place}


def answers(scene: Scene) -> NDArray[np.int64]:
    """:func:`labels` as indices into :data:`FIELDS`, (4,)."""
    return np.array([FIELDS[field].index(name) for field, name in labels(scene).items()])


def has_main_subject(scene: Scene) -> bool:
    """Whether no other subject is on a par with the first."""
    main = scene.entities[0]
    others = enumerate(scene.entities[1:], 1)
    return not any(KINDS[e.kind].family in _SUBJECTS and i != main.target for i, e in others)


def sample_subject(seed: int, kind: str | None = None, kinds: tuple[str, ...] | None = None) -> Scene:
    """A random scene with one main subject, of a given kind or of any; ``kinds`` limits every noun of the scene:
    when not given, to all that can be drawn on this machine."""
    rng = np.random.default_rng(seed)
    kinds = available_kinds() if kinds is None else kinds
    for _ in range(200):
        scene = sample_scene(rng, kinds)[0]
        if kind is not None and scene.entities[0].kind != kind:
            continue
        if has_main_subject(scene):
            return scene
    chosen = KINDS[kind or "panda"]
    verb = str(rng.choice(list(chosen.verbs)))
    return Scene((Entity(chosen.name, verb=verb),), str(rng.choice(places_for(chosen, verb))))


def sample_even(seed: int) -> Scene:
    """As :func:`sample_subject`, but every other time each noun that is read and each verb of it are equally likely."""
    rng = np.random.default_rng(seed + 1)
    if rng.random() < 0.5:
        return sample_subject(seed, kinds=READ_KINDS)
    for _ in range(50):
        kind = str(rng.choice(list(READ_KINDS)))
        scene = scene_about(rng, (kind, str(rng.choice(list(KINDS[kind].verbs)))), READ_KINDS)
        if scene.entities[0].kind == kind and has_main_subject(scene):
            return scene
    return sample_subject(seed, kinds=READ_KINDS)


@dataclass(frozen=True)
class TrueClip:
    """Two seconds of the simulated world and what they show."""

    scene: Scene
    frames_NYXC: NDArray[np.uint8]


def true_clip(scene: Scene, seed: int, seconds: int = 2, start: int = 0, shape: str = "landscape") -> TrueClip:
    """Draw a window of a scene, every frame of it, at native size."""
    take = simulate_take(seed, shape, None, seconds, (scene,), frozenset())
    return TrueClip(scene, take.renderer.frames(start, start + WINDOW))


def small_clip(seed: int) -> tuple[Scene, NDArray[np.uint8]]:
    """A training clip as the reader sees it, (8, 56, 96, 3): only the frames that are looked at are drawn."""
    scene = sample_even(seed)
    rng = np.random.default_rng(seed + 2)
    seconds = 2 if rng.random() < 0.7 else 4
    start = int(rng.integers(0, seconds * FPS - WINDOW + 1))
    renderer = simulate_take(seed, "landscape", None, seconds, (scene,), frozenset()).renderer
    frames = [renderer.frames(start + n, start + n + 1)[0] for n in AT]
    return scene, shrink(np.stack(frames))
