"""The camera of a take: where it looks, how close, and how it goes on from beat to beat.

``camera_NC`` is x, y and zoom. A **pan** is a turn of the head: at most ``PAN`` units, eased at both ends. A **track**
travels sideways steadily as long as there is somebody to see. A **zoom** is even, a **dolly** eases, goes closer and
keeps the main subject in the middle. A **crane** rises or sinks, eased, and keeps everyone and the ground in view.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from onetake.prompt._moves_going import HOVERS
from onetake.prompt._stage_kit import LIVING, SPEEDS, Floats, Spot, in_air, smooth
from onetake.prompt.ontology import KINDS, VERBS
from onetake.types import Entity, Geometry, Scene, X

MARGIN = 0.02
PAN = 0.5
_PAN_SPEED = 0.12
_TRACK_SPEED = 0.16
_CRANE = 0.22  # sets go on this far above and below the picture
_LEAST = 1.1  # a zoom smaller than this does not show
SIDEWAYS = ("pan left", "pan right", "track left", "track right")
CLOSER = ("zoom in", "dolly in")
WIDER = ("zoom out", "dolly out")
CRANES = ("crane up", "crane down")


@dataclass(frozen=True, slots=True)
class Shot:
    """What the camera carries from beat to beat: where it would be without zoom, the zoom, and how far it leans
    towards the subjects because of the zoom."""

    x: float
    zoom: float
    y: float = 0.0
    lean: tuple[float, float] | None = None


def goes(entity: Entity) -> bool:
    """Whether an entity travels: its start says little about where it will be."""
    hovers = entity.verb == "fly" and entity.kind in HOVERS
    stays = entity.verb in ("play", "enter", "leave")
    coasts = entity.verb == "slide" and KINDS[entity.kind].family not in LIVING
    return VERBS[entity.verb].going and not stays and not hovers and not coasts and entity.present


def followed(scene: Scene, spots: Sequence[Spot]) -> list[int]:
    """Individuals that the camera goes along with: all who travel (they do so at one speed then)."""
    if scene.camera != "follow":
        return []
    shoved = {e.target for e in scene.entities if e.verb in ("push", "pull")}
    return [i for i, s in enumerate(spots) if goes(scene.entities[s.entity]) or s.entity in shoved]


def _box(s: Spot) -> tuple[float, float, float, float]:
    """Left, right, top, bottom of an individual as it is turned."""
    c, d = (1.0, 0.0) if s.family == "ball" else (abs(np.cos(s.angle)), abs(np.sin(s.angle)))
    x, y = (c * s.width + d * s.height) / 2, (d * s.width + c * s.height) / 2
    return s.x - x, s.x + x, s.y - s.height / 2 - y, s.y - s.height / 2 + y


def content(scene: Scene, spots: Sequence[Spot]) -> tuple[float, float, float, float]:
    """Left, right, top, bottom of everyone's box, and of where those will come to lie who fall."""
    here = [s for s in spots if scene.entities[s.entity].present] or list(spots)
    boxes = [_box(s) for s in here]
    knocked = {e.target for e in scene.entities if e.verb == "knock over"}
    for s in here:
        entity = scene.entities[s.entity]
        half = max(s.width, s.height) / 2
        if entity.verb == "fall":
            lands = s.x if s.room is None else s.room[1] + 0.16 if s.facing > 0 else s.room[0] - 0.16
            boxes.append((lands - half, lands + half, s.ground - s.height, s.ground))
        elif entity.verb == "tip over" or s.entity in knocked:
            lands = s.x + s.facing * (s.width / 2 + s.height)
            boxes.append((min(lands, s.x), max(lands, s.x), s.y - s.width, s.y))
        elif entity.verb == "bounce":
            boxes.append((s.x - half, s.x + half, s.y - s.height - 0.3, s.y))
        elif in_air(s.kind, entity.verb, scene.place):
            top, bottom = min(s.level, s.y) - s.height - 0.05, max(s.level, s.y) + 0.05
            boxes.append((s.x - half - 0.05, s.x + half + 0.05, top, bottom))
        elif entity.verb in ("throw", "catch"):
            boxes.append((s.x - half, s.x + half, s.y - s.height - 0.12, s.y))
        elif entity.verb in ("jump", "climb"):
            rise = 0.2 if entity.verb == "jump" else 0.35
            boxes.append((s.x - half, s.x + half, s.y - s.height - rise, s.y))
    kept = np.array(boxes or [(-0.2, 0.2, -0.2, 0.2)])  # of nobody: the middle of the picture
    return float(kept[:, 0].min()), float(kept[:, 1].max()), float(kept[:, 2].min()), float(kept[:, 3].max())


