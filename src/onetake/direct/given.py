"""Videos and pictures that are given: read, checked, and what is known of how they were made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from onetake.direct.arrange import Arrangement, Wishes, cut, recipe_of, replay
from onetake.direct.job import Copied, Edge, Options, Unmarked
from onetake.media.clip import Clip, open_clip
from onetake.model.shape import shape_for
from onetake.prompt.policy import check_input, read_consent
from onetake.prompt.recipe import Part
from onetake.provenance.labels import CARD_SECONDS
from onetake.types import CHUNK, FPS, STRIDE, Geometry

LEAST_FRAMES = STRIDE


@dataclass(frozen=True)
class Source:
    """A clip and what is known of it. ``made``: its layout, where it was made here; ``unmark``: it has our
    label, which will be put on again."""

    clip: Clip
    shape: tuple[int, int]
    made: Arrangement | None
    unmark: bool
    notes: tuple[str, ...] = ()

    def copied(self, start: int, stop: int) -> Copied:
        """Its own frames."""
        return Copied(self.clip, start, stop, self.unmark)

    def edge(self, number: int) -> Edge:
        """One of its frames as what a drawn stretch meets."""
        return Edge(self.clip, number, unmark=self.unmark)

    @property
    def geometry(self) -> Geometry:
        return Geometry(*self.shape, len(self.clip))

    @property
    def parts(self) -> tuple[Part, ...]:
        return () if self.made is None else self.made.parts

    @property
    def history(self) -> int:
        """Frames at an end that serve as what was before or comes after: a chunk, or as many latent frames as there
        are."""
        return min(CHUNK * STRIDE, len(self.clip) // STRIDE * STRIDE)


def open_source(
    path: Path, options: Options, wishes: Wishes, shape: Callable[[int, int], tuple[int, int]] = shape_for
) -> Source:
    """Read a video and what its file says of itself. Raises as ``open_clip`` and ``check_input`` do."""
    unmarked = Unmarked()
    clip = open_clip(path, shape, least_frames=LEAST_FRAMES, prepare=unmarked)
    small = clip.small_NYXC.shape
    size = (small[2], small[1])
    recipe = recipe_of(path, options.made)
    note = None
    if recipe is None:
        consent = read_consent(options.consent) if options.consent is not None else None
        note = check_input(clip.small_NYXC[:1], consent)
    made = _made(recipe, clip, size, wishes)
    notes = [note] if note else []
    if abs(clip.own_fps - FPS) > 0.5:
        notes.append(
            f"{path.name} has {clip.own_fps:.3g} frames a second; the model draws {FPS}, so it is shown at {FPS}"
        )
    return Source(clip, size, made, bool(unmarked.seen) and options.marks.label, tuple(notes))


def _made(
    recipe: tuple[tuple[int, int], tuple[Part, ...]] | None, clip: Clip, size: tuple[int, int], wishes: Wishes
) -> Arrangement | None:
    if recipe is None or recipe[0] != size:  # cut to another shape since: places would be wrong
        return None
    parts, frames = recipe[1], len(clip)
    total = sum(part.frames for part in parts)
    card = CARD_SECONDS * FPS if frames == total + CARD_SECONDS * FPS else 0
    made = replay(parts, total, Geometry(*size, total), wishes.taught)
    return None if made is None else cut(made, -card, frames - card)


def stretch(frames_NYXC: NDArray[np.uint8], before: int, after: int) -> NDArray[np.uint8]:
    """Frames with the first repeated in front and the last behind."""
    return np.concatenate([np.repeat(frames_NYXC[:1], before, 0), frames_NYXC, np.repeat(frames_NYXC[-1:], after, 0)])
