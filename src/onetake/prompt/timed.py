"""Beats with times of their own: "[0-20] A man walks to a window. [20-35] He opens it. [35-60] A bird enters."

Times are seconds, or minutes:seconds; the end may be left out. A list that contradicts itself, or the length of the
take, is refused: nobody can draw it, and nobody should guess.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from onetake.errors import BadRequest
from onetake.prompt.caption import long_caption
from onetake.prompt.parse import parse
from onetake.types import Beat, Scene

_TIME = r"(\d{1,4}(?::[0-5]\d)?(?:\.\d+)?)\s*s?"
_STAMP = re.compile(rf"\[\s*{_TIME}\s*(?:[-–—]\s*{_TIME}\s*)?\]")


def is_timed(text: str) -> bool:
    """Whether a text has times in brackets."""
    return _STAMP.search(text) is not None


def untimed(text: str) -> str:
    """The text without its times, one beat after the other."""
    return " ".join(_STAMP.sub(" ", text).split())


def timed_beats(text: str, seconds: float) -> tuple[tuple[Beat, ...], tuple[str, ...]]:
    """Beats at their own times, and notes. Raises ``BadRequest`` (``bad-beats``)."""
    stamps = list(_STAMP.finditer(text))
    if text[: stamps[0].start()].strip():
        raise _bad("Something is told before the first time.", "Begin with [0].")
    told = [
        text[a.end() : b].strip() for a, b in zip(stamps, [*(s.start() for s in stamps[1:]), len(text)], strict=True)
    ]
    spans = _spans([(_seconds(s[1]), _seconds(s[2]) if s[2] else None) for s in stamps], seconds)
    for (start, _), words in zip(spans, told, strict=True):
        if not words:
            raise _bad(f"Nothing is told at {start:g} s.", "Write a sentence behind every time.")
    beats: list[Beat] = []
    notes: list[str] = []
    before: list[Scene] = []
    for i, (start, end) in enumerate(spans):
        parsed = parse(". Then ".join(words.rstrip(".。") for words in told[: i + 1]))
        notes = list(parsed.warnings)
        scenes = parsed.beats[len(before) :] or parsed.beats[-1:]
        if len(scenes) > end - start:
            raise _bad(
                f"{len(scenes)} things are told from {start:g} to {end:g} s.", "Give each of them a second at least."
            )
        edges = [start + round((end - start) * k / len(scenes)) for k in range(len(scenes))] + [end]
        beats += [Beat(edges[k], edges[k + 1], scene, long_caption(scene)) for k, scene in enumerate(scenes)]
        before = list(parsed.beats)
    return _shared(beats, before, spans), tuple(dict.fromkeys(notes))


def _shared(beats: Sequence[Beat], scenes: Sequence[Scene], spans: Sequence[tuple[float, float]]) -> tuple[Beat, ...]:
    """Beats with the cast that the whole list has: who enters later is part of the earlier scenes, not yet present."""
    if len(scenes) != len(beats):
        return tuple(beats)
    return tuple(Beat(b.start, b.end, s, long_caption(s)) for b, s in zip(beats, scenes, strict=True))


def _spans(times: Sequence[tuple[float, float | None]], seconds: float) -> list[tuple[float, float]]:
    """Checked stretches on whole seconds, without gaps."""
    if times[0][0] != 0:
        raise _bad(f"Nothing is told of the first {times[0][0]:g} seconds.", "Begin with [0].")
    out: list[tuple[float, float]] = []
    for i, (start, end) in enumerate(times):
        following = times[i + 1][0] if i + 1 < len(times) else float(seconds)
        if start >= seconds:
            raise _bad(
                f"A beat begins at {start:g} s, the take ends at {seconds:g} s.", f"Ask for --seconds {start + 5:g}."
            )
        if end is not None and end > seconds:
            raise _bad(f"A beat ends at {end:g} s, the take at {seconds:g} s.", f"Ask for --seconds {end:g}.")
        if end is not None and end <= start:
            raise _bad(
                f"A beat ends at {end:g} s, before it has begun at {start:g} s.", "Write the earlier time first."
            )
        if i + 1 < len(times) and following <= start:
            raise _bad(f"A beat at {following:g} s is told after one at {start:g} s.", "Tell them in order of time.")
        if end is not None and i + 1 < len(times) and end > following:
            raise _bad(f"A beat lasts until {end:g} s, the next begins at {following:g} s.", "Only one can be drawn.")
        out.append((float(round(start)), float(round(following)) if i + 1 < len(times) else float(seconds)))
    if any(b - a < min(1.0, seconds) for a, b in out):
        raise _bad("A beat is shorter than a second.", "Give each of them a second at least.")
    return out


def _seconds(text: str) -> float:
    minutes, colon, rest = text.rpartition(":")
    return 60 * float(minutes) + float(rest) if colon else float(text)


def _bad(message: str, hint: str) -> BadRequest:
    return BadRequest("bad-beats", message, hint)
