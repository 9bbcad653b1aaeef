"""Training: legs that chain. ``onetake train --recipe S`` goes on from wherever the last leg stopped.

One leg: open the pools → resume → (batch → loss → step)* → validate → weights → sample sheet → lines in the log.
The same code trains on two cores and on a GPU. State lives in the user's cache folder, never in the checkout.
"""

from __future__ import annotations

import argparse
import json
import math
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from onetake.errors import BadRequest, WeightsError
from onetake.model.codec import Codec
from onetake.model.condition import visibility
from onetake.model.files import has_denoiser, locate, read_header
from onetake.model.presets import PRESETS
from onetake.model.transformer import Denoiser, channels_last
from onetake.model.weights import load_weights, painted_parts, save_weights
from onetake.processor import fast_bf16
from onetake.prompt.ontology import GROUPS
from onetake.take import cache_folder
from onetake.training.optim import Ema, load_optimisers, make_optimisers, rate_factor, train_flops
from onetake.training.order import Choice, Feed, Made, Shuffle
from onetake.training.painters import PAINTERS, export, load_painters, seen_by, study, take_up
from onetake.training.pool import Pool, quantum
from onetake.training.recipes import RECIPES, Recipe
from onetake.training.windows import Batch, Phase, batch_for, corrupted, each_tensor, loss_of

MOST_SKIPPED = 10
"""Steps in a row whose loss is no number, after which a leg fails."""
AHEAD = 4
"""Threads that make batches for a GPU."""
TOLD_EVERY, SAVED_EVERY = 20.0, 240.0
Line = dict[str, float | int | str]


@dataclass
class Progress:
    """Counts that survive a leg. ``seconds``: of all processor cores together, or of a GPU; ``drawn``: how far the
    order of each complete pool has been read."""

    step: int = 0
    samples: int = 0
    tokens: int = 0
    seconds: float = 0.0
    flops: float = 0.0
    skipped: int = 0
    drawn: dict[str, int] = field(default_factory=dict)


def device_for(name: str | None) -> torch.device:
    """The device to train on: a GPU where there is one, unless ``cpu`` is asked for.

    Raises ``BadRequest`` (``no-gpu``).
    """
    if name == "cuda" and not torch.cuda.is_available():
        raise BadRequest("no-gpu", "This machine has no GPU that torch can use.", "Ask for --device cpu.")
    return torch.device(name or ("cuda" if torch.cuda.is_available() else "cpu"))


def step_loss(model: Denoiser, batch: Batch, generator: torch.Generator, bf16: bool) -> tuple[Tensor, Tensor]:
    """Forward pass of one batch under autocast; loss and subject error."""
    mask = visibility(batch.frames, model.preset.window) if batch.clean_BTHWZ.shape[1] > 3 else None
    with torch.autocast(batch.clean_BTHWZ.device.type, torch.bfloat16, enabled=bf16):
        rows, columns = batch.clean_BTHWZ.shape[2:4]
        told = model.tell(batch.condition, rows, columns, batch.collage_BTHWZ)
        x_hat, _ = model(corrupted(batch, generator), batch.frames, batch.condition, mask, told=told)
    return loss_of(x_hat, batch)


@torch.no_grad()
def validate(model: Denoiser, pool: Pool, quantum_D: Tensor, bf16: bool, phase: Phase, n: int = 48) -> dict[str, float]:
    """Loss and subject error of fixed held-out clips under fixed noise, the same on every device."""
    generator, device = torch.Generator().manual_seed(1), next(model.parameters()).device
    total, subject, batches = 0.0, 0.0, 0
    rows = pool.rows()[:n].tolist()
    for at in range(0, len(rows), 16):
        batch = batch_for(phase, pool, rows[at : at + 16], quantum_D, generator)
        loss, error = step_loss(model, each_tensor(batch, lambda t: t.to(device)), generator, bf16)
        total, subject, batches = total + float(loss), subject + float(error), batches + 1
    return {"loss": total / max(1, batches), "subject_mse": subject / max(1, batches)}


