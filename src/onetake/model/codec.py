"""Pixels to latents and back: a lapped orthonormal PCA, closed form, nothing to train.

Sixteen by sixteen pixels by four frames become ``dims`` coefficients. Before the block PCA, an orthonormal
filter runs across every patch border, so that neighbouring patches overlap and no seam shows when latents are
imperfect. Encoder and decoder are one matrix each, transposes of one another, so up to the whitening an error
in the latents *is* an error in the pixels.

Pre-filter: Tran, Liang and Tu, "Lapped transform via time-domain pre- and post-processing" (IEEE TSP 2003),
P = W diag(I, V) W with W = [[I, J], [J, -I]] / sqrt(2) and, for the fast lapped orthogonal transform,
V = J C_II^T C_IV J (C: the orthonormal cosine transforms of types II and IV).
In time blocks do not overlap: where one ends, what moves would jump three times a second. So the decoder lets the first
frame of each meet the last of the one before, the less the more they differ, as a deblocking filter does (List et al.,
"Adaptive deblocking filter", IEEE TCSVT 2003). On true scenes this gains 0.04 dB.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from einops import rearrange
from numpy.typing import NDArray
from torch import Tensor

from onetake.types import PATCH, STRIDE


def _cosine_two(n: int) -> Tensor:
    k, i = torch.arange(n, dtype=torch.float64)[:, None], torch.arange(n, dtype=torch.float64)[None]
    c = torch.cos(math.pi * (i + 0.5) * k / n) * math.sqrt(2 / n)
    c[0] /= math.sqrt(2)
    return c


def _cosine_four(n: int) -> Tensor:
    k, i = torch.arange(n, dtype=torch.float64)[:, None], torch.arange(n, dtype=torch.float64)[None]
    return torch.cos(math.pi * (i + 0.5) * (k + 0.5) / n) * math.sqrt(2 / n)


@lru_cache(maxsize=32)
def lapping(length: int) -> Tensor:
    """The orthonormal pre-filter over a whole row or column of ``length`` pixels: (length, length), fp32."""
    half = PATCH // 2
    eye, flip = torch.eye(half, dtype=torch.float64), torch.eye(half, dtype=torch.float64).flip(0)
    butterfly = torch.cat([torch.cat([eye, flip], 1), torch.cat([flip, -eye], 1)]) / math.sqrt(2)
    rotation = flip @ _cosine_two(half).T @ _cosine_four(half) @ flip
    middle = torch.eye(PATCH, dtype=torch.float64)
    middle[half:, half:] = rotation
    border = butterfly @ middle @ butterfly
    matrix = torch.eye(length, dtype=torch.float64)
    for at in range(PATCH, length, PATCH):
        matrix[at - half : at + half, at - half : at + half] = border
    return matrix.float()


def lap(video_BTCYX: Tensor) -> Tensor:
    """Filter across patch borders in both directions. Orthonormal: keeps the norm."""
    rows, columns = lapping(video_BTCYX.shape[-2]), lapping(video_BTCYX.shape[-1])
    return rows @ video_BTCYX @ columns.T


def unlap(video_BTCYX: Tensor) -> Tensor:
    """Inverse (and transpose) of :func:`lap`."""
    rows, columns = lapping(video_BTCYX.shape[-2]), lapping(video_BTCYX.shape[-1])
    return rows.T @ video_BTCYX @ columns


def to_blocks(frames_BNYXC: Tensor) -> Tensor:
    """uint8 RGB video, N a multiple of 4 -> filtered block vectors (B, T, H, W, 3072) in pixel units / 127.5."""
    return blocks_of(rearrange(frames_BNYXC.float() / 127.5 - 1, "b n y x c -> b n c y x"))


def blocks_of(video: Tensor) -> Tensor:
    """The same for frames that are floats in -1..1, (B, N, 3, Y, X)."""
    return rearrange(lap(video), "b (t s) c (h p) (w q) -> b t h w (s c p q)", s=STRIDE, p=PATCH, q=PATCH)


def _frames(blocks_BTHWP: Tensor) -> Tensor:
    """The inverse of :func:`blocks_of`."""
    pattern = "b t h w (s c p q) -> b (t s) c (h p) (w q)"
    return unlap(rearrange(blocks_BTHWP, pattern, s=STRIDE, c=3, p=PATCH, q=PATCH))


MEET = 24.0
"""Levels from which on a jump between two blocks is taken for motion and left as it is."""


def met(first: Tensor, last: Tensor) -> Tensor:
    """First frames of blocks (levels, floats), moved towards the last frames before them: half the way if they are
    alike, not at all from :data:`MEET` levels on."""
    jump = last - first
    return first + jump * (0.5 - jump.abs() / (2 * MEET)).clamp_min_(0)


@dataclass(frozen=True)
class Codec:
    """``basis_DP``: orthonormal rows (dims, 3072); ``mean_P``; ``scale_D``: latents = coefficients / scale;
    ``peak_D``: the largest latents seen when it was fitted, the range that a compact store has to hold."""

    basis_DP: Tensor
    mean_P: Tensor
    scale_D: Tensor
    peak_D: Tensor

    @property
    def dims(self) -> int:
        return self.basis_DP.shape[0]

    def encode(self, frames_BNYXC: Tensor) -> Tensor:
        """uint8 (B, N, Y, X, 3), N % 4 == 0, Y and X % 16 == 0 -> latents (B, N/4, Y/16, X/16, dims) fp32."""
        return (to_blocks(frames_BNYXC) - self.mean_P) @ self.basis_DP.T / self.scale_D

    def encode_floats(self, video_BNCYX: Tensor) -> Tensor:
        """:meth:`encode` of frames that are floats in -1..1 with the colours before rows and columns."""
        return (blocks_of(video_BNCYX) - self.mean_P) @ self.basis_DP.T / self.scale_D

    def floats(self, latents_BTHWD: Tensor) -> Tensor:
        """Latents -> frames as floats, about -1..1: (B, 4T, 3, 16H, 16W); the inverse of :meth:`encode_floats`."""
        return _frames((latents_BTHWD.float() * self.scale_D) @ self.basis_DP + self.mean_P)

    def differences(self, latents_BTHWD: Tensor) -> Tensor:
        """By how much :meth:`floats` changes when so much is added to latents: (B, 4T, 3, 16H, 16W)."""
        return _frames((latents_BTHWD.float() * self.scale_D) @ self.basis_DP)

    def decode(self, latents_BTHWD: Tensor, before_BYXC: Tensor | None = None) -> Tensor:
        """Latents -> uint8 RGB (B, 4T, 16H, 16W, 3). ``before``: the frame before these, of which the last of every
        block is a function of that block alone."""
        pixels = ((self.floats(latents_BTHWD) + 1) * 127.5).round_().clamp_(0, 255)
        pixels[:, STRIDE::STRIDE] = met(pixels[:, STRIDE::STRIDE], pixels[:, STRIDE - 1 : -1 : STRIDE])
        if before_BYXC is not None:
            pixels[:, 0] = met(pixels[:, 0], rearrange(before_BYXC, "b y x c -> b c y x").float())
        return rearrange(pixels.round_().to(torch.uint8), "b n c y x -> b n y x c")

    def decoded(self, chunks: Iterable[Tensor]) -> Iterator[NDArray[np.uint8]]:
        """Chunks of one video (T, H, W, dims), in order -> their frames, (4T, 16H, 16W, 3) each."""
        before: Tensor | None = None
        for latents_THWD in chunks:
            frames_BNYXC = self.decode(latents_THWD[None], before)
            before = frames_BNYXC[:, -1]
            yield frames_BNYXC[0].numpy()

    def to(self, device: torch.device | str) -> Codec:
        """The same on a device."""
        return Codec(*(t.to(device) for t in (self.basis_DP, self.mean_P, self.scale_D, self.peak_D)))

    def state(self) -> dict[str, Tensor]:
        return {
            "codec.basis": self.basis_DP,
            "codec.mean": self.mean_P,
            "codec.scale": self.scale_D,
            "codec.peak": self.peak_D,
        }

    @classmethod
    def from_state(cls, state: dict[str, Tensor]) -> Codec:
        return cls(*(state[f"codec.{name}"].float() for name in ("basis", "mean", "scale", "peak")))


def fit_codec(blocks_MP: Tensor, weight_M: Tensor, dims: int = 384, whitening: float = 0.5) -> Codec:
    """Closed-form fit: principal components of weighted block vectors.

    Latents are divided by sigma**whitening, then by one constant that makes their mean square 1, which is what
    unit noise in the flow expects.
    """
    weight = (weight_M / weight_M.sum())[:, None]
    mean = (blocks_MP * weight).sum(0)
    centred = (blocks_MP - mean) * weight.sqrt()
    variance, vectors = torch.linalg.eigh((centred.T @ centred).double())
    basis = vectors.flip(1)[:, :dims].T.float().contiguous()
    sigma = variance.flip(0)[:dims].clamp_min(1e-10).sqrt().float()
    scale = sigma**whitening
    scale = scale * ((sigma / scale) ** 2).mean().sqrt()
    peak = torch.stack([(part @ basis.T).abs().amax(0) for part in torch.split(blocks_MP - mean, 8192)]).amax(0) / scale
    return Codec(basis, mean, scale, peak)
