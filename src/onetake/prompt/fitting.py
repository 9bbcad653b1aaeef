"""Drafts to scenes that can be drawn: defaults for what was not said, and the nearest possible for what cannot be.

Every change is told in a warning; nothing is dropped in silence.
"""

from __future__ import annotations

from onetake.prompt.drafts import Draft, Noun, forget
from onetake.prompt.ontology import COLOURS, KINDS, PLACES, VERBS
from onetake.types import MAX_INDIVIDUALS, Entity, Scene

MAX_ENTITIES = 6
_INSTEAD = {
    "walk": ("drive", "swim", "float", "fly", "roll", "hop"),
    "run": ("drive", "walk", "swim", "fly", "roll", "hop"),
    "jump": ("hop", "bounce", "fly", "swim"),
    "dance": ("spin", "hop", "bounce", "swim", "float"),
    "sit": ("stand", "float"),
    "eat": ("look around", "stand"),
    "sleep": ("sit", "stand", "float"),
    "wave": ("look around", "dance"),
    "look around": ("stand",),
    "blow out": ("look around", "stand"),
    "play": ("jump", "hop", "bounce", "swim", "fly"),
    "swim": ("float", "walk", "drive"),
    "fly": ("float", "jump", "swim"),
    "hop": ("jump", "bounce", "walk", "swim"),
    "drive": ("run", "walk", "float", "fly", "roll"),
    "float": ("fly", "swim"),
    "roll": ("drive", "spin", "run"),
    "bounce": ("jump", "hop", "roll"),
    "fall": ("sit", "float", "bounce"),
    "spin": ("dance", "roll", "bounce", "float"),
    "kick": ("jump", "run"),
    "stand": ("float", "swim"),
}
_HOMES = {
    "panda": "bamboo grove", "penguin": "snowy field", "wolf pup": "snowy field", "snowman": "snowy field",
    "camel": "desert", "cactus": "desert", "rocket": "moon", "car": "city street", "bus": "city street",
    "truck": "city street", "bicycle": "park", "boat": "lake", "fish": "underwater", "shark": "underwater",
    "whale": "underwater", "duck": "lake", "fox": "forest", "bear": "forest", "wolf": "forest", "owl": "forest",
    "mushroom": "forest", "campfire": "forest", "monkey": "forest", "tiger": "forest", "cake": "living room",
    "wine glass": "living room", "table": "living room", "candle": "living room", "lamp": "living room",
    "book": "living room", "television": "living room", "clock": "living room", "cup": "kitchen", "vase": "living room",
    "chair": "living room", "banana": "kitchen", "apple": "kitchen", "carrot": "kitchen", "drum": "stage",
    "guitar": "stage",
}  # fmt: skip
_FURNITURE = ("table", "chair", "lamp", "television", "wine glass", "cake", "candle", "vase", "cup", "book", "clock")
_MEADOW = ("quadruped", "insect")


def idle_verb(kind: str) -> str:
    """What a kind does when nothing is said: vehicles drive, fish swim, the others stand."""
    verbs, family = KINDS[kind].verbs, KINDS[kind].family
    if family == "vehicle" and "drive" in verbs:
        return "drive"
    return rest_verb(kind)


def rest_verb(kind: str) -> str:
    """What a kind does when it is only mentioned as an object or as a landmark."""
    verbs = KINDS[kind].verbs
    return "stand" if "stand" in verbs else verbs[0]


def fit(draft: Draft) -> tuple[Scene, list[str]]:
    """The scene nearest to a draft, and what had to be changed. Changes the draft's nouns in place."""
    notes: list[str] = []
    _join_candles(draft)
    _add_table(draft, notes)
    for noun in draft.nouns:
        _fit_noun(noun, notes)
    _limit(draft, notes)
    place = draft.place or _home(draft)
    hour = _allowed("hour", draft.hour, PLACES[place].hours, "day", place, notes)
    if draft.weather == "snow" and draft.place is None:
        place = "snowy field"
    weather = _allowed("weather", draft.weather, PLACES[place].weathers, "clear", place, notes)
    index = {id(noun): i for i, noun in enumerate(draft.nouns)}
    entities = tuple(_entity(noun, index) for noun in draft.nouns)
    return Scene(entities, place, hour, weather, draft.camera or "static", draft.look or "flat"), notes


def _entity(noun: Noun, index: dict[int, int]) -> Entity:
    target = index.get(id(noun.target)) if noun.target else None
    anchor = index.get(id(noun.anchor)) if noun.anchor else None
    assert noun.verb is not None
    return Entity(noun.kind, noun.count or 1, noun.colour, noun.size, noun.verb, target,
                  noun.relation if anchor is not None else None, anchor, noun.side)  # fmt: skip


def _join_candles(draft: Draft) -> None:
    """The candles of a cake are part of it."""
    cake = next((n for n in draft.nouns if n.kind == "cake"), None)
    candle = next((n for n in draft.nouns if n.kind == "candle"), None)
    if not cake or not candle or (candle.count or 3) < 2 or (candle.anchor is not cake and not _meant(draft, candle)):
        return
    draft.nouns.remove(candle)
    for noun in draft.nouns:
        if noun.target is candle:
            noun.target = cake
            if noun.anchor is cake:
                noun.relation = noun.anchor = None
        if noun.anchor is candle:
            noun.anchor = None if noun is cake else cake
            noun.relation = noun.relation if noun.anchor else None


