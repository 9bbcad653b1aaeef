"""What is heard: every line at its time, music that makes room for it, at one loudness; streamed, never held whole."""

from __future__ import annotations

import wave
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from onetake.prompt.lexicon import Language
from onetake.story.cast import Cast
from onetake.story.gates import HURRY
from onetake.story.loudness import TARGET, Meter, gain_to, limited
from onetake.story.music import render
from onetake.story.mux import AUDIO_RATE
from onetake.story.project import Settings
from onetake.story.shots import NARRATOR, Shot
from onetake.story.subtitles import Cue, cues_of
from onetake.story.text import speech_seconds
from onetake.story.voice import NONE, Voice, default_voice, speak, wav_seconds

__all__ = ["Soundtrack", "Spoken", "record"]

LEAD = 0.3
"""Seconds between the beginning of a shot and the first word."""
GAP = 0.15
MUSIC, DUCKED = 0.32, 0.3
"""How loud music is beside speech, and how much of that is left under it."""
_SWELL = 0.35
"""Seconds in which music makes room."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A line and when it is heard, in seconds from the film's beginning."""

    start: float
    seconds: float
    speaker: str
    file: Path


@dataclass(frozen=True, slots=True)
class Soundtrack:
    """Lines, subtitles, music, and what the user should know. ``blocks`` is the sound itself."""

    spoken: tuple[Spoken, ...]
    cues: tuple[Cue, ...]
    music: Path | None
    notes: tuple[str, ...]

    def blocks(self, seconds: float, opening: float = 0.0) -> Iterator[NDArray[np.float32]] | None:
        """The mix (N, 2), a second at a time, at the usual loudness; None where there is nothing to hear."""
        if not self.spoken and self.music is None:
            return None
        meter = Meter(AUDIO_RATE)
        for block in self._mixed(seconds, opening):
            meter.add(block)
        gain = gain_to(TARGET, meter.loudness())
        return (limited(block * gain) for block in self._mixed(seconds, opening))

    def _mixed(self, seconds: float, opening: float) -> Iterator[NDArray[np.float32]]:
        total = round(seconds * AUDIO_RATE)
        bed = _Wave(self.music) if self.music else None
        room = 1.0
        waiting = sorted(self.spoken, key=lambda s: s.start)
        playing: list[tuple[int, NDArray[np.float32]]] = []
        for at in range(0, total, AUDIO_RATE):
            size = min(AUDIO_RATE, total - at)
            while waiting and round((waiting[0].start + opening) * AUDIO_RATE) < at + size:
                line = waiting.pop(0)
                playing.append((round((line.start + opening) * AUDIO_RATE), samples(line.file)))
            speech = np.zeros(size, np.float32)
            busy = np.zeros(size, bool)
            for begin, voice in playing:
                a, b = max(begin, at), min(begin + len(voice), at + size)
                if a < b:
                    speech[a - at : b - at] += voice[a - begin : b - begin]
                    busy[a - at : b - at] = True
            playing = [(begin, voice) for begin, voice in playing if begin + len(voice) > at + size]
            block = np.repeat(speech[:, None], 2, 1)
            if bed is not None:
                envelope, room = _ducking(busy, room)
                faded = np.clip((total - at - np.arange(size)) / (2 * AUDIO_RATE), 0, 1)
                block = block + bed.read(size) * (envelope * faded * MUSIC)[:, None].astype(np.float32)
            yield block.astype(np.float32)
        if bed is not None:
            bed.close()


def _ducking(busy: NDArray[np.bool_], room: float) -> tuple[NDArray[np.float32], float]:
    """How loud music is at every sample: it sinks and swells along straight lines."""
    step = (1 - DUCKED) / (_SWELL * AUDIO_RATE)
    hop = 480
    out = np.empty(len(busy), np.float32)
    for i in range(0, len(busy), hop):
        part = busy[i : i + hop]
        goal = DUCKED if part.any() else 1.0
        after = max(goal, room - step * len(part)) if goal < room else min(goal, room + step * len(part))
        out[i : i + hop] = np.linspace(room, after, len(part), dtype=np.float32)
        room = after
    return out, room


