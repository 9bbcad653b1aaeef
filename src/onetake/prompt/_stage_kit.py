"""What the moves of a staging share: the cast, one beat being performed, and the mathematics of motion.

Axes: N frames of the take, M frames of one beat, E individuals, F ``TRACK_FIELDS``. Units: stage units, seconds.
What lasts longer than the beat in which it began (a flight, a door that opens, who holds what) is kept in the
``Performance``, so that the next beat goes on with it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from onetake.prompt._grip import CONTACT
from onetake.prompt.ontology import KINDS, VERBS
from onetake.types import FACING, Beat, Entity, Happening, Scene, X

Floats = NDArray[np.float64]

GRAVITY = 1.6
"""Stage units a second squared: cartoon gravity, slow enough to be followed at twelve frames a second."""
SPEEDS = {
    "walk": 0.22, "run": 0.5, "drive": 0.45, "swim": 0.2, "fly": 0.35, "hop": 0.25, "roll": 0.32, "tiptoe": 0.13,
    "sail": 0.16, "slide": 0.34, "crawl": 0.1, "skate": 0.36, "carry": 0.18, "push": 0.13, "pull": 0.13, "ride": 0.32,
    "chase": 0.5, "follow": 0.22, "enter": 0.3, "leave": 0.3,
}  # fmt: skip
BREAKABLE = frozenset(name for name, kind in KINDS.items() if kind.states and kind.states[1] == "broken")
BREAK_SECONDS = 0.35
LIVING = frozenset(("person", "quadruped", "robot", "bird", "fish", "insect"))
LYING = ("sleep", "lie down", "wake", "stand up", "crawl", "swim", "slide")
"""Verbs in which people may lie: they then reach as far sideways as they are tall."""
TWO_PI = 2 * np.pi


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an individual starts. ``x, y`` bottom centre of its box, ``ground`` the y of the ground below it,
    ``level`` the y it keeps when it flies, swims or floats; ``support`` the individual that it stands on,
    ``holder`` the one whose target it is; ``room`` (low, high) limits of its centre, if any;
    ``angle`` how it is turned."""

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
    angle: float = 0.0

    @property
    def width(self) -> float:
        return self.height * KINDS[self.kind].aspect

    @property
    def family(self) -> str:
        return KINDS[self.kind].family


@dataclass(frozen=True, slots=True)
class Motion:
    """How a thing moves by itself from second ``begin`` on: ``path(seconds_M)`` is (M, 3) of x, y and angle."""

    begin: float
    path: Callable[[Floats], Floats]