def _meant(draft: Draft, candle: Noun) -> bool:
    return any(n.target is candle and n.verb == "blow out" for n in draft.nouns)


def _add_table(draft: Draft, notes: list[str]) -> None:
    """A cake that somebody blows at stands on something."""
    for noun in list(draft.nouns):
        cake = noun.target
        if noun.verb == "blow out" and cake and cake.kind == "cake" and cake.relation is None:
            table = next((n for n in draft.nouns if n.kind == "table"), None)
            if table is None:
                table = Noun("table", "table", 1)
                draft.nouns.append(table)
                notes.append("added a table for the cake to stand on")
            if table.anchor is not cake:
                cake.relation, cake.anchor = "on", table


def _fit_noun(noun: Noun, notes: list[str]) -> None:
    kind = KINDS[noun.kind]
    if noun.count is None:
        noun.count = 3 if noun.plural else 1
        if noun.plural:
            notes.append(f"{noun.text!r}: no number given, drawing 3")
    if noun.target and noun.verb == "play" and noun.target.kind == "ball" and "play" not in kind.verbs:
        noun.verb = "kick" if "kick" in kind.verbs else noun.verb
    if noun.target and noun.verb == "play" and noun.target.kind in ("guitar", "drum") and "dance" in kind.verbs:
        noun.verb = "dance"
        notes.append(f"playing the {noun.target.kind} is drawn as dancing beside it")
    if noun.colour and noun.colour not in kind.colours:
        _fit_colour(noun, notes)
    if noun.verb is None:
        noun.verb = idle_verb(noun.kind) if noun.subject else rest_verb(noun.kind)
    elif noun.verb not in kind.verbs:
        choices = (*_INSTEAD.get(noun.verb, ()), idle_verb(noun.kind))
        verb = next(v for v in choices if v in kind.verbs)
        notes.append(f"a {noun.kind} cannot {noun.verb} here: it {VERBS[verb].present} instead")
        noun.verb = verb
    if noun.target is noun:
        noun.target = None
    if noun.anchor is noun or (noun.anchor and noun.anchor.anchor is noun):
        noun.relation = noun.anchor = None


def _fit_colour(noun: Noun, notes: list[str]) -> None:
    """The allowed colour nearest by eye (weighted RGB), or the kind's own colours."""
    assert noun.colour is not None
    choices = KINDS[noun.kind].colours
    if not choices:
        notes.append(f"{noun.colour!r} is not drawn: a {noun.kind} always has its own colours")
        noun.colour = None
        return

    def distance(name: str) -> float:
        pairs = zip(COLOURS[name][1], COLOURS[noun.colour or "red"][1], (0.3, 0.59, 0.11), strict=True)
        return sum(w * (a - b) ** 2 for a, b, w in pairs)

    nearest = min(choices, key=distance)
    notes.append(f"a {noun.kind} cannot be {noun.colour} here: drawn {nearest}")
    noun.colour = nearest


def _limit(draft: Draft, notes: list[str]) -> None:
    """At most six entities and eight individuals; landmarks and objects go last."""
    while len(draft.nouns) > MAX_ENTITIES:
        held = {id(n.target) for n in draft.nouns} | {id(n.anchor) for n in draft.nouns}
        out = next((n for n in reversed(draft.nouns) if id(n) not in held), draft.nouns[-1])
        forget(draft, out)
        notes.append(f"not drawn: {out.text!r} (at most {MAX_ENTITIES} different things at a time)")
    trimmed = False
    while sum(n.count or 1 for n in draft.nouns) > MAX_INDIVIDUALS:
        most = max(draft.nouns, key=lambda n: n.count or 1)
        most.count, trimmed = (most.count or 1) - 1, True
    if trimmed:
        counts = ", ".join(f"{n.count} {KINDS[n.kind].plural if (n.count or 1) > 1 else n.kind}" for n in draft.nouns)
        notes.append(f"at most {MAX_INDIVIDUALS} individuals are drawn: {counts}")


def _home(draft: Draft) -> str:
    """Where the first acting kind belongs."""
    if draft.weather == "snow":
        return "snowy field"
    indoors = any(n.kind in _FURNITURE for n in draft.nouns)
    for noun in sorted(draft.nouns, key=lambda n: not n.subject):
        kind = KINDS[noun.kind]
        if indoors and (kind.family in ("person", "robot") or noun.kind in ("cat", "dog", *_FURNITURE)):
            return "living room"
        if noun.kind in _HOMES:
            return _HOMES[noun.kind]
        return "meadow" if kind.family in _MEADOW else "park"
    return "meadow" if not draft.nouns else "park"


def _allowed(what: str, said: str | None, choices: tuple[str, ...], usual: str, place: str, notes: list[str]) -> str:
    value = said if said in choices else usual if usual in choices else choices[0]
    if said and said != value:
        if said == "sunset" and "night" in choices:
            value = "night"
        notes.append(f"{what} {said!r} is not drawn {PLACES[place].phrase}: {value!r} instead")
    return value
