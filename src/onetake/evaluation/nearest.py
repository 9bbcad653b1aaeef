"""How near a clip is to the nearest training clip: whether the model draws, or remembers.

The codec is linear and its basis orthonormal, so a distance between latents is a distance between pictures, and is
given as PSNR in decibels. A coarse search over every record at every lag (the strongest coefficients only) finds a
few candidates; those are compared exactly.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from onetake.model.codec import Codec
from onetake.training.pool import Pool, quantum

POOL = Path.home() / ".cache" / "onetake" / "data" / "landscape"
_COARSE, _CANDIDATES, _BLOCK = 24, 4, 64
_SKIP = 2  # a record's anchor and its still come before its moving frames


def open_pool(folder: Path = POOL) -> Pool | None:
    """The pool of training clips on this machine, if there is one."""
    try:
        pool = Pool(folder)
        return pool if pool.count else None
    except (OSError, ValueError):
        return None


def nearest(clips_QNYXC: NDArray[np.uint8], pool: Pool, codec: Codec) -> NDArray[np.float64]:
    """PSNR in dB of every clip against the nearest stretch of any record: (Q,). Higher is nearer."""
    step = quantum(codec)
    queries = torch.cat([codec.encode(torch.from_numpy(c)[None]) for c in clips_QNYXC]) * codec.scale_D
    per_unit = (step * codec.scale_D).float()
    best = _candidates(queries, pool, per_unit)
    length, out = queries.shape[1], []
    for query, found in zip(queries, best, strict=True):
        errors = []
        for record, lag in found:
            stored = pool.arrays["latents"][record, _SKIP + lag : _SKIP + lag + length].astype(np.float32)
            errors.append(float((torch.from_numpy(stored) * per_unit - query).square().sum()))
        values = length * query.shape[1] * query.shape[2] * codec.basis_DP.shape[1]
        out.append(10 * math.log10(4 * values / max(min(errors), 1e-9)))
    return np.array(out)


def _candidates(queries_QTHWD: Tensor, pool: Pool, per_unit_D: Tensor) -> list[list[tuple[int, int]]]:
    """(record, lag) of the most alike stretches of each query by the strongest coefficients."""
    order = per_unit_D.argsort(descending=True)[:_COARSE].sort().values
    strong = queries_QTHWD[..., order]
    count, length = strong.shape[:2]
    flat = strong.flatten(2)
    kept: list[list[tuple[float, int, int]]] = [[] for _ in range(count)]
    for at in range(0, pool.count, _BLOCK):
        stored = np.asarray(pool.arrays["latents"][at : min(at + _BLOCK, pool.count), _SKIP:])[..., order.numpy()]
        records = (torch.from_numpy(stored.astype(np.float32)) * per_unit_D[order]).flatten(2)
        products = torch.einsum("rud,qtd->rqut", records, flat)
        energy = records.square().sum(-1)
        for lag in range(records.shape[1] - length + 1):
            window = products[:, :, lag : lag + length].diagonal(dim1=2, dim2=3).sum(-1)
            distance = energy[:, lag : lag + length].sum(1)[:, None] - 2 * window
            for q in range(count):
                r = int(distance[:, q].argmin())
                kept[q].append((float(distance[r, q]), at + r, lag))
    return [[(r, lag) for _, r, lag in sorted(found)[:_CANDIDATES]] for found in kept]
