"""What ``--watch`` shows: a marked picture of every take that is drawn, and how far the film is."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from onetake import __version__
from onetake.provenance.marks import Marker, Marks
from onetake.story.files import write_whole
from onetake.story.project import Project
from onetake.story.shots import Shot
from onetake.story.takes import Take, frames_of

__all__ = ["NAME", "Previews"]

NAME = "preview.jpg"
_ENLARGE = 3
_EVERY = 1.0
"""Seconds between two notes of how far it is."""


class Previews:
    """Writes ``preview.jpg`` into takes and ``progress.json`` into the folder."""

    def __init__(self, project: Project, marks: Marks) -> None:
        # A preview has every mark but the signature, which would cost more than the picture.
        self._project, self._marks = project, replace(marks, signature=False, card=False)
        self._seen: dict[str, str] = {}
        self._marker: Marker | None = None
        self._told = 0.0

    def add(self, take: Take, frame_YXC: NDArray[np.uint8] | None) -> None:
        """A picture of a take, if it has none: the frame that is given, else one of its middle."""
        path = self._project.takes / take.key / NAME
        self._seen[take.shot.id] = f"takes/{take.key}/{NAME}"
        if path.exists():
            return
        if frame_YXC is None:
            frames = next(frames_of(take, self._project.takes, [take.chunks // 2]), None)
            if frames is None:
                return
            frame_YXC = frames[len(frames) // 2]
        large_YXC = frame_YXC.repeat(_ENLARGE, 0).repeat(_ENLARGE, 1)
        height, width = large_YXC.shape[:2]
        if self._marker is None or (self._marker.width, self._marker.height) != (width, height):
            self._marker = Marker(
                self._marks, width, height, fingerprint=take.key, prompt=take.plan.prompt, seed=take.plan.seed,
                model=take.plan.model, version=__version__, title=NAME,
            )  # fmt: skip
        self._marker.write_picture(large_YXC, path)

    def tell(self, title: str, stage: str, done: int, total: int, message: str, shots: Sequence[Shot]) -> None:
        """How far the film is; not more often than once a second."""
        now = time.monotonic()
        if now - self._told < _EVERY and stage != "done":
            return
        self._told = now
        told = {
            "title": title, "stage": stage, "done": done, "total": total,
            "message": f"{message} ({done} of {total})" if total > 1 else message,
            "shots": [{"id": s.id, "caption": s.beats[0], "words": " ".join(w.text for w in s.words)[:160],
                       "preview": self._seen.get(s.id)} for s in shots],
        }  # fmt: skip
        write_whole(self._project.path("progress.json"), json.dumps(told, ensure_ascii=False))
