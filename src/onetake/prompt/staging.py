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

from onetake.prompt._layout import MARGIN, TOPS, lay_out
from onetake.prompt._motion import Floats, Performance, Spot, in_air, perform, smooth
from onetake.prompt.ontology import KINDS, VERBS
from onetake.types import (
    DEPTH,
    FACING,
    HEIGHT,
    PHASE,
    TRACK_FIELDS,
    VISIBLE,
    Beat,
    Entity,
    Geometry,
    Happening,
    Scene,
    Staging,
    X,
    Y,
)

__all__ = ["MARGIN", "TOPS", "World", "project", "stage", "stage_world"]


@dataclass(frozen=True, slots=True)
class World:
    """A staging before the camera: ``tracks_NEF`` in world coordinates, and where everyone started."""

    tracks_NEF: Floats
    camera_NC: Floats
    spots: tuple[Spot, ...]
    happenings: tuple[Happening, ...]


def stage(beats: Sequence[Beat], geometry: Geometry, seed: int) -> Staging:
    """Lay out and move everyone in the scenes of a take: a pure function of its arguments.

    All beats of a take have the same entities; verbs and camera may change. At most ``MAX_INDIVIDUALS``.
    """
    return project(stage_world(beats, geometry, seed), geometry)


def stage_world(beats: Sequence[Beat], geometry: Geometry, seed: int) -> World:
    """The take in world coordinates, with the camera beside it."""
    rng = np.random.default_rng(seed)
    spots = lay_out(beats, geometry, rng)
    show = Performance(beats, spots, geometry.seconds, seed)
    start_EF = _start(spots, rng)
    frames = np.arange(geometry.frames)
    ends = [min(geometry.frames, max(1, round(b.end * geometry.fps))) for b in beats[:-1]] + [geometry.frames]
    tracks = np.empty((geometry.frames, len(spots), start_EF.shape[1]))
    camera = np.tile(np.array([0.0, 0.0, 1.0]), (geometry.frames, 1))
    shot = _opening(beats[0].scene, spots, geometry)
    shake = rng.uniform(0, 2 * np.pi, 4)
    n0 = 0
    for b, n1 in enumerate(ends):
        if n1 <= n0:
            continue
        scene = beats[b].scene
        times_M = frames[n0:n1] / geometry.fps
        since_M = times_M - times_M[0] + (1 / geometry.fps if n0 else 0.0)
        here = [replace(s, x=float(r[X]), y=float(r[Y])) for s, r in zip(spots, start_EF, strict=True)]
        x = shot.x
        camera[n0:n1], shake_M2, shot = _film(scene, here, shot, since_M, times_M, geometry, shake)
        low_M, high_M = _edges(scene, spots, camera[n0:n1], geometry)
        tracks[n0:n1] = perform(show, b, start_EF, times_M, 1 / geometry.fps, low_M, high_M)
        subject = _followed(scene, spots)
        if subject:
            camera[n0:n1, 0] += _follow(tracks[n0:n1, subject], x, since_M) - x
            shot = replace(shot, x=float(camera[n1 - 1, 0]))
        camera[n0:n1, :2] += shake_M2
        start_EF, n0 = tracks[n1 - 1], n1
    return World(tracks, camera, tuple(spots), tuple(sorted(show.happenings, key=lambda h: h.seconds)))


def _start(spots: Sequence[Spot], rng: np.random.Generator) -> Floats:
    """Everyone before the take begins: (E, F)."""
    rows = np.zeros((len(spots), len(TRACK_FIELDS)))
    for i, s in enumerate(spots):
        rows[i, [X, Y, HEIGHT, FACING, DEPTH]] = s.x, s.y, s.height, s.facing, s.depth
        rows[i, PHASE] = rng.uniform(0, 2 * np.pi)
    rows[:, VISIBLE] = 1.0
    return rows


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
    return Staging(tracks.astype(np.float32), entity_E, camera.astype(np.float32), world.happenings)


# --- the camera -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Shot:
    """What the camera carries from beat to beat: where it would be without zoom, the zoom, and how far it leans
    towards the subjects because of the zoom."""

    x: float
    zoom: float
    lean: tuple[float, float] | None = None


def _goes(entity: Entity) -> bool:
    """Whether an entity travels: its start says little about where it will be."""
    hovers = entity.verb == "fly" and entity.kind in ("rocket", "kite")
    return VERBS[entity.verb].going and entity.verb != "play" and not hovers


def _followed(scene: Scene, spots: Sequence[Spot]) -> list[int]:
    """Individuals that the camera goes along with: all who travel (they do so at one speed then)."""
    if scene.camera != "follow":
        return []
    return [i for i, s in enumerate(spots) if _goes(scene.entities[s.entity])]


def _content(scene: Scene, spots: Sequence[Spot]) -> tuple[float, float, float, float]:
    """Left, right, top, bottom of everyone's box, and of where those will come to lie who fall."""
    boxes = [(s.x - s.width / 2, s.x + s.width / 2, s.y - s.height, s.y) for s in spots]
    for s in spots:
        entity = scene.entities[s.entity]
        half = max(s.width, s.height) / 2
        if entity.verb == "fall":
            lands = s.x if s.room is None else s.room[1] + 0.16 if s.facing > 0 else s.room[0] - 0.16
            boxes.append((lands - half, lands + half, s.ground - s.height, s.ground))
        elif entity.verb == "bounce":
            boxes.append((s.x - half, s.x + half, s.y - s.height - 0.3, s.y))
        elif entity.verb == "float" or in_air(s.kind, entity.verb):
            top, bottom = min(s.level, s.y) - s.height - 0.05, max(s.level, s.y) + 0.05
            boxes.append((s.x - half - 0.05, s.x + half + 0.05, top, bottom))
    kept = np.array(boxes)
    return float(kept[:, 0].min()), float(kept[:, 1].max()), float(kept[:, 2].min()), float(kept[:, 3].max())


