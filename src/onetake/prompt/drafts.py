"""Scenes in the making: what the reader knows so far, with ``None`` where nothing was said."""

from __future__ import annotations

from dataclasses import dataclass, field

from onetake.prompt.ontology import KINDS
from onetake.prompt.tagging import Item

_GOING = ("drive", "run", "walk", "float", "fly", "swim", "roll", "slide", "sail")
_FLEEING = ("run", "fly", "swim", "walk", "drive")
_LEADING = ("walk", "fly", "swim", "drive")
_KNOCKED = ("break", "spill", "tip over", "fall")


@dataclass(eq=False, slots=True)
class Noun:
    """An entity in the making. ``subject`` is False for what was only mentioned as an object or an anchor.

    ``key`` is the same in all beats; ``gone`` says that it has left or is yet to come. ``deed`` is what it does if its
    verb is only how the sentence was read (``_meant``), ``said`` the word for it.
    """

    kind: str
    text: str
    count: int | None = None
    plural: bool = False
    colour: str | None = None
    size: str | None = None
    verb: str | None = None
    settled: bool = False
    verb_segment: int = -1
    target: Noun | None = None
    relation: str | None = None
    anchor: Noun | None = None
    side: str | None = None
    subject: bool = False
    segment: int = 0
    traits: tuple[str, ...] = ()
    partner: Noun | None = None
    gone: bool = False
    key: int = 0
    aimed: int = -1
    placed: int = -1
    deed: str = ""
    said: str = ""


@dataclass(slots=True)
class Draft:
    """A scene in the making, ``None`` where nothing was said. ``implied`` is the hour that what is seen implies."""

    nouns: list[Noun] = field(default_factory=list)
    place: str | None = None
    hour: str | None = None
    weather: str | None = None
    camera: str | None = None
    look: str | None = None
    implied: str | None = None


@dataclass(slots=True)
class Waiting:
    """Words waiting for their noun."""

    count: int | None = None
    colour: str | None = None
    size: str | None = None
    side: str | None = None
    definite: bool = False
    ordinal: int = 0
    negated: bool = False
    verb: Item | None = None
    target: Noun | None = None
    texts: list[str] = field(default_factory=list)
    traits: tuple[str, ...] = ()

    @property
    def opened(self) -> bool:
        return self.count is not None or self.definite or bool(self.colour or self.size or self.traits)


def forget(draft: Draft, noun: Noun) -> None:
    """Take a noun out of a draft, and out of what the others do."""
    draft.nouns.remove(noun)
    for other in draft.nouns:
        other.target = None if other.target is noun else other.target
        other.partner = None if other.partner is noun else other.partner
        if other.anchor is noun:
            other.anchor = other.relation = None


def led_verb(kind: str, by: str) -> str | None:
    """What something does by going while somebody rides, chases or follows it: the first way it can."""
    ways = {"ride": _GOING, "drive": _GOING, "chase": _FLEEING, "follow": _LEADING}.get(by, ())
    return next((v for v in ways if v in KINDS[kind].verbs), None)


def mount(actors: list[Noun], noun: Noun) -> None:
    """Who rides goes with it; who drives sits on it, and it goes."""
    for actor in actors:
        if "rideable" in KINDS[noun.kind].roles and "ride" in KINDS[actor.kind].verbs:
            actor.verb, actor.target, actor.settled, actor.subject = "ride", noun, True, True
            continue
        actor.relation, actor.anchor, actor.target = "on", noun, None
        actor.verb = actor.verb if actor.settled and actor.verb not in (None, "ride", "drive") else "sit"
    if not noun.settled:
        noun.verb = led_verb(noun.kind, "ride") or noun.verb


def cause_motion(actors: list[Noun], noun: Noun, cause: Item) -> None:
    """As in "a boy flies a kite": if the boy cannot fly but the kite can, the kite does."""
    if cause.value == "drive":
        mount(actors, noun)
        return
    if cause.deed or (cause.value == "walk" and "animate" in KINDS[noun.kind].roles):
        for actor in actors:
            actor.target = noun  # who is fed, washed or walked does nothing by itself
        return
    for actor in actors:
        knocks = "tippable" in KINDS[noun.kind].roles and "knock over" in KINDS[actor.kind].verbs
        if cause.value in _KNOCKED and knocks:
            actor.verb = "knock over"
        elif cause.value in KINDS[noun.kind].verbs and cause.value not in KINDS[actor.kind].verbs:
            noun.verb, actor.verb = cause.value, "stand"
        actor.target = noun


def hold(actor: Noun, noun: Noun, cause: Item) -> str:
    """What somebody has: in the hands if that is possible, or side by side; a kite flies. What the user is told."""
    if noun.kind == "kite":
        noun.verb = "fly"
    elif "portable" in KINDS[noun.kind].roles and "hold" in KINDS[actor.kind].verbs and not actor.settled:
        actor.verb, actor.target, actor.settled, actor.subject = "hold", noun, True, True
        return ""
    if noun.relation is None and actor.anchor is not noun:
        noun.relation, noun.anchor = "near", actor
    return "" if noun.kind == "kite" else f"{cause.text!r}: drawn side by side, not in the hands"


def rename(noun: Noun, item: Item) -> None:
    """The noun is really what the item says."""
    noun.kind, _, extra = item.value.partition("|")
    noun.text, noun.plural = item.text, item.plural
    if extra == "small":
        noun.size = noun.size or extra
    elif extra:
        noun.colour = noun.colour or extra


def relative_clause(following: list[Item]) -> int:
    """Chinese: is this verb part of a clause before its noun ("吃竹子的熊猫")? Its objects, or -1 if it is not."""
    objects, seen = 0, False
    for item in following:
        if item.role in ("stop", "comma", "then", "conjunction", "verb", "take"):
            return -1
        if item.text == "的":
            seen = True
        elif item.role == "kind" and seen:
            return objects
        elif item.role == "kind":
            objects += 1
        elif item.role not in ("colour", "size", "count", "measure", "definite", "aux", "unknown", "trait"):
            seen = False
    return -1
