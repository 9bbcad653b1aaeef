"""Optionally a language model adapts the book: the same stages, the same checks, any OpenAI-compatible endpoint.

It is shown a chapter's sentences with numbers and answers with shots that name them, so what is said stays the book's.
Its answer goes through the same reader and gates as everything else. A chapter whose answer is of no use after two
tries is adapted by rule; an endpoint that is down is not asked again. Both are said.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from onetake.errors import OnetakeError
from onetake.prompt.ontology import CAMERAS, COLOURS, KINDS, PLACES, TRAITS, VERBS
from onetake.prompt.rewrite import RewriteFailed, ask, unfence
from onetake.story.book import Book, Chapter
from onetake.story.captions import compose, names_in
from onetake.story.cast import Cast
from onetake.story.text import Piece

__all__ = ["Advised", "Adviser"]

TRIES = 2
TIMEOUT = 60.0
MOST_SENTENCES = 160
"""Of a chapter that are shown at once: of a longer one those that the rules think most of."""
MOST_CHARACTERS = 3
LONGEST_SHOT = 12.0


@dataclass(frozen=True, slots=True)
class Advised:
    """A shot as the model wants it: the first and last sentence, a caption with names in braces, place, camera."""

    first: int
    last: int
    caption: str
    place: str | None
    camera: str


@dataclass
class Adviser:
    """The endpoint at ``url``. ``notes`` say what it was of no use for."""

    url: str
    timeout: float = TIMEOUT
    notes: list[str] = field(default_factory=list)
    down: bool = False

    def shots(
        self, book: Book, chapter: Chapter, pieces: Sequence[Piece], count: int, seconds: float, cast: Cast
    ) -> list[Advised] | None:
        """About ``count`` shots of a chapter's sentences, checked; None where the rules have to do it."""
        if self.down or not pieces:
            return None
        system = _instructions(book, cast, count, seconds)
        told = "\n".join(f"{i}. {' '.join(book.text[p.start : p.end].split())}" for i, p in enumerate(pieces))
        problem = ""
        for _ in range(TRIES):
            try:
                words = f"{told}\n\nYour last answer could not be used: {problem}" if problem else told
                answer = json.loads(unfence(ask(system, words, self.url, self.timeout)))
                return _checked(answer, len(pieces), cast, book, seconds)
            except RewriteFailed as failed:
                problem = str(failed)
            except OSError as failed:
                problem = f"{type(failed).__name__}: {failed}"
                self.down = True
            except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as failed:
                problem = f"{type(failed).__name__}: {failed}"
        what = "the language model cannot be reached" if self.down else "the language model was of no use"
        where = "the book" if self.down else f"chapter “{chapter.title}”"
        self.notes.append(f"{what} ({problem[:200]}): {where} was adapted by rule")
        return None


def _instructions(book: Book, cast: Cast, count: int, seconds: float) -> str:
    """What the endpoint is told: the task, the shape of the answer, everything that can be named."""
    people = {name: c.kind for name, c in cast.items()}
    language = "Chinese" if book.language == "zh" else "English"
    things = [n for n, k in KINDS.items() if k.drawn and n not in people.values()]
    vocabulary = {"things": things, "verbs": list(VERBS), "places": list(PLACES), "cameras": list(CAMERAS),
                  "colours": list(COLOURS), "traits": list(TRAITS)}  # fmt: skip
    return (
        "You adapt a chapter of a book for a cartoon. The user gives its sentences with numbers. Choose which are "
        f"told, in about {count} shots for {seconds:.0f} seconds; those of a shot can be said in 10 seconds. "
        "Cover beginning, turning points and end, in order, without overlap. Answer with one JSON object only: "
        '{"shots": [{"first": 0, "last": 0, "caption": "{Fox} looks at {Crow}, in a forest", "place": "forest", '
        '"camera": "static"}]}. '
        f"The caption is one short {language} sentence of what is seen. Characters are named in braces, at most three "
        f"a shot: {json.dumps(people, ensure_ascii=False)}. Use only these words for the rest: {json.dumps(vocabulary)}"
    )


def _checked(answer: Any, sentences: int, cast: Cast, book: Book, seconds: float) -> list[Advised]:
    """The answer as shots. Raises ``RewriteFailed`` with what is wrong, so that the model can mend it."""
    shots = answer.get("shots") if isinstance(answer, dict) else None
    if not isinstance(shots, list) or not shots:
        raise RewriteFailed("there is no list of shots")
    out: list[Advised] = []
    after = -1
    for n, said in enumerate(shots[:400]):
        if not isinstance(said, dict):
            raise RewriteFailed(f"shot {n} is not an object")
        first, last = said.get("first"), said.get("last")
        if not (type(first) is int and type(last) is int and after < first <= last < sentences):
            raise RewriteFailed(f"shot {n}: sentences {first!r} to {last!r} are not in order, or not there")
        after = last
        place, camera = said.get("place"), said.get("camera") or "static"
        if (place is not None and place not in PLACES) or camera not in CAMERAS:
            raise RewriteFailed(f"shot {n}: no such place or camera: {place!r}, {camera!r}")
        caption = said.get("caption")
        if not isinstance(caption, str) or not 0 < len(caption) <= 600:
            raise RewriteFailed(f"shot {n} has no caption")
        names = names_in(caption)
        unknown = [name for name in names if name not in cast]
        if unknown or len(names) > MOST_CHARACTERS:
            raise RewriteFailed(f"shot {n}: not in the cast, or too many: {unknown or names}")
        try:
            told = compose([caption], cast, book.language, camera=camera, look="flat", place=place)
        except OnetakeError as problem:
            raise RewriteFailed(f"shot {n}: {problem.message}") from problem
        if lost := [name for name in names if name not in told.entities]:
            raise RewriteFailed(f"shot {n}: {lost} cannot be seen by this caption")
        out.append(Advised(first, last, caption, place, camera))
    if len(shots) * LONGEST_SHOT < 0.9 * seconds:
        raise RewriteFailed(f"{len(shots)} shots of at most {LONGEST_SHOT:g} seconds do not fill {seconds:.0f} seconds")
    return out
