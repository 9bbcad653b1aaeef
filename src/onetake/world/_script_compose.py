"""One scene about one noun and one of its verbs: with what it needs, where it belongs, and sometimes company."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np

from onetake.prompt._objects import needs_object
from onetake.prompt.drafts import led_verb
from onetake.prompt.ontology import CAMERAS, KINDS, LOOKS, PLACES, SIDES, VERBS
from onetake.types import MAX_INDIVIDUALS, Entity, Scene
from onetake.world._script_places import goes_along, homes_of, places_of
from onetake.world._script_tables import (
    CHILDREN,
    DANGEROUS,
    LAND,
    LIVING,
    PEOPLE,
    bulk,
    eats,
    favourites,
    targets,
    wear_together,
    wearable,
)

STILL = frozenset(
    (
        "stand",
        "sit",
        "eat",
        "sleep",
        "wave",
        "look around",
        "dance",
        "jump",
        "nod",
        "shake head",
        "clap",
        "bow",
        "stretch",
        "talk",
        "spin",
    )
)
"""What is done on the spot, alone: a relation stays true meanwhile."""
TABLEWARE = frozenset(
    (
        "wine glass",
        "cake",
        "cup",
        "vase",
        "lamp",
        "candle",
        "book",
        "apple",
        "banana",
        "clock",
        "bottle",
        "egg",
        "teapot",
        "lantern",
        "bread",
        "pizza",
        "cookie",
        "cheese",
        "toy block",
        "domino",
        "watermelon",
    )
)
_ON_TABLE_WHEN = frozenset(("blow out", "light", "knock over", "cut", "pour", "open", "close"))
ALWAYS_ON_TABLE = frozenset(("cut", "open", "light"))
"""What is done to small things on a table wherever there is one; nobody does it on the floor."""
_ON_TABLE = frozenset(("stand", "fall", "burn", "tip over", "spill", "melt", "break"))
_GETTING_UP = frozenset(("lie down", "stand up", "wake"))
_SEATS = ("chair", "bench", "sofa", "bed", "rock", "log")
_STAND_ON = ("rock", "box", "table", "log", "bench")
_SCENERY = (
    "tree",
    "rock",
    "house",
    "flower",
    "bamboo",
    "cactus",
    "campfire",
    "snowman",
    "mushroom",
    "tent",
    "fence",
    "bench",
    "street lamp",
    "log",
    "sofa",
    "bed",
    "bookshelf",
    "piano",
    "lamp",
    "chair",
    "door",
    "car",
    "ladder",
    "box",
    "seesaw",
    "swing",
    "sandcastle",
    "boat",
)
_WITHOUT = {"dance": 0.25, "eat": 0.75, "wave": 0.35, "play": 0.45, "drink": 0.75, "talk": 0.8}
"""How often a verb that may have a target has one."""
_MOVING = frozenset(("pan left", "pan right", "track left", "track right", "follow"))
_ANSWERS = {
    "chase": ("run", "fly", "swim", "hop", "walk"),
    "follow": ("walk", "swim", "fly", "drive", "run"),
    "dance": ("dance",),
    "play": ("play", "dance"),
    "wave": ("stand", "wave"),
    "talk": ("stand", "nod", "look around"),
    "hug": ("stand",),
    "fight": ("fight",),
    "give": ("stand",),
}
_LOOK_SHARE = 0.7
_NEON_BY_NIGHT = 0.9
_SINGLE = frozenset(("seesaw", "swing", "submarine", "sailing ship"))
_ROWS = frozenset((("domino", "tip over"), ("toy block", "fall")))
Held = frozenset[tuple[str, str]]


def pick(rng: np.random.Generator, options: Collection[str]) -> str:
    """One of these names (in their own order, sets sorted)."""
    names = sorted(options) if isinstance(options, (set, frozenset)) else list(options)
    return names[int(rng.integers(len(names)))]


def maybe_colour(rng: np.random.Generator, kind: str, share: float = 0.45) -> str | None:
    colours = KINDS[kind].colours
    return pick(rng, colours) if colours and rng.random() < share else None


def maybe_traits(rng: np.random.Generator, kind: str, share: float = 0.15) -> tuple[str, ...]:
    """What some of the living wear: mostly nothing, seldom two things."""
    options = wearable(kind)
    if not options or rng.random() >= share:
        return ()
    one = pick(rng, options)
    second = [t for t in options if wear_together(one, t)]
    return (one, pick(rng, second)) if second and rng.random() < 0.15 else (one,)


def camera_for(rng: np.random.Generator, entities: Sequence[Entity], static: float = 0.53) -> str:
    """Static half of the time; "follow" only where somebody goes somewhere."""
    if rng.random() < static:
        return "static"
    going = any(VERBS[e.verb].going and e.verb not in ("play", "roll") and e.present for e in entities)
    options = [c for c in CAMERAS if c != "static" and (c != "follow" or going)]
    return pick(rng, [*options, "follow", "follow"] if going else options)


def set_scene(rng: np.random.Generator, entities: Sequence[Entity], place: str) -> Scene:
    """Entities at a place, at a possible hour and weather, under a camera, in a look."""
    at = PLACES[place]
    weather = "clear" if rng.random() < 0.55 else pick(rng, at.weathers)
    look = "flat" if rng.random() < _LOOK_SHARE else pick(rng, [name for name in LOOKS if name != "flat"])
    hour, dark = pick(rng, at.hours), [h for h in at.hours if h in ("night", "dusk")]
    if look == "night-neon" and dark and rng.random() < _NEON_BY_NIGHT:
        hour = pick(rng, dark)
    return Scene(tuple(entities), place, hour, weather, camera_for(rng, entities), look)


def small(name: str) -> bool:
    """Whether something is cut, opened or lit on a table rather than where it stands."""
    return name in TABLEWARE or ("portable" in KINDS[name].roles and bulk(name) <= 2)


def blueprinted(scenes: tuple[Scene, ...]) -> tuple[Scene, ...]:
    """Nothing is red on a blueprint: there colours are not said, and where they alone tell two apart it is none."""
    if scenes[0].look != "blueprint":
        return scenes
    looks = [(e.kind, e.size, e.traits) for e in scenes[0].entities]
    if len(set(looks)) < len(looks):
        return tuple(replace(s, look="flat") for s in scenes)
    return tuple(replace(s, entities=tuple(replace(e, colour=None) for e in s.entities)) for s in scenes)


def fits(name: str, place: str, verb: str = "stand") -> bool:
    """Whether somebody else's target, or scenery, can be at a place."""
    return place in places_of(name, verb) if name in LIVING else goes_along(name, place)


