"""How much there is in the world, counted from the world itself: ``onetake world census``.

Nothing is counted because a table names it. A noun counts if its rig poses it, a verb if one of those nouns does it, a
place if it is painted, and an hour, a weather, a look or a camera if it makes a picture of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any, get_args

import numpy as np

from onetake.prompt.caption import long_caption
from onetake.prompt.eyes import eyes
from onetake.prompt.lexicon import Language
from onetake.prompt.ontology import CAMERAS, COLOURS, COUNTS, HOURS, KINDS, LOOKS, PLACES, TRAITS, VERBS, WEATHERS, Kind
from onetake.prompt.staging import stage
from onetake.types import FPS, Beat, Entity, Geometry, Scene
from onetake.world._picture_names import DRAWINGS
from onetake.world.cast import RIGS
from onetake.world.pictures import available_kinds
from onetake.world.sets import backdrop
from onetake.world.shapes import Appearance
from onetake.world.weather import Weather

__all__ = ["Row", "as_text", "census", "main"]

PROFESSIONS = ("doctor", "nurse", "chef", "firefighter", "police officer", "astronaut", "farmer", "builder", "knight",
               "pirate", "clown", "ballerina", "monk")  # fmt: skip
"""Kinds that are named after what they do for a living."""
_FAMILIES = (
    ("people", ("person", "robot"), None),
    ("four-legged animals", ("quadruped",), 20),
    ("birds", ("bird",), 6),
    ("sea animals", ("fish",), 5),
    ("insects", ("insect",), None),
    ("vehicles", ("vehicle",), 8),
)
"""Who moves by joints: their name here, their families, and how many there have to be."""
_SMALL = Geometry(96, 56, 2 * FPS)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the census; ``required`` is the least there has to be, None where nothing is asked."""

    name: str
    count: int
    required: int | None = None
    part: bool = False

    @property
    def enough(self) -> bool:
        """Whether what is required is there."""
        return self.required is None or self.count >= self.required


@lru_cache(maxsize=1)
def _posed() -> frozenset[str]:
    """Kinds whose rig shows something; pictures that are not here are in ``_pictured``."""
    here, phase_N, state_N = available_kinds(), np.zeros(1, np.float32), np.zeros(1, np.float32)

    def poses(name: str) -> bool:
        rig = RIGS.get(name)
        return rig is not None and bool(rig(Appearance(), KINDS[name].verbs[0], phase_N, state_N))

    return frozenset(name for name in here if poses(name))


def _pictured() -> frozenset[str]:
    """Kinds that are drawn from a picture: they have a rig, and a drawing is named for it."""
    return frozenset(name for name, kind in KINDS.items() if not kind.drawn and name in RIGS and name in DRAWINGS)


def _shown() -> list[Kind]:
    """Every kind that counts."""
    counted = _posed() | _pictured()
    return [kind for name, kind in KINDS.items() if name in counted]


def _different(names: Iterable[str], show: Callable[[str], bytes]) -> int:
    """How many of these names show something that none of the others shows."""
    return len({show(name) for name in names})


def _set(hour: str = "day", weather: str = "clear", look: str = "flat") -> bytes:
    """One small frame of a meadow."""
    frame = backdrop("meadow", hour, _SMALL.width, _SMALL.height, 0, weather, look).picture().copy()
    Weather(weather, hour, _SMALL.width, _SMALL.height, 0, look).draw(frame, 0)
    return frame.tobytes()


def _place(name: str) -> bytes:
    return backdrop(name, PLACES[name].hours[0], _SMALL.width, _SMALL.height).picture().tobytes()


def _camera(name: str) -> bytes:
    """Where a camera looks from in two seconds, at what is near and at what is far."""
    scene = Scene((Entity("dog", verb="walk"),), "meadow", camera=name)
    camera_NC = stage((Beat(0, 2, scene, long_caption(scene)),), _SMALL, 0).camera_NC
    frames = len(camera_NC)
    return np.stack([eyes(camera_NC, [(0, frames, name)], parallax) for parallax in (0.2, 1.0)]).tobytes()


def census() -> tuple[Row, ...]:
    """Count everything; takes a second or two."""
    shown = _shown()
    articulated = {title: [k for k in shown if k.drawn and k.family in families] for title, families, _ in _FAMILIES}
    moving = {k.name for kinds in articulated.values() for k in kinds}
    done = {verb for kind in shown for verb in kind.verbs}
    worn = {trait for trait, (_, _, who) in TRAITS.items() if who}
    painted = {colour for kind in shown for colour in kind.colours} & set(COLOURS)
    here = sum(not KINDS[name].drawn for name in _posed())
    return (
        Row("nouns", len(shown)),
        Row("articulated", len(moving), 40),
        *(Row(title, len(articulated[title]), least, part=True) for title, _, least in _FAMILIES),
        Row("professions", sum(name in moving for name in PROFESSIONS), 12, part=True),
        Row("further nouns", sum(k.name not in moving for k in shown), 250),
        Row("drawn things", sum(k.drawn and k.name not in moving for k in shown), part=True),
        Row("pictures", sum(not k.drawn for k in shown), part=True),
        Row("pictures on this machine", here, part=True),
        Row("nouns with states", sum(k.states is not None for k in shown), 25),
        Row("verbs", sum(verb in done for verb in VERBS), 60),
        Row("pairs of noun and verb", sum(len(set(k.verbs) & set(VERBS)) for k in shown)),
        Row("places", _different(PLACES, _place), 30),
        Row("hours", _different(HOURS, lambda hour: _set(hour=hour)), 6),
        Row("weathers", _different(WEATHERS, lambda weather: _set(weather=weather)), 6),
        Row("cameras", _different(CAMERAS, _camera), 8),
        Row("looks", _different(LOOKS, lambda look: _set(look=look)), 6),
        Row("traits", len(worn)),
        Row("colours", len(painted)),
        Row("counts", len(COUNTS)),
        Row("languages", len(get_args(Language))),
    )


def main() -> dict[str, Any]:
    """The census, ready for JSON: every row, and whether all that is required is there."""
    rows = census()
    return {"rows": [asdict(row) | {"enough": row.enough} for row in rows], "enough": all(row.enough for row in rows)}


def as_text(found: dict[str, Any]) -> str:
    """The census for people: a line for each row, the requirement beside it."""
    lines = []
    for row in found["rows"]:
        asked = "" if row["required"] is None else f"  (at least {row['required']})"
        short = "" if row["enough"] else "  TOO FEW"
        name = f"  {row['name']}" if row["part"] else row["name"]
        lines.append(f"{name:<28}{row['count']:>6}{asked}{short}")
    return "\n".join(lines)
