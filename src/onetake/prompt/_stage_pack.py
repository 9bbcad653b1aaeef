"""From clusters to places: shrunk until they fit, ordered by their sides, a lane each; then everyone has a spot."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from onetake.prompt._layout import Cluster, Layout, Member
from onetake.prompt._stage_camera import CLOSER, CRANES, MARGIN, SIDEWAYS, WIDER
from onetake.prompt._stage_kit import Spot, in_air
from onetake.prompt.ontology import KINDS, VERBS
from onetake.types import Beat, Geometry

GROUND = (0.22, 0.42)
LEAST_HEIGHT = 0.25
_ASIDE = 0.12
CROWDED_HEIGHT = 0.17
"""The same for crowds of more than three."""


def _shrink(layout: Layout, factor: float) -> None:
    for member in layout.members.values():
        member.height *= factor
        member.dx *= factor
        member.rise *= factor
        member.room *= factor
    for cluster in layout.clusters:
        cluster.left, cluster.right, cluster.lift = cluster.left * factor, cluster.right * factor, cluster.lift * factor


def _free(beats: Sequence[Beat], layout: Layout, geometry: Geometry) -> tuple[float, float]:
    """Half the width to lay out in, and the width to keep free for those who move."""
    cameras = {b.scene.camera for b in beats}
    half = geometry.half_extent[0] - MARGIN - (0.02 if "handheld" in cameras else 0.0)
    if cameras & {*CLOSER, *WIDER}:
        half /= 1.2
    elif cameras & {*SIDEWAYS}:
        half *= 0.8
    verbs = set().union(*layout.verbs)
    going = any(VERBS[v].going for v in verbs) or "bounce" in verbs
    return half, 0.4 * half if going and cameras != {"follow"} else 0.0


def lay_out(beats: Sequence[Beat], geometry: Geometry, rng: np.random.Generator) -> list[Spot]:
    """Everyone's place before the take."""
    layout = Layout(beats, rng)
    if not layout.members:  # a place and nobody in it
        return []
    half, reserve = _free(beats, layout, geometry)
    half_y = geometry.half_extent[1]
    tallest = max(m.rise + m.height + m.cluster.lift for m in layout.members.values())
    room_y = GROUND[1] + half_y - 2 * MARGIN - 0.02
    if any(b.scene.camera in CRANES for b in beats):
        room_y -= 0.1
    if tallest > room_y:
        _shrink(layout, room_y / tallest)
    rows = _rows(layout, half_y)
    fit = min((2 * half - reserve - 0.03 * (len(r) - 1)) / sum(c.left + c.right for c in r) for r in rows)
    if fit < 1:
        alone = len(layout.clusters) == len(layout.members)  # separate ones may overlap, a cluster must fit as it is
        main = max(m.height for i, m in layout.members.items() if not alone or m.entity == 0)
        least = CROWDED_HEIGHT if len(layout.members) > 3 else LEAST_HEIGHT if alone else 0.8 * LEAST_HEIGHT
        widest = max(c.left + c.right for c in layout.clusters)
        _shrink(layout, min(max(fit, min(1.0, least / main)), 2 * half / widest))
    spots: dict[int, Spot] = {}
    lanes = rng.permutation(len(layout.clusters))
    for r, row in enumerate(rows):
        centres = _pack(layout, row, half, 0.03 * (len(row) - 1), rng)
        for cluster, x in zip(row, centres, strict=True):
            lane = (lanes[layout.clusters.index(cluster)] + rng.random()) / len(lanes)
            if len(rows) > 1:
                lane = 0.12 * lane + 0.88 * r
            _settle(layout, cluster, x, lane, geometry, rng, spots)
    return [spots[i] for i in sorted(spots)]


def _rows(layout: Layout, half_y: float) -> list[list[Cluster]]:
    """One row, or two of about the same width, far and near, where a tall picture has to hold a crowd."""
    if half_y < 0.7 or len(layout.clusters) < 4:
        return [layout.clusters]
    rows: list[list[Cluster]] = [[], []]
    for cluster in sorted(layout.clusters, key=lambda c: -(c.left + c.right)):
        min(rows, key=lambda row: sum(c.left + c.right for c in row)).append(cluster)
    return rows


