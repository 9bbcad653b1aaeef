from __future__ import annotations

import numpy as np
import pytest

from onetake.prompt.ontology import PLACES
from onetake.types import SHAPES
from onetake.world._canvas import PERIOD
from onetake.world.sets import ambient, backdrop
from onetake.world.weather import Weather

EVERY = [(place, hour) for place, known in PLACES.items() for hour in known.hours]


@pytest.mark.parametrize(("place", "hour"), EVERY)
@pytest.mark.parametrize("shape", SHAPES)
def test_every_set_fills_the_picture(place: str, hour: str, shape: str) -> None:
    width, height = SHAPES[shape]
    painted = backdrop(place, hour, width, height, 1)
    picture = painted.picture()
    assert picture.shape == (height, width, 3) and picture.dtype == np.uint8
    assert picture.std() > 8
    assert painted.layers[0].image_YXC[..., 3].min() == 255
    assert [layer.parallax for layer in painted.layers] == sorted(layer.parallax for layer in painted.layers)
    assert painted.layers[-1].parallax == 1.0


@pytest.mark.parametrize("place", PLACES)
def test_endless_sideways(place: str) -> None:
    hour = PLACES[place].hours[0]
    painted = backdrop(place, hour, 192, 112, 2)
    # No seam: neighbours across the end of the ring differ no more than neighbours elsewhere.
    for layer in painted.layers:
        image = layer.image_YXC.astype(int)
        step = np.abs(image - np.roll(image, 1, 1)).mean((0, 2))
        assert step[0] <= step[1:].max() + 1e-6
        if layer.parallax == 1.0:
            there = painted.picture((PERIOD * 3, 0.0, 1.0))
    ground = painted.picture()[100:]
    assert np.abs(ground.astype(int) - there[100:]).max() <= 2


def test_a_pan_moves_the_ground_by_the_cameras_way_and_the_sky_by_less() -> None:
    painted = backdrop("park", "day", 192, 112)
    before, after = painted.picture(), painted.picture((0.25, 0.0, 1.0))
    moved = round(0.25 * 112)
    assert np.abs(before[80:, moved:].astype(int) - after[80:, :-moved]).max() <= 2
    assert np.abs(before[:40, moved:].astype(int) - after[:40, :-moved]).max() > 20


@pytest.mark.parametrize("camera", [(0, 0, 0.7), (0.1, 0.15, 1.0), (-9.3, -0.2, 1.6), (2.0, 0.05, 1.31)])
def test_no_camera_looks_beyond_the_paint(camera: tuple[float, float, float]) -> None:
    for place in ("beach", "kitchen", "underwater"):
        assert backdrop(place, "day", 112, 192).picture(camera).max(-1).min() > 20


def test_same_arguments_same_pixels_and_variants_differ() -> None:
    first = backdrop("forest", "day", 144, 144, 3).picture()
    backdrop.cache_clear()
    assert np.array_equal(first, backdrop("forest", "day", 144, 144, 3).picture())
    assert not np.array_equal(first, backdrop("forest", "day", 144, 144, 4).picture())


def test_night_is_darker_and_ambient_keeps_subjects_readable() -> None:
    for place, known in PLACES.items():
        for hour in known.hours:
            assert min(ambient(place, hour)) > 0.5
        if {"day", "night"} <= set(known.hours):
            day, night = (backdrop(place, hour, 192, 112).picture().mean() for hour in ("day", "night"))
            assert night < day * 0.8
    assert ambient("meadow", "sunset")[0] > ambient("meadow", "sunset")[2]


def test_unknown_names_are_refused() -> None:
    for place, hour in (("meadow", "noon"), ("attic", "day")):
        with pytest.raises((KeyError, ValueError)):
            backdrop(place, hour, 192, 112)


@pytest.mark.parametrize("weather", ["rain", "snow", "fog"])
def test_weather_is_seekable_and_moves(weather: str) -> None:
    grey = np.full((112, 192, 3), 90, np.uint8)

    def drawn(frame: int, seed: int = 5) -> np.ndarray:
        image = grey.copy()
        Weather(weather, "day", 192, 112, seed).draw(image, frame)
        return image

    assert np.array_equal(drawn(700), drawn(700))
    assert not np.array_equal(drawn(700), drawn(712))
    assert not np.array_equal(drawn(700), drawn(700, 6))
    assert 0 < np.abs(drawn(700).astype(int) - grey).mean() < 80
    for frame in range(0, 5000, 97):
        assert drawn(frame).shape == grey.shape
