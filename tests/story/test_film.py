"""The film's road with a tiny real model: every file, killed and resumed, edited by hand, watched, signed."""

import io
import json
import shutil
import subprocess
import sys
import threading
import time
import urllib.request
from dataclasses import replace

import av
import pytest

from onetake.cli import main
from onetake.errors import BadRequest
from onetake.media.read import probe_video
from onetake.provenance.verify import verify
from onetake.story.film import Request, make_film
from onetake.story.project import Project
from onetake.story.shots import read_shots
from onetake.story.watch import page, server, status

TALE = "Two Friends\n\nA Fox ran to a tree. A Crow looked at him there.\n"
pytestmark = pytest.mark.usefixtures("own_cache")  # on as many threads as there are, all the time


@pytest.fixture(scope="module")
def drawn(tiny, tmp_path_factory):
    """A film that is done: its request, and all that was said on the way. Not to be changed."""
    folder = tmp_path_factory.mktemp("film")
    (folder / "tale.txt").write_text(TALE, "utf-8")
    request = Request(folder=folder / "tale", book=folder / "tale.txt", voice="none", music=False, size="192x112",
                      model=tiny, minutes=0.19)  # fmt: skip
    return request, made(request)


@pytest.fixture
def copied(drawn, tmp_path):
    """A copy of it, to be changed."""
    shutil.copytree(drawn[0].folder, tmp_path / "tale")
    return replace(drawn[0], folder=tmp_path / "tale", book=None)


@pytest.fixture
def request_for(tiny, tmp_path):
    def make(text=TALE, **options):
        book = tmp_path / "tale.txt"
        if not book.exists():
            book.write_text(text, "utf-8")
        usual = {"voice": "none", "music": False, "size": "192x112", "model": tiny, "minutes": 0.19}
        return Request(folder=tmp_path / "tale", book=book, **{**usual, **options})

    return make


def made(request):
    events = list(make_film(request))
    assert events[-1].stage == "done"
    return events


def takes(request):
    return {p: p.stat().st_mtime_ns for p in (request.folder / "takes").glob("*/chunk_*.safetensors")}


def test_a_tale_becomes_a_film(drawn):
    request, events = drawn
    stages = list(dict.fromkeys(e.stage for e in events))
    assert stages == ["read", "adapt", "check", "draw", "look", "sound", "cut", "done"]
    names = {"book.txt", "film.yaml", "cast.yaml", "shots.yaml", "screenplay.fountain", "report.md", "film.mp4"}
    names |= {"film.srt", "film.vtt", "state.json", "progress.json", "takes", "sound"}
    assert {p.name for p in request.folder.iterdir()} == names
    data = events[-1].data
    info = probe_video(request.folder / "film.mp4")
    assert (info.width, info.height, info.fps) == (192, 112, 12) and info.seconds == pytest.approx(
        data["seconds"], abs=0.1
    )
    assert abs(data["seconds"] - 11.4) <= 1.14 and data["characters"] == {"Fox": "fox", "Crow": "crow"}
    verdict = verify(request.folder / "film.mp4").as_json()
    assert verdict["verdict"] == "made-here"
    with av.open(str(request.folder / "film.mp4")) as film:
        assert [s.type for s in film.streams] == ["video", "subtitle"]
        assert film.metadata["AIGC"] and film.streams[1].metadata["language"] == "eng"
        said = b"".join(bytes(p) for p in film.demux(film.streams[1]))
    assert b"A Crow looked at him there." in said
    assert "A Crow looked" in (request.folder / "film.srt").read_text()
    report = (request.folder / "report.md").read_text()
    assert "1 of 1 chapters" in report and "(100 %)" in report and "| Fox | a fox" in report


