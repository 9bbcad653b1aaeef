"""Our own network enlarges: flat stays flat, edges get steeper, every frame by itself, whatever the size."""

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from onetake.errors import WeightsError
from onetake.media import crisp
from onetake.media.crisp import FACTOR, Crisp, contrast, enlarge_crisply, laid_out, load, way_of_enlarging
from onetake.media.finish import enlarge
from onetake.media.scale import resize
from onetake.model.codec import Codec
from onetake.model.files import locate, shards
from onetake.types import Entity, Scene
from onetake.world.take import simulate_take

SHIPPED = pytest.mark.skipif(not crisp.there(), reason="there are no weights for enlarging")


def wild(dtype=torch.float32):
    """A network that was never trained and says something everywhere."""
    torch.manual_seed(3)
    net = Crisp(8, 1)
    torch.nn.init.normal_(net.last, std=0.2)
    return net.to(dtype).requires_grad_(False)


@pytest.fixture(scope="module")
def clip():
    """Four frames of the world, as the shipped codec shows them, and the same four times as large."""
    large = simulate_take(999_011, scenes=(Scene((Entity("dog", verb="walk"),), "farm"),), seconds=4)
    large = large.enlarged(FACTOR).renderer.frames(12, 16)
    state = {}
    for path in shards(locate("")):
        state |= load_file(path)
    codec = Codec.from_state(state)
    rows, columns = large.shape[1:3]
    small = torch.from_numpy(resize(large, columns // FACTOR, rows // FACTOR))[None]
    return codec.decode(codec.encode(small))[0].numpy(), large


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("colour", [(0, 0, 0), (255, 255, 255), (3, 130, 251)])
def test_flat_stays_flat_to_the_last_bit(dtype, colour):
    flat = np.full((2, 14, 10, 3), colour, np.uint8)
    assert (enlarge_crisply(flat, 40, 56, wild(dtype)) == colour).all()
    if crisp.there():
        assert (enlarge_crisply(flat, 40, 56) == colour).all()


def test_a_network_that_says_nothing_repeats_every_pixel(clip):
    small = clip[0][:1]
    rows, columns = small.shape[1:3]
    repeated = small.repeat(FACTOR, 1).repeat(FACTOR, 2)
    silent = Crisp(8, 1).requires_grad_(False)
    assert np.array_equal(enlarge_crisply(small, FACTOR * columns, FACTOR * rows, silent), repeated)


def test_far_from_any_edge_nothing_changes():
    """What is farther from a change of colour than the network looks is left alone."""
    frame = np.full((1, 24, 32, 3), 90, np.uint8)
    frame[:, :, :16] = (200, 40, 10)
    out = enlarge_crisply(frame, 128, 96, wild())
    assert (out[:, :, : 4 * 12] == (200, 40, 10)).all() and (out[:, :, 4 * 20 :] == 90).all()
    assert not np.array_equal(out, frame.repeat(4, 1).repeat(4, 2))


def test_contrast_is_the_range_of_the_neighbourhood():
    given = np.random.default_rng(5).integers(0, 256, (2, 7, 9, 3), dtype=np.uint8)
    found = contrast(torch.from_numpy(given).permute(0, 3, 1, 2))[:, 0].numpy()
    for y, x in ((0, 0), (3, 4), (6, 8), (1, 7)):
        near = given[:, max(0, y - 2) : y + 3, max(0, x - 2) : x + 3].astype(int)
        assert np.array_equal(found[:, y, x], np.ptp(near, axis=(1, 2)).max(-1))


def test_sub_pixels_lie_where_they_belong():
    said = torch.arange(2 * 48 * 2 * 3).reshape(2, 48, 2, 3)
    out = laid_out(said)
    assert out.shape == (2, 8, 12, 3)
    for y, x, c in ((0, 0, 0), (5, 7, 2), (7, 11, 1), (3, 4, 0)):
        plane = (y % 4) * 12 + (x % 4) * 3 + c
        assert torch.equal(out[:, y, x, c], said[:, plane, y // 4, x // 4])


@pytest.mark.parametrize("net", [wild(), pytest.param(None, marks=SHIPPED)])
@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (17, 31), (112, 192)])
@pytest.mark.parametrize("by", [1, 1.5, 2, 4, 6.3])
def test_all_sizes_and_every_frame_by_itself(net, shape, by):
    frames = np.random.default_rng(1).integers(0, 256, (2, *shape, 3), dtype=np.uint8)
    height, width = (int(side * by) for side in shape)
    out = enlarge_crisply(frames, width, height, net)
    assert out.shape == (2, height, width, 3) and out.dtype == np.uint8
    assert np.array_equal(out[1:], enlarge_crisply(frames[1:], width, height, net))


def test_smaller_is_not_the_networks_business(clip):
    assert np.array_equal(enlarge_crisply(clip[0], 96, 56, wild()), resize(clip[0], 96, 56))
    assert enlarge_crisply(clip[0], 192, 112, wild()) is clip[0]


@SHIPPED
def test_on_true_frames_it_is_nearer_to_the_truth_and_steeper(clip, psnr):
    small, large = clip
    height, width = large.shape[1:3]
    ours, smooth, corrected = (make(small, width, height) for make in (enlarge_crisply, resize, enlarge))
    assert psnr(ours, large) > max(psnr(smooth, large), psnr(corrected, large)) + 0.5

    def steepness(frames):
        return np.sqrt((np.diff(frames.astype(np.float32), axis=2) ** 2).mean())

    assert steepness(smooth) < steepness(corrected) < steepness(ours) < 1.1 * steepness(large)


@SHIPPED
def test_an_edge_becomes_steeper_and_stays_in_place():
    frame = np.full((1, 32, 32, 3), (60, 160, 70), np.uint8)
    frame[:, :, 16:] = (235, 220, 180)
    frame[:, :, 16] = (148, 190, 125)  # half covered: the edge runs through its middle
    ours, smooth = (make(frame, 128, 128)[0, 64].astype(int) for make in (enlarge_crisply, resize))
    assert np.abs(np.diff(ours, axis=0)).max() > 1.5 * np.abs(np.diff(smooth, axis=0)).max()
    middle = np.flatnonzero(ours[:, 0] > 148)[0]
    assert abs(middle - 66) <= 1


@SHIPPED
def test_the_shipped_file_is_small():
    assert crisp.WEIGHTS.stat().st_size <= 200_000


def test_without_weights_or_if_plain_is_asked_for_it_is_smooth(monkeypatch, tmp_path):
    assert way_of_enlarging(plain=True) is resize and way_of_enlarging(True, enlarge) is enlarge
    monkeypatch.setattr(crisp, "WEIGHTS", tmp_path / "enlarger.safetensors")
    assert way_of_enlarging() is resize
    save_file({k: v.half() for k, v in wild().state_dict().items()}, crisp.WEIGHTS)
    assert way_of_enlarging() is enlarge_crisply and len(load(crisp.WEIGHTS).layers) == 2


@pytest.mark.parametrize("content", [b"", b"not a safetensors file", None])
def test_a_damaged_file_is_named(tmp_path, content):
    path = tmp_path / "enlarger.safetensors"
    if content is None:
        save_file({"other": torch.zeros(3)}, path)
    else:
        path.write_bytes(content)
    with pytest.raises(WeightsError) as caught:
        load(path)
    assert caught.value.code == "weights-damaged" and str(path) in caught.value.message
