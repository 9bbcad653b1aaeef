"""Before a leg: fit the codec and pass its gate, and have pools filling in the background."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import torch
from einops import rearrange
from numpy.typing import NDArray
from safetensors.torch import save_file

from onetake.errors import Failure
from onetake.model.codec import Codec, fit_codec, to_blocks
from onetake.training.pool import simulate_take
from onetake.training.recipes import Recipe
from onetake.types import FPS, PATCH, STRIDE

ENOUGH = 256
"""Records that must be there before a leg begins; the rest arrive while it trains."""


def sample_frames(n: int, seed: int, shape: str = "landscape", frames: int = 8) -> NDArray[np.uint8]:
    """Frames of ``n`` random takes at a random second each, (n, frames, Y, X, 3)."""
    out = []
    for i in range(n):
        take = simulate_take(seed + i, shape, None)
        start = int(np.random.default_rng(seed + i).integers(0, int(take.geometry.seconds))) * FPS
        out.append(take.renderer.frames(start, start + frames))
    return np.stack(out)


def moving_pixels(video_NYXC: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Pixels that change by more than 12 levels from one frame to the next, (N, Y, X)."""
    change = np.abs(np.diff(video_NYXC.astype(np.int16), axis=0)).max(-1) > 12
    return np.concatenate([change[:1], change])


def fit(clips: int = 900, dims: int = 384, seed: int = 7_000_000) -> Codec:
    """Fit the codec on random takes; blocks that move weigh four times as much as those that do not."""
    blocks, weights = [], []
    for at in range(0, clips, 60):
        video = sample_frames(60, seed + at)
        part = to_blocks(torch.from_numpy(video)).flatten(0, 3)
        motion = torch.from_numpy(np.stack([moving_pixels(v) for v in video]))
        motion = rearrange(motion, "b (t s) (h p) (w q) -> b t s h p w q", s=STRIDE, p=PATCH, q=PATCH)
        share = motion.float().mean((2, 4, 6)).flatten()
        keep = (share > 0.01) | (torch.rand(len(share), generator=torch.Generator().manual_seed(at)) < 0.35)
        blocks.append(part[keep])
        weights.append(torch.where(share > 0.01, 4.0, 1 / 0.35)[keep])
    return fit_codec(torch.cat(blocks), torch.cat(weights), dims)


def border_ratio(video_BNYXC: NDArray[np.uint8]) -> float:
    """Mean gradient across patch borders over the mean gradient inside patches."""
    change = np.abs(np.diff(video_BNYXC.astype(np.float32), axis=3)).mean((0, 1, 2, 4))
    border = np.arange(len(change)) % PATCH == PATCH - 1
    return float(change[border].mean() / change[~border].mean())


def gate(codec: Codec, clips: int = 60, seed: int = 9_000_000) -> dict[str, float]:
    """The codec's figures on held-out takes: PSNR, PSNR on moving pixels, seams with and without latent error."""
    video = sample_frames(clips, seed)
    latents = codec.encode(torch.from_numpy(video))
    back = codec.decode(latents).numpy()
    generator = torch.Generator().manual_seed(0)
    wrong = latents + 0.4 * latents.std((0, 1, 2, 3)) * torch.randn(latents.shape, generator=generator)
    error = (back.astype(np.float32) - video) ** 2
    motion = np.stack([moving_pixels(v) for v in video])
    truth = border_ratio(video)
    return {
        "psnr": float(10 * np.log10(255**2 / error.mean())),
        "psnr_moving": float(10 * np.log10(255**2 / error[motion].mean())),
        "moving_share": float(motion.mean()),
        "border_over_inside_truth": truth,
        "border_over_inside": border_ratio(back),
        "border_over_inside_wrong_latents": border_ratio(codec.decode(wrong).numpy()),
    }


def _fill(data: Path, name: str, shape: str, capacity: int, seed: int, first_until: int) -> None:
    """Start (or go on with) filling a pool in a process of its own, behind the training in priority."""
    count = data / name / "count.json"
    if count.exists() and json.loads(count.read_text())["count"] >= capacity:
        return
    command = [
        sys.executable, "-m", "onetake.training.pool", "--folder", str(data / name),
        "--codec", str(data / "codec.safetensors"), "--shape", shape, "--capacity", str(capacity),
        "--seed", str(seed), "--first-until", str(first_until),
    ]  # fmt: skip
    with (data / f"{name}.log").open("a") as log:
        subprocess.Popen(
            command, stdout=log, stderr=log, start_new_session=True, env={**os.environ, "OMP_NUM_THREADS": "1"}
        )


def prepare(data: Path, recipe: Recipe) -> None:
    """Codec and pools for a recipe. Returns when training can begin; pools go on filling."""
    data.mkdir(parents=True, exist_ok=True)
    if not (data / "codec.safetensors").exists():
        codec = fit(clips=min(900, recipe.records))
        figures = gate(codec, min(60, recipe.records))
        (data / "codec.json").write_text(json.dumps(figures, indent=1))
        save_file(codec.state(), data / "codec.safetensors")
    side = max(64, recipe.records // 5)
    _fill(data, "landscape", "landscape", recipe.records, 1, recipe.first_until)
    _fill(data, "validation", "landscape", 96, 424242, 0)
    waited = time.monotonic()
    while not all(_count(data / n) >= min(ENOUGH, c) for n, c in (("landscape", recipe.records), ("validation", 96))):
        if time.monotonic() - waited > 900:
            raise Failure("pool-stalled", "The pool of training clips does not fill.", f"Look at {data}/landscape.log.")
        time.sleep(1)
    _fill(data, "portrait", "portrait", side, 1, 0)
    _fill(data, "square", "square", side, 1, 0)


def _count(folder: Path) -> int:
    path = folder / "count.json"
    return int(json.loads(path.read_text())["count"]) if path.exists() else 0
