"""``onetake evaluate takes``: does a minute in one take hold together, and how fast was it made?

Every prompt is drawn on the road, file and all. Its frames are then measured on their own (``take_measures``), held
against the simulator's picture of the same plan (``take_truth``) and against bands of true scenes (``take_bands``).
Takes that must fail (frozen, looping, another subject from half time, a slow fade to grey) are judged beside them.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.torch import load_file

from onetake.errors import BadRequest, DiskError, Failure
from onetake.evaluation import take_bands
from onetake.evaluation.reader import FIGURES, Reader, load_reader, read, same
from onetake.evaluation.speed import peak_memory_mb
from onetake.evaluation.take_measures import Curves, Frames, of_pixels
from onetake.evaluation.take_plot import plot
from onetake.evaluation.take_truth import EVERY, Truth, judge
from onetake.model.codec import Codec
from onetake.model.decoder import Decoder
from onetake.take import load, make_plan, run, start
from onetake.types import CHUNK, FPS, STRIDE, Plan

PROMPTS = Path(__file__).parent / "data" / "takes.txt"
GOALS: dict[str, tuple[float | None, float | None]] = {
    "cuts": (None, 0), "identity": (0.95, None), "place": (0.95, None), "beats": (0.8, None),
    "motion_of_true": (0.7, None), "motion_ratio": (0.9, 1.2), "seam": (None, 1.2),
    "loop_more": (None, 0.1),
}  # fmt: skip
"""The project's goals for a minute, from and to; everything else is held against the band alone. ``loop_more`` is how
much more of a take falls back than of the true one: a dance on the spot comes back honestly."""
SUPPORTED = 0.9
"""A reader that is right less often than this on true scenes says nothing about drawn ones."""
CONTROLS = {
    "frozen": "motion_of_true",
    "looping": "loop_more",
    "another subject": "identity",
    "fading": "drift.saturation",
}
"""Takes that must fail, and the measure that has to notice."""
_LOOP_SECONDS = 5
_COLD_LIMIT = 600
_OF_TRUTH = ("identity", "subject_psnr", "place", "place_psnr", "place_return", "beats", "motion_of_true", "loop_more")
_FIRST_FRAME = (
    "import sys, onetake; next(onetake.stream(sys.argv[1], seconds=float(sys.argv[2]), model=sys.argv[3] or None))"
)
Progress = Callable[[str, int, int], None]
Band = list[float] | None


def prompts_of(path: Path | None) -> list[str]:
    """The sentences of a file, one a line; those of this package if there is none. Raises ``BadRequest``."""
    try:
        text = (path or PROMPTS).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise BadRequest("bad-prompts", f"{path} cannot be read as text ({problem}).", "Name a text file.") from problem
    lines = [line.strip() for line in text.splitlines()]
    found = [line for line in lines if line and not line.startswith("#")]
    if not found:
        raise BadRequest("bad-prompts", f"There is no sentence in {path}.", "Write one sentence a line.")
    return found


def evaluate(
    seconds: int = 60, prompts: Sequence[str] | None = None, seed: int = 0, model: str = "",
    folder: Path | None = None, progress: Progress | None = None, scenes: int = take_bands.SCENES,
    cold: bool = True,
) -> dict[str, Any]:  # fmt: skip
    """All takes with their figures, what failed and what had to; writes videos and ``takes.png`` to ``folder``."""
    folder = _folder(folder)
    codec, _ = load(model)
    shipped = take_bands.known(seconds)
    bands = shipped["bands"] if shipped else take_bands.bands(seconds, scenes, progress)
    reader, ceiling = load_reader(), ceilings()
    takes, lines, plans = [], [], []
    sentences = list(prompts or prompts_of(None))
    for i, sentence in enumerate(sentences):
        plan = make_plan(sentence, seconds=seconds, seed=seed, model=model, output=folder / f"{i + 1:02d}.mp4")
        take, curve = _take(plan, codec, bands, reader)
        plans.append(plan)
        takes.append(take)
        lines.append((f"{i + 1} {sentence}", curve))
        if progress is not None:
            progress("takes", i + 1, len(sentences))
    judged = controls(plans, bands)
    sheet = plot(folder / "takes.png", lines, bands)
    overall = summary(takes, bands)
    overall["first_frame_seconds"]["cold"] = cold_start(sentences[0], seconds, model) if cold else None
    return {
        "seconds": seconds, "model": plans[0].model, "seed": seed, "overall": overall, "takes": takes,
        "controls": judged, "bands": bands, "bands_of": (shipped or {}).get("scenes", scenes), "goals": GOALS,
        "reader": {f: {"ceiling": c, "supported": c >= SUPPORTED} for f, c in ceiling.items()}, "plot": str(sheet),
    }  # fmt: skip


def _folder(folder: Path | None) -> Path:
    folder = folder or Path("onetake-takes")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        message = f"{folder} cannot be made: {problem.strerror}."
        raise DiskError("output-not-writable", message, "Choose another -o.") from problem
    return folder


# ── one take ──────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Drawn:
    """A take that was drawn on the road: native frames, and how it went."""

    frames_NYXC: Frames
    wall_seconds: float
    first_frame_seconds: float
    peak_memory_mb: float
    stages: dict[str, float]


def _draw(plan: Plan, codec: Codec) -> Drawn:
    """Draw a plan with everything that belongs to it, the file and the marks; its native frames from the latents."""
    fresh = fresh_peak()
    with tempfile.TemporaryDirectory(prefix="onetake-takes-") as kept:
        began, first, stages = time.perf_counter(), 0.0, {}
        for event in run(plan, Path(kept)):
            if event.stage == "latents" and not first:
                first = time.perf_counter() - began
            if event.stage == "done":
                stages = dict(event.data["stages"])
        wall, peak = time.perf_counter() - began, peak_memory_mb() if not fresh else peak_since()
        chunks = range(len(plan.staging.tracks_NEF) // (CHUNK * STRIDE))
        sampler, decoder, frames = start(plan, *load(plan.model)), Decoder(codec), []
        for chunk in chunks:
            latents = load_file(Path(kept) / f"chunk_{chunk}.safetensors")["latents"]
            frames.append(decoder(latents, sampler.painting(chunk)).frames_NYXC)
    return Drawn(np.concatenate(frames)[: plan.geometry.frames], wall, first, peak, stages)


def fresh_peak() -> bool:
    """Begin to measure the process's peak memory anew; False where the system cannot."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return False
    return True


