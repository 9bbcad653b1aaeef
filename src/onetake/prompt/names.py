"""Names in a prompt: "Bao dances on the moon", where Bao is somebody whose looks are known (``types.Reference``).

A name becomes the noun phrase of whom it stands for before the sentence is read; what was read gets exactly the looks
that are known. A name that is a noun of the vocabulary itself ("panda") stays as it is: it says which noun is meant.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from onetake.errors import BadRequest
from onetake.prompt.caption import joined, long_caption, noun_phrase, noun_phrase_zh
from onetake.prompt.lexicon import senses
from onetake.prompt.parse import check_text
from onetake.prompt.policy import check
from onetake.prompt.tagging import CJK, language_of, normalise
from onetake.prompt.timed import untimed
from onetake.prompt.understand import understand
from onetake.types import Beat, Entity, Reference, Scene, Staging

__all__ = ["Roles", "as_cast", "check_mentioned", "check_names", "dressed", "in_words", "mentioned", "notes_on",
           "noun_of", "understand_names", "wearing"]  # fmt: skip

Roles = dict[int, int]
"""Which reference (by its place among them) each entity of the scenes is."""
MOST = 6
"""References of one prompt: as many as there are entities that a scene can tell of."""
_ARTICLES = r"(?:\b(?:a|an|the|my|our|your|this|that)\s+)?"


def check_names(names: Sequence[str]) -> None:
    """Raises ``BadRequest`` (``bad-reference``) for names that cannot be read in a sentence."""
    for name in names:
        if not re.search(r"\w", name) or len(name) > 40 or re.search(r"[\[\]{}<>=,.;:!?，。；：！？]", name):
            raise BadRequest(
                "bad-reference", f"{name[:40]!r} is no name.", "Write a name and a file: --reference Bao=bao.png."
            )
    folded = [normalise(name).casefold() for name in names]
    twice = [name for name, own in zip(names, folded, strict=True) if folded.count(own) > 1]
    if twice:
        raise BadRequest("bad-reference", f"{twice[0]} is given twice.", "Give each name one file.")
    if len(names) > MOST:
        raise BadRequest("bad-reference", f"{len(names)} references are too many.", f"Give up to {MOST}.")


def noun_of(name: str) -> str | None:
    """The noun of the vocabulary that a name is, in either language, or None."""
    word = normalise(name).strip()
    key = word if CJK.search(word) else " ".join(word.casefold().split())
    found = senses(language_of(word)).get(key, ())
    return next((sense.value.split("|")[0] for sense in found if sense.role == "kind"), None)


def _pattern(name: str) -> str:
    word = re.escape(normalise(name).strip()).replace(r"\ ", r"\s+")
    letter = r"[^\W\u3400-\u9fff]"  # Chinese is written without spaces: "Bao在跳舞"
    return word if CJK.search(name) else f"(?<!{letter}){word}(?!{letter})"


def mentioned(prompt: str, names: Sequence[str]) -> list[str]:
    """Those of the names that a prompt mentions, in its order."""
    text = normalise(prompt)
    found = {name: re.search(_pattern(name), text, re.IGNORECASE) for name in names}
    at = {name: match.start() for name, match in found.items() if match}
    return sorted(at, key=lambda name: at[name])


def check_mentioned(prompt: str, names: Sequence[str]) -> None:
    """Raises ``BadRequest`` (``reference-unmentioned``)."""
    missing = [name for name in names if name not in mentioned(prompt, names)]
    if missing:
        raise BadRequest(
            "reference-unmentioned",
            f"The prompt does not mention {missing[0]}, whom --reference shows.",
            f"Say what {missing[0]} does: '{missing[0]} dances on the moon'.",
        )


def understand_names(
    prompt: str, seconds: float, cast: Sequence[Reference], llm: str | None = None
) -> tuple[tuple[Beat, ...], str, tuple[str, ...], Roles]:
    """``understand`` for a prompt with names: beats, caption, what the user should be told, and who is whom.

    Raises as ``understand`` does, and ``BadRequest`` (``reference-unmentioned``, ``reference-unclear``).
    """
    if not cast:
        return (*understand(prompt, seconds, llm), {})
    check(untimed(check_text(prompt)))  # names are words of the user's too
    beats, caption, warnings = understand(in_words(prompt, cast), seconds, llm)
    dressed_beats, who = dressed(prompt, beats, cast)
    if dressed_beats != beats:
        caption = joined([beat.caption for beat in dressed_beats])
    return dressed_beats, caption, warnings, who


def notes_on(cast: Sequence[Reference]) -> tuple[str, ...]:
    """What the user should know of how references were read."""
    out = []
    for r in cast:
        if r.cutout:
            out.append(
                f"{r.name} is unlike anything that is painted here: it is a puppet, its own picture, which is moved "
                "but cannot move its limbs"
            )
        elif r.distance:
            out.append(f"{r.name} was taken for {noun_phrase(_entity(r))}")
    return tuple(out)


def in_words(prompt: str, cast: Sequence[Reference], known: Sequence[str] = ()) -> str:
    """The prompt with noun phrases in place of names: "A dog in a hat dances on the moon". ``known``: names of those
    who are there already."""
    named = {normalise(r.name).strip().casefold(): r for r in cast if noun_of(r.name) is None}
    if not named:
        return prompt
    text = normalise(prompt)
    ways = sorted((_pattern(r.name) for r in named.values()), key=len, reverse=True)
    without = re.sub("|".join(ways), "", text, flags=re.IGNORECASE)
    chinese = language_of(without) == "zh"
    said = {normalise(name).strip().casefold(): "" for name in known}

    def phrase(match: re.Match[str]) -> str:
        own = " ".join(match[1].split()).casefold()
        again, entity = own in said, _entity(named[own])
        if chinese:
            words = noun_phrase_zh(entity, another=not again and noun_phrase_zh(entity) in said.values())
            words = re.sub(r"^(?:另)?一\w", "那" + words[words.index("一") + 1], words) if again else words
        else:
            words = noun_phrase(entity, another=not again and noun_phrase(entity) in said.values())
            words = re.sub(r"^(?:an?|another) ", "the ", words) if again else words
        said[own] = said.get(own) or (noun_phrase_zh(entity) if chinese else noun_phrase(entity))
        start = match.start() == 0 or text[: match.start()].rstrip()[-1:] in (".", "!", "?", "]")
        return words[:1].upper() + words[1:] if start else words

    return re.sub(f"{'' if chinese else _ARTICLES}({'|'.join(ways)})", phrase, text, flags=re.IGNORECASE)


def _entity(reference: Reference) -> Entity:
    if reference.cutout:  # how it looks is no fact that can be told
        return Entity(reference.kind)
    return Entity(reference.kind, colour=reference.colour, traits=reference.traits)


def dressed(prompt: str, beats: Sequence[Beat], cast: Sequence[Reference]) -> tuple[tuple[Beat, ...], Roles]:
    """Beats in which everybody has the looks of their reference, and who is whom.

    Raises ``BadRequest`` (``reference-unclear``) where a name was read as nobody.
    """
    if not cast or not beats:
        return tuple(beats), {}
    order = mentioned(prompt, [r.name for r in cast])
    who: Roles = {}
    entities = beats[0].scene.entities
    for exact in (True, False):
        for name in order:
            number = next(i for i, r in enumerate(cast) if r.name == name)
            if number in who.values():
                continue
            free = (i for i in range(len(entities)) if i not in who)
            found = next((i for i in free if _is(entities[i], cast[number], exact)), None)
            if found is not None:
                who[found] = number
    lost = [name for name in order if not any(cast[n].name == name for n in who.values())]
    if lost:
        raise BadRequest(
            "reference-unclear",
            f"The prompt mentions {lost[0]}, but not as somebody who can be drawn in it.",
            f"Say what {lost[0]} does in a short sentence: '{lost[0]} walks in the snow'.",
        )
    return wearing(beats, cast, who), who


def _is(entity: Entity, reference: Reference, exact: bool) -> bool:
    asked = _entity(reference)
    same = entity.kind == asked.kind
    return same and (not exact or (entity.colour == asked.colour and set(entity.traits) == set(asked.traits)))


def wearing(beats: Sequence[Beat], cast: Sequence[Reference], who: Roles) -> tuple[Beat, ...]:
    """Beats in which everybody has the looks of whom they are."""
    return tuple(_in_looks(beat, cast, who) for beat in beats)


def as_cast(staging: Staging, cast: Sequence[Reference], who: Roles) -> Staging:
    """A staging that says who is whom, each in the variant of their kind that is theirs."""
    if not who:
        return staging
    entity_E = staging.entity_E
    variant_E = np.zeros_like(entity_E) if staging.variant_E is None else staging.variant_E.copy()
    cast_E = np.zeros_like(entity_E)
    for entity, number in who.items():
        variant_E[entity_E == entity] = cast[number].variant
        cast_E[entity_E == entity] = number + 1
    return replace(staging, variant_E=variant_E, cast_E=cast_E)


def _in_looks(beat: Beat, cast: Sequence[Reference], who: Roles) -> Beat:
    entities = list(beat.scene.entities)
    for i, number in who.items():
        if i < len(entities):
            looks = _entity(cast[number])
            entities[i] = replace(entities[i], colour=looks.colour, traits=looks.traits)
    scene: Scene = replace(beat.scene, entities=tuple(entities))
    return beat if scene == beat.scene else replace(beat, scene=scene, caption=long_caption(scene))