def shared_places(kind: str, verb: str, target: str) -> list[str]:
    """Where both the doer and what it is done to can be."""
    if verb == "ride":
        where = places_of(target, "stand")
        return [p for p in where if target not in LIVING or not PLACES[p].indoors]
    return [p for p in places_of(kind, verb) if fits(target, p)]


def where(rng: np.random.Generator, kind: str, verb: str, places: Sequence[str]) -> str:
    """One of the places: in half of the scenes, where the kind is at home."""
    homes = [p for p in homes_of(kind, verb) if p in places]
    return pick(rng, homes) if homes and rng.random() < 0.45 else pick(rng, places)


def _count(rng: np.random.Generator, kind: str, verb: str) -> int:
    """How many of the main subject: one mostly; small ones come in groups, what falls in rows or piles more often."""
    size = bulk(kind)
    if needs_object(verb, kind) or kind in _SINGLE:
        return 1
    if (kind, verb) in _ROWS and rng.random() < 0.8:
        return int(rng.integers(3, 7 if kind == "domino" else 5))
    if rng.random() > (0.42 if size <= 2 else 0.25 if size <= 3 else 0.15):
        return 1
    return int(rng.integers(2, 1 + max(2, min(6, 7 - size))))


def compose(
    rng: np.random.Generator,
    kind: str,
    verb: str,
    allowed: frozenset[str],
    held_out: Held = frozenset(),
    rich: bool = True,
) -> Scene | None:
    """A scene whose first entity is ``kind`` doing ``verb``; None where what it needs is not among ``allowed``.

    ``rich``: sometimes with a support, scenery, company or a look-alike that differs in one attribute.
    """
    count = _count(rng, kind, verb)
    size = pick(rng, ("small", "big")) if rng.random() < 0.08 else None
    main = Entity(kind, count, maybe_colour(rng, kind), size, verb, traits=maybe_traits(rng, kind))
    v = VERBS[verb]
    needs = needs_object(verb, kind)
    wanted = needs or (v.target is not None and not v.needs and rng.random() < _WITHOUT.get(verb, 0.6))
    scene = _with_target(rng, main, allowed, held_out) if wanted else None
    if scene is None:
        if needs:
            return None
        main = replace(main, side=pick(rng, SIDES) if count == 1 and rng.random() < 0.2 else None)
        scene = set_scene(rng, (main,), where(rng, kind, verb, places_of(kind, verb)))
        if rich and rng.random() < 0.5:
            scene = _enriched(rng, scene, allowed, held_out)
    return scene


