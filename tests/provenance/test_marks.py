"""All marks on what is written; labels, metadata, ledger; and everything made from something names it."""

from __future__ import annotations

import io
import json
import sqlite3

import av
import c2pa
import numpy as np
import pytest

from onetake.errors import BadRequest, DiskError
from onetake.media.read import probe_video, read_video
from onetake.media.write import VideoWriter
from onetake.provenance.containers import boxes, media_type, read_tags, read_xmp
from onetake.provenance.labels import (
    CARD_SECONDS,
    CornerMark,
    aigc,
    card,
    label_box,
    read_aigc,
    read_source_type,
    sees_mark,
    without_mark,
)
from onetake.provenance.ledger import Ledger
from onetake.provenance.marks import Marks
from onetake.provenance.verify import verify


def test_a_video_carries_all_four(made):
    verdict = verify(made)
    told = verdict.as_json()
    assert (told["verdict"], verdict.exit_status) == ("made-here", 0)
    assert told["c2pa"]["state"] == "trusted" and told["c2pa"]["ours"] and told["c2pa"]["generated"]
    assert told["watermark"]["found"] and told["watermark"]["confidence"] > 1 - 1e-6
    assert told["labels"] == {"aigc": told["labels"]["aigc"], "iptc": "trainedAlgorithmicMedia", "visible": True}
    assert told["ledger"]["same_file"] and told["ledger"]["seed"] == "7" and told["ledger"]["model"] == "S"
    ids = {
        told["watermark"]["id"],
        told["labels"]["aigc"]["ProduceID"],
        told["c2pa"]["facts"]["id"],
        told["ledger"]["id"],
    }
    assert len(ids) == 1
    json.dumps(told, allow_nan=False)


def test_the_manifest_says_what_the_laws_ask_for(made):
    facts = verify(made).c2pa.facts
    assert {"provider", "model", "version", "time", "id", "seed", "prompt_sha256"} <= set(facts)
    assert len(facts["prompt_sha256"]) == 64 and facts["marks_left_out"] == []


def test_the_prompt_is_nowhere_in_clear(made, own_data):
    for file in (made, own_data / "ledger.sqlite"):
        assert b"A ball" not in file.read_bytes()


def test_the_label_is_a_twentieth_tall_and_in_the_corner():
    for width, height in ((768, 448), (448, 768), (576, 576), (192, 112)):
        rows, columns = label_box(width, height)
        assert rows.stop <= height and columns.stop <= width and rows.start > height / 2
        assert rows.stop - rows.start >= 0.05 * min(width, height)


def test_the_label_is_seen_where_it_is_and_only_there(cartoon):
    for size in ((768, 448), (448, 768)):
        frames = cartoon(1, *size)
        bare = frames.mean((0, 3)).astype(np.float32)
        CornerMark(*size).draw(frames)
        assert sees_mark(frames.mean((0, 3)).astype(np.float32)) and not sees_mark(bare)


def test_our_own_tools_go_on_from_frames_without_the_label(cartoon, psnr):
    bare = cartoon(3)
    frames = bare.copy()
    CornerMark(384, 224).draw(frames)
    clean = without_mark(frames)
    rows, columns = label_box(384, 224)
    assert not sees_mark(clean.mean((0, 3)).astype(np.float32))
    assert psnr(clean[:, rows, columns], bare[:, rows, columns]) > 30
    assert np.array_equal(without_mark(frames[0]), clean[0])


def test_the_card_opens_and_is_marked(marker, write, cartoon, tmp_path):
    path = write(tmp_path / "v.mp4", marker(Marks(card=True)), cartoon(4))
    assert probe_video(path).frames == 4 + 12 * CARD_SECONDS
    first = next(iter(read_video(path)))
    assert np.abs(first[:150].astype(int) - card(384, 224)[:150]).mean() < 3
    assert verify(path).watermark.identity is not None


@pytest.mark.parametrize("name", ["label", "watermark", "metadata", "signature"])
def test_a_mark_can_be_left_out_and_the_rest_says_so(name, marker, write, cartoon, tmp_path):
    path = write(tmp_path / "v.mp4", marker(Marks(**{name: False})), cartoon(4))
    verdict = verify(path)
    told = verdict.as_json()
    there = {
        "label": told["labels"]["visible"],
        "watermark": told["watermark"]["found"],
        "metadata": told["labels"]["aigc"] is not None or told["labels"]["iptc"] is not None,
        "signature": told["c2pa"]["state"] == "trusted",
    }
    assert there == {mark: mark != name for mark in there}
    assert verdict.exit_status == 0 and verdict.ledger["left_out"] == [name]
    assert name == "signature" or verdict.c2pa.facts["marks_left_out"] == [name]


def test_choosing_marks():
    assert Marks.choose() == Marks() and Marks().left_out == ()
    assert Marks.choose("card").card and Marks.choose("card").label
    assert Marks.choose("none", ["watermark"]).left_out == ("label", "watermark")
    with pytest.raises(BadRequest) as caught:
        Marks.choose("loud")
    assert caught.value.code == "bad-label"


