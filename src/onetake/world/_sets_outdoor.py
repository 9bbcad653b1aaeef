"""Sets in nature: meadow, park, forest, bamboo grove, beach, lake, snowy field, desert."""

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


def meadow(s: Setting) -> Painted:
    """Rolling green hills, a few round trees, flowers."""
    sky = paint_sky(s)
    hills = paint_hills(s, (112, 178, 112), (104, 164, 150))
    middle = s.canvas()
    rise = middle.wave(s.rng, HORIZON - 0.035, 0.035, (3, 5))
    for x in s.spots(5, 0.9):
        tall = float(s.rng.uniform(0.15, 0.21))
        paint_tree(middle, s, x, middle.height_at(rise, x) + 0.015, tall, (92, 166, 92), 0.24)
    middle.ridge(rise, [(0.0, s.lit((124, 190, 104), 0.22)), (0.12, s.lit((108, 178, 98), 0.22))], 0.62)
    ground = paint_ground(s, (156, 212, 100), (92, 170, 82), (164, 216, 110))
    _flowers(ground, s, ((255, 255, 255), (255, 214, 96), (248, 150, 178)))
    return [(sky, 0.12), (hills, 0.3), (middle, 0.55), (ground, 1.0)]


def _flowers(c: Canvas, s: Setting, colours: tuple[Colour, ...]) -> None:
    blade = s.lit((80, 156, 76))
    for i, x in enumerate(s.spots(12, 0.9)):
        y = (0.16, 0.44, 0.27, 0.36, 0.58)[i % 5] + float(s.rng.uniform(-0.02, 0.02))
        paint_tuft(c, x, y, 0.030 + 0.04 * (y - HORIZON), blade)
    for i, x in enumerate(s.spots(10, 0.9)):
        y = (0.47, 0.19, 0.40, 0.62, 0.30)[i % 5]
        size = 0.009 + 0.014 * (y - HORIZON)
        c.oval(x, y, size * 1.3, size, s.lit(colours[i % len(colours)]))


def park(s: Setting) -> Painted:
    """Lawn with a sandy path, trees, a bench and lamp posts, the town far behind."""
    sky = paint_sky(s)
    town = s.canvas()
    for x in s.spots(17, 0.5):
        wide, high = float(s.rng.uniform(0.09, 0.13)), float(s.rng.uniform(0.10, 0.24))
        town.box(x - wide, HORIZON - high, x + wide, 0.2, s.lit((140, 160, 196), 0.60))
    middle = s.canvas()
    hedge = middle.wave(s.rng, HORIZON - 0.045, 0.012, (7, 11))
    for x in s.spots(7, 0.6):
        paint_tree(middle, s, x, HORIZON, float(s.rng.uniform(0.28, 0.38)), (104, 176, 96), 0.12)
    middle.ridge(hedge, [(0.0, s.lit((86, 152, 90), 0.10)), (0.1, s.lit((74, 140, 82), 0.10))], 0.62)
    ground = paint_ground(s, (142, 204, 104), (98, 176, 88), (158, 214, 114))
    path = s.lit((232, 210, 166))
    ground.ridge(ground.wave(s.rng, 0.225, 0.008, (2, 3)), [(0.2, path), (0.3, s.lit((222, 196, 150)))], 0.315)
    for x in s.spots(3, 0.3):
        _bench(ground, s, x, 0.15)
        _lamp_post(ground, s, x + 0.52, 0.16)
    return [(sky, 0.12), (town, 0.25), (middle, 0.6), (ground, 1.0)]


def _bench(c: Canvas, s: Setting, x: float, y: float) -> None:
    wood, iron = s.lit((176, 118, 78)), s.lit((84, 90, 104))
    for dx in (-0.08, 0.08):
        c.box(x + dx - 0.008, y - 0.09, x + dx + 0.008, y, iron)
    c.panel(x - 0.115, y - 0.105, x + 0.115, y - 0.075, 0.01, wood)
    c.panel(x - 0.12, y - 0.052, x + 0.12, y - 0.028, 0.01, s.lit((194, 134, 90)))


