"""The commands as a person or a script meets them, each in a process of its own only where it has to be."""

import json

import pytest

from onetake import cli
from onetake.media.read import probe_video, read_picture


def told(capsys, *words):
    """Exit status and the one JSON object of a command."""
    status = cli.main([*words, "--json", "--quiet"])
    captured = capsys.readouterr()
    assert captured.err == ""
    return status, json.loads(captured.out)


@pytest.fixture
def usual(tiny, tmp_path):
    return [
        "--model", tiny, "--steps", "1", "-o", str(tmp_path / "out.mp4"), "--label", "none", "--no-watermark",
        "--no-sign", "--seed", "4",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "frames"),
    [
        (["extend", "OURS", "it jumps", "--seconds", "0.5", "--camera", "zoom in"], 42),
        (["extend", "OURS", "--seconds", "1", "--backward"], 48),
        (["connect", "OURS", "FOREIGN", "--seconds", "1"], 72),
        (["loop", "OURS", "--seconds", "1"], 48),
        (["loop", "--prompt", "A ball bouncing", "--seconds", "1", "--size", "192x112"], 12),
        (["retake", "OURS", "--from", "1", "--to", "1.5", "--style", "pastel"], 36),
    ],
)
def test_every_command_writes_what_it_says(capsys, ours, foreign, usual, tmp_path, words, frames):
    named = {"OURS": str(ours), "FOREIGN": str(foreign)}
    status, result = told(capsys, *[named.get(word, word) for word in words], *usual)
    assert status == 0
    assert (result["frames"], result["seed"], result["command"]) == (frames, 4, words[0])
    assert result["file"] == str(tmp_path / "out.mp4") and probe_video(result["file"]).frames == frames
    assert [p.name for p in tmp_path.iterdir() if p.suffix == ".part"] == []


def test_a_still_then_moving(capsys, usual, tmp_path):
    usual = [word.replace("out.mp4", "a.png") for word in usual]
    status, result = told(capsys, "still", "A panda", "--size", "192x112", *usual)
    assert (status, result["frames"]) == (0, 1) and read_picture(result["file"]).shape == (112, 192, 3)
    usual = [word.replace("a.png", "b.mp4") for word in usual]
    status, result = told(capsys, "animate", str(tmp_path / "a.png"), "--seconds", "1", "--strength", "0.5", *usual)
    assert (status, result["frames"], result["parents"]) == (0, 12, ["a.png"])


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["extend", "no.mp4"], "video-missing"),
        (["loop"], "bad-arguments"),
        (["retake", "OURS", "--from", "2"], "bad-arguments"),
        (["retake", "OURS", "--from", "2", "--to", "7"], "bad-window"),
        (["animate", "OURS"], "picture-unreadable"),
        (["animate", "OURS", "--at", "two"], "bad-time"),
        (["extend", "OURS", "--consent", "perhaps", "--made", "nowhere"], "plan-missing"),
    ],
)
def test_bad_requests_leave_nothing_behind(capsys, ours, usual, tmp_path, words, code):
    status, result = told(capsys, *[str(ours) if word == "OURS" else word for word in words], *usual)
    assert (status, result["error"]["code"]) == (2, code)
    assert result["error"]["message"] and list(tmp_path.iterdir()) in ([], [tmp_path / "cache"])
