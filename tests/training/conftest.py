"""A small data folder made once: a codec in closed form and three pools of a few records."""

from __future__ import annotations

import math
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor

from onetake.model.codec import Codec, to_blocks
from onetake.prompt.ontology import GROUPS
from onetake.training.pool import Pool, Record, make_record
from onetake.types import PATCH, STRIDE
from onetake.world.take import simulate_take

RECORDS, ROOM = 8, 64
"""Different records of the training pool, and its size: a pool is drawn from once it has 64."""


@pytest.fixture(autouse=True, scope="session")
def one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    yield
    torch.set_num_threads(before)


def cosines(n: int) -> Tensor:
    k, i = torch.arange(n, dtype=torch.float64)[:, None], torch.arange(n, dtype=torch.float64)[None]
    rows = torch.cos(math.pi * (i + 0.5) * k / n) * math.sqrt(2 / n)
    rows[0] /= math.sqrt(2)
    return rows


@pytest.fixture(scope="session")
def codec() -> Codec:
    """The 384 lowest cosines of a block as a basis, its scale measured on one short take: no fit is needed."""
    s, c, p, q = (
        v.flatten() for v in torch.meshgrid(*(torch.arange(n) for n in (STRIDE, 3, PATCH, PATCH)), indexing="ij")
    )
    order = torch.argsort(4 * s + 5 * c + p + q, stable=True)[:384]
    four, three, side = cosines(STRIDE), cosines(3), cosines(PATCH)
    rows = torch.einsum("ks,kc,kp,kq->kscpq", four[s[order]], three[c[order]], side[p[order]], side[q[order]])
    basis = rows.flatten(1).float().contiguous()
    video = simulate_take(3, seconds=4).renderer.frames(0, 8)
    blocks = to_blocks(torch.from_numpy(video)[None]).flatten(0, 3)
    mean = blocks.mean(0)
    amounts = (blocks - mean) @ basis.T
    scale = amounts.std(0).clamp_min(0.02).sqrt()
    return Codec(basis, mean, scale, 2 * (amounts / scale).abs().amax(0) + 1)


@pytest.fixture(scope="session")
def records(codec: Codec) -> list[Record]:
    """Two of each take; the first half of the takes show only the first two dozen nouns."""
    kinds = [GROUPS["first"]] * (RECORDS // 4) + [GROUPS["drawn"]] * (RECORDS // 4)
    takes = [simulate_take(100 + i, "landscape", names) for i, names in enumerate(kinds)]
    starts = [(0, int(t.geometry.seconds) - 4) for t in takes]
    return [make_record(t, s, codec) for t, both in zip(takes, starts, strict=True) for s in both]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory, codec: Codec, records: list[Record]) -> Path:
    folder = tmp_path_factory.mktemp("data")
    save_file(codec.state(), folder / "codec.safetensors")
    for name, size in (("landscape", ROOM), ("validation", RECORDS), ("pairs", 2)):
        pool = Pool.create(folder / name, size, "landscape", codec.dims)
        for i in range(size):  # no two rows are the same, though the takes are
            record = records[i % RECORDS]
            pool.write(i, replace(record, start=record.start + i // RECORDS))
        pool.arrays["completed"][:] = pool.arrays["latents"]
        pool.arrays["collage"][:] = pool.arrays["latents"] // 2
        pool.arrays["painted"][:] = 1
    return folder


@pytest.fixture
def data(made: Path, tmp_path: Path) -> Path:
    """A copy that a test may write to."""
    return Path(shutil.copytree(made, tmp_path / "data"))


@pytest.fixture
def pool(made: Path) -> Pool:
    return Pool(made / "landscape")
