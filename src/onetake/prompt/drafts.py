"""Scenes in the making: what the reader knows so far, with ``None`` where nothing was said."""

from __future__ import annotations

from dataclasses import dataclass, field

from onetake.prompt.ontology import KINDS
from onetake.prompt.tagging import Item

_GOING = ("drive", "run", "walk", "float", "fly", "swim", "roll")


@dataclass(eq=False, slots=True)
class Noun:
    """An entity in the making. ``subject`` is False for what was only mentioned as an object or an anchor."""

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


@dataclass(slots=True)
class Draft:
    """A scene in the making, ``None`` where nothing was said."""

    nouns: list[Noun] = field(default_factory=list)
    place: str | None = None
    hour: str | None = None
    weather: str | None = None
    camera: str | None = None
    look: str | None = None


@dataclass(slots=True)
class Waiting:
    """Words waiting for their noun."""

    count: int | None = None
    colour: str | None = None
    size: str | None = None
    side: str | None = None
    definite: bool = False
    negated: bool = False
    verb: Item | None = None
    target: Noun | None = None
    texts: list[str] = field(default_factory=list)

    @property
    def opened(self) -> bool:
        return self.count is not None or self.definite or bool(self.colour or self.size)


def forget(draft: Draft, noun: Noun) -> None:
    """Take a noun out of a draft, and out of what the others do."""
    draft.nouns.remove(noun)
    for other in draft.nouns:
        other.target = None if other.target is noun else other.target
        if other.anchor is noun:
            other.anchor = other.relation = None


def mount(actors: list[Noun], noun: Noun) -> None:
    """Who rides or drives sits on it, and it goes."""
    for actor in actors:
        actor.relation, actor.anchor = "on", noun
        actor.verb = actor.verb if actor.settled and actor.verb else "sit"
    noun.verb = next((v for v in _GOING if v in KINDS[noun.kind].verbs), noun.verb)


def cause_motion(actors: list[Noun], noun: Noun, cause: Item) -> None:
    """As in "a boy flies a kite": if the boy cannot fly but the kite can, the kite does."""
    if cause.value == "drive":
        mount(actors, noun)
        return
    for actor in actors:
        if cause.value in KINDS[noun.kind].verbs and cause.value not in KINDS[actor.kind].verbs:
            noun.verb, actor.verb = cause.value, "stand"
        actor.target = noun


def hold(actor: Noun, noun: Noun, cause: Item) -> str:
    """Side by side; a kite flies. What the user is told."""
    if noun.relation is None and actor.anchor is not noun:
        noun.relation, noun.anchor = "near", actor
    if noun.kind == "kite":
        noun.verb = "fly"
    else:
        return f"{cause.text!r}: drawn side by side, not in the hands"
    return ""


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
        if item.role in ("stop", "comma", "then", "conjunction", "verb"):
            return -1
        if item.text == "的":
            seen = True
        elif item.role == "kind" and seen:
            return objects
        elif item.role == "kind":
            objects += 1
        elif item.role not in ("colour", "size", "count", "measure", "definite", "aux", "unknown"):
            seen = False
    return -1
