"""Who is in a picture? The painter paints, and the facts whose painted picture is nearest are the answer.

The search goes from coarse to fine: every noun in one pose, by shape and shading; the nearest ones in more poses; then
colours and looks, by colour; then what they wear. Some thousand pictures of 64x64, a few seconds on one core.

Sources: analysis by synthesis (Yuille and Kersten, 2006); coarse-to-fine matching of renderings to a picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from onetake.media.figure import squared
from onetake.model.sprites import Sprites
from onetake.prompt._wearing import fitting, wearable
from onetake.prompt.ontology import CONCEPTS, KINDS
from onetake.types import VARIANTS

__all__ = ["Likeness", "likeness"]

SIDE = 24
"""Pixels a side at which figures are compared, each cut to its edges: places and sizes do not count."""
KEPT = (32, 8, 4)
"""Nouns that are left after each round."""
BATCH = 64
_POSES = ("stand", "walk", "sit", "run", "dance", "wave", "fly", "swim", "drive", "sleep", "jump", "eat")
_WORTH = 0.97
"""A thing worn has to bring the distance down to this share: else nobody is said to wear it."""
_FACTS = 6
_LIGHT = tuple(CONCEPTS[f] for f in (("place", "meadow"), ("hour", "day"), ("weather", "clear"), ("look", "flat")))


@dataclass(frozen=True)
class Likeness:
    """Facts, the pose in which their picture was nearest, and how far it is from the one that was given.

    ``distance``: root mean square over the pixels that either covers, of premultiplied RGBA in 0..1.
    """

    kind: str
    verb: str
    phase: float = 0.0
    colour: str | None = None
    traits: tuple[str, ...] = ()
    variant: int = 0
    mirrored: bool = False
    distance: float = float("inf")


@torch.inference_mode()
def likeness(sprites: Sprites, rgba_YXC: NDArray[np.uint8], kinds: Sequence[str]) -> Likeness:
    """The painter's figure nearest to a cut-out (RGBA, cut to its edges), among ``kinds``."""
    search = _Search(sprites, rgba_YXC)
    found = [Likeness(kind, v, p) for kind in kinds for v, p in _poses(kind, 2)]
    # Who wears a hat is taller: nobody without one would be laid over it rightly.
    found += [replace(f, traits=("hat",)) for f in found if fitting(f.kind, ("hat",))]
    if len(kinds) > KEPT[0]:
        found = search.nearest(found, KEPT[0], grey=True)
    heads = {(f.kind, traits) for f in found for traits in ((), f.traits)}
    posed = [Likeness(k, v, p, traits=t) for k, t in sorted(heads) for v, p in _poses(k, 16 if not t else 8)]
    found = search.nearest(posed, KEPT[1], grey=len(kinds) > 1)
    coloured = [
        replace(f, colour=c, variant=v) for f in found for c in (None, *KINDS[f.kind].colours) for v in range(VARIANTS)
    ]
    found = search.nearest(coloured, KEPT[2])
    found = search.nearest([w for f in found for w in (f, *_wearing(f))], KEPT[2])
    best = found[0]
    poses = {(v, p): None for v in KINDS[best.kind].verbs for p in (0.0, 1.6, 3.1, 4.7)}
    best = search.nearest([best, *(replace(best, verb=v, phase=p) for v, p in poses)], 1)[0]
    looks = [replace(best, colour=c, variant=v) for c in (None, *KINDS[best.kind].colours) for v in range(VARIANTS)]
    best = search.nearest([best, *looks], 1)[0]
    while (more := search.nearest(_wearing(best), 1)) and more[0].distance < _WORTH * best.distance:
        best = more[0]
    while best.traits:
        fewer = [replace(best, traits=tuple(t for t in best.traits if t != x)) for x in best.traits]
        less = search.nearest(fewer, 1)[0]
        if best.distance < _WORTH * less.distance:
            break
        best = less
    return best


def _poses(kind: str, count: int) -> list[tuple[str, float]]:
    """The first so many poses of a kind, the most usual first: verbs with phases of their motion."""
    verbs = [v for v in _POSES if v in KINDS[kind].verbs] or [KINDS[kind].verbs[0]]
    poses = [*((v, 0.8) for v in verbs), *((v, 2.4) for v in verbs[1:]), *((v, 4.0) for v in verbs[1:])]
    return poses[:count]


