"""Videos are really written, read back, streamed and refused."""

import hashlib
import io
import os
import subprocess
import sys
import textwrap

import av
import numpy as np
import pytest

from onetake.errors import BadRequest, DiskError, Failure
from onetake.media.read import probe_video, read_video
from onetake.media.write import VideoWriter, check_output, default_output


def moving_picture(frames=18, width=96, height=64):
    """A red disc crossing a green meadow under a blue sky: flat colours with crisp borders."""
    y, x = np.mgrid[:height, :width]
    video_NYXC = np.empty((frames, height, width, 3), np.uint8)
    for n in range(frames):
        video_NYXC[n] = (120, 190, 240)
        video_NYXC[n][y > height * 0.7] = (92, 168, 88)
        video_NYXC[n][(x - 20 - 3 * n) ** 2 + (y - 30) ** 2 < 15**2] = (214, 62, 58)
    return video_NYXC


def psnr(a, b):
    return 10 * np.log10(255**2 / np.mean((a.astype(float) - b) ** 2))


def write(path, frames, fps=12):
    with VideoWriter(path, frames.shape[2], frames.shape[1], fps) as video:
        for frame in frames:
            video.write(frame)


def test_what_is_written_can_be_read_back(tmp_path):
    frames = moving_picture()
    write(tmp_path / "disc.mp4", frames)
    back = np.stack(list(read_video(tmp_path / "disc.mp4")))
    assert back.shape == frames.shape
    assert psnr(back, frames) > 28
    # Inside flat areas, colours return to within rounding: matrix and range agree in both directions.
    assert np.abs(back[0, 5, 90].astype(int) - frames[0, 5, 90]).max() <= 2
    assert np.abs(back[0, 30, 20].astype(int) - frames[0, 30, 20]).max() <= 4
    info = probe_video(tmp_path / "disc.mp4")
    assert (info.width, info.height, info.fps, info.frames, info.seconds) == (96, 64, 12.0, 18, 1.5)


def test_the_file_plays_everywhere(tmp_path):
    write(tmp_path / "disc.mp4", moving_picture())
    data = (tmp_path / "disc.mp4").read_bytes()
    assert data.find(b"moov") < data.find(b"mdat"), "the index comes first, so that a browser can start at once"
    with av.open(str(tmp_path / "disc.mp4")) as container:
        context = container.streams.video[0].codec_context
        assert (context.name, context.pix_fmt) == ("h264", "yuv420p")
        assert (context.color_primaries, context.color_trc, context.colorspace, context.color_range) == (1, 1, 1, 1)


def test_the_same_frames_give_the_same_bytes(tmp_path):
    digests = set()
    for name in "ab":
        write(tmp_path / f"{name}.mp4", moving_picture())
        digests.add(hashlib.sha256((tmp_path / f"{name}.mp4").read_bytes()).hexdigest())
    assert len(digests) == 1


def test_single_frames_and_batches_are_the_same(tmp_path):
    frames = moving_picture()
    write(tmp_path / "one.mp4", frames)
    with VideoWriter(tmp_path / "many.mp4", 96, 64, 12) as video:
        video.write(frames[:7])
        video.write(frames[7:])
    assert (tmp_path / "one.mp4").read_bytes() == (tmp_path / "many.mp4").read_bytes()


def test_a_stream_can_be_watched_while_it_grows():
    class Socket:
        """Takes bytes and can do nothing else: no seek, no tell."""

        def __init__(self):
            self.data = b""

        def write(self, data):
            self.data += bytes(data)
            return len(data)

    socket, frames, seen_early = Socket(), moving_picture(96), b""
    with VideoWriter(socket, 96, 64, 12) as video:
        for n, frame in enumerate(frames):
            video.write(frame)
            if n == 71:
                seen_early = socket.data
    early = list(read_video(seen_early))
    assert len(early) >= 12
    assert psnr(early[3], frames[3]) > 28
    assert len(list(read_video(socket.data))) == 96


def test_a_video_appears_only_when_it_is_whole(tmp_path):
    target = tmp_path / "disc.mp4"
    with pytest.raises(RuntimeError), VideoWriter(target, 96, 64, 12) as video:
        video.write(moving_picture())
        assert not target.exists()
        raise RuntimeError("the network drew nonsense")
    assert list(tmp_path.iterdir()) == []


