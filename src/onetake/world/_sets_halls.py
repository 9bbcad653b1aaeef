"""Two halls: castle hall, workshop."""

from __future__ import annotations

import numpy as np

from onetake.world._canvas import LAPS, SPAN, Canvas
from onetake.world._scenery import Painted, Setting
from onetake.world._sets_indoor import WALL, lamplit, paint_window, shell
from onetake.world._sets_rooms import arched, bays
from onetake.world.palette import mix
from onetake.world.shapes import Colour


def castle_hall(s: Setting) -> Painted:
    """Grey stone walls with banners, arched windows, torches, columns, a throne on a red carpet."""
    c = shell(s, (164, 162, 178), (124, 122, 140), (156, 148, 152), (130, 122, 130))
    stone = lamplit(s, (148, 146, 164))
    for k, y in enumerate(np.arange(WALL - 0.09, c.top, -0.09)):
        for j in range(8 * LAPS):
            x = j * SPAN / 8 + 0.25 * (k % 2)
            if (j * 3 + k * 5) % 4 == 0:
                c.panel(x, float(y), x + 0.15, float(y) + 0.07, 0.012, stone)
    for y in (0.19, 0.29, 0.44, 0.66):
        c.band(y - 0.003, y + 0.003, lamplit(s, (112, 106, 116)))
    c.ridge(c.level(0.25), [(0.25, lamplit(s, (184, 54, 60))), (0.4, lamplit(s, (162, 44, 54)))], 0.385)
    c.band(0.25, 0.262, lamplit(s, (232, 186, 92)))
    c.band(0.373, 0.385, lamplit(s, (232, 186, 92)))
    for i, x in bays(s, 2, 0.1):
        turn = i + s.variant
        if turn % 2:
            _throne(c, s, x)
        else:
            arched(c, s, x, -0.40, 0.16, 0.42)
        for side in (-1, 1):
            _banner(c, s, x + side * 0.36, ((58, 88, 168), (178, 52, 60), (66, 128, 92))[turn % 3])
        _column(c, s, x + 1.0)
        for side in (-1, 1):
            _sconce(c, s, x + 1.0 + side * 0.22, -0.10)
    return [(c, 1.0)]


def _column(c: Canvas, s: Setting, x: float) -> None:
    c.box(x - 0.065, c.top - 0.1, x + 0.065, WALL + 0.04, lamplit(s, (186, 184, 198)))
    c.box(x + 0.02, c.top - 0.1, x + 0.065, WALL + 0.04, lamplit(s, (160, 158, 176)))
    c.panel(x - 0.095, WALL, x + 0.095, WALL + 0.055, 0.012, lamplit(s, (176, 174, 190)))
    c.panel(x - 0.095, -0.42, x + 0.095, -0.37, 0.012, lamplit(s, (200, 198, 210)))


def _banner(c: Canvas, s: Setting, x: float, colour: Colour) -> None:
    gold = lamplit(s, (240, 200, 104))
    c.panel(x - 0.115, -0.445, x + 0.115, -0.425, 0.01, gold)
    c.poly(
        [(x - 0.095, -0.43), (x + 0.095, -0.43), (x + 0.095, -0.08), (x, -0.015), (x - 0.095, -0.08)],
        lamplit(s, colour),
    )
    c.poly([(x - 0.05, -0.20), (x - 0.05, -0.29), (x - 0.022, -0.25), (x, -0.31), (x + 0.022, -0.25), (x + 0.05, -0.29),
            (x + 0.05, -0.20)], gold)  # fmt: skip


def _sconce(c: Canvas, s: Setting, x: float, y: float) -> None:
    """A torch on the wall; it burns by day as well, more weakly."""
    if not c.sees(x - 0.5, x + 0.5):
        return
    c.glow(x, y - 0.05, 0.46 if s.light.dark else 0.22, (255, 176, 92), 0.62 if s.light.dark else 0.4)
    c.poly([(x - 0.020, y), (x + 0.020, y), (x + 0.008, y + 0.11), (x - 0.008, y + 0.11)], lamplit(s, (104, 78, 64)))
    for size, colour in ((1.0, (248, 128, 62)), (0.55, (255, 218, 120))):
        c.poly([(x - 0.028 * size, y), (x - 0.020 * size, y - 0.045 * size), (x, y - 0.095 * size),
                (x + 0.022 * size, y - 0.04 * size), (x + 0.028 * size, y)], colour)  # fmt: skip


