"""Bodies of people: proportions of every kind, what a pose is, and what someone wears.

Limb angles are radians from hanging straight down, positive forwards (towards +x); a knee bends the shin
backwards, an elbow bends the forearm forwards. Lengths are in the person's own standing height.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from onetake.types import Array
from onetake.world.cast._figure import Floats, Num
from onetake.world.shapes import Colour

Tool = Literal["food", "cup", "match", "knife", "hammer"]


@dataclass(frozen=True, slots=True)
class Build:
    """Proportions of a body of standing height 1. ``head`` is the head's radius, ``crown`` how far hair or hat
    rises above its centre in radii; ``shoulder`` and ``hip`` are half widths; ``stoop`` leans it for good."""

    thigh: float
    shin: float
    sole: float
    torso: float
    head: float
    upper_arm: float
    forearm: float
    shoulder: float
    hip: float
    limb: float
    crown: float = 1.14
    stoop: float = 0.0

    @property
    def head_up(self) -> float:
        """From the top of the torso to the head's centre."""
        return 1 - self.crown * self.head - self.thigh - self.shin - self.sole - self.torso

    @property
    def tiny(self) -> bool:
        """A baby: too short in the leg to sit on a chair."""
        return self.thigh + self.shin < 0.2


@dataclass(frozen=True, slots=True)
class Pose:
    """Joint angles and face over a clip; see the module's head. ``turn`` scales x (a body that turns about its
    vertical axis), ``look`` is where the head points (+1 forward, -1 back), ``puff`` the progress 0..1 of blown
    air, ``word`` that of a spoken one.

    ``near_hand``, ``far_hand`` (N, 2): where hands are, in local coordinates; they overrule the arm's angles.
    ``yaw`` turns the shoulders from three-quarter view into profile (1). ``hip`` fixes the hip's height, else it
    follows from what touches the ground. ``lying``: 1 on the back, head towards -x; -1 on the belly, head towards
    +x; ``afloat`` lifts someone who lies. ``tool`` is in the near hand, of relative ``tool_size`` and turned by
    ``tool_angle``. ``blades`` are under the shoes, whose toes ``point`` (radians) down.
    """

    near_leg: Num = 0.0
    near_knee: Num = 0.0
    far_leg: Num = 0.0
    far_knee: Num = 0.0
    near_arm: Num = 0.0
    near_elbow: Num = 0.0
    far_arm: Num = 0.0
    far_elbow: Num = 0.0
    lean: Num = 0.0
    nod: Num = 0.0
    look: Num = 1.0
    lift: Num = 0.0
    shift: Num = 0.0
    sway: Num = 0.0
    breath: Num = 0.0
    eyes: Num = 1.0
    mouth: Num = 0.0
    purse: Num = 0.0
    turn: Num = 1.0
    flare: Num = 0.0
    lying: Num = 0.0
    afloat: float = 0.0
    yaw: float = 0.0
    point: Num = 0.0
    hip: Num | None = None
    near_hand: Floats | None = None
    far_hand: Floats | None = None
    far_elbow_back: bool = False
    tool: Tool | None = None
    tool_size: Num = 1.0
    tool_angle: Num = 0.0
    blades: bool = False
    puff: Floats | None = None
    word: Floats | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """An outline on the clothes, about the hip and leaning with the trunk; ``behind`` is drawn before the body."""

    points_P2: Array
    colour: Colour
    behind: bool = False


@dataclass(frozen=True, slots=True)
class Style:
    """Colours of a figure from top to toe, and its cut: ``skirt`` is the hem's place along the leg (0 none, 1 the
    knee, 2 the ankle), ``flare`` widens it; ``belly`` rounds the front, ``long_sleeves`` leave only the hands
    bare, ``shirt`` shows in an open cardigan, ``hand`` is a glove, ``cape`` hangs from the shoulders, ``strip`` runs
    down the front of a skirt."""

    top: Colour
    skin: Colour
    thigh: Colour
    shin: Colour
    shoe: Colour
    long_sleeves: bool = False
    skirt: float = 0.0
    skirt_colour: Colour | None = None
    shirt: Colour | None = None
    belly: float = 0.0
    boxy: bool = False
    sleeve: Colour | None = None
    hand: Colour | None = None
    cape: Colour | None = None
    strip: Colour | None = None
    flare: float = 0.0
    shoe_size: float = 1.0
    marks: tuple[Mark, ...] = ()


def _sized(build: Build, crown: float, head: float = 1.0, wide: float = 1.0) -> Build:
    """The same body, smaller below a hat that rises ``crown`` radii; ``head`` and ``wide`` change its shape."""
    r = build.head * head
    f = 1 / (1 - build.crown * build.head + crown * r)
    return replace(
        build, thigh=build.thigh * f, shin=build.shin * f, sole=build.sole * f, torso=build.torso * f, head=r * f,
        upper_arm=build.upper_arm * f, forearm=build.forearm * f, shoulder=build.shoulder * f * wide,
        hip=build.hip * f * wide, limb=build.limb * f * wide, crown=crown,
    )  # fmt: skip


_MAN = Build(0.17, 0.155, 0.038, 0.3, 0.15, 0.14, 0.13, 0.098, 0.05, 0.056)
_WOMAN = Build(0.18, 0.16, 0.035, 0.285, 0.152, 0.135, 0.125, 0.074, 0.042, 0.045)
BUILDS: dict[str, Build] = {
    "man": _MAN,
    "woman": _WOMAN,
    "boy": Build(0.13, 0.115, 0.036, 0.245, 0.205, 0.11, 0.1, 0.086, 0.05, 0.055, crown=1.2),
    "girl": Build(0.13, 0.115, 0.034, 0.245, 0.212, 0.11, 0.1, 0.07, 0.046, 0.048, crown=1.14),
    "old man": Build(0.155, 0.145, 0.038, 0.31, 0.16, 0.135, 0.125, 0.096, 0.05, 0.056, crown=1.0, stoop=0.15),
    "old woman": Build(0.15, 0.14, 0.038, 0.285, 0.15, 0.13, 0.12, 0.084, 0.05, 0.052, crown=1.5, stoop=0.09),
    "baby": Build(0.085, 0.075, 0.035, 0.26, 0.27, 0.105, 0.095, 0.1, 0.065, 0.062, crown=1.12),
    "doctor": _sized(_MAN, 1.14),
    "nurse": _sized(_WOMAN, 1.42, 1.05),
    "chef": _sized(_MAN, 2.2, 1.05, 1.06),
    "firefighter": _sized(_MAN, 1.45, 1.05, 1.06),
    "police officer": _sized(_MAN, 1.42, 1.05),
    "astronaut": _sized(_MAN, 1.36, 1.12, 1.3),
    "farmer": _sized(_MAN, 1.5, 1.05),
    "builder": _sized(_MAN, 1.32, 1.05),
    "knight": _sized(_MAN, 1.6, 1.08, 1.1),
    "king": _sized(_MAN, 1.66, 1.06, 1.12),
    "queen": _sized(_WOMAN, 1.66, 1.04),
    "princess": _sized(_WOMAN, 1.45, 1.14),
    "wizard": _sized(_MAN, 2.55, 1.1),
    "witch": _sized(_WOMAN, 2.45, 1.1),
    "pirate": _sized(_MAN, 1.5, 1.06),
    "clown": _sized(_MAN, 1.6, 1.06, 1.05),
    "ballerina": _sized(_WOMAN, 1.9, 1.04, 0.94),
    "monk": _sized(_MAN, 1.02, 1.06),
}  # fmt: skip
