"""How individuals move: verbs turned into tracks, in world coordinates (before the camera), pure numpy.

Axes: N frames of the take, M frames of one beat, E individuals, F ``TRACK_FIELDS``. Units: stage units, seconds.
A beat is performed from where the last one ended. What happens once (a fall, a flame that goes out, a kick) is
planned from the whole stretch in which an entity keeps its verb, so a second beat never makes it happen again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from onetake.prompt.ontology import KINDS, VERBS
from onetake.types import ANGLE, DEPTH, FACING, PHASE, STATE, Beat, Happening, Scene, X, Y

Floats = NDArray[np.float64]

GRAVITY = 1.6
"""Stage units a second squared: cartoon gravity, slow enough to be followed at twelve frames a second."""
SPEEDS = {"walk": 0.22, "run": 0.5, "drive": 0.45, "swim": 0.2, "fly": 0.35, "hop": 0.25, "roll": 0.32}
BREAKABLE = frozenset(name for name, kind in KINDS.items() if kind.states == ("whole", "broken"))
BREAK_SECONDS = 0.35
FALL_SPEED = 0.2
"""Sideways speed of what has just slid off a table."""
BLOW_SECONDS = 0.35
KICK_CONTACT = 4.2
"""Phase of a kick (swings back until pi, then forward) at which the foot meets the ball."""
BLOW_CONTACT = 3.9
"""Phase of blowing at which the breath reaches the flames; the breath is drawn from phase 0 on."""
KICK_REST = 2 * np.pi
EATEN = 0.7
_LIGHT = {"kite": 0.3, "star": 0.5, "umbrella": 0.3}
_TWO_PI = 2 * np.pi
_CROWDED = 0.2  # how far each goes from its place when there is no room to go together


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an individual starts. ``x, y`` bottom centre of its box, ``ground`` the y of the ground below it,
    ``level`` the y it keeps when it flies, swims or floats; ``support`` the individual that it stands on,
    ``holder`` the one whose target it is; ``room`` (low, high) limits of its centre, if any."""

    entity: int
    kind: str
    x: float
    y: float
    height: float
    facing: float
    ground: float
    level: float
    depth: float
    support: int | None = None
    holder: int | None = None
    room: tuple[float, float] | None = None

    @property
    def width(self) -> float:
        return self.height * KINDS[self.kind].aspect


@dataclass(slots=True)
class Performance:
    """What the beats of a take share: the cast, the script, and what was planned once."""

    beats: Sequence[Beat]
    spots: Sequence[Spot]
    seconds: float
    seed: int
    happenings: list[Happening] = field(default_factory=list)
    plans: dict[tuple[int, str, float], tuple[float, ...]] = field(default_factory=dict)

    def stretch(self, beat: int, entity: int) -> tuple[float, float]:
        """Seconds (from, to) around a beat in which an entity keeps its verb."""
        verb = self.beats[beat].scene.entities[entity].verb
        first = last = beat
        while first > 0 and self.beats[first - 1].scene.entities[entity].verb == verb:
            first -= 1
        while last + 1 < len(self.beats) and self.beats[last + 1].scene.entities[entity].verb == verb:
            last += 1
        start = 0.0 if first == 0 else self.beats[first].start
        return start, self.seconds if last + 1 == len(self.beats) else self.beats[last].end

    def chance(self, individual: int, verb: str) -> np.random.Generator:
        """A generator of its own for every individual and verb: the same numbers in every beat."""
        return np.random.default_rng([self.seed, individual, list(VERBS).index(verb)])

    def happen(self, seconds: float, what: str, entity: int) -> None:
        """Record an event, unless it lies beyond the take or is already known."""
        happening = Happening(round(float(seconds), 4), what, entity)
        if 0 <= seconds <= self.seconds and happening not in self.happenings:
            self.happenings.append(happening)


def smooth(x: Floats | float) -> Floats:
    """Smoothstep: 0 below 0, 1 above 1."""
    u = np.clip(x, 0.0, 1.0)
    return np.asarray(u * u * (3 - 2 * u), np.float64)


