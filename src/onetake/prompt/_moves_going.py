"""Going: alone and in groups, to a goal, after somebody, in and out of the picture. Pure numpy; axes as in the kit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from onetake.prompt._stage_kit import (
    LIVING,
    LYING,
    SPEEDS,
    TWO_PI,
    Floats,
    Spot,
    Turn,
    heading,
    in_air,
    lying,
    pace,
    smooth,
)
from onetake.prompt._stage_reach import held_at
from onetake.prompt.ontology import KINDS, VERBS
from onetake.types import ANGLE, DEPTH, FACING, PHASE, X, Y

_CROWDED = 0.2  # how far each goes from its place when there is no room to go together
GROUPED = ("walk", "run", "drive", "swim", "fly", "hop", "roll", "tiptoe", "sail", "slide", "crawl", "skate", "carry",
           "ride")  # fmt: skip
"""Verbs whose actors go as a group, in the order in which the camera chooses whom to follow."""
HOVERS = ("rocket", "kite", "hot air balloon")
AFTER = ("chase", "follow")
_STILL_RIDES = ("swing", "seesaw", "carousel horse")
_LANE = 0.032  # how far those who run to and fro give way, nearer one way and farther the other


def moved_by(turn: Turn, i: int) -> int | None:
    """Who moves when ``i`` goes: itself, or what it rides on unless that goes by its own will (None)."""
    if turn.verb(i) != "ride":
        return i
    ridden = turn.target(i)
    if ridden is None:
        return i
    kind = turn.show.spots[ridden].kind
    own = VERBS[turn.verb(ridden)].going or turn.show.spots[ridden].family in LIVING or kind in _STILL_RIDES
    return None if own else ridden


def goal_of(turn: Turn, i: int) -> int | None:
    """Whom or what somebody goes **to** in this beat: ends beside it."""
    entity, verb = turn.entity(i), turn.verb(i)
    if verb not in GROUPED or verb in ("carry", "ride", "roll", "slide"):
        return None
    if entity.target is not None:
        return turn.target(i)
    beside = entity.relation in ("near", "left of", "right of", "in front of", "behind", "on", "under")
    stands = turn.show.spots[i].support is not None
    if not beside or stands or entity.anchor is None or not 0 <= entity.anchor < len(turn.scene.entities):
        return None
    found = turn.show.counterpart(i, entity.anchor)
    return found if found is not None and not VERBS[turn.verb(found)].going else None


def go(turn: Turn) -> None:
    """Everyone who travels, except those who play: groups, then those with a goal, then those who come after."""
    done: set[int] = set()
    chased = {turn.target(i) for i in range(len(turn.show.spots)) if turn.verb(i) in AFTER}
    lead: tuple[float, float] | None = None
    for i in range(len(turn.show.spots)):
        if turn.verb(i) in ("enter", "leave"):
            _pass_edge(turn, i)
            done.add(i)
        elif (goal := goal_of(turn, i)) is not None and not turn.endless:
            _go_to(turn, i, goal)
            done.add(i)
    for verb in dict.fromkeys(e.verb for e in turn.scene.entities if e.verb in GROUPED):
        movers = [moved_by(turn, i) for i in range(len(turn.show.spots)) if turn.verb(i) == verb]
        members = [m for m in dict.fromkeys(movers) if m is not None and m not in done]
        members = [m for m in members if not (verb == "fly" and turn.show.spots[m].kind in HOVERS)]
        members = [m for m in members if turn.entity(m).present]
        things = [m for m in members if verb == "slide" and turn.show.spots[m].family not in LIVING]
        for m in things:
            _coast(turn, m)
        members = [m for m in members if m not in things]
        if members:
            away = _away(turn, members) if set(members) & chased else None
            lead = _go(turn, verb, members, lead, away)
            done.update(members)
    waiting = [i for i in range(len(turn.show.spots)) if turn.verb(i) in AFTER and turn.entity(i).present]
    while waiting:  # whoever is chased first, then the chaser: a chain is followed from its head
        ready = [i for i in waiting if turn.target(i) not in waiting] or waiting
        for i in ready:
            _go_after(turn, i, lead)
        waiting = [i for i in waiting if i not in ready]


def _away(turn: Turn, members: Sequence[int]) -> float:
    """The direction away from those who chase."""
    chasers = [i for i in range(len(turn.show.spots)) if turn.verb(i) in AFTER and turn.target(i) in members]
    own = float(np.mean([turn.start_EF[m, X] for m in members]))
    theirs = float(np.mean([turn.start_EF[c, X] for c in chasers]))
    return 1.0 if own >= theirs else -1.0


def speed_of(spots: Sequence[Spot], verb: str, chance: np.random.Generator) -> float:
    """How fast those of this size go, in stage units a second, each a little differently."""
    size = float(np.mean([s.height for s in spots]))
    insect = 0.45 if spots[0].family == "insect" else 1.0
    slow = 0.3 if spots[0].kind == "snail" else 1.0
    factor = float(np.clip(np.sqrt(size / 0.48), 0.75, 1.15) * chance.uniform(0.9, 1.1))
    return SPEEDS[verb] * insect * slow * factor


def _go(
    turn: Turn, verb: str, members: list[int], lead: tuple[float, float] | None, away: float | None
) -> tuple[float, float] | None:
    """All who share a going verb move together, keeping their distances, and turn together at the edges.

    Returns the speed and direction of whom the camera follows (``lead``, once it is known)."""
    spots = [turn.show.spots[i] for i in members]
    chance = turn.show.chance(members[0], verb)
    speed = speed_of(spots, verb, chance)
    before = float(turn.start_EF[members[0], FACING]) if away is None else away
    if turn.scene.camera == "follow":  # whoever goes along goes as fast, or the picture would lose them
        speed, before = lead = lead or (speed, before)
    # nobody is left behind by a camera that pans or travels
    drift = 0.0 if turn.endless else abs(float(turn.low_M[-1] - turn.low_M[0])) / max(float(turn.since_M[-1]), turn.dt)
    speed = max(speed, 1.3 * drift)
    starts = np.array([turn.tracks[0, i, X] for i in members])
    halves = [_half(turn, i) for i in members]
    limits = [(turn.low_M + half, turn.high_M - half) for half in halves]
    for k, s in enumerate(spots):
        if s.room is not None:
            limits[k] = np.maximum(limits[k][0], s.room[0]), np.minimum(limits[k][1], s.room[1])
    ease = 0.45 if verb in ("roll", "skate", "slide", "sail") else 0.2
    low_group_M = np.max([low - x for (low, _), x in zip(limits, starts, strict=True)], 0)
    high_group_M = np.min([high - x for (_, high), x in zip(limits, starts, strict=True)], 0)
    room = float((high_group_M - low_group_M).min())
    together = len(members) == 1 or away is not None or room > 0.14
    if together:
        if len(members) > 1:  # where there is little room a crowd is in less of a hurry
            speed = max(speed * float(np.clip(room / 0.4, 0.4, 1.0)), 1.3 * drift)
        xs, vs = pace(0.0, before, speed, low_group_M, high_group_M, turn.dt, ease)
    for k, i in enumerate(members):
        if not together:  # a crowd has no room to move as one: each goes to and fro about its own place
            own = turn.show.chance(i, verb)
            direction = before if own.random() < 0.6 else -before
            drift_M = (turn.low_M + turn.high_M) / 2 - (turn.low_M[0] + turn.high_M[0]) / 2  # along with the camera
            low_i_M = np.maximum(limits[k][0] - starts[k], drift_M - _CROWDED)
            high_i_M = np.minimum(limits[k][1] - starts[k], drift_M + _CROWDED)
            xs, vs = pace(0.0, direction, speed * float(own.uniform(0.7, 0.9)), low_i_M, high_i_M, turn.dt, ease)
        travel(turn, verb, i, xs, vs, speed)
        if away is not None:
            _give_way(turn, i, vs / speed)
    return lead


def _give_way(turn: Turn, i: int, direction_M: Floats) -> None:
    """Those who run one way are a little nearer than those who run the other: they pass without meeting."""
    lane_M = _LANE * direction_M
    turn.tracks[:, i, Y] += lane_M
    turn.tracks[:, i, DEPTH] = turn.show.spots[i].depth + 3 * lane_M


def _half(turn: Turn, i: int) -> float:
    """How far somebody reaches to either side, with what is held and whichever way it turns."""
    spots, start, reach = turn.show.spots, float(turn.times_M[0]), turn.show.spots[i].width / 2
    for t, thing in enumerate(spots):
        if turn.show.holder(t, start) == i or (turn.verb(i) == "carry" and turn.target(i) == t):
            at = held_at(spots[i].kind, spots[i].height, turn.verb(i), np.zeros(1), thing.kind, thing.height)[0]
            reach = max(reach, abs(float(at[0])) + thing.width / 2)
    long = turn.verb(i) in ("roll", *LYING) and spots[i].width < spots[i].height
    return spots[i].height / 2 if long else reach


def travel(turn: Turn, verb: str, i: int, moved_M: Floats, velocity_M: Floats, speed: float) -> None:
    """Move one individual along; its legs, wheels or wings keep step with the way that it covers."""
    spot, own, tracks = turn.show.spots[i], turn.show.chance(i, verb), turn.tracks
    travelled_M = np.cumsum(np.abs(velocity_M)) * turn.dt
    cycles_M = travelled_M / speed
    wheels = spot.family in ("vehicle", "thing")
    if verb not in ("drive", "roll") and not wheels:
        cycles_M = 0.8 * cycles_M + 0.2 * turn.since_M  # legs go with the ground, but never quite stop
    tracks[:, i, PHASE] = turn.start_EF[i, PHASE] + TWO_PI * VERBS[verb].hertz * cycles_M
    tracks[:, i, X] += moved_M
    if verb == "roll":
        _roll(turn, i, moved_M)
        return
    tracks[:, i, FACING] = heading(velocity_M, float(turn.start_EF[i, FACING]))
    if in_air(spot.kind, verb):
        bob = 0.05 if spot.family == "insect" else 0.025 if verb == "fly" else 0.018
        ramp_M, phase = smooth(turn.since_M / 0.8), own.uniform(0, TWO_PI)
        wave_M = np.sin(TWO_PI * own.uniform(0.35, 0.6) * turn.since_M + phase)
        tracks[:, i, Y] += ramp_M * bob * (wave_M - 0.3 * np.sin(phase))


def _roll(turn: Turn, i: int, moved_M: Floats) -> None:
    """Round things turn as they go; what is long lies down and rolls about its own axis; wheels turn by the phase."""
    spot, tracks = turn.show.spots[i], turn.tracks
    if spot.kind in ("cart", "skateboard") or (KINDS[spot.kind].aspect > 1.65 and spot.kind != "rock"):
        return
    if KINDS[spot.kind].aspect < 0.6:
        side = float(turn.start_EF[i, FACING]) * np.pi / 2
        tracks[:, i, ANGLE] += (side - turn.start_EF[i, ANGLE]) * smooth(turn.since_M / 0.5)
    else:
        tracks[:, i, ANGLE] += moved_M / (spot.height / 2)
    if spot.family != "ball":
        level = lying(spot.height, spot.width, float(turn.start_EF[i, ANGLE]))
        tracks[:, i, Y] += lying(spot.height, spot.width, tracks[:, i, ANGLE]) - level


def _coast(turn: Turn, i: int) -> None:
    """A thing that slides: pushed once, slower and slower, at rest before the edge."""
    start, end = turn.stretch(i)
    spot = turn.show.spots[i]
    key = (i, "slide", start)
    if key not in turn.show.plans:
        x0, facing = float(turn.start_EF[i, X]), float(turn.start_EF[i, FACING])
        low, high = turn.edges(i)
        if spot.room is not None:
            low, high = max(low, spot.room[0]), min(high, spot.room[1])
        if turn.endless:
            low, high = x0 - 50, x0 + 50
        facing = facing if (high - x0 if facing > 0 else x0 - low) > 0.25 else (1.0 if high - x0 > x0 - low else -1.0)
        way = max(0.0, min(high - x0 if facing > 0 else x0 - low, SPEEDS["slide"] * (end - start), 1.1))
        turn.show.plans[key] = x0, facing, way
        turn.show.happen(start + 0.2, "slide", spot.entity)
    x0, facing, way = turn.show.plans[key]
    seconds = max(0.4, min(1.8 * way / SPEEDS["slide"], 0.9 * (end - start)))
    part_M = np.clip((turn.times_M - start - 0.2) / seconds, 0, 1)
    turn.tracks[:, i, X] = x0 + facing * way * (1 - (1 - part_M) ** 2)
    turn.tracks[:, i, PHASE] = turn.start_EF[i, PHASE]


def beside(turn: Turn, i: int, goal: int, gap: float = 0.03) -> float:
    """The x beside a goal, on the side that ``i`` comes from (or that its relation names), inside the picture."""
    spots, here, there = turn.show.spots, float(turn.start_EF[i, X]), float(turn.start_EF[goal, X])
    entity = turn.entity(i)
    named = entity.relation if entity.target is None else None
    side = {"left of": -1.0, "right of": 1.0}.get(named or "", -1.0 if here < there else 1.0)
    reach = 0.5 * (spots[i].width + spots[goal].width) * (0.55 if named in ("behind", "in front of") else 0.92) + gap
    if named in ("on", "under"):
        reach = 0.3 * spots[goal].width
    low, high = turn.edges(i)
    x = there + side * reach
    if not low <= x <= high and low <= there - side * reach <= high and named not in ("left of", "right of"):
        x = there - side * reach
    return float(np.clip(x, low, high))


def _go_to(turn: Turn, i: int, goal: int) -> None:
    """Go beside a goal and stop there, in time if it can be done."""
    verb, spot = turn.verb(i), turn.show.spots[i]
    start, end = turn.stretch(i)
    key = (i, "to " + verb, start)
    if key not in turn.show.plans:
        turn.show.plans[key] = float(turn.start_EF[i, X]), beside(turn, i, goal), float(turn.start_EF[i, PHASE])
        turn.show.happen(start, verb, spot.entity)
    x0, x1, phase0 = turn.show.plans[key]
    speed = speed_of([spot], verb, turn.show.chance(i, verb))
    seconds = _arrive(turn, i, verb, x0, x1, phase0, start, 0.9 * (end - start), speed)
    arrived_M = turn.times_M >= start + seconds
    towards = 1.0 if turn.start_EF[goal, X] > x1 else -1.0
    turn.tracks[arrived_M, i, FACING] = towards
    turn.show.happen(start + seconds, "arrive", spot.entity, (verb, spot.entity))
    if in_air(spot.kind, verb):
        turn.tracks[:, i, Y] += 0.02 * np.sin(TWO_PI * 0.45 * turn.since_M)


def _arrive(
    turn: Turn, i: int, verb: str, x0: float, x1: float, phase0: float, begin: float, available: float, speed: float
) -> float:
    """Go from x0 to x1 at about its speed, faster when there is little time; the seconds it takes."""
    way = abs(x1 - x0)
    seconds = max(way / (0.9 * speed), 0.05)
    if seconds > available:
        seconds = max(available, way / (3.0 * speed), 0.05)
    part_M = np.clip((turn.times_M - begin) / seconds, 0, 1)
    eased_M = 0.6 * part_M + 0.4 * smooth(part_M)
    turn.tracks[:, i, X] = x0 + (x1 - x0) * eased_M
    cycles = max(1.0, round(2 * way / speed * VERBS[verb].hertz)) / 2 if way > 0.02 else 0.0
    turn.tracks[:, i, PHASE] = phase0 + TWO_PI * cycles * eased_M
    if way > 0.02:
        turn.tracks[:, i, FACING] = 1.0 if x1 > x0 else -1.0
    return seconds


def _pass_edge(turn: Turn, i: int) -> None:
    """Come in from the nearer side to one's place, or go out at the side one looks to."""
    verb, spot = turn.verb(i), turn.show.spots[i]
    start, end = turn.stretch(i)
    key = (i, verb, start)
    middle = float(turn.low_M[0] + turn.high_M[0]) / 2
    half = float(turn.high_M[0] - turn.low_M[0]) / 2 if not turn.endless else 0.9
    if key not in turn.show.plans:
        x = float(turn.start_EF[i, X])
        out = half + 0.04 + spot.width * 0.75
        if verb == "enter":
            if abs(x - middle) > half:  # it left before, or the camera has gone elsewhere meanwhile
                x = float(np.clip(spot.x, *turn.edges(i))) if not turn.endless else middle
            side = 1.0 if x > middle + 0.1 or (x > middle - 0.1 and turn.show.chance(i, verb).random() < 0.5) else -1.0
            turn.show.plans[key] = middle + side * out, x, float(turn.start_EF[i, PHASE])
        else:
            side = float(turn.start_EF[i, FACING])
            turn.show.plans[key] = x, middle + side * out, float(turn.start_EF[i, PHASE])
        turn.show.happen(start, verb, spot.entity)
    x0, x1, phase0 = turn.show.plans[key]
    speed = SPEEDS[verb] * (0.6 if spot.family == "insect" else 1.4 if spot.family == "vehicle" else 1.0)
    available = (0.75 if verb == "enter" else 0.95) * (end - start)
    _arrive(turn, i, verb, x0, x1, phase0, start, available, speed)
    if in_air(spot.kind, "fly" if spot.family in ("bird", "insect") and KINDS[spot.kind].verbs[0] == "fly" else verb):
        turn.tracks[:, i, Y] += 0.02 * np.sin(TWO_PI * 0.45 * turn.since_M)


