"""Recipes: everything that determines a training run, in one table."""

from __future__ import annotations

from dataclasses import dataclass, field

FOREVER = 1 << 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """``curriculum``: (until step, (share of stills, share of one-second clips)); the rest are windows."""

    name: str
    preset: str
    minutes: float
    records: int
    """Size of the landscape pool; the other two shapes get a fifth each."""
    first_until: int
    """So many records show the first two dozen nouns only."""
    curriculum: tuple[tuple[int, tuple[float, float]], ...]
    open_at: int = 0
    """Step from which every noun is shown; before, the first two dozen."""
    batch: dict[str, int] = field(default_factory=lambda: {"stills": 96, "seconds": 32, "windows": 14})
    muon_rate: float = 2e-3
    adam_rate: float = 1e-3
    ema: float = 0.9985
    cooldown: float = 0.3
    fillers: int = 1
    """Processes that fill each pool; machines of eight cores or more start as many as they have room for."""
    seed: int = 1
    bf16: bool = True
    threads: int = 0


RECIPES: dict[str, Recipe] = {
    r.name: r
    for r in (
        Recipe(
            name="S", preset="S", minutes=108, records=10000, first_until=4000, open_at=6000,
            batch={"stills": 32, "seconds": 12, "windows": 6},
            curriculum=((2900, (1.0, 0.0)), (3100, (0.4, 0.6)), (FOREVER, (0.35, 0.15))),
        ),
        Recipe(
            name="B", preset="B", minutes=25, records=100000, first_until=4000, ema=0.999,
            batch={"stills": 1024, "seconds": 384, "windows": 192},
            curriculum=((1500, (1.0, 0.0)), (2500, (0.3, 0.7)), (FOREVER, (0.1, 0.1))),
        ),
        Recipe(
            name="tiny", preset="tiny", minutes=1, records=64, first_until=64, ema=0.9, bf16=False,
            batch={"stills": 4, "seconds": 2, "windows": 2},
            curriculum=((2, (1.0, 0.0)), (4, (0.0, 1.0)), (FOREVER, (0.2, 0.2))),
        ),
    )
}  # fmt: skip
