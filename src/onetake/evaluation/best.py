"""Of several takes, the one in which most of what was asked is seen: ``onetake generate --takes N``.

Source: best-of-n sampling (Nakano et al., 2112.09332), with a witness for a judge.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from onetake.errors import BadRequest
from onetake.evaluation.questions import answered, questions
from onetake.take import draw
from onetake.types import Plan

__all__ = ["MOST_TAKES", "best_of", "check_takes"]

MOST_TAKES = 16


def check_takes(takes: int) -> None:
    """Raises ``BadRequest`` (``bad-takes``)."""
    if not 1 <= takes <= MOST_TAKES:
        raise BadRequest("bad-takes", f"{takes} takes cannot be drawn.", f"Ask for 1 to {MOST_TAKES}.")


def best_of(plan: Plan, takes: int, again: Callable[[int], Plan]) -> Plan:
    """The plan whose take answers most of what its caption asks, the first of equals; nothing is drawn that cannot win.

    ``again``: the plan of another seed. The witness that looks is never the one that scores.
    """
    check_takes(takes)
    asked = questions(plan.beats)
    if takes == 1:
        return plan
    if not asked:
        note = "nothing is asked that a witness could see, so there was nothing to choose by: one take was drawn"
        return replace(plan, warnings=(*plan.warnings, note))
    best, most, number = plan, -1, 0
    for number in range(1, takes + 1):
        one = plan if number == 1 else again(plan.seed + number - 1)
        right = answered(draw(one), asked)
        if right > most:
            best, most = one, right
        if most == len(asked):
            break
    counted = f"{number} take{'s' * (number > 1)}"
    note = f"of {counted}, that of seed {best.seed} is kept: it shows {most} of {len(asked)} things that are asked"
    return replace(best, warnings=(*best.warnings, note))
