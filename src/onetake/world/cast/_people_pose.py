"""How two-legged people hold themselves: ``pose(build, verb, phase_N, state_N) -> Pose``.

One cycle of every motion is 2 pi of phase; what happens once runs from 0 to 2 pi, with its contact at pi.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from onetake.types import Array
from onetake.world.cast import _people_basic as basic
from onetake.world.cast import _people_deeds as deeds
from onetake.world.cast import _people_going as going
from onetake.world.cast import _people_things as things
from onetake.world.cast._people_body import Build, Pose

__all__ = ["VERBS", "Build", "Pose", "pose"]

VERBS: dict[str, Callable[[Build, Array], Pose]] = {
    "stand": basic.stand, "walk": basic.walk, "run": basic.run, "jump": basic.jump, "dance": basic.dance,
    "sit": basic.sit, "eat": basic.eat, "wave": basic.wave, "sleep": basic.sleep, "look around": basic.look,
    "blow out": basic.blow, "kick": basic.kick, "spin": basic.spin,
    "tiptoe": going.tiptoe, "climb": going.climb, "ride": going.ride, "slide": going.slide, "crawl": going.crawl,
    "hop": going.hop, "skate": going.skate, "swim": going.swim, "enter": going.enter, "leave": going.leave,
    "play": going.play, "chase": going.chase, "follow": going.follow, "hide": going.hide,
    "stand up": deeds.stand_up, "lie down": deeds.lie_down, "wake": deeds.wake, "bow": deeds.bow, "nod": deeds.nod,
    "shake head": deeds.shake_head, "clap": deeds.clap, "stretch": deeds.stretch, "hug": deeds.hug,
    "fight": deeds.fight, "talk": deeds.talk,
    "drink": things.drink, "hold": things.hold, "carry": things.carry, "put down": things.put_down,
    "throw": things.throw, "catch": things.catch, "push": things.push, "pull": things.pull, "pour": things.pour,
    "open": things.open_, "close": things.close, "light": things.light, "cut": things.cut, "build": things.build_,
    "knock over": things.knock_over, "read": things.read, "play music": things.play_music, "give": things.give,
}  # fmt: skip


_ON_POINTE = (
    "stand",
    "dance",
    "spin",
    "walk",
    "enter",
    "leave",
    "bow",
    "wave",
    "hop",
    "jump",
    "stretch",
    "look around",
)


def pose(build: Build, verb: str, phase_N: Array, state_N: Array | None = None, kind: str = "") -> Pose:
    """The pose over a clip; a verb that people do not know is standing.

    A state beyond a half says that there is more than the verb alone tells: what is eaten or drunk is an
    individual of its own (so no bite, no cup is drawn in the hand), and what is ridden is stood upon.
    """
    phases_N = np.asarray(phase_N, np.float32)
    apart = state_N is not None and len(state_N) > 0 and float(np.max(state_N)) > 0.5
    if verb == "ride" and apart:
        return going.ride(build, phases_N, standing=True)
    if verb == "build" and kind == "builder":
        return things.hammer(build, phases_N)
    how = VERBS.get(verb, basic.stand)(build, phases_N)
    if kind == "ballerina" and verb in _ON_POINTE:
        how = replace(how, point=0.85)
    return replace(how, tool=None) if apart and verb in ("eat", "drink") else how
