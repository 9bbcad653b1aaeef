"""From sentences to what is seen: who of the cast is there, what they do to whom, where and when.

Prose is not a prompt, so nothing is drawn because it is merely mentioned: only the cast, at most two things, and the
first deed of everybody that the world can show. Whatever is shown as something else is noted for the report.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from onetake.prompt._objects import will_do
from onetake.prompt._people import subject_pronoun
from onetake.prompt.drafts import Draft, Noun
from onetake.prompt.fitting import fit
from onetake.prompt.lexicon import Language
from onetake.prompt.ontology import KINDS, PLACES, VERBS
from onetake.story.cast import Character
from onetake.story.text import traditional
from onetake.story.words import ANIMATE, Mark, is_speaking, read
from onetake.types import Scene

__all__ = ["Known", "Setting", "Sight", "look_at", "scene_of"]

MOST_CHARACTERS = 3
MOST_THINGS = 2
_HE, _SHE = re.compile(r"\b(he|him|his)\b", re.IGNORECASE), re.compile(r"\b(she|her)\b", re.IGNORECASE)
_IT, _THEY = re.compile(r"\b(it|its)\b", re.IGNORECASE), re.compile(r"\b(they|them|their|both)\b", re.IGNORECASE)
_BOARDED = ("train", "stage")
_SIGHTS_ONLY = frozenset(("sky", "train", "moon", "outer space", "underwater", "stage", "neon street"))
"""Places whose names are mostly meant otherwise in prose ("under the sky", "on the stage of life")."""
_BIG = frozenset(("tree", "house", "castle", "mountain", "bus", "truck", "train", "ship", "boat"))


class Known:
    """The cast, by everything that they are called in the text."""

    def __init__(self, cast: Mapping[str, Character], language: Language) -> None:
        self.cast, self.language = cast, language
        self.by_name: dict[str, str] = {}
        for c in cast.values():
            for name in (c.name, *c.names):
                key = name.lower() if language == "en" else traditional(name)
                self.by_name.setdefault(key, c.name)
        names = sorted(self.by_name, key=len, reverse=True)
        inside = "|".join(map(re.escape, names)) or r"(?!)"
        self.pattern = re.compile(rf"(?<![a-z])(?:{inside})(?:'s|s)?(?![a-z])" if language == "en" else inside)

    def find(self, text: str) -> list[tuple[str, int, int]]:
        """Names in a text, in order: (character, start, end)."""
        looked = text.lower().replace("’", "'") if self.language == "en" else traditional(text)
        out = []
        for m in self.pattern.finditer(looked):
            name = m[0]
            key = name if name in self.by_name else name.removesuffix("'s") if name.endswith("'s") else name[:-1]
            if key in self.by_name:
                out.append((self.by_name[key], m.start(), m.end()))
        return out


@dataclass
class Setting:
    """Where and when the story is just now, and who was there last; goes on from sentence to sentence."""

    place: str | None = None
    hour: str | None = None
    weather: str | None = None
    last: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Deed:
    """What a character does, by ontology names; ``to`` is a character or a kind."""

    verb: str
    to: str | None = None


@dataclass(frozen=True, slots=True)
class Sight:
    """What a stretch of the text lets one see."""

    people: tuple[str, ...]
    deeds: Mapping[str, Deed]
    things: tuple[str, ...]
    place: str | None
    hour: str | None
    weather: str | None
    speaking: bool
    unseen: tuple[str, ...] = ()

    @property
    def drawable(self) -> float:
        """How much there is to see: deeds count most."""
        return 1.0 * bool(self.people) + 0.9 * bool(self.deeds) + 0.3 * bool(self.things) + 0.3 * bool(self.place)


def look_at(text: str, known: Known, setting: Setting) -> Sight:
    """What a sentence shows; moves the setting on."""
    marks = read(text, known.language)
    named = known.find(text)
    people = list(dict.fromkeys(n for n, _, _ in named))
    verbs = [m.start for m in marks if m.role == "verb" and not any(s <= m.start < e for _, s, e in named)]
    if known.language == "zh" and named and verbs and verbs[0] < named[0][1]:  # whoever does this is not named again
        people = [*[n for n in setting.last if n not in people][:1], *people]
    people += [n for n in _meant(text, known, setting, people) if n not in people]
    marks = [m for m in marks if not any(s < m.end and m.start < e for _, s, e in named)]
    deeds = _deeds(named, marks, people, known)
    things = _things(marks, deeds)
    place = next((m.value for m in marks if m.role == "place" and _is_there(m, text, known.language)), None)
    hour = next((m.value for m in marks if m.role == "hour" and m.text.lower() not in ("day", "sun")), None)
    weather = next((m.value for m in marks if m.role == "weather" and m.text.lower() not in ("clear", "cloud")), None)
    setting.place, setting.hour = place or setting.place, hour or setting.hour
    setting.weather = weather
    if people:
        setting.last = [*people, *[p for p in setting.last if p not in people]][:4]
    kinds = [m for m in marks if m.role == "kind" and len(m.text) > 2]
    unseen = tuple(dict.fromkeys(m.text for m in kinds if m.value.split("|")[0] not in things))
    return Sight(tuple(people[:MOST_CHARACTERS]), deeds, things, place, hour, weather,
                 is_speaking(text, known.language), unseen)  # fmt: skip


def _is_there(mark: Mark, text: str, language: Language) -> bool:
    """Whether a place is where something happens: "in the wood", 在森林里; not "a word about London"."""
    if mark.value in _BOARDED and mark.text.lower().startswith(("on ", "aboard ", "in ")):
        return True  # "on a train" is where somebody is; "a train" may only pass by
    if mark.value in _SIGHTS_ONLY and mark.value != "underwater":
        return False
    if language == "zh":
        return True
    # A phrase of the lexicon may begin with the preposition: "in a classroom".
    before = text[max(0, mark.start - 30) : mark.start].lower() + mark.text.lower().partition(" ")[0] + " "
    into = r"in|into|at|on|through|to|across|by|near|along|inside|beside|round|around|over|towards?|from|of"
    return bool(re.search(rf"\b({into})\b[^.;:]{{0,22}}$", before))


def _meant(text: str, known: Known, setting: Setting, named: Sequence[str]) -> list[str]:
    """Whom pronouns mean: the last who fit."""
    if known.language == "zh":
        return [] if named else setting.last[:1]
    out = []
    for pattern, genders in ((_HE, ("he",)), (_SHE, ("she",)), (_IT, ("it",))):
        if pattern.search(text):
            fits = [n for n in setting.last if n in known.cast and gender(known.cast[n]) in genders]
            fits = fits or [n for n in setting.last if pattern is not _IT and gender(known.cast[n]) == "it"]
            out += [n for n in fits[:1] if n not in named]
    if _THEY.search(text) and not named:
        out += setting.last[:2]
    return list(dict.fromkeys(out))[:2]


def gender(character: Character) -> str:
    """The pronoun of a character: he, she or it."""
    return subject_pronoun(character.kind)


def _deeds(
    named: Sequence[tuple[str, int, int]], marks: Sequence[Mark], people: Sequence[str], known: Known
) -> dict[str, Deed]:
    """The first deed of everybody: a verb belongs to whom is named before it last."""
    out: dict[str, Deed] = {}
    verbs = [m for m in marks if m.role == "verb"]
    for mark in verbs:
        before = [n for n, _, end in named if end <= mark.start]
        unnamed = not named or (known.language == "zh" and people and people[0] != named[0][0])
        actor = before[-1] if before else (people[0] if people and unnamed else None)
        if actor is None and named and named[0][1] > mark.end:
            actor = named[0][0] if mark.value == "talk" else None
        if actor is None or actor in out or actor not in known.cast:
            continue
        if mark.value not in KINDS[known.cast[actor].kind].verbs:
            continue
        out[actor] = Deed(mark.value, _object(mark, named, marks, actor, known))
    return out


def _object(
    verb: Mark, named: Sequence[tuple[str, int, int]], marks: Sequence[Mark], actor: str, known: Known
) -> str | None:
    """What a verb acts on: the next thing or character after it that it can act on."""
    if VERBS[verb.value].target is None:
        return None
    after = [(start, n, known.cast[n].kind) for n, start, _ in named if start >= verb.end and n != actor]
    after += [(m.start, m.value, m.value.split("|")[0]) for m in marks if m.role == "kind" and m.start >= verb.end]
    for start, name, kind in sorted(after):
        if start - verb.end > 60:
            return None
        if will_do(verb.value, kind):
            return name
    return None


def _things(marks: Sequence[Mark], deeds: Mapping[str, Deed]) -> tuple[str, ...]:
    """Things to be seen: what is acted on, then what else is named; nobody who could be taken for one of the cast."""
    acted = [d.to for d in deeds.values() if d.to]
    kinds = [m.value.split("|")[0] for m in marks if m.role == "kind"]
    wanted = [k for k in (*[a.split("|")[0] for a in acted], *kinds) if k in KINDS and k not in ANIMATE]
    return tuple(dict.fromkeys(wanted))[:MOST_THINGS]


def scene_of(
    sight: Sight, people: Sequence[str], things: Sequence[str], cast: Mapping[str, Character], setting: Setting
) -> tuple[Scene, tuple[str, ...]]:
    """A scene of these people and things (in this order, so that beats of a take agree), and what was changed."""
    nouns: dict[str, Noun] = {}
    for i, name in enumerate(people):
        c = cast[name]
        nouns[name] = Noun(c.kind, c.name, 1, colour=c.colour, size=c.size, subject=True, traits=c.traits, key=i + 1)
    for i, kind in enumerate(things):
        nouns[kind] = Noun(kind, kind, 1, key=len(people) + i + 1)
    for name in people:
        deed = sight.deeds.get(name)
        noun = nouns[name]
        if deed:
            noun.verb, noun.settled = deed.verb, True
            noun.target = nouns.get((deed.to or "").split("|")[0]) or nouns.get(deed.to or "")
        elif sight.speaking and name in sight.people and not sight.deeds and "talk" in KINDS[noun.kind].verbs:
            noun.verb = "talk" if name == sight.people[0] else "look around"
            if name == sight.people[0] and len(people) > 1:
                noun.target = nouns[people[1]]
    _place_things(nouns, people, things)
    place = sight.place or setting.place or _usual(people, cast)
    draft = Draft(list(nouns.values()), place, sight.hour or setting.hour, sight.weather or setting.weather)
    scene, notes = fit(draft)
    return scene, tuple(notes)


def _place_things(nouns: Mapping[str, Noun], people: Sequence[str], things: Sequence[str]) -> None:
    """Things that nobody acts on stand beside somebody."""
    targets = {id(n.target) for n in nouns.values()}
    for kind in things:
        noun = nouns[kind]
        if id(noun) not in targets and people and kind not in _BIG:
            noun.relation, noun.anchor = "near", nouns[people[0]]


def _usual(people: Sequence[str], cast: Mapping[str, Character]) -> str | None:
    """Where nothing was said: outdoors for animals, indoors is never guessed."""
    kinds = Counter(KINDS[cast[n].kind].family for n in people)
    return "garden" if kinds["person"] else None


def usable_place(place: str | None) -> str | None:
    """A place by its name, if the world has it."""
    return place if place in PLACES else None


def merged(sights: Sequence[Sight]) -> tuple[list[str], list[str]]:
    """Everybody and everything in the beats of one take, in order of appearance."""
    people = list(dict.fromkeys(n for s in sights for n in s.people))
    things = list(dict.fromkeys(t for s in sights for t in s.things))
    return people, things


def without(sight: Sight, people: Sequence[str]) -> Sight:
    """A sight of these people only."""
    deeds = {n: d for n, d in sight.deeds.items() if n in people}
    return replace(sight, people=tuple(n for n in sight.people if n in people), deeds=deeds)
