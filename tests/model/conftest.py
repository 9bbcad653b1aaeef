"""Small pieces that the model's tests share: a codec in closed form, conditions, weights that no release changes."""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Iterator
from functools import lru_cache

import numpy as np
import pytest
import torch
from torch import Tensor

from onetake.model.codec import Codec
from onetake.model.condition import CAMERA_FEATURES, TRACK_GEOMETRY, TRACK_MOTION, Condition, Frames
from onetake.model.places import CELLS
from onetake.model.presets import Preset
from onetake.model.sprites import Sprites
from onetake.model.transformer import Denoiser
from onetake.prompt.ontology import PLACES
from onetake.types import PATCH, PLANES, STRIDE, VARIANTS

SMALL = Preset(
    width=128, depth=2, cells=16, field=32, sprites=32, strata=1, slots=1500, scenery=8, memory=6, known=200,
    own=len(PLACES) * VARIANTS * len(PLANES) * 160, latent_dims=24,
)  # fmt: skip


@pytest.fixture(autouse=True, scope="session")
def one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def cosines(n: int) -> Tensor:
    """Orthonormal cosine transform, one frequency a row."""
    k, i = torch.arange(n, dtype=torch.float64)[:, None], torch.arange(n, dtype=torch.float64)[None]
    rows = torch.cos(math.pi * (i + 0.5) * k / n) * math.sqrt(2 / n)
    rows[0] /= math.sqrt(2)
    return rows


@pytest.fixture(scope="session")
def cosine_codec() -> Callable[[int], Codec]:
    return cosine_codec_of


@lru_cache
def cosine_codec_of(dims: int) -> Codec:
    """A codec of any number of dims whose basis is the lowest cosines of a block: orthonormal, nothing fitted."""
    four, three, side = cosines(STRIDE), cosines(3), cosines(PATCH)
    basis = torch.kron(four, torch.kron(three, torch.kron(side, side)))
    s, c, p, q = torch.meshgrid(
        *(torch.arange(n, dtype=torch.float64) for n in (STRIDE, 3, PATCH, PATCH)), indexing="ij"
    )
    order = torch.argsort((4 * s + 5 * c + p + q).flatten(), stable=True)
    ordered = basis[order[:dims]].float().contiguous()
    scale = torch.linspace(3.0, 0.5, dims)
    return Codec(ordered, torch.full((len(basis),), 0.1), scale, torch.full((dims,), 20.0))


def settled(preset: Preset, seed: int = 0) -> Denoiser:
    """A denoiser with weights drawn by numpy, the same under every release of torch; no matrix is zero."""
    with torch.device("meta"):
        model = Denoiser(preset)
    state = {f"layers.sprites.{name}": table for name, table in Sprites(preset).named_buffers()}
    for name, value in model.state_dict().items():
        if name in state:
            continue
        if name.startswith("layers.places.") and not value.is_floating_point():
            several = torch.arange(value.numel(), dtype=value.dtype).view(value.shape) * 7 % preset.known
            state[name] = several if name.endswith("rows") else torch.full_like(several, -1)
            if name.endswith("own") and preset.own >= SMALL.own:  # codes of their own around the middle
                middle = torch.zeros(CELLS, dtype=torch.bool)
                middle[0, 0, :, :, :, 3:13, 48:64] = True
                state[name][:] = torch.stack([middle.flatten().nonzero()[:, 0].int(), several[0]])
            continue
        rng = np.random.default_rng((seed, zlib.crc32(name.encode())))
        spread = (
            0.3
            if "concept" in name or "facts" in name
            else 1 / math.sqrt(max(1, value[0].numel()))
            if value.ndim > 1
            else 0.1
        )
        numbers = rng.standard_normal(tuple(value.shape)) * spread
        if name.endswith("gain"):
            numbers = numbers + math.log(8)
        elif ".norm" in name and name.endswith("weight"):
            numbers = numbers + 1
        elif name.endswith("usual"):
            numbers = numbers + 8
        elif "sprites.place" in name:  # figures stay near their boxes
            numbers = numbers * 0.1
        elif name.endswith(("sigma", "reach")):
            numbers = 1 + np.abs(numbers)
        state[name] = torch.from_numpy(numbers).float()
    model.load_state_dict(state, assign=True)
    return model.attach(cosine_codec_of(preset.latent_dims)).eval().requires_grad_(False)


def asked(batch: int, frames: int, texts: int = 1, length: int = 12, people: int = 3, seed: int = 0) -> Condition:
    """Conditions of random numbers: texts of different lengths, some individuals invisible."""
    rng = np.random.default_rng(seed)
    ids = rng.integers(1, 60, (batch, texts, length))
    for b in range(batch):
        for k in range(texts):
            ids[b, k, 5 + (b + k) % (length - 5) :] = 0
    there = ids > 0
    tracks = rng.standard_normal((batch, frames, people, TRACK_GEOMETRY + TRACK_MOTION)) * 0.3
    tracks[..., 2], tracks[..., 3], tracks[..., 14 + TRACK_GEOMETRY] = 0.5, 1, 0
    tracks[..., 6] = rng.random((batch, 1, people)) < 0.8
    slots, fields = rng.integers(0, 4, ids.shape) * there, rng.integers(1, 15, ids.shape) * there
    slots[..., :people], fields[..., :people] = np.arange(1, people + 1), 1  # everyone is of some kind
    text = np.sort(rng.integers(0, texts, (batch, frames)), -1)
    return Condition(
        torch.from_numpy(ids),
        torch.from_numpy(slots),
        torch.from_numpy(fields),
        torch.from_numpy(text),
        torch.from_numpy(tracks * tracks[..., 6:7]).float(),
        torch.from_numpy(np.broadcast_to(np.arange(1, people + 1), (batch, people)).copy()),
        torch.from_numpy(rng.standard_normal((batch, frames, CAMERA_FEATURES)) * 0.2).float(),
        torch.from_numpy(rng.integers(0, VARIANTS, (batch, people))),
        torch.from_numpy(rng.integers(0, VARIANTS, batch)),
    )


def framed(level_BT: Tensor, rows: int, columns: int, first: int = 0) -> Frames:
    """Moving frames of one chunk at consecutive times from ``first``, nothing known."""
    b, t = level_BT.shape
    no = torch.zeros(b, t, dtype=torch.bool)
    known = torch.zeros(b, t, rows, columns, dtype=torch.bool)
    time = torch.arange(first, first + t).repeat(b, 1)
    return Frames(time, torch.zeros(b, t).long(), level_BT, no, no, torch.zeros(b, t).long(), known, ~known)


@pytest.fixture(scope="session")
def small() -> Preset:
    return SMALL


@pytest.fixture(scope="session")
def make_model() -> Callable[..., Denoiser]:
    return settled


@pytest.fixture(scope="session")
def make_condition() -> Callable[..., Condition]:
    return asked


@pytest.fixture(scope="session")
def make_frames() -> Callable[..., Frames]:
    return framed
