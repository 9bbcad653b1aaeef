"""How four-legged animals move: each verb is a function from a build and a phase to a ``Pose`` over N frames."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onetake.types import Array
from onetake.world.cast._beast_builds import Build
from onetake.world.cast._beast_pen import Joint, Pose

Motion = Callable[[Build, Array], Pose]
Value = complex | NDArray[Any]
"""A number for all frames, or one for each."""


def _joint(z: Value) -> Joint:
    return np.asarray(z, np.complex64)


def _f32(a: Value) -> Array:
    return np.asarray(a, np.float32)


def _blink(p: Array, at: float = 4.2) -> Array:
    """Eyes open (1) but for an instant of the cycle."""
    return _f32(np.where(np.cos(p - at) > 0.96, 0.12, 1.0))


def _feet(b: Build, n: int) -> tuple[tuple[Joint, Joint], tuple[Joint, Joint]]:
    """Feet under the joints: the far ones a little ahead and higher, so that four legs are seen."""
    r1 = b.leg[1]
    one = np.ones(n, np.complex64)
    hind, fore = b.hip.real - 0.02, b.chest.real + 0.02
    far, near = 0.075, -0.035
    return (
        (_joint((hind + far + 1j * (r1 + 0.02)) * one), _joint((hind + near + 1j * r1) * one)),
        (_joint((fore + far + 1j * (r1 + 0.02)) * one), _joint((fore + near + 1j * r1) * one)),
    )


def _four(
    b: Build,
    p: Array,
    *,
    hip: Value = 0.0,
    chest: Value = 0.0,
    head: Value = 0.0,
    hind: tuple[Value, Value] = (0.0, 0.0),
    fore: tuple[Value, Value] = (0.0, 0.0),
    tilt: Value = 0.0,
    yaw: Value = 0.0,
    lid: Array | None = None,
    jaw: Value = 0.0,
    tail: Value = 0.0,
    swell: Value = 1.0,
    ear: Value = 0.0,
    trunk: Joint | None = None,
    raised: bool = False,
    food: str = "",
    asleep: bool = False,
) -> Pose:
    """The animal on four legs, with offsets (complex, per frame or fixed) from where each joint stands."""
    z = np.zeros(len(p), np.complex64)
    hind0, fore0 = _feet(b, len(p))
    return Pose(
        _joint(z + b.hip + hip),
        _joint(z + b.chest + chest),
        _joint(z + b.head + head),
        (_joint(hind0[0] + hind[0]), _joint(hind0[1] + hind[1])),
        (_joint(fore0[0] + fore[0]), _joint(fore0[1] + fore[1])),
        _f32(z.real + tilt),
        _f32(z.real + b.yaw + yaw),
        lid if lid is not None else _blink(p),
        _f32(z.real + jaw),
        _f32(z.real + tail),
        _f32(z.real + swell),
        _f32(z.real + ear),
        trunk_N=trunk,
        raised=(False, raised),
        food=food,
        asleep=asleep,
    )


def stand(b: Build, p: Array) -> Pose:
    """Breathing, a blink, the tail."""
    breath = np.sin(p)
    wag = 0.3 * np.sin(2 * p) if b.collar else 0.16 * np.sin(p)
    return _four(
        b,
        p,
        head=0.012j * breath,
        chest=0.006j * breath,
        tail=wag,
        swell=1 + 0.012 * breath,
        ear=0.05 * np.sin(p),
        trunk=_swing(b, p, 0.06),
    )


def _swing(b: Build, p: Array, size: float) -> Joint | None:
    """The tip of a hanging trunk, in head coordinates."""
    if b.marks != "trunk":
        return None
    return _joint(0.22 - 0.5j + size * np.sin(p) + 0.02j * np.cos(p))


def _step(q: Array, stride: float, lift: float) -> Joint:
    """A foot's way about its rest: forward through the air, back along the ground."""
    return _joint(-stride * np.cos(q) + 1j * lift * np.maximum(np.sin(q), 0))


def walk(b: Build, p: Array) -> Pose:
    """Diagonal gait with a nodding head."""
    reach = b.hip.imag - 0.3 * b.girth[0]
    stride, lift = 0.34 * reach, 0.2 * reach
    s = np.sin(2 * p)
    return _four(
        b,
        p,
        hip=0.012j * s,
        chest=-0.012j * s,
        head=0.02j * np.sin(2 * p + 0.6) + 0.01 * np.cos(2 * p),
        tilt=0.05 * s,
        hind=(_step(p + np.pi, stride, lift), _step(p, stride, lift)),
        fore=(_step(p + 0.5, stride, lift), _step(p + np.pi + 0.5, stride, lift)),
        tail=0.3 * np.sin(p),
        ear=0.12 * s,
        lid=np.ones(len(p), np.float32),
        trunk=_swing(b, p, 0.1),
    )


