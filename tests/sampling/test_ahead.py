"""An iterator that runs ahead gives the same things, raises the same problems, and stops when nobody takes."""

import threading
import time

import pytest

from onetake.sampling.ahead import ahead


def test_same_things_in_the_same_order():
    assert list(ahead(iter(range(50)))) == list(range(50))
    assert list(ahead(iter(()))) == []


def test_it_runs_ahead_but_not_far():
    begun = []

    def source():
        for i in range(10):
            begun.append(i)
            yield i

    items = ahead(source(), depth=1)
    assert next(items) == 0
    deadline = time.monotonic() + 10
    while len(begun) < 3 and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(0.05)
    assert begun == [0, 1, 2]  # one waits, and the next is made but has no room
    items.close()
    assert begun == [0, 1, 2] and not [t for t in threading.enumerate() if t.name == "onetake-ahead"]


def test_a_problem_comes_after_what_was_made_before_it():
    def source():
        yield 1
        raise KeyError("two")

    items = ahead(source())
    assert next(items) == 1
    with pytest.raises(KeyError, match="two"):
        next(items)
