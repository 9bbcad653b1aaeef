"""Captions of sampled takes are true of their tracks, and lies are found out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from onetake.prompt.caption import beats_caption, long_caption, short_captions
from onetake.types import ANGLE, SHAPES, VISIBLE, Beat, Entity, Geometry, Scene, Staging, X, Y
from onetake.world.check import violations
from onetake.world.take import simulate_take

GEOMETRY = Geometry(*SHAPES["landscape"], 36)


def staged(scene: Scene, rows: list[tuple[float, float, float]], seconds: int = 3) -> tuple[list[Beat], Staging]:
    """A still staging: x, y and height of each individual, in the order of the entities."""
    frames = seconds * GEOMETRY.fps
    tracks = np.zeros((frames, len(rows), 9), np.float32)
    for i, (x, y, height) in enumerate(rows):
        tracks[:, i] = (x, y, height, 1, 0, 0, 0, 1, 0.5)
    tracks[..., 5] = np.linspace(0, 12, frames)[:, None]
    individuals = np.array([k for k, e in enumerate(scene.entities) for _ in range(e.count)], np.int64)
    camera = np.tile(np.array([0, 0, 1], np.float32), (frames, 1))
    beats = [Beat(0, seconds, scene, long_caption(scene))]
    return beats, Staging(tracks, individuals, camera)


def faults_of(number: int) -> list[str]:
    """Violations of everything that is written about a sampled take, in both languages."""
    clip = simulate_take(number, seconds=4)
    scenes = [beat.scene for beat in clip.beats]
    texts = [beats_caption(scenes), beats_caption(scenes, "zh")]
    if len(scenes) == 1:
        texts += short_captions(scenes[0], np.random.default_rng(number), count=1)
    return [f"{t}: {f}" for t in texts for f in violations(t, clip.beats, clip.staging, clip.geometry)]


def test_what_is_said_of_sampled_takes_is_true() -> None:
    faults = {number: faults_of(5000 + number) for number in range(120)}
    assert not {number: found for number, found in faults.items() if found}


SCENE = Scene(
    (Entity("dog", 2, "brown", verb="sit", relation="left of", anchor=1), Entity("tree", side="right"),
     Entity("girl", 1, "red", verb="walk", traits=("hat",))),
    "park", "night", "rain", "pan left", "ink",
)  # fmt: skip
ROWS = [(-0.5, 0.3, 0.2), (-0.3, 0.3, 0.2), (0.5, 0.3, 0.5), (0.0, 0.35, 0.4)]


def truth() -> tuple[list[Beat], Staging]:
    """Two dogs, a tree and a girl who walks, under a camera that pans left."""
    beats, staging = staged(SCENE, ROWS)
    frames = len(staging.tracks_NEF)
    staging.camera_NC[:, 0] = np.linspace(0, -0.2, frames)
    staging.tracks_NEF[:, 3, X] = np.linspace(-0.2, 0.4, frames)
    return beats, staging


def test_a_true_caption_passes() -> None:
    beats, staging = truth()
    for caption in (long_caption(SCENE), long_caption(SCENE, "zh"), "Two dogs sit", "A girl in a hat walks"):
        assert violations(caption, beats, staging, GEOMETRY) == []


@pytest.mark.parametrize(
    ("caption", "told"),
    [
        ("A cat sits in a park.", "there is no"),
        ("Three dogs sit.", "to be seen"),
        ("A dog sits.", "to be seen"),
        ("Two black dogs sit.", "is not black"),
        ("Two big dogs sit.", "is not big"),
        ("Two dogs sleep.", "does not sleep"),
        ("Two dogs sit to the right of a tree.", "is not right of"),
        ("Two dogs sit on a tree.", "is not on"),
        ("A tree on the left.", "is not at the left"),
        ("A girl in a crown walks.", "has no crown"),
        ("A girl in blue walks.", "is not blue"),
        ("A girl hugs two dogs.", "does not hug"),
        ("Two dogs sit on a beach.", "place 'beach' is said"),
        ("Two dogs sit in a park in the morning.", "hour 'morning' is said"),
        ("Two dogs sit in a park, while snow falls.", "weather 'snow' is said"),
        ("Two dogs sit, the camera zooms in.", "camera 'zoom in' is said"),
        ("Two dogs sit, pastel style.", "look 'pastel' is said"),
        ("Two dogs sit. Then they run. Then a girl sleeps.", "beats are told"),
        ("三只狗坐着", "to be seen"),
        ("一只猫站着", "there is no"),
        ("两只狗睡觉", "does not sleep"),
    ],
)
def test_planted_lies_are_found(caption: str, told: str) -> None:
    beats, staging = truth()
    faults = violations(caption, beats, staging, GEOMETRY)
    assert any(told in fault for fault in faults), faults


def test_tracks_that_do_not_keep_the_word_are_found() -> None:
    caption = long_caption(SCENE)
    beats, staging = truth()
    hidden = replace(staging, tracks_NEF=staging.tracks_NEF.copy())
    hidden.tracks_NEF[:, 1, VISIBLE] = 0
    outside = replace(staging, tracks_NEF=staging.tracks_NEF.copy())
    outside.tracks_NEF[:, 0, X] = -3
    still = replace(staging, tracks_NEF=staging.tracks_NEF.copy())
    still.tracks_NEF[:, 3, X] = staging.camera_NC[:, 0] * -1
    fixed = replace(staging, camera_NC=np.tile(np.array([0, 0, 1], np.float32), (len(staging.camera_NC), 1)))
    wrong = replace(staging, camera_NC=staging.camera_NC * np.array([-1, 1, 1], np.float32))
    for lie, told in (
        (hidden, "1 of 2 to be seen"), (outside, "1 of 2 to be seen"), (still, "it stays where it is"),
        (fixed, "camera 'pan left'"), (wrong, "camera 'pan left'"),
    ):  # fmt: skip
        assert any(told in f for f in violations(caption, beats, lie, GEOMETRY)), told


@pytest.mark.parametrize(
    ("kind", "verb", "axis", "told"),
    [
        ("boat", "sail", X, "stays where it is"),
        ("car", "enter", X, "there from the start"),
        ("box", "fall", Y, "come down"),
    ],
)
def test_verbs_have_to_show(kind: str, verb: str, axis: int, told: str) -> None:
    scene = Scene((Entity(kind, verb=verb),), "city street" if kind != "boat" else "lake")
    beats, staging = staged(scene, [(0.0, 0.2, 0.3)])
    caption = long_caption(scene)
    assert any(told in f for f in violations(caption, beats, staging, GEOMETRY))
    start = -1.6 if verb == "enter" else -0.2
    staging.tracks_NEF[:, 0, axis] = np.linspace(start, 0.2, len(staging.tracks_NEF))
    staging.tracks_NEF[:, 0, ANGLE] = 0
    assert violations(caption, beats, staging, GEOMETRY) == []


def test_who_is_away_may_not_be_mentioned() -> None:
    cat = Entity("cat", verb="sleep")
    scene = Scene((cat, Entity("dog", present=False)), "park")
    beats, staging = staged(scene, [(0.0, 0.3, 0.3), (0.4, 0.3, 0.3)])
    staging.tracks_NEF[:, 1, VISIBLE] = 0
    assert violations(long_caption(scene), beats, staging, GEOMETRY) == []
    assert violations("A cat sleeps and a dog sits", beats, staging, GEOMETRY)
