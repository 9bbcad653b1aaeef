"""Where everyone stands, how they move, what the camera does: from scenes to a ``Staging``, in milliseconds.

Three steps: a **layout** (clusters of individuals that belong together are built around anchors, then packed
side by side), a **performance** (``_motion``: verbs move the individuals, beat after beat) and a **projection**
(the camera). The first two are in world coordinates: stage units without a camera, y down, see ``types``.
Pure numpy, deterministic by seed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from onetake.prompt._motion import Floats, Performance, Spot, perform
from onetake.prompt._moves_things import SEED_SIZE
from onetake.prompt._stage_camera import MARGIN, edges, film, follow, followed, opening, roaming
from onetake.prompt._stage_pack import lay_out
from onetake.prompt._stage_tops import TOPS
from onetake.prompt.ontology import KINDS
from onetake.types import (
    ANGLE,
    DEPTH,
    FACING,
    HEIGHT,
    PHASE,
    STATE,
    TRACK_FIELDS,
    VISIBLE,
    Beat,
    Geometry,
    Happening,
    Staging,
    X,
    Y,
)

__all__ = ["MARGIN", "TOPS", "VARIANTS", "World", "project", "stage", "stage_world"]

VARIANTS = 3
"""Looks of a kind, and of a place, that a seed chooses among."""
_WANTS = {"open": ("open",), "close": ("closed",), "light": ("lit", "on", "burning"), "blow out": ("out", "off"),
          "play music": ("ringing",), "read": ("open",)}  # fmt: skip
"""States that verbs bring about."""


@dataclass(frozen=True, slots=True)
class World:
    """A staging before the camera: ``tracks_NEF`` in world coordinates, and where everyone started."""

    tracks_NEF: Floats
    camera_NC: Floats
    spots: tuple[Spot, ...]
    happenings: tuple[Happening, ...]
    variant_E: tuple[int, ...] = ()
    variant: int = 0


def stage(beats: Sequence[Beat], geometry: Geometry, seed: int) -> Staging:
    """Lay out and move everyone in the scenes of a take: a pure function of its arguments.

    All beats of a take have the same entities; verbs, targets and camera may change. At most ``MAX_INDIVIDUALS``.
    """
    return project(stage_world(beats, geometry, seed), geometry)


def stage_world(beats: Sequence[Beat], geometry: Geometry, seed: int) -> World:
    """The take in world coordinates, with the camera beside it."""
    rng = np.random.default_rng(seed)
    spots = lay_out(beats, geometry, rng)
    show = Performance(beats, spots, geometry.seconds, seed)
    start_EF = _start(beats, spots, rng)
    frames = np.arange(geometry.frames)
    ends = [min(geometry.frames, max(1, round(b.end * geometry.fps))) for b in beats[:-1]] + [geometry.frames]
    tracks = np.empty((geometry.frames, len(spots), start_EF.shape[1]))
    camera = np.tile(np.array([0.0, 0.0, 1.0]), (geometry.frames, 1))
    scenes = [b.scene for b in beats]
    shot = opening(scenes, spots, geometry)
    shake = rng.uniform(0, 2 * np.pi, 4)
    n0 = 0
    for b, n1 in enumerate(ends):
        if n1 <= n0:
            continue
        scene = beats[b].scene
        times_M = frames[n0:n1] / geometry.fps
        since_M = times_M - times_M[0] + (1 / geometry.fps if n0 else 0.0)
        now = zip(spots, start_EF, strict=True)
        here = [replace(s, x=float(r[X]), y=float(r[Y]), angle=float(r[ANGLE])) for s, r in now]
        x = shot.x
        camera[n0:n1], shake_M2, shot = film(
            scenes[b:], here, shot, since_M, times_M, _until(beats, b, geometry), geometry, shake
        )
        range_x = roaming(scene, here, geometry)
        low_M, high_M = edges(scene, spots, camera[n0:n1], geometry, range_x)
        tracks[n0:n1] = perform(show, b, start_EF, times_M, 1 / geometry.fps, low_M, high_M, geometry.half_extent[1])
        subject = followed(scene, spots)
        if subject:
            camera[n0:n1, 0] += follow(tracks[n0:n1, subject], x, since_M, range_x) - x
            shot = replace(shot, x=float(camera[n1 - 1, 0]))
        camera[n0:n1, :2] += shake_M2
        start_EF, n0 = tracks[n1 - 1], n1
    looks = np.random.default_rng([seed, 77])
    of_entity = looks.integers(0, VARIANTS, len(beats[0].scene.entities) + 1)
    return World(
        tracks, camera, tuple(spots), tuple(sorted(show.happenings, key=lambda h: h.seconds)),
        tuple(int(of_entity[s.entity]) for s in spots), int(of_entity[-1]),
    )  # fmt: skip


def _until(beats: Sequence[Beat], beat: int, geometry: Geometry) -> float:
    """The second up to which the camera of a beat goes on."""
    last = beat
    while last + 1 < len(beats) and beats[last + 1].scene.camera == beats[beat].scene.camera:
        last += 1
    return geometry.seconds if last + 1 == len(beats) else beats[last].end


def _start(beats: Sequence[Beat], spots: Sequence[Spot], rng: np.random.Generator) -> Floats:
    """Everyone before the take begins: (E, F). What will be opened is closed, what will grow is small."""
    rows = np.zeros((len(spots), len(TRACK_FIELDS)))
    for i, s in enumerate(spots):
        rows[i, [X, Y, HEIGHT, FACING, DEPTH]] = s.x, s.y, s.height, s.facing, s.depth
        rows[i, PHASE] = rng.uniform(0, 2 * np.pi)
        rows[i, STATE] = _first_state(beats, s)
        built = any(e.verb == "build" and e.target == s.entity for b in beats for e in b.scene.entities)
        if built or any(b.scene.entities[s.entity].verb == "grow" for b in beats):
            rows[i, HEIGHT] = max(SEED_SIZE * s.height, min(s.height, 0.06))
    rows[:, VISIBLE] = 1.0
    return rows


def _first_state(beats: Sequence[Beat], spot: Spot) -> float:
    """The state before anything happens: the opposite of what is first brought about."""
    states = KINDS[spot.kind].states
    if states is None:
        return 0.0
    for beat in beats:
        own = beat.scene.entities[spot.entity].verb
        verbs = [own, *(e.verb for e in beat.scene.entities if e.target == spot.entity)]
        for verb in verbs:
            for name in _WANTS.get(verb, ()):
                if name in states:
                    return float(states.index(name)) if verb == "read" else 1.0 - states.index(name)
    return 0.0


def project(world: World, geometry: Geometry) -> Staging:
    """What the camera sees of a world: screen coordinates, and who is outside the picture."""
    tracks, camera = world.tracks_NEF.copy(), world.camera_NC
    zoom_N1 = camera[:, None, 2]
    tracks[..., X] = (tracks[..., X] - camera[:, None, 0]) * zoom_N1
    tracks[..., Y] = (tracks[..., Y] - camera[:, None, 1]) * zoom_N1
    tracks[..., HEIGHT] *= zoom_N1
    half_x, half_y = geometry.half_extent
    aspect_E = np.array([KINDS[s.kind].aspect for s in world.spots])
    reach = tracks[..., HEIGHT] * np.maximum(aspect_E, 1) / 2  # also when turned
    x, middle = tracks[..., X], tracks[..., Y] - tracks[..., HEIGHT] / 2
    inside = (np.abs(x) < half_x + reach) & (np.abs(middle) < half_y + reach)
    tracks[..., VISIBLE] *= inside
    entity_E = np.array([s.entity for s in world.spots], np.int64)
    variant_E = np.array(world.variant_E or [0] * len(world.spots), np.int64)
    return Staging(
        tracks.astype(np.float32), entity_E, camera.astype(np.float32), world.happenings, variant_E, world.variant
    )
