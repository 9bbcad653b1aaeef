"""Sets in the country: snowy forest, mountains, savanna, jungle, farm, garden."""

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
    paint_tuft,
)
from onetake.world.shapes import Colour, shade

_BLOOMS: tuple[Colour, ...] = ((238, 92, 106), (255, 206, 84), (250, 250, 250), (190, 124, 216), (250, 150, 186))


def snowy_forest(s: Setting) -> Painted:
    """Firs heavy with snow, row behind row, white ground with blue shadows and stumps."""
    sky = paint_sky(s, clouds=3)
    white = s.lit((244, 248, 253))
    back, middle, front = s.canvas(), s.canvas(), s.canvas()
    for x in s.spots(17, 0.8):
        paint_pine(back, x, HORIZON + 0.03, float(s.rng.uniform(0.30, 0.44)), s.lit((112, 156, 176), 0.46))
    back.ridge(back.wave(s.rng, HORIZON - 0.03, 0.014, (4, 7)), [(0.0, s.lit((226, 236, 248), 0.2))], 0.62)
    for x in s.spots(9, 0.8):
        tall = float(s.rng.uniform(0.42, 0.60))
        paint_pine(middle, x, HORIZON + 0.04, tall, s.lit((72, 124, 132), 0.12), s.lit((240, 246, 252), 0.08))
    middle.ridge(
        middle.wave(s.rng, HORIZON - 0.005, 0.014, (5, 8)),
        [(0.0, s.lit((234, 242, 251), 0.05)), (0.14, s.lit((218, 230, 246), 0.05))],
        0.62,
    )
    for x in s.spots(3, 0.8):
        tall = float(s.rng.uniform(0.62, 0.76))
        front.box(x - 0.026, 0.05, x + 0.026, 0.19, s.lit((110, 82, 72)))
        paint_pine(front, x, 0.19, tall, s.lit((50, 104, 108)), white)
    ground = paint_ground(s, (244, 248, 253), (212, 226, 244), (252, 254, 255))
    for i, x in enumerate(s.spots(7)):
        ground.oval(x, (0.15, 0.46, 0.28, 0.36)[i % 4], 0.19, 0.015, s.lit((198, 214, 238)), 0.65)
    for i, x in enumerate(s.spots(2, 0.9)):
        y = (0.20, 0.42)[i % 2]
        ground.panel(x - 0.045, y - 0.075, x + 0.045, y, 0.012, s.lit((132, 98, 80)))
        ground.oval(x, y - 0.075, 0.056, 0.022, white)
    return [(sky, 0.12), (back, 0.35), (middle, 0.6), (front, 0.85), (ground, 1.0)]


def mountains(s: Setting) -> Painted:
    """High snow-capped peaks, an alpine meadow with firs and boulders."""
    sky = paint_sky(s, clouds=3)
    far, near = s.canvas(), s.canvas()
    for x in s.spots(6, 0.6):
        _peak(far, s, x, float(s.rng.uniform(0.34, 0.44)), float(s.rng.uniform(0.36, 0.46)), (128, 146, 186), 0.42)
    far.ridge(far.level(0.10), [(0.1, s.lit((128, 146, 186), 0.5))], 0.62)
    for x in s.spots(3, 0.6):
        _peak(near, s, x, float(s.rng.uniform(0.40, 0.52)), float(s.rng.uniform(0.46, 0.58)), (112, 118, 150), 0.16)
    foot = near.wave(s.rng, HORIZON - 0.02, 0.03, (3, 5))
    near.ridge(foot, [(-0.05, s.lit((118, 164, 122), 0.26)), (0.1, s.lit((104, 156, 108), 0.2))], 0.62)
    middle = s.canvas()
    rise = middle.wave(s.rng, HORIZON - 0.015, 0.026, (4, 7))
    for x in s.spots(12, 0.9):
        paint_pine(middle, x, HORIZON + 0.02, float(s.rng.uniform(0.12, 0.20)), s.lit((62, 118, 92), 0.12))
    middle.ridge(rise, [(0.0, s.lit((116, 172, 100), 0.1)), (0.14, s.lit((100, 158, 92), 0.1))], 0.62)
    ground = paint_ground(s, (146, 196, 104), (102, 164, 88), (158, 206, 112), roll=0.018)
    for i, x in enumerate(s.spots(4, 0.9)):
        _boulder(ground, s, x, (0.17, 0.45, 0.22)[i % 3], 0.045 + 0.02 * (i % 3))
    _bloom_dots(ground, s, 8)
    return [(sky, 0.1), (far, 0.22), (near, 0.36), (middle, 0.6), (ground, 1.0)]


