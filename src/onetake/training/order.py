"""What each step of training sees: its place in the curriculum, its pool and its records, by the step's number."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray

from onetake.training.pool import Pool
from onetake.training.recipes import Recipe
from onetake.training.windows import Batch, Phase

FEW = 64
"""Records that a pool must offer before it is drawn from."""
SHARES = {"landscape": 0.7, "portrait": 0.15, "square": 0.15}
"""How many of the steps draw each shape."""
Drawn = dict[str, int]
"""How many records have been taken from each order of a complete pool."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What one step sees, and how far the orders have been read after it."""

    step: int
    phase: Phase
    pool: str
    rows: list[int]
    drawn: Drawn = field(default_factory=dict)


def phase_of(step: int, recipe: Recipe) -> Phase:
    """Where in the curriculum a step is: stills, one-second clips, windows; earlier ones stay mixed in."""
    roll = np.random.default_rng((recipe.seed, step, 3)).random()
    mixture = next(m for until, m in recipe.curriculum if step < until)
    phases: tuple[Phase, ...] = ("stills", "seconds")
    for phase, share in zip(phases, mixture, strict=True):
        if roll < share:
            return phase
        roll -= share
    return "windows"


class Shuffle:
    """Records in a random order that follows from the step's number and from how much was drawn before.

    A complete pool is read without replacement, in a fresh order each epoch; one that is still being filled is
    drawn from at random.
    """

    def __init__(self, pools: dict[str, Pool], recipe: Recipe) -> None:
        self.pools, self.recipe = pools, recipe

    def offered(self, name: str, step: int) -> NDArray[np.int64]:
        """Records that a step may see: before ``open_at`` only those of nothing but the first two dozen nouns."""
        pool = self.pools[name]
        return pool.rows_within("first" if step < self.recipe.open_at else self.recipe.group)

    def pool_of(self, step: int) -> str:
        """The shape of a step's batch: seven in ten landscape."""
        names = [n for n in SHARES if n in self.pools and len(self.offered(n, step)) >= FEW]
        names = names or ["landscape"]
        weight = np.array([SHARES[n] for n in names])
        return str(np.random.default_rng((self.recipe.seed, step, 7)).choice(names, p=weight / weight.sum()))

    def choice(self, step: int, drawn: Drawn) -> Choice:
        """What a step sees, ``drawn`` records having been taken before it."""
        phase, name = phase_of(step, self.recipe), self.pool_of(step)
        n, pool, offered = self.recipe.batch[phase], self.pools[name], self.offered(name, step)
        if not len(offered):
            offered = pool.rows()
        if not pool.full():
            rows = np.random.default_rng((self.recipe.seed, step)).choice(offered, n)
            return Choice(step, phase, name, rows.tolist(), drawn)
        order = name if len(offered) == pool.capacity else f"{name}, {len(offered)}"
        at, size = drawn.get(order, 0), len(offered)
        places = [_permutation(self.recipe.seed, order, i // size, size)[i % size] for i in range(at, at + n)]
        return Choice(step, phase, name, offered[places].tolist(), {**drawn, order: at + n})


@lru_cache(maxsize=8)
def _permutation(seed: int, order: str, epoch: int, size: int) -> NDArray[np.int64]:
    return np.random.default_rng((seed, epoch, *order.encode())).permutation(size)


Made = tuple[Batch, torch.Generator]


class Feed:
    """Batches in the order of their steps. ``threads`` make them ahead, for a GPU that would have to wait for them;
    with none, each is made when it is asked for."""

    def __init__(self, choose: Callable[[int, Drawn], Choice], make: Callable[[Choice], Made], threads: int) -> None:
        self.choose, self.make, self.threads = choose, make, threads
        self._pool: ThreadPoolExecutor | None = None
        self._ahead: deque[tuple[Choice, Future[Made]]] = deque()

    def at(self, step: int, drawn: Drawn) -> tuple[Choice, Made]:
        """The batch of a step. Steps are asked for one after the other; anything else starts afresh."""
        if not self.threads:
            choice = self.choose(step, drawn)
            return choice, self.make(choice)
        self._pool = self._pool or ThreadPoolExecutor(self.threads, "batch")
        if self._ahead and self._ahead[0][0].step != step:
            self._drop()
        while len(self._ahead) <= self.threads:
            if self._ahead:
                last = self._ahead[-1][0]
                choice = self.choose(last.step + 1, last.drawn)
            else:
                choice = self.choose(step, drawn)
            self._ahead.append((choice, self._pool.submit(self.make, choice)))
        choice, made = self._ahead.popleft()
        return choice, made.result()

    def _drop(self) -> None:
        while self._ahead:
            self._ahead.popleft()[1].cancel()

    def close(self) -> None:
        """End the threads; what was made ahead is forgotten."""
        self._drop()
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None
