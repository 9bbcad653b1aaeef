"""Every four-legged animal can be posed in every verb: finite, in its box, moving, and told apart by motion."""

from __future__ import annotations

import numpy as np
import pytest

from onetake.prompt import _grip
from onetake.prompt.ontology import KINDS, TRAITS, VERBS
from onetake.types import Array
from onetake.world.cast._beast_stances import bite
from onetake.world.cast.beasts import BUILDS, MOTIONS, RIGS
from onetake.world.shapes import Appearance, Part

FRAMES = 12
PHASE_N = np.linspace(0, 2 * np.pi, FRAMES, endpoint=False).astype(np.float32)
STATE_N = np.zeros(FRAMES, np.float32)
BEASTS = {name: kind for name, kind in KINDS.items() if kind.family == "quadruped" and kind.drawn}
WORN = [name for name, (_, _, families) in TRAITS.items() if "quadruped" in families]
YOUNG = {"kitten": "cat", "puppy": "dog", "bear cub": "bear", "lamb": "sheep", "wolf pup": "wolf"}


def pose(kind: str, verb: str, appearance: Appearance | None = None, phase_N: Array = PHASE_N) -> list[Part]:
    return RIGS[kind](appearance or Appearance(), verb, phase_N, np.zeros(len(phase_N), np.float32))


def points(parts: list[Part], frames: int = FRAMES) -> Array:
    """All points of an animal: (N, P, 2)."""
    return np.concatenate([np.broadcast_to(p.points_NP2, (frames, *p.points_NP2.shape[1:])) for p in parts], 1)


def outline(kind: str, verb: str) -> Array:
    """Box and centre of a pose in each frame: (N, 6)."""
    xy = points(pose(kind, verb))
    return np.concatenate([xy.min(1), xy.max(1), xy.mean(1)], -1)


def test_every_quadruped_has_a_rig_and_every_verb_a_motion() -> None:
    assert set(RIGS) == set(BEASTS)
    assert {verb for kind in BEASTS.values() for verb in kind.verbs} <= set(MOTIONS)


@pytest.mark.parametrize("kind", list(BEASTS))
def test_poses_are_finite_bounded_and_move(kind: str) -> None:
    for verb in BEASTS[kind].verbs:
        parts = pose(kind, verb)
        assert 12 <= len(parts) <= 45, verb
        for part in parts:
            assert part.points_NP2.dtype == np.float32
            assert part.points_NP2.shape[0] in (1, FRAMES)
            assert all(0 <= c <= 255 for c in part.colour)
        xy = points(parts)
        assert np.isfinite(xy).all(), verb
        assert xy[..., 1].min() >= 0
        assert xy[..., 1].max() <= (1.6 if verb in ("jump", "hop") or BUILDS[kind].gait else 1.35), verb
        assert np.abs(xy[..., 0]).max() <= BEASTS[kind].aspect / 2 + 0.4, verb
        assert np.ptp(xy, axis=0).max() > 0.01, verb


@pytest.mark.parametrize("kind", list(BEASTS))
def test_standing_height_and_width_fill_the_box(kind: str) -> None:
    xy = points(pose(kind, "stand"))
    assert 0.85 <= xy[..., 1].max() <= 1.12
    assert xy[..., 1].min() <= 0.02
    assert np.abs(xy[..., 0]).max() <= BEASTS[kind].aspect / 2 + 0.15


@pytest.mark.parametrize("kind", list(BEASTS))
def test_a_clip_repeats_after_a_whole_cycle(kind: str) -> None:
    for verb in BEASTS[kind].verbs:
        if not VERBS[verb].once:
            again = pose(kind, verb, phase_N=PHASE_N + np.float32(2 * np.pi))
            assert np.abs(points(pose(kind, verb)) - points(again)).max() < 1e-2, verb


@pytest.mark.parametrize("kind", list(BEASTS))
def test_motions_differ(kind: str) -> None:
    eat, dance, stand = outline(kind, "eat"), outline(kind, "dance"), outline(kind, "stand")
    assert np.abs(eat - dance).max() > 0.05
    assert np.abs(dance - stand).max() > 0.05
    assert outline(kind, "sleep")[:, 3].max() < 0.85 * stand[:, 3].max()
    assert np.ptp(outline(kind, "jump")[:, 1]) > 0.3


@pytest.mark.parametrize("kind", ["dog", "panda", "horse", "elephant", "kangaroo"])
def test_no_two_verbs_look_alike(kind: str) -> None:
    seen = {verb: np.sort(points(pose(kind, verb)), axis=1) for verb in BEASTS[kind].verbs}
    tops = {verb: np.concatenate([z[:, ::4].min(1), z[:, -8:].mean(1), z.mean(1)], -1) for verb, z in seen.items()}
    for a in tops:
        assert sum(np.abs(tops[a] - tops[b]).max() < 0.004 for b in tops) == 1, a


@pytest.mark.parametrize("verb", ["stand up", "lie down", "wake", "kick", "knock over", "blow out"])
def test_what_happens_once_ends_alive_and_where_it_should(verb: str) -> None:
    held_N = np.full(24, 2 * np.pi, np.float32)
    for kind in ("cat", "cow", "crocodile"):
        xy = points(pose(kind, verb, phase_N=held_N), 24)
        assert np.ptp(xy, axis=0).max() > 0.005  # it breathes
        top, stands = xy[..., 1].max(), points(pose(kind, "stand"))[..., 1].max()
        low = verb in ("lie down", "wake")
        assert top < 0.93 * stands if low else top > 0.95 * stands