def _throne(c: Canvas, s: Setting, x: float) -> None:
    if not c.sees(x - 0.3, x + 0.3):
        return
    gold, dark, red = lamplit(s, (240, 196, 92)), lamplit(s, (196, 148, 66)), lamplit(s, (192, 56, 66))
    c.panel(x - 0.30, WALL + 0.03, x + 0.30, WALL + 0.10, 0.012, lamplit(s, (178, 174, 186)))
    c.panel(x - 0.22, WALL - 0.02, x + 0.22, WALL + 0.04, 0.012, lamplit(s, (196, 192, 204)))
    c.poly([(x - 0.135, 0.05), (x - 0.135, -0.28), (x, -0.37), (x + 0.135, -0.28), (x + 0.135, 0.05)], gold)
    c.panel(x - 0.095, -0.27, x + 0.095, 0.02, 0.04, red)
    for dx in (-0.135, 0.0, 0.135):
        c.oval(x + dx, -0.30 if dx else -0.385, 0.026, 0.026, dark)
    c.panel(x - 0.15, -0.01, x + 0.15, 0.055, 0.02, red)
    c.box(x - 0.15, 0.045, x + 0.15, WALL - 0.01, dark)
    for side in (-1, 1):
        a, b = sorted((x + side * 0.13, x + side * 0.19))
        c.panel(a, -0.075, b, -0.035, 0.02, gold)
        c.box(x + side * 0.16 - 0.018, -0.05, x + side * 0.16 + 0.018, WALL, gold)


def workshop(s: Setting) -> Painted:
    """A board hung with tools over a heavy bench with a vice, planks, a toolbox, cog wheels."""
    wall: Colour = ((226, 206, 176), (206, 214, 216), (222, 206, 190))[s.variant]
    c = shell(s, wall, (150, 124, 100), (176, 168, 160), (152, 144, 140))
    for y in (0.21, 0.33, 0.50, 0.75):
        c.band(y - 0.003, y + 0.003, lamplit(s, (136, 128, 124)))
    for i, x in bays(s, 2, 0.12):
        turn = i + s.variant
        _tool_board(c, s, x, turn)
        paint_window(c, s, x + 0.98, -0.40, 0.17, 0.27)
        _cogs(c, s, x + 0.65, -0.20)
        if s.light.dark:
            c.glow(x + 0.1, -0.40, 0.85, (255, 220, 150), 0.5)
        _bench(c, s, x)
        for k in range(4):  # planks that lean on the wall
            at = x + 0.80 + 0.055 * k
            wood = lamplit(s, ((222, 178, 122), (204, 156, 102))[k % 2])
            c.poly(
                [
                    (at + 0.05, -0.06 - 0.05 * (k % 3)),
                    (at + 0.09, -0.06 - 0.05 * (k % 3)),
                    (at + 0.03, WALL + 0.05),
                    (at - 0.012, WALL + 0.05),
                ],
                wood,
            )
        _toolbox(c, s, x + 1.22, WALL + 0.07, turn)
    return [(c, 1.0)]