def run(b: Build, p: Array) -> Pose:
    """A gallop: both hind legs push, the body stretches and rocks, the whole animal leaves the ground."""
    reach = b.hip.imag - 0.2 * b.girth[0]
    stride, lift = 0.62 * reach, 0.36 * reach
    rock, rise = 0.05 * np.sin(p), 0.05 * np.maximum(np.sin(p - 0.4), 0)
    up = 1j * rise
    return _four(
        b,
        p,
        hip=up + 1j * rock,
        chest=up - 1j * rock + 0.03,
        head=up - 0.7j * rock + 0.03 - 0.03j,
        tilt=-0.14 + 0.1 * np.sin(p + 0.8),
        hind=(_step(p + 0.5, stride, lift) + up, _step(p, stride, lift) + up),
        fore=(_step(p + np.pi - 0.1, stride, lift) + up, _step(p + np.pi - 0.6, stride, lift) + up),
        tail=-0.25 + 0.35 * np.sin(p),
        ear=0.3 + 0.25 * np.sin(p + 1),
        lid=np.ones(len(p), np.float32),
        trunk=_swing(b, p, 0.16),
        jaw=0.4,
    )


def _leap(p: Array) -> tuple[Array, Array]:
    """Crouch (0..1) and height (0..1) of a jump: the middle half of the cycle is in the air."""
    t = np.mod(p / (2 * np.pi), 1.0)
    air = np.clip((t - 0.25) / 0.5, 0, 1)
    crouch = np.where(t < 0.25, np.sin(np.pi * t / 0.25), np.where(t > 0.75, np.sin(np.pi * (t - 0.75) / 0.25), 0.0))
    return _f32(np.maximum(crouch, 0)), _f32(4 * air * (1 - air))


def jump(b: Build, p: Array) -> Pose:
    """Crouches, leaps up and lands on the spot."""
    crouch, high = _leap(p)
    up = 0.35j * high
    low = -1j * crouch * 0.3 * max(b.hip.imag - b.girth[0], 0.12)
    rear = 0.06j * high
    tuck = 0.1 * high
    return _four(
        b,
        p,
        hip=up + low - rear * 0.5,
        chest=up + low + rear,
        head=up + 1.2 * low + rear,
        tilt=0.18 * high - 0.1 * crouch,
        hind=(up - tuck + 0.03j * high, up - tuck),
        fore=(up + tuck * 1.3 + 0.1j * high, up + tuck + 0.07j * high),
        tail=0.5 * high,
        ear=-0.4 * high,
        lid=np.ones(len(p), np.float32),
        jaw=high * 0.7,
        trunk=_swing(b, p, 0.1),
    )


def hop(b: Build, p: Array) -> Pose:
    """Small quick hops: long hind legs kick out behind, ears fly."""
    high = np.maximum(np.sin(p), 0) ** 0.8
    crouch = np.maximum(-np.sin(p), 0)
    up, low = 0.16j * high, -0.035j * crouch
    kick = np.cos(p)
    return _four(
        b,
        p,
        hip=up + low + 0.04j * kick * high,
        chest=up + low + 0.07j * kick * high,
        head=up + 1.3 * low + 0.05j * kick * high,
        tilt=0.12 * kick,
        hind=(up - 0.13 * high, up - 0.13 * high),
        fore=(up + 0.1 * high + 0.03j * high, up + 0.1 * high),
        tail=0.2 * kick,
        ear=-0.3 * np.cos(p - 0.7),
        lid=np.ones(len(p), np.float32),
        trunk=_swing(b, p, 0.1),
    )


def look_around(b: Build, p: Array) -> Pose:
    """The head turns from one side to the other and tips."""
    side = np.sin(p)
    return _four(
        b,
        p,
        head=0.03 * side + 0.025j * (1 + np.cos(2 * p)) * 0.5,
        yaw=-b.yaw * 0.75 + 1.0 * side,
        tilt=-0.1 * side,
        tail=0.15 * np.sin(p),
        ear=0.15 * np.sin(2 * p),
        lid=_blink(p, 0.0) * _blink(p, np.pi),
        trunk=_swing(b, p, 0.12),
    )