def test_nothing_is_done_twice_and_one_changed_shot_is_one_new_take(copied):
    request = copied
    before, film = takes(request), (request.folder / "film.mp4").stat().st_mtime_ns
    made(request)
    assert takes(request) == before and (request.folder / "film.mp4").stat().st_mtime_ns == film
    path = request.folder / "shots.yaml"
    shots = read_shots(path)
    assert len(shots) > 1
    old = shots[-1].beats[0]
    path.write_text(
        path.read_text("utf-8").replace(old, old.replace("looks around", "sleeps").replace("stands", "sits", 1))
    )
    made(request)
    after = takes(request)
    assert set(before) < set(after) and all(after[p] == t for p, t in before.items())
    assert len({p.parent for p in after}) == len({p.parent for p in before}) + 1
    assert (request.folder / "film.mp4").stat().st_mtime_ns != film


def test_a_film_that_was_killed_goes_on(request_for, drawn):
    request = request_for()
    for event in make_film(request):
        if event.stage == "draw" and event.done == 2:
            break
    first = takes(request)
    assert len(first) == 2 and not (request.folder / "film.mp4").exists()
    made(replace(request, book=None))
    assert all(takes(request)[p] == t for p, t in first.items())
    ours, theirs = ({p.parent.name + p.name: p.read_bytes() for p in takes(r)} for r in (request, drawn[0]))
    assert ours == theirs  # to the bit what was drawn in one go
    assert not list(request.folder.glob(".onetake*"))


def test_words_are_changed_in_the_screenplay(copied):
    request, before = copied, takes(copied)
    path = request.folder / "screenplay.fountain"
    path.write_text(path.read_text("utf-8").replace("A Crow looked at him there.", "The Fox was very hungry."), "utf-8")
    made(request)
    assert "very hungry" in (request.folder / "film.vtt").read_text() and "very hungry" in path.read_text("utf-8")
    assert takes(request) == before


def test_the_looks_of_somebody_are_the_same_in_every_shot(request_for):
    from onetake.story.film import _adapt, _check, _open

    request = request_for(minutes=0.25, style="ink")
    film = _open(request)
    _adapt(film)
    path = request.folder / "cast.yaml"
    path.write_text(path.read_text("utf-8").replace("traits: []", "traits: [scarf]"), "utf-8")
    _adapt(film)
    _check(film)
    looks = {}
    for take in film.takes:
        for name, entity in take.entities.items():
            for beat in take.plan.beats:
                assert beat.scene.entities[entity].traits == ("scarf",) and "scarf" in beat.caption
            variants = {int(v) for v in take.plan.staging.variant_E[take.plan.staging.entity_E == entity]}
            looks.setdefault(name, set()).update(variants)
        assert {b.scene.look for b in take.plan.beats} == {"ink"} and "ink" in take.plan.caption.lower()
    assert looks and all(v == {film.cast[n].variant} for n, v in looks.items())
    places = {}
    for take in film.takes:
        places.setdefault(take.plan.beats[0].scene.place, set()).add(take.plan.staging.variant)
    assert all(len(v) == 1 for v in places.values())


def test_a_gate_or_a_typing_mistake_stops_it_before_anything_is_drawn(request_for):
    request = request_for()
    list(make_film(replace(request, plan_only=True)))
    path = request.folder / "shots.yaml"
    text = path.read_text("utf-8")
    for old, new, code in (("{Fox}", "{Wolf}", "film-gate"), ("seconds:", "secnds:", "project-file")):
        path.write_text(text.replace(old, new, 1), "utf-8")
        with pytest.raises(BadRequest) as caught:
            list(make_film(request))
        assert caught.value.code == code and "line" in caught.value.message
    assert takes(request) == {}


def test_another_book_and_a_changed_book_are_refused(request_for, tmp_path):
    request = request_for()
    list(make_film(replace(request, plan_only=True)))
    other = tmp_path / "other.txt"
    other.write_text("A dog ran to the beach. A cat sat there.")
    with pytest.raises(BadRequest) as caught:
        list(make_film(replace(request, book=other)))
    assert caught.value.code == "project-mismatch"
    (request.folder / "book.txt").write_text("Something else.")
    with pytest.raises(BadRequest, match="spans refer"):
        list(make_film(replace(request, book=None)))
    with pytest.raises(BadRequest) as caught:
        list(make_film(Request(folder=tmp_path / "nothing")))
    assert caught.value.code == "project-incomplete" and not (tmp_path / "nothing").exists()