def pace(
    x: float, direction: float, speed: float, low_M: Floats, high_M: Floats, dt: float, ease: float = 0.2
) -> tuple[Floats, Floats]:
    """Go to and fro between limits that may themselves move: positions and velocities (M,).

    The body brakes and turns just inside a limit, so it never crosses it by more than the limit itself moves.
    """
    xs, vs = np.empty(len(low_M)), np.empty(len(low_M))
    velocity, turn = direction * speed, min(1.0, dt / ease)
    brake = speed * ease * 0.6
    for n, (low, high) in enumerate(zip(low_M.tolist(), high_M.tolist(), strict=True)):
        if high - low < 2 * brake:  # no room to go anywhere: stay, the legs still move
            velocity = 0.0
            x = x + (min(max(x, low), high) - x if low <= high else 0.0) * turn
        else:
            if x > high - brake:
                direction = -1.0
            elif x < low + brake:
                direction = 1.0
            velocity += (direction * speed - velocity) * turn
            x = min(max(x + velocity * dt, min(low, x)), max(high, x))
        xs[n], vs[n] = x, velocity
    return xs, vs


def heading(velocity_M: Floats, before: float) -> Floats:
    """Facing (+1 or -1) along a velocity; where it is nearly still, as before."""
    sign_M = np.where(np.abs(velocity_M) > 0.02, np.sign(velocity_M), 0.0)
    last_M = np.maximum.accumulate(np.where(sign_M != 0, np.arange(1, len(sign_M) + 1), 0))
    return np.concatenate([[before], sign_M])[last_M]


def lying(height: float, width: float, angle: Floats | float) -> Floats:
    """How far below a box's upright bottom the ground is when the box is turned about its centre (>= 0: the
    track's y must be larger than the ground by this much for the turned box to touch it; may be negative)."""
    reach = np.abs(np.sin(angle)) * width / 2 + np.abs(np.cos(angle)) * height / 2
    return np.asarray(height / 2 - reach, np.float64)


def bounce_heights(
    times_M: Floats, apex: float, least: float = 0.16, restitution: float = 0.9
) -> tuple[Floats, Floats]:
    """Heights (M,) and phases of a ball that is dropped from ``apex`` at second 0 and goes on bouncing: every
    bounce is ``restitution`` squared as high as the last, but never below ``least``."""
    apexes = [apex]
    total = np.sqrt(2 * apex / GRAVITY)
    starts = [-total]
    while total < times_M[-1] + 1e-6:
        apexes.append(max(least, apexes[-1] * restitution**2))
        starts.append(total)
        total += np.sqrt(8 * apexes[-1] / GRAVITY)
    starts.append(total)
    which_M = np.clip(np.searchsorted(starts, times_M, "right") - 1, 0, len(apexes) - 1)
    apex_M, begin_M = np.asarray(apexes)[which_M], np.asarray(starts)[which_M]
    part_M = (times_M - begin_M) / np.sqrt(8 * apex_M / GRAVITY)
    return 4 * apex_M * part_M * (1 - part_M), _TWO_PI * (which_M + part_M)


def perform(
    show: Performance, beat: int, start_EF: Floats, times_M: Floats, dt: float, low_M: Floats, high_M: Floats
) -> Floats:
    """Tracks (M, E, F) of a beat. ``start_EF``: everyone at the end of the last beat; ``times_M``: seconds from
    the start of the take; ``low_M, high_M``: the left and right edges that whole boxes keep within."""
    scene = show.beats[beat].scene
    since_M = times_M - times_M[0] + (0.0 if times_M[0] == 0 else dt)
    tracks = np.repeat(start_EF[None], len(times_M), 0)
    for i, spot in enumerate(show.spots):
        verb = scene.entities[spot.entity].verb
        tracks[:, i, PHASE] += _TWO_PI * VERBS[verb].hertz * since_M
        tracks[:, i, Y] = _rise(show, spot, verb, scene, start_EF[i], since_M)
    lead: tuple[float, float] | None = None
    for verb in dict.fromkeys(e.verb for e in scene.entities if e.verb in SPEEDS):
        members = [i for i, s in enumerate(show.spots) if scene.entities[s.entity].verb == verb]
        members = [i for i in members if not (verb == "fly" and show.spots[i].kind in ("rocket", "kite"))]
        if members:
            lead = _go(show, verb, scene, members, tracks, since_M, dt, low_M, high_M, lead)
    players = [i for i, s in enumerate(show.spots) if scene.entities[s.entity].verb == "play"]
    if players:
        _play(show, players, tracks, times_M, since_M, dt, low_M, high_M)
    for i in range(len(show.spots)):
        _act(show, beat, i, scene, tracks, times_M, since_M, dt, low_M, high_M)
    _carry(show, scene, start_EF, tracks)
    return tracks


