"""Solvers against the closed form: for Gaussian data the best denoiser is linear and the flow's map is known."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import pytest
import torch
from torch import Tensor

from onetake.model.flow import SOLVERS, T_MIN, guided, logit_normal, mix, schedule, velocity_loss

MEAN, SPREAD = 0.7, 0.4


def gaussian(z: Tensor, t: float) -> Tensor:
    """E[x | z_t = z] for x ~ N(MEAN, SPREAD^2) and z_t = (1 - t) x + t e."""
    variance = (1 - t) ** 2 * SPREAD**2 + t**2
    return MEAN + SPREAD**2 * (1 - t) / variance * (z - (1 - t) * MEAN)


def exact(z: Tensor, t: float = 1.0) -> Tensor:
    """Where the flow takes a point from level t to 0: its quantile is kept."""
    return MEAN + SPREAD * (z - (1 - t) * MEAN) / math.sqrt((1 - t) ** 2 * SPREAD**2 + t**2)


NOISE = torch.linspace(-2.5, 2.5, 11, dtype=torch.float64)


def error(name: str, levels: list[float]) -> float:
    return float((SOLVERS[name](gaussian, NOISE, levels) - exact(NOISE)).abs().max())


@pytest.mark.parametrize(
    ("name", "steps", "bound"), [("euler", 1600, 2e-3), ("heun", 48, 2e-3), ("multistep", 128, 2e-3)]
)
def test_solvers_reach_the_exact_map(name: str, steps: int, bound: float) -> None:
    assert error(name, schedule(steps, 1.0)) < bound


@pytest.mark.parametrize(("name", "order"), [("euler", 1), ("heun", 2), ("multistep", 2)])
def test_order_of_convergence(name: str, order: int) -> None:
    """Half the step: half the error at first order, a quarter at second (between levels that are neither 0 nor 1)."""

    def error_of(steps: int) -> float:
        logits = torch.linspace(-2.0, 2.0, steps + 1, dtype=torch.float64)
        levels = [float(v) for v in torch.sigmoid(-logits)]
        start = (1 - levels[0]) * MEAN + NOISE
        there = SOLVERS[name](gaussian, start, levels)
        return float((exact(there, levels[-1]) - exact(start, levels[0])).abs().max())

    errors = [error_of(steps) for steps in (32, 64, 128)]
    for coarse, fine in pairwise(errors):
        assert 0.85 * 2**order < coarse / fine < 1.2 * 2**order


@pytest.mark.parametrize(("name", "least"), [("euler", 1.9), ("heun", 3.6), ("multistep", 2.9)])
@pytest.mark.parametrize("shift", [1.0, 3.0])
def test_convergence_of_whole_schedules(name: str, least: float, shift: float) -> None:
    """From pure noise to data the multistep solver loses a little of its order at the ends, the others nothing."""
    errors = [error(name, schedule(steps, shift)) for steps in (128, 256, 512)]
    assert all(coarse / fine > least for coarse, fine in pairwise(errors[1:]))


def test_second_order_pays_at_few_steps() -> None:
    levels = schedule(16, 2.0)
    assert error("multistep", levels) < 0.5 * error("euler", levels)
    assert error("heun", levels) < 0.5 * error("euler", levels)


@pytest.mark.parametrize("name", SOLVERS)
def test_a_perfect_denoiser_is_believed(name: str) -> None:
    answer = torch.tensor([0.3, -1.2])
    found = SOLVERS[name](lambda z, t: answer, torch.tensor([2.0, 2.0]), schedule(5, 2.0))
    assert torch.allclose(found, answer, atol=1e-6)


@pytest.mark.parametrize("name", SOLVERS)
def test_solvers_start_and_stop_anywhere(name: str) -> None:
    """Half noised latents (as in restyling) go on from their own level."""
    middle = (1 - 0.5) * MEAN + math.sqrt(0.25 * SPREAD**2 + 0.25) * NOISE
    levels = [0.5 * v for v in schedule(200, 1.0)]
    assert torch.allclose(SOLVERS[name](gaussian, middle, levels), exact(middle, 0.5), atol=5e-3)
    there = SOLVERS[name](gaussian, NOISE, [1.0 - 0.5 * i / 400 for i in range(401)])
    assert torch.allclose(there, middle, atol=5e-3)


@pytest.mark.parametrize(("name", "calls"), [("euler", 6), ("multistep", 6), ("heun", 11)])
def test_evaluations_a_solver_needs(name: str, calls: int) -> None:
    seen = []

    def counting(z: Tensor, t: float) -> Tensor:
        seen.append(t)
        return gaussian(z, t)

    SOLVERS[name](counting, NOISE, schedule(6, 2.0))
    assert len(seen) == calls
    assert all(0 < t <= 1 for t in seen)


@pytest.mark.parametrize("name", SOLVERS)
def test_one_step_is_the_denoiser(name: str) -> None:
    assert torch.allclose(SOLVERS[name](gaussian, NOISE, [1.0, 0.0]), gaussian(NOISE, 1.0))


@pytest.mark.parametrize("steps", [1, 4, 9, 50])
@pytest.mark.parametrize("shift", [0.5, 1.0, 2.0, 5.0])
def test_schedule_falls_from_one_to_zero(steps: int, shift: float) -> None:
    levels = schedule(steps, shift)
    assert len(levels) == steps + 1 and levels[0] == 1 and levels[-1] == 0
    assert all(a > b for a, b in pairwise(levels))
    for i, level in enumerate(levels[1:-1], 1):
        even = 1 - i / steps
        assert math.isclose(level, even) if shift == 1 else (level > even) == (shift > 1)


def test_schedule_shifts_the_middle() -> None:
    assert math.isclose(schedule(2, 3.0)[1], 0.75)


def test_path_and_velocity() -> None:
    x, e, t = torch.tensor([2.0, -1.0]), torch.tensor([0.5, 0.5]), torch.tensor(0.25)
    assert torch.equal(mix(x, e, torch.tensor(0.0)), x) and torch.equal(mix(x, e, torch.tensor(1.0)), e)
    z = mix(x, e, t)
    assert torch.allclose((z - x) / t, e - x)


def test_loss_is_the_velocity_error_and_is_held_near_zero() -> None:
    x, x_hat = torch.tensor(1.0), torch.tensor(1.5)
    for t in (0.9, 0.4, 0.2, T_MIN):
        z = mix(x, torch.tensor(-0.3), torch.tensor(t))
        velocity = ((z - x_hat) / t - (z - x) / t).square()
        assert torch.allclose(velocity_loss(x_hat, x, torch.tensor(t)), velocity)
    held = velocity_loss(x_hat, x, torch.tensor(T_MIN))
    for t in (0.05, 1e-6, 0.0):
        assert torch.equal(velocity_loss(x_hat, x, torch.tensor(t)), held)


def test_levels_have_the_logit_asked_for() -> None:
    levels = logit_normal((20000,), 1.4, 1.2, torch.Generator().manual_seed(0))
    logit = levels.logit()
    assert abs(float(logit.mean()) - 1.4) < 0.05 and abs(float(logit.std()) - 1.2) < 0.05
    again = logit_normal((20000,), 1.4, 1.2, torch.Generator().manual_seed(0))
    assert torch.equal(levels, again)


@pytest.mark.parametrize(("scale", "expected"), [(1.0, 3.0), (0.0, 1.0), (2.0, 5.0)])
def test_guidance(scale: float, expected: float) -> None:
    assert torch.equal(guided(torch.tensor(3.0), torch.tensor(1.0), scale), torch.tensor(expected))


def test_no_guidance_is_exact() -> None:
    generator = torch.Generator().manual_seed(0)
    a, b = torch.randn(100, generator=generator), torch.randn(100, generator=generator)
    solve: Callable[..., Tensor] = SOLVERS["euler"]
    plain = solve(gaussian, a, schedule(4, 2.0))
    with_guidance = solve(lambda z, t: guided(gaussian(z, t), gaussian(z + b, t), 1.0), a, schedule(4, 2.0))
    assert torch.allclose(guided(a, b, 1.0), a, atol=1e-6) and torch.allclose(plain, with_guidance, atol=1e-5)
