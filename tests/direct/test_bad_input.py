"""What people give by mistake, at every command that takes it: one sentence with a code, and no file."""

import json

import av
import numpy as np
import pytest
from PIL import Image

from onetake import cli

VIDEO = {
    "extend": ["extend", "VIDEO", "--seconds", "1"],
    "connect": ["connect", "VIDEO", "FINE"],
    "connected": ["connect", "FINE", "VIDEO"],
    "loop": ["loop", "VIDEO"],
    "retake": ["retake", "VIDEO", "--from", "0", "--to", "0.08"],
    "remix": ["remix", "VIDEO", "A dog"],
    "fill": ["fill", "VIDEO", "A ball", "--box", "0,0,0.5,0.5"],
    "expand": ["expand", "VIDEO", "--to", "portrait"],
    "storyboard": ["storyboard", "CARDS"],
    "upscale": ["upscale", "VIDEO"],
    "smooth": ["smooth", "VIDEO", "--fps", "48"],
}


@pytest.fixture
def refused(tiny, tmp_path, capsys):
    """The code with which a command is refused; nothing is left under the name of its output, or beside it."""

    def refuse(*words):
        out = tmp_path / "made"
        out.mkdir(exist_ok=True)
        status = cli.main([*map(str, words), "--model", tiny, "-o", str(out / "out.mp4"), "--json", "--quiet"])
        captured = capsys.readouterr()
        error = json.loads(captured.out)["error"]
        assert (status, captured.err, list(out.iterdir())) == (2, "", [])
        assert error["message"].endswith(".") and error["hint"] and "\n" not in error["message"]
        return error["code"]

    return refuse


def sound(path):
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=44100)
        for n in range(20):
            frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
            frame.sample_rate, frame.pts = 44100, n * 1024
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def header_only(path):
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=12)
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
        container.start_encoding()
    return path


BAD = {
    "sound": (lambda f, clip: sound(f / "sound.mp4"), "video-no-picture"),
    "no frame": (lambda f, clip: header_only(f / "none.mp4"), "video-empty"),
    "no frame in a stream": (lambda f, clip: header_only(f / "none.mkv"), "video-empty"),
    "one frame": (lambda f, clip: clip("one.mp4", 1), "video-too-short"),
    "ten hours": (lambda f, clip: clip("long.mkv", 3, times=[0, 1, 36000]), "video-too-long"),
}


@pytest.mark.parametrize("bad", BAD)
@pytest.mark.parametrize("command", VIDEO)
def test_videos_that_are_none(refused, make_clip, tmp_path, command, bad):
    make, code = BAD[bad]
    path = make(tmp_path, make_clip)
    cards = tmp_path / "cards.yaml"
    cards.write_text(f"size: 192x128\ncards:\n- {{at: 0, seconds: 1, clip: {path.name}}}\n")
    named = {"VIDEO": path, "CARDS": cards, "FINE": make_clip("fine.mp4", 12)}
    assert refused(*[named.get(word, word) for word in VIDEO[command]]) == code


def test_masks_windows_cards_and_shapes(refused, make_clip, tmp_path):
    clip, tall = make_clip("a.mp4", 24), make_clip("b.mp4", 12, size=(64, 96))
    for name, mask in {
        "small": Image.new("L", (50, 50), 255), "dark": Image.new("L", (96, 64)),
        "clear": Image.new("RGBA", (96, 64), (255, 255, 255, 0)),
    }.items():  # fmt: skip
        mask.save(tmp_path / f"{name}.png")
    fill = ["fill", clip, "A ball", "--mask"]
    assert refused(*fill, tmp_path / "small.png") == "mask-size"
    assert refused(*fill, tmp_path / "dark.png") == refused(*fill, tmp_path / "clear.png") == "mask-empty"
    for window in (("1", "3"), ("2", "1"), ("-1", "1"), ("nan", "1"), ("1", "inf"), ("1", "1.01")):
        assert refused("retake", clip, f"--from={window[0]}", f"--to={window[1]}") == "bad-window"
    assert refused("connect", clip, tall) == refused("connect", tall, clip) == "other-shape"
    cards = tmp_path / "cards.yaml"
    cards.write_text("cards:\n- {at: 0, seconds: 2, text: A dog runs}\n- {at: 1, seconds: 2, text: it jumps}\n")
    assert refused("storyboard", cards) == "cards-overlap"


def test_what_is_transparent_in_a_mask_is_not_painted(make_clip, options, frames_of, tmp_path):
    """White all over, but to be seen only on the left."""
    from onetake.direct import fill

    clip, mask = make_clip("a.mp4", 12), np.full((64, 96, 4), 255, np.uint8)
    mask[:, 48:, 3] = 0
    Image.fromarray(mask).save(tmp_path / "mask.png")
    made = fill(clip, "A ball", mask=tmp_path / "mask.png", options=options())
    whole = np.stack(list(made.timeline[0].around.frames()))
    assert np.array_equal(frames_of(made)[:, :, 48:], whole[:, :, 48:])
    assert not np.array_equal(frames_of(made)[:, :, :48], whole[:, :, :48])


def test_a_picture_with_transparency_says_so(options, tmp_path):
    from onetake.direct import animate

    Image.new("RGBA", (96, 64), (200, 30, 30, 90)).save(tmp_path / "a.png")
    Image.new("RGBA", (96, 64), (200, 30, 30, 255)).save(tmp_path / "b.png")
    said = [animate(tmp_path / f"{n}.png", seconds=1, options=options(f"{n}.mp4")).notes for n in "ab"]
    assert any("transparent" in note for note in said[0]) and not any("transparent" in note for note in said[1])
