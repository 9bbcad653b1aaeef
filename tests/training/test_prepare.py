"""Before a leg: figures that judge a codec, and data that is already there is left as it is."""

from __future__ import annotations

import argparse
import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from onetake.model.codec import Codec
from onetake.training.pool import Pool
from onetake.training.prepare import border_ratio, gate, moving_pixels, prepare, sample_frames
from onetake.training.recipes import RECIPES
from onetake.training.run import main
from onetake.types import PATCH


def test_moving_pixels() -> None:
    video = np.zeros((4, 16, 32, 3), np.uint8)
    video[2:, 4:8, 4:8, 1] = 50
    video[3, 0, 0] = 12  # too little
    motion = moving_pixels(video)
    assert motion.shape == (4, 16, 32) and motion.sum() == 16
    assert motion[2, 4:8, 4:8].all()
    video[1:, 10, 10] = 90  # the first frame is judged by the second
    assert moving_pixels(video)[0, 10, 10]


def test_border_ratio() -> None:
    ramp = np.broadcast_to(np.arange(96, dtype=np.uint8)[:, None], (1, 2, 16, 96, 3))
    assert border_ratio(ramp) == pytest.approx(1)
    steps = ramp + 10 * (ramp // PATCH).astype(np.uint8)
    assert border_ratio(steps) == pytest.approx(11)


def test_sampled_frames_repeat() -> None:
    one, two = sample_frames(2, 50), sample_frames(2, 50)
    assert one.shape == (2, 8, 112, 192, 3) and np.array_equal(one, two)
    assert not np.array_equal(one[0], one[1])
    assert np.array_equal(sample_frames(1, 51)[0], one[1])


def test_gate_judges_a_codec(codec: Codec) -> None:
    good, poor = (
        gate(codec, clips=3),
        gate(replace(codec, scale_D=codec.scale_D[:48], basis_DP=codec.basis_DP[:48]), clips=3),
    )
    assert good["psnr"] > poor["psnr"] and good["psnr_moving"] > poor["psnr_moving"]
    assert good["psnr"] > good["psnr_moving"] and 0 < good["moving_share"] < 0.5
    assert abs(good["border_over_inside"] / good["border_over_inside_truth"] - 1) < 0.4
    assert good["border_over_inside_wrong_latents"] < 1.5
    assert good["border_over_inside_truth"] == poor["border_over_inside_truth"]


def test_a_whole_leg_on_data_that_is_there(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """``onetake train``: nothing is filled again, one step is trained and logged."""
    small, codec = Pool(data / "validation"), (data / "codec.safetensors").read_bytes()
    large = Pool.create(data / "larger", 96, "landscape", 384)
    for name, array in large.arrays.items():
        array[:] = np.concatenate([small.arrays[name]] * 12)
    Pool._write_count(data / "larger", 96)
    shutil.rmtree(data / "validation")
    (data / "larger").rename(data / "validation")
    for shape in ("portrait", "square"):
        Pool.create(data / shape, 64, shape, 384)
        Pool._write_count(data / shape, 64)
    before = {p: p.stat().st_mtime_ns for p in data.rglob("*")}
    prepare(data, RECIPES["tiny"])
    asked = argparse.Namespace(recipe="tiny", data=str(data), out=str(tmp_path / "out"), minutes=None, steps=1)
    assert main(asked) == 0
    assert {p: p.stat().st_mtime_ns for p in data.rglob("*")} == before
    assert (data / "codec.safetensors").read_bytes() == codec
    line = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert line["step"] == 1 and line["windows_loss"] > 0
    assert json.loads((tmp_path / "out" / "log.jsonl").read_text().splitlines()[-1]) == line
    assert torch.get_num_threads() == 1
