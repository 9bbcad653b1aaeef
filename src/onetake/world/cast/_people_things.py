"""What people do with things: the hands go where ``prompt._grip`` has the thing that is held."""

from __future__ import annotations

import numpy as np

from onetake.types import Array
from onetake.world.cast._figure import blink, bump
from onetake.world.cast._people_basic import at, held, lips, tipped, walk
from onetake.world.cast._people_body import Build, Pose

_NEAR, _FAR = np.array([-0.03, -0.045]), np.array([0.045, -0.03])
"""Hands are below and beside the centre of what they hold."""


def drink(build: Build, p: Array) -> Pose:
    held_N2, back_N = held("drink", p), tipped("drink", p)
    share = np.clip(back_N / 0.9, 0, 1)[:, None]
    to_N2 = held_N2 + (lips(build) + at(0.05, -0.03) - held_N2) * share * 0.7
    return Pose(
        near_leg=-0.04, far_leg=0.05, near_hand=to_N2 + at(0.0, -0.02), far_arm=0.16, far_elbow=0.25, yaw=0.4,
        nod=0.3 * share[:, 0], lean=-0.08 * share[:, 0], mouth=0.3 * share[:, 0], purse=0.6 * share[:, 0],
        eyes=1 - 0.8 * (share[:, 0] > 0.6), tool="cup", tool_angle=back_N, tool_size=1.25, lift=0.004 * np.sin(p),
    )  # fmt: skip


def hold(build: Build, p: Array) -> Pose:
    s, held_N2 = np.sin(p), held("hold", p)
    return Pose(
        near_leg=-0.04, far_leg=0.05, near_hand=held_N2 + _NEAR, far_hand=held_N2 + _FAR, yaw=0.5, lift=0.006 * s,
        breath=0.03 * s, nod=-0.04 + 0.04 * s, eyes=blink(p), sway=0.03 * s, mouth=0.2,
    )  # fmt: skip


def carry(build: Build, p: Array) -> Pose:
    held_N2, stride = held("carry", p), walk(build, p)
    return Pose(
        near_leg=0.8 * np.asarray(stride.near_leg), near_knee=stride.near_knee,
            far_leg=0.8 * np.asarray(stride.far_leg),
        far_knee=stride.far_knee, near_hand=held_N2 + _NEAR, far_hand=held_N2 + _FAR, yaw=0.5, lean=-0.09,
        nod=0.03 * np.cos(2 * p), sway=stride.sway, eyes=blink(p / 2),
    )  # fmt: skip


def put_down(build: Build, p: Array) -> Pose:
    held_N2 = held("put down", p)
    low = np.clip((0.47 - held_N2[:, 1]) / 0.33, 0, 1)
    done = (p > 1.35 * np.pi) * np.clip((p - 1.35 * np.pi) / (0.5 * np.pi), 0, 1)
    low = np.minimum(low, 1 - done)
    return Pose(
        near_leg=1.0 * low, near_knee=1.75 * low, far_leg=1.2 * low + 0.05, far_knee=1.85 * low,
        near_hand=held_N2 + _NEAR, far_hand=held_N2 + _FAR, yaw=0.5, lean=0.6 * low, nod=-0.02 * low,
        shift=-0.07 * low, eyes=blink(p + 1), sway=-0.2 * low,
    )  # fmt: skip


def throw(build: Build, p: Array) -> Pose:
    held_N2 = held("throw", p)
    back, out = bump(p, 0.65 * np.pi, 0.6 * np.pi), bump(p, 1.1 * np.pi, 0.45 * np.pi)
    return Pose(
        near_leg=0.12 * back - 0.35 * out - 0.04, near_knee=0.3 * back + 0.25 * out, far_leg=0.5 * back + 0.3 * out,
        far_knee=0.5 * back + 0.25 * out, near_hand=held_N2 + at(0.0, -0.02), far_arm=1.3 * back - 0.5 * out + 0.16,
        far_elbow=0.3, lean=-0.2 * back + 0.28 * out, shift=-0.03 * back + 0.03 * out, sway=0.2 * back - 0.25 * out,
        mouth=0.2 + 0.6 * out, nod=0.06, eyes=blink(p + 1), yaw=0.2,
    )  # fmt: skip


def catch(build: Build, p: Array) -> Pose:
    held_N2 = held("catch", p)
    ready, give = bump(p, 0.8 * np.pi, 0.8 * np.pi), bump(p, 1.3 * np.pi, 0.5 * np.pi)
    wide = np.stack([0 * p, 0.06 * ready * (p < np.pi)], -1)
    return Pose(
        near_leg=0.35 * give - 0.15 * ready, near_knee=0.7 * give + 0.3 * ready, far_leg=0.45 * give + 0.35 * ready,
        far_knee=0.7 * give + 0.4 * ready, near_hand=held_N2 + _NEAR - wide, far_hand=held_N2 + _FAR + wide, yaw=0.5,
        lean=0.1 * ready - 0.08 * give, nod=0.12 * ready - 0.1 * give, mouth=0.7 * ready, eyes=np.ones_like(p),
        sway=0.1 * give, lift=0.004 * np.sin(p),
    )  # fmt: skip