def deviations(pool: Pool, quantum_D: Tensor, n: int = 64) -> Tensor:
    """Root mean square of every latent coefficient over some records, (Z,): what the network's input and output are
    scaled by."""
    rows = np.flatnonzero(pool.ready())[:n]
    latents = torch.from_numpy(np.asarray(pool.arrays["latents"][rows])).float() * quantum_D
    return latents.square().flatten(0, -2).mean(0).sqrt().clamp_min(1e-3)


def _alike(one: Tensor, other: Tensor | None) -> bool:
    return other is not None and one.shape == other.shape


class Leg:
    """One stretch of training with everything that has to be saved.

    ``device``: see :func:`device_for`. ``ahead``: threads that make batches before they are needed (default: none
    on a CPU). ``start``: exported weights to begin with where the folder has no state yet.
    """

    def __init__(
        self, recipe: Recipe, folder: Path, data: Path, device: str | None = None, ahead: int | None = None,
        start: Path | str | None = None,
    ) -> None:  # fmt: skip
        self.recipe, self.folder = recipe, folder
        self.device = device_for(device)
        folder.mkdir(parents=True, exist_ok=True)
        self.codec = Codec.from_state(load_file(data / "codec.safetensors"))
        self.quantum = quantum(self.codec)
        self.pools = {d.name: Pool(d) for d in sorted(data.iterdir()) if Pool.there(d)}
        self.validation = self.pools.pop("validation")
        self.pairs = self.pools.pop("pairs", None)
        torch.manual_seed(recipe.seed)
        model = Denoiser(PRESETS[recipe.preset])  # begun on the CPU: the same weights whatever the device
        model.sigma.copy_(deviations(self.validation, self.quantum))
        model.layers.requires_grad_(False)
        self.model = model.to(self.device)
        channels_last(self.model)
        self.model.attach(self.codec.to(self.device))
        self.bf16 = recipe.bf16 and (self.device.type == "cuda" or fast_bf16())
        self.optimisers = make_optimisers(self.model, recipe)
        self.ema = Ema(self.model, recipe.ema)
        self.progress = Progress()
        self.rewarm, self.in_a_row, self.stopped = 0, 0, ""
        self.painted: dict[str, str] = {}
        if (folder / "state.pt").exists():
            self.restore()
        elif start is not None:
            self.begin_from(start)
        if learnt := load_painters(self.model, folder):  # they may have learnt more since
            self.painted = seen_by(learnt, recipe) if len(learnt) == len(PAINTERS) else {}
            self.ema.weights |= {f"layers.{k}": v.clone() for k, v in self.model.layers.state_dict().items()}
        ahead = (AHEAD if self.device.type == "cuda" else 0) if ahead is None else ahead
        self.feed = Feed(Shuffle(self.pools, recipe).choice, self._make, ahead)

    def restore(self) -> None:
        """Go on from the folder's state; without optimisers that fit, these are warmed up again."""
        state = torch.load(self.folder / "state.pt", map_location=self.device, weights_only=True)
        own = self.model.state_dict()

        def fitting(weights: dict[str, Tensor]) -> dict[str, Tensor]:
            """Painters of other sizes are left: the folder has newer ones."""
            return {k: v for k, v in weights.items() if not k.startswith("layers.") or _alike(v, own.get(k))}

        self.model.load_state_dict(own | fitting(state["model"]))
        self.progress = Progress(**state["progress"])
        if "ema" in state:
            self.ema.weights, self.ema.n = own | fitting(state["ema"]), state["ema_n"]
        else:
            self.ema = Ema(self.model, self.recipe.ema)
        fits = load_optimisers(self.optimisers, state.get("optimisers", []))
        self.rewarm = state.get("rewarm", 0) if fits else self.progress.step

    def begin_from(self, weights: Path | str) -> None:
        """Start from exported weights, at the step that they were exported at, the optimisers being warmed up again.

        Raises ``WeightsError`` (``weights-foreign``).
        """
        weights = locate(str(weights))
        codec, model = load_weights(weights)
        header = read_header(weights)
        same = codec.basis_DP.shape == self.codec.basis_DP.shape and model.preset == self.model.preset
        if not same or not torch.allclose(codec.basis_DP, self.codec.basis_DP, atol=1e-3):
            raise WeightsError(
                "weights-foreign",
                f"{weights} was not made with this recipe and this data.",
                "Train with the data folder that it was made with, or leave --from out.",
            )
        learnt = model.state_dict() if has_denoiser(header) else painted_parts(model)
        self.model.load_state_dict(learnt, strict=has_denoiser(header))
        self.ema = Ema(self.model, self.recipe.ema)
        self.painted = {k: header[k] for k in ("figures", "stretches", "painter_minutes") if k in header}
        self.progress = Progress(
            int(header.get("step", "0")), int(header.get("samples", "0")), flops=float(header.get("flops", "0"))
        )
        self.rewarm = self.progress.step

    def save(self) -> None:
        state = {
            "model": self.model.state_dict(), "ema": self.ema.weights, "ema_n": self.ema.n,
            "optimisers": [o.state_dict() for o in self.optimisers], "progress": vars(self.progress),
            "rewarm": self.rewarm,
        }  # fmt: skip
        temporary = self.folder / "state.tmp"
        torch.save(state, temporary)
        temporary.replace(self.folder / "state.pt")
        self.export(self.folder / self.recipe.preset)

    def export(self, path: Path) -> list[Path]:
        """The EMA weights as they are shipped: files named after ``path``, see :func:`save_weights`."""
        with torch.device("meta"):
            shell = Denoiser(PRESETS[self.recipe.preset])
        shell.load_state_dict({k: v.cpu() for k, v in self.ema.weights.items()}, assign=True)
        p = self.progress
        notes = {
            "step": str(p.step),
            "samples": str(p.samples),
            "core_minutes": f"{p.seconds / 60 + float(self.painted.get('painter_minutes', 0)):.0f}",
            "flops": f"{p.flops:.3g}",
            "steps": str(self.recipe.steps),
            **self.painted,
        }
        group = "first" if p.step <= self.recipe.open_at else self.recipe.group
        if group != "all":  # nouns of the ontology that these weights have been shown
            notes["kinds"] = ",".join(GROUPS[group])
        if self.device.type == "cuda":
            notes["gpu_minutes"] = f"{p.seconds / 60:.0f}"
        return save_weights(path, self.codec, shell, self.recipe.preset, notes)

    def _seeded(self, step: int, device: str) -> torch.Generator:
        return torch.Generator(device).manual_seed(self.recipe.seed * 1_000_003 + step)

    def _make(self, choice: Choice) -> Made:
        """A step's batch, on the CPU, and the generator that it was made with. Any thread may do this."""
        generator = self._seeded(choice.step, "cpu")
        batch = batch_for(choice.phase, self.pools[choice.pool], choice.rows, self.quantum, generator)
        return each_tensor(batch, Tensor.pin_memory) if self.device.type == "cuda" else batch, generator

    def step(self, share: float) -> tuple[Phase, float, float]:
        """One optimiser step; everything random in it follows from its number.

        Weights stay as they are where the loss or the gradient is no number. Raises ``FloatingPointError`` when
        that happens :data:`MOST_SKIPPED` times in a row.
        """
        r, p = self.recipe, self.progress
        choice, (made, generator) = self.feed.at(p.step, p.drawn)
        batch = each_tensor(made, lambda t: t.to(self.device, non_blocking=True))
        if self.device.type == "cuda":
            generator = self._seeded(p.step, "cuda")  # drawing the noise is the GPU's work
        loss, error = step_loss(self.model, batch, generator, self.bf16)
        torch.autograd.backward(loss)
        norm = nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        told: list[float] = torch.stack([loss.detach(), error, norm]).tolist()  # the one wait for a GPU
        p.step, p.drawn = p.step + 1, choice.drawn
        if not (math.isfinite(told[0]) and math.isfinite(told[2])):
            self._skip(told[0])
            return choice.phase, math.nan, math.nan
        self.in_a_row = 0
        factor = rate_factor(p.step - 1, share, r, self.rewarm)
        for optimiser, rate in zip(self.optimisers, (r.muon_rate, r.adam_rate), strict=True):
            for group in optimiser.param_groups:
                group["lr"] = rate * factor
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
        self.ema.update(self.model)
        tokens = batch.clean_BTHWZ[..., 0].numel()
        keys = tokens // len(choice.rows) + batch.condition.ids_BKL[0].numel()
        p.samples, p.tokens = p.samples + len(choice.rows), p.tokens + tokens
        p.flops += train_flops(self.model, tokens, keys, batch.condition.ids_BKL.numel())
        return choice.phase, told[0], told[1]

    def _skip(self, loss: float) -> None:
        for optimiser in self.optimisers:
            optimiser.zero_grad(set_to_none=True)
        self.progress.skipped, self.in_a_row = self.progress.skipped + 1, self.in_a_row + 1
        if self.in_a_row >= MOST_SKIPPED:
            at = self.progress.step - 1
            raise FloatingPointError(f"loss is {loss} at step {at}, the {self.in_a_row}th in a row without a number")

    def evaluate(self) -> dict[str, float]:
        """Held-out loss with the EMA weights, in each phase, and on held-out pairs of noun and verb."""
        live = {k: v.clone() for k, v in self.model.state_dict().items()}
        self.model.load_state_dict(self.ema.weights)
        out: dict[str, float] = {}
        phases: tuple[Phase, ...] = ("stills", "windows")
        for phase in phases:
            result = validate(self.model, self.validation, self.quantum, self.bf16, phase)
            out |= {f"{phase}_{k}": v for k, v in result.items()}
        if self.pairs is not None and len(self.pairs.rows()):
            result = validate(self.model, self.pairs, self.quantum, self.bf16, "stills")
            out |= {f"pairs_{k}": v for k, v in result.items()}
        self.model.load_state_dict(live)
        return out

    def counts(self) -> Line:
        """Where training is; ``reuse``: how often a record of the pools has been seen in the mean."""
        p = self.progress
        records = sum(len(pool.rows()) for pool in self.pools.values())
        line: Line = {"step": p.step, "samples": p.samples, "reuse": round(p.samples / max(1, records), 2)}
        return line | {"flops": float(f"{p.flops:.4g}")} | ({"skipped": p.skipped} if p.skipped else {})


