"""Sets out of the ordinary: cave, outer space, high in the sky."""

from __future__ import annotations

import numpy as np

from onetake.world._canvas import Canvas
from onetake.world._scenery import COVERED, Painted, Setting, paint_cloud, paint_cover, paint_stars, paint_sun
from onetake.world.palette import mix
from onetake.world.shapes import Colour, shade

CLOUD_SPEED = 0.06
"""Stage units a second that the nearest clouds drift."""


def cave(s: Setting) -> Painted:
    """Dark rock with stalactites and stalagmites, glowing crystals, a pale opening; by night, torches."""
    night = s.light.dark

    def rock(day: Colour) -> Colour:
        return mix((int(day[0] * 0.72), int(day[1] * 0.58), int(day[2] * 0.56)), (70, 40, 52), 0.2) if night else day

    deep, walls, ground = s.canvas(), s.canvas(), s.canvas()
    deep.fill([(-0.9, rock((58, 56, 82))), (-0.2, rock((92, 88, 118))), (0.15, rock((112, 104, 130)))])
    for x in s.spots(1, 0.25):
        at = x + 2.0 + (0.38, -0.42, 0.12)[s.variant]
        _mouth(deep, s, at)
    for x in s.spots(7, 0.8):
        _spike(
            deep, x, deep.top - 0.02, float(s.rng.uniform(0.22, 0.34)) + s.half_height - 0.34, 0.08, rock((80, 76, 106))
        )
    for x in s.spots(6, 0.8):
        _spike(
            walls,
            x,
            walls.top - 0.02,
            float(s.rng.uniform(0.30, 0.44)) + s.half_height - 0.34,
            0.10,
            rock((66, 60, 86)),
        )
    roof = walls.wave(s.rng, -s.half_height + 0.09, 0.035, (3, 7))
    above = rock((54, 48, 72))
    walls.ridge(walls.level(walls.top - 0.1), [(-0.9, above), (0.0, above)], float(roof.min()))
    for x in s.spots(13, 0.6):
        walls.oval(x, float(roof.min()), 0.20, float(s.rng.uniform(0.05, 0.10)), above)
    for x in s.spots(5, 0.8):
        _spike(walls, x, 0.24, -float(s.rng.uniform(0.20, 0.30)), 0.09, rock((128, 116, 138)))
    walls.ridge(walls.wave(s.rng, 0.075, 0.02, (4, 9)), [(0.0, rock((112, 100, 122)))], 0.62)
    edge = ground.wave(s.rng, 0.12, 0.014, (3, 5))
    ground.ridge(edge, [(0.1, rock((150, 134, 142))), (0.5, rock((122, 106, 120))), (1.0, rock((100, 86, 102)))])
    for i, x in enumerate(s.spots(8)):
        ground.oval(x, (0.20, 0.44, 0.30, 0.36)[i % 4], 0.15, 0.014, rock((166, 150, 156)), 0.6)
    for i, x in enumerate(s.spots(3, 0.7)):
        if night:
            _torch(walls, x, -0.10)
        _crystals(ground, s, x + 0.5, 0.17, ((110, 226, 236), (196, 140, 250), (126, 240, 180))[(i + s.variant) % 3])
    return [(deep, 0.3), (walls, 0.7), (ground, 1.0)]


def _mouth(c: Canvas, s: Setting, x: float) -> None:
    """The way out: a bright arch with the sky of the hour."""
    if not c.sees(x - 0.7, x + 0.7):
        return
    light: Colour = (120, 150, 214) if s.light.dark else (196, 232, 246)
    c.glow(x, -0.02, 0.62, light, 0.55)
    a = np.linspace(np.pi, 0, 14)
    for grow, colour in ((1.0, shade(light, 0.86)), (0.82, light)):
        arch = np.stack([x + 0.21 * grow * np.cos(a) * (1 + 0.10 * np.sin(5 * a)), 0.13 - 0.34 * grow * np.sin(a)], -1)
        c.poly(arch.astype(np.float32), colour)
    c.oval(x - 0.02, 0.13, 0.15, 0.06, (92, 150, 110) if not s.light.dark else (40, 66, 96))


def _spike(c: Canvas, x: float, y: float, long: float, half: float, colour: Colour) -> None:
    """A stalactite (long > 0, hanging from y) or a stalagmite (long < 0)."""
    u = np.linspace(0, 1, 7)
    wide = half * (1 - u) ** 1.4
    side = [np.stack([x + k * wide, y + long * u], -1) for k in (-1, 1)]
    c.poly(np.concatenate([side[0], side[1][::-1]]).astype(np.float32), colour)
    c.poly(np.concatenate([side[0] * [1, 1], (side[0] + [[1, 0]] * np.stack([wide * 0.7, wide * 0], -1))[::-1]]).astype(
        np.float32), shade(colour, 1.10))  # fmt: skip


