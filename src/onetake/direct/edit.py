"""Commands on what a video shows: remix, fill, expand. Each only chooses which tokens are known, or where drawing
begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from onetake.direct.arrange import (
    Arrangement,
    Wishes,
    arrange,
    cut,
    nothing,
    recipe_of,
    replay,
    unseen,
    whole_chunks,
)
from onetake.direct.given import Source, open_source, stretch
from onetake.direct.job import Drawn, Job, Options, Span, checked, output_of, output_size, seed_of
from onetake.direct.picture import check_strength
from onetake.direct.video import readable, unknown
from onetake.errors import BadRequest, MediaError
from onetake.media.read import probe_video, read_clear
from onetake.model.shape import shape_for
from onetake.plan import LARGEST
from onetake.prompt.caption import long_caption
from onetake.types import HEIGHT, PATCH, SHAPES, STRIDE, Array, Geometry, X, Y

REMIX = 0.8
"""Noise level from which a remix is drawn unless asked otherwise: colours and masses stay, things can change."""
_LAP = PATCH // 2
"""Pixels by which a token's content reaches into its neighbours (the codec laps)."""
_FEATHER = 0.02
"""Width of the soft border of a filled region, in short sides; it lies inside the region."""


def remix(video: Path, prompt: str, *, strength: float = REMIX, options: Options | None = None) -> Job:
    """The same motion with another subject, place or look. ``strength``: how far from the video, above 0 to 1.

    Raises ``OnetakeError`` (``bad-strength``).
    """
    options, wishes = checked(options or Options(), [video], f"{video.stem} remix", prompt=prompt)
    check_strength(strength)
    readable(prompt)
    source = open_source(video, options, wishes)
    n, seed = len(source.clip), seed_of(options, video.name, prompt)
    length = whole_chunks(n)
    made = arrange(prompt, n, source.geometry, seed, wishes)
    moved = _same_motion(made, source.made) if source.made else unseen(made, np.ones(n, bool))
    span = Span(
        cut(moved, 0, length), stretch(source.clip.small_NYXC, 0, length - n), _tokens(length, source.shape, None),
        level=strength,
    )  # fmt: skip
    return Job(
        "remix", prompt, (video,), options, output_of(options), source.shape,
        output_size(options, source.clip.width, source.clip.height), seed, (Drawn(span, 0, n),), (),
        (*made.notes, *source.notes, *unknown(source, prompt)),
    )  # fmt: skip


def _same_motion(made: Arrangement, old: Arrangement) -> Arrangement:
    """New individuals on the tracks of the old ones, first on first, under the old camera."""
    tracks = made.staging.tracks_NEF.copy()
    shared = min(tracks.shape[1], old.staging.tracks_NEF.shape[1])
    tracks[:, :shared] = old.staging.tracks_NEF[:, :shared]
    return replace(made, staging=replace(made.staging, tracks_NEF=tracks, camera_NC=old.staging.camera_NC))


# ── fill ──────────────────────────────────────────────────────────────────────────────────────────────────────


def fill(
    video: Path, prompt: str, *, box: Sequence[float] = (), mask: Path | None = None, options: Options | None = None
) -> Job:
    """Draw a region of a video anew; everything outside it keeps its own pixels.

    ``box``: x, y, width, height in pixels of the video, or in shares of it where none is above 1. ``mask``: a picture
    of the video's size, bright and not transparent where it is to be drawn. Raises ``OnetakeError`` (``bad-box``,
    ``mask-size``, ``mask-empty``, ``bad-arguments``).
    """
    options, wishes = checked(options or Options(), [video], f"{video.stem} filled", prompt=prompt)
    if bool(box) == (mask is not None):
        raise BadRequest("bad-arguments", "Say where: with a box or with a mask, one of the two.", "--box 10,20,80,60")
    readable(prompt)
    source = open_source(video, options, wishes)
    clip, n = source.clip, len(source.clip)
    region_YX = _box(box, clip.width, clip.height) if box else _mask(mask or Path(), video, clip.width, clip.height)
    seed = seed_of(options, video.name, prompt)
    width, height = output_size(options, clip.width, clip.height)
    made = _inside_region(arrange(prompt, n, source.geometry, seed, wishes), source, region_YX)
    length = whole_chunks(n)
    span = Span(
        cut(made, 0, length), stretch(clip.small_NYXC, 0, length - n), _tokens(length, source.shape, region_YX)
    )  # fmt: skip
    drawn = Drawn(span, 0, n, around=source.copied(0, n), inside_YX=_soft(region_YX, width, height))
    return Job(
        "fill", prompt, (video,), options, output_of(options), source.shape, (width, height), seed, (drawn,),
        source.parts, (*made.notes, *source.notes),
    )  # fmt: skip


