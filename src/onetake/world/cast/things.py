"""Every thing that is neither alive nor drives: ``RIGS`` of all of them, and ``TOPS`` to stand on.

Seen from the front or the side, base at y = 0, height 1, centred on x = 0. ``state`` runs between the two names
that the ontology gives a kind (lit .. out, whole .. broken, open .. closed).
"""

from __future__ import annotations

from onetake.world.cast._things_food import RIGS as _FOOD
from onetake.world.cast._things_glass import RIGS as _GLASS
from onetake.world.cast._things_home import RIGS as _HOME
from onetake.world.cast._things_home import TOPS as _HOME_TOPS
from onetake.world.cast._things_nature import RIGS as _NATURE
from onetake.world.cast._things_play import RIGS as _PLAY
from onetake.world.shapes import Rig

RIGS: dict[str, Rig] = {**_NATURE, **_FOOD, **_GLASS, **_HOME, **_PLAY}

TOPS: dict[str, tuple[float, float]] = {**_HOME_TOPS, "rock": (0.93, 0.48)}
"""Per kind the height of its standing surface and the half width that can be used, both in local units."""
