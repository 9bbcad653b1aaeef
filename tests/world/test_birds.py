"""Birds, sea animals and insects move as their verbs say, stay in their boxes and are posed quickly."""

from __future__ import annotations

import time

import numpy as np
import pytest

from onetake.prompt.ontology import KINDS
from onetake.types import Array
from onetake.world.cast.birds import RIGS
from onetake.world.shapes import Appearance, Part

FRAMES = 12
PHASE: Array = np.linspace(0, 2 * np.pi, FRAMES, endpoint=False).astype(np.float32)
STATE: Array = np.zeros(FRAMES, np.float32)
CASES = [(kind, verb) for kind in RIGS for verb in KINDS[kind].verbs]
BIRDS = [kind for kind in RIGS if KINDS[kind].family == "bird"]
TRAITS = ("hat", "scarf", "bow", "glasses", "sunglasses", "crown")


def _points(parts: list[Part], frames: int = FRAMES) -> Array:
    """All points of all parts: (N, P, 2)."""
    return np.concatenate([np.broadcast_to(p.points_NP2, (frames, *p.points_NP2.shape[1:])) for p in parts], 1)


def _pose(kind: str, verb: str) -> Array:
    return _points(RIGS[kind](Appearance(), verb, PHASE, STATE))


def _height(kind: str, verb: str, traits: tuple[str, ...] = ()) -> float:
    return float(_points(RIGS[kind](Appearance(traits=traits), verb, PHASE, STATE))[..., 1].max())


def test_every_bird_fish_and_insect_of_the_ontology_has_a_rig() -> None:
    assert set(RIGS) == {name for name, k in KINDS.items() if k.drawn and k.family in ("bird", "fish", "insect")}


@pytest.mark.parametrize(("kind", "verb"), CASES)
def test_every_verb_is_finite_in_bounds_and_moves(kind: str, verb: str) -> None:
    for variant, colour in ((0, None), (1, (246, 246, 242)), (2, (46, 46, 54))):
        parts = RIGS[kind](Appearance(colour, variant), verb, PHASE, STATE)
        assert len(parts) <= 40
        for part in parts:
            assert part.points_NP2.ndim == 3 and part.points_NP2.shape[0] in (1, FRAMES)
            assert all(0 <= channel <= 255 for channel in part.colour)
        points_NP2 = _points(parts)
        assert np.isfinite(points_NP2).all()
        assert np.abs(points_NP2[..., 0]).max() < KINDS[kind].aspect / 2 + 0.4
        assert points_NP2[..., 1].min() > (-0.5 if verb == "spin" else -0.22) and points_NP2[..., 1].max() < 1.42
        assert np.abs(points_NP2 - points_NP2[:1]).max() > 0.01


@pytest.mark.parametrize("kind", RIGS)
def test_at_rest_it_fills_its_box(kind: str) -> None:
    points_NP2 = _pose(kind, KINDS[kind].verbs[0])
    assert abs(points_NP2[..., 1].min()) < 0.14
    assert 0.85 < points_NP2[..., 1].max() < 1.15
    width = np.ptp(points_NP2[..., 0], axis=1).max()
    assert 0.75 < width / KINDS[kind].aspect < 1.2


@pytest.mark.parametrize("kind", BIRDS)
def test_motions_differ(kind: str) -> None:
    walk = _pose(kind, "walk")
    for verb in ("stand", "dance", "hop"):
        assert np.abs(_pose(kind, verb) - walk).max() > 0.08
    assert _pose(kind, "hop")[..., 1].min(1).max() > 0.1


@pytest.mark.parametrize(("kind", "verb"), CASES)
def test_a_cycle_closes(kind: str, verb: str) -> None:
    ends = np.array([0, 2 * np.pi], np.float32)
    points_NP2 = _points(RIGS[kind](Appearance(), verb, ends, np.zeros(2, np.float32)), 2)
    blinking = 0.12  # eyes that are read at half the phase may be closed at one end
    assert np.abs(points_NP2[0] - points_NP2[1]).max() < blinking


@pytest.mark.parametrize("kind", ["bird", "duck", "owl", "butterfly", "eagle", "parrot", "crow", "bee", "ladybird"])
def test_wings_beat_in_flight(kind: str) -> None:
    assert (np.ptp(_pose(kind, "fly"), axis=0).max(-1) > 0.15).any()


@pytest.mark.parametrize("kind", BIRDS)
def test_sleepers_close_their_eyes_and_look_back(kind: str) -> None:
    awake = RIGS[kind](Appearance(), "stand", PHASE[:1], STATE[:1])
    asleep = RIGS[kind](Appearance(), "sleep", PHASE[:1], STATE[:1])
    dark = (40, 36, 46)
    open_eye = max(np.ptp(p.points_NP2[0, :, 1]) for p in awake if p.colour == dark and p.points_NP2.shape[1] == 12)
    shut_eye = max(np.ptp(p.points_NP2[0, :, 1]) for p in asleep if p.colour == dark and p.points_NP2.shape[1] == 12)
    assert shut_eye < 0.5 * open_eye


@pytest.mark.parametrize("kind", BIRDS)
@pytest.mark.parametrize("trait", TRAITS)
def test_birds_wear_what_they_are_told_to(kind: str, trait: str) -> None:
    plain = RIGS[kind](Appearance(), "walk", PHASE, STATE)
    dressed = RIGS[kind](Appearance(traits=(trait,)), "walk", PHASE, STATE)
    assert 2 <= len(dressed) - len(plain) <= 6
    if trait in ("hat", "crown"):
        assert _height(kind, "stand", (trait,)) >= _height(kind, "stand") - 0.03


def test_a_jump_leaves_the_level_and_a_spin_turns_all_the_way_round() -> None:
    for kind in ("dolphin", "fish", "octopus", "seahorse"):
        rise = _pose(kind, "jump").mean(1)[:, 1]
        assert np.ptp(rise) > 0.15
    upside = _pose("octopus", "spin")
    assert upside[0, :, 1].argmax() != upside[FRAMES // 2, :, 1].argmax()


def test_colour_paints_the_body() -> None:
    purple = (142, 92, 182)
    for kind in ("bird", "fish", "butterfly", "parrot", "chicken", "octopus", "jellyfish", "crab", "seahorse", "snail"):
        assert any(part.colour == purple for part in RIGS[kind](Appearance(purple), "fly", PHASE, STATE))


def test_posing_a_clip_is_quick() -> None:
    phase = np.linspace(0, 12, 48).astype(np.float32)
    RIGS["shark"](Appearance(), "swim", phase, phase)
    times = []
    for _ in range(10):
        start = time.perf_counter()
        RIGS["shark"](Appearance(), "swim", phase, phase)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.008  # about 2 ms on one idle core
