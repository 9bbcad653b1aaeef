"""The denoiser: golden numbers, batches that change nothing, and a cache that equals the dense mask."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from onetake.model.attention import rope, rope_angles
from onetake.model.codec import Codec
from onetake.model.condition import TRACK_GEOMETRY, TRACK_MOTION, Condition, Frames, contact, visibility
from onetake.model.presets import PRESETS, Preset
from onetake.model.transformer import Denoiser, Keys
from onetake.types import VARIANTS

GOLDEN = Path(__file__).parent / "golden.json"
Models, Conditions, Framing = Callable[..., Denoiser], Callable[..., Condition], Callable[..., Frames]


def numbers(*shape: int, seed: int = 0) -> Tensor:
    return torch.from_numpy(np.random.default_rng(seed).standard_normal(shape)).float()


def test_golden_numbers(make_model: Models, make_condition: Conditions, make_frames: Framing) -> None:
    """To write them anew after a meant change of architecture: delete the file's "values" and run this once."""
    golden = json.loads(GOLDEN.read_text())
    model = make_model(PRESETS["tiny"])
    z = numbers(2, 3, 2, 3, 384)
    level = torch.tensor([[0.9, 0.9, 0.9], [0.2, 0.2, 0.2]])
    with torch.no_grad():
        x, _ = model(z, make_frames(level, 2, 3), make_condition(2, 3))
    assert x.shape == z.shape
    at = np.random.default_rng(7).integers(0, x.numel(), 24)
    found = {
        "mean": float(x.mean()),
        "deviation": float(x.std()),
        "picked": [round(float(v), 6) for v in x.flatten()[at]],
        "per_frame": [round(float(v), 6) for v in x.square().mean((2, 3, 4)).flatten()],
    }
    if "values" not in golden:
        GOLDEN.write_text(json.dumps({**golden, "values": found}, indent=1) + "\n")
        pytest.fail("the golden numbers have been written; run again")
    for name, value in golden["values"].items():
        assert np.allclose(found[name], value, atol=golden["tolerance"], rtol=golden["tolerance"]), name


def test_parameters_keep_their_names() -> None:
    """Trained weights are read by name: a renamed layer would orphan them."""
    with torch.device("meta"):
        state = Denoiser(PRESETS["tiny"]).state_dict()
    golden = json.loads(GOLDEN.read_text())["parameters"]
    by_concept = (f"layers.sprites.{name}" for name in ("facts.weight", "reach", "first", "count"))
    painters = (
        *by_concept,
        "layers.places.facts.weight",
        "layers.places.falls.inks",
        "layers.places.memory",
        "layers.places.own",
        "layers.places.rows",
    )
    grow = {"text.concept.weight", *painters}  # with the ontology
    sizes = {k: list(v.shape) for k, v in state.items() if k not in grow}
    assert sizes == golden


