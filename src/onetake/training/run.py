"""Training: legs that chain. ``onetake train --recipe S`` goes on from wherever the last leg stopped.

One leg: open the pools → resume → (batch → loss → step)* → validate → sample sheet → weights → a line for LAB.md.
State lives in the user's cache folder, never in the checkout.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from onetake.model.codec import Codec
from onetake.model.condition import visibility
from onetake.model.presets import PRESETS
from onetake.model.transformer import Denoiser
from onetake.model.weights import save_weights
from onetake.training.pool import Pool, quantum
from onetake.training.recipes import RECIPES, Recipe
from onetake.training.windows import Batch, Phase, batch_for, corrupted, loss_of


def cache_folder() -> Path:
    """Where data and runs live: ``ONETAKE_CACHE``, or ``onetake`` in the user's cache folder."""
    return Path(
        os.environ.get("ONETAKE_CACHE") or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "onetake"
    )


@dataclass
class Progress:
    """Counts that survive a leg."""

    step: int = 0
    samples: int = 0
    tokens: int = 0
    seconds: float = 0.0
    flops: float = 0.0


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
    """Muon on the trunk's matrices (q, k, v, gate and up are separate), AdamW elsewhere."""
    matrices = [p for b in model.blocks for p in b.parameters() if p.ndim == 2 and min(p.shape) > 8]
    ids = {id(p) for p in matrices}
    rest = [p for p in model.parameters() if id(p) not in ids]
    muon = torch.optim.Muon(matrices, lr=recipe.muon_rate, weight_decay=0.01, adjust_lr_fn="match_rms_adamw")
    adam = torch.optim.AdamW(rest, lr=recipe.adam_rate, betas=(0.9, 0.95), weight_decay=0.0)
    return [muon, adam]


def rate_factor(step: int, share: float, recipe: Recipe, rewarm: int) -> float:
    """Warm-up over 100 steps (again after a resume without optimiser state), constant, then linear to 2 % over
    the leg's last ``recipe.cooldown`` of time."""
    warm = min(1.0, (step + 1 - rewarm) / 100)
    cool = 1.0 if share < 1 - recipe.cooldown else max(0.02, (1 - share) / recipe.cooldown)
    return warm * cool


class Shuffle:
    """Rows of the pools in a random order that is resumed from a step number: a fresh order each epoch."""

    def __init__(self, pools: dict[str, Pool], seed: int, open_at: int = 0) -> None:
        self.pools, self.seed, self.open_at = pools, seed, open_at

    def rows(self, name: str, n: int, step: int) -> list[int]:
        """``n`` records; before step ``open_at`` only those that show nothing but the first two dozen nouns."""
        rng = np.random.default_rng((self.seed, step))
        pool = self.pools[name]
        rows = pool.first_rows() if step < self.open_at else np.arange(pool.count)
        return [int(i) for i in rng.choice(rows, n)]

    def choose(self, step: int) -> str:
        """The shape of a step's batch: seven in ten landscape."""
        names = [n for n in ("landscape", "portrait", "square") if n in self.pools and self.pools[n].count >= 64]
        weight = np.array([0.7 if n == "landscape" else 0.15 for n in names])
        return str(np.random.default_rng((self.seed, step, 7)).choice(names, p=weight / weight.sum()))


def step_loss(
    model: nn.Module, batch: Batch, generator: torch.Generator, window: int, bf16: bool
) -> tuple[Tensor, Tensor]:
    """Forward pass of one batch under autocast; loss and subject error."""
    mask = visibility(batch.frames, window) if batch.clean_BTHWZ.shape[1] > 3 else None
    with torch.autocast("cuda" if batch.clean_BTHWZ.is_cuda else "cpu", torch.bfloat16, enabled=bf16):
        x_hat, _ = model(corrupted(batch, generator), batch.frames, batch.condition, mask)
    return loss_of(x_hat, batch)


