"""More rooms: library, classroom, bedroom, train."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from onetake.world._canvas import LAPS, SPAN, Canvas
from onetake.world._scenery import HORIZON, Painted, Setting, paint_hills, paint_sky, paint_tree
from onetake.world._sets_indoor import WALL, lamplit, paint_window, planks, shell
from onetake.world.shapes import Colour, shade

TRAIN_SPEED = 1.1
"""Stage units a second that the nearest trees pass the windows of a train."""
_BOOKS: tuple[Colour, ...] = (
    (196, 84, 76),
    (86, 132, 176),
    (226, 176, 92),
    (98, 150, 110),
    (150, 104, 152),
    (232, 220, 196),
)


def bays(s: Setting, count: int, jitter: float = 0.12) -> list[tuple[int, float]]:
    """Numbered places of furniture, ``count`` every four units; the first is near the middle of the picture."""
    step = SPAN / count
    start = float(s.rng.uniform(-jitter, jitter))
    return [(i, start + i * step) for i in range(count * LAPS)]


def library(s: Setting) -> Painted:
    """Tall shelves of coloured books between arched windows, a ladder, a table with a green lamp."""
    c = shell(s, (222, 196, 156), (126, 80, 56), (158, 106, 74), (134, 86, 60))
    planks(c, s, (112, 70, 50))
    for i, x in bays(s, 2, 0.2):
        turn = i + s.variant
        _bookcase(c, s, x - 0.42, 0.40, turn)
        _bookcase(c, s, x + 0.40, 0.34, turn + 2)
        arched(c, s, x + 1.0, -0.40, 0.155, 0.36)
        if turn % 2:
            _ladder(c, s, x - 0.30)
        else:
            _ladder(c, s, x + 0.52)
    for i, x in bays(s, 2, 0.1):
        _reading_table(c, s, x + 0.98)
        c.oval(x, 0.36, 0.62, 0.085, lamplit(s, ((150, 62, 62), (62, 98, 92), (84, 78, 130))[(i + s.variant) % 3]))
        c.oval(x, 0.36, 0.55, 0.068, lamplit(s, ((176, 82, 76), (82, 122, 112), (104, 98, 154))[(i + s.variant) % 3]))
    return [(c, 1.0)]


def _bookcase(c: Canvas, s: Setting, x: float, half: float, turn: int) -> None:
    if not c.sees(x - half, x + half):
        return
    wood, dark, top = lamplit(s, (146, 94, 62)), lamplit(s, (92, 58, 46)), c.top - 0.1
    c.box(x - half, top, x + half, WALL + 0.01, wood)
    shelf, k = WALL - 0.05, turn * 7
    while shelf > -0.52 and shelf > c.top:
        c.box(x - half + 0.025, shelf - 0.125, x + half - 0.025, shelf, dark)
        at = x - half + 0.032
        while at < x + half - 0.075:
            wide, tall = (0.040, 0.052, 0.034, 0.046)[k % 4], (0.108, 0.094, 0.114, 0.100, 0.086)[k % 5]
            if k % 11 == 7:
                at += 0.05
            c.box(at, shelf - tall, at + wide - 0.004, shelf, lamplit(s, _BOOKS[(k * 5 + k // 6) % 6]))
            at, k = at + wide, k + 1
        shelf -= 0.150


def arched(c: Canvas, s: Setting, x: float, y: float, half: float, tall: float) -> None:
    """A window with a round top."""
    if not c.sees(x - half, x + half):
        return
    light, a = s.light, np.linspace(np.pi, 0, 14)
    for grow, colour in ((0.024, lamplit(s, (250, 244, 230))), (0.0, light.zenith if light.dark else light.middle)):
        arch = np.stack([x + (half + grow) * np.cos(a), y + half - (half + grow) * np.sin(a)], -1)
        foot = [[x + half + grow, y + tall + grow], [x - half - grow, y + tall + grow]]
        c.poly(np.concatenate([arch, foot]).astype(np.float32), colour)
    c.box(x - half, y + tall * 0.62, x + half, y + tall, light.middle if light.dark else light.horizon)
    if light.dark:
        c.oval(x + half * 0.4, y + tall * 0.35, 0.024, 0.024, light.sun)
    bar = lamplit(s, (250, 244, 230))
    c.box(x - 0.007, y, x + 0.007, y + tall, bar)
    c.box(x - half, y + tall * 0.5, x + half, y + tall * 0.5 + 0.013, bar)


def _ladder(c: Canvas, s: Setting, x: float) -> None:
    if not c.sees(x - 0.2, x + 0.2):
        return
    wood = lamplit(s, (214, 160, 100))
    for dx in (-0.06, 0.06):
        c.poly(
            [
                (x + dx + 0.045, -0.40),
                (x + dx + 0.062, -0.40),
                (x + dx - 0.010, WALL + 0.05),
                (x + dx - 0.030, WALL + 0.05),
            ],
            wood,
        )
    for k in range(6):
        y = WALL - 0.01 - 0.085 * k
        lean = 0.055 * (WALL + 0.05 - y) / 0.57
        c.box(x - 0.075 + lean, y - 0.008, x + 0.055 + lean, y + 0.008, wood)


def _reading_table(c: Canvas, s: Setting, x: float) -> None:
    if not c.sees(x - 0.4, x + 0.4):
        return
    wood = lamplit(s, (176, 116, 76))
    for dx in (-0.22, 0.22):
        c.box(x + dx - 0.02, 0.02, x + dx + 0.02, WALL + 0.06, lamplit(s, (128, 82, 58)))
    c.panel(x - 0.27, -0.005, x + 0.27, 0.03, 0.012, wood)
    if s.light.dark:
        c.glow(x, -0.10, 0.55, (255, 214, 140), 0.6)
    c.box(x - 0.008, -0.11, x + 0.008, 0.0, lamplit(s, (206, 166, 84)))
    c.panel(x - 0.085, -0.155, x + 0.085, -0.095, 0.03, lamplit(s, (64, 146, 104)))
    for k, colour in enumerate(_BOOKS[:3]):
        c.box(x - 0.21, -0.032 - 0.026 * k, x - 0.10 + 0.008 * k, -0.008 - 0.026 * k, lamplit(s, colour))


def classroom(s: Setting) -> Painted:
    """A green board with chalk marks, rows of desks, a clock, a map, windows."""
    wall: Colour = ((250, 234, 196), (214, 232, 226), (246, 222, 206))[s.variant]
    c = shell(s, wall, (196, 150, 104), (214, 180, 138), (196, 158, 116))
    planks(c, s, (178, 140, 102))
    for i, x in bays(s, 2, 0.12):
        _board(c, s, x, i + s.variant)
        paint_window(c, s, x + 1.02, -0.40, 0.20, 0.32)
        _clock(c, s, x + 0.62, -0.37)
        _map(c, s, x - 0.66, (i + s.variant) % 2)
        if s.light.dark:
            c.glow(x, -0.45, 0.9, (255, 226, 164), 0.45)
    for i, x in bays(s, 6, 0.1):
        _desk(c, s, x, WALL + 0.085, i)
    return [(c, 1.0)]


def _board(c: Canvas, s: Setting, x: float, turn: int) -> None:
    if not c.sees(x - 0.6, x + 0.6):
        return
    chalk = lamplit(s, (236, 246, 238))
    c.panel(x - 0.49, -0.425, x + 0.49, -0.015, 0.014, lamplit(s, (180, 126, 82)))
    c.box(x - 0.465, -0.40, x + 0.465, -0.04, lamplit(s, (56, 112, 92)))
    c.box(x - 0.49, -0.02, x + 0.49, 0.0, lamplit(s, (204, 150, 102)))
    for k, points in enumerate((((-0.06, 0.10), (0.0, -0.02), (0.06, 0.10)), ((-0.03, 0.06), (0.03, 0.06)))):
        _chalk(c, x - 0.33, -0.33, points, chalk, 0.009 + 0.0 * k)
    for points in (
        ((0.0, -0.02), (0.0, 0.10)),
        ((0.0, -0.02), (0.05, 0.01), (0.0, 0.04)),
        ((0.0, 0.04), (0.06, 0.07), (0.0, 0.10)),
    ):
        _chalk(c, x - 0.21, -0.33, points, chalk, 0.009)
    _chalk(c, x - 0.03, -0.33, ((0.0, 0.0), (0.025, -0.02), (0.025, 0.10)), chalk, 0.009)
    _chalk(c, x + 0.06, -0.33, ((0.0, 0.0), (0.03, -0.022), (0.058, 0.005), (0.0, 0.10), (0.065, 0.10)), chalk, 0.009)
    if turn % 2:
        c.oval(x + 0.28, -0.22, 0.085, 0.085, lamplit(s, (255, 222, 130)))
        c.oval(x + 0.28, -0.22, 0.067, 0.067, lamplit(s, (56, 112, 92)))
        _chalk(c, x + 0.28, -0.22, ((-0.03, 0.025), (0.0, 0.038), (0.03, 0.025)), lamplit(s, (255, 222, 130)), 0.009)
        for dx in (-0.026, 0.026):
            c.oval(x + 0.28 + dx, -0.24, 0.010, 0.012, lamplit(s, (255, 222, 130)))
    else:
        for points in (
            ((-0.08, 0.09), (-0.08, 0.0), (0.0, -0.08), (0.08, 0.0), (0.08, 0.09), (-0.08, 0.09)),
            ((-0.09, 0.0), (0.09, 0.0)),
        ):
            _chalk(c, x + 0.28, -0.21, points, lamplit(s, (250, 176, 190)), 0.009)
    for k in range(2):
        c.box(x - 0.38, -0.15 + 0.045 * k, x - 0.02 - 0.1 * k, -0.140 + 0.045 * k, chalk, 0.8)
    for k, colour in enumerate(((250, 250, 246), (255, 214, 110), (246, 140, 150))):
        c.box(x - 0.1 + 0.07 * k, -0.032, x - 0.06 + 0.07 * k, -0.020, lamplit(s, colour))


def _chalk(c: Canvas, x: float, y: float, points: tuple[tuple[float, float], ...], colour: Colour, wide: float) -> None:
    """A stroke through points round (x, y)."""
    for (ax, ay), (bx, by) in pairwise(points):
        long = float(np.hypot(bx - ax, by - ay))
        px, py = -(by - ay) / long * wide / 2, (bx - ax) / long * wide / 2
        c.poly(
            [
                (x + ax + px, y + ay + py),
                (x + bx + px, y + by + py),
                (x + bx - px, y + by - py),
                (x + ax - px, y + ay - py),
            ],
            colour,
        )


def _clock(c: Canvas, s: Setting, x: float, y: float) -> None:
    c.oval(x, y, 0.062, 0.062, lamplit(s, (200, 92, 84)))
    c.oval(x, y, 0.050, 0.050, lamplit(s, (252, 250, 244)))
    c.box(x - 0.005, y - 0.036, x + 0.005, y + 0.004, lamplit(s, (70, 70, 84)))
    c.box(x - 0.004, y - 0.004, x + 0.028, y + 0.005, lamplit(s, (70, 70, 84)))


def _map(c: Canvas, s: Setting, x: float, which: int) -> None:
    """A picture on the wall: a map of the world, or the alphabet in coloured squares."""
    if not c.sees(x - 0.2, x + 0.2):
        return
    c.panel(x - 0.135, -0.40, x + 0.135, -0.13, 0.008, lamplit(s, (250, 248, 240)))
    if which:
        for k in range(9):
            at, y = x - 0.115 + 0.08 * (k % 3), -0.385 + 0.083 * (k // 3)
            c.panel(at, y, at + 0.068, y + 0.070, 0.01, lamplit(s, shade(_BOOKS[k % 5], 1.15)))
        return
    c.box(x - 0.12, -0.385, x + 0.12, -0.145, lamplit(s, (134, 196, 224)))
    for dx, dy, rx, ry in ((-0.07, -0.32, 0.040, 0.032), (-0.05, -0.21, 0.022, 0.042), (0.05, -0.31, 0.058, 0.036),
                           (0.03, -0.235, 0.026, 0.038), (0.09, -0.195, 0.022, 0.018)):  # fmt: skip
        c.oval(x + dx, dy, rx, ry, lamplit(s, (128, 186, 108)))


def _desk(c: Canvas, s: Setting, x: float, y: float, i: int) -> None:
    """A pupil's desk with a chair behind it."""
    if not c.sees(x - 0.25, x + 0.25):
        return
    seat: Colour = ((92, 150, 206), (232, 128, 96), (120, 182, 120))[i % 3]
    c.panel(x - 0.085, y - 0.215, x + 0.085, y - 0.120, 0.02, lamplit(s, seat))
    iron = lamplit(s, (120, 126, 140))
    for dx in (-0.15, 0.15):
        c.box(x + dx - 0.010, y - 0.11, x + dx + 0.010, y + 0.02, iron)
    c.panel(x - 0.19, y - 0.125, x + 0.19, y - 0.092, 0.01, lamplit(s, (232, 188, 128)))
    c.box(x - 0.165, y - 0.092, x + 0.165, y - 0.055, lamplit(s, (196, 148, 98)))
    if i % 2:
        c.box(x - 0.09, y - 0.143, x + 0.03, y - 0.124, lamplit(s, _BOOKS[i % 6]))


