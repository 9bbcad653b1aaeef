"""What the tests of the road share: real weights, only tiny, and a cache folder that is nobody's."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray


@pytest.fixture(scope="session", autouse=True)
def own_data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keys and the ledger of the tests' own installation."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ONETAKE_DATA", str(tmp_path_factory.mktemp("data")))
        yield


@pytest.fixture
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Takes in the making are kept here, not in the user's cache."""
    monkeypatch.setenv("ONETAKE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def one_core() -> Iterator[None]:
    """Sums are added in an order that depends on the number of threads: equal bits need equal threads."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="session")
def make_weights(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Path]:
    """Write the weights of a transformer that was never trained, drawn from a seed; returns the file."""
    import torch
    from torch import Tensor

    from onetake.model.codec import Codec
    from onetake.model.presets import Preset
    from onetake.model.transformer import Denoiser
    from onetake.model.weights import save_weights
    from onetake.types import PATCH, STRIDE

    def cosine(n: int, k: int) -> Tensor:
        return torch.cos(math.pi * (torch.arange(n) + 0.5) * k / n) * math.sqrt((1 if k == 0 else 2) / n)

    def codec() -> Codec:
        """48 of the lowest cosines of a block: orthonormal, and nothing has to be fitted."""
        waves = [(0, 0), (0, 1), (1, 0), (1, 1), (0, 2), (2, 0), (1, 2), (2, 1)]
        rows = [
            torch.einsum("s,c,p,q->scpq", cosine(STRIDE, s), cosine(3, c), cosine(PATCH, p), cosine(PATCH, q)).flatten()
            for s in range(2)
            for p, q in waves
            for c in range(3)
        ]
        return Codec(torch.stack(rows), torch.zeros(len(rows[0])), torch.linspace(6, 1, 48), torch.full((48,), 9.0))

    def make(seed: int) -> Path:
        torch.manual_seed(seed)
        model = Denoiser(
            Preset(
                width=64,
                depth=2,
                cells=32,
                field=32,
                sprites=32,
                strata=1,
                slots=1500,
                scenery=8,
                memory=6,
                known=200,
                own=1,
                latent_dims=48,
            )
        )  # fmt: skip
        model.requires_grad_(False)
        for matrix in model.parameters():
            if matrix.ndim > 1 and not matrix.any():  # outputs begin at zero: here they are to show
                torch.nn.init.normal_(matrix, std=1 / math.sqrt(matrix[0].numel()))
        model.layers.places.rows.random_(200)
        model.layers.sprites.place.weight.mul_(0.1)  # figures stay near their boxes
        (path,) = save_weights(tmp_path_factory.mktemp("weights") / "tiny", codec(), model, "tiny", {"seed": str(seed)})
        return path

    return make


@pytest.fixture(scope="session")
def tiny(make_weights: Callable[[int], Path]) -> str:
    """The file of a tiny model, for ``--model``."""
    return str(make_weights(0))


@pytest.fixture(scope="session")
def psnr() -> Callable[[NDArray[np.uint8], NDArray[np.uint8]], float]:
    """How alike two videos are, in dB."""

    def measure(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
        error = float(((one.astype(np.float32) - other) ** 2).mean())
        return 10 * math.log10(255**2 / error) if error else math.inf

    return measure


@pytest.fixture(scope="session")
def environment() -> dict[str, str]:
    """Of a process of its own: this source, one thread."""
    import onetake

    source = str(Path(onetake.__file__).parent.parent)
    return {**os.environ, "PYTHONPATH": source, "PYTHONIOENCODING": "utf-8", "OMP_NUM_THREADS": "1"}
