"""Every rule of a film, broken one at a time; and files with typing mistakes, which name line and column."""

from dataclasses import replace

import pytest

from onetake.errors import BadRequest
from onetake.story.adapter import CARD_SECONDS, adapt, natural_minutes
from onetake.story.book import make_book
from onetake.story.cast import cast_yaml, choose_cast, read_cast
from onetake.story.gates import check, raise_breaches
from onetake.story.people import find_people
from onetake.story.project import read_settings
from onetake.story.screenplay import as_fountain, with_words
from onetake.story.shots import Line, read_shots, shots_yaml


@pytest.fixture
def film(fable, tmp_path):
    book = make_book(fable.encode())
    cast = choose_cast(find_people(book), "en")
    minutes = natural_minutes(book)
    path = tmp_path / "shots.yaml"
    path.write_text(shots_yaml(adapt(book, cast, minutes).shots), "utf-8")
    return book, cast, read_shots(path), minutes


def gates(film, shots=None, **changes):
    book, cast, own, minutes = film
    options = {"minutes": minutes, "cards": 2 * CARD_SECONDS, "look": "flat", **changes}
    return check(own if shots is None else shots, cast, book, **options)


def changed(film, index, **values):
    shots = list(film[2])
    shots[index] = replace(shots[index], **values)
    return shots


def test_what_is_written_is_read_back(film, tmp_path):
    book, cast, shots, minutes = film
    assert [replace(s, line=0) for s in shots] == list(adapt(book, cast, minutes).shots)
    (tmp_path / "cast.yaml").write_text(cast_yaml(cast, {"Fox": "takes/0/chunk_0.safetensors"}), "utf-8")
    assert {n: replace(c, line=0) for n, c in read_cast(tmp_path / "cast.yaml").items()} == cast
    assert gates(film) == []


@pytest.mark.parametrize(
    ("gate", "values", "said"),
    [
        ("name", {"cast": ("Fox", "Wolf")}, "'Wolf' is not in cast.yaml"),
        ("name", {"words": (Line("Wolf", "I am here."),)}, "'Wolf' is not in cast.yaml"),
        ("name", {"cast": ()}, "not in the shot's cast"),
        ("span", {"span": (5, 4)}, "is not a stretch of chapter 1"),
        ("span", {"span": (0, 900_000)}, "is not a stretch of chapter 1"),
        ("span", {"chapter": 7}, "the book has no chapter 7"),
        ("cast", {"cast": ("a", "b", "c", "d")}, "at most 3 fit into a shot"),
        ("take", {"seconds": 0.5}, "a take has 1 to 60 s"),
        ("take", {"seconds": 2.0, "beats": ("a dog", "a cat", "a cow"), "cast": (), "words": ()}, "3 beats"),
        ("words", {"words": (Line("narrator", "word " * 80),)}, "what is said takes about"),
        ("policy", {"words": (Line("narrator", "The naked children had sex."),)}, "are never made"),
        ("caption", {"beats": ("{Fox} \x00",)}, "no readable words"),
        ("length", {"seconds": 50.0}, "give or take 10 %"),
    ],
)
def test_each_gate(film, gate, values, said):
    found = [b for b in gates(film, changed(film, 1, **values)) if b.gate == gate]
    assert found and said in str(found[0])
    if gate != "length":
        assert f"line {film[2][1].line}, shot s002" in str(found[0])


def test_spans_in_order_chapters_covered_ids_different(film):
    shots = film[2]
    assert any("begins before" in str(b) for b in gates(film, [shots[1], shots[0], *shots[2:]]))
    assert any("same id" in str(b) for b in gates(film, changed(film, 1, id="s001")))
    assert [b.gate for b in gates(film, [])] == ["coverage"]
    text = "Chapter 1\n\nA fox ran to the old tree.\n\nChapter 2\n\nA crow sat in the old tree.\n"
    book = make_book(text.encode())
    found = check(shots, film[1], book, minutes=1, cards=5, look="flat")
    assert any(b.gate == "coverage" and "chapter 2" in b.message for b in found)


def test_a_film_that_breaks_a_gate_is_refused_with_every_line(film):
    with pytest.raises(BadRequest) as caught:
        raise_breaches(gates(film, changed(film, 1, seconds=0.5, cast=("Wolf",))))
    assert caught.value.code == "film-gate" and caught.value.message.count("shot s002") >= 2


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("seconds: ", "second: ", "'second' is not known here"),
        ("camera: ", "camera: loop-", "is no camera movement"),
        ("span: [", "span: [x, ", "a number from 0"),
        ("- id: s001", "- id: s001\n  id: s002", "'id' is here twice"),
        ("  beats:", " beats:", "line"),
        ("  cast: [", "  cast: [[", "line"),
        ("seconds: ", "seconds: soon #", "a number from 0.25 to 60"),
        ("  chapter: 1\n", "", "'chapter' is missing"),
    ],
)
def test_typing_mistakes_name_line_and_column(film, tmp_path, old, new, said):
    path = tmp_path / "shots.yaml"
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(BadRequest) as caught:
        read_shots(path)
    assert caught.value.code == "project-file" and said in caught.value.message
    assert caught.value.message.startswith("shots.yaml, line ") and "column" in caught.value.message


def test_the_cast_can_only_be_what_is_drawn(tmp_path):
    path = tmp_path / "cast.yaml"
    for text, said in (
        ("cast: {Fox: {kind: foxx}}", "Did you mean 'fox'?"),
        ("cast: {Fox: {kind: fox, colour: purple}}", "a fox is not drawn purple"),
        ("cast: {Fox: {kind: fox, traits: [beard]}}", "not drawn with 'beard'"),
        ("cast: {Fox: {kind: fox, variant: 9}}", "a number from 0 to 2"),
        ("cast: [1]", "names of characters"),
    ):
        path.write_text(text)
        with pytest.raises(BadRequest) as caught:
            read_cast(path)
        assert said in str(caught.value) and "line 1, column" in caught.value.message


def test_settings_are_checked(tmp_path):
    path = tmp_path / "film.yaml"
    path.write_text("minutes: 2\nstyle: inkk\n")
    with pytest.raises(BadRequest, match=r"film.yaml, line 2, column 8: 'inkk' is no style"):
        read_settings(path)
    path.write_text("minutes: 2\nmusic: loud\n")
    with pytest.raises(BadRequest, match="line 2"):
        read_settings(path)
    path.write_text("minutes: 2\nmusic: off\n")
    assert (read_settings(path).minutes, read_settings(path).music) == (2.0, False)


def test_a_screenplay_carries_words_back(film):
    book, cast, shots, _ = film
    text = as_fountain("The Fox", book, shots)
    assert text.startswith("Title: The Fox") and "EXT. FOREST - DAY" in text
    same, notes = with_words(text, shots, list(cast))
    assert [s.words for s in same] == [s.words for s in shots] and notes == []
    edited = text.replace("What a noble bird", "What a dull bird").replace("@Fox", "@Fox (sly)", 1)
    told, notes = with_words(edited, shots, list(cast))
    assert any("What a dull bird" in w.text for s in told for w in s.words) and notes == []
    _, notes = with_words(text + "\n[[s999]]\n\n@Wolf\nI am here.\n", shots, list(cast))
    assert any("'Wolf'" in n and "line" in n for n in notes) and any("s999" in n for n in notes)
