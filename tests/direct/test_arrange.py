"""Camera moves, strokes, styles, and layouts that go on."""

import numpy as np
import pytest

from onetake.direct.arrange import Wishes, arrange, closed, cut, go_on, lead_up, replay, whole_chunks
from onetake.direct.camera import camera_moves
from onetake.direct.strokes import path, read_stroke
from onetake.errors import BadRequest
from onetake.prompt.recipe import Part, read_recipe, recipe_text
from onetake.types import FACING, HEIGHT, PHASE, STATE, VISIBLE, Geometry, X, Y

WIDE = Geometry(192, 112, 36)
PLAIN = Wishes()


@pytest.mark.parametrize(
    ("text", "moves"),
    [
        ("pan right, then zoom in", ("pan right", "zoom in")),
        ("Pan right", ("pan right",)),
        ("the camera pans left; crane up", ("pan left", "crane up")),
        ("镜头向左摇，然后镜头推近", ("pan left", "zoom in")),
        ("dolly in then static", ("dolly in", "static")),
        ("", ()),
    ],
)
def test_camera_moves_are_read(text, moves):
    assert camera_moves(text) == moves


def test_unknown_moves_name_those_that_are_known():
    with pytest.raises(BadRequest) as caught:
        camera_moves("pan right, then somersault")
    assert caught.value.code == "bad-camera" and "crane down" in caught.value.hint


def test_moves_share_the_time():
    made = arrange("A ball on a beach", 48, WIDE, 1, Wishes(camera="pan right, then zoom in"))
    camera = made.staging.camera_NC
    assert camera[23, 0] > camera[0, 0] + 0.02 and abs(camera[23, 2] - camera[0, 2]) < 0.02
    assert camera[47, 2] > camera[24, 2] + 0.05
    assert [b.scene.camera for b in made.beats] == ["pan right", "zoom in"]
    assert "the camera zooms in" in made.caption.lower()


def test_a_stroke_moves_whoever_stands_at_its_start():
    plain = arrange("Two dogs in a meadow", 36, WIDE, 3, PLAIN).staging.tracks_NEF
    half = np.array(WIDE.half_extent)
    middle = plain[0, :, [X, Y]].T - [0, 0.5] * plain[0, :, [HEIGHT]].T
    start = (middle[1] / half / 2 + 0.5).round(3)
    stroke = f"{start[0]},{start[1]}:0.5,0.3"
    led = arrange("Two dogs in a meadow", 36, WIDE, 3, Wishes(motion=(stroke,))).staging.tracks_NEF
    assert np.array_equal(led[:, 0], plain[:, 0])
    end = led[35, 1]
    assert np.allclose([end[X], end[Y] - end[HEIGHT] / 2], (np.array([0.5, 0.3]) - 0.5) * 2 * half, atol=0.01)
    assert led[0, 1, VISIBLE] == 1 and led[0, 1, FACING] in (1, -1)
    with pytest.raises(BadRequest):
        arrange("A dog", 36, WIDE, 3, Wishes(motion=("0,0:1,1", "0,0:1,0")))


def test_a_stroke_is_followed_evenly_along_its_length():
    way = path(read_stroke("0,0.5:0.5,0.5:0.5,1"), 25, WIDE)
    assert np.allclose(way[0], [-192 / 112 / 2, 0]) and np.allclose(way[-1], [0, 0.5])
    steps = np.hypot(*np.diff(way, axis=0).T)
    assert steps.max() < 2.2 * np.median(steps)


@pytest.mark.parametrize("text", ["", "0.5,0.5", "0.1,0.1:0.1,0.1", "a,b:c,d", "0,0:2,0", "0,0:nan,1", "0,0,0:1,1"])
def test_what_is_no_stroke_is_refused(text):
    with pytest.raises(BadRequest) as caught:
        read_stroke(text)
    assert caught.value.code == "bad-motion"


def test_styles_reach_every_beat():
    made = arrange("A dog runs, then it sits", 36, WIDE, 1, Wishes(style="ink"))
    assert {b.scene.look for b in made.beats} == {"ink"} and "Ink-wash" in made.caption
    with pytest.raises(BadRequest):
        Wishes(style="oil").checked()


