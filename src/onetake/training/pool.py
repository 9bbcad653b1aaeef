"""A pool of simulated clips as latents on disk, filled by some processes while another trains from it.

One record is a stretch of a longer take: an anchor (the take's first latent frame), a still (the stretch's first
picture, held), and ``WINDOW`` latent frames. Latents are int8 with one scale per coefficient; everything the
network is told lies beside them, and ``ready.npy`` says which records are complete. Record i depends on the seed
and i alone, so a pool can be filled again or further, in any order.
"""

from __future__ import annotations

import argparse
import json
import os
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from onetake.model.codec import Codec
from onetake.model.condition import CAMERA_FEATURES, TRACK_GEOMETRY, TRACK_MOTION, camera_features, track_features
from onetake.processor import fast_bf16
from onetake.prompt.eyes import cameras_of, plane_eyes
from onetake.prompt.ontology import CONCEPTS, GROUPS
from onetake.prompt.tokens import FIELDS, concept_tokens
from onetake.types import FPS, MAX_INDIVIDUALS, PATCH, SHAPES, STRIDE, Array
from onetake.world.take import HELD_OUT, Take, scene_with, simulate_take

WINDOW = 12
"""Latent frames of a record's stretch (four seconds)."""
FRAMES = WINDOW + 2
_NOUN_FIELDS = [FIELDS.index(f) for f in ("kind", "anchor", "target", "partner")]
TEXTS = 2
_UNREAD = -1


@dataclass(frozen=True)
class Record:
    """One row of the pool; arrays as in :class:`onetake.model.condition.Condition`, T = FRAMES."""

    latents_THWZ: NDArray[np.int8]
    concepts_K3L: NDArray[np.int16]
    text_T: NDArray[np.int8]
    tracks_TEF: NDArray[np.float16]
    slot_E: NDArray[np.int8]
    camera_TC: NDArray[np.float32]
    variant_V: NDArray[np.int8]
    start: int

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Its arrays by the names that a pool has for them."""
        values = (self.latents_THWZ, self.concepts_K3L, self.text_T, self.tracks_TEF, self.slot_E, self.camera_TC,
                  self.variant_V, np.array(self.start))  # fmt: skip
        return dict(zip(Pool.NAMES, values, strict=True))


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
    with torch.autocast("cpu", torch.bfloat16, enabled=fast_bf16()):  # eight bits are kept anyway
        latents = codec.encode(torch.from_numpy(pictures)[None])[0].float() / quantum(codec)
    index = frames_of(take, start_chunk)
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
    variants = np.zeros(1 + MAX_INDIVIDUALS, np.int8)
    variants[0] = take.staging.variant
    if take.staging.variant_E is not None:
        variants[1 : 1 + len(take.staging.variant_E)] = take.staging.variant_E
    path_NC = take.staging.camera_NC
    return Record(
        latents.round().clamp(-127, 127).to(torch.int8).numpy(),
        np.stack(texts).astype(np.int16),
        np.array(text, np.int8),
        track_features(padded(take.staging.tracks_NEF[index])).astype(np.float16),
        slots,
        camera_features(path_NC[index], plane_eyes(path_NC, cameras_of(take.beats, len(path_NC)))[index]),
        variants,
        start_chunk,
    )


def frames_of(take: Take, start_chunk: int) -> NDArray[np.int64]:
    """The take's video frames that a record shows, (FRAMES * STRIDE,): anchor, still, stretch."""
    first = start_chunk * FPS
    index = np.concatenate([np.arange(STRIDE), np.full(STRIDE, first), np.arange(first, first + WINDOW * STRIDE)])
    return np.asarray(np.minimum(index, take.geometry.frames - 1), np.int64)


def quantum(codec: Codec) -> torch.Tensor:
    """int8 step of each coefficient; a fifth beyond the largest value met when the codec was fitted is kept."""
    return codec.peak_D * 1.2 / 127


