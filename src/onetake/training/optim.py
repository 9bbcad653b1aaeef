"""What changes weights: Muon and AdamW, their rates over a leg, and the moving average that is shipped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import nn

from onetake.model.transformer import Denoiser
from onetake.training.recipes import Recipe

_OF_THE_MACHINE = ("fused", "foreach", "capturable")
"""How an optimiser computes, which a state from another machine must not decide."""


class Ema:
    """Exponential moving average of weights, its decay ramped: min(decay, (1 + n) / (10 + n))."""

    def __init__(self, model: nn.Module, decay: float) -> None:
        self.decay, self.n = decay, 0
        self.weights = {k: v.detach().clone() for k, v in model.state_dict().items()}

    @torch.no_grad()
    def update(self, model: nn.Module) -> None:
        self.n += 1
        d = min(self.decay, (1 + self.n) / (10 + self.n))
        torch._foreach_lerp_(list(self.weights.values()), list(model.state_dict().values()), 1 - d)


def make_optimisers(model: Denoiser, recipe: Recipe) -> list[torch.optim.Optimizer]:
    """Muon on the matrices of the trunk (q, k, v, gate and up are separate) and of the field, AdamW elsewhere, fused on
    a GPU."""
    inner = [*model.blocks.parameters(), *model.field.parameters(), model.guess.weight]
    matrices = [p for p in inner if p.ndim == 2 and min(p.shape) > 8]
    ids = {id(p) for p in matrices}
    rest = [p for p in model.parameters() if id(p) not in ids]
    fused = True if rest[0].is_cuda else None
    muon = torch.optim.Muon(matrices, lr=recipe.muon_rate, weight_decay=0.01, adjust_lr_fn="match_rms_adamw")
    adam = torch.optim.AdamW(rest, lr=recipe.adam_rate, betas=(0.9, 0.95), weight_decay=0.0, fused=fused)
    return [muon, adam]


def load_optimisers(optimisers: Sequence[torch.optim.Optimizer], saved: Sequence[dict[str, Any]]) -> bool:
    """Take up saved states, from whichever kind of machine. False if they do not fit; then nothing is taken up."""
    fresh = [optimiser.state_dict() for optimiser in optimisers]
    try:
        for optimiser, state in zip(optimisers, saved, strict=True):
            groups = [
                {**theirs, **{k: v for k, v in own.items() if k in _OF_THE_MACHINE}}
                for theirs, own in zip(state["param_groups"], optimiser.param_groups, strict=True)
            ]
            _check_sizes(optimiser, state)
            optimiser.load_state_dict({**state, "param_groups": groups})
    except (KeyError, ValueError):
        for optimiser, state in zip(optimisers, fresh, strict=True):
            optimiser.load_state_dict(state)
        return False
    return True


def _check_sizes(optimiser: torch.optim.Optimizer, saved: dict[str, Any]) -> None:
    """Raise ``ValueError`` where a saved moment has another shape than its weights."""
    own = [p for group in optimiser.param_groups for p in group["params"]]
    for number, moments in saved["state"].items():
        for value in moments.values():
            if isinstance(value, torch.Tensor) and value.ndim and value.shape != own[number].shape:
                raise ValueError("the optimiser's state is of another model")


def rate_factor(step: int, share: float, recipe: Recipe, rewarm: int) -> float:
    """Warm-up over 100 steps (again after a resume without optimiser state), constant, then linear to 2 % over
    the leg's last ``recipe.cooldown`` of time."""
    warm = min(1.0, (step + 1 - rewarm) / 100)
    cool = 1.0 if share < 1 - recipe.cooldown else max(0.02, (1 - share) / recipe.cooldown)
    return warm * cool


def train_flops(model: Denoiser, tokens: int, keys: int, texts: int, field: bool = False) -> float:
    """Floating-point operations of a forward and a backward pass over ``tokens`` latent tokens: 6 a weight and
    token (a cell's weights count four times, for the cells of a token), and 12 a channel, block and pair of
    query and key (Kaplan et al., 2001.08361). ``texts``: text tokens of the batch. ``field``: only the field is
    trained. An individual is taken to cover a token's worth of cells for every token of the picture."""
    p = model.preset

    def weights(*modules: nn.Module) -> int:
        return sum(w.numel() for m in modules for w in m.parameters())

    by_cell = weights(*(m for m in model.modules() if isinstance(m, nn.Conv2d)))
    by_token = weights(model.blocks, model.to_cells, model.to_tokens, model.direct_in)
    by_token += weights(model.from_tokens, model.from_cells, model.direct_out)
    attention = 12.0 * p.depth * p.width * keys
    told = tokens * 6.0 * weights(model.field.place, model.guess) + tokens * 24.0 * weights(model.field.body.layers)
    told += 6.0 * texts * weights(model.text.layers)
    return told if field else told + tokens * (6.0 * (by_token + 4 * by_cell) + attention)
