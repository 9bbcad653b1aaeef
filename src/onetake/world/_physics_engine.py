"""The engine (pymunk) under ``world.physics``: bodies, surfaces, pushes, and what happens when they touch.

Lengths are hundredths of a stage unit, y down, angles clockwise like those of tracks, seconds since the take began.
A body waits until it is pushed, by will (its cue) or by another body; from then on only forces move it. Every
happening is written down when the engine meets it: at a push, at a contact, or when a middle has passed over an edge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pymunk

from onetake.prompt._stage_kit import GRAVITY, Floats
from onetake.types import Happening

SCALE = 100.0
HERTZ = 60
BREAK_SPEED = 50.0
"""Speed of a contact from which on what can break does break."""
_PUSH = 42.0
_OFF_EDGE = 20.0
_KICK = (78.0, -62.0)
_THROW = (62.0, -52.0)
_LASTING = ("roll", "bounce", "tumble")
_LEAST_APEX = 15.0
_PAUSE = 1.0
_OVAL = 20  # corners of an oval
_TUMBLE = 2.2  # least turning, radians a second, of what tumbles along
_TOUCH = 4.0  # slower contacts are rest, not events
_G = GRAVITY * SCALE


@dataclass(slots=True)
class Mover:
    """A body. ``mode``: how it is set off (bounce, roll, tumble, fall, pile, kick, throw, tip, shove); ``cue``: when;
    ``start``: since when the engine moves it; ``end``: until when its verb lasts; ``edge``: where it leaves its top;
    ``cause``: the last happening that moves it; ``hangs``: it is held in the air until its cue; ``push``: speed of a
    push to the side; ``scale``: how much smaller than staged it is, having been put into a ``row`` or pile."""

    individual: int
    entity: int
    mode: str
    body: pymunk.Body
    size: tuple[float, float]
    ball: bool
    breakable: bool
    ground: float
    direction: float
    start: float
    cue: float
    end: float
    actor: int | None = None
    scale: float = 1.0
    row: bool = False
    hangs: bool = False
    edge: float | None = None
    cause: tuple[str, int] | None = None
    home: tuple[float, float] = (0.0, 0.0)
    free: bool = False
    off: bool = False
    tipped: bool = False
    landed: float | None = None
    broken: float | None = None
    still: bool = False
    quiet: float = 0.0
    push: float = 0.0
    kicks: list[float] = field(default_factory=list)


@dataclass(slots=True)
class Engine:
    """A space with its movers, its clock, and the happenings so far."""

    space: pymunk.Space = field(default_factory=pymunk.Space)
    movers: list[Mover] = field(default_factory=list)
    happenings: list[Happening] = field(default_factory=list)
    seconds: float = 0.0
    _of_shape: dict[Any, Mover] = field(default_factory=dict)
    _heads: set[Any] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.space.gravity = (0, _G)
        self.space.collision_slop = 0.05
        self.space.iterations = 12
        self.space.on_collision(begin=self._begin)

    def add(self, mover: Mover, elasticity: float, friction: float) -> None:
        """Give a mover its shapes: a disc, or a box in two halves, so that it shows when its head hits something."""
        w, h = mover.size
        shapes: list[pymunk.Shape]
        if mover.ball:
            shapes = [pymunk.Circle(mover.body, h / 2)]
        elif mover.mode == "tumble":
            turn = np.linspace(0, 2 * np.pi, _OVAL, endpoint=False)
            shapes = [pymunk.Poly(mover.body, list(zip(w / 2 * np.cos(turn), h / 2 * np.sin(turn), strict=True)))]
        else:
            a, b = w / 2 - 0.2, h / 2 - 0.2
            foot = pymunk.Poly(mover.body, [(-a, 0), (a, 0), (a, b), (-a, b)], radius=0.2)
            head = pymunk.Poly(mover.body, [(-a, -b), (a, -b), (a, 0), (-a, 0)], radius=0.2)
            self._heads.add(head)
            shapes = [foot, head]
        for shape in shapes:
            shape.elasticity, shape.friction = elasticity, friction
            self._of_shape[shape] = mover
        self.movers.append(mover)
        self.space.add(mover.body, *shapes)

    def surface(self, mover: Mover, left: float, right: float, top: float) -> None:
        """A level surface that is solid for this mover only."""
        r = 20.0 if right - left > 1e4 else 1.5
        shape = pymunk.Segment(self.space.static_body, (left + r, top + r), (right - r, top + r), r)
        shape.friction, shape.elasticity = 2.2, 1.0
        shape.filter = pymunk.ShapeFilter(categories=1 << 31, mask=1 << self.movers.index(mover))
        self.space.add(shape)

    def meet(self, meets: Sequence[Sequence[int]]) -> None:
        """Which movers (by number, for every mover) are solid for each other: those of one lane."""
        for k, mover in enumerate(self.movers):
            mask = 1 << 31
            for other in meets[k]:
                mask |= 1 << other
            for shape in mover.body.shapes:
                shape.filter = pymunk.ShapeFilter(categories=1 << k, mask=mask)

    def happen(self, what: str, entity: int, cause: tuple[str, int] | None) -> tuple[str, int]:
        """Write down a happening of this very moment; returns it as a cause."""
        self.happenings.append(Happening(round(self.seconds, 4), what, entity, cause))
        return what, entity

    def run(self, frames: int, fps: int, low_N: Floats, high_N: Floats) -> Floats:
        """Step through a take: centre x, y and angle of every mover per frame, (N, movers, 3), in stage units."""
        steps = max(1, round(HERTZ / fps))
        dt = 1 / (steps * fps)
        out = np.empty((frames, len(self.movers), 3))
        lows, highs = (low_N * SCALE).tolist(), (high_N * SCALE).tolist()
        for n in range(frames):
            for k, m in enumerate(self.movers):
                p = m.body.position
                out[n, k] = p.x / SCALE, p.y / SCALE, m.body.angle
            if all(m.still for m in self.movers):
                out[n:] = out[n]
                break
            for s in range(steps):
                self.seconds = n / fps + s * dt
                for m in self.movers:
                    if not m.still:
                        self._drive(m, dt, lows[n], highs[n])
                self.space.step(dt)
        return out

    # --- contacts ---------------------------------------------------------------------------------------------------

    def _begin(self, arbiter: pymunk.Arbiter, space: pymunk.Space, data: Any) -> None:
        """Two shapes begin to touch: landings, breakages, and one thing setting off another."""
        a, b = arbiter.shapes
        one, other = self._of_shape.get(a), self._of_shape.get(b)
        if one is None or other is None:
            mover = other if one is None else one
            if mover is not None:
                self._lands(mover, (b if one is None else a) in self._heads, _speed(arbiter))
            return
        if one is other or _speed(arbiter) < _TOUCH:
            return
        if other.free and not one.free:
            one, other = other, one
        if one.free and not other.free and other.mode != "kick":
            other.free, other.hangs = True, False
            other.cause = one.cause or ("touch", one.entity)
            other.direction = 1.0 if other.body.position.x > one.body.position.x else -1.0
            if other.ball:
                other.cause = self.happen("roll", other.entity, other.cause)

    def _lands(self, m: Mover, head: bool, speed: float) -> None:
        if not m.free or speed < _TOUCH:
            return
        airborne = m.mode in ("fall", "throw", "kick", "bounce") and m.landed is None and (m.edge is None or m.off)
        if m.landed is None and (airborne or head or m.off):
            m.landed = self.seconds
            if m.mode != "bounce":
                m.cause = self.happen("land", m.entity, m.cause)
        if m.breakable and m.broken is None and m.landed is not None and speed > BREAK_SPEED:
            m.broken = self.seconds
            m.cause = self.happen("break", m.entity, m.cause)

    # --- pushes -----------------------------------------------------------------------------------------------------

    def _drive(self, m: Mover, dt: float, low: float, high: float) -> None:
        """One step of one mover: its cue, the edges of the picture, what rubs it, and its rest."""
        body = m.body
        if m.broken is not None:  # shards lie where they fell
            body.velocity, body.angular_velocity, m.still = (0, 0), 0, True
            body.body_type = pymunk.Body.STATIC
            return
        if not m.free:
            if self.seconds >= m.cue:
                self._set_off(m)
            elif m.hangs or self.seconds < m.start or m.mode == "kick" or m.mode in _LASTING:
                body.position, body.velocity, body.angular_velocity = m.home, (0, 0), 0
            return
        if m.ball or m.mode not in ("tip", "shove"):
            self._turn_back(m, low, high, {"bounce": 1.0, "roll": 1.0, "tumble": 1.0, "kick": 0.75}.get(m.mode, 0.4))
        if m.mode == "bounce":
            self._keep_bouncing(m)
        elif m.mode == "kick":
            self._come_back(m)
        elif m.mode == "tumble" and self.seconds < m.end:
            if body.angular_velocity * m.direction < _TUMBLE:
                body.angular_velocity = _TUMBLE * m.direction
        elif m.edge is not None and not m.off:
            self._to_the_edge(m)
        if not m.tipped and not m.ball and abs(body.angle) > np.arctan2(*m.size) and m.mode in ("tip", "shove"):
            m.tipped = True
            m.cause = self.happen("tip over", m.entity, m.cause)
        if m.mode != "kick" and (m.mode not in _LASTING or self.seconds > m.end):
            self._rub(m, dt)

    def _set_off(self, m: Mover) -> None:
        """The push by which it begins."""
        body, d = m.body, m.direction
        m.free, m.hangs = True, False
        own = {"fall": "fall", "tip": "tip over", "pile": "fall"}.get(m.mode)
        if own is not None:
            m.cause = self.happen(own, m.entity, m.cause)
            m.tipped = m.mode == "tip"
        if m.mode == "bounce":
            body.velocity = 13.0 * d, 0
        elif m.mode == "roll":
            body.velocity, body.angular_velocity = (32.0 * d, 0), 32.0 * d / (m.size[1] / 2)
        elif m.mode == "pile":
            body.velocity = m.push * d, 0
        elif m.mode in ("tip", "shove"):
            _tip(m)
        elif m.mode in ("kick", "throw"):
            vx, vy = _KICK if m.mode == "kick" else _THROW
            body.velocity = vx * d, vy
            body.angular_velocity = vx * d / (m.size[1] / 2) if m.ball else 5.0 * d
            if m.mode == "kick" and m.actor is not None:
                m.kicks.append(self.seconds)
                m.cause = self.happen("kick", m.actor, None)
                self.happen("fly", m.entity, m.cause)
                m.landed = None
            elif m.mode == "throw" and m.actor is not None:
                m.cause = ("throw", m.actor)
                self.happen("fly", m.entity, m.cause)

    @staticmethod
    def _turn_back(m: Mover, low: float, high: float, keep: float) -> None:
        """Come back from the edge of the picture, as from a wall."""
        x, half = m.body.position.x, m.size[0] / 2
        vx = m.body.velocity.x
        if (x - half < low and vx < 0) or (x + half > high and vx > 0):
            m.body.velocity = -vx * keep, m.body.velocity.y
            m.body.angular_velocity = -m.body.angular_velocity * keep
            if m.mode == "tumble":
                m.direction = -m.direction

    def _keep_bouncing(self, m: Mover) -> None:
        """Bounces lose height as the engine has it; one that is nearly spent is given a new push from below."""
        height = m.ground - m.size[1] / 2 - m.body.position.y
        vy = m.body.velocity.y
        if self.seconds < m.end and height < 1.0 and -((2 * _G * _LEAST_APEX) ** 0.5) < vy <= 0:
            m.body.velocity = m.body.velocity.x, -((2 * _G * _LEAST_APEX * 1.3) ** 0.5)

    def _come_back(self, m: Mover) -> None:
        """A kicked ball comes back from the edge, is stopped by the foot, and kicked again while the beat lasts."""
        body, (x, y) = m.body, m.home
        away = (body.position.x - x) * m.direction
        back = body.velocity.x * m.direction < 0
        if back and abs(body.velocity.x) < 25.0:  # grass and carpet never quite stop it
            body.velocity = -25.0 * m.direction, body.velocity.y
        if away > 0.5 or self.seconds < m.kicks[-1] + 0.3:
            return
        if y - body.position.y > 1.5:  # still in the air above the foot
            body.position, body.velocity = (x, body.position.y), (0, body.velocity.y)
            return
        body.position, body.velocity, body.angular_velocity = m.home, (0, 0), 0
        m.free, m.cue = False, self.seconds + _PAUSE
        if m.cue >= m.end:
            m.cue, m.still = np.inf, True

    def _to_the_edge(self, m: Mover) -> None:
        """Be pushed along the support until the middle is over its edge; then only gravity acts."""
        body = m.body
        if m.edge is None:
            return
        if (body.position.x - m.edge) * m.direction < -0.1:
            if m.mode == "fall":
                body.velocity = _PUSH * m.direction, body.velocity.y
                body.angular_velocity = _PUSH * m.direction / (m.size[1] / 2) if m.ball else 0.0
            return
        m.off = True
        m.landed = None
        if m.mode == "fall":
            body.velocity = _OFF_EDGE * m.direction, body.velocity.y
        else:
            m.cause = self.happen("fall", m.entity, m.cause)

    def _rub(self, m: Mover, dt: float) -> None:
        """Ground and air take speed from what lies or rolls, until it rests."""
        body = m.body
        low = body.position.y + reach(m) > m.ground - 1.0 or m.mode == "tumble"
        if m.landed is None and m.mode in ("fall", "throw"):
            return
        if low:  # in the air nothing slows it
            body.angular_velocity *= (
                1 - (1.5 if m.ball else 3.0 if m.landed is not None or m.mode == "tumble" else 0.5) * dt
            )
            body.velocity = body.velocity.x * (1 - 0.8 * dt), body.velocity.y
        slow = body.velocity.length < 0.6 and abs(body.angular_velocity) < 0.04
        m.quiet = m.quiet + dt if slow else 0.0
        m.still = m.quiet > 0.5 or (m.landed is not None and self.seconds > m.landed + 8.0)


def reach(m: Mover) -> float:
    """From the centre to the lowest corner."""
    w, h = m.size
    return h / 2 if m.ball else float(abs(np.sin(m.body.angle)) * w / 2 + abs(np.cos(m.body.angle)) * h / 2)


def _tip(m: Mover) -> None:
    """Turn a standing box about its lower corner, a little faster than it needs to come over; roll a ball."""
    w, h = m.size
    d = m.direction
    if m.ball:
        m.body.velocity = 40.0 * d, 0
        return
    high = h / 2 - m.body.center_of_gravity.y
    arm = (w * w / 4 + high * high) ** 0.5
    needed = 2 * _G * (arm - high) / (m.body.moment / m.body.mass + arm * arm)
    turn = (1.2 * needed + 0.7 * _G / h) ** 0.5
    m.body.angular_velocity = turn * d
    m.body.velocity = turn * d * high, -turn * w / 2


def _speed(arbiter: pymunk.Arbiter) -> float:
    """How fast two shapes come together where they touch, along the normal."""
    a, b = arbiter.bodies
    contacts = arbiter.contact_point_set
    if not contacts.points:
        return 0.0
    p = contacts.points[0].point_a
    gap = a.velocity_at_world_point(p) - b.velocity_at_world_point(p)
    return abs(float(gap.dot(contacts.normal)))