def _go_after(turn: Turn, i: int, lead: tuple[float, float] | None) -> None:
    """Chase or follow: where the other was a moment ago; up to somebody who stays."""
    verb, other = turn.verb(i), turn.target(i)
    spot = turn.show.spots[i]
    start, end = turn.stretch(i)
    if other is None:
        _go(turn, verb, [i], lead, None)
        return
    if not VERBS[turn.verb(other)].going:
        key = (i, "to " + verb, start)
        if key not in turn.show.plans:
            turn.show.plans[key] = float(turn.start_EF[i, X]), beside(turn, i, other, 0.06), turn.start_EF[i, PHASE]
        x0, x1, phase0 = turn.show.plans[key]
        _arrive(turn, i, verb, x0, x1, phase0, start, 0.9 * (end - start), SPEEDS[verb])
        return
    x_M = turn.tracks[:, other, X]
    step_M = np.diff(x_M, prepend=float(turn.start_EF[other, X]))
    speed = max(0.05, float(np.quantile(np.abs(step_M), 0.8)) / turn.dt)
    gap0 = float(turn.start_EF[other, X] - turn.start_EF[i, X])
    wanted = 0.5 * (spot.width + turn.show.spots[other].width) + (0.05 if verb == "chase" else 0.1)
    lag_M = (abs(gap0) + (wanted - abs(gap0)) * smooth(turn.since_M / 5.0)) / speed
    direction = np.sign(gap0) if gap0 else 1.0
    # Before the beat the other is taken to have come the same way, so that the chaser starts where it is.
    past = np.concatenate([turn.start_EF[other, X] - direction * speed * np.array([60.0, 0.0]), x_M])
    when = np.concatenate([[-60.0, 0.0], turn.since_M + 1e-9])
    path_M = np.interp(turn.since_M - lag_M, when, past)
    low_M, high_M = turn.low_M + spot.width / 2, turn.high_M - spot.width / 2
    x0 = float(turn.start_EF[i, X])
    if not low_M[0] <= x0 <= high_M[0]:  # it comes in only as far as it was outside
        low_M, high_M = np.minimum(low_M, x0), np.maximum(high_M, x0)
    path_M = np.clip(path_M, low_M, np.maximum(low_M, high_M))
    v_M = np.diff(path_M, prepend=x0) / turn.dt
    travel(turn, verb, i, path_M - turn.tracks[:, i, X], v_M, max(speed, 0.1))
    if not turn.endless:
        _give_way(turn, i, np.clip(v_M / speed, -1, 1) * smooth(turn.since_M / 0.4))
    turn.show.happen(start, verb, spot.entity)


