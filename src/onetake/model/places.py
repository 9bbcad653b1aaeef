"""The painter of places: where, in which light -> planes of scenery, one behind another, endless sideways.

A place is painted as planes at fixed distances (``types.PLANES``), in cells of sixteen pixels on a grid that stands
still, so whatever a camera does, the same cell always looks the same. Every cell has a code, in which an encoder
(``training.places``) has noted what stands there by plain daylight, or at night, or under a closed cover of clouds; a
decoder makes of a code a few inks and which pixel takes which of them; and what light there is changes the inks.

Axes: B places, P planes, L facts, M numbers of a code, C channels, K inks, H W cells, Y X pixels.
Sources: codes kept on a sparse grid and decoded by a small network (Instant NGP, 2201.05989), found by an encoder as in
an autoencoder (Hinton and Salakhutdinov, 2006); codes that many cells share (VQ-VAE, 1711.00937, though these are not
quantised by a codebook); planes at fixed depths (multiplane images, Zhou et al., 1805.09817); FiLM (1709.07871).
"""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
import torch.nn.functional as F
from einops import rearrange
from torch import Tensor, nn

from onetake.model.falls import Falls
from onetake.model.presets import Preset
from onetake.model.sprites import normal
from onetake.prompt.ontology import CONCEPTS, VOCABULARY_SIZE, WEATHERS
from onetake.prompt.ontology import PLACES as PLACE_NAMES
from onetake.types import PLANES, VARIANTS