def _box(box: Sequence[float], width: int, height: int) -> NDArray[np.bool_]:
    """A box as a mask (Y, X)."""
    shares = len(box) == 4 and all(0 <= v <= 1 for v in box)
    scaled = [v * side for v, side in zip(box, (width, height, width, height), strict=False)] if shares else list(box)
    fits = len(scaled) == 4 and all(np.isfinite(scaled)) and min(scaled[:2]) >= 0 and min(scaled[2:]) >= 2
    if not fits or scaled[0] + scaled[2] > width + 0.5 or scaled[1] + scaled[3] > height + 0.5:
        raise BadRequest(
            "bad-box",
            f"{','.join(f'{v:g}' for v in box)[:60]} is no box in a video of {width}x{height}.",
            "Give x,y,width,height in its pixels, inside it.",
        )
    x, y, w, h = (round(v) for v in scaled)
    region = np.zeros((height, width), bool)
    region[y : y + h, x : x + w] = True
    return region


def _mask(path: Path, video: Path, width: int, height: int) -> NDArray[np.bool_]:
    info, picture = probe_video(video), read_clear(path)
    rows, columns = picture.shape[:2]
    if not (width <= columns <= width + 1 and height <= rows <= height + 1):
        raise MediaError(
            "mask-size",
            f"{path} is {columns}x{rows}, but the video is {info.width}x{info.height}.",
            "Make a mask of the video's size, white where it is to be drawn.",
        )
    # What is transparent in a mask is not painted, whatever colour is told of it.
    painted = picture[..., 3] / 255 if picture.shape[-1] == 4 else 1.0
    region: NDArray[np.bool_] = (picture[..., :3].mean(-1) * painted)[:height, :width] > 127
    if not region.any():
        raise MediaError("mask-empty", f"{path} is dark or transparent everywhere.", "Paint white what is to be drawn.")
    return region


def _inside_region(made: Arrangement, source: Source, region_YX: NDArray[np.bool_]) -> Arrangement:
    """The layout shrunk into the region's box, in the place and the light of the video where they are known."""
    rows, columns = np.nonzero(region_YX.any(1))[0], np.nonzero(region_YX.any(0))[0]
    height, width = region_YX.shape
    half_x, half_y = source.geometry.half_extent
    share_x, share_y = (columns[-1] + 1 - columns[0]) / width, (rows[-1] + 1 - rows[0]) / height
    middle = (columns[0] + columns[-1] + 1) / width - 1, (rows[0] + rows[-1] + 1) / height - 1
    scale = max(min(share_x, share_y), 0.1)
    tracks = made.staging.tracks_NEF.copy()
    tracks[..., X] = middle[0] * half_x + tracks[..., X] * share_x
    tracks[..., Y] = middle[1] * half_y + tracks[..., Y] * share_y
    tracks[..., HEIGHT] *= scale
    beats = made.beats
    if source.made is not None:
        s = source.made.beats[0].scene
        scenes = [replace(b.scene, place=s.place, hour=s.hour, weather=s.weather, look=s.look) for b in beats]
        beats = tuple(replace(b, scene=c, caption=long_caption(c)) for b, c in zip(beats, scenes, strict=True))
    return replace(made, beats=beats, staging=replace(made.staging, tracks_NEF=tracks))


