"""The first motions of two-legged people: each a function of a body and of phases (N,) that gives a pose."""

from __future__ import annotations

import numpy as np

from onetake.prompt._grip import grip
from onetake.types import Array
from onetake.world.cast._figure import Floats, blink, bump
from onetake.world.cast._people_body import Build, Pose


def at(x: float, y: float) -> Floats:
    """A place or a step: (2,)."""
    return np.array([x, y])


def held(verb: str, p: Array) -> Floats:
    """Where what is held in a verb has its centre: (N, 2)."""
    return np.asarray(grip("person", verb, p.astype(np.float64))[:, :2])


def tipped(verb: str, p: Array) -> Floats:
    """How far what is held is tipped, as a rig turns it (counter-clockwise): (N,)."""
    return np.asarray(-grip("person", verb, p.astype(np.float64))[:, 2])


def lips(build: Build) -> Array:
    """Where the mouth of someone who stands upright is: (2,)."""
    up = 1 - build.crown * build.head
    return np.array([0.62 * build.head, up - 0.5 * build.head], np.float32)


def stand(build: Build, p: Array) -> Pose:
    s = np.sin(p)
    return Pose(
        near_leg=-0.04, far_leg=0.05, near_arm=-0.16 + 0.05 * s, near_elbow=0.22, far_arm=0.16 - 0.05 * s,
        far_elbow=0.2,
        lift=0.006 * s, breath=0.03 * s, nod=0.02 * np.sin(p + 1), eyes=blink(p), sway=0.03 * s,
    )  # fmt: skip


def walk(build: Build, p: Array) -> Pose:
    s, c = np.sin(p), np.cos(p)
    return Pose(
        near_leg=0.52 * s, near_knee=0.12 + 0.75 * np.maximum(c, 0), far_leg=-0.52 * s,
        far_knee=0.12 + 0.75 * np.maximum(-c, 0), near_arm=-0.6 * s - 0.05, near_elbow=0.4 + 0.15 * s,
        far_arm=0.6 * s + 0.05, far_elbow=0.4 - 0.15 * s, lean=0.06, nod=0.03 * np.cos(2 * p),
        sway=0.12 * np.sin(2 * p),
        eyes=blink(p / 2),
    )  # fmt: skip


def run(build: Build, p: Array) -> Pose:
    s, c = np.sin(p), np.cos(p)
    return Pose(
        near_leg=0.15 + 0.95 * s, near_knee=0.35 + 1.25 * np.maximum(c, 0) ** 2, far_leg=0.15 - 0.95 * s,
        far_knee=0.35 + 1.25 * np.maximum(-c, 0) ** 2, near_arm=-1.05 * s, near_elbow=1.45, far_arm=1.05 * s,
        far_elbow=1.45, lean=0.26, nod=0.1, lift=0.07 * s * s, sway=-0.3 + 0.12 * np.sin(2 * p), mouth=0.5,
    )  # fmt: skip


def jump(build: Build, p: Array) -> Pose:
    crouch, air = np.maximum(np.cos(p), 0) ** 1.4, np.maximum(-np.cos(p), 0)
    return Pose(
        near_leg=0.95 * crouch + 0.55 * air, near_knee=1.75 * crouch + 1.1 * air, far_leg=0.95 * crouch - 0.25 * air,
        far_knee=1.75 * crouch + 0.7 * air, near_arm=-0.75 * crouch - 2.5 * air, near_elbow=0.5 * crouch - 0.3 * air,
        far_arm=-0.5 * crouch + 2.5 * air, far_elbow=0.5 * crouch + 0.3 * air, lean=0.4 * crouch - 0.06 * air,
        nod=0.12 * air, lift=0.3 * air, sway=0.25 * np.sin(p), mouth=air,
    )  # fmt: skip


def dance(build: Build, p: Array) -> Pose:
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


def sit(build: Build, p: Array) -> Pose:
    s = np.sin(p)
    if build.tiny:
        return Pose(
            near_leg=1.45, near_knee=0.1 + 0.1 * s, far_leg=1.5, far_knee=0.1 - 0.1 * s, near_arm=0.5 + 0.3 * s,
            near_elbow=0.5, far_arm=0.7 - 0.3 * s, far_elbow=0.5, breath=0.03 * s, nod=0.08 * s, eyes=blink(p),
            shift=-0.5 * build.thigh, mouth=0.3,
        )  # fmt: skip
    return Pose(
        near_leg=1.42, near_knee=1.42 + 0.16 * s, far_leg=1.48, far_knee=1.4 - 0.16 * s, near_arm=0.25, near_elbow=0.75,
        far_arm=0.45, far_elbow=0.65, lean=-0.03 + 0.02 * s, breath=0.03 * s, nod=0.05 * s, eyes=blink(p),
        shift=-0.5 * build.thigh, sway=0.04 * s,
    )  # fmt: skip


