"""A request is checked and decided in milliseconds, without torch; every refusal has a code and a way out."""

import json
import struct
import subprocess
import sys
import time
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from onetake.errors import BadRequest, DiskError, MediaError, OnetakeError, WeightsError
from onetake.plan import LONGEST, fingerprint, make_plan, plan_json
from onetake.types import CHUNK, FPS, SHAPES, STRIDE

PANDA = "A panda eating bamboo on a rock"


@pytest.fixture
def plan(tiny, tmp_path):
    def make(prompt=PANDA, **options):
        return make_plan(prompt, **{"model": tiny, "output": tmp_path / "a.mp4", "seconds": 2, **options})

    return make


def picture(path, seed=0, size=(192, 112)):
    pixels = np.random.default_rng(seed).integers(0, 255, (size[1], size[0], 3), np.uint8)
    Image.fromarray(pixels).save(path)
    return path


def enormous(path):
    """A PNG whose header says 20,000 x 20,000 pixels."""

    def part(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 20_000, 20_000, 8, 2, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + part(b"IHDR", header) + part(b"IDAT", b"") + part(b"IEND", b""))
    return path


def test_a_plan_says_everything_but_the_pixels(plan, tiny):
    p = plan(seconds=2.5, seed=7)
    assert (p.geometry.width, p.geometry.height, p.geometry.fps) == (192, 112, FPS)
    assert (p.geometry.frames, p.geometry.seconds) == (30, 2.5)
    assert p.output_size == (768, 448)
    assert p.model == tiny and p.seed == 7 and p.prompt == PANDA
    assert "panda" in p.caption and {e.kind for b in p.beats for e in b.scene.entities} >= {"panda", "rock"}
    assert len(p.staging.tracks_NEF) == len(p.staging.camera_NC) == 36  # whole chunks
    assert len(p.staging.tracks_NEF) % (CHUNK * STRIDE) == 0


def test_a_plan_is_made_at_once(plan):
    plan()
    began = time.process_time()
    plan("A dog runs along the beach, then it jumps, then it sleeps", seconds=8)
    assert time.process_time() - began < 0.5


@pytest.mark.parametrize(("seconds", "frames"), [(0.01, 1), (0.5, 6), (1, 12), (8, 96), (LONGEST, LONGEST * FPS)])
def test_lengths_are_whole_frames(plan, seconds, frames):
    assert plan(seconds=seconds).geometry.frames == frames


@pytest.mark.parametrize(
    ("size", "drawn", "output", "fitted"),
    [
        ("landscape", SHAPES["landscape"], (768, 448), False),
        ("portrait", SHAPES["portrait"], (448, 768), False),
        ("square", SHAPES["square"], (576, 576), False),
        ("192x112", SHAPES["landscape"], (192, 112), False),
        ("1280x720", SHAPES["landscape"], (1280, 720), True),
        ("720X1280", SHAPES["portrait"], (720, 1280), True),
        ("400x400", SHAPES["square"], (400, 400), False),
        ("400x300", (176, 128), (400, 300), True),
        ("600x800", (128, 176), (600, 800), True),
        ("500x400", (160, 128), (500, 400), False),
        ("400x800", (96, 192), (400, 800), False),
        ("1000x400", (240, 96), (1000, 400), False),
    ],
)
def test_every_shape_between_is_drawn_as_it_is(plan, size, drawn, output, fitted):
    p = plan(size=size)
    assert (p.geometry.width, p.geometry.height) == drawn
    assert p.output_size == output
    assert any("fitted" in w for w in p.warnings) == fitted
    assert abs(drawn[0] / drawn[1] / (output[0] / output[1]) - 1) < 0.045