def bedroom(s: Setting) -> Painted:
    """A made bed with pillows, a bedside lamp, a window with curtains, a wardrobe, bunting over it all."""
    wall: Colour = ((198, 214, 240), (246, 214, 216), (208, 230, 208))[s.variant]
    c = shell(s, wall, (250, 248, 242), (220, 182, 140), (200, 158, 116))
    planks(c, s, (180, 140, 102))
    for i, x in bays(s, 2, 0.12):
        turn = i + s.variant
        quilt: Colour = ((98, 140, 206), (222, 112, 128), (108, 168, 136))[turn % 3]
        c.oval(x + 0.05, 0.37, 0.66, 0.085, lamplit(s, ((250, 230, 190), (232, 220, 244), (244, 226, 214))[turn % 3]))
        paint_window(c, s, x - 0.20, -0.42, 0.17, 0.27)
        for side in (-1, 1):
            a, b = sorted((x - 0.20 + side * 0.15, x - 0.20 + side * 0.25))
            c.panel(a, -0.455, b, -0.10, 0.03, lamplit(s, shade(quilt, 1.25)))
        _bed(c, s, x, quilt)
        _nightstand(c, s, x + 0.60)
        _wardrobe(c, s, x + 1.10, turn)
        _stars(c, s, x + 0.42)
    return [(c, 1.0)]


