"""``onetake evaluate controls``: a number for every control, on a clip drawn here and on one that is foreign.

Measured is what a control promises, before marks and encoding: that nothing changes outside what was asked for, that
joins show no seam (``direct.joins.seam_score``: the step at the join over the usual step, about 1 where none is seen),
that the camera and the strokes move as asked (optical flow), how fast the first picture is lost, and what it costs.
"""

from __future__ import annotations

import tempfile
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from onetake.direct import (
    Job,
    Options,
    animate,
    connect,
    expand,
    extend,
    fill,
    loop,
    remix,
    retake,
    still,
    storyboard,
    take,
)
from onetake.direct.job import Drawn
from onetake.direct.joins import seam_score, steps
from onetake.direct.road import Run
from onetake.evaluation import finishing, identity
from onetake.evaluation.flow import camera_motion, flow, motion_at, psnr, sharpness
from onetake.media.read import read_picture, read_video
from onetake.media.scale import resize
from onetake.media.write import VideoWriter
from onetake.model.files import locate
from onetake.plan import make_plan
from onetake.prompt.ontology import LOOKS
from onetake.prompt.staging import stage
from onetake.prompt.understand import understand
from onetake.provenance.marks import Marks
from onetake.take import load
from onetake.take import run as draw_take
from onetake.types import FPS, HEIGHT, Geometry, X, Y
from onetake.world.physics import simulate
from onetake.world.render import Renderer

Frames = NDArray[np.uint8]
Progress = Callable[[str, int, int], None]
BARE = Marks(label=False, watermark=False, signature=False)
OURS, OTHER = "A dog running on the beach", "A red car driving on a city street"
SIZE = "192x112"
"""Size of the clips: that of the model, so that what is measured is the drawing and not the enlarging."""


@dataclass
class Bench:
    """What the measurements work on: a folder, a clip drawn here, a foreign one, and a clock of what was drawn."""

    folder: Path
    model: str
    seed: int
    ours: Path
    foreign: Path
    quick: bool = False
    last: Run = field(init=False)

    def true_clips(self, fps: int) -> list[Frames]:
        """A second each of true clips for finishing."""
        return [truth(s, 384, 224, fps, 1, self.seed + n) for n, s in SENTENCES[: 1 if self.quick else None]]

    def options(self, **more: Any) -> Options:
        return Options(output=self.folder / "out.mp4", model=self.model, marks=BARE, seed=self.seed, **more)

    def frames(self, job: Job) -> tuple[Frames, float]:
        """What a job gives out, and how many seconds of video it drew a second."""
        began, running = time.perf_counter(), Run(job)
        deque(running.draw(), maxlen=0)
        frames = np.concatenate(list(running.compose()))
        self.last = running
        drawn = sum(span.to_draw for span in job.spans)
        return frames, drawn / (time.perf_counter() - began)

    def bare_seams(self, *joins: int) -> list[float]:
        """Scores of the last job's joins without the hand-over: what the model alone leaves to be seen."""
        job = self.last.job
        cut = [replace(p, before=None, after=None) if isinstance(p, Drawn) else p for p in job.timeline]
        self.last.job = replace(job, timeline=tuple(cut))
        frames = np.concatenate(list(self.last.compose()))
        return [seam_score(frames, join) for join in joins]


def evaluate(seed: int = 0, model: str = "", quick: bool = False, progress: Progress | None = None) -> dict[str, Any]:
    """Every control's numbers; a few minutes on two cores. ``quick``: one true clip and one cut of everybody, to see
    that it runs."""
    began = time.perf_counter()
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="onetake-controls-") as folder:
        bench = replace(prepare(Path(folder), seed, model), quick=quick)
        for number, (name, measure) in enumerate(MEASURES.items()):
            if progress is not None:
                progress(name, number, len(MEASURES))
            found[name] = _rounded(measure(bench))
        if progress is not None:
            progress("", len(MEASURES), len(MEASURES))
    return {
        "model": locate(model).stem, "seed": seed, "quick": quick,
        "wall_seconds": round(time.perf_counter() - began, 1), "controls": found,
    }  # fmt: skip


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _rounded(part) for name, part in value.items()}
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    return round(float(value), 3) if isinstance(value, (float, np.floating)) else value


def prepare(folder: Path, seed: int, model: str) -> Bench:
    """Three seconds drawn here, and three seconds of truth of which nothing is said."""
    ours, foreign = folder / "ours.mp4", folder / "foreign.mp4"
    plan = make_plan(OURS, seconds=3, seed=seed + 5, size=SIZE, model=model, output=ours)
    deque(draw_take(plan, folder / "kept", BARE), maxlen=0)
    with VideoWriter(foreign, 192, 112, FPS) as writer:
        writer.write(truth(OTHER, 192, 112, FPS, 3, seed))
    return Bench(folder, model, seed, ours, foreign)


