"""A pool of simulated clips as latents on disk, filled by one process while another trains from it.

One record is a stretch of a longer take: an anchor (the take's first latent frame), a still (the stretch's first
picture, held), and ``WINDOW`` latent frames. Latents are int8 with one scale per coefficient; everything the
network is told lies beside them. Record i depends on seed + i alone, so a pool can be filled again or further.
"""

from __future__ import annotations

import argparse
import json
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray

from onetake.model.codec import Codec
from onetake.model.condition import TRACK_GEOMETRY, TRACK_MOTION, camera_features, track_features
from onetake.prompt.caption import long_caption
from onetake.prompt.ontology import CONCEPTS, FIRST_KINDS
from onetake.prompt.staging import stage
from onetake.prompt.tokens import FIELDS, concept_tokens
from onetake.types import FPS, MAX_INDIVIDUALS, PATCH, SHAPES, STRIDE, Array, Beat, Geometry, Scene, Staging
from onetake.world.physics import simulate
from onetake.world.render import Renderer
from onetake.world.script import appearance, sample_scene

WINDOW = 12
"""Latent frames of a record's stretch (four seconds)."""
FRAMES = WINDOW + 2
_NOUN_FIELDS = [FIELDS.index(f) for f in ("kind", "anchor", "target")]
TEXTS = 2
HELD_OUT: frozenset[tuple[str, str]] = frozenset({
    ("dog", "dance"), ("cat", "run"), ("horse", "eat"), ("bear", "dance"), ("rabbit", "sleep"), ("girl", "jump"),
    ("man", "dance"), ("elephant", "dance"), ("lion", "sit"), ("duck", "fly"), ("bus", "stand"), ("penguin", "hop"),
    ("fox", "play"), ("old woman", "wave"), ("robot", "walk"),
})  # fmt: skip
"""Pairs of noun and verb that no training clip shows: what the model makes of them is composition."""


@dataclass(frozen=True)
class Take:
    """One simulated take, ready to be drawn at any second: the truth and the renderer."""

    beats: tuple[Beat, ...]
    staging: Staging
    renderer: Renderer
    geometry: Geometry


def beats_of(scenes: tuple[Scene, ...], seconds: int) -> tuple[Beat, ...]:
    """Divide a take over its scenes on whole seconds."""
    edges = [round(i * seconds / len(scenes)) for i in range(len(scenes) + 1)]
    return tuple(
        Beat(float(a), float(b), scene, long_caption(scene))
        for a, b, scene in zip(edges[:-1], edges[1:], scenes, strict=True)
    )


def simulate_take(
    seed: int, shape: str, kinds: tuple[str, ...] | None, seconds: int | None = None,
    scenes: tuple[Scene, ...] | None = None, held_out: frozenset[tuple[str, str]] = HELD_OUT,
) -> Take:  # fmt: skip
    """Sample (or take) scenes, stage and simulate them. Nothing is drawn yet."""
    rng = np.random.default_rng(seed)
    scenes = scenes or sample_scene(rng, kinds, held_out=held_out)
    seconds = seconds or int(rng.choice([4, 6, 8, 12]))
    width, height = SHAPES[shape]
    geometry = Geometry(width, height, seconds * FPS)
    beats = beats_of(scenes, seconds)
    staging = simulate(beats, stage(beats, geometry, seed), geometry, seed)
    looks = [appearance(entity, rng) for entity in scenes[0].entities]
    segments = [(int(b.start * FPS), int(b.end * FPS), tuple(e.verb for e in b.scene.entities)) for b in beats]
    return Take(beats, staging, Renderer(scenes[0], staging, geometry, looks, segments, seed), geometry)


@dataclass(frozen=True)
class Record:
    """One row of the pool; arrays as in :class:`onetake.model.condition.Condition`, T = FRAMES."""

    latents_THWZ: NDArray[np.int8]
    concepts_K3L: NDArray[np.int16]
    text_T: NDArray[np.int8]
    tracks_TEF: NDArray[np.float16]
    slot_E: NDArray[np.int8]
    camera_TC: NDArray[np.float16]
    start: int


def padded(tracks_NEF: Array) -> Array:
    """Pad individuals to MAX_INDIVIDUALS with invisible ones."""
    missing = MAX_INDIVIDUALS - tracks_NEF.shape[1]
    return np.pad(tracks_NEF, ((0, 0), (0, missing), (0, 0)))


def make_record(take: Take, start_chunk: int, codec: Codec) -> Record:
    """Draw and encode a stretch of a take that begins at a whole second."""
    first = start_chunk * FPS
    stretch = take.renderer.frames(first, first + WINDOW * STRIDE)
    anchor = take.renderer.frames(0, STRIDE) if start_chunk else stretch[:STRIDE]
    pictures = np.concatenate([anchor, np.repeat(stretch[:1], STRIDE, 0), stretch])
    with torch.autocast("cpu", torch.bfloat16):  # eight bits are kept anyway
        latents = codec.encode(torch.from_numpy(pictures)[None])[0].float() / quantum(codec)
    index = np.concatenate([np.arange(STRIDE), np.full(STRIDE, first), np.arange(first, first + WINDOW * STRIDE)])
    index = np.minimum(index, take.geometry.frames - 1)
    numbers = [
        next(i for i, b in enumerate(take.beats) if t < b.end * FPS or b is take.beats[-1]) for t in index[1::STRIDE]
    ]
    used = sorted(set(numbers[1:]))[:TEXTS]
    texts = []
    for i in (used * TEXTS)[:TEXTS]:
        c = concept_tokens(take.beats[i].scene)
        texts.append(np.stack([c.ids_L, c.slots_L, c.fields_L]))
    text = [min(used.index(n) if n in used else 0, TEXTS - 1) for n in numbers]
    slots = np.zeros(MAX_INDIVIDUALS, np.int8)
    slots[: len(take.staging.entity_E)] = take.staging.entity_E + 1
    return Record(
        latents.round().clamp(-127, 127).to(torch.int8).numpy(),
        np.stack(texts).astype(np.int16),
        np.array(text, np.int8),
        track_features(padded(take.staging.tracks_NEF[index])).astype(np.float16),
        slots,
        camera_features(take.staging.camera_NC[index]).astype(np.float16),
        start_chunk,
    )


