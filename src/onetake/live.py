"""``onetake generate … -o -`` and ``--play``: the video goes out while it is drawn."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from onetake.errors import BadRequest, DiskError, ReaderGone
from onetake.media.live import PLAYERS, Pipe, Player, find_player
from onetake.media.write import Sink

STANDARD_OUTPUT = Path("-")


@dataclass
class Live:
    """Where a video goes besides its file; a context manager around the drawing.

    ``file``: whether there is a file at all. ``notes``: what the user should be told. ``sinks`` are there inside.
    """

    file: bool = True
    sinks: list[Sink] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    command: tuple[str, ...] | None = None
    _player: Player | None = None

    @classmethod
    def choose(cls, options: argparse.Namespace) -> Live:
        """What ``-o -`` and ``--play`` ask for; ``-o -`` is taken out of the options. Raises ``BadRequest``."""
        live = cls()
        if options.output == STANDARD_OUTPUT:
            if options.json:
                raise BadRequest(
                    "bad-arguments", "Standard output cannot take the video and JSON.", "Leave out --json, or -o -."
                )
            if sys.stdout.isatty():
                raise BadRequest(
                    "bad-output-name", "Standard output is a terminal, which cannot show a video.",
                    "Send it on, for instance: onetake generate … -o - | mpv -",
                )  # fmt: skip
            options.output = Path(tempfile.gettempdir()) / "onetake.mp4"  # checked, never written
            live.file = False
        if options.play:
            live.command = find_player()
            if live.command is None:
                names = ", ".join(name for name, *_ in PLAYERS)
                live.notes.append(f"no player was found ({names}): the video is only written")
        return live

    def __enter__(self) -> Self:
        if not self.file:
            self.sinks.append(Pipe(sys.stdout.fileno()))
        if self.command is not None:
            self._player = Player(self.command)
            self.sinks.append(self._player.pipe)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._player is not None:
            self._player.finish()
        if not self.file and isinstance(problem, DiskError) and problem.code == "stream-closed":
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # so that nothing fails at the exit
            raise ReaderGone("reader-gone", "The reader of the video has closed it.") from problem
