"""How people go: on tiptoe, on hands and knees, on ice, in water, up a wall, on a horse, after somebody."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from onetake.prompt._grip import HIP
from onetake.types import Array
from onetake.world.cast._figure import blink, bump
from onetake.world.cast._people_basic import at, held, run, walk
from onetake.world.cast._people_body import Build, Pose


def tiptoe(build: Build, p: Array) -> Pose:
    s, c = np.sin(p), np.cos(p)
    near, far = np.maximum(c, 0), np.maximum(-c, 0)
    return Pose(
        near_leg=0.2 + 0.35 * s + 0.5 * near, near_knee=0.3 + 1.1 * near, far_leg=0.2 - 0.35 * s + 0.5 * far,
        far_knee=0.3 + 1.1 * far, near_arm=0.55 - 0.15 * s, near_elbow=1.75, far_arm=0.75 + 0.15 * s, far_elbow=1.65,
        lean=0.2 + 0.04 * np.sin(2 * p), nod=0.05 * s, point=0.75, purse=0.7, eyes=blink(p / 2), yaw=0.3,
        sway=0.05 * s,
    )  # fmt: skip


def climb(build: Build, p: Array) -> Pose:
    s = np.sin(p)
    up, down = 0.5 + 0.5 * s, 0.5 - 0.5 * s
    top = 1 - build.crown * build.head
    near = np.stack([0.22 + 0 * s, top - 0.2 + 0.34 * up], -1)
    far = np.stack([0.24 + 0 * s, top - 0.2 + 0.34 * down], -1)
    return Pose(
        near_leg=0.35 + 0.95 * down, near_knee=0.3 + 1.35 * down, far_leg=0.35 + 0.95 * up,
        far_knee=0.3 + 1.35 * up, near_hand=near, far_hand=far, lean=0.1, nod=0.25, yaw=0.6, sway=0.08 * s, mouth=0.3,
        hip=build.thigh + build.shin + build.sole - 0.06 + 0.02 * np.cos(2 * p), point=0.3, eyes=blink(p),
    )  # fmt: skip


def ride(build: Build, p: Array, standing: bool = False) -> Pose:
    """Seated with the hips at ``HIP``; on a board people stand, knees bent and arms spread."""
    s = np.sin(p)
    held_N2 = held("ride", p)
    if standing:
        return Pose(
            near_leg=0.0 + 0.05 * s, near_knee=0.55 + 0.1 * s, far_leg=0.75 + 0.05 * s, far_knee=0.7 + 0.1 * s,
            near_arm=-1.25 - 0.2 * s, near_elbow=-0.2, far_arm=1.35 - 0.2 * s, far_elbow=0.3, lean=0.12 + 0.06 * s,
            nod=0.05, sway=-0.3 + 0.06 * s, mouth=0.5, eyes=blink(p / 2),
        )  # fmt: skip
    bob = 0.008 * np.sin(2 * p)
    return Pose(
        near_leg=0.95, near_knee=1.05 + 0.06 * s, far_leg=1.15, far_knee=1.1 - 0.06 * s,
        near_hand=held_N2 + np.stack([0.01 * s, bob], -1), far_hand=held_N2 + at(0.04, 0.02), yaw=0.5,
        lean=0.06 + 0.05 * s, nod=0.04 * s, sway=-0.15 + 0.06 * np.sin(2 * p), hip=HIP + bob, mouth=0.4,
        eyes=blink(p / 2),
    )  # fmt: skip


def slide(build: Build, p: Array) -> Pose:
    s = np.sin(p)
    return Pose(
        near_leg=1.3 + 0.06 * s, near_knee=0.12, far_leg=1.5 + 0.06 * s, far_knee=0.2, near_arm=-2.35 - 0.15 * s,
        near_elbow=-0.3, far_arm=2.45 - 0.15 * s, far_elbow=0.3, lean=-0.4 + 0.06 * s, nod=-0.1, sway=-0.35 + 0.05 * s,
        mouth=0.9, shift=-0.35 * build.thigh, eyes=blink(p),
    )  # fmt: skip


def crawl(build: Build, p: Array) -> Pose:
    s, c = np.sin(p), np.cos(p)
    head = 0.06 if build.tiny else 0.0
    reach_ahead = 0.75 * build.torso + 0.1
    near = np.stack([reach_ahead - 0.1 * s, 0.03 + 0.05 * np.maximum(c, 0)], -1)
    far = np.stack([reach_ahead + 0.04 + 0.1 * s, 0.03 + 0.05 * np.maximum(-c, 0)], -1)
    return Pose(
        near_leg=0.05 + 0.35 * s, near_knee=1.55 + 0.2 * s, far_leg=0.05 - 0.35 * s, far_knee=1.55 - 0.2 * s,
        near_hand=near, far_hand=far, lean=1.12 + head, nod=0.62 + 0.06 * np.sin(2 * p), shift=-0.16,
        lift=0.008 * np.sin(2 * p), sway=0.05 * s, eyes=blink(p), mouth=0.25, yaw=0.5,
    )  # fmt: skip


def hop(build: Build, p: Array) -> Pose:
    crouch, air = np.maximum(np.cos(p), 0), np.maximum(-np.cos(p), 0)
    return Pose(
        near_leg=0.95 - 0.1 * air, near_knee=1.85, far_leg=0.5 * crouch, far_knee=0.95 * crouch + 0.1,
        near_arm=-1.0 - 0.55 * air, near_elbow=-0.25, far_arm=1.1 + 0.5 * air, far_elbow=0.3, lean=0.1 * crouch,
        lift=0.15 * air, point=0.6 * air, sway=0.2 * np.sin(p), flare=0.4 * air, mouth=0.5, nod=0.05 * air,
        eyes=blink(p / 2),
    )  # fmt: skip


def skate(build: Build, p: Array) -> Pose:
    s = np.sin(p)
    near, far = np.maximum(s, 0), np.maximum(-s, 0)
    return Pose(
        near_leg=0.35 - 1.25 * near, near_knee=0.5 - 0.25 * near, far_leg=0.35 - 1.25 * far,
        far_knee=0.5 - 0.25 * far, near_arm=-0.5 - 0.9 * s, near_elbow=0.2, far_arm=0.5 + 0.9 * s, far_elbow=0.3,
        lean=0.42, nod=0.15, sway=-0.3 + 0.1 * s, blades=True, flare=0.4, mouth=0.4, eyes=blink(p),
    )  # fmt: skip


def swim(build: Build, p: Array) -> Pose:
    flutter = np.sin(3 * p)
    return Pose(
        near_leg=-0.1 + 0.3 * flutter, near_knee=0.25 + 0.15 * flutter, far_leg=-0.1 - 0.3 * flutter,
        far_knee=0.25 - 0.15 * flutter, near_arm=np.pi - p, near_elbow=0.25, far_arm=-p, far_elbow=0.25,
        lying=-0.9, afloat=0.3, nod=0.7 + 0.12 * np.sin(p), lift=0.02 * np.sin(2 * p), sway=-0.1, eyes=blink(p),
        mouth=np.maximum(np.sin(p), 0),
    )  # fmt: skip


def enter(build: Build, p: Array) -> Pose:
    """A walk with a greeting hand, held before a head however big."""
    s = np.sin(2 * p)
    return replace(
        walk(build, p), far_arm=1.5 + 0.1 * s, far_elbow=0.75 - 0.35 * s, lean=0.0, nod=0.08 + 0.04 * s, mouth=0.8
    )


def leave(build: Build, p: Array) -> Pose:
    """A walk with a farewell behind; the bigger the head, the wider the arm."""
    s = np.sin(2 * p)
    return replace(
        walk(build, p), near_arm=-(2.9 - 5.4 * build.head) - 0.3 * s, near_elbow=-0.2, lean=0.06, nod=-0.04, shift=0.01
    )


def play(build: Build, p: Array) -> Pose:
    """Jumping about with arms and legs thrown apart."""
    open_, s = 0.5 - 0.5 * np.cos(p), np.sin(p)
    return Pose(
        near_leg=-0.5 * open_ + 0.1, near_knee=0.3 * (1 - open_), far_leg=0.6 * open_, far_knee=0.3 * (1 - open_),
        near_arm=-0.4 - 2.1 * open_, near_elbow=-0.4, far_arm=0.4 + 2.1 * open_, far_elbow=0.4, lift=0.13 * open_**2,
        lean=0.06 * s, nod=0.1 * open_, sway=0.2 * s, flare=0.5 * open_, mouth=0.4 + 0.6 * open_, eyes=blink(p / 2),
    )  # fmt: skip


def chase(build: Build, p: Array) -> Pose:
    """A run with both hands out to seize."""
    s = np.sin(p)
    ahead = 0.1 * build.head
    return replace(
        run(build, p), near_arm=1.5 + ahead + 0.15 * s, near_elbow=0.1, far_arm=1.65 - 0.15 * s, far_elbow=0.1,
        lean=0.32, mouth=0.9, nod=0.16, yaw=0.4,
    )  # fmt: skip


def follow(build: Build, p: Array) -> Pose:
    """A light walk, one hand pointing ahead."""
    s = np.sin(p)
    return replace(walk(build, p), far_arm=1.45 + 0.08 * s, far_elbow=0.05, lean=0.13, nod=0.12, mouth=0.5)


def hide(build: Build, p: Array) -> Pose:
    """Down on the haunches, now and then a look over the edge."""
    peek = bump(p, np.pi, 1.6)
    return Pose(
        near_leg=1.75 - 0.35 * peek, near_knee=2.35 - 0.5 * peek, far_leg=1.95 - 0.35 * peek,
        far_knee=2.45 - 0.5 * peek, near_arm=0.95, near_elbow=1.75, far_arm=1.1, far_elbow=1.65,
        lean=0.38 - 0.22 * peek, nod=0.25 * peek, shift=-0.08, yaw=0.4, eyes=blink(p) * (0.75 + 0.4 * peek),
        breath=0.03 * np.sin(2 * p), purse=0.5, sway=0.05 * np.sin(p),
    )  # fmt: skip
