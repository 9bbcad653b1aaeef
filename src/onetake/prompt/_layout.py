"""Where everyone stands before a take: clusters of those who belong together, packed side by side.

A cluster is built around a root (an anchor, or whoever has no relation); its members have distances from the root
and heights above its ground. Clusters are shrunk until they fit, ordered by their sides, and given a lane each: how
near they stand. All lengths in stage units.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from onetake.prompt._moves_going import AFTER, GROUPED
from onetake.prompt._stage_kit import LIVING, LYING
from onetake.prompt._stage_reach import (
    IN_HAND,
    TOGETHER,
    TOUCHING,
    face_to_face,
    held_at,
    held_height,
    in_hand,
    ridden_at,
    separation,
)
from onetake.prompt._stage_tops import BACK, TOP, TOPS
from onetake.prompt.ontology import KINDS, SIZES
from onetake.types import MAX_INDIVIDUALS, Beat, Entity

_TABLE_SIZED = frozenset(
    ("wine glass", "cake", "cup", "vase", "lamp", "candle", "book", "apple", "banana", "box", "clock", "flower",
     "ice cream", "carrot", "television", "ball", "mushroom", "star", "drum")
)  # fmt: skip
_RIDDEN = {"canoe": 0.36}
"""Heights of what is drawn larger when somebody sits in it."""
_SCENERY = {"tree": 1.12, "house": 1.15, "cactus": 1.1}
_HELD = frozenset(("bamboo", "apple", "banana", "carrot", "ice cream", "mushroom", "flower", "cake", "book"))
_WIDE = frozenset(("dance", "spin", "stretch", "jump"))
"""Verbs in which arms and legs reach out of the box."""
_ABOVE = frozenset(("umbrella", "balloon", "kite", "star"))


@dataclass(slots=True)
class Member:
    """An individual being placed: ``dx`` from its cluster's root, ``rise`` of its feet above the root's."""

    entity: int
    kind: str
    height: float
    cluster: Cluster
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
class Cluster:
    """Individuals that belong together, around a root: how far they reach to both sides of it."""

    root: int
    left: float = 0.0
    right: float = 0.0
    lift: float = 0.0
    members: list[int] = field(default_factory=list)


class Layout:
    """Builds clusters from a scene's relations; ``members`` are in entity order at the end."""

    def __init__(self, beats: Sequence[Beat], rng: np.random.Generator) -> None:
        self.scene = beats[0].scene
        self.verbs = [{b.scene.entities[e].verb for b in beats} for e in range(len(self.scene.entities))]
        self.rng = rng
        self.clusters: list[Cluster] = []
        self.members: dict[int, Member] = {}
        self.of_entity: list[list[int]] = []
        self.state = [0] * len(self.scene.entities)
        number = 0
        for count in _counts(self.scene.entities):
            self.of_entity.append(list(range(number, number + count)))
            number += count
        self.handlers = _handlers(beats)
        self.actor, self.giver = _offered(self.scene.entities)
        for e in range(len(self.scene.entities)):
            self._place(e)

    def _place(self, e: int) -> None:
        """Place an entity after those that its place depends on; a circle of relations is cut where it closes."""
        if self.state[e]:
            return
        self.state[e] = 1
        entity = self.scene.entities[e]
        anchor = entity.anchor if entity.relation and entity.anchor is not None and entity.anchor != e else None
        if anchor is not None and (not 0 <= anchor < len(self.state) or sets_out(entity)):
            anchor = None
        for other, put in self._ways(e, anchor):
            self._place(other)
            if self.state[other] == 2:
                put(e, other)
            break
        if entity.kind == "domino":
            self._line_up(e)
        for i in self.of_entity[e]:
            if i not in self.members:
                self._found(e, i)
        self.state[e] = 2

    def _ways(self, e: int, anchor: int | None) -> list[tuple[int, Callable[[int, int], None]]]:
        """Whom an entity is placed by, and how: the first is taken."""
        entity, ways = self.scene.entities[e], list[tuple[int, "Callable[[int, int], None]"]]()
        target = entity.target if entity.target is not None and entity.target != e else None
        if target is not None and not 0 <= target < len(self.state):
            target = None
        if target is not None and entity.verb == "ride":
            ways.append((target, self._mount))
        if anchor is not None:
            ways.append((anchor, self._relate))
        if target is not None and entity.verb in (*TOGETHER, *AFTER, "climb", "hide") and entity.verb != "give":
            ways.append((target, self._join))
        if target is not None and self.scene.entities[target].anchor not in (None, e) and not sets_out(entity):
            ways.append((target, self._approach))
        if e in self.giver:
            ways.append((self.giver[e], self._receive))
        if e in self.actor:
            ways.append((self.actor[e], self._offer))
        return [(other, put) for other, put in ways if other != e]

    def _height(self, e: int) -> float:
        """Height of an individual before anything is shrunk; what is ever held is small enough to be held."""
        entity = self.scene.entities[e]
        kind = KINDS[entity.kind]
        factor = SIZES[entity.size][1] if entity.size else 1.0
        alone = all(KINDS[other.kind].family not in LIVING for k, other in enumerate(self.scene.entities) if k != e)
        factor *= _SCENERY.get(entity.kind, 1.0) if not alone else 1.0
        height = float(min(0.9, kind.height * factor * self.rng.uniform(0.94, 1.08)))
        if entity.kind in _RIDDEN and any(o.verb == "ride" and o.target == e for o in self.scene.entities):
            height = max(height, _RIDDEN[entity.kind])
        for handler, verb in self.handlers.get(e, ()):
            other = self.scene.entities[handler]
            tall = KINDS[other.kind].height * (SIZES[other.size][1] if other.size else 1.0)
            if in_hand(other.kind, verb, entity.kind):
                height = min(height, held_height(other.kind, tall, entity.kind, height))
            elif verb == "eat" and entity.kind in _HELD and entity.kind != "bamboo":
                height = max(0.18, 0.7 * height)
            elif verb == "kick":
                height = max(0.18, min(height * 0.75, 0.5 * tall))
        return height

    def _add(self, e: int, i: int, cluster: Cluster, height: float, dx: float, **more: float | int | None) -> Member:
        member = Member(e, self.scene.entities[e].kind, height, cluster, dx)
        for name, value in more.items():
            setattr(member, name, value)
        self.members[i] = member
        cluster.members.append(i)
        lies = KINDS[member.kind].family in ("person", "robot") and self.verbs[e] & set(LYING)
        wide = 1.2 if self.verbs[e] & _WIDE and KINDS[member.kind].family in LIVING else 1.0
        reach = max(wide * member.width, height if "fall" in self.verbs[e] or lies else 0.0) / 2
        falls = 0.9 * height if "tip over" in self.verbs[e] else 0.0
        cluster.left = max(cluster.left, reach + (falls if member.facing < 0 else 0.0) - dx)
        cluster.right = max(cluster.right, reach + (falls if member.facing > 0 else 0.0) + dx)
        return member

    def _found(self, e: int, i: int) -> None:
        """A cluster of its own."""
        cluster = Cluster(i)
        self.clusters.append(cluster)
        self._add(e, i, cluster, self._height(e), 0.0, facing=float(self.rng.choice([-1.0, 1.0])))

    def _line_up(self, e: int) -> None:
        """In a row, so near that each pushes the next."""
        first, *others = self.of_entity[e]
        if first not in self.members:
            self._found(e, first)
        root = self.members[first]
        for k, i in enumerate((i for i in others if i not in self.members), 1):
            dx = root.dx + root.facing * k * 0.66 * root.height
            self._add(
                e, i, root.cluster, root.height, dx, facing=root.facing, rise=root.rise, front=root.front - 0.001 * k
            )

    def _beside(self, e: int, i: int, cluster: Cluster, side: float, gap: float) -> Member:
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
        top, half = TOPS.get(parent.kind, BACK if KINDS[parent.kind].family == "quadruped" else TOP)
        if k == 0 and a == parent.cluster.root and len(parent.cluster.members) == 1:
            wanted = 0.34 * height * kind.aspect * count / half
            grown = float(np.clip(wanted, parent.height, max(parent.height, min(parent.height * 1.35, 0.42))))
            self._resize(a, grown)
        room = max(0.0, half * parent.height - 0.3 * height * kind.aspect)
        fraction = 0.0 if count == 1 else -1 + 2 * k / (count - 1)
        if count == 1 and kind.family not in LIVING:
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
            shift = max(0.0, TOPS.get(table.kind, TOP)[1] * table.height - goal.width / 2)
            goal.dx = table.dx + side * shift * 0.85

    def _mount(self, e: int, target: int) -> None:
        """On its seat."""
        rideable, entity = self.of_entity[target], self.scene.entities[e]
        for k, i in enumerate(self.of_entity[e]):
            parent = self.members[rideable[k % len(rideable)]]
            height = self._height(e) * (0.86 if KINDS[parent.kind].family in LIVING else 0.9)
            verb = self.scene.entities[target].verb
            forward, up, _ = ridden_at(
                parent.kind, parent.height, verb, np.zeros(1), entity.kind, height, k // len(rideable)
            )[0]
            self._add(
                e, i, parent.cluster, height, parent.dx + parent.facing * forward, rise=parent.rise + up,
                facing=parent.facing, front=parent.front + 0.012,
            )  # fmt: skip

    def _join(self, e: int, target: int) -> None:
        """Beside whom or what it has to do with: face to face, behind who runs away, at the side to climb."""
        entity, goals = self.scene.entities[e], self.of_entity[target]
        for k, i in enumerate(self.of_entity[e]):
            goal = self.members[goals[k % len(goals)]]
            height = self._height(e)
            side = -goal.facing if entity.verb in AFTER or k >= len(goals) else float(self.rng.choice([-1.0, 1.0]))
            bodies = 0.5 * (height * KINDS[entity.kind].aspect + goal.width)
            if entity.verb == "climb":
                apart = 0.9 * bodies + 0.02
            elif entity.verb == "hide":
                apart = bodies + 0.08
            elif entity.verb in AFTER:
                apart = bodies + 0.14 + 0.1 * k
            else:
                apart = face_to_face(entity.kind, height, entity.verb, goal.kind, goal.height)
                apart += {"hug": 0.14, "fight": 0.05, "dance": 0.03}.get(entity.verb, 0.0)
                if entity.verb in ("hug", "fight", "dance"):
                    goal.facing = side
            facing = goal.facing if entity.verb in AFTER else -side
            front = goal.front + (0.006 if k % 2 == 0 else -0.006)
            self._add(e, i, goal.cluster, height, goal.dx + side * apart, facing=facing, rise=goal.rise, front=front)

    def _receive(self, e: int, giver: int) -> None:
        """Opposite whoever gives or throws something."""
        throws = self.scene.entities[giver].verb == "throw"
        for i, a in zip(self.of_entity[e], self.of_entity[giver], strict=False):
            parent, height, kind = self.members[a], self._height(e), self.scene.entities[e].kind
            apart = face_to_face(parent.kind, parent.height, "give", kind, height)
            if throws:
                apart = 0.5 * (parent.width + height * KINDS[kind].aspect) + 0.42
            dx = parent.dx + parent.facing * apart
            self._add(e, i, parent.cluster, height, dx, facing=-parent.facing, rise=parent.rise, front=parent.front)

    def _offer(self, e: int, actor: int) -> None:
        """What is acted on is held, or stands, where its actor can reach it, with room for what will come of it."""
        actors, entity = self.of_entity[actor], self.scene.entities[e]
        verb = self.scene.entities[actor].verb
        for i, a in zip(self.of_entity[e], actors, strict=False):
            parent, height = self.members[a], self._height(e)
            if verb == "eat" and entity.kind in _HELD:
                height, dx, rise = _fed(parent, entity.kind, height)
            elif in_hand(parent.kind, verb, entity.kind):
                height = held_height(parent.kind, parent.height, entity.kind, height)
                forward, up, _ = held_at(parent.kind, parent.height, verb, np.zeros(1), entity.kind, height)[0]
                dx, rise = parent.dx + parent.facing * forward, parent.rise + max(0.0, up)
            else:
                if KINDS[entity.kind].family == "ball":
                    height = max(0.18, min(height * 0.75, 0.5 * parent.height))
                else:
                    height *= 0.9 if entity.kind in _TABLE_SIZED else 1.0
                reach = separation(parent.kind, parent.height, verb, entity.kind, height)
                dx, rise = parent.dx + parent.facing * reach, parent.rise
            self._add(
                e, i, parent.cluster, height, dx, rise=rise, facing=parent.facing, front=parent.front + 0.03, holder=a
            )
            _make_room(parent, verb, height, KINDS[entity.kind].aspect)