def push(build: Build, p: Array) -> Pose:
    s, c = np.sin(p), np.cos(p)
    held_N2 = held("push", p) + np.stack([0.012 * s, 0 * s], -1)
    return Pose(
        near_leg=-0.25 + 0.5 * s, near_knee=0.3 + 0.6 * np.maximum(c, 0), far_leg=-0.25 - 0.5 * s,
        far_knee=0.3 + 0.6 * np.maximum(-c, 0), near_hand=held_N2 + at(0.0, -0.03), far_hand=held_N2 + at(0.03, 0.06),
        yaw=0.7, lean=0.5, shift=-0.16, nod=0.15, sway=-0.2, eyes=0.6 + 0.1 * c, mouth=0.4,
    )  # fmt: skip


def pull(build: Build, p: Array) -> Pose:
    """Walks ahead, bent forwards, with the load behind."""
    s, c = np.sin(p), np.cos(p)
    held_N2 = held("pull", p)
    return Pose(
        near_leg=-0.15 + 0.5 * s, near_knee=0.3 + 0.6 * np.maximum(c, 0), far_leg=-0.15 - 0.5 * s,
        far_knee=0.3 + 0.6 * np.maximum(-c, 0), near_hand=held_N2 + at(0.0, 0.0), far_arm=0.6 - 0.5 * s, far_elbow=1.0,
        lean=0.46, shift=-0.05, nod=0.12, sway=-0.25, eyes=0.65 + 0.1 * c, mouth=0.5,
    )  # fmt: skip


def pour(build: Build, p: Array) -> Pose:
    held_N2, over_N = held("pour", p), -tipped("pour", p)
    share = np.clip(over_N / 1.7, 0, 1)
    return Pose(
        near_leg=-0.04, far_leg=0.05, near_hand=held_N2 + at(-0.04, -0.02), far_hand=held_N2 + at(-0.02, -0.09),
            yaw=0.6,
        lean=0.06 + 0.1 * share, nod=-0.12 * share, eyes=blink(p + 1), purse=0.4 * share, sway=-0.05 * share,
    )  # fmt: skip


def open_(build: Build, p: Array) -> Pose:
    """The hand goes to the handle and draws it near; the body gives way."""
    held_N2, touch, draw = held("open", p), bump(p, 0.9 * np.pi, 0.5 * np.pi), bump(p, 1.45 * np.pi, 0.5 * np.pi)
    return Pose(
        near_leg=-0.04 - 0.2 * draw, far_leg=0.05 + 0.25 * touch + 0.15 * draw, far_knee=0.2 * touch + 0.1 * draw,
        near_hand=held_N2, far_arm=0.16 + 0.3 * draw, far_elbow=0.3, yaw=0.4, lean=0.14 * touch - 0.18 * draw,
        shift=-0.04 * draw, nod=-0.05 * touch, mouth=0.6 * draw, eyes=blink(p + 1), sway=0.15 * draw,
    )  # fmt: skip


def close(build: Build, p: Array) -> Pose:
    """Both hands push it shut, the body behind them."""
    held_N2, shut = held("close", p), bump(p, 1.3 * np.pi, 0.6 * np.pi)
    rise = bump(p, 1.1 * np.pi, 0.85 * np.pi)[:, None]
    return Pose(
        near_leg=-0.04 - 0.4 * shut, near_knee=0.1 * shut, far_leg=0.05 + 0.3 * shut, far_knee=0.4 * shut,
        near_hand=held_N2, far_hand=held_N2 + at(0.03, 0.0) + rise * at(0.0, 0.1), yaw=0.6, lean=0.3 * shut,
        nod=0.05 * shut, eyes=blink(p + 1) * (1 - 0.3 * shut), sway=-0.15 * shut, purse=0.4 * shut,
    )  # fmt: skip


def light(build: Build, p: Array) -> Pose:
    """A burning match is held out; afterwards it is shaken out."""
    held_N2, touch = held("light", p), bump(p, np.pi, 0.7 * np.pi)
    return Pose(
        near_leg=-0.06, far_leg=0.1 + 0.15 * touch, far_knee=0.2 * touch, near_hand=held_N2 + at(-0.07, -0.05),
        far_arm=0.2, far_elbow=0.3, yaw=0.4, lean=0.16 * touch, nod=-0.05 * touch, mouth=0.3, tool="match",
        tool_angle=-0.35 - 0.4 * touch, tool_size=1.2 * (p < 1.75 * np.pi), eyes=blink(p + 1),
        sway=-0.05 * touch,
    )  # fmt: skip


