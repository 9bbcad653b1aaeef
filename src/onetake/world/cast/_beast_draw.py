"""From a pose to polygons: the one way in which all four-legged animals are drawn (the head: ``_beast_head``)."""

from __future__ import annotations

import numpy as np

from onetake.world.cast._beast_builds import WHITE, Build
from onetake.world.cast._beast_head import STRIPE, draw_head
from onetake.world.cast._beast_pen import Painter, Palette, Points, Pose, circle, curve, limb, oval, palette, tube
from onetake.world.shapes import Colour, Part, shade


def draw(b: Build, pose: Pose, colour: Colour | None) -> list[Part]:
    """All parts of one animal in a pose, back to front."""
    paint, colours = Painter(), palette(b, colour)
    if not pose.asleep:
        _tail(paint, b, pose, colours)
    if pose.upright:
        _body(paint, b, pose, colours)
        _leg(paint, b, pose, colours, "hind", 0)
        _leg(paint, b, pose, colours, "hind", 1)
        for i in (0, 1):
            if not pose.raised[i]:
                _leg(paint, b, pose, colours, "fore", i)
    else:
        _leg(paint, b, pose, colours, "hind", 0)
        _leg(paint, b, pose, colours, "fore", 0)
        _body(paint, b, pose, colours)
        _leg(paint, b, pose, colours, "hind", 1)
        if not pose.raised[1]:
            _leg(paint, b, pose, colours, "fore", 1)
        if pose.asleep:
            _tail(paint, b, pose, colours)
    _neck(paint, b, pose, colours)
    draw_head(paint, b, pose, colours)
    for i in (0, 1):
        if pose.raised[i]:
            _leg(paint, b, pose, colours, "fore", i)
    if pose.food and pose.hold_N is not None:
        _food(paint, pose)
        if pose.raised[0]:  # the paw closes over what it holds
            r = b.leg[1]
            paint.add(
                pose.hold_N[:, None] + oval(r, r * 0.9, 10), colours.limbs if b.limbs else shade(colours.coat, 0.8)
            )
    return paint.parts


def _tail(paint: Painter, b: Build, pose: Pose, c: Palette) -> None:
    """The tail: an arc behind the body, or wrapped round the front of a curled-up sleeper."""
    length, r0, r1, angle, curl = b.tail
    along = pose.chest_N - pose.hip_N
    along = along / (np.abs(along) + 1e-6)
    g = b.girth[0] * pose.girth
    t = np.linspace(0, 1, 6)
    if pose.asleep and length > 0.1:
        root = pose.hip_N - g * 0.75 + 1j * (r0 + 0.06 - pose.hip_N.imag)
        spine = curve(root, root + 0.08 - 0.07j, root + length * 0.85 + 1j * (r1 - r0 - 0.05), 6)
    else:
        turn = np.exp(1j * pose.tail_N)
        if pose.upright:  # a hanging tail would go through the ground
            angle, curl = (3.35, min(curl, -0.5)) if angle > 3.0 else (angle + 0.35, curl)
            root = pose.hip_N + g * (-0.35 * along + 0.75j * along)
            if pose.legs != "dance":
                root = pose.hip_N - g * 0.75 - 0.35j * g
        else:
            turn = turn * along
            root = pose.hip_N + g * (-0.75 * along + 0.35j * along)
        arc = np.concatenate([[0], np.cumsum(np.exp(1j * (angle + curl * t[1:])))]) * length / 5
        spine = root[:, None] + turn[:, None] * arc
    radii = np.linspace(r0, r1, 6)
    bushy = r0 > 0.06 and length > 0.2
    if bushy:
        radii = radii + np.array([-0.45, -0.05, 0.2, 0.3, 0.2, 0]) * r0
    if b.mane == "horse":
        paint.add(tube(spine, radii), c.hair)
        return
    paint.add(tube(spine, radii), c.coat if length > 0.1 else (b.tail_tip or c.coat))
    if b.tail_tip and length > 0.1:
        tip_colour = b.tail_tip if c.coat == b.coat or b.mane or b.hoof else c.pale
        grow = 2.0 if r0 < 0.032 else 1.02
        paint.add(tube(spine[:, 4:], radii[4:] * grow), tip_colour)


