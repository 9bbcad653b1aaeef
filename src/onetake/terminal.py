"""What a person sees while a video is drawn: stage, chunk, time left and, in terminals that can, a small preview."""

from __future__ import annotations

import os
import shutil
import sys
import time
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from onetake.types import Event

STAGES = {
    "plan": "understanding",
    "load": "loading",
    "latents": "drawing",
    "frames": "finishing",
    "file": "writing",
    "done": "done",
}
PREVIEW_COLUMNS = 48
BAR = 20
QUIET_SECONDS = 2.0
"""In a log file, at most one line in this time."""


class Progress:
    """Shows events on ``stream``: one line redrawn in a terminal, a line now and then in a log file."""

    def __init__(self, stream: TextIO | None = None, *, preview: bool = True) -> None:
        self.stream = stream or sys.stderr
        self.live = self.stream.isatty() and os.environ.get("TERM", "") != "dumb"
        self.preview = preview and self.live and shows_colour(self.stream)
        self._stage = ""
        self._began = self._seen = time.monotonic()
        self._said = 0.0
        self._lines = 0
        self._picture: list[str] = []

    def show(self, event: Event) -> None:
        """One event of ``take.run``."""
        now = time.monotonic()
        if event.stage != self._stage:
            # A stage began when the last event of the one before was seen; its own first event says it has moved on.
            self._stage, self._began, self._said = event.stage, self._seen, 0.0
        self._seen = now
        if event.stage == "done":
            self.clear()
            return
        line = describe(event, now - self._began)
        if self.live:
            self.line(line, event.frames)
        elif now - self._said >= QUIET_SECONDS or (event.total > 1 and event.done == event.total):
            self._said = now
            self._write(line + "\n")

    def line(self, line: str, frames: NDArray[np.uint8] | None = None) -> None:
        """Redraw the line of a live terminal, with a preview of the last of ``frames`` above it."""
        if self.preview and frames is not None and frames.size:
            frame_YXC = frames if frames.ndim == 3 else frames[-1]
            self._picture = half_blocks(frame_YXC, min(PREVIEW_COLUMNS, shutil.get_terminal_size().columns))
        self.clear()
        self._write("\n".join([*self._picture, line]))
        self._lines = len(self._picture) + 1

    def clear(self) -> None:
        """Take the progress line (and the preview) off the terminal."""
        if self.live and self._lines:
            up = f"\x1b[{self._lines - 1}A" if self._lines > 1 else ""
            self._write(f"\r{up}\x1b[J")
        self._lines = 0

    def say(self, line: str) -> None:
        """A line that stays."""
        self.clear()
        self._write(line + "\n")

    def _write(self, text: str) -> None:
        encoding = self.stream.encoding or "ascii"
        self.stream.write(text.encode(encoding, "replace").decode(encoding))
        self.stream.flush()


def describe(event: Event, elapsed: float) -> str:
    """``drawing chunk 3 of 8  [#######-------------]  2.1 s, 3.5 s to go``."""
    line = STAGES.get(event.stage, event.stage)
    if event.total > 1:
        filled = BAR * event.done // event.total
        unit = "chunk " if event.stage == "latents" else ""
        line += f" {unit}{event.done} of {event.total}  [{'#' * filled}{'-' * (BAR - filled)}]"
    if event.done and event.total > event.done:
        left = elapsed / event.done * (event.total - event.done)
        line += f"  {clock(elapsed)}, {clock(left)} to go"
    return line


def clock(seconds: float) -> str:
    """A duration for people: ``2.1 s``, ``1 min 20 s``, ``2 h 5 min``."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    return f"{minutes // 60} h {minutes % 60} min"


def shows_colour(stream: TextIO) -> bool:
    """Whether the terminal says that it has 24-bit colour and block characters, and no one asked it not to."""
    if os.environ.get("NO_COLOR") or os.environ.get("COLORTERM", "").lower() not in {"truecolor", "24bit"}:
        return False
    return (stream.encoding or "").lower().replace("-", "") == "utf8"


def half_blocks(frame_YXC: NDArray[np.uint8], columns: int) -> list[str]:
    """A frame as lines of text: every character shows two pixels, one above the other."""
    rows_in, columns_in = frame_YXC.shape[:2]
    step = max(1, -(-columns_in // max(1, columns)))
    rows, wide = rows_in // (2 * step) * 2, columns_in // step
    cut = frame_YXC[: rows * step, : wide * step].reshape(rows, step, wide, step, 3)
    small_YXC = cut.mean((1, 3)).round().astype(int)
    lines = []
    for y in range(0, rows, 2):
        cells = []
        for x in range(wide):
            (r, g, b), (r2, g2, b2) = small_YXC[y, x], small_YXC[y + 1, x]
            cells.append(f"\x1b[38;2;{r};{g};{b}m\x1b[48;2;{r2};{g2};{b2}m\u2580")
        lines.append("".join(cells) + "\x1b[0m")
    return lines
