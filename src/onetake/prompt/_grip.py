"""Where hands, mouths and saddles are: what joins those who hold to what is held, and riders to what is ridden.

Local coordinates as in the rigs: x towards where the individual faces, y **up** from its feet, unit its own standing
height; angles are radians, positive tips **forwards** (over towards where it faces). The staging puts the centre of
what is held here, and the rigs put the hand (person, robot) or the mouth (quadruped, bird) here, so they meet
without knowing of each other. Phase: see ``_verbs``; what happens once has its contact at ``CONTACT``.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from onetake.prompt._kinds import CAST, FIRST_SEVENTY, THINGS
from onetake.prompt._pictures import PICTURES

Floats = NDArray[np.float64]

CONTACT = float(np.pi)
"""Phase of everything that happens once at which the effect comes: release, touch, hand-over, the flame catches."""
HIP = 0.26
"""Height of a seated rider's hips above the bottom of its box, in its own height."""
SWING = 0.45
"""Greatest angle (radians) of what swings: the angle is ``SWING * sin(phase)`` about its pivot, positive forwards."""
SWING_PIVOT = (0.0, 0.94)
SWING_SEAT = (0.0, 0.26)

Key = tuple[float, float, float, float]
"""Phase in units of pi, x, y, angle."""

_HANDS: dict[str, tuple[Key, ...]] = {
    # constant: held in front of the chest, or the hands lie on something
    "stand": ((0, 0.10, 0.40, 0),),
    "eat": ((0, 0.22, 0.54, 0),),
    "hold": ((0, 0.18, 0.47, 0),),
    "carry": ((0, 0.20, 0.46, 0),),
    "sit": ((0, 0.20, 0.34, 0),),
    "read": ((0, 0.19, 0.50, -0.15),),
    "play music": ((0, 0.15, 0.45, 0),),
    "push": ((0, 0.26, 0.43, 0),),
    "pull": ((0, -0.24, 0.42, 0),),  # walks ahead, the thing behind it
    "ride": ((0, 0.17, 0.45, 0),),
    "hug": ((0, 0.20, 0.50, 0),),
    # again and again
    "drink": ((0, 0.18, 0.46, 0), (0.6, 0.16, 0.68, -0.5), (1, 0.15, 0.69, -0.9), (1.4, 0.16, 0.68, -0.5),
             (2, 0.18, 0.46, 0)),
    "cut": ((0, 0.22, 0.50, 0), (1, 0.24, 0.38, 0), (2, 0.22, 0.50, 0)),
    "build": ((0, 0.22, 0.46, 0), (1, 0.25, 0.32, 0), (2, 0.22, 0.46, 0)),
    # once: contact at pi
    "put down": ((0, 0.18, 0.47, 0), (1, 0.25, 0.14, 0), (1.25, 0.25, 0.16, 0), (2, 0.10, 0.40, 0)),
    "throw": ((0, 0.18, 0.47, 0), (0.65, -0.13, 0.64, -0.6), (1, 0.20, 0.66, 0.3), (1.3, 0.22, 0.46, 0.6),
             (2, 0.10, 0.40, 0)),
    "catch": ((0, 0.15, 0.45, 0), (0.6, 0.22, 0.58, 0), (1, 0.22, 0.58, 0), (1.3, 0.17, 0.44, 0), (2, 0.18, 0.47, 0)),
    "pour": ((0, 0.18, 0.47, 0), (0.6, 0.23, 0.58, 0.5), (1, 0.23, 0.58, 1.7), (1.6, 0.23, 0.58, 1.9),
             (2, 0.18, 0.47, 0)),
    "open": ((0, 0.10, 0.40, 0), (0.8, 0.26, 0.45, 0), (1, 0.26, 0.45, 0), (1.5, 0.14, 0.47, 0), (2, 0.10, 0.40, 0)),
    "close": ((0, 0.10, 0.40, 0), (0.8, 0.20, 0.46, 0), (1, 0.20, 0.46, 0), (1.5, 0.27, 0.45, 0), (2, 0.10, 0.40, 0)),
    "light": ((0, 0.10, 0.40, 0), (0.8, 0.26, 0.44, 0), (1.2, 0.26, 0.44, 0), (2, 0.10, 0.40, 0)),
    "knock over": ((0, 0.10, 0.40, 0), (0.65, -0.06, 0.46, 0), (1, 0.27, 0.42, 0), (1.3, 0.27, 0.40, 0),
             (2, 0.10, 0.40, 0)),
    "give": ((0, 0.18, 0.47, 0), (0.8, 0.27, 0.49, 0), (1.1, 0.27, 0.49, 0), (2, 0.10, 0.40, 0)),
}  # fmt: skip
"""Hands of people and robots. A single key is constant; the others are joined by smooth curves."""

