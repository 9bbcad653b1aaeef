"""The road with a tiny real model: every stage, killed anywhere, resumed to the bit, and no pixel from elsewhere."""

import json
import resource
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load, load_file, save_file

import onetake
from onetake.errors import BadRequest, DiskError, Failure, OnetakeError, OutOfMemory, WeightsError
from onetake.media.crisp import there as crisp_there
from onetake.media.crisp import way_of_enlarging
from onetake.media.read import probe_video, read_video
from onetake.media.scale import resize
from onetake.model.files import SHIPPED, read_header, shards
from onetake.plan import fingerprint, make_plan
from onetake.provenance.keys import data_folder
from onetake.provenance.labels import label_box
from onetake.provenance.marks import Marks
from onetake.provenance.verify import verify
from onetake.take import cache_folder, condition_of, draw, explained, run, to_size

PANDA = "A panda eating bamboo on a rock"
UNSIGNED = Marks(signature=False)
"""A signature names its time: files are equal to the bit only without it."""
BARE = Marks(label=False, watermark=False, signature=False)
pytestmark = pytest.mark.usefixtures("own_cache", "one_core")


@pytest.fixture
def plan(tiny, tmp_path):
    def make(prompt=PANDA, **options):
        usual = {"model": tiny, "output": tmp_path / "a.mp4", "seconds": 2, "size": "192x112", "steps": 2}
        return make_plan(prompt, **{**usual, **options})

    return make


def drawn(plan, keep=None):
    """Draw a whole plan; the bytes of its MP4."""
    assert list(run(plan, keep, UNSIGNED))[-1].stage == "done"
    return plan.output.read_bytes()


def begun(plan, keep=None, chunks=1):
    """Draw some chunks and stop there."""
    events = run(plan, keep)
    for event in events:
        if event.stage == "latents" and event.done == chunks:
            events.close()
    assert not plan.output.exists()


def folder_of(plan):
    return cache_folder() / "takes" / fingerprint(plan)


def test_the_road_from_end_to_end(plan, own_cache):
    p = plan(seconds=1.5, size="landscape")
    events = list(run(p))
    assert [e.stage for e in events] == ["plan", "load", "latents", "latents", "done"]
    assert [(e.done, e.total) for e in events[2:4]] == [(1, 2), (2, 2)]
    assert [len(e.frames) for e in events[2:4]] == [12, 6]
    done = events[-1].data
    assert (done["frames"], done["seconds"], done["native_width"], done["native_height"]) == (18, 1.5, 192, 112)
    assert list(done["stages"]) == ["plan", "load", "latents", "frames", "marks", "file"]
    assert all(seconds >= 0 for seconds in done["stages"].values())
    info = probe_video(p.output)
    assert (info.width, info.height, info.fps, info.frames) == (768, 448, 12, 18)
    assert list((own_cache / "takes").iterdir()) == []  # nothing is left of a take that is done
    assert [f.name for f in p.output.parent.glob("*.mp4*")] == ["a.mp4"]


def test_what_is_written_is_what_was_drawn(plan, psnr):
    p = plan()
    streamed = np.concatenate([e.frames for e in run(p, marks=BARE) if e.frames is not None])
    native = draw(p)
    assert native.shape == (24, 112, 192, 3) and np.array_equal(streamed, native)
    assert psnr(np.stack(list(read_video(p.output))), native) > 25  # H.264 at half the colour
    assert native.std() > 10 and np.abs(np.diff(native.astype(int), axis=0)).mean() > 0.5  # no constant picture


def test_same_seed_same_picture(plan, tmp_path, psnr):
    one = drawn(plan(seed=3))
    assert drawn(plan(seed=3, output=tmp_path / "b.mp4")) == one
    assert psnr(draw(plan(seed=3)), draw(plan(seed=4))) < 40
    assert psnr(draw(plan(seed=3)), draw(plan("A red car driving on a city street", seed=3))) < 40