def _tokens(frames: int, shape: tuple[int, int], region_YX: NDArray[np.bool_] | None) -> NDArray[np.bool_]:
    """Tokens that are known (T, H, W): those that no pixel of the region reaches; none without a region."""
    width, height = shape
    size = (frames // STRIDE, height // PATCH, width // PATCH)
    if region_YX is None:
        return np.zeros(size, bool)
    small = Image.fromarray(region_YX.astype(np.uint8) * 255).resize((width, height), Image.Resampling.BOX)
    reached = np.pad(np.asarray(small) > 0, _LAP)
    free = [
        [not reached[y : y + PATCH + 2 * _LAP, x : x + PATCH + 2 * _LAP].any() for x in range(0, width, PATCH)]
        for y in range(0, height, PATCH)
    ]
    return np.broadcast_to(np.array(free), size).copy()


def _soft(region_YX: NDArray[np.bool_], width: int, height: int) -> Array:
    """How much of the drawn picture is seen (Y, X): 0 outside the region, rising to 1 inside it."""
    whole = Image.fromarray(region_YX.astype(np.uint8) * 255).resize((width, height), Image.Resampling.NEAREST)
    hard = np.asarray(whole) > 0
    blurred = np.asarray(whole.filter(ImageFilter.GaussianBlur(_FEATHER * min(width, height)))) / np.float32(255)
    soft: Array = np.where(hard, np.clip(blurred * 2 - 1, 0, 1) + np.float32(0.02), 0).clip(0, 1).astype(np.float32)
    return soft


# ── expand ────────────────────────────────────────────────────────────────────────────────────────────────────


def expand(video: Path, to: str, prompt: str = "", *, options: Options | None = None) -> Job:
    """A larger canvas of another shape around a video: landscape, portrait, square or WIDTHxHEIGHT. The video keeps
    its own pixels in the middle. Raises ``OnetakeError`` (``bad-canvas``)."""
    options, wishes = checked(options or Options(), [video], f"{video.stem} {to}", prompt=prompt)
    readable(prompt)
    if options.size is not None:
        raise BadRequest("bad-arguments", "The canvas decides the size.", "Leave --size out.")
    plans: list[tuple[int, int, int, int, int, int]] = []

    def region(width: int, height: int) -> tuple[int, int]:
        canvas = canvas_for(width, height, to)
        small = shape_for(*canvas)
        share = small[0] / canvas[0], small[1] / canvas[1]
        plans[:] = [(*canvas, *small, round(width * share[0]), round(height * share[1]))]
        return plans[0][4:]

    source = open_source(video, options, wishes, region)
    wide, tall, small_x, small_y, own_x, own_y = plans[0]
    clip, n, shape = source.clip, len(source.clip), (small_x, small_y)
    left, top = (small_x - own_x) // 2, (small_y - own_y) // 2
    seed = seed_of(options, video.name, prompt, to)
    length = whole_chunks(n)
    own = _own_layout(video, options, clip.width, clip.height, n, wishes)
    if own is not None:
        made = _on_canvas(own, Geometry(*shape_for(clip.width, clip.height), n), Geometry(*shape, n))
    elif prompt:
        made = unseen(arrange(prompt, n, Geometry(*shape, n), seed, wishes), np.ones(n, bool))
    else:
        made = nothing(n)
    around = ((0, 0), (top, small_y - own_y - top), (left, small_x - own_x - left), (0, 0))
    pixels = stretch(np.pad(clip.small_NYXC, around, "edge"), 0, length - n)
    outside = np.ones((small_y, small_x), bool)
    outside[top : top + own_y, left : left + own_x] = False
    span = Span(cut(made, 0, length), pixels, _tokens(length, shape, outside))
    place = ((wide - clip.width) // 4 * 2, (tall - clip.height) // 4 * 2)
    drawn = Drawn(span, 0, n, around=source.copied(0, n), place=place)
    return Job(
        "expand", prompt, (video,), options, output_of(options), shape, (wide, tall), seed, (drawn,), (),
        (*made.notes, *source.notes),
    )  # fmt: skip


def canvas_for(width: int, height: int, to: str) -> tuple[int, int]:
    """Width and height of the smallest canvas of a shape that holds a video. Raises ``BadRequest`` (``bad-canvas``)."""
    if to in SHAPES:
        wanted = SHAPES[to]
    else:
        x, cross, y = to.lower().partition("x")
        if not (cross and x.isdecimal() and y.isdecimal() and len(to) <= 16 and int(x) and int(y)):
            raise BadRequest("bad-canvas", f"{to[:40]!r} is no shape.", f"Use {', '.join(SHAPES)} or WIDTHxHEIGHT.")
        wanted = int(x), int(y)
    ratio = wanted[0] / wanted[1]
    canvas = max(width, round(height * ratio / 2) * 2), max(height, round(width / ratio / 2) * 2)
    if canvas[0] * canvas[1] < 1.05 * width * height:
        raise BadRequest("bad-canvas", f"The video is {width}x{height}, which is that shape.", "Name another shape.")
    if max(canvas) > LARGEST:
        raise BadRequest(
            "bad-canvas", f"The canvas would be {canvas[0]}x{canvas[1]}.", f"At most {LARGEST} pixels a side are drawn."
        )
    return canvas


def _own_layout(
    video: Path, options: Options, width: int, height: int, frames: int, wishes: Wishes
) -> Arrangement | None:  # fmt: skip
    """The layout of the video on its own canvas."""
    recipe = recipe_of(video, options.made)
    if recipe is None or recipe[0] != shape_for(width, height):
        return None
    return replay(recipe[1], frames, Geometry(*recipe[0], frames), wishes.taught)


def _on_canvas(own: Arrangement, was: Geometry, now: Geometry) -> Arrangement:
    """The video's layout as it lies on the larger canvas."""
    before, fit = own.staging, min(now.width / was.width, now.height / was.height)
    scale = fit * was.short_side / now.short_side
    tracks, camera = before.tracks_NEF.copy(), before.camera_NC.copy()
    tracks[..., [X, Y, HEIGHT]] *= scale
    camera[:, :2] *= scale
    return replace(own, staging=replace(before, tracks_NEF=tracks, camera_NC=camera))
