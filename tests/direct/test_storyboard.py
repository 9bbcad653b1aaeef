"""Cards on a timeline: read with line and column, drawn as one take or in cuts."""

import numpy as np
import pytest
from PIL import Image

from onetake.direct import storyboard
from onetake.direct.job import Copied, Drawn
from onetake.direct.joins import seam_score
from onetake.direct.storyboard import read_board
from onetake.errors import BadRequest, OnetakeError
from onetake.media.read import read_video


@pytest.fixture
def board(tmp_path):
    def write(text):
        path = tmp_path / "cards.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_texts_are_beats_of_one_take(board, options):
    path = board(
        "cards:\n- {at: 0, seconds: 1, text: A dog runs on the beach}\n- {at: 1, seconds: 2, text: it jumps}\n"
    )
    job = storyboard(path, options=options())
    (piece,) = job.timeline
    assert (piece.start, piece.stop) == (0, 36) and "Then a dog jumps" in job.caption
    assert job.size == (768, 448)


def test_a_cut_begins_a_new_shot_with_another_cast(board, options):
    job = storyboard(
        board(
            "cards:\n- {at: 0, seconds: 1, text: A dog runs}\n- {at: 1, seconds: 1, text: Two cats sleep, cut: true}"
        ),
        options=options(),
    )
    one, two = job.spans
    assert "dog" in one.arrangement.caption and "cats" in two.arrangement.caption
    assert [p.stop - p.start for p in job.timeline] == [12, 12]


def test_clips_keep_their_pixels_and_pictures_are_seen(board, options, frames_of, ours, tmp_path):
    noise = np.random.default_rng(0).integers(0, 255, (14, 24, 3)).astype(np.uint8)
    Image.fromarray(noise).resize((192, 112)).save(tmp_path / "p.png")
    job = storyboard(
        board(f"size: 192x112\nfps: 12\ncards:\n- {{at: 0, seconds: 1, image: p.png}}\n"
              f"- {{at: 2, seconds: 1, clip: '{ours}'}}\n- {{at: 4, seconds: 1, text: A ball jumps}}\n"),
        options=options(),
    )  # fmt: skip
    assert [type(p) for p in job.timeline] == [Drawn, Copied, Drawn] and job.frames == 60
    frames = frames_of(job)
    assert np.array_equal(frames[24:36], np.stack(list(read_video(ours)))[:12])
    assert max(seam_score(frames, 24), seam_score(frames, 36)) < 2.5
    assert len(job.spans) == 1 and len(job.inputs) == 2 and len(job.spans[0].held) == 1


@pytest.mark.parametrize(
    ("text", "code", "where"),
    [
        ("cards:\n- {at: 0, seconds: 2, text: A dog}\n- {at: 1, seconds: 2, text: A cat}", "cards-overlap", "line 3"),
        ("cards: [", "cards-unreadable", "line 1"),
        ("cards:\n- {at: 0, seconds: 2\n  text: A dog}", "cards-unreadable", "line 3"),
        ("a: b", "bad-card", "no cards"),
        ("[]", "bad-card", "no cards"),
        ("", "bad-card", "no cards"),
        ("cards:\n- 5", "bad-card", "line 2, column 3"),
        ("cards:\n- {at: 0, text: A dog}", "bad-card", "seconds"),
        ("cards:\n- {at: soon, seconds: 1, text: A dog}", "bad-card", "line 2, column 8"),
        ("cards:\n- {at: 0, seconds: 999, text: A dog}", "bad-card", "line 2, column 20"),
        ("cards:\n- {at: 0, seconds: .nan, text: A dog}", "bad-card", "seconds"),
        ("cards:\n- {at: 0, seconds: 1}", "bad-card", "shows nothing"),
        ("cards:\n- {at: 0, seconds: 1, text: [1]}", "bad-card", "text has to be"),
        ("cards:\n- {at: 0, seconds: 1, texts: A dog}", "bad-card", "'texts' is not known"),
        ("cards:\n- {at: 0, seconds: 1, text: A, image: a, clip: b}", "bad-card", "either"),
        ("cards:\n- {at: 0, seconds: 1, text: A dog, cut: 3}", "bad-card", "cut"),
        ("colour: red\ncards:\n- {at: 0, seconds: 1, text: A dog}", "bad-card", "line 1, column 9"),
        ("fps: 25\ncards:\n- {at: 0, seconds: 1, text: A dog}", "bad-fps", "25"),
        ("a: &a [*a]", "bad-card", ""),
    ],
)
def test_bad_cards_say_where(board, text, code, where):
    with pytest.raises(BadRequest) as caught:
        read_board(board(text))
    assert caught.value.code == code
    assert where in caught.value.message and caught.value.hint


def test_missing_files_and_forbidden_words(board, options, tmp_path, make_clip):
    for text, code in (
        ("cards:\n- {at: 0, seconds: 1, clip: nowhere.mp4}", "video-missing"),
        ("cards:\n- {at: 0, seconds: 1, image: nowhere.png}", "picture-missing"),
        ("cards:\n- {at: 0, seconds: 1, text: a man kills a child}", "moderation_blocked"),
        (f"size: portrait\ncards:\n- {{at: 0, seconds: 1, clip: '{make_clip('w.mp4', 12)}'}}", "other-shape"),
        ("size: enormous\ncards:\n- {at: 0, seconds: 1, text: A dog}", "bad-size"),
    ):
        with pytest.raises(OnetakeError) as caught:
            storyboard(board(text), options=options())
        assert caught.value.code == code
    with pytest.raises(BadRequest) as caught:
        read_board(tmp_path / "nowhere.yaml")
    assert caught.value.code == "cards-missing"
