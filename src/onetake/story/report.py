"""``report.md``: what of the book is in the film, what is shown as something else, and what was left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from onetake.prompt.lexicon import Language
from onetake.story.adapter import CARD_SECONDS
from onetake.story.book import Book
from onetake.story.cast import Cast
from onetake.story.project import Settings
from onetake.story.shots import NARRATOR, Shot

__all__ = ["report", "verbatim"]


def report(
    settings: Settings, book: Book, cast: Cast, shots: Sequence[Shot], notes: Sequence[tuple[str, str]],
    redrawn: Mapping[str, int], constancy: Mapping[str, Any], sound: Sequence[str], identity: str | None,
) -> str:  # fmt: skip
    """The report as Markdown."""
    seconds = sum(s.seconds for s in shots) + 2 * CARD_SECONDS
    lines = [f"# {settings.title}: report", ""]
    lines += [f"{len(shots)} shots, {seconds:g} s ({settings.minutes * 60:g} s were asked for), "
              f"{len({s.chapter for s in shots})} of {len(book.chapters)} chapters shown.", ""]  # fmt: skip
    same, told = verbatim(book, shots)
    lines += [f"Of {told} spoken lines {same} are the book's own words ({100 * same / max(1, told):.0f} %).", ""]
    shown = sum(b - a for a, b in (s.span for s in shots))
    whole = sum(c.end - c.start for c in book.chapters)
    lines += [f"{100 * shown / max(1, whole):.1f} % of the text is told word for word.", ""]
    if identity:
        lines += [f"Marked with the identity {identity}; `onetake verify film.mp4` reads it.", ""]
    lines += ["## Cast", "", "| who | drawn as | shots | voice |", "|---|---|---|---|"]
    for c in cast.values():
        count = sum(c.name in s.cast for s in shots)
        lines.append(f"| {c.name} | {c.phrase('en')} | {count} | {c.voice or 'the narrator’s'} |")
    if constancy:
        lines += ["", "## Constancy", "", *_constancy(constancy)]
    if redrawn:
        lines += ["", "## Drawn again", "", *(f"- {name}: {times} times" for name, times in redrawn.items())]
    lines += ["", "## Sound", "", *(f"- {note}" for note in sound or ("not made",))]
    lines += ["", "## Told, not shown as it is", ""]
    by_note: dict[str, list[str]] = {}
    for shot, note in notes:
        by_note.setdefault(note, []).append(shot)
    lines += [f"- {note}{_where(where)}" for note, where in by_note.items()] or ["- nothing"]
    return "\n".join(lines) + "\n"


def _where(shots: Sequence[str]) -> str:
    named = [s for s in dict.fromkeys(shots) if s]
    return f" ({', '.join(named[:8])}{' …' if len(named) > 8 else ''})" if named else ""


def _constancy(constancy: Mapping[str, Any]) -> list[str]:
    lines = [f"Measured by {constancy['by']}.", ""]
    if constancy.get("characters"):
        lines += ["| who | recognised in | of |", "|---|---|---|"]
        lines += [f"| {name} | {row['right']} | {row['of']} |" for name, row in constancy["characters"].items()]
    lines += ["", f"In all {constancy['right']} of {constancy['of']}."]
    return lines


def verbatim(book: Book, shots: Sequence[Shot]) -> tuple[int, int]:
    """How many spoken lines are the book's own words within their shot's span, and how many there are."""
    same = told = 0
    for s in shots:
        own = _bare(book.text[s.span[0] : s.span[1]])
        for w in s.words:
            told += 1
            same += _bare(w.text) in own
    return same, told


def _bare(text: str) -> str:
    return "".join(c for c in text if c.isalnum()).lower()


def language_name(language: Language) -> str:
    """For people."""
    return "Chinese" if language == "zh" else "English"


NARRATED = NARRATOR
