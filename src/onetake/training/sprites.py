"""The painter of individuals at school: single figures, posed by the world on nothing, drawn again by the network.

This is plain regression on outlines whose every point is known, without noise, place or neighbours: by far the cheapest
way to learn what everyone looks like and how they move. Figures are posed as they are needed, in a buffer that is
stirred.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from onetake.model.sprites import POINTS, SPRITE, Sprites, filled
from onetake.prompt.ontology import (
    COLOURS,
    CONCEPTS,
    HOURS,
    KINDS,
    LOOKS,
    PLACES,
    TRAITS,
    WEATHERS,
    Kind,
)  # fmt: skip
from onetake.training.lessons import Lesson, decibels, feed
from onetake.training.slots import Slots, slots_of
from onetake.types import VARIANTS, Array
from onetake.world._looks import LOOKS as PAINTS
from onetake.world.cast import RIGS
from onetake.world.palette import ambient
from onetake.world.shapes import Appearance, Colour, Part
from onetake.world.take import HELD_OUT

FACTS = 6
"""Concepts that say who: kind, verb, colour, at most three traits."""
SCENE = 4
"""Concepts that say in which light: place, hour, weather, look."""
FINER = 2
"""Figures are drawn this much larger and reduced: OpenCV's own edges are too coarse."""
GROUP = 4
"""Moments of one figure that are posed together: that costs hardly more than posing one."""
WIDEST, NARROWEST = 1.5, 0.52
COMMON = ("stand", "walk", "run", "eat", "dance", "sit", "sleep", "jump", "wave", "play", "fly", "swim", "drive",
          "fall", "look around", "drink", "break", "burn", "blow out", "float")  # fmt: skip
"""Verbs that sentences use most: half of the figures do one of these."""
PLAIN = 0.6
"""Share of figures by full daylight in the flat look."""
SEEN = 6
"""How often a figure is shown, on average, before it makes room."""
RATE = 2e-3
RARE = -2.0
"""Logit of a slot to be seen, to begin with: a kind has several times as many as are seen at once."""
HELD = 1024
"""Figures at most that are never learnt from."""
SEES, INKS = 2.0, 20.0
"""Weights of what is seen at all, and of colours, against the error of points in pixels."""
Ink = tuple[int, int, int, int]
_SHIFT = 4


@dataclass(frozen=True)
class Figures:
    """Figures, what is told of them, and their outlines: concepts, variant, phase, state of N figures; of M outlines
    that are seen whose they are (of N), their slot, points (``Sprites.points``) and RGB 0..1."""

    who_NL: NDArray[np.int64]
    scene_NL: NDArray[np.int64]
    variant_N: NDArray[np.int64]
    phase_N: Array
    state_N: Array
    owner_M: NDArray[np.int64]
    slot_M: NDArray[np.int64]
    points_MP2: Array
    rgb_M3: Array

    @staticmethod
    def joined(groups: Sequence[Figures]) -> Figures:
        """Several as one."""
        before = np.cumsum([0, *(len(g.variant_N) for g in groups)])
        moved = [replace(g, owner_M=g.owner_M + n) for g, n in zip(groups, before, strict=False)]
        return Figures(*(np.concatenate([getattr(g, name) for g in moved]) for name in Figures.__dataclass_fields__))


@dataclass(frozen=True)
class Drawing:
    """One figure as the world draws it: a kind, what it wears, its parts with their colours in this light."""

    kind: str
    look: Appearance
    verb: str
    phase_N: Array
    state_N: Array
    ink: Mapping[Colour, Ink]
    parts: Sequence[Part]


def reach(kind: Kind) -> float:
    """Half the side of a square about the middle of its box, in its heights, that nearly all of it stays within."""
    phase, state = np.linspace(0, 2 * np.pi, GROUP, endpoint=False), np.linspace(0, 1, GROUP)
    out = []
    for verb in kind.verbs:
        for part in RIGS[kind.name](Appearance(), verb, phase.astype(np.float32), state.astype(np.float32)):
            points = np.abs(part.points_NP2 - np.array([0, 0.5], np.float32))
            out.append(points.max((1, 2)))
    return float(np.clip(1.04 * np.percentile(np.concatenate(out), 99.5), NARROWEST, WIDEST))


