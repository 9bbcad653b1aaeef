"""Scenes to English: noun phrases, verb phrases and clauses, plain or varied."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import numpy as np

from onetake.prompt._objects import direct, preposition
from onetake.prompt._people import possessive, subject_pronoun
from onetake.prompt.fitting import implied_verb
from onetake.prompt.lexicon import conjugate, participle, pluralise, synonyms
from onetake.prompt.ontology import KINDS, RELATIONS, SIDES, TRAITS, VERBS
from onetake.types import Entity, Scene

NUMBERS = ("no", "a", "two", "three", "four", "five", "six")
_UNCOUNTED = {"bamboo": ("stalk of bamboo", "stalks of bamboo"), "bread": ("loaf of bread", "loaves of bread"),
              "cheese": ("piece of cheese", "pieces of cheese")}  # fmt: skip
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")
Form = Literal["present", "progressive", "participle", "relative"]


def article(words: str) -> str:
    """A or an, by the first letter."""
    vowel = words[0] in "aeiou" and not words.startswith(("uni", "one", "eu"))
    return f"{'an' if vowel else 'a'} {words}"


def trait_phrase(traits: tuple[str, ...], many: bool = False) -> str:
    """Such as "with a beard and glasses in a hat"; of many: "with beards and glasses in hats"."""
    groups: dict[str, list[str]] = {}
    for trait in traits:
        word, _, rest = TRAITS[trait][0].partition(" ")
        groups.setdefault(word, []).append(pluralise(rest[2:]) if many and rest.startswith("a ") else rest)
    return " ".join(f"{word} {' and '.join(rest)}" for word, rest in groups.items())


def noun_phrase(
    entity: Entity, definite: bool = False, name: str | None = None, digits: bool = False, another: bool = False
) -> str:
    """Such as "three small grey wolf pups"; ``definite``: "the wolf pups"; ``name`` replaces the kind's own name."""
    kind, many = KINDS[entity.kind], entity.count > 1
    clothes = entity.colour if kind.family == "person" else None
    singular = name or kind.name
    noun = (kind.plural if name in (None, kind.name) else pluralise(singular)) if many else singular
    if definite:
        return f"the {noun}"
    described = " ".join(w for w in (entity.size, None if clothes else entity.colour) if w)
    if entity.kind in _UNCOUNTED and name in (None, kind.name):
        if not many and not described and not another and entity.kind == "bamboo":
            return noun
        noun = _UNCOUNTED[entity.kind][many]
    words = f"{described} {noun}".strip()
    number = str(entity.count) if digits else NUMBERS[entity.count]
    words = f"{number} {words}" if many else f"another {words}" if another else article(words)
    words += f" in {clothes}" if clothes else ""
    return f"{words} {trait_phrase(entity.traits, many)}".strip()


@lru_cache(maxsize=128)
def base_form(verb: str) -> str:
    """The infinitive of a verb of the ontology, particle included: "wake" -> "wake up"."""
    v = VERBS[verb]
    if conjugate(verb).get(v.present) == "s":
        return verb
    first, _, rest = v.present.partition(" ")
    tail = f" {rest}" if rest else ""
    for stem in (first[:-1], first[:-2], first[:-3] + "y"):
        if conjugate(stem + tail).get(v.present) == "s":
            return stem + tail
    return verb


def verb_phrase(entity: Entity, form: Form, name: str | None = None) -> str:
    """The verb of an entity, agreeing with it; ``name`` is a synonym's infinitive."""
    verb, many = VERBS[entity.verb], entity.count > 1
    if entity.verb == "shake head":
        head = f"{possessive(entity.kind, entity.count)} head{'s' if many else ''}"
        present, ing, base = f"shakes {head}", f"shaking {head}", f"shake {head}"
    elif entity.verb == "play music" and entity.target is None:
        present, ing, base = "plays music", "playing music", "play music"
    elif name and name != verb.name:
        forms = {f: surface for surface, f in reversed(list(conjugate(name).items())) if f in ("s", "ing")}
        present, ing, base = forms["s"], forms["ing"], name
    else:
        present, ing, base = verb.present, verb.participle, base_form(verb.name)
    if form == "participle":
        return ing
    if form == "progressive":
        return ("are " if many else "is ") + ing
    if form == "relative":
        return ("that are " if many else "that is ") + ing
    return base if many else present


