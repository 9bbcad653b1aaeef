"""How a video came about, in the file itself: what it takes to lay out the same scene again and go on from it.

Kept as one line of JSON in the container's metadata under ``onetake``: the canonical caption (not the words that the
user chose), the seed, and the length of every part. ``--no-metadata`` leaves it out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from onetake.types import VARIANTS

RECIPE_KEY = "onetake"
_LONGEST = 100_000
_MOST_PARTS = 64


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a video that was staged at once. ``on``: it goes on from the part before; ``before``: it leads up
    to the part after. ``camera``, ``motion`` and ``style`` as they were asked for. ``looks``: the variant of every
    entity, where it is not the seed's to say."""

    caption: str
    frames: int
    seed: int
    on: bool = False
    before: bool = False
    camera: str = ""
    motion: tuple[str, ...] = ()
    style: str = ""
    looks: tuple[int, ...] = ()


def recipe_text(size: tuple[int, int], parts: Sequence[Part]) -> str:
    """The line that is written into a file; ``size``: width and height that the model drew."""
    told = {"version": 1, "size": list(size), "parts": [asdict(part) for part in parts]}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def read_recipe(text: str) -> tuple[tuple[int, int], tuple[Part, ...]] | None:
    """Size and parts from that line; None where it is not one, or does not make sense (a file can say anything)."""
    try:
        told = json.loads(text[:_LONGEST])
        width, height = (int(side) for side in told["size"])
        parts = tuple(_part(part) for part in told["parts"][:_MOST_PARTS])
    except (ValueError, TypeError, KeyError, RecursionError, AttributeError):
        return None
    sane = 16 <= width <= 1024 and 16 <= height <= 1024 and width % 16 == height % 16 == 0
    return ((width, height), parts) if sane and parts else None


def _part(told: Mapping[str, Any]) -> Part:
    part = Part(**{f.name: told[f.name] for f in fields(Part) if f.name in told})
    motion = tuple(str(stroke)[:400] for stroke in part.motion)[:5]
    frames, seed = int(part.frames), int(part.seed)
    if not (0 < frames <= 1 << 14 and 0 <= seed < 1 << 53):
        raise ValueError("impossible length or seed")
    return Part(
        str(part.caption)[:4000], frames, seed, bool(part.on), bool(part.before), str(part.camera)[:200], motion,
        str(part.style)[:40], tuple(int(v) % VARIANTS for v in part.looks)[:16],
    )  # fmt: skip