_MOUTH_MOVES: dict[str, tuple[Key, ...]] = {
    "put down": ((0, 0, 0, 0), (1, 0.04, -0.42, 0), (1.25, 0.04, -0.42, 0), (2, 0, 0, 0)),
    "drink": ((0, 0, -0.36, 0), (1, 0, -0.42, 0), (2, 0, -0.36, 0)),
    "eat": ((0, 0, -0.36, 0), (1, 0, -0.42, 0), (2, 0, -0.36, 0)),
    "knock over": ((0, 0, 0, 0), (0.65, -0.06, 0, 0), (1, 0.06, -0.1, 0), (2, 0, 0, 0)),
    "carry": ((0, 0, 0, 0), (1, 0, 0.02, 0), (2, 0, 0, 0)),
}
"""How far the mouth of an animal is from where it is when it stands."""

MOUTHS: dict[str, tuple[float, float]] = {
    "panda": (0.40, 0.58), "bear": (0.47, 0.58), "wolf pup": (0.47, 0.52), "wolf": (0.62, 0.67), "dog": (0.50, 0.66),
    "cat": (0.42, 0.58), "fox": (0.60, 0.58), "rabbit": (0.33, 0.44), "horse": (0.54, 0.70), "lion": (0.46, 0.60),
    "tiger": (0.52, 0.64), "elephant": (0.50, 0.30), "giraffe": (0.34, 0.83), "cow": (0.58, 0.62), "pig": (0.62, 0.57),
    "sheep": (0.52, 0.58), "monkey": (0.34, 0.63), "mammoth": (0.46, 0.24), "mouse": (0.52, 0.40), "deer": (0.46, 0.64),
    "crocodile": (1.05, 0.42), "turtle": (0.66, 0.52), "frog": (0.37, 0.48), "kangaroo": (0.34, 0.71),
    "koala": (0.38, 0.56), "hedgehog": (0.56, 0.30), "camel": (0.56, 0.75),
    "zebra": (0.54, 0.69), "squirrel": (0.42, 0.51), "raccoon": (0.43, 0.52), "kitten": (0.34, 0.49),
    "puppy": (0.38, 0.56),
    "bear cub": (0.35, 0.56), "dragon": (0.54, 0.66), "dinosaur": (0.59, 0.80),
}  # fmt: skip
"""Mouths of animals as they stand; of others, ``_mouth_of`` guesses from the width."""

_SEATS: dict[str, tuple[float, float]] = {
    "horse": (-0.08, 0.73), "zebra": (-0.08, 0.73), "donkey": (-0.08, 0.72), "unicorn": (-0.08, 0.73),
    "camel": (-0.06, 0.80), "elephant": (-0.06, 0.86), "mammoth": (-0.06, 0.86), "dragon": (-0.08, 0.68),
    "dinosaur": (-0.08, 0.66), "bicycle": (-0.13, 0.72), "motorcycle": (-0.10, 0.62), "boat": (-0.26, 0.34),
    "seesaw": (-0.82, 0.62), "sled": (-0.10, 0.55), "cart": (0.0, 0.62), "skateboard": (0.0, 0.62), "swing": SWING_SEAT,
    "moped": (-0.10, 0.62), "canoe": (0.0, 0.35), "wheelchair": (-0.05, 0.50), "carousel horse": (0.0, 0.62),
    "buffalo": (-0.10, 0.82), "llama": (-0.15, 0.62), "scooter": (0.0, 0.12),
}  # fmt: skip
SEESAW_PIVOT = (0.0, 0.52)
SEESAW_TILT = 0.42
"""A seesaw's board is turned counter-clockwise by this angle (radians) times cos(phase) when it swings, else times 1
(state 0, its end at -x is down) to -1 (state 1)."""
STOOD_ON = frozenset(("skateboard", "scooter"))
"""Rideable kinds that are stood upon: their ``seat`` is where the rider's feet are, not its hips."""

_KINDS = {kind.name: kind for kind in (*FIRST_SEVENTY, *CAST, *THINGS, *PICTURES)}


