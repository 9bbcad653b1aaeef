"""Remix, fill, expand: what they keep, what they change, and what they refuse."""

import numpy as np
import pytest
from PIL import Image

from onetake.direct import expand, fill, remix
from onetake.errors import OnetakeError
from onetake.media.read import read_video
from onetake.types import VISIBLE, X


def own_pixels(path):
    return np.stack(list(read_video(path)))


def test_a_remix_keeps_the_motion_under_another_subject(ours, options, frames_of):
    job = remix(ours, "A yellow duck rolling in the snow", options=options())
    assert "duck" in job.caption
    from onetake.direct.arrange import Wishes
    from onetake.direct.given import open_source

    old = open_source(ours, options(), Wishes()).made.staging
    assert np.allclose(job.spans[0].arrangement.staging.tracks_NEF[:36, 0], old.tracks_NEF[:, 0])
    before = own_pixels(ours).astype(int)
    near, far = (
        np.abs(frames_of(remix(ours, "A duck", strength=s, options=options(steps=2))).astype(int) - before).mean()
        for s in (0.05, 1.0)
    )
    assert near < 0.8 * far


def test_fill_changes_its_box_and_not_one_pixel_outside(ours, options, frames_of):
    job = fill(ours, "A green apple", box=(96, 40, 64, 48), options=options())
    frames, before = frames_of(job), own_pixels(ours)
    inside = np.zeros((112, 192), bool)
    inside[40:88, 96:160] = True
    assert np.array_equal(frames[:, ~inside], before[:, ~inside])
    assert not np.array_equal(frames[:, 50:80, 110:150], before[:, 50:80, 110:150])
    (span,) = job.spans
    assert span.known_THW[:, 0].all() and not span.known_THW[:, 3:5, 6:9].any()
    tracks = span.arrangement.staging.tracks_NEF
    assert tracks[..., VISIBLE].all() and (tracks[..., X] > -0.1).all()
    assert "beach" in job.caption  # the place is the video's


def test_a_mask_is_a_picture_of_the_same_size(foreign, options, frames_of, tmp_path):
    mask = np.zeros((112, 192), np.uint8)
    y, x = np.mgrid[0:112, 0:192]
    mask[(y - 60) ** 2 + (x - 90) ** 2 < 900] = 255
    Image.fromarray(mask).save(tmp_path / "mask.png")
    frames = frames_of(fill(foreign, "A ball", mask=tmp_path / "mask.png", options=options()))
    before = own_pixels(foreign)
    assert np.array_equal(frames[:, mask == 0], before[:, mask == 0])
    assert not np.array_equal(frames[:, mask > 0], before[:, mask > 0])


@pytest.mark.parametrize("to", ["portrait", "square", "280x112"])
def test_expand_keeps_the_video_in_the_middle(ours, options, frames_of, to):
    job = expand(ours, to, options=options())
    frames, before = frames_of(job), own_pixels(ours)
    left, top = job.timeline[0].place
    assert frames.shape[1:3] == job.size[::-1]
    assert np.array_equal(frames[:, top : top + 112, left : left + 192], before)
    (span,) = job.spans
    assert span.known_THW.any() and not span.known_THW.all()
    assert abs(left - (job.size[0] - 192 - left)) <= 4 and abs(top - (job.size[1] - 112 - top)) <= 4
    if top:  # nothing shows where the kept picture ends
        rows = np.abs(np.diff(frames.astype(int), axis=1)).mean((0, 2, 3))
        assert rows[top - 1] < 4 * np.median(rows) + 2


def test_the_layout_keeps_its_place_in_the_picture(ours, options):
    tall = expand(ours, "portrait", options=options()).spans[0].arrangement.staging.tracks_NEF[0, 0]
    from onetake.direct.arrange import Wishes
    from onetake.direct.given import open_source

    wide = open_source(ours, options(), Wishes()).made.staging.tracks_NEF[0, 0]
    assert np.isclose(tall[X] * 2 * 0.5, wide[X] / (192 / 112 / 2) * 0.5, atol=0.02)


@pytest.fixture
def mask(tmp_path):
    def make(size, level=255):
        path = tmp_path / f"mask-{size[0]}-{level}.png"
        Image.new("L", size, level).save(path)
        return path

    return make


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda v, o, m: fill(v, "A cat", box=(0, 0, 500, 20), options=o), "bad-box"),
        (lambda v, o, m: fill(v, "A cat", box=(0, 0, 1), options=o), "bad-box"),
        (lambda v, o, m: fill(v, "A cat", box=(-5, 0, 50, 50), options=o), "bad-box"),
        (lambda v, o, m: fill(v, "A cat", box=(float("nan"), 0, 50, 50), options=o), "bad-box"),
        (lambda v, o, m: fill(v, "A cat", mask=m((96, 56)), options=o), "mask-size"),
        (lambda v, o, m: fill(v, "A cat", mask=m((192, 112), 0), options=o), "mask-empty"),
        (lambda v, o, m: fill(v, "A cat", options=o), "bad-arguments"),
        (lambda v, o, m: remix(v, "", options=o), "prompt-empty"),
        (lambda v, o, m: remix(v, "A cat", strength=0, options=o), "bad-strength"),
        (lambda v, o, m: expand(v, "landscape", options=o), "bad-canvas"),
        (lambda v, o, m: expand(v, "round", options=o), "bad-canvas"),
        (lambda v, o, m: expand(v, "9000x112", options=o), "bad-canvas"),
        (lambda v, o, m: expand(v, "1000x112", options=o), "bad-shape"),
    ],
)
def test_impossible_edits_are_one_sentence(ours, options, mask, tmp_path, make, code):
    with pytest.raises(OnetakeError) as caught:
        make(ours, options(), mask)
    assert caught.value.code == code and caught.value.message.endswith(".")
    assert not (tmp_path / "out.mp4").exists()
