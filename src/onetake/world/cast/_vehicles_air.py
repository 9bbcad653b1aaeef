"""Plane, helicopter, hot air balloon, spaceship."""

from __future__ import annotations

import numpy as np

from onetake.types import Array
from onetake.world.cast._things_fx import tilted
from onetake.world.cast._things_kit import (
    DARK,
    FLAME,
    GLASS,
    GLOW,
    GOLD,
    RED,
    STEEL,
    WHITE,
    WOOD,
    accent,
    bar,
    flame,
    part,
    slab,
    smooth,
)
from onetake.world.cast._vehicle_kit import GLINT, TYRE, sprung, wrecked
from onetake.world.shapes import Appearance, Part, Rig, ellipse, rotate, shade


def plane(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """An airliner: row of windows, swept wing with an engine, a high tail fin; wheels down on the ground."""
    main = look.colour or (66, 124, 206)
    air = verb != "stand"
    bob_N = np.asarray((0.02 if air else 0.004) * np.sin(phase_N), np.float32)
    fuselage = smooth((-0.98, 0.66), (-0.8, 0.34), (-0.5, 0.24), (0.6, 0.22), (0.86, 0.27), (1.04, 0.42), (0.92, 0.56),
                      (0.66, 0.64), (-0.4, 0.62))  # fmt: skip
    fin = smooth((-0.98, 1.0), (-0.78, 1.0), (-0.44, 0.58), (-0.86, 0.56), rounds=1)
    pieces = [
        (smooth((0.2, 0.56), (-0.06, 0.86), (-0.18, 0.86), (-0.12, 0.54), rounds=0), shade(main, 0.7)),
        (fin, main),
        (fuselage, WHITE if main != WHITE else (232, 234, 240)),
        (
            smooth((-0.86, 0.42), (-0.5, 0.26), (0.6, 0.22), (0.92, 0.32), (0.5, 0.33), (-0.4, 0.36), rounds=1),
            shade(main, 1.0),
        ),
        (smooth((0.74, 0.46), (0.72, 0.58), (0.86, 0.55), (0.94, 0.46), rounds=1), (74, 96, 128)),
        *((ellipse(x, 0.48, 0.042, 0.05, 10), (96, 150, 204)) for x in np.arange(-0.52, 0.6, 0.16)),
        (smooth((-0.94, 0.58), (-0.74, 0.58), (-0.68, 0.5), (-0.84, 0.48), (-1.0, 0.52), rounds=1), shade(main, 0.76)),
        (slab(-0.04, 0.1, 0.26, 0.24, 0.06), (150, 156, 170)),
        (ellipse(0.26, 0.17, 0.03, 0.065, 10), DARK),
        (smooth((0.24, 0.38), (-0.02, 0.38), (-0.46, 0.06), (-0.32, 0.05), rounds=1), shade(main, 0.84)),
    ]
    gear = [] if air else [
        p for x in (-0.1, 0.66) for p in (part(slab(x - 0.02, 0.05, x + 0.02, 0.26), STEEL),
                                          part(ellipse(x, 0.065, 0.065, 0.065, 12), TYRE))
    ]  # fmt: skip
    parts = [*gear, *sprung(pieces, bob_N)]
    return tilted(parts, np.asarray(0.03 * np.sin(phase_N + 1), np.float32), (0.0, 0.45)) if air else parts


def helicopter(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A bubble of glass, a tail boom, skids, and rotors whose blades sweep by."""
    main = look.colour or RED
    air = verb != "stand"
    fast_N = (4.0 if air else 1.0) * phase_N
    bob_N = np.asarray((0.025 if air else 0.003) * np.sin(phase_N), np.float32)
    pieces = [
        (slab(0.14, 0.72, 0.2, 0.95), (96, 100, 112)),
        (smooth((-0.1, 0.62), (-0.72, 0.64), (-0.78, 0.56), (-0.1, 0.4), rounds=1), shade(main, 0.84)),
        (smooth((-0.8, 0.86), (-0.68, 0.86), (-0.6, 0.62), (-0.68, 0.46), (-0.78, 0.56), rounds=1), main),
        (smooth((-0.22, 0.3), (-0.26, 0.66), (0.06, 0.82), (0.4, 0.76), (0.68, 0.5), (0.6, 0.26), (0.2, 0.18)), main),
        (smooth((0.24, 0.46), (0.24, 0.76), (0.46, 0.72), (0.67, 0.5), (0.6, 0.42), rounds=1), GLASS),
        (bar(0.36, 0.5, 0.44, 0.68, 0.05), GLINT),
        (slab(-0.1, 0.46, 0.14, 0.66, 0.05), GLASS),
        (smooth((-0.2, 0.3), (0.2, 0.2), (0.58, 0.27), (0.62, 0.34), (-0.22, 0.38), rounds=1), shade(main, 0.76)),
        *((slab(x - 0.02, 0.05, x + 0.02, 0.26), (96, 100, 112)) for x in (0.02, 0.4)),
        (
            smooth((-0.24, 0.06), (-0.24, 0.0), (0.6, 0.0), (0.74, 0.1), (0.68, 0.1), (0.58, 0.06), rounds=1),
            (84, 88, 100),
        ),
    ]
    sweep = np.cos(fast_N)
    width_N = np.where(np.abs(sweep) < 0.25, 0.25, np.abs(sweep)).astype(np.float32)
    blade = slab(-0.78, 0.945, 0.78, 1.0, 0.02) - np.array([0.0, 0.0], np.float32)
    main_rotor = np.repeat(blade[None], len(phase_N), 0) * np.stack([width_N, np.ones_like(width_N)], -1)[:, None]
    main_rotor[..., 0] += 0.17 * (1 - width_N[:, None] * 0.6)
    small = rotate(slab(-0.16, -0.024, 0.16, 0.024, 0.01), fast_N + 0.4) + np.array([-0.72, 0.68], np.float32)
    rotors = [part(main_rotor.astype(np.float32), (72, 76, 90)), part(small.astype(np.float32), (72, 76, 90))]
    moving = [part(p.points_NP2 + np.stack([0 * bob_N, bob_N], -1)[:, None], p.colour) for p in rotors]
    parts = [*sprung(pieces, bob_N), *moving]
    return tilted(parts, np.asarray(-0.05 + 0.03 * np.sin(phase_N), np.float32), (0.0, 0.5)) if verb == "fly" else parts


def hot_air_balloon(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A striped envelope over a basket, and the burner's flame."""
    main = look.colour or RED
    second = accent(main, (250, 206, 84) if main != (248, 206, 76) else RED, (66, 124, 206))
    lean_N = np.asarray(0.035 * np.sin(phase_N), np.float32)
    one_N, zero_N = np.ones_like(phase_N), np.zeros_like(phase_N)
    a = np.linspace(-0.5 * np.pi, 1.5 * np.pi, 29)

    def gore(width: float) -> Array:
        """The envelope's outline narrowed to a stripe: it hangs together at crown and mouth."""
        x, y = np.cos(a), np.sin(a)
        neck = np.where(y < 0, 1 - 0.16 * np.clip(-y, 0, 1) ** 3, 1.0)
        return np.stack([0.375 * width * x * neck, 0.66 + np.where(y < 0, 0.4, 0.34) * y], -1).astype(np.float32)

    envelope = [(gore(1.0), main), (gore(0.66), second), (gore(0.3), main)]
    mouth = slab(-0.1, 0.26, 0.1, 0.31, 0.02)
    ropes = [bar(x0, 0.28, x1, 0.14, 0.014) for x0, x1 in ((-0.12, -0.09), (0.12, 0.09))]
    fire = flame((0.0, 0.17), (0.06, 0.12), phase_N, 0.4, one_N * (1.0 if verb != "stand" else 0.6), zero_N)
    basket = [
        (slab(-0.115, 0.0, 0.115, 0.14, 0.03), WOOD),
        (slab(-0.125, 0.115, 0.125, 0.155, 0.02), shade(WOOD, 0.72)),
        (slab(-0.115, 0.05, 0.115, 0.07), shade(WOOD, 0.8)),
    ]
    parts = [
        *(part(rope, (120, 96, 76)) for rope in ropes),
        part(fire, FLAME),
        *(part(points, colour) for points, colour in basket),
        *(part(points, colour) for points, colour in envelope),
        part(mouth, shade(main, 0.7)),
        part(smooth((-0.26, 0.84), (-0.31, 0.7), (-0.3, 0.56), (-0.25, 0.7), rounds=1), shade(main, 1.4)),
    ]
    return tilted(parts, lean_N, (0.0, 0.6))


def spaceship(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A sleek ship with a glass dome, fins and a jet of fire behind."""
    main = look.colour or (112, 108, 206)
    trim = accent(main, GOLD if main != (248, 206, 76) else RED, RED)
    flies = verb in ("fly", "enter", "leave")
    on_N = np.full(len(phase_N), flies)
    one_N, zero_N = np.ones_like(phase_N), np.zeros_like(phase_N)
    bob_N = np.asarray((0.02 if flies else 0.005) * np.sin(phase_N), np.float32)

    def jet(width: float, length: float) -> Array:
        """Fire that streams backwards from the tail, (N, P, 2)."""
        up = flame((0.0, 0.0), (width, length), phase_N, 0.7, one_N, zero_N)
        return (np.stack([-up[..., 1], up[..., 0]], -1) + np.array([-0.5, 0.42], np.float32)).astype(np.float32)

    dome = smooth((-0.06, 0.56), (0.0, 0.86), (0.24, 0.9), (0.46, 0.74), (0.56, 0.52), rounds=2)
    hull = smooth((-0.54, 0.28), (-0.58, 0.56), (-0.2, 0.68), (0.4, 0.62), (0.82, 0.42), (0.5, 0.22), (-0.1, 0.16))
    pieces = [
        (slab(-0.6, 0.3, -0.5, 0.54, 0.03), (84, 88, 104)),
        (smooth((-0.6, 1.0), (-0.44, 1.0), (-0.06, 0.62), (-0.44, 0.56), rounds=1), trim),
        (dome, GLASS),
        (bar(0.12, 0.7, 0.22, 0.82, 0.05), GLINT),
        (hull, main),
        (
            smooth((-0.5, 0.3), (-0.1, 0.16), (0.5, 0.22), (0.78, 0.4), (0.4, 0.32), (-0.2, 0.3), rounds=1),
            shade(main, 0.74),
        ),
        *((ellipse(x, 0.47, 0.055, 0.06, 12), (255, 240, 176)) for x in (-0.28, -0.04, 0.2)),
        (smooth((-0.64, 0.1), (-0.42, 0.1), (0.1, 0.3), (-0.36, 0.36), rounds=1), shade(trim, 0.88)),
    ]
    legs = [] if flies else [
        part(points, (84, 88, 104)) for points in (bar(-0.24, 0.2, -0.34, 0.02, 0.05), bar(0.3, 0.22, 0.4, 0.02, 0.05),
                                                   slab(-0.42, 0.0, -0.26, 0.035), slab(0.32, 0.0, 0.48, 0.035))
    ]  # fmt: skip
    fire = [part(jet(0.24, 0.34), FLAME, on_N), part(jet(0.14, 0.2), GLOW, on_N)]
    return wrecked([*fire, *legs, *sprung(pieces, bob_N)], phase_N, state_N, (0.0, 0.45), 0.6)


RIGS: dict[str, Rig] = {
    "plane": plane,
    "helicopter": helicopter,
    "hot air balloon": hot_air_balloon,
    "spaceship": spaceship,
}