class English:
    """Writes clauses, remembering who was mentioned."""

    def __init__(self, scene: Scene, rng: np.random.Generator | None = None) -> None:
        self.scene, self.rng = scene, rng
        self.mentioned: dict[int, None] = {}

    def name(self, role: str, name: str) -> str:
        """The name itself, or with a generator one of its synonyms."""
        if self.rng is None or self.rng.random() < 0.5:
            return name
        return str(self.rng.choice(synonyms(role, name, "en")))

    def noun(self, index: int) -> str:
        """The noun phrase of an entity: in full at first, then definite."""
        entity, definite = self.scene.entities[index], index in self.mentioned
        another = any(self.scene.entities[i].kind == entity.kind for i in self.mentioned)
        self.mentioned.setdefault(index)
        digits = self.rng is not None and bool(self.rng.random() < 0.25)
        name = None if definite else self.name("kind", entity.kind)
        alike = [i for i in self.mentioned if self.scene.entities[i].kind == entity.kind]
        if definite and len(alike) > 1:
            noun = KINDS[entity.kind].plural if entity.count > 1 else KINDS[entity.kind].name
            return f"the {_ORDINALS[alike.index(index)]} {noun}"
        return noun_phrase(entity, definite, name, digits, another and not definite)

    def clause(self, index: int, form: Form = "present", subject: str | None = None) -> str:
        """Who does what to whom, where."""
        entity = self.scene.entities[index]
        words = [subject or self.noun(index), verb_phrase(entity, form, self.name("verb", entity.verb))]
        if entity.target is not None and self.scene.entities[entity.target].present:
            words += [preposition(entity.verb), self.noun(entity.target)]
            if entity.partner is not None and self.scene.entities[entity.partner].present:
                words += ["to", self.noun(entity.partner)]
        return " ".join(w for w in [*words, *self.where(entity)] if w)

    def where(self, entity: Entity) -> list[str]:
        """The relation to another, and the side of the picture."""
        words = []
        if entity.relation and entity.anchor is not None and self.scene.entities[entity.anchor].present:
            off = entity.verb == "fall" and entity.relation == "on"
            words += ["off" if off else RELATIONS[entity.relation][0], self.noun(entity.anchor)]
        if entity.side:
            words.append(SIDES[entity.side][0])
        return words

    def passive(self, index: int) -> str:
        """The same clause turned round: "a ball is kicked by a boy". Only for verbs with a direct object."""
        entity = self.scene.entities[index]
        assert entity.target is not None
        be = "are" if self.scene.entities[entity.target].count > 1 else "is"
        words = [self.noun(entity.target), be, participle(base_form(entity.verb)), "by", self.noun(index)]
        return " ".join([*words, *self.where(entity)])

    def can_be_passive(self, index: int) -> bool:
        """Whether the clause can be turned round without losing anything."""
        entity = self.scene.entities[index]
        if entity.target is None or not direct(entity.verb) or entity.verb in ("give", "ride", "pour"):
            return False
        target = self.scene.entities[entity.target]
        return target.present and self.plain(entity.target) and target.relation is None and target.side is None

    def plain(self, index: int) -> bool:
        """Whether there is nothing to say about an entity but that it is there."""
        entity = self.scene.entities[index]
        by = next((e.verb for e in self.scene.entities if e.target == index and e.present), "")
        return entity.verb == implied_verb(entity.kind, by) and entity.target is None

    def clauses(self, form: Form = "present") -> list[str]:
        """A clause for everyone about whom there is more to say than that they were mentioned."""
        out = []
        for i, entity in enumerate(self.scene.entities):
            if not entity.present:
                continue
            plain = self.plain(i)
            if i in self.mentioned and plain and entity.anchor is None and entity.side is None:
                continue
            if i not in self.mentioned and plain and self._comes_later(i):
                continue
            turned = self.rng is not None and i not in self.mentioned and self.can_be_passive(i)
            if turned and form == "present" and self.rng is not None and self.rng.random() < 0.3:
                out.append(self.passive(i))
            else:
                out.append(self.clause(i, form))
        return out

    def _comes_later(self, index: int) -> bool:
        entity = self.scene.entities[index]
        if entity.anchor is not None or entity.side is not None:
            return False
        later = [e for e in self.scene.entities[index + 1 :] if e.present]
        return any(index in (e.target, e.anchor, e.partner) for e in later)

    def changes(self, before: Scene) -> list[str]:
        """Clauses for what is new since the beat ``before``; the one who acts alone is called by a pronoun."""
        out: list[str] = []
        for i, (old, new) in enumerate(zip(before.entities, self.scene.entities, strict=True)):
            if not new.present or not (changed(before, self.scene, i) or newly_led(before, self.scene, i)):
                continue
            if only_moved(old, new):
                continue
            if old.present:
                self.mentioned.setdefault(i)
            likes = [e for e in self.scene.entities if e.present and same_pronoun(e, new)]
            subject = subject_pronoun(new.kind, new.count) if old.present and len(likes) == 1 and not out else None
            subject = None if subject == "they" else subject
            out.append(self.clause(i, subject=subject))
        return out


def same_pronoun(a: Entity, b: Entity) -> bool:
    """Whether two entities would be called by the same pronoun."""
    return subject_pronoun(a.kind, a.count) == subject_pronoun(b.kind, b.count)


def only_moved(old: Entity, new: Entity) -> bool:
    """Whether nothing is new about an entity but that it is no longer where it was: that goes without saying."""
    stays = (old.verb, old.target, old.partner, old.side, old.present) == (
        new.verb, new.target, new.partner, new.side, new.present
    )  # fmt: skip
    return stays and new.relation is None and old.relation is not None


def newly_led(before: Scene, after: Scene, i: int) -> bool:
    """Whether somebody begins to ride, chase or follow it, but it does not do what is then understood."""

    def leader(scene: Scene) -> str:
        return next((e.verb for e in scene.entities if e.target == i and e.present), "")

    new, entity = leader(after), after.entities[i]
    led = implied_verb(entity.kind, new) != implied_verb(entity.kind)
    return led and new != leader(before) and entity.verb != implied_verb(entity.kind, new)


def changed(before: Scene, after: Scene, i: int) -> bool:
    """Whether a beat says something new about an entity: what it does, to whom, where, or that it has come."""
    old, new = before.entities[i], after.entities[i]
    return (old.verb, old.target, old.partner, old.relation, old.anchor, old.side, old.present) != (
        new.verb, new.target, new.partner, new.relation, new.anchor, new.side, new.present
    )  # fmt: skip