def test_a_take_is_resumed_where_it_stopped(plan, tmp_path):
    whole = drawn(plan(seconds=3, output=tmp_path / "whole.mp4"))
    p = plan(seconds=3)
    begun(p, chunks=2)
    kept = sorted(folder_of(p).iterdir())
    names = ["chunk_0.safetensors", "chunk_1.safetensors", "plan.json"]
    assert [f.name for f in kept if f.name != "chunk_2.safetensors"] == names  # the next one may be drawn already
    times = [f.stat().st_mtime_ns for f in kept]
    begun(p, chunks=2)
    assert [f.stat().st_mtime_ns for f in kept][:2] == times[:2]  # found, not drawn again
    assert drawn(p) == whole
    assert not folder_of(p).exists()


def test_a_kept_take_is_drawn_once(plan, tmp_path):
    keep = tmp_path / "kept"
    whole = drawn(plan(), keep)
    times = {f.name: f.stat().st_mtime_ns for f in keep.glob("chunk_*")}
    assert len(times) == 2
    other = plan(output=tmp_path / "b.mp4", size="384x224")  # only the file is another
    drawn(other, keep)
    assert drawn(plan(output=tmp_path / "c.mp4"), keep) == whole
    assert times == {f.name: f.stat().st_mtime_ns for f in keep.glob("chunk_*")}
    assert probe_video(other.output).width == 384


def torn(path):
    path.write_bytes(path.read_bytes()[:-1000])


def noise(path):
    path.write_bytes(bytes(range(256)) * 40)


def one_bit(path):
    data = bytearray(path.read_bytes())
    data[-100] ^= 1
    path.write_bytes(data)


def zeros(path):
    data = path.read_bytes()
    path.write_bytes(data[:400] + bytes(len(data) - 400))


def another_size(path):
    save_file({"latents": torch.zeros(3, 2, 2, 48), "check": torch.zeros(1)}, path)


def another_type(path):
    tensors = load(path.read_bytes())
    save_file({"latents": tensors["latents"].half(), "check": tensors["check"]}, path)


@pytest.mark.parametrize("damage", [torn, noise, one_bit, zeros, another_size, another_type, Path.unlink])
def test_a_damaged_chunk_is_drawn_anew(plan, tmp_path, damage):
    keep = tmp_path / "kept"
    whole = drawn(plan(), keep)
    path = keep / "chunk_0.safetensors"
    intact = path.read_bytes()
    damage(path)
    assert drawn(plan(), keep) == whole
    assert path.read_bytes() == intact


def test_a_folder_of_another_take_is_refused(plan, tmp_path):
    keep = tmp_path / "kept"
    drawn(plan(seconds=1), keep)
    for other in (plan(seconds=1, seed=5), plan("A panda dancing", seconds=1), plan(seconds=2), plan(steps=3)):
        with pytest.raises(BadRequest) as refusal:
            next(run(other, keep))
        assert refusal.value.code == "keep-mismatch" and "--keep" in refusal.value.hint
    (keep / "plan.json").unlink()  # chunks of who knows what
    with pytest.raises(BadRequest, match="another take"):
        next(run(plan(seconds=1), keep))
    (keep / "plan.json").write_bytes(b"\xff\xfe")
    with pytest.raises(BadRequest, match="another take"):
        next(run(plan(seconds=1), keep))


def test_a_folder_that_cannot_be_is_refused(plan, tmp_path):
    (tmp_path / "file").touch()
    for keep in (tmp_path / "file", tmp_path / "file" / "x", Path("/proc/none"), tmp_path / ("x" * 300)):
        with pytest.raises(DiskError) as refusal:
            next(run(plan(), keep))
        assert refusal.value.code == "keep-not-writable" and "--keep" in refusal.value.hint


