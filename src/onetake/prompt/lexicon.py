"""Words of English and Chinese that mean something to the model, and the nearest drawable word for the others.

Two hand-written tables (``data/english.json``, ``data/chinese.json``) give the words of each concept of the
ontology; this module adds the ontology's own names and every inflection. ``data/nearest.tsv.gz`` and
``nearest_zh.tsv.gz``, built from WordNet, CC-CEDICT and others by ``scripts/build_lexicon.py``, map tens of
thousands of other words ("dachshund" -> dog); they are only opened when a text contains a word that the tables do
not know.
"""

from __future__ import annotations

import gzip
import json
import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any, Literal

from onetake.prompt._deeds import DEEDS
from onetake.prompt.ontology import CAMERAS, HOURS, KINDS, LOOKS, PLACES, VERBS, WEATHERS

Language = Literal["en", "zh"]
LONGEST_PHRASE = 7
"""Most words of an English entry."""
LONGEST_WORD_ZH = 10
"""Most characters of a Chinese entry."""
_TOKEN = re.compile(r"'s\b|[a-zà-ÿ]+|\d+|[^\sa-zà-ÿ\d]", re.IGNORECASE)
_NESTED = ("kind", "verb", "colour", "size", "count", "place", "hour", "weather", "camera", "relation", "side", "look",
           "trait", "wears", "ordinal")  # fmt: skip
_ROLES_EN = ("towards", "hold", "ride", "wear", "clothes", "part", "pronoun", "definite", "aux", "conjunction",
             "negation", "then", "unknown", "passive")  # fmt: skip
_ROLES_ZH = (*_ROLES_EN, "at", "measure", "take")


@dataclass(frozen=True, slots=True)
class Sense:
    """One meaning of a surface form. ``role`` is an ontology category or a grammatical role; ``value`` is the
    ontology name, for kinds with implied attributes ("dog|small"); ``form`` of a verb: base, s, ing or ed; ``deed``
    of a verb: what is done, if no motion of the ontology says it (``_deeds``)."""

    role: str
    value: str
    plural: bool = False
    form: str = ""
    deed: str = ""


@dataclass(frozen=True, slots=True)
class Nearest:
    """The nearest drawable word: ``role`` is kind or verb; ``value`` is empty for a known word that has none.
    ``distance`` counts the steps up WordNet; from ``FAR`` on it is a last resort."""

    role: str
    value: str
    distance: int


FAR = 20


def tokenise(text: str) -> list[str]:
    """Lower-case English words, numbers and single other characters; hyphens separate."""
    return [t.lower() for t in _TOKEN.findall(text.replace("’", "'").replace("-", " "))]


@lru_cache(maxsize=2)
def _table(language: Language) -> dict[str, Any]:
    name = "english.json" if language == "en" else "chinese.json"
    text = resources.files("onetake.prompt").joinpath("data", name).read_text("utf-8")
    table: dict[str, Any] = json.loads(text)
    return table


def _words(text: str, language: Language) -> list[str]:
    return [w.strip() for w in (text.split(",") if language == "en" else text.split()) if w.strip()]


def _pairs(text: str) -> dict[str, list[str]]:
    """'stand=stood, sit=sat sitting' -> {'stand': ['stood'], ...}."""
    entries = (entry.strip().split("=") for entry in text.split(","))
    return {word: forms.split() for word, forms in entries}


def pluralise(phrase: str) -> str:
    """Plural of an English noun phrase (its last word is inflected): "fire truck" -> "fire trucks"."""
    irregular = _irregular_plurals()
    if phrase in irregular:
        return irregular[phrase]
    head, _, last = phrase.rpartition(" ")
    if last in irregular:
        plural = irregular[last]
    elif re.search(r"(s|x|z|ch|sh)$", last):
        plural = last + "es"
    elif re.search(r"[^aeiou]y$", last):
        plural = last[:-1] + "ies"
    else:
        plural = last + "s"
    return f"{head} {plural}" if head else plural


@lru_cache(maxsize=1)
def _irregular_plurals() -> dict[str, str]:
    entries = (entry.strip().split("=") for entry in _table("en")["irregular_plurals"].split(","))
    return {word: plural for word, plural in entries}


def conjugate(phrase: str) -> dict[str, str]:
    """All forms of an English verb phrase (its first word is inflected): {"blows out": "s", ...}, the usual first."""
    first, _, rest = phrase.partition(" ")
    tail = f" {rest}" if rest else ""
    e, y = first.endswith("e"), bool(re.search(r"[^aeiou]y$", first))
    stem = first[:-1] if e and not first.endswith("ee") else first
    third = first[:-1] + "ies" if y else first + ("es" if re.search(r"(s|x|z|ch|sh|[^o]o)$", first) else "s")
    past = first[:-1] + "ied" if y else stem + "ed"
    forms: dict[str, str] = {}
    for form in _irregular_verbs().get(first, []):  # before the regular ones, which are understood but not written
        forms[form] = "ing" if form.endswith("ing") else "s" if form.endswith("es") and form != first else "ed"
    forms |= {first: "base", **{f: n for f, n in ((third, "s"), (stem + "ing", "ing"), (past, "ed")) if f not in forms}}
    return {form + tail: name for form, name in forms.items()}


