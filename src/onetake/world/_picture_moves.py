"""How a picture moves as a whole: everyone sways a little, animals rock along, things bob, spin and swing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onetake.prompt._kinds import Kind
from onetake.types import Array

Num = NDArray[np.floating[Any]] | float
_BITE = 0.045  # depth of a bite's scallops, in heights
_THIN = 0.12  # a picture never gets narrower than this in turning, so that it never vanishes


@dataclass(frozen=True, slots=True)
class Move:
    """A posture over a clip: stretched about the feet, bent like a plant, turned about ``pivot`` (its height on the
    middle line; angles counter-clockwise), then lifted. Per frame (N,), or one number for the whole clip."""

    wide: Num = 1.0
    tall: Num = 1.0
    bend: Num = 0.0
    turn: Num = 0.0
    pivot: float = 0.0
    lift: Num = 0.0


def posture(kind: Kind, verb: str, p: Array) -> Move:
    """The posture of a verb at phases ``p``; where the staging moves the whole individual (rolling, falling) it stays
    as it is."""
    s, c = np.sin(p), np.cos(p)
    if verb in ("roll", "fall", "bounce", "tip over", "slide"):
        return Move()
    if verb == "spin":
        return Move(wide=np.where(np.abs(c) < _THIN, np.where(c < 0, -_THIN, _THIN), c))
    if verb == "swing":
        return Move(bend=0.16 * s) if kind.family == "plant" else Move(turn=0.35 * s, pivot=0.9)
    if verb == "float" or verb == "sail":
        return Move(turn=0.06 * s, pivot=0.3, lift=0.02 * np.sin(p + 1))
    if verb in ("enter", "leave", "chase", "follow"):
        verb = _gait(kind, verb)
    if verb in ("fly", "drive"):
        if kind.family == "vehicle":
            return Move(lift=0.012 * np.abs(s)) if verb == "drive" else Move(turn=0.05 * s, pivot=0.5)
        return Move(tall=1 + 0.12 * s, wide=1 - 0.05 * s, turn=0.06 * c, pivot=0.5, lift=0.04 * s)
    return _walking(verb, s, c) or _idle(kind, s)


def _gait(kind: Kind, verb: str) -> str:
    """How a kind gets along when it comes, goes or runs after somebody."""
    if kind.family == "vehicle":
        return "drive"
    if "walk" not in kind.verbs:
        return "fly"
    return "run" if verb == "chase" else "walk"


def _walking(verb: str, s: Array, c: Array) -> Move | None:
    """A paper figure's walk, run, jump or dance; None for other verbs."""
    if verb == "walk":
        return Move(turn=0.07 * s, lift=0.025 * np.abs(c))
    if verb == "run":
        return Move(turn=-0.06 + 0.1 * s, lift=0.07 * np.abs(c), tall=1 + 0.03 * s)
    if verb == "crawl":
        return Move(wide=1 + 0.09 * s, tall=1 - 0.09 * s)
    if verb in ("jump", "hop"):
        up, crouch = np.maximum(s, 0), np.maximum(-s, 0)
        high = 0.3 if verb == "jump" else 0.2
        return Move(lift=high * up, tall=1 - 0.14 * crouch + 0.04 * up, wide=1 + 0.08 * crouch)
    if verb == "dance":
        return Move(turn=0.2 * s, lift=0.06 * np.abs(c), tall=1 + 0.04 * np.abs(s))
    return None


def _idle(kind: Kind, s: Array) -> Move:
    """Hardly moving: plants sway, buildings stand still, the rest breathe."""
    if kind.family == "plant":
        return Move(bend=0.03 * s)
    if "big" in kind.roles and "animate" not in kind.roles:
        return Move(tall=1 + 0.004 * s)
    return Move(turn=0.012 * s, tall=1 + 0.014 * s, wide=1 - 0.008 * s)


def _edge(x_1P: Array, left_N: Array) -> Array:
    """Height at which something bitten ends, (N, P)."""
    return np.asarray(left_N[:, None] - _BITE * np.abs(np.sin(9 * x_1P)) - 0.12 * x_1P, np.float32)


def remains(polygon_P2: Array, left_N: Array) -> NDArray[np.bool_]:
    """Whether anything of a polygon is not eaten yet, (N,)."""
    return np.asarray((polygon_P2[None, :, 1] < _edge(polygon_P2[None, :, 0], left_N)).any(1))


def moved(points_P2: Array, left_N: Array | None, move: Move) -> Array:
    """A picture in a posture: (N, P, 2); of what is eaten only ``left`` of the height is there, with bitten edge."""
    x, y = points_P2[None, :, 0], points_P2[None, :, 1]
    if left_N is not None:
        y = np.maximum(np.minimum(y, _edge(x, left_N)), 0.0)
    x = x * np.reshape(move.wide, (-1, 1)) + np.reshape(move.bend, (-1, 1)) * np.maximum(y, 0) ** 2
    y = y * np.reshape(move.tall, (-1, 1))
    turn = np.reshape(move.turn, (-1, 1))
    c, s = np.cos(turn), np.sin(turn)
    up = y - move.pivot
    x, y = c * x - s * up, s * x + c * up + move.pivot + np.reshape(move.lift, (-1, 1))
    return np.stack(np.broadcast_arrays(x, y), -1).astype(np.float32)