def in_air(kind: str, verb: str) -> bool:
    """Whether this kind with this verb is off the ground."""
    return verb == "fly" or KINDS[kind].family == "fish" or (verb == "float" and kind != "boat")


def _rise(show: Performance, spot: Spot, verb: str, scene: Scene, start_F: Floats, since_M: Floats) -> Floats:
    """Feet over a beat for those who take off, land, or go on as they are."""
    if (KINDS[spot.kind].family == "thing" and verb == "stand") or verb in ("fall", "bounce", "roll"):
        return np.full(len(since_M), start_F[Y])
    if spot.support is not None and verb != "fly":
        goal = spot.y
    else:
        goal = spot.level if in_air(spot.kind, verb) else spot.ground if spot.holder is None else spot.y
    return np.asarray(goal + (start_F[Y] - goal) * (1 - smooth(since_M / 0.9)), np.float64)


def _go(
    show: Performance, verb: str, scene: Scene, members: list[int], tracks: Floats, since_M: Floats, dt: float,
    low_M: Floats, high_M: Floats, lead: tuple[float, float] | None,
) -> tuple[float, float] | None:  # fmt: skip
    """All who share a going verb move together, keeping their distances, and turn together at the edges.

    Returns the speed and direction of whom the camera follows (``lead``, once it is known)."""
    spots = [show.spots[i] for i in members]
    chance = show.chance(members[0], verb)
    size = float(np.mean([s.height for s in spots]))
    insect = 0.45 if KINDS[spots[0].kind].family == "insect" else 1.0
    speed = SPEEDS[verb] * insect * float(np.clip(np.sqrt(size / 0.48), 0.75, 1.15) * chance.uniform(0.9, 1.1))
    before = float(tracks[0, members[0], FACING])
    if scene.camera == "follow":  # whoever goes along goes as fast, or the picture would lose them
        speed, before = lead = lead or (speed, before)
    starts = np.array([tracks[0, i, X] for i in members])
    limits = [(low_M + s.width / 2, high_M - s.width / 2) for s in spots]
    for k, s in enumerate(spots):
        if s.room is not None:
            limits[k] = np.maximum(limits[k][0], s.room[0]), np.minimum(limits[k][1], s.room[1])
    ease = 0.45 if verb == "roll" else 0.2
    low_group_M = np.max([low - x for (low, _), x in zip(limits, starts, strict=True)], 0)
    high_group_M = np.min([high - x for (_, high), x in zip(limits, starts, strict=True)], 0)
    together = len(members) == 1 or float((high_group_M - low_group_M).min()) > 0.3
    if together:
        xs, vs = pace(0.0, before, speed, low_group_M, high_group_M, dt, ease)
    for k, i in enumerate(members):
        if not together:  # a crowd has no room to move as one: each goes to and fro about its own place
            own = show.chance(i, verb)
            direction = before if own.random() < 0.6 else -before
            drift_M = (low_M + high_M) / 2 - (low_M[0] + high_M[0]) / 2  # that place goes along with a panning camera
            low_i_M = np.maximum(limits[k][0] - starts[k], drift_M - _CROWDED)
            high_i_M = np.minimum(limits[k][1] - starts[k], drift_M + _CROWDED)
            xs, vs = pace(0.0, direction, speed * float(own.uniform(0.7, 0.9)), low_i_M, high_i_M, dt, ease)
        _travel(show, verb, i, tracks, since_M, xs, vs, speed, dt)
    return lead


