"""Who can wear or have what: the one place that captions, scripts, parsing and rigs ask.

A helmet takes nothing on, in or under it; a headdress that makes its kind known (a chef's hat, a crown) is never
replaced by another; everybody else may wear anything that suits them.
"""

from __future__ import annotations

from functools import cache

from onetake.prompt.ontology import KINDS, TRAITS

_PLAIN = frozenset(("man", "woman", "boy", "girl", "old man", "old woman"))
_HELMETED = frozenset(("astronaut", "knight"))
_COLLARED = frozenset(("king", "queen", "clown", "wizard"))
_SERVING = frozenset(
    ("doctor", "nurse", "chef", "firefighter", "police officer", "farmer", "builder", "pirate", "monk")
)
_PERSONS: dict[str, frozenset[str]] = {
    "beard": frozenset(("man", "old man", "chef", "farmer", "pirate", "king", "wizard", "monk")),
    "hat": _PLAIN | {"baby", "doctor", "monk", "ballerina", "clown"},
    "cap": _PLAIN | {"baby", "doctor"},
    "crown": _PLAIN | {"baby", "ballerina", "clown"},
    "long hair": frozenset(("woman", "girl", "old woman", "princess", "witch")),
    "curly hair": _PLAIN - {"old man"},
    "bald": frozenset(("man", "old man", "monk")),
    "bow": frozenset(("woman", "girl", "old woman", "baby", "ballerina")),
    "backpack": _PLAIN | _SERVING | {"clown"},
}  # fmt: skip
"""Of people: which kinds can have a trait; traits that are not named here suit every face or neck (see below)."""
_SLOTS = (
    ("hat", "cap", "crown", "bow"),
    ("glasses", "sunglasses"),
    ("long hair", "curly hair", "bald"),
)
"""Of each of these someone can have one only."""


@cache
def can_have(kind: str, trait: str) -> bool:
    """Whether a kind can wear or have a trait of ``ontology.TRAITS``."""
    family, who = KINDS[kind].family, TRAITS[trait][2]
    if family != "person":
        return family in who
    if kind in _HELMETED:
        return False
    if trait in _PERSONS:
        return kind in _PERSONS[trait]
    if trait == "scarf":
        return kind not in _COLLARED
    return kind != "pirate" if trait in ("glasses", "sunglasses") else "person" in who


@cache
def wearable(kind: str) -> tuple[str, ...]:
    """All traits that a kind can have."""
    return tuple(trait for trait in TRAITS if can_have(kind, trait))


@cache
def fitting(kind: str, traits: tuple[str, ...]) -> tuple[str, ...]:
    """Those of ``traits`` that a kind can have together, in the table's order: the first of each slot."""
    kept = [trait for trait in TRAITS if trait in traits and can_have(kind, trait)]
    for slot in _SLOTS:
        rivals = [trait for trait in kept if trait in slot]
        kept = [trait for trait in kept if trait not in rivals[1:]]
    return tuple(kept)
