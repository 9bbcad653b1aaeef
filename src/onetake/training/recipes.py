"""Recipes: everything that determines a training run, in one table."""

from __future__ import annotations

from dataclasses import dataclass, field

FOREVER = 1 << 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """``curriculum``: (until step, (share of the field alone, of stills, of one-second clips)); the rest are
    windows."""

    name: str
    preset: str
    minutes: float
    records: int
    """Size of the landscape pool; the other two shapes get a fifth each."""
    group: str = "all"
    """Nouns that are taught (``ontology.GROUPS``)."""
    curriculum: tuple[tuple[int, tuple[float, float, float]], ...]
    open_at: int = 0
    """Step from which all of them are shown; before, the first two dozen."""
    batch: dict[str, int] = field(default_factory=lambda: {"field": 96, "stills": 96, "seconds": 32, "windows": 14})
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
            name="S", preset="S", minutes=240, records=20000, group="drawn",
            batch={"field": 48, "stills": 32, "seconds": 12, "windows": 6},
            curriculum=((6000, (1.0, 0.0, 0.0)), (9000, (0.4, 0.6, 0.0)), (FOREVER, (0.4, 0.15, 0.15))),
        ),
        Recipe(
            name="B", preset="B", minutes=25, records=100000, ema=0.999,
            batch={"field": 2048, "stills": 1024, "seconds": 384, "windows": 192},
            curriculum=((2000, (1.0, 0.0, 0.0)), (3000, (0.2, 0.8, 0.0)), (FOREVER, (0.2, 0.1, 0.1))),
        ),
        Recipe(
            name="tiny", preset="tiny", minutes=1, records=64, group="first", ema=0.9, bf16=False,
            batch={"field": 4, "stills": 4, "seconds": 2, "windows": 2},
            curriculum=((1, (1.0, 0.0, 0.0)), (2, (0.0, 1.0, 0.0)), (4, (0.0, 0.0, 1.0)), (FOREVER, (0.2, 0.2, 0.2))),
        ),
    )
}  # fmt: skip
