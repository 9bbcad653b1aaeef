"""The collage: everyone where the layout says, through the camera, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import torch

from onetake.media.scale import resize
from onetake.model.condition import Condition
from onetake.model.layers import Layers
from onetake.model.places import BASES, CELL, FORMS, RING, SHEET, SHEETS, UNIT, Places
from onetake.model.presets import Preset
from onetake.model.sprites import POINTS, SPRITE, Outlines, Sprites, fill, filled
from onetake.model.transformer import Denoiser
from onetake.plan import make_plan
from onetake.prompt.ontology import CONCEPTS, PLACES
from onetake.take import condition_of
from onetake.types import PLANES

Models = Callable[..., Denoiser]
PARK = list(PLACES).index("park")
PANDA = "A panda stands in a meadow"


@pytest.fixture(scope="module")
def layers(make_model: Models, small: Preset) -> Layers:
    return make_model(small).layers


@pytest.fixture(scope="module")
def told() -> Condition:
    return condition_of(make_plan(PANDA, seconds=1, seed=3))


def frames(layers: Layers, condition: Condition) -> torch.Tensor:
    with torch.no_grad():
        return layers(condition, 7, 12)[0]


def test_pictures_have_the_right_shape_and_range(layers: Layers, told: Condition) -> None:
    out = frames(layers, told)
    assert out.shape == (12, 3, 112, 192) and out.min() >= -1 and out.max() <= 1


def test_an_individual_changes_only_its_own_window(layers: Layers, told: Condition) -> None:
    hidden = replace(told, tracks_BTEF=torch.zeros_like(told.tracks_BTEF))
    change = (frames(layers, told) - frames(layers, hidden)).abs().amax(1)
    x, y, height = told.tracks_BTEF[0, 0, 0, :3].tolist()
    kind = int(told.ids_BKL[0, 0][told.fields_BKL[0, 0] == 1][0])
    reach = float(layers.sprites.reach[kind]) * height * 112 + 3
    column, row = 96 + x * 112, 56 + (y - height / 2) * 112
    rows, columns = torch.nonzero(change.amax(0) > 1e-3, as_tuple=True)
    assert len(rows) > 100
    assert abs(rows - row).max() <= reach and abs(columns - column).max() <= reach


def test_moving_a_figure_moves_its_picture(layers: Layers, told: Condition) -> None:
    """Sixteen pixels to the right, on a place that is the same everywhere."""
    tracks = told.tracks_BTEF.clone()
    tracks[..., 0] = -0.3
    moved = tracks.clone()
    moved[..., 0] += 16 / 112
    none = replace(told, tracks_BTEF=torch.zeros_like(tracks))
    bare = frames(layers, none)
    one = frames(layers, replace(told, tracks_BTEF=tracks)) - bare
    other = frames(layers, replace(told, tracks_BTEF=moved)) - bare
    alike = torch.nn.functional.cosine_similarity(one[0, :, :, :-16].flatten(), other[0, :, :, 16:].flatten(), dim=0)
    apart = torch.nn.functional.cosine_similarity(one[0].flatten(), other[0].flatten(), dim=0)
    assert alike > apart + 0.05


def test_facing_left_mirrors_the_figure(layers: Layers, told: Condition) -> None:
    tracks = told.tracks_BTEF[:, :1].clone()
    tracks[..., 0], tracks[..., 3], tracks[..., 11 + 7 : 15 + 7] = 0, 1, 0
    one = replace(told.frames(0, 1), tracks_BTEF=tracks)
    left = tracks.clone()
    left[..., 3] = -1

    def drawn(c: Condition) -> torch.Tensor:
        out = torch.full((4, 4, 112, 192), 0.5)
        for _, n, (x0, y0, x1, y1), seen in layers.figures(c, 112, 192):
            out[n, :, y0:y1, x0:x1] = seen
        return out

    with torch.no_grad():
        right, other = drawn(one), drawn(replace(one, tracks_BTEF=left))
    # Filling rounds a quarter of a pixel to one side.
    assert (right.flip(-1) - other).abs().mean() < 0.1 * (right - other).abs().mean()


def test_who_is_nearer_covers(layers: Layers) -> None:
    c = condition_of(make_plan("A panda and a lion stand in a meadow", seconds=1, seed=3))
    tracks = c.tracks_BTEF.clone()
    tracks[..., 0], tracks[..., 2] = 0.0, 0.4
    results = []
    for depths in ((0.2, 0.8), (0.8, 0.2)):
        tracks[:, :, :2, -1] = torch.tensor(depths)
        results.append(frames(layers, replace(c, tracks_BTEF=tracks.clone())))
    assert (results[0] - results[1]).abs().max() > 1e-3


def test_a_place_looks_the_same_from_wherever_it_is_seen(layers: Layers, told: Condition) -> None:
    """A camera that moves by a whole cell sees the same cells, one further on."""
    bare = replace(told, tracks_BTEF=torch.zeros_like(told.tracks_BTEF)).frames(0, 1)
    camera = bare.camera_BTC.clone()
    camera[..., 4:] = 0
    moved = camera.clone()
    moved.view(1, 1, -1)[..., 4:] = torch.tensor([16 / 112, 0, 0]).repeat(4 * 4)
    one, other = (frames(layers, replace(bare, camera_BTC=eye)) for eye in (camera, moved))
    assert torch.allclose(one[..., 16:], other[..., :-16], atol=2e-3)
    assert not torch.allclose(one[..., :-16], other[..., :-16], atol=1e-2)


def test_a_batch_changes_nothing(layers: Layers) -> None:
    plans = [make_plan(text, seconds=1, seed=2) for text in (PANDA, "Two dogs run on the beach, the camera pans right")]
    one, two = (condition_of(p).trimmed() for p in plans)
    people, length = two.slot_BE.shape[1], max(one.ids_BKL.shape[-1], two.ids_BKL.shape[-1])

    def wide(c: Condition) -> Condition:
        more, longer = people - c.slot_BE.shape[1], length - c.ids_BKL.shape[-1]
        pad = torch.nn.functional.pad
        return replace(
            c, ids_BKL=pad(c.ids_BKL, (0, longer)), slots_BKL=pad(c.slots_BKL, (0, longer)),
            fields_BKL=pad(c.fields_BKL, (0, longer)), tracks_BTEF=pad(c.tracks_BTEF, (0, 0, 0, more)),
            slot_BE=pad(c.slot_BE, (0, more)), variant_BE=pad(c.variant_BE, (0, more)),
        )  # fmt: skip

    both = [wide(c) for c in (one, two)]
    names = [n for n, v in vars(both[0]).items() if isinstance(v, torch.Tensor)]
    together = Condition(*(torch.cat([getattr(c, n) for c in both]) for n in names))
    with torch.no_grad():
        batch = layers(together, 7, 12)
    for i, c in enumerate((one, two)):
        assert torch.allclose(batch[i], frames(layers, c), atol=2e-3)


def test_everything_said_of_a_figure_is_heard(make_model: Models, small: Preset) -> None:
    sprites: Sprites = make_model(small).layers.sprites
    panda, lion, dance, walk = (CONCEPTS[fact] for fact in (("kind", "panda"), ("kind", "lion"), ("verb", "dance"),
                                                            ("verb", "walk")))  # fmt: skip
    who, scene, zero = torch.tensor([[panda, dance, 0]]), torch.tensor([[20, 21, 22, 23]]), torch.zeros(1)

    def draw(w=who, s=scene, variant=0, phase=zero, state=zero):  # type: ignore[no-untyped-def]
        pose = sprites.hear(w, s, torch.tensor([variant]), phase, state)
        slots = sprites.slots(w)
        parts = (sprites.points(pose, *slots), sprites.colours(pose, *slots), sprites.visible(pose, *slots))
        return torch.cat([part.detach().flatten() for part in parts])

    before = draw()
    others = [
        draw(w=torch.tensor([[lion, dance, 0]])), draw(w=torch.tensor([[panda, walk, 0]])), draw(s=scene + 1),
        draw(variant=1), draw(phase=zero + 1), draw(state=zero + 0.5),
    ]  # fmt: skip
    assert all((before - other).abs().max() > 1e-4 for other in others)
    assert torch.allclose(before, draw(w=torch.tensor([[dance, panda, 0]])), atol=1e-5)  # facts have no order
    assert torch.allclose(before, draw(phase=zero + 2 * np.pi), atol=1e-3)
    assert not len(sprites.slots(torch.tensor([[dance, 0, 0]]))[0])  # who has no name has no outlines
    assert sprites.paint(who, scene, torch.tensor([0]), zero, zero).shape == (1, 4, SPRITE, SPRITE)


def square(low: float, high: float) -> torch.Tensor:
    """The outline of a square, counter-clockwise."""
    corners = torch.tensor([[low, low], [high, low], [high, high], [low, high]])
    return corners.repeat_interleave(POINTS // 4, 0)


def test_outlines_are_filled_where_they_are_and_the_last_covers() -> None:
    """A half of the window, half a pixel more, and a smaller square before it; a second figure has nothing."""
    points = torch.stack([square(0.0, 0.5 + 1 / 64), square(0.25, 0.5)])
    drawn = Outlines(torch.tensor([0, 0]), points, torch.tensor([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]))
    rgba = filled(drawn, torch.tensor([0.5, 0.5]), 32)
    assert rgba.shape == (2, 4, 32, 32) and not rgba[1].any()
    red, blue, alpha = rgba[0, 0], rgba[0, 2], rgba[0, 3]
    assert torch.allclose(alpha[16:, 16:], torch.ones(16, 16)) and not alpha[:, :15].any() and not alpha[:15].any()
    assert torch.allclose(alpha[15, 16:], torch.full((16,), 0.5), atol=0.3)  # half a pixel, to a quarter
    assert blue[17:23, 25:31].min() == 1 and red[17:23, 25:31].max() == 0 and red[30, 20] == 1
    whole = fill([[0.0, 0.0, 4.0, 0.0, 4.0, 4.0, 0.0, 4.0]], [[9, 9, 9]], (0, 0, 4, 4))
    part = fill([[0.0, 0.0, 4.0, 0.0, 4.0, 4.0, 0.0, 4.0]], [[9, 9, 9]], (2, 1, 4, 4))
    assert np.array_equal(whole[1:, 2:], part)


def test_an_empty_stage_is_painted(layers: Layers, told: Condition) -> None:
    """No individual at all: the place alone, as if everyone were hidden."""
    nobody = replace(
        told, tracks_BTEF=told.tracks_BTEF[:, :, :0], slot_BE=told.slot_BE[:, :0], variant_BE=told.variant_BE[:, :0]
    )
    hidden = replace(told, tracks_BTEF=torch.zeros_like(told.tracks_BTEF))
    assert torch.equal(frames(layers, nobody), frames(layers, hidden))


def test_without_words_there_is_a_picture_too(layers: Layers, told: Condition) -> None:
    wordless = told.without_text()
    none = replace(wordless, ids_BKL=wordless.ids_BKL[..., :0], slots_BKL=wordless.slots_BKL[..., :0],
                   fields_BKL=wordless.fields_BKL[..., :0])  # fmt: skip
    assert torch.equal(frames(layers, none), frames(layers, wordless))


def kept(places: Places) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Some cells of the park have codes of their own: by day, at night, and one in a portrait."""
    own = torch.zeros(len(BASES), FORMS, *SHEETS, *SHEET, dtype=torch.bool)
    chance = torch.Generator().manual_seed(1)
    own[0, 0, PARK, 1, :, :, 40:70] = torch.rand(len(PLANES), SHEET[0], 30, generator=chance) < 0.8
    own[1, 0, PARK, 1, 0, 4, 52] = own[0, 1, PARK, 1, 2, 5, 50] = True
    which = torch.arange(int(own.sum()), dtype=torch.int32) % 150 + 40
    rows = torch.arange(SHEET[0], dtype=torch.int32).expand(FORMS, *SHEETS, -1).contiguous()
    places.keep(own, which, rows)
    return own, which, rows


