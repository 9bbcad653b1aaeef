"""People and the robot: ``RIGS[kind] -> Rig``, jointed figures in three-quarter view facing +x.

A figure is a chain: the hip, on it the torso with arms and head, below it the legs. The hip's height follows
from the legs, so that the lower foot always stands on y = 0 whatever the knees do.
"""

from __future__ import annotations

from functools import lru_cache, partial

import numpy as np

from onetake.types import Array
from onetake.world.cast._figure import Num, box, curve, put, scaled, tip, turned
from onetake.world.cast._people_heads import DARK, LOOKS, HeadPart, Style, head
from onetake.world.cast._people_pose import Build, Pose, pose
from onetake.world.cast._robot import PANEL, ROBOT_BUILD, robot_head, robot_style
from onetake.world.shapes import Appearance, Colour, Part, Rig, capsule, ellipse, shade

_BUILDS: dict[str, Build] = {
    "man": Build(0.17, 0.155, 0.038, 0.3, 0.15, 0.14, 0.13, 0.098, 0.05, 0.056),
    "woman": Build(0.18, 0.16, 0.035, 0.285, 0.152, 0.135, 0.125, 0.074, 0.042, 0.045),
    "boy": Build(0.13, 0.115, 0.036, 0.245, 0.205, 0.11, 0.1, 0.086, 0.05, 0.055, crown=1.2),
    "girl": Build(0.13, 0.115, 0.034, 0.245, 0.212, 0.11, 0.1, 0.07, 0.046, 0.048, crown=1.14),
    "old man": Build(0.155, 0.145, 0.038, 0.31, 0.16, 0.135, 0.125, 0.096, 0.05, 0.056, crown=1.0, stoop=0.15),
    "old woman": Build(0.15, 0.14, 0.038, 0.285, 0.15, 0.13, 0.12, 0.084, 0.05, 0.052, crown=1.5, stoop=0.09),
    "robot": ROBOT_BUILD,
}
_CLOTHES: dict[str, Colour] = {
    "man": (58, 138, 150),
    "woman": (206, 48, 58),
    "boy": (244, 164, 60),
    "girl": (240, 128, 160),
    "old man": (196, 132, 62),
    "old woman": (138, 104, 168),
}
_DENIM: Colour = (66, 84, 128)
_FOOD: Colour = (232, 178, 98)
_PUFF: Colour = (232, 243, 250)


def _style(kind: str, appearance: Appearance) -> Style:
    """What a person wears."""
    top = appearance.colour or _CLOTHES[kind]
    skin, _ = LOOKS[appearance.variant % 3]
    if kind == "man":
        return Style(top, skin, _DENIM, _DENIM, (236, 232, 226))
    if kind == "woman":
        return Style(top, skin, skin, DARK, DARK, skirt=0.98, skirt_colour=top)
    if kind == "boy":
        return Style(top, skin, _DENIM, skin, (214, 74, 66))
    if kind == "girl":
        return Style(top, skin, skin, skin, (248, 244, 240), skirt=0.95, skirt_colour=top)
    if kind == "old man":
        return Style(top, skin, (104, 98, 96), (104, 98, 96), (88, 60, 48), True, shirt=(244, 240, 228), belly=0.03)
    grey = (112, 106, 124)
    return Style(top, skin, (206, 190, 182), (206, 190, 182), (120, 72, 66), True, 1.12, grey, belly=0.015)


@lru_cache(maxsize=512)
def _limb(length: float, r0: float, r1: float) -> Array:
    return capsule(length, r0, r1)


