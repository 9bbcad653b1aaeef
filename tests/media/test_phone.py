"""What phones and the web give, each made here as a small real file: HDR, HEIC, AVIF, sound tracks, turned pictures."""

import io
import struct

import av
import numpy as np
import pytest
from PIL import Image

from onetake.errors import MediaError
from onetake.media.clip import open_clip
from onetake.media.colour import KNEE, WHITE, tone_mapped
from onetake.media.read import read_clear, read_picture, read_video


def pq(nits):
    """The code (0..1) of so much light, by the other direction of BT.2100's curve."""
    y = (np.asarray(nits, np.float64) / 10000) ** (2610 / 16384)
    return ((3424 / 4096 + 2413 / 128 * y) / (1 + 2392 / 128 * y)) ** (2523 / 32)


def hlg(scene):
    """The code of so much light of the scene (0..1)."""
    e = np.asarray(scene, np.float64)
    return np.where(
        e <= 1 / 12, np.sqrt(3 * e), 0.17883277 * np.log(np.maximum(12 * e - 0.28466892, 1e-9)) + 0.55991073
    )


def shown(share):
    """The level at which a share of white is seen, as far as it is left as it is."""
    return 255 * share ** (1 / 2.2)


def hdr_clip(path, codes, transfer):
    """A 10-bit video of greys."""
    number = {"smpte2084": 16, "arib-std-b67": 18}[transfer]
    told = f"colorprim=bt2020:transfer={transfer}:colormatrix=bt2020nc:log-level=none"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx265", rate=12, options={"crf": "1", "x265-params": told})
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p10le"
        context = stream.codec_context
        context.color_primaries, context.color_trc, context.colorspace = 9, number, 9
        for code in codes:
            grey = np.full((48, 64, 3), round(float(code) * 65535), np.uint16)
            frame = av.VideoFrame.from_ndarray(grey, format="rgb48le").reformat(
                format="yuv420p10le", dst_colorspace=9, dst_color_range=1
            )
            frame.color_trc, frame.color_primaries, frame.colorspace = number, 9, 9
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def test_high_dynamic_range_is_tone_mapped_not_washed_out(tmp_path):
    nits = np.array([0.5, 20, 60, 120, 203, 600, 1000])
    for name, transfer, codes in (
        ("pq.mov", "smpte2084", pq(nits)),
        ("hlg.mp4", "arib-std-b67", hlg((nits / 1000) ** (1 / 1.2))),  # as a display of 1000 nits shows it
    ):
        levels = [float(f.mean()) for f in read_video(hdr_clip(tmp_path / name, codes, transfer))]
        for got, light in zip(levels, nits, strict=True):
            if light / WHITE <= KNEE:
                assert got == pytest.approx(shown(light / WHITE), abs=5), (name, light)
        assert levels == sorted(levels) and 235 < levels[4] < 250 and levels[-1] > 252
        naive = 255 * float(codes[3])  # what it would be if the curve were not known
        assert abs(levels[3] - naive) > 25
        assert len(open_clip(tmp_path / name, lambda w, h: (48, 32))) == 7


def test_colours_of_wide_primaries_keep_their_hue():
    light = np.array([[[0.4, 0.02, 0.02], [0.02, 0.4, 0.02], [3.0, 1.5, 1.5], [0.2, 0.2, 0.2]]]) * WHITE
    red, green, bright, grey = tone_mapped((pq(light) * 65535).round().astype(np.uint16), hybrid=False)[0].astype(int)
    assert red[0] > 150 and max(red[1:]) < 60 and green[1] > 140 and max(green[0], green[2]) < 60
    assert bright[0] > 250 and bright[0] - bright[1] > 60 and abs(bright[1] - bright[2]) < 30  # no white patch
    assert np.ptp(grey) <= 1


# ── HEIC ──────────────────────────────────────────────────────────────────────────────────────────────────────


def box(kind, *parts):
    body = b"".join(parts)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def full(kind, version, flags, *parts):
    return box(kind, struct.pack(">I", version << 24 | flags), *parts)


def hevc_still(picture):
    """One coded picture and its decoder's configuration."""
    # without bframes=0 the coder leaves the decoding time of a lone frame unset, and now and then the muxer refuses it
    told = {"crf": "2", "x265-params": "log-level=none:info=0:bframes=0"}
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="mp4") as container:
        stream = container.add_stream("libx265", rate=1, options=told)
        stream.height, stream.width = picture.shape[:2]
        stream.pix_fmt = "yuv420p"
        stream.codec_context.flags |= av.codec.context.Flags.global_header.value
        container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode(None))
    data = buffer.getvalue()
    at = data.index(b"hvcC") - 4
    config = data[at : at + struct.unpack(">I", data[at : at + 4])[0]]
    start = data.index(b"mdat") - 4
    return data[start + 8 : start + struct.unpack(">I", data[start : start + 4])[0]], config