class Pool:
    """Memory-mapped records of one shape. ``create`` makes the files; opening them again resumes.

    Pools of the first version have no ``ready.npy``: their ``count.json`` tells how many leading records are complete.
    """

    NAMES = ("latents", "concepts", "text", "tracks", "slot", "camera", "variant", "start")
    PAINTED = ("collage", "completed", "painted")
    """What :mod:`onetake.training.collage` adds: a record's latents as it is painted, the same with all that the world
    adds to a picture, and by which painters they are."""

    def __init__(self, folder: Path, mode: Literal["r", "r+"] = "r") -> None:
        self.folder, self._mode = folder, mode
        self.arrays = {n: np.load(folder / f"{n}.npy", mmap_mode=mode) for n in (*self.NAMES, *self.PAINTED)}
        self._ready: NDArray[np.uint8] | None = None
        self._within: dict[str, NDArray[np.int8]] = {}

    @staticmethod
    def there(folder: Path) -> bool:
        """Whether ``folder`` holds a pool, however full."""
        return (folder / "ready.npy").exists() or (folder / "count.json").exists()

    @classmethod
    def create(cls, folder: Path, capacity: int, shape: str, dims: int, length: int = 48) -> Pool:
        """Reserve ``capacity`` records; leaves a pool that is there as it is, but for files that it lacks."""
        begun = cls.there(folder)
        folder.mkdir(parents=True, exist_ok=True)
        width, height = SHAPES[shape]
        e, f, grid = MAX_INDIVIDUALS, TRACK_GEOMETRY + TRACK_MOTION, (FRAMES, height // PATCH, width // PATCH, dims)
        sizes: dict[str, tuple[type, tuple[int, ...]]] = {
            "latents": (np.int8, grid), "concepts": (np.int16, (TEXTS, 3, length)), "text": (np.int8, (FRAMES,)),
            "tracks": (np.float16, (FRAMES, e, f)), "slot": (np.int8, (e,)),
            "camera": (np.float32, (FRAMES, CAMERA_FEATURES)), "variant": (np.int8, (1 + e,)),
            "start": (np.int16, ()), "collage": (np.int8, grid), "completed": (np.int8, grid),
            "painted": (np.uint32, ()),
        }  # fmt: skip
        if begun:
            capacity = len(np.load(folder / "start.npy", mmap_mode="r"))
        for name, (dtype, size) in sizes.items():
            if not begun or not (folder / f"{name}.npy").exists():
                np.lib.format.open_memmap(folder / f"{name}.npy", "w+", dtype, (capacity, *size))
        pool = cls(folder, "r+")
        if not (folder / "ready.npy").exists():  # written last: now the pool is there
            temporary = folder / "ready.tmp"
            with temporary.open("wb") as file:
                np.save(file, np.zeros(pool.capacity, np.uint8))
            temporary.replace(folder / "ready.npy")
        return pool

    @property
    def capacity(self) -> int:
        return len(self.arrays["start"])

    def ready(self) -> NDArray[np.bool_]:
        """Which records are complete at this moment, (capacity,)."""
        ready = np.zeros(self.capacity, bool)
        if self._ready is None and (self.folder / "ready.npy").exists():
            self._ready = np.load(self.folder / "ready.npy", mmap_mode=self._mode)
        if self._ready is not None:
            ready |= np.asarray(self._ready) > 0
        if (self.folder / "count.json").exists():
            ready[: json.loads((self.folder / "count.json").read_text())["count"]] = True
        return ready

    def offered(self) -> NDArray[np.bool_]:
        """Which records can be trained from, (capacity,): complete, and painted."""
        return np.asarray(self.ready() & (self.arrays["painted"] != 0), bool)

    def rows(self) -> NDArray[np.int64]:
        """Records that can be trained from."""
        return np.flatnonzero(self.offered())

    def full(self) -> bool:
        """Whether every record is complete and painted."""
        return bool(self.offered().all())

    @property
    def count(self) -> int:
        """How many records from the first on are complete without a gap."""
        ready = self.ready()
        return len(ready) if ready.all() else int(ready.argmin())

    def rows_within(self, group: str) -> NDArray[np.int64]:
        """Those of :meth:`rows` whose every noun is of a group of ``ontology.GROUPS``. Each record is read once."""
        if group == "all":
            return self.rows()
        ready, known = self.offered(), self._within.setdefault(group, np.full(self.capacity, _UNREAD, np.int8))
        new = np.flatnonzero(ready & (known == _UNREAD))
        if len(new):
            words = np.asarray(self.arrays["concepts"][new])
            nouns = np.where(np.isin(words[:, :, 2], _NOUN_FIELDS), words[:, :, 0], 0)
            known[new] = np.isin(nouns, [0, *(CONCEPTS["kind", k] for k in GROUPS[group])]).all((1, 2))
        return np.flatnonzero(ready & (known == 1))

    def write(self, at: int, record: Record) -> None:
        """Put a record in its place and mark it complete, in this order."""
        for name, value in record.arrays().items():
            self.arrays[name][at] = value
        self.mark(at)

    def mark(self, rows: int | slice, complete: bool = True) -> None:
        """Say that records are complete, or are not."""
        self.ready()
        assert self._ready is not None
        self._ready[rows] = complete


@dataclass(frozen=True, slots=True)
class Filling:
    """What a pool is filled with.

    ``group``: the nouns that are shown (``ontology.GROUPS``); ``pairs``: all records show a pair of noun and verb
    that is held out; ``part`` of ``parts``: which takes are this process's, dealt out in turn, so
    that the pool grows from its beginning; ``parent``: the process without which filling ends (0: no such).
    """

    shape: str
    capacity: int
    seed: int
    group: str = "all"
    pairs: bool = False
    part: int = 0
    parts: int = 1
    parent: int = 0


def fill(folder: Path, codec: Codec, f: Filling) -> None:
    """Fill (this process's part of) a pool: whatever is not complete yet."""
    pool = Pool.create(folder, f.capacity, f.shape, codec.dims)
    takes = Takes(f)
    for i in np.flatnonzero(~pool.ready()).tolist():
        if i // 2 % f.parts != f.part:
            continue
        if f.parent and os.getppid() != f.parent:
            return
        pool.write(i, make_record(*takes.of(i), codec))


class Takes:
    """The take of each record of a pool and the second at which the record begins. Two records share a take: setting up
    a scene costs as much as drawing a second of it."""

    def __init__(self, filling: Filling) -> None:
        self.filling = filling
        self._last: tuple[int, Take] | None = None

    def of(self, record: int) -> tuple[Take, int]:
        f, which = self.filling, record // 2
        number = zlib.crc32(f"{f.seed}/{f.shape}/{which}".encode())
        if self._last is None or self._last[0] != which:
            self._last = which, self._simulated(which, number)
        take = self._last[1]
        seconds = int(take.geometry.seconds)
        start = np.random.default_rng(number + record % 2).integers(0, max(1, seconds - WINDOW // 3 + 1))
        return take, int(start) if record % 2 else 0

    def _simulated(self, which: int, number: int) -> Take:
        f = self.filling
        if f.pairs:
            pairs = sorted(HELD_OUT)
            return simulate_take(number, f.shape, scenes=(scene_with(pairs[which % len(pairs)], number),))
        return simulate_take(number, f.shape, None if f.group == "all" else GROUPS[f.group])


def main() -> None:
    """Command line of the filling processes that :mod:`onetake.training.prepare` starts."""
    parser = argparse.ArgumentParser(description="fill a pool of simulated latents")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--codec", type=Path, required=True)
    parser.add_argument("--shape", choices=sorted(SHAPES), default="landscape")
    parser.add_argument("--capacity", type=int, default=8192)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--group", choices=sorted(GROUPS), default="all")
    parser.add_argument("--pairs", action="store_true")
    parser.add_argument("--part", type=int, default=0)
    parser.add_argument("--parts", type=int, default=1)
    parser.add_argument("--parent", type=int, default=0)
    told = vars(parser.parse_args())
    folder, codec = told.pop("folder"), told.pop("codec")
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    from safetensors.torch import load_file

    fill(folder, Codec.from_state(load_file(codec)), Filling(**told))


if __name__ == "__main__":
    main()
