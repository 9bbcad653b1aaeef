"""What only some four-legged animals have: wings, shells, spines, humps, spikes, stripes and horns."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from onetake.types import Array
from onetake.world.cast._beast_builds import Build
from onetake.world.cast._beast_pen import Painter, Palette, Points, Pose, circle, oval
from onetake.world.shapes import Colour, shade

Spot = Callable[[float, float, Points], Points]
"""Points about a place on the body: s from hip (0) to chest (1), t across in girths (+ is the back)."""

_GOLD: Colour = (250, 200, 84)
_HORN: Colour = (236, 224, 196)


def draw_wing(paint: Painter, b: Build, pose: Pose, c: Palette, i: int, spot: Spot) -> None:
    """The far (0) or near (1) wing of a bat, hinged at the shoulder blades; it beats with ``wing_N``."""
    root = spot(0.72, 0.5, np.zeros(1, np.complex64))
    up_N = pose.wing_N if pose.wing_N is not None else np.ones(len(pose.hip_N), np.float32)
    rim = [
        0.06 - 0.05j,
        0.02 + 0.2j,
        -0.1 + 0.36j,
        -0.46 + 0.44j,
        -0.37 + 0.3j,
        -0.4 + 0.17j,
        -0.26 + 0.13j,
        -0.22 - 0.01j,
        -0.08 - 0.02j,
    ]
    wing = np.array(rim, np.complex64)
    if i == 0:
        wing = wing * np.complex64(0.92 * np.exp(-0.35j))
    z = wing.real + 1j * (wing.imag * up_N[:, None])
    lean = np.exp(0.2j * (up_N - 1))[:, None]
    if pose.narrow_N is not None:
        z = z.real * pose.narrow_N[:, None] + 1j * z.imag
    paint.add(root + lean * z, c.hair if i else shade(c.hair, 0.82))


def draw_back(paint: Painter, b: Build, c: Palette, spot: Spot, girth: float, length_N: Array) -> None:
    """Shell, spines, humps or spikes: behind the body where they only look out from it."""
    {"humps": _humps, "fringe": _fringe, "spikes": _spikes, "spines": _spines, "shell": _shell}[b.back](
        paint, c, spot, girth, length_N[:, None]
    )


def _humps(paint: Painter, c: Palette, spot: Spot, girth: float, length_N1: Array) -> None:
    """Two humps of a camel with dark tufts."""
    tuft = np.array([-0.55 + 1.8j, 1.68j, 0.55 + 1.8j, 0.36 + 2.08j, 2.22j, -0.36 + 2.08j], np.complex64)
    for s in (-0.02, 0.86):
        paint.add(spot(s, 0.0, _hump(girth)), shade(c.coat, 0.94))
        paint.add(spot(s, 0.0, (girth * tuft).astype(np.complex64)), c.hair)


def _fringe(paint: Painter, c: Palette, spot: Spot, girth: float, length_N1: Array) -> None:
    """Long hair under a mammoth's belly."""
    low = np.where(np.arange(13) % 2 == 1, -1.42, -1.12) * girth
    x = np.linspace(-0.55, 0.42, 13) * (length_N1 + 1.2 * girth)
    z = np.concatenate([x + 1j * low, x[:, ::-1] - 0.62j * girth], 1)
    paint.add(spot(0.5, 0.0, z.astype(np.complex64)), c.hair)


def _spikes(paint: Painter, c: Palette, spot: Spot, girth: float, length_N1: Array) -> None:
    """A row of spikes along the spine."""
    k = np.arange(11)
    x = (-0.12 + 0.124 * k) * length_N1
    y = np.where(k % 2 == 0, 0.9 * girth, girth + 0.11)
    z = np.concatenate([x + 1j * y, length_N1, 0 * length_N1], 1)
    paint.add(spot(0.0, 0.0, z.astype(np.complex64)), c.hair)


def _spines(paint: Painter, c: Palette, spot: Spot, girth: float, length_N1: Array) -> None:
    """A hedgehog's: two jagged domes."""
    turn = np.linspace(-0.16, 1.16, 36) * np.pi
    jag = np.where(np.arange(36) % 2 == 0, 1.0, 1.17)
    z = ((length_N1 / 2 + girth * 1.02) * np.cos(turn) + 1.2j * girth * np.sin(turn)) * jag
    paint.add(spot(0.42, 0.2, z.astype(np.complex64)), c.hair)
    paint.add(spot(0.42, 0.3, (0.74 * z).astype(np.complex64)), shade(c.hair, 1.18))


