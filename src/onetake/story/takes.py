"""Drawing the shots: each a take of its own in ``takes/``, found again by everything that shaped it.

A take's folder holds its plan and its latents, unmarked; frames are decoded when the film is joined, which is where
all marks are put on. A take that was killed goes on where it stopped.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from onetake.plan import fingerprint, make_plan, plan_json
from onetake.story.captions import Composed
from onetake.story.cast import Cast
from onetake.story.files import write_whole
from onetake.story.shots import Shot
from onetake.types import CHUNK, FPS, STRIDE, Plan

if TYPE_CHECKING:
    from torch import Tensor

    from onetake.sampling.sampler import Sampler

__all__ = ["Reference", "Take", "draw_take", "frames_of", "is_drawn", "plan_take"]

DISSOLVE = 6
"""Frames over which one shot becomes the next: its take is that much longer."""
FAR = 32
"""Latent frames before the take at which a reference is said to lie."""
_RETRY = 7_368_787
"""What a seed grows by when a take is drawn again."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a character first came out well: a take and one of its chunks."""

    character: str
    take: Take
    chunk: int = 0


@dataclass(frozen=True, slots=True)
class Take:
    """A shot as it is drawn. ``entities``: which entity of the plan each character is; ``key``: its folder's name."""

    shot: Shot
    plan: Plan
    entities: dict[str, int]
    references: tuple[Reference, ...] = ()
    frames: int = 0
    notes: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Equal exactly when the pixels have to be."""
        told = fingerprint(self.plan)
        if self.references:
            seen = json.dumps([[r.take.key, r.chunk] for r in self.references])
            told = hashlib.sha256((told + seen).encode()).hexdigest()[:16]
        return told

    @property
    def chunks(self) -> int:
        return len(self.plan.staging.tracks_NEF) // (CHUNK * STRIDE)


def plan_take(
    shot: Shot,
    told: Composed,
    cast: Cast,
    *,
    tail: int,
    seed: int,
    place_seed: int,
    model: str,
    size: str,
    output: Path,
    attempt: int = 0,
) -> Take:
    """The take of a shot: checked, staged, everybody in their own looks. ``tail``: frames it is longer than the shot,
    for a dissolve; ``place_seed``: of the looks of places, the same for the whole film; ``attempt``: how often it was
    drawn before. Raises as ``make_plan``."""
    frames = max(1, round(shot.seconds * FPS)) + tail
    own = seed if shot.seed is None else shot.seed
    plan = make_plan(
        told.prompt,
        seconds=frames / FPS,
        size=size,
        seed=(own + attempt * _RETRY) % (1 << 53),
        model=model,
        output=output,
    )
    staging = plan.staging
    variant_E = np.zeros_like(staging.entity_E) if staging.variant_E is None else staging.variant_E.copy()
    for name, entity in told.entities.items():
        variant_E[staging.entity_E == entity] = cast[name].variant
    # Places have a look of their own too: the same wherever the film comes back to it.
    place = plan.beats[0].scene.place
    variant = int(hashlib.sha256(f"{place_seed} {place}".encode()).digest()[0]) % 3
    plan = replace(plan, staging=replace(staging, variant_E=variant_E, variant=variant))
    return Take(shot, plan, dict(told.entities), (), frames, tuple(dict.fromkeys((*told.notes, *plan.warnings))))


def is_drawn(take: Take, folder: Path) -> bool:
    """Whether all of a take is there."""
    where = folder / take.key
    return (where / "plan.json").exists() and all(
        (where / f"chunk_{i}.safetensors").exists() for i in range(take.chunks)
    )


def draw_take(take: Take, folder: Path) -> Iterator[tuple[int, NDArray[np.uint8] | None]]:
    """Draw what is missing of a take: yields (chunk, its frames as drawn, or None for one that was there).

    Raises ``DiskError``, ``OutOfMemory``, ``Failure``, ``WeightsError``; what was drawn stays.
    """
    from onetake.model.decoder import Decoder
    from onetake.take import check_finite, explained, load, not_kept, save_chunk, saved_chunk, start

    where = folder / take.key
    try:
        where.mkdir(parents=True, exist_ok=True)
        write_whole(where / "plan.json", plan_json(take.plan))
    except OSError as problem:
        raise not_kept(where, problem) from problem
    codec, model = load(take.plan.model)
    sampler = start(take.plan, codec, model)
    for reference in take.references:
        _know(reference, folder, sampler, start(reference.take.plan, codec, model))
    for chunk in range(take.chunks):
        with explained():
            latents = saved_chunk(where, chunk, sampler)
            drawn = latents is None
            if latents is None:
                latents = sampler.draw(chunk)
                check_finite(latents, chunk)
                save_chunk(where, chunk, latents)
            if chunk + 1 < take.chunks:
                sampler.take_in(chunk, latents)
                if chunk == 0 and take.references:  # the take's own first frame is an anchor too
                    sampler.anchor(latents[:1], 0)
            frames = Decoder(codec)(latents, sampler.painting(chunk)).frames_NYXC if drawn else None
        yield chunk, frames


def _know(reference: Reference, folder: Path, sampler: Sampler, other: Sampler) -> None:
    """Let a take see how a character came out in another: its latents, read under what they were drawn from."""
    from safetensors.torch import load as load_bytes

    from onetake.model.condition import REFERENCE
    from onetake.sampling.sampler import remember

    path = folder / reference.take.key / f"chunk_{reference.chunk}.safetensors"
    latents = load_bytes(path.read_bytes())["latents"][:1]
    condition = other.chunk_condition(reference.chunk, 1)
    sampler.memory.anchors.append(remember(sampler.model, latents, condition, -FAR, kind=REFERENCE))


def frames_of(
    take: Take, folder: Path, chunks: Sequence[int] | None = None, size: tuple[int, int] | None = None
) -> Iterator[NDArray[np.uint8]]:
    """The frames of a take as drawn, a chunk (N, Y, X, 3) at a time; the last is cut to the take's length. ``size``:
    width and height, if not those of drawing.

    Raises ``DiskError`` (``take-gone``) where it was taken away or damaged meanwhile.
    """
    from safetensors import SafetensorError
    from safetensors.torch import load as load_bytes

    from onetake.errors import DiskError
    from onetake.model.decoder import Decoder
    from onetake.take import at_size, load, start

    codec, model = load(take.plan.model)
    sampler, step = start(take.plan, codec, model), CHUNK * STRIDE

    def latents_of(chunk: int) -> Tensor:
        path = folder / take.key / f"chunk_{chunk}.safetensors"
        try:
            latents: Tensor = load_bytes(path.read_bytes())["latents"]
        except (OSError, SafetensorError, KeyError) as problem:
            raise DiskError("take-gone", f"{path} is gone or damaged.", "Run the same command again.") from problem
        return latents

    last, decoder = -1, Decoder(codec)
    for chunk in range(take.chunks) if chunks is None else chunks:
        left = min(step, take.frames - chunk * step)
        if left > 0:  # a frame is the same whichever chunks are asked for
            if chunk - 1 != last:
                decoder = Decoder(codec)
                if chunk:
                    decoder(latents_of(chunk - 1), sampler.painting(chunk - 1))
            last = chunk
            decoded = decoder(latents_of(chunk), sampler.painting(chunk))
            yield (decoded.frames_NYXC if size is None else at_size(decoded, *size))[:left]
