"""Flow matching: the path from data to noise, the loss, and solvers as plain functions.

t = 0 is data, t = 1 is noise; z_t = (1 - t) x + t e, velocity dz/dt = e - x = (z_t - x) / t.
Lipman et al., "Flow matching for generative modeling" (2210.02747); Liu et al., "Rectified flow" (2209.03003).
The network predicts the clean latents (Li and He, "Back to basics", 2511.13720).
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import torch
from torch import Tensor

T_MIN = 0.1
"""Below this level the velocity's 1/t is held, so that nearly clean tokens do not rule the loss."""

Denoiser = Callable[[Tensor, float], Tensor]
"""``x = denoise(z, t)``: the clean latents that the network sees in z at level t."""


def mix(x: Tensor, noise: Tensor, t: Tensor) -> Tensor:
    """The straight path z_t = (1 - t) x + t e. ``t`` broadcasts against x."""
    return (1 - t) * x + t * noise


def velocity_loss(x_hat: Tensor, x: Tensor, t: Tensor) -> Tensor:
    """Per-element squared velocity error of a clean prediction: |x_hat - x|^2 / max(t, T_MIN)^2."""
    return (x_hat - x).square() / t.clamp_min(T_MIN).square()


def logit_normal(shape: tuple[int, ...], mean: float, std: float, generator: torch.Generator) -> Tensor:
    """Noise levels whose logit is normal (Esser et al., 2403.03206, eq. 19)."""
    return torch.sigmoid(mean + std * torch.randn(shape, generator=generator))


def schedule(steps: int, shift: float) -> list[float]:
    """``steps + 1`` levels from 1 to 0, moved towards noise: t' = s t / (1 + (s - 1) t) (2403.03206, eq. 23)."""
    t = torch.linspace(1, 0, steps + 1, dtype=torch.float64)
    return [float(v) for v in shift * t / (1 + (shift - 1) * t)]


def solve_euler(denoise: Denoiser, z: Tensor, levels: list[float]) -> Tensor:
    """First-order integration of dz/dt = (z - x) / t from levels[0] to levels[-1]."""
    for now, then in pairwise(levels):
        x = denoise(z, now)
        z = x if then == 0 else z + (then - now) * (z - x) / now
    return z


def solve_heun(denoise: Denoiser, z: Tensor, levels: list[float]) -> Tensor:
    """Second-order Heun steps (Karras et al., 2206.00364, algorithm 1 without churn); Euler into t = 0."""
    for now, then in pairwise(levels):
        slope = (z - denoise(z, now)) / now
        ahead = z + (then - now) * slope
        if then > 0:
            slope = (slope + (ahead - denoise(ahead, then)) / then) / 2
            ahead = z + (then - now) * slope
        z = ahead
    return z


def solve_multistep(denoise: Denoiser, z: Tensor, levels: list[float]) -> Tensor:
    """Second-order multistep in x-prediction, one evaluation a step (DPM-Solver++ 2M, Lu et al., 2211.01095).

    With alpha = 1 - t, sigma = t and lambda = log(alpha / sigma); the first and last steps are first order.
    """
    before: tuple[float, Tensor] | None = None
    for now, then in pairwise(levels):
        x = denoise(z, now)
        if then == 0:
            return x
        if before is None or now >= 1:
            estimate = x
        else:
            lam = [torch.log(torch.tensor((1 - t) / t, dtype=torch.float64)).item() for t in (before[0], now, then)]
            ratio = (lam[2] - lam[1]) / (lam[1] - lam[0])
            estimate = x + 0.5 * ratio * (x - before[1])
        z = (then / now) * z + ((1 - then) - (then / now) * (1 - now)) * estimate
        before = (now, x) if now < 1 else None
    return z


SOLVERS: dict[str, Callable[[Denoiser, Tensor, list[float]], Tensor]] = {
    "euler": solve_euler,
    "heun": solve_heun,
    "multistep": solve_multistep,
}


def guided(conditional: Tensor, unconditional: Tensor, scale: float) -> Tensor:
    """Classifier-free guidance (Ho and Salimans, 2207.12598) in x-prediction; scale 1 is none."""
    return unconditional + scale * (conditional - unconditional)
