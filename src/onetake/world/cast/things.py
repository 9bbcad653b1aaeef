"""Every thing that is neither alive nor drives: ``RIGS`` of all of them, and ``TOPS`` to stand on.

Seen from the front or the side, base at y = 0, height 1, centred on x = 0. ``state`` runs between the two names
that the ontology gives a kind (lit .. out, whole .. broken, open .. closed), and every state between is drawn.
``SPILLS`` tip over by their state alone, so that the pool stays on the ground; a domino falls by its track's angle.
"""

from __future__ import annotations

from onetake.world.cast._things_food import RIGS as _FOOD
from onetake.world.cast._things_glass import RIGS as _GLASS
from onetake.world.cast._things_home import RIGS as _HOME
from onetake.world.cast._things_home import TOPS as _HOME_TOPS
from onetake.world.cast._things_house import RIGS as _HOUSE
from onetake.world.cast._things_house import TOPS as _HOUSE_TOPS
from onetake.world.cast._things_meals import RIGS as _MEALS
from onetake.world.cast._things_nature import RIGS as _NATURE
from onetake.world.cast._things_play import RIGS as _PLAY
from onetake.world.cast._things_rooms import RIGS as _ROOMS
from onetake.world.cast._things_rooms import TOPS as _ROOM_TOPS
from onetake.world.cast._things_sparks import RIGS as _SPARKS
from onetake.world.cast._things_sparks import TOPS as _SPARK_TOPS
from onetake.world.cast._things_spill import RIGS as _SPILL
from onetake.world.cast._things_spill import SPILLS
from onetake.world.cast._things_toys import RIGS as _TOYS
from onetake.world.cast._things_toys import TOPS as _TOY_TOPS
from onetake.world.cast._things_yard import RIGS as _YARD
from onetake.world.cast._things_yard import SEESAW_PIVOT, seesaw_angle
from onetake.world.cast._things_yard import TOPS as _YARD_TOPS
from onetake.world.shapes import Rig

__all__ = ["RIGS", "SEESAW_PIVOT", "SPILLS", "TOPS", "seesaw_angle"]

RIGS: dict[str, Rig] = {
    **_NATURE, **_FOOD, **_GLASS, **_HOME, **_HOUSE, **_PLAY, **_YARD, **_ROOMS, **_MEALS, **_SPILL, **_SPARKS, **_TOYS,
}  # fmt: skip

TOPS: dict[str, tuple[float, float]] = {
    **_HOME_TOPS, **_HOUSE_TOPS, **_YARD_TOPS, **_ROOM_TOPS, **_SPARK_TOPS, **_TOY_TOPS, "rock": (0.93, 0.48),
}  # fmt: skip
"""Per kind the height of its standing surface and the half width that can be used, both in local units."""
