"""A language model that adapts: a real endpoint on this machine that is good, slow to learn, nonsense, or down."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from onetake.story.adapter import CARD_SECONDS, adapt
from onetake.story.book import make_book
from onetake.story.cast import choose_cast
from onetake.story.gates import check
from onetake.story.llm import Adviser
from onetake.story.people import find_people

GOOD = {
    "shots": [
        {"first": 0, "last": 0, "caption": "{Crow} stands near a tree", "place": "forest", "camera": "dolly in"},
        {"first": 1, "last": 2, "caption": "{Fox} talks to {Crow}, in a forest", "place": "forest"},
        {"first": 4, "last": 4, "caption": "{Fox} runs, in a meadow", "place": "meadow"},
    ]
}


@pytest.fixture
def endpoint():
    """Serves the answers that are put into its list, one after the other; the last again and again."""
    answers, asked = [], []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            answer = answers.pop(0) if len(answers) > 1 else answers[0]
            text = answer if isinstance(answer, str) else json.dumps(answer)
            body = json.dumps({"choices": [{"message": {"content": text}}]}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_port}/v1", answers, asked
    running.shutdown()
    running.server_close()


def film(fable, adviser):
    book = make_book(fable.encode())
    cast = choose_cast(find_people(book), "en")
    shots = adapt(book, cast, 0.6, adviser).shots
    return shots, [
        b for b in check(shots, cast, book, minutes=0.6, cards=2 * CARD_SECONDS, look="flat") if b.gate != "length"
    ]


def test_its_shots_go_through_the_same_gates(fable, endpoint):
    url, answers, asked = endpoint
    answers.append("Here you are:\n```json\n" + json.dumps(GOOD) + "\n```")
    adviser = Adviser(url)
    shots, breaches = film(fable, adviser)
    assert breaches == [] and adviser.notes == []
    assert [(s.beats, s.place) for s in shots] == [((x["caption"],), x["place"]) for x in GOOD["shots"]]
    assert shots[0].camera == "dolly in" and shots[0].words[0].text.startswith("A Crow was sitting")
    system = asked[0]["messages"][0]["content"]
    assert '"Fox": "fox"' in system and "bamboo grove" in system
    assert asked[0]["messages"][1]["content"].startswith("0. A Crow was sitting")


def test_it_is_told_what_was_wrong_and_may_try_again(fable, endpoint):
    url, answers, asked = endpoint
    answers += [{"shots": [{"first": 3, "last": 1, "caption": "a fox"}]}, GOOD]
    shots, breaches = film(fable, adviser := Adviser(url))
    assert len(shots) == 3 and breaches == [] and adviser.notes == [] and len(asked) == 2
    assert "sentences 3 to 1 are not in order" in asked[1]["messages"][1]["content"]


@pytest.mark.parametrize(
    "nonsense",
    [
        "I would rather not.", "[1, 2]", '{"shots": []}', '{"shots": [7]}', '{"shots": "' + "[" * 50_000,
        {"shots": [{"first": 0, "last": 99, "caption": "{Fox} runs"}]},
        {"shots": [{"first": 0, "last": 0, "caption": "{Wolf} runs"}]},
        {"shots": [{"first": 0, "last": 0, "caption": "{Fox} runs", "place": "Narnia"}]},
        {"shots": [{"first": True, "last": 0, "caption": "{Fox} runs"}]},
        {"shots": [{"first": 0, "last": 0, "caption": ["x"]}]},
    ],
)  # fmt: skip
def test_nonsense_ends_in_the_rules_and_is_said(fable, endpoint, nonsense):
    url, answers, asked = endpoint
    answers.append(nonsense)
    shots, breaches = film(fable, adviser := Adviser(url))
    assert breaches == [] and len(asked) == 2
    assert len(adviser.notes) == 1 and "of no use" in adviser.notes[0] and "by rule" in adviser.notes[0]
    assert shots == film(fable, None)[0]


def test_one_that_is_down_is_asked_once(fable):
    adviser = Adviser("http://127.0.0.1:9/v1", timeout=2)
    text = "".join(f"Chapter {i}\n\nA fox ran to the old tree. A crow sat there.\n\n" for i in (1, 2, 3))
    book = make_book(text.encode())
    adapt(book, choose_cast(find_people(book), "en"), 0.5, adviser)
    assert adviser.down and len(adviser.notes) == 1 and "cannot be reached" in adviser.notes[0]
    assert film(fable, Adviser("ftp://nowhere"))[1] == []