def _shell(paint: Painter, c: Palette, spot: Spot, girth: float, length_N1: Array) -> None:
    """A turtle's dome with three plates and a rim."""
    turn = np.linspace(0, np.pi, 16)
    wide, high = length_N1 / 2 + girth * 0.85, girth * 1.6
    paint.add(spot(0.5, 0.05, (wide * np.cos(turn) + 1j * high * np.sin(turn)).astype(np.complex64)), c.hair)
    for x, y, size in ((-0.5, 0.36, 0.18), (0.0, 0.58, 0.22), (0.5, 0.36, 0.18)):
        plate = size * wide * circle(6) + x * wide + 1j * y * high
        paint.add(spot(0.5, 0.05, plate.astype(np.complex64)), shade(c.hair, 1.3))
    rim = wide * np.array([1.06, 1.1, -1.1, -1.06]) - 1j * np.array([0, 0.07, 0.07, 0])
    paint.add(spot(0.5, 0.05, rim.astype(np.complex64)), shade(c.hair, 0.78))


def _hump(girth: float) -> Points:
    z = circle(14)
    hump: Points = (girth * 0.8 * z.real + 1j * (girth * 0.95 + girth * 1.2 * z.imag)).astype(np.complex64)
    return hump


def draw_stripes(paint: Painter, c: Palette, spot: Spot, girth: float, ink: Colour) -> None:
    """Broad bands of a zebra across the flank."""
    for s, lean, low in (
        (-0.22, -0.07, -0.3),
        (0.08, -0.03, -0.72),
        (0.39, 0.0, -0.8),
        (0.7, 0.03, -0.8),
        (1.0, 0.06, -0.5),
    ):
        top, end = 0.97j * girth, 1j * low * girth
        z = [
            -0.045 + top,
            0.05 + top,
            0.04 + lean + 0.3 * top,
            0.02 + lean + end,
            -0.02 + lean + end,
            -0.035 + lean + 0.3 * top,
        ]
        paint.add(spot(s, 0.0, np.array(z, np.complex64)), ink)


def horn_shapes(kind: str, sign: float) -> list[tuple[Points, Colour]]:
    """Outlines of one horn (sign +1: the far one), its root at the origin, with its colour."""
    bone: Colour = (190, 146, 100)
    if kind == "antlers":
        rim = [
            -0.018,
            -0.03 + 0.07j,
            -0.1 + 0.1j,
            -0.035 + 0.11j,
            -0.06 + 0.2j,
            -0.12 + 0.25j,
            -0.055 + 0.245j,
            -0.03 + 0.32j,
            -0.005 + 0.24j,
            0.05 + 0.3j,
            0.045 + 0.23j,
            -0.012 + 0.18j,
            0.0 + 0.1j,
            0.02,
        ]
        beam = np.array(rim, np.complex64) * np.complex64(np.exp(0.18j))
    elif kind == "goat":
        rim = [
            0.045 - 0.02j,
            0.04 + 0.08j,
            -0.01 + 0.16j,
            -0.1 + 0.19j,
            -0.19 + 0.15j,
            -0.235 + 0.05j,
            -0.15 + 0.1j,
            -0.09 + 0.1j,
            -0.05 + 0.06j,
            -0.04 - 0.02j,
        ]
        beam = np.array(rim, np.complex64) + np.complex64(0.02 * sign + 0.03j * (sign + 1))
        return [(beam, (176, 140, 100) if sign < 0 else (140, 108, 78))]
    elif kind == "unicorn":
        cone = np.array([-0.034, 0.034, 0.1 + 0.25j], np.complex64)
        band = np.array([-0.012 + 0.055j, 0.044 + 0.04j, 0.062 + 0.085j, 0.02 + 0.105j], np.complex64)
        return [(cone, _GOLD), (band, (255, 232, 160))]
    else:  # dragon
        rim = [-0.035, 0.035, 0.0 + 0.09j, -0.12 + 0.19j, -0.06 + 0.08j]
        beam = np.array(rim, np.complex64)
        return [(beam, _HORN if sign < 0 else shade(_HORN, 0.84))]
    if sign > 0:
        return [((-beam.conj()).astype(np.complex64), shade(bone, 0.84))]
    return [(beam, bone)]


def draw_puff(paint: Painter, at_N: Points, puff_N: np.ndarray) -> None:
    """The breath that is blown out."""
    seen = puff_N > 0.08
    size = (0.25 + 0.75 * puff_N)[:, None]
    for far, r in ((0.1, 0.035), (0.19, 0.05)):
        paint.add((at_N + far * puff_N)[:, None] + size * oval(r * 1.4, r, 8), (242, 247, 250), seen)