def truth(sentence: str, width: int, height: int, fps: int, seconds: int, seed: int) -> Frames:
    """A true clip of any size and rate (NYXC)."""
    beats = understand(sentence, seconds)[0]
    geometry = Geometry(width, height, seconds * fps, fps)
    staging = simulate(beats, stage(beats, geometry, seed), geometry, seed)
    return Renderer(beats[0].scene, staging, geometry, seed=seed, beats=beats).frames(0, geometry.frames)


def _own(path: Path) -> Frames:
    return np.stack(list(read_video(path)))


# ── time ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _extended(bench: Bench, *, backward: bool) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for name, path in (("ours", bench.ours), ("foreign", bench.foreign)):
        frames, speed = bench.frames(extend(path, seconds=2, backward=backward, options=bench.options()))
        own = _own(path)
        kept = frames[24:] if backward else frames[: len(own)]
        join = 24 if backward else len(own)
        out[f"seam_{name}"] = seam_score(frames, join)
        (out[f"seam_without_hand_over_{name}"],) = bench.bare_seams(join)
        out[f"motion_{name}"] = float(steps(frames[:24] if backward else frames[len(own) :]).mean())
        out["kept_to_the_bit"] = out.get("kept_to_the_bit", True) and np.array_equal(kept, own)
        out["drawn_seconds_a_second"] = speed
    return out


def _connect(bench: Bench) -> dict[str, Any]:
    frames, speed = bench.frames(connect(bench.ours, bench.foreign, seconds=2, options=bench.options()))
    one, other = _own(bench.ours), _own(bench.foreign)
    kept = np.array_equal(frames[:36], one) and np.array_equal(frames[-36:], other)
    bare = max(bench.bare_seams(36, 60))
    return {
        "seam_without_hand_over": bare, "seam_first": seam_score(frames, 36), "seam_second": seam_score(frames, 60),
        "kept_to_the_bit": kept, "drawn_seconds_a_second": speed,
    }  # fmt: skip


def _loop(bench: Bench) -> dict[str, Any]:
    frames, _ = bench.frames(loop(bench.ours, seconds=1, options=bench.options()))
    twice = np.concatenate([frames, frames])
    words, speed = bench.frames(loop(None, OURS, seconds=2, options=bench.options(size=SIZE)))
    return {
        "seam_out": seam_score(twice, 36), "seam_back": seam_score(twice, len(frames)),
        "seam_from_words": seam_score(np.concatenate([words, words]), len(words)),
        "kept_to_the_bit": np.array_equal(frames[:36], _own(bench.ours)), "drawn_seconds_a_second": speed,
    }  # fmt: skip


def _retake(bench: Bench) -> dict[str, Any]:
    frames, speed = bench.frames(retake(bench.ours, 1, 2, options=bench.options()))
    own = _own(bench.ours)
    outside = np.r_[0:12, 24:36]
    return {
        "kept_to_the_bit": np.array_equal(frames[outside], own[outside]),
        "changed_db": psnr(frames[12:24], own[12:24]), "seam_in": seam_score(frames, 12),
        "seam_out": seam_score(frames, 24), "drawn_seconds_a_second": speed,
    }  # fmt: skip


def board(clip: str, size: str = "landscape") -> str:
    """A storyboard: words, a gap, a clip, a gap, and a cut."""
    return (
        f"size: {size}\ncards:\n- {{at: 0, seconds: 1, text: {OURS}}}\n- {{at: 2, seconds: 1, clip: {clip}}}\n"
        "- {at: 4, seconds: 1, text: A cat sleeps on a sofa, cut: true}\n"
    )


def _storyboard(bench: Bench) -> dict[str, Any]:
    cards = bench.folder / "cards.yaml"
    cards.write_text(board("foreign.mp4", SIZE))
    frames, speed = bench.frames(storyboard(cards, options=bench.options()))
    return {
        "kept_to_the_bit": np.array_equal(frames[24:36], _own(bench.foreign)[:12]), "seam_in": seam_score(frames, 24),
        "seam_out": seam_score(frames, 36), "cut_step": seam_score(frames, 48), "drawn_seconds_a_second": speed,
    }  # fmt: skip


# ── pictures ──────────────────────────────────────────────────────────────────────────────────────────────────


def _still(bench: Bench) -> dict[str, Any]:
    job = still(OURS, options=replace(bench.options(), output=bench.folder / "still.png"))
    began = time.perf_counter()
    frames, _ = bench.frames(job)
    return {"seconds": time.perf_counter() - began, "sharpness": sharpness(frames)}


