"""Finished chunks to frames: what the codec cannot hold of what was painted comes back, and blocks meet in time.

Latents hold 384 of a block's 3,072 numbers. What moves costs more than that, and rings. But painters paint in pixels:
what the codec loses of their picture is known, and is added again wherever the chunk still shows what was painted. So
latents only have to carry what drawing changed (shadows, glow, what is known from elsewhere), as the residual does in
predictive coding (Netravali and Limb, Proc. IEEE 68(3), 1980). That change is smooth, and where one block of four
frames ends it passes to the next evenly.

Axes: B batch (1), N video frames, C colours, Y X pixels.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import torch
import torch.nn.functional as F
from einops import rearrange
from torch import Tensor

from onetake.model.codec import MEET, Codec
from onetake.types import STRIDE

AROUND = 9
"""Pixels a side within which a chunk is compared with what was painted."""
ALIKE, OTHER = 0.15, 0.35
"""Mean differences (of colours from -1 to 1) up to which all that is painted is shown, and from which on nothing."""


@dataclass(frozen=True)
class Painting:
    """What was painted of a chunk: pixels (1, N, 3, Y, X) in -1..1, and their latents (1, T, H, W, Z)."""

    pixels_BNCYX: Tensor
    collage_BTHWZ: Tensor


@dataclass
class Decoder:
    """The chunks of one take, in order, as frames. What a chunk's frames are depends on it and the one before."""

    codec: Codec
    _change: Tensor | None = field(init=False, default=None)
    _frame: Tensor | None = field(init=False, default=None)

    @torch.inference_mode()
    def __call__(self, latents_THWZ: Tensor, painting: Painting | None = None) -> Tensor:
        """Latents of a chunk -> its frames, uint8 (N, Y, X, 3). ``painting``: what they were drawn from, if known."""
        if painting is None:
            frames_BNYXC = self.codec.decode(latents_THWZ[None], self._frame)
            self._change = None
        else:
            change_BNCYX = self.codec.differences(latents_THWZ[None] - painting.collage_BTHWZ)
            video_BNCYX = _shown(self.codec, painting, change_BNCYX) + evened(change_BNCYX, self._change)
            self._change = change_BNCYX[:, -1:].clone()
            pixels = ((video_BNCYX + 1) * 127.5).round_().clamp_(0, 255).to(torch.uint8)
            frames_BNYXC = rearrange(pixels, "b n c y x -> b n y x c").contiguous()
        self._frame = frames_BNYXC[:, -1]
        return frames_BNYXC[0]


def _shown(codec: Codec, painting: Painting, change_BNCYX: Tensor) -> Tensor:
    """What was painted; of its latents alone where a chunk shows something else."""
    near_BNYX = F.avg_pool2d(change_BNCYX.abs().amax(2), AROUND, 1, AROUND // 2, count_include_pad=False)
    share_BNYX = ((OTHER - near_BNYX) / (OTHER - ALIKE)).clamp_(0, 1)
    return codec.floats(painting.collage_BTHWZ).lerp_(painting.pixels_BNCYX, share_BNYX[:, :, None])


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
