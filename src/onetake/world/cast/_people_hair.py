"""Hair and beards, in head radii (see ``_people_face``): each gives its outlines back to front."""

from __future__ import annotations

import numpy as np

from onetake.types import Array
from onetake.world.cast._figure import curve
from onetake.world.cast._people_face import HeadPart, head_part
from onetake.world.shapes import Colour, ellipse, shade


def short(hair: Colour) -> list[HeadPart]:
    crown = [(0.98, 0.4), (0.62, 0.62), (0.1, 0.52), (-0.3, 0.42), (-0.36, -0.12), (-0.62, -0.1), (-0.8, -0.5)]
    crown += [(-1.02, -0.1), (-1.02, 0.5), (-0.62, 1.0), (0.05, 1.15), (0.7, 1.02), (1.04, 0.75)]
    return [head_part(curve(crown), hair)]


_FRINGE = [(1.02, 0.2), (0.72, 0.5), (0.3, 0.66), (-0.15, 0.45), (-0.4, 0.0), (-0.48, -0.6), (-0.72, -1.2),
           (-1.08, -0.9), (-1.12, 0.1), (-0.85, 0.82), (-0.1, 1.14), (0.62, 1.0), (0.98, 0.6)]  # fmt: skip


def long(hair: Colour) -> list[HeadPart]:
    back = [(0.6, 0.7), (0, 1.08), (-0.7, 0.85), (-1.1, 0.2), (-1.16, -0.8), (-1.34, -1.75), (-0.7, -2.0),
        (0.1, -1.75), (0.62, -1.0)]  # fmt: skip
    return [head_part(curve(back), hair, "hair", True), head_part(curve(_FRINGE), hair)]


def very_long(hair: Colour) -> list[HeadPart]:
    """Down to the waist, over the near shoulder."""
    back = [(0.6, 0.7), (0, 1.1), (-0.75, 0.9), (-1.22, 0.2), (-1.4, -1.2), (-1.62, -2.9), (-0.9, -3.3),
        (-0.1, -2.8), (0.5, -1.2)]  # fmt: skip
    lock = [(-0.85, 0.4), (-0.5, -0.3), (-0.55, -1.2), (-0.7, -2.2), (-1.05, -2.75), (-1.38, -2.2), (-1.26, -1.0)]
    return [
        head_part(curve(back), shade(hair, 0.9), "hair", True), head_part(curve(_FRINGE), hair),
        head_part(curve(lock), hair, "hair"),
    ]  # fmt: skip


def _scalloped(x: float, y: float, rx: float, ry: float, first: float, last: float, lobes: int) -> Array:
    """An arc of round bulges, from angle to angle: (6 lobes, 2)."""
    u = np.linspace(0, 1, 6 * lobes)
    r = 0.86 + 0.2 * np.sqrt(np.abs(np.sin(np.pi * lobes * u)))
    a = first + (last - first) * u
    return np.stack([x + rx * r * np.cos(a), y + ry * r * np.sin(a)], -1).astype(np.float32)


def curly(hair: Colour) -> tuple[list[HeadPart], list[HeadPart]]:
    """A cloud of curls: what is behind the face, and what hangs over the brow and the ear."""
    cloud = _scalloped(-0.2, 0.28, 1.5, 1.32, -0.9, 2 * np.pi - 0.9, 10)
    over = _scalloped(-0.12, 0.26, 1.28, 1.18, 0.25, 1.3 * np.pi, 6)
    brow = np.array([(-0.55, -0.7), (-0.38, -0.34), (-0.5, 0.0), (-0.25, 0.22), (-0.2, 0.5), (0.12, 0.46), (0.34, 0.66),
        (0.62, 0.54), (0.86, 0.6)], np.float32)  # fmt: skip
    return [head_part(cloud, shade(hair, 0.86))], [head_part(np.concatenate([over, brow]), hair)]


def pigtails(hair: Colour, top: Colour) -> list[HeadPart]:
    near = [(-0.85, 0.35), (-1.2, 0.45), (-1.55, 0.05), (-1.6, -0.55), (-1.35, -0.95), (-1.1, -0.5), (-1.0, -0.05)]
    far = [(0.85, 0.4), (1.15, 0.48), (1.4, 0.1), (1.45, -0.4), (1.25, -0.75), (1.06, -0.4), (0.95, 0.0)]
    fringe = [(1.02, 0.15), (0.82, 0.46), (0.45, 0.6), (0.1, 0.5), (-0.25, 0.56), (-0.5, 0.2), (-0.62, -0.25),
        (-0.92, -0.35)]  # fmt: skip
    fringe += [(-1.04, 0.2), (-0.82, 0.8), (-0.1, 1.14), (0.62, 1.0), (0.98, 0.6)]
    return [
        head_part(curve(far), shade(hair, 0.88), "hair", True),
        head_part(curve(near), hair, "hair", True),
        head_part(curve(fringe), hair),
        head_part(ellipse(-1.0, 0.36, 0.17, 0.2, 10), shade(top, 1.25)),
    ]


