"""What the processor does fast."""

from __future__ import annotations


def fast_bf16() -> bool:
    """Whether this processor has matrix units for bf16 (AMX); elsewhere fp32 is faster and as exact."""
    import torch  # here, so that command-line help does without it

    return bool(torch.cpu._is_amx_tile_supported())