def cut(build: Build, p: Array) -> Pose:
    held_N2 = held("cut", p)
    chop = 0.5 - 0.5 * np.cos(p)
    return Pose(
        near_leg=-0.06, far_leg=0.1, near_hand=held_N2, far_hand=np.stack([0.2 + 0 * p, 0.36 + 0 * p], -1), yaw=0.5,
        lean=0.12 + 0.06 * chop, nod=-0.14 - 0.04 * chop, tool="knife", tool_angle=0.35 - 0.45 * chop, eyes=blink(p),
        purse=0.4, sway=-0.04 * chop, lift=-0.004 * chop,
    )  # fmt: skip


def build_(build: Build, p: Array) -> Pose:
    """On one knee, patting and pressing with both hands in turn."""
    near, far_N2 = held("build", p), held("build", p + np.pi)
    s = np.sin(p)
    return Pose(
        near_leg=0.1, near_knee=1.5, far_leg=1.45, far_knee=1.4, near_hand=near + at(0.02, -0.06),
        far_hand=far_N2 + at(0.05, 0.0), yaw=0.6, lean=0.22 + 0.04 * s, nod=-0.02 + 0.05 * s, eyes=blink(p), mouth=0.4,
        shift=-0.1, sway=0.05 * s,
    )  # fmt: skip


def hammer(build: Build, p: Array) -> Pose:
    """Standing, with a hammer: how those build who do it for a living."""
    held_N2 = held("build", p)
    hit = 0.5 - 0.5 * np.cos(p)
    raised = held_N2 + np.stack([-0.12 * (1 - hit), 0.2 * (1 - hit)], -1)
    return Pose(
        near_leg=-0.1, far_leg=0.2, far_knee=0.15, near_hand=raised, far_hand=np.stack([0.22 + 0 * p, 0.36 + 0 * p],
            -1),
        yaw=0.5, lean=0.05 + 0.2 * hit, nod=-0.06 * hit, tool="hammer", tool_angle=0.9 - 1.6 * hit, eyes=blink(p),
        sway=-0.1 * hit, mouth=0.3,
    )  # fmt: skip


def knock_over(build: Build, p: Array) -> Pose:
    held_N2 = held("knock over", p)
    back, hit = bump(p, 0.65 * np.pi, 0.6 * np.pi), bump(p, 1.1 * np.pi, 0.5 * np.pi)
    return Pose(
        near_leg=-0.1 - 0.3 * hit, near_knee=0.1, far_leg=0.1 + 0.35 * hit, far_knee=0.4 * hit, near_hand=held_N2,
        far_arm=0.16 + 0.9 * back - 0.6 * hit, far_elbow=0.4, lean=-0.1 * back + 0.34 * hit, shift=0.02 * hit, yaw=0.2,
        nod=0.08 * hit, mouth=0.2 + 0.6 * hit, eyes=blink(p + 1), sway=0.15 * back - 0.2 * hit,
    )  # fmt: skip


def read(build: Build, p: Array) -> Pose:
    held_N2, s = held("read", p), np.sin(p)
    page = bump(p, 5.2, 0.7)[:, None] * at(0.06, 0.05)
    return Pose(
        near_leg=-0.04, far_leg=0.05, near_hand=held_N2 + at(-0.02, -0.06), far_hand=held_N2 + at(0.05, -0.05) + page,
        yaw=0.5, nod=-0.2 + 0.03 * np.sin(2 * p), lean=0.03 + 0.01 * s, eyes=0.7 * blink(p), breath=0.03 * s,
        lift=0.005 * s, mouth=0.1 + 0.1 * np.sin(3 * p), sway=0.03 * s,
    )  # fmt: skip


def play_music(build: Build, p: Array) -> Pose:
    """One hand steadies the instrument, the other plays; the body keeps time."""
    held_N2, s = held("play music", p), np.sin(p)
    strum = np.stack([0.03 * np.sin(2 * p), 0.055 * np.sin(2 * p + 0.6)], -1)
    return Pose(
        near_leg=-0.06 + 0.04 * s, near_knee=0.06, far_leg=0.08, far_knee=0.12 + 0.12 * s,
        near_hand=held_N2 + at(-0.02, -0.04) + strum, far_hand=held_N2 + at(0.1, 0.06) + 0.3 * strum[:, ::-1], yaw=0.5,
        lean=0.06 * s, nod=-0.04 + 0.14 * np.sin(2 * p), shift=0.02 * s, eyes=0.3 + 0.2 * s, mouth=0.4, sway=-0.12 * s,
        flare=0.1,
    )  # fmt: skip


def give(build: Build, p: Array) -> Pose:
    held_N2, out = held("give", p), bump(p, 0.95 * np.pi, 0.8 * np.pi)
    return Pose(
        near_leg=-0.06 - 0.12 * out, far_leg=0.08 + 0.2 * out, far_knee=0.2 * out, near_hand=held_N2 + _NEAR,
        far_hand=held_N2 + _FAR, yaw=0.6, lean=0.18 * out, nod=0.08 * out, mouth=0.3 + 0.5 * out, eyes=blink(p + 1),
        sway=-0.08 * out,
    )  # fmt: skip
