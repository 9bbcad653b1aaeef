"""Extend, connect, loop, retake: what is kept stays to the bit, joins show no seam, layouts go on."""

from collections import deque
from dataclasses import replace

import numpy as np
import pytest

from onetake.direct import connect, extend, loop, retake, run
from onetake.direct.given import open_source
from onetake.direct.job import Copied, Drawn
from onetake.direct.joins import seam_score
from onetake.errors import BadRequest, MediaError
from onetake.media.clip import open_clip
from onetake.media.read import probe_video, read_video
from onetake.provenance.marks import Marks
from onetake.provenance.verify import verify
from onetake.types import HEIGHT, VISIBLE, X, Y


def own_pixels(path):
    return np.stack(list(read_video(path)))


def test_extend_keeps_every_given_pixel_and_joins_without_a_seam(ours, options, frames_of):
    job = extend(ours, seconds=1.5, options=options())
    frames = frames_of(job)
    assert len(frames) == 36 + 18 == job.frames
    assert np.array_equal(frames[:36], own_pixels(ours))
    assert seam_score(frames, 36) < 2
    assert np.abs(np.diff(frames[36:].astype(int), axis=0)).mean() > 0.2  # it moves


def test_extend_backward_finds_a_beginning(ours, options, frames_of):
    frames = frames_of(extend(ours, seconds=1, backward=True, options=options()))
    assert np.array_equal(frames[12:], own_pixels(ours))
    assert len(frames) == 48
    assert seam_score(frames, 12) < 2


def test_the_layout_goes_on_from_where_it_ended(ours, options):
    job = extend(ours, "it bounces", seconds=2, options=options())
    assert "bounces" in job.caption and not job.notes
    (span,) = job.spans
    tracks, join = span.arrangement.staging.tracks_NEF, 12  # a second of history, then the new part
    assert tracks[0, 0, VISIBLE] == 1
    step = np.abs(tracks[join, 0, [X, Y, HEIGHT]] - tracks[join - 1, 0, [X, Y, HEIGHT]])
    assert step.max() < 0.05
    old = open_source(ours, options(), replace_wishes()).made.staging.tracks_NEF
    assert np.allclose(tracks[:join], old[24:36])


def replace_wishes():
    from onetake.direct.arrange import Wishes

    return Wishes()


def test_an_extended_video_can_be_extended_again(ours, options, done, tmp_path):
    done(extend(ours, seconds=1, options=options("one.mp4")))
    job = extend(tmp_path / "one.mp4", "it jumps", seconds=1, options=options("two.mp4"))
    assert not job.notes
    assert [part.on for part in job.parts] == [False, True, True]
    data = done(job)
    assert (data["frames"], data["parents"]) == (60, ["one.mp4"])
    assert probe_video(tmp_path / "two.mp4").frames == 60


def test_the_kept_folder_says_what_the_file_does_not(ours, options, tmp_path):
    silent = write_silent(ours, tmp_path / "silent.mp4")
    assert extend(silent, options=options()).notes
    assert not extend(silent, options=options(made=ours.parent / "kept")).notes
    with pytest.raises(MediaError) as caught:
        extend(silent, options=options(made=tmp_path))
    assert caught.value.code == "plan-missing"


def write_silent(path, target):
    from onetake.media.write import VideoWriter

    with VideoWriter(target, 192, 112, 12) as writer:
        writer.write(own_pixels(path))
    return target


def test_foreign_videos_are_gone_on_from_with_and_without_words(foreign, options, frames_of):
    quiet = extend(foreign, seconds=1, options=options())
    assert quiet.spans[0].arrangement.wordless and quiet.notes
    told = extend(foreign, "A dog runs on the beach", seconds=1, options=options())
    tracks = told.spans[0].arrangement.staging.tracks_NEF
    assert not tracks[:12].any() and tracks[12:, 0, VISIBLE].all()
    frames = frames_of(told)
    assert np.array_equal(frames[:24], own_pixels(foreign))
    assert not np.array_equal(frames[24:], frames_of(quiet)[24:])


@pytest.mark.parametrize(("start", "stop"), [(1, 2), (0, 1), (2, 3), (1.25, 1.5), (0.25, 2.9)])
def test_retake_changes_nothing_outside_its_window(ours, options, frames_of, start, stop):
    job = retake(ours, start, stop, options=options())
    frames, before = frames_of(job), own_pixels(ours)
    a, z = round(start * 12), round(stop * 12)
    outside = np.ones(36, bool)
    outside[a:z] = False
    assert np.array_equal(frames[outside], before[outside])
    assert not np.array_equal(frames[a:z], before[a:z])
    for join in {a, z} - {0, 36}:
        assert seam_score(frames, join) < 2.5


def test_what_comes_after_a_retake_is_seen_by_it(ours, foreign, options, frames_of, monkeypatch):
    """The same history and another future give another window."""
    one = retake(ours, 1, 2, options=options(seed=3))
    (drawn,) = [p for p in one.timeline if isinstance(p, Drawn)]
    pixels = drawn.span.pixels_NYXC.copy()
    pixels[24:] = 255 - pixels[24:]
    other = replace(drawn, span=replace(drawn.span, pixels_NYXC=pixels), before=None, after=None)
    bare = replace(drawn, before=None, after=None)
    assert not np.array_equal(frames_of(replace(one, timeline=(bare,))), frames_of(replace(one, timeline=(other,))))


def test_retake_with_other_words_returns_to_the_old_layout(ours, options):
    job = retake(ours, 1, 2, "it bounces", options=options())
    tracks = job.spans[0].arrangement.staging.tracks_NEF
    old = open_source(ours, options(), replace_wishes()).made.staging.tracks_NEF
    assert np.allclose(tracks[24:36, 0], old[24:36, 0])
    assert np.abs(tracks[23, 0, [X, Y]] - tracks[24, 0, [X, Y]]).max() < 0.08


