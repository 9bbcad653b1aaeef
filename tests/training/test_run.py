"""Training: it learns, it is killed and goes on bit for bit, and its files are never half written."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from onetake.model.codec import Codec
from onetake.model.presets import PRESETS
from onetake.model.transformer import Denoiser
from onetake.model.weights import load_weights, read_header
from onetake.training import run as training
from onetake.training.pool import Pool, quantum
from onetake.training.recipes import FOREVER, RECIPES
from onetake.training.run import (
    Ema,
    Leg,
    Shuffle,
    cache_folder,
    make_optimisers,
    phase_of,
    rate_factor,
    run,
    step_loss,
    validate,
)
from onetake.training.windows import Phase, batch_for, window_batch

TINY = replace(RECIPES["tiny"], cooldown=0.0)
"""No cool-down: then a step's rate does not depend on how long its leg is."""


def steps(leg: Leg, count: int) -> list[dict[str, float | int | str]]:
    return list(run(leg, minutes=60, max_steps=count))


def everything(folder: Path) -> dict[str, object]:
    state = torch.load(folder / "state.pt", weights_only=True)
    state["progress"].pop("seconds")
    return dict(state)


def same(a: object, b: object) -> bool:
    if isinstance(a, torch.Tensor):
        return torch.equal(a, b)  # type: ignore[arg-type]
    if isinstance(a, dict):
        assert isinstance(b, dict)
        return a.keys() == b.keys() and all(same(v, b[k]) for k, v in a.items())
    if isinstance(a, list | tuple):
        assert isinstance(b, list | tuple)
        return len(a) == len(b) and all(same(v, w) for v, w in zip(a, b, strict=True))
    return bool(a == b)


def test_a_killed_leg_goes_on_bit_for_bit(made: Path, tmp_path: Path) -> None:
    lines = steps(Leg(TINY, tmp_path / "whole", made), 4)
    assert lines[-1]["step"] == 4 and all(math.isfinite(float(v)) for v in lines[-1].values())
    steps(Leg(TINY, tmp_path / "parts", made), 2)
    assert everything(tmp_path / "parts")["progress"]["step"] == 2  # type: ignore[index]
    resumed = Leg(TINY, tmp_path / "parts", made)
    assert resumed.progress.step == 2
    resumed.step(0.0)  # lost: the process dies before it saves
    again = steps(Leg(TINY, tmp_path / "parts", made), 2)
    assert same(everything(tmp_path / "parts"), everything(tmp_path / "whole"))
    assert again[-1] == lines[-1]  # and the figures of its evaluation
    one, two = (load_weights(tmp_path / p / "tiny-1.safetensors")[1].state_dict() for p in ("parts", "whole"))
    assert same(one, two)