def _body(paint: Painter, b: Build, pose: Pose, c: Palette) -> None:
    """The trunk of the body with its belly and markings; they follow the spine into every pose."""
    swell = pose.swell_N[:, None]
    g = np.array(b.girth, np.float32) * pose.girth
    mid = (pose.hip_N + pose.chest_N) / 2
    along = pose.chest_N - pose.hip_N
    length = np.abs(along)
    unit = (along / (length + 1e-6))[:, None]

    def spot(s: float, t: float, z_P: Points) -> Points:
        """Points about a place on the body: s from hip to chest, t across in girths (+ is the back)."""
        at: Points = pose.hip_N[:, None] + unit * (s * length[:, None] + z_P + 1j * t * g[1])
        return at

    if b.marks == "wool":
        fluff = circle(30) * (1 + 0.075 * np.sin(np.arange(30) * 2 * np.pi / 3))
        z = fluff.real[None] * (length[:, None] / 2 + g[1] * 0.9) + 1j * fluff.imag * g[1] * swell
        paint.add(mid[:, None] + unit * z, c.coat)
        under = spot(0.5, -0.45, oval(g[1] * 0.9, g[1] * 0.36))
        paint.add(under, shade(c.coat, 0.9))
        return
    spine = np.stack([pose.hip_N, mid, pose.chest_N], -1)
    paint.add(mid[:, None] + (tube(spine, g) - mid[:, None]) * swell, c.coat)
    if b.belly:
        t, thick = (-0.42, 0.5) if pose.upright else (-0.62, 0.33)
        paint.add(spot(0.5, t, oval(float(length.mean()) * 0.42 + g[1] * 0.35, g[1] * thick)), c.pale)
    if b.marks == "panda":
        paint.add(spot(0.7, 0.0, oval(g[2] * 0.45, g[1] * 0.97, 14)), c.limbs)
    elif b.marks == "cow":
        for s, t, a, e in ((-0.05, 0.28, 0.13, 0.12), (0.8, 0.4, 0.12, 0.1), (0.45, -0.3, 0.1, 0.075)):
            paint.add(spot(s, t, oval(a * pose.girth, e * pose.girth, 10)), c.patch)
    elif b.marks == "giraffe":
        for s, t, a in ((-0.05, 0.2, 0.052), (0.42, 0.42, 0.046), (0.4, -0.35, 0.042), (0.85, 0.0, 0.052)):
            paint.add(spot(s, t, oval(a * 1.1, a, 7)), c.hair)
    elif b.marks in ("tiger", "tabby"):
        ink = STRIPE if b.marks == "tiger" else shade(c.coat, 0.76 if not c.dark else 1.2)
        for s, h in ((-0.02, 0.6), (0.36, 0.66), (0.74, 0.6))[: 3 if b.marks == "tiger" else 2]:
            wedge = np.array([-0.03 + 0j, 0.045 + 0j, 0.02 - 1j * h * g[1] * 1.15], np.complex64)
            paint.add(spot(s, 0.99, wedge), ink)


def _root(b: Build, pose: Pose, hind: bool, i: int) -> tuple[Points, float, float, float]:
    """Where a limb starts (N,), its length, its bend's side and its radius there."""
    r0 = b.leg[0]
    g = b.girth[0 if hind else 2] * pose.girth
    joint = pose.hip_N if hind else pose.chest_N
    if not pose.upright:
        drop = (g - r0 * 0.9) * 0.55
        length = abs((b.hip if hind else b.chest).imag - drop - b.leg[1]) * 1.03
        if b.marks != "wool":  # thighs and shoulders; under wool there are only thin legs
            r0 = max(r0 * 1.2, g * 0.55) if hind else max(r0, g * 0.42)
        return joint + np.complex64(0.03 - 0.06 * i - 1j * drop), length, -0.8 if hind else 0.8, r0
    along = pose.chest_N - pose.hip_N
    sign = 1.0 - 2 * i
    side = -1j * along / (np.abs(along) + 1e-6) * sign * g
    if pose.legs == "haunch":
        if hind:
            thigh = r0 * 1.3 if b.marks == "wool" else max(r0 * 1.3, g * 0.72)
            return joint + side * 0.25, 0.2, 0.6, thigh
        return joint + side * 0.3, 0.3, -0.7 * sign, r0
    return joint + side * (0.5 if hind else 0.68), 0.3, sign * (0.5 if hind else -0.7), r0


def _limb_colour(b: Build, pose: Pose, c: Palette, hind: bool, i: int) -> Colour:
    """Far limbs are darker; a limb before a body of its own colour gets its own tone."""
    near = i == 1
    if pose.upright and b.limbs is None:
        if not hind or pose.legs != "haunch":
            return shade(c.coat, 0.88 if near else 0.8)
        return shade(c.coat, 0.93 if near else 0.8)
    return c.limbs if near or (pose.upright and pose.legs == "teddy") else c.limbs_far


def _leg(paint: Painter, b: Build, pose: Pose, c: Palette, which: str, i: int) -> None:
    """One limb with its hoof or sole; i = 0 is the far one (upright: the one on the +x side)."""
    hind = which == "hind"
    foot = (pose.hind_N if hind else pose.fore_N)[i]
    r1 = b.leg[1]
    root, length, bend, r0 = _root(b, pose, hind, i)
    paint.add(limb(root, foot, length, bend, r0, r1), _limb_colour(b, pose, c, hind, i))
    # Far hooves on the ground are left out: too small to be seen, and every part costs time.
    if b.hoof is not None and (i == 1 or pose.legs == "dance"):
        down = foot - root
        down = down / (np.abs(down) + 1e-6) * r1
        low, high, wide = (0.45, 0.55, 0.42) if b.marks == "trunk" else (0.1, 0.3, 0.9)
        tip = np.stack([foot + down * low, foot + down * high], -1)
        if b.marks == "trunk" and (not pose.upright or pose.legs == "haunch"):  # one pale toenail looking forward
            tip = tip + 0.35 * r1
        paint.add(tube(tip, (r1 * wide, r1 * wide * 0.9)), b.hoof if i == 1 else shade(b.hoof, 0.8))
    elif pose.legs == "teddy" and hind:
        sole = shade(c.pale, 0.86) if b.limbs is None else (140, 122, 124)
        paint.add(foot[:, None] + oval(r1 * 0.62, r1 * 0.62, 10), sole)


