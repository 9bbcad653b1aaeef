"""Where a marked video is written: a file that is signed, streams that are not, or both."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from onetake.errors import DiskError, Failure, OnetakeError
from onetake.media.write import Sink, VideoWriter
from onetake.provenance.marks import Marker
from onetake.types import Plan


class _Hashing:
    """A sink that also works out the hash of what went into it."""

    def __init__(self, sink: Sink) -> None:
        self._sink, self.hash = sink, hashlib.sha256()

    def write(self, data: bytes, /) -> None:
        self._sink.write(data)
        self.hash.update(data)


class Outputs:
    """The writers of one video; a context manager that leaves nothing half-written behind.

    The first sink must be there to the end when there is no file. With a file, whoever stops listening is let go and
    the file is written on. A stream has label, watermark and metadata (``tags``); only a finished file can be signed.
    """

    def __init__(self, plan: Plan, marker: Marker, sinks: Sequence[Sink], file: bool, tags: Mapping[str, str]) -> None:
        self._plan, self._marker, self._tags = plan, marker, dict(tags)
        self._size = marker.width, marker.height, plan.geometry.fps
        self._sinks, self._file = [_Hashing(s) for s in sinks], file
        self._writers: list[tuple[VideoWriter, _Hashing | None]] = []
        self.written = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        for writer, _ in self._writers:
            writer.abort()  # does nothing to what is finished

    def open(self) -> None:
        """Open everything and write the opening card, if there is to be one."""
        m = self._marker
        if self._file:
            self._add(VideoWriter(self._plan.output, *self._size, self._tags, m.appendix, m.seal), None)
        for sink in self._sinks:
            self._add(VideoWriter(sink, *self._size, self._tags, m.appendix), sink)
        if m.marks.card:
            self.write(m.opening(self._plan.geometry.fps))
            self.written = 0

    def _add(self, writer: VideoWriter, sink: _Hashing | None) -> None:
        writer.__enter__()
        self._writers.append((writer, sink))

    def write(self, frames_NYXC: NDArray[np.uint8]) -> None:
        """The next marked frames, everywhere."""
        for pair in list(self._writers):
            try:
                pair[0].write(frames_NYXC)
            except DiskError as problem:
                if problem.code != "stream-closed" or not self._file:
                    raise
                self._writers.remove(pair)  # the player was closed; the file is still wanted
        self.written += len(frames_NYXC)

    def finish(self) -> None:
        """Finish everything; the file gets its name, and the ledger remembers it."""
        for writer, sink in self._writers:
            try:
                writer.finish()
            except DiskError as problem:
                if problem.code != "stream-closed" or not self._file:
                    raise
            if sink is not None and not self._file:
                self._marker.note(sink.hash.hexdigest())
        if not self._writers:
            self._marker.note("")

    def good_part(self, failure: Failure) -> OnetakeError:
        """Finish what was drawn before a failure under a name of its own; the failure, saying where that is."""
        if not self.written:
            return failure
        seconds = self.written / self._plan.geometry.fps
        where = []
        for writer, sink in self._writers:
            if sink is None:
                whole = self._plan.output
                writer.path = free_name(whole.with_name(f"{whole.stem[:60]}-first-{seconds:g}s{whole.suffix}"))
                where.append(str(writer.path))
            writer.finish()
        kept = f" The first {seconds:g} seconds are in {where[0]}." if where else ""
        return Failure(failure.code, failure.message, f"{failure.hint}{kept}")


def free_name(path: Path) -> Path:
    """The path itself, or with a number behind it if something is there."""
    number, free = 2, path
    while free.exists():
        free, number = path.with_name(f"{path.stem}-{number}{path.suffix}"), number + 1
    return free
