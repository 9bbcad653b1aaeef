"""What things do: bounce, fall, fly through the air, tip over, break, melt, burn, grow, sink, explode, float.

Closed forms of time throughout, so that a beat may end in the middle of anything. Axes and units as in the kit.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from onetake.prompt._stage_kit import (
    BREAK_SECONDS,
    BREAKABLE,
    GRAVITY,
    TWO_PI,
    Floats,
    Motion,
    Performance,
    Spot,
    Turn,
    bounce_heights,
    contact_second,
    in_air,
    lying,
    once_phase,
    pace,
    performance,
    smooth,
)
from onetake.prompt.ontology import KINDS
from onetake.types import ANGLE, FACING, HEIGHT, PHASE, STATE, X, Y

FALL_SPEED = 0.2
"""Sideways speed of what has just slid off a table."""
_LIGHT = {"kite": 0.3, "star": 0.5, "umbrella": 0.3}
_LIE_DOWN = frozenset(("kite", "umbrella"))
"""What does not stand where it has come down."""
_RISING = 0.45
"""How far a firework rises before it bursts."""
_BUOYANT = frozenset(("balloon", "hot air balloon", "lantern", "sun", "moon", "heart"))
_RISES, _RISE_SECONDS = 0.22, 6.0
"""How far these come up from below when a take begins, and in which time."""
_EVENING = ("sunset", "dusk")
"""Hours at which a sun goes down instead."""
_TIPS_BY_STATE = ("spilled", "fallen")
"""Second states that are drawn lying on the side: the state turns such a thing over, not its angle."""
SEED_SIZE = 0.4
"""Height of what will grow, of its full height."""
_ONCE = ("break", "spill", "explode", "tip over", "open", "close")


def act(turn: Turn, i: int) -> bool:
    """Verbs of things; whether this was one of them."""
    verb, spot = turn.verb(i), turn.show.spots[i]
    own = turn.show.chance(i, verb)
    start, end = turn.stretch(i)
    if verb == "bounce":
        _bounce(turn, i, start, own)
    elif verb == "fall":
        _fall(turn, i, start, end, own)
    elif verb == "float" or (verb == "fly" and spot.kind in ("kite", "hot air balloon")):
        _float(turn, i, own)
    elif verb == "sail":
        turn.tracks[:, i, ANGLE] = 0.03 * smooth(turn.since_M / 0.8) * np.sin(TWO_PI * 0.3 * turn.times_M)
    elif verb == "fly" and spot.kind == "rocket":
        lift_M = smooth((turn.times_M - start - 0.5) / 3.0)
        hover_M = 0.012 * lift_M * np.sin(3.1 * turn.since_M)
        turn.tracks[:, i, Y] = spot.ground + (spot.level - spot.ground) * lift_M + hover_M
        turn.show.happen(start + 0.5, "fly", spot.entity)
    elif verb in _ONCE:
        _once(turn, i, start, end)
    elif verb in ("melt", "burn", "grow", "sink"):
        _slowly(turn, i, start, end)
    else:
        return False
    return True


def _bounce(turn: Turn, i: int, start: float, own: np.random.Generator) -> None:
    spot, tracks = turn.show.spots[i], turn.tracks
    base = spot.y if spot.support is not None else spot.ground
    apex = float(own.uniform(0.26, 0.4))
    up = np.sqrt(2 * apex / GRAVITY) if start > 0 else 0.0  # later in a take it starts from the ground
    heights_M, phases_M = bounce_heights(turn.times_M - start - up, apex)
    half, x0 = spot.width / 2, float(tracks[0, i, X])
    room = spot.room or (-np.inf, np.inf)
    speed = 0.13 if spot.support is None else 0.0
    left_M, right_M = np.maximum(turn.low_M + half, room[0]), np.minimum(turn.high_M - half, room[1])
    xs, _ = pace(x0, float(tracks[0, i, FACING]), speed, left_M, right_M, turn.dt)
    tracks[:, i, X] = xs
    tracks[:, i, Y] = base - np.minimum(heights_M, base - spot.height + 0.47)
    tracks[:, i, ANGLE] += (xs - x0) / (spot.height / 2)
    tracks[:, i, PHASE] = phases_M


def fall_second(start: float, end: float, own: np.random.Generator) -> float:
    """When a fall begins: after a third of a short stretch, within 1.0 to 1.5 s of a long one."""
    return start + min(0.35 * (end - start), float(own.uniform(1.0, 1.5)))


def _fall(turn: Turn, i: int, start: float, end: float, own: np.random.Generator) -> None:
    """Slide off the support (or drop from the air), fall, land, break or come to rest."""
    show, tracks, times_M = turn.show, turn.tracks, turn.times_M
    spot = show.spots[i]
    key = (i, "fall", start)
    if key not in show.plans:
        at = tracks[0, i]
        show.plans[key] = (float(at[X]), float(at[Y]), float(at[ANGLE]), fall_second(start, end, own))
    x0, y0, angle0, begin = show.plans[key]
    direction, breaks = float(tracks[0, i, FACING]), spot.kind in BREAKABLE
    gravity = GRAVITY * _LIGHT.get(spot.kind, 1.0)
    slide = 0.0
    if spot.support is not None and spot.room:
        slide = abs((spot.room[1] if direction > 0 else spot.room[0]) - x0)
    push = 0.42  # speed on the table; the edge takes half of it
    leave = begin + slide / push
    drop = np.sqrt(max(0.0, 2 * (spot.ground - y0) / gravity))
    land = leave + drop
    air_M = np.clip(times_M - leave, 0, drop)
    drift = FALL_SPEED if slide else 0.0
    round_thing = spot.family == "ball"
    turned = direction * (slide / (spot.height / 2) if round_thing else 0.0)
    spin = 1.35 if slide and not round_thing else 2.5 if round_thing and slide else 0.25
    slid_M = np.clip(times_M - begin, 0, slide / push) * push
    after_M = np.clip(times_M - land, 0, None)
    hop, rest = (0.09, 0.0) if round_thing else (0.0 if breaks else 0.03, 0.0)
    hop_seconds = np.sqrt(8 * hop / gravity) if hop else 1.0
    hop_M = np.clip(after_M / hop_seconds, 0, 1)
    roll_M = drift * 0.5 * (1 - np.exp(-after_M * 2.0)) / 2.0 * (0 if breaks else 1)
    x = x0 + direction * (slid_M + drift * air_M + roll_M)
    angle = angle0 + turned * slid_M / max(slide, 1e-6) + direction * spin * air_M / max(drop, 1e-6)
    if round_thing:
        angle = angle + direction * roll_M / (spot.height / 2)
    else:  # what tumbles ends on its foot or, from a table, on its side; shards lie flat
        flat = bool(slide) or spot.kind in _LIE_DOWN
        rest = 0.0 if breaks or not flat else direction * np.pi / 2
        angle = angle + (rest - (angle0 + direction * spin)) * smooth(after_M / 0.17)
    y = y0 + gravity / 2 * air_M**2 - 4 * hop * hop_M * (1 - hop_M)
    # the lowest corner, not the box's upright bottom, meets the ground
    low_corner_M = lying(spot.height, spot.width, angle) if not round_thing else np.zeros(len(times_M))
    y = y + low_corner_M * (smooth(air_M / max(drop, 1e-6)) if slide else 1.0)
    half = max(spot.width, spot.height) / 2
    tracks[:, i, X] = np.clip(x, np.minimum(turn.low_M + half, x0), np.maximum(turn.high_M - half, x0))
    tracks[:, i, Y], tracks[:, i, ANGLE] = y, angle
    tracks[:, i, PHASE] = TWO_PI * np.clip(times_M - begin, 0, 1)
    show.happen(begin, "fall", spot.entity)
    show.happen(land, "land", spot.entity, ("fall", spot.entity))
    if breaks:
        show.happen(land, "break", spot.entity, ("land", spot.entity))
        tracks[:, i, STATE] = np.maximum(tracks[:, i, STATE], np.clip(after_M / BREAK_SECONDS, 0, 1))


def _float(turn: Turn, i: int, own: np.random.Generator) -> None:
    spot, tracks = turn.show.spots[i], turn.tracks
    boat = spot.kind == "hot air balloon" or not in_air(spot.kind, "float", turn.scene.place)
    amount_M = smooth(turn.since_M / 0.8)
    a, b = own.uniform(0, TWO_PI, 2)
    tracks[:, i, Y] += amount_M * (0.012 if boat else 0.03) * np.sin(TWO_PI * 0.4 * turn.since_M + a)
    tracks[:, i, X] += amount_M * 0.03 * np.sin(TWO_PI * 0.17 * turn.since_M + b)
    half = spot.width / 2 + 0.01
    low_M, high_M = np.minimum(turn.low_M + half, spot.x), np.maximum(turn.high_M - half, spot.x)
    if spot.kind in _BUOYANT and turn.stretch(i)[0] == 0:
        risen_M = smooth(turn.times_M / _RISE_SECONDS)
        lower_M = risen_M if spot.kind == "sun" and turn.scene.hour in _EVENING else 1 - risen_M
        tracks[:, i, Y] += max(0.0, min(_RISES, spot.ground - spot.y)) * lower_M
    tracks[:, i, X] = np.clip(tracks[:, i, X], low_M, high_M)
    tracks[:, i, ANGLE] = (0.03 if boat else 0.08) * np.sin(TWO_PI * 0.3 * turn.since_M + b)


def _once(turn: Turn, i: int, start: float, end: float) -> None:
    """What happens to a thing one time, without anybody: at phase pi."""
    verb, spot, show = turn.verb(i), turn.show.spots[i], turn.show
    begin, seconds = performance(verb, start, end)
    at = contact_second(verb, start, end)
    turn.tracks[:, i, PHASE] = once_phase(turn.times_M, begin, seconds)
    show.happen(at, verb, spot.entity)
    if verb == "tip over":
        others = [j for j in show.of(spot.entity) if j != i]
        if others:  # a row falls one after the other, each pushed by the one before
            row = sorted(show.of(spot.entity), key=lambda j: show.spots[j].x * _row_way(show, spot.entity))
            at += 0.35 * topple_seconds(spot.height, spot.width) * row.index(i)
        if (i, "tip over", start) not in show.plans:
            show.plans[i, "tip over", start] = (at,)
            way = _row_way(show, spot.entity) if others else float(turn.start_EF[i, FACING])
            topple(turn, i, at, way, ("tip over", spot.entity))
    elif verb in ("open", "close"):
        set_state(show, i, "open" if verb == "open" else "closed", at, 0.5 * seconds)
    else:
        show.change(i, at, {"break": BREAK_SECONDS, "explode": 0.5}.get(verb, 0.8), 1.0)
        if verb == "explode":
            _burst(turn, i, start, begin, at)


def _burst(turn: Turn, i: int, start: float, begin: float, at: float) -> None:
    """A firework goes up before it bursts; what is left of a balloon comes down."""
    show, spot = turn.show, turn.show.spots[i]
    y0 = show.plans.setdefault((i, "explode", start), (float(turn.start_EF[i, Y]),))[0]
    if spot.kind == "firework":
        top = max(y0 - _RISING, min(y0, -turn.top + 0.02 + spot.height))
        turn.tracks[:, i, Y] = y0 + (top - y0) * smooth((turn.times_M - begin) / max(at - begin, 1e-6))
    elif spot.kind == "balloon":
        base = spot.y if spot.support is not None else max(y0, spot.ground)
        fallen_M = GRAVITY / 4 * np.clip(turn.times_M - at, 0, None) ** 2
        turn.tracks[:, i, Y] = np.minimum(y0 + fallen_M, base)
        turn.tracks[:, i, ANGLE] = float(turn.start_EF[i, ANGLE]) * (1 - smooth((turn.times_M - at) / 0.3))


def _row_way(show: Performance, entity: int) -> float:
    return show.spots[show.of(entity)[0]].facing


def set_state(show: Performance, i: int, name: str, at: float, seconds: float) -> bool:
    """Have a thing go to a state by name ("open", "lit" …); whether its kind has it."""
    states = KINDS[show.spots[i].kind].states or ()
    if name not in states:
        return False
    show.change(i, at, seconds, float(states.index(name)))
    return True


def _slowly(turn: Turn, i: int, start: float, end: float) -> None:
    """Melting, burning down, growing and sinking take most of a stretch."""
    verb, spot, show, tracks = turn.verb(i), turn.show.spots[i], turn.show, turn.tracks
    seconds = max(0.4, min(0.8 * (end - start), 12.0))
    begin = start + 0.05 * (end - start)
    part_M = smooth((turn.times_M - begin) / seconds)
    states = KINDS[spot.kind].states or ("", "")
    show.happen(begin, verb, spot.entity)
    if verb == "melt" or (verb == "burn" and states[1] in ("burnt", "exploded")):
        share = 1.0 if verb == "melt" or states[1] == "burnt" else 0.0
        tracks[:, i, STATE] = np.maximum(turn.start_EF[i, STATE], share * part_M)
    elif verb == "grow":
        key = (i, "grow", start)
        small = show.plans.setdefault(key, (float(turn.start_EF[i, HEIGHT]),))[0]
        tracks[:, i, HEIGHT] = small + (spot.height - small) * part_M
    elif verb == "sink":
        key = (i, "sink", start)
        y0 = show.plans.setdefault(key, (float(turn.start_EF[i, Y]),))[0]
        tracks[:, i, STATE] = np.maximum(turn.start_EF[i, STATE], part_M)
        tracks[:, i, Y] = y0 + min(0.3 * spot.height, max(0.0, 0.48 - y0)) * part_M
        tracks[:, i, ANGLE] = 0.22 * np.sin(np.pi * np.clip(part_M, 0, 1)) * spot.facing
    if verb in ("melt", "grow", "sink"):
        tracks[:, i, PHASE] = once_phase(turn.times_M, begin, seconds)


# --- what goes on by itself -----------------------------------------------------------------------------------


def topple_seconds(height: float, width: float = 0.0) -> float:
    """From the push until a thing of this size that tips over meets the ground: tall things take longer."""
    return float(0.4 + 0.8 * height + 0.3 * width)


def topple(turn: Turn, i: int, at: float, direction: float, cause: tuple[str, int]) -> None:
    """Have a thing tip over about its lower corner from second ``at``; what can break, breaks where it lands."""
    show, spot = turn.show, turn.show.spots[i]
    states = KINDS[spot.kind].states or ("", "")
    if cause[1] != spot.entity:
        show.happen(at, "tip over", spot.entity, cause)
    takes = topple_seconds(spot.height, spot.width)
    land = at + takes
    tips_by_state = states[1] in _TIPS_BY_STATE and spot.kind != "domino"
    if tips_by_state:
        show.change(i, at, takes, 1.0)
        turn.tracks[turn.times_M >= at, i, FACING] = direction  # they are drawn falling forwards
    else:
        show.assign(i, at, motion=Motion(at, _toppling(turn, i, at, direction, spot.kind in BREAKABLE)))
    show.happen(land, "land", spot.entity, ("tip over", spot.entity))
    if spot.kind in BREAKABLE:
        show.change(i, land, BREAK_SECONDS, 1.0)
        show.happen(land, "break", spot.entity, ("land", spot.entity))
    elif states[1] == "spilled":
        show.happen(land, "spill", spot.entity, ("tip over", spot.entity))
    elif spot.kind == "domino":
        show.change(i, at, takes, 1.0)


def _toppling(turn: Turn, i: int, at: float, direction: float, breaks: bool) -> Callable[[Floats], Floats]:
    x0, y0, h = (float(turn.start_EF[i, f]) for f in (X, Y, HEIGHT))
    w = h * KINDS[turn.show.spots[i].kind].aspect
    takes = topple_seconds(turn.show.spots[i].height, turn.show.spots[i].width)
    corner = x0 + direction * w / 2
    low, high = turn.edges(i)
    left, right = min(low, x0) - w / 2, max(high, x0) + w / 2

    def path(seconds_M: Floats) -> Floats:
        after_M = np.clip(seconds_M - at - takes, 0, None)
        a_M = np.pi / 2 * np.clip((seconds_M - at) / takes, 0, 1) ** 2
        if not breaks:  # it knocks on the ground once
            knock_M = np.clip(after_M / 0.3, 0, 1)
            a_M = a_M - 0.14 * np.sin(np.pi * knock_M) * (after_M > 0)
        c_M, s_M = np.cos(direction * a_M), np.sin(direction * a_M)
        dx, dy = -direction * w / 2, -h / 2
        half_M = np.minimum(c_M * w / 2 + np.abs(s_M) * h / 2, (right - left) / 2)
        x_M = np.clip(corner + c_M * dx - s_M * dy, left + half_M, right - half_M)  # it slips back from the edge
        y_M = y0 + s_M * dx + c_M * dy + h / 2
        if breaks:  # shards lie flat
            flat_M = smooth(after_M / 0.17)
            return np.stack([x_M, y_M + (y0 - y_M) * flat_M, direction * a_M * (1 - flat_M)], -1)
        return np.stack([x_M, y_M, direction * a_M], -1)

    return path


def throw_flight(
    spot: Spot, start: tuple[float, float, float], begin: float, direction: float, ground: float, room: float
) -> tuple[Motion, float]:
    """A throw that nobody catches, from ``start`` (x, y, angle): the motion, and the second at which it lands.

    ``ground`` is where its lower end comes to rest, ``room`` how far it may go in all.
    """
    x0, y0, angle0 = start
    ball, breaks = spot.family == "ball", spot.kind in BREAKABLE
    gravity = GRAVITY * _LIGHT.get(spot.kind, 1.0)
    up = 0.55 * float(np.sqrt(gravity / GRAVITY))
    first = (up + np.sqrt(up**2 + 2 * gravity * max(0.0, ground - y0))) / gravity
    keep = 0.0 if breaks else 0.5 if ball else 0.25
    hops = [first]  # seconds in the air
    down = np.sqrt(up**2 + 2 * gravity * max(0.0, ground - y0))
    while keep and down * keep > 0.06 and len(hops) < 7:
        down *= keep
        hops.append(2 * down / gravity)
    slow = np.array([0.7**k for k in range(len(hops))])
    roll = (0.5 if ball else 0.12) * slow[-1] * (0 if breaks else 1)
    vx = min(0.62, max(0.0, room) / (float((slow * hops).sum()) + roll))
    edges = begin + np.concatenate([[0.0], np.cumsum(hops)])
    starts = np.concatenate([[0.0], np.cumsum(slow * hops)])
    speeds = np.concatenate([[up], [gravity * t / 2 for t in hops[1:]]])

    def path(seconds_M: Floats) -> Floats:
        k_M = np.clip(np.searchsorted(edges, seconds_M, "right") - 1, 0, len(hops) - 1)
        t_M = np.clip(seconds_M - edges[k_M], 0, np.asarray(hops)[k_M])
        way_M = starts[k_M] + slow[k_M] * t_M
        way_M = way_M + roll * (1 - np.exp(-1.4 * np.clip(seconds_M - edges[-1], 0, None)))
        base_M = np.where(k_M == 0, y0, ground)
        y_M = base_M - speeds[k_M] * t_M + gravity / 2 * t_M**2
        if ball:
            a_M = angle0 + direction * vx * way_M / (spot.height / 2)
        else:
            a_M = angle0 + (direction * TWO_PI - angle0) * np.clip((seconds_M - begin) / first, 0, 1)
        return np.stack([x0 + direction * vx * way_M, np.minimum(y_M, ground), a_M], -1)

    return Motion(begin, path), begin + float(first)


def flight_to(
    spot: Spot, start: tuple[float, float, float], begin: float, goal: tuple[float, float], arrive: float
) -> Motion:
    """Through the air under gravity to be at ``goal`` (x, y) at second ``arrive``."""
    x0, y0, angle0 = start
    seconds = max(arrive - begin, 0.05)
    gravity = GRAVITY * _LIGHT.get(spot.kind, 1.0)
    vx, vy = (goal[0] - x0) / seconds, (goal[1] - y0) / seconds - gravity * seconds / 2
    turned = vx * seconds / (spot.height / 2) if spot.family == "ball" else (TWO_PI if vx > 0 else -TWO_PI) - angle0

    def path(seconds_M: Floats) -> Floats:
        t_M = np.clip(seconds_M - begin, 0, seconds)
        y_M = y0 + vy * t_M + gravity / 2 * t_M**2
        return np.stack([x0 + vx * t_M, y_M, angle0 + turned * t_M / seconds], -1)

    return Motion(begin, path)