def nape(hair: Colour) -> list[HeadPart]:
    """What shows of short hair below a hat."""
    back = [(0.0, 0.5), (-0.3, 0.1), (-0.42, -0.12), (-0.72, -0.18), (-0.86, -0.42), (-1.0, -0.1), (-1.0, 0.5)]
    return [head_part(curve(back), hair)]


def ring_of_hair(hair: Colour) -> list[HeadPart]:
    """All that is left to an old man."""
    ring = [(-0.3, 0.25), (-0.28, -0.2), (-0.6, -0.35), (-0.75, -0.62), (-1.12, -0.4), (-1.2, 0.1), (-0.98, 0.52),
        (-0.65, 0.42)]  # fmt: skip
    return [head_part(curve(ring), hair)]


def ear(skin: Colour) -> list[HeadPart]:
    """What shows where there is no hair."""
    return [head_part(ellipse(-0.42, -0.08, 0.15, 0.2, 10), shade(skin, 0.84))]


def bun(hair: Colour, x: float = -0.42, y: float = 1.14, r: float = 0.42) -> list[HeadPart]:
    """Hair put up, with a knot."""
    fringe = [(1.02, 0.25), (0.7, 0.58), (0.25, 0.62), (-0.25, 0.4), (-0.42, -0.1), (-0.62, -0.5), (-0.96, -0.45),
        (-1.08, 0.2), (-0.82, 0.84), (-0.1, 1.14), (0.62, 1.0), (0.98, 0.62)]  # fmt: skip
    return [
        head_part(ellipse(x, y, r * 1.05, r * 0.95, 14), shade(hair, 0.88), "hair", True),
        head_part(curve(fringe), hair),
    ]


def bob(hair: Colour) -> list[HeadPart]:
    """To the chin."""
    fringe = [(1.0, 0.3), (0.72, 0.56), (0.2, 0.5), (-0.25, 0.3), (-0.4, -0.3), (-0.5, -0.85), (-1.02, -0.92),
        (-1.22, -0.5), (-1.14, 0.2), (-0.85, 0.84), (-0.1, 1.15), (0.62, 1.0), (0.98, 0.62)]  # fmt: skip
    return [head_part(ellipse(-0.2, -0.1, 1.0, 0.85, 14), shade(hair, 0.88), "fixed", True),
            head_part(curve(fringe), hair)]  # fmt: skip


def curl(hair: Colour) -> list[HeadPart]:
    """A baby's tuft."""
    tuft = [(0.02, 0.92), (0.3, 0.98), (0.42, 1.16), (0.2, 1.3), (0.26, 1.12), (0.1, 1.08), (-0.12, 1.2),
        (-0.3, 1.06), (-0.4, 0.88)]  # fmt: skip
    return [head_part(curve(tuft), hair)]


def puffs(hair: Colour) -> list[HeadPart]:
    """A clown's: a ball at either side."""
    near = [(-0.5, 0.5), (-0.62, 0.9), (-1.05, 0.98), (-1.42, 0.72), (-1.68, 0.3), (-1.56, -0.2), (-1.2, -0.5),
        (-0.72, -0.4), (-0.5, 0.05)]  # fmt: skip
    return [
        head_part(ellipse(1.05, 0.28, 0.55, 0.6, 12), shade(hair, 0.85), "fixed", True),
        head_part(curve(near), hair),
    ]


def full_beard(hair: Colour, long: float = 1.0) -> list[HeadPart]:
    """From ear to ear, ``long`` downwards."""
    beard = [(-0.5, -0.2), (-0.2, -0.42), (0.16, -0.36), (0.55, -0.3), (0.9, -0.4), (1.0, -0.7),
        (0.85, -0.7 - 0.5 * long), (0.4, -0.7 - 0.92 * long), (-0.1, -0.7 - 0.6 * long), (-0.5, -0.85)]  # fmt: skip
    return [head_part(curve(beard), hair)]


def moustache(hair: Colour) -> list[HeadPart]:
    bar = [(0.42, -0.3), (0.72, -0.26), (1.02, -0.42), (0.7, -0.46), (0.42, -0.42), (0.12, -0.5), (-0.12, -0.4),
        (0.14, -0.26)]  # fmt: skip
    return [head_part(curve(bar), hair)]
