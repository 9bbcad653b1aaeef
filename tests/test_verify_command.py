"""From ``onetake generate`` to ``onetake verify``: every mark, each left out, and files that are not what they seem."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image
from safetensors.torch import load_file, save_file

from onetake import cli
from onetake.media.read import probe_video, read_video
from onetake.model.files import read_header
from onetake.provenance.keys import data_folder

PANDA = "A panda eating bamboo on a rock"
Command = Callable[..., tuple[int, str, str]]


def command(*words: object) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of a command, run in this process."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        status = cli.main([str(word) for word in words])
    assert "Traceback" not in out.getvalue() + err.getvalue()
    return status, out.getvalue(), err.getvalue()


def told(*words: object) -> tuple[int, Any]:
    """Exit status and the one object that ``--json`` prints."""
    status, out, err = command(*words, "--json")
    assert err == ""
    return status, json.loads(out)


@pytest.fixture(scope="module")
def calm(tiny: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The tiny model with a codec of little contrast: flat pictures, as drawings are, and unlike noise."""
    tensors = load_file(tiny)
    path = tmp_path_factory.mktemp("calm") / "calm.safetensors"
    save_file(tensors | {"codec.scale": tensors["codec.scale"] * 0.05}, path, read_header(Path(tiny)))
    return str(path)


@pytest.fixture(scope="module")
def generate(calm: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., tuple[Path, Any]]]:
    """Draw a second of video; the file and what was told."""
    folder = tmp_path_factory.mktemp("videos")

    def draw(*words: object) -> tuple[Path, Any]:
        path = folder / f"{len(list(folder.iterdir()))}.mp4"
        usual = ("--model", calm, "--seconds=1", "--size=384x224", "--steps=1", "-o", path)
        status, said = told("generate", PANDA, *usual, *words)
        assert status == 0, said
        return path, said

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ONETAKE_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield draw


@pytest.fixture(scope="module")
def made(generate: Callable[..., tuple[Path, Any]]) -> tuple[Path, Any]:
    """A video with everything that is on by default, and what was told."""
    return generate()


@pytest.fixture
def copy(made: tuple[Path, Any], tmp_path: Path) -> Path:
    """A copy of it that may be spoilt."""
    path = tmp_path / "copy.mp4"
    path.write_bytes(made[0].read_bytes())
    return path


def encoded(path: Path, frames: np.ndarray, crf: int = 23) -> Path:
    """What a stranger's encoder makes of frames."""
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=12, options={"crf": str(crf)})
        stream.height, stream.width, stream.pix_fmt = *frames.shape[1:3], "yuv420p"
        stream.codec_context.thread_count = 1
        for frame in frames:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(np.ascontiguousarray(frame), format="rgb24")))
        container.mux(stream.encode(None))
    return path


