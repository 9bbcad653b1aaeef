"""The denoiser: a diffusion transformer with a convolutional stem and head, told where everyone stands.

    latents ─► stem (8x8-pixel cells, 3x3 convolutions)        ─┬─► trunk (one token a patch) ─► head ─► clean latents
                                                                 └────────────── skip ──────────────┘

Axes: B batch, T latent frames, H W patches, D width, L text tokens, Q queries, N = T*H*W tokens.
Sources: DiT, adaLN (2212.09748); one shared modulation (PixArt, 2310.00426); QK-norm (2302.05442); SwiGLU
(2002.05202); rotary positions (2104.09864); convolutional skips around a transformer (U-ViT, 2209.12152);
layout as a condition (GLIGEN, 2301.07093; LLM-grounded video diffusion, 2309.17444); motion phase as an input
(phase-functioned networks, Holden et al. 2017).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from einops import rearrange
from torch import Tensor, nn

from onetake.model.codec import Codec
from onetake.model.condition import CAMERA_MOTION, Condition, Frames, contact, grid
from onetake.model.layers import Layers
from onetake.model.places import fourier
from onetake.model.presets import Preset
from onetake.prompt.ontology import VOCABULARY_SIZE

SLOTS, FIELDS = 8, 20
TEXT_WIDTH = 256


def _table(rows: int, deviation: float) -> nn.Embedding:
    """An embedding with normal rows. On the meta device (weights are being loaded) nothing is drawn: there, a normal
    distribution makes torch import its compiler, which takes longer than loading."""
    weight = torch.empty(rows, TEXT_WIDTH)
    if not weight.is_meta:
        nn.init.normal_(weight, std=deviation)
    return nn.Embedding(rows, TEXT_WIDTH, _weight=weight)


class TextEncoder(nn.Module):
    """Concept tokens to states: two small layers. Each token carries its entity slot, so binding is structural."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.concept = _table(VOCABULARY_SIZE, 0.5)
        self.slot, self.field = _table(SLOTS, 0.1), _table(FIELDS, 0.1)
        self.layers = nn.ModuleList(
            nn.TransformerEncoderLayer(TEXT_WIDTH, 4, TEXT_WIDTH * 2, 0.0, "gelu", batch_first=True, norm_first=True)
            for _ in range(2)
        )
        self.out = nn.Linear(TEXT_WIDTH, width)

    def forward(self, ids_BKL: Tensor, slots_BKL: Tensor, fields_BKL: Tensor) -> tuple[Tensor, Tensor]:
        """-> states (B, K, L, width) and entity vectors (B, K, SLOTS, TEXT_WIDTH): the sum over a slot's tokens."""
        b, k, _ = ids_BKL.shape
        there = (ids_BKL > 0)[..., None]
        x = (self.concept(ids_BKL) + self.slot(slots_BKL) + self.field(fields_BKL)) * there
        # Without any token the text is empty; one padding column stays visible so that softmax has a key.
        hidden = (~there[..., 0]).flatten(0, 1)
        hidden = hidden & ~hidden.all(-1, keepdim=True)
        y = x.flatten(0, 1)
        for layer in self.layers:
            y = layer(y, src_key_padding_mask=hidden)
        y = y.unflatten(0, (b, k)) * there
        onehot = F.one_hot(slots_BKL, SLOTS).to(y.dtype) * there
        return self.out(y), torch.einsum("bkls,bkld->bksd", onehot, (x + y).to(onehot.dtype))


class CellBlock(nn.Module):
    """Two 3x3 convolutions on cells, modulated by the noise level, residual (B*T, C, rows, columns)."""

    def __init__(self, cells: int, width: int) -> None:
        super().__init__()
        self.first, self.second = nn.Conv2d(cells, cells, 3, padding=1), nn.Conv2d(cells, cells, 3, padding=1)
        self.modulation = nn.Linear(width, 2 * cells)
        nn.init.zeros_(self.second.weight)
        nn.init.zeros_(self.modulation.weight)

    def forward(self, x: Tensor, level_RD: Tensor) -> Tensor:
        scale, shift = self.modulation(level_RD)[..., None, None].chunk(2, 1)
        h = x * torch.rsqrt(x.float().square().mean(1, keepdim=True) + 1e-6).to(x.dtype)
        h = F.silu(self.first(h * (1 + scale) + shift))
        result: Tensor = x + self.second(h)
        return result