class _Wave:
    """A stereo WAV file at the film's rate, read a piece at a time; silence after its end."""

    def __init__(self, path: Path) -> None:
        self._file = wave.open(str(path), "rb")

    def read(self, size: int) -> NDArray[np.float32]:
        data = np.frombuffer(self._file.readframes(size), "<i2").reshape(-1, self._file.getnchannels())
        out = np.zeros((size, 2), np.float32)
        out[: len(data)] = data[:, :2] / np.float32(32768)
        return out

    def close(self) -> None:
        self._file.close()


def samples(path: Path) -> NDArray[np.float32]:
    """A spoken line (N,) at the film's rate, at a peak of 0.7, without the silence at its end."""
    resampler = av.AudioResampler(format="flt", layout="mono", rate=AUDIO_RATE)
    parts = []
    with av.open(str(path)) as file:
        for frame in file.decode(audio=0):
            parts += [f.to_ndarray().ravel() for f in resampler.resample(frame)]
        parts += [f.to_ndarray().ravel() for f in resampler.resample(None)]
    wave_N = np.concatenate(parts).astype(np.float32) if parts else np.zeros(0, np.float32)
    peak = float(np.abs(wave_N).max(initial=0.0))
    return wave_N * np.float32(0.7 / peak) if peak > 1e-4 else wave_N


def record(
    folder: Path, settings: Settings, shots: Sequence[Shot], cast: Cast, language: Language, starts: Sequence[float]
) -> Soundtrack:
    """Speak every line, place it in its shot, write the music. ``starts``: of every shot, and the end of the last.

    Raises ``BadRequest`` (``bad-voice``), ``Failure`` (``voice-failed``).
    """
    narrator, note = default_voice(settings.voice, language)
    notes = [note]
    spoken: list[Spoken] = []
    cues: list[Cue] = []
    for shot, start in zip(shots, starts, strict=False):
        if narrator == NONE:
            cues += _silent(shot, start)
            continue
        lines, told = _in_shot(shot, start, narrator, cast, language, folder)
        spoken += lines
        notes += told
        for line, words in zip(lines, shot.words, strict=True):
            cues += cues_of(words.text, line.start, line.start + line.seconds)
    music = None
    if settings.music:
        music, said = render(folder, settings, shots, starts)
        notes.append(said)
    else:
        notes.append("no music was asked for")
    return Soundtrack(tuple(spoken), tuple(cues), music, tuple(dict.fromkeys(notes)))


def _silent(shot: Shot, start: float) -> list[Cue]:
    """Subtitles that are read, not heard: each as long as saying it would take, all within the shot."""
    need = sum(speech_seconds(w.text) for w in shot.words)
    scale = min(1.0, (shot.seconds - LEAD) / need) if need else 1.0
    out: list[Cue] = []
    at = start + LEAD
    for w in shot.words:
        until = at + speech_seconds(w.text) * scale
        out += cues_of(w.text, at, until)
        at = until
    return out


def _in_shot(
    shot: Shot, start: float, narrator: str, cast: Cast, language: Language, folder: Path
) -> tuple[list[Spoken], list[str]]:
    """The lines of a shot, one after the other, faster where they would not fit."""
    voices = [voice_of(w.speaker, narrator, cast) for w in shot.words]
    room = shot.seconds - LEAD - GAP * max(0, len(voices) - 1)
    files = [speak(w.text, v, folder) for w, v in zip(shot.words, voices, strict=True)]
    need = sum(wav_seconds(f) for f in files)
    notes = []
    if need > room > 0:
        hurry = min(HURRY * 1.15, need / room * 1.03)
        files = [speak(w.text, v, folder, hurry) for w, v in zip(shot.words, voices, strict=True)]
        if sum(wav_seconds(f) for f in files) > room + LEAD:
            notes.append(f"{shot.id}: what is said is longer than the shot and goes on into the next one")
    out: list[Spoken] = []
    at = start + LEAD
    for w, file in zip(shot.words, files, strict=True):
        seconds = wav_seconds(file)
        out.append(Spoken(at, seconds, w.speaker, file))
        at += seconds + GAP
    return out, notes


def voice_of(speaker: str, narrator: str, cast: Cast) -> Voice:
    """The voice of a speaker, the same throughout; the narrator's where a character has none."""
    c = cast.get(speaker)
    if speaker == NARRATOR or c is None or not c.voice or (narrator.endswith(".onnx") and c.voice[-5:] != ".onnx"):
        return Voice(narrator)
    return Voice(c.voice, c.pitch, c.speed)
