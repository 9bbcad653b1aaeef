"""From a pose to polygons: the one way in which all four-legged animals are drawn (the head: ``_beast_head``)."""

from __future__ import annotations

import numpy as np

from onetake.types import Array
from onetake.world.cast._beast_builds import Build
from onetake.world.cast._beast_extras import Spot, draw_back, draw_puff, draw_stripes, draw_wing
from onetake.world.cast._beast_food import draw_food
from onetake.world.cast._beast_head import STRIPE, draw_head
from onetake.world.cast._beast_pen import Painter, Palette, Points, Pose, circle, curve, limb, oval, palette, tube
from onetake.world.cast._beast_stances import muzzle
from onetake.world.cast._beast_wear import draw_scarf
from onetake.world.shapes import Colour, Part, shade

_ROPE: Colour = (236, 206, 140)
_STRAP: Colour = (132, 70, 50)
_TAIL = 8  # points along a tail


def draw(b: Build, pose: Pose, colour: Colour | None, variant: int = 0, traits: tuple[str, ...] = ()) -> list[Part]:
    """All parts of one animal in a pose, back to front."""
    paint, colours = Painter(mirror_N=pose.mirror_N), palette(b, colour, variant)
    if not pose.asleep:
        _tail(paint, b, pose, colours)
    if pose.upright:
        _body(paint, b, pose, colours)
        _leg(paint, b, pose, colours, "hind", 0)
        _leg(paint, b, pose, colours, "hind", 1)
    else:
        _leg(paint, b, pose, colours, "hind", 0)
        if not pose.raised[0]:
            _leg(paint, b, pose, colours, "fore", 0)
        _body(paint, b, pose, colours)
        _leg(paint, b, pose, colours, "hind", 1)
    for i in (0, 1):
        if not pose.raised[i] and (pose.upright or i):
            _leg(paint, b, pose, colours, "fore", i)
    if pose.rope_N is not None:
        _rope(paint, b, pose)
    if pose.asleep and not pose.upright:
        _tail(paint, b, pose, colours)
    _neck(paint, b, pose, colours)
    if "scarf" in traits:
        draw_scarf(paint, b, pose)
    draw_head(paint, b, pose, colours, traits, variant)
    for i in (0, 1):
        if pose.raised[i]:
            _leg(paint, b, pose, colours, "fore", i)
    if pose.food and pose.hold_N is not None:
        draw_food(paint, pose)
        if pose.raised[0]:  # the paw closes over what it holds
            r = b.leg[1]
            paint.add(
                pose.hold_N[:, None] + oval(r, r * 0.9, 10), colours.limbs if b.limbs else shade(colours.coat, 0.8)
            )
    if pose.puff_N is not None:
        draw_puff(paint, pose.head_N + muzzle(b, pose), pose.puff_N)
    return paint.parts


def _rope(paint: Painter, b: Build, pose: Pose) -> None:
    """A strap round the chest and the rope that runs back from it along the flank."""
    assert pose.rope_N is not None
    along = pose.chest_N - pose.hip_N
    unit = along / (np.abs(along) + 1e-6)
    strap = pose.chest_N - 0.2 * along
    paint.add(strap[:, None] + unit[:, None] * oval(0.032, b.girth[2] * pose.girth * 1.02, 12), _STRAP)
    spine = curve(strap, (strap + pose.rope_N) / 2 - 0.02j, pose.rope_N, 4)
    paint.add(tube(spine, (0.02, 0.02, 0.02, 0.02)), _ROPE)


def _tail_spine(b: Build, pose: Pose) -> Points:
    """An arc behind the body, or wrapped round the front of a curled-up sleeper: (N, _TAIL)."""
    length, r0, r1, angle, curl = b.tail
    along = pose.chest_N - pose.hip_N
    along = along / (np.abs(along) + 1e-6)
    g = b.girth[0] * pose.girth
    t = np.linspace(0, 1, _TAIL)
    if pose.asleep and length > 0.1 and not b.thick_tail:
        root = pose.hip_N - g * 0.75 + 1j * (r0 + 0.06 - pose.hip_N.imag)
        return curve(root, root + 0.08 - 0.07j, root + length * 0.85 + 1j * (r1 - r0 - 0.05), _TAIL)
    turn = np.exp(1j * pose.tail_N * (0.35 if b.thick_tail else 1.0))
    if pose.upright:  # a hanging tail would go through the ground
        angle, curl = (3.35, min(curl, -0.5)) if angle > 3.0 else (angle + 0.35, curl)
        if b.thick_tail:
            root = pose.hip_N + g * (0.2j * along)
        elif pose.legs == "dance":
            root = pose.hip_N + g * (-0.35 * along + 0.75j * along)
        else:
            root = pose.hip_N - g * 0.75 - 0.35j * g
    else:
        turn = turn * along
        root = pose.hip_N + g * (-0.35 * along if b.thick_tail else -0.75 * along + 0.35j * along)
        if b.gait == "biped":  # it lies on the ground behind
            turn = np.exp(0.3j * pose.tail_N)
    arc = np.concatenate([[0], np.cumsum(np.exp(1j * (angle + curl * t[1:])))]) * length / (_TAIL - 1)
    way = turn[:, None] * arc
    if pose.narrow_N is not None:
        way = way.real * pose.narrow_N[:, None] + 1j * way.imag
    spine: Points = root[:, None] + way
    return spine


