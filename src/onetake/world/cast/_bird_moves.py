"""How birds move: one posture over a clip for every verb."""

from __future__ import annotations

import numpy as np

from onetake.types import Array
from onetake.world.cast._bird_kit import Move, Plumage
from onetake.world.cast._figure import blink, bump


def bird_move(kind: Plumage, verb: str, p: Array) -> Move:
    """The posture for a verb; one that birds do not know is standing."""
    s, c = np.sin(p), np.cos(p)
    if verb == "fly" and kind.spread is not kind.wing:  # flippers do not fly
        return Move(
            flap=np.asarray(s, np.float32), lift=kind.air - 0.05 * c, pitch=kind.flight - 0.06 * c, legless=True,
            nod=0.04 * c - 1.25 * kind.flight, shift=0.25 * kind.flight,
        )  # fmt: skip
    return _going(kind, verb, p, s, c) or _doing(kind, verb, p, s, c) or _calm(kind, verb, p, s)


def _going(kind: Plumage, verb: str, p: Array, s: Array, c: Array) -> Move | None:
    """Ways of getting along, on foot and in the water."""
    if verb in ("walk", "enter", "leave", "follow"):
        return Move(
            near_leg=0.5 * s, far_leg=-0.5 * s, near_step=0.05 * np.maximum(c, 0), far_step=0.05 * np.maximum(-c, 0),
            roll=kind.waddle * s, nod=0.12 * np.sin(2 * p), lift=0.012 * np.abs(s), eyes=blink(p / 2),
            fan_near=-0.06 * s, fan_far=0.06 * s,
        )  # fmt: skip
    if verb == "chase":
        return Move(
            near_leg=0.9 * s, far_leg=-0.9 * s, near_step=0.09 * np.maximum(c, 0), far_step=0.09 * np.maximum(-c, 0),
            pitch=-0.2, nod=0.12 + 0.1 * np.sin(2 * p), lift=0.05 * np.abs(s), jaw=0.5 + 0.4 * s,
            fan_near=-0.7 - 0.4 * s, fan_far=0.7 + 0.4 * s,
        )  # fmt: skip
    if verb == "hop":
        up = np.maximum(s, 0)
        crouch = np.maximum(-s, 0)
        return Move(
            lift=0.24 * up - 0.03 * crouch, near_leg=-0.5 * up, far_leg=-0.4 * up, pitch=0.16 * up - 0.12 * crouch,
            fan_near=-0.75 * up, fan_far=0.75 * up, nod=-0.08 * up, near_step=0.03 * crouch, far_step=0.03 * crouch,
        )  # fmt: skip
    if verb in ("slide", "swim") and kind.spread is kind.wing:  # flat on the belly
        beat = s if verb == "swim" else 0.25 * s
        return Move(
            pitch=-1.25 + 0.03 * s, nod=1.0 + 0.05 * s, legless=True, lift=0.22 - kind.leg_length + 0.01 * s,
            shift=-0.3, fan_near=0.1 + 0.4 * beat, fan_far=0.2,
        )  # fmt: skip
    if verb == "swim":
        return Move(
            legless=True, lift=-kind.leg_length + 0.15 + 0.012 * np.sin(2 * p), pitch=0.05 * s,
            nod=0.09 * np.sin(p + 1),
            eyes=blink(p / 2), fan_near=-0.08 * np.maximum(s, 0),
        )  # fmt: skip
    return None


def _doing(kind: Plumage, verb: str, p: Array, s: Array, c: Array) -> Move | None:
    """What birds do where they are; a long neck turns less, as its head goes farther."""
    reach = 0.55 if kind.throat else 1.0
    if verb == "eat":
        down = np.maximum(bump(p, 2.2, 1.5), bump(p, 4.5, 1.3))
        return Move(
            pitch=-kind.bow * down, nod=-kind.peck * down, jaw=np.maximum(np.sin(4 * p), 0) * (0.3 + 0.7 * down),
            eyes=blink(p), shift=-(0.32 if kind.throat else 0.14) * down,
        )  # fmt: skip
    if verb == "dance":
        return Move(
            roll=(0.16 if kind.throat else 0.24) * s, lift=0.06 * np.abs(c), nod=0.22 * reach * np.sin(2 * p),
            fan_near=-0.5 - 0.9 * np.maximum(s, 0),
            fan_far=0.5 + 0.9 * np.maximum(-s, 0), near_step=0.07 * np.maximum(s, 0),
            far_step=0.07 * np.maximum(-s, 0), jaw=0.4,
        )  # fmt: skip
    if verb == "look around":
        look = np.clip(1.5 * c, -1, 1)
        return Move(look=look, nod=0.08 * np.sin(2 * p), eyes=1 - 0.85 * (np.abs(c) < 0.18), lift=0.004 * s)
    if verb == "wave":
        return Move(fan_far=2.2 + 0.5 * s, roll=-0.05 - 0.02 * s, nod=0.05 * s, jaw=0.4, fan_near=-0.08)
    if verb == "nod":
        down = 0.5 - 0.5 * c
        return Move(nod=reach * (0.08 - 0.42 * down), pitch=-0.05 * down, eyes=1 - 0.3 * down)
    if verb == "talk":
        said = 0.5 + 0.5 * np.sin(3 * p)
        return Move(
            jaw=1.2 * said, nod=0.07 * np.sin(2 * p) + 0.05, eyes=blink(p), fan_near=-0.16 - 0.12 * s,
            fan_far=0.16 + 0.12 * s, lift=0.008 * said,
        )  # fmt: skip
    if verb == "stretch":
        up = 0.5 - 0.5 * c
        return Move(
            pitch=0.28 * up, nod=0.1 * up, lift=0.02 * up, fan_near=-1.7 * up, fan_far=1.7 * up, jaw=0.9 * up,
            eyes=1 - 0.85 * up,
        )  # fmt: skip
    return None


def _calm(kind: Plumage, verb: str, p: Array, s: Array) -> Move:
    """Sleeping (settled down, beak on the back) and standing."""
    if verb == "sleep":
        room = kind.leg_length + min(float(points[:, 1].min()) for points, _ in kind.body)
        one_leg = kind.leg_length > 0.3  # long-legged birds sleep standing
        return Move(
            lift=0.008 * s if one_leg else -0.9 * max(room, 0.0) + 0.008 * s, look=-1.0, eyes=0.12,
            nod=0.06 + 0.025 * s, near_step=0.3 * kind.leg_length if one_leg else 0.0, fan_near=-0.03 - 0.03 * s,
        )  # fmt: skip
    return Move(
        lift=0.006 * s,
        nod=0.04 * np.sin(p),
        eyes=blink(p),
        fan_near=-0.04 - 0.03 * s,
        fan_far=0.04 + 0.03 * s,
        roll=0.012 * s,
    )
