"""What the painters make of every record of a pool, as latents beside the true ones: the denoiser begins from these.

Painting a record takes longer than learning from it, and it is seen many times; so processes of their own paint ahead,
again when the painters have learnt more. Every record tells by which painters its collage is (0: by none yet).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file

from onetake.model.codec import Codec
from onetake.model.layers import Layers
from onetake.model.presets import PRESETS
from onetake.training.pool import Pool, quantum
from onetake.training.prepare import Fillers
from onetake.training.windows import condition_of

SECONDS = 5.0
"""How long a process waits for new records before it looks again."""


def version_of(layers: Layers) -> int:
    """A number for these painters: never 0, and another for other weights."""
    number = 0
    for value in layers.state_dict().values():
        number = zlib.crc32(value.detach().cpu().contiguous().numpy().tobytes(), number)
    return max(1, number)


@torch.inference_mode()
def collage(layers: Layers, pool: Pool, row: int, codec: Codec) -> NDArray[np.int8]:
    """One record as it is painted, (FRAMES, H, W, Z) in the steps of ``quantum``."""
    rows, columns = pool.arrays["latents"].shape[2:4]
    every = np.arange(len(pool.arrays["text"][row]))[None]
    condition = condition_of(pool.arrays, [row], every)
    people = max(1, int((condition.slot_BE > 0).sum()))
    condition = replace(
        condition, tracks_BTEF=condition.tracks_BTEF[:, :, :people], slot_BE=condition.slot_BE[:, :people],
        variant_BE=condition.variant_BE[:, :people],
    )  # fmt: skip
    latents = codec.encode_floats(layers(condition, rows, columns)) / quantum(codec)
    return latents[0].round().clamp(-127, 127).to(torch.int8).numpy()


def paint(pool: Pool, layers: Layers, version: int, codec: Codec, part: int = 0, parts: int = 1) -> int:
    """Paint (this process's part of) the complete records that are not by these painters yet; how many."""
    stale = np.flatnonzero(pool.ready() & (pool.arrays["painted"] != version))
    mine = stale[stale % parts == part].tolist()
    for row in mine:
        pool.arrays["collage"][row] = collage(layers, pool, row, codec)
        pool.arrays["painted"][row] = version
    return len(mine)


def start_painting(data: Path, layers: Layers, preset: str, parts: int = 1) -> Fillers:
    """Start processes that paint the pools of ``data``, those that are still being filled too; they end with this."""
    told = data / "painters.pt"
    torch.save({k: v.cpu() for k, v in layers.state_dict().items()}, told)
    command = [sys.executable, "-m", "onetake.training.collage", "--data", str(data), "--preset", preset,
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
    import time

    parser = argparse.ArgumentParser(description="paint the collages of pools")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--preset", choices=sorted(PRESETS), required=True)
    parser.add_argument("--part", type=int, default=0)
    parser.add_argument("--parts", type=int, default=1)
    parser.add_argument("--parent", type=int, default=0)
    told = parser.parse_args()
    torch.set_num_threads(1)
    codec = Codec.from_state(load_file(told.data / "codec.safetensors"))
    layers = Layers(PRESETS[told.preset]).eval()
    layers.load_state_dict(torch.load(told.data / "painters.pt", weights_only=True))
    version = version_of(layers)
    names = sorted((d.name for d in told.data.iterdir() if Pool.there(d)), key=_few_first)
    while True:
        pools = [Pool(told.data / name, "r+") for name in names]
        done = sum(paint(pool, layers, version, codec, told.part, told.parts) for pool in pools)
        full = all(pool.ready().all() for pool in pools)
        if (full and not done) or (told.parent and os.getppid() != told.parent):
            return
        if not done:
            time.sleep(SECONDS)


def _few_first(name: str) -> tuple[bool, str]:
    return name not in ("validation", "pairs"), name


if __name__ == "__main__":
    main()
