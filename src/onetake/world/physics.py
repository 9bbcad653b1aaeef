"""Rigid bodies (pymunk) for what bounces, rolls, falls, tips over, is kicked or thrown: tracks from a real engine.

The staging places everyone and moves whoever moves by will; ``simulate`` then replaces the tracks of things that
move by force, from the moment when the force sets in. Bodies whose lanes (depths) differ do not meet. Causes are
those that the engine has met: a push, a touch, an edge, a landing (see ``_physics_engine``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pymunk

from onetake.prompt._stage_kit import BREAK_SECONDS, BREAKABLE, Floats, smooth
from onetake.prompt.ontology import KINDS, VERBS
from onetake.prompt.staging import MARGIN, TOPS, World, project, stage_world
from onetake.types import (
    ANGLE,
    FACING,
    HEIGHT,
    PHASE,
    STATE,
    VISIBLE,
    Beat,
    Geometry,
    Happening,
    Staging,
    X,
    Y,
)
from onetake.world._physics_engine import SCALE, Engine, Mover

__all__ = ["KICK_CONTACT", "simulate"]

KICK_CONTACT = 4.2
"""Phase of a kick (swings back until pi, then forward) at which the foot meets the ball."""
_OWN = {"bounce": "bounce", "roll": "roll", "fall": "fall", "tip over": "tip"}
"""How what a thing does by itself is set off."""
_DONE = {"kick": "kick", "throw": "throw", "knock over": "shove"}
"""How what somebody does to a thing sets it off."""
_FLUTTERS = frozenset(("kite", "star", "umbrella", "maple leaf", "feather", "raindrop", "snowflake", "ribbon"))
_TIPS_BY_STATE = ("spilled", "fallen")
_EFFECTS = frozenset(("fall", "land", "break", "tip over", "roll", "bounce", "fly", "stop"))
_SAME_LANE = 0.035
_ELASTICITY = {"bounce": 0.9, "kick": 0.6, "tip": 0.1, "shove": 0.12, "pile": 0.1}
_HIGHEST_PILE = 72.0
_TOP_HEAVY = 0.25
"""How far above its middle the weight of each of a row lies, in its height: drawn dominoes are stout, and stout ones
of even weight would lean on each other instead of falling."""
_SLIM = 0.45
"""Width over height up to which a row of them falls one by the other; stouter ones fall each by itself."""
_TUMBLES = frozenset(("rock",))
"""Ovals that roll head over heels."""
_ROUND = (0.72, 1.3)  # aspects that roll like a disc
_TWO_PI = 2 * np.pi


@dataclass(frozen=True, slots=True)
class _Force:
    """What sets one individual in motion: from which beat on, how, and who does it."""

    individual: int
    beat: int
    mode: str
    actor: int | None = None


def simulate(beats: Sequence[Beat], staging: Staging, geometry: Geometry, seed: int) -> Staging:
    """``staging`` (made with the same arguments) with its physical things moved by the engine instead.

    A thing is left as staged when somebody goes on handling it afterwards, or when the camera follows it.
    """
    if not any(_may_move(beats, e) for e in range(len(beats[0].scene.entities))):
        return staging
    world = stage_world(beats, geometry, seed)
    forces = _forces(beats, world)
    if not forces:
        return staging
    low_N, high_N = _limits(world, geometry)
    engine = _build(beats, world, forces, geometry, seed, low_N, high_N)
    if not engine.movers:
        return staging
    recorded = engine.run(geometry.frames, geometry.fps, low_N, high_N)
    tracks = world.tracks_NEF.copy()
    for k, mover in enumerate(engine.movers):
        _record(mover, recorded[:, k], tracks, world, geometry)
    moved = project(replace(world, tracks_NEF=tracks, happenings=_merged(world, engine, geometry)), geometry)
    return replace(moved, variant_E=staging.variant_E, variant=staging.variant)


# --- what moves by force --------------------------------------------------------------------------------------------


def _may_move(beats: Sequence[Beat], entity: int) -> bool:
    """A quick look: whether an entity is ever moved by force."""
    scenes = [b.scene for b in beats]
    if any(s.entities[entity].verb in _OWN for s in scenes):
        return True
    return any(a.verb in _DONE and a.target == entity for s in scenes for a in s.entities)


def _forces(beats: Sequence[Beat], world: World) -> list[_Force]:
    """The first force on every individual, unless somebody handles it afterwards."""
    found: list[_Force] = []
    for i, spot in enumerate(world.spots):
        force = next((f for b in range(len(beats)) if (f := _force(beats, world, b, i)) is not None), None)
        if force is not None and not _handled(beats, force, spot.entity) and not _followed(beats, force, spot.entity):
            found.append(force)
    return found


def _force(beats: Sequence[Beat], world: World, b: int, i: int) -> _Force | None:
    spot, scene = world.spots[i], beats[b].scene
    entity, kind = scene.entities[spot.entity], KINDS[world.spots[i].kind]
    if not entity.present or kind.family not in ("thing", "ball", "plant"):
        return None
    for a, e in enumerate(scene.entities):
        if e.verb in _DONE and e.target == spot.entity and e.present:
            actor = _actor_of(world, a, i)
            mode = _DONE[e.verb]
            if (
                actor is None
                or (mode == "kick" and kind.family != "ball")
                or (mode == "shove" and _by_state(kind.name))
            ):
                return None
            return _Force(i, b, mode, actor)
    mode = _OWN.get(entity.verb, "")
    if not mode or spot.kind in _FLUTTERS or (mode == "tip" and _by_state(kind.name)):
        return None
    if mode == "roll" and kind.name in _TUMBLES:
        mode = "tumble"
    elif mode in ("bounce", "roll") and not _rolls(kind.name):
        return None
    return _Force(i, b, mode)


def _by_state(kind: str) -> bool:
    """Whether its second state is drawn lying, so that its track must not turn."""
    return kind != "domino" and (KINDS[kind].states or ("", ""))[1] in _TIPS_BY_STATE


def _rolls(kind: str) -> bool:
    return KINDS[kind].family == "ball" or _ROUND[0] <= KINDS[kind].aspect <= _ROUND[1]


def _actor_of(world: World, entity: int, i: int) -> int | None:
    """The individual of an entity that acts on individual ``i``: the first with the first, and so on."""
    actors = [a for a, s in enumerate(world.spots) if s.entity == entity]
    mine = [k for k, s in enumerate(world.spots) if s.entity == world.spots[i].entity]
    k = mine.index(i)
    return actors[k] if k < len(actors) else None


def _handled(beats: Sequence[Beat], force: _Force, entity: int) -> bool:
    """Whether somebody does something else to it afterwards, or it does something else itself."""
    first = beats[force.beat].scene
    doing = {(a, e.verb) for a, e in enumerate(first.entities) if e.target == entity}
    own = first.entities[entity].verb
    for beat in beats[force.beat + 1 :]:
        later = {(a, e.verb) for a, e in enumerate(beat.scene.entities) if e.target == entity}
        if later - doing or beat.scene.entities[entity].verb not in (own, "stand"):
            return True
    others = [(a, v) for a, v in doing if v not in _DONE]
    return bool(others) or (force.mode == "throw" and any(
        e.verb == "catch" and e.target == entity for b in beats for e in b.scene.entities
    ))  # fmt: skip


def _followed(beats: Sequence[Beat], force: _Force, entity: int) -> bool:
    """Whether the camera follows somebody while this thing would have to keep to the picture's edges."""
    follows = any(b.scene.camera == "follow" and any(VERBS[e.verb].going for e in b.scene.entities) for b in beats)
    return follows and force.mode not in ("fall", "tip", "shove")


