"""Drafts to scenes that can be drawn: defaults for what was not said, and the nearest possible for what cannot be.

Every change is told in a warning; nothing is dropped in silence.
"""

from __future__ import annotations

from onetake.prompt._deeds import LIVELY
from onetake.prompt._meant import MAX_ENTITIES
from onetake.prompt._objects import INSTEAD_OF, an, needs_object, will_do
from onetake.prompt._people import can_have
from onetake.prompt._prepare import mend_object, prepare
from onetake.prompt.drafts import Draft, Noun, forget, led_verb
from onetake.prompt.ontology import COLOURS, KINDS, PLACES, TRAITS, VERBS
from onetake.types import MAX_INDIVIDUALS, Entity, Scene

__all__ = ["MAX_ENTITIES", "fit", "idle_verb", "implied_verb", "rest_verb"]
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
    "drive": ("run", "walk", "float", "fly", "roll", "open", "grow"),
    "float": ("fly", "swim"),
    "roll": ("drive", "spin", "run"),
    "bounce": ("jump", "hop", "roll"),
    "fall": ("lie down", "sit", "float", "bounce", "fly"),
    "spin": ("dance", "roll", "bounce", "float"),
    "kick": ("jump", "run"),
    "stand": ("float", "swim", "fly"),
    "tiptoe": ("walk", "crawl", "hop"),
    "climb": ("jump", "hop", "walk", "fly"),
    "sail": ("float", "drive", "swim"),
    "ride": ("sit", "stand"),
    "slide": ("skate", "walk", "roll", "drive"),
    "crawl": ("walk", "hop", "swim"),
    "skate": ("slide", "walk", "run"),
    "enter": ("walk", "hop", "fly", "swim", "drive", "roll"),
    "leave": ("walk", "hop", "fly", "swim", "drive", "roll"),
    "stand up": ("stand",),
    "lie down": ("sleep", "sit"),
    "wake": ("look around", "sleep"),
    "bow": ("nod", "look around"),
    "nod": ("look around", "wave"),
    "shake head": ("look around",),
    "clap": ("wave", "dance"),
    "stretch": ("look around", "dance"),
    "chase": ("run", "fly", "swim", "walk"),
    "follow": ("walk", "fly", "swim", "drive"),
    "break": ("fall", "explode"),
    "spill": ("tip over", "fall"),
    "melt": ("fall",),
    "burn": ("float", "look around", "stand"),
    "grow": ("stand",),
    "explode": ("break",),
    "sink": ("swim", "float"),
    "swing": ("spin", "bounce", "dance"),
    "tip over": ("fall", "break"),
    "open": ("grow", "stand"),
    "close": ("swing", "stand"),
    "hug": ("play", "stand"),
    "fight": ("play", "chase", "jump"),
    "talk": ("wave", "look around"),
    "hide": ("sit", "stand"),
    "play music": ("dance", "play"),
    "give": ("hold", "wave"),
    "hold": ("carry", "stand"),
    "carry": ("hold", "walk"),
    "push": ("pull", "walk"),
    "pull": ("push", "walk"),
    "throw": ("kick", "wave"),
    "catch": ("chase", "jump"),
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
    "guitar": "stage", "piano": "living room", "violin": "stage", "trumpet": "stage", "flute": "stage",
    "astronaut": "moon", "spaceship": "outer space", "knight": "castle hall", "king": "castle hall",
    "queen": "castle hall", "princess": "castle hall", "ballerina": "stage", "clown": "stage", "monk": "mountains",
    "pirate": "harbour", "wizard": "castle hall", "witch": "forest", "chef": "kitchen", "farmer": "farm",
    "firefighter": "city street", "police officer": "city street", "builder": "city street", "baby": "living room",
    "deer": "forest", "mammoth": "snowy field", "zebra": "savanna", "giraffe": "savanna", "lion": "savanna",
    "goat": "mountains", "donkey": "farm", "squirrel": "forest", "hedgehog": "forest", "raccoon": "forest",
    "koala": "jungle", "parrot": "jungle", "crocodile": "jungle", "frog": "garden", "lamb": "farm",
    "chicken": "farm", "chick": "farm", "cow": "farm", "pig": "farm", "sheep": "farm", "eagle": "mountains",
    "swan": "lake", "flamingo": "savanna", "dolphin": "underwater", "octopus": "underwater", "crab": "beach",
    "jellyfish": "underwater", "seahorse": "underwater", "submarine": "underwater", "bee": "garden",
    "ladybird": "garden", "snail": "garden", "locomotive": "meadow", "train carriage": "meadow",
    "motorcycle": "city street", "tractor": "farm", "fire engine": "city street", "ambulance": "city street",
    "police car": "city street", "taxi": "city street", "plane": "sky", "helicopter": "sky",
    "hot air balloon": "sky", "sailing ship": "lake", "paper boat": "lake", "sandcastle": "beach",
    "seesaw": "playground", "swing": "playground", "skateboard": "city street", "bench": "park",
    "bed": "bedroom", "sofa": "living room", "bookshelf": "library", "door": "living room",
    "window": "living room", "icicle": "snowy field", "firework": "park", "firecracker": "medieval village",
    "street lamp": "city street", "pizza": "kitchen", "bread": "kitchen", "cheese": "kitchen", "cookie": "kitchen",
    "egg": "kitchen", "teapot": "kitchen", "bottle": "kitchen", "domino": "living room", "sled": "snowy field",
    "block tower": "living room", "toy block": "living room", "ladder": "workshop", "cart": "market",
}  # fmt: skip
_FURNITURE = ("table", "chair", "lamp", "television", "wine glass", "cake", "candle", "vase", "cup", "book", "clock",
              "sofa", "bed", "bookshelf", "piano", "teapot", "door", "window")  # fmt: skip