def _bed(c: Canvas, s: Setting, x: float, quilt: Colour) -> None:
    """Seen from the side: headboard at the right, pillow, a quilt that hangs down."""
    if not c.sees(x - 0.6, x + 0.6):
        return
    wood, dark = lamplit(s, (186, 128, 84)), lamplit(s, (152, 100, 68))
    c.panel(x + 0.40, -0.20, x + 0.46, WALL + 0.07, 0.02, wood)
    c.panel(x - 0.47, -0.06, x - 0.42, WALL + 0.07, 0.02, wood)
    c.box(x - 0.44, 0.07, x + 0.42, WALL + 0.015, dark)
    c.panel(x - 0.43, -0.01, x + 0.41, 0.09, 0.03, lamplit(s, (250, 248, 244)))
    c.panel(x + 0.17, -0.085, x + 0.39, 0.0, 0.042, lamplit(s, (255, 253, 248)))
    c.panel(x + 0.22, -0.065, x + 0.37, -0.005, 0.03, lamplit(s, shade(quilt, 1.5)))
    c.panel(x - 0.44, -0.045, x + 0.15, WALL - 0.015, 0.04, lamplit(s, quilt))
    c.panel(x + 0.07, -0.048, x + 0.17, WALL - 0.02, 0.03, lamplit(s, shade(quilt, 1.45)))
    for k in range(3):
        c.oval(x - 0.33 + 0.15 * k, 0.03, 0.026, 0.026, lamplit(s, shade(quilt, 1.35)))


