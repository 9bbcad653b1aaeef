"""What these weights were taught: nouns of the ontology that training has not shown yet get a stand-in.

The vocabulary is larger than what a given file of weights has learned; its header lists the nouns that it has.
The user is told of every stand-in, and of nouns that have none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from onetake.prompt._people import can_have, subject_pronoun
from onetake.prompt.caption import long_caption
from onetake.prompt.fitting import idle_verb
from onetake.prompt.ontology import KINDS
from onetake.types import Beat, Entity, Scene

STAND_INS: dict[str, str] = {
    "boy": "girl", "old woman": "woman", "robot": "man", "bear": "panda", "wolf": "wolf pup", "fox": "dog",
    "tiger": "lion", "giraffe": "horse", "cow": "horse", "pig": "dog", "sheep": "dog", "monkey": "panda",
    "penguin": "duck", "owl": "bird", "shark": "fish", "whale": "fish", "butterfly": "bird", "truck": "bus",
    "bicycle": "car", "balloon": "ball", "apple": "ball", "cactus": "tree", "flower": "bamboo", "chair": "table",
    "candle": "cake", "vase": "wine glass", "cup": "wine glass", "box": "table", "mushroom": "tree",
}  # fmt: skip
"""The nearest of the first two dozen nouns, where one is near."""


_BY_FAMILY = {
    "person": ("man",), "robot": ("man",), "quadruped": ("dog", "horse"), "bird": ("bird",), "fish": ("fish",),
    "insect": ("butterfly", "bird"), "vehicle": ("car", "bus"), "ball": ("ball",), "plant": ("tree", "flower"),
}  # fmt: skip


def stand_in(kind: str, taught: frozenset[str]) -> str | None:
    """The noun that is drawn for one that was not taught: its own stand-in, or the first of its family."""
    family = KINDS[kind].family
    woman = ("woman",) if family == "person" and subject_pronoun(kind) == "she" else ()
    big = ("elephant", "horse") if "big" in KINDS[kind].roles and family == "quadruped" else ()
    choices = (STAND_INS.get(kind, ""), *woman, *big, *_BY_FAMILY.get(family, ()))
    return next((c for c in choices if c in taught), None)


def _instead(entity: Entity, taught: frozenset[str]) -> Entity:
    kind = None if entity.kind in taught else stand_in(entity.kind, taught)
    if kind is None:
        return entity
    verb = entity.verb if entity.verb in KINDS[kind].verbs else idle_verb(kind)
    colour = entity.colour if entity.colour in KINDS[kind].colours else None
    traits = tuple(t for t in entity.traits if can_have(kind, t))
    return replace(entity, kind=kind, verb=verb, colour=colour, traits=traits)


def fit_to(beats: Sequence[Beat], taught: frozenset[str]) -> tuple[tuple[Beat, ...], tuple[str, ...]]:
    """Beats in nouns that were taught, as far as there are stand-ins, and what the user should know."""
    fitted, notes = [], []
    for beat in beats:
        entities = tuple(_instead(e, taught) for e in beat.scene.entities)
        for before, after in zip(beat.scene.entities, entities, strict=True):
            if before.kind != after.kind:
                notes.append(f"'{before.kind}' -> {after.kind}: these weights have not been taught it yet")
            elif after.kind not in taught:
                notes.append(f"'{after.kind}': these weights have not been taught it yet, expect a blur")
        scene: Scene = replace(beat.scene, entities=entities)
        same = scene == beat.scene
        fitted.append(beat if same else replace(beat, scene=scene, caption=long_caption(scene)))
    return tuple(fitted), tuple(dict.fromkeys(notes))
