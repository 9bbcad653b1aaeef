"""Label drawn clips of the nine families by hand, without knowing the sentences.

    python scripts/hand_label.py draw DIR       draws the clips; numbered sheets that tell nothing but the family
    python scripts/hand_label.py keep DIR       reads DIR/labels.tsv into the package's own file

``labels.tsv`` has a line for each clip: its number, a tab, and what is to be seen ("?" where the eye cannot tell), in
the words of ``onetake.evaluation.hand``. The sentences are not to be looked at before the labels are written.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from onetake.evaluation.flaw_bench import drawn
from onetake.evaluation.hand import LABELS, MORE_ACTIONS, to_label
from onetake.media.sheet import spread

FRAMES, A_SHEET, MARGIN = 10, 12, 28
NEAR = slice(12, 48, 3)
"""Frames that are shown where only what is done is asked: a quarter of a second apart."""


def draw(folder: Path) -> None:
    """Sheets of twelve clips, some frames of each."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    asked_for = to_label()
    for number, (asked, seed) in enumerate(asked_for):
        frames = drawn(asked, seed)
        near = number >= len(asked_for) - MORE_ACTIONS
        strip = np.concatenate(list(frames[NEAR]) if near else spread(frames, FRAMES), 1)
        row = Image.new("RGB", (strip.shape[1] + MARGIN, strip.shape[0] + 2), "white")
        row.paste(Image.fromarray(strip), (MARGIN, 0))
        ImageDraw.Draw(row).text((2, 50), str(number), fill="black")
        rows.append((f"{asked.family}-near" if near else asked.family, np.asarray(row)))
    for family in dict.fromkeys(f for f, _ in rows):
        own = [row for f, row in rows if f == family]
        for first in range(0, len(own), A_SHEET):
            picture = Image.fromarray(np.concatenate(own[first : first + A_SHEET]))
            picture.save(folder / f"{family}-{first // A_SHEET}.png")


def keep(folder: Path) -> None:
    """Write labels beside their sentences."""
    lines = (folder / "labels.tsv").read_text(encoding="utf-8").splitlines()
    labels = dict(line.split("\t") for line in lines if line.strip())
    rows = [
        {
            "family": asked.family,
            "text": asked.text,
            "ask": asked.ask,
            "seed": seed,
            "label": labels[str(number)].strip(),
        }
        for number, (asked, seed) in enumerate(to_label())
    ]
    LABELS.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


if __name__ == "__main__":
    {"draw": draw, "keep": keep}[sys.argv[1]](Path(sys.argv[2]))
