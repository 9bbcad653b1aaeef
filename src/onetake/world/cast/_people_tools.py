"""What goes with a verb: a bite, a cup, a match, a knife, a hammer; breath and words before the mouth."""

from __future__ import annotations

import numpy as np

from onetake.types import Array
from onetake.world.cast._figure import box, curve, keyed, put
from onetake.world.cast._people_body import Build, Pose, Tool
from onetake.world.shapes import Colour, Part, ellipse

_PUFF: Colour = (232, 243, 250)
_STEEL: Colour = (206, 212, 222)
_WOOD: Colour = (150, 98, 58)

TOOLS: dict[Tool, tuple[tuple[Array, Colour], ...]] = {
    "food": ((ellipse(0.012, -0.012, 0.05, 0.042, 12), (232, 178, 98)),),
    "cup": (
        (curve([(0.045, 0.035), (0.085, 0.03), (0.085, -0.03), (0.045, -0.03), (0.05, -0.01), (0.065, 0.0)]),
            (210, 92, 80)),
        (box(0.01, 0.0, 0.045, 0.052, 0.014), (232, 112, 96)),
        (ellipse(0.01, 0.05, 0.042, 0.012, 10), (250, 232, 214)),
    ),
    "match": (
        (box(0.0, 0.045, 0.009, 0.055, 0.003), (214, 170, 112)),
        (curve([(0.0, 0.16), (0.026, 0.115), (0.02, 0.09), (0.0, 0.082), (-0.02, 0.09), (-0.026, 0.115)]),
            (246, 146, 44)),
        (ellipse(0.0, 0.104, 0.012, 0.018, 8), (255, 232, 120)),
    ),
    "knife": (
        (curve([(0.02, -0.024), (0.16, -0.024), (0.2, -0.005), (0.16, 0.028), (0.02, 0.024)], 1), _STEEL),
        (box(-0.01, 0.0, 0.045, 0.018, 0.008), (70, 58, 62)),
    ),
    "hammer": (
        (box(0.0, 0.05, 0.014, 0.085, 0.005), _WOOD),
        (box(0.012, 0.135, 0.062, 0.03, 0.01), (112, 122, 138)),
    ),
}  # fmt: skip
"""Outlines about the hand, upright."""


def tool(how: Pose, hand_N2: Array) -> list[Part]:
    """What is in the near hand."""
    if how.tool is None:
        return []
    size = np.reshape(np.asarray(how.tool_size, np.float32), (-1, 1, 1))
    seen = None if np.ndim(how.tool_size) == 0 else np.asarray(how.tool_size) > 0.05
    return [Part(put(points * size, how.tool_angle, hand_N2), colour, seen) for points, colour in TOOLS[how.tool]]


def breath(how: Pose, mouth_N2: Array) -> list[Part]:
    """Blown air: a widening jet and a cloud ahead of it."""
    if how.puff is None:
        return []
    seen = (how.puff > 0) & (how.puff < 1)
    go = np.clip(how.puff, 0, 1)[:, None, None]
    jet = curve([(0, 0), (0.3, 0.09), (0.6, 0.17), (0.92, 0.17), (1.0, 0.0), (0.92, -0.17), (0.6, -0.17),
        (0.3, -0.09)])  # fmt: skip
    cloud = ellipse(0, 0, 0.05, 0.042, 12) * (0.5 + go) + np.array([0.14, 0.015], np.float32) + go * [0.27, 0.03]
    return [
        Part(put((jet * (0.09 + 0.17 * go)).astype(np.float32), 0.0, mouth_N2), _PUFF, seen),
        Part(put(cloud.astype(np.float32), 0.0, mouth_N2), _PUFF, seen),
    ]


def word(build: Build, how: Pose, mouth_N2: Array) -> list[Part]:
    """A speech bubble that comes and goes once in a cycle."""
    if how.word is None:
        return []
    size = keyed(how.word, (0.02, 0.0), (0.22, 1.0), (0.8, 1.0), (0.96, 0.0))[:, None, None]
    at = mouth_N2 + np.array([0.35 * build.head + 0.03, 0.35 * build.head + 0.02], np.float32)
    bubble = curve([(0.0, 0.0), (0.05, 0.045), (0.11, 0.04), (0.19, 0.06), (0.22, 0.12), (0.19, 0.185), (0.11, 0.205),
        (0.03, 0.185), (0.0, 0.12), (0.025, 0.06)])  # fmt: skip
    parts = [Part(put(bubble * size, 0.0, at), (252, 252, 252), size[:, 0, 0] > 0.05)]
    for i in range(3):
        dot = ellipse(0.06 + 0.05 * i, 0.123, 0.014, 0.014, 8)
        parts.append(Part(put(dot * size, 0.0, at), (120, 132, 150), size[:, 0, 0] > 0.3))
    return parts
