"""Draw ahead: an iterator runs in a thread of its own, a little ahead of whoever takes from it.

torch and the encoder both let go of the interpreter while they work, so a chunk is drawn while the one before it is
decoded, marked and encoded. What comes out, and in which order, is the same as without.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Generator, Iterator
from typing import TypeVar

T = TypeVar("T")


class _End:
    """The iterator has ended, with this problem or none."""

    def __init__(self, problem: BaseException | None = None) -> None:
        self.problem = problem


def ahead(source: Iterator[T], depth: int = 1) -> Generator[T, None, None]:
    """The items of ``source``, at most ``depth`` of them waiting; its exceptions are raised here.

    Closing the generator stops the thread after the item that it is at, and waits for it.
    """
    waiting: queue.Queue[T | _End] = queue.Queue(depth)
    stop = threading.Event()

    def offer(item: T | _End) -> bool:
        while not stop.is_set():
            try:
                waiting.put(item, timeout=0.1)
                return True
            except queue.Full:
                continue
        return False

    def work() -> None:
        try:
            for item in source:
                if not offer(item):
                    return
        except BaseException as problem:  # whatever it is, it is the taker's to handle
            offer(_End(problem))
        else:
            offer(_End())

    thread = threading.Thread(target=work, name="onetake-ahead", daemon=True)
    thread.start()
    try:
        while True:
            item = waiting.get()
            if isinstance(item, _End):
                if item.problem is not None:
                    raise item.problem
                return
            yield item
    finally:
        stop.set()
        thread.join()
