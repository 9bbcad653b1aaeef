"""Stances of four-legged animals that motions start from: on four legs, seated, reared up, lying."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onetake.prompt import _grip
from onetake.types import Array
from onetake.world.cast._beast_builds import Build
from onetake.world.cast._beast_pen import Joint, Pose

Motion = Callable[[Build, Array], Pose]
Value = complex | NDArray[Any]
"""A number for all frames, or one for each."""


def joint(z: Value) -> Joint:
    return np.asarray(z, np.complex64)


def f32(a: Value) -> Array:
    return np.asarray(a, np.float32)


def blink(p: Array, at: float = 4.2) -> Array:
    """Eyes open (1) but for an instant of the cycle."""
    return f32(np.where(np.cos(p - at) > 0.96, 0.12, 1.0))


def awake(p: Array) -> Array:
    """Eyes that stay open."""
    return np.ones(len(p), np.float32)


def feet(b: Build, n: int) -> tuple[tuple[Joint, Joint], tuple[Joint, Joint]]:
    """Feet under the joints: the far ones a little ahead and higher, so that four legs are seen."""
    r1 = b.leg[1]
    one = np.ones(n, np.complex64)
    hind, fore = b.hip.real - 0.02, b.chest.real + 0.02
    far, near = 0.075, -0.035
    if b.gait == "biped":  # forepaws hang before the chest
        paw = b.chest + b.girth[2] * 0.9 + 0.05 - 0.16j
        return (
            (joint((hind + far + 0.04 + 1j * (r1 + 0.02)) * one), joint((hind + near + 0.04 + 1j * r1) * one)),
            (joint((paw + 0.06 + 0.02j) * one), joint(paw * one)),
        )
    return (
        (joint((hind + far + 1j * (r1 + 0.02)) * one), joint((hind + near + 1j * r1) * one)),
        (joint((fore + far + 1j * (r1 + 0.02)) * one), joint((fore + near + 1j * r1) * one)),
    )


def four(
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
    wing: Value = 1.0,
) -> Pose:
    """The animal on four legs, with offsets (complex, per frame or fixed) from where each joint stands."""
    z = np.zeros(len(p), np.complex64)
    hind0, fore0 = feet(b, len(p))
    if b.gait == "biped":  # they hang from the body, so they go where it goes
        fore = (_hanging(fore[0], chest), _hanging(fore[1], chest))
    return Pose(
        joint(z + b.hip + hip),
        joint(z + b.chest + chest),
        joint(z + b.head + head),
        (joint(hind0[0] + hind[0]), joint(hind0[1] + hind[1])),
        (joint(fore0[0] + fore[0]), joint(fore0[1] + fore[1])),
        f32(z.real + tilt),
        f32(z.real + b.yaw + yaw),
        lid if lid is not None else blink(p),
        f32(z.real + jaw),
        f32(z.real + tail),
        f32(z.real + swell),
        f32(z.real + ear),
        trunk_N=trunk,
        raised=(False, raised),
        food=food,
        asleep=asleep,
        wing_N=f32(z.real + wing + 0.01 * np.sin(p)),
    )


def _hanging(step: Value, chest: Value) -> Value:
    """How far a forepaw that doesn't reach the ground moves: with the chest, and a little as if it walked."""
    own = np.asarray(step) - 1j * np.asarray(step).imag * 0.5
    return np.asarray(chest) + 0.4 * own


def swing(b: Build, p: Array, size: float) -> Joint | None:
    """The tip of a hanging trunk, in head coordinates."""
    if b.marks != "trunk":
        return None
    return joint(0.22 - 0.5j + size * np.sin(p) + 0.02j * np.cos(p))


def footfall(q: Array, stride: float, lift: float) -> Joint:
    """A foot's way about its rest: forward through the air, back along the ground."""
    return joint(-stride * np.cos(q) + 1j * lift * np.maximum(np.sin(q), 0))


def leap(p: Array) -> tuple[Array, Array]:
    """Crouch (0..1) and height (0..1) of a jump: the middle half of the cycle is in the air."""
    t = np.mod(p / (2 * np.pi), 1.0)
    air = np.clip((t - 0.25) / 0.5, 0, 1)
    crouch = np.where(t < 0.25, np.sin(np.pi * t / 0.25), np.where(t > 0.75, np.sin(np.pi * (t - 0.75) / 0.25), 0.0))
    return f32(np.maximum(crouch, 0)), f32(4 * air * (1 - air))


def changed(pose: Pose, **changes: Any) -> Pose:
    return replace(pose, **changes)


def torso(b: Build) -> float:
    """Length of the spine when upright: what legs, neck and head leave of the standing height."""
    return max(0.12, 1.0 - b.leg_up - b.neck_up - b.skull[1] * 1.05 - (0.17 if b.ears == "long" else 0.0))


