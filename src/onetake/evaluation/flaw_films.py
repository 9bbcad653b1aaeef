"""True films of the benchmark's sentences, and the same with a flaw planted in them.

The sentence is staged as a model's layout is, but moved by the physics engine and drawn by the simulated world.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from onetake.evaluation.flaw_sentences import ACTIONS, Asked
from onetake.evaluation.seen import Seen, of_truth
from onetake.evaluation.take_truth import Truth
from onetake.prompt.ontology import COLOURS, KINDS
from onetake.prompt.staging import stage
from onetake.prompt.understand import understand
from onetake.types import FPS, HEIGHT, SHAPES, STATE, VISIBLE, Array, Beat, Entity, Geometry, Scene, X, Y
from onetake.world.physics import simulate

TRAIN_SEEDS, CHECK_SEEDS = 250_000_000, 260_000_000
"""First seeds of the true films that teach a witness (each witness ten million further), and that check it."""
SECONDS = 5


def told(text: str, seed: int, seconds: int = SECONDS) -> Truth:
    """The true film of a sentence."""
    return staged(understand(text, float(seconds), None)[0], seed, seconds)


def true_film(asked: Asked, seed: int) -> Truth:
    """The film that answers a sentence's question. What the staging cannot do ("between") is put right by hand."""
    truth = told(asked.text, seed)
    if asked.ask.get("how") != "between":
        return truth
    tracks = truth.staging.tracks_NEF.copy()
    for kind, x in zip(
        (asked.ask["anchors"][0], asked.ask["kind"], asked.ask["anchors"][1]), (-0.5, 0, 0.5), strict=True
    ):
        tracks[:, _first(truth, kind), X] = x
    return _tracks(truth, tracks)


def staged(beats: tuple[Beat, ...], seed: int, seconds: int = SECONDS) -> Truth:
    """The true film of timed scenes."""
    width, height = SHAPES["landscape"]
    geometry = Geometry(width, height, seconds * FPS)
    staging = simulate(beats, stage(beats, geometry, seed), geometry, seed)
    return Truth(beats, staging, geometry, seed)


def of_scene(scene: Scene, seed: int, seconds: int = SECONDS) -> Truth:
    """The true film of one scene."""
    return staged((Beat(0.0, float(seconds), scene, ""),), seed, seconds)


def film_of(truth: Truth) -> NDArray[np.uint8]:
    """Every frame of a true film: (N, Y, X, 3)."""
    return truth.renderer().frames(0, truth.geometry.frames)


@dataclass(frozen=True)
class Film:
    """A film cut together from true ones: each from its frame ``first`` to ``last`` of the whole."""

    parts: tuple[tuple[Truth, int, int], ...]
    mirrored: bool = False

    @classmethod
    def whole(cls, truth: Truth) -> Film:
        return cls(((truth, 0, truth.geometry.frames),))

    def frames(self) -> NDArray[np.uint8]:
        """Every frame: (N, Y, X, 3)."""
        out = np.concatenate([truth.renderer().frames(first, last) for truth, first, last in self.parts])
        return np.ascontiguousarray(out[:, :, ::-1]) if self.mirrored else out

    def seen(self) -> Seen:
        """What somebody who knew the record would see."""
        parts = [of_truth(t.beats, t.staging, t.geometry, range(a, b)).frames for t, a, b in self.parts]
        frames = [frame for part in parts for frame in part]
        if self.mirrored:
            width = self.parts[0][0].geometry.width
            frames = [tuple(replace(s, x=width - s.x) for s in frame) for frame in frames]
        return Seen(tuple(frames))


# ── flaws ─────────────────────────────────────────────────────────────────────────────────────────────────────


def planted(asked: Asked, seed: int) -> Film:
    """The true film of a sentence with a flaw of its family in it, of one of two kinds by the seed."""
    truth = true_film(asked, seed)
    return _FLAWS[asked.family](truth, asked, bool(seed % 2))


def _tracks(truth: Truth, tracks: Array) -> Truth:
    return replace(truth, staging=replace(truth.staging, tracks_NEF=tracks))


def _first(truth: Truth, kind: str) -> int:
    """The first individual of a kind."""
    entities = truth.beats[0].scene.entities
    return next(e for e, which in enumerate(truth.staging.entity_E.tolist()) if entities[which].kind == kind)