def peak_since() -> float:
    """The most memory since ``fresh_peak``, in millions of bytes."""
    told = Path("/proc/self/status").read_text()
    return int(next(line.split()[1] for line in told.splitlines() if line.startswith("VmHWM"))) * 1024 / 1e6


def _take(plan: Plan, codec: Codec, bands: dict[str, Band], reader: Reader) -> tuple[dict[str, Any], Curves]:
    """The row of one take, and its curves."""
    drawn = _draw(plan, codec)
    row, curve = measured(drawn.frames_NYXC, Truth.of_plan(plan), bands)
    seconds = plan.geometry.seconds
    row |= {
        "prompt": plan.prompt, "caption": plan.caption, "file": str(plan.output), "warnings": list(plan.warnings),
        "read": _read(reader, drawn.frames_NYXC, plan),
        "realtime_factor": round(seconds / drawn.wall_seconds, 3), "wall_seconds": round(drawn.wall_seconds, 3),
        "first_frame_seconds": round(drawn.first_frame_seconds, 3), "peak_memory": round(drawn.peak_memory_mb, 1),
        "stages": {name: round(value, 3) for name, value in drawn.stages.items()},
    }  # fmt: skip
    return row, curve


def measured(frames_NYXC: Frames, truth: Truth, bands: dict[str, Band]) -> tuple[dict[str, Any], Curves]:
    """Everything about the pixels of a take, and which of it is outside the goals or the bands."""
    own, curve = of_pixels(frames_NYXC)
    row: dict[str, Any] = dict(own)
    if truth.drawable():
        true = truth.renderer().frames(0, len(truth.staging.tracks_NEF))
        moves = of_pixels(true[: len(frames_NYXC)])[0]
        row |= judge(frames_NYXC, truth).figures
        row["motion_true"], row["motion_ratio_true"] = moves["motion"], moves["motion_ratio"]
        row["motion_of_true"] = row["motion"] / max(1e-6, row["motion_true"])
        row["loop_true"] = moves["loop"]
        row["loop_more"] = row["loop"] - row["loop_true"]
    else:
        nothing = (
            "identity",
            "subject_psnr",
            "place",
            "place_psnr",
            "place_return",
            "beats",
            "motion_of_true",
            "loop_more",
        )
        row |= dict.fromkeys(nothing)
    row["outside"] = outside(row, bands)
    return row, curve


def outside(row: dict[str, Any], bands: dict[str, Band]) -> list[str]:
    """Measures that miss the goal, or where there is no goal the band. A true scene's own band is never a miss."""
    values = {**take_bands.flat(row), **{name: row.get(name) for name in ("motion_of_true", "loop_more")}}
    missed = []
    for name, value in values.items():
        if value is None or name in ("motion", "loop"):  # these are held against the true take
            continue
        low, high = GOALS.get(name, (None, None))
        known = bands.get(name)
        if known is not None:
            low = known[0] if name not in GOALS else low if low is None else min(low, known[0])
            high = known[1] if name not in GOALS else high if high is None else max(high, known[1])
        if (low is not None and value < low) or (high is not None and value > high):
            missed.append(name)
    return missed


