"""Who says what when: as SubRip, as WebVTT, and as the packets of a soft subtitle track."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from onetake.story.text import CJK, speech_seconds

__all__ = ["Cue", "cues_of", "srt", "vtt"]

WIDE_EN, WIDE_ZH = 42, 20
"""Characters of a line; two lines are one subtitle."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A subtitle, in seconds of the film."""

    start: float
    end: float
    text: str


def cues_of(text: str, start: float, end: float) -> list[Cue]:
    """A line of speech as subtitles of at most two lines, each as long as it takes to say."""
    parts = _parts(text)
    weights = [max(0.3, speech_seconds(p)) for p in parts]
    out: list[Cue] = []
    at = start
    for part, weight in zip(parts, weights, strict=True):
        until = at + (end - start) * weight / sum(weights)
        out.append(Cue(at, until, part))
        at = until
    return out


def _parts(text: str) -> list[str]:
    chinese = bool(CJK.search(text))
    most = WIDE_ZH if chinese else WIDE_EN
    pieces = [p for p in re.split(r"(?<=[，。！？；：、,])", text) if p] if chinese else text.split()
    lines: list[str] = [""]
    for piece in pieces:
        for bit in [piece[i : i + most] for i in range(0, len(piece), most)] if chinese else [piece]:
            joined = lines[-1] + bit if chinese else f"{lines[-1]} {bit}".strip()
            if len(joined) <= most or not lines[-1]:
                lines[-1] = joined
            else:
                lines.append(bit)
    return ["\n".join(lines[i : i + 2]) for i in range(0, len(lines), 2)]


def srt(cues: Sequence[Cue]) -> str:
    """SubRip."""
    return "".join(f"{i}\n{_clock(c.start, ',')} --> {_clock(c.end, ',')}\n{c.text}\n\n" for i, c in enumerate(cues, 1))


def vtt(cues: Sequence[Cue]) -> str:
    """WebVTT."""

    def safe(text: str) -> str:
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    return "WEBVTT\n\n" + "".join(f"{_clock(c.start, '.')} --> {_clock(c.end, '.')}\n{safe(c.text)}\n\n" for c in cues)


def _clock(seconds: float, point: str) -> str:
    total = max(0, round(seconds * 1000))
    return f"{total // 3_600_000:02}:{total // 60_000 % 60:02}:{total // 1000 % 60:02}{point}{total % 1000:03}"
