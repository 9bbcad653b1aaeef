"""The first four birds: songbird, duck, penguin, owl. Outlines about the hip (body, wings) or the head's centre."""

from __future__ import annotations

from functools import lru_cache

from onetake.world.cast._bird_kit import DARK, ORANGE, WHITE, Plumage, eye, leg, shape
from onetake.world.cast._figure import curve
from onetake.world.shapes import Colour, ellipse, shade


@lru_cache(maxsize=64)
def songbird(colour: Colour | None, variant: int) -> Plumage:
    main = colour or ((70, 142, 214), (226, 96, 76), (248, 196, 72))[variant]
    pale = shade(main, 1.62)
    body = curve([(0.3, 0.42), (0.4, 0.16), (0.26, -0.1), (-0.06, -0.18), (-0.32, -0.02), (-0.42, 0.2),
        (-0.24, 0.36), (0.05, 0.46)], 3)  # fmt: skip
    belly = curve([(0.37, 0.22), (0.34, 0.02), (0.18, -0.13), (-0.06, -0.165), (-0.22, -0.08), (0.0, 0.0),
        (0.16, 0.14)])  # fmt: skip
    tail = curve([(-0.26, 0.12), (-0.3, 0.3), (-0.56, 0.36), (-0.64, 0.27), (-0.58, 0.15)])
    wing = curve([(0.12, 0.06), (0.16, -0.1), (0.02, -0.24), (-0.22, -0.3), (-0.42, -0.26), (-0.26, -0.08),
        (-0.06, 0.06)])  # fmt: skip
    spread = curve([(0.16, -0.04), (0.16, 0.3), (0.0, 0.56), (-0.22, 0.66), (-0.24, 0.46), (-0.38, 0.4),
        (-0.3, 0.22), (-0.2, -0.04)], 2, 1.2)  # fmt: skip
    head = (
        shape(curve([(0.22, 0.02), (0.42, -0.04), (0.24, -0.1)]), ORANGE, "fixed"),
        shape(curve([(0.2, -0.05), (0.37, -0.07), (0.22, -0.13)]), shade(ORANGE, 0.8), "jaw"),
        shape(ellipse(0, 0, 0.265, 0.26, 18), main),
        shape(ellipse(0.1, -0.09, 0.13, 0.1, 12), pale),
        *eye(0.11, 0.05, 0.058, True),
    )  # fmt: skip
    return Plumage(
        body=((tail, shade(main, 0.72)), (body, main), (belly, pale)), wing=wing, wing_root=(-0.02, 0.24),
        wing_colour=shade(main, 0.78), far_wing_root=None, spread=spread, spread_root=(-0.04, 0.26),
        neck=(0.12, 0.34), neck_shape=None, head_at=(0.08, 0.2), head=head, leg=leg(0.2, 0.024, 0.13),
        leg_colour=ORANGE, leg_length=0.2, stance=0.09, air=0.1, bow=0.55, peck=0.35,
    )  # fmt: skip


@lru_cache(maxsize=64)
def duck(colour: Colour | None, variant: int) -> Plumage:
    main = colour or ((250, 210, 80), (246, 244, 238), (172, 128, 88))[variant]
    body = curve([(0.34, 0.3), (0.4, 0.12), (0.28, -0.08), (0.0, -0.15), (-0.3, -0.06), (-0.44, 0.14),
        (-0.52, 0.34), (-0.34, 0.3), (-0.1, 0.26), (0.12, 0.34)], 3)  # fmt: skip
    under = curve([(0.38, 0.06), (0.27, -0.08), (0.0, -0.148), (-0.29, -0.058), (-0.4, 0.08), (-0.1, -0.04),
        (0.2, -0.02)])  # fmt: skip
    wing = curve([(0.12, 0.06), (0.16, -0.08), (0.02, -0.2), (-0.2, -0.22), (-0.4, -0.08), (-0.22, 0.0),
        (-0.06, 0.08)])  # fmt: skip
    spread = curve([(0.16, -0.04), (0.18, 0.26), (0.04, 0.5), (-0.2, 0.62), (-0.22, 0.44), (-0.38, 0.4),
        (-0.3, 0.2), (-0.2, -0.04)], 2, 1.15)  # fmt: skip
    neck = curve([(0.13, -0.1), (0.12, 0.12), (0.15, 0.34), (-0.1, 0.34), (-0.14, 0.1), (-0.22, -0.1)])
    head = (
        shape(curve([(0.14, 0.02), (0.26, 0.02), (0.39, -0.02), (0.38, -0.075), (0.2, -0.08)]), ORANGE),
        shape(curve([(0.14, -0.07), (0.36, -0.07), (0.31, -0.115), (0.14, -0.12)]), shade(ORANGE, 0.78), "jaw"),
        shape(ellipse(0, 0, 0.205, 0.2, 18), main),
        *eye(0.09, 0.05, 0.05),
    )  # fmt: skip
    return Plumage(
        body=((body, main), (under, shade(main, 0.88))), wing=wing, wing_root=(-0.04, 0.16),
        wing_colour=shade(main, 0.84), far_wing_root=None, spread=spread, spread_root=(-0.06, 0.2),
        neck=(0.22, 0.22), neck_shape=(neck, main), head_at=(0.03, 0.4), head=head, leg=leg(0.18, 0.028, 0.16),
        leg_colour=ORANGE, leg_length=0.18, stance=0.09, air=0.12, bow=0.42, peck=0.95, flight=-0.12, middle=-0.06,
        waddle=0.08,
    )  # fmt: skip