def _peak(c: Canvas, s: Setting, x: float, high: float, wide: float, rock: Colour, haze: float) -> None:
    """A mountain with a lit and a shaded side, and a ragged cap of snow."""
    foot, top = 0.16, HORIZON - high
    c.poly([(x - wide, foot), (x, top), (x + wide, foot)], s.lit(rock, haze))
    c.poly([(x, top), (x + wide, foot), (x + 0.10 * wide, foot), (x + 0.16 * wide, top + 0.5 * high)],
           s.lit(shade(rock, 0.80), haze))  # fmt: skip
    t, drop = 0.36, top + 0.36 * (foot - top)
    snow, dark = s.lit((250, 252, 255), haze * 0.7), s.lit((204, 216, 238), haze * 0.7)
    teeth = [(x - t * wide, drop), (x - 0.6 * t * wide, drop - 0.035), (x - 0.35 * t * wide, drop + 0.02)]
    c.poly([*teeth, (x + 0.02 * wide, drop - 0.04), (x, top)], snow)
    c.poly([(x, top), (x + 0.02 * wide, drop - 0.04), (x + 0.4 * t * wide, drop + 0.025),
            (x + 0.65 * t * wide, drop - 0.03), (x + t * wide, drop)], dark)  # fmt: skip


def _boulder(c: Canvas, s: Setting, x: float, y: float, size: float) -> None:
    c.poly([(x - size, y), (x - 0.8 * size, y - 0.6 * size), (x - 0.1 * size, y - 0.95 * size),
            (x + 0.7 * size, y - 0.65 * size), (x + size, y)], s.lit((140, 144, 158)))  # fmt: skip
    c.poly([(x - 0.8 * size, y - 0.6 * size), (x - 0.1 * size, y - 0.95 * size), (x + 0.1 * size, y - 0.5 * size),
            (x - 0.5 * size, y - 0.35 * size)], s.lit((176, 180, 192)))  # fmt: skip


def _bloom_dots(c: Canvas, s: Setting, count: int) -> None:
    for i, x in enumerate(s.spots(count, 0.9)):
        y = (0.44, 0.17, 0.35, 0.24, 0.52)[i % 5]
        size = 0.010 + 0.014 * (y - HORIZON)
        c.oval(x, y, size * 1.3, size, s.lit(_BLOOMS[i % 5]))


def savanna(s: Setting) -> Painted:
    """Golden grass, flat-topped acacias, a far table mountain."""
    sky = paint_sky(s, clouds=2)
    far, middle, front = s.canvas(), s.canvas(), s.canvas()
    for x in s.spots(2, 0.8):
        wide, top = float(s.rng.uniform(0.5, 0.7)), HORIZON - float(s.rng.uniform(0.12, 0.17))
        far.poly([(x - wide, 0.2), (x - wide * 0.6, top + 0.02), (x - wide * 0.5, top), (x + wide * 0.4, top),
                  (x + wide * 0.55, top + 0.03), (x + wide, 0.2)], s.lit((150, 136, 160), 0.48))  # fmt: skip
    plain = far.wave(s.rng, HORIZON - 0.02, 0.01, (3, 5))
    far.ridge(plain, [(0.0, s.lit((214, 186, 116), 0.34))], 0.62)
    for x in s.spots(4, 0.8):
        _acacia(middle, s, x, HORIZON + 0.02, float(s.rng.uniform(0.17, 0.24)), 0.22)
    middle.ridge(
        middle.wave(s.rng, HORIZON - 0.004, 0.012, (4, 7)),
        [(0.0, s.lit((226, 192, 104), 0.12)), (0.14, s.lit((214, 174, 90), 0.1))],
        0.62,
    )
    for x in s.spots(2, 0.7):
        _acacia(front, s, x + 0.5, 0.17, float(s.rng.uniform(0.48, 0.58)), 0.0)
    ground = paint_ground(s, (240, 206, 112), (214, 166, 82), (248, 218, 132))
    for i, x in enumerate(s.spots(14, 0.9)):
        y = (0.15, 0.47, 0.30, 0.20, 0.58)[i % 5]
        paint_tuft(ground, x, y, 0.045 + 0.07 * (y - HORIZON), s.lit((200, 150, 66)))
    return [(sky, 0.1), (far, 0.28), (middle, 0.55), (front, 0.85), (ground, 1.0)]