def test_other_minutes_plan_again_unless_somebody_has_edited(request_for):
    request = request_for()
    list(make_film(replace(request, plan_only=True)))
    before = (request.folder / "shots.yaml").read_text()
    list(make_film(replace(request, plan_only=True, minutes=0.3)))
    again = (request.folder / "shots.yaml").read_text()
    assert again != before and "minutes: 0.3" in (request.folder / "film.yaml").read_text()
    (request.folder / "shots.yaml").write_text(again + "# mine\n")
    with pytest.raises(BadRequest, match="give or take"):
        list(make_film(replace(request, plan_only=True, minutes=0.5)))
    assert (request.folder / "shots.yaml").read_text().endswith("# mine\n")


def test_the_command(tmp_path, tiny, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TALE.encode())))
    assert main(["film", "-", "-o", "mine", "--plan-only", "--model", tiny, "--minutes", "0.2", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["folder"], told["file"], told["shots"] > 0, told["language"]) == ("mine", None, True, "en")
    (tmp_path / "empty.txt").write_text("")
    for words, code in (
        (["empty.txt"], "book-empty"), (["gone.txt"], "book-missing"), ([], "bad-arguments"),
        (["mine", "--style", "oil"], "bad-style"), (["mine", "--minutes", "9999"], "bad-minutes"),
        (["x.txt", "--resume"], "nothing-to-resume"), (["--watch", "gone"], "project-incomplete"),
        (["mine", "--voice", "xx-nowhere.onnx", "--size", "192x112"], "bad-voice"),
    ):  # fmt: skip
        assert main(["film", *words, "--json"]) == 2, words
        assert json.loads(capsys.readouterr().out)["error"]["code"] == code
    assert not list((tmp_path / "mine" / "takes").iterdir())  # a bad voice is found before anything is drawn


def test_help_needs_no_torch(environment):
    code = "import sys; from onetake.cli import main; main(['film', '--help']); sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True).returncode == 0


def test_the_page_fills_up(drawn):
    request, _ = drawn
    told = status(request.folder)
    assert told["film"] and all(s["preview"] for s in told["shots"])
    assert "<title>Two Friends</title>" in page(request.folder)
    running = server(request.folder)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    try:
        base = f"http://127.0.0.1:{running.server_port}/"

        def get(path, **headers):
            with urllib.request.urlopen(urllib.request.Request(base + path, headers=headers), timeout=10) as answer:
                return answer.status, answer.read()

        assert get("")[0] == 200 and json.loads(get("status.json")[1])["stage"] == "done"
        assert get(told["shots"][0]["preview"])[1][:2] == b"\xff\xd8"
        code, part = get("film.mp4", Range="bytes=4-7")
        assert (code, part) == (206, b"ftyp")
        for path in ("state.json", "../tale.txt", "takes/../book.txt", "takes/0123456789abcdef/plan.json"):
            with pytest.raises(urllib.error.HTTPError, match="404"):
                get(path)
    finally:
        running.shutdown()
        running.server_close()


def test_chapters_are_in_the_file(request_for):
    text = "Chapter 1\n\nA fox ran to the old tree.\n\nChapter 2\n\nA crow sat in the old tree.\n"
    request = request_for(text, minutes=0.19)
    made(request)
    with av.open(str(request.folder / "film.mp4")) as film:
        chapters = film.chapters()
    assert [c["metadata"]["title"] for c in chapters] == ["Chapter 1", "Chapter 2"]
    assert chapters[0]["start"] == 0 and chapters[1]["start"] == chapters[0]["end"]


def test_state_that_was_torn_is_not_fatal(request_for):
    request = request_for()
    list(make_film(replace(request, plan_only=True)))
    (request.folder / "state.json").write_text("{")
    list(make_film(replace(request, plan_only=True)))  # the book is given again, edited files stay
    assert Project(request.folder).recall("book")


def test_time_goes_forward(request_for):
    began = time.monotonic()
    events = list(make_film(replace(request_for(), plan_only=True)))
    assert [e.seconds for e in events] == sorted(e.seconds for e in events) and events[
        -1
    ].seconds <= time.monotonic() - began
