"""How a job is done.

    a command ──► Job ──► draw (sampling.known) ──► compose: the input's own pixels, what was drawn ──► marks ──► file

Each finished chunk is on disk before the next begins, so a command that was killed goes on where it stopped.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from onetake import __version__
from onetake.cache import cache_folder
from onetake.direct.job import BATCH, Copied, Drawn, Job, Span
from onetake.direct.joins import Meeting, filled, hand_over, laid_in, sticks_out, usual_step
from onetake.errors import BadRequest
from onetake.media.between import move_between
from onetake.media.crisp import way_of_enlarging
from onetake.media.finish import Enlarger, enlarge, move_blocks
from onetake.media.network import enlarge_by_network
from onetake.media.scale import cut_to_shape, resize
from onetake.media.write import VideoWriter
from onetake.model.codec import Codec
from onetake.model.decoder import Decoded, Decoder, Painting
from onetake.model.files import locate
from onetake.model.transformer import Denoiser
from onetake.plan import weights_identity
from onetake.prompt.recipe import RECIPE_KEY, recipe_text
from onetake.provenance.marks import Marker
from onetake.sampling.known import Anchor, Score, draw_score, draw_still
from onetake.sampling.sampler import Sampler, Settings
from onetake.take import (
    Clock,
    check_finite,
    condition_of,
    explained,
    load,
    not_kept,
    save_chunk,
    saved_chunk,
    write_whole,
)
from onetake.types import STRIDE, Event, Geometry, Plan

__all__ = ["Run", "fingerprint", "run"]


class Run:
    """A job being done: draws its spans, then gives out its frames."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.clock = Clock()
        self.drawn: dict[int, list[Decoded]] = {}
        self._large: tuple[tuple[int, int], NDArray[np.uint8]] | None = None
        self.folder: Path | None = None

    def draw(self, folder: Path | None = None) -> Iterator[Event]:
        """Draw every span, chunk by chunk; chunks in ``folder`` are not drawn again."""
        job = self.job
        if not job.spans:
            return
        with self.clock("load"):
            codec, model = load(job.options.model)
        total, done = sum(span.to_draw for span in job.spans), 0
        yield Event("load", 1, 1, self.clock.total)
        for number, span in enumerate(job.spans):
            place = None if folder is None else folder / f"drawn_{number}"
            if place is not None:
                place.mkdir(exist_ok=True)
            plan = self._plan(span)
            chunks: dict[int, tuple[Tensor, Painting | None]] = {}
            for chunk, latents, painting, drawn in self._chunks(span, plan, codec, model, place):
                chunks[chunk] = latents, painting
                done += drawn
                if drawn:
                    with self.clock("frames"), explained():
                        frames = Decoder(codec)(latents, painting).frames_NYXC
                    yield Event("latents", done, total, self.clock.total, frames=frames)
            with self.clock("frames"), explained():  # in order, whichever was drawn first
                decoder = Decoder(codec)
                self.drawn[id(span)] = [decoder(*chunks[k]) for k in sorted(chunks)]

    def _plan(self, span: Span) -> Plan:
        job, (width, height) = self.job, self.job.shape
        geometry = Geometry(width, height, len(span.pixels_NYXC))
        made = span.arrangement
        return Plan(
            job.prompt, made.caption, made.beats, made.staging, geometry, job.seed, job.options.model,
            job.options.steps or 0, job.options.guidance, job.output, references=made.cast,
        )  # fmt: skip

    def _chunks(
        self, span: Span, plan: Plan, codec: Codec, model: Denoiser, folder: Path | None
    ) -> Iterator[tuple[int, Tensor, Painting | None, bool]]:
        """Chunks with their numbers, what is painted of them, and whether each was drawn."""
        g = plan.geometry
        condition = condition_of(plan)
        if span.arrangement.wordless:
            condition = condition.without_text()
        settings = Settings(steps=plan.steps, guidance=plan.guidance)
        sampler = Sampler(model, condition, (g.rows, g.columns), plan.seed, settings)
        if span.still:
            with self.clock("latents"), explained():
                picture = draw_still(sampler)
                check_finite(picture, 0)
                painting = sampler.painting(0, 1)
            yield 0, picture, painting, True
            return
        with self.clock("latents"), explained():
            score = self.score(span, codec)
            found = {n: saved_chunk(folder, n, sampler) for n in range(score.chunks)} if folder else {}
            saved = {n: latents for n, latents in found.items() if latents is not None}
        drawing = draw_score(sampler, score, saved)
        while True:
            with self.clock("latents"), explained():
                item = next(drawing, None)
                if item is None:
                    return
                number, latents = item
                fresh = not score.whole(number)
                if fresh and number not in saved:
                    check_finite(latents, number)
                    if folder is not None:
                        save_chunk(folder, number, latents)
                painting = sampler.painting(number)
            yield number, latents, painting, fresh

    @staticmethod
    def score(span: Span, codec: Codec) -> Score:
        """A span in latents."""
        latents = codec.encode(torch.from_numpy(np.ascontiguousarray(span.pixels_NYXC))[None])[0]
        anchors = []
        for held in span.held:
            seen = codec.encode(torch.from_numpy(np.ascontiguousarray(held.frames_NYXC))[None])[0]
            anchors.append(Anchor(seen, held.frame // STRIDE, held.kind))
        known = torch.from_numpy(span.known_THW)
        return Score(latents, known, tuple(anchors), span.level, span.backward, span.closed, span.fade)

    def compose(self) -> Iterator[NDArray[np.uint8]]:
        """Everything in order, in the file's size and rate, without marks: batches of frames (NYXC)."""
        job = self.job
        if job.smooth_to is None:
            yield from self._pieces()
            return
        singly = (frame for batch in self._pieces() for frame in batch)
        move = move_blocks if job.blocks else move_between
        yield from _batches(move(singly, job.base_fps, job.smooth_to))

    def _pieces(self) -> Iterator[NDArray[np.uint8]]:
        for piece in self.job.timeline:
            if isinstance(piece, Copied):
                for batch in _batches(piece.frames()):
                    yield self._sized(batch)
            else:
                yield from self._drawn(piece)

    def _sized(self, frames_NYXC: NDArray[np.uint8]) -> NDArray[np.uint8]:
        with self.clock("size"):
            return self._way()(frames_NYXC, *self.job.size)

    def _way(self) -> Enlarger:
        """How frames get the file's size."""
        if self.job.sharp:
            return enlarge_by_network
        # Where nothing is drawn there is nothing to clean: the classical way is nearer to the truth (LAB.md).
        return way_of_enlarging(self.job.options.plain or not self.job.spans, enlarge if self.job.crisp else resize)

    def _drawn(self, piece: Drawn) -> Iterator[NDArray[np.uint8]]:
        width, height = self.job.size
        small_NYXC = self._small(piece)
        ends = [self._at(piece, n, n + 1)[0] for n in (piece.start, piece.start + len(small_NYXC) - 1)]
        first = None if piece.before is None else piece.before.meet(small_NYXC, ends[0], -1)
        last = None if piece.after is None else piece.after.meet(small_NYXC, ends[1], 1)
        if piece.meets_itself:
            usual = usual_step(small_NYXC)
            last = Meeting(ends[0], sticks_out(ends[0], ends[1], usual))
        around = None if piece.around is None else piece.around.frames()
        for at in range(0, len(small_NYXC), BATCH):
            begin = piece.start + at
            frames = self._at(piece, begin, begin + len(small_NYXC[at : at + BATCH]))
            frames = hand_over(frames, at, len(small_NYXC), ends[0], ends[1], first, last)
            if around is not None:
                kept = np.stack([next(around) for _ in range(len(frames))])
                if piece.inside_YX is None:
                    frames = laid_in(frames, kept, piece.place)
                else:
                    frames = filled(frames, resize(kept, width, height), piece.inside_YX)
            yield frames

    def small(self, span: Span) -> NDArray[np.uint8]:
        """All frames of a span at the size at which they are drawn, known ones as the codec gives them."""
        return np.concatenate([decoded.frames_NYXC for decoded in self.drawn[id(span)]])

    def _small(self, piece: Drawn) -> NDArray[np.uint8]:
        """A piece as it was drawn, at the size at which it was."""
        small = self.small(piece.span)[piece.start : piece.stop]
        return cut_to_shape(small, *self.job.size) if piece.cut else small

    def _at(self, piece: Drawn, start: int, stop: int) -> NDArray[np.uint8]:
        """Some frames of a span at the file's size."""
        out, first = [], 0
        for number, decoded in enumerate(self.drawn[id(piece.span)]):
            last = first + len(decoded.frames_NYXC)
            if first < stop and last > start:
                key = id(piece.span), number
                if self._large is None or self._large[0] != key:  # the last one is kept: batches are not chunks
                    self._large = key, self._enlarged(piece, decoded)
                out.append(self._large[1][max(0, start - first) : stop - first])
            first = last
        return np.concatenate(out)

    def _enlarged(self, piece: Drawn, decoded: Decoded) -> NDArray[np.uint8]:
        """A chunk at the file's size. Where the user asked for another way, or the shape is another, it is that."""
        (width, height), frames = self.job.size, decoded.frames_NYXC
        shown = cut_to_shape(frames, width, height) if piece.cut else frames
        rows, columns = shown.shape[1:3]
        larger = width > columns and height > rows
        if self.job.options.plain or self.job.sharp or not larger:
            return self._sized(shown)
        with self.clock("size"):
            return decoded.large(width, height, self._way())


def _batches(frames: Iterator[NDArray[np.uint8]]) -> Iterator[NDArray[np.uint8]]:
    batch: list[NDArray[np.uint8]] = []
    for frame in frames:
        batch.append(frame)
        if len(batch) == BATCH:
            yield np.stack(batch)
            batch = []
    if batch:
        yield np.stack(batch)


# ── the file ──────────────────────────────────────────────────────────────────────────────────────────────────


def run(job: Job) -> Iterator[Event]:
    """Do a job, yielding events; the last is ``done`` with what the command line reports."""
    running = Run(job)
    width, height = job.size
    with running.clock("plan"):
        told = fingerprint(job)
        folder = open_work(told, job)
        marks = job.options.marks
        marker = Marker(
            marks, width, height, fingerprint=told, prompt=job.prompt or job.name, seed=job.seed,
            model=locate(job.options.model).stem, version=__version__, title=job.output.name, parents=job.inputs,
        )  # fmt: skip
        tags = dict(marker.tags)
        if job.parts and marks.metadata:
            tags[RECIPE_KEY] = recipe_text(job.shape, job.parts)
    yield Event("plan", 1, 1, running.clock.total, data={"caption": job.caption, "folder": str(folder)})
    yield from running.draw(folder)
    if job.picture:
        for frames in running.compose():
            marker.write_picture(frames[0], job.output, {k: v for k, v in tags.items() if k == RECIPE_KEY})
    else:
        yield from _write(job, running, marker, tags)
    if job.options.keep is None:
        shutil.rmtree(folder, ignore_errors=True)
    yield Event("done", 1, 1, running.clock.total, data=_report(job, running, marker, folder))


def _write(job: Job, running: Run, marker: Marker, tags: dict[str, str]) -> Iterator[Event]:
    """The video's frames, marked, into its file."""
    width, height = job.size
    marks, written = job.options.marks, 0
    with VideoWriter(job.output, width, height, job.fps, tags, marker.appendix, marker.seal) as writer:
        if marks.card:
            writer.write(marker.opening(job.fps))
        for frames in running.compose():
            with running.clock("marks"):
                marked = marker.mark(frames)
            with running.clock("file"):
                writer.write(marked)
            written += len(frames)
            yield Event("file", written, job.frames, running.clock.total, frames=marked[-1:])
        with running.clock("file"):
            writer.finish()


def _report(job: Job, running: Run, marker: Marker, folder: Path) -> dict[str, Any]:
    return {
        "file": str(job.output), "seconds": round(job.frames / job.fps, 3), "frames": job.frames, "fps": job.fps,
        "width": job.size[0], "height": job.size[1], "native_width": job.shape[0], "native_height": job.shape[1],
        "seed": job.seed, "caption": job.caption, "warnings": list(job.notes),
        "drawn_seconds": round(sum(p.stop - p.start for p in job.timeline if isinstance(p, Drawn)) / job.base_fps, 3),
        "identity": marker.facts.identity, "parents": [p.name for p in job.inputs],
        "stages": {name: round(value, 3) for name, value in running.clock.spent.items()},
        "folder": str(folder) if job.options.keep else None,
    }  # fmt: skip


def fingerprint(job: Job) -> str:
    """Sixteen hex digits that are equal exactly when everything that is drawn has to be."""
    told = hashlib.sha256()
    o = job.options
    words = [
        job.name,
        job.prompt,
        job.seed,
        o.steps,
        o.guidance,
        weights_identity(o.model),
        job.shape,
        job.size,
        job.fps,
    ]
    told.update(repr(words).encode())
    for piece in job.timeline:
        told.update(repr((type(piece).__name__, piece.start, piece.stop)).encode())
        if isinstance(piece, Copied):
            told.update(piece.clip.small_NYXC.tobytes())
    for span in job.spans:
        made = span.arrangement
        told.update(repr((made.beats, made.wordless, span.level, span.backward, span.closed, span.fade)).encode())
        for array in (
            made.staging.tracks_NEF.round(4),
            made.staging.camera_NC.round(4),
            span.pixels_NYXC,
            span.known_THW,
        ):
            told.update(np.ascontiguousarray(array).tobytes())
        if made.staging.cast_E is not None:
            told.update(repr((made.cast, made.staging.cast_E.tolist(), str(made.staging.variant_E))).encode())
        for held in span.held:
            told.update(repr((held.frame, held.kind)).encode() + held.frames_NYXC.tobytes())
    return told.hexdigest()[:16]


def open_work(told: str, job: Job) -> Path:
    """The folder of a job; refuses one that belongs to another."""
    keep = job.options.keep
    folder = keep if keep is not None else cache_folder() / "takes" / told
    known = folder / "job.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        foreign = known.read_text() != told if known.exists() else any(folder.iterdir())
        if keep is not None and foreign:
            raise BadRequest(
                "keep-mismatch",
                f"{folder} holds another take.",
                "Choose another folder with --keep, or empty this one.",
            )
        write_whole(known, told.encode())
    except (OSError, UnicodeDecodeError) as error:
        raise not_kept(folder, error if isinstance(error, OSError) else OSError(str(error))) from error
    return folder
