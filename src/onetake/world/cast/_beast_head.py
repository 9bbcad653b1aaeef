"""Heads of the four-legged animals. A face is painted on a ball that turns (yaw) and tilts, so that looking
around shows it from both sides with one description."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onetake.types import Array
from onetake.world.cast._beast_builds import CREAM, INK, PINK, WHITE, Build
from onetake.world.cast._beast_extras import horn_shapes
from onetake.world.cast._beast_pen import Painter, Palette, Points, Pose, circle, curve, oval, tube
from onetake.world.cast._beast_wear import draw_glasses, draw_on_head, eye_spot
from onetake.world.shapes import Colour, shade

MOUTH: Colour = (112, 50, 54)
STRIPE: Colour = (60, 48, 50)


@dataclass(frozen=True, slots=True)
class Head:
    """A head being painted: its place and turn over N frames."""

    paint: Painter
    b: Build
    pose: Pose
    c: Palette

    def add(self, z: NDArray[Any], colour: Colour) -> None:
        """A part in head coordinates, (N, P) or (P,)."""
        turn = np.exp(1j * self.pose.tilt_N).astype(np.complex64)[:, None]
        self.paint.add(self.pose.head_N[:, None] + turn * z, colour)

    def add_face(self, z: NDArray[Any], colour: Colour, visible_N: NDArray[np.bool_] | None = None) -> None:
        """As ``add``, for what isn't seen from behind."""
        turn = np.exp(1j * self.pose.tilt_N).astype(np.complex64)[:, None]
        if self.pose.mirror_N is not None:
            front_N = np.cos(self.pose.yaw_N) > -0.25
            visible_N = front_N if visible_N is None else front_N & visible_N
        self.paint.add(self.pose.head_N[:, None] + turn * z, colour, visible_N)

    def on_face(self, theta: float, v: float, a: float, e: float, n: int = 10) -> Points:
        """An ellipse on the head's ball at angle theta from the nose and height v (in head radii): (N, P)."""
        rx, ry = self.b.skull
        q = theta + self.pose.yaw_N[:, None]
        wide = np.maximum(np.cos(q), 0.3)
        z = oval(a, e, n)
        x = rx * 0.94 * np.sin(q) * np.sqrt(max(0.05, 1 - v * v))
        points: Points = x + 1j * (v * ry) + wide * z.real + 1j * z.imag
        return points

    def on_top(self, theta: float, follow: float, x: float, y: float) -> Points:
        """Where something grows from the head's upper rim; ``follow`` is how much it turns with the face: (N, 1)."""
        rx, ry = self.b.skull
        root: Points = rx * x * np.sin(theta + self.pose.yaw_N[:, None] * follow) + np.complex64(1j * ry * y)
        return root


def draw_head(paint: Painter, b: Build, pose: Pose, c: Palette, traits: tuple[str, ...] = (), variant: int = 0) -> None:
    """Paint the head: what lies behind the skull, the skull, then hair, face and what it wears."""
    head = Head(paint, b, pose, c)
    rx, ry = b.skull
    if b.mane == "lion":
        ruff = circle(26) * (1 + 0.09 * np.cos(np.arange(26) * np.pi))
        head.add((rx * 1.62 * ruff.real + 1j * ry * 1.62 * ruff.imag - 0.02 - 0.03j).astype(np.complex64), c.hair)
    _horns(head)
    if b.ears != "none":
        _ear(head, 0)
        if b.ears != "flop":
            _ear(head, 1)
    if b.tufts:
        jag = np.array([0.3j, -1.16 - 0.2j, -0.95 - 0.42j, -1.05 - 0.72j, -0.5 - 0.9j], np.complex64)
        jag = np.concatenate([jag, -jag.conj()[::-1]])
        colour = c.coat if b.pale is None else c.pale
        head.add((rx * jag.real + 1j * ry * jag.imag).astype(np.complex64), colour)
    head.add(oval(rx, ry, 20), (b.pale or c.coat) if b.marks == "wool" else c.coat)
    if b.ears == "flop":
        _ear(head, 1)
    _hair(head)
    _markings(head, variant)
    _face(head, traits)
    draw_on_head(head, traits)


