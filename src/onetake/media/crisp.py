"""Enlarging by a small network of our own, which has learnt from the simulated world how its edges run.

Convolutions see the picture as it is and say sixteen pixels for every one (ESPCN: Shi et al., 1609.05158). They add to
the picture's own pixels, which ride along as three channels more (anchors: Du et al., 2105.09750), and only as much as
colours differ close by: what is flat stays exactly as it is. Frames are enlarged one by one, so nothing flickers that
did not before.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from onetake.errors import WeightsError
from onetake.media.finish import Enlarger
from onetake.media.scale import resize
from onetake.processor import fast_bf16

Frames = NDArray[np.uint8]
FACTOR = 4
WEIGHTS = Path(__file__).parent.parent / "weights" / "enlarger.safetensors"
MIDDLE, UNIT = 128.0, 64.0
"""The network counts colours from the middle in 64 levels: bf16 holds all 256 of them exactly."""
_NEAR = 2
"""Pixels to each side within which colours are compared."""


class Crisp(nn.Module):
    """Pictures to pictures four times as large. ``hidden``: convolutions between the first and the last."""

    anchor: Tensor
    middle: Tensor

    def __init__(self, channels: int = 32, hidden: int = 2) -> None:
        super().__init__()
        made = 3 * FACTOR**2
        # With the picture's own three channels the last convolution sees as many as the others.
        sizes = [3, *[channels] * hidden, channels - 3]
        self.layers = nn.ModuleList(nn.Conv2d(a, b, 3, padding=1) for a, b in pairwise(sizes))
        self.last = nn.Parameter(torch.zeros(made, channels - 3, 3, 3))
        anchor = torch.zeros(made, 3, 3, 3)
        anchor[torch.arange(made), torch.arange(made) % 3, 1, 1] = 1
        self.register_buffer("anchor", anchor, persistent=False)
        self.register_buffer("middle", torch.full((made,), MIDDLE), persistent=False)

    def forward(self, frames_NYXC: Tensor) -> Tensor:
        """Frames in bytes to sixteen pixels for each, in the same levels: by row, column, colour (N, 48, Y, X)."""
        bytes_NCYX = frames_NYXC.permute(0, 3, 1, 2)
        pixels_NCYX = (bytes_NCYX.to(self.last.dtype) - MIDDLE) / UNIT
        x = pixels_NCYX
        for layer in self.layers:
            x = F.relu(layer(x), inplace=True)
        near = contrast(bytes_NCYX).to(x.dtype) / UNIT
        both = torch.cat([x * near, pixels_NCYX.to(x.dtype)], 1)
        weight = UNIT * torch.cat([self.last, self.anchor], 1)  # in levels: no pass over the large picture for it
        return F.conv2d(both, weight, self.middle, padding=1)


def contrast(bytes_NCYX: Tensor) -> Tensor:
    """By how much colours differ near every pixel, in the colour that differs most: (N, 1, Y, X), bytes."""
    high, low = bytes_NCYX.clone(), bytes_NCYX.clone()
    for _ in range(_NEAR):
        for axis in (2, 3):
            for wide, pick in ((high, torch.maximum), (low, torch.minimum)):
                length = wide.shape[axis] - 1
                met = pick(wide.narrow(axis, 0, length), wide.narrow(axis, 1, length))
                for at in (0, 1):
                    part = wide.narrow(axis, at, length)
                    torch.max(part, met, out=part) if wide is high else torch.min(part, met, out=part)
    return (high - low).amax(1, keepdim=True)


def laid_out(made_NKYX: Tensor) -> Tensor:
    """What the network says, as pictures (N, 4Y, 4X, 3)."""
    n, _, rows, columns = made_NKYX.shape
    apart = made_NKYX.permute(0, 2, 3, 1).reshape(n, rows, columns, FACTOR, FACTOR * 3)
    return apart.transpose(2, 3).reshape(n, rows * FACTOR, columns * FACTOR, 3)


def there() -> bool:
    """Whether this installation has the network's weights."""
    return WEIGHTS.is_file()


def load(path: Path = WEIGHTS) -> Crisp:
    """The network of a weights file, which tells its own size. Raises ``WeightsError`` (``weights-damaged``)."""
    try:
        state = {name: tensor.float() for name, tensor in load_file(path).items()}
        net = Crisp(state["last"].shape[1] + 3, sum(name.endswith(".bias") for name in state) - 1)
        net.load_state_dict(state)
    except (OSError, RuntimeError, KeyError, IndexError, SafetensorError) as error:
        raise WeightsError(
            "weights-damaged", f"{path} is not a whole safetensors file.", "Fetch it again, or ask for --plain."
        ) from error
    return net.requires_grad_(False).eval()


@lru_cache(maxsize=2)
def ready(path: Path = WEIGHTS) -> Crisp:
    """The network of a weights file as this processor runs it fastest; kept. Raises ``WeightsError``."""
    net = load(path).to(torch.bfloat16 if fast_bf16() else torch.float32)
    net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return net


def enlarge_crisply(frames_NYXC: Frames, width: int, height: int, net: Crisp | None = None) -> Frames:
    """Frames (NYXC) at a larger size: four times as large, then to size. Raises ``WeightsError``."""
    rows, columns = frames_NYXC.shape[1:3]
    if (rows, columns) == (height, width) or height < rows or width < columns:
        return resize(frames_NYXC, width, height)
    net = ready() if net is None else net
    out = np.empty((len(frames_NYXC), height, width, 3), np.uint8)
    for n, frame_YXC in enumerate(frames_NYXC):  # one by one: a frame's features stay in the processor's cache
        out[n] = resize(_four_times(net, frame_YXC), width, height)
    return out


@torch.inference_mode()
def _four_times(net: Crisp, frame_YXC: Frames) -> Frames:
    made = net(torch.from_numpy(np.ascontiguousarray(frame_YXC))[None])
    pixels: Frames = laid_out(made.clamp_(0, 255).round_().byte())[0].numpy()
    return pixels


def way_of_enlarging(plain: bool = False, otherwise: Enlarger = resize) -> Enlarger:
    """How what was drawn gets its size: by the network; ``otherwise`` if plain was asked for, or there is none."""
    return otherwise if plain or not there() else enlarge_crisply
