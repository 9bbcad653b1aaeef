"""``onetake storyboard CARDS.yaml``: a timeline of cards with words, pictures and clips, drawn as one take or in cuts.

    size: landscape
    cards:
      - {at: 0, seconds: 3, text: A dog runs on the beach}
      - {at: 3, seconds: 2, text: it jumps}
      - {at: 5, seconds: 2, clip: sea.mp4}
      - {at: 8, seconds: 3, text: A cat sleeps on a sofa, cut: true}

Between cards the take goes on by itself. A picture is seen at its card's beginning, a clip from there for as long as
the card says; around clips everything is drawn towards them. A card with ``cut`` begins a new shot.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from onetake.direct.arrange import Arrangement, Wishes, arrange, cut, go_on, nothing, unseen, whole_chunks
from onetake.direct.given import Source, open_source
from onetake.direct.job import Copied, Drawn, Edge, Held, Job, Options, Span, checked, known_frames, output_of, seed_of
from onetake.direct.picture import read_pictures
from onetake.direct.video import readable
from onetake.errors import BadRequest, Failure
from onetake.media.scale import fit_picture
from onetake.model.condition import STILL
from onetake.plan import LONGEST, check_fps, read_size
from onetake.types import CHUNK, FPS, STRIDE, Geometry

LARGEST_FILE = 1 << 20
_FIELDS = ("at", "seconds", "text", "image", "clip", "cut")
_MOST_CARDS = 60


@dataclass(frozen=True)
class Card:
    """One card: frames ``start`` to ``stop`` of the video, and where it stands in its file (from 1)."""

    start: int
    stop: int
    text: str = ""
    image: Path | None = None
    clip: Path | None = None
    cut: bool = False
    line: int = 0
    column: int = 0


@dataclass(frozen=True)
class Board:
    """A storyboard that was read and makes sense: cards in order of time, none over another."""

    cards: tuple[Card, ...]
    size: str = ""

    @property
    def shots(self) -> list[tuple[int, int, list[Card]]]:
        """First frame, last-but-one frame and cards of every shot."""
        starts = [0] + [c.start for c in self.cards if c.cut and c.start > 0]
        ends = [*starts[1:], self.cards[-1].stop]
        return [(a, z, [c for c in self.cards if a <= c.start < z]) for a, z in zip(starts, ends, strict=True)]


# ── reading ───────────────────────────────────────────────────────────────────────────────────────────────────


def read_board(path: Path) -> Board:
    """Read and check the cards. Raises ``BadRequest`` (``cards-missing``, ``cards-unreadable``, ``bad-card``), each
    with line and column, and ``Failure`` (``extra-missing``)."""
    try:
        import yaml
    except ModuleNotFoundError as problem:
        raise Failure("extra-missing", "Storyboards need the package PyYAML.", "pip install PyYAML") from problem
    try:
        data = path.read_bytes()[:LARGEST_FILE]
    except OSError as problem:
        raise BadRequest("cards-missing", f"{path} cannot be read: {problem.strerror}.", "Check the path.") from problem
    try:
        node = yaml.compose(data.decode("utf-8"), yaml.SafeLoader)
        told = yaml.safe_load(data.decode("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError) as problem:
        mark = getattr(problem, "problem_mark", None)
        where = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        said = getattr(problem, "problem", None) or "it is no YAML"
        raise BadRequest("cards-unreadable", f"{path.name}{where}: {said}.", "Correct it there.") from problem
    return _board(path, told, node)


def _wrong(path: Path, place: Any, said: str, hint: str) -> BadRequest:
    mark = getattr(place, "start_mark", None)
    where = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
    return BadRequest("bad-card", f"{path.name}{where}: {said}.", hint)


def _child(node: Any, key: str) -> Any:
    """The value of a key of a mapping's node, or the node itself."""
    pairs = node.value if node is not None and node.id == "mapping" else []
    return next((value for name, value in pairs if name.value == key), node)