def _horns(head: Head) -> None:
    """Horns and antlers, rooted behind the skull's upper rim; a unicorn's is on its brow."""
    b, c = head.b, head.c
    if b.horns == "unicorn":
        return
    for sign in (1, -1):
        if b.mane == "horns":
            horn = np.array([-0.035, 0.035, 0.05 * sign + 0.07j, 0.03 * sign + 0.12j], np.complex64)
            head.add(head.on_top(sign * 0.55, 0.2, 0.9, 0.75) + horn, c.hair)
        elif b.mane == "giraffe":
            head.add(head.on_top(sign * 0.45, 0.2, 0.8, 0.8) + oval(0.014, 0.05, 8) + np.complex64(0.02j), c.hair)
        elif b.horns:
            for shape, colour in horn_shapes(b.horns, sign):
                head.add(head.on_top(sign * 0.42, 0.2, 0.85, 0.72) + shape, colour)


def _hair(head: Head) -> None:
    """What grows on the skull: wool, a fringe, a mammoth's cap, a unicorn's horn."""
    b, c = head.b, head.c
    rx, ry = b.skull
    if b.mane == "wool":
        tuft = circle(16) * (1 + 0.1 * np.cos(np.arange(16) * np.pi))
        cap = (rx * 0.85 * tuft.real + 1j * ry * 0.42 * tuft.imag).astype(np.complex64)
        head.add(head.on_top(0.0, 1.0, 0.1, 0.82) + cap, c.coat)
    elif b.mane == "horse":
        fringe = np.array([-0.09 + 0.03j, -0.04 + 0.12j, 0.05 + 0.1j, 0.06 + 0.0j, 0.0 - 0.04j], np.complex64)
        head.add(head.on_top(0.0, 1.0, 0.2, 0.55) + fringe, c.hair)
    elif b.mane == "mammoth":
        cap = [
            -0.75 - 0.1j,
            -0.8 + 0.65j,
            -0.35 + 1.22j,
            0.3 + 1.2j,
            0.7 + 0.7j,
            0.62 + 0.2j,
            0.3 + 0.45j,
            0.0 + 0.1j,
            -0.3 + 0.4j,
        ]
        head.add(head.on_top(0.0, 0.6, 0.1, 0.0) + rx * np.array(cap, np.complex64), c.hair)
    if b.horns == "unicorn":
        for shape, colour in horn_shapes("unicorn", 1):
            head.add(head.on_top(0.0, 0.7, 0.55, 0.75) + shape, colour)


def _face(head: Head, traits: tuple[str, ...]) -> None:
    """Muzzle or trunk, eyes, and glasses over them."""
    b = head.b
    if b.marks == "trunk":
        _trunk(head)
    else:
        _muzzle(head)
    spread = 0.62 if b.mane in ("horse", "giraffe") else 0.56
    if b.eyes == "bulge":
        spread = 0.62
        for i, theta in enumerate((spread, -spread)):
            colour = head.c.coat if i else shade(head.c.coat, 0.88)
            head.add(eye_spot(head, theta, b.eye * 1.75, b.eye * 1.75), colour)
    if "glasses" in traits:
        draw_glasses(head, spread, False)
    _eyes(head, spread)
    if "sunglasses" in traits:
        draw_glasses(head, spread, True)


def _ear_outline(b: Build) -> tuple[Points, complex]:
    """One ear, its root at the origin and pointing up, (P,); and the centre of its inner side."""
    w, h = b.ear
    if b.ears == "point":
        rim = [-w, -w + 0.35j * h, -0.15 * w + 0.97j * h, 0.15 * w + 0.97j * h, w + 0.35j * h, w, -0.3j * h]
        return np.array(rim, np.complex64), 0.3j * h
    if b.ears == "round":
        return oval(w, h, 12) + np.complex64(0.45j * h), 0.45j * h
    if b.ears == "flop":
        top = [-0.55 * w, -0.1 * w + 0.22j * h, 0.6 * w + 0.1j * h, 0.95 * w - 0.35j * h]
        low = [0.7 * w - 0.85j * h, -0.1 * w - 1j * h, -0.9 * w - 0.8j * h, -0.9 * w - 0.35j * h]
        return np.array(top + low, np.complex64), 0j
    if b.ears == "big":
        return oval(w, h, 16) + np.complex64(-0.62 * w - 0.15j * h), -0.62 * w - 0.15j * h
    return oval(w, h / 2, 12) + np.complex64(0.42j * h), 0.45j * h  # leaf, long


