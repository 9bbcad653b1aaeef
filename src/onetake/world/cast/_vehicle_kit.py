"""What vehicles share: wheels that turn, springs, lights that flash, wrecks and what is left of the sunk.

Wheels turn clockwise on screen when going forward: 2 pi of phase is one turn. They stay still under the verbs "stand"
and "slide".
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from onetake.types import Array
from onetake.world.cast._things_fx import blast, smoke, tilted, when
from onetake.world.cast._things_kit import GLASS, ease, moved, part, ring, slab, spokes
from onetake.world.shapes import Colour, Part, ellipse, place, shade

TYRE: Colour = (48, 48, 56)
LAMP: Colour = (255, 232, 140)
TAIL: Colour = (206, 48, 52)
GLINT: Colour = (214, 236, 246)
HUB: Colour = (214, 218, 224)
_SOOT: Colour = (62, 56, 58)
_FOAM: Colour = (222, 240, 248)
_STILL = ("stand", "slide")


def going(verb: str, phase_N: Array) -> Array:
    """The phase as long as the vehicle is under way, else zeros: a parked wheel doesn't turn."""
    return phase_N if verb not in _STILL else np.zeros_like(phase_N)


def lifted(verb: str, phase_N: Array, amount: float) -> Array:
    """How far the body bounces on its springs, (N,); parked, its engine hums."""
    if verb in _STILL:
        return np.asarray(0.4 * amount * np.sin(phase_N), np.float32)
    return np.asarray(amount * np.sin(2 * phase_N), np.float32)


def wheel(x: float, r: float, turn_N: Array, hub: Colour = HUB) -> list[Part]:
    """Tyre, pale hub, and dark spokes that show the turning."""
    inner = 0.66 * r
    return [
        part(ellipse(x, r, r, r, 16), TYRE),
        part(ellipse(x, r, inner, inner, 14), hub),
        part(place(spokes(inner * 0.98, 3, 0.34 * r), -turn_N, (x, r)), (94, 98, 110)),
    ]


def open_wheel(
    x: float, r: float, turn_N: Array, rim: Colour = TYRE, width: float = 0.22, count: int = 4
) -> list[Part]:
    """A wheel that can be seen through, with thin spokes."""
    return [
        part(place(spokes(r * (1 - width / 2), count, 0.1 * r), -turn_N, (x, r)), (120, 124, 134)),
        part(ring(x, r, r, r * (1 - width), 18), rim),
        part(ellipse(x, r, 0.18 * r, 0.18 * r, 10), (176, 182, 192)),
    ]


def sprung(pieces: Sequence[tuple[Array, Colour]], up_N: Array) -> list[Part]:
    """Outlines that bounce together."""
    return [part(moved(points, 0.0, up_N), colour) for points, colour in pieces]


def windows(xs: Sequence[float], y: float, width: float, height: float) -> list[tuple[Array, Colour]]:
    """A row of rounded panes from their left edges."""
    return [(slab(x, y, x + width, y + height, 0.04), GLASS) for x in xs]


def beacon(x: float, y: float, phase_N: Array, colours: tuple[Colour, Colour], width: float = 0.12) -> list[Part]:
    """Two lamps side by side that flash by turns, with a glow around the one that is lit."""
    first = np.sin(phase_N) >= 0
    out = []
    for side, colour, lit in ((-1, colours[0], first), (1, colours[1], ~first)):
        cx = x + side * width / 2
        out.append(part(ellipse(cx, y + 0.04, width * 0.75, 0.085, 12), shade(colour, 1.55), np.asarray(lit)))
        out.append(part(slab(cx - width / 2, y, cx + width / 2, y + 0.075, 0.025), colour))
    return out


def wrecked(parts: list[Part], phase_N: Array, state_N: Array, at: tuple[float, float], size: float) -> list[Part]:
    """What explodes as ``state`` goes to 1: whole, then a blast, then a smoking wreck of soot."""
    if not np.any(state_N > 0.01):
        return parts
    gone = np.asarray(state_N > 0.22)
    heap = [
        (ellipse(at[0] - 0.42 * size, 0.09 * size, 0.3 * size, 0.12 * size, 12), shade(_SOOT, 1.2)),
        (ellipse(at[0] + 0.46 * size, 0.08 * size, 0.26 * size, 0.1 * size, 12), shade(_SOOT, 1.15)),
        (np.array([(-0.36, 0.0), (-0.3, 0.34), (-0.14, 0.24), (-0.04, 0.46), (0.1, 0.22), (0.24, 0.36), (0.36, 0.0)],
                  np.float32) * np.float32(size) + np.array([at[0], 0.0], np.float32), _SOOT),
    ]  # fmt: skip
    wreck = [part(points, colour) for points, colour in heap]
    left = ease((state_N - 0.55) / 0.3)
    spots = [(at[0] - 0.1 * size, 0.3 * size, 0.8, 0.15 * size), (at[0] + 0.15 * size, 0.2 * size, 0.7, 0.12 * size)]
    fumes = smoke(spots, phase_N, left)
    return [*when(parts, ~gone), *when(wreck, gone), *fumes, *blast(at, size, np.asarray(state_N, np.float32))]


def sunk(parts: list[Part], phase_N: Array, state_N: Array, about: tuple[float, float], half: float) -> list[Part]:
    """What goes down by the stern as ``state`` goes to 1, with bubbles rising from it."""
    if not np.any(state_N > 0.01):
        return parts
    tilt = np.asarray(0.5 * ease(state_N) * (1 + 0.06 * np.sin(phase_N)), np.float32)
    bubbles = []
    for k in range(5):
        t = np.mod(phase_N / (2 * np.pi) + 0.31 * k, 1.0)
        x = half * (0.36 * k - 0.72) + 0.03 * np.sin(2 * np.pi * t + k)
        y = 0.35 + 0.6 * t
        r = (0.03 + 0.012 * (k % 3)) * np.minimum(1.0, 6 * (1 - t)) * np.minimum(1.0, 8 * t + 0.2)
        ball = ellipse(0, 0, 1, 1, 10)[None] * r[:, None, None] + np.stack([x + 0 * y, y], -1)[:, None]
        bubbles.append(part(ball.astype(np.float32), _FOAM, np.asarray((state_N > 0.08) & (r > 0.008))))
    return [*tilted(parts, tilt, about), *bubbles]
