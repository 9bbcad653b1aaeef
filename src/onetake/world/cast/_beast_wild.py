"""More four-legged animals: wild ones, young ones and those of tales (see ``_beast_builds.Build``)."""

from __future__ import annotations

from dataclasses import replace

from onetake.world.cast._beast_builds import BUILDS, CREAM, INK, PINK, WHITE, Build

_MOSS = (104, 168, 92)

WILD: dict[str, Build] = {
    "mouse": Build(
        (156, 158, 170), -0.2 + 0.3j, 0.12 + 0.29j, (0.23, 0.22, 0.18), 0.34 + 0.46j, (0.215, 0.2), (0.06, 0.05),
        snout=(0.13, 0.09, 0.035, 0.05), yaw=0.55, ears="round", ear=(0.175, 0.185), ear_at=0.72,
        tail=(0.46, 0.03, 0.016, 3.0, -1.3), eye=0.05, pale=(222, 222, 228), nose=(236, 120, 140), tail_tip=None,
        sits="teddy", food="cheese", plump=0.85, leg_up=0.24, neck_up=0.24, marks="mouse",
    ),
    "deer": Build(
        (190, 124, 72), -0.24 + 0.46j, 0.1 + 0.47j, (0.125, 0.125, 0.13), 0.26 + 0.71j, (0.115, 0.115), (0.055, 0.035),
        neck=(0.11, 0.075), snout=(0.12, 0.075, 0.05, 0.06), yaw=0.65, ears="leaf", ear=(0.04, 0.13), ear_at=1.2,
        tail=(0.08, 0.05, 0.03, 2.2, 0), eye=0.034, pale=(250, 226, 190), horns="antlers", marks="fawn",
        tail_tip=WHITE, hoof=(74, 54, 50), food="graze", leg_up=0.34, neck_up=0.2, plump=0.85,
    ),
    "mammoth": Build(
        (142, 92, 62), -0.24 + 0.54j, 0.04 + 0.56j, (0.27, 0.3, 0.28), 0.24 + 0.71j, (0.23, 0.225), (0.12, 0.11),
        snout=(0.5, 0.09, 0.05, 0.05), yaw=0.5, ears="big", ear=(0.1, 0.15), ear_at=1.15,
        tail=(0.2, 0.035, 0.03, 3.9, 0.3), eye=0.036, pale=(178, 124, 86), hair=(104, 64, 44), marks="trunk",
        mane="mammoth", belly=False, back="fringe", hoof=(222, 208, 186), food="trunk", leg_up=0.36, neck_up=0.24,
        plump=0.85,
    ),
    "zebra": replace(
        BUILDS["horse"], coat=WHITE, hair=INK, pale=(84, 78, 86), marks="zebra", hoof=(60, 54, 60), limbs=None,
        tail=(0.34, 0.022, 0.045, 3.7, 0.9), snout=(0.18, 0.1, 0.08, 0.12), ears="leaf", ear=(0.045, 0.14), ear_at=0.4,
    ),
    "goat": Build(
        (240, 236, 226), -0.26 + 0.45j, 0.12 + 0.47j, (0.175, 0.175, 0.17), 0.31 + 0.75j, (0.135, 0.135), (0.06, 0.042),
        neck=(0.13, 0.095), snout=(0.13, 0.085, 0.06, 0.08), yaw=0.7, ears="leaf", ear=(0.042, 0.14), ear_at=1.5,
        tail=(0.12, 0.05, 0.02, 2.1, 0.5), eye=0.036, pale=(214, 200, 184), horns="goat", hoof=(88, 74, 72),
        food="graze", leg_up=0.35, neck_up=0.23, plump=0.85, belly=False, mane="nostril",
    ),
    "donkey": Build(
        (140, 136, 142), -0.28 + 0.53j, 0.12 + 0.54j, (0.19, 0.18, 0.185), 0.31 + 0.74j, (0.145, 0.145), (0.075, 0.055),
        neck=(0.16, 0.11), snout=(0.17, 0.11, 0.095, 0.1), yaw=0.7, ears="long", ear=(0.05, 0.27), ear_at=0.5,
        tail=(0.3, 0.02, 0.018, 3.7, 0.5), eye=0.042, pale=(244, 238, 230), hair=(74, 66, 74), mane="horse",
        tail_tip=(74, 66, 74), belly=True, hoof=(66, 58, 62), food="graze", leg_up=0.4, neck_up=0.24, plump=0.85,
    ),
    "camel": Build(
        (214, 164, 100), -0.25 + 0.52j, 0.1 + 0.53j, (0.15, 0.155, 0.15), 0.36 + 0.85j, (0.105, 0.1), (0.065, 0.05),
        neck=(0.115, 0.065), snout=(0.13, 0.07, 0.06, 0.07), yaw=0.8, ears="leaf", ear=(0.03, 0.07), ear_at=0.7,
        tail=(0.26, 0.02, 0.018, 3.8, 0.4), eye=0.034, pale=(240, 204, 150), hair=(164, 112, 62), back="humps",
        tail_tip=(150, 100, 58), belly=False, food="graze", leg_up=0.38, neck_up=0.28, plump=0.85, mane="nostril",
        hoof=(150, 106, 66),
    ),
    "squirrel": Build(
        (196, 108, 52), -0.08 + 0.27j, 0.1 + 0.33j, (0.2, 0.19, 0.15), 0.24 + 0.6j, (0.19, 0.175), (0.075, 0.055),
        snout=(0.05, 0.08, 0.05, 0.04), yaw=0.55, ears="point", ear=(0.055, 0.17), ear_at=0.62,
        tail=(0.8, 0.1, 0.14, 2.35, -1.9), eye=0.05, pale=(255, 234, 204), nose=INK, sits="teddy", food="acorn",
        plump=0.8, leg_up=0.24, neck_up=0.22, marks="squirrel", tail_tip=(224, 150, 88),
    ),
    "hedgehog": Build(
        (232, 196, 148), -0.16 + 0.41j, 0.14 + 0.38j, (0.29, 0.31, 0.24), 0.4 + 0.43j, (0.23, 0.215), (0.075, 0.06),
        snout=(0.16, 0.1, 0.035, 0.03), yaw=0.6, ears="round", ear=(0.06, 0.06), ear_at=0.9,
        tail=(0.04, 0.03, 0.03, 3, 0),
        eye=0.05, pale=(248, 226, 190), hair=(112, 80, 64), back="spines", sits="teddy", food="graze", plump=0.8,
        leg_up=0.22, neck_up=0.2, limbs=(206, 162, 114),
    ),
    "raccoon": Build(
        (148, 150, 160), -0.2 + 0.36j, 0.1 + 0.37j, (0.2, 0.2, 0.18), 0.24 + 0.63j, (0.23, 0.2), (0.075, 0.06),
        snout=(0.09, 0.075, 0.045, 0.05), yaw=0.5, ears="round", ear=(0.07, 0.085), ear_at=0.85,
        tail=(0.42, 0.095, 0.07, 2.55, -0.9), eye=0.042, pale=WHITE, marks="mask", rings=(62, 58, 66),
        limbs=(74, 70, 80),
        tail_tip=(62, 58, 66), sits="teddy", food="fish", plump=0.85, leg_up=0.28, neck_up=0.24, tufts=True,
    ),
    "koala": Build(
        (150, 158, 172), -0.16 + 0.33j, 0.08 + 0.35j, (0.235, 0.235, 0.2), 0.17 + 0.66j, (0.255, 0.235), (0.09, 0.08),
        snout=(0.02, 0.08, 0.075, 0.02), yaw=0.45, ears="round", ear=(0.15, 0.145), ear_at=1.02,
        tail=(0.04, 0.05, 0.05, 2.9, 0), eye=0.042, pale=(232, 234, 238), marks="koala", sits="teddy", food="leaves",
        plump=0.85, leg_up=0.26, neck_up=0.27,
    ),
    "kitten": replace(
        BUILDS["cat"], hip=-0.18 + 0.28j, chest=0.08 + 0.29j, girth=(0.16, 0.16, 0.15), head=0.17 + 0.62j,
        skull=(0.27, 0.235),
        neck=None, leg=(0.066, 0.06), ear=(0.105, 0.19), tail=(0.36, 0.045, 0.032, 2.5, -1.2), eye=0.066, leg_up=0.24,
        neck_up=0.24,
        snout=(0.01, 0.07, 0.06, 0.06), ear_at=0.74,
    ),
    "puppy": replace(
        BUILDS["dog"], coat=(206, 142, 84), hip=-0.18 + 0.31j, chest=0.08 + 0.33j, girth=(0.17, 0.175, 0.175),
        head=0.19 + 0.7j,
        skull=(0.265, 0.25), neck=None, leg=(0.08, 0.075), ear=(0.09, 0.27), tail=(0.22, 0.05, 0.025, 2.2, -0.5),
        eye=0.062,
        snout=(0.06, 0.095, 0.08, 0.06), ear_colour=(138, 84, 48), leg_up=0.25, neck_up=0.26, collar=(70, 130, 214),
    ),
    "bear cub": replace(
        BUILDS["bear"], coat=(172, 116, 72), hip=-0.17 + 0.3j, chest=0.08 + 0.32j, girth=(0.215, 0.22, 0.19),
        head=0.16 + 0.68j,
        skull=(0.275, 0.25), leg=(0.095, 0.09), ear=(0.1, 0.09), eye=0.056, snout=(0.03, 0.1, 0.08, 0.05), leg_up=0.26,
        neck_up=0.26, pale=(244, 208, 160),
    ),
    "lamb": replace(
        BUILDS["sheep"], coat=(252, 249, 242), hip=-0.17 + 0.42j, chest=0.08 + 0.43j, girth=(0.21, 0.22, 0.2),
        head=0.27 + 0.72j, skull=(0.19, 0.195), pale=CREAM, limbs=(240, 210, 184), ear_colour=(244, 200, 180),
        leg=(0.055, 0.045),
        ear=(0.05, 0.16), eye=0.05, snout=(0.03, 0.085, 0.075, 0.06), leg_up=0.32, neck_up=0.22, nose=PINK,
    ),
    "crocodile": Build(
        (88, 150, 80), -0.42 + 0.42j, 0.22 + 0.42j, (0.25, 0.28, 0.24), 0.5 + 0.54j, (0.23, 0.2), (0.1, 0.085),
        neck=None, snout=(0.52, 0.16, 0.105, 0.03), yaw=1.15, ears="none", tail=(0.8, 0.23, 0.02, 3.2, -0.35),
        eye=0.085,
        pale=(196, 216, 140), hair=(58, 112, 62), back="spikes", thick_tail=True, eyes="bulge", food="graze",
        leg_up=0.22,
        neck_up=0.2, plump=0.7, sits="haunch",
    ),
    "turtle": Build(
        (140, 190, 96), -0.24 + 0.38j, 0.1 + 0.38j, (0.22, 0.25, 0.22), 0.52 + 0.7j, (0.185, 0.18), (0.125, 0.11),
        neck=(0.13, 0.11), snout=(0.04, 0.1, 0.08, 0.05), yaw=0.6, ears="none", tail=(0.16, 0.06, 0.02, 3.3, 0),
        eye=0.054,
        pale=(226, 222, 150), hair=(150, 104, 62), back="shell", marks="bare", food="graze", leg_up=0.22,
        neck_up=0.26, plump=0.85,
        sits="teddy",
    ),
    "frog": Build(
        (104, 186, 84), -0.22 + 0.25j, 0.1 + 0.34j, (0.24, 0.25, 0.22), 0.2 + 0.6j, (0.31, 0.225), (0.1, 0.06),
        snout=(0.0, 0.19, 0.17, 0.05), yaw=0.4, ears="none", tail=(0.02, 0.03, 0.03, 3, 0), eye=0.078,
        pale=(226, 240, 170), gait="hop", eyes="bulge", marks="frog", food="graze", leg_up=0.22, neck_up=0.25,
        plump=0.8, sits="teddy",
    ),
    "kangaroo": Build(
        (198, 136, 84), -0.1 + 0.31j, 0.06 + 0.56j, (0.2, 0.17, 0.125), 0.15 + 0.79j, (0.115, 0.11), (0.085, 0.05),
        neck=(0.105, 0.085), snout=(0.11, 0.08, 0.05, 0.05), yaw=0.65, ears="long", ear=(0.042, 0.22), ear_at=0.55,
        tail=(0.4, 0.11, 0.03, 3.8, -0.75), eye=0.036, pale=(246, 214, 170), gait="biped", thick_tail=True,
        food="graze",
        leg_up=0.3, neck_up=0.2, plump=0.9, marks="pouch",
    ),
    "unicorn": replace(
        BUILDS["horse"], coat=(252, 246, 250), hip=-0.28 + 0.56j, chest=0.11 + 0.57j, head=0.27 + 0.755j,
        hair=(240, 132, 190),
        pale=(255, 214, 226), hoof=(196, 160, 226), horns="unicorn", neck_up=0.22, leg_up=0.38,
        tail=(0.42, 0.06, 0.07, 3.6, 1.3),
    ),
    "dragon": Build(
        (88, 176, 104), -0.24 + 0.46j, 0.06 + 0.48j, (0.195, 0.2, 0.19), 0.33 + 0.77j, (0.165, 0.15), (0.095, 0.075),
        neck=(0.15, 0.11), snout=(0.13, 0.11, 0.085, 0.06), yaw=0.65, ears="none", tail=(0.42, 0.14, 0.025, 3.55, -1.5),
        eye=0.05, pale=(252, 226, 142), hair=(232, 126, 62), back="spikes", wings=True, horns="dragon", thick_tail=True,
        food="graze", leg_up=0.34, neck_up=0.25, plump=0.9,
    ),
    "dinosaur": Build(
        (98, 178, 130), -0.2 + 0.41j, 0.08 + 0.42j, (0.225, 0.245, 0.2), 0.4 + 0.87j, (0.13, 0.115), (0.11, 0.095),
        neck=(0.15, 0.085), snout=(0.1, 0.085, 0.07, 0.04), yaw=0.65, ears="none", tail=(0.47, 0.17, 0.02, 3.4, -0.9),
        eye=0.04, pale=(214, 236, 176), hair=(70, 140, 116), marks="blotches", thick_tail=True, food="graze",
        leg_up=0.28, neck_up=0.38,
        plump=0.8, belly=True, hoof=(244, 236, 206),
    ),
}  # fmt: skip
