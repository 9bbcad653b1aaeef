"""Where everyone stands before a take: clusters of those who belong together, packed side by side.

A cluster is built around a root (an anchor, or whoever has no relation); its members have distances from the root
and heights above its ground. Clusters are shrunk until they fit, ordered by their sides, and given a lane each: how
near they stand. All lengths in stage units.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from onetake.prompt._motion import Spot, in_air
from onetake.prompt.ontology import KINDS, SIZES, VERBS
from onetake.types import MAX_INDIVIDUALS, Beat, Entity, Geometry

MARGIN = 0.02
GROUND = (0.22, 0.42)
LEAST_HEIGHT = 0.25
TOPS: dict[str, tuple[float, float]] = {
    "rock": (0.86, 0.55),
    "table": (0.95, 0.75),
    "box": (1.0, 0.5),
    "chair": (0.5, 0.25),
    "boat": (0.32, 0.35),
    "drum": (1.0, 0.42),
    "television": (1.0, 0.5),
    "book": (0.9, 0.5),
    "house": (0.95, 0.25),
    "car": (1.0, 0.4),
    "bus": (1.0, 0.8),
    "truck": (1.0, 0.6),
    "mushroom": (1.0, 0.3),
}
"""Surface height and usable half width of what can be stood on, in local units (its own height = 1)."""
_BACK = (0.74, 0.2)  # riding on an animal
_TOP = (1.0, 0.35)  # anything else
_TABLE_SIZED = frozenset(
    ("wine glass", "cake", "cup", "vase", "lamp", "candle", "book", "apple", "banana", "box", "clock", "flower",
     "ice cream", "carrot", "television", "ball", "mushroom", "star", "drum")
)  # fmt: skip
_SCENERY = {"tree": 1.12, "house": 1.15, "cactus": 1.1}
_HELD = frozenset(("bamboo", "apple", "banana", "carrot", "ice cream", "mushroom", "flower", "cake", "book"))
_ABOVE = frozenset(("umbrella", "balloon", "kite", "star"))
_LIVING = frozenset(("person", "quadruped", "robot", "bird", "fish", "insect"))


@dataclass(slots=True)
class _Member:
    """An individual being placed: ``dx`` from its cluster's root, ``rise`` of its feet above the root's."""

    entity: int
    kind: str
    height: float
    cluster: _Cluster
    dx: float = 0.0
    rise: float = 0.0
    facing: float = 1.0
    front: float = 0.0
    support: int | None = None
    holder: int | None = None
    room: float = 0.0

    @property
    def width(self) -> float:
        return self.height * KINDS[self.kind].aspect


@dataclass(slots=True)
class _Cluster:
    """Individuals that belong together, around a root: how far they reach to both sides of it."""

    root: int
    left: float = 0.0
    right: float = 0.0
    lift: float = 0.0
    members: list[int] = field(default_factory=list)


class _Layout:
    """Builds clusters from a scene's relations; ``members`` are in entity order at the end."""

    def __init__(self, beats: Sequence[Beat], rng: np.random.Generator) -> None:
        self.scene = beats[0].scene
        self.verbs = [{b.scene.entities[e].verb for b in beats} for e in range(len(self.scene.entities))]
        self.rng = rng
        self.clusters: list[_Cluster] = []
        self.members: dict[int, _Member] = {}
        self.of_entity: list[list[int]] = []
        self.state = [0] * len(self.scene.entities)
        number = 0
        for count in _counts(self.scene.entities):
            self.of_entity.append(list(range(number, number + count)))
            number += count
        self.actor = {e.target: a for a, e in reversed(list(enumerate(self.scene.entities))) if e.target is not None}
        for e in range(len(self.scene.entities)):
            self._place(e)

    def _place(self, e: int) -> None:
        """Place an entity after those that its place depends on; a circle of relations is cut where it closes."""
        if self.state[e]:
            return
        self.state[e] = 1
        entity = self.scene.entities[e]
        anchor = entity.anchor if entity.relation and entity.anchor is not None and entity.anchor != e else None
        target, actor = entity.target, self.actor.get(e)
        if anchor is not None and 0 <= anchor < len(self.state):
            self._place(anchor)
            if self.state[anchor] == 2:
                self._relate(e, anchor)
        elif target is not None and target != e and self.scene.entities[target].anchor not in (None, e):
            self._place(target)
            if self.state[target] == 2:
                self._approach(e, target)
        elif actor is not None and actor != e:
            self._place(actor)
            if self.state[actor] == 2:
                self._offer(e, actor)
        for i in self.of_entity[e]:
            if i not in self.members:
                self._found(e, i)
        self.state[e] = 2

    def _height(self, e: int) -> float:
        entity = self.scene.entities[e]
        kind = KINDS[entity.kind]
        factor = SIZES[entity.size][1] if entity.size else 1.0
        alone = all(KINDS[other.kind].family not in _LIVING for k, other in enumerate(self.scene.entities) if k != e)
        factor *= _SCENERY.get(entity.kind, 1.0) if not alone else 1.0
        return float(min(0.9, kind.height * factor * self.rng.uniform(0.94, 1.08)))

    def _add(self, e: int, i: int, cluster: _Cluster, height: float, dx: float, **more: float | int | None) -> _Member:
        member = _Member(e, self.scene.entities[e].kind, height, cluster, dx)
        for name, value in more.items():
            setattr(member, name, value)
        self.members[i] = member
        cluster.members.append(i)
        reach = max(member.width, height if "fall" in self.verbs[e] else 0.0) / 2
        cluster.left = max(cluster.left, reach - dx)
        cluster.right = max(cluster.right, reach + dx)
        return member

    def _found(self, e: int, i: int) -> None:
        """A cluster of its own."""
        cluster = _Cluster(i)
        self.clusters.append(cluster)
        self._add(e, i, cluster, self._height(e), 0.0, facing=float(self.rng.choice([-1.0, 1.0])))

    def _beside(self, e: int, i: int, cluster: _Cluster, side: float, gap: float) -> _Member:
        """At the outer side of a cluster, looking at it."""
        height = self._height(e)
        half = height * KINDS[self.scene.entities[e].kind].aspect / 2
        dx = cluster.right + gap + half if side > 0 else -(cluster.left + gap + half)
        return self._add(e, i, cluster, height, dx, facing=-side)

    def _relate(self, e: int, anchor: int) -> None:
        """Put every individual of an entity where its relation to its anchor says."""
        relation, anchors = self.scene.entities[e].relation, self.of_entity[anchor]
        side = float(self.rng.choice([-1.0, 1.0]))
        count = len(self.of_entity[e])
        for k, i in enumerate(self.of_entity[e]):
            a = anchors[k % len(anchors)]
            parent = self.members[a]
            cluster = parent.cluster
            if relation == "on":
                self._on(e, i, a, k, count)
            elif relation == "under":
                self._under(e, i, a, side)
            elif relation in ("behind", "in front of"):
                self._overlap(e, i, a, side if k % 2 == 0 else -side, relation == "behind")
            else:
                s = {"left of": -1.0, "right of": 1.0}.get(relation or "", side if k % 2 == 0 else -side)
                self._beside(e, i, cluster, s, 0.04 + 0.04 * float(self.rng.random()))

    def _on(self, e: int, i: int, a: int, k: int, count: int) -> None:
        """On top: the anchor is made wide enough (within reason), the rider small enough."""
        entity, parent = self.scene.entities[e], self.members[a]
        kind = KINDS[entity.kind]
        height = self._height(e) * (0.8 if entity.kind in _TABLE_SIZED and parent.kind == "table" else 1.0)
        if KINDS[parent.kind].family == "quadruped":
            height = min(height, 0.3)
        height = max(height * min(1.0, (1.0 if count == 1 else 1.4 / count + 0.3)), 0.2)
        top, half = TOPS.get(parent.kind, _BACK if KINDS[parent.kind].family == "quadruped" else _TOP)
        if k == 0 and a == parent.cluster.root and len(parent.cluster.members) == 1:
            wanted = 0.34 * height * kind.aspect * count / half
            grown = float(np.clip(wanted, parent.height, max(parent.height, min(parent.height * 1.35, 0.42))))
            self._resize(a, grown)
        room = max(0.0, half * parent.height - 0.3 * height * kind.aspect)
        fraction = 0.0 if count == 1 else -1 + 2 * k / (count - 1)
        if count == 1 and kind.family not in _LIVING:
            fraction = float(self.rng.uniform(-0.6, 0.6))
        facing = float(self.rng.choice([-1.0, 1.0]))
        if "fall" in self.verbs[e]:
            facing = -1.0 if fraction < 0 or (fraction == 0 and facing < 0) else 1.0
            fraction = facing * float(self.rng.uniform(0.6, 1.0)) if count == 1 else fraction
            extra = height * 0.9 + 0.15
            edge = half * parent.height + extra
            if facing > 0:
                parent.cluster.right = max(parent.cluster.right, parent.dx + edge)
            else:
                parent.cluster.left = max(parent.cluster.left, edge - parent.dx)
            room = half * parent.height + 0.12 * parent.height  # where it tips over the edge
        if kind.family == "bird" or kind.family == "insect":
            front = 0.03
        else:
            front = -0.02 if parent.kind in ("boat", "car", "truck", "bus") else 0.03
        spread = max(0.0, half * parent.height - 0.5 * height * kind.aspect)
        self._add(
            e, i, parent.cluster, height, parent.dx + fraction * spread, rise=parent.rise + top * parent.height,
            facing=facing, front=parent.front + front, support=a, room=room,
        )  # fmt: skip

    def _resize(self, i: int, height: float) -> None:
        member = self.members[i]
        member.height = height
        member.cluster.left = max(member.cluster.left, member.width / 2)
        member.cluster.right = max(member.cluster.right, member.width / 2)

    def _under(self, e: int, i: int, a: int, side: float) -> None:
        parent, height = self.members[a], self._height(e)
        if parent.kind in ("table", "chair"):
            height = max(0.22, min(height, 0.3))
            self._resize(a, max(parent.height, height / 0.74))
            self._add(e, i, parent.cluster, height, parent.dx, facing=side, front=parent.front - 0.02)
        elif parent.kind in _ABOVE:
            parent.cluster.lift = max(parent.cluster.lift, (0.5 if parent.kind == "umbrella" else 1.05) * height)
            self._add(e, i, parent.cluster, height, parent.dx, facing=side, front=parent.front - 0.02)
        else:
            dx = parent.dx + side * parent.width * 0.3
            self._add(e, i, parent.cluster, height, dx, facing=side, rise=-0.03, front=0.04)

    def _overlap(self, e: int, i: int, a: int, side: float, behind: bool) -> None:
        """Behind or in front: partly covering, so far aside that both can be told."""
        parent, height = self.members[a], self._height(e)
        half = height * KINDS[self.scene.entities[e].kind].aspect / 2
        aside = max(0.5 * (parent.width / 2 + half), parent.width / 2 - half * 0.4, half - parent.width * 0.3)
        rise, front = (parent.rise + 0.05, -0.05) if behind else (parent.rise - 0.06, 0.05)
        self._add(e, i, parent.cluster, height, parent.dx + side * aside, rise=rise, facing=-side, front=front)

    def _approach(self, e: int, target: int) -> None:
        """Whoever acts on what lies on a table stands beside the table, near it, looking at it."""
        goal = self.members[self.of_entity[target][0]]
        side = float(self.rng.choice([-1.0, 1.0]))
        for k, i in enumerate(self.of_entity[e]):
            s = side if k % 2 == 0 else -side
            height = self._height(e)
            half = height * KINDS[self.scene.entities[e].kind].aspect / 2
            if k < 2:  # the hands and the mouth reach over the edge
                dx = s * ((goal.cluster.right if s > 0 else goal.cluster.left) + 0.35 * half)
                self._add(e, i, goal.cluster, height, dx, facing=-s, rise=0.015, front=-0.03)
            else:
                self._beside(e, i, goal.cluster, s, 0.0)
        if goal.support is not None and len(self.of_entity[target]) == 1:  # and it stands on their side of the table
            table = self.members[goal.support]
            shift = max(0.0, TOPS.get(table.kind, _TOP)[1] * table.height - goal.width / 2)
            goal.dx = table.dx + side * shift * 0.85

    def _offer(self, e: int, actor: int) -> None:
        """What is eaten, kicked or blown at is held, or stands, just in front of its actor."""
        actors, entity = self.of_entity[actor], self.scene.entities[e]
        verb = self.scene.entities[actor].verb
        for i, a in zip(self.of_entity[e], actors, strict=False):
            parent, height = self.members[a], self._height(e)
            family = KINDS[parent.kind].family
            if verb == "eat" and entity.kind in _HELD:
                tall = entity.kind == "bamboo"
                height = max(0.3, min(height, 0.85 * parent.height)) if tall else max(0.18, height * 0.7)
                person = family in ("person", "robot") or parent.kind in ("panda", "monkey")
                share = (0.46 if tall else 0.5) if person else 0.62
                dx = parent.dx + parent.facing * (share * parent.width)
                rise = parent.rise + (0.06 if tall else 0.42 if person else 0.0) * parent.height
            elif KINDS[entity.kind].family == "ball":
                height = max(0.18, min(height * 0.75, 0.5 * parent.height))
                dx = parent.dx + parent.facing * (0.5 * parent.width + 0.5 * height)
                rise = parent.rise
            else:
                height = height * (0.9 if entity.kind in _TABLE_SIZED else 1.0)
                dx = parent.dx + parent.facing * (parent.width / 2 + 0.45 * height * KINDS[entity.kind].aspect)
                rise = parent.rise
            front = parent.front + 0.03
            self._add(e, i, parent.cluster, height, dx, rise=rise, facing=parent.facing, front=front, holder=a)
            if verb == "kick":  # room for the ball to go
                if parent.facing > 0:
                    parent.cluster.right += 0.45
                else:
                    parent.cluster.left += 0.45