def _lamp_post(c: Canvas, s: Setting, x: float, y: float) -> None:
    post = s.lit((74, 84, 100))
    c.box(x - 0.008, y - 0.36, x + 0.008, y, post)
    c.panel(x - 0.022, y - 0.02, x + 0.022, y, 0.008, post)
    if s.light.lamps:
        c.oval(x, y - 0.38, 0.085, 0.085, (255, 222, 140), 0.25)
    bulb: Colour = (255, 232, 168) if s.light.lamps or s.hour == "sunset" else s.lit((250, 246, 230))
    c.oval(x, y - 0.38, 0.030, 0.034, bulb)


def forest(s: Setting) -> Painted:
    """Tall trunks in green light, ever paler behind one another, leaves above."""
    air = s.canvas()
    glow = s.lit((222, 240, 196), 0.35)
    air.fill([(-0.9, s.lit((112, 172, 124), 0.15)), (-0.35, s.lit((160, 206, 150), 0.25)), (HORIZON, glow)])
    back, middle = s.canvas(), s.canvas()
    back.ridge(back.wave(s.rng, HORIZON - 0.04, 0.02, (5, 9)), [(0.0, s.lit((136, 192, 130), 0.28))], 0.62)
    for x in s.spots(16, 0.7):
        _trunk(back, x, float(s.rng.uniform(0.016, 0.024)), HORIZON + 0.02, s.lit((120, 150, 116), 0.30))
    _canopy(back, s, -0.34, s.lit((118, 178, 116), 0.22))
    middle.ridge(middle.wave(s.rng, HORIZON - 0.012, 0.016, (6, 11)), [(0.0, s.lit((110, 172, 96), 0.08))], 0.62)
    for x in s.spots(8, 0.7):
        _trunk(middle, x, float(s.rng.uniform(0.032, 0.045)), HORIZON + 0.04, s.lit((122, 92, 72), 0.10))
    _canopy(middle, s, -0.42, s.lit((74, 140, 84), 0.04))
    for x in s.spots(7, 0.9):
        size = float(s.rng.uniform(0.06, 0.09))
        for dx, r, shadow in ((-0.7, 0.7, 0.92), (0.7, 0.75, 0.92), (0.0, 1.0, 1.0)):
            middle.oval(x + dx * size, HORIZON + 0.02, r * size, r * size, s.lit(shade((88, 154, 84), shadow), 0.06))
    ground = paint_ground(s, (132, 180, 92), (96, 146, 78), (152, 196, 102))
    _flowers(ground, s, ((255, 250, 240), (240, 120, 100)))
    return [(air, 0.1), (back, 0.35), (middle, 0.65), (ground, 1.0)]


def _trunk(c: Canvas, x: float, half: float, y: float, colour: Colour) -> None:
    c.poly(
        [
            (x - half * 1.7, y),
            (x - half, y - 0.1),
            (x - half * 0.9, c.top),
            (x + half * 0.9, c.top),
            (x + half, y - 0.1),
            (x + half * 1.7, y),
        ],
        colour,
    )


def _canopy(c: Canvas, s: Setting, level: float, colour: Colour) -> None:
    """Scalloped leaves from the top of the picture down to a level."""
    c.band(c.top - 0.1, level - 0.03, colour)
    for x in s.spots(18, 0.5):
        c.oval(x, level - 0.035, 0.15, float(s.rng.uniform(0.05, 0.09)), colour)