def _acacia(c: Canvas, s: Setting, x: float, y: float, tall: float, haze: float) -> None:
    """An umbrella tree: a forked trunk under flat crowns."""
    bark, leaf = s.lit((122, 88, 66), haze), s.lit((116, 150, 74), haze)
    under = s.lit((92, 126, 66), haze)
    half = 0.035 * tall
    c.poly([(x - 1.6 * half, y), (x - half, y - 0.45 * tall), (x + half, y - 0.45 * tall), (x + 1.6 * half, y)], bark)
    for side, reach in ((-1, 0.34), (1, 0.40)):
        end = x + side * reach * tall
        c.poly([(x - half, y - 0.36 * tall), (end - half * 0.6, y - 0.82 * tall), (end + half * 0.6, y - 0.82 * tall),
                (x + half, y - 0.36 * tall)], bark)  # fmt: skip
    c.oval(x - 0.26 * tall, y - 0.80 * tall, 0.40 * tall, 0.10 * tall, under)
    c.oval(x + 0.32 * tall, y - 0.83 * tall, 0.42 * tall, 0.11 * tall, under)
    c.oval(x + 0.02 * tall, y - 0.92 * tall, 0.58 * tall, 0.125 * tall, leaf)
    c.oval(x - 0.30 * tall, y - 0.83 * tall, 0.36 * tall, 0.085 * tall, leaf)
    c.oval(x + 0.06 * tall, y - 0.95 * tall, 0.36 * tall, 0.055 * tall, s.lit((142, 174, 88), haze))


def jungle(s: Setting) -> Painted:
    """Steaming green: big leaves, lianas, a waterfall of light between dark trunks."""
    air, back, middle, front = s.canvas(), s.canvas(), s.canvas(), s.canvas()
    air.fill([(-0.9, s.lit((72, 146, 106), 0.05)), (-0.25, s.lit((150, 208, 134), 0.12)),
              (HORIZON, s.lit((222, 240, 172), 0.25))])  # fmt: skip
    for x in s.spots(10, 0.8):
        half = float(s.rng.uniform(0.02, 0.034))
        back.box(x - half, back.top - 0.1, x + half, HORIZON + 0.05, s.lit((94, 146, 110), 0.24))
        _broad(back, s, x, -0.30, 0.26, (92, 164, 104), 0.22)
    back.ridge(back.wave(s.rng, HORIZON - 0.05, 0.03, (6, 11)), [(0.0, s.lit((104, 172, 104), 0.2))], 0.62)
    for i, x in enumerate(s.spots(5, 0.8)):
        half = float(s.rng.uniform(0.038, 0.055))
        middle.poly([(x - half * 2, HORIZON + 0.08), (x - half, -0.1), (x - half, middle.top), (x + half, middle.top),
                     (x + half, -0.1), (x + half * 2, HORIZON + 0.08)], s.lit((96, 84, 66), 0.04))  # fmt: skip
        _broad(middle, s, x, -0.42, 0.34, (46, 128, 82), 0.04)
        _liana(middle, s, x + 0.32, -0.06 - 0.09 * (i % 3))
    for x in s.spots(9, 0.8):
        _fern(middle, s, x, HORIZON + 0.05, float(s.rng.uniform(0.18, 0.25)), (60, 146, 84))
    middle.ridge(middle.wave(s.rng, HORIZON + 0.005, 0.014, (6, 11)), [(0.0, s.lit((88, 158, 84), 0.04))], 0.62)
    ground = paint_ground(s, (116, 168, 84), (82, 134, 70), (134, 182, 92))
    for i, x in enumerate(s.spots(3, 0.8)):
        _fern(ground, s, x, 0.17 + 0.02 * (i % 2), 0.15, (38, 118, 74))
    for x in s.spots(4, 0.8):
        _broad(front, s, x, -s.half_height - 0.04, 0.30, (26, 98, 70), 0.0)
    return [(air, 0.1), (back, 0.35), (middle, 0.65), (front, 0.9), (ground, 1.0)]


