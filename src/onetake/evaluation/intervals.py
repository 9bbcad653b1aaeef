"""Shares with their uncertainty."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

_Z = 1.959963984540054


def wilson(right: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson, 1927): sensible for few samples and near 0 and 1."""
    if of == 0:
        return 0.0, 1.0
    share, z2 = right / of, _Z * _Z
    centre = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = _Z * math.sqrt(share * (1 - share) / of + z2 / (4 * of * of)) / (1 + z2 / of)
    return (0.0 if right == 0 else centre - half), (1.0 if right == of else centre + half)


@dataclass(frozen=True, slots=True)
class Share:
    """So many right of so many."""

    right: int
    of: int

    @classmethod
    def count(cls, verdicts: Sequence[bool]) -> Share:
        return cls(sum(bool(v) for v in verdicts), len(verdicts))

    def as_json(self) -> dict[str, float | int]:
        """``{"share", "low", "high", "right", "of"}``."""
        low, high = wilson(self.right, self.of)
        share = self.right / self.of if self.of else 0.0
        figures = {"share": round(share, 4), "low": round(low, 4), "high": round(high, 4)}
        return {**figures, "right": self.right, "of": self.of}

    def __str__(self) -> str:
        if not self.of:
            return "-"
        low, high = wilson(self.right, self.of)
        return f"{100 * self.right / self.of:.0f} % [{100 * low:.0f}-{100 * high:.0f}]"
