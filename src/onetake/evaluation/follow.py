"""Who is who from frame to frame: sightings joined to tracks, and what is said of one steadied along its track.

Each sighting is joined to the track that comes nearest, by place (going on as it went), size and what it seems to be;
the best pairs first (greedy association, as in SORT, Bewley et al. 1602.00763, with a flatter cost). What a track is at
one moment, and of which colour, is the mean of what was said within half a second around: one frame's slip is mended,
and somebody who turns into somebody else is not. Tracks of a moment are dropped: nobody flashes up and is gone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from onetake.evaluation.seen import TINTS, Floats, Frame, Seen, Sighting
from onetake.prompt.ontology import KINDS

AROUND = 0.55
"""Seconds before and after within which what is said of somebody counts together."""
LEAST = 0.4
"""Seconds for which somebody must be seen at all."""
_GAP = 0.7  # seconds for which somebody may be lost and found again
_FAR = 1.0  # heights that somebody may be from where expected


@dataclass
class _Track:
    at: list[int] = field(default_factory=list)
    seen: list[Sighting] = field(default_factory=list)

    def expected(self, n: int) -> tuple[float, float]:
        """Where it should be in frame ``n`` if it goes on as it went."""
        last = self.seen[-1]
        if len(self.at) < 2:
            return last.x, last.y
        before, steps = self.seen[-2], self.at[-1] - self.at[-2]
        ahead = min(2, n - self.at[-1]) / steps
        return last.x + ahead * (last.x - before.x), last.y + ahead * (last.y - before.y)


def steadied(seen: Seen, classes: Sequence[str]) -> Seen:
    """The same film with everybody's kind and colour steadied along their tracks; ``classes`` are of ``kinds``."""
    tracks = follow(seen.frames, max(1, round(_GAP * seen.fps)))
    reach, least = max(1, round(AROUND * seen.fps)), min(max(2, round(LEAST * seen.fps)), max(1, len(seen.frames) // 3))
    frames: list[list[Sighting]] = [[] for _ in seen.frames]
    for track in tracks:
        if len(track.at) < least:
            continue
        kinds, tints = np.array([s.kinds for s in track.seen]), np.array([s.tints for s in track.seen])
        for n, s in zip(track.at, track.seen, strict=True):
            near = np.abs(np.array(track.at) - n) <= reach
            kind = classes[int(kinds[near].mean(0).argmax())]
            frames[n].append(replace(s, kind=kind, colour=tint_of(kind, tints[near].mean(0))))
    return Seen(tuple(tuple(f) for f in frames), seen.fps)


def tint_of(kind: str, scores: Floats) -> str | None:
    """The likeliest of the colours that a kind can have."""
    names = KINDS[kind].colours if kind in KINDS else ()
    return max(names, key=lambda name: float(scores[TINTS.index(name)])) if names else None


def follow(frames: Sequence[Frame], gap: int) -> list[_Track]:
    """Every individual's sightings over time."""
    done: list[_Track] = []
    open_: list[_Track] = []
    for n, frame in enumerate(frames):
        done += [t for t in open_ if n - t.at[-1] > gap]
        open_ = [t for t in open_ if n - t.at[-1] <= gap]
        pairs = sorted(
            (cost, t, i) for t, track in enumerate(open_) for i, s in enumerate(frame)
            if (cost := _cost(track, s, n)) < _FAR + 1
        )  # fmt: skip
        taken_tracks: set[int] = set()
        taken: set[int] = set()
        for _, t, i in pairs:
            if t not in taken_tracks and i not in taken:
                taken_tracks.add(t)
                taken.add(i)
                open_[t].at.append(n)
                open_[t].seen.append(frame[i])
        open_ += [_Track([n], [s]) for i, s in enumerate(frame) if i not in taken]
    return done + open_


def _cost(track: _Track, s: Sighting, n: int) -> float:
    last = track.seen[-1]
    x, y = track.expected(n)
    size = (last.height + s.height) / 2
    apart = float(np.hypot(s.x - x, s.y - y)) / size
    if apart > _FAR:
        return np.inf
    taller = abs(float(np.log(s.height / last.height)))
    alike = float(np.dot(s.kinds, last.kinds)) if s.kinds else 0.0
    return apart + 0.5 * taller + 0.5 * (1 - alike)