def test_a_failed_rewrite_leaves_the_old_video(tmp_path):
    target = tmp_path / "disc.mp4"
    write(target, moving_picture())
    before = target.read_bytes()
    with pytest.raises(Failure, match="do not fit"), VideoWriter(target, 96, 64, 12) as video:
        video.write(moving_picture(2, 64, 64))
    assert target.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["disc.mp4"]


def test_no_frames_is_no_video(tmp_path):
    with pytest.raises(Failure) as caught, VideoWriter(tmp_path / "empty.mp4", 96, 64, 12):
        pass
    assert caught.value.code == "no-frames"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("width", "height", "nearest"), [(97, 64, "98x64"), (96, 63, "96x64"), (0, 64, "2x64")])
def test_odd_sizes_are_refused_with_the_nearest_that_works(tmp_path, width, height, nearest):
    with pytest.raises(BadRequest) as caught:
        VideoWriter(tmp_path / "odd.mp4", width, height, 12)
    assert caught.value.code == "bad-size"
    assert nearest in caught.value.hint


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on file sizes")
def test_a_full_disk_is_one_sentence_and_leaves_nothing(tmp_path):
    """The system itself refuses to let the file grow beyond 100 kB, in a process of its own."""
    script = """
        import resource, sys
        import numpy as np
        from onetake.errors import DiskError
        from onetake.media.write import VideoWriter
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        noise = np.random.default_rng(0).integers(0, 255, (60, 112, 192, 3)).astype(np.uint8)
        try:
            with VideoWriter(sys.argv[1], 192, 112, 12) as video:
                video.write(noise)
        except DiskError as error:
            print(error.code)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), str(tmp_path / "noise.mp4")], capture_output=True, text=True
    )
    assert done.stdout.split() == ["disk-full"], done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_receiver_that_hangs_up_is_one_sentence():
    class HungUp(io.RawIOBase):
        def writable(self):
            return True

        def write(self, data):
            raise BrokenPipeError

    with pytest.raises(DiskError) as caught, VideoWriter(HungUp(), 96, 64, 12) as video:
        video.write(moving_picture(96))
    assert caught.value.code == "stream-closed"


def test_a_good_output_is_accepted_and_left_alone(tmp_path):
    assert check_output(tmp_path / "new.mp4") == tmp_path / "new.mp4"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["video.avi", "video", "a\0b.mp4", "folder.mp4"])
def test_bad_names_are_refused(tmp_path, name):
    (tmp_path / "folder.mp4").mkdir()
    with pytest.raises(BadRequest) as caught:
        check_output(tmp_path / name)
    assert caught.value.code == "bad-output-name"


def test_a_missing_folder_is_refused(tmp_path):
    with pytest.raises(BadRequest) as caught:
        check_output(tmp_path / "nowhere" / "video.mp4")
    assert caught.value.code == "output-folder-missing"
    assert "mkdir" in caught.value.hint


def test_a_read_only_folder_is_refused(tmp_path):
    folder = tmp_path / "locked"
    folder.mkdir()
    folder.chmod(0o555)
    if os.geteuid() == 0:  # root may write anywhere but where the kernel itself says no
        folder = type(tmp_path)("/proc")
    if not folder.is_dir():
        pytest.skip("no folder here is read-only for root")
    with pytest.raises(DiskError) as caught:
        check_output(folder / "video.mp4")
    assert caught.value.code == "output-not-writable"


def test_a_name_that_is_too_long_is_refused(tmp_path):
    with pytest.raises(DiskError) as caught:
        check_output(tmp_path / ("a" * 300 + ".mp4"))
    assert caught.value.code == "output-not-writable"


@pytest.mark.parametrize(
    ("prompt", "name"),
    [
        ("A panda, eating bamboo!", "a-panda-eating-bamboo.mp4"),
        ("一只熊猫在跳舞", "一只熊猫在跳舞.mp4"),
        ("../../etc/passwd", "etc-passwd.mp4"),
        ("   \x00\x1b[2J", "2j.mp4"),
        ("…", "video.mp4"),
    ],
)
def test_a_file_is_named_from_the_prompt(tmp_path, prompt, name):
    assert default_output(prompt, tmp_path) == tmp_path / name


def test_a_default_name_never_overwrites(tmp_path):
    (tmp_path / "a-cat.mp4").touch()
    assert default_output("A cat", tmp_path).name == "a-cat-2.mp4"
    longest = default_output("熊猫" * 50_000, tmp_path)
    longest.touch()
    assert len(longest.name.encode()) <= 100
