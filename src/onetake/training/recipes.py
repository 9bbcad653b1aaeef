"""Recipes: everything that determines a training run, in one table."""

from __future__ import annotations

from dataclasses import dataclass, field

FOREVER = 1 << 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """``minutes``: of the denoiser; ``lessons``: minutes before it, in which the painters learn. ``curriculum``: (until
    step, (share of stills, of one-second clips)); the rest are windows."""

    name: str
    preset: str
    minutes: float
    lessons: float
    records: int
    """Size of the landscape pool; the other two shapes get a fifth each."""
    group: str = "all"
    """Nouns that are taught (``ontology.GROUPS``)."""
    places: int | None = None
    """How many places are taught; all unless told."""
    curriculum: tuple[tuple[int, tuple[float, float]], ...]
    open_at: int = 0
    """Step from which all of them are shown; before, the first two dozen."""
    batch: dict[str, int] = field(
        default_factory=lambda: {"figures": 192, "stretches": 6, "stills": 96, "seconds": 32, "windows": 14}
    )
    muon_rate: float = 2e-3
    adam_rate: float = 1e-3
    ema: float = 0.9985
    cooldown: float = 0.3
    steps: int = 4
    """Denoising steps a chunk that the weights ask for."""
    fillers: int = 1
    """Processes that fill each pool; machines of eight cores or more start as many as they have room for."""
    seed: int = 1
    bf16: bool = True
    threads: int = 0


RECIPES: dict[str, Recipe] = {
    r.name: r
    for r in (
        Recipe(
            name="S", preset="S", minutes=120, lessons=180, records=6000, steps=1,
            batch={"figures": 192, "stretches": 6, "stills": 24, "seconds": 8, "windows": 4},
            curriculum=((500, (0.7, 0.3)), (FOREVER, (0.1, 0.35))),
        ),
        Recipe(
            name="B", preset="B", minutes=14, lessons=12, records=60000, ema=0.999,
            batch={"figures": 2048, "stretches": 64, "stills": 512, "seconds": 192, "windows": 96},
            curriculum=((2000, (1.0, 0.0)), (FOREVER, (0.2, 0.2))),
        ),
        Recipe(
            name="tiny", preset="tiny", minutes=1, lessons=0.2, records=64, group="first", places=1, ema=0.9,
            bf16=False,
            batch={"figures": 4, "stretches": 1, "stills": 4, "seconds": 2, "windows": 2},
            curriculum=((2, (1.0, 0.0)), (4, (0.0, 1.0)), (FOREVER, (0.3, 0.3))),
        ),
    )
}  # fmt: skip
