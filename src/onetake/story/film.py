"""THE FILM'S ROAD: book -> project -> gates -> takes -> sound -> cut -> film.mp4, each stage found again on disk.

for event in make_film(Request(book=Path("fox.txt"), folder=Path("fox"))): ...
"""

from __future__ import annotations

import hashlib
import json
import time
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from onetake import __version__
from onetake.errors import BadRequest
from onetake.media.write import VideoWriter, explain_disk
from onetake.model.files import locate
from onetake.prompt.lexicon import Language
from onetake.provenance.marks import Marker, Marks, file_hash
from onetake.story import edit, gates
from onetake.story.adapter import CARD_SECONDS, adapt, natural_minutes
from onetake.story.book import Book, read_book
from onetake.story.cast import Cast, cast_yaml, choose_cast, read_cast
from onetake.story.constancy import Album
from onetake.story.llm import Adviser
from onetake.story.mux import mux
from onetake.story.people import find_people
from onetake.story.previews import Previews
from onetake.story.project import LONGEST_MINUTES, Project, Settings, planned_by, read_settings
from onetake.story.report import report
from onetake.story.screenplay import as_fountain, with_words
from onetake.story.shots import Shot, read_shots, shots_yaml
from onetake.story.soundtrack import Soundtrack, record
from onetake.story.subtitles import srt, vtt
from onetake.story.takes import Reference, Take, draw_take, is_drawn, plan_take
from onetake.story.voice import check_voices
from onetake.types import FPS

__all__ = ["FilmEvent", "Request", "make_film"]

Stage = Literal["read", "adapt", "check", "draw", "look", "sound", "cut", "done"]


@dataclass(frozen=True, slots=True)
class Request:
    """What ``onetake film`` was asked. ``None``: what ``film.yaml`` says, else what is usual.

    ``book``: a file, or None to go on with what is in ``folder``; ``data``: the book itself (standard input).
    """

    folder: Path
    book: Path | None = None
    read: Book | None = None
    minutes: float | None = None
    language: Language | None = None
    llm: str | None = None
    voice: str | None = None
    music: bool | None = None
    style: str | None = None
    size: str | None = None
    seed: int | None = None
    model: str | None = None
    plan_only: bool = False
    output: Path | None = None
    marks: Marks = field(default_factory=Marks)


@dataclass(frozen=True, slots=True)
class FilmEvent:
    """One step: ``done`` of ``total`` in a stage; ``shot`` is its id, ``seconds`` since the beginning."""

    stage: Stage
    done: int = 0
    total: int = 0
    seconds: float = 0.0
    shot: str = ""
    message: str = ""
    frames: NDArray[np.uint8] | None = None
    data: dict[str, Any] = field(default_factory=dict)


@dataclass
class _Film:
    """What is known of a film on the way."""

    request: Request
    project: Project
    book: Book
    settings: Settings
    cast: Cast = field(default_factory=dict)
    shots: list[Shot] = field(default_factory=list)
    takes: list[Take] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    redrawn: dict[str, int] = field(default_factory=dict)
    constancy: dict[str, Any] = field(default_factory=dict)
    firsts: dict[str, str] = field(default_factory=dict)
    sound: Soundtrack | None = None


def make_film(request: Request) -> Iterator[FilmEvent]:
    """Make a film, yielding events; the last is ``done``. Raises ``OnetakeError``; what was drawn stays."""
    began = time.monotonic()

    def event(stage: Stage, done: int = 0, total: int = 0, **rest: Any) -> FilmEvent:
        return FilmEvent(stage, done, total, time.monotonic() - began, **rest)

    film = _open(request)
    yield event("read", 1, 1, message=f"{film.settings.title}: {len(film.book.text):,} characters, "
                                      f"{len(film.book.chapters)} chapters")  # fmt: skip
    _adapt(film)
    loud = [note for shot, note in film.notes if not shot and "language model" in note]
    yield event("adapt", 1, 1, message="; ".join([f"{len(film.cast)} characters, {len(film.shots)} shots", *loud]))
    _check(film)
    yield event("check", 1, 1, message="every gate is passed")
    if request.plan_only:
        _report(film, None)
        yield event("done", 1, 1, data=_told(film, None))
        return
    check_voices(film.settings.voice, film.cast, film.book.language)
    marker = _marker(film)
    previews = Previews(film.project, request.marks)
    for stage, done, total, rest in _draw(film, previews):
        previews.tell(film.settings.title, stage, done, total, rest.get("message", ""), film.shots)
        yield event(stage, done, total, **rest)
    film.project.refresh("cast.yaml", cast_yaml(film.cast, film.firsts))
    film.sound = record(film.project.sound, film.settings, film.shots, film.cast, film.book.language, _starts(film))
    yield event("sound", 1, 1, message="; ".join(film.sound.notes))
    told = _told_of(film, marker)
    for done, total in () if _is_cut(film, told) else _cut(film, marker):
        previews.tell(film.settings.title, "cut", done, total, "joining", film.shots)
        yield event("cut", done, total)
    film.project.remember(cut=told, film=file_hash(film.project.film))
    if request.output is not None:
        _hand_over(film.project.film, request.output)
    _report(film, marker)
    previews.tell(film.settings.title, "done", 1, 1, "done", film.shots)
    yield event("done", 1, 1, data=_told(film, marker))


