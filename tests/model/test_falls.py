"""What falls is where the layout says, frame after frame, and looks as the network says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from onetake.model.condition import Condition
from onetake.model.falls import SHEETS, Falls, covered, veils, weather_of
from onetake.model.layers import Layers
from onetake.model.presets import PRESETS
from onetake.plan import make_plan
from onetake.prompt.falling import FALLS, SLANT, Falling, corner
from onetake.prompt.ontology import CONCEPTS
from onetake.take import condition_of
from onetake.types import STRIDE
from onetake.world.weather import Weather


def told(sentence: str, seed: int = 4) -> Condition:
    return condition_of(make_plan(sentence, seconds=2, seed=seed))


@pytest.mark.parametrize("weather", FALLS)
@pytest.mark.parametrize("size", [(192, 112), (112, 192), (128, 128)])
def test_it_is_where_the_world_has_it(weather: str, size: tuple[int, int]) -> None:
    for frame in (0, 31):
        picture = np.zeros((size[1], size[0], 3), np.uint8)
        Weather(weather, "day", *size, 9).draw(picture, frame)
        world = picture.mean(-1).ravel()
        seen = covered(weather, Falling(9, np.array([frame])), 0, *size)
        assert seen.shape == (SHEETS, size[1], size[0]) and 0 <= float(seen.min()) and float(seen.max()) <= 1
        assert np.corrcoef(world, seen.amax(0).numpy().ravel())[0, 1] > 0.85


@pytest.mark.parametrize("weather", FALLS)
def test_it_falls(weather: str) -> None:
    """From one frame to the next all of a sheet has gone down by what its speed says."""
    begin = np.array([0.3, 0.2])
    (x0, y0), (x1, y1) = (corner(weather, 0, 192, 112, begin, frame) for frame in (3, 4))
    assert (y0 - y1) % 140 == pytest.approx(FALLS[weather][0][2] / 12 * 112)
    assert (abs(x1 - x0) > 0.5) == (weather in SLANT)


def test_only_a_weather_in_which_something_falls_has_it() -> None:
    layers = Layers(PRESETS["tiny"]).eval()
    with torch.no_grad():
        layers.places.falls.inks[CONCEPTS["weather", "rain"]] = 3.0
    for sentence, wet in (("A dog in the rain in a park", True), ("A dog in a park", False)):
        condition = told(sentence)
        shown = list(layers.falls(condition, 112, 192))
        assert len(shown) == (SHEETS * 24 if wet else 0)
        assert not list(layers.falls(replace(condition, falling=None), 112, 192))
        assert not list(layers.falls(condition.without_text(), 112, 192))
    rainy = told("A dog in the rain in a park")
    with_it, without = (layers(c.frames(0, 3), 7, 12) for c in (rainy, replace(rainy, falling=None)))
    assert (with_it - without).abs().amax((0, 2, 3, 4)).min() > 0.05  # in every frame


def test_a_part_of_a_take_is_as_in_the_whole() -> None:
    layers = Layers(PRESETS["tiny"]).eval()
    rainy = told("A dog in the rain in a park")
    whole = list(layers.falls(rainy, 7, 12))
    part = list(layers.falls(rainy.frames(3, 6), 7, 12))
    later = [shown for shown in whole if shown[1] >= 3 * STRIDE]
    assert len(part) == len(later) and all(torch.equal(a[3], b[3]) for a, b in zip(part, later, strict=True))
    other = list(layers.falls(told("A dog in the rain in a park", seed=5), 7, 12))
    assert not torch.equal(other[0][3], whole[0][3])


def test_veils_are_premultiplied_and_follow_the_facts() -> None:
    falls = Falls()
    rain, night = CONCEPTS["weather", "rain"], CONCEPTS["hour", "night"]
    with torch.no_grad():
        falls.inks[rain], falls.inks[night] = 2.0, -1.0
    by_day, by_night = falls(torch.tensor([[rain, 0], [rain, night]])).detach()
    assert by_day.shape == (SHEETS, 4) and float(by_night.max()) < float(by_day.min())
    mask = covered("rain", Falling(1, np.array([0])), 0, 96, 96)
    for veil in veils(by_day, mask):
        assert (veil[:3] <= veil[3:] + 1e-6).all()
    assert weather_of(torch.tensor([0, night, rain])) == "rain" and weather_of(torch.tensor([0, night])) is None
