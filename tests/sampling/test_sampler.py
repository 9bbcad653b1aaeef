"""Chunk by chunk: each from its own noise, its own beat and what is known, whoever else draws meanwhile."""

from dataclasses import replace

import pytest
import torch
from safetensors.torch import load, save

from onetake.model.flow import schedule
from onetake.sampling.sampler import Memory, Settings, context_for, draw_chunk, noise_of
from onetake.types import CHUNK, VARIANTS

TWO_BEATS = "A panda sits in the snow, then it runs"
SIZE = (7, 12)
QUICK = Settings(steps=3)
pytestmark = pytest.mark.usefixtures("one_core")


@pytest.fixture(scope="module")
def condition(told):
    return told(TWO_BEATS, 4)


def drawn(sampler, chunks):
    """The first chunks of a take."""
    out = []
    for chunk in range(chunks):
        out.append(sampler.draw(chunk))
        sampler.take_in(chunk, out[-1])
    return out


def same(one, other):
    return len(one) == len(other) and all(torch.equal(a, b) for a, b in zip(one, other, strict=True))


def test_noise_depends_on_seed_and_chunk_alone():
    shape = (CHUNK, 2, 3, 4)
    before = torch.get_rng_state()
    noise = [noise_of(seed, chunk, shape) for seed in (0, 1, 2**53 - 1) for chunk in range(4)]
    assert torch.equal(torch.get_rng_state(), before)
    assert not any(torch.equal(a, b) for i, a in enumerate(noise) for b in noise[:i])
    torch.manual_seed(99)
    assert torch.equal(noise_of(1, 2, shape), noise[4 + 2])
    big = noise_of(5, 0, (CHUNK, *SIZE, 48))
    assert abs(float(big.mean())) < 0.03 and abs(float(big.std()) - 1) < 0.03


def test_same_seed_same_picture_and_another_seed_another(sampler):
    one = drawn(sampler(), 2)
    assert same(drawn(sampler(), 2), one)
    other = drawn(sampler(seed=1), 2)
    assert float((one[0] - other[0]).std()) > 0.1 * float(one[0].std())
    assert one[0].shape == (CHUNK, *SIZE, 48) and one[0].dtype == torch.float32 and one[0].isfinite().all()


def test_a_longer_take_begins_like_a_shorter_one(sampler, condition):
    """Under the same staging no chunk knows how many come after it."""
    long = drawn(sampler(), 3)
    assert same(drawn(sampler(condition=condition.frames(0, CHUNK)), 1), long[:1])
    assert same(drawn(sampler(condition=condition.frames(0, 2 * CHUNK)), 2), long[:2])


def test_takes_drawn_in_turns_do_not_disturb_each_other(sampler):
    alone, other = drawn(sampler(), 2), drawn(sampler(seed=1), 2)
    a, b = sampler(), sampler(seed=1)
    turns_a, turns_b = [], []
    for chunk in range(2):
        for s, turns in ((a, turns_a), (b, turns_b)):
            torch.rand(chunk + 1)
            turns.append(s.draw(chunk))
            s.take_in(chunk, turns[-1])
    assert same(turns_a, alone) and same(turns_b, other)


@pytest.mark.parametrize("stopped_after", [1, 2, 3])
def test_a_take_resumed_from_disk_equals_one_that_never_stopped(sampler, stopped_after):
    whole = drawn(sampler(), 4)
    on_disk = [save({"latents": chunk}) for chunk in whole[:stopped_after]]
    again = sampler()
    for chunk, kept in enumerate(on_disk):
        again.take_in(chunk, load(kept)["latents"])
    rest = []
    for chunk in range(stopped_after, 4):
        rest.append(again.draw(chunk))
        again.take_in(chunk, rest[-1])
    assert same(rest, whole[stopped_after:])


def test_only_the_window_and_the_anchor_are_remembered(sampler, model):
    """What the last window of chunks and the first frame say is all that a later chunk knows."""
    whole = sampler()
    chunks = drawn(whole, 3)
    assert model.preset.window == len(whole.memory.recent) == len(whole.memory.anchors) == 1
    short = sampler()
    short.anchor(chunks[0][:1], 0)
    short.take_in(2, chunks[2])
    assert torch.equal(short.draw(3), whole.draw(3))


def test_history_and_anchor_are_seen(sampler):
    first = sampler().draw(0)
    nothing, after, other, anchored = (sampler() for _ in range(4))
    after.take_in(0, first)
    other.take_in(0, first + 0.5)
    anchored.anchor(first[:1] + 0.5, 0, still=True)
    anchored.take_in(0, first)
    assert len(anchored.memory.anchors) == 1  # the given picture stays the only one
    seconds = [s.draw(1) for s in (nothing, after, other, anchored)]
    assert not any(torch.equal(a, b) for i, a in enumerate(seconds) for b in seconds[:i])


