"""Heads of the four-legged animals. A face is painted on a ball that turns (yaw) and tilts, so that looking
around shows it from both sides with one description."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onetake.types import Array
from onetake.world.cast._beast_builds import INK, PINK, WHITE, Build
from onetake.world.cast._beast_pen import Painter, Palette, Points, Pose, circle, curve, oval, tube
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


def draw_head(paint: Painter, b: Build, pose: Pose, c: Palette) -> None:
    """Paint the head: what lies behind the skull, the skull, then hair and face."""
    head = Head(paint, b, pose, c)
    rx, ry = b.skull
    if b.mane == "lion":
        ruff = circle(26) * (1 + 0.09 * np.cos(np.arange(26) * np.pi))
        head.add((rx * 1.62 * ruff.real + 1j * ry * 1.62 * ruff.imag - 0.02 - 0.03j).astype(np.complex64), c.hair)
    for sign in (1, -1):
        if b.mane == "horns":
            horn = np.array([-0.035, 0.035, 0.05 * sign + 0.07j, 0.03 * sign + 0.12j], np.complex64)
            head.add(head.on_top(sign * 0.55, 0.2, 0.9, 0.75) + horn, c.hair)
        elif b.mane == "giraffe":
            head.add(head.on_top(sign * 0.45, 0.2, 0.8, 0.8) + oval(0.014, 0.05, 8) + np.complex64(0.02j), c.hair)
    _ear(head, 0)
    if b.ears != "flop":
        _ear(head, 1)
    head.add(oval(rx, ry, 18), (b.pale or c.coat) if b.marks == "wool" else c.coat)
    if b.ears == "flop":
        _ear(head, 1)
    if b.mane == "wool":
        tuft = circle(16) * (1 + 0.1 * np.cos(np.arange(16) * np.pi))
        cap = (rx * 0.85 * tuft.real + 1j * ry * 0.42 * tuft.imag).astype(np.complex64)
        head.add(head.on_top(0.0, 1.0, 0.1, 0.82) + cap, c.coat)
    elif b.mane == "horse":
        fringe = np.array([-0.09 + 0.03j, -0.04 + 0.12j, 0.05 + 0.1j, 0.06 + 0.0j, 0.0 - 0.04j], np.complex64)
        head.add(head.on_top(0.0, 1.0, 0.2, 0.55) + fringe, c.hair)
    _markings(head)
    if b.marks == "trunk":
        _trunk(head)
    else:
        _muzzle(head)
    _eyes(head)


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
    if b.ears in ("long", "big", "point") or (i == 1 and b.ears == "round" and b.marks != "panda"):
        inner = (206, 166, 182) if b.ears == "big" else shade(PINK, 0.8 if c.dark else 1.0)
        small = np.complex64(core) + (shape - np.complex64(core)) * np.float32(0.58 if b.ears != "big" else 0.7)
        head.add(root + turn * small, inner)


def _markings(head: Head) -> None:
    """Patches of colour on the face, under muzzle and eyes."""
    b, c = head.b, head.c
    rx, ry = b.skull
    if b.marks == "panda":
        for sign in (-1, 1):
            z = head.on_face(sign * 0.56, 0.08, 0.082, 0.098)
            centre = z.mean(1, keepdims=True)
            head.add(centre + (z - centre) * np.complex64(np.exp(0.5j * sign)), c.limbs)
    elif b.marks == "cheeks":
        head.add(head.on_face(0.0, -0.48, rx * 0.74, ry * 0.44, 12), c.pale)
    elif b.marks == "monkey":
        head.add(head.on_face(0.0, 0.02, rx * 0.78, ry * 0.62, 14), c.pale)
    elif b.marks in ("tiger", "tabby"):
        ink = STRIPE if b.marks == "tiger" else shade(c.coat, 1.2 if c.dark else 0.76)
        head.add(head.on_face(0.0, 0.78, rx * 0.1, ry * 0.22, 6), ink)
    elif b.marks == "cow":
        head.add(head.on_face(-0.55, 0.3, rx * 0.5, ry * 0.5), c.patch)


def _muzzle(head: Head) -> None:
    """Snout, mouth and nose; the snout is a tube that points where the face looks."""
    b, c, pose = head.b, head.c, head.pose
    rx, ry = b.skull
    length, r0, r1, drop = b.snout
    sin = np.sin(pose.yaw_N)
    base = (rx * 0.42 * sin - 1j * ry * 0.3).astype(np.complex64)
    tip = (base + length * sin - 1j * drop).astype(np.complex64)
    colour = c.coat if b.mane == "horse" else shade(c.coat, 0.9) if b.marks == "pig" else c.pale
    head.add(tube(np.stack([base, tip], -1), (r0, r1)), colour)
    if b.mane == "horse":
        head.add(tube(np.stack([base * 0.25 + tip * 0.75, tip], -1), (r1 * 0.98, r1)), c.pale)
    open_N1 = (0.009 + 0.05 * pose.jaw_N)[:, None]
    wide_N1 = (r1 * (0.3 + 0.25 * pose.jaw_N))[:, None]
    mouth = circle(8)
    under = (tip * 0.97 + base * 0.03 - 1j * r1 * 0.55)[:, None]
    head.add(under + mouth.real * wide_N1 + 1j * (mouth.imag - 0.6) * open_N1, MOUTH)
    _nose(head, tip, sin)


def _nose(head: Head, tip_N: Points, sin_N: Array) -> None:
    """A pig's disc, nostrils for those with hooves, a button for all others."""
    b, c = head.b, head.c
    r1 = b.snout[2]
    if b.marks == "pig":
        centre = (tip_N + 0.35 * r1 * sin_N)[:, None]
        head.add(centre + oval(r1 * 0.72, r1 * 0.85), shade(c.coat, 0.78))
        for side in (-0.28, 0.28):
            head.add(centre + np.float32(side * r1) + oval(r1 * 0.14, r1 * 0.24, 6), b.nose)
    elif b.marks == "cow" or b.mane in ("horse", "giraffe"):
        for side in (-0.35, 0.45)[: 2 if b.marks == "cow" else 1]:
            at = tip_N + r1 * (side * (1 - 0.5 * sin_N) + 0.15 * sin_N + 0.2j)
            head.add(at[:, None] + oval(r1 * 0.16, r1 * 0.2, 6), b.nose if b.marks == "cow" else shade(c.pale, 0.55))
    else:
        at = tip_N + r1 * 0.45 * (sin_N + 1j)
        colour = (20, 18, 24) if c.dark and b.nose == INK else b.nose
        head.add(at[:, None] + oval(max(0.03, r1 * 0.5), max(0.022, r1 * 0.36), 8), colour)


