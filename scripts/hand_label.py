"""Label drawn clips by hand, without knowing the prompts.

    python scripts/hand_label.py draw DIR       draws 100 held-out sentences; numbered sheets without any words
    python scripts/hand_label.py score DIR      reads DIR/labels.tsv, writes hand.json beside the weights

``labels.tsv`` has a line for each clip: number, kind, count, action, place (tabs; "?" = cannot tell). The truth lies
in DIR/truth.json, which is not to be opened before the labels are written.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from onetake.evaluation.prompts import by_model, taught, verdicts  # noqa: E402
from onetake.evaluation.reader import load_reader, read  # noqa: E402
from onetake.evaluation.sentences import held_out_sentences  # noqa: E402
from onetake.evaluation.truth import labels as truth_of  # noqa: E402
from onetake.model.files import SHIPPED  # noqa: E402

CLIPS, SEED, A_SHEET = 100, 500, 20
FIELDS = ("kind", "count", "action", "place")


def draw(folder: Path) -> None:
    """Sheets of twenty clips, three frames each, in shuffled order."""
    folder.mkdir(parents=True, exist_ok=True)
    sentences = held_out_sentences(CLIPS, SEED, taught(""))
    random.Random(SEED).shuffle(sentences)
    reader, draw_one = load_reader(), by_model("")
    truth, rows = [], []
    for number, sentence in enumerate(sentences):
        frames = draw_one(sentence)
        truth.append({"text": sentence.text, "truth": truth_of(sentence.scene), "reader": read(reader, frames).answers})
        picked = [Image.fromarray(frames[i]).resize((240, 140)) for i in (2, len(frames) // 2, len(frames) - 2)]
        row = Image.new("RGB", (3 * 240 + 30, 140), "white")
        for i, picture in enumerate(picked):
            row.paste(picture, (30 + 240 * i, 0))
        ImageDraw.Draw(row).text((4, 60), str(number), fill="black")
        rows.append(np.asarray(row))
    for sheet in range(0, CLIPS, A_SHEET):
        half = A_SHEET // 2
        columns = [np.concatenate(rows[sheet + i : sheet + i + half]) for i in (0, half)]
        Image.fromarray(np.concatenate(columns, 1)).save(folder / f"sheet_{sheet // A_SHEET}.png")
    (folder / "truth.json").write_text(json.dumps(truth, ensure_ascii=False, indent=1))


def score(folder: Path) -> None:
    """Compare the labels with what was asked for, and the reader with the labels."""
    truth = json.loads((folder / "truth.json").read_text())
    labels = [line.split("\t") for line in (folder / "labels.tsv").read_text().splitlines() if line.strip()]
    right: dict[str, list[bool]] = {f: [] for f in (*FIELDS, "all_right")}
    agrees: dict[str, list[bool]] = {f: [] for f in FIELDS}
    for number, *said in labels:
        hand = dict(zip(FIELDS, said, strict=True))
        entry = truth[int(number)]
        for field, good in verdicts(hand, entry["truth"]).items():
            right[field].append(good)
        for field, good in verdicts(hand, entry["reader"]).items():
            if field in agrees:
                agrees[field].append(good)
    result = {
        "clips": len(labels),
        "right": {f: round(float(np.mean(v)), 3) for f, v in right.items() if v},
        "reader_agrees": {f: round(float(np.mean(v)), 3) for f, v in agrees.items() if v},
        "labels": {n: said for n, *said in labels},
    }
    (SHIPPED / "hand.json").write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    {"draw": draw, "score": score}[sys.argv[1]](Path(sys.argv[2]))
