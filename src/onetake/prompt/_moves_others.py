"""What bodies do by themselves and with each other: get up, lie down, climb, hide, ride, hug, fight, dance, talk.

Axes and units as in the kit.
"""

from __future__ import annotations

import numpy as np

from onetake.prompt._stage_kit import (
    LIVING,
    TWO_PI,
    Turn,
    face,
    once_phase,
    performance,
    smooth,
)
from onetake.prompt._stage_reach import TOGETHER, face_to_face, ridden_at
from onetake.prompt._stage_tops import TOPS
from onetake.prompt.ontology import VERBS
from onetake.types import ANGLE, DEPTH, FACING, HEIGHT, PHASE, STATE, X, Y

BODY_ONCE = ("stand up", "lie down", "wake")
_SIDE_CLIMBED = frozenset(("tree", "ladder", "bookshelf"))
"""What is climbed at its side; onto everything else one climbs up."""
_MOUNT = 0.8
DOERS = frozenset((*BODY_ONCE, "climb", "hide", *TOGETHER)) - {"give"}


def act(turn: Turn, i: int) -> None:
    """Body verbs of one, and what two do face to face."""
    verb = turn.verb(i)
    if verb in BODY_ONCE:
        start, end = turn.stretch(i)
        begin, seconds = performance(verb, start, end)
        turn.tracks[:, i, PHASE] = once_phase(turn.times_M, begin, seconds)
        turn.show.happen(begin, verb, turn.show.spots[i].entity)
    elif verb == "climb":
        _climb(turn, i)
    elif verb == "hide":
        _hide(turn, i)
    elif verb in TOGETHER:
        _together(turn, i)


def _climb(turn: Turn, i: int) -> None:
    """Up the side, hand over hand; onto what is low or wide."""
    t, show, tracks = turn.target(i), turn.show, turn.tracks
    start, end = turn.stretch(i)
    if t is None:
        return
    spot, thing = show.spots[i], show.spots[t]
    key = (i, "climb", start)
    height = float(turn.start_EF[t, HEIGHT])
    if key not in show.plans:
        x0, y0 = float(turn.start_EF[i, X]), float(turn.start_EF[i, Y])
        there = float(turn.start_EF[t, X])
        towards = 1.0 if there > x0 + 0.01 else -1.0 if there < x0 - 0.01 else spot.facing
        width = height * thing.width / thing.height
        if thing.kind in _SIDE_CLIMBED:
            aside = 0.0 if thing.kind == "ladder" else 0.1 * height + 0.22 * spot.width
            top = 0.62 * height
            goal = there - towards * (aside if thing.kind != "bookshelf" else 0.42 * width)
        else:
            top = TOPS.get(thing.kind, (1.0, 0.35))[0] * height
            goal = there - towards * 0.15 * width
        side = there - towards * (0.48 * width + 0.3 * spot.width) if thing.kind not in _SIDE_CLIMBED else goal
        ceiling, (low, high) = -turn.top + 0.03 + spot.height, turn.edges(i)
        side, goal = float(np.clip(side, low, high)), float(np.clip(goal, low, high))
        show.plans[key] = x0, y0, side, goal, max(float(turn.start_EF[t, Y]) - top, min(ceiling, y0)), towards
    x0, y0, side, goal, top_y, towards = show.plans[key]
    reach = float(np.clip(abs(side - x0) / 0.6, 0.0, 0.4 * (end - start)))
    begin = start + reach + 0.1
    seconds = float(np.clip(abs(y0 - top_y) / 0.11, 0.5, 0.8 * (end - begin)))
    part_M = np.clip((turn.times_M - begin) / seconds, 0, 1)
    onto_M = smooth((part_M - 0.72) / 0.28)
    come_M = smooth((turn.times_M - start) / max(reach, 1e-6)) if reach > 0 else 1.0
    tracks[:, i, X] = x0 + (side - x0) * come_M + (goal - side) * onto_M
    tracks[:, i, Y] = y0 + (top_y - y0) * (0.8 * part_M + 0.2 * smooth(part_M))
    cycles = max(1.0, round(2 * seconds * VERBS["climb"].hertz)) / 2
    tracks[:, i, PHASE] = TWO_PI * cycles * part_M
    tracks[:, i, FACING] = towards
    tracks[:, i, DEPTH] = max(thing.depth + 0.012, spot.depth)
    show.perched[i] = top_y
    show.happen(begin, "climb", spot.entity)


