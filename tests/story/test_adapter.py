"""From a book to shots: who is in it, what is shown, and that nothing of the book is missing."""

import time

import pytest

from onetake.errors import BadRequest
from onetake.story.adapter import CARD_SECONDS, _pass_over, _Unit, adapt, natural_minutes
from onetake.story.book import make_book
from onetake.story.captions import compose, names_in
from onetake.story.cast import Character, choose_cast
from onetake.story.gates import check
from onetake.story.people import find_people
from onetake.story.report import verbatim
from onetake.story.scenes import Known, Setting, look_at
from onetake.story.shots import NARRATOR
from onetake.story.text import Piece


def adapted(text, minutes=None, suffix=""):
    book = make_book(text.encode(), suffix, "book")
    cast = choose_cast(find_people(book), book.language)
    minutes = minutes or natural_minutes(book)
    return book, cast, adapt(book, cast, minutes).shots, minutes


def passes(book, cast, shots, minutes):
    return [str(b) for b in check(shots, cast, book, minutes=minutes, cards=2 * CARD_SECONDS, look="flat")]


def test_the_people_of_a_fable(fable):
    _, cast, shots, _ = adapted(fable)
    assert {n: c.kind for n, c in cast.items()} == {"Fox": "fox", "Crow": "crow"}
    assert any(set(s.cast) == {"Fox", "Crow"} for s in shots)


def test_a_fable_passes_every_gate_and_is_its_own_words(fable, stump):
    for text in (fable, stump):
        book, cast, shots, minutes = adapted(text)
        assert passes(book, cast, shots, minutes) == []
        same, told = verbatim(book, shots)
        assert same == told > 0


def test_who_speaks_is_heard_and_seen(fable):
    _, _, shots, _ = adapted(fable, 1.2)
    lines = [(w.speaker, w.text) for s in shots for w in s.words]
    assert ("Fox", "What a noble bird I see above me!") in [(a, b[:33]) for a, b in lines]
    spoken = next(s for s in shots if any(w.text.startswith("What a noble") for w in s.words))
    assert "Fox" in spoken.cast and any(w.speaker == NARRATOR for w in spoken.words)


def test_old_chinese_knows_who_does_what(stump):
    _, cast, shots, _ = adapted(stump)
    assert {c.kind for c in cast.values()} == {"rabbit", "farmer"}
    assert any("兔}跑" in b for s in shots for b in s.beats) and {s.place for s in shots} == {"farm"}


def test_people_of_one_kind_can_be_told_apart(novel):
    _, cast, _, _ = adapted(novel(3000, 3))
    looks = [(c.kind, c.colour, c.traits) for c in cast.values()]
    assert len(set(looks)) == len(looks) >= 6
    kinds = {n: c.kind for n, c in cast.items()}
    assert (kinds["Mr Holt"], kinds["Elizabeth"], kinds["Captain Rudd"], kinds["Tom"]) == ("man", "woman", "man", "boy")


def test_titles_and_surnames_are_one_person_and_couples_are_two():
    text = (
        "Mr. Bennet said that he was glad. The visitors of Mrs. Bennet said that she was glad. When Elizabeth Bennet "
    )
    text += "walked in, Elizabeth laughed, and Mr. Bennet asked why. Mrs. Bennet asked too. "
    text = "Chapter 1\n\n" + 3 * text
    _, cast, _, _ = adapted(text)
    assert {"Mr Bennet", "Mrs Bennet", "Elizabeth Bennet"} <= set(cast)
    assert "Elizabeth" in cast["Elizabeth Bennet"].names


@pytest.mark.parametrize("minutes", [1.0, 3.0, 8.0])
def test_every_chapter_is_covered_and_the_length_is_as_asked(novel, minutes):
    book, cast, shots, _ = adapted(novel(6000, 12), minutes)
    assert passes(book, cast, shots, minutes) == []
    assert {s.chapter for s in shots} == set(range(1, 13))
    total = sum(s.seconds for s in shots) + 2 * CARD_SECONDS
    assert abs(total - 60 * minutes) <= 0.1 * 60 * minutes
    assert sum(len(s.cast) for s in shots) / len(shots) > 0.7  # most shots have somebody in them


def test_too_many_chapters_for_the_time_are_refused(novel):
    with pytest.raises(BadRequest) as caught:
        adapted(novel(4000, 40), 0.5)
    assert caught.value.code == "film-too-short" and "--minutes" in caught.value.hint


def test_a_book_too_short_for_the_time_is_refused(fable):
    with pytest.raises(BadRequest) as caught:
        adapted(fable, 9.0)
    assert caught.value.code == "film-too-long" and "at most --minutes 1" in caught.value.hint


def test_a_novel_is_planned_quickly(novel):
    text = novel(40_000, 30)
    began = time.process_time()
    book, cast, shots, minutes = adapted(text)
    assert time.process_time() - began < 8  # half a million words have a minute
    assert passes(book, cast, shots, minutes) == [] and minutes <= 10


def test_a_screenplay_is_filmed_as_it_is_written(script):
    book, cast, shots, minutes = adapted(script, suffix=".fountain")
    assert passes(book, cast, shots, minutes) == []
    assert {s.place for s in shots} == {"forest", "kitchen"}
    assert ("Fox", "Good evening, friend.") in [(w.speaker, w.text) for s in shots for w in s.words]


def test_what_the_policy_forbids_is_left_out(fable):
    _, _, shots, _ = adapted(fable + "\nThe naked children had sex with each other in the forest.\n", 1.0)
    assert not any("naked" in w.text for s in shots for w in s.words)


def test_captions_are_read_back_with_everything_that_is_fixed(fable):
    _, cast, shots, _ = adapted(fable)
    for s in shots:
        told = compose(s.beats, cast, "en", camera=s.camera, look="ink", place=s.place)
        assert set(told.entities) == set(s.cast) == {n for b in s.beats for n in names_in(b)}
        for scene in told.scenes:
            assert (scene.look, scene.camera) == ("ink", s.camera)
            for name, i in told.entities.items():
                assert cast[name].looks(scene.entities[i])


PLACES_TOLD = (
    ("In a classroom the Fox read.", "classroom"), ("On a train the Fox sat.", "train"),
    ("A train passed the Fox.", None), ("The Fox danced on a stage in a town.", "stage"),
    ("The Fox talked about the beach.", None), ("The Fox ran into the forest.", "forest"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "place"), PLACES_TOLD)
def test_a_place_is_where_somebody_is(text, place):
    """A phrase may begin with its own preposition; a train may only pass by."""
    fox = Known({"Fox": Character("Fox", ("Fox",), "fox")}, "en")
    assert look_at(text, fox, Setting()).place == place


def test_what_is_not_told_moves_the_story_too():
    """A sentence that is left out for want of time may say where the next one happens."""
    moves = [
        "The Fox walked to a library.",
        "There was much dust on all the shelves, and nobody had been there for years.",
    ]
    text = "The Fox sat in a forest. " + " ".join(moves) + " Suddenly the Fox found a book and danced."
    book = make_book(text.encode(), "", "book")
    known = Known(choose_cast(find_people(book), "en"), "en")
    setting, start = Setting("forest"), text.index("Suddenly")
    unit = _Unit(Piece(start, len(text)), 0, 4.0)
    _pass_over(book, text.index("The Fox walked"), unit, known, setting)
    assert setting.place == "library"