def rope_angles(time_BN: Tensor, rows: int, columns: int, head: int) -> Tensor:
    """Rotary angles of tokens: (B, N, head / 2); half of the pairs for time, a quarter each for rows and columns."""
    pairs = head // 2
    pt = pairs - 2 * (pairs // 3)
    py = pairs // 3
    frames = time_BN.shape[1] // (rows * columns)
    device = time_BN.device
    y = torch.arange(rows, device=device)[:, None].expand(rows, columns).flatten().repeat(frames)
    x = torch.arange(columns, device=device).repeat(rows).repeat(frames)
    out = []
    for position, count in ((time_BN, pt), (y[None].expand_as(time_BN), py), (x[None].expand_as(time_BN), py)):
        frequency = math.pi * 100.0 ** (-torch.arange(count, device=device) / count) / 2
        out.append(position[..., None] * frequency)
    return torch.cat(out, -1)


def rope(x_BhNd: Tensor, angle_BNp: Tensor) -> Tensor:
    """Rotate pairs (first half, second half) of every head by their angles."""
    c, s = angle_BNp.cos()[:, None].to(x_BhNd.dtype), angle_BNp.sin()[:, None].to(x_BhNd.dtype)
    a, b = x_BhNd.chunk(2, -1)
    return torch.cat([a * c - b * s, b * c + a * s], -1)


def rms(x: Tensor) -> Tensor:
    """Root-mean-square normalisation without a gain (modulation and projections supply it)."""
    return F.rms_norm(x, (x.shape[-1],))


def attend(q_BhQd: Tensor, k_BhKd: Tensor, v_BhKd: Tensor, mask_B1QK: Tensor | None) -> Tensor:
    """Scaled dot-product attention.

    Inference calls the library. Training on a CPU writes it out: the library's backward pass there takes three
    times as long at these sizes.
    """
    scale = 1 / math.sqrt(q_BhQd.shape[-1])
    if q_BhQd.is_cuda or not torch.is_grad_enabled():
        return F.scaled_dot_product_attention(q_BhQd, k_BhKd, v_BhKd, mask_B1QK, scale=scale)
    with torch.autocast("cpu", enabled=False):  # softmax would go to fp32
        scores = (q_BhQd @ k_BhKd.transpose(-1, -2)).mul_(scale)
        if mask_B1QK is not None:
            scores = scores + torch.zeros_like(mask_B1QK, dtype=scores.dtype).masked_fill_(~mask_B1QK, -1e9)
        return torch.softmax(scores, -1) @ v_BhKd


@dataclass(frozen=True)
class Told:
    """What is told, as the network uses it: states of the texts, and the painted collage as latents in units of their
    deviations."""

    text_BKLD: Tensor
    guess_BTHWZ: Tensor


@dataclass(frozen=True)
class Keys:
    """Cached keys (un-roped) and values of one or more known frames, per block: lists of (B, h, N, d)."""

    k: list[Tensor]
    v: list[Tensor]
    time_BN: Tensor


class Block(nn.Module):
    """Attention over the visible tokens and the text in one call, then a gated feed-forward."""

    def __init__(self, preset: Preset) -> None:
        super().__init__()
        d = preset.width
        self.heads = preset.heads
        self.q, self.k, self.v, self.o = (nn.Linear(d, d, bias=False) for _ in range(4))
        self.gate, self.up = nn.Linear(d, preset.hidden, bias=False), nn.Linear(d, preset.hidden, bias=False)
        self.down = nn.Linear(preset.hidden, d, bias=False)
        self.gain = nn.Parameter(torch.full((preset.heads,), math.log(8.0)))
        self.bias = nn.Parameter(torch.zeros(6, d))

    def _heads(self, x: Tensor) -> Tensor:
        return rearrange(x, "b n (h d) -> b h n d", h=self.heads)

    def forward(
        self, x_BTSD: Tensor, modulation_BT6D: Tensor, text_BLD: Tensor, angle_BNp: Tensor,
        mask_B1QK: Tensor | None, context: tuple[Tensor, Tensor] | None,
    ) -> tuple[Tensor, Tensor, Tensor]:  # fmt: skip
        """-> tokens, and this block's un-roped keys and values of x for a cache. S: tokens of a latent frame."""
        modulation = (modulation_BT6D + self.bias).to(x_BTSD.dtype)[:, :, None]
        shift_a, scale_a, gate_a, shift_f, scale_f, gate_f = modulation.unbind(-2)
        h = (rms(x_BTSD) * (1 + scale_a) + shift_a).flatten(1, 2)
        text = rms(text_BLD)
        q, k, v = self._heads(self.q(h)), rms(self._heads(self.k(h))), self._heads(self.v(h))
        q = rope(rms(q) * self.gain.exp()[:, None, None].to(q.dtype), angle_BNp)
        keys, values = [rope(k, angle_BNp)], [v]
        if context is not None:
            keys.append(context[0])
            values.append(context[1])
        keys.append(rms(self._heads(self.k(text))))
        values.append(self._heads(self.v(text)))
        a = attend(q, torch.cat(keys, 2), torch.cat(values, 2), mask_B1QK)
        x = x_BTSD + gate_a * self.o(rearrange(a, "b h n d -> b n (h d)")).unflatten(1, x_BTSD.shape[1:3])
        h = rms(x) * (1 + scale_f) + shift_f
        return x + gate_f * self.down(F.silu(self.gate(h)) * self.up(h)), k, v


class Denoiser(nn.Module):
    """Predicts clean latents from noisy ones, given texts, layout and whatever latents are known."""

    def __init__(self, preset: Preset) -> None:
        super().__init__()
        self.preset = preset
        d, c, z = preset.width, preset.cells, preset.latent_dims
        self.sigma: Tensor
        self.register_buffer("sigma", torch.ones(z))
        self.text = TextEncoder(d)
        self.layers = Layers(preset)
        self.codec: Codec | None = None
        self.to_cells, self.seen = nn.Linear(z, 4 * c), nn.Linear(z, 4 * c)
        self.cell_place = nn.Linear(2 * 9, c)
        self.contact = nn.Linear(4, c, bias=False)
        self.stem = nn.ModuleList(CellBlock(c, d) for _ in range(2))
        self.to_tokens, self.direct_in = nn.Linear(4 * c, d), nn.Linear(z, d, bias=False)
        self.told = nn.Linear(4 + CAMERA_MOTION, d)
        self.token_place = nn.Linear(2 * 9, d)
        self.level = nn.Sequential(nn.Linear(64, d), nn.SiLU(), nn.Linear(d, d))
        self.modulation = nn.Linear(d, 6 * d)
        self.blocks = nn.ModuleList(Block(preset) for _ in range(preset.depth))
        self.from_tokens = nn.Linear(d, 4 * c)
        self.join = nn.Conv2d(2 * c, c, 1)
        self.head = nn.ModuleList(CellBlock(c, d) for _ in range(2))
        self.from_cells, self.direct_out = nn.Linear(4 * c, z), nn.Linear(d, z, bias=False)
        for layer in (self.from_cells, self.direct_out, self.modulation, self.contact):
            nn.init.zeros_(layer.weight)
        with torch.no_grad():  # residual branches start open a little, so that all matrices get a gradient
            self.modulation.bias.zero_()
            self.modulation.bias[2 * d : 3 * d] = self.modulation.bias[5 * d :] = 0.5

    def _levels(self, level_BT: Tensor) -> Tensor:
        frequency = torch.exp(torch.linspace(0, math.log(200.0), 32, device=level_BT.device))
        angle = level_BT[..., None].float() * frequency
        result: Tensor = F.silu(self.level(torch.cat([angle.sin(), angle.cos()], -1).to(self.modulation.weight.dtype)))
        return result

    def attach(self, codec: Codec) -> Denoiser:
        """Give it the codec that turns what is painted into latents; it is no part of the weights. Returns itself."""
        self.codec = codec
        return self

    def tell(self, condition: Condition, rows: int, columns: int, collage_BTHWZ: Tensor | None = None) -> Told:
        """What is told, worked out once for any number of passes over the same frames (``rows`` x ``columns``).

        ``collage_BTHWZ``: latents of what the painters make of it, if that is known already. Where no word is said,
        nothing is painted. The painters are not trained here: their lessons are cheaper.
        """
        text_BKLD, _ = self.text(condition.ids_BKL, condition.slots_BKL, condition.fields_BKL)
        if collage_BTHWZ is None:
            collage_BTHWZ = self.collage(condition, rows, columns)
        return Told(text_BKLD, collage_BTHWZ / self.sigma.float())

    @torch.no_grad()
    def collage(self, condition: Condition, rows: int, columns: int) -> Tensor:
        """What the painters make of what is told, as latents (B, T, rows, columns, Z)."""
        if self.codec is None:
            raise RuntimeError("a denoiser needs its codec: model.attach(codec)")
        if not bool(condition.ids_BKL.any()):
            return self.sigma.new_zeros(*condition.text_BT.shape, rows, columns, len(self.sigma), dtype=torch.float32)
        with torch.autocast(condition.tracks_BTEF.device.type, enabled=False):
            return self.codec.encode_floats(self.layers(condition, rows, columns))

    def _stem(self, z: Tensor, guess: Tensor, tracks: Tensor, level: Tensor) -> tuple[Tensor, Tensor]:
        b, _, rows, columns, _ = z.shape
        both = self.to_cells(z) + self.seen(guess.to(z.dtype))
        cells = rearrange(both, "b t h w (p q c) -> b t (h p) (w q) c", p=2, q=2)
        place = self.cell_place(fourier(grid(2 * rows, 2 * columns, 8, z.device), 4).to(z.dtype))
        feet = self.contact(contact(tracks, rows, columns).to(z.dtype))
        x = rearrange(cells + place + feet, "b t y x c -> (b t) c y x").contiguous(memory_format=torch.channels_last)
        for block in self.stem:
            x = block(x, level.flatten(0, 1))
        tokens = rearrange(x, "(b t) c (h p) (w q) -> b t h w (p q c)", b=b, p=2, q=2)
        return x, self.to_tokens(tokens) + self.direct_in(z)

    def _head(self, tokens: Tensor, skip: Tensor, level: Tensor) -> Tensor:
        b = tokens.shape[0]
        cells = rearrange(self.from_tokens(rms(tokens)), "b t h w (p q c) -> (b t) c (h p) (w q)", p=2, q=2)
        x = self.join(torch.cat([cells, skip], 1).contiguous(memory_format=torch.channels_last))
        for block in self.head:
            x = block(x, level.flatten(0, 1))
        cells = rearrange(x, "(b t) c (h p) (w q) -> b t h w (p q c)", b=b, p=2, q=2)
        result: Tensor = self.from_cells(cells) + self.direct_out(rms(tokens))
        return result

    def forward(
        self, z_BTHWZ: Tensor, frames: Frames, condition: Condition,
        mask_BQK: Tensor | None = None, context: list[tuple[Tensor, Tensor]] | None = None,
        collect: bool = False, told: Told | None = None,
    ) -> tuple[Tensor, Keys | None]:  # fmt: skip
        """Clean latents (B, T, H, W, Z); with ``collect`` also the frames' keys for a cache.

        ``mask_BQK``: visibility among the latent tokens (None: everything sees everything); ``context``:
        roped keys and values of cached frames, per block, seen by every token; ``told``: :meth:`tell` of the same
        condition, where it is already there.
        """
        rows, columns = z_BTHWZ.shape[2:4]
        scale_in, keep, trust, scale_out = self._preconditioning(frames)
        noisy = z_BTHWZ.float()
        z = (noisy * scale_in).to(self.to_cells.weight.dtype)
        told = told or self.tell(condition, rows, columns)
        level = self._levels(frames.level_BT)
        skip, x = self._stem(z, told.guess_BTHWZ, condition.tracks_BTEF, level)
        known = frames.known_BTHW[..., None].to(self.told.weight.dtype)
        kind = F.one_hot(frames.kind_BT, 3).to(x.dtype)
        about = (
            torch.cat([kind, condition.camera_BTC[..., :CAMERA_MOTION]], -1)
            .to(known.dtype)[:, :, None, None]
            .expand(-1, -1, rows, columns, -1)
        )
        x = x + self.told(torch.cat([known, about], -1))
        x = x + self.token_place(fourier(grid(rows, columns, 16, x.device), 4).to(self.token_place.weight.dtype))
        x = rearrange(x, "b t h w d -> b t (h w) d")
        modulation = self.modulation(level).unflatten(-1, (6, -1))
        angle = rope_angles(
            frames.time_BT.repeat_interleave(rows * columns, 1), rows, columns, self.preset.width // self.preset.heads
        )
        cached = sum(k.shape[2] for k, _ in context[:1]) if context else 0
        mask = self._mask(mask_BQK, condition, rows * columns, cached)
        text = told.text_BKLD.flatten(1, 2)
        keys, values = [], []
        for i, block in enumerate(self.blocks):
            x, k, v = block(x, modulation, text, angle, mask, context[i] if context else None)
            if collect:
                keys.append(k)
                values.append(v)
        x = rearrange(x, "b t (h w) d -> b t h w d", h=rows)
        cache = Keys(keys, values, frames.time_BT.repeat_interleave(rows * columns, 1)) if collect else None
        beyond = self._head(x, skip, level)
        return keep * noisy + trust * told.guess_BTHWZ.float() + scale_out * beyond.float(), cache

    def _preconditioning(self, frames: Frames) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Scale of the input, share of it kept, trust in what is painted, scale of the output; per coefficient.

        Were the coefficients independent and Gaussian around mu with deviation sigma, the best estimate would be
        keep z + (1 - (1 - t) keep) mu. What is painted guesses mu / sigma; the network adds what it lacks, at
        unit scale whatever the level (Karras et al., 2206.00364, section 5, for the straight path and one sigma
        per coefficient).
        """
        whole = frames.known_BTHW.flatten(2).all(-1)[..., None, None]
        level = torch.where(frames.known_BTHW & ~whole, 0.0, frames.level_BT[..., None, None].float())[..., None]
        sigma = self.sigma.float()
        power = ((1 - level) * sigma).square() + level.square()
        trust = sigma * level.square() / power  # 1 - (1 - t) keep, times sigma
        return power.rsqrt(), (1 - level) * sigma.square() / power, trust, sigma * level * power.rsqrt()

    def _mask(self, mask_BQK: Tensor | None, condition: Condition, tokens: int, cached: int) -> Tensor | None:
        """Add the text's columns: a token sees the text of its own beat, and no padding."""
        there = condition.ids_BKL > 0
        if mask_BQK is None and condition.ids_BKL.shape[1] == 1 and bool(there.all()):
            return None
        beat_BQ = condition.text_BT.repeat_interleave(tokens, 1)
        number = torch.arange(there.shape[1], device=there.device)[None, None, :, None]
        own = ((beat_BQ[:, :, None, None] == number) & there[:, None]).flatten(2)
        b, q, _ = own.shape
        latents = mask_BQK if mask_BQK is not None else own.new_ones(b, q, q)
        return torch.cat([latents, own.new_ones(b, q, cached), own], -1)[:, None]
