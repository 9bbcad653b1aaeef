"""The codec is orthonormal, so an error in the latents is an error in the pixels, and it leaves no seams."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
from einops import rearrange
from torch import Tensor

from onetake.model.codec import MEET, Codec, fit_codec, lap, lapping, met, to_blocks, unlap
from onetake.types import PATCH, STRIDE

Build = Callable[[int], Codec]


def smooth_video(batch: int = 1, frames: int = 8, height: int = 48, width: int = 64) -> Tensor:
    """Slow waves of colour that move, uint8 (B, N, Y, X, 3)."""
    b, n, y, x, c = torch.meshgrid(
        *(torch.arange(k, dtype=torch.float32) for k in (batch, frames, height, width, 3)), indexing="ij"
    )
    wave = torch.sin(x / 23 + n / 9 + c) + torch.cos(y / 17 - n / 11 + b)
    return (127.5 + 45 * wave).round().to(torch.uint8)


@pytest.mark.parametrize("length", [16, 32, 112, 192])
def test_lapping_is_orthonormal(length: int) -> None:
    matrix = lapping(length)
    assert matrix.shape == (length, length) and matrix.dtype == torch.float32
    assert torch.allclose(matrix @ matrix.T, torch.eye(length), atol=1e-6)


def test_lapping_joins_neighbours_and_only_them() -> None:
    matrix, half = lapping(64), PATCH // 2
    reach = matrix.abs() > 1e-6
    for i in range(64):
        border = (i + half) // PATCH * PATCH
        near = range(border - half, border + half) if 0 < border < 64 else [i]
        assert set(torch.nonzero(reach[i]).flatten().tolist()) <= set(near)
    assert reach[PATCH - 1, PATCH]
    assert torch.equal(lapping(16), torch.eye(16))


def test_lapping_keeps_a_flat_picture_smooth() -> None:
    """A constant stays constant in the middle of a row: the filter adds no ripple of its own at low frequencies."""
    flat = lapping(64) @ torch.ones(64)
    assert torch.allclose(lapping(64).T @ flat, torch.ones(64), atol=1e-5)
    assert abs(float(flat.square().sum()) - 64) < 1e-3


def test_lap_keeps_the_norm_and_unlap_undoes_it() -> None:
    video = torch.randn(2, 4, 3, 32, 48, generator=torch.Generator().manual_seed(0))
    lapped = lap(video)
    assert torch.allclose(lapped.norm(), video.norm(), rtol=1e-5)
    assert torch.allclose(unlap(lapped), video, atol=1e-5)
    assert not torch.allclose(lapped, video, atol=1e-2)


def test_all_coefficients_give_the_video_back(cosine_codec: Build) -> None:
    codec = cosine_codec(3 * PATCH * PATCH * STRIDE)
    assert torch.allclose(codec.basis_DP @ codec.basis_DP.T, torch.eye(codec.dims), atol=1e-4)
    generator = torch.Generator().manual_seed(1)
    video = torch.randint(0, 256, (2, 4, 32, 48, 3), generator=generator, dtype=torch.uint8)
    latents = codec.encode(video)
    assert latents.shape == (2, 1, 2, 3, codec.dims)
    assert torch.equal(codec.decode(latents), video)


def test_few_coefficients_keep_a_smooth_video(cosine_codec: Build) -> None:
    codec, video = cosine_codec(192), smooth_video()
    error = codec.decode(codec.encode(video)).float() - video
    assert error.square().mean().sqrt() < 3


def test_sizes_of_latents_and_video(cosine_codec: Build) -> None:
    codec = cosine_codec(8)
    latents = codec.encode(smooth_video(2, 8, 48, 64))
    assert latents.shape == (2, 2, 3, 4, 8) and latents.dtype == torch.float32
    video = codec.decode(latents.to(torch.bfloat16))
    assert video.shape == (2, 8, 48, 64, 3) and video.dtype == torch.uint8


@pytest.mark.parametrize("size", [(1, 6, 32, 32, 3), (1, 4, 30, 32, 3), (1, 4, 32, 40, 3), (1, 4, 32, 32, 4)])
def test_other_sizes_are_refused(cosine_codec: Build, size: tuple[int, ...]) -> None:
    with pytest.raises((RuntimeError, ValueError)):
        cosine_codec(8).encode(torch.zeros(size, dtype=torch.uint8))


def test_an_error_in_the_latents_is_an_error_in_the_pixels(cosine_codec: Build) -> None:
    codec = cosine_codec(96)
    grey = codec.encode(torch.full((1, 8, 48, 64, 3), 128, dtype=torch.uint8))
    wrong = 0.5 * torch.randn(grey.shape, generator=torch.Generator().manual_seed(2))
    told = (wrong * codec.scale_D).square().sum() * 127.5**2
    pixels = codec.decode(grey + wrong).float() - codec.decode(grey).float()
    rounding = 1 / 12 + 1 / 12
    assert abs(float(pixels.square().sum() / (told + rounding * pixels.numel())) - 1) < 0.05


def border_ratio(video_BNYXC: Tensor) -> float:
    change = video_BNYXC.float().diff(dim=3).abs().mean((0, 1, 2, 4))
    border = torch.arange(len(change)) % PATCH == PATCH - 1
    return float(change[border].mean() / change[~border].mean())


def test_noise_in_the_latents_leaves_no_seams(cosine_codec: Build) -> None:
    codec = cosine_codec(64)
    latents = torch.randn(2, 1, 4, 6, 64, generator=torch.Generator().manual_seed(3)) / codec.scale_D
    blocks = (latents * codec.scale_D) @ codec.basis_DP + codec.mean_P
    plain = rearrange(blocks, "b t h w (s c p q) -> b (t s) (h p) (w q) c", s=STRIDE, c=3, p=PATCH, q=PATCH)
    lapped, unlapped = border_ratio(codec.decode(latents)), border_ratio((plain + 1) * 127.5)
    assert unlapped > 3
    assert lapped < 0.5 * unlapped


def test_blocks_meet_in_time(cosine_codec: Build) -> None:
    """What hardly changes goes on without a jump where a block ends, what changes much is left as it is; a chunk after
    another is as if they had been decoded at once."""
    codec = cosine_codec(96)
    latents = codec.encode(smooth_video(1, 16))
    latents += 0.02 * torch.randn(latents.shape, generator=torch.Generator().manual_seed(4)) / codec.scale_D
    video = codec.decode(latents)
    change = video.float().diff(dim=1).abs().mean((0, 2, 3, 4))
    border = torch.arange(15) % STRIDE == STRIDE - 1
    assert 0.6 < float(change[border].mean() / change[~border].mean()) < 1.1
    parts = np.concatenate(list(codec.decoded(latents[0].split(2))))
    assert np.array_equal(parts, video[0].numpy())
    assert np.array_equal(codec.decode(latents[:, 2:])[0, 1:].numpy(), parts[9:])
    assert not np.array_equal(codec.decode(latents[:, 2:])[0, 0].numpy(), parts[8])
    light, dark = torch.full((1, 3), 200.0), torch.full((1, 3), 200.0 - MEET)
    assert torch.equal(met(light, dark), light) and torch.equal(met(light, light - 4), light - 4 * (0.5 - 2 / MEET))


def planted(count: int = 4000, size: int = 48, seed: int = 0) -> tuple[Tensor, Tensor, Tensor]:
    """Vectors with a known mean, known directions and known deviations 8, 4, 2, 1 and a little noise."""
    generator = torch.Generator().manual_seed(seed)
    directions = torch.linalg.qr(torch.randn(size, 4, generator=generator))[0].T
    mean = torch.randn(size, generator=generator)
    amounts = torch.randn(count, 4, generator=generator) * torch.tensor([8.0, 4.0, 2.0, 1.0])
    return mean + amounts @ directions + 0.01 * torch.randn(count, size, generator=generator), directions, mean


def test_fit_finds_the_directions_that_matter() -> None:
    blocks, directions, mean = planted()
    codec = fit_codec(blocks, torch.ones(len(blocks)), dims=4)
    assert torch.allclose(codec.basis_DP @ codec.basis_DP.T, torch.eye(4), atol=1e-5)
    assert torch.allclose((codec.basis_DP @ directions.T).abs(), torch.eye(4), atol=0.05)
    assert torch.allclose(codec.mean_P, mean, atol=0.5)


@pytest.mark.parametrize("whitening", [0.0, 0.5, 1.0])
def test_fitted_latents_have_unit_mean_square(whitening: float) -> None:
    blocks, _, _ = planted()
    codec = fit_codec(blocks, torch.ones(len(blocks)), dims=4, whitening=whitening)
    latents = (blocks - codec.mean_P) @ codec.basis_DP.T / codec.scale_D
    assert abs(float(latents.square().mean()) - 1) < 1e-3
    assert torch.allclose(codec.peak_D, latents.abs().amax(0), rtol=1e-4)
    sigma = latents.std(0)
    assert torch.allclose(sigma[0] / sigma[3], torch.tensor(8.0 ** (1 - whitening)), rtol=0.1)


def test_weights_of_a_fit_count_as_copies() -> None:
    blocks, _, _ = planted(count=600)
    weight = torch.where(torch.arange(600) % 3 == 0, 3.0, 1.0)
    heavy = fit_codec(blocks, weight, dims=3)
    copied = torch.cat([blocks, blocks[::3], blocks[::3]])
    plain = fit_codec(copied, torch.ones(len(copied)), dims=3)
    assert torch.allclose(heavy.mean_P, plain.mean_P, atol=1e-4)
    assert torch.allclose((heavy.basis_DP @ plain.basis_DP.T).abs(), torch.eye(3), atol=1e-3)
    assert torch.allclose(heavy.scale_D, plain.scale_D, rtol=1e-3)


def test_state_round_trip(cosine_codec: Build) -> None:
    codec = cosine_codec(8)
    again = Codec.from_state({k: v.half() if k == "codec.basis" else v for k, v in codec.state().items()})
    assert again.dims == 8 and again.basis_DP.dtype == torch.float32
    assert torch.equal(again.scale_D, codec.scale_D) and torch.equal(again.peak_D, codec.peak_D)
    video = smooth_video()
    difference = again.decode(again.encode(video)).int() - codec.decode(codec.encode(video)).int()
    assert difference.abs().max() <= 1


def test_blocks_are_in_pixel_units() -> None:
    blocks = to_blocks(torch.full((1, 4, 32, 32, 3), 255, dtype=torch.uint8))
    assert blocks.shape == (1, 1, 2, 2, 3 * PATCH * PATCH * STRIDE)
    assert abs(float(blocks.square().mean()) - 1) < 1e-4