def _ear(head: Head, i: int) -> None:
    """The far (0, on the +x side) or near (1) ear; its inner side is pink."""
    b, c = head.b, head.c
    sign = 1 - 2 * i
    theta = sign * b.ear_at
    shape, core = _ear_outline(b)
    if sign > 0:
        shape, core = -shape.conj(), -core.conjugate()
    lean = {"flop": 0.0, "big": 0.0, "round": 0.6, "long": 0.5, "leaf": 1.0}.get(b.ears, 0.55) * -theta
    loose = b.ears in ("long", "flop", "big")
    turn = np.exp(1j * (lean + sign * head.pose.ear_N * loose))[:, None]
    root = head.on_top(theta, 0.25 if b.ears in ("flop", "big") else 0.18, 0.93, 0.9 * float(np.cos(theta)))
    head.add(root + turn * shape, c.ears if i == 1 else shade(c.ears, 0.86))
    if b.ears in ("long", "big", "point") or (b.ears == "round" and b.marks != "panda" and (i == 1 or b.ear[0] > 0.1)):
        inner = (206, 166, 182) if b.ears == "big" else shade(PINK, 0.8 if c.dark else 1.0)
        small = np.complex64(core) + (shape - np.complex64(core)) * np.float32(0.58 if b.ears != "big" else 0.7)
        head.add(root + turn * small, inner)


def _markings(head: Head, variant: int = 0) -> None:
    """Patches of colour on the face, under muzzle and eyes."""
    b, c = head.b, head.c
    rx, ry = b.skull
    if b.marks == "panda":
        for sign in (-1, 1):
            z = head.on_face(sign * 0.56, 0.08, 0.082, 0.098)
            centre = z.mean(1, keepdims=True)
            head.add_face(centre + (z - centre) * np.complex64(np.exp(0.5j * sign)), c.limbs)
    elif b.marks == "cheeks":
        head.add_face(head.on_face(0.0, -0.48, rx * 0.74, ry * 0.44, 12), c.pale)
    elif b.marks == "monkey":
        head.add_face(head.on_face(0.0, 0.02, rx * 0.78, ry * 0.62, 14), c.pale)
    elif b.marks in ("tiger", "tabby"):
        ink = STRIPE if b.marks == "tiger" else shade(c.coat, 1.2 if c.dark else 0.76)
        head.add_face(head.on_face(0.0, 0.78, rx * 0.1, ry * 0.22, 6), ink)
    elif b.marks == "mask":
        head.add_face(head.on_face(0.0, -0.05, rx * 0.9, ry * 0.62, 14), WHITE)
        for sign in (-1, 1):
            head.add_face(head.on_face(sign * 0.58, 0.1, b.eye * 2.3, b.eye * 1.75, 12), (62, 58, 66))
    elif b.marks == "":
        if variant == 2 and b.eyes != "bulge":  # a blaze
            head.add_face(head.on_face(0.0, 0.62, rx * 0.2, ry * 0.3, 8), c.pale)
    elif b.marks == "cow":
        head.add_face(head.on_face(-0.55, 0.3, rx * 0.5, ry * 0.5), c.patch)


