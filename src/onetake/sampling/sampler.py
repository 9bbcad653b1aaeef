"""Drawing a take chunk by chunk: every chunk is denoised given the chunk before it and the take's anchors.

A finished chunk is read once more without noise, and its keys (un-roped) and values are kept: a pure function of
that chunk's latents and its text, so a take resumed from disk goes on exactly as if it had never stopped.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import torch
from torch import Tensor

from onetake.errors import Failure
from onetake.model.attention import rope_angles, turned, turns
from onetake.model.condition import MOVING, STILL, Condition, Frames, compressed, visibility
from onetake.model.decoder import Painting
from onetake.model.flow import SOLVERS, guided, mix, schedule
from onetake.model.transformer import Denoiser, Keys, Told
from onetake.types import CHUNK, FIRST_SHIFT, NEXT_SHIFT, TEMPERATURE


@dataclass(frozen=True)
class Settings:
    """How to sample: number of denoising passes a chunk (0: what is painted, as it is), guidance (1 = none), solver,
    noise told of history."""

    steps: int = 8
    guidance: float = 1.0
    solver: str = "euler"
    history_level: float = 0.0
    first_shift: float = FIRST_SHIFT
    next_shift: float = NEXT_SHIFT
    temperature: float = TEMPERATURE


@dataclass(frozen=True)
class Given:
    """What is known of a chunk that is being drawn: where ``known_THW`` is True, ``latents_THWZ`` are the picture
    itself. With a ``level`` below 1 the rest begins from them too, noised to that level."""

    latents_THWZ: Tensor
    known_THW: Tensor
    level: float = 1.0

    def hold(self, z_BTHWZ: Tensor) -> Tensor:
        """Put what is known in its place."""
        return torch.where(self.known_THW[None, ..., None], self.latents_THWZ[None], z_BTHWZ)


@dataclass(frozen=True)
class Remembered:
    """Keys of known frames and the latent frame of the take at which they begin."""

    keys: Keys
    start: int


@dataclass
class Memory:
    """What the next chunk may look at: anchors at any distance, and the last ``window`` chunks."""

    window: int
    anchors: list[Remembered] = field(default_factory=list)
    recent: list[Remembered] = field(default_factory=list)

    def add(self, chunk: Remembered) -> None:
        self.recent = [*self.recent, chunk][-self.window :] if self.window else []


def frames_at(
    times: Tensor, rows: int, columns: int, level: float, kind: int = MOVING, known: Tensor | None = None
) -> Frames:
    """Frames of one chunk (B = 1) at one noise level; ``times`` relative to the chunk's first frame."""
    t = len(times)
    no = torch.zeros(1, t, dtype=torch.bool)
    nothing = torch.zeros(1, t, rows, columns, dtype=torch.bool)
    return Frames(
        times[None], torch.zeros(1, t, dtype=torch.long), torch.full((1, t), level), no, no,
        torch.full((1, t), kind), nothing if known is None else known, ~nothing,
    )  # fmt: skip


def remember(
    model: Denoiser, latents_THWZ: Tensor, condition: Condition, start: int, level: float = 0.0, kind: int = MOVING,
    told: Told | None = None,
) -> Remembered:  # fmt: skip
    """Read known frames once and keep their keys: the cache write, one pass. ``told``: see ``Denoiser.tell``."""
    t, rows, columns, _ = latents_THWZ.shape
    frames = frames_at(torch.arange(t), rows, columns, level, kind)
    return Remembered(model.keys(latents_THWZ[None], frames, condition, told), start)


def begins(memory: Memory) -> int:
    """The time at which a chunk is drawn: after its history, if it has any."""
    return CHUNK if memory.recent else 0


def context_for(
    memory: Memory, start: int, model: Denoiser, rows: int, columns: int
) -> list[tuple[Tensor, Tensor]] | None:
    """Cached keys, turned to times relative to the chunk that begins at latent frame ``start``, per block.

    As in training, a chunk with history begins at time ``CHUNK`` and its history at 0: the text's keys have no
    time of their own, so where the clock starts is not quite indifferent.
    """
    entries = [*memory.anchors, *memory.recent]
    if not entries:
        return None
    head = model.preset.width // model.preset.heads
    out: list[tuple[Tensor, Tensor]] = []
    relative = torch.cat([compressed(e.keys.time_BN + e.start - start) + begins(memory) for e in entries], 1)
    cosine, sine = (t[:, None] for t in turns(rope_angles(relative, rows, columns, head)))
    for block in range(model.preset.depth):
        keys, values = (torch.cat([kept[block] for kept in both], 2) for both in
                        ([e.keys.k for e in entries], [e.keys.v for e in entries]))  # fmt: skip
        out.append((turned(keys, cosine, sine).to(values.dtype), values))
    return out