def _closest(scene: Scene, spots: Sequence[Spot], geometry: Geometry) -> float:
    """The largest zoom (<= 1.35) at which everyone still fits into the picture."""
    left, right, top, bottom = _content(scene, spots)
    half_x, half_y = geometry.half_extent
    free = 0.3 if any(VERBS[e.verb].going for e in scene.entities) else 0.0
    fit = min(2 * (half_x - MARGIN) / max(right - left + free, 0.1), 2 * (half_y - MARGIN) / max(bottom - top, 0.1))
    return float(np.clip(fit, 1.05, 1.35))


def _opening(scene: Scene, spots: Sequence[Spot], geometry: Geometry) -> _Shot:
    """The camera just before the take."""
    zoom = _closest(scene, spots, geometry) if scene.camera == "zoom out" else 1.0
    x = 0.0
    if scene.camera in ("pan left", "pan right") and not all(_goes(e) for e in scene.entities):
        centre, length = _pan(scene, spots, geometry)
        x = centre - _pan_sign(scene) * length / 2
    return _Shot(x, zoom)


def _pan_sign(scene: Scene) -> float:
    return 1.0 if scene.camera == "pan right" else -1.0


def _pan(scene: Scene, spots: Sequence[Spot], geometry: Geometry) -> tuple[float, float]:
    """Middle and length of a pan that loses nobody: it goes no farther than the picture has room to spare."""
    left, right, *_ = _content(scene, spots)
    longest = max(0.08, 2 * (geometry.half_extent[0] - MARGIN) - (right - left))
    return (left + right) / 2, float(min(0.12 * geometry.seconds, longest))


def _film(
    scene: Scene, spots: Sequence[Spot], before: _Shot, since_M: Floats, times_M: Floats, geometry: Geometry,
    shake: Floats,
) -> tuple[Floats, Floats, _Shot]:  # fmt: skip
    """Camera (M, 3) over a beat without shake, its shake (M, 2), and the shot at the beat's end.

    Following waits for the subject's motion and is done after it. ``spots`` are where everyone is at the start.
    """
    x_M, zoom_M = np.full(len(since_M), before.x), np.full(len(since_M), before.zoom)
    half_x, half_y = geometry.half_extent
    if scene.camera in ("pan left", "pan right"):
        sign = _pan_sign(scene)
        if all(_goes(e) for e in scene.entities):
            x_M += sign * 0.12 * since_M
        else:  # slower in a long take, so that it is still a pan when it has gone on for long
            centre, length = _pan(scene, spots, geometry)
            way = max(0.0, sign * (centre + sign * length / 2 - before.x))
            x_M += sign * np.minimum(float(np.clip(way / geometry.seconds, 0.04, 0.12)) * since_M, way)
    elif scene.camera in ("zoom in", "zoom out"):
        goal = _closest(scene, spots, geometry) if scene.camera == "zoom in" else 1.0
        span = float(np.clip(geometry.seconds - times_M[0], 1.0, 10.0))
        zoom_M += (goal - before.zoom) * np.clip(since_M / span, 0, 1)
    left, right, top, bottom = _content(scene, spots)
    slack_M = 1 - 1 / zoom_M  # a closer view looks at the subjects but never beyond the whole picture
    lean_M2 = np.stack([np.clip((left + right) / 2 - x_M, -half_x * slack_M, half_x * slack_M),
                        np.clip((top + bottom) / 2, -half_y * slack_M, half_y * slack_M)], -1)  # fmt: skip
    if _followed(scene, spots):
        lean_M2[:, 0] = 0.0
    if before.lean is not None:
        lean_M2 += (np.array(before.lean) - lean_M2[0]) * (1 - smooth(since_M / 1.2))[:, None]
    shake_M2 = np.zeros((len(since_M), 2))
    if scene.camera == "handheld":
        grow = smooth(since_M / 0.5) if times_M[0] else 1.0
        for axis, size in ((0, 0.007), (1, 0.006)):
            a, b = shake[2 * axis : 2 * axis + 2]
            slow_M, fast_M = np.sin((2.1 + axis / 2) * times_M + a), np.sin((5.3 - axis / 2) * times_M + b)
            shake_M2[:, axis] = grow * size * (slow_M + 0.7 * fast_M)
    camera = np.stack([x_M + lean_M2[:, 0], lean_M2[:, 1], zoom_M], -1)
    after = _Shot(float(x_M[-1]), float(zoom_M[-1]), (float(lean_M2[-1, 0]), float(lean_M2[-1, 1])))
    return camera, shake_M2, after


def _edges(scene: Scene, spots: Sequence[Spot], camera_MC: Floats, geometry: Geometry) -> tuple[Floats, Floats]:
    """Left and right limits (M,) that boxes keep within; far away when the camera goes along."""
    half_x = 1e6 if _followed(scene, spots) else geometry.half_extent[0]
    half_M = (half_x - MARGIN - (0.015 if scene.camera == "handheld" else 0)) / camera_MC[:, 2]
    return camera_MC[:, 0] - half_M, camera_MC[:, 0] + half_M


def _follow(subject_MGF: Floats, before: float, since_M: Floats) -> Floats:
    """Go along with the middle of a group; from wherever the camera was, drift until the group is central."""
    x_M = subject_MGF[..., X].mean(1)
    offset = before - x_M[0]
    return np.asarray(x_M + offset * np.exp(-since_M / 1.5) + 0.02 * np.sin(0.9 * since_M), np.float64)
