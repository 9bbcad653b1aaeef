"""A book of any format becomes one clean string with chapters: every span of a film refers to that string.

Read are .txt, .md, .epub, .docx and .fountain, and standard input; in UTF-8, UTF-16, GB18030, Big5 or what else the
bytes look like. Nothing here is specific to drawing.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from onetake.errors import BadRequest
from onetake.prompt.lexicon import Language
from onetake.story import formats
from onetake.story.text import CJK, language_of_book

__all__ = ["MOST_BYTES", "Book", "Chapter", "Said", "decode", "make_book", "read_book"]

MOST_BYTES = 64 << 20
"""The largest file that is read; the longest novels have a tenth of this."""
READABLE = (".txt", ".md", ".markdown", ".epub", ".docx", ".fountain", ".spmd")
_OTHERS = {
    ".fdx": "Export it as Fountain or as text from Final Draft.", ".celtx": "Export it as Fountain.",
    ".pdf": "Save it as text or EPUB: a PDF does not say where its paragraphs end.",
    ".doc": "Save it as .docx.", ".rtf": "Save it as .docx or .txt.", ".odt": "Save it as .docx or .txt.",
    ".mobi": "Convert it to EPUB, for instance with Calibre.", ".azw3": "Convert it to EPUB.",
    ".html": "Save it as text.", ".htm": "Save it as text.",
}  # fmt: skip
_HEADING_EN = re.compile(
    r"^[ \t]*(?:(?:CHAPTER|Chapter|BOOK|Book|PART|Part|STAVE|Stave|LETTER|Letter|ACT|Act|SCENE|Scene|FABLE|Fable|CANTO)"
    r"[ \t]+(?:[IVXLCDM]+|\d+|[A-Z][A-Za-z-]+)\b[^\n]{0,80}"
    r"|(?:PROLOGUE|EPILOGUE|Prologue|Epilogue)\.?|[IVXLC]{1,7}\.?|#{1,3}[ \t]+[^\n]{1,120})[ \t]*$",
    re.MULTILINE,
)
_HEADING_ZH = re.compile(
    r"^[ \t　]*(?:第[零〇一二三四五六七八九十百千两\d]{1,7}[章回节節卷折篇集部][^\n]{0,60}"
    r"|(?:楔子|序章|序|引子|尾声|尾聲|后记)"
    r"|#{1,3}[ \t]+[^\n]{1,120})[ \t　]*$",
    re.MULTILINE,
)
_GUTENBERG = (re.compile(r"\*\*\* ?START OF (?:THE|THIS) PROJECT GUTENBERG[^\n]*\n"),
              re.compile(r"\*\*\* ?END OF (?:THE|THIS) PROJECT GUTENBERG"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """A line of a screenplay: who says ``text[start:end]``."""

    speaker: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Chapter:
    """``text[start:end]`` is its body, without the heading. ``place`` is a screenplay's scene heading, if it is one."""

    title: str
    start: int
    end: int
    place: str = ""


@dataclass(frozen=True, slots=True)
class Book:
    """A text and its chapters in order, without overlap; of a screenplay who says what, and ``parts``: all of it that
    is told, action and dialogue."""

    title: str
    language: Language
    text: str
    chapters: tuple[Chapter, ...]
    said: tuple[Said, ...] = ()
    parts: tuple[tuple[int, int], ...] = ()
    notes: tuple[str, ...] = ()


def read_book(path: Path, language: Language | None = None) -> Book:
    """Read a file. Raises ``BadRequest``: ``book-missing``, ``book-unreadable``, ``book-format``, ``book-too-large``,
    ``book-empty``, ``book-not-text``."""
    try:
        if not path.is_file():
            raise BadRequest("book-missing", f"There is no book at {path}.", "Check the path.")
        if path.stat().st_size > MOST_BYTES:
            raise BadRequest("book-too-large", f"{path} has more than {MOST_BYTES >> 20} MB.", "Give a part of it.")
        data = path.read_bytes()
    except (OSError, ValueError) as problem:
        raise BadRequest("book-unreadable", f"{path} cannot be read: {problem}.", "Check the path.") from problem
    suffix = path.suffix.lower()
    if suffix in _OTHERS:
        raise BadRequest("book-format", f"{suffix} files are not read.", _OTHERS[suffix])
    return make_book(data, suffix, path.stem, language)


