"""The painter of individuals: who, doing what, at which phase -> a picture of it with transparency.

Every individual is painted upright, facing right, in a square window about the middle of its box, whatever its size
and place in the picture; ``layers`` puts it there. Pixels choose among a few inks (softmax), and each individual mixes
its inks from who it is and the light it stands in: flat colours and crisp edges are what this world is made of, and
choices stay crisp when they are enlarged.

Axes: B pictures, L facts, C channels, K inks, Y X pixels, F features.
Sources: pictures of objects from their description by up-convolution (Dosovitskiy et al., 1411.5928); FiLM
(1709.07871); colours as a mixture of a learned palette (PaletteNet and "Decomposing images into layers via RGB-space
geometry", Tan et al. 2016); layered scenes of learned sprites (MarioNette, 2104.14553).
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from einops import rearrange
from torch import Tensor, nn

from onetake.model.presets import Preset
from onetake.prompt.ontology import CONCEPTS, KINDS, VOCABULARY_SIZE
from onetake.types import VARIANTS

SPRITE = 64
"""Pixels a side of a painted individual."""
INKS = 16
"""Inks of an individual; the first is nothing at all."""
WIDTH = 256
"""Length of the vectors that say who and how."""
HARMONICS, OCTAVES = 4, 3
COARSE, FINE = 8, 4
"""The picture begins as 8x8 vectors, becomes 16x16, and each of these 4x4 pixels."""
POSES = 8
"""Pictures that are kept of every kind; what it does and when says how much of each is in it."""
BOLD = 10.0
"""What is kept of a kind is multiplied by this: a kind is seen in one batch of many, so it has to learn in larger
steps."""
KIND_OF = torch.full((VOCABULARY_SIZE,), -1)
"""Number of the kind that a concept is; -1 for all that are none."""
for _number, _name in enumerate(KINDS):
    KIND_OF[CONCEPTS["kind", _name]] = _number


def motion_features(phase_B: Tensor, state_B: Tensor) -> Tensor:
    """Phase (radians) and state (0..1) as waves: (B, 2 HARMONICS + 1 + 2 OCTAVES)."""
    turns = phase_B[:, None] * torch.arange(1, HARMONICS + 1, device=phase_B.device)
    waves = math.pi * state_B[:, None] * 2 ** torch.arange(OCTAVES, device=phase_B.device)
    return torch.cat([turns.sin(), turns.cos(), state_B[:, None], waves.sin(), waves.cos()], -1)


class Sprites(nn.Module):
    """Paints individuals; ``preset.sprites`` is the width of its dense layers."""

    def __init__(self, preset: Preset) -> None:
        super().__init__()
        h, c = preset.sprites, preset.strokes
        self.facts = nn.Embedding(VOCABULARY_SIZE, WIDTH, _weight=normal(VOCABULARY_SIZE, 0.5))
        self.variant = nn.Parameter(torch.zeros(VARIANTS, WIDTH))
        self.motion = nn.Linear(2 * HARMONICS + 1 + 2 * OCTAVES, WIDTH)
        self.enter = nn.Linear(WIDTH, h)
        self.film = nn.Linear(2 * WIDTH, (preset.strata + 1) * 2 * h)
        self.inner = nn.ModuleList(nn.Linear(h, h) for _ in range(preset.strata))
        self.outer = nn.ModuleList(nn.Linear(h, h) for _ in range(preset.strata))
        self.to_grid = nn.Linear(h, COARSE * COARSE * c)
        self.recall = nn.Linear(preset.memory, c, bias=False) if preset.memory else None
        if preset.memory:
            self.memory = nn.Parameter(torch.zeros(len(KINDS), POSES * COARSE * COARSE * preset.memory))
            self.pose = nn.Linear(h, POSES)
        self.coarse, self.coarse_film = nn.Conv2d(c, 2 * c, 3, padding=1), nn.Linear(h, 4 * c)
        self.finer = nn.Conv2d(2 * c, 4 * c, 1)
        self.first, self.second = nn.Conv2d(c, c, 3, padding=1), nn.Conv2d(c, c, 3, padding=1)
        self.fine_film = nn.Linear(h, 2 * c)
        self.choose = nn.Conv2d(c, INKS * FINE * FINE, 1)
        self.ink = nn.Sequential(nn.Linear(3 * WIDTH, WIDTH), nn.SiLU(), nn.Linear(WIDTH, 3 * INKS))
        self.reach: Tensor
        self.register_buffer("reach", torch.ones(VOCABULARY_SIZE))  # by kind: half a window's side, in its heights

    def choices(
        self, who_BL: Tensor, scene_BL: Tensor, variant_B: Tensor, phase_B: Tensor, state_B: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Which ink every pixel chooses (logits, (B, K, SPRITE, SPRITE)), and the inks, RGB 0..1, (B, K, 3).

        ``who``, ``scene``: concept ids of the individual's kind, verb, colour and traits, and of the scene's place,
        hour, weather and look; 0 is none.
        """
        y, inks = self._strokes(who_BL, scene_BL, variant_B, phase_B, state_B)
        return F.pixel_shuffle(self.choose(y), FINE), inks

    def paint(self, who_BL: Tensor, scene_BL: Tensor, variant_B: Tensor, phase_B: Tensor, state_B: Tensor) -> Tensor:
        """:func:`painted` of :meth:`choices`, premultiplied RGBA (B, 4, Y, X), a tenth faster: inks lie next to one
        another in memory while they are chosen, and only colours are put in their places."""
        y, inks = self._strokes(who_BL, scene_BL, variant_B, phase_B, state_B)
        weight = rearrange(self.choose.weight, "(k f) c 1 1 -> (f k) c", k=INKS)
        assert self.choose.bias is not None
        bias = rearrange(self.choose.bias, "(k f) -> (f k)", k=INKS)
        logits = rearrange(F.linear(y.permute(0, 2, 3, 1), weight, bias), "b h w (f k) -> b (h w f) k", k=INKS)
        colours = torch.softmax(logits.float(), -1) @ _opaque(inks)
        side = SPRITE // FINE
        return rearrange(colours, "b (h w i j) c -> b c (h i) (w j)", h=side, w=side, i=FINE, j=FINE)

    def _strokes(
        self, who_BL: Tensor, scene_BL: Tensor, variant_B: Tensor, phase_B: Tensor, state_B: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Features of every :data:`FINE` pixels a side, from which inks are chosen, and the inks."""
        dtype = self.enter.weight.dtype
        who = self._sum(who_BL) + self.variant[variant_B]
        how = self.motion(motion_features(phase_B, state_B).to(dtype))
        films = self.film(F.silu(torch.cat([who, how], -1))).unflatten(-1, (len(self.inner) + 1, 2, -1))
        x = self.enter(who)
        for i, (inner, outer) in enumerate(zip(self.inner, self.outer, strict=True)):
            x = x + outer(F.silu(inner(self._modulated(x, films[:, i]))))
        x = self._modulated(x, films[:, -1])
        y = rearrange(self.to_grid(x), "b (c h w) -> b h w c", h=COARSE, w=COARSE)
        if self.recall is not None:
            y = y + self.recall(torch.einsum("bphwm,bp->bhwm", self._kept(who_BL), self.pose(x)))
        y = F.silu(y).permute(0, 3, 1, 2)
        scale, shift = self.coarse_film(x)[..., None, None].chunk(2, 1)
        y = F.pixel_shuffle(self.finer(F.silu(torch.addcmul(shift, self.coarse(y), 1 + scale))), 2)
        scale, shift = self.fine_film(x)[..., None, None].chunk(2, 1)
        y = y + self.second(F.silu(torch.addcmul(shift, self.first(F.silu(y)), 1 + scale)))
        inks = torch.sigmoid(self.ink(torch.cat([who, how, self._sum(scene_BL)], -1)))
        inks = rearrange(inks, "b (k c) -> b k c", c=3)
        return F.silu(y), inks

    def _kept(self, who_BL: Tensor) -> Tensor:
        """What is kept of the kind among these facts, (B, POSES, COARSE, COARSE, memory); nothing if there is none."""
        number_B = KIND_OF.to(who_BL.device)[who_BL].amax(-1)
        kept = F.embedding(number_B.clamp_min(0), self.memory) * ((number_B >= 0)[:, None] * BOLD)
        return rearrange(kept, "b (p h w m) -> b p h w m", p=POSES, h=COARSE, w=COARSE)

    def _sum(self, ids_BL: Tensor) -> Tensor:
        total: Tensor = (self.facts(ids_BL) * (ids_BL > 0)[..., None]).sum(-2)
        return total

    @staticmethod
    def _modulated(x: Tensor, film_B2H: Tensor) -> Tensor:
        return torch.addcmul(film_B2H[:, 1], F.rms_norm(x, (x.shape[-1],)), 1 + film_B2H[:, 0])


def painted(choices_BKYX: Tensor, inks_BK3: Tensor, enlarge: int = 1) -> Tensor:
    """Premultiplied RGBA 0..1, (B, 4, Y, X): every pixel in the mean of the inks it chooses.

    ``enlarge``: choices are interpolated before they are made, so edges stay as crisp as they were.
    """
    logits = choices_BKYX.float().contiguous(memory_format=torch.channels_last)
    if enlarge > 1:
        logits = F.interpolate(logits, scale_factor=enlarge, mode="bilinear", align_corners=False)
    # Inks side by side in memory: the softmax is several times as fast as across planes.
    share = torch.softmax(logits.permute(0, 2, 3, 1), -1).flatten(1, 2)
    colours: Tensor = rearrange(share @ _opaque(inks_BK3), "b (y x) c -> b c y x", y=logits.shape[-2])
    return colours


def _opaque(inks_BK3: Tensor) -> Tensor:
    """Inks as RGBA (B, K, 4): the first is nothing, all others hide what is behind them."""
    rgba = F.pad(inks_BK3.float(), (0, 1), value=1.0)
    return torch.cat([torch.zeros_like(rgba[:, :1]), rgba[:, 1:]], 1)


def normal(rows: int, deviation: float) -> Tensor:
    """Normal rows; on the meta device (weights are being loaded) nothing is drawn."""
    weight = torch.empty(rows, WIDTH)
    return weight if weight.is_meta else nn.init.normal_(weight, std=deviation)
