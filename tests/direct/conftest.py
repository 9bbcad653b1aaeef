"""Small real videos: drawn here by a tiny model, and foreign ones as phones and the web make them."""

from collections import deque
from fractions import Fraction

import av
import numpy as np
import pytest

from onetake.direct import Options, run
from onetake.direct.road import Run
from onetake.plan import make_plan
from onetake.provenance.marks import Marks
from onetake.take import run as draw_take

BARE = Marks(label=False, watermark=False, metadata=True, signature=False)
PROMPT = "A red ball rolling on the beach"


@pytest.fixture(autouse=True)
def own_folders(own_cache, one_core):
    return own_cache


@pytest.fixture(scope="session")
def ours(tiny, tmp_path_factory):
    """Three seconds drawn here, with nothing on them but the recipe."""
    path = tmp_path_factory.mktemp("ours") / "ball.mp4"
    plan = make_plan(PROMPT, seconds=3, seed=5, size="192x112", model=tiny, output=path)
    deque(draw_take(plan, path.parent / "kept", BARE), maxlen=0)
    return path


def write_clip(path, frames, rate=12, size=(96, 64), codec="libx264", fmt="yuv420p", times=None, rotate=None):
    """A video of moving stripes; ``times``: the second of every frame, for a variable rate."""
    width, height = size
    options = {"crf": "4"} if codec.startswith("libx26") else {}
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate, options=options)
        stream.width, stream.height, stream.pix_fmt = width, height, fmt
        if times is not None:
            stream.codec_context.time_base = stream.time_base = Fraction(1, 1000)
        y, x = np.mgrid[0:height, 0:width]
        for n in range(frames):
            picture = np.stack([x * 2, y * 3, np.where((x + 4 * n) // 12 % 2, 220, 40)], -1).clip(0, 255)
            picture[:4, :4] = 8 * n % 256
            frame = av.VideoFrame.from_ndarray(picture.astype(np.uint8), format="rgb24")
            if times is not None:
                frame.time_base, frame.pts = Fraction(1, 1000), round(times[n] * 1000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


@pytest.fixture(scope="session")
def foreign(tmp_path_factory):
    """Two seconds that nobody knows anything about."""
    return write_clip(tmp_path_factory.mktemp("foreign") / "stripes.mp4", 24, size=(192, 112))


@pytest.fixture
def options(tiny, tmp_path):
    def make(name="out.mp4", **more):
        usual = {"output": tmp_path / name, "model": tiny, "marks": BARE, "steps": 1}
        return Options(**{**usual, **more})

    return make


@pytest.fixture
def frames_of():
    """What a job gives out before marks and encoding (N, Y, X, C)."""

    def frames(job):
        running = Run(job)
        deque(running.draw(), maxlen=0)
        return np.concatenate(list(running.compose()))

    return frames


@pytest.fixture
def done():
    def finish(job):
        last = deque(run(job), maxlen=1)[0]
        assert last.stage == "done"
        return last.data

    return finish


@pytest.fixture
def make_clip(tmp_path):
    def make(name, frames, **more):
        return write_clip(tmp_path / name, frames, **more)

    return make
