"""What animals with clever paws hold when they eat without anything being named."""

from __future__ import annotations

import numpy as np

from onetake.world.cast._beast_builds import WHITE
from onetake.world.cast._beast_pen import Painter, Points, Pose, oval, tube
from onetake.world.shapes import Colour, shade

_GREEN: Colour = (106, 176, 78)


def draw_food(paint: Painter, pose: Pose) -> None:
    """What the animal holds, about the origin ``hold_N``."""
    assert pose.hold_N is not None
    tilt = pose.food_tilt_N if pose.food_tilt_N is not None else np.zeros(len(pose.hold_N), np.float32)
    turn = np.exp(1j * tilt)[:, None]
    at = pose.hold_N[:, None]

    def put(z_P: Points, colour: Colour) -> None:
        paint.add(at + turn * z_P, colour)

    def stick(a: complex, z: complex, r0: float, r1: float) -> Points:
        points: Points = tube(np.array([[a, z]], np.complex64), (r0, r1))[0]
        return points

    if pose.food == "bamboo":
        put(stick(-0.3, 0.17, 0.036, 0.036), _GREEN)
        put(np.array([-0.17 - 0.04j, -0.14 - 0.04j, -0.14 + 0.04j, -0.17 + 0.04j], np.complex64), shade(_GREEN, 0.7))
        put(np.array([-0.24, -0.29 + 0.12j, -0.42 + 0.17j, -0.36 + 0.05j], np.complex64), shade(_GREEN, 0.82))
        put(np.array([-0.24, -0.34 - 0.05j, -0.44 - 0.15j, -0.3 - 0.13j], np.complex64), shade(_GREEN, 1.15))
    elif pose.food == "carrot":
        put(stick(-0.16, 0.1, 0.055, 0.02), (240, 130, 46))
        put(oval(0.08, 0.055, 8) - np.complex64(0.26), _GREEN)
    elif pose.food == "banana":
        crescent = (-0.24 + 0.1j, -0.16, -0.02 - 0.04j, 0.12 + 0.02j, 0.18 + 0.12j, 0.06 + 0.07j, -0.1 + 0.08j)
        put(np.array(crescent, np.complex64), (250, 214, 72))
    elif pose.food == "fish":
        put(oval(0.15, 0.07, 10) - np.complex64(0.06), (104, 166, 216))
        put(np.array([-0.16, -0.29 + 0.09j, -0.29 - 0.09j], np.complex64), (76, 132, 188))
    elif pose.food == "leaves":
        put(stick(-0.08, 0.1, 0.05, 0.04), _GREEN)
        put(oval(0.085, 0.055, 8) + np.complex64(0.08 + 0.06j), shade(_GREEN, 1.15))
    elif pose.food == "acorn":
        put(oval(0.075, 0.1, 10), (206, 148, 84))
        put(oval(0.09, 0.05, 10) - np.complex64(0.06j), (128, 84, 54))
    elif pose.food == "cheese":
        put(np.array([-0.14 - 0.07j, 0.14 - 0.07j, 0.14 + 0.02j, -0.1 + 0.1j], np.complex64), (252, 206, 84))
        put(oval(0.028, 0.028, 8) + np.complex64(0.04 - 0.02j), (224, 164, 52))
    elif pose.food == "meat":
        put(stick(-0.22, 0.1, 0.024, 0.024), WHITE)
        put(oval(0.12, 0.095, 10) + np.complex64(0.04), (196, 88, 64))
    else:
        put(stick(-0.2, 0.12, 0.028, 0.028), WHITE)
        knob = np.array([0.05j, 0.055 + 0.065j, 0.075, 0.055 - 0.065j, -0.05j, -0.03], np.complex64)
        put(knob + np.complex64(0.11), WHITE)
        put(-knob - np.complex64(0.19), WHITE)
