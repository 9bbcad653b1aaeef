"""What a film has to satisfy before anything is drawn. Gates are code: none of them asks a model for its opinion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from onetake.errors import BadRequest, OnetakeError, Refused
from onetake.prompt import policy
from onetake.prompt.lexicon import Language
from onetake.prompt.ontology import LOOKS
from onetake.story.book import Book
from onetake.story.captions import Composed, compose, names_in
from onetake.story.cast import Cast
from onetake.story.shots import NARRATOR, Shot
from onetake.story.text import speech_seconds

__all__ = ["Breach", "check", "composed", "raise_breaches"]

MOST_CHARACTERS = 3
LEAST_SECONDS, MOST_SECONDS = 1.0, 60.0
TOLERANCE = 0.10
"""How far the film's length may be from what was asked, as a share of it."""
HURRY = 1.3
"""How much faster than at its usual pace a voice may speak to fit."""


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that is broken: which, in which shot, at which line of ``shots.yaml`` (0: nowhere in particular)."""

    gate: str
    shot: str
    line: int
    message: str

    def __str__(self) -> str:
        where = f"shots.yaml, line {self.line}, shot {self.shot}: " if self.line else f"{self.shot}: " * bool(self.shot)
        return f"{where}{self.message}"


def check(shots: Sequence[Shot], cast: Cast, book: Book, *, minutes: float, cards: float, look: str) -> list[Breach]:
    """Everything that is wrong with a film, in the order of its shots. ``cards``: seconds of title and end."""
    out: list[Breach] = []
    if not shots:
        return [Breach("coverage", "", 0, "there is no shot")]
    out += _names(shots, cast)
    out += _spans(shots, book)
    for s in shots:
        out += _shot(s, cast, book.language, look)
    covered = {s.chapter for s in shots}
    for i, chapter in enumerate(book.chapters, 1):
        if i not in covered:
            out.append(Breach("coverage", "", 0, f"chapter {i} ({chapter.title or 'without a title'}) has no shot"))
    total, asked = sum(s.seconds for s in shots) + cards, minutes * 60
    if abs(total - asked) > TOLERANCE * asked + 0.5:
        wanted = f"the film is {total:g} s long, but film.yaml asks for {asked:g} s (give or take 10 %)"
        out.append(Breach("length", "", 0, wanted))
    return sorted(out, key=lambda b: b.line)


def _names(shots: Sequence[Shot], cast: Cast) -> list[Breach]:
    out, seen = [], set()
    for s in shots:
        if s.id in seen:
            out.append(Breach("name", s.id, s.line, "another shot has the same id"))
        seen.add(s.id)
        used = {n for b in s.beats for n in names_in(b)}
        speaking = {w.speaker for w in s.words} - {NARRATOR}
        for name in sorted((used | set(s.cast) | speaking) - set(cast)):
            out.append(Breach("name", s.id, s.line, f"{name!r} is not in cast.yaml"))
        for name in sorted(used - set(s.cast)):
            if name in cast:
                out.append(Breach("name", s.id, s.line, f"{name!r} is in a caption, but not in the shot's cast"))
        for name in s.cast:
            if name not in used and name in cast:
                out.append(Breach("name", s.id, s.line, f"{name!r} is in the shot's cast, but in none of its captions"))
    return out


def _spans(shots: Sequence[Shot], book: Book) -> list[Breach]:
    out = []
    end = 0
    for s in shots:
        a, b = s.span
        chapter = book.chapters[s.chapter - 1] if s.chapter <= len(book.chapters) else None
        if chapter is None:
            out.append(Breach("span", s.id, s.line, f"the book has no chapter {s.chapter}"))
        elif not (chapter.start <= a < b <= chapter.end):
            out.append(Breach("span", s.id, s.line, f"[{a}, {b}] is not a stretch of chapter {s.chapter}, which goes "
                                                    f"from {chapter.start} to {chapter.end}"))  # fmt: skip
        if a < end:
            out.append(Breach("span", s.id, s.line, f"[{a}, {b}] begins before the shot before has ended ({end})"))
        end = max(end, b)
    return out


def _shot(s: Shot, cast: Cast, language: Language, look: str) -> list[Breach]:
    out = []
    if len(s.cast) > MOST_CHARACTERS:
        out.append(Breach("cast", s.id, s.line, f"{len(s.cast)} characters; at most {MOST_CHARACTERS} fit into a shot"))
    if not LEAST_SECONDS <= s.seconds <= MOST_SECONDS:
        out.append(Breach("take", s.id, s.line, f"{s.seconds:g} s; a take has {LEAST_SECONDS:g} to {MOST_SECONDS:g} s"))
    if len(s.beats) > s.seconds:
        out.append(Breach("take", s.id, s.line, f"{len(s.beats)} beats do not fit into {s.seconds:g} s"))
    for w in s.words:
        try:
            policy.check(w.text)
        except Refused as problem:
            out.append(Breach("policy", s.id, s.line, problem.message))
    said = sum(speech_seconds(w.text) for w in s.words)
    if said > s.seconds * HURRY:
        out.append(Breach("words", s.id, s.line, f"what is said takes about {said:.1f} s, the shot {s.seconds:g} s"))
    if any(n not in cast for n in s.cast):
        return out
    try:
        told = composed(s, cast, language, look)
    except OnetakeError as problem:
        return [*out, Breach("caption", s.id, s.line, problem.message)]
    for name in s.cast:
        if name not in told.entities:
            out.append(Breach("caption", s.id, s.line, f"{name!r} does not become visible by this caption"))
    if LOOKS[look][0].lower() not in told.prompt.lower():
        out.append(Breach("style", s.id, s.line, f"the film's style ({look}) is not in the caption"))
    if len(told.scenes) > s.seconds:
        out.append(
            Breach("take", s.id, s.line, f"the captions say {len(told.scenes)} beats; {s.seconds:g} s are too short")
        )
    return out


def composed(shot: Shot, cast: Cast, language: Language, look: str) -> Composed:
    """What is drawn of a shot. Raises ``BadRequest`` (of the prompt)."""
    return compose(shot.beats, cast, language, camera=shot.camera, look=look, place=shot.place)


def raise_breaches(breaches: Sequence[Breach], files: Mapping[str, str] | None = None) -> None:
    """Refuse a film that breaks a gate. Raises ``BadRequest`` (``film-gate``) naming every shot and line."""
    if not breaches:
        return
    lines = [f"[{b.gate}] {b}" for b in breaches[:20]]
    more = f"\n  … and {len(breaches) - 20} more" if len(breaches) > 20 else ""
    raise BadRequest(
        "film-gate",
        f"{len(breaches)} {'rule is' if len(breaches) == 1 else 'rules are'} broken, so nothing was drawn:\n  "
        + "\n  ".join(lines) + more,
        "Mend these lines and run the same command again.",
    )  # fmt: skip