def test_marks_leave_the_frames_given_alone(marker, cartoon):
    frames = cartoon(2)
    before = frames.copy()
    marker().mark(frames)
    marker(Marks(watermark=False)).mark(frames)
    assert np.array_equal(frames, before)


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp"])
def test_pictures_carry_them_too(suffix, made, marker, cartoon, tmp_path):
    by = marker(width=768, height=448, fingerprint="still", parents=(made,))
    path = by.write_picture(cartoon(1, 768, 448)[0], tmp_path / f"still{suffix}")
    verdict = verify(path)
    assert verdict.verdict == "made-here" and verdict.c2pa.state == "trusted" and verdict.exit_status == 0
    assert verdict.watermark.identity == by.identity and verdict.aigc and verdict.visible
    assert verdict.c2pa.parents == (made.name,)
    with c2pa.Reader(media_type(path), path.open("rb")) as reader:
        assert reader.get_active_manifest()["title"] == path.name, "its own name, not that of the unfinished file"
    with pytest.raises(BadRequest, match="picture"):
        by.write_picture(cartoon(1, 768, 448)[0], tmp_path / "still.bmp")


def test_what_is_made_from_something_names_it(made, marker, write, cartoon, tmp_path):
    other = write(tmp_path / "other.mp4", marker(fingerprint="other"), cartoon(4))
    path = write(tmp_path / "child.mp4", marker(fingerprint="child", parents=(made, other)), cartoon(4))
    verdict = verify(path)
    assert verdict.c2pa.state == "trusted" and set(verdict.c2pa.parents) == {"made.mp4", "other.mp4"}
    assert verdict.verdict == "made-here" and verdict.ledger["parents"] == ["made.mp4", "other.mp4"]


def test_a_parent_that_is_no_media_does_not_stop_the_signature(marker, write, cartoon, tmp_path):
    text = tmp_path / "story.txt"
    text.write_text("Once upon a time")
    verdict = verify(write(tmp_path / "v.mp4", marker(parents=(text,)), cartoon(4)))
    assert verdict.c2pa.state == "trusted" and verdict.c2pa.parents == ("story.txt",)


def test_a_stream_carries_label_watermark_and_metadata(marker, cartoon, tmp_path):
    by, sink = marker(), io.BytesIO()
    with VideoWriter(sink, 384, 224, 12, tags=by.tags, appendix=by.appendix) as writer:
        writer.write(by.mark(cartoon(8)))
    path = tmp_path / "stream.mp4"
    path.write_bytes(sink.getvalue())
    verdict = verify(path)
    assert verdict.c2pa.state == "absent" and verdict.visible and verdict.aigc and verdict.iptc
    assert verdict.watermark.identity == by.identity and verdict.exit_status == 0
    by.seal(path)  # a stream that was kept is signed when it is complete
    assert verify(path).c2pa.state == "trusted"


def test_the_aigc_key_lies_where_the_standard_says(made):
    with av.open(str(made)) as container:
        fields = json.loads(container.metadata["AIGC"])
    assert list(fields) == [
        "Label", "ContentProducer", "ProduceID", "ReservedCode1", "ContentPropagator", "PropagateID", "ReservedCode2",
    ]  # fmt: skip
    assert fields["Label"] == "1" and fields["ContentProducer"] == "onetake"
    assert b"AIGC" in made.read_bytes().partition(b"mdat")[0], "before the frames, within moov"


def test_xmp_stands_in_its_box(made):
    packet = read_xmp(made)
    assert read_source_type(packet) == "trainedAlgorithmicMedia"
    assert read_aigc({}, packet) == read_aigc(read_tags(made), "")
    with made.open("rb") as file:
        assert [box.kind for box in boxes(file)].count(b"uuid") == 2  # XMP and C2PA
    assert media_type(made) == "video/mp4"


def test_foreign_labels_are_read_and_broken_ones_are_not():
    assert read_aigc({"AIGC": '{"Label":"2","ContentProducer":"x"}'}, "") == {"Label": "2", "ContentProducer": "x"}
    for broken in ("", "{", "[1]", '{"a":1}', "null", "[" * 100_000):
        assert read_aigc({"AIGC": broken}, f"<TC260:AIGC>{broken}</TC260:AIGC>") is None
    assert read_source_type("DigitalSourceType" * 10_000) is None
    assert json.loads(aigc("0" * 16, "甲"))["ContentProducer"] == "甲"


def test_a_take_that_goes_on_keeps_its_identity_and_others_do_not(marker, own_data, tmp_path):
    assert marker().identity == marker().identity != marker(fingerprint="other").identity
    assert Ledger(tmp_path / "elsewhere.sqlite").identity("plan") != marker().identity


def test_a_ledger_that_cannot_be_written_says_so_before_anything_is_drawn(own_data, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(DiskError) as caught:
        Ledger(blocked / "ledger.sqlite").identity("plan")
    assert caught.value.code == "ledger-not-writable" and caught.value.hint


def test_a_damaged_ledger_knows_nothing(made, own_data):
    (own_data / "ledger.sqlite").write_bytes(b"SQLite format 3\0" + b"?" * 500)
    verdict = verify(made)
    assert verdict.ledger is None and verdict.verdict == "made-here", "the signature still proves it"


def test_ledger_rows_are_what_was_promised(made, own_data):
    with sqlite3.connect(own_data / "ledger.sqlite") as base:
        (row,) = base.execute("SELECT id, prompt_sha256, seed, model, time, signed FROM made").fetchall()
    assert len(row[0]) == 16 and len(row[1]) == 64 and row[2:4] == ("7", "S") and row[5] == 1


def test_an_untagged_video_is_written_as_before(tmp_path, cartoon):
    for name in ("a.mp4", "b.mp4"):
        with VideoWriter(tmp_path / name, 384, 224, 12) as writer:
            writer.write(cartoon(3))
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()
    assert "AIGC" not in read_tags(tmp_path / "a.mp4")