@pytest.mark.parametrize("prompt", ["", "it jumps", "a bird enters", "Two cats sleep on a sofa"])
def test_what_was_stays_and_what_comes_joins_it(prompt):
    made = arrange("A dog runs on the beach", 36, WIDE, 2, PLAIN)
    whole = go_on(made, prompt, 24, WIDE, 7, PLAIN)
    tracks = whole.staging.tracks_NEF
    assert len(tracks) == len(whole.staging.camera_NC) == whole.frames == 60
    assert np.array_equal(tracks[:36, 0], made.staging.tracks_NEF[:, 0])
    assert whole.beats[0].start == 0 and whole.beats[-1].end == 5
    if "cats" not in prompt:
        jump = np.abs(tracks[36, 0, [X, Y, HEIGHT]] - tracks[35, 0, [X, Y, HEIGHT]])
        assert jump.max() < 0.06
    camera = whole.staging.camera_NC
    assert np.abs(camera[36] - camera[35]).max() < 0.05


def test_a_beginning_leads_up_to_what_follows():
    made = arrange("A dog runs on the beach", 36, WIDE, 2, PLAIN)
    whole = lead_up(made, "", 24, WIDE, 7, PLAIN)
    tracks = whole.staging.tracks_NEF
    assert np.array_equal(tracks[24:], made.staging.tracks_NEF)
    assert np.abs(tracks[23, 0, [X, Y, HEIGHT]] - tracks[24, 0, [X, Y, HEIGHT]]).max() < 0.06


def test_a_closed_layout_ends_where_it_began():
    staging = closed(arrange("A dog runs on the beach", 36, WIDE, 2, PLAIN).staging)
    first, last = staging.tracks_NEF[0, 0], staging.tracks_NEF[-1, 0]
    assert np.abs(first[[X, Y, HEIGHT]] - last[[X, Y, HEIGHT]]).max() < 0.01
    assert abs(np.sin((first[PHASE] - last[PHASE]) / 2)) < 0.01 and abs(first[STATE] - last[STATE]) <= 1


def test_a_recipe_gives_the_same_layout_again():
    """Whatever was asked for, reading it back from the file's line makes the same tracks."""
    wishes = Wishes(camera="pan right", style="pastel", motion=("0.2,0.6:0.7,0.6",))
    made = go_on(arrange("A dog runs, then it sits", 36, WIDE, 2, wishes), "it jumps", 24, WIDE, 7, PLAIN)
    size, parts = read_recipe(recipe_text((192, 112), made.parts))
    again = replay(parts, 60, WIDE, frozenset())
    assert size == (192, 112) and parts == made.parts
    assert np.allclose(again.staging.tracks_NEF, made.staging.tracks_NEF)
    assert np.allclose(again.staging.camera_NC, made.staging.camera_NC)
    assert [b.caption for b in again.beats] == [b.caption for b in made.beats]


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"size": [192, 112], "parts": []}', '{"size": [1, 2], "parts": [{}]}',
     '{"size": [192, 112], "parts": [{"caption": "a", "frames": -1, "seed": 1}]}',
     '{"size": [192, 112], "parts": [{"caption": "a", "frames": 1e99, "seed": 1}]}', "[" * 100_000],
)  # fmt: skip
def test_a_recipe_that_makes_no_sense_is_none(text):
    assert read_recipe(text) is None


def test_recipes_of_strangers_do_no_harm():
    """A file can say anything: words that are refused, moves that do not exist."""
    for part in (Part("a man kills a child", 12, 1), Part("A dog", 12, 1, camera="fly"), Part("", 12, 1)):
        assert replay([part], 12, WIDE, frozenset()) is None


def test_cutting_holds_both_ends():
    made = arrange("A dog runs", 24, WIDE, 2, PLAIN)
    held = cut(made, -6, 30)
    assert held.frames == 36 and (held.staging.tracks_NEF[:6] == made.staging.tracks_NEF[0]).all()
    assert held.beats[0].start == 0 and held.beats[-1].end == 3
    assert whole_chunks(25) == 36
