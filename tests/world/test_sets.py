from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from onetake.prompt.eyes import eyes
from onetake.prompt.ontology import COLOURS, LOOKS, PLACES
from onetake.types import SHAPES
from onetake.world._canvas import PERIOD
from onetake.world._looks import LOOKS as PAINTS
from onetake.world.sets import VARIANTS, _paint, ambient, backdrop
from onetake.world.weather import Weather


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("shape", SHAPES)
def test_every_set_fills_the_picture_at_every_hour_and_in_every_weather(place: str, shape: str) -> None:
    width, height = SHAPES[shape]
    known = PLACES[place]
    conditions = [(hour, known.weathers[i % len(known.weathers)]) for i, hour in enumerate(known.hours)]
    for hour, weather in conditions:
        painted = backdrop(place, hour, width, height, 1, weather, span=(-0.9, 0.9))
        picture = painted.picture()
        assert picture.shape == (height, width, 3) and picture.dtype == np.uint8
        assert picture.std() > 8
        assert painted.layers[0].image_YXC[..., 3].min() == 255
        assert [layer.parallax for layer in painted.layers] == sorted(layer.parallax for layer in painted.layers)
        assert painted.layers[-1].parallax == 1.0


@pytest.mark.parametrize("place", PLACES)
def test_endless_sideways_without_a_seam(place: str) -> None:
    painted = backdrop(place, PLACES[place].hours[0], 192, 112, 2)
    # Neighbours across the end of the ring differ no more than neighbours elsewhere.
    for layer in painted.layers:
        image = layer.image_YXC.astype(np.int16)
        step = np.abs(image - np.roll(image, 1, 1)).mean((0, 2))
        assert step[0] <= 1.05 * step[1:].max() + 0.05
    nearest = painted.layers[-1]
    eye = [(0.3, 0.0, 1.0)] * len(painted.layers)
    again = [(0.3 + PERIOD, 0.0, 1.0)] * len(painted.layers)
    assert nearest.parallax == 1.0 and np.array_equal(painted.view(eye), painted.view(again))


@pytest.mark.parametrize("place", ["meadow", "kitchen", "harbour", "train", "library", "sky"])
def test_a_minutes_travel_never_looks_the_same_and_the_way_back_does(place: str) -> None:
    painted = backdrop(place, "day", 192, 112, 1)
    seen = [painted.picture((x, 0.0, 1.0)).astype(np.int16) for x in np.arange(0, 15, 0.5)]
    for i, one in enumerate(seen):
        for other in seen[i + 1 :]:
            assert np.abs(one - other).mean() > 1
    assert np.array_equal(painted.picture((0.0, 0.0, 1.0)), seen[0])


@pytest.mark.parametrize("place", PLACES)
def test_what_is_seen_does_not_depend_on_the_stretch_that_is_painted(place: str) -> None:
    hour = PLACES[place].hours[0]
    whole, part = backdrop(place, hour, 192, 112, 0), backdrop(place, hour, 192, 112, 0, span=(0.4, 3.1))
    for camera in ((1.3, 0.0, 1.0), (2.2, 0.05, 1.2)):
        eye = [camera] * len(whole.layers)
        assert np.abs(whole.view(eye).astype(int) - part.view(eye)).max() <= 3


def test_the_three_variants_of_a_place_differ() -> None:
    assert VARIANTS == 3
    for place in PLACES:
        one, two, three = (
            backdrop(place, PLACES[place].hours[0], 192, 112, v, span=(-0.9, 0.9)).picture() for v in range(3)
        )
        for a, b in ((one, two), (two, three), (one, three)):
            assert np.abs(a.astype(int) - b).mean() > 2, place


CANOPIES = ("cave", "jungle", "sky")
"""Places that hang from the picture's upper edge or lie at its lower one, so that a portrait shows them elsewhere."""


@pytest.mark.parametrize("place", PLACES)
def test_things_stand_where_they_stand_whatever_the_light_and_the_shape(place: str) -> None:
    """Only the sky, which has a parallax of its own, may have stars, a sun or a cover of clouds at times."""

    def standing(hour: str, weather: str = "clear", size: tuple[int, int] = (192, 112)) -> list[NDArray[np.int16]]:
        painted = backdrop(place, hour, *size, 1, weather, span=(-2.0, 2.0))
        middle = [round((-0.45 - layer.top) * 112) for layer in painted.layers]
        return [
            layer.image_YXC[top : top + 100, ..., 3].astype(np.int16)
            for layer, top in zip(painted.layers, middle, strict=True)
            if layer.parallax > 0.13 and not layer.drift
        ]

    first, *others = PLACES[place].hours
    usual = standing(first)
    cases = [standing(hour) for hour in others] + [standing(first, weather) for weather in ("cloud", "storm")]
    if place not in CANOPIES:
        cases.append(standing(first, size=(112, 192)))
    for case in cases:
        for before, now in zip(usual, case, strict=True):
            assert (np.abs(before - now) > 40).mean() < 0.02  # lamps are lit


def test_a_track_moves_the_ground_by_the_cameras_way_and_the_sky_by_less() -> None:
    painted = backdrop("park", "day", 192, 112)
    before, after = painted.picture(), painted.picture((0.25, 0.0, 1.0))
    moved = round(0.25 * 112)
    assert np.abs(before[80:, moved:].astype(int) - after[80:, :-moved]).max() <= 2
    assert np.abs(before[:40, moved:].astype(int) - after[:40, :-moved]).max() > 20


