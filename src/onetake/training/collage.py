"""What the painters make of every record of a pool, and what the world would make of that: from one to the other is
what the denoiser learns.

A *collage* is what is painted, as latents. *Completed*, it has what the world adds to a picture: shadows under feet,
the finish of a look, what falls from the sky. Learning towards the world's own pictures instead taught the denoiser to
blur every outline that the painters had a pixel off (LAB.md). Painting takes longer than a step of training, so
processes of their own paint ahead, again when the painters have learnt more; every record tells by which painters it is
(0: by none).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
import zlib
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from torch import Tensor

from onetake.model.codec import Codec
from onetake.model.condition import Condition
from onetake.model.layers import Figure, Layers
from onetake.model.presets import PRESETS
from onetake.prompt.falling import Falling
from onetake.training.pool import Filling, Pool, Takes, frames_of, quantum
from onetake.training.prepare import NEEDED, Fillers, cores_here, fillings
from onetake.training.recipes import RECIPES
from onetake.training.windows import condition_of
from onetake.world.take import Take

SECONDS = 5.0
"""How long a process waits for new records before it looks again."""
Frames = NDArray[np.uint8]


def version_of(layers: Layers) -> int:
    """A number for these painters: never 0, and another for other weights."""
    number = 0
    for value in layers.state_dict().values():
        number = zlib.crc32(value.detach().cpu().contiguous().numpy().tobytes(), number)
    return max(1, number)


def told_of(pool: Pool, row: int) -> Condition:
    """What is told of all frames of a record, without the individuals that are not there."""
    return condition_of(pool.arrays, [row], np.arange(len(pool.arrays["text"][row]))[None]).trimmed()


def over(image_YXC: Frames, figures: list[Figure]) -> None:
    """Put figures over a picture, far to near."""
    for _, _, (left, top, right, bottom), seen_4YX in figures:
        part = image_YXC[top:bottom, left:right]
        seen = seen_4YX.permute(1, 2, 0).numpy()
        part[:] = np.rint(part * (1 - seen[..., 3:]) + seen[..., :3] * 255)


def pictures(
    layers: Layers, told: Condition, take: Take, index_N: NDArray[np.int64], rows: int, columns: int
) -> tuple[Frames, Frames]:
    """The frames ``index_N`` of a take as they are painted, and with what the world adds, (N, Y, X, 3) each."""
    place_NCYX = layers.place(told, rows * 16, columns * 16)[0]
    painted = (place_NCYX.permute(0, 2, 3, 1) * 255).round().clamp(0, 255).to(torch.uint8).numpy().copy()
    completed = painted.copy()
    told = replace(told, falling=Falling(take.renderer.seed, index_N))
    cast, falls = ([list[Figure]() for _ in index_N] for _ in range(2))
    for found, figures_of in ((cast, layers.figures), (falls, layers.falls)):
        for figure in figures_of(told, rows * 16, columns * 16):
            found[figure[1]].append(figure)
    for n, frame in enumerate(index_N.tolist()):
        over(painted[n], cast[n] + falls[n])

        def figures(image_YXC: Frames, _: int, n: int = n) -> None:
            over(image_YXC, cast[n])

        take.renderer.over(completed[n], frame, figures)
    return painted, completed


def _latents(video: Frames, codec: Codec) -> NDArray[np.int8]:
    encoded: Tensor = codec.encode(torch.from_numpy(video)[None])[0].float() / quantum(codec)
    return encoded.round().clamp(-127, 127).to(torch.int8).numpy()


@torch.inference_mode()
def paint(
    pool: Pool, filling: Filling, layers: Layers, version: int, codec: Codec, part: int = 0, parts: int = 1
) -> int:  # fmt: skip
    """Paint (this process's part of) the complete records that are not by these painters yet; how many."""
    stale = np.flatnonzero(pool.ready() & (pool.arrays["painted"] != version))
    mine, takes = [row for row in stale.tolist() if row // 2 % parts == part], Takes(filling)
    rows, columns = pool.arrays["latents"].shape[2:4]
    for row in mine:
        take, start = takes.of(row)
        both = pictures(layers, told_of(pool, row), take, frames_of(take, start), rows, columns)
        for name, video in zip(("collage", "completed"), both, strict=True):
            pool.arrays[name][row] = _latents(video, codec)
        pool.arrays["painted"][row] = version
    return len(mine)


def start_painting(data: Path, layers: Layers, recipe: str, parts: int = 1) -> Fillers:
    """Start processes that paint the pools of ``data``, those that are still being filled too; they end with this."""
    torch.save({k: v.cpu() for k, v in layers.state_dict().items()}, data / "painters.pt")
    command = [sys.executable, "-m", "onetake.training.collage", "--data", str(data), "--recipe", recipe,
               "--parts", str(parts), "--parent", str(os.getpid())]  # fmt: skip
    with (data / "collage.log").open("a") as log:
        return [
            subprocess.Popen(
                [*command, "--part", str(part)], stdout=log, stderr=log, start_new_session=True,
                env={**os.environ, "OMP_NUM_THREADS": "1"},
            )
            for part in range(parts)
        ]  # fmt: skip


def main() -> None:
    """Command line of the painting processes."""
    parser = argparse.ArgumentParser(description="paint the collages of pools")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--recipe", choices=sorted(RECIPES), required=True)
    parser.add_argument("--part", type=int, default=0)
    parser.add_argument("--parts", type=int, default=1)
    parser.add_argument("--parent", type=int, default=0)
    told = parser.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    codec, recipe = Codec.from_state(load_file(told.data / "codec.safetensors")), RECIPES[told.recipe]
    layers = Layers(PRESETS[recipe.preset]).eval()
    layers.load_state_dict(torch.load(told.data / "painters.pt", weights_only=True))
    version, wanted = version_of(layers), fillings(recipe, cores_here())
    names = sorted((d.name for d in told.data.iterdir() if Pool.there(d)), key=lambda name: (name != NEEDED[1], name))
    while True:
        pools = {name: Pool(told.data / name, "r+") for name in names if name in wanted}
        done = sum(
            paint(pool, wanted[name], layers, version, codec, told.part, told.parts) for name, pool in pools.items()
        )
        if told.parent and os.getppid() != told.parent:
            return
        if not done and all(pool.ready().all() for pool in pools.values()):
            return
        if not done:
            time.sleep(SECONDS)


if __name__ == "__main__":
    main()