# ── the plan ──────────────────────────────────────────────────────────────────────────────────────────────────


def _open(request: Request) -> _Film:
    """The project with its book and settings; options that were given win over ``film.yaml`` and are written there."""
    if request.minutes is not None and not 0.05 <= request.minutes <= LONGEST_MINUTES:
        raise BadRequest(
            "bad-minutes", f"A film cannot last {request.minutes:g} minutes.", f"Ask for 0.1 to {LONGEST_MINUTES:g}."
        )
    book = request.read or (read_book(request.book, request.language) if request.book else None)
    if book is None and not (request.folder / "state.json").exists():
        raise BadRequest("project-incomplete", f"{request.folder} holds no film.", "Give the book itself.")
    project = Project(request.folder)
    if book is not None:
        project.keep_book(book)
    else:
        book = project.book()
    if project.has("film.yaml"):
        settings = read_settings(project.path("film.yaml"))
    else:
        title = book.title or "onetake"
        settings = Settings(title, book.language, natural_minutes(book), seed=zlib.crc32(title.encode()))
    given = {
        name: value for name in ("minutes", "language", "llm", "voice", "music", "style", "size", "seed", "model")
        if (value := getattr(request, name)) is not None
    }  # fmt: skip
    wanted = replace(settings, **given)
    if wanted != settings or not project.has("film.yaml"):
        project.keep_settings(wanted)
    if wanted.language != book.language:
        book = replace(book, language=wanted.language)
    return _Film(request, project, book, wanted)


def _adapt(film: _Film) -> None:
    """Cast and shots: those in the folder, or new ones where there are none or the settings ask for others."""
    project = film.project
    wanted = planned_by(film.settings)
    stale = project.recall("planned_by") != wanted
    touched = [n for n in ("shots.yaml", "cast.yaml", "screenplay.fountain") if project.edited(n)]
    if not project.has("shots.yaml") or not project.has("cast.yaml") or (stale and not touched):
        _plan(film)
        project.remember(planned_by=wanted)
    film.cast = read_cast(project.path("cast.yaml"))
    film.shots = read_shots(project.path("shots.yaml"))
    if stale and touched:
        film.notes.append(("", f"kept as edited although film.yaml has changed: {', '.join(touched)}"))
    film.notes += [tuple(n) for n in project.recall("notes", [])]
    if project.edited("screenplay.fountain"):
        text = project.path("screenplay.fountain").read_text("utf-8", "replace")
        film.shots, notes = with_words(text, film.shots, list(film.cast))
        film.notes += [("", n) for n in notes]
    else:
        project.write("screenplay.fountain", as_fountain(film.settings.title, film.book, film.shots))


def _plan(film: _Film) -> None:
    project = film.project
    cast = choose_cast(find_people(film.book), film.book.language)
    adviser = Adviser(film.settings.llm) if film.settings.llm else None
    adapted = adapt(film.book, cast, film.settings.minutes, adviser)
    shown = {n for s in adapted.shots for n in s.cast} | {w.speaker for s in adapted.shots for w in s.words}
    kept = {name: c for name, c in cast.items() if name in shown}
    notes = list(adapted.notes)
    notes += [("", f"{c.name} ({c.kind}) is only told of") for name, c in cast.items() if name not in shown]
    notes += [("", note) for note in (*film.book.notes, *(adviser.notes if adviser else ()))]
    project.write("cast.yaml", cast_yaml(kept))
    project.write("shots.yaml", shots_yaml(adapted.shots))
    project.remember(notes=notes)


def _check(film: _Film) -> None:
    """Every gate, then every take's own check: nothing is drawn before all of it holds."""
    s = film.settings
    breaches = gates.check(film.shots, film.cast, film.book, minutes=s.minutes, cards=2 * CARD_SECONDS, look=s.style)
    gates.raise_breaches(breaches)
    film.takes = [_take(film, i) for i in range(len(film.shots))]


