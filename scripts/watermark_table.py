"""How much of the invisible mark survives: clips of the simulated world, marked, attacked, read again.

    python scripts/watermark_table.py --clips 100 -o marks.jsonl       # resumes; prints the table at the end
    python scripts/watermark_table.py --clips 20 --against invisible-watermark -o others.jsonl

One line of JSON per clip; a clip that is there already is not measured again. ``--against`` needs that package, which
is better kept in an environment of its own, and measures the first second only: it is slow.
"""

from __future__ import annotations

import argparse
import json
import math
import multiprocessing
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from onetake.evaluation.intervals import wilson
from onetake.media.read import read_video
from onetake.media.scale import resize
from onetake.media.write import VideoWriter
from onetake.provenance.code import FALSE_ALARM
from onetake.provenance.sight import look
from onetake.provenance.verify import read_watermark
from onetake.provenance.watermark import STRENGTH, Embedder
from onetake.types import FPS
from onetake.world.take import simulate_take

Frames = NDArray[np.uint8]
SHAPES = ("landscape", "landscape", "portrait", "landscape", "square")
ENLARGE = 4
SECONDS, LONG = 5, 60


def x264(path: Path, frames: Frames, crf: int, fps: int = FPS, **options: str) -> Path:
    """Frames as a stranger's x264 writes them: its own defaults, one thread."""
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=fps, options={"crf": str(crf), **options})
        stream.height, stream.width, stream.pix_fmt = frames.shape[1] // 2 * 2, frames.shape[2] // 2 * 2, "yuv420p"
        stream.codec_context.thread_count = 1
        for frame in frames:
            whole = np.ascontiguousarray(frame[: stream.height, : stream.width])
            container.mux(stream.encode(av.VideoFrame.from_ndarray(whole, format="rgb24")))
        container.mux(stream.encode(None))
    return path


def scaled(frames: Frames, factor: float) -> Frames:
    """Frames at another size, both sides even."""
    height, width = frames.shape[1:3]
    return resize(frames, round(width * factor / 2) * 2, round(height * factor / 2) * 2)


def brighter(frames: Frames, factor: float) -> Frames:
    """Frames times a factor, clipped."""
    return np.clip(frames * np.float32(factor), 0, 255).astype(np.uint8)


def cropped(frames: Frames) -> Frames:
    """70 % of each side, off the middle."""
    height, width = frames.shape[1:3]
    top, left = round(0.11 * height) + 1, round(0.22 * width) + 1
    return frames[:, top : top + round(0.7 * height), left : left + round(0.7 * width)]


def phone(frames: Frames, path: Path) -> Path:
    """What a messenger on a phone makes of a video: 720 lines, contrast and colour touched up, baseline profile."""
    touched = np.clip((scaled(frames, 720 / min(frames.shape[1:3])).astype(np.float32) - 128) * 1.08 + 134, 0, 255)
    return x264(path, touched.astype(np.uint8), 28, profile="baseline", preset="veryfast")


ATTACKS: dict[str, Callable[[Frames, Path], Path]] = {
    "H.264 CRF 18": lambda f, p: x264(p, f, 18),
    "H.264 CRF 23": lambda f, p: x264(p, f, 23),
    "H.264 CRF 28": lambda f, p: x264(p, f, 28),
    "H.264 CRF 33": lambda f, p: x264(p, f, 33),
    "half size, CRF 23": lambda f, p: x264(p, scaled(f, 0.5), 23),
    "double size, CRF 23": lambda f, p: x264(p, scaled(f[: 2 * FPS], 2), 23, preset="veryfast"),
    "crop to 70 %, CRF 23": lambda f, p: x264(p, cropped(f), 23),
    "24 to 12 frames a second": lambda f, p: x264(p, np.repeat(f, 2, 0)[1::2], 23),
    "brightness +20 %": lambda f, p: x264(p, brighter(f, 1.2), 23),
    "brightness -20 %": lambda f, p: x264(p, brighter(f, 0.8), 23),
    "phone": phone,
}
CUT = "5 s cut from 60 s, CRF 23"


def scene(seed: int, seconds: int) -> Iterator[Frames]:
    """A clip of the world, enlarged as a drawn one is, a second at a time."""
    take = simulate_take(seed, SHAPES[seed % len(SHAPES)], seconds=seconds)
    width, height = take.geometry.width * ENLARGE, take.geometry.height * ENLARGE
    for start in range(0, seconds * FPS, FPS):
        yield resize(take.renderer.frames(start, start + FPS), width, height)


