"""People move as their verbs say, hold what they hold, wear what they wear, and are posed quickly."""

from __future__ import annotations

import time

import numpy as np
import pytest

from onetake.prompt._grip import HIP, grip
from onetake.prompt._kinds import PERSON
from onetake.prompt._wearing import can_have, fitting, wearable
from onetake.prompt.ontology import KINDS, TRAITS
from onetake.types import Array
from onetake.world.cast._people_basic import at, held, tipped
from onetake.world.cast._people_body import BUILDS
from onetake.world.cast._people_pose import VERBS, pose
from onetake.world.cast.people import RIGS
from onetake.world.shapes import Appearance, Part

FRAMES = 12
PHASE: Array = np.linspace(0, 2 * np.pi, FRAMES, endpoint=False).astype(np.float32)
STATE: Array = np.zeros(FRAMES, np.float32)
LOW = ("sleep", "lie down", "wake", "swim", "crawl", "slide", "bow", "push")
"""Motions that are longer than they are high."""
HELD = (
    "hold", "carry", "put down", "throw", "catch", "read", "give", "pour", "play music", "open", "knock over", "push",
)  # fmt: skip


def _points(parts: list[Part], frames: int = FRAMES) -> Array:
    """All points of the parts that are seen, hidden ones at the origin: (N, P, 2)."""
    shown = []
    for part in parts:
        points = np.broadcast_to(part.points_NP2, (frames, *part.points_NP2.shape[1:]))
        seen = np.ones(frames, bool) if part.visible_N is None else part.visible_N
        shown.append(np.where(seen[:, None, None], points, 0))
    return np.concatenate(shown, 1)


def _rig(kind: str, verb: str, *traits: str, phase: Array = PHASE, state: float = 0.0) -> list[Part]:
    return RIGS[kind](Appearance(traits=traits), verb, phase, np.full(len(phase), state, np.float32))


def test_every_person_of_the_ontology_has_a_rig() -> None:
    assert set(RIGS) == {name for name, kind in KINDS.items() if kind.family in ("person", "robot")}


def test_every_verb_of_people_has_a_motion() -> None:
    assert set(PERSON) == set(VERBS)
    assert all(set(KINDS[kind].verbs) <= set(VERBS) for kind in RIGS)


@pytest.mark.parametrize("kind", RIGS)
def test_every_verb_is_finite_in_bounds_and_moves(kind: str) -> None:
    for i, verb in enumerate(KINDS[kind].verbs):
        colour = (None, (66, 124, 206), None)[i % 3]
        parts = RIGS[kind](Appearance(colour, i), verb, PHASE, STATE)
        assert len(parts) <= 46
        for part in parts:
            assert part.points_NP2.ndim == 3 and part.points_NP2.shape[0] in (1, FRAMES)
            assert part.visible_N is None or part.visible_N.shape == (FRAMES,)
            assert all(0 <= channel <= 255 for channel in part.colour)
        points_NP2 = _points(parts)
        assert np.isfinite(points_NP2).all()
        assert np.abs(points_NP2[..., 0]).max() < (0.95 if verb in ("blow out", *LOW) else 0.72), verb
        assert points_NP2[..., 1].min() > (-0.25 if verb in LOW else -0.12), verb
        assert points_NP2[..., 1].max() < 1.5, verb
        assert np.abs(points_NP2 - points_NP2[:1]).max() > 0.01, verb


@pytest.mark.parametrize("kind", RIGS)
def test_a_standing_person_is_one_high_on_the_ground(kind: str) -> None:
    points_NP2 = _points(_rig(kind, "stand"))
    assert abs(points_NP2[..., 1].min()) < 0.035
    assert 0.93 < points_NP2[..., 1].max() < 1.06
    assert np.abs(points_NP2[..., 0]).max() < KINDS[kind].aspect / 2 + 0.16


def test_no_two_verbs_look_alike() -> None:
    """Limbs and face, each by its middle over a cycle, differ between any two verbs."""
    seen = {verb: np.stack([part.points_NP2.mean(1) for part in _rig("man", verb)[:19]]) for verb in PERSON}
    verbs = list(PERSON)
    for i, one in enumerate(verbs):
        for other in verbs[i + 1 :]:
            assert np.abs(seen[one] - seen[other]).max() > 0.03, (one, other)


@pytest.mark.parametrize("kind", [kind for kind in RIGS if kind != "baby"])
def test_motions_are_what_they_are_called(kind: str) -> None:
    def reach(verb: str) -> Array:
        return _points(_rig(kind, verb))

    assert reach("jump")[..., 1].min(1).max() > 0.2
    assert reach("hop")[..., 1].min(1).max() > 0.07
    assert reach("sit")[..., 1].max() < 0.95
    assert reach("sleep")[..., 1].max() < 0.72
    assert reach("hide")[..., 1].max(1).min() < 0.9
    assert reach("crawl")[..., 1].max() < 0.95


