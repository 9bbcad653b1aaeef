"""What is done to things: taken, held, put down, thrown, caught, pushed, opened, lit, cut, built, eaten, kicked.

The effect comes at the contact, never before. Axes and units as in the kit.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from onetake.prompt._grip import grip
from onetake.prompt._moves_things import flight_to, set_state, throw_flight, topple, topple_seconds
from onetake.prompt._stage_kit import (
    BREAK_SECONDS,
    BREAKABLE,
    LIVING,
    SPEEDS,
    TWO_PI,
    Floats,
    Turn,
    contact_second,
    once_phase,
    performance,
    smooth,
)
from onetake.prompt._stage_reach import IN_HAND, face_to_face, held_at, in_hand, separation
from onetake.prompt._stage_tops import TOPS
from onetake.prompt.ontology import KINDS, VERBS
from onetake.types import ANGLE, FACING, HEIGHT, PHASE, STATE, X, Y

KICK_CONTACT = 4.2
"""Phase of a kick (swings back until pi, then forward) at which the foot meets the ball."""
KICK_REST = TWO_PI
BLOW_CONTACT = 3.9
"""Phase of blowing at which the breath reaches the flames; the breath is drawn from phase 0 on."""
BLOW_SECONDS = 0.35
EATEN = 0.7
_TAKE = 0.45
"""Seconds that it takes to pick something up."""
_NEAR = 1.2
"""How far away a table may be that something is put down on."""
_EFFECTS = {"open": "open", "close": "closed"}
_LIT = ("lit", "on", "burning")
DOERS = frozenset(("kick", "eat", "blow out", "drink", "push", "pull", "open", "close", "light", "cut", "build",
                   "knock over", "play music", *IN_HAND))  # fmt: skip


def act(turn: Turn, i: int) -> None:
    """Do to the target what the verb says. Without a target there is only the gesture."""
    verb, t = turn.verb(i), turn.target(i)
    start, end = turn.stretch(i)
    if t is None:
        if VERBS[verb].once or verb in _ONE_PHASE:
            turn.tracks[:, i, PHASE] = once_phase(turn.times_M, *performance(verb, start, end))
        return
    after = _approach(turn, i, t)
    if verb == "kick":
        _kick(turn, i, t, after)
    elif verb == "eat":
        _eat(turn, i, t)
    elif verb == "blow out":
        _blow(turn, i, t)
    elif verb in ("push", "pull"):
        _shove(turn, i, t, after)
    elif verb == "catch":
        _catch(turn, i, t)
    elif verb in ("cut", "build"):
        _work(turn, i, t, after)
    elif in_hand(turn.show.spots[i].kind, verb, turn.show.spots[t].kind):
        _in_hand(turn, i, t, after)
    elif verb in ("open", "close", "light", "knock over"):
        _touch(turn, i, t, after)
    elif verb == "play music":
        _ring(turn, i, t, start + after)


_ONE_PHASE = ("throw", "catch", "give", "put down", "pour", "open", "close", "light", "knock over")


def _approach(turn: Turn, i: int, t: int) -> float:
    """Come within reach, if the beat does not begin so; the seconds that it takes."""
    start, end = turn.stretch(i)
    show, verb = turn.show, turn.verb(i)
    if start == 0 or verb == "catch":
        return 0.0
    p = turn.partner(i) if verb == "give" else None
    if show.holder(t, start) == i:
        return _come(turn, i, p, "to give", start, 0.45 * (end - start), "give") if p is not None else 0.0
    share = 0.45 if p is None else 0.3
    came = _come(turn, i, t, "approach", start, share * (end - start), verb)
    if p is None:
        return came
    return came + _TAKE + _come(turn, i, p, "to give", start + came + _TAKE, 0.3 * (end - start), "give") - _TAKE


def _come(turn: Turn, i: int, t: int, name: str, begin: float, longest: float, verb: str) -> float:
    """Come within reach of ``t`` from second ``begin`` on; the seconds that it takes."""
    show, start = turn.show, turn.stretch(i)[0]
    spot, thing = show.spots[i], show.spots[t]
    key = (i, name, start)
    if key not in show.plans:
        before = show.plans.get((i, "approach", start)) if name != "approach" else None
        x0, there = before[1] if before else float(turn.start_EF[i, X]), float(turn.start_EF[t, X])
        towards = 1.0 if there > x0 + 0.01 else -1.0 if there < x0 - 0.01 else float(turn.start_EF[i, FACING])
        if verb == "give" and name == "to give":
            reach = face_to_face(spot.kind, spot.height, "give", thing.kind, thing.height)
        elif name == "to table":  # the hand is over its edge
            hand = float(grip(spot.family, "put down", np.pi, spot.kind)[0, 0]) * spot.height
            reach = hand + (TOPS["table"][1] - 0.3) * float(turn.start_EF[t, HEIGHT])
        else:
            reach = separation(spot.kind, spot.height, verb, thing.kind, float(turn.start_EF[t, HEIGHT]))
        low, high = turn.edges(i)
        if name != "to table" and in_hand(
            spot.kind, verb, thing.kind
        ):  # and what is in the hand stays in the picture, too
            wide = held_at(spot.kind, spot.height, verb, np.zeros(1), thing.kind, thing.height)[0, 0]
            more = max(0.0, float(wide) + 0.5 * max(thing.width, thing.height) - 0.5 * spot.width)
            low, high = low + more, max(low + more, high - more)
        if not low <= there - towards * abs(reach) <= high:
            towards = -towards
        goal = float(np.clip(there - towards * abs(reach), low, high))
        way = abs(goal - x0)
        seconds = 0.0 if way < 0.02 else float(np.clip(way / 0.45, min(0.3, longest), longest))
        show.plans[key] = x0, goal, seconds, -towards if reach < 0 else towards
    x0, goal, seconds, facing = show.plans[key]
    later_M = turn.times_M >= begin - 1e-6
    if verb not in ("push", "pull"):
        x_M = x0 + (goal - x0) * smooth((turn.times_M - begin) / max(seconds, 1e-6))
        turn.tracks[later_M, i, X] = x_M[later_M]
    turn.tracks[later_M, i, FACING] = facing
    return seconds


def _begin_once(turn: Turn, i: int, after: float) -> float:
    """Perform a once verb; the second of its contact."""
    verb, (start, end) = turn.verb(i), turn.stretch(i)
    begin, seconds = performance(verb, start, end, after)
    turn.tracks[:, i, PHASE] = once_phase(turn.times_M, begin, seconds)
    return contact_second(verb, start, end, after)


def _in_hand(turn: Turn, i: int, t: int, after: float) -> None:
    """Take it, if it is not yet in the hand; then whatever the verb does with it."""
    verb, show = turn.verb(i), turn.show
    start, _ = turn.stretch(i)
    spot, thing = show.spots[i], show.spots[t]
    held = show.holder(t, start) == i
    if not held and not show.takes(t, i, start):
        reached = show.plans.get((i, "approach", start), (0.0, 0.0, 0.0))[2]
        show.assign(t, start + reached if start else 0.0, holder=i)
        if start:
            show.happen(start + reached, "pick up", spot.entity)
    after += 0.0 if held or not start else _TAKE
    if verb in ("hold", "carry", "read", "drink"):
        show.happen(start + after, verb, spot.entity)
        return
    if verb == "play music":
        _ring(turn, i, t, start + after)
        return
    if verb == "throw":
        _throw(turn, i, t, after)
        return
    if verb == "put down":
        after += _to_table(turn, i, start + after)
    at = _begin_once(turn, i, after)
    if verb == "put down":
        show.assign(t, at)
        show.happen(at, "put down", spot.entity)
        show.happen(at, "land", thing.entity, ("put down", spot.entity))
    elif verb == "give":
        p = turn.partner(i)
        show.happen(at, "give", spot.entity)
        if p is not None:
            show.assign(t, at, holder=p)
            show.happen(at, "hold", show.spots[p].entity, ("give", spot.entity))
    elif verb == "pour":
        show.happen(at, "pour", spot.entity)
        if set_state(show, t, "empty", at, 0.8):  # what has "spilled" would be drawn lying on its side
            show.happen(at, "flow", thing.entity, ("pour", spot.entity))


def _to_table(turn: Turn, i: int, begin: float) -> float:
    """Go to a table that is near, to put something down on it; the seconds that it takes."""
    show = turn.show
    start, end = turn.stretch(i)
    here = float(turn.start_EF[i, X])
    tables = [t for t, s in enumerate(show.spots) if s.kind == "table" and turn.entity(t).present]
    tables = [t for t in tables if abs(float(turn.start_EF[t, X]) - here) < (_NEAR if start else 0.0)]
    if (i, "to table", start) not in show.plans:
        tables = [t for t in tables if abs(float(turn.start_EF[t, ANGLE])) < 0.1]
    if not tables:
        return 0.0
    table = min(tables, key=lambda t: abs(float(turn.start_EF[t, X]) - here))
    height = float(turn.start_EF[table, HEIGHT])
    top = float(turn.start_EF[i, Y]) - (float(turn.start_EF[table, Y]) - TOPS["table"][0] * height)
    show.plans.setdefault((i, "put on", start), (top,))
    return _come(turn, i, table, "to table", begin, 0.35 * (end - begin), "put on table")


def _hand(turn: Turn, i: int, t: int, verb: str, phase: float, at: float) -> tuple[float, float, float]:
    """x, y (lower end) and angle of a thing in the hand at second ``at`` of this beat."""
    spot, thing = turn.show.spots[i], turn.show.spots[t]
    n = int(np.clip(round((at - turn.times_M[0]) / turn.dt), 0, len(turn.times_M) - 1))
    who = turn.tracks[n, i]
    forward, up, angle = held_at(
        spot.kind, float(who[HEIGHT]), verb, np.array([phase]), thing.kind, float(turn.tracks[n, t, HEIGHT])
    )[0]
    facing = float(who[FACING])
    return float(who[X]) + facing * forward, float(who[Y]) - max(0.0, up), facing * angle


def _throw(turn: Turn, i: int, t: int, after: float) -> None:
    """Wind up, let go at the contact; it flies to whoever catches it, or lands, bounces and comes to rest."""
    show, spot, thing = turn.show, turn.show.spots[i], turn.show.spots[t]
    start, end = turn.stretch(i)
    catcher, later = _catcher(turn, i, t)
    begin, seconds = performance("throw", start, end, after)
    at = begin + seconds / 2
    if later:  # caught in the next beat: let go shortly before this one ends
        seconds = min(seconds, max(0.3, 2 * (end - 0.3 - start - after)))
        at = max(at, end - 0.3)
        begin = at - seconds / 2
    turn.tracks[:, i, PHASE] = once_phase(turn.times_M, begin, seconds)
    if catcher is not None:  # face whom it is thrown to
        turn.tracks[:, i, FACING] = 1.0 if turn.start_EF[catcher, X] > turn.start_EF[i, X] else -1.0
    if not turn.now(at):
        return
    show.happen(at, "throw", spot.entity)
    show.happen(at, "fly", thing.entity, ("throw", spot.entity))
    origin = _hand(turn, i, t, "throw", np.pi, at)
    facing = float(turn.tracks[-1, i, FACING])
    if catcher is not None:
        other = show.spots[catcher]
        way = abs(float(turn.start_EF[catcher, X]) - origin[0])
        arrive = at + float(np.clip(way / 0.75, 0.5, 1.15))
        forward, up, _ = held_at(other.kind, other.height, "catch", np.array([np.pi]), thing.kind, thing.height)[0]
        goal = float(turn.start_EF[catcher, X]) - facing * forward, float(turn.start_EF[catcher, Y]) - up
        show.assign(t, at, motion=flight_to(thing, origin, at, goal, arrive))
        show.plans[t, "flight", start] = (arrive,)
        show.arrivals[t] = arrive
        return
    low, high = turn.edges(t)
    room = (high - origin[0] if facing > 0 else origin[0] - low) if not turn.endless else 1.0
    room -= max(0.0, 0.5 * (thing.height - thing.width)) if thing.family != "ball" else 0.0  # it turns in the air
    p = turn.partner(i)
    if p is not None:
        room = min(room, abs(float(turn.start_EF[p, X]) - origin[0]))
    motion, land = throw_flight(thing, origin, at, facing, float(turn.tracks[-1, i, Y]), room)
    show.assign(t, at, motion=motion)
    show.happen(land, "land", thing.entity, ("throw", spot.entity))
    if thing.kind in BREAKABLE:
        show.change(t, land, BREAK_SECONDS, 1.0)
        show.happen(land, "break", thing.entity, ("land", thing.entity))


def _catcher(turn: Turn, i: int, t: int) -> tuple[int | None, bool]:
    """Who catches what ``i`` throws, and whether only in the next beat."""
    show, aim = turn.show, turn.show.spots[t].entity
    for later in (False, True):
        _, end = turn.stretch(i)
        scenes = [b.scene for b in show.beats if abs(b.start - end) < 1e-6] if later else [turn.scene]
        for scene in scenes:
            for e, entity in enumerate(scene.entities):
                if entity.verb == "catch" and entity.target == aim and e != show.spots[i].entity:
                    return show.counterpart(i, e), later
    return None, False


def _catch(turn: Turn, i: int, t: int) -> None:
    """Reach out, catch what comes flying, keep it."""
    show, spot, thing = turn.show, turn.show.spots[i], turn.show.spots[t]
    start, end = turn.stretch(i)
    arrive = show.arrivals.get(t)
    seconds = 1 / VERBS["catch"].hertz
    if arrive is None or not start - 0.1 <= arrive <= end:
        if show.holder(t, start) == i:
            turn.tracks[:, i, PHASE] = TWO_PI
            return
        arrive = start + float(np.clip(0.4 * (end - start), 0.4, 1.15))
        show.arrivals[t] = arrive
        goal = _hand(turn, i, t, "catch", np.pi, arrive)
        if start == 0:  # it is in the air when the take begins
            facing = float(turn.start_EF[i, FACING])
            low, high = turn.edges(t)
            x = float(np.clip(goal[0] + facing * 0.75, low, high))
            origin = x, goal[1] - 0.06, 0.0
        else:
            origin = float(turn.start_EF[t, X]), float(turn.start_EF[t, Y]), float(turn.start_EF[t, ANGLE])
            turn.tracks[:, i, FACING] = 1.0 if origin[0] > turn.start_EF[i, X] else -1.0
            goal = _hand(turn, i, t, "catch", np.pi, arrive)
        show.assign(t, start, motion=flight_to(thing, origin, start, goal[:2], arrive))
        show.happen(start, "fly", thing.entity)
    else:
        came = float(turn.start_EF[t, X]) - float(turn.start_EF[i, X])
        turn.tracks[:, i, FACING] = 1.0 if came > 0 else -1.0
    seconds = min(seconds, max(0.3, 2 * (end - arrive)), max(0.3, 2 * (arrive - start)) if start else 99.0)
    turn.tracks[:, i, PHASE] = once_phase(turn.times_M, arrive - seconds / 2, seconds)
    show.assign(t, arrive, holder=i)
    show.happen(arrive, "catch", spot.entity)
    show.happen(arrive, "stop", thing.entity, ("catch", spot.entity))


def _touch(turn: Turn, i: int, t: int, after: float) -> None:
    """Open, close, light, knock over: a touch at the contact, and what comes of it."""
    verb, show = turn.verb(i), turn.show
    spot, thing = show.spots[i], show.spots[t]
    at = _begin_once(turn, i, after)
    show.happen(at, verb, spot.entity)
    cause = (verb, spot.entity)
    if verb == "knock over":
        if turn.now(at):
            way = float(turn.tracks[-1, i, FACING])
            topple(turn, t, at, way, cause)
            row = [j for j in show.of(thing.entity) if j != t and (show.spots[j].x - thing.x) * way > 0]
            for k, j in enumerate(sorted(row, key=lambda j: show.spots[j].x * way), 1):
                if thing.kind == "domino":  # each pushes the next
                    push = at + 0.35 * k * topple_seconds(thing.height, thing.width)
                    topple(turn, j, push, way, ("tip over", thing.entity))
    elif verb == "light":
        if thing.kind == "firecracker":
            show.change(t, at + 0.9, 0.5, 1.0)
            show.happen(at + 0.9, "explode", thing.entity, cause)
        elif any(set_state(show, t, name, at, 0.3) for name in _LIT):
            show.happen(at, "burn", thing.entity, cause)
    elif set_state(show, t, _EFFECTS[verb], at, 0.7):
        show.happen(at, verb, thing.entity, cause)


def _ring(turn: Turn, i: int, t: int, at: float) -> None:
    show = turn.show
    show.happen(at, "play music", show.spots[i].entity)
    if set_state(show, t, "ringing", at, 0.2):
        show.happen(at, "ring", show.spots[t].entity, ("play music", show.spots[i].entity))


def _shove(turn: Turn, i: int, t: int, after: float) -> None:
    """Push it along in front, or pull it along behind, as far as there is room: it moves only with its mover."""
    verb, show, tracks = turn.verb(i), turn.show, turn.tracks
    spot, thing = show.spots[i], show.spots[t]
    start, end = turn.stretch(i)
    key = (i, verb, start)
    if key not in show.plans:
        x0 = float(turn.start_EF[i, X])
        facing = float(tracks[0, i, FACING])
        ahead = t if verb == "push" else i
        low, high = turn.edges(ahead)
        at = float(turn.start_EF[ahead, X])
        at = show.plans[i, "approach", start][1] if verb == "pull" and (i, "approach", start) in show.plans else at
        room = 1e6 if turn.endless else max(0.0, high - at if facing > 0 else at - low)
        show.plans[key] = x0, facing, room, float(turn.start_EF[t, X])
    x0, facing, room, thing0 = show.plans[key]
    goal = show.plans.get((i, "approach", start), (x0, x0))[1]
    begin = start + after + (0.25 if start + after > 0 else 0.0)
    seconds = max(0.3, 0.96 * (end - begin))
    way = min(room, SPEEDS[verb] * seconds)
    seconds = min(seconds, way / 0.05)
    part_M = np.clip((turn.times_M - begin) / max(seconds, 1e-6), 0, 1)
    gone_M = way * (0.85 * part_M + 0.15 * smooth(part_M))
    came_M = smooth((turn.times_M - start) / max(after, 1e-6)) if after else 1.0
    tracks[:, i, X] = x0 + (goal - x0) * came_M + facing * gone_M
    tracks[:, i, FACING] = facing
    tracks[:, i, PHASE] = turn.start_EF[i, PHASE] + TWO_PI * (gone_M - _gone_before(turn, gone_M)) / SPEEDS[verb]
    tracks[:, t, X] = thing0 + facing * gone_M
    if show.spots[t].family in ("vehicle", "thing"):
        rolled_M = (gone_M - _gone_before(turn, gone_M)) * facing * float(turn.start_EF[t, FACING])
        tracks[:, t, PHASE] = turn.start_EF[t, PHASE] + TWO_PI * rolled_M / SPEEDS["drive"]
    show.happen(begin, verb, spot.entity)
    show.happen(begin, "move", thing.entity, (verb, spot.entity))


def _gone_before(turn: Turn, gone_M: Floats) -> float:
    return float(gone_M[0]) if turn.beat else 0.0


def _work(turn: Turn, i: int, t: int, after: float) -> None:
    """Cutting and building go on stroke by stroke; every stroke has its effect at phase pi."""
    verb, show, tracks = turn.verb(i), turn.show, turn.tracks
    spot, thing = show.spots[i], show.spots[t]
    start, end = turn.stretch(i)
    if verb == "cut" and thing.support is None and in_hand(spot.kind, verb, thing.kind):
        if show.holder(t, start) != i and not show.takes(t, i, start):
            show.assign(t, start + after if start else 0.0, holder=i)
        after += _TAKE if start else 0.0
    hertz = VERBS[verb].hertz
    cycles_M = np.clip(turn.times_M - start - after, 0, None) * hertz
    strokes = max(1, int(0.85 * (end - start - after) * hertz))
    strokes = min(strokes, 4) if verb == "cut" else strokes
    tracks[:, i, PHASE] = TWO_PI * cycles_M
    first = start + after + 0.5 / hertz
    whole_M = np.floor(np.clip(cycles_M - 0.5, -1, None))
    within_M = np.clip(cycles_M - 0.5 - whole_M, 0, 1)
    done_M = np.clip((whole_M + smooth(within_M / (0.4 if strokes > 4 else 0.9))) / strokes, 0, 1)
    show.happen(first, verb, spot.entity)
    cause = (verb, spot.entity)
    if verb == "build":
        key = (t, "build", start)
        small = show.plans.setdefault(key, (float(turn.start_EF[t, HEIGHT]),))[0]
        tracks[:, t, HEIGHT] = small + (thing.height - small) * done_M
        show.happen(first, "grow", thing.entity, cause)
        return
    last = (KINDS[thing.kind].states or ("", ""))[1]
    if last == "eaten":
        tracks[:, t, STATE] = np.maximum(turn.start_EF[t, STATE], 0.6 * done_M)
        show.happen(first, "come apart", thing.entity, cause)
    elif last in ("carved", "broken"):
        at = first + (strokes - 1) / hertz
        show.change(t, at, 0.5, 1.0)
        show.happen(at, "come apart", thing.entity, cause)


def kick_phase(times_M: Floats, kicks: Sequence[float]) -> Floats:
    """Phase (M,) of someone who stands until each kick and swings through it once: contact at its second."""
    lead = KICK_CONTACT / TWO_PI
    swing_M = sum((np.clip(times_M - (k - lead), 0, 1) for k in kicks), np.zeros(len(times_M)))
    return np.asarray(swing_M * KICK_REST, np.float64)


def kick_second(start: float, end: float, after: float = 0.0) -> float:
    """When the foot first meets the ball."""
    return start + after + min(0.8, max(0.3, 0.3 * (end - start)))


def _kick(turn: Turn, i: int, ball: int, after: float) -> None:
    """The ball rests at the foot, flies off when the foot meets it, comes back from the edge, is kicked again."""
    show, tracks, times_M = turn.show, turn.tracks, turn.times_M
    actor, spot = show.spots[i], show.spots[ball]
    start, end = turn.stretch(i)
    direction, half = float(tracks[-1, i, FACING]), spot.width / 2
    key = (i, "kick", start)
    if key not in show.plans:
        edge = float(turn.high_M.min() - half if direction > 0 else turn.low_M.max() + half)
        x = float(turn.start_EF[ball, X])
        show.plans[key] = (x, min(1.1, max(0.0, (edge - x) * direction)), float(turn.start_EF[ball, ANGLE]))
    x0, reach, angle0 = show.plans[key]
    out, back, pause = 0.9 * max(reach, 0.3) / 0.6, 1.3 * max(reach, 0.3) / 0.6, 0.7
    first = kick_second(start, end, after)
    period = out + back + pause
    kicks = [float(k) for k in np.arange(first, end, period)] or [first]
    local_M = np.where(times_M >= first, (times_M - first) % period, -1.0)
    away_M = np.sin(np.pi / 2 * np.clip(local_M / out, 0, 1))
    gone_M = np.where(local_M < out, away_M, 1 - smooth((local_M - out) / back))
    gone_M = np.where(local_M < 0, 0.0, gone_M)
    hop_M = np.clip(local_M / (0.75 * out), 0, 1)
    tracks[:, ball, X] = x0 + direction * reach * gone_M
    hop_M = min(0.6 * min(reach, 0.4), 0.28 * out**2) * 4 * hop_M * (1 - hop_M) * (local_M >= 0)
    tracks[:, ball, Y] -= hop_M
    tracks[:, ball, ANGLE] = angle0 + direction * reach * gone_M / (spot.height / 2)
    tracks[:, i, PHASE] = kick_phase(times_M, kicks)
    for k in kicks:
        show.happen(k, "kick", actor.entity)
        show.happen(k, "fly", spot.entity, ("kick", actor.entity))


def _eat(turn: Turn, i: int, food: int) -> None:
    """Little by little. Who has hands takes the food into them."""
    show, spot = turn.show, turn.show.spots[i]
    start, end = turn.stretch(i)
    if start and show.spots[food].holder != i and spot.family in ("person", "robot") and spot.family in LIVING:
        if show.holder(food, start) != i and not show.takes(food, i, start):
            show.assign(food, start + show.plans.get((i, "approach", start), (0, 0, 0.0))[2], holder=i)
    begin = start + show.plans.get((i, "approach", start), (0, 0, 0.0))[2] + (_TAKE if start else 0.0)
    show.happen(begin + 0.5, "eat", spot.entity)
    if KINDS[show.spots[food].kind].states == ("whole", "eaten"):
        part_M = np.clip((turn.times_M - begin - 0.5) / max(end - begin - 0.5, 1e-6), 0, 1)  # from the first bite on
        whole = 1.0 if _gone_after(turn, food, end) else EATEN
        turn.tracks[:, food, STATE] = np.maximum(turn.tracks[:, food, STATE], whole * part_M)
        show.happen(begin + 0.5, "be eaten", show.spots[food].entity, ("eat", spot.entity))


def _gone_after(turn: Turn, i: int, end: float) -> bool:
    """Whether a thing is no longer there in the beat that begins at ``end``."""
    entity = turn.show.spots[i].entity
    return any(abs(b.start - end) < 1e-6 and not b.scene.entities[entity].present for b in turn.show.beats)


def blow_second(start: float, end: float) -> float:
    """When flames go out: after not quite half of a short stretch, never at once, never late."""
    return start + float(np.clip(0.45 * (end - start), 1.25, 4.0))


def _blow(turn: Turn, i: int, light: int) -> None:
    """Flames go out when the first breath reaches them: until it is drawn, the blower only gets ready."""
    show, (start, end) = turn.show, turn.stretch(i)
    out, hertz, spot = blow_second(start, end), VERBS["blow out"].hertz, turn.show.spots[i]
    show.happen(out - (BLOW_CONTACT - 2.2) / (TWO_PI * hertz), "blow out", spot.entity)
    breath_M = BLOW_CONTACT + TWO_PI * hertz * (turn.times_M - out)
    turn.tracks[:, i, PHASE] = np.where(breath_M < 0, 0.25 * np.sin(breath_M), np.minimum(breath_M, TWO_PI))
    for j in show.of(show.spots[light].entity):
        if set_state(show, j, "out", out, BLOW_SECONDS) or set_state(show, j, "off", out, BLOW_SECONDS):
            show.happen(out, "go out", show.spots[j].entity, ("blow out", spot.entity))