def _muzzle(head: Head) -> None:
    """Snout, mouth and nose; the snout is a tube that points where the face looks."""
    b, c, pose = head.b, head.c, head.pose
    rx, ry = b.skull
    length, r0, r1, drop = b.snout
    sin = np.sin(pose.yaw_N)
    base = (rx * 0.42 * sin - 1j * ry * 0.3).astype(np.complex64)
    tip = (base + length * sin - 1j * drop).astype(np.complex64)
    colour = c.coat if b.mane == "horse" or length > 0.3 else shade(c.coat, 0.9) if b.marks == "pig" else c.pale
    if length > 0.3:
        _long_jaw(head, base, tip)
    elif b.horns == "goat":
        beard = np.array([-0.05, 0.05, 0.02 - 0.15j], np.complex64)
        head.add_face((tip * 0.8 + base * 0.2 - 1j * r1)[:, None] + beard, c.pale)
    if b.horns == "dragon":
        colour = c.coat
    head.add_face(tube(np.stack([base, tip], -1), (r0, r1)), colour)
    if b.mane == "horse":
        head.add_face(tube(np.stack([base * 0.25 + tip * 0.75, tip], -1), (r1 * 0.98, r1)), c.pale)
    if length <= 0.3:
        _mouth(head, base, tip)
    _nose(head, tip, sin)


def _mouth(head: Head, base_N: Points, tip_N: Points) -> None:
    """A smile that opens with the jaw; the tongue comes out of it."""
    b, pose = head.b, head.pose
    r1 = b.snout[2]
    wide_N1 = (r1 * (0.42 + 0.16 * pose.jaw_N))[:, None]
    open_N1 = (0.011 + 0.05 * pose.jaw_N)[:, None]
    t = np.linspace(-1, 1, 5)
    corner = 0.35 * r1
    upper, lower = corner * t * t, (1 - t * t)[::-1]
    low = 1j * (corner * (t * t)[::-1] - open_N1 * (lower + 0.25))
    rim = np.concatenate([wide_N1 * t + 1j * upper, wide_N1 * t[::-1] + low], -1)
    under = (tip_N * 0.97 + base_N * 0.03 - 1j * r1 * (0.5 + 0.1 * (b.marks != "pig")))[:, None]
    head.add_face(under + rim, MOUTH)
    if pose.tongue_N is not None:
        out = pose.tongue_N[:, None]
        z = oval(0.032, 0.05, 8)
        head.add_face(under + z.real + 1j * (z.imag - 0.05) * out - 0.01j, (238, 122, 134))


def _long_jaw(head: Head, base_N: Points, tip_N: Points) -> None:
    """A crocodile's lower jaw, which swings open about its hinge, and the teeth of the upper one."""
    b, c, pose = head.b, head.c, head.pose
    _, r0, r1, _ = b.snout
    hinge = base_N - 1j * r0 * 0.55
    swing = np.exp(-1j * (0.06 + 0.42 * pose.jaw_N))
    low = hinge + (tip_N - 1j * r1 * 0.5 - hinge) * 0.96 * swing
    head.add_face(tube(np.stack([hinge, low], -1), (r0 * 0.62, r1 * 0.6)), c.pale)
    along = tip_N - base_N
    k = np.arange(9)
    at = base_N[:, None] + along[:, None] * (0.25 + 0.8 * k / 8)
    drop = (r0 + (r1 - r0) * k / 8) * 0.75 + np.where(k % 2 == 1, 0.085, 0.0)
    teeth = np.concatenate([at - 1j * drop, at[:, ::-1] + 0j], 1)
    head.add_face(teeth, WHITE)


def _nose(head: Head, tip_N: Points, sin_N: Array) -> None:
    """A pig's disc, nostrils for those with hooves, a button for all others."""
    b, c = head.b, head.c
    r1 = b.snout[2]
    if b.snout[0] > 0.3 or b.horns == "dragon" or b.eyes == "bulge" or b.marks == "bare":
        at = tip_N + r1 * (0.3 * sin_N + 0.45j)
        head.add_face(at[:, None] + oval(0.02, 0.016, 6), shade(c.coat, 0.55))
    elif b.marks == "koala":
        head.add_face((tip_N + 0.35j * r1)[:, None] + oval(r1 * 0.72, r1 * 1.15, 12), (58, 54, 62))
    elif b.marks == "pig":
        centre = (tip_N + 0.35 * r1 * sin_N)[:, None]
        head.add_face(centre + oval(r1 * 0.72, r1 * 0.85), shade(c.coat, 0.78))
        for side in (-0.28, 0.28):
            head.add_face(centre + np.float32(side * r1) + oval(r1 * 0.14, r1 * 0.24, 6), b.nose)
    elif b.marks == "cow" or b.mane in ("horse", "giraffe", "nostril"):
        for side in (-0.35, 0.45)[: 2 if b.marks == "cow" else 1]:
            at = tip_N + r1 * (side * (1 - 0.5 * sin_N) + 0.15 * sin_N + 0.2j)
            head.add_face(
                at[:, None] + oval(r1 * 0.16, r1 * 0.2, 6), b.nose if b.marks == "cow" else shade(c.pale, 0.55)
            )
    else:
        at = tip_N + r1 * 0.45 * (sin_N + 1j)
        colour = (20, 18, 24) if c.dark and b.nose == INK else b.nose
        head.add_face(at[:, None] + oval(max(0.03, r1 * 0.5), max(0.022, r1 * 0.36), 8), colour)


