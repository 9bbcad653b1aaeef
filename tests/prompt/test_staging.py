"""Layouts and cameras: inside the picture, as the sentence says, causes before effects."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pytest

from onetake.prompt.ontology import CAMERAS, KINDS, VERBS
from onetake.prompt.staging import TOPS, stage
from onetake.types import (
    DEPTH,
    FACING,
    HEIGHT,
    MAX_INDIVIDUALS,
    SHAPES,
    STATE,
    VISIBLE,
    Beat,
    Entity,
    Geometry,
    Scene,
    Staging,
    X,
    Y,
)

HalfSize = Callable[[Staging, Scene], tuple[np.ndarray, np.ndarray]]
LANDSCAPE = Geometry(192, 112, 96)
PANDA = Scene(
    (Entity("panda", verb="eat", target=1, relation="on", anchor=2), Entity("bamboo"), Entity("rock")), "bamboo grove"
)
GLASS = Scene((Entity("wine glass", verb="fall", relation="on", anchor=1), Entity("table")), "kitchen")
CAKE = Scene(
    (Entity("old man", verb="blow out", target=1), Entity("cake", relation="on", anchor=2), Entity("table")), "kitchen"
)
PUPS = Scene((Entity("wolf pup", 5, verb="play"),), "snowy field")
WOMAN = Scene((Entity("woman", verb="walk"),), "neon street", "night", camera="follow")
DANCE = Scene((Entity("panda", verb="dance"),), "meadow")
ARTICLE = (PANDA, GLASS, CAKE, PUPS, WOMAN, DANCE)


def staged(scene: Scene, seed: int = 0, geometry: Geometry = LANDSCAPE) -> Staging:
    return stage((Beat(0, geometry.seconds, scene, ""),), geometry, seed)


def told(scenes: list[Scene], seconds: float = 12, seed: int = 0) -> Staging:
    """A take of several beats of equal length."""
    cuts = np.linspace(0, seconds, len(scenes) + 1)
    beats = [Beat(float(a), float(b), s, "") for a, b, s in zip(cuts[:-1], cuts[1:], scenes, strict=True)]
    return stage(beats, Geometry(192, 112, int(seconds * 12)), seed)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("camera", ["static", "zoom in", "zoom out", "handheld", "pan left", "follow"])
def test_boxes_stay_inside_the_picture(half_size: HalfSize, shape: str, camera: str) -> None:
    geometry = Geometry(*SHAPES[shape], 72)
    half_x, half_y = geometry.half_extent
    for scene in ARTICLE:
        scene = Scene(scene.entities, scene.place, camera=camera)
        for seed in range(6):
            staging = staged(scene, seed, geometry)
            reach_x, reach_y = half_size(staging, scene)
            x, y = staging.tracks_NEF[..., X], staging.tracks_NEF[..., Y] - staging.tracks_NEF[..., HEIGHT] / 2
            assert (np.abs(x) + reach_x).max() < half_x + 0.03, (scene, seed)
            assert (np.abs(y) + reach_y).max() < half_y + 0.03, (scene, seed)
            assert (staging.tracks_NEF[..., VISIBLE] == 1).all()


def test_same_seed_same_staging_other_seed_other_staging() -> None:
    for scene in ARTICLE:
        a, b, c = staged(scene, 3), staged(scene, 3), staged(scene, 4)
        assert np.array_equal(a.tracks_NEF, b.tracks_NEF)
        assert a.happenings == b.happenings
        assert not np.array_equal(a.tracks_NEF, c.tracks_NEF)


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_counts_become_individuals(count: int) -> None:
    staging = staged(Scene((Entity("dog", count, verb="run"), Entity("tree")), "park"))
    assert list(staging.entity_E) == [0] * count + [1]


def test_too_many_individuals_are_cut_but_every_entity_stays() -> None:
    staging = staged(Scene((Entity("dog", 5), Entity("cat", 5), Entity("tree")), "park"))
    assert len(staging.entity_E) == MAX_INDIVIDUALS
    assert set(staging.entity_E) == {0, 1, 2}


@pytest.mark.parametrize(("relation", "sign"), [("left of", -1), ("right of", 1)])
def test_left_and_right(relation: str, sign: int) -> None:
    scene = Scene((Entity("cat", verb="sit", relation=relation, anchor=1), Entity("dog", verb="stand")), "park")
    for seed in range(8):
        tracks = staged(scene, seed).tracks_NEF
        assert ((tracks[:, 0, X] - tracks[:, 1, X]) * sign > 0.1).all()


@pytest.mark.parametrize(("side", "low", "high"), [("left", -1, -0.1), ("middle", -0.15, 0.15), ("right", 0.1, 1)])
def test_sides(side: str, low: float, high: float) -> None:
    for seed in range(8):
        x = staged(Scene((Entity("panda", verb="dance", side=side),), "park"), seed).tracks_NEF[:, 0, X]
        assert ((x > low) & (x < high)).all()


@pytest.mark.parametrize("anchor", ["rock", "table", "box", "chair"])
def test_on_means_feet_on_the_top(anchor: str) -> None:
    for seed in range(6):
        tracks = staged(
            Scene((Entity("cat", verb="sit", relation="on", anchor=1), Entity(anchor)), "park"), seed
        ).tracks_NEF
        top = tracks[:, 1, Y] - TOPS[anchor][0] * tracks[:, 1, HEIGHT]
        assert np.allclose(tracks[:, 0, Y], top, atol=1e-4)
        assert (np.abs(tracks[:, 0, X] - tracks[:, 1, X]) < TOPS[anchor][1] * tracks[:, 1, HEIGHT]).all()
        assert (tracks[:, 0, DEPTH] > tracks[:, 1, DEPTH]).all()


def test_behind_is_farther_and_in_front_is_nearer() -> None:
    for relation, sign in (("behind", -1), ("in front of", 1)):
        scene = Scene((Entity("dog", verb="stand", relation=relation, anchor=1), Entity("box")), "park")
        for seed in range(6):
            tracks = staged(scene, seed).tracks_NEF
            assert ((tracks[:, 0, DEPTH] - tracks[:, 1, DEPTH]) * sign > 0).all()
            assert ((tracks[:, 0, Y] - tracks[:, 1, Y]) * sign > 0).all()


def test_actors_face_their_target() -> None:
    for seed in range(8):
        for scene in (PANDA, CAKE):
            tracks = staged(scene, seed).tracks_NEF
            assert ((tracks[:, 1, X] - tracks[:, 0, X]) * tracks[:, 0, FACING] > 0).all()


def test_bamboo_is_eaten_bit_by_bit() -> None:
    state = staged(PANDA).tracks_NEF[:, 1, STATE]
    assert state[0] == 0
    assert (np.diff(state) >= 0).all()
    assert 0.6 < state[-1] <= 0.75


@pytest.mark.parametrize("frames", [24, 96, 720])
def test_glass_breaks_only_after_it_landed(frames: int) -> None:
    geometry = Geometry(192, 112, frames)
    for seed in range(6):
        staging = staged(GLASS, seed, geometry)
        seconds = {h.what: h.seconds for h in staging.happenings}
        times = np.arange(frames) / geometry.fps
        state, y = staging.tracks_NEF[:, 0, STATE], staging.tracks_NEF[:, 0, Y]
        assert seconds["fall"] < seconds.get("land", 99.0) <= seconds.get("break", 99.0)
        assert (state[times <= seconds.get("land", 99.0)] == 0).all()
        assert np.allclose(y[times <= seconds["fall"]], y[0], atol=1e-5)
        if frames > 24:
            assert (state[times >= seconds["land"] + 0.5] == 1).all()
            assert y[-1] > y[0] + 0.2


def test_candles_go_out_only_after_the_breath() -> None:
    for seed in range(6):
        staging = staged(CAKE, seed)
        seconds = {h.what: h.seconds for h in staging.happenings}
        times, state = np.arange(96) / 12, staging.tracks_NEF[:, 1, STATE]
        assert 0 < seconds["blow out"] < seconds["go out"]
        assert seconds["go out"] >= 1.2
        assert (state[times <= seconds["go out"]] == 0).all()
        assert (state[times >= seconds["go out"] + 0.5] == 1).all()


def test_the_ball_moves_only_after_the_kick() -> None:
    staging = staged(Scene((Entity("boy", verb="kick", target=1), Entity("ball")), "park"))
    first = next(h.seconds for h in staging.happenings if h.what == "kick")
    x, times = staging.tracks_NEF[:, 1, X], np.arange(96) / 12
    assert np.ptp(x[times <= first]) < 1e-5
    assert np.ptp(x) > 0.2


def test_what_happened_does_not_happen_again_in_the_next_beat() -> None:
    beats = (Beat(0, 4, GLASS, ""), Beat(4, 8, GLASS, ""))
    one, two = staged(GLASS, 2), stage(beats, LANDSCAPE, 2)
    assert one.happenings == two.happenings
    assert np.allclose(one.tracks_NEF[:, 0, : STATE + 1], two.tracks_NEF[:, 0, : STATE + 1], atol=0.02)


def test_beats_join_without_a_jump() -> None:
    for verbs in (("walk", "sit"), ("dance", "run", "stand"), ("play", "walk")):
        scenes = [Scene((Entity("dog", 2, verb=v),), "park") for v in verbs]
        cuts = np.linspace(0, 8, len(scenes) + 1)
        beats = [Beat(a, b, s, "") for a, b, s in zip(cuts[:-1], cuts[1:], scenes, strict=True)]
        steps = np.abs(np.diff(stage(beats, LANDSCAPE, 1).tracks_NEF, axis=0))
        assert steps[..., X].max() < 0.1
        assert steps[..., Y].max() < 0.05


def test_cameras() -> None:
    still = staged(DANCE).camera_NC
    assert (still == still[0]).all()
    assert still[0, 2] == 1

    def film(camera: str, scene: Scene = DANCE) -> np.ndarray:
        return staged(Scene(scene.entities, scene.place, camera=camera)).camera_NC

    assert film("pan left")[-1, 0] < film("pan left")[0, 0] - 0.2
    assert film("pan right")[-1, 0] > film("pan right")[0, 0] + 0.2
    assert film("zoom in")[-1, 2] > film("zoom in")[0, 2] + 0.1
    assert film("zoom out")[-1, 2] < film("zoom out")[0, 2] - 0.1
    shake = film("handheld")
    assert 0 < np.abs(np.diff(shake[:, :2], axis=0)).max() < 0.01
    followed = staged(WOMAN)
    assert np.abs(np.diff(followed.camera_NC[:, 0])).min() > 0.005
    assert np.abs(followed.tracks_NEF[-1, 0, X]) < 0.1


def test_walkers_walk_and_face_where_they_go() -> None:
    for seed in range(6):
        tracks = staged(Scene((Entity("dog", verb="walk"),), "park"), seed).tracks_NEF[:, 0]
        v = np.gradient(tracks[:, X]) * 12
        moving = np.abs(v) > 0.1
        assert moving.mean() > 0.7
        assert (np.sign(v[moving]) == tracks[moving, FACING]).mean() > 0.97


def test_ground_is_where_feet_are() -> None:
    for scene in (DANCE, PUPS, CAKE):
        for seed in range(6):
            staging = staged(scene, seed)
            ground = [i for i, e in enumerate(staging.entity_E) if scene.entities[e].relation != "on"]
            y = staging.tracks_NEF[:, ground, Y]
            assert ((y > 0.19) & (y < 0.46)).all()


def test_any_scene_can_be_staged() -> None:
    """Relations in circles, targets that are their own actors, one frame: odd, but never an error."""
    rng = np.random.default_rng(0)
    names, verbs = list(KINDS), list(VERBS)
    relations = [None, "on", "under", "left of", "right of", "behind", "in front of", "near"]
    for seed in range(150):
        n = int(rng.integers(1, 6))
        links = rng.integers(-1, n, (n, 2)).tolist()
        entities = tuple(
            Entity(
                str(rng.choice(names)),
                int(rng.integers(1, 6)),
                verb=str(rng.choice(verbs)),
                target=t if t >= 0 else None,
                relation=relations[int(rng.integers(len(relations)))],
                anchor=a if a >= 0 else None,
                side=[None, "left", "middle", "right"][int(rng.integers(4))],
            )
            for t, a in links
        )
        shape = SHAPES[str(rng.choice(list(SHAPES)))]
        geometry = Geometry(*shape, int(rng.choice([1, 2, 24, 60])))
        scenes = [Scene(entities, "park", camera=str(rng.choice(list(CAMERAS)))) for _ in range(2)]
        middle = geometry.seconds / 2
        beats = [Beat(0, middle, scenes[0], ""), Beat(middle, geometry.seconds, scenes[1], "")]
        staging = stage(beats, geometry, seed)
        assert staging.tracks_NEF.shape[0] == geometry.frames
        assert staging.tracks_NEF.shape[1] == len(staging.entity_E) <= MAX_INDIVIDUALS
        assert np.isfinite(staging.tracks_NEF).all()
        assert np.isfinite(staging.camera_NC).all()
        assert (staging.tracks_NEF[..., HEIGHT] > 0.03).all()


def test_it_is_fast() -> None:
    staged(PUPS)
    start = time.perf_counter()
    for seed in range(10):
        staged(PUPS, seed)
    assert (time.perf_counter() - start) / 10 < 0.05  # about 1 ms on an idle core


def test_crowds_in_tall_and_square_pictures_do_not_hide_each_other() -> None:
    for shape, most in (("portrait", 6), ("square", 5), ("landscape", 5)):
        for seed in range(5):
            tracks = staged(
                Scene((Entity("dog", most, verb="sit"),), "park"), seed, Geometry(*SHAPES[shape], 12)
            ).tracks_NEF
            x, y, h = tracks[0, :, X], tracks[0, :, Y], tracks[0, :, HEIGHT]
            for i in range(most):
                for j in range(i):
                    wide = 1 - abs(x[i] - x[j]) / (1.2 * h[i])
                    tall = 1 - abs(y[i] - y[j]) / h[i]
                    assert max(wide, 0) * max(tall, 0) < 0.45


@pytest.mark.parametrize("camera", ["track left", "track right", "pan left", "pan right", "dolly in", "dolly out",
                                    "crane up", "crane down", "follow"])  # fmt: skip
def test_cameras_are_smooth_and_lose_nobody(half_size: HalfSize, camera: str) -> None:
    for frames in (72, 720):
        geometry = Geometry(192, 112, frames)
        for verb in ("walk", "dance"):
            scene = Scene((Entity("dog", verb=verb), Entity("boy", verb="stand")), "park", camera=camera)
            staging = staged(scene, 1, geometry)
            assert np.abs(np.diff(staging.camera_NC, axis=0)).max() < 0.03
            assert np.abs(np.diff(staging.camera_NC, 2, axis=0)).max() < 0.012
            reach_x, _ = half_size(staging, scene)
            assert (np.abs(staging.tracks_NEF[..., X]) + reach_x).max() < geometry.half_extent[0] + 0.05


def test_what_tells_cameras_apart() -> None:
    def film(camera: str, frames: int = 240, verb: str = "walk") -> np.ndarray:
        scene = Scene((Entity("girl", verb=verb),), "park", camera=camera)
        return staged(scene, 1, Geometry(192, 112, frames)).camera_NC

    pan, track = film("pan right"), film("track right")
    assert 0.2 < np.ptp(pan[:, 0]) <= 0.51
    assert np.ptp(track[:, 0]) > 1.0
    assert np.allclose(np.diff(track[:, 0]), np.diff(track[:, 0])[0], atol=1e-3)
    up, down = film("crane up", verb="dance"), film("crane down", verb="dance")
    assert up[-1, 1] < up[0, 1] - 0.05
    assert down[-1, 1] > down[0, 1] + 0.05
    assert film("dolly in", verb="dance")[-1, 2] > 1.2
    assert film("dolly out", verb="dance")[0, 2] > 1.2


def test_cameras_join_without_a_jump() -> None:
    names = ["zoom in", "pan left", "crane up", "static", "dolly in", "track right", "follow", "handheld", "zoom out"]
    entities = (Entity("girl", verb="walk"), Entity("tree"))
    staging = told([Scene(entities, "park", camera=c) for c in names], 36, 2)
    assert np.abs(np.diff(staging.camera_NC, axis=0)).max() < 0.04


def test_looks_are_drawn_from_the_seed() -> None:
    drawn = {(*staged(PUPS, seed).variant_E.tolist(), staged(PUPS, seed).variant) for seed in range(12)}
    assert len(drawn) > 4
    for looks in drawn:
        assert set(looks) <= {0, 1, 2}
        assert len(set(looks[:5])) == 1  # individuals of one entity look alike


def test_a_long_scene_of_four_is_staged_quickly() -> None:
    entities = (Entity("boy", verb="throw", target=1), Entity("ball"), Entity("dog", verb="chase", target=3))
    scene = Scene((*entities, Entity("cat", verb="run")), "park")
    geometry = Geometry(192, 112, 120)
    staged(scene, 0, geometry)
    taken = []
    for seed in range(10):
        start = time.thread_time()  # not the clock: others may be at work on this machine
        staged(scene, seed, geometry)
        taken.append(time.thread_time() - start)
    assert min(taken) < 0.02


@pytest.mark.parametrize("before", ["static", "pan left", "crane up", "follow", "zoom out"])
def test_the_camera_can_go_back_in_a_later_beat(before: str) -> None:
    girl = Entity("girl", verb="walk")
    for back in ("zoom out", "dolly out"):
        staging = told([Scene((girl,), "park", camera=c) for c in (before, "static", back)], 18, 3)
        zoom = staging.camera_NC[:, 2]
        assert zoom[-1] == pytest.approx(1.0)
        assert zoom[145] - zoom[-1] > 0.03