def _entities(truth: Truth, change: Callable[[int, Entity], Entity]) -> tuple[Beat, ...]:
    return tuple(
        replace(b, scene=replace(b.scene, entities=tuple(change(i, e) for i, e in enumerate(b.scene.entities))))
        for b in truth.beats
    )


def _again(truth: Truth, change: Callable[[int, Entity], Entity]) -> Film:
    """Staged and drawn anew with other words."""
    return Film.whole(staged(_entities(truth, change), truth.seed, round(truth.geometry.seconds)))


def _one_more(truth: Truth, asked: Asked, odd: bool) -> Film:
    """From the middle on there is one more, or one less, of them."""
    half = truth.geometry.frames // 2
    staging, tracks = truth.staging, truth.staging.tracks_NEF
    if odd and asked.ask["count"] > 1:
        fewer = tracks.copy()
        fewer[half:, _first(truth, asked.ask["kind"]), VISIBLE] = 0
        return Film.whole(_tracks(truth, fewer))
    model = _first(truth, asked.ask["kind"])
    added = tracks[:, [model]].copy()
    added[:half, :, VISIBLE] = 0
    added[half:, :, VISIBLE] = 1
    added[..., X], added[..., Y] = _room(
        tracks[half:], float(tracks[0, model, HEIGHT]), KINDS[asked.ask["kind"]].aspect
    )
    variant = None if staging.variant_E is None else np.append(staging.variant_E, staging.variant_E[model])
    more = replace(
        staging, tracks_NEF=np.concatenate([tracks, added], 1), variant_E=variant,
        entity_E=np.append(staging.entity_E, staging.entity_E[model]),
    )  # fmt: skip
    return Film.whole(replace(truth, staging=more))


def _room(tracks_NEF: Array, height: float, aspect: float) -> tuple[float, float]:
    """Where (x, y) there is most room for one more."""
    wide = height * aspect
    best, spot = -1.0, (0.0, 0.0)
    for y in np.linspace(height - 0.45, 0.46, 9):
        for x in np.linspace(wide / 2 - 0.85, 0.85 - wide / 2, 17):
            across, down = np.abs(tracks_NEF[..., X] - x) / wide, np.abs(tracks_NEF[..., Y] - y) / height
            room = min(1.5, float(np.quantile(np.maximum(across, down), 0.1)))
            # Near the ground that the others stand on, if there is as much room.
            room -= 0.1 * abs(y - float(tracks_NEF[..., Y].mean()))
            if room > best:
                best, spot = room, (float(x), float(y))
    return spot


def _no_cause(truth: Truth, asked: Asked, odd: bool) -> Film:
    """The effect never comes, or is there before its cause."""
    tracks = truth.staging.tracks_NEF.copy()
    e = _first(truth, asked.ask["kind"])
    if asked.ask.get("moves"):
        still = tracks[0, e].copy()
        moving = np.flatnonzero(np.abs(np.diff(tracks[:, e, X])) > 1e-4)
        start = int(moving[0]) if len(moving) else 0
        if odd and start:
            tracks[:, e] = np.concatenate([tracks[start:, e], np.repeat(tracks[-1:, e], start, 0)])
        else:
            tracks[:, e] = still
        return Film.whole(_tracks(truth, tracks))
    tracks[:, e, STATE] = asked.ask["state"][1 if odd else 0]
    return Film.whole(_tracks(truth, tracks))


def _reversed(truth: Truth, asked: Asked, odd: bool) -> Film:
    """What is told happens the other way round."""
    scenes = [b.scene for b in truth.beats][::-1]
    beats = tuple(replace(b, scene=s) for b, s in zip(truth.beats, scenes, strict=True))
    return Film.whole(staged(beats, truth.seed, round(truth.geometry.seconds)))


def _other_action(truth: Truth, asked: Asked, odd: bool) -> Film:
    """Something else is done."""
    can = [v for v in ACTIONS if v != asked.ask["verb"] and v in KINDS[asked.ask["kind"]].verbs]
    other = can[truth.seed % len(can)]
    return _again(truth, lambda i, e: replace(e, verb=other) if i == 0 else e)


