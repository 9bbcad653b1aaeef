"""How two-legged people hold themselves: ``pose(build, verb, phase_N) -> Pose``.

Limb angles are radians from hanging straight down, positive forwards (towards +x); a knee bends the shin
backwards, an elbow bends the forearm forwards. One cycle of every motion is 2 pi of phase.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from onetake.types import Array
from onetake.world.cast._figure import Floats, Num, blink, bump, reach


@dataclass(frozen=True, slots=True)
class Build:
    """Proportions of a body of standing height 1. ``head`` is the head's radius, ``crown`` how far hair or hat
    rises above its centre in radii; ``shoulder`` and ``hip`` are half widths; ``stoop`` leans it for good."""

    thigh: float
    shin: float
    sole: float
    torso: float
    head: float
    upper_arm: float
    forearm: float
    shoulder: float
    hip: float
    limb: float
    crown: float = 1.14
    stoop: float = 0.0

    @property
    def head_up(self) -> float:
        """From the top of the torso to the head's centre."""
        return 1 - self.crown * self.head - self.thigh - self.shin - self.sole - self.torso


@dataclass(frozen=True, slots=True)
class Pose:
    """Joint angles and face over a clip; see the module's head. ``turn`` scales x (a body that turns about its
    vertical axis), ``look`` is where the head points (+1 forward, -1 back), ``food`` the size of what is in the
    hand, ``puff`` the progress 0..1 of blown air."""

    near_leg: Num = 0.0
    near_knee: Num = 0.0
    far_leg: Num = 0.0
    far_knee: Num = 0.0
    near_arm: Num = 0.0
    near_elbow: Num = 0.0
    far_arm: Num = 0.0
    far_elbow: Num = 0.0
    lean: Num = 0.0
    nod: Num = 0.0
    look: Num = 1.0
    lift: Num = 0.0
    shift: Num = 0.0
    sway: Num = 0.0
    breath: Num = 0.0
    eyes: Num = 1.0
    mouth: Num = 0.0
    purse: Num = 0.0
    turn: Num = 1.0
    flare: Num = 0.0
    lying: bool = False
    food: Floats | None = None
    puff: Floats | None = None


def _stand(build: Build, p: Array) -> Pose:
    s = np.sin(p)
    return Pose(
        near_leg=-0.04, far_leg=0.05, near_arm=-0.16 + 0.05 * s, near_elbow=0.22, far_arm=0.16 - 0.05 * s,
        far_elbow=0.2,
        lift=0.006 * s, breath=0.03 * s, nod=0.02 * np.sin(p + 1), eyes=blink(p), sway=0.03 * s,
    )  # fmt: skip


def _walk(build: Build, p: Array) -> Pose:
    s, c = np.sin(p), np.cos(p)
    return Pose(
        near_leg=0.52 * s, near_knee=0.12 + 0.75 * np.maximum(c, 0), far_leg=-0.52 * s,
        far_knee=0.12 + 0.75 * np.maximum(-c, 0), near_arm=-0.6 * s - 0.05, near_elbow=0.4 + 0.15 * s,
        far_arm=0.6 * s + 0.05, far_elbow=0.4 - 0.15 * s, lean=0.06, nod=0.03 * np.cos(2 * p),
        sway=0.12 * np.sin(2 * p),
        eyes=blink(p / 2),
    )  # fmt: skip


def _run(build: Build, p: Array) -> Pose:
    s, c = np.sin(p), np.cos(p)
    return Pose(
        near_leg=0.15 + 0.95 * s, near_knee=0.35 + 1.25 * np.maximum(c, 0) ** 2, far_leg=0.15 - 0.95 * s,
        far_knee=0.35 + 1.25 * np.maximum(-c, 0) ** 2, near_arm=-1.05 * s, near_elbow=1.45, far_arm=1.05 * s,
        far_elbow=1.45, lean=0.26, nod=0.1, lift=0.07 * s * s, sway=-0.3 + 0.12 * np.sin(2 * p), mouth=0.5,
    )  # fmt: skip