def _counts(entities: Sequence[Entity]) -> list[int]:
    """Individuals of each entity: as asked, at most ``MAX_INDIVIDUALS`` in all, the largest groups cut first."""
    counts = [max(1, e.count) for e in entities][:MAX_INDIVIDUALS]
    while sum(counts) > MAX_INDIVIDUALS:
        counts[int(np.argmax(counts))] -= 1
    return counts


def _shrink(layout: _Layout, factor: float) -> None:
    for member in layout.members.values():
        member.height *= factor
        member.dx *= factor
        member.rise *= factor
        member.room *= factor
    for cluster in layout.clusters:
        cluster.left, cluster.right, cluster.lift = cluster.left * factor, cluster.right * factor, cluster.lift * factor


def _free(beats: Sequence[Beat], layout: _Layout, geometry: Geometry) -> tuple[float, float]:
    """Half the width to lay out in, and the width to keep free for those who move."""
    cameras = {b.scene.camera for b in beats}
    half = geometry.half_extent[0] - MARGIN - (0.02 if "handheld" in cameras else 0.0)
    if cameras & {"zoom in", "zoom out"}:
        half /= 1.2
    elif cameras & {"pan left", "pan right"}:
        half *= 0.8
    verbs = set().union(*layout.verbs)
    going = any(VERBS[v].going for v in verbs) or "bounce" in verbs
    return half, 0.4 * half if going and cameras != {"follow"} else 0.0


