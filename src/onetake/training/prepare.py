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
from safetensors.torch import load_file, save_file

from onetake.errors import Failure
from onetake.model.codec import Codec, fit_codec, to_blocks
from onetake.model.files import locate
from onetake.model.weights import load_weights
from onetake.training.pool import Filling, Pool
from onetake.training.recipes import Recipe
from onetake.types import FPS, PATCH, STRIDE
from onetake.world.take import simulate_take

ENOUGH = 256
"""Records of :data:`NEEDED` pools that must be there before a leg begins; the rest arrive while it trains."""
HELD_BACK = 96
"""Records of each pool that is never trained on."""
NEEDED = ("landscape", "validation")
PATIENCE = 900.0
"""Seconds that the first records may take."""
Fillers = list["subprocess.Popen[bytes]"]


def sample_frames(n: int, seed: int, shape: str = "landscape", frames: int = 8) -> NDArray[np.uint8]:
    """Frames of ``n`` random takes at a random second each, (n, frames, Y, X, 3)."""
    out = []
    for i in range(n):
        take = simulate_take(seed + i, shape)
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


def fillings(recipe: Recipe, cores: int) -> dict[str, Filling]:
    """What each pool is filled with, in the order in which they are started; ``parts`` says by how many processes.

    With eight cores or more, two are left for training and the rest are dealt out: to the other two shapes 15 %
    each, to landscape what remains.
    """
    side = max(64, recipe.records // 5)
    spare = cores - 2 if cores >= 8 else 0
    few = max(recipe.fillers, round(0.15 * spare))
    most = max(recipe.fillers, spare - 2 * few)
    return {
        "landscape": Filling("landscape", recipe.records, 1, group=recipe.group, parts=most),
        "validation": Filling("landscape", HELD_BACK, 424242, group=recipe.group),
        "pairs": Filling("landscape", HELD_BACK, 434343, pairs=True),
        "portrait": Filling("portrait", side, 1, group=recipe.group, parts=few),
        "square": Filling("square", side, 1, group=recipe.group, parts=few),
    }


def start_filling(data: Path, name: str, f: Filling) -> Fillers:
    """Start (or go on with) filling a pool, in processes that end with this one; none when it is full."""
    if Pool(data / name).ready().all():
        return []
    command = [
        sys.executable, "-m", "onetake.training.pool", "--folder", str(data / name),
        "--codec", str(data / "codec.safetensors"), "--shape", f.shape, "--capacity", str(f.capacity),
        "--seed", str(f.seed), "--group", f.group, *(["--pairs"] if f.pairs else []),
        "--parts", str(f.parts), "--parent", str(os.getpid()),
    ]  # fmt: skip
    with (data / f"{name}.log").open("a") as log:
        return [
            subprocess.Popen(  # a session of its own: an interrupted leg still has its state to save
                [*command, "--part", str(part)], stdout=log, stderr=log, start_new_session=True,
                env={**os.environ, "OMP_NUM_THREADS": "1"},
            )
            for part in range(f.parts)
        ]  # fmt: skip


def stop_filling(fillers: Fillers) -> None:
    """End processes that fill pools. What they were at is done again next time."""
    for process in fillers:
        process.terminate()
    for process in fillers:
        process.wait()


def cores_here() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def prepare(data: Path, recipe: Recipe, cores: int | None = None, start: Path | str | None = None) -> Fillers:
    """Codec and pools for a recipe. Returns when training can begin, with the processes that go on filling pools.

    ``start``: weights whose codec is taken where the data folder has none yet; else one is fitted. Raises ``Failure``
    (``pool-stalled``) and ``WeightsError``.
    """
    data.mkdir(parents=True, exist_ok=True)
    if not (data / "codec.safetensors").exists() and start is not None:
        save_file(load_weights(locate(str(start)))[0].state(), data / "codec.safetensors")
    if not (data / "codec.safetensors").exists():
        codec = fit(clips=min(900, recipe.records))
        figures = gate(codec, min(60, recipe.records))
        (data / "codec.json").write_text(json.dumps(figures, indent=1))
        save_file(codec.state(), data / "codec.safetensors")
    dims = Codec.from_state(load_file(data / "codec.safetensors")).dims
    wanted = fillings(recipe, cores or cores_here())
    for name, f in wanted.items():
        Pool.create(data / name, f.capacity, f.shape, dims)
    fillers: Fillers = []
    try:
        for name in NEEDED:
            fillers += start_filling(data, name, wanted[name])
        wait_for(data, fillers)
        for name in [n for n in wanted if n not in NEEDED]:
            fillers += start_filling(data, name, wanted[name])
    except BaseException:
        stop_filling(fillers)
        raise
    return fillers


def wait_for(data: Path, fillers: Fillers, painted: bool = False) -> None:
    """Wait until the pools that training cannot begin without have enough complete (and painted) records."""
    waited = time.monotonic()
    pools = [Pool(data / name) for name in NEEDED]
    while any((p.offered() if painted else p.ready()).sum() < min(ENOUGH, p.capacity) for p in pools):
        broken = any(process.poll() for process in fillers)
        if broken or time.monotonic() - waited > PATIENCE:
            raise Failure("pool-stalled", "The pool of training clips does not fill.", f"Look at the logs in {data}.")
        time.sleep(0.2)