def draw_figure(parts: Sequence[Part], n: int, half: float, ink: Mapping[Colour, Ink]) -> NDArray[np.uint8]:
    """One moment of a figure on nothing: premultiplied RGBA (SPRITE, SPRITE, 4)."""
    size = SPRITE * FINER
    image = np.zeros((size, size, 4), np.uint8)
    scale = size / (2 * half)
    for part in parts:
        if part.visible_N is not None and not part.visible_N[n if len(part.visible_N) > 1 else 0]:
            continue
        points = part.points_NP2[n if len(part.points_NP2) > 1 else 0]
        pixels = np.stack([points[:, 0], 0.5 - points[:, 1]], -1) * scale + (size / 2 - 0.5)
        cv2.fillPoly(image, [np.round(pixels * (1 << _SHIFT)).astype(np.int32)], ink[part.colour], cv2.LINE_AA, _SHIFT)
    return np.asarray(cv2.resize(image, (SPRITE, SPRITE), interpolation=cv2.INTER_AREA), np.uint8)


def resampled(points_NP2: Array) -> Array:
    """Outlines with :data:`POINTS` points, evenly spread over the number of the point: corners stay where they are in
    all moments. (N, any, 2) -> (N, POINTS, 2)."""
    own = points_NP2.shape[1]
    at = np.arange(POINTS) * (own / POINTS)
    low = at.astype(np.int64)
    share = (at - low).astype(np.float32)[:, None]
    out: Array = points_NP2[:, low] * (1 - share) + points_NP2[:, (low + 1) % own] * share
    return out


class Atlas:
    """The slots of all ``kinds``, and where each kind's begin in the table of the painter."""

    def __init__(self, kinds: Sequence[str]) -> None:
        self.slots = dict(zip(kinds, _all_slots(kinds), strict=True))
        counts = [len(self.slots[kind].keys) for kind in kinds]
        self.first = dict(zip(kinds, np.cumsum([0, *counts]).tolist(), strict=False))
        self.total = sum(counts)

    def put_into(self, model: Sprites) -> None:
        """Write outlines, colours and places of all slots into a painter's tables. Raises ``ValueError`` if it has too
        few."""
        if self.total > len(model.base):
            raise ValueError(f"{self.total} outlines do not fit into {len(model.base)} slots")
        model.count.zero_()
        with torch.no_grad():
            model.usual.fill_(RARE)
        for kind, slots in self.slots.items():
            concept, first = CONCEPTS["kind", kind], self.first[kind]
            model.first[concept], model.count[concept], model.reach[concept] = first, len(slots.keys), reach_of(kind)
            for i, (shape, (_, colour)) in enumerate(zip(slots.shapes, slots.keys, strict=True), first):
                model.base[i] = torch.from_numpy(resampled(shape[None])[0])
                model.plain[i] = torch.tensor(colour) / 255


def _all_slots(kinds: Sequence[str]) -> list[Slots]:
    """The slots of many kinds: a tenth of a second each, so many cores share the work where there are many."""
    spare = (os.cpu_count() or 1) - 2
    if spare < 4 or len(kinds) < 50:
        return [slots_known(kind) for kind in kinds]
    with ProcessPoolExecutor(spare) as pool:
        return list(pool.map(slots_known, kinds, chunksize=4))


@lru_cache(maxsize=1024)
def slots_known(kind: str) -> Slots:
    """:func:`slots.slots_of`, kept."""
    return slots_of(kind)