def test_sizes_of_presets() -> None:
    for preset in PRESETS.values():
        assert preset.width % preset.heads == 0 and (preset.width // preset.heads) % 2 == 0
        assert preset.hidden % 32 == 0 and preset.hidden >= preset.width * 8 / 3


def test_a_new_model_is_the_best_linear_guess(
    small: Preset, make_condition: Conditions, make_frames: Framing, cosine_codec: Callable[[int], Codec]
) -> None:
    """Untrained, the network only mixes its input and what is painted as a Wiener filter would; known tokens pass."""
    torch.manual_seed(0)
    z, t = numbers(1, 3, 2, 2, 24), 0.7
    new = Denoiser(small).attach(cosine_codec(24))
    new.sigma.copy_(torch.linspace(0.5, 3, 24))
    torch.nn.init.zeros_(new.from_cells.bias)
    with torch.no_grad():
        x, cache = new(z, make_frames(torch.full((1, 3), t), 2, 2), make_condition(1, 3))
        clean, _ = new(z, make_frames(torch.zeros(1, 3), 2, 2), make_condition(1, 3))
    assert cache is None
    power = new.sigma.square()
    painted = new.tell(make_condition(1, 3), 2, 2).guess_BTHWZ * new.sigma
    keep = (1 - t) * power / ((1 - t) ** 2 * power + t**2)
    assert torch.allclose(x, keep * z + (1 - (1 - t) * keep) * painted, atol=1e-4)
    assert torch.allclose(clean, z, atol=1e-6)


def test_a_sample_is_the_same_alone(
    small: Preset, make_model: Models, make_condition: Conditions, make_frames: Framing
) -> None:
    model, z, condition = make_model(small), numbers(3, 3, 2, 3, 24), make_condition(3, 3, texts=2)
    level = torch.tensor([[0.9], [0.5], [0.1]]).expand(3, 3)
    frames = make_frames(level, 2, 3)
    with torch.no_grad():
        together, _ = model(z, frames, condition)
        for i in range(3):
            one = Condition(*(v[i : i + 1] for v in vars(condition).values() if isinstance(v, torch.Tensor)))
            alone, _ = model(z[i : i + 1], make_frames(level[i : i + 1], 2, 3), one)
            assert torch.allclose(alone[0], together[i], atol=1e-4)
            trimmed, _ = model(z[i : i + 1], make_frames(level[i : i + 1], 2, 3), one.trimmed())
            assert torch.allclose(trimmed[0], together[i], atol=1e-4)


def padded(c: Condition, columns: int, people: int, junk: float) -> Condition:
    """More columns of padding and more individuals that are not there, with junk where nothing may look."""
    b, t, _, f = c.tracks_BTEF.shape
    tail = torch.zeros(*c.ids_BKL.shape[:2], columns, dtype=torch.long)
    nobody = torch.full((b, t, people, f), junk)
    nobody[..., 6] = 0
    return replace(
        c,
        ids_BKL=torch.cat([c.ids_BKL, tail], -1),
        slots_BKL=torch.cat([c.slots_BKL, tail + 1], -1),
        fields_BKL=torch.cat([c.fields_BKL, tail + 3], -1),
        tracks_BTEF=torch.cat([c.tracks_BTEF, nobody], 2),
        slot_BE=torch.cat([c.slot_BE, torch.zeros(b, people, dtype=torch.long)], 1),
        variant_BE=torch.cat([c.variant_BE, torch.ones(b, people, dtype=torch.long)], 1),
    )


def test_padding_is_invisible(
    small: Preset, make_model: Models, make_condition: Conditions, make_frames: Framing
) -> None:
    model, z, frames = make_model(small), numbers(2, 3, 2, 2, 24), make_frames(torch.full((2, 3), 0.6), 2, 2)
    condition = make_condition(2, 3, texts=2)
    with torch.no_grad():
        plain, _ = model(z, frames, condition)
        more, _ = model(z, frames, padded(condition, 9, 3, 0.5))
    assert torch.allclose(plain, more, atol=1e-4)


def test_a_text_without_padding_needs_no_mask(
    small: Preset, make_model: Models, make_condition: Conditions, make_frames: Framing
) -> None:
    model, z, frames = make_model(small), numbers(1, 3, 2, 2, 24), make_frames(torch.full((1, 3), 0.6), 2, 2)
    condition = make_condition(1, 3)
    with torch.no_grad():
        masked, _ = model(z, frames, condition)
        exact, _ = model(z, frames, condition.exact())
    assert torch.allclose(masked, exact, atol=1e-4)


def test_nothing_may_be_said(
    small: Preset, make_model: Models, make_condition: Conditions, make_frames: Framing
) -> None:
    """A wordless condition without padding has no token at all."""
    model, z, frames = make_model(small), numbers(1, 3, 2, 2, 24), make_frames(torch.full((1, 3), 0.6), 2, 2)
    silent = make_condition(1, 3).without_text()
    with torch.no_grad():
        masked, _ = model(z, frames, silent)
        exact, _ = model(z, frames, silent.exact())
        kept = model.keys(z, frames, silent.exact())
    assert not silent.exact().ids_BKL.numel() and torch.allclose(masked, exact, atol=1e-4)
    assert all(torch.isfinite(k).all() for k in (*kept.k, *kept.v))


TOLD = ("ids", "slots", "tracks", "camera", "level", "time", "kind", "known", "text", "variant", "set")


@pytest.mark.parametrize("what", TOLD)
def test_everything_told_is_heard(
    what: str, small: Preset, make_model: Models, make_condition: Conditions, make_frames: Framing
) -> None:
    model, z, frames = make_model(small), numbers(1, 3, 2, 2, 24), make_frames(torch.full((1, 3), 0.6), 2, 2)
    c = replace(make_condition(1, 3, texts=2), text_BT=torch.zeros(1, 3).long())
    other, f = c, frames
    if what == "ids":
        other = replace(c, ids_BKL=torch.where(c.ids_BKL > 0, c.ids_BKL + 1, 0))
    elif what == "slots":
        other = replace(c, slots_BKL=torch.where(c.ids_BKL > 0, 3 - c.slots_BKL, 0))
    elif what == "tracks":
        other = replace(c, tracks_BTEF=c.tracks_BTEF * torch.tensor(0.5))
    elif what == "camera":
        other = replace(c, camera_BTC=-c.camera_BTC)
    elif what == "variant":
        other = replace(c, variant_BE=(c.variant_BE + 1) % VARIANTS)
    elif what == "set":
        other = replace(c, set_B=(c.set_B + 1) % VARIANTS)
    elif what == "text":
        other = replace(c, text_BT=torch.ones(1, 3).long())
    elif what == "level":
        f = replace(frames, level_BT=frames.level_BT / 2)
    elif what == "time":
        f = replace(frames, time_BT=frames.time_BT * 2)
    elif what == "kind":
        f = replace(frames, kind_BT=frames.kind_BT + 1)
    else:
        f = replace(frames, known_BTHW=~frames.known_BTHW)
    with torch.no_grad():
        before, _ = model(z, frames, c)
        after, _ = model(z, f, other)
    assert (before - after).abs().max() > 1e-3


def test_shuffled_weights_change_the_picture(
    small: Preset, make_model: Models, make_condition: Conditions, make_frames: Framing
) -> None:
    z, frames, condition = numbers(1, 3, 2, 2, 24), make_frames(torch.full((1, 3), 0.6), 2, 2), make_condition(1, 3)
    model = make_model(small)
    with torch.no_grad():
        before, _ = model(z, frames, condition)
        names = (
            "layers.places.decode.2.weight",
            "blocks.0.q.weight",
            "layers.sprites.film.weight",
            "text.layers.1.linear1.weight",
            "stem.0.first.weight",
        )
        for name in names:
            shuffled = make_model(small)
            weight = dict(shuffled.named_parameters())[name]
            order = torch.randperm(weight.numel(), generator=torch.Generator().manual_seed(0))
            weight.copy_(weight.flatten()[order].view_as(weight))
            after, _ = shuffled(z, frames, condition)
            assert (before - after).abs().max() > 1e-3, name


def test_rotary_attention_depends_on_distances_alone() -> None:
    q, k = numbers(1, 2, 12, 64), numbers(1, 2, 12, 64, seed=1)
    time = torch.tensor([[0, 1, 2]]).repeat_interleave(4, 1)
    scores = [
        rope(q, rope_angles(time + shift, 2, 2, 64)) @ rope(k, rope_angles(time + shift, 2, 2, 64)).transpose(-1, -2)
        for shift in (0, 5, -40)
    ]
    assert torch.allclose(scores[0], scores[1], atol=1e-4) and torch.allclose(scores[0], scores[2], atol=1e-4)
    angles = rope_angles(time, 2, 2, 64)
    assert angles.shape == (1, 12, 32)
    assert torch.allclose(rope(q, angles).norm(dim=-1), q.norm(dim=-1), atol=1e-4)
    assert torch.allclose(rope(rope(q, angles), -angles), q, atol=1e-5)


def turned(cache: Keys, time_BN: Tensor, rows: int, columns: int, head: int) -> list[tuple[Tensor, Tensor]]:
    angles = rope_angles(time_BN, rows, columns, head)
    return [(rope(k, angles), v) for k, v in zip(cache.k, cache.v, strict=True)]


def known_then_drawn(level_known: float, level_drawn: float, rows: int, columns: int, frames: int = 3) -> Frames:
    """A finished chunk at times -3 … -1 and one being drawn at 0 … 2, in one dense pass."""
    chunk = torch.tensor([[0] * frames + [1] * frames])
    level = torch.where(chunk == 0, level_known, level_drawn)
    none = torch.zeros(1, 2 * frames, rows, columns, dtype=torch.bool)
    return Frames(
        torch.arange(-frames, frames)[None], chunk, level, chunk == 0, torch.zeros_like(chunk, dtype=torch.bool),
        torch.zeros_like(chunk), none, ~none,
    )  # fmt: skip


@pytest.mark.parametrize("level_known", [0.0, 0.15])
def test_a_cache_equals_the_dense_mask(
    level_known: float, small: Preset, make_model: Models, make_condition: Conditions, make_frames: Framing
) -> None:
    model, rows, columns = make_model(small), 2, 3
    z, condition = numbers(1, 6, rows, columns, 24), make_condition(1, 6, texts=2)
    condition = replace(condition, text_BT=torch.tensor([[0, 0, 0, 1, 1, 1]]))
    frames = known_then_drawn(level_known, 0.8, rows, columns)
    head = small.width // small.heads
    with torch.no_grad():
        dense, _ = model(z, frames, condition, visibility(frames, 1))
        before = make_frames(torch.full((1, 3), level_known), rows, columns, first=-3)
        first, cache = model(z[:, :3], before, condition.frames(0, 3), collect=True)
        assert cache is not None and cache.k[0].shape == (1, small.heads, 3 * rows * columns, head)
        context = turned(cache, cache.time_BN, rows, columns, head)
        after = make_frames(torch.full((1, 3), 0.8), rows, columns)
        second, _ = model(z[:, 3:], after, condition.frames(3, 6), context=context)
        blind, _ = model(z[:, 3:], after, condition.frames(3, 6))
    assert torch.allclose(first, dense[:, :3], atol=1e-4)
    assert torch.allclose(second, dense[:, 3:], atol=1e-4)
    assert (blind - second).abs().max() > 1e-3


def test_cached_keys_can_be_turned_to_any_time(
    small: Preset, make_model: Models, make_condition: Conditions, make_frames: Framing
) -> None:
    """Keys read at times 0 … 2 serve a chunk three frames later: they are kept un-roped. (Texts have no time of
    their own, so this is exact without words.)"""
    model, rows, columns = make_model(small), 2, 3
    z, condition = numbers(1, 6, rows, columns, 24), make_condition(1, 6)
    condition = replace(condition, ids_BKL=torch.zeros_like(condition.ids_BKL))
    frames = known_then_drawn(0.0, 0.8, rows, columns)
    with torch.no_grad():
        dense, _ = model(z, frames, condition, visibility(frames, 1))
        at_zero = make_frames(torch.zeros(1, 3), rows, columns)
        _, cache = model(z[:, :3], at_zero, condition.frames(0, 3), collect=True)
        assert cache is not None and torch.equal(
            cache.time_BN, torch.arange(3)[None].repeat_interleave(rows * columns, 1)
        )
        context = turned(cache, cache.time_BN - 3, rows, columns, small.width // small.heads)
        later, _ = model(
            z[:, 3:], make_frames(torch.full((1, 3), 0.8), rows, columns), condition.frames(3, 6), context=context
        )
    assert torch.allclose(later, dense[:, 3:], atol=1e-4)


def test_what_is_hidden_changes_nothing(
    small: Preset, make_model: Models, make_condition: Conditions, make_frames: Framing
) -> None:
    """The chunk being drawn is invisible to the finished one, and so is padding to everybody else."""
    model, rows, columns = make_model(small), 2, 2
    z, condition, frames = (
        numbers(1, 6, rows, columns, 24),
        make_condition(1, 6),
        known_then_drawn(0.0, 0.8, rows, columns),
    )
    other = z.clone()
    other[:, 3:] = numbers(1, 3, rows, columns, 24, seed=9)
    with torch.no_grad():
        before, _ = model(z, frames, condition, visibility(frames, 1))
        after, _ = model(other, frames, condition, visibility(frames, 1))
        assert torch.allclose(before[:, :3], after[:, :3], atol=1e-5)
        assert (before[:, 3:] - after[:, 3:]).abs().max() > 1e-3
        valid = frames.valid_BTHW.clone()
        valid[:, 0] = False
        gone = replace(frames, valid_BTHW=valid)
        other = z.clone()
        other[:, 0] = 5.0
        before, _ = model(z, gone, condition, visibility(gone, 1))
        after, _ = model(other, gone, condition, visibility(gone, 1))
    assert torch.allclose(before[:, 1:], after[:, 1:], atol=1e-5)


def test_every_parameter_learns(
    small: Preset, make_condition: Conditions, make_frames: Framing, cosine_codec: Callable[[int], Codec]
) -> None:
    """One step opens the zero layers; after it no parameter is without a gradient (but the painters', who have lessons
    of their own)."""
    torch.manual_seed(0)
    model = Denoiser(small).attach(cosine_codec(24))
    z, frames, condition = numbers(2, 3, 2, 2, 24), make_frames(torch.full((2, 3), 0.5), 2, 2), make_condition(2, 3)
    optimiser = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(3):
        optimiser.zero_grad()
        x, _ = model(z, frames, condition)
        torch.autograd.backward((x - numbers(2, 3, 2, 2, 24, seed=3)).square().mean())
        optimiser.step()
    idle = {n.split(".")[0] for n, p in model.named_parameters() if p.grad is None or not p.grad.any()}
    assert idle == {"layers"}


def test_contact_lies_below_feet(make_condition: Conditions) -> None:
    """An ellipse where an individual stands, wider for a taller one; none for who is not there."""
    tracks = torch.zeros(1, 2, 2, TRACK_GEOMETRY + TRACK_MOTION)
    tracks[0, :, 0, :7] = torch.tensor([0.2, 0.3, 0.4, 1, 1, 0, 1])
    tracks[0, 1, 1, :7] = torch.tensor([-0.4, 0.1, 0.8, 1, 1, 0, 1])
    field = contact(tracks, 7, 12)
    assert field.shape == (1, 2, 14, 24, 4) and 0 <= float(field.min()) and float(field.max()) <= 1
    y, x = divmod(int(field[0, 0].amax(-1).argmax()), 24)
    assert abs((x + 0.5) * 8 - 96 - 0.2 * 112) < 8 and abs((y + 0.5) * 8 - 56 - 0.3 * 112) < 8
    assert (field[0, 1] > 0).sum() > 2 * (field[0, 0] > 0).sum()
    assert not contact(tracks * 0, 7, 12).any()


def test_keys_alone_are_those_that_a_pass_collects(
    small: Preset, make_model: Models, make_condition: Conditions, make_frames: Framing
) -> None:
    model, z, told = make_model(small), numbers(2, 3, 2, 3, 24), make_condition(2, 3)
    frames = make_frames(torch.full((2, 3), 0.1), 2, 3)
    with torch.no_grad():
        _, cache = model(z, frames, told, collect=True)
        alone = model.keys(z, frames, told)
    assert cache is not None and torch.equal(alone.time_BN, cache.time_BN)
    for a, b in zip([*alone.k, *alone.v], [*cache.k, *cache.v], strict=True):
        assert torch.equal(a, b)


def test_joined_weights_follow_their_layers(
    small: Preset, make_model: Models, make_condition: Conditions, make_frames: Framing
) -> None:
    """Weights that change after a pass, in place or as others, count in the next one."""
    model, z, condition = make_model(small), numbers(1, 3, 2, 2, 24), make_condition(1, 3)
    frames, other = make_frames(torch.full((1, 3), 0.6), 2, 2), make_model(small, 1)
    painted = numbers(1, 3, 2, 2, 24, seed=4)  # painters keep what they painted last

    def drawn(model: Denoiser) -> Tensor:
        x, _ = model(z, frames, condition, told=model.tell(condition, 2, 2, painted))
        return x

    with torch.no_grad():
        first = drawn(model)
        model.load_state_dict(other.state_dict())
        second, expected = drawn(model), drawn(other)
        model.load_state_dict(make_model(small).state_dict(), assign=True)
        third = drawn(model)
    assert torch.equal(second, expected) and torch.equal(third, first)
    assert (second - first).abs().max() > 1e-3