def _tool_board(c: Canvas, s: Setting, x: float, turn: int) -> None:
    if not c.sees(x - 0.55, x + 0.55):
        return
    c.panel(x - 0.47, -0.43, x + 0.47, -0.11, 0.014, lamplit(s, (150, 112, 82)))
    c.panel(x - 0.45, -0.41, x + 0.45, -0.13, 0.01, lamplit(s, (196, 152, 108)))
    grip, steel, dark = lamplit(s, (226, 92, 76)), lamplit(s, (206, 212, 220)), lamplit(s, (104, 110, 124))
    x0 = x - 0.36  # hammer
    c.panel(x0 - 0.012, -0.36, x0 + 0.012, -0.16, 0.01, lamplit(s, (236, 190, 126)))
    c.panel(x0 - 0.055, -0.39, x0 + 0.045, -0.34, 0.01, dark)
    x0 = x - 0.15  # saw
    c.poly([(x0 - 0.10, -0.36), (x0 + 0.06, -0.385), (x0 + 0.06, -0.30), (x0 - 0.10, -0.335)], steel)
    c.panel(x0 + 0.05, -0.395, x0 + 0.115, -0.285, 0.025, grip)
    c.panel(x0 + 0.068, -0.362, x0 + 0.097, -0.318, 0.012, lamplit(s, (196, 152, 108)))
    x0 = x - 0.14  # pliers
    for side in (-1, 1):
        c.poly(
            [(x0, -0.22), (x0 + side * 0.012, -0.245), (x0 + side * 0.055, -0.15), (x0 + side * 0.035, -0.145)], grip
        )
    c.oval(x0, -0.24, 0.020, 0.026, dark)
    x0 = x + 0.12  # spanner
    c.panel(x0 - 0.013, -0.35, x0 + 0.013, -0.18, 0.01, steel)
    for y in (-0.365, -0.175):
        c.oval(x0, y, 0.034, 0.034, steel)
        c.oval(x0, y + (0.02 if y > -0.2 else -0.02), 0.014, 0.020, lamplit(s, (196, 152, 108)))
    for k, colour in enumerate(((250, 196, 82), (96, 156, 212), (120, 184, 116))):  # screwdrivers
        x0 = x + 0.22 + 0.08 * k
        c.panel(x0 - 0.016, -0.37, x0 + 0.016, -0.28, 0.014, lamplit(s, colour))
        c.box(x0 - 0.006, -0.28, x0 + 0.006, -0.18 + 0.02 * (turn % 2), steel)


def _bench(c: Canvas, s: Setting, x: float) -> None:
    if not c.sees(x - 0.6, x + 0.6):
        return
    wood, dark = lamplit(s, (190, 136, 88)), lamplit(s, (142, 98, 68))
    for dx in (-0.44, 0.40):
        c.box(x + dx, 0.04, x + dx + 0.06, WALL + 0.06, dark)
    c.box(x - 0.40, 0.085, x + 0.42, 0.115, dark)
    c.panel(x - 0.52, -0.012, x + 0.52, 0.045, 0.012, wood)
    c.box(x - 0.52, 0.03, x + 0.52, 0.045, lamplit(s, (164, 114, 76)))
    blue = lamplit(s, (84, 126, 168))
    c.panel(x + 0.28, -0.085, x + 0.35, -0.01, 0.01, blue)
    c.panel(x + 0.385, -0.085, x + 0.45, -0.01, 0.01, blue)
    c.box(x + 0.30, -0.050, x + 0.50, -0.030, lamplit(s, (196, 202, 210)))
    c.panel(x - 0.34, -0.045, x - 0.08, -0.012, 0.006, lamplit(s, (236, 200, 146)))


def _cogs(c: Canvas, s: Setting, x: float, y: float) -> None:
    if not c.sees(x - 0.2, x + 0.2):
        return
    for dx, dy, r, colour in ((0.0, 0.0, 0.085, (214, 168, 86)), (0.105, -0.085, 0.055, (150, 158, 172))):
        a = np.linspace(0, 2 * np.pi, 40, endpoint=False)
        rim = r * np.where((np.arange(40) // 2) % 2, 1.0, 0.80)
        c.poly(
            np.stack([x + dx + rim * np.cos(a), y + dy + rim * np.sin(a)], -1).astype(np.float32), lamplit(s, colour)
        )
        c.oval(x + dx, y + dy, r * 0.34, r * 0.34, lamplit(s, mix(colour, (90, 80, 80), 0.6)))


def _toolbox(c: Canvas, s: Setting, x: float, y: float, turn: int) -> None:
    red = lamplit(s, ((214, 72, 66), (72, 130, 190), (230, 160, 66))[turn % 3])
    c.panel(x - 0.05, y - 0.175, x + 0.05, y - 0.12, 0.02, lamplit(s, (84, 88, 100)))
    c.panel(x - 0.034, y - 0.158, x + 0.034, y - 0.12, 0.012, lamplit(s, (196, 184, 168)))
    c.panel(x - 0.125, y - 0.135, x + 0.125, y, 0.014, red)
    c.box(x - 0.125, y - 0.088, x + 0.125, y - 0.076, lamplit(s, (120, 40, 46)))
    c.box(x - 0.018, y - 0.10, x + 0.018, y - 0.062, lamplit(s, (236, 206, 120)))