def test_waking_opens_the_eyes_and_standing_up_starts_low() -> None:
    ends_N = np.array([0, 2 * np.pi], np.float32)
    woken = MOTIONS["wake"](BUILDS["dog"], ends_N)
    assert woken.lid_N[0] < 0.1 < 0.9 < woken.lid_N[1]
    head_N = MOTIONS["stand up"](BUILDS["dog"], ends_N).head_N.imag
    assert head_N[0] < 0.8 * head_N[1]


@pytest.mark.parametrize("verb", ["hold", "carry", "drink"])
def test_the_mouth_is_where_the_staging_holds_things(verb: str) -> None:
    for kind, build in BUILDS.items():
        p = MOTIONS[verb](build, PHASE_N)
        at_N = p.head_N + bite(build, p)
        want = _grip.grip("quadruped", verb, PHASE_N.astype(np.float64), kind)
        assert np.abs(at_N - (want[:, 0] + 1j * want[:, 1])).max() < 0.02, kind


def test_the_mouth_of_the_table_is_that_of_the_rig() -> None:
    for kind, build in BUILDS.items():
        p = MOTIONS["stand"](build, PHASE_N[:1])
        x, y, _ = _grip.mouth("quadruped", "stand", 0.0, kind)[0]
        assert abs(p.head_N[0] + bite(build, p)[0] - complex(x, y)) < 0.12, kind


def test_riders_sit_on_backs() -> None:
    for kind in BEASTS:
        if "rideable" in BEASTS[kind].roles:
            x, y = _grip.seat(kind)
            body = [p.points_NP2[0] for p in pose(kind, "stand")]
            backs = [z[np.abs(z[:, 0] - x) < 0.16, 1].max() for z in body if (np.abs(z[:, 0] - x) < 0.16).any()]
            assert min(abs(b - y) for b in backs) < 0.1, kind


def test_a_swipe_reaches_furthest_at_its_contact() -> None:
    fine_N = np.linspace(0, 2 * np.pi, 49).astype(np.float32)
    paw_N = MOTIONS["knock over"](BUILDS["cat"], fine_N).fore_N[1].real
    assert abs(fine_N[int(paw_N.argmax())] - _grip.CONTACT) < 0.2
    kicked_N = MOTIONS["kick"](BUILDS["dog"], fine_N).fore_N[1].real
    assert abs(fine_N[int(kicked_N.argmax())] - 4.2) < 0.2


def test_the_young_have_big_heads_and_eyes() -> None:
    for young, old in YOUNG.items():
        a, z = BUILDS[young], BUILDS[old]
        assert a.skull[1] / a.chest.imag > 1.1 * z.skull[1] / z.chest.imag
        assert a.eye > z.eye


def test_colour_changes_the_coat_and_unknown_verbs_stand() -> None:
    plain, blue = pose("cat", "stand"), pose("cat", "stand", Appearance((66, 124, 206)))
    assert [p.colour for p in plain] != [p.colour for p in blue]
    np.testing.assert_array_equal(points(plain), points(pose("cat", "no such verb")))


@pytest.mark.parametrize("kind", list(BEASTS))
def test_variants_and_what_is_worn_are_seen(kind: str) -> None:
    looks = {tuple(p.colour for p in pose(kind, "stand", Appearance(variant=v))) for v in range(3)}
    assert len(looks) == 3 or KINDS[kind].colours[:1] == ("white",) or sum(BUILDS[kind].coat) > 700
    bare = len(pose(kind, "stand"))
    for trait in WORN:
        assert len(pose(kind, "stand", Appearance(traits=(trait,)))) > bare, trait
    everything = points(pose(kind, "walk", Appearance(traits=tuple(WORN))))
    assert np.isfinite(everything).all()


def test_the_panda_eats_green_bamboo() -> None:
    def green(verb: str) -> int:
        return sum(g > max(r, b) + 30 for r, g, b in (p.colour for p in pose("panda", verb)))

    assert green("eat") >= 3
    assert green("dance") == 0
    assert green("eat from") == 0


def test_wings_beat_only_where_there_are_wings() -> None:
    assert BUILDS["dragon"].wings and not BUILDS["unicorn"].wings
    flown = MOTIONS["fly"](BUILDS["dragon"], PHASE_N).wing_N
    assert flown is not None and np.ptp(flown) > 1


def test_food_of_its_own_is_left_out_when_there_is_food_before_it() -> None:
    own = RIGS["panda"](Appearance(), "eat", PHASE_N, STATE_N)
    apart = RIGS["panda"](Appearance(), "eat", PHASE_N, STATE_N + 1)
    assert [p.colour for p in apart] != [p.colour for p in own]
    np.testing.assert_array_equal(points(apart), points(pose("panda", "eat from")))


def test_a_rope_reaches_back_to_what_is_pulled() -> None:
    for kind, build in BUILDS.items():
        rope_N = MOTIONS["pull"](build, PHASE_N).rope_N
        assert rope_N is not None and np.all(rope_N.real <= -BEASTS[kind].aspect / 2)