def _read(reader: Reader, frames_NYXC: Frames, plan: Plan) -> dict[str, float | None]:
    """Share of seconds in which the reader sees the first entity's kind and count, the place; of beats, the action."""
    seen: dict[str, list[bool]] = {"kind": [], "count": [], "place": [], "action": []}
    for beat in plan.beats:
        window = frames_NYXC[round(beat.start * FPS) : round(beat.end * FPS)]
        if not len(window) or not beat.scene.entities:
            continue
        main = beat.scene.entities[0]
        told = {"kind": main.kind, "count": str(main.count), "place": beat.scene.place, "action": main.verb}
        said = read(reader, window).answers
        for field, answer in told.items():
            seen[field].append(same(field, said[field], answer))
    return {field: round(float(np.mean(right)), 4) if right else None for field, right in seen.items()}


def ceilings() -> dict[str, float]:
    """How often the reader is right on true scenes after the codec, per field."""
    import json

    try:
        told = json.loads(FIGURES.read_text(encoding="utf-8"))["after_codec"]
    except (OSError, ValueError, KeyError):
        return dict.fromkeys(("kind", "count", "action", "place"), 0.0)
    return {field: float(told[field]) for field in ("kind", "count", "action", "place")}


# ── all takes ─────────────────────────────────────────────────────────────────────────────────────────────────


def summary(takes: Sequence[dict[str, Any]], bands: dict[str, Band]) -> dict[str, Any]:
    """Means over all takes (of motion_ratio the median), how many takes are outside in what, and the worst memory."""

    def mean(values: Sequence[float | None]) -> float | None:
        there = [v for v in values if v is not None]
        return round(float(np.mean(there)), 4) if there else None

    rows = [take_bands.flat(t) for t in takes]
    out: dict[str, Any] = {m: mean([r[m] for r in rows]) for m in take_bands.MEASURES if not m.startswith("drift")}
    out["cuts"] = int(sum(t["cuts"] for t in takes))
    out["motion_ratio"] = round(float(np.median([t["motion_ratio"] for t in takes])), 4)
    out["motion_of_true"] = mean([t["motion_of_true"] for t in takes])
    out["drift"] = {k: mean([t["drift"][k] for t in takes]) for k in ("colour", "saturation", "sharpness")}
    for name in ("subject_psnr", "place_psnr", "place_return", "realtime_factor"):
        out[name] = mean([t[name] for t in takes])
    out["read"] = {f: mean([t["read"][f] for t in takes]) for f in ("kind", "count", "place", "action")}
    loaded = [t["first_frame_seconds"] for t in takes[1:]] or [takes[0]["first_frame_seconds"]]
    out["first_frame_seconds"] = {"loaded": mean(loaded)}
    out["peak_memory"] = max(t["peak_memory"] for t in takes)
    named = [name for t in takes for name in t["outside"]]
    out["outside"] = {name: named.count(name) for name in sorted(set(named))}
    return out


def cold_start(sentence: str, seconds: int, model: str) -> float:
    """Seconds from starting a new process to its first frame in hand. Raises ``Failure`` (``no-first-frame``)."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", _FIRST_FRAME, sentence, str(seconds), model], capture_output=True, timeout=_COLD_LIMIT
    )
    if done.returncode:
        raise Failure("no-first-frame", f"A new process drew no frame: {done.stderr[-200:]!r}.")
    return round(time.perf_counter() - began, 3)


# ── takes that must fail ──────────────────────────────────────────────────────────────────────────────────────


def controls(plans: Sequence[Plan], bands: dict[str, Band]) -> dict[str, dict[str, Any]]:
    """Spoilt true takes of the first plan that can be drawn and whose subject has a rival; what each one missed."""
    usable = (Truth.of_plan(p) for p in plans)
    truth = next((t for t in usable if t.drawable() and t.rival(0) is not None), None)
    if truth is None:
        return {}
    true = truth.renderer().frames(0, len(truth.staging.tracks_NEF))
    out = {}
    for name, frames in spoilt(true, truth).items():
        missed = measured(frames, truth, bands)[0]["outside"]
        out[name] = {"missed": missed, "must": CONTROLS[name], "fails": CONTROLS[name] in missed}
    return out


def spoilt(true_NYXC: Frames, truth: Truth) -> dict[str, Frames]:
    """The four takes that must fail, made from a true one."""
    count = len(true_NYXC)
    turn = max(EVERY, min(_LOOP_SECONDS * FPS, count // 4))
    rival = truth.rival(0)
    assert rival is not None
    other = rival.renderer().frames(0, count)
    share = np.linspace(0, 0.8, count, dtype=np.float32)[:, None, None, None]
    grey = np.empty_like(true_NYXC)
    for n in range(count):
        grey[n] = np.rint(true_NYXC[n] * (1 - share[n]) + 128 * share[n])
    return {
        "frozen": np.repeat(true_NYXC[:1], count, 0), "looping": true_NYXC[np.arange(count) % turn],
        "another subject": np.concatenate([true_NYXC[: count // 2], other[count // 2 :]]), "fading": grey,
    }  # fmt: skip
