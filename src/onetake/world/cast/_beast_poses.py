"""The first motions of four-legged animals: each verb is a function from a build and a phase to a ``Pose``."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from onetake.types import Array
from onetake.world.cast._beast_builds import Build
from onetake.world.cast._beast_pen import Joint, Pose
from onetake.world.cast._beast_stances import (
    Motion,
    blink,
    changed,
    f32,
    footfall,
    four,
    joint,
    leap,
    lying,
    mouth_at,
    seated,
    swing,
    torso,
)


def stand(b: Build, p: Array) -> Pose:
    """Breathing, a blink, the tail."""
    breath = np.sin(p)
    wag = 0.3 * np.sin(2 * p) if b.collar else 0.16 * np.sin(p)
    return four(
        b,
        p,
        head=0.012j * breath,
        chest=0.006j * breath,
        tail=wag,
        swell=1 + 0.012 * breath,
        ear=0.05 * np.sin(p),
        trunk=swing(b, p, 0.06),
    )


def walk(b: Build, p: Array) -> Pose:
    """Diagonal gait with a nodding head; those who don't walk go in small hops."""
    if b.gait:
        return hop(b, p, 0.6)
    reach = b.hip.imag - 0.3 * b.girth[0]
    stride, lift = 0.34 * reach, 0.2 * reach
    s = np.sin(2 * p)
    return four(
        b,
        p,
        hip=0.012j * s,
        chest=-0.012j * s,
        head=0.02j * np.sin(2 * p + 0.6) + 0.01 * np.cos(2 * p),
        tilt=0.05 * s,
        hind=(footfall(p + np.pi, stride, lift), footfall(p, stride, lift)),
        fore=(footfall(p + 0.5, stride, lift), footfall(p + np.pi + 0.5, stride, lift)),
        tail=0.3 * np.sin(p),
        ear=0.12 * s,
        lid=np.ones(len(p), np.float32),
        trunk=swing(b, p, 0.1),
    )


def run(b: Build, p: Array) -> Pose:
    """A gallop: both hind legs push, the body stretches and rocks, the whole animal leaves the ground."""
    if b.gait:
        return hop(b, p, 1.5)
    reach = b.hip.imag - 0.2 * b.girth[0]
    stride, lift = 0.62 * reach, 0.36 * reach
    rock, rise = 0.05 * np.sin(p), 0.05 * np.maximum(np.sin(p - 0.4), 0)
    up = 1j * rise
    return four(
        b,
        p,
        hip=up + 1j * rock,
        chest=up - 1j * rock + 0.03,
        head=up - 0.7j * rock + 0.03 - 0.03j,
        tilt=-0.14 + 0.1 * np.sin(p + 0.8),
        hind=(footfall(p + 0.5, stride, lift) + up, footfall(p, stride, lift) + up),
        fore=(footfall(p + np.pi - 0.1, stride, lift) + up, footfall(p + np.pi - 0.6, stride, lift) + up),
        tail=-0.25 + 0.35 * np.sin(p),
        ear=0.3 + 0.25 * np.sin(p + 1),
        lid=np.ones(len(p), np.float32),
        trunk=swing(b, p, 0.16),
        jaw=0.4,
    )


def jump(b: Build, p: Array) -> Pose:
    """Crouches, leaps up and lands on the spot."""
    crouch, high = leap(p)
    up = 0.35j * high
    low = -1j * crouch * 0.3 * max(b.hip.imag - b.girth[0], 0.12)
    rear = 0.06j * high
    tuck = 0.1 * high
    return four(
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
        trunk=swing(b, p, 0.1),
    )


def hop(b: Build, p: Array, size: float = 1.0) -> Pose:
    """Small quick hops: long hind legs kick out behind, ears fly."""
    high = size * np.maximum(np.sin(p), 0) ** 0.8
    crouch = min(size, 1.2) * np.maximum(-np.sin(p), 0)
    up, low = 0.16j * high, -0.035j * crouch
    kick = np.cos(p)
    return four(
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
        trunk=swing(b, p, 0.1),
    )


def look_around(b: Build, p: Array) -> Pose:
    """The head turns from one side to the other and tips."""
    side = np.sin(p)
    return four(
        b,
        p,
        head=0.03 * side + 0.025j * (1 + np.cos(2 * p)) * 0.5,
        yaw=-b.yaw * 0.75 + 1.0 * side,
        tilt=-0.1 * side,
        tail=0.15 * np.sin(p),
        ear=0.15 * np.sin(2 * p),
        lid=blink(p, 0.0) * blink(p, np.pi),
        trunk=swing(b, p, 0.12),
    )


def play(b: Build, p: Array) -> Pose:
    """Front low, bottom up: bounces, swipes with a forepaw and wags the tail."""
    bounce = np.abs(np.sin(p))
    leg = max(b.chest.imag - b.girth[2] * 0.75, 0.08)
    swipe = np.sin(2 * p)
    down = -1j * min(leg, 0.3) * 0.8 * (1 - 0.35 * bounce)
    paw = np.maximum(swipe, 0)
    back = -0.05 + 0j
    return four(
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
        trunk=swing(b, 2 * p, 0.14),
    )


def sleep(b: Build, p: Array) -> Pose:
    """Lying curled up, chin on the ground, tail round the front, eyes closed, breathing slowly."""
    return lying(b, p)