def _fed(parent: Member, kind: str, height: float) -> tuple[float, float, float]:
    """Height, place and rise of food in front of who eats it."""
    tall = kind == "bamboo"
    height = max(0.3, min(height, 0.85 * parent.height)) if tall else height
    person = KINDS[parent.kind].family in ("person", "robot") or parent.kind in ("panda", "monkey")
    share = (0.46 if tall else 0.5) if person else 0.62
    rise = parent.rise + (0.06 if tall else 0.42 if person else 0.0) * parent.height
    return height, parent.dx + parent.facing * (share * parent.width), rise


_ROOM = {"kick": 0.45, "throw": 0.5, "catch": 0.45, "push": 0.4, "pull": 0.4}


def _make_room(parent: Member, verb: str, height: float, aspect: float) -> None:
    """Keep free where something will fly, roll or fall to."""
    room = 0.9 * height if verb == "knock over" else _ROOM.get(verb, 0.0)
    if verb == "throw":  # the arm swings back first
        back = 0.16 * parent.height + 0.5 * height * max(1.0, aspect)
        parent.cluster.left = max(parent.cluster.left, back - parent.dx)
        parent.cluster.right = max(parent.cluster.right, back + parent.dx)
    if parent.facing > 0:
        parent.cluster.right += room
    else:
        parent.cluster.left += room


