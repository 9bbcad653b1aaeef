"""How individuals move: verbs turned into tracks, in world coordinates (before the camera), pure numpy.

A beat is performed from where the last one ended. What happens once (a fall, a flame that goes out, a kick) is
planned from the whole stretch in which an entity keeps its verb, so a second beat never makes it happen again.
First everyone moves by will (``_moves_going``, ``_moves_others``), then acts on things (``_moves_hands``), things
do what they do (``_moves_things``), and at last whatever is held, ridden or stood upon brings along what it bears.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from onetake.prompt import _moves_hands, _moves_others, _moves_things
from onetake.prompt._moves_going import go, play
from onetake.prompt._moves_hands import BLOW_CONTACT, KICK_CONTACT, blow_second, kick_phase, kick_second
from onetake.prompt._moves_things import FALL_SPEED, fall_second, topple_seconds
from onetake.prompt._stage_kit import (
    BREAK_SECONDS,
    BREAKABLE,
    GRAVITY,
    LIVING,
    TWO_PI,
    Floats,
    Motion,
    Performance,
    Spot,
    Turn,
    bounce_heights,
    contact_second,
    heading,
    in_air,
    lying,
    pace,
    performance,
    smooth,
)
from onetake.prompt._stage_reach import ABOVE_HEAD, held_at
from onetake.prompt.ontology import VERBS
from onetake.types import ANGLE, DEPTH, FACING, HEIGHT, PHASE, STATE, VISIBLE, X, Y

__all__ = ["BLOW_CONTACT", "BREAKABLE", "BREAK_SECONDS", "FALL_SPEED", "GRAVITY", "KICK_CONTACT",
           "Floats", "Performance", "Spot", "blow_second", "bounce_heights", "contact_second", "fall_second", "heading",
           "in_air", "kick_phase", "kick_second", "lying", "pace", "perform", "performance", "smooth",
           "topple_seconds"]  # fmt: skip

Bools = NDArray[np.bool_]

_LOOSE = ("fall", "bounce", "fly", "roll", "slide")
"""Verbs of things that leave whatever they stood on or were held by."""
_EMPTY_HANDED = ("sleep", "lie down", "wake", "crawl", "swim", "climb", "fight", "hug", "clap", "push", "pull", "build")
_GRASP = 0.4
"""Seconds in which a thing comes into the hand."""


def perform(
    show: Performance, beat: int, start_EF: Floats, times_M: Floats, dt: float, low_M: Floats, high_M: Floats,
    top: float = 0.5,
) -> Floats:  # fmt: skip
    """Tracks (M, E, F) of a beat. ``start_EF``: everyone at the end of the last beat; ``times_M``: seconds from
    the start of the take; ``low_M, high_M``: the left and right edges that whole boxes keep within; ``top``: how far
    above the middle the picture ends."""
    since_M = times_M - times_M[0] + (0.0 if times_M[0] == 0 else dt)
    tracks = np.repeat(start_EF[None], len(times_M), 0)
    turn = Turn(show, beat, start_EF, tracks, times_M, since_M, dt, low_M, high_M, top)
    everyone = range(len(show.spots))
    for i in everyone:
        tracks[:, i, PHASE] += TWO_PI * VERBS[turn.verb(i)].hertz * since_M
        tracks[:, i, Y] = _rise(turn, i)
        if turn.verb(i) in _LOOSE and show.spots[i].family not in LIVING:
            show.fates.pop(i, None)
    _let_go(turn)
    go(turn)
    players = [i for i in everyone if turn.verb(i) == "play"]
    if players:
        play(turn, players)
    for i in sorted(everyone, key=lambda i: turn.verb(i) == "catch"):  # a throw is known before its catch
        verb = turn.verb(i)
        if not turn.entity(i).present:
            continue
        if verb in ("open", "close") and show.spots[i].family not in LIVING:  # a door by itself
            _moves_things.act(turn, i)
        elif verb in _moves_others.DOERS:
            _moves_others.act(turn, i)
        elif verb in _moves_hands.DOERS:
            _moves_hands.act(turn, i)
            if verb == "give":
                _meet(turn, i)
        else:
            _moves_things.act(turn, i)
    for i in everyone:
        _moves_others.dismount(turn, i)
    _moves_others.ride(turn)
    _bear(turn)
    for i in sorted(show.fates, key=lambda i: i):
        _fate(turn, i)
    _states(turn)
    for i in everyone:
        tracks[:, i, VISIBLE] = float(turn.entity(i).present)
    return tracks


def _let_go(turn: Turn) -> None:
    """Nobody lies, climbs or fights with something in the hand: it falls to the ground."""
    show, start = turn.show, float(turn.times_M[0])
    for t in list(show.fates):
        holder = show.holder(t, start)
        if not turn.beat or holder is None or turn.verb(holder) not in _EMPTY_HANDED:
            continue
        who, thing = turn.start_EF[holder], turn.start_EF[t]
        x, y, angle, ground = (float(v) for v in (*thing[[X, Y, ANGLE]], who[Y]))
        if turn.verb(holder) in ("sleep", "lie down", "wake"):  # it is laid aside, not dropped
            _lay_aside(turn, holder, t, ground)
            continue

        def path(seconds_M: Floats, x: float = x, y: float = y, a: float = angle, ground: float = ground) -> Floats:
            since_M = np.clip(seconds_M - start, 0, None)
            fall_M = np.minimum(y + GRAVITY / 2 * since_M**2, max(ground, y))
            return np.stack([x + 0 * since_M, fall_M, a * (1 - smooth(since_M / 0.4))], -1)

        show.assign(t, start, motion=Motion(start, path))
        show.happen(start, "let go", show.spots[holder].entity)
        land = start + float(np.sqrt(2 * max(0.0, ground - y) / GRAVITY))
        show.happen(land, "land", show.spots[t].entity, ("let go", show.spots[holder].entity))


def _lay_aside(turn: Turn, holder: int, t: int, ground: float) -> None:
    """Put a thing down beside where its holder is going to lie."""
    show, start = turn.show, float(turn.times_M[0])
    who, (x0, y0, a0) = turn.start_EF[holder], (float(v) for v in turn.start_EF[t, [X, Y, ANGLE]])
    aside = 0.52 * show.spots[holder].height + 0.5 * show.spots[t].width
    low, high = turn.edges(t)
    x1 = float(np.clip(who[X] + who[FACING] * aside, low, high))
    if abs(x1 - who[X]) < 0.8 * aside:
        x1 = float(np.clip(who[X] - who[FACING] * aside, low, high))

    def path(seconds_M: Floats) -> Floats:
        part_M = smooth((seconds_M - start) / 0.7)
        return np.stack([x0 + (x1 - x0) * part_M, y0 + (ground - y0) * part_M**2, a0 * (1 - part_M)], -1)

    show.assign(t, start, motion=Motion(start, path))
    show.happen(start, "put down", show.spots[holder].entity)
    show.happen(start + 0.7, "land", show.spots[t].entity, ("put down", show.spots[holder].entity))


def _rise(turn: Turn, i: int) -> Floats:
    """Feet over a beat for those who take off, land, or go on as they are."""
    spot, verb, start_F = turn.show.spots[i], turn.verb(i), turn.start_EF[i]
    lifeless = spot.family not in LIVING and not VERBS[verb].going and verb != "float"
    if lifeless or verb in ("fall", "bounce", "roll", "slide"):
        return _drop(turn, i) if lifeless else np.full(len(turn.since_M), start_F[Y])
    staying = not VERBS[verb].going or verb == "play"
    if i in turn.show.perched and staying:
        goal = turn.show.perched[i]
    elif spot.support is not None and verb != "fly":
        goal = spot.y
    else:
        turn.show.perched.pop(i, None)
        goal = (
            spot.level if in_air(spot.kind, verb, turn.scene.place) else spot.ground if spot.holder is None else spot.y
        )
    return np.asarray(goal + (start_F[Y] - goal) * (1 - smooth(turn.since_M / 0.9)), np.float64)


def _drop(turn: Turn, i: int) -> Floats:
    """Feet of a thing that does nothing: as they were, but what was bouncing comes down."""
    spot, show, y0 = turn.show.spots[i], turn.show, float(turn.start_EF[i, Y])
    bounced = turn.beat and show.beats[turn.beat - 1].scene.entities[spot.entity].verb == "bounce"
    rest = spot.y if spot.support is not None else spot.ground
    if not bounced or y0 >= rest - 1e-3:
        return np.full(len(turn.since_M), y0)
    land = float(np.sqrt(2 * (rest - y0) / GRAVITY))
    hop = 0.06 * (1 - smooth((turn.since_M - land) / 1.2)) * np.abs(np.sin(np.pi * (turn.since_M - land) / 0.55))
    return np.where(turn.since_M < land, y0 + GRAVITY / 2 * turn.since_M**2, rest - hop)


def _meet(turn: Turn, i: int) -> None:
    """Who is given something looks at the giver."""
    p = turn.partner(i)
    if p is not None and p != i and not VERBS[turn.verb(p)].going:
        away = float(turn.tracks[-1, i, X] - turn.tracks[-1, p, X])
        turn.tracks[:, p, FACING] = 1.0 if away > 0 else -1.0


def _bear(turn: Turn) -> None:
    """Who stands on something, and what was placed at somebody's hands, goes along when the bearer moves."""
    show, tracks, start_EF = turn.show, turn.tracks, turn.start_EF
    for i, spot in enumerate(show.spots):
        verb = turn.verb(i)
        carrier = spot.support if spot.support is not None else spot.holder
        if carrier is None or verb in ("fall", "bounce", "fly", "ride", "climb") or i in show.fates:
            continue
        actor_verb = turn.verb(carrier)
        if spot.support is None and actor_verb != "eat":
            continue
        if spot.support is not None and VERBS[verb].going and verb != "play" and not VERBS[actor_verb].going:
            continue  # goes about on top by itself
        moved_M = tracks[:, carrier, X] - start_EF[carrier, X]
        tracks[:, i, Y] += tracks[:, carrier, Y] - start_EF[carrier, Y]
        if spot.support is None:  # held in front: changes hands when its holder turns round
            turned_M = tracks[:, carrier, FACING] * start_EF[carrier, FACING] < 0
            offset = start_EF[i, X] - start_EF[carrier, X]
            moved_M = moved_M - np.where(turned_M, 2 * offset, 0.0)
        elif VERBS[actor_verb].going:
            tracks[:, i, FACING] = tracks[:, carrier, FACING]
        tracks[:, i, X] += moved_M


