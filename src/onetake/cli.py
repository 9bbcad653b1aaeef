"""The command line: ``onetake generate "A panda eating bamboo on a rock"``.

Thin on purpose: options in, one call, words out. Nothing heavy is imported before a command needs it, so
``--help`` and every refusal of a bad option answer at once. Results go to standard output (the file's name,
or one JSON object), everything else to standard error. Exit status: 0 done, 1 failure, 2 bad request, 130
interrupted, 141 the reader of ``-o -`` has gone.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from onetake import __version__
from onetake.cli_direct import PLAIN, SHARP, Direct, add_wishes, wished
from onetake.cli_direct import generate as generate_as_wished
from onetake.errors import BadRequest, Failure, Interrupted, OnetakeError, OutOfMemory, ReaderGone

_IMPORTED = time.time()

EXAMPLES = """examples:
  onetake generate "A panda eating bamboo on a rock"
  onetake generate "一只熊猫在跳舞" --seconds 4 --size portrait --seed 7 -o panda.mp4
  onetake generate "A red car driving on a city street" --json
  onetake doctor
"""


class _Parser(argparse.ArgumentParser):
    """An ``ArgumentParser`` that raises ``BadRequest`` instead of leaving the program."""

    def error(self, message: str) -> NoReturn:
        sentence = message[:1].upper() + message[1:]
        raise BadRequest("bad-arguments", f"{sentence.rstrip('.')}.", f"See: {self.prog} --help")


def build_parser() -> argparse.ArgumentParser:
    """Every command and option."""
    parser = _Parser(
        prog="onetake",
        description="One sentence in, one video out.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"onetake {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=_Parser)
    _add_generate(commands)
    _add_film(commands)
    Direct(commands, _add_marks, _add_common, _marks, _print_json).add()
    _add_verify(commands)
    _add_doctor(commands)
    _add_evaluate(commands)
    _add_train(commands)
    _add_world(commands)
    return parser


def _add_generate(commands: Any) -> None:
    parser = commands.add_parser("generate", help="draw a video from a sentence", allow_abbrev=False)
    add = parser.add_argument
    add("prompt", metavar="PROMPT", help="what to draw, in English or Chinese; - reads it from standard input")
    add(
        "-o", "--output", type=Path, metavar="FILE", help="the MP4 to write (default: named from the prompt); - streams"
    )
    add("--play", action="store_true", help="show the video in a player while it is drawn")
    add("--no-expand", action="store_true", help="draw only what the sentence says, however long it has to last")
    add("--seconds", type=float, metavar="S", help="length of the video (default: 8)")
    add("--size", metavar="WxH", help="landscape, portrait, square or WIDTHxHEIGHT (default: landscape)")
    add("--fps", type=float, metavar="F", help="frames a second (default: the model's own)")
    add("--seed", type=int, metavar="N", help="same seed, same picture")
    add("--image", type=Path, metavar="FILE", help="a picture that the video starts from")
    add("--model", metavar="NAME|PATH", help="a preset or a weights file (default: the best that is shipped)")
    add(
        "--steps",
        type=int,
        metavar="N",
        help="denoising steps for each chunk (default: as the weights say; 0: as painted)",
    )
    add("--guidance", type=float, metavar="G", help="how strictly the text is followed; 1 is off")
    add("--takes", type=int, default=1, metavar="N", help="draw up to N, keep the one that shows most of what is asked")
    add("--llm", metavar="URL", help="an OpenAI-compatible language model that may rewrite the prompt")
    add("--keep", type=Path, metavar="DIR", help="keep every stage in DIR; the same command resumes from there")
    add_wishes(parser)
    add("--plain", action="store_true", help=PLAIN)
    add("--finish", action="store_true", help="twice the frames; edges stay crisp with --plain too")
    add("--sharp", action="store_true", help=f"with --finish or --cascade: {SHARP}")
    add("--cascade", action="store_true", help="first a picture, then a video from it, then finishing")
    add(
        "--consent",
        metavar="WHO",
        help="people in --image: nobody, myself, agreed or guardian; a name may follow a colon",
    )
    _add_marks(parser)
    _add_common(parser)
    parser.set_defaults(run=_generate)


def _add_film(commands: Any) -> None:
    from onetake.film_command import add_arguments

    parser = commands.add_parser("film", help="make a film of a book", allow_abbrev=False)
    add_arguments(parser)
    _add_marks(parser)
    _add_common(parser)
    parser.set_defaults(run=_film)


def _add_marks(parser: argparse.ArgumentParser) -> None:
    """What says where a file came from; all of it is on unless it is switched off."""
    add = parser.add_argument
    add(
        "--label",
        default="corner",
        metavar="WHERE",
        help="visible label: corner, card (two seconds more) or none (default: corner)",
    )
    for mark, what in (
        ("watermark", "invisible watermark"),
        ("metadata", "AIGC and IPTC metadata"),
        ("sign", "C2PA signature"),
    ):
        add(f"--no-{mark}", action="store_true", help=f"leave the {what} out; the other marks say so")
    add(
        "--certificate",
        type=Path,
        metavar="PEM",
        help="sign with this certificate chain instead of this installation's",
    )
    add("--certificate-key", type=Path, metavar="PEM", help="its private key")


def _add_verify(commands: Any) -> None:
    parser = commands.add_parser(
        "verify", help="say where a picture or video came from, by the marks in it", allow_abbrev=False,
        epilog="Exit status: 0 a mark was found and nothing contradicts it, 3 a mark is broken, 4 nothing was found.",
    )  # fmt: skip
    add = parser.add_argument
    add("path", type=Path, metavar="FILE|FOLDER", help="the file, or a folder of them")
    add("--trust", type=Path, metavar="PEM", help="C2PA roots to trust besides this installation's")
    _add_common(parser)
    parser.set_defaults(run=_verify)


def _add_doctor(commands: Any) -> None:
    parser = commands.add_parser("doctor", help="say what this machine can run, how fast, and why", allow_abbrev=False)
    _add_common(parser)
    parser.set_defaults(run=_doctor)


def _add_evaluate(commands: Any) -> None:
    parser = commands.add_parser("evaluate", help="measure the model", allow_abbrev=False)
    add = parser.add_argument
    add(
        "what",
        choices=("prompts", "nine", "painters", "speed", "takes", "controls", "reader", "flaws", "steps"),
        help="held-out sentences, nine sentences, what is painted, speed, long takes, controls, the reader, "
        "nine families of flaws, what denoising steps gain",
    )
    add("--model", metavar="NAME|PATH", help="a preset or a weights file")
    add("--count", type=int, metavar="N", help="how many sentences (default: 100)")
    add("--seed", type=int, default=0, metavar="N", help="(default: 0)")
    add("-o", "--output", type=Path, metavar="DIR", help="where videos and sheets go")
    add("--seconds", type=int, metavar="S", help="length of the takes (takes: 60; speed: 8)")
    add("--prompts", type=Path, metavar="FILE", help="takes, flaws: sentences of your own, one a line")
    add("--quick", action="store_true", help="flaws, controls: a little of everything, in minutes")
    add("--video", type=Path, metavar="FILE", help="flaws: judge this video instead of the model")
    add("--caption", metavar="TEXT", help="flaws: what --video is to show")
    add("--witness", type=int, choices=(1, 2), help="flaws: who looks; 1 may also choose, 2 only scores (default: 2)")
    _add_common(parser)
    parser.set_defaults(run=lambda options: _call("onetake.evaluation.report", options))


def _add_train(commands: Any) -> None:
    parser = commands.add_parser("train", help="train a model from nothing", allow_abbrev=False)
    add = parser.add_argument
    add("--recipe", required=True, metavar="NAME", help="the recipe, such as S or B")
    add("--data", type=Path, metavar="DIR", help="simulated clips (default: a cache folder outside the checkout)")
    add("--out", type=Path, metavar="DIR", help="checkpoints and samples (default: a cache folder)")
    add("--lessons", type=float, metavar="M", help="minutes in which the painters learn first; 0 for none")
    add("--minutes", type=float, metavar="M", help="end this leg after M minutes; the next one resumes")
    add("--steps", type=int, metavar="N", help="end this leg after N steps")
    add("--device", choices=("cpu", "cuda"), help="where to train (default: a GPU if there is one)")
    add("--from", dest="start", metavar="NAME|PATH", help="weights to begin with where a run has no state yet")
    _add_common(parser)
    parser.set_defaults(run=lambda options: _call("onetake.training.run", options))


def _add_world(commands: Any) -> None:
    world = commands.add_parser("world", help="look at the simulated world that the model learns from")
    actions = world.add_subparsers(dest="action", required=True, metavar="ACTION", parser_class=_Parser)
    parser = actions.add_parser("sample", help="write clips, captions, truth and a contact sheet", allow_abbrev=False)
    add = parser.add_argument
    add("--seed", type=int, default=0, metavar="N", help="(default: 0)")
    add("--count", type=int, default=12, metavar="N", help="how many clips (default: 12)")
    add("-o", "--output", type=Path, required=True, metavar="DIR", help="the folder to write to")
    _add_common(parser)
    parser.set_defaults(run=_world_sample)
    parser = actions.add_parser("census", help="count what there is in the world", allow_abbrev=False)
    _add_common(parser)
    parser.set_defaults(run=_world_census)


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print exactly one JSON object on standard output")
    parser.add_argument("--quiet", action="store_true", help="no progress on standard error")


def _generate(options: argparse.Namespace) -> int:
    from onetake.api import report, request
    from onetake.live import Live
    from onetake.terminal import Progress, clock

    marks = _marks(options)
    if wished(options):
        return generate_as_wished(options, _prompt(options.prompt), marks, _print_json)
    live = Live.choose(options)
    plan = request(
        _prompt(options.prompt),
        **{
            name: getattr(options, name)
            for name in (
                "seconds", "size", "fps", "seed", "image", "model", "steps", "guidance", "output", "llm", "consent",
                "takes",
            )
        },
        expand=not options.no_expand,
        reference=options.reference,
    )  # fmt: skip
    from onetake.take import run  # loads torch: after the request has been checked

    progress = None if options.quiet or (options.json and not sys.stderr.isatty()) else Progress()
    if progress is not None:
        progress.say(f"“{plan.caption}” (seed {plan.seed})")
        for warning in (*plan.warnings, *live.notes):
            progress.say(f"note: {warning}")
    last = None
    try:
        with live:
            for last in run(plan, options.keep, marks, sinks=live.sinks, file=live.file, plain=options.plain):
                if progress is not None:
                    progress.show(last)
    except KeyboardInterrupt as stop:
        raise _interrupted(options.keep) from stop
    finally:
        if progress is not None:
            progress.clear()
    if last is None or last.stage != "done":
        raise Failure("unfinished", "The video ended before it was done.")
    result = report(plan, last, time.time() - process_began())
    if options.json:
        _print_json(result)
    else:
        if live.file:
            print(result["file"])  # noqa: T201
        if not options.quiet:
            print(  # noqa: T201
                f"{result['seconds']:g} s of video in {clock(result['wall_seconds'])}, "
                f"{result['width']}x{result['height']} at {result['fps']:g} frames a second, seed {result['seed']}",
                file=sys.stderr,
            )
    return 0


def _marks(options: argparse.Namespace) -> Any:
    """The marks that the options ask for."""
    from onetake.provenance.marks import Marks

    switches = {"watermark": options.no_watermark, "metadata": options.no_metadata, "signature": options.no_sign}
    return Marks.choose(
        options.label, [name for name, off in switches.items() if off],
        certificate=options.certificate, certificate_key=options.certificate_key,
    )  # fmt: skip


def _film(options: argparse.Namespace) -> int:
    from onetake.film_command import main as film

    told = film(options, _marks(options))
    if options.json:
        _print_json(told)
    else:
        print(told["file"] or told["folder"])  # noqa: T201
    return 0


def _verify(options: argparse.Namespace) -> int:
    from onetake.provenance.verify import NOTHING, files, verify, worst

    try:
        trusted = options.trust.read_bytes() if options.trust else b""
    except OSError as problem:
        raise BadRequest("bad-certificate", f"{options.trust} cannot be read: {problem.strerror}.") from problem
    several = os.path.isdir(options.path)  # noqa: PTH112  (False also for names that no file can have)
    told: list[dict[str, Any]] = []
    statuses = []
    for path in files(options.path):
        try:
            verdict = verify(path, trusted=trusted)
            said, sentences, status = verdict.as_json(), verdict.sentences, verdict.exit_status
        except OnetakeError as problem:
            if not several:
                raise
            # One unreadable file says nothing about the others.
            said, sentences, status = {"file": str(path), **problem.as_json()}, (problem.message,), NOTHING
        told.append(said)
        statuses.append(status)
        if not options.json:
            print("\n".join([f"{path}: {sentences[0]}", *(f"  {more}" for more in sentences[1:])]))  # noqa: T201
    if options.json:
        _print_json({"files": told} if several else told[0])
    elif not told:
        print(f"There is no picture or video in {options.path}.")  # noqa: T201
    return worst(statuses)


def _doctor(options: argparse.Namespace) -> int:
    from onetake.doctor import as_text, examine

    findings = examine()
    if options.json:
        _print_json(findings)
    else:
        print(as_text(findings))  # noqa: T201
    return 0


def _world_sample(options: argparse.Namespace) -> int:
    written = _door("onetake.world.sample")(options.seed, options.output, options.count)
    if options.json:
        _print_json({"folder": str(options.output), "files": [str(path) for path in written]})
    else:
        print(options.output)  # noqa: T201
    return 0


def _world_census(options: argparse.Namespace) -> int:
    found = _door("onetake.world.census")()
    if options.json:
        _print_json(found)
    else:
        from onetake.world.census import as_text

        print(as_text(found))  # noqa: T201
    return 0 if found["enough"] else 1


def _call(module: str, options: argparse.Namespace) -> int:
    return _door(module)(options) or 0


def _door(module: str) -> Callable[..., Any]:
    """The ``main`` of a module that needs more than the runtime packages, imported when it is asked for."""
    try:
        main: Callable[..., Any] = import_module(module).main
    except ModuleNotFoundError as problem:
        if (problem.name or "").startswith("onetake"):
            raise
        raise Failure(
            "extra-missing", f"This command needs the package {problem.name}.", "pip install 'onetake[train]'"
        ) from problem
    return main


def _prompt(text: str) -> str:
    """The prompt itself, or standard input for ``-``; at most one character more than can be accepted."""
    if text != "-":
        return text
    return sys.stdin.buffer.read(4_000_000).decode("utf-8", "surrogateescape").strip()


def process_began() -> float:
    """When this process was started (seconds since 1970), interpreter start-up included where that is known."""
    try:
        ticks = int(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19])
        uptime = float(Path("/proc/uptime").read_text().split()[0])
        age = uptime - ticks / os.sysconf("SC_CLK_TCK")
        return min(_IMPORTED, time.time() - age)
    except (OSError, ValueError, IndexError):
        return _IMPORTED


def _interrupted(keep: Path | None) -> Interrupted:
    where = f" in {keep}" if keep else ""
    return Interrupted(
        "interrupted", "Stopped.", f"What was drawn is kept{where}; the same command goes on from there."
    )


def _print_json(value: Any) -> None:
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        text = json.dumps(value, allow_nan=False)
    print(text)  # noqa: T201


def _understand(problem: BaseException) -> OnetakeError:
    """Any exception as one that a person can read."""
    if isinstance(problem, OnetakeError):
        return problem
    if isinstance(problem, KeyboardInterrupt):
        return Interrupted("interrupted", "Stopped.")
    if isinstance(problem, MemoryError) or "OutOfMemory" in type(problem).__name__ or (
        isinstance(problem, RuntimeError) and "can't allocate memory" in str(problem)
    ):  # fmt: skip
        return OutOfMemory("out-of-memory", "There is not enough memory.", "Ask for a smaller or shorter video.")
    return Failure("internal", f"Something went wrong inside onetake ({type(problem).__name__}).", _log(problem))


def _log(problem: BaseException) -> str:
    """Put the traceback where a person can find it; returns the sentence that says where."""
    import traceback

    lines = [f"onetake {__version__}, Python {sys.version}", repr(sys.argv), ""]
    text = "\n".join(lines) + "".join(traceback.format_exception(problem))
    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="onetake-", suffix=".log", delete=False, encoding="utf-8", errors="backslashreplace"
        ) as file:
            file.write(text)
    except OSError:
        return "Please report it."
    return f"Please report it, with the file {file.name}."


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if arguments is None and threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # a polite kill tidies up like Ctrl-C
    try:
        options = build_parser().parse_args(words)
        status: int = options.run(options)
        sys.stdout.flush()
    except SystemExit as leaving:  # argparse, after --help and --version
        return leaving.code if isinstance(leaving.code, int) else 0
    except BrokenPipeError:  # the reader of our output has gone, as in `onetake … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except ReaderGone as gone:
        return gone.exit_status
    except (Exception, KeyboardInterrupt) as problem:
        return _fail(_understand(problem), as_json="--json" in words)
    return status


def _fail(error: OnetakeError, *, as_json: bool) -> int:
    if as_json:
        _print_json(error.as_json())
    else:
        text = f"onetake: {error.message}" + (f"\n  {error.hint}" if error.hint else "")
        print(text.encode("utf-8", "backslashreplace").decode(), file=sys.stderr)  # noqa: T201
    return error.exit_status
