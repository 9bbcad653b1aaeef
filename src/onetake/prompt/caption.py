"""Scenes to words: the canonical long caption, which ``parse`` reads back exactly, and varied short ones.

Captions never mention what is not in the scene or not on stage, and indoors nobody mentions the sky.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from onetake.prompt._chinese import NUMBERS_ZH, Chinese, noun_phrase_zh
from onetake.prompt._english import NUMBERS, English, Form, noun_phrase
from onetake.prompt.lexicon import Language
from onetake.prompt.ontology import CAMERAS, HOURS, LOOKS, PLACES, WEATHERS
from onetake.types import Scene

__all__ = ["NUMBERS", "NUMBERS_ZH", "beats_caption", "joined", "long_caption", "noun_phrase", "noun_phrase_zh",
           "short_captions", "shows_sky"]  # fmt: skip
_CLOSED_SKY = ("underwater", "moon", "outer space")


def joined(captions: Sequence[str]) -> str:
    """The captions of a take's beats as one text: "… Then …"; it parses back to the same beats."""
    return " Then ".join([captions[0], *[c[:1].lower() + c[1:] for c in captions[1:]]])


def long_caption(scene: Scene, language: Language = "en") -> str:
    """Everything in the scene, in a fixed form: "A panda eats bamboo on a rock, in a bamboo grove, ..."."""
    return _long_chinese(scene) if language == "zh" else _long_english(scene)


def short_captions(
    scene: Scene, rng: np.random.Generator, language: Language = "en", count: int = 4
) -> tuple[str, ...]:
    """``count`` natural short sentences with varied words and order; some leave out place, hour or weather."""
    write = _short_chinese if language == "zh" else _short_english
    return tuple(write(scene, rng) for _ in range(count))


def beats_caption(scenes: Sequence[Scene], language: Language = "en") -> str:
    """A take of several beats told in order: the first in full, of the others only what is new.

    "A man walks towards a window, in a living room, in the daytime. Then he opens the window. Then a bird enters."
    """
    at, then, stop = (0, "Then ", ".") if language == "en" else (1, "然后", "。")
    writer = English if language == "en" else Chinese
    first = long_caption(scenes[0], language)
    out = [first.replace(f" {LOOKS['flat'][0].capitalize()}.", "") if language == "en" else first]
    teller = writer(scenes[0])
    teller.clauses()
    for before, scene in pairwise(scenes):
        said = teller.mentioned
        teller = writer(scene)
        teller.mentioned |= said
        parts = teller.changes(before)
        parts += [HOURS[scene.hour][at]] if scene.hour != before.hour else []
        parts += [WEATHERS[scene.weather][at]] if scene.weather != before.weather and shows_sky(scene) else []
        parts += [CAMERAS[scene.camera][at]] if scene.camera != before.camera else []
        if parts:
            out.append(then + (", " if language == "en" else "，").join(parts) + stop)
    return (" " if language == "en" else "").join(out)


def shows_sky(scene: Scene) -> bool:
    """Whether the weather can be seen."""
    return not PLACES[scene.place].indoors and scene.place not in _CLOSED_SKY


# -- English -----------------------------------------------------------------------------------------------------------


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."


def _long_english(scene: Scene) -> str:
    parts = [*English(scene).clauses(), PLACES[scene.place].phrase, HOURS[scene.hour][0]]
    if shows_sky(scene):
        parts.append(WEATHERS[scene.weather][0])
    return " ".join(_sentence(s) for s in (", ".join(parts), CAMERAS[scene.camera][0], LOOKS[scene.look][0]))


def _setting(scene: Scene, rng: np.random.Generator) -> str:
    where = [PLACES[scene.place].phrase]
    if rng.random() < 0.4 and scene.hour != "day":
        where.append(HOURS[scene.hour][0])
    if rng.random() < 0.5 and shows_sky(scene) and scene.weather != "clear":
        where.append(WEATHERS[scene.weather][0])
    if any(e.present for e in scene.entities) and rng.random() < 0.2:
        where = []
    return " ".join(where)


def _short_english(scene: Scene, rng: np.random.Generator) -> str:
    forms: tuple[Form, ...] = ("present", "progressive", "participle", "present", "relative")
    form = forms[int(rng.integers(len(forms)))]
    writer = English(scene, rng)
    who = " and ".join(writer.clauses(form))
    place = _setting(scene, rng)
    if not who:
        return _sentence(place)
    if form == "relative":
        first = next(e for e in scene.entities if e.present)
        who = f"there {'are' if first.count > 1 else 'is'} {who}" if rng.random() < 0.5 else who
    sentence = f"{place}, {who}" if place and rng.random() < 0.25 else f"{who} {place}".strip()
    if scene.camera != "static" and rng.random() < 0.5:
        sentence += f", {CAMERAS[scene.camera][0]}"
    if scene.look != "flat":
        sentence += f", {'in ' if LOOKS[scene.look][0].endswith('style') else ''}{LOOKS[scene.look][0]}"
    return _sentence(sentence) if form not in ("participle", "relative") else sentence[:1].upper() + sentence[1:]


# -- Chinese -----------------------------------------------------------------------------------------------------------


def _long_chinese(scene: Scene) -> str:
    parts = [*Chinese(scene).clauses(), PLACES[scene.place].zh, HOURS[scene.hour][1]]
    if shows_sky(scene):
        parts.append(WEATHERS[scene.weather][1])
    return "，".join(parts) + f"。{CAMERAS[scene.camera][1]}。{LOOKS[scene.look][1]}。"


def _short_chinese(scene: Scene, rng: np.random.Generator) -> str:
    form: Form = "progressive" if rng.random() < 0.4 else "present"
    who = "，".join(Chinese(scene, rng).clauses(form))
    where = PLACES[scene.place].zh
    hour = HOURS[scene.hour][1] if scene.hour != "day" and rng.random() < 0.4 else ""
    if not who:
        return f"{hour}{where}。"
    if rng.random() < 0.2:
        sentence = who
    else:
        sentence = f"{hour}{where}，{who}" if rng.random() < 0.5 else f"{who}，{hour}{where}"
    if shows_sky(scene) and scene.weather != "clear" and rng.random() < 0.5:
        sentence += "，" + WEATHERS[scene.weather][1]
    if scene.camera != "static" and rng.random() < 0.5:
        sentence += "，" + CAMERAS[scene.camera][1]
    if scene.look != "flat":
        sentence += "，" + LOOKS[scene.look][1]
    return sentence + "。"