def far(camera: str, x: float = 0.0, y: float = 0.0, zoom: float = 1.0, parallax: float = 0.2) -> list[float]:
    """From where a far layer is seen after a camera has gone somewhere."""
    path = np.linspace([0, 0, 1], [x, y, zoom], 25).astype(np.float32)
    assert np.allclose(eyes(path, [(0, 25, camera)], 1.0)[-1], (x, y, zoom), atol=1e-5)
    return [float(v) for v in eyes(path, [(0, 25, camera)], parallax)[-1]]


def test_turning_moves_far_layers_almost_as_near_ones_and_travelling_does_not() -> None:
    assert far("pan right", x=1.0)[0] > 0.7
    assert far("track right", x=1.0)[0] == pytest.approx(0.2) == far("follow", x=1.0)[0]
    assert far("crane up", y=-0.3)[1] == pytest.approx(-0.06)
    assert far("zoom in", zoom=1.3)[2] == pytest.approx(1.3)
    assert 1.02 < far("dolly in", zoom=1.3)[2] < 1.2


def test_what_a_camera_did_before_stays_when_another_takes_over() -> None:
    path = np.zeros((48, 3), np.float32)
    path[:, 2] = 1
    path[:24, 0], path[24:, 0] = np.linspace(0, 1, 24), np.linspace(1, 0, 24)
    seen = eyes(path, [(0, 24, "track right"), (24, 48, "track left")], 0.3)
    assert np.allclose(seen[-1], (0, 0, 1)) and np.abs(np.diff(seen[:, 0])).max() < 0.02
    turned = eyes(path, [(0, 24, "track right"), (24, 48, "static")], 0.3)
    assert np.array_equal(turned[:24], seen[:24])
    rise = np.tile(np.array([0, 0, 1], np.float32), (72, 1))
    rise[:36, 1], rise[36:, 1] = np.linspace(0, -0.13, 36), np.linspace(-0.13, 0, 36)
    rise[:36, 2], rise[36:, 2] = np.linspace(1, 1.4, 36), np.linspace(1.4, 1, 36)
    for out, back in (("crane up", "static"), ("dolly in", "zoom out"), ("zoom in", "handheld")):
        assert np.allclose(eyes(rise, [(0, 36, out), (36, 72, back)], 0.3)[-1], (0, 0, 1), atol=1e-6)


@pytest.mark.parametrize(
    "camera", [(0, 0, 0.7), (0.1, 0.15, 1.0), (-9.3, -0.2, 1.6), (2.0, 0.05, 1.31), (0, -0.4, 1), (0, 0.3, 1)]
)
def test_no_camera_looks_beyond_the_paint(camera: tuple[float, float, float]) -> None:
    for place in ("beach", "kitchen", "underwater", "jungle", "market"):
        assert backdrop(place, "day", 112, 192).picture(camera).max(-1).min() > 20


def test_same_arguments_same_pixels() -> None:
    first = backdrop("forest", "day", 144, 144, 2).picture()
    _paint.cache_clear()
    assert np.array_equal(first, backdrop("forest", "day", 144, 144, 2).picture())


def test_night_is_darker_and_ambient_keeps_subjects_readable() -> None:
    for place, known in PLACES.items():
        for hour in known.hours:
            for weather in known.weathers:
                assert min(ambient(place, hour, weather)) > 0.5
        if {"day", "night"} <= set(known.hours):
            day, night = (backdrop(place, h, 192, 112, span=(-0.9, 0.9)).picture().mean() for h in ("day", "night"))
            assert night < day * 0.8, place
        if {"dawn", "dusk"} <= set(known.hours):
            dawn, dusk = (backdrop(place, h, 192, 112, span=(-0.9, 0.9)).picture().mean() for h in ("dawn", "dusk"))
            assert dusk < dawn * 0.9, place
    assert ambient("meadow", "sunset")[0] > ambient("meadow", "sunset")[2]


def test_a_storm_is_darker_than_a_cloudy_and_a_clear_day() -> None:
    clear, cloud, storm = (
        backdrop("farm", "day", 192, 112, 0, w, span=(-0.9, 0.9)).picture().mean() for w in ("clear", "cloud", "storm")
    )
    assert storm < 0.8 * min(clear, cloud)


def test_unknown_names_are_refused() -> None:
    for place, hour, look in (("meadow", "noon", "flat"), ("attic", "day", "flat"), ("meadow", "day", "crayon")):
        with pytest.raises((KeyError, ValueError)):
            backdrop(place, hour, 192, 112, look=look)


def test_every_look_is_another_picture_and_keeps_colours_apart() -> None:
    assert tuple(PAINTS) == tuple(LOOKS)
    seen = [backdrop("meadow", "day", 192, 112, 0, look=look, span=(-0.9, 0.9)).picture().astype(int) for look in LOOKS]
    for i, one in enumerate(seen):
        for other in seen[i + 1 :]:
            assert np.abs(one - other).mean() > 4
    for paint in PAINTS.values():
        red, green, blue = (np.array(paint.cast(COLOURS[name][1]), int) for name in ("red", "green", "blue"))
        assert red[0] > green[0] + 10 and red[0] > blue[0] + 10 and blue[2] > red[2] + 10 and green[1] > red[1] + 5
        black, white = (sum(paint.cast(COLOURS[name][1])) for name in ("black", "white"))
        assert white > black + 150


@pytest.mark.parametrize("weather", ["rain", "snow", "fog", "storm"])
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


def test_lightning_comes_and_goes_behind_the_cast() -> None:
    storm = Weather("storm", "night", 192, 112, 3)
    light = []
    for frame in range(90):
        image = np.full((112, 192, 3), 60, np.uint8)
        storm.behind(image, frame)
        light.append(float(image.mean()))
    assert sum(level > 90 for level in light) in range(3, 20) and sum(level == 60 for level in light) > 60
