"""The enlarger's lesson: pairs lie on one another, degrade mildly, follow from a seed, and teach something."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor

from onetake.evaluation.flow import psnr
from onetake.media.crisp import FACTOR, load
from onetake.model.codec import Codec
from onetake.training import enlarger
from onetake.training.enlarger import Gallery, averaged, degraded, held_out_clips, lesson, loss_of, window
from onetake.training.lessons import Pupil
from onetake.types import STRIDE


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer windows, so that a test does not wait for drawing."""
    for name, value in (("FIRST", 4), ("WINDOWS", 4), ("EVERY", 1000), ("HELD", 2)):
        monkeypatch.setattr(enlarger, name, value)


def test_a_window_is_a_latent_frame_at_two_sizes() -> None:
    small, large = window(5, "square")
    assert small.shape == (STRIDE, 144, 144, 3) and large.shape == (STRIDE, 576, 576, 3)
    assert np.array_equal(small, averaged(large)) and np.array_equal(small, window(5, "square")[0])
    assert not np.array_equal(small, window(6, "square")[0])
    assert np.array_equal(averaged(small.repeat(FACTOR, 1).repeat(FACTOR, 2)), small)


def test_degrading_is_mild_and_by_chance(codec: Codec) -> None:
    small = torch.from_numpy(window(7)[0])[None]
    clean, one, two, other = (
        degraded(small, codec, None if seed is None else torch.Generator().manual_seed(seed))[0].numpy()
        for seed in (None, 1, 1, 2)
    )
    assert one.shape == small.shape[1:] and np.array_equal(one, two) and not np.array_equal(one, other)
    assert np.array_equal(clean, codec.decode(codec.encode(small))[0].numpy())
    true = small[0].numpy()
    assert psnr(clean, true) > psnr(one, true) > psnr(clean, true) - 6
    flat = torch.full((1, STRIDE, 32, 48, 3), 90, dtype=torch.uint8)
    blurred = degraded(flat, codec, torch.Generator().manual_seed(1), noise=0)
    assert torch.equal(blurred, degraded(flat, codec))  # blurring keeps what is flat, to the border


def batch_of(codec: Codec, seed: int) -> tuple[Tensor, Tensor]:
    return Gallery(codec, seed, windows=3, first=3).batch()


def test_crops_lie_on_one_another_and_follow_from_the_seed(codec: Codec) -> None:
    small, large = batch_of(codec, 1)
    side = enlarger.CROP
    assert small.shape == (3 * enlarger.CROPS, side, side, 3)
    assert large.shape == (len(small), FACTOR * side, FACTOR * side, 3)
    there = averaged(large.numpy())
    assert psnr(small.numpy(), there) > psnr(small.numpy()[:, 2:], there[:, :-2]) + 1
    assert psnr(small.numpy(), there) > psnr(small.numpy()[:, :, :-2], there[:, :, 2:]) + 1
    assert torch.equal(small, batch_of(codec, 1)[0]) and not torch.equal(small, batch_of(codec, 2)[0])


def test_windows_are_replaced(codec: Codec, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enlarger, "EVERY", 2)
    monkeypatch.setattr(enlarger, "KEPT", 3)
    gallery = Gallery(codec, 0, windows=2, first=3)
    before = list(gallery.kept)
    gallery.batch()
    assert all(a is b for a, b in zip(before, gallery.kept, strict=True))
    gallery.batch()
    assert gallery.kept[0] is before[1] and gallery.kept[2] is not before[2]


def test_the_loss_is_least_at_the_truth_and_knows_edges() -> None:
    true = torch.zeros(1, 16, 16, 3)
    true[:, :, 8:] = 1
    least = loss_of(true, true)
    soft, lighter = true.clone(), true + 1 / 16
    soft[:, :, 7], soft[:, :, 8] = 0.5, 0.5  # as far from the truth as all a little lighter, but the edge is soft
    assert least < loss_of(lighter, true) < loss_of(soft, true)


def test_some_steps_teach_something(codec: Codec, few: None, tmp_path: Path) -> None:
    pupil = Pupil(lesson(codec, 16, 1), tmp_path)
    before = pupil.check()["db"]
    for _ in range(40):
        pupil.learn(4e-3)
    assert pupil.check()["db"] > before + 0.3


def test_a_leg_goes_on_and_is_written(codec: Codec, few: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_file(codec.state(), tmp_path / "codec.safetensors")
    out, seeds = tmp_path / "enlarger.safetensors", []
    make = enlarger.lesson

    def noted(codec: Codec, channels: int, hidden: int, seed: int) -> Any:
        seeds.append(seed)
        return make(codec, channels, hidden, seed)

    monkeypatch.setattr(enlarger, "lesson", noted)
    told = ["enlarger", "--minutes", "0.01", "--folder", str(tmp_path / "run"), "--data", str(tmp_path)]
    monkeypatch.setattr("sys.argv", [*told, "--out", str(out), "--clips", "0", "--channels", "8", "--hidden", "1"])
    enlarger.main()
    first = load(out)
    enlarger.main()
    assert seeds[0] == 0 and seeds[1] > 1  # it does not see its first windows again
    assert not torch.equal(load(out).last, first.last) and not out.with_suffix(".json").exists()


def test_held_out_clips_are_no_windows(codec: Codec) -> None:
    (small, large), *_ = held_out_clips(codec, 1, frames=STRIDE)
    assert large.shape[1] == FACTOR * small.shape[1] and psnr(small, averaged(large)) > 20
    gallery = Gallery(codec, 3, windows=1, first=1)
    assert next(gallery.seeds) % 2 == 0 and enlarger.HELD_OUT % 2 == 1
