"""Labels by hand: what they answer, near misses, and how often a witness agrees."""

from __future__ import annotations

import numpy as np
import pytest

from onetake.errors import BadRequest
from onetake.evaluation.best import best_of
from onetake.evaluation.flaw_films import Film, true_film
from onetake.evaluation.flaw_sentences import FAMILIES, sentence
from onetake.evaluation.flaws import judge
from onetake.evaluation.hand import answers, near_miss, read_labels, to_label
from onetake.plan import make_plan

SEED = 290_500_000
LABELS = {
    "count": ({"kind": "dog", "count": 3}, "3 dog", "4 dog"),
    "cause": ({"kind": "cake", "by": "man", "state": [0, 1]}, "cake out", "cake lit"),
    "order": ({"kind": "dog", "verbs": ["sit", "run"]}, "sit, run", "run, sit"),
    "action": ({"kind": "dog", "verb": "sit"}, "sit", "sleep"),
    "interaction": ({"who": "dog", "what": "follow", "whom": "cat"}, "dog chase cat", "cat chase dog"),
    "binding": ({"pairs": [["car", "red"], ["ball", "blue"]]}, "blue ball, red car", "red ball, blue car"),
    "space": (
        {"kind": "duck", "how": "between", "anchors": ["dog", "cat"]},
        "duck between cat and dog", "dog between duck and cat",
    ),
    "persistence": ({"kind": "dog", "colour": "black", "away": False}, "black dog same", "white dog same"),
    "physics": ({"kind": "ball", "law": "fall"}, "ball bounces", "ball floats"),
}  # fmt: skip


@pytest.mark.parametrize("family", FAMILIES)
def test_labels_answer_questions(family: str) -> None:
    ask, right, wrong = LABELS[family]
    assert answers(family, ask, right)
    assert not answers(family, ask, wrong)
    assert not answers(family, near_miss(family, ask), right)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("number", range(3))
def test_a_near_miss_is_refused_by_who_sees_everything(family: str, number: int) -> None:
    asked = sentence(family, np.random.default_rng((number, 6)))
    seen = Film.whole(true_film(asked, SEED + number)).seen()
    assert judge(family, seen, asked.ask).right
    miss = judge(family, seen, near_miss(family, asked.ask))
    assert not miss.right, f"{asked.text} {near_miss(family, asked.ask)}: {miss.said}"


def test_what_is_labelled_can_be_drawn_again() -> None:
    labelled = read_labels()
    assert [(one.asked, one.seed) for one in labelled] == to_label()
    assert len(labelled) >= 200
    assert sum(one.label != "?" for one in labelled) >= 200


def test_the_best_of_several_takes_says_how_it_was_chosen(tiny: str, tmp_path) -> None:
    def plan_of(text: str, seed: int):
        return make_plan(text, seconds=2, seed=seed, model=tiny, size="192x112", output=tmp_path / "a.mp4")

    asked = "A red ball and a blue car in a park."
    first = plan_of(asked, 5)
    kept = best_of(first, 2, lambda seed: plan_of(asked, seed))
    assert kept.seed in (5, 6)
    assert kept.warnings[-1].startswith("of 2 takes, that of seed ")
    assert best_of(first, 1, lambda seed: plan_of(asked, seed)) is first
    unknown = best_of(plan_of("A submarine.", 5), 3, lambda seed: plan_of("A submarine.", seed))
    assert "nothing is asked" in unknown.warnings[-1]
    with pytest.raises(BadRequest) as refused:
        best_of(first, 17, lambda seed: plan_of(asked, seed))
    assert refused.value.code == "bad-takes"
