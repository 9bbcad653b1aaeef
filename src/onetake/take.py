"""THE ROAD: plan → latents → frames → file.

    plan = make_plan("A panda eating bamboo on a rock")     # milliseconds; refuses what is impossible
    for event in run(plan): ...                             # draws chunk by chunk, streams the file, saves each stage

Every pixel comes from latents that networks made: painted, and denoised in as many steps as the weights ask for. Each
finished chunk is on disk before the next begins, so a take that was killed goes on where it stopped, bit for bit.
"""

from __future__ import annotations

import errno
import shutil
import time
import zlib
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.torch import load as load_bytes
from safetensors.torch import save as save_bytes
from torch import Tensor

from onetake import __version__
from onetake.cache import cache_folder as cache_folder  # named here too, for those who look for it beside takes
from onetake.errors import BadRequest, DiskError, Failure, OutOfMemory
from onetake.media.crisp import way_of_enlarging
from onetake.media.figure import squared, unpacked
from onetake.media.read import read_picture
from onetake.media.scale import cut_to_shape, fit_picture
from onetake.media.write import Sink
from onetake.model.codec import Codec
from onetake.model.condition import Condition, Puppet, camera_features, texts, track_features
from onetake.model.decoder import Decoded, Decoder, Painting
from onetake.model.files import locate
from onetake.model.transformer import Denoiser
from onetake.model.weights import load_weights
from onetake.plan import fingerprint, make_plan, plan_json
from onetake.processor import fast_bf16
from onetake.prompt.caption import joined
from onetake.prompt.eyes import cameras_of, plane_eyes
from onetake.prompt.falling import Falling
from onetake.prompt.recipe import RECIPE_KEY, Part, recipe_text
from onetake.prompt.tokens import concept_tokens
from onetake.provenance.marks import Marker, Marks
from onetake.provenance.outputs import Outputs
from onetake.sampling.ahead import ahead
from onetake.sampling.known import carry
from onetake.sampling.sampler import Sampler, Settings, not_finite
from onetake.types import CHUNK, STRIDE, Event, Plan, Staging

__all__ = ["draw", "make_plan", "run"]

PUPPET = 256
"""Pixels a side of a figure that is its own picture."""
STAGES = ("plan", "load", "latents", "frames", "marks", "file")
"""Whose seconds are told. They overlap: their sum may be more than the time that has passed."""


def run(
    plan: Plan, keep: Path | None = None, marks: Marks | None = None, *, sinks: Sequence[Sink] = (), file: bool = True,
    plain: bool = False,
) -> Iterator[Event]:  # fmt: skip
    """Draw a plan, yielding events; the last one is ``done`` with the file and the seconds of every stage.

    ``keep`` is a folder for the stages (default: one in the user's cache, removed at the end). ``marks``: what says
    where the video came from (default: everything but the opening card). ``sinks`` get the video as fragmented MP4
    while it is drawn; ``file``: whether there is a file too. ``plain``: enlarged smoothly, without the network for it.
    Each chunk is drawn while the one before it is decoded, enlarged, marked and encoded. Raises ``WeightsError``,
    ``DiskError``, ``OutOfMemory`` and ``Failure``; what was drawn stays and is found again.
    """
    clock = Clock(dict.fromkeys(STAGES, 0.0))
    with clock("plan"):
        folder = open_folder(plan, keep)
        width, height = plan.output_size or (plan.geometry.width, plan.geometry.height)
        marker = marker_for(plan, marks or Marks(), width, height)
    yield Event("plan", 1, 1, clock.total, data={"caption": plan.caption, "folder": str(folder)})

    with clock("load"):
        codec, model = load(plan.model)
        sampler = start(plan, codec, model)
    yield Event("load", 1, 1, clock.total)

    chunks, left = len(plan.staging.tracks_NEF) // (CHUNK * STRIDE), plan.geometry.frames
    tags = {**marker.tags, **recipe_tag(plan)} if marker.marks.metadata else {}
    outputs = Outputs(plan, marker, sinks, file, tags)
    with outputs, closing(ahead(chunks_of(sampler, folder, chunks, clock))) as it:
        with clock("file"):
            outputs.open()
        decoder = Decoder(codec)
        for chunk in range(chunks):
            try:
                latents, painting = next(it)
            except Failure as failure:
                raise outputs.good_part(failure) from failure
            with clock("frames"), explained():
                frames = at_size(decoder(latents, painting), width, height, plain)[:left]
            with clock("marks"):
                frames = marker.mark(frames)
            with clock("file"):
                outputs.write(frames)
            left -= len(frames)
            yield Event("latents", chunk + 1, chunks, clock.total, frames=frames)
        with clock("file"):
            outputs.finish()
    if keep is None:
        shutil.rmtree(folder, ignore_errors=True)
    g = plan.geometry
    yield Event("done", chunks, chunks, clock.total, data={
        "file": str(plan.output) if file else None, "stages": clock.spent, "seconds": g.seconds, "frames": g.frames,
        "native_width": g.width, "native_height": g.height, "folder": str(folder) if keep else None,
        "identity": marker.facts.identity})  # fmt: skip


