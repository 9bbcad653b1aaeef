"""Normalisation, rotary positions and attention of the denoiser, each in as few passes over the numbers as it takes.

The matrices are small: what is done between them costs as much as they do, so every pass counts. Lengths and angles
are worked out in fp32, and what comes of them is rounded once.

Axes: B batch, N Q K tokens, h heads, d numbers of a head, p pairs of numbers.
Sources: QK-norm (2302.05442); rotary positions (2104.09864); adaLN (2212.09748).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

EPSILON = 1e-6
"""Added to the length of a token, so that nothing is divided by zero."""


def rms(x: Tensor) -> Tensor:
    """Root-mean-square normalisation without a gain (modulation and projections supply it)."""
    length: Tensor = torch.linalg.vector_norm(x, dim=-1, keepdim=True)
    return x / (length / math.sqrt(x.shape[-1])).add(EPSILON)


class Kept:
    """Weights of several layers as one matrix: one large product is quicker than several.

    Made again when one of them has changed; where gradients are wanted, every time.
    """

    def __init__(
        self, *layers: nn.Module, name: str = "weight", make: Callable[[list[Tensor]], Tensor] = torch.cat
    ) -> None:
        self.layers, self.name, self.make = layers, name, make
        self.held: list[Tensor] = []  # as long as they are, no other weights can be where they are in memory
        self.state: list[tuple[int, int]] = []
        self.made: Tensor | None = None

    def __call__(self) -> Tensor:
        weights: list[Any] = [layer._parameters[self.name] for layer in self.layers]
        if torch.is_grad_enabled() or weights[0].is_inference():  # which do not tell when they change
            return self.make(weights)
        state = [(w.data_ptr(), w._version) for w in weights]
        if self.made is None or state != self.state:
            self.held, self.state, self.made = weights, state, self.make(weights)
        return self.made


def _differentiable(function: type[torch.autograd.Function], *arguments: Any) -> Tensor:
    """A function that brings its own gradient, applied."""
    result: Tensor = function.apply(*arguments)  # type: ignore[no-untyped-call]
    return result


def modulated(x: Tensor, scale: Tensor, shift: Tensor) -> Tensor:
    """``x / |x| * scale + shift`` over the last axis, |x| being its length."""
    if torch.is_grad_enabled():
        return _differentiable(_Modulated, x, scale, shift)
    return torch.addcmul(shift, x / _length(x), scale)


def _length(x: Tensor) -> Tensor:
    length: Tensor = torch.linalg.vector_norm(x, dim=-1, keepdim=True)
    return length.add_(EPSILON)


class _Modulated(torch.autograd.Function):
    """:func:`modulated`, its gradient in as few passes."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, scale: Tensor, shift: Tensor) -> Tensor:
        length = _length(x)
        unit = x / length
        ctx.save_for_backward(unit, length, scale)
        return torch.addcmul(shift, unit, scale)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        unit, length, scale = ctx.saved_tensors
        return (
            _across(grad * scale, unit, length),
            (grad * unit).sum_to_size(scale.shape),
            grad.sum_to_size(scale.shape),
        )


def _across(grad: Tensor, unit: Tensor, length: Tensor) -> Tensor:
    """Gradient of x, given that of ``unit = x / length``: its part across x."""
    along = (grad * unit).sum(-1, keepdim=True).neg_()
    return torch.addcmul(grad, unit, along).div_(length)


def gated(both: Tensor) -> Tensor:
    """``silu(gate) * up`` of a tensor that holds gate and up side by side (2002.05202)."""
    if torch.is_grad_enabled():
        return _differentiable(_Gated, both)
    gate, up = both.chunk(2, -1)
    return F.silu(gate).mul_(up)


class _Gated(torch.autograd.Function):
    """:func:`gated`; both gradients are written side by side, too."""

    @staticmethod
    def forward(ctx: Any, both: Tensor) -> Tensor:
        gate, up = both.chunk(2, -1)
        open_ = F.silu(gate)
        ctx.save_for_backward(both, open_)
        return open_ * up

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> Tensor:
        both, open_ = ctx.saved_tensors
        (gate, up), result = both.chunk(2, -1), torch.empty_like(both)
        of_gate, of_up = result.chunk(2, -1)
        torch.mul(grad, open_, out=of_up)
        of_gate.copy_(torch.ops.aten.silu_backward(grad * up, gate))
        return result


