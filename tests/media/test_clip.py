"""Videos as phones and the web make them, at one constant rate; and what only claims to be a video."""

import itertools

import av
import numpy as np
import pytest
from PIL import Image

from onetake.errors import MediaError
from onetake.media.clip import open_clip
from onetake.media.write import VideoWriter


def shape(width, height):
    return 48, 32


def grey_clip(path, levels, rate=12, size=(64, 48), codec="libx264", fmt="yuv420p", times=None, audio=0):
    """A video whose frames are plain greys, so that every one can be told."""
    from fractions import Fraction

    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate)
        stream.width, stream.height, stream.pix_fmt = *size, fmt
        if times is not None:
            stream.codec_context.time_base = Fraction(1, 1000)
        for _ in range(audio):
            container.add_stream("aac", rate=44100)
        for n, level in enumerate(levels):
            frame = av.VideoFrame.from_ndarray(np.full((size[1], size[0], 3), level, np.uint8), format="rgb24")
            if times is not None:
                frame.time_base, frame.pts = Fraction(1, 1000), round(times[n] * 1000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def levels_of(clip):
    return [int(frame.mean()) for frame in clip.frames()]


def close(one, other):
    return len(one) == len(other) and np.abs(np.array(one) - other).max() <= 3


def test_our_own_files_come_back_frame_by_frame(tmp_path):
    frames = np.stack([np.full((48, 64, 3), level, np.uint8) for level in range(0, 240, 20)])
    with VideoWriter(tmp_path / "a.mp4", 64, 48, 12) as writer:
        writer.write(frames)
    clip = open_clip(tmp_path / "a.mp4", shape)
    assert (len(clip), clip.width, clip.height, clip.seconds) == (12, 64, 48, 1.0)
    assert close(levels_of(clip), range(0, 240, 20))
    assert clip.small_NYXC.shape == (12, 32, 48, 3)
    assert close([int(f.mean()) for f in clip.frames(3, 5)], [60, 80]) and abs(int(clip.frame(-1).mean()) - 220) <= 3


@pytest.mark.parametrize(
    ("name", "codec", "fmt", "rate", "frames", "expected"),
    [("a.mp4", "libx264", "yuv420p", 30, 30, 12), ("a.mov", "libx265", "yuv420p10le", 24, 24, 12),
     ("a.webm", "libvpx-vp9", "yuv420p", 25, 25, 12), ("a.mkv", "ffv1", "yuv444p", 6, 6, 12),
     ("a.gif", "gif", "rgb8", 10, 10, 12), ("a.avif", "libsvtav1", "yuv420p", 12, 6, 6)],
)  # fmt: skip
def test_every_format_and_rate_becomes_twelve_frames_a_second(tmp_path, name, codec, fmt, rate, frames, expected):
    levels = np.linspace(20, 230, frames).astype(int)
    clip = open_clip(grey_clip(tmp_path / name, levels, rate, (64, 64), codec, fmt), shape)
    assert len(clip) == expected
    shown = levels_of(clip)
    assert abs(shown[0] - 20) < 16 and all(b >= a - 8 for a, b in itertools.pairwise(shown))


def test_a_variable_rate_keeps_its_times(tmp_path):
    """Three frames in a tenth of a second, then one for nine tenths: most of the second shows the last."""
    clip = open_clip(grey_clip(tmp_path / "v.mkv", [0, 80, 160, 240, 10], 12, times=[0, 0.03, 0.06, 0.1, 1.0]), shape)
    assert close(levels_of(clip)[:12], [0, 160, *[240] * 10])
    assert abs(levels_of(clip)[12] - 10) <= 3


def test_odd_sizes_lose_a_row_and_a_column(tmp_path):
    clip = open_clip(grey_clip(tmp_path / "o.mkv", [50] * 6, size=(65, 49), codec="ffv1", fmt="yuv444p"), shape)
    assert (clip.width, clip.height) == (64, 48) and clip.frame(0).shape == (48, 64, 3)


def test_transparency_lies_over_white(tmp_path):
    frames = [Image.new("RGBA", (64, 64), (255, 0, 0, 0)) for _ in range(2)]
    frames[1].paste((0, 0, 200, 255), (0, 0, 32, 64))
    frames[0].save(tmp_path / "t.gif", save_all=True, append_images=frames[1:], duration=500, disposal=2)
    clip = open_clip(tmp_path / "t.gif", shape)
    assert (clip.frame(0) > 250).all()
    assert tuple(clip.frame(-1)[10, 10]) == (0, 0, 200) and (clip.frame(-1)[10, 50] > 250).all()


def test_a_phone_held_upright(tmp_path):
    """The file says by how much it has to be turned."""
    plain = grey_clip(tmp_path / "p.mp4", [10] * 6, size=(96, 64))
    data = bytearray(plain.read_bytes())
    unit, matrix = (0x10000).to_bytes(4, "big"), data.rindex(b"tkhd")
    at = matrix + 4 + 4 + 20 + 16  # version and flags, times and ids and duration, reserved and volume
    identity = unit + bytes(12) + unit + bytes(12) + (0x40000000).to_bytes(4, "big")
    assert data[at : at + 36] == identity
    turned = bytes(4) + unit + bytes(4) + (-0x10000 & 0xFFFFFFFF).to_bytes(4, "big") + bytes(16)
    data[at : at + 36] = turned + (0x40000000).to_bytes(4, "big")
    (tmp_path / "turned.mp4").write_bytes(data)
    clip = open_clip(tmp_path / "turned.mp4", shape)
    assert (clip.width, clip.height) == (64, 96)


def sound_only(path):
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=44100)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
        frame.sample_rate = 44100
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def refused(path, **options):
    with pytest.raises(MediaError) as caught:
        open_clip(path, shape, **options)
    assert caught.value.message.endswith(".") and caught.value.hint
    return caught.value.code


def test_sound_called_a_video(tmp_path):
    assert refused(sound_only(tmp_path / "song.mp4")) == "video-no-picture"


def test_what_is_too_short_too_long_too_small_or_no_video(tmp_path):
    assert refused(grey_clip(tmp_path / "one.mp4", [9]), least_frames=4) == "video-too-short"
    long = grey_clip(tmp_path / "long.mkv", [9, 9, 9], times=[0, 1, 36000])
    assert refused(long) == "video-too-long"
    with av.open(str(tmp_path / "none.mp4"), "w", options={"movflags": "empty_moov"}) as container:
        stream = container.add_stream("libx264", rate=12)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        container.start_encoding()
    assert refused(tmp_path / "none.mp4") == "video-empty"
    assert refused(grey_clip(tmp_path / "dot.mkv", [9], size=(8, 8), codec="ffv1", fmt="yuv444p")) == "video-too-small"
    (tmp_path / "text.mp4").write_text("no video")
    assert refused(tmp_path / "text.mp4") == "video-unreadable"
    assert refused(tmp_path / "nowhere.mp4") == "video-missing"


def test_a_file_that_changes_meanwhile(tmp_path):
    clip = open_clip(grey_clip(tmp_path / "c.mp4", [9] * 12), shape)
    grey_clip(tmp_path / "c.mp4", [9] * 3)
    with pytest.raises(MediaError) as caught:
        list(clip.frames())
    assert caught.value.code == "video-changed"