def _fate(turn: Turn, i: int) -> None:
    """A thing in somebody's hand, in the air, tipping over, or at rest where that left it."""
    fates, times_M, tracks = turn.show.fates[i], turn.times_M, turn.tracks
    before_F = turn.start_EF[i]
    for k, fate in enumerate(fates):
        until = fates[k + 1].begin if k + 1 < len(fates) else np.inf
        here_M = (times_M >= fate.begin - 1e-6) & (times_M < until - 1e-6)
        if not here_M.any():
            continue
        first = int(np.argmax(here_M))
        if fate.holder is not None:
            _hold(turn, i, fate.holder, here_M, before_F, blend=bool(times_M[first] > 1e-6))
        elif fate.motion is not None:
            tracks[here_M, i, X], tracks[here_M, i, Y], tracks[here_M, i, ANGLE] = fate.motion.path(times_M[here_M]).T
            fresh = first > 0 or fate.begin > times_M[0] - turn.dt
            _settle_in(turn, i, here_M, before_F, 0.15 if fresh and times_M[first] > 1e-6 else 0.0)
        else:
            tracks[here_M, i, X], tracks[here_M, i, ANGLE] = before_F[X], before_F[ANGLE]
            tracks[here_M, i, Y] = before_F[Y]
        before_F = tracks[int(np.flatnonzero(here_M)[-1]), i].copy()


