"""Attention and what surrounds it: written out, it is what the library gives, and so are its gradients."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from onetake.model.attention import (
    as_scores,
    attend,
    gated,
    modulated,
    rms,
    rope,
    rope_angles,
    turns,
    unit_and_turned,
)


def numbers(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def same_gradients(fast: Callable[..., Tensor], plain: Callable[..., Tensor], *inputs: Tensor) -> None:
    """Both give the same, with and without gradients, and the same gradients."""
    inputs = tuple(x.requires_grad_() for x in inputs)
    found, expected = fast(*inputs), plain(*inputs)
    assert torch.allclose(found, expected, atol=2e-5)
    upstream = numbers(*expected.shape, seed=9)
    both = (torch.autograd.grad(out, inputs, upstream.to(out.dtype)) for out in (found, expected))
    for a, b in zip(*both, strict=True):
        assert torch.allclose(a, b, atol=2e-5 * max(1, float(b.abs().max())))
    with torch.no_grad():
        assert torch.allclose(fast(*inputs), expected, atol=2e-5)


def test_modulated() -> None:
    same_gradients(
        modulated,
        lambda x, scale, shift: rms(x) / 4 * scale + shift,
        numbers(2, 3, 5, 16), numbers(2, 3, 1, 16, seed=1), numbers(2, 3, 1, 16, seed=2),
    )  # fmt: skip
    zero = torch.zeros(1, 4, requires_grad=True)
    assert not modulated(zero, torch.ones(1, 4), torch.zeros(1, 4)).any()


def test_gated() -> None:
    same_gradients(gated, lambda x: F.silu(x[..., :6]) * x[..., 6:], numbers(3, 4, 12))


def test_unit_and_turned() -> None:
    angle = rope_angles(torch.arange(2)[None].repeat_interleave(6, 1), 2, 3, 16)
    turn = [t[:, :, None] for t in turns(angle)]

    def plain(x_BNhd: Tensor, length_h1: Tensor) -> Tensor:
        unit = x_BNhd / x_BNhd.norm(dim=-1, keepdim=True) / length_h1
        return rope(unit.transpose(1, 2), angle).transpose(1, 2)

    same_gradients(
        lambda x, length: unit_and_turned(x, length, *turn)[0], plain, numbers(1, 12, 4, 16), numbers(4, 1).abs() + 0.5
    )
    x = numbers(1, 12, 4, 16).float()
    for grad in (True, False):
        with torch.set_grad_enabled(grad):
            result, before = unit_and_turned(x, torch.ones(4, 1), *turn)
        assert torch.allclose(before, F.normalize(x, dim=-1), atol=1e-5)
        assert torch.allclose(rope(before.transpose(1, 2), angle).transpose(1, 2), result, atol=1e-5)


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("largest", [10.0, math.inf])
def test_attend(masked: bool, largest: float) -> None:
    seen = torch.rand(2, 1, 9, 12, generator=torch.Generator().manual_seed(0)) < 0.7
    seen[..., 0] = True
    add = as_scores(seen, 3, torch.float64) if masked else None
    mask = seen if masked else None
    if masked and math.isinf(largest):
        add = seen  # then the library does it

    def fast(q: Tensor, a: Tensor, b: Tensor, v: Tensor, w: Tensor) -> Tensor:
        return attend(q, [a, b], [v, w], add, largest)

    def plain(q: Tensor, a: Tensor, b: Tensor, v: Tensor, w: Tensor) -> Tensor:
        return F.scaled_dot_product_attention(q, torch.cat([a, b], 2), torch.cat([v, w], 2), mask, scale=1.0)

    shapes = ((2, 3, 9, 8), (2, 3, 7, 8), (2, 3, 5, 8), (2, 3, 7, 8), (2, 3, 5, 8))
    same_gradients(fast, plain, *(numbers(*shape, seed=i) * 0.5 for i, shape in enumerate(shapes)))