def _crystals(c: Canvas, s: Setting, x: float, y: float, colour: Colour) -> None:
    if not c.sees(x - 0.4, x + 0.4):
        return
    c.oval(x, y - 0.05, 0.17, 0.11, colour, 0.16)
    for dx, lean, tall, dark in ((-0.06, -0.05, 0.12, 0.8), (0.065, 0.05, 0.13, 0.86), (0.0, 0.0, 0.20, 1.0)):
        tip = (x + dx + lean, y - tall)
        c.poly([(x + dx - 0.024, y), (tip[0] - 0.028, y - 0.72 * tall), tip, (tip[0] + 0.028, y - 0.72 * tall),
                (x + dx + 0.024, y)], shade(colour, dark))  # fmt: skip
        c.poly(
            [(x + dx - 0.018, y), (tip[0] - 0.022, y - 0.70 * tall), tip, (x + dx + 0.002, y)],
            shade(colour, dark * 1.4),
        )


def _torch(c: Canvas, x: float, y: float) -> None:
    c.glow(x, y - 0.04, 0.42, (255, 176, 90), 0.6)
    c.poly([(x - 0.02, y), (x + 0.02, y), (x + 0.009, y + 0.14), (x - 0.009, y + 0.14)], (120, 82, 58))
    for size, colour in ((1.0, (250, 130, 60)), (0.6, (255, 214, 110))):
        c.poly([(x - 0.030 * size, y), (x - 0.022 * size, y - 0.045 * size), (x, y - 0.10 * size),
                (x + 0.024 * size, y - 0.04 * size), (x + 0.030 * size, y)], colour)  # fmt: skip


def outer_space(s: Setting) -> Painted:
    """Deep violet night with stars, glowing mist, a ringed planet, moons and rocks."""
    night, far, near, rocks = s.canvas(), s.canvas(), s.canvas(), s.canvas()
    night.fill([(-0.9, (10, 8, 34)), (-0.1, (24, 18, 66)), (0.5, (40, 22, 82)), (0.9, (22, 14, 58))])
    mists: tuple[Colour, ...] = ((126, 60, 170), (52, 88, 190), (190, 70, 140))
    for i, x in enumerate(s.spots(3, 0.8)):
        night.glow(x, (-0.15, 0.25, -0.3)[i % 3], 0.75, mists[(i + s.variant) % 3], 0.42, 0.5)
    for i, x in enumerate(s.spots(70, 1.0)):
        size = (0.004, 0.006, 0.0045, 0.009)[i % 4]
        y = float(s.rng.uniform(-s.half_height, s.half_height))
        night.oval(x, y, size, size, ((240, 240, 255), (255, 232, 196), (190, 220, 255))[i % 3], 0.95)
    first = 1 if s.rng.random() < 0.5 else -1
    for i, x in enumerate(s.spots(1, 0.1)):
        at = x + (1.55, 2.42, 1.7)[s.variant] + first * 0.05
        paint: Colour = ((240, 176, 106), (226, 120, 130), (110, 190, 200))[(i + s.variant) % 3]
        _ringed(far, at, -0.20, 0.16, paint)
    for i, x in enumerate(s.spots(2, 0.5)):
        colour: Colour = ((92, 150, 226), (214, 108, 96), (150, 206, 150), (200, 190, 214))[(i + s.variant) % 4]
        _planet(near, x + (1.45, 0.55, 1.3)[s.variant], (0.27, -0.34)[i % 2], (0.115, 0.07)[i % 2], colour)
    for i, x in enumerate(s.spots(3, 0.9)):
        _rock(rocks, x, (0.40, -0.42, 0.44)[i % 3], 0.035 + 0.012 * (i % 2))
    return [(night, 0.06), (far, 0.16), (near, 0.35), (rocks, 1.0)]


def _planet(c: Canvas, x: float, y: float, r: float, colour: Colour) -> None:
    """A ball with bands, its night side to the lower right."""
    if not c.sees(x - r * 2, x + r * 2):
        return
    c.oval(x, y, r * 1.16, r * 1.16, colour, 0.22)
    c.oval(x, y, r, r, shade(colour, 0.66))
    c.oval(x - 0.10 * r, y - 0.10 * r, r * 0.88, r * 0.88, colour)
    for dx, dy, rx, ry in ((-0.30, -0.34, 0.34, 0.13), (0.10, 0.10, 0.40, 0.14), (-0.34, 0.34, 0.26, 0.10)):
        c.oval(x + dx * r, y + dy * r, rx * r, ry * r, shade(colour, 1.28))