@dataclass(frozen=True, slots=True)
class Fate:
    """Who holds a thing, or how it moves by itself, from second ``begin`` on; neither: it stays where it is."""

    begin: float
    holder: int | None = None
    motion: Motion | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A state that goes to ``goal`` from second ``begin`` on, within ``seconds``."""

    begin: float
    seconds: float
    goal: float


@dataclass(slots=True)
class Performance:
    """What the beats of a take share: the cast, the script, and what was planned once.

    ``fates``: what moves a thing since when; ``changes``: what its state does; ``perched``: the y of those who have
    climbed up or lie on something; ``arrivals``: when what was thrown reaches who catches it;
    ``origins``: the state of a thing where one of its changes began.
    """

    beats: Sequence[Beat]
    spots: Sequence[Spot]
    seconds: float
    seed: int
    happenings: list[Happening] = field(default_factory=list)
    plans: dict[tuple[int, str, float], tuple[float, ...]] = field(default_factory=dict)
    fates: dict[int, list[Fate]] = field(default_factory=dict)
    changes: dict[int, list[Change]] = field(default_factory=dict)
    perched: dict[int, float] = field(default_factory=dict)
    arrivals: dict[int, float] = field(default_factory=dict)
    origins: dict[tuple[int, float], float] = field(default_factory=dict)

    def stretch(self, beat: int, entity: int) -> tuple[float, float]:
        """Seconds (from, to) around a beat in which an entity keeps its verb and whom it does it to."""

        def same(b: int) -> bool:
            now, then = self.beats[beat].scene.entities[entity], self.beats[b].scene.entities[entity]
            return (now.verb, now.target, now.partner) == (then.verb, then.target, then.partner)

        first = last = beat
        while first > 0 and same(first - 1):
            first -= 1
        while last + 1 < len(self.beats) and same(last + 1):
            last += 1
        start = 0.0 if first == 0 else self.beats[first].start
        return start, self.seconds if last + 1 == len(self.beats) else self.beats[last].end

    def chance(self, individual: int, verb: str) -> np.random.Generator:
        """A generator of its own for every individual and verb: the same numbers in every beat."""
        return np.random.default_rng([self.seed, individual, _VERB_NUMBER[verb]])

    def happen(self, seconds: float, what: str, entity: int, cause: tuple[str, int] | None = None) -> None:
        """Record an event, unless it lies beyond the take or is already known."""
        happening = Happening(round(float(seconds), 4), what, entity, cause)
        if 0 <= seconds <= self.seconds and happening not in self.happenings:
            self.happenings.append(happening)

    def of(self, entity: int) -> list[int]:
        """The individuals of an entity."""
        return [i for i, s in enumerate(self.spots) if s.entity == entity]

    def counterpart(self, i: int, entity: int | None) -> int | None:
        """The individual of an entity that individual ``i`` has to do with: the first with the first, and so on.
        Within one entity they pair off; None when there is nobody left."""
        mine = self.of(self.spots[i].entity)
        if entity is None or entity == self.spots[i].entity:
            k = mine.index(i) ^ 1
            return mine[k] if k < len(mine) else None
        theirs = self.of(entity)
        return theirs[mine.index(i) % len(theirs)] if theirs else None

    def change(self, i: int, begin: float, seconds: float, goal: float) -> None:
        """Have a state go to a goal; planned once."""
        change = Change(round(begin, 4), seconds, goal)
        known = self.changes.setdefault(i, [])
        if change not in known:
            known.append(change)

    def assign(self, i: int, begin: float, holder: int | None = None, motion: Motion | None = None) -> None:
        """From ``begin`` on a thing is held by somebody, moves by itself, or rests where it is."""
        fates = self.fates.setdefault(i, [])
        if any(abs(f.begin - begin) < 1e-4 and f.holder == holder for f in fates) and motion is None:
            return
        fates.append(Fate(begin, holder, motion))
        fates.sort(key=lambda f: f.begin)

    def holder(self, i: int, second: float) -> int | None:
        """Who holds a thing just before a second (at the very start: from the start on)."""
        now = [f for f in self.fates.get(i, ()) if f.begin < max(second, 1e-3) - 1e-6]
        return now[-1].holder if now else None

    def takes(self, i: int, holder: int, since: float) -> bool:
        """Whether it is already settled that somebody takes a thing at or after a second."""
        return any(f.holder == holder and f.begin >= since - 1e-6 for f in self.fates.get(i, ()))


_VERB_NUMBER = {name: n for n, name in enumerate(VERBS)}


@dataclass(slots=True)
class Turn:
    """One beat being performed. ``tracks`` (M, E, F) is being written; ``start_EF`` is everyone at the end of the
    last beat; ``since_M`` seconds since then, ``times_M`` since the take began, a frame every ``dt``; ``low_M`` and
    ``high_M`` the left and right edges that whole boxes keep within, ``top`` how far up the picture reaches;
    ``endless``: the camera goes along."""

    show: Performance
    beat: int
    start_EF: Floats
    tracks: Floats
    times_M: Floats
    since_M: Floats
    dt: float
    low_M: Floats
    high_M: Floats
    top: float = 0.5

    @property
    def scene(self) -> Scene:
        return self.show.beats[self.beat].scene

    @property
    def endless(self) -> bool:
        return bool(self.high_M[0] > 1e3)

    def entity(self, i: int) -> Entity:
        return self.scene.entities[self.show.spots[i].entity]

    def verb(self, i: int) -> str:
        return self.entity(i).verb

    def target(self, i: int) -> int | None:
        """The individual that this one does something to, if it is there."""
        aim = self.entity(i).target
        if aim is None or not 0 <= aim < len(self.scene.entities):
            return None
        found = self.show.counterpart(i, aim)
        return found if found is not None and self.entity(found).present else None

    def partner(self, i: int) -> int | None:
        aim = self.entity(i).partner
        if aim is None or not 0 <= aim < len(self.scene.entities):
            return None
        return self.show.counterpart(i, aim)

    def stretch(self, i: int) -> tuple[float, float]:
        return self.show.stretch(self.beat, self.show.spots[i].entity)

    def now(self, second: float) -> bool:
        """Whether a second belongs to this beat: to exactly one beat of a take, even between two frames."""
        first = self.times_M[0] - self.dt if self.beat else -1e-6
        return bool(first < second <= self.times_M[-1] + (1e-6 if self.beat + 1 < len(self.show.beats) else self.dt))

    def edges(self, i: int) -> tuple[float, float]:
        """Leftmost and rightmost x of an individual's centre that are inside the picture all through the beat."""
        half = self.show.spots[i].width / 2
        low, high = float(self.low_M.max()) + half, float(self.high_M.min()) - half
        return (low, high) if low <= high else ((low + high) / 2,) * 2


