"""The film as a Fountain screenplay: what is said can be changed here, in any program for screenplays.

Every shot is named in a note, ``[[s001]]``. Words that are changed here are spoken so; pictures are
changed in ``shots.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from onetake.prompt.ontology import PLACES
from onetake.story.book import Book
from onetake.story.captions import names_in
from onetake.story.shots import NARRATOR, Line, Shot

__all__ = ["as_fountain", "with_words"]

_NOTE = re.compile(r"^\[\[\s*([\w-]{1,40})\s*\]\]$")
_CUE = re.compile(r"^@(.{1,80})$")


def as_fountain(title: str, book: Book, shots: Sequence[Shot]) -> str:
    """The screenplay."""
    out = [f"Title: {title}", "Credit: adapted by onetake", "Source: book.txt", "", ""]
    chapter, place = 0, None
    for s in shots:
        if s.chapter != chapter and len(book.chapters) > 1 and s.chapter <= len(book.chapters):
            out += [f"# {book.chapters[s.chapter - 1].title or s.chapter}", ""]
        if s.chapter != chapter or s.place != place:
            out += [_heading(s), ""]
        chapter, place = s.chapter, s.place
        out += [f"[[{s.id}]]", ""]
        if s.transition != "cut" and s is not shots[0]:
            out += [f"> {'DISSOLVE' if s.transition == 'dissolve' else 'FADE'} TO:", ""]
        for beat in s.beats:
            out += [_action(beat), ""]
        for line in s.words:
            out += [f"@{line.speaker.upper() if line.speaker == NARRATOR else line.speaker}", line.text, ""]
    return "\n".join(out)


def _heading(shot: Shot) -> str:
    place = PLACES.get(shot.place or "")
    inside = bool(place and place.indoors)
    return f"{'INT' if inside else 'EXT'}. {(place.name if place else 'somewhere').upper()} - DAY"


def _action(beat: str) -> str:
    """A caption as action: names without braces, and nothing that would read as a cue or a heading."""
    text = beat
    for name in names_in(beat):
        text = text.replace("{" + name + "}", name)
    return "!" + text if text.isupper() or text.startswith((".", "@", ">", "#", "=")) else text


def with_words(text: str, shots: Sequence[Shot], names: Sequence[str]) -> tuple[list[Shot], list[str]]:
    """Shots with the words that a screenplay gives them, and notes on what in it belongs to no shot."""
    said: dict[str, list[Line]] = {}
    notes: list[str] = []
    known = {n.lower(): n for n in names} | {NARRATOR: NARRATOR}
    shot, speaker, spoken = "", "", list[str]()

    def close() -> None:
        nonlocal speaker, spoken
        if speaker and spoken:
            said.setdefault(shot, []).append(Line(speaker, " ".join(spoken)))
        speaker, spoken = "", []

    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if note := _NOTE.match(stripped):
            close()
            shot = note[1]
            said.setdefault(shot, [])
        elif cue := _CUE.match(stripped):
            close()
            name = re.sub(r"\s*\([^)]*\)\s*\^?$", "", cue[1]).strip()
            speaker = known.get(name.lower(), "")
            if not speaker:
                notes.append(f"screenplay.fountain, line {number}: {name!r} is not in cast.yaml, so nobody says this")
        elif not stripped:
            close()
        elif speaker and not (stripped.startswith("(") and stripped.endswith(")")):
            spoken.append(stripped)
    close()
    ids = {s.id for s in shots}
    notes += [f"screenplay.fountain: there is no shot {name!r}" for name in said if name and name not in ids]
    return [replace(s, words=tuple(said[s.id])) if s.id in said else s for s in shots], notes
