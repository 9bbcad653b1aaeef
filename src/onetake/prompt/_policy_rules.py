"""The rules of the policy, read from ``data/policy*.toml``, and which of them a text breaks.

The file has word groups and rules. A rule is broken when one of its clauses holds:

    a          a word of group a occurs
    a + b      both occur, anywhere
    a > b      b follows a within five words;  a ~ b: in either order
    … ! c      and no word of group c occurs

A word is matched whole. ``porn*`` is any word that begins so; ``grope%`` is also gropes, groped, groping;
``裸体(luo ti)`` is also found as pinyin or half as pinyin. So are all words of the groups in ``reading.spelt``; one
letter may stand for a syllable there. ``except`` lists longer phrases in which a word of the group is harmless ("naked
mole rat"). A Chinese word that cuts across the words of its sentence is none ("小鸡|巴望"), and a foreign word that is
English too counts in foreign texts only.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib.resources import files
from itertools import product
from typing import Any

from onetake.prompt._policy_text import BREAK, Row, fold, row, rows, unmask
from onetake.prompt._policy_verbs import verb_forms
from onetake.prompt._policy_words import cuts_across

NEAR = 5.5
_JOINED = 4
_STEM = 6
_PINYIN = re.compile(r"^(.+?)\((.+)\)$")
_HANZI = re.compile(r"[\u3400-\u9fff]{2,}")
_NAMES, _NAME = "figure", 3
"""Names of two syllables are those of too many people to be known by their pinyin."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that is not made: its name, what is said of it in English and Chinese, and its clauses."""

    name: str
    says: Mapping[str, str]
    advice: Mapping[str, str]
    clauses: tuple[tuple[tuple[str, str], ...], ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A word of ``group`` at words ``start`` to ``stop`` of row ``row``."""

    group: str
    row: int
    start: int
    stop: int
    place: float
    last: float


@dataclass(slots=True)
class _Node:
    """A branch of the tree of phrases."""

    exact: dict[str, _Node] = field(default_factory=dict)
    begins: dict[str, _Node] = field(default_factory=dict)
    groups: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Policy:
    """Rules in the order in which they are tried, and the tree of all their words."""

    rules: tuple[Rule, ...]
    tree: _Node
    whole: Mapping[str, tuple[str, ...]]
    stems: Mapping[str, tuple[str, ...]]
    patterns: Mapping[str, re.Pattern[str]]
    apart: frozenset[str]
    foreign: frozenset[str]
    characters: Mapping[int, str]

    def broken(self, text: str) -> Rule | None:
        """The first rule that a text breaks."""
        hits = list(self.hits(text))
        found = {hit.group for hit in hits}
        return next((r for r in self.rules if any(_holds(c, found, hits) for c in r.clauses)), None)

    def hits(self, text: str) -> Iterator[Hit]:
        """Every word of every group, in every row of the text."""
        plain = fold(text, self.characters)
        unmasked = [row(u) for u in unmask(plain, self.whole, self.stems)]
        abroad = not self.foreign.isdisjoint(row(plain).words)
        for number, words in enumerate((*rows(text, self.characters), *unmasked)):
            found = [*self._direct(number, words), *self._hidden(number, words)]
            excused = [h for h in found if h.group.startswith("-")]
            for h in found:
                group = h.group.lstrip("?")
                inside = (e.group[1:] == group and e.start < h.stop and h.start < e.stop for e in excused)
                no_word = h.group.startswith("-") or (h.group.startswith("?") and not abroad)
                if not no_word and not any(inside) and not cuts_across(words.words, h.start, h.stop):
                    yield h if group == h.group else replace(h, group=group)
        for group, pattern in self.patterns.items():
            if pattern.search(plain):
                yield Hit(group, -1, 0, 0, 0.0, 0.0)

    def _direct(self, number: int, words: Row) -> Iterator[Hit]:
        for start in range(len(words.words)):
            branches = [self.tree]
            for stop in range(start, len(words.words)):
                branches = [n for branch in branches for n in _next(branch, words.words[stop])]
                if not branches:
                    break
                for group in {g for branch in branches for g in branch.groups}:
                    yield Hit(group, number, start, stop + 1, words.places[start], words.places[stop])

    def _hidden(self, number: int, words: Row) -> Iterator[Hit]:
        """Words in pieces ("na ked"), words run together ("nakedwomen"), and an article before letters set apart."""
        for start, first in enumerate(words.words):
            if not (first.isascii() and first.isalpha()):
                continue
            place = words.places[start]
            for part in _parts(first, self.whole):
                yield from (Hit(g, number, start, start + 1, place, place) for g in self.whole[part])
            pieces = first
            for stop in range(start + 1, min(start + _JOINED, len(words.words))):
                piece = words.words[stop]
                if not (piece.isascii() and piece.isalpha()):
                    break
                pieces += piece
                groups = self.whole.get(pieces) or _grown(pieces, self.stems)
                if groups and len(pieces) > 3 and " ".join(words.words[start : stop + 1]) not in self.apart:
                    last = words.places[stop]
                    yield from (Hit(g, number, start, stop + 1, place, last) for g in groups)


def _grown(word: str, stems: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The groups of the stem with which a word begins, if it has little more."""
    ends = range(max(_STEM, len(word) - 5), len(word) + 1)
    return next((stems[word[:end]] for end in ends if word[:end] in stems), ())


def _parts(word: str, whole: Mapping[str, object]) -> list[str]:
    """The words that a word is made of, if it is made of nothing else ("nakedwomen"), or has an article before it."""
    if len(word) < 6:
        return []
    if word in whole:
        return [word]
    ways: dict[int, list[str]] = {0: []}
    for end in range(3, len(word) + 1):
        for start in [s for s in ways if end - s >= 3]:
            piece = word[start:end]
            known = piece if piece in whole else piece.removesuffix("s")
            if known in whole and end not in ways:
                ways[end] = [*ways[start], known]
    if len(word) in ways:
        return ways[len(word)]
    return [word[n:] for n in (1, 2) if word[:n] in ("a", "an", "my") and len(word) > n + 4 and word[n:] in whole]


def _next(branch: _Node, word: str) -> Iterator[_Node]:
    if not branch.exact and not branch.begins:
        return
    for form in _forms(word):
        if form in branch.exact:
            yield branch.exact[form]
    if branch.begins:
        for length in range(3, len(word) + 1):
            if word[:length] in branch.begins:
                yield branch.begins[word[:length]]


@lru_cache(maxsize=8192)
def _forms(word: str) -> tuple[str, ...]:
    """A word, and without the ending or article that grammar adds."""
    forms = [word]
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        forms.append(word[:-1])
    if len(word) > 4 and word.endswith("es"):
        forms.append(word[:-2])
    if len(word) > 4 and word.startswith("ال"):
        forms.append(word[2:])
    return tuple(forms)


def _holds(clause: tuple[tuple[str, str], ...], found: set[str], hits: list[Hit]) -> bool:
    if any((group in found) == (sign == "!") for sign, group in clause):
        return False
    before = ""
    for sign, group in clause:
        if sign in (">", "~") and not _close(before, group, sign, hits):
            return False
        before = group
    return True


def _close(first: str, second: str, sign: str, hits: list[Hit]) -> bool:
    for a in (h for h in hits if h.group == first):
        for b in (h for h in hits if h.group == second and h.row == a.row):
            if a.row < 0 or a.last <= b.place <= a.last + NEAR:
                return True
            if sign == "~" and b.last <= a.place <= b.last + NEAR:
                return True
    return False


def _phrases(term: str, characters: Mapping[int, str], pinyin: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """The rows of words that a term of the file stands for; ``pinyin`` spells characters, or is empty."""
    with_pinyin = _PINYIN.match(term)
    hanzi = fold(with_pinyin.group(1) if with_pinyin else term, characters)
    if with_pinyin:
        syllables = fold(with_pinyin.group(2)).split()
    elif _HANZI.fullmatch(hanzi) and all(c in pinyin for c in hanzi):
        syllables = [pinyin[c] for c in hanzi]
    else:
        star = hanzi.endswith("*")
        marked = [w for part in hanzi.rstrip("*").split() for w in _inflected(part)]
        for words in product(*marked):
            yield (*words[:-1], words[-1] + "*") if star else words
        return
    if len(syllables) != len(hanzi):
        raise ValueError(f"policy: as many syllables as characters are needed in {term!r}")
    yield from product(*zip(hanzi, syllables, strict=True))
    yield ("".join(syllables),)
    if not with_pinyin or pinyin:
        yield from ((*hanzi[:n], syllable[0], *hanzi[n + 1 :]) for n, syllable in enumerate(syllables))


@lru_cache(maxsize=16384)
def _inflected(part: str) -> tuple[tuple[str, ...], ...]:
    """The forms that may stand in each place of a part of a term: one, or all of a verb marked with %."""
    words = row(part.rstrip("%")).words
    if part.endswith("%") and len(words) == 1:
        return (verb_forms(words[0]),)
    return tuple((w,) for w in words)


def _plant(tree: _Node, words: Iterable[str], group: str) -> None:
    for word in words:
        table, key = (tree.begins, word[:-1]) if word.endswith("*") else (tree.exact, word)
        tree = table.setdefault(key, _Node())
    tree.groups.append(group)


def _terms(entry: object) -> list[str]:
    return [t.strip() for t in re.split(r"[,\n]", str(entry)) if t.strip()]


def _clause(text: str) -> tuple[tuple[str, str], ...]:
    parts = ["+", *text.split()]
    return tuple(zip(parts[::2], parts[1::2], strict=True))


def read(text: str, *more: str) -> Policy:
    """A policy from the text of a rule file, and of others with more words for groups and more clauses for rules."""
    data = _together(text, *more)
    reading = data["reading"]
    characters = {ord(pair[0]): pair[1] for pair in str(reading["traditional"]).split()}
    tree, patterns = _Node(), dict[str, re.Pattern[str]]()
    whole, stems = dict[str, tuple[str, ...]](), dict[str, tuple[str, ...]]()
    for group, languages in data["words"].items():
        if "pattern" in languages:
            patterns[group] = re.compile(languages["pattern"])
        for name, words in _planted(group, languages, reading, characters):
            _plant(tree, words, name)
            joined = "".join(words).rstrip("*")
            if joined.isascii() and joined.isalpha() and (len(words) == 1 or len(joined) > 7):
                whole[joined] = (*whole.get(joined, ()), name)
                if words[-1].endswith("*") and len(joined) >= _STEM:
                    stems[joined] = (*stems.get(joined, ()), name)
    rules = tuple(
        Rule(r["name"], {k: r[k] for k in ("en", "zh")}, {k: r[f"advice_{k}"] for k in ("en", "zh")},
             tuple(_clause(c) for c in r["when"]))
        for r in data["rule"]
    )  # fmt: skip
    unknown = {g for r in rules for c in r.clauses for _, g in c} - set(data["words"])
    if unknown:
        raise ValueError(f"policy: rules name word groups that do not exist: {sorted(unknown)}")
    apart = frozenset(_terms(reading["not_joined"]))
    return Policy(rules, tree, whole, stems, patterns, apart, _abroad(data), characters)


def _abroad(data: Mapping[str, Any]) -> frozenset[str]:
    """Words by which a text in Latin letters is known not to be English."""
    reading, english = data["reading"], set(_terms(data["reading"].get("also_english", "")))
    listed = (t.rstrip("*") for languages in data["words"].values() for t in _terms(languages.get("other", "")))
    return frozenset(_terms(reading.get("foreign", ""))) | {fold(t) for t in listed if len(t) > 3 and t not in english}


def _together(text: str, *more: str) -> dict[str, Any]:
    """The rule file with the words, readings and clauses of the others put in."""
    data = tomllib.loads(text)
    for other in map(tomllib.loads, more):
        for name, languages in other.get("words", {}).items():
            group = data["words"].setdefault(name, {})
            for language, entry in languages.items():
                joint = "|" if language == "pattern" else ", "
                group[language] = f"{group[language]}{joint}{entry}" if language in group else entry
        data["reading"].update(other.get("reading", {}))
        for rule in data["rule"]:
            rule["when"] = [*rule["when"], *other.get("when", {}).get(rule["name"], ())]
    return data


def _planted(
    group: str, languages: Mapping[str, str], reading: Mapping[str, str], characters: Mapping[int, str]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The rows of words of a group, each with the name under which it is found: ``-`` excuses, ``?`` foreign texts."""
    pinyin = _spellings(str(reading.get("pinyin", ""))) if group in _terms(reading.get("spelt", "")) else {}
    english, unspelt = (set(_terms(reading.get(k, ""))) for k in ("also_english", "not_spelt"))
    for language, entry in languages.items():
        excuse = language.endswith("except")
        for term in _terms(entry) if language != "pattern" else ():
            spelt = pinyin if not excuse and term not in unspelt and (group != _NAMES or len(term) >= _NAME) else {}
            name = f"-{group}" if excuse else f"?{group}" if language == "other" and term in english else group
            yield from ((name, words) for words in _phrases(term, characters, spelt))


@lru_cache(maxsize=1)
def _spellings(table: str) -> dict[str, str]:
    """Characters with their syllable, from ``yi:一以 er:二`` …"""
    pairs = (entry.partition(":") for entry in table.split())
    return {fold(c): syllable for syllable, _, hanzi in pairs for c in hanzi}


@lru_cache(maxsize=1)
def shipped() -> Policy:
    """The policy of ``data/policy.toml``, with the people of ``policy_people.toml`` and the frames of the other two."""
    folder = files("onetake.prompt").joinpath("data")
    parts = ("", "_people", "_frames", "_frames_more")
    return read(*(folder.joinpath(f"policy{part}.toml").read_text("utf-8") for part in parts))


__all__ = ["BREAK", "Policy", "Rule", "read", "shipped"]