def bamboo_grove(s: Setting) -> Painted:
    """Green stalks before pale green light."""
    air = s.canvas()
    air.fill(
        [
            (-0.9, s.lit((150, 206, 148), 0.10)),
            (-0.3, s.lit((196, 228, 170), 0.2)),
            (HORIZON, s.lit((236, 246, 208), 0.3)),
        ]
    )
    back, middle = s.canvas(), s.canvas()
    for x in s.spots(26, 0.8):
        _stalk(back, s, x, float(s.rng.uniform(0.012, 0.017)), (150, 200, 128), 0.26)
    back.ridge(back.wave(s.rng, HORIZON - 0.02, 0.016, (5, 8)), [(0.0, s.lit((150, 200, 124), 0.22))], 0.62)
    for i, x in enumerate(s.spots(12, 0.7)):
        _stalk(middle, s, x, float(s.rng.uniform(0.024, 0.031)), (112, 178, 88), 0.04)
        _leaves(middle, s, x, -0.16 - 0.13 * (i % 3), -1 if i % 2 else 1)
    middle.ridge(middle.wave(s.rng, HORIZON - 0.004, 0.01, (5, 9)), [(0.0, s.lit((122, 176, 94), 0.04))], 0.62)
    ground = paint_ground(s, (168, 196, 112), (128, 162, 90), (184, 208, 124))
    ground.ridge(
        ground.wave(s.rng, 0.215, 0.012, (2, 3)), [(0.2, s.lit((222, 206, 150))), (0.36, s.lit((206, 186, 130)))], 0.35
    )
    for i, x in enumerate(s.spots(10, 0.9)):
        paint_tuft(ground, x, (0.15, 0.44, 0.17, 0.56)[i % 4], 0.04, s.lit((100, 160, 80)))
    return [(air, 0.1), (back, 0.35), (middle, 0.65), (ground, 1.0)]


def _stalk(c: Canvas, s: Setting, x: float, half: float, colour: Colour, haze: float) -> None:
    body, dark, node = s.lit(colour, haze), s.lit(shade(colour, 0.86), haze), s.lit(shade(colour, 1.3), haze)
    c.box(x - half, c.top - 0.05, x + half, HORIZON + 0.06, body)
    c.box(x + half * 0.35, c.top - 0.05, x + half, HORIZON + 0.06, dark)
    first = HORIZON - 0.06 - float(s.rng.uniform(0, 0.14))
    for y in np.arange(first, c.top, -0.17):
        c.box(x - half * 1.12, float(y) - 0.006, x + half * 1.12, float(y) + 0.006, node)


def _leaves(c: Canvas, s: Setting, x: float, y: float, side: int) -> None:
    leaf = s.lit((92, 164, 84))
    for lean, drop in ((0.16, -0.04), (0.17, 0.03), (0.11, 0.09)):
        c.poly(
            [
                (x, y),
                (x + side * lean * 0.45, y + drop * 0.4 - 0.026),
                (x + side * lean, y + drop),
                (x + side * lean * 0.5, y + drop * 0.7 + 0.012),
            ],
            leaf,
        )


def beach(s: Setting) -> Painted:
    """Sea to the horizon, a line of foam, warm sand, palms."""
    sky = paint_sky(s)
    sea = s.canvas()
    sea.ridge(
        sea.level(-0.03),
        [(-0.03, s.lit((112, 196, 214), 0.30)), (0.06, s.lit((60, 160, 200), 0.04)), (0.2, s.lit((74, 176, 206)))],
        0.62,
    )
    for x in s.spots(2, 0.6):
        edge = -0.025
        sea.poly(
            [(x - 0.30, edge), (x - 0.16, edge - 0.05), (x, edge - 0.075), (x + 0.18, edge - 0.03), (x + 0.30, edge)],
            s.lit((110, 168, 150), 0.45),
        )
    for i, x in enumerate(s.spots(14, 0.9)):
        y = (0.0, 0.03, 0.065)[i % 3]
        sea.oval(x, y, 0.05 + y, 0.005, s.lit((206, 240, 246), 0.2), 0.7)
    ground = s.canvas()
    surf = ground.wave(s.rng, 0.115, 0.014, (3, 5, 8))
    ground.ridge(surf, [(0.1, s.lit((250, 252, 250)))])
    ground.ridge(surf + np.float32(0.016), [(0.1, s.lit((216, 190, 146)))])
    ground.ridge(
        surf + np.float32(0.050),
        [(0.15, s.lit((246, 222, 170))), (0.5, s.lit((236, 202, 146))), (1.0, s.lit((226, 188, 132)))],
    )
    for i, x in enumerate(s.spots(8)):
        ground.oval(x, (0.24, 0.38, 0.30, 0.52)[i % 4], 0.17, 0.014, s.lit((252, 232, 188)), 0.6)
    for i, x in enumerate(s.spots(3, 0.5)):
        _palm(ground, s, x + 0.62, 0.20, 0.46, 1 if i % 2 else -1)
    return [(sky, 0.12), (sea, 0.3), (ground, 1.0)]


