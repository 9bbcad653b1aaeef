"""Rigid bodies (pymunk) for what bounces, rolls, falls or is kicked: tracks that a real engine has computed.

The staging places everyone and moves whoever moves by will; ``simulate`` then replaces the tracks of things that
move by force. Every body has its own ground (its lane's depth), so bodies of different lanes do not meet.
Pymunk works in hundredths of a stage unit, y down; angles are clockwise like those of tracks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pymunk

from onetake.prompt._motion import (
    BREAK_SECONDS,
    BREAKABLE,
    FALL_SPEED,
    GRAVITY,
    Floats,
    Spot,
    fall_second,
    kick_phase,
    smooth,
)
from onetake.prompt.ontology import KINDS, VERBS
from onetake.prompt.staging import MARGIN, TOPS, World, project, stage_world
from onetake.types import ANGLE, FACING, PHASE, STATE, Beat, Geometry, Happening, Staging, X, Y

HERTZ = 60
_SCALE = 100.0
_PUSH = 42.0
_KICK = (78.0, -62.0)
_LEAST_APEX = 15.0
_PAUSE = 0.6
_MOVES = frozenset(("bounce", "roll", "fall"))
_FLUTTERS = frozenset(("kite", "star", "umbrella"))  # lighter than a rigid body: they keep their staged fall


@dataclass(slots=True)
class _Mover:
    """A body, its cue and what it has done. ``low``, ``high`` limits (frames) of its centre; seconds of events."""

    individual: int
    verb: str
    spot: Spot
    body: pymunk.Body
    size: tuple[float, float]
    ball: bool
    ground: float
    cue: float
    direction: float
    edge: float | None = None
    home: tuple[float, float] = (0.0, 0.0)
    kicker: int | None = None
    events: list[tuple[float, str]] = field(default_factory=list)
    landed: float | None = None
    free: bool = False
    still: bool = False


def simulate(beats: Sequence[Beat], staging: Staging, geometry: Geometry, seed: int) -> Staging:
    """``staging`` (made with the same arguments) with its physical things moved by the engine instead.

    Only takes in which these things keep their verb are simulated; in others the staged motion stands, as it does
    under a camera that follows the thing itself. Happenings get the seconds at which they happened in the engine.
    """
    scene = beats[0].scene
    steady = [e for e in range(len(scene.entities)) if len({b.scene.entities[e].verb for b in beats}) == 1]
    if not any(_physical(beats, e) for e in steady):
        return staging
    world = stage_world(beats, geometry, seed)
    movers, space = _build(beats, world, geometry, seed, steady)
    if not movers:
        return staging
    low_N, high_N = _limits(world, geometry)
    tracks = world.tracks_NEF.copy()
    recorded = _run(space, movers, low_N, high_N, geometry)
    for k, mover in enumerate(movers):
        _record(mover, recorded[:, k], tracks, geometry)
    replaced = {(m.spot.entity, what) for m in movers for what in ("fall", "land", "break")}
    replaced |= {(world.spots[m.kicker].entity, "kick") for m in movers if m.kicker is not None}
    kept = [h for h in world.happenings if (h.entity, h.what) not in replaced]
    new = [
        Happening(round(t, 4), what, m.spot.entity if m.kicker is None else world.spots[m.kicker].entity)
        for m in movers
        for t, what in m.events
        if t <= geometry.seconds
    ]
    happenings = tuple(sorted([*kept, *new], key=lambda h: h.seconds))
    return project(replace(world, tracks_NEF=tracks, happenings=happenings), geometry)


def _physical(beats: Sequence[Beat], entity: int) -> bool:
    """Whether an entity is moved by force in these beats."""
    scene = beats[0].scene
    e = scene.entities[entity]
    followed = any(b.scene.camera == "follow" and any(VERBS[x.verb].going for x in b.scene.entities) for b in beats)
    kicked = all(any(a.verb == "kick" and a.target == entity for a in b.scene.entities) for b in beats)
    if kicked:
        return KINDS[e.kind].family == "ball" and not followed
    return e.verb in _MOVES and e.kind not in _FLUTTERS and not (followed and VERBS[e.verb].going)


def _limits(world: World, geometry: Geometry) -> tuple[Floats, Floats]:
    """Left and right edges of the picture in the world, per frame."""
    half_N = (geometry.half_extent[0] - MARGIN) / world.camera_NC[:, 2]
    return world.camera_NC[:, 0] - half_N, world.camera_NC[:, 0] + half_N


def _build(
    beats: Sequence[Beat], world: World, geometry: Geometry, seed: int, steady: Sequence[int]
) -> tuple[list[_Mover], pymunk.Space]:
    """Bodies, grounds and supports of everyone who is moved by force."""
    space = pymunk.Space()
    space.gravity = (0, GRAVITY * _SCALE)
    space.collision_slop = 0.05
    scene, movers = beats[0].scene, []
    for i, spot in enumerate(world.spots):
        if spot.entity not in steady or not _physical(beats, spot.entity):
            continue
        entity = scene.entities[spot.entity]
        kicker = spot.holder
        if kicker is not None and scene.entities[world.spots[kicker].entity].verb != "kick":
            kicker = None
        if kicker is None and entity.verb not in _MOVES:
            continue
        mover = _mover(world, i, "kick" if kicker is not None else entity.verb, geometry, seed)
        mover.kicker = kicker
        space.add(mover.body, *mover.body.shapes)
        _surfaces(space, world, mover, i)
        movers.append(mover)
    return movers, space


def _mover(world: World, i: int, verb: str, geometry: Geometry, seed: int) -> _Mover:
    """The body of an individual where it starts."""
    spot = world.spots[i]
    rng = np.random.default_rng([seed, i, list(VERBS).index(verb)])
    h, w = spot.height * _SCALE, spot.width * _SCALE
    ball = KINDS[spot.kind].family == "ball"
    mass = 1.0
    body = pymunk.Body(mass, pymunk.moment_for_circle(mass, 0, h / 2) if ball else pymunk.moment_for_box(mass, (w, h)))
    shape: pymunk.Shape = pymunk.Circle(body, h / 2) if ball else pymunk.Poly.create_box(body, (w - 0.4, h - 0.4), 0.2)
    shape.filter = pymunk.ShapeFilter(categories=1 << i, mask=1 << i)
    shape.elasticity = {"bounce": 0.9, "kick": 0.6}.get(verb, 0.55 if ball else 0.2)
    shape.friction = 0.8
    track = world.tracks_NEF[0, i]
    body.position = float(track[X]) * _SCALE, float(track[Y]) * _SCALE - h / 2
    direction = float(track[FACING])
    cue, edge = 0.0, None
    ground = (spot.y if spot.support is not None and verb == "bounce" else spot.ground) * _SCALE
    if verb == "bounce":
        apex = min(float(rng.uniform(0.26, 0.4)), ground / _SCALE - spot.height + 0.47)
        body.position = body.position.x, ground - h / 2 - apex * _SCALE
        body.velocity = 13.0 * direction, 0
    elif verb == "roll":
        body.velocity = 32.0 * direction, 0
        body.angular_velocity = 32.0 * direction / (h / 2)
    elif verb == "fall":
        cue = fall_second(0.0, geometry.seconds, rng)
        if spot.support is not None:
            base = world.spots[spot.support]
            edge = (base.x + direction * TOPS.get(base.kind, (1.0, 0.35))[1] * base.height * 1.15) * _SCALE
    elif verb == "kick":
        cue = min(0.8, max(0.3, 0.3 * geometry.seconds))
    home = (float(body.position.x), float(body.position.y))
    return _Mover(i, verb, spot, body, (w, h), ball, ground, cue, direction, edge, home)


def _surfaces(space: pymunk.Space, world: World, mover: _Mover, i: int) -> None:
    """The ground of its lane and the top that it stands on, both solid for this body only."""
    spot = mover.spot
    thick = 20.0
    ground = pymunk.Segment(space.static_body, (-1e5, mover.ground + thick), (1e5, mover.ground + thick), thick)
    surfaces: list[pymunk.Shape] = [ground]
    if spot.support is not None and mover.edge is not None:
        base = world.spots[spot.support]
        half = abs(mover.edge - base.x * _SCALE)
        top, r = spot.y * _SCALE, 1.5
        at = base.x * _SCALE
        surfaces.append(pymunk.Segment(space.static_body, (at - half + r, top + r), (at + half - r, top + r), r))
    for shape in surfaces:
        shape.friction = 0.8
        shape.elasticity = 1.0
        shape.filter = pymunk.ShapeFilter(categories=1 << i, mask=1 << i)
    space.add(*surfaces)


def _run(space: pymunk.Space, movers: Sequence[_Mover], low_N: Floats, high_N: Floats, geometry: Geometry) -> Floats:
    """Step the engine through the take: centre x, y and angle per frame, (N, movers, 3) in stage units."""
    steps = max(1, round(HERTZ / geometry.fps))
    dt = 1 / (steps * geometry.fps)
    out = np.empty((geometry.frames, len(movers), 3))
    lows, highs = (low_N * _SCALE).tolist(), (high_N * _SCALE).tolist()
    for n in range(geometry.frames):
        for k, m in enumerate(movers):
            p = m.body.position
            out[n, k] = p.x / _SCALE, p.y / _SCALE, m.body.angle
        if all(m.still for m in movers):
            out[n:] = out[n]
            break
        for s in range(steps):
            seconds = n / geometry.fps + s * dt
            for m in movers:
                _CUES[m.verb](m, seconds, dt, lows[n], highs[n])
            space.step(dt)
    return out


def _turn_back(m: _Mover, low: float, high: float, keep: float) -> None:
    """Come back from the edge of the picture, as from a wall."""
    x, half = m.body.position.x, m.size[0] / 2
    vx = m.body.velocity.x
    if (x - half < low and vx < 0) or (x + half > high and vx > 0):
        m.body.velocity = -vx * keep, m.body.velocity.y
        m.body.angular_velocity = -m.body.angular_velocity * keep


def _bounce(m: _Mover, seconds: float, dt: float, low: float, high: float) -> None:
    """Bounces lose height as the engine has it; one that is nearly spent is given a new push from below."""
    _turn_back(m, low, high, 1.0)
    height = m.ground - m.size[1] / 2 - m.body.position.y
    vy = m.body.velocity.y
    g = GRAVITY * _SCALE
    if height < 1.0 and -((2 * g * _LEAST_APEX) ** 0.5) < vy <= 0:
        m.body.velocity = m.body.velocity.x, -((2 * g * _LEAST_APEX * 1.3) ** 0.5)


def _roll(m: _Mover, seconds: float, dt: float, low: float, high: float) -> None:
    _turn_back(m, low, high, 1.0)


def _fall(m: _Mover, seconds: float, dt: float, low: float, high: float) -> None:
    """Wait; be pushed along the support until the middle is over the edge; then only gravity acts."""
    if m.still:
        return
    body = m.body
    if seconds < m.cue:  # held until its cue
        body.position, body.velocity, body.angular_velocity = m.home, (0, 0), 0
        return
    if not m.events:
        m.events.append((seconds, "fall"))
    if m.edge is not None and not m.free:
        if (body.position.x - m.edge) * m.direction < -0.1:
            body.velocity = _PUSH * m.direction, body.velocity.y
            body.angular_velocity = _PUSH * m.direction / (m.size[1] / 2) if m.ball else 0.0
        else:
            m.free = True
            body.velocity = FALL_SPEED * _SCALE * m.direction, body.velocity.y
    _turn_back(m, low, high, 0.4)
    if m.landed is None and body.position.y + _reach(m) > m.ground - 0.4:
        m.landed = seconds
        m.events.append((seconds, "land"))
        if m.spot.kind in BREAKABLE:
            m.events.append((seconds, "break"))
            m.still = True
            body.velocity, body.angular_velocity = (0, 0), 0
            body.body_type = pymunk.Body.STATIC
    elif m.landed is not None:
        body.angular_velocity *= 1 - (1.5 if m.ball else 0.5) * dt
        body.velocity = body.velocity.x * (1 - 0.8 * dt), body.velocity.y
        m.still = seconds > m.landed + 6.0 or (
            seconds > m.landed + 0.5 and body.velocity.length < 0.4 and abs(body.angular_velocity) < 0.03
        )


def _reach(m: _Mover) -> float:
    """From the centre to the lowest corner, in the engine's units."""
    w, h = m.size
    return h / 2 if m.ball else abs(np.sin(m.body.angle)) * w / 2 + abs(np.cos(m.body.angle)) * h / 2


