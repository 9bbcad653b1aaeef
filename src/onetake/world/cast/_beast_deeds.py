"""Motions of four-legged animals: what they do with things (mouth and paws meet ``prompt._grip``) and with others."""

from __future__ import annotations

import numpy as np

from onetake.prompt import _grip
from onetake.prompt.ontology import KINDS
from onetake.types import Array
from onetake.world.cast._beast_builds import Build
from onetake.world.cast._beast_pen import Pose
from onetake.world.cast._beast_poses import hop, run, walk
from onetake.world.cast._beast_stances import (
    Motion,
    awake,
    blink,
    changed,
    f32,
    footfall,
    four,
    joint,
    keyed,
    lying,
    mouth_at,
    reared,
    swing,
)


def _front(b: Build) -> complex:
    """Where the mouth is when it stands: things it touches are there."""
    x, y, _ = _grip.mouth("quadruped", "stand", 0.0, b.name)[0]
    return complex(x, y)


def drink(b: Build, p: Array) -> Pose:
    """The head lowered, the tongue laps; an elephant dips its trunk."""
    lap = np.sin(4 * p)
    pose = four(
        b, p, tilt=-0.3, yaw=0.15, jaw=0.4, tail=0.25 * np.sin(p), ear=0.1 * np.sin(2 * p), swell=1 + 0.012 * lap
    )
    pose = mouth_at(b, changed(pose, trunk_N=swing(b, p, 0.0)), "drink", p)
    return changed(pose, tongue_N=f32(0.55 + 0.45 * lap))


def hold(b: Build, p: Array) -> Pose:
    """Stands with something in its mouth and shows it: the head tips, the tail wags."""
    pose = four(
        b,
        p,
        tilt=0.09 * np.sin(p),
        jaw=0.35,
        tail=0.35 * np.sin(2 * p),
        ear=0.12 * np.sin(p),
        swell=1 + 0.012 * np.sin(p),
        chest=0.02j,
        trunk=swing(b, p, 0.0),
    )
    return mouth_at(b, pose, "hold", p)


def carry(b: Build, p: Array) -> Pose:
    """Walks with something in its mouth, the head held still."""
    pose = hop(b, p, 0.3) if b.gait else walk(b, p)
    return mouth_at(b, changed(pose, jaw_N=f32(0.35 + 0 * p)), "carry", p)


def push(b: Build, p: Array) -> Pose:
    """Leans against what stands before it, with both forepaws or, if it has hooves, with its brow."""
    reach = max(b.hip.imag - 0.3 * b.girth[0], 0.1)
    stride, lift = 0.32 * reach, 0.2 * reach
    s = np.sin(2 * p)
    steps = (footfall(p + np.pi, stride, lift) - 0.1, footfall(p, stride, lift) - 0.12)
    if b.hoof is not None or b.marks in ("trunk", "wool") or b.back:
        drop = min(0.2, max(0.06, 0.5 * (b.head.imag - b.chest.imag) + 0.04))
        return four(
            b,
            p,
            hip=-0.03j + 0.02 * s,
            chest=0.05 - 0.05j + 0.02 * s,
            head=0.06 - 1j * drop + 0.02 * s,
            tilt=-0.55,
            hind=steps,
            fore=(footfall(p + 0.5, stride, lift), footfall(p + np.pi + 0.5, stride, lift)),
            lid=f32(0.55 + 0 * p),
            tail=0.2 * np.sin(p),
            ear=0.2,
            trunk=joint(0.3 - 0.3j + 0 * p),
        )
    front = _front(b)
    rise = 0.5 * min(0.24, max(0.08, 1 - b.head.imag))
    pose = four(
        b,
        p,
        hip=-0.06j + 0.02 * s - 0.04,
        chest=0.04 + 1j * rise + 0.02 * s,
        head=-0.02 + 0.6j * rise + 0.02 * s,
        tilt=-0.2,
        hind=steps,
        lid=f32(0.5 + 0 * p),
        tail=0.2 * np.sin(p),
        ear=0.15 * s,
    )
    high = b.chest.imag + rise
    paws = (front.real + 0.06 + 1j * (high + 0.02), front.real + 0.03 + 1j * (high - 0.12))
    return changed(pose, fore_N=(joint(paws[0] + 0 * p), joint(paws[1] + 0 * p)), raised=(True, True))