CELL = 16
"""Pixels a side of a cell; :data:`UNIT` pixels are a stage unit, the short side of a landscape picture."""
UNIT = 112
RING = 16
"""Stage units after which a place repeats."""
SHEET = (16, RING * UNIT // CELL)
"""Rows and columns of cells of a whole place, all round."""
FORMS = 2
"""A place has other things at its edges in a portrait than in a wider picture."""
BASES = (("day", "clear"), ("night", "clear"), ("day", "storm"), ("morning", "clear"), ("sunset", "clear"),
         ("dawn", "clear"), ("dusk", "clear"))  # fmt: skip
"""Hours and weathers in which codes are noted: some things are only there at night, or under clouds, and the sun stands
elsewhere in the evening."""
SHEETS = (len(PLACE_NAMES), VARIANTS, len(PLANES))
CELLS = (len(BASES), FORMS, *SHEETS, *SHEET)
Codes = Callable[[Tensor], Tensor]
"""Numbers of codes (N,) -> codes (N, M), each number between -1 and 1."""
INKS = 6
WIDTH = 256
OCTAVES = 4
_PLACE_OF, _BASE_OF = torch.full((VOCABULARY_SIZE,), -1), torch.zeros(VOCABULARY_SIZE, dtype=torch.long)
for _number, _name in enumerate(PLACE_NAMES):
    _PLACE_OF[CONCEPTS["place", _name]] = _number
for _number, (_name, _weather) in enumerate(BASES):
    if _weather == "clear":
        _BASE_OF[CONCEPTS["hour", _name]] = _number
_COVER, _VEIL = -100, -200  # a closed cover hides sun and stars, and so do rain, snow and fog
for _name in WEATHERS:
    _BASE_OF[CONCEPTS["weather", _name]] = {"clear": 0, "cloud": _COVER, "storm": _COVER}.get(_name, _VEIL)


def fourier(values: Tensor, octaves: int) -> Tensor:
    """[v, sin, cos of pi 2^i v] over the last axis: (..., F) -> (..., F (1 + 2 octaves))."""
    angles = values[..., None] * (math.pi * 2.0 ** torch.arange(octaves, device=values.device))
    return torch.cat([values[..., None], angles.sin(), angles.cos()], -1).flatten(-2)


class Places(nn.Module):
    """Paints planes of scenery; ``preset.field`` is the width of what decodes a cell."""

    def __init__(self, preset: Preset) -> None:
        super().__init__()
        wide, light = 2 * preset.field, preset.scenery
        self.facts = nn.Embedding(VOCABULARY_SIZE, WIDTH, _weight=normal(VOCABULARY_SIZE, 0.5))
        self.plane = nn.Parameter(torch.zeros(len(PLANES), WIDTH))
        self.base = nn.Parameter(torch.zeros(len(BASES), light))
        self.decode = nn.Sequential(
            nn.Linear(preset.memory, wide), nn.SiLU(), nn.Linear(wide, wide), nn.SiLU(),
            nn.Linear(wide, INKS * (4 + CELL * CELL)),
        )  # fmt: skip
        self.told = nn.Sequential(nn.Linear(WIDTH, WIDTH), nn.SiLU(), nn.Linear(WIDTH, 2 * light))
        self.ink = nn.Linear(4 + 1 + 2 * OCTAVES, light)
        self.lit = nn.Sequential(nn.Linear(light, light), nn.SiLU(), nn.Linear(light, 4))
        nn.init.zeros_(self.lit[-1].weight)  # type: ignore[arg-type]
        nn.init.zeros_(self.lit[-1].bias)  # type: ignore[arg-type]
        self.falls = Falls()
        self.memory = nn.Parameter(torch.zeros(preset.known, preset.memory))
        # Cells that have a code of their own (where in :data:`CELLS`, -1 for none) and which; all others of each row.
        self.own: Tensor
        self.rows: Tensor
        self.register_buffer("own", torch.full((2, preset.own), -1, dtype=torch.int32))
        self.register_buffer("rows", torch.zeros(FORMS, *SHEETS, SHEET[0], dtype=torch.int32))
        self._grid: tuple[Tensor, Tensor] | None = None

    # ── what stands where ───────────────────────────────────────────────────────────────────────────────────

    def keep(self, own: Tensor, which: Tensor, rows: Tensor) -> None:
        """Say where codes are: cells with their own, bool (BASES, FORMS, places, variants, planes, *SHEET); their
        numbers in this order; the numbers of all other cells of each row, (FORMS, places, variants, planes, rows)."""
        if len(which) > self.own.shape[1]:
            room = self.own.shape[1]
            raise ValueError(f"{len(which)} cells are to have codes of their own, and there is room for {room}")
        self.own.fill_(-1)
        self.own[:, : len(which)] = torch.stack([own.flatten().nonzero()[:, 0].int(), which.int()])
        self.rows.copy_(rows)
        self._grid = None

    def numbers(
        self, scene_BL: Tensor, variant_B: Tensor, first_BP: Tensor, rows: int, columns: int
    ) -> tuple[Tensor, Tensor]:
        """Which code every cell has and in which of the :data:`BASES` it was noted, (B, P, H, W) each."""
        if self._grid is None or self._grid[0].device != self.own.device:
            self._grid = _spread(self.own, self.rows)
        device, (tall, wide) = first_BP.device, SHEET
        place_B = _PLACE_OF.to(device)[scene_BL].amax(-1).clamp_min(0)
        light_BL = _BASE_OF.to(device)[scene_BL]
        hour_B, cover_B = light_BL.amax(-1).clamp_min(0), light_BL.amin(-1)
        sky_B = torch.where(cover_B == _VEIL, 0, torch.where(cover_B == _COVER, 2, hour_B))
        base_BP = torch.stack([sky_B, *[hour_B] * (len(PLANES) - 1)], 1)  # lit windows shine in the rain too
        row_H1 = torch.arange(rows, device=device)[:, None] + (tall - rows) // 2
        column_BP1W = (first_BP[..., None, None] + torch.arange(columns, device=device) + wide // 2) % wide
        base, place, variant = base_BP[..., None, None], *(v[:, None, None, None] for v in (place_B, variant_B))
        plane = torch.arange(len(PLANES), device=device)[:, None, None]
        at = (base, int(rows == tall), place, variant, plane, row_H1, column_BP1W)
        return self._grid[0][at].long(), self._grid[1][at].long()

    # ── what it looks like ──────────────────────────────────────────────────────────────────────────────────

    def drawn(self, code_NM: Tensor) -> tuple[Tensor, Tensor]:
        """What cells show in the light in which they were noted: logits of inks, (N, K, CELL, CELL), and the inks, RGBA
        as logits, (N, K, 4)."""
        inks, logits = self.decode(code_NM).split([INKS * 4, INKS * CELL * CELL], -1)
        return logits.unflatten(-1, (INKS, CELL, CELL)), inks.unflatten(-1, (INKS, 4))

    def relit(self, inks_NK4: Tensor, scene_NL: Tensor, plane_N: Tensor, base_N: Tensor, height_N: Tensor) -> Tensor:
        """Inks (logits of RGBA) in a scene's light, (N, K, 4), at the heights ``height``: y in stage units."""
        facts = (self.facts(scene_NL) * (scene_NL > 0)[..., None]).sum(-2) + self.plane[plane_N]
        scale, shift = self.told(facts)[:, None].chunk(2, -1)
        where = fourier(height_N[:, None], OCTAVES).to(inks_NK4.dtype)[:, None].expand(-1, INKS, -1)
        x = self.ink(torch.cat([torch.sigmoid(inks_NK4), where], -1)) + self.base[base_N][:, None]
        change: Tensor = self.lit(F.silu(x * (1 + scale) + shift))
        return inks_NK4 + change

    def forward(self, scene_BL: Tensor, variant_B: Tensor, first_BP: Tensor, rows: int, columns: int) -> Tensor:
        """Planes, premultiplied RGBA 0..1, (B, P, 4, Y, X).

        ``scene``: concept ids of place, hour, weather and look, 0 is none; ``first``: the number of the leftmost cell
        of each plane (cell 0 begins at stage x = 0); ``rows`` (even) lie half above and half below y = 0.
        """
        number, base = self.numbers(scene_BL, variant_B, first_BP, rows, columns)
        return self.painted(scene_BL, number, base, lambda n: self.memory[n])

    def painted(self, scene_BL: Tensor, number: Tensor, base: Tensor, code: Codes) -> Tensor:
        """The same of cells whose codes and bases (B, P, H, W) are known; ``code`` gives the codes of numbers (N,)."""
        b, p, rows, columns = number.shape
        unique, back = torch.unique(number, return_inverse=True)
        back = back.flatten()
        logits, inks = self.drawn(code(unique))
        # Everything that decides how a cell is lit: many cells of a place are alike in it.
        row = (torch.arange(rows, device=number.device)).expand(b, p, columns, -1).transpose(2, 3)
        plane = torch.arange(p, device=number.device)[:, None, None].expand(b, -1, rows, columns)
        which = torch.arange(b, device=number.device)[:, None, None, None].expand(-1, p, rows, columns)
        told = torch.stack([back, *(v.flatten() for v in (row, plane, base, which))], -1)
        cases, again = torch.unique(told, dim=0, return_inverse=True)
        ends = [(cases[:, 1] + end - rows / 2) * (CELL / UNIT) for end in (0, 1)]
        lit = [
            premultiplied(self.relit(inks[cases[:, 0]], scene_BL[cases[:, 4]], cases[:, 2], cases[:, 3], height))
            for height in ends
        ]
        share = torch.softmax(logits.float(), 1)[cases[:, 0]]
        top, bottom = torch.einsum("nkc,nkyx->ncyx", torch.cat(lit, -1), share).float().chunk(2, 1)
        # The light changes evenly from the upper edge to the lower: a sky goes on from cell to cell without a step.
        down_Y1 = (torch.arange(CELL, device=number.device)[:, None] + 0.5) / CELL
        cells = torch.lerp(top, bottom, down_Y1).flatten(2)[again]
        return rearrange(cells, "(b p h w) c (y x) -> b p c (h y) (w x)", b=b, p=p, h=rows, w=columns, y=CELL)


def premultiplied(inks_NK4: Tensor) -> Tensor:
    """Inks (logits of RGBA) as premultiplied RGBA 0..1, fp32."""
    lit = torch.sigmoid(inks_NK4.float())
    return torch.cat([lit[..., :3] * lit[..., 3:], lit[..., 3:]], -1)


def _spread(own: Tensor, rows: Tensor) -> tuple[Tensor, Tensor]:
    """The number of every cell's code, and the base in which it was noted. What is not there by itself at an hour or
    under clouds is as by day, and in a portrait as in a wider picture."""
    at, which = (t[own[0].cpu() >= 0] for t in own.cpu().long())
    number = torch.full(CELLS, -1)
    number.view(-1)[at] = which
    number[:, 1] = torch.where(number[:, 1] >= 0, number[:, 1], number[:, 0])
    by_row = rows.cpu()[..., None].expand(number.shape[1:])
    number[0] = torch.where(number[0] >= 0, number[0], by_row)
    base = (number >= 0) * torch.arange(len(BASES)).view(-1, *[1] * (number.ndim - 1))
    number = torch.where(number >= 0, number, number[:1])
    return number.int().to(own.device), base.to(torch.int8).to(own.device)
