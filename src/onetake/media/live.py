"""Where a video goes while it is still being drawn: a pipe, and a player if this machine has one."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass

PLAYERS: tuple[tuple[str, ...], ...] = (
    ("ffplay", "-autoexit", "-loglevel", "error", "-window_title", "onetake", "-i", "-"),
    ("mpv", "--really-quiet", "--force-window=yes", "-"),
    ("vlc", "--quiet", "--play-and-exit", "-"),
)
"""Players that show a video from standard input, in the order in which they are looked for."""


@dataclass
class Pipe:
    """Bytes into a file descriptor at once, all of them. Raises ``OSError`` (``BrokenPipeError`` when nobody reads)."""

    descriptor: int

    def write(self, data: bytes, /) -> int:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(self.descriptor, rest) :]
        return len(data)


class Player:
    """A player's window; a context manager that waits until it has shown everything."""

    def __init__(self, command: tuple[str, ...]) -> None:
        self.name = command[0]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, bufsize=0
        )
        assert self._process.stdin is not None
        self.pipe = Pipe(self._process.stdin.fileno())

    def finish(self) -> None:
        """Tell it that this is all, and wait until it has been closed."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.close()
        except BrokenPipeError:
            pass  # it was closed before the video ended
        self._process.wait()


def find_player() -> tuple[str, ...] | None:
    """The command of the first player on this machine, or None."""
    return next((command for command in PLAYERS if shutil.which(command[0])), None)