def _hold(turn: Turn, i: int, holder: int, here_M: Bools, before_F: Floats, blend: bool) -> None:
    """At the hand or mouth of its holder, whatever that does."""
    tracks, spots = turn.tracks, turn.show.spots
    verb = turn.verb(holder)
    aim = turn.entity(holder).target
    if aim != spots[i].entity:
        verb = "stand" if verb in _moves_hands.DOERS else verb
    who = tracks[here_M, holder]
    if here_M[0]:  # it goes on with its holder
        before_F = before_F.copy()
        before_F[[X, Y]] += who[0, [X, Y]] - turn.start_EF[holder, [X, Y]]
    at = held_at(spots[holder].kind, spots[holder].height, verb, who[:, PHASE], spots[i].kind, float(before_F[HEIGHT]))
    if verb == "put down":  # down to the ground, or the table, at the contact
        down_M = smooth((who[:, PHASE] - 0.5 * np.pi) / (0.5 * np.pi))
        top = turn.show.plans.get((holder, "put on", turn.stretch(holder)[0]), (0.0,))[0]
        at[:, 1] += (top - at[:, 1]) * down_M
    # when its holder turns round it changes sides within a quarter of a second
    pad_M = np.concatenate([[turn.start_EF[holder, FACING]], tracks[:, holder, FACING], tracks[-1:, holder, FACING]])
    way_M = (pad_M[:-2] + pad_M[1:-1] + pad_M[2:])[here_M] / 3 if blend or turn.beat else who[:, FACING]
    tracks[here_M, i, X] = who[:, X] + way_M * at[:, 0]
    tracks[here_M, i, Y] = who[:, Y] - np.maximum(at[:, 1], 0.0)
    tracks[here_M, i, ANGLE] = who[:, FACING] * at[:, 2]
    tracks[here_M, i, FACING] = who[:, FACING]
    tracks[here_M, i, DEPTH] = who[:, DEPTH] + (-0.004 if spots[i].kind in ABOVE_HEAD else 0.012)
    _settle_in(turn, i, here_M, before_F, _GRASP if blend else 0.0)


