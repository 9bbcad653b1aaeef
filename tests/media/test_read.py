"""Pictures and videos that people give: good, odd and broken."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from onetake.errors import MediaError
from onetake.media.read import probe_video, read_picture, read_video


def picture(width=64, height=48):
    ramp_YXC = np.zeros((height, width, 3), np.uint8)
    ramp_YXC[..., 0] = np.linspace(0, 255, width)
    ramp_YXC[..., 1] = np.linspace(0, 255, height)[:, None]
    return ramp_YXC


def code_of(path):
    with pytest.raises(MediaError) as caught:
        read_picture(path)
    assert caught.value.exit_status == 2
    assert caught.value.hint
    return caught.value.code


def test_a_png_comes_back_exactly(tmp_path):
    Image.fromarray(picture()).save(tmp_path / "a.png")
    assert np.array_equal(read_picture(tmp_path / "a.png"), picture())
    assert np.array_equal(read_picture(str(tmp_path / "a.png")), picture())


@pytest.mark.parametrize("mode", ["L", "P", "1", "CMYK", "LA", "YCbCr"])
def test_every_mode_becomes_rgb(tmp_path, mode):
    path = tmp_path / ("a.tiff" if mode in {"CMYK", "YCbCr"} else "a.png")
    Image.fromarray(picture()).convert(mode).save(path)
    read = read_picture(path)
    assert (read.shape, read.dtype) == ((48, 64, 3), np.uint8)
    assert read[24:, 32:].mean() > read[:24, :32].mean()


def test_sixteen_bits_of_grey_keep_their_shades(tmp_path):
    Image.fromarray(np.linspace(0, 65535, 64 * 48).reshape(48, 64).astype(np.uint16)).save(tmp_path / "deep.png")
    read = read_picture(tmp_path / "deep.png")
    assert abs(int(read[24, 0, 0]) - 128) <= 3


def test_transparency_lies_over_white(tmp_path):
    Image.new("RGBA", (32, 32), (255, 0, 0, 0)).save(tmp_path / "clear.png")
    assert (read_picture(tmp_path / "clear.png") == 255).all()


def test_a_photograph_is_turned_upright(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held sideways
    Image.fromarray(picture()).save(tmp_path / "side.jpg", exif=exif)
    assert read_picture(tmp_path / "side.jpg").shape == (64, 48, 3)


def test_an_animation_gives_its_first_frame(tmp_path):
    frames = [Image.new("RGB", (32, 32), colour) for colour in ("red", "blue")]
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:])
    assert tuple(read_picture(tmp_path / "a.gif")[5, 5]) == (255, 0, 0)


def test_a_missing_picture(tmp_path):
    assert code_of(tmp_path / "nothing.png") == "picture-missing"
    assert code_of(tmp_path) == "picture-missing"
    assert code_of(tmp_path / ("x" * 5000)) == "picture-missing"
    assert code_of("a\0b.png") == "picture-missing"


@pytest.mark.parametrize("data", [b"", b"hello", b"\x89PNG\r\n\x1a\n", bytes(range(256)) * 40, b"GIF89a", b"<svg/>"])
def test_what_is_not_a_picture(tmp_path, data):
    (tmp_path / "a.png").write_bytes(data)
    assert code_of(tmp_path / "a.png") in {"picture-unreadable", "picture-truncated"}


@pytest.mark.parametrize("form", ["png", "jpeg", "webp", "gif", "bmp", "tiff"])
@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9])
def test_a_truncated_picture(tmp_path, form, kept):
    buffer = io.BytesIO()
    noise = np.random.default_rng(0).integers(0, 255, (64, 64, 3)).astype(np.uint8)
    Image.fromarray(noise).save(buffer, form)
    data = buffer.getvalue()
    (tmp_path / "cut").write_bytes(data[: int(len(data) * kept)])
    assert code_of(tmp_path / "cut") in {"picture-unreadable", "picture-truncated"}


def test_a_single_pixel(tmp_path):
    Image.new("RGB", (1, 1)).save(tmp_path / "dot.png")
    assert code_of(tmp_path / "dot.png") == "picture-too-small"
    Image.new("RGB", (4000, 3)).save(tmp_path / "line.png")
    assert code_of(tmp_path / "line.png") == "picture-too-small"


@pytest.mark.parametrize("side", [7_072, 10_000, 20_000, 2_000_000])
def test_a_decompression_bomb_is_refused_by_its_header(tmp_path, side):
    """A few bytes that claim to be huge; nothing of that size is ever unpacked."""

    def part(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + part(b"IHDR", header) + part(b"IDAT", zlib.compress(bytes(99))) + part(b"IEND", b"")
    (tmp_path / "bomb.png").write_bytes(bomb)
    assert code_of(tmp_path / "bomb.png") == "picture-too-large"


def test_what_is_not_a_video(tmp_path):
    (tmp_path / "text.mp4").write_bytes(b"not a video at all")
    Image.fromarray(picture()).save(tmp_path / "a.png")
    for path, code in ((tmp_path / "text.mp4", "video-unreadable"), (tmp_path / "no.mp4", "video-missing")):
        with pytest.raises(MediaError) as caught:
            next(read_video(path))
        assert caught.value.code == code
        with pytest.raises(MediaError):
            probe_video(path)
    with pytest.raises(MediaError):
        list(read_video(b"\0" * 1000))
