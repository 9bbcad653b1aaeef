"""The cut: cards and takes in a row, joined by cuts, dissolves and fades, as a stream of marked frames.

Never more than a second of pictures is held, however long the film is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from onetake.story.adapter import CARD_SECONDS
from onetake.story.book import Book
from onetake.story.cards import card, chapter_plate, lay_over
from onetake.story.takes import DISSOLVE, Take, frames_of
from onetake.types import FPS

__all__ = ["Clip", "chapters_of", "clips_of", "pictures", "start_of"]

FADE = 6
"""Frames of a fade out, and of a fade in."""
PLATE_SECONDS = 2.5


@dataclass(frozen=True, slots=True)
class Clip:
    """A stretch of the film. ``source`` yields its frames at their final size: ``frames``, and a dissolve's tail.

    ``shot`` is empty for a card; ``plate``: a chapter's title that is shown at its beginning.
    """

    source: Callable[[], Iterator[NDArray[np.uint8]]]
    frames: int
    transition: str
    shot: str = ""
    chapter: int = 0
    plate: str = ""


def clips_of(book: Book, title: str, takes: Sequence[Take], folder: Path, width: int, height: int) -> list[Clip]:
    """Title card, every shot, end card."""

    def still(lines: tuple[tuple[str, float], ...], take: Take) -> Callable[[], Iterator[NDArray[np.uint8]]]:
        def frames() -> Iterator[NDArray[np.uint8]]:
            first = next(frames_of(take, folder, [0]))[0]
            picture_YXC = card(width, height, lines, first)
            for begin in range(0, _card_frames(), FPS):
                count = min(FPS, _card_frames() - begin)
                yield np.broadcast_to(picture_YXC, (count, *picture_YXC.shape)).copy()

        return frames

    def drawn(take: Take) -> Callable[[], Iterator[NDArray[np.uint8]]]:
        return lambda: frames_of(take, folder, size=(width, height))

    end = "完" if book.language == "zh" else "The End"
    clips = [Clip(still(((title, 0.105),), takes[0]), _card_frames(), "fade")]
    chapter = 0
    for take in takes:
        s = take.shot
        new = s.chapter != chapter and len(book.chapters) > 1
        plate = book.chapters[s.chapter - 1].title if new and s.chapter <= len(book.chapters) else ""
        chapter = s.chapter
        transition = "fade" if take is takes[0] else s.transition
        clips.append(Clip(drawn(take), shot_frames(s.seconds), transition, s.id, s.chapter, plate))
    clips.append(Clip(still(((end, 0.105), (title, 0.05)), takes[-1]), _card_frames(), "fade"))
    return clips


def _card_frames() -> int:
    return round(CARD_SECONDS * FPS)


def shot_frames(seconds: float) -> int:
    """Frames of a shot on the film's time line."""
    return max(1, round(seconds * FPS))


def tail_of(following: str) -> int:
    """Frames that a shot is drawn longer, by how the next one begins."""
    return DISSOLVE if following == "dissolve" else 0


def start_of(clips: Sequence[Clip]) -> list[float]:
    """When every clip begins, in seconds, and when the film ends."""
    return [0.0, *(float(x) / FPS for x in np.cumsum([c.frames for c in clips]))]


def chapters_of(clips: Sequence[Clip], book: Book) -> list[tuple[float, float, str]]:
    """(from, to, title) of every chapter, in seconds; none for a book without chapters."""
    if len(book.chapters) < 2:
        return []
    starts = start_of(clips)
    begins = [(starts[i], c.chapter) for i, c in enumerate(clips) if c.chapter and c.chapter != clips[i - 1].chapter]
    ends = [*(b for b, _ in begins[1:]), starts[-1]]
    out = []
    for k, ((begin, number), end) in enumerate(zip(begins, ends, strict=True)):
        title = book.chapters[number - 1].title or str(number)
        out.append((0.0 if k == 0 else begin, end, title))
    return out


def pictures(clips: Sequence[Clip]) -> Iterator[tuple[int, NDArray[np.uint8]]]:
    """The film's frames (N, Y, X, 3), with the number of the clip that they belong to."""
    carried: NDArray[np.uint8] | None = None
    for i, clip in enumerate(clips):
        following = clips[i + 1].transition if i + 1 < len(clips) else "fade"
        kept: list[NDArray[np.uint8]] = []
        at = 0
        for batch in clip.source():
            frames = _plated(clip, at, batch)
            frames = _faded(clip, following, at, frames)
            if clip.transition == "dissolve" and carried is not None:
                frames = _dissolved(carried, at, frames)
            own = max(0, min(len(frames), clip.frames - at))
            if own < len(frames):
                kept.append(frames[own:])
            at += len(frames)
            if own:
                yield i, frames[:own]
        carried = np.concatenate(kept) if kept else None


def _plated(clip: Clip, at: int, frames: NDArray[np.uint8]) -> NDArray[np.uint8]:
    last = PLATE_SECONDS * FPS
    if not clip.plate or at >= last:
        return frames
    n = at + np.arange(len(frames), dtype=np.float32)
    strength_N = np.clip(np.minimum(n / 4, (last - n) / 6), 0, 1).astype(np.float32)
    height, width = frames.shape[1:3]
    return lay_over(frames, chapter_plate(width, height, clip.plate), strength_N)


def _faded(clip: Clip, following: str, at: int, frames: NDArray[np.uint8]) -> NDArray[np.uint8]:
    n = at + np.arange(len(frames), dtype=np.float32)
    light_N = np.ones(len(frames), np.float32)
    if clip.transition == "fade":
        light_N = np.minimum(light_N, (n + 1) / (FADE + 1))
    if following == "fade":
        light_N = np.minimum(light_N, np.maximum(0, clip.frames - n) / (FADE + 1))
    if (light_N >= 1).all():
        return frames
    out: NDArray[np.uint8] = np.rint(frames * light_N[:, None, None, None]).astype(np.uint8)
    return out


def _dissolved(before: NDArray[np.uint8], at: int, frames: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The first frames out of the last of the shot before."""
    count = min(len(frames), len(before) - at)
    if count <= 0:
        return frames
    share_N = ((at + np.arange(count, dtype=np.float32) + 1) / (len(before) + 1))[:, None, None, None]
    mixed = before[at : at + count] * (1 - share_N) + frames[:count] * share_N
    out = frames.copy()
    out[:count] = np.rint(mixed).astype(np.uint8)
    return out