def _tail(paint: Painter, b: Build, pose: Pose, c: Palette) -> None:
    """The tail with its rings or its tip."""
    length, r0, r1, _, _ = b.tail
    spine = _tail_spine(b, pose)
    t = np.linspace(0, 1, _TAIL)
    radii = np.linspace(r0, r1, _TAIL)
    bushy = r0 > 0.06 and length > 0.2 and not b.thick_tail
    if bushy:
        radii = radii + np.interp(t, np.linspace(0, 1, 6), [-0.45, -0.05, 0.2, 0.3, 0.2, 0]) * r0
    if b.mane == "horse":
        paint.add(tube(spine, radii), c.hair)
        return
    paint.add(tube(spine, radii), c.coat if length > 0.1 else (b.tail_tip or c.coat))
    if b.rings is not None:
        side = np.diff(spine, axis=1)
        side = 1j * side / (np.abs(side) + 1e-6)
        for k in (1, 3, 5):
            rim = [spine[:, k] + side[:, k] * radii[k], spine[:, k + 1] + side[:, k] * radii[k + 1]]
            low = [spine[:, k + 1] - side[:, k] * radii[k + 1], spine[:, k] - side[:, k] * radii[k]]
            paint.add(np.stack([*rim, *low], -1), b.rings)
    if b.horns == "dragon":
        end = spine[:, -1] - spine[:, -2]
        end = (end / (np.abs(end) + 1e-6))[:, None]
        spade = np.array([-0.03 + 0.08j, 0.13, -0.03 - 0.08j, 0.01], np.complex64)
        paint.add(spine[:, -1:] + end * spade, c.hair)
    elif b.tail_tip and length > 0.1:
        tip_colour = b.tail_tip if not c.recoloured or b.mane or b.hoof else c.pale
        grow = 2.0 if r0 < 0.032 else 1.02
        paint.add(tube(spine[:, 6:], radii[6:] * grow), tip_colour)


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
    behind = b.back and (pose.upright or b.back in ("humps", "spikes"))
    if behind:
        draw_back(paint, b, c, spot, float(g[1]), length)
    if b.wings:
        draw_wing(paint, b, pose, c, 0, spot)
        if pose.upright:
            draw_wing(paint, b, pose, c, 1, spot)
    t5 = np.linspace(0, 1, 5)
    spine = pose.hip_N[:, None] + along[:, None] * t5
    round5 = g[0] * (1 - t5) * (1 - 2 * t5) + 4 * g[1] * t5 * (1 - t5) + g[2] * t5 * (2 * t5 - 1)
    paint.add(mid[:, None] + (tube(spine, round5) - mid[:, None]) * swell, c.coat)
    if b.belly:
        t, thick = (-0.42, 0.5) if pose.upright else (-0.6, 0.38)
        z = circle(14)
        paint.add(spot(0.5, t, (length[:, None] + g[1]) * 0.42 * z.real + 1j * g[1] * thick * z.imag), c.pale)
    if b.back and not behind:
        draw_back(paint, b, c, spot, float(g[1]), length)
    _marks(paint, b, pose, c, spot, g)
    if b.wings and not pose.upright:
        draw_wing(paint, b, pose, c, 1, spot)