class Clock:
    """What is to be told of the steps since it was last told."""

    def __init__(self, leg: Leg) -> None:
        self.leg, self.at, self.tokens = leg, time.monotonic(), leg.progress.tokens
        self.recent: dict[str, list[tuple[float, float]]] = {}

    def line(self, minutes_left: float) -> Line:
        """Means of the losses of each phase, and the speed."""
        now, tokens = time.monotonic(), self.leg.progress.tokens
        line = self.leg.counts() | {
            "eta_minutes": round(minutes_left, 1),
            "tokens_per_second": round((tokens - self.tokens) / max(1e-9, now - self.at)),
        }
        for name, values in self.recent.items():
            line[f"{name}_loss"] = round(float(np.mean([v[0] for v in values])), 4)
            line[f"{name}_subject"] = round(float(np.mean([v[1] for v in values])), 4)
        self.at, self.tokens, self.recent = now, tokens, {}
        return line


def run(leg: Leg, minutes: float, max_steps: int | None = None) -> Iterator[Line]:
    """Train for a stretch of time (or steps), yielding a log line now and then; saves every few minutes.

    Ends early, its state saved, once ``leg.stopped`` names a reason.
    """
    began = saved = time.monotonic()
    before, first = leg.progress.seconds, leg.progress.step
    clock_of_work = time.monotonic if leg.device.type == "cuda" else time.process_time  # on a CPU, of all its threads
    worked = clock_of_work()
    clock = Clock(leg)
    while not leg.stopped:
        spent = time.monotonic() - began
        share = max(spent / (minutes * 60), (leg.progress.step - first) / max_steps if max_steps else 0.0)
        if share >= 1:
            break
        phase, loss, error = leg.step(share)
        leg.progress.seconds = before + clock_of_work() - worked
        if math.isfinite(loss):
            clock.recent.setdefault(phase, []).append((loss, error))
        else:
            yield {"step": leg.progress.step, "skipped": leg.progress.skipped, "phase": phase, "loss": "not a number"}
        if time.monotonic() - clock.at > TOLD_EVERY:
            yield clock.line(minutes - spent / 60)
        if time.monotonic() - saved > SAVED_EVERY:
            saved = time.monotonic()
            leg.save()
    leg.feed.close()
    leg.save()
    if leg.stopped:
        yield leg.counts() | {"stopped": leg.stopped}
    else:
        yield leg.counts() | {k: round(v, 4) for k, v in leg.evaluate().items()}


