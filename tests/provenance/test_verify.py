"""What verify says of changed, broken and deceiving files: never a traceback, never genuine by mistake."""

from __future__ import annotations

import os
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import av
import c2pa
import numpy as np
import pytest

from onetake.errors import MediaError
from onetake.media.read import read_video
from onetake.provenance.containers import boxes
from onetake.provenance.keys import installation
from onetake.provenance.ledger import Ledger
from onetake.provenance.marks import file_hash
from onetake.provenance.verify import BROKEN, FOUND, NOTHING, files, read_signature, verify, worst


def test_re_encoded_it_is_still_known(made, encode, tmp_path):
    verdict = verify(encode(tmp_path / "again.mp4", np.stack(list(read_video(made))), 28))
    assert verdict.verdict == "made-here" and verdict.exit_status == FOUND
    assert verdict.c2pa.state == "absent" and not verdict.same_file and verdict.ledger["signed"]
    assert any("is not now" in sentence for sentence in verdict.sentences)


def test_on_another_machine_it_is_a_models_and_not_made_there(made, monkeypatch, tmp_path):
    monkeypatch.setenv("ONETAKE_DATA", str(tmp_path / "elsewhere"))
    verdict = verify(made)
    assert verdict.verdict == "made-by-a-model" and verdict.exit_status == FOUND and verdict.ledger is None
    assert verdict.c2pa.state == "valid" and not verdict.c2pa.ours
    assert not (tmp_path / "elsewhere").exists(), "verifying leaves nothing behind"


def test_a_video_without_marks(encode, cartoon, tmp_path, own_data):
    verdict = verify(encode(tmp_path / "plain.mp4", cartoon(4), 20))
    assert (verdict.verdict, verdict.exit_status) == ("unknown", NOTHING)
    assert "does not prove that none did" in verdict.sentences[0]
    told = verdict.as_json()
    assert told["watermark"] == {**told["watermark"], "found": False, "id": None, "confidence": 0.0}
    assert told["c2pa"]["state"] == "absent" and not told["ledger"]["found"]


def test_any_changed_byte_breaks_the_signature(made, flip):
    """Also where the standard does not look: ftyp, free, and the padding of the manifest itself."""
    with made.open("rb") as file:
        parts = list(boxes(file))
    rng = np.random.default_rng(0)
    for box in parts:
        for at in rng.integers(box.start, box.start + box.size, 20):
            flip(made, int(at))
            state = read_signature(made, file_hash(made), Ledger()).state
            assert state in ("invalid", "absent"), f"{box.kind!r} at {at - box.start} of {box.size}"
            flip(made, int(at))
    assert read_signature(made, file_hash(made), Ledger()).state == "trusted"


def test_a_changed_file_is_altered(made, flip):
    with made.open("rb") as file:
        mdat = next(box for box in boxes(file) if box.kind == b"mdat")
    flip(made, mdat.start + mdat.size // 2)
    verdict = verify(made)
    assert (verdict.verdict, verdict.exit_status, verdict.c2pa.state) == ("altered", BROKEN, "invalid")
    assert "assertion.bmffHash.mismatch" in verdict.c2pa.codes
    assert "Believe none" in verdict.sentences[0]


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9, 0.999])
def test_truncated(made, share):
    os.truncate(made, int(made.stat().st_size * share))
    verdict = verify(made)
    assert verdict.verdict != "made-here" or verdict.c2pa.state == "absent"
    assert verdict.c2pa.state in ("invalid", "absent")
    assert any("cut off" in sentence or "no index" in sentence for sentence in verdict.sentences)


@pytest.mark.parametrize(
    "content",
    [
        b"\0\0\0\x20ftypisom\0\0\2\0isomiso2avc1mp41" + b"x" * 500,
        b"\0\0\0\x20ftypisom" + b"\0" * 4000,
        b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0\0\0\x01mdat" + b"\xff" * 8,
        b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0\0\0\0moov" + os.urandom(300),
        b"ftyp",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
        b"\xff\xd8\xff\xe0" + b"\0" * 100,
        b"GIF89a",
        b"RIFF\0\0\0\0WEBPVP8 ",
        b"\x1a\x45\xdf\xa3" + b"\0" * 50,
        b"hello",
        b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n",
        b"ffconcat version 1.0\nfile /etc/hostname\n",
        b"\0",
    ],
)
def test_files_that_only_look_like_something(content, tmp_path, own_data):
    for suffix in (".mp4", ".png"):
        path = tmp_path / f"thing{suffix}"
        path.write_bytes(content)
        verdict = verify(path)
        assert (verdict.verdict, verdict.exit_status) == ("unknown", NOTHING), verdict.as_json()
        assert len(verdict.sentences) > 1, "it says what is wrong"


def test_empty_missing_and_folders(tmp_path, own_data):
    (tmp_path / "empty.mp4").touch()
    missing = (tmp_path / "no.mp4", tmp_path, tmp_path / ("x" * 300), "a\0b")
    for path, code in ((tmp_path / "empty.mp4", "file-empty"), *((path, "file-missing") for path in missing)):
        with pytest.raises(MediaError) as caught:
            verify(path)
        assert caught.value.code == code


