"""The painter of places: where, in which light -> planes of scenery, one behind another, endless sideways.

A place is painted as planes at fixed distances (``types.PLANES``), in cells of sixteen pixels on a grid that stands
still, so whatever a camera does, the same cell always looks the same. Each cell is told where it lies, and around the
middle of a place it also keeps a few numbers of its own, in which the place is learnt by heart; convolutions over
neighbours make edges meet. As in ``sprites``, pixels choose among a few inks that the light mixes.

Axes: B places, P planes, L facts, C channels, K inks, H W cells, Y X pixels.
Sources: modulated coordinate networks (pi-GAN, 2012.00926); features kept on a grid, which learn far faster than a
network over coordinates alone (Instant NGP, 2201.05989); position per cell for endless scenery (InfinityGAN,
2104.03963); planes at fixed depths (multiplane images, Zhou et al., 1805.09817).
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from einops import rearrange
from torch import Tensor, nn

from onetake.model.presets import Preset
from onetake.model.sprites import normal
from onetake.prompt.ontology import CONCEPTS, VOCABULARY_SIZE
from onetake.prompt.ontology import PLACES as PLACE_NAMES
from onetake.types import PLANES, VARIANTS

CELL = 16
"""Pixels a side of a cell; :data:`UNIT` pixels are a stage unit, the short side of a landscape picture."""
UNIT = 112
RING = 16
"""Stage units after which a place repeats."""
INKS = 16
FINE = 2
"""Pixels a side that one choice of ink stands for; between choices it is interpolated (:func:`sprites.painted`)."""
WIDTH, DEPTH = 256, 4
RING_OCTAVES, OCTAVES = 8, 6
KNOWN = (12, 56)
"""Rows and columns of cells about the middle of a place that keep numbers of their own."""
BOLD = 80.0
"""What is kept is multiplied by this: a cell is seen in one batch of many, so it has to learn in larger steps."""
_PLACE_OF = torch.full((VOCABULARY_SIZE,), -1)
for _number, _name in enumerate(PLACE_NAMES):
    _PLACE_OF[CONCEPTS["place", _name]] = _number


def fourier(values: Tensor, octaves: int) -> Tensor:
    """[v, sin, cos of pi 2^i v] over the last axis: (..., F) -> (..., F (1 + 2 octaves))."""
    angles = values[..., None] * (math.pi * 2.0 ** torch.arange(octaves, device=values.device))
    return torch.cat([values[..., None], angles.sin(), angles.cos()], -1).flatten(-2)


class Places(nn.Module):
    """Paints planes of scenery; ``preset.field`` is the width of its network over positions."""

    def __init__(self, preset: Preset) -> None:
        super().__init__()
        inner, c = preset.field, preset.scenery
        self.facts = nn.Embedding(VOCABULARY_SIZE, WIDTH, _weight=normal(VOCABULARY_SIZE, 0.5))
        self.variant = nn.Parameter(torch.zeros(VARIANTS, WIDTH))
        self.plane = nn.Parameter(torch.zeros(len(PLANES), WIDTH))
        self.told = nn.Linear(WIDTH, 2 * inner)
        self.film = nn.Linear(2 * inner, (DEPTH + 1) * 2 * inner)
        self.enter = nn.Linear(2 * RING_OCTAVES + 1 + 2 * OCTAVES, inner)
        self.layers = nn.ModuleList(nn.Linear(inner, inner) for _ in range(DEPTH))
        self.leave = nn.Linear(inner, c)
        self.recall = nn.Linear(preset.memory, c, bias=False) if preset.memory else None
        if preset.memory:
            cells = len(PLACE_NAMES) * VARIANTS * len(PLANES) * KNOWN[0] * KNOWN[1]
            self.memory = nn.Parameter(torch.zeros(cells, preset.memory))
        self.join = nn.ModuleList(nn.Conv2d(c, c, 3, padding=1) for _ in range(2))
        self.finer = nn.Conv2d(c, 4 * c // 2, 1)
        self.edges = nn.Conv2d(c // 2, c // 2, 3, padding=1)
        self.choose = nn.Conv2d(c // 2, INKS * (CELL // 2 // FINE) ** 2, 1)
        self.ink = nn.Sequential(nn.Linear(WIDTH, WIDTH), nn.SiLU(), nn.Linear(WIDTH, 3 * INKS))

    def choices(
        self, scene_BL: Tensor, variant_B: Tensor, first_BP: Tensor, rows: int, columns: int
    ) -> tuple[Tensor, Tensor]:
        """Logits of inks, (B, P, K, Y / FINE, X / FINE), and the inks, RGB 0..1, (B, P, K, 3).

        ``scene``: concept ids of place, hour, weather and look, 0 is none; ``first``: the number of the leftmost cell
        of each plane (cell 0 begins at stage x = 0); ``rows`` (even) lie half above and half below y = 0.
        """
        dtype = self.enter.weight.dtype
        facts = (self.facts(scene_BL) * (scene_BL > 0)[..., None]).sum(-2) + self.variant[variant_B]
        told = facts[:, None] + self.plane
        films = self.film(F.silu(self.told(told))).unflatten(-1, (DEPTH + 1, 2, -1))[:, :, None, None]
        x = (first_BP[..., None] + torch.arange(columns, device=first_BP.device) + 0.5) * (2 * CELL / UNIT / RING)
        y = (torch.arange(rows, device=first_BP.device) + 0.5 - rows / 2) * (CELL / UNIT)
        across = fourier(x[..., None], RING_OCTAVES)[..., 1:][:, :, None].expand(-1, -1, rows, -1, -1)
        down = fourier(y[:, None], OCTAVES)[:, None].expand(*across.shape[:2], -1, columns, -1)
        z = self._film(self.enter(torch.cat([across, down], -1).to(dtype)), films[..., 0, :, :])
        for i, layer in enumerate(self.layers):
            z = z + layer(self._film(z, films[..., i + 1, :, :]))
        z = self.leave(F.silu(z))
        if self.recall is not None:
            z = z + self.recall(self._kept(scene_BL, variant_B, first_BP, rows, columns))
        planes = rearrange(z, "b p h w c -> (b p) c h w").contiguous(memory_format=torch.channels_last)
        for conv in self.join:
            planes = planes + conv(F.silu(planes))
        planes = F.pixel_shuffle(self.finer(F.silu(planes)), 2)
        planes = planes + self.edges(F.silu(planes))
        logits = F.pixel_shuffle(self.choose(F.silu(planes)), CELL // 2 // FINE)
        inks = rearrange(torch.sigmoid(self.ink(told)), "b p (k c) -> b p k c", c=3)
        return rearrange(logits, "(b p) k y x -> b p k y x", p=len(PLANES)), inks

    def _kept(self, scene_BL: Tensor, variant_B: Tensor, first_BP: Tensor, rows: int, columns: int) -> Tensor:
        """What every cell keeps of its place, (B, P, H, W, memory); nothing where the place is not known by heart."""
        device = first_BP.device
        number_B = _PLACE_OF.to(device)[scene_BL].amax(-1)
        row_H = torch.arange(rows, device=device) + (KNOWN[0] - rows) // 2
        ring = RING * UNIT // CELL
        column_BPW = (first_BP[..., None] + torch.arange(columns, device=device) + ring // 2) % ring
        column_BPW = column_BPW - (ring - KNOWN[1]) // 2
        plane_P = torch.arange(len(PLANES), device=device)
        place_BP = (number_B[:, None] * VARIANTS + variant_B[:, None]) * len(PLANES) + plane_P
        known = (row_H >= 0) & (row_H < KNOWN[0])
        known = known[:, None] & ((column_BPW >= 0) & (column_BPW < KNOWN[1]))[:, :, None]
        known = known & (number_B >= 0)[:, None, None, None]
        cell = (place_BP[..., None, None] * KNOWN[0] + row_H[:, None]) * KNOWN[1] + column_BPW[:, :, None]
        kept: Tensor = F.embedding(torch.where(known, cell, 0), self.memory)
        return kept * known[..., None].to(kept.dtype) * BOLD

    @staticmethod
    def _film(x: Tensor, film: Tensor) -> Tensor:
        return F.silu(torch.addcmul(film[..., 1, :], x, 1 + film[..., 0, :]))
