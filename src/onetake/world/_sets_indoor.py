"""Rooms: kitchen, living room, stage. One wall and one floor; everything on the wall moves with it."""

from __future__ import annotations

from onetake.world._canvas import LAPS, PERIOD, SPAN, Canvas
from onetake.world._scenery import Painted, Setting, paint_tuft
from onetake.world.palette import mix
from onetake.world.shapes import Colour, shade

WALL = 0.12
"""y of the edge between wall and floor."""


def lamplit(s: Setting, colour: Colour) -> Colour:
    """Indoors night is lamplight: dimmer and warm, not blue."""
    if not s.light.dark:
        return colour
    return mix((int(colour[0] * 0.70), int(colour[1] * 0.58), int(colour[2] * 0.54)), (140, 80, 64), 0.12)


def shell(s: Setting, wall: Colour, skirting: Colour, floor: Colour, near: Colour) -> Canvas:
    """A wall and a floor."""
    c = s.canvas()
    c.fill([(-0.9, lamplit(s, shade(wall, 0.93))), (-0.3, lamplit(s, wall)), (WALL, lamplit(s, shade(wall, 0.97)))])
    flat = c.level(WALL)
    c.ridge(flat, [(WALL, lamplit(s, floor)), (0.55, lamplit(s, near)), (1.0, lamplit(s, shade(near, 0.92)))])
    c.band(WALL - 0.022, WALL + 0.004, lamplit(s, skirting))
    return c


def paint_window(c: Canvas, s: Setting, x: float, y: float, half: float, tall: float) -> None:
    """A window with the sky of the hour, upper edge at y."""
    light = s.light
    frame = lamplit(s, (252, 250, 244))
    c.panel(x - half - 0.022, y - 0.022, x + half + 0.022, y + tall + 0.022, 0.012, frame)
    c.box(x - half, y, x + half, y + tall * 0.55, light.middle if not light.dark else light.zenith)
    c.box(x - half, y + tall * 0.5, x + half, y + tall, light.horizon if not light.dark else light.middle)
    if light.dark:
        c.oval(x + half * 0.45, y + tall * 0.28, 0.022, 0.022, light.sun)
    else:
        c.oval(x + half * 0.1, y + tall * 1.0, half * 0.9, tall * 0.22, (150, 206, 130))
    c.box(x - 0.007, y, x + 0.007, y + tall, frame)
    c.box(x - half, y + tall * 0.48, x + half, y + tall * 0.48 + 0.013, frame)
    c.panel(x - half - 0.04, y + tall + 0.012, x + half + 0.04, y + tall + 0.034, 0.01, lamplit(s, (236, 230, 220)))


def kitchen(s: Setting) -> Painted:
    """Mint tiles, cream cupboards under a wooden worktop, a window, shelves and a stove."""
    c = shell(s, (204, 228, 216), (244, 240, 230), (222, 190, 152), (202, 166, 126))
    step = SPAN / 3
    start = float(s.rng.uniform(-0.12, 0.12)) + 0.1 * float(s.rng.choice([-1, 1]))
    chosen_I3, moved_I = s.rng.integers(0, 3, (3 * LAPS, 3)), s.rng.permutation(3 * LAPS) * 0.018 - 0.1
    chosen_I3[0, 0] = 0  # a window where a take begins
    bays = [(start + i * step + float(moved_I[i]), *chosen_I3[i].tolist()) for i in range(3 * LAPS)]
    for x, which, pan, _ in bays:
        if which == 1:
            _plates(c, s, x - 0.30)
        else:
            paint_window(c, s, x - 0.30, -0.42, 0.16, 0.25)
        _cupboard(c, s, x + 0.36, -0.44)
        _pots(c, s, x + 0.36, -0.075, pan)
    _counter(c, s)
    for x, _, _, plant in bays:
        _stove(c, s, x + 0.36)
        pot: Colour = ((226, 128, 92), (240, 190, 96), (140, 166, 200))[plant]
        c.panel(x - 0.33, -0.115, x - 0.27, -0.062, 0.012, lamplit(s, pot))
        paint_tuft(c, x - 0.30, -0.108, 0.05, lamplit(s, (104, 172, 100)))
        _pendant(c, s, x + 0.02)
    planks(c, s, (188, 150, 112))
    return [(c, 1.0)]


