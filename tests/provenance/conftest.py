"""What the tests of marks share: a cartoon that moves, and a data folder that is nobody's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from onetake.media.write import VideoWriter
from onetake.provenance.marks import Marker, Marks


@pytest.fixture(scope="session")
def cartoon() -> Callable[..., NDArray[np.uint8]]:
    return draw_cartoon


@pytest.fixture(scope="session")
def encode() -> Callable[..., Path]:
    return encode_video


@pytest.fixture
def marker(own_data: Path) -> Callable[..., Marker]:
    return make_marker


@pytest.fixture
def write(own_data: Path) -> Callable[..., Path]:
    return write_video


def draw_cartoon(frames: int = 16, width: int = 384, height: int = 224, seed: int = 0) -> NDArray[np.uint8]:
    """Hills, a gradient sky and a rolling ball, uint8 (N, Y, X, 3)."""
    rng = np.random.default_rng(seed)
    sky, hill, ball = rng.integers(60, 230, (3, 3))
    y, x = np.mgrid[:height, :width]
    video = np.empty((frames, height, width, 3), np.uint8)
    for n in range(frames):
        video[n] = (sky * (0.75 + 0.25 * y[..., None] / height)).astype(np.uint8)
        video[n][y > height * 0.7 + 12 * np.sin(x / 50 + seed)] = hill
        video[n][(x - width * (0.2 + 0.02 * n)) ** 2 + (y - height * 0.6) ** 2 < (height * 0.15) ** 2] = ball
    return video


def encode_video(path: Path, frames: NDArray[np.uint8], crf: int, fps: int = 12) -> Path:
    """What a stranger's encoder makes of frames: x264 at its defaults."""
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=fps, options={"crf": str(crf)})
        stream.height, stream.width, stream.pix_fmt = *frames.shape[1:3], "yuv420p"
        stream.codec_context.thread_count = 1
        for frame in frames:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(np.ascontiguousarray(frame), format="rgb24")))
        container.mux(stream.encode(None))
    return path


@pytest.fixture
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keys and ledger of an installation that never made anything."""
    folder = tmp_path / "data"
    monkeypatch.setenv("ONETAKE_DATA", str(folder))
    return folder


def make_marker(marks: Marks | None = None, width: int = 384, height: int = 224, **facts: object) -> Marker:
    told = {"fingerprint": "plan", "prompt": "A ball", "seed": 7, "model": "S", "version": "0.1"} | facts
    return Marker(marks or Marks(), width, height, **told)  # type: ignore[arg-type]


def write_video(path: Path, by: Marker, frames: NDArray[np.uint8], fps: int = 12) -> Path:
    """A video as the road writes it."""
    with VideoWriter(path, by.width, by.height, fps, tags=by.tags, appendix=by.appendix) as writer:
        writer.write(by.opening(fps))
        writer.write(by.mark(frames))
    by.seal(path)
    return path


@pytest.fixture
def made(own_data: Path, tmp_path: Path) -> Path:
    """A video with all marks."""
    return write_video(tmp_path / "made.mp4", make_marker(), draw_cartoon())


@pytest.fixture
def flip() -> Callable[[Path, int], None]:
    """Change one bit of a file."""

    def change(path: Path, at: int) -> None:
        with path.open("r+b") as file:
            file.seek(at)
            byte = file.read(1)[0]
            file.seek(at)
            file.write(bytes([byte ^ 1]))

    return change