@contextmanager
def full_after(size):
    """Files cannot grow beyond ``size`` bytes: what a full disk looks like from here."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize(("room", "chunks"), [(100, 0), (30_000, 0), (60_000, 1)], ids=["plan", "chunk", "video"])
def test_a_full_disk_is_one_sentence_and_the_rest_resumes(plan, tmp_path, room, chunks):
    p, keep = plan(size="768x448"), tmp_path / "kept"
    whole = drawn(replace(p, output=tmp_path / "whole.mp4"))
    assert len(whole) > 60_000
    with pytest.raises(DiskError) as problem, full_after(room):
        list(run(p, keep, UNSIGNED))
    assert problem.value.code == "disk-full" and "full" in problem.value.message and problem.value.hint
    assert chunks <= len(list(keep.glob("chunk_*"))) <= chunks + 1  # one may have been drawn ahead
    assert [f.name for f in (*tmp_path.rglob(".*"), *tmp_path.rglob("*.part"))] == []  # no half file is left
    assert drawn(p, keep) == whole


def test_no_room_for_the_signed_copy_is_one_sentence_too(plan, tmp_path):
    p, keep = plan(size="768x448"), tmp_path / "kept"
    size = len(drawn(p, keep))
    p.output.unlink()
    list(run(p, keep))  # keys are there, and the signed file is longer
    assert p.output.stat().st_size > size + 4000
    p.output.unlink()
    with pytest.raises(DiskError) as problem, full_after(size + 1000):
        list(run(p, keep))
    assert problem.value.code == "disk-full" and problem.value.hint
    assert [f.name for f in tmp_path.iterdir()] == ["kept"]  # no unsigned file under the name of a signed one
    list(run(p, keep))
    assert verify(p.output).c2pa.state == "trusted"


def test_a_take_that_was_killed_is_signed_like_any_other(plan, tmp_path):
    p = plan(seconds=3)
    begun(p, chunks=2)
    done = list(run(p))[-1]
    found = verify(p.output)
    assert (found.verdict, found.exit_status, found.same_file) == ("made-here", 0, True)
    assert found.c2pa.facts["id"] == done.data["identity"] == found.ledger["id"]
    assert found.c2pa.facts["model"] == "tiny-1"  # a name: folders are nobody's business


def test_frames_are_marked_as_they_come_and_what_is_kept_is_not(plan, tmp_path, psnr):
    p, keep = plan(seconds=1), tmp_path / "kept"
    shown = np.concatenate([e.frames for e in run(p, keep) if e.frames is not None])
    native, (rows, columns) = draw(p), label_box(192, 112)
    elsewhere = np.ones(native.shape, bool)
    elsewhere[:, rows, columns] = False
    assert psnr(shown[:, rows, columns], native[:, rows, columns]) < 30  # the corner mark
    assert 42 <= psnr(shown[elsewhere], native[elsewhere]) < 100  # the invisible one
    unmarked = np.concatenate([e.frames for e in run(p, keep, BARE) if e.frames is not None])
    assert np.array_equal(unmarked, native)  # the same chunks, found in the folder


def test_keys_that_cannot_be_kept_are_said_so_before_anything_is_drawn(plan, tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("ONETAKE_DATA", str(tmp_path / "file"))
    for marks, code in ((Marks(), "keys-not-writable"), (UNSIGNED, "ledger-not-writable")):
        with pytest.raises(DiskError) as problem:
            next(run(plan(), marks=marks))
        assert problem.value.code == code and "ONETAKE_DATA" in problem.value.hint
    assert not plan().output.exists() and not list(folder_of(plan()).glob("chunk_*"))


def test_the_picture_reaches_the_video(plan, tmp_path, psnr):
    ramp = np.linspace(0, 255, 200 * 300).astype(np.uint8).reshape(200, 300, 1).repeat(3, 2)
    pictures = []
    for name, pixels in (("ramp", ramp), ("back", 255 - ramp)):
        Image.fromarray(pixels).save(tmp_path / f"{name}.png")
        pictures.append(plan(image=tmp_path / f"{name}.png"))
    without, (one, other) = draw(plan()), (draw(p) for p in pictures)
    assert psnr(one, without) < 35 and psnr(one, other) < 40
    assert not condition_of(pictures[0]).tracks_BTEF.any()  # who is where is the picture's to say
    assert any("picture" in w for w in pictures[0].warnings)
    (tmp_path / "ramp.png").unlink()
    with pytest.raises(OnetakeError) as problem:
        list(run(pictures[0]))
    assert problem.value.code == "picture-missing"


def shuffled(path, folder):
    """The same weights file, every value of the transformer at another place of its own matrix."""
    header = read_header(Path(path))
    generator = torch.Generator().manual_seed(0)
    for part in shards(Path(path)):
        tensors = load_file(part)
        for name, value in tensors.items():
            if name.startswith("model.") and value.is_floating_point():
                order = torch.randperm(value.numel(), generator=generator)
                tensors[name] = value.flatten()[order].view(value.shape)
        save_file(tensors, folder / part.name, header)
    return str(folder / Path(path).name)


@pytest.mark.parametrize("weights", ["tiny", "shipped"])
def test_shuffled_weights_destroy_the_picture(tiny, tmp_path, psnr, weights):
    """The pixels are the network's: the same sentence, layout, noise and codec without it are another picture."""
    path = tiny if weights == "tiny" else str(SHIPPED / "S-1.safetensors")

    def picture(model, seed=1):
        steps = 4 if weights == "tiny" else None
        return draw(make_plan(PANDA, seconds=1, steps=steps, seed=seed, model=model, output=tmp_path / "a.mp4"))

    def alike(one, other):
        return float(np.corrcoef(one.ravel(), other.ravel())[0, 1])

    intact = picture(path)
    assert np.array_equal(picture(path), intact)
    broken = picture(shuffled(path, tmp_path))
    assert broken.shape == intact.shape and psnr(broken, intact) < 20
    if weights == "shipped":  # what a trained network puts into every seed's picture is gone
        assert alike(broken, intact) < alike(picture(path, seed=2), intact)