def _marks(paint: Painter, b: Build, pose: Pose, c: Palette, spot: Spot, g: Array) -> None:
    """Patches, spots and stripes on the flank; ``g`` are the girths (3,)."""
    if b.marks == "panda":
        paint.add(spot(0.7, 0.0, oval(g[2] * 0.45, g[1] * 0.97, 14)), c.limbs)
    elif b.marks == "cow":
        for s, t, a, e in ((-0.05, 0.28, 0.13, 0.12), (0.8, 0.4, 0.12, 0.1), (0.45, -0.3, 0.1, 0.075)):
            paint.add(spot(s, t, oval(a * pose.girth, e * pose.girth, 10)), c.patch)
    elif b.marks == "giraffe":
        for s, t, a in ((-0.05, 0.2, 0.052), (0.42, 0.42, 0.046), (0.4, -0.35, 0.042), (0.85, 0.0, 0.052)):
            paint.add(spot(s, t, oval(a * 1.1, a, 7)), c.hair)
    elif b.marks == "zebra":
        draw_stripes(paint, c, spot, float(g[1]), b.hair or STRIPE)
    elif b.marks == "fawn":
        for s, t in ((0.0, 0.5), (0.32, 0.72), (0.4, 0.15), (0.7, 0.5)):
            paint.add(spot(s, t, oval(0.026, 0.022, 7)), c.pale)
    elif b.marks == "blotches":
        for s, t, a in ((-0.15, 0.5, 0.07), (0.4, 0.55, 0.09), (0.95, 0.45, 0.065)):
            paint.add(spot(s, t, oval(a, a * 0.75, 9)), shade(c.coat, 0.8))
    elif b.marks in ("tiger", "tabby"):
        ink = STRIPE if b.marks == "tiger" else shade(c.coat, 0.76 if not c.dark else 1.2)
        for s, h in ((-0.02, 0.6), (0.36, 0.66), (0.74, 0.6))[: 3 if b.marks == "tiger" else 2]:
            wedge = np.array([-0.03 + 0j, 0.045 + 0j, 0.02 - 1j * h * g[1] * 1.15], np.complex64)
            paint.add(spot(s, 0.99, wedge), ink)
    elif b.marks == "pouch":
        paint.add(spot(0.34, -0.86, oval(0.075, 0.04, 10)), shade(c.coat, 0.82))


def _root(b: Build, pose: Pose, hind: bool, i: int) -> tuple[Points, float, float, float]:
    """Where a limb starts (N,), its length, its bend's side and its radius there."""
    r0 = b.leg[0]
    g = b.girth[0 if hind else 2] * pose.girth
    joint = pose.hip_N if hind else pose.chest_N
    if not pose.upright:
        drop = (g - r0 * 0.9) * 0.55
        length = abs((b.hip if hind else b.chest).imag - drop - b.leg[1]) * 1.03
        thin = b.marks == "wool" or b.back in ("shell", "spines")  # only the ends of the legs are seen
        if not thin:  # thighs and shoulders
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
    if pose.skates and hind:
        blade = np.array([-0.1 - 0.01j, 0.12 - 0.01j, 0.13 - 0.04j, -0.1 - 0.04j], np.complex64) - np.complex64(
            1j * r1 * 0.8
        )
        paint.add(foot[:, None] + oval(r1 * 1.25, r1 * 0.75, 10) - np.complex64(0.3j * r1), (226, 74, 84))
        paint.add(foot[:, None] + blade, (232, 240, 248))
    if b.marks == "zebra" and i == 1:
        for s in (0.28, 0.5) if hind else (0.42,):
            r = r0 + (r1 - r0) * s
            bar = np.array([-0.95 * r - 0.022j, 0.7 * r - 0.022j, 0.7 * r + 0.022j, -0.95 * r + 0.03j], np.complex64)
            paint.add((root + (foot - root) * s)[:, None] + bar, c.hair)
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
    if b.mane == "horse" and b.marks != "zebra":
        lock = spine + 1j * unit[:, None] * radii * 0.85
        paint.add(tube(lock, radii * np.array([0.3, 0.42, 0.5])), c.hair)
    if b.marks == "zebra":
        for s in (0.2, 0.44, 0.68):
            r = r0 + (r1 - r0) * s
            bar = np.array([-0.025 - 0.8j * r, 0.03 - 0.85j * r, 0.035 + 0.9j * r, -0.02 + 0.9j * r], np.complex64)
            paint.add((low + along * s)[:, None] + unit[:, None] * bar, c.hair)
    if b.marks == "giraffe":
        for s, t in ((0.36, 0.008), (0.66, -0.006)):
            at = low + along * s + 1j * unit * t
            paint.add(at[:, None] + unit[:, None] * oval(0.036, 0.03, 7), c.hair)
    if b.collar is not None:
        at = low + along * 0.42
        paint.add(at[:, None] + unit[:, None] * oval(0.028, r1 * 1.12, 8), b.collar)
