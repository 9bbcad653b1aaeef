"""The painter of individuals: who, doing what, at which phase -> outlines, filled, far to near.

Every individual is drawn upright, facing right, in a square window about the middle of its box, whatever its size and
place in the picture; ``layers`` puts it there. What this world is made of are flat outlines, so outlines are what is
drawn: each kind has slots (an ear, a hand, a wheel), and the network says of each whether it is seen, where its points
are, and in which colour it is at this place, hour and look. A drawing has no pixels until it is looked at, so edges are
crisp at any size.

Axes: B figures, L facts, M outlines of all figures, P points, F features, C channels, Y X pixels.
Sources: pictures as sequences of filled paths that a network generates (DeepSVG, 2007.11301); moving figures as
canonical parts under predicted affine maps (MarioNette, 2104.14553; First Order Motion Model, 2003.00196); FiLM
(1709.07871).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from torch import Tensor, nn

from onetake.model.presets import Preset
from onetake.prompt.ontology import CONCEPTS, KINDS, VOCABULARY_SIZE
from onetake.types import VARIANTS

SPRITE = 64
"""Pixels a side of a figure's window at the size that the model draws."""
POINTS = 32
"""Points of an outline."""
FINER = 4
"""Outlines are filled this much larger and reduced: edges are then soft by area."""
WIDTH = 256
"""Length of the vectors that say who and how."""
CODE = 48
"""Numbers that each slot keeps to say what it is."""
DISCS = 3
"""Slots of a kind of which nothing is known yet."""
_TURN = torch.arange(POINTS) * (2 * math.pi / POINTS)
_DISC = torch.stack([_TURN.cos(), _TURN.sin()], -1) * 0.1 + torch.tensor([0.0, 0.5])
HARMONICS, OCTAVES = 4, 3
KIND_OF = torch.full((VOCABULARY_SIZE,), -1)
"""Number of the kind that a concept is; -1 for all that are none."""
for _number, _name in enumerate(KINDS):
    KIND_OF[CONCEPTS["kind", _name]] = _number


def motion_features(phase_B: Tensor, state_B: Tensor) -> Tensor:
    """Phase (radians) and state (0..1) as waves: (B, 2 HARMONICS + 1 + 2 OCTAVES)."""
    turns = phase_B[:, None] * torch.arange(1, HARMONICS + 1, device=phase_B.device)
    waves = math.pi * state_B[:, None] * 2 ** torch.arange(OCTAVES, device=phase_B.device)
    return torch.cat([turns.sin(), turns.cos(), state_B[:, None], waves.sin(), waves.cos()], -1)


@dataclass(frozen=True)
class Pose:
    """What the network makes of who is told to do what: ``heard_BF``, and ``who_BF``, ``scene_BF`` for colours."""

    heard_BF: Tensor
    who_BF: Tensor
    scene_BF: Tensor


@dataclass(frozen=True)
class Outlines:
    """Outlines that are seen, far to near within each figure: whose, their points (x right, y up, in heights, from the
    feet), RGB 0..1."""

    owner_M: Tensor
    points_MP2: Tensor
    rgb_M3: Tensor


