"""People move as their verbs say, stay in their boxes and are posed quickly."""

from __future__ import annotations

import time

import numpy as np
import pytest

from onetake.prompt.ontology import KINDS
from onetake.types import Array
from onetake.world.cast.people import RIGS
from onetake.world.shapes import Appearance, Part

FRAMES = 12
PHASE: Array = np.linspace(0, 2 * np.pi, FRAMES, endpoint=False).astype(np.float32)
STATE: Array = np.zeros(FRAMES, np.float32)
CASES = [(kind, verb) for kind in RIGS for verb in KINDS[kind].verbs]


def _points(parts: list[Part], frames: int = FRAMES) -> Array:
    """All points of the parts that are seen, hidden ones at the origin: (N, P, 2)."""
    shown = []
    for part in parts:
        points = np.broadcast_to(part.points_NP2, (frames, *part.points_NP2.shape[1:]))
        seen = np.ones(frames, bool) if part.visible_N is None else part.visible_N
        shown.append(np.where(seen[:, None, None], points, 0))
    return np.concatenate(shown, 1)


def test_every_person_of_the_ontology_has_a_rig() -> None:
    assert set(RIGS) == {name for name, kind in KINDS.items() if kind.family in ("person", "robot")}


@pytest.mark.parametrize(("kind", "verb"), CASES)
def test_every_verb_is_finite_in_bounds_and_moves(kind: str, verb: str) -> None:
    for variant, colour in ((0, None), (1, (66, 124, 206)), (2, None)):
        parts = RIGS[kind](Appearance(colour, variant), verb, PHASE, STATE)
        assert len(parts) <= 28
        for part in parts:
            assert part.points_NP2.ndim == 3 and part.points_NP2.shape[0] in (1, FRAMES)
            assert part.visible_N is None or part.visible_N.shape == (FRAMES,)
            assert all(0 <= channel <= 255 for channel in part.colour)
        points_NP2 = _points(parts)
        assert np.isfinite(points_NP2).all()
        assert np.abs(points_NP2[..., 0]).max() < (0.95 if verb == "blow out" else 0.65)
        assert points_NP2[..., 1].min() > -0.08 and points_NP2[..., 1].max() < 1.45
        assert np.abs(points_NP2 - points_NP2[:1]).max() > 0.01


@pytest.mark.parametrize("kind", RIGS)
def test_a_standing_person_is_one_high_on_the_ground(kind: str) -> None:
    points_NP2 = _points(RIGS[kind](Appearance(), "stand", PHASE, STATE))
    assert abs(points_NP2[..., 1].min()) < 0.03
    assert 0.93 < points_NP2[..., 1].max() < 1.05
    assert np.abs(points_NP2[..., 0]).max() < KINDS[kind].aspect / 2 + 0.13


@pytest.mark.parametrize("kind", RIGS)
def test_motions_differ(kind: str) -> None:
    def pose(verb: str) -> Array:
        return _points(RIGS[kind](Appearance(), verb, PHASE, STATE))

    walk = pose("walk")
    for verb in ("stand", "run", "dance", "jump", "sit", "wave", "sleep"):
        assert np.abs(pose(verb) - walk).max() > 0.08
    assert pose("jump")[..., 1].min(1).max() > 0.2
    assert pose("sleep")[..., 1].max() < 0.6
    assert pose("sit")[..., 1].max() < 0.95


def test_an_unknown_verb_stands() -> None:
    stand, unknown = (RIGS["man"](Appearance(), verb, PHASE, STATE) for verb in ("stand", "sing"))
    for a, b in zip(stand, unknown, strict=True):
        np.testing.assert_array_equal(a.points_NP2, b.points_NP2)


def test_colour_dresses_and_variant_changes_the_skin() -> None:
    green = (92, 168, 88)
    assert any(part.colour == green for part in RIGS["woman"](Appearance(green), "stand", PHASE, STATE))
    looks = [{p.colour for p in RIGS["girl"](Appearance(green, v), "stand", PHASE, STATE)} for v in range(3)]
    assert looks[0] != looks[1] != looks[2] != looks[0]


def test_posing_a_clip_is_quick() -> None:
    phase = np.linspace(0, 12, 48).astype(np.float32)
    RIGS["old woman"](Appearance(), "walk", phase, phase)
    times = []
    for _ in range(10):
        start = time.perf_counter()
        RIGS["old woman"](Appearance(), "walk", phase, phase)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.008  # about 2 ms on one idle core
