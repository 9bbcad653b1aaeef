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
from functools import lru_cache, partial
from typing import cast

import torch
import torch.nn.functional as F
from einops import rearrange
from torch import Tensor, nn

from onetake.model.attention import (
    Kept,
    added,
    as_scores,
    attend,
    gated,
    modulated,
    rms,
    rope_angles,
    turns,
    unit_and_turned,
)
from onetake.model.codec import Codec
from onetake.model.condition import CAMERA_MOTION, Condition, Frames, contact, grid
from onetake.model.decoder import Painting
from onetake.model.layers import Layers
from onetake.model.places import fourier
from onetake.model.presets import Preset
from onetake.prompt.ontology import VOCABULARY_SIZE
from onetake.types import PATCH

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


@lru_cache(maxsize=16)
def _frequencies(device: torch.device) -> Tensor:
    """At which the level of noise is told, (32,)."""
    with torch.inference_mode(False):  # so that training may use it too
        return torch.exp(torch.linspace(0, math.log(200.0), 32, device=device))


@lru_cache(maxsize=16)
def _places(rows: int, columns: int, device: torch.device) -> Tensor:
    """Where every cell is, in waves (rows, columns, F)."""
    with torch.inference_mode(False):  # so that training may use it too
        return fourier(grid(rows, columns, 1, device), 4)


def _cells(x_BTHWC: Tensor) -> Tensor:
    """Patches to the four cells of each, (B*T, C, 2 H, 2 W); in memory the channels are last."""
    return rearrange(x_BTHWC, "b t h w (p q c) -> (b t) (h p) (w q) c", p=2, q=2).permute(0, 3, 1, 2)


def _patches(x: Tensor, frames: int) -> Tensor:
    """:func:`_cells` undone, (B, T, H, W, 4 C)."""
    return rearrange(x, "(b t) c (h p) (w q) -> b t h w (p q c)", t=frames, p=2, q=2)


class CellBlock(nn.Module):
    """Two 3x3 convolutions on cells, modulated by the noise level, residual (B*T, C, rows, columns)."""

    def __init__(self, cells: int, width: int) -> None:
        super().__init__()
        self.first, self.second = nn.Conv2d(cells, cells, 3, padding=1), nn.Conv2d(cells, cells, 3, padding=1)
        self.modulation = nn.Linear(width, 2 * cells)
        nn.init.zeros_(self.second.weight)
        nn.init.zeros_(self.modulation.weight)

    def forward(self, x: Tensor, scale: Tensor, shift: Tensor) -> Tensor:
        h = modulated(x.permute(0, 2, 3, 1), scale, shift).permute(0, 3, 1, 2)
        result: Tensor = x + self.second(F.silu(self.first(h)))
        return result


@dataclass(frozen=True)
class Told:
    """What is told, as the network uses it.

    ``guess_BTHWZ``: the painted collage, as latents in units of their deviations; ``cells_BTHWC``: what the stem adds
    to every patch of cells because of it, of where the cells are and of who stands there.
    ``words``: keys and values of the texts, per block, (B, h, K*L, d) each.
    """

    guess_BTHWZ: Tensor
    cells_BTHWC: Tensor
    words: list[tuple[Tensor, Tensor]]


@dataclass(frozen=True)
class Keys:
    """Cached keys (un-roped) and values of one or more known frames, per block: lists of (B, h, N, d)."""

    k: list[Tensor]
    v: list[Tensor]
    time_BN: Tensor


