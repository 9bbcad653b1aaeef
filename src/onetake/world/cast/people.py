"""People and the robot: ``RIGS[kind] -> Rig``, jointed figures in three-quarter view facing +x.

A figure is a chain: the hip, on it the torso with arms and head, below it the legs. The hip's height follows
from the legs, so that whatever is lowest always stands on y = 0. Where a pose says where a hand is, the arm bends
to bring it there.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache, partial

import numpy as np

from onetake.prompt._wearing import fitting
from onetake.types import Array
from onetake.world.cast._figure import Num, box, curve, put, scaled, tip, turned
from onetake.world.cast._people_body import BUILDS, Build, Pose, Style
from onetake.world.cast._people_clothes import style_of
from onetake.world.cast._people_heads import HeadPart, head
from onetake.world.cast._people_limbs import arm, cape, leg, root, skirt, strip, whole
from onetake.world.cast._people_pose import pose
from onetake.world.cast._people_tools import breath, tool, word
from onetake.world.cast._robot import PANEL, ROBOT_BUILD, robot_head, robot_style
from onetake.world.shapes import Appearance, Part, Rig, shade

_ALL: dict[str, Build] = {**BUILDS, "robot": ROBOT_BUILD}


@lru_cache(maxsize=128)
def _torso(build: Build, belly: float, skirted: bool, boxy: bool) -> tuple[Array, Array]:
    """Outlines about the hip of the torso and of an open collar."""
    top, shoulder, b = build.torso, build.shoulder, belly
    waist = max(build.hip + build.limb * 0.85, shoulder * (0.78 if skirted else 0.95))
    if boxy:
        body = box(0, top / 2 - 0.01, shoulder + 0.035, top / 2 + 0.02, 0.045)
    else:
        chest, side = shoulder + 0.022, shoulder * 0.8
        front = [(waist + b, -0.02), (waist + b * 1.6, top * 0.33), (chest, top * 0.72), (side, top * 0.97)]
        back = [(-side, top * 0.97), (-chest, top * 0.72), (-waist, top * 0.33), (-waist, -0.02)]
        body = curve([(0, -0.045), *front, (0, top + 0.02), *back])
    collar = curve([(-0.01, top + 0.012), (0.06, top - 0.01), (0.045, 0.0), (0.02, -0.03), (0.012, top * 0.5)])
    return body, collar


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


def _trunk(build: Build, style: Style, how: Pose, root_N2: Array, lean: Num, dress: Part | None) -> list[Part]:
    """Torso, skirt and what is on them, back to front."""
    body, collar = _torso(build, style.belly, bool(style.skirt), style.boxy)
    breathing = scaled(body[None], np.zeros(2, np.float32), 1 + np.asarray(how.breath, np.float32))
    parts = [] if dress is None else [dress]
    if dress is not None and style.strip:
        parts.append(strip(dress, style.strip))
    parts.append(Part(put(breathing, -np.asarray(lean), root_N2), style.top))
    if style.shirt:
        parts.append(Part(put(collar, -np.asarray(lean), root_N2), style.shirt))
    parts += [Part(put(m.points_P2, -np.asarray(lean), root_N2), m.colour) for m in style.marks if not m.behind]
    return parts


def _figure(kind: str, appearance: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """Assemble a figure over a clip, back to front."""
    build, frames = _ALL[kind], len(phase_N)
    how = pose(build, verb, phase_N, state_N, kind)
    robot = kind == "robot"
    if appearance.traits:
        appearance = replace(appearance, traits=fitting(kind, appearance.traits))
    style = robot_style(appearance) if robot else style_of(kind, appearance)
    shapes = robot_head(appearance) if robot else head(kind, appearance.variant % 3, style.top, appearance.traits)
    root_N2 = root(build, how, frames)
    upright = 1 - np.abs(np.asarray(how.lying, np.float32))
    lean = np.asarray(how.lean, np.float32) + build.stoop * upright
    along = tip(-build.torso, -lean, root_N2)
    centre_N2 = tip(-build.head_up, -lean - 0.25 * build.stoop, along)
    tilt = np.asarray(how.nod, np.float32) - 0.55 * lean
    joints = [
        [s * build.shoulder * (1 - how.yaw) + 0.25 * how.yaw * build.shoulder, build.torso - 0.05] for s in (-1, 1)
    ]
    shoulders = put(np.array(joints, np.float32), -lean, root_N2)
    far_arm, _ = arm(build, style, how, shoulders[:, 1], True)
    near_arm, hand_N2 = arm(build, style, how, shoulders[:, 0], False)
    offset = np.array([build.hip, 0], np.float32)
    far_leg, far_way = leg(build, style, how, root_N2 + offset, True)
    near_leg, near_way = leg(build, style, how, root_N2 - offset, False)
    heads = [_head_part(part, build, how, centre_N2, tilt) for part in shapes]
    behind = [drawn for drawn, part in zip(heads, shapes, strict=True) if part.behind]
    before = [drawn for drawn, part in zip(heads, shapes, strict=True) if not part.behind]
    dress = skirt(build, style, how, root_N2, near_way, far_way) if style.skirt else None
    trunk = _trunk(build, style, how, root_N2, lean, dress)
    if robot:
        trunk.insert(1, Part(put(PANEL, -lean, root_N2), shade(style.top, 1.55)))
    mouth_N2 = put(np.array([[0.95, -0.5]], np.float32) * build.head, tilt, centre_N2)[:, 0]
    backs = [Part(put(m.points_P2, -lean, root_N2), m.colour) for m in style.marks if m.behind]
    if style.cape:
        backs.insert(0, cape(build, how, root_N2, lean, style.cape))
    # A handle is in the fist, behind the fingers; a bite or a cup hides them.
    in_fist = how.tool in ("match", "knife", "hammer")
    near = [*tool(how, hand_N2), *near_arm] if in_fist else [*near_arm, *tool(how, hand_N2)]
    parts = [
        *far_arm, *backs, *behind, *far_leg, *near_leg, *trunk, *before, *near, *breath(how, mouth_N2),
        *word(build, how, mouth_N2),
    ]  # fmt: skip
    return whole(parts, build, how, root_N2)


RIGS: dict[str, Rig] = {kind: partial(_figure, kind) for kind in _ALL}