def _limits(world: World, geometry: Geometry) -> tuple[Floats, Floats]:
    """Left and right edges of the picture in the world, per frame."""
    half_N = (geometry.half_extent[0] - MARGIN) / world.camera_NC[:, 2]
    return world.camera_NC[:, 0] - half_N, world.camera_NC[:, 0] + half_N


# --- bodies ---------------------------------------------------------------------------------------------------------


def _build(
    beats: Sequence[Beat], world: World, forces: Sequence[_Force], geometry: Geometry, seed: int, low_N: Floats,
    high_N: Floats,
) -> Engine:  # fmt: skip
    """Bodies, grounds and supports of everyone who is moved by force."""
    engine = Engine()
    movers = [m for f in forces if (m := _mover(beats, world, f, geometry, seed)) is not None]
    for entity in dict.fromkeys(m.entity for m in movers):
        _arrange([m for m in movers if m.entity == entity], world, float(low_N[0]) * SCALE, float(high_N[0]) * SCALE)
    for mover in movers:
        if mover.mode == "tip" and not any(m is not mover and m.entity == mover.entity for m in movers):
            mover.direction = _roomy(mover, float(low_N[0]) * SCALE, float(high_N[0]) * SCALE)
        elasticity = _ELASTICITY.get(mover.mode, 0.55 if mover.ball else 0.2)
        engine.add(mover, elasticity, 0.3 if mover.mode in ("tip", "shove") else 0.36)
    for mover in engine.movers:
        engine.surface(mover, -1e5, 1e5, mover.ground)
        _support(engine, world, mover)
    engine.meet(_lanes(engine.movers))
    return engine


