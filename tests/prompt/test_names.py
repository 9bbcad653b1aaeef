"""Names in prompts become whom they stand for, in both languages, and everybody gets exactly their own looks."""

import numpy as np
import pytest

from onetake.errors import BadRequest
from onetake.prompt.names import (
    as_cast,
    check_mentioned,
    check_names,
    in_words,
    mentioned,
    noun_of,
    understand_names,
)
from onetake.prompt.staging import stage
from onetake.types import Geometry, Reference

BAO = Reference("Bao", "panda", traits=("hat",), variant=2)
MEI = Reference("Mei", "dog", "black", ("scarf",), 1)
TOM = Reference("Tom", "dog", "black", ("scarf",))
LU = Reference("陆", "man", "red", ("glasses",))


def looks(prompt, cast, seconds=4):
    beats, _, _, who = understand_names(prompt, seconds, cast)
    return [[(e.kind, e.colour, e.traits, e.verb) for e in b.scene.entities] for b in beats], who


@pytest.mark.parametrize(
    ("prompt", "cast", "first"),
    [
        ("Bao dances on the moon", (BAO,), ("panda", None, ("hat",), "dance")),
        ("bao dances on the moon", (BAO,), ("panda", None, ("hat",), "dance")),
        ("Bao在月球上跳舞", (BAO,), ("panda", None, ("hat",), "dance")),
        ("陆在厨房里吃苹果", (LU,), ("man", "red", ("glasses",), "eat")),
        ("陆 walks in a park", (LU,), ("man", "red", ("glasses",), "walk")),
        ("My panda sleeps", (Reference("panda", "panda", traits=("bow",)),), ("panda", None, ("bow",), "sleep")),
        ("熊猫在雪地里跑", (Reference("熊猫", "panda", traits=("crown",)),), ("panda", None, ("crown",), "run")),
    ],
)
def test_a_name_is_who_it_stands_for(prompt, cast, first):
    beats, who = looks(prompt, cast)
    assert beats[0][0] == first and who == {0: 0}


def test_two_of_one_kind_and_one_looks_alike_stay_two():
    beats, who = looks("Mei and Tom play in a park, then Tom sleeps", (MEI, TOM))
    assert [e[3] for e in beats[1]] == ["play", "sleep"] and who == {0: 0, 1: 1}
    beats, who = looks("Bao and a black dog run. Then Bao jumps", (BAO, MEI)[:1])
    assert [e[:3] for e in beats[1]] == [("panda", None, ("hat",)), ("dog", "black", ())]
    assert [e[3] for e in beats[1]] == ["jump", "run"]


def test_whose_looks_they_are_is_laid_out():
    beats, _, _, who = understand_names("Mei and Bao run in the snow", 2, (BAO, MEI))
    staging = as_cast(stage(beats, Geometry(192, 112, 24), 0), (BAO, MEI), who)
    by_role = dict(zip(staging.cast_E.tolist(), staging.variant_E.tolist(), strict=True))
    assert by_role == {1: 2, 2: 1}
    assert as_cast(staging, (), {}) is staging and staging.variant_E.dtype == np.int64


def test_words_that_only_contain_a_name_are_left_alone():
    assert mentioned("The baobab grows", ["Bao"]) == [] and mentioned("Tom-tom, said Bao", ["Bao", "Tom"]) == [
        "Tom",
        "Bao",
    ]
    assert in_words("Bao's friend. Bao runs", (BAO,)).count("panda") == 2
    assert noun_of("Bao") is None and noun_of("Panda") == noun_of("熊猫") == "panda"


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: check_names(["Bao", "bao"]), "bad-reference"),
        (lambda: check_names(["…"]), "bad-reference"),
        (lambda: check_names(["B" * 41]), "bad-reference"),
        (lambda: check_names([f"N{i}" for i in range(7)]), "bad-reference"),
        (lambda: check_mentioned("A dog runs", ["Bao"]), "reference-unmentioned"),
        (lambda: understand_names("Bao's ball rolls", 2, (BAO,)), "reference-unclear"),
        (lambda: understand_names("Bao, naked child", 2, (BAO,)), "moderation_blocked"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_a_sentence(make, code):
    with pytest.raises(BadRequest) as caught:
        make()
    assert caught.value.code == code and caught.value.message.endswith((".", ")")) and caught.value.hint