def _take(film: _Film, index: int, attempt: int = 0) -> Take:
    shot, s = film.shots[index], film.settings
    following = film.shots[index + 1].transition if index + 1 < len(film.shots) else "fade"
    told = gates.composed(shot, film.cast, film.book.language, s.style)
    seed = (s.seed * 1_000_003 + zlib.crc32(f"{shot.id} {shot.beats}".encode())) % (1 << 53)
    return plan_take(
        shot, told, film.cast, tail=edit.tail_of(following), seed=seed, place_seed=s.seed, model=s.model, size=s.size,
        output=film.project.film, attempt=attempt,
    )  # fmt: skip


# ── pictures and sound ────────────────────────────────────────────────────────────────────────────────────────


def _draw(film: _Film, previews: Previews) -> Iterator[tuple[Stage, int, int, dict[str, Any]]]:
    """Draw every shot; then those again in which somebody looks like somebody else."""
    album, order = Album(), {s.id: i for i, s in enumerate(film.shots)}
    attempts: dict[str, int] = dict(film.project.recall("attempts", {}))
    film.redrawn = {}
    total, done = sum(t.chunks for t in film.takes), 0
    for i in range(len(film.takes)):
        again = attempts.get(film.takes[i].key, 0)
        film.takes[i] = _with_references(film, _take(film, i, again) if again else film.takes[i], album, order)
        if again:
            film.redrawn[film.shots[i].id] = again
        for step in _draw_one(film, i, previews):
            done += 1
            yield "draw", done, total, step
        album.add(film.takes[i], film.project.takes)
    for i in range(len(film.takes)):
        yield from _mend(film, i, album, order, attempts, previews)
    film.constancy = album.told()
    firsts = album.first_good(order)
    film.firsts = {name: f"takes/{film.takes[order[shot]].key}/chunk_0.safetensors" for name, shot in firsts.items()}
    yield "look", 1, 1, {"message": _recognised(film.constancy)}


