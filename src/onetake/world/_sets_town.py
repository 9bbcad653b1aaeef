"""Sets where people come together: playground, medieval village, market, harbour, ice rink."""

from __future__ import annotations

import numpy as np

from onetake.world._canvas import Canvas
from onetake.world._scenery import (
    HORIZON,
    Painted,
    Setting,
    paint_ground,
    paint_hills,
    paint_pine,
    paint_sky,
    paint_tree,
)
from onetake.world.shapes import Colour, shade

_BRIGHT: tuple[Colour, ...] = ((232, 88, 84), (250, 190, 72), (82, 160, 214), (112, 186, 104), (178, 120, 206))


def playground(s: Setting) -> Painted:
    """A slide, swings, a climbing dome on soft ground; trees and roofs behind."""
    sky = paint_sky(s)
    far, middle = s.canvas(), s.canvas()
    for i, x in enumerate(s.spots(7, 0.5)):
        y, half = HORIZON - 0.15, float(s.rng.uniform(0.11, 0.15))
        far.box(x - half, y, x + half, 0.3, s.lit(((240, 214, 170), (226, 190, 168), (206, 214, 222))[i % 3], 0.36))
        far.poly(
            [(x - half - 0.03, y + 0.005), (x, y - 0.10), (x + half + 0.03, y + 0.005)], s.lit((196, 110, 92), 0.36)
        )
    for x in s.spots(6, 0.7):
        paint_tree(middle, s, x, HORIZON + 0.01, float(s.rng.uniform(0.26, 0.36)), (104, 178, 100), 0.14)
    middle.ridge(middle.wave(s.rng, HORIZON - 0.03, 0.01, (7, 11)), [(0.0, s.lit((96, 164, 94), 0.1))], 0.62)
    ground = paint_ground(s, (158, 210, 112), (120, 188, 98), (168, 218, 120))
    ground.ridge(
        ground.wave(s.rng, 0.20, 0.012, (3, 5)), [(0.2, s.lit((244, 206, 142))), (0.5, s.lit((236, 188, 122)))]
    )
    for i, x in enumerate(s.spots(4, 0.2)):
        which = (i + s.variant) % 3
        (_slide, _swings, _dome)[which](ground, s, x, 0.17, _BRIGHT[i % 5], _BRIGHT[(i + 2) % 5])
    return [(sky, 0.12), (far, 0.3), (middle, 0.6), (ground, 1.0)]


def _slide(c: Canvas, s: Setting, x: float, y: float, one: Colour, other: Colour) -> None:
    """A ladder, a roofed platform, a slide down to the right."""
    if not c.sees(x - 0.5, x + 0.6):
        return
    post, chute = s.lit(other), s.lit(one)
    for dx in (-0.28, -0.10):
        c.box(x + dx - 0.013, y - 0.42, x + dx + 0.013, y, post)
    c.box(x - 0.30, y - 0.24, x - 0.08, y - 0.215, s.lit(shade(other, 0.8)))
    c.poly([(x - 0.33, y - 0.40), (x - 0.19, y - 0.52), (x - 0.05, y - 0.40)], chute)
    for k in range(4):
        c.box(x - 0.29, y - 0.05 - 0.048 * k, x - 0.235, y - 0.035 - 0.048 * k, post)
    c.box(x - 0.245, y - 0.23, x - 0.23, y, post)
    c.poly([(x - 0.09, y - 0.27), (x - 0.06, y - 0.27), (x + 0.22, y - 0.05), (x + 0.34, y - 0.045),
            (x + 0.34, y - 0.005), (x + 0.20, y - 0.01), (x - 0.09, y - 0.215)], chute)  # fmt: skip
    c.poly([(x - 0.09, y - 0.285), (x - 0.06, y - 0.285), (x + 0.22, y - 0.066), (x + 0.34, y - 0.062),
            (x + 0.34, y - 0.040), (x + 0.21, y - 0.044), (x - 0.09, y - 0.262)], s.lit(shade(one, 1.3)))  # fmt: skip


