"""Where Chinese words end: a forbidden word that is the end of one word and the beginning of the next is no word.

Chinese is written without gaps, so that "小鸡巴望着" (chicks are waiting) has a dirty word in it. A run of characters
is divided into the most probable words, once freely and once so that no word crosses the edge of the word in question;
where the free division is the more probable, and has no more words, that word is not there.

``data/words_zh.txt.gz`` has the words that can cross an edge, by how often they are used (``scripts/build_words.py``).
"""

from __future__ import annotations

import gzip
import math
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

_AROUND = 6
_LONGEST = 5
_TOTAL = 6e7
_RARE = 2.0
_SOUGHT = 300.0
"""A forbidden word counts as one that is used, though dictionaries leave many out."""


@lru_cache(maxsize=1)
def _table() -> dict[str, float]:
    """Words with their logarithm of probability. A line of the file: a power of two, and the words used that often."""
    raw = files("onetake.prompt").joinpath("data", "words_zh.txt.gz").read_bytes()
    out: dict[str, float] = {}
    for line in gzip.decompress(raw).decode("utf-8").splitlines():
        power, *words = line.split(" ")
        out.update(dict.fromkeys(words, math.log(2.0 ** int(power) / _TOTAL)))
    return out


def cuts_across(words: Sequence[str], start: int, stop: int) -> bool:
    """Whether ``words[start:stop]``, Chinese characters, are pieces of the words of their sentence and not words."""
    if stop - start < 2 or not all(_hanzi(w) for w in words[start:stop]):
        return False
    first, last = start, stop
    while first > 0 and start - first < _AROUND and _hanzi(words[first - 1]):
        first -= 1
    while last < len(words) and last - stop < _AROUND and _hanzi(words[last]):
        last += 1
    if last - first == stop - start:
        return False
    run = "".join(words[first:last])
    edges = start - first, stop - first
    likely, number = _best(run, edges, free=True)
    bound, number_bound = _best(run, edges, free=False)
    return likely > bound + 1e-9 and number <= number_bound


def _best(run: str, edges: tuple[int, int], free: bool) -> tuple[float, int]:
    """The best division, of all or of those that respect the edges: its probability (logarithm), and its words."""
    table, rare = _table(), math.log(_RARE / _TOTAL)
    sought = math.log(_SOUGHT / _TOTAL)
    best = [(0.0, 0)] + [(-math.inf, 0)] * len(run)
    for end in range(1, len(run) + 1):
        for begin in range(end):
            here = (begin, end) == edges
            crosses = any(begin < edge < end for edge in edges) and not (begin <= edges[0] and edges[1] <= end)
            if (crosses and not free) or (end - begin > _LONGEST and not here):
                continue
            word = run[begin:end]
            known = table.get(word, rare if end - begin == 1 else -math.inf)
            value, number = best[begin]
            best[end] = max(best[end], (value + (max(known, sought) if here else known), number + 1))
    return best[-1]


def _hanzi(word: str) -> bool:
    return len(word) == 1 and "\u3400" <= word <= "\u9fff"