class School:
    """An endless, stirred stream of figures of ``kinds``; a function of the seed."""

    def __init__(self, kinds: Sequence[str], seed: int, buffer: int = 2048, atlas: Atlas | None = None) -> None:
        self.rng = np.random.default_rng(seed)
        self.kinds, self.atlas = tuple(kinds), atlas or Atlas(kinds)
        weight = np.array([_share(KINDS[k]) for k in kinds])
        self._weight = weight / weight.sum()
        self._buffer: list[Figures] = []
        self._size = max(1, buffer // GROUP)

    def pose(self) -> tuple[Drawing, Figures]:
        """``GROUP`` moments of one figure: as the world draws it, and as outlines."""
        rng = self.rng
        kind = KINDS[self.kinds[int(rng.choice(len(self.kinds), p=self._weight))]]
        verbs = [v for v in kind.verbs if (kind.name, v) not in HELD_OUT] or list(kind.verbs)
        common = [v for v in verbs if v in COMMON]
        verb = str(rng.choice(common if common and rng.random() < 0.5 else verbs))
        colour = str(rng.choice(kind.colours)) if kind.colours and rng.random() < 0.4 else None
        traits: tuple[str, ...] = ()
        if "animate" in kind.roles and rng.random() < 0.25:
            traits = (str(rng.choice(list(TRAITS))),)
        variant = int(rng.integers(VARIANTS))
        phase = rng.uniform(0, 2 * np.pi, GROUP).astype(np.float32)
        state = self._states(kind)
        place, hour, weather, look = "meadow", "day", "clear", "flat"
        if rng.random() > PLAIN:
            place, hour, weather = (str(rng.choice(list(names))) for names in (PLACES, HOURS, WEATHERS))
            look = str(rng.choice(list(LOOKS))) if rng.random() < 0.5 else "flat"
        appearance = Appearance(COLOURS[colour][1] if colour else None, variant, traits)
        parts = RIGS[kind.name](appearance, verb, phase, state)
        tint, cast = ambient(place, hour, weather), PAINTS[look].cast
        ink = {c: _ink(c, tint, cast) for c in {p.colour for p in parts}}
        who = [CONCEPTS["kind", kind.name], CONCEPTS["verb", verb]]
        who += [CONCEPTS["colour", colour]] if colour else []
        who += [CONCEPTS["trait", t] for t in traits]
        scene = [CONCEPTS[p] for p in (("place", place), ("hour", hour), ("weather", weather), ("look", look))]
        drawing = Drawing(kind.name, appearance, verb, phase, state, ink, parts)
        told = (
            np.tile(np.pad(np.array(who, np.int64), (0, FACTS - len(who))), (GROUP, 1)),
            np.tile(np.array(scene, np.int64), (GROUP, 1)), np.full(GROUP, variant, np.int64), phase, state,
        )  # fmt: skip
        return drawing, Figures(*told, *outlines(drawing, self.atlas))

    def _states(self, kind: Kind) -> Array:
        """States of a group's moments. Who is alive is told one thing for all of them, on one side of a half: whether
        what is eaten or held is an individual of its own (``beasts.beast``, ``_people_pose``). Things change freely."""
        rng = self.rng
        state = np.where(rng.random(GROUP) < 0.4, 0.0, np.where(rng.random(GROUP) < 0.4, 1.0, rng.random(GROUP)))
        if "animate" in kind.roles:
            state = 0.49 * state if rng.random() < 0.6 else 1 - 0.49 * state
        return state.astype(np.float32)

    def batch(self, n: int) -> Figures:
        """About ``n`` figures from the buffer; new ones are put in the place of every :data:`SEEN` th."""
        while len(self._buffer) < self._size:
            self._buffer.append(self.pose()[1])
        at = self.rng.choice(self._size, min(self._size, -(-n // GROUP)), replace=False)
        out = Figures.joined([self._buffer[i] for i in at])
        for i in at[: -(-len(at) // SEEN)]:
            self._buffer[i] = self.pose()[1]
        return out


def outlines(
    drawing: Drawing, atlas: Atlas
) -> tuple[NDArray[np.int64], NDArray[np.int64], Array, Array]:  # fmt: skip
    """Owner, slot, points and colour of everything that is seen of a drawing, moment by moment."""
    d = drawing
    where = atlas.slots[d.kind].where(d.verb, d.look, d.phase_N, d.state_N, d.parts)
    owner, slot, points, rgb = [], [], [], []
    for part, at in zip(drawing.parts, where, strict=True):
        if at < 0:
            continue
        shown = np.ones(GROUP, bool) if part.visible_N is None else np.broadcast_to(part.visible_N, GROUP)
        those = np.flatnonzero(shown)
        owner.append(those)
        slot.append(np.full(len(those), atlas.first[drawing.kind] + at))
        points.append(np.broadcast_to(resampled(part.points_NP2), (GROUP, POINTS, 2))[those])
        rgb.append(np.tile(np.array(drawing.ink[part.colour][:3], np.float32) / 255, (len(those), 1)))
    if not owner:
        none = np.zeros(0, np.int64)
        return none, none, np.zeros((0, POINTS, 2), np.float32), np.zeros((0, 3), np.float32)
    return np.concatenate(owner), np.concatenate(slot), np.concatenate(points), np.concatenate(rgb)


def _ink(colour: Colour, tint: Sequence[float], cast: Callable[[Colour], Colour]) -> Ink:
    """A colour as a figure wears it in some light and look, opaque."""
    r, g, b = (int(min(255, v * t)) for v, t in zip(colour, tint, strict=True))
    return (*cast((r, g, b)), 255)


def _share(kind: Kind) -> float:
    """How much of the school's time a kind gets: bodies with limbs are the hardest, pictures the easiest, and what is
    asked for most (``Kind.first``) gets three times as much."""
    hardness = 2.0 if "animate" in kind.roles else 1.0 if kind.drawn else 0.3
    return 3 * hardness if kind.first else hardness


@lru_cache(maxsize=1024)
def reach_of(name: str) -> float:
    """:func:`reach` of a kind by its name."""
    return reach(KINDS[name])


def told(model: Sprites, figures: Figures) -> tuple[Tensor, ...]:
    """What the network is told of figures, where it is."""
    names = ("who_NL", "scene_NL", "variant_N", "phase_N", "state_N")
    return tuple(torch.from_numpy(getattr(figures, name)).to(model.variant.device) for name in names)


def losses(model: Sprites, figures: Figures) -> tuple[Tensor, Tensor, Tensor]:
    """Mean error of points in pixels (Huber, of 1), of what is seen (cross entropy), and of colours (squared)."""
    device = model.variant.device
    heard = told(model, figures)
    pose = model.hear(*heard)
    owner, slot = (torch.from_numpy(a).to(device) for a in (figures.owner_M, figures.slot_M))
    every, all_slots = model.slots(heard[0])
    wanted = torch.isin(every * len(model.base) + all_slots, owner * len(model.base) + slot)
    seen = F.binary_cross_entropy_with_logits(model.visible(pose, every, all_slots), wanted.float())
    pixels = (SPRITE / (2 * model.reach[heard[0][:, 0]]))[owner]  # a kind is the first that is told
    truth = torch.from_numpy(figures.points_MP2).to(device)
    off = (model.points(pose, owner, slot) - truth) * pixels[:, None, None]
    colour = model.colours(pose, owner, slot) - torch.from_numpy(figures.rgb_M3).to(device)
    return F.smooth_l1_loss(off, torch.zeros_like(off)), seen, colour.square().mean()


def error(made: Tensor, truth: Tensor) -> Tensor:
    """Mean squared error where there is something to see, per figure (N,)."""
    seen = (truth[:, 3:] > 0.02).float()
    return ((made - truth).square() * seen).mean(1).sum((1, 2)) / seen.sum((1, 2, 3)).clamp_min(1)


def held_out(school: School, n: int) -> tuple[Figures, Tensor]:
    """Figures and the world's own pictures of them, premultiplied RGBA 0..1."""
    posed = [school.pose() for _ in range(-(-n // GROUP))]
    pictures = [draw_figure(d.parts, m, reach_of(d.kind), d.ink) for d, _ in posed for m in range(GROUP)]
    truth = torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2).float() / 255
    return Figures.joined([figures for _, figures in posed]), truth


def lesson(model: Sprites, kinds: Sequence[str], seed: int = 1, batch: int = 64, workers: int = 0) -> Lesson:
    """The painter's lesson: figures of ``kinds``, posed by so many ``workers``; checked on held-out ones."""
    atlas = Atlas(kinds)
    atlas.put_into(model)
    fixed, truth = held_out(School(kinds, 999_983, atlas=atlas), min(HELD, 16 * batch))

    def source(own: int) -> Callable[[], Figures]:
        school = School(kinds, own, (16 if workers else 64) * batch, atlas)  # where many draw, less is kept by each
        return lambda: school.batch(batch)

    figures = feed(source, seed, workers)

    half_N = model.reach.cpu()[torch.from_numpy(fixed.who_NL[:, 0])]

    def loss() -> Tensor:
        points, seen, colour = losses(model, figures())
        return points + SEES * seen + INKS * colour

    def check() -> dict[str, float]:
        points, seen, colour = losses(model, fixed)
        each = error(filled(model.draw(*told(model, fixed)), half_N), truth)
        limbed = torch.tensor([bool(row[0] in _LIMBED) for row in fixed.who_NL])
        return {
            "psnr": decibels(float(each.mean())), "psnr_animate": decibels(float(each[limbed].mean())),
            "points": float(points), "shown": float(seen), "colour": float(colour),
        }  # fmt: skip

    return Lesson("sprites", model, loss, check, batch, RATE)


_LIMBED = frozenset(CONCEPTS["kind", name] for name, kind in KINDS.items() if "animate" in kind.roles)
