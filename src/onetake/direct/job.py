"""What a command decides: options, what is known and what is drawn, and in which order it goes out.

A timeline is a list of pieces: ``Copied`` frames of an input, which never pass through the codec, and ``Drawn`` ones.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from onetake.direct.arrange import Arrangement, Wishes
from onetake.direct.joins import Meeting, quiet, sticks_out, usual_step
from onetake.direct.reference import read_references
from onetake.errors import BadRequest
from onetake.media.clip import Clip
from onetake.media.scale import resize
from onetake.media.write import check_output, default_output
from onetake.model.condition import MOVING
from onetake.model.files import locate, read_header, shards
from onetake.plan import GUIDANCE, check_numbers, read_size, steps_for
from onetake.prompt.names import notes_on
from onetake.prompt.recipe import Part
from onetake.provenance.labels import sees_mark, without_mark
from onetake.provenance.marks import Marks
from onetake.types import CHUNK, FPS, PATCH, STRIDE

BATCH = 12
PICTURES = (".png", ".jpg", ".jpeg", ".webp")


@dataclass(frozen=True)
class Options:
    """What every command takes; ``steps``: as the weights say, unless told; ``made``: the folder that an input was kept
    in, where its file does not say how it was made; ``references``: names in the prompt, each with the file that shows
    who that is; ``plain``: pictures are enlarged without our network."""

    output: Path | None = None
    seed: int | None = None
    size: str | None = None
    steps: int | None = None
    guidance: float = GUIDANCE
    keep: Path | None = None
    model: str = ""
    marks: Marks = field(default_factory=Marks)
    camera: str = ""
    motion: tuple[str, ...] = ()
    style: str = ""
    consent: str | None = None
    made: Path | None = None
    references: tuple[tuple[str, Path], ...] = ()
    plain: bool = False


@dataclass(frozen=True)
class Held:
    """Frames (a multiple of four, NYXC, at the model's size) that every chunk may look at, and where they begin on the
    clock (negative: before it)."""

    frames_NYXC: NDArray[np.uint8]
    frame: int
    kind: int = MOVING


@dataclass(frozen=True)
class Span:
    """A stretch that is drawn, on a clock of its own whose length is a whole number of chunks.

    ``pixels_NYXC``: what is given, at the model's size; ``known_THW``: which tokens of it stay. ``held``: pictures to
    look at. ``level``, ``backward``, ``closed``, ``fade``: see ``sampling.known.Score``. ``still``: one picture, a
    single latent frame without motion.
    """

    arrangement: Arrangement
    pixels_NYXC: NDArray[np.uint8]
    known_THW: NDArray[np.bool_]
    held: tuple[Held, ...] = ()
    level: float = 1.0
    backward: bool = False
    closed: bool = False
    still: bool = False
    fade: float = math.inf

    @property
    def chunks(self) -> int:
        return -(-len(self.known_THW) // CHUNK)

    @property
    def to_draw(self) -> int:
        return sum(not self.known_THW[n * CHUNK : (n + 1) * CHUNK].all() for n in range(self.chunks))


@dataclass(frozen=True)
class Copied:
    """Frames of an input as they are. With ``unmark``, the place of our label in them is filled: it will be put on
    again."""

    clip: Clip
    start: int
    stop: int
    unmark: bool = False

    def frames(self) -> Iterator[NDArray[np.uint8]]:
        """Its frames (YXC), in their own size."""
        for frame in self.clip.frames(self.start, self.stop):
            yield without_mark(frame) if self.unmark else frame


@dataclass(frozen=True)
class Edge:
    """The frame that a drawn stretch meets: of a clip, its neighbour; or a picture (YXC), which the drawn frame at this
    edge becomes, and which stays wherever nothing moves."""

    clip: Clip | None = None
    number: int = 0
    picture_YXC: NDArray[np.uint8] | None = None
    unmark: bool = False

    def meet(self, small_NYXC: NDArray[np.uint8], drawn_YXC: NDArray[np.uint8], side: int) -> Meeting:
        """What the drawn frames take over, given all of them at the model's size and the one at the edge. ``side``: -1
        where the edge comes before, 1 where after."""
        height, width = drawn_YXC.shape[:2]
        if self.clip is None:
            assert self.picture_YXC is not None
            return Meeting(resize(self.picture_YXC, width, height), hold_NYX=quiet(small_NYXC))
        own_YXC = self.clip.frame(self.number)
        given_YXC = resize(without_mark(own_YXC) if self.unmark else own_YXC, width, height)
        near = (
            slice(max(0, self.number - BATCH), self.number + 1) if side < 0 else slice(self.number, self.number + BATCH)
        )
        beside = small_NYXC[:BATCH] if side < 0 else small_NYXC[-BATCH:]
        usual = usual_step(self.clip.small_NYXC[near], beside)
        return Meeting(given_YXC, sticks_out(given_YXC, drawn_YXC, usual))


@dataclass(frozen=True)
class Drawn:
    """Frames ``start`` to ``stop`` of a span. ``before`` and ``after``: what they meet. ``around``: frames of a clip
    that stay wherever ``inside_YX`` (output pixels, 0 to 1) is 0. ``cut``: made of words alone, so that what the file's
    shape has no room for is cut off and nothing is stretched."""

    span: Span
    start: int
    stop: int
    before: Edge | None = None
    after: Edge | None = None
    meets_itself: bool = False
    around: Copied | None = None
    inside_YX: NDArray[np.float32] | None = None
    place: tuple[int, int] = (0, 0)
    cut: bool = False


Timeline = Sequence[Copied | Drawn]


@dataclass(frozen=True)
class Job:
    """One command's work, checked before any weight is loaded. ``shape``: what the model draws; ``size``: the file.

    What is drawn is enlarged by our network (``media.crisp``). Finishing: ``crisp`` keeps edges crisp where it is not
    used (``media.finish.enlarge``), ``sharp`` enlarges with ``media.network``; ``smooth_to`` is a rate that frames are
    added for, by ``media.between``, or with ``blocks`` by ``media.finish.move_blocks``.
    """

    name: str
    prompt: str
    inputs: tuple[Path, ...]
    options: Options
    output: Path
    shape: tuple[int, int]
    size: tuple[int, int]
    seed: int
    timeline: Timeline
    parts: tuple[Part, ...] = ()
    notes: tuple[str, ...] = ()
    base_fps: int = FPS
    smooth_to: int | None = None
    crisp: bool = False
    sharp: bool = False
    blocks: bool = False

    def __post_init__(self) -> None:
        """Whoever is called by name: how they were read is told first."""
        cast = dict.fromkeys(r for span in self.spans for r in span.arrangement.cast)
        object.__setattr__(self, "notes", tuple(dict.fromkeys((*notes_on(tuple(cast)), *self.notes))))

    @property
    def fps(self) -> int:
        return self.smooth_to or self.base_fps

    @property
    def frames(self) -> int:
        return sum(piece.stop - piece.start for piece in self.timeline) * self.fps // self.base_fps

    @property
    def picture(self) -> bool:
        """Whether one picture is made, not a video."""
        return self.output.suffix.lower() != ".mp4"

    @property
    def spans(self) -> list[Span]:
        return list({id(p.span): p.span for p in self.timeline if isinstance(p, Drawn)}.values())

    @property
    def caption(self) -> str:
        return next((s.arrangement.caption for s in self.spans if s.arrangement.caption), "")


# ── checks ────────────────────────────────────────────────────────────────────────────────────────────────────


def checked(
    options: Options, inputs: Sequence[Path], name: str, *, prompt: str = "", picture: bool = False
) -> tuple[Options, Wishes]:  # fmt: skip
    """Options with their output decided, and the wishes in them. ``prompt``: where references have to be mentioned.

    Raises ``BadRequest`` (those of ``make_plan``, ``output-is-input``, ``bad-camera``, ``bad-motion``, ``bad-style``,
    those of references), ``WeightsError``, ``DiskError``.
    """
    check_numbers(options.seed, options.steps, options.guidance)
    if options.size is not None:
        read_size(options.size)
    weights = locate(options.model)
    shards(weights)
    header = read_header(weights)
    kinds = header.get("kinds", "")
    taught = frozenset(kinds.split(",")) if kinds else frozenset()
    wishes = Wishes(options.camera, options.motion, options.style, taught).checked()
    steps = steps_for(header, options.steps)
    output = free_output(options.output, (*inputs, *(p for _, p in options.references)), name, picture=picture)
    if options.references:
        cast = read_references(options.references, prompt, options.model, options.consent)
        wishes = replace(wishes, cast=cast)
    return replace(options, steps=steps, output=output), wishes


def free_output(output: Path | None, inputs: Sequence[Path], name: str, *, picture: bool = False) -> Path:
    """The file to write: the one asked for, or a free name. Raises as ``check_output`` does, ``BadRequest``
    (``output-is-input``, ``bad-picture-name``)."""
    if picture and output is not None and output.suffix.lower() not in PICTURES:
        raise BadRequest(
            "bad-picture-name", f"{output} is not the name of a picture.", "End it in .png, .jpg or .webp."
        )
    if picture:
        number, path = 1, output
        stem = default_output(name).stem
        while path is None or (output is None and path.exists()):
            path, number = Path(f"{stem}.png" if number == 1 else f"{stem}-{number}.png"), number + 1
        check_output(path.with_suffix(".mp4"))  # the same folder, room and permission
    else:
        path = check_output(output or default_output(name))
    same = [p for p in inputs if p.is_file() and path.exists() and p.samefile(path)]
    if same:
        raise BadRequest("output-is-input", f"{path} is the input itself.", "Choose another name with -o.")
    return path


def seed_of(options: Options, *told: str) -> int:
    """The seed asked for, or one that the request itself gives."""
    return zlib.crc32("\n".join(told).encode(errors="replace")) if options.seed is None else options.seed


def output_size(options: Options, width: int, height: int) -> tuple[int, int]:
    """The file's size: that of the input unless another of the same shape is asked for.

    Raises ``BadRequest`` (``bad-size``, ``other-shape``).
    """
    if options.size is None:
        return width, height
    wanted = read_size(options.size)[1]
    if abs(wanted[0] / wanted[1] / (width / height) - 1) > 0.03:
        raise BadRequest(
            "other-shape",
            f"{wanted[0]}x{wanted[1]} is another shape than the input's {width}x{height}.",
            "Widen the picture with: onetake expand.",
        )
    return wanted


class Unmarked:
    """Takes our corner mark out of what the model sees, where there is one: it must not learn to draw letters."""

    def __init__(self) -> None:
        self.seen: bool | None = None

    def __call__(self, frame_YXC: NDArray[np.uint8]) -> NDArray[np.uint8]:
        if self.seen is None:
            grey_YX = frame_YXC.astype(np.float32) @ np.array([0.299, 0.587, 0.114], np.float32)
            self.seen = sees_mark(grey_YX)
        return without_mark(frame_YXC) if self.seen else frame_YXC


def known_frames(known_N: NDArray[np.bool_], shape: tuple[int, int]) -> NDArray[np.bool_]:
    """Which tokens are known where whole frames are: (T, H, W). A latent frame is known if all its frames are."""
    known_T: NDArray[np.bool_] = np.all(known_N.reshape(-1, STRIDE), axis=1)
    return np.broadcast_to(known_T[:, None, None], (len(known_T), shape[1] // PATCH, shape[0] // PATCH)).copy()


def output_of(options: Options) -> Path:
    """The file that :func:`checked` decided on."""
    assert options.output is not None
    return options.output
