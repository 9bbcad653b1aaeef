"""Proportions and colours of the four-legged animals: one ``Build`` per kind.

Units as in ``world.shapes``: y up, feet at 0, standing height 1. Positions are complex numbers x + iy.
"""

from __future__ import annotations

from dataclasses import dataclass

from onetake.world.shapes import Colour

WHITE: Colour = (250, 247, 240)
CREAM: Colour = (252, 232, 204)
INK: Colour = (44, 38, 46)
PINK: Colour = (240, 164, 170)


@dataclass(frozen=True, slots=True)
class Build:
    """How one kind is made. ``hip`` and ``chest`` are the ends of the spine on four legs, ``head`` the head's
    centre; ``girth`` the body's radii at hip, middle and chest; ``skull`` the head's radii."""

    coat: Colour
    hip: complex
    chest: complex
    girth: tuple[float, float, float]
    head: complex
    skull: tuple[float, float]
    leg: tuple[float, float] = (0.075, 0.06)  # radius at the hip and at the foot
    neck: tuple[float, float] | None = None  # radius at the chest and at the head
    snout: tuple[float, float, float, float] = (0.08, 0.07, 0.05, 0.03)  # length, radii, drop
    yaw: float = 0.55  # how far the face is turned from the viewer towards +x
    ears: str = "point"
    ear: tuple[float, float] = (0.07, 0.13)  # half width and length
    ear_at: float = 0.75  # angle of the ears from the head's top
    tail: tuple[float, float, float, float, float] = (0.3, 0.04, 0.03, 2.5, 0.8)  # length, radii, angle, curl
    eye: float = 0.042
    pale: Colour | None = None  # muzzle and belly; None: a lighter coat
    belly: bool = True
    limbs: Colour | None = None
    ear_colour: Colour | None = None
    tail_tip: Colour | None = None
    hair: Colour | None = None  # mane
    mane: str = ""
    marks: str = ""
    nose: Colour = INK
    hoof: Colour | None = None
    sits: str = "haunch"
    food: str = "bone"
    plump: float = 0.9  # girth when upright, as a part of the girth on four legs
    leg_up: float = 0.32  # height of the hip when dancing
    neck_up: float = 0.2  # from chest to the head's centre when upright
    collar: Colour | None = None
    name: str = ""
    gait: str = ""  # "biped": upright with hanging forepaws, "hop": goes in hops
    horns: str = ""  # antlers, goat, unicorn, dragon
    back: str = ""  # shell, spines, humps, spikes
    eyes: str = ""  # "bulge": they stand out above the head
    wings: bool = False
    thick_tail: bool = False  # the body runs out into it
    rings: Colour | None = None  # of the tail
    tufts: bool = False  # of fur at the cheeks


