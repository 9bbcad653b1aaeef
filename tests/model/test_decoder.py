"""What latents cannot hold of what is painted comes back where it is shown, and nowhere else; blocks meet in time."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from onetake.model.decoder import Decoded, Decoder, Painting, evened
from onetake.plan import make_plan
from onetake.take import condition_of, draw, load, start
from onetake.types import CHUNK, STRIDE

RIGHT = slice(120, None)


@pytest.fixture(scope="module")
def codec(tiny):
    return load(tiny)[0]


@pytest.fixture(scope="module")
def painting(codec):
    """Sharp squares that jump to and fro, two blocks of four frames."""
    at = torch.arange(192)[None, :] // 5 + torch.arange(112)[:, None] // 5
    frames = torch.stack([((at + n) % 2).float() * 1.2 - 0.6 for n in range(8)])
    pixels = frames[None, :, None].repeat(1, 1, 3, 1, 1)

    def at(height, width, way):
        yield from (resized(f, height, width) for f in (pixels[0] + 1) / 2)

    return Painting(pixels, codec.encode_floats(pixels), at)


def resized(frame_CYX, height, width):
    """Squares stay squares."""
    return torch.nn.functional.interpolate(frame_CYX[None], (height, width), mode="nearest")[0]


def frames(decoded):
    return torch.from_numpy(decoded.frames_NYXC)


def off(decoded, pixels_BNCYX, columns=slice(None)):
    """Largest difference of every frame, in levels."""
    painted = ((pixels_BNCYX[0] + 1) * 127.5).permute(0, 2, 3, 1)
    return (frames(decoded).float() - painted)[:, :, columns].abs().amax((1, 2, 3))


def never(frames, width, height):
    raise AssertionError("asked for")


def test_what_is_only_painted_is_shown_as_it_was_painted(codec, painting):
    collage = painting.collage_BTHWZ[0]
    assert float(off(Decoder(codec)(collage), painting.pixels_BNCYX).min()) > 20  # what latents alone lose
    assert float(off(Decoder(codec)(collage, painting), painting.pixels_BNCYX).max()) < 0.6


def test_where_something_else_is_shown_latents_alone_count(codec, painting):
    other = painting.collage_BTHWZ[0].clone()
    white = codec.encode_floats(torch.ones_like(painting.pixels_BNCYX))[0]
    other[:, :, :6] = white[:, :, :6]
    decoded, alone = Decoder(codec)(other, painting), codec.decode(other[None])[0]
    inner = slice(24, 64)  # not at the rim, where both are seen
    assert torch.equal(frames(decoded)[-1:, :, inner], alone[-1:, :, inner])
    assert float(off(decoded, painting.pixels_BNCYX, RIGHT).max()) < 0.6
    own = Decoder(codec)(other, replace(painting, own=True))
    assert own.share_BN1YX is None and not torch.equal(frames(own)[-1:, :, inner], alone[-1:, :, inner])


def test_larger_frames_are_painted_anew(codec, painting):
    collage = painting.collage_BTHWZ[0]
    large = Decoder(codec)(collage, painting).large(576, 336, never)
    assert large.shape == (8, 336, 576, 3)
    for frame, small in zip(large, painting.pixels_BNCYX[0], strict=True):
        true = (resized((small + 1) / 2, 336, 576) * 255).permute(1, 2, 0).numpy()
        assert np.abs(frame - true).max() < 2
    middle = Decoder(codec)(collage, painting).large(336, 336, never)  # cut to a square, as large
    assert np.array_equal(middle, large[:, :, 120:456])


def test_what_is_not_painted_is_made_larger_by_other_means(codec, painting):
    other = painting.collage_BTHWZ[0].clone()
    other[:, :, :6] = codec.encode_floats(torch.ones_like(painting.pixels_BNCYX))[0][:, :, :6]

    def grey(frames, width, height):
        return np.full((len(frames), height, width, 3), 77, np.uint8)

    large = Decoder(codec)(other, painting).large(384, 224, grey)
    assert (large[:, :, 60:120] == 77).all() and (large[:, :, 260:] != 77).any()
    assert (Decoder(codec)(other).large(384, 224, grey) == 77).all()


def test_changes_pass_evenly_from_block_to_block():
    change = torch.zeros(1, 3 * STRIDE, 3, 2, 2)
    change[:, STRIDE : 2 * STRIDE] = 0.04
    change[:, 2 * STRIDE :, :, :, 1] = 1.0  # too far off to be the same thing
    went = evened(change, None)[0, :, 0, 0]
    steps = went[:, 0].diff()
    assert float(steps.abs().max()) < 0.012  # at once it would have been 0.04
    assert torch.equal(went[STRIDE - 1 :: STRIDE], change[0, STRIDE - 1 :: STRIDE, 0, 0])
    assert torch.equal(went[2 * STRIDE :, 1], change[0, 2 * STRIDE :, 0, 0, 1])
    begun = evened(change[:, :STRIDE], torch.full((1, 1, 3, 2, 2), 0.04))[0, :, 0, 0, 0]
    assert bool((begun.diff() < 0).all()) and float(begun[-1]) == 0


def test_a_chunk_depends_on_itself_and_the_one_before(codec, painting):
    generator = torch.Generator().manual_seed(3)
    chunks = [painting.collage_BTHWZ[0] + 0.3 * torch.randn(2, 7, 12, 48, generator=generator) for _ in range(3)]
    whole, late = Decoder(codec), Decoder(codec)
    shown = [frames(whole(chunk, painting)) for chunk in chunks]
    late(chunks[1], painting)
    assert torch.equal(frames(late(chunks[2], painting)), shown[2])
    assert not torch.equal(frames(Decoder(codec)(chunks[2], painting)), shown[2])


def test_where_no_word_is_said_nothing_is_painted(tiny, tmp_path):
    plan = make_plan("A panda runs", seconds=1, seed=3, steps=0, model=tiny, output=tmp_path / "a.mp4")
    sampler = start(plan, *load(tiny))
    assert sampler.painting(0).pixels_BNCYX.shape == (1, CHUNK * STRIDE, 3, 112, 192)
    sampler.condition, sampler._painted = condition_of(plan).without_text(), None
    assert sampler.painting(0) is None


@pytest.mark.usefixtures("one_core")
def test_a_take_without_steps_is_the_painting(tiny, tmp_path):
    plan = make_plan("A panda runs", seconds=1, seed=3, steps=0, model=tiny, output=tmp_path / "a.mp4")
    painted = start(plan, *load(tiny)).painting(0)
    assert float(off(Decoded(draw(plan)), painted.pixels_BNCYX).max()) < 0.6