def lengths(gain_h: list[Tensor], head: int) -> Tensor:
    """One over the length that queries, then keys of each head get, (2 h, 1), in fp32: that of a query is its gain (the
    1 / sqrt(d) of attention is in it), a key's numbers are about 1."""
    gain = gain_h[0].float()
    return torch.cat([(-gain).exp(), torch.full_like(gain, 1 / math.sqrt(head))])[:, None]


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
        self._qkv, self._gate_up = Kept(self.q, self.k, self.v), Kept(self.gate, self.up)
        self._lengths = Kept(self, name="gain", make=partial(lengths, head=d // preset.heads))

    def words(self, text_BLD: Tensor) -> tuple[Tensor, Tensor]:
        """Keys and values (B, h, L, d) of text states that are normalised already."""
        kv = F.linear(text_BLD, self._qkv()[len(self.q.weight) :])
        head = len(self.q.weight) // self.heads  # told, since there may be no word at all
        k, v = kv.view(*kv.shape[:2], 2 * self.heads, head).transpose(1, 2).chunk(2, 1)
        return rms(k), v

    def forward(
        self, x_BTSD: Tensor, modulation: tuple[Tensor, ...], words: tuple[Tensor, Tensor], turn: tuple[Tensor, Tensor],
        mask_B1QK: Tensor | None, context: tuple[Tensor, Tensor] | None,
    ) -> tuple[Tensor, Tensor, Tensor]:  # fmt: skip
        """-> tokens, and this block's un-roped keys and values of x for a cache. S: tokens of a latent frame.

        ``modulation``: shift, scale and gate of either half, as :meth:`Denoiser._modulation` gives them; ``turn``:
        :func:`turns`, for all heads (B, N, 1, d).
        """
        _, _, gate_a, shift_f, scale_f, gate_f = modulation
        q, k, v, plain = self._looks(x_BTSD, modulation, turn)
        seen = [(k, v), words] if context is None else [(k, v), context, words]
        largest = float(self.gain.detach().max().exp()) * math.sqrt(q.shape[-1]) if not q.is_cuda else math.inf
        a = attend(q, [k for k, _ in seen], [v for _, v in seen], mask_B1QK, largest)
        x = torch.addcmul(x_BTSD, gate_a, self.o(a.transpose(1, 2).flatten(2)).view_as(x_BTSD))
        y = self.down(gated(F.linear(modulated(x, scale_f, shift_f), self._gate_up())))
        return torch.addcmul(x, gate_f, y), plain, v

    def keys(
        self, x_BTSD: Tensor, modulation: tuple[Tensor, ...], turn: tuple[Tensor, Tensor]
    ) -> tuple[Tensor, Tensor]:
        """Un-roped keys and values of x alone, as of :meth:`forward`."""
        _, _, v, plain = self._looks(x_BTSD, modulation, turn)
        return plain, v

    def _looks(
        self, x_BTSD: Tensor, modulation: tuple[Tensor, ...], turn: tuple[Tensor, Tensor]
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Queries, keys, values, and keys that are not turned: (B, h, N, d) each."""
        h, n = modulated(x_BTSD, modulation[1], modulation[0]).flatten(1, 2), self.heads
        all_BNhd = F.linear(h, self._qkv()).view(*h.shape[:2], 3 * n, -1)
        qk_BNhd, v = torch.split(all_BNhd, [2 * n, n], 2)
        qk_BNhd, plain_BNhd = unit_and_turned(qk_BNhd, self._lengths(), *turn)
        q, k = qk_BNhd.transpose(1, 2).chunk(2, 1)
        return q, k, v.transpose(1, 2), plain_BNhd[:, :, self.heads :].transpose(1, 2)


def own_biases(biases_6D: list[Tensor]) -> Tensor:
    """What every block adds to its modulation, (K, 6, D), in fp32; scales are 1 and more, times the root of D."""
    own_K6D = torch.stack(biases_6D).float()
    scale = [0.0, 1.0, 0.0, 0.0, 1.0, 0.0]
    one_6D, root = own_K6D.new_tensor(scale)[:, None], math.sqrt(own_K6D.shape[-1])
    return (own_K6D + one_6D) * (1 + (root - 1) * one_6D)


def channels_last(model: nn.Module) -> None:
    """Put the weights of convolutions into the order in which they read cells."""
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            module.to(memory_format=torch.channels_last)  # type: ignore[call-overload]


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
        modulations = [self.modulation, *(block.modulation for block in (*self.stem, *self.head))]
        self._modulation_weights, self._modulation_biases = Kept(*modulations), Kept(*modulations, name="bias")
        self._own_biases = Kept(*self.blocks, name="bias", make=own_biases)
        for layer in (self.from_cells, self.direct_out, self.modulation, self.contact):
            nn.init.zeros_(layer.weight)
        with torch.no_grad():  # residual branches start open a little, so that all matrices get a gradient
            self.modulation.bias.zero_()
            self.modulation.bias[2 * d : 3 * d] = self.modulation.bias[5 * d :] = 0.5

    def _levels(self, level_BT: Tensor) -> Tensor:
        angle = level_BT[..., None].float() * _frequencies(level_BT.device)
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
        text_BLD, guess = rms(text_BKLD.flatten(1, 2)), collage_BTHWZ / self.sigma.float()
        place = self.cell_place(_places(2 * rows, 2 * columns, guess.device).to(text_BLD.dtype))
        feet = self.contact(contact(condition.tracks_BTEF, rows, columns).to(text_BLD.dtype))
        cells = rearrange(place + feet, "b t (h p) (w q) c -> b t h w (p q c)", p=2, q=2) + self.to_cells.bias
        cells = cells + self.seen(guess.to(text_BLD.dtype))
        return Told(guess, cells, [cast(Block, block).words(text_BLD) for block in self.blocks])

    def collage(self, condition: Condition, rows: int, columns: int) -> Tensor:
        """What the painters make of what is told, as latents (B, T, rows, columns, Z); nothing where no word is
        said."""
        painting = self.painted(condition, rows, columns)
        if painting is None:
            return self.sigma.new_zeros(*condition.text_BT.shape, rows, columns, len(self.sigma), dtype=torch.float32)
        return painting.collage_BTHWZ

    @torch.no_grad()
    def painted(self, condition: Condition, rows: int, columns: int) -> Painting | None:
        """The same with its pixels."""
        if self.codec is None:
            raise RuntimeError("a denoiser needs its codec: model.attach(codec)")
        if not bool(condition.ids_BKL.any()):
            return None
        with torch.autocast(condition.tracks_BTEF.device.type, enabled=False):
            pixels_BNCYX: Tensor = self.layers(condition, rows, columns)
            at = partial(self.layers.frames, condition, (rows * PATCH, columns * PATCH))
            return Painting(pixels_BNCYX, self.codec.encode_floats(pixels_BNCYX), at)

    def _stem(self, z: Tensor, told: Told, to_tokens: Tensor, modulation: list[Tensor]) -> tuple[Tensor, Tensor]:
        x = _cells(added(self.to_cells, z, told.cells_BTHWC))
        for block in self.stem:
            x = block(x, modulation.pop(0), modulation.pop(0))
        tokens = self.to_tokens(_patches(x, z.shape[1]))
        return x, added(self.direct_in, z, tokens + to_tokens)

    def _head(self, tokens: Tensor, skip: Tensor, modulation: list[Tensor]) -> Tensor:
        tokens = rms(tokens)
        x = self.join(torch.cat([_cells(self.from_tokens(tokens)), skip], 1))
        for block in self.head:
            x = block(x, modulation.pop(0), modulation.pop(0))
        return added(self.direct_out, tokens, self.from_cells(_patches(x, tokens.shape[1])))

    def _about(self, frames: Frames, condition: Condition) -> Tensor:
        """What is added to tokens because of what their frame is, where they are, and whether they are known."""
        rows, columns = frames.known_BTHW.shape[2:]
        place_HWD = self.token_place(_places(rows, columns, frames.known_BTHW.device).to(self.told.weight.dtype))
        kind = (frames.kind_BT[..., None] == torch.arange(3, device=frames.kind_BT.device)).to(place_HWD.dtype)
        about = torch.cat([kind, condition.camera_BTC[..., :CAMERA_MOTION].to(kind.dtype)], -1)
        known_D, *others = self.told.weight.t().contiguous().to(about.dtype)
        frame_BTD = about @ torch.stack(others) + self.told.bias.to(about.dtype)
        about = frame_BTD[:, :, None, None] + place_HWD
        return torch.addcmul(about, frames.known_BTHW[..., None].to(about.dtype), known_D)

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
        told = told or self.tell(condition, rows, columns)
        scale_in, keep, trust, scale_out = self._preconditioning(frames)
        noisy = z_BTHWZ.float()
        x, skip, trunk, by_cell = self._enter(noisy * scale_in, frames, condition, told)
        time_BN, turn = self._turn(frames)
        cached = sum(k.shape[2] for k, _ in context[:1]) if context else 0
        mask = self._mask(mask_BQK, condition, rows * columns, cached, x.dtype)
        keys, values = [], []
        for i, block in enumerate(self.blocks):
            x, k, v = block(x, trunk[i], told.words[i], turn, mask, context[i] if context else None)
            if collect:
                keys.append(k.to(v.dtype))
                values.append(v)
        cache = Keys(keys, values, time_BN) if collect else None
        beyond = self._head(rearrange(x, "b t (h w) d -> b t h w d", h=rows), skip, by_cell)
        clean = torch.addcmul(keep * noisy, trust, told.guess_BTHWZ.float())
        return torch.addcmul(clean, scale_out, beyond.float()), cache

    def keys(self, z_BTHWZ: Tensor, frames: Frames, condition: Condition, told: Told | None = None) -> Keys:
        """What :meth:`forward` collects of frames that all see each other; the latents that nobody asked for are not
        worked out, nor what only they need."""
        rows, columns = z_BTHWZ.shape[2:4]
        told = told or self.tell(condition, rows, columns)
        x, _, trunk, _ = self._enter(
            z_BTHWZ.float() * self._preconditioning(frames)[0], frames, condition, told
        )  # fmt: skip
        time_BN, turn = self._turn(frames)
        mask, both = self._mask(None, condition, rows * columns, 0, x.dtype), []
        for block, modulation, words in zip(self.blocks[:-1], trunk, told.words, strict=False):
            x, *found = block(x, modulation, words, turn, mask, None)
            both.append(found)
        both.append(cast(Block, self.blocks[-1]).keys(x, trunk[-1], turn))
        return Keys([k.to(v.dtype) for k, v in both], [v for _, v in both], time_BN)

    def _enter(
        self, z: Tensor, frames: Frames, condition: Condition, told: Told
    ) -> tuple[Tensor, Tensor, list[tuple[Tensor, ...]], list[Tensor]]:
        """Tokens (B, T, S, D), cells for the head, modulations of the blocks, and of the head's cells."""
        trunk, by_cell = self._modulation(frames.level_BT)
        z = z.to(self.to_cells.weight.dtype)
        skip, x = self._stem(z, told, self._about(frames, condition), by_cell)
        return x.flatten(2, 3), skip, trunk, by_cell

    def _turn(self, frames: Frames) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        """Times of tokens (B, N), and what turns heads, see :func:`turns`."""
        rows, columns = frames.known_BTHW.shape[2:]
        time_BN = frames.time_BT.repeat_interleave(rows * columns, 1)
        cosine, sine = turns(rope_angles(time_BN, rows, columns, self.preset.width // self.preset.heads))
        return time_BN, (cosine[:, :, None], sine[:, :, None])

    def _modulation(self, level_BT: Tensor) -> tuple[list[tuple[Tensor, ...]], list[Tensor]]:
        """Of every block: shift, scale and gate of either half, (B, T, 1, D) each; and, in turn, scale and shift of
        every block of cells, (B*T, 1, 1, C) each. Scales are of what has a length of 1, see :func:`modulated`."""
        level = self._levels(level_BT)
        wanted = F.linear(level, self._modulation_weights(), self._modulation_biases())
        d, c = self.preset.width, self.preset.cells
        trunk, cells = torch.split(wanted.float(), [6 * d, wanted.shape[-1] - 6 * d], -1)
        own_K6D = self._own_biases()
        root_6D = trunk.new_tensor([1, math.sqrt(d), 1, 1, math.sqrt(d), 1])[:, None]
        all_KBT61D = torch.addcmul(own_K6D[:, None, None], trunk.view(*trunk.shape[:2], 6, d), root_6D).to(level.dtype)
        by_block = [part.unbind(2) for part in all_KBT61D.unsqueeze(-2).unbind()]
        cells = cells.reshape(level_BT.numel(), -1, 2, 1, 1, c)
        scales = ((cells[:, :, 0] + 1) * math.sqrt(c)).to(level.dtype).unbind(1)
        shifts = cells[:, :, 1].to(level.dtype).unbind(1)
        return by_block, [part for both in zip(scales, shifts, strict=True) for part in both]

    def _preconditioning(self, frames: Frames) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Scale of the input, share of it kept, trust in what is painted, scale of the output; per coefficient.

        Were the coefficients independent and Gaussian around mu with deviation sigma, the best estimate would be
        keep z + (1 - (1 - t) keep) mu. What is painted guesses mu / sigma; the network adds what it lacks, at
        unit scale whatever the level (Karras et al., 2206.00364, section 5, for the straight path and one sigma
        per coefficient).
        """
        whole = frames.known_BTHW.flatten(2).all(-1)[..., None, None]
        part, level = frames.known_BTHW & ~whole, frames.level_BT[..., None, None].float()
        if part.is_cuda or bool(part.any()):  # else one number a frame will do
            level = torch.where(part, 0.0, level)
        level = level[..., None]
        sigma = self.sigma.float()
        power = ((1 - level) * sigma).square() + level.square()
        trust = sigma * level.square() / power  # 1 - (1 - t) keep, times sigma
        return power.rsqrt(), (1 - level) * sigma.square() / power, trust, sigma * level * power.rsqrt()

    def _mask(
        self, mask_BQK: Tensor | None, condition: Condition, tokens: int, cached: int, dtype: torch.dtype
    ) -> Tensor | None:
        """Add the text's columns: a token sees the text of its own beat, and no padding."""
        there = condition.ids_BKL > 0
        if mask_BQK is None and condition.ids_BKL.shape[1] == 1 and bool(there.all()):
            return None
        beat_BQ = condition.text_BT.repeat_interleave(tokens, 1)
        number = torch.arange(there.shape[1], device=there.device)[None, None, :, None]
        own = ((beat_BQ[:, :, None, None] == number) & there[:, None]).flatten(2)
        b, q, _ = own.shape
        latents = mask_BQK if mask_BQK is not None else own.new_ones(b, q, q)
        mask_B1QK = torch.cat([latents, own.new_ones(b, q, cached), own], -1)[:, None]
        if mask_B1QK.is_cuda or not torch.is_grad_enabled():
            return mask_B1QK
        return as_scores(mask_B1QK, self.preset.heads, dtype)