def _kick(m: _Mover, seconds: float, dt: float, low: float, high: float) -> None:
    """Rest at the foot until kicked; fly and roll; come back from the edge; be stopped by the foot."""
    body, home = m.body, m.home[0]
    if not m.free:
        body.position, body.velocity, body.angular_velocity = m.home, (0, 0), 0
        if seconds >= m.cue:
            m.events.append((seconds, "kick"))
            m.free = True
            body.velocity = _KICK[0] * m.direction, _KICK[1]
            body.angular_velocity = _KICK[0] * m.direction / (m.size[1] / 2)
        return
    _turn_back(m, low, high, 0.75)
    back = body.velocity.x * m.direction < 0
    if back and abs(body.velocity.x) < 25.0:  # grass and carpet never quite stop it
        body.velocity = -25.0 * m.direction, body.velocity.y
    if back and (body.position.x - home) * m.direction <= 0.5:
        body.position = m.home
        m.free, m.cue = False, seconds + _PAUSE + 0.4


_CUES = {"bounce": _bounce, "roll": _roll, "fall": _fall, "kick": _kick}


def _record(m: _Mover, path_N3: Floats, tracks: Floats, geometry: Geometry) -> None:
    """Write what a body did (centre x, y and angle) into its individual's track, and a kicker's phase."""
    times_N, i = np.arange(geometry.frames) / geometry.fps, m.individual
    tracks[:, i, X] = path_N3[:, 0]
    tracks[:, i, Y] = path_N3[:, 1] + m.size[1] / _SCALE / 2
    tracks[:, i, ANGLE] = path_N3[:, 2]
    if m.verb == "fall":
        tracks[:, i, PHASE] = 2 * np.pi * np.clip(times_N - m.cue, 0, None)
        tracks[:, i, STATE] = 0.0
        if m.spot.kind in BREAKABLE and m.landed is not None:
            after_N = times_N - m.landed
            tracks[:, i, STATE] = np.clip(after_N / BREAK_SECONDS, 0, 1)
            settle_N = smooth(after_N / 0.17)  # shards lie flat on the ground
            tracks[:, i, ANGLE] *= 1 - settle_N
            tracks[:, i, Y] += (m.ground / _SCALE - tracks[:, i, Y]) * settle_N
    if m.kicker is not None:
        tracks[:, m.kicker, PHASE] = kick_phase(times_N, [t for t, what in m.events if what == "kick"])
