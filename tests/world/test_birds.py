"""Birds, fish and the butterfly move as their verbs say, stay in their boxes and are posed quickly."""

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


def _points(parts: list[Part], frames: int = FRAMES) -> Array:
    """All points of all parts: (N, P, 2)."""
    return np.concatenate([np.broadcast_to(p.points_NP2, (frames, *p.points_NP2.shape[1:])) for p in parts], 1)


def test_every_bird_fish_and_insect_of_the_ontology_has_a_rig() -> None:
    assert set(RIGS) == {name for name, kind in KINDS.items() if kind.family in ("bird", "fish", "insect")}


@pytest.mark.parametrize(("kind", "verb"), CASES)
def test_every_verb_is_finite_in_bounds_and_moves(kind: str, verb: str) -> None:
    for variant, colour in ((0, None), (1, (246, 246, 242)), (2, (46, 46, 54))):
        parts = RIGS[kind](Appearance(colour, variant), verb, PHASE, STATE)
        assert len(parts) <= 22
        for part in parts:
            assert part.points_NP2.ndim == 3 and part.points_NP2.shape[0] in (1, FRAMES)
            assert all(0 <= channel <= 255 for channel in part.colour)
        points_NP2 = _points(parts)
        assert np.isfinite(points_NP2).all()
        assert np.abs(points_NP2[..., 0]).max() < KINDS[kind].aspect / 2 + 0.25
        assert points_NP2[..., 1].min() > -0.15 and points_NP2[..., 1].max() < 1.4
        assert np.abs(points_NP2 - points_NP2[:1]).max() > 0.01


@pytest.mark.parametrize("kind", RIGS)
def test_at_rest_it_fills_its_box(kind: str) -> None:
    points_NP2 = _points(RIGS[kind](Appearance(), KINDS[kind].verbs[0], PHASE, STATE))
    assert abs(points_NP2[..., 1].min()) < 0.14
    assert 0.85 < points_NP2[..., 1].max() < 1.15
    width = np.ptp(points_NP2[..., 0], axis=1).max()
    assert 0.75 < width / KINDS[kind].aspect < 1.15


@pytest.mark.parametrize("kind", BIRDS)
def test_motions_differ(kind: str) -> None:
    def pose(verb: str) -> Array:
        return _points(RIGS[kind](Appearance(), verb, PHASE, STATE))

    walk = pose("walk")
    for verb in ("stand", "dance", "hop"):
        assert np.abs(pose(verb) - walk).max() > 0.08
    assert pose("hop")[..., 1].min(1).max() > 0.1


@pytest.mark.parametrize("kind", ["bird", "duck", "owl", "butterfly"])
def test_wings_beat_in_flight(kind: str) -> None:
    points_NP2 = _points(RIGS[kind](Appearance(), "fly", PHASE, STATE))
    assert (np.ptp(points_NP2, axis=0).max(-1) > 0.2).any()


def test_colour_paints_the_body() -> None:
    purple = (142, 92, 182)
    for kind in ("bird", "fish", "butterfly"):
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
