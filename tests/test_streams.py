"""A video that goes out while it is drawn: fragments, marks, readers that leave, disks that fill, values that fail."""

import json
import os
import subprocess
import sys

import pytest
import torch

import onetake
from onetake.errors import DiskError, Failure
from onetake.media.read import probe_video, read_video
from onetake.plan import fingerprint, make_plan
from onetake.provenance.verify import verify
from onetake.take import Clock, cache_folder, chunks_of, load, run, start

PROMPT = "A cat walks on the beach"
pytestmark = pytest.mark.usefixtures("own_cache", "one_core")


@pytest.fixture
def plan(tiny, tmp_path):
    def make(**options):
        usual = {"model": tiny, "output": tmp_path / "a.mp4", "seconds": 2, "size": "192x112", "seed": 1}
        return make_plan(PROMPT, **{**usual, **options})

    return make


def count(video):
    """Frames that can be read."""
    return len(list(read_video(video)))


def test_a_stream_begins_before_it_ends_and_is_marked(tiny, tmp_path):
    pieces = onetake.stream(PROMPT, mp4=True, seconds=3, model=tiny, size="384x224")
    first = next(pieces)
    assert b"moof" in first  # it can be watched before the rest is drawn
    rest = list(pieces)
    assert rest
    whole = first + b"".join(rest)
    assert count(whole) == 36
    path = tmp_path / "streamed.mp4"
    path.write_bytes(whole)
    found = verify(path).as_json()
    assert verify(path).exit_status == 0
    told = json.dumps(found)
    assert found["verdict"] == "made-here" and "aigc" in told.lower()


def test_frames_alone_are_not_encoded(tiny):
    frames = list(onetake.stream(PROMPT, seconds=1, model=tiny, size="192x112"))
    assert len(frames) == 12 and frames[0].shape == (112, 192, 3)


class Full:
    """A disk with this much room."""

    def __init__(self, room, problem):
        self.room, self.problem, self.data = room, problem, b""

    def write(self, data):
        if len(self.data) + len(data) > self.room:
            raise self.problem
        self.data += data


def test_a_file_goes_on_when_the_player_is_closed(plan):
    p = plan(seconds=3)
    assert list(run(p, sinks=(Full(3000, BrokenPipeError(32, "gone")),)))[-1].stage == "done"
    assert len(list(read_video(p.output))) == 36


def test_a_stream_whose_disk_is_full_says_so_and_goes_on_later(plan, own_cache):
    p = plan(seconds=3)
    with pytest.raises(DiskError) as problem:
        list(run(p, sinks=(Full(3000, OSError(28, "full")),), file=False))
    assert problem.value.code == "disk-full"
    kept = list((cache_folder() / "takes" / fingerprint(p)).glob("chunk_*"))
    assert kept  # what was drawn is found again
    sink = Full(10**9, None)
    assert list(run(p, sinks=(sink,), file=False))[-1].stage == "done"
    assert count(sink.data) == 36 and not p.output.exists()


def test_a_reader_that_goes_ends_the_command_quietly(tiny, tmp_path, environment):
    words = ["generate", PROMPT, "-o", "-", "--model", tiny, "--seconds", "20", "--size", "192x112", "--quiet"]
    environment = {**environment, "ONETAKE_CACHE": str(tmp_path)}
    process = subprocess.Popen(
        [sys.executable, "-m", "onetake", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment,
    )  # fmt: skip
    assert len(process.stdout.read(2000)) == 2000
    process.stdout.close()
    told = process.stderr.read()
    assert (process.wait(60), told) == (141, b"")
    assert [f.name for f in tmp_path.iterdir()] == ["takes"]


def test_a_player_gets_the_video(tiny, tmp_path, environment):
    player = tmp_path / "bin" / "mpv"
    player.parent.mkdir()
    player.write_text(f"#!/bin/sh\ncat > {tmp_path}/seen.mp4\n")
    player.chmod(0o755)
    words = ["generate", PROMPT, "-o", str(tmp_path / "a.mp4"), "--play", "--model", tiny, "--seconds", "1"]
    command = [sys.executable, "-m", "onetake", *words, "--size", "192x112"]
    path = f"{player.parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(command, env={**environment, "PATH": path}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert count(tmp_path / "seen.mp4") == count(tmp_path / "a.mp4") == 12
    nothing = {**environment, "PATH": str(tmp_path)}
    done = subprocess.run(command, env=nothing, capture_output=True, text=True)
    assert done.returncode == 0 and "no player was found" in done.stderr


def test_what_fails_at_step_two_keeps_what_was_drawn(plan, tiny, tmp_path):
    p = plan(seconds=4, steps=3)
    model = load(p.model)[1]
    calls = []

    def spoil(_, __, out):
        calls.append(out[1] is None)
        # Chunk 2: three passes and a cache write each for chunks 0 and 1 (0 also writes the anchor).
        if calls.count(True) == 2 * 3 + 2 and out[1] is None:
            return out[0] * float("nan"), out[1]
        return out

    hook = model.register_forward_hook(spoil)
    try:
        with pytest.raises(Failure) as problem:
            list(run(p))
    finally:
        hook.remove()
    assert problem.value.code == "not-finite" and "Chunk 2 " in problem.value.message
    assert "step 2 of 3" in problem.value.message and "first 2 seconds" in problem.value.hint
    good = tmp_path / "a-first-2s.mp4"
    assert probe_video(good).frames == 24 and not p.output.exists()
    assert verify(good).exit_status == 0
    list(run(p))  # and the take goes on from there
    assert probe_video(p.output).frames == 48


def test_a_long_take_goes_on_at_any_second_with_the_same_pixels(plan, tmp_path):
    """Killed at second 40: what is on disk is all that is needed, and only the last of it becomes history."""
    p = plan(seconds=43, steps=1)
    codec, model = load(p.model)
    whole, part = tmp_path / "whole", tmp_path / "part"
    for folder in (whole, part):
        folder.mkdir()
    drawn = list(chunks_of(start(p, codec, model), whole, 43, Clock()))
    for n in range(40):
        (part / f"chunk_{n}.safetensors").write_bytes((whole / f"chunk_{n}.safetensors").read_bytes())
    sampler = start(p, codec, model)
    seen = []
    taken = sampler.take_in
    sampler.take_in = lambda chunk, latents: (seen.append(chunk), taken(chunk, latents))
    again = list(chunks_of(sampler, part, 43, Clock()))
    assert all(torch.equal(a, b) for (a, _), (b, _) in zip(drawn, again, strict=True))
    window = model.preset.window
    assert seen == [0, *range(40 - window, 40), 40, 41]