@lru_cache(maxsize=64)
def _torso(build: Build, style: Style) -> tuple[Array, Array, Array]:
    """Outlines about the hip of the torso, of an open collar, and of a shoe about the ankle."""
    top, shoulder, b = build.torso, build.shoulder, style.belly
    waist = max(build.hip + build.limb * 0.85, shoulder * (0.78 if style.skirt else 0.95))
    if style.boxy:
        body = box(0, top / 2 - 0.01, shoulder + 0.035, top / 2 + 0.02, 0.045)
    else:
        chest, side = shoulder + 0.022, shoulder * 0.8
        front = [(waist + b, -0.02), (waist + b * 1.6, top * 0.33), (chest, top * 0.72), (side, top * 0.97)]
        back = [(-side, top * 0.97), (-chest, top * 0.72), (-waist, top * 0.33), (-waist, -0.02)]
        body = curve([(0, -0.045), *front, (0, top + 0.02), *back])
    collar = curve([(-0.01, top + 0.012), (0.06, top - 0.01), (0.045, 0.0), (0.02, -0.03), (0.012, top * 0.5)])
    s = build.sole
    shoe = curve([(-0.042, -s), (0.03, -s), (0.085, -s * 0.9), (0.08, -s * 0.1), (0.03, 0.018), (-0.036, 0.018)])
    return body, collar, shoe


def _root(build: Build, how: Pose, frames: int) -> Array:
    """Where the hip is: high enough that the lower foot touches the ground. (N, 2)."""
    depths = []
    for thigh, knee in ((how.near_leg, how.near_knee), (how.far_leg, how.far_knee)):
        shin = np.asarray(thigh, np.float32) - knee
        toe = np.maximum(-np.sin(0.5 * shin), 0) * 0.08
        depths.append(build.thigh * np.cos(thigh) + build.shin * np.cos(shin) + build.sole + toe)
    y = np.maximum(*depths) + how.lift
    x = np.asarray(how.shift, np.float32) - 0.4 * build.stoop  # who stoops stands farther back
    if how.lying:
        y = np.zeros(1, np.float32)
    return np.stack([np.broadcast_to(np.asarray(a, np.float32), (frames,)) for a in (x, y)], -1)


def _leg(build: Build, style: Style, thigh: Num, knee: Num, hip_N2: Array, far: bool) -> tuple[list[Part], Array]:
    """Shin, thigh and shoe, and where the hem of a skirt would be: (N, 2)."""
    dim = 0.84 if far else 1.0
    shin = np.asarray(thigh, np.float32) - knee
    knee_N2 = tip(build.thigh, thigh, hip_N2)
    ankle_N2 = tip(build.shin, shin, knee_N2)
    r = build.limb
    _, _, shoe = _torso(build, style)
    parts = [
        Part(put(_limb(build.shin, r * 0.84, r * 0.72), shin, knee_N2), shade(style.shin, dim)),
        Part(put(_limb(build.thigh, r, r * 0.84), thigh, hip_N2), shade(style.thigh, dim)),
        Part(put(shoe, 0.5 * shin, ankle_N2), shade(style.shoe, dim)),
    ]
    return parts, tip(build.thigh * (style.skirt or 1), thigh, hip_N2)


def _arm(build: Build, style: Style, upper: Num, bend: Num, at_N2: Array, far: bool) -> tuple[list[Part], Array]:
    """Upper arm, forearm and hand, back to front, and where the hand is: (N, 2)."""
    dim = 0.84 if far else 1.0
    lower = np.asarray(upper, np.float32) + bend
    elbow_N2 = tip(build.upper_arm, upper, at_N2)
    hand_N2 = tip(build.forearm, lower, elbow_N2)
    r = build.limb * 0.78
    sleeve = shade(style.top, 0.74 if far else 0.88)
    forearm = sleeve if style.long_sleeves else shade(style.skin, dim)
    parts = [Part(put(_limb(build.forearm, r * 0.88, r * 0.9), lower, elbow_N2), forearm)]
    if style.long_sleeves:
        parts.append(Part(put(ellipse(0, 0, r * 1.12, r * 1.12, 10), 0.0, hand_N2), shade(style.skin, dim)))
    parts.append(Part(put(_limb(build.upper_arm, r * 1.08, r), upper, at_N2), sleeve))
    return parts, hand_N2