def added(layer: nn.Linear, x: Tensor, to: Tensor) -> Tensor:
    """``to`` and what a layer without its bias makes of x, in one pass; both of the same shape but for the last
    axis."""
    return torch.addmm(to.flatten(0, -2), x.flatten(0, -2), layer.weight.t()).view(to.shape)


@lru_cache(maxsize=16)
def _angles_of(rows: int, columns: int, frames: int, head: int, device: torch.device) -> tuple[Tensor, Tensor]:
    """Angle per latent frame (pairs for time), and the angles of every token's row and column (N, other pairs)."""
    pairs = head // 2
    py = pairs // 3
    with torch.inference_mode(False):  # so that training may use it too
        time, side = (
            math.pi * 100.0 ** (-torch.arange(count, device=device) / count) / 2 for count in (pairs - 2 * py, py)
        )
        y = torch.arange(rows, device=device)[:, None].expand(rows, columns).flatten().repeat(frames)
        x = torch.arange(columns, device=device).repeat(rows).repeat(frames)
        return time, torch.cat([y[:, None] * side, x[:, None] * side], -1)


def rope_angles(time_BN: Tensor, rows: int, columns: int, head: int) -> Tensor:
    """Rotary angles of tokens: (B, N, head / 2); half of the pairs for time, a quarter each for rows and columns."""
    frames = time_BN.shape[1] // (rows * columns)
    time, place_Np = _angles_of(rows, columns, frames, head, time_BN.device)
    return torch.cat([time_BN[..., None] * time, place_Np.expand(len(time_BN), -1, -1)], -1)


def turns(angle_BNp: Tensor) -> tuple[Tensor, Tensor]:
    """What :func:`turned` multiplies heads by, (B, N, d) each: cosines twice, sines against and along."""
    c, s = angle_BNp.cos(), angle_BNp.sin()
    return torch.cat([c, c], -1), torch.cat([-s, s], -1)


