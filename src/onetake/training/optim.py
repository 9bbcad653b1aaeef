"""What changes weights: Muon and AdamW, their rates over a leg, and the moving average that is shipped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import nn

from onetake.model.transformer import Denoiser
from onetake.processor import fast_bf16
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
        frozen = {name for name, p in model.named_parameters() if not p.requires_grad}
        both = [(self.weights[name], now) for name, now in model.state_dict().items()
                if now.is_floating_point() and name not in frozen]  # fmt: skip
        torch._foreach_lerp_([own for own, _ in both], [now for _, now in both], 1 - d)


def make_optimisers(model: Denoiser, recipe: Recipe) -> list[torch.optim.Optimizer]:
    """Muon on the matrices of the trunk (q, k, v, gate and up are separate), AdamW elsewhere, fused on a GPU.

    What is painted is learnt elsewhere (``lessons``). The library's Muon works in bf16: where a processor has to
    emulate that, one step would take longer than a hundred batches, and AdamW does it all.
    """
    matrices = [p for p in model.blocks.parameters() if p.ndim == 2 and min(p.shape) > 8]
    painters = {id(p) for p in model.layers.parameters()}
    ids = {id(p) for p in matrices} | painters
    rest = [p for p in model.parameters() if id(p) not in ids]
    fused = True if rest[0].is_cuda else None
    muon: torch.optim.Optimizer
    if rest[0].is_cuda or fast_bf16():
        muon = torch.optim.Muon(matrices, lr=recipe.muon_rate, weight_decay=0.01, adjust_lr_fn="match_rms_adamw")
    else:
        muon = torch.optim.AdamW(matrices, lr=recipe.muon_rate, betas=(0.9, 0.95), weight_decay=0.01)
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


def train_flops(model: Denoiser, tokens: int, keys: int, texts: int) -> float:
    """Floating-point operations of a forward and a backward pass over ``tokens`` latent tokens: 6 a weight and
    token (a cell's weights count four times, for the cells of a token), and 12 a channel, block and pair of
    query and key (Kaplan et al., 2001.08361). ``texts``: text tokens of the batch. The painters are not trained here
    and not counted."""
    p = model.preset

    def weights(*modules: nn.Module) -> int:
        return sum(w.numel() for m in modules for w in m.parameters())

    by_cell = weights(model.stem, model.head, model.join)
    by_token = weights(model.blocks, model.to_cells, model.seen, model.to_tokens, model.direct_in)
    by_token += weights(model.from_tokens, model.from_cells, model.direct_out)
    attention = 12.0 * p.depth * p.width * keys
    told = 6.0 * texts * weights(model.text.layers)
    return told + tokens * (6.0 * (by_token + 4 * by_cell) + attention)