def test_a_cell_has_the_same_code_from_wherever_it_is_seen(make_model: Models, small: Preset) -> None:
    """Whatever cell a view begins with, and however far round; where it has none of its own, its row's; facts may come
    in any order."""
    places = make_model(small).layers.places
    own, _, _ = kept(places)
    scene = torch.tensor([[CONCEPTS["hour", "day"], CONCEPTS["place", "park"]]])
    variant, planes = torch.tensor([1]), len(PLANES)

    def seen(first: int, rows: int = 10, facts: torch.Tensor = scene) -> tuple[torch.Tensor, torch.Tensor]:
        return places.numbers(facts, variant, torch.full((1, planes), first), rows, 13)

    one, base = seen(-6)
    two, _ = seen(-4, 12, scene.flip(1))
    assert torch.equal(one[:, :, :, 2:], two[:, :, 1:-1, :-2]) and not base.any()
    assert torch.equal(one[0] >= 40, own[0, 0, PARK, 1, :, 3:13, 50:63])
    assert torch.equal(seen(40)[0][0, 0, :, 0], torch.arange(3, 13))  # of the rows
    assert torch.equal(seen(-6 + RING * UNIT // CELL)[0], one)
    tall, _ = seen(-6, SHEET[0])
    assert (tall[:, :, 3:13] != one).nonzero().tolist() == [[0, 2, 2, 0]]


def test_some_things_are_there_at_night_alone(make_model: Models, small: Preset) -> None:
    places = make_model(small).layers.places
    kept(places)
    first, park = torch.full((1, len(PLANES)), -6), CONCEPTS["place", "park"]

    def seen(hour: str, weather: str) -> tuple[torch.Tensor, torch.Tensor]:
        scene = torch.tensor([[park, CONCEPTS["hour", hour], CONCEPTS["weather", weather]]])
        return places.numbers(scene, torch.tensor([1]), first, 10, 13)

    (day, _), (night, base) = seen("day", "clear"), seen("night", "clear")
    assert (day != night).nonzero().tolist() == [[0, 0, 1, 2]] == (base == 1).nonzero().tolist()
    for hour, weather in (("night", "rain"), ("night", "storm"), ("day", "cloud"), ("sunset", "clear")):
        other, base = seen(hour, weather)
        assert torch.equal(other, day) and not base.any()


def test_there_is_room_for_so_many_codes(make_model: Models, small: Preset) -> None:
    places = make_model(small).layers.places
    own, _, rows = kept(places)
    with pytest.raises(ValueError, match=f"room for {small.own}"):
        places.keep(own, torch.zeros(small.own + 1, dtype=torch.int32), rows)


def test_a_cell_that_many_show_is_decoded_once(make_model: Models, small: Preset) -> None:
    """Cells alike share their work; each looks as it does alone."""
    places = make_model(small).layers.places
    scene = torch.tensor([[CONCEPTS["place", "park"], CONCEPTS["hour", "day"]]])
    number = torch.tensor([3, 5, 3, 5, 9, 3])[torch.randint(0, 6, (1, len(PLANES), 4, 5))]
    base, asked = torch.zeros_like(number), []

    def code(n: torch.Tensor) -> torch.Tensor:
        asked.append(n.tolist())
        return places.memory[n]

    whole = places.painted(scene, number, base, code)
    assert asked == [[3, 5, 9]] and whole.shape == (1, len(PLANES), 4, 4 * CELL, 5 * CELL)
    part = places.painted(scene, number[..., 2:4], base[..., 2:4], code)
    assert torch.allclose(part, whole[..., 2 * CELL : 4 * CELL], atol=1e-6)
    assert (whole[:, :, :3] <= whole[:, :, 3:] + 1e-6).all()  # premultiplied


def test_frames_of_any_size_are_the_same_picture(layers: Layers, told: Condition) -> None:
    asked = []

    def way(frames: np.ndarray, width: int, height: int) -> np.ndarray:
        asked.append((len(frames), width, height))
        return resize(frames, width, height)

    c = told.frames(0, 2)
    with torch.no_grad():
        native = (layers(c, 7, 12)[0] + 1) / 2
        same = torch.stack(list(layers.frames(c, (112, 192), 112, 192, way)))
        large = torch.stack(list(layers.frames(c, (112, 192), 224, 384, way)))
    assert float((same - native).abs().max()) < 0.6 / 255  # a place passes through bytes
    assert large.shape == (8, 3, 224, 384)
    small = torch.nn.functional.avg_pool2d(large, 2)
    assert float((small - native).abs().mean()) < 0.01
    assert asked == [(1, 192, 112), (1, 384, 224)]  # the camera rests: once is enough
