"""Vehicles fill their boxes, turn their wheels when they go, flash, sink and explode."""

from __future__ import annotations

import numpy as np
import pytest

from onetake.prompt.ontology import KINDS
from onetake.types import Array
from onetake.world.cast.vehicles import RIGS
from onetake.world.shapes import Appearance, Part

FRAMES = 12
PHASE: Array = np.linspace(0, 2 * np.pi, FRAMES, endpoint=False).astype(np.float32)
STATE: Array = np.zeros(FRAMES, np.float32)
FULL: Array = np.ones(FRAMES, np.float32)
CASES = [(kind, verb) for kind in RIGS for verb in KINDS[kind].verbs]
ROAD = ("car", "bus", "truck", "motorcycle", "tractor", "fire engine", "ambulance", "police car", "taxi", "locomotive",
        "train carriage", "bicycle")  # fmt: skip


def _seen(part: Part, n: int) -> bool:
    return part.visible_N is None or bool(part.visible_N[n if len(part.visible_N) > 1 else 0])


def _points(parts: list[Part], n: int) -> Array:
    """Every point that is seen in a frame, (P, 2)."""
    return np.concatenate([p.points_NP2[n if len(p.points_NP2) > 1 else 0] for p in parts if _seen(p, n)])


def test_every_vehicle_of_the_ontology_has_a_rig() -> None:
    assert set(RIGS) == {name for name, kind in KINDS.items() if kind.drawn and kind.family == "vehicle"}


@pytest.mark.parametrize(("kind", "verb"), CASES)
def test_every_verb_is_finite_and_in_its_box(kind: str, verb: str) -> None:
    for colour in (None, (246, 246, 242), (46, 46, 54)):
        parts = RIGS[kind](Appearance(colour), verb, PHASE, STATE)
        assert len(parts) <= 48
        for part in parts:
            assert part.points_NP2.ndim == 3 and part.points_NP2.shape[0] in (1, FRAMES)
            assert part.points_NP2.dtype == np.float32
            assert all(0 <= channel <= 255 for channel in part.colour)
        for n in range(0, FRAMES, 3):
            points = _points(parts, n)
            assert np.isfinite(points).all()
            assert np.abs(points[:, 0]).max() < KINDS[kind].aspect / 2 + 0.25
            assert points[:, 1].min() > -0.25 and points[:, 1].max() < 1.25


@pytest.mark.parametrize("kind", RIGS)
def test_at_rest_it_fills_its_box(kind: str) -> None:
    points = _points(RIGS[kind](Appearance(), "stand", PHASE, STATE), 0)
    assert abs(points[:, 1].min()) < 0.08
    assert 0.88 < points[:, 1].max() < 1.16
    assert 0.8 < np.ptp(points[:, 0]) / KINDS[kind].aspect < 1.2


@pytest.mark.parametrize("kind", ROAD)
def test_wheels_turn_only_under_way(kind: str) -> None:
    def turning(verb: str) -> float:
        """How far the spokes, whose middle stays where it is, move."""
        parts = [p for p in RIGS[kind](Appearance(), verb, PHASE, STATE) if len(p.points_NP2) > 1]
        own = [p.points_NP2 - p.points_NP2.mean(1, keepdims=True) for p in parts]
        low = [o for o, p in zip(own, parts, strict=True) if p.points_NP2[0, :, 1].mean() < 0.42]
        return max((float(np.abs(o - o[:1]).max()) for o in low), default=0.0)

    assert turning("drive") > 0.05
    assert turning("stand") < 0.02


@pytest.mark.parametrize("kind", ["police car", "fire engine", "ambulance"])
def test_its_lamps_flash(kind: str) -> None:
    flashing = [p.visible_N for p in RIGS[kind](Appearance(), "drive", PHASE, STATE) if p.visible_N is not None]
    assert len(flashing) == 2
    assert (flashing[0] ^ flashing[1]).all() and flashing[0].any() and flashing[1].any()


@pytest.mark.parametrize("kind", ["car", "rocket", "spaceship"])
def test_what_explodes_leaves_a_low_wreck(kind: str) -> None:
    state = np.linspace(0, 1, FRAMES).astype(np.float32)
    parts = RIGS[kind](Appearance(), "explode", PHASE, state)
    whole = RIGS[kind](Appearance(), "explode", PHASE, STATE)
    assert np.allclose(_points(parts, 0), _points(whole, 0), atol=0.02)
    blast = _points(parts, 2)
    assert np.ptp(blast[:, 1]) > 0.8
    solid = [p for p in RIGS[kind](Appearance(), "stand", PHASE, FULL) if _seen(p, 0) and max(p.colour) < 90]
    assert solid and max(float(p.points_NP2[..., 1].max()) for p in solid) < 0.5


@pytest.mark.parametrize("kind", ["boat", "sailing ship", "submarine"])
def test_what_sinks_tilts_and_bubbles(kind: str) -> None:
    afloat = RIGS[kind](Appearance(), "sink", PHASE, STATE)
    gone = RIGS[kind](Appearance(), "sink", PHASE, FULL)
    assert len(gone) == len(afloat) + 5
    hull = max(range(len(afloat)), key=lambda k: float(np.ptp(afloat[k].points_NP2[0, :, 0])))
    before, after = afloat[hull].points_NP2[0], gone[hull].points_NP2[0]
    bow = int(before[:, 0].argmax())
    assert after[bow, 1] > before[bow, 1] + 0.15


def test_colour_paints_the_body() -> None:
    purple = (142, 92, 182)
    for kind in RIGS:
        if KINDS[kind].colours:
            assert any(part.colour == purple for part in RIGS[kind](Appearance(purple), "stand", PHASE, STATE)), kind