@pytest.mark.parametrize(("size", "hint"), [("1000x200", "520x200"), ("200x900", "200x400")])
def test_shapes_that_nothing_was_painted_for_are_refused(plan, size, hint):
    with pytest.raises(BadRequest) as caught:
        plan(size=size)
    assert caught.value.code == "bad-size" and hint in caught.value.hint
    plan(size=hint)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"prompt": ""}, "prompt-empty"),
        ({"prompt": " \n\t "}, "prompt-empty"),
        ({"prompt": "x" * 100_000}, "prompt-too-long"),
        ({"prompt": "\udcff\udcfe\x00\x01"}, "prompt-not-text"),
        ({"prompt": "\x07\x1b\x08"}, "prompt-not-text"),
        ({"seconds": 0}, "bad-seconds"),
        ({"seconds": -1}, "bad-seconds"),
        ({"seconds": float("nan")}, "bad-seconds"),
        ({"seconds": float("inf")}, "bad-seconds"),
        ({"seconds": 1e9}, "bad-seconds"),
        ({"seconds": "8"}, "bad-seconds"),
        ({"size": "huge"}, "bad-size"),
        ({"size": "0x0"}, "bad-size"),
        ({"size": "767x448"}, "bad-size"),
        ({"size": "4000x64"}, "bad-size"),
        ({"size": "99999x99999"}, "bad-size"),
        ({"size": "٣٠٠x٣٠٠" * 9}, "bad-size"),
        ({"fps": 24}, "bad-fps"),
        ({"fps": float("nan")}, "bad-fps"),
        ({"seed": -1}, "bad-seed"),
        ({"seed": 1 << 60}, "bad-seed"),
        ({"seed": 1.5}, "bad-seed"),
        ({"steps": -1}, "bad-steps"),
        ({"steps": 10**9}, "bad-steps"),
        ({"steps": 2.5}, "bad-steps"),
        ({"guidance": float("nan")}, "bad-guidance"),
        ({"guidance": -1}, "bad-guidance"),
        ({"guidance": 1e9}, "bad-guidance"),
        ({"output": Path("a.avi")}, "bad-output-name"),
        ({"output": Path("no/where/a.mp4")}, "output-folder-missing"),
    ],
)
def test_impossible_requests_are_refused_with_a_way_out(plan, options, code):
    with pytest.raises(BadRequest) as refusal:
        plan(**options)
    assert refusal.value.code == code
    assert refusal.value.message.endswith((".", "”")) and refusal.value.hint
    assert len(refusal.value.message) < 300


def test_a_stray_half_character_does_no_harm(plan, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    p = plan(PANDA + " \udcff", output=None)
    assert p.output.name == "a-panda-eating-bamboo-on-a-rock.mp4"
    assert len(fingerprint(p)) == 16


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda f: f / "none.png", "picture-missing"),
        (lambda f: f, "picture-missing"),
        (lambda f: (f / "a.png", (f / "a.png").write_bytes(b"GIF89a"))[0], "picture-unreadable"),
        (lambda f: picture(f / "a.png", size=(1, 1)), "picture-too-small"),
        (lambda f: enormous(f / "a.png"), "picture-too-large"),
    ],
    ids=["missing", "folder", "unreadable", "1x1", "20000x20000"],
)
def test_unusable_pictures_are_refused(plan, tmp_path, make, code):
    with pytest.raises(MediaError) as refusal:
        plan(image=make(tmp_path))
    assert refusal.value.code == code and refusal.value.hint


def header_of(path):
    data = Path(path).read_bytes()
    length = int.from_bytes(data[:8], "little")
    return json.loads(data[8 : 8 + length]), data[8 + length :]


def rewritten(tiny, path, change):
    """The tiny weights with another header."""
    table, body = header_of(tiny)
    change(table)
    text = json.dumps(table).encode()
    path.write_bytes(len(text).to_bytes(8, "little") + text + body)
    return path


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (lambda t, f: None, "weights-missing"),
        (lambda t, f: f.mkdir(), "weights-missing"),
        (lambda t, f: f.write_bytes(b""), "weights-damaged"),
        (lambda t, f: f.write_bytes(bytes(range(256)) * 16), "weights-damaged"),
        (lambda t, f: f.write_bytes((200_000).to_bytes(8, "little") + b"[" * 200_000), "weights-damaged"),
        (lambda t, f: f.write_bytes(Path(t).read_bytes()[:-1000]), "weights-damaged"),
        (lambda t, f: f.write_bytes(Path(t).read_bytes() + b"x"), "weights-damaged"),
        (lambda t, f: rewritten(t, f, lambda h: h.pop("__metadata__")), "weights-foreign"),
        (lambda t, f: rewritten(t, f, lambda h: h["__metadata__"].update(format="other")), "weights-foreign"),
        (lambda t, f: rewritten(t, f, lambda h: h["__metadata__"].update(sizes="[1]")), "weights-foreign"),
        (lambda t, f: rewritten(t, f, lambda h: h["__metadata__"].update(sizes='{"width": 1}')), "weights-foreign"),
        (lambda t, f: rewritten(t, f, lambda h: h["__metadata__"].update(shards="many")), "weights-foreign"),
        (lambda t, f: rewritten(t, f, lambda h: h["__metadata__"].update(shards="2")), "weights-missing"),
    ],
    ids="missing folder empty noise nested cut longer bare other sizes few shards shard".split(),
)
def test_unusable_weights_are_refused_before_they_are_loaded(plan, tiny, tmp_path, damage, code):
    damage(tiny, tmp_path / "w.safetensors")
    with pytest.raises(WeightsError) as refusal:
        plan(model=str(tmp_path / "w.safetensors"))
    assert refusal.value.code == code and refusal.value.hint