def _nightstand(c: Canvas, s: Setting, x: float) -> None:
    if not c.sees(x - 0.5, x + 0.5):
        return
    c.panel(x - 0.085, -0.01, x + 0.085, WALL + 0.05, 0.01, lamplit(s, (206, 152, 104)))
    for y in (0.02, 0.085):
        c.panel(x - 0.068, y, x + 0.068, y + 0.05, 0.008, lamplit(s, (226, 176, 124)))
        c.oval(x, y + 0.025, 0.009, 0.009, lamplit(s, (140, 96, 68)))
    if s.light.dark:
        c.glow(x, -0.12, 0.6, (255, 210, 136), 0.66)
    c.box(x - 0.007, -0.09, x + 0.007, -0.01, lamplit(s, (150, 120, 100)))
    shade_: Colour = (255, 232, 170) if s.light.dark else (255, 226, 160)
    c.poly([(x - 0.038, -0.17), (x + 0.038, -0.17), (x + 0.068, -0.075), (x - 0.068, -0.075)], shade_)


def _wardrobe(c: Canvas, s: Setting, x: float, turn: int) -> None:
    if not c.sees(x - 0.3, x + 0.3):
        return
    c.panel(x - 0.19, -0.36, x + 0.19, WALL + 0.04, 0.014, lamplit(s, (232, 206, 168)))
    for side in (-1, 1):
        at = x + side * 0.092
        c.panel(at - 0.083, -0.335, at + 0.083, WALL, 0.01, lamplit(s, (248, 230, 198)))
        c.oval(x + side * 0.022, -0.10, 0.010, 0.014, lamplit(s, (180, 132, 92)))
    if turn % 2:  # a teddy on top
        fur = lamplit(s, (180, 126, 84))
        for dx, dy, r in ((-0.035, -0.475, 0.020), (0.035, -0.475, 0.020), (0.0, -0.445, 0.045), (0.0, -0.385, 0.050)):
            c.oval(x + dx, dy, r, r, fur)


