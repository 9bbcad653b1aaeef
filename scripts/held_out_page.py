"""Draw sixty of the held-out sentences and write docs/held-out.md with what a person says of each.

    python scripts/held_out_page.py             draw all sixty again (minutes) and write the page
    python scripts/held_out_page.py --page      write the page alone, after JUDGED has been edited

The sentences are the first sixty that ``onetake evaluate prompts`` asks for, by seed alone, so nobody chose them.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from PIL import Image

from onetake.evaluation.prompts import by_model, taught
from onetake.evaluation.sentences import held_out_sentences
from onetake.media.sheet import spread

ROOT = Path(__file__).resolve().parent.parent
PAGE, MEDIA = ROOT / "docs" / "held-out.md", ROOT / "docs" / "media"
JUDGED = MEDIA / "held-out.json"
COUNT, PER_SHEET, FRAMES = 60, 15, 4
HEAD = """<!-- made by scripts/held_out_page.py; do not edit -->

# Sixty held-out sentences

The first sixty sentences of the evaluation, drawn once each with the seed that goes with them, none left out: two
seconds, four frames of each, at the size that the model draws. Somebody who knew the sentences looked at all of them
and says of each whether kind, action and place can be recognised and are right (`+`), or which of the three is wrong
or cannot be made out.

"""


def draw() -> None:
    """All sixty, as sheets of fifteen rows."""
    paint = by_model("")
    rows = []
    for sentence in held_out_sentences(COUNT, 0, taught("")):
        frames_NYXC = paint(sentence)
        rows.append(np.concatenate(list(spread(frames_NYXC, FRAMES)), 1))
    for number in range(COUNT // PER_SHEET):
        sheet = np.concatenate(rows[number * PER_SHEET : (number + 1) * PER_SHEET])
        picture = Image.fromarray(sheet)
        picture.save(MEDIA / f"held-out-{number + 1}.webp", quality=82, method=6)


def page() -> str:
    """The page, from the sentences and the judgements."""
    judged: dict[str, str] = json.loads(JUDGED.read_text()) if JUDGED.exists() else {}
    right = {
        what: sum(what not in judged[n] for n in judged) / max(1, len(judged)) for what in ("kind", "action", "place")
    }
    whole = sum(verdict == "+" for verdict in judged.values()) / max(1, len(judged))
    text = HEAD
    if judged:
        shares = ", ".join(f"{what} {share:.0%}" for what, share in right.items())
        text += f"**Right by eye: {shares}; all three {whole:.0%} of {len(judged)}.**\n\n"
    for number, sentence in enumerate(held_out_sentences(COUNT, 0, taught(""))):
        if number % PER_SHEET == 0:
            text += f"![rows {number + 1} to {number + PER_SHEET}](media/held-out-{number // PER_SHEET + 1}.webp)\n\n"
            text += "| row | sentence | by eye |\n|---:|---|---|\n"
        unseen = " *(unseen pair)*" if sentence.pair else ""
        text += f"| {number + 1} | {sentence.text}{unseen} | {judged.get(str(number + 1), 'not looked at')} |\n"
        if number % PER_SHEET == PER_SHEET - 1:
            text += "\n"
    return text


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--page", action="store_true", help="write the page alone")
    if not parser.parse_args().page:
        draw()
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
