"""A quiet bed of music, composed by rule: chords and a slow melody, another turn for every chapter.

Written as a MIDI file and rendered by fluidsynth with a sound font of this machine; where either is missing there is
no music, and that is said.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import struct
import subprocess
from collections.abc import Sequence
from pathlib import Path

from onetake.story.files import write_whole
from onetake.story.project import Settings
from onetake.story.shots import Shot
from onetake.story.voice import wav_seconds

__all__ = ["compose", "render", "sound_font"]

FONT_VARIABLE = "ONETAKE_SOUNDFONT"
_FOLDERS = ("/usr/share/sounds/sf2", "/usr/share/sounds/sf3", "/usr/share/soundfonts", "/usr/local/share/soundfonts",
            "/opt/homebrew/share/soundfonts")  # fmt: skip
TICKS, TEMPO = 480, 72
_DARK = frozenset("dead death died kill killed wolf night storm fear afraid wept sorrow poor alas grave blood cruel "
                  "死 杀 泣 哭 悲 夜 鬼 狼 血 惊 惧".split())  # fmt: skip
_MAJOR, _MINOR = (0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10)
_WAYS = ((0, 5, 3, 4), (0, 3, 5, 4), (0, 2, 3, 4), (0, 4, 5, 3))
"""Chords of four bars, as degrees of the scale."""
_PIANO, _STRINGS, _CELESTA = 0, 48, 8


def sound_font() -> Path | None:
    """A sound font of this machine: ``ONETAKE_SOUNDFONT``, else the largest in the usual folders."""
    if own := os.environ.get(FONT_VARIABLE):
        return Path(own) if Path(own).is_file() else None
    found = [p for folder in _FOLDERS if Path(folder).is_dir() for p in Path(folder).iterdir()
             if p.suffix.lower() in (".sf2", ".sf3") and p.is_file()]  # fmt: skip
    return max(found, key=lambda p: p.stat().st_size, default=None)


def render(folder: Path, settings: Settings, shots: Sequence[Shot], starts: Sequence[float]) -> tuple[Path | None, str]:
    """The music of a film as a WAV file, and what to say of it; None where it cannot be made."""
    if shutil.which("fluidsynth") is None:
        return None, "fluidsynth is not installed: no music"
    font = sound_font()
    if font is None:
        return None, "there is no sound font (such as timgm6mb-soundfont): no music"
    chapters = [start for shot, start, before in zip(shots, starts, [None, *shots], strict=False)
                if before is None or shot.chapter != before.chapter]  # fmt: skip
    words = " ".join(w.text for s in shots for w in s.words).lower()
    dark = sum(word in words for word in _DARK) >= 3
    song = compose(settings.seed, starts[-1] + 3.0, chapters, dark)
    path = folder / f"music-{hashlib.sha256(song + font.name.encode()).hexdigest()[:16]}.wav"
    if wav_seconds(path) > 0:
        return path, f"music by rule, played by fluidsynth with {font.name}"
    part, midi = path.with_suffix(".part.wav"), path.with_suffix(".mid")
    try:
        write_whole(midi, song)
        subprocess.run(["fluidsynth", "-ni", "-q", "-F", str(part), "-T", "wav", "-r", "48000", "-g", "0.7", str(font),
                        str(midi)], capture_output=True, timeout=600, check=True)  # fmt: skip
        if wav_seconds(part) <= 0:
            return None, "fluidsynth made no sound: no music"
        part.replace(path)
    except (OSError, subprocess.SubprocessError) as problem:
        return None, f"fluidsynth failed ({problem}): no music"
    finally:
        part.unlink(missing_ok=True)
    return path, f"music by rule, played by fluidsynth with {font.name}"


def compose(seed: int, seconds: float, chapters: Sequence[float], dark: bool = False) -> bytes:
    """A MIDI file of that length: strings hold four chords a phrase, a piano breaks them, a celesta sings now and then.

    The key moves up a fourth where a chapter begins. Deterministic by seed.
    """
    rng = random.Random(seed)
    scale = _MINOR if dark else _MAJOR
    bar = 4 * 60 / TEMPO
    root = 50 + rng.randrange(8)
    turns = sorted(chapters)[1:]
    notes: list[tuple[int, int, int, int, int]] = []  # channel, tick, ticks, key, loudness
    bars = int(seconds / bar) + 1
    way, tune = rng.choice(_WAYS), [rng.choice((0, 2, 4, 4, 5, 7)) for _ in range(8)]
    for b in range(bars):
        while turns and turns[0] <= b * bar:
            turns.pop(0)
            root = root + 5 if root < 56 else root - 7
            way, tune = rng.choice(_WAYS), [rng.choice((0, 2, 4, 4, 5, 7)) for _ in range(8)]
        at = b * 4 * TICKS
        degree = way[b % 4]
        chord = [_key(root, scale, degree + step) for step in (0, 2, 4)]
        notes += [(1, at, 4 * TICKS, key, 44) for key in (chord[0] - 12, *chord)]
        for beat, step in enumerate((0, 1, 2, 1, 0, 2, 1, 2)):
            notes.append((0, at + beat * TICKS // 2, TICKS, chord[step] + 12, 38 + 6 * (beat % 4 == 0)))
        if b % 4 in (1, 3) and b // 4 % 2 == 0:
            for k in range(4):
                key = _key(root, scale, degree + tune[(b * 4 + k) % 8]) + 24
                notes.append((2, at + k * TICKS, TICKS * (2 if k == 3 else 1), key, 34))
    return _midi(notes)


def _key(root: int, scale: Sequence[int], degree: int) -> int:
    return root + 12 * (degree // 7) + scale[degree % 7]


def _midi(notes: Sequence[tuple[int, int, int, int, int]]) -> bytes:
    """A standard MIDI file, format 0."""
    events: list[tuple[int, int, bytes]] = [(0, 0, b"\xff\x51\x03" + struct.pack(">I", 60_000_000 // TEMPO)[1:])]
    events += [(0, 1, bytes([0xC0 | c, program])) for c, program in enumerate((_PIANO, _STRINGS, _CELESTA))]
    for channel, at, ticks, key, loud in notes:
        events.append((at, 3, bytes([0x90 | channel, key, loud])))
        events.append((at + ticks, 2, bytes([0x80 | channel, key, 0])))
    track, now = bytearray(), 0
    for at, _, data in sorted(events, key=lambda e: (e[0], e[1])):
        track += _length(at - now) + data
        now = at
    track += b"\x00\xff\x2f\x00"
    return b"MThd" + struct.pack(">IHHH", 6, 0, 1, TICKS) + b"MTrk" + struct.pack(">I", len(track)) + bytes(track)


def _length(value: int) -> bytes:
    out = [value & 0x7F]
    while value := value >> 7:
        out.append(0x80 | (value & 0x7F))
    return bytes(reversed(out))