def make_book(data: bytes, suffix: str = "", name: str = "", language: Language | None = None) -> Book:
    """A book from its bytes; the format by its beginning, else by the suffix of its name. Raises as ``read_book``."""
    if len(data) > MOST_BYTES:
        raise BadRequest("book-too-large", f"The book has more than {MOST_BYTES >> 20} MB.", "Give a part of it.")
    title, notes = name.replace("_", " ").replace("-", " ").strip(), []
    parts: list[tuple[str, str]] | None = None
    if data[:4] == b"PK\x03\x04":
        opened = formats.docx(data) if formats.is_docx(data) else formats.epub(data)
        title, parts = opened.title or title, opened.parts
        notes += opened.notes
        text = ""
    elif suffix in (".epub", ".docx"):
        raise BadRequest(
            "book-unreadable", f"The {suffix} file is damaged or not one.", "Download it again, or save it as text."
        )
    elif data[:5] == b"%PDF-":
        raise BadRequest("book-format", "PDF files are not read.", _OTHERS[".pdf"])
    else:
        text, encoding = decode(data)
        if encoding not in ("utf-8", "ascii"):
            notes.append(f"read as {encoding}")
    if parts is None and (suffix in (".fountain", ".spmd") or formats.looks_like_fountain(text)):
        return _screenplay(text, title, language, notes)
    return _prose(text, parts, title, language, notes)


