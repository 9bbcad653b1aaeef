"""Streets and far-away sets: city street, neon street, under the sea, the moon."""

from __future__ import annotations

import numpy as np

from onetake.world._canvas import LAPS, PERIOD, SPAN, Canvas
from onetake.world._scenery import HORIZON, Painted, Setting, paint_sky
from onetake.world.palette import mix
from onetake.world.shapes import Colour, shade

_FACADES: tuple[Colour, ...] = (
    (236, 178, 142),
    (176, 202, 214),
    (240, 214, 160),
    (208, 154, 140),
    (188, 204, 178),
    (222, 196, 206),
)
_NEON: tuple[Colour, ...] = ((255, 84, 168), (70, 226, 240), (255, 214, 92), (168, 110, 255))


def city_street(s: Setting) -> Painted:
    """A row of friendly houses, a pavement, a road with a dashed line."""
    sky = paint_sky(s)
    far = s.canvas()
    for x in s.spots(15, 0.7):
        wide, high = float(s.rng.uniform(0.10, 0.16)), float(s.rng.uniform(0.26, 0.48))
        far.box(x - wide, HORIZON - high, x + wide, 0.25, s.lit((136, 160, 196), 0.55))
    row = s.canvas()
    count = 9 * LAPS
    step = PERIOD / count
    first = int(s.rng.integers(0, len(_FACADES)))
    for i in range(count):
        x0 = -PERIOD / 2 + i * step
        high = (0.27, 0.36, 0.31)[(i + first) % 3] + float(s.rng.uniform(-0.03, 0.03))
        colour = _FACADES[(first + i * (1 if i < count - 1 else 2)) % len(_FACADES)]
        _house(row, s, x0, x0 + step, HORIZON - high, colour, i)
    ground = s.canvas()
    flat = ground.level(HORIZON)
    ground.ridge(flat, [(HORIZON, s.lit((212, 208, 204))), (0.19, s.lit((224, 220, 214)))])
    ground.ridge(flat + np.float32(0.115), [(0.1, s.lit((174, 172, 172)))])
    road = [(0.2, s.lit((122, 128, 140))), (0.5, s.lit((104, 110, 124))), (1.0, s.lit((92, 98, 112)))]
    ground.ridge(flat + np.float32(0.135), road)
    for i in range(10 * LAPS):
        x = -PERIOD / 2 + (i + 0.5) * SPAN / 10
        ground.poly(
            [(x - 0.10, 0.375), (x + 0.10, 0.375), (x + 0.11, 0.398), (x - 0.11, 0.398)], s.lit((240, 236, 220))
        )
    return [(sky, 0.12), (far, 0.3), (row, 0.75), (ground, 1.0)]


def _house(c: Canvas, s: Setting, x0: float, x1: float, y: float, colour: Colour, i: int) -> None:
    wall = s.lit(colour, 0.08)
    c.box(x0, y, x1 + 0.01, 0.3, wall)
    c.box(x0 - 0.008, y - 0.022, x1 + 0.008, y + 0.006, s.lit(shade(colour, 0.82), 0.08))
    dark = s.light.lamps
    glass, lamp = s.lit((128, 176, 206), 0.1), (255, 216, 132)
    across = (x1 - x0) / 4
    level, k = y + 0.055, 0
    while level < HORIZON - 0.15:
        for j in range(3):
            x = x0 + across * (j + 0.62)
            lit = dark and (i * 5 + j * 3 + k * 2) % 4 < 2
            c.panel(x, level, x + across * 0.76, level + 0.062, 0.006, lamp if lit else glass)
        level, k = level + 0.095, k + 1
    c.box(x0 + 0.03, HORIZON - 0.092, x1 - 0.13, HORIZON - 0.004, lamp if dark else s.lit((150, 192, 214), 0.1))
    c.panel(x1 - 0.105, HORIZON - 0.105, x1 - 0.03, HORIZON + 0.05, 0.02, s.lit(shade(colour, 0.62), 0.06))
    awning = ((226, 96, 88), (88, 150, 172), (240, 176, 84))[i % 3]
    c.poly(
        [
            (x0 + 0.025, HORIZON - 0.128),
            (x1 - 0.125, HORIZON - 0.128),
            (x1 - 0.11, HORIZON - 0.088),
            (x0 + 0.01, HORIZON - 0.088),
        ],
        s.lit(awning, 0.06),
    )