@contextmanager
def stopped_by_signals(leg: Leg) -> Iterator[None]:
    """SIGTERM and SIGINT end the leg after the step that is being made; a second one ends it at once."""
    before: dict[signal.Signals, Any] = {}

    def give_back() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    def stop(number: int, _: FrameType | None) -> None:
        leg.stopped = signal.Signals(number).name
        give_back()

    if threading.current_thread() is threading.main_thread():  # elsewhere Python allows no handlers
        for which in (signal.SIGTERM, signal.SIGINT):
            before[which] = signal.signal(which, stop)
    try:
        yield
    finally:
        give_back()


def main(namespace: argparse.Namespace) -> int:
    """``onetake train``: open or make the data, then run a leg, log it and draw the sample sheet."""
    if namespace.recipe not in RECIPES:
        raise BadRequest(
            "bad-recipe", f"{namespace.recipe[:40]!r} is not a recipe.", f"Use one of {', '.join(RECIPES)}."
        )
    recipe = RECIPES[namespace.recipe]
    data = Path(namespace.data) if namespace.data else cache_folder() / "data"
    folder = Path(namespace.out) if namespace.out else cache_folder() / "runs" / recipe.name
    device = device_for(namespace.device)
    if recipe.threads:
        torch.set_num_threads(recipe.threads)
    if device.type == "cuda":
        torch.set_float32_matmul_precision("high")
    from onetake.training.collage import start_painting
    from onetake.training.prepare import prepare, stop_filling, wait_for
    from onetake.training.samples import write_samples

    lessons = recipe.lessons if namespace.lessons is None else namespace.lessons
    if lessons and namespace.start and take_up(recipe, folder, namespace.start):
        tell(folder, {"painters": f"go on from {namespace.start}"})
    for learnt in study(recipe, folder, lessons, device.type) if lessons else ():
        print(learnt, flush=True)  # noqa: T201
    if namespace.minutes == 0:  # the painters alone
        tell(folder, {"weights": ", ".join(str(path) for path in export(recipe, folder, namespace.start or ""))})
        return 0
    fillers = prepare(data, recipe, start=namespace.start)
    try:
        leg = Leg(recipe, folder, data, device.type, start=namespace.start)
        if namespace.start and (folder / "state.pt").exists():
            tell(folder, {"step": leg.progress.step, "note": "this run goes on from its own state, not from --from"})
        fillers += start_painting(data, leg.model.layers, recipe.name)
        wait_for(data, fillers, painted=True)
        with stopped_by_signals(leg):
            for line in run(leg, namespace.minutes or recipe.minutes, namespace.steps):
                tell(folder, line)
    finally:
        stop_filling(fillers)
    if not leg.stopped:
        tell(folder, {"sheet": str(write_samples(folder / f"{recipe.preset}-1.safetensors", folder))})
    return 0


def tell(folder: Path, line: Line) -> None:
    """One line of JSON, to the log and to standard output."""
    text = json.dumps(line)
    with (folder / "log.jsonl").open("a") as file:
        file.write(text + "\n")
    print(text, flush=True)  # noqa: T201