@pytest.mark.parametrize(("start", "stop"), [(2, 1), (1, 1), (-1, 1), (1, 9), (float("nan"), 2), (1, float("inf"))])
def test_windows_outside_the_clip_are_refused(ours, options, start, stop):
    with pytest.raises(BadRequest) as caught:
        retake(ours, start, stop, options=options())
    assert caught.value.code == "bad-window"


def test_connect_keeps_both_and_passes_between(ours, foreign, options, frames_of):
    frames = frames_of(connect(ours, foreign, seconds=1, options=options()))
    assert len(frames) == 36 + 12 + 24
    assert np.array_equal(frames[:36], own_pixels(ours)) and np.array_equal(frames[-24:], own_pixels(foreign))
    assert max(seam_score(frames, 36), seam_score(frames, 48)) < 2.5


def test_two_shapes_are_not_connected(ours, options, make_clip):
    with pytest.raises(BadRequest) as caught:
        connect(ours, make_clip("tall.mp4", 12, size=(64, 96)), options=options())
    assert caught.value.code == "other-shape"


def test_loop_leads_back(ours, options, frames_of):
    frames = frames_of(loop(ours, seconds=1, options=options()))
    assert np.array_equal(frames[:36], own_pixels(ours)) and len(frames) == 48
    round_again = np.concatenate([frames, frames])
    assert max(seam_score(round_again, 36), seam_score(round_again, 48)) < 2.5


def test_a_loop_from_words_ends_where_it_began(options, frames_of):
    job = loop(None, "A red ball bouncing", seconds=2, options=options(size="192x112"))
    tracks = job.spans[0].arrangement.staging.tracks_NEF
    assert np.abs(tracks[-1, 0, [X, Y, HEIGHT]] - tracks[0, 0, [X, Y, HEIGHT]]).max() < 0.02
    frames = frames_of(job)
    assert len(frames) == 24
    assert seam_score(np.concatenate([frames, frames]), 24) < 2.5


def test_a_killed_job_goes_on_where_it_stopped(ours, options, done, tmp_path):
    whole = done(extend(ours, seconds=3, options=options("whole.mp4", keep=tmp_path / "a")))
    job = extend(ours, seconds=3, options=options("killed.mp4", keep=tmp_path / "b"))
    events = run(job)
    for event in events:
        if event.stage == "latents" and event.done == 2:
            events.close()
    assert not job.output.exists() and sorted(p.name for p in (tmp_path / "b" / "drawn_0").iterdir())
    stamps = {p.name: p.stat().st_mtime_ns for p in (tmp_path / "b" / "drawn_0").iterdir()}
    done(job)
    after = {p.name: p.stat().st_mtime_ns for p in (tmp_path / "b" / "drawn_0").iterdir()}
    assert all(after[name] == stamp for name, stamp in stamps.items()) and len(after) == 3
    assert (tmp_path / "killed.mp4").read_bytes() == (tmp_path / "whole.mp4").read_bytes()
    assert whole["drawn_seconds"] == 3
    with pytest.raises(BadRequest) as caught:
        deque(run(extend(ours, seconds=2, options=options("other.mp4", keep=tmp_path / "b"))), maxlen=0)
    assert caught.value.code == "keep-mismatch"


def test_everything_made_is_marked_and_names_its_parent(ours, options, done, tmp_path):
    done(extend(ours, seconds=1, options=options("marked.mp4", size="768x448", marks=Marks())))
    verdict = verify(tmp_path / "marked.mp4")
    assert verdict.verdict == "made-here" and not verdict.contradictions
    assert verdict.visible and verdict.ledger["parents"] == ["ball.mp4"]
    job = extend(tmp_path / "marked.mp4", seconds=1, options=options("again.mp4", marks=Marks()))
    (copied,) = [p for p in job.timeline if isinstance(p, Copied)]
    assert copied.unmark
    plain = open_clip(tmp_path / "marked.mp4", lambda w, h: (192, 112)).small_NYXC
    corner = np.abs(copied.clip.small_NYXC[0].astype(int) - plain[0])[100:, 170:]
    assert corner.max() > 20  # the label is not what the model sees
    done(job)
    again = verify(tmp_path / "again.mp4")
    assert again.verdict == "made-here" and not again.contradictions


def test_an_output_is_never_the_input(ours, options):
    with pytest.raises(BadRequest) as caught:
        extend(ours, options=options(output=ours))
    assert caught.value.code == "output-is-input"


@pytest.mark.parametrize(
    ("more", "code"),
    [({"size": "640x640"}, "other-shape"), ({"camera": "swim"}, "bad-camera"), ({"style": "cubist"}, "bad-style"),
     ({"motion": ("0,0",)}, "bad-motion"), ({"seed": -1}, "bad-seed"), ({"steps": -1}, "bad-steps")],
)  # fmt: skip
def test_impossible_wishes_are_refused_before_anything_is_drawn(ours, options, more, code, tmp_path):
    with pytest.raises(BadRequest) as caught:
        extend(ours, seconds=1, options=options(**more))
    assert caught.value.code == code and list(tmp_path.glob("*.mp4")) == []


@pytest.mark.parametrize("seconds", [0, -1, 601, float("nan"), float("inf")])
def test_impossible_lengths_are_refused(ours, options, seconds):
    with pytest.raises(BadRequest) as caught:
        extend(ours, seconds=seconds, options=options())
    assert caught.value.code == "bad-seconds"


def test_the_policy_reads_every_prompt(ours, options):
    with pytest.raises(BadRequest) as caught:
        extend(ours, "a man kills a child", options=options())
    assert caught.value.code == "moderation_blocked"
