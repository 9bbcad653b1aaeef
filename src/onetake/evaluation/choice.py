"""Forced choice on pixels: is what was drawn nearer to what was asked than to anything else that could have been asked?

    kind    the same scene with each of a hundred nouns in the main subject's place: its whole family, then any
    action  the same scene with each verb that the noun can do
    place   the same scene at each of all places
    count   every one of the main subjects is nearer to being there than to being away

The simulator draws the alternatives from the same layout, so nothing is learnt and nothing can be fooled by what a
trained judge happens to like; the ceiling is what the codec leaves of the truth. It says nothing of who is where: the
layout decides that, and a reader that does not know it (``reader``) has to look.

Source: R-precision with a hundred candidates as the measure of whether a picture fits its words (Xu et al.,
1711.10485); here the distance is that of pixels instead of a learned embedding.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from onetake.evaluation.take_truth import Truth, as_kind
from onetake.prompt.ontology import KINDS, PLACES
from onetake.training.sprites import reach_of
from onetake.types import HEIGHT, VISIBLE, Array, Entity, X, Y
from onetake.world.pictures import available_kinds

Frames = NDArray[np.uint8]
FIELDS = ("kind", "count", "action", "place")
CANDIDATES = 100
"""Nouns to choose from, the right one among them."""
MOMENTS = (3, 10, 17, 22)
"""Frames of a clip that are held against one another."""
_SAME = 0.05  # grey levels squared by which a rival has to be nearer: some are drawn alike at these moments
_AWAY = 50.0  # stage units to the side: out of every picture


@dataclass(frozen=True)
class Choice:
    """What was asked, what is nearest, how many others are nearer, of how many."""

    asked: str
    nearest: str
    before: int
    of: int

    @property
    def right(self) -> bool:
        return self.before == 0


def choose(drawn_NYXC: Frames, truth: Truth, seed: int = 0) -> dict[str, Choice]:
    """Every field of a drawn clip (all its frames, native size) against its alternatives."""
    drawn = drawn_NYXC[list(MOMENTS)].astype(np.float32)
    main = truth.beats[0].scene.entities[0]
    window = windows(truth)
    own = _error(drawn, truth, window)
    kinds = {k: _error(drawn, _first(truth, kind=k), window) for k in rivals(main, seed)}
    verbs = {v: _error(drawn, _first(truth, verb=v), window) for v in KINDS[main.kind].verbs if v != main.verb}
    place, whole = truth.beats[0].scene.place, np.ones_like(window)
    places = {p: _error(drawn, truth.elsewhere(p), whole) for p in PLACES if p != place}
    there = [_is_there(drawn, truth, e) for e in np.flatnonzero(truth.staging.entity_E == 0).tolist()]
    return {
        "kind": _choice(main.kind, own, kinds), "action": _choice(main.verb, own, verbs),
        "place": _choice(place, _error(drawn, truth, whole), places),
        "count": Choice(str(main.count), str(sum(there)), sum(not t for t in there), len(there)),
    }  # fmt: skip


def _choice(asked: str, own: float, others: dict[str, float]) -> Choice:
    before = sum(error < own - _SAME for error in others.values())
    nearest = min(others, key=lambda name: others[name]) if before else asked
    return Choice(asked, nearest, before, 1 + len(others))


@lru_cache(maxsize=1024)
def rivals(main: Entity, seed: int) -> tuple[str, ...]:
    """The other candidates for an entity's noun: those of its family, then others at random."""
    there = [k for k in available_kinds() if k != main.kind]
    np.random.default_rng((seed, 100)).shuffle(there)
    there.sort(key=lambda k: KINDS[k].family != KINDS[main.kind].family)  # stable: the order within stays random
    return tuple(there[: CANDIDATES - 1])


def windows(truth: Truth) -> NDArray[np.bool_]:
    """Pixels that the main subjects can reach at each moment, (N, Y, X); the same for every candidate."""
    g, scene = truth.geometry, truth.beats[0].scene
    tracks = truth.staging.tracks_NEF[list(MOMENTS)][:, truth.staging.entity_E == 0]
    half = reach_of(scene.entities[0].kind) * tracks[..., HEIGHT]
    half_x, half_y = g.half_extent
    y = (np.arange(g.height) + 0.5) / g.short_side - half_y
    x = (np.arange(g.width) + 0.5) / g.short_side - half_x
    inside_x = np.abs(x - tracks[..., X, None]) <= half[..., None]
    inside_y = np.abs(y - (tracks[..., Y] - tracks[..., HEIGHT] / 2)[..., None]) <= half[..., None]
    seen = (tracks[..., VISIBLE] > 0)[..., None, None]
    return np.asarray((inside_y[..., :, None] & inside_x[..., None, :] & seen).any(1), np.bool_)


def _first(truth: Truth, kind: str | None = None, verb: str | None = None) -> Truth:
    """The take with another noun or verb for its first entity; everything else as it was."""

    def other(entity: Entity) -> Entity:
        return as_kind(entity, kind) if kind else replace(entity, verb=verb or entity.verb)

    def changed(entities: tuple[Entity, ...]) -> tuple[Entity, ...]:
        return (other(entities[0]), *entities[1:])

    beats = tuple(replace(b, scene=replace(b.scene, entities=changed(b.scene.entities))) for b in truth.beats)
    return replace(truth, beats=beats, looks=None)


def _error(drawn: Array, truth: Truth, window: NDArray[np.bool_]) -> float:
    """Mean squared difference of the colours within a window."""
    renderer = truth.renderer()
    true = np.stack([renderer.frames(n, n + 1)[0] for n in MOMENTS])
    return _mean(np.square(drawn - true).mean(-1)[window])


def _mean(values: Iterable[float]) -> float:
    array = np.asarray(values)
    return float(array.mean()) if array.size else 0.0


def _is_there(drawn: Array, truth: Truth, individual: int) -> bool:
    """Whether an individual is nearer to being there than to being away; one that nobody can see counts as there."""
    tracks = truth.staging.tracks_NEF.copy()
    tracks[:, individual, X] += _AWAY
    without = replace(truth, staging=replace(truth.staging, tracks_NEF=tracks)).renderer()
    with_all = truth.renderer()
    near, far = 0.0, 0.0
    for i, n in enumerate(MOMENTS):
        here, away = with_all.frames(n, n + 1)[0], without.frames(n, n + 1)[0]
        tells = (here != away).any(-1)
        near += float(np.square(drawn[i] - here)[tells].sum())
        far += float(np.square(drawn[i] - away)[tells].sum())
    return near <= far
