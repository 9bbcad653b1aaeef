"""Lessons: the painters of individuals and of places learn by themselves, before (and beside) the denoiser.

A lesson is plain regression on what the world draws, on one core each. Its state is one file, written whole; it
resumes.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

Line = dict[str, Any]
WARM, EMA = 100, 0.999
TOLD, SAVED = 60.0, 120.0
BETAS = (0.9, 0.95)
_APART = 104_729
"""Between the seeds of workers."""


Source = Callable[[], Any]
"""What gives the next batch."""


class _Batches(IterableDataset[Any]):
    """Batches without end, of another seed in every worker."""

    def __init__(self, make: Callable[[int], Source], seed: int) -> None:
        self.make, self.seed = make, seed

    def __iter__(self) -> Iterator[Any]:
        worker = get_worker_info()
        source = self.make(self.seed + _APART * (worker.id if worker else 0))
        while True:
            yield source()


def feed(make: Callable[[int], Source], seed: int, workers: int = 0) -> Source:
    """Batches of ``make(seed)``; with ``workers`` they are drawn ahead by so many processes, each with a seed of its
    own: a GPU learns faster than a core draws."""
    if not workers:
        return make(seed)
    batches = iter(DataLoader(_Batches(make, seed), batch_size=None, num_workers=workers, prefetch_factor=4))
    return lambda: next(batches)


@dataclass(frozen=True)
class Lesson:
    """``loss``: one training batch's loss; ``check``: figures on held-out examples, by name; ``settle``: what is to be
    done to the averaged weights before they are used."""

    name: str
    model: nn.Module
    loss: Callable[[], Tensor]
    check: Callable[[], dict[str, float]]
    batch: int
    rate: float = 2e-3
    settle: Callable[[], None] | None = None


class Pupil:
    """A lesson being learnt: weights, their moving average, optimiser and counts, kept in ``folder``."""

    def __init__(self, lesson: Lesson, folder: Path) -> None:
        self.lesson, self.path, self.log = lesson, folder / f"{lesson.name}.pt", folder / f"{lesson.name}.jsonl"
        folder.mkdir(parents=True, exist_ok=True)
        self.optimiser = torch.optim.AdamW(
            lesson.model.parameters(), lr=lesson.rate, betas=BETAS, weight_decay=0.0, fused=True
        )
        self.step, self.worked = 0, 0.0
        self.ema = {k: v.detach().clone() for k, v in lesson.model.state_dict().items()}
        if self.path.exists():
            state = torch.load(self.path, weights_only=True)
            lesson.model.load_state_dict(state["model"])
            self.ema, self.step, self.worked = state["ema"], state["step"], state["seconds"]
            if "optimiser" in state:
                self.optimiser.load_state_dict(state["optimiser"])

    def save(self) -> None:
        state = {
            "model": self.lesson.model.state_dict(), "ema": self.ema, "optimiser": self.optimiser.state_dict(),
            "step": self.step, "seconds": self.worked,
        }  # fmt: skip
        temporary = self.path.with_suffix(".tmp")
        torch.save(state, temporary)
        temporary.replace(self.path)

    def learn(self, rate: float) -> float:
        """One step; the loss."""
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        loss = self.lesson.loss()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.lesson.model.parameters(), 1.0)
        self.optimiser.step()
        self.optimiser.zero_grad(set_to_none=True)
        self.step += 1
        share = 1 - min(EMA, (1 + self.step) / (10 + self.step))
        floats = [(self.ema[k], v) for k, v in self.lesson.model.state_dict().items() if v.is_floating_point()]
        torch._foreach_lerp_([a for a, _ in floats], [b for _, b in floats], share)
        return float(loss.detach())

    def check(self) -> dict[str, float]:
        """Held-out figures of the moving average."""
        with self._averaged(), torch.no_grad():
            return self.lesson.check()

    def settle(self) -> None:
        """Get the moving average ready for use."""
        if self.lesson.settle is not None:
            with self._averaged():
                self.lesson.settle()
                self.ema = {k: v.detach().clone() for k, v in self.lesson.model.state_dict().items()}

    @contextmanager
    def _averaged(self) -> Iterator[None]:
        live = {k: v.clone() for k, v in self.lesson.model.state_dict().items()}
        self.lesson.model.load_state_dict(self.ema)
        try:
            yield
        finally:
            self.lesson.model.load_state_dict(live)

    def run(self, minutes: float, cooldown: float = 0.3) -> Iterator[Line]:
        """Learn for so long; the rate falls over the last part. Yields (and logs) a line a minute."""
        began = told = saved = time.monotonic()
        before, worked, first = self.worked, time.process_time(), self.step
        recent: list[float] = []
        while (spent := time.monotonic() - began) < 60 * minutes:
            left = 1 - spent / (60 * minutes)
            warm = min(1.0, (self.step - first + 1) / WARM)
            recent.append(self.learn(self.lesson.rate * warm * min(1.0, max(0.02, left / max(cooldown, 1e-9)))))
            self.worked = before + time.process_time() - worked
            now = time.monotonic()
            if now - saved > SAVED:
                self.save()
                saved = now
            if now - told > TOLD or self.step == first + 1:
                told = now
                yield self._line(recent)
                recent.clear()
        self.settle()
        self.save()
        yield self._line(recent)

    def _line(self, recent: list[float]) -> Line:
        line: Line = {
            "lesson": self.lesson.name, "step": self.step, "seen": self.step * self.lesson.batch,
            "core_minutes": round(self.worked / 60, 1), "loss": round(sum(recent) / max(1, len(recent)), 5),
            **{k: round(v, 4) for k, v in self.check().items()},
        }  # fmt: skip
        with self.log.open("a") as file:
            file.write(json.dumps(line) + "\n")
        return line


def decibels(error: float) -> float:
    """PSNR of a mean squared error on a scale of 0..1."""
    return -10 * math.log10(max(error, 1e-10))