def eat_from(b: Build, p: Array) -> Pose:
    """Head lowered to what stands or grows before it (where the staging puts food), chewing and tearing."""
    chew = np.sin(2 * p)
    pose = four(
        b,
        p,
        tilt=-0.3 + 0.08 * chew,
        yaw=0.15,
        jaw=0.5 + 0.5 * chew,
        tail=0.3 * np.sin(p),
        ear=0.15 * chew,
        hip=0.012j * chew,
    )
    if b.marks == "giraffe":
        pose = changed(pose, fore_N=(joint(pose.fore_N[0] + 0.08), joint(pose.fore_N[1] - 0.08)))
    return mouth_at(b, changed(pose, trunk_N=swing(b, p, 0.0)), "eat", p)


def feed_trunk(b: Build, p: Array) -> Pose:
    """The elephant's way: the trunk fetches leaves from the ground and curls them into the mouth."""
    lift = 0.5 - 0.5 * np.cos(p)
    tip = (0.26 - 0.56j) * (1 - lift) + (0.16 - 0.2j) * lift + 0.2 * np.sin(np.pi * lift)
    pose = four(
        b,
        p,
        head=0.015j * np.sin(p),
        tilt=0.1 * lift - 0.05,
        jaw=0.5 + 0.5 * np.sin(2 * p),
        ear=0.15 * np.sin(p),
        food="leaves",
        trunk=joint(tip),
        tail=0.2 * np.sin(p),
    )
    hold = pose.head_N + np.exp(1j * pose.tilt_N) * tip
    return changed(pose, hold_N=joint(hold), food_tilt_N=f32(0.6 * np.sin(p)))


def dance(b: Build, p: Array) -> Pose:
    """Upright on the hind legs: the arms go up in turn, the body sways and bounces, the feet step."""
    sway, bounce = np.sin(p), np.abs(np.cos(p))
    r1 = b.leg[1]
    plump = b.plump * 0.9
    hip = 0.06 * sway + 1j * (b.leg_up - 0.02 + 0.05 * bounce)
    lean = -0.2 * np.sin(p + 0.5)
    spine = torso(b) * 1j * np.exp(1j * lean)
    chest = hip + spine
    head = chest + b.neck_up * 1j * np.exp(1.3j * lean) + 0.03
    wide = b.girth[0] * plump * 0.62
    g = b.girth[2] * plump
    rx = b.skull[0]

    def hand(sign: float, up: NDArray[Any]) -> Joint:
        """From low at the side, out and round, to high beside the head."""
        low = chest + sign * (0.9 * g + 0.16) - 0.06j
        high = head + sign * max(rx * (1.6 if b.mane == "lion" else 1.0) + 0.1, g + 0.1) + 0.16j
        return joint(low * (1 - up) + high * up + sign * 0.1 * np.sin(np.pi * up))

    up0, up1 = 0.5 + 0.5 * np.sin(p), 0.5 - 0.5 * np.sin(p)
    feet = (
        joint(wide + 0.02 + 1j * (r1 + 0.11 * np.maximum(-sway, 0)) + 0.03 * np.maximum(-sway, 0)),
        joint(-wide - 0.02 + 1j * (r1 + 0.11 * np.maximum(sway, 0)) - 0.03 * np.maximum(sway, 0)),
    )
    base = four(
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
    return changed(
        base,
        hip_N=joint(hip),
        chest_N=joint(chest),
        head_N=joint(head),
        hind_N=feet,
        fore_N=(hand(1, up0), hand(-1, up1)),
        upright=True,
        legs="dance",
        girth=plump,
    )


def _party(b: Build, p: Array) -> Joint | None:
    """A trunk held up in joy."""
    return joint(0.34 + 0.04j + 0.08 * np.sin(p) + 0.12j * np.cos(p)) if b.marks == "trunk" else None


def sit(b: Build, p: Array) -> Pose:
    """Sitting and breathing, the head tips a little."""
    pose = seated(b, p)
    return changed(pose, tilt_N=f32(0.06 * np.sin(p)))


def wave(b: Build, p: Array) -> Pose:
    """Sitting, one forepaw held up and waved from side to side."""
    pose = seated(b, p)
    sway = np.sin(p)
    shoulder = pose.chest_N + b.girth[2] * pose.girth * 0.6
    clear = b.skull[0] + (0.14 if b.snout[0] < 0.15 else 0.22) + (0.1 if b.mane == "lion" else 0.0)
    side = np.maximum(pose.head_N.real + clear, shoulder.real + 0.12)
    hand = side + 0.11 * sway + 1j * (pose.head_N.imag + 0.02 - 0.05 * sway**2)
    return changed(
        pose,
        fore_N=(joint(hand), pose.fore_N[1]),
        tilt_N=f32(0.08 + 0.05 * sway),
        jaw_N=f32(0.5 + 0 * p),
        yaw_N=f32(b.yaw * 0.4 + 0 * p),
        trunk_N=swing(b, p, 0.05),
    )


def eat(b: Build, p: Array) -> Pose:
    """Holds food in a forepaw, lifts it to the mouth and chews; those without hands lower their heads instead."""
    if b.food == "graze":
        return eat_from(b, p)
    if b.food == "trunk":
        return feed_trunk(b, p)
    pose = seated(b, p)
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
    return changed(
        pose,
        head_N=joint(head),
        fore_N=(joint(hand), pose.fore_N[1]),
        raised=(True, False),
        tilt_N=f32(-0.1 * lift),
        yaw_N=f32(yaw + 0 * p),
        jaw_N=f32(chew),
        food=b.food,
        hold_N=joint(hand),
        food_tilt_N=f32(tilt),
    )


BASIC: dict[str, Motion] = {
    "stand": stand, "walk": walk, "run": run, "jump": jump, "dance": dance, "sit": sit, "eat": eat, "sleep": sleep,
    "look around": look_around, "play": play, "wave": wave, "hop": hop, "eat from": eat_from,
}  # fmt: skip
"""The first verbs; "eat from" is eating what the staging has put before the animal, instead of food of its own."""
