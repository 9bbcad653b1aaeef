"""A shot: one take, the stretch of the book that it shows, and what is said over it. As YAML, with line numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from onetake.prompt.ontology import CAMERAS, PLACES
from onetake.story.files import Located, as_yaml, read_yaml, scalar

__all__ = ["NARRATOR", "TRANSITIONS", "Line", "Shot", "read_shots", "shots_yaml"]

NARRATOR = "narrator"
TRANSITIONS = ("cut", "dissolve", "fade")
"""How a shot begins: at once, out of the one before, or out of black."""
MOST_SECONDS = 60.0
_HEAD = (
    "# One take each, in the order of the book. {Name} stands for a character of cast.yaml with all that is fixed.\n"
    "# span: from which to which character of book.txt; transition: cut, dissolve or fade, how the shot begins.\n"
    "# beats: what is seen, one after the other; words: what is said. Change one shot: only that one is drawn again.\n"
)
_FIELDS = (
    "id",
    "chapter",
    "span",
    "seconds",
    "place",
    "cast",
    "camera",
    "transition",
    "beats",
    "words",
    "seed",
    "text",
)


@dataclass(frozen=True, slots=True)
class Line:
    """What is said: by ``NARRATOR`` or a character."""

    speaker: str
    text: str


@dataclass(frozen=True, slots=True)
class Shot:
    """``span`` in characters of the book; ``beats`` are captions with names in braces; ``line``: in ``shots.yaml``."""

    id: str
    chapter: int
    span: tuple[int, int]
    seconds: float
    beats: tuple[str, ...]
    cast: tuple[str, ...] = ()
    place: str | None = None
    camera: str = "static"
    transition: str = "cut"
    words: tuple[Line, ...] = ()
    seed: int | None = None
    line: int = 0


def shots_yaml(shots: Sequence[Shot]) -> str:
    """``shots.yaml``."""
    parts = [_HEAD, "shots:\n"]
    for s in shots:
        entry: dict[str, object] = {"id": s.id, "chapter": s.chapter, "span": list(s.span), "seconds": s.seconds}
        if s.place:
            entry["place"] = s.place
        entry |= {"cast": list(s.cast), "camera": s.camera, "transition": s.transition}
        if s.seed is not None:
            entry["seed"] = s.seed
        text = as_yaml(entry)
        text += "".join(["beats:\n", *(f"- {scalar(b)}\n" for b in s.beats)])
        if s.words:
            text += "".join(["words:\n", *(f"- {scalar(w.speaker)}: {scalar(w.text)}\n" for w in s.words)])
        parts.append("- " + text.rstrip("\n").replace("\n", "\n  ") + "\n")
    return "".join(parts)


def read_shots(path: Path) -> list[Shot]:
    """``shots.yaml`` as edited. Raises ``BadRequest`` (``project-file``) with line and column."""
    root = read_yaml(path).fields(("shots",), ("shots",))
    return [_shot(entry) for entry in root["shots"].items()]


def _shot(entry: Located) -> Shot:
    said = entry.fields(_FIELDS, ("id", "chapter", "span", "seconds", "beats"))
    span = [s.whole(0, 1 << 40) for s in said["span"].items()]
    if len(span) != 2:
        said["span"].refuse("two numbers have to stand here: from where to where in book.txt")
    beats = tuple(b.text(4000) for b in said["beats"].items())
    if not beats or not all(b.strip() for b in beats):
        said["beats"].refuse("at least one caption has to stand here")
    words = tuple(_line(w) for w in said["words"].items()) if "words" in said and said["words"].value else ()
    return Shot(
        said["id"].text(40), said["chapter"].whole(1, 100_000), (span[0], span[1]),
        said["seconds"].number(0.25, MOST_SECONDS), beats,
        tuple(c.text(80) for c in said["cast"].items()) if "cast" in said and said["cast"].value else (),
        said["place"].one_of(PLACES, "place") if "place" in said and said["place"].value else None,
        said["camera"].one_of(CAMERAS, "camera movement") if "camera" in said else "static",
        said["transition"].one_of(TRANSITIONS, "transition") if "transition" in said else "cut",
        words, said["seed"].whole(0, (1 << 53) - 1) if "seed" in said and said["seed"].value is not None else None,
        entry.line,
    )  # fmt: skip


def _line(entry: Located) -> Line:
    if not isinstance(entry.value, dict) or len(entry.value) != 1:
        entry.refuse("one speaker and what is said have to stand here, as in - narrator: Once upon a time.")
    ((speaker, text),) = entry.value.items()
    return Line(speaker, text.text(4000))