def neon_street(s: Setting) -> Painted:
    """Night in the big city: violet towers, glowing signs, their light on the wet street."""
    sky = s.canvas()
    if s.hour == "dusk":
        sky.fill([(-0.9, (44, 30, 96)), (-0.3, (132, 62, 142)), (HORIZON, (250, 136, 128))])
    else:
        sky.fill([(-0.9, (14, 10, 40)), (-0.3, (38, 22, 84)), (HORIZON, (112, 48, 136))])
    back: Colour = (88, 52, 128) if s.hour == "dusk" else (52, 34, 104)
    for x in s.spots(15, 0.8):
        wide, high = float(s.rng.uniform(0.09, 0.14)), float(s.rng.uniform(0.34, 0.62))
        sky.box(x - wide, HORIZON - high, x + wide, 0.2, back)
        for k in range(4):
            lamp = mix(back, _NEON[int(s.rng.integers(0, 3))], 0.42)
            level = HORIZON - high + 0.05 + 0.075 * k
            sky.box(x - wide * 0.6, level, x + wide * 0.6, level + 0.014, lamp)
    row, ground = s.canvas(), s.canvas()
    count, step = 10 * LAPS, SPAN / 10
    roofs: list[float] = []
    first = int(s.rng.integers(0, 4))
    flat = ground.level(HORIZON)
    ground.ridge(flat, [(HORIZON, (62, 44, 104)), (0.25, (42, 34, 84)), (0.6, (28, 24, 62)), (1.0, (22, 18, 50))])
    ground.band(HORIZON, HORIZON + 0.016, (118, 82, 160))
    for i in range(count):
        x0 = -PERIOD / 2 + i * step
        sign = _NEON[(first + i) % 4]
        tower: Colour = ((34, 26, 76), (42, 28, 88), (28, 26, 70))[i % 3]
        high = (0.52, 0.44, 0.66, 0.38)[(first + i * 3) % 4] + float(s.rng.uniform(-0.03, 0.03))
        row.box(x0, HORIZON - high, x0 + step, 0.3, tower)
        roofs.append(HORIZON - high)
        _reflection(ground, x0 + step * 0.5, sign)
    for i, roof in enumerate(roofs):  # after all towers, so that a sign's glow falls on both neighbours
        sign, other = _NEON[(first + i) % 4], _NEON[(first + i + 1) % 4]
        _neon_front(row, -PERIOD / 2 + i * step, step, roof, sign, other, i)
    for i, x in enumerate(s.spots(7, 0.9)):
        ground.oval(x, (0.20, 0.42, 0.30, 0.55)[i % 4], 0.13, 0.014, (86, 70, 146), 0.6)
    return [(sky, 0.2), (row, 0.7), (ground, 1.0)]


def _neon_front(c: Canvas, x0: float, step: float, y: float, sign: Colour, other: Colour, i: int) -> None:
    glass: Colour = (255, 206, 128) if i % 2 else (120, 196, 232)
    for k in range(5):
        level = y + 0.05 + 0.10 * k
        if level > HORIZON - 0.20:
            break
        for j in range(3):
            if (i + j * 2 + k) % 3:
                x = x0 + step * (0.40 + 0.19 * j)
                c.box(x, level, x + step * 0.12, level + 0.045, mix((40, 30, 86), glass, 0.72))
    # an upright sign on the left edge of the front, a shop window and a lit awning below
    top = max(y + 0.04, -0.40)
    c.glow(x0 + step * 0.19, (top + HORIZON - 0.16) / 2, 0.20, sign, 0.5, 1.6)
    c.panel(x0 + step * 0.08, top, x0 + step * 0.30, HORIZON - 0.15, 0.02, sign)
    span = (HORIZON - 0.15 - top) / 3
    for k in range(3):
        at = top + span * (k + 0.5)
        c.panel(x0 + step * 0.135, at - span * 0.26, x0 + step * 0.245, at + span * 0.26, 0.01, shade(sign, 1.6))
    c.glow(x0 + step * 0.5, HORIZON - 0.06, 0.24, other, 0.45, 0.6)
    c.box(x0 + step * 0.08, HORIZON - 0.085, x0 + step * 0.92, HORIZON + 0.01, shade(other, 1.35))
    c.panel(x0 + step * 0.04, HORIZON - 0.122, x0 + step * 0.96, HORIZON - 0.084, 0.01, other)
    c.box(x0 + step * 0.42, HORIZON - 0.085, x0 + step * 0.60, HORIZON + 0.01, (48, 34, 92))


def _reflection(c: Canvas, x: float, colour: Colour) -> None:
    for wide, deep, alpha in ((0.15, 0.46, 0.20), (0.09, 0.34, 0.26)):
        c.poly(
            [
                (x - wide, HORIZON + 0.016),
                (x + wide, HORIZON + 0.016),
                (x + wide * 0.55, HORIZON + deep),
                (x - wide * 0.55, HORIZON + deep),
            ],
            colour,
            alpha,
        )