def _stars(c: Canvas, s: Setting, x: float) -> None:
    """Three golden stars on the wall."""
    if not c.sees(x - 0.3, x + 0.3):
        return
    a = np.linspace(0, 2 * np.pi, 11)[:-1] - np.pi / 2
    r = np.where(np.arange(10) % 2, 0.42, 1.0)
    star = np.stack([r * np.cos(a), r * np.sin(a)], -1)
    for dx, y, size in ((-0.12, -0.37, 0.042), (0.05, -0.31, 0.055), (0.20, -0.385, 0.038)):
        c.poly((star * size + [x + dx, y]).astype(np.float32), lamplit(s, (255, 212, 110)))


def train(s: Setting) -> Painted:
    """Inside a railway carriage: the country rushes past wide windows above rows of seats."""
    sky = paint_sky(s, clouds=3)
    hills = paint_hills(s, (126, 184, 112), (112, 168, 152), 0.13)
    trees, near, car = s.canvas(), s.canvas(), s.canvas()
    field = trees.wave(s.rng, HORIZON - 0.08, 0.014, (3, 5))
    for x in s.spots(5, 0.9):
        paint_tree(trees, s, x, HORIZON - 0.05, float(s.rng.uniform(0.14, 0.20)), (100, 172, 96), 0.16)
    trees.ridge(field, [(-0.02, s.lit((150, 198, 106), 0.14)), (0.1, s.lit((134, 188, 98), 0.1))], 0.3)
    for x in s.spots(2, 0.9):
        near.box(x - 0.012, near.top, x + 0.012, 0.3, s.lit((122, 96, 84)))
    for x in s.spots(6, 0.9):
        near.oval(x, HORIZON + 0.01, 0.13, 0.065, s.lit((92, 164, 88)))
    _carriage(car, s)
    return [
        (sky, 0.12, 0.02 * TRAIN_SPEED), (hills, 0.25, 0.12 * TRAIN_SPEED), (trees, 0.5, 0.45 * TRAIN_SPEED),
        (near, 0.7, TRAIN_SPEED), (car, 1.0),
    ]  # fmt: skip