BUILDS: dict[str, Build] = {
    "panda": Build(
        WHITE, -0.2 + 0.4j, 0.1 + 0.42j, (0.25, 0.27, 0.23), 0.17 + 0.68j, (0.285, 0.25), (0.105, 0.1),
        snout=(0.03, 0.095, 0.085, 0.05), ears="round", ear=(0.085, 0.075), ear_at=0.85,
        tail=(0.05, 0.06, 0.06, 2.9, 0),
        eye=0.042, pale=WHITE, belly=False, limbs=(48, 46, 56), ear_colour=(48, 46, 56), marks="panda", sits="teddy",
        food="bamboo", plump=0.92, leg_up=0.34, neck_up=0.27,
    ),
    "bear": Build(
        (150, 98, 60), -0.24 + 0.43j, 0.12 + 0.44j, (0.26, 0.27, 0.24), 0.24 + 0.7j, (0.245, 0.225), (0.105, 0.1),
        snout=(0.07, 0.1, 0.085, 0.05), ears="round", ear=(0.08, 0.07), ear_at=0.8, tail=(0.05, 0.055, 0.055, 2.9, 0),
        pale=(222, 180, 132), sits="teddy", food="fish", plump=0.9, leg_up=0.34, neck_up=0.26,
    ),
    "wolf pup": Build(
        (146, 152, 166), -0.22 + 0.34j, 0.08 + 0.36j, (0.16, 0.165, 0.17), 0.2 + 0.61j, (0.245, 0.22), (0.08, 0.07),
        snout=(0.11, 0.085, 0.05, 0.05), ears="point", ear=(0.1, 0.23), ear_at=0.8,
        tail=(0.32, 0.075, 0.04, 2.3, -0.9), eye=0.05, pale=(240, 240, 240), tail_tip=(96, 100, 116), marks="cheeks",
        tufts=True,
        leg_up=0.3, neck_up=0.25, food="bone",
    ),
    "wolf": Build(
        (118, 126, 144), -0.36 + 0.52j, 0.14 + 0.54j, (0.145, 0.15, 0.19), 0.36 + 0.76j, (0.17, 0.16), (0.07, 0.055),
        neck=(0.17, 0.12), snout=(0.17, 0.08, 0.045, 0.06), yaw=0.8, ears="point", ear=(0.065, 0.17), ear_at=0.65,
        tail=(0.36, 0.08, 0.03, 3.9, -0.3), eye=0.032, pale=(222, 224, 228), tail_tip=(76, 82, 98), marks="cheeks",
        tufts=True,
        leg_up=0.36, neck_up=0.24, food="meat",
    ),
    "dog": Build(
        (222, 164, 86), -0.27 + 0.43j, 0.1 + 0.44j, (0.16, 0.165, 0.185), 0.25 + 0.75j, (0.215, 0.205), (0.08, 0.07),
        neck=(0.15, 0.12), snout=(0.12, 0.09, 0.072, 0.06), ears="flop", ear=(0.075, 0.25), ear_at=1.0,
        tail=(0.32, 0.055, 0.035, 2.2, -0.6), eye=0.044, pale=(255, 232, 190), ear_colour=(176, 112, 54),
        collar=(214, 62, 58), leg_up=0.33, neck_up=0.25,
    ),
    "cat": Build(
        (244, 154, 66), -0.24 + 0.36j, 0.1 + 0.37j, (0.155, 0.155, 0.155), 0.23 + 0.66j, (0.225, 0.19), (0.066, 0.06),
        neck=(0.13, 0.1), snout=(0.02, 0.07, 0.06, 0.04), yaw=0.45, ears="point", ear=(0.09, 0.19), ear_at=0.78,
        tail=(0.5, 0.044, 0.038, 2.75, -1.3), eye=0.05, pale=(255, 236, 208), tail_tip=(255, 236, 208),
        nose=(226, 110, 118),
        marks="tabby", food="fish", leg_up=0.3, neck_up=0.23,
    ),
    "fox": Build(
        (232, 112, 44), -0.22 + 0.4j, 0.14 + 0.41j, (0.135, 0.14, 0.155), 0.34 + 0.68j, (0.195, 0.165), (0.06, 0.05),
        neck=(0.14, 0.1), snout=(0.17, 0.085, 0.03, 0.07), yaw=0.65, ears="point", ear=(0.085, 0.22), ear_at=0.75,
        tail=(0.46, 0.11, 0.04, 3.3, -0.7), eye=0.038, pale=WHITE, limbs=(92, 58, 52), tail_tip=WHITE, marks="cheeks",
        tufts=True,
        leg_up=0.32, neck_up=0.23, food="fish",
    ),
    "rabbit": Build(
        (226, 206, 184), -0.16 + 0.26j, 0.06 + 0.27j, (0.21, 0.2, 0.16), 0.14 + 0.5j, (0.2, 0.18), (0.085, 0.06),
        snout=(0.02, 0.075, 0.07, 0.04), yaw=0.5, ears="long", ear=(0.062, 0.36), ear_at=0.36,
        tail=(0.04, 0.075, 0.075, 2.9, 0), eye=0.046, pale=WHITE, tail_tip=WHITE, nose=(236, 132, 146),
        sits="teddy", food="carrot", plump=0.82, leg_up=0.22, neck_up=0.22,
    ),
    "horse": Build(
        (164, 102, 60), -0.3 + 0.57j, 0.12 + 0.58j, (0.17, 0.155, 0.17), 0.29 + 0.85j, (0.125, 0.13), (0.075, 0.05),
        neck=(0.15, 0.09), snout=(0.19, 0.1, 0.08, 0.13), yaw=0.85, ears="point", ear=(0.042, 0.11), ear_at=0.35,
        tail=(0.42, 0.045, 0.06, 3.6, 1.3), eye=0.038, pale=(232, 196, 156), hair=(78, 48, 40), mane="horse",
        belly=False,
        hoof=(70, 52, 50), food="graze", leg_up=0.4, neck_up=0.26, plump=0.85,
    ),
    "lion": Build(
        (238, 182, 86), -0.3 + 0.46j, 0.11 + 0.47j, (0.165, 0.165, 0.185), 0.26 + 0.69j, (0.19, 0.18), (0.085, 0.075),
        snout=(0.05, 0.09, 0.085, 0.05), ears="round", ear=(0.055, 0.055), ear_at=0.85,
        tail=(0.34, 0.03, 0.028, 1.7, 0.8), eye=0.038, pale=(255, 230, 180), hair=(184, 96, 42), mane="lion",
        tail_tip=(184, 96, 42), leg_up=0.34, neck_up=0.24, food="meat",
    ),
    "tiger": Build(
        (244, 146, 50), -0.3 + 0.48j, 0.13 + 0.48j, (0.175, 0.175, 0.19), 0.3 + 0.74j, (0.215, 0.195), (0.085, 0.075),
        snout=(0.05, 0.095, 0.085, 0.05), ears="round", ear=(0.06, 0.06), ear_at=0.85,
        tail=(0.38, 0.042, 0.038, 1.7, 0.8), eye=0.038, pale=WHITE, tail_tip=INK, marks="tiger",
        leg_up=0.34, neck_up=0.25, food="meat",
    ),
    "elephant": Build(
        (150, 164, 186), -0.22 + 0.56j, 0.06 + 0.58j, (0.285, 0.295, 0.27), 0.24 + 0.74j, (0.23, 0.225), (0.115, 0.105),
        snout=(0.5, 0.085, 0.045, 0.05), yaw=0.5, ears="big", ear=(0.15, 0.235), ear_at=1.15,
        tail=(0.24, 0.025, 0.022, 3.9, 0.3), eye=0.036, pale=(174, 186, 206), tail_tip=(92, 102, 124), marks="trunk",
        belly=False,
        hoof=(222, 214, 204), food="trunk", leg_up=0.36, neck_up=0.27, plump=0.85,
    ),
    "giraffe": Build(
        (248, 204, 104), -0.19 + 0.47j, 0.05 + 0.49j, (0.115, 0.115, 0.12), 0.19 + 0.9j, (0.075, 0.07), (0.05, 0.034),
        neck=(0.085, 0.055), snout=(0.115, 0.06, 0.05, 0.055), yaw=0.85, ears="leaf", ear=(0.026, 0.085), ear_at=1.15,
        tail=(0.24, 0.018, 0.016, 3.9, 0.4), eye=0.03, pale=(255, 232, 182), hair=(164, 96, 52), mane="giraffe",
        belly=False,
        tail_tip=(120, 70, 46), marks="giraffe", food="graze", leg_up=0.32, neck_up=0.33, plump=0.85,
    ),
    "cow": Build(
        (248, 246, 240), -0.34 + 0.54j, 0.14 + 0.55j, (0.205, 0.205, 0.2), 0.4 + 0.76j, (0.155, 0.165), (0.075, 0.055),
        neck=(0.17, 0.12), snout=(0.1, 0.105, 0.1, 0.11), yaw=0.5, ears="leaf", ear=(0.05, 0.14), ear_at=1.25,
        tail=(0.36, 0.022, 0.018, 3.8, 0.4), eye=0.036, pale=(244, 178, 172), tail_tip=(60, 54, 58), marks="cow",
        hair=(230, 214, 178), mane="horns", hoof=(84, 72, 72), nose=(150, 88, 92), belly=False, food="graze",
        leg_up=0.38, neck_up=0.24, plump=0.85,
    ),
    "pig": Build(
        (246, 168, 176), -0.32 + 0.47j, 0.14 + 0.47j, (0.28, 0.3, 0.27), 0.36 + 0.64j, (0.23, 0.22), (0.09, 0.075),
        snout=(0.085, 0.09, 0.09, 0.03), yaw=0.6, ears="point", ear=(0.085, 0.15), ear_at=0.8,
        tail=(0.16, 0.026, 0.02, 2.4, 3.2), eye=0.04, pale=(255, 196, 200), nose=(206, 104, 122), marks="pig",
        belly=False,
        hoof=(150, 92, 98), food="graze", leg_up=0.36, neck_up=0.27, plump=0.8,
    ),
    "sheep": Build(
        WHITE, -0.22 + 0.54j, 0.1 + 0.55j, (0.27, 0.29, 0.26), 0.36 + 0.7j, (0.145, 0.165), (0.065, 0.05),
        snout=(0.06, 0.085, 0.08, 0.08), yaw=0.55, ears="leaf", ear=(0.045, 0.14), ear_at=1.35,
        tail=(0.06, 0.08, 0.07, 2.9, 0), eye=0.036, pale=(92, 82, 88), limbs=(78, 70, 76), ear_colour=(78, 70, 76),
        belly=False,
        mane="wool", marks="wool", food="graze", leg_up=0.36, neck_up=0.22, plump=0.85,
    ),
    "monkey": Build(
        (146, 94, 60), -0.18 + 0.42j, 0.08 + 0.46j, (0.15, 0.15, 0.155), 0.18 + 0.74j, (0.225, 0.21), (0.062, 0.055),
        snout=(0.02, 0.12, 0.11, 0.05), yaw=0.4, ears="round", ear=(0.08, 0.085), ear_at=1.45,
        tail=(0.56, 0.034, 0.03, 3.5, -3.2), eye=0.044, pale=(248, 208, 164), ear_colour=(222, 166, 124),
        marks="monkey",
        sits="teddy", food="banana", leg_up=0.32, neck_up=0.25, nose=(120, 72, 50),
    ),
}  # fmt: skip
