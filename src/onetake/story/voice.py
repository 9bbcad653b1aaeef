"""Speech from separate programs: espeak-ng where it is installed, piper where the user has it and a model for it.

Nothing is fetched. Each spoken line is a file named after all that shaped it, so it is spoken once.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from onetake.errors import BadRequest, Failure
from onetake.prompt.lexicon import Language
from onetake.story.cast import Cast
from onetake.story.files import write_whole

__all__ = ["Voice", "check_voice", "check_voices", "default_voice", "speak", "wav_seconds"]

NONE = "none"
_USUAL: dict[Language, str] = {"en": "en-gb", "zh": "cmn"}
_TIMEOUT = 120.0


@dataclass(frozen=True, slots=True)
class Voice:
    """``name``: of espeak-ng (``en-gb+f2``), or a piper model's file (``….onnx``)."""

    name: str
    pitch: int = 50
    speed: int = 165

    @property
    def is_piper(self) -> bool:
        return self.name.endswith(".onnx")


def default_voice(asked: str, language: Language) -> tuple[str, str]:
    """The narrator's voice, and a note where there is none: an installed program is used, silence is said.

    Raises ``BadRequest`` (``bad-voice``) for a voice that was asked for by name and is not there.
    """
    if asked == NONE:
        return NONE, "no voice was asked for: subtitles only"
    if asked:
        check_voice(asked)
        return asked, f"spoken by {'piper' if asked.endswith('.onnx') else 'espeak-ng'} ({asked})"
    if shutil.which("espeak-ng") is None:
        return NONE, "espeak-ng is not installed: nobody speaks, subtitles only"
    if _USUAL[language].split("+")[0] not in _voices():
        return NONE, f"espeak-ng has no voice {_USUAL[language]}: nobody speaks, subtitles only"
    return _USUAL[language], f"spoken by espeak-ng ({_USUAL[language]})"


def check_voices(narrator: str, cast: Cast, language: Language) -> None:
    """Refuse a film in which somebody's voice is missing, before anything is drawn. Raises ``BadRequest``."""
    if default_voice(narrator, language)[0] == NONE:
        return
    for name in dict.fromkeys(c.voice for c in cast.values() if c.voice):
        check_voice(name)


def check_voice(name: str) -> None:
    """Refuse a voice that is not there. Raises ``BadRequest`` (``bad-voice``)."""
    if name.endswith(".onnx"):
        if shutil.which("piper") is None:
            raise BadRequest("bad-voice", "piper is not installed.", "Install it, or leave --voice out.")
        if not Path(name).is_file():
            raise BadRequest("bad-voice", f"There is no piper model at {name}.", "Check the path.")
        return
    if shutil.which("espeak-ng") is None:
        raise BadRequest("bad-voice", "espeak-ng is not installed.", "Install it, or use --voice none.")
    base, _, variant = name.partition("+")
    if base not in _voices():
        near = ", ".join(sorted(v for v in _voices() if v[:2] == base[:2])[:8]) or "en-gb, en-us, cmn"
        raise BadRequest("bad-voice", f"espeak-ng has no voice {base!r}.", f"It has {near}; see espeak-ng --voices.")
    if variant and not variant[1:].isdecimal() and variant not in _variants():
        raise BadRequest("bad-voice", f"espeak-ng has no variant {variant!r}.", "Use +m1 to +m7 or +f1 to +f4.")


@lru_cache(maxsize=1)
def _voices() -> frozenset[str]:
    return frozenset(line.split()[1] for line in _listed("--voices").splitlines()[1:] if len(line.split()) > 1)


@lru_cache(maxsize=1)
def _variants() -> frozenset[str]:
    words = (line.split() for line in _listed("--voices=variant").splitlines()[1:])
    return frozenset(w.removeprefix("!v/") for line in words for w in line)


def _listed(option: str) -> str:
    try:
        return subprocess.run(["espeak-ng", option], capture_output=True, text=True, timeout=20, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return ""


def speak(text: str, voice: Voice, folder: Path, hurry: float = 1.0) -> Path:
    """A line as a WAV file in ``folder``, ``hurry`` times as fast as usual; one that is there is not made again.

    Raises ``Failure`` (``voice-failed``).
    """
    told = f"{text}\n{voice.name} {voice.pitch} {voice.speed} {hurry:.2f}"
    path = folder / f"say-{hashlib.sha256(told.encode()).hexdigest()[:16]}.wav"
    if path.exists() and wav_seconds(path) > 0:
        return path
    part = path.with_suffix(".part.wav")
    command: Sequence[str]
    if voice.is_piper:
        command = ["piper", "--model", voice.name, "--length_scale", f"{1 / hurry:.3f}", "--output_file", str(part)]
    else:
        command = ["espeak-ng", "-v", voice.name, "-p", str(voice.pitch), "-s", str(round(voice.speed * hurry)),
                   "-w", str(part), "--stdin", "-b", "1"]  # fmt: skip
    try:
        subprocess.run(
            command, input=text.encode("utf-8", "replace"), capture_output=True, timeout=_TIMEOUT, check=True
        )
        if wav_seconds(part) <= 0:
            raise Failure("voice-failed", f"{command[0]} made no sound of {text[:60]!r}.", "Try another --voice.")
        write_whole(path, part.read_bytes())
    except (OSError, subprocess.SubprocessError) as problem:
        raise Failure("voice-failed", f"{command[0]} could not speak: {problem}.", "Try --voice none.") from problem
    finally:
        part.unlink(missing_ok=True)
    return path


def wav_seconds(path: Path) -> float:
    """How long a WAV file lasts; 0 for one that is not whole."""
    try:
        with wave.open(str(path), "rb") as file:
            return file.getnframes() / file.getframerate()
    except (OSError, EOFError, wave.Error, ZeroDivisionError):
        return 0.0
