"""The painters' lessons: exact pictures to learn from, and states that resume."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from onetake.model.places import CELL, SHEET, UNIT, Places
from onetake.model.presets import PRESETS
from onetake.model.sprites import POINTS, Outlines, Sprites, filled
from onetake.prompt.ontology import CONCEPTS, GROUPS, KINDS
from onetake.training import places, sprites
from onetake.training.lessons import Pupil, decibels, feed
from onetake.training.painters import PAINTERS, export, lesson_of, study, take_up
from onetake.training.recipes import RECIPES
from onetake.training.slots import slots_of
from onetake.types import PLANES, SHAPES
from onetake.world.sets import backdrop
from onetake.world.take import HELD_OUT

KIND_NAMES = ("panda", "man", "ball", "cake")
TINY = replace(RECIPES["tiny"], batch={**RECIPES["tiny"].batch, "figures": 8, "stretches": 1})


@pytest.fixture(scope="module")
def atlas() -> sprites.Atlas:
    return sprites.Atlas(KIND_NAMES)


def test_figures_are_what_is_told_of_them(atlas: sprites.Atlas) -> None:
    school = sprites.School(KIND_NAMES, 3, 64, atlas)
    one, two = school.batch(16), sprites.School(KIND_NAMES, 3, 64, atlas).batch(16)
    assert np.array_equal(one.points_MP2, two.points_MP2) and one.points_MP2.shape[1:] == (POINTS, 2)
    assert len(one.variant_N) == 16 and set(one.owner_M.tolist()) <= set(range(16))
    assert set(one.who_NL[:, 0].tolist()) <= {CONCEPTS["kind", name] for name in KIND_NAMES}
    assert one.rgb_M3.min() >= 0 and one.rgb_M3.max() <= 1
    for owner, slot in zip(one.owner_M, one.slot_M, strict=True):
        kind = next(k for k in KIND_NAMES if CONCEPTS["kind", k] == one.who_NL[owner, 0])
        assert 0 <= slot - atlas.first[kind] < len(atlas.slots[kind].keys)


@pytest.mark.parametrize("kind", ["panda", "man", "cake"])
def test_a_drawing_is_all_in_its_outlines(kind: str, atlas: sprites.Atlas) -> None:
    """Filled in the order of their slots, outlines are the world's own picture, but for rounded corners."""
    rng = np.random.default_rng(1)
    for verb in rng.choice(KINDS[kind].verbs, 4):
        phase = rng.uniform(0, 6, sprites.GROUP).astype(np.float32)
        look, state = sprites.Appearance((200, 40, 40), 1), np.zeros_like(phase)
        parts = sprites.RIGS[kind](look, str(verb), phase, state)
        ink = {part.colour: (*part.colour, 255) for part in parts}
        drawing = sprites.Drawing(kind, look, str(verb), phase, state, ink, parts)
        owner, slot, points, rgb = sprites.outlines(drawing, atlas)
        order = np.lexsort((slot, owner))
        tensors = [torch.from_numpy(np.ascontiguousarray(a[order])) for a in (owner, points, rgb)]
        half = sprites.reach_of(kind)
        made = filled(Outlines(*tensors), torch.full((sprites.GROUP,), half))
        true = np.stack([sprites.draw_figure(parts, n, half, ink) for n in range(sprites.GROUP)])
        truth = torch.from_numpy(true).permute(0, 3, 1, 2).float() / 255
        assert decibels(float(sprites.error(made, truth).mean())) > 17, verb


def test_slots_keep_the_order_of_drawing_and_leave_out_hardly_anything() -> None:
    for kind in KIND_NAMES:
        slots, rng = slots_of(kind), np.random.default_rng(2)
        for _ in range(20):
            verb, variant = str(rng.choice(KINDS[kind].verbs)), int(rng.integers(3))
            phase, state = (rng.uniform(0, top, 1).astype(np.float32) for top in (6, 1))
            look = sprites.Appearance(None, variant)
            parts = sprites.RIGS[kind](look, verb, phase, state)
            found = slots.where(verb, look, phase, state, parts)
            placed = [at for at in found if at >= 0]
            assert placed == sorted(set(placed)) and len(placed) >= 0.9 * len(parts)


def test_held_out_pairs_are_never_shown() -> None:
    pairs = {(CONCEPTS["kind", k], CONCEPTS["verb", v]) for k, v in HELD_OUT}
    school = sprites.School(("dog", "duck", "bus"), seed=1)
    shown = {(int(row[0]), int(row[1])) for _ in range(120) for row in school.pose()[1].who_NL}
    assert not shown & pairs and (CONCEPTS["kind", "dog"], CONCEPTS["verb", "walk"]) in shown