def _closest(scene: Scene, spots: Sequence[Spot], geometry: Geometry) -> float:
    """The largest zoom at which everyone still fits into the picture."""
    left, right, top, bottom = content(scene, spots)
    half_x, half_y = geometry.half_extent
    free = 0.3 if any(VERBS[e.verb].going for e in scene.entities) else 0.0
    fit = min(2 * (half_x - MARGIN) / max(right - left + free, 0.1), 2 * (half_y - MARGIN) / max(bottom - top, 0.1))
    return float(np.clip(fit, _LEAST, 1.5 if scene.camera.startswith("dolly") else 1.35))


def _sign(scene: Scene) -> float:
    return 1.0 if scene.camera.endswith("right") else -1.0


def _sweep(scene: Scene, spots: Sequence[Spot], geometry: Geometry, zoom: float = 1.0) -> tuple[float, float]:
    """Middle and length of a pan or track that loses nobody: no farther than the picture has room to spare."""
    left, right, *_ = content(scene, spots)
    longest = max(0.08, 2 * (geometry.half_extent[0] / zoom - MARGIN) - (right - left))
    speed = _PAN_SPEED if scene.camera.startswith("pan") else _TRACK_SPEED
    return (left + right) / 2, float(min(speed * geometry.seconds, longest, PAN if speed == _PAN_SPEED else 9.0))


def _crane_range(scene: Scene, spots: Sequence[Spot], geometry: Geometry, zoom: float = 1.0) -> tuple[float, float]:
    """Lowest (largest y) and highest place of a crane from which everyone and some ground are seen."""
    _, _, top, bottom = content(scene, spots)
    half_y = geometry.half_extent[1] / zoom
    low = min(_CRANE, top + half_y - MARGIN)
    high = max(-_CRANE, bottom - half_y + MARGIN)
    return (max(low, 0.0), min(high, 0.0)) if low >= high else (0.0, 0.0)


def _runs(scenes: Sequence[Scene]) -> list[Scene]:
    """The first scene of every stretch under one camera."""
    return [s for b, s in enumerate(scenes) if not b or scenes[b - 1].camera != s.camera]


def _to_come(scenes: Sequence[Scene], cameras: Sequence[str], until: Sequence[str]) -> int:
    """How many stretches under some cameras come before the first under the others."""
    count = 0
    for scene in _runs(scenes):
        if scene.camera in until:
            break
        count += scene.camera in cameras
    return count


def opening(scenes: Sequence[Scene], spots: Sequence[Spot], geometry: Geometry) -> Shot:
    """The camera just before the take: as close as it has to be to go back in any of the scenes to come."""
    scene, zoom = scenes[0], 1.0
    if _to_come(scenes, WIDER, CLOSER):
        first = next(b for b, s in enumerate(scenes) if s.camera in WIDER)
        near = replace(scene, camera=scenes[first].camera)
        zoom = min(_closest(s, spots, geometry) for s in (near, *scenes[1 : first + 1]))
    x = y = 0.0
    if scene.camera in SIDEWAYS and not all(goes(e) for e in scene.entities):
        centre, length = _sweep(scene, spots, geometry, zoom)
        x = centre - _sign(scene) * length / 2
    elif scene.camera in CRANES:
        low, high = _crane_range(scene, spots, geometry, zoom)
        y = low if scene.camera == "crane up" else high
    return Shot(x, zoom, y)