def foreign(path: Path) -> Path:
    """A video that nobody marked."""
    y, x = np.mgrid[:224, :384]
    return encoded(path, np.stack([np.stack([x // 2, y, x // 3 + 4 * n], -1) for n in range(6)]).astype(np.uint8))


def test_what_was_made_here_is_recognised(made, copy):
    path, said = made
    status, verdict = told("verify", path)
    assert status == 0
    assert sorted(verdict) == sorted("file verdict c2pa watermark labels ledger contradictions says".split())
    assert verdict["verdict"] == "made-here" and verdict["file"] == str(path) and verdict["contradictions"] == []
    assert verdict["c2pa"]["state"] == "trusted" and verdict["c2pa"]["ours"] and verdict["c2pa"]["codes"] == []
    mark, labels, row = verdict["watermark"], verdict["labels"], verdict["ledger"]
    assert mark["found"] is True and 1 - 1e-6 < mark["confidence"] < 1
    assert sorted(labels) == ["aigc", "iptc", "visible"]
    assert labels["iptc"] == "trainedAlgorithmicMedia" and labels["visible"] is True
    ids = {said["identity"], mark["id"], labels["aigc"]["ProduceID"], verdict["c2pa"]["facts"]["id"], row["id"]}
    assert len(ids) == 1
    assert row["found"] and row["same_file"] and row["seed"] == str(said["seed"]) and row["left_out"] == []
    assert "panda" not in json.dumps([verdict["c2pa"], row]).lower()  # only the prompt's hash
    assert str(path.parent) not in json.dumps(verdict["c2pa"])  # and no folder of the user's
    status, out, err = command("verify", copy)
    assert (status, err) == (0, "")
    assert out.startswith(f"{copy}: Made here") and "C2PA: trusted" in out


def test_in_a_process_of_its_own_without_torch(made, environment):
    script = (
        "import sys; from onetake.cli import main; status = main(sys.argv[1:]);"
        "sys.exit('imported torch' if 'torch' in sys.modules else status)"
    )
    words = [sys.executable, "-c", script, "verify", str(made[0]), "--json"]
    done = subprocess.run(words, env=environment, capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["verdict"] == "made-here"
    elsewhere = {**environment, "ONETAKE_DATA": str(made[0].parent / "none")}  # another installation
    done = subprocess.run(words, env=elsewhere, capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")
    verdict = json.loads(done.stdout)
    assert verdict["verdict"] == "made-by-a-model" and verdict["c2pa"]["state"] == "valid"
    assert verdict["ledger"] == {"found": False, "same_file": False}


def test_a_root_that_is_given_is_trusted(made, tmp_path, monkeypatch):
    (root,) = (data_folder() / "keys").glob("*/root.pem")
    monkeypatch.setenv("ONETAKE_DATA", str(tmp_path / "another"))
    assert told("verify", made[0])[1]["c2pa"]["state"] == "valid"
    status, verdict = told("verify", made[0], "--trust", root)
    assert (status, verdict["c2pa"]["state"], verdict["c2pa"]["ours"]) == (0, "trusted", False)
    status, problem = told("verify", made[0], "--trust", tmp_path / "none.pem")
    assert (status, problem["error"]["code"]) == (2, "bad-certificate")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_one_changed_byte_breaks_it(copy, share):
    data = bytearray(copy.read_bytes())
    data[int(len(data) * share)] ^= 1
    copy.write_bytes(data)
    status, verdict = told("verify", copy)
    assert (status, verdict["verdict"], verdict["c2pa"]["state"]) == (3, "altered", "invalid")
    assert verdict["c2pa"]["codes"] and verdict["contradictions"]
    status, out, err = command("verify", copy)
    assert (status, err) == (3, "") and "Believe none" in out


def test_a_copy_by_a_strangers_encoder_is_still_known(made, tmp_path):
    path = encoded(tmp_path / "again.mp4", np.stack(list(read_video(made[0]))))
    status, verdict = told("verify", path)
    assert (status, verdict["verdict"], verdict["c2pa"]["state"]) == (0, "made-here", "absent")
    assert verdict["watermark"]["id"] == made[1]["identity"] == verdict["ledger"]["id"]
    assert not verdict["ledger"]["same_file"] and verdict["labels"]["aigc"] is None
    assert "It was signed when it was made and is not now" in command("verify", path)[1]


def test_what_nobody_marked_is_unknown(tmp_path):
    path = foreign(tmp_path / "foreign.mp4")
    status, verdict = told("verify", path)
    assert (status, verdict["verdict"], verdict["c2pa"]["state"]) == (4, "unknown", "absent")
    assert verdict["watermark"]["found"] is False and verdict["watermark"]["id"] is None
    assert verdict["labels"] == {"aigc": None, "iptc": None, "visible": False}
    assert verdict["ledger"] == {"found": False, "same_file": False}
    status, out, err = command("verify", path)
    assert (status, err) == (4, "") and "does not prove that none did" in out


def test_folders_are_looked_through(made, copy, tmp_path):
    folder = tmp_path / "folder"
    (folder / "deep").mkdir(parents=True)
    foreign(folder / "foreign.mp4")
    assert command("verify", folder)[0] == 4
    copy.rename(folder / "deep" / "made.mp4")
    (folder / "empty.mp4").touch()  # one bad file does not hide the others
    (folder / "notes.txt").write_text("no video")
    status, said = told("verify", folder)
    assert status == 0 and list(said) == ["files"]
    made_here, empty, unknown = said["files"]
    assert made_here["verdict"] == "made-here" and made_here["file"] == str(folder / "deep" / "made.mp4")
    assert empty["file"] == str(folder / "empty.mp4") and empty["error"]["code"] == "file-empty"
    assert unknown["verdict"] == "unknown"
    with (folder / "deep" / "made.mp4").open("r+b") as file:
        file.seek(-20, os.SEEK_END)
        file.write(b"\0")
    status, out, err = command("verify", folder)
    assert (status, err) == (3, "")
    assert [line.split(": ")[0] for line in out.splitlines() if not line.startswith("  ")] == [
        str(folder / name) for name in ("deep/made.mp4", "empty.mp4", "foreign.mp4")
    ]


def test_an_empty_folder_is_one_sentence(tmp_path):
    status, out, err = command("verify", tmp_path)
    assert (status, err) == (4, "") and out == f"There is no picture or video in {tmp_path}.\n"
    assert told("verify", tmp_path) == (4, {"files": []})


def test_missing_and_empty_files_are_one_sentence(tmp_path):
    (tmp_path / "empty.mp4").touch()
    for name, code in (("none.mp4", "file-missing"), ("empty.mp4", "file-empty"), ("x" * 300, "file-missing")):
        status, problem = told("verify", tmp_path / name)
        assert (status, problem["error"]["code"]) == (2, code) and problem["error"]["hint"]
        status, out, err = command("verify", tmp_path / name)
        assert (status, out) == (2, "") and err.startswith("onetake: ")


@pytest.mark.parametrize("share", [0.02, 0.5, 0.99])
def test_cut_off_files_say_so(copy, share):
    os.truncate(copy, int(copy.stat().st_size * share))
    status, out, err = command("verify", copy)
    assert status in (3, 4) and err == ""
    assert "cut off" in out or "no index" in out
    assert "Made here" not in out


@pytest.mark.parametrize(
    "content", [b"hello", b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"x" * 500, b"\x89PNG\r\n\x1a\n" + b"\0" * 99, b"\0"]
)
def test_what_is_no_video_is_unknown_with_a_reason(tmp_path, content):
    path = tmp_path / "thing.mp4"
    path.write_bytes(content)
    status, verdict = told("verify", path)
    assert (status, verdict["verdict"]) == (4, "unknown") and len(verdict["says"]) > 1
    assert command("verify", path)[2] == ""


@pytest.mark.parametrize(
    ("option", "name"),
    [
        ("--label=none", "label"), ("--no-watermark", "watermark"), ("--no-metadata", "metadata"),
        ("--no-sign", "signature"),
    ],
)  # fmt: skip
def test_each_mark_can_be_left_out_and_the_rest_says_so(generate, option, name):
    path, _ = generate(option)
    status, verdict = told("verify", path)
    there = {
        "label": verdict["labels"]["visible"],
        "watermark": verdict["watermark"]["found"],
        "metadata": verdict["labels"]["aigc"] is not None or verdict["labels"]["iptc"] is not None,
        "signature": verdict["c2pa"]["state"] == "trusted",
    }
    assert there == {mark: mark != name for mark in there}
    assert (status, verdict["verdict"]) == (0, "made-here")
    assert verdict["ledger"]["left_out"] == [name]
    if name != "signature":
        assert verdict["c2pa"]["facts"]["marks_left_out"] == [name]
    else:
        assert verdict["c2pa"]["state"] == "absent" and verdict["ledger"]["signed"] is False


def test_without_all_marks_the_ledger_alone_knows_the_file(generate, tmp_path):
    path, _ = generate("--label=none", "--no-watermark", "--no-metadata", "--no-sign")
    status, verdict = told("verify", path)
    assert (status, verdict["verdict"], verdict["ledger"]["same_file"]) == (0, "made-here", True)
    assert verdict["ledger"]["left_out"] == ["label", "watermark", "metadata", "signature"]
    again = encoded(tmp_path / "again.mp4", np.stack(list(read_video(path))))
    assert told("verify", again)[0] == 4


def test_an_opening_card_is_two_seconds_more_and_not_counted(made, generate):
    path, said = generate("--label", "card")
    plain = made[1]
    assert (said["seconds"], said["frames"]) == (plain["seconds"], plain["frames"]) == (1, 12)
    assert probe_video(path).frames == 12 + 24
    first = np.stack(list(read_video(path)))[:24]
    assert np.abs(first.astype(int) - first[0]).mean() < 1  # it stands still
    assert first[0].mean() < 80  # light words on a dark ground
    status, verdict = told("verify", path)
    assert (status, verdict["verdict"], verdict["labels"]["visible"]) == (0, "made-here", True)
    assert verdict["watermark"]["id"] == plain["identity"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--label", "loud"], "bad-label"),
        (["--consent", "perhaps"], "bad-consent"),
        (["--consent", ""], "bad-consent"),
        (["--certificate", "none.pem"], "bad-certificate"),
        (["--certificate-key", "none.pem"], "bad-certificate"),
        (["--certificate", "none.pem", "--certificate-key", "none.pem"], "bad-certificate"),
    ],
)
def test_marks_that_cannot_be_are_refused(calm, own_cache, tmp_path, words, code):
    output = tmp_path / "a.mp4"
    status, said = told("generate", PANDA, "--model", calm, "--seconds=1", "-o", output, *words)
    assert (status, said["error"]["code"]) == (2, code) and said["error"]["hint"]
    assert not output.exists() and not list(own_cache.rglob("chunk_*"))


def test_a_certificate_of_ones_own_signs(generate, tmp_path, monkeypatch):
    (keys,) = (path.parent for path in (data_folder() / "keys").glob("*/root.pem"))
    with monkeypatch.context() as patch:  # another installation that is given these
        patch.setenv("ONETAKE_DATA", str(tmp_path / "another"))
        path, _ = generate("--certificate", keys / "chain.pem", "--certificate-key", keys / "key.pem")
        assert not (tmp_path / "another" / "keys").exists()
        assert told("verify", path)[1]["c2pa"]["state"] == "valid"
    c2pa = told("verify", path)[1]["c2pa"]
    assert c2pa["state"] == "trusted", json.dumps(c2pa)


def test_a_picture_becomes_a_parent_and_its_people_must_agree(generate, tmp_path):
    picture = tmp_path / "mountain.png"
    y, x = np.mgrid[:112, :192]
    Image.fromarray(np.stack([x, y, x // 2 + 60], -1).astype(np.uint8)).save(picture)
    path, said = generate("--image", picture)
    assert any("--consent" in warning for warning in said["warnings"])
    for statement in ("nobody", "myself", "agreed: Ana Ruiz", "guardian"):
        path, said = generate("--image", picture, "--consent", statement)
        assert not any("--consent" in warning for warning in said["warnings"])
    status, verdict = told("verify", path)
    assert (status, verdict["verdict"], verdict["c2pa"]["state"]) == (0, "made-here", "trusted")
    assert verdict["c2pa"]["parents"] == ["mountain.png"] == verdict["ledger"]["parents"]
    assert str(tmp_path).encode() not in path.read_bytes()


def test_a_marked_parents_manifest_comes_along(made, generate, tmp_path):
    from onetake.provenance.marks import Marker, Marks

    told_of = {"prompt": "A hill", "seed": 1, "model": "S", "version": "0.1", "fingerprint": "hill"}
    still = Marker(Marks(), 192, 112, **told_of).write_picture(
        np.full((112, 192, 3), 120, np.uint8), tmp_path / "still.png"
    )
    path, _ = generate("--image", still, "--consent", "nobody")
    assert told("verify", path)[1]["c2pa"]["parents"] == ["still.png"]
    assert path.read_bytes().count(b"org.onetake.generation") > made[0].read_bytes().count(b"org.onetake.generation")