@torch.no_grad()
def validate(
    model: nn.Module, pool: Pool, quantum_D: Tensor, window: int, bf16: bool, phase: Phase, n: int = 48
) -> dict[str, float]:
    """Loss and subject error of fixed held-out clips under fixed noise."""
    generator = torch.Generator().manual_seed(1)
    total, subject, batches = 0.0, 0.0, 0
    for at in range(0, min(n, pool.count), 16):
        batch = batch_for(phase, pool, range(at, min(at + 16, pool.count)), quantum_D, generator)
        loss, error = step_loss(model, batch, generator, window, bf16)
        total, subject, batches = total + float(loss), subject + float(error), batches + 1
    return {"loss": total / max(1, batches), "subject_mse": subject / max(1, batches)}


def phase_of(step: int, recipe: Recipe) -> Phase:
    """Where in the curriculum a step is: stills, then one-second clips, then windows; earlier phases stay mixed in."""
    roll = np.random.default_rng((recipe.seed, step, 3)).random()
    mixture = next(m for until, m in recipe.curriculum if step < until)
    return "stills" if roll < mixture[0] else "seconds" if roll < mixture[0] + mixture[1] else "windows"


class Leg:
    """One stretch of training with everything that has to be saved."""

    def __init__(self, recipe: Recipe, folder: Path, data: Path) -> None:
        self.recipe, self.folder = recipe, folder
        folder.mkdir(parents=True, exist_ok=True)
        codec_state = load_file(data / "codec.safetensors")
        self.codec = Codec.from_state(codec_state)
        self.quantum = quantum(self.codec)
        self.pools = {d.name: Pool(d) for d in sorted(data.iterdir()) if (d / "count.json").exists()}
        self.validation = self.pools.pop("validation")
        self.pairs = self.pools.pop("pairs", None)
        torch.manual_seed(recipe.seed)
        self.model = Denoiser(PRESETS[recipe.preset]).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.optimisers = make_optimisers(self.model, recipe)
        self.ema = Ema(self.model, recipe.ema)
        self.progress = Progress()
        self.rewarm = 0
        if (folder / "state.pt").exists():
            self.restore()

    def restore(self) -> None:
        state = torch.load(self.folder / "state.pt", weights_only=True)
        self.model.load_state_dict(state["model"])
        self.ema.weights, self.ema.n = state["ema"], state["ema_n"]
        for optimiser, saved in zip(self.optimisers, state["optimisers"], strict=True):
            optimiser.load_state_dict(saved)
        self.progress = Progress(**state["progress"])

    def save(self) -> None:
        state = {
            "model": self.model.state_dict(), "ema": self.ema.weights, "ema_n": self.ema.n,
            "optimisers": [o.state_dict() for o in self.optimisers], "progress": vars(self.progress),
        }  # fmt: skip
        temporary = self.folder / "state.tmp"
        torch.save(state, temporary)
        temporary.replace(self.folder / "state.pt")
        self.export(self.folder / self.recipe.preset)

    def export(self, path: Path) -> None:
        """The EMA weights as they are shipped: files named after ``path``, see :func:`save_weights`."""
        with torch.device("meta"):
            shell = Denoiser(PRESETS[self.recipe.preset])
        shell.load_state_dict(self.ema.weights, assign=True)
        p = self.progress
        notes = {
            "step": str(p.step),
            "samples": str(p.samples),
            "core_minutes": f"{p.seconds / 60 * torch.get_num_threads():.0f}",
            "flops": f"{p.flops:.3g}",
        }
        save_weights(path, self.codec, shell, self.recipe.preset, notes)

    def step(self, share: float) -> tuple[Phase, float, float]:
        """One optimiser step; everything random in it follows from its number."""
        r, p = self.recipe, self.progress
        generator = torch.Generator().manual_seed(r.seed * 1_000_003 + p.step)
        phase = phase_of(p.step, r)
        shuffle = Shuffle(self.pools, r.seed, r.open_at)
        name = shuffle.choose(p.step)
        size = r.batch[phase]
        batch = batch_for(phase, self.pools[name], shuffle.rows(name, size, p.step), self.quantum, generator)
        loss, error = step_loss(self.model, batch, generator, self.model.preset.window, r.bf16)
        if not math.isfinite(loss.item()):
            raise FloatingPointError(f"loss is {loss.item()} at step {p.step}")
        torch.autograd.backward(loss)
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        factor = rate_factor(p.step, share, r, self.rewarm)
        for optimiser, rate in zip(self.optimisers, (r.muon_rate, r.adam_rate), strict=True):
            for group in optimiser.param_groups:
                group["lr"] = rate * factor
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
        self.ema.update(self.model)
        tokens = batch.clean_BTHWZ[..., 0].numel()
        p.step, p.samples, p.tokens = p.step + 1, p.samples + size, p.tokens + tokens
        p.flops += 6.0 * tokens * sum(q.numel() for q in self.model.blocks.parameters())
        return phase, loss.item(), error.item()

    def evaluate(self) -> dict[str, float]:
        """Held-out loss with the EMA weights, in each phase, and on held-out pairs of noun and verb."""
        live = {k: v.clone() for k, v in self.model.state_dict().items()}
        self.model.load_state_dict(self.ema.weights)
        w = self.model.preset.window
        out: dict[str, float] = {}
        phases: tuple[Phase, ...] = ("stills", "windows")
        for phase in phases:
            result = validate(self.model, self.validation, self.quantum, w, self.recipe.bf16, phase)
            out |= {f"{phase}_{k}": v for k, v in result.items()}
        if self.pairs is not None:
            result = validate(self.model, self.pairs, self.quantum, w, self.recipe.bf16, "stills")
            out |= {f"pairs_{k}": v for k, v in result.items()}
        self.model.load_state_dict(live)
        return out


