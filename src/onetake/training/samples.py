"""A look at what a leg has learned: six sentences, always the same, drawn with the weights as they are shipped."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from onetake.media.sheet import contact_sheet, spread
from onetake.plan import make_plan
from onetake.take import draw

SENTENCES = (
    "A panda eating bamboo on a rock",
    "Two white rabbits hop in a snowy field",
    "A red car drives in a city street at night",
    "An old man blows out a cake on a table in a kitchen",
    "A yellow duck swims on a lake at sunset",
    "A robot waves on the moon",
)
SHOWN, SECONDS = 4, 2


def write_samples(weights: Path, folder: Path) -> Path:
    """Draw :data:`SENTENCES` with a weights file; writes ``samples.png`` to the run's folder and returns it."""
    rows = []
    for seed, sentence in enumerate(SENTENCES, 1):
        plan = make_plan(sentence, seconds=SECONDS, seed=seed, model=str(weights), output=folder / "samples.mp4")
        rows.append(contact_sheet(spread(draw(plan), SHOWN), SHOWN, sentence))
    target, temporary = folder / "samples.png", folder / "samples.png.tmp"
    Image.fromarray(np.concatenate(rows)).save(temporary, "PNG")
    temporary.replace(target)
    return target