def _palm(c: Canvas, s: Setting, x: float, y: float, tall: float, lean: int) -> None:
    t = np.linspace(0, 1, 8)
    cx, cy, half = x + lean * 0.12 * t**2, y - tall * t, 0.022 - 0.010 * t
    side = np.stack([cx - half, cy], -1), np.stack([cx + half, cy], -1)
    c.poly(np.concatenate([side[0], side[1][::-1]]).astype(np.float32), s.lit((170, 126, 84)))
    at_x, at_y = float(cx[-1]), float(cy[-1])
    for angle, long, dark in (
        (-2.5, 0.17, 0.84),
        (-0.6, 0.17, 0.84),
        (2.9, 0.20, 1.0),
        (0.25, 0.20, 1.0),
        (-1.75, 0.16, 1.0),
        (-1.2, 0.16, 0.92),
    ):
        u = np.linspace(0, 1, 7)
        fx, fy = at_x + long * np.cos(angle) * u, at_y + long * np.sin(angle) * u + 0.13 * u**2
        thick = 0.034 * np.sin(np.pi * np.clip(u * 0.92 + 0.06, 0, 1))
        leaf = np.concatenate([np.stack([fx, fy - thick], -1), np.stack([fx, fy + thick * 0.4], -1)[::-1]])
        c.poly(leaf.astype(np.float32), s.lit(shade((96, 172, 88), dark)))


def lake(s: Setting) -> Painted:
    """Calm water from the far shore down, hills and their reflection."""
    sky = paint_sky(s)
    hills = paint_hills(s, (96, 162, 118), (110, 158, 170), 0.17)
    shore = s.canvas()
    bank = shore.wave(s.rng, 0.035, 0.010, (4, 9))
    for x in s.spots(15, 0.9):
        paint_pine(shore, x, 0.045, float(s.rng.uniform(0.07, 0.12)), s.lit((78, 140, 104), 0.26))
    shore.ridge(bank, [(0.02, s.lit((122, 180, 112), 0.2))], 0.62)
    water = s.canvas()
    level = water.level(0.05)
    water.ridge(
        level,
        [
            (0.05, s.lit((158, 214, 226), 0.42)),
            (0.22, s.lit((92, 176, 210), 0.08)),
            (0.55, s.lit((62, 142, 190))),
            (1.0, s.lit((50, 118, 170))),
        ],
    )
    water.band(0.05, 0.064, s.lit((92, 148, 128), 0.2), 0.55)
    for i, x in enumerate(s.spots(20, 0.9)):
        y = (0.10, 0.20, 0.33, 0.15, 0.46, 0.27, 0.66)[i % 7]
        water.oval(x, y, 0.06 + 0.16 * y, 0.004 + 0.008 * y, s.lit((204, 236, 244), 0.3), 0.55)
    for x in s.spots(3, 0.8):
        for dx, y in ((0.0, 0.47), (0.11, 0.45), (0.05, 0.50)):
            water.oval(x + dx, y, 0.05, 0.016, s.lit((98, 172, 104)))
    return [(sky, 0.12), (hills, 0.28), (shore, 0.5), (water, 1.0)]


def snowy_field(s: Setting) -> Painted:
    """White ground, blue firs, pale mountains."""
    sky = paint_sky(s)
    far = s.canvas()
    _peaks(far, s, s.lit((160, 186, 218), 0.40), s.lit((244, 248, 255), 0.25))
    middle = s.canvas()
    rise = middle.wave(s.rng, HORIZON - 0.03, 0.024, (3, 5))
    for i, x in enumerate(s.spots(14, 0.8)):
        tall = (0.24, 0.17, 0.20)[i % 3] + float(s.rng.uniform(-0.02, 0.02))
        colour = s.lit((86, 136, 152), 0.14 + 0.1 * (i % 2))
        paint_pine(middle, x, middle.height_at(rise, x) + 0.03, tall, colour, s.lit((240, 246, 252), 0.1))
    middle.ridge(rise, [(0.0, s.lit((232, 240, 250), 0.06)), (0.14, s.lit((212, 226, 244), 0.06))], 0.62)
    ground = paint_ground(s, (244, 248, 253), (214, 228, 244), (252, 254, 255))
    for i, x in enumerate(s.spots(6)):
        ground.oval(x, (0.18, 0.47, 0.30)[i % 3], 0.20, 0.016, s.lit((200, 216, 238)), 0.6)
    return [(sky, 0.12), (far, 0.28), (middle, 0.55), (ground, 1.0)]


