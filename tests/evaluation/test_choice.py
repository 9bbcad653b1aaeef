"""Forced choice on pixels: the truth is chosen, a changed truth for what it shows, an empty picture not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from onetake.evaluation import choice
from onetake.evaluation.take_truth import Truth
from onetake.prompt.ontology import KINDS, PLACES
from onetake.take import make_plan


@pytest.fixture(scope="module")
def truth() -> Truth:
    return Truth.of_plan(make_plan("Two pandas dancing in a park", seconds=2, seed=3, output=Path("never.mp4")))


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "CANDIDATES", 12)
    monkeypatch.setattr(choice, "PLACES", {name: PLACES[name] for name in ("park", "beach", "kitchen", "moon")})


def frames(truth: Truth) -> choice.Frames:
    return truth.renderer().frames(0, 24)


def test_the_truth_is_nearest_to_itself(truth: Truth) -> None:
    found = choice.choose(frames(truth), truth)
    assert {field: c.nearest for field, c in found.items()} == {
        "kind": "panda", "action": "dance", "place": "park", "count": "2",
    }  # fmt: skip
    assert all(c.right for c in found.values()) and found["kind"].of == 12


def test_another_noun_verb_or_place_is_seen(truth: Truth) -> None:
    found = choice.choose(frames(choice._first(truth, kind="bear")), truth)
    assert not found["kind"].right and found["place"].right
    found = choice.choose(frames(choice._first(truth, verb="wave")), truth)
    assert found["action"].nearest == "wave" and not found["action"].right
    found = choice.choose(frames(truth.elsewhere("beach")), truth)
    assert found["place"].nearest == "beach" and not found["place"].right


def test_nobody_is_counted_in_an_empty_picture(truth: Truth) -> None:
    found = choice.choose(frames(truth.changed(present=False)), truth)
    assert found["count"].nearest == "0" and not found["count"].right


def test_rivals_are_of_the_family_first_and_never_the_one_asked(truth: Truth) -> None:
    main = truth.beats[0].scene.entities[0]
    names = choice.rivals(main, 0)
    family = [KINDS[name].family == KINDS["panda"].family for name in names]
    assert "panda" not in names and len(set(names)) == len(names) and family == sorted(family, reverse=True)


def test_windows_hold_the_subjects_and_little_else(truth: Truth) -> None:
    window = choice.windows(truth)
    differs = (frames(truth)[list(choice.MOMENTS)] != frames(truth.changed(present=False))[list(choice.MOMENTS)]).any(
        -1
    )
    assert (window & differs).sum() > 0.97 * differs.sum() and np.mean(window) < 0.7