def _draw_one(film: _Film, i: int, previews: Previews) -> Iterator[dict[str, Any]]:
    take, what = film.takes[i], f"shot {i + 1} of {len(film.takes)}"
    if is_drawn(take, film.project.takes):
        previews.add(take, None)
        for _ in range(take.chunks):
            yield {"shot": take.shot.id, "message": what}
        return
    for chunk, frames in draw_take(take, film.project.takes):
        if frames is not None and chunk == take.chunks // 2:
            previews.add(take, frames[len(frames) // 2])
        yield {"shot": take.shot.id, "frames": frames, "message": what}


def _mend(
    film: _Film, i: int, album: Album, order: Mapping[str, int], attempts: dict[str, int], previews: Previews
) -> Iterator[tuple[Stage, int, int, dict[str, Any]]]:
    """Draw a shot whose cast is wrong again with other seeds; the try in which it is least wrong is kept."""
    shot, first = film.shots[i].id, _take(film, i).key
    tries, best = attempts.get(first, 0), (len(album.wrong(shot)), attempts.get(first, 0), film.takes[i])
    if f"{first} done" in attempts:  # looked at before: a film that is done stays as it is
        return
    while best[0] and tries < film.settings.retries:
        tries += 1
        film.takes[i] = _with_references(film, _take(film, i, tries), album, order)
        for k, step in enumerate(_draw_one(film, i, previews)):
            yield "look", k + 1, film.takes[i].chunks, step | {"message": f"shot {i + 1} again: the cast is not right"}
        album.add(film.takes[i], film.project.takes)
        best = min(best, (len(album.wrong(shot)), tries, film.takes[i]), key=lambda b: b[:2])
    attempts[f"{first} done"] = tries
    if tries:
        film.takes[i], film.redrawn[shot] = best[2], tries
        album.add(best[2], film.project.takes)
        attempts[first] = best[1]
    film.project.remember(attempts=attempts)


def _with_references(film: _Film, take: Take, album: Album, order: Mapping[str, int]) -> Take:
    """A take that is shown how its characters came out first, where ``film.yaml`` asks for it."""
    if not film.settings.references:
        return take
    before = {s: k for s, k in order.items() if k < order[take.shot.id]}
    firsts = album.first_good(before)
    return replace(take, references=tuple(
        Reference(name, film.takes[order[firsts[name]]]) for name in take.entities if name in firsts))  # fmt: skip


def _recognised(told: Mapping[str, Any]) -> str:
    if not told["of"]:
        return "constancy cannot be measured: nobody is in two shots, or there is one character only"
    return f"everybody is recognised in {told['right']} of {told['of']} appearances"


def _starts(film: _Film) -> list[float]:
    """When every shot begins, in seconds, and when the last one ends."""
    frames = [round(CARD_SECONDS * FPS), *(edit.shot_frames(s.seconds) for s in film.shots)]
    return [float(x) / FPS for x in np.cumsum(frames)]


def _size(film: _Film) -> tuple[int, int]:
    plan = film.takes[0].plan
    return plan.output_size or (plan.geometry.width, plan.geometry.height)


def _marker(film: _Film) -> Marker:
    """The film's marks; keys and ledger are checked before anything is drawn."""
    width, height = _size(film)
    told = json.dumps([[t.key for t in film.takes], [[w.speaker, w.text] for s in film.shots for w in s.words]])
    return Marker(
        film.request.marks, width, height, fingerprint=hashlib.sha256(told.encode()).hexdigest()[:16],
        prompt=film.book.text, seed=film.settings.seed, model=locate(film.settings.model).stem, version=__version__,
        title="film.mp4",
    )  # fmt: skip


def _told_of(film: _Film, marker: Marker) -> str:
    """Equal exactly when the film has to be: pictures, words, sound, titles, marks."""
    assert film.sound is not None
    told = [
        [[t.key, t.shot.seconds, t.shot.transition] for t in film.takes], _size(film), asdict(film.settings),
        [[s.start, s.file.name] for s in film.sound.spoken], [[c.start, c.text] for c in film.sound.cues],
        film.sound.music.name if film.sound.music else None, [c.title for c in film.book.chapters],
        str(marker.marks), __version__,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def _is_cut(film: _Film, told: str) -> bool:
    """Whether ``film.mp4`` is this very film already, unchanged."""
    project = film.project
    same = project.recall("cut") == told and project.film.exists()
    return same and file_hash(project.film) == project.recall("film")


def _cut(film: _Film, marker: Marker) -> Iterator[tuple[int, int]]:
    """Join everything, mark every frame, add sound and words, sign last."""
    width, height = _size(film)
    project, sound = film.project, film.sound
    assert sound is not None
    clips = edit.clips_of(film.book, film.settings.title, film.takes, project.takes, width, height)
    silent = project.path("pictures.mp4")
    with VideoWriter(silent, width, height, FPS) as writer:
        if marker.marks.card:
            writer.write(marker.opening(FPS))
        for i, frames in edit.pictures(clips):
            writer.write(marker.mark(frames))
            yield i, len(clips) + 1
    opening = writer.frames / FPS - edit.start_of(clips)[-1]
    cues = [replace(c, start=c.start + opening, end=c.end + opening) for c in sound.cues]
    chapters = [
        (a + opening * (k > 0), b + opening, t) for k, (a, b, t) in enumerate(edit.chapters_of(clips, film.book))
    ]
    part = project.path(".onetake-film.part")
    try:
        mux(silent, part, sound=sound.blocks(writer.frames / FPS, opening), cues=cues, chapters=chapters,
            tags=marker.tags, language="zho" if film.book.language == "zh" else "eng")  # fmt: skip
        with part.open("ab") as file:
            file.write(marker.appendix)
        marker.seal(part, "film.mp4")
        part.replace(project.film)
    except OSError as problem:
        raise explain_disk(problem, project.film) from problem
    finally:
        part.unlink(missing_ok=True)
    silent.unlink(missing_ok=True)
    project.write("film.srt", srt(cues))
    project.write("film.vtt", vtt(cues))
    if film.request.output is not None:
        _hand_over(project.film, film.request.output)
    yield len(clips) + 1, len(clips) + 1


def _hand_over(film: Path, output: Path) -> None:
    """The film under the name that was asked for as well."""
    import shutil

    part = output.with_name(f".onetake-{output.name[:80]}.part")
    try:
        shutil.copyfile(film, part)
        part.replace(output)
    except OSError as problem:
        raise explain_disk(problem, output) from problem
    finally:
        part.unlink(missing_ok=True)


# ── what is told ──────────────────────────────────────────────────────────────────────────────────────────────


def _report(film: _Film, marker: Marker | None) -> None:
    notes = [*film.notes, *((t.shot.id, note) for t in film.takes for note in t.notes)]
    film.project.write("report.md", report(
        film.settings, film.book, film.cast, film.shots, notes, film.redrawn, film.constancy,
        film.sound.notes if film.sound else (), marker.facts.identity if marker else None))  # fmt: skip


def _told(film: _Film, marker: Marker | None) -> dict[str, Any]:
    """What ``--json`` prints."""
    shots: Sequence[Shot] = film.shots
    drawn = marker is not None
    return {
        "folder": str(film.project.folder), "file": str(film.request.output or film.project.film) if drawn else None,
        "title": film.settings.title, "language": film.settings.language,
        "seconds": round(sum(s.seconds for s in shots) + 2 * CARD_SECONDS, 3), "shots": len(shots),
        "chapters": len(film.book.chapters), "characters": {n: c.kind for n, c in film.cast.items()},
        "redrawn": film.redrawn, "constancy": film.constancy, "sound": list(film.sound.notes) if film.sound else [],
        "identity": marker.facts.identity if marker else None, "report": str(film.project.path("report.md")),
    }  # fmt: skip