def sets_out(entity: Entity) -> bool:
    """Whether somebody goes **to** what it is related to, and so begins apart from it."""
    stays = entity.verb in ("carry", "ride", "roll", "slide", "drive", "float") or entity.relation in ("on", "under")
    return entity.verb in GROUPED and not stays


def _handlers(beats: Sequence[Beat]) -> dict[int, list[tuple[int, str]]]:
    """By whom, and how, every entity is ever handled in a take."""
    found: dict[int, list[tuple[int, str]]] = {}
    for beat in beats:
        for a, entity in enumerate(beat.scene.entities):
            if entity.target is not None and entity.verb in IN_HAND | TOUCHING:
                found.setdefault(entity.target, []).append((a, entity.verb))
    return found


def _offered(entities: Sequence[Entity]) -> tuple[dict[int, int], dict[int, int]]:
    """Who acts on what stands ready for it, and who gives or throws to whom, by the second of the two."""
    order = sorted(range(len(entities)), key=lambda a: entities[a].verb == "throw")
    actor, giver = {}, {}
    for a in order:
        entity = entities[a]
        if entity.target is None or entity.target == a:
            continue
        if entity.verb in IN_HAND | TOUCHING | {"play"}:
            actor[entity.target] = a
        if entity.verb == "give" and entity.partner is not None and entity.partner not in (a, entity.target):
            giver[entity.partner] = a
        if entity.verb == "throw":
            catchers = [c for c, o in enumerate(entities) if o.verb == "catch" and o.target == entity.target]
            giver.update({c: a for c in catchers if c != a})
    return actor, giver


def _counts(entities: Sequence[Entity]) -> list[int]:
    """Individuals of each entity: as asked, at most ``MAX_INDIVIDUALS`` in all, the largest groups cut first."""
    counts = [max(1, e.count) for e in entities][:MAX_INDIVIDUALS]
    while sum(counts) > MAX_INDIVIDUALS:
        counts[int(np.argmax(counts))] -= 1
    return counts