def play(turn: Turn, players: list[int]) -> None:
    """Scurry about one's own place, and now and then change places with a neighbour, one passing in front."""
    show, tracks, since_M, dt = turn.show, turn.tracks, turn.since_M, turn.dt
    chance = show.chance(players[0], "play")
    starts = {i: float(tracks[0, i, X]) for i in players}
    homes = {i: np.full(len(since_M), starts[i]) for i in players}
    lanes = {i: np.zeros(len(since_M)) for i in players}
    order = sorted(players, key=lambda i: starts[i])
    slots = [starts[i] for i in order]
    at = float(chance.uniform(0.4, 1.2))
    while len(order) > 1 and at < since_M[-1]:
        k = int(chance.integers(len(order) - 1))
        a, b = order[k], order[k + 1]
        part_M = (since_M - at) / max(1.0, (slots[k + 1] - slots[k]) / 0.5)
        homes[a] += smooth(part_M) * (slots[k + 1] - slots[k])
        homes[b] -= smooth(part_M) * (slots[k + 1] - slots[k])
        arc_M = np.where((part_M > 0) & (part_M < 1), np.sin(np.pi * np.clip(part_M, 0, 1)), 0)
        lanes[a] += 0.035 * arc_M
        lanes[b] -= 0.035 * arc_M
        order[k], order[k + 1] = b, a
        at += float(chance.uniform(1.0, 2.0))
    reach = 0.28 if len(players) == 1 else 0.07
    for i in players:
        spot, own = show.spots[i], show.chance(i, "play")
        w, p = own.uniform(0.25, 0.45) * (0.5 if len(players) == 1 else 1.0), own.uniform(0, TWO_PI, 2)
        wander_M = np.sin(TWO_PI * w * since_M + p[0]) - np.sin(p[0])
        wander_M = wander_M + 0.4 * (np.sin(TWO_PI * 2.3 * w * since_M + p[1]) - np.sin(p[1]))
        half = spot.width / 2
        tracks[:, i, X] = np.clip(homes[i] + reach * wander_M, turn.low_M + half, turn.high_M - half)
        if spot.family != "fish":
            tracks[:, i, Y] = np.clip(tracks[:, i, Y] + lanes[i], 0.2, max(0.44, spot.ground))
        else:
            tracks[:, i, Y] += lanes[i]
        tracks[:, i, DEPTH] += (tracks[:, i, Y] - spot.y) * 2.5
        v = np.gradient(tracks[:, i, X], dt) if len(since_M) > 1 else np.zeros(1)
        tracks[:, i, FACING] = heading(np.where(np.abs(v) > 0.06, v, 0.0), float(tracks[0, i, FACING]))
        pace_M = np.cumsum(np.clip(0.9 + 3 * np.abs(v), 0.9, 2.2)) * dt
        tracks[:, i, PHASE] = turn.start_EF[i, PHASE] + TWO_PI * pace_M