def _hide(turn: Turn, i: int) -> None:
    """Slip behind something big, then peek out now and then."""
    t, show, tracks = turn.target(i), turn.show, turn.tracks
    start, end = turn.stretch(i)
    if t is None:
        return
    spot, thing = show.spots[i], show.spots[t]
    key = (i, "hide", start)
    if key not in show.plans:
        x0, there = float(turn.start_EF[i, X]), float(turn.start_EF[t, X])
        side = -1.0 if x0 < there else 1.0
        show.plans[key] = x0, float(turn.start_EF[i, Y]), side, float(turn.start_EF[i, DEPTH])
    x0, y0, side, depth0 = show.plans[key]
    way = abs(float(turn.start_EF[t, X]) - x0) if turn.now(start) or start == 0 else 1.0
    way = show.plans.setdefault((i, "hide way", start), (way,))[0]
    seconds = float(np.clip(max(0.3 * (end - start), way / 0.6), 0.5, max(1.6, 0.55 * (end - start))))
    seconds = min(seconds, 0.6 * (end - start))
    since_M = turn.times_M - start - 0.2
    behind_M = smooth(since_M / seconds)
    cover = 0.16 * thing.height if thing.kind in ("tree", "street lamp", "swing") else thing.width
    covered = max(0.0, 0.5 * cover - 0.42 * spot.width)
    peek_M = 0.5 - 0.5 * np.cos(TWO_PI * 0.22 * np.clip(since_M - seconds, 0, None))
    goal_M = float(turn.start_EF[t, X]) + side * (covered + 0.24 * spot.width * peek_M)
    goal_y = float(turn.start_EF[t, Y]) - 0.02
    goal_M = np.clip(goal_M, *turn.edges(i))
    tracks[:, i, X] = x0 + (goal_M - x0) * behind_M
    tracks[:, i, Y] = y0 + (goal_y - y0) * behind_M
    tracks[:, i, DEPTH] = np.where(since_M > 0, min(thing.depth - 0.015, depth0), depth0)
    # on the way it looks where it goes; behind it, out at the side that it came from
    tracks[:, i, FACING] = np.where(behind_M < 0.95, -side, side)
    show.perched[i] = goal_y
    show.happen(start + 0.2, "hide", spot.entity)


def _together(turn: Turn, i: int) -> None:
    """Come face to face with the other, at the distance that the verb wants."""
    verb, show, tracks = turn.verb(i), turn.show, turn.tracks
    other = turn.target(i)
    if other is None and turn.entity(i).target is None and verb in ("hug", "fight", "talk"):
        other = show.counterpart(i, None)  # two of a kind, with each other
    if other is None or other == i:
        return
    start, end = turn.stretch(i)
    spot, friend = show.spots[i], show.spots[other]
    mutual = turn.verb(other) == verb and (turn.target(other) == i or friend.entity == spot.entity)
    going = VERBS[turn.verb(other)].going
    if verb in ("wave", "talk") and (start == 0 or going or verb == "wave"):
        face(turn, i, other)
        if verb == "talk" and not going and turn.verb(other) in ("stand", "talk", "nod", "sit"):
            face(turn, other, i)
        show.happen(start + 0.3, verb, spot.entity)
        return
    key = (i, "together", start)
    if key not in show.plans:
        x0, x1 = float(turn.start_EF[i, X]), float(turn.start_EF[other, X])
        side = -1.0 if x0 <= x1 else 1.0
        apart = face_to_face(spot.kind, spot.height, verb, friend.kind, friend.height)
        goal = x1 + side * apart
        if mutual:
            goal = (x0 + x1) / 2 + side * apart / 2
        low, high = turn.edges(i)
        seconds = float(np.clip(abs(goal - x0) / 0.6, 0.3, 0.45 * (end - start)))
        show.plans[key] = x0, float(np.clip(goal, low, high)), seconds, side
    x0, goal, seconds, side = show.plans[key]
    begin = start + (0.15 if start == 0 else 0.0)
    come_M = smooth((turn.times_M - begin) / max(seconds, 1e-6))
    tracks[:, i, X] = x0 + (goal - x0) * come_M
    tracks[:, i, FACING] = -side
    if not going and turn.verb(other) not in ("sleep", "lie down"):
        face(turn, other, i)
    if verb == "fight":  # lunges and recoils, the two in turn
        lunge_M = np.sin(TWO_PI * 1.0 * (turn.times_M - begin)) * come_M
        tracks[:, i, X] += -side * 0.02 * lunge_M if i < other or not mutual else side * 0.02 * lunge_M
    if verb == "dance":
        tracks[:, i, PHASE] = tracks[:, other, PHASE] if turn.verb(other) == "dance" else tracks[:, i, PHASE]
    show.happen(begin + seconds, verb, spot.entity)


