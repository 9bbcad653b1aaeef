"""What people do with themselves and with one another: getting up, bowing, clapping, talking, hugging, fighting."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from onetake.types import Array
from onetake.world.cast._figure import blink, bump, keyed
from onetake.world.cast._people_basic import at, held
from onetake.world.cast._people_body import Build, Pose

_TURN = 2 * np.pi


def stand_up(build: Build, p: Array) -> Pose:
    """From sitting (as ``sit`` shows it) to standing, leaning forwards over the feet between."""
    u = np.clip(p / _TURN, 0, 1)
    high, low = (1.45, 0.1) if build.tiny else (1.42, 1.42)
    thigh, knee = keyed(u, (0.15, high), (0.85, -0.04)), keyed(u, (0.15, low), (0.45, max(low, 1.3)), (0.9, 0.0))
    push = bump(p, np.pi, 2.4)
    return Pose(
        near_leg=thigh, near_knee=knee, far_leg=thigh + 0.07, far_knee=knee,
        near_arm=keyed(u, (0, 0.25), (0.4, 1.1), (0.9, -0.16)), near_elbow=keyed(u, (0, 0.75), (0.9, 0.22)),
        far_arm=keyed(u, (0, 0.45), (0.4, 1.2), (0.9, 0.16)), far_elbow=keyed(u, (0, 0.65), (0.9, 0.2)),
        lean=0.62 * push, nod=0.2 * push, shift=keyed(u, (0.2, -0.5 * build.thigh), (0.85, 0.0)),
        lift=0.01 * bump(p, 5.6, 0.6), eyes=blink(p + 1), sway=-0.12 * push,
    )  # fmt: skip


def _down(build: Build, u: Array, p: Array) -> Pose:
    """Between lying (u 0), sitting on the ground with legs ahead (0.5) and standing (1)."""
    lying = keyed(u, (0.08, 1.0), (0.45, 0.0))
    thigh = keyed(u, (0.05, 0.12), (0.45, 1.5), (0.62, 1.75), (0.95, -0.04))
    thigh_far = keyed(u, (0.05, 0.36), (0.45, 1.5), (0.62, 1.8), (0.95, 0.05))
    knee = keyed(u, (0.05, 0.2), (0.45, 0.15), (0.68, 2.3), (0.95, 0.0))
    knee_far = keyed(u, (0.05, 0.75), (0.45, 0.3), (0.68, 2.3), (0.95, 0.0))
    up = bump(u * _TURN, 0.7 * _TURN, 1.3)
    return Pose(
        near_leg=thigh, near_knee=knee, far_leg=thigh_far, far_knee=knee_far,
        near_arm=keyed(u, (0, 0.05), (0.3, -0.7), (0.6, 0.9), (0.95, -0.16)),
        near_elbow=keyed(u, (0, 0.75), (0.4, 0.1), (0.95, 0.22)),
        far_arm=keyed(u, (0, 0.2), (0.3, 0.9), (0.6, 1.0), (0.95, 0.16)), far_elbow=keyed(u, (0, 0.5), (0.95, 0.2)),
        lean=0.55 * up, nod=0.1 * up, lying=lying, shift=keyed(u, (0.5, -0.1), (0.9, 0.0)),
        look=keyed(u, (0.1, 0.75), (0.5, 1.0)), breath=0.02 * np.sin(2 * p),
    )  # fmt: skip


def lie_down(build: Build, p: Array) -> Pose:
    u = 1 - np.clip(p / _TURN, 0, 1)
    how = _down(build, u, p)
    return _with_face(how, keyed(u, (0.0, 0.45), (0.3, 1.0)) * blink(p + 2), 0.0 * u)


def wake(build: Build, p: Array) -> Pose:
    """Eyes open, a yawn, then up onto the feet."""
    u = np.clip(p / _TURN, 0, 1)
    how = _down(build, keyed(u, (0.2, 0.0), (0.55, 0.48), (0.65, 0.48), (1.0, 1.0)), p)
    eyes = keyed(u, (0.05, 0.12), (0.2, 1.0)) * (1 - 0.85 * bump(p, 0.6 * _TURN, 0.5))
    return _with_face(how, eyes, bump(p, 0.58 * _TURN, 0.8) + 0.15)


def _with_face(how: Pose, eyes: Array, mouth: Array) -> Pose:
    return replace(how, eyes=eyes, mouth=mouth)


def bow(build: Build, p: Array) -> Pose:
    down = (0.5 - 0.5 * np.cos(p)) ** 0.7
    return Pose(
        near_leg=-0.04 - 0.12 * down, far_leg=0.05 - 0.12 * down, near_arm=-0.1 + 0.9 * down,
        near_elbow=0.2 + 1.5 * down, far_arm=0.16 - 0.9 * down, far_elbow=0.2, lean=1.15 * down, nod=-0.2 * down,
        shift=-0.08 * down, eyes=1 - 0.85 * (down > 0.7), sway=-0.5 * down, lift=0.004 * np.sin(p),
    )  # fmt: skip


def nod(build: Build, p: Array) -> Pose:
    s = np.sin(p)
    return Pose(
        near_leg=-0.04, far_leg=0.05, near_arm=-0.1, near_elbow=0.2, far_arm=0.16, far_elbow=0.2,
        nod=-0.14 - 0.42 * s, lean=0.06 + 0.07 * s, shift=0.01 * s, eyes=blink(p / 2), mouth=0.5, sway=0.1 * s,
        lift=0.004 * s,
    )  # fmt: skip


def shake_head(build: Build, p: Array) -> Pose:
    """From side to side behind closed eyes, arms crossed."""
    s = np.sin(p)
    # As in looking around, the frontal view is passed quickly.
    look = np.where(s >= 0, 1, -1) * np.clip(2.2 * np.abs(s), 0.5, 1)
    y = 1 - build.crown * build.head - build.head_up - 0.42 * build.torso
    sway = 0.006 * s
    return Pose(
        near_leg=-0.1, far_leg=0.12, near_hand=np.stack([0.1 + sway, y + 0.03 + 0 * s], -1),
        far_hand=np.stack([-0.02 + sway, y - 0.01 + 0 * s], -1), look=look, nod=0.07 * s,
        sway=-0.15 * np.cos(p), eyes=0.18, purse=0.9, lift=0.004 * np.sin(2 * p), lean=0.03 * s,
    )  # fmt: skip


def clap(build: Build, p: Array) -> Pose:
    apart = (0.5 + 0.5 * np.cos(p)) ** 0.8
    y = 1 - build.crown * build.head - 1.35 * build.head
    near = np.stack([0.2 - 0.12 * apart, y - 0.09 * apart], -1)
    far = np.stack([0.23 + 0.07 * apart, y + 0.11 * apart], -1)
    return Pose(
        near_leg=-0.05, far_leg=0.06, near_hand=near, far_hand=far, yaw=0.5, lift=0.012 * apart, nod=0.05 * apart,
        mouth=0.7, eyes=blink(p / 4), sway=0.08 * np.sin(p), lean=0.03,
    )  # fmt: skip


def stretch(build: Build, p: Array) -> Pose:
    up = (0.5 - 0.5 * np.cos(p)) ** 0.6
    # Arms pass beside a head, however big.
    high, bend = 3.2 - 5.4 * build.head, 0.75 - 2.6 * build.head
    return Pose(
        near_leg=-0.1, far_leg=0.1, near_arm=-0.16 - high * up, near_elbow=0.3 - (0.3 + bend) * up,
        far_arm=0.16 + high * up, far_elbow=0.2 + (bend - 0.2) * up, lean=-0.14 * up, nod=0.12 * up,
        eyes=1 - 0.88 * (up > 0.6), mouth=0.9 * up, point=0.5 * up, breath=0.07 * up, sway=-0.08 * up,
    )  # fmt: skip


def hug(build: Build, p: Array) -> Pose:
    """Both arms about the other, one above, one below; eyes closed, pressing gently."""
    s, held_N2 = np.sin(p), held("hug", p)
    squeeze = np.stack([-0.02 * s, 0.012 * s], -1)
    return Pose(
        near_leg=-0.16, far_leg=0.1, near_hand=held_N2 + at(0.07, -0.07) + squeeze,
        far_hand=held_N2 + at(0.1, 0.08) - squeeze, yaw=0.6, lean=0.2 + 0.05 * s, nod=0.02 + 0.08 * s, eyes=0.14,
        mouth=0.35, shift=0.015 * s - 0.02, sway=-0.05 * s, breath=0.03 * s,
    )  # fmt: skip


def fight(build: Build, p: Array) -> Pose:
    """Boxing: guard up, one fist after the other."""
    near, far = np.maximum(np.sin(p), 0) ** 1.5, np.maximum(-np.sin(p), 0) ** 1.5
    y = 1 - build.crown * build.head - 1.15 * build.head
    return Pose(
        near_leg=-0.35 + 0.1 * near, near_knee=0.3, far_leg=0.5, far_knee=0.45,
        near_hand=np.stack([0.13 + 0.24 * near, y - 0.02 + 0.05 * near], -1),
        far_hand=np.stack([0.2 + 0.2 * far, y + 0.05 + 0.02 * far], -1), yaw=0.5, lean=0.1 + 0.12 * near + 0.06 * far,
        shift=0.02 * (near + far), nod=-0.05, eyes=0.62, mouth=0.2 + 0.5 * near, sway=-0.15 * (near - far),
        lift=0.012 * np.abs(np.sin(p)),
    )  # fmt: skip


def talk(build: Build, p: Array) -> Pose:
    s = np.sin(p)
    return Pose(
        near_leg=-0.05, far_leg=0.06, near_arm=0.3 + 0.25 * np.sin(p + 1), near_elbow=1.1 + 0.3 * s,
        far_arm=0.5 - 0.2 * s, far_elbow=0.9 - 0.35 * np.sin(p + 2), nod=0.06 * np.sin(2 * p), lean=0.03 + 0.03 * s,
        mouth=0.5 + 0.5 * np.sin(3 * p), eyes=blink(p), lift=0.004 * s, yaw=0.3,
        word=np.asarray((p % _TURN) / _TURN, np.float32), sway=0.04 * s,
    )  # fmt: skip
