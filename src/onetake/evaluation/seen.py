"""What is seen in a film: who is where, how they look and what they do, frame by frame, whoever looked.

Two look: the witness (a network, from pixels) and the simulator's own record (``of_truth``), by which the judges of
flaws are tested and the witness is taught. Lengths are pixels of a picture 192 wide; y grows downwards. Axes: N frames.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onetake.prompt.ontology import COLOURS, GROUPS, KINDS
from onetake.types import DEPTH, FPS, HEIGHT, STATE, VISIBLE, Beat, Geometry, Staging, X, Y

Floats = NDArray[np.float64]

VOCABULARY: tuple[str, ...] = (*GROUPS["first"], "candle", "balloon", "apple", "box", "lamp", "vase")
"""Nouns that a witness knows. Whatever else is drawn is "unknown"."""
UNKNOWN = "unknown"
TINTS: tuple[str, ...] = tuple(COLOURS)
POSES: tuple[str, ...] = (
    "stand", "walk", "run", "jump", "dance", "sit", "eat", "sleep", "wave", "spin", "fly", "swim", "clap",
)  # fmt: skip
ALIKE = {"look around": "stand", "nod": "stand", "talk": "stand", "shake head": "stand"}
"""Actions that look alike at this size are one."""
LEAST_HEIGHT, LEAST_SEEN, LEAST_INSIDE = 7.0, 0.55, 0.6
"""Pixels of height, and shares not covered by others and inside the picture: whoever has less counts neither way."""
_SETTLES = 0.6  # seconds after which a newly told action can be seen
_GRID = 12


@dataclass(frozen=True, slots=True)
class Sighting:
    """Somebody in one frame: middle, width and height of the upright box. ``score``: how surely there is somebody;
    ``state`` 0..1 on the kind's own scale; ``poses``: probability of each of :data:`POSES`. ``clear`` is False where
    it is too small, too hidden or too far outside to count either way (known of true films only). ``kinds``, ``tints``:
    probabilities of all kinds and colours, where somebody looked who was not sure."""

    kind: str
    x: float
    y: float
    width: float
    height: float
    score: float = 1.0
    colour: str | None = None
    state: float = 0.0
    poses: tuple[float, ...] = ()
    clear: bool = True
    kinds: tuple[float, ...] = ()
    tints: tuple[float, ...] = ()


Frame = tuple[Sighting, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """A whole film: who is seen in each frame that was looked at, and how many of these there are a second."""

    frames: tuple[Frame, ...]
    fps: float = FPS


def pose_of(verb: str) -> int:
    """Index in :data:`POSES` of an action; -1 if it is none of them."""
    verb = ALIKE.get(verb, verb)
    return POSES.index(verb) if verb in POSES else -1


def of_truth(beats: Sequence[Beat], staging: Staging, geometry: Geometry, at: Sequence[int] | None = None) -> Seen:
    """What somebody who knew the record would see, at all frames or ``at`` some."""
    numbers = range(len(staging.tracks_NEF)) if at is None else at
    return Seen(tuple(_true_frame(beats, staging, geometry, n) for n in numbers))


def _true_frame(beats: Sequence[Beat], staging: Staging, geometry: Geometry, n: int) -> Frame:
    second = n / geometry.fps
    beat = next((b for b in reversed(beats) if b.start <= second), beats[0])
    settled = beat is beats[0] or second - beat.start >= _SETTLES
    row_EF = staging.tracks_NEF[n].astype(np.float64)
    entities = [beat.scene.entities[e] for e in staging.entity_E.tolist()]
    there = [bool(row[VISIBLE] > 0.5) and e.present for row, e in zip(row_EF, entities, strict=True)]
    aspect_E = np.array([KINDS[e.kind].aspect for e in entities])
    unit = geometry.short_side
    boxes_E4 = np.stack([
        row_EF[:, X] * unit + geometry.width / 2, (row_EF[:, Y] - row_EF[:, HEIGHT] / 2) * unit + geometry.height / 2,
        row_EF[:, HEIGHT] * aspect_E * unit, row_EF[:, HEIGHT] * unit,
    ], -1)  # fmt: skip
    out = []
    for e, entity in enumerate(entities):
        if not there[e]:
            continue
        nearer = [o for o in range(len(entities)) if o != e and there[o] and row_EF[o, DEPTH] > row_EF[e, DEPTH]]
        in_front = [(entities[o].kind, boxes_E4[o]) for o in nearer]
        inside, open_ = shares(boxes_E4[e], in_front, geometry)
        x, y, width, height = boxes_E4[e].tolist()
        pose = pose_of(entity.verb) if settled else -1
        clear = inside >= LEAST_INSIDE and open_ >= LEAST_SEEN and height >= LEAST_HEIGHT
        out.append(Sighting(
            entity.kind if entity.kind in VOCABULARY else UNKNOWN, x, y, width, height, 1.0, entity.colour,
            float(row_EF[e, STATE]), tuple(float(p == pose) for p in range(len(POSES))) if pose >= 0 else (), clear,
        ))  # fmt: skip
    return tuple(out)


def shares(box_4: Floats, in_front: Sequence[tuple[str, Floats]], geometry: Geometry) -> tuple[float, float]:
    """Which shares of a box lie inside the picture, and are not covered by those in front."""
    step = (np.arange(_GRID) + 0.5) / _GRID - 0.5
    x, y = np.meshgrid(box_4[0] + step * box_4[2], box_4[1] + step * box_4[3])
    inside = (x >= 0) & (x < geometry.width) & (y >= 0) & (y < geometry.height)
    covered = np.zeros_like(inside)
    for kind, other_4 in in_front:
        u, v = (x - other_4[0]) / other_4[2], (y - other_4[1]) / other_4[3]
        body = (np.abs(u) < 0.42) & (np.abs(v) < 0.46)
        if kind == "tree":
            body &= (v < 0.1) | (np.abs(u) < 0.12)
        elif kind == "table":
            body &= v < -0.2
        covered |= body
    return float(inside.mean()), float((~covered).mean())
