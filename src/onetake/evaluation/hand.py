"""Drawn clips labelled by hand without knowing what was asked, and whether a witness answers as the labels do.

A label says in a few words what is to be seen (``black cat, white dog``; ``run, sit``; ``man push box``). Each clip is
asked two things: what its sentence asks, and a near miss (the colours swapped, one more, the other way round). Who
labelled it says yes to a question if the label answers it; the witness and the family's judge ought to say the same.

    python -m onetake.evaluation.hand --number 2      draws the clips again and writes the agreement beside the witness
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from onetake.evaluation.flaw_bench import Bench, drawn
from onetake.evaluation.flaw_sentences import ACTIONS, DATA, FAMILIES, Asked, sentence
from onetake.evaluation.flaws import judge
from onetake.evaluation.intervals import Share
from onetake.evaluation.witness import load_witness, shipped
from onetake.prompt.ontology import KINDS
from onetake.take import load

__all__ = ["LABELS", "Labelled", "agreement", "answers", "near_miss", "read_labels", "to_label"]

LABELS = DATA / "flaws-hand.jsonl"
EACH, SEED = 23, 43
"""Clips of each family, and what their sentences are drawn by."""
MORE_ACTIONS = 24
"""What is done can hardly be told from frames half a second apart: of so many more clips there are frames that are
nearer to one another."""
_EFFECTS = {
    ("cake", 1): "cake out", ("candle", 1): "candle out", ("candle", 0): "candle lit", ("lamp", 0): "lamp lit",
    ("wine glass", 1): "wine glass breaks", ("vase", 1): "vase breaks", ("apple", 1): "apple eaten",
    ("balloon", 1): "balloon bursts",
}  # fmt: skip


@dataclass(frozen=True)
class Labelled:
    """A sentence with its question, the seed by which it was drawn, and what somebody saw."""

    asked: Asked
    seed: int
    label: str


def to_label(each: int = EACH) -> list[tuple[Asked, int]]:
    """Sentences and seeds to draw, in an order that tells nothing but the family."""
    out = []
    for number, family in enumerate(FAMILIES):
        rng = np.random.default_rng((SEED, number))
        out += [(sentence(family, rng), SEED + i) for i in range(each)]
    rng = np.random.default_rng((SEED, len(FAMILIES)))
    return out + [(sentence("action", rng), 2 * SEED + i) for i in range(MORE_ACTIONS)]


def answers(family: str, ask: dict[str, Any], label: str) -> bool:
    """Whether a label says yes to a question."""
    label = " ".join(label.split())
    if family == "persistence":
        whom = f"{ask['colour']} {ask['kind']} same" if ask["colour"] else f"{ask['kind']} same"
        return any(f" {said}".endswith(f" {whom}") for said in label.split(", "))
    if family == "physics":
        return label in (f"{ask['kind']} falls", f"{ask['kind']} bounces")
    if family == "cause":
        return label == (
            f"{ask['kind']} kicked" if ask.get("moves") else _EFFECTS.get((ask["kind"], ask["state"][1]), "")
        )
    return label in _words(family, ask)


def _words(family: str, ask: dict[str, Any]) -> tuple[str, ...]:
    """Every way to write the answer that a question wants."""
    if family == "count":
        return (f"{ask['count']} {ask['kind']}",)
    if family == "order":
        return (", ".join(ask["verbs"]),)
    if family == "action":
        return (ask["verb"],)
    if family == "interaction":
        whats = ("chase", "follow") if ask["what"] in ("chase", "follow") else (ask["what"],)
        return tuple(f"{ask['who']} {what} {ask['whom']}" for what in whats)
    if family == "binding":
        one, other = (f"{colour} {kind}" for kind, colour in ask["pairs"])
        return f"{one}, {other}", f"{other}, {one}"
    kind, how, anchors = ask["kind"], ask["how"], ask["anchors"]
    turned = {"left of": "right of", "right of": "left of"}.get(how)
    if turned:
        return f"{kind} {how} {anchors[0]}", f"{anchors[0]} {turned} {kind}"
    return tuple(f"{kind} {how} {' and '.join(a)}".strip() for a in (anchors, anchors[::-1]))


def near_miss(family: str, ask: dict[str, Any]) -> dict[str, Any]:
    """A question that the same video has to be refused."""
    return {**ask, **_MISSES[family](ask)}


def _other_action(ask: dict[str, Any]) -> dict[str, Any]:
    can = [v for v in ACTIONS if v in KINDS[ask["kind"]].verbs]
    return {"verb": can[(can.index(ask["verb"]) + 1) % len(can)]}


def _other_roles(ask: dict[str, Any]) -> dict[str, Any]:
    what = {"push": "pull", "pull": "push", "ride": "carry", "carry": "ride"}.get(ask["what"])
    return {"what": what} if what else {"who": ask["whom"], "whom": ask["who"]}


def _elsewhere(ask: dict[str, Any]) -> dict[str, Any]:
    how = {"left of": "right of", "right of": "left of", "on": "under", "under": "on",
           "from the left": "from the right", "from the right": "from the left"}.get(ask["how"])  # fmt: skip
    return {"how": how} if how else {"kind": ask["anchors"][0], "anchors": [ask["kind"], ask["anchors"][1]]}


def _other_look(ask: dict[str, Any]) -> dict[str, Any]:
    colours = KINDS[ask["kind"]].colours
    if ask["colour"]:
        return {"colour": colours[(colours.index(ask["colour"]) + 2) % len(colours)]}
    return {"kind": "elephant" if ask["kind"] != "elephant" else "dog"}


_MISSES: dict[str, Any] = {
    "count": lambda ask: {"count": ask["count"] + (1 if ask["count"] % 2 else -1)},
    "cause": lambda ask: {"kind": "balloon"} if ask.get("moves") else {"state": ask["state"][::-1]},
    "order": lambda ask: {"verbs": ask["verbs"][::-1]},
    "action": _other_action, "interaction": _other_roles, "space": _elsewhere, "persistence": _other_look,
    "binding": lambda ask: {"pairs": [[k, c] for (k, _), (_, c) in zip(ask["pairs"], ask["pairs"][::-1], strict=True)]},
    "physics": lambda ask: {"kind": "ball" if ask["kind"] != "ball" else "apple"},
}  # fmt: skip


def read_labels(path: Path = LABELS) -> list[Labelled]:
    """The labels that are part of the package; none if there is no file."""
    if not path.exists():
        return []
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Labelled(Asked(r["family"], r["text"], r["ask"]), r["seed"], r["label"]) for r in rows]


def agreement(bench: Bench, labelled: Sequence[Labelled]) -> dict[str, Any]:
    """In how many questions of each family a witness answers as the labels do; "?" was not to be told by eye."""
    same: dict[str, list[bool]] = {family: [] for family in FAMILIES}
    right: dict[str, list[bool]] = {family: [] for family in FAMILIES}
    unlike = []
    for one in labelled:
        family, ask = one.asked.family, one.asked.ask
        if one.label == "?":
            continue
        seen = bench.see(drawn(one.asked, one.seed, bench.model))
        right[family].append(answers(family, ask, one.label))
        for question in (ask, near_miss(family, ask)):
            verdict, said = judge(family, seen, question), answers(family, question, one.label)
            same[family].append(verdict.right == said)
            if verdict.right != said:
                unlike.append(f"{family}, asked {json.dumps(question)}: by hand “{one.label}”, seen “{verdict.said}”")
    return {
        "clips": sum(map(len, right.values())), "unclear": sum(one.label == "?" for one in labelled),
        "families": {f: Share.count(v).as_json() for f, v in same.items() if v},
        "right": {f: Share.count(v).as_json() for f, v in right.items() if v}, "unlike": unlike,
    }  # fmt: skip


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--number", type=int, default=2, choices=(1, 2))
    path = shipped(parser.parse_args().number)
    found = agreement(Bench(load_witness(path), load("")[0], ""), read_labels())
    told = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    told["hand"] = found
    path.with_suffix(".json").write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(json.dumps({f: v["share"] for f, v in found["families"].items()}))  # noqa: T201


if __name__ == "__main__":
    main()