def film(
    scenes: Sequence[Scene], spots: Sequence[Spot], before: Shot, since_M: Floats, times_M: Floats, until: float,
    geometry: Geometry, shake: Floats,
) -> tuple[Floats, Floats, Shot]:  # fmt: skip
    """Camera (M, 3) over a beat without shake, its shake (M, 2), and the shot at the beat's end.

    Following waits for the subject's motion and is done after it. ``scenes`` are this beat's and all that come after
    it, ``spots`` where everyone is at the start, ``until`` is the second up to which the scene keeps this camera.
    """
    scene, later = scenes[0], _after(scenes)
    if scene.camera in SIDEWAYS and before.lean is not None:  # from where it looks now it goes on to the side
        before = replace(before, x=before.x + before.lean[0], lean=(0.0, before.lean[1]))
    x_M, zoom_M, y_M = (np.full(len(since_M), v) for v in (before.x, before.zoom, before.y))
    half_x, half_y = geometry.half_extent
    span = float(np.clip(until - times_M[0], 1.0, 10.0))
    if scene.camera in SIDEWAYS:
        x_M += _sideways(scene, spots, before, since_M, times_M, geometry, until)
    elif scene.camera in (*CLOSER, *WIDER):
        goal = _goal(scene, later, before.zoom, spots, geometry)
        part_M = np.clip(since_M / span, 0, 1)
        zoom_M += (goal - before.zoom) * (smooth(part_M) if scene.camera.startswith("dolly") else part_M)
    elif scene.camera in CRANES:
        near = min(before.zoom, 1.15) if _to_come(later, WIDER, CLOSER) else 1.0
        low, high = _crane_range(scene, spots, geometry, near)
        zoom_M += (near - before.zoom) * smooth(since_M / 1.5)
        y_M += ((high if scene.camera == "crane up" else low) - before.y) * smooth(since_M / span)
    if scene.camera not in (*CLOSER, *WIDER, *CRANES) and before.zoom > 1:  # farther back, if need be
        fit = _closest(scene, spots, geometry)
        zoom_M += (min(fit, before.zoom) - before.zoom) * smooth(since_M / 1.2)
    if scene.camera not in CRANES and before.y:
        y_M *= 1 - smooth(since_M / 1.5)
    lean_M2 = _lean(scene, spots, x_M, zoom_M, (half_x, half_y))
    if before.lean is not None:
        lean_M2 += (np.array(before.lean) - lean_M2[0]) * (1 - smooth(since_M / 1.2))[:, None]
    shake_M2 = np.zeros((len(since_M), 2))
    if scene.camera == "handheld":
        grow = smooth(since_M / 0.5) if times_M[0] else 1.0
        for axis, size in ((0, 0.007), (1, 0.006)):
            a, b = shake[2 * axis : 2 * axis + 2]
            slow_M, fast_M = np.sin((2.1 + axis / 2) * times_M + a), np.sin((5.3 - axis / 2) * times_M + b)
            shake_M2[:, axis] = grow * size * (slow_M + 0.7 * fast_M)
    camera = np.stack([x_M + lean_M2[:, 0], y_M + lean_M2[:, 1], zoom_M], -1)
    lean = float(lean_M2[-1, 0]), float(lean_M2[-1, 1])
    return camera, shake_M2, Shot(float(x_M[-1]), float(zoom_M[-1]), float(y_M[-1]), lean)


def _after(scenes: Sequence[Scene]) -> Sequence[Scene]:
    """The scenes after the stretch under the first one's camera."""
    return next((scenes[b:] for b, s in enumerate(scenes) if s.camera != scenes[0].camera), ())


def _goal(scene: Scene, later: Sequence[Scene], zoom: float, spots: Sequence[Spot], geometry: Geometry) -> float:
    """Where a zoom or dolly ends: not so far that nothing is left for those of its direction that come later."""
    if scene.camera in CLOSER:
        end = max(_closest(scene, spots, geometry), min(zoom, 1.35))
        return zoom + (end - zoom) / (1 + _to_come(later, CLOSER, WIDER))
    return zoom + (1.0 - zoom) / (1 + _to_come(later, WIDER, CLOSER))


