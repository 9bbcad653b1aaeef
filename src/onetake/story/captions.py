"""Captions with names in braces: ``{Fox} looks at {Crow}, in a forest``. A name stands for everything that is fixed.

What is drawn is the caption with each name put into words, the shot's camera and the film's style; it is read back by
the prompt's own reader, so a caption can say whatever a prompt can.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from onetake.prompt.caption import joined, long_caption
from onetake.prompt.lexicon import Language
from onetake.prompt.parse import parse
from onetake.story.cast import Cast, Character
from onetake.types import Entity, Scene

__all__ = ["Composed", "compose", "names_in", "templated"]

_NAME = re.compile(r"\{([^{}]{1,80})\}")


@dataclass(frozen=True, slots=True)
class Composed:
    """What a shot's take is drawn from. ``entities``: which entity of the scenes each character is."""

    prompt: str
    scenes: tuple[Scene, ...]
    entities: dict[str, int]
    notes: tuple[str, ...]


def names_in(caption: str) -> list[str]:
    """The names in braces, in order."""
    return list(dict.fromkeys(_NAME.findall(caption)))


def templated(scene: Scene, characters: Sequence[Character], language: Language) -> str:
    """The first sentence of a scene's caption, with names in braces for the characters in it.

    ``characters[i]`` is entity i of the scene; further entities are things.
    """
    caption = long_caption(replace(scene, camera="static", look="flat"), language)
    stop = "。" if language == "zh" else ". "
    caption = caption.split(stop)[0] + stop.strip()
    for character in characters:
        ways = (character.phrase(language), character.phrase(language, another=True))
        pattern = "|".join(map(re.escape, sorted(ways, key=len, reverse=True)))
        caption = re.sub(pattern, "{" + character.name.replace("\\", "") + "}", caption, count=1, flags=re.IGNORECASE)
    return caption


def compose(
    beats: Sequence[str], cast: Cast, language: Language, *, camera: str, look: str, place: str | None = None
) -> Composed:
    """The prompt of a shot: names in words, camera and style told in every beat. Raises ``BadRequest``."""
    scenes: list[Scene] = []
    notes: list[str] = []
    in_words = [_NAME.sub(lambda m: _words(m, cast, language), beat).strip() for beat in beats]
    parsed = parse(_told(in_words, language))
    notes += parsed.warnings
    named = [cast[n] for n in dict.fromkeys(n for beat in beats for n in names_in(beat)) if n in cast]
    entities = _who(parsed.beats[0].entities, named)
    for scene in parsed.beats:
        dressed = list(scene.entities)
        for name, i in entities.items():
            c = cast[name]
            dressed[i] = replace(dressed[i], kind=c.kind, colour=c.colour, size=c.size, traits=c.traits)
        scenes.append(replace(scene, entities=tuple(dressed), camera=camera, look=look, place=place or scene.place))
    return Composed(joined([long_caption(s) for s in scenes]), tuple(scenes), entities, tuple(dict.fromkeys(notes)))


def _words(match: re.Match[str], cast: Cast, language: Language) -> str:
    character = cast.get(match[1])
    return character.phrase(language) if character else match[1]


def _told(captions: Sequence[str], language: Language) -> str:
    """The beats as one text, as the reader expects them."""
    if language == "zh":
        return "然后".join(c.rstrip("。") + "。" for c in captions)
    return joined([c.rstrip(".") + "." for c in captions])


def _who(entities: Sequence[Entity], named: Sequence[Character]) -> dict[str, int]:
    """Which entity each character is: by its looks, else by its kind, in order."""
    out: dict[str, int] = {}
    for exact in (True, False):
        for c in named:
            if c.name in out:
                continue
            free = [i for i, e in enumerate(entities) if i not in out.values()]
            fits = [i for i in free if (c.looks(entities[i]) if exact else entities[i].kind == c.kind)]
            if fits:
                out[c.name] = fits[0]
    return out
