"""The four-legged animals: ``RIGS[kind]`` for every kind of the family "quadruped"."""

from __future__ import annotations

from functools import partial

from onetake.types import Array
from onetake.world.cast._beast_builds import BUILDS
from onetake.world.cast._beast_draw import draw
from onetake.world.cast._beast_poses import MOTIONS, stand
from onetake.world.shapes import Appearance, Part, Rig


def beast(kind: str, appearance: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """Parts of one animal over a clip (see ``shapes.Rig``). An unknown verb stands; ``state_N`` is unused."""
    build = BUILDS[kind]
    return draw(build, MOTIONS.get(verb, stand)(build, phase_N), appearance.colour)


RIGS: dict[str, Rig] = {kind: partial(beast, kind) for kind in BUILDS}
