"""The field: what is told about each individual and the place is heard, where it stands and nowhere else."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
import torch
from torch import Tensor

from onetake.model.condition import CAMERA_FEATURES, CAMERA_MOTION, TRACK_GEOMETRY, TRACK_MOTION, Condition
from onetake.model.field import (
    NEAR_U,
    NEAR_V,
    PARALLAXES,
    RING,
    RING_OCTAVES,
    TEXT_WIDTH,
    Coordinates,
    Field,
    fourier,
    grid,
)
from onetake.types import VARIANTS

CELLS, ROWS, COLUMNS = 6, 4, 6
CELL = 1 / (2 * ROWS)
"""Side of a cell in stage units: the picture is four patches high, a patch is two cells."""
HEIGHT = 0.3


@pytest.fixture(scope="module")
def field() -> Field:
    """A field in which nothing is zero."""
    torch.manual_seed(0)
    made = Field(CELLS, 24).eval().requires_grad_(False)
    made.variant.normal_()
    for p in made.parameters():
        p.mul_(2)  # a little louder than at the start: what is heard is to show
    return made


@pytest.fixture(scope="module")
def entities() -> Tensor:
    """Vectors of two texts' slots, (2 samples, 2 texts, 4 slots, TEXT_WIDTH)."""
    return torch.randn(2, 2, 4, TEXT_WIDTH, generator=torch.Generator().manual_seed(1))


def standing(*places: tuple[float, float]) -> Condition:
    """Two samples of two frames under a text each, somebody upright at every place (x, y of its feet)."""
    people = len(places)
    tracks = torch.zeros(2, 2, people, TRACK_GEOMETRY + TRACK_MOTION)
    tracks[..., TRACK_GEOMETRY:] = torch.randn(TRACK_MOTION, generator=torch.Generator().manual_seed(2))
    for i, (x, y) in enumerate(places):
        tracks[..., i, :TRACK_GEOMETRY] = torch.tensor([x, y, HEIGHT, 1, 1, 0, 1])
    no = torch.zeros(2, 2, 8, dtype=torch.long)
    text, slots = torch.tensor([[0, 1], [1, 1]]), torch.arange(1, people + 1).expand(2, -1)
    camera = torch.zeros(2, 2, CAMERA_FEATURES)
    return Condition(no, no, no, text, tracks, slots, camera, slots * 0, torch.zeros(2, dtype=torch.long))


TWO = standing((-0.35, 0.2), (0.3, 0.35))


def tracked(c: Condition, individual: int, feature: int, value: float) -> Condition:
    tracks = c.tracks_BTEF.clone()
    tracks[:, :, individual, feature] = value
    return replace(c, tracks_BTEF=tracks)


def filmed(c: Condition, feature: int, value: float) -> Condition:
    camera = c.camera_BTC.clone()
    camera[..., CAMERA_MOTION + feature] = value
    return replace(c, camera_BTC=camera)


def near(x: float, y: float) -> Tensor:
    """Cells that somebody upright there may reach, (2 ROWS, 2 COLUMNS)."""
    at = grid(2 * ROWS, 2 * COLUMNS, 8, torch.device("cpu"))
    return ((at[..., 0] - x).abs() < NEAR_U * HEIGHT) & ((at[..., 1] - (y - HEIGHT / 2)).abs() < NEAR_V * HEIGHT)


def shown(field: Field, c: Condition, entities: Tensor) -> Tensor:
    out: Tensor = field(c, entities, ROWS, COLUMNS)
    return out


def test_cells_of_a_picture(field: Field, entities: Tensor) -> None:
    out = shown(field, TWO, entities)
    assert out.shape == (2, 2, 2 * ROWS, 2 * COLUMNS, CELLS) and torch.isfinite(out).all()
    at = grid(2 * ROWS, 2 * COLUMNS, 8, torch.device("cpu"))
    assert torch.allclose(at.mean((0, 1)), torch.zeros(2), atol=1e-6)
    assert torch.allclose(at[1, 1] - at[0, 0], torch.full((2,), CELL))
    tall = grid(2 * COLUMNS, 2 * ROWS, 8, torch.device("cpu"))
    assert torch.allclose(tall, at.transpose(0, 1).flip(-1))