Chunk = tuple[Tensor, Painting | None]
"""Latents (T, H, W, Z), and what they were drawn from."""


def chunks_of(sampler: Sampler, folder: Path, chunks: int, clock: Clock) -> Iterator[Chunk]:
    """A take chunk by chunk: latents found on disk, or drawn and kept there before the next one begins.

    What was found becomes history only when something is drawn after it, and then only as much as can be seen: a
    take goes on at second 500 as quickly as at second 5.
    """
    history: deque[tuple[int, Tensor]] = deque(maxlen=max(1, sampler.model.preset.window))
    for chunk in range(chunks):
        with clock("latents"), explained():
            latents = saved_chunk(folder, chunk, sampler)
            if latents is None:
                while history:
                    sampler.take_in(*history.popleft())
                latents = sampler.draw(chunk)
                check_finite(latents, chunk)
                save_chunk(folder, chunk, latents)
            if chunk == 0:
                if chunks > 1:
                    sampler.take_in(0, latents)  # the anchor of all others
            else:
                history.append((chunk, latents))
            painting = sampler.painting(chunk)
        yield latents, painting


def marker_for(plan: Plan, marks: Marks, width: int, height: int) -> Marker:
    """The marks of a plan's video; keys and ledger are checked before anything is drawn."""
    return Marker(
        marks, width, height, fingerprint=fingerprint(plan), prompt=plan.prompt, seed=plan.seed,
        model=locate(plan.model).stem, version=__version__, title=plan.output.name,
        parents=(plan.image,) if plan.image else (),
    )  # fmt: skip


def recipe_tag(plan: Plan) -> dict[str, str]:
    """What the file says of how it came about, so that another command can go on from there; nothing where a picture
    decided who is where, or is itself somebody."""
    if plan.image is not None or any(r.cutout for r in plan.references):
        return {}
    g = plan.geometry
    part = Part(joined([beat.caption for beat in plan.beats]), g.frames, plan.seed, looks=looks_of(plan.staging))
    return {RECIPE_KEY: recipe_text((g.width, g.height), [part])}


def looks_of(staging: Staging) -> tuple[int, ...]:
    """The variant of every entity, for a recipe, where references decided any; else none: the seed tells them."""
    if staging.cast_E is None or staging.variant_E is None or not staging.cast_E.any():
        return ()
    own = dict(zip(staging.entity_E.tolist(), staging.variant_E.tolist(), strict=True))
    return tuple(own.get(entity, 0) for entity in range(max(own) + 1))


