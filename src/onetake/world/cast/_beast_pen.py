"""What four-legged animals are drawn with: a pose, a palette, and outlines of tubes and ovals.

Points are complex numbers x + iy (y up) while a beast is being put together, because a rotation is then one
product: arrays are (N, P), frames by points, or (N,) for a joint. They become (N, P, 2) in ``Painter.add``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onetake.types import Array
from onetake.world.cast._beast_builds import Build
from onetake.world.shapes import Colour, Part, shade

Joint = NDArray[np.complex64]
Points = NDArray[np.complex64]


@dataclass(frozen=True, slots=True)
class Pose:
    """Where the joints of one animal are over N frames. Legs come as (far, near) pairs of foot positions.

    ``tilt_N`` turns the head (radians, counter-clockwise), ``yaw_N`` turns the face about the upright axis,
    ``lid_N`` 1 = eyes open, ``jaw_N`` 1 = mouth open, ``tail_N`` is added to the tail's angle, ``swell_N``
    multiplies the girth. ``wing_N`` 1 = wings up, 0 = level, < 0 = down; ``tongue_N`` and ``puff_N`` 0..1: how far
    the tongue is out, how much breath is seen; ``rope_N`` is where the rope that it pulls ends. ``mirror_N`` is -1
    where it is turned to the other side, ``narrow_N`` how much of the side is seen while it turns. ``raised``:
    forelegs (far, near) that are before the body and the head.
    """

    hip_N: Joint
    chest_N: Joint
    head_N: Joint
    hind_N: tuple[Joint, Joint]
    fore_N: tuple[Joint, Joint]
    tilt_N: Array
    yaw_N: Array
    lid_N: Array
    jaw_N: Array
    tail_N: Array
    swell_N: Array
    ear_N: Array
    upright: bool = False
    legs: str = "stand"
    girth: float = 1.0
    trunk_N: Joint | None = None
    raised: tuple[bool, bool] = (False, False)
    food: str = ""
    hold_N: Joint | None = None
    food_tilt_N: Array | None = None
    asleep: bool = False
    wing_N: Array | None = None
    tongue_N: Array | None = None
    puff_N: Array | None = None
    rope_N: Joint | None = None
    mirror_N: Array | None = None
    narrow_N: Array | None = None
    skates: bool = False


@dataclass(slots=True)
class Painter:
    """Collects parts back to front; ``mirror_N`` is -1 where the animal is turned to the other side."""

    parts: list[Part] = field(default_factory=list)
    mirror_N: Array | None = None

    def add(self, points_NP: NDArray[Any], colour: Colour, visible_N: NDArray[np.bool_] | None = None) -> None:
        points = np.ascontiguousarray(points_NP, np.complex64)
        np.maximum(points.imag, 0, out=points.imag)  # nothing sinks into the ground: paws and bellies lie flat
        if self.mirror_N is not None:
            if points.ndim == 1:
                points = points[None]
            points = np.ascontiguousarray(points.real * self.mirror_N[:, None] + 1j * points.imag, np.complex64)
        self.parts.append(Part(points.view(np.float32).reshape(*points.shape, 2), colour, visible_N))


@cache
def circle(n: int) -> Points:
    points: Points = np.exp(1j * np.linspace(0, 2 * np.pi, n, endpoint=False)).astype(np.complex64)
    return points


def oval(a: float, b: float, n: int = 12) -> Points:
    """An upright ellipse about the origin, (P,)."""
    z = circle(n)
    return (a * z.real + 1j * b * z.imag).astype(np.complex64)


@cache
def _bezier(k: int) -> NDArray[np.complex64]:
    t = np.linspace(0, 1, k)
    return np.stack([(1 - t) ** 2, 2 * t * (1 - t), t**2]).astype(np.complex64)


def curve(a_N: NDArray[Any], b_N: NDArray[Any], c_N: NDArray[Any], k: int = 5) -> Points:
    """Quadratic curve from a to c drawn towards b: (N, K)."""
    points: Points = np.stack(np.broadcast_arrays(a_N, b_N, c_N), -1) @ _bezier(k)
    return points


_CAP = np.exp(1j * np.array([1.2, 0.72, 0.24, -0.24, -0.72, -1.2])).astype(np.complex64)


def tube(spine_NK: NDArray[Any], radii_K: NDArray[Any] | tuple[float, ...]) -> Points:
    """Outline of a rounded tube along a spine whose radius changes: (N, 2K + 12)."""
    r = np.asarray(radii_K, np.float32)
    d = np.diff(spine_NK, axis=1)
    t = np.concatenate([d[:, :1], d[:, 1:] + d[:, :-1], d[:, -1:]], 1)
    t = t / (np.abs(t) + 1e-6)
    side = 1j * t * r
    end = spine_NK[:, -1:] + t[:, -1:] * r[-1] * _CAP
    start = spine_NK[:, :1] - t[:, :1] * r[0] * _CAP
    return np.concatenate([spine_NK + side, end, (spine_NK - side)[:, ::-1], start], 1)


def limb(a_N: NDArray[Any], c_N: NDArray[Any], length: float, bend: float, r0: float, r1: float) -> Points:
    """A leg or arm from joint to foot; what it is shorter than ``length`` goes into the bend's side."""
    d = c_N - a_N
    dist = np.abs(d) + 1e-6
    out = np.sqrt(np.maximum(length**2 - dist**2, 0)) * 0.6
    knee = a_N + d * 0.5 + 1j * d / dist * np.minimum(out, 0.16) * bend
    return tube(curve(a_N, knee, c_N, 4), np.linspace(r0, r1, 4))


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one animal."""

    coat: Colour
    pale: Colour
    limbs: Colour
    limbs_far: Colour
    ears: Colour
    hair: Colour
    patch: Colour
    dark: bool
    recoloured: bool


def palette(b: Build, colour: Colour | None, variant: int = 0) -> Palette:
    """Colours of this build, its coat replaced by ``colour`` if there is one; ``variant`` 1 is darker, 2 lighter."""
    coat = colour or b.coat
    recoloured = colour is not None and colour != b.coat
    if recoloured and b.marks != "wool":
        coat = _as_fur(coat)
    light = sum(coat) / 3
    dark = light < 90
    if variant == 1:
        coat = shade(coat, 0.9 if light < 226 else 0.95)
    elif variant == 2:
        coat = shade(coat, 1.14)
    pale = b.pale or shade(coat, 1.4)
    if recoloured and b.marks not in ("cow", "wool"):
        pale = shade(coat, 1.28 if dark else 1.6) if light < 225 else shade(coat, 0.95)
    limbs = coat if b.limbs is None or (recoloured and b.marks != "wool") else b.limbs
    ears = b.ear_colour or coat
    if recoloured and b.marks != "wool":
        ears = shade(coat, 0.8) if b.ears == "flop" else coat
    hair = b.hair or shade(coat, 0.6)
    if recoloured and b.mane == "horse" and not b.horns:
        hair = shade(coat, 1.3) if dark else (shade(coat, 0.5) if light < 200 else (206, 190, 168))
    elif recoloured and b.back and b.hair:
        hair = shade(coat, 0.72)
    patch = (66, 60, 66) if sum(coat) > 420 else shade(coat, 1.75)  # of a cow
    return Palette(coat, pale, limbs, shade(limbs, 0.8), ears, hair, patch, dark, recoloured)


def _as_fur(colour: Colour) -> Colour:
    """The darkest said colours a little lighter, so that eyes and limbs are seen on them."""
    return shade(colour, 1.06) if sum(colour) / 3 < 90 else colour