def test_who_is_invisible_changes_nothing(field: Field, entities: Tensor) -> None:
    alone = shown(field, standing((-0.35, 0.2)), entities)
    assert torch.allclose(shown(field, tracked(TWO, 1, 6, 0), entities), alone, atol=1e-5)
    dropped = TWO.tracks_BTEF * torch.tensor([1.0, 0.0])[:, None]  # as training leaves a track out: all of it is zero
    assert torch.allclose(shown(field, replace(TWO, tracks_BTEF=dropped), entities), alone, atol=1e-5)
    outside = shown(field, tracked(tracked(TWO, 1, 0, 9.0), 1, 1, 9.0), entities)
    assert torch.allclose(outside, alone, atol=1e-5)


def test_without_anybody_only_the_place_is_left(field: Field, entities: Tensor) -> None:
    empty = shown(field, replace(TWO, tracks_BTEF=TWO.tracks_BTEF * 0), entities)
    others = entities.clone()
    others[:, :, 1:] = 0  # whoever they are: they are not there
    assert torch.equal(shown(field, replace(TWO, tracks_BTEF=TWO.tracks_BTEF * 0), others), empty)
    both = shown(field, TWO, entities)
    changed = (both - empty).abs().amax((0, 1, -1)) > 1e-6
    reach = near(-0.35, 0.2) | near(0.3, 0.35)
    assert not changed[~reach].any() and changed[reach].float().mean() > 0.9


def test_who_moves_by_a_cell_takes_the_features_along(field: Field, entities: Tensor) -> None:
    still = entities.clone()
    still[:, :, 0] = 0
    nowhere = replace_place(field)
    one = nowhere(standing((-0.35, 0.2)), still, ROWS, COLUMNS)
    for right, down in ((1, 0), (0, -2), (3, -1)):
        moved = nowhere(standing((-0.35 + right * CELL, 0.2 + down * CELL)), still, ROWS, COLUMNS)
        back = moved.roll((-down, -right), (2, 3))
        assert torch.allclose(back[:, :, 2:7, :8], one[:, :, 2:7, :8], atol=1e-4)
        assert not torch.allclose(moved[:, :, 2:7, :8], one[:, :, 2:7, :8], atol=1e-2)


def replace_place(field: Field) -> Field:
    """The same individuals at a place without any feature."""
    new = Field(CELLS, 24).eval().requires_grad_(False)
    new.load_state_dict(field.state_dict())
    new.place.out.weight.zero_()
    assert new.place.out.bias is not None
    new.place.out.bias.zero_()
    return new


def test_who_is_twice_as_tall_is_the_same_at_twice_the_distance(field: Field, entities: Tensor) -> None:
    """Everything about an individual is in its own height: a net over coordinates never has to learn sizes."""
    nowhere = replace_place(field)
    c = standing((0.0, HEIGHT / 2))  # its middle is the picture's
    small = nowhere(c, entities, 8, 8)
    large = nowhere(tracked(tracked(c, 0, 2, 2 * HEIGHT), 0, 1, HEIGHT), entities, 4, 4)
    assert torch.allclose(small[:, :, 4:12, 4:12], large, atol=1e-4)


def test_facing_mirrors(field: Field, entities: Tensor) -> None:
    nowhere = replace_place(field)
    c = standing((0.0, 0.2))
    right, left = (nowhere(tracked(c, 0, 3, facing), entities, ROWS, COLUMNS) for facing in (1.0, -1.0))
    assert torch.allclose(left, right.flip(3), atol=1e-5) and not torch.allclose(left, right, atol=1e-2)


def test_angle_turns(field: Field, entities: Tensor) -> None:
    """A quarter turn clockwise brings what is above to the right."""
    nowhere = replace_place(field)
    c = standing((0.0, HEIGHT / 2))
    upright = nowhere(c, entities, 4, 4)
    turned = nowhere(tracked(tracked(c, 0, 4, 0.0), 0, 5, 1.0), entities, 4, 4)
    assert torch.allclose(turned, upright.rot90(-1, (2, 3)), atol=1e-4)
    assert not torch.allclose(turned, upright, atol=1e-2)


