"""A book becomes shots, by rules: what is shown, so that every chapter and turning point is covered, and what is said.

    sentences -> units that can be said over one shot -> stretches of equal weight -> the best of each -> takes

The words are always the book's own. How long the film is decides how many stretches there are, so a fable is told
whole and a novel by its first and last sentences, its turns, and the first time that anybody appears.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from onetake.errors import BadRequest, Refused
from onetake.prompt.ontology import KINDS, PLACES, VERBS
from onetake.prompt.policy import check
from onetake.story.book import Book, Chapter
from onetake.story.captions import names_in, templated
from onetake.story.cast import Character
from onetake.story.dialogue import joined_words, lines_of
from onetake.story.llm import MOST_SENTENCES, Advised, Adviser
from onetake.story.scenes import (
    MOST_CHARACTERS,
    MOST_THINGS,
    Deed,
    Known,
    Setting,
    Sight,
    look_at,
    merged,
    scene_of,
    without,
)
from onetake.story.shots import NARRATOR, Line, Shot
from onetake.story.text import Piece, clauses, sentences, speech_seconds

__all__ = ["CARD_SECONDS", "Adapted", "adapt", "natural_minutes"]

CARD_SECONDS = 2.5
"""Of the title card and of the end card."""
LEAST, MOST = 2.5, 12.0
"""Seconds of a shot."""
PACE = 6.5
"""Seconds of a shot on average: more text, more shots."""
HURRY = 1.15
"""How much faster than usual a voice may have to speak where time is short."""
BREATH = 0.8
"""Seconds of a shot in which nothing is said."""
LONGEST_UNIT = 8.5
MOST_BEATS = 3
KEPT = 24
"""Units of a stretch that are held while it is read."""
PASSED = 400
"""Characters before a shot, not told, that may still say where it is."""
FASTEST = 30
"""Characters a second that nobody says: a chapter with more is not told whole."""
SHORT = 20_000
"""Characters of a text that can be told whole."""
_TURN_EN = re.compile(
    r"\b(suddenly|at last|at length|but|however|then|one day|once|at once|no sooner|in the end|never|alas|when|"
    r"until|finally|so|therefore|instead|yet|meanwhile|immediately|presently|died|killed|found|married|escaped)\b",
    re.IGNORECASE,
)
_TURN_ZH = re.compile(
    "忽然|突然|终于|終於|于是|於是|有一天|一天|但是|可是|不料|谁知|誰知|只见|只見|原来|原來|后来|後來|结果|結果|从此|從此|遂|乃|冀|因|死|杀|逃|遇|见"
)


@dataclass(frozen=True, slots=True)
class Adapted:
    """Shots, and for the report what is not shown as it is told: (shot, note)."""

    shots: tuple[Shot, ...]
    notes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Unit:
    """A stretch of the book that can be said over one shot."""

    piece: Piece
    chapter: int
    seconds: float
    score: float = 0.0
    opens: bool = False
    words: tuple[Line, ...] = ()
    advised: Advised | None = None


def natural_minutes(book: Book) -> float:
    """How long a film of a book is if nobody says: a short text is told whole, a long one for ten minutes at most."""
    if len(book.text) >= SHORT:
        told = sum(c.end - c.start for c in book.chapters) / 12
    else:
        told = sum(max(LEAST, speech_seconds(book.text[p.start : p.end]) + BREATH) for c in book.chapters
                   for p in _pieces(book, c)) + 2 * CARD_SECONDS  # fmt: skip
    seconds = told if told <= 75 else min(600.0, max(75.0, told * 0.5))
    return round(max(seconds, len(book.chapters) * (LEAST + 1.0) + 2 * CARD_SECONDS, 8.0) / 60, 2)


def adapt(book: Book, cast: dict[str, Character], minutes: float, adviser: Adviser | None = None) -> Adapted:
    """Shots for a film of that many minutes; ``adviser``: a language model that is asked first.

    Raises ``BadRequest`` (``film-too-short``, ``film-too-long``, ``book-empty``).
    """
    total = minutes * 60 - 2 * CARD_SECONDS
    counts = _shares(book.chapters, total)
    known = Known(cast, book.language)
    units: list[list[_Unit]] = []
    if len(book.text) < SHORT and adviser is None:
        units = [list(_units(book, i, chapter)) for i, chapter in enumerate(book.chapters)]
        if all(units) and sum(_cost(u) for chapter in units for u in chapter) <= total * 1.05:  # told whole
            return _shots(book, units, known, total)
        units = []
    met: set[str] = set()
    for i, (chapter, count) in enumerate(zip(book.chapters, counts, strict=True)):
        seconds = total * count / sum(counts)
        told = _advised(book, i, chapter, count, seconds, known, adviser) if adviser else None
        units.append(told or _chosen(book, i, chapter, count, seconds, known, met))
    _fill(units, total)
    return _shots(book, units, known, total)


def _advised(
    book: Book, index: int, chapter: Chapter, count: int, seconds: float, known: Known, adviser: Adviser
) -> list[_Unit] | None:
    """A chapter as a language model wants it; None where the rules have to do it."""
    pieces = [p for p in _pieces(book, chapter) if _allowed(book, p)]
    if len(pieces) > MOST_SENTENCES:
        marks = [_score(book.text[p.start : p.end], _Unit(p, index, 4.0), known) for p in pieces]
        least = sorted(marks, reverse=True)[MOST_SENTENCES - 1]
        pieces = [p for p, mark in zip(pieces, marks, strict=True) if mark >= least][:MOST_SENTENCES]
    told = adviser.shots(book, chapter, pieces, count, seconds, known.cast)
    if told is None:
        return None
    out = []
    for shot in told:
        span = Piece(pieces[shot.first].start, pieces[shot.last].end)
        part = clauses(book.text, span, book.language, MOST - 2)[0]
        out.append(_Unit(part, index, speech_seconds(book.text[part.start : part.end]), 2.0, advised=shot))
    return out


def _allowed(book: Book, piece: Piece) -> bool:
    """Whether the policy lets a stretch be told."""
    try:
        check(book.text[piece.start : piece.end])
    except Refused:
        return False
    return True


def _shares(chapters: Sequence[Chapter], total: float) -> list[int]:
    """How many shots every chapter gets: one at least, more by the square root of its length to the power of 1.4."""
    most = int(total // LEAST)
    if len(chapters) > most:
        need = (len(chapters) * LEAST + 2 * CARD_SECONDS) / 60
        raise BadRequest(
            "film-too-short",
            f"{len(chapters)} chapters do not fit into a film of {(total + 2 * CARD_SECONDS) / 60:g} minutes.",
            f"Ask for at least --minutes {math.ceil(need * 10) / 10:g}, or give a part of the book.",
        )
    wanted = max(len(chapters), int(total / PACE) or 1)
    weights = [max(1, c.end - c.start) ** 0.7 for c in chapters]
    rest = wanted - len(chapters)
    exact = [rest * w / sum(weights) for w in weights]
    counts = [1 + int(x) for x in exact]
    order = sorted(range(len(chapters)), key=lambda i: exact[i] - int(exact[i]), reverse=True)
    for i in order[: wanted - sum(counts)]:
        counts[i] += 1
    return counts


def _pieces(book: Book, chapter: Chapter) -> Iterator[Piece]:
    """The sentences of a chapter; of a screenplay those of its action and dialogue."""
    if not book.parts:
        yield from sentences(book.text, chapter.start, chapter.end, book.language)
    for start, end in book.parts:
        if chapter.start <= start and end <= chapter.end:
            yield from sentences(book.text, start, end, book.language)


def _chosen(
    book: Book, index: int, chapter: Chapter, count: int, seconds: float, known: Known, met: set[str]
) -> list[_Unit]:
    """The units of a chapter that are told: all of them if there is time, else the best of as many stretches."""
    if chapter.end - chapter.start < seconds * FASTEST:
        units = list(_units(book, index, chapter))
        if sum(u.seconds for u in units) + BREATH * len(units) / 2 <= seconds * 1.05:
            return [u for u in units if _allowed(book, u.piece)]
    stretches = _stretches(book, index, chapter, count, known)
    out: list[_Unit] = []
    for k, stretch in enumerate(stretches):
        best = _best(book, stretch, known, met, k == 0 and index == 0, k == count - 1)
        if best is not None:
            out.append(best)
    return _more(book, stretches, out, seconds)


def _stretches(book: Book, index: int, chapter: Chapter, count: int, known: Known) -> list[list[_Unit]]:
    """The units of a chapter in as many stretches of equal length; of a long one only those that matter are held."""
    out: list[list[_Unit]] = [[] for _ in range(count)]
    length = (chapter.end - chapter.start) / count
    for u in _units(book, index, chapter):
        stretch = out[min(count - 1, int((u.piece.start - chapter.start) / length))]
        stretch.append(replace(u, score=_score(book.text[u.piece.start : u.piece.end], u, known)))
        if len(stretch) > 8 * KEPT:
            tops = sorted(stretch[1:-1], key=lambda u: u.score, reverse=True)[:KEPT]
            stretch[1:-1] = sorted(tops, key=lambda u: u.piece.start)
    return out


def _more(book: Book, stretches: Sequence[Sequence[_Unit]], chosen: list[_Unit], seconds: float) -> list[_Unit]:
    """With the time that is left, what comes right after what was chosen, and then what is most telling."""
    left = seconds - sum(_cost(u) for u in chosen)
    starts = {u.piece.start for u in chosen}
    after = {stretch[i + 1].piece.start for stretch in stretches for i in range(len(stretch) - 1)
             if stretch[i].piece.start in starts and stretch[i + 1].piece.start - stretch[i].piece.end < 4}  # fmt: skip
    for stretch in stretches:
        for u in sorted(stretch, key=lambda u: u.score + 0.6 * (u.piece.start in after), reverse=True)[:4]:
            if u.piece.start not in starts and u.seconds + 0.3 <= left and _allowed(book, u.piece):
                chosen.append(u)
                starts.add(u.piece.start)
                left -= u.seconds + 0.3
    return sorted(chosen, key=lambda u: u.piece.start)


def _cost(unit: _Unit) -> float:
    """Seconds that a unit takes of a film."""
    return max(LEAST, unit.seconds + BREATH * 0.75)


def _units(book: Book, index: int, chapter: Chapter) -> Iterator[_Unit]:
    """The units of a chapter, in order; of a short text those that the policy lets pass."""
    for piece in _pieces(book, chapter):
        for part in clauses(book.text, piece, book.language, LONGEST_UNIT):
            if len(book.text) >= SHORT or _allowed(book, part):
                seconds = speech_seconds(book.text[part.start : part.end])
                yield _Unit(part, index, seconds, opens=part.start == piece.start)


def _best(
    book: Book, units: Sequence[_Unit], known: Known, met: set[str], opening: bool, closing: bool
) -> _Unit | None:
    """The most telling unit of a stretch: the few with the best marks are looked at closely."""
    if not units:
        return None
    tops = sorted(units, key=lambda u: u.score, reverse=True)[:5]
    tops = [*([units[0]] if opening else []), *([units[-1]] if closing else []), *tops]
    best: _Unit | None = None
    most = -math.inf
    for u in tops:
        if not _allowed(book, u.piece):
            continue
        text = book.text[u.piece.start : u.piece.end]
        sight = look_at(text, known, Setting())
        new = [n for n in sight.people if n not in met]
        mark = u.score + sight.drawable + 0.5 * len(new)
        mark += 1.2 * (opening and u is units[0]) + 0.9 * (closing and u is units[-1])
        if mark > most:
            best, most = u, mark
    if best is None:
        return None
    met.update(n for n, _, _ in known.find(book.text[best.piece.start : best.piece.end]))
    return replace(best, score=most)


def _score(text: str, unit: _Unit, known: Known) -> float:
    """A quick mark: who is named, turns, whole sentences, a length that fits."""
    turns = (_TURN_ZH if known.language == "zh" else _TURN_EN).findall(text)
    people = len({n for n, _, _ in known.find(text)})
    fits = 1.0 if 2.0 <= unit.seconds <= LONGEST_UNIT else 0.3
    return 0.8 * min(2, people) + 0.35 * min(2, len(turns)) + 0.9 * unit.opens + 0.5 * fits + 0.2 * ("!" in text)


def _fill(units: list[list[_Unit]], total: float) -> None:
    """Leave out the least telling where there is too much to say; every chapter keeps one."""
    over = sum(_cost(u) for chapter in units for u in chapter) - total
    order = sorted((u for chapter in units if len(chapter) > 1 for u in chapter), key=lambda u: u.score)
    for u in order:
        if over <= 0:
            return
        chapter = units[u.chapter]
        if len(chapter) > 1 and u in chapter:
            chapter.remove(u)
            over -= _cost(u)


# ── from units to takes ───────────────────────────────────────────────────────────────────────────────────────


@dataclass
class _Take:
    """Units that are one take: same place, few people."""

    units: list[_Unit]
    sights: list[Sight]
    place: str | None

    @property
    def seconds(self) -> float:
        return sum(u.seconds for u in self.units) + BREATH


def _shots(book: Book, chosen: Sequence[Sequence[_Unit]], known: Known, total: float) -> Adapted:
    takes: list[_Take] = []
    setting, last_end = Setting(), 0
    for chapter in chosen:
        for unit in chapter:
            if unit is chapter[0] and book.chapters[unit.chapter].place:
                _scene_heading(book.chapters[unit.chapter].place, setting, known)
            if unit is chapter[0] and setting.place is None:
                setting.place = _home(book, chapter, known)
            _pass_over(book, last_end if unit is not chapter[0] else None, unit, known, setting)
            last_end = unit.piece.end
            unit = replace(unit, words=tuple(lines_of(book, unit.piece, known)))
            sight = _sight(book.text[unit.piece.start : unit.piece.end], unit, known, setting)
            if takes and _goes_on(takes[-1], unit, sight, setting):
                takes[-1].units.append(unit)
                takes[-1].sights.append(sight)
            else:
                takes.append(_Take([unit], [sight], setting.place))
    if not takes:
        raise BadRequest("book-empty", "The book has no sentence that could be told.", "Give a longer text.")
    seconds = _lengths(takes, total)
    _must_fit(sum(seconds), total)
    shots, notes = [], []
    for i, (take, length) in enumerate(zip(takes, seconds, strict=True)):
        before = takes[i - 1] if i else None
        shot, told = _shot(book, f"s{i + 1:03d}", take, length, before, known)
        shots.append(shot)
        notes += [(shot.id, note) for note in told]
    return Adapted(tuple(shots), tuple(notes))


def _pass_over(book: Book, last_end: int | None, unit: _Unit, known: Known, setting: Setting) -> None:
    """Move the setting on by what lies between a unit and the one before it (None: the chapter's beginning) and is not
    told: somebody may have gone somewhere. Only the last of it counts, so a novel costs no more than its shots."""
    start = unit.piece.start
    begin = book.chapters[unit.chapter].start if last_end is None else last_end
    for piece in sentences(book.text, max(begin, start - PASSED), start, book.language):
        look_at(book.text[piece.start : piece.end], known, setting)


def _sight(text: str, unit: _Unit, known: Known, setting: Setting) -> Sight:
    """What a unit shows; who speaks is seen, and somebody always is."""
    sight = look_at(text, known, setting)
    speakers = [n for n in dict.fromkeys(w.speaker for w in unit.words) if n != NARRATOR]
    people = tuple(dict.fromkeys((*speakers, *sight.people)))[:MOST_CHARACTERS]
    if not people and setting.last:
        people = tuple(setting.last[:1])
    deeds = dict(sight.deeds)
    for name in speakers:
        if "talk" in KINDS[known.cast[name].kind].verbs and (name not in deeds or len(unit.words) == 1):
            deeds[name] = Deed("talk", next((n for n in people if n != name), None))
    setting.last = [*people, *[n for n in setting.last if n not in people]][:4]
    return replace(sight, people=people, deeds=deeds)


def _home(book: Book, chapter: Sequence[_Unit], known: Known) -> str | None:
    """Where a chapter begins if its first sentence does not say: the first place that it names at all, else where
    the first of its people belong."""
    ahead = Setting()
    first: Sight | None = None
    for unit in chapter[:12]:
        sight = look_at(book.text[unit.piece.start : unit.piece.end], known, ahead)
        first = first or (sight if sight.people else None)
        if sight.place:
            return sight.place
    if first is None:
        return None
    return scene_of(first, first.people, (), known.cast, Setting())[0].place


def _scene_heading(heading: str, setting: Setting, known: Known) -> None:
    """Where a scene of a screenplay is: INT. KITCHEN - NIGHT."""
    setting.place = setting.hour = None
    words = re.sub(r"^(INT|EXT|EST|I/E|内景|外景)[./ ]*(EXT|INT)?[. ]*", "in the ", heading, flags=re.IGNORECASE)
    look_at(words.replace(" - ", ", at ").lower(), known, setting)


def _goes_on(take: _Take, unit: _Unit, sight: Sight, setting: Setting) -> bool:
    """Whether a unit can be one more beat of a take: it follows closely, at the same place, with the same people."""
    last = take.units[-1]
    if unit.advised or last.advised:
        return False
    if unit.chapter != last.chapter or len(take.units) >= MOST_BEATS or take.seconds + unit.seconds > MOST - 1:
        return False
    if sight.place is not None and sight.place != take.place:
        return False
    if unit.piece.start - last.piece.end > 600 or setting.place != take.place:
        return False
    people, things = merged([*take.sights, sight])
    known_people, _ = merged(take.sights)
    return len(people) <= max(1, len(known_people)) and len(people) <= MOST_CHARACTERS and len(things) <= MOST_THINGS


def _must_fit(told: float, total: float) -> None:
    """Refuse a length that the book cannot have, naming the nearest that it can."""
    asked, able = (total + 2 * CARD_SECONDS) / 60, (told + 2 * CARD_SECONDS) / 60
    if able > asked * 1.1 + 0.5 / 60:
        raise BadRequest(
            "film-too-short", f"This book does not fit into a film of {asked:.3g} minutes.",
            f"Ask for at least --minutes {math.ceil(able * 100) / 100:g}, or give a part of the book.",
        )  # fmt: skip
    if able < asked * 0.9 - 0.5 / 60:
        raise BadRequest(
            "film-too-long", f"This book is too short for a film of {asked:.3g} minutes.",
            f"Ask for at most --minutes {math.floor(able * 100) / 100:g}: a shot has {MOST:g} seconds at most.",
        )  # fmt: skip


def _lengths(takes: Sequence[_Take], total: float) -> list[float]:
    """Seconds of every shot, in halves, that sum up to the total as nearly as the words allow."""
    out = [max(LEAST, math.ceil(2 * t.seconds) / 2) for t in takes]
    spare = total - sum(out)
    step = 0.5
    while spare >= step / 2 and any(x < MOST for x in out):
        for i in sorted(range(len(out)), key=lambda i: out[i] / max(1.0, takes[i].seconds)):
            if spare < step / 2:
                break
            if out[i] < MOST:
                out[i] += step
                spare -= step
    while spare < -total * 0.05:
        longest = max(range(len(out)), key=lambda i: out[i] - takes[i].seconds)
        if out[longest] - 0.5 < max(LEAST, (takes[longest].seconds - BREATH) / HURRY + 0.2):
            break
        out[longest] -= 0.5
        spare += 0.5
    return out


def _shot(
    book: Book, name: str, take: _Take, seconds: float, before: _Take | None, known: Known
) -> tuple[Shot, list[str]]:
    people, things = merged(take.sights)
    people, things = people[:MOST_CHARACTERS], things[:MOST_THINGS]
    advised = take.units[0].advised
    captions: list[str] = []
    notes: list[str] = []
    setting = Setting(take.place)
    place = take.place
    for sight in take.sights:
        setting.hour, setting.weather = sight.hour or setting.hour, sight.weather
        scene, told = scene_of(without(sight, people), people, things, known.cast, setting)
        notes += told
        place = setting.place = scene.place
        caption = templated(scene, [known.cast[n] for n in people], book.language)
        if not captions or caption != captions[-1]:
            captions.append(caption)
        notes += [f"{word!r} is told, not shown" for word in sight.unseen[:4]]
    chapter = take.units[0].chapter
    new_chapter = before is None or before.units[0].chapter != chapter
    new_place = before is None or before.place != take.place
    camera = _camera(take, new_chapter or new_place, int(name[1:]))
    if advised is not None:
        captions, people, camera = [advised.caption], names_in(advised.caption), advised.camera
        place, notes = advised.place or place, []
    start, end = take.units[0].piece.start, take.units[-1].piece.end
    transition = "fade" if new_chapter else "dissolve" if new_place else "cut"
    words: list[Line] = []
    for line in (x for u in take.units for x in u.words):
        if words and words[-1].speaker == line.speaker:
            words[-1] = Line(line.speaker, joined_words(words[-1].text, line.text))
        else:
            words.append(line)
    shot = Shot(
        name, chapter + 1, (start, end), seconds, tuple(captions), tuple(people), place if place in PLACES else None,
        camera, transition, tuple(words),
    )  # fmt: skip
    return shot, list(dict.fromkeys(notes))


def _camera(take: _Take, opening: bool, number: int) -> str:
    deeds = [d.verb for s in take.sights for d in s.deeds.values()]
    if any(VERBS[v].going for v in deeds) and len(take.sights) == 1:
        return "follow"
    if opening:
        return ("pan right", "dolly in", "static", "pan left")[number % 4]
    if any(s.speaking for s in take.sights):
        return ("static", "zoom in")[number % 2]
    return ("static", "dolly in", "static", "zoom out")[number % 4]