def pull(b: Build, p: Array) -> Pose:
    """In harness: a rope runs back to what it pulls, the body leans into it, head low, stepping hard."""
    reach = max(b.hip.imag - 0.3 * b.girth[0], 0.1)
    stride, lift = 0.3 * reach, 0.2 * reach
    tug = np.maximum(np.sin(2 * p), 0)
    lean = 0.05 + 0.03 * tug
    low = 1j * min(0.07, 0.25 * reach)
    drop = min(0.16, max(0.05, 0.5 * (b.head.imag - b.chest.imag)))
    pose = four(
        b,
        p,
        hip=lean - 0.3 * low,
        chest=lean - low,
        head=lean + 0.05 - 1j * drop,
        tilt=-0.22 + 0.06 * tug,
        hind=(footfall(p + np.pi, stride, lift) - 0.1, footfall(p, stride, lift) - 0.12),
        fore=(footfall(p + 0.5, stride, lift) - 0.04, footfall(p + np.pi + 0.5, stride, lift) - 0.05),
        lid=f32(0.55 + 0 * p),
        jaw=0.3,
        ear=0.35,
        tail=0.1 * np.sin(p),
        trunk=swing(b, p, 0.08),
    )
    back = _half_width(b) + 0.04
    return changed(pose, rope_N=joint(-back + 1j * (0.75 * b.hip.imag + 0.01 * np.sin(2 * p))))


def _half_width(b: Build) -> float:
    """Half the width of its box: what it pulls begins there."""
    return 0.5 * KINDS[b.name].aspect


def kick(b: Build, p: Array) -> Pose:
    """The near foreleg swings back and hits forward at phase 4.2."""
    paw = keyed(p, (0.1, 0), (0.8, -0.18 + 0.12j), (1.34, 0.34 + 0.2j), (1.55, 0.3 + 0.24j), (1.95, 0))
    lean = keyed(p, (0.1, 0), (0.8, -0.05), (1.34, 0.04), (1.95, 0))
    return four(
        b,
        p,
        hip=lean,
        chest=lean + 0.02j,
        head=lean - 0.3j * lean.real,
        tilt=-0.15,
        fore=(0.0, paw),
        raised=True,
        lid=awake(p),
        tail=4 * lean.real,
        jaw=0.3,
        trunk=swing(b, p, 0.03),
    )


def knock_over(b: Build, p: Array) -> Pose:
    """A forepaw is lifted, drawn back and swiped forward: it hits at phase pi."""
    front = _front(b)
    start = complex(b.chest.real - 0.02, b.leg[1])
    hit = front.real + 0.1 + 1j * (0.62 * b.chest.imag + 0.08)
    paw = keyed(
        p,
        (0, start),
        (0.65, start + 0.02 + 1j * (0.7 * b.chest.imag + 0.1)),
        (1.0, hit),
        (1.3, hit - 0.12j),
        (1.9, start),
    )
    w = keyed(p, (0, 0), (0.65, -0.5), (1.0, 1), (1.3, 0.8), (1.9, 0)).real
    pose = four(
        b,
        p,
        hip=0.02 * w,
        chest=0.05 * w + 0.03j * np.abs(w),
        head=0.03 * w + 0.02j * np.abs(w),
        tilt=-0.1 * w,
        raised=True,
        lid=awake(p),
        tail=-0.4 * w,
        ear=0.3 * np.abs(w),
        jaw=0.3,
        trunk=swing(b, p, 0.03),
    )
    return changed(pose, fore_N=(pose.fore_N[0], joint(paw)))


