"""``onetake evaluate painters``: does what is painted look more like what was asked for than like anything else?

No judge is trained. A painted figure is held against the world's own pictures of every noun in the same motion, at the
same moment and in the same window; of every verb that its noun can do, over a whole cycle; a painted place
against every place. It is right if what was asked is nearest (least squared error), near if among the nearest five.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from onetake.evaluation.intervals import Share
from onetake.model.layers import Layers
from onetake.prompt.ontology import CONCEPTS, KINDS, PLACES
from onetake.take import load
from onetake.training.places import SIZES, cut, together
from onetake.training.sprites import FACTS, GROUP, draw_figure, reach_of
from onetake.types import PLANES, SHAPES, VARIANTS, Array
from onetake.world.cast import RIGS
from onetake.world.pictures import available_kinds
from onetake.world.sets import backdrop
from onetake.world.shapes import Appearance
from onetake.world.take import HELD_OUT

__all__ = ["evaluate"]

NEAR = 5
_SAME = 1e-9
_LIGHT = [CONCEPTS[fact] for fact in (("place", "meadow"), ("hour", "day"), ("weather", "clear"), ("look", "flat"))]
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Rank:
    """What was asked, what is nearest, and how many others are nearer."""

    asked: str
    nearest: str
    before: int
    held_out: bool = False


def truths(kind: str, verb: str, half: float, variant: int, phase_N: Array) -> Tensor:
    """The world's pictures of a kind in full daylight, premultiplied RGBA 0..1, (N, 4, Y, X)."""
    parts = RIGS[kind](Appearance(None, variant), verb, phase_N, np.zeros_like(phase_N))
    ink = {part.colour: (*part.colour, 255) for part in parts}
    rgba = np.stack([draw_figure(parts, n, half, ink) for n in range(len(phase_N))])
    return torch.from_numpy(rgba).permute(0, 3, 1, 2).float() / 255


def painting(layers: Layers, kind: str, verb: str, variant: int, phase_N: Array) -> Tensor:
    """The painter's pictures of the same."""
    n = len(phase_N)
    who = np.array([CONCEPTS["kind", kind], CONCEPTS["verb", verb]], np.int64)
    told = (np.pad(who, (0, FACTS - 2)), np.array(_LIGHT, np.int64), np.array(variant, np.int64))
    who_BL, scene_BL, variant_B = (torch.from_numpy(np.repeat(a[None], n, 0)) for a in told)
    return layers.sprites.paint(who_BL, scene_BL, variant_B, torch.from_numpy(phase_N), torch.zeros(n))


def _rank(asked: str, errors: dict[str, float], held_out: bool) -> Rank:
    # Some verbs are drawn alike and told apart by where their doer goes: as near is right.
    before = sum(value < errors[asked] - _SAME for value in errors.values())
    return Rank(asked, min(errors, key=lambda name: errors[name]), before, held_out)


def rank_kind(layers: Layers, rng: np.random.Generator, kinds: Sequence[str]) -> tuple[Rank, Rank]:
    """One figure: its noun's rank among all nouns, and its verb's among all that the noun can do."""
    kind = str(rng.choice(list(kinds)))
    verb, variant = str(rng.choice(KINDS[kind].verbs)), int(rng.integers(VARIANTS))
    held_out, half = (kind, verb) in HELD_OUT, reach_of(kind)
    cycle = (np.linspace(0, 2 * np.pi, GROUP, endpoint=False) + rng.uniform(0, 1)).astype(np.float32)
    made = painting(layers, kind, verb, variant, cycle)
    nouns = {}
    for other in kinds:
        does = verb if verb in KINDS[other].verbs else KINDS[other].verbs[0]
        nouns[other] = float((made[:1] - truths(other, does, half, variant, cycle[:1])).square().mean())
    verbs = {
        does: float((made - truths(kind, does, half, variant, cycle)).square().mean())
        for does in dict.fromkeys(KINDS[kind].verbs)
    }
    return _rank(kind, nouns, held_out), _rank(verb, verbs, held_out)


def rank_place(layers: Layers, place: str, variant: int) -> Rank:
    """A place by daylight, as a camera at rest sees it."""
    rows, columns = SIZES["landscape"]
    width, height = SHAPES["landscape"]
    made: Tensor | None = None
    errors = {}
    for other in PLACES:
        rgba, seen = cut(backdrop(other, "day", width, height, variant, span=(-1.5, 1.5)), -6, rows, columns)
        if made is None:
            scene = torch.tensor([[CONCEPTS["place", place], *_LIGHT[1:]]])
            with torch.no_grad():
                planes = layers.places(scene, torch.tensor([variant]), torch.full((1, len(PLANES)), -6), rows, columns)
            made = together(planes)[0, :, seen]
        truth = torch.from_numpy(rgba).permute(0, 3, 1, 2)[None].float() / 255
        errors[other] = float((made - together(truth)[0, :, seen]).square().mean())
    return _rank(place, errors, False)


def evaluate(count: int, seed: int, model: str = "", progress: Progress | None = None) -> dict[str, Any]:
    """All figures as one JSON object: shares with 95 % intervals, and what is most often taken for what."""
    _, denoiser = load(model)
    layers, rng, kinds = denoiser.layers, np.random.default_rng((seed, 61)), available_kinds()
    figures, places = [], []
    for i in range(count):
        figures.append(rank_kind(layers, rng, kinds))
        if progress is not None:
            progress("figures", i + 1, count)
    for i, place in enumerate(PLACES):
        places.append(rank_place(layers, place, i % VARIANTS))
    found = {"kind": [f[0] for f in figures], "verb": [f[1] for f in figures], "place": places}
    drawn = [rank for rank in found["kind"] if KINDS[rank.asked].drawn]
    groups = {**found, "kind, with a rig": drawn, "kind, pairs never shown": [r for r in found["kind"] if r.held_out]}
    return {
        "count": count, "seed": seed, "kinds": len(kinds),
        "right": {name: Share.count([r.before == 0 for r in ranks]).as_json() for name, ranks in groups.items()},
        "near": {name: Share.count([r.before < NEAR for r in ranks]).as_json() for name, ranks in groups.items()},
        "mistaken": {
            name: [f"{r.asked} → {r.nearest}" for r in ranks if r.before][:20] for name, ranks in found.items()
        },
    }  # fmt: skip