def _board(path: Path, told: Any, node: Any) -> Board:
    if not isinstance(told, dict) or not isinstance(told.get("cards"), list) or not told["cards"]:
        raise _wrong(path, node, "there are no cards", "Write: cards: [{at: 0, seconds: 3, text: A dog runs}].")
    for name in told:
        if name not in ("size", "fps", "cards"):
            raise _wrong(path, _child(node, name), f"{str(name)[:40]!r} is not known", "Known are size, fps and cards.")
    if len(told["cards"]) > _MOST_CARDS:
        raise _wrong(path, _child(node, "cards"), "there are too many cards", f"At most {_MOST_CARDS} are drawn.")
    nodes = _child(node, "cards").value
    fps = told.get("fps")
    if fps is not None and not isinstance(fps, (int, float)):
        raise _wrong(path, _child(node, "fps"), f"{str(fps)[:40]!r} is no number", f"Write fps: {FPS}.")
    check_fps(fps)
    cards = [_card(path, card, place) for card, place in zip(told["cards"], nodes, strict=True)]
    cards = sorted(cards, key=lambda card: card.start)
    for before, after in pairwise(cards):
        if after.start < before.stop:
            raise BadRequest(
                "cards-overlap",
                f"{path.name}, line {after.line}, column {after.column}: this card begins at {after.start / FPS:g} s, "
                f"before the one of line {before.line} ends at {before.stop / FPS:g} s.",
                "Move one of them, or make it shorter.",
            )
    if cards[-1].stop > LONGEST * FPS:
        raise _wrong(path, node, f"the cards are longer than {LONGEST} seconds", "Make several videos.")
    size = told.get("size") or ""
    if not isinstance(size, str):
        raise _wrong(
            path, _child(node, "size"), f"{str(size)[:40]!r} is no size", "Write for instance size: landscape."
        )
    return Board(tuple(cards), size)


def _card(path: Path, told: Any, node: Any) -> Card:
    if not isinstance(told, dict):
        raise _wrong(path, node, "this is no card", "Write {at: 0, seconds: 3, text: A dog runs}.")
    for name in told:
        if name not in _FIELDS:
            raise _wrong(
                path, _child(node, str(name)), f"{str(name)[:40]!r} is not known", f"Use {', '.join(_FIELDS)}."
            )
    for name in ("at", "seconds"):
        value = told.get(name)
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if value is None or not number or not (1 / FPS if name == "seconds" else 0) <= value <= LONGEST:
            raise _wrong(
                path, _child(node, name), f"{name} has to be a number of seconds up to {LONGEST}", f"Write {name}: 3."
            )
    for name in ("text", "image", "clip"):
        if not isinstance(told.get(name) or "", str):
            raise _wrong(path, _child(node, name), f"{name} has to be text", f"Put it in quotes: {name}: '…'.")
    if not isinstance(told.get("cut", False), bool):
        raise _wrong(path, _child(node, "cut"), "cut is either true or false", "Write cut: true.")
    if told.get("image") and told.get("clip"):
        raise _wrong(path, node, "a card has either a picture or a clip", "Make two cards of it.")
    if not (told.get("text") or told.get("image") or told.get("clip")):
        raise _wrong(path, node, "this card shows nothing", "Give it a text, an image or a clip.")
    start = round(told["at"] * FPS)
    return Card(
        start, start + max(1, round(told["seconds"] * FPS)), (told.get("text") or "").strip(),
        path.parent / told["image"] if told.get("image") else None,
        path.parent / told["clip"] if told.get("clip") else None,
        cut=bool(told.get("cut")), line=node.start_mark.line + 1, column=node.start_mark.column + 1,
    )  # fmt: skip


# ── drawing ───────────────────────────────────────────────────────────────────────────────────────────────────


def storyboard(cards: Path, *, options: Options | None = None) -> Job:
    """The video of a storyboard. Raises ``OnetakeError``: those of ``read_board``, of pictures and of videos."""
    board = read_board(cards)
    inputs = [p for c in board.cards for p in (c.image, c.clip) if p is not None]
    told = " ".join(c.text for c in board.cards)
    options, wishes = checked(options or Options(), inputs, cards.stem, prompt=told)
    for card in board.cards:
        if card.text:
            readable(card.text)
    shape, size, notes = read_size(options.size or board.size or "landscape")
    seed = seed_of(options, cards.name, *(card.text for card in board.cards))
    pieces: list[Copied | Drawn] = []
    for number, (start, stop, shot) in enumerate(board.shots):
        made, more = _shot(shot, start, stop, shape, size, seed + number, options, wishes)
        pieces += made
        notes = (*notes, *more)
    return Job(
        "storyboard", " ".join(c.text for c in board.cards), tuple(dict.fromkeys(inputs)), options, output_of(options),
        shape, size, seed, tuple(pieces), (), tuple(dict.fromkeys(notes)),
    )  # fmt: skip


