"""Motions of four-legged animals: ways of going, and what they do with their own body."""

from __future__ import annotations

import numpy as np

from onetake.types import Array
from onetake.world.cast._beast_builds import Build
from onetake.world.cast._beast_pen import Joint, Pose
from onetake.world.cast._beast_poses import hop, run, stand, walk
from onetake.world.cast._beast_stances import (
    Motion,
    awake,
    blink,
    changed,
    f32,
    four,
    joint,
    keyed,
    lying,
    mixed,
    reared,
    seated,
    swing,
)


def _reach(b: Build) -> float:
    """How far its legs can step."""
    return max(b.hip.imag - 0.3 * b.girth[0], 0.1)


def _pulse(p: Array) -> Array:
    """0 at phase 0, 1 at pi, 0 again at 2 pi."""
    return f32(0.5 - 0.5 * np.cos(p))


def tiptoe(b: Build, p: Array) -> Pose:
    """On its toes, one paw lifted high at a time, the head low and looking about."""
    reach = _reach(b)
    stride, lift = 0.26 * reach, 0.55 * reach
    rise = 0.05j + 0.015j * np.cos(4 * p)
    toe = 0.02j

    def step(shift: float) -> Joint:
        q = p + shift
        return np.asarray(-stride * np.cos(q) + 1j * lift * np.maximum(np.sin(q), 0) ** 2 + toe, np.complex64)

    return four(
        b,
        p,
        hip=rise + 0.02j,
        chest=rise,
        head=rise - 0.05j + 0.05 + 0.02j * np.cos(2 * p),
        tilt=-0.14,
        yaw=-0.2 + 0.3 * np.sin(p),
        hind=(step(np.pi), step(0.0)),
        fore=(step(np.pi / 2), step(-np.pi / 2)),
        lid=awake(p),
        tail=-0.45 + 0.12 * np.sin(2 * p),
        ear=-0.25,
        trunk=swing(b, p, 0.08),
    )


def slide(b: Build, p: Array) -> Pose:
    """On its bottom, leaning back, legs out in front and forepaws in the air."""
    pose = seated(b, p)
    back = np.exp(1j * (0.34 + 0.06 * np.sin(p)))
    chest = pose.hip_N + (pose.chest_N - pose.hip_N) * back
    head = chest + (pose.head_N - pose.chest_N) * np.exp(0.1j) - 0.02
    g, r1 = b.girth[2] * pose.girth, b.leg[1]
    far = pose.hip_N.real + b.girth[0] * pose.girth + 0.1
    shake = 0.05 * np.exp(2j * p)
    up = max(b.skull[0] + 0.06, g + 0.1)
    return changed(
        pose,
        chest_N=joint(chest),
        head_N=joint(head),
        hind_N=(joint(far + 0.12 + 1j * (r1 + 0.07)), joint(far + 1j * (r1 + 0.02))),
        fore_N=(joint(head + up + 0.12j + shake), joint(head - up + 0.1j + 1j * shake)),
        jaw_N=f32(0.9 + 0 * p),
        ear_N=f32(0.3 + 0.2 * np.sin(2 * p)),
        lid_N=awake(p),
        tail_N=f32(0.2 * np.sin(2 * p)),
    )


def skate(b: Build, p: Array) -> Pose:
    """Upright on skates: one leg pushes far back while the other glides, the arms swing."""
    s = np.sin(p)
    pose = reared(
        b,
        p,
        hip=0.04 * np.cos(p) + 0.02j * np.abs(s),
        lean=-0.24 + 0.08 * np.cos(2 * p),
        lid=awake(p),
        jaw=0.5,
        tail=0.3 * s,
        ear=0.25,
    )
    r1, g = b.leg[1], b.girth[2] * pose.girth
    near, far = np.maximum(s, 0), np.maximum(-s, 0)
    base = r1 + 0.035
    hind = (
        joint(0.1 - 0.46 * far + 0.1 * near + 1j * (base + 0.16 * far)),
        joint(-0.06 - 0.34 * near + 0.1 * far + 1j * (base + 0.16 * near)),
    )
    chest = pose.chest_N
    fore = (joint(chest + g + 0.16 * s + 0.06 - 0.06j + 0.05j * s), joint(chest - g - 0.06 - 0.16 * s - 0.06j))
    return changed(pose, hind_N=hind, fore_N=fore, skates=True)


