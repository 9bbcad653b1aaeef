"""Sizes of the transformer. One dial, the width of the trunk, derives the rest."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """``width`` sets the trunk; heads, feed-forward and convolution widths follow from it."""

    width: int
    depth: int
    cells: int
    """Channels of the convolutional stem and head, on a grid of 8x8 pixels."""
    field: int = 256
    """Width of the networks over coordinates that say what each cell shows."""
    latent_dims: int = 384
    window: int = 1
    """Chunks of known latents before the one being drawn that it may look at."""

    @property
    def heads(self) -> int:
        return max(1, self.width // 64)

    @property
    def hidden(self) -> int:
        """Feed-forward width: 8/3 of the trunk, a multiple of 32."""
        return -(-self.width * 8 // 3 // 32) * 32


PRESETS: dict[str, Preset] = {
    "tiny": Preset(width=64, depth=2, cells=32, field=48),
    "S": Preset(width=320, depth=6, cells=128),
    "B": Preset(width=384, depth=12, cells=192, field=384),
}
