"""Which outline of a drawing is which: every kind's outlines, far to near, whatever it does or wears.

A rig gives its parts in order, and some only at times: a closed eye, a held flower, a hat. Here the parts of all
drawings of a kind become one list of slots, so that the same slot is always the same part of the body. Parts are told
apart by their number of points and their colour, and keep their order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from onetake.prompt.ontology import KINDS, TRAITS
from onetake.types import VARIANTS, Array
from onetake.world.cast import RIGS
from onetake.world.shapes import Appearance, Part

Key = tuple[int, tuple[int, int, int]]
Case = tuple[str, int, tuple[str, ...], tuple[int, ...]]
"""What decides which parts there are: verb, variant, traits, and the points of every part."""
STATES = ((0.0,) * 4, (0.3,) * 4, (0.7,) * 4, (1.0,) * 4, (0.0, 0.0, 1.0, 1.0))
_PHASES = np.array([0.4, 2.0, 3.6, 5.2], np.float32)


@dataclass
class Slots:
    """The slots of one kind, far to near: ``keys`` in the order of drawing, ``shapes`` as they were first seen."""

    kind: str
    keys: list[Key] = field(default_factory=list)
    shapes: list[Array] = field(default_factory=list)
    known: dict[Case, tuple[int, ...]] = field(default_factory=dict)

    def where(
        self, verb: str, look: Appearance, phase_N: Array, state_N: Array, parts: Sequence[Part]
    ) -> tuple[int, ...]:
        """The slot of each part of a drawing, whatever its colours; -1 for what has none."""
        case = (verb, look.variant, look.traits, tuple(p.points_NP2.shape[1] for p in parts))
        if case not in self.known:
            plain = RIGS[self.kind](replace(look, colour=None), verb, phase_N, state_N)
            if len(plain) == len(parts):
                self.known[case] = subsequence(self.keys, _keys(plain))
            else:  # a colour brings parts of its own
                self.known[case] = subsequence([n for n, _ in self.keys], case[-1])
        return self.known[case]

    def add(self, parts: Sequence[Part]) -> None:
        """Make room for the parts of one more drawing."""
        found = subsequence(self.keys, _keys(parts))
        at = inserted = 0
        for part, key, slot in zip(parts, _keys(parts), found, strict=True):
            if slot >= 0:
                at = slot + inserted + 1
                continue
            self.keys.insert(at, key)
            self.shapes.insert(at, part.points_NP2[0])
            at, inserted = at + 1, inserted + 1


def subsequence(whole: Sequence[Any], part: Sequence[Any]) -> tuple[int, ...]:
    """For each of ``part`` its place in ``whole``, or -1: as many as possible in the same order (longest common
    subsequence by dynamic programming)."""
    n, m = len(whole), len(part)
    same = np.array([[a == b for b in part] for a in whole], bool).reshape(n, m)
    longest = np.zeros((n + 1, m + 1), np.int32)
    for i in range(n - 1, -1, -1):
        row = np.where(same[i], longest[i + 1, 1:] + 1, longest[i + 1, :-1])
        # The best that is left of a row is at least that of the cell to its right.
        longest[i, :-1] = np.maximum.accumulate(row[::-1])[::-1]
    out, i = [-1] * m, 0
    for j in range(m):
        here = [k for k in range(i, n) if same[k, j] and longest[k + 1, j + 1] + 1 == longest[i, j]]
        if here:
            out[j], i = here[0], here[0] + 1
    return tuple(out)


def _keys(parts: Sequence[Part]) -> list[Key]:
    return [(p.points_NP2.shape[1], tuple(int(c) for c in p.colour)) for p in parts]  # type: ignore[misc]


def slots_of(kind: str) -> Slots:
    """The slots of a kind, from every verb, state and variant, and everything that it can wear."""
    slots, own = Slots(kind), KINDS[kind]
    cases: list[tuple[str, int, tuple[str, ...]]]
    cases = [(verb, variant, ()) for verb in dict.fromkeys(own.verbs) for variant in range(VARIANTS)]
    if "animate" in own.roles:
        cases += [(own.verbs[0], 0, (trait,)) for trait in TRAITS]
    seen: set[tuple[Key, ...]] = set()
    for verb, variant, traits in cases:
        for state in STATES:
            parts = RIGS[kind](Appearance(None, variant, traits), verb, _PHASES, np.array(state, np.float32))
            if (keys := tuple(_keys(parts))) not in seen:
                seen.add(keys)
                slots.add(parts)
    return slots