def swim(b: Build, p: Array) -> Pose:
    """Flat on the water, paddling with all legs, the head held up."""
    reach = _reach(b)
    r, low = 0.32 * reach, -0.5j * reach

    def paddle(shift: float) -> Joint:
        return np.asarray(r * np.exp(-1j * (p + shift)) + 0.1j * reach, np.complex64)

    roll = 0.025 * np.sin(2 * p)
    return four(
        b,
        p,
        hip=low + 1j * roll - 0.04,
        chest=low - 1j * roll + 0.02,
        head=low + 0.05 + 0.05j - 0.5j * roll,
        tilt=0.12 + 0.05 * np.sin(2 * p),
        hind=(paddle(0.0) - 0.12, paddle(np.pi) - 0.14),
        fore=(paddle(1.2) + 0.1, paddle(np.pi + 1.2) + 0.1),
        tail=0.5 * np.sin(p),
        lid=blink(p),
        ear=0.1 * np.sin(p),
        trunk=joint(0.36 + 0.1j + 0.03j * np.sin(2 * p)) if b.marks == "trunk" else None,
    )


def enter(b: Build, p: Array) -> Pose:
    """Walks in with its head and tail high."""
    pose = walk(b, p)
    if b.marks == "trunk":  # trumpeting
        return changed(pose, trunk_N=joint(0.36 + 0.12j + 0.05 * np.exp(1j * p)), jaw_N=f32(0.6 + 0 * p))
    return changed(
        pose,
        head_N=joint(pose.head_N + 0.02j),
        tilt_N=f32(pose.tilt_N + 0.1),
        tail_N=f32(pose.tail_N - 0.3),
        jaw_N=f32(0.45 + 0 * p),
    )


def leave(b: Build, p: Array) -> Pose:
    """Walks off, its head low."""
    pose = walk(b, p)
    return changed(
        pose, head_N=joint(pose.head_N - 0.035j + 0.02), tilt_N=f32(pose.tilt_N - 0.12), tail_N=f32(pose.tail_N + 0.25)
    )


def stand_up(b: Build, p: Array) -> Pose:
    """From lying: the hind end first, then the chest."""
    w = keyed(p, (0.15, 0), (1.75, 1)).real
    first = keyed(p, (0.15, 0), (0.9, 1), (1.75, 0)).real
    up = mixed(lying(b, 0 * p, 0.8, 1.0), stand(b, 0 * p), f32(w))
    lift = 0.12 * first * max(b.hip.imag - b.girth[0], 0.1) / 0.3
    return changed(up, hip_N=joint(up.hip_N + 1j * lift), head_N=joint(up.head_N - 0.4j * lift), lid_N=awake(p))


def lie_down(b: Build, p: Array) -> Pose:
    """The chest goes down first, then the hind end; it stays awake, the head up."""
    w = keyed(p, (0.2, 0), (1.8, 1)).real
    first = keyed(p, (0.2, 0), (1.0, 1), (1.8, 0)).real
    down = mixed(stand(b, 0 * p), lying(b, 0 * p, 0.5, 1.0), f32(w))
    dip = 0.1 * first * max(b.hip.imag - b.girth[0], 0.1) / 0.3
    return changed(down, chest_N=joint(down.chest_N - 1j * dip), head_N=joint(down.head_N - 1.2j * dip), lid_N=awake(p))