def _travel(
    show: Performance, verb: str, i: int, tracks: Floats, since_M: Floats, moved_M: Floats, velocity_M: Floats,
    speed: float, dt: float,
) -> None:  # fmt: skip
    """Move one individual along; its legs, wheels or wings keep step with the way that it covers."""
    spot, own = show.spots[i], show.chance(i, verb)
    travelled_M = np.cumsum(np.abs(velocity_M)) * dt
    cycles_M = travelled_M / speed
    if verb not in ("drive", "roll"):
        cycles_M = 0.8 * cycles_M + 0.2 * since_M  # legs go with the ground, but never quite stop
    start_phase = tracks[0, i, PHASE] - _TWO_PI * VERBS[verb].hertz * since_M[0]
    tracks[:, i, PHASE] = start_phase + _TWO_PI * VERBS[verb].hertz * cycles_M
    tracks[:, i, X] += moved_M
    if verb == "roll":
        tracks[:, i, ANGLE] += moved_M / (spot.height / 2)
        return
    tracks[:, i, FACING] = heading(velocity_M, float(tracks[0, i, FACING]))
    if in_air(spot.kind, verb):
        bob = 0.05 if KINDS[spot.kind].family == "insect" else 0.025 if verb == "fly" else 0.018
        ramp_M, phase = smooth(since_M / 0.8), own.uniform(0, _TWO_PI)
        wave_M = np.sin(_TWO_PI * own.uniform(0.35, 0.6) * since_M + phase)
        tracks[:, i, Y] += ramp_M * bob * (wave_M - 0.3 * np.sin(phase))


def _play(
    show: Performance, players: list[int], tracks: Floats, times_M: Floats, since_M: Floats, dt: float,
    low_M: Floats, high_M: Floats,
) -> None:  # fmt: skip
    """Scurry about one's own place, and now and then change places with a neighbour, one passing in front."""
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
        w, p = own.uniform(0.25, 0.45) * (0.5 if len(players) == 1 else 1.0), own.uniform(0, _TWO_PI, 2)
        wander_M = np.sin(_TWO_PI * w * since_M + p[0]) - np.sin(p[0])
        wander_M = wander_M + 0.4 * (np.sin(_TWO_PI * 2.3 * w * since_M + p[1]) - np.sin(p[1]))
        half = spot.width / 2
        tracks[:, i, X] = np.clip(homes[i] + reach * wander_M, low_M + half, high_M - half)
        tracks[:, i, Y] = np.clip(tracks[:, i, Y] + lanes[i], 0.2, max(0.44, spot.ground))
        tracks[:, i, DEPTH] += (tracks[:, i, Y] - spot.y) * 2.5
        v = np.gradient(tracks[:, i, X], dt) if len(since_M) > 1 else np.zeros(1)
        tracks[:, i, FACING] = heading(np.where(np.abs(v) > 0.06, v, 0.0), float(tracks[0, i, FACING]))
        start_phase = tracks[0, i, PHASE] - _TWO_PI * VERBS["play"].hertz * since_M[0]
        tracks[:, i, PHASE] = start_phase + _TWO_PI * np.cumsum(np.clip(0.9 + 3 * np.abs(v), 0.9, 2.2)) * dt


def _act(
    show: Performance, beat: int, i: int, scene: Scene, tracks: Floats, times_M: Floats, since_M: Floats, dt: float,
    low_M: Floats, high_M: Floats,
) -> None:  # fmt: skip
    """Verbs that one individual does on its own, or to its target."""
    spot = show.spots[i]
    entity = scene.entities[spot.entity]
    own = show.chance(i, entity.verb)
    start, end = show.stretch(beat, spot.entity)
    if entity.verb == "bounce":
        _bounce(show, i, start, tracks, times_M, dt, low_M, high_M, own)
    elif entity.verb == "fall":
        _fall(show, i, start, end, tracks, times_M, low_M, high_M, own)
    elif entity.verb == "float" or (entity.verb == "fly" and spot.kind == "kite"):
        boat = spot.kind == "boat"
        amount_M = smooth(since_M / 0.8)
        a, b = own.uniform(0, _TWO_PI, 2)
        tracks[:, i, Y] += amount_M * (0.012 if boat else 0.03) * np.sin(_TWO_PI * 0.4 * since_M + a)
        tracks[:, i, X] += amount_M * 0.03 * np.sin(_TWO_PI * 0.17 * since_M + b)
        half = spot.width / 2 + 0.01
        tracks[:, i, X] = np.clip(tracks[:, i, X], np.minimum(low_M + half, spot.x), np.maximum(high_M - half, spot.x))
        tracks[:, i, ANGLE] = (0.03 if boat else 0.08) * np.sin(_TWO_PI * 0.3 * since_M + b)
    elif entity.verb == "fly" and spot.kind == "rocket":
        lift_M = smooth((times_M - start - 0.5) / 3.0)
        tracks[:, i, Y] = spot.ground + (spot.level - spot.ground) * lift_M + 0.012 * lift_M * np.sin(3.1 * since_M)
    elif entity.verb in ("kick", "eat", "blow out") and entity.target is not None:
        targets = [j for j, s in enumerate(show.spots) if s.entity == entity.target]
        mine = [j for j in targets if show.spots[j].holder == i]
        if entity.verb == "kick" and mine:
            _kick(show, i, mine[0], start, end, tracks, times_M, low_M, high_M)
        elif entity.verb == "eat":
            _eat(show, mine, start, end, tracks, times_M)
        elif entity.verb == "blow out":
            _blow(show, i, targets, start, end, tracks, times_M)