def test_nearly_all_of_everyone_is_within_reach() -> None:
    for name in ("panda", "bus", "horse", "old man"):
        half = sprites.reach_of(name)
        assert 0.5 < half <= sprites.WIDEST
        rigs = sprites.RIGS[name](
            sprites.Appearance(), KINDS[name].verbs[0], np.zeros(1, np.float32), np.zeros(1, np.float32)
        )
        points = np.concatenate([p.points_NP2[0] for p in rigs]) - (0, 0.5)
        assert np.mean(np.abs(points) <= half) > 0.97


def test_stretches_are_the_places_of_the_world() -> None:
    """All planes over one another are the backdrop that the world shows to a camera at rest."""
    width, height = SHAPES["landscape"]
    painting = backdrop("meadow", "day", width, height, 0, "clear", "flat", (-1.5, 1.5))
    planes, seen = places.cut(painting, -6, 10, 12)
    assert planes.shape == (len(PLANES), 10 * CELL, 12 * CELL, 4)
    made = places.together(torch.from_numpy(planes)[None].permute(0, 1, 4, 2, 3).float() / 255)[0]
    top = (10 * CELL - height) // 2
    true = painting.picture() / 255
    found = made[:, top : top + height].permute(1, 2, 0).numpy()
    assert seen.start <= top and np.abs(found - true).mean() < 0.01
    assert 12 * CELL == width and UNIT == height


def test_what_is_hidden_hardly_counts() -> None:
    gallery = places.Gallery(seed=2, buffer=12)
    batch = gallery.batch(2)
    blank = np.zeros((PRESETS[TINY.preset].known, places.PATCH), np.uint8)
    _, truth, weight = places.paint(places.Scholar(PRESETS[TINY.preset]), batch, blank)
    assert weight.shape[1] == 1 and weight.max() <= 1
    alpha = truth.view(2, len(PLANES), *truth.shape[1:])[:, -1, 3]
    behind = weight.view(2, len(PLANES), *weight.shape[1:])[:, 0, 0]
    assert (behind[(alpha > 0.99) & (behind > 0)] <= 0.05 + 1e-6).all()


def test_a_survey_finds_every_cell_again() -> None:
    """What a survey notes of a place, put together, is the place: by day, at night, and in a portrait."""
    found = places.survey(("cave",))
    assert not found.patches_NX[0].any() and len(np.unique(found.patches_NX, axis=0)) == len(found.patches_NX)
    painter = Places(replace(PRESETS["tiny"], known=len(found.patches_NX), own=len(found.which)))
    painter.keep(*(torch.from_numpy(t) for t in (found.own, found.which, found.rows)))
    for hour, shape, rows in (("day", "landscape", 10), ("night", "landscape", 10), ("day", "portrait", 16)):
        scene = torch.tensor([[CONCEPTS["place", "cave"], CONCEPTS["hour", hour]]])
        number, base = painter.numbers(scene, torch.tensor([1]), torch.full((1, len(PLANES)), -6), rows, 13)
        painting = backdrop("cave", hour, *SHAPES[shape], 1, "clear", "flat")
        true = places.cells_of(places.cut(painting, -6, rows, 13)[0])
        seen = places.in_sight(places.cut(painting, -6, rows, 13)[0]) & (base[0] == int(hour == "night")).numpy()
        made = found.patches_NX[number[0].numpy()]
        wrong = np.abs(made.astype(int) - true).max(-1)[seen] > places.DIFFERENT
        assert seen.sum() > (20 if hour == "night" else 100) and wrong.mean() < 0.02