def decode(data: bytes) -> tuple[str, str]:
    """Text of bytes in any usual encoding, and the encoding's name. Raises ``BadRequest`` (``book-not-text``)."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, "replace"), encoding.removesuffix("-sig")
    if b"\x00" in data[:4096]:
        raise BadRequest(
            "book-not-text", "The book is not a text.", "Give a .txt, .md, .epub, .docx or .fountain file."
        )
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as problem:
        # One broken byte in a text that is UTF-8 otherwise, as where a file was cut.
        good = data.decode("utf-8", "replace")
        if good.count("\ufffd") <= 1 + len(good) // 5000:
            return good, "utf-8"
        return _guessed(data, problem)


def _guessed(data: bytes, problem: UnicodeDecodeError) -> tuple[str, str]:
    """Chinese encodings are told apart by how common their characters are; others by charset-normalizer."""
    sample = data[: 1 << 16]
    if sum(b > 127 for b in sample) * 5 < len(sample):  # mostly plain letters: a European language
        try:
            return data.decode("cp1252"), "Windows-1252"
        except UnicodeDecodeError:
            pass
    scores = {}
    for encoding in ("gb18030", "big5hkscs"):
        text = sample.decode(encoding, "ignore")
        lost = len(sample) - len(text.encode(encoding, "ignore"))
        common = sum(c in _COMMON for c in text)
        scores[encoding] = (common - 4 * lost) / max(1, len(CJK.findall(text)))
    best = max(scores, key=lambda e: scores[e])
    if scores[best] > 0.08 and len(CJK.findall(sample.decode(best, "ignore"))) > len(sample) / 8:
        return data.decode(best, "replace"), "Big5" if best.startswith("big5") else "GB18030"
    try:
        from charset_normalizer import from_bytes
    except ModuleNotFoundError:
        return data.decode("cp1252", "replace"), "Windows-1252"
    found = from_bytes(sample).best()
    if found is None:
        raise BadRequest("book-not-text", "The book's encoding cannot be told.", "Save it as UTF-8 text.") from problem
    return data.decode(found.encoding, "replace"), found.encoding


_COMMON = frozenset("的了不是一我在人有他这這来來个個上们們到说說大地为為子中你道之也而其者以曰於于乃无無所")


def clean(text: str) -> str:
    """One line ending, no control characters, plain blanks; lengths may change, so this is done once, first."""
    text = (
        text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").replace("\u00a0", " ").replace("\ufeff", "")
    )
    text = unicodedata.normalize("NFC", text)
    return "".join(c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs", "Co", "Cn"))


def _prose(
    text: str, parts: list[tuple[str, str]] | None, title: str, language: Language | None, notes: list[str]
) -> Book:
    if parts is None:
        text = clean(text)
        begin, end = (m.search(text) for m in _GUTENBERG)
        text = text[begin.end() if begin else 0 : end.start() if end else len(text)].strip("\n")
        _must_say_something(text)
        language = language or language_of_book(text)
        chapters = _chapters(text, language)
        if not chapters and (first := _title_line(text, title)):
            title, chapters = first[0], [Chapter(first[0], first[1], len(text))]
        elif chapters:
            title = _title_before(text, chapters[0]) or title
        chapters = chapters or [Chapter(title, 0, len(text))]
    else:
        chapters, pieces, at = [], [], 0
        for heading, body in parts:
            body = clean(body).strip()
            pieces.append(body + "\n\n")
            chapters.append(Chapter(heading, at, at + len(body)))
            at += len(body) + 2
        text = "".join(pieces)
        _must_say_something(text)
        language = language or language_of_book(text)
        chapters = _worth_it(text, chapters)
        if len(chapters) == 1:  # a document without headings of its own
            chapters = _chapters(text, language) or chapters
    return Book(title, language, text, tuple(chapters), notes=tuple(notes))


def _must_say_something(text: str) -> None:
    if not text.strip():
        raise BadRequest("book-empty", "The book is empty.", "Give a text with at least one sentence.")
    letters = sum(c.isalpha() for c in text[:100_000])
    if letters < 2 or text[:100_000].count("\ufffd") > letters / 10:
        raise BadRequest("book-not-text", "The book holds no readable words.", "Save it as UTF-8 text.")


def _title_line(text: str, name: str) -> tuple[str, int] | None:
    """A short first line that stands alone is the title: (title, where the body begins)."""
    first, blank, rest = text.lstrip().partition("\n\n")
    line = first.strip().strip("#").strip()
    ends = (".", "!", "?", "。", "！", "？", ",", "，", ":", "：", ";", '"', "”", "’")
    if not blank or not rest.strip() or "\n" in first.strip() or len(line) > 60 or line.endswith(ends):
        return None
    return line or name, text.index(first) + len(first)


def _title_before(text: str, chapter: Chapter) -> str:
    """The first line of what stands before the first chapter, if it can be a title."""
    line = text[: chapter.start].strip().split("\n")[0].strip(" #*_")
    return (
        line
        if 0 < len(line) <= 80 and not re.match(r"(?i)(the project gutenberg|produced by|contents|目录)", line)
        else ""
    )


def _chapters(text: str, language: Language) -> list[Chapter]:
    """Chapters by their headings; what stands before the first one is a chapter if it says anything."""
    found = list((_HEADING_ZH if language == "zh" else _HEADING_EN).finditer(text))
    if not found:
        return []
    out = [Chapter("", 0, found[0].start())]
    for heading, following in zip(found, [*found[1:], None], strict=True):
        end = following.start() if following else len(text)
        out.append(Chapter(heading[0].strip().lstrip("#").strip(), heading.end(), end))
    return _worth_it(text, out)


def _worth_it(text: str, chapters: list[Chapter]) -> list[Chapter]:
    """Chapters that say something: a table of contents has headings without bodies. Titles on a line of their own
    after a bare number become part of the heading."""
    out = []
    for c in chapters:
        body = text[c.start : c.end]
        said = re.search(r"[.!?。！？…;；]|[\u3400-\u9fff]{8}|\w+(?:\s+\w+){7}", body)
        if said and (len(body.strip()) > 15 or (CJK.search(body) and len(body.strip()) > 12)):
            out.append(c)
    return out or [max(chapters, key=lambda c: c.end - c.start)]


def _screenplay(text: str, title: str, language: Language | None, notes: list[str]) -> Book:
    text = clean(text)
    _must_say_something(text)
    found = formats.fountain(text)
    if not found.scenes:
        return _prose(text, None, title, language, [*notes, "no scene headings: read as prose"])
    chapters = tuple(Chapter(heading, start, end, heading) for heading, start, end in found.scenes)
    said = tuple(Said(*line) for line in found.said)
    language = language or language_of_book(text)
    return Book(found.title or title, language, text, chapters, said, tuple(found.parts), tuple(notes))