def underwater(s: Setting) -> Painted:
    """Blue water with rays of light, rocks and seaweed, a sandy floor."""
    night = s.light.dark

    def sea(day: Colour) -> Colour:
        return mix((int(day[0] * 0.38), int(day[1] * 0.46), int(day[2] * 0.66)), (24, 40, 104), 0.2) if night else day

    water = s.canvas()
    water.fill(
        [
            (-0.9, sea((150, 226, 242))),
            (-0.45, sea((96, 200, 232))),
            (0.0, sea((44, 142, 204))),
            (0.3, sea((34, 112, 180))),
        ]
    )
    for x in s.spots(9, 0.7):
        wide = float(s.rng.uniform(0.05, 0.10))
        top, foot = water.top, 0.25
        water.poly(
            [(x - wide * 0.4, top), (x + wide * 0.6, top), (x - 0.22 + wide * 1.6, foot), (x - 0.30 - wide, foot)],
            sea((190, 240, 250)),
            0.17,
        )
    far = s.canvas()
    for x in s.spots(6, 0.8):
        size = float(s.rng.uniform(0.14, 0.22))
        for dx, r in ((-0.8, 0.62), (0.0, 1.0), (0.9, 0.55)):
            far.oval(x + dx * size, 0.27, r * size, r * size * 1.1, sea((42, 124, 184)))
    floor = s.canvas()
    edge = floor.wave(s.rng, 0.235, 0.018, (3, 5))
    for i, x in enumerate(s.spots(10, 0.8)):
        _weed(
            floor,
            x,
            floor.height_at(edge, x) + 0.03,
            float(s.rng.uniform(0.16, 0.28)),
            sea((52, 156, 128) if i % 2 else (80, 176, 112)),
        )
    floor.ridge(edge, [(0.2, sea((206, 208, 172))), (0.5, sea((232, 214, 164))), (1.0, sea((214, 190, 140)))])
    for i, x in enumerate(s.spots(7, 0.9)):
        floor.oval(x, (0.30, 0.44, 0.36)[i % 3], 0.13, 0.012, sea((244, 230, 190)), 0.6)
    for i, x in enumerate(s.spots(5, 0.9)):
        _coral(floor, x, 0.30 + 0.05 * (i % 2), sea(((244, 124, 128), (250, 172, 96), (206, 130, 206))[i % 3]))
    return [(water, 0.15), (far, 0.45), (floor, 1.0)]


def _weed(c: Canvas, x: float, y: float, tall: float, colour: Colour) -> None:
    for dx, t, swing in ((-0.035, 0.75, 0.5), (0.0, 1.0, 2.2), (0.04, 0.65, 3.6)):
        u = np.linspace(0, 1, 9)
        cx, cy = x + dx + 0.022 * np.sin(u * 6.0 + swing), y - u * tall * t
        half = 0.014 * np.sqrt(np.clip(1 - u, 0, 1)) + 0.003
        blade = np.concatenate([np.stack([cx - half, cy], -1), np.stack([cx + half, cy], -1)[::-1]])
        c.poly(blade.astype(np.float32), colour)


def _coral(c: Canvas, x: float, y: float, colour: Colour) -> None:
    for dx, tall in ((-0.045, 0.07), (0.0, 0.11), (0.045, 0.08)):
        c.panel(x + dx - 0.015, y - tall, x + dx + 0.015, y, 0.015, colour)
    c.panel(x - 0.06, y - 0.03, x + 0.06, y, 0.015, colour)


def moon(s: Setting) -> Painted:
    """Grey plains with craters, black sky, the earth."""
    sky = s.canvas()
    sky.fill([(-0.9, (6, 8, 22)), (HORIZON, (24, 28, 54))])
    for x in s.spots(44, 1.0):
        size = float(s.rng.choice([0.004, 0.006, 0.009]))
        sky.oval(x, float(s.rng.uniform(-0.95, 0.0)), size, size, (240, 240, 255), 0.9)
    side = 1 if s.rng.random() < 0.5 else -1
    _earth(sky, side * float(s.rng.uniform(0.26, 0.36)), float(s.rng.uniform(-0.32, -0.26)))
    far = s.canvas()
    ridge = far.wave(s.rng, HORIZON - 0.05, 0.045, (4, 7, 11))
    far.ridge(ridge, [(-0.05, (124, 126, 142)), (0.1, (106, 108, 126))], 0.3)
    ground = s.canvas()
    edge = ground.wave(s.rng, HORIZON, 0.012, (3, 5))
    ground.ridge(edge, [(HORIZON, (182, 184, 194)), (0.5, (150, 152, 166)), (1.0, (126, 128, 144))])
    for i, x in enumerate(s.spots(11, 0.8)):
        y = (0.16, 0.45, 0.26, 0.12, 0.34, 0.60)[i % 6]
        wide = 0.05 + 0.20 * (y - 0.05)
        ground.oval(x, y, wide, wide * 0.27, (200, 202, 210))
        ground.oval(x, y + wide * 0.03, wide * 0.86, wide * 0.21, (128, 130, 146))
        ground.oval(x, y + wide * 0.07, wide * 0.72, wide * 0.15, (146, 148, 162))
    return [(sky, 0.08), (far, 0.4), (ground, 1.0)]


def _earth(c: Canvas, x: float, y: float) -> None:
    c.glow(x, y, 0.20, (110, 170, 255), 0.5)
    c.oval(x, y, 0.095, 0.095, (72, 142, 222))
    for dx, dy, rx, ry in ((-0.032, -0.030, 0.042, 0.032), (0.034, 0.028, 0.040, 0.026), (-0.030, 0.048, 0.022, 0.016)):
        c.oval(x + dx, y + dy, rx, ry, (112, 186, 110))
    for dx, dy, rx in ((0.028, -0.048, 0.034), (-0.045, 0.012, 0.030)):
        c.oval(x + dx, y + dy, rx, 0.010, (255, 255, 255), 0.9)
