"""What is painted is held against everything it could be."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from onetake.evaluation import painters
from onetake.evaluation.painters import _rank, rank_kind, truths
from onetake.evaluation.report import painters_table

KINDS = ("panda", "ball", "bus", "candle")


def test_ranks() -> None:
    errors = {"a": 0.3, "b": 0.1, "c": 0.3, "d": 0.5}
    assert (_rank("a", errors, False).before, _rank("a", errors, False).nearest) == (1, "b")
    assert _rank("b", errors, False).before == 0 and _rank("d", errors, True).before == 3


def test_a_perfect_painter_is_always_right_and_another_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """The world itself in the painter's place; then the world painting balls whatever it is asked for."""

    def perfect(_, kind, verb, variant, phase_N):  # type: ignore[no-untyped-def]
        return truths(kind, verb, painters.reach_of(kind), variant, phase_N)

    def balls(_, kind, verb, variant, phase_N):  # type: ignore[no-untyped-def]
        return truths("ball", "stand", painters.reach_of(kind), variant, phase_N)

    for painter, right in ((perfect, True), (balls, False)):
        monkeypatch.setattr(painters, "painting", painter)
        rng = np.random.default_rng(2)
        ranks = [rank_kind(None, rng, ("panda", "bus", "candle", "ball")) for _ in range(6)]  # type: ignore[arg-type]
        wrong = [kind.asked for kind, _ in ranks if kind.before and kind.asked != "ball"]
        assert (not wrong) == right
        if right:
            assert all(verb.before == 0 for _, verb in ranks)


def test_the_table_names_what_was_mistaken() -> None:
    share = {"share": 0.5, "low": 0.1, "high": 0.9, "right": 1, "of": 2}
    measured = {"count": 2, "kinds": 4, "seed": 0, "right": {"kind": share}, "near": {"kind": share}}
    told = painters_table({**measured, "mistaken": {"kind": ["panda → ball"], "verb": []}})
    assert "50 [10-90]" in told and "panda → ball" in told


def test_pictures_are_those_of_the_world() -> None:
    made = truths("panda", "stand", painters.reach_of("panda"), 0, np.zeros(2, np.float32))
    assert made.shape == (2, 4, 64, 64) and torch.equal(made[0], made[1]) and made[:, 3].max() == 1
