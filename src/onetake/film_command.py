"""``onetake film``: a book in, a film out; options in, one call, words out."""

from __future__ import annotations

import argparse
import re
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onetake.errors import BadRequest, Failure, Interrupted

if TYPE_CHECKING:
    from onetake.story.film import FilmEvent, Request

__all__ = ["add_arguments", "main"]

EXAMPLES = """examples:
  onetake film fox.txt                                  a fable; the folder fox/ holds everything that it is made from
  onetake film alice.epub -o alice.mp4 --minutes 5      a novel
  onetake film alice/ --plan-only                       check what was edited by hand, draw nothing
  onetake film --watch alice/                           a page that fills up as shots arrive
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of ``onetake film``."""
    parser.formatter_class, parser.epilog = argparse.RawDescriptionHelpFormatter, EXAMPLES
    add = parser.add_argument
    add("book", nargs="?", metavar="BOOK", help=".txt, .md, .epub, .docx or .fountain, - for standard input, or the "
                                                "folder of a film that is to go on")  # fmt: skip
    add("-o", "--output", type=Path, metavar="FILE|DIR", help="the film's folder, or an MP4 beside which it lies "
                                                              "(default: named from the book)")  # fmt: skip
    add(
        "--minutes", type=float, metavar="N", help="length of the film (default: a fable is told whole, a novel in ten)"
    )
    add("--language", choices=("en", "zh"), help="language of the book (default: as it looks)")
    add("--style", metavar="NAME", help="flat, paper-cut, night-neon, pastel, ink or blueprint (default: flat)")
    add("--size", metavar="WxH", help="landscape, portrait, square or WIDTHxHEIGHT (default: landscape)")
    add("--seed", type=int, metavar="N", help="same seed, same film")
    add("--model", metavar="NAME|PATH", help="a preset or a weights file")
    add("--llm", metavar="URL", help="an OpenAI-compatible language model that adapts the book in place of the rules")
    add("--voice", metavar="NAME|none", help="a voice of espeak-ng, or a piper model (.onnx); none for silence")
    add("--music", choices=("on", "off"), help="a quiet bed of music (default: on)")
    add("--plan-only", action="store_true", help="adapt and check, draw nothing")
    add("--resume", action="store_true", help="go on with a film that was begun; refuse if there is none")
    add("--watch", type=Path, metavar="DIR", help="show a page of the film in DIR that fills up as shots arrive")


def main(options: argparse.Namespace, marks: Any) -> dict[str, Any]:
    """Run the command; returns what ``--json`` prints. Raises ``OnetakeError``."""
    if options.watch is not None:
        from onetake.story.watch import serve

        return serve(options.watch, quiet=options.quiet)
    request = _request(options, marks)
    from onetake.story.film import make_film

    progress = None if options.quiet or (options.json and not sys.stderr.isatty()) else _Progress()
    last: FilmEvent | None = None
    began = time.time()
    try:
        for last in make_film(request):
            if progress is not None:
                progress.show(last)
    except KeyboardInterrupt as stop:
        raise Interrupted(
            "interrupted",
            "Stopped.",
            f"What was drawn is kept in {request.folder}; the same command goes on from there.",
        ) from stop
    finally:
        if progress is not None:
            progress.clear()
    if last is None or last.stage != "done":
        raise Failure("unfinished", "The film ended before it was done.")
    return {**last.data, "wall_seconds": round(time.time() - began, 3)}


def _request(options: argparse.Namespace, marks: Any) -> Request:
    """The request that the options make. Raises ``BadRequest``."""
    from onetake.media.write import check_output
    from onetake.prompt.ontology import LOOKS
    from onetake.story.book import make_book
    from onetake.story.film import Request

    if options.book is None:
        raise BadRequest("bad-arguments", "No book was given.", "onetake film BOOK, or onetake film --watch DIR")
    if options.style is not None and options.style not in LOOKS:
        raise BadRequest("bad-style", f"{options.style!r} is not a style.", f"Use one of {', '.join(LOOKS)}.")
    book = None if options.book == "-" else Path(options.book)
    output: Path | None = options.output
    film = output if output is not None and output.suffix.lower() == ".mp4" else None
    if film is not None:
        film = check_output(film)
    folder = film.with_suffix("") if film else output if output else _folder(book)
    read = None
    if book is None:
        data = sys.stdin.buffer.read()
        read = make_book(data, language=options.language)
    elif book.is_dir():
        folder, book = book, None
    if options.resume and not (folder / "state.json").exists():
        raise BadRequest("nothing-to-resume", f"No film was begun in {folder}.", "Leave --resume out.")
    return Request(
        folder=folder, book=book, read=read, minutes=options.minutes, language=options.language, llm=options.llm,
        voice=options.voice, music=None if options.music is None else options.music == "on", style=options.style,
        size=options.size, seed=options.seed, model=options.model, plan_only=options.plan_only, output=film,
        marks=marks,
    )  # fmt: skip


def _folder(book: Path | None) -> Path:
    """The folder that a book's film lies in, here, where the command is run."""
    if book is None:
        return Path("film")
    if book.is_dir():
        return book
    stem = re.sub(r"[^\w]+", "-", book.stem, flags=re.UNICODE).strip("-_")[:60] or "film"
    return Path(stem)


class _Progress:
    """One line that is redrawn in a terminal, a line a shot in a log file; a preview where colours are shown."""

    def __init__(self) -> None:
        from onetake.terminal import Progress

        self._line = Progress()
        self._stage, self._began, self._first, self._said = "", 0.0, 0, ""

    def show(self, event: FilmEvent) -> None:
        """One event of ``make_film``."""
        from onetake.terminal import BAR, clock

        if event.stage != self._stage:
            self._stage, self._began, self._first = event.stage, event.seconds, event.done
        if event.stage in ("read", "adapt", "check", "look", "sound"):
            if event.message:
                self._line.say(f"{event.stage}: {event.message}")
            return
        if event.stage == "done" or not event.total:
            return
        filled = BAR * event.done // event.total
        left = ""
        drawn = event.done - self._first
        if drawn > 0 and event.total > event.done:
            left = f", {clock((event.seconds - self._began) / drawn * (event.total - event.done))} to go"
        what = event.message or ("joining" if event.stage == "cut" else event.stage)
        line = f"{what}  [{'#' * filled}{'-' * (BAR - filled)}]  {clock(event.seconds)}{left}"
        if self._line.live:
            self._line.line(line, event.frames)
        elif what != self._said:
            self._said = what
            self._line.say(line)

    def clear(self) -> None:
        self._line.clear()
