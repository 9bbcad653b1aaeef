"""What the codec cannot hold of what is painted, so that nothing painted has to be lost on its way through latents.

Latents hold 384 of a block's 3,072 numbers. What moves costs more than that, and rings. But painters paint in pixels:
the difference between their picture and its latents is known, and can be added again wherever the finished chunk still
shows what was painted. The denoiser's part (shadows, glow, what is known from elsewhere) comes from the latents, as a
layered codec's enhancement comes on top of its base (residual coding: Schwarz et al., 10.1109/TCSVT.2007.905532).

Axes: B batch, N video frames, C colours, Y X pixels.
"""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor

from onetake.model.codec import Codec

AROUND = 9
"""Pixels a side within which a chunk is compared with what was painted."""
ALIKE, OTHER = 0.15, 0.35
"""Mean differences (of colours from -1 to 1) up to which everything, and from which on nothing, is added."""


def detail_of(codec: Codec, painted_BNCYX: Tensor, collage_BTHWZ: Tensor, latents_BTHWZ: Tensor) -> Tensor:
    """What is to be added to a chunk's frames, (B, N, C, Y, X) in the units of ``painted`` (-1..1).

    ``collage``: the latents of what was painted; ``latents``: those of the finished chunk.
    """
    off_BNYX = codec.differences(latents_BTHWZ - collage_BTHWZ).abs().amax(2)
    near_BNYX = F.avg_pool2d(off_BNYX, AROUND, 1, AROUND // 2, count_include_pad=False)
    share_BNYX = ((OTHER - near_BNYX) / (OTHER - ALIKE)).clamp_(0, 1)
    return (painted_BNCYX - codec.floats(collage_BTHWZ)).mul_(share_BNYX[:, :, None])
