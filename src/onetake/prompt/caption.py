"""Scenes to words: the canonical long caption, which ``parse`` reads back exactly, and varied short ones.

Captions never mention what is not in the scene, and indoors nobody mentions the sky.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from onetake.prompt.fitting import rest_verb
from onetake.prompt.grammar import DIRECT
from onetake.prompt.lexicon import Language, conjugate, pluralise, synonyms
from onetake.prompt.ontology import (
    CAMERAS,
    COLOURS,
    HOURS,
    KINDS,
    LOOKS,
    PLACES,
    RELATIONS,
    SIDES,
    SIZES,
    VERBS,
    WEATHERS,
)  # fmt: skip
from onetake.types import Entity, Scene

NUMBERS = ("no", "a", "two", "three", "four", "five")
NUMBERS_ZH = ("零", "一", "两", "三", "四", "五")
_UNCOUNTED = {"bamboo": ("stalk of bamboo", "stalks of bamboo")}
_CLOSED_SKY = ("underwater", "moon")
Form = Literal["present", "progressive", "participle"]


def joined(captions: Sequence[str]) -> str:
    """The captions of a take's beats as one text: "… Then …"; it parses back to the same beats."""
    return " Then ".join([captions[0], *[c[:1].lower() + c[1:] for c in captions[1:]]])


def long_caption(scene: Scene, language: Language = "en") -> str:
    """Everything in the scene, in a fixed form: "A panda eats bamboo on a rock, in a bamboo grove, ..."."""
    return _long_chinese(scene) if language == "zh" else _long_english(scene)


def short_captions(
    scene: Scene, rng: np.random.Generator, language: Language = "en", count: int = 4
) -> tuple[str, ...]:
    """``count`` natural short sentences with varied words and order; some leave out place, hour or weather."""
    write = _short_chinese if language == "zh" else _short_english
    return tuple(write(scene, rng) for _ in range(count))


def shows_sky(scene: Scene) -> bool:
    """Whether the weather can be seen."""
    return not PLACES[scene.place].indoors and scene.place not in _CLOSED_SKY


# -- English -----------------------------------------------------------------------------------------------------------


def _article(words: str) -> str:
    return f"an {words}" if words[0] in "aeiou" and not words.startswith(("uni", "one")) else f"a {words}"


def noun_phrase(entity: Entity, definite: bool = False, name: str | None = None) -> str:
    """Such as "three small grey wolf pups"; ``definite``: "the wolf pups"; ``name`` replaces the kind's own name."""
    kind, many = KINDS[entity.kind], entity.count > 1
    singular = name or kind.name
    noun = (kind.plural if name in (None, kind.name) else pluralise(singular)) if many else singular
    if definite:
        return f"the {noun}"
    described = " ".join(w for w in (entity.size, entity.colour) if w)
    if entity.kind in _UNCOUNTED:
        if not many and not described:
            return noun
        noun = _UNCOUNTED[entity.kind][many]
    words = f"{described} {noun}".strip()
    return f"{NUMBERS[entity.count]} {words}" if many else _article(words)


def _preposition(verb: str) -> str:
    if verb in DIRECT:
        return ""
    if verb in ("play", "dance"):
        return "with"
    if verb in ("wave", "jump"):
        return "at" if verb == "wave" else "over"
    return "towards" if VERBS[verb].going else "facing"


def _verb_phrase(entity: Entity, form: Form, name: str | None = None) -> str:
    verb = VERBS[entity.verb]
    base = name or verb.name
    forms = {f: surface for surface, f in reversed(list(conjugate(base).items())) if f in ("s", "ing")}
    present = verb.present if base == verb.name else forms["s"]
    participle = verb.participle if base == verb.name else forms["ing"]
    if form == "participle":
        return participle
    if form == "progressive":
        return ("are " if entity.count > 1 else "is ") + participle
    return base if entity.count > 1 else present


class _English:
    """Writes clauses, remembering who was mentioned."""

    def __init__(self, scene: Scene, rng: np.random.Generator | None = None) -> None:
        self.scene, self.rng = scene, rng
        self.mentioned: set[int] = set()

    def name(self, role: str, name: str) -> str:
        """The name itself, or with a generator one of its synonyms."""
        if self.rng is None or self.rng.random() < 0.5:
            return name
        return str(self.rng.choice(synonyms(role, name, "en")))

    def noun(self, index: int) -> str:
        entity, definite = self.scene.entities[index], index in self.mentioned
        self.mentioned.add(index)
        return noun_phrase(entity, definite, None if definite else self.name("kind", entity.kind))

    def clause(self, index: int, form: Form = "present") -> str:
        entity = self.scene.entities[index]
        words = [self.noun(index), _verb_phrase(entity, form, self.name("verb", entity.verb))]
        if entity.target is not None:
            words += [_preposition(entity.verb), self.noun(entity.target)]
        if entity.relation and entity.anchor is not None:
            off = entity.verb == "fall" and entity.relation == "on"
            words += ["off" if off else RELATIONS[entity.relation][0], self.noun(entity.anchor)]
        if entity.side:
            words.append(SIDES[entity.side][0])
        return " ".join(w for w in words if w)

    def clauses(self, form: Form = "present") -> list[str]:
        """A clause for everyone about whom there is more to say than that they were mentioned."""
        out = []
        for i, entity in enumerate(self.scene.entities):
            plain = entity.verb == rest_verb(entity.kind) and entity.target is None
            if i in self.mentioned and plain and entity.anchor is None and entity.side is None:
                continue
            if i not in self.mentioned and plain and self._comes_later(i):
                continue
            out.append(self.clause(i, form))
        return out

    def _comes_later(self, index: int) -> bool:
        entity = self.scene.entities[index]
        if entity.anchor is not None or entity.side is not None:
            return False
        return any(index in (e.target, e.anchor) for e in self.scene.entities[index + 1 :])


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."


