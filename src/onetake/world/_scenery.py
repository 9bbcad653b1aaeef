"""What several sets share: the conditions a set is painted under, its sky, trees, clouds and ground."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field, replace

import numpy as np

from onetake.types import Array
from onetake.world._canvas import LAPS, PERIOD, WHOLE, Canvas
from onetake.world._looks import LOOKS, Look
from onetake.world.palette import LIGHTS, Light, grade, mix, multiply, overcast
from onetake.world.shapes import Colour, shade

HORIZON = 0.08
"""y where the ground begins outdoors, in stage units."""
_DEEP = 0.62
"""How far down distant layers are painted: a rising camera uncovers them."""
Painted = list[tuple[Canvas, float] | tuple[Canvas, float, float]]
"""Layers back to front, each with its parallax and, if it moves by itself, its stage units a second to the left."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Hour, weather and chance that a set is painted under, and the size of its layers; ``window`` is the stretch
    that is painted, ``variant`` which of the place's layouts, ``number`` the place's."""

    hour: str
    weather: str
    number: int
    short_side: int
    half_height: float
    variant: int = 0
    window: tuple[float, float] = WHOLE
    look: Look = LOOKS["flat"]
    aside: tuple[int, ...] = ()
    rng: np.random.Generator = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "rng", np.random.default_rng([self.number, self.variant, *self.aside]))

    def apart(self, what: str) -> Setting:
        """The same with a chance of its own, for what is not there at every hour, in every weather and shape: all the
        rest stays where it is."""
        return replace(self, aside=(*self.aside, zlib.crc32(what.encode())))

    @property
    def light(self) -> Light:
        return LIGHTS[self.hour]

    def canvas(self) -> Canvas:
        """A new transparent layer."""
        return Canvas(self.short_side, self.half_height, self.window, self.look)

    def sky(self, colour: Colour) -> Colour:
        """A colour of the air, dulled by the weather."""
        return overcast(colour, self.hour, self.weather)

    @property
    def haze(self) -> Colour:
        """The colour of the sky above the horizon."""
        return self.sky(self.light.horizon)

    @property
    def air(self) -> Colour:
        """What far things fade into."""
        return self.sky(self.light.air)

    def lit(self, colour: Colour, haze: float = 0.0) -> Colour:
        """A daylight colour at this hour, behind a share of haze; rain, snow and fog add some."""
        graded = grade(colour, self.hour)
        if self.weather in _DIMMED:
            graded = mix(multiply(graded, _DIMMED[self.weather]), self.air, 0.08)
        if self.weather == "fog":
            haze = haze + (1 - haze) * 0.42
        return mix(graded, self.air, haze)

    def spots(self, count: int, jitter: float = 0.6) -> list[float]:
        """Positions spread evenly round the ring, ``count`` every four units, each moved by up to ``jitter`` of
        half the spacing."""
        count *= LAPS
        step = PERIOD / count
        moved = self.rng.uniform(-jitter / 2, jitter / 2, count)
        return [float((i + 0.5 + m) * step - PERIOD / 2) for i, m in enumerate(moved)]


_DIMMED: dict[str, tuple[float, float, float]] = {
    "rain": (0.86, 0.88, 0.92),
    "snow": (0.86, 0.88, 0.92),
    "cloud": (0.93, 0.94, 0.96),
    "storm": (0.70, 0.74, 0.82),
}
COVERED = ("cloud", "storm")
_SUN_AT = {"morning": (-0.16, -0.10), "sunset": (-0.16, -0.10), "dawn": (-0.02, 0.02), "dusk": (0.02, 0.05)}


def paint_sky(s: Setting, zenith: Colour | None = None, middle: Colour | None = None, clouds: int = 4) -> Canvas:
    """Gradient, sun or moon with its glow, stars at night, and a few clouds."""
    c, light = s.canvas(), s.light
    top, mid, low = s.sky(zenith or light.zenith), s.sky(middle or light.middle), s.haze
    c.fill([(-0.95, shade(top, 0.92)), (-0.5, top), (-0.18, mid), (HORIZON, low)])
    clear = s.weather == "clear"
    if clear and light.dark:
        paint_stars(c, s.apart("stars"))
    sun = s.apart("sun")
    side = 1 if sun.rng.random() < 0.5 else -1
    sun_x = side * float(sun.rng.uniform(0.28, 0.42))
    sun_y = float(sun.rng.uniform(*_SUN_AT.get(s.hour, (-0.36, -0.29))))
    if clear:
        paint_sun(c, s, sun_x, sun_y)
    if s.weather in COVERED:
        paint_cover(c, s.apart("cover"))
    fair, above = s.apart("clouds"), s.apart("high clouds")
    for i, x in enumerate(fair.spots(clouds, 0.7)):
        y = (-0.30, -0.20, -0.38, -0.24)[i % 4] + float(fair.rng.uniform(-0.03, 0.03))
        paint_cloud(c, s, x, y, float(fair.rng.uniform(0.10, 0.15)))
        if s.half_height > 0.6:
            paint_cloud(c, s, x + 0.45, y - 0.36, float(above.rng.uniform(0.10, 0.14)))
    return c


def paint_stars(c: Canvas, s: Setting, count: int = 26, lowest: float = -0.12) -> None:
    """Stars of three sizes."""
    for x in s.spots(count, 1.0):
        size = float(s.rng.choice([0.004, 0.0055, 0.008]))
        c.oval(x, float(s.rng.uniform(-0.9, lowest)), size, size, (232, 232, 250), 0.85)


def paint_sun(c: Canvas, s: Setting, x: float, y: float) -> None:
    """The disc of the sun, or a crescent moon at night."""
    light = s.light
    if light.dark:
        c.glow(x, y, 0.30, (122, 142, 202), 0.45)
        a = np.linspace(-np.pi / 2, np.pi / 2, 16)
        outer = np.stack([np.cos(a), np.sin(a)], -1)
        inner = np.stack([0.42 * np.cos(a[::-1]), np.sin(a[::-1])], -1)
        c.poly(np.array([x, y], np.float32) + np.concatenate([outer, inner]).astype(np.float32) * 0.062, light.sun)
        return
    big = s.hour in ("sunset", "dawn", "dusk")
    c.glow(x, y, 0.55 if big else 0.34, mix(light.sun, (255, 190, 120), 0.35) if big else light.sun, 0.55)
    c.oval(x, y, *((0.085, 0.085) if big else (0.062, 0.062)), light.sun)


def paint_cover(c: Canvas, s: Setting) -> None:
    """A closed cover of big clouds, two banks deep: pale grey, or the dark of a storm."""
    storm = s.weather == "storm"
    under = s.sky(mix(s.light.middle, s.light.cloud, 0.25))
    for depth, (level, size) in enumerate(((-0.20, 0.30), (-0.36, 0.36))):
        body = shade(under, (0.92, 0.70)[depth] if storm else (1.18, 0.94)[depth])
        c.band(c.top - 0.1, level - 0.16, body)
        for x in s.spots(7, 0.7):
            wide = size * float(s.rng.uniform(0.8, 1.15))
            c.oval(x, level - 0.14, wide, wide * float(s.rng.uniform(0.34, 0.5)), body)


def paint_cloud(c: Canvas, s: Setting, x: float, y: float, size: float) -> None:
    """A flat-bottomed cloud of three puffs."""
    body = shade(s.sky(s.light.cloud), 1.25 if s.weather == "cloud" else 1.0)
    soft = 0.30 if s.light.dark else 0.5 if s.light.lamps else 0.85
    c.poly(_CLOUD * np.float32(size) + np.array([x, y], np.float32), body, soft)


def _cloud_outline() -> Array:
    """Upper hull of three discs above a flat base, unit half width, (P, 2)."""
    x = np.linspace(-1, 1, 28)
    puffs = ((-0.52, 0.40, 0.44), (0.02, 0.62, 0.66), (0.56, 0.40, 0.42))
    top = np.zeros_like(x)
    for at, radius, height in puffs:
        inside = np.clip(1 - ((x - at) / (radius * 1.05)) ** 2, 0, None)
        top = np.maximum(top, height * np.sqrt(inside))
    ends = np.clip(1 - np.abs(x) ** 6, 0, 1)
    base = 0.10 * np.sqrt(np.clip(1 - x**4, 0, None))
    return np.concatenate([np.stack([x, -top * ends], -1), np.stack([x[::-1], base[::-1]], -1)]).astype(np.float32)


_CLOUD = _cloud_outline()


def paint_hills(s: Setting, near: Colour, far: Colour, tall: float = 0.12) -> Canvas:
    """Two hazy ridges of hills up to the horizon."""
    c = s.canvas()
    back = c.wave(s.rng, HORIZON - 0.07 - tall * 0.7, tall * 0.62, (3, 5))
    front = c.wave(s.rng, HORIZON - 0.045 - tall * 0.15, tall * 0.42, (4, 7))
    c.ridge(back, [(-0.2, s.lit(far, 0.52)), (HORIZON, s.lit(far, 0.78))], _DEEP)
    c.ridge(front, [(-0.1, s.lit(near, 0.34)), (HORIZON + 0.02, s.lit(near, 0.58))], _DEEP)
    return c


def paint_ground(
    s: Setting, far: Colour, near: Colour, patch: Colour, level: float = HORIZON, roll: float = 0.008
) -> Canvas:
    """The ground the cast stands on: a gradient from its edge down, with a few large soft patches."""
    c = s.canvas()
    edge = c.wave(s.rng, level, roll, (3, 5))
    c.ridge(edge, [(level, s.lit(far)), (level + 0.42, s.lit(near)), (1.0, s.lit(shade(near, 0.9)))])
    for i, x in enumerate(s.spots(9)):
        y = (0.22, 0.40, 0.15, 0.33, 0.62, 0.26)[i % 6]
        wide = 0.12 + 0.42 * (y - HORIZON)
        c.oval(x, y, wide, wide * 0.13, s.lit(patch), 0.55)
    return c


def paint_tree(c: Canvas, s: Setting, x: float, y: float, tall: float, leaf: Colour, haze: float = 0.0) -> None:
    """A round broad-leaved tree standing at y."""
    trunk = s.lit((132, 96, 70), haze)
    crown, dark, lightest = s.lit(leaf, haze), s.lit(shade(leaf, 0.84), haze), s.lit(shade(leaf, 1.16), haze)
    c.poly(
        [
            (x - 0.05 * tall, y),
            (x - 0.03 * tall, y - 0.5 * tall),
            (x + 0.03 * tall, y - 0.5 * tall),
            (x + 0.05 * tall, y),
        ],
        trunk,
    )
    for dx, dy, r, colour in ((0.13, 0.52, 0.23, dark), (-0.13, 0.54, 0.24, crown), (0.02, 0.70, 0.28, crown)):
        c.oval(x + dx * tall, y - dy * tall, r * tall, r * tall, colour)
    c.oval(x - 0.06 * tall, y - 0.78 * tall, 0.13 * tall, 0.11 * tall, lightest)


def paint_pine(c: Canvas, x: float, y: float, tall: float, colour: Colour, cap: Colour | None = None) -> None:
    """A fir of three tiers, with snow on each if ``cap`` is given."""
    for low, high, wide in ((0.08, 0.52, 0.27), (0.34, 0.76, 0.21), (0.60, 1.0, 0.15)):
        c.poly(
            [
                (x - wide * tall, y - low * tall),
                (x, y - high * tall),
                (x + wide * tall, y - low * tall),
                (x, y - (low - 0.05) * tall),
            ],
            colour,
        )
        if cap is not None:
            t = 0.45
            edge, mid = high - (high - low) * t, high - (high - low) * (t + 0.1)
            c.poly(
                [
                    (x - wide * t * tall, y - edge * tall),
                    (x, y - high * tall),
                    (x + wide * t * tall, y - edge * tall),
                    (x, y - mid * tall),
                ],
                cap,
            )


def paint_tuft(c: Canvas, x: float, y: float, size: float, colour: Colour) -> None:
    """Three blades of grass."""
    for lean, tall in ((-0.5, 0.8), (0.05, 1.1), (0.55, 0.75)):
        c.poly(
            [
                (x + (lean * 0.4 - 0.16) * size, y),
                (x + lean * size, y - tall * size),
                (x + (lean * 0.4 + 0.16) * size, y),
            ],
            colour,
        )
