"""The invisible mark: unseen, cheap, read after what strangers do to videos, and never read where it is not."""

from __future__ import annotations

import numpy as np
import pytest

from onetake.media.scale import resize
from onetake.provenance.code import FALSE_ALARM, PUBLIC_KEY, TILE, TRIES, decode, layout, messages
from onetake.provenance.code import encode as tile_of
from onetake.provenance.sight import look
from onetake.provenance.verify import read_watermark
from onetake.provenance.watermark import Embedder

ID = 0xFEDCBA9876543210
SIZE = (768, 448)
PLACES = [692, 198, 873, 189, 730, 311]
SIGNS = [1, -1, 1, -1, -1, 1, -1, 1, -1, 1, 1, -1]


@pytest.fixture(scope="module")
def marked(cartoon):
    frames = cartoon(12, *SIZE)
    return frames, Embedder(ID, *SIZE).add(frames)


def found(path, key=PUBLIC_KEY):
    return read_watermark(look(path), key)


def test_the_code_reads_its_own_words_through_noise():
    rng = np.random.default_rng(0)
    for identity in (0, 1, ID, 2**64 - 1):
        tile = tile_of(identity, PUBLIC_KEY)
        assert tile.shape == (TILE, TILE) and set(np.unique(tile)) == {-1.0, 1.0}
        assert decode((tile + rng.normal(size=tile.shape)).astype(np.float32)[None], PUBLIC_KEY) == [identity]


def test_noise_is_not_a_message():
    noise = np.random.default_rng(1).normal(size=(300, TILE, TILE)).astype(np.float32)
    assert decode(noise, PUBLIC_KEY) == [None] * 300
    assert FALSE_ALARM < 1e-6 and TRIES * 2.0**-32 == FALSE_ALARM


def test_the_bound_rests_on_linearity():
    """Flipping what was received by a codeword moves the decoded message by that codeword's message, so over the keys
    every message is equally likely for a picture that knows nothing of the key."""
    plan = layout(PUBLIC_KEY)
    one, other = (tile_of(i, PUBLIC_KEY).reshape(-1)[plan.data] * plan.signs for i in (3, ID))
    sent = [messages(tile_of(i, PUBLIC_KEY)[None], PUBLIC_KEY)[0] for i in (3, ID)]
    noise = np.random.default_rng(2).normal(size=(4, TILE * TILE)).astype(np.float32)
    moved = noise.copy()
    moved[:, plan.data] *= one * other
    before, after = (messages(n.reshape(-1, TILE, TILE), PUBLIC_KEY) for n in (noise, moved))
    assert [a ^ b for a, b in zip(before, after, strict=True)] == [sent[0] ^ sent[1]] * 4


def test_another_key_reads_nothing():
    assert decode(tile_of(ID, b"one")[None], b"other") == [None]
    assert not np.array_equal(layout(b"one").data, layout(b"other").data)


def test_the_layout_never_changes():
    """Videos of today have to be read for ever, on every machine."""
    plan = layout(PUBLIC_KEY)
    assert plan.data[:6].tolist() == PLACES and plan.signs[:12].tolist() == SIGNS


def test_nobody_sees_it(marked, psnr):
    frames, shown = marked
    assert psnr(frames, shown) >= 42
    assert np.abs(frames.astype(int) - shown).max() <= 2


def test_black_and_white_do_not_wrap():
    for level in (0, 1, 254, 255):
        flat = np.full((1, 224, 384, 3), level, np.uint8)
        assert np.abs(Embedder(ID, 384, 224).add(flat).astype(int) - level).max() <= 2


ATTACKS = {
    "crf 23": lambda encode, f, p: encode(p, f, 23),
    "crf 33": lambda encode, f, p: encode(p, f, 33),
    "half size": lambda encode, f, p: encode(p, resize(f, 384, 224), 23),
    "double size": lambda encode, f, p: encode(p, resize(f[:4], 1536, 896), 23),
    "crop to 70 %": lambda encode, f, p: encode(p, f[:, 61:375, 93:631], 23),
    "half the frames": lambda encode, f, p: encode(p, f[::2], 23, fps=6),
    "one frame": lambda encode, f, p: encode(p, f[5:6], 23),
    "brighter": lambda encode, f, p: encode(p, np.clip(f * 1.2, 0, 255).astype(np.uint8), 23),
    "darker": lambda encode, f, p: encode(p, (f * 0.8).astype(np.uint8), 23),
    "stretched": lambda encode, f, p: encode(p, resize(f, 640, 448), 23),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_it_survives(attack, marked, tmp_path, encode):
    got = found(ATTACKS[attack](encode, marked[1], tmp_path / "attacked.mp4"))
    assert got.identity == ID and got.agreement > 0.75 and got.bound == FALSE_ALARM


@pytest.mark.parametrize("size", [(192, 112), (448, 768), (576, 576), (1280, 720)])
def test_every_shape_and_size(size, tmp_path, cartoon, encode):
    frames = Embedder(ID, *size).add(cartoon(4, *size))
    assert found(encode(tmp_path / "v.mp4", frames, 20)).identity == ID


def test_a_piece_of_a_longer_video_is_found(marked, tmp_path, cartoon, encode):
    foreign = cartoon(36, *SIZE, seed=5)
    assert found(encode(tmp_path / "mix.mp4", np.concatenate([foreign, marked[1]]), 20)).identity == ID


def test_what_is_unmarked_is_not_found(tmp_path, cartoon, encode):
    for seed in range(3):
        got = found(encode(tmp_path / f"{seed}.mp4", cartoon(4, 384, 224, seed=seed), 20))
        assert got.identity is None and got.score < 7