def _plates(c: Canvas, s: Setting, x: float) -> None:
    """Two boards with plates and jars."""
    for y, colours in ((-0.33, ((240, 150, 110), (120, 176, 196), (246, 206, 110))),
                       (-0.20, ((146, 190, 130), (236, 236, 226), (226, 120, 110)))):  # fmt: skip
        for k, colour in enumerate(colours):
            at = x - 0.12 + 0.12 * k
            if k % 2:
                c.panel(at - 0.034, y - 0.085, at + 0.034, y, 0.012, lamplit(s, colour))
            else:
                c.oval(at, y - 0.044, 0.046, 0.046, lamplit(s, colour))
                c.oval(at, y - 0.044, 0.028, 0.028, lamplit(s, shade(colour, 1.4)))
        c.box(x - 0.20, y, x + 0.20, y + 0.018, lamplit(s, (176, 128, 88)))


def _pendant(c: Canvas, s: Setting, x: float) -> None:
    """A lamp that hangs from the ceiling."""
    c.box(x - 0.004, c.top, x + 0.004, -0.40, lamplit(s, (120, 112, 108)))
    if s.light.dark:
        c.glow(x, -0.30, 0.72, (255, 212, 140), 0.60)
        c.oval(x, -0.325, 0.030, 0.026, (255, 244, 206))
    c.poly(
        [(x - 0.022, -0.41), (x + 0.022, -0.41), (x + 0.082, -0.325), (x - 0.082, -0.325)], lamplit(s, (238, 150, 84))
    )


def _counter(c: Canvas, s: Setting) -> None:
    front, line = lamplit(s, (246, 238, 220)), lamplit(s, (222, 208, 184))
    c.band(-0.05, WALL - 0.018, front)
    c.band(WALL - 0.030, WALL + 0.004, lamplit(s, (150, 132, 116)))
    for i in range(20 * LAPS):
        x = -PERIOD / 2 + i * SPAN / 20
        c.box(x - 0.003, -0.04, x + 0.003, WALL - 0.03, line)
        c.panel(x + 0.075, -0.022, x + 0.125, -0.012, 0.005, lamplit(s, (176, 150, 122)))
    c.band(-0.068, -0.044, lamplit(s, (190, 136, 92)))


def _stove(c: Canvas, s: Setting, x: float) -> None:
    c.box(x - 0.13, -0.068, x + 0.13, WALL - 0.028, lamplit(s, (218, 222, 228)))
    c.panel(x - 0.105, -0.012, x + 0.105, WALL - 0.042, 0.015, lamplit(s, (82, 88, 104)))
    for k in range(4):
        c.oval(x - 0.075 + 0.05 * k, -0.036, 0.011, 0.011, lamplit(s, (230, 104, 88)))


def _pots(c: Canvas, s: Setting, x: float, y: float, which: int = 0) -> None:
    pot: Colour = ((226, 92, 84), (236, 170, 84), (108, 172, 148))[which]
    c.panel(x - 0.085, y - 0.075, x + 0.015, y + 0.012, 0.015, lamplit(s, pot))
    c.box(x - 0.095, y - 0.080, x + 0.025, y - 0.068, lamplit(s, shade(pot, 1.25)))
    c.oval(x - 0.035, y - 0.088, 0.013, 0.011, lamplit(s, (92, 70, 70)))
    c.panel(x + 0.045, y - 0.045, x + 0.115, y + 0.012, 0.012, lamplit(s, (92, 150, 190)))


def _cupboard(c: Canvas, s: Setting, x: float, y: float) -> None:
    door = lamplit(s, (246, 238, 220))
    c.panel(x - 0.22, y, x + 0.22, y + 0.20, 0.015, lamplit(s, (222, 208, 184)))
    for side in (-1, 1):
        c.panel(x + side * 0.108 - 0.100, y + 0.010, x + side * 0.108 + 0.100, y + 0.190, 0.012, door)
        c.oval(x + side * 0.028, y + 0.16, 0.010, 0.010, lamplit(s, (176, 150, 122)))