def clip(seed: int) -> Frames:
    """The first seconds of a clip."""
    return np.concatenate(list(scene(seed, SECONDS)))


def psnr(one: Frames, other: Frames) -> float:
    """Peak signal-to-noise ratio in dB over all pixels and channels."""
    error = np.mean([np.mean((a.astype(np.float32) - b) ** 2) for a, b in zip(one, other, strict=True)])
    return 10 * math.log10(255**2 / float(error))


def measure(seed: int) -> dict[str, Any]:
    """One clip under every attack."""
    identity = 0x9E3779B97F4A7C15 * (seed + 1) % 2**64
    frames = clip(seed)
    embedder = Embedder(identity, frames.shape[2], frames.shape[1])
    embedder.add(frames[:FPS])
    began = time.perf_counter()
    marked = np.concatenate([embedder.add(frames[n : n + FPS]) for n in range(0, len(frames), FPS)])
    spent = (time.perf_counter() - began) / len(frames)
    row: dict[str, Any] = {"seed": seed, "psnr": psnr(frames, marked), "ms": spent * 1000, "attacks": {}}
    with tempfile.TemporaryDirectory() as folder:
        plain, ours, out = (Path(folder) / name for name in ("plain.mp4", "ours.mp4", "attacked.mp4"))
        write(plain, [frames])
        row["unmarked"] = read_watermark(look(plain)).score
        write(ours, [marked])
        row["bytes"] = [plain.stat().st_size, ours.stat().st_size]
        row["attacks"]["none"] = judged(ours, identity)
        shown = np.stack(list(read_video(ours)))
        for name, attack in ATTACKS.items():
            row["attacks"][name] = judged(attack(shown, out), identity)
        write(ours, (embedder.add(second) for second in scene(seed, LONG)))
        start = (7 * seed + 11) % (LONG - SECONDS) * FPS + seed % FPS
        cut = [frame for n, frame in enumerate(read_video(ours)) if start <= n < start + SECONDS * FPS]
        row["attacks"][CUT] = judged(x264(out, np.stack(cut), 23), identity)
    return row


def write(path: Path, batches: Any) -> None:
    """A video as the package writes it."""
    writer = None
    for batch in batches:
        writer = writer or VideoWriter(path, batch.shape[2], batch.shape[1], FPS).__enter__()
        writer.write(batch)
    if writer is not None:
        writer.finish()


def judged(path: Path, identity: int) -> dict[str, Any]:
    """Whether all 64 bits were read, and how clearly."""
    found = read_watermark(look(path))
    return {"right": found.identity == identity, "wrong": found.identity not in (None, identity), "score": found.score}


# ── other packages, frame by frame ────────────────────────────────────────────────────────────────────────────


def other(package: str) -> tuple[Callable[[Frames, list[int]], Frames], Callable[[Frames], list[int]]]:
    """Embed 64 bits in one frame, and read them from one, by another package."""
    if package == "invisible-watermark":
        from imwatermark import WatermarkDecoder, WatermarkEncoder

        def embed(frame: Frames, bits: list[int]) -> Frames:
            encoder = WatermarkEncoder()
            encoder.set_watermark("bits", bits)
            return encoder.encode(np.ascontiguousarray(frame[..., ::-1]), "dwtDctSvd")[..., ::-1]

        def extract(frame: Frames) -> list[int]:
            decoder = WatermarkDecoder("bits", 64)
            return [int(b) for b in decoder.decode(np.ascontiguousarray(frame[..., ::-1]), "dwtDctSvd")]

        return embed, extract
    from blind_watermark import WaterMark

    def embed_blind(frame: Frames, bits: list[int]) -> Frames:
        mark = WaterMark(password_wm=1, password_img=1)
        mark.read_img(img=np.ascontiguousarray(frame[..., ::-1]))
        mark.read_wm(np.array(bits, bool), mode="bit")
        return np.clip(np.rint(mark.embed()), 0, 255).astype(np.uint8)[..., ::-1]

    def extract_blind(frame: Frames) -> list[int]:
        mark = WaterMark(password_wm=1, password_img=1)
        found = mark.extract(embed_img=np.ascontiguousarray(frame[..., ::-1]), wm_shape=64, mode="bit")
        return [int(b > 0.5) for b in found]

    return embed_blind, extract_blind


