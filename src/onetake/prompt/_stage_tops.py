"""Where things can stand on things."""

from __future__ import annotations

TOPS: dict[str, tuple[float, float]] = {
    "rock": (0.86, 0.55), "table": (0.95, 0.75), "box": (1.0, 0.5), "chair": (0.5, 0.25), "boat": (0.32, 0.35),
    "drum": (1.0, 0.42), "television": (1.0, 0.5), "book": (0.9, 0.5), "house": (0.95, 0.25), "car": (1.0, 0.4),
    "bus": (1.0, 0.8), "truck": (1.0, 0.6), "mushroom": (1.0, 0.3), "bench": (0.5, 0.75), "bed": (0.55, 0.8),
    "sofa": (0.5, 0.62), "log": (0.95, 0.9), "fence": (1.0, 0.9), "cart": (0.62, 0.6), "sled": (0.55, 0.75),
    "skateboard": (0.62, 0.9), "piano": (1.0, 0.5), "bookshelf": (1.0, 0.4), "seesaw": (0.6, 0.9),
}  # fmt: skip
"""Surface height and usable half width of what can be stood on, in local units (its own height = 1)."""
BACK = (0.74, 0.2)
"""The same of an animal that is ridden."""
TOP = (1.0, 0.35)
"""The same of anything else."""
