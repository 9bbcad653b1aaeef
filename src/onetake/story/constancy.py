"""Does everybody look the same throughout? Measured on the drawn frames, against how the others look.

A character's look in a shot is the colours of its box, row by row, taken where it is seen alone; what lies around the
box is subtracted, so that the hour and the place count little. A character is recognised in a shot if it is nearer to
itself in the other shots than to anybody else in theirs. This measures sameness, not likeness: whether a fox is a good
fox is not asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onetake.prompt.ontology import KINDS
from onetake.story.takes import Take, frames_of
from onetake.types import CHUNK, HEIGHT, STRIDE, VISIBLE, Array, X, Y

__all__ = ["Album", "appearance", "boxes"]

ROWS = 6
LEAST_PIXELS = 6
"""A box whose sides are smaller than this shows nobody."""
MARGIN = 1.25
"""How much nearer to somebody else a character has to be to count as wrong: a shot is not drawn again for less."""
BY = "the colours of everybody's box, against those of the others (docs/film.md)"


def boxes(take: Take, name: str, frame: int) -> tuple[slice, slice] | None:
    """Rows and columns of a character in a frame as drawn, if it is seen there and nobody stands in front."""
    staging, g = take.plan.staging, take.plan.geometry
    mine = np.flatnonzero(staging.entity_E == take.entities.get(name, -1))
    if not len(mine) or frame >= len(staging.tracks_NEF):
        return None
    tracks_EF = staging.tracks_NEF[frame]
    kinds = [take.plan.beats[0].scene.entities[e].kind for e in staging.entity_E]
    rectangles = [_rectangle(tracks_EF[i], kinds[i], g.width, g.height) for i in range(len(kinds))]
    i = int(mine[0])
    if tracks_EF[i, VISIBLE] < 0.5:
        return None
    x0, y0, x1, y1 = rectangles[i]
    for j, (a0, b0, a1, b1) in enumerate(rectangles):
        if j == i or tracks_EF[j, VISIBLE] < 0.5:
            continue
        over = max(0.0, min(x1, a1) - max(x0, a0)) * max(0.0, min(y1, b1) - max(y0, b0))
        if over > 0.25 * (x1 - x0) * (y1 - y0):
            return None
    left, right = max(0, round(x0)), min(g.width, round(x1))
    top, bottom = max(0, round(y0)), min(g.height, round(y1))
    if (
        right - left < LEAST_PIXELS
        or bottom - top < LEAST_PIXELS
        or (right - left) * (bottom - top) < 0.6 * (x1 - x0) * (y1 - y0)
    ):
        return None
    return slice(top, bottom), slice(left, right)


def _rectangle(track_F: Array, kind: str, width: int, height: int) -> tuple[float, float, float, float]:
    """A box in pixels: left, top, right, bottom."""
    side = min(width, height)
    tall = float(track_F[HEIGHT]) * side
    wide = tall * KINDS[kind].aspect
    x, y = width / 2 + float(track_F[X]) * side, height / 2 + float(track_F[Y]) * side
    return x - wide / 2, y - tall, x + wide / 2, y


def appearance(frame_YXC: NDArray[np.uint8], box: tuple[slice, slice]) -> Array:
    """How a box looks: per row of six the colour of its middle and of its edges, less the colour around it."""
    rows, columns = box
    crop = frame_YXC[rows, columns].astype(np.float32) / 255
    height, width = crop.shape[:2]
    pad = max(2, width // 5)
    around = np.concatenate([
        frame_YXC[rows, max(0, columns.start - pad) : columns.start].reshape(-1, 3),
        frame_YXC[rows, columns.stop : columns.stop + pad].reshape(-1, 3),
    ]).astype(np.float32) / 255  # fmt: skip
    ground = np.median(around, 0) if len(around) else np.zeros(3, np.float32)
    third = max(1, width // 4)
    out = []
    for r in range(ROWS):
        band = crop[r * height // ROWS : max(r * height // ROWS + 1, (r + 1) * height // ROWS)]
        middle = band[:, third : max(third + 1, width - third)].reshape(-1, 3)
        edge = np.concatenate([band[:, :third].reshape(-1, 3), band[:, -third:].reshape(-1, 3)])
        out += [middle.mean(0) - 0.5 * ground, 0.5 * (edge.mean(0) - 0.5 * ground)]
    return np.concatenate(out).astype(np.float32)


@dataclass
class Album:
    """How everybody looked in every shot that was drawn; small, whatever the film's length."""

    looks: dict[str, dict[str, Array]] = field(default_factory=dict)
    unseen: dict[str, list[str]] = field(default_factory=dict)

    def add(self, take: Take, folder: Path) -> None:
        """Look at a take: one frame of every chunk, decoded again."""
        seen: dict[str, list[Array]] = {name: [] for name in take.entities}
        step = CHUNK * STRIDE
        for chunk, frames in enumerate(frames_of(take, folder)):
            for at in (len(frames) // 3, 2 * len(frames) // 3):
                for name in take.entities:
                    box = boxes(take, name, chunk * step + at)
                    if box is not None:
                        seen[name].append(appearance(frames[at], box))
        for name, parts in seen.items():
            if parts:
                self.looks.setdefault(name, {})[take.shot.id] = np.median(parts, 0).astype(np.float32)
            else:
                self.looks.get(name, {}).pop(take.shot.id, None)
        self.unseen[take.shot.id] = [name for name, parts in seen.items() if not parts]

    def nearest(self, name: str, shot: str) -> tuple[float, float] | None:
        """Distances of a character in a shot to itself in the other shots, and to the nearest other; None where it
        cannot be said: it is in no other shot, or alone in the film."""
        own = [look for other, look in self.looks[name].items() if other != shot]
        others = [list(looks.values()) for other, looks in self.looks.items() if other != name and looks]
        if not own or not others:
            return None
        look = self.looks[name][shot]
        to_self = float(np.linalg.norm(np.median(own, 0) - look))
        return to_self, min(float(np.linalg.norm(np.median(o, 0) - look)) for o in others)

    def wrong(self, shot: str) -> list[str]:
        """Who in a shot looks plainly more like somebody else."""
        out = []
        for name, looks in self.looks.items():
            if shot in looks and (found := self.nearest(name, shot)) and found[0] > MARGIN * found[1]:
                out.append(name)
        return out

    def told(self) -> dict[str, Any]:
        """For the report: in how many of its shots everybody is recognised."""
        rows: dict[str, dict[str, int]] = {}
        for name, looks in self.looks.items():
            found = [f for shot in looks if (f := self.nearest(name, shot))]
            if found:
                rows[name] = {"right": sum(a < b for a, b in found), "of": len(found)}
        right, of = sum(r["right"] for r in rows.values()), sum(r["of"] for r in rows.values())
        return {"by": BY, "characters": rows, "right": right, "of": of, "share": round(right / of, 4) if of else None,
                "hidden": {s: n for s, n in self.unseen.items() if n}}  # fmt: skip

    def first_good(self, order: Mapping[str, int]) -> dict[str, str]:
        """The shot of everybody's first good appearance: the first in which it is recognised, or can be seen at all."""
        out = {}
        for name, looks in self.looks.items():
            shots = sorted((s for s in looks if s in order), key=lambda s: order[s])
            good = [s for s in shots if (f := self.nearest(name, s)) is None or f[0] < f[1]]
            if shots:
                out[name] = (good or shots)[0]
        return out
