"""Takes: pure functions of their arguments, without the pairs that are held out."""

from __future__ import annotations

import numpy as np
import pytest

from onetake.types import FPS, SHAPES
from onetake.world.sample import truth
from onetake.world.script import sample_scene
from onetake.world.take import HELD_OUT, LENGTHS, beats_of, scene_with, simulate_take


def pairs(scene):
    return {(e.kind, e.verb) for e in scene.entities}


def test_a_take_follows_from_its_arguments():
    one, two, other = (simulate_take(seed, "square") for seed in (4, 4, 5))
    assert one.beats == two.beats and truth(one) == truth(two) != truth(other)
    width, height = SHAPES["square"]
    assert (one.geometry.width, one.geometry.height) == (width, height) and one.geometry.seconds in LENGTHS
    # Any second can be drawn first: whoever fills a pool may stop and go on anywhere.
    late = two.renderer.frames(FPS, 2 * FPS)
    one.renderer.frames(0, FPS)
    assert np.array_equal(one.renderer.frames(FPS, 2 * FPS), late)


def test_held_out_pairs_are_never_shown():
    rng = np.random.default_rng(0)
    for _ in range(300):
        assert not any(pairs(scene) & HELD_OUT for scene in sample_scene(rng, held_out=HELD_OUT))
    for seed in range(8):
        assert not any(pairs(beat.scene) & HELD_OUT for beat in simulate_take(seed).beats)


@pytest.mark.parametrize("pair", sorted(HELD_OUT))
def test_held_out_pairs_can_be_asked_for(pair):
    scene = scene_with(pair, 3)
    assert pair in pairs(scene) and scene == scene_with(pair, 3)


def test_beats_divide_a_take():
    scene = simulate_take(1).beats[0].scene
    beats = beats_of((scene, scene, scene), 8)
    assert [(b.start, b.end) for b in beats] == [(0, 3), (3, 5), (5, 8)]
    assert all(b.caption for b in beats)
