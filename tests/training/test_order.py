"""The order of records: by the step's number, without replacement where a pool is complete."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from onetake.model.presets import PRESETS
from onetake.training.order import Choice, Feed, Shuffle, phase_of
from onetake.training.pool import Pool
from onetake.training.recipes import FOREVER, RECIPES

TINY = replace(RECIPES["tiny"], group="all", batch=dict.fromkeys(("stills", "seconds", "windows"), 24))


def choices(shuffle: Shuffle, count: int, first: int = 0, drawn: dict[str, int] | None = None) -> list[Choice]:
    out: list[Choice] = []
    for step in range(first, first + count):
        out.append(shuffle.choice(step, out[-1].drawn if out else drawn or {}))
    return out


@pytest.mark.parametrize("name", RECIPES)
def test_recipes_are_whole(name: str) -> None:
    recipe = RECIPES[name]
    assert recipe.name == name and recipe.preset in PRESETS
    until = [step for step, _ in recipe.curriculum]
    assert until == sorted(until) and until[-1] == FOREVER
    assert all(min(shares) >= 0 and sum(shares) <= 1 for _, shares in recipe.curriculum)
    assert set(recipe.batch) == {"figures", "stretches", "stills", "seconds", "windows"}
    phases = {phase_of(step, recipe) for step in range(until[-2], until[-2] + 60)}
    assert "windows" in phases
    assert phase_of(0, recipe) == "stills"


def test_a_complete_pool_is_read_without_replacement(made: Path) -> None:
    pools = {"landscape": Pool(made / "landscape")}
    one = choices(Shuffle(pools, TINY), 16)
    read = [row for c in one for row in c.rows]
    everything = list(range(64))
    epochs = [read[at : at + 64] for at in range(0, len(read), 64)]
    assert len(epochs) == 6 and all(sorted(epoch) == everything for epoch in epochs) and epochs[0] != epochs[1]
    assert choices(Shuffle(pools, TINY), 10, 6, one[5].drawn) == one[6:]  # resumed
    assert choices(Shuffle(pools, replace(TINY, seed=2)), 16) != one
    assert {c.pool for c in one} == {"landscape"}


def test_first_nouns_are_an_order_of_their_own(made: Path) -> None:
    pools = {"landscape": Pool(made / "landscape")}
    first = pools["landscape"].rows_within("first").tolist()
    assert 0 < len(first) < pools["landscape"].capacity
    opening = choices(Shuffle(pools, replace(TINY, open_at=4)), 6)
    read = [row for c in opening[:4] for row in c.rows]
    assert set(read) == set(first) and sorted(read[: len(first)]) == first
    assert opening[4:] == [
        replace(c, drawn={**opening[3].drawn, **c.drawn}) for c in choices(Shuffle(pools, TINY), 2, first=4)
    ]


def test_a_recipe_sees_its_group_alone(made: Path) -> None:
    pools = {"landscape": Pool(made / "landscape")}
    first = set(pools["landscape"].rows_within("first").tolist())
    read = {row for c in choices(Shuffle(pools, replace(TINY, group="first")), 6) for row in c.rows}
    assert read == first


@pytest.mark.parametrize("part", range(3))
def test_the_curriculum_shares_out_the_steps(part: int) -> None:
    """Of many steps, each phase gets its share of them; what is left over are windows."""
    shares = [(0.6, 0.3), (0.0, 0.0), (1.0, 0.0)][part]
    recipe = replace(TINY, curriculum=((FOREVER, shares),))
    phases = [phase_of(step, recipe) for step in range(600)]
    for phase, share in zip(("stills", "seconds", "windows"), (*shares, 1 - sum(shares)), strict=True):
        assert abs(phases.count(phase) / 600 - share) < 0.06, phase  # type: ignore[arg-type]


def test_a_growing_pool_is_drawn_from_as_it_is(data: Path) -> None:
    pool = Pool(data / "landscape", "r+")
    pool.mark(slice(None), complete=False)
    pool.mark(slice(10, 20))
    shuffle = Shuffle({"landscape": pool}, TINY)
    one = choices(shuffle, 6)
    assert {row for c in one for row in c.rows} == set(range(10, 20)) and one == choices(shuffle, 6)
    assert one[-1].drawn == {}
    pool.mark(slice(40, 44))
    assert {row for c in choices(shuffle, 12) for row in c.rows} & set(range(40, 44))
    pool.mark(slice(None))
    assert shuffle.choice(6, {}).drawn == {"landscape": 24}


def test_pools_of_few_records_wait(data: Path) -> None:
    square = Pool.create(data / "square", 80, "square", 384)
    square.arrays["painted"][:] = 1
    shuffle = Shuffle({"landscape": Pool(data / "landscape"), "square": square}, TINY)
    assert {shuffle.pool_of(step) for step in range(40)} == {"landscape"}
    square.mark(slice(0, 70))
    names = [shuffle.pool_of(step) for step in range(200)]
    assert 0.08 < names.count("square") / 200 < 0.3


@pytest.mark.parametrize("threads", [0, 1, 3])
def test_a_feed_keeps_the_order(threads: int) -> None:
    def choose(step: int, drawn: dict[str, int]) -> Choice:
        return Choice(step, "stills", "landscape", [step], {"landscape": drawn.get("landscape", 0) + step})

    def make(choice: Choice) -> tuple[int, torch.Generator]:
        if choice.step == 9:
            raise ValueError("spoilt")
        return choice.step * 10, torch.Generator()

    feed = Feed(choose, make, threads)  # type: ignore[arg-type]
    drawn: dict[str, int] = {}
    for step in (*range(5), 2, 3):
        choice, (batch, _) = feed.at(step, drawn)
        assert choice.step == step and batch == step * 10
        assert choice.drawn["landscape"] == drawn.get("landscape", 0) + step
        drawn = choice.drawn
    feed.close()
    assert feed.at(8, {})[1][0] == 80
    with pytest.raises(ValueError, match="spoilt"):  # where it is made, not before
        feed.at(9, {})
    feed.close()
