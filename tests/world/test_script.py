"""Sampled scenes make sense, and simulated ones obey causes."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from onetake.prompt.ontology import CAMERAS, COLOURS, FIRST_KINDS, HOURS, KINDS, PLACES, VERBS, WEATHERS
from onetake.prompt.staging import stage
from onetake.types import ANGLE, HEIGHT, STATE, Beat, Entity, Geometry, Scene, X, Y
from onetake.world.physics import simulate
from onetake.world.script import appearance, places_for, sample_scene

LANDSCAPE = Geometry(192, 112, 96)


def samples(count: int, seed: int = 0, **options: object) -> list[tuple[Scene, ...]]:
    rng = np.random.default_rng(seed)
    return [sample_scene(rng, **options) for _ in range(count)]  # type: ignore[arg-type]


def test_scenes_are_valid() -> None:
    for scenes in samples(800):
        assert 1 <= len(scenes) <= 3
        for scene in scenes:
            place = PLACES[scene.place]
            assert scene.hour in place.hours and scene.hour in HOURS
            assert scene.weather in place.weathers and scene.weather in WEATHERS
            assert scene.camera in CAMERAS
            assert 1 <= len(scene.entities) <= 3
            for e in scene.entities:
                kind = KINDS[e.kind]
                assert e.verb in kind.verbs
                assert e.colour is None or e.colour in kind.colours
                assert 1 <= e.count <= 5
                assert (e.relation is None) == (e.anchor is None)
                assert e.anchor is None or scene.entities[e.anchor] is not e
            main = scene.entities[0]
            assert scene.place in places_for(KINDS[main.kind], main.verb) or main.kind == "panda"
        assert len({tuple((e.kind, e.count, e.colour) for e in s.entities) for s in scenes}) == 1


def test_sides_are_given_only_where_they_stay_true() -> None:
    for scenes in samples(800, 9):
        for k, e in enumerate(scenes[0].entities):
            if e.side:
                assert not any(VERBS[s.entities[k].verb].going for s in scenes)
                assert not any(s.camera.startswith("pan") for s in scenes)


def test_nothing_left_to_sample() -> None:
    with pytest.raises(ValueError, match="held out"):
        samples(1, 0, kinds=["rock"], held_out=frozenset({("rock", "stand")}))


def test_shares() -> None:
    scenes = samples(2000, 1)
    cameras = Counter(s[0].camera for s in scenes)
    assert 0.45 < cameras["static"] / len(scenes) < 0.6
    assert 0.05 < np.mean([len(s) > 1 for s in scenes]) < 0.25
    assert {e.kind for s in scenes for e in s[0].entities} == set(KINDS)
    assert {e.verb for s in scenes for b in s for e in b.entities} == set(VERBS)
    dances = Counter(s[0].entities[0].verb for s in samples(2000, 2, kinds=["cat"]))
    assert max(dances.values()) < 1.6 * min(dances.values())


def test_article_scenes_are_among_them() -> None:
    scenes = [s[0] for s in samples(600, 3)]
    firsts = Counter((s.entities[0].kind, s.entities[0].verb) for s in scenes)
    for pair in [
        ("panda", "eat"),
        ("panda", "dance"),
        ("wolf pup", "play"),
        ("old man", "blow out"),
        ("woman", "walk"),
    ]:
        assert firsts[pair] > 15, pair
    pups = [s.entities[0].count for s in scenes if s.entities[0].kind == "wolf pup" and s.entities[0].verb == "play"]
    assert {2, 3, 4, 5} <= set(pups)


def test_curriculum_and_held_out() -> None:
    for scenes in samples(400, 4, kinds=FIRST_KINDS):
        assert {e.kind for s in scenes for e in s.entities} <= set(FIRST_KINDS)
    held = frozenset({("panda", "eat"), ("cat", "dance"), ("woman", "walk")})
    for scenes in samples(600, 5, held_out=held):
        assert not {(e.kind, e.verb) for s in scenes for e in s.entities} & held


def test_same_generator_same_scenes() -> None:
    assert samples(50, 7) == samples(50, 7)
    assert samples(50, 7) != samples(50, 8)


def test_appearance() -> None:
    rng = np.random.default_rng(0)
    assert appearance(Entity("ball", colour="red"), rng).colour == COLOURS["red"][1]
    assert appearance(Entity("panda"), rng).colour is None


def simulated(scene: Scene, seed: int, geometry: Geometry = LANDSCAPE):
    beats = (Beat(0, geometry.seconds, scene, ""),)
    return simulate(beats, stage(beats, geometry, seed), geometry, seed)


@pytest.mark.parametrize("kind", ["wine glass", "vase"])
def test_breaking_follows_landing(kind: str) -> None:
    scene = Scene((Entity(kind, verb="fall", relation="on", anchor=1), Entity("table")), "kitchen")
    for seed in range(6):
        staging = simulated(scene, seed)
        seconds = {h.what: h.seconds for h in staging.happenings}
        times = np.arange(96) / 12
        glass, table = staging.tracks_NEF[:, 0], staging.tracks_NEF[:, 1]
        assert seconds["fall"] < seconds["land"] <= seconds["break"]
        assert (glass[times <= seconds["land"], STATE] == 0).all()
        assert (glass[times >= seconds["land"] + 0.5, STATE] == 1).all()
        assert np.ptp(glass[times <= seconds["fall"], Y]) < 1e-3
        assert abs(glass[-1, Y] - table[-1, Y]) < 0.04
        assert abs(glass[-1, ANGLE]) < 1e-3


def test_kicked_ball_waits_for_the_foot() -> None:
    scene = Scene((Entity("girl", verb="kick", target=1), Entity("ball")), "park")
    staging = simulated(scene, 1)
    first = next(h.seconds for h in staging.happenings if h.what == "kick")
    x, times = staging.tracks_NEF[:, 1, X], np.arange(96) / 12
    assert np.ptp(x[times <= first]) < 1e-4
    assert np.ptp(x) > 0.2


def test_bouncing_goes_on_and_stays_above_the_ground() -> None:
    geometry = Geometry(192, 112, 720)
    tracks = simulated(Scene((Entity("ball", verb="bounce"),), "park"), 0, geometry).tracks_NEF[:, 0]
    height = tracks[:, Y].max() - tracks[:, Y]
    assert height[-120:].max() > 0.08
    assert tracks[:, Y].max() < 0.45
    assert (np.abs(tracks[:, X]) + tracks[:, HEIGHT] / 2 < geometry.half_extent[0]).all()


def test_rolling_turns_with_the_way() -> None:
    tracks = simulated(Scene((Entity("ball", verb="roll"),), "park"), 0).tracks_NEF[:, 0]
    dx, turn = np.diff(tracks[:, X]), np.diff(tracks[:, ANGLE])
    assert np.median(np.abs(turn - dx / (tracks[0, HEIGHT] / 2))) < 0.02


def test_without_physics_nothing_changes() -> None:
    beats = (Beat(0, 8, Scene((Entity("panda", verb="dance"),), "park"), ""),)
    staging = stage(beats, LANDSCAPE, 0)
    assert simulate(beats, staging, LANDSCAPE, 0) is staging
