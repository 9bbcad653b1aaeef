"""Training: it learns, it is killed and goes on bit for bit, and its files are never half written."""

from __future__ import annotations

import math
import os
import signal
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from onetake.errors import WeightsError
from onetake.model.codec import Codec
from onetake.model.presets import PRESETS
from onetake.model.transformer import Denoiser
from onetake.model.weights import load_weights, read_header
from onetake.training import run as training
from onetake.training.optim import make_optimisers
from onetake.training.pool import Pool, quantum
from onetake.training.recipes import RECIPES
from onetake.training.run import MOST_SKIPPED, Leg, deviations, device_for, run, step_loss, stopped_by_signals, validate
from onetake.training.windows import Phase, batch_for, each_tensor, window_batch

TINY = replace(RECIPES["tiny"], cooldown=0.0)
"""No cool-down: then a step's rate does not depend on how long its leg is."""


def kept(name: str, value: torch.Tensor) -> torch.Tensor:
    """What is left of a tensor when it has been exported and loaded."""
    if not value.is_floating_point():
        return value
    if name.endswith("places.memory"):
        return (value * 127).round().clamp(-127, 127) / 127
    return value.to(torch.float16 if name.endswith(("sprites.base", "sprites.reach")) else torch.bfloat16).float()


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
        assert torch.equal(value, kept(name, leg.ema.weights[name])), name
    header = read_header(tmp_path / "leg" / "tiny-1.safetensors")
    assert header["step"] == "1" and header["samples"] == "4"


def test_a_step_without_a_number_is_skipped(made: Path, tmp_path: Path) -> None:
    leg = Leg(TINY, tmp_path / "leg", made)
    leg.step(0.0)
    sound, average = leg.model.direct_in.weight.detach().clone(), {k: v.clone() for k, v in leg.ema.weights.items()}
    with torch.no_grad():
        leg.model.direct_in.weight[0, 0] = float("nan")
    rest = leg.model.to_tokens.weight.detach().clone()
    lines = list(run(leg, minutes=60, max_steps=1))
    assert lines[0]["skipped"] == 1 and lines[0]["loss"] == "not a number" and leg.progress.step == 2
    assert torch.equal(leg.model.to_tokens.weight, rest) and same(leg.ema.weights, average)
    assert all(p.grad is None for p in leg.model.parameters())
    with torch.no_grad():
        leg.model.direct_in.weight.copy_(sound)
    assert math.isfinite(leg.step(0.0)[1]) and leg.in_a_row == 0
    with torch.no_grad():
        leg.model.direct_in.weight[0, 0] = float("nan")
    for _ in range(MOST_SKIPPED - 1):
        leg.step(0.0)
    with pytest.raises(FloatingPointError, match=f"step {leg.progress.step}, the {MOST_SKIPPED}th in a row"):
        leg.step(0.0)