WITHOUT_WORLD = """
import sys
HIDDEN = ("onetake.world", "onetake.training", "onetake.evaluation", "cv2", "pymunk", "scipy")

class Hide:
    def find_spec(self, name, path=None, target=None):
        if any(name == h or name.startswith(h + ".") for h in HIDDEN):
            raise ModuleNotFoundError("hidden: " + name, name=name)

sys.meta_path.insert(0, Hide())
from onetake.cli import main
status = main(sys.argv[1:])
assert not any(name.startswith(HIDDEN) for name in sys.modules)
sys.exit(status)
"""


def command(tiny, output, *words, seconds=2, steps=2):
    return [
        "generate", PANDA, "--model", tiny, f"--seconds={seconds}", "--size=192x112", f"--steps={steps}",
        "-o", str(output), *words,
    ]  # fmt: skip


def test_it_draws_where_there_is_no_world(tiny, plan, tmp_path, environment):
    words = command(tiny, tmp_path / "b.mp4", "--json", "--no-sign")
    done = subprocess.run([sys.executable, "-c", WITHOUT_WORLD, *words], env=environment, capture_output=True)
    assert done.returncode == 0, done.stderr
    assert done.stderr == b""
    told = json.loads(done.stdout)
    assert (tmp_path / "b.mp4").read_bytes() == drawn(plan())  # and the same as where there is one
    assert told["file"] == str(tmp_path / "b.mp4") and told["seed"] == plan().seed
    assert (told["frames"], told["seconds"], told["fps"], told["width"], told["height"]) == (24, 2, 12, 192, 112)
    assert told["realtime_factor"] == pytest.approx(2 / told["wall_seconds"], abs=0.01)
    assert sum(stage["share"] for stage in told["stages"].values()) == pytest.approx(1, abs=0.01)
    assert sorted(told) == sorted(
        "file seconds fps width height frames native_fps native_width native_height seed model identity caption "
        "warnings wall_seconds realtime_factor stages".split()
    )


