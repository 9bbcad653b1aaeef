"""Whether a verb shows in the tracks: who goes has come somewhere, what falls is lower, what breaks is broken."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onetake.prompt._objects import direct
from onetake.prompt.ontology import KINDS, VERBS
from onetake.types import ANGLE, HEIGHT, PHASE, STATE, VISIBLE, Array, Geometry, Scene, Staging, X, Y

Flags = NDArray[np.bool_]
_SEEN = 0.5
"""Share of the frames, and of its width, for which somebody has to be in the picture."""
_MOVED = 0.05
_REACH = 0.3
_LASTING = ("break", "spill", "melt", "explode", "open", "close", "light", "blow out")
_STILL = frozenset(("stand", "sit", "sleep", "nod", "shake head", "talk", "read", "look around", "clap", "stretch"))
_TIME_TO_PASS = 2.0
_UP_DOWN = frozenset(("jump", "hop", "bounce"))
_TOUCH = frozenset(
    ("kick", "hold", "carry", "push", "pull", "hug", "ride", "eat", "cut", "open", "close", "knock over", "light",
     "read", "play music", "pour", "drink", "build", "climb", "put down", "throw", "catch", "give", "blow out", "fight",
     "hide")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Span:
    """The frames of one beat."""

    scene: Scene
    staging: Staging
    geometry: Geometry
    start: int
    end: int

    @property
    def tracks(self) -> Array:
        """Tracks on screen, (N, E, F)."""
        return self.staging.tracks_NEF[self.start : self.end]

    @property
    def camera(self) -> Array:
        """Camera, (N, 3)."""
        return self.staging.camera_NC[self.start : self.end]

    @property
    def seconds(self) -> float:
        """How long the beat is."""
        return (self.end - self.start) / self.geometry.fps

    def of(self, entity: int) -> list[int]:
        """Individuals of an entity."""
        return [int(i) for i in np.flatnonzero(self.staging.entity_E == entity)]

    def world(self) -> Array:
        """Tracks without the camera."""
        tracks, camera = self.tracks.copy(), self.camera
        zoom_N1 = camera[:, None, 2]
        tracks[..., X] = tracks[..., X] / zoom_N1 + camera[:, None, 0]
        tracks[..., Y] = tracks[..., Y] / zoom_N1 + camera[:, None, 1]
        tracks[..., HEIGHT] = tracks[..., HEIGHT] / zoom_N1
        return tracks


def in_picture(span: Span, individual: int) -> Flags:
    """Per frame, whether at least half of an individual's width, and some of its height, is in the picture."""
    track_NF = span.tracks[:, individual]
    half_x, half_y = span.geometry.half_extent
    kind = KINDS[span.scene.entities[int(span.staging.entity_E[individual])].kind]
    width_N = track_NF[:, HEIGHT] * kind.aspect
    left_N = np.maximum(track_NF[:, X] - width_N / 2, -half_x)
    right_N = np.minimum(track_NF[:, X] + width_N / 2, half_x)
    upright = (track_NF[:, Y] - track_NF[:, HEIGHT] < half_y) & (track_NF[:, Y] > -half_y)
    wide = (right_N - left_N) >= _SEEN * np.minimum(width_N, 2 * half_x)
    shown: Flags = (track_NF[:, VISIBLE] > 0.5) & wide & upright
    return shown


def seen(span: Span, entity: int) -> int:
    """How many individuals of an entity are to be seen for most of the beat; who enters or leaves, for some of it."""
    passing = span.scene.entities[entity].verb in ("enter", "leave", "explode", "melt", "eat", "sink")
    least = 0.15 if passing else _SEEN
    return sum(float(np.mean(in_picture(span, i))) >= least for i in span.of(entity))


def gap(span: Span, one: int, other: int) -> Array:
    """Per frame, the distance between the upright boxes of two individuals, in stage units of the world."""
    tracks = span.world()
    sides = []
    for i in (one, other):
        kind = KINDS[span.scene.entities[int(span.staging.entity_E[i])].kind]
        x_N, y_N, h_N = tracks[:, i, X], tracks[:, i, Y], tracks[:, i, HEIGHT]
        reach_N = h_N * kind.aspect / 2
        sides.append((x_N - reach_N, x_N + reach_N, y_N - h_N, y_N))
    a, b = sides
    dx = np.maximum(0, np.maximum(a[0] - b[1], b[0] - a[1]))
    dy = np.maximum(0, np.maximum(a[2] - b[3], b[2] - a[3]))
    between: Array = np.hypot(dx, dy).astype(np.float32)
    return between