def test_encrypted(cartoon, tmp_path, own_data):
    path = tmp_path / "secret.mp4"
    options = {"encryption_scheme": "cenc-aes-ctr", "encryption_key": "0" * 31 + "1", "encryption_kid": "0" * 32}
    with av.open(str(path), "w", format="mp4", options=options) as container:
        stream = container.add_stream("libx264", rate=12)
        stream.width, stream.height, stream.pix_fmt = 384, 224, "yuv420p"
        for frame in cartoon(6):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(frame, format="rgb24")))
        container.mux(stream.encode(None))
    verdict = verify(path)
    assert verdict.exit_status == NOTHING and any("encrypted" in sentence for sentence in verdict.sentences)


def test_an_hour_takes_seconds(tmp_path, own_data, cartoon, marker):
    frames = marker().mark(cartoon(8))
    path = tmp_path / "hour.mp4"
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=1, options={"preset": "ultrafast", "crf": "30", "g": "60"})
        stream.width, stream.height, stream.pix_fmt = 384, 224, "yuv420p"
        stream.codec_context.thread_count = 1
        for n in range(3600):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(frames[n // 450], format="rgb24")))
        container.mux(stream.encode(None))
    began = time.perf_counter()
    verdict = verify(path)
    assert verdict.watermark.identity == marker().identity
    assert time.perf_counter() - began < 20


def test_a_manifest_that_lies_elsewhere_is_never_fetched(encode, cartoon, tmp_path, marker, write):
    asked = []

    class Door(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_POST = do_GET

        def log_message(self, *words):
            pass

    server = HTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        own = installation()
        info = c2pa.C2paSignerInfo(alg=b"es256", sign_cert=own.chain, private_key=own.key, ta_url=None)
        source, path = encode(tmp_path / "plain.mp4", cartoon(4), 20), tmp_path / "remote.mp4"
        with c2pa.Signer.from_info(info) as signer, c2pa.Builder({"claim_generator_info": [{"name": "x"}]}) as builder:
            builder.set_intent(c2pa.C2paBuilderIntent.CREATE, c2pa.C2paDigitalSourceType.TRAINED_ALGORITHMIC_MEDIA)
            builder.set_no_embed()
            builder.set_remote_url(f"http://127.0.0.1:{server.server_port}/manifest.c2pa")
            builder.sign_file(str(source), str(path), signer)
        asked.clear()
        verdict = verify(path)
        child = verify(write(tmp_path / "child.mp4", marker(parents=(path,)), cartoon(2)))
    finally:
        server.shutdown()
        server.server_close()
    assert asked == [] and verdict.c2pa.state == "absent" and verdict.verdict != "made-here"
    assert any("never fetched" in sentence for sentence in verdict.sentences)
    assert child.c2pa.state == "trusted" and child.c2pa.parents == ("remote.mp4",)


@pytest.mark.parametrize("share", [0.0, 0.2, 0.9])
def test_a_broken_parent_does_not_stop_the_signature(share, made, marker, write, cartoon, tmp_path):
    os.truncate(made, int(made.stat().st_size * share))
    child = verify(write(tmp_path / "child.mp4", marker(fingerprint="child", parents=(made,)), cartoon(4)))
    assert child.c2pa.state == "trusted" and child.c2pa.parents == ("made.mp4",) and child.exit_status == FOUND


def test_marks_that_contradict_one_another(made, marker, cartoon, write, tmp_path):
    """The label of one video on the pictures of another."""
    by, other = marker(), marker(fingerprint="other")
    path = tmp_path / "swapped.mp4"
    from onetake.media.write import VideoWriter

    with VideoWriter(path, 384, 224, 12, tags=other.tags) as writer:
        writer.write(by.mark(cartoon()))
    verdict = verify(path)
    assert verdict.verdict == "altered" and verdict.exit_status == BROKEN and len(verdict.contradictions) == 1


def test_folders(made, encode, cartoon, tmp_path):
    inside = tmp_path / "folder" / "deep"
    inside.mkdir(parents=True)
    made.rename(inside / "made.mp4")
    encode(tmp_path / "folder" / "plain.mp4", cartoon(2), 20)
    (tmp_path / "folder" / "notes.txt").write_text("no")
    found = list(files(tmp_path / "folder"))
    assert [path.name for path in found] == ["made.mp4", "plain.mp4"]
    statuses = [verify(path).exit_status for path in found]
    assert statuses == [FOUND, NOTHING] and worst(statuses) == FOUND
    assert worst([FOUND, BROKEN, NOTHING]) == BROKEN and worst([]) == NOTHING


def test_a_stream_without_a_check_sum_is_taken_for_nobody_else(tmp_path):
    """A stream that was cut off is remembered without a check sum; that matches neither unknown marks nor files."""
    from datetime import UTC, datetime

    from onetake.provenance.ledger import Ledger
    from onetake.provenance.manifest import Facts

    ledger = Ledger(tmp_path / "ledger.sqlite")
    identity = f"{ledger.identity('a'):016x}"
    ledger.record(Facts(identity, "m", "0", 1, "", datetime.now(UTC)), "", signed=False)
    assert ledger.look_up("0" * 16) is None and ledger.look_up(sha256="1" * 64) is None
    assert ledger.look_up(identity) is not None
