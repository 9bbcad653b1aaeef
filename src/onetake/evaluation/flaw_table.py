"""What ``onetake evaluate flaws`` says to people: families, or the answers to one video's questions."""

from __future__ import annotations

from typing import Any

from onetake.evaluation.questions import ENOUGH


def table(result: dict[str, Any]) -> str:
    """For people: families, or the answers to one video's questions."""
    if "questions" in result:
        rows = [
            f"{q['family']:12} {_answer(q['right']):12} {q['seen']}  (asked: {_asked(q['ask'])})"
            for q in result["questions"]
        ]
        return "\n".join([result["caption"], "", *rows])
    lines = [f"{result['prompts']}, {result['seconds']} s each; % right [95 % interval]", ""]
    lines.append(f"{'':12}{'score':>18}{'n':>6}{'ceiling':>9}{'control':>9}{'witness':>9}{'by hand':>9}")
    for family, row in result["families"].items():
        score = row["score"]
        if not isinstance(score, str):
            score = f"{100 * score:.0f} [{100 * row['low']:.0f}-{100 * row['high']:.0f}]"
        shares = "".join(f"{100 * row[k]['share']:>9.0f}" for k in ("ceiling", "control"))
        sure = f"{100 * row['witness_accuracy']:>9.0f}{100 * row['by_hand']:>9.0f}"
        lines.append(f"{family:12}{score:>18}{row['n']:>6}{shares}{sure}")
    lines += ["", "ceiling: true films; control: planted flaws that are caught; witness: its own accuracy on held-out",
              "true films and planted flaws; by hand: its agreement with labels of drawn clips (where either is below",
              f"{100 * ENOUGH:.0f}: unsupported)"]  # fmt: skip
    return "\n".join(lines)


def _answer(right: bool | str) -> str:
    return right if isinstance(right, str) else "yes" if right else "NO"


def _asked(ask: dict[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in ask.items() if value not in (None, []))
