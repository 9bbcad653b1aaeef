"""Sampled scenes make sense, over the whole vocabulary; stories keep their cast."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from onetake.prompt._objects import needs_object
from onetake.prompt.ontology import (
    CAMERAS,
    COLOURS,
    FIRST_KINDS,
    HOURS,
    KINDS,
    LOOKS,
    PLACES,
    TRAITS,
    VERBS,
    WEATHERS,
    with_role,
)
from onetake.types import MAX_INDIVIDUALS, Entity, Scene
from onetake.world._script_compose import TABLEWARE, compose
from onetake.world._script_tables import LIVING, bulk, eats, plausible, targets, wearable
from onetake.world.script import appearance, places_for, sample_scene, sample_story
from onetake.world.take import HELD_OUT

ALL = frozenset(KINDS)


def samples(count: int, seed: int = 0, **options: object) -> list[tuple[Scene, ...]]:
    rng = np.random.default_rng(seed)
    return [sample_scene(rng, **options) for _ in range(count)]  # type: ignore[arg-type]


def stories(count: int, seed: int = 0, seconds: float = 60, **options: object) -> list[tuple[Scene, ...]]:
    rng = np.random.default_rng(seed)
    return [sample_story(rng, seconds, **options) for _ in range(count)]  # type: ignore[arg-type]


def same_cast(scenes: tuple[Scene, ...]) -> bool:
    return len({tuple((e.kind, e.count, e.colour, e.size, e.traits) for e in s.entities) for s in scenes}) == 1


def check(scene: Scene) -> None:
    """Every name is known, every index points at another entity, everything is possible by the tables."""
    place = PLACES[scene.place]
    assert scene.hour in place.hours and scene.hour in HOURS
    assert scene.weather in place.weathers and scene.weather in WEATHERS
    assert scene.camera in CAMERAS and scene.look in LOOKS
    assert 1 <= len(scene.entities) <= 4
    assert sum(e.count for e in scene.entities) <= MAX_INDIVIDUALS
    if scene.camera == "follow":
        assert any(VERBS[e.verb].going for e in scene.entities)
    for i, e in enumerate(scene.entities):
        kind = KINDS[e.kind]
        assert e.verb in kind.verbs
        assert e.colour is None or e.colour in kind.colours
        assert 1 <= e.count <= 6
        assert (e.relation is None) == (e.anchor is None)
        assert i not in (e.anchor, e.target, e.partner)
        assert set(e.traits) <= set(wearable(e.kind)) <= set(TRAITS)
        assert e.target is not None or not needs_object(e.verb, e.kind)
        if e.target is not None:
            target = scene.entities[e.target]
            assert e.verb == "fight" or target.kind in targets(e.kind, e.verb), (e.kind, e.verb, target.kind)
            assert target.present or not e.present
        if e.verb == "give":
            assert e.partner is not None and "animate" in KINDS[scene.entities[e.partner].kind].roles


def test_scenes_are_valid() -> None:
    for scenes in samples(1500):
        assert 1 <= len(scenes) <= 3
        assert same_cast(scenes)
        for scene in scenes:
            check(scene)


def test_every_noun_does_everything_it_can() -> None:
    rng = np.random.default_rng(1)
    for name, kind in KINDS.items():
        for verb in kind.verbs:
            scene = compose(rng, name, verb, ALL)
            assert scene is not None, (name, verb)
            check(scene)
            first = scene.entities[0]
            assert (first.kind, first.verb) == (name, verb)


def test_everybody_is_somewhere_possible() -> None:
    for name, kind in KINDS.items():
        for verb in kind.verbs:
            places = places_for(kind, verb)
            assert places and set(places) <= set(PLACES) and len(set(places)) == len(places), (name, verb)
    assert places_for(KINDS["shark"], "swim") == ["underwater"]
    assert places_for(KINDS["boat"], "sail") == ["lake"]
    assert places_for(KINDS["girl"], "skate") == ["ice rink"]
    assert "sky" in places_for(KINDS["plane"], "fly") and "sky" not in places_for(KINDS["plane"], "stand")
    assert not set(places_for(KINDS["elephant"], "walk")) & {"bedroom", "underwater", "sky", "moon"}
    for name in with_role("animate"):
        wet = "water" in {h for p in places_for(KINDS[name], "stand") for h in PLACES[p].habitat}
        assert wet == (KINDS[name].family == "fish") or name == "crocodile", name


def test_nothing_absurd() -> None:
    assert eats("panda") == ("bamboo",) and "bamboo" not in eats("girl")
    assert not plausible("mouse", "carry", "box") and plausible("man", "carry", "box")
    assert not plausible("man", "hold", "house") and plausible("man", "hold", "cup")
    assert not plausible("elephant", "climb", "tree") and plausible("monkey", "climb", "tree")
    assert not plausible("man", "ride", "mouse") and plausible("man", "ride", "horse")
    assert not plausible("girl", "blow out", "lamp") and plausible("girl", "light", "lamp")
    assert not plausible("cat", "chase", "fish")
    for scenes in samples(1500, 2):
        for e in scenes[0].entities:
            if e.target is None:
                continue
            other = scenes[0].entities[e.target].kind
            if e.verb in ("hold", "carry", "throw", "give"):
                assert bulk(other) <= max(0, bulk(e.kind) - 1)
            if e.verb == "eat":
                assert other in eats(e.kind)


def test_sides_are_given_only_where_they_stay_true() -> None:
    for scenes in samples(800, 9):
        for k, e in enumerate(scenes[0].entities):
            if e.side:
                assert not any(VERBS[s.entities[k].verb].going for s in scenes)
                assert not any(s.camera.startswith(("pan", "track")) for s in scenes)


def test_nothing_left_to_sample() -> None:
    with pytest.raises(ValueError, match="held out"):
        samples(1, 0, kinds=["rock"], held_out=frozenset(("rock", v) for v in KINDS["rock"].verbs))


def test_shares() -> None:
    taken = samples(4000, 1)
    first = [s[0] for s in taken]
    assert 0.45 < np.mean([s.camera == "static" for s in first]) < 0.6
    assert 0.65 < np.mean([s.look == "flat" for s in first]) < 0.75
    assert 0.1 < np.mean([len(s) > 1 for s in taken]) < 0.3
    assert {s.look for s in first} == set(LOOKS) and {s.camera for s in first} == set(CAMERAS)
    assert {s.weather for s in first} == set(WEATHERS) and {s.hour for s in first} == set(HOURS)
    assert {s.place for s in first} == set(PLACES)
    nouns = Counter(e.kind for s in first for e in s.entities)
    assert len(nouns) > 0.98 * len(KINDS)
    assert {e.verb for s in taken for b in s for e in b.entities} == set(VERBS)
    living = [e for s in first for e in s.entities if wearable(e.kind)]
    assert 0.1 < np.mean([bool(e.traits) for e in living]) < 0.2
    assert {e.count for s in first for e in s.entities} == {1, 2, 3, 4, 5, 6}
    alike = [s for s in first if len(s.entities) > 1 and s.entities[0].kind == s.entities[1].kind]
    assert len(alike) > 40
    for scene in alike:
        one, other = scene.entities[:2]
        assert (one.colour, one.size, one.traits) != (other.colour, other.size, other.traits)


def test_verbs_of_a_noun_are_equally_frequent() -> None:
    verbs = [v for v in KINDS["cat"].verbs if not VERBS[v].needs]
    counts = Counter(s[0].entities[0].verb for s in samples(4000, 2, kinds=["cat"]) if len(s) == 1)
    assert set(verbs) <= set(counts)
    assert max(counts[v] for v in verbs) < 2 * min(counts[v] for v in verbs)


def test_article_scenes_are_among_them() -> None:
    for kinds, least in ((None, 6), (FIRST_KINDS, 15)):
        scenes = [s[0] for s in samples(800, 3, kinds=kinds)]
        firsts = Counter((s.entities[0].kind, s.entities[0].verb) for s in scenes)
        for who in ("panda eat", "panda dance", "wolf pup play", "old man blow out", "woman walk", "wine glass fall"):
            pair = next((k, v) for k, v in firsts if f"{k} {v}" == who)
            assert firsts[pair] >= least, pair


@pytest.mark.parametrize("kinds", [FIRST_KINDS, FIRST_KINDS[:2], ("rock", "car"), ("fish",)])
def test_curriculum(kinds: tuple[str, ...]) -> None:
    for scenes in [*samples(150, 4, kinds=kinds), *stories(20, 4, 24, kinds=kinds)]:
        assert {e.kind for s in scenes for e in s.entities} <= set(kinds)
        for scene in scenes:
            check(scene)


def test_held_out_pairs_never_occur() -> None:
    held = HELD_OUT | {("panda", "eat"), ("woman", "walk"), ("man", "kick")}
    for scenes in [*samples(1500, 5, held_out=held), *stories(40, 5, held_out=held)]:
        assert not {(e.kind, e.verb) for s in scenes for e in s.entities} & held
    for kind, verb in HELD_OUT:
        assert verb in KINDS[kind].verbs


def test_same_generator_same_scenes() -> None:
    assert samples(50, 7) == samples(50, 7)
    assert samples(50, 7) != samples(50, 8)
    assert stories(5, 7) == stories(5, 7)


def test_stories_keep_their_cast() -> None:
    for seconds, most in ((2, 2), (8, 4), (60, 12), (90, 12)):
        for scenes in stories(60, 6, seconds):
            assert 2 <= len(scenes) <= most
            assert same_cast(scenes)
            assert len({(s.place, s.hour, s.weather, s.look) for s in scenes}) == 1
            for scene in scenes:
                check(scene)
                assert any(e.present for e in scene.entities)


def test_who_enters_was_away_before_and_who_leaves_is_away_after() -> None:
    seen = Counter[str]()
    for scenes in stories(200, 8, 30):
        for i in range(len(scenes[0].entities)):
            verbs = [s.entities[i].verb for s in scenes]
            here = [s.entities[i].present for s in scenes]
            start = verbs.index("enter") if "enter" in verbs else 0
            end = verbs.index("leave") if "leave" in verbs else len(scenes) - 1
            eaten = [b for b, s in enumerate(scenes) for e in s.entities if e.verb == "eat" and e.target == i]
            end = eaten[-1] if eaten and not here[-1] else end
            assert here == [start <= b <= end for b in range(len(scenes))]
            seen.update(v for v in ("enter", "leave") if v in verbs)
    assert min(seen.values()) > 10


def test_what_is_used_up_is_not_used_again() -> None:
    lit = 0
    for scenes in stories(200, 9, 40):
        gone: set[int] = set()
        flame: dict[int, str] = {}
        for scene in scenes:
            for e in scene.entities:
                if e.target is None or "animate" in KINDS[scene.entities[e.target].kind].roles:
                    continue
                assert e.target not in gone or e.verb in ("catch", "eat")
                if e.verb in ("eat", "knock over"):
                    gone.add(e.target)
                if e.verb in ("light", "blow out"):
                    assert flame.get(e.target) != e.verb
                    flame[e.target] = e.verb
                    lit += 1
    assert lit > 10


def test_appearance() -> None:
    rng = np.random.default_rng(0)
    assert appearance(Entity("ball", colour="red"), rng).colour == COLOURS["red"][1]
    assert appearance(Entity("panda"), rng).colour is None
    assert appearance(Entity("cat", traits=("hat",)), rng, 2).traits == ("hat",)
    assert appearance(Entity("cat"), rng, 2).variant == 2


def test_what_has_become_of_somebody_stays_so() -> None:
    for scenes in [*samples(1500, 11), *stories(150, 11, 30)]:
        left: set[int] = set()
        for b, scene in enumerate(scenes):
            for i, e in enumerate(scene.entities):
                assert i not in left or not e.present or e.verb == "enter"
                if e.verb == "give":
                    assert e.partner is not None
                if e.verb == "catch" and b and e.present:
                    thrown = (*scenes[b - 1].entities, *scene.entities)
                    assert any(o.verb == "throw" and o.target == e.target for o in thrown)
                if e.verb == "explode" and b + 1 < len(scenes) and e.kind not in LIVING:
                    assert scenes[b + 1].entities[i].verb == "explode"
            left = {i for i, e in enumerate(scene.entities) if e.verb == "leave" or (i in left and not e.present)}


def test_what_is_ridden_goes() -> None:
    rng = np.random.default_rng(3)
    for name in with_role("rideable"):
        ways = [v for v in KINDS[name].verbs if VERBS[v].going or v in ("swing", "float")]
        for _ in range(12):
            scene = compose(rng, "girl", "ride", frozenset(("girl", name)))
            if scene is not None and ways:
                assert scene.entities[1].verb in ways


def test_looks_are_kept_by_what_is_said() -> None:
    neon = [s[0] for s in samples(3000, 12) if s[0].look == "night-neon" and not PLACES[s[0].place].indoors]
    assert np.mean([s.hour in ("night", "dusk") for s in neon]) > 0.8
    for scenes in [*samples(800, 13), *stories(60, 13)]:
        for scene in scenes:
            assert scene.look != "blueprint" or not any(e.colour for e in scene.entities)


def test_small_things_are_cut_opened_and_lit_on_tables() -> None:
    rng = np.random.default_rng(4)
    for verb in ("cut", "light", "open"):
        for _ in range(60):
            scene = compose(rng, "woman", verb, ALL)
            assert scene is not None
            thing = scene.entities[1]
            if "table" in PLACES[scene.place].habitat and thing.kind in TABLEWARE:
                assert thing.relation == "on" and scene.entities[thing.anchor or 0].kind == "table"
