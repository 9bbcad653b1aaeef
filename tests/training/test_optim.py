"""Optimisers, their rates and their states; the moving average."""

from __future__ import annotations

import math
from dataclasses import replace

import torch

from onetake.model.presets import PRESETS
from onetake.model.transformer import Denoiser
from onetake.training.optim import Ema, load_optimisers, make_optimisers, rate_factor, train_flops
from onetake.training.recipes import RECIPES

TINY = replace(RECIPES["tiny"], cooldown=0.0)


def test_every_parameter_has_one_optimiser() -> None:
    model = Denoiser(PRESETS["tiny"])
    muon, adam = make_optimisers(model, TINY)
    groups = [[id(p) for g in o.param_groups for p in g["params"]] for o in (muon, adam)]
    painters = {id(p) for p in model.layers.parameters()}
    assert sorted(groups[0] + groups[1]) == sorted(id(p) for p in model.parameters() if id(p) not in painters)
    names = {n for n, p in model.named_parameters() if id(p) in set(groups[0])}
    kinds = ("q", "k", "v", "o", "gate", "up", "down")
    trunk = {f"blocks.{i}.{kind}.weight" for i in range(PRESETS["tiny"].depth) for kind in kinds}
    assert names == trunk


def test_rates_rise_hold_and_fall() -> None:
    recipe = replace(TINY, cooldown=0.25)
    assert rate_factor(0, 0.0, recipe, 0) == 0.01 and rate_factor(99, 0.0, recipe, 0) == 1
    assert rate_factor(500, 0.7, recipe, 0) == 1
    assert math.isclose(rate_factor(500, 0.9, recipe, 0), 0.4)
    assert rate_factor(500, 1.0, recipe, 0) == 0.02
    assert rate_factor(500, 0.1, recipe, 500) == 0.01  # warm again
    assert rate_factor(200, 0.999, TINY, 0) == 1


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


def stepped(model: Denoiser, fused: bool) -> list[torch.optim.Optimizer]:
    optimisers = make_optimisers(model, TINY)
    for group in optimisers[1].param_groups:
        group["fused"] = fused or None
    for p in model.parameters():
        p.grad = torch.full_like(p, 1e-3)
    for optimiser in optimisers:
        optimiser.step()
    return optimisers


def test_states_travel_between_machines() -> None:
    """What another machine fused is taken up, and computed as this one does."""
    saved = [o.state_dict() for o in stepped(Denoiser(PRESETS["tiny"]), fused=True)]
    model = Denoiser(PRESETS["tiny"])
    own = make_optimisers(model, TINY)
    assert load_optimisers(own, saved)
    assert own[1].param_groups[0]["fused"] is None
    theirs = next(iter(saved[1]["state"].values()))["exp_avg"]
    assert torch.equal(next(iter(own[1].state.values()))["exp_avg"], theirs)


def test_states_that_do_not_fit_are_not_taken_up() -> None:
    saved = [o.state_dict() for o in stepped(Denoiser(PRESETS["tiny"]), fused=False)]
    own = make_optimisers(Denoiser(replace_width()), TINY)
    for wrong in (saved, [], saved[:1], [saved[0], {}]):
        assert not load_optimisers(own, wrong)
        assert not own[0].state and not own[1].state


def replace_width() -> object:
    return replace(PRESETS["tiny"], cells=16)


def test_operations_are_about_six_a_weight() -> None:
    model = Denoiser(PRESETS["tiny"])
    trunk = sum(p.numel() for p in model.blocks.parameters())
    one, two = train_flops(model, 1000, 0, 0), train_flops(model, 1000, 500, 0)
    assert 6e3 * trunk < one < 6e3 * 6 * sum(p.numel() for p in model.parameters())
    assert two - one == 12 * 2 * 64 * 500 * 1000