def ride(turn: Turn) -> None:
    """Riders sit where the seat is, wherever it goes; who begins to ride later gets on first."""
    show, tracks = turn.show, turn.tracks
    for i, spot in enumerate(show.spots):
        if turn.verb(i) != "ride":
            continue
        t = turn.target(i)
        if t is None:
            continue
        start, end = turn.stretch(i)
        ridden = show.spots[t]
        number = [j for j in show.of(spot.entity) if turn.target(j) == t].index(i)
        if ridden.kind == "carousel horse" and not number:  # up and down its pole
            tracks[:, t, Y] -= 0.025 * (1 - np.cos(TWO_PI * 0.4 * (turn.times_M - start)))
        at = ridden_at(
            ridden.kind,
            float(turn.start_EF[t, HEIGHT]),
            turn.verb(t),
            tracks[:, t, PHASE],
            spot.kind,
            spot.height,
            number,
            tracks[:, t, STATE],
        )
        facing_M = tracks[:, t, FACING]
        # a heavy animal's back goes up and down with its steps
        sway_M = (
            0.008 * np.sin(2 * tracks[:, t, PHASE]) if ridden.family in LIVING and VERBS[turn.verb(t)].going else 0.0
        )
        x_M = tracks[:, t, X] + facing_M * at[:, 0]
        y_M = tracks[:, t, Y] - at[:, 1] + sway_M
        if start > 0:
            mount = min(_MOUNT, 0.4 * (end - start))
            up_M = smooth((turn.times_M - start) / mount)
            rest = 1 - smooth((turn.times_M - start) / mount)
            x_M = x_M + (float(turn.start_EF[i, X]) - x_M[0]) * rest if turn.now(start) else x_M
            if turn.now(start):
                y_M = y_M + (float(turn.start_EF[i, Y]) - y_M[0]) * rest - 0.06 * np.sin(np.pi * up_M)
        tracks[:, i, X], tracks[:, i, Y] = x_M, y_M
        tracks[:, i, FACING] = facing_M
        tracks[:, i, ANGLE] = tracks[:, t, ANGLE] + facing_M * at[:, 2]
        tracks[:, i, DEPTH] = ridden.depth + (-0.006 if ridden.kind in _INSIDE else 0.012)
        if number:
            tracks[:, i, DEPTH] -= 0.002 * number
        show.happen(start + 0.1, "ride", spot.entity)


def dismount(turn: Turn, i: int) -> None:
    """Who has ridden until now and stays, gets off to the side where there is room."""
    if not turn.beat or turn.verb(i) == "ride" or VERBS[turn.verb(i)].going:
        return
    past = turn.show.beats[turn.beat - 1].scene.entities[turn.show.spots[i].entity]
    if past.verb != "ride" or past.target is None:
        return
    t = turn.show.counterpart(i, past.target)
    if t is None:
        return
    spot, ridden = turn.show.spots[i], turn.show.spots[t]
    low, high = turn.edges(i)
    x, apart = float(turn.start_EF[t, X]), 0.5 * (spot.width + ridden.width) + 0.02
    goal = x + apart if x + apart <= high and (x < 0 or x - apart < low) else x - apart
    off_M = smooth(turn.since_M / _MOUNT)
    x0 = float(turn.start_EF[i, X])
    turn.tracks[:, i, X] = x0 + (float(np.clip(goal, low, high)) - x0) * off_M
    turn.tracks[:, i, ANGLE] = float(turn.start_EF[i, ANGLE]) * (1 - off_M)


_INSIDE = frozenset(("cart", "canoe"))
"""What one sits in: its side hides the legs."""