def _swings(c: Canvas, s: Setting, x: float, y: float, one: Colour, other: Colour) -> None:
    """A frame with two swings."""
    if not c.sees(x - 0.5, x + 0.5):
        return
    frame = s.lit(one)
    for end in (-0.32, 0.32):
        for foot in (-0.07, 0.07):
            a, b = x + end, x + end + foot
            c.poly([(a - 0.012, y - 0.45), (a + 0.012, y - 0.45), (b + 0.012, y), (b - 0.012, y)], frame)
    c.panel(x - 0.35, y - 0.465, x + 0.35, y - 0.435, 0.014, frame)
    for dx in (-0.15, 0.15):
        for rope in (-0.05, 0.05):
            c.box(x + dx + rope - 0.004, y - 0.44, x + dx + rope + 0.004, y - 0.12, s.lit((110, 104, 108)))
        c.panel(x + dx - 0.065, y - 0.13, x + dx + 0.065, y - 0.105, 0.012, s.lit(other))


def _dome(c: Canvas, s: Setting, x: float, y: float, one: Colour, other: Colour) -> None:
    """A seesaw beside a spring horse would be small: a big climbing arch with rungs."""
    if not c.sees(x - 0.4, x + 0.4):
        return
    a = np.linspace(np.pi, 0, 15)
    for radius, colour in ((0.30, one), (0.19, other)):
        outer = np.stack([x + radius * np.cos(a), y - 1.15 * radius * np.sin(a)], -1)
        inner = np.stack([x + (radius - 0.026) * np.cos(a[::-1]), y - 1.15 * (radius - 0.026) * np.sin(a[::-1])], -1)
        c.poly(np.concatenate([outer, inner]).astype(np.float32), s.lit(colour))
    rung = s.lit(one)
    for turn in np.linspace(0.35, np.pi - 0.35, 6):
        dx, dy = float(np.cos(turn)), 1.15 * float(np.sin(turn))
        px, py = -dy * 0.010, dx * 0.010
        c.poly([(x + 0.17 * dx - px, y - 0.17 * dy - py), (x + 0.29 * dx - px, y - 0.29 * dy - py),
                (x + 0.29 * dx + px, y - 0.29 * dy + py), (x + 0.17 * dx + px, y - 0.17 * dy + py)], rung)  # fmt: skip


def medieval_village(s: Setting) -> Painted:
    """Half-timbered houses with steep roofs, a castle on its hill, a cobbled street."""
    sky = paint_sky(s)
    hills = paint_hills(s, (122, 168, 104), (116, 158, 136), 0.14)
    castle = s.canvas()
    for x in s.spots(1, 0.2):
        _castle(castle, s, x + (2.4, 1.6, 2.05)[s.variant], HORIZON - 0.15)
    castle.ridge(castle.wave(s.rng, HORIZON - 0.14, 0.045, (2, 4)), [(-0.1, s.lit((132, 176, 110), 0.36))], 0.62)
    row, ground = s.canvas(), s.canvas()
    for i, x in enumerate(s.spots(7, 0.35)):
        high = (0.20, 0.26, 0.23)[i % 3] + float(s.rng.uniform(-0.02, 0.02))
        if i % 5 == 4:
            paint_tree(row, s, x, HORIZON + 0.02, 0.34, (110, 164, 84), 0.06)
        else:
            _cottage(row, s, x, HORIZON + 0.02, high, 0.20 + 0.03 * (i % 2), i)
    row.band(HORIZON - 0.01, 0.62, s.lit((148, 178, 100), 0.06))
    ground.ridge(ground.level(HORIZON), [(HORIZON, s.lit((178, 190, 116)))])
    ground.ridge(ground.wave(s.rng, 0.135, 0.008, (3, 5)),
                 [(0.1, s.lit((206, 188, 164))), (0.5, s.lit((182, 162, 142))), (1.0, s.lit((160, 142, 126)))]
                 )  # fmt: skip
    for i, x in enumerate(s.spots(22, 0.9)):
        y = (0.18, 0.42, 0.26, 0.34, 0.50, 0.22)[i % 6]
        wide = 0.030 + 0.07 * (y - HORIZON)
        ground.oval(x, y, wide, wide * 0.32, s.lit(((188, 170, 150), (220, 204, 184))[i % 2]))
    for x in s.spots(1, 0.5):
        _well(ground, s, x - 0.55, 0.20)
    return [(sky, 0.1), (hills, 0.2), (castle, 0.3), (row, 0.75), (ground, 1.0)]


