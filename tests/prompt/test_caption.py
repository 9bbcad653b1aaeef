"""Captions: they agree with their subjects, keep silent about who is away, and read back as they were meant."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from onetake.prompt._people import can_have
from onetake.prompt.caption import beats_caption, long_caption, short_captions
from onetake.prompt.fitting import implied_verb, rest_verb
from onetake.prompt.lexicon import Language
from onetake.prompt.ontology import (
    CAMERAS,
    KINDS,
    LOOKS,
    PLACES,
    RELATIONS,
    SIDES,
    TRAITS,
    VERBS,
    with_role,
)  # fmt: skip
from onetake.prompt.parse import parse
from onetake.types import MAX_INDIVIDUALS, Entity, Scene

LANGUAGES: tuple[Language, ...] = ("en", "zh")


def _join(rng: np.random.Generator, cast: list[Entity], role: str, by: str) -> int:
    """Add one that has the role, at rest."""
    kind = str(rng.choice([k for k in with_role(role) if k not in [e.kind for e in cast]]))
    cast.append(Entity(kind, verb=implied_verb(kind, by)))
    return len(cast) - 1


def _cast(rng: np.random.Generator) -> list[Entity]:
    """Distinct kinds, each with one of its verbs; verbs that need an object have one that can be it."""
    kinds = [str(k) for k in rng.choice(list(KINDS), int(rng.integers(0, 4)), replace=False)]
    cast = [Entity(k, verb=str(rng.choice(KINDS[k].verbs))) for k in kinds]
    for i in range(len(kinds)):
        verb = VERBS[cast[i].verb]
        if verb.target is None or not (verb.needs or rng.random() < 0.5):
            continue
        cast[i] = replace(cast[i], target=_join(rng, cast, verb.target, verb.name))
        if verb.name == "give":
            cast[i] = replace(cast[i], partner=_join(rng, cast, "animate", ""))
    return cast


def random_scene(rng: np.random.Generator) -> Scene:
    """Any scene that the ontology allows; anchors are never mutual."""
    cast, place = _cast(rng), PLACES[str(rng.choice(list(PLACES)))]
    if len(cast) > 6 or {"cake", "candle"} & {e.kind for e in cast}:  # candles and cakes have rules of their own
        return random_scene(rng)
    room = MAX_INDIVIDUALS
    for i, e in enumerate(cast):
        count = min(int(rng.integers(1, 7)) if rng.random() < 0.3 else 1, room - (len(cast) - 1 - i))
        room -= count
        colours, others = KINDS[e.kind].colours, [j for j in range(len(cast)) if j not in (i, e.target, e.partner)]
        anchor = int(rng.choice(others)) if others and rng.random() < 0.25 and e.verb not in ("ride", "hide") else None
        if anchor is not None and anchor < i and cast[anchor].anchor == i:
            anchor = None
        cast[i] = replace(
            e, count=count, anchor=anchor,
            colour=str(rng.choice(colours)) if colours and rng.random() < 0.4 else None,
            size=str(rng.choice(["small", "big"])) if rng.random() < 0.2 else None,
            relation=str(rng.choice(list(RELATIONS))) if anchor is not None else None,
            side=str(rng.choice(list(SIDES))) if rng.random() < 0.15 else None,
            traits=tuple(t for t in TRAITS if can_have(e.kind, t) and rng.random() < 0.1),
        )  # fmt: skip
    return Scene(tuple(cast), place.name, str(rng.choice(place.hours)), str(rng.choice(place.weathers)),
                 str(rng.choice(list(CAMERAS))), str(rng.choice(list(LOOKS))))  # fmt: skip


def facts(scene: Scene) -> tuple[object, ...]:
    """What is on stage, without the order of the entities."""

    def kind(index: int | None) -> str:
        return "" if index is None else scene.entities[index].kind

    told = sorted(
        (e.kind, e.count, e.colour or "", e.size or "", e.verb, kind(e.target), kind(e.partner), e.relation or "",
         kind(e.anchor), e.side or "", e.traits)
        for e in scene.entities
        if e.present
    )  # fmt: skip
    return scene.place, scene.hour, scene.weather, scene.camera, scene.look, told


@pytest.mark.parametrize("language", LANGUAGES)
def test_round_trip(language: Language) -> None:
    rng = np.random.default_rng(7)
    scenes = [random_scene(rng) for _ in range(800)]
    same = [
        len(beats) == 1 and facts(beats[0]) == facts(scene)
        for scene in scenes
        for beats in [parse(long_caption(scene, language)).beats]
    ]
    assert np.mean(same) >= 0.99


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_verb_of_every_family_reads_back(language: Language) -> None:
    """Each verb once for each family that has it, with an object of every role that it takes."""
    done: set[tuple[str, str]] = set()
    for kind in KINDS.values():
        for name in kind.verbs:
            verb = VERBS[name]
            if (kind.family, name) in done:
                continue
            done.add((kind.family, name))
            cast = [Entity(kind.name, verb=name)]
            if verb.target:
                other = next(k for k in with_role(verb.target) if k not in (kind.name, "cake", "girl"))
                cast = [replace(cast[0], target=1), Entity(other, verb=implied_verb(other, name))]
            if name == "give":
                cast = [replace(cast[0], partner=2), cast[1], Entity("girl" if kind.name != "girl" else "boy")]
            scene = Scene(tuple(cast), "park")
            caption = long_caption(scene, language)
            assert facts(parse(caption).beats[0]) == facts(scene), caption


@pytest.mark.parametrize("language", LANGUAGES)
def test_short_captions_say_nothing_untrue(language: Language) -> None:
    rng = np.random.default_rng(8)
    for _ in range(150):
        scene = random_scene(rng)
        there = {e.kind for e in scene.entities}
        for caption in short_captions(scene, rng, language):
            for beat in parse(caption).beats:
                assert {e.kind for e in beat.entities} <= there, caption
                for e in beat.entities:
                    assert any((e.kind, e.count) == (t.kind, t.count) for t in scene.entities), caption
            if PLACES[scene.place].indoors:
                assert "sky" not in caption.split()


def test_short_captions_vary() -> None:
    scene = Scene((Entity("boy", verb="kick", target=1), Entity("ball", 1, "red")), "park")
    texts = set(short_captions(scene, np.random.default_rng(1), "en", 60))
    assert len(texts) > 25
    assert any("is kicked by" in t for t in texts) and any("that is kicking" in t for t in texts)


def test_agreement() -> None:
    def says(*cast: Entity) -> str:
        return long_caption(Scene(cast, "park")).split(",")[0]

    assert says(Entity("girl", verb="shake head")) == "A girl shakes her head"
    assert says(Entity("old man", verb="shake head")) == "An old man shakes his head"
    assert says(Entity("dog", verb="shake head")) == "A dog shakes its head"
    assert says(Entity("dog", 2, verb="shake head")) == "Two dogs shake their heads"
    assert says(Entity("panda", 3, verb="wake")) == "Three pandas wake up"
    giver = Entity("boy", verb="give", target=1, partner=2)
    assert says(giver, Entity("apple"), Entity("girl")) == "A boy gives an apple to a girl"
    man = Entity("old man", 1, "red", traits=("beard", "glasses", "hat"))
    assert says(man) == "An old man in red with a beard and glasses in a hat stands"
    assert long_caption(Scene((replace(man, colour=None),), "park"), "zh").startswith(
        "一位留胡子的戴眼镜的戴帽子的老人"
    )


def test_who_is_away_is_not_mentioned() -> None:
    cat = Entity("cat", verb="wave", target=1)
    bird = Entity("bird", present=False)
    for language, word in (("en", "bird"), ("zh", "鸟")):
        assert word not in long_caption(Scene((cat, bird), "park"), language)  # type: ignore[arg-type]
        assert all(
            word not in t
            for t in short_captions(Scene((cat, bird), "park"), np.random.default_rng(0), language, 20)  # type: ignore[arg-type]
        )


@pytest.mark.parametrize("language", LANGUAGES)
def test_beats_read_back_in_order(language: Language) -> None:
    man, window, bird = Entity("man", verb="walk", target=1), Entity("window"), Entity("bird", present=False)
    first = Scene((man, window, bird), "living room")
    opens = replace(man, verb="open")
    second = replace(first, entities=(opens, window, bird))
    third = replace(first, entities=(opens, window, Entity("bird", verb="enter")), camera="zoom in")
    fourth = replace(third, entities=(replace(man, verb="wave", target=2), window, Entity("bird", verb="fly")))
    caption = beats_caption((first, second, third, fourth), language)
    assert [facts(b) for b in parse(caption).beats] == [facts(s) for s in (first, second, third, fourth)], caption
    if language == "en":
        assert "Then he opens the window." in caption and "Then a bird enters, the camera zooms in." in caption


def test_rest_verbs_are_the_kinds_own() -> None:
    assert all(rest_verb(k) in KINDS[k].verbs for k in KINDS)
