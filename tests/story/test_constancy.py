"""Whether somebody looks like themselves: the measure, on pictures whose answer is known."""

import numpy as np
import pytest

from onetake.story.constancy import Album, appearance

BOX = (slice(20, 60), slice(30, 54))
FIGURES = {"red": [(200, 40, 40), (90, 60, 40)], "blue": [(40, 60, 200), (230, 230, 230)]}


def picture(figure, ground, seed=0):
    """A figure of two colours, the upper and the lower half of its box, on plain ground."""
    frame = np.full((80, 90, 3), ground, np.float64)
    upper, lower = FIGURES[figure]
    frame[20:40, 34:50], frame[40:60, 32:52] = upper, lower
    noise = np.random.default_rng(seed).normal(0, 6, frame.shape)
    return np.clip(frame + noise, 0, 255).astype(np.uint8)


def test_a_figure_is_nearer_to_itself_on_any_ground():
    grounds = [(120, 200, 90), (150, 190, 230), (60, 60, 80)]
    looks = {(f, i): appearance(picture(f, g, i), BOX) for f in FIGURES for i, g in enumerate(grounds)}
    for (figure, i), look in looks.items():
        same = max(np.linalg.norm(look - looks[figure, j]) for j in range(3) if j != i)
        other = min(np.linalg.norm(look - looks[f, j]) for f in FIGURES if f != figure for j in range(3))
        assert same < other


def test_an_album_finds_who_looks_like_somebody_else():
    def look(figure, i):
        return appearance(picture(figure, (120, 200, 90), i), BOX)

    album = Album(
        {"Fox": {f"s{i}": look("red", i) for i in range(4)}, "Crow": {f"s{i}": look("blue", i) for i in range(4)}}
    )
    assert album.told()["share"] == 1.0 and album.wrong("s2") == []
    album.looks["Fox"]["s2"] = look("blue", 9)
    assert album.wrong("s2") == ["Fox"] and album.told()["characters"]["Fox"] == {"right": 3, "of": 4}
    assert album.first_good({"s2": 0, "s3": 1}) == {"Fox": "s3", "Crow": "s2"}


@pytest.mark.parametrize("looks", [{}, {"Fox": {"s1": np.zeros(36, np.float32), "s2": np.zeros(36, np.float32)}}])
def test_what_cannot_be_measured_is_not_claimed(looks):
    told = Album(looks).told()
    assert told["of"] == 0 and told["share"] is None