def _carriage(c: Canvas, s: Setting) -> None:
    """Walls with rounded holes for windows, luggage racks, seats, the aisle."""
    wall: Colour = ((238, 226, 204), (214, 228, 232), (236, 218, 212))[s.variant]
    cloth: Colour = ((66, 122, 178), (196, 88, 82), (84, 150, 116))[s.variant]
    panel, frame, trim = lamplit(s, wall), lamplit(s, (252, 250, 244)), lamplit(s, (190, 140, 94))
    upper, lower, step = -0.34, 0.00, SPAN / 5
    c.band(c.top - 0.1, upper, panel)
    c.band(lower, WALL, panel)
    c.band(WALL - 0.02, WALL + 0.005, trim)
    floor = (lamplit(s, (150, 128, 132)), lamplit(s, (128, 108, 116)), lamplit(s, (108, 90, 100)))
    c.ridge(c.level(WALL), [(WALL, floor[0]), (0.5, floor[1]), (1.0, floor[2])])
    c.band(0.27, 0.36, lamplit(s, (170, 84, 84)))
    for i in range(5 * LAPS):
        x = i * step
        c.box(x - 0.10, upper - 0.01, x + 0.10, lower + 0.01, panel)
        for side in (-1, 1):
            _corners(c, x, side, upper, lower, panel)
        c.box(x - 0.115, upper - 0.02, x - 0.10, lower + 0.012, frame)
        c.box(x + 0.10, upper - 0.02, x + 0.115, lower + 0.012, frame)
        c.oval(x, -0.39, 0.055, 0.022, (255, 238, 190) if s.light.dark else (255, 250, 232))
    c.band(upper - 0.018, upper, frame)
    c.band(lower, lower + 0.020, frame)
    c.band(-0.445, -0.430, trim)
    for i in range(5 * LAPS):
        x = i * step
        _seat(c, s, x, cloth)
        if int(s.rng.integers(0, 3)):  # luggage on the rack
            at, bag = x + float(s.rng.uniform(0.15, 0.35)), _BOOKS[int(s.rng.integers(0, 5))]
            c.panel(at, -0.497, at + 0.22, -0.445, 0.02, lamplit(s, bag))
        if s.light.dark:
            c.glow(x, -0.40, 0.5, (255, 226, 160), 0.45)


def _corners(c: Canvas, x: float, side: int, upper: float, lower: float, panel: Colour) -> None:
    """The round corners of a window beside the pillar at x."""
    a = np.linspace(0, np.pi / 2, 7)
    for y, down in ((upper, 1), (lower, -1)):
        cx, cy = x + side * 0.15, y + down * 0.05
        bow = np.stack([cx - side * 0.05 * np.cos(a), cy - down * 0.05 * np.sin(a)], -1)
        c.poly(np.concatenate([bow, [[x + side * 0.095, y - down * 0.01]]]).astype(np.float32), panel)


def _seat(c: Canvas, s: Setting, x: float, cloth: Colour) -> None:
    """Two seats back to back."""
    if not c.sees(x - 0.3, x + 0.3):
        return
    back, head = lamplit(s, cloth), lamplit(s, (250, 246, 236))
    for side in (-1, 1):
        a, b = sorted((x + side * 0.01, x + side * 0.10))
        c.panel(a, -0.12, b, WALL + 0.05, 0.03, back)
        a, b = sorted((x + side * 0.03, x + side * 0.27))
        c.panel(a, 0.035, b, 0.095, 0.025, lamplit(s, shade(cloth, 1.18)))
        a, b = sorted((x + side * 0.05, x + side * 0.24))
        c.box(a, 0.09, b, WALL + 0.05, lamplit(s, shade(cloth, 0.72)))
        a, b = sorted((x + side * 0.018, x + side * 0.098))
        c.panel(a, -0.135, b, -0.085, 0.02, head)
