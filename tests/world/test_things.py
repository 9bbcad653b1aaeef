"""Things: every kind can be drawn, is where its box is, and shows its state and its motion."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from onetake.prompt._grip import SWING_SEAT, swung
from onetake.prompt.ontology import COLOURS, KINDS
from onetake.types import Array
from onetake.world.cast import things
from onetake.world.cast._things_kit import WOOD
from onetake.world.shapes import Appearance, Part, prepare

FRAMES = 12
RIGS = things.RIGS
PHASE_N = np.linspace(0, 2 * np.pi, FRAMES, endpoint=False, dtype=np.float32)
STATE_N = np.linspace(0, 1, FRAMES, dtype=np.float32)
BREAKING = {"wine glass", "vase"}
BY_ANGLE = {"domino"}  # falls by the angle of its track
SLENDER = {"firework"}  # its box is that of its sparks
STATED = sorted(n for n in RIGS if KINDS[n].states and n not in BY_ANGLE)
EATEN = sorted(n for n in STATED if (KINDS[n].states or ("", ""))[1] == "eaten" and n not in ("bamboo", "pizza"))


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


def painted(kind: str, verb: str, phase: float, state: float) -> int:
    """How many pixels of a small drawing are not background."""
    return int((np.abs(picture(kind, verb, phase, state) - 200).sum(-1) > 12).sum())


def differ(kind: str, verb: str, a: tuple[float, float], b: tuple[float, float]) -> float:
    """Mean difference between the drawings of two (phase, state)."""
    return float(np.abs(picture(kind, verb, *a) - picture(kind, verb, *b)).mean())


def test_every_thing_of_the_ontology_has_a_rig() -> None:
    ours = {n for n, k in KINDS.items() if k.family in ("thing", "plant", "ball") and k.drawn}
    assert set(RIGS) == ours


@pytest.mark.parametrize("kind", sorted(RIGS))
def test_parts_are_finite_and_fit_the_clip(kind: str) -> None:
    for verb in KINDS[kind].verbs:
        for colour in (None, *(COLOURS[c][1] for c in KINDS[kind].colours)):
            for part in RIGS[kind](Appearance(colour), verb, PHASE_N, STATE_N):
                assert part.points_NP2.shape[0] in (1, FRAMES) and part.points_NP2.shape[2] == 2
                assert np.isfinite(part.points_NP2).all()
                assert part.visible_N is None or part.visible_N.shape == (FRAMES,)
                assert all(0 <= c <= 255 for c in part.colour)


@pytest.mark.parametrize("kind", sorted(RIGS))
def test_a_frame_of_a_clip_is_the_frame_alone(kind: str) -> None:
    """Nothing is remembered from frame to frame, so a clip can be entered anywhere."""
    for verb in KINDS[kind].verbs:
        clip = RIGS[kind](Appearance(), verb, 0.9 * PHASE_N, STATE_N)
        for n in (0, 4, FRAMES - 1):
            alone = RIGS[kind](Appearance(), verb, 0.9 * PHASE_N[n : n + 1], STATE_N[n : n + 1])
            a, b = seen(clip, n), seen(alone, 0)
            assert len(a) == len(b) and all(np.allclose(p, q, atol=1e-4) for p, q in zip(a, b, strict=True))


@pytest.mark.parametrize("kind", sorted(RIGS))
def test_few_polygons_are_seen_at_a_time(kind: str) -> None:
    for verb in KINDS[kind].verbs:
        parts = RIGS[kind](Appearance(), verb, PHASE_N, STATE_N)
        assert max(len(seen(parts, n)) for n in range(FRAMES)) <= 44


@pytest.mark.parametrize("kind", sorted(RIGS))
def test_whole_things_fill_their_box(kind: str) -> None:
    parts = RIGS[kind](Appearance(), "stand", PHASE_N, np.zeros(FRAMES, np.float32))
    points = np.concatenate([outline for n in range(FRAMES) for outline in seen(parts, n)])  # flames: at their tallest
    low, high = points.min(0), points.max(0)
    half = KINDS[kind].aspect / 2
    assert -0.07 < low[1] < 0.05 and 0.93 < high[1] < 1.12
    assert -half - 0.1 < low[0] and high[0] < half + 0.1
    assert kind in SLENDER or high[0] - low[0] > 1.2 * half


@pytest.mark.parametrize("kind", sorted(BREAKING))
def test_broken_pieces_lie_flat_and_apart(kind: str) -> None:
    points = np.concatenate(seen(RIGS[kind](Appearance(), "stand", PHASE_N, np.ones(FRAMES, np.float32)), 0))
    assert points[:, 1].max() < 0.4 and points[:, 1].min() > -0.12
    assert 1.0 < np.ptp(points[:, 0]) < 1.7


@pytest.mark.parametrize("kind", STATED)
def test_a_state_is_a_passage(kind: str) -> None:
    """The two ends differ, and what is between them is neither: it begins to change at once."""
    assert differ(kind, "stand", (1.0, 0.0), (1.0, 1.0)) > 0.5
    assert differ(kind, "stand", (1.0, 0.0), (1.0, 0.25)) > 0.1
    assert differ(kind, "stand", (1.0, 0.4), (1.0, 1.0)) > 0.1


@pytest.mark.parametrize(
    "kind",
    sorted(
        n
        for n in RIGS
        if {"break", "melt"} & set(KINDS[n].verbs)
        if n not in ("window", "television", "icicle", "cookie")  # their frames stay, its halves part
    ),
)
def test_breaking_and_melting_leave_it_low(kind: str) -> None:
    verb = "break" if "break" in KINDS[kind].verbs else "melt"
    parts = RIGS[kind](Appearance(), verb, np.full(1, 2 * np.pi, np.float32), np.ones(1, np.float32))
    whole = RIGS[kind](Appearance(), verb, np.zeros(1, np.float32), np.zeros(1, np.float32))
    top, before = (max(float(p[:, 1].max()) for p in seen(x, 0)) for x in (parts, whole))
    assert top < 0.8 * before


@pytest.mark.parametrize("kind", sorted(things.SPILLS))
def test_what_is_spilt_lies_in_front_of_it_on_the_ground(kind: str) -> None:
    def reach(state: float) -> Array:
        points = np.concatenate(seen(RIGS[kind](Appearance(), "stand", PHASE_N[:1], np.full(1, state, np.float32)), 0))
        return np.array([points[:, 0].max(), points[:, 1].max(), points[:, 1].min()], np.float32)

    assert reach(1.0)[0] > reach(0.45)[0] and reach(1.0)[0] > reach(0.0)[0] + 0.2
    assert reach(1.0)[1] < 1.05 and reach(1.0)[2] > -0.1


@pytest.mark.parametrize("kind", EATEN)
def test_bite_after_bite_there_is_less_of_it(kind: str) -> None:
    left = [painted(kind, "stand", 1.0, s) for s in (0.0, 0.16, 0.32, 0.5, 0.66, 0.82, 1.0)]
    assert all(a + 12 >= b for a, b in pairwise(left)) and left[-1] < 0.6 * left[0]  # a crumb may be in the air


@pytest.mark.parametrize("kind", sorted(n for n in RIGS if "swing" in KINDS[n].verbs))
def test_what_swings_goes_to_and_fro(kind: str) -> None:
    def middle(phase: float) -> float:
        parts = RIGS[kind](Appearance(), "swing", np.full(1, phase, np.float32), np.zeros(1, np.float32))
        return float(np.concatenate([p * np.maximum(p[:, 1:], 0.2) for p in seen(parts, 0)])[:, 0].mean())

    there, back = (1.57, 4.71) if kind != "seesaw" else (0.0, np.pi)
    assert differ(kind, "swing", (there, 0.0), (back, 0.0)) > 0.5
    assert abs(middle(there) - middle(back)) > 0.003


@pytest.mark.parametrize("kind", sorted(n for n in RIGS if "burn" in KINDS[n].verbs))
def test_what_burns_has_flames_that_never_freeze(kind: str) -> None:
    assert all(differ(kind, "burn", (a, 0.05), (a + 0.7, 0.05)) > 0.01 for a in (0.0, 1.0, 2.5, 4.0))
    fiery = [p for p in RIGS[kind](Appearance(), "burn", PHASE_N, 0.05 + 0 * PHASE_N) if p.colour[2] < 120]
    assert any(p.colour[0] > 240 and (p.visible_N is None or p.visible_N.all()) for p in fiery)


@pytest.mark.parametrize("kind", sorted(n for n in RIGS if "explode" in KINDS[n].verbs))
def test_explosions_begin_at_phase_pi(kind: str) -> None:
    assert differ(kind, "explode", (np.pi + 1.0, 0.4), (np.pi, 0.0)) > 2.0


@pytest.mark.parametrize("kind", ["cake", "candle", "campfire"])
def test_flames_are_gone_past_the_middle(kind: str) -> None:
    def flames(state: float) -> int:
        parts = RIGS[kind](Appearance(), "stand", PHASE_N[:1], np.full(1, state, np.float32))
        fiery = [p for p in parts if p.colour[0] > 240 and p.colour[2] < 120 and p.visible_N is not None]
        return sum(bool(p.visible_N[0]) for p in fiery if p.visible_N is not None)

    assert flames(0.0) >= 2 and flames(0.7) == 0


def test_bamboo_gets_shorter_and_shorter() -> None:
    parts = RIGS["bamboo"](Appearance(), "stand", PHASE_N, STATE_N)
    top_N = [np.concatenate(seen(parts, n))[:, 1].max() for n in range(FRAMES)]
    assert top_N[-1] < 0.25 and all(a >= b for a, b in pairwise(top_N))


@pytest.mark.parametrize("kind", ["snowman", "ice cream"])
def test_melting_never_rises(kind: str) -> None:
    parts = RIGS[kind](Appearance(), "melt", 0 * PHASE_N, STATE_N)
    top_N = [np.concatenate(seen(parts, n))[:, 1].max() for n in range(FRAMES)]
    wide_N = [np.ptp(np.concatenate(seen(parts, n))[:, 0]) for n in range(FRAMES)]
    assert all(a + 1e-3 >= b for a, b in pairwise(top_N)) and wide_N[-1] > wide_N[0]


def test_a_seesaw_rocks_as_its_state_does() -> None:
    like_N = np.asarray((1 - np.cos(PHASE_N)) / 2, np.float32)
    rocking = things.seesaw_angle("swing", PHASE_N, 0 * PHASE_N)
    assert np.allclose(rocking, things.seesaw_angle("stand", 0 * PHASE_N, like_N), atol=1e-5)
    assert rocking[0] > 0  # the right end is up, so the left one (-x) is down
    for state in (0.0, 1.0):
        outlines = seen(RIGS["seesaw"](Appearance(), "stand", PHASE_N[:1], np.full(1, state, np.float32)), 0)
        assert min(float(p[:, 1].min()) for p in outlines) > -0.05


def test_a_swing_carries_its_seat_where_riders_are_put() -> None:
    parts = RIGS["swing"](Appearance(), "swing", PHASE_N, 0 * PHASE_N)
    board = next(p for p in parts if p.colour == WOOD)
    assert np.abs(board.points_NP2.mean(1) - swung(SWING_SEAT, PHASE_N.astype(np.float64))[:, :2]).max() < 0.03


def test_a_door_turns_about_its_hinge() -> None:
    parts = RIGS["door"](Appearance(), "open", 0 * PHASE_N, STATE_N)
    leaf = next(p for p in parts if p.colour == (168, 108, 66))
    x_NP = leaf.points_NP2[..., 0]
    assert np.allclose(x_NP.min(1)[STATE_N < 0.5], -0.2, atol=1e-4)
    assert all(a >= b - 1e-5 for a, b in pairwise(x_NP.max(1)))


def test_surfaces_lie_on_what_is_drawn() -> None:
    assert set(things.TOPS) >= {"table", "rock", "box", "chair", "house", "bench", "bed", "sofa"}
    for kind, (height, half) in things.TOPS.items():
        assert 0 < height <= 1 and 0 < half <= KINDS[kind].aspect / 2