def _eyes(head: Head) -> None:
    """Dark eyes with a glint; white ones with a pupil where the fur is dark; a line when asleep."""
    b, pose = head.b, head.pose
    e = b.eye
    white = head.c.dark or b.marks in ("panda", "wool")
    outer, inner = (WHITE, INK) if white else (INK, WHITE)
    if pose.asleep:
        outer = (205, 200, 205) if white else INK
    lid = np.maximum(pose.lid_N[:, None], 0.2)
    turn = np.exp(1j * pose.tilt_N)[:, None]
    spread = 0.62 if b.mane in ("horse", "giraffe") else 0.56
    size = 0.7 if white else 0.36
    dot = oval(e * size, e * size * 1.1, 8)
    for theta in (spread, -spread):
        z = head.on_face(theta, 0.1, e * 0.92, e * 1.12)
        centre = z.mean(1, keepdims=True)
        away = z - centre
        head.add((centre + away.real * (1.25 - 0.25 * lid) + 1j * away.imag * lid).astype(np.complex64), outer)
        if not pose.asleep:
            off = 0.12 * e * np.sin(pose.yaw_N) if white else 0.3 * e * np.cos(theta + pose.yaw_N) + 0.38j * e
            glint = centre + off[:, None] + dot.real + 1j * dot.imag * lid
            head.paint.add(pose.head_N[:, None] + turn * glint, inner, pose.lid_N > 0.5)


def _trunk(head: Head) -> None:
    """The elephant's trunk (its tip where the pose puts it, in head coordinates), its tusk and its mouth."""
    b, pose = head.b, head.pose
    rx, ry = b.skull
    sin = np.sin(pose.yaw_N)
    base = (rx * 0.75 * sin - 1j * ry * 0.25).astype(np.complex64)
    tip = pose.trunk_N if pose.trunk_N is not None else base + np.complex64(0.14 - 0.42j)
    mouth = oval(0.05, 0.03, 8)
    open_N1 = (0.25 + pose.jaw_N)[:, None]
    head.add((base - 0.06 - 0.15j)[:, None] + mouth.real + 1j * mouth.imag * open_N1, MOUTH)
    tusk = np.array([-0.03 + 0.02j, 0.035 + 0.02j, 0.1 - 0.07j, 0.07 - 0.09j, 0.01 - 0.07j], np.complex64)
    head.add((base - 0.02 - 0.09j)[:, None] + tusk, WHITE)
    knee = base + 0.16 * np.maximum(sin, 0.2) - 0.06j + (tip - base) * 0.25
    spine = curve(base, knee.astype(np.complex64), tip, 6)
    head.add(tube(spine, np.linspace(b.snout[1], b.snout[2], 6)), shade(head.c.coat, 1.2))
