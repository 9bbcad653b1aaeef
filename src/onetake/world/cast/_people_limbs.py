"""Limbs, skirts and capes of people, and how a finished figure is laid down: outlines over a clip.

Axes: N frames, P points, 2 x and y (local, y up).
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from onetake.types import Array
from onetake.world.cast._figure import Num, curve, put, reach, scaled, tip
from onetake.world.cast._people_body import Build, Pose, Style
from onetake.world.shapes import Part, capsule, ellipse, shade

_LONGEST = 1.3  # how far an arm may be drawn out to reach what it holds
_BLADE = np.array([(-0.05, -0.035), (0.075, -0.035), (0.1, -0.015), (0.075, 0.0), (-0.045, 0.0)], np.float32)


@lru_cache(maxsize=512)
def _limb(length: float, r0: float, r1: float) -> Array:
    return capsule(length, r0, r1)


@lru_cache(maxsize=64)
def _shoe(sole: float, size: float) -> Array:
    s = sole
    outline = [(-0.042, -s), (0.03, -s), (0.085, -s * 0.9), (0.08, -s * 0.1), (0.03, 0.018), (-0.036, 0.018)]
    points = curve(outline)
    # A bigger shoe is longer and higher, but stands on the same ground.
    return ((points - [0, -s]) * [size, 1 + 0.5 * (size - 1)] + [0, -s]).astype(np.float32)


def per_frame(value: Num, frames: int) -> Array:
    """A quantity for every frame: (N,)."""
    return np.broadcast_to(np.asarray(value, np.float32), (frames,))


def root(build: Build, how: Pose, frames: int) -> Array:
    """Where the hip is: high enough that what is lowest (a foot, a knee, the seat) touches the ground. (N, 2)."""
    seat = 0.95 * build.limb
    depths: list[Num] = [seat]
    for thigh, knee in ((how.near_leg, how.near_knee), (how.far_leg, how.far_knee)):
        shin = np.asarray(thigh, np.float32) - knee
        toe = np.maximum(-np.sin(0.5 * shin - how.point), 0) * 0.08
        knee_down = build.thigh * np.cos(thigh)
        depths += [knee_down + build.shin * np.cos(shin) + build.sole + toe, knee_down + 0.8 * build.limb]
    lowest = np.maximum.reduce([per_frame(depth, frames) for depth in depths])
    y = (lowest if how.hip is None else np.asarray(how.hip, np.float32)) + how.lift
    if how.blades:
        y = y + 0.03
    x = np.asarray(how.shift, np.float32) - 0.4 * build.stoop  # who stoops stands farther back
    return np.stack([per_frame(x, frames), per_frame(y, frames)], -1)


def leg(build: Build, style: Style, how: Pose, hip_N2: Array, far: bool) -> tuple[list[Part], tuple[Array, Array]]:
    """Shin, thigh and shoe, back to front, and the ways to the knee and the ankle: (N, 2) each."""
    thigh, knee = (how.far_leg, how.far_knee) if far else (how.near_leg, how.near_knee)
    dim = 0.84 if far else 1.0
    shin = np.asarray(thigh, np.float32) - knee
    knee_N2 = tip(build.thigh, thigh, hip_N2)
    ankle_N2 = tip(build.shin, shin, knee_N2)
    r = build.limb
    sole = 0.5 * shin - np.asarray(how.point, np.float32)
    parts = [
        Part(put(_limb(build.shin, r * 0.84, r * 0.72), shin, knee_N2), shade(style.shin, dim)),
        Part(put(_limb(build.thigh, r, r * 0.84), thigh, hip_N2), shade(style.thigh, dim)),
        Part(put(_shoe(build.sole, style.shoe_size), sole, ankle_N2), shade(style.shoe, dim)),
    ]
    if how.blades:
        blade = _BLADE - np.array([0, build.sole], np.float32)
        parts.append(Part(put(blade, sole, ankle_N2), shade((196, 206, 218), dim)))
    return parts, (knee_N2, ankle_N2)


def arm(build: Build, style: Style, how: Pose, at_N2: Array, far: bool) -> tuple[list[Part], Array]:
    """Forearm, hand and upper arm, back to front, and where the hand is: (N, 2)."""
    dim = 0.84 if far else 1.0
    # Arms hang from the leaning torso with half of its lean.
    swing = -0.5 * np.asarray(how.lean, np.float32)
    upper, bend = (how.far_arm, how.far_elbow) if far else (how.near_arm, how.near_elbow)
    goal_N2 = how.far_hand if far else how.near_hand
    length = np.ones(1, np.float32)
    if goal_N2 is None:
        angle = np.asarray(upper, np.float32) + swing
    else:
        off = np.asarray(goal_N2, np.float32) - at_N2
        whole = build.upper_arm + build.forearm
        length = np.clip(np.hypot(off[:, 0], off[:, 1]) / (0.985 * whole), 1, _LONGEST)
        angle, bend = reach(off / length[:, None], build.upper_arm, build.forearm)
    lower = angle + bend
    drawn = np.stack([np.ones_like(length), length], -1)[:, None]
    elbow_N2 = put(np.array([[0, -build.upper_arm]], np.float32) * drawn, angle, at_N2)[:, 0]
    hand_N2 = put(np.array([[0, -build.forearm]], np.float32) * drawn, lower, elbow_N2)[:, 0]
    r = build.limb * 0.78
    sleeve = shade(style.sleeve or style.top, 0.74 if far else 0.88)
    skin = shade(style.hand or style.skin, dim)
    forearm = sleeve if style.long_sleeves else skin
    parts = [Part(put(_limb(build.forearm, r * 0.88, r * 0.9) * drawn, lower, elbow_N2), forearm)]
    if style.long_sleeves:
        parts.append(Part(put(ellipse(0, 0, r * 1.12, r * 1.12, 10), 0.0, hand_N2), skin))
    parts.append(Part(put(_limb(build.upper_arm, r * 1.08, r) * drawn, angle, at_N2), sleeve))
    return parts, hand_N2


def _across(angle_N: Array, sign: float, out: Num) -> Array:
    """Aside from a limb at this angle: (N, 2)."""
    frames = len(angle_N)
    normal = np.stack([np.cos(angle_N), np.sin(angle_N)], -1)
    return np.asarray(normal * (sign * per_frame(out, frames))[:, None], np.float32)


def skirt(
    build: Build, style: Style, how: Pose, root_N2: Array, near: tuple[Array, Array], far: tuple[Array, Array]
) -> Part:
    """A skirt that follows the legs, flared: from the waist to the hem, by way of the knees if it is long."""
    frames, row = len(root_N2), np.arange(len(root_N2))
    thighs = np.stack([per_frame(how.near_leg, frames), per_frame(how.far_leg, frames)], -1)
    knees = np.stack([near[0], far[0]], 1)
    front = np.argmax(knees[..., 0], 1)
    low, high = thighs.min(1), thighs.max(1)
    width = build.limb * 1.75 + 0.055 * np.asarray(how.flare, np.float32) + style.flare
    hip, waist = (build.hip + build.limb) * 1.02, build.shoulder * 0.78 + style.belly
    lean = np.asarray(how.lean, np.float32) + build.stoop
    rise = np.array([0.0, 0.09], np.float32) + np.stack([per_frame(0.09 * np.sin(lean), frames), np.zeros(frames)], -1)
    across = np.array([waist, 0.0], np.float32)
    share = min(style.skirt, 1.0)
    hips_at = np.stack([root_N2, root_N2], 1)
    # Legs are set apart at the hip: follow each from its own joint.
    apart = np.array([[-build.hip, 0], [build.hip, 0]], np.float32)
    hems = hips_at + apart + (knees - hips_at - apart) * share
    if style.skirt <= 1:
        back, ahead = hems[row, 1 - front] + _across(low, -1, width), hems[row, front] + _across(high, 1, width)
        edge = [back, (back + ahead) / 2 - [0, 0.012], ahead]
    else:
        feet = knees + (np.stack([near[1], far[1]], 1) - knees) * (style.skirt - 1)
        knee_wide = 0.5 * (hip + width)
        shins = np.stack([thighs[:, 0] - per_frame(how.near_knee, frames), thighs[:, 1]
            - per_frame(how.far_knee, frames)], -1)  # fmt: skip
        back_shin, ahead_shin = shins[row, 1 - front], shins[row, front]
        back, ahead = (
            feet[row, 1 - front] + _across(back_shin, -1, width),
            feet[row, front] + _across(ahead_shin, 1, width),
        )
        edge = [
            knees[row, 1 - front] + _across(low, -1, knee_wide), back, (back + ahead) / 2 - [0, 0.012], ahead,
            knees[row, front] + _across(high, 1, knee_wide),
        ]  # fmt: skip
    points = [
        root_N2 + rise - across, root_N2 + _across(low, -1, hip), *edge, root_N2 + _across(high, 1, hip),
        root_N2 + rise + across,
    ]  # fmt: skip
    return Part(np.stack(points, 1).astype(np.float32), style.skirt_colour or style.top)


def strip(dress: Part, colour: tuple[int, int, int]) -> Part:
    """A panel down the front of a skirt, from its waist to its hem: between its two sides, nearer the front."""
    half = dress.points_NP2.shape[1] // 2
    back, front = dress.points_NP2[:, :half], dress.points_NP2[:, : -half - 1 : -1]
    sides = [back + (front - back) * share for share in (0.48, 0.74)]
    return Part(np.concatenate([sides[0], sides[1][:, ::-1]], 1).astype(np.float32), colour)


def cape(build: Build, how: Pose, root_N2: Array, lean: Num, colour: tuple[int, int, int]) -> Part:
    """A cape from the shoulders nearly to the ground, blown back by the motion."""
    long = build.torso + 0.8 * (build.thigh + build.shin)
    s = build.shoulder
    corners = [(-s * 0.6, 0.02), (s * 0.9, 0.02), (s * 1.1, -0.4 * long), (0.04, -long), (-0.1, -long * 1.03),
        (-s - 0.13, -0.94 * long), (-s - 0.05, -0.4 * long)]  # fmt: skip
    points = np.repeat(curve(corners)[None], len(root_N2), 0)
    blown = points[..., 1] * per_frame(-np.asarray(how.sway, np.float32) * 0.5, len(root_N2))[:, None]
    points[..., 0] -= blown
    top_N2 = tip(-build.torso, -np.asarray(lean, np.float32), root_N2)
    placed = put(points, -0.35 * np.asarray(lean, np.float32), top_N2)
    # It never goes through the floor: who sits, sits on it.
    placed[..., 1] = np.maximum(placed[..., 1], np.minimum(0.01, root_N2[:, 1:] - build.limb))
    return Part(placed, colour)


def whole(parts: list[Part], build: Build, how: Pose, root_N2: Array) -> list[Part]:
    """Turn the finished figure about its vertical axis, or lay it down on its back or its belly."""
    lying = np.asarray(how.lying, np.float32)
    if np.any(lying):
        amount = per_frame(np.abs(lying), len(root_N2))[:, None]
        middle = (build.torso + build.head_up + 1.1 * build.head - build.thigh - build.shin - build.sole) / 2
        back = max(build.head * 0.98, build.shoulder + 0.03)
        goal = np.stack(np.broadcast_arrays(np.sign(lying) * middle, back + how.afloat + how.lift), -1)
        at_N2 = root_N2 * (1 - amount) + goal * amount
        angle = per_frame(lying * np.pi / 2, len(root_N2))
        laid = [put(p.points_NP2 - root_N2[:, None], angle, at_N2) for p in parts]
        # Wide hats and plumes raise the sleeper a little; a brim may still bend below the ground.
        deepest_N = np.minimum.reduce([points[..., 1].min(1) for points in laid])
        rise = np.clip(-deepest_N, 0, 0.06) * (amount[:, 0] > 0) if np.all(lying >= 0) else np.zeros_like(deepest_N)
        up = np.stack([np.zeros_like(rise), rise], -1)[:, None]
        return [Part(points + up, p.colour, p.visible_N) for points, p in zip(laid, parts, strict=True)]
    if np.ndim(how.turn):
        axis = np.zeros(2, np.float32)
        return [Part(scaled(p.points_NP2, axis, how.turn), p.colour, p.visible_N) for p in parts]
    return parts