@pytest.mark.parametrize("name", ["x" * 5000, "a\0b", "S.safetensors/x"])
def test_odd_names_of_weights_are_missing_weights(plan, name):
    with pytest.raises(WeightsError) as refusal:
        plan(model=name)
    assert refusal.value.code == "weights-missing"


def test_a_read_only_folder_is_refused(plan, tmp_path):
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o555)
    try:
        (folder / "probe").touch()
    except OSError:
        with pytest.raises(DiskError, match="cannot be written"):
            plan(output=folder / "a.mp4")
    else:  # nothing is read-only to the system's administrator, except what the kernel itself keeps
        with pytest.raises(OnetakeError):
            plan(output=Path("/proc/a.mp4"))


def test_the_fingerprint_changes_with_everything_that_changes_the_pixels(plan, make_weights, tmp_path):
    image, other = picture(tmp_path / "a.png"), picture(tmp_path / "b.png", 1)
    variants = [
        {},
        {"prompt": "A panda dancing"},
        {"seed": 1},
        {"seconds": 3},
        {"steps": 3},
        {"guidance": 2.0},
        {"size": "square"},
        {"image": image},
        {"image": other},
        {"model": str(make_weights(1))},
    ]
    marks = [fingerprint(plan(**options)) for options in variants]
    assert len(set(marks)) == len(marks)
    p = plan()
    assert marks[0] == fingerprint(p) == fingerprint(replace(p, output=tmp_path / "b.mp4", output_size=(192, 112)))
    assert json.loads(plan_json(p))["caption"] == p.caption


def test_the_seed_comes_from_the_sentence(plan):
    assert plan().seed == plan().seed != plan("A panda dancing").seed


BEFORE_TORCH = """
import contextlib, io, json, sys
from onetake import BadRequest, cli, generate, stream
for words, code in json.loads(sys.argv[1]):
    with contextlib.redirect_stdout(io.StringIO()) as out:
        status = cli.main(["generate", *words, "--json"])
    error = json.loads(out.getvalue())["error"]
    assert error["code"] == code, (words, error)
    assert status == (1 if code.startswith(("weights", "disk")) else 2), (words, status)
    assert error["message"] and (error["hint"] or code == "moderation_blocked") and "\\n" not in error["message"], error
for ask in (generate, stream):
    try:
        ask(" ")
    except BadRequest as refusal:
        assert refusal.code == "prompt-empty"
    else:
        raise AssertionError(ask)
assert "torch" not in sys.modules, "a refusal loaded torch"
"""


def test_refusals_come_before_torch_is_loaded(tiny, tmp_path, environment):
    cut = tmp_path / "cut.safetensors"
    cut.write_bytes(Path(tiny).read_bytes()[:5000])
    (tmp_path / "noise.png").write_bytes(b"noise" * 99)
    cases = [
        ([""], "prompt-empty"),
        (["x" * 100_000], "prompt-too-long"),
        (["A cat", "--seconds=nan"], "bad-seconds"),
        (["A cat", "--seconds=-1"], "bad-seconds"),
        (["A cat", "--size=1x1"], "bad-size"),
        (["A cat", "--fps=60"], "bad-fps"),
        (["A cat", "--steps=-1"], "bad-steps"),
        (["A cat", "--guidance=nan"], "bad-guidance"),
        (["A cat", "--model=none.safetensors"], "weights-missing"),
        (["A cat", f"--model={cut}"], "weights-damaged"),
        (["A cat", "--image=none.png", f"--model={tiny}"], "picture-missing"),
        (["A cat", "--image=noise.png", f"--model={tiny}"], "picture-unreadable"),
        (["A cat", f"--image={picture(tmp_path / 'dot.png', size=(1, 1))}", f"--model={tiny}"], "picture-too-small"),
        (["A cat", f"--image={enormous(tmp_path / 'big.png')}", f"--model={tiny}"], "picture-too-large"),
        (["A cat", "-o", "none/a.mp4", f"--model={tiny}"], "output-folder-missing"),
        (["A cat", "-o", "a.gif", f"--model={tiny}"], "bad-output-name"),
        (["A naked child", f"--model={tiny}"], "moderation_blocked"),
    ]
    before = sorted(tmp_path.iterdir())
    done = subprocess.run(
        [sys.executable, "-c", BEFORE_TORCH, json.dumps(cases)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert sorted(tmp_path.iterdir()) == before


def test_a_first_picture_of_another_shape_is_told_of(plan, tmp_path):
    square, wide = picture(tmp_path / "square.png", size=(200, 200)), picture(tmp_path / "wide.png", size=(400, 232))
    assert any("cut" in w and "animate" in w for w in plan(image=square).warnings)
    assert not any("cut" in w for w in plan(image=wide).warnings)