_LIKE = {"sunset": ("dusk", "night"), "dusk": ("sunset", "night"), "dawn": ("morning",), "storm": ("rain", "cloud"),
         "rain": ("storm", "cloud"), "night": ("dusk",), "morning": ("dawn",)}  # fmt: skip
"""Hours and weathers to fall back to where one cannot be had."""
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


def implied_verb(kind: str, by: str = "") -> str:
    """What is understood of somebody who is only mentioned: it rests, or goes if it is ridden, chased or followed.

    ``by``: the verb of whoever acts on it.
    """
    return led_verb(kind, by) or rest_verb(kind)


def fit(draft: Draft, prepared: bool = False) -> tuple[Scene, list[str]]:
    """The scene nearest to a draft, and what had to be changed. Changes the draft's nouns in place.

    ``prepared``: the draft already has everything that its verbs need (``_prepare.prepare``).
    """
    notes: list[str] = []
    if not prepared:
        prepare(draft, notes)
    for noun in draft.nouns:
        _fit_noun(noun, notes)
    _limit(draft, notes)
    for noun in draft.nouns:
        if noun.target is None and noun.verb and needs_object(noun.verb, noun.kind) and not noun.gone:
            noun.verb = rest_verb(noun.kind)  # what it acted on is no longer there
    place = draft.place or _home(draft)
    hours = PLACES[place].hours
    said = draft.hour or (draft.implied if draft.implied in hours else None)
    hour = _allowed("hour", said, hours, "day", place, notes)
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
    partner = index.get(id(noun.partner)) if noun.partner and noun.verb == "give" else None
    if noun.gone:
        target = anchor = partner = None
    return Entity(noun.kind, noun.count or 1, noun.colour, noun.size, noun.verb, target,
                  noun.relation if anchor is not None else None, anchor, noun.side, noun.traits, partner,
                  not noun.gone)  # fmt: skip


def _fit_noun(noun: Noun, notes: list[str]) -> None:
    kind = KINDS[noun.kind]
    if noun.count is None:
        noun.count = 3 if noun.plural else 1
        if noun.plural:
            notes.append(f"{noun.text!r}: no number given, drawing 3")
    if noun.colour and noun.colour not in kind.colours:
        _fit_colour(noun, notes)
    if noun.verb is None:
        noun.verb = idle_verb(noun.kind) if noun.subject else rest_verb(noun.kind)
    elif noun.verb not in kind.verbs:
        simpler, others = _INSTEAD.get(noun.verb, ()), INSTEAD_OF.get(noun.verb, ())
        choices = (*others, *simpler) if noun.target else (*simpler, *others)
        lively = LIVELY if "animate" in kind.roles else ()
        able = [v for v in (*choices, *lively, idle_verb(noun.kind)) if v in kind.verbs]
        able = [v for v in able if noun.target or not needs_object(v, noun.kind)]
        verb = next((v for v in able if noun.target is None or will_do(v, noun.target.kind)), able[0])
        notes.append(f"{an(noun.kind)} cannot {noun.verb} here: it {VERBS[verb].present} instead")
        noun.verb = verb
    mend_object(noun, notes)
    if noun.target is noun:
        noun.target = None
    _fit_traits(noun, notes)
    if noun.anchor is noun or (noun.anchor and noun.anchor.anchor is noun):
        noun.relation = noun.anchor = None


def _fit_traits(noun: Noun, notes: list[str]) -> None:
    """Traits that the kind can have, in the ontology's order."""
    for trait in noun.traits:
        if not can_have(noun.kind, trait):
            notes.append(f"{an(noun.kind)} is not drawn {TRAITS[trait][0]}")
    noun.traits = tuple(t for t in TRAITS if t in noun.traits and can_have(noun.kind, t))


def _fit_colour(noun: Noun, notes: list[str]) -> None:
    """The allowed colour nearest by eye (weighted RGB), or the kind's own colours."""
    assert noun.colour is not None
    choices = KINDS[noun.kind].colours
    if not choices:
        notes.append(f"{noun.colour!r} is not drawn: {an(noun.kind)} always has its own colours")
        noun.colour = None
        return

    def distance(name: str) -> float:
        pairs = zip(COLOURS[name][1], COLOURS[noun.colour or "red"][1], (0.3, 0.59, 0.11), strict=True)
        return sum(w * (a - b) ** 2 for a, b, w in pairs)

    nearest = min(choices, key=distance)
    notes.append(f"{an(noun.kind)} cannot be {noun.colour} here: drawn {nearest}")
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
        if indoors and (
            kind.family in ("person", "robot") or noun.kind in ("cat", "dog", "kitten", "puppy", *_FURNITURE)
        ):
            return "living room"
        home = PLACES.get(_HOMES.get(noun.kind, ""))
        if home and draft.hour in (None, *home.hours) and draft.weather in (None, *home.weathers):
            return home.name
        return "meadow" if kind.family in _MEADOW else "park"
    return "meadow" if not draft.nouns else "park"


def _allowed(what: str, said: str | None, choices: tuple[str, ...], usual: str, place: str, notes: list[str]) -> str:
    value = said if said in choices else usual if usual in choices else choices[0]
    if said and said != value:
        value = next((v for v in _LIKE.get(said, ()) if v in choices), value)
        notes.append(f"{what} {said!r} is not drawn {PLACES[place].phrase}: {value!r} instead")
    return value
