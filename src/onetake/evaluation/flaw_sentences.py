"""Sentences that ask for what generated videos get wrong, each with the question that its video has to answer.

A question is made beside its sentence, from the same choices, and never by the parser: so what is judged does not
depend on how the sentence was understood. The sentences of the benchmark were drawn once by
``scripts/flaw_prompts.py`` and are files (``data/flaws-*.jsonl``); the witness learns on others of the same kinds.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from onetake.errors import BadRequest
from onetake.prompt.ontology import KINDS

FAMILIES = ("count", "cause", "order", "action", "interaction", "binding", "space", "persistence", "physics")
DATA = Path(__file__).parent / "data"
DECIDING, REPORTED = DATA / "flaws-deciding.jsonl", DATA / "flaws-reported.jsonl"
"""Sentences that decisions may rest on, and those that reported numbers come from: not looked at while tuning."""

OUTSIDE = {
    "park": "in a park", "meadow": "in a meadow", "snowy field": "in a snowy field", "beach": "on a beach",
    "city street": "on a city street",
}  # fmt: skip
INSIDE = {"living room": "in a living room", "kitchen": "in a kitchen"}
PEOPLE = ("man", "woman", "girl", "old man")
BEASTS = ("panda", "wolf pup", "dog", "cat", "rabbit", "horse", "lion", "elephant")
SMALL_BEASTS = ("wolf pup", "dog", "cat", "rabbit", "panda")
ACTIONS = ("walk", "run", "jump", "dance", "sit", "eat", "sleep", "wave")
_NUMBERS = ("one", "two", "three", "four", "five", "six")


@dataclass(frozen=True)
class Asked:
    """A sentence, its family, and the question in the family's own words (see ``flaws``)."""

    family: str
    text: str
    ask: dict[str, Any]

    def as_json(self) -> str:
        return json.dumps({"family": self.family, "text": self.text, "ask": self.ask}, ensure_ascii=False)


Rng = np.random.Generator


def _one(rng: Rng, names: Sequence[str]) -> str:
    return str(names[int(rng.integers(len(names)))])


def _two(rng: Rng, names: Sequence[str]) -> tuple[str, str]:
    first, second = rng.permutation(len(names))[:2]
    return names[int(first)], names[int(second)]


