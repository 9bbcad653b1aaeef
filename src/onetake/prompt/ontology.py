"""Everything that can be said to the model: kinds, verbs, places, colours, with their ids.

Tables are **append-only within a category** and every category owns a fixed range of ids, so weights trained
on an older table keep their meaning when the table grows. Names are canonical English; ``zh`` is Chinese.
"""

from __future__ import annotations

from onetake.prompt._kinds import CAST, FIRST_SEVENTY, THINGS, Kind
from onetake.prompt._palette import ANY, COLOURS, FUR
from onetake.prompt._pictures import PICTURES
from onetake.prompt._places import CAMERAS, HOURS, LOOKS, PLACES, TRAITS, WEATHERS, Place
from onetake.prompt._verbs import ROLES, VERBS, Verb

__all__ = ["ANY", "CAMERAS", "COLOURS", "CONCEPTS", "COUNTS", "FIRST_KINDS", "FUR", "GROUPS", "HOURS", "KINDS", "LOOKS",
           "PLACES", "RELATIONS", "ROLES", "SIDES", "SIZES", "TRAITS", "VERBS", "VOCABULARY_SIZE", "WEATHERS", "Kind",
           "Place", "Verb", "with_role"]  # fmt: skip

KINDS: dict[str, Kind] = {kind.name: kind for kind in (*FIRST_SEVENTY, *CAST, *THINGS, *PICTURES)}


def with_role(role: str) -> tuple[str, ...]:
    """Kinds that can be the object of verbs with this role; "any" is everything."""
    return tuple(name for name, kind in KINDS.items() if role == "any" or role in kind.roles)


SIZES: dict[str, tuple[str, float]] = {"small": ("小", 0.75), "big": ("大", 1.25)}
RELATIONS: dict[str, tuple[str, str]] = {
    "on": ("on", "在{}上"),
    "under": ("under", "在{}下"),
    "left of": ("to the left of", "在{}左边"),
    "right of": ("to the right of", "在{}右边"),
    "behind": ("behind", "在{}后面"),
    "in front of": ("in front of", "在{}前面"),
    "near": ("near", "在{}旁边"),
}
SIDES: dict[str, tuple[str, str]] = {
    "left": ("on the left", "左边"),
    "right": ("on the right", "右边"),
    "middle": ("in the middle", "中间"),
}
COUNTS = (1, 2, 3, 4, 5, 6)

VOCABULARY_SIZE = 1536
"""Rows of the concept embedding. Each category starts at a fixed row and grows only at its end."""
_STARTS = {"kind": 1, "verb": 900, "colour": 1100, "place": 1150, "hour": 1290, "weather": 1310, "camera": 1330,
           "size": 1370, "relation": 1380, "side": 1410, "look": 1420, "count": 1450, "trait": 1470}  # fmt: skip
_TABLES: dict[str, tuple[str, ...]] = {
    "kind": tuple(KINDS), "verb": tuple(VERBS), "colour": tuple(COLOURS), "place": tuple(PLACES), "hour": tuple(HOURS),
    "weather": tuple(WEATHERS), "camera": tuple(CAMERAS), "size": tuple(SIZES), "relation": tuple(RELATIONS),
    "side": tuple(SIDES), "look": tuple(LOOKS), "count": tuple(str(c) for c in COUNTS),
    "trait": tuple(TRAITS),
}  # fmt: skip
CONCEPTS: dict[tuple[str, str], int] = {
    (category, name): _STARTS[category] + i for category, names in _TABLES.items() for i, name in enumerate(names)
}
GROUPS: dict[str, tuple[str, ...]] = {
    "first": tuple(name for name, kind in KINDS.items() if kind.first),
    "drawn": tuple(name for name, kind in KINDS.items() if kind.drawn),
    "all": tuple(KINDS),
}
"""Nouns in the order in which they are taught: two dozen, then all that have a rig of their own, then all."""
FIRST_KINDS = GROUPS["first"]