def participle(phrase: str) -> str:
    """The past participle: "blow out" -> "blown out"."""
    first, _, rest = phrase.partition(" ")
    irregular = [f for f in _irregular_verbs().get(first, []) if conjugate(first).get(f) == "ed"]
    regular = [f for f, form in conjugate(first).items() if form == "ed"]
    past = irregular[-1] if irregular else next(iter(regular), first)
    return f"{past} {rest}" if rest else past


@lru_cache(maxsize=1)
def _irregular_verbs() -> dict[str, list[str]]:
    return _pairs(_table("en")["irregular_verbs"])


class _Senses(dict[str, tuple[Sense, ...]]):
    """Surface form -> its senses, in the order they were entered."""

    def add(self, surface: str, sense: Sense, language: Language) -> None:
        key = " ".join(tokenise(surface)) if language == "en" else surface
        if sense not in self.get(key, ()):
            self[key] = (*self.get(key, ()), sense)


def _add_kind(senses: _Senses, word: str, value: str, plurals: set[str], category: str = "kind") -> None:
    if word in plurals:
        senses.add(word, Sense(category, value, True), "en")
        return
    senses.add(word, Sense(category, value), "en")
    plural = pluralise(word)
    if plural != word:
        senses.add(plural, Sense(category, value, True), "en")


def _add_names(out: _Senses, language: Language) -> dict[str, str]:
    """The ontology's own names come first. Returns whose name a noun is: it can mean no other kind."""
    owners: dict[str, str] = {}
    for name, kind in KINDS.items():
        for word in (name, kind.plural) if language == "en" else (kind.zh,):
            if word in owners:  # two kinds of one name: the older one keeps it
                continue
            owners[word] = name
            out.add(word, Sense("kind", name, language == "en" and word == kind.plural != name), language)
    for name, verb in VERBS.items():
        if language == "zh":
            out.add(verb.zh, Sense("verb", name), "zh")
            continue
        for surface, form in (*conjugate(name).items(), (verb.present, "s"), (verb.participle, "ing")):
            if name != "shake head":
                out.add(surface, Sense("verb", name, form=form), "en")
    at = 0 if language == "en" else 1
    tables = {"hour": HOURS, "weather": WEATHERS, "camera": CAMERAS, "look": LOOKS}
    for category, table in tables.items():
        for name, phrases in table.items():
            out.add(phrases[at], Sense(category, name), language)
    for name, place in PLACES.items():
        out.add(place.phrase if language == "en" else place.zh.removeprefix("在"), Sense("place", name), language)
    return owners


def _add_deeds(out: _Senses, table: dict[str, Any], language: Language) -> None:
    """Words of what is done by other motions, after the words of those motions."""
    for deed, text in table["deed"].items():
        for word in _words(text, language):
            for surface, form in (conjugate(word) if language == "en" else {word: ""}).items():
                if not any(s.role == "verb" for s in out.get(_key(surface, language), ())):
                    out.add(surface, Sense("verb", DEEDS[deed].verb, form=form, deed=deed), language)


@lru_cache(maxsize=2)
def senses(language: Language) -> dict[str, tuple[Sense, ...]]:
    """Every surface form of a language (English keys are tokens joined by one space)."""
    table, out = _table(language), _Senses()
    plurals = set(_words(table["plural_count"], "en")) if language == "en" else set()
    owners = _add_names(out, language)
    for category in _NESTED:
        for value, text in table[category].items() if category in table else ():
            for word in _words(text, language):
                if category == "kind" and owners.get(word, value.split("|")[0]) != value.split("|")[0]:
                    continue
                if language == "en" and category in ("kind", "trait"):
                    _add_kind(out, word, value, plurals, category)
                elif language == "en" and category == "verb":
                    for surface, form in conjugate(word).items():
                        out.add(surface, Sense("verb", value, form=form), "en")
                else:
                    out.add(word, Sense(category, value), language)
    _add_deeds(out, table, language)
    for role in _ROLES_EN if language == "en" else _ROLES_ZH:
        for word in _words(table.get(role, ""), language):
            if language == "en" and role in ("hold", "ride", "wear"):
                for surface, form in conjugate(word).items():
                    out.add(surface, Sense(role, role, form=form), "en")
            else:
                out.add(word, Sense(role, word), language)
    if language == "zh":
        for measure in dict.fromkeys(kind.measure for kind in KINDS.values()):
            out.add(measure, Sense("measure", measure), "zh")
    return out


@lru_cache(maxsize=1)
def _exact() -> frozenset[str]:
    return frozenset(" ".join(tokenise(w)) for w in _words(_table("en")["exact"], "en"))