def test_times_are_relative_to_the_chunk(sampler, model):
    """The same known frames at the same distance are the same context, at any second of a take."""
    latents = sampler().draw(0)
    contexts = []
    for start in (0, 30):
        made = sampler(condition=sampler().condition.frames(0, CHUNK))
        made.take_in(0, latents)
        known = made.memory.recent[0]
        shifted = Memory(1, recent=[type(known)(known.keys, start)])
        contexts.append(context_for(shifted, start + CHUNK, model, *SIZE))
    for (k, v), (k2, v2) in zip(*contexts, strict=True):
        assert torch.equal(k, k2) and torch.equal(v, v2)
    assert context_for(Memory(1), 0, model, *SIZE) is None


def test_a_chunk_is_drawn_under_its_own_beat(sampler, condition):
    s = sampler()
    assert condition.ids_BKL.shape[1] == 2 and condition.text_BT[0].tolist() == [0] * 6 + [1] * 6
    for chunk in range(4):
        own, beat = s.chunk_condition(chunk), chunk // 2
        ids = condition.ids_BKL[0, beat]
        assert own.ids_BKL.tolist() == [[ids[ids > 0].tolist()]]
        assert own.text_BT.tolist() == [[0] * CHUNK] and own.tracks_BTEF.shape[1] == CHUNK
    changed = condition.ids_BKL.clone()
    changed[:, 1] = changed[:, 1].flip(-1)
    assert torch.equal(sampler(condition=replace(condition, ids_BKL=changed)).draw(0), s.draw(0))


def test_text_and_layout_and_camera_reach_the_picture(sampler, condition):
    plain = sampler().draw(0)
    for told in ("ids_BKL", "tracks_BTEF", "camera_BTC"):
        value = getattr(condition, told)
        other = value + 1 if value.is_floating_point() else value.clamp_max(1)
        assert not torch.equal(sampler(condition=replace(condition, **{told: other})).draw(0), plain), told


@pytest.mark.parametrize("solver", ["euler", "heun", "multistep"])
def test_passes_are_counted_and_guidance_costs_no_extra_count(model, sampler, solver):
    passes = []
    settings = Settings(steps=4, solver=solver)
    noise = noise_of(0, 0, (CHUNK, *SIZE, 48))
    condition = sampler().chunk_condition(0)
    draw_chunk(model, condition, Memory(1), 0, noise, settings, lambda: passes.append(1))
    assert len(passes) == (2 * 4 - 1 if solver == "heun" else 4)


def test_guidance_of_one_is_none_and_more_is_more(sampler):
    plain = sampler().draw(0)
    weak, strong = (sampler(settings=Settings(steps=3, guidance=g)).draw(0) for g in (1.5, 4.0))
    assert 0 < float((weak - plain).norm()) < float((strong - plain).norm())
    assert torch.equal(sampler(settings=Settings(steps=3, guidance=1.0)).draw(0), plain)


def test_the_first_chunk_leans_further_towards_noise(sampler):
    first, later = (schedule(8, shift) for shift in (QUICK.first_shift, QUICK.next_shift))
    assert all(a > b for a, b in zip(first[1:-1], later[1:-1], strict=True))
    levelled = Settings(steps=3, first_shift=QUICK.next_shift)
    assert not torch.equal(sampler(settings=levelled).draw(0), sampler().draw(0))


def test_one_step_is_the_networks_own_answer(sampler, model):
    """Euler from pure noise to data in one step is the prediction itself, whatever the noise."""
    from onetake.sampling.sampler import frames_at

    s = sampler(settings=Settings(steps=1, temperature=1.0))
    noise = noise_of(0, 0, (CHUNK, *SIZE, 48))
    with torch.inference_mode():
        x, _ = model(noise[None], frames_at(torch.arange(CHUNK), *SIZE, 1.0), s.chunk_condition(0))
    assert torch.equal(s.draw(0), x[0])


def test_what_is_told_is_worked_out_once_a_chunk(sampler, model, monkeypatch):
    calls = []
    monkeypatch.setattr(model, "tell", lambda *told: calls.append(told) or type(model).tell(model, *told))
    once = drawn(sampler(settings=Settings(steps=4)), 3)
    assert len(calls) == 3 + 1  # for drawing a chunk and for remembering it; the take's anchor is one frame of its own
    monkeypatch.undo()
    take = sampler(settings=Settings(steps=4))
    for chunk, latents in enumerate(once):  # told anew in every pass, it is the same
        noise = take.settings.temperature * noise_of(0, chunk, tuple(latents.shape))
        anew = draw_chunk(model, take.chunk_condition(chunk), take.memory, chunk * CHUNK, noise, take.settings)
        assert torch.equal(anew, latents)
        take.take_in(chunk, latents)


def test_looks_of_individuals_and_of_the_place_reach_the_picture(sampler, condition):
    picture = sampler().draw(0)
    others = replace(condition, variant_BE=(condition.variant_BE + 1) % VARIANTS)
    elsewhere = replace(condition, set_B=(condition.set_B + 1) % VARIANTS)
    assert not any(torch.equal(sampler(condition=c).draw(0), picture) for c in (others, elsewhere))