def _leaf(c: Canvas, x: float, y: float, angle: float, long: float, wide: float, colour: Colour) -> None:
    """A pointed leaf that bends down under its weight; ``angle`` in radians, 0 to the right, y down."""
    u = np.linspace(0, 1, 8)
    mx, my = x + long * np.cos(angle) * u, y + long * np.sin(angle) * u + 0.35 * long * u**2
    half = wide * np.sin(np.pi * u**0.8)
    nx, ny = -np.sin(angle), np.cos(angle)
    edge = [np.stack([mx + side * half * nx, my + side * half * ny], -1) for side in (-1, 1)]
    c.poly(np.concatenate([edge[0], edge[1][::-1]]).astype(np.float32), colour)


def _broad(c: Canvas, s: Setting, x: float, y: float, long: float, colour: Colour, haze: float) -> None:
    """A crown of big hanging leaves."""
    if not c.sees(x - long - 0.1, x + long + 0.1):
        return
    for angle, dark in ((-0.5, 0.84), (-2.6, 0.84), (0.25, 0.92), (2.9, 0.92), (0.85, 1.0), (2.3, 1.0), (1.55, 1.08)):
        _leaf(c, x, y, angle, long, long * 0.15, s.lit(shade(colour, dark), haze))


def _fern(c: Canvas, s: Setting, x: float, y: float, long: float, colour: Colour) -> None:
    if not c.sees(x - long - 0.1, x + long + 0.1):
        return
    for angle, dark in ((-0.45, 0.86), (-2.7, 0.86), (-0.9, 1.0), (-2.25, 1.0), (-1.57, 1.12)):
        _leaf(c, x, y, angle, long, long * 0.13, s.lit(shade(colour, dark), 0.03))


def _liana(c: Canvas, s: Setting, x: float, y: float) -> None:
    u = np.linspace(0, 1, 10)
    cy = c.top + (y - c.top) * u
    cx = x + 0.02 * np.sin(cy * 14)
    half = np.full(10, 0.007)
    c.poly(np.concatenate([np.stack([cx - half, cy], -1), np.stack([cx + half, cy], -1)[::-1]]).astype(np.float32),
           s.lit((56, 128, 72), 0.04))  # fmt: skip
    c.oval(float(cx[-1]), y + 0.012, 0.024, 0.030, s.lit((240, 108, 120), 0.04))


def farm(s: Setting) -> Painted:
    """A red barn with a silo, ploughed fields, hay bales, a wooden fence."""
    sky = paint_sky(s)
    hills = paint_hills(s, (150, 190, 100), (120, 172, 128), 0.10)
    middle = s.canvas()
    fields = middle.wave(s.rng, HORIZON - 0.02, 0.016, (2, 3))
    for i, x in enumerate(s.spots(2, 0.4)):
        at = x + (1.25, 0.72, 1.0)[s.variant]
        _barn(middle, s, at, HORIZON + 0.03, i + s.variant)
        paint_tree(middle, s, at + 0.78, HORIZON + 0.02, float(s.rng.uniform(0.24, 0.30)), (100, 170, 92), 0.1)
    middle.ridge(
        fields + np.float32(0.03), [(0.0, s.lit((198, 202, 98), 0.1)), (0.14, s.lit((176, 188, 84), 0.08))], 0.62
    )
    ground = paint_ground(s, (152, 196, 92), (116, 170, 80), (166, 206, 104))
    for i, x in enumerate(s.spots(8, 0.2)):  # rows of young corn
        for k in range(3):
            paint_tuft(ground, x + 0.15 * k, 0.46 + 0.05 * (i % 2), 0.06, s.lit((86, 154, 70)))
    _fence(ground, s, 0.145, (196, 148, 100), 0.2)
    for x in s.spots(2, 0.7):
        _bale(ground, s, x, 0.20)
    return [(sky, 0.12), (hills, 0.28), (middle, 0.6), (ground, 1.0)]


