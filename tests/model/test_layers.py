"""The collage: everyone where the layout says, through the camera, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import torch

from onetake.model.condition import Condition
from onetake.model.layers import Layers
from onetake.model.presets import Preset
from onetake.model.sprites import INKS, SPRITE, Sprites, painted
from onetake.model.transformer import Denoiser
from onetake.plan import make_plan
from onetake.take import condition_of

Models = Callable[..., Denoiser]
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
    grey = torch.full((1, 4, 3, 112, 192), 0.5)
    tracks = told.tracks_BTEF[:, :1].clone()
    tracks[..., 0], tracks[..., 3], tracks[..., 11 + 7 : 15 + 7] = 0, 1, 0
    one = replace(told.frames(0, 1), tracks_BTEF=tracks)
    left = tracks.clone()
    left[..., 3] = -1
    with torch.no_grad():
        right, other = (layers._figures(c, grey) for c in (one, replace(one, tracks_BTEF=left)))
    assert torch.allclose(right.flip(-1), other, atol=1e-4) and not torch.allclose(right, other, atol=1e-2)


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


def test_choices_stay_crisp_when_enlarged() -> None:
    """Two inks side by side: enlarged before choosing, the edge is as steep as it was."""
    logits = torch.full((1, INKS, 8, 8), -20.0)
    logits[:, 1, :, :4], logits[:, 2, :, 4:] = 20.0, 20.0
    inks = torch.zeros(1, INKS, 3)
    inks[:, 2] = 1
    small, large = painted(logits, inks), painted(logits, inks, 4)
    assert small.shape == (1, 4, 8, 8) and large.shape == (1, 4, 32, 32)
    between = (large[0, 0, 16] > 0.05) & (large[0, 0, 16] < 0.95)
    assert int(between.sum()) <= 2 and torch.allclose(large[:, 3], torch.ones(1, 32, 32), atol=1e-4)


def test_the_first_ink_is_nothing() -> None:
    logits = torch.full((1, INKS, 2, 2), -20.0)
    logits[:, 0] = 20.0
    assert not painted(logits, torch.ones(1, INKS, 3)).round(decimals=4).any()


def test_everything_said_of_a_figure_is_heard(make_model: Models, small: Preset) -> None:
    sprites: Sprites = make_model(small).layers.sprites
    who, scene = torch.tensor([[5, 9, 0]]), torch.tensor([[20, 21, 22, 23]])
    zero = torch.zeros(1)

    def paint(w=who, s=scene, variant=0, phase=zero, state=zero):  # type: ignore[no-untyped-def]
        with torch.no_grad():
            return painted(*sprites.choices(w, s, torch.tensor([variant]), phase, state))

    before = paint()
    assert before.shape == (1, 4, SPRITE, SPRITE)
    others = [
        paint(w=torch.tensor([[6, 9, 0]])), paint(w=torch.tensor([[5, 9, 3]])), paint(s=scene + 1), paint(variant=1),
        paint(phase=zero + 1), paint(state=zero + 0.5),
    ]  # fmt: skip
    assert all((before - other).abs().max() > 1e-3 for other in others)
    assert torch.allclose(before, paint(w=torch.tensor([[9, 5, 0]])), atol=1e-5)  # facts have no order
    assert torch.allclose(before, paint(phase=zero + 2 * np.pi), atol=1e-3)


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