def _sideways(
    scene: Scene, spots: Sequence[Spot], before: Shot, since_M: Floats, times_M: Floats, geometry: Geometry,
    until: float,
) -> Floats:  # fmt: skip
    """How far a pan or a track has come (M,)."""
    sign, pan = _sign(scene), scene.camera.startswith("pan")
    left = max(until - times_M[0], 0.5)
    if all(goes(e) for e in scene.entities):  # they keep up with it
        if not pan:
            slowest = min(SPEEDS.get(e.verb, 0.2) * (0.3 if KINDS[e.kind].family == "insect" else 0.6)
                          for e in scene.entities)  # fmt: skip
            return np.asarray(sign * min(_TRACK_SPEED, slowest) * since_M, np.float64)
        way = min(PAN, _PAN_SPEED * left)
    else:  # slower in a long take, so that it still goes on when it has gone on for long
        centre, length = _sweep(scene, spots, geometry, before.zoom)
        way = max(0.0, sign * (centre + sign * length / 2 - before.x))
    if pan:
        part_M = np.clip(since_M / min(left, 12.0), 0, 1)
        return np.asarray(sign * way * (0.4 * part_M + 0.6 * smooth(part_M)), np.float64)
    speed = float(np.clip(way / left, 0.03, _TRACK_SPEED))
    return np.asarray(sign * np.minimum(speed * since_M, way), np.float64)


def _lean(scene: Scene, spots: Sequence[Spot], x_M: Floats, zoom_M: Floats, half: tuple[float, float]) -> Floats:
    """A closer view looks at the subjects but never beyond the whole picture: (M, 2)."""
    left, right, top, bottom = content(scene, spots)
    middle_x, middle_y = (left + right) / 2, (top + bottom) / 2
    slack_M = 1 - 1 / zoom_M
    goal_x_M, goal_y_M = np.full(len(x_M), middle_x), np.full(len(x_M), middle_y)
    if scene.camera.startswith("dolly"):  # the main subject in the middle, as far as the others stay in view
        main = [s for s in spots if s.entity == 0] or list(spots)
        own_x = float(np.mean([s.x for s in main]))
        free_M = np.maximum((half[0] - MARGIN) / zoom_M - (right - left) / 2, 0)
        goal_x_M = np.clip(np.full(len(x_M), own_x), middle_x - free_M, middle_x + free_M)
    lean_M2 = np.stack([np.clip(goal_x_M - x_M, -half[0] * slack_M, half[0] * slack_M),
                        np.clip(goal_y_M, -half[1] * slack_M, half[1] * slack_M)], -1)  # fmt: skip
    if followed(scene, spots) or scene.camera in SIDEWAYS:
        lean_M2[:, 0] = 0.0
    return lean_M2


def roaming(scene: Scene, spots: Sequence[Spot], geometry: Geometry) -> tuple[float, float]:
    """From where to where a camera that follows may go without losing those who stay: without limits when
    everyone travels."""
    stay = [s for s in spots if scene.entities[s.entity].present and not goes(scene.entities[s.entity])]
    ridden = {e.target for e in scene.entities if e.verb in ("ride", "push", "pull", "carry")}
    stay = [s for s in stay if s.entity not in ridden and scene.entities[s.entity].verb != "leave"]
    if not stay:
        return -1e6, 1e6
    half = geometry.half_extent[0] - MARGIN - 0.03
    low, high = max(s.x + s.width / 2 for s in stay) - half, min(s.x - s.width / 2 for s in stay) + half
    return (low, high) if low <= high else ((low + high) / 2, (low + high) / 2)


def edges(
    scene: Scene, spots: Sequence[Spot], camera_MC: Floats, geometry: Geometry, range_x: tuple[float, float]
) -> tuple[Floats, Floats]:
    """Left and right limits (M,) that boxes keep within; far away when the camera goes along."""
    half_M = (geometry.half_extent[0] - MARGIN - (0.015 if scene.camera == "handheld" else 0)) / camera_MC[:, 2]
    if followed(scene, spots):
        return range_x[0] - half_M, range_x[1] + half_M
    return camera_MC[:, 0] - half_M, camera_MC[:, 0] + half_M


def follow(subject_MGF: Floats, before: float, since_M: Floats, range_x: tuple[float, float]) -> Floats:
    """Go along with the middle of a group; from wherever the camera was, drift until the group is central."""
    x_M = np.clip(subject_MGF[..., X].mean(1), *range_x)
    offset = before - x_M[0]
    path_M = x_M + offset * np.exp(-since_M / 1.5) + 0.02 * np.sin(0.9 * since_M)
    if range_x[1] > 1e3:
        return np.asarray(path_M, np.float64)
    path_M = np.clip(path_M, min(range_x[0], before), max(range_x[1], before))
    for n, goal in enumerate(path_M.tolist()):  # softly up to the limits
        before += (goal - before) * 0.2
        path_M[n] = before
    return np.asarray(path_M, np.float64)