def _castle(c: Canvas, s: Setting, x: float, y: float) -> None:
    if not c.sees(x - 0.3, x + 0.3):
        return
    wall, dark, roof = s.lit((186, 180, 188), 0.32), s.lit((158, 154, 168), 0.32), s.lit((96, 112, 170), 0.28)
    c.box(x - 0.19, y - 0.09, x + 0.19, y + 0.2, wall)
    for k in range(8):
        c.box(x - 0.19 + 0.05 * k, y - 0.112, x - 0.165 + 0.05 * k, y - 0.085, wall)
    for dx, half, high in ((-0.19, 0.038, 0.15), (0.19, 0.038, 0.15), (-0.05, 0.045, 0.22), (0.08, 0.032, 0.17)):
        c.box(x + dx - half, y - high, x + dx + half, y + 0.2, wall)
        c.box(x + dx + half * 0.35, y - high, x + dx + half, y + 0.2, dark)
        c.poly(
            [(x + dx - half * 1.3, y - high), (x + dx, y - high - 2.6 * half), (x + dx + half * 1.3, y - high)], roof
        )
        c.panel(x + dx - 0.009, y - high + 0.03, x + dx + 0.009, y - high + 0.062, 0.009, _glow(s, (96, 92, 116)))


def _glow(s: Setting, glass: Colour) -> Colour:
    """A pane: lit from inside when it is dark."""
    return (255, 214, 128) if s.light.lamps else s.lit(glass, 0.1)


def _cottage(c: Canvas, s: Setting, x: float, y: float, high: float, half: float, i: int) -> None:
    """White plaster between dark beams under a steep roof; every third gable faces the street."""
    if not c.sees(x - half - 0.1, x + half + 0.1):
        return
    plaster: Colour = ((250, 236, 208), (244, 222, 190), (250, 244, 228))[i % 3]
    wall, beam = s.lit(plaster, 0.04), s.lit((112, 74, 56), 0.04)
    roof: Colour = ((186, 92, 70), (204, 164, 88), (158, 96, 84), (140, 110, 120))[i % 4]
    peak = y - high - (0.24 if i % 2 else 0.17)
    if i % 2:  # gable
        c.poly([(x - half, y), (x - half, y - high), (x, peak), (x + half, y - high), (x + half, y)], wall)
        for side in (-1, 1):
            c.poly([(x, peak - 0.035), (x + side * (half + 0.05), y - high + 0.035),
                    (x + side * (half + 0.005), y - high + 0.03), (x, peak + 0.028)], s.lit(roof, 0.04))  # fmt: skip
        c.box(x - 0.008, peak + 0.05, x + 0.008, y - high, beam)
    else:
        c.box(x - half, y - high, x + half, y, wall)
        c.poly([(x - half - 0.04, y - high + 0.012), (x - half + 0.05, peak), (x + half - 0.05, peak),
                (x + half + 0.04, y - high + 0.012)], s.lit(roof, 0.04))  # fmt: skip
        c.box(x + half * 0.35, peak - 0.06, x + half * 0.35 + 0.05, peak + 0.03, s.lit((150, 130, 124), 0.04))
    c.box(x - half, y - high, x + half, y - high + 0.018, beam)
    for at in (-half + 0.009, half - 0.009, -half * 0.28):
        c.box(x + at - 0.009, y - high, x + at + 0.009, y, beam)
    c.poly([(x - half, y - high + 0.02), (x - half + 0.022, y - high + 0.02), (x - half * 0.28, y - 0.02),
            (x - half * 0.28 - 0.022, y - 0.02)], beam)  # fmt: skip
    c.panel(x + half * 0.02, y - high * 0.74, x + half * 0.42, y - high * 0.34, 0.006, beam)
    c.box(x + half * 0.08, y - high * 0.70, x + half * 0.36, y - high * 0.38, _glow(s, (120, 164, 186)))
    c.panel(x + half * 0.54, y - high * 0.62, x + half * 0.88, y + 0.03, half * 0.17, s.lit((126, 82, 58), 0.02))