def seated(b: Build, p: Array, **changes: Any) -> Pose:
    """Sitting upright: like a teddy with its feet in front, or on the haunches with straight forelegs."""
    n = len(p)
    z = np.zeros(n, np.complex64)
    r1 = b.leg[1]
    breath = np.sin(p)
    base = four(
        b,
        p,
        yaw=-b.yaw * 0.25,
        tail=0.15 * breath,
        swell=1 + 0.012 * breath,
        trunk=swing(b, p, 0.05),
        ear=0.05 * breath,
    )
    if b.sits == "teddy":
        plump = b.plump
        g = b.girth[0] * plump
        hip = z - 0.02 + 1j * g * 0.95
        chest = hip + 1j * (torso(b) + 0.02) + 0.006j * breath
        head = chest + 0.03 + 1j * b.neck_up + 0.012j * breath
        hind = (joint(z + g * 0.85 + 1j * r1), joint(z - g * 0.8 + 1j * r1))
        fore = (joint(chest + g * 0.75 - 0.22j), joint(chest - g * 0.75 - 0.22j))
    else:
        plump = min(1.0, b.plump + 0.05)
        g = b.girth[0] * plump
        reach = max(torso(b) + 0.12, 0.3)
        if b.marks == "giraffe":
            reach = 0.3
        hip = z + complex(-reach * 0.34 - 0.06, g * 0.95)
        chest = hip + reach * np.exp(1.1j) + 0.006j * breath
        head = chest + complex(min(0.11, 0.4 * b.neck_up), b.neck_up) + 0.012j * breath
        hind = (joint(hip.real + g * 0.75 + 0.1 + 1j * r1), joint(hip.real + g * 0.75 + 0.02 + 1j * r1))
        fore = (joint(chest.real + 0.1 + 1j * (r1 + 0.01)), joint(chest.real + 0.02 + 1j * r1))
    return changed(
        base,
        hip_N=joint(hip),
        chest_N=joint(chest),
        head_N=joint(head),
        hind_N=hind,
        fore_N=fore,
        upright=True,
        legs=b.sits,
        girth=plump,
        **changes,
    )


def reared(
    b: Build,
    p: Array,
    *,
    hip: Value = 0.0,
    lean: Value = 0.0,
    yaw: Value = 0.0,
    tilt: Value = 0.0,
    lid: Array | None = None,
    jaw: Value = 0.0,
    tail: Value = 0.0,
    ear: Value = 0.0,
) -> Pose:
    """Upright on the hind legs; ``lean`` tips the body backwards (> 0) or forwards, hands hang at the sides."""
    plump = b.plump * 0.9
    r1 = b.leg[1]
    z = np.zeros(len(p), np.complex64)
    at = z + hip + 1j * (b.leg_up - 0.02)
    turn = np.exp(1j * f32(z.real + lean))
    chest = at + torso(b) * 1j * turn
    head = chest + b.neck_up * 1j * turn**1.3 + 0.03
    wide = b.girth[0] * plump * 0.62
    g = b.girth[2] * plump
    base = four(b, p, yaw=-b.yaw * 0.3 + yaw, tilt=tilt, lid=lid, jaw=jaw, tail=tail, ear=ear, trunk=swing(b, p, 0.08))
    return changed(
        base,
        hip_N=joint(at),
        chest_N=joint(chest),
        head_N=joint(head),
        hind_N=(joint(z + wide + 0.02 + 1j * r1), joint(z - wide - 0.02 + 1j * r1)),
        fore_N=(joint(chest + g + 0.06 - 0.22j), joint(chest - g * 0.7 - 0.24j)),
        upright=True,
        legs="dance",
        girth=plump,
    )


def lying(b: Build, p: Array, up: Value = 0.0, lid: Value = 0.0, jaw: Value = 0.0) -> Pose:
    """Lying on the belly, curled; ``up`` lifts the head from the ground (0) to looking about (1)."""
    z = np.zeros(len(p), np.complex64)
    up_N = f32(z.real + up)
    fat = min(1.25, 0.25 / b.girth[1]) if b.girth[1] < 0.25 else 1.0
    g = b.girth[0] * fat
    r1 = b.leg[1] * 0.9
    hip = complex(min(-0.12, b.hip.real * 0.6), g * 0.93)
    chest = complex(max(0.04, b.chest.real * 0.5), b.girth[2] * fat * 0.9)
    if b.thick_tail and not b.gait:  # too long to curl up
        hip, chest = complex(b.hip.real, g * 0.93), complex(b.chest.real, b.girth[2] * fat * 0.9)
    chin = b.skull[1] * (1.3 if b.mane == "lion" else 0.92) + (0.05 if b.neck and b.snout[3] > 0.1 else 0)
    head = complex(chest.real + b.girth[2] * fat * 0.45 + b.skull[0] * 0.45, chin)
    raise_to = 0.04 + 0.9j * min(0.3, max(0.14, 0.75 * abs(b.head - b.chest) - 0.06))
    breath = np.sin(p)
    pose = four(
        b,
        p,
        asleep=not b.thick_tail or b.gait == "biped",
        lid=f32(z.real + lid),
        swell=1 + 0.04 * breath,
        yaw=-b.yaw * 0.3,
        tilt=-0.12 * (1 - up_N) + 0.03 * breath,
        jaw=jaw,
        tail=0.12 * breath,
    )
    fore = head.real + b.skull[0] * 0.5
    curl = joint(z + 0.32 - 0.17j) if b.marks == "trunk" else None
    return changed(
        pose,
        hip_N=joint(z + hip),
        chest_N=joint(z + chest + 0.008j * breath + 0.04j * up_N),
        head_N=joint(z + head + 0.016j * breath + raise_to * up_N),
        hind_N=(joint(z + hip.real + 0.16 + 1j * r1), joint(z + hip.real + 0.1 + 1j * r1)),
        fore_N=(joint(z + fore + 1j * r1), joint(z + fore - 0.08 + 1j * r1)),
        girth=fat,
        trunk_N=curl,
    )