def touches(span: Span, entity: int, target: int, verb: str) -> bool:
    """Whether somebody of the entity comes near enough to what it acts on, where the verb needs that."""
    if verb not in _TOUCH or not direct(verb):
        return True
    pairs = [(i, j) for i in span.of(entity) for j in span.of(target)]
    return any(float(gap(span, i, j).min()) <= _REACH for i, j in pairs)


def shows_verb(span: Span, entity: int) -> str:
    """Why the verb of an entity does not show in its tracks; empty if it does. One individual of it is enough."""
    faults = [_fault(span, i) for i in span.of(entity)]
    return "" if not faults or "" in faults else faults[0]


def _fault(span: Span, individual: int) -> str:
    entity = span.scene.entities[int(span.staging.entity_E[individual])]
    verb, track_NF = VERBS[entity.verb], span.world()[:, individual]
    if span.seconds < 1.0:
        return ""
    travelled = float(np.hypot(np.diff(track_NF[:, X]), np.diff(track_NF[:, Y])).sum())
    rise = float(np.ptp(track_NF[:, Y]))
    turned = float(np.ptp(track_NF[:, PHASE])) + float(np.ptp(track_NF[:, ANGLE]))
    if entity.verb in ("enter", "leave"):
        return _passes(span, individual, entity.verb)
    mount = span.scene.entities[entity.target] if entity.verb == "ride" and entity.target is not None else None
    goes = VERBS[mount.verb].going if mount else verb.going and entity.verb != "play"
    if goes and travelled < _MOVED:
        return "it stays where it is"
    if entity.verb in _UP_DOWN and max(rise, travelled, turned) < 0.02:
        return "it stays on the ground"
    if entity.verb == "fall" and span.start == 0 and rise < 0.03 and np.ptp(track_NF[:, ANGLE]) < 0.5:
        return "it does not come down"
    if entity.verb == "grow" and span.start == 0 and float(np.ptp(track_NF[:, HEIGHT])) < 0.01:
        return "its height stays"
    if entity.verb in _LASTING:
        return _changes(span, individual, entity.verb)
    comes = span.start > 0 and entity.target is not None  # to what it acts on
    if entity.verb in _STILL and travelled > 0.6 and not comes and not _carried(span, individual):
        return "it goes somewhere"
    if (
        verb.hertz >= 0.5
        and not verb.once
        and not verb.going
        and entity.verb not in ("stand", "float", "burn")
        and turned < 0.3
    ):
        return "nothing about it moves"
    return ""


def _passes(span: Span, individual: int, verb: str) -> str:
    shown_N = in_picture(span, individual)
    half = max(1, len(shown_N) // 2)
    first, last = shown_N[:half].mean(), shown_N[-half:].mean()
    if span.seconds < _TIME_TO_PASS:  # it is on its way
        return "" if float(np.ptp(span.tracks[:, individual, X])) > _MOVED else "it stays where it is"
    if verb == "enter" and not (last >= 0.5 and not shown_N[0]):
        return "it is there from the start" if shown_N[0] else "it does not come in"
    if verb == "leave" and not (first > 0.2 and not shown_N[-1]):
        return "it stays in the picture"
    return ""


def _changes(span: Span, individual: int, verb: str) -> str:
    """What breaks, opens, is lit … changes its state in this beat, or has changed it in an earlier one."""
    entity = span.scene.entities[int(span.staging.entity_E[individual])]
    changing = [individual]
    if entity.target is not None:
        changing = span.of(entity.target)
    if verb in ("open", "close", "light", "blow out") and entity.target is None:
        return ""
    kinds = [KINDS[span.scene.entities[int(span.staging.entity_E[i])].kind] for i in changing]
    state_NE = span.tracks[:, changing, STATE]
    if (
        any(k.states for k in kinds)
        and float(np.ptp(state_NE, 0).max()) < 0.3
        and span.start == 0
        and span.seconds >= 3
    ):
        return "its state stays"
    return ""


def _carried(span: Span, individual: int) -> bool:
    """Whether somebody else moves it: it is held, kicked, ridden, or stands on what moves."""
    entity = int(span.staging.entity_E[individual])
    acted_on = any(entity in (e.target, e.partner) for e in span.scene.entities)
    return acted_on or span.scene.entities[entity].anchor is not None
