"""Bodies as a film shows them: where the picture differs from that of the same set without them.

Nothing here reads where the staging says that somebody is. Every individual is drawn alone on the empty set, so that
nobody hides anybody, and without shadows, so that what differs is the body. Axes: N frames, Y, X pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from onetake.types import STATE, Beat, Staging
from onetake.world.render import Renderer

Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]

DIFFERS = 10
"""Levels of 255 in any colour by which a pixel has to differ from the empty set."""
LEAST = 12
"""Pixels that a body has at least; less is the tip of an ear at the edge of the picture."""


_DISC = 0.9


@dataclass(frozen=True, slots=True)
class Film:
    """A take as it is measured: its renderer (whose staging is what is drawn) and its beats (what is recorded)."""

    renderer: Renderer
    beats: tuple[Beat, ...]

    def drawn_as(self, staging: Staging) -> Film:
        """The same take with other tracks."""
        return Film(_like(self.renderer, staging, self.beats), self.beats)


@dataclass(frozen=True, slots=True)
class Body:
    """One individual on film. ``mask_NYX``; ``area_N`` its pixels; ``box_N4`` left, top, right, bottom (exclusive);
    ``centre_N2`` x, y of the middle of the circle around it, ``radius_N`` that of the circle, in pixels; all three
    NaN where it is not to be seen."""

    mask_NYX: Mask
    area_N: NDArray[np.int64]
    box_N4: Floats
    centre_N2: Floats
    radius_N: Floats

    @property
    def round(self) -> bool:
        """Whether it fills the circle around it: a disc."""
        seen_N = self.seen_N
        filled_N = self.area_N[seen_N] / (np.pi * (self.radius_N[seen_N] + 0.5) ** 2)
        return bool(len(filled_N)) and float(np.median(filled_N)) > _DISC - 0.03  # of pixels, not of a drawing

    @property
    def seen_N(self) -> Mask:  # noqa: N802 (axes)
        """Whether it is to be seen."""
        seen: Mask = self.area_N >= LEAST
        return seen


def _like(renderer: Renderer, staging: Staging, beats: Sequence[Beat]) -> Renderer:
    """A renderer of other tracks of the same take, without shadows."""
    made = Renderer(renderer.scene, staging, renderer.geometry, renderer.looks, renderer.segments, renderer.seed,
                    renderer.rigs, beats)  # fmt: skip
    made.look = replace(made.look, grounded=False)
    return made


def _only(staging: Staging, individuals: Sequence[int]) -> Staging:
    """A staging in which there is nobody but these."""
    kept = list(individuals)
    variant_E = None if staging.variant_E is None else staging.variant_E[kept]
    return replace(
        staging, tracks_NEF=staging.tracks_NEF[:, kept], entity_E=staging.entity_E[kept], variant_E=variant_E
    )


def frames_with(film: Film, individuals: Sequence[int], tracks: Staging | None = None) -> NDArray[np.uint8]:
    """Every frame of a take with only some individuals in it: (N, Y, X, 3)."""
    staging = _only(tracks or film.renderer.staging, individuals)
    return _like(film.renderer, staging, film.beats).frames(0, len(staging.tracks_NEF))


def changed(one_NYXC: NDArray[np.uint8], other_NYXC: NDArray[np.uint8]) -> Mask:
    """Pixels in which two films differ."""
    apart = np.asarray(cv2.absdiff(one_NYXC.reshape(-1, 3), other_NYXC.reshape(-1, 3)), np.uint8)
    different: Mask = np.any(apart > DIFFERS, axis=-1).reshape(one_NYXC.shape[:3])
    return different


def bodies(film: Film) -> list[Body]:
    """Everybody in a film, in the order of the staging."""
    empty_NYXC = frames_with(film, ())
    return [body_of(changed(frames_with(film, (e,)), empty_NYXC)) for e in range(len(film.renderer.staging.entity_E))]


def body_of(mask_NYX: Mask) -> Body:
    """What a mask says of a body."""
    frames = len(mask_NYX)
    area_N = mask_NYX.reshape(frames, -1).sum(1)
    box_N4, centre_N2 = np.full((frames, 4), np.nan), np.full((frames, 2), np.nan)
    radius_N = np.full(frames, np.nan)
    for n in np.flatnonzero(area_N >= LEAST).tolist():
        rows, columns = np.flatnonzero(mask_NYX[n].any(1)), np.flatnonzero(mask_NYX[n].any(0))
        box_N4[n] = columns[0], rows[0], columns[-1] + 1, rows[-1] + 1
        points = cv2.findNonZero(mask_NYX[n].astype(np.uint8))
        middle_2, radius_N[n] = cv2.minEnclosingCircle(points)
        hull = cv2.moments(cv2.convexHull(points))
        # The circle around a body turns with it; of a disc, the middle of its outline is known to a part of a pixel.
        disc = hull["m00"] > _DISC * np.pi * radius_N[n] ** 2
        centre_N2[n] = (hull["m10"] / hull["m00"], hull["m01"] / hull["m00"]) if disc else middle_2
    return Body(mask_NYX, area_N, box_N4, centre_N2, radius_N)


def onset_of_state(film: Film, individual: int, pixels: int = 6) -> int | None:
    """First frame in which an individual looks other than it would had its state stayed as it was; None if never."""
    staging = film.renderer.staging
    frozen = replace(staging, tracks_NEF=staging.tracks_NEF.copy())
    frozen.tracks_NEF[:, individual, STATE] = staging.tracks_NEF[0, individual, STATE]
    if np.array_equal(frozen.tracks_NEF, staging.tracks_NEF):
        return None
    mask_NYX = changed(frames_with(film, (individual,)), frames_with(film, (individual,), frozen))
    return first_of(mask_NYX.reshape(len(mask_NYX), -1).sum(1) >= pixels)


def onset_of_motion(body: Body, pixels: float = 1.5) -> int | None:
    """First frame in which a body is elsewhere than at first, by this many pixels; None if never."""
    way_N = np.hypot(*(body.centre_N2 - body.centre_N2[0]).T)
    return first_of(np.nan_to_num(way_N) > pixels)


def first_of(flags_N: Mask) -> int | None:
    """Number of the first frame that is so."""
    found = np.flatnonzero(flags_N)
    return int(found[0]) if len(found) else None
