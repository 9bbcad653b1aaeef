"""Who says what in a stretch of a book: between quotation marks a character, the rest the narrator.

Quotations are found in their whole paragraph, because a stretch that is told may begin or end within one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from onetake.story.book import Book
from onetake.story.scenes import Known, gender
from onetake.story.shots import NARRATOR, Line
from onetake.story.text import CJK, Piece, quotes

__all__ = ["lines_of", "plain"]

_REACH = 3000
"""How far a paragraph is looked at in each direction."""
_SAID_EN = re.compile(
    r"\b(?:said|say|says|cried|asked|replied|answered|exclaimed|thought|called|shouted|whispered|added|remarked|returned|"
    r"observed|continued|begged|sighed|growled|inquired|enquired|repeated|began)\b"
)
_SAID_ZH = re.compile("[说說道曰问問答叫喊謂谓]")
_PRONOUNS = {"he": "he", "she": "she", "it": "it"}


def lines_of(book: Book, piece: Piece, known: Known) -> list[Line]:
    """What is said in a stretch, in order, by whom."""
    for said in book.said:
        if said.start < piece.end and piece.start < said.end:
            key = said.speaker.lower() if book.language == "en" else said.speaker
            words = plain(book.text[max(said.start, piece.start) : min(said.end, piece.end)])
            return _joined([Line(known.by_name.get(key, NARRATOR), words)])
    start, end = _paragraph(book.text, piece)
    out: list[Line] = []
    at = piece.start
    speaker = NARRATOR
    for quote in quotes(book.text, start, end):
        if quote.end <= piece.start:
            speaker = _speaker(book.text, start, end, quote, known) or speaker
            continue
        if quote.start >= piece.end:
            break
        speaker = _speaker(book.text, start, end, quote, known) or speaker
        a, b = max(quote.start, piece.start), min(quote.end, piece.end)
        out.append(Line(NARRATOR, plain(book.text[at:a])))
        out.append(Line(speaker, plain(book.text[a:b])))
        at = b
    out.append(Line(NARRATOR, plain(book.text[at : piece.end])))
    return _joined([line for line in out if any(c.isalnum() for c in line.text)])


def _paragraph(text: str, piece: Piece) -> tuple[int, int]:
    """The paragraph around a stretch; where paragraphs are lines, a line."""
    low, high = max(0, piece.start - _REACH), min(len(text), piece.end + _REACH)
    start = max(low, text.rfind("\n\n", low, piece.start) + 2 if "\n\n" in text[low : piece.start] else low)
    stop = text.find("\n\n", piece.end, high)
    return start, stop if stop >= 0 else high


def _speaker(text: str, start: int, end: int, quote: Piece, known: Known) -> str | None:
    """Who says a quotation: named beside a verb of speaking right after it, or right before; else by a pronoun."""
    after, before = text[quote.end : min(end, quote.end + 70)], text[max(start, quote.start - 110) : quote.start]
    after = re.split(r"[.!?。！？]|[“「\"]", after[1:] if after[:1] in '”」"’' else after)[0]
    before = re.split(r"(?<=[.!?。！？])\s|[”」\"]", before)[-1]
    said = _SAID_ZH if known.language == "zh" else _SAID_EN
    for words in (after, before):
        verb = said.search(words)
        if verb is None:
            continue
        found = known.find(words)
        if found:
            return min(found, key=lambda f: min(abs(f[1] - verb.end()), abs(verb.start() - f[2])))[0]
        pronoun = re.search(r"\b(he|she|it)\b", words.lower())
        if pronoun or known.language == "zh":
            return _last(text[max(0, quote.start - 700) : quote.start], pronoun[1] if pronoun else "", known)
    return None


def _last(text: str, pronoun: str, known: Known) -> str | None:
    """Whom a pronoun means: the last who was named and fits; an animal may be he, she or it."""
    for name, _, _ in reversed(known.find(text)):
        if not pronoun or gender(known.cast[name]) in (_PRONOUNS[pronoun], "it"):
            return name
    return None


def plain(text: str) -> str:
    """Words as they are said: one line, without the marks of quotations and of emphasis."""
    chinese = CJK.search(text) and not re.search(r"[A-Za-z]", text)
    text = re.sub(r"\s+", "" if chinese else " ", text)
    return re.sub(r"[_*#]+|[“”「」『』]", "", text).strip(" \"'‘’,，:：—-").strip()


def _joined(lines: Sequence[Line]) -> list[Line]:
    """Lines of one speaker in a row are one."""
    out: list[Line] = []
    for line in lines:
        if out and out[-1].speaker == line.speaker:
            out[-1] = Line(line.speaker, joined_words(out[-1].text, line.text))
        else:
            out.append(line)
    return out


def joined_words(one: str, other: str) -> str:
    """Two stretches as one: with a blank between them where the language has blanks."""
    return f"{one}{'' if CJK.search(other) else ' '}{other}"