@lru_cache(maxsize=64)
def penguin(colour: Colour | None, variant: int) -> Plumage:
    main = colour or ((52, 58, 82), (58, 78, 118), (44, 44, 52))[variant]
    body = curve([(0.0, -0.06), (0.2, -0.01), (0.29, 0.2), (0.25, 0.42), (0.16, 0.58), (-0.16, 0.58), (-0.25, 0.42),
        (-0.29, 0.2), (-0.2, -0.01)], 3)  # fmt: skip
    belly = curve([(0.05, -0.02), (0.2, 0.04), (0.25, 0.2), (0.22, 0.4), (0.12, 0.52), (-0.03, 0.5), (-0.13, 0.36),
        (-0.15, 0.16), (-0.08, 0.02)])  # fmt: skip
    wing = curve([(0.06, 0.02), (0.055, -0.12), (0.0, -0.28), (-0.07, -0.36), (-0.1, -0.24), (-0.08, -0.06),
        (-0.02, 0.05)])  # fmt: skip
    head = (
        shape(ellipse(0, 0, 0.235, 0.225, 18), main),
        shape(curve([(0.2, 0.04), (0.22, -0.08), (0.1, -0.17), (-0.06, -0.12), (-0.08, 0.02), (0.0, 0.11),
            (0.08, 0.05), (0.15, 0.11)]), WHITE),
        shape(curve([(0.06, -0.08), (0.22, -0.08), (0.16, -0.12)]), shade(ORANGE, 0.78), "jaw"),
        shape(curve([(0.06, -0.03), (0.3, -0.07), (0.08, -0.1)]), ORANGE),
        shape(ellipse(0.005, 0.02, 0.038, 0.046, 12), DARK, "eye"),
        shape(ellipse(0.165, 0.02, 0.034, 0.046, 12), DARK, "eye"),
        shape(ellipse(-0.03, -0.085, 0.04, 0.03, 10), (246, 170, 160)),
    )  # fmt: skip
    foot = curve([(-0.06, -0.07), (0.12, -0.07), (0.13, -0.05), (0.05, 0.0), (-0.05, 0.0)])
    return Plumage(
        body=((body, main), (belly, WHITE)), wing=wing, wing_root=(-0.22, 0.46), wing_colour=shade(main, 0.78),
        far_wing_root=(0.22, 0.46), spread=wing, spread_root=(0.0, 0.4), neck=(0.01, 0.6), neck_shape=None,
        head_at=(0.02, 0.1), head=head, leg=foot, leg_colour=ORANGE, leg_length=0.07, stance=0.11, air=0.2,
        bow=0.5, peck=0.3, waddle=0.15,
    )  # fmt: skip


@lru_cache(maxsize=64)
def owl(colour: Colour | None, variant: int) -> Plumage:
    main = colour or ((150, 106, 72), (128, 132, 142), (178, 132, 84))[variant]
    pale = shade(main, 1.6)
    body = curve([(0.0, -0.05), (0.2, 0.0), (0.32, 0.2), (0.32, 0.42), (0.22, 0.6), (-0.22, 0.6), (-0.32, 0.42),
        (-0.32, 0.2), (-0.2, 0.0)], 3)  # fmt: skip
    belly = curve([(0.05, -0.01), (0.2, 0.06), (0.25, 0.22), (0.2, 0.4), (0.04, 0.46), (-0.1, 0.38), (-0.14, 0.2),
        (-0.08, 0.05)])  # fmt: skip
    tail = curve([(-0.2, 0.14), (-0.06, 0.02), (-0.24, -0.1), (-0.38, -0.06)])
    wing = curve([(0.08, 0.04), (0.1, -0.12), (0.02, -0.32), (-0.12, -0.42), (-0.14, -0.24), (-0.12, -0.06),
        (-0.04, 0.06)])  # fmt: skip
    spread = curve([(0.18, -0.06), (0.24, 0.18), (0.14, 0.44), (-0.08, 0.58), (-0.14, 0.44), (-0.28, 0.42),
        (-0.3, 0.26), (-0.36, 0.16), (-0.2, -0.06)], 2, 1.3)  # fmt: skip
    tufts = [(-0.29, 0.26), (-0.2, 0.16), (0.0, 0.19), (0.2, 0.16), (0.3, 0.26), (0.31, 0.05), (0.24, -0.16),
        (0.0, -0.24), (-0.24, -0.16), (-0.31, 0.05)]  # fmt: skip
    yellow = (250, 204, 84)
    eyes = [shape(ellipse(x, 0.0, rx, 0.145, 16), pale) for x, rx in ((-0.07, 0.145), (0.165, 0.125))]
    eyes += [shape(ellipse(x, 0.0, rx, 0.1, 14), yellow, "eye") for x, rx in ((-0.06, 0.1), (0.165, 0.09))]
    eyes += [shape(ellipse(x, 0.0, rx, 0.058, 12), DARK, "eye") for x, rx in ((-0.04, 0.055), (0.175, 0.05))]
    head = (
        shape(curve(tufts), shade(main, 0.9)),
        *eyes,
        shape(curve([(0.04, -0.03), (0.12, -0.03), (0.1, -0.16)]), ORANGE, "jaw"),
    )  # fmt: skip
    return Plumage(
        body=((tail, shade(main, 0.7)), (body, main), (belly, pale)), wing=wing, wing_root=(-0.22, 0.46),
        wing_colour=shade(main, 0.74), far_wing_root=(0.26, 0.46), spread=spread, spread_root=(-0.06, 0.24),
        neck=(0.02, 0.56), neck_shape=None, head_at=(0.0, 0.13), head=head, leg=leg(0.085, 0.05, 0.11),
        leg_colour=ORANGE, leg_length=0.08, stance=0.11, air=0.2, bow=0.5, peck=0.3, flight=-0.85, waddle=0.11,
    )  # fmt: skip
