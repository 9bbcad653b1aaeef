"""The lesson of the network that enlarges what was drawn: ``python -m onetake.training.enlarger --minutes M``.

The world draws a take four times as large as the model does. What that averages to goes through the codec, a little
blurred and with a little noise in its latents, as what the model draws is; from this the network is to find the large
picture. It is the average and not the world's own small picture, because the two do not lie on one another: OpenCV puts
a pixel's middle at whole numbers, and lines of a look are as wide as a pixel at any size. The model fills its outlines
by averages as well.
"""

from __future__ import annotations

import argparse
import json
from collections import deque
from collections.abc import Iterator
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from torch import Tensor

from onetake.cache import cache_folder
from onetake.evaluation.finishing import Frames, enlarged, enlargers
from onetake.media.crisp import FACTOR, UNIT, WEIGHTS, Crisp, enlarge_crisply, laid_out, ready
from onetake.model.codec import Codec
from onetake.processor import fast_bf16
from onetake.training.lessons import Lesson, Line, Pupil, decibels
from onetake.types import FPS, SHAPES, STRIDE
from onetake.world.take import simulate_take

CHANNELS, HIDDEN = 32, 2
CROP, AROUND, WINDOWS, CROPS = 48, 64, 8, 1
"""Pixels a side of what is learnt from and of what goes through the codec around it; windows in a batch, and how many
crops of each."""
KEPT, EVERY, FIRST, HELD = 240, 12, 48, 8
"""Windows that are kept, batches between two new ones, how many there are before the first batch, and held-out ones."""
BLUR, NOISE = 0.2, 0.12
"""At most: the share that a neighbour gets of a pixel, and the deviation of noise in latents of about 1."""
STEEP = 0.5
"""What the differences between neighbours count beside the colours themselves."""
_SMALLEST = 1 / UNIT
HELD_OUT = 999_983
"""From here on every second seed is for checking: it is odd, and those of lessons are even."""

Window = tuple[NDArray[np.uint8], NDArray[np.uint8]]
"""Frames of one latent frame, as the model would draw them and four times as large (NYXC)."""


