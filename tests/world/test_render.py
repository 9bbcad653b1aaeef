from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from onetake.prompt.ontology import LOOKS, PLACES
from onetake.types import (
    DEPTH,
    FACING,
    HEIGHT,
    PHASE,
    TRACK_FIELDS,
    VISIBLE,
    Beat,
    Entity,
    Geometry,
    Scene,
    Staging,
    X,
    Y,
)
from onetake.world._shadows import ground_below
from onetake.world.render import Renderer, Segments
from onetake.world.shapes import Appearance, Part, ellipse, place
from onetake.world.take import simulate_take

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
    return Staging(tracks, np.arange(count), np.tile(np.array([0, 0, 1], np.float32), (FRAMES, 1)))


def renderer(staging: Staging, weather: str = "clear", segments: Segments = (), place: str = "meadow") -> Renderer:
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
def test_impossible_segments_are_refused(segments: Segments) -> None:
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
    square_E = np.ones(staging.tracks_NEF.shape[1])
    assert np.allclose(ground_below(staging, square_E)[:, 0], staging.tracks_NEF[:, 0, Y], atol=1e-5)


def test_the_light_of_the_hour_tints_the_cast() -> None:
    scene = Scene((Entity("panda"),), "meadow", "night")
    night = Renderer(scene, staged(), Geometry(192, 112, FRAMES), [Appearance((200, 200, 200))], rigs=RIGS)
    red, _, blue = (int(c) for c in night.frames(0, 1)[0, 67, 96])
    assert red < blue < 200


def drawn(scene: Scene, staging: Staging, **more: object) -> np.ndarray:
    return Renderer(scene, staging, Geometry(192, 112, FRAMES), rigs=RIGS, **more).frames(0, FRAMES)  # type: ignore[arg-type]


def beats(*scenes: Scene) -> tuple[Beat, ...]:
    seconds = FRAMES / 12 / len(scenes)
    return tuple(Beat(i * seconds, (i + 1) * seconds, scene, "") for i, scene in enumerate(scenes))


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("weather", ["clear", "storm"])
def test_every_look_draws_any_window_alike_and_shows_the_cast(look: str, weather: str) -> None:
    staging = staged(2)
    staging.tracks_NEF[:, 1, X] = np.linspace(-1, 1, FRAMES)
    staging.camera_NC[:, 0] = np.linspace(0, 0.8, FRAMES)
    scene = Scene(
        (Entity("panda", colour="red"), Entity("panda", colour="blue")), "farm", "day", weather, "track right", look
    )
    whole = drawn(scene, staging)
    window = Renderer(scene, staging, Geometry(192, 112, FRAMES), rigs=RIGS).frames(31, 36)
    assert np.array_equal(window, whole[31:36])
    inside, beside = whole[0, 60:80, 90:102].astype(int), whole[0, 60:80, 40:60].astype(int)
    assert np.abs(inside.mean((0, 1)) - beside.mean((0, 1))).max() > 15


def test_who_is_not_present_is_not_drawn() -> None:
    here = Scene((Entity("panda", colour="red"),), "meadow")
    gone = replace(here, entities=(replace(here.entities[0], present=False),))
    frames = drawn(here, staged(), beats=beats(here, gone))
    assert tuple(frames[10, 67, 96]) == tuple(frames[29, 67, 96]) != tuple(frames[30, 67, 96])
    assert np.array_equal(frames[30], drawn(gone, staged())[0])


def test_beats_tell_verbs_and_camera() -> None:
    still = Scene((Entity("panda"),), "park")
    dancing = replace(still, entities=(Entity("panda", verb="dance"),))
    moving = np.abs(np.diff(drawn(still, staged(), beats=beats(still, dancing)).astype(int), axis=0)).sum((1, 2, 3)) > 0
    assert not moving[:28].any() and moving[31:].all()
    staging = staged()
    staging.camera_NC[:, 0] = np.linspace(0, 0.6, FRAMES)
    pan, track = (
        drawn(replace(still, camera=camera), staging)[-1, :40].astype(int) for camera in ("pan right", "track right")
    )
    assert np.abs(pan - track).mean() > 2