def _along(keys: tuple[Key, ...], phase_N: Floats) -> Floats:
    """Smooth way through key positions: (N, 3) of x, y, angle. Phase beyond the last key wraps round."""
    table_K4 = np.asarray(keys, np.float64) * np.array([np.pi, 1, 1, 1])
    if len(table_K4) == 1:
        return np.repeat(table_K4[:, 1:], len(phase_N), 0)
    end = table_K4[-1, 0]
    at_N = np.where((phase_N >= 0) & (phase_N <= end + 1e-6), phase_N, phase_N % end)
    k_N = np.clip(np.searchsorted(table_K4[:, 0], at_N, "right") - 1, 0, len(table_K4) - 2)
    before, after = table_K4[k_N], table_K4[k_N + 1]
    u_N = np.clip((at_N - before[:, 0]) / (after[:, 0] - before[:, 0]), 0, 1)
    u_N = u_N * u_N * (3 - 2 * u_N)
    return np.asarray(before[:, 1:] + (after - before)[:, 1:] * u_N[:, None], np.float64)


def _mouth_of(family: str, kind: str) -> tuple[float, float]:
    if family in ("person", "robot"):
        return 0.13, 0.71
    if kind in MOUTHS:
        return MOUTHS[kind]
    aspect = _KINDS[kind].aspect if kind in _KINDS else 1.0
    return (0.46 * aspect, 0.72) if family == "bird" else (0.44 * aspect, 0.60)


def mouth(family: str, verb: str, phase_N: Floats | float, kind: str = "") -> Floats:
    """Where the mouth (or beak) is: (N, 3) local x, y and angle. ``kind`` tells animals apart."""
    phases_N = np.atleast_1d(np.asarray(phase_N, np.float64))
    x, y = _mouth_of(family, kind)
    at = np.repeat(np.array([[x, y, 0.0]]), len(phases_N), 0)
    if family not in ("person", "robot") and verb in _MOUTH_MOVES:
        moved = _along(_MOUTH_MOVES[verb], phases_N)
        at += moved
        at[:, 1] = np.maximum(at[:, 1], 0.1)
    return at


def grip(family: str, verb: str, phase_N: Floats | float, kind: str = "") -> Floats:
    """Where the centre of what is held is, and so the hand or the mouth: (N, 3) local x, y and angle.

    People and robots hold in their hands, everyone else in the mouth. A verb that is not about hands gives where
    the hand hangs when its owner stands.
    """
    phases_N = np.atleast_1d(np.asarray(phase_N, np.float64))
    if family not in ("person", "robot"):
        return mouth(family, verb, phases_N, kind)
    at = _along(_HANDS.get(verb, _HANDS["stand"]), phases_N)
    if verb == "carry":
        at[:, 1] += 0.012 * np.sin(2 * phases_N)
    return at


def seat(kind: str, rider: int = 0) -> tuple[float, float]:
    """Where the hips of a rider are on what it rides: local x, y in the ridden's height (feet on ``STOOD_ON``).

    ``rider``: 0 for the first; a seesaw has the second at its other end, everything else has it farther back.
    """
    x, y = _SEATS.get(kind, (0.0, 0.8))
    if rider and kind == "seesaw":
        return -x, y
    if rider:
        return x - 0.22 * rider, y
    return x, y


def rocked(point: tuple[float, float], level_N: Floats) -> Floats:
    """A point of a seesaw whose board is at ``level`` 1 (end at -x down) .. -1: (N, 3) local x, y and angle."""
    a_N = SEESAW_TILT * np.asarray(level_N, np.float64)
    dx, dy = point[0] - SEESAW_PIVOT[0], point[1] - SEESAW_PIVOT[1]
    c, s = np.cos(a_N), np.sin(a_N)
    return np.stack([SEESAW_PIVOT[0] + c * dx - s * dy, SEESAW_PIVOT[1] + s * dx + c * dy, -0.5 * a_N], -1)


def swung(point: tuple[float, float], phase_N: Floats) -> Floats:
    """A point of something that swings about ``SWING_PIVOT``: (N, 3) local x, y and angle."""
    a_N = SWING * np.sin(np.asarray(phase_N, np.float64))
    dx, dy = point[0] - SWING_PIVOT[0], point[1] - SWING_PIVOT[1]
    c, s = np.cos(a_N), np.sin(a_N)  # a pendulum: forwards with a positive angle
    return np.stack([SWING_PIVOT[0] + c * dx - s * dy, SWING_PIVOT[1] + s * dx + c * dy, -a_N], -1)