def pick_target(rng: np.random.Generator, kind: str, verb: str, allowed: frozenset[str]) -> str | None:
    """What a kind does this to: what comes to mind first in two scenes of five."""
    options = [t for t in targets(kind, verb) if t in allowed]
    first = [t for t in favourites(kind, verb) if t in allowed]
    if first and rng.random() < 0.4:
        return pick(rng, first)
    return pick(rng, options) if options else None


def answer(rng: np.random.Generator, kind: str, verb: str, place: str, held_out: Held) -> str:
    """What somebody does to whom ``verb`` is done."""
    options = [a for a in _ANSWERS.get(verb, ("stand",)) if a in KINDS[kind].verbs and (kind, a) not in held_out]
    options = [a for a in options if place in places_of(kind, a)]
    if not options:
        options = [v for v in KINDS[kind].verbs if v in STILL and (kind, v) not in held_out and not VERBS[v].needs]
        options = [v for v in options if place in places_of(kind, v)]
    if not options:
        return KINDS[kind].verbs[0]
    return options[0] if rng.random() < 0.7 else pick(rng, options)


def _with_target(rng: np.random.Generator, main: Entity, allowed: frozenset[str], held_out: Held) -> Scene | None:
    """The doer, what it is done to, and who gets it, at a place where all can be."""
    kind, verb = main.kind, main.verb
    name = pick_target(rng, kind, verb, allowed)
    if name is None:
        return None
    if not shared_places(kind, verb, name):
        options = [t for t in targets(kind, verb) if t in allowed and shared_places(kind, verb, t)]
        if not options:
            return None
        name = pick(rng, options)
    places = shared_places(kind, verb, name)
    place = where(rng, kind, verb, places)
    many = min(main.count, 2) if verb == "eat" else 1
    doer = replace(main, count=many, target=1)
    if verb == "ride":
        return _riding(rng, doer, name, place, held_out)
    if name in LIVING:
        return set_scene(rng, _meeting(rng, doer, name, place, held_out), place)
    still = answer(rng, name, "stand", place, held_out) if "stand" not in KINDS[name].verbs else "stand"
    thing = Entity(name, many, maybe_colour(rng, name), None, still)
    if verb == "give":
        return _giving(rng, doer, thing, place, allowed, held_out)
    entities = [doer, thing]
    always = verb in ALWAYS_ON_TABLE and small(name)
    usual = verb in _ON_TABLE_WHEN and name in TABLEWARE and rng.random() < 0.65
    if (always or usual) and table_at(place, allowed):
        entities = [doer, replace(thing, relation="on", anchor=2), Entity("table", colour=maybe_colour(rng, "table"))]
    elif verb == "eat" and main.count == 1 and not PLACES[place].indoors and "rock" in allowed and rng.random() < 0.15:
        if kind in LAND and bulk(kind) <= 4:
            entities = [replace(doer, relation="on", anchor=2), thing, Entity("rock")]
    return set_scene(rng, entities, place)


def _riding(rng: np.random.Generator, doer: Entity, name: str, place: str, held_out: Held) -> Scene | None:
    """Somebody on a mount, which goes (a seesaw swings); two of a kind are told apart."""
    ways = [v for v in (led_verb(name, "ride"), "walk", "sail", "swing") if v in KINDS[name].verbs]
    ways = [v for v in ways if v is not None and (name, v) not in held_out]
    still = "stand" if "stand" in KINDS[name].verbs else KINDS[name].verbs[0]
    mount = Entity(name, 1, maybe_colour(rng, name), None, pick(rng, ways) if ways else still)
    if name in LIVING:
        mount = replace(mount, traits=maybe_traits(rng, name))
    if name == doer.kind:
        doer, mount = told_apart(rng, doer, mount)
    return set_scene(rng, (doer, mount), place)