def a(noun: str) -> str:
    """A noun with its article."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _out(rng: Rng) -> str:
    return OUTSIDE[_one(rng, tuple(OUTSIDE))]


def _anywhere(rng: Rng) -> str:
    return {**OUTSIDE, **INSIDE}[_one(rng, (*OUTSIDE, *INSIDE))]


def _told(sentence: str) -> str:
    return f"{sentence[0].upper()}{sentence[1:]}."


def _verb(name: str, plural: bool = False) -> str:
    """The present tense of an action."""
    if plural or not name:
        return name
    return {"dance": "dances"}.get(name, f"{name}s")


def _count(rng: Rng) -> Asked:
    count, kind = int(rng.integers(1, 7)), _one(rng, (*SMALL_BEASTS, "duck", "ball", "horse", "girl", "man"))
    if kind == "ball":
        verb = _one(rng, ("bounce", "roll"))
    elif kind == "duck":
        verb = _one(rng, ("walk", "stand"))
    else:
        verb = _one(rng, ("play", "run", "walk", "jump", "sit", "dance"))
    noun = kind if count == 1 else KINDS[kind].plural
    text = f"{_NUMBERS[count - 1]} {noun} {_verb(verb, count > 1)} {_out(rng)}"
    return Asked("count", _told(text), {"kind": kind, "count": count})


_CAUSES: tuple[tuple[str, tuple[str, ...], str, dict[str, Any], bool], ...] = (
    ("{} blows out the candles on a cake", PEOPLE, "cake", {"state": [0, 1]}, True),
    ("{} blows out a candle", PEOPLE, "candle", {"state": [0, 1]}, True),
    ("{} lights a candle", PEOPLE, "candle", {"state": [1, 0]}, True),
    ("{} lights a lamp", PEOPLE, "lamp", {"state": [1, 0]}, True),
    ("a wine glass falls from a table and breaks", (), "wine glass", {"state": [0, 1], "falls": True}, True),
    ("a vase falls from a table and breaks", (), "vase", {"state": [0, 1], "falls": True}, True),
    ("{} eats an apple", (*PEOPLE, *SMALL_BEASTS), "apple", {"state": [0, 1]}, False),
    ("{} kicks a ball", (*PEOPLE, "panda", "dog", "horse"), "ball", {"moves": True}, False),
    ("a balloon explodes", (), "balloon", {"state": [0, 1]}, False),
)


def _cause(rng: Rng) -> Asked:
    words, doers, kind, effect, inside = _CAUSES[int(rng.integers(len(_CAUSES)))]
    who = _one(rng, doers) if doers else None
    place = INSIDE[_one(rng, tuple(INSIDE))] if inside else _out(rng)
    return Asked("cause", _told(f"{words.format(a(who) if who else '')} {place}"), {"kind": kind, "by": who, **effect})


def _doable(kind: str) -> tuple[str, ...]:
    return tuple(verb for verb in ACTIONS if verb in KINDS[kind].verbs)


def _order(rng: Rng) -> Asked:
    kind = _one(rng, (*PEOPLE, *BEASTS))
    can = [verb for verb in _doable(kind) if verb != "wave"]
    told = [_one(rng, can)]
    for _ in range(1 if rng.random() < 0.6 else 2):
        told.append(_one(rng, [v for v in can if v not in told]))
    rest = "".join(f", then {_verb(v)}" for v in told[1:])
    text = f"{_anywhere(rng)}, {a(kind)} {_verb(told[0])}{rest}"
    return Asked("order", _told(text), {"kind": kind, "verbs": told})


def _action(rng: Rng) -> Asked:
    kind = _one(rng, (*PEOPLE, *BEASTS))
    verb = _one(rng, _doable(kind))
    return Asked("action", _told(f"{a(kind)} {_verb(verb)} {_anywhere(rng)}"), {"kind": kind, "verb": verb})


def _interaction(rng: Rng) -> Asked:
    what = _one(rng, ("chase", "chase", "follow", "push", "pull", "ride", "carry"))
    if what in ("chase", "follow"):
        who, whom = _two(rng, (*SMALL_BEASTS, "duck", "lion", "girl", "man", "horse"))
    elif what == "ride":
        who, whom = _one(rng, PEOPLE), _one(rng, ("horse", "elephant"))
    elif what == "carry":
        who, whom = _one(rng, PEOPLE), _one(rng, ("cake", "apple", "vase", "box"))
    else:
        who, whom = _one(rng, PEOPLE), _one(rng, ("box", "table"))
    verb = {"push": "pushes", "carry": "carries"}.get(what, f"{what}s")
    text = f"{a(who)} {verb} {a(whom)} {_out(rng)}"
    return Asked("interaction", _told(text), {"who": who, "what": what, "whom": whom})


_COLOURED = ("ball", "balloon", "car", "cat", "dog", "bird", "woman", "man")
BRIGHT = ("red", "yellow", "green", "blue", "purple", "pink", "white", "black")


def _colour(rng: Rng, kind: str, but: str | None = None) -> str:
    there = KINDS[kind].colours
    return _one(rng, [c for c in (*BRIGHT, "orange", "brown", "grey") if c in there and c != but])


def _tinted(rng: Rng, kind: str) -> str:
    """A noun with its article, often with a colour."""
    return f"{a(_colour(rng, kind))} {kind}" if KINDS[kind].colours and rng.random() < 0.7 else a(kind)


def _binding(rng: Rng) -> Asked:
    first, second = _two(rng, _COLOURED)
    if rng.random() < 0.3:
        # Two of a kind that share every colour: the swapped scene is as likely.
        first, second = _two(rng, ("ball", "balloon", "car", "woman", "man"))
    one = _colour(rng, first)
    other = _colour(rng, second, one)
    text = f"{a(one)} {first} and {a(other)} {second} {_out(rng)}"
    return Asked("binding", _told(text), {"pairs": [[first, one], [second, other]]})


def _space(rng: Rng) -> Asked:
    how = _one(rng, ("left of", "right of", "on", "under", "between", "from the left", "from the right"))
    if how in ("left of", "right of"):
        kind, anchor = _two(rng, (*SMALL_BEASTS, "ball", "duck", "tree", "woman", "man", "car"))
        text = f"{a(kind)} is to the {how} {a(anchor)} {_out(rng)}"
    elif how in ("on", "under"):
        kind, anchor = (
            _one(rng, ("ball", "apple", "cake", "vase") if how == "on" else ("ball", "apple", "box")),
            "table",
        )
        text = f"{a(kind)} is {how} {a(anchor)} {INSIDE[_one(rng, tuple(INSIDE))]}"
    elif how == "between":
        kind = _one(rng, ("ball", "apple", "duck", "rabbit"))
        anchors = _two(rng, ("dog", "cat", "panda", "man", "woman", "horse"))
        text = f"{a(kind)} is between {a(anchors[0])} and {a(anchors[1])} {_out(rng)}"
        return Asked("space", _told(text), {"kind": kind, "how": how, "anchors": list(anchors)})
    else:
        kind = _one(rng, (*BEASTS, *PEOPLE, "duck", "car"))
        return Asked("space", _told(f"{a(kind)} enters {how} {_out(rng)}"), {"kind": kind, "how": how, "anchors": []})
    return Asked("space", _told(text), {"kind": kind, "how": how, "anchors": [anchor]})


def _persistence(rng: Rng) -> Asked:
    kind = _one(rng, (*SMALL_BEASTS, *PEOPLE, "horse", "lion", "car"))
    colour = _colour(rng, kind) if KINDS[kind].colours and rng.random() < 0.6 else None
    noun = f"{a(colour)} {kind}" if colour else a(kind)
    which = int(rng.integers(3))
    if which == 0:
        text, away = f"{_out(rng)}, {noun} leaves, then enters", True
    elif which == 1:
        goes = "drives" if kind == "car" else _one(rng, ("walks", "runs"))
        pronoun = "The " + kind
        text, away = f"{noun} and a tree {_out(rng)}. {pronoun} {goes}", False
    else:
        other = _one(rng, [k for k in SMALL_BEASTS if k != kind])
        goes = "drives" if kind == "car" else "runs"
        text, away = f"{noun} and {a(other)} {_out(rng)}. The {kind} {goes}. The {other} runs", False
        text = text if kind == "car" else f"{noun} and {a(other)} run {_out(rng)}"
    return Asked("persistence", _told(text), {"kind": kind, "colour": colour, "away": away})


def _physics(rng: Rng) -> Asked:
    law = _one(rng, ("fall", "bounce", "fall from"))
    if law == "bounce":
        kind = _one(rng, ("ball", "apple"))
        text = f"{_tinted(rng, kind)} bounces {_out(rng)}"
    elif law == "fall":
        kind = _one(rng, ("ball", "apple"))
        text = f"{_tinted(rng, kind)} falls {_out(rng)}"
    else:
        kind = _one(rng, ("ball", "apple", "wine glass", "vase"))
        text = f"{_tinted(rng, kind)} falls from a table {INSIDE[_one(rng, tuple(INSIDE))]}"
    return Asked("physics", _told(text), {"kind": kind, "law": "bounce" if law == "bounce" else "fall"})


_MAKERS: dict[str, Callable[[Rng], Asked]] = {
    "count": _count, "cause": _cause, "order": _order, "action": _action, "interaction": _interaction,
    "binding": _binding, "space": _space, "persistence": _persistence, "physics": _physics,
}  # fmt: skip


def sentence(family: str, rng: Rng) -> Asked:
    """A random sentence of a family with its question."""
    return _MAKERS[family](rng)


def read_asked(path: Path) -> list[Asked]:
    """Sentences with their questions from a file, one JSON object a line. Raises ``BadRequest`` (``bad-prompts``)."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as problem:
        raise BadRequest(
            "bad-prompts", f"{path} cannot be read ({problem}).", "Give a text file in UTF-8."
        ) from problem
    asked = []
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            row = json.loads(line)
            one = Asked(row["family"], row["text"], row["ask"])
            if one.family not in FAMILIES or not isinstance(one.text, str) or not isinstance(one.ask, dict):
                raise ValueError(f"there is no family {one.family}")
        except (ValueError, KeyError, TypeError) as problem:
            raise BadRequest(
                "bad-prompts", f"Line {number} of {path} is not a sentence with its question ({problem}).",
                'Write {"family": "count", "text": "Two dogs run.", "ask": {"kind": "dog", "count": 2}} on each line.',
            ) from problem  # fmt: skip
        asked.append(one)
    if not asked:
        raise BadRequest("bad-prompts", f"There are no sentences in {path}.", "Write one JSON object a line.")
    return asked