def _skirt(build: Build, style: Style, how: Pose, root_N2: Array, near_N2: Array, far_N2: Array) -> Part:
    """A skirt that follows the thighs: from the waist to the hem on each leg, flared."""
    frames = len(root_N2)
    legs = np.stack([np.broadcast_to(np.asarray(a, np.float32), (frames,)) for a in (how.near_leg, how.far_leg)], -1)
    hems = np.stack([near_N2, far_N2], 1)
    front = np.argmax(legs, 1)
    row = np.arange(frames)
    low, high = legs.min(1), legs.max(1)
    width = build.limb * 1.75 + 0.055 * np.asarray(how.flare, np.float32)
    lean = np.asarray(how.lean, np.float32) + build.stoop

    def side(angle_N: Array, sign: float, out: Num) -> Array:
        normal = np.stack([np.cos(angle_N), np.sin(angle_N)], -1)
        return np.asarray(normal * (sign * np.broadcast_to(np.asarray(out, np.float32),
            (frames,)))[:, None], np.float32)  # fmt: skip

    waist = build.shoulder * 0.78 + style.belly
    rise = np.array([0.0, 0.09], np.float32) + np.stack([np.broadcast_to(0.09 * np.sin(lean),
        (frames,)), np.zeros(frames)], -1)  # fmt: skip
    across = np.array([waist, 0.0], np.float32)
    back_hem, front_hem = hems[row, 1 - front] + side(low, -1, width), hems[row, front] + side(high, 1, width)
    hip = build.hip + build.limb
    points = [
        root_N2 + rise - across, root_N2 + side(low, -1, hip * 1.02), back_hem, (back_hem + front_hem) / 2 - [0, 0.012],
        front_hem, root_N2 + side(high, 1, hip * 1.02), root_N2 + rise + across,
    ]  # fmt: skip
    return Part(np.stack(points, 1).astype(np.float32), style.skirt_colour or style.top)


def _head_part(part: HeadPart, build: Build, how: Pose, centre_N2: Array, angle: Num) -> Part:
    """One outline of the head in its place, animated by its role."""
    points = turned(part.points_P2, part.mirror_P2, how.look)
    middle = points.mean(1, keepdims=True)
    purse, opening = np.asarray(how.purse, np.float32), np.asarray(how.mouth, np.float32)
    if part.role == "eye":
        points = scaled(points, middle, 1.0, how.eyes)
    elif part.role == "mouth":
        middle = np.concatenate([middle[..., :1], points[..., 1:].max(1, keepdims=True)], -1)
        points = scaled(points, middle, 1 - 0.55 * purse - 0.15 * opening, 1 + 1.5 * opening + 0.5 * purse)
    elif part.role == "cheek":
        points = scaled(points, middle, 1 + 0.7 * purse, 1 + 0.7 * purse)
    elif part.role == "hair":
        # Hair hangs: the lower, the more it swings behind the motion.
        drop = np.minimum(points[..., 1] - 0.4, 0) * np.reshape(how.sway, (-1, 1))
        points = points + np.stack([drop, np.zeros_like(drop)], -1)
    return Part(put((points * build.head).astype(np.float32), angle, centre_N2), part.colour)


def _extras(build: Build, how: Pose, hand_N2: Array, mouth_N2: Array) -> list[Part]:
    """Food in the hand, blown air before the mouth."""
    parts = []
    if how.food is not None:
        food = ellipse(0.012, -0.012, 0.05, 0.042, 12) * how.food[:, None, None]
        parts.append(Part(put(food.astype(np.float32), 0.3, hand_N2), _FOOD))
    if how.puff is not None:
        seen = (how.puff > 0) & (how.puff < 1)
        go = np.clip(how.puff, 0, 1)[:, None, None]
        jet = curve([(0, 0), (0.3, 0.09), (0.6, 0.17), (0.92, 0.17), (1.0, 0.0), (0.92, -0.17), (0.6, -0.17),
            (0.3, -0.09)])  # fmt: skip
        cloud = ellipse(0, 0, 0.05, 0.042, 12) * (0.5 + go) + np.array([0.14, 0.015], np.float32) + go * [0.27, 0.03]
        parts.append(Part(put((jet * (0.09 + 0.17 * go)).astype(np.float32), 0.0, mouth_N2), _PUFF, seen))
        parts.append(Part(put(cloud.astype(np.float32), 0.0, mouth_N2), _PUFF, seen))
    return parts


