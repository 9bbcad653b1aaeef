"""Tokens, policy, the optional language model, and the stage as a whole."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import numpy as np
import pytest

from onetake.errors import BadRequest, Refused
from onetake.prompt import lexicon
from onetake.prompt.ontology import CONCEPTS, KINDS, VERBS
from onetake.prompt.parse import parse
from onetake.prompt.policy import check
from onetake.prompt.rewrite import RewriteFailed, instructions, scenes_of
from onetake.prompt.tokens import FIELDS, LENGTH, concept_tokens
from onetake.prompt.understand import beat_times, understand
from onetake.types import Entity, Scene


def test_tokens_bind_facts_to_entities() -> None:
    tokens = concept_tokens(parse("A panda eating bamboo on a rock").beats[0])
    assert tokens.ids_L.shape == tokens.slots_L.shape == tokens.fields_L.shape == (LENGTH,)
    found = {
        (int(slot), FIELDS[field]): int(i)
        for i, slot, field in zip(tokens.ids_L, tokens.slots_L, tokens.fields_L, strict=True)
        if field
    }
    assert found[0, "place"] == CONCEPTS["place", "bamboo grove"]
    assert found[1, "kind"] == CONCEPTS["kind", "panda"]
    assert found[1, "target"] == found[2, "kind"] == CONCEPTS["kind", "bamboo"]
    assert found[1, "anchor"] == CONCEPTS["kind", "rock"] and found[1, "relation"] == CONCEPTS["relation", "on"]
    assert found[3, "count"] == CONCEPTS["count", "1"]
    assert (1, "colour") not in found and (1, "side") not in found


def test_tokens_tell_traits_and_partners_but_nobody_who_is_away() -> None:
    boy = Entity("boy", verb="give", target=1, partner=2, traits=("hat", "scarf"))
    tokens = concept_tokens(Scene((boy, Entity("apple"), Entity("girl"), Entity("dog", present=False)), "park"))
    found = [(int(s), FIELDS[f], int(i)) for i, s, f in zip(tokens.ids_L, tokens.slots_L, tokens.fields_L, strict=True)]
    assert (1, "partner", CONCEPTS["kind", "girl"]) in found
    assert {i for s, f, i in found if f == "trait"} == {CONCEPTS["trait", "hat"], CONCEPTS["trait", "scarf"]}
    assert not [f for s, f, _ in found if s == 4]


def test_tokens_always_fit() -> None:
    full = tuple(Entity("dog", 1, "brown", "big", "run", (i + 1) % 6, "near", (i + 2) % 6, "left") for i in range(6))
    tokens = concept_tokens(Scene(full, "park"))
    assert int((tokens.fields_L > 0).sum()) == LENGTH
    with pytest.raises(ValueError, match="at most 6"):
        concept_tokens(Scene((*full, full[0]), "park"))
    with pytest.raises(ValueError, match="no such kind"):
        concept_tokens(Scene((Entity("gryphon"),), "park"))
    empty = concept_tokens(Scene((), "beach"))
    assert np.count_nonzero(empty.ids_L) == 5


@pytest.mark.parametrize(
    "text",
    [
        "a naked child", "sexy schoolgirl dancing", "性感的少女", "porn", "裸体儿童",
        "Donald Trump says he resigns", "Elon Musk announces a coin", "普京宣布战争",
    ],
)  # fmt: skip
def test_refused(text: str) -> None:
    with pytest.raises(Refused) as caught:
        understand(text, 4)
    assert caught.value.code == "moderation_blocked"


@pytest.mark.parametrize("text", ["a naked mole rat", "two girls play in the park", "a man says hello", "女孩说话"])
def test_not_refused(text: str) -> None:
    check(text)


def test_beats_fill_the_time_on_whole_seconds() -> None:
    beats, caption, _ = understand("A panda walks, then it eats bamboo, then it sleeps", 10)
    assert [(b.start, b.end) for b in beats] == [(0, 3), (3, 7), (7, 10)]
    assert caption.count(" Then ") == 2 and beats[0].caption.startswith("A panda walks")
    again, same, _ = understand(caption, 10)
    assert [b.scene for b in again] == [b.scene for b in beats] and same == caption
    for count in range(1, 9):
        for seconds in (8.0, 8.5, 9.0, 60.0):
            times = beat_times(count, seconds)
            assert times[0][0] == 0 and times[-1][1] == seconds
            assert all(a < b and a == int(a) for a, b in times)


def test_too_many_beats_are_told() -> None:
    beats, _, warnings = understand("A dog runs, then it sits, then it sleeps", 2)
    assert len(beats) == 2 and any("do not fit" in w for w in warnings)
    with pytest.raises(BadRequest):
        understand("", 2)


@pytest.fixture
def endpoint() -> Iterator[tuple[str, list[str]]]:
    """A chat endpoint that answers whatever stands in the list."""
    answers: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            body = json.dumps({"choices": [{"message": {"content": answers[0]}}]}).encode()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1", answers
    server.shutdown()
    server.server_close()


def test_language_model(endpoint: tuple[str, list[str]]) -> None:
    url, answers = endpoint
    scene = {"entities": [{"kind": "dog", "count": 2, "verb": "run"}], "place": "beach", "hour": "sunset"}
    answers.append("```json\n" + json.dumps({"beats": [scene]}) + "\n```")
    beats, _, warnings = understand("Wuff!", 4, llm=url)
    assert beats[0].scene == Scene((Entity("dog", 2, verb="run"),), "beach", "sunset")
    assert not warnings


@pytest.mark.parametrize(
    "answer", ["nonsense", '{"beats": []}', '{"beats": [{"entities": [{"kind": "orc"}]}]}', "{", "[1]"]
)
def test_language_model_falls_back(endpoint: tuple[str, list[str]], answer: str) -> None:
    url, answers = endpoint
    answers.append(answer)
    beats, _, warnings = understand("A panda dances", 4, llm=url)
    assert beats[0].scene.entities[0].verb == "dance"
    assert any("read by rules" in w for w in warnings)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/v1", "file:///etc/passwd", "not a url"])
def test_language_model_unreachable(url: str) -> None:
    assert any("read by rules" in w for w in understand("A panda dances", 4, llm=url)[2])


@pytest.mark.parametrize("answer", [None, {"beats": [3]}, {"beats": [{"entities": [{"kind": "dog", "target": 9}]}]}])
def test_bad_answers(answer: object) -> None:
    with pytest.raises((RewriteFailed, AttributeError)):
        scenes_of(answer)
    assert "wolf pup" in instructions()


def test_lexicon_covers_the_ontology() -> None:
    english, chinese = lexicon.senses("en"), lexicon.senses("zh")
    for kind in KINDS.values():
        for table, word in ((english, kind.name), (english, kind.plural), (chinese, kind.zh)):
            assert any(s.role == "kind" and s.value.split("|")[0] == kind.name for s in table[word]), word
    for verb in VERBS.values():
        for table, word in ((english, verb.present), (english, verb.participle), (chinese, verb.zh)):
            assert any(s.role == "verb" and s.value == verb.name for s in table[word]), word


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("dachshund", "dog"),
        ("sparrow", "bird"),
        ("oak", "tree"),
        ("surgeon", "doctor"),
        ("violinist", "man"),
        ("trout", "fish"),
        ("律师", "man"),
        ("大提琴", "violin"),
        ("教师", "man"),
    ],
)
def test_nearest(word: str, kind: str) -> None:
    found = lexicon.nearest(word, "kind")
    assert found and found.value == kind and found.distance < lexicon.FAR
