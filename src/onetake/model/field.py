"""The layout as a field: what each cell of the picture shows, told by who stands where and by the place.

Every individual is a small network over its own coordinates (facing +u, up +v, the unit its height), modulated by who
it is and how it moves; the place is one over the picture's coordinates and the camera's way. At a cell they are
averaged with weights that they give themselves, so whoever is in front covers what is behind.

Axes: B batch, T latent frames, E individuals, C channels, H W patches, M pairs of individual and cell, F features.
Sources: FiLM (1709.07871); modulated coordinate networks (pi-GAN, 2012.00926); mixtures of spatially broadcast
decoders (MONet, 1901.11390; 2006.15055); layout as a condition (GLIGEN, 2301.07093; LLM-grounded video diffusion,
2309.17444); motion phase as an input (phase-functioned networks, Holden et al. 2017).
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from einops import rearrange
from torch import Tensor, nn

from onetake.model.condition import CAMERA_MOTION, TRACK_GEOMETRY, TRACK_MOTION, Condition
from onetake.types import VARIANTS

TEXT_WIDTH = 256
DEPTH = 4
"""Layers of each coordinate network."""
NEAR_U, NEAR_V = 1.3, 0.95
"""How far an individual reaches, in its heights from its middle: sideways, and up or down."""
OCTAVES = 6
PARALLAXES = (0.0, 0.35, 0.7, 1.0)
"""The shares of the camera's way at which the place's coordinates are told: far layers move less."""
RING, RING_OCTAVES = 16.0, 8
"""Stage units after which a place repeats, its longest wavelength; and how often that is halved."""
MOST = 10.0


def fourier(values: Tensor, octaves: int) -> Tensor:
    """[v, sin, cos of pi 2^i v] over the last axis: (..., F) -> (..., F (1 + 2 octaves))."""
    angles = values[..., None] * (math.pi * 2.0 ** torch.arange(octaves, device=values.device))
    return torch.cat([values[..., None], angles.sin(), angles.cos()], -1).flatten(-2)


def grid(rows: int, columns: int, pixels: int, device: torch.device) -> Tensor:
    """Stage coordinates of cell centres, (rows, columns, 2), the short side of the picture being 1."""
    y, x = torch.arange(rows, device=device) + 0.5 - rows / 2, torch.arange(columns, device=device) + 0.5 - columns / 2
    unit = pixels / (min(rows, columns) * pixels)
    return torch.stack([x.expand(rows, -1), y[:, None].expand(-1, columns)], -1) * unit


class Coordinates(nn.Module):
    """A network over positions; what it is told scales the input of every layer (and shifts the first)."""

    def __init__(self, position: int, told: int, inner: int, out: int) -> None:
        super().__init__()
        self.inner = inner
        self.position = nn.Linear(position, inner)
        self.layers = nn.ModuleList(nn.Linear(inner, inner) for _ in range(DEPTH - 1))
        self.who = nn.Linear(told, 2 * inner)
        self.film = nn.Linear(2 * inner, (DEPTH + 2) * inner)
        self.out = nn.Linear(inner, out)

    def tell(self, told: Tensor) -> list[Tensor]:
        """Modulations (..., inner) of every layer."""
        return list(self.film(F.silu(self.who(told))).unflatten(-1, (DEPTH + 2, self.inner)).unbind(-2))

    def forward(self, position: Tensor, modulations: list[Tensor]) -> Tensor:
        scale, shift, *scales = modulations
        x = F.silu(torch.addcmul(shift, self.position(position), 1 + scale))
        for i, layer in enumerate(self.layers):
            y = F.silu(layer(torch.addcmul(x, x, scales[i])))
            x = x + y if i % 2 else y
        out: Tensor = self.out(torch.addcmul(x, x, scales[-1]))
        return out


class Field(nn.Module):
    """Individuals and the place as features of cells of 8x8 pixels."""

    def __init__(self, cells: int, inner: int) -> None:
        super().__init__()
        self.variant = nn.Parameter(torch.zeros(2, VARIANTS, TEXT_WIDTH))
        self.body = Coordinates(2 * (1 + 2 * OCTAVES), 2 * TEXT_WIDTH + TRACK_MOTION, inner, cells + 1)
        place = len(PARALLAXES) * 2 * RING_OCTAVES + 1 + 2 * OCTAVES
        self.place = Coordinates(place, TEXT_WIDTH, inner, 4 * cells)

    def forward(self, condition: Condition, entities_BKSD: Tensor, rows: int, columns: int) -> Tensor:
        """``entities``: vectors of each text's slots, 0 being the scene -> (B, T, 2 rows, 2 columns, cells)."""
        c, t = condition, condition.text_BT.shape[1]
        told = entities_BKSD.gather(1, c.text_BT[..., None, None].expand(-1, -1, *entities_BKSD.shape[2:]))
        who_BTED = told.gather(2, c.slot_BE[:, None, :, None].expand(-1, t, -1, told.shape[-1]))
        who_BTED = who_BTED + self.variant[0].to(told.dtype)[c.variant_BE][:, None]
        place_BTC = self._place(c, told[:, :, 0], rows, columns).flatten(0, 3)
        individual, cell, near, uv = _pairs(c.tracks_BTEF, 2 * rows, 2 * columns)
        how = c.tracks_BTEF[..., TRACK_GEOMETRY:].to(told.dtype)
        scene_BTED = told[:, :, None, 0].expand_as(who_BTED)  # its light and its look
        modulations = self.body.tell(torch.cat([who_BTED, scene_BTED, how], -1).flatten(0, 2))
        seen = self.body(fourier(uv, OCTAVES).to(told.dtype), [m.index_select(0, individual) for m in modulations])
        weight = seen[:, -1:].float().clamp(-MOST, MOST).exp() * near[:, None]
        total = torch.ones_like(place_BTC[:, :1], dtype=torch.float32).index_add(0, cell, weight)
        mean = (place_BTC / total).to(seen.dtype)
        mean = mean.index_add(0, cell, seen[:, :-1] * (weight / total.index_select(0, cell)).to(seen.dtype))
        result: Tensor = mean.view(-1, t, 2 * rows, 2 * columns, mean.shape[-1])
        return result

    def _place(self, c: Condition, scene_BTD: Tensor, rows: int, columns: int) -> Tensor:
        """The place without anybody, (B, T, 2 rows, 2 columns, cells)."""
        at = grid(rows, columns, 16, c.camera_BTC.device)
        view = c.camera_BTC[:, :, CAMERA_MOTION:, None, None]
        positions = []
        for share in PARALLAXES:
            zoom = 1 + view[:, :, 2] * (0.4 + 0.6 * share)
            x = at[..., 0] / zoom + view[:, :, 0] * share
            y = at[..., 1] / zoom + view[:, :, 1] * share
            positions.append(fourier(x[..., None] * (2 / RING), RING_OCTAVES)[..., 1:])  # periodic: no x itself
            if share == PARALLAXES[-1]:
                positions.append(fourier(y[..., None], OCTAVES))
        told = scene_BTD + self.variant[1].to(scene_BTD.dtype)[c.set_B][:, None]
        modulations = [m[:, :, None, None] for m in self.place.tell(told)]
        cells = self.place(torch.cat(positions, -1).to(told.dtype), modulations)
        out: Tensor = rearrange(cells, "b t h w (p q c) -> b t (h p) (w q) c", p=2, q=2)
        return out


def _pairs(tracks_BTEF: Tensor, rows: int, columns: int) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Every individual with every cell that it may reach.

    -> M pairs: number of the individual, number of the cell (among all of the batch), nearness 0..1, and the
    cell's place (u, v) in the individual's own coordinates.
    """
    x, y, height, facing, cosine, sine, visible = (
        w[..., None, None] for w in tracks_BTEF[..., :TRACK_GEOMETRY].unbind(-1)
    )
    centre = grid(rows, columns, 8, tracks_BTEF.device)
    height = height.clamp_min(0.02)
    across, up = (centre[..., 0] - x) / height, (y - centre[..., 1]) / height - 0.5
    u, v = (cosine * across - sine * up) * facing, sine * across + cosine * up
    near = ((NEAR_U - u.abs()) * 4).clamp(0, 1) * ((NEAR_V - v.abs()) * 4).clamp(0, 1) * visible
    individual, row, column = (near.flatten(0, 2) > 0).nonzero(as_tuple=True)
    at = (individual * rows + row) * columns + column
    cell = (individual // tracks_BTEF.shape[2] * rows + row) * columns + column
    return individual, cell, near.flatten()[at], torch.stack([u.flatten()[at], v.flatten()[at]], -1)