def planks(c: Canvas, s: Setting, line: Colour) -> None:
    """Lines between floor boards."""
    for y in (0.185, 0.29, 0.44, 0.64, 0.9):
        c.band(y - 0.002 - 0.004 * y, y + 0.002 + 0.004 * y, lamplit(s, line), 0.55)


def living_room(s: Setting) -> Painted:
    """A warm wall with picture frames, a sofa, a floor lamp, a window with curtains, a round rug."""
    c = shell(s, (246, 222, 196), (250, 244, 234), (206, 158, 118), (182, 132, 94))
    planks(c, s, (164, 116, 82))
    step = SPAN / 2
    start = float(s.rng.uniform(-0.15, 0.15)) + 0.25 * float(s.rng.choice([-1, 1]))
    for i in range(2 * LAPS):
        x = start + i * step
        which = int(s.rng.integers(0, 3)) if i else 0
        c.oval(x, 0.34, 0.62, 0.10, lamplit(s, ((232, 196, 176), (190, 206, 196), (214, 190, 206))[which]))
        c.oval(x, 0.34, 0.54, 0.08, lamplit(s, ((244, 218, 200), (212, 224, 214), (232, 212, 224))[which]))
        paint_window(c, s, x + 0.78, -0.40, 0.17, 0.34)
        cloth: Colour = ((226, 142, 122), (224, 176, 104), (150, 168, 196))[which]
        for side in (-1, 1):
            a, b = x + 0.78 + side * 0.14, x + 0.78 + side * 0.27
            c.panel(min(a, b), -0.45, max(a, b), WALL - 0.03, 0.03, lamplit(s, cloth))
            inner = b - side * 0.05
            c.panel(min(inner, b), -0.45, max(inner, b), WALL - 0.03, 0.02, lamplit(s, shade(cloth, 0.9)))
        c.panel(x + 0.46, -0.468, x + 1.10, -0.446, 0.011, lamplit(s, (150, 104, 78)))
        _frames(c, s, x)
        _floor_lamp(c, s, x + 0.46)
        _sofa(c, s, x, ((94, 152, 160), (196, 116, 96), (120, 134, 178))[which])
        _plant(c, s, x - 0.58)
    return [(c, 1.0)]


def _frames(c: Canvas, s: Setting, x: float) -> None:
    for dx, y, half, tall, inner, shape in (
        (-0.22, -0.36, 0.085, 0.13, (170, 210, 222), (110, 170, 130)),
        (0.02, -0.40, 0.105, 0.19, (250, 214, 150), (232, 128, 96)),
        (0.24, -0.35, 0.075, 0.11, (222, 196, 226), (146, 112, 176)),
    ):
        c.panel(x + dx - half, y, x + dx + half, y + tall, 0.008, lamplit(s, (150, 104, 78)))
        c.box(x + dx - half + 0.014, y + 0.014, x + dx + half - 0.014, y + tall - 0.014, lamplit(s, inner))
        c.oval(x + dx, y + tall * 0.62, half * 0.5, tall * 0.22, lamplit(s, shape))


def _sofa(c: Canvas, s: Setting, x: float, colour: Colour) -> None:
    body, seat, arm = lamplit(s, colour), lamplit(s, shade(colour, 1.16)), lamplit(s, shade(colour, 0.9))
    for side in (-1, 1):
        c.box(x + side * 0.28 - 0.015, WALL, x + side * 0.28 + 0.015, WALL + 0.045, lamplit(s, (120, 84, 64)))
    c.panel(x - 0.34, -0.13, x + 0.34, WALL + 0.02, 0.06, body)
    c.panel(x - 0.31, 0.015, x - 0.003, 0.08, 0.025, seat)
    c.panel(x + 0.003, 0.015, x + 0.31, 0.08, 0.025, seat)
    for side in (-1, 1):
        c.panel(x + side * 0.35 - 0.055, -0.035, x + side * 0.35 + 0.055, WALL + 0.025, 0.045, arm)
    c.panel(x - 0.25, -0.075, x - 0.12, 0.03, 0.03, lamplit(s, (246, 196, 110)))


