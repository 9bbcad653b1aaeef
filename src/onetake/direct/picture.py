"""Commands on pictures: still (a picture from words) and animate (a video from pictures)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from onetake.direct.arrange import Arrangement, arrange, cut, nothing, unseen, whole_chunks
from onetake.direct.job import (
    Drawn,
    Edge,
    Held,
    Job,
    Options,
    Span,
    Unmarked,
    checked,
    known_frames,
    output_of,
    seed_of,
)
from onetake.direct.video import frames_of, readable
from onetake.errors import BadRequest
from onetake.media.read import over_white, read_clear
from onetake.media.scale import resize
from onetake.model.condition import STILL
from onetake.model.shape import shape_for
from onetake.plan import ENLARGE, read_size
from onetake.prompt.policy import check_input, read_consent
from onetake.types import FPS, STRIDE, Geometry

MOMENT = FPS
"""The frame of the staging that a still shows: what the sentence says has begun by then."""
STRENGTH = 0.85
"""Noise level from which an animated picture is drawn unless asked otherwise: 1 leaves only the anchor."""


def still(prompt: str, *, options: Options | None = None) -> Job:
    """One picture from a sentence, PNG, JPEG or WebP. Raises ``OnetakeError``."""
    options, wishes = checked(options or Options(), [], prompt, prompt=prompt, picture=True)
    (width, height), size, notes = read_size(options.size or "landscape")
    geometry, seed = Geometry(width, height, 2 * FPS), seed_of(options, prompt)
    made = arrange(prompt, 2 * FPS, geometry, seed, wishes)
    moment = cut(made, MOMENT, MOMENT + STRIDE)
    blank = np.full((STRIDE, height, width, 3), 128, np.uint8)
    span = Span(moment, blank, known_frames(np.zeros(STRIDE, bool), (width, height)), still=True)
    return Job(
        "still", prompt, (), options, output_of(options), (width, height), size,
        seed, (Drawn(span, 1, 2, cut=True),), made.parts, (*made.notes, *notes),
    )  # fmt: skip


def animate(
    picture: Path, prompt: str = "", *, seconds: float = 4, strength: float = STRENGTH,
    at: Sequence[tuple[float, Path]] = (), made: Arrangement | None = None, options: Options | None = None,
) -> Job:  # fmt: skip
    """A picture comes to life; ``at``: more pictures, each with the second at which it is to be seen.

    Without ``options.steps`` no step is taken. ``strength``: how freely it moves, above 0 to 1. ``made``: the layout
    that the picture was drawn by, where it was.
    Raises ``OnetakeError`` (``bad-strength``, ``bad-time``, and those of pictures).
    """
    paths = [picture, *(path for _, path in at)]
    options = options or Options()
    if options.steps is None:  # today's denoiser makes a foreign picture no livelier and spoils it (LAB.md)
        options = replace(options, steps=0)
    options, wishes = checked(options, paths, f"{picture.stem} moving", prompt=prompt)
    frames = frames_of(seconds)
    check_strength(strength)
    readable(prompt)
    times = [0, *(_moment(second, path, frames) for second, path in at)]
    if len(set(times)) < len(times):
        raise BadRequest("bad-time", "Two pictures are to be seen at the same time.", "Give each its own second.")
    full, notes = read_pictures(paths, options)
    if made is None and prompt:
        shape = shape_for(full[0].shape[1], full[0].shape[0])
        made = arrange(prompt, frames, Geometry(*shape, frames), seed_of(options, picture.name, prompt), wishes)
        if not wishes.motion:  # who is where is the picture's to say
            made = unseen(made, np.ones(made.frames, bool))
    job = animated(full, times, made, frames, strength, options, seed_of(options, picture.name, prompt))
    if options.references and made is not None and not wishes.motion:
        notes = (*notes, "the picture decides who is where, so --reference changes nothing")
    return replace(job, prompt=prompt, inputs=tuple(paths), notes=(*job.notes, *notes))


def animated(
    pictures: Sequence[NDArray[np.uint8]], times: Sequence[int], made: Arrangement | None, frames: int, strength: float,
    options: Options, seed: int,
) -> Job:  # fmt: skip
    """Pictures of one shape (YXC), each seen at a frame, come to life under a layout."""
    height, width = pictures[0].shape[:2]
    shape, length = shape_for(width, height), whole_chunks(frames)
    small = [resize(picture, *shape) for picture in pictures]
    made = cut(made, 0, length) if made else nothing(length)
    span = _between_pictures(made, small, times, length, strength)
    drawn = Drawn(span, 0, frames, before=Edge(picture_YXC=pictures[0]))
    size = _picture_size(options, width, height, shape)
    return Job("animate", "", (), options, output_of(options), shape, size, seed, (drawn,), (), made.notes)


def _between_pictures(
    made: Arrangement, small: Sequence[NDArray[np.uint8]], times: Sequence[int], length: int, strength: float
) -> Span:  # fmt: skip
    """A span that begins at the first picture and passes the others at their times."""
    pixels = np.repeat(small[0][None], length, 0)
    known = np.zeros(length, bool)
    held = []
    for picture, frame in sorted(zip(small, times, strict=True), key=lambda pair: pair[1]):
        start = frame // STRIDE * STRIDE
        pixels[start:] = picture
        known[start : start + STRIDE] = frame > 0
        held.append(Held(np.repeat(picture[None], STRIDE, 0), start, STILL))
    shape = (pixels.shape[2], pixels.shape[1])
    return Span(made, pixels, known_frames(known, shape), tuple(held), level=strength)


def read_pictures(paths: Sequence[Path], options: Options) -> tuple[list[NDArray[np.uint8]], tuple[str, ...]]:
    """Pictures of one shape without our label, and what the user should be told."""
    full, seen, notes = [], [], []
    for path in paths:
        unmarked, clear = Unmarked(), read_clear(path)
        full.append(unmarked(over_white(clear)))
        seen.append(bool(unmarked.seen))
        if clear.shape[-1] == 4 and clear[..., 3].min() < 255:
            notes.append(f"what is transparent in {path.name} is drawn white")
    height, width = full[0].shape[:2]
    for path, picture in zip(paths[1:], full[1:], strict=True):
        if abs(picture.shape[1] / picture.shape[0] / (width / height) - 1) > 0.03:
            raise BadRequest(
                "other-shape",
                f"{paths[0].name} is {width}x{height} and {path.name} is {picture.shape[1]}x{picture.shape[0]}: "
                "two shapes.",
                "Crop them to one shape first.",
            )
    consent = read_consent(options.consent) if options.consent is not None else None
    note = None if all(seen) else check_input(np.stack([resize(f, 64, 64) for f in full]), consent)
    return full, (*notes, note) if note else tuple(notes)


def check_strength(strength: float) -> None:
    """Raises ``BadRequest`` (``bad-strength``)."""
    if not isinstance(strength, (int, float)) or not 0 < strength <= 1:
        raise BadRequest(
            "bad-strength", f"A strength of {strength} is not possible.", "Ask for a number above 0, up to 1."
        )


def _moment(second: float, path: Path, frames: int) -> int:
    if not 0 < second * FPS < frames:
        raise BadRequest(
            "bad-time",
            f"{path.name} cannot be seen at {second:g} s of {frames / FPS:g}.",
            "Name a second inside the video, after its first picture.",
        )
    return round(second * FPS)


def _picture_size(options: Options, width: int, height: int, shape: tuple[int, int]) -> tuple[int, int]:
    """The video's size: the picture's shape, as large as the model's own pictures are enlarged."""
    scale = ENLARGE * min(shape) / min(width, height)
    usual = tuple(max(2, round(side * scale / 2) * 2) for side in (width, height))
    if options.size is None:
        return usual[0], usual[1]
    wanted = read_size(options.size)[1]
    if abs(wanted[0] / wanted[1] / (width / height) - 1) > 0.03:
        raise BadRequest(
            "other-shape",
            f"{wanted[0]}x{wanted[1]} is another shape than the picture's {width}x{height}.",
            f"Leave --size out, or ask for {usual[0]}x{usual[1]}.",
        )
    return wanted