def wake(b: Build, p: Array) -> Pose:
    """Asleep; the head comes up, a yawn, the eyes open."""
    up = keyed(p, (0.3, 0), (0.7, 0.2), (1.3, 1.0)).real
    lid = keyed(p, (0.6, 0), (0.9, 0.6), (1.0, 0.1), (1.35, 0.1), (1.5, 1)).real
    yawn = keyed(p, (0.8, 0), (1.1, 1), (1.3, 1), (1.5, 0)).real
    pose = lying(b, 0 * p, up, lid, yawn)
    return changed(pose, tilt_N=f32(pose.tilt_N + 0.22 * yawn), ear_N=f32(0.3 * yawn))


def bow(b: Build, p: Array) -> Pose:
    """The forelegs stretch out, chest and head go down to the ground and come up again."""
    w = _pulse(p)
    leg = max(b.chest.imag - b.girth[2] * 0.75, 0.06)
    down = -1j * min(leg, 0.3) * 0.85 * w
    return four(
        b,
        p,
        hip=0.03j * w - 0.03 * w,
        chest=down - 0.03 * w,
        head=1.3 * down - (0.02 + 0.08j) * w,
        tilt=-0.5 * w,
        fore=(0.12 * w, 0.13 * w),
        lid=f32(1 - 0.9 * w),
        tail=-0.3 * w,
        trunk=swing(b, p, 0.05),
    )


def nod(b: Build, p: Array) -> Pose:
    """The head goes down and up, plainly."""
    w = _pulse(p)
    return four(
        b,
        p,
        head=0.03j - 0.15j * w + 0.04 * w,
        tilt=0.2 - 0.75 * w,
        chest=-0.01j * w,
        ear=0.2 * np.sin(p),
        jaw=0.2,
        trunk=swing(b, p, 0.08),
        lid=awake(p),
        tail=0.12 * np.sin(p),
    )


def shake_head(b: Build, p: Array) -> Pose:
    """The face turns quickly from side to side, eyes shut, ears flying."""
    s = np.sin(p)
    return four(
        b,
        p,
        head=0.02 * s,
        yaw=-b.yaw * 0.85 + 0.95 * s,
        tilt=0.14 * np.sin(p + 0.5),
        lid=f32(0.25 + 0 * p),
        ear=0.55 * np.cos(p),
        tail=0.2 * s,
        trunk=swing(b, p, 0.18),
    )


def clap(b: Build, p: Array) -> Pose:
    """Sitting up, both forepaws meet before the chest and part again."""
    pose = seated(b, p)
    apart = 0.5 + 0.5 * np.cos(p)
    g = b.girth[2] * pose.girth
    if pose.legs == "haunch":
        pose = changed(pose, chest_N=joint(pose.chest_N + 0.03j))
    centre = pose.chest_N + 0.05 - 0.02j - 1j * b.skull[1] * 0.25
    gap = b.leg[1] * 0.85 + (g * 0.75 + 0.1) * apart
    bob = 0.02j * (1 - apart)
    return changed(
        pose,
        head_N=joint(pose.head_N + bob),
        fore_N=(joint(centre + gap + 0.05j * apart), joint(centre - gap + 0.05j * apart)),
        raised=(True, True),
        jaw_N=f32(0.7 + 0 * p),
        lid_N=blink(p),
        tilt_N=f32(0.06 * np.sin(p)),
        tail_N=f32(0.3 * np.sin(p)),
    )


