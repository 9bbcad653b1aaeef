"""Everyone and everything that can be drawn: ``RIGS[kind] -> Rig``."""

from onetake.world.cast.beasts import RIGS as _BEASTS
from onetake.world.cast.birds import RIGS as _BIRDS
from onetake.world.cast.people import RIGS as _PEOPLE
from onetake.world.cast.things import RIGS as _THINGS
from onetake.world.cast.vehicles import RIGS as _VEHICLES
from onetake.world.pictures import RIGS as _PICTURES
from onetake.world.shapes import Rig

RIGS: dict[str, Rig] = {**_PEOPLE, **_BEASTS, **_BIRDS, **_VEHICLES, **_THINGS, **_PICTURES}
