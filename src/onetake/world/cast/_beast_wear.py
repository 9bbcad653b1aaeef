"""What any four-legged animal may wear on its head and neck: the names of ``ontology.TRAITS``.

Head coordinates as in ``_beast_head``: origin at the head's centre, turned with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from onetake.world.cast._beast_builds import Build
from onetake.world.cast._beast_pen import Painter, Points, Pose, oval
from onetake.world.shapes import Colour, shade

if TYPE_CHECKING:
    from onetake.world.cast._beast_head import Head

_HAT: Colour = (62, 96, 168)
_BAND: Colour = (246, 206, 92)
_CROWN: Colour = (252, 204, 66)
_SCARF: Colour = (222, 66, 74)
_BOW: Colour = (240, 92, 150)
_FRAME: Colour = (54, 44, 52)
_LENS: Colour = (226, 240, 248)


def draw_scarf(paint: Painter, b: Build, pose: Pose) -> None:
    """A band round the neck, just below the head, with one end hanging and swaying."""
    rx, ry = b.skull
    down = pose.chest_N - pose.head_N
    down = down / (np.abs(down) + 1e-6)
    far = ry * (1.0 if b.neck else 0.92)
    if b.marks == "trunk" or b.mane == "lion":
        far *= 1.25
    at = (pose.head_N + down * far)[:, None]
    across = (1j * down)[:, None]
    wide = max(b.neck[1] * 1.45, 0.075) if b.neck else max(rx, b.girth[2]) * 0.72
    wide = rx * 1.15 if b.mane == "lion" or b.marks == "trunk" else min(wide, 0.21)
    thick = 0.065
    end = np.array([-0.055, 0.055, 0.07 - 0.21j, -0.035 - 0.22j], np.complex64)
    sway = np.exp(1j * (0.1 + 0.5 * pose.tail_N))[:, None]
    paint.add(at + 0.35 * wide + sway * end, shade(_SCARF, 0.82))
    paint.add(at + across * oval(wide, thick, 14), _SCARF)


def draw_on_head(head: Head, traits: tuple[str, ...]) -> None:
    """Hat, crown or bow on top of the head."""
    rx, ry = head.b.skull
    wide = max(rx, 0.11)
    rise = (
        0.7 * max(0.0, 0.16 - ry)
        + (head.b.eye * 1.3 if head.b.eyes else 0.0)
        + (0.3 * ry if head.b.mane == "lion" else 0.0)
    )
    top = head.on_top(0.0, 0.35, 0.35, 0.82) + np.complex64(1j * rise)
    if "hat" in traits:
        height = max(0.17, wide * 0.95)
        z = [-0.62, 0.62, 0.5 + 1j * height / wide, -0.5 + 1j * height / wide]
        head.add(top + np.array(z, np.complex64) * np.float32(wide), _HAT)
        band = [-0.62, 0.62, 0.58 + 0.26j, -0.58 + 0.26j]
        head.add(top + np.array(band, np.complex64) * np.float32(wide), _BAND)
        head.add(top + oval(wide * 1.05, 0.045, 14), shade(_HAT, 0.8))
    if "crown" in traits:
        z = [-0.55, 0.55, 0.68 + 0.75j, 0.3 + 0.36j, 0.85j, -0.3 + 0.36j, -0.68 + 0.75j]
        head.add(top + np.array(z, np.complex64) * np.float32(wide), _CROWN)
        band = [-0.56, 0.56, 0.58 + 0.18j, -0.58 + 0.18j]
        head.add(top + np.array(band, np.complex64) * np.float32(wide), (222, 84, 96))
    if "bow" in traits:
        at = head.on_top(-0.5, 0.5, 0.75, 0.86) + np.complex64(1j * rise)
        size = np.float32(max(rx, 0.13) * 0.62)
        wings = np.array([0, 1 + 0.62j, 1.12, 1 - 0.62j, 0, -1 - 0.62j, -1.12, -1 + 0.62j], np.complex64)
        head.add(at + size * wings, _BOW)
        head.add(at + size * oval(0.3, 0.36, 8), shade(_BOW, 0.78))


def eye_spot(head: Head, theta: float, a: float, e: float) -> Points:
    """An ellipse where an eye is, (N, P): on the face, or on top of those heads whose eyes stand out."""
    if head.b.eyes == "bulge":
        spot: Points = head.on_top(theta * 0.95, 0.35, 0.95, 0.92) + oval(a, e, 10) + np.complex64(0.015)
        return spot
    return head.on_face(theta, 0.1, a, e)


def draw_glasses(head: Head, spread: float, dark: bool) -> None:
    """Two lenses and a bridge: clear ones are painted before the eyes, dark ones after them."""
    b = head.b
    size = max(b.eye * 1.75, b.skull[0] * 0.33)
    rims = [eye_spot(head, theta, size, size * (0.8 if dark else 1.0)) for theta in (spread, -spread)]
    middle = [rim.mean(1, keepdims=True) for rim in rims]
    bar = np.array([0.016j, -0.016j], np.complex64)
    head.add_face(np.concatenate([middle[0] + bar, middle[1] - bar], 1), _FRAME)
    for rim, centre in zip(rims, middle, strict=True):
        head.add_face(rim, _FRAME)
        if dark:
            glint = centre + (rim - centre) * np.float32(0.34) + np.complex64(size * (-0.25 + 0.28j))
            head.add_face(glint, (112, 118, 138))
        else:
            head.add_face(centre + (rim - centre) * np.float32(0.74), _LENS)