def measure_other(package: str, seed: int) -> dict[str, Any]:
    """One second of one clip under every attack, bits voted over four frames."""
    embed, extract = other(package)
    bits = np.random.default_rng(seed).integers(0, 2, 64).tolist()
    frames = clip(seed)[:FPS]
    began = time.perf_counter()
    marked = np.stack([embed(frame, bits) for frame in frames]).astype(np.uint8)
    spent = (time.perf_counter() - began) / len(frames)
    row: dict[str, Any] = {"seed": seed, "psnr": psnr(frames, marked), "ms": spent * 1000, "attacks": {}}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "v.mp4"
        write(path, [marked])
        shown = np.stack(list(read_video(path)))
        for name, attack in {"none": lambda f, p: x264(p, f, 14), **ATTACKS}.items():
            seen = list(read_video(attack(shown, path)))
            votes = np.mean([extract(frame) for frame in seen[:: max(1, len(seen) // 4)]], axis=0)
            share = float(((votes > 0.5) == bits).mean())
            row["attacks"][name] = {"right": share == 1.0, "wrong": False, "score": share}
    return row


def table(rows: list[dict[str, Any]]) -> str:
    """The rows as Markdown."""
    names = list(rows[0]["attacks"])
    lines = [
        f"{len(rows)} clips of {SECONDS} s, strength {STRENGTH:g}.",
        "",
        "| attack | all 64 bits | 95 % | lowest score |",
    ]
    lines.append("|---|---:|---:|---:|")
    for name in names:
        got = [row["attacks"][name] for row in rows]
        right = sum(g["right"] for g in got)
        low, high = wilson(right, len(got))
        lowest = min(g["score"] for g in got)
        lines.append(f"| {name} | {right}/{len(got)} | {100 * low:.0f}–{100 * high:.0f} % | {lowest:.1f} |")
    noise = [row["psnr"] for row in rows]
    lines += ["", f"PSNR {min(noise):.1f} dB at least, {np.mean(noise):.1f} on average."]
    lines.append(f"Embedding {np.median([row['ms'] for row in rows]):.2f} ms a frame (median).")
    wrong = sum(g["wrong"] for row in rows for g in row["attacks"].values())
    lines.append(f"Wrong identities read: {wrong}. The code's own bound on a false alarm: {FALSE_ALARM:.1e} a file.")
    tail = sorted(row["unmarked"] for row in rows if "unmarked" in row)
    if tail:
        cuts = ", ".join(f"{100 * q:g} %: {np.quantile(tail, q):.2f}" for q in (0.5, 0.9, 0.99, 1))
        lines.append(f"Scores of the same clips without the mark: {cuts}.")
    grown = [row["bytes"][1] / row["bytes"][0] for row in rows if "bytes" in row]
    if grown:
        lines.append(f"The mark makes files {100 * (float(np.median(grown)) - 1):.0f} % larger (median).")
    return "\n".join(lines)


def one(job: tuple[str | None, int]) -> dict[str, Any]:
    """One clip, by us or by another package."""
    package, seed = job
    return measure(seed) if package is None else measure_other(package, seed)


def main() -> None:
    """Measure what is missing, then print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clips", type=int, default=100, metavar="N")
    parser.add_argument("--seed", type=int, default=5000, metavar="N", help="of the first clip (default: 5000)")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="processes (default: 1)")
    parser.add_argument("--against", choices=("invisible-watermark", "blind-watermark"))
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
    options = parser.parse_args()
    wanted = range(options.seed, options.seed + options.clips)
    known = options.output.read_text().splitlines() if options.output.exists() else []
    rows = {row["seed"]: row for row in map(json.loads, known) if row["seed"] in wanted}
    jobs = [(options.against, seed) for seed in wanted if seed not in rows]
    with ExitStack() as stack:
        file, made = stack.enter_context(options.output.open("a")), map(one, jobs)
        if options.jobs > 1:  # else here: blind-watermark does not bear being imported by a process that was spawned
            made = stack.enter_context(multiprocessing.get_context("spawn").Pool(options.jobs)).imap_unordered(
                one, jobs
            )
        for row in made:
            rows[row["seed"]] = row
            file.write(json.dumps(row) + "\n")
            file.flush()
    print(table([rows[seed] for seed in sorted(rows)]))


if __name__ == "__main__":
    main()
