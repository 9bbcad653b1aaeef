"""The command line, in processes of its own, as a person or a script meets it."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from onetake import cli, terminal
from onetake.errors import Failure
from onetake.media.read import probe_video, read_picture
from onetake.types import Event

SOURCE = str(Path(cli.__file__).parent.parent)
COMMANDS = [
    [], ["generate"], ["verify"], ["doctor"], ["evaluate"], ["train"],
    ["world"], ["world", "sample"], ["world", "census"],
    ["animate"], ["extend"], ["connect"], ["loop"], ["retake"], ["remix"], ["fill"], ["expand"], ["still"],
    ["storyboard"], ["upscale"], ["smooth"],
]  # fmt: skip


def onetake(*words, folder=None, stdin=None, **environment):
    return subprocess.run(
        [sys.executable, "-m", "onetake", *words],
        capture_output=True,
        cwd=folder,
        input=stdin,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONPATH": SOURCE, **environment},
        timeout=120,
    )


def error_of(done):
    """The one JSON object on standard output; nothing else may be there."""
    assert b"Traceback" not in done.stdout + done.stderr
    value = json.loads(done.stdout)
    assert list(value) == ["error"]
    assert sorted(value["error"]) == ["code", "hint", "message"]
    return value["error"]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_answers_without_torch(command):
    script = (
        "import sys; from onetake.cli import main; status = main(sys.argv[1:]);"
        "heavy = {'torch', 'numpy', 'av', 'PIL', 'cv2'} & set(sys.modules);"
        "sys.exit(f'imported {heavy}' if heavy else status)"
    )
    done = subprocess.run([sys.executable, "-c", script, *command, "--help"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("usage: onetake")


def test_help_is_quick():
    began = time.perf_counter()
    assert onetake("--help").returncode == 0
    assert time.perf_counter() - began < 3  # 0.05 s on an idle machine; a loaded one may take its time


def test_generate_help_names_every_option():
    text = onetake("generate", "--help").stdout.decode()
    options = (
        "-o --seconds --size --fps --seed --image --model --steps --guidance --llm --keep --json --quiet "
        "--consent --label --no-watermark --no-metadata --no-sign --certificate --certificate-key"
    )
    for option in options.split():
        assert option in text


@pytest.mark.parametrize(
    "words",
    [
        ["generate"],
        ["generate", "A cat", "--seconds", "many"],
        ["generate", "A cat", "--seed", "1.5"],
        ["generate", "A cat", "--sec", "3"],
        ["generate", "A cat", "--unknown"],
        ["evaluate", "everything"],
        ["evaluate"],
        ["nonsense"],
        ["verify"],
        ["verify", "a.mp4", "b.mp4"],
        ["world", "sample"],
        ["world"],
        ["train"],
        [],
    ],
    ids=" ".join,
)
def test_bad_arguments_are_one_sentence_or_one_object(words):
    done = onetake(*words, "--json")
    assert done.returncode == 2
    assert error_of(done)["code"] == "bad-arguments"
    assert done.stderr == b""
    told = onetake(*words)
    assert told.returncode == 2
    assert told.stdout == b""
    assert told.stderr.startswith(b"onetake: ")
    assert b"--help" in told.stderr


@pytest.mark.parametrize("prompt", ["", "   ", "\t\n", "x" * 100_000, "a\x07b\x1b[2J", b"\xff\xfe\x80 cat"])
def test_bad_prompts_are_refused(tmp_path, prompt):
    done = onetake("generate", prompt, "--json", folder=tmp_path)
    assert done.returncode == 2, done.stdout
    assert error_of(done)["hint"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("prompt", "code"),
    [(b" \n", "prompt-empty"), (b"x" * 5_000_000, "prompt-too-long"), (b"\xff\xfe", "prompt-not-text")],
)
def test_a_prompt_may_come_from_standard_input(tmp_path, prompt, code):
    done = onetake("generate", "-", "--json", folder=tmp_path, stdin=prompt)
    assert (error_of(done)["code"], done.returncode) == (code, 2)


@pytest.mark.parametrize("seconds", ["0", "-1", "nan", "inf", "1e9"])
def test_impossible_lengths_are_refused(tmp_path, seconds):
    done = onetake("generate", "A cat", "--json", f"--seconds={seconds}", folder=tmp_path)
    assert done.returncode == 2, done.stdout
    assert "second" in error_of(done)["message"]


@pytest.mark.parametrize("size", ["huge", "0x0", "-1x5", "7x7", "100000x100000", "192x", "x", "192x112x3"])
def test_impossible_sizes_are_refused(tmp_path, size):
    done = onetake("generate", "A cat", "--json", f"--size={size}", folder=tmp_path)
    assert done.returncode == 2, done.stdout
    assert error_of(done)["message"]


@pytest.mark.parametrize(
    ("output", "code", "status"),
    [("no/where/a.mp4", "output-folder-missing", 2), ("a.avi", "bad-output-name", 2), ("/proc/a.mp4", None, None)],
)
def test_impossible_outputs_are_refused(tiny, tmp_path, output, code, status):
    done = onetake("generate", "A cat", "--json", "-o", output, "--model", tiny, folder=tmp_path)
    error = error_of(done)
    if code is not None:
        assert (error["code"], done.returncode) == (code, status)
    else:
        assert done.returncode in {1, 2}


@pytest.mark.parametrize("content", [None, b"", b"GIF89a", b"not a picture"])
def test_unusable_pictures_are_refused(tiny, tmp_path, content):
    if content is not None:
        (tmp_path / "a.png").write_bytes(content)
    done = onetake("generate", "A cat", "--json", "--image", "a.png", "--model", tiny, folder=tmp_path)
    assert done.returncode == 2
    assert error_of(done)["code"].startswith("picture-")


@pytest.mark.parametrize("content", [None, b"", b"\x08" + bytes(7) + b"{}", os.urandom(4096)])
def test_unusable_weights_are_refused(tmp_path, content):
    if content is not None:
        (tmp_path / "w.safetensors").write_bytes(content)
    done = onetake("generate", "A cat", "--json", "--model", "w.safetensors", folder=tmp_path)
    assert done.returncode in {1, 2}
    assert error_of(done)["code"] != "internal"


def test_an_unexpected_error_names_a_log_and_shows_no_traceback(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    status = cli._fail(cli._understand(ZeroDivisionError("division by zero")), as_json=True)
    error = json.loads(capsys.readouterr().out)["error"]
    assert status == 1
    assert error["code"] == "internal"
    (log,) = tmp_path.iterdir()
    assert str(log) in error["hint"]
    assert "ZeroDivisionError" in log.read_text()


@pytest.mark.parametrize(
    ("problem", "code", "status"),
    [
        (KeyboardInterrupt(), "interrupted", 130),
        (MemoryError(), "out-of-memory", 1),
        (RuntimeError("DefaultCPUAllocator: can't allocate memory"), "out-of-memory", 1),
        (Failure("disk-full", "Full."), "disk-full", 1),
    ],
)
def test_exceptions_become_sentences(problem, code, status):
    error = cli._understand(problem)
    assert (error.code, error.exit_status) == (code, status)


def test_odd_characters_never_break_the_printing(capsysbinary):
    cli._fail(Failure("x", "Half a pair: \udcff, and 熊猫."), as_json=False)
    cli._print_json({"a": "\udcff 熊猫"})
    captured = capsysbinary.readouterr()
    assert "熊猫".encode() in captured.err
    assert json.loads(captured.out) == {"a": "\udcff 熊猫"}


def test_doctor_says_what_this_machine_can_do():
    done = onetake("doctor", "--json")
    assert done.returncode == 0, done.stderr
    findings = json.loads(done.stdout)
    assert findings["cpu"]["cores"] >= 1
    assert findings["encoder"]["name"] == "libx264"
    assert min(findings["matmul_gflops"].values()) > 0
    assert min(findings["predicted_realtime_factor"].values()) > 0
    assert isinstance(findings["problems"], list)
    assert findings["precision"] in {"float32", "bfloat16"}


def test_version():
    assert onetake("--version").stdout.split() == [b"onetake", b"0.1.0"]


def test_the_age_of_this_process_is_known():
    assert 0 <= time.time() - cli.process_began() < 3600


class Log:
    """A stream that is no terminal."""

    encoding = "utf-8"

    def __init__(self, live=False):
        self.text, self.live = "", live

    def isatty(self):
        return self.live

    def write(self, text):
        self.text += text

    def flush(self):
        pass


def test_progress_in_a_log_is_a_few_plain_lines():
    log = Log()
    progress = terminal.Progress(log)
    for chunk in range(1, 9):
        progress.show(Event("latents", chunk, 8))
    progress.show(Event("done"))
    assert "\x1b" not in log.text
    assert 1 <= log.text.count("\n") <= 3
    assert "chunk 8 of 8" in log.text


def test_progress_in_a_terminal_shows_a_preview_and_tidies_up(monkeypatch):
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    log = Log(live=True)
    progress = terminal.Progress(log)
    frames = np.full((12, 112, 192, 3), (214, 62, 58), np.uint8)
    progress.show(Event("latents", 1, 8, frames=frames))
    assert "\x1b[38;2;214;62;58m\x1b[48;2;214;62;58m\u2580" in log.text
    assert log.text.count("\n") == 14
    progress.show(Event("done"))
    assert log.text.endswith("\r\x1b[14A\x1b[J")


@pytest.mark.parametrize("shape", [(112, 192), (192, 112), (144, 144), (1, 1), (5, 3)])
def test_previews_fit_any_frame(shape):
    for line in terminal.half_blocks(np.zeros((*shape, 3), np.uint8), 48):
        assert 1 <= line.count("\u2580") <= 48


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.04, "0.0 s"), (59.94, "59.9 s"), (80, "1 min 20 s"), (7500, "2 h 5 min")]
)
def test_durations_are_for_people(seconds, text):
    assert terminal.clock(seconds) == text


def test_world_sample_writes_clips_captions_truth_and_a_sheet(tmp_path):
    done = onetake("world", "sample", "--seed", "3", "--count", "2", "-o", str(tmp_path / "clips"), "--json")
    assert done.returncode == 0, done.stderr
    files = [Path(name) for name in json.loads(done.stdout)["files"]]
    assert sorted(files) == sorted((tmp_path / "clips").iterdir())
    assert [path.suffix for path in files] == [".mp4", ".txt", ".json"] * 2 + [".png"]
    for video, caption, facts in (files[:3], files[3:6]):
        info, truth = probe_video(video), json.loads(facts.read_text(encoding="utf-8"))
        assert (info.width, info.height, info.fps) == (truth["width"], truth["height"], truth["fps"])
        assert len(truth["tracks"]) == len(truth["camera"]) == info.frames
        assert all(beat["caption"] in caption.read_text(encoding="utf-8") for beat in truth["beats"])
    assert read_picture(files[-1]).shape[1] > 600


def test_world_census_counts_what_is_there_beside_what_is_required():
    from onetake.world.census import as_text

    done = onetake("world", "census", "--json")
    assert done.returncode == 0, done.stderr
    rows = {row["name"]: row for row in json.loads(done.stdout)["rows"]}
    assert all(row["enough"] for row in rows.values())
    assert rows["nouns"]["count"] == rows["articulated"]["count"] + rows["further nouns"]["count"]
    assert rows["verbs"]["required"] == 60 <= rows["verbs"]["count"]
    assert "(at least 30)" in as_text(json.loads(done.stdout))


@pytest.mark.parametrize("words", [["--count", "0"], ["--seed", "-1"]])
def test_impossible_samples_are_refused(tmp_path, words):
    done = onetake("world", "sample", "-o", str(tmp_path), "--json", *words)
    assert done.returncode == 2
    assert error_of(done)["code"].startswith("bad-")
