"""A short sentence for a long take: what it says stays, and in between happens what it implies.

"A panda eats bamboo" for a minute is a panda that eats, looks around, eats, stretches, eats … Nobody new appears, the
place stays, and what happens once (a candle blown out) happens once. Deterministic by seed; the user is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from onetake.prompt.caption import beats_caption, joined, long_caption
from onetake.prompt.ontology import KINDS, VERBS
from onetake.types import Beat, Entity, Scene

BEAT_SECONDS = 6.0
"""How long one thing is done, about."""
LONG = 12.0
"""Seconds for which one beat can carry itself."""
MOST_BEATS = 60

Chain = tuple[str, ...]
_HERE: dict[str, tuple[Chain, ...]] = {
    "person": (("look around",), ("stretch",), ("nod",), ("wave",), ("bow",), ("clap",)),
    "robot": (("look around",), ("wave",), ("nod",), ("bow",), ("spin",)),
    "quadruped": (("look around",), ("stretch",), ("nod",), ("shake head",)),
    "bird": (("look around",), ("nod",), ("stretch",)),
    "fish": (("look around",), ("spin",)),
    "insect": (("stand",),),
}
"""What somebody of a family does now and then without leaving its spot."""
_ABOUT: dict[str, tuple[Chain, ...]] = {
    "person": (("look around",), ("sit", "stand up"), ("walk",), ("stretch",), ("wave",), ("walk", "look around")),
    "robot": (("look around",), ("walk",), ("wave",), ("walk", "look around"), ("spin",)),
    "quadruped": (("look around",), ("walk",), ("sit",), ("stretch",), ("lie down", "wake"), ("walk", "look around")),
    "bird": (("look around",), ("hop",), ("walk",), ("stretch",)),
    "fish": (("look around",), ("swim",), ("spin",)),
    "insect": (("fly",), ("stand",)),
}
"""The same for those who are free to go about."""
_ASLEEP: tuple[Chain, ...] = (("stretch", "sleep"), ("wake", "look around", "lie down", "sleep"))
_BOUND = frozenset(("ride", "carry", "push", "pull", "hold", "follow", "chase", "hug", "fight", "climb", "hide",
                    "enter", "leave", "read", "play music", "swing", "drink"))  # fmt: skip
"""Deeds that go on as long as they may: whoever stops them would have to let go of somebody or something."""
_GONE = frozenset(("leave",))


def expand(
    beats: Sequence[Beat], caption: str, seconds: float, seed: int
) -> tuple[tuple[Beat, ...], str, tuple[str, ...]]:
    """Beats, caption and notes of a take that is longer than what was told of it; unchanged where it is not."""
    rng = np.random.default_rng([seed, 4_242])
    out: list[tuple[float, Scene]] = []
    added: list[str] = []
    longest = max(BEAT_SECONDS, seconds / MOST_BEATS)
    for i, beat in enumerate(beats):
        span = beat.end - beat.start
        pieces = int(span // longest) if span > LONG else 1
        following = beats[i + 1].scene if i + 1 < len(beats) else None
        scenes = _filled(beat.scene, pieces, rng, following)
        edges = [beat.start + round(span * k / len(scenes)) for k in range(len(scenes))]
        out += zip(edges, scenes, strict=True)
        added += [_doing(s) for s in scenes if s != beat.scene]
    if len(out) == len(beats):
        return tuple(beats), caption, ()
    ends = [start for start, _ in out[1:]] + [float(beats[-1].end)]
    longer = tuple(Beat(a, b, s, long_caption(s)) for (a, s), b in zip(out, ends, strict=True))
    scenes_all = [scene for _, scene in out]
    one_place = len({(s.place, s.look) for s in scenes_all}) == 1
    told = beats_caption(scenes_all) if one_place else joined([b.caption for b in longer])
    kinds = ", ".join(dict.fromkeys(added))
    note = f"{seconds:g} seconds are longer than what was said: in between, {kinds} (--no-expand leaves it out)"
    return longer, told, (note,)


def _doing(scene: Scene) -> str:
    main = scene.entities[_main(scene) or 0]
    return f"the {main.kind} {VERBS[main.verb].present}"


def _main(scene: Scene) -> int | None:
    """Whoever the take is about, if it is one who can do something of its own accord."""
    return next(
        (i for i, e in enumerate(scene.entities) if e.present and KINDS[e.kind].family in _HERE), None
    )  # fmt: skip


def _filled(scene: Scene, pieces: int, rng: np.random.Generator, following: Scene | None) -> list[Scene]:
    """A beat as up to ``pieces`` beats: what was told first and most often, something else in between."""
    who = _main(scene)
    chains = _chains(scene, who) if who is not None and pieces > 1 else []
    if who is None or not chains:
        return [scene]
    told = scene.entities[who]
    arrives = VERBS[told.verb].going and (told.target is not None or told.anchor is not None)
    lasting = not VERBS[told.verb].once and not arrives
    order = [chains[int(k)] for k in rng.permutation(len(chains))]
    scenes, turn = [scene], 0
    after = scene if lasting else _doing_else(scene, who, _rest(told))
    while len(scenes) < pieces:
        for verb in order[turn % len(order)]:
            scenes.append(_doing_else(scene, who, verb))
        if len(scenes) < pieces and lasting:
            scenes.append(after)
        turn += 1
    del scenes[pieces:]
    if following is not None and scenes[-1] == following and len(scenes) > 1:
        scenes.pop()
    return [s for n, s in enumerate(scenes) if n == 0 or s != scenes[n - 1]]


def _chains(scene: Scene, who: int) -> list[Chain]:
    """What the one the take is about may do in between."""
    entity = scene.entities[who]
    verbs, family = set(KINDS[entity.kind].verbs), KINDS[entity.kind].family
    held = any(e.target == who and e.verb in _BOUND for e in scene.entities)
    if entity.verb in _BOUND or held or entity.verb in _GONE:
        return []
    if entity.verb == "sleep":
        table: tuple[Chain, ...] = _ASLEEP
    elif entity.relation is not None or entity.target is not None:
        table = _HERE[family]
    else:
        table = _ABOUT[family]
    return [c for c in table if verbs.issuperset(c) and c != (entity.verb,)]


def _rest(entity: Entity) -> str:
    return "stand" if "stand" in KINDS[entity.kind].verbs else entity.verb


def _doing_else(scene: Scene, who: int, verb: str) -> Scene:
    """The same scene while one of its entities does something else."""
    entities = list(scene.entities)
    entities[who] = replace(entities[who], verb=verb, target=None, partner=None)
    return replace(scene, entities=tuple(entities))
