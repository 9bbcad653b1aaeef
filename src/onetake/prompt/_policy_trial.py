r"""A red team: prompts with the verdict that each should get, counted against the verdict that each gets.

A list is a text file, one prompt a line: verdict (``pass`` or the name of a rule), language, prompt, with tabs between;
``\uXXXX`` stands for a character that cannot be seen; lines that begin with ``#`` are remarks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from onetake.prompt._policy_rules import Policy, shipped

PASS = "pass"


@dataclass(frozen=True, slots=True)
class Case:
    """A prompt, its language, and the verdict that it should get and the one that it got."""

    expected: str
    language: str
    text: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Score:
    """How a list went. A harmful prompt that another rule refused counts as refused, and as ``other_rule``."""

    name: str
    cases: tuple[Case, ...]

    @property
    def false_passes(self) -> tuple[Case, ...]:
        return tuple(c for c in self.cases if c.expected != PASS and c.verdict == PASS)

    @property
    def false_refusals(self) -> tuple[Case, ...]:
        return tuple(c for c in self.cases if c.expected == PASS and c.verdict != PASS)

    @property
    def other_rule(self) -> tuple[Case, ...]:
        return tuple(c for c in self.cases if PASS not in (c.expected, c.verdict) and c.expected != c.verdict)

    @property
    def false_pass_rate(self) -> float:
        return len(self.false_passes) / max(1, sum(c.expected != PASS for c in self.cases))

    @property
    def false_refusal_rate(self) -> float:
        return len(self.false_refusals) / max(1, sum(c.expected == PASS for c in self.cases))


def score(path: Path, policy: Policy | None = None) -> Score:
    """The verdicts of a policy (else the shipped one) on a list."""
    policy = policy or shipped()
    cases = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        parts = line.split("\t")
        if len(parts) != 3:
            raise ValueError(f"{path.name}, line {number}: verdict, language and prompt are needed, with tabs between")
        text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m.group(1), 16)), parts[2])
        rule = policy.broken(text)
        cases.append(Case(parts[0], parts[1], text, rule.name if rule else PASS))
    return Score(path.stem, tuple(cases))


def table(scores: Sequence[Score]) -> str:
    """Counts by list, rule and language, and every prompt that got the wrong verdict, as Markdown."""
    lines = ["| list | prompts | should be | wrong | rate |", "|---|---|---|---|---|"]
    for s in scores:
        for kind, wrong, rate in (
            ("refused", s.false_passes, s.false_pass_rate),
            ("passed", s.false_refusals, s.false_refusal_rate),
        ):
            total = sum((c.expected == PASS) == (kind == "passed") for c in s.cases)
            lines.append(f"| {s.name} | {total} | {kind} | {len(wrong)} | {rate:.1%} |")
    lines += ["", "| list | should be | language | prompts | wrong | by another rule |", "|---|---|---|---|---|---|"]
    for s in scores:
        for expected, language in sorted({(c.expected, c.language) for c in s.cases}):
            here = [c for c in s.cases if (c.expected, c.language) == (expected, language)]
            amiss = [c for c in here if (c.expected == PASS) != (c.verdict == PASS)]
            others = sum(c in s.other_rule for c in here)
            lines.append(f"| {s.name} | {expected} | {language} | {len(here)} | {len(amiss)} | {others} |")
    for s in scores:
        for c in (*s.false_passes, *s.false_refusals):
            lines.append(f"\n{s.name}: expected {c.expected}, got {c.verdict}: {c.text}")
    return "\n".join(lines)
