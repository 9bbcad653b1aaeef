"""Colours of the hours: skies, haze, and how the light of an hour changes every painted colour.

All colours are RGB, 0..255. Painters choose the colours of full daylight; ``grade`` turns them into those of
the hour, so that every set keeps one limited, harmonious palette from morning to night.
"""

from __future__ import annotations

from dataclasses import dataclass

from onetake.world.shapes import Colour


@dataclass(frozen=True, slots=True)
class Light:
    """The light of an hour: three colours of the sky (zenith, middle, horizon), the air that distance fades into,
    the tint that multiplies painted colours, the glow mixed into them, and the colours of sun (or moon) and clouds."""

    zenith: Colour
    middle: Colour
    horizon: Colour
    air: Colour
    tint: tuple[float, float, float]
    glow: Colour
    glow_share: float
    sun: Colour
    cloud: Colour
    dark: bool = False
    lamps: bool = False


LIGHTS: dict[str, Light] = {
    "morning": Light(
        (132, 192, 232), (190, 222, 238), (255, 234, 206), (200, 220, 226), (1.0, 0.98, 0.94), (255, 226, 206), 0.08,
        (255, 246, 214), (255, 246, 238),
    ),
    "day": Light(
        (84, 166, 230), (134, 202, 242), (212, 240, 248), (190, 226, 242), (1.0, 1.0, 1.0), (255, 255, 255), 0.0,
        (255, 240, 160), (255, 255, 255),
    ),
    "sunset": Light(
        (88, 82, 150), (224, 122, 122), (255, 204, 130), (214, 128, 138), (0.92, 0.76, 0.72), (236, 116, 116), 0.12,
        (255, 236, 176), (250, 176, 150),
    ),
    "night": Light(
        (16, 22, 56), (30, 42, 92), (62, 82, 138), (52, 72, 132), (0.38, 0.49, 0.74), (36, 52, 116), 0.16,
        (246, 242, 218), (58, 70, 118), dark=True, lamps=True,
    ),
    "dawn": Light(
        (112, 134, 192), (196, 172, 208), (255, 198, 190), (206, 182, 208), (0.86, 0.80, 0.88), (244, 176, 190), 0.14,
        (255, 240, 214), (252, 206, 212),
    ),
    "dusk": Light(
        (36, 40, 98), (96, 72, 142), (246, 150, 112), (116, 92, 152), (0.66, 0.60, 0.80), (104, 68, 130), 0.15,
        (255, 206, 150), (128, 92, 146), lamps=True,
    ),
}  # fmt: skip

_OVERCAST: dict[str, tuple[Colour, float]] = {
    "rain": ((146, 158, 174), 0.72),
    "snow": ((196, 206, 220), 0.66),
    "fog": ((206, 214, 218), 0.60),
    "cloud": ((188, 200, 212), 0.58),
    "storm": ((88, 98, 118), 0.82),
}

_ACTORS: dict[str, tuple[float, float, float]] = {
    "morning": (1.0, 0.97, 0.92),
    "day": (1.0, 1.0, 1.0),
    "sunset": (1.0, 0.87, 0.78),
    "night": (0.64, 0.70, 0.90),
    "dawn": (0.98, 0.88, 0.92),
    "dusk": (0.80, 0.73, 0.90),
}
_ACTORS_AT: dict[tuple[str, str], tuple[float, float, float]] = {
    ("neon street", "night"): (0.86, 0.78, 1.0),
    ("stage", "night"): (1.0, 0.96, 0.90),
    ("moon", "night"): (0.95, 0.96, 1.0),
    ("underwater", "day"): (0.82, 0.96, 1.0),
    ("underwater", "night"): (0.56, 0.70, 0.94),
    ("kitchen", "night"): (0.90, 0.82, 0.80),
    ("living room", "night"): (0.92, 0.83, 0.78),
    ("city street", "night"): (0.72, 0.74, 0.90),
    ("neon street", "dusk"): (0.92, 0.80, 0.98),
    ("outer space", "night"): (0.95, 0.96, 1.0),
    ("cave", "day"): (0.90, 0.90, 0.96),
    ("cave", "night"): (0.92, 0.80, 0.72),
    ("library", "night"): (0.92, 0.83, 0.78),
    ("classroom", "night"): (0.90, 0.83, 0.80),
    ("bedroom", "night"): (0.90, 0.81, 0.80),
    ("train", "night"): (0.94, 0.87, 0.80),
    ("castle hall", "night"): (0.92, 0.80, 0.74),
    ("workshop", "night"): (0.92, 0.83, 0.78),
    ("ice rink", "night"): (0.78, 0.80, 0.96),
    ("medieval village", "night"): (0.74, 0.72, 0.86),
    ("market", "night"): (0.86, 0.76, 0.80),
}
_ACTORS_UNDER: dict[str, tuple[float, float, float]] = {"storm": (0.82, 0.86, 0.92), "cloud": (0.96, 0.97, 0.98)}
_DARKEST_CAST = 0.56


def mix(a: Colour, b: Colour, share: float) -> Colour:
    """``a`` with ``share`` (0..1) of ``b``."""
    return (
        int(a[0] + (b[0] - a[0]) * share),
        int(a[1] + (b[1] - a[1]) * share),
        int(a[2] + (b[2] - a[2]) * share),
    )


def overcast(colour: Colour, hour: str, weather: str) -> Colour:
    """A sky or haze colour (already of the hour) under the clouds of a weather."""
    if weather not in _OVERCAST:
        return colour
    grey, share = _OVERCAST[weather]
    light = LIGHTS[hour]
    veil = mix(multiply(grey, light.tint), light.glow, light.glow_share)
    return mix(colour, veil, share)


def multiply(colour: Colour, tint: tuple[float, float, float]) -> Colour:
    """A colour seen in a tinted light, clipped to white."""
    return (
        min(255, int(colour[0] * tint[0])),
        min(255, int(colour[1] * tint[1])),
        min(255, int(colour[2] * tint[2])),
    )


def grade(colour: Colour, hour: str) -> Colour:
    """A daylight colour in the light of an hour."""
    light = LIGHTS[hour]
    return mix(multiply(colour, light.tint), light.glow, light.glow_share)


def ambient(place: str, hour: str, weather: str = "clear") -> tuple[float, float, float]:
    """What multiplies the colours of everyone on a set, red, green, blue: never so dark that they are lost."""
    r, g, b = _ACTORS_AT.get((place, hour), _ACTORS[hour])
    under = _ACTORS_UNDER.get(weather, (1.0, 1.0, 1.0))
    return (
        max(_DARKEST_CAST, r * under[0]),
        max(_DARKEST_CAST, g * under[1]),
        max(_DARKEST_CAST, b * under[2]),
    )
