"""Commands on videos in time: extend, connect, loop, retake. Each only chooses which frames are known."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from onetake.direct.arrange import (
    Arrangement,
    Wishes,
    after_cut,
    arrange,
    between,
    closed,
    cut,
    go_on,
    lead_up,
    led_to,
    nothing,
    whole_chunks,
)
from onetake.direct.given import Source, open_source, stretch
from onetake.direct.job import (
    Drawn,
    Held,
    Job,
    Options,
    Span,
    checked,
    known_frames,
    output_of,
    output_size,
    seed_of,
)
from onetake.errors import BadRequest
from onetake.media.clip import LONGEST_INPUT
from onetake.plan import LONGEST, read_size
from onetake.prompt.parse import check_text
from onetake.prompt.policy import check
from onetake.prompt.recipe import Part
from onetake.types import FPS, STRIDE, Geometry

SECOND = FPS
PASSAGE = 2.0
"""Seconds of a passage unless asked otherwise."""


def extend(
    video: Path, prompt: str = "", *, seconds: float = 4, backward: bool = False, options: Options | None = None
) -> Job:
    """``seconds`` more at the end of a video, or before its beginning. Raises ``OnetakeError``."""
    options, wishes = checked(options or Options(), [video], f"{video.stem} longer", prompt=prompt)
    more = frames_of(seconds)
    readable(prompt)
    source = open_source(video, options, wishes)
    n, seed = len(source.clip), seed_of(options, video.name, prompt, str(backward))
    if n + more > LONGEST_INPUT * FPS:
        raise BadRequest(
            "bad-seconds", f"The result would be longer than {LONGEST_INPUT:g} seconds.", "Ask for fewer --seconds."
        )
    copied = source.copied(0, n)
    make = _backward if backward else _forward
    span, start, whole = make(source, prompt, more, seed, wishes)
    edge = source.edge(0 if backward else n - 1)
    drawn = Drawn(span, start, start + more, *((None, edge) if backward else (edge, None)))
    timeline = (drawn, copied) if backward else (copied, drawn)
    return Job(
        "extend", prompt, (video,), options, output_of(options), source.shape,
        output_size(options, source.clip.width, source.clip.height), seed, timeline,
        whole.parts if whole else (), (*source.notes, *unknown(source, prompt)),
    )  # fmt: skip


def _forward(source: Source, prompt: str, more: int, seed: int, wishes: Wishes) -> tuple[Span, int, Arrangement | None]:
    n, lead, small = len(source.clip), source.history, source.clip.small_NYXC
    length = whole_chunks(lead + more)
    whole = go_on(source.made, prompt, more, source.geometry, seed, wishes) if source.made else None
    if whole:
        made = cut(whole, n - lead, n - lead + length)
    else:
        made = cut(between(None, lead, _anew(prompt, more, source.geometry, seed, wishes), None, 0), 0, length)
    pixels = stretch(small[n - lead :], 0, length - lead)
    known = known_frames(np.arange(length) < lead, source.shape)
    return Span(made, pixels, known, _far(small, lead - n)), lead, whole


def _far(small: NDArray[np.uint8], start: int) -> tuple[Held, ...]:
    """The first latent frame of a video as an anchor, where it is not in the history anyway."""
    return (Held(small[:STRIDE], start // STRIDE * STRIDE),) if start <= -STRIDE else ()


def _backward(
    source: Source, prompt: str, more: int, seed: int, wishes: Wishes
) -> tuple[Span, int, Arrangement | None]:
    tail, small = source.history, source.clip.small_NYXC
    length = whole_chunks(more + tail)
    join = length - tail
    whole = lead_up(source.made, prompt, more, source.geometry, seed, wishes) if source.made else None
    if whole:
        made = cut(whole, more - join, more - join + length)
    else:
        middle = _anew(prompt, more, source.geometry, seed, wishes)
        made = cut(between(None, 0, middle, None, tail), more - join, more - join + length)
    pixels = stretch(small[:tail], join, 0)
    known = known_frames(np.arange(length) >= join, source.shape)
    return Span(made, pixels, known, backward=True), join - more, whole


def connect(
    first: Path, second: Path, prompt: str = "", *, seconds: float = PASSAGE, options: Options | None = None
) -> Job:
    """One video, a passage of ``seconds``, the other video. Raises ``OnetakeError`` (``other-shape``)."""
    options, wishes = checked(options or Options(), [first, second], f"{first.stem} to {second.stem}", prompt=prompt)
    gap = _whole_latents(seconds)
    readable(prompt)
    one = open_source(first, options, wishes)
    other = open_source(second, options, wishes, lambda width, height: one.shape)
    a, b = one.clip, other.clip
    if abs((a.width / a.height) / (b.width / b.height) - 1) > 0.03:
        raise BadRequest(
            "other-shape",
            f"{first.name} is {a.width}x{a.height} and {second.name} is {b.width}x{b.height}: two shapes.",
            "Bring both to one shape first, for instance with: onetake expand.",
        )
    seed = seed_of(options, first.name, second.name, prompt)
    span, start = _passage(one, other, prompt, gap, seed, wishes)
    drawn = Drawn(span, start, start + gap, one.edge(len(a) - 1), other.edge(0))
    timeline = (one.copied(0, len(a)), drawn, other.copied(0, len(b)))
    notes = (*one.notes, *other.notes, *unknown(one if one.made else other, prompt))
    return Job(
        "connect", prompt, (first, second), options, output_of(options), one.shape,
        output_size(options, a.width, a.height), seed, timeline, (), notes,
    )  # fmt: skip


def _passage(one: Source, other: Source, prompt: str, gap: int, seed: int, wishes: Wishes) -> tuple[Span, int]:
    """The span from the end of one video to the beginning of another, and where the passage begins in it."""
    lead, least = one.history, other.history
    length = whole_chunks(lead + gap + least)
    tail = length - lead - gap
    given = min(tail, len(other.clip))
    middle = _middle(one, other, prompt, gap, seed, wishes)
    made = cut(between(one.made, lead, middle, other.made, tail), 0, length)
    a, b = one.clip.small_NYXC, other.clip.small_NYXC
    pixels = np.concatenate([stretch(a[len(a) - lead :], 0, gap), stretch(b[:given], 0, tail - given)])
    at = np.arange(length)
    known = known_frames((at < lead) | ((at >= lead + gap) & (at < lead + gap + given)), one.shape)
    return Span(made, pixels, known, _far(a, lead - len(a))), lead


def _middle(one: Source, other: Source, prompt: str, gap: int, seed: int, wishes: Wishes) -> Arrangement:
    """The layout of a passage: from where the one ended to where the other begins, as far as that is known."""
    if one.made:
        whole = go_on(one.made, prompt, gap, one.geometry, seed, wishes)
        middle = cut(whole, one.made.frames, whole.frames)
    elif prompt:
        middle = arrange(prompt, gap, one.geometry, seed, wishes)
    elif other.made:
        return cut(lead_up(other.made, prompt, gap, one.geometry, seed, wishes), 0, gap)
    else:
        return nothing(gap)
    return replace(middle, staging=led_to(middle.staging, other.made.staging)) if other.made else middle


def loop(
    video: Path | None = None, prompt: str = "", *, seconds: float | None = None, options: Options | None = None
) -> Job:
    """A video with a passage at its end that leads back to its beginning; or, from words alone, a take that ends where
    it began. Raises ``OnetakeError``."""
    if video is None:
        return _new_loop(prompt, seconds or 4.0, options or Options())
    options, wishes = checked(options or Options(), [video], f"{video.stem} loop", prompt=prompt)
    gap = _whole_latents(PASSAGE if seconds is None else seconds)
    readable(prompt)
    source = open_source(video, options, wishes)
    clip, seed = source.clip, seed_of(options, video.name, prompt)
    span, start = _passage(source, source, prompt, gap, seed, wishes)
    drawn = Drawn(span, start, start + gap, source.edge(len(clip) - 1), source.edge(0))
    return Job(
        "loop", prompt, (video,), options, output_of(options), source.shape,
        output_size(options, clip.width, clip.height), seed, (source.copied(0, len(clip)), drawn), source.parts,
        (*source.notes, *unknown(source, prompt)),
    )  # fmt: skip


def _new_loop(prompt: str, seconds: float, options: Options) -> Job:
    options, wishes = checked(options, [], prompt, prompt=prompt)
    frames = max(1, round(frames_of(seconds, LONGEST) / SECOND)) * SECOND
    (width, height), size, notes = read_size(options.size or "landscape")
    seed = seed_of(options, prompt)
    made = arrange(prompt, frames, Geometry(width, height, frames), seed, wishes)
    made = replace(made, staging=closed(made.staging))
    if frames != round(seconds * FPS):
        notes = (*notes, f"a loop lasts whole seconds: {frames // SECOND} s")
    pixels = np.full((frames, height, width, 3), 128, np.uint8)
    span = Span(made, pixels, known_frames(np.zeros(frames, bool), (width, height)), closed=True)
    return Job(
        "loop", prompt, (), options, output_of(options), (width, height), size,
        seed, (Drawn(span, 0, frames, meets_itself=True, cut=True),), made.parts, (*made.notes, *notes),
    )  # fmt: skip


def retake(
    video: Path, start: float, stop: float, prompt: str = "", *, options: Options | None = None
) -> Job:  # fmt: skip
    """Draw a video again from one second to another; everything else keeps its own pixels. Raises ``OnetakeError``
    (``bad-window``)."""
    options, wishes = checked(options or Options(), [video], f"{video.stem} retake", prompt=prompt)
    readable(prompt)
    source = open_source(video, options, wishes)
    clip, n = source.clip, len(source.clip)
    a, z = window(start, stop, n)
    seed = seed_of(options, video.name, prompt, f"{a} {z}")
    lead = min(FPS, a // STRIDE * STRIDE)
    origin, end = a - lead, min(n, z + FPS)
    length = whole_chunks(end - origin)
    made, whole = _retaken(source, prompt, (a, z), seed, wishes)
    pixels = stretch(clip.small_NYXC[origin:end], 0, length - (end - origin))
    at = np.arange(origin, origin + length)
    known = known_frames((at < a) | ((at >= z) & (at < end)), source.shape)
    span = Span(cut(made, origin, origin + length), pixels, known, _far(clip.small_NYXC, -origin))
    drawn = Drawn(
        span, lead, lead + z - a, source.edge(a - 1) if a else None, source.edge(z) if z < n else None
    )  # fmt: skip
    pieces = (source.copied(0, a), drawn, source.copied(z, n))
    return Job(
        "retake", prompt, (video,), options, output_of(options), source.shape,
        output_size(options, clip.width, clip.height), seed, tuple(p for p in pieces if p.stop > p.start), whole,
        (*source.notes, *unknown(source, prompt)),
    )  # fmt: skip


def _retaken(
    source: Source, prompt: str, window: tuple[int, int], seed: int, wishes: Wishes
) -> tuple[Arrangement, tuple[Part, ...]]:  # fmt: skip
    """The layout of the whole video with its window laid out anew."""
    a, z = window
    old, n = source.made, len(source.clip)
    if old is None:
        middle = _anew(prompt, z - a, source.geometry, seed, wishes)
        return between(None, a, middle, None, n - z), ()
    if not (prompt or wishes.camera or wishes.motion or wishes.style):
        return old, old.parts
    if a:
        before = cut(old, 0, a)
        made = go_on(before, prompt, z - a, source.geometry, seed, wishes)
    else:
        made = arrange(prompt or old.caption, z, source.geometry, seed, wishes)
    if z < n:
        after = cut(old, z, n)
        staging = made.staging
        tail = led_to(cut(made, a, z).staging, after.staging)
        if tail.tracks_NEF.shape[1:] == staging.tracks_NEF.shape[1:]:
            tracks, camera = staging.tracks_NEF.copy(), staging.camera_NC.copy()
            tracks[a:z], camera[a:z] = tail.tracks_NEF, tail.camera_NC
            made = replace(made, staging=replace(staging, tracks_NEF=tracks, camera_NC=camera))
        made = after_cut(made, after)
    return made, ()


def window(start: float, stop: float, frames: int) -> tuple[int, int]:
    """First and last-but-one frame of a window in seconds. Raises ``BadRequest`` (``bad-window``)."""
    seconds = frames / FPS
    finite = all(isinstance(v, (int, float)) and abs(v) < 1e6 for v in (start, stop))
    a, z = (round(start * FPS), round(stop * FPS)) if finite else (0, 0)
    if not (finite and 0 <= start < stop and z > a and stop <= seconds + 0.5 / FPS):
        raise BadRequest(
            "bad-window",
            f"From {start:g} to {stop:g} s is no window of a video of {seconds:.3g} s.",
            f"Name two seconds between 0 and {seconds:.3g}, the earlier one first.",
        )
    return a, min(z, frames)


def frames_of(seconds: float, most: float = LONGEST) -> int:
    """Frames of a stretch that is to be drawn. Raises ``BadRequest`` (``bad-seconds``)."""
    if not isinstance(seconds, (int, float)) or not 0 < seconds <= most:
        raise BadRequest(
            "bad-seconds", f"{seconds} seconds cannot be drawn.", f"Ask for up to {most:g}, for instance --seconds 4."
        )
    return max(1, round(seconds * FPS))


def _whole_latents(seconds: float) -> int:
    """A passage is a whole number of latent frames, thirds of a second."""
    return max(STRIDE, round(frames_of(seconds, 20) / STRIDE) * STRIDE)


def _anew(prompt: str, frames: int, geometry: Geometry, seed: int, wishes: Wishes) -> Arrangement:
    return arrange(prompt, frames, geometry, seed, wishes) if prompt else nothing(frames)


def readable(prompt: str) -> None:
    """Refuse a sentence that is none, or that the policy forbids, before a long video is read."""
    if prompt:
        check(check_text(prompt))


def unknown(source: Source, prompt: str) -> tuple[str, ...]:
    """What the user should know where nothing says how a video was made."""
    if source.made is not None:
        return ()
    if prompt:
        return ("nothing says how this video was made: who is where in it is left to the pictures",)
    return ("nothing says how this video was made, and there is no prompt: the model goes on from the pictures alone",)