def _mover(beats: Sequence[Beat], world: World, force: _Force, geometry: Geometry, seed: int) -> Mover | None:
    """The body of an individual where the force finds it."""
    i, spot, beat = force.individual, world.spots[force.individual], beats[force.beat]
    rng = np.random.default_rng([seed, i, force.beat])
    end = _end(beats, force, spot.entity, geometry)
    cue = _cue(world, force, beat.start, end, rng)
    if cue is None or cue >= geometry.seconds:
        return None
    start = beat.start if force.actor is None else cue
    whole = np.ceil if force.mode == "throw" else np.floor  # a throw begins in the hand, all else at rest
    n = min(geometry.frames - 1, int(whole(start * geometry.fps + (-1e-6 if force.mode == "throw" else 1e-6))))
    track = world.tracks_NEF[n, i]
    h = float(track[HEIGHT]) * SCALE
    w = h * KINDS[spot.kind].aspect
    ball = _rolls(spot.kind) and (KINDS[spot.kind].family == "ball" or force.mode in ("roll", "bounce", "kick"))
    body = pymunk.Body(1.0, pymunk.moment_for_circle(1.0, 0, h / 2) if ball else pymunk.moment_for_box(1.0, (w, h)))
    body.position = float(track[X]) * SCALE, float(track[Y]) * SCALE - h / 2
    body.angle = float(track[ANGLE])
    actor = None if force.actor is None else world.spots[force.actor].entity
    mover = Mover(i, spot.entity, force.mode, body, (w, h), ball, spot.kind in BREAKABLE, _ground(world, i, force, n),
                  _direction(world, force, n), n / geometry.fps, cue, end, actor)  # fmt: skip
    if force.mode == "bounce":
        apex = min(float(rng.uniform(0.26, 0.4)), mover.ground / SCALE - h / SCALE + 0.47) if force.beat == 0 else 0.0
        body.position = body.position.x, mover.ground - h / 2 - apex * SCALE
    elif force.mode == "shove" and actor is not None:
        mover.cause = ("knock over", actor)
    mover.hangs = force.mode == "fall" and spot.support is None and mover.ground - float(track[Y]) * SCALE > 1.0
    mover.home = (float(body.position.x), float(body.position.y))
    return mover


def _ground(world: World, i: int, force: _Force, n: int) -> float:
    """The level that it falls to; bouncing on something, the top of that."""
    spot = world.spots[i]
    if spot.support is not None and force.mode == "bounce":
        return float(world.tracks_NEF[n, i, Y]) * SCALE
    if force.mode == "throw" and force.actor is not None:  # it lands where the thrower stands
        return float(world.tracks_NEF[n, force.actor, Y]) * SCALE
    if force.mode == "kick" or (spot.support is None and force.mode in ("tip", "shove", "roll", "tumble")):
        return float(world.tracks_NEF[n, i, Y]) * SCALE
    return spot.ground * SCALE