def play(b: Build, p: Array) -> Pose:
    """Front low, bottom up: bounces, swipes with a forepaw and wags the tail."""
    bounce = np.abs(np.sin(p))
    leg = max(b.chest.imag - b.girth[2] * 0.75, 0.08)
    swipe = np.sin(2 * p)
    down = -1j * min(leg, 0.3) * 0.8 * (1 - 0.35 * bounce)
    paw = np.maximum(swipe, 0)
    back = -0.05 + 0j
    return _four(
        b,
        p,
        hip=0.07j * bounce + 0.04j,
        chest=down + back,
        head=down * 1.25 + back + 0.02 * swipe,
        tilt=0.2 * np.sin(p),
        yaw=0.1 * swipe,
        hind=(0.05j * bounce, 0.03j * bounce),
        fore=(0.12 + 0j, 0.13 + 0.1 * paw + 0.17j * paw),
        tail=0.5 * np.sin(2 * p) - 0.4,
        ear=0.3 * bounce,
        lid=np.ones(len(p), np.float32),
        jaw=0.8,
        raised=True,
        trunk=_swing(b, 2 * p, 0.14),
    )


def sleep(b: Build, p: Array) -> Pose:
    """Lying curled up, chin on the ground, tail round the front, eyes closed, breathing slowly."""
    breath = np.sin(p)
    fat = min(1.25, 0.25 / b.girth[1]) if b.girth[1] < 0.25 else 1.0
    g = b.girth[0] * fat
    r1 = b.leg[1] * 0.9
    hip = complex(min(-0.12, b.hip.real * 0.6), g * 0.93)
    chest = complex(max(0.04, b.chest.real * 0.5), b.girth[2] * fat * 0.9)
    chin = b.skull[1] * (1.3 if b.mane == "lion" else 0.92) + (0.05 if b.neck and b.snout[3] > 0.1 else 0)
    head = complex(chest.real + b.girth[2] * fat * 0.45 + b.skull[0] * 0.45, chin)
    z = np.zeros(len(p), np.complex64)
    pose = _four(b, p, asleep=True, lid=z.real, swell=1 + 0.04 * breath, yaw=-b.yaw * 0.3, tilt=-0.12 + 0.03 * breath)
    fore = head.real + b.skull[0] * 0.5
    return _replace(
        pose,
        hip_N=_joint(z + hip),
        chest_N=_joint(z + chest + 0.008j * breath),
        head_N=_joint(z + head + 0.016j * breath),
        hind_N=(_joint(z + hip.real + 0.16 + 1j * r1), _joint(z + hip.real + 0.1 + 1j * r1)),
        fore_N=(_joint(z + fore + 1j * r1), _joint(z + fore - 0.08 + 1j * r1)),
        girth=fat,
        trunk_N=_joint(z + 0.32 - 0.17j) if b.marks == "trunk" else None,
    )


def graze(b: Build, p: Array) -> Pose:
    """Head lowered to the grass, chewing and tearing."""
    nod = np.sin(p)
    chest = b.chest
    far = abs(b.head - chest)
    low = complex(min(chest.real + far * 0.85, b.head.real + 0.06), b.skull[1] + b.snout[3] + b.snout[2] * 0.6 + 0.03)
    if b.neck is None:
        low = complex(b.head.real + 0.02, max(b.skull[1] + 0.06, 0.28))
    spread = 0.1 if b.marks == "giraffe" else 0.03
    drop = -0.12j if b.marks == "giraffe" else -0.03j
    return _four(
        b,
        p,
        chest=drop,
        head=low - b.head + 0.03j * nod + 0.015 * np.cos(p),
        tilt=-0.35 + 0.1 * nod,
        jaw=0.5 + 0.5 * np.sin(2 * p),
        fore=(spread + 0j, -spread + 0j),
        tail=0.3 * np.sin(p),
        ear=0.15 * np.sin(2 * p),
        food="",
    )


