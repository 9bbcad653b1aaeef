"""Vehicles and things: every kind can be drawn, is where its box is, and shows its state and its motion."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from onetake.prompt.ontology import COLOURS, KINDS
from onetake.types import Array
from onetake.world.cast import things, vehicles
from onetake.world.shapes import Appearance, Part, prepare

FRAMES = 12
RIGS = {**vehicles.RIGS, **things.RIGS}
PHASE_N = np.linspace(0, 2 * np.pi, FRAMES, endpoint=False, dtype=np.float32)
BREAKING = {"wine glass", "vase"}


def seen(parts: list[Part], frame: int) -> list[Array]:
    """The outlines that are visible in a frame."""
    return [
        p.points_NP2[frame if len(p.points_NP2) > 1 else 0]
        for p in parts
        if p.visible_N is None or p.visible_N[frame if len(p.visible_N) > 1 else 0]
    ]


def picture(kind: str, verb: str, phase: float, state: float) -> Array:
    """A small drawing, (Y, X, C)."""
    parts = RIGS[kind](Appearance(), verb, np.full(1, phase, np.float32), np.full(1, state, np.float32))
    track_NF = np.array([[0, 0.4, 0.7, 1, 0, 0, state, 1, 0.5]], np.float32)
    image = np.full((64, 128, 3), 200, np.uint8)
    prepare(parts, track_NF, 128, 64).draw(image, 0)
    return image.astype(np.float32)


def test_every_thing_of_the_ontology_has_a_rig() -> None:
    assert set(RIGS) == {n for n, k in KINDS.items() if k.family in ("vehicle", "thing", "plant", "ball")}


@pytest.mark.parametrize("kind", sorted(RIGS))
def test_parts_are_finite_and_fit_the_clip(kind: str) -> None:
    state_N = np.linspace(0, 1, FRAMES, dtype=np.float32)
    for verb in KINDS[kind].verbs:
        for colour in (None, *(COLOURS[c][1] for c in KINDS[kind].colours)):
            for part in RIGS[kind](Appearance(colour), verb, PHASE_N, state_N):
                assert part.points_NP2.shape[0] in (1, FRAMES) and part.points_NP2.shape[2] == 2
                assert np.isfinite(part.points_NP2).all()
                assert part.visible_N is None or part.visible_N.shape == (FRAMES,)
                assert all(0 <= c <= 255 for c in part.colour)


@pytest.mark.parametrize("kind", sorted(RIGS))
def test_whole_things_fill_their_box(kind: str) -> None:
    parts = RIGS[kind](Appearance(), "stand", PHASE_N, np.zeros(FRAMES, np.float32))
    points = np.concatenate([outline for n in range(FRAMES) for outline in seen(parts, n)])  # flames: at their tallest
    low, high = points.min(0), points.max(0)
    half = KINDS[kind].aspect / 2
    assert -0.07 < low[1] < 0.05 and 0.93 < high[1] < 1.12
    assert -half - 0.1 < low[0] and high[0] < half + 0.1
    assert high[0] - low[0] > 1.2 * half


@pytest.mark.parametrize("kind", sorted(BREAKING))
def test_broken_pieces_lie_flat_and_apart(kind: str) -> None:
    points = np.concatenate(seen(RIGS[kind](Appearance(), "stand", PHASE_N, np.ones(FRAMES, np.float32)), 0))
    assert points[:, 1].max() < 0.4 and points[:, 1].min() > -0.12
    assert 1.0 < np.ptp(points[:, 0]) < 1.7


@pytest.mark.parametrize("kind", sorted(n for n in RIGS if KINDS[n].states))
def test_the_two_ends_of_a_state_look_different(kind: str) -> None:
    assert np.abs(picture(kind, "stand", 1.0, 0.0) - picture(kind, "stand", 1.0, 1.0)).mean() > 0.5


@pytest.mark.parametrize("kind", ["cake", "candle", "campfire"])
def test_flames_are_gone_past_the_middle(kind: str) -> None:
    def flames(state: float) -> int:
        parts = RIGS[kind](Appearance(), "stand", PHASE_N[:1], np.full(1, state, np.float32))
        fiery = [p for p in parts if p.colour[0] > 240 and p.colour[2] < 120 and p.visible_N is not None]
        return sum(bool(p.visible_N[0]) for p in fiery if p.visible_N is not None)

    assert flames(0.0) >= 2 and flames(0.7) == 0


def test_bamboo_gets_shorter_and_shorter() -> None:
    parts = RIGS["bamboo"](Appearance(), "stand", PHASE_N, np.linspace(0, 1, FRAMES, dtype=np.float32))
    top_N = [np.concatenate(seen(parts, n))[:, 1].max() for n in range(FRAMES)]
    assert top_N[-1] < 0.25 and all(a >= b for a, b in pairwise(top_N))


@pytest.mark.parametrize("kind", ["car", "bus", "truck", "bicycle"])
def test_wheels_turn_forwards_only_under_way(kind: str) -> None:
    still_N = np.zeros(FRAMES, np.float32)
    driving, parked = (RIGS[kind](Appearance(), verb, PHASE_N, still_N) for verb in ("drive", "stand"))
    turning = 0
    for a, b in zip(driving, parked, strict=True):
        assert np.ptp(np.broadcast_to(b.points_NP2, (FRAMES, *b.points_NP2.shape[1:])), axis=0).max() < 1e-6
        if len(a.points_NP2) > 1:
            arm_N2 = a.points_NP2[:, 0] - a.points_NP2.mean(1)
            angle_N = np.unwrap(np.arctan2(arm_N2[:, 1], arm_N2[:, 0]))
            turning += bool(np.isclose(angle_N[-1] - angle_N[0], -2 * np.pi * (FRAMES - 1) / FRAMES, atol=1e-3))
    assert turning >= 2
    assert np.abs(picture(kind, "drive", 0.0, 0.0) - picture(kind, "drive", 0.7, 0.0)).sum() > 0


def test_a_flame_drives_the_flying_rocket() -> None:
    flying, standing = (RIGS["rocket"](Appearance(), v, PHASE_N, np.zeros_like(PHASE_N)) for v in ("fly", "stand"))
    assert len(seen(flying, 0)) == len(seen(standing, 0)) + 2


def test_surfaces_lie_on_what_is_drawn() -> None:
    assert set(things.TOPS) >= {"table", "rock", "box", "chair", "house"}
    for kind, (height, half) in things.TOPS.items():
        assert 0 < height <= 1 and 0 < half <= KINDS[kind].aspect / 2