def x_of_the_nearest(field: Field, c: Condition, entities: Tensor) -> Tensor:
    """What the place is told of x in the layer that moves with the camera."""
    seen: list[Tensor] = []
    hook = field.place.register_forward_pre_hook(lambda _, told: seen.append(told[0]))
    shown(field, c, entities)
    hook.remove()
    layer = 2 * RING_OCTAVES
    return seen[0][..., (len(PARALLAXES) - 1) * layer : len(PARALLAXES) * layer]


def test_a_place_repeats_after_the_ring(field: Field, entities: Tensor) -> None:
    """Its nearest layer does; one that moves by a share of the way, after as many rings as make that whole."""
    empty = replace(TWO, tracks_BTEF=TWO.tracks_BTEF * 0)
    start, half, ring = (x_of_the_nearest(field, filmed(empty, 0, far), entities) for far in (0.0, RING / 2, RING))
    assert torch.allclose(start, ring, atol=1e-3) and not torch.allclose(start, half, atol=0.5)
    whole = next(n for n in range(1, 99) if all(abs(n * p - round(n * p)) < 1e-6 for p in PARALLAXES))
    one, two, other = (shown(field, filmed(empty, 0, far * RING), entities) for far in (0, whole, whole / 2 + 0.3))
    assert torch.allclose(one, two, atol=0.02 * float(one.abs().max())) and not torch.allclose(one, other, atol=0.1)


@pytest.mark.parametrize("feature", range(3))
def test_the_camera_is_heard(feature: int, field: Field, entities: Tensor) -> None:
    empty = replace(TWO, tracks_BTEF=TWO.tracks_BTEF * 0)
    one, two = (shown(field, filmed(empty, feature, value), entities) for value in (0.0, 0.4))
    assert not torch.allclose(one, two, atol=1e-2)
    # Individuals are told where they are on the screen: for them the camera is nobody.
    nowhere = replace_place(field)
    assert torch.equal(shown(nowhere, filmed(TWO, feature, 0.4), entities), shown(nowhere, TWO, entities))


def test_a_camera_that_moves_by_a_cell_brings_the_nearest_layer_along(field: Field, entities: Tensor) -> None:
    empty = replace(TWO, tracks_BTEF=TWO.tracks_BTEF * 0)
    one, two = (x_of_the_nearest(field, filmed(empty, 0, far), entities) for far in (0.0, 2 * CELL))
    assert torch.allclose(two[:, :, :, :-1], one[:, :, :, 1:], atol=1e-4)  # places come by patches of two cells


def loud(entities: Tensor, slot: int) -> Tensor:
    other = entities.clone()
    other[:, :, slot] += 1
    return other


def reaches(one: Tensor, two: Tensor) -> Tensor:
    """Cells that differ anywhere, (2 ROWS, 2 COLUMNS)."""
    return (one - two).abs().amax((0, 1, -1)) > 1e-6


def test_words_and_light_are_heard(field: Field, entities: Tensor) -> None:
    both, nowhere = shown(field, TWO, entities), replace_place(field)
    told = reaches(shown(field, TWO, loud(entities, 2)), both)
    assert told.any() and not told[~near(0.3, 0.35)].any()  # who an individual is shows where it stands
    assert not reaches(shown(field, TWO, loud(entities, 3)), both).any()  # and nobody stands for this one
    assert reaches(shown(field, TWO, loud(entities, 0)), both).all()
    light = reaches(shown(nowhere, TWO, loud(entities, 0)), shown(nowhere, TWO, entities))
    assert light[near(0.3, 0.35)].float().mean() > 0.9  # individuals stand in the light of their place


@pytest.mark.parametrize("feature", range(TRACK_MOTION))
def test_how_somebody_moves_is_heard(feature: int, field: Field, entities: Tensor) -> None:
    told = reaches(shown(field, tracked(TWO, 0, TRACK_GEOMETRY + feature, 1.5), entities), shown(field, TWO, entities))
    assert told.any() and not told[~near(-0.35, 0.2)].any()


