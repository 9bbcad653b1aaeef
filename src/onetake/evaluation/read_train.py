"""Train the reader: ``python -m onetake.evaluation.read_train``. Resumable; about five core-minutes.

Clips are drawn once into a memory-mapped array and spoilt anew each time they are seen: half of them get an error
of the codec's latents (noise of up to 40 % of their spread, decoded: the codec is linear, so a bank of decoded
noise serves every clip), blur, or both; all are mirrored at random.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from pathlib import Path

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from onetake.evaluation.reader import (
    ALIKE,
    AT,
    FIELDS,
    FIGURES,
    SHIPPED,
    SMALL,
    WINDOW,
    Reader,
    accuracy,
    pick,
    save_reader,
    shrink,
)
from onetake.evaluation.truth import (
    CHECK_SEEDS,
    READ_KINDS,
    READER_SEEDS,
    answers,
    sample_subject,
    small_clip,
    true_clip,
)
from onetake.model.codec import Codec
from onetake.types import PATCH, SHAPES, STRIDE

_WEIGHT = {"kind": 1.0, "count": 0.7, "action": 1.0, "place": 0.4}
_WORST = 0.4
"""Largest latent error, in parts of the latents' spread."""


class Store:
    """True clips and their answers on disk; clip i depends on its seed alone, so collecting can go on any time."""

    def __init__(self, folder: Path, capacity: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.capacity, self._count = capacity, folder / "count.json"
        width, height = SMALL
        shape = (capacity, len(AT), height, width, 3)
        self.clips = self._map(folder / "clips.npy", np.dtype(np.uint8), shape)
        self.answers = self._map(folder / "answers.npy", np.dtype(np.int64), (capacity, len(FIELDS)))

    @staticmethod
    def _map(path: Path, dtype: np.dtype, shape: tuple[int, ...]) -> NDArray:  # type: ignore[type-arg]
        if path.exists():
            there = np.load(path, mmap_mode="r+")
            if len(there) >= shape[0]:
                return there  # type: ignore[no-any-return]
            larger = np.lib.format.open_memmap(path.with_suffix(".tmp"), "w+", dtype, shape)
            larger[: len(there)] = there
            path.with_suffix(".tmp").replace(path)
            return larger
        return np.lib.format.open_memmap(path, "w+", dtype, shape)

    @property
    def count(self) -> int:
        """Clips that are there."""
        return int(json.loads(self._count.read_text())) if self._count.exists() else 0

    def collect(self, until: float) -> None:
        """Draw clips until the store is full or the clock (``time.monotonic``) says ``until``."""
        for i in range(self.count, self.capacity):
            scene, clip = small_clip(READER_SEEDS + i)
            self.clips[i], self.answers[i] = clip, answers(scene)
            if i % 32 == 31 or i + 1 == self.capacity:
                self._count.write_text(json.dumps(i + 1))
                if time.monotonic() > until:
                    return


def noise_bank(codec: Codec, fields: int, seed: int = 0) -> NDArray[np.float32]:
    """What unit noise on the latents does to a clip's pixels as the reader sees them: (fields, 8, 56, 96, 3)."""
    generator = torch.Generator().manual_seed(seed)
    width, height = SHAPES["landscape"]
    rows, columns = height // PATCH, width // PATCH
    out = []
    for _ in range(fields):
        noise = torch.randn(1, WINDOW // STRIDE, rows, columns, codec.dims, generator=generator)
        grey = (noise * 0.25 * codec.scale_D) @ codec.basis_DP  # a quarter, about mid-grey, so that nothing is clipped
        pictures = codec.decode((grey - codec.mean_P) @ codec.basis_DP.T / codec.scale_D)[0].numpy()
        out.append((shrink(pictures[list(AT)]).astype(np.float32) - 127.5) * 4)
    return np.stack(out)


def spoil(clips: NDArray[np.uint8], bank: NDArray[np.float32], rng: np.random.Generator) -> Tensor:
    """Mirror at random, and make half of the clips as bad as generated video may be. uint8 in, fp32 0..255 out."""
    out = np.empty(clips.shape, np.float32)
    for one, clip in zip(out, clips, strict=True):
        one[:] = clip[:, :, ::-1] if rng.random() < 0.5 else clip
        if rng.random() < 0.35:
            one[:] = _blurred(one, float(rng.uniform(0.3, 1.2)))
        if rng.random() < 0.35:
            one += np.float32(rng.uniform(-_WORST, _WORST)) * bank[int(rng.integers(len(bank)))]
    out *= rng.uniform(0.93, 1.07, (len(out), 1, 1, 1, 3)).astype(np.float32)
    return torch.from_numpy(np.clip(out, 0, 255, out=out))


def _blurred(clip_NYXC: NDArray[np.float32], sigma: float) -> NDArray[np.float32]:
    """All frames at once, one above the other; a border row of the next frame does no harm."""
    tall = cv2.GaussianBlur(clip_NYXC.reshape(-1, *clip_NYXC.shape[2:]), (0, 0), sigma)
    return np.asarray(tall, np.float32).reshape(clip_NYXC.shape)


def _loss(scores: dict[str, Tensor], truth: Tensor) -> Tensor:
    parts = [
        _WEIGHT[field] * F.cross_entropy(scores[field].float(), truth[:, i], label_smoothing=0.05)
        for i, field in enumerate(FIELDS)
    ]
    return torch.stack(parts).sum()


def fit(
    reader: Reader, store: Store, bank: NDArray[np.float32], folder: Path, steps: int, batch: int, until: float
) -> int:
    """Train with AdamW and a one-cycle rate; the state is kept so that a killed run goes on. Returns the step."""
    optimiser = torch.optim.AdamW(reader.parameters(), lr=1e-3, weight_decay=0.02)
    kept, step = folder / "state.pt", 0
    if kept.exists():
        state = torch.load(kept, weights_only=True)
        reader.load_state_dict(state["reader"])
        optimiser.load_state_dict(state["optimiser"])
        step = state["step"]
    reader.train()
    while step < steps and time.monotonic() < until:
        rng = np.random.default_rng((17, step))
        rows = np.sort(rng.integers(0, store.count, batch))
        clips = spoil(np.asarray(store.clips[rows]), bank, rng)
        for group in optimiser.param_groups:
            group["lr"] = 3e-3 * min(1, step / 150) * (0.01 + 0.99 * (0.5 + 0.5 * math.cos(math.pi * step / steps)))
        with torch.autocast("cpu", torch.bfloat16):
            scores = reader(clips)
        loss = _loss(scores, torch.from_numpy(store.answers[rows]))
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
        optimiser.step()
        step += 1
        if step % 50 == 0 or step == steps:
            _log(folder, step=step, clips=store.count, loss=round(float(loss.detach()), 3), t=round(time.time()))
            state = {"reader": reader.state_dict(), "optimiser": optimiser.state_dict(), "step": step}
            torch.save(state, folder / "state.tmp")
            (folder / "state.tmp").replace(kept)
    return step


def _log(folder: Path, **entry: float) -> None:
    with (folder / "log.jsonl").open("a") as file:
        file.write(json.dumps(entry) + "\n")


def check(reader: Reader, codec: Codec, clips: int) -> dict[str, object]:
    """Accuracy on true held-out clips: as they are, after the codec, and with 20 % and 40 % latent error."""
    reader.eval()
    generator = torch.Generator().manual_seed(1)
    levels = {"true": None, "after_codec": 0.0, "latent_error_20": 0.2, "latent_error_40": 0.4}
    said: dict[str, list[NDArray[np.int64]]] = {name: [] for name in levels}
    truth = []
    for i in range(clips):
        clip = true_clip(sample_subject(CHECK_SEEDS + i, kinds=READ_KINDS), CHECK_SEEDS + i)
        truth.append(answers(clip.scene))
        latents = codec.encode(torch.from_numpy(clip.frames_NYXC)[None])
        noise = torch.randn(latents.shape, generator=generator) * latents.std()
        views = [
            clip.frames_NYXC if x is None else codec.decode(latents + x * noise)[0].numpy() for x in levels.values()
        ]
        with torch.no_grad():
            scores = reader(torch.from_numpy(np.stack([pick(v) for v in views])))
        best = torch.stack([scores[field].argmax(-1) for field in FIELDS], 1).numpy()
        for name, row in zip(levels, best, strict=True):
            said[name].append(row)
    result: dict[str, object] = {
        name: {k: round(v, 4) for k, v in accuracy(rows, truth).items()} for name, rows in said.items()
    }
    return {**result, "clips": clips, "alike": ALIKE, "confusions": confusions(said["after_codec"], truth)}


def confusions(said: list[NDArray[np.int64]], truth: list[NDArray[np.int64]], most: int = 8) -> dict[str, list[str]]:
    """The commonest mistakes of each field: "truth → said (times)"."""
    out = {}
    for i, (field, names) in enumerate(FIELDS.items()):
        pairs = [(int(t[i]), int(s[i])) for s, t in zip(said, truth, strict=True) if s[i] != t[i]]
        ranked = sorted(set(pairs), key=lambda p: (-pairs.count(p), p))[:most]
        out[field] = [f"{names[t]} → {names[s]} ({pairs.count((t, s))})" for t, s in ranked]
    return out


def main() -> None:
    """Collect, fit, check, and write the weights and their figures."""
    from safetensors.torch import load_file

    cache = Path.home() / ".cache" / "onetake"
    parser = argparse.ArgumentParser(description="train the reader")
    parser.add_argument("--folder", type=Path, default=cache / "reader")
    parser.add_argument("--codec", type=Path, default=cache / "data" / "codec.safetensors")
    parser.add_argument("--clips", type=int, default=20000)
    parser.add_argument("--steps", type=int, default=2400)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--collect-minutes", type=float, default=9.0)
    parser.add_argument("--fit-minutes", type=float, default=24.0)
    parser.add_argument("--check", type=int, default=400)
    parser.add_argument("--output", type=Path, default=SHIPPED)
    a = parser.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    torch.manual_seed(0)
    began, work = time.monotonic(), time.process_time()
    codec = Codec.from_state(load_file(a.codec))
    store = Store(a.folder, a.clips)
    store.collect(began + 60 * a.collect_minutes)
    reader = Reader()
    fitting = time.monotonic()
    steps = fit(reader, store, noise_bank(codec, 48), a.folder, a.steps, a.batch, fitting + 60 * a.fit_minutes)
    save_reader(a.output, reader)
    figures = check(reader, codec, a.check)
    figures |= {"trained_on": store.count, "steps": steps, "core_minutes": round((time.process_time() - work) / 60, 1)}
    figures["parameters"] = sum(p.numel() for p in reader.parameters())
    (a.output.with_suffix(".json") if a.output != SHIPPED else FIGURES).write_text(
        json.dumps(figures, indent=1, ensure_ascii=False) + "\n"
    )


if __name__ == "__main__":
    main()