def _direction(world: World, force: _Force, n: int) -> float:
    """Which way it is pushed: away from who pushes, else where it faces."""
    track = world.tracks_NEF[n, force.individual]
    if force.actor is None:
        return float(track[FACING]) or 1.0
    actor = world.tracks_NEF[n, force.actor]
    if force.mode == "shove" and abs(track[X] - actor[X]) > 0.02:
        return 1.0 if track[X] > actor[X] else -1.0
    return float(actor[FACING]) or 1.0


def _end(beats: Sequence[Beat], force: _Force, entity: int, geometry: Geometry) -> float:
    """When the beats are over in which it goes on like this."""
    first, last = beats[force.beat].scene, force.beat
    for b in range(force.beat + 1, len(beats)):
        scene = beats[b].scene
        kept = scene.entities[entity].verb == first.entities[entity].verb
        if force.actor is not None:
            kept = any(e.target == entity and _DONE.get(e.verb) == force.mode for e in scene.entities)
        if not kept:
            break
        last = b
    return geometry.seconds if last + 1 == len(beats) else beats[last].end


def _cue(world: World, force: _Force, start: float, end: float, rng: np.random.Generator) -> float | None:
    """When it is set off: as staged; None for a deed that the staging has not shown."""
    if force.mode in ("bounce", "roll", "tumble"):
        return start
    what = {"fall": "fall", "tip": "tip over", "kick": "kick", "throw": "throw", "shove": "knock over"}[force.mode]
    who = force.actor if force.actor is not None else force.individual
    entity = world.spots[who].entity
    told = [h.seconds for h in world.happenings if (h.what, h.entity) == (what, entity)]
    told = [t for t in told if start - 0.01 <= t < end]
    if told:
        return min(told)
    if force.actor is not None:
        return start + 0.3 * (end - start) if what == "kick" else None
    return start + min(0.35 * (end - start), float(rng.uniform(1.0, 1.5)))


def _support(engine: Engine, world: World, mover: Mover) -> None:
    """The top that it stands on, solid for this body only, and the edge at which it leaves it."""
    spot = world.spots[mover.individual]
    if spot.support is None or mover.mode not in ("fall", "tip", "shove"):
        return
    base = world.tracks_NEF[0, spot.support]
    at = float(base[X]) * SCALE
    half = TOPS.get(world.spots[spot.support].kind, (1.0, 0.35))[1] * float(base[HEIGHT]) * 1.15 * SCALE
    top = mover.home[1] + mover.size[1] / 2
    if top < mover.ground - 2.0:
        half = max(half, abs(mover.home[0] - at) + 0.3 * mover.size[0])
        engine.surface(mover, at - half, at + half, top)
        mover.edge = at + mover.direction * half


def _arrange(movers: Sequence[Mover], world: World, low: float, high: float) -> None:
    """Several of one kind that tip over stand in a row, near enough for each to reach the next; blocks stand on each
    other. Only the first of a row is pushed."""
    if len(movers) < 2 or any(world.spots[m.individual].support is not None for m in movers):
        return
    if movers[0].mode == "tip" and movers[0].size[0] <= _SLIM * movers[0].size[1]:
        _row(movers, low, high)
    elif movers[0].mode == "tip":
        _side_by_side(movers, low, high)
    elif movers[0].mode == "fall" and world.spots[movers[0].individual].kind == "toy block":
        _pile(movers, low, high)


def _falls(m: Mover) -> float:
    """How far from its middle something reaches when it has tipped over; what is wide turns upside down."""
    w, h = m.size
    return 1.1 * (w / 2 + (h if w <= 1.2 * h else 2 * h))


