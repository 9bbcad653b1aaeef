"""What EPUB, Word and Fountain files say: zip archives of XML, and a text format with rules (fountain.io/syntax).

Nothing is trusted: sizes are checked before anything is unpacked, and every damage ends in ``book-unreadable``.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import NoReturn
from urllib.parse import unquote
from xml.etree import ElementTree

from onetake.errors import BadRequest

__all__ = ["Opened", "Script", "docx", "epub", "fountain", "is_docx", "looks_like_fountain"]

_MOST_UNPACKED = 256 << 20
_MOST_PART = 32 << 20
_DAMAGE = (zipfile.BadZipFile, zlib.error, ElementTree.ParseError, KeyError, ValueError, OSError, EOFError,
           NotImplementedError, RuntimeError, IndexError, TypeError, AttributeError)  # fmt: skip
_BLOCKS = frozenset(("p", "div", "br", "li", "tr", "blockquote", "section", "article", "pre", "hr", "td", "dd", "dt"))
_HEADINGS = frozenset(("h1", "h2", "h3"))
_SILENT = frozenset(("script", "style", "head", "nav", "svg", "math", "sup", "rt", "rp"))
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass(frozen=True, slots=True)
class Opened:
    """A document: its title, its parts as (heading, body), and what the user should know."""

    title: str
    parts: list[tuple[str, str]]
    notes: list[str] = field(default_factory=list)


def _broken(kind: str, problem: Exception | str) -> NoReturn:
    raise BadRequest(
        "book-unreadable", f"The {kind} file is damaged ({problem}).", "Download it again, or save it as text."
    )


def _archive(data: bytes, kind: str) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        if sum(i.file_size for i in archive.infolist()) > _MOST_UNPACKED:
            _broken(kind, "it unpacks to more than 256 MB")
        return archive
    except _DAMAGE as problem:
        _broken(kind, problem)


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as file:
        data = file.read(_MOST_PART + 1)
    if len(data) > _MOST_PART:
        raise ValueError(f"{name} is too large")
    return data


def is_docx(data: bytes) -> bool:
    """Whether a zip archive is a Word document."""
    try:
        return "word/document.xml" in zipfile.ZipFile(io.BytesIO(data)).namelist()
    except _DAMAGE:
        return False


# ── EPUB ──────────────────────────────────────────────────────────────────────────────────────────────────────


class _Page(HTMLParser):
    """The text of an XHTML page: paragraphs apart, headings remembered."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[tuple[str, list[str]]] = [("", [])]
        self._silent, self._heading = 0, ""
        self._words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag in _HEADINGS:
            self._heading, self._words = tag, []
        elif tag in _BLOCKS and not self._heading:
            self.parts[-1][1].append("\n" if tag == "br" else "\n\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag == self._heading:
            self.parts.append((" ".join("".join(self._words).split()), []))
            self._heading = ""
        elif tag in _BLOCKS and not self._heading:
            self.parts[-1][1].append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            (self._words if self._heading else self.parts[-1][1]).append(re.sub(r"\s+", " ", data))


def epub(data: bytes) -> Opened:
    """The pages of an EPUB in reading order. Raises ``BadRequest`` (``book-unreadable``)."""
    archive = _archive(data, "EPUB")
    try:
        container = ElementTree.fromstring(_part(archive, "META-INF/container.xml"))
        root = next(e.attrib["full-path"] for e in container.iter() if e.tag.endswith("rootfile"))
        package = ElementTree.fromstring(_part(archive, root))
        files = {e.attrib["id"]: e.attrib["href"] for e in package.iter() if e.tag.endswith("}item")}
        order = [e.attrib["idref"] for e in package.iter() if e.tag.endswith("}itemref")]
        title = next((e.text or "" for e in package.iter() if e.tag.endswith("}title")), "").strip()
    except StopIteration:
        _broken("EPUB", "it names no package")
    except _DAMAGE as problem:
        _broken("EPUB", problem)
    parts: list[tuple[str, str]] = []
    notes: list[str] = []
    for name in order:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(root), unquote(files.get(name, name)).split("#")[0]))
        try:
            page = _Page()
            page.feed(_part(archive, path).decode("utf-8", "replace"))
            page.close()
        except _DAMAGE as problem:
            notes.append(f"a page could not be read: {path} ({problem})")
            continue
        for heading, words in page.parts:
            body = re.sub(r"\s*\n\s*\n\s*", "\n\n", "".join(words)).strip()
            if body and not heading and parts and len(page.parts) == 1:  # a page that goes on with the one before
                parts[-1] = parts[-1][0], f"{parts[-1][1]}\n\n{body}"
            elif body:
                parts.append((heading, body))
    if not parts:
        _broken("EPUB", "no page of it can be read")
    return Opened(title, parts, notes)