def _peaks(c: Canvas, s: Setting, rock: Colour, snow: Colour) -> None:
    for x in s.spots(7, 0.5):
        high, wide = float(s.rng.uniform(0.18, 0.28)), float(s.rng.uniform(0.30, 0.40))
        top = HORIZON - high
        c.poly([(x - wide, 0.25), (x - 0.02, top), (x + 0.02, top), (x + wide, 0.25)], rock)
        t = 0.26 * wide * 0.9
        drop = top + 0.26 * (0.25 - top) * 0.9
        c.poly(
            [
                (x - t, drop),
                (x - 0.02, top),
                (x + 0.02, top),
                (x + t, drop),
                (x + t * 0.4, drop - 0.02),
                (x, drop + 0.015),
                (x - t * 0.45, drop - 0.02),
            ],
            snow,
        )


def desert(s: Setting) -> Painted:
    """Dunes, flat-topped rocks far away, a few cacti."""
    sky = paint_sky(s, clouds=2)
    far = s.canvas()
    for x in s.spots(4, 0.7):
        wide, high = float(s.rng.uniform(0.16, 0.26)), float(s.rng.uniform(0.10, 0.17))
        y = HORIZON - high
        far.poly(
            [
                (x - wide, 0.2),
                (x - wide * 0.72, y + 0.02),
                (x - wide * 0.66, y),
                (x + wide * 0.66, y),
                (x + wide * 0.74, y + 0.025),
                (x + wide, 0.2),
            ],
            s.lit((208, 132, 100), 0.36),
        )
        far.poly(
            [
                (x + wide * 0.2, 0.2),
                (x + wide * 0.3, y),
                (x + wide * 0.66, y),
                (x + wide * 0.74, y + 0.025),
                (x + wide, 0.2),
            ],
            s.lit((182, 110, 88), 0.36),
        )
    middle = s.canvas()
    dune = middle.wave(s.rng, HORIZON - 0.030, 0.032, (3, 5))
    middle.ridge(dune, [(0.0, s.lit((240, 200, 136), 0.12)), (0.14, s.lit((226, 178, 116), 0.1))], 0.62)
    for x in s.spots(4, 0.9):
        _cactus(middle, s, x, HORIZON + 0.02, float(s.rng.uniform(0.13, 0.18)))
    ground = paint_ground(s, (246, 212, 146), (226, 176, 112), (252, 224, 164), roll=0.014)
    for i, x in enumerate(s.spots(5)):
        y = (0.26, 0.50, 0.38)[i % 3]
        ground.oval(x, y, 0.028, 0.016, s.lit((186, 140, 104)))
        ground.oval(x - 0.004, y - 0.005, 0.020, 0.010, s.lit((206, 162, 122)))
    return [(sky, 0.12), (far, 0.26), (middle, 0.55), (ground, 1.0)]


def _cactus(c: Canvas, s: Setting, x: float, y: float, tall: float) -> None:
    green = s.lit((96, 150, 96), 0.14)
    half = 0.11 * tall
    c.panel(x - half, y - tall, x + half, y + 0.03, half, green)
    for side, low, high in ((-1, 0.42, 0.72), (1, 0.30, 0.62)):
        x0, x1 = sorted((x, x + side * 0.36 * tall))
        c.panel(x0, y - (low + 0.1) * tall, x1, y - (low - 0.08) * tall, half, green)
        at = x + side * 0.32 * tall
        c.panel(at - half * 0.8, y - high * tall, at + half * 0.8, y - (low - 0.08) * tall, half, green)