def heic(pictures, columns, size, turns=0):
    """A file as a phone writes it: a grid of tiles, with a size that cuts the last ones, and a turn."""
    coded = [hevc_still(p) for p in pictures]
    tiles, grid = range(1, len(coded) + 1), len(coded) + 1
    infos = [full(b"infe", 2, 1, struct.pack(">HH4sB", n, 0, b"hvc1", 0)) for n in tiles]
    infos.append(full(b"infe", 2, 0, struct.pack(">HH4sB", grid, 0, b"grid", 0)))
    rows = len(coded) // columns
    tile_size = struct.pack(">II", pictures[0].shape[1], pictures[0].shape[0])
    properties = box(
        b"ipco", coded[0][1], full(b"ispe", 0, 0, tile_size), full(b"ispe", 0, 0, struct.pack(">II", *size)),
        box(b"irot", bytes([turns])),
    )  # fmt: skip
    linked = [struct.pack(">HBBB", n, 2, 0x81, 2) for n in tiles] + [struct.pack(">HBBB", grid, 2, 3, 0x84)]
    inside = struct.pack(">BBBBHH", 0, 0, rows - 1, columns - 1, *size)

    def meta(start):
        places, at = [], start
        for n, (data, _) in zip(tiles, coded, strict=True):
            places.append(struct.pack(">HHHHII", n, 0, 0, 1, at, len(data)))
            at += len(data)
        places.append(struct.pack(">HHHHII", grid, 1, 0, 1, 0, len(inside)))
        return full(
            b"meta", 0, 0, full(b"hdlr", 0, 0, struct.pack(">I4s12s", 0, b"pict", b""), b"\0"),
            full(b"pitm", 0, 0, struct.pack(">H", grid)),
            full(b"iinf", 0, 0, struct.pack(">H", len(infos)), *infos),
            full(b"iref", 0, 0, box(b"dimg", struct.pack(f">HH{len(coded)}H", grid, len(coded), *tiles))),
            box(b"iprp", properties, full(b"ipma", 0, 0, struct.pack(">I", len(linked)), *linked)),
            box(b"idat", inside),
            full(b"iloc", 1, 0, struct.pack(">HH", 0x4400, len(places)), *places),
        )  # fmt: skip

    head = box(b"ftyp", b"heic", struct.pack(">I", 0), b"mif1heic")
    return head + meta(len(head) + len(meta(0)) + 8) + box(b"mdat", *(data for data, _ in coded))


COLOURS = [(200, 40, 40), (40, 180, 60), (50, 60, 200), (220, 200, 60)]


@pytest.mark.parametrize("turns", [0, 1, 3])
def test_a_phones_picture_is_put_together_and_turned(tmp_path, turns):
    tiles = [np.full((64, 64, 3), colour, np.uint8) for colour in COLOURS]
    (tmp_path / "p.heic").write_bytes(heic(tiles, 2, (120, 100), turns))
    whole = np.concatenate([np.concatenate(tiles[:2], 1), np.concatenate(tiles[2:], 1)])[:100, :120]
    found = read_picture(tmp_path / "p.heic")
    expected = np.rot90(whole, turns)
    assert found.shape == expected.shape
    assert np.abs(found.astype(int) - expected).max() <= 6


def test_damaged_and_huge_pictures_of_phones_are_refused(tmp_path):
    data = heic([np.full((64, 64, 3), c, np.uint8) for c in COLOURS], 2, (120, 100))
    for changed, code in (
        (data[: len(data) // 2], "picture-truncated"),
        (data[:40], "picture-truncated"),
        (data.replace(struct.pack(">HH", 120, 100), struct.pack(">HH", 60000, 60000)), "picture-too-large"),
        (data.replace(struct.pack(">BBBB", 0, 0, 1, 1), struct.pack(">BBBB", 0, 0, 200, 200)), "picture-truncated"),
    ):
        (tmp_path / "bad.heic").write_bytes(changed)
        with pytest.raises(MediaError) as caught:
            read_picture(tmp_path / "bad.heic")
        assert caught.value.code == code


# ── the rest ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_avif_and_its_transparency(tmp_path):
    picture = Image.new("RGBA", (64, 48), (0, 0, 0, 0))
    picture.paste((200, 30, 30, 255), (0, 0, 32, 48))
    picture.save(tmp_path / "a.avif", quality=95)
    assert read_clear(tmp_path / "a.avif").shape == (48, 64, 4)
    flat = read_picture(tmp_path / "a.avif").astype(int)
    assert np.abs(flat[24, 8] - (200, 30, 30)).max() < 8 and flat[24, 56].min() > 247


@pytest.mark.parametrize(("name", "tracks", "codec", "sound"), [
    ("none.mp4", 0, "libx264", "aac"), ("two.mov", 2, "libx264", "aac"), ("two.webm", 2, "libvpx-vp9", "libopus"),
])  # fmt: skip
def test_sound_tracks_do_not_matter(tmp_path, name, tracks, codec, sound):
    with av.open(str(tmp_path / name), "w") as container:
        heard = [container.add_stream(sound, rate=48000) for _ in range(tracks)]  # before the picture, as some do
        stream = container.add_stream(codec, rate=24)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for track in heard:
            silence = av.AudioFrame.from_ndarray(np.zeros((2, 960), np.float32), format="fltp", layout="stereo")
            silence.sample_rate, silence.pts = 48000, 0
            container.mux(track.encode(silence))
        for n in range(24):
            frame = av.VideoFrame.from_ndarray(np.full((48, 64, 3), 10 * n, np.uint8), format="rgb24")
            frame.pts = n
            container.mux(stream.encode(frame))
        for each in (*heard, stream):
            container.mux(each.encode(None))
    clip = open_clip(tmp_path / name, lambda w, h: (48, 32))
    assert len(clip) == 12 and clip.own_fps == pytest.approx(24, abs=0.5)
    levels = [int(f.mean()) for f in clip.frames()]
    assert levels == sorted(levels) and levels[-1] - levels[0] > 180