# ── Word ──────────────────────────────────────────────────────────────────────────────────────────────────────


def docx(data: bytes) -> Opened:
    """The paragraphs of a Word document, parted at its headings. Raises ``BadRequest`` (``book-unreadable``)."""
    archive = _archive(data, "Word")
    parts: list[tuple[str, list[str]]] = [("", [])]
    title = ""
    try:
        for _, element in ElementTree.iterparse(io.BytesIO(_part(archive, "word/document.xml"))):
            if element.tag != f"{_WORD}p":
                continue
            words = "".join(
                (e.text or "")
                if e.tag == f"{_WORD}t"
                else "\n"
                if e.tag == f"{_WORD}br"
                else " " * (e.tag == f"{_WORD}tab")
                for e in element.iter()
            ).strip()
            style = next((e.attrib.get(f"{_WORD}val", "") for e in element.iter(f"{_WORD}pStyle")), "").lower()
            if words and style == "title":
                title = title or words
            elif words and style.startswith(("heading", "berschrift", "1", "2")):
                parts.append((words, []))
            elif words:
                parts[-1][1].append(words)
            element.clear()
    except _DAMAGE as problem:
        _broken("Word", problem)
    told = [(heading, "\n\n".join(body)) for heading, body in parts if body]
    return Opened(title, told)


# ── Fountain ──────────────────────────────────────────────────────────────────────────────────────────────────

_SCENE = re.compile(
    r"^\s*(?:(?:INT|EXT|EST|INT\.?/EXT|I/E)[. ]+\s*\S.*|\.(?!\.)\S.*|(?:内景|外景|內景)[ .:：、]?\s*\S.*)$",
    re.IGNORECASE,
)
_CUE = re.compile(r"^\s*(?:@\S.{0,40}|[A-Z][A-Z0-9 .'’\-]{0,40}(?:\([^)]*\))?\s*\^?)$")
_TRANSITION = re.compile(r"^\s*(?:>(?!.*<\s*$).*|[A-Z ]+TO:|FADE (?:IN|OUT)[.:]?)\s*$")

_SILENT_LINE = re.compile(r"^(?:\[\[.*\]\]|#.*|=.*|\(.*\)|~.*|/\*.*)$")


@dataclass(frozen=True, slots=True)
class Script:
    """A screenplay: scenes as (heading, start, end) and lines as (speaker, start, end), by places in the text;
    ``parts``: all that is told, action and lines, in order."""

    title: str
    scenes: list[tuple[str, int, int]]
    said: list[tuple[str, int, int]]
    parts: list[tuple[int, int]]


def looks_like_fountain(text: str) -> bool:
    """Whether a text is a screenplay whatever its name is: several scene headings on lines of their own."""
    head = text[:20_000].splitlines()
    return sum(bool(re.match(r"^(?:INT|EXT)\. \S", line)) for line in head) >= 2


def fountain(text: str) -> Script:
    """The scenes and lines of a Fountain screenplay; notes, sections, synopses and transitions belong to nobody."""
    title = ""
    scenes: list[tuple[str, int, int]] = []
    said: list[tuple[str, int, int]] = []
    parts: list[tuple[int, int]] = []
    at, speaker, blank = 0, "", True
    for line in text.splitlines(keepends=True):
        start, stripped = at, line.strip()
        at += len(line)
        if not scenes and (found := re.match(r"^title:\s*(.+)$", stripped, re.IGNORECASE)):
            title = found[1].strip("*_ ")
        elif _SCENE.match(line) and blank:
            heading = re.sub(r"#.*?#\s*$", "", stripped).lstrip(".").strip()
            scenes.append((heading, at, len(text)))
            if len(scenes) > 1:
                scenes[-2] = (scenes[-2][0], scenes[-2][1], start)
            speaker = ""
        elif not stripped:
            speaker = ""
        elif blank and _CUE.match(line) and not _TRANSITION.match(line):
            speaker = re.sub(r"\(.*?\)|\^", "", stripped).lstrip("@").strip()
        elif speaker and not stripped.startswith("("):
            begin = start + len(line) - len(line.lstrip())
            said.append((speaker, begin, begin + len(stripped)))
            parts.append((begin, begin + len(stripped)))
        elif scenes and not _SILENT_LINE.match(stripped) and not _TRANSITION.match(line):
            begin = start + len(line) - len(line.lstrip())
            parts.append((begin, begin + len(stripped)))
        blank = not stripped
    return Script(title, scenes, said, parts)