def feed_trunk(b: Build, p: Array) -> Pose:
    """The elephant's way: the trunk fetches leaves from the ground and curls them into the mouth."""
    lift = 0.5 - 0.5 * np.cos(p)
    tip = (0.26 - 0.56j) * (1 - lift) + (0.16 - 0.2j) * lift + 0.2 * np.sin(np.pi * lift)
    pose = _four(
        b,
        p,
        head=0.015j * np.sin(p),
        tilt=0.1 * lift - 0.05,
        jaw=0.5 + 0.5 * np.sin(2 * p),
        ear=0.15 * np.sin(p),
        food="leaves",
        trunk=_joint(tip),
        tail=0.2 * np.sin(p),
    )
    hold = pose.head_N + np.exp(1j * pose.tilt_N) * tip
    return _replace(pose, hold_N=_joint(hold), food_tilt_N=_f32(0.6 * np.sin(p)))


def _replace(pose: Pose, **changes: Any) -> Pose:
    return replace(pose, **changes)


def _torso(b: Build) -> float:
    """Length of the spine when upright: what legs, neck and head leave of the standing height."""
    return max(0.12, 1.0 - b.leg_up - b.neck_up - b.skull[1] * 1.05 - (0.17 if b.ears == "long" else 0.0))


def dance(b: Build, p: Array) -> Pose:
    """Upright on the hind legs: the arms go up in turn, the body sways and bounces, the feet step."""
    sway, bounce = np.sin(p), np.abs(np.cos(p))
    r1 = b.leg[1]
    plump = b.plump * 0.9
    hip = 0.06 * sway + 1j * (b.leg_up - 0.02 + 0.05 * bounce)
    lean = -0.2 * np.sin(p + 0.5)
    spine = _torso(b) * 1j * np.exp(1j * lean)
    chest = hip + spine
    head = chest + b.neck_up * 1j * np.exp(1.3j * lean) + 0.03
    wide = b.girth[0] * plump * 0.62
    g = b.girth[2] * plump
    rx = b.skull[0]

    def hand(sign: float, up: NDArray[Any]) -> Joint:
        """From low at the side, out and round, to high beside the head."""
        low = chest + sign * (0.9 * g + 0.16) - 0.06j
        high = head + sign * max(rx * (1.6 if b.mane == "lion" else 1.0) + 0.1, g + 0.1) + 0.16j
        return _joint(low * (1 - up) + high * up + sign * 0.1 * np.sin(np.pi * up))

    up0, up1 = 0.5 + 0.5 * np.sin(p), 0.5 - 0.5 * np.sin(p)
    feet = (
        _joint(wide + 0.02 + 1j * (r1 + 0.11 * np.maximum(-sway, 0)) + 0.03 * np.maximum(-sway, 0)),
        _joint(-wide - 0.02 + 1j * (r1 + 0.11 * np.maximum(sway, 0)) - 0.03 * np.maximum(sway, 0)),
    )
    base = _four(
        b,
        p,
        tilt=0.16 * np.sin(p),
        yaw=-b.yaw * 0.45 + 0.2 * sway,
        lid=np.ones(len(p), np.float32),
        jaw=0.6,
        tail=0.4 * np.sin(2 * p),
        ear=0.25 * np.sin(2 * p),
        trunk=_party(b, p),
    )
    return _replace(
        base,
        hip_N=_joint(hip),
        chest_N=_joint(chest),
        head_N=_joint(head),
        hind_N=feet,
        fore_N=(hand(1, up0), hand(-1, up1)),
        upright=True,
        legs="dance",
        girth=plump,
    )


def _party(b: Build, p: Array) -> Joint | None:
    """A trunk held up in joy."""
    return _joint(0.34 + 0.04j + 0.08 * np.sin(p) + 0.12j * np.cos(p)) if b.marks == "trunk" else None


