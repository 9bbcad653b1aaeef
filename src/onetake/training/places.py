"""The painter of places at school: stretches of scenery, plane by plane, drawn by the world and painted again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from onetake.model.inks import painted
from onetake.model.places import CELL, FINE, RING, UNIT, Places
from onetake.prompt.ontology import CONCEPTS, HOURS, LOOKS, PLACES, WEATHERS
from onetake.training.lessons import Lesson, decibels, feed
from onetake.types import PLANES, SHAPES, VARIANTS
from onetake.world.sets import Backdrop, backdrop

EDGES = (0.2, 0.45, 0.8, 9.0)
"""A layer of the world belongs to the first plane whose edge its parallax does not exceed."""
SIZES = {"landscape": (10, 13), "portrait": (16, 8)}
"""Rows and columns of cells in a stretch."""
PLAIN, RESTING = 0.5, 0.6
"""Share of stretches by clear daylight in the flat look, and of those that a camera sees that has not moved."""
RATE = 8e-4
"""Learning rate; at twice as much the loss rose again after a quarter of an hour."""
HELD = 6
"""Held-out stretches at most in each of sixteen batches."""
STRETCHES = 3
"""Stretches taken from every place that is painted: painting costs more than cutting."""


@dataclass(frozen=True)
class Stretch:
    """``rgba_PYXC`` premultiplied uint8, a pixel for every choice of ink; concepts of the scene, the place's variant,
    the leftmost cell; rows of pixels that the world has painted."""

    rgba_PYXC: NDArray[np.uint8]
    scene_L: NDArray[np.int64]
    variant: int
    first: int
    seen: slice


def cut(painting: Backdrop, first: int, rows: int, columns: int) -> tuple[NDArray[np.uint8], slice]:
    """Planes of a painted place from cell ``first`` on: the world's layers, put together by distance."""
    out = np.zeros((len(PLANES), rows * CELL, columns * CELL, 4), np.uint8)
    middle, seen = rows * CELL // 2, slice(0, rows * CELL)
    for layer in painting.layers:
        plane = next(p for p, edge in enumerate(EDGES) if layer.parallax <= edge)
        top, left = round(layer.top * UNIT) + middle, round(layer.left * UNIT)
        height, width = layer.image_YXC.shape[:2]
        columns_X = (first * CELL - left + np.arange(columns * CELL)) % (RING * UNIT)
        columns_X = np.minimum(columns_X, width - 1)
        low, high = max(0, top), min(rows * CELL, top + height)
        over = layer.image_YXC[low - top : high - top, columns_X].astype(np.float32)
        under = out[plane, low:high]
        under[:] = np.round(under * (1 - over[..., 3:] / 255) + over)
        seen = slice(low, high)
    small = out.reshape(len(PLANES), rows * CELL // FINE, FINE, columns * CELL // FINE, FINE, 4).mean((2, 4))
    return np.round(small).astype(np.uint8), slice(-(-seen.start // FINE), seen.stop // FINE)


def stretches(rng: np.random.Generator) -> list[Stretch]:
    """A few stretches of one place in one light."""
    shape = "landscape" if rng.random() < 0.8 else "portrait"
    width, height = SHAPES[shape]
    rows, columns = SIZES[shape]
    place, variant = str(rng.choice(list(PLACES))), int(rng.integers(VARIANTS))
    hour, weather, look = "day", "clear", "flat"
    if rng.random() > PLAIN:
        hour = str(rng.choice(list(HOURS)))
        weather = str(rng.choice(list(WEATHERS))) if rng.random() < 0.5 else "clear"
        look = str(rng.choice(list(LOOKS))) if rng.random() < 0.4 else "flat"
    scene = [CONCEPTS[p] for p in (("place", place), ("hour", hour), ("weather", weather), ("look", look))]
    resting = rng.random() < RESTING
    middle = 0.0 if resting else rng.uniform(-RING / 2, RING / 2) if rng.random() < 0.3 else rng.normal(0, 1.5)
    half = columns * CELL / UNIT / 2
    painting = backdrop(place, hour, width, height, variant, weather, look, (middle - half - 0.5, middle + half + 0.5))
    out = []
    for _ in range(STRETCHES):
        shift = 0 if resting else int(rng.integers(-3, 4))
        first = round(middle * UNIT / CELL) - columns // 2 + shift * (not resting) + (resting and -int(rng.integers(2)))
        rgba, seen = cut(painting, first, rows, columns)
        out.append(Stretch(rgba, np.array(scene, np.int64), variant, first, seen))
    return out


class Gallery:
    """A stirred stream of stretches; batches are of one shape."""

    def __init__(self, seed: int, buffer: int = 240) -> None:
        self.rng, self.size = np.random.default_rng(seed), buffer
        self.hung: dict[tuple[int, ...], list[Stretch]] = {}

    def _hang(self) -> None:
        for stretch in stretches(self.rng):
            self.hung.setdefault(stretch.rgba_PYXC.shape, []).append(stretch)

    def batch(self, n: int) -> list[Stretch]:
        while sum(map(len, self.hung.values())) < self.size:
            self._hang()
        shapes = [s for s, kept in self.hung.items() if len(kept) >= n]
        weight = np.array([len(self.hung[s]) for s in shapes], float)
        kept = self.hung[shapes[int(self.rng.choice(len(shapes), p=weight / weight.sum()))]]
        return [kept.pop(int(self.rng.integers(len(kept)))) for _ in range(n)]


def paint(model: Places, batch: list[Stretch]) -> tuple[Tensor, Tensor, Tensor]:
    """What the network makes of stretches, what they are (premultiplied RGBA 0..1, (B P, 4, Y, X)), and the weight of
    every plane's every pixel: what nearer planes hide hardly counts."""
    device = model.plane.device
    first = torch.tensor([[s.first] * len(PLANES) for s in batch], device=device)
    rows, columns = (n * FINE // CELL for n in batch[0].rgba_PYXC.shape[1:3])
    scene = torch.from_numpy(np.stack([s.scene_L for s in batch])).to(device)
    variant = torch.tensor([s.variant for s in batch], device=device)
    choices, inks = model.choices(scene, variant, first, rows, columns)
    truth = torch.from_numpy(np.stack([s.rgba_PYXC for s in batch])).to(device).permute(0, 1, 4, 2, 3).float() / 255
    clear = 1 - truth[:, :, 3:]
    through = torch.ones_like(clear)
    for plane in range(len(PLANES) - 2, -1, -1):
        through[:, plane] = through[:, plane + 1] * clear[:, plane + 1]
    weight = through.clamp_min(0.05)
    for i, s in enumerate(batch):
        weight[i, :, :, : s.seen.start] = weight[i, :, :, s.seen.stop :] = 0
    return painted(choices.flatten(0, 1), inks.flatten(0, 1)), truth.flatten(0, 1), weight.flatten(0, 1)


def together(rgba_BPCYX: Tensor) -> Tensor:
    """All planes over one another, (B, 3, Y, X)."""
    out = rgba_BPCYX[:, 0, :3]
    for plane in range(1, rgba_BPCYX.shape[1]):
        out = out * (1 - rgba_BPCYX[:, plane, 3:]) + rgba_BPCYX[:, plane, :3]
    return out


def lesson(model: Places, seed: int = 1, batch: int = 6, workers: int = 0) -> Lesson:
    """The painter's lesson; checked on sixteen batches of held-out stretches. ``workers``: processes that draw."""
    few = min(HELD, batch)
    held = Gallery(999_983, 16 * few)
    fixed = [held.batch(few) for _ in range(16)]

    def source(own: int) -> Callable[[], list[Stretch]]:
        gallery = Gallery(own, (4 if workers else 40) * batch)
        return lambda: gallery.batch(batch)

    seen = feed(source, seed, workers)

    def loss() -> Tensor:
        made, truth, weight = paint(model, seen())
        return ((made - truth).square() * weight).mean()

    def check() -> dict[str, float]:
        errors = []
        for stretch in fixed:
            made, truth, _ = paint(model, stretch)
            two = [together(t.view(-1, len(PLANES), *t.shape[1:])) for t in (made, truth)]
            rows = stretch[0].seen
            errors.append((two[0] - two[1])[:, :, rows].square().mean())
        return {"psnr": decibels(float(torch.stack(errors).mean()))}

    return Lesson("places", model, loss, check, batch, RATE)
