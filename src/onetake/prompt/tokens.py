"""A scene as concept tokens: what the network is told, one id per fact, tagged with the entity it belongs to.

Three rows of L = 48 small integers. ``ids`` are rows of the concept embedding (``ontology.CONCEPTS``), ``slots``
say whose fact it is (0 the whole scene, 1 + i entity i), ``fields`` what kind of fact. An entity's anchor, target
and partner are told in its own slot by the other's kind. Who is not on stage is not told at all.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onetake.prompt.ontology import CONCEPTS
from onetake.types import Entity, Scene

LENGTH = 48
MAX_ENTITIES = 6
FIELDS = ("pad", "kind", "verb", "colour", "size", "count", "relation", "anchor", "target", "side", "place", "hour",
          "weather", "camera", "look", "trait", "partner")  # fmt: skip
_FIELD = {name: i for i, name in enumerate(FIELDS)}


@dataclass(frozen=True, slots=True)
class Concepts:
    """Padded with zeros to ``LENGTH``; int64 (L,)."""

    ids_L: NDArray[np.int64]
    slots_L: NDArray[np.int64]
    fields_L: NDArray[np.int64]


def concept_tokens(scene: Scene) -> Concepts:
    """Tokens of a scene. Facts about the first six entities are kept; the scene's own five come first.

    Raises ``ValueError`` for names that the ontology does not have, and for more facts than ``LENGTH``.
    """
    if len(scene.entities) > MAX_ENTITIES:
        raise ValueError(f"at most {MAX_ENTITIES} entities, not {len(scene.entities)}")
    facts: list[tuple[int, str, str, str]] = [
        (0, name, name, getattr(scene, name)) for name in ("place", "hour", "weather", "camera", "look")
    ]
    for i, entity in enumerate(scene.entities):
        if entity.present:
            facts += [(1 + i, *fact) for fact in _facts(scene, entity)]
    if len(facts) > LENGTH:
        facts = _thin(facts)
    table = np.zeros((3, LENGTH), np.int64)
    for column, (slot, field, category, name) in enumerate(facts):
        if (category, name) not in CONCEPTS:
            raise ValueError(f"no such {category}: {name!r}")
        table[:, column] = CONCEPTS[category, name], slot, _FIELD[field]
    return Concepts(table[0], table[1], table[2])


def _facts(scene: Scene, entity: Entity) -> list[tuple[str, str, str]]:
    """(field, category, name) of everything that is said about an entity."""

    def kind(index: int | None) -> str | None:
        if index is None or not scene.entities[index].present:
            return None
        return scene.entities[index].kind

    anchor = kind(entity.anchor) if entity.relation else None
    said = (
        ("kind", "kind", entity.kind), ("verb", "verb", entity.verb), ("count", "count", str(entity.count)),
        ("colour", "colour", entity.colour), ("size", "size", entity.size),
        ("relation", "relation", entity.relation if anchor else None), ("anchor", "kind", anchor),
        ("target", "kind", kind(entity.target)), ("side", "side", entity.side),
        *(("trait", "trait", trait) for trait in entity.traits), ("partner", "kind", kind(entity.partner)),
    )  # fmt: skip
    return [(field, category, name) for field, category, name in said if name is not None]


def _thin(facts: list[tuple[int, str, str, str]]) -> list[tuple[int, str, str, str]]:
    """Six entities with every fact are too many: the least visible facts of the last entities go first."""
    for field in ("side", "size", "partner", "trait", "target", "relation", "anchor", "colour"):
        for fact in [f for f in reversed(facts) if f[1] == field]:
            if len(facts) > LENGTH:
                facts.pop(len(facts) - 1 - facts[::-1].index(fact))
    return facts
