"""More birds: chicken, chick, eagle, parrot, swan, flamingo, crow. Outlines as in ``_bird_first``."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from onetake.world.cast._bird_kit import DARK, ORANGE, WHITE, Plumage, eye, leg, shape, tube
from onetake.world.cast._figure import curve
from onetake.world.shapes import Colour, ellipse, shade

_COMB: Colour = (222, 60, 58)
_BEAK: Colour = (250, 190, 70)


@lru_cache(maxsize=64)
def chicken(colour: Colour | None, variant: int) -> Plumage:
    """A hen: red comb and wattle, a high tail."""
    main = colour or ((248, 244, 234), (186, 122, 74), (248, 244, 234))[variant]
    body = curve([(0.32, 0.3), (0.38, 0.1), (0.26, -0.08), (0.0, -0.14), (-0.26, -0.08), (-0.4, 0.12), (-0.55, 0.42),
        (-0.4, 0.46), (-0.2, 0.24), (0.08, 0.26)], 3)  # fmt: skip
    tail = curve([(-0.3, 0.16), (-0.24, 0.34), (-0.36, 0.54), (-0.56, 0.5), (-0.56, 0.3), (-0.46, 0.1)])
    wing = curve([(0.14, 0.08), (0.16, -0.06), (0.0, -0.18), (-0.2, -0.18), (-0.36, -0.02), (-0.18, 0.02),
        (-0.04, 0.1)])  # fmt: skip
    spread = curve([(0.16, -0.04), (0.18, 0.22), (0.06, 0.42), (-0.16, 0.52), (-0.2, 0.38), (-0.34, 0.32),
        (-0.26, 0.16), (-0.18, -0.04)], 2, 1.15)  # fmt: skip
    neck = curve([(0.16, -0.1), (0.15, 0.12), (0.16, 0.3), (-0.12, 0.3), (-0.17, 0.1), (-0.28, -0.06)])
    head = (
        shape(curve([(-0.1, 0.12), (-0.13, 0.24), (-0.05, 0.21), (0.0, 0.31), (0.06, 0.22), (0.14, 0.26), (0.12, 0.1)]),
              _COMB),
        shape(ellipse(0.13, -0.14, 0.055, 0.08, 12), _COMB),
        shape(curve([(0.1, -0.03), (0.27, -0.07), (0.11, -0.12)]), shade(_BEAK, 0.78), "jaw"),
        shape(curve([(0.1, 0.05), (0.31, -0.03), (0.11, -0.07)]), _BEAK),
        shape(ellipse(0, 0, 0.175, 0.17, 18), main),
        *eye(0.075, 0.04, 0.046),
    )  # fmt: skip
    return Plumage(
        body=((tail, shade(main, 0.78)), (body, main)), wing=wing, wing_root=(-0.04, 0.14),
        wing_colour=shade(main, 0.86), far_wing_root=None, spread=spread, spread_root=(-0.06, 0.18),
        neck=(0.22, 0.2), neck_shape=(neck, main), head_at=(0.02, 0.34), head=head, leg=leg(0.18, 0.025, 0.13),
        leg_colour=ORANGE, leg_length=0.18, stance=0.09, air=0.14, bow=0.4, peck=0.85, flight=-0.14, waddle=0.06,
    )  # fmt: skip


@lru_cache(maxsize=64)
def chick(colour: Colour | None, variant: int) -> Plumage:
    """A chick: two yellow balls."""
    main = colour or (252, 214, 84)
    body = curve([(0.3, 0.3), (0.37, 0.14), (0.28, -0.04), (0.02, -0.1), (-0.26, -0.02), (-0.38, 0.16), (-0.44, 0.26),
        (-0.26, 0.34), (0.04, 0.42)], 3)  # fmt: skip
    belly = curve([(0.33, 0.14), (0.25, -0.02), (0.02, -0.09), (-0.2, -0.03), (0.0, 0.06), (0.2, 0.1)])
    wing = curve([(0.1, 0.05), (0.12, -0.06), (0.0, -0.14), (-0.18, -0.12), (-0.26, -0.02), (-0.12, 0.05)])
    spread = curve([(0.1, -0.03), (0.12, 0.14), (0.0, 0.28), (-0.14, 0.26), (-0.22, 0.12), (-0.14, -0.03)], 2)
    head = (
        shape(curve([(-0.05, 0.24), (-0.09, 0.35), (0.0, 0.31), (0.07, 0.36), (0.06, 0.24)]), shade(main, 0.92)),
        shape(curve([(0.22, -0.05), (0.36, -0.08), (0.23, -0.12)]), shade(ORANGE, 0.78), "jaw"),
        shape(curve([(0.22, 0.02), (0.4, -0.05), (0.23, -0.08)]), ORANGE),
        shape(ellipse(0, 0, 0.28, 0.265, 20), main),
        shape(ellipse(0.06, -0.1, 0.055, 0.04, 10), (250, 176, 120)),
        *eye(0.13, 0.05, 0.056),
    )  # fmt: skip
    return Plumage(
        body=((body, main), (belly, shade(main, 1.4))), wing=wing, wing_root=(-0.06, 0.2),
        wing_colour=shade(main, 0.86), far_wing_root=None, spread=spread, spread_root=(-0.06, 0.2),
        neck=(0.06, 0.34), neck_shape=None, head_at=(0.03, 0.18), head=head, leg=leg(0.13, 0.026, 0.12),
        leg_colour=ORANGE, leg_length=0.13, stance=0.1, air=0.2, bow=0.6, peck=0.35, flight=-0.2, middle=-0.02,
        waddle=0.1,
    )  # fmt: skip


@lru_cache(maxsize=64)
def eagle(colour: Colour | None, variant: int) -> Plumage:
    """An eagle: white head and tail, hooked beak, a stern brow, broad wings."""
    main = colour or (112, 76, 56)
    body = curve([(0.28, 0.44), (0.34, 0.18), (0.22, -0.06), (0.0, -0.13), (-0.26, -0.02), (-0.4, 0.16), (-0.24, 0.38),
        (0.04, 0.5)], 3)  # fmt: skip
    tail = curve([(-0.22, 0.04), (-0.34, 0.2), (-0.62, 0.08), (-0.68, -0.04), (-0.48, -0.08)])
    wing = curve([(0.12, 0.1), (0.16, -0.06), (0.02, -0.22), (-0.26, -0.34), (-0.5, -0.34), (-0.3, -0.1), (-0.06, 0.1)])
    spread = curve([(0.2, -0.06), (0.24, 0.24), (0.16, 0.54), (0.0, 0.74), (-0.1, 0.6), (-0.22, 0.72), (-0.26, 0.54),
        (-0.4, 0.58), (-0.38, 0.38), (-0.46, 0.3), (-0.26, -0.04)], 2, 1.15)  # fmt: skip
    ruff = curve([(0.2, 0.12), (0.24, -0.04), (0.16, -0.12), (0.08, -0.06), (0.0, -0.16), (-0.08, -0.07),
        (-0.18, -0.12), (-0.2, 0.1)])  # fmt: skip
    head = (
        shape(curve([(0.14, -0.05), (0.3, -0.09), (0.28, -0.13), (0.14, -0.13)]), shade(_BEAK, 0.76), "jaw"),
        shape(curve([(0.13, 0.07), (0.28, 0.07), (0.38, -0.02), (0.37, -0.15), (0.29, -0.06), (0.13, -0.07)]), _BEAK),
        shape(curve([(-0.22, 0.02), (-0.12, 0.18), (0.06, 0.21), (0.2, 0.1), (0.2, -0.1), (0.06, -0.2), (-0.18, -0.2),
            (-0.27, -0.14)], 3), WHITE),
        shape(ellipse(0.09, 0.02, 0.052, 0.058, 14), (250, 200, 70), "eye"),
        shape(ellipse(0.1, 0.02, 0.034, 0.042, 12), DARK, "eye"),
        shape(np.array([(-0.02, 0.115), (0.19, 0.06), (0.18, 0.03), (-0.02, 0.075)], np.float32), (206, 196, 184)),
    )  # fmt: skip
    return Plumage(
        body=((tail, WHITE), (body, main)), wing=wing, wing_root=(-0.02, 0.26), wing_colour=shade(main, 0.76),
        far_wing_root=None, spread=spread, spread_root=(-0.02, 0.28), neck=(0.12, 0.38), neck_shape=(ruff, WHITE),
        head_at=(0.05, 0.2), head=head, leg=leg(0.16, 0.045, 0.15), leg_colour=_BEAK, leg_length=0.16, stance=0.09,
        air=0.06, bow=0.5, peck=0.45, flight=-0.5, middle=0.06, waddle=0.07,
    )  # fmt: skip


@lru_cache(maxsize=64)
def parrot(colour: Colour | None, variant: int) -> Plumage:
    """A parrot: upright, a big hooked beak, a long tail, wings of another colour."""
    main = colour or ((220, 64, 58), (86, 176, 88), (66, 132, 216))[variant]
    other: Colour = (66, 124, 206) if main[0] > main[2] else (250, 200, 70)
    body = curve([(0.2, 0.5), (0.26, 0.24), (0.16, -0.02), (-0.04, -0.09), (-0.22, 0.02), (-0.27, 0.24), (-0.18, 0.48),
        (0.02, 0.56)], 3)  # fmt: skip
    belly = curve([(0.23, 0.26), (0.15, 0.0), (-0.02, -0.07), (-0.02, 0.08), (0.08, 0.24), (0.16, 0.38)])
    tail = curve([(-0.08, 0.0), (-0.22, 0.16), (-0.46, -0.02), (-0.52, -0.11), (-0.36, -0.11)])
    wing = curve([(0.1, 0.08), (0.12, -0.12), (0.0, -0.32), (-0.2, -0.44), (-0.28, -0.36), (-0.16, -0.1), (-0.06, 0.1)])
    spread = curve([(0.18, -0.06), (0.22, 0.24), (0.1, 0.5), (-0.14, 0.64), (-0.18, 0.48), (-0.32, 0.46), (-0.3, 0.26),
        (-0.22, -0.04)], 2, 1.2)  # fmt: skip
    head = (
        shape(curve([(-0.12, 0.16), (-0.2, 0.28), (-0.06, 0.26), (0.04, 0.32), (0.06, 0.18)]), (250, 200, 70)),
        shape(curve([(0.14, -0.06), (0.24, -0.12), (0.18, -0.19), (0.1, -0.16)]), (58, 54, 62), "jaw"),
        shape(ellipse(0, 0, 0.24, 0.235, 20), main),
        shape(ellipse(0.1, 0.0, 0.115, 0.135, 16), (252, 246, 236)),
        shape(curve([(0.15, 0.11), (0.28, 0.09), (0.35, -0.03), (0.31, -0.17), (0.25, -0.08), (0.16, -0.07)]),
              (78, 72, 80)),
        *eye(0.085, 0.03, 0.048),
    )  # fmt: skip
    return Plumage(
        body=((tail, other), (body, main), (belly, shade(main, 1.3))), wing=wing, wing_root=(-0.06, 0.34),
        wing_colour=other, far_wing_root=None, spread=spread, spread_root=(-0.04, 0.3), neck=(0.06, 0.48),
        neck_shape=None, head_at=(0.04, 0.14), head=head, leg=leg(0.13, 0.035, 0.11), leg_colour=(122, 116, 124),
        leg_length=0.13, stance=0.08, air=0.1, bow=0.5, peck=0.35, flight=-0.85, middle=0.06, waddle=0.1,
    )  # fmt: skip


@lru_cache(maxsize=64)
def swan(colour: Colour | None, variant: int) -> Plumage:
    """A swan: a long bent neck, an orange beak with a black knob."""
    main = colour or (250, 250, 248)
    beak = _COMB if sum(main) < 300 else ORANGE
    body = curve([(0.36, 0.22), (0.42, 0.08), (0.28, -0.07), (-0.02, -0.12), (-0.32, -0.05), (-0.48, 0.12),
        (-0.6, 0.34), (-0.42, 0.36), (-0.12, 0.34), (0.14, 0.34)], 3)  # fmt: skip
    under = curve([(0.4, 0.05), (0.28, -0.07), (-0.02, -0.12), (-0.32, -0.05), (-0.42, 0.05), (-0.1, -0.04),
        (0.2, -0.02)])  # fmt: skip
    wing = curve(
        [(0.16, 0.08), (0.18, -0.06), (0.02, -0.18), (-0.22, -0.16), (-0.48, 0.1), (-0.26, 0.14), (-0.04, 0.14)]
    )
    spread = curve([(0.2, -0.04), (0.24, 0.28), (0.1, 0.56), (-0.16, 0.7), (-0.22, 0.5), (-0.4, 0.46), (-0.34, 0.22),
        (-0.24, -0.04)], 2, 1.1)  # fmt: skip
    neck = tube([(-0.06, -0.08), (0.05, 0.06), (0.05, 0.2), (-0.03, 0.34), (-0.04, 0.47), (0.02, 0.57), (0.1, 0.59)],
                [0.17, 0.13, 0.095, 0.075, 0.07, 0.075, 0.08])  # fmt: skip
    head = (
        shape(curve([(0.06, -0.05), (0.23, -0.1), (0.08, -0.1)]), shade(beak, 0.78), "jaw"),
        shape(curve([(0.06, 0.045), (0.15, 0.02), (0.29, -0.05), (0.26, -0.08), (0.07, -0.065)]), beak),
        shape(ellipse(0, 0, 0.115, 0.108, 18), main),
        shape(ellipse(0.125, 0.035, 0.035, 0.03, 10), DARK),
        *eye(0.015, 0.025, 0.032),
    )  # fmt: skip
    return Plumage(
        body=((body, main), (under, shade(main, 0.86))), wing=wing, wing_root=(-0.06, 0.2),
        wing_colour=shade(main, 0.92) if sum(main) > 300 else shade(main, 1.18), far_wing_root=None, spread=spread,
        spread_root=(-0.04, 0.22), neck=(0.3, 0.14), neck_shape=(neck, main), head_at=(0.09, 0.6), head=head,
        leg=leg(0.13, 0.03, 0.15), leg_colour=(74, 70, 78), leg_length=0.13, stance=0.1, air=0.1, bow=0.22, peck=1.15,
        flight=-0.1, middle=-0.04, waddle=0.07, throat=0.07,
    )  # fmt: skip


@lru_cache(maxsize=64)
def flamingo(colour: Colour | None, variant: int) -> Plumage:
    """A flamingo: stilts, an S of a neck, a bent beak with a black tip."""
    main = colour or (246, 138, 160)
    body = curve([(0.2, 0.2), (0.24, 0.08), (0.12, -0.04), (-0.1, -0.06), (-0.26, 0.02), (-0.38, 0.08), (-0.24, 0.2),
        (-0.02, 0.26)], 3)  # fmt: skip
    wing = curve(
        [(0.1, 0.06), (0.12, -0.06), (0.0, -0.13), (-0.16, -0.13), (-0.34, -0.06), (-0.16, 0.04), (-0.02, 0.09)]
    )
    spread = curve([(0.14, -0.04), (0.16, 0.18), (0.08, 0.38), (-0.08, 0.46), (-0.12, 0.34), (-0.24, 0.3), (-0.2, 0.14),
        (-0.16, -0.03)])  # fmt: skip
    neck = tube([(-0.05, -0.03), (0.05, 0.03), (0.08, 0.12), (0.02, 0.21), (-0.04, 0.29), (-0.01, 0.38), (0.06, 0.41)],
                [0.075, 0.06, 0.05, 0.045, 0.042, 0.042, 0.05])  # fmt: skip
    head = (
        shape(curve([(0.05, -0.02), (0.1, -0.06), (0.11, -0.11), (0.07, -0.08)]), (214, 170, 164), "jaw"),
        shape(curve([(0.04, 0.05), (0.13, 0.02), (0.175, -0.06), (0.15, -0.1), (0.09, -0.05), (0.03, -0.04)]),
              (252, 226, 216)),
        shape(curve([(0.165, -0.03), (0.18, -0.08), (0.13, -0.15), (0.11, -0.12), (0.12, -0.07)]), DARK),
        shape(ellipse(0, 0, 0.085, 0.08, 16), main),
        *eye(0.03, 0.02, 0.028),
    )  # fmt: skip
    return Plumage(
        body=((body, main),), wing=wing, wing_root=(-0.04, 0.12), wing_colour=shade(main, 0.84), far_wing_root=None,
        spread=spread, spread_root=(-0.04, 0.14), neck=(0.16, 0.12), neck_shape=(neck, main), head_at=(0.05, 0.41),
        head=head, leg=leg(0.42, 0.018, 0.1), leg_colour=(232, 108, 136), leg_length=0.42, stance=0.05, air=0.06,
        bow=0.42, peck=1.5, flight=-0.1, waddle=0.03, throat=0.042, trail=True,
    )  # fmt: skip


@lru_cache(maxsize=64)
def crow(colour: Colour | None, variant: int) -> Plumage:
    """A crow: black, with a long strong beak."""
    main = colour or (58, 60, 76)
    body = curve([(0.28, 0.42), (0.36, 0.16), (0.22, -0.08), (-0.06, -0.15), (-0.3, -0.02), (-0.42, 0.16),
        (-0.24, 0.34), (0.04, 0.46)], 3)  # fmt: skip
    tail = curve([(-0.26, 0.02), (-0.32, 0.22), (-0.6, 0.16), (-0.68, 0.06), (-0.54, -0.02)])
    wing = curve(
        [(0.12, 0.08), (0.16, -0.08), (0.02, -0.22), (-0.24, -0.3), (-0.5, -0.28), (-0.28, -0.08), (-0.06, 0.08)]
    )
    spread = curve([(0.18, -0.04), (0.2, 0.3), (0.06, 0.6), (-0.12, 0.5), (-0.22, 0.66), (-0.28, 0.46), (-0.42, 0.46),
        (-0.32, 0.22), (-0.22, -0.04)], 2, 1.15)  # fmt: skip
    head = (
        shape(curve([(0.16, -0.05), (0.38, -0.07), (0.18, -0.13)]), (92, 90, 100), "jaw"),
        shape(curve([(0.15, 0.06), (0.3, 0.03), (0.45, -0.06), (0.17, -0.08)]), (120, 118, 128)),
        shape(ellipse(0, 0, 0.235, 0.225, 18), main),
        *eye(0.09, 0.05, 0.05, True),
    )  # fmt: skip
    return Plumage(
        body=((tail, shade(main, 0.72)), (body, main)), wing=wing, wing_root=(-0.02, 0.24),
        wing_colour=shade(main, 1.14),
        far_wing_root=None, spread=spread, spread_root=(-0.04, 0.26), neck=(0.12, 0.36), neck_shape=None,
        head_at=(0.06, 0.19), head=head, leg=leg(0.2, 0.024, 0.13), leg_colour=(112, 108, 118), leg_length=0.2,
        stance=0.09, air=0.1, bow=0.55, peck=0.35, middle=0.04,
    )  # fmt: skip