@pytest.mark.parametrize("variant", range(1, VARIANTS))
def test_variants_are_heard(variant: int, field: Field, entities: Tensor) -> None:
    before = shown(field, TWO, entities)
    looks = TWO.variant_BE.clone()
    looks[:, 1] = variant
    told = reaches(shown(field, replace(TWO, variant_BE=looks), entities), before)
    assert told.any() and not told[~near(0.3, 0.35)].any()
    elsewhere = torch.tensor([0, variant])
    place = shown(field, replace(TWO, set_B=elsewhere), entities)
    assert torch.allclose(place[0], before[0], atol=1e-6) and not torch.allclose(place[1], before[1], atol=1e-2)


def test_a_frame_is_told_by_its_own_text(field: Field, entities: Tensor) -> None:
    other = entities.clone()
    other[:, 0] += 1
    change = (shown(field, TWO, other) - shown(field, TWO, entities)).abs().amax((2, 3, 4)) > 1e-6
    assert change.tolist() == [[b == 0 for b in beats] for beats in TWO.text_BT.tolist()]


def test_a_sample_is_the_same_alone(field: Field, entities: Tensor) -> None:
    c = tracked(TWO, 0, 0, 0.1)
    tracks = c.tracks_BTEF.clone()
    tracks[1, :, :, 0] += 0.2
    c = replace(c, tracks_BTEF=tracks, variant_BE=torch.tensor([[0, 1], [2, 1]]), set_B=torch.tensor([2, 0]))
    together = shown(field, c, entities)
    for i in range(2):
        own = replace(c, **{f.name: getattr(c, f.name)[i : i + 1] for f in fields(c)})
        assert torch.allclose(shown(field, own, entities[i : i + 1]), together[i : i + 1], atol=1e-5)


def test_whoever_is_in_front_can_cover(entities: Tensor) -> None:
    """Weights are the individuals' own: one that claims all of its cells hides the place and the other there."""
    torch.manual_seed(0)
    field = Field(CELLS, 24).requires_grad_(False)
    field.body.out.weight[-1], field.body.out.bias[-1] = 0, 99  # clamped, or nothing would be a number
    c, middle = standing((0.0, 0.2)), near(0.0, 0.2)
    tight = (grid(2 * ROWS, 2 * COLUMNS, 8, torch.device("cpu")) - torch.tensor([0.0, 0.05])).norm(dim=-1) < 0.15
    one = shown(field, c, entities)
    field.place.out.bias.add_(1)
    change = (shown(field, c, entities) - one).abs()
    assert float(change[:, :, tight].max()) < 1e-3 and torch.allclose(change[:, :, ~middle], torch.tensor(1.0))


def test_gradients_reach_everything(entities: Tensor) -> None:
    torch.manual_seed(0)
    field, told = Field(CELLS, 24), entities.clone().requires_grad_()
    c = replace(TWO, variant_BE=torch.tensor([[0, 1], [2, 1]]), set_B=torch.tensor([2, 0]))
    c.tracks_BTEF.requires_grad_()
    torch.autograd.backward(shown(field, c, told).square().mean())
    for name, p in field.named_parameters():
        assert p.grad is not None and p.grad.flatten(1 if p.ndim > 1 else 0).abs().sum(-1).all(), name
    assert told.grad is not None and told.grad[:, :, :3].abs().sum(-1)[1, 1].all()


def test_coordinates_are_modulated() -> None:
    torch.manual_seed(0)
    net = Coordinates(2, 5, 8, 3)
    places, told = torch.randn(7, 2), torch.randn(7, 5)
    modulations = net.tell(told)
    assert {m.shape for m in modulations} == {(7, 8)}
    out = net(places, modulations)
    assert out.shape == (7, 3)
    for i in range(len(modulations)):  # every one of them counts
        without = [torch.zeros_like(m) if i == j else m for j, m in enumerate(modulations)]
        assert not torch.allclose(net(places, without), out, atol=1e-4), i


def test_waves_of_a_number() -> None:
    waves = fourier(torch.tensor([[0.25, -1.0]]), 2)
    assert waves.shape == (1, 10)
    root = 0.5**0.5
    expected = torch.tensor([0.25, root, 1.0, root, 0.0, -1.0, 0.0, 0.0, -1.0, 1.0])
    assert torch.allclose(waves[0], expected, atol=1e-6)