def _animate(bench: Bench) -> dict[str, Any]:
    """First frames as drawn and as given out, and how long the picture is still there."""
    out: dict[str, Any] = {}
    Image.fromarray(_own(bench.ours)[0]).save(bench.folder / "ours.png")
    Image.fromarray(texture(bench.seed)).save(bench.folder / "texture.png")
    for name in ("ours", "texture"):
        path = bench.folder / f"{name}.png"
        job = animate(path, seconds=3, options=bench.options())
        running = Run(job)
        began = time.perf_counter()
        deque(running.draw(), maxlen=0)
        out["drawn_seconds_a_second"] = 3 / (time.perf_counter() - began)
        frames = np.concatenate(list(running.compose()))
        picture = resize(read_picture(path), *job.size)
        small = running.small(job.spans[0])
        out[f"first_frame_db_{name}"] = psnr(frames[0], picture)
        out[f"first_drawn_db_{name}"] = psnr(small[0], resize(picture, *job.shape))
        each = [psnr(f, picture) for f in frames]
        out[f"after_one_second_db_{name}"], out[f"after_three_seconds_db_{name}"] = each[12], each[-1]
        out[f"seconds_above_20_db_{name}"] = next((n for n, v in enumerate(each) if v < 20), len(each)) / FPS
        out[f"motion_{name}"] = float(steps(frames).mean())
    return out


def texture(seed: int) -> Frames:
    """A picture unlike anything in the world: soft noise at several scales (112, 192, 3)."""
    rng = np.random.default_rng(seed)
    total = np.zeros((112, 192, 3), np.float32)
    for cells in (2, 4, 8, 16):
        noise = (rng.random((cells, cells * 2, 3)) * 255).astype(np.uint8)
        total += resize(noise, 192, 112).astype(np.float32)
    return (total / 4).astype(np.uint8)


# ── what is seen ──────────────────────────────────────────────────────────────────────────────────────────────


def _remix(bench: Bench) -> dict[str, Any]:
    """How far from the video at three strengths, and whether the motion stays (correlation of the flow)."""
    own, out = _own(bench.ours), {}
    before = flow(own)
    for strength in (0.4, 0.8, 1.0):
        job = remix(bench.ours, "A horse running in the snow", strength=strength, options=bench.options())
        frames, out["drawn_seconds_a_second"] = bench.frames(job)
        out[f"change_db_at_{strength}"] = psnr(frames, own)
        after = flow(frames)
        out[f"same_motion_at_{strength}"] = float(np.corrcoef(before.ravel(), after.ravel())[0, 1])
    return out


def _fill(bench: Bench) -> dict[str, Any]:
    frames, speed = bench.frames(fill(bench.ours, "A red ball", box=(110, 60, 60, 48), options=bench.options()))
    own, inside = _own(bench.ours), np.zeros((112, 192), bool)
    inside[60:108, 110:170] = True
    return {
        "kept_to_the_bit": np.array_equal(frames[:, ~inside], own[:, ~inside]),
        "changed_db": psnr(frames[:, inside], own[:, inside]), "drawn_seconds_a_second": speed,
    }  # fmt: skip


def _expand(bench: Bench) -> dict[str, Any]:
    job = expand(bench.ours, "portrait", options=bench.options())
    frames, speed = bench.frames(job)
    (piece,) = job.timeline
    left, top = getattr(piece, "place", (0, 0))
    rows = np.abs(np.diff(frames.astype(np.int16), axis=1)).mean((0, 2, 3))
    border = float(max(rows[top - 1], rows[top + 111]) / np.median(rows))
    kept = np.array_equal(frames[:, top : top + 112, left : left + 192], _own(bench.ours))
    return {"kept_to_the_bit": kept, "border_over_usual": border, "drawn_seconds_a_second": speed}


MOVES = {
    "pan right": ("right", 1), "pan left": ("right", -1), "zoom in": ("zoom", 1), "zoom out": ("zoom", -1),
    "crane up": ("down", -1),
}  # fmt: skip


def _camera(bench: Bench) -> dict[str, Any]:
    """For every move: what the flow of the drawn video says, and that of the true one under the same layout."""
    out: dict[str, Any] = {"right_direction": 0, "right_direction_true": 0, "of": len(MOVES)}
    for move, (axis, sign) in MOVES.items():
        job = take("A tree in a park", seconds=2, options=bench.options(size=SIZE, camera=move))
        least = 5e-4 if axis == "zoom" else 0.05
        for name, frames in (("", bench.frames(job)[0]), ("_true", laid_out(job, bench.seed))):
            measured = camera_motion(frames)[axis]
            out[move.replace(" ", "_") + name] = measured
            out["right_direction" + name] += sign * measured > least
    return out