@pytest.mark.parametrize("which", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_a_leg_with_its_state_saved(which: signal.Signals, made: Path, tmp_path: Path) -> None:
    before = signal.getsignal(which)
    leg = Leg(TINY, tmp_path / "leg", made)
    timer = threading.Timer(0.3, os.kill, (os.getpid(), which))
    with stopped_by_signals(leg):
        timer.start()
        lines = list(run(leg, minutes=5))
    assert lines[-1]["stopped"] == which.name and lines[-1]["step"] == leg.progress.step > 0
    assert signal.getsignal(which) == before
    assert Leg(TINY, tmp_path / "leg", made).progress == leg.progress


def test_batches_made_ahead_are_the_same(made: Path, tmp_path: Path) -> None:
    steps(Leg(TINY, tmp_path / "one by one", made), 4)
    steps(Leg(TINY, tmp_path / "ahead", made, ahead=2), 3)
    steps(Leg(TINY, tmp_path / "ahead", made, ahead=2), 1)
    assert same(everything(tmp_path / "ahead"), everything(tmp_path / "one by one"))


def test_a_state_without_optimisers_is_warmed_up_again(made: Path, tmp_path: Path) -> None:
    leg = Leg(TINY, tmp_path / "leg", made)
    for _ in range(2):
        leg.step(0.0)
    leg.save()
    state = torch.load(tmp_path / "leg" / "state.pt", weights_only=True)
    assert Leg(TINY, tmp_path / "leg", made).rewarm == 0
    for lost in ({"optimisers"}, {"optimisers", "ema", "ema_n", "rewarm"}):
        torch.save({k: v for k, v in state.items() if k not in lost}, tmp_path / "leg" / "state.pt")
        again = Leg(TINY, tmp_path / "leg", made)
        assert again.rewarm == 2 == again.progress.step and same(again.model.state_dict(), state["model"])
        again.step(0.0)
        assert again.optimisers[1].param_groups[0]["lr"] == TINY.adam_rate / 100
    again.save()
    assert Leg(TINY, tmp_path / "leg", made).rewarm == 2  # until it is warm


def test_a_leg_begins_from_exported_weights(made: Path, tmp_path: Path) -> None:
    leg = Leg(TINY, tmp_path / "leg", made)
    leg.step(0.0)
    leg.save()
    weights = tmp_path / "leg" / "tiny-1.safetensors"
    new = Leg(TINY, tmp_path / "new", made, start=weights)
    assert new.progress.step == 1 == new.rewarm and new.progress.samples == leg.progress.samples
    for name, value in new.model.state_dict().items():
        assert torch.equal(value, kept(name, leg.ema.weights[name])), name
    assert math.isfinite(new.step(0.0)[1])
    new.save()
    assert Leg(TINY, tmp_path / "new", made, start=weights).progress.step == 2  # its own state comes first
    new.codec = replace(new.codec, basis_DP=new.codec.basis_DP.flip(0))
    for leg_or_size in (new, Leg(replace(TINY, preset="S"), tmp_path / "other", made)):
        with pytest.raises(WeightsError, match="not made with"):
            leg_or_size.begin_from(weights)


def test_devices(made: Path, tmp_path: Path) -> None:
    assert device_for("cpu").type == "cpu"
    assert device_for(None).type == ("cuda" if torch.cuda.is_available() else "cpu")
    leg = Leg(TINY, tmp_path / "leg", made, device="cpu")
    _, (batch, _) = leg.feed.at(0, {})
    other = each_tensor(batch, lambda t: t.to("meta"))
    assert other.clean_BTHWZ.is_meta and other.frames.known_BTHW.is_meta and other.condition.ids_BKL.is_meta
    assert other.clean_BTHWZ.shape == batch.clean_BTHWZ.shape


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
def test_a_gpu_trains_alike(made: Path, tmp_path: Path) -> None:
    one, two = (Leg(TINY, tmp_path / device, made, device=device) for device in ("cpu", "cuda"))
    assert all(math.isclose(v, two.evaluate()[k], rel_tol=0.02) for k, v in one.evaluate().items())
    for _ in range(6):
        assert math.isfinite(two.step(0.0)[1])
    two.save()
    assert Leg(TINY, tmp_path / "cuda", made, device="cpu").rewarm == 0


@pytest.mark.parametrize(("phase", "rows", "count"), [("stills", [0, 1, 2], 30), ("windows", [0], 25)])
def test_loss_falls_on_one_batch(phase: Phase, rows: list[int], count: int, pool: Pool, codec: Codec) -> None:
    torch.manual_seed(0)
    model = Denoiser(PRESETS["tiny"]).attach(codec)
    optimisers = make_optimisers(model, replace(TINY, adam_rate=3e-3))
    batch = batch_for(phase, pool, rows, quantum(codec), torch.Generator().manual_seed(1))
    losses = []
    for _ in range(count):
        loss, _ = step_loss(model, batch, torch.Generator().manual_seed(2), bf16=False)
        torch.autograd.backward(loss)
        for optimiser in optimisers:
            optimiser.step()
            optimiser.zero_grad()
        losses.append(float(loss.detach()))
    assert np.mean(losses[-3:]) < 0.5 * losses[0]


def test_latents_are_scaled_by_what_the_pool_holds(made: Path, tmp_path: Path) -> None:
    leg = Leg(TINY, tmp_path / "leg", made)
    sigma = deviations(leg.validation, leg.quantum)
    latents = torch.from_numpy(np.array(leg.validation.arrays["latents"])).float() * leg.quantum
    assert torch.equal(leg.model.sigma, sigma) and sigma.shape == (384,) and (sigma >= 1e-3).all()
    assert torch.allclose(sigma, latents.flatten(0, -2).square().mean(0).sqrt().clamp_min(1e-3), rtol=1e-4)
    leg.step(0.0)
    leg.save()
    assert torch.equal(leg.ema.weights["sigma"], sigma)  # nothing to learn, and the average is of equal values
    assert torch.equal(Leg(TINY, tmp_path / "leg", made).model.sigma, sigma)


def test_half_precision_is_close(pool: Pool, codec: Codec) -> None:
    torch.manual_seed(0)
    model = Denoiser(PRESETS["tiny"]).attach(codec)
    batch = window_batch(pool, [0, 1], quantum(codec), torch.Generator().manual_seed(1))
    losses = [
        float(step_loss(model, batch, torch.Generator().manual_seed(2), bf16)[0].detach()) for bf16 in (False, True)
    ]
    assert math.isclose(losses[0], losses[1], rel_tol=0.02)


@pytest.mark.parametrize("phase", ["stills", "windows"])
def test_validation_repeats(phase: Phase, pool: Pool, codec: Codec) -> None:
    torch.manual_seed(0)
    model = Denoiser(PRESETS["tiny"]).attach(codec)
    one, two = (validate(model, pool, quantum(codec), False, phase, n=4) for _ in range(2))
    assert one == two and one["loss"] > 0


def test_evaluation_leaves_the_weights_alone(made: Path, tmp_path: Path) -> None:
    leg = Leg(TINY, tmp_path / "leg", made)
    leg.step(0.0)
    before = {k: v.clone() for k, v in leg.model.state_dict().items()}
    figures = leg.evaluate()
    kinds = ("stills", "windows", "pairs")
    assert set(figures) == {f"{kind}_{figure}" for kind in kinds for figure in ("loss", "subject_mse")}
    assert same(before, leg.model.state_dict())
