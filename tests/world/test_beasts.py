"""Every four-legged animal can be posed in every verb: finite, in its box, moving, and told apart by motion."""

from __future__ import annotations

import numpy as np
import pytest

from onetake.prompt.ontology import KINDS
from onetake.types import Array
from onetake.world.cast.beasts import RIGS
from onetake.world.shapes import Appearance, Part

FRAMES = 12
PHASE_N = np.linspace(0, 2 * np.pi, FRAMES, endpoint=False).astype(np.float32)
STATE_N = np.zeros(FRAMES, np.float32)
BEASTS = {name: kind for name, kind in KINDS.items() if kind.family == "quadruped"}
CASES = [(name, verb) for name, kind in BEASTS.items() for verb in kind.verbs]


def pose(kind: str, verb: str, appearance: Appearance | None = None) -> list[Part]:
    return RIGS[kind](appearance or Appearance(), verb, PHASE_N, STATE_N)


def points(parts: list[Part]) -> Array:
    """All points of an animal: (N, P, 2)."""
    return np.concatenate([np.broadcast_to(p.points_NP2, (FRAMES, *p.points_NP2.shape[1:])) for p in parts], 1)


def test_every_quadruped_has_a_rig() -> None:
    assert set(RIGS) == set(BEASTS)


@pytest.mark.parametrize(("kind", "verb"), CASES)
def test_poses_are_finite_bounded_and_move(kind: str, verb: str) -> None:
    parts = pose(kind, verb)
    assert 12 <= len(parts) <= 30
    for part in parts:
        assert part.points_NP2.dtype == np.float32
        assert part.points_NP2.shape[0] in (1, FRAMES)
        assert all(0 <= c <= 255 for c in part.colour)
    xy = points(parts)
    assert np.isfinite(xy).all()
    assert xy[..., 1].min() >= 0
    assert xy[..., 1].max() <= (1.5 if verb in ("jump", "hop") else 1.25)
    assert np.abs(xy[..., 0]).max() <= BEASTS[kind].aspect / 2 + 0.35
    assert np.ptp(xy, axis=0).max() > 0.01


@pytest.mark.parametrize("kind", list(BEASTS))
def test_standing_height_and_width_fill_the_box(kind: str) -> None:
    xy = points(pose(kind, "stand"))
    assert 0.85 <= xy[..., 1].max() <= 1.12
    assert xy[..., 1].min() <= 0.02
    assert np.abs(xy[..., 0]).max() <= BEASTS[kind].aspect / 2 + 0.15


@pytest.mark.parametrize("kind", list(BEASTS))
def test_a_clip_repeats_after_a_whole_cycle(kind: str) -> None:
    for verb in BEASTS[kind].verbs:
        again = RIGS[kind](Appearance(), verb, PHASE_N + np.float32(2 * np.pi), STATE_N)
        assert np.abs(points(pose(kind, verb)) - points(again)).max() < 1e-2, verb


@pytest.mark.parametrize("kind", list(BEASTS))
def test_motions_differ(kind: str) -> None:
    def outline(verb: str) -> Array:
        xy = points(pose(kind, verb))
        return np.concatenate([xy.min(1), xy.max(1), xy.mean(1)], -1)

    eat, dance, stand = outline("eat"), outline("dance"), outline("stand")
    assert np.abs(eat - dance).max() > 0.05
    assert np.abs(dance - stand).max() > 0.05
    assert outline("sleep")[:, 3].max() < 0.85 * stand[:, 3].max()
    assert np.ptp(outline("jump")[:, 1]) > 0.3


def test_colour_changes_the_coat_and_unknown_verbs_stand() -> None:
    plain, blue = pose("cat", "stand"), pose("cat", "stand", Appearance((66, 124, 206)))
    assert [p.colour for p in plain] != [p.colour for p in blue]
    np.testing.assert_array_equal(points(plain), points(pose("cat", "no such verb")))


def test_the_panda_eats_green_bamboo() -> None:
    def green(verb: str) -> int:
        return sum(g > max(r, b) + 30 for r, g, b in (p.colour for p in pose("panda", verb)))

    assert green("eat") >= 3
    assert green("dance") == 0