def run(leg: Leg, minutes: float, max_steps: int | None = None) -> Iterator[dict[str, float | int | str]]:
    """Train for a stretch of time (or steps), yielding a log line now and then; saves every few minutes."""
    began = saved = told = time.monotonic()
    before, first = leg.progress.seconds, leg.progress.step
    recent: dict[str, list[tuple[float, float]]] = {}
    while True:
        spent = time.monotonic() - began
        share = max(spent / (minutes * 60), (leg.progress.step - first) / max_steps if max_steps else 0.0)
        if share >= 1:
            break
        phase, loss, error = leg.step(share)
        recent.setdefault(phase, []).append((loss, error))
        leg.progress.seconds = before + time.monotonic() - began
        if time.monotonic() - told > 20:
            told = time.monotonic()
            line: dict[str, float | int | str] = {
                "step": leg.progress.step,
                "samples": leg.progress.samples,
                "eta_minutes": round(minutes - spent / 60, 1),
            }
            for name, values in recent.items():
                line[f"{name}_loss"] = round(float(np.mean([v[0] for v in values])), 4)
                line[f"{name}_subject"] = round(float(np.mean([v[1] for v in values])), 4)
            recent = {}
            yield line
        if time.monotonic() - saved > 240:
            saved = time.monotonic()
            leg.save()
    leg.save()
    yield {
        "step": leg.progress.step,
        "samples": leg.progress.samples,
        **{k: round(v, 4) for k, v in leg.evaluate().items()},
    }


def main(namespace: argparse.Namespace) -> int:
    """``onetake train``: open or make the data, then run a leg and print its line for LAB.md."""
    recipe = RECIPES[namespace.recipe]
    data = Path(namespace.data) if namespace.data else cache_folder() / "data"
    folder = Path(namespace.out) if namespace.out else cache_folder() / "runs" / recipe.name
    if recipe.threads:
        torch.set_num_threads(recipe.threads)
    from onetake.training.prepare import prepare

    prepare(data, recipe)
    leg = Leg(recipe, folder, data)
    log = folder / "log.jsonl"
    for line in run(leg, namespace.minutes or recipe.minutes, namespace.steps):
        text = json.dumps(line)
        with log.open("a") as file:
            file.write(text + "\n")
        print(text, flush=True)  # noqa: T201
    return 0
