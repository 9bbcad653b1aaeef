"""What is heard: loudness against the standard's own numbers, music, voices where there are any."""

import math
import shutil
import struct
import wave

import numpy as np
import pytest

from onetake.errors import BadRequest
from onetake.story.cast import Character
from onetake.story.loudness import CEILING, TARGET, Meter, gain_to, limited
from onetake.story.music import compose, sound_font
from onetake.story.project import Settings
from onetake.story.shots import Line, Shot
from onetake.story.soundtrack import Soundtrack, Spoken, record, voice_of
from onetake.story.subtitles import Cue, cues_of, srt, vtt
from onetake.story.voice import Voice, check_voice, default_voice, speak, wav_seconds

needs_voice = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
RATE = 48_000


def tone(hertz, level_db, seconds=3.0):
    t = np.arange(round(seconds * RATE)) / RATE
    one = (10 ** (level_db / 20) * np.sin(2 * math.pi * hertz * t)).astype(np.float32)
    return np.stack([one, one], 1)


def loudness(*blocks):
    meter = Meter(RATE)
    for block in blocks:
        meter.add(block)
    return meter.loudness()


def test_loudness_is_that_of_the_standard():
    # EBU Tech 3341: a stereo sine of 1000 Hz at -23 dBFS is -23 LUFS; gates leave silence out.
    assert loudness(tone(1000, -23)) == pytest.approx(-23, abs=0.1)
    assert loudness(tone(1000, -33)) == pytest.approx(-33, abs=0.1)
    assert loudness(tone(1000, -23), np.zeros((RATE * 6, 2), np.float32)) == pytest.approx(-23, abs=0.4)
    assert loudness(tone(1000, -36, 10), tone(1000, -23, 30)) == pytest.approx(-23, abs=0.2)
    assert loudness(tone(60, -23)) < -24  # deep tones are heard less
    assert loudness(np.zeros((RATE, 2), np.float32)) == -math.inf


def test_gain_and_limiter():
    assert gain_to(-18, -24) == pytest.approx(10 ** (6 / 20))
    assert gain_to(-18, -90) == pytest.approx(10.0) and gain_to(-18, -math.inf) == 1
    loud = limited(tone(1000, 12))
    assert np.abs(loud).max() <= CEILING
    quiet = tone(1000, -20)
    assert limited(quiet) is quiet


def test_music_is_the_same_for_a_seed_and_as_long_as_asked():
    song = compose(7, 60, [0.0, 30.0])
    assert song == compose(7, 60, [0.0, 30.0]) != compose(8, 60, [0.0, 30.0])
    assert song[:4] == b"MThd" and song[14:18] == b"MTrk"
    assert struct.unpack(">I", song[18:22])[0] == len(song) - 22
    assert len(compose(7, 120, [0.0])) > 1.7 * len(compose(7, 60, [0.0]))
    assert compose(7, 60, [0.0], dark=True) != compose(7, 60, [0.0])


def test_a_font_that_is_named_has_to_be_there(tmp_path, monkeypatch):
    monkeypatch.setenv("ONETAKE_SOUNDFONT", str(tmp_path / "gone.sf2"))
    assert sound_font() is None


def test_the_mix_has_one_loudness_and_music_makes_room(tmp_path):
    def write(path, samples):
        with wave.open(str(path), "wb") as file:
            file.setnchannels(samples.shape[1])
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes((samples * 32767).astype("<i2").tobytes())

    write(tmp_path / "music.wav", tone(300, -12, 12))
    write(tmp_path / "say.wav", tone(1000, -20, 2)[:, :1])
    track = Soundtrack((Spoken(4.0, 2.0, "narrator", tmp_path / "say.wav"),), (), tmp_path / "music.wav", ())
    blocks = list(track.blocks(12.0))
    assert [len(b) for b in blocks] == [RATE] * 12
    assert loudness(*blocks) == pytest.approx(TARGET, abs=1.0)
    deep = [np.abs(np.fft.rfft(b[:, 0])[300]) for b in blocks]  # only the music has a tone of 300 Hz
    assert deep[5] < 0.45 * deep[2] and deep[8] > 0.9 * deep[2]
    assert np.abs(blocks[-1][-100:]).max() < 0.02  # it fades at the end
    assert Soundtrack((), (), None, ()).blocks(5.0) is None