def _ringed(c: Canvas, x: float, y: float, r: float, colour: Colour) -> None:
    """A planet with a ring that passes before and behind it."""
    if not c.sees(x - r * 2.2, x + r * 2.2):
        return
    ring, dark = shade(colour, 1.45), shade(colour, 1.1)
    turn = np.array([[np.cos(-0.3), -np.sin(-0.3)], [np.sin(-0.3), np.cos(-0.3)]])

    def arc(start: float, stop: float, outer: float, inner: float, paint: Colour) -> None:
        a = np.linspace(start, stop, 22)
        edge = [np.stack([k * np.cos(a), 0.26 * k * np.sin(a)], -1) for k in (outer, inner)]
        band = np.concatenate([edge[0], edge[1][::-1]]) @ turn.T * r + [x, y]
        c.poly(band.astype(np.float32), paint)

    arc(np.pi, 2 * np.pi, 2.0, 1.35, dark)
    _planet(c, x, y, r, colour)
    arc(0.0, np.pi, 2.0, 1.35, ring)
    arc(0.0, np.pi, 1.72, 1.60, dark)


def _rock(c: Canvas, x: float, y: float, size: float) -> None:
    a = np.linspace(0, 2 * np.pi, 9, endpoint=False)
    r = size * (1 + 0.18 * np.sin(3 * a + x * 9))
    c.poly(np.stack([x + 1.25 * r * np.cos(a), y + r * np.sin(a)], -1).astype(np.float32), (126, 114, 142))
    c.oval(x - 0.3 * size, y - 0.25 * size, 0.55 * size, 0.4 * size, (154, 142, 168))
    c.oval(x + 0.3 * size, y + 0.2 * size, 0.22 * size, 0.18 * size, (98, 88, 116))


def sky(s: Setting) -> Painted:
    """Above the clouds: blue all round, drifting cumulus, a sea of cloud far below."""
    air, high, low, sea = s.canvas(), s.canvas(), s.canvas(), s.canvas()
    light = s.light
    air.fill([(-0.9, s.sky(shade(light.zenith, 0.95))), (-0.35, s.sky(light.zenith)), (0.1, s.sky(light.middle)),
              (0.5, s.haze)])  # fmt: skip
    if s.weather == "clear" and light.dark:
        paint_stars(air, s.apart("stars"), 30, 0.2)
    side = 1 if s.rng.random() < 0.5 else -1
    sun_y = {"morning": -0.10, "sunset": 0.14, "dawn": 0.22, "dusk": 0.30}.get(s.hour, -0.33)
    if s.weather == "clear":
        paint_sun(air, s, side * 0.42, sun_y)
    else:
        paint_cover(air, s.apart("cover"))
    for i, x in enumerate(s.spots(3, 0.7)):
        paint_cloud(high, s, x, (-0.28, -0.05, -0.16)[i % 3], float(s.rng.uniform(0.11, 0.16)))
    for i, x in enumerate(s.spots(2, 0.7)):
        _cumulus(low, s, x, (0.10, 0.19, 0.02)[i % 3], float(s.rng.uniform(0.20, 0.26)))
    white, dark = _cloud_colours(s)
    base = s.half_height - 0.10
    sea.ridge(sea.level(base + 0.02), [(base, white), (base + 0.2, dark)])
    for x in s.spots(15, 0.6):
        sea.oval(x, base + 0.05, float(s.rng.uniform(0.16, 0.22)), float(s.rng.uniform(0.06, 0.10)), white)
    for x in s.spots(11, 0.6):
        sea.oval(x, base + 0.11, float(s.rng.uniform(0.16, 0.24)), 0.06, dark)
    return [(air, 0.05), (high, 0.25, 0.3 * CLOUD_SPEED), (low, 0.5, CLOUD_SPEED), (sea, 1.0)]


def _cloud_colours(s: Setting) -> tuple[Colour, Colour]:
    body = s.sky(shade(s.light.cloud, 1.12 if s.light.dark else 1.0))
    if s.weather in COVERED:
        body = shade(body, 1.22)
    return body, mix(body, s.sky(s.light.middle), 0.32)


def _cumulus(c: Canvas, s: Setting, x: float, y: float, size: float) -> None:
    """A big heaped cloud, lit from above."""
    white, dark = _cloud_colours(s)
    for dx, dy, r in (
        (-0.75, 0.0, 0.42),
        (0.72, 0.02, 0.46),
        (-0.25, -0.28, 0.58),
        (0.34, -0.20, 0.54),
        (0.0, 0.05, 0.6),
    ):
        c.oval(x + dx * size, y + dy * size, r * size, r * size * 0.86, white)
    for dx, dy, rx in ((-0.62, 0.20, 0.42), (0.06, 0.30, 0.62), (0.70, 0.22, 0.40)):
        c.oval(x + dx * size, y + dy * size, rx * size, 0.17 * size, dark)