def table_at(place: str, allowed: frozenset[str]) -> bool:
    return "table" in allowed and "table" in PLACES[place].habitat


def _meeting(rng: np.random.Generator, doer: Entity, name: str, place: str, held_out: Held) -> tuple[Entity, ...]:
    """Doer and another living being; two of a kind are told apart by colour, size or what they wear."""
    verb = answer(rng, name, doer.verb, place, held_out)
    other = Entity(name, 1, maybe_colour(rng, name), None, verb, traits=maybe_traits(rng, name))
    if verb == "fight":
        other = replace(other, target=0)
    if name == doer.kind:
        doer, other = told_apart(rng, doer, other)
    return doer, other


def told_apart(rng: np.random.Generator, one: Entity, other: Entity) -> tuple[Entity, Entity]:
    """Two of one kind with different colours, sizes or traits."""
    ways = [
        "size",
        *(["colour"] if len(KINDS[one.kind].colours) > 1 else []),
        *(["trait"] if wearable(one.kind) else []),
    ]
    way = pick(rng, ways)
    if way == "colour":
        first, second = rng.permutation(list(KINDS[one.kind].colours))[:2].tolist()
        return replace(one, colour=first), replace(other, colour=second)
    if way == "trait":
        trait = pick(rng, wearable(one.kind))
        rest = [t for t in wearable(one.kind) if t != trait]
        own = (pick(rng, rest),) if rest and rng.random() < 0.4 else ()
        return replace(one, colour=None, traits=(trait,)), replace(other, colour=None, traits=own)
    return replace(one, size="big"), replace(other, size="small")


def _giving(
    rng: np.random.Generator, doer: Entity, thing: Entity, place: str, allowed: frozenset[str], held_out: Held
) -> Scene | None:
    """Somebody gives something to somebody: to an animal, what it eats if there is such a thing."""
    options = [k for k in LIVING & LAND & allowed if fits(k, place) and bulk(k) <= 5]
    if not options:
        return None
    people = [k for k in sorted(options) if k in PEOPLE]
    name = pick(rng, people if people and rng.random() < 0.4 else sorted(options))
    foods = [f for f in eats(name) if f in allowed and fits(f, place)]
    if name not in PEOPLE and foods:
        food = pick(rng, foods)
        thing = Entity(food, 1, maybe_colour(rng, food))
    elif name not in PEOPLE and bulk(thing.kind) > bulk(name):
        return None
    verb = answer(rng, name, "give", place, held_out)
    given = Entity(name, 1, maybe_colour(rng, name), None, verb, traits=maybe_traits(rng, name))
    first = replace(doer, partner=2)
    if name == doer.kind:
        first, given = told_apart(rng, first, given)
    return set_scene(rng, (first, thing, given), place)


# --- more than the subject --------------------------------------------------------------------------------------------


def _enriched(rng: np.random.Generator, scene: Scene, allowed: frozenset[str], held_out: Held) -> Scene:
    """A support, a look-alike, scenery or company, with a relation that stays true."""
    main = scene.entities[0]
    if main.kind in TABLEWARE and main.verb in _ON_TABLE and table_at(scene.place, allowed):
        table = Entity("table", colour=maybe_colour(rng, "table"))
        thing = replace(main, relation="on", anchor=1, side=None, count=min(3, main.count))
        return replace(scene, entities=(thing, table))
    if main.count == 1 and main.kind in LAND and main.verb in STILL | _GETTING_UP and rng.random() < 0.3:
        seats = _SEATS if main.verb in _GETTING_UP | {"sit", "sleep", "eat"} else _STAND_ON
        found = [s for s in seats if s in allowed and fits(s, scene.place) and bulk(main.kind) <= 4]
        if found:
            support = pick(rng, found)
            on = replace(main, relation="on", anchor=1, side=None)
            return replace(scene, entities=(on, Entity(support, colour=maybe_colour(rng, support))))
    if main.count <= 2 and main.kind in LIVING and rng.random() < 0.25:
        return _twins(rng, scene, main, held_out)
    if rng.random() < 0.5:
        return _with_scenery(rng, scene, main, allowed, held_out)
    return _with_company(rng, scene, main, allowed, held_out)