def _jump(build: Build, p: Array) -> Pose:
    crouch, air = np.maximum(np.cos(p), 0) ** 1.4, np.maximum(-np.cos(p), 0)
    return Pose(
        near_leg=0.95 * crouch + 0.55 * air, near_knee=1.75 * crouch + 1.1 * air, far_leg=0.95 * crouch - 0.25 * air,
        far_knee=1.75 * crouch + 0.7 * air, near_arm=-0.75 * crouch - 2.5 * air, near_elbow=0.5 * crouch - 0.3 * air,
        far_arm=-0.5 * crouch + 2.5 * air, far_elbow=0.5 * crouch + 0.3 * air, lean=0.4 * crouch - 0.06 * air,
        nod=0.12 * air, lift=0.3 * air, sway=0.25 * np.sin(p), mouth=air,
    )  # fmt: skip


def _dance(build: Build, p: Array) -> Pose:
    s, dip = np.sin(p), 0.5 - 0.5 * np.cos(2 * p)
    up_near, up_far = 0.5 + 0.5 * s, 0.5 - 0.5 * s
    near, far = np.maximum(s, 0), np.maximum(-s, 0)
    return Pose(
        near_leg=-0.16 * s + 0.22 * dip + 0.45 * near, near_knee=0.35 * dip + 0.85 * near,
        far_leg=-0.16 * s + 0.22 * dip + 0.45 * far, far_knee=0.35 * dip + 0.85 * far,
        near_arm=-0.75 - 1.3 * up_near, near_elbow=-1.1 + 0.3 * up_near, far_arm=0.75 + 1.3 * up_far,
        far_elbow=1.1 - 0.3 * up_far, lean=-0.17 * s, nod=0.2 * s, shift=0.05 * s, sway=-0.25 * s, flare=0.35 * dip,
        mouth=0.6,
    )  # fmt: skip


def _sit(build: Build, p: Array) -> Pose:
    s = np.sin(p)
    return Pose(
        near_leg=1.42, near_knee=1.42 + 0.16 * s, far_leg=1.48, far_knee=1.4 - 0.16 * s, near_arm=0.25, near_elbow=0.75,
        far_arm=0.45, far_elbow=0.65, lean=-0.03 + 0.02 * s, breath=0.03 * s, nod=0.05 * s, eyes=blink(p),
        shift=-0.5 * build.thigh, sway=0.04 * s,
    )  # fmt: skip


def _eat(build: Build, p: Array) -> Pose:
    up = bump(p, np.pi, 0.8 * np.pi)
    low = np.array([build.shoulder + 0.03, -0.55 * (build.upper_arm + build.forearm)], np.float32)
    mouth = np.array([build.shoulder + 0.5 * build.head, build.head_up - 0.55 * build.head + 0.045], np.float32)
    upper, bend = reach(low + (mouth - low) * up[:, None], build.upper_arm, build.forearm)
    chew = np.where(np.sin(p) < 0, 0.5 + 0.5 * np.sin(5 * p), up)
    return Pose(
        near_leg=-0.04, far_leg=0.05, near_arm=upper, near_elbow=bend, far_arm=0.2, far_elbow=0.35, nod=-0.06 * up,
        lean=0.04 * up, mouth=chew, eyes=blink(p), food=np.where(np.sin(p) < 0, 0.62, 1.0).astype(np.float32),
        lift=0.004 * np.sin(2 * p),
    )  # fmt: skip


def _wave(build: Build, p: Array) -> Pose:
    s = np.sin(p)
    # The near arm waves, so that no big head hides it; it swings out wider round a bigger head.
    out = 2.75 - 4 * build.head
    return Pose(
        near_leg=-0.05, far_leg=0.06, near_arm=-out - 0.1 * s, near_elbow=-0.4 - 0.5 * s, far_arm=0.18, far_elbow=0.25,
        lean=0.03 + 0.02 * s, nod=0.05 + 0.04 * s, lift=0.004 * s, mouth=0.6, sway=0.04 * s,
    )  # fmt: skip


