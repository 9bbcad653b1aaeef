"""Pictures, sound, subtitles and chapters into one MP4: packets are copied, nothing is held."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from onetake.story.subtitles import Cue

__all__ = ["AUDIO_RATE", "mux"]

AUDIO_RATE = 48_000
_BLOCK = 1024
_ASS = (
    "[Script Info]\r\nScriptType: v4.00+\r\n\r\n[V4+ Styles]\r\nFormat: Name, Fontname, Fontsize, PrimaryColour, "
    "SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, "
    "BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding\r\nStyle: Default,Arial,16,&Hffffff,"
    "&Hffffff,&H0,&H0,0,0,0,0,100,100,0,0,1,1,0,2,10,10,10,1\r\n\r\n[Events]\r\nFormat: Layer, Start, End, Style, "
    "Name, MarginL, MarginR, MarginV, Effect, Text\r\n"
)
"""The muxer wants a whole header; players use their own style."""


def mux(
    video: Path, target: Path, *, sound: Iterator[NDArray[np.float32]] | None, cues: Sequence[Cue],
    chapters: Sequence[tuple[float, float, str]], tags: Mapping[str, str], language: str,
) -> None:  # fmt: skip
    """Write ``target`` from the finished pictures of ``video``. ``sound``: blocks (N, 2) at ``AUDIO_RATE``.

    ``tags`` say where the film came from; they are the file's, and the track of sound is named for what it is.
    Raises ``OSError``.
    """
    flags = "+faststart" + ("+use_metadata_tags" if tags else "")
    with av.open(str(video)) as source, av.open(str(target), "w", format="mp4", options={"movflags": flags}) as out:
        out.metadata.update(tags)
        pictures = source.streams.video[0]
        shown = out.add_stream_from_template(pictures)
        heard = _add_sound(out, language, tags) if sound is not None else None
        read = _add_subtitles(out, language) if cues else None
        if chapters:
            out.set_chapters([
                {"id": i, "start": round(a * 1000), "end": round(b * 1000), "time_base": Fraction(1, 1000),
                 "metadata": {"title": title}}
                for i, (a, b, title) in enumerate(chapters)
            ])  # fmt: skip
        words = _subtitle_packets(cues, read) if read is not None else iter(())
        speech = _sound_packets(sound, heard) if sound is not None and heard is not None else iter(())
        waiting = [next(words, None), next(speech, None)]
        sources = [words, speech]
        for packet in source.demux(pictures):
            if packet.dts is None:
                continue
            now = float(packet.dts * packet.time_base)
            for i in (0, 1):
                while waiting[i] is not None and waiting[i][0] <= now:  # type: ignore[index]
                    out.mux(waiting[i][1])  # type: ignore[index]
                    waiting[i] = next(sources[i], None)
            packet.stream = shown
            out.mux(packet)
        for i in (0, 1):
            while waiting[i] is not None:
                out.mux(waiting[i][1])  # type: ignore[index]
                waiting[i] = next(sources[i], None)
        if heard is not None:
            out.mux(heard.encode(None))


def _add_sound(out: Any, language: str, tags: Mapping[str, str]) -> Any:
    stream = out.add_stream("aac", rate=AUDIO_RATE, layout="stereo")
    stream.bit_rate = 128_000
    stream.metadata.update({"language": language})
    if tags:
        stream.metadata["handler_name"] = "AI-generated sound"  # of a track MP4 keeps nothing else
    return stream


def _add_subtitles(out: Any, language: str) -> Any:
    stream = out.add_stream("mov_text")
    stream.codec_context.subtitle_header = _ASS.encode()
    stream.metadata["language"] = language
    return stream


def _sound_packets(blocks: Iterator[NDArray[np.float32]], stream: Any) -> Iterator[tuple[float, Any]]:
    """Encoded sound: (seconds, packets). Blocks of any length become frames of the encoder's."""
    at, rest = 0, np.zeros((0, 2), np.float32)
    for block in blocks:
        rest = np.concatenate([rest, block])
        whole = len(rest) // _BLOCK * _BLOCK
        for i in range(0, whole, _BLOCK):
            yield at / AUDIO_RATE, stream.encode(_audio_frame(rest[i : i + _BLOCK], at))
            at += _BLOCK
        rest = rest[whole:]
    if len(rest):
        yield at / AUDIO_RATE, stream.encode(_audio_frame(rest, at))


def _audio_frame(samples_N2: NDArray[np.float32], at: int) -> av.AudioFrame:
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples_N2.T), format="fltp", layout="stereo")
    frame.sample_rate, frame.pts, frame.time_base = AUDIO_RATE, at, Fraction(1, AUDIO_RATE)
    return frame


def _subtitle_packets(cues: Sequence[Cue], stream: Any) -> Iterator[tuple[float, Any]]:
    """Subtitles with silence between them: the track has no gaps."""
    at = 0
    for cue in cues:
        start, end = round(cue.start * 1000), round(cue.end * 1000)
        if start > at:
            yield at / 1000, _subtitle("", at, start - at, stream)
        yield start / 1000, _subtitle(cue.text, start, max(1, end - start), stream)
        at = max(end, start + 1)


def _subtitle(text: str, start: int, duration: int, stream: Any) -> Any:
    data = text.encode("utf-8")
    packet = av.Packet(struct.pack(">H", len(data)) + data)
    packet.stream, packet.time_base = stream, Fraction(1, 1000)
    packet.pts = packet.dts = start
    packet.duration = duration
    return packet