def window(seed: int, shape: str = "landscape") -> Window:
    """A third of a second of a take of the world, chosen by a seed."""
    take = simulate_take(seed, shape)
    start = STRIDE * int(np.random.default_rng(seed).integers(take.geometry.frames // STRIDE))
    large = take.enlarged(FACTOR).renderer.frames(start, start + STRIDE)
    return averaged(large), large


def averaged(large_NYXC: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Every square of pixels as its average."""
    n, rows, columns, _ = large_NYXC.shape
    squares = large_NYXC.reshape(n, rows // FACTOR, FACTOR, columns // FACTOR, FACTOR, 3)
    return np.asarray(squares.mean((2, 4), dtype=np.float32).round(), np.uint8)


def degraded(
    small_BNYXC: Tensor, codec: Codec, chance: torch.Generator | None = None, blur: float = BLUR, noise: float = NOISE
) -> Tensor:
    """Windows in bytes as the model would draw them: a little blurred, through the codec with a little noise. Each
    window has amounts of its own, evenly up to ``blur`` and ``noise``; without ``chance`` only the codec is left."""
    video = small_BNYXC.permute(0, 1, 4, 2, 3).float()
    if chance is not None:
        share = blur * torch.rand(len(video), 1, 1, 1, 1, generator=chance)
        for axis in (3, 4):
            at = torch.arange(video.shape[axis])
            beside = [video.index_select(axis, n.clamp(0, len(at) - 1)) for n in (at - 1, at + 1)]
            video = video + share * (beside[0] + beside[1] - 2 * video)
    latents = codec.encode_floats(video / 127.5 - 1)
    if chance is not None:
        amount = noise * torch.rand(len(video), 1, 1, 1, 1, generator=chance)
        latents = latents + amount * torch.randn(latents.shape, generator=chance)
    return codec.decode(latents)


class Gallery:
    """Windows to learn from, of which one is replaced now and then; everything follows from the seed."""

    def __init__(self, codec: Codec, seed: int, windows: int = WINDOWS, first: int = FIRST) -> None:
        self.codec, self.windows, self.batches = codec, windows, 0
        self.seeds = count(1_000_000 * seed, 2)
        self.rng, self.chance = np.random.default_rng(seed), torch.Generator().manual_seed(seed)
        self.kept: deque[Window] = deque(maxlen=KEPT)
        while len(self.kept) < max(first, windows):
            self._draw()

    def _draw(self) -> None:
        seed = next(self.seeds)
        self.kept.append(window(seed, tuple(SHAPES)[seed % len(SHAPES)]))

    def batch(self) -> tuple[Tensor, Tensor]:
        """Crops as they are drawn, and four times as large: (N, CROP, CROP, 3) and (N, 4 CROP, 4 CROP, 3), bytes."""
        self.batches += 1
        if self.batches % EVERY == 0:
            self._draw()
        corners, pieces = [], []
        chosen = self.rng.choice(len(self.kept), self.windows, replace=False).tolist()
        for which in chosen:
            drawn_NYXC = self.kept[which][0]
            top, left = (int(self.rng.integers(side - AROUND + 1)) for side in drawn_NYXC.shape[1:3])
            corners.append((top, left))
            pieces.append(torch.from_numpy(drawn_NYXC[:, top : top + AROUND, left : left + AROUND]))
        made = degraded(torch.stack(pieces), self.codec, self.chance)
        small, large = [], []
        for which, made_NYXC, (top, left) in zip(chosen, made, corners, strict=True):
            for n in self.rng.choice(STRIDE, CROPS, replace=False).tolist():
                y, x = (int(self.rng.integers(AROUND - CROP + 1)) for _ in range(2))
                small.append(made_NYXC[n, y : y + CROP, x : x + CROP])
                rows, columns = (slice(FACTOR * a, FACTOR * (a + CROP)) for a in (top + y, left + x))
                large.append(torch.from_numpy(self.kept[which][1][n, rows, columns]))
        return torch.stack(small), torch.stack(large)


def loss_of(made_NYXC: Tensor, true_NYXC: Tensor) -> Tensor:
    """How far pictures are from the truth, in colours and in the differences between neighbours; both nearly absolute
    (Charbonnier's loss, in LapSRN: Lai et al., 1704.03915)."""
    off = made_NYXC - true_NYXC
    steps = sum(_nearly_absolute(off.diff(dim=axis)) for axis in (1, 2))
    return _nearly_absolute(off) + STEEP * steps


def _nearly_absolute(off: Tensor) -> Tensor:
    return (off.square() + _SMALLEST**2).sqrt().mean()


def lesson(codec: Codec, channels: int = CHANNELS, hidden: int = HIDDEN, seed: int = 0) -> Lesson:
    """The network's lesson, checked on a few held-out windows."""
    torch.manual_seed(1)
    net = Crisp(channels, hidden).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    gallery = Gallery(codec, seed)
    held = [window(HELD_OUT + 2 * n) for n in range(HELD)]

    def made(small_NYXC: Tensor) -> Tensor:
        with torch.autocast("cpu", torch.bfloat16, enabled=fast_bf16()):
            return laid_out(net(small_NYXC)).float()

    def loss() -> Tensor:
        small, large = gallery.batch()
        return loss_of(made(small) / UNIT, large.float() / UNIT)

    def check() -> dict[str, float]:
        errors = []
        for small, large in held:
            shown = made(degraded(torch.from_numpy(small)[None], codec)[0])
            errors.append(float((shown.clamp(0, 255) - torch.from_numpy(large)).square().mean()) / 255**2)
        return {"db": decibels(sum(errors) / len(errors))}

    return Lesson("enlarger", net, loss, check, WINDOWS * CROPS)


def export(pupil: Pupil, path: Path) -> None:
    """The moving average of what was learnt, as a weights file."""
    temporary = path.with_suffix(".tmp")
    save_file({k: v.half().contiguous() for k, v in pupil.ema.items()}, temporary, {"format": "onetake-enlarger-1"})
    temporary.chmod(0o644)  # the library writes for the owner alone
    temporary.replace(path)


def held_out_clips(codec: Codec, clips: int, frames: int = FPS) -> Iterator[tuple[Frames, Frames]]:
    """Clips that nothing was learnt from, as a perfect model would draw them and four times as large."""
    for n in range(clips):
        take = simulate_take(HELD_OUT + 1000 + 2 * n, tuple(SHAPES)[n % len(SHAPES)])
        start = (take.geometry.frames - frames) // 2
        large = take.enlarged(FACTOR).renderer.frames(start, start + frames)
        yield degraded(torch.from_numpy(averaged(large))[None], codec)[0].numpy(), large


def figures(codec: Codec, clips: int, weights: Path = WEIGHTS) -> dict[str, Any]:
    """Every way of enlarging on held-out clips."""
    crisp = partial(enlarge_crisply, net=ready(weights))
    return enlarged(held_out_clips(codec, clips), {**enlargers(), "crisp": crisp})


def main() -> None:
    """Learn for so many minutes from where the last leg stopped, then write the weights and their figures."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--folder", type=Path, default=cache_folder() / "runs" / "enlarger", help="state and log")
    parser.add_argument("--data", type=Path, default=cache_folder() / "data", help="where codec.safetensors is")
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="the weights file; figures beside it")
    parser.add_argument("--channels", type=int, default=CHANNELS)
    parser.add_argument("--hidden", type=int, default=HIDDEN)
    parser.add_argument("--clips", type=int, default=12, help="held-out clips that are measured at the end; 0: none")
    told = parser.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    codec = Codec.from_state(load_file(told.data / "codec.safetensors"))
    state = told.folder / "enlarger.pt"
    # A lesson that goes on must not see its first windows again.
    seed = 1 + int(torch.load(state, weights_only=True)["step"]) if state.exists() else 0
    pupil = Pupil(lesson(codec, told.channels, told.hidden, seed), told.folder)
    last: Line = {}
    for last in pupil.run(told.minutes):
        print(json.dumps(last), flush=True)  # noqa: T201
    export(pupil, told.out)
    if told.clips:
        shown = {**{k: last[k] for k in ("step", "seen", "core_minutes")}, "clips": told.clips,
                 "ways": figures(codec, told.clips, told.out)}  # fmt: skip
        told.out.with_suffix(".json").write_text(json.dumps(shown, indent=1) + "\n")
        print(json.dumps(shown), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
