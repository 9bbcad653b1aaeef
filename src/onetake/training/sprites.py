"""The painter of individuals at school: single figures, drawn by the world on nothing, painted again by the network.

This is plain regression on pictures whose every pixel is known, without noise, place or neighbours: by far the cheapest
way to learn what everyone looks like. Figures are drawn as they are needed, in a buffer that is stirred, so no
picture is seen often.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from onetake.model.sprites import SPRITE, Sprites
from onetake.prompt.ontology import (
    COLOURS,
    CONCEPTS,
    HOURS,
    KINDS,
    LOOKS,
    PLACES,
    TRAITS,
    VOCABULARY_SIZE,
    WEATHERS,
    Kind,
)  # fmt: skip
from onetake.training.lessons import Lesson, decibels, feed
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
GROUP = 8
"""Moments drawn of one figure; posing them together costs hardly more than posing one."""
WIDEST, NARROWEST = 1.5, 0.52
COMMON = ("stand", "walk", "run", "eat", "dance", "sit", "sleep", "jump", "wave", "play", "fly", "swim", "drive",
          "fall", "look around", "drink", "break", "burn", "blow out", "float")  # fmt: skip
"""Verbs that sentences use most: half of the figures do one of these."""
PLAIN = 0.6
"""Share of figures by full daylight in the flat look."""
SEEN = 4
"""How often a figure is shown, on average, before it makes room."""
HELD = 1024
"""Figures at most that are never learnt from."""
EDGES = 0.5
"""Weight of errors in the differences between neighbouring pixels."""
Ink = tuple[int, int, int, int]
_SHIFT = 4


@dataclass(frozen=True)
class Figures:
    """Figures and what is told of them: ``rgba_NYXC`` premultiplied uint8, concepts, variant, phase, state."""

    rgba_NYXC: NDArray[np.uint8]
    who_NL: NDArray[np.int64]
    scene_NL: NDArray[np.int64]
    variant_N: NDArray[np.int64]
    phase_N: Array
    state_N: Array


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


class School:
    """An endless, stirred stream of figures of ``kinds``; a function of the seed."""

    def __init__(self, kinds: Sequence[str], seed: int, buffer: int = 8192, held_out: bool = True) -> None:
        self.rng = np.random.default_rng(seed)
        self.kinds = tuple(kinds)
        weight = np.array([_share(KINDS[k]) for k in kinds])
        self._weight = weight / weight.sum()
        self._skip = HELD_OUT if held_out else frozenset()
        self._buffer: list[NDArray[Any]] = []
        self._size = buffer

    def group(self) -> Figures:
        """``GROUP`` moments of one figure."""
        rng = self.rng
        kind = KINDS[self.kinds[int(rng.choice(len(self.kinds), p=self._weight))]]
        verbs = [v for v in kind.verbs if (kind.name, v) not in self._skip] or list(kind.verbs)
        common = [v for v in verbs if v in COMMON]
        verb = str(rng.choice(common if common and rng.random() < 0.5 else verbs))
        colour = str(rng.choice(kind.colours)) if kind.colours and rng.random() < 0.4 else None
        traits: tuple[str, ...] = ()
        if "animate" in kind.roles and rng.random() < 0.25:
            traits = (str(rng.choice(list(TRAITS))),)
        variant = int(rng.integers(VARIANTS))
        phase = rng.uniform(0, 2 * np.pi, GROUP).astype(np.float32)
        state = np.where(rng.random(GROUP) < 0.4, 0.0, np.where(rng.random(GROUP) < 0.4, 1.0, rng.random(GROUP)))
        state = state.astype(np.float32)
        place, hour, weather, look = "meadow", "day", "clear", "flat"
        if rng.random() > PLAIN:
            place, hour, weather = (str(rng.choice(list(names))) for names in (PLACES, HOURS, WEATHERS))
            look = str(rng.choice(list(LOOKS))) if rng.random() < 0.5 else "flat"
        parts = RIGS[kind.name](Appearance(COLOURS[colour][1] if colour else None, variant, traits), verb, phase, state)
        tint, cast = ambient(place, hour, weather), PAINTS[look].cast
        ink = {c: _ink(c, tint, cast) for c in {p.colour for p in parts}}
        half = reach_of(kind.name)
        who = [CONCEPTS["kind", kind.name], CONCEPTS["verb", verb]]
        who += [CONCEPTS["colour", colour]] if colour else []
        who += [CONCEPTS["trait", t] for t in traits]
        scene = [CONCEPTS[p] for p in (("place", place), ("hour", hour), ("weather", weather), ("look", look))]
        return Figures(
            np.stack([draw_figure(parts, n, half, ink) for n in range(GROUP)]),
            np.tile(np.pad(np.array(who, np.int64), (0, FACTS - len(who))), (GROUP, 1)),
            np.tile(np.array(scene, np.int64), (GROUP, 1)),
            np.full(GROUP, variant, np.int64), phase, state,
        )  # fmt: skip

    def _many(self, n: int) -> list[NDArray[Any]]:
        groups = [self.group() for _ in range(-(-n // GROUP))]
        return [np.concatenate([getattr(g, f) for g in groups])[:n] for f in Figures.__dataclass_fields__]

    def batch(self, n: int) -> Figures:
        """``n`` figures from the buffer; new ones are put in the place of every :data:`SEEN` th."""
        if not self._buffer:
            self._buffer = self._many(self._size)
        at = self.rng.choice(self._size, n, replace=False)
        out = Figures(*(a[at] for a in self._buffer))
        at = at[: -(-n // SEEN)]
        for a, new in zip(self._buffer, self._many(len(at)), strict=True):
            a[at] = new
        return out


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


def reaches(kinds: Sequence[str]) -> Tensor:
    """:func:`reach` of every kind, by its concept."""
    out = torch.ones(VOCABULARY_SIZE)
    for name in kinds:
        out[CONCEPTS["kind", name]] = reach_of(name)
    return out


def paint(model: Sprites, figures: Figures) -> tuple[Tensor, Tensor]:
    """What the network makes of figures, and what they are: both premultiplied RGBA 0..1, (N, 4, Y, X)."""
    device = model.variant.device
    told = [torch.from_numpy(a).to(device) for a in (figures.who_NL, figures.scene_NL, figures.variant_N,
                                                     figures.phase_N, figures.state_N)]  # fmt: skip
    truth = torch.from_numpy(figures.rgba_NYXC).to(device).permute(0, 3, 1, 2).float() / 255
    return model.paint(*told), truth


def error(made: Tensor, truth: Tensor) -> Tensor:
    """Mean squared error where there is something to see, per figure (N,)."""
    seen = (truth[:, 3:] > 0.02).float()
    return ((made - truth).square() * seen).mean(1).sum((1, 2)) / seen.sum((1, 2, 3)).clamp_min(1)


def square_with_edges(error_NCYX: Tensor) -> Tensor:
    """Mean squared error, and that of the differences between neighbours: an eye is few pixels but all edge."""
    down, across = error_NCYX.diff(dim=-2), error_NCYX.diff(dim=-1)
    return error_NCYX.square().mean() + EDGES * (down.square().mean() + across.square().mean())


def lesson(model: Sprites, kinds: Sequence[str], seed: int = 1, batch: int = 64, workers: int = 0) -> Lesson:
    """The painter's lesson: figures of ``kinds``, drawn by so many ``workers``; checked on held-out ones."""
    model.reach.copy_(reaches(kinds))
    fixed = Figures(*School(kinds, 999_983)._many(min(HELD, 16 * batch)))
    each = (16 if workers else 64) * batch  # where many draw, less is kept by each

    def source(own: int) -> Callable[[], Figures]:
        school = School(kinds, own, each)
        return lambda: school.batch(batch)

    figures = feed(source, seed, workers)

    def loss() -> Tensor:
        made, truth = paint(model, figures())
        return square_with_edges(made - truth)

    def check() -> dict[str, float]:
        each = error(*paint(model, fixed))
        drawn = torch.tensor([bool(row[0] in _LIMBED) for row in fixed.who_NL])
        return {"psnr": decibels(float(each.mean())), "psnr_animate": decibels(float(each[drawn].mean()))}

    return Lesson("sprites", model, loss, check, batch)


_LIMBED = frozenset(CONCEPTS["kind", name] for name, kind in KINDS.items() if "animate" in kind.roles)