def _settle_in(turn: Turn, i: int, here_M: Bools, before_F: Floats, seconds: float) -> None:
    """Go on smoothly from where a thing was to where it now should be."""
    if seconds <= 0:
        return
    first = int(np.argmax(here_M))
    way = float(np.hypot(*(turn.tracks[first, i, [X, Y]] - before_F[[X, Y]])))
    seconds = max(seconds, min(0.9, way / 0.6))
    since_M = turn.times_M[here_M] - turn.times_M[first] + turn.dt
    rest_M = 1 - smooth(since_M / seconds)
    for f in (X, Y, ANGLE):
        now = float(turn.tracks[first, i, f])
        was = float(before_F[f])
        if f == ANGLE:  # by the shorter way round
            was = now + (was - now + np.pi) % TWO_PI - np.pi
        turn.tracks[here_M, i, f] += (was - now) * rest_M


def _states(turn: Turn) -> None:
    """States on their way to where something brought them."""
    for i, changes in turn.show.changes.items():
        state_M = turn.tracks[:, i, STATE]
        for change in sorted(changes, key=lambda c: c.begin):
            part_M = np.clip((turn.times_M - change.begin) / max(change.seconds, 1e-6), 0, 1)
            if part_M[-1] <= 0:
                continue
            first = int(np.argmax(part_M > 0))
            before = float(turn.start_EF[i, STATE]) if first == 0 else float(state_M[first - 1])
            origin = turn.show.origins.setdefault((i, change.begin), before)  # the same in every later beat
            state_M = np.where(part_M > 0, origin * (1 - part_M) + change.goal * part_M, state_M)
        turn.tracks[:, i, STATE] = state_M