def turned(x: Tensor, cosine: Tensor, sine: Tensor) -> Tensor:
    """Rotate pairs (first half, second half) of the last axis; see :func:`turns`."""
    return x.roll(x.shape[-1] // 2, -1).mul_(sine).addcmul_(x, cosine)


def rope(x_BhNd: Tensor, angle_BNp: Tensor) -> Tensor:
    """Rotate pairs (first half, second half) of every head by their angles."""
    cosine, sine = (t[:, None] for t in turns(angle_BNp))
    return turned(x_BhNd.float(), cosine, sine).to(x_BhNd.dtype)


def unit_and_turned(x_BNhd: Tensor, length_h1: Tensor, cosine: Tensor, sine: Tensor) -> tuple[Tensor, Tensor]:
    """Heads of the lengths that are wanted, turned; and in fp32 before they were turned. Axes as in x.

    ``length_h1``: one over those lengths; cosines and sines (B, N, 1, d): see :func:`turns`.
    """
    if torch.is_grad_enabled():
        result = _differentiable(_Turned, x_BNhd, length_h1, cosine, sine)
        return result, turned(result.float(), cosine, -sine)
    x = x_BNhd.float()
    x.div_(torch.linalg.vector_norm(x, dim=-1, keepdim=True).mul_(length_h1).add_(EPSILON))
    return turned(x, cosine, sine).to(x_BNhd.dtype), x


class _Turned(torch.autograd.Function):
    """:func:`unit_and_turned`: what is turned, and its gradient."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, length: Tensor, cosine: Tensor, sine: Tensor) -> Tensor:
        unit = x.float()
        own = torch.linalg.vector_norm(unit, dim=-1, keepdim=True).add_(EPSILON)
        unit = unit / own
        ctx.save_for_backward(unit, own, length, cosine, sine)
        ctx.dtype = x.dtype
        return turned(unit / length, cosine, sine).to(x.dtype)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor, Tensor, None, None]:
        unit, own, length, cosine, sine = ctx.saved_tensors
        grad = turned(grad.float(), cosine, -sine).div_(length)
        of_length = (grad * unit).sum_to_size(length.shape).neg_().div_(length)
        return _across(grad, unit, own).to(ctx.dtype), of_length, None, None


LARGEST = 80.0
"""Scores below this are raised to powers of e without looking for the largest first."""
EVEN = 32
"""Products of matrices take half as long where the number of keys is a multiple of this."""


def attend(
    q_BhQd: Tensor, keys: list[Tensor], values: list[Tensor], mask_B1QK: Tensor | None, largest: float
) -> Tensor:
    """Attention to several groups of keys (B, h, K, d) at once, (B, h, Q, d); scores are products as they are.

    ``mask_B1QK``: bool, or what is added to scores, see :func:`as_scores`; no score is beyond ``largest``.
    Masks and GPUs are left to the library. On a CPU it takes longer than what is written out here, and its backward
    pass three times as long, unless the number of keys happens to suit it.
    """
    if q_BhQd.is_cuda or largest > LARGEST or (mask_B1QK is not None and mask_B1QK.dtype == torch.bool):
        return F.scaled_dot_product_attention(q_BhQd, torch.cat(keys, 2), torch.cat(values, 2), mask_B1QK, scale=1.0)
    more = -sum(k.shape[2] for k in keys) % EVEN
    if more:
        nothing = q_BhQd.new_zeros(*q_BhQd.shape[:2], more, q_BhQd.shape[-1])
        keys, values = [*keys, nothing], [*values, nothing]
    k, v = torch.cat(keys, 2).flatten(0, 1), torch.cat(values, 2).flatten(0, 1)
    with torch.autocast("cpu", enabled=False):
        if torch.is_grad_enabled():
            out = _differentiable(_Attention, q_BhQd.flatten(0, 1), k, v, mask_B1QK, more)
        else:
            out = _attention(q_BhQd.flatten(0, 1), k, v, mask_B1QK, more)[0]
    return out.view(q_BhQd.shape)


def as_scores(mask_B1QK: Tensor, heads: int, dtype: torch.dtype) -> Tensor:
    """What is added to the scores of all heads where a mask is False, (B*h, Q, K): made once for all blocks."""
    scores = torch.zeros_like(mask_B1QK, dtype=dtype).masked_fill_(~mask_B1QK, -1e9)
    return F.pad(scores, (0, -scores.shape[-1] % EVEN)).expand(-1, heads, -1, -1).flatten(0, 1)


def _attention(q: Tensor, k: Tensor, v: Tensor, add: Tensor | None, more: int) -> tuple[Tensor, Tensor, Tensor]:
    """-> what attention gives, powers of e (B*h, Q, K), one over their sums. The last ``more`` keys are none.

    Scores cannot be large, so the softmax does without the passes over them that look for the largest and divide: what
    comes of it is divided, which is far less.
    """
    keys = k.transpose(-1, -2)
    p = (torch.bmm(q, keys) if add is None else torch.baddbmm(add, q, keys)).exp_()
    share = p[..., : p.shape[-1] - more].sum(-1, keepdim=True).reciprocal_()
    return torch.bmm(p, v).mul_(share), p, share


class _Attention(torch.autograd.Function):
    """:func:`_attention` and its gradient: (B*h, Q, d), (B*h, K, d) twice, scores to add (B*h, Q, K)."""

    @staticmethod
    def forward(ctx: Any, q: Tensor, k: Tensor, v: Tensor, add: Tensor | None, more: int) -> Tensor:
        out, p, share = _attention(q, k, v, add, more)
        ctx.save_for_backward(q, k, v, p, share, out)
        return out

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor, Tensor, Tensor, None, None]:
        q, k, v, p, share, out = ctx.saved_tensors
        along = (grad * out).sum(-1, keepdim=True).mul_(share).neg_()
        grad = grad * share
        of_v = torch.bmm(p.transpose(-1, -2), grad)
        of_scores = torch.baddbmm(along.expand_as(p), grad, v.transpose(-1, -2)).mul_(p)
        return torch.bmm(of_scores, k), torch.bmm(of_scores.transpose(-1, -2), q), of_v, None, None
