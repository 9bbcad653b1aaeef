"""Films to hold the laws of nature against: sampled takes, pairs of free bodies, and films that break a law.

Sampled takes keep their story, but are filmed by a resting camera in clear weather in the flat look: what the laws
are about is the same in all of them, and pixels can then be measured.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pymunk

from onetake.evaluation.bodies import Film
from onetake.prompt.caption import long_caption
from onetake.prompt.ontology import KINDS
from onetake.types import (
    ANGLE,
    DEPTH,
    FACING,
    FPS,
    HEIGHT,
    STATE,
    TRACK_FIELDS,
    VISIBLE,
    Array,
    Beat,
    Entity,
    Geometry,
    Scene,
    Staging,
    X,
    Y,
)
from onetake.world._physics_engine import SCALE, Engine, Mover
from onetake.world.pictures import available_kinds
from onetake.world.render import Renderer
from onetake.world.script import sample_scene, scene_about
from onetake.world.take import simulate_take

SECONDS = 6
FORCED = ("fall", "bounce", "kick", "throw", "catch", "tip over", "knock over")
"""Verbs by which things move by force."""
CAUSES = ("blow out", "light", "open", "close", "knock over", "kick", "cut", "eat", "pour", "play music")
"""Verbs with an effect on something."""
_TURN = 0.45
"""Speed that a bent flight gains from nowhere, in stage units a second."""
GEOMETRY = Geometry(192, 112, 3 * FPS)


@dataclass(frozen=True, slots=True)
class Pair:
    """A film of two free bodies that meet once, without friction: discs of one matter, so that the mass of each is
    as its area. ``aloft``: they meet in the air under gravity, else on the ground. ``meet``: the frame at which
    they touch."""

    film: Film
    aloft: bool
    meet: int


def sampled(seed: int) -> Film:
    """A take of the world: any scene, one in which something moves by force, or one with an effect, in turn."""
    rng = np.random.default_rng([seed, 51])
    here = available_kinds()
    verbs = ((), FORCED, CAUSES, FORCED)[seed % 4]
    if verbs:
        verb = str(rng.choice(verbs))
        doers = [k for k in here if verb in KINDS[k].verbs]
        scenes: tuple[Scene, ...] = (scene_about(rng, (str(rng.choice(doers)), verb), here),)
    else:
        scenes = sample_scene(rng, here)
    calm = tuple(replace(scene, camera="static", look="flat", weather="clear") for scene in scenes)
    take = simulate_take(seed, "landscape", None, SECONDS, calm)
    return Film(take.renderer, take.beats)


def pair(seed: int) -> Pair:
    """Two balls that the engine lets meet, and nothing else: no friction, no edges, no hand."""
    rng = np.random.default_rng([seed, 52])
    aloft = bool(rng.random() < 0.5)
    radius_2 = rng.uniform(7.0, 12.0, 2)
    closing_2 = rng.uniform(22, 40, 2) * (1, -1)
    ground = 38.0
    gap = rng.uniform(0.7, 1.0) * (closing_2[0] - closing_2[1])
    middle = float(rng.uniform(-12, 12))
    x_2 = middle + np.array([-1, 1]) * (gap / 2 + radius_2)
    y_2 = np.full(2, 20.0) + rng.uniform(-3, 3, 2) if aloft else ground - radius_2
    vy = -float(rng.uniform(105, 118)) if aloft else 0.0
    engine = Engine()
    for k in range(2):
        body = pymunk.Body(float(radius_2[k] ** 2), float(pymunk.moment_for_circle(radius_2[k] ** 2, 0, radius_2[k])))
        body.position, body.velocity = (float(x_2[k]), float(y_2[k])), (float(closing_2[k]), vy)
        size = (2 * float(radius_2[k]),) * 2
        engine.add(Mover(k, k, "roll", body, size, True, False, ground, 1.0, 0.0, 0.0, np.inf, free=True),
                   float(rng.uniform(0.9, 1.0)), 0.0)  # fmt: skip
    for mover in engine.movers if not aloft else ():
        engine.surface(mover, -1e5, 1e5, ground)
    engine.meet([[1], [0]])
    frames, far_N = GEOMETRY.frames, np.full(GEOMETRY.frames, 1e3)
    path_NE3 = engine.run(frames, FPS, -far_N, far_N)
    near_N = np.hypot(*(path_NE3[:, 0, :2] - path_NE3[:, 1, :2]).T) * SCALE
    tracks = np.zeros((frames, 2, len(TRACK_FIELDS)), np.float32)
    tracks[..., [FACING, VISIBLE]], tracks[..., DEPTH] = 1.0, (0.5, 0.51)
    tracks[..., HEIGHT] = 2 * radius_2 / SCALE
    tracks[..., X], tracks[..., ANGLE] = path_NE3[..., 0], path_NE3[..., 2]
    tracks[..., Y] = path_NE3[..., 1] + radius_2 / SCALE
    colours = ("red", "blue") if rng.random() < 0.5 else ("purple", "orange")
    scene = Scene(tuple(Entity("ball", colour=c, verb="stand") for c in colours), "meadow")
    staging = Staging(tracks, np.array([0, 1]), np.tile(np.array([0, 0, 1], np.float32), (frames, 1)))
    beats = (Beat(0.0, GEOMETRY.seconds, scene, long_caption(scene)),)
    renderer = Renderer(scene, staging, GEOMETRY, beats=beats)
    return Pair(Film(renderer, beats), aloft, int(near_N.argmin()))


# --- films that break a law -----------------------------------------------------------------------------------------


def _tampered(film: Film) -> tuple[Staging, Array]:
    staging = film.renderer.staging
    tracks = staging.tracks_NEF.copy()
    return replace(staging, tracks_NEF=tracks), tracks


def bent(film: Film, individual: int, first: int, last: int, rng: np.random.Generator) -> Film:
    """A flight (frames ``first`` to ``last``) that turns aside or upwards on its way."""
    staging, tracks = _tampered(film)
    turn = (first + last) // 2
    after_N = np.clip(np.arange(len(tracks)) - turn, 0, None) / FPS
    if rng.random() < 0.5:
        going = float(tracks[turn, individual, X] - tracks[turn - 1, individual, X])
        tracks[:, individual, X] += (-_TURN if going > 0 else _TURN) * after_N
    else:
        tracks[:last, individual, Y] -= _TURN * after_N[:last]
    return film.drawn_as(staging)


def intruded(film: Film, rng: np.random.Generator) -> Film:
    """One more of somebody, who is there from the middle on and of whom nothing is recorded."""
    staging = film.renderer.staging
    frames = len(staging.tracks_NEF)
    seen = np.flatnonzero(staging.tracks_NEF[frames // 2 :, :, VISIBLE].mean(0) > 0.5)
    if not len(seen):
        return film
    model = int(rng.choice(seen))
    added_NF = staging.tracks_NEF[:, model].copy()
    added_NF[: frames // 2, VISIBLE] = 0.0
    added_NF[:, X] = np.clip(-added_NF[:, X] + rng.uniform(-0.1, 0.1), -0.6, 0.6)
    variant_E = None if staging.variant_E is None else np.append(staging.variant_E, staging.variant_E[model])
    return film.drawn_as(replace(
        staging, tracks_NEF=np.concatenate([staging.tracks_NEF, added_NF[:, None]], 1), variant_E=variant_E,
        entity_E=np.append(staging.entity_E, staging.entity_E[model]),
    ))  # fmt: skip


def hastened(film: Film, entity: int, motion: bool, seconds: float = 0.5) -> Film:
    """What happens to an entity (its state, or its motion) half a second before it should."""
    staging, tracks = _tampered(film)
    early = round(seconds * FPS)
    fields = (X, Y, ANGLE) if motion else (STATE,)
    for e in np.flatnonzero(staging.entity_E == entity).tolist():
        for f in fields:
            tracks[:, e, f] = np.append(tracks[early:, e, f], np.repeat(tracks[-1, e, f], early))
    return film.drawn_as(staging)


def pulled_through(met: Pair) -> Film:
    """Two bodies that go on as if the other were not there."""
    staging, tracks = _tampered(met.film)
    n = np.arange(len(tracks))
    for e in range(2):
        tracks[:, e, X] = tracks[0, e, X] + n * (tracks[1, e, X] - tracks[0, e, X])
        if met.aloft:
            g = float(np.diff(tracks[: met.meet - 1, e, Y], 2).mean())
            tracks[:, e, Y] = tracks[0, e, Y] + n * (tracks[1, e, Y] - tracks[0, e, Y]) + g * n * (n - 1) / 2
    return met.film.drawn_as(staging)


def slowed(met: Pair, factor: float = 0.4) -> Film:
    """Two bodies of which one leaves the other more slowly than it may."""
    staging, tracks = _tampered(met.film)
    after_N = np.arange(len(tracks)) > met.meet
    at = tracks[met.meet, 1, X]
    tracks[after_N, 1, X] = at + factor * (tracks[after_N, 1, X] - at)
    return met.film.drawn_as(staging)
