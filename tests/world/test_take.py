"""Takes: pure functions of their arguments, without the pairs that are held out; long ones are stories."""

from __future__ import annotations

import numpy as np
import pytest

from onetake.types import FPS, SHAPES, Scene, Staging
from onetake.world.sample import truth
from onetake.world.script import sample_scene
from onetake.world.take import HELD_OUT, LENGTHS, _variants, beats_of, scene_with, simulate_take


def pairs(scene: Scene) -> set[tuple[str, str]]:
    return {(e.kind, e.verb) for e in scene.entities}


def test_a_take_follows_from_its_arguments() -> None:
    one, two, other = (simulate_take(seed, "square") for seed in (4, 4, 5))
    assert one.beats == two.beats and truth(one) == truth(two) != truth(other)
    width, height = SHAPES["square"]
    assert (one.geometry.width, one.geometry.height) == (width, height) and one.geometry.seconds in LENGTHS
    # Any second can be drawn first: whoever fills a pool may stop and go on anywhere.
    late = two.renderer.frames(FPS, 2 * FPS)
    one.renderer.frames(0, FPS)
    assert np.array_equal(one.renderer.frames(FPS, 2 * FPS), late)


def test_a_take_can_be_drawn_larger() -> None:
    """Four times the pixels a side, averaged, are nearly what the take looks like at its own size."""
    take = simulate_take(9006)
    small, large = (t.renderer.frames(12, 14) for t in (take, take.enlarged(4)))
    rows, columns = small.shape[1:3]
    assert large.shape == (2, 4 * rows, 4 * columns, 3) and take.enlarged(4).staging is take.staging
    averaged = large.reshape(2, rows, 4, columns, 4, 3).astype(np.float32).mean((2, 4))
    assert np.abs(averaged - small).mean() < 3
    assert np.abs(averaged[:, :, ::-1] - small).mean() > 9


def test_held_out_pairs_are_never_shown() -> None:
    rng = np.random.default_rng(0)
    for _ in range(300):
        assert not any(pairs(scene) & HELD_OUT for scene in sample_scene(rng, held_out=HELD_OUT))
    for seed in range(8):
        assert not any(pairs(beat.scene) & HELD_OUT for beat in simulate_take(seed).beats)


@pytest.mark.parametrize("pair", sorted(HELD_OUT))
def test_held_out_pairs_can_be_asked_for(pair: tuple[str, str]) -> None:
    scene = scene_with(pair, 3)
    assert pair in pairs(scene) and scene == scene_with(pair, 3)


def test_beats_divide_a_take() -> None:
    scene = simulate_take(1).beats[0].scene
    beats = beats_of((scene, scene, scene), 8)
    assert [(b.start, b.end) for b in beats] == [(0, 3), (3, 5), (5, 8)]
    assert all(b.caption for b in beats)
    assert [(b.start, b.end) for b in beats_of((scene,) * 4, 2)] == [(0, 1), (1, 2)]


@pytest.mark.parametrize("seconds", [20, 60, 90])
def test_long_takes_are_stories_with_one_cast(seconds: int) -> None:
    for seed in range(4):
        take = simulate_take(seed, "portrait", seconds=seconds)
        assert take.geometry.frames == seconds * FPS == len(take.staging.tracks_NEF)
        assert 2 <= len(take.beats) <= 12
        assert [b.start for b in take.beats[1:]] == [b.end for b in take.beats[:-1]]
        assert take.beats[-1].end == seconds
        casts = {tuple((e.kind, e.count, e.colour, e.traits) for e in b.scene.entities) for b in take.beats}
        assert len(casts) == 1
        assert np.isfinite(take.staging.tracks_NEF).all()
        for happening in take.staging.happenings:
            assert 0 <= happening.seconds <= seconds


def test_the_variant_of_the_staging_is_drawn() -> None:
    nothing = np.zeros((1, 3, 9), np.float32)
    staging = Staging(nothing, np.array([0, 0, 1]), np.zeros((1, 3), np.float32), (), np.array([2, 0, 1]))
    assert _variants(staging, 2) == [2, 1]
    assert _variants(Staging(nothing, np.array([0, 0, 1]), nothing[:, 0, :3]), 2) == [None, None]