def _seated(b: Build, p: Array, **changes: Any) -> Pose:
    """Sitting upright: like a teddy with its feet in front, or on the haunches with straight forelegs."""
    n = len(p)
    z = np.zeros(n, np.complex64)
    r1 = b.leg[1]
    breath = np.sin(p)
    base = _four(
        b,
        p,
        yaw=-b.yaw * 0.25,
        tail=0.15 * breath,
        swell=1 + 0.012 * breath,
        trunk=_swing(b, p, 0.05),
        ear=0.05 * breath,
    )
    if b.sits == "teddy":
        plump = b.plump
        g = b.girth[0] * plump
        hip = z - 0.02 + 1j * g * 0.95
        chest = hip + 1j * (_torso(b) + 0.02) + 0.006j * breath
        head = chest + 0.03 + 1j * b.neck_up + 0.012j * breath
        hind = (_joint(z + g * 0.85 + 1j * r1), _joint(z - g * 0.8 + 1j * r1))
        fore = (_joint(chest + g * 0.75 - 0.22j), _joint(chest - g * 0.75 - 0.22j))
    else:
        plump = min(1.0, b.plump + 0.05)
        g = b.girth[0] * plump
        reach = max(_torso(b) + 0.12, 0.3)
        if b.marks == "giraffe":
            reach = 0.3
        hip = z + complex(-reach * 0.34 - 0.06, g * 0.95)
        chest = hip + reach * np.exp(1.1j) + 0.006j * breath
        head = chest + complex(min(0.11, 0.4 * b.neck_up), b.neck_up) + 0.012j * breath
        hind = (_joint(hip.real + g * 0.75 + 0.1 + 1j * r1), _joint(hip.real + g * 0.75 + 0.02 + 1j * r1))
        fore = (_joint(chest.real + 0.1 + 1j * (r1 + 0.01)), _joint(chest.real + 0.02 + 1j * r1))
    return _replace(
        base,
        hip_N=_joint(hip),
        chest_N=_joint(chest),
        head_N=_joint(head),
        hind_N=hind,
        fore_N=fore,
        upright=True,
        legs=b.sits,
        girth=plump,
        **changes,
    )


def sit(b: Build, p: Array) -> Pose:
    """Sitting and breathing, the head tips a little."""
    pose = _seated(b, p)
    return _replace(pose, tilt_N=_f32(0.06 * np.sin(p)))


def wave(b: Build, p: Array) -> Pose:
    """Sitting, one forepaw held up and waved from side to side."""
    pose = _seated(b, p)
    swing = np.sin(p)
    shoulder = pose.chest_N + b.girth[2] * pose.girth * 0.6
    clear = b.skull[0] + (0.14 if b.snout[0] < 0.15 else 0.22) + (0.1 if b.mane == "lion" else 0.0)
    side = np.maximum(pose.head_N.real + clear, shoulder.real + 0.12)
    hand = side + 0.11 * swing + 1j * (pose.head_N.imag + 0.02 - 0.05 * swing**2)
    return _replace(
        pose,
        fore_N=(_joint(hand), pose.fore_N[1]),
        tilt_N=_f32(0.08 + 0.05 * swing),
        jaw_N=_f32(0.5 + 0 * p),
        yaw_N=_f32(b.yaw * 0.4 + 0 * p),
        trunk_N=_swing(b, p, 0.05),
    )


def eat(b: Build, p: Array) -> Pose:
    """Holds food in a forepaw, lifts it to the mouth and chews; grazers lower their heads instead."""
    if b.food == "graze":
        return graze(b, p)
    if b.food == "trunk":
        return feed_trunk(b, p)
    pose = _seated(b, p)
    lift = 0.5 - 0.5 * np.cos(p)
    head = pose.head_N - 0.025j * lift
    yaw = b.yaw * 0.75
    length, _, r1, drop = b.snout
    muzzle = b.skull[0] * 0.42 * np.sin(yaw) + length * np.sin(yaw) - 1j * (b.skull[1] * 0.3 + drop + r1 * 0.9)
    low = pose.chest_N + b.girth[2] * pose.girth * 0.9 + 0.08 - 0.2j
    at = head + muzzle + (0.15 - 0.06j if b.food == "bamboo" else 0.1 - 0.1j)
    hand = low * (1 - lift) + at * lift + 0.05 * np.sin(np.pi * lift)
    tilt = {"bamboo": 2.75, "banana": 2.2}.get(b.food, 2.6) + 0.25 * np.sin(p)
    chew = np.where(lift > 0.55, 0.5 + 0.5 * np.sin(4 * p), 0.25 + 0.25 * np.sin(4 * p))
    return _replace(
        pose,
        head_N=_joint(head),
        fore_N=(_joint(hand), pose.fore_N[1]),
        raised=(True, False),
        tilt_N=_f32(-0.1 * lift),
        yaw_N=_f32(yaw + 0 * p),
        jaw_N=_f32(chew),
        food=b.food,
        hold_N=_joint(hand),
        food_tilt_N=_f32(tilt),
    )


MOTIONS: dict[str, Motion] = {
    "stand": stand, "walk": walk, "run": run, "jump": jump, "dance": dance, "sit": sit, "eat": eat, "sleep": sleep,
    "look around": look_around, "play": play, "wave": wave, "hop": hop,
}  # fmt: skip
