"""Write docs/flaws.md from docs/flaws.json: python scripts/flaws_page.py [--check] [--draw] [--keep FILE]

onetake evaluate flaws --json > FILE                measures the model (half an hour; --quick: minutes)
python scripts/flaws_page.py --keep FILE --draw     keeps what the page needs, draws the strips and writes the page
python scripts/flaws_page.py                        writes the page alone
python scripts/flaws_page.py --check                writes nothing; exit status 1 when the page is stale
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from onetake.evaluation.witness import shipped

ROOT = Path(__file__).resolve().parent.parent
PAGE, FIGURES, MEDIA = ROOT / "docs" / "flaws.md", ROOT / "docs" / "flaws.json", ROOT / "docs" / "media"
FRAMES, LARGEST = 6, 60_000
ASKS = {
    "count": "as many as told, one to six, in the first half and in the second, while they cross one another",
    "cause": "the effect is not there at first, is there at the end, and comes when what causes it is near",
    "order": "everything that is told happens, in the order in which it is told",
    "action": "of all that this kind may be told to do, it does what it was told",
    "interaction": "who chases, follows, pushes, pulls, rides or carries whom, and not the other way round",
    "binding": "each of two things has its own colour, and not the other's",
    "space": "left of, right of, on, under, between; comes in from the left or from the right",
    "persistence": "whoever passes others, or leaves and comes back, is the same at the end, and is one",
    "physics": "it falls as fast as everything falls here, on a parabola, and keeps its size",
}
FLAWS = {
    "count": "one more, or one fewer, from the middle on", "cause": "no effect, or the effect from the start",
    "order": "the other way round", "action": "another action", "interaction": "the other one does it, or nobody does",
    "binding": "colours swapped, or both alike", "space": "mirrored, or put elsewhere",
    "persistence": "another one, or another colour, from the middle on",
    "physics": "it falls at less than half its speed, or grows",
}  # fmt: skip
HEAD = """<!-- made by scripts/flaws_page.py from flaws.json; do not edit -->

# The flaws

Generated videos count wrongly, put the effect before its cause, mix up left and right, and lose whoever passes behind a
tree. Here the shipped model is asked for nine such things: {sentences} sentences, {seeds} of each, {seconds} seconds
each. A small network, the *witness*, looks at the pixels alone and says who is where in every frame, in which colour
and state, and what they do; a judge, plain arithmetic on what the witness saw, holds that against the question that
was made with the sentence. Neither knows the plan by which the video was drawn.

There are two witnesses, of different build, taught on different films. The first may choose (`onetake generate
--takes N`) and is what causes are looked for with; the second, whose figures are below, only ever scores.

- **score**: share of videos that are right, in percent, with its 95 % interval (Wilson). Where the witness is right
  in fewer than 95 of 100 held-out true films and planted flaws, or answers fewer than 95 of 100 questions about drawn
  videos as a person did who labelled them without knowing the sentence, there is no score: *unsupported*.
- **ceiling**: true films of the same sentences, drawn by the simulated world and sent through the codec.
- **control**: true films with a flaw planted in them; how many are caught. Where the ceiling is low this says little:
  who sees nothing accepts nothing.
- **witness**: how often witness and judge are right on other true films and planted flaws (half each).
- **by hand**: how often they answer as the labels do: what was asked, and a near miss, of other drawn videos.