def _twins(rng: np.random.Generator, scene: Scene, main: Entity, held_out: Held) -> Scene:
    """Two of a kind, told apart by an attribute and often by what they do."""
    other = Entity(main.kind, 1, None, None, answer(rng, main.kind, "", scene.place, held_out))
    still = [v for v in KINDS[main.kind].verbs if v in STILL and not VERBS[v].needs and (main.kind, v) not in held_out]
    still = [v for v in still if scene.place in places_of(main.kind, v)]
    if still:
        other = replace(other, verb=pick(rng, still))
    first, second = told_apart(rng, replace(main, side=None, count=1), other)
    if first.verb in STILL and rng.random() < 0.5:
        first = replace(first, relation=pick(rng, ("left of", "right of")), anchor=1)
    return replace(scene, entities=(first, second))


def _relation(rng: np.random.Generator, main: Entity, name: str) -> str | None:
    """How the subject stands to a thing; none where it would not stay true."""
    if VERBS[main.verb].going or main.count > 1 or main.side or main.verb not in STILL:
        return None
    if name in ("tree", "umbrella", "street lamp") and rng.random() < 0.35:
        return "under"
    options = ["near", "left of", "right of", "in front of"]
    return pick(rng, [*options, "behind"] if bulk(name) <= bulk(main.kind) else options)


def _with_scenery(
    rng: np.random.Generator, scene: Scene, main: Entity, allowed: frozenset[str], held_out: Held
) -> Scene:
    options = [k for k in _SCENERY if k in allowed and k != main.kind and scene.place in places_of(k, "stand")]
    options = [k for k in options if (k, "stand") not in held_out]
    if not options:
        return scene
    name = pick(rng, options)
    relation = _relation(rng, main, name)
    thing = Entity(name, 1, maybe_colour(rng, name))
    first = replace(main, relation=relation, anchor=1 if relation else None, side=main.side if not relation else None)
    return replace(scene, entities=(first, thing))


def _with_company(
    rng: np.random.Generator, scene: Scene, main: Entity, allowed: frozenset[str], held_out: Held
) -> Scene:
    """One or two others beside the subject, each with a verb that keeps it there."""
    options = [k for k in sorted(allowed) if k in LIVING or KINDS[k].family in ("vehicle", "ball")]
    options = [
        k for k in options if k != main.kind and "stand" in KINDS[k].verbs and scene.place in places_of(k, "stand")
    ]
    if main.kind in DANGEROUS:
        options = [k for k in options if k not in CHILDREN]
    if not options or main.verb in ("spin",):
        return scene
    entities = [main]
    for _ in range(2 if rng.random() < 0.25 else 1):
        name = pick(rng, options)
        still = [v for v in KINDS[name].verbs if v in STILL and not VERBS[v].needs and (name, v) not in held_out]
        still = [v for v in still if scene.place in places_of(name, v)] or ["stand"]
        count = int(rng.integers(2, 4)) if bulk(name) <= 2 and rng.random() < 0.2 else 1
        colour, traits = maybe_colour(rng, name), maybe_traits(rng, name)
        entities.append(Entity(name, count, colour, None, pick(rng, still), traits=traits))
        options = [k for k in options if k != name]
        if not options:
            break
    if sum(e.count for e in entities) > MAX_INDIVIDUALS:
        entities = [main, replace(entities[1], count=1)]
    if main.verb in STILL and main.count == 1 and not main.side and rng.random() < 0.6:
        relation = pick(rng, ("left of", "right of", "near", "behind", "in front of"))
        entities[0] = replace(main, relation=relation, anchor=1)
    return replace(scene, entities=tuple(entities))


def true_sides(scenes: tuple[Scene, ...]) -> tuple[Scene, ...]:
    """Without sides where they would not stay true: who travels or bounces, and all under a moving camera."""
    moved = any(s.camera in _MOVING for s in scenes)
    left = {k for s in scenes for k, e in enumerate(s.entities) if moved or VERBS[e.verb].going or e.verb == "bounce"}
    return tuple(
        replace(s, entities=tuple(replace(e, side=None) if k in left else e for k, e in enumerate(s.entities)))
        for s in scenes
    )
