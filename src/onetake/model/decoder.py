"""Finished chunks to frames of any size: what was painted is shown as it was painted, and blocks meet in time.

Latents hold 384 of a block's 3,072 numbers. What moves costs more than that, and rings. But painters paint in pixels:
what the codec loses of their picture is known, and is added again wherever the chunk still shows what was painted. So
latents only have to carry what drawing changed (shadows, glow, what is known from elsewhere), as the residual does in
predictive coding (Netravali and Limb, Proc. IEEE 68(3), 1980). That change is smooth: where one block of four frames
ends it passes to the next evenly, and it can be made larger, while outlines are painted anew at the larger size.

Axes: B batch (1), N video frames, C colours, Y X pixels.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
import torch
import torch.nn.functional as F
from einops import rearrange
from numpy.typing import NDArray
from torch import Tensor

from onetake.media.scale import cut_to_shape, middle_of
from onetake.model.codec import MEET, Codec
from onetake.model.layers import Enlarger
from onetake.types import STRIDE

Frames = NDArray[np.uint8]
At = Callable[[int, int, Enlarger], Iterator[Tensor]]
AROUND = 9
"""Pixels a side within which a chunk is compared with what was painted."""
ALIKE, OTHER = 0.15, 0.35
"""Mean differences (of colours from -1 to 1) up to which all that is painted is shown, and from which on nothing."""


@dataclass(frozen=True)
class Painting:
    """What was painted of a chunk: pixels (1, N, 3, Y, X) in -1..1, and their latents (1, T, H, W, Z).

    ``at``: paints it again at a height and a width, with a way of enlarging places, frame by frame, (3, Y, X) in 0..1
    (``Layers.frames``). ``own``: the chunk was drawn from nothing else, so all that is painted is shown.
    """

    pixels_BNCYX: Tensor
    collage_BTHWZ: Tensor
    at: At
    own: bool = False


@dataclass(frozen=True)
class Decoded:
    """A chunk's frames, uint8 (N, Y, X, 3). If they were painted: ``Painting.at``; what drawing changed, evened, (1, N,
    3, Y, X); and how much of the painting is shown, (1, N, 1, Y, X), None for all."""

    frames_NYXC: Frames
    at: At | None = None
    change_BNCYX: Tensor | None = None
    share_BN1YX: Tensor | None = None

    @torch.inference_mode()
    def large(self, width: int, height: int, way: Enlarger) -> Frames:
        """The same frames at a larger size, the middle of them where its shape is another: outlines are painted anew,
        places and what is not painted are made larger: ``way(frames_NYXC, width, height)``."""
        rows, columns = self.frames_NYXC.shape[1:3]
        left, top, seen_x, seen_y = middle_of(rows, columns, width, height)
        scale_x, scale_y = width / seen_x, height / seen_y
        at_x, at_y = round(left * scale_x), round(top * scale_y)
        window = (..., slice(top, top + seen_y), slice(left, left + seen_x))
        share = None if self.share_BN1YX is None or bool((self.share_BN1YX == 1).all()) else self.share_BN1YX[window]
        seen = cut_to_shape(self.frames_NYXC, width, height)
        if self.at is None or self.change_BNCYX is None:
            return way(seen, width, height)
        other = None if share is None else way(seen, width, height)
        out = np.empty((len(self.frames_NYXC), height, width, 3), np.uint8)
        for n, picture in enumerate(self.at(round(rows * scale_y), round(columns * scale_x), way)):
            frame = picture[:, at_y : at_y + height, at_x : at_x + width].mul(255)
            frame.add_(_sized(self.change_BNCYX[0, n][window], height, width), alpha=127.5)
            if share is not None and other is not None:
                shown = _sized(share[0, n], height, width)
                frame = torch.from_numpy(other[n]).permute(2, 0, 1).float().lerp_(frame, shown.expand(3, -1, -1))
            out[n] = frame.round_().clamp_(0, 255).to(torch.uint8).permute(1, 2, 0).numpy()
        return out


def _sized(values_CYX: Tensor, height: int, width: int) -> Tensor:
    return F.interpolate(values_CYX[None], (height, width), mode="bilinear", align_corners=False)[0]


@dataclass
class Decoder:
    """The chunks of one take, in order, as frames. What a chunk's frames are depends on it and the one before."""

    codec: Codec
    _change: Tensor | None = field(init=False, default=None)
    _frame: Tensor | None = field(init=False, default=None)

    @torch.inference_mode()
    def __call__(self, latents_THWZ: Tensor, painting: Painting | None = None) -> Decoded:
        """Latents of a chunk, and what they were drawn from, if that is known -> its frames."""
        if painting is None:
            frames_BNYXC = self.codec.decode(latents_THWZ[None], self._frame)
            self._change, self._frame = None, frames_BNYXC[:, -1]
            return Decoded(frames_BNYXC[0].numpy())
        change = self.codec.differences(latents_THWZ[None] - painting.collage_BTHWZ)
        share = None if painting.own else _shown(change)
        even, self._change = evened(change, self._change), change[:, -1:].clone()
        video = painting.pixels_BNCYX
        if share is not None:
            video = self.codec.floats(painting.collage_BTHWZ).lerp_(video, share)
        pixels = ((video + even + 1) * 127.5).round_().clamp_(0, 255).to(torch.uint8)
        frames_BNYXC = rearrange(pixels, "b n c y x -> b n y x c").contiguous()
        self._frame = frames_BNYXC[:, -1]
        return Decoded(frames_BNYXC[0].numpy(), painting.at, even, share)


def _shown(change_BNCYX: Tensor) -> Tensor:
    """How much of what was painted is shown, (B, N, 1, Y, X): nothing where a chunk shows something else."""
    near_BNYX = F.avg_pool2d(change_BNCYX.abs().amax(2), AROUND, 1, AROUND // 2, count_include_pad=False)
    return ((OTHER - near_BNYX) / (OTHER - ALIKE)).clamp_(0, 1)[:, :, None]


def evened(change_BNCYX: Tensor, last_B1CYX: Tensor | None) -> Tensor:
    """Blocks of four frames that begin where the one before ended (``last``: before the first), if they are alike (less
    than half of ``MEET`` apart), and pass to their own end evenly. A block's last frame stays as it is."""
    blocks = rearrange(change_BNCYX, "b (t s) c y x -> b t s c y x", s=STRIDE)
    first, ends = blocks[:, :, 0], blocks[:, :, -1]
    before = torch.cat([first[:, :1] if last_B1CYX is None else last_B1CYX, ends[:, :-1]], 1)
    jump = before - first
    jump = jump * (2 - jump.abs() * (2 * 127.5 / MEET)).clamp_(0, 1)
    left_S = 1 - torch.arange(1, STRIDE + 1, device=jump.device) / STRIDE
    return rearrange(blocks + jump[:, :, None] * left_S[:, None, None, None], "b t s c y x -> b (t s) c y x")