def _whole(parts: list[Part], build: Build, how: Pose) -> list[Part]:
    """Turn the finished figure about its vertical axis, or lay it on the ground."""
    if how.lying:
        # On the back, head towards -x; the belly breathes upwards.
        middle = (build.torso + build.head_up + 1.1 * build.head - build.thigh - build.shin - build.sole) / 2
        back = max(build.head * 0.98, build.shoulder + 0.03)
        return [
            Part(np.stack([middle - p.points_NP2[..., 1], back + p.points_NP2[..., 0]], -1), p.colour, p.visible_N)
            for p in parts
        ]
    if np.ndim(how.turn):
        axis = np.zeros(2, np.float32)
        return [Part(scaled(p.points_NP2, axis, how.turn), p.colour, p.visible_N) for p in parts]
    return parts


def _figure(kind: str, appearance: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """Assemble a figure over a clip, back to front."""
    build, frames = _BUILDS[kind], len(phase_N)
    how = pose(build, verb, phase_N)
    style = robot_style(appearance) if kind == "robot" else _style(kind, appearance)
    shapes = robot_head(appearance) if kind == "robot" else head(kind, appearance.variant % 3, style.top)
    body, collar, _ = _torso(build, style)
    root_N2 = _root(build, how, frames)
    lean = np.asarray(how.lean, np.float32) + (0 if how.lying else build.stoop)
    along = tip(-build.torso, -lean, root_N2)
    centre_N2 = tip(-build.head_up, -lean - 0.25 * build.stoop, along)
    tilt = np.asarray(how.nod, np.float32) - 0.55 * lean
    shoulders = put(np.array([[s * build.shoulder, build.torso - 0.05] for s in (-1, 1)], np.float32), -lean, root_N2)
    # Arms hang from the leaning torso with half of its lean.
    swing = -0.5 * np.asarray(how.lean, np.float32)
    far_arm, _ = _arm(build, style, how.far_arm + swing, how.far_elbow, shoulders[:, 1], True)
    near_arm, hand_N2 = _arm(build, style, how.near_arm + swing, how.near_elbow, shoulders[:, 0], False)
    offset = np.array([build.hip, 0], np.float32)
    far_leg, far_hem = _leg(build, style, how.far_leg, how.far_knee, root_N2 + offset, True)
    near_leg, near_hem = _leg(build, style, how.near_leg, how.near_knee, root_N2 - offset, False)
    heads = [_head_part(part, build, how, centre_N2, tilt) for part in shapes]
    behind = [drawn for drawn, part in zip(heads, shapes, strict=True) if part.behind]
    before = [drawn for drawn, part in zip(heads, shapes, strict=True) if not part.behind]
    puffed = 1 + np.asarray(how.breath, np.float32)
    torso = scaled(body[None], np.zeros(2, np.float32), puffed)
    trunk = [Part(put(torso, -lean, root_N2), style.top)]
    if style.skirt:
        trunk.insert(0, _skirt(build, style, how, root_N2, near_hem, far_hem))
    if style.shirt:
        trunk.append(Part(put(collar, -lean, root_N2), style.shirt))
    if kind == "robot":
        trunk.append(Part(put(PANEL, -lean, root_N2), shade(style.top, 1.55)))
    mouth_N2 = put(np.array([[0.95, -0.5]], np.float32) * build.head, tilt, centre_N2)[:, 0]
    parts = [
        *far_arm,
        *behind,
        *far_leg,
        *near_leg,
        *trunk,
        *before,
        *near_arm,
        *_extras(build, how, hand_N2, mouth_N2),
    ]
    return _whole(parts, build, how)


RIGS: dict[str, Rig] = {kind: partial(_figure, kind) for kind in _BUILDS}
