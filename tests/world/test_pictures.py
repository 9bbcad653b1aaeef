"""The long tail of things: drawings become few flat polygons, pictures move as a whole, and may be absent."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from onetake.errors import Failure
from onetake.prompt._pictures import PICTURES
from onetake.prompt.ontology import COLOURS, KINDS, ROLES, VERBS
from onetake.world import pictures
from onetake.world._drawings import MOST_POINTS_BIG, MOST_POLYGONS, Fitting, polygons
from onetake.world._picture_moves import moved, posture
from onetake.world._picture_names import DRAWINGS
from onetake.world.cast import RIGS
from onetake.world.pictures import Picture, available_kinds, load_pictures, save_pictures
from onetake.world.shapes import Appearance

PHASE_N = np.linspace(0, 2 * np.pi, 13).astype(np.float32)
ZERO_N = np.zeros(13, np.float32)
SQUARE = np.array([(-0.5, 0), (0.5, 0), (0.5, 1), (-0.5, 1)], np.float32)
SPOT = np.array([(-0.1, 0.4), (0.1, 0.4), (0.1, 0.6), (-0.1, 0.6)], np.float32)


@pytest.fixture
def everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder that holds a stand-in for every picture."""
    monkeypatch.setenv("ONETAKE_CACHE", str(tmp_path))
    stand_in = Picture((SQUARE, SPOT), ((200, 40, 40), (40, 40, 200)), 1.0)
    save_pictures(pictures.pictures_file(), {kind.name: stand_in for kind in PICTURES})
    return tmp_path


def test_rows_are_complete_and_new() -> None:
    assert len(PICTURES) >= 190
    assert len(KINDS) > 300
    assert len({kind.zh for kind in PICTURES}) == len(PICTURES)
    for kind in PICTURES:
        assert not kind.drawn
        assert kind.name == kind.name.lower()
        assert 0.15 < kind.height < 0.8 and 0.15 < kind.aspect < 3.5
        assert set(kind.verbs) <= set(VERBS) and "stand" in kind.verbs
        assert set(kind.roles) <= set(ROLES) and set(kind.colours) <= set(COLOURS)
    names = [kind.name for kind in KINDS.values()]
    assert len(set(names)) == len(names)
    assert set(DRAWINGS) == {kind.name for kind in PICTURES}


def test_absent_pictures_are_left_out_and_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONETAKE_CACHE", str(tmp_path))
    assert available_kinds() == tuple(name for name, kind in KINDS.items() if kind.drawn)
    with pytest.raises(Failure, match=r"fetch_pictures\.py") as raised:
        RIGS["pear"](Appearance(), "stand", PHASE_N, ZERO_N)
    assert raised.value.code == "pictures-missing"


def test_damaged_and_old_files_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONETAKE_CACHE", str(tmp_path))
    save_pictures(pictures.pictures_file(), {"pear": Picture((SQUARE,), ((1, 2, 3),), 1.0)})
    assert "pear" in available_kinds() and "lemon" not in available_kinds()
    with pytest.raises(Failure) as raised:
        RIGS["lemon"](Appearance(), "stand", PHASE_N, ZERO_N)
    assert raised.value.code == "pictures-old"
    broken = tmp_path / "broken.npz"
    broken.write_bytes(b"not an archive")
    with pytest.raises(Failure) as raised:
        load_pictures(broken)
    assert raised.value.code == "pictures-damaged"


@pytest.mark.usefixtures("everything")
def test_every_picture_moves_in_all_its_verbs() -> None:
    assert set(available_kinds()) == set(KINDS)
    for kind in PICTURES:
        for verb in kind.verbs:
            parts = RIGS[kind.name](Appearance(), verb, PHASE_N, ZERO_N)
            points = np.concatenate([np.broadcast_to(p.points_NP2, (13, *p.points_NP2.shape[1:])) for p in parts], 1)
            assert np.isfinite(points).all()
            assert np.allclose(points[0], points[-1], atol=1e-4), (kind.name, verb)
            assert np.abs(points).max() < 1.7
            if verb == "stand":
                assert 0 < np.abs(points - points[:1]).max() < 0.12