def _pack(layout: Layout, clusters: list[Cluster], half: float, gaps: float, rng: np.random.Generator) -> list[float]:
    """The x of every cluster's root: side by side in an order that honours sides, free space shared by chance."""
    entities = layout.scene.entities
    wishes = [[entities[layout.members[i].entity].side for i in c.members] for c in clusters]
    sides = [next((s for s in wish if s), None) for wish in wishes]
    rank = {"left": -1.0, "middle": 0.0, "right": 1.0}
    keys = [
        rank[s] + 0.2 * rng.random() if s else float(rng.uniform(-1, 1)) * (0.75 if any(sides) else 0.95) for s in sides
    ]
    order = sorted(range(len(clusters)), key=lambda c: keys[c])
    total = sum(c.left + c.right for c in clusters)
    free = 2 * half - total - gaps
    if free < 0:  # overlap evenly
        gaps, shares = 2 * half - total, np.zeros(len(clusters) + 1)
    else:
        weights = np.array([1.0, *([0.7] * (len(clusters) - 1)), 1.0])
        shares = rng.dirichlet(weights * (2.0 if len(clusters) > 1 else 3.0)) * free
        for end, step, side in ((0, 1, "left"), (-1, -1, "right")):  # clearly on its side
            outer = clusters[order[end]]
            reach = outer.left if side == "left" else outer.right
            excess = float(np.clip(_ASIDE - half + shares[end] + reach, 0, shares[end]))
            if sides[order[end]] == side and len(order) > 1:
                shares[end] -= excess
                shares[end + step] += excess
        given = [sides[c] for c in order]
        if all(s == "left" for s in given):
            shares[-1], shares[0] = shares[0] + shares[-1], 0.15 * shares[0]
        elif all(s == "right" for s in given):
            shares[0], shares[-1] = shares[0] + shares[-1], 0.15 * shares[-1]
        elif all(s == "middle" for s in given) or layout.scene.camera == "follow":
            shares[0] = shares[-1] = (shares[0] + shares[-1]) / 2
    x, centres = -half, [0.0] * len(clusters)
    gap = gaps / max(1, len(clusters) - 1)
    for k, c in enumerate(order):
        x += shares[k] + clusters[c].left
        centres[c] = x
        x += clusters[c].right + gap
    middles = [c for c, s in enumerate(sides) if s == "middle"]
    if middles and free > 0:
        shift = -float(np.mean([centres[c] for c in middles]))
        left = min(x - c.left for x, c in zip(centres, clusters, strict=True))
        right = max(x + c.right for x, c in zip(centres, clusters, strict=True))
        shift = float(np.clip(shift, -half - left, half - right))
        centres = [x + shift for x in centres]
    return centres


def _settle(
    layout: Layout, cluster: Cluster, x: float, lane: float, geometry: Geometry, rng: np.random.Generator,
    spots: dict[int, Spot],
) -> None:  # fmt: skip
    """Give a cluster its ground, and its members their places in the world; ``lane`` 0 (far) .. 1 (near)."""
    half_y = geometry.half_extent[1]
    top = max(layout.members[i].rise + layout.members[i].height for i in cluster.members) + cluster.lift
    low = min(layout.members[i].rise for i in cluster.members)
    least = min(max(GROUND[0] + 0.06, top - half_y + MARGIN + 0.02), GROUND[1])
    share = 0.75 if len(layout.clusters) > 3 else 0.5
    below = share * max(0.0, half_y - 0.5)  # a tall picture has room there for a crowd
    near = GROUND[1] + (below if len(layout.clusters) > 2 else 0.0)
    ground = least + (near + min(0.0, low) - least) * lane
    for i in cluster.members:
        m = layout.members[i]
        verb = layout.scene.entities[m.entity].verb
        air = any(in_air(m.kind, v, layout.scene.place) for v in layout.verbs[m.entity]) and m.holder is None
        y = ground - m.rise - (cluster.lift if i == cluster.root else 0.0)
        own_ground = ground - (m.rise if m.support is None and m.holder is None and abs(m.rise) < 0.1 else 0.0)
        if m.support is not None and "fall" in layout.verbs[m.entity]:
            own_ground = min(ground + 0.025, 0.45)
        over = top - cluster.lift - (m.rise + m.height)  # a rider
        level = _level(m, over, layout.scene.place, lane, half_y, rng) if air and not cluster.lift else y
        if verb == "fall" and m.support is None:
            y = float(rng.uniform(-0.12, 0.05)) if half_y < 0.7 else float(rng.uniform(-0.25, 0.0))
            y = max(y, -half_y + MARGIN + m.height)
        elif in_air(m.kind, verb, layout.scene.place) and m.kind != "rocket":
            y = level
        room = None
        if m.support is not None:
            base = layout.members[m.support]
            room = (x + base.dx - m.room, x + base.dx + m.room)
        depth = float(np.clip(0.25 + (ground - 0.2) * 2.2 + m.front, 0.02, 0.98))
        spots[i] = Spot(
            m.entity, m.kind, x + m.dx, y, m.height, m.facing, own_ground, level, depth, m.support, m.holder, room
        )  # fmt: skip


def _level(m: Member, over: float, place: str, lane: float, half_y: float, rng: np.random.Generator) -> float:
    """Feet of whoever flies, floats or swims under water."""
    if KINDS[m.kind].family == "fish":
        low, high = (-half_y + 0.1 + m.height, 0.42) if place != "lake" else (0.3, 0.44)
    elif m.kind == "rocket":
        low = high = max(0.06, -half_y + 0.05 + m.height)
    else:
        low, high = -half_y + 0.09 + m.height, 0.12
    low += over
    high = max(low, high)
    return float(low + (high - low) * np.clip(lane + rng.uniform(-0.08, 0.08), 0, 1))
