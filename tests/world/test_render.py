from __future__ import annotations

import numpy as np
import pytest

from onetake.types import (
    DEPTH,
    FACING,
    HEIGHT,
    PHASE,
    TRACK_FIELDS,
    VISIBLE,
    Entity,
    Geometry,
    Scene,
    Staging,
    X,
    Y,
)
from onetake.world.render import Renderer, _ground
from onetake.world.shapes import Appearance, Part, ellipse, place

RED, BLUE = (230, 30, 30), (30, 30, 230)
FRAMES = 60


def plain_rig(look: Appearance, verb: str, phase_N: np.ndarray, state_N: np.ndarray) -> list[Part]:
    body = ellipse(0, 0.5, 0.4, 0.5)
    swing = 0.3 * np.sin(phase_N) if verb == "dance" else 0 * phase_N
    return [Part(place(body, swing, (0.0, 0.0)), look.colour or RED)]


RIGS = {"panda": plain_rig, "bird": plain_rig}


def staged(count: int = 1) -> Staging:
    tracks = np.zeros((FRAMES, count, len(TRACK_FIELDS)), np.float32)
    tracks[..., VISIBLE] = tracks[..., FACING] = 1
    tracks[..., Y], tracks[..., HEIGHT] = 0.3, 0.4
    tracks[..., PHASE] = np.arange(FRAMES)[:, None] * 0.37
    return Staging(tracks, np.arange(count), np.tile(np.float32([0, 0, 1]), (FRAMES, 1)))


def renderer(staging: Staging, weather: str = "clear", segments: tuple = (), place: str = "meadow") -> Renderer:
    count = staging.tracks_NEF.shape[1]
    looks = [Appearance((RED, BLUE)[e % 2]) for e in range(count)]
    scene = Scene(tuple(Entity("panda", verb="stand") for _ in range(count)), place, "day", weather)
    return Renderer(scene, staging, Geometry(192, 112, FRAMES), looks, segments, 4, rigs=RIGS)


@pytest.mark.parametrize("weather", ["clear", "rain", "fog"])
def test_any_window_is_the_same_as_the_whole(weather: str) -> None:
    staging = staged(2)
    staging.tracks_NEF[:, 1, X] = np.linspace(-1, 1, FRAMES)
    staging.camera_NC[:, 0] = np.linspace(0, 0.8, FRAMES)
    segments = ((10, 33, ("dance", "stand")), (33, 50, ("stand", "dance")))
    whole = renderer(staging, weather, segments).frames(0, FRAMES)
    assert whole.shape == (FRAMES, 112, 192, 3) and whole.dtype == np.uint8
    for start, stop in ((0, 1), (7, 12), (30, 36), (47, 60), (59, 60), (5, 5)):
        assert np.array_equal(renderer(staging, weather, segments).frames(start, stop), whole[start:stop])


def test_an_individual_is_where_its_track_says() -> None:
    staging = staged()
    staging.tracks_NEF[..., X] = 0.25
    frame = renderer(staging).frames(3, 4)[0]
    assert tuple(frame[round(56 + (0.3 - 0.2) * 112), round(96 + 0.25 * 112)]) == RED


def test_nearer_individuals_cover_farther_ones_frame_by_frame() -> None:
    staging = staged(2)
    staging.tracks_NEF[:, 0, DEPTH] = np.linspace(0, 1, FRAMES)
    staging.tracks_NEF[:, 1, DEPTH] = 0.5
    frames = renderer(staging).frames(0, FRAMES)
    assert tuple(frames[0, 67, 96]) == BLUE and tuple(frames[-1, 67, 96]) == RED


def test_verbs_change_when_the_segments_say() -> None:
    frames = renderer(staged(), segments=((20, 40, ("dance",)),)).frames(0, FRAMES)
    moving = np.abs(np.diff(frames.astype(int), axis=0)).sum((1, 2, 3)) > 0
    assert not moving[:18].any() and moving[20:38].all() and not moving[41:].any()


@pytest.mark.parametrize("segments", [((0, 10, ("dance",)), (9, 20, ("stand",))), ((4, 4, ("dance",)),), ((0, 5, ()),)])
def test_impossible_segments_are_refused(segments: tuple) -> None:
    with pytest.raises(ValueError, match="segment"):
        renderer(staged(), segments=segments)


def test_windows_outside_the_take_are_refused() -> None:
    with pytest.raises(ValueError, match="outside a take"):
        renderer(staged()).frames(0, FRAMES + 1)


def test_shadow_lies_under_the_feet_and_fades_in_the_air() -> None:
    def dark(height: float, place: str = "meadow") -> float:
        staging = staged()
        staging.tracks_NEF[:, :, Y] = 0.34
        staging.tracks_NEF[6, :, Y] = 0.34 - height
        seen = renderer(staging, place=place).frames(6, 7)[0].astype(int)
        staging.tracks_NEF[..., VISIBLE] = 0
        bare = renderer(staging, place=place).frames(6, 7)[0].astype(int)
        row = round(56 + 0.355 * 112)
        return float((bare - seen)[row, 88:104].mean())

    assert dark(0.0) > dark(0.15) > 2
    assert dark(0.39) < 4
    assert dark(0.15, "underwater") == 0


def test_a_zooming_camera_does_not_count_as_falling() -> None:
    staging = staged()
    staging.camera_NC[:, 2] = np.linspace(1, 1.5, FRAMES)
    staging.tracks_NEF[:, 0, Y] = 0.3 * staging.camera_NC[:, 2]
    assert np.allclose(_ground(staging)[:, 0], staging.tracks_NEF[:, 0, Y], atol=1e-5)


def test_the_light_of_the_hour_tints_the_cast() -> None:
    scene = Scene((Entity("panda"),), "meadow", "night")
    night = Renderer(scene, staged(), Geometry(192, 112, FRAMES), [Appearance((200, 200, 200))], rigs=RIGS)
    red, _, blue = (int(c) for c in night.frames(0, 1)[0, 67, 96])
    assert red < blue < 200