def chase(b: Build, p: Array) -> Pose:
    """A gallop, stretched low and forward, the mouth open and a paw reaching out."""
    if b.gait:
        pose = hop(b, p, 1.5)
        return changed(pose, head_N=joint(pose.head_N + 0.06 - 0.04j), jaw_N=f32(0.9 + 0 * p), ear_N=f32(0.4 + 0 * p))
    pose = run(b, p)
    low = 0.05j * min(1.0, b.hip.imag / 0.5)
    grab = np.maximum(np.sin(p), 0)
    return changed(
        pose,
        hip_N=joint(pose.hip_N - low),
        chest_N=joint(pose.chest_N - low + 0.05),
        head_N=joint(pose.head_N - 1.6 * low + 0.1),
        fore_N=(joint(pose.fore_N[0] + 0.1 * grab), joint(pose.fore_N[1] + (0.1 + 0.08j) * grab)),
        tilt_N=f32(pose.tilt_N + 0.1),
        jaw_N=f32(0.9 + 0 * p),
        ear_N=f32(pose.ear_N + 0.2),
        tail_N=f32(pose.tail_N - 0.2),
    )


def follow(b: Build, p: Array) -> Pose:
    """Walks after somebody: the head up, looking at them, the tail wagging fast."""
    pose = walk(b, p)
    return changed(
        pose,
        head_N=joint(pose.head_N + 0.03 + 0.01j),
        tilt_N=f32(pose.tilt_N + 0.16 + 0.05 * np.sin(p)),
        tail_N=f32(0.4 * np.sin(3 * p)),
        jaw_N=f32(0.35 + 0.2 * np.sin(2 * p)),
    )


def hug(b: Build, p: Array) -> Pose:
    """Upright, leaning forward, both forelegs closed around somebody, eyes shut."""
    s = np.sin(p)
    pose = reared(
        b,
        p,
        hip=0.02 * s,
        lean=-0.22 + 0.05 * s,
        tilt=-0.16 + 0.05 * s,
        lid=f32(0.2 + 0 * p),
        tail=0.3 * np.sin(2 * p),
        yaw=0.25,
    )
    g = b.girth[2] * pose.girth
    squeeze = 0.02 * np.sin(2 * p)
    out = pose.chest_N + g + 0.22 - squeeze - 0.08j
    return changed(pose, fore_N=(joint(out + 0.08j), joint(out - 0.02 - 0.08j)), raised=(False, True))


def fight(b: Build, p: Array) -> Pose:
    """Reared up, hitting out with one forepaw after the other."""
    s = np.sin(p)
    pose = reared(
        b,
        p,
        hip=0.05 * np.cos(p) + 0.03j * np.abs(np.cos(p)),
        lean=-0.2 + 0.1 * s,
        tilt=-0.1,
        lid=f32(0.6 + 0 * p),
        jaw=0.9,
        tail=0.4 * np.sin(2 * p),
        yaw=0.35,
        ear=0.5,
    )
    g = b.girth[2] * pose.girth
    guard = pose.chest_N + g + 0.06 - 0.1j
    one, two = np.maximum(s, 0), np.maximum(-s, 0)
    far = guard + 0.06 + 0.12j + one * (0.24 + 0.04j)
    near = guard - 0.02 + 0.03j + two * (0.28 + 0.08j)
    r1 = b.leg[1]
    wide = b.girth[0] * pose.girth * 0.7 + 0.05
    hind = (joint(wide + 0.04 + 1j * (r1 + 0.05 * one)), joint(-wide - 0.08 + 1j * (r1 + 0.05 * two)))
    return changed(pose, fore_N=(joint(far), joint(near)), hind_N=hind, raised=(True, True))


