"""Any English or Chinese sentence to scenes, by rules: no model, no network, a few milliseconds.

text -> normalise -> items (``tagging``) -> drafts (``grammar``) -> scenes (``fitting``) + warnings
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace

from onetake.errors import BadRequest
from onetake.prompt._prepare import prepare, same_cast
from onetake.prompt.drafts import Draft, Noun
from onetake.prompt.fitting import fit
from onetake.prompt.grammar import Reader
from onetake.prompt.tagging import Item, normalise, tag
from onetake.types import Scene

LONGEST = 4000
"""Characters of a prompt."""
_MOST_BEATS = 60


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a text says: one scene per beat (at least one), and everything the user should be told."""

    beats: tuple[Scene, ...]
    warnings: tuple[str, ...] = ()


def check_text(text: str) -> str:
    """The normalised text.

    Raises ``BadRequest``: ``prompt-too-long``, ``prompt-not-text`` (binary, or no words), ``prompt-empty``.
    """
    if len(text) > LONGEST:
        raise BadRequest(
            "prompt-too-long",
            f"The prompt has {len(text):,} characters; at most {LONGEST:,} are read.",
            "Shorten it, or make a film of it: onetake film.",
        )
    if not text.strip():
        raise BadRequest("prompt-empty", "The prompt is empty.", "Say what should be seen: 'A panda eating bamboo'.")
    strange = sum(unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn") and c not in "\n\r\t" for c in text)
    clean = normalise(text.replace("\r", "\n").replace("\t", " "))
    letters = any(c.isalnum() or unicodedata.category(c) == "So" for c in clean)
    if not letters or "\ufffd" in text or strange * 10 > len(text) or "\x00" in text:
        raise BadRequest(
            "prompt-not-text", "The prompt contains no readable words.", "Write a sentence in English or Chinese."
        )
    return clean


def parse(text: str) -> Parsed:
    """Scenes of a sentence, in order of time, with warnings. Raises ``BadRequest`` (see ``check_text``)."""
    drafts, warnings, unused = read(text)
    beats: list[Scene] = []
    for draft in drafts:
        scene, notes = fit(_inherit(draft, beats), prepared=True)
        warnings += notes
        if not beats or scene != beats[-1]:
            beats.append(scene)
    if unused:
        warnings.append("not drawn: " + ", ".join(repr(w) for w in unused))
    return Parsed(tuple(beats), tuple(dict.fromkeys(warnings)))


def read(text: str) -> tuple[list[Draft], list[str], list[str]]:
    """What a text says and no more: a draft per beat, notes, and the words that were not understood.

    Raises ``BadRequest`` (see ``check_text``).
    """
    items = tag(check_text(text))
    reader = Reader()
    reader.read(items)
    drafts = ([d for d in reader.drafts if d.nouns or d.place] or reader.drafts[-1:])[:_MOST_BEATS]
    notes = list(reader.notes)
    if not any(d.nouns for d in drafts) and not any(d.place for d in drafts):
        _last_resort(drafts[-1], items, notes)
    for draft in drafts:
        prepare(draft, notes)
    same_cast(drafts, notes)
    return drafts, notes, list(dict.fromkeys(w for w in reader.unused if w))


def _inherit(draft: Draft, beats: list[Scene]) -> Draft:
    """A later beat happens where the earlier one did, unless it says otherwise."""
    if beats and draft.place is None:
        return replace(draft, place=beats[-1].place)
    return draft


def _last_resort(draft: Draft, items: list[Item], warnings: list[str]) -> None:
    """Nothing that can be drawn was named: the nearest thing by the lexicon, or else an empty park."""
    if draft.hour or draft.weather:
        draft.place = "snowy field" if draft.weather == "snow" else "meadow"
        return
    for item in items:
        if item.far:
            draft.nouns.append(Noun(item.far, item.text, subject=True))
            warnings.append(f"nothing that can be drawn was named; the nearest to {item.text!r} is {item.far!r}")
            return
    draft.place = "park"
    warnings.append("nothing that can be drawn was named: an empty park")
