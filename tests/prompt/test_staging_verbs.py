"""Verbs in layouts: smooth, in reach of what they need, effects after their causes, beats that go on."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from onetake.prompt._grip import HIP, grip
from onetake.prompt._motion import GRAVITY
from onetake.prompt.ontology import KINDS, VERBS
from onetake.prompt.staging import stage
from onetake.types import (
    ANGLE,
    DEPTH,
    FACING,
    HEIGHT,
    PHASE,
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


def staged(scene: Scene, seed: int = 0, geometry: Geometry = LANDSCAPE) -> Staging:
    return stage((Beat(0, geometry.seconds, scene, ""),), geometry, seed)


# --- every verb -----------------------------------------------------------------------------------------------------

TARGETS = {
    "animate": "dog", "food": "apple", "drink": "cup", "light": "candle", "ball": "ball", "portable": "box",
    "movable": "cart", "container": "teapot", "openable": "box", "cuttable": "carrot", "buildable": "snowman",
    "tippable": "vase", "readable": "book", "instrument": "guitar", "rideable": "horse", "climbable": "tree",
    "big": "rock", "any": "ball",
}  # fmt: skip
ACTORS = ("woman", "boy", "robot", "cat", "bird", "fish", "bee", "car")
PAIRS = [(kind, verb) for kind in ACTORS for verb in dict.fromkeys(KINDS[kind].verbs)]
PAIRS += [(kind, verb) for kind in ("wine glass", "cup", "ball", "house", "domino", "boat", "flower", "rocket", "log")
          for verb in dict.fromkeys(KINDS[kind].verbs)]  # fmt: skip


def scene_of(kind: str, verb: str, place: str = "park") -> Scene:
    """The verb with what it needs."""
    if not VERBS[verb].needs:
        return Scene((Entity(kind, verb=verb),), place)
    target = TARGETS[VERBS[verb].target or "any"]
    moves = "run" if verb in ("chase", "follow") else "stand"
    entities = [Entity(kind, verb=verb, target=1), Entity(target, verb=moves)]
    if verb == "give":
        entities = [Entity(kind, verb=verb, target=1, partner=2), Entity("apple"), Entity("girl")]
    return Scene(tuple(entities), place)


def told(scenes: list[Scene], seconds: float = 12, seed: int = 0) -> Staging:
    """A take of several beats of equal length."""
    cuts = np.linspace(0, seconds, len(scenes) + 1)
    beats = [Beat(float(a), float(b), s, "") for a, b, s in zip(cuts[:-1], cuts[1:], scenes, strict=True)]
    return stage(beats, Geometry(192, 112, int(seconds * 12)), seed)


def when(staging: Staging, what: str, entity: int | None = None) -> float:
    """The second at which something first happens."""
    return next(h.seconds for h in staging.happenings if h.what == what and entity in (None, h.entity))


@pytest.mark.parametrize("shape", SHAPES)
def test_every_verb_is_smooth_and_stays_inside(half_size: HalfSize, shape: str) -> None:
    geometry = Geometry(*SHAPES[shape], 96)
    half_x, half_y = geometry.half_extent
    for kind, verb in PAIRS:
        scene = scene_of(kind, verb)
        staging = staged(scene, 1, geometry)
        tracks = staging.tracks_NEF
        seen = tracks[..., VISIBLE] > 0.5
        steps = np.abs(np.diff(tracks, axis=0))
        kept = seen[1:] & seen[:-1] & (steps[..., FACING].max(1) == 0)[:, None]  # what is held changes hands
        assert (steps[..., X] * kept).max() < 0.13, (kind, verb)
        assert (steps[..., Y] * kept).max() < 0.14, (kind, verb)
        assert (steps[..., STATE]).max() <= 0.5, (kind, verb)
        if verb in ("enter", "leave"):
            continue
        assert seen.all(), (kind, verb)
        reach_x, reach_y = half_size(staging, scene)
        middle = tracks[..., Y] - tracks[..., HEIGHT] / 2
        assert (np.abs(tracks[..., X]) + reach_x).max() < half_x + 0.05, (kind, verb)
        assert (np.abs(middle) + reach_y).max() < half_y + 0.05, (kind, verb)


def test_every_effect_follows_its_cause() -> None:
    for kind, verb in PAIRS:
        happenings = staged(scene_of(kind, verb), 2).happenings
        for h in happenings:
            if h.cause is not None:
                causes = [c.seconds for c in happenings if (c.what, c.entity) == h.cause]
                assert causes, (kind, verb, h)
                assert min(causes) <= h.seconds, (kind, verb, h)


@pytest.mark.parametrize(
    ("verb", "target", "what"),
    [("open", "box", "open"), ("open", "book", "open"), ("close", "door", "close"), ("light", "candle", "burn"),
     ("light", "lamp", "burn"), ("knock over", "vase", "break"), ("knock over", "cup", "tip over"),
     ("pour", "teapot", "flow"), ("cut", "carrot", "come apart"), ("throw", "vase", "break")],
)  # fmt: skip
def test_states_change_only_after_the_contact(verb: str, target: str, what: str) -> None:
    for seed in range(4):
        staging = staged(Scene((Entity("woman", verb=verb, target=1), Entity(target)), "park"), seed)
        state, times = staging.tracks_NEF[:, 1, STATE], np.arange(96) / 12
        contact, effect = when(staging, verb, 0), when(staging, what, 1)
        assert contact <= effect
        assert (state[times <= effect] == state[0]).all()
        assert abs(state[-1] - state[0]) > 0.5


@pytest.mark.parametrize("verb", ["hold", "carry", "read", "drink", "throw", "put down", "pour", "give"])
@pytest.mark.parametrize("kind", ["man", "girl", "robot"])
def test_what_is_held_stays_at_the_hand(verb: str, kind: str) -> None:
    thing = {"read": "book", "drink": "cup", "pour": "teapot"}.get(verb, "apple")
    scene = scene_of(kind, verb)
    scene = Scene(
        (Entity(kind, verb=verb, target=1, partner=scene.entities[0].partner), Entity(thing), *scene.entities[2:]),
        "park",
    )
    staging = staged(scene, 3)
    until = next((h.seconds for h in staging.happenings if h.what == verb and VERBS[verb].once), 8.0)
    before = np.arange(96) / 12 < until - (1 / 3 if verb == "put down" else 0.0)  # it is lowered to the ground first
    who, what = staging.tracks_NEF[before, 0], staging.tracks_NEF[before, 1]
    hand = grip(KINDS[kind].family, verb, who[:, PHASE], kind)
    x = who[:, X] + who[:, FACING] * hand[:, 0] * who[:, HEIGHT]
    y = who[:, Y] - hand[:, 1] * who[:, HEIGHT]
    apart = np.hypot(what[:, X] - x, what[:, Y] - what[:, HEIGHT] / 2 - y)
    assert apart.max() < 0.35 * what[0, HEIGHT] + 0.03


def test_a_throw_flies_in_an_arc_and_comes_to_rest_on_the_ground() -> None:
    for seed in range(6):
        staging = staged(Scene((Entity("man", verb="throw", target=1), Entity("ball")), "park"), seed)
        y, times = staging.tracks_NEF[:, 1, Y], np.arange(96) / 12
        let_go, land = when(staging, "throw", 0), when(staging, "land", 1)
        flight = y[(times > let_go + 0.1) & (times < land)]
        assert np.allclose(np.diff(flight, 2) * 144, GRAVITY, atol=0.05)
        assert abs(y[-1] - staging.tracks_NEF[-1, 0, Y]) < 0.02
        assert np.ptp(staging.tracks_NEF[-6:, 1, Y]) < 1e-3


def test_a_throw_is_caught_by_whoever_catches_it() -> None:
    entities = (Entity("boy", verb="throw", target=1), Entity("ball"), Entity("girl", verb="catch", target=1))
    calm = tuple(Entity(e.kind, verb="stand") for e in entities)
    together = told([Scene(entities, "park")], 8)
    later = told([Scene((entities[0], *calm[1:]), "park"), Scene((*calm[:2], entities[2]), "park")], 8)
    for staging in (together, later):
        let_go, caught = when(staging, "throw"), when(staging, "catch")
        assert 0.3 < caught - let_go < 1.5
        after = staging.tracks_NEF[int(caught * 12) + 6 :]
        assert (np.abs(after[:, 1, X] - after[:, 2, X]) < 0.5 * after[:, 2, HEIGHT]).all()
        assert (after[:, 1, Y] < after[:, 2, Y] - 0.03).all()


def test_pushed_and_pulled_things_move_with_their_mover() -> None:
    for verb in ("push", "pull"):
        for seed in range(4):
            tracks = staged(Scene((Entity("man", verb=verb, target=1), Entity("cart")), "park"), seed).tracks_NEF
            gap = tracks[:, 1, X] - tracks[:, 0, X]
            assert np.ptp(gap) < 0.01
            assert np.sign(gap[0]) == tracks[0, 0, FACING] * (1 if verb == "push" else -1)
            assert (tracks[-1, 1, X] - tracks[0, 1, X]) * tracks[0, 0, FACING] > 0.15


def test_riders_sit_on_what_they_ride() -> None:
    for ridden, verb in (("horse", "walk"), ("bicycle", "stand"), ("dragon", "fly"), ("swing", "swing")):
        tracks = staged(Scene((Entity("girl", verb="ride", target=1), Entity(ridden, verb=verb)), "park"), 2).tracks_NEF
        hips = tracks[:, 0, Y] - HIP * tracks[:, 0, HEIGHT]
        assert (hips < tracks[:, 1, Y] - 0.1 * tracks[:, 1, HEIGHT]).all()
        assert (np.abs(tracks[:, 0, X] - tracks[:, 1, X]) < 0.5 * tracks[:, 1, HEIGHT]).all()
        assert (np.ptp(tracks[:, 1, X]) > 0.2) == (ridden != "swing")


def test_the_chaser_never_catches_up() -> None:
    for camera in ("static", "follow"):
        scene = Scene((Entity("dog", verb="chase", target=1), Entity("cat", verb="run")), "park", camera=camera)
        tracks = staged(scene, 1, Geometry(192, 112, 480)).tracks_NEF
        apart = np.hypot(tracks[:, 0, X] - tracks[:, 1, X], 4 * (tracks[:, 0, Y] - tracks[:, 1, Y]))
        assert apart.min() > 0.06
        assert np.median(np.abs(tracks[:, 0, X] - tracks[:, 1, X])) < 0.9


def test_two_come_face_to_face() -> None:
    for verb in ("hug", "fight", "talk", "give", "dance"):
        entities = [Entity("boy", verb=verb, target=1), Entity("girl", verb="stand")]
        if verb == "give":
            entities = [Entity("boy", verb=verb, target=2, partner=1), Entity("girl", verb="stand"), Entity("apple")]
        last = staged(Scene(tuple(entities), "park"), 1).tracks_NEF[-1]
        away = last[1, X] - last[0, X]
        assert np.sign(away) == last[0, FACING] == -last[1, FACING]
        assert abs(away) < 0.55


def test_hiding_is_behind_and_climbing_goes_up() -> None:
    hidden = staged(Scene((Entity("cat", verb="hide", target=1), Entity("house")), "park"), 1).tracks_NEF
    assert hidden[-1, 0, DEPTH] < hidden[-1, 1, DEPTH]
    assert abs(hidden[-1, 0, X] - hidden[-1, 1, X]) < 0.5 * KINDS["house"].aspect * hidden[-1, 1, HEIGHT]
    for thing in ("tree", "table", "ladder", "rock"):
        tracks = staged(Scene((Entity("boy", verb="climb", target=1), Entity(thing)), "park"), 1).tracks_NEF
        assert tracks[-1, 0, Y] < tracks[0, 0, Y] - 0.1
        assert tracks[-1, 0, DEPTH] > tracks[-1, 1, DEPTH]
        assert (np.diff(tracks[:, 0, Y]) <= 1e-6).all()


def test_a_row_of_dominoes_falls_one_after_the_other() -> None:
    tracks = staged(Scene((Entity("domino", 4, verb="tip over"),), "living room"), 1).tracks_NEF
    falls = [int(np.argmax(np.abs(tracks[:, k, ANGLE]) > 0.1)) for k in range(4)]
    way = np.sign(tracks[-1, 0, ANGLE])
    order = np.argsort(tracks[0, :, X] * way)
    assert (np.diff(np.array(falls)[order]) > 0).all()
    assert np.allclose(np.abs(tracks[-1, :, ANGLE]), np.pi / 2, atol=0.05)


def test_things_grow_sink_and_fall_over() -> None:
    grown = staged(Scene((Entity("flower", verb="grow"),), "garden")).tracks_NEF[:, 0, HEIGHT]
    assert (np.diff(grown) >= -1e-6).all()
    assert grown[-1] > 2 * grown[0]
    built = staged(Scene((Entity("boy", verb="build", target=1), Entity("snowman")), "snowy field")).tracks_NEF
    assert built[-1, 1, HEIGHT] > 2 * built[0, 1, HEIGHT]
    boat = staged(Scene((Entity("boat", verb="sink"),), "lake")).tracks_NEF[:, 0]
    assert boat[-1, Y] > boat[0, Y]
    assert boat[-1, STATE] == 1
    chair = staged(Scene((Entity("chair", verb="tip over"),), "park")).tracks_NEF[:, 0]
    assert abs(abs(chair[-1, ANGLE]) - np.pi / 2) < 0.05
    lowest = chair[-1, Y] - chair[-1, HEIGHT] / 2 + 0.5 * KINDS["chair"].aspect * chair[-1, HEIGHT]
    assert abs(lowest - chair[0, Y]) < 0.02


# --- beats that go on from one another ------------------------------------------------------------------------------


def test_what_was_put_down_or_broken_stays_so() -> None:
    put = told(
        [Scene((Entity("man", verb=v, target=1), Entity("box")), "park") for v in ("hold", "carry", "put down")]
        + [Scene((Entity("man", verb="walk"), Entity("box")), "park")],
        16,
    ).tracks_NEF
    assert np.ptp(put[150:, 1, X]) < 1e-4
    assert abs(put[-1, 1, Y] - put[100, 0, Y]) < 0.02
    broken = told(
        [Scene((Entity("dog", verb="knock over", target=1), Entity("vase")), "park"),
         Scene((Entity("dog", verb="sit"), Entity("vase")), "park")], 10,
    ).tracks_NEF  # fmt: skip
    assert (broken[60:, 1, STATE] == 1).all()
    assert np.ptp(broken[66:, 1, X]) < 1e-4


def test_who_has_left_is_not_seen_until_it_enters() -> None:
    tree = Entity("tree")
    scenes = [
        Scene((Entity("dog", verb=verb, present=there), tree), "park")
        for verb, there in (("stand", False), ("enter", True), ("sit", True), ("leave", True), ("stand", False),
                            ("enter", True))
    ]  # fmt: skip
    seen = told(scenes, 24).tracks_NEF[:, 0, VISIBLE]
    assert (seen[:48] == 0).all()
    assert (seen[80:144] == 1).all()
    assert (seen[192:240] == 0).all()
    assert (np.diff(seen[:144]) >= 0).all()
    assert (seen[-12:] == 1).all()


def test_going_to_something_ends_beside_it() -> None:
    for thing in ("rock", "ball", "tree"):
        for seed in range(5):
            last = staged(Scene((Entity("dog", verb="walk", target=1), Entity(thing)), "park"), seed).tracks_NEF[-1]
            widths = sum(KINDS[k].aspect * last[i, HEIGHT] for i, k in enumerate(("dog", thing)))
            assert 0.2 * widths < abs(last[0, X] - last[1, X]) < 0.5 * widths + 0.08
            assert np.sign(last[1, X] - last[0, X]) == last[0, FACING]


def test_in_later_beats_things_are_reached_before_they_are_used() -> None:
    for verb, target in (
        ("hold", "apple"),
        ("kick", "ball"),
        ("push", "cart"),
        ("open", "box"),
        ("knock over", "vase"),
    ):
        scenes = [
            Scene((Entity("boy", verb=v, target=t), Entity(target)), "park") for v, t in (("dance", None), (verb, 1))
        ]
        for seed in range(4):
            staging = told(scenes, 10, seed)
            tracks, times = staging.tracks_NEF, np.arange(120) / 12
            done = when(staging, verb)
            still = times < (when(staging, "pick up") if verb == "hold" else done)
            assert np.ptp(tracks[still, 1, X]) < 1e-5
            n = int(done * 12)
            assert abs(tracks[n, 0, X] - tracks[n, 1, X]) < 0.45


# --- what a spectator would find odd ----------------------------------------------------------------------------------


def test_what_floats_on_a_lake_is_on_the_water() -> None:
    for kind in ("ball", "apple", "box", "bottle", "log", "canoe", "ocean liner", "boat"):
        track = staged(Scene((Entity(kind, verb="float"),), "lake"), 2).tracks_NEF[:, 0]
        assert track[:, Y].min() > 0.15, kind
    assert staged(Scene((Entity("balloon", verb="float"),), "lake"), 8).tracks_NEF[-1, 0, Y] < 0.15


def test_a_balloon_rises_and_so_does_the_sun_until_evening() -> None:
    for kind, hour, up in (
        ("balloon", "day", True),
        ("moon", "night", True),
        ("sun", "dawn", True),
        ("sun", "sunset", False),
    ):
        y = staged(Scene((Entity(kind, verb="float"),), "meadow", hour), 8).tracks_NEF[:, 0, Y]
        assert (y[0] - y[-1] > 0.12) if up else (y[-1] - y[0] > 0.12)
    leaf = staged(Scene((Entity("maple leaf", verb="float"),), "meadow"), 8).tracks_NEF[:, 0, Y]
    assert np.ptp(leaf) < 0.1


def test_a_firework_rises_a_burst_balloon_comes_down_a_door_opens() -> None:
    firework = staged(Scene((Entity("firework", verb="explode"),), "park", "night")).tracks_NEF[:, 0]
    burst = int(np.argmax(firework[:, STATE] > 0))
    assert firework[0, Y] - firework[burst, Y] > 0.15
    balloon = told([Scene((Entity("balloon", verb=v),), "park") for v in ("float", "explode")], 10).tracks_NEF[:, 0]
    assert balloon[-1, Y] > balloon[0, Y] + 0.05
    assert 0.2 < balloon[-1, Y] < 0.46
    door = staged(Scene((Entity("door", verb="open"),), "living room")).tracks_NEF[:, 0, STATE]
    assert (door[0], door[-1]) == (0, 1)


def test_things_are_laid_aside_before_sleep_and_put_on_a_table() -> None:
    scenes = [
        Scene((Entity("girl", verb=v, target=t), Entity("book")), "park") for v, t in (("read", 1), ("sleep", None))
    ]
    tracks = told(scenes, 10).tracks_NEF
    assert abs(tracks[-1, 1, Y] - tracks[-1, 0, Y]) < 0.02
    assert abs(tracks[-1, 1, X] - tracks[-1, 0, X]) > 0.4 * tracks[-1, 0, HEIGHT]
    for seed in range(4):
        things = (Entity("apple"), Entity("table"))
        tracks = told(
            [Scene((Entity("man", verb=v, target=1), *things), "kitchen") for v in ("hold", "put down")], 10, seed
        ).tracks_NEF
        if abs(tracks[59, 2, X] - tracks[59, 0, X]) < 1.1:
            assert abs(tracks[-1, 1, Y] - (tracks[-1, 2, Y] - 0.95 * tracks[-1, 2, HEIGHT])) < 0.03


def test_what_is_eaten_up_is_gone_and_giving_does_not_jump() -> None:
    boy = Entity("boy", verb="eat", target=1)
    scenes = [Scene((boy, Entity("apple")), "park"), Scene((Entity("boy"), Entity("apple", present=False)), "park")]
    state = told(scenes, 10).tracks_NEF[:, 1, STATE]
    assert state[59] > 0.95
    cast = (Entity("accordion"), Entity("girl"))
    scenes = [
        Scene((Entity("farmer", verb=v, target=1, partner=p), *cast), "farm") for v, p in (("hold", None), ("give", 2))
    ]
    for seed in range(6):
        steps = np.diff(told(scenes, 10, seed).tracks_NEF[:, 1, :2], axis=0)
        assert np.hypot(*steps.T).max() < 0.14


def test_riders_of_pictures_sit_on_them() -> None:
    for kind in ("moped", "canoe", "wheelchair", "carousel horse", "buffalo", "llama"):
        tracks = staged(Scene((Entity("girl", verb="ride", target=1), Entity(kind)), "park")).tracks_NEF
        hips = tracks[0, 0, Y] - 0.26 * tracks[0, 0, HEIGHT]
        assert tracks[0, 1, Y] - tracks[0, 1, HEIGHT] < hips < tracks[0, 1, Y] - 0.3 * tracks[0, 1, HEIGHT], kind