def _singulars(surface: str) -> set[str]:
    out = {surface, re.sub(r"s$", "", surface), re.sub(r"es$", "", surface), re.sub(r"ies$", "y", surface)}
    return out | {single for single, plural in _irregular_plurals().items() if plural == surface}


def is_exact(surface: str, role: str, value: str, language: Language) -> bool:
    """Whether a word means its ontology name so plainly that the user need not be told of the mapping."""
    name = value.split("|")[0]
    if language == "zh":
        chinese = KINDS[name].zh if role == "kind" else VERBS[name].zh
        return role == "verb" or any(c in surface for c in chinese.replace("子", "")) or _table("zh")["kind"].get(
            name, "").split()[:6].count(surface) > 0  # fmt: skip
    if role == "verb":
        return any(surface in conjugate(w) for w in (name, *_exact_verbs(name)))
    known = set(name.split()) | set(KINDS[name].plural.split())
    return bool(_singulars(surface) & (_exact() | {name})) or bool(set(surface.split()) & known)


@lru_cache(maxsize=64)
def _exact_verbs(name: str) -> tuple[str, ...]:
    return tuple(w for w in _words(_table("en")["verb"][name], "en") if " ".join(tokenise(w)) in _exact())


def _key(word: str, language: Language) -> str:
    return " ".join(tokenise(word)) if language == "en" else word


@lru_cache(maxsize=1024)
def synonyms(role: str, name: str, language: Language) -> tuple[str, ...]:
    """Words that mean exactly an ontology name, itself first, for writing varied captions."""
    words = _words(_table(language)[role].get(name, name), language)
    table = senses(language)
    words = [w for w in words if [(x.role, x.value) for x in table.get(_key(w, language), ())][:1] == [(role, name)]]
    if language == "zh":
        return (KINDS[name].zh, *[w for w in words if KINDS[name].zh in w][:2]) if role == "kind" else (VERBS[name].zh,)
    plain = _exact() - {" ".join(tokenise(w)) for w in _words(_table("en")["colloquial"], "en")}
    return (name, *[w for w in words if w in plain and w != name])


@lru_cache(maxsize=2)
def _nearest_lines(file: str) -> list[str]:
    """A table's lines, sorted: looked up by bisection, because making a dictionary of it takes ten times longer."""
    raw = resources.files("onetake.prompt").joinpath("data", file).read_bytes()
    return sorted(gzip.decompress(raw).decode("utf-8").splitlines())


def _rows(word: str) -> dict[str, Nearest]:
    """A word's rows by role; the role is empty for a word that has no picture."""
    chinese = "\u3400" <= word[:1] <= "\u9fff"
    lines, out = _nearest_lines("nearest_zh.tsv.gz" if chinese else "nearest.tsv.gz"), dict[str, Nearest]()
    start = bisect_left(lines, word + "\t")
    for line in lines[start : start + 3]:  # a word has a noun's row or an empty one, and maybe a verb's
        if not line.startswith(word + "\t"):
            break
        _, role, value, distance = line.split("\t")
        out[role] = Nearest(role, value, int(distance))
    return out


def _lemmas(word: str) -> list[str]:
    """The word and what it may be an inflection of, most literal first."""
    out = [word]
    for ending, replacements in (("ies", ("y",)), ("es", ("", "e")), ("s", ("",)), ("ied", ("y",)), ("ed", ("", "e")),
                                 ("ing", ("", "e")), ("er", ()), ("ves", ("f",)), ("men", ("man",))):  # fmt: skip
        if word.endswith(ending) and len(word) - len(ending) >= 2:
            stem = word[: -len(ending)]
            out += [stem + r for r in replacements]
            if ending in ("ed", "ing") and len(stem) > 2 and stem[-1] == stem[-2]:
                out.append(stem[:-1])
    return out


def nearest(word: str, role: Literal["kind", "verb"]) -> Nearest | None:
    """The nearest drawable noun or verb; an empty ``value`` says that the word is known but has none; None: unknown."""
    known = False
    for lemma in _lemmas(word):
        rows = _rows(lemma)
        if role in rows:
            return rows[role]
        known = known or bool(rows)
    return Nearest("", "", 0) if known else None


def spelling(word: str) -> str | None:
    """A word of the English table one slip away from an unknown word of five letters or more, if any."""
    if len(word) < 5:
        return None
    letters, table = "abcdefghijklmnopqrstuvwxyz", senses("en")
    splits = [(word[:i], word[i:]) for i in range(1, len(word) + 1)]
    swaps = (a + b[1] + b[0] + b[2:] for a, b in splits if len(b) > 1)
    drops = (a + b[1:] for a, b in splits if b)
    changes = (a + c + b[1:] for a, b in splits if b for c in letters)
    adds = (a + c + b for a, b in splits for c in letters)
    wanted = ("kind", "verb", "place", "colour")
    for group in (swaps, drops, adds, changes):
        for candidate in group:
            if len(candidate) > 3 and any(s.role in wanted for s in table.get(candidate, ())):
                return candidate
    return None
