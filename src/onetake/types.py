"""What travels along the road: frozen dataclasses with named axes.

Axes used in tensor names everywhere in the package:

    B batch   K chunk   T latent frame   N video frame   E individual   F feature
    H, W latent rows, columns   Y, X pixels   C channels   L text tokens   Q queries / keys

Stage coordinates: origin at the picture's centre, x to the right, y **down**, the unit is the picture's
short side. A landscape picture of 192x112 therefore spans x in [-0.857, 0.857] and y in [-0.5, 0.5].
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]

PATCH = 16
"""Pixels a latent token covers in each direction."""
STRIDE = 4
"""Video frames in one latent frame."""
CHUNK = 3
"""Latent frames drawn together: one second at twelve frames a second."""
FPS = 12
"""Frames a second that the model draws."""

SHAPES: dict[str, tuple[int, int]] = {"landscape": (192, 112), "portrait": (112, 192), "square": (144, 144)}
"""Width and height in pixels of the three shapes that the model was trained on."""


FIRST_SHIFT, NEXT_SHIFT = 4.0, 2.0
"""How far the sampler's levels lean towards noise: the first chunk decides the layout, later ones continue it."""
TEMPERATURE = 0.15
"""The noise is drawn smaller than in training: less variety, far less grain (Glow, 1807.03039, section 6)."""


PLANES = (0.12, 0.3, 0.6, 1.0)
"""Planes of scenery, far to near: the share of a travelling camera's way that each takes part in."""


@dataclass(frozen=True, slots=True)
class Geometry:
    """Size of a video in pixels and frames, and of its latents."""

    width: int
    height: int
    frames: int
    fps: int = FPS

    @property
    def seconds(self) -> float:
        return self.frames / self.fps

    @property
    def short_side(self) -> int:
        return min(self.width, self.height)

    @property
    def half_extent(self) -> tuple[float, float]:
        """Half width and half height in stage units."""
        return self.width / self.short_side / 2, self.height / self.short_side / 2

    @property
    def latent_frames(self) -> int:
        return -(-self.frames // STRIDE)

    @property
    def chunks(self) -> int:
        return -(-self.latent_frames // CHUNK)

    @property
    def rows(self) -> int:
        return self.height // PATCH

    @property
    def columns(self) -> int:
        return self.width // PATCH


@dataclass(frozen=True, slots=True)
class Entity:
    """One kind of thing in a scene, in ontology names (see ``prompt.ontology``).

    ``target`` is the index of the entity that the verb acts on (the cake that is blown at), ``partner`` of the one
    that takes part in it (who is given the apple), ``relation`` and ``anchor`` place it beside another entity
    ("on", 1). ``traits``: what it wears or has ("glasses"). ``present`` is False before it has entered and after it
    has left. All individuals of an entity look alike.
    """

    kind: str
    count: int = 1
    colour: str | None = None
    size: str | None = None
    verb: str = "stand"
    target: int | None = None
    relation: str | None = None
    anchor: int | None = None
    side: str | None = None
    traits: tuple[str, ...] = ()
    partner: int | None = None
    present: bool = True


@dataclass(frozen=True, slots=True)
class Scene:
    """What one beat shows, wholly in ontology names."""

    entities: tuple[Entity, ...]
    place: str
    hour: str = "day"
    weather: str = "clear"
    camera: str = "static"
    look: str = "flat"


@dataclass(frozen=True, slots=True)
class Beat:
    """A stretch of time, in seconds from the start of the take, drawn under one text."""

    start: float
    end: float
    scene: Scene
    caption: str


# Features of a track: one individual at one video frame.
TRACK_FIELDS = ("x", "y", "height", "facing", "angle", "phase", "state", "visible", "depth")
X, Y, HEIGHT, FACING, ANGLE, PHASE, STATE, VISIBLE, DEPTH = range(len(TRACK_FIELDS))
MAX_INDIVIDUALS = 8
VARIANTS = 3
"""Looks that an individual of one kind, or a place, can have."""


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happens at a known time: ``what`` is a verb, ``entity`` an index into the scene.

    ``cause`` is what made it happen: (what, entity) of an earlier or simultaneous happening; None for what somebody
    does by will, and for what gravity or heat does by themselves.
    """

    seconds: float
    what: str
    entity: int
    cause: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Staging:
    """Where everyone stands and how they move: the layout that the network is told, never pixels.

    ``tracks_NEF``: per video frame and individual, ``TRACK_FIELDS`` in stage coordinates **on screen** (after
    the camera). x, y is the bottom centre of the individual's upright box, ``height`` the height of that box,
    ``facing`` +1 (right) or -1 (left), ``angle`` a rotation in radians (clockwise) about the box's centre,
    ``phase`` the phase of its motion in radians, ``state`` 0..1 (a kind's own scale), ``visible`` 0 or 1,
    ``depth`` 0 (far) .. 1 (near), the drawing order.
    ``entity_E``: which entity of the scene each individual belongs to.
    ``camera_NC``: x, y of the camera in stage units, and zoom (1 = whole picture).
    ``variant_E``: which of its kind's few looks (hair, skin) an individual has, 0..2; ``variant`` which of a place's.
    ``cast_E``: which of the plan's references each individual is, counted from 1; 0 is none.
    """

    tracks_NEF: Array
    entity_E: NDArray[np.int64]
    camera_NC: Array
    happenings: tuple[Happening, ...] = ()
    variant_E: NDArray[np.int64] | None = None
    variant: int = 0
    cast_E: NDArray[np.int64] | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """Latents given to the sampler: one latent frame at a time of the take, still (a picture) or moving."""

    latent_frame: int
    latents_HWC: Array
    still: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """Somebody whom a prompt calls by ``name``, and how they look: in facts that the painter knows, or as a picture.

    ``cutout``: the figure itself as a PNG with transparency, cut to its edges, where no facts are like it; then
    ``kind`` only says how it is laid out. ``distance``: of the painter's nearest figure to the picture that was given,
    0 where the facts were told.
    """

    name: str
    kind: str
    colour: str | None = None
    traits: tuple[str, ...] = ()
    variant: int = 0
    cutout: bytes = b""
    distance: float = 0.0


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that determines the pixels; made and checked in milliseconds, before any weight is loaded."""

    prompt: str
    caption: str
    beats: tuple[Beat, ...]
    staging: Staging
    geometry: Geometry
    seed: int
    model: str
    steps: int
    guidance: float
    output: Path
    image: Path | None = None
    output_size: tuple[int, int] | None = None
    output_fps: int | None = None
    warnings: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()


Stage = Literal["plan", "load", "latents", "frames", "file", "done"]


@dataclass(frozen=True, slots=True)
class Event:
    """One step along the road, for progress bars, streams and servers."""

    stage: Stage
    done: int = 0
    total: int = 0
    seconds: float = 0.0
    frames: NDArray[np.uint8] | None = None
    data: dict[str, Any] = field(default_factory=dict)
