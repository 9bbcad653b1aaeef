"""Still and animate: a picture from words, a video from pictures."""

import numpy as np
import pytest
from PIL import Image

from onetake.direct import animate, still
from onetake.errors import BadRequest, MediaError, OnetakeError
from onetake.media.read import read_picture
from onetake.media.scale import resize
from onetake.provenance.marks import Marks
from onetake.provenance.verify import verify
from onetake.types import VISIBLE


def photograph(path, width=96, height=64, mode="RGB", seed=0):
    """Something that is in no cartoon."""
    noise = np.random.default_rng(seed).integers(0, 255, (height // 8, width // 8, 3)).astype(np.uint8)
    Image.fromarray(noise).resize((width, height)).convert(mode).save(path)
    return path


def test_a_still_is_drawn_marked_and_written_whole(options, done, tmp_path):
    data = done(still("A panda on a rock", options=options("a.png", size="768x448", marks=Marks())))
    assert (data["width"], data["height"], data["frames"]) == (768, 448, 1)
    assert read_picture(tmp_path / "a.png").shape == (448, 768, 3)
    verdict = verify(tmp_path / "a.png")
    assert verdict.verdict == "made-here" and verdict.visible
    with pytest.raises(BadRequest) as caught:
        still("A panda", options=options("a.bmp"))
    assert caught.value.code == "bad-picture-name"


def test_a_still_is_the_same_for_the_same_seed(options, frames_of):
    one, same, other = (frames_of(still("A panda", options=options("a.png", seed=s))) for s in (1, 1, 2))
    assert np.array_equal(one, same) and not np.array_equal(one, other)


def test_the_first_frame_is_the_picture(options, frames_of, tmp_path):
    picture = photograph(tmp_path / "p.png")
    job = animate(picture, seconds=1, options=options())
    frames = frames_of(job)
    assert frames.shape == (12, *job.size[::-1], 3)
    assert np.array_equal(frames[0], resize(read_picture(picture), *job.size))
    assert not np.array_equal(frames[0], frames[11])


def test_less_strength_stays_nearer(options, tmp_path, frames_of):
    from onetake.direct.road import Run

    picture = photograph(tmp_path / "p.png")
    apart = []
    for strength in (0.05, 1.0):
        job = animate(picture, seconds=1, strength=strength, options=options(steps=2))
        running = Run(job)
        list(running.draw())
        small = running.small(job.spans[0]).astype(float)
        apart.append(np.abs(small - resize(read_picture(picture), *job.shape)).mean())
    assert apart[0] < 0.8 * apart[1]


@pytest.mark.parametrize(("asked", "taken"), [(None, 0), (2, 2)])
def test_a_picture_is_carried_unless_steps_are_asked_for(options, tmp_path, asked, taken):
    picture = tmp_path / "p.png"
    Image.new("RGB", (192, 112), (90, 160, 60)).save(picture)
    assert animate(picture, seconds=1, options=options(steps=asked)).options.steps == taken


def test_more_pictures_are_seen_at_their_times(options, frames_of, tmp_path):
    one, two = photograph(tmp_path / "a.png"), photograph(tmp_path / "b.png", seed=1)
    job = animate(one, seconds=2, at=[(1.5, two)], options=options())
    (span,) = job.spans
    assert span.known_THW[4].all() and span.known_THW.sum() == span.known_THW[4].size
    frames = frames_of(job)
    near = [np.abs(f.astype(int) - resize(read_picture(two), *job.size)).mean() for f in frames]
    assert np.argmin(near) in range(16, 20)


def test_only_strokes_say_who_is_where_in_a_foreign_picture(options, tmp_path):
    picture = photograph(tmp_path / "p.png")
    silent = animate(picture, "A dog runs", seconds=1, options=options())
    assert not silent.spans[0].arrangement.staging.tracks_NEF[..., VISIBLE].any()
    led = animate(picture, "A dog runs", seconds=1, options=options(motion=("0.2,0.6:0.8,0.6",)))
    assert led.spans[0].arrangement.staging.tracks_NEF[..., VISIBLE].all()


@pytest.mark.parametrize("size", [(96, 64), (64, 96), (70, 70), (101, 51), (90, 160)])
def test_every_shape_is_drawn_without_cropping(options, tmp_path, size):
    job = animate(photograph(tmp_path / "p.png", *size), seconds=1, options=options())
    assert abs(np.log(job.shape[0] / job.shape[1] / (size[0] / size[1]))) < 0.09
    assert abs(np.log(job.size[0] / job.size[1] / (size[0] / size[1]))) < 0.02
    assert all(side % 16 == 0 for side in job.shape) and all(side % 2 == 0 for side in job.size)


def test_transparency_lies_over_white(options, tmp_path):
    Image.new("RGBA", (64, 64), (255, 0, 0, 0)).save(tmp_path / "clear.png")
    job = animate(tmp_path / "clear.png", seconds=1, options=options())
    assert (job.spans[0].pixels_NYXC == 255).all()


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda p, o: animate(p / "none.png", options=o), "picture-missing"),
        (lambda p, o: animate(photograph(p / "w.png", 400, 100), options=o), "bad-shape"),
        (lambda p, o: animate(photograph(p / "w.png"), strength=0, options=o), "bad-strength"),
        (lambda p, o: animate(photograph(p / "w.png"), strength=2, options=o), "bad-strength"),
        (lambda p, o: animate(photograph(p / "w.png"), seconds=0, options=o), "bad-seconds"),
        (lambda p, o: animate(photograph(p / "w.png"), at=[(9, p / "w.png")], options=o), "bad-time"),
        (lambda p, o: animate(photograph(p / "w.png"), at=[(1, photograph(p / "v.png", 64, 96))], options=o),
         "other-shape"),
        (lambda p, o: animate(photograph(p / "w.png"), options=__import__("dataclasses").replace(o, consent="maybe")),
         "bad-consent"),
    ],
)  # fmt: skip
def test_bad_pictures_are_one_sentence(options, tmp_path, make, code):
    with pytest.raises(OnetakeError) as caught:
        make(tmp_path, options())
    assert caught.value.code == code and isinstance(caught.value, (BadRequest, MediaError))
    assert not (tmp_path / "out.mp4").exists()
