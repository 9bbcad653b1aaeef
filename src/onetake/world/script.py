"""Scenes to train on: random but sensible, over the whole vocabulary, the article's six among them.

Half of the scenes take a kind (one that can do much up to four times as often as one that just stands) and any of
its verbs equally often, the other half a verb and then one of its kinds, so that rare verbs are seen as often as
common ones. What a verb needs, places, company and colours
follow from the tables (``_script_tables``); longer takes are stories (``_script_story``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from onetake.prompt.ontology import COLOURS, KINDS, SIDES, VERBS, Kind
from onetake.types import Entity, Scene
from onetake.world._script_compose import blueprinted, compose, maybe_colour, pick, set_scene, true_sides
from onetake.world._script_places import OUTDOORS, places_of
from onetake.world._script_story import sample_story, vary
from onetake.world._script_tables import LIVING
from onetake.world.shapes import Appearance

__all__ = ["Pairs", "appearance", "places_for", "sample_scene", "sample_story", "scene_about"]

Pairs = frozenset[tuple[str, str]]
"""(kind, verb) pairs, for instance those kept for the test of new combinations."""

_ARTICLE_SHARE = 0.12
_ARTICLE_SHARE_FIRST = 0.3
"""While only a few dozen nouns are taught, the six scenes are a larger part."""
_TRIES = 64
_VERBS_A_WEIGHT = 20


def sample_scene(
    rng: np.random.Generator, kinds: Sequence[str] | None = None, held_out: Pairs = frozenset()
) -> tuple[Scene, ...]:
    """One scene, or the two or three beats of a take with the same entities (a quarter).

    ``kinds`` restricts the nouns (a curriculum); ``held_out`` (kind, verb) pairs never occur.
    """
    allowed = frozenset(kinds) if kinds is not None else frozenset(KINDS)
    article = _ARTICLE_SHARE if len(allowed) > 60 else _ARTICLE_SHARE_FIRST
    for _ in range(_TRIES):
        chance = rng.random()
        if chance < 0.12:
            scenes = sample_story(rng, 6, sorted(allowed), held_out, beats=2 if rng.random() < 0.7 else 3)
        else:
            scene = _article(rng, allowed) if rng.random() < article else None
            if scene is None:
                kind, verb = _pair(rng, allowed)
                scene = compose(rng, kind, verb, allowed, held_out)
                if scene is None:
                    continue
            once = VERBS[scene.entities[0].verb].once and scene.entities[0].kind in LIVING
            scenes = vary(rng, scene, held_out) if rng.random() < (0.35 if once else 0.2) else (scene,)
        if not any((e.kind, e.verb) in held_out for s in scenes for e in s.entities):
            return blueprinted(true_sides(scenes))
    pairs = [(k, v) for k in sorted(allowed) for v in KINDS[k].verbs if (k, v) not in held_out]
    if not pairs:
        raise ValueError("every verb of every allowed kind is held out")
    kind, verb = pairs[int(rng.integers(len(pairs)))]
    return (Scene((Entity(kind, verb=verb),), places_of(kind, verb)[0]),)


def scene_about(rng: np.random.Generator, pair: tuple[str, str], kinds: Sequence[str] | None = None) -> Scene:
    """A scene in which this noun does this, with whatever it takes (of ``kinds``)."""
    kind, verb = pair
    scene = compose(rng, kind, verb, frozenset(KINDS if kinds is None else kinds))
    return blueprinted(true_sides((scene or Scene((Entity(kind, verb=verb),), places_of(kind, verb)[0]),)))[0]


def appearance(entity: Entity, rng: np.random.Generator, variant: int | None = None) -> Appearance:
    """How an entity's individuals look: its colour (None: the kind's own), what it wears, and one of a few variants
    (that of the staging where it has drawn one)."""
    drawn = int(rng.integers(3))
    colour = COLOURS[entity.colour][1] if entity.colour else None
    return Appearance(colour, drawn if variant is None else int(variant), entity.traits)


def places_for(kind: Kind, verb: str) -> list[str]:
    """Where a kind belongs when it does this."""
    return list(places_of(kind.name, verb))


@lru_cache(maxsize=16)
def _doers(allowed: frozenset[str]) -> tuple[tuple[str, ...], NDArray[np.float64], dict[str, tuple[str, ...]]]:
    """The allowed kinds in order, how likely each is up to its place, and for each of their verbs who does it."""
    names = tuple(sorted(allowed))
    weights = np.cumsum([1 + len(KINDS[k].verbs) / _VERBS_A_WEIGHT for k in names])
    doers = {verb: tuple(k for k in names if verb in KINDS[k].verbs) for verb in VERBS}
    return names, weights / weights[-1], {verb: who for verb, who in doers.items() if who}


def _pair(rng: np.random.Generator, allowed: frozenset[str]) -> tuple[str, str]:
    """A kind and one of its verbs, by the kind first or by the verb first."""
    names, shares, doers = _doers(allowed)
    if rng.random() < 0.5:
        kind = names[int(np.searchsorted(shares, rng.random(), "right"))]
        return kind, pick(rng, tuple(dict.fromkeys(KINDS[kind].verbs)))
    verb = pick(rng, tuple(doers))
    return pick(rng, doers[verb]), verb


def _side(rng: np.random.Generator, share: float = 0.2) -> str | None:
    return pick(rng, tuple(SIDES)) if rng.random() < share else None


def _article(rng: np.random.Generator, allowed: frozenset[str]) -> Scene | None:
    """One of the six scenes that the world was first judged by, a little varied; None when a noun is not allowed."""
    home = ("kitchen", "living room")
    which = int(rng.integers(6))
    if which == 0 and {"panda", "bamboo", "rock"} <= allowed:
        panda = Entity("panda", verb="eat", target=1, relation="on", anchor=2, side=_side(rng, 0.15))
        places = ("bamboo grove", "bamboo grove", "forest", "meadow", "park")
        return set_scene(rng, (panda, Entity("bamboo"), Entity("rock")), pick(rng, places))
    if which == 1 and "panda" in allowed:
        place = pick(rng, (*OUTDOORS, "neon street", "stage"))
        return set_scene(rng, (Entity("panda", verb="dance", side=_side(rng)),), place)
    if which == 2 and "wolf pup" in allowed:
        colour = maybe_colour(rng, "wolf pup", 0.2)
        pups = Entity("wolf pup", int(rng.integers(2, 6)), colour, verb="play")
        return set_scene(rng, (pups,), pick(rng, ("snowy field", "snowy field", "snowy forest")))
    if which == 3 and {"old man", "cake", "table"} <= allowed:
        man = Entity("old man", colour=maybe_colour(rng, "old man"), verb="blow out", target=1)
        cake = Entity("cake", colour=maybe_colour(rng, "cake"), relation="on", anchor=2)
        return set_scene(rng, (man, cake, Entity("table")), pick(rng, home))
    if which == 4 and {"wine glass", "table"} <= allowed:
        count = 1 if rng.random() < 0.85 else 2
        glass = Entity("wine glass", count, verb="fall" if rng.random() < 0.75 else "stand", relation="on", anchor=1)
        return set_scene(rng, (glass, Entity("table", colour=maybe_colour(rng, "table"))), pick(rng, home))
    if which == 5 and "woman" in allowed:
        scene = set_scene(rng, (Entity("woman", colour=maybe_colour(rng, "woman"), verb="walk"),), "neon street")
        return replace(scene, camera="follow" if rng.random() < 0.6 else scene.camera)
    return None