def talk(b: Build, p: Array) -> Pose:
    """The mouth opens and shuts, the head goes with it, a forepaw is lifted to make the point."""
    say = np.clip(0.55 + 0.45 * np.sin(2 * p) + 0.3 * np.sin(3 * p), 0, 1)
    paw = np.maximum(np.sin(p), 0)
    gesture = paw * (0.16 + 1j * min(0.2, 0.5 * b.chest.imag))
    return four(
        b,
        p,
        head=0.025j * np.sin(2 * p) + 0.02,
        tilt=0.1 * np.sin(p) + 0.04,
        yaw=0.1,
        jaw=1.3 * say,
        fore=(0.0, gesture),
        lid=blink(p),
        ear=0.15 * np.sin(p),
        tail=0.2 * np.sin(p),
        chest=0.01j * np.sin(p),
        trunk=joint(0.3 - 0.3j + 0.12 * np.exp(1j * p)) if b.marks == "trunk" else None,
    )


def hide(b: Build, p: Array) -> Pose:
    """Crouched flat with its forepaws over its eyes; now and then it peeks."""
    peek = f32(np.clip(0.5 - 0.9 * np.cos(p), 0, 1))
    pose = lying(b, p, 0.25 + 0.55 * peek, peek)
    head = pose.head_N
    rx, ry = b.skull
    over = rx * 0.42 + 1j * ry * 0.12
    rest = pose.fore_N
    far, near = head + over + 0.05, head - over.real * 0.55 + 1j * over.imag + 0.05
    down = peek
    return changed(
        pose,
        yaw_N=f32(0.4 * np.sin(p) * peek + b.yaw * 0.4),
        ear_N=f32(0.4 * (1 - peek)),
        fore_N=(joint(far * (1 - down) + rest[0] * down), joint(near * (1 - down) + rest[1] * down)),
        raised=(True, True),
        asleep=True,
    )


def climb(b: Build, p: Array) -> Pose:
    """Upright against what it climbs: forepaws reach up in turn, hind feet push in turn, the head looks up."""
    s = np.sin(p)
    pose = reared(
        b,
        p,
        hip=0.03 * s + 0.04j * np.abs(s),
        lean=-0.1 + 0.12 * s,
        tilt=0.4,
        yaw=0.3,
        lid=awake(p),
        tail=0.25 * np.cos(p),
        ear=0.15,
    )
    g = b.girth[2] * pose.girth
    chest, r1 = pose.chest_N, b.leg[1]
    side = max(g, b.skull[0] * 0.9) + 0.16
    fore = (joint(chest + side + 1j * (0.16 + 0.2 * s)), joint(chest + side - 0.05 + 1j * (0.16 - 0.2 * s)))
    low = pose.hip_N.real + b.girth[0] * pose.girth * 0.75
    hind = (joint(low + 0.1 + 1j * (r1 + 0.14 - 0.12 * s)), joint(low + 1j * (r1 + 0.14 + 0.12 * s)))
    return changed(pose, fore_N=fore, hind_N=hind)


def blow_out(b: Build, p: Array) -> Pose:
    """Breathes in and draws back; the breath reaches the flame at phase 3.9."""
    w = keyed(p, (0, 0), (0.95, -1), (1.16, 1), (1.45, 1), (2, 0)).real
    full = np.maximum(-w, 0)
    puff = keyed(p, (1.0, 0), (1.24, 1), (1.5, 0)).real
    pose = four(
        b,
        p,
        chest=0.03 * w + 0.015j * full,
        head=0.06 * w + 0.04j * full,
        tilt=0.2 * full - 0.1 * np.maximum(w, 0),
        yaw=0.2,
        swell=1 + 0.1 * full,
        jaw=0.25 + 0.5 * np.maximum(w, 0),
        lid=f32(1 - 0.8 * np.maximum(w, 0)),
        ear=-0.2 * w,
        trunk=joint(0.36 - 0.2j + 0.06 * w),
    )
    return changed(pose, puff_N=f32(puff))


DEEDS: dict[str, Motion] = {
    "drink": drink,
    "hold": hold,
    "carry": carry,
    "push": push,
    "pull": pull,
    "kick": kick,
    "knock over": knock_over,
    "chase": chase,
    "follow": follow,
    "hug": hug,
    "fight": fight,
    "talk": talk,
    "hide": hide,
    "climb": climb,
    "blow out": blow_out,
}