def test_the_same_leg_twice_is_the_same(made: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        leg = Leg(TINY, tmp_path / name, made)
        leg.step(0.0)
        leg.save()
    assert same(everything(tmp_path / "one"), everything(tmp_path / "two"))


def test_checkpoints_are_whole(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    leg = Leg(TINY, tmp_path / "leg", made)
    leg.step(0.0)
    leg.save()
    before = (tmp_path / "leg" / "state.pt").read_bytes()

    def full(state: object, path: Path) -> None:
        path.write_bytes(b"half of it")
        raise OSError("no space left on device")

    leg.step(0.0)
    monkeypatch.setattr(training.torch, "save", full)
    with pytest.raises(OSError, match="no space"):
        leg.save()
    monkeypatch.undo()
    assert (tmp_path / "leg" / "state.pt").read_bytes() == before
    again = Leg(TINY, tmp_path / "leg", made)
    assert again.progress.step == 1
    again.step(0.0)
    again.save()
    assert not list((tmp_path / "leg").glob("*.tmp"))
    assert Leg(TINY, tmp_path / "leg", made).progress.step == 2


def test_exported_weights_are_the_average(made: Path, tmp_path: Path) -> None:
    leg = Leg(TINY, tmp_path / "leg", made)
    leg.step(0.0)
    leg.save()
    codec, model = load_weights(tmp_path / "leg" / "tiny-1.safetensors")
    assert codec.dims == 384
    for name, value in model.state_dict().items():
        assert torch.equal(value, leg.ema.weights[name].to(torch.bfloat16).float()), name
    header = read_header(tmp_path / "leg" / "tiny-1.safetensors")
    assert header["step"] == "1" and header["samples"] == "4"


def test_a_loss_that_is_no_number_stops_the_leg(made: Path, tmp_path: Path) -> None:
    leg = Leg(TINY, tmp_path / "leg", made)
    with torch.no_grad():
        leg.model.direct_in.weight.fill_(float("nan"))
    with pytest.raises(FloatingPointError, match="step 0"):
        leg.step(0.0)


@pytest.mark.parametrize(("phase", "rows"), [("stills", [0, 1, 2]), ("windows", [0])])
def test_loss_falls_on_one_batch(phase: Phase, rows: list[int], pool: Pool, codec: Codec) -> None:
    torch.manual_seed(0)
    model = Denoiser(PRESETS["tiny"])
    optimisers = make_optimisers(model, replace(TINY, adam_rate=3e-3))
    batch = batch_for(phase, pool, rows, quantum(codec), torch.Generator().manual_seed(1))
    losses = []
    for _ in range(30):
        loss, _ = step_loss(model, batch, torch.Generator().manual_seed(2), 2, bf16=False)
        torch.autograd.backward(loss)
        for optimiser in optimisers:
            optimiser.step()
            optimiser.zero_grad()
        losses.append(float(loss.detach()))
    assert np.mean(losses[-3:]) < 0.5 * losses[0]


def test_half_precision_is_close(pool: Pool, codec: Codec) -> None:
    torch.manual_seed(0)
    model = Denoiser(PRESETS["tiny"])
    batch = window_batch(pool, [0, 1], quantum(codec), torch.Generator().manual_seed(1))
    losses = [
        float(step_loss(model, batch, torch.Generator().manual_seed(2), 2, bf16)[0].detach()) for bf16 in (False, True)
    ]
    assert math.isclose(losses[0], losses[1], rel_tol=0.02)


def test_validation_repeats(pool: Pool, codec: Codec) -> None:
    torch.manual_seed(0)
    model = Denoiser(PRESETS["tiny"])
    one, two = (validate(model, pool, quantum(codec), 2, False, "windows", n=4) for _ in range(2))
    assert one == two and one["loss"] > 0


def test_evaluation_leaves_the_weights_alone(made: Path, tmp_path: Path) -> None:
    leg = Leg(TINY, tmp_path / "leg", made)
    leg.step(0.0)
    before = {k: v.clone() for k, v in leg.model.state_dict().items()}
    figures = leg.evaluate()
    assert set(figures) == {"stills_loss", "stills_subject_mse", "windows_loss", "windows_subject_mse"}
    assert same(before, leg.model.state_dict())


def test_every_parameter_has_one_optimiser() -> None:
    model = Denoiser(PRESETS["tiny"])
    muon, adam = make_optimisers(model, TINY)
    groups = [[id(p) for g in o.param_groups for p in g["params"]] for o in (muon, adam)]
    assert sorted(groups[0] + groups[1]) == sorted(id(p) for p in model.parameters())
    names = {n for n, p in model.named_parameters() if id(p) in set(groups[0])}
    kinds = ("q", "k", "v", "o", "gate", "up", "down")
    assert names == {f"blocks.{i}.{kind}.weight" for i in range(PRESETS["tiny"].depth) for kind in kinds}


def test_rates_rise_hold_and_fall() -> None:
    recipe = replace(TINY, cooldown=0.25)
    assert rate_factor(0, 0.0, recipe, 0) == 0.01 and rate_factor(99, 0.0, recipe, 0) == 1
    assert rate_factor(500, 0.7, recipe, 0) == 1
    assert math.isclose(rate_factor(500, 0.9, recipe, 0), 0.4)
    assert rate_factor(500, 1.0, recipe, 0) == 0.02
    assert rate_factor(500, 0.1, recipe, 500) == 0.01  # warm again
    assert rate_factor(200, 0.999, TINY, 0) == 1


@pytest.mark.parametrize("name", RECIPES)
def test_recipes_are_whole(name: str) -> None:
    recipe = RECIPES[name]
    assert recipe.name == name and recipe.preset in PRESETS
    until = [step for step, _ in recipe.curriculum]
    assert until == sorted(until) and until[-1] == FOREVER
    assert all(0 <= a and 0 <= b and a + b <= 1 for _, (a, b) in recipe.curriculum)
    assert set(recipe.batch) == {"stills", "seconds", "windows"}
    phases = {phase_of(step, recipe) for step in range(until[-2], until[-2] + 60)}
    assert "windows" in phases
    assert phase_of(0, recipe) == "stills"


def test_rows_follow_from_the_step(made: Path) -> None:
    pools = {"landscape": Pool(made / "landscape")}
    one, two = Shuffle(pools, 1), Shuffle(pools, 1)
    assert [one.rows("landscape", 8, s) for s in range(3)] == [two.rows("landscape", 8, s) for s in range(3)]
    assert one.rows("landscape", 8, 0) != one.rows("landscape", 8, 1)
    assert {one.choose(s) for s in range(20)} == {"landscape"}
    first = pools["landscape"].first_rows().tolist()
    opening = Shuffle(pools, 1, open_at=5)
    assert set(opening.rows("landscape", 64, 4)) <= set(first)
    assert opening.rows("landscape", 64, 5) == one.rows("landscape", 64, 5)


def test_ema_is_ramped() -> None:
    model = torch.nn.Linear(1, 1, bias=False)
    torch.nn.init.zeros_(model.weight)
    ema = Ema(model, decay=0.5)
    torch.nn.init.ones_(model.weight)
    ema.update(model)
    assert math.isclose(float(ema.weights["weight"]), 1 - 2 / 11, rel_tol=1e-6)
    for _ in range(40):
        ema.update(model)
    before = float(ema.weights["weight"])
    torch.nn.init.zeros_(model.weight)
    ema.update(model)
    assert math.isclose(float(ema.weights["weight"]), 0.5 * before, rel_tol=1e-6)


def test_where_data_lives(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("ONETAKE_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "onetake"
    monkeypatch.setenv("ONETAKE_CACHE", str(tmp_path / "mine"))
    assert cache_folder() == tmp_path / "mine"