def _side_by_side(movers: Sequence[Mover], low: float, high: float) -> None:
    """Stout things all tip over to one side, so that they do not fall on each other, and none out of the picture."""
    right = min(high - m.home[0] - _falls(m) for m in movers)
    left = min(m.home[0] - low - _falls(m) for m in movers)
    direction = movers[0].direction if min(right, left) > 0 else 1.0 if right > left else -1.0
    for m in movers:
        way, half = _falls(m), m.size[0] / 2
        first, last = (low + half, high - way) if direction > 0 else (low + way, high - half)
        m.direction, m.home = direction, (float(np.clip(m.home[0], first, max(first, last))), m.home[1])
        m.body.position = m.home


def _roomy(m: Mover, low: float, high: float) -> float:
    """Its direction, or the other one where there is no room to fall."""
    way = max(1.5 * m.size[1], _falls(m))
    room = {1.0: high - m.home[0], -1.0: m.home[0] - low}
    return m.direction if room[m.direction] > way or room[m.direction] > room[-m.direction] else -m.direction


def _row(movers: Sequence[Mover], low: float, high: float) -> None:
    """Between the edges, smaller if need be; who has not been reached in good time falls by itself."""
    direction = movers[0].direction
    order = sorted(movers, key=lambda m: m.home[0] * direction)
    h, w = max(m.size[1] for m in movers), max(m.size[0] for m in movers)
    pitch = w + 0.4 * (h - 0.3 * w) if h > w else 1.25 * w
    length = pitch * (len(order) - 1) + w + h
    scale = float(np.clip((high - low) / length, 0.5, 1.0))
    pitch, length, w, h = pitch * scale, length * scale, w * scale, h * scale
    left, right = low + length / 2, max(low + length / 2, high - length / 2)
    middle = float(np.clip(np.mean([m.home[0] for m in movers]), left, right))
    ground = float(np.mean([m.ground for m in movers]))
    begin = middle - direction * (length - w) / 2
    cue = min(m.cue for m in movers)
    for k, m in enumerate(order):
        _resize(m, scale)
        m.ground, m.direction, m.cue = ground, direction, cue + (1.2 + 0.9 * k if k else 0.0)
        m.home = (begin + direction * pitch * k, ground - m.size[1] / 2)
        m.body.center_of_gravity = 0, -_TOP_HEAVY * m.size[1]
        m.body.position = m.home


def _resize(m: Mover, scale: float) -> None:
    m.row, m.scale, m.size = True, scale, (m.size[0] * scale, m.size[1] * scale)
    m.body.moment = pymunk.moment_for_box(m.body.mass, m.size)


def _pile(movers: Sequence[Mover], low: float, high: float) -> None:
    """A stack of blocks that is pushed from the side: the higher, the harder."""
    ground, x = max(m.ground for m in movers), float(np.mean([m.home[0] for m in movers]))
    scale = min(1.0, _HIGHEST_PILE / sum(m.size[1] for m in movers))
    for m in movers:
        _resize(m, scale)
    room = 1.2 * sum(m.size[1] for m in movers)
    direction = _roomy(movers[0], low, high)
    x = min(x, high - room) if direction > 0 else max(x, low + room)
    y = ground
    for k, m in enumerate(movers):
        m.ground, m.hangs, m.direction, m.cue = ground, False, direction, movers[0].cue
        m.home = (x + 1.5 * (-1) ** k, y - m.size[1] / 2)
        m.body.position = m.home
        m.mode = "pile"
        m.push = 26.0 * k
        y -= m.size[1]


def _lanes(movers: Sequence[Mover]) -> list[list[int]]:
    """For every mover the others of its lane, unless they already overlap where they start."""
    lanes: list[list[int]] = [[] for _ in movers]
    for a, one in enumerate(movers):
        for b, other in enumerate(movers[:a]):
            gap = abs(one.home[0] - other.home[0]) - (one.size[0] + other.size[0]) / 2
            rise = abs(one.home[1] - other.home[1]) - (one.size[1] + other.size[1]) / 2
            apart = one.mode in ("tip", "shove") and other.mode in ("tip", "shove") and not (one.row and other.row)
            if not apart and abs(one.ground - other.ground) < _SAME_LANE * SCALE and max(gap, rise) > -0.3:
                lanes[a].append(b)
                lanes[b].append(a)
    return lanes