def lay_out(beats: Sequence[Beat], geometry: Geometry, rng: np.random.Generator) -> list[Spot]:
    """Everyone's place before the take."""
    layout = _Layout(beats, rng)
    half, reserve = _free(beats, layout, geometry)
    half_y = geometry.half_extent[1]
    tallest = max(m.rise + m.height + m.cluster.lift for m in layout.members.values())
    room_y = GROUND[1] + half_y - 2 * MARGIN - 0.02
    if tallest > room_y:
        _shrink(layout, room_y / tallest)
    gaps = 0.03 * (len(layout.clusters) - 1)
    total = sum(c.left + c.right for c in layout.clusters)
    fit = (2 * half - reserve - gaps) / total
    if fit < 1:
        alone = len(layout.clusters) == len(layout.members)  # separate ones may overlap, a cluster must fit as it is
        main = max(m.height for i, m in layout.members.items() if not alone or m.entity == 0)
        _shrink(layout, max(fit, min(1.0, (LEAST_HEIGHT if alone else 0.8 * LEAST_HEIGHT) / main)))
    centres = _pack(layout, half, gaps, rng)
    spots: dict[int, Spot] = {}
    lanes = rng.permutation(len(layout.clusters))
    for c, cluster in enumerate(layout.clusters):
        _settle(layout, cluster, centres[c], (lanes[c] + rng.random()) / len(lanes), geometry, rng, spots)
    return [spots[i] for i in sorted(spots)]