def _sleep(build: Build, p: Array) -> Pose:
    s = np.sin(p)
    return Pose(
        near_leg=0.12, near_knee=0.2, far_leg=0.36 + 0.02 * s, far_knee=0.75, near_arm=0.05 + 0.04 * s, near_elbow=0.75,
        far_arm=0.2, far_elbow=0.5, breath=0.09 * s, eyes=0.12, mouth=0.15 + 0.15 * s, nod=-0.06 + 0.015 * s,
        lying=True,
        look=0.75,
    )  # fmt: skip


def _look(build: Build, p: Array) -> Pose:
    side = np.where(np.cos(p) >= 0, 1, -1)
    # A quick turn behind closed eyes: the frontal view is skipped.
    look = side * np.clip(2.5 * np.abs(np.cos(p)), 0.45, 1)
    return Pose(
        near_leg=-0.04, far_leg=0.05, near_arm=-0.12 - 0.06 * look, near_elbow=0.2, far_arm=0.16 - 0.06 * look,
        far_elbow=0.2, lean=0.05 * look, nod=0.05 * np.sin(2 * p), look=look,
        eyes=1 - 0.85 * (np.abs(np.cos(p)) < 0.25),
        sway=-0.12 * np.sin(p), lift=0.003 * np.sin(2 * p),
    )  # fmt: skip


def _blow(build: Build, p: Array) -> Pose:
    inhale, blow = bump(p, 1.0, 1.0), bump(p, 3.7, 1.9)
    return Pose(
        near_leg=-0.1, far_leg=0.14, near_arm=-0.25 - 0.35 * blow, near_elbow=0.3 + 0.2 * blow,
        far_arm=-0.1 - 0.3 * blow,
        far_elbow=0.3, lean=0.04 - 0.16 * inhale + 0.36 * blow, nod=0.1 * inhale, breath=0.1 * inhale,
        eyes=1 - 0.8 * blow,
        purse=np.maximum(inhale * 0.7, blow), mouth=0.3 + 0.4 * blow, sway=-0.15 * blow,
        puff=np.asarray(((p % (2 * np.pi)) - 2.5) / 2.6, np.float32),
    )  # fmt: skip


def _kick(build: Build, p: Array) -> Pose:
    wind, hit = np.maximum(np.sin(p), 0), np.maximum(-np.sin(p), 0)
    return Pose(
        near_leg=-0.65 * wind + 1.3 * hit, near_knee=1.15 * wind + 0.08, far_leg=0.1 * wind - 0.12 * hit, far_knee=0.12,
        near_arm=0.5 * wind - 0.9 * hit, near_elbow=0.5, far_arm=-0.4 * wind + 0.7 * hit, far_elbow=0.5,
        lean=0.14 * wind - 0.24 * hit, nod=0.1 * hit, shift=-0.03 * hit, sway=0.12 * hit, mouth=0.4 * hit,
    )  # fmt: skip


def _spin(build: Build, p: Array) -> Pose:
    c = np.cos(p)
    # Nobody is as thin as a sheet of paper: half the width remains when seen from the front.
    return Pose(
        near_leg=-0.05, far_leg=0.12, far_knee=0.5, near_arm=-1.15, near_elbow=-0.45, far_arm=1.15, far_elbow=0.45,
        turn=np.where(c >= 0, 1, -1) * np.maximum(np.abs(c), 0.55), lift=0.01 * np.cos(2 * p), flare=0.8, sway=-0.3,
        mouth=0.6, nod=0.03,
    )  # fmt: skip


_VERBS: dict[str, Callable[[Build, Array], Pose]] = {
    "stand": _stand,
    "walk": _walk,
    "run": _run,
    "jump": _jump,
    "dance": _dance,
    "sit": _sit,
    "eat": _eat,
    "wave": _wave,
    "sleep": _sleep,
    "look around": _look,
    "blow out": _blow,
    "kick": _kick,
    "spin": _spin,
}


def pose(build: Build, verb: str, phase_N: Array) -> Pose:
    """The pose over a clip; a verb that people do not know is standing."""
    return _VERBS.get(verb, _stand)(build, np.asarray(phase_N, np.float32))
