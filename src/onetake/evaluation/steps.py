"""``onetake evaluate steps``: what does each number of denoising steps gain, and what does it cost?

Held-out scenes are drawn from their own texts and tracks, each chunk given the ones before it, and held against the
true scene after the codec: all pixels, those that move, and those that a contact shadow darkens (which no painter
paints). How much moves, over the truth; processor seconds a second of video, the reading of finished chunks included.
No step is what is painted, as it is.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from onetake.model.codec import Codec
from onetake.model.condition import Condition
from onetake.model.decoder import Decoder
from onetake.model.transformer import Denoiser
from onetake.prompt.falling import Falling
from onetake.sampling.sampler import Sampler, Settings
from onetake.take import load
from onetake.training.lessons import decibels
from onetake.training.pool import WINDOW, make_record, quantum
from onetake.training.prepare import moving_pixels
from onetake.training.windows import condition_of
from onetake.types import CHUNK, FPS, STRIDE, Array
from onetake.world.take import Take, simulate_take

__all__ = ["evaluate"]

STEPS = (0, 1, 2, 4, 8, 24)
SECONDS = WINDOW * STRIDE // FPS
_DARKER = 6
"""Levels by which a shadow darkens a pixel at least."""
Progress = Callable[[str, int, int], None]


def scene(codec: Codec, seed: int, number: int) -> tuple[Take, Condition, Tensor]:
    """A scene that was never trained on: the take, what is told of its first seconds, their latents (T, H, W, Z)."""
    take = simulate_take(zlib.crc32(f"steps/{seed}/{number}".encode()))
    record = make_record(take, 0, codec)
    arrays = {name: array[None] for name, array in record.arrays().items()}
    told = condition_of(arrays, [0], np.arange(2, 2 + WINDOW)[None])
    told = replace(told, falling=Falling(take.renderer.seed, np.arange(WINDOW * STRIDE)))
    return take, told, torch.from_numpy(record.latents_THWZ[2:]).float() * quantum(codec)


def shaded(take: Take, frames: int) -> NDArray[np.bool_]:
    """Pixels that a contact shadow darkens, (N, Y, X): the scene drawn with shadows and without."""
    renderer = take.renderer
    with_them = renderer.frames(0, frames).astype(np.int16)
    usual = renderer.look
    renderer.look = replace(usual, grounded=False)
    without = renderer.frames(0, frames).astype(np.int16)
    renderer.look = usual
    return np.asarray((without - with_them).max(-1) > _DARKER)


def drawn(
    denoiser: Denoiser, codec: Codec, told: Condition, size: tuple[int, int], seed: int, steps: int
) -> tuple[Array, float]:  # fmt: skip
    """The frames of a take in so many steps a chunk, and the processor seconds that it took."""
    began = time.process_time()
    sampler, decoder = Sampler(denoiser, told, size, seed, Settings(steps=steps)), Decoder(codec)
    out = []
    for chunk in range(WINDOW // CHUNK):
        latents = sampler.draw(chunk)
        out.append(decoder(latents, sampler.painting(chunk)).frames_NYXC)
        sampler.take_in(chunk, latents)
    return np.concatenate(out), time.process_time() - began


def _motion(video_NYXC: Array) -> float:
    return float(np.abs(np.diff(video_NYXC, axis=0)).mean())


def evaluate(
    count: int, seed: int, model: str = "", progress: Progress | None = None, steps: Sequence[int] = STEPS
) -> dict[str, Any]:
    """Figures for each number of steps; ``psnr…`` are of the mean error over all scenes, ``motion`` is the median."""
    codec, denoiser = load(model)
    errors: dict[int, list[list[float]]] = {n: [] for n in steps}
    for i in range(count):
        take, told, latents = scene(codec, seed, i)
        true = codec.decode(latents[None])[0].numpy()
        masks = [np.ones(true.shape[:3], bool), moving_pixels(true), shaded(take, len(true))]
        for n in steps:
            video, spent = drawn(denoiser, codec, told, (latents.shape[1], latents.shape[2]), i, n)
            square = ((video.astype(np.float32) - true) ** 2).mean(-1) / 255**2
            row = [float(square[mask].mean()) if mask.any() else np.nan for mask in masks]
            moved = _motion(video.astype(np.float32)) / max(1e-6, _motion(true.astype(np.float32)))
            errors[n].append([*row, moved, spent / SECONDS])
        if progress is not None:
            progress("scenes", i + 1, count)
    found = {}
    for n in steps:
        rows = np.array(errors[n])
        whole, moving, shadows = (decibels(float(np.nanmean(rows[:, k]))) for k in range(3))
        found[str(n)] = {
            "psnr": whole, "psnr_moving": moving, "psnr_shadows": shadows, "motion": float(np.median(rows[:, 3])),
            "seconds_per_second": float(rows[:, 4].mean()),
        }  # fmt: skip
    return {"count": count, "seed": seed, "seconds": SECONDS, "steps": found}
