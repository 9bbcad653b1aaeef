"""How often a witness is right: ``python -m onetake.evaluation.witness_check --number 1 --each 30``.

It looks at held-out true films of sentences of each family, and at as many with a flaw planted, all of them through the
codec. Whatever a family's judge needs counts as right if the verdict on the true film is "right" and on the spoilt one
"wrong". Beside that: how many of those who can be seen it finds, how much of what it finds is there, and what it says
of them. Writes the weights that it looked with and these figures.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch

from onetake.evaluation.flaw_films import CHECK_SEEDS, Film, planted, true_film
from onetake.evaluation.flaw_sentences import FAMILIES, Asked, sentence
from onetake.evaluation.flaws import judge
from onetake.evaluation.intervals import Share
from onetake.evaluation.questions import EVERY
from onetake.evaluation.seen import POSES, UNKNOWN, VOCABULARY, Frame, Seen, Sighting
from onetake.evaluation.take_bands import through
from onetake.evaluation.witness import Witness, load_witness, look, overlap, save_witness, shipped
from onetake.evaluation.witness_train import WITNESSES, folder_of
from onetake.model.codec import Codec
from onetake.prompt.ontology import KINDS
from onetake.take import load

CLIPS = ("kinds", "states", "counts up to four", "counts of five and six", "actions")
"""What is right or wrong of whole true films."""
_SAME_PLACE = 0.4
Progress = Callable[[str, int, int], None]


class Tally:
    """What a witness said of those who were there."""

    def __init__(self) -> None:
        self.right: dict[str, list[bool]] = {f: [] for f in ("found", "there", "kind", "colour", "state", "pose")}
        self.mistaken: Counter[str] = Counter()

    def add(self, said: Frame, truth: Frame) -> None:
        """Hold one frame against the record: everyone is found by the nearest box that overlaps enough."""
        left = list(said)
        for t in truth:
            near = max(left, key=lambda s, t=t: overlap(s, t) - 1e-3 * _apart(s, t), default=None)  # type: ignore[misc]
            found = near is not None and overlap(near, t) > _SAME_PLACE and _apart(near, t) < 0.6 * t.height + 4
            if t.clear:
                self.right["found"].append(found)
            if found and near is not None:
                left.remove(near)
                if t.clear:
                    self._compare(near, t)
        self.right["there"] += [True] * (len(said) - len(left)) + [False] * len(left)

    def _compare(self, said: Sighting, t: Sighting) -> None:
        self._count("kind", said.kind, t.kind)
        if said.kind != t.kind:
            return
        if t.colour:
            self._count("colour", said.colour, t.colour)
        if t.kind in VOCABULARY and KINDS[t.kind].states and not 0.25 < t.state < 0.75:
            self._count("state", said.state > 0.5, t.state > 0.5)
        if t.poses and said.poses:
            self._count("pose", POSES[int(np.argmax(said.poses))], POSES[int(np.argmax(t.poses))])

    def _count(self, field: str, said: object, truth: object) -> None:
        self.right[field].append(said == truth)
        if said != truth:
            self.mistaken[f"{field}: {truth} → {said}"] += 1

    def as_json(self) -> dict[str, Any]:
        return {
            "frames": {field: Share.count(right).as_json() for field, right in self.right.items()},
            "mistaken": [f"{name} ({times})" for name, times in self.mistaken.most_common(12)],
        }


def _apart(one: Sighting, other: Sighting) -> float:
    return float(np.hypot(one.x - other.x, one.y - other.y))


def check(witness: Witness, codec: Codec, each: int, progress: Progress | None = None) -> dict[str, Any]:
    """A witness's figures on ``each`` true films and as many planted flaws of every family."""
    tally, families, missed = Tally(), {}, {}
    clips: dict[str, list[bool]] = {name: [] for name in CLIPS}
    for number, family in enumerate(FAMILIES):
        verdicts, wrong = [], []
        for i in range(each):
            seed = CHECK_SEEDS + 1000 * number + i
            asked = sentence(family, np.random.default_rng((seed, 3)))
            for film, flawed in ((Film.whole(true_film(asked, seed)), False), (planted(asked, seed), True)):
                seen = look(witness, through(codec, film.frames()), EVERY)
                verdict = judge(family, seen, asked.ask)
                verdicts.append(verdict.right != flawed)
                if not flawed:
                    truth = film.seen()
                    _hold(tally, seen, truth)
                    clips["kinds"].append(_kinds(seen) == _kinds(truth))
                    if (name := _of_clip(asked)) is not None:
                        clips[name].append(verdict.right)
                if verdict.right == flawed:
                    wrong.append(f"{'flaw: ' if flawed else ''}{asked.text} → {verdict.said}")
            if progress is not None:
                progress(family, i + 1, each)
        families[family] = Share.count(verdicts).as_json()
        missed[family] = wrong[:6]
    whole = {name: Share.count(right).as_json() for name, right in clips.items() if right}
    return {
        "films": 2 * each * len(FAMILIES),
        "families": families,
        "clips": whole,
        **tally.as_json(),
        "missed": missed,
    }


def _of_clip(asked: Asked) -> str | None:
    """Under which name of :data:`CLIPS` the verdict on a true film counts."""
    if asked.family == "count":
        return "counts up to four" if asked.ask["count"] <= 4 else "counts of five and six"
    if asked.family == "action":
        return "actions"
    return "states" if asked.family == "cause" and "state" in asked.ask else None


def _kinds(seen: Seen) -> set[str]:
    """Who is seen for a third of a film at least."""
    times = Counter(kind for frame in seen.frames for kind in {s.kind for s in frame if s.clear})
    return {kind for kind, n in times.items() if kind != UNKNOWN and n >= len(seen.frames) / 3}


def _hold(tally: Tally, seen: Seen, truth: Seen) -> None:
    for n, frame in enumerate(seen.frames):
        tally.add(frame, truth.frames[n * EVERY])


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--number", type=int, default=1, choices=tuple(WITNESSES))
    add("--each", type=int, default=30, help="true films of each family, and as many planted flaws")
    add("--run", type=Path, help="the folder of the training run (default: its own)")
    add("--out", type=Path, help="the weights to write (default: those that are shipped)")
    options = parser.parse_args()
    run = options.run or folder_of(options.number)
    out = options.out or shipped(options.number)
    state = torch.load(run / "state.pt", weights_only=True)
    witness = Witness(WITNESSES[options.number])
    witness.load_state_dict(state["witness"])
    save_witness(out, witness)
    codec, _ = load("")
    began = time.process_time()
    figures = check(load_witness(out), codec, options.each)
    figures |= {"number": options.number, "backbone": witness.backbone, "steps": state["step"],
                "parameters": sum(p.numel() for p in witness.parameters())}  # fmt: skip
    out.with_suffix(".json").write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(json.dumps({"families": {f: v["share"] for f, v in figures["families"].items()},  # noqa: T201
                      "cpu_seconds": round(time.process_time() - began)}))  # fmt: skip


if __name__ == "__main__":
    main()