@pytest.mark.usefixtures("everything")
def test_food_is_eaten_from_the_top() -> None:
    state = np.linspace(0, 1, 13).astype(np.float32)
    parts = RIGS["pear"](Appearance(), "stand", ZERO_N, state)
    tops = parts[0].points_NP2[..., 1].max(1)
    assert tops[0] > 0.95 and tops[-1] < 0.45
    assert (np.diff(tops) <= 1e-5).all()
    assert parts[0].points_NP2[..., 1].min() > -0.05


@pytest.mark.usefixtures("everything")
def test_a_colour_changes_what_is_of_the_main_colour_only() -> None:
    plain = RIGS["backpack"](Appearance(), "stand", PHASE_N, ZERO_N)
    green = RIGS["backpack"](Appearance(COLOURS["green"][1]), "stand", PHASE_N, ZERO_N)
    assert green[0].colour == COLOURS["green"][1]
    assert green[1].colour == plain[1].colour


def test_spinning_never_vanishes_and_jumping_leaves_the_ground() -> None:
    kind = KINDS["leopard"]
    spun = moved(SQUARE, None, posture(kind, "spin", PHASE_N))
    assert np.ptp(spun[..., 0], axis=1).min() > 0.1
    jumped = moved(SQUARE, None, posture(kind, "jump", PHASE_N))
    assert jumped[..., 1].min(1).max() > 0.2
    assert jumped[0, :, 1].min() == pytest.approx(0, abs=1e-4)


def test_a_drawing_becomes_upright_polygons() -> None:
    pytest.importorskip("svgelements")
    body = (
        '<g fill="none"><path fill="#f00" d="M8 4h16v24H8z"/>'
        '<path fill="#0f0" fill-rule="evenodd" '
        'd="M16 10a6 6 0 1 1 0 12a6 6 0 0 1 0-12m0 3a3 3 0 1 0 0 6a3 3 0 0 0 0-6"/>'
        '<path fill="#00f" d="M16 16h.3v.3h-.3z"/></g>'
    )
    flats, aspect = polygons(body, 32, Fitting())
    assert [flat.colour for flat in flats] == [(255, 0, 0), (0, 255, 0)]  # the speck is gone
    assert aspect == pytest.approx(16 / 24)
    everything = np.concatenate([flat.points_P2 for flat in flats])
    assert everything.min(0) == pytest.approx([-1 / 3, 0], abs=1e-3) and everything.max(0) == pytest.approx(
        [1 / 3, 1], abs=1e-3
    )
    ring = flats[1].points_P2 - flats[1].points_P2.mean(0)
    assert np.hypot(*ring.T).min() < 0.7 * np.hypot(*ring.T).max()  # the hole is there
    clip = '<defs><clipPath id="a"><path fill="#fff" d="M0 0h32v32H0z"/></clipPath></defs>'
    assert [flat.colour for flat in polygons(clip + body, 32, Fitting())[0]] == [(255, 0, 0), (0, 255, 0)]
    bare, _ = polygons(body, 32, Fitting(without=("#00ff00",)))
    assert [flat.colour for flat in bare] == [(255, 0, 0)]
    _, lying = polygons(body, 32, Fitting(turn=90))
    assert lying == pytest.approx(24 / 16)


def test_the_fetched_pictures_are_those_of_the_table() -> None:
    if not pictures.pictures_file().exists():
        pytest.skip("the pictures have not been fetched on this machine")
    here = load_pictures()
    for kind in PICTURES:
        picture = here[kind.name]
        assert picture.aspect == pytest.approx(kind.aspect, abs=0.02)
        assert 1 <= len(picture.polygons) <= MOST_POLYGONS
        assert max(len(polygon) for polygon in picture.polygons) <= MOST_POINTS_BIG