def _shot(
    cards: Sequence[Card], start: int, stop: int, shape: tuple[int, int], size: tuple[int, int], seed: int,
    options: Options, wishes: Wishes,
) -> tuple[list[Copied | Drawn], tuple[str, ...]]:  # fmt: skip
    """The pieces of one shot: clips as they are, everything else drawn given them and the pictures."""
    frames = stop - start
    length = whole_chunks(frames)
    made = _told(cards, start, frames, Geometry(*shape, frames), seed, wishes)
    pixels = np.full((length, shape[1], shape[0], 3), 128, np.uint8)
    known, hidden = np.zeros(length, bool), np.zeros(length, bool)
    held: list[Held] = []
    clips: list[tuple[int, int, Source]] = []
    notes: list[str] = list(made.notes)
    for card in cards:
        at = card.start - start
        if card.image is not None:
            full, more = read_pictures([card.image], options)
            small = fit_picture(full[0], *shape)
            first = at // STRIDE * STRIDE
            pixels[first : first + STRIDE] = small
            known[first : first + STRIDE] = first > 0
            held.append(Held(np.repeat(small[None], STRIDE, 0), first, STILL))
            hidden[at : card.stop - start] |= not card.text
            notes += more
        if card.clip is not None:
            source = open_source(card.clip, options, wishes, lambda width, height: shape)
            _fits(card, source, size)
            shown = min(len(source.clip), card.stop - card.start)
            pixels[at : at + shown] = source.clip.small_NYXC[:shown]
            known[at : at + shown] = hidden[at : at + shown] = True
            clips.append((at, at + shown, source))
            notes += source.notes
    # Words say what is seen before and after a clip, however unlike it that is; a picture stays until something else.
    fade = float(CHUNK) if clips and not held and any(c.text for c in cards) else math.inf
    span = Span(unseen(cut(made, 0, length), hidden), pixels, known_frames(known, shape), tuple(held), fade=fade)
    return _pieces(span, clips, frames), tuple(notes)


def _fits(card: Card, source: Source, size: tuple[int, int]) -> None:
    own, wanted = source.clip.width / source.clip.height, size[0] / size[1]
    if abs(own / wanted - 1) > 0.03:
        raise BadRequest(
            "other-shape",
            f"The card of line {card.line} has a clip of {source.clip.width}x{source.clip.height}, but the video is "
            f"{size[0]}x{size[1]}.",
            "Give the storyboard the clip's size, or widen the clip with: onetake expand.",
        )


def _pieces(span: Span, clips: Sequence[tuple[int, int, Source]], frames: int) -> list[Copied | Drawn]:
    out: list[Copied | Drawn] = []
    at = 0
    before: Edge | None = None
    for start, stop, source in clips:
        if start > at:
            out.append(Drawn(span, at, start, before, source.edge(0)))
        out.append(source.copied(0, stop - start))
        at, before = stop, source.edge(stop - start - 1)
    if at < frames:
        out.append(Drawn(span, at, frames, before))
    return out


def _told(
    cards: Sequence[Card], start: int, frames: int, geometry: Geometry, seed: int, wishes: Wishes
) -> Arrangement:  # fmt: skip
    """The layout of a shot: each text from its card's beginning until the next one's."""
    told = [(c.start - start, c.text) for c in cards if c.text]
    if not told:
        return nothing(frames)
    ends = [a for a, _ in told[1:]] + [frames]
    made: Arrangement | None = None
    for (at, text), end in zip(told, ends, strict=True):
        first = made is None
        length = end if first else end - at
        if made is None:
            made = arrange(text, length, replace(geometry, frames=length), seed, wishes)
        else:
            made = go_on(made, text, length, geometry, seed, wishes)
    assert made is not None
    return made
