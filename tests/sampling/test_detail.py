"""What latents cannot hold of what is painted comes back where it is shown, and nowhere else."""

import numpy as np
import pytest
import torch

from onetake.model.detail import detail_of
from onetake.plan import make_plan
from onetake.take import draw, load, start
from onetake.types import CHUNK, STRIDE

pytestmark = pytest.mark.usefixtures("one_core")
LEFT, RIGHT = slice(0, 72), slice(120, None)


@pytest.fixture(scope="module")
def condition(told):
    return told("A panda runs in the snow", 2)


def off(frames_BNYXC, painted_BNCYX):
    """Largest difference, in levels, of every frame (but of those that meet the block before)."""
    painted = ((painted_BNCYX + 1) * 127.5).permute(0, 1, 3, 4, 2)
    largest = (frames_BNYXC.float() - painted).abs().amax((0, 2, 3, 4))
    return largest[torch.arange(len(largest)) % STRIDE != 0]


@pytest.fixture(scope="module")
def codec(tiny):
    return load(tiny)[0]


@pytest.fixture(scope="module")
def painted():
    """Sharp squares that jump to and fro, (1, 8, 3, Y, X)."""
    at = torch.arange(192)[None, :] // 5 + torch.arange(112)[:, None] // 5
    frames = [((at + n) % 2).float() * 1.2 - 0.6 for n in range(8)]
    return torch.stack(frames)[None, :, None].repeat(1, 1, 3, 1, 1)


def test_what_is_only_painted_is_shown_as_it_was_painted(codec, painted):
    collage = codec.encode_floats(painted)
    assert float(off(codec.decode(collage), painted).min()) > 20  # latents alone lose this much
    detail = detail_of(codec, painted, collage, collage)
    assert float(off(codec.decode(collage, None, detail), painted).max()) < 0.6


def test_there_is_none_where_something_else_is_shown(codec, painted):
    collage = codec.encode_floats(painted)
    whole, other = detail_of(codec, painted, collage, collage), collage.clone()
    other[:, :, :, :6] = codec.encode_floats(torch.full_like(painted, 3.0))[:, :, :, :6]  # no picture is as bright
    detail = detail_of(codec, painted, collage, other)
    assert float(whole[..., LEFT].abs().max()) > 0.1
    assert float(detail[..., LEFT].abs().max()) == 0
    assert torch.allclose(detail[..., RIGHT], whole[..., RIGHT], atol=1e-4)


def test_where_no_word_is_said_there_is_none(sampler, condition):
    s = sampler(condition=condition.without_text())
    assert s.detail(0, torch.zeros(CHUNK, *s.size, 48)) is None


def test_a_take_without_steps_is_the_painting(tiny, tmp_path):
    plan = make_plan("A panda runs", seconds=1, seed=3, steps=0, model=tiny, output=tmp_path / "a.mp4")
    pixels, _ = start(plan, *load(tiny))._painting(0)
    assert float(off(torch.from_numpy(draw(plan))[None], pixels).max()) < 0.6
    assert np.ptp(draw(plan)) > 20