def stretch(b: Build, p: Array) -> Pose:
    """Forelegs far forward with a yawn; then the body goes forward and a hind leg stretches back."""
    front, back = np.maximum(np.sin(p), 0), np.maximum(-np.sin(p), 0)
    leg = max(b.chest.imag - b.girth[2] * 0.75, 0.06)
    down = -1j * min(leg, 0.3) * 0.8 * front
    reach = min(_reach(b), 0.35)
    return four(
        b,
        p,
        hip=0.06j * front - 0.07 * front + 0.03j * back + 0.05 * back,
        chest=down - 0.1 * front + (0.06 + 0.05j) * back,
        head=0.7 * down + 0.05j * front + (0.08 + 0.06j) * back,
        tilt=0.4 * front + 0.3 * back,
        fore=(0.17 * front + 0.02 * back, 0.19 * front + 0.02 * back),
        hind=(0.0, (-0.6 * reach + 0.5j * reach) * back),
        jaw=1.3 * front,
        lid=f32(1 - 0.95 * np.sqrt(np.maximum(front, 0.6 * back))),
        tail=-0.6 * front + 0.2 * back,
        ear=0.4 * front,
        trunk=joint(0.3 - 0.4j + (0.1 + 0.5j) * front) if b.marks == "trunk" else None,
    )


def spin(b: Build, p: Array) -> Pose:
    """Turns about its own upright axis: the side, the face, the other side, the back."""
    s, c = np.sin(p), np.cos(p)
    w = f32(np.maximum(np.abs(c), 0.3))
    pose = four(
        b, p, head=0.02j * np.abs(s), tail=0.3 * np.sin(2 * p), lid=awake(p), jaw=0.6, ear=0.3, trunk=swing(b, p, 0.1)
    )
    yaw = np.where(s > 0, b.yaw * (1 - s), b.yaw - (np.pi - b.yaw) * s)
    small = 0.03 * (1 - w)
    step = 0.06 * np.maximum(np.sin(4 * p), 0)

    def squeeze(z: Joint, aside: float) -> Joint:
        return joint(z.real * w + aside * small / 0.03 * 0.1 + 1j * z.imag)

    trunk = joint(pose.trunk_N.real * w + 1j * pose.trunk_N.imag) if pose.trunk_N is not None else None
    return changed(
        pose,
        hip_N=squeeze(pose.hip_N, 0.0),
        chest_N=squeeze(pose.chest_N, 0.0),
        head_N=squeeze(pose.head_N, 0.0),
        hind_N=(joint(squeeze(pose.hind_N[0], 1.0) + 1j * step), squeeze(pose.hind_N[1], -1.0)),
        fore_N=(squeeze(pose.fore_N[0], 1.0), joint(squeeze(pose.fore_N[1], -1.0) + 1j * step)),
        yaw_N=f32(yaw),
        trunk_N=trunk,
        mirror_N=f32(np.where(c < 0, -1.0, 1.0)),
        narrow_N=w,
    )


def fly(b: Build, p: Array) -> Pose:
    """With wings: legs tucked back, beating. Without: galloping on air."""
    if not b.wings:
        pose = run(b, p)
        return changed(pose, tilt_N=f32(pose.tilt_N + 0.12))
    bob = -0.04j * np.sin(p)
    legs = 0.5 * _reach(b)
    return four(
        b,
        p,
        hip=bob + 0.02j,
        chest=bob + 0.06 + 0.03j,
        head=bob + 0.08 + 0.01j,
        tilt=0.04 * np.sin(p),
        hind=(bob - 0.16 + 1j * legs, bob - 0.2 + 1j * legs),
        fore=(bob + 0.08 + 1.1j * legs, bob + 0.02 + 1.0j * legs),
        tail=0.18 * np.sin(p - 0.8),
        lid=awake(p),
        jaw=0.4,
        wing=0.55 + 0.6 * np.sin(p),
    )


MOVES: dict[str, Motion] = {
    "tiptoe": tiptoe,
    "slide": slide,
    "skate": skate,
    "swim": swim,
    "enter": enter,
    "leave": leave,
    "stand up": stand_up,
    "lie down": lie_down,
    "wake": wake,
    "bow": bow,
    "nod": nod,
    "shake head": shake_head,
    "clap": clap,
    "stretch": stretch,
    "spin": spin,
    "fly": fly,
    "hop": hop,
}
