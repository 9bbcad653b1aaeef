"""Scenes to train on: random but sensible, every verb of a kind as often as any other, the article's six among them.

A third of the samples are variations of the six scenes that the world was first judged by; the rest take a kind,
one of its verbs, a place where it belongs, and sometimes company, scenery or a support.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from onetake.prompt.ontology import CAMERAS, COLOURS, KINDS, PLACES, SIDES, VERBS, Kind
from onetake.types import Entity, Scene
from onetake.world.shapes import Appearance

Pairs = frozenset[tuple[str, str]]
"""(kind, verb) pairs, for instance those kept for the test of new combinations."""

_INDOOR_THINGS = frozenset(
    ("cake", "wine glass", "table", "candle", "chair", "lamp", "book", "cup", "vase", "clock", "television", "guitar",
     "drum", "ice cream", "banana")
)  # fmt: skip
_ALSO_OUT = frozenset(("guitar", "drum", "cake", "ice cream", "book"))
_ON_TABLE = ("wine glass", "cake", "cup", "vase", "lamp", "candle", "book", "apple", "box", "clock")
_GROUPS = frozenset(
    ("wolf pup", "dog", "cat", "rabbit", "duck", "penguin", "bird", "fish", "butterfly", "ball", "balloon", "sheep",
     "pig", "apple", "flower", "mushroom", "monkey", "girl", "boy", "star", "candle")
)  # fmt: skip
_FOOD: dict[str, tuple[str, ...]] = {
    "panda": ("bamboo",), "rabbit": ("carrot",), "monkey": ("banana",), "horse": ("carrot", "apple"),
    "bear": ("apple",), "elephant": ("apple", "banana"), "pig": ("apple", "carrot"), "cow": ("flower",),
    "sheep": ("flower",), "giraffe": ("flower",), "man": ("apple", "banana", "ice cream"),
    "woman": ("apple", "ice cream"), "boy": ("ice cream", "apple"), "girl": ("ice cream", "apple"),
    "old man": ("apple", "banana"), "old woman": ("apple",),
}  # fmt: skip
_STANDS_ON: dict[str, tuple[str, ...]] = {
    "panda": ("rock",), "cat": ("rock", "table", "box", "chair"), "lion": ("rock",), "owl": ("rock",),
    "bird": ("rock", "box"), "monkey": ("rock", "box"), "rabbit": ("rock",), "fox": ("rock",), "penguin": ("rock",),
    "girl": ("rock", "chair"), "boy": ("rock", "chair"), "wolf pup": ("rock",),
}  # fmt: skip
_SCENERY = ("tree", "rock", "house", "flower", "bamboo", "cactus", "campfire", "snowman", "mushroom")
_STILL = ("stand", "sit", "eat", "sleep", "wave", "look around", "dance", "jump")
_LAND = frozenset(("person", "quadruped", "robot"))
_COMPANY = frozenset(("person", "quadruped", "robot", "vehicle", "ball"))


def sample_scene(
    rng: np.random.Generator, kinds: Sequence[str] | None = None, held_out: Pairs = frozenset()
) -> tuple[Scene, ...]:
    """One scene, or the two or three beats of a take with the same entities (15 %).

    ``kinds`` restricts the nouns (a curriculum); ``held_out`` (kind, verb) pairs never occur.
    """
    allowed = frozenset(kinds) if kinds is not None else frozenset(KINDS)
    for _ in range(64):
        made = _article(rng, allowed) if rng.random() < 0.35 else None
        scene = made or _anything(rng, allowed)
        if made is None and rng.random() < 0.5:
            scene = _enriched(rng, scene, allowed)
        scenes = _beats(rng, scene) if rng.random() < 0.28 else (scene,)  # not every scene has another verb
        if not any((e.kind, e.verb) in held_out for s in scenes for e in s.entities):
            return _true_sides(scenes)
    pairs = [(k, v) for k in sorted(allowed) for v in KINDS[k].verbs if (k, v) not in held_out]
    if not pairs:
        raise ValueError("every verb of every allowed kind is held out")
    kind, verb = pairs[int(rng.integers(len(pairs)))]
    return (Scene((Entity(kind, verb=verb),), places_for(KINDS[kind], verb)[0]),)


def _true_sides(scenes: tuple[Scene, ...]) -> tuple[Scene, ...]:
    """Without sides where they would not stay true: who travels or bounces, and all under a moving camera."""
    moved = any(s.camera in ("pan left", "pan right", "follow") for s in scenes)
    left = {k for s in scenes for k, e in enumerate(s.entities) if moved or VERBS[e.verb].going or e.verb == "bounce"}
    return tuple(
        replace(s, entities=tuple(replace(e, side=None) if k in left else e for k, e in enumerate(s.entities)))
        for s in scenes
    )


def appearance(entity: Entity, rng: np.random.Generator) -> Appearance:
    """How an entity's individuals look: its colour (None: the kind's own) and one of a few variants."""
    return Appearance(COLOURS[entity.colour][1] if entity.colour else None, int(rng.integers(3)))


def places_for(kind: Kind, verb: str) -> list[str]:
    """Where a kind belongs when it does this."""
    if kind.family == "fish":
        return ["underwater"]
    if kind.name == "boat" or (kind.name == "duck" and verb == "swim"):
        return ["lake"]
    if kind.name == "rocket":
        return ["moon", "desert"]
    outdoors = [p.name for p in PLACES.values() if not p.indoors and "land" in p.habitat and p.name != "moon"]
    if kind.family == "vehicle":
        return ["city street", "neon street", "desert", "meadow", "snowy field", "beach", "park"]
    if kind.family in ("bird", "insect") or kind.name in ("balloon", "kite"):
        return [p for p in outdoors if p != "neon street"]
    if kind.name == "penguin":
        return ["snowy field", "beach", "stage"]
    if kind.name == "snowman":
        return ["snowy field"]
    if kind.name == "cactus":
        return ["desert"]
    if kind.name in _INDOOR_THINGS:
        return ["kitchen", "living room", *(("park", "stage") if kind.name in _ALSO_OUT else ())]
    if kind.family in ("plant",) or kind.name in ("house", "rock", "campfire"):
        return [p for p in outdoors if p not in ("neon street", "city street")]
    if kind.name in ("bear", "lion", "tiger", "elephant", "giraffe", "cow", "horse", "whale", "fox", "wolf"):
        return [p for p in outdoors if p != "neon street"] + ["stage"]
    return [*outdoors, "kitchen", "living room", "stage", *(["moon"] if kind.name in ("robot", "man", "woman") else [])]


def _camera(rng: np.random.Generator, entities: Sequence[Entity]) -> str:
    if rng.random() < 0.55:
        return "static"
    going = any(VERBS[e.verb].going and e.verb not in ("play", "roll") for e in entities)
    options = [c for c in CAMERAS if c != "static" and (c != "follow" or going)]
    return str(rng.choice([*options, "follow", "follow"] if going else options))


def _scene(rng: np.random.Generator, entities: Sequence[Entity], places: Sequence[str]) -> Scene:
    """Entities at one of the places, at a possible hour and weather, under a camera."""
    place = PLACES[str(rng.choice(list(places)))]
    hour = str(rng.choice(list(place.hours)))
    weather = "clear" if rng.random() < 0.6 else str(rng.choice(list(place.weathers)))
    return Scene(tuple(entities), place.name, hour, weather, _camera(rng, entities))


def _colour(rng: np.random.Generator, kind: str) -> str | None:
    colours = KINDS[kind].colours
    return str(rng.choice(list(colours))) if colours and rng.random() < 0.5 else None


def _side(rng: np.random.Generator, share: float = 0.2) -> str | None:
    return str(rng.choice(list(SIDES))) if rng.random() < share else None


def _article(rng: np.random.Generator, allowed: frozenset[str]) -> Scene | None:
    """One of the six scenes, a little varied; None when its nouns are not allowed."""
    home = ("kitchen", "living room")
    which = int(rng.integers(6))
    if which == 0 and {"panda", "bamboo", "rock"} <= allowed:
        panda = Entity("panda", verb="eat", target=1, relation="on", anchor=2, side=_side(rng, 0.15))
        places = ("bamboo grove", "bamboo grove", "forest", "meadow", "park")
        return _scene(rng, (panda, Entity("bamboo"), Entity("rock")), places)
    if which == 1 and "panda" in allowed:
        outdoors = [p for p in places_for(KINDS["cat"], "dance") if p != "neon street"]
        return _scene(rng, (Entity("panda", verb="dance", side=_side(rng)),), [*outdoors, "neon street", "stage"])
    if which == 2 and "wolf pup" in allowed:
        colour = _colour(rng, "wolf pup") if rng.random() < 0.4 else None
        pups = Entity("wolf pup", int(rng.integers(2, 6)), colour, verb="play")
        return _scene(rng, (pups,), ("snowy field",))
    if which == 3 and {"old man", "cake", "table"} <= allowed:
        man = Entity("old man", colour=_colour(rng, "old man"), verb="blow out", target=1)
        cake = Entity("cake", colour=_colour(rng, "cake"), relation="on", anchor=2)
        return _scene(rng, (man, cake, Entity("table")), home)
    if which == 4 and {"wine glass", "table"} <= allowed:
        count = 1 if rng.random() < 0.85 else 2
        glass = Entity("wine glass", count, verb="fall" if rng.random() < 0.75 else "stand", relation="on", anchor=1)
        return _scene(rng, (glass, Entity("table", colour=_colour(rng, "table"))), home)
    if which == 5 and "woman" in allowed:
        scene = _scene(rng, (Entity("woman", colour=_colour(rng, "woman"), verb="walk"),), ("neon street",))
        return replace(scene, camera="follow" if rng.random() < 0.6 else scene.camera)
    return None


def _anything(rng: np.random.Generator, allowed: frozenset[str]) -> Scene:
    """One kind, one of its verbs, each kind and each verb of a kind equally often."""
    kind = KINDS[str(rng.choice(sorted(allowed)))]
    verb = str(rng.choice(list(kind.verbs)))
    count = int(rng.integers(2, 6)) if kind.name in _GROUPS and rng.random() < 0.35 else 1
    if count == 1 and kind.family in _LAND and rng.random() < 0.1:
        count = 2
    size = str(rng.choice(["small", "big"])) if rng.random() < 0.08 else None
    entity = Entity(kind.name, count, _colour(rng, kind.name), size, verb, side=_side(rng, 0.2 if count == 1 else 0.0))
    places = places_for(kind, verb)
    return _scene(rng, _with_target(rng, entity, allowed), places)


def _with_target(rng: np.random.Generator, entity: Entity, allowed: frozenset[str]) -> tuple[Entity, ...]:
    """Give eating, kicking and blowing something to be done to, mostly."""
    if entity.verb == "eat" and entity.count <= 2:
        foods = [f for f in _FOOD.get(entity.kind, ()) if f in allowed]
        if foods and rng.random() < 0.8:
            return replace(entity, target=1), Entity(str(rng.choice(foods)), entity.count)
    if entity.verb == "kick" and "ball" in allowed:
        return replace(entity, target=1, count=1), Entity("ball", 1, _colour(rng, "ball"))
    if entity.verb == "blow out":
        lights = [k for k in ("cake", "candle") if k in allowed]
        if lights and "table" in allowed:
            light = str(rng.choice(lights))
            held = Entity(light, 1, _colour(rng, light), relation="on", anchor=2)
            return replace(entity, target=1, count=1, side=None), held, Entity("table")
        if lights:
            return replace(entity, target=1, count=1), Entity(str(rng.choice(lights)))
    return (entity,)


def _enriched(rng: np.random.Generator, scene: Scene, allowed: frozenset[str]) -> Scene:
    """Add a support, scenery or company, with a relation that the staging will keep."""
    if len(scene.entities) > 1 or scene.place in ("underwater", "lake", "moon"):
        return scene
    main = scene.entities[0]
    kind = KINDS[main.kind]
    indoors = PLACES[scene.place].indoors
    if main.kind in _ON_TABLE and "table" in allowed and main.verb in ("stand", "fall") and indoors:
        table = Entity("table", colour=_colour(rng, "table"))
        thing = replace(main, relation="on", anchor=1, side=None, count=min(2, main.count))
        return replace(scene, entities=(thing, table))
    supports = [s for s in _STANDS_ON.get(main.kind, ()) if s in allowed and (s == "rock") != indoors]
    if supports and main.count == 1 and main.verb in _STILL and rng.random() < 0.4:
        support = Entity(str(rng.choice(supports)))
        return replace(scene, entities=(replace(main, relation="on", anchor=1), support))
    if kind.family in _LAND | {"bird"} and not indoors and rng.random() < 0.4:
        return _with_scenery(rng, scene, main, allowed)
    if kind.family in _COMPANY and main.count == 1 and not VERBS[main.verb].going and main.verb != "spin":
        return _with_company(rng, scene, main, allowed)
    return scene


def _with_scenery(rng: np.random.Generator, scene: Scene, main: Entity, allowed: frozenset[str]) -> Scene:
    options = [k for k in _SCENERY if k in allowed and k != main.kind and scene.place in places_for(KINDS[k], "stand")]
    if not options:
        return scene
    name = str(rng.choice(options))
    thing = Entity(name, colour=_colour(rng, name))
    going = VERBS[main.verb].going
    if going or main.count > 1 or main.side:  # a relation to what is passed would not stay true
        return replace(scene, entities=(main, thing))
    relation = str(rng.choice(["near", "left of", "right of", "in front of", "near"]))
    if name == "tree" and rng.random() < 0.3:
        relation = "under"
    return replace(scene, entities=(replace(main, relation=relation, anchor=1), thing))


def _with_company(rng: np.random.Generator, scene: Scene, main: Entity, allowed: frozenset[str]) -> Scene:
    """A second subject at the side of the first, with a verb of its own that keeps it there."""
    options = [k for k in sorted(allowed) if KINDS[k].family in _COMPANY and k != main.kind]
    options = [k for k in options if scene.place in places_for(KINDS[k], "")]
    if not options:
        return scene
    other = KINDS[str(rng.choice(options))]
    verbs = [v for v in other.verbs if v in _STILL]
    verb = str(rng.choice(verbs or ["stand"]))
    friend = Entity(other.name, 1, _colour(rng, other.name), None, verb)
    if main.side or main.verb not in _STILL:
        return replace(scene, entities=(main, friend))
    relation = str(rng.choice(["left of", "right of", "near"])) if rng.random() < 0.6 else None
    first = replace(main, relation=relation, anchor=1 if relation else None)
    return replace(scene, entities=(first, friend))


def _beats(rng: np.random.Generator, scene: Scene) -> tuple[Scene, ...]:
    """Two or three beats: the first entity changes its verb (and seldom the camera changes), all else stays."""
    main = scene.entities[0]
    one_way = main.verb in ("fall", "kick", "blow out") or main.target is not None
    if one_way or (main.relation is not None and main.verb not in _STILL):
        return (scene,)
    allowed = [v for v in KINDS[main.kind].verbs if v not in ("kick", "blow out", "fall", main.verb)]
    allowed = [v for v in allowed if scene.place in places_for(KINDS[main.kind], v)]
    if main.relation is not None:
        allowed = [v for v in allowed if v in _STILL]
    if not allowed:
        return (scene,)
    scenes = [scene]
    for _ in range(1 if rng.random() < 0.75 else 2):
        verb = str(rng.choice([v for v in allowed if v != scenes[-1].entities[0].verb] or allowed))
        entities = (replace(main, verb=verb), *scene.entities[1:])
        camera = scene.camera
        if camera == "follow" and not VERBS[verb].going:
            camera = "static"
        elif rng.random() < 0.15:
            camera = _camera(rng, entities)
        scenes.append(replace(scene, entities=entities, camera=camera))
    return tuple(scenes)
