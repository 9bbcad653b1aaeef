"""The same as the command line, from Python.

video = onetake.generate("A panda eating bamboo on a rock", seconds=8, seed=7)
video.save("panda.mp4")          # in a notebook, `video` alone shows it
for frame in onetake.stream("A panda dancing"):
    ...                          # uint8 (height, width, 3), as it is made
"""

from __future__ import annotations

import base64
import io
import tempfile
import time
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, overload

import numpy as np
from numpy.typing import NDArray

from onetake.errors import DiskError, Failure
from onetake.media.read import read_picture, read_video
from onetake.media.write import check_output, explain_disk
from onetake.plan import make_plan
from onetake.prompt.policy import check_input, read_consent
from onetake.types import Event, Plan

if TYPE_CHECKING:
    from onetake.provenance.marks import Marks


@dataclass(frozen=True)
class Video:
    """A finished video: the MP4's bytes, and what is known about it (``report``, as ``--json`` prints it)."""

    mp4: bytes = field(repr=False)
    report: dict[str, Any]

    @cached_property
    def frames(self) -> NDArray[np.uint8]:
        """Every frame as the file shows it: uint8 (frames, height, width, 3)."""
        return np.stack(list(read_video(self.mp4)))

    @property
    def seed(self) -> int:
        return int(self.report["seed"])

    @property
    def caption(self) -> str:
        """What the model was told to draw."""
        return str(self.report["caption"])

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the model cannot draw, and what it drew instead."""
        return tuple(self.report["warnings"])

    def save(self, path: Path | str) -> Path:
        """Write the MP4, whole or not at all. Raises ``BadRequest`` or ``DiskError``."""
        target = check_output(path)
        part = target.with_name(f".{target.stem[:40]}.part")
        try:
            part.write_bytes(self.mp4)
            part.replace(target)
        except OSError as problem:
            part.unlink(missing_ok=True)
            raise explain_disk(problem, target) from problem
        return target

    def _repr_html_(self) -> str:
        source = base64.b64encode(self.mp4).decode()
        return (
            f'<video controls loop autoplay muted width="{max(384, int(self.report["width"]))}" '
            f'src="data:video/mp4;base64,{source}"></video>'
        )


def generate(
    prompt: str,
    *,
    seconds: float = 8,
    size: str = "landscape",
    fps: float | None = None,
    seed: int | None = None,
    image: Path | str | None = None,
    model: str | None = None,
    steps: int | None = None,
    guidance: float | None = None,
    keep: Path | str | None = None,
    llm: str | None = None,
    consent: str | None = None,
    reference: Mapping[str, Path | str] | None = None,
    takes: int = 1,
    marks: Marks | None = None,
    plain: bool = False,
) -> Video:
    """Draw a video from a sentence. Options are those of ``onetake generate``; raises ``OnetakeError``.

    ``reference``: names in the prompt, each with the picture, video or take's folder that shows who that is.
    ``marks``: what says where the video came from (``onetake.provenance.marks.Marks``; default: everything).
    ``takes``: so many are drawn, and the one that shows most of what was asked is kept (``evaluation.best``).
    ``plain``: enlarged smoothly, without the network for it.
    """
    began = time.time()
    options = dict(seconds=seconds, size=size, fps=fps, seed=seed, image=image, model=model)
    options |= dict(steps=steps, guidance=guidance, llm=llm, consent=consent, reference=reference, takes=takes)
    with tempfile.TemporaryDirectory(prefix="onetake-") as folder:
        plan = request(prompt, output=Path(folder) / "video.mp4", **options)
        from onetake.take import run  # loads torch, which checking a request does not need

        last = deque(run(plan, Path(keep) if keep is not None else None, marks, plain=plain), maxlen=1)
        if not last or last[0].stage != "done":
            raise Failure("unfinished", "The video ended before it was done.")
        try:
            mp4 = plan.output.read_bytes()
        except OSError as problem:
            raise DiskError("output-gone", "The finished video has vanished from the temporary folder.") from problem
        return Video(mp4, {**report(plan, last[0], time.time() - began), "file": None})


@overload
def stream(prompt: str, *, mp4: Literal[False] = False, **options: Any) -> Iterator[NDArray[np.uint8]]: ...
@overload
def stream(prompt: str, *, mp4: Literal[True], **options: Any) -> Iterator[bytes]: ...
def stream(prompt: str, *, mp4: bool = False, **options: Any) -> Iterator[NDArray[np.uint8]] | Iterator[bytes]:
    """The frames of a video as they are made, uint8 (height, width, 3); options as for ``generate``.

    ``mp4``: instead the bytes of a fragmented MP4, watchable while the rest is drawn. The request is checked before
    this function returns, not at the first frame. Frames and streams have all marks but the signature.
    """
    keep, marks, plain = options.pop("keep", None), options.pop("marks", None), options.pop("plain", False)
    folder = tempfile.TemporaryDirectory(prefix="onetake-")
    try:
        plan = request(prompt, output=Path(folder.name) / "video.mp4", **options)
    except BaseException:
        folder.cleanup()
        raise

    stages = Path(keep) if keep is not None else None

    def frames() -> Iterator[NDArray[np.uint8]]:
        from onetake.take import run

        with folder:
            for event in run(plan, stages, marks, file=False, plain=plain):
                if event.stage == "latents" and event.frames is not None:
                    yield from event.frames

    def pieces() -> Iterator[bytes]:
        from onetake.take import run

        with folder, io.BytesIO() as sink:
            for _ in run(plan, stages, marks, sinks=(sink,), file=False, plain=plain):
                if sink.tell():
                    yield sink.getvalue()
                    sink.seek(0)
                    sink.truncate()

    return pieces() if mp4 else frames()


def request(prompt: str, **options: Any) -> Plan:
    """A checked ``Plan``; options that are ``None`` take the model's own defaults.

    ``consent``: what the user states about the people in ``image`` (``policy.read_consent``). ``reference``: as for
    :func:`generate`, or ``NAME=FILE`` as on the command line. ``takes``: more than one are drawn here, to choose.
    """
    given = {name: value for name, value in options.items() if value is not None}
    if isinstance(given.get("image"), str):
        given["image"] = Path(given["image"])
    stated, shown, takes = given.pop("consent", None), given.pop("reference", None), given.pop("takes", 1)
    if shown:
        from onetake.direct.reference import pairs, read_references  # loads torch

        files = [(n, Path(p)) for n, p in shown.items()] if isinstance(shown, Mapping) else pairs(shown)
        given["references"] = read_references(files, prompt, given.get("model", ""), stated)
    consent = read_consent(stated) if stated is not None else None
    plan = make_plan(prompt, **given)
    if plan.image is not None and (note := check_input(read_picture(plan.image)[None], consent)):
        plan = replace(plan, warnings=(*plan.warnings, note))
    if takes == 1:
        return plan
    from onetake.evaluation.best import best_of  # loads torch

    return best_of(plan, takes, lambda seed: make_plan(prompt, **{**given, "seed": seed}))


def report(plan: Plan, done: Event, wall_seconds: float) -> dict[str, Any]:
    """What ``--json`` prints: the plan, what came of it, and where the time went."""
    data, geometry = done.data, plan.geometry
    width, height = plan.output_size or (geometry.width, geometry.height)
    fps = plan.output_fps or geometry.fps
    seconds = round(float(data.get("seconds", geometry.seconds)), 3)
    spent: dict[str, float] = data.get("stages", {})
    total = sum(spent.values()) or 1.0
    return {
        "file": str(data.get("file", plan.output)),
        "seconds": seconds,
        "fps": fps,
        "width": width,
        "height": height,
        "frames": int(data.get("frames", round(seconds * fps))),
        "native_fps": geometry.fps,
        "native_width": geometry.width,
        "native_height": geometry.height,
        "seed": plan.seed,
        "model": plan.model,
        "identity": data.get("identity"),
        "caption": plan.caption,
        "warnings": list(plan.warnings),
        "wall_seconds": round(wall_seconds, 3),
        "realtime_factor": round(seconds / wall_seconds, 3) if wall_seconds > 0 else 0.0,
        "stages": {
            name: {"seconds": round(value, 3), "share": round(value / total, 4)} for name, value in spent.items()
        },
    }