def _floor_lamp(c: Canvas, s: Setting, x: float) -> None:
    c.box(x - 0.008, -0.20, x + 0.008, WALL + 0.03, lamplit(s, (120, 96, 84)))
    c.panel(x - 0.06, WALL + 0.02, x + 0.06, WALL + 0.04, 0.01, lamplit(s, (120, 96, 84)))
    if s.light.dark:
        c.glow(x, -0.20, 0.55, (255, 206, 132), 0.62)
    lamp: Colour = (255, 226, 160) if s.light.dark else (252, 240, 214)
    c.poly([(x - 0.055, -0.29), (x + 0.055, -0.29), (x + 0.095, -0.16), (x - 0.095, -0.16)], lamp)


def _plant(c: Canvas, s: Setting, x: float) -> None:
    for lean, tall, dark in (
        (-0.10, 0.22, 0.88),
        (0.10, 0.20, 0.88),
        (-0.05, 0.30, 1.0),
        (0.055, 0.28, 1.0),
        (0.0, 0.33, 1.08),
    ):
        leaf = lamplit(s, shade((92, 156, 96), dark))
        y = 0.06 - tall * 0.6
        c.poly(
            [
                (x - 0.01, 0.06),
                (x + lean - 0.045, y),
                (x + lean * 1.5, 0.06 - tall),
                (x + lean + 0.045, y),
                (x + 0.01, 0.06),
            ],
            leaf,
        )
    c.poly(
        [(x - 0.065, 0.04), (x + 0.065, 0.04), (x + 0.048, WALL + 0.04), (x - 0.048, WALL + 0.04)],
        lamplit(s, (214, 120, 88)),
    )


def stage(s: Setting) -> Painted:
    """Red curtains, a wooden floor, three pools of light."""
    c = s.canvas()
    c.fill([(-0.9, (86, 14, 28)), (-0.4, (128, 22, 38)), (WALL, (150, 28, 44))])
    folds = 32 * LAPS
    for i in range(folds):
        x = -PERIOD / 2 + (i + 0.5) * PERIOD / folds + float(s.rng.uniform(-0.01, 0.01))
        c.box(x - 0.028, c.top, x + 0.028, WALL, (176, 38, 52), 0.75)
        c.box(x + 0.028, c.top, x + 0.045, WALL, (96, 14, 30), 0.55)
    c.band(WALL - 0.03, WALL - 0.012, (232, 182, 92))
    flat = c.level(WALL)
    c.ridge(flat, [(WALL, (150, 96, 62)), (0.5, (188, 126, 80)), (1.0, (150, 96, 62))])
    for y in (0.17, 0.25, 0.37, 0.55, 0.8):
        c.band(y - 0.002 - 0.004 * y, y + 0.002 + 0.004 * y, (128, 78, 50), 0.55)
    shift = float(s.rng.uniform(-0.12, 0.12))
    for i in range(4 * LAPS):
        x = shift + i * SPAN / 4
        source = x + (0.52 if i % 2 else -0.52)
        c.poly(
            [(source - 0.03, c.top), (source + 0.03, c.top), (x + 0.30, 0.32), (x - 0.30, 0.32)], (255, 236, 190), 0.16
        )
        c.oval(x, 0.32, 0.31, 0.085, (255, 226, 170), 0.42)
        c.oval(x, 0.32, 0.23, 0.060, (255, 238, 200), 0.35)
    _valance(c, -s.half_height + 0.055)
    return [(c, 1.0)]


def _valance(c: Canvas, y: float) -> None:
    """The scalloped upper curtain with its golden hem."""
    for colour, drop in (((232, 182, 92), 0.014), ((160, 26, 44), 0.0)):
        c.band(c.top - 0.1, y - 0.01 + drop, colour)
        for i in range(16 * LAPS):
            c.oval(-PERIOD / 2 + (i + 0.5) * SPAN / 16, y - 0.01 + drop, SPAN / 32, 0.055, colour)
