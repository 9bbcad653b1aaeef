"""Enlarging keeps what is there and edges crisp; frames in between are moved, the given ones stay."""

import numpy as np
import pytest

from onetake.errors import Failure
from onetake.media.between import between, move_between
from onetake.media.finish import enlarge, move_blocks
from onetake.media.scale import resize


def cartoon(size=128, n=2, step=3):
    """Flat discs on flat ground, smooth at their edges, moving."""
    y, x = np.mgrid[0:size, 0:size].astype(np.float32)
    frames = []
    for k in range(n):
        frame = np.broadcast_to(np.array([240, 220, 160], np.float32), (size, size, 3)).copy()
        for cx, cy, r, colour in ((40 + step * k, 50, 20, (200, 40, 40)), (90, 85 - step * k, 15, (30, 90, 180))):
            cover = np.clip(r - np.hypot(x - cx, y - cy) + 0.5, 0, 1)[..., None]
            frame = frame * (1 - cover) + np.array(colour, np.float32) * cover
        frames.append(frame.round().astype(np.uint8))
    return np.stack(frames)


def test_enlarging_is_nearer_to_the_truth_than_bicubic_and_has_no_halo(psnr):
    truth = cartoon()
    small = resize(truth, 64, 64)
    ours, usual = enlarge(small, 128, 128), resize(small, 128, 128)
    assert ours.shape == truth.shape and ours.dtype == np.uint8
    assert psnr(ours, truth) > psnr(usual, truth) + 1
    assert ours.min() >= small.min() and ours.max() <= small.max()
    assert psnr(resize(ours, 64, 64), small) > psnr(resize(usual, 64, 64), small)


def test_flat_stays_flat_and_frames_are_treated_alike():
    flat = np.full((2, 16, 16, 3), 77, np.uint8)
    assert (enlarge(flat, 64, 64) == 77).all()
    frames = cartoon(64, 3)
    assert np.array_equal(enlarge(frames, 128, 128)[1], enlarge(frames[1:2], 128, 128)[0])
    assert np.array_equal(enlarge(frames, 64, 64), frames)
    assert np.array_equal(enlarge(frames, 32, 32), resize(frames, 32, 32))


both = pytest.mark.parametrize("move", [move_between, move_blocks])


@both
def test_frames_between_are_moved_and_the_given_ones_stay(psnr, move):
    truth = cartoon(n=16, step=2)
    out = np.stack(list(move(iter(truth[::2]), 12, 24)))
    assert out.shape == truth.shape
    assert np.array_equal(out[::2], truth[::2])
    inner = slice(3, -3, 2)
    blend = ((truth[2:-4:2].astype(int) + truth[4:-2:2]) // 2).astype(np.uint8)
    assert psnr(out[inner], truth[inner]) > psnr(blend, truth[inner]) + 3


@both
@pytest.mark.parametrize("frames", [0, 1, 2, 5])
@pytest.mark.parametrize("target", [12, 24, 48])
def test_every_length_is_multiplied(frames, target, move):
    given = cartoon(32, max(1, frames))[:frames]
    out = list(move(iter(given), 12, target))
    assert len(out) == frames * target // 12
    assert all(np.array_equal(out[n * target // 12], given[n]) for n in range(frames))


@both
def test_rates_that_are_no_multiple_are_refused(move):
    with pytest.raises(Failure) as caught:
        list(move(iter(cartoon(32)), 12, 30))
    assert caught.value.code == "bad-rate"


def test_motion_is_found_at_any_moment_and_size(psnr):
    """A quarter and three quarters of the way, in frames whose sides are no powers of two, and in tiny ones."""
    truth = cartoon(size=102, n=5, step=1)
    made = between(truth[0], truth[4], [0.25, 0.5, 0.75])
    assert min(psnr(m, t) for m, t in zip(made, truth[1:4], strict=True)) > psnr(truth[0], truth[4]) + 8
    assert between(truth[0][:16, :18], truth[1][:16, :18], [0.5])[0].shape == (16, 18, 3)


def test_a_cut_stays_a_cut():
    night = 255 - cartoon()[0][::-1]
    assert np.array_equal(between(cartoon()[0], night, [0.3, 0.7]), [cartoon()[0]] * 2)
