"""Pixels that choose among a few inks."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from einops import rearrange
from torch import Tensor


def painted(choices_BKYX: Tensor, inks_BK3: Tensor, enlarge: int = 1) -> Tensor:
    """Premultiplied RGBA 0..1, (B, 4, Y, X): every pixel in the mean of the inks it chooses; the first is nothing.

    ``enlarge``: choices are interpolated before they are made, so edges stay as crisp as they were.
    """
    logits = choices_BKYX.float().contiguous(memory_format=torch.channels_last)
    if enlarge > 1:
        logits = F.interpolate(logits, scale_factor=enlarge, mode="bilinear", align_corners=False)
    # Inks side by side in memory: the softmax is several times as fast as across planes.
    share = torch.softmax(logits.permute(0, 2, 3, 1), -1).flatten(1, 2)
    opaque = F.pad(inks_BK3.float(), (0, 1), value=1.0)
    opaque = torch.cat([torch.zeros_like(opaque[:, :1]), opaque[:, 1:]], 1)
    colours: Tensor = rearrange(share @ opaque, "b (y x) c -> b c y x", y=logits.shape[-2])
    return colours
