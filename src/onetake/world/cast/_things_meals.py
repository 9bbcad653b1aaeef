"""More to eat: egg, pumpkin, watermelon, bread, pizza, cookie, cheese. What is eaten loses bite after bite."""

from __future__ import annotations

import numpy as np

from onetake.types import Array
from onetake.world.cast._things_fx import (
    Bite,
    Shard,
    bitten,
    blast,
    crumbs,
    dense,
    fly,
    once,
    pool,
    ramp,
    shatter,
    shifted,
    spray,
    squashed,
    tilted,
    when,
)
from onetake.world.cast._things_kit import ease, part, polygon, scaled, slab, smooth
from onetake.world.shapes import Appearance, Colour, Part, Rig, ellipse, shade

_WHOLE = 0.02


def egg(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """An egg on its blunt end; it cracks, its halves fall apart, and yolk and white run out."""
    main = look.colour or (248, 230, 204)
    whole_N, yolk = np.asarray(state_N <= _WHOLE), (252, 190, 56)
    body = smooth((-0.2, 0.0), (-0.4, 0.16), (-0.4, 0.5), (-0.22, 0.96), (0.0, 1.02), (0.22, 0.96), (0.4, 0.5),
                  (0.4, 0.16), (0.2, 0.0))  # fmt: skip
    side = smooth(
        (0.1, 0.98), (0.24, 0.6), (0.22, 0.2), (0.06, 0.02), (0.2, 0.0), (0.4, 0.16), (0.4, 0.5), (0.22, 0.92)
    )
    zigzag = ((-0.37, 0.46), (-0.2, 0.58), (-0.08, 0.42), (0.08, 0.56), (0.2, 0.42), (0.37, 0.5))
    lower = polygon(*zigzag, (0.38, 0.24), (0.24, 0.04), (0.0, 0.0), (-0.24, 0.04), (-0.38, 0.24))
    upper = polygon(*zigzag, (0.3, 0.76), (0.16, 0.97), (0.0, 1.0), (-0.16, 0.97), (-0.3, 0.76))
    apart_N, spread_N = ramp(state_N, 0.15, 0.7), ramp(state_N, 0.3, 1.0)
    tops = [part(upper, main), part(polygon(*zigzag, (0.16, 0.62), (-0.16, 0.64)), shade(main, 0.72))]
    cups = [part(lower, shade(main, 0.94)), part(polygon(*zigzag, (0.16, 0.36), (-0.16, 0.38)), shade(main, 0.7))]
    less_N = 1 - 0.25 * apart_N  # what lies apart is drawn smaller, so that the yolk is the middle of it
    tops, cups = squashed(tops, less_N, less_N, (0.0, 0.7)), squashed(cups, less_N, less_N, (0.0, 0.0))
    tops = shifted(
        tilted(tops, 1.75 * apart_N, (0.0, 0.7)), -0.56 * apart_N, -0.43 * apart_N + 0.12 * np.sin(np.pi * apart_N)
    )
    cups = shifted(tilted(cups, -0.75 * apart_N, (0.0, 0.25)), 0.56 * apart_N, -0.02 * apart_N)
    bulge = scaled(ellipse(0.0, 0.0, 0.2, 0.17, 18), spread_N, spread_N, (0.0, 0.0)) + np.array((0.0, 0.13), np.float32)
    shine = scaled(ellipse(0.0, 0.0, 0.05, 0.04, 10), spread_N, spread_N, (0.0, 0.0))
    crack = polygon(*zigzag, *((x, y - 0.035) for x, y in zigzag[::-1]))
    return [
        pool(0.62, 0.11, 0.0, spread_N, (240, 244, 240)),
        *when([*tops, *cups], ~whole_N),
        part(bulge, yolk, ~whole_N),
        part(shine + np.array((-0.06, 0.2), np.float32), (255, 232, 150), ~whole_N),
        part(body, main, whole_N),
        part(side, shade(main, 0.88), whole_N),
        part(ellipse(-0.15, 0.66, 0.06, 0.1, 12), shade(main, 1.7), whole_N),
        part(crack, shade(main, 0.5), np.asarray((state_N > _WHOLE) & (state_N < 0.25))),
    ]  # fmt: skip


def pumpkin(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A ribbed pumpkin; carved, eyes, nose and a toothed grin appear one by one, lit from within."""
    main: Colour = (238, 132, 44)
    cut = ((polygon((-0.3, 0.44), (-0.12, 0.44), (-0.2, 0.64)), 0.1), (polygon((0.12, 0.44), (0.3, 0.44),
        (0.2, 0.64)), 0.35),
           (polygon((-0.05, 0.36), (0.05, 0.36), (0.0, 0.46)), 0.55),
           (polygon((-0.34, 0.34), (-0.2, 0.24), (-0.12, 0.3), (-0.04, 0.22), (0.06, 0.29), (0.16, 0.23), (0.34, 0.34),
                    (0.22, 0.13), (0.0, 0.08), (-0.22, 0.13)), 0.75))  # fmt: skip
    lit_N = np.asarray(1 + 0.03 * np.sin(phase_N), np.float32)
    face = []
    for outline, start in cut:
        middle = (float(outline[:, 0].mean()), float(outline[:, 1].mean()))
        size_N = np.asarray(ramp(state_N, start, start + 0.22), np.float32)
        seen_N = np.asarray(size_N > 0.05)
        face.append(part(scaled(outline, 1.22 * size_N, 1.22 * size_N, middle), (132, 60, 26), seen_N))
        face.append(part(scaled(outline, size_N * lit_N, size_N * lit_N, middle), (255, 220, 92), seen_N))
    parts = [
        part(smooth((-0.05, 0.78), (-0.1, 1.0), (0.06, 1.04), (0.1, 0.96), (0.05, 0.9), (0.08, 0.78), rounds=1),
            (104, 140, 66)),
        *(part(ellipse(x, 0.42, 0.24, 0.39, 20), shade(main, 0.84)) for x in (-0.34, 0.34)),
        *(part(ellipse(x, 0.43, 0.25, 0.42, 20), shade(main, 0.94)) for x in (-0.18, 0.18)),
        part(ellipse(0.0, 0.43, 0.2, 0.43, 20), main),
        part(smooth((-0.42, 0.6), (-0.36, 0.72), (-0.26, 0.76), (-0.32, 0.62), rounds=1), shade(main, 1.4)),
        *face,
    ]  # fmt: skip
    if verb != "explode":
        return parts
    t_N = once(phase_N)
    bits = shatter((main, shade(main, 0.8), (250, 200, 110)), 1.0, 0.9, 0.85, t_N, 1.4, 9)
    return when(parts, np.asarray(t_N <= _WHOLE)) + bits + blast((0.0, 0.45), 0.5, t_N)


def watermelon(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A striped watermelon; it bursts into two red halves and splashes of juice."""
    rind, stripe, flesh = (112, 178, 86), (52, 122, 66), (232, 72, 82)
    whole_N = np.asarray(state_N <= _WHOLE)
    stripes = []
    for x, thick in ((-0.36, 0.055), (-0.13, 0.07), (0.13, 0.07), (0.36, 0.055)):
        y = np.linspace(0.02, 0.98, 9)
        bow = np.sqrt(np.clip(1 - ((y - 0.5) / 0.5) ** 2, 0, 1))
        edge = 1.1 * x * bow + 0.018 * np.where(np.arange(9) % 2, 1.0, -1.0)
        outline = np.concatenate(
            [np.stack([edge - thick * bow, y], -1), np.stack([edge + thick * bow, y], -1)[::-1]]
        ).astype(np.float32)
        stripes.append(part(outline, stripe, whole_N))
    a = np.linspace(np.pi, 2 * np.pi, 13)
    bowl = np.stack([np.cos(a), np.sin(a)], -1).astype(np.float32)
    apart_N, s = ramp(state_N, 0.0, 0.5), np.clip(state_N, 0, 1)
    halves: list[Part] = []
    for side in (-1.0, 1.0):
        half = [part(bowl * 0.42, stripe), part(bowl * 0.36, (226, 240, 190)), part(bowl * 0.32, flesh)]
        half += [part(ellipse(0.1 * k, -0.1 - 0.05 * (k % 2), 0.02, 0.032, 8), (52, 36, 40)) for k in (-2, -1, 0, 1, 2)]
        half = tilted(half, np.asarray(side * (1.35 - 0.55 * ease(s)), np.float32), (0.0, 0.0))
        x_N, y_N = side * (0.12 + 0.26 * apart_N), 0.5 - 0.1 * apart_N + 0.3 * s * (1 - s)
        at = np.stack([x_N, y_N], -1)[:, None].astype(np.float32)
        halves += when([part(p.points_NP2 + at, p.colour) for p in half], ~whole_N)
    juice = spray(
        (0.0, 0.4), ((-0.9, 1.0), (0.9, 1.0), (-0.4, 1.5), (0.4, 1.5), (-1.3, 0.5), (1.3, 0.5)), state_N, 0.05, flesh
    )
    chips = [
        Shard(slab(-0.07, -0.04, 0.07, 0.04, 0.02), (0.0, 0.5), (x, 0.05), 3 * x, 0.9) for x in (-0.76, 0.76, 0.02)
    ]
    return [
        part(ellipse(0.0, 0.5, 0.575, 0.5, 28), rind, whole_N),
        *stripes,
        part(smooth((-0.42, 0.66), (-0.34, 0.82), (-0.2, 0.88), (-0.28, 0.7), rounds=1), (176, 216, 142), whole_N),
        pool(0.75, 0.1, 0.0, ramp(state_N, 0.1, 1.0), (240, 128, 128)),
        *halves,
        *(part(fly(chip, state_N), colour, ~whole_N) for chip, colour in zip(chips, (stripe, rind, flesh),
            strict=True)),
        *juice,
    ]  # fmt: skip


def bread(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A loaf with three cuts in its crust, eaten from its front end (+x)."""
    crust: Colour = (214, 142, 74)
    core = (-0.5, 0.42)
    bites: tuple[Bite, ...] = ((0.82, 0.8, 0.34, 0.02), (0.78, 0.2, 0.42, 0.2), (0.42, 0.8, 0.38, 0.38),
        (0.4, 0.2, 0.44, 0.54), (0.06, 0.9, 0.42, 0.7), (0.0, 0.15, 0.46, 0.84))  # fmt: skip
    loaf = dense(smooth((-0.66, -0.02), (-0.82, 0.16), (-0.8, 0.66), (-0.5, 1.03), (0.5, 1.03), (0.8, 0.66),
        (0.82, 0.16), (0.66, -0.02)))  # fmt: skip
    under = dense(smooth((-0.66, -0.02), (-0.8, 0.14), (-0.74, 0.32), (0.74, 0.32), (0.8, 0.14), (0.66, -0.02)))
    cuts = [dense(smooth((x, 0.56), (x - 0.02, 0.7), (x + 0.14, 0.95), (x + 0.22, 0.93), (x + 0.12, 0.62), rounds=1))
            for x in (-0.52, -0.14, 0.24)]  # fmt: skip
    return [
        part(bitten(loaf, core, bites, state_N), (250, 226, 176)),
        part(bitten(loaf, core, bites, state_N, 0.07), crust),
        part(bitten(under, core, bites, state_N, 0.07), shade(crust, 0.84)),
        *(part(bitten(c, core, bites, state_N, 0.07), (244, 202, 138)) for c in cuts),
        *crumbs((0.5, 0.5), 6, state_N, 0.04, crust),
    ]


def pizza(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A pizza on a board, seen from above and aslant; six slices that go one after another."""
    rx, ry, cy = 0.9, 0.4, 0.56
    parts = [
        part(ellipse(0.0, 0.47, 0.95, 0.47, 32), (150, 104, 70)),
        part(ellipse(0.0, 0.53, 0.95, 0.47, 32), (196, 146, 96)),
    ]
    order = (0, 5, 1, 4, 2, 3)  # from the right round to the left
    for k in range(6):
        a = np.linspace(np.pi / 3 * k + 0.015, np.pi / 3 * (k + 1) - 0.015, 7)
        rim = np.stack([rx * np.cos(a), ry * np.sin(a)], -1).astype(np.float32)
        start = 0.02 + 0.165 * order.index(k)
        left_N = np.asarray(1 - ramp(state_N, start, start + 0.15), np.float32)
        here_N = np.asarray(left_N > 0.03)
        middle = rim.mean(0)

        def eaten(points: Array, left_N: Array = left_N, rim: Array = rim) -> Array:
            """Bitten from its tip: every point goes out towards the rim, (N, P, 2)."""
            out = np.hypot(points[:, 0] / rx, points[:, 1] / ry)[None]
            least = 0.97 * (1 - left_N)[:, None]
            grown = np.maximum(out, least) / np.maximum(out, 1e-3)
            edge = np.array((0.0, cy))
            return np.asarray(np.where(out[..., None] > 0.02, points[None] * grown[..., None],
                least[..., None] * rim.mean(0)) + edge, np.float32)  # fmt: skip

        wedge = np.concatenate([np.array([[0.0, 0.0]]), rim])
        parts.append(part(eaten(wedge) - np.array((0, 0.05), np.float32), (176, 108, 56), here_N))
        parts.append(part(eaten(wedge), (222, 152, 80), here_N))
        parts.append(part(eaten(np.concatenate([np.array([[0.0, 0.0]]), 0.84 * rim])), (252, 212, 100), here_N))
        spot = ellipse(float(0.55 * middle[0]), float(0.58 * middle[1]), 0.12, 0.062, 12)
        parts.append(part(eaten(spot), (206, 66, 54), np.asarray(left_N > 0.5)))
    bits = ((-0.5, 0.62, 0.13), (0.3, 0.74, 0.1), (0.46, 0.42, 0.05), (-0.12, 0.4, 0.05), (0.02, 0.6, 0.04))
    over_N = np.asarray(state_N > 0.93)  # of what is eaten up, a few crusts and crumbs stay on the board
    parts += [part(ellipse(x, y, r, 0.45 * r + 0.015, 10), (222, 152, 80), over_N) for x, y, r in bits]
    return parts + crumbs((0.0, 0.6), 6, state_N, 0.035, (222, 152, 80))


def cookie(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A round cookie with chocolate chips, bitten away; under the verb "break" it comes in two."""
    main: Colour = (222, 164, 100)
    core = (-0.16, 0.34)
    bites: tuple[Bite, ...] = ((0.44, 0.86, 0.32, 0.02), (0.56, 0.42, 0.32, 0.2), (0.1, 1.0, 0.32, 0.38),
        (0.3, 0.02, 0.34, 0.55), (-0.4, 0.94, 0.34, 0.7), (0.3, 0.5, 0.28, 0.84))  # fmt: skip
    disc = dense(ellipse(0.0, 0.5, 0.5, 0.5, 40))
    chips = ((-0.24, 0.66), (0.08, 0.74), (0.28, 0.5), (-0.04, 0.44), (-0.3, 0.32), (0.1, 0.18))
    if verb == "break":
        gap_N = ramp(state_N, 0.05, 1.0)
        out: list[Part] = []
        for side in (-1.0, 1.0):
            zig = 0.06 * np.where(np.arange(7) % 2, 1.0, -1.0)
            a = np.linspace(np.pi / 2, -np.pi / 2, 13)
            rim = np.stack([side * 0.5 * np.cos(a), 0.5 + 0.5 * np.sin(a)], -1)
            half = np.concatenate([rim, np.stack([zig, np.linspace(0.04, 0.96, 7)], -1)]).astype(np.float32)
            bits = [part(half, main)]
            bits += [part(ellipse(x, y, 0.075, 0.07, 10), (104, 64, 46)) for x, y in chips if x * side > 0]
            out += shifted(tilted(bits, -side * 0.3 * gap_N, (side * 0.25, 0.5)), side * 0.16 * gap_N, -0.02 * gap_N)
        return out + crumbs((0.0, 0.5), 1, state_N, 0.04, main)
    return [
        part(bitten(disc, core, bites, state_N), shade(main, 1.35)),
        part(bitten(disc, core, bites, state_N, 0.035), shade(main, 0.82)),
        part(bitten(dense(ellipse(-0.02, 0.52, 0.45, 0.45, 32)), core, bites, state_N, 0.035), main),
        *(part(bitten(ellipse(x, y, 0.075, 0.07, 12), core, bites, state_N, 0.035), (104, 64, 46)) for x, y in chips),
        *crumbs((0.2, 0.5), 6, state_N, 0.04, main),
    ]


def cheese(look: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A wedge of cheese with holes, bitten from its tip (+x); under the verb "melt" it sags and runs."""
    main = (250, 206, 84)
    top = dense(polygon((-0.68, 0.62), (-0.36, 1.0), (0.7, 0.56)))
    face = dense(polygon((-0.68, 0.0), (-0.68, 0.62), (0.7, 0.56), (0.7, 0.0)))
    holes = ((-0.42, 0.36, 0.12, 0.13), (-0.02, 0.2, 0.09, 0.1), (0.26, 0.42, 0.08, 0.08), (0.5, 0.16, 0.07, 0.08))
    if verb == "melt":
        sag_N = ramp(state_N, 0.0, 1.0)
        parts = [part(top, shade(main, 1.35)), part(face, main)]
        parts += [part(ellipse(*h, 14), shade(main, 0.76)) for h in holes]
        soft = [part(scaled(p.points_NP2[0], 1 + 0.15 * sag_N, 1 - 0.72 * sag_N, (0.0, 0.0)), p.colour) for p in parts]
        return [pool(0.95, 0.13, 0.0, sag_N, shade(main, 0.92)), *soft]
    core = (-0.55, 0.3)
    bites: tuple[Bite, ...] = ((0.78, 0.5, 0.32, 0.02), (0.72, 0.05, 0.34, 0.2), (0.42, 0.66, 0.34, 0.38),
        (0.4, 0.1, 0.38, 0.54), (0.05, 0.84, 0.36, 0.7), (-0.0, 0.2, 0.36, 0.84))  # fmt: skip
    return [
        part(bitten(face, core, bites, state_N), shade(main, 0.9)),
        part(bitten(top, core, bites, state_N), shade(main, 1.4)),
        part(bitten(face, core, bites, state_N, 0.05), main),
        *(part(bitten(ellipse(*h, 14), core, bites, state_N, 0.05), shade(main, 0.76)) for h in holes),
        *crumbs((0.4, 0.4), 6, state_N, 0.04, main),
    ]


RIGS: dict[str, Rig] = {
    "egg": egg, "pumpkin": pumpkin, "watermelon": watermelon, "bread": bread, "pizza": pizza, "cookie": cookie,
    "cheese": cheese,
}  # fmt: skip
