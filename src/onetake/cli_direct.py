"""Commands that direct: animate, extend, connect, loop, retake, still … Options in, one job, words out."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from onetake.errors import BadRequest, Failure

Adder = Callable[[argparse.ArgumentParser], None]
Marks = Callable[[argparse.Namespace], Any]
Print = Callable[[Any], None]
KEEPS = "it keeps its own pixels"
PLAIN = "enlarge smoothly, without the network for it"
SHARP = "edges by a trained network, five times as slow; needs onetake[sharp]"


class Direct:
    """Adds the commands to a parser. ``marks``, ``common``: what all commands take; ``choose``: the marks asked for."""

    def __init__(self, commands: Any, marks: Adder, common: Adder, choose: Marks, say: Print) -> None:
        self._commands, self._marks, self._common, self._choose, self._say = commands, marks, common, choose, say

    def add(self) -> None:
        """Every command."""
        self._animate()
        self._extend()
        self._connect()
        self._loop()
        self._retake()
        self._remix()
        self._fill()
        self._expand()
        self._storyboard()
        self._still()
        self._upscale()
        self._smooth()

    # ── options ───────────────────────────────────────────────────────────────────────────────────────────────

    def _new(self, name: str, what: str) -> argparse.ArgumentParser:
        parser: argparse.ArgumentParser = self._commands.add_parser(name, help=what, allow_abbrev=False)
        parser.set_defaults(run=lambda options: self._run(name, options), prompt="")
        return parser

    def _shared(self, parser: argparse.ArgumentParser, *, kind: str = "MP4", given: bool = True) -> None:
        """What all these commands take, last in their help."""
        add = parser.add_argument
        add("-o", "--output", type=Path, metavar="FILE", help=f"the {kind} to write (default: named from the input)")
        add("--seed", type=int, metavar="N", help="same seed, same picture")
        add("--size", metavar="WxH", help="size of what is written (default: the input's)")
        add("--steps", type=int, metavar="N", help="denoising steps for each chunk")
        add("--guidance", type=float, metavar="G", help="how strictly the text is followed; 1 is off")
        add("--keep", type=Path, metavar="DIR", help="keep every stage in DIR; the same command resumes from there")
        add("--model", metavar="NAME|PATH", help="a preset or a weights file (default: the best that is shipped)")
        add_wishes(parser)
        add("--plain", action="store_true", help=PLAIN)
        if given:
            add("--made", type=Path, metavar="DIR", help="the folder that the input was kept in, if its file is silent")
            add(
                "--consent",
                metavar="WHO",
                help="people in the input: nobody, myself, agreed or guardian; a name may follow a colon",
            )
        self._marks(parser)
        self._common(parser)

    # ── commands ──────────────────────────────────────────────────────────────────────────────────────────────

    def _animate(self) -> None:
        parser = self._new("animate", "make a picture move")
        add = parser.add_argument
        add("picture", type=Path, metavar="PICTURE", help="the picture that the video starts from")
        add("prompt", nargs="?", default="", metavar="PROMPT", help="what happens (default: left to the picture)")
        add("--seconds", type=float, default=4, metavar="S", help="length of the video (default: 4)")
        add("--strength", type=float, metavar="X", help="how freely it moves, up to 1 (default: 0.85)")
        add("--at", action="append", default=[], metavar="S=FILE", help="another picture, seen at second S; repeatable")
        self._shared(parser)

    def _extend(self) -> None:
        parser = self._new("extend", "go on from a video, or find out how it came to it")
        add = _first(parser, "the video to go on from", "what happens then (default: the same)", "how much longer", 4)
        add("--backward", action="store_true", help="before its beginning instead of after its end")
        self._shared(parser)

    def _connect(self) -> None:
        parser = self._new("connect", "find a passage from one video to another")
        parser.add_argument("first", type=Path, metavar="FIRST", help="the video that comes first")
        what = "the video that comes after", "what happens in between", "length of the passage", 2
        _first(parser, *what, called="SECOND")
        self._shared(parser)

    def _loop(self) -> None:
        parser = self._new("loop", "make a video end where it began")
        add = parser.add_argument
        add("video", type=Path, nargs="?", metavar="VIDEO", help="a video; a passage back is added to its end")
        add("--prompt", default="", metavar="TEXT", help="what happens in the passage, or in a whole loop")
        add("--seconds", type=float, metavar="S", help="length of the passage (default: 2), or of a whole loop (4)")
        self._shared(parser)

    def _retake(self) -> None:
        parser = self._new("retake", "draw a stretch of a video again")
        add = _first(parser, f"the video; outside the stretch {KEEPS}", "what happens there (default: the same)")
        add("--from", dest="start", type=float, required=True, metavar="S", help="second at which the stretch begins")
        add("--to", dest="stop", type=float, required=True, metavar="S", help="second at which it ends")
        self._shared(parser)

    def _remix(self) -> None:
        parser = self._new("remix", "the same motion with another subject, place or look")
        add = _first(parser, "the video whose motion is kept")
        add("prompt", metavar="PROMPT", help="what it shows now")
        add("--strength", type=float, default=0.8, metavar="X", help="how far from the video, up to 1 (default: 0.8)")
        self._shared(parser)

    def _fill(self) -> None:
        parser = self._new("fill", "draw a region of a video anew")
        add = _first(parser, f"the video; outside the region {KEEPS}")
        add("prompt", metavar="PROMPT", help="what is to be seen there")
        add("--box", default="", metavar="X,Y,W,H", help="the region in pixels of the video, or in shares up to 1")
        add("--mask", type=Path, metavar="FILE", help="a picture of the video's size, white where it is drawn")
        self._shared(parser)

    def _expand(self) -> None:
        parser = self._new("expand", "draw a larger canvas around a video")
        add = _first(parser, f"the video; {KEEPS}", "what it shows, where its file does not say")
        add("--to", required=True, metavar="SHAPE", help="landscape, portrait, square or WIDTHxHEIGHT")
        self._shared(parser)

    def _storyboard(self) -> None:
        parser = self._new("storyboard", "draw a timeline of cards: words, pictures and clips")
        what = "the file: {size, fps, cards: [{at, seconds, text, image, clip, cut}]}"
        parser.add_argument("cards", type=Path, metavar="CARDS.yaml", help=what)
        self._shared(parser)

    def _still(self) -> None:
        parser = self._new("still", "draw one picture from a sentence")
        parser.add_argument("prompt", metavar="PROMPT", help="what to draw, in English or Chinese")
        self._shared(parser, kind="PNG, JPEG or WebP", given=False)

    def _upscale(self) -> None:
        parser = self._new("upscale", "more pixels, edges kept crisp")
        add = _first(parser, "the video to enlarge; its rate stays")
        add("--by", type=int, default=2, metavar="N", help="2 or 4 times as many pixels a side (default: 2)")
        add("--sharp", action="store_true", help=SHARP)
        self._shared(parser)

    def _smooth(self) -> None:
        parser = self._new("smooth", "more frames a second")
        add = _first(parser, "the video; its own frames stay as they are")
        add("--fps", type=int, default=24, metavar="F", help="a multiple of its own rate (default: 24)")
        add("--blocks", action="store_true", help="move blocks, as ffmpeg does: faster in large videos, less true")
        self._shared(parser)

    # ── doing it ──────────────────────────────────────────────────────────────────────────────────────────────

    def _run(self, name: str, options: argparse.Namespace) -> int:
        marks = self._choose(options)
        job = _JOBS[name](options, _options(options, marks))
        show(options, job, self._say)
        return 0


def _first(
    parser: argparse.ArgumentParser,
    video: str,
    prompt: str = "",
    seconds: str = "",
    usual: float = 0,
    *,
    called: str = "VIDEO",
) -> Callable[..., Any]:
    """A video, what happens in it and for how long: what most commands begin with. Returns ``add`` for the rest."""
    add = parser.add_argument
    add("video", type=Path, metavar=called, help=video)
    if prompt:
        add("prompt", nargs="?", default="", metavar="PROMPT", help=prompt)
    if seconds:
        add("--seconds", type=float, default=usual, metavar="S", help=f"{seconds} (default: {usual:g})")
    return add


def add_wishes(parser: argparse.ArgumentParser) -> None:
    """Camera, strokes and look: options of all that is drawn."""
    add = parser.add_argument
    add("--camera", default="", metavar="MOVES", help='moves of the camera, such as "pan right, then zoom in"')
    add(
        "--motion",
        action="append",
        default=[],
        metavar="X,Y:X,Y",
        help="whoever stands at the first place goes to the last; shares of the picture; up to five",
    )
    add("--style", default="", metavar="NAME", help="flat, paper-cut, night-neon, pastel, ink or blueprint")
    add(
        "--reference",
        action="append",
        default=[],
        metavar="NAME=FILE",
        help="whom NAME in the prompt stands for: a picture, a video, or the folder of a take; up to six",
    )


def _options(options: argparse.Namespace, marks: Any) -> Any:
    from onetake.direct import Options
    from onetake.direct.reference import pairs

    names = ("output", "seed", "size", "steps", "guidance", "keep", "model", "camera", "style", "made", "consent",
             "plain")  # fmt: skip
    given = {name: getattr(options, name, None) for name in names}
    return Options(
        marks=marks, motion=tuple(options.motion), references=pairs(options.reference),
        **{name: value for name, value in given.items() if value is not None},
    )  # fmt: skip


def wished(options: argparse.Namespace) -> bool:
    """Whether ``generate`` was asked for more than words, so that the take is a job of this module."""
    names = ("camera", "motion", "style", "finish", "cascade", "sharp")
    return any(bool(getattr(options, name)) for name in names)


def generate(options: argparse.Namespace, prompt: str, marks: Any, say: Print) -> int:
    """``onetake generate`` under camera moves, strokes, a style, or with finishing."""
    from onetake.direct import animate, cascade, take
    from onetake.direct.finish import finished

    if options.sharp and not (options.finish or options.cascade):
        raise BadRequest("bad-arguments", "--sharp is a way of finishing.", "Add --finish.")
    plain = [name for name in ("llm", "fps") if getattr(options, name)]
    if plain:
        raise BadRequest("bad-arguments", f"--{plain[0]} does not go with these options.", "Leave one of them out.")
    shared = _options(options, marks)
    seconds = 8.0 if options.seconds is None else options.seconds
    if options.cascade:
        if options.image is not None:
            raise BadRequest("bad-arguments", "A cascade draws its own picture.", "Leave --image or --cascade out.")
        show(options, cascade(prompt, seconds=seconds, sharp=options.sharp, options=shared), say)
    elif options.image is not None:
        job = animate(options.image, prompt, seconds=seconds, options=shared)
        show(options, finished(job, sharp=options.sharp) if options.finish else job, say)
    else:
        show(options, take(prompt, seconds=seconds, finish=options.finish, sharp=options.sharp, options=shared), say)
    return 0


def show(options: argparse.Namespace, job: Any, say: Print) -> None:
    """Do a job (or follow the events of one) while a person watches, and say what came of it."""
    import time

    from onetake.direct import run
    from onetake.errors import Interrupted
    from onetake.terminal import Progress, clock

    began = time.time()
    progress = None if options.quiet or (options.json and not sys.stderr.isatty()) else Progress()
    if progress is not None:
        for note in getattr(job, "notes", ()):
            progress.say(f"note: {note}")
    last = None
    try:
        for last in run(job) if hasattr(job, "timeline") else job:
            if progress is not None:
                progress.show(last)
    except KeyboardInterrupt as stop:
        where = f" in {options.keep}" if options.keep else ""
        raise Interrupted(
            "interrupted", "Stopped.", f"What was drawn is kept{where}; the same command goes on from there."
        ) from stop
    finally:
        if progress is not None:
            progress.clear()
    if last is None or last.stage != "done":
        raise Failure("unfinished", "The video ended before it was done.")
    result = {**last.data, "command": options.command, "wall_seconds": round(time.time() - began, 3)}
    if options.json:
        say(result)
        return
    print(result["file"])  # noqa: T201
    if not options.quiet:
        made = f"{result['drawn_seconds']:g} s drawn in {clock(result['wall_seconds'])}"
        print(f"{made}, {result['width']}x{result['height']}, seed {result['seed']}", file=sys.stderr)  # noqa: T201


def _animate(options: argparse.Namespace, shared: Any) -> Any:
    from onetake.direct import animate

    more = {} if options.strength is None else {"strength": options.strength}
    return animate(
        options.picture, options.prompt, seconds=options.seconds, at=[_at(text) for text in options.at], options=shared,
        **more,
    )  # fmt: skip


def _at(text: str) -> tuple[float, Path]:
    second, equals, name = text.partition("=")
    try:
        if not equals or not name:
            raise ValueError
        return float(second), Path(name)
    except ValueError:
        raise BadRequest("bad-time", f"{text[:60]!r} is no picture at a second.", "Write --at 2.5=FILE.") from None


def _extend(options: argparse.Namespace, shared: Any) -> Any:
    from onetake.direct import extend

    return extend(
        options.video, options.prompt, seconds=options.seconds, backward=options.backward, options=shared
    )  # fmt: skip


def _connect(options: argparse.Namespace, shared: Any) -> Any:
    from onetake.direct import connect

    return connect(options.first, options.video, options.prompt, seconds=options.seconds, options=shared)


def _loop(options: argparse.Namespace, shared: Any) -> Any:
    from onetake.direct import loop

    if options.video is None and not options.prompt:
        raise BadRequest("bad-arguments", "A loop needs a video, or a prompt.", "See: onetake loop --help")
    return loop(options.video, options.prompt, seconds=options.seconds, options=shared)


def _retake(options: argparse.Namespace, shared: Any) -> Any:
    from onetake.direct import retake

    return retake(options.video, options.start, options.stop, options.prompt, options=shared)


def _remix(options: argparse.Namespace, shared: Any) -> Any:
    from onetake.direct import remix

    return remix(options.video, options.prompt, strength=options.strength, options=shared)


def _fill(options: argparse.Namespace, shared: Any) -> Any:
    from onetake.direct import fill

    return fill(options.video, options.prompt, box=_numbers(options.box), mask=options.mask, options=shared)


def _numbers(text: str) -> list[float]:
    try:
        return [float(part) for part in text.split(",")] if text else []
    except ValueError:
        raise BadRequest("bad-box", f"{text[:60]!r} is no box.", "Give x,y,width,height.") from None


def _expand(options: argparse.Namespace, shared: Any) -> Any:
    from onetake.direct import expand

    return expand(options.video, options.to, options.prompt, options=shared)


def _storyboard(options: argparse.Namespace, shared: Any) -> Any:
    from onetake.direct import storyboard

    return storyboard(options.cards, options=shared)


def _upscale(options: argparse.Namespace, shared: Any) -> Any:
    from onetake.direct import upscale

    return upscale(options.video, by=options.by, sharp=options.sharp, options=shared)


def _smooth(options: argparse.Namespace, shared: Any) -> Any:
    from onetake.direct import smooth

    return smooth(options.video, fps=options.fps, blocks=options.blocks, options=shared)


def _still(options: argparse.Namespace, shared: Any) -> Any:
    from onetake.direct import still

    return still(options.prompt, options=shared)


_JOBS: dict[str, Callable[[argparse.Namespace, Any], Any]] = {
    "animate": _animate, "extend": _extend, "connect": _connect, "loop": _loop, "retake": _retake, "remix": _remix,
    "fill": _fill, "expand": _expand, "storyboard": _storyboard, "still": _still, "upscale": _upscale,
    "smooth": _smooth,
}  # fmt: skip