def not_finite(chunk: int, where: str) -> Failure:
    """The error of a chunk that came out with values that are not numbers."""
    return Failure(
        "not-finite",
        f"Chunk {chunk} came out with values that are not numbers, in {where}.",
        "Try another --seed, or more --steps.",
    )


@torch.inference_mode()
def draw_chunk(
    model: Denoiser, condition: Condition, memory: Memory, start: int, noise_THWZ: Tensor, settings: Settings,
    on_pass: Callable[[], None] | None = None, told: Told | None = None, given: Given | None = None,
    kind: int = MOVING,
) -> Tensor:  # fmt: skip
    """Denoise one chunk that begins at latent frame ``start``: clean latents (T, H, W, Z), fp32.

    ``condition`` (B = 1) is of these frames alone; ``noise_THWZ`` decides everything that is left open. ``given``: what
    is known of it; ``kind``: what its frames are.
    """
    t, rows, columns, _ = noise_THWZ.shape
    context = context_for(memory, start, model, rows, columns)
    bare = condition.without_text() if settings.guidance != 1 else None
    times = torch.arange(t) + begins(memory)
    told = told or model.tell(condition, rows, columns)
    untold = model.tell(bare, rows, columns) if bare is not None else None
    passed = 0

    def denoise(z: Tensor, level: float) -> Tensor:
        frames, mask = frames_at(times, rows, columns, level, kind), None
        if given is not None and bool(given.known_THW.any()):
            frames = holding(frames, given.known_THW[None])
            mask = visibility(frames, memory.window)
        x, _ = model(z, frames, condition, mask, context=context, told=told)
        if bare is not None:
            free, _ = model(z, frames, bare, mask, context=context, told=untold)
            x = guided(x.float(), free.float(), settings.guidance)
        if on_pass is not None:
            on_pass()
        clean: Tensor = x.float()
        nonlocal passed
        passed += 1
        if not bool(clean.isfinite().all()):
            raise not_finite(start // CHUNK, f"step {passed} of {settings.steps}")
        return clean if given is None else given.hold(clean)

    shift = settings.next_shift if memory.recent else settings.first_shift
    levels, z_BTHWZ = schedule(settings.steps, shift), noise_THWZ[None]
    if given is not None:
        levels = [given.level * level for level in levels]
        z_BTHWZ = given.hold(mix(given.latents_THWZ[None], z_BTHWZ, torch.tensor(given.level)))
    return SOLVERS[settings.solver](denoise, z_BTHWZ, levels).squeeze(0)


def holding(frames: Frames, known_BTHW: Tensor) -> Frames:
    """Frames some of whose tokens are known; those wholly known are told to be clean."""
    whole_BT = known_BTHW.flatten(2).all(-1)
    return replace(frames, known_BTHW=known_BTHW, level_BT=frames.level_BT.masked_fill(whole_BT, 0.0))


def noise_of(seed: int, chunk: int, shape: tuple[int, int, int, int]) -> Tensor:
    """The noise of one chunk, from the take's seed and the chunk's number alone."""
    generator = torch.Generator().manual_seed((seed * 1_000_003 + chunk * 7_919 + 1) % (1 << 63))
    return torch.randn(shape, generator=generator)


@dataclass
class Sampler:
    """One take being drawn. ``condition`` covers the whole take (B = 1); chunks come out in order. ``beyond``: see
    :meth:`carried`; what it gives for latent frames (T,) is (T, H, W, Z). ``begun``: drawing begins from a video that
    was given, or is given parts of it."""

    model: Denoiser
    condition: Condition
    size: tuple[int, int]
    seed: int
    settings: Settings
    memory: Memory = field(init=False)
    beyond: Callable[[Tensor], Tensor] | None = field(init=False, default=None)
    begun: bool = field(init=False, default=False)
    _told: tuple[int, Told] | None = field(init=False, default=None)
    _painted: tuple[tuple[int, int], Painting | None] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.memory = Memory(self.model.preset.window)

    def chunk_condition(self, chunk: int, frames: int = CHUNK) -> Condition:
        """The condition of one chunk: its own frames, and only the text of its own beat."""
        return self.condition_at(chunk * CHUNK, frames)

    def condition_at(self, start: int, frames: int) -> Condition:
        """The condition of some latent frames under the text of the first of them."""
        c = self.condition.frames(start, start + frames)
        beat = int(c.text_BT[0, 0])
        return replace(
            c, ids_BKL=c.ids_BKL[:, beat : beat + 1], slots_BKL=c.slots_BKL[:, beat : beat + 1],
            fields_BKL=c.fields_BKL[:, beat : beat + 1], text_BT=torch.zeros_like(c.text_BT),
        ).exact()  # fmt: skip

    def told(self, chunk: int, condition: Condition) -> Told:
        """What is told of a chunk, worked out once for all the passes over it."""
        if self._told is None or self._told[0] != chunk:
            collage = self._collage(chunk, condition)
            if self.beyond is not None:
                collage = collage + self.beyond(torch.arange(chunk * CHUNK, chunk * CHUNK + collage.shape[1]))
            self._told = chunk, self.model.tell(condition, *self.size, collage)
        return self._told[1]

    def painted(self, start: int, frames: int = CHUNK) -> Tensor:
        """What is painted of some latent frames, as latents (T, H, W, Z)."""
        return self.model.collage(self.condition_at(start, frames), *self.size).squeeze(0)

    @torch.inference_mode()
    def painting(self, chunk: int, frames: int = CHUNK) -> Painting | None:
        """What is painted of a chunk (or of so many of its latent frames), for its ``Decoder``; None where no word is
        said. The last one is kept."""
        if self._painted is None or self._painted[0] != (chunk, frames):
            painting = self.model.painted(self.chunk_condition(chunk, frames), *self.size)
            if painting is not None and self.beyond is None and not self.begun:
                painting = replace(painting, own=True)
            self._painted = (chunk, frames), painting
        return self._painted[1]

    def _collage(self, chunk: int, condition: Condition) -> Tensor:
        painting = self.painting(chunk)
        return self.model.collage(condition, *self.size) if painting is None else painting.collage_BTHWZ

    @torch.inference_mode()
    def carried(self, chunk: int, given: Given | None = None) -> Tensor:
        """A chunk without denoising: what is painted, and on top of it what was known elsewhere and is not painted,
        carried over in time (``known`` says from where); what is known of the chunk itself stays as it is."""
        latents = self._collage(chunk, self.chunk_condition(chunk)).squeeze(0)
        if self.beyond is not None:
            latents = latents + self.beyond(torch.arange(chunk * CHUNK, (chunk + 1) * CHUNK))
        if given is None:
            return latents
        latents = given.level * latents + (1 - given.level) * given.latents_THWZ
        return given.hold(latents[None]).squeeze(0)

    @torch.inference_mode()
    def anchor(self, latents_THWZ: Tensor, start: int, still: bool = False) -> None:
        """Give known frames that every chunk may look at, wherever they are."""
        condition = self.chunk_condition(start // CHUNK, len(latents_THWZ))
        level = self.settings.history_level
        self.memory.anchors.append(
            remember(self.model, latents_THWZ, condition, start, level, STILL if still else MOVING)
        )

    @torch.inference_mode()
    def take_in(self, chunk: int, latents_THWZ: Tensor) -> None:
        """A finished chunk becomes history; the first frame of the first one becomes the take's anchor."""
        if not self.settings.steps:  # what is painted depends on nothing that was drawn
            return
        self.remember_chunk(chunk, latents_THWZ)
        if chunk == 0 and not self.memory.anchors:
            self.anchor(latents_THWZ[:1], 0)

    @torch.inference_mode()
    def remember_chunk(self, chunk: int, latents_THWZ: Tensor) -> None:
        """Make a chunk that is finished, or was given, history for the next."""
        condition = self.chunk_condition(chunk)
        level = self.settings.history_level
        told = self.told(chunk, condition)
        self.memory.add(remember(self.model, latents_THWZ, condition, chunk * CHUNK, level, told=told))

    @torch.inference_mode()
    def draw(self, chunk: int, given: Given | None = None) -> Tensor:
        """Draw one chunk; the chunks before it must have been taken in. ``given``: what is known of it."""
        shape = (CHUNK, *self.size, self.model.preset.latent_dims)
        if not self.settings.steps:
            return self.carried(chunk, given)
        condition = self.chunk_condition(chunk)
        told = self.told(chunk, condition)
        noise = self.settings.temperature * noise_of(self.seed, chunk, shape)
        return draw_chunk(
            self.model, condition, self.memory, chunk * CHUNK, noise, self.settings, told=told, given=given
        )
