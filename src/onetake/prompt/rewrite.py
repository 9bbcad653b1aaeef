"""Optionally, a language model reads the sentence: any OpenAI-compatible chat endpoint, asked for scenes as JSON.

Its answer is held to the ontology like everything else. Whatever goes wrong becomes one ``RewriteFailed``, upon
which ``understand`` falls back to the rules.
"""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlsplit

from onetake.prompt.drafts import Draft, Noun
from onetake.prompt.fitting import MAX_ENTITIES, fit
from onetake.prompt.ontology import (
    CAMERAS,
    COLOURS,
    COUNTS,
    HOURS,
    KINDS,
    LOOKS,
    PLACES,
    RELATIONS,
    SIDES,
    SIZES,
    TRAITS,
    VERBS,
    WEATHERS,
)  # fmt: skip
from onetake.types import Scene

TIMEOUT = 20.0
KEY_VARIABLE = "ONETAKE_LLM_KEY"
_LARGEST_ANSWER = 1 << 20
_MOST_BEATS = 60


class RewriteFailed(Exception):
    """Why the endpoint's answer could not be used."""


def rewrite(
    text: str, url: str, timeout: float = TIMEOUT, model: str = "default"
) -> tuple[tuple[Scene, ...], list[str]]:
    """Scenes of a text as read by the endpoint at ``url`` (".../v1" or the full path), and notes on what was changed.

    A key, where the endpoint wants one, is read from the environment variable ``ONETAKE_LLM_KEY``.
    Raises ``RewriteFailed`` for every failure: unreachable, slow, not JSON, not scenes.
    """
    try:
        return scenes_of(json.loads(unfence(_ask(text, url, timeout, model))))
    except RewriteFailed:
        raise
    except (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise RewriteFailed(f"{type(error).__name__}: {error}") from error


def _ask(text: str, url: str, timeout: float, model: str) -> str:
    return ask(instructions(), text, url, timeout, model)


def ask(system: str, text: str, url: str, timeout: float = TIMEOUT, model: str = "default") -> str:
    """What an endpoint answers. Raises ``RewriteFailed``, ``OSError``, ``ValueError``, ``LookupError``."""
    if urlsplit(url).scheme not in ("http", "https"):
        raise RewriteFailed(f"not an http(s) address: {url!r}")
    url = url.rstrip("/")
    endpoint = url if url.endswith("/chat/completions") else url + "/chat/completions"
    body = {
        "model": model,
        "temperature": 0,
        "response_format": {"type": "json_object"},
        "messages": [{"role": "system", "content": system}, {"role": "user", "content": text}],
    }
    headers = {"Content-Type": "application/json"}
    if os.environ.get(KEY_VARIABLE):
        headers["Authorization"] = f"Bearer {os.environ[KEY_VARIABLE]}"
    request = urllib.request.Request(endpoint, json.dumps(body).encode("utf-8"), headers)
    with urllib.request.urlopen(request, timeout=timeout) as response:
        raw = response.read(_LARGEST_ANSWER)
    answer = json.loads(raw)["choices"][0]["message"]["content"]
    if not isinstance(answer, str):
        raise RewriteFailed("the answer has no text")
    return answer


def unfence(answer: str) -> str:
    """JSON without a surrounding code fence or chatter."""
    start, end = answer.find("{"), answer.rfind("}")
    if start < 0 or end < start:
        raise RewriteFailed("the answer holds no JSON object")
    return answer[start : end + 1]


def instructions() -> str:
    """What the endpoint is told: the schema and the whole vocabulary."""
    vocabulary = {
        "kind": list(KINDS), "verb": list(VERBS), "colour": list(COLOURS), "size": list(SIZES), "place": list(PLACES),
        "hour": list(HOURS), "weather": list(WEATHERS), "camera": list(CAMERAS), "relation": list(RELATIONS),
        "side": list(SIDES), "count": list(COUNTS), "trait": list(TRAITS), "look": list(LOOKS),
    }  # fmt: skip
    return (
        "Turn the user's sentence into scenes of a cartoon. Answer with one JSON object only: "
        '{"beats": [{"entities": [{"kind": "...", "count": 1, "colour": null, "size": null, "verb": "stand", '
        '"target": null, "partner": null, "relation": null, "anchor": null, "side": null, "traits": [], '
        '"present": true}], "place": "...", "hour": "day", "weather": "clear", "camera": "static", "look": "flat"}]}. '
        'One beat per successive event, in order. "target" (what the verb acts on), "partner" (to whom it gives) and '
        '"anchor" (what "relation" refers to) are indices into the same list of entities. All beats list the same '
        'entities in the same order; "present" is false before one enters and after it has left. At most '
        f"{MAX_ENTITIES} entities, 8 individuals. Use only these words, choosing the nearest: {json.dumps(vocabulary)}"
    )


def scenes_of(answer: Any) -> tuple[tuple[Scene, ...], list[str]]:
    """Checked scenes of a decoded answer. Raises ``RewriteFailed`` if it names what does not exist."""
    beats = answer.get("beats") if isinstance(answer, dict) else None
    if not isinstance(beats, list) or not beats:
        raise RewriteFailed("the answer has no beats")
    scenes, notes = [], []
    for beat in beats[:_MOST_BEATS]:
        scene, told = fit(_draft(beat))
        scenes.append(scene)
        notes += told
    return tuple(scenes), list(dict.fromkeys(notes))


def _name(data: dict[str, Any], field: str, table: Any) -> str | None:
    value = data.get(field)
    if value is None or value == "":
        return None
    if not isinstance(value, str) or value not in table:
        raise RewriteFailed(f"no such {field}: {value!r}")
    return value


def _draft(beat: dict[str, Any]) -> Draft:
    entities = beat.get("entities") or []
    nouns: list[Noun] = []
    for data in entities:
        kind = _name(data, "kind", KINDS)
        if kind is None:
            raise RewriteFailed("an entity without a kind")
        count = min(max(int(data.get("count") or 1), 1), COUNTS[-1])
        nouns.append(
            Noun(kind, kind, count, False, _name(data, "colour", COLOURS), _name(data, "size", SIZES),
                 _name(data, "verb", VERBS), relation=_name(data, "relation", RELATIONS),
                 side=_name(data, "side", SIDES), subject=True, traits=_traits(data.get("traits")),
                 gone=data.get("present") is False, key=len(nouns) + 1)
        )  # fmt: skip
    for noun, data in zip(nouns, entities, strict=True):
        noun.target = _refer(nouns, data.get("target"))
        noun.anchor = _refer(nouns, data.get("anchor"))
        noun.partner = _refer(nouns, data.get("partner"))
        if noun.anchor is None or noun.relation is None:
            noun.anchor = noun.relation = None
    place, hour = _name(beat, "place", PLACES), _name(beat, "hour", HOURS)
    weather, camera = _name(beat, "weather", WEATHERS), _name(beat, "camera", CAMERAS)
    return Draft(nouns, place, hour, weather, camera, _name(beat, "look", LOOKS))


def _traits(names: Any) -> tuple[str, ...]:
    if names is None:
        return ()
    if not isinstance(names, list) or any(name not in TRAITS for name in names):
        raise RewriteFailed(f"no such traits: {names!r}")
    return tuple(names)


def _refer(nouns: list[Noun], index: Any) -> Noun | None:
    if index is None:
        return None
    if not isinstance(index, int) or isinstance(index, bool) or not 0 <= index < len(nouns):
        raise RewriteFailed(f"no such entity: {index!r}")
    return nouns[index]