def _pack(layout: _Layout, half: float, gaps: float, rng: np.random.Generator) -> list[float]:
    """The x of every cluster's root: side by side in an order that honours sides, free space shared by chance."""
    clusters = layout.clusters
    entities = layout.scene.entities
    wishes = [[entities[layout.members[i].entity].side for i in c.members] for c in clusters]
    sides = [next((s for s in wish if s), None) for wish in wishes]
    rank = {"left": -1.0, "middle": 0.0, "right": 1.0}
    keys = [rank[s] + 0.2 * rng.random() if s else float(rng.uniform(-1, 1)) * 0.95 for s in sides]
    order = sorted(range(len(clusters)), key=lambda c: keys[c])
    total = sum(c.left + c.right for c in clusters)
    free = 2 * half - total - gaps
    if free < 0:  # overlap evenly
        gaps, shares = 2 * half - total, np.zeros(len(clusters) + 1)
    else:
        weights = np.array([1.0, *([0.7] * (len(clusters) - 1)), 1.0])
        shares = rng.dirichlet(weights * 2.0) * free
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
    layout: _Layout, cluster: _Cluster, x: float, lane: float, geometry: Geometry, rng: np.random.Generator,
    spots: dict[int, Spot],
) -> None:  # fmt: skip
    """Give a cluster its ground, and its members their places in the world; ``lane`` 0 (far) .. 1 (near)."""
    half_y = geometry.half_extent[1]
    top = max(layout.members[i].rise + layout.members[i].height for i in cluster.members) + cluster.lift
    low = min(layout.members[i].rise for i in cluster.members)
    least = min(max(GROUND[0] + 0.06, top - half_y + MARGIN + 0.02), GROUND[1])
    below = 0.5 * max(0.0, half_y - 0.5)  # a tall picture has room there for a crowd
    near = GROUND[1] + (below if len(layout.clusters) > 2 else 0.0)
    ground = least + (near + min(0.0, low) - least) * lane
    for i in cluster.members:
        m = layout.members[i]
        verb = layout.scene.entities[m.entity].verb
        air = any(in_air(m.kind, v) for v in layout.verbs[m.entity]) and m.holder is None
        y = ground - m.rise - (cluster.lift if i == cluster.root else 0.0)
        own_ground = ground - (m.rise if m.support is None and m.holder is None and abs(m.rise) < 0.1 else 0.0)
        if m.support is not None and "fall" in layout.verbs[m.entity]:
            own_ground = min(ground + 0.025, 0.45)
        level = _level(m, layout.scene.place, lane, half_y, rng) if air and not cluster.lift else y
        if verb == "fall" and m.support is None:
            y = float(rng.uniform(-0.12, 0.05)) if half_y < 0.7 else float(rng.uniform(-0.25, 0.0))
            y = max(y, -half_y + MARGIN + m.height)
        elif in_air(m.kind, verb) and m.kind != "rocket":
            y = level
        room = None
        if m.support is not None:
            base = layout.members[m.support]
            room = (x + base.dx - m.room, x + base.dx + m.room)
        depth = float(np.clip(0.25 + (ground - 0.2) * 2.2 + m.front, 0.02, 0.98))
        spots[i] = Spot(
            m.entity, m.kind, x + m.dx, y, m.height, m.facing, own_ground, level, depth, m.support, m.holder, room
        )  # fmt: skip


def _level(m: _Member, place: str, lane: float, half_y: float, rng: np.random.Generator) -> float:
    """Feet of whoever flies, floats or swims under water."""
    if KINDS[m.kind].family == "fish":
        low, high = (-half_y + 0.1 + m.height, 0.42) if place != "lake" else (0.3, 0.44)
    elif m.kind == "rocket":
        low = high = max(0.06, -half_y + 0.05 + m.height)
    else:
        low, high = -half_y + 0.09 + m.height, 0.12
    high = max(low, high)
    return float(low + (high - low) * np.clip(lane + rng.uniform(-0.08, 0.08), 0, 1))
