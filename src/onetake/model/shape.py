"""The size at which the model draws for a video of any shape.

Sides are whole patches and the area is near that of the three shapes the model was trained on, so anything between
portrait and landscape is drawn as it is, without cropping.
"""

from __future__ import annotations

import math

from onetake.errors import MediaError
from onetake.types import PATCH, SHAPES

LEAST_TOKENS, MOST_TOKENS = 72, 91
WIDEST = 2.6
"""The most one side can be longer than the other."""


def shape_for(width: int, height: int) -> tuple[int, int]:
    """Width and height that the model draws for pictures of that size; one of ``SHAPES`` where one fits as well.

    Raises ``MediaError`` (``bad-shape``) where one side is more than 2.6 times the other.
    """
    ratio = math.log(width / height)
    if abs(ratio) > math.log(WIDEST):
        raise MediaError(
            "bad-shape",
            f"A picture of {width}x{height} is too {'wide' if ratio > 0 else 'tall'} to be drawn.",
            f"Crop it until one side is at most {WIDEST:g} times the other.",
        )

    def miss(shape: tuple[int, int]) -> float:
        return abs(math.log(shape[0] / shape[1]) - ratio)

    trained = min(SHAPES.values(), key=miss)
    others = [
        (columns * PATCH, rows * PATCH)
        for columns in range(4, 17)
        for rows in range(4, 17)
        if LEAST_TOKENS <= columns * rows <= MOST_TOKENS
    ]
    best = min(others, key=miss)
    return best if miss(best) < miss(trained) - 0.02 else trained
