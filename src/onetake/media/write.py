"""MP4 out: H.264, yuv420p, written while it is drawn.

A file appears under its final name only when it is whole: frames go to a hidden file beside it, which is
renamed at the end and removed on any failure. One encoder thread, so that the same frames give the same bytes.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import av
import numpy as np
from av.container import OutputContainer
from av.video.reformatter import VideoReformatter
from av.video.stream import VideoStream
from numpy.typing import NDArray

from onetake.errors import BadRequest, DiskError, Failure, OnetakeError
from onetake.media.colour import BT709, LIMITED, to_yuv

CRF = 14
"""H.264 quality: flat colours keep their crisp borders; a cartoon stays below a megabit a second."""
PRESET = "superfast"
FREE_BYTES = 16 << 20
"""Room that must be free before anything is drawn."""
LONGEST_NAME = 80

_WHOLE = {"movflags": "+faststart"}
_FRAGMENTED = {"movflags": "frag_keyframe+empty_moov+default_base_moof", "frag_duration": "500000"}
_OWN_TAGS = "+use_metadata_tags"  # without it, tags that MP4 does not know are dropped
# EFBIG: the per-process limit on file sizes, which to a person is one more way of being full.
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class Sink(Protocol):
    """Anything that bytes can be streamed into: a socket's file, ``io.BytesIO``, a response."""

    def write(self, data: bytes, /) -> object:
        """Take the next bytes of the stream."""


class VideoWriter:
    """Write uint8 RGB frames as one MP4; a context manager.

    ``target`` is a path (moov first, complete or absent) or any object with ``write`` (fragmented MP4, playable
    while it grows, the first fragment after half a second of video). Width and height must be even. ``tags`` are
    written as the file's metadata, ``appendix`` (whole boxes, such as XMP's) behind everything else; ``finishing`` is
    called with the complete file before it gets its name. Raises ``DiskError`` (``disk-full``,
    ``output-not-writable``) and leaves nothing behind when writing fails.
    """

    def __init__(
        self, target: Path | str | Sink, width: int, height: int, fps: float | Fraction,
        tags: Mapping[str, str] | None = None, appendix: bytes = b"", finishing: Callable[[Path], None] | None = None,
    ) -> None:  # fmt: skip
        if width < 2 or height < 2 or width % 2 or height % 2:
            even = f"{max(2, width + width % 2)}x{max(2, height + height % 2)}"
            raise BadRequest(
                "bad-size", f"A video cannot be {width}x{height}: H.264 needs even sizes.", f"Ask for {even}."
            )
        self.width, self.height, self.fps = width, height, Fraction(fps).limit_denominator(1001)
        self.frames = 0
        self.path = Path(target) if isinstance(target, (str, Path)) else None
        self._sink = None if isinstance(target, (str, Path)) else target
        self._part: Path | None = None
        self._container: OutputContainer | None = None
        self._stream: VideoStream | None = None
        self._reformatter = VideoReformatter()
        self._tags, self._appendix, self._finishing = dict(tags or {}), appendix, finishing

    def __enter__(self) -> Self:
        try:
            self._open()
        except (OSError, av.FFmpegError) as problem:
            self.abort()
            raise self._explain(problem) from problem
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.finish()
        else:
            self.abort()

    def write(self, frames: NDArray[np.uint8]) -> None:
        """Append one frame (YXC) or several (NYXC)."""
        if self._container is None or self._stream is None:
            raise Failure("video-closed", "Frames were written to a video that is not open.")
        batch_NYXC = frames[None] if frames.ndim == 3 else frames
        if batch_NYXC.shape[1:] != (self.height, self.width, 3) or batch_NYXC.dtype != np.uint8:
            raise Failure(
                "bad-frame",
                f"{batch_NYXC.dtype} frames of {batch_NYXC.shape[1:]} do not fit a {self.width}x{self.height} video.",
            )
        try:
            for frame_YXC in batch_NYXC:
                frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(frame_YXC), format="rgb24")
                yuv = to_yuv(self._reformatter, frame)
                yuv.pts, yuv.time_base = self.frames, 1 / self.fps
                self._container.mux(self._stream.encode(yuv))
                self.frames += 1
        except (OSError, av.FFmpegError) as problem:
            self.abort()
            raise self._explain(problem) from problem

    def finish(self) -> None:
        """Write what the encoder still holds, then give the file its name."""
        if self._container is None or self._stream is None:
            return
        if self.frames == 0:
            self.abort()
            raise Failure("no-frames", "No frame was drawn, so there is no video to write.")
        try:
            self._container.mux(self._stream.encode(None))
            self._close()
            self._append()
            if self._part is not None and self.path is not None:
                if self._finishing is not None:
                    self._finishing(self._part)
                _flush(self._part)
                self._part.replace(self.path)
                self._part = None
        except (OSError, av.FFmpegError) as problem:
            self.abort()
            raise self._explain(problem) from problem
        except OnetakeError:
            self.abort()
            raise

    def abort(self) -> None:
        """Close and leave no file behind; safe to call at any time, also twice."""
        try:
            self._close()
        except (OSError, av.FFmpegError):
            pass  # the disk is full or gone: closing fails for the reason that is being reported already
        if self._part is not None:
            self._part.unlink(missing_ok=True)
            self._part = None

    def _open(self) -> None:
        if self.path is not None:
            self._part = self.path.with_name(f".onetake-{secrets.token_hex(6)}.part")
            self._container = av.open(str(self._part), "w", format="mp4", options=self._options(_WHOLE))
        else:
            self._container = av.open(self._sink, "w", format="mp4", options=self._options(_FRAGMENTED))
        self._container.metadata.update(self._tags)
        # Without "mbtree": x264's AVX-512 code for it gives other bytes on every run, and fewer vectors others again.
        options = {"crf": str(CRF), "preset": PRESET, "mbtree": "0"}
        if self.path is None:
            options["tune"] = "zerolatency"  # every frame leaves the encoder at once: somebody is waiting for it
        stream = self._container.add_stream("libx264", rate=self.fps, options=options)
        stream.width, stream.height, stream.pix_fmt = self.width, self.height, "yuv420p"
        context = stream.codec_context
        context.time_base = 1 / self.fps
        context.thread_count = 1
        # A key frame every two seconds: players can seek, and every fragment of a stream starts with one soon.
        context.gop_size = max(1, round(self.fps * 2))
        context.color_primaries = context.color_trc = context.colorspace = BT709
        context.color_range = LIMITED
        self._stream = stream

    def _options(self, options: dict[str, str]) -> dict[str, str]:
        return options | {"movflags": options["movflags"] + _OWN_TAGS} if self._tags else dict(options)

    def _append(self) -> None:
        if self._appendix and self._part is not None:
            with self._part.open("ab") as file:
                file.write(self._appendix)
        elif self._appendix and self._sink is not None:
            self._sink.write(self._appendix)

    def _close(self) -> None:
        container, self._container, self._stream = self._container, None, None
        if container is not None:
            container.close()

    def _explain(self, problem: Exception) -> OnetakeError:
        if self.path is None:
            if getattr(problem, "errno", None) in _FULL:
                return DiskError("disk-full", "The disk is full; the stream was cut off.", "Free some space.")
            return DiskError("stream-closed", "The receiver of the video stopped listening.")
        return explain_disk(problem, self.path)


