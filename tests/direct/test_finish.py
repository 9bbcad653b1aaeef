"""Whole takes under wishes, finishing as commands, and the cascade."""

from collections import deque

import numpy as np
import pytest

from onetake.direct import cascade, smooth, take, upscale
from onetake.direct.finish import finished
from onetake.errors import OnetakeError
from onetake.media.crisp import way_of_enlarging
from onetake.media.finish import enlarge
from onetake.media.read import probe_video, read_video
from onetake.media.scale import resize
from onetake.plan import make_plan
from onetake.take import draw


def own_pixels(path):
    return np.stack(list(read_video(path)))


def test_without_wishes_a_take_is_what_generate_draws(options, frames_of, tiny, tmp_path):
    plan = make_plan("A dog runs", seconds=2, seed=4, size="192x112", steps=1, model=tiny, output=tmp_path / "a.mp4")
    frames = frames_of(take("A dog runs", seconds=2, options=options(seed=4, size="192x112")))
    assert np.array_equal(frames, draw(plan))


@pytest.mark.parametrize(("size", "drawn"), [("400x300", (176, 128)), ("300x440", (128, 176)), ("500x250", (192, 96))])
def test_shapes_between_are_drawn_as_they_are_by_both_roads(options, frames_of, tiny, tmp_path, size, drawn):
    job = take("A dog runs", seconds=1, options=options(seed=4, size=size))
    plan = make_plan("A dog runs", seconds=1, seed=4, size=size, steps=1, model=tiny, output=tmp_path / "a.mp4")
    assert job.shape == drawn == (plan.geometry.width, plan.geometry.height)
    assert np.array_equal(frames_of(job), draw(plan, job.size))


def test_wishes_change_it(options, frames_of):
    plain, panned = (
        frames_of(take("A dog", seconds=1, options=options(seed=4, size="192x112", camera=move)))
        for move in ("", "pan right")
    )
    assert plain.shape == panned.shape and not np.array_equal(plain, panned)


def test_finishing_doubles_frames_and_keeps_those_that_were_drawn(options, frames_of):
    job = take("A dog runs", seconds=1, options=options(seed=4, size="384x224"))
    frames = frames_of(finished(job))
    assert len(frames) == finished(job).frames == 24 and frames.shape[1:3] == (224, 384)
    from dataclasses import replace

    assert np.array_equal(frames[::2], frames_of(replace(job, crisp=True)))


def test_what_is_drawn_is_painted_larger_and_clips_are_enlarged(options, frames_of, ours):
    """Plain frames are those of the smooth way; a clip that is only enlarged is left to the classical one."""
    small = frames_of(take("A dog runs", seconds=1, options=options(seed=4, size="192x112")))
    by_us, plain = (
        frames_of(take("A dog runs", seconds=1, options=options(seed=4, size="768x448", plain=plain)))
        for plain in (False, True)
    )
    network = way_of_enlarging()(small, 768, 448)
    off = np.abs(by_us.astype(int) - network)
    assert 0 < off.mean() < 12 and not np.array_equal(by_us, plain)  # the same picture, its outlines painted anew
    assert np.array_equal(plain, resize(small, 768, 448))
    kept = frames_of(finished(take("A dog runs", seconds=1, options=options(seed=4, size="768x448", plain=True))))
    assert np.array_equal(kept[::2], enlarge(small, 768, 448))
    large = frames_of(upscale(ours, by=2, options=options("large.mp4")))
    assert np.array_equal(large, enlarge(own_pixels(ours), 384, 224))


def test_upscale_and_smooth_at_the_videos_own_rate(options, done, frames_of, make_clip, tmp_path):
    clip = make_clip("web.mp4", 15, rate=30)
    data = done(upscale(clip, by=2, options=options("large.mp4")))
    info = probe_video(tmp_path / "large.mp4")
    assert (info.width, info.height, round(info.fps), info.frames) == (192, 128, 30, 15) and data["fps"] == 30
    ways = [frames_of(smooth(clip, fps=60, blocks=way, options=options("smooth.mp4"))) for way in (False, True)]
    assert all(len(frames) == 30 and np.array_equal(frames[::2], own_pixels(clip)) for frames in ways)
    assert not np.array_equal(*ways)


def test_what_was_finished_can_be_gone_on_from(ours, options, done, tmp_path):
    from onetake.direct import extend

    done(smooth(ours, fps=24, options=options("smooth.mp4")))
    job = extend(tmp_path / "smooth.mp4", seconds=1, options=options("more.mp4"))
    assert job.parts and job.frames == 48 and "ball" in job.caption


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda v, o: upscale(v, by=3, options=o()), "bad-factor"),
        (lambda v, o: smooth(v, fps=30, options=o()), "bad-fps"),
        (lambda v, o: smooth(v, fps=12, options=o()), "bad-fps"),
        (lambda v, o: smooth(v, fps=1200, options=o()), "bad-fps"),
        (lambda v, o: upscale(v, options=o(size="768x448")), "bad-arguments"),
        (lambda v, o: upscale(v.with_name("no.mp4"), options=o()), "video-missing"),
    ],
)
def test_impossible_finishing_is_refused(ours, options, make, code):
    with pytest.raises(OnetakeError) as caught:
        make(ours, options)
    assert caught.value.code == code


def test_the_cascade_runs_all_four_stages(options, tmp_path):
    events = list(cascade("A dog runs", seconds=1, options=options(size="384x224", seed=1)))
    assert events[-1].stage == "done"
    data = events[-1].data
    assert (data["frames"], data["fps"], data["width"], data["height"]) == (24, 24, 384, 224)
    assert probe_video(tmp_path / "out.mp4").frames == 24
    assert "dog" in data["caption"]
    deque(events, maxlen=0)


def test_sharper_edges_come_with_an_extra(ours, options, frames_of, monkeypatch):
    """Without it one sentence; with it (here a runtime that only doubles) colours stay those of the input."""
    import sys
    from types import SimpleNamespace

    from onetake.media import network

    monkeypatch.setattr(network, "_models", lambda: None)
    for make in (
        lambda: upscale(ours, sharp=True, options=options("sharp.mp4")),
        lambda: take("A dog runs", seconds=1, finish=True, sharp=True, options=options("sharp.mp4")),
        lambda: network._network.__wrapped__(2),
    ):
        with pytest.raises(OnetakeError) as caught:
            make()
        assert caught.value.code == "extra-missing" and "onetake[sharp]" in caught.value.hint

    class Extractor:
        def __enter__(self):
            return self

        def __exit__(self, *_):
            return None

        def input(self, _, given):
            self.given = given

        def extract(self, _):
            doubled = self.given.pixels.repeat(2, 0).repeat(2, 1).astype(np.float32) / 255
            return 0, (doubled * 0.8).transpose(2, 0, 1)  # darker, as the network's own are a little

    mat = SimpleNamespace(
        from_pixels=lambda pixels, kind, w, h: SimpleNamespace(
            pixels=pixels, substract_mean_normalize=lambda mean, norm: None
        ),
        PixelType=SimpleNamespace(PIXEL_RGB=0),
    )
    monkeypatch.setitem(sys.modules, "ncnn", SimpleNamespace(Mat=mat))
    monkeypatch.setattr(network, "there", lambda: True)
    monkeypatch.setattr(network, "_network", lambda factor: SimpleNamespace(create_extractor=Extractor))
    frames = frames_of(upscale(ours, sharp=True, options=options("sharp.mp4")))
    given = np.stack(list(read_video(ours)))
    assert frames.shape == (len(given), 224, 384, 3)
    assert np.abs(frames.mean((1, 2)) - given.mean((1, 2))).max() < 2
