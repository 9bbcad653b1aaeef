"""How far apart those are who have to do with each other: arm's length, a seat, an embrace.

Plain numbers, so that the layout can place a pair before it moves, and the moves can bring it together later.
Lengths in stage units; ``i`` is who acts, ``t`` what it acts on.
"""

from __future__ import annotations

import numpy as np

from onetake.prompt._grip import HIP, STOOD_ON, SWING_SEAT, Floats, grip, mouth, rocked, seat, swung
from onetake.prompt.ontology import KINDS

HANDED = frozenset(("person", "robot"))
IN_HAND = frozenset(("hold", "carry", "read", "put down", "throw", "catch", "pour", "give"))
"""Verbs whose object is in the hand (or the mouth) at least for a while."""
TOUCHING = frozenset(("push", "pull", "open", "close", "light", "cut", "build", "knock over", "kick", "blow out", "eat",
                      "drink", "play music"))  # fmt: skip
"""Verbs whose object stands where the hand, foot or mouth reaches it."""
TOGETHER = frozenset(("hug", "fight", "talk", "dance", "give", "wave"))
"""Verbs of two who stand face to face."""
_HELD_BY = {"umbrella": 0.14, "balloon": 0.06, "kite": 0.1, "flower": 0.25, "candle": 0.3, "ice cream": 0.25,
            "lantern": 0.92, "bucket": 0.9, "bell": 0.9, "carrot": 0.35, "bamboo": 0.4}  # fmt: skip
"""Where a thing is held, from its lower end, when that is not its middle."""
_TALL = frozenset(("umbrella", "balloon", "ladder", "guitar", "bamboo", "kite", "violin", "flower"))
ABOVE_HEAD = frozenset(("umbrella", "balloon", "kite"))
"""What is held up behind its holder's head rather than in front of the face."""
_PLAYED: dict[str, tuple[float, float, float]] = {
    "guitar": (0.10, 0.42, 1.05), "violin": (0.17, 0.60, 1.35), "trumpet": (0.27, 0.62, 0.0),
    "flute": (0.25, 0.63, 0.1), "bell": (0.18, 0.50, 0.0),
}  # fmt: skip
"""Instruments played in the hands: local x and y of their centre, and angle."""


def in_hand(kind_i: str, verb: str, kind_t: str) -> bool:
    """Whether what is acted on is in the actor's hand or mouth."""
    if verb == "drink":
        return KINDS[kind_i].family in HANDED
    if verb == "play music":
        return kind_t in _PLAYED
    if verb == "cut":
        return KINDS[kind_t].height < 0.31 and "portable" in KINDS[kind_t].roles
    return verb in IN_HAND


def held_height(kind_i: str, height_i: float, kind_t: str, height_t: float) -> float:
    """How tall a thing is drawn that somebody holds: no larger than hands can hold."""
    tall = 0.7 if kind_t in _TALL else 0.45 if KINDS[kind_i].family in HANDED else 0.4
    wide = (0.85 if kind_t in _TALL else 0.52) * height_i / KINDS[kind_t].aspect
    share = 0.9 if kind_t in _TALL else 0.8
    return max(min(share * height_t, tall * height_i, wide), min(0.13, height_t))


def held_at(kind_i: str, height_i: float, verb: str, phase_M: Floats, kind_t: str, height_t: float) -> Floats:
    """Where a held thing is: (M, 3) forwards from its holder, its lower end above the holder's feet, angle."""
    family = KINDS[kind_i].family
    at = grip(family, verb, phase_M, kind_i)
    if verb == "play music" and kind_t in _PLAYED:
        at = np.repeat(np.array([_PLAYED[kind_t]]), len(phase_M), 0)
        at[:, 1] += 0.006 * np.sin(2 * np.asarray(phase_M))
    elif verb == "cut":
        at = np.repeat(np.array([[0.26, 0.36, 0.0]]), len(phase_M), 0)
    at[:, :2] *= height_i
    if family in HANDED:  # what is wide is held farther from the body
        at[:, 0] += max(0.0, 0.5 * height_t * KINDS[kind_t].aspect - 0.15 * height_i) * 0.6
    along = (0.5 - (_HELD_BY.get(kind_t, 0.5) if verb != "play music" else 0.5)) * height_t
    at[:, 0] += along * np.sin(at[:, 2])
    at[:, 1] += along * np.cos(at[:, 2]) - height_t / 2
    return np.asarray(at, np.float64)


def separation(kind_i: str, height_i: float, verb: str, kind_t: str, height_t: float) -> float:
    """How far the centre of what is acted on is in front of the actor's (negative: behind it)."""
    family, width_t = KINDS[kind_i].family, height_t * KINDS[kind_t].aspect
    width_i = height_i * KINDS[kind_i].aspect
    if verb == "kick":
        return 0.5 * width_i + 0.5 * height_t
    if verb == "blow out":
        return 0.5 * width_i + 0.5 * width_t + 0.04 * height_i
    if in_hand(kind_i, verb, kind_t):
        return float(grip(family, verb, 0.0, kind_i)[0, 0]) * height_i
    if family not in HANDED:
        low = verb in ("eat", "drink")
        reach = float(mouth(family, verb, np.pi, kind_i)[0, 0]) * height_i + (0.15 if low else 0.42) * width_t
        return -(0.5 * (width_i + width_t)) if verb == "pull" else reach
    reach = float(grip(family, verb, np.pi, kind_i)[0, 0]) * height_i
    if verb == "pull":
        return reach - 0.45 * width_t
    return reach + (0.45 if verb == "push" else 0.38) * width_t


def face_to_face(kind_i: str, height_i: float, verb: str, kind_t: str, height_t: float) -> float:
    """How far apart two are who have to do with each other, centre to centre."""
    bodies = 0.5 * (height_i * KINDS[kind_i].aspect + height_t * KINDS[kind_t].aspect)
    if verb == "hug":
        return 0.62 * bodies
    if verb == "fight":
        return bodies + 0.01
    if verb == "give":
        hands = sum(
            float(grip(KINDS[k].family, v, np.pi, k)[0, 0]) * h
            for k, v, h in ((kind_i, "give", height_i), (kind_t, "hold", height_t))
        )
        return max(bodies + 0.05, hands + 0.03)
    if verb == "dance":
        return bodies + 0.04
    return bodies + (0.1 if verb == "talk" else 0.2)


def ridden_at(
    kind_t: str, height_t: float, verb_t: str, phase_M: Floats, kind_i: str, height_i: float, rider: int,
    state_M: Floats | float = 0.0,
) -> Floats:  # fmt: skip
    """Where a rider is on what it rides: (M, 3) forwards, its lower end above the ridden's feet, angle."""
    at = np.repeat(np.array([[*seat(kind_t, rider), 0.0]]), len(phase_M), 0)
    if kind_t == "swing" and verb_t == "swing":
        at = swung(SWING_SEAT, np.asarray(phase_M, np.float64))
    elif kind_t == "seesaw":
        swings = verb_t == "swing"
        at = rocked(seat(kind_t, rider), np.cos(phase_M) if swings else 1 - 2 * state_M + 0 * np.asarray(phase_M))
    at[:, :2] *= height_t
    if kind_t not in STOOD_ON:
        at[:, 1] -= HIP * height_i
    return np.asarray(at, np.float64)
