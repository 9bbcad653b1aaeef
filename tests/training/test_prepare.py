"""Before a leg: figures that judge a codec, and data that is already there is left as it is."""

from __future__ import annotations

import argparse
import json
import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from onetake.errors import BadRequest, Failure
from onetake.media.read import read_picture
from onetake.model.codec import Codec
from onetake.plan import make_plan
from onetake.training import prepare as prepare_module
from onetake.training import samples
from onetake.training.pool import Filling, Pool
from onetake.training.prepare import (
    HELD_BACK,
    border_ratio,
    cores_here,
    fillings,
    gate,
    moving_pixels,
    prepare,
    sample_frames,
    start_filling,
    stop_filling,
    wait_for,
)
from onetake.training.recipes import RECIPES
from onetake.training.run import main
from onetake.types import PATCH

ROOM = 64
"""Size of the training pool that the tests share."""


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


def test_cores_are_dealt_out() -> None:
    two, many = fillings(RECIPES["S"], 2), fillings(RECIPES["S"], 16)
    assert all(f.parts == 1 for f in two.values())
    assert [many[n].parts for n in ("landscape", "portrait", "square")] == [10, 2, 2]
    assert many["validation"].parts == many["pairs"].parts == 1 and many["pairs"].pairs
    assert two["landscape"].group == RECIPES["S"].group
    assert all(f.parts == 3 for n, f in fillings(replace(RECIPES["S"], fillers=3), 4).items() if f.capacity > HELD_BACK)
    assert 1 <= cores_here() <= 4096


def test_fillers_fill_and_are_stopped(data: Path) -> None:
    filling = Filling("square", 64, 2, parts=2)
    pool = Pool.create(data / "square", 64, "square", 384)
    fillers = start_filling(data, "square", filling)
    try:
        assert len(fillers) == 2
        waited = time.monotonic()
        while len(set(np.flatnonzero(pool.ready()) // 2 % 2)) < 2 and time.monotonic() - waited < 240:
            assert not any(process.poll() for process in fillers), (data / "square.log").read_text()
            time.sleep(0.3)
    finally:
        stop_filling(fillers)
    assert all(process.poll() is not None for process in fillers)
    assert {0, 2} <= set(np.flatnonzero(pool.ready()).tolist())  # each began with its own take
    assert not start_filling(data, "landscape", Filling("landscape", ROOM, 1))  # full


def test_a_pool_that_does_not_fill_is_reported(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Pool(data / "validation", "r+").mark(slice(None), complete=False)
    monkeypatch.setattr(prepare_module, "PATIENCE", 0.0)
    with pytest.raises(Failure, match="does not fill"):
        wait_for(data, [])


def test_records_that_nobody_has_painted_are_waited_for(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wait_for(data, [], painted=True)
    Pool(data / "landscape", "r+").arrays["painted"][0] = 0
    monkeypatch.setattr(prepare_module, "PATIENCE", 0.0)
    wait_for(data, [])
    with pytest.raises(Failure, match="does not fill"):
        wait_for(data, [], painted=True)


def test_a_whole_leg_on_data_that_is_there(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """``onetake train``: nothing is filled again, one step is trained, logged and looked at."""
    monkeypatch.setattr(samples, "SENTENCES", samples.SENTENCES[:2])
    small, codec = Pool(data / "validation"), (data / "codec.safetensors").read_bytes()
    shutil.rmtree(data / "pairs")
    for name in ("larger", "pairs"):
        large = Pool.create(data / name, 96, "landscape", 384)
        for kind, array in large.arrays.items():
            array[:] = np.concatenate([small.arrays[kind]] * 12)
        large.mark(slice(None))
    shutil.rmtree(data / "validation")
    (data / "larger").rename(data / "validation")
    for shape in ("portrait", "square"):
        Pool.create(data / shape, 64, shape, 384).mark(slice(None))
    painted = ("collage", "completed", "painted", "painters")

    def filled() -> dict[Path, int]:
        return {p: p.stat().st_mtime_ns for p in data.rglob("*") if p.is_file() and p.stem not in painted}

    before = filled()
    assert prepare(data, RECIPES["tiny"]) == []
    asked = argparse.Namespace(
        recipe="tiny",
        data=str(data),
        out=str(tmp_path / "out"),
        minutes=None,
        steps=1,
        device="cpu",
        start=None,
        lessons=0,
    )
    assert main(asked) == 0
    assert filled() == before
    assert (data / "codec.safetensors").read_bytes() == codec
    line, sheet = (json.loads(text) for text in capsys.readouterr().out.splitlines()[-2:])
    assert line["step"] == 1 and line["windows_loss"] > 0 and line["pairs_loss"] > 0
    assert line["flops"] > 0 and line["reuse"] >= 0
    assert [json.loads(text) for text in (tmp_path / "out" / "log.jsonl").read_text().splitlines()] == [line, sheet]
    assert read_picture(Path(sheet["sheet"])).shape[0] > 2 * 112
    assert torch.get_num_threads() == 1


@pytest.mark.parametrize(("recipe", "device"), [("nothing", "cpu"), ("tiny", "cuda")])
def test_what_cannot_be_trained_is_refused(recipe: str, device: str, tmp_path: Path) -> None:
    if device == "cuda" and torch.cuda.is_available():
        pytest.skip("there is a GPU")
    asked = argparse.Namespace(
        recipe=recipe,
        data=str(tmp_path),
        out=str(tmp_path),
        minutes=None,
        steps=1,
        device=device,
        start=None,
        lessons=0,
    )
    with pytest.raises(BadRequest):
        main(asked)
    assert not any(tmp_path.iterdir())


def test_every_sentence_of_the_sheet_is_understood(make_weights: Callable[[int], Path], tmp_path: Path) -> None:
    weights = str(make_weights(0))
    for sentence in samples.SENTENCES:
        assert not make_plan(sentence, seconds=1, model=weights, output=tmp_path / "x.mp4").warnings, sentence
