"""The one primitive: what is known is held, seen, and never drawn; what is not known begins where it is told to."""

from dataclasses import replace

import pytest
import torch

from onetake.model.condition import STILL
from onetake.sampling.known import Anchor, Score, draw_score, draw_still
from onetake.sampling.sampler import Settings
from onetake.types import CHUNK

SIZE = (7, 12)
pytestmark = pytest.mark.usefixtures("one_core")


@pytest.fixture(scope="module")
def condition(told):
    return told("A dog runs on the beach", 3)


@pytest.fixture
def sampler(sampler):
    return lambda steps=2, seed=0: sampler(seed, Settings(steps=steps))


def noise(chunks, seed=1):
    return torch.randn((chunks * CHUNK, *SIZE, 48), generator=torch.Generator().manual_seed(seed))


def nothing(chunks):
    return torch.zeros((chunks * CHUNK, *SIZE), dtype=torch.bool)


def drawn(sampler, score):
    chunks = dict(draw_score(sampler, score))
    return torch.cat([chunks[n] for n in sorted(chunks)])


def test_with_nothing_known_it_is_a_take_as_always(sampler):
    one, usual = drawn(sampler(), Score(noise(3), nothing(3))), sampler()
    for chunk in range(3):
        latents = usual.draw(chunk)
        usual.take_in(chunk, latents)
        assert torch.equal(one[chunk * CHUNK : (chunk + 1) * CHUNK], latents)


def test_what_is_known_comes_back_to_the_bit(sampler):
    given, known = noise(3), nothing(3)
    known[:4] = True
    known[6, 2:5, 3:9] = True
    for backward in (False, True):
        out = drawn(sampler(), Score(given, known, backward=backward))
        assert torch.equal(out[known], given[known])
        assert not torch.equal(out[~known], given[~known]) and out.isfinite().all()


@pytest.mark.parametrize("where", [slice(0, 3), slice(3, 4), slice(5, 6), slice(6, 9)])
def test_what_is_known_is_seen_before_inside_and_after(sampler, where):
    """History, tokens of the same chunk, and a future chunk all change what is drawn between."""
    known = nothing(3)
    known[:3] = known[6:] = known[3] = known[5] = True
    given = noise(3)
    other = given.clone()
    other[where] += 1
    assert not torch.equal(drawn(sampler(), Score(given, known))[4], drawn(sampler(), Score(other, known))[4])


def test_backward_only_looks_ahead(sampler):
    """The last chunk is known; the one before it sees it, and the first sees the second."""
    known, given = nothing(3), noise(3)
    known[6:] = True
    out = drawn(sampler(), Score(given, known, backward=True))
    other = given.clone()
    other[6:] += 1
    changed = drawn(sampler(), Score(other, known, backward=True))
    assert not torch.equal(out[:3], changed[:3]) and not torch.equal(out[3:6], changed[3:6])


def test_a_level_below_one_begins_from_what_is_given(sampler):
    given = noise(1)
    apart = [float((drawn(sampler(4), Score(given, nothing(1), level=v)) - given).square().mean()) for v in (0.01, 1.0)]
    other = drawn(sampler(), Score(noise(1, 2), nothing(1)))
    assert apart[0] < 0.5 * apart[1]
    assert torch.equal(drawn(sampler(), Score(given, nothing(1))), other)  # at 1 nothing of it is left


def test_a_closed_take_is_drawn_towards_its_beginning(sampler):
    score = Score(noise(3), nothing(3))
    open_, closed = drawn(sampler(), score), drawn(sampler(), replace(score, closed=True))
    assert torch.equal(open_[:6], closed[:6]) and not torch.equal(open_[6:], closed[6:])


def test_anchors_are_seen_from_inside_and_outside_the_take(sampler):
    score = Score(noise(2), nothing(2))
    seen = [
        drawn(sampler(), replace(score, anchors=(Anchor(noise(1, s)[:1], start, STILL),)))
        for s, start in ((3, 0), (4, 0), (3, -40), (4, -40), (3, 4))
    ]
    assert all(not torch.equal(a, b) for i, a in enumerate(seen) for b in seen[:i])


def test_saved_chunks_are_not_drawn_again(sampler):
    score = Score(noise(3), nothing(3))
    whole = dict(draw_score(sampler(), score))
    again = dict(draw_score(sampler(), score, {0: whole[0], 1: whole[1]}))
    assert torch.equal(again[2], whole[2])
    assert torch.equal(dict(draw_score(sampler(), score, {0: whole[0] + 1}))[0], whole[0] + 1)


def test_a_still_is_one_latent_frame(sampler):
    one = draw_still(sampler())
    assert one.shape == (1, *SIZE, 48) and one.isfinite().all()
    assert torch.equal(one, draw_still(sampler())) and not torch.equal(one, draw_still(sampler(seed=1)))


def test_what_is_known_can_be_left_to_the_words_at_a_distance(sampler):
    """Where nothing is denoised, a known frame colours what is near it, and with ``fade`` nothing that is far."""
    given, known = noise(3), nothing(3)
    known[8] = True
    painted = drawn(sampler(0), Score(given, nothing(3)))
    stays, fades = (drawn(sampler(0), Score(given, known, fade=f)) for f in (float("inf"), 3.0))
    assert torch.equal(fades[:5], painted[:5]) and not torch.equal(stays[:5], painted[:5])
    assert not torch.equal(fades[7], painted[7]) and torch.equal(fades[8], given[8])