def quantum(codec: Codec) -> torch.Tensor:
    """int8 step of each coefficient; a fifth beyond the largest value met when the codec was fitted is kept."""
    return codec.peak_D * 1.2 / 127


class Pool:
    """Memory-mapped records of one shape. ``create`` makes the files; opening them again resumes."""

    NAMES = ("latents", "concepts", "text", "tracks", "slot", "camera", "start")

    def __init__(self, folder: Path, mode: Literal["r", "r+"] = "r") -> None:
        self.folder = folder
        self.arrays = {n: np.load(folder / f"{n}.npy", mmap_mode=mode) for n in self.NAMES}

    @classmethod
    def create(cls, folder: Path, capacity: int, shape: str, dims: int, length: int = 48) -> Pool:
        """Reserve ``capacity`` records; does nothing when the pool is there."""
        if not (folder / "count.json").exists():
            folder.mkdir(parents=True, exist_ok=True)
            width, height = SHAPES[shape]
            e, f = MAX_INDIVIDUALS, TRACK_GEOMETRY + TRACK_MOTION
            sizes: dict[str, tuple[type, tuple[int, ...]]] = {
                "latents": (np.int8, (FRAMES, height // PATCH, width // PATCH, dims)),
                "concepts": (np.int16, (TEXTS, 3, length)), "text": (np.int8, (FRAMES,)),
                "tracks": (np.float16, (FRAMES, e, f)), "slot": (np.int8, (e,)),
                "camera": (np.float16, (FRAMES, 4)), "start": (np.int16, ()),
            }  # fmt: skip
            for name, (dtype, size) in sizes.items():
                np.lib.format.open_memmap(folder / f"{name}.npy", "w+", dtype, (capacity, *size))
            cls._write_count(folder, 0)
        return cls(folder, "r+")

    @staticmethod
    def _write_count(folder: Path, count: int) -> None:
        temporary = folder / "count.json.tmp"
        temporary.write_text(json.dumps({"count": count}))
        temporary.replace(folder / "count.json")

    @property
    def count(self) -> int:
        """Records that are complete."""
        return int(json.loads((self.folder / "count.json").read_text())["count"])

    def first_rows(self) -> NDArray[np.int64]:
        """Records whose every noun is one of the first two dozen."""
        words = np.asarray(self.arrays["concepts"][: self.count])
        nouns = np.where(np.isin(words[:, :, 2], _NOUN_FIELDS), words[:, :, 0], 0)
        return np.flatnonzero(np.isin(nouns, [0, *(CONCEPTS["kind", k] for k in FIRST_KINDS)]).all((1, 2)))

    @property
    def capacity(self) -> int:
        return len(self.arrays["start"])

    def append(self, at: int, record: Record) -> None:
        values = (
            record.latents_THWZ,
            record.concepts_K3L,
            record.text_T,
            record.tracks_TEF,
            record.slot_E,
            record.camera_TC,
            record.start,
        )
        for name, value in zip(self.NAMES, values, strict=True):
            self.arrays[name][at] = value
        if at % 8 == 7 or at + 1 == self.capacity:
            self._write_count(self.folder, at + 1)


SHAPE_SEEDS = {"landscape": 0, "portrait": 1, "square": 2}


def fill(folder: Path, shape: str, codec: Codec, capacity: int, seed: int, first_until: int = 0) -> None:
    """Fill a pool up to its capacity; the first ``first_until`` records show the first two dozen nouns only."""
    pool = Pool.create(folder, capacity, shape, codec.dims)
    for i in range(pool.count, pool.capacity):
        number = zlib.crc32(f"{seed}/{shape}/{i // 2}".encode())
        take = simulate_take(number, shape, FIRST_KINDS if i < first_until else None)
        # Two records share a take: setting up a scene costs as much as drawing a second of it.
        seconds = int(take.geometry.seconds)
        start = np.random.default_rng(number + i % 2).integers(0, max(1, seconds - WINDOW // 3 + 1))
        pool.append(i, make_record(take, int(start) if i % 2 else 0, codec))


def main() -> None:
    """Command line of the filling process that :mod:`onetake.training.prepare` starts."""
    parser = argparse.ArgumentParser(description="fill a pool of simulated latents")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--codec", type=Path, required=True)
    parser.add_argument("--shape", choices=sorted(SHAPES), default="landscape")
    parser.add_argument("--capacity", type=int, default=8192)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first-until", type=int, default=0)
    a = parser.parse_args()
    torch.set_num_threads(1)
    from safetensors.torch import load_file

    fill(a.folder, a.shape, Codec.from_state(load_file(a.codec)), a.capacity, a.seed, a.first_until)


if __name__ == "__main__":
    main()
