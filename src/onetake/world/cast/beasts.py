"""The four-legged animals: ``RIGS[kind]`` for every kind of the family "quadruped"."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np

from onetake.prompt._verbs import VERBS
from onetake.types import FPS, Array
from onetake.world.cast._beast_builds import BUILDS as _FIRST
from onetake.world.cast._beast_deeds import DEEDS
from onetake.world.cast._beast_draw import draw
from onetake.world.cast._beast_moves import MOVES
from onetake.world.cast._beast_pen import Pose
from onetake.world.cast._beast_poses import BASIC, stand
from onetake.world.cast._beast_stances import Motion, blink
from onetake.world.cast._beast_wild import WILD
from onetake.world.shapes import Appearance, Part, Rig

BUILDS = {name: replace(build, name=name) for name, build in {**_FIRST, **WILD}.items()}
MOTIONS: dict[str, Motion] = {**BASIC, **MOVES, **DEEDS}
_DONE = 2 * np.pi - 1e-3


def beast(kind: str, appearance: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """Parts of one animal over a clip (see ``shapes.Rig``). An unknown verb stands. A state beyond a half says, as
    with people, that what is eaten is an individual of its own, which stands before the animal."""
    build = BUILDS[kind]
    if verb == "eat" and len(state_N) and float(np.max(state_N)) > 0.5:
        verb = "eat from"
    once = verb in VERBS and VERBS[verb].once
    pose = MOTIONS.get(verb, stand)(build, np.minimum(phase_N, np.float32(2 * np.pi)) if once else phase_N)
    if once:
        pose = _alive(pose, phase_N)
    return draw(build, pose, appearance.colour, appearance.variant, appearance.traits)


def _alive(pose: Pose, phase_N: Array) -> Pose:
    """Who has done what happens once keeps breathing and blinking, though the phase stands still: half a cycle a
    second, counted in frames."""
    done_N = phase_N >= _DONE
    p = np.where(done_N, np.cumsum(done_N) * (np.pi / FPS), 0.0).astype(np.float32)
    breath = np.sin(p)
    return replace(
        pose,
        head_N=(pose.head_N + 0.012j * breath).astype(np.complex64),
        swell_N=(pose.swell_N * (1 + 0.012 * breath)).astype(np.float32),
        tail_N=(pose.tail_N + 0.16 * breath).astype(np.float32),
        lid_N=np.minimum(pose.lid_N, blink(p)),
    )


RIGS: dict[str, Rig] = {kind: partial(beast, kind) for kind in BUILDS}