def _barn(c: Canvas, s: Setting, x: float, y: float, i: int) -> None:
    if not c.sees(x - 0.6, x + 0.6):
        return
    red, white, roof = s.lit((206, 72, 62), 0.04), s.lit((250, 244, 234), 0.04), s.lit((110, 84, 92), 0.04)
    silo = x + (0.32 if i % 2 else -0.32)
    c.panel(silo - 0.075, y - 0.36, silo + 0.075, y, 0.01, s.lit((204, 208, 216), 0.06))
    c.box(silo + 0.02, y - 0.34, silo + 0.075, y, s.lit((174, 180, 192), 0.06))
    c.oval(silo, y - 0.36, 0.077, 0.055, s.lit((150, 90, 90), 0.06))
    gable = [(x - 0.23, y), (x - 0.23, y - 0.17), (x - 0.15, y - 0.29), (x, y - 0.35), (x + 0.15, y - 0.29),
             (x + 0.23, y - 0.17), (x + 0.23, y)]  # fmt: skip
    c.poly(gable, red)
    for side in (-1, 1):
        c.poly([(x + side * 0.255, y - 0.15), (x + side * 0.165, y - 0.305), (x, y - 0.378), (x, y - 0.345),
                (x + side * 0.145, y - 0.275), (x + side * 0.232, y - 0.14)], roof)  # fmt: skip
    c.panel(x - 0.09, y - 0.145, x + 0.09, y + 0.02, 0.005, white)
    c.box(x - 0.076, y - 0.131, x + 0.076, y + 0.02, s.lit((178, 56, 52), 0.04))
    for a, b in ((-1, 1), (1, -1)):
        c.poly(
            [(x + a * 0.076, y - 0.131), (x + a * 0.060, y - 0.131), (x + b * 0.076, y), (x + b * 0.060 * 1.4, y)],
            white,
        )
    lamp: Colour = (255, 220, 140) if s.light.lamps else s.lit((96, 70, 74))
    c.panel(x - 0.045, y - 0.245, x + 0.045, y - 0.185, 0.006, white)
    c.box(x - 0.034, y - 0.235, x + 0.034, y - 0.190, lamp)


