"""What sees what, by brute force against the rule as it is written; features and times against golden numbers."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch import Tensor

from onetake.model.condition import (
    CAMERA_FEATURES,
    CAMERA_MOTION,
    MOVING,
    TRACK_GEOMETRY,
    TRACK_MOTION,
    Condition,
    Frames,
    camera_features,
    chunk_of,
    compressed,
    motion_of,
    texts,
    track_features,
    view_of,
    visibility,
)
from onetake.prompt.eyes import plane_eyes
from onetake.types import CHUNK, DEPTH, FACING, HEIGHT, PHASE, PLANES, STATE, TRACK_FIELDS, VISIBLE, X, Y


class Token:
    """One latent token with everything that the rule asks about."""

    def __init__(self, frames: Frames, b: int, t: int, h: int, w: int) -> None:
        self.place = (t, h, w)
        self.chunk = int(frames.chunk_BT[b, t])
        self.is_anchor = bool(frames.anchor_BT[b, t])
        self.known_inside = bool(frames.known_BTHW[b, t, h, w])
        self.being_drawn = not self.known_inside
        self.is_there = bool(frames.valid_BTHW[b, t, h, w])
        self.known_to_others = bool(frames.given_BT[b, t])


def sees(q: Token, k: Token, window: int) -> bool:
    """The design's rule, clause by clause.

        see(q, k) =  q is being drawn, k is known, and k lies in the W chunks before q or is an anchor
                 or  q and k are known and in the same chunk
                 or  q and k are being drawn and in the same chunk

    Known tokens inside a chunk that is being drawn are anchors in place: the drawn ones see them. An anchor is a
    chunk of its own whatever its number, anchors do not see each other, and padding is seen by nobody but itself.
    """
    if q.place == k.place:
        return True
    if not k.is_there:
        return False
    same_chunk = q.chunk == k.chunk and q.is_anchor == k.is_anchor
    if q.being_drawn and k.known_to_others and k.is_anchor and not q.is_anchor:
        return True
    if q.being_drawn and k.known_to_others and not k.is_anchor and 1 <= q.chunk - k.chunk <= window:
        return True
    if q.known_inside and k.known_inside and same_chunk:
        return True
    if q.being_drawn and k.known_inside and same_chunk:
        return True
    return q.being_drawn and k.being_drawn and same_chunk


def random_frames(seed: int, batch: int = 2, frames: int = 7, rows: int = 2, columns: int = 2) -> Frames:
    g = torch.Generator().manual_seed(seed)

    def chance(p: float, *shape: int) -> Tensor:
        return torch.rand(shape, generator=g) < p

    chunk = torch.randint(-2, 4, (batch, frames), generator=g)
    return Frames(
        torch.arange(frames).repeat(batch, 1),
        chunk.sort(-1).values if seed % 2 else chunk,
        torch.rand(batch, frames, generator=g),
        chance(0.5, batch, frames),
        chance(0.3, batch, frames),
        torch.full((batch, frames), MOVING),
        chance(0.3, batch, frames, rows, columns),
        chance(0.85, batch, frames, rows, columns),
    )


@pytest.mark.parametrize("window", [0, 1, 2, 5])
@pytest.mark.parametrize("seed", range(4))
def test_the_rule_by_brute_force(seed: int, window: int) -> None:
    frames = random_frames(seed)
    b, t, h, w = frames.known_BTHW.shape
    mask = visibility(frames, window)
    assert mask.shape == (b, t * h * w, t * h * w) and mask.dtype == torch.bool
    for i in range(b):
        tokens = [Token(frames, i, a, y, x) for a in range(t) for y in range(h) for x in range(w)]
        expected = torch.tensor([[sees(q, k, window) for k in tokens] for q in tokens])
        assert torch.equal(mask[i], expected)


def flat(frames: Frames, values_BT: Tensor) -> Tensor:
    return values_BT.repeat_interleave(frames.known_BTHW[0, 0].numel(), 1)


@pytest.mark.parametrize("seed", range(40))
def test_properties_of_the_rule(seed: int) -> None:
    frames = random_frames(seed, batch=1, frames=9)
    window = seed % 4
    mask = visibility(frames, window)[0]
    chunk, given, anchor = (flat(frames, v)[0] for v in (frames.chunk_BT, frames.given_BT, frames.anchor_BT))
    known, there = frames.known_BTHW.flatten(), frames.valid_BTHW.flatten()
    own = (chunk[:, None] == chunk) & (anchor[:, None] == anchor)
    other = ~torch.eye(len(chunk), dtype=torch.bool)
    assert mask.diagonal().all()  # softmax always has a key
    assert not (mask & ~own & ~given).any()  # what is not yet drawn is invisible
    assert not (mask & ~own & known[:, None] & other).any()  # what is known sees only its own chunk
    assert not (mask & other & ~there).any()  # padding is seen by nobody
    assert not (mask & ~own & ~anchor & (chunk >= chunk[:, None])).any()  # only anchors may be in the future
    further = visibility(frames, window + 1)[0]
    assert not (mask & ~further).any()  # a longer window only adds
    drawn = ~known[:, None] & ~anchor[:, None]
    assert ((mask & anchor & other) == (drawn | own & ~known[:, None] | own & known) & anchor & other & mask).all()
    assert (mask | ~(drawn & given & anchor & there)).all()  # every anchor is seen by whatever is being drawn


def test_the_rule_on_a_take() -> None:
    """An anchor, two finished chunks and one being drawn, window 1: one frame a token."""
    anchor = torch.tensor([[True, False, False, False]])
    frames = Frames(
        torch.tensor([[-9, 0, 3, 6]]), torch.tensor([[-9, 0, 1, 2]]), torch.zeros(1, 4),
        torch.tensor([[True, True, True, False]]),
        anchor, torch.zeros(1, 4).long(), torch.tensor([True, True, True, False])[None, :, None, None],
        torch.ones(1, 4, 1, 1, dtype=torch.bool),
    )  # fmt: skip
    assert visibility(frames, 1)[0].int().tolist() == [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [1, 0, 1, 1]]
    assert visibility(frames, 2)[0].int().tolist()[3] == [1, 1, 1, 1]
    assert visibility(frames, 0)[0].int().tolist()[3] == [1, 0, 0, 1]


def test_samples_of_a_batch_do_not_see_each_other() -> None:
    together = visibility(random_frames(5, batch=3), 2)
    frames = random_frames(5, batch=3)
    for i in range(3):
        alone = Frames(*(getattr(frames, name)[i : i + 1] for name in Frames.__dataclass_fields__))
        assert torch.equal(visibility(alone, 2)[0], together[i])


@pytest.mark.parametrize(
    ("distance", "relative"),
    [
        (0, 0),
        (1, 1),
        (-1, -1),
        (15, 15),
        (16, 16),
        (17, 16),
        (19, 17),
        (32, 20),
        (64, 24),
        (128, 28),
        (180, 30),
        (-64, -24),
    ],
)
def test_compressed_times(distance: int, relative: int) -> None:
    d = abs(distance)
    formula = min(d, 16) + 4 * math.log2(max(1, d / 16))
    assert int(compressed(torch.tensor(distance))) == relative == round(math.copysign(formula, distance))


def test_compressed_times_keep_their_order() -> None:
    distance = torch.arange(-1000, 1001)
    relative = compressed(distance)
    assert relative.dtype == torch.long
    assert (relative.diff() >= 0).all() and torch.equal(relative, -relative.flip(0))
    assert torch.equal(relative[distance.abs() <= 16], distance[distance.abs() <= 16])
    assert relative.max() < 41


def moving_track() -> np.ndarray:
    """Four frames of one individual that walks right and grows, its phase a tenth of a turn a frame."""
    tracks = np.zeros((4, 1, len(TRACK_FIELDS)), np.float32)
    n = np.arange(4)
    tracks[:, 0, X], tracks[:, 0, Y], tracks[:, 0, HEIGHT] = 0.1 + 0.02 * n, 0.3, 0.4 + 0.01 * n
    tracks[:, 0, FACING], tracks[:, 0, PHASE] = 1, 0.2 * np.pi * n
    tracks[:, 0, STATE], tracks[:, 0, VISIBLE], tracks[:, 0, DEPTH] = 0.1 * n, 1, 0.6
    return tracks


def test_track_features_golden() -> None:
    features = track_features(moving_track())
    assert features.shape == (1, 1, TRACK_GEOMETRY + TRACK_MOTION) and features.dtype == np.float32
    phase, height = 0.3 * math.pi, 0.415
    where = [0.13, 0.3, height, 1, 1, 0, 1]
    how = [
        math.sin(phase), math.cos(phase), math.sin(2 * phase), math.cos(2 * phase), 0.6,
        0.0, 0.3, height, 1, 1, 0, 0, 0.06 / height, 0, 0.03 / height, 0.6,
    ]  # fmt: skip
    assert np.allclose(features[0, 0], where + how, atol=1e-6)


def test_invisible_individuals_have_no_features() -> None:
    tracks = np.repeat(moving_track(), 3, 1)
    tracks[:, 1, VISIBLE] = 0
    tracks[1:, 2, VISIBLE] = 0  # a quarter of the latent frame is too little
    features = track_features(tracks)
    assert features[0, 0].any() and not features[0, 1].any() and not features[0, 2].any()
    tracks[1, 2, VISIBLE] = 1
    assert track_features(tracks)[0, 2].any()


def test_track_features_of_the_still_and_the_turned() -> None:
    still = np.repeat(moving_track()[:1], 8, 0)
    still[..., FACING] = -1
    features = track_features(still)
    assert features.shape[0] == 2 and np.array_equal(features[0], features[1])
    assert features[0, 0, 3] == -1
    speed = TRACK_GEOMETRY + np.array([4, 11, 12, 13, 14])
    assert not features[0, 0, speed].any()


def test_camera_features_golden() -> None:
    camera = np.zeros((8, 3), np.float32)
    camera[:, 2] = 1
    camera[4:, 0], camera[4:, 1] = 0.02 * np.arange(4), -0.01 * np.arange(4)
    camera[4:, 2] = [1.0, 1.1, 1.2, 1.3]
    eyes = plane_eyes(camera, [(0, 8, "track right")])
    features = camera_features(camera, eyes)
    assert features.shape == (2, CAMERA_FEATURES) and features.dtype == np.float32
    moved = [[0] * 4, [0.6, -0.3, 10 * math.log(1.3), 0.15]]
    assert np.allclose(features[:, :CAMERA_MOTION], moved, atol=1e-6)
    assert np.allclose(view_of(torch.from_numpy(features)[None])[0], eyes, atol=1e-5)
    assert np.allclose(eyes[7, :, 0], 0.06 * np.array(PLANES)) and np.isclose(eyes[7, -1, 2], 1.3)


def test_motion_is_read_back_from_features() -> None:
    """What moves evenly comes back exactly, frame by frame."""
    track = moving_track()
    moves = motion_of(torch.from_numpy(track_features(track))[None])
    for name, column in (("x", X), ("y", Y), ("height", HEIGHT), ("phase", PHASE), ("state", STATE), ("depth", DEPTH)):
        found = getattr(moves, name)[0, :, 0].numpy()
        assert np.allclose(found, track[:, 0, column], atol=1e-5), name
    assert (moves.visible == 1).all() and (moves.facing == 1).all() and not moves.angle.any()


def test_conditions_are_cut_and_trimmed(make_condition: Callable[..., Condition]) -> None:
    c = make_condition(2, 6, texts=2, length=20, people=4)
    part = c.frames(2, 5)
    assert part.tracks_BTEF.shape[1] == part.camera_BTC.shape[1] == part.text_BT.shape[1] == 3
    assert torch.equal(part.tracks_BTEF, c.tracks_BTEF[:, 2:5]) and part.ids_BKL is c.ids_BKL
    bare = c.without_text()
    assert not bare.ids_BKL.any() and not bare.tracks_BTEF.any() and torch.equal(bare.camera_BTC, c.camera_BTC)
    wide = make_condition(2, 6, texts=1, length=6, people=4)
    short = wide.trimmed()
    assert short.ids_BKL.shape[-1] == 6 and short.tracks_BTEF.shape[2] == 4
    ids = torch.zeros(1, 1, 24, dtype=torch.long)
    ids[..., :9] = 1
    slots = torch.tensor([[1, 2, 0, 0]])
    padded = Condition(
        ids,
        ids,
        ids,
        torch.zeros(1, 1).long(),
        torch.ones(1, 1, 4, 23),
        slots,
        torch.zeros(1, 1, 7),
        slots * 0,
        slots[:, 0] * 0,
    )
    assert padded.trimmed().ids_BKL.shape[-1] == 16 and padded.trimmed().tracks_BTEF.shape[2] == 2
    assert padded.exact().ids_BKL.shape[-1] == 9 and bool((padded.exact().ids_BKL > 0).all())


def test_texts_are_stacked_and_chunks_numbered() -> None:
    one = tuple(np.arange(4) + 10 * i for i in range(3))
    ids, slots, fields = texts([one, one])  # type: ignore[list-item]
    assert ids.shape == (2, 4) and ids.dtype == torch.int64
    assert ids[1].tolist() == [0, 1, 2, 3] and slots[0, 0] == 10 and fields[0, 0] == 20
    assert [chunk_of(t) for t in (0, CHUNK - 1, CHUNK, 5 * CHUNK)] == [0, 0, 1, 5]