def _eyes(head: Head, spread: float) -> None:
    """Dark eyes with a glint; white ones with a pupil where the fur is dark. Shut, they are a line."""
    b, pose = head.b, head.pose
    e = b.eye
    white = head.c.dark or b.marks in ("panda", "mask") or b.eyes == "bulge" or (b.marks == "wool" and b.pale != CREAM)
    outer, inner = (WHITE, INK) if white else (INK, WHITE)
    line = (205, 200, 205) if white and b.eyes != "bulge" else INK
    lid = np.maximum(pose.lid_N[:, None], 0.2)
    open_N = pose.lid_N > 0.5
    size = 0.7 if white else 0.36
    dot = oval(e * size, e * size * 1.1, 8)
    for theta in (spread, -spread):
        z = eye_spot(head, theta, e * 0.92, e * 1.12)
        centre = z.mean(1, keepdims=True)
        away = z - centre
        eye = (centre + away.real * (1.25 - 0.25 * lid) + 1j * away.imag * lid).astype(np.complex64)
        if line == outer or open_N.all():
            head.add_face(eye, outer)
        else:
            shut = (centre + away.real * 1.15 + 0.2j * away.imag - 0.1j * e).astype(np.complex64)
            head.add_face(shut, line, ~open_N)
            if open_N.any():
                head.add_face(eye, outer, open_N)
        if open_N.any():
            off = 0.12 * e * np.sin(pose.yaw_N) if white else 0.3 * e * np.cos(theta + pose.yaw_N) + 0.38j * e
            glint = centre + off[:, None] + dot.real + 1j * dot.imag * lid
            head.add_face(glint, inner, open_N)


def _trunk(head: Head) -> None:
    """The elephant's trunk (its tip where the pose puts it, in head coordinates), its tusk and its mouth."""
    b, pose = head.b, head.pose
    rx, ry = b.skull
    sin = np.sin(pose.yaw_N)
    base = (rx * 0.75 * sin - 1j * ry * 0.25).astype(np.complex64)
    tip = pose.trunk_N if pose.trunk_N is not None else base + np.complex64(0.14 - 0.42j)
    mouth = oval(0.05, 0.03, 8)
    open_N1 = (0.25 + pose.jaw_N)[:, None]
    head.add_face((base - 0.06 - 0.15j)[:, None] + mouth.real + 1j * mouth.imag * open_N1, MOUTH)
    tusk = np.array([-0.03 + 0.02j, 0.035 + 0.02j, 0.1 - 0.07j, 0.07 - 0.09j, 0.01 - 0.07j], np.complex64)
    if b.mane == "mammoth":
        rim = [
            -0.04,
            0.04,
            0.07 - 0.13j,
            0.15 - 0.2j,
            0.25 - 0.19j,
            0.32 - 0.08j,
            0.3 - 0.22j,
            0.19 - 0.29j,
            0.07 - 0.26j,
            -0.01 - 0.15j,
        ]
        tusk = np.array(rim, np.complex64)
    head.add_face((base - 0.02 - 0.09j)[:, None] + tusk, WHITE)
    knee = base + 0.16 * np.maximum(sin, 0.2) - 0.06j + (tip - base) * 0.25
    spine = curve(base, knee.astype(np.complex64), tip, 6)
    head.add_face(tube(spine, np.linspace(b.snout[1], b.snout[2], 6)), shade(head.c.coat, 1.2))