def stopped(words, folder, environment, how):
    """Start the command and send it a signal as soon as a first chunk is on disk; (exit status, stderr)."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # where it is ignored, children ignore it too
    process = subprocess.Popen(
        [sys.executable, "-m", "onetake", *words],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    signal.signal(signal.SIGINT, before)
    deadline = time.monotonic() + 120
    while not list(folder.rglob("chunk_0.safetensors")):
        assert process.poll() is None, process.stderr.read()
        assert time.monotonic() < deadline
        time.sleep(0.005)
    process.send_signal(how)
    told = process.communicate(timeout=60)[1].decode()
    return process.returncode, told


def test_killed_and_run_again_it_is_the_same_file(tiny, plan, tmp_path, environment):
    keep, words = tmp_path / "kept", command(tiny, tmp_path / "b.mp4", "--quiet", "--no-sign", seconds=3, steps=24)
    words += ["--keep", str(keep)]
    status, _ = stopped(words, keep, environment, signal.SIGKILL)
    assert status == -signal.SIGKILL
    assert not (tmp_path / "b.mp4").exists()
    first = keep / "chunk_0.safetensors"
    assert not (keep / "chunk_2.safetensors").exists()  # it was killed on the way
    when = first.stat().st_mtime_ns
    again = subprocess.run([sys.executable, "-m", "onetake", *words], env=environment, capture_output=True)
    assert (again.returncode, again.stderr) == (0, b"")
    assert first.stat().st_mtime_ns == when
    assert (tmp_path / "b.mp4").read_bytes() == drawn(plan(seconds=3, steps=24))


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_stopped_by_hand_it_says_how_to_go_on(tiny, plan, tmp_path, own_cache, environment, how):
    words = command(tiny, tmp_path / "a.mp4", seconds=3, steps=24)
    environment = {**environment, "ONETAKE_CACHE": str(own_cache)}
    status, told = stopped(words, own_cache, environment, how)
    assert status == 130
    assert "Traceback" not in told
    assert told.splitlines()[-2] == "onetake: Stopped." and "same command goes on" in told.splitlines()[-1]
    assert [f.name for f in tmp_path.iterdir() if f.name != "cache"] == []
    p = plan(seconds=3, steps=24)
    first = folder_of(p) / "chunk_0.safetensors"
    when = first.stat().st_mtime_ns
    begun(p)  # the cache is found again
    assert first.stat().st_mtime_ns == when


def test_weights_that_do_not_fit_are_one_sentence(tiny, plan, tmp_path):
    tensors, header = load_file(tiny), read_header(Path(tiny))
    sizes = json.loads(header["sizes"])
    less = {k: v for k, v in tensors.items() if k != "codec.mean"}
    unreal = {k: v * float("nan") if k == "model.from_cells.weight" else v for k, v in tensors.items()}
    for content, told, code in (
        (tensors, {**header, "sizes": json.dumps({**sizes, "width": 128})}, "weights-foreign"),
        (tensors, {**header, "sizes": json.dumps({**sizes, "depth": 3})}, "weights-foreign"),
        (less, header, "weights-foreign"),
        (unreal, header, "not-finite"),
    ):
        save_file(content, tmp_path / "w.safetensors", told)
        with pytest.raises(Failure) as problem:
            list(run(plan(model=str(tmp_path / "w.safetensors"))))
        assert problem.value.code == code and problem.value.hint
    p = plan(model=str(tmp_path / "w.safetensors"))
    (tmp_path / "w.safetensors").unlink()
    with pytest.raises(WeightsError, match="no weights file"):
        list(run(p))


def test_too_little_memory_is_said_so():
    for problem in (MemoryError(), RuntimeError("DefaultCPUAllocator: can't allocate memory: 9 bytes")):
        with pytest.raises(OutOfMemory), explained():
            raise problem
    with pytest.raises(RuntimeError, match="shapes"), explained():
        raise RuntimeError("shapes do not fit")


@pytest.mark.parametrize(
    ("width", "height", "seen"), [(384, 224, (112, 192)), (1280, 720, (108, 192)), (320, 240, (112, 149))]
)
def test_edges_are_cut_evenly(width, height, seen):
    frames = np.zeros((2, 112, 192, 3), np.uint8)
    frames[:, (112 - seen[0]) // 2 : (112 + seen[0]) // 2, (192 - seen[1]) // 2 : (192 + seen[1]) // 2] = 255
    out = to_size(frames, width, height)
    assert out.shape == (2, height, width, 3) and out.mean() > 250


@pytest.mark.parametrize("size", [(384, 224), (768, 448), (1280, 720), (320, 240)])
def test_frames_are_enlarged_by_our_network_unless_plain_is_asked_for(size):
    frames = np.random.default_rng(0).integers(0, 256, (2, 112, 192, 3), dtype=np.uint8)
    wide = round(112 * size[0] / size[1])
    seen = frames[:, :, (192 - wide) // 2 : (192 + wide) // 2] if wide < 192 else frames
    if size == (1280, 720):
        seen = frames[:, 2:110]
    assert np.array_equal(to_size(frames, *size, plain=True), resize(np.ascontiguousarray(seen), *size))
    made = to_size(frames, *size)
    assert np.array_equal(made, way_of_enlarging()(np.ascontiguousarray(seen), *size))
    assert crisp_there() != np.array_equal(made, to_size(frames, *size, plain=True))


def test_from_python(tiny, tmp_path, plan):
    options = {"seconds": 1, "size": "192x112", "steps": 2, "model": tiny}
    video = onetake.generate(PANDA, marks=UNSIGNED, **options)
    native = draw(plan(seconds=1))
    assert np.array_equal(np.stack(list(onetake.stream(PANDA, marks=BARE, **options))), native)
    assert video.frames.shape == native.shape and video.seed == plan().seed and "panda" in video.caption
    assert video.save(tmp_path / "panda.mp4").read_bytes() == video.mp4 == drawn(plan(seconds=1))
    assert video.report["file"] is None and video._repr_html_().startswith("<video")
    Image.fromarray(native[0]).save(tmp_path / "a.png")
    moved = onetake.generate(PANDA, image=str(tmp_path / "a.png"), keep=tmp_path / "kept", **options)
    moved.save(tmp_path / "moved.mp4")
    assert verify(tmp_path / "moved.mp4").c2pa.parents == ("a.png",)
    assert moved.mp4 != video.mp4 and (tmp_path / "kept" / "chunk_0.safetensors").is_file()
    for ask in (onetake.generate, onetake.stream):
        with pytest.raises(BadRequest):
            ask("A cat", seconds=0)


def test_what_python_draws_is_marked_unless_it_is_told_otherwise(tiny, tmp_path, plan):
    options = {"seconds": 1, "size": "192x112", "steps": 2, "model": tiny}
    shown, native = np.stack(list(onetake.stream(PANDA, **options))), draw(plan(seconds=1))
    marked = next(e.frames for e in run(plan(seconds=1)) if e.frames is not None)
    assert np.array_equal(shown, marked) and not np.array_equal(shown, native)
    assert not np.array_equal(shown[:, 0:60], native[:, 0:60])  # not the corner alone
    video = onetake.generate(PANDA, **options)
    found = verify(video.save(tmp_path / "a.mp4"))
    assert (found.verdict, found.c2pa.state, found.exit_status) == ("made-here", "trusted", 0)
    assert found.visible and found.aigc["ProduceID"] == video.report["identity"]
    assert (data_folder() / "ledger.sqlite").is_file()


def test_a_stream_that_is_left_tidies_up(tiny, own_cache):
    frames = onetake.stream(PANDA, seconds=2, size="192x112", steps=1, model=tiny)
    next(frames)
    frames.close()
    (take,) = (own_cache / "takes").iterdir()  # what was drawn is kept, and found again
    assert (take / "chunk_0.safetensors").is_file()


@pytest.mark.parametrize("text", ["A beach at night", "a snowy forest, the camera pans right", "镜头跟着穿过山里"])
def test_a_place_without_anybody_is_drawn(text, tiny):
    p = make_plan(text, seconds=1, seed=1, model=tiny, steps=0)
    assert p.staging.tracks_NEF.shape[:2] == (12, 0) and draw(p).shape == (12, 112, 192, 3)