def test_the_evening_has_no_sun_of_noon() -> None:
    """Where the sun stands at sunset, or stood by day, the evening's sky has cells of its own; its clouds have not."""
    found = places.survey(("meadow",))
    painter = Places(replace(PRESETS["tiny"], known=len(found.patches_NX), own=len(found.which)))
    painter.keep(*(torch.from_numpy(t) for t in (found.own, found.which, found.rows)))
    rows, columns = SHEET
    changes, sheets = {}, {}
    for hour in ("day", "sunset"):
        painting = backdrop("meadow", hour, *SHAPES["landscape"], 2, "clear", "flat")
        sheets[hour] = places.cut(painting, -columns // 2, *SHEET)[0]
        cells = places.cells_of(sheets[hour]).astype(np.int16)
        changes[hour] = cells - np.median(cells[:, :, ::4], axis=2).astype(np.int16)[:, :, None]
    scene = torch.tensor([[CONCEPTS["place", "meadow"], CONCEPTS["hour", "sunset"]]])
    first = torch.full((1, len(PLANES)), -columns // 2)
    _, base = painter.numbers(scene, torch.tensor([2]), first, rows - 2, columns)
    as_by_day = (base[0, 0] == 0).numpy()
    there = places.differs(changes["day"]) & places.in_sight(sheets["day"])
    other = places.unexplained(changes["day"], changes["sunset"], there)[0, 1:-1]
    sky = there[0, 1:-1] & places.in_sight(sheets["sunset"])[0, 1:-1]
    assert (sky & as_by_day).sum() > 20
    assert (sky & other).sum() > 4 and not (sky & other & as_by_day).any()


@pytest.mark.parametrize("painter", PAINTERS)
def test_an_error_falls(painter: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(GROUPS, TINY.group, KIND_NAMES)
    lesson = lesson_of(painter, TINY, seed=1)
    pupil = Pupil(lesson, tmp_path)
    with torch.no_grad():
        before = lesson.check()
    losses = [pupil.learn(4e-3) for _ in range(80)]
    with torch.no_grad():
        after = lesson.check()
    if painter == "sprites":  # batches of two figures are too different for their losses to tell
        assert after["shown"] < 0.5 * before["shown"]
    else:
        assert np.mean(losses[-8:]) < 0.8 * np.mean(losses[:4])


def test_a_lesson_goes_on_where_it_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same pictures in two stretches or in one give the same weights."""
    monkeypatch.setitem(GROUPS, TINY.group, KIND_NAMES)
    torch.set_num_threads(1)
    fixed = sprites.School(KIND_NAMES, 5, 16, sprites.Atlas(KIND_NAMES)).batch(8)

    def pupil(folder: Path) -> Pupil:
        lesson = lesson_of("sprites", TINY, seed=1)
        assert isinstance(lesson.model, Sprites)
        model = lesson.model

        def loss() -> torch.Tensor:
            points, seen, colour = sprites.losses(model, fixed)
            return points + seen + colour

        return Pupil(replace(lesson, loss=loss), folder)

    whole, first = pupil(tmp_path / "whole"), pupil(tmp_path / "parts")
    for _ in range(6):
        whole.learn(1e-3)
    for _ in range(3):
        first.learn(1e-3)
    first.save()
    second = pupil(tmp_path / "parts")
    for _ in range(3):
        second.learn(1e-3)
    assert second.step == whole.step == 6
    for name, value in whole.lesson.model.state_dict().items():
        assert torch.equal(value, second.lesson.model.state_dict()[name]), name
        assert torch.equal(whole.ema[name], second.ema[name]), name


def test_both_painters_learn_side_by_side(tmp_path: Path) -> None:
    lines = [json.loads(line) for line in study(TINY, tmp_path, minutes=0.05)]
    assert {line["lesson"] for line in lines} == set(PAINTERS) and all(line["step"] > 0 for line in lines)
    assert all((tmp_path / f"{painter}.pt").exists() for painter in PAINTERS)
    assert {"psnr"} <= set(lines[-1])


def test_presets_have_painters() -> None:
    for preset in PRESETS.values():
        assert preset.sprites > 0 and preset.scenery % 2 == 0


def test_decibels() -> None:
    assert decibels(0.01) == pytest.approx(20) and decibels(0) == pytest.approx(100)


def test_lessons_go_on_from_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was exported is taken up, with its counts; lessons that have begun, or other sizes, are left alone."""
    monkeypatch.setitem(GROUPS, TINY.group, KIND_NAMES)
    first, second = tmp_path / "first", tmp_path / "second"
    for painter in PAINTERS:
        pupil = Pupil(lesson_of(painter, TINY, seed=3), first)
        pupil.learn(1e-3)
        pupil.worked = 60.0
        pupil.save()
    weights = export(TINY, first, "S")[0]
    assert take_up(TINY, second, weights) and not take_up(TINY, second, weights)
    taken = Pupil(lesson_of("sprites", TINY, seed=4), second)
    assert (taken.step, taken.worked) == (1, 60.0)
    learnt = torch.load(first / "sprites.pt", weights_only=True)["ema"]
    for name, value in taken.lesson.model.state_dict().items():
        assert torch.allclose(value, learnt[name], rtol=1e-2, atol=1e-3), name
    taken.learn(1e-3)
    assert not take_up(RECIPES["S"], tmp_path / "third", weights)


def test_workers_draw_other_figures_than_one_another() -> None:
    """Each worker is a stream of its own; the streams are taken in turn."""

    def source(seed: int) -> Callable[[], int]:
        numbers = iter(range(seed, seed + 100))
        return lambda: next(numbers)

    alone, two = feed(source, 7), feed(source, 7, workers=2)
    assert [alone() for _ in range(3)] == [7, 8, 9]
    drawn = [two() for _ in range(6)]
    assert drawn[::2] == [7, 8, 9] and drawn[1::2] == [n + drawn[1] for n in range(3)] and drawn[1] > 1000
