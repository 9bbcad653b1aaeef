"""From a sentence to timed beats: the prompt's stage of the road."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from onetake.prompt.caption import beats_caption, joined, long_caption
from onetake.prompt.parse import check_text, parse
from onetake.prompt.policy import check
from onetake.prompt.rewrite import RewriteFailed, rewrite
from onetake.prompt.timed import is_timed, timed_beats, untimed
from onetake.types import Beat, Scene


def understand(text: str, seconds: float, llm: str | None = None) -> tuple[tuple[Beat, ...], str, tuple[str, ...]]:
    """Beats that fill ``seconds``, their caption (canonical, English), and what the user should be told.

    ``llm`` is the address of an OpenAI-compatible endpoint that reads the text in place of the rules.
    Raises ``BadRequest``: ``prompt-empty``, ``prompt-not-text``, ``prompt-too-long``, ``moderation_blocked``,
    ``bad-beats`` (see ``timed``).
    """
    clean = check_text(text)
    check(untimed(clean))
    if is_timed(clean):
        timed, notes = timed_beats(clean, seconds)
        told = [b.scene for b in timed]
        return timed, beats_caption(told) if _one_cast(told) else joined([b.caption for b in timed]), notes
    scenes, warnings = _read(clean, llm)
    room = max(1, int(seconds))
    if len(scenes) > room:
        warnings = [
            *warnings,
            f"{len(scenes)} beats do not fit into {seconds:g} seconds: only the first {room} are drawn",
        ]
        scenes = scenes[:room]
    captions = [long_caption(scene) for scene in scenes]
    times = beat_times(len(scenes), seconds)
    beats = tuple(Beat(*t, scene, words) for t, scene, words in zip(times, scenes, captions, strict=True))
    caption = beats_caption(scenes) if _one_cast(scenes) else joined(captions)
    return beats, caption, tuple(dict.fromkeys(warnings))


def _one_cast(scenes: Sequence[Scene]) -> bool:
    """Whether all beats are of the same entities at the same place: then only what is new need be told."""
    casts = {
        (s.place, s.look, tuple((e.kind, e.count, e.colour, e.size, e.traits) for e in s.entities)) for s in scenes
    }
    return len(casts) == 1


def _read(text: str, llm: str | None) -> tuple[tuple[Scene, ...], list[str]]:
    failed: list[str] = []
    if llm:
        try:
            return rewrite(text, llm)
        except RewriteFailed as error:
            failed = [f"the language model was of no use ({error}): the sentence was read by rules"]
    parsed = parse(text)
    return parsed.beats, [*failed, *parsed.warnings]


def beat_times(count: int, seconds: float) -> list[tuple[float, float]]:
    """``seconds`` divided into ``count`` stretches that meet on whole seconds; none is empty if count <= seconds."""
    inner = [float(round(seconds * i / count)) for i in range(1, count)]
    for i in range(len(inner)):
        inner[i] = max(inner[i], inner[i - 1] + 1 if i else 1.0)
    edges = [0.0, *inner, float(seconds)]
    return list(pairwise(edges))