def explain_disk(problem: Exception, path: Path) -> DiskError:
    """The error that a person reads when ``path`` could not be written."""
    number = getattr(problem, "errno", None)
    if number in _FULL:
        return DiskError(
            "disk-full",
            f"The disk is full; {path} was not written.",
            "Free some space, or choose another folder with -o.",
        )
    reason = os.strerror(number) if isinstance(number, int) and number > 0 else str(problem)
    return DiskError("output-not-writable", f"{path} cannot be written: {reason}.", "Choose another folder with -o.")


def check_output(path: Path | str) -> Path:
    """Refuse an output that could not be written, before anything is drawn; returns it as a ``Path``.

    Raises ``BadRequest`` (``bad-output-name``, ``output-folder-missing``) and ``DiskError``
    (``output-not-writable``, ``disk-full``).
    """
    path = Path(path)
    if "\0" in str(path) or path.suffix.lower() != ".mp4":
        raise BadRequest(
            "bad-output-name", f"{str(path)!r} is not the name of an MP4 file.", "End the file's name in .mp4."
        )
    folder = path.parent
    try:
        if path.is_dir():
            raise BadRequest("bad-output-name", f"{path} is a folder.", "Name a file inside it, ending in .mp4.")
        if not folder.is_dir():
            raise BadRequest(
                "output-folder-missing", f"The folder {folder} does not exist.", f"Make it first: mkdir -p '{folder}'"
            )
        # Permission bits say little (root, network drives, read-only mounts), so try it.
        probe = folder / f".onetake-{secrets.token_hex(6)}.part"
        probe.touch()
        probe.unlink()
        if len(path.name.encode(errors="surrogateescape")) > 255:
            raise OSError(errno.ENAMETOOLONG, os.strerror(errno.ENAMETOOLONG))
        space = os.statvfs(folder) if hasattr(os, "statvfs") else None
    except OSError as problem:
        raise explain_disk(problem, path) from problem
    if space is not None and space.f_bavail * space.f_frsize < FREE_BYTES:
        raise explain_disk(OSError(errno.ENOSPC, ""), path)
    return path


def default_output(prompt: str, folder: Path | None = None) -> Path:
    """A free file name made from the prompt: "A panda, eating" is ``a-panda-eating.mp4``, then ``…-2.mp4``."""
    words = re.sub(r"[^\w]+", "-", prompt.lower(), flags=re.UNICODE).strip("-_")
    stem = words.encode()[:LONGEST_NAME].decode(errors="ignore").strip("-_") or "video"
    folder = folder or Path()
    path, number = folder / f"{stem}.mp4", 2
    while path.exists():
        path, number = folder / f"{stem}-{number}.mp4", number + 1
    return path


def _flush(path: Path) -> None:
    """Ask the system to put the file on the disk, so that a rename never outlives what it names."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