def _bounce(
    show: Performance, i: int, start: float, tracks: Floats, times_M: Floats, dt: float, low_M: Floats,
    high_M: Floats, own: np.random.Generator,
) -> None:  # fmt: skip
    spot = show.spots[i]
    base = spot.y if spot.support is not None else spot.ground
    apex = float(own.uniform(0.26, 0.4))
    up = np.sqrt(2 * apex / GRAVITY) if start > 0 else 0.0  # later in a take it starts from the ground
    heights_M, phases_M = bounce_heights(times_M - start - up, apex)
    half, x0 = spot.width / 2, float(tracks[0, i, X])
    room = spot.room or (-np.inf, np.inf)
    speed = 0.13 if spot.support is None else 0.0
    left_M, right_M = np.maximum(low_M + half, room[0]), np.minimum(high_M - half, room[1])
    xs, _ = pace(x0, float(tracks[0, i, FACING]), speed, left_M, right_M, dt)
    tracks[:, i, X] = xs
    tracks[:, i, Y] = base - np.minimum(heights_M, base - spot.height + 0.47)
    tracks[:, i, ANGLE] += (xs - x0) / (spot.height / 2)
    tracks[:, i, PHASE] = phases_M


def fall_second(start: float, end: float, own: np.random.Generator) -> float:
    """When a fall begins: after a third of a short stretch, within 1.0 to 1.5 s of a long one."""
    return start + min(0.35 * (end - start), float(own.uniform(1.0, 1.5)))


def _fall(
    show: Performance, i: int, start: float, end: float, tracks: Floats, times_M: Floats, low_M: Floats, high_M: Floats,
    own: np.random.Generator,
) -> None:  # fmt: skip
    """Slide off the support (or drop from the air), fall, land, break or come to rest."""
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
    round_thing = KINDS[spot.kind].family == "ball"
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
        rest = 0.0 if breaks or not slide else direction * np.pi / 2
        angle = angle + (rest - (angle0 + direction * spin)) * smooth(after_M / 0.17)
    y = y0 + gravity / 2 * air_M**2 - 4 * hop * hop_M * (1 - hop_M)
    # the lowest corner, not the box's upright bottom, meets the ground
    low_corner_M = lying(spot.height, spot.width, angle) if not round_thing else np.zeros(len(times_M))
    y = y + low_corner_M * (smooth(air_M / max(drop, 1e-6)) if slide else 1.0)
    half = max(spot.width, spot.height) / 2
    tracks[:, i, X] = np.clip(x, np.minimum(low_M + half, x0), np.maximum(high_M - half, x0))
    tracks[:, i, Y], tracks[:, i, ANGLE] = y, angle
    tracks[:, i, PHASE] = _TWO_PI * np.clip(times_M - begin, 0, None)
    show.happen(begin, "fall", spot.entity)
    show.happen(land, "land", spot.entity)
    if breaks:
        show.happen(land, "break", spot.entity)
        tracks[:, i, STATE] = np.maximum(tracks[:, i, STATE], np.clip(after_M / BREAK_SECONDS, 0, 1))


def kick_phase(times_M: Floats, kicks: Sequence[float]) -> Floats:
    """Phase (M,) of someone who stands until each kick and swings through it once: contact at its second."""
    lead = KICK_CONTACT / _TWO_PI
    swing_M = sum((np.clip(times_M - (k - lead), 0, 1) for k in kicks), np.zeros(len(times_M)))
    return np.asarray(swing_M * KICK_REST, np.float64)