def test_variants_and_traits_reach_the_rig() -> None:
    asked: list[Appearance] = []

    def rig(look: Appearance, verb: str, phase_N: np.ndarray, state_N: np.ndarray) -> list[Part]:
        asked.append(look)
        return plain_rig(look, verb, phase_N, state_N)

    scene = Scene((Entity("panda", count=2, colour="red", traits=("hat",)),), "meadow")
    staging = replace(staged(2), entity_E=np.zeros(2, np.int64), variant_E=np.array([2, 1]), variant=1)
    Renderer(scene, staging, Geometry(192, 112, FRAMES), rigs={"panda": rig}).frames(0, 3)
    assert [look.variant for look in asked] == [2, 1] and {look.traits for look in asked} == {("hat",)}
    assert asked[0].colour is not None
    other = Renderer(scene, replace(staging, variant=2), Geometry(192, 112, FRAMES), rigs=RIGS).frames(0, 1)
    assert not np.array_equal(
        other[0, :40], Renderer(scene, staging, Geometry(192, 112, FRAMES), rigs=RIGS).frames(0, 1)[0, :40]
    )


def test_what_is_held_casts_its_shadow_on_the_ground_below_its_holder() -> None:
    staging = staged(2)
    staging.tracks_NEF[:, 0, Y], staging.tracks_NEF[:, 1, Y] = 0.4, 0.15
    staging.tracks_NEF[:, 1, X], staging.tracks_NEF[:, 1, HEIGHT] = 0.5, 0.1
    holding = Scene((Entity("panda", verb="hold", target=1), Entity("panda")), "meadow")
    apart = Scene((Entity("panda"), Entity("panda")), "meadow")
    held, free = drawn(holding, staging)[5], drawn(apart, staging)[5]
    row, column = 56 + round(0.155 * 112), 96 + round(0.5 * 112)
    assert held[row, column - 2 : column + 3].mean() > free[row, column - 2 : column + 3].mean()


def test_the_country_passes_the_windows_of_a_train() -> None:
    scene = Scene((), "train")
    staging = Staging(staged().tracks_NEF[:, :0], np.zeros(0, np.int64), staged().camera_NC)
    frames = drawn(scene, staging)
    assert np.abs(frames[0, 25:50].astype(int) - frames[20, 25:50]).mean() > 2
    assert np.array_equal(frames[0, 80:], frames[20, 80:])


@pytest.mark.parametrize("look", ["flat", "night-neon", "blueprint"])
def test_what_the_world_adds_to_a_picture_can_be_had_alone(look: str) -> None:
    """Given the world's own place and cast, ``over`` gives its own picture: shadows, finish and rain included."""
    take = next(
        t for t in (simulate_take(i, seconds=4, scenes=(replace(s, look=look, weather="rain"),))
                    for i, s in ((i, simulate_take(i, seconds=4).beats[0].scene) for i in range(60))
                    if "rain" in PLACES[s.place].weathers)
    )  # fmt: skip
    renderer, frame = take.renderer, 7
    whole = renderer.frames(frame, frame + 1)[0]
    place = np.empty((1, *whole.shape), np.uint8)
    renderer._paint_backdrops(place, frame)
    first, last, verbs = next(block for block in renderer._blocks(frame, frame + 1))
    drawn, here = renderer._pose(first, last, verbs), renderer._here(frame)

    def cast(image: np.ndarray, n: int) -> None:
        for e in np.argsort(take.staging.tracks_NEF[n, :, DEPTH], kind="stable"):
            if here[e]:
                drawn[e].draw(image, n - first)

    bare = place[0].copy()
    renderer.over(place[0], frame, cast)
    assert np.array_equal(place[0], whole) and not np.array_equal(whole, bare)