def test_subtitles_are_as_long_as_their_words():
    cues = cues_of("The crow was hugely flattered by this, and just to show the fox that she could sing " * 2, 1.0, 9.0)
    assert cues[0].start == 1.0 and cues[-1].end == pytest.approx(9.0)
    assert all(len(line) <= 42 for c in cues for line in c.text.split("\n")) and len(cues) == 2
    chinese = cues_of("兔走触株，折颈而死。因释其耒而守株，冀复得兔。兔不可复得，而身为宋国笑。", 0, 6)
    assert all(len(line) <= 20 for c in chinese for line in c.text.split("\n"))
    assert srt([Cue(3661.5, 3662.25, "Hi")]) == "1\n01:01:01,500 --> 01:01:02,250\nHi\n\n"
    assert vtt([Cue(0, 1, "a < b")]).startswith("WEBVTT\n\n00:00:00.000 --> 00:00:01.000\na &lt; b")


def test_without_a_voice_there_are_subtitles_within_their_shots(tmp_path):
    shots = [Shot(f"s00{i}", 1, (i, i + 1), 3.0, ("a fox",), words=(Line("narrator", "word " * 12),)) for i in range(3)]
    made = record(tmp_path, Settings(voice="none", music=False), shots, {}, "en", [2.5, 5.5, 8.5, 11.5])
    assert made.spoken == () and made.music is None and any("no voice" in n for n in made.notes)
    for cue in made.cues:
        assert any(2.5 + 3 * i <= cue.start and cue.end <= 5.5 + 3 * i + 1e-6 for i in range(3))


def test_a_missing_voice_is_refused_and_a_missing_program_is_said(monkeypatch, tmp_path):
    with pytest.raises(BadRequest, match="piper"):
        check_voice(str(tmp_path / "gone.onnx"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BadRequest) as caught:
        check_voice("en-gb")
    assert caught.value.code == "bad-voice" and "--voice none" in caught.value.hint
    assert default_voice("", "en")[0] == "none" and "not installed" in default_voice("", "en")[1]


@needs_voice
def test_voices_that_are_not_there_are_named():
    with pytest.raises(BadRequest) as caught:
        check_voice("xx-nowhere")
    assert caught.value.code == "bad-voice"
    with pytest.raises(BadRequest, match="variant"):
        check_voice("en-gb+nobody")
    check_voice("en-gb+f2")


@needs_voice
def test_a_line_is_spoken_once_and_faster_if_asked(tmp_path):
    one = speak("Good evening, friend.", Voice("en-gb"), tmp_path)
    at = one.stat().st_mtime_ns
    assert speak("Good evening, friend.", Voice("en-gb"), tmp_path) == one and one.stat().st_mtime_ns == at
    fast = speak("Good evening, friend.", Voice("en-gb"), tmp_path, 1.5)
    assert 0 < wav_seconds(fast) < 0.85 * wav_seconds(one)
    one.write_bytes(one.read_bytes()[:60])
    assert wav_seconds(speak("Good evening, friend.", Voice("en-gb"), tmp_path)) > 0.5  # a torn file is made again


def test_everybody_keeps_their_voice():
    cast = {"Fox": Character("Fox", ("Fox",), "fox", voice="en-gb+m2", pitch=30), "Crow": Character("Crow", (), "crow")}
    assert voice_of("Fox", "en-us", cast) == Voice("en-gb+m2", 30)
    assert voice_of("Crow", "en-us", cast) == voice_of("narrator", "en-us", cast) == Voice("en-us")
    assert voice_of("Fox", "x.onnx", cast) == Voice("x.onnx")
