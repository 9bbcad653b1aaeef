"""The folder of a film: what it holds, who wrote which file last, and what a person may change in it.

    film.yaml   book.txt   cast.yaml   shots.yaml   screenplay.fountain      edit these, run again
    takes/      sound/     film.mp4    film.srt     film.vtt    report.md    made from them

``state.json`` remembers the check sums of what was written here, so that an edited file is never overwritten.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from onetake.errors import BadRequest
from onetake.media.write import explain_disk
from onetake.prompt.lexicon import Language
from onetake.prompt.ontology import LOOKS
from onetake.story.book import Book, Chapter, Said
from onetake.story.files import as_yaml, read_yaml, write_whole
from onetake.types import SHAPES

__all__ = ["Project", "Settings", "read_settings"]

LONGEST_MINUTES = 240.0
_HEAD = (
    "# The film as a whole. Change a line and run the same command again; what has to be drawn again is.\n"
    "# style: flat, paper-cut, night-neon, pastel, ink or blueprint; voice: none, one of espeak-ng, or a piper model.\n"
    "# references: later shots are shown how everybody first came out. retries: how often a shot with the wrong\n"
    "# cast is drawn again. llm: the address of a language model that adapts the book.\n"
)
PLANNED_BY = ("language", "minutes", "llm")
"""Settings upon which the shots depend."""


@dataclass(frozen=True, slots=True)
class Settings:
    """``film.yaml``."""

    title: str = ""
    language: Language = "en"
    minutes: float = 1.0
    style: str = "flat"
    size: str = "landscape"
    seed: int = 0
    model: str = ""
    voice: str = ""
    music: bool = True
    llm: str = ""
    references: bool = False
    retries: int = 1


def read_settings(path: Path) -> Settings:
    """``film.yaml`` as edited. Raises ``BadRequest`` (``project-file``) with line and column."""
    known = tuple(f.name for f in fields(Settings))
    said = read_yaml(path).fields(known)
    out = Settings()
    for name, entry in said.items():
        value: Any
        if name == "minutes":
            value = entry.number(0.05, LONGEST_MINUTES)
        elif name == "seed":
            value = entry.whole(0, (1 << 53) - 1)
        elif name == "retries":
            value = entry.whole(0, 5)
        elif name in ("music", "references"):
            if not isinstance(entry.value, bool):
                entry.refuse("on or off has to stand here")
            value = entry.value
        elif name == "language":
            value = entry.one_of(("en", "zh"), "language")
        elif name == "style":
            value = entry.one_of(LOOKS, "style")
        elif name == "size":
            value = entry.text(20)
            if value not in SHAPES and not value.replace("x", "").isdecimal():
                entry.one_of(SHAPES, "size")
        else:
            value = "" if entry.value is None else entry.text(1000)
        out = replace(out, **{name: value})
    return out


class Project:
    """The folder. Making it makes the folder. Raises ``DiskError`` where it cannot be written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            for path in (folder, self.takes, self.sound):
                path.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise explain_disk(problem, folder) from problem
        self._state = self._read_state()

    @property
    def takes(self) -> Path:
        return self.folder / "takes"

    @property
    def sound(self) -> Path:
        return self.folder / "sound"

    @property
    def film(self) -> Path:
        return self.folder / "film.mp4"

    def path(self, name: str) -> Path:
        return self.folder / name

    def _read_state(self) -> dict[str, Any]:
        try:
            state = json.loads((self.folder / "state.json").read_text("utf-8"))
            return state if isinstance(state, dict) else {}
        except (OSError, ValueError):
            return {}

    def remember(self, **values: Any) -> None:
        """Add to ``state.json``."""
        self._state |= values
        write_whole(self.folder / "state.json", json.dumps(self._state, ensure_ascii=False, indent=1))

    def recall(self, name: str, default: Any = None) -> Any:
        """What ``remember`` was told."""
        return self._state.get(name, default)

    def write(self, name: str, text: str) -> None:
        """Write a file of the folder and remember that it is ours."""
        write_whole(self.folder / name, text)
        self.remember(files={**self._state.get("files", {}), name: _sum(text.encode("utf-8", "replace"))})

    def refresh(self, name: str, text: str) -> None:
        """Write a file again unless somebody has changed it."""
        if not self.edited(name):
            self.write(name, text)

    def edited(self, name: str) -> bool:
        """Whether somebody has changed a file since it was written here."""
        path = self.folder / name
        if not path.exists():
            return False
        known = self._state.get("files", {}).get(name)
        return known is None or known != _sum(path.read_bytes())

    def has(self, name: str) -> bool:
        return (self.folder / name).exists()

    # ── the book ──────────────────────────────────────────────────────────────────────────────────────────────

    def keep_book(self, book: Book) -> None:
        """Write ``book.txt`` and where its chapters are. Raises ``BadRequest`` (``project-mismatch``)."""
        told = _sum(book.text.encode("utf-8", "replace"))
        if self.recall("book") not in (None, told):
            raise BadRequest(
                "project-mismatch", f"{self.folder} is the film of another book.", "Choose another folder with -o."
            )
        write_whole(self.folder / "book.txt", book.text)
        self.remember(
            book=told, title=book.title, language=book.language, chapters=[asdict(c) for c in book.chapters],
            said=[asdict(s) for s in book.said], parts=book.parts, book_notes=list(book.notes),
        )  # fmt: skip

    def book(self) -> Book:
        """The book that is kept. Raises ``BadRequest`` (``project-incomplete``, ``project-mismatch``)."""
        path = self.folder / "book.txt"
        try:
            data = path.read_bytes()
        except OSError as problem:
            raise BadRequest(
                "project-incomplete", f"{self.folder} holds no film.", "Give the book itself."
            ) from problem
        if self.recall("book") != _sum(data):
            raise BadRequest(
                "project-mismatch", f"{path} has been changed; the shots' spans refer to what it was.",
                "Give the changed book with another folder: -o.",
            )  # fmt: skip
        try:
            chapters = tuple(Chapter(**c) for c in self._state["chapters"])
            said = tuple(Said(**s) for s in self._state["said"])
            parts = tuple((int(a), int(b)) for a, b in self._state["parts"])
            return Book(self._state["title"], self._state["language"], data.decode("utf-8"), chapters, said, parts,
                        tuple(self._state["book_notes"]))  # fmt: skip
        except (KeyError, TypeError) as problem:
            raise BadRequest(
                "project-incomplete", f"{self.folder / 'state.json'} is damaged.", "Give the book itself."
            ) from problem

    def keep_settings(self, settings: Settings) -> None:
        """Write ``film.yaml``."""
        self.write("film.yaml", _HEAD + as_yaml(asdict(settings)))


def planned_by(settings: Settings) -> dict[str, Any]:
    """The settings upon which the shots depend."""
    told: Mapping[str, Any] = asdict(settings)
    return {name: told[name] for name in PLANNED_BY}


def _sum(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
