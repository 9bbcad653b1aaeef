"""Sizes change, shapes stay; sheets hold every frame."""

import numpy as np
import pytest

from onetake.media.scale import fit_picture, resize
from onetake.media.sheet import GAP, contact_sheet, spread


def disc(size=96):
    y, x = np.mgrid[:size, :size] + 0.5
    picture_YXC = np.full((size, size, 3), 240, np.uint8)
    picture_YXC[(x - size / 2) ** 2 + (y - size / 2) ** 2 < (size / 3) ** 2] = (214, 62, 58)
    return picture_YXC


def test_resizing_keeps_shape_and_colour():
    small = resize(disc(), 48, 48)
    assert (small.shape, small.dtype) == ((48, 48, 3), np.uint8)
    assert np.abs(small.astype(float) - disc(48)).mean() < 3
    back = resize(small, 96, 96)
    assert np.abs(back.astype(float) - disc()).mean() < 4
    assert tuple(back[48, 48]) == (214, 62, 58)


def test_many_frames_are_resized_like_one():
    frames = np.stack([disc(), 255 - disc()])
    both = resize(frames, 50, 30)
    assert both.shape == (2, 30, 50, 3)
    assert np.array_equal(both[1], resize(frames[1], 50, 30))
    assert resize(frames, 96, 96) is frames


@pytest.mark.parametrize(("width", "height"), [(192, 112), (112, 192), (144, 144), (96, 96)])
def test_a_picture_covers_without_being_stretched(width, height):
    fitted = fit_picture(disc(), width, height)
    assert fitted.shape == (height, width, 3)
    red = (fitted[..., 1] < 150).nonzero()
    tall, wide = np.ptp(red[0]) + 1, np.ptp(red[1]) + 1
    assert abs(tall - wide) <= 4 or tall == height or wide == width
    assert tuple(fitted[height // 2, width // 2]) == (214, 62, 58)


@pytest.mark.parametrize(("rows", "columns"), [(16, 5000), (5000, 16), (17, 31)])
def test_extreme_pictures_fit_too(rows, columns):
    assert fit_picture(np.zeros((rows, columns, 3), np.uint8), 192, 112).shape == (112, 192, 3)


def test_a_sheet_shows_every_frame_in_order():
    frames = [np.full((20, 30, 3), value, np.uint8) for value in (10, 60, 110, 160, 210)]
    sheet = contact_sheet(frames, 3)
    assert sheet.shape == (2 * 20 + 3 * GAP, 3 * 30 + 4 * GAP, 3)
    assert sheet[GAP + 10, GAP + 15, 0] == 10
    assert sheet[2 * GAP + 30, 2 * GAP + 45, 0] == 210
    assert (sheet[2 * GAP + 30, 3 * GAP + 75] > 240).all(), "the last cell is empty paper"


@pytest.mark.parametrize("caption", ["A panda eats bamboo on a rock. " * 5, "一只熊猫在跳舞" * 20])
def test_a_caption_is_written_below(caption):
    frames = [np.zeros((20, 60, 3), np.uint8)] * 2
    bare, told = contact_sheet(frames, 2), contact_sheet(frames, 2, caption)
    assert told.shape[1] == bare.shape[1]
    assert np.array_equal(told[: bare.shape[0]], bare)
    assert (told[bare.shape[0] :] < 120).any()


def test_a_sheet_of_nothing_is_a_mistake():
    with pytest.raises(ValueError, match="needs frames"):
        contact_sheet([], 3)


def test_spread_keeps_the_ends():
    frames = [np.full((1, 1, 3), n, np.uint8) for n in range(10)]
    assert [int(frame[0, 0, 0]) for frame in spread(frames, 4)] == [0, 3, 6, 9]
    assert len(spread(frames, 99)) == 10