def eat(build: Build, p: Array) -> Pose:
    up, held_N2 = bump(p, np.pi, 0.8 * np.pi)[:, None], held("eat", p)
    chew = np.where(np.sin(p) < 0, 0.5 + 0.5 * np.sin(5 * p), up[:, 0])
    to_N2 = held_N2 + at(-0.03, 0.0)
    return Pose(
        near_leg=-0.04, far_leg=0.05, near_hand=to_N2 + (lips(build) - to_N2) * up, far_hand=held_N2 + at(0.03, -0.05),
        nod=-0.08 * up[:, 0], lean=0.04 * up[:, 0], mouth=chew, eyes=blink(p), yaw=0.5, tool="food",
        tool_size=np.where(np.sin(p) < 0, 0.62, 1.0), lift=0.004 * np.sin(2 * p),
    )  # fmt: skip


def wave(build: Build, p: Array) -> Pose:
    s = np.sin(p)
    # The near arm waves, so that no big head hides it; it swings out wider round a bigger head.
    out = 2.75 - 4 * build.head
    return Pose(
        near_leg=-0.05, far_leg=0.06, near_arm=-out - 0.1 * s, near_elbow=-0.4 - 0.5 * s, far_arm=0.18, far_elbow=0.25,
        lean=0.03 + 0.02 * s, nod=0.05 + 0.04 * s, lift=0.004 * s, mouth=0.6, sway=0.04 * s,
    )  # fmt: skip


def sleep(build: Build, p: Array) -> Pose:
    s = np.sin(p)
    return Pose(
        near_leg=0.12, near_knee=0.2, far_leg=0.36 + 0.02 * s, far_knee=0.75, near_arm=0.05 + 0.04 * s, near_elbow=0.75,
        far_arm=0.2, far_elbow=0.5, breath=0.13 * s, eyes=0.12, mouth=0.15 + 0.15 * s, nod=-0.06 + 0.015 * s,
        lying=1.0,
        look=0.75,
    )  # fmt: skip


def look(build: Build, p: Array) -> Pose:
    side = np.where(np.cos(p) >= 0, 1, -1)
    # A quick turn behind closed eyes: the frontal view is skipped.
    look = side * np.clip(2.5 * np.abs(np.cos(p)), 0.45, 1)
    return Pose(
        near_leg=-0.04, far_leg=0.05, near_arm=-0.12 - 0.06 * look, near_elbow=0.2, far_arm=0.16 - 0.06 * look,
        far_elbow=0.2, lean=0.05 * look, nod=0.05 * np.sin(2 * p), look=look,
        eyes=1 - 0.85 * (np.abs(np.cos(p)) < 0.25),
        sway=-0.12 * np.sin(p), lift=0.003 * np.sin(2 * p),
    )  # fmt: skip


def blow(build: Build, p: Array) -> Pose:
    inhale, blow = bump(p, 1.0, 1.0), bump(p, 3.7, 1.9)
    return Pose(
        near_leg=-0.1, far_leg=0.14, near_arm=-0.25 - 0.35 * blow, near_elbow=0.3 + 0.2 * blow,
        far_arm=-0.1 - 0.3 * blow,
        far_elbow=0.3, lean=0.04 - 0.16 * inhale + 0.36 * blow, nod=0.1 * inhale, breath=0.1 * inhale,
        eyes=1 - 0.8 * blow,
        purse=np.maximum(inhale * 0.7, blow), mouth=0.3 + 0.4 * blow, sway=-0.15 * blow,
        puff=np.asarray(((p % (2 * np.pi)) - 2.5) / 2.6, np.float32),
    )  # fmt: skip


def kick(build: Build, p: Array) -> Pose:
    wind, hit = np.maximum(np.sin(p), 0), np.maximum(-np.sin(p), 0)
    return Pose(
        near_leg=-0.65 * wind + 1.3 * hit, near_knee=1.15 * wind + 0.08, far_leg=0.1 * wind - 0.12 * hit, far_knee=0.12,
        near_arm=0.5 * wind - 0.9 * hit, near_elbow=0.5, far_arm=-0.4 * wind + 0.7 * hit, far_elbow=0.5,
        lean=0.14 * wind - 0.24 * hit, nod=0.1 * hit, shift=-0.03 * hit, sway=0.12 * hit, mouth=0.4 * hit,
    )  # fmt: skip


def spin(build: Build, p: Array) -> Pose:
    c = np.cos(p)
    # Nobody is as thin as a sheet of paper: half the width remains when seen from the front.
    return Pose(
        near_leg=-0.05, far_leg=0.12, far_knee=0.5, near_arm=-1.15, near_elbow=-0.45, far_arm=1.15, far_elbow=0.45,
        turn=np.where(c >= 0, 1, -1) * np.maximum(np.abs(c), 0.55), lift=0.01 * np.cos(2 * p), flare=0.8, sway=-0.3,
        mouth=0.6, nod=0.03,
    )  # fmt: skip