class Sprites(nn.Module):
    """Draws individuals; ``preset.sprites`` is the width of its layers, ``preset.slots`` how many slots there are."""

    def __init__(self, preset: Preset) -> None:
        super().__init__()
        h, d = preset.sprites, preset.sprites // 2
        self.facts = nn.Embedding(VOCABULARY_SIZE, WIDTH, _weight=normal(VOCABULARY_SIZE, 0.5))
        self.variant = nn.Parameter(torch.zeros(VARIANTS, WIDTH))
        self.motion = nn.Linear(2 * HARMONICS + 1 + 2 * OCTAVES, WIDTH)
        self.enter = nn.Linear(WIDTH, h)
        self.film = nn.Linear(2 * WIDTH, (preset.strata + 1) * 2 * h)
        self.inner = nn.ModuleList(nn.Linear(h, h) for _ in range(preset.strata))
        self.outer = nn.ModuleList(nn.Linear(h, h) for _ in range(preset.strata))
        self.code = nn.Parameter(normal(preset.slots, 0.5, CODE))
        self.usual = nn.Parameter(torch.full((preset.slots,), 8.0))  # discs are to be seen
        self.seen = nn.Linear(h, CODE + 1)
        self.part, self.pose = nn.Linear(CODE, d), nn.Linear(h, 2 * d)
        self.deep = nn.ModuleList(nn.Linear(d, d) for _ in range(2))
        self.place = nn.Linear(d, 6 + 2 * POINTS)
        self.worn, self.light = nn.Linear(WIDTH, 48), nn.Linear(WIDTH, 48)
        wide = 96
        self.ink = nn.Sequential(
            nn.Linear(3 + CODE + wide, wide), nn.SiLU(), nn.Linear(wide, wide), nn.SiLU(), nn.Linear(wide, 3)
        )
        for layer in (self.place, self.ink[-1]):
            nn.init.zeros_(layer.weight)  # type: ignore[arg-type]
            nn.init.zeros_(layer.bias)  # type: ignore[arg-type]
        self.base: Tensor
        self.plain: Tensor
        self.reach: Tensor
        self.first: Tensor
        self.count: Tensor
        # Of every slot: its outline and colour as its kind is known by them; until that is told, discs.
        each = min(DISCS, preset.slots // len(KINDS))
        self.register_buffer("base", _DISC.expand(preset.slots, -1, -1).clone())
        self.register_buffer("plain", torch.full((preset.slots, 3), 0.5))
        # Of every kind, by its concept: half a window's side in its heights, its first slot, and how many it has.
        self.register_buffer("reach", torch.ones(VOCABULARY_SIZE))
        self.register_buffer("first", KIND_OF.clamp_min(0) * each)
        self.register_buffer("count", (KIND_OF >= 0) * each)

    # ── what is drawn ───────────────────────────────────────────────────────────────────────────────────────

    def hear(self, who_BL: Tensor, scene_BL: Tensor, variant_B: Tensor, phase_B: Tensor, state_B: Tensor) -> Pose:
        """``who``, ``scene``: concept ids of the individual's kind, verb, colour and traits, and of the scene's place,
        hour, weather and look; 0 is none."""
        dtype = self.enter.weight.dtype
        who = self._sum(who_BL) + self.variant[variant_B]
        how = self.motion(motion_features(phase_B, state_B).to(dtype))
        films = self.film(F.silu(torch.cat([who, how], -1))).unflatten(-1, (len(self.inner) + 1, 2, -1))
        x = self.enter(who)
        for i, (inner, outer) in enumerate(zip(self.inner, self.outer, strict=True)):
            x = x + outer(F.silu(inner(self._modulated(x, films[:, i]))))
        return Pose(self._modulated(x, films[:, -1]), who, self._sum(scene_BL))

    def slots(self, who_BL: Tensor) -> tuple[Tensor, Tensor]:
        """All slots of these figures' kinds, far to near: whose, and which, (M,) each."""
        kind_B = kind_of(who_BL)
        count_B = self.count[kind_B]
        owner_M = torch.repeat_interleave(torch.arange(len(kind_B), device=kind_B.device), count_B)
        before_B = count_B.cumsum(0) - count_B
        nth_M = torch.arange(len(owner_M), device=kind_B.device) - before_B[owner_M]
        return owner_M, self.first[kind_B][owner_M] + nth_M

    def visible(self, pose: Pose, owner_M: Tensor, slot_M: Tensor) -> Tensor:
        """Logit of whether a slot is to be seen, (M,)."""
        asked = self.seen(pose.heard_BF)[owner_M]
        seen: Tensor = (self.code[slot_M] * asked[:, :-1]).sum(-1) + asked[:, -1] + self.usual[slot_M]
        return seen

    def points(self, pose: Pose, owner_M: Tensor, slot_M: Tensor) -> Tensor:
        """Where a slot's points are, (M, P, 2): its own outline, moved, turned, stretched, and bent."""
        shift, scale = self.pose(pose.heard_BF)[owner_M].chunk(2, -1)
        x = F.silu(torch.addcmul(shift, self.part(self.code[slot_M]), 1 + scale))
        for layer in self.deep:
            x = x + F.silu(layer(x))
        told = self.place(x).float()
        base_MP2 = self.base[slot_M]
        middle_M12 = base_MP2.mean(1, keepdim=True)
        turned = (base_MP2 - middle_M12) @ told[:, 2:6].unflatten(-1, (2, 2))
        moved: Tensor = base_MP2 + told[:, None, :2] + turned + told[:, 6:].unflatten(-1, (POINTS, 2)) / 8
        return moved

    def colours(self, pose: Pose, owner_M: Tensor, slot_M: Tensor) -> Tensor:
        """RGB 0..1 of a slot, (M, 3)."""
        plain = self.plain[slot_M].to(self.code.dtype)
        around = torch.cat([self.worn(pose.who_BF), self.light(pose.scene_BF)], -1)[owner_M]
        change = self.ink(torch.cat([plain, self.code[slot_M], around], -1))
        return torch.sigmoid(torch.logit(plain, 0.01) + change)

    @torch.no_grad()
    def draw(self, who_BL: Tensor, scene_BL: Tensor, variant_B: Tensor, phase_B: Tensor, state_B: Tensor) -> Outlines:
        """The outlines that are seen."""
        pose = self.hear(who_BL, scene_BL, variant_B, phase_B, state_B)
        owner, slot = self.slots(who_BL)
        shown = self.visible(pose, owner, slot) > 0
        owner, slot = owner[shown], slot[shown]
        return Outlines(owner, self.points(pose, owner, slot), self.colours(pose, owner, slot))

    @torch.no_grad()
    def paint(
        self, who_BL: Tensor, scene_BL: Tensor, variant_B: Tensor, phase_B: Tensor, state_B: Tensor, size: int = SPRITE
    ) -> Tensor:
        """Pictures of individuals in their windows: premultiplied RGBA 0..1, (B, 4, size, size)."""
        drawn = self.draw(who_BL, scene_BL, variant_B, phase_B, state_B)
        return filled(drawn, self.reach[kind_of(who_BL)].float(), size).to(who_BL.device)

    def _sum(self, ids_BL: Tensor) -> Tensor:
        total: Tensor = (self.facts(ids_BL) * (ids_BL > 0)[..., None]).sum(-2)
        return total

    @staticmethod
    def _modulated(x: Tensor, film_B2H: Tensor) -> Tensor:
        return torch.addcmul(film_B2H[:, 1], F.rms_norm(x, (x.shape[-1],)), 1 + film_B2H[:, 0])


def kind_of(who_BL: Tensor) -> Tensor:
    """The concept among these facts that is a kind, 0 if none is."""
    return torch.where(KIND_OF.to(who_BL.device)[who_BL] >= 0, who_BL, 0).amax(-1)


# ── outlines to pixels ────────────────────────────────────────────────────────────────────────────────────────


def filled(drawn: Outlines, half_B: Tensor, size: int = SPRITE) -> Tensor:
    """Outlines as pictures, (B, 4, size, size) premultiplied RGBA 0..1; ``half``: half a window's side in heights."""
    scale_M = (size / (2 * half_B.cpu()))[drawn.owner_M.cpu()]
    points = drawn.points_MP2.float().cpu()
    pixels = torch.stack([points[..., 0], 0.5 - points[..., 1]], -1) * scale_M[:, None, None] + size / 2
    figures = by_owner(drawn.owner_M, pixels, drawn.rgb_M3, len(half_B))
    out = np.stack([fill(polygons, colours, (0, 0, size, size)) for polygons, colours in figures])
    return torch.from_numpy(out).permute(0, 3, 1, 2)


Polygons = list[list[float]]
Colours = list[list[int]]


def by_owner(owner_M: Tensor, pixels_MP2: Tensor, rgb_M3: Tensor, owners: int) -> Iterator[tuple[Polygons, Colours]]:
    """Outlines in pixels (edges of the first pixel at 0 and 1) and their colours, figure by figure."""
    whose = np.searchsorted(owner_M.cpu().numpy(), np.arange(owners + 1))
    polygons: Polygons = pixels_MP2.float().cpu().clamp(-(2**14), 2**14).flatten(1).tolist()
    colours: Colours = (rgb_M3.float().cpu() * 255).round().to(torch.uint8).tolist()
    for first, last in pairwise(whose.tolist()):
        yield polygons[first:last], colours[first:last]


def fill(polygons: Polygons, colours: Colours, box: tuple[int, int, int, int]) -> NDArray[np.float32]:
    """One figure within a box of pixels (left, top, right, bottom): premultiplied RGBA 0..1, (Y, X, 4)."""
    left, top, right, bottom = box
    # What is not covered is all zeros and the rest is opaque, so the mean over a block is premultiplied.
    image = Image.new("RGBa", ((right - left) * FINER, (bottom - top) * FINER))
    draw = ImageDraw.Draw(image)
    for polygon, (r, g, b) in zip(polygons, colours, strict=True):
        at = [(v - (top if i % 2 else left)) * FINER - 0.5 for i, v in enumerate(polygon)]
        draw.polygon(at, fill=(r, g, b, 255))
    return np.asarray(image.reduce(FINER), np.float32) / np.float32(255)


def normal(rows: int, deviation: float, columns: int = WIDTH) -> Tensor:
    """Normal rows; on the meta device (weights are being loaded) nothing is drawn."""
    weight = torch.empty(rows, columns)
    return weight if weight.is_meta else nn.init.normal_(weight, std=deviation)