def _roles_swapped(truth: Truth, asked: Asked, odd: bool) -> Film:
    """The other one does it, or both only stand there."""
    who, what, whom = (asked.ask[k] for k in ("who", "what", "whom"))
    if what in ("chase", "follow"):
        kinds = {0: whom, 1: who}
        return _again(truth, lambda i, e: replace(e, kind=kinds[i]) if i in kinds else e)
    if what in ("push", "pull") and odd:
        other = "pull" if what == "push" else "push"
        return _again(truth, lambda i, e: replace(e, verb=other) if i == 0 else e)
    return _again(truth, lambda i, e: replace(e, verb="stand", target=None))


def _colours_swapped(truth: Truth, asked: Asked, odd: bool) -> Film:
    """Each has the other's colour, or both have one."""
    (_, one), (_, other) = asked.ask["pairs"]
    colours = {0: other, 1: other if odd else one}
    return Film.whole(replace(truth, beats=_entities(truth, lambda i, e: replace(e, colour=colours.get(i, e.colour)))))


def _displaced(truth: Truth, asked: Asked, odd: bool) -> Film:
    """Somebody is, or comes, elsewhere."""
    how = asked.ask["how"]
    if "left" in how or "right" in how:
        return Film(Film.whole(truth).parts, mirrored=True)
    tracks = truth.staging.tracks_NEF.copy()
    e, other = (_first(truth, kind) for kind in (asked.ask["kind"], asked.ask["anchors"][0]))
    if how == "between":
        tracks[..., e, X], tracks[..., other, X] = tracks[..., other, X].copy(), tracks[..., e, X].copy()
    else:
        tall = tracks[..., other, HEIGHT]
        tracks[..., e, Y] = tracks[..., other, Y] - (0 if how == "on" else 1) * tall
    return Film.whole(_tracks(truth, tracks))


def _replaced(truth: Truth, asked: Asked, odd: bool) -> Film:
    """From the middle on it is another one, or of another colour."""
    kind, half = asked.ask["kind"], truth.geometry.frames // 2
    tints = [c for c in KINDS[kind].colours if c != asked.ask["colour"]]
    if odd and len(tints) > 1 and asked.ask["colour"]:
        far = max(tints, key=lambda c: float(np.abs(np.subtract(COLOURS[c][1], COLOURS[asked.ask["colour"]][1])).sum()))
        changed = _entities(truth, lambda i, e: replace(e, colour=far) if e.kind == kind else e)
    else:
        family = KINDS[kind].family
        near = {"person": "robot", "quadruped": "lion", "vehicle": "bus"}.get(family, "lion")
        other = "elephant" if kind == near else near
        changed = _entities(truth, lambda i, e: replace(e, kind=other, colour=None) if e.kind == kind else e)
    return Film(((truth, 0, half), (replace(truth, beats=changed), half, truth.geometry.frames)))


def _unlawful(truth: Truth, asked: Asked, odd: bool) -> Film:
    """It falls at an even speed and as slowly as a balloon, or grows while it does."""
    tracks = truth.staging.tracks_NEF.copy()
    e, total = _first(truth, asked.ask["kind"]), truth.geometry.frames
    if odd:
        tracks[:, e, HEIGHT] *= np.minimum(1.9, np.linspace(1.0, 2.4, total))
    else:
        first = _leaves(tracks[:, e, Y])
        slow = np.where(np.arange(total) < first, np.arange(total), first + (np.arange(total) - first) * 0.45)
        tracks[:, e, Y] = np.interp(slow, np.arange(total), tracks[:, e, Y])
        tracks[:, e, X] = np.interp(slow, np.arange(total), tracks[:, e, X])
        tracks[:, e, STATE] = np.interp(slow, np.arange(total), tracks[:, e, STATE])
    return Film.whole(_tracks(truth, tracks))


def _leaves(y_N: Array) -> int:
    """The frame in which something begins to move up or down."""
    moving = np.flatnonzero(np.abs(np.diff(y_N)) > 1e-4)
    return int(moving[0]) if len(moving) else 0


_FLAWS: dict[str, Callable[[Truth, Asked, bool], Film]] = {
    "count": _one_more, "cause": _no_cause, "order": _reversed, "action": _other_action,
    "interaction": _roles_swapped, "binding": _colours_swapped, "space": _displaced, "persistence": _replaced,
    "physics": _unlawful,
}  # fmt: skip
