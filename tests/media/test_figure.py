"""Figures are cut out by their transparency, or because nothing at the border is like them."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from onetake.errors import MediaError
from onetake.media.figure import cut_out, packed, squared, unpacked


def figure(width=60, height=90):
    picture = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    pen.ellipse([0, 0, width - 1, height - 1], fill=(200, 40, 120, 255))
    pen.ellipse([20, 20, 40, 40], fill=(250, 240, 220, 255))
    return picture


def on(ground, at=(70, 40)):
    ground.paste(figure(), at, figure())
    return np.asarray(ground.convert("RGB"))


def test_transparency_is_taken_at_its_word():
    canvas = Image.new("RGBA", (200, 150), (9, 9, 9, 0))
    canvas.paste(figure(), (30, 20))
    assert np.array_equal(cut_out(np.asarray(canvas)), np.asarray(figure()))


@pytest.mark.parametrize("kind", ["plain", "sky", "noisy"])
def test_the_largest_thing_unlike_the_border(kind):
    ground = Image.new("RGB", (220, 180), (250, 240, 220))
    if kind == "sky":  # two layers, as in a landscape; and a thing that is smaller, at the side
        ImageDraw.Draw(ground).rectangle([0, 110, 220, 180], fill=(120, 180, 90))
        ImageDraw.Draw(ground).rectangle([10, 60, 30, 75], fill=(30, 30, 30))
    if kind == "noisy":
        levels = np.random.default_rng(0).integers(-6, 7, (180, 220, 3)) + np.asarray(ground)
        ground = Image.fromarray(levels.clip(0, 255).astype(np.uint8))
    found = cut_out(on(ground))
    assert abs(found.shape[0] - 90) <= 4 and abs(found.shape[1] - 60) <= 4
    height, width = found.shape[:2]
    assert found[2, 2, 3] < 128 < found[height // 2, width // 2, 3]
    assert found[height // 3, width // 2, 3] > 250  # light as the ground, but inside


def test_nothing_there_is_said_so():
    for empty in (np.full((64, 64, 3), 200, np.uint8), np.zeros((64, 64, 4), np.uint8)):
        with pytest.raises(MediaError) as caught:
            cut_out(empty, "x.png")
        assert caught.value.code == "no-figure" and "x.png" in caught.value.message


def test_it_is_kept_as_a_small_picture_and_shown_in_a_square():
    big = np.asarray(figure().resize((600, 900)))
    small = unpacked(packed(big, 96))
    assert small.shape == (96, 64, 4)
    square = squared(small, 32)
    assert square.shape == (32, 32, 4) and square[16, 16, 3] > 0.99 and not square[:, :5].any()
    assert (square[..., :3] <= square[..., 3:] + 1e-6).all()