# --- back into the staging --------------------------------------------------------------------------------------------


def _record(m: Mover, path_N3: Floats, tracks: Floats, world: World, geometry: Geometry) -> None:
    """Write what a body did (centre x, y and angle) into its individual's track, from its start on."""
    n0, i = round(m.start * geometry.fps), m.individual
    times_M = np.arange(n0, geometry.frames) / geometry.fps
    if m.mode in ("tip", "pile"):
        n0 = 0  # it has been put into a row: it stood there from the beginning
        times_M = np.arange(geometry.frames) / geometry.fps
    path_M3 = path_N3[n0:]
    here = tracks[n0:, i]
    here[:, X], here[:, Y], here[:, ANGLE] = path_M3[:, 0], path_M3[:, 1] + m.size[1] / SCALE / 2, path_M3[:, 2]
    here[:, VISIBLE] = tracks[n0, i, VISIBLE]
    here[:, HEIGHT] *= m.scale
    if m.mode in ("fall", "pile"):
        here[:, PHASE] = _TWO_PI * np.clip(times_M - m.cue, 0, None)
    if m.breakable:
        here[:, STATE] = world.tracks_NEF[n0, i, STATE]
    if m.broken is not None:
        after_M = times_M - m.broken
        here[:, STATE] = np.maximum(here[:, STATE], np.clip(after_M / BREAK_SECONDS, 0, 1))
        settle_M = smooth(after_M / 0.17)  # shards lie flat on what they fell on
        bottom = m.ground / SCALE if m.edge is None or m.off else float(path_M3[0, 1]) + m.size[1] / SCALE / 2
        here[:, ANGLE] *= 1 - settle_M
        here[:, Y] += (bottom - here[:, Y]) * settle_M
    elif world.spots[i].kind == "domino":
        here[:, STATE] = np.clip(np.abs(here[:, ANGLE]) / (np.pi / 2), 0, 1)
    if m.mode == "kick" and m.kicks:
        actor = _actor_of(world, m.actor if m.actor is not None else 0, i)
        if actor is not None:
            _swing(tracks, actor, m, geometry)


def _swing(tracks: Floats, actor: int, m: Mover, geometry: Geometry) -> None:
    """The leg of who kicks: it stands until each kick and swings through it once, contact at its second."""
    first, last = round(m.start * geometry.fps), min(geometry.frames, round(m.end * geometry.fps))
    times_M = np.arange(first, last) / geometry.fps
    lead = KICK_CONTACT / _TWO_PI
    swing_M = sum((np.clip(times_M - (k - lead), 0, 1) for k in m.kicks), np.zeros(len(times_M)))
    before_M = times_M < m.kicks[0] - lead  # until then it may still have to come to the ball
    tracks[first:last, actor, PHASE] = np.where(before_M, tracks[first:last, actor, PHASE], _TWO_PI * swing_M)


def _merged(world: World, engine: Engine, geometry: Geometry) -> tuple[Happening, ...]:
    """Staged happenings, with those of the engine's bodies as the engine has met them."""
    since: dict[int, float] = {}
    for m in engine.movers:
        since[m.entity] = min(m.start, m.cue, since.get(m.entity, np.inf))
    kickers = {m.actor for m in engine.movers if m.mode == "kick"}
    kept = [
        h for h in world.happenings
        if not (h.what in _EFFECTS and h.seconds >= since.get(h.entity, np.inf) - 1e-3)
        and not (h.what == "kick" and h.entity in kickers)
    ]  # fmt: skip
    new = [h for h in engine.happenings if h.seconds <= geometry.seconds]
    return tuple(sorted(dict.fromkeys([*kept, *new]), key=lambda h: h.seconds))