def _long_english(scene: Scene) -> str:
    parts = [*_English(scene).clauses(), PLACES[scene.place].phrase, HOURS[scene.hour][0]]
    if shows_sky(scene):
        parts.append(WEATHERS[scene.weather][0])
    return " ".join(_sentence(s) for s in (", ".join(parts), CAMERAS[scene.camera][0], LOOKS[scene.look][0]))


def _short_english(scene: Scene, rng: np.random.Generator) -> str:
    form: Form = ("present", "progressive", "participle")[int(rng.integers(3))]
    who = " and ".join(_English(scene, rng).clauses(form))
    where = [PLACES[scene.place].phrase]
    if rng.random() < 0.4 and scene.hour != "day":
        where.append(HOURS[scene.hour][0])
    if rng.random() < 0.5 and shows_sky(scene) and scene.weather != "clear":
        where.append(WEATHERS[scene.weather][0])
    if scene.entities and rng.random() < 0.2:
        where = []
    place = " ".join(where)
    if not who:
        return _sentence(place)
    sentence = f"{place}, {who}" if place and rng.random() < 0.25 else f"{who} {place}".strip()
    if scene.camera != "static" and rng.random() < 0.5:
        sentence += f", {CAMERAS[scene.camera][0]}"
    return _sentence(sentence) if form != "participle" else sentence[:1].upper() + sentence[1:]


# -- Chinese -----------------------------------------------------------------------------------------------------------


def noun_phrase_zh(entity: Entity, definite: bool = False, name: str | None = None) -> str:
    """Such as "三只小小的灰色的小狼"; ``definite``: "这些小狼"."""
    kind = KINDS[entity.kind]
    noun = name or kind.zh
    if definite:
        return f"这些{noun}" if entity.count > 1 else f"这{kind.measure}{noun}"
    size = {"small": "小小的", "big": "大大的"}.get(entity.size or "", "")
    assert entity.size is None or entity.size in SIZES
    colour = f"{COLOURS[entity.colour][0]}的" if entity.colour else ""
    return f"{NUMBERS_ZH[entity.count]}{kind.measure}{size}{colour}{noun}"


def _preposition_zh(verb: str) -> str:
    if verb in ("play", "dance"):
        return "跟"
    if verb == "jump":
        return "越过"
    return "向" if VERBS[verb].going or verb == "wave" else "面对"


class _Chinese(_English):
    """Clauses in Chinese word order: who, where, towards whom, does what."""

    def noun(self, index: int) -> str:
        entity, definite = self.scene.entities[index], index in self.mentioned
        self.mentioned.add(index)
        name = KINDS[entity.kind].zh
        if self.rng is not None and not definite and self.rng.random() < 0.5:
            name = str(self.rng.choice(synonyms("kind", entity.kind, "zh")))
        return noun_phrase_zh(entity, definite, name)

    def clause(self, index: int, form: Form = "present") -> str:
        entity = self.scene.entities[index]
        words = [self.noun(index)]
        if entity.side:
            words.append("在画面" + SIDES[entity.side][1])
        if entity.relation and entity.anchor is not None:
            where = RELATIONS[entity.relation][1].format(self.noun(entity.anchor))
            fallen = entity.verb == "fall" and entity.relation == "on"
            words.append("从" + where[1:] if fallen else where)
        verb = ("正在" if form == "progressive" else "") + VERBS[entity.verb].zh
        if entity.target is not None and entity.verb not in DIRECT:
            words.append(_preposition_zh(entity.verb) + self.noun(entity.target))
        words.append(verb)
        if entity.target is not None and entity.verb in DIRECT:
            words.append(self.noun(entity.target))
        return "".join(words)


def _long_chinese(scene: Scene) -> str:
    parts = [*_Chinese(scene).clauses(), PLACES[scene.place].zh, HOURS[scene.hour][1]]
    if shows_sky(scene):
        parts.append(WEATHERS[scene.weather][1])
    return "，".join(parts) + f"。{CAMERAS[scene.camera][1]}。{LOOKS[scene.look][1]}。"


def _short_chinese(scene: Scene, rng: np.random.Generator) -> str:
    form: Form = "progressive" if rng.random() < 0.4 else "present"
    who = "，".join(_Chinese(scene, rng).clauses(form))
    where = PLACES[scene.place].zh
    hour = HOURS[scene.hour][1] if scene.hour != "day" and rng.random() < 0.4 else ""
    if not who:
        return f"{hour}{where}。"
    if rng.random() < 0.2:
        sentence = who
    else:
        sentence = f"{hour}{where}，{who}" if rng.random() < 0.5 else f"{who}，{hour}{where}"
    if shows_sky(scene) and scene.weather != "clear" and rng.random() < 0.5:
        sentence += "，" + WEATHERS[scene.weather][1]
    if scene.camera != "static" and rng.random() < 0.5:
        sentence += "，" + CAMERAS[scene.camera][1]
    return sentence + "。"
