"""Write docs/flaws.md from docs/flaws.json: python scripts/flaws_page.py [--check] [--draw]

onetake evaluate flaws --json > docs/flaws.json     measures the model (an hour or more; --quick: minutes)
python scripts/flaws_page.py --draw                 draws the strips again and writes the page
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

- **score**: share of videos that are right, in percent, with its 95 % interval (Wilson). Where the witness itself is
  right in fewer than 95 of 100 held-out true films and planted flaws, there is no score: *unsupported*.
- **ceiling**: true films of the same sentences, drawn by the simulated world and sent through the codec.
- **control**: true films with a flaw planted in them; how many are caught. Where the ceiling is low this says little:
  who sees nothing accepts nothing.
- **witness**: how often witness and judge are right on other true films and planted flaws (half each).

"""


def load() -> dict[str, Any]:
    """What the command wrote."""
    result: dict[str, Any] = json.loads(FIGURES.read_text(encoding="utf-8"))
    return result


def page(result: dict[str, Any]) -> str:
    """The page."""
    seeds = sorted({case["seed"] for cases in result["cases"].values() for case in cases})
    sentences = sum(len({case["text"] for case in cases}) for cases in result["cases"].values())
    text = HEAD.format(
        sentences=sentences, seconds=result["seconds"], seeds=f"{len(seeds)} seed{'s' * (len(seeds) > 1)}"
    )
    text += "| family | score | videos | ceiling | control | witness |\n|---|---:|---:|---:|---:|---:|\n"
    for family, row in result["families"].items():
        shares = " | ".join(_share(row[name]) for name in ("ceiling", "control"))
        text += f"| [{family}](#{family}) | {_score(row)} | {row['n']} | {shares} | "
        text += f"{100 * row['witness_accuracy']:.0f} |\n"
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
    text = f"\nThe witness has {told['parameters'] / 1e6:.2f} M parameters and learnt in {told['steps']} steps. "
    frames = ", ".join(f"{name} {100 * share['share']:.1f}" for name, share in told["frames"].items())
    text += f"Right in single frames of {told['films'] // 2} held-out true films, in percent: {frames}. "
    text += f"Commonest mistakes: {'; '.join(told['mistaken'][:6])}. "
    alike = sorted({" and ".join(sorted((a, b))) for a, others in told["alike"].items() for b in others})
    return text + f"Interactions that look alike and count as one: {', '.join(alike)}. {told['note'].capitalize()}.\n"


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
    asked = sorted({case["ask"]["verb"] for case in cases})
    seen = sorted({case["said"] for case in cases} | set(asked))
    text = f"| asked ↓ seen → | {' | '.join(seen)} |\n|---|{'---:|' * len(seen)}\n"
    for verb in asked:
        row = Counter(case["said"] for case in cases if case["ask"]["verb"] == verb)
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


def strip(family: str, name: str) -> Path:
    """Where a strip lies."""
    return MEDIA / f"flaws-{family}-{name}.webp"


def draw(result: dict[str, Any]) -> None:
    """The strips, drawn again from their sentences and seeds."""
    import numpy as np
    from PIL import Image

    from onetake.evaluation.flaw_bench import Bench
    from onetake.evaluation.flaw_sentences import Asked
    from onetake.evaluation.witness import load_witness
    from onetake.media.sheet import spread
    from onetake.take import load as load_model

    model = "" if result["model"] == "shipped" else result["model"]
    bench = Bench(load_witness(), load_model(model)[0], model)
    for family, cases in result["cases"].items():
        for name in ("right", "wrong"):
            strip(family, name).unlink(missing_ok=True)
        for name, case in chosen(cases).items():
            frames = bench.drawn(Asked(family, case["text"], case["ask"]), case["seed"])
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
    options = parser.parse_args()
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