"""


def load() -> dict[str, Any]:
    """What was kept of what the command wrote."""
    result: dict[str, Any] = json.loads(FIGURES.read_text(encoding="utf-8"))
    return result


def page(result: dict[str, Any]) -> str:
    """The page."""
    seeds = sorted({case["seed"] for cases in result["cases"].values() for case in cases})
    sentences = sum(len({case["text"] for case in cases}) for cases in result["cases"].values())
    text = HEAD.format(
        sentences=sentences, seconds=result["seconds"], seeds=f"{len(seeds)} seed{'s' * (len(seeds) > 1)}"
    )
    text += "| family | score | videos | ceiling | control | witness | by hand |\n|---|---:|---:|---:|---:|---:|---:|\n"
    for family, row in result["families"].items():
        shares = " | ".join(_share(row[name]) for name in ("ceiling", "control"))
        text += f"| [{family}](#{family}) | {_score(row)} | {row['n']} | {shares} | "
        text += f"{100 * row['witness_accuracy']:.1f} | {100 * row['by_hand']:.1f} |\n"
    text += _of_witness(result["witness"])
    for family in result["families"]:
        text += _family(family, result)
    return text


def _share(share: dict[str, Any]) -> str:
    return f"{100 * share['share']:.0f} [{100 * share['low']:.0f}–{100 * share['high']:.0f}]"


def _score(row: dict[str, Any]) -> str:
    if isinstance(row["score"], str):
        return f"*{row['score']}*"
    return f"**{100 * row['score']:.0f}** [{100 * row['low']:.0f}–{100 * row['high']:.0f}]"


def _of_witness(told: dict[str, Any]) -> str:
    figures = {number: json.loads(shipped(number).with_suffix(".json").read_text("utf-8")) for number in (1, 2)}
    text = "\n## The witnesses\n\nRight in single frames of held-out true films after the codec, in percent:\n\n"
    names = list(told["frames"])
    text += (
        f"| witness | build | parameters | steps | {' | '.join(names)} |\n|---|---|---:|---:|{'---:|' * len(names)}\n"
    )
    for number, own in figures.items():
        shares = " | ".join(f"{100 * own['frames'][name]['share']:.1f}" for name in names)
        text += f"| {number} | {own['backbone']} | {own['parameters'] / 1e6:.2f} M | {own['steps']:,} | {shares} |\n"
    titles = list(told["clips"])
    text += f"\nOf whole true films:\n\n| witness | {' | '.join(titles)} |\n|---|{'---:|' * len(titles)}\n"
    for number, own in figures.items():
        if "clips" in own:
            text += f"| {number} | {' | '.join(_share(own['clips'][t]) for t in titles)} |\n"
    text += f"\nThe second's commonest mistakes: {'; '.join(told['mistaken'][:6])}.\n"
    alike = sorted({" and ".join(sorted((a, b))) for a, others in told["alike"].items() for b in others})
    text += f"Interactions that look alike and count as one: {', '.join(alike)}.\n"
    hand = told.get("hand")
    return text + (_by_hand(hand) if hand else "")


def _by_hand(hand: dict[str, Any]) -> str:
    """What a person saw, and where the witness saw something else."""
    text = f"\n## By hand\n\n{hand['clips']} drawn videos were labelled from ten frames each without knowing the "
    text += "sentences\n"
    text += "(`evaluation/data/flaws-hand.jsonl`; order and action again after the painter of individuals had changed, "
    text += "when seven answers were known). Right by these labels, and questions that the witness answers as they do, "
    text += "in percent:\n\n"
    families = list(hand["families"])
    text += f"| | {' | '.join(families)} |\n|---|{'---:|' * len(families)}\n"
    for title, key in (("right, by hand", "right"), ("the witness agrees", "families")):
        text += f"| {title} | {' | '.join(_share(hand[key][f]) for f in families)} |\n"
    return text + "".join(f"\n- {line}" for line in hand["unlike"][:12]) + "\n"


def _family(family: str, result: dict[str, Any]) -> str:
    cases, row = result["cases"][family], result["families"][family]
    text = f"\n## {family}\n\nAsked: {ASKS[family]}. Planted flaw: {FLAWS[family]}.\n\n"
    if isinstance(row["score"], str):
        text += "The witness is not sure enough here: what it saw is shown, and is no score.\n\n"
    if "tau" in row:
        text += f"Kendall's tau of what is told and what is seen: {row['tau']:.2f} on average.\n\n"
    for name, case in chosen(cases).items():
        if strip(family, name).exists():
            said = f"“{case['text']}” Seen: {case['said']}."
            text += f"![{name}: {case['text']}](media/{strip(family, name).name})\n\n{name.capitalize()}: {said}"
            text += (
                f" Over time: `{''.join(str(min(9, c)) for c in case['counts'])}`.\n\n" if "counts" in case else "\n\n"
            )
    if family == "action":
        text += confusion(cases)
    wrong = Counter(case["said"] for case in cases if not case["right"])
    if wrong and family != "action":
        text += "Judged wrong: " + "; ".join(f"{said} ({times})" for said, times in wrong.most_common(5)) + ".\n"
    return text


def confusion(cases: list[dict[str, Any]]) -> str:
    """Asked for by row, seen by column."""
    asked = sorted({case["asked"] for case in cases})
    seen = sorted({case["said"] for case in cases} | set(asked))
    text = f"| asked ↓ seen → | {' | '.join(seen)} |\n|---|{'---:|' * len(seen)}\n"
    for verb in asked:
        row = Counter(case["said"] for case in cases if case["asked"] == verb)
        text += f"| {verb} | {' | '.join(str(row[s]) if row[s] else '' for s in seen)} |\n"
    return text


def chosen(cases: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The best and the worst case: the first that is judged right, and the first that is judged wrong."""
    out = {}
    for name, right in (("right", True), ("wrong", False)):
        case = next((c for c in cases if c["right"] == right), None)
        if case is not None:
            out[name] = case
    return out


def trimmed(result: dict[str, Any]) -> dict[str, Any]:
    """What the page needs of a result: no counts but those that are shown."""
    shown = {id(case) for cases in result["cases"].values() for case in chosen(cases).values()}
    kept = {
        family: [
            {name: case[name] for name in ("text", "seed", "right", "said")}
            | ({"asked": case["ask"]["verb"]} if family == "action" else {})
            | ({"counts": case["counts"]} if "counts" in case and id(case) in shown else {})
            for case in cases
        ]
        for family, cases in result["cases"].items()
    }
    return {**result, "cases": kept}


def strip(family: str, name: str) -> Path:
    """Where a strip lies."""
    return MEDIA / f"flaws-{family}-{name}.webp"


def draw(result: dict[str, Any]) -> None:
    """The strips, drawn again from their sentences and seeds."""
    import numpy as np
    from PIL import Image

    from onetake.evaluation.flaw_bench import drawn
    from onetake.evaluation.flaw_sentences import Asked
    from onetake.media.sheet import spread

    model = "" if result["model"] == "shipped" else result["model"]
    for family, cases in result["cases"].items():
        for name in ("right", "wrong"):
            strip(family, name).unlink(missing_ok=True)
        for name, case in chosen(cases).items():
            frames = drawn(Asked(family, case["text"], {}), case["seed"], model)
            picture = Image.fromarray(np.concatenate(spread(frames, FRAMES), 1))
            for quality in (75, 60, 45, 30):
                picture.save(strip(family, name), quality=quality, method=6)
                if strip(family, name).stat().st_size < LARGEST:
                    break


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when the page is stale")
    parser.add_argument("--draw", action="store_true", help="draw the strips again")
    parser.add_argument("--keep", type=Path, metavar="FILE", help="what the command wrote, to be kept from now on")
    options = parser.parse_args()
    if options.keep:
        kept = trimmed(json.loads(options.keep.read_text(encoding="utf-8")))
        FIGURES.write_text(json.dumps(kept, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    result = load()
    if options.check:
        if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page(result):
            sys.stderr.write("docs/flaws.md is stale: python scripts/flaws_page.py\n")
            return 1
        return 0
    if options.draw:
        draw(result)
    PAGE.write_text(page(result), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