def draw(plan: Plan, size: tuple[int, int] | None = None) -> NDArray[np.uint8]:
    """The frames of a plan as the model draws them, uint8 (N, Y, X, 3), without files: for measuring. ``size``: width
    and height, if not those of drawing."""
    codec, model = load(plan.model)
    sampler = start(plan, codec, model)
    decoder, frames = Decoder(codec), []
    for chunk in range(len(plan.staging.tracks_NEF) // (CHUNK * STRIDE)):
        latents = sampler.draw(chunk)
        decoded = decoder(latents, sampler.painting(chunk))
        frames.append(decoded.frames_NYXC if size is None else at_size(decoded, *size))
        sampler.take_in(chunk, latents)
    return np.concatenate(frames)[: plan.geometry.frames]


_LOADED: dict[tuple[str, int], tuple[Codec, Denoiser]] = {}


def load(model: str) -> tuple[Codec, Denoiser]:
    """Codec and transformer, kept for the next take of this process; bf16 where the processor multiplies it."""
    path = locate(model)
    key = (str(path), path.stat().st_mtime_ns)
    if key not in _LOADED:
        _LOADED.clear()
        _LOADED[key] = load_weights(path, torch.bfloat16 if fast_bf16() else torch.float32)
    return _LOADED[key]


def condition_of(plan: Plan) -> Condition:
    """What the network is told of a plan, over the whole take (B = 1)."""
    words = [concept_tokens(beat.scene) for beat in plan.beats]
    ids, slots, fields = texts([(w.ids_L, w.slots_L, w.fields_L) for w in words])  # type: ignore[misc]
    tracks = track_features(plan.staging.tracks_NEF)
    middles = np.arange(len(tracks)) * STRIDE / plan.geometry.fps + 1e-6
    text = np.array([max(i for i, b in enumerate(plan.beats) if b.start <= t) for t in middles])
    if plan.image is not None:  # who is where is the picture's to say
        tracks = np.zeros_like(tracks)
    path_NC = plan.staging.camera_NC
    camera = camera_features(path_NC, plane_eyes(path_NC, cameras_of(plan.beats, len(path_NC))))
    entity_E, variant_E = plan.staging.entity_E, plan.staging.variant_E
    looks = np.zeros_like(entity_E) if variant_E is None else variant_E
    text_BT, tracks_BTEF, slot_BE, camera_BTC, variant_BE = (
        torch.from_numpy(array)[None] for array in (text, tracks, entity_E + 1, camera, looks)
    )
    set_B = torch.tensor([plan.staging.variant])
    falling = Falling(plan.seed, np.arange(len(plan.staging.tracks_NEF)))
    condition = Condition(
        ids[None], slots[None], fields[None], text_BT, tracks_BTEF, slot_BE, camera_BTC, variant_BE, set_B,
        falling=falling,
    )  # fmt: skip
    return _with_puppets(condition, plan)


def _with_puppets(condition: Condition, plan: Plan) -> Condition:
    """The same with the plan's puppets in the places of those whom they are."""
    cast_E = plan.staging.cast_E
    numbers = [n for n, r in enumerate(plan.references, 1) if r.cutout]
    if cast_E is None or not numbers:
        return condition
    puppets = []
    for n in numbers:
        rgba = unpacked(plan.references[n - 1].cutout)
        square = torch.from_numpy(squared(rgba, PUPPET)).permute(2, 0, 1).contiguous()
        puppets.append(Puppet.of(square, rgba.shape[1] / rgba.shape[0]))
    puppet_E = np.array([numbers.index(n) + 1 if n in numbers else 0 for n in cast_E.tolist()], np.int64)
    return replace(condition, puppet_BE=torch.from_numpy(puppet_E)[None], puppets=tuple(puppets))


def start(plan: Plan, codec: Codec, model: Denoiser) -> Sampler:
    """A sampler for a plan, with the user's picture as its anchor if there is one."""
    g = plan.geometry
    settings = Settings(steps=plan.steps, guidance=plan.guidance)
    sampler = Sampler(model, condition_of(plan), (g.rows, g.columns), plan.seed, settings)
    if plan.image is not None:
        picture = fit_picture(read_picture(plan.image), g.width, g.height)
        held = torch.from_numpy(np.repeat(picture[None], STRIDE, 0))[None]
        latents = codec.encode(held)[0]
        sampler.beyond = carry(sampler, {0: latents[0]})
        if plan.steps:
            sampler.anchor(latents, 0, still=True)
    return sampler


def at_size(decoded: Decoded, width: int, height: int, plain: bool = False) -> NDArray[np.uint8]:
    """A chunk's frames at the output's size: what was painted is painted anew, the rest as by :func:`to_size`. If
    ``plain``, or where nothing gets larger, all of them by that."""
    rows, columns = decoded.frames_NYXC.shape[1:3]
    if plain or height < rows or width < columns or (height, width) == (rows, columns):
        return to_size(decoded.frames_NYXC, width, height, plain)
    return decoded.large(width, height, way_of_enlarging())


def to_size(frames_NYXC: NDArray[np.uint8], width: int, height: int, plain: bool = False) -> NDArray[np.uint8]:
    """Cut the edges to the output's shape, then enlarge: by our network, or smoothly if ``plain``."""
    return way_of_enlarging(plain)(cut_to_shape(frames_NYXC, width, height), width, height)


# ── what lies on disk ─────────────────────────────────────────────────────────────────────────────────────────


def open_folder(plan: Plan, keep: Path | None) -> Path:
    """The take's folder with its plan; refuses a folder that belongs to another take."""
    folder = keep if keep is not None else cache_folder() / "takes" / fingerprint(plan)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        known, told = folder / "plan.json", plan_json(plan).encode()
        # The plan is always there before the first chunk, so chunks without a plan are not ours either.
        foreign = known.read_bytes() != told if known.exists() else any(folder.glob("chunk_*"))
        if keep is not None and foreign:
            raise BadRequest(
                "keep-mismatch",
                f"{folder} holds another take.",
                "Choose another folder with --keep, or empty this one.",
            )
        write_whole(known, told)
    except OSError as error:
        raise not_kept(folder, error) from error
    return folder


def write_whole(path: Path, data: bytes) -> None:
    """Write a file under its name only when it is complete."""
    temporary = path.with_name(path.name + ".part")
    try:
        temporary.write_bytes(data)
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def not_kept(folder: Path, error: OSError) -> DiskError:
    """Why a stage could not be kept, in words."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return DiskError(
            "disk-full",
            f"The disk is full; nothing more can be kept in {folder}.",
            "Free some space; the same command goes on from here.",
        )
    return DiskError(
        "keep-not-writable", f"{folder} cannot be written: {error.strerror}.", "Choose another folder with --keep."
    )


def save_chunk(folder: Path, chunk: int, latents_THWZ: Tensor) -> None:
    """Keep a finished chunk and its check sum. Raises ``DiskError``."""
    latents = latents_THWZ.contiguous()
    try:
        kept = save_bytes({"latents": latents, "check": torch.tensor([check_sum(latents)])})
        write_whole(folder / f"chunk_{chunk}.safetensors", kept)
    except OSError as error:
        raise not_kept(folder, error) from error


def saved_chunk(folder: Path, chunk: int, sampler: Sampler) -> Tensor | None:
    """A chunk of an earlier run, or None; a damaged one is drawn again."""
    path = folder / f"chunk_{chunk}.safetensors"
    if not path.exists():
        return None
    try:
        kept = load_bytes(path.read_bytes())
        latents, check = kept["latents"], kept["check"].tolist()
    except (SafetensorError, KeyError, OSError):
        return None
    shape = (CHUNK, *sampler.size, sampler.model.preset.latent_dims)
    fits = tuple(latents.shape) == shape and latents.dtype == torch.float32
    return latents if fits and check == [check_sum(latents)] else None


def check_sum(latents: Tensor) -> int:
    """A number that a torn or overwritten file does not reproduce."""
    return zlib.crc32(latents.numpy().tobytes())


def check_finite(latents: Tensor, chunk: int) -> None:
    if not bool(latents.isfinite().all()):
        raise not_finite(chunk, "its last step")


@contextmanager
def explained() -> Iterator[None]:
    """Running out of memory, in words."""
    try:
        yield
    except (MemoryError, RuntimeError) as error:
        if isinstance(error, RuntimeError) and "memory" not in str(error):
            raise
        raise OutOfMemory(
            "out-of-memory",
            "There is not enough memory to draw this.",
            "Close other programs, or ask for a smaller --size.",
        ) from error


@dataclass
class Clock:
    """Seconds spent in each stage."""

    spent: dict[str, float] = field(default_factory=dict)

    @property
    def total(self) -> float:
        return sum(self.spent.values())

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        began = time.perf_counter()
        try:
            yield
        finally:
            self.spent[stage] = self.spent.get(stage, 0.0) + time.perf_counter() - began
