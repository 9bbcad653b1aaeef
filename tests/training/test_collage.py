"""Collages are painted beside the true pictures, again when the painters have learnt more."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from onetake.model.codec import Codec
from onetake.model.layers import Layers
from onetake.model.presets import PRESETS
from onetake.training.collage import over, paint, pictures, told_of, version_of
from onetake.training.pool import Filling, Pool, Takes, fill, frames_of
from onetake.types import STRIDE

FILLING = Filling("square", 4, seed=5, group="first")


@pytest.fixture(scope="module")
def layers() -> Layers:
    torch.manual_seed(1)
    return Layers(PRESETS["tiny"]).eval()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, codec: Codec) -> Path:
    folder = tmp_path_factory.mktemp("pool")
    fill(folder, codec, FILLING)
    return folder


def test_each_record_is_painted_once_by_each_painter(filled: Path, layers: Layers, codec: Codec) -> None:
    pool, version = Pool(filled, "r+"), version_of(layers)
    assert not len(pool.rows())
    assert paint(pool, FILLING, layers, version, codec, part=1, parts=2) == 2 and pool.rows().tolist() == [2, 3]
    assert paint(pool, FILLING, layers, version, codec) == 2 and pool.full()
    assert paint(pool, FILLING, layers, version, codec) == 0
    before = np.array(pool.arrays["collage"])
    assert before.any(tuple(range(1, 5))).all() and not np.array_equal(before, pool.arrays["latents"])
    torch.manual_seed(2)
    others = Layers(PRESETS["tiny"]).eval()
    assert version_of(others) != version == version_of(layers)
    assert paint(pool, FILLING, others, version_of(others), codec) == 4
    assert not np.array_equal(before, pool.arrays["collage"])


def test_completed_pictures_have_what_the_world_adds_and_nothing_else(filled: Path, layers: Layers) -> None:
    """Where the world adds nothing the two are the same to the level; somewhere it adds a shadow."""
    pool, takes, changed = Pool(filled), Takes(FILLING), 0
    for row in range(4):
        take, start = takes.of(row)
        told, index = told_of(pool, row), frames_of(take, start)
        with torch.inference_mode():
            painted, completed = pictures(layers, told, take, index, 9, 9)
            frames = ((layers(told, 9, 9)[0] + 1) * 127.5).permute(0, 2, 3, 1).numpy()
        assert painted.shape == completed.shape == (len(index), 144, 144, 3) and len(index) % STRIDE == 0
        assert np.abs(painted - frames).mean() < 1  # as the denoiser will be given it
        if take.renderer.look.finish is None and take.beats[0].scene.weather == "clear":
            assert (painted != completed).any(-1).mean() < 0.4
        changed += int((painted != completed).any())
    assert changed


def test_figures_go_over_a_picture() -> None:
    image, seen = np.full((4, 4, 3), 100, np.uint8), torch.zeros(4, 2, 2)
    seen[0], seen[3] = 0.5, 0.5
    over(image, [(0, 0, (1, 1, 3, 3), seen)])
    assert image[0, 0].tolist() == [100] * 3 and image[1, 1].tolist() == [178, 50, 50]


def test_a_take_is_found_again(codec: Codec) -> None:
    takes = Takes(replace(FILLING, capacity=6))
    (one, first), (two, second) = takes.of(2), takes.of(3)
    assert one is two and first == 0 <= second
    again = Takes(FILLING).of(3)
    assert again[1] == second and np.array_equal(again[0].staging.tracks_NEF, one.staging.tracks_NEF)