def _kick(
    show: Performance, i: int, ball: int, start: float, end: float, tracks: Floats, times_M: Floats, low_M: Floats,
    high_M: Floats,
) -> None:  # fmt: skip
    """The ball rests at the foot, flies off when the foot meets it, comes back from the edge, is kicked again."""
    actor, spot = show.spots[i], show.spots[ball]
    direction, half = float(tracks[0, i, FACING]), spot.width / 2
    key = (i, "kick", start)
    if key not in show.plans:
        edge = float(high_M.min() - half if direction > 0 else low_M.max() + half)
        show.plans[key] = (float(tracks[0, ball, X]), min(1.1, abs(edge - float(tracks[0, ball, X]))))
    x0, reach = show.plans[key]
    out, back, pause = 0.9 * max(reach, 0.3) / 0.6, 1.3 * max(reach, 0.3) / 0.6, 0.7
    first = start + min(0.8, max(0.3, 0.3 * (end - start)))
    period = out + back + pause
    kicks = [float(k) for k in np.arange(first, end, period)] if np.isfinite(period) else [first]
    local_M = np.where(times_M >= first, (times_M - first) % period, -1.0)
    away_M = np.sin(np.pi / 2 * np.clip(local_M / out, 0, 1))
    gone_M = np.where(local_M < out, away_M, 1 - smooth((local_M - out) / back))
    hop_M = np.clip(local_M / (0.75 * out), 0, 1)
    tracks[:, ball, X] = x0 + direction * reach * gone_M
    tracks[:, ball, Y] = spot.ground - 0.6 * min(reach, 0.4) * 4 * hop_M * (1 - hop_M) * (local_M >= 0)
    tracks[:, ball, ANGLE] = direction * reach * gone_M / (spot.height / 2)
    tracks[:, i, PHASE] = kick_phase(times_M, kicks)
    for k in kicks:
        show.happen(k, "kick", actor.entity)


def _eat(show: Performance, food: list[int], start: float, end: float, tracks: Floats, times_M: Floats) -> None:
    for j in food:
        if KINDS[show.spots[j].kind].states == ("whole", "eaten"):
            part_M = np.clip((times_M - start) / max(end - start, 1e-6), 0, 1)
            tracks[:, j, STATE] = np.maximum(tracks[:, j, STATE], EATEN * part_M)


def blow_second(start: float, end: float) -> float:
    """When flames go out: after not quite half of a short stretch, never at once, never late."""
    return start + float(np.clip(0.45 * (end - start), 1.25, 4.0))


def _blow(
    show: Performance, i: int, targets: list[int], start: float, end: float, tracks: Floats, times_M: Floats
) -> None:
    """Flames go out when the first breath reaches them: until it is drawn, the blower only gets ready."""
    out = blow_second(start, end)
    show.happen(out - (BLOW_CONTACT - 2.2) / (_TWO_PI * VERBS["blow out"].hertz), "blow out", show.spots[i].entity)
    breath_M = BLOW_CONTACT + _TWO_PI * VERBS["blow out"].hertz * (times_M - out)
    tracks[:, i, PHASE] = np.where(breath_M < 0, 0.25 * np.sin(breath_M) - 0.0, breath_M)
    for j in targets:
        if (KINDS[show.spots[j].kind].states or ("", ""))[1] == "out":
            show.happen(out, "go out", show.spots[j].entity)
            tracks[:, j, STATE] = np.maximum(tracks[:, j, STATE], np.clip((times_M - out) / BLOW_SECONDS, 0, 1))


def _carry(show: Performance, scene: Scene, start_EF: Floats, tracks: Floats) -> None:
    """Who stands on something, and what is held, goes along when the carrier moves."""
    for i, spot in enumerate(show.spots):
        verb = scene.entities[spot.entity].verb
        carrier = spot.support if spot.support is not None else spot.holder
        if carrier is None or verb in ("fall", "bounce", "fly"):
            continue
        actor_verb = scene.entities[show.spots[carrier].entity].verb
        if spot.support is None and actor_verb in ("kick", "blow out", "play"):
            continue
        moved_M = tracks[:, carrier, X] - start_EF[carrier, X]
        tracks[:, i, Y] += tracks[:, carrier, Y] - start_EF[carrier, Y]
        if spot.support is None:  # held in front: changes hands when its holder turns round
            turned_M = tracks[:, carrier, FACING] * start_EF[carrier, FACING] < 0
            offset = start_EF[i, X] - start_EF[carrier, X]
            moved_M = moved_M - np.where(turned_M, 2 * offset, 0.0)
        elif VERBS[actor_verb].going:
            tracks[:, i, FACING] = tracks[:, carrier, FACING]
        tracks[:, i, X] += moved_M