def _fence(c: Canvas, s: Setting, y: float, colour: Colour, gap: float) -> None:
    """Two rails with posts, without end."""
    wood = s.lit(colour)
    c.band(y - 0.075, y - 0.055, wood)
    c.band(y - 0.038, y - 0.018, s.lit(shade(colour, 0.9)))
    for x in np.arange(c.left // gap * gap, c.right + gap, gap):
        c.panel(float(x) - 0.014, y - 0.10, float(x) + 0.014, y + 0.006, 0.008, wood)


def _bale(c: Canvas, s: Setting, x: float, y: float) -> None:
    c.panel(x - 0.08, y - 0.13, x + 0.10, y + 0.005, 0.06, s.lit((214, 172, 80)))
    c.oval(x - 0.03, y - 0.063, 0.066, 0.067, s.lit((240, 206, 112)))
    c.oval(x - 0.03, y - 0.063, 0.040, 0.042, s.lit((220, 180, 86)))
    c.oval(x - 0.03, y - 0.063, 0.020, 0.021, s.lit((240, 206, 112)))


def garden(s: Setting) -> Painted:
    """Flower beds before a clipped hedge, a rose arch, a white picket fence, a path."""
    sky = paint_sky(s)
    far, middle = s.canvas(), s.canvas()
    for x in s.spots(6, 0.7):
        paint_tree(far, s, x, HORIZON, float(s.rng.uniform(0.26, 0.36)), (110, 178, 108), 0.34)
    far.ridge(far.level(HORIZON - 0.04), [(0.0, s.lit((126, 186, 110), 0.28))], 0.62)
    middle.box(-9.0, HORIZON - 0.16, 9.0, 0.62, s.lit((74, 144, 84), 0.05))
    for x in s.spots(13, 0.3):
        middle.oval(x, HORIZON - 0.15, 0.17, 0.035, s.lit((88, 160, 92), 0.05))
    ground = paint_ground(s, (150, 208, 106), (108, 184, 92), (164, 218, 118))
    ground.band(HORIZON - 0.012, HORIZON + 0.075, s.lit((122, 88, 70)))
    for i, x in enumerate(s.spots(1, 0.3)):
        _arch(ground, s, x + 0.55 + 1.1 * (i % 2), HORIZON + 0.07)
    for i, x in enumerate(s.spots(26, 0.5)):
        _bloom(ground, s, x, HORIZON + 0.06, 0.10 + 0.045 * (i % 3), _BLOOMS[(i * 2 + i // 3) % 5])
    ground.ridge(ground.wave(s.rng, 0.225, 0.006, (2, 3)), [(0.2, s.lit((238, 222, 188)))], 0.31)
    for i, x in enumerate(s.spots(8, 0.4)):
        ground.oval(x, 0.268, 0.10, 0.020, s.lit(((222, 204, 170), (228, 212, 180))[i % 2]))
    for i, x in enumerate(s.spots(5, 0.9)):
        _bloom(ground, s, x, 0.49, 0.10, _BLOOMS[(i * 3) % 5])
    return [(sky, 0.12), (far, 0.3), (middle, 0.65), (ground, 1.0)]


def _bloom(c: Canvas, s: Setting, x: float, y: float, tall: float, colour: Colour) -> None:
    """One flower: a stem with two leaves, petals round a centre."""
    if not c.sees(x - 0.08, x + 0.08):
        return
    green = s.lit((70, 150, 78))
    c.box(x - 0.005, y - tall, x + 0.005, y, green)
    for side in (-1, 1):
        c.oval(x + side * 0.022, y - 0.3 * tall, 0.024, 0.010, green)
    paint = s.lit(colour)
    for turn in np.arange(5) * (2 * np.pi / 5):
        c.oval(x + 0.021 * float(np.sin(turn)), y - tall - 0.021 * float(np.cos(turn)), 0.018, 0.018, paint)
    c.oval(x, y - tall, 0.013, 0.013, s.lit((255, 214, 96) if colour != (255, 206, 84) else (196, 110, 60)))


def _arch(c: Canvas, s: Setting, x: float, y: float) -> None:
    """A white arch overgrown with roses."""
    if not c.sees(x - 0.3, x + 0.3):
        return
    white, leaf = s.lit((250, 250, 246)), s.lit((92, 164, 88))
    a = np.linspace(np.pi, 0, 14)
    outer = np.stack([x + 0.17 * np.cos(a), y - 0.30 - 0.15 * np.sin(a)], -1)
    inner = np.stack([x + 0.125 * np.cos(a[::-1]), y - 0.30 - 0.105 * np.sin(a[::-1])], -1)
    foot = [[x + 0.17, y], [x + 0.125, y]], [[x - 0.125, y], [x - 0.17, y]]
    c.poly(np.concatenate([outer, foot[0], inner, foot[1]]).astype(np.float32), white)
    for k, turn in enumerate(np.linspace(-0.5, np.pi + 0.5, 11)):
        px, py = x + 0.15 * float(np.cos(turn)), y - 0.30 - 0.135 * float(np.sin(turn))
        c.oval(px, py, 0.042, 0.036, leaf)
        if k % 2 == 0:
            c.oval(px, py, 0.022, 0.022, s.lit(_BLOOMS[0] if k % 4 else _BLOOMS[4]))
