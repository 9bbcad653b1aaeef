"""Batches: every task's mask, levels and weights fit together, and a batch follows from its generator alone."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import get_args

import numpy as np
import pytest
import torch
from torch import Tensor

from onetake.model.codec import Codec
from onetake.model.condition import CAMERA_FEATURES, MOVING, REFERENCE, STILL, Frames, visibility
from onetake.training.pool import Pool, quantum
from onetake.training.windows import (
    NEARLY,
    NEARLY_ALL,
    SUBJECT_WEIGHT,
    TASKS,
    Batch,
    Phase,
    batch_for,
    corrupted,
    loss_of,
    single_batch,
    subject_tokens,
    window_batch,
)
from onetake.types import CHUNK

ROWS = [0, 1, 2, 3, 4, 5]
PHASES: tuple[Phase, ...] = get_args(Phase)
A, Z = slice(1, 1 + CHUNK), slice(1 + CHUNK, 1 + 2 * CHUNK)


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def make(pool: Pool, codec: Codec, task: str | None, seed: int = 0) -> Batch:
    return window_batch(pool, ROWS, quantum(codec), seeded(seed), task)


def test_shares_of_the_tasks() -> None:
    assert abs(sum(TASKS.values()) - 1) < 1e-9 and min(TASKS.values()) > 0


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("task", [*TASKS, None])
def test_a_batch_fits_together(task: str | None, seed: int, pool: Pool, codec: Codec) -> None:
    batch = make(pool, codec, task, seed)
    f, (b, t, rows, columns, z) = batch.frames, batch.clean_BTHWZ.shape
    assert (b, t, z) == (len(ROWS), 1 + 2 * CHUNK, codec.dims)
    assert batch.weight_BTHW.shape == batch.level_BTHW.shape == f.known_BTHW.shape == (b, t, rows, columns)
    assert not batch.weight_BTHW[f.known_BTHW].any()  # nothing is learned about what is given
    assert not batch.weight_BTHW[~f.valid_BTHW].any() and not batch.weight_BTHW[:, 0].any()
    assert (batch.weight_BTHW.flatten(1).sum(1) > 0).all()  # every sample teaches something
    assert ((batch.weight_BTHW == 0) | (batch.weight_BTHW == 1) | (batch.weight_BTHW == SUBJECT_WEIGHT)).all()
    assert not (batch.subject_BTHW & (batch.weight_BTHW == 0)).any()
    assert ((batch.level_BTHW >= 0) & (batch.level_BTHW < 1)).all()
    assert (batch.level_BTHW[f.known_BTHW] <= 0.3).all()
    drawn = batch.weight_BTHW > 0  # what a frame is told is the level of its drawn tokens
    assert torch.equal(batch.level_BTHW[drawn], f.level_BT[..., None, None].expand_as(drawn)[drawn])
    assert torch.isfinite(batch.clean_BTHWZ).all() and not f.known_BTHW[~f.valid_BTHW].any()
    c = batch.condition
    assert c.text_BT.max() < c.ids_BKL.shape[1] and c.tracks_BTEF.shape[:2] == (b, t)
    assert ((c.ids_BKL > 0) | (c.ids_BKL == 0)).all() and c.camera_BTC.shape == (b, t, CAMERA_FEATURES)


@pytest.mark.parametrize("task", [*TASKS, None])
def test_masks_leak_nothing(task: str | None, pool: Pool, codec: Codec) -> None:
    """A chunk sees another only when that is given to it; the second sees the first, never the other way round."""
    batch = make(pool, codec, task, seed=1)
    f, tokens = batch.frames, batch.level_BTHW[0, 0].numel()
    mask = visibility(f, 2).unflatten(1, (-1, tokens)).unflatten(3, (-1, tokens))
    sees = mask.any(2).any(-1)  # (B, T, T): some token of a frame sees some token of another
    assert sees.diagonal(dim1=1, dim2=2).all()
    for i in range(len(ROWS)):
        assert sees[i, A, Z].any() == bool(f.anchor_BT[i, Z].any())
        assert sees[i, Z, A].any() == bool(f.given_BT[i, A].any())
        assert sees[i, A, 0].any() == bool(f.anchor_BT[i, 0] & f.valid_BTHW[i, 0].any())
        assert not f.valid_BTHW[i, 0].any() or not sees[i, 0, 1:].any()
        for part in (A, Z):
            open_T = ~f.known_BTHW[i, part].flatten(1).all(-1)  # frames of which something is drawn
            assert sees[i, part, part][open_T].all()
            assert not sees[i, part, part][~open_T][:, open_T].any()  # what is known does not look at them


def whole(frames: Frames) -> Tensor:
    return frames.known_BTHW.flatten(2).all(-1)


def test_first_has_no_past(pool: Pool, codec: Codec) -> None:
    f = make(pool, codec, "first").frames
    assert not f.given_BT.any() and not f.known_BTHW.any() and not f.valid_BTHW[:, 0].any()
    assert f.valid_BTHW[:, 1:].all() and (f.kind_BT == MOVING).all()


def test_forward_continues(pool: Pool, codec: Codec) -> None:
    batches = [make(pool, codec, "forward", seed) for seed in range(8)]
    anchored = torch.cat([b.frames.anchor_BT[:, 0] for b in batches])
    assert anchored.any() and not anchored.all()
    clean = 0
    for batch in batches:
        f = batch.frames
        assert f.given_BT[:, A].all() and not f.known_BTHW.any() and not f.given_BT[:, Z].any()
        assert torch.equal(f.given_BT[:, 0], f.anchor_BT[:, 0])
        clean += int((f.level_BT[:, 1] <= 0.3).sum())
        assert (f.time_BT[:, 1:] == torch.arange(2 * CHUNK)).all()
        assert (f.time_BT[:, 0] <= 0).all()  # the anchor lies in the past
    assert 0.4 < clean / (8 * len(ROWS)) < 0.9


def test_picture_is_a_still_at_the_start(pool: Pool, codec: Codec) -> None:
    batch = make(pool, codec, "picture")
    f = batch.frames
    assert (f.kind_BT[:, 0] == STILL).all() and (f.kind_BT[:, 1:] == MOVING).all()
    assert (f.time_BT[:, 0] == 0).all() and f.anchor_BT[:, 0].all() and f.valid_BTHW[:, 0].all()
    held = np.stack([np.asarray(pool.arrays["latents"][r][1]) for r in ROWS])
    assert torch.allclose(batch.clean_BTHWZ[:, 0], torch.from_numpy(held).float() * quantum(codec))


def test_bridge_knows_the_end(pool: Pool, codec: Codec) -> None:
    f = make(pool, codec, "bridge").frames
    assert whole(f)[:, -1].all() and not f.known_BTHW[:, :-1].any() and f.given_BT[:, A].all()


def test_keyframes_are_two(pool: Pool, codec: Codec) -> None:
    f = make(pool, codec, "keyframes").frames
    assert (whole(f).sum(1) == 2).all() and (f.known_BTHW.flatten(2).any(-1).sum(1) == 2).all()
    assert not f.known_BTHW[:, 0].any()


def test_backward_knows_what_comes(pool: Pool, codec: Codec) -> None:
    batch = make(pool, codec, "backward")
    f = batch.frames
    assert whole(f)[:, Z].all() and f.anchor_BT[:, Z].all() and not f.known_BTHW[:, A].any()
    assert (batch.weight_BTHW[:, A] > 0).all() and not batch.weight_BTHW[:, Z].any()
    sees = visibility(f, 2)
    tokens = f.known_BTHW[0, 0].numel()
    assert sees[:, tokens : (1 + CHUNK) * tokens, (1 + CHUNK) * tokens :].all()


def test_spatial_knows_what_surrounds(pool: Pool, codec: Codec) -> None:
    batch = make(pool, codec, "spatial")
    known = batch.frames.known_BTHW[:, 1:]
    assert known.any(-1).all() and not known.all(-1).any() and not batch.frames.known_BTHW[:, 0].any()
    assert (known == known[:, :1, :1]).all()  # whole columns, the same all the time
    assert not batch.level_BTHW[batch.frames.known_BTHW].any()


def test_reference_is_cut_out(pool: Pool, codec: Codec) -> None:
    batches = [make(pool, codec, "reference", seed) for seed in range(3)]
    for batch in batches:
        f = batch.frames
        assert (f.kind_BT[:, 0] == REFERENCE).all() and f.anchor_BT[:, 0].all()
    assert any(0 < b.frames.valid_BTHW[:, 0].float().mean() < 1 for b in batches)


def test_a_single_frame_or_second(pool: Pool, codec: Codec) -> None:
    for length in (1, CHUNK):
        batch = single_batch(pool, [*ROWS, *ROWS], length, quantum(codec), seeded(3))
        f = batch.frames
        assert batch.clean_BTHWZ.shape[1] == length and not f.known_BTHW.any() and not f.given_BT.any()
        assert (batch.weight_BTHW >= 1).all() and f.valid_BTHW.all()
        assert (f.level_BT == f.level_BT[:, :1]).all() and (f.time_BT == torch.arange(length)).all()
        assert torch.equal(batch.level_BTHW, f.level_BT[..., None, None].expand_as(batch.level_BTHW))
        assert visibility(f, 2).all()
    stills = [single_batch(pool, ROWS, 1, quantum(codec), seeded(s)).frames.kind_BT for s in range(10)]
    share = float((torch.cat(stills) == STILL).float().mean())
    assert 0 < share < 0.4


def same(a: object, b: object) -> bool:
    if isinstance(a, Tensor):
        return torch.equal(a, b)  # type: ignore[arg-type]
    if not is_dataclass(a):  # puppets, which no lesson has
        return a == b
    return all(same(getattr(a, f.name), getattr(b, f.name)) for f in fields(a))


@pytest.mark.parametrize("phase", PHASES)
def test_a_batch_follows_from_its_generator(phase: Phase, pool: Pool, codec: Codec) -> None:
    one, two, other = (batch_for(phase, pool, ROWS, quantum(codec), seeded(s)) for s in (4, 4, 5))
    assert same(one, two) and not same(one, other)


def test_noise_is_where_the_levels_say(pool: Pool, codec: Codec) -> None:
    batch = make(pool, codec, "spatial")
    z = corrupted(batch, seeded())
    known = batch.frames.known_BTHW
    assert torch.equal(z[known], batch.clean_BTHWZ[known])
    noise = (z - (1 - batch.level_BTHW[..., None]) * batch.clean_BTHWZ)[~known] / batch.level_BTHW[~known][
        :, None
    ].clamp_min(1e-6)
    assert abs(float(noise[batch.level_BTHW[~known] > 0.01].std()) - 1) < 0.02


def test_words_and_layout_are_left_out_now_and_then(pool: Pool, codec: Codec) -> None:
    batch = single_batch(pool, ROWS * 40, 1, quantum(codec), seeded())
    c = batch.condition
    wordless = ~(c.ids_BKL > 0).flatten(1).any(1)
    assert 0.03 < float(wordless.float().mean()) < 0.15
    assert not c.tracks_BTEF[wordless].any()
    assert 0.03 < float((~c.camera_BTC.flatten(1).any(1)).float().mean())


def test_many_levels_are_near_pure_noise(pool: Pool, codec: Codec) -> None:
    """There, words and layout have to do it all; whatever lies near by chance comes on top."""
    level = single_batch(pool, ROWS * 100, 1, quantum(codec), seeded()).frames.level_BT
    near = float((level >= 1 - NEARLY).float().mean())
    assert NEARLY_ALL - 0.06 < near < NEARLY_ALL + 0.3 and float(level.min()) < 0.5


def test_each_is_told_with_its_variant(pool: Pool, codec: Codec) -> None:
    c = single_batch(pool, ROWS, 1, quantum(codec), seeded()).condition
    told = torch.from_numpy(np.asarray(pool.arrays["variant"])[ROWS]).long()
    assert torch.equal(c.set_B, told[:, 0]) and torch.equal(c.variant_BE, told[:, 1 : 1 + c.slot_BE.shape[1]])


def test_loss_counts_what_is_drawn(pool: Pool, codec: Codec) -> None:
    batch = make(pool, codec, "keyframes")
    loss, error = loss_of(batch.clean_BTHWZ.clone(), batch)
    assert float(loss) == 0 and float(error) == 0
    wrong = batch.clean_BTHWZ.clone()
    wrong[batch.weight_BTHW == 0] += 100
    assert float(loss_of(wrong, batch)[0]) == 0
    off, error = loss_of(batch.clean_BTHWZ + 0.5, batch)
    expected = (0.25 / batch.level_BTHW.clamp_min(0.1) ** 2 * batch.weight_BTHW).sum() / batch.weight_BTHW.sum()
    assert torch.allclose(off, expected, rtol=1e-4)
    assert torch.allclose(error, torch.tensor(0.25), rtol=1e-3)


def test_subjects_cover_their_boxes() -> None:
    tracks = torch.zeros(1, 1, 2, 23)
    tracks[..., 0, :7] = torch.tensor([0.0, 0.3, 0.5, 1, 1, 0, 1])
    tracks[..., 1, :7] = torch.tensor([-0.6, 0.3, 0.5, 1, 1, 0, 0])  # invisible
    covered = subject_tokens(tracks, 7, 12)[0, 0]
    assert covered[3, 5] and covered[3, 6] and not covered[0].any() and not covered[:, :3].any()
