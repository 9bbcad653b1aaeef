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
    """Half the width of the network that decodes cells of scenery."""
    sprites: int = 512
    """Width of the layers that hear who is to be drawn, doing what; ``strata`` of them."""
    strata: int = 3
    scenery: int = 96
    """Channels in which the light on scenery is worked out."""
    slots: int = 0
    """Outlines that all kinds together have."""
    memory: int = 0
    """Length of a code that says what a cell of scenery shows; there are ``known`` of them, and ``own`` cells have one
    to themselves."""
    known: int = 0
    own: int = 0
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


KNOWN, OWN = 137_216, 184_320
"""Codes of scenery, and cells that have one of their own, in all places, with room to spare."""
PRESETS: dict[str, Preset] = {
    "tiny": Preset(width=64, depth=2, cells=32, field=48, sprites=32, strata=1, slots=2048, scenery=16, memory=8,
                   known=8192, own=8192),
    "S": Preset(width=256, depth=6, cells=96, slots=11264, memory=48, known=KNOWN, own=OWN),
    "B": Preset(width=384, depth=12, cells=192, field=384, sprites=768, strata=4, slots=11264, scenery=128, memory=64,
                known=KNOWN, own=OWN),
}  # fmt: skip