def _neck(paint: Painter, b: Build, pose: Pose, c: Palette) -> None:
    """The neck of long-necked kinds, with mane, spots or collar."""
    if b.neck is None:
        return
    r0, r1 = b.neck
    low = pose.chest_N * 0.97 + pose.head_N * 0.03
    spine = np.stack([low, (low + pose.head_N) / 2, pose.head_N], -1)
    along = pose.head_N - low
    unit = along / (np.abs(along) + 1e-6)
    radii = np.array([r0, (r0 + r1) / 2 * 0.95, r1])
    if b.mane in ("horse", "giraffe"):
        thick = 0.62 if b.mane == "horse" else 0.3
        crest = spine + 1j * unit[:, None] * radii * 0.62
        crest[:, -1] += unit * r1 * 0.8
        paint.add(tube(crest, radii * thick + 0.012), c.hair)
    paint.add(tube(spine, radii), c.coat)
    if b.mane == "horse":
        lock = spine + 1j * unit[:, None] * radii * 0.85
        paint.add(tube(lock, radii * np.array([0.3, 0.42, 0.5])), c.hair)
    if b.marks == "giraffe":
        for s, t in ((0.36, 0.008), (0.66, -0.006)):
            at = low + along * s + 1j * unit * t
            paint.add(at[:, None] + unit[:, None] * oval(0.036, 0.03, 7), c.hair)
    if b.collar is not None:
        at = low + along * 0.42
        paint.add(at[:, None] + unit[:, None] * oval(0.028, r1 * 1.12, 8), b.collar)


_GREEN: Colour = (106, 176, 78)


def _food(paint: Painter, pose: Pose) -> None:
    """What the animal holds, about the origin ``hold_N``."""
    assert pose.hold_N is not None
    tilt = pose.food_tilt_N if pose.food_tilt_N is not None else np.zeros(len(pose.hold_N), np.float32)
    turn = np.exp(1j * tilt)[:, None]
    at = pose.hold_N[:, None]

    def put(z_P: Points, colour: Colour) -> None:
        paint.add(at + turn * z_P, colour)

    def stick(a: complex, z: complex, r0: float, r1: float) -> Points:
        points: Points = tube(np.array([[a, z]], np.complex64), (r0, r1))[0]
        return points

    if pose.food == "bamboo":
        put(stick(-0.3, 0.17, 0.036, 0.036), _GREEN)
        put(np.array([-0.17 - 0.04j, -0.14 - 0.04j, -0.14 + 0.04j, -0.17 + 0.04j], np.complex64), shade(_GREEN, 0.7))
        put(np.array([-0.24, -0.29 + 0.12j, -0.42 + 0.17j, -0.36 + 0.05j], np.complex64), shade(_GREEN, 0.82))
        put(np.array([-0.24, -0.34 - 0.05j, -0.44 - 0.15j, -0.3 - 0.13j], np.complex64), shade(_GREEN, 1.15))
    elif pose.food == "carrot":
        put(stick(-0.16, 0.1, 0.055, 0.02), (240, 130, 46))
        put(oval(0.08, 0.055, 8) - np.complex64(0.26), _GREEN)
    elif pose.food == "banana":
        crescent = (-0.24 + 0.1j, -0.16, -0.02 - 0.04j, 0.12 + 0.02j, 0.18 + 0.12j, 0.06 + 0.07j, -0.1 + 0.08j)
        put(np.array(crescent, np.complex64), (250, 214, 72))
    elif pose.food == "fish":
        put(oval(0.15, 0.07, 10) - np.complex64(0.06), (104, 166, 216))
        put(np.array([-0.16, -0.29 + 0.09j, -0.29 - 0.09j], np.complex64), (76, 132, 188))
    elif pose.food == "leaves":
        put(stick(-0.08, 0.1, 0.05, 0.04), _GREEN)
        put(oval(0.085, 0.055, 8) + np.complex64(0.08 + 0.06j), shade(_GREEN, 1.15))
    elif pose.food == "meat":
        put(stick(-0.22, 0.1, 0.024, 0.024), WHITE)
        put(oval(0.12, 0.095, 10) + np.complex64(0.04), (196, 88, 64))
    else:
        put(stick(-0.2, 0.12, 0.028, 0.028), WHITE)
        knob = np.array([0.05j, 0.055 + 0.065j, 0.075, 0.055 - 0.065j, -0.05j, -0.03], np.complex64)
        put(knob + np.complex64(0.11), WHITE)
        put(-knob - np.complex64(0.19), WHITE)
