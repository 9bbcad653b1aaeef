"""``onetake evaluate flaws``: in how many videos each of nine things is right that generated videos get wrong.

The sentence is drawn by the model, a witness looks at the pixels, and a judge holds what it saw against the question
that was made with the sentence. Beside each score stand the ceiling (true films of the same sentences, through the
codec, before the same witness and judge) and the control (true films with a flaw planted in them: how many are
caught). Where the witness itself is right in fewer than 95 % of held-out true films and planted flaws, or says in
fewer than 95 % what a person said who labelled drawn clips, there is no score: it says "unsupported".
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onetake.evaluation.flaw_films import SECONDS, Film, planted, true_film
from onetake.evaluation.flaw_sentences import FAMILIES, REPORTED, Asked, read_asked
from onetake.evaluation.flaws import Verdict, judge
from onetake.evaluation.intervals import Share
from onetake.evaluation.questions import ENOUGH, EVERY, UNSUPPORTED, witness_told
from onetake.evaluation.seen import Seen
from onetake.evaluation.take_bands import through
from onetake.evaluation.witness import SCORES, Figures, Witness, load_witness, look, read_figures, shipped
from onetake.model.codec import Codec
from onetake.plan import make_plan
from onetake.take import draw, load

__all__ = ["Bench", "drawn", "evaluate"]

SEEDS = (11, 12, 13)
_FILM_SEEDS = 280_000_000
QUICK = 6
"""Sentences of each family that a quick run draws, with one seed."""
Frames = NDArray[np.uint8]
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Case:
    """A sentence that was drawn, with the verdicts on it."""

    asked: Asked
    seed: int
    verdict: Verdict


@dataclass(frozen=True)
class Bench:
    """What looks and what it looks through."""

    witness: Witness
    codec: Codec
    model: str

    def see(self, frames_NYXC: Frames) -> Seen:
        return look(self.witness, frames_NYXC, EVERY)

    def shown(self, film: Film) -> Frames:
        """A true film as it comes out of the codec."""
        return through(self.codec, film.frames())


def drawn(asked: Asked, seed: int, model: str = "") -> Frames:
    """The model's own video of a sentence, at the size that it draws."""
    output = Path(tempfile.gettempdir()) / "onetake-flaws.mp4"  # checked by the plan, never written
    return draw(make_plan(asked.text, seconds=SECONDS, seed=seed, model=model, output=output, expand=False))


def evaluate(
    model: str = "",
    prompts: Path | None = None,
    quick: bool = False,
    seed: int = 0,
    progress: Progress | None = None,
    witness: int = SCORES,
) -> dict[str, Any]:
    """All families as one JSON object. Raises ``BadRequest`` (``bad-prompts``) and ``WeightsError``."""
    path = prompts or REPORTED
    asked = read_asked(path)
    figures = read_figures(shipped(witness))
    codec, _ = load(model)
    bench = Bench(load_witness(shipped(witness)), codec, model)
    families: dict[str, Any] = {}
    cases: dict[str, Any] = {}
    for family in FAMILIES:
        own = [a for a in asked if a.family == family]
        own = own[:QUICK] if quick else own
        seeds = [s + seed for s in (SEEDS[:1] if quick else SEEDS)]
        if own:
            families[family], cases[family] = _family(bench, own, seeds, figures, progress)
    return {
        "families": families, "witness": witness_told(figures), "model": model or "shipped",
        "prompts": path.name, "quick": quick, "seconds": SECONDS, "cases": cases,
    }  # fmt: skip


def _family(
    bench: Bench, asked: Sequence[Asked], seeds: Sequence[int], figures: Figures, progress: Progress | None
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    family, cases, true, caught = asked[0].family, [], [], []
    for i, one in enumerate(asked):
        for seed in seeds:
            seen = bench.see(drawn(one, seed, bench.model))
            cases.append(Case(one, seed, judge(family, seen, one.ask)))
        film_seed = _FILM_SEEDS + 1000 * FAMILIES.index(family) + i
        true.append(judge(family, bench.see(bench.shown(Film.whole(true_film(one, film_seed)))), one.ask).right)
        caught.append(not judge(family, bench.see(bench.shown(planted(one, film_seed))), one.ask).right)
        if progress is not None:
            progress(family, i + 1, len(asked))
    row = scored([c.verdict for c in cases], true, caught, (figures.of(family), figures.by_hand(family)))
    return row, [_told(c) for c in cases]


def scored(
    verdicts: Sequence[Verdict], true: Sequence[bool], caught: Sequence[bool], sure: tuple[float, float]
) -> dict[str, Any]:
    """A family's row: the score with its 95 % interval, or "unsupported"; ceiling, control; and how ``sure`` the
    witness is: its accuracy on true films, and its agreement with labels by hand."""
    share = Share.count([v.right for v in verdicts]).as_json()
    supported = min(sure) >= ENOUGH
    return {
        "score": share["share"] if supported else UNSUPPORTED, "n": share["of"],
        "low": share["low"] if supported else None, "high": share["high"] if supported else None,
        "ceiling": Share.count(true).as_json(), "control": Share.count(caught).as_json(),
        "witness_accuracy": round(sure[0], 4), "by_hand": round(sure[1], 4), **_taus(verdicts),
    }  # fmt: skip


def _taus(verdicts: Sequence[Verdict]) -> dict[str, float]:
    taus = [v.measure for v in verdicts if isinstance(v.measure, float) and -1 <= v.measure <= 1]
    return {"tau": round(float(np.mean(taus)), 4)} if taus and len(taus) == len(verdicts) else {}


def _told(case: Case) -> dict[str, Any]:
    verdict = case.verdict
    told = {"text": case.asked.text, "ask": case.asked.ask, "seed": case.seed, "right": verdict.right}
    counts = {"counts": verdict.measure} if isinstance(verdict.measure, list) else {}
    return {**told, "said": verdict.said, **counts}