def _wearing(found: Likeness) -> list[Likeness]:
    """The same with one thing more."""
    more = (fitting(found.kind, (*found.traits, t)) for t in wearable(found.kind) if t not in found.traits)
    return [replace(found, traits=traits) for traits in dict.fromkeys(more) if len(traits) > len(found.traits)]


class _Search:
    """Distances of the painter's pictures to one that was given."""

    def __init__(self, sprites: Sprites, rgba_YXC: NDArray[np.uint8]) -> None:
        self._sprites = sprites
        given = torch.from_numpy(squared(rgba_YXC, SIDE)).permute(2, 0, 1)
        self._given = torch.stack([given, given.flip(-1)])

    def nearest(self, candidates: Sequence[Likeness], count: int, *, grey: bool = False) -> list[Likeness]:
        """The nearest ``count`` nouns among candidates, each at its best; ``grey``: by shape and shading alone."""
        measured: list[Likeness] = []
        unique = list(dict.fromkeys(candidates))
        for at in range(0, len(unique), BATCH):
            batch = unique[at : at + BATCH]
            apart = self._distance(_normal(self._paint(batch)), grey)
            best, side = apart.min(1)
            measured += [
                replace(c, distance=float(d), mirrored=bool(s)) for c, d, s in zip(batch, best, side, strict=True)
            ]
        measured.sort(key=lambda c: c.distance)
        first: dict[str, Likeness] = {}
        for c in measured:
            first.setdefault(c.kind, c)
        return list(first.values())[:count]

    def _paint(self, batch: Sequence[Likeness]) -> Tensor:
        who = torch.zeros(len(batch), _FACTS, dtype=torch.long)
        for row, c in zip(who, batch, strict=True):
            facts = [("kind", c.kind), ("verb", c.verb), *([("colour", c.colour)] if c.colour else [])]
            facts += [("trait", t) for t in c.traits]
            ids = [CONCEPTS[f] for f in facts][:_FACTS]
            row[: len(ids)] = torch.tensor(ids)
        variant = torch.tensor([c.variant for c in batch])
        phase = torch.tensor([c.phase for c in batch])
        scene = torch.tensor(_LIGHT).expand(len(batch), -1)
        return self._sprites.paint(who, scene, variant, phase, torch.zeros(len(batch)))

    def _distance(self, made_N4YX: Tensor, grey: bool) -> Tensor:
        """Of each picture to the given one and to its mirror image: (N, 2)."""
        made, given = made_N4YX[:, None], self._given[None]
        apart = made - given
        if grey:
            apart = torch.cat([apart[:, :, :3].mean(2, keepdim=True), apart[:, :, 3:]], 2)
        either = torch.maximum(made[:, :, 3], given[:, :, 3])
        return (apart.square().mean(2).sum((-1, -2)) / either.sum((-1, -2)).clamp_min(1)).sqrt()


def _normal(rgba_N4YX: Tensor) -> Tensor:
    """Each picture cut to its edges and put into the middle of a square: (N, 4, SIDE, SIDE)."""
    seen = rgba_N4YX[:, 3] > 0.25
    side = rgba_N4YX.shape[-1]
    ends = []
    for axis in (1, 2):  # columns, rows
        any_NS = seen.any(axis).float()
        first = any_NS.argmax(1)
        last = side - any_NS.flip(1).argmax(1)
        ends.append((first, last))
    (x0, x1), (y0, y1) = ends
    reach = torch.maximum(x1 - x0, y1 - y0).clamp_min(2) / side
    theta = torch.zeros(len(rgba_N4YX), 2, 3)
    theta[:, 0, 0] = theta[:, 1, 1] = reach
    theta[:, 0, 2], theta[:, 1, 2] = (x0 + x1) / side - 1, (y0 + y1) / side - 1
    grid = F.affine_grid(theta, [len(rgba_N4YX), 4, 2 * SIDE, 2 * SIDE], align_corners=False)
    return F.avg_pool2d(F.grid_sample(rgba_N4YX, grid, align_corners=False), 2)
