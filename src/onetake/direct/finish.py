"""Whole takes under the user's wishes, and finishing: upscale, smooth, the cascade.

The cascade is MagicVideo-V2's (2401.04468): a picture from words, a video from the picture, more pixels, more frames.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from onetake.direct.arrange import arrange, cut, recipe_of, whole_chunks
from onetake.direct.job import Copied, Drawn, Job, Options, Span, checked, known_frames, output_of, seed_of
from onetake.direct.picture import MOMENT, STRENGTH, animated, still
from onetake.direct.road import Run, run
from onetake.direct.video import frames_of
from onetake.errors import BadRequest, Failure
from onetake.media import network
from onetake.media.clip import Clip, open_clip
from onetake.media.read import probe_video
from onetake.plan import LARGEST, read_size
from onetake.types import FPS, Event, Geometry

SMOOTH = 2 * FPS
"""Frames a second of what is finished, unless asked otherwise."""
FASTEST = 120


def take(
    prompt: str, *, seconds: float = 8, finish: bool = False, sharp: bool = False, options: Options | None = None
) -> Job:
    """A take from words, as ``onetake generate`` draws it, under camera moves, strokes and a style; ``finish``: with
    crisp edges and twice the frames (see :func:`finished` for ``sharp``). Raises ``OnetakeError``."""
    options, wishes = checked(options or Options(), [], prompt, prompt=prompt)
    frames = frames_of(seconds)
    shape, size, notes = read_size(options.size or "landscape")
    length, seed = whole_chunks(frames), seed_of(options, prompt)
    made = arrange(prompt, frames, Geometry(*shape, frames), seed, wishes)
    blank = np.full((length, shape[1], shape[0], 3), 128, np.uint8)
    span = Span(cut(made, 0, length), blank, known_frames(np.zeros(length, bool), shape))
    job = Job(
        "generate", prompt, (), options, output_of(options), shape, size, seed, (Drawn(span, 0, frames, cut=True),),
        made.parts, (*made.notes, *notes),
    )  # fmt: skip
    return finished(job, sharp=sharp) if finish else job


def finished(job: Job, *, sharp: bool = False) -> Job:
    """The same with crisp edges and twice the frames. ``sharp``: edges by a network that others trained
    (``media.network``). Raises ``Failure`` (``extra-missing``)."""
    return replace(job, crisp=True, smooth_to=SMOOTH, sharp=_installed(sharp))


def _installed(sharp: bool) -> bool:
    if sharp and not network.there():
        raise Failure("extra-missing", "Sharper edges need an extra.", "pip install 'onetake[sharp]'")
    return sharp


def cascade(
    prompt: str, *, seconds: float = 8, sharp: bool = False, options: Options | None = None
) -> Iterator[Event]:  # fmt: skip
    """A picture from words, a video from the picture, more pixels, more frames. Raises ``OnetakeError``."""
    options, wishes = checked(options or Options(), [], prompt, prompt=prompt)
    frames = frames_of(seconds)
    seed = seed_of(options, prompt)
    first = still(prompt, options=replace(options, output=None, seed=seed))
    drawing = Run(first)
    yield from drawing.draw()
    picture = next(drawing.compose())[0]
    # The video begins at the moment that the picture shows.
    made = arrange(prompt, MOMENT + frames, Geometry(*first.shape, MOMENT + frames), seed, wishes)
    moving = animated([picture], [0], cut(made, MOMENT, MOMENT + frames), frames, STRENGTH, options, seed)
    job = replace(moving, name="cascade", prompt=prompt, size=first.size, notes=first.notes)
    yield from run(finished(job, sharp=sharp))


def upscale(video: Path, *, by: int = 2, sharp: bool = False, options: Options | None = None) -> Job:
    """A video with twice or four times as many pixels a side, at its own rate; ``sharp``: see :func:`finished`.

    Raises ``OnetakeError`` (``bad-factor``, ``bad-size``, ``extra-missing``)."""
    if by not in (2, 4):
        raise BadRequest("bad-factor", f"A video is not enlarged by {by}.", "Use --by 2 or --by 4.")
    options, clip = _own_rate(video, options, f"{video.stem} x{by}")
    size = clip.width * by, clip.height * by
    if max(size) > LARGEST:
        raise BadRequest(
            "bad-size", f"The video would be {size[0]}x{size[1]}.", f"At most {LARGEST} pixels a side are written."
        )
    copied = Copied(clip, 0, len(clip))
    return replace(_finish_of("upscale", video, options, copied, size, clip.fps, crisp=True), sharp=_installed(sharp))


def smooth(video: Path, *, fps: int = SMOOTH, blocks: bool = False, options: Options | None = None) -> Job:
    """A video at a higher rate, the frames between moved along the motion; its own frames stay as they are.

    ``fps`` is a multiple of the video's own rate; ``blocks``: ffmpeg's way of moving. Raises ``OnetakeError``
    (``bad-fps``).
    """
    options, clip = _own_rate(video, options, f"{video.stem} {fps} fps")
    if fps <= clip.fps or fps % clip.fps or fps > FASTEST:
        raise BadRequest(
            "bad-fps",
            f"{video} has {clip.fps} frames a second and cannot be shown at {fps}.",
            f"Ask for a multiple: --fps {2 * clip.fps}." if 2 * clip.fps <= FASTEST else "It is smooth as it is.",
        )
    size = clip.width, clip.height
    job = _finish_of("smooth", video, options, Copied(clip, 0, len(clip)), size, clip.fps, smooth_to=fps)
    return replace(job, blocks=blocks)


def _own_rate(video: Path, options: Options | None, name: str) -> tuple[Options, Clip]:
    checked_options, _ = checked(options or Options(), [video], name)
    rate = min(60, max(1, round(probe_video(video).fps or FPS)))
    return checked_options, open_clip(video, lambda width, height: (16, 16), rate, least_frames=2)


def _finish_of(
    name: str, video: Path, options: Options, copied: Copied, size: tuple[int, int], fps: int, *, crisp: bool = False,
    smooth_to: int | None = None,
) -> Job:  # fmt: skip
    if options.size is not None:
        raise BadRequest("bad-arguments", "Finishing decides the size.", "Leave --size out.")
    recipe = recipe_of(video, options.made)  # it stays true: nothing is moved
    shape, parts = recipe if recipe is not None else (size, ())
    return Job(
        name, "", (video,), options, output_of(options), shape, size, seed_of(options, video.name), (copied,), parts,
        base_fps=fps, smooth_to=smooth_to, crisp=crisp,
    )  # fmt: skip
