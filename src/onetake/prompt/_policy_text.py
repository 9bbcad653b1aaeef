"""A text as the policy reads it: as rows of words, one row for each way in which words can be hidden.

The plain row is the text itself, without accents, invisible characters and tone digits. The bare row has look-alike
letters of other scripts, digits and signs that stand for letters, letters set apart and letters drawn out put back.
Chinese, Japanese and Korean characters are words of their own, so that spaces between them hide nothing.

Look-alikes are those of Unicode Technical Standard 39 (confusables), as the package confusable-homoglyphs ships them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

BREAK = "\0"
_EAST = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_WORD = re.compile(rf"[{_EAST}]|[a-z]+|\d+|[^\W\d_a-z{_EAST}](?:[^\W\d_a-z{_EAST}]|[\u0900-\u0903\u093a-\u094f])*")
_IS_EAST = re.compile(rf"[{_EAST}]")
_ACCENTS = re.compile(r"[\u0300-\u036f\u0640\u064b-\u065f\u0670\u115f\u1160\u3164\uffa0]")
_TONE = re.compile(r"(?<=[a-z])[1-5](?![0-9a-z])")
_GLUE = re.compile(r"[.*_\-·/|+~^#'\"`=\\]+")
_LETTER_NAME = re.compile(
    r"(?:LATIN (?:CAPITAL |SMALL )?|SYMBOL |SQUARED |CIRCLED )(?:LATIN (?:CAPITAL |SMALL )?)?"
    r"LETTER (?:SMALL CAPITAL )?([A-Z])(?: WITH .*)?$"
)
_SIGNS = str.maketrans("034579@$€£¥8", "oeastgaselyb")
_VEE = re.compile(r"(?<=[b-df-hj-np-tw-z])v(?=[b-df-hj-np-tw-z])")
"""Between consonants, where no English word has one: "nvde"."""
_SIGN_ALONE = re.compile(r"[0134579@$!]")
_DRAWN_OUT = re.compile(r"([a-z])\1{2,}")
_INSIDE = re.compile(r"(?<=[a-z])[.\-_·/|\\~^+'`*]+(?=[a-z])")


@dataclass(frozen=True, slots=True)
class Row:
    """Words in order; ``places`` counts them as a reader would, two Chinese characters to a word."""

    words: tuple[str, ...]
    places: tuple[float, ...]


def fold(text: str, characters: Mapping[int, str] | None = None) -> str:
    """One form for all that means the same: case, width, accents, invisible characters, traditional characters."""
    if text.isascii() and text.isprintable():  # the same as below, sooner
        return re.sub(r"'s\b", "", text.casefold())
    text = unicodedata.normalize("NFKD", text)
    text = "".join(c for c in _ACCENTS.sub("", text) if unicodedata.category(c) not in ("Cf", "Me", "Cc") or c == "\n")
    text = re.sub(r"[\ufe00-\ufe0f]", "", unicodedata.normalize("NFC", text))
    text = text.casefold().replace("’", "'").replace("‘", "'")
    text = re.sub(r"'s\b", "", text)
    return text.translate(characters) if characters else text


def rows(text: str, characters: Mapping[int, str] | None = None) -> list[Row]:
    """All rows of a raw text, the plain one first; two that are equal are kept once."""
    plain = _TONE.sub("", fold(text, characters))
    seen = [row(plain)]
    latin = fold(look_alikes(text), characters)
    for one in ("i", "l"):
        bare = " ".join(_bare(chunk, one) for chunk in latin.split())
        for drawn in (r"\1", r"\1\1"):
            again = row(_spelt_out(_DRAWN_OUT.sub(drawn, bare)))
            if again not in seen:
                seen.append(again)
    return seen


def row(text: str) -> Row:
    """The words of a folded text; a gap between Chinese words that is more than a trick ends a phrase."""
    words: list[str] = []
    places: list[float] = []
    place, end = 0.0, 0
    found = [(m.group(), m.start(), m.end()) for m in _WORD.finditer(text)]
    lone = _lone(found)
    for i, (word, start, stop) in enumerate(found):
        east = bool(_IS_EAST.match(word))
        gap = text[end:start]
        if i and gap and east and _IS_EAST.match(words[-1]) and not (lone[i] or lone[i - 1] or _GLUE.fullmatch(gap)):
            words.append(BREAK)
            places.append(place)
        words.append(word)
        places.append(place)
        place += 0.5 if east else 1.0
        end = stop
    return Row(tuple(words), tuple(places))


def _lone(found: list[tuple[str, int, int]]) -> list[bool]:
    """Whether each word is a single character with gaps on both sides."""
    out = []
    for i, (_, start, stop) in enumerate(found):
        before = i > 0 and found[i - 1][2] == start
        after = i + 1 < len(found) and found[i + 1][1] == stop
        out.append(not before and not after)
    return out


def look_alikes(text: str) -> str:
    """Letters of other scripts, and letters in boxes and small capitals, as the Latin letters they look like."""
    if text.isascii():
        return text
    return "".join(c if c.isascii() or _IS_EAST.match(c) else _latin(c) for c in unicodedata.normalize("NFKC", text))


@lru_cache(maxsize=4096)
def _latin(character: str) -> str:
    from confusable_homoglyphs.confusables import (  # 40 ms, for unusual letters only
        confusables_data,
    )

    for form in (character, character.lower(), character.upper()):
        for other in confusables_data.get(form, ()):
            letter = str(other["c"])
            if len(letter) == 1 and letter.isascii() and letter.isalpha():
                return letter
    named = _LETTER_NAME.search(unicodedata.name(character, ""))
    return named.group(1).lower() if named else character


def _bare(chunk: str, one: str) -> str:
    """A piece without spaces: signs that stand for letters read as letters, marks between letters left out."""
    chunk = chunk.strip(".,;:?!\"'()[]{}<>#*-_~|/")
    if re.search("[a-z]", chunk) or _SIGN_ALONE.fullmatch(chunk):
        chunk = _VEE.sub("u", re.sub("[1!|]", one, chunk).translate(_SIGNS))
    return _INSIDE.sub("", chunk)


def _spelt_out(text: str) -> str:
    """Three or more letters that stand alone become one word: "n a k e d"."""
    return re.sub(
        r"(?<![^\W\d_])[a-z](?:[^\w\n]+[a-z](?![^\W\d_])){2,}", lambda m: re.sub(r"[^a-z]", "", m.group()), text
    )


def unmask(text: str, words: Iterable[str], stems: Iterable[str]) -> Iterator[str]:
    """A folded text, once for each word or beginning of a word that a masked one can be: "p*rn"."""
    chunks = {c for c in re.findall(r"[a-z*#?]{3,}", text) if c[0].isalpha() and c[-1].isalpha() and not c.isalpha()}
    for chunk in chunks:
        shape = re.sub(r"[*#?]", ".", chunk)
        if sum(c.isalpha() for c in chunk) >= 2:
            yield from (text.replace(chunk, w) for w in words if len(w) == len(shape) and re.fullmatch(shape, w))
            yield from (text.replace(chunk, s) for s in stems if re.fullmatch(shape[: len(s)], s))