def laid_out(job: Job, seed: int) -> Frames:
    """What the world draws under a job's own layout: the truth of what was asked for."""
    made, (width, height) = job.spans[0].arrangement, job.shape
    geometry = Geometry(width, height, len(made.staging.tracks_NEF))
    renderer = Renderer(made.beats[0].scene, made.staging, geometry, seed=seed, beats=made.beats)
    return renderer.frames(0, job.frames)


def _motion(bench: Bench) -> dict[str, Any]:
    """A stroke to the right and one upwards: motion inside the individual's box against what was asked."""
    out: dict[str, Any] = {}
    for name, stroke in (("right", "0.25,0.6:0.75,0.6"), ("up", "0.5,0.75:0.5,0.35")):
        job = take("A red ball", seconds=2, options=bench.options(size=SIZE, motion=(stroke,)))
        track = job.spans[0].arrangement.staging.tracks_NEF[: job.frames, 0]
        centre = np.stack([track[:, X], track[:, Y] - track[:, HEIGHT] / 2], -1) * 112 + np.array([96, 56])
        reach = track[:, [HEIGHT]] * 112 / 2 + 4
        boxes = np.concatenate([centre - reach, centre + reach], -1)[:-1]
        axis = 0 if name == "right" else 1
        out[f"asked_{name}"] = float(np.diff(centre, axis=0)[:, axis].mean())
        out[f"measured_{name}"] = float(motion_at(bench.frames(job)[0], boxes)[:, axis].mean())
        out[f"true_{name}"] = float(motion_at(laid_out(job, bench.seed), boxes)[:, axis].mean())
    return out


def _style(bench: Bench) -> dict[str, Any]:
    """How far looks are from one another, against two seeds of one look."""
    pictures = {}
    for look in LOOKS:
        frames, _ = bench.frames(take(OURS, seconds=1, options=bench.options(size=SIZE, style=look)))
        pictures[look] = frames.astype(np.float32).mean(0)
    other = replace(bench.options(size=SIZE, style="flat"), seed=bench.seed + 1)
    again = bench.frames(take(OURS, seconds=1, options=other))[0].astype(np.float32).mean(0)
    colours = {look: p.mean((0, 1)) for look, p in pictures.items()}
    apart = [float(np.abs(colours[a] - colours[b]).mean()) for a in colours for b in colours if a < b]
    same = float(np.abs(colours["flat"] - again.mean((0, 1))).mean())
    return {"looks": len(LOOKS), "nearest_pair": min(apart), "mean_apart": float(np.mean(apart)), "same_look": same}


def _reference(bench: Bench) -> dict[str, Any]:
    """The same ones again from their pictures, in twenty cuts (``identity``)."""
    sprites = load(bench.model)[1].layers.sprites

    def frames(job: Job) -> Frames:
        return bench.frames(job)[0]

    def options(**more: Any) -> Options:
        return bench.options(size=SIZE, **more)

    return identity.measure(bench.folder, options, frames, sprites, bench.seed, bench.quick)


def _upscale(bench: Bench) -> dict[str, Any]:
    return finishing.upscaled(bench.true_clips(FPS), _own(bench.ours))


def _smooth(bench: Bench) -> dict[str, Any]:
    return finishing.smoothed(bench.true_clips(2 * FPS))


SENTENCES = tuple(enumerate(("A panda eating bamboo on a rock", OTHER, OURS)))
MEASURES: dict[str, Callable[[Bench], dict[str, Any]]] = {
    "still": _still, "animate": _animate, "extend": lambda b: _extended(b, backward=False),
    "extend_backward": lambda b: _extended(b, backward=True), "connect": _connect, "loop": _loop, "retake": _retake,
    "storyboard": _storyboard, "remix": _remix, "fill": _fill, "expand": _expand, "camera": _camera,
    "motion": _motion, "style": _style, "reference": _reference, "upscale": _upscale, "smooth": _smooth,
}  # fmt: skip


def as_table(result: dict[str, Any]) -> str:
    """Every number, a control a paragraph."""
    lines = [f"model {result['model']}, seed {result['seed']}, {result['wall_seconds']:g} s"]
    for name, numbers in result["controls"].items():
        lines.append(f"\n{name.replace('_', ' ')}")
        for what, value in numbers.items():
            row = ", ".join(f"{k.replace('_', ' ')} {v:g}" for k, v in value.items()) if isinstance(value, dict) else ""
            said = row or ("yes" if value is True else "NO" if value is False else f"{value:g}")
            lines.append(f"  {what.replace('_', ' '):32} {said}")
    return "\n".join(lines)