def _well(c: Canvas, s: Setting, x: float, y: float) -> None:
    if not c.sees(x - 0.2, x + 0.2):
        return
    stone = s.lit((160, 156, 162))
    for side in (-1, 1):
        c.box(x + side * 0.085 - 0.009, y - 0.25, x + side * 0.085 + 0.009, y, s.lit((122, 84, 62)))
    c.box(x - 0.003, y - 0.22, x + 0.003, y - 0.10, s.lit((96, 80, 72)))
    c.panel(x - 0.12, y - 0.10, x + 0.12, y + 0.01, 0.03, stone)
    for dx, dy in ((-0.07, 0.035), (0.01, 0.06), (0.075, 0.03)):
        c.oval(x + dx, y - dy - 0.01, 0.026, 0.013, s.lit((186, 182, 186)))
    c.poly([(x - 0.15, y - 0.235), (x, y - 0.335), (x + 0.15, y - 0.235)], s.lit((176, 90, 70)))


def market(s: Setting) -> Painted:
    """Stalls with striped awnings and heaps of fruit, bunting overhead."""
    sky = paint_sky(s)
    far, row = s.canvas(), s.canvas()
    for i, x in enumerate(s.spots(9, 0.3)):
        half, high = 0.235, 0.34 + 0.06 * (i % 3)
        wall: Colour = ((240, 206, 160), (226, 170, 146), (210, 206, 188), (236, 222, 176))[(i + s.variant) % 4]
        far.box(x - half, HORIZON - high, x + half, 0.3, s.lit(wall, 0.22))
        far.box(x - half - 0.01, HORIZON - high - 0.03, x + half + 0.01, HORIZON - high, s.lit((180, 96, 80), 0.22))
        for dx in (-0.12, 0.02, 0.14):
            far.panel(
                x + dx - 0.035,
                HORIZON - high + 0.06,
                x + dx + 0.035,
                HORIZON - high + 0.15,
                0.012,
                _glow(s, (128, 168, 192)),
            )
    far.band(HORIZON - 0.02, 0.62, s.lit((206, 190, 170), 0.16))
    _bunting(row, s, -0.47)
    ground = paint_ground(s, (222, 204, 178), (196, 172, 146), (232, 216, 192), level=HORIZON + 0.02, roll=0.0)
    for i, x in enumerate(s.spots(4, 0.2)):
        _stall(row, s, x, HORIZON + 0.085, i + s.variant)
    for i, x in enumerate(s.spots(3, 0.5)):
        _crate(ground, s, x, 0.17, i)
    return [(sky, 0.12), (far, 0.45), (ground, 1.0), (row, 1.0)]


def _bunting(c: Canvas, s: Setting, y: float) -> None:
    """Flags on a string that hangs in arcs, without end."""
    for k in range(int(np.floor(c.left)) - 1, int(np.ceil(c.right)) + 1):
        u = np.linspace(0, 1, 9)
        sag = y + 0.28 * u * (1 - u)
        line = np.concatenate([np.stack([k + u, sag - 0.003], -1), np.stack([k + u[::-1], sag[::-1] + 0.003], -1)])
        c.poly(line.astype(np.float32), s.lit((120, 100, 96)))
        for j in range(8):
            at = (j + 0.5) / 8
            top = y + 0.28 * at * (1 - at)
            c.poly(
                [(k + at - 0.038, top), (k + at + 0.038, top), (k + at, top + 0.075)], s.lit(_BRIGHT[(j + 3 * k) % 5])
            )


