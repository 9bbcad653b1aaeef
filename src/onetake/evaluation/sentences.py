"""What is asked of the model when it is judged: sentences whose truth is known, never seen in training."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from onetake.evaluation.truth import SENTENCE_SEEDS, labels, sample_subject
from onetake.prompt.caption import long_caption, short_captions
from onetake.prompt.lexicon import Language
from onetake.prompt.ontology import KINDS, PLACES
from onetake.prompt.understand import understand
from onetake.types import Entity, Scene
from onetake.world.script import places_for, scene_about
from onetake.world.take import HELD_OUT

_CHINESE_AT = (2, 5, 8)  # of every ten sentences
_PAIR_AT = (3, 10, 17)  # of every twenty sentences
PAIR_KINDS = ("panda", "old man", "dog", "cat", "horse", "lion", "elephant", "rabbit", "woman", "girl")
"""Those who are asked to eat and to dance."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, the scene it was made from, and a seed. ``pair``: its noun and verb were held out together."""

    text: str
    scene: Scene
    seed: int
    pair: bool = False


def held_out_sentences(count: int, seed: int, kinds: tuple[str, ...] | None = None) -> list[Sentence]:
    """``count`` sentences: about one in seven shows a held-out pair, three in ten are Chinese. By seed alone.

    ``kinds``: the nouns that the weights were taught, if not all.
    """
    pairs = sorted(p for p in HELD_OUT if kinds is None or p[0] in kinds)
    made = []
    for i in range(count):
        number = SENTENCE_SEEDS + seed * 100_003 + i
        pair = i % 20 in _PAIR_AT
        which = i // 20 * len(_PAIR_AT) + (_PAIR_AT.index(i % 20) if pair else 0)
        scene = (
            scene_about(np.random.default_rng(number), pairs[which % len(pairs)], kinds)
            if pair
            else sample_subject(number, kinds=kinds)
        )
        made.append(Sentence(_sentence(scene, number, i % 10 in _CHINESE_AT), scene, number, pair))
    return made


def eat_or_dance(seed: int, kinds: tuple[str, ...] | None = None) -> list[Sentence]:
    """Twenty sentences: ten kinds (those of them in ``kinds``), each eating and dancing at the same place."""
    made = []
    for i, kind in enumerate(PAIR_KINDS):
        if kinds is not None and kind not in kinds:
            continue
        number = SENTENCE_SEEDS + 50_000_000 + seed * 1009 + i
        eats = _scene_of(kind, "eat", number)
        for verb in ("eat", "dance"):
            scene = replace(eats, entities=(replace(eats.entities[0], verb=verb),))
            made.append(Sentence(_sentence(scene, number, False), scene, number, (kind, verb) in HELD_OUT))
    return made


def _scene_of(kind: str, verb: str, seed: int) -> Scene:
    """One of a kind doing something, where it belongs; hour, weather and camera as the world would choose them."""
    rng = np.random.default_rng(seed)
    other = sample_subject(seed)
    place = PLACES[str(rng.choice(places_for(KINDS[kind], verb)))]
    colours = KINDS[kind].colours
    colour = str(rng.choice(list(colours))) if colours and rng.random() < 0.5 else None
    return Scene(
        (Entity(kind, colour=colour, verb=verb),), place.name,
        other.hour if other.hour in place.hours else place.hours[0],
        other.weather if other.weather in place.weathers else "clear",
    )  # fmt: skip


def _sentence(scene: Scene, seed: int, chinese: bool) -> str:
    """A short caption that says the place (some leave it out; a reader could then not judge it)."""
    language: Language = "zh" if chinese else "en"
    for text in short_captions(scene, np.random.default_rng(seed), language, 12):
        if understood(text)["place"] == scene.place:
            return text
    return long_caption(scene, language)


def understood(text: str) -> dict[str, str]:
    """What the prompt's parser makes of a sentence, in the reader's fields."""
    beats, _, _ = understand(text, 2.0, None)
    return labels(beats[0].scene)