def smooth(x: Floats | float) -> Floats:
    """Smoothstep: 0 below 0, 1 above 1."""
    u = np.clip(x, 0.0, 1.0)
    return np.asarray(u * u * (3 - 2 * u), np.float64)


def performance(verb: str, start: float, end: float, after: float = 0.0) -> tuple[float, float]:
    """When what is done once begins, and how long it takes: within a stretch, not before ``after`` seconds of it.

    A short stretch makes it quick, never cuts it off, so that its contact always comes.
    """
    length = end - start
    begin = start + max(after, float(np.clip(0.12 * length, 0.1, 0.6)))
    return begin, float(np.clip(1 / VERBS[verb].hertz, 0.3, max(0.3, 0.92 * (end - begin))))


def contact_second(verb: str, start: float, end: float, after: float = 0.0) -> float:
    """When what is done once has its effect: at half of its performance (phase pi)."""
    begin, seconds = performance(verb, start, end, after)
    return begin + seconds * CONTACT / TWO_PI


def once_phase(times_M: Floats, begin: float, seconds: float) -> Floats:
    """Phase (M,) of what is done once: 0 before, 2 pi after."""
    return np.asarray(TWO_PI * np.clip((times_M - begin) / seconds, 0, 1), np.float64)


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
    return 4 * apex_M * part_M * (1 - part_M), TWO_PI * (which_M + part_M)


def in_air(kind: str, verb: str, place: str = "") -> bool:
    """Whether this kind with this verb is off the ground: on a lake what is not light as air floats on the water."""
    swims = KINDS[kind].family == "fish" and (kind != "crab" or verb in ("swim", "jump", "spin"))
    floats = verb == "float" and kind not in AFLOAT and (kind in AIRBORNE or place != "lake")
    return verb == "fly" or swims or floats or kind == "submarine"


AFLOAT = frozenset(("boat", "paper boat", "sailing ship", "canoe", "ocean liner"))
"""Kinds that float on the water, not in the air."""
AIRBORNE = frozenset(
    ("balloon", "star", "umbrella", "hot air balloon", "lantern", "ghost", "alien monster", "maple leaf", "feather",
     "raindrop", "cloud", "rainbow", "sun", "moon", "planet", "comet", "lightning bolt", "tornado", "flying saucer",
     "parachute", "cable car", "satellite", "heart")
)  # fmt: skip
"""Kinds that float in the air even where there is water."""


def face(turn: Turn, i: int, other: int) -> None:
    """Turn towards somebody, wherever they are."""
    away_M = turn.tracks[:, other, X] - turn.tracks[:, i, X]
    turn.tracks[:, i, FACING] = heading(np.where(np.abs(away_M) > 0.03, away_M, 0.0), float(turn.start_EF[i, FACING]))
