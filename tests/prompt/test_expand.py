"""A minute out of a sentence, and beats with times of their own."""

import pytest

from onetake.errors import BadRequest
from onetake.plan import make_plan
from onetake.prompt.ontology import VERBS
from onetake.prompt.understand import understand
from onetake.world.check import violations


@pytest.fixture
def plan(tiny, tmp_path):
    return lambda text, seconds=60, **more: make_plan(
        text, seconds=seconds, model=tiny, output=tmp_path / "a.mp4", **more
    )


def cast(beat):
    return [(e.kind, e.count, e.colour, e.size, e.traits) for e in beat.scene.entities]


@pytest.mark.parametrize(
    "text",
    [
        "A panda eats bamboo on a rock",
        "Three dogs play in the snow",
        "一只猫在沙发上睡觉",
        "A fish swims",
        "A robot waves",
    ],
)
def test_a_minute_has_something_happen_and_nobody_new(plan, text):
    p, literal = plan(text), plan(text, expand=False)
    assert len(literal.beats) == 1 and 6 <= len(p.beats) <= 12
    first = literal.beats[0].scene
    assert p.beats[0].scene.entities[0].verb == first.entities[0].verb
    assert all(cast(b) == cast(literal.beats[0]) and b.scene.place == first.place for b in p.beats)
    assert all(a.end == b.start and a.scene != b.scene for a, b in zip(p.beats, p.beats[1:], strict=False))
    assert p.beats[-1].end == 60 and any("--no-expand" in w for w in p.warnings)
    told = [b.scene.entities[0].verb for b in p.beats].count(first.entities[0].verb)
    assert told * 3 >= len(p.beats)  # what was said is what is mostly seen
    assert violations(p.caption, p.beats, p.staging, p.geometry) == []


def test_the_same_seed_does_the_same_and_another_something_else(plan):
    verbs = [tuple(b.scene.entities[0].verb for b in plan("A dog runs", seed=s).beats) for s in (1, 1, 2)]
    assert verbs[0] == verbs[1] != verbs[2]


def test_what_happens_once_happens_once(plan):
    for text in ("An old man blows out the candles of a cake", "A wine glass falls off a table"):
        verbs = [e.verb for b in plan(text).beats for e in b.scene.entities if VERBS[e.verb].once]
        assert len(verbs) == 1


def test_short_takes_and_full_ones_stay_as_told(plan):
    assert len(plan("A dog runs", 8).beats) == 1
    five = "A dog runs, then it sits, then it sleeps, then it wakes up, then it walks"
    assert len(plan(five, 60).beats) == 5
    assert len(plan("A woman rides a horse", 60).beats) == 1  # nobody lets go of the horse


def test_ten_minutes_have_beats_to_the_end(plan):
    beats = plan("A dog runs on the beach", 600).beats
    assert len(beats) <= 60 and beats[-1].end == 600 and max(b.end - b.start for b in beats) <= 20


def test_beats_at_their_own_times():
    beats, caption, _ = understand("[0-20] A man walks. [0:20] He sits [45-60] he sleeps", 60)
    assert [(b.start, b.end, b.scene.entities[0].verb) for b in beats] == [
        (0, 20, "walk"), (20, 45, "sit"), (45, 60, "sleep"),
    ]  # fmt: skip
    assert caption.count("Then") == 2
    beats, _, _ = understand("[0] A cat walks, then it sits [30] a bird enters", 40)
    assert [b.start for b in beats] == [0, 15, 30]
    assert [e.present for e in beats[0].scene.entities] == [True, False]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[0-20] A man walks [10-30] he sits", "until 20 s"),
        ("[0-30] A man walks [10-20] he sits", "until 30 s"),
        ("[5] A man walks", "first 5 seconds"),
        ("A man [10] walks", "before the first"),
        ("[0] A man walks [70] he sits", "begins at 70 s"),
        ("[0-90] a cat runs", "ends at 90 s"),
        ("[0] a cat runs [20]", "Nothing is told at 20 s"),
        ("[0] a cat runs [30] it sits [20] it sleeps", "after one at 30 s"),
        ("[0-0] a cat runs", "before it has begun"),
        ("[0] a dog runs [0.2] it sits", "shorter than a second"),
        ("[0] a dog runs, then it sits, then it sleeps [2] it walks", "3 things"),
    ],
)
def test_lists_that_contradict_themselves_or_the_length_are_refused(text, told):
    with pytest.raises(BadRequest) as refused:
        understand(text, 60)
    assert refused.value.code == "bad-beats" and told in refused.value.message and refused.value.hint
