"""What words of a story mean to the world: its own lexicon, and a few old words that prompts do not have.

``read(text)`` gives marks in order: kinds, verbs, places, hours, weather and numbers, each with its place in the text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from onetake.prompt import lexicon
from onetake.prompt.lexicon import Language, Sense
from onetake.prompt.ontology import KINDS, VERBS
from onetake.prompt.tagging import tag
from onetake.story.text import traditional

__all__ = [
    "ANIMATE",
    "PEOPLE",
    "SPEAKING",
    "Mark",
    "animate_words",
    "data",
    "is_speaking",
    "kind_of",
    "old_words",
    "read",
]

ANIMATE = frozenset(n for n, k in KINDS.items() if "animate" in k.roles or k.family in (
    "person", "robot", "quadruped", "bird", "fish", "insect"))  # fmt: skip
PEOPLE = frozenset(n for n, k in KINDS.items() if k.family == "person")
_WORD = re.compile(r"[a-zà-ÿ]+(?:'[a-z]+)?|\d+|[^\sa-zà-ÿ\d]", re.IGNORECASE)
_DETERMINERS = frozenset(
    "a an the his her its their my our your this that these those some any no every each another "
    "one two three four five six old little young great big small poor dear good wicked hungry "
    "said clever proud foolish white black grey red brown golden beautiful tiny huge".split()
)
_BEFORE_NOUNS = frozenset("of with on upon under beside in into from for at to and by behind near".split())
_NOT_VERBS = frozenset(
    "like light can will may open close last left right back stand box watch ring well being saw play rest park".split()
)
SPEAKING = {
    "en": frozenset(
        "said says say cried exclaimed replied asked answered shouted whispered remarked added called "
        "observed murmured muttered returned begged sighed continued screamed repeated inquired enquired "
        "quoth spoke thought declared demanded growled roared sobbed pleaded laughed chanted".split()
    ),
    "zh": frozenset("说道 说 道 曰 问 问道 答 答道 叫 叫道 喊 喊道 笑道 回答 告诉 骂 骂道 谓 对曰 云 言".split()),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A word that means something: ``role`` as in ``lexicon.Sense``; its place in the text that was read."""

    role: str
    value: str
    start: int
    end: int
    text: str
    plural: bool = False


@lru_cache(maxsize=1)
def data() -> dict[str, Any]:
    """``data/words.json``."""
    text = resources.files("onetake.story").joinpath("data", "words.json").read_text("utf-8")
    told: dict[str, Any] = json.loads(text)
    return told


@lru_cache(maxsize=2)
def old_words(language: Language) -> dict[str, tuple[str, str]]:
    """Words of stories that prompts do not have: (role, value) by word; an empty value says that nothing is shown."""
    out = {}
    for meaning, words in data()[language].items():
        role, _, value = meaning.partition(":")
        for word in words.split(", ") if language == "en" else words.split():
            out[word] = (role, value) if value else ("unknown", "")
    return out


def read(text: str, language: Language) -> list[Mark]:
    """The marks of a sentence, in order."""
    return _read_chinese(text) if language == "zh" else _read_english(text)


def _read_english(text: str) -> list[Mark]:
    table, old = lexicon.senses("en"), old_words("en")
    tokens = [(m[0].lower(), m.start(), m.end()) for m in _WORD.finditer(text.replace("’", "'"))]
    out: list[Mark] = []
    i = 0
    while i < len(tokens):
        word, start, _ = tokens[i]
        if not word[0].isalnum():
            i += 1
            continue
        before = tokens[i - 1][0] if i else ""
        for n in range(min(4, len(tokens) - i), 0, -1):
            phrase = " ".join(t[0] for t in tokens[i : i + n])
            if n == 1 and phrase in old:
                role, value = old[phrase]
                out.append(Mark(role, value, start, tokens[i][2], text[start : tokens[i][2]], phrase.endswith("s")))
                break
            if phrase in table and (sense := _fitting(table[phrase], phrase, before)):
                end = tokens[i + n - 1][2]
                out.append(Mark(sense.role, sense.value, start, end, text[start:end], sense.plural))
                i += n - 1
                break
        i += 1
    return [m for m in out if m.role in _KEPT]


_KEPT = ("kind", "verb", "place", "hour", "weather", "count", "colour")


def _fitting(senses: tuple[Sense, ...], phrase: str, before: str) -> Sense | None:
    """The sense that fits after the word before: nouns follow articles and adjectives, verbs do not."""
    nouny = before in _DETERMINERS or before[-2:] == "'s"
    kinds = [s for s in senses if s.role == "kind" and (s.plural or nouny or before in _BEFORE_NOUNS)]
    verbs = [s for s in senses if s.role == "verb" and (s.form != "base" or before in ("to", "could", "would", "did"))]
    if kinds and (nouny or not verbs):
        return kinds[0]
    if verbs and not nouny and phrase not in _NOT_VERBS:
        return verbs[0]
    return next((s for s in senses if s.role in ("place", "hour", "weather", "count", "colour")), None)


def _read_chinese(text: str) -> list[Mark]:
    """Old words first, of one character only where the text is in the old language; the rest as a prompt is read."""
    simple = traditional(text)
    out: list[Mark] = []
    at = 0
    for m in _old_pattern(is_classical(simple)).finditer(simple):
        out += _tagged(simple, text, at, m.start())
        role, value = old_words("zh")[m[0]]
        if role in _KEPT:
            out.append(Mark(role, value, m.start(), m.end(), text[m.start() : m.end()]))
        at = m.end()
    return [*out, *_tagged(simple, text, at, len(simple))]


def is_classical(text: str) -> bool:
    """Whether Chinese is written in the old language: its particles, and none of the modern ones."""
    return not re.search("[的了着们这那么吗呢吧]", text)


@lru_cache(maxsize=2)
def _old_pattern(classical: bool) -> re.Pattern[str]:
    words = [w for w in old_words("zh") if classical or len(w) > 1]
    return re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True)))


def _tagged(simple: str, text: str, start: int, end: int) -> Iterable[Mark]:
    at = start
    for item in tag(simple[start:end]):
        found = simple.find(item.text, at, end)
        if found < 0:
            continue
        at = found + len(item.text)
        if item.role in _KEPT:
            yield Mark(item.role, item.value, found, at, text[found:at])


@lru_cache(maxsize=2)
def animate_words(language: Language) -> dict[str, str]:
    """Words for people and animals, and the kind that each means."""
    out = {
        w: s[0].value.split("|")[0]
        for w, s in lexicon.senses(language).items()
        if s[0].role == "kind" and not s[0].plural
    }
    out |= {w: value for w, (role, value) in old_words(language).items() if role == "kind"}
    return {w: k for w, k in out.items() if k in ANIMATE}


def kind_of(word: str, language: Language) -> str | None:
    """The animate kind that a word means, or is nearest to, if any."""
    word = word.lower() if language == "en" else traditional(word)
    found = animate_words(language).get(word)
    if found is None and len(word) > (2 if language == "en" else 1):
        near = lexicon.nearest(word, "kind")
        if near and near.value and near.distance < 4:
            found = near.value.split("|")[0]
    return found if found in ANIMATE else None


def is_speaking(text: str, language: Language) -> bool:
    """Whether a text says that somebody says something."""
    if language == "zh":
        return bool(re.search(r"[说說道曰问問答叫喊谓謂][，：:“「『]", text))
    return bool(SPEAKING["en"] & set(re.findall(r"[a-z]+", text.lower())))


def takes_object(verb: str) -> bool:
    """Whether a verb acts on something."""
    return VERBS[verb].target is not None