@pytest.mark.parametrize("verb", ["wake", "lie down", "stand up"])
def test_what_happens_once_leads_from_one_posture_to_the_other(verb: str) -> None:
    phase = np.linspace(0, 2 * np.pi, FRAMES).astype(np.float32)
    tops = _points(_rig("woman", verb, phase=phase))[..., 1].max(1)
    low, high = (tops[-1], tops[0]) if verb == "lie down" else (tops[0], tops[-1])
    assert low < 0.9 and abs(high - 1) < 0.06
    assert np.abs(np.diff(tops)).max() < 0.45  # no leap on the way


@pytest.mark.parametrize("verb", HELD)
def test_hands_are_where_the_held_thing_is(verb: str) -> None:
    for kind in ("man", "woman", "boy", "chef", "old woman"):
        how = pose(BUILDS[kind], verb, PHASE)
        at_N2 = grip("person", verb, PHASE.astype(np.float64))[:, :2]
        assert how.near_hand is not None
        assert np.abs(how.near_hand - at_N2).max() < 0.12
        # The hand that is drawn is the end of the last forearm: some outline comes within a hand's breadth.
        arm = np.concatenate([p.points_NP2 for p in _rig(kind, verb)[-2:]], 1)
        gap = np.linalg.norm(arm - np.asarray(how.near_hand, np.float32)[:, None], axis=-1).min(1)
        assert gap.max() < 0.09, kind


def test_riders_have_their_hips_where_saddles_expect_them() -> None:
    for kind in ("man", "girl", "wizard"):
        how = pose(BUILDS[kind], "ride", PHASE)
        assert how.hip is not None and np.abs(np.asarray(how.hip) - HIP).max() < 0.02
    seated, stood = _points(_rig("boy", "ride")), _points(_rig("boy", "ride", state=1.0))
    assert abs(stood[..., 1].min()) < 0.05 and stood[..., 1].max() > seated[..., 1].max() - 0.05


def test_a_bite_is_drawn_only_when_the_food_is_not_there_itself() -> None:
    for verb in ("eat", "drink"):
        assert len(_rig("girl", verb, state=1.0)) < len(_rig("girl", verb))


def test_places_of_hands_have_names() -> None:
    np.testing.assert_allclose(at(0.1, 0.2), [0.1, 0.2])
    assert held("hold", PHASE).shape == (FRAMES, 2) and tipped("pour", PHASE).shape == (FRAMES,)


def test_an_unknown_verb_stands() -> None:
    stand, unknown = (_rig("man", verb) for verb in ("stand", "sing"))
    for a, b in zip(stand, unknown, strict=True):
        np.testing.assert_array_equal(a.points_NP2, b.points_NP2)


@pytest.mark.parametrize("kind", [kind for kind in RIGS if KINDS[kind].colours])
def test_colour_dresses_and_variant_changes_the_skin(kind: str) -> None:
    teal = (20, 150, 140)
    assert any(part.colour == teal for part in RIGS[kind](Appearance(teal), "stand", PHASE, STATE))
    looks = [{p.colour for p in RIGS[kind](Appearance(teal, v), "stand", PHASE, STATE)} for v in range(3)]
    assert looks[0] != looks[1] != looks[2] != looks[0]


def test_kinds_are_told_apart_by_their_colours() -> None:
    looks = {kind: frozenset(p.colour for p in _rig(kind, "stand")) for kind in RIGS}
    assert len(set(looks.values())) == len(RIGS)


@pytest.mark.parametrize("kind", RIGS)
def test_every_trait_that_a_kind_can_have_shows(kind: str) -> None:
    bare = [(p.colour, p.points_NP2.shape) for p in _rig(kind, "stand")]
    for trait in TRAITS:
        parts = [(p.colour, p.points_NP2.shape) for p in _rig(kind, "stand", trait)]
        if not can_have(kind, trait):
            assert parts == bare, trait
        elif (kind, trait) not in _ALWAYS:
            assert parts != bare, trait
        assert len(parts) <= 50


_ALWAYS = {("boy", "cap"), ("monk", "bald"), ("princess", "long hair"), *((kind, "beard") for kind in BUILDS)}
"""What somebody has anyway."""


def test_a_beard_grows_on_a_man() -> None:
    assert len(_rig("man", "stand", "beard")) == len(_rig("man", "stand")) + 1


def test_traits_that_exclude_each_other_are_not_worn_together() -> None:
    assert fitting("woman", ("crown", "hat", "glasses", "sunglasses", "scarf")) == ("glasses", "hat", "scarf")
    assert wearable("astronaut") == () and "hat" not in wearable("chef")
    assert not can_have("woman", "beard") and can_have("robot", "scarf") and can_have("dog", "glasses")


def test_posing_a_clip_is_quick() -> None:
    phase = np.linspace(0, 12, 48).astype(np.float32)
    times = []
    for _ in range(10):
        start = time.perf_counter()
        RIGS["king"](Appearance(), "carry", phase, phase * 0)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.012  # about 3 ms on one idle core