def _stall(c: Canvas, s: Setting, x: float, y: float, i: int) -> None:
    """Two posts, a striped awning with a scalloped hem, a counter full of fruit."""
    if not c.sees(x - 0.45, x + 0.45):
        return
    paint: Colour = _BRIGHT[i % 4]
    stripe, white, wood = s.lit(paint), s.lit((252, 246, 234)), s.lit((168, 120, 80))
    for side in (-1, 1):
        c.box(x + side * 0.33 - 0.012, y - 0.40, x + side * 0.33 + 0.012, y, s.lit((132, 92, 66)))
    c.box(x - 0.32, y - 0.36, x + 0.32, y - 0.12, s.lit((96, 74, 72), 0.06))
    if s.light.lamps:
        c.glow(x, y - 0.26, 0.34, (255, 208, 130), 0.75, 0.6)
    for row, count in ((0, 9), (1, 8)):
        for k in range(count):
            fruit: Colour = ((232, 84, 72), (246, 168, 64), (142, 190, 84), (250, 212, 92))[(k // 3 + i) % 4]
            c.oval(x - 0.27 + 0.0675 * k + 0.034 * row, y - 0.15 - 0.038 * row, 0.036, 0.034, s.lit(fruit))
    c.panel(x - 0.36, y - 0.145, x + 0.36, y, 0.012, wood)
    c.box(x - 0.36, y - 0.145, x + 0.36, y - 0.115, s.lit((196, 146, 98)))
    for k in range(8):
        x0, x1 = x - 0.40 + 0.1 * k, x - 0.30 + 0.1 * k
        t0, t1 = x - 0.31 + 0.0775 * k, x - 0.31 + 0.0775 * (k + 1)
        colour = white if k % 2 else stripe
        c.oval((x0 + x1) / 2, y - 0.345, 0.05, 0.035, colour)
        c.poly([(t0, y - 0.47), (t1, y - 0.47), (x1, y - 0.345), (x0, y - 0.345)], colour)


def _crate(c: Canvas, s: Setting, x: float, y: float, i: int) -> None:
    fruit = s.lit(((246, 168, 64), (232, 84, 72), (142, 190, 84))[i % 3])
    for dx, dy in ((-0.05, 0.085), (0.0, 0.10), (0.05, 0.085)):
        c.oval(x + dx, y - dy, 0.032, 0.032, fruit)
    c.panel(x - 0.095, y - 0.085, x + 0.095, y, 0.008, s.lit((190, 142, 94)))
    c.box(x - 0.095, y - 0.048, x + 0.095, y - 0.036, s.lit((150, 106, 72)))


def harbour(s: Setting) -> Painted:
    """Moored boats with masts, a lighthouse on the mole, a wooden quay."""
    sky = paint_sky(s)
    sea, boats, quay = s.canvas(), s.canvas(), s.canvas()
    for x in s.spots(1, 0.3):
        _lighthouse(sea, s, x + (2.45, 1.5, 1.75)[s.variant], HORIZON - 0.06)
    for x in s.spots(2, 0.8):
        sea.poly([(x - 0.7, 0.0), (x - 0.4, -0.07), (x - 0.1, -0.04), (x + 0.25, -0.095), (x + 0.7, 0.0)],
                 s.lit((128, 164, 150), 0.5))  # fmt: skip
    sea.ridge(sea.level(-0.01), [(-0.01, s.lit((120, 190, 214), 0.3)), (0.1, s.lit((58, 146, 190), 0.06)),
                                 (0.3, s.lit((50, 126, 176)))], 0.62)  # fmt: skip
    for i, x in enumerate(s.spots(14, 0.9)):
        sea.oval(x, (0.02, 0.05, 0.085)[i % 3], 0.06, 0.005, s.lit((206, 238, 246), 0.2), 0.7)
    for i, x in enumerate(s.spots(4, 0.5)):
        _boat(boats, s, x, 0.115, _BRIGHT[(i + s.variant) % 5], float(s.rng.uniform(0.9, 1.15)), i % 3 == 2)
    boats.ridge(boats.wave(s.rng, 0.10, 0.006, (9, 14)), [(0.1, s.lit((44, 122, 172)))], 0.62)
    flat = quay.level(0.155)
    quay.ridge(flat, [(0.15, s.lit((206, 166, 120))), (0.5, s.lit((184, 140, 98))), (1.0, s.lit((160, 118, 82)))])
    quay.band(0.155, 0.185, s.lit((132, 94, 68)))
    for y in (0.235, 0.30, 0.39, 0.50, 0.64, 0.82):
        quay.band(y - 0.003, y + 0.003, s.lit((150, 110, 78)))
    for i, x in enumerate(s.spots(4, 0.3)):
        quay.panel(x - 0.032, 0.10, x + 0.032, 0.20, 0.014, s.lit((84, 88, 104)))
        quay.panel(x - 0.048, 0.085, x + 0.048, 0.118, 0.016, s.lit((104, 108, 124)))
        if i % 2:
            _barrel(quay, s, x + 0.42, 0.215)
    return [(sky, 0.12), (sea, 0.3), (boats, 0.7), (quay, 1.0)]


def _lighthouse(c: Canvas, s: Setting, x: float, y: float) -> None:
    white, red = s.lit((250, 246, 240), 0.16), s.lit((218, 82, 76), 0.16)
    for k in range(4):
        a, b = 0.30 * k / 4, 0.30 * (k + 1) / 4
        wide = [0.05 - 0.022 * v / 0.30 for v in (a, b)]
        c.poly([(x - wide[0], y + 0.06 - a), (x - wide[1], y + 0.06 - b), (x + wide[1], y + 0.06 - b),
                (x + wide[0], y + 0.06 - a)], red if k % 2 else white)  # fmt: skip
    lamp: Colour = (255, 232, 150) if s.light.lamps else s.lit((250, 226, 150), 0.1)
    if s.light.lamps:
        c.oval(x, y - 0.265, 0.10, 0.09, lamp, 0.25)
    c.box(x - 0.038, y - 0.246, x + 0.038, y - 0.234, s.lit((92, 94, 112), 0.16))
    c.box(x - 0.020, y - 0.285, x + 0.020, y - 0.246, lamp)
    c.poly([(x - 0.032, y - 0.283), (x, y - 0.325), (x + 0.032, y - 0.283)], red)


def _boat(c: Canvas, s: Setting, x: float, y: float, colour: Colour, size: float, sails: bool) -> None:
    """A fishing boat with a cabin, or one with its sails set."""
    if not c.sees(x - 0.4, x + 0.4):
        return
    u = size
    c.box(x - 0.009, y - 0.46 * u, x + 0.009, y - 0.05, s.lit((136, 98, 72), 0.04))
    if sails:
        c.poly(
            [(x + 0.018, y - 0.45 * u), (x + 0.20 * u, y - 0.13 * u), (x + 0.018, y - 0.13 * u)],
            s.lit((252, 248, 238), 0.04),
        )
        c.poly(
            [(x - 0.016, y - 0.40 * u), (x - 0.14 * u, y - 0.13 * u), (x - 0.016, y - 0.13 * u)],
            s.lit((236, 226, 210), 0.04),
        )
    else:
        c.panel(x - 0.16 * u, y - 0.20 * u, x - 0.02 * u, y - 0.06, 0.01, s.lit((250, 244, 232), 0.04))
        c.box(x - 0.17 * u, y - 0.215 * u, x - 0.01 * u, y - 0.195 * u, s.lit(shade(colour, 0.8), 0.04))
        c.panel(x - 0.13 * u, y - 0.17 * u, x - 0.05 * u, y - 0.11 * u, 0.008, _glow(s, (120, 172, 200)))
        c.poly([(x + 0.009, y - 0.45 * u), (x + 0.12 * u, y - 0.42 * u), (x + 0.009, y - 0.385 * u)], s.lit(_BRIGHT[1]))
    c.poly([(x - 0.27 * u, y - 0.09 * u), (x + 0.30 * u, y - 0.10 * u), (x + 0.20 * u, y + 0.03),
            (x - 0.20 * u, y + 0.03)],
           s.lit(colour, 0.04))  # fmt: skip
    c.poly([(x - 0.27 * u, y - 0.09 * u), (x + 0.30 * u, y - 0.10 * u), (x + 0.28 * u, y - 0.070 * u),
            (x - 0.255 * u, y - 0.062 * u)], s.lit((252, 246, 236), 0.04))  # fmt: skip


def _barrel(c: Canvas, s: Setting, x: float, y: float) -> None:
    c.panel(x - 0.058, y - 0.155, x + 0.058, y, 0.03, s.lit((168, 116, 74)))
    for dy in (0.035, 0.115):
        c.box(x - 0.058, y - dy - 0.008, x + 0.058, y - dy + 0.008, s.lit((104, 98, 104)))


def ice_rink(s: Setting) -> Painted:
    """Shining ice with skate marks behind red and white boards, firs and strings of lamps."""
    sky = paint_sky(s, clouds=3)
    middle, ground = s.canvas(), s.canvas()
    for x in s.spots(10, 0.8):
        tall = float(s.rng.uniform(0.24, 0.38))
        paint_pine(middle, x, HORIZON, tall, s.lit((78, 134, 146), 0.2), s.lit((242, 248, 254), 0.14))
    middle.ridge(middle.wave(s.rng, HORIZON - 0.03, 0.01, (5, 8)), [(0.0, s.lit((238, 244, 252), 0.08))], 0.62)
    ice = [(0.1, s.lit((196, 228, 244))), (0.3, s.lit((214, 240, 250))), (0.6, s.lit((176, 216, 240))),
           (1.0, s.lit((150, 196, 228)))]  # fmt: skip
    ground.ridge(ground.level(0.135), ice)
    ground.band(0.135, 0.165, s.lit((166, 206, 232)))
    ground.band(0.005, 0.14, s.lit((250, 251, 253)))
    ground.band(-0.006, 0.012, s.lit((70, 128, 200)))
    ground.band(0.112, 0.14, s.lit((222, 82, 84)))
    for k in range(int(np.floor(ground.left / 0.5)), int(np.ceil(ground.right / 0.5)) + 1):
        ground.box(0.5 * k - 0.004, 0.012, 0.5 * k + 0.004, 0.112, s.lit((210, 218, 230)))
    for i, x in enumerate(s.spots(2, 0.3)):
        _rink_post(ground, s, x)
        if i % 2 == s.variant % 2:
            ground.oval(x + 0.9, 0.30, 0.34, 0.085, s.lit((98, 150, 214)), 0.75)
            ground.oval(x + 0.9, 0.30, 0.315, 0.075, s.lit((206, 234, 247)))
    for i, x in enumerate(s.spots(14, 0.9)):
        y, lean = (0.22, 0.44, 0.30, 0.37, 0.52)[i % 5], (0.05, -0.03, 0.02)[i % 3]
        long = 0.07 + 0.12 * (y - 0.1)
        u = np.linspace(-1, 1, 9)
        bow = np.stack([x + long * u, y + lean * u**2], -1)
        mark = np.concatenate([bow, (bow + np.array([0, 0.006]))[::-1]])
        ground.poly(mark.astype(np.float32), s.lit((250, 254, 255)), 0.95)
    _lamps(ground, s, -0.26)
    return [(sky, 0.12), (middle, 0.55), (ground, 1.0)]


def _rink_post(c: Canvas, s: Setting, x: float) -> None:
    c.box(x - 0.009, -0.27, x + 0.009, 0.02, s.lit((96, 104, 128)))
    flag = s.lit(_BRIGHT[0])
    c.poly([(x + 0.009, -0.265), (x + 0.13, -0.225), (x + 0.009, -0.185)], flag)


def _lamps(c: Canvas, s: Setting, y: float) -> None:
    """A string of coloured lamps in arcs, without end."""
    for k in range(int(np.floor(c.left)) - 1, int(np.ceil(c.right)) + 1):
        u = np.linspace(0, 1, 9)
        sag = y + 0.24 * u * (1 - u)
        line = np.concatenate([np.stack([k + u, sag - 0.003], -1), np.stack([k + u[::-1], sag[::-1] + 0.003], -1)])
        c.poly(line.astype(np.float32), s.lit((90, 96, 120)))
        for j in range(6):
            at = (j + 0.5) / 6
            top = y + 0.24 * at * (1 - at) + 0.018
            colour: Colour = ((255, 120, 110), (255, 220, 120), (130, 220, 255), (160, 235, 150))[(j + k) % 4]
            if s.light.lamps:
                c.oval(k + at, top, 0.034, 0.034, colour, 0.3)
            c.oval(k + at, top, 0.017, 0.019, colour if s.light.lamps else s.lit(colour))