def mixed(a: Pose, z: Pose, w_N: Array) -> Pose:
    """From pose ``a`` (w = 0) to ``z`` (1), both on four legs; the girth's change is taken over by the swell."""

    def mix(one: NDArray[Any], two: NDArray[Any]) -> Any:
        return (one + (two - one) * w_N).astype(one.dtype)

    trunk = mix(a.trunk_N, z.trunk_N) if a.trunk_N is not None and z.trunk_N is not None else None
    return changed(
        z,
        hip_N=mix(a.hip_N, z.hip_N),
        chest_N=mix(a.chest_N, z.chest_N),
        head_N=mix(a.head_N, z.head_N),
        hind_N=(mix(a.hind_N[0], z.hind_N[0]), mix(a.hind_N[1], z.hind_N[1])),
        fore_N=(mix(a.fore_N[0], z.fore_N[0]), mix(a.fore_N[1], z.fore_N[1])),
        tilt_N=mix(a.tilt_N, z.tilt_N),
        yaw_N=mix(a.yaw_N, z.yaw_N),
        lid_N=mix(a.lid_N, z.lid_N),
        jaw_N=mix(a.jaw_N, z.jaw_N),
        tail_N=mix(a.tail_N, z.tail_N),
        swell_N=mix(a.swell_N * np.float32(a.girth), z.swell_N * np.float32(z.girth)),
        ear_N=mix(a.ear_N, z.ear_N),
        girth=1.0,
        trunk_N=trunk,
        asleep=False,
    )


def muzzle(b: Build, pose: Pose) -> Joint:
    """Where the mouth is from the head's centre: the snout's end, or the end of the trunk. (N,)"""
    if b.marks == "trunk" and pose.trunk_N is not None:
        at = pose.trunk_N
    else:
        length, _, _, drop = b.snout
        at = joint((b.skull[0] * 0.42 + length) * np.sin(pose.yaw_N) - 1j * (b.skull[1] * 0.3 + drop))
    return joint(at * np.exp(1j * pose.tilt_N))


def bite(b: Build, pose: Pose) -> Joint:
    """Where the centre of what it holds in its mouth is, from the head's centre: just before the lips. (N,)"""
    ahead = 0.0 if b.marks == "trunk" else max(0.02, 0.12 - 0.25 * b.snout[0])
    return joint(muzzle(b, pose) + ahead * np.exp(1j * pose.tilt_N))


def mouth_at(b: Build, pose: Pose, verb: str, p: Array) -> Pose:
    """The pose with its mouth (``bite``) where the staging holds things (``_grip.mouth``): the head goes there, and the
    chest follows it as far down as the forelegs allow."""
    at = _grip.mouth("quadruped", verb, p.astype(np.float64), b.name)
    goal = joint(at[:, 0] + 1j * at[:, 1])
    head = joint(goal - bite(b, pose))
    if b.marks == "trunk":  # it is the trunk that reaches
        return changed(pose, trunk_N=joint((goal - pose.head_N) * np.exp(-1j * pose.tilt_N)))
    moved = head - pose.head_N
    leg = max(b.chest.imag - b.girth[2] * 0.8, 0.05)
    chest = pose.chest_N + 0.25 * moved.real - 1j * np.minimum(np.maximum(-0.3 * moved.imag, 0), 0.5 * leg)
    return changed(pose, head_N=head, chest_N=joint(chest))


def keyed(p: Array, *keys: tuple[float, complex]) -> Joint:
    """Smooth way through values at phases in units of pi, the last held: (N,)."""
    at = np.array([k for k, _ in keys]) * np.pi
    values = np.array([v for _, v in keys], np.complex64)
    k = np.clip(np.searchsorted(at, p, "right") - 1, 0, len(at) - 2)
    u = np.clip((p - at[k]) / (at[k + 1] - at[k]), 0, 1)
    u = u * u * (3 - 2 * u)
    return joint(values[k] + (values[k + 1] - values[k]) * u)
