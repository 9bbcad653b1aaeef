"""Where everything belongs in the simulated world: the places of every noun, by what it is doing."""

from __future__ import annotations

from functools import cache

from onetake.prompt.ontology import KINDS, PLACES, Kind
from onetake.world._script_tables import LAND, LIVING, PEOPLE, bulk, names

INDOORS = tuple(p.name for p in PLACES.values() if p.indoors and "table" in p.habitat)
OUTDOORS = tuple(
    p.name for p in PLACES.values() if not p.indoors and "land" in p.habitat and p.name not in ("moon", "ice rink")
)
_WILD = tuple(p for p in OUTDOORS if p not in ("neon street", "city street", "market", "harbour", "medieval village"))
_SNOW = ("snowy field", "snowy forest")
_GREEN = ("meadow", "forest", "park", "garden", "farm", "jungle", "mountains", "savanna", "bamboo grove")
_TOWN = ("city street", "neon street", "harbour", "medieval village", "market")
_ROADS = (
    "city street",
    "neon street",
    "desert",
    "meadow",
    "snowy field",
    "beach",
    "park",
    "mountains",
    "savanna",
    "farm",
    "harbour",
)
_FOOD_AT = ("kitchen", "living room", "castle hall", "classroom", "market", "park", "garden", "farm")
_FURNITURE_AT = ("living room", "bedroom", "kitchen", "classroom", "library", "castle hall", "workshop")
_TOYS_AT = ("living room", "bedroom", "classroom", "playground", "garden", "park")
_MUSIC_AT = ("stage", "living room", "classroom", "castle hall", "park")
_TOOLS_AT = ("workshop", "farm", "garden", "market", "harbour", "kitchen", "medieval village", "castle hall")
_PLAY_AT = ("playground", "park", "garden")
_DISHES_AT = ("kitchen", "living room", "castle hall")
_ROOMY = ("living room", "stage", "castle hall", "kitchen", "bedroom", "classroom", "library", "workshop")

_WHERE: dict[tuple[str, ...], frozenset[str]] = {
    ("lake",): names("boat, sailing ship, paper boat"),
    ("underwater", "lake"): names("submarine"),
    ("moon", "desert", "outer space"): names("rocket"),
    ("outer space", "moon", "desert", "sky"): names("spaceship"),
    ("sky", "meadow", "desert", "snowy field", "beach", "mountains", "savanna"): names("plane, helicopter"),
    ("sky", "meadow", "mountains", "desert", "savanna", "lake"): names("hot air balloon"),
    ("meadow", "mountains", "desert", "snowy field", "forest", "savanna"): names("locomotive, train carriage"),
    ("farm", "meadow", "garden"): names("tractor"),
    ("city street", "neon street", "harbour", "mountains"): names("fire engine, ambulance, police car, taxi"),
    _ROADS: names("car, bus, truck, bicycle, motorcycle"),
    (*_SNOW, "beach", "ice rink", "stage"): names("penguin"),
    (*_SNOW, "ice rink", "mountains"): names("snowman, sled"),
    (*_SNOW, "cave"): names("icicle"),
    ("desert",): names("cactus"),
    ("desert", "savanna", "farm", "market", "beach", "stage"): names("camel"),
    ("jungle", "lake", "beach", "savanna"): names("crocodile"),
    ("beach",): names("sandcastle"),
    _PLAY_AT: names("seesaw, swing"),
    (*_PLAY_AT, "city street", "neon street"): names("skateboard, street lamp, bench"),
    ("playground", "living room", "bedroom", "classroom"): names("toy block, block tower, domino"),
    _MUSIC_AT: names("piano, violin, trumpet, flute, guitar, drum, bell"),
    _FURNITURE_AT: names("table, chair, lamp, bookshelf, clock, television, book"),
    ("living room", "bedroom", "castle hall", "library"): names("sofa"),
    ("bedroom",): names("bed"),
    _DISHES_AT: names("wine glass, cup, vase, teapot, bottle"),
    (*_DISHES_AT, "bedroom", "library", "cave"): names("candle"),
    (*_DISHES_AT, "park", "stage"): names("cake, ice cream, pizza"),
    ("market", "neon street", "city street", "park", "garden", "castle hall", "living room"): names("lantern"),
    _TOOLS_AT: names("bucket, ladder, box, cart"),
    ("living room", "bedroom", "castle hall", "kitchen", "library", "medieval village", "city street"): names(
        "door, window"
    ),
    (*_GREEN, *_SNOW, "desert", "beach"): names("tent, log, campfire, fence"),
    (*_GREEN, *_SNOW, "desert", "beach", "cave", "underwater"): names("rock"),
    ("meadow", "farm", "garden", "forest", "mountains", "beach", "snowy field", "medieval village", "harbour"): names(
        "house"
    ),
    ("garden", "meadow", "forest", "park", "farm", "jungle", "mountains", "savanna"): names("flower, mushroom, tree"),
    ("bamboo grove", "jungle", "garden", "forest", "meadow", "park"): names("bamboo"),
    ("garden", "farm", "market", "kitchen"): names("carrot, pumpkin, watermelon"),
    ("city street", "park", "meadow", "harbour", "market", "medieval village", "playground"): names(
        "firework, firecracker"
    ),
    ("sky", "meadow", "park", "beach", "playground", "mountains", "farm"): names("kite"),
    (*_PLAY_AT, "meadow", "beach", "city street", "living room", "bedroom", "sky"): names("balloon"),
    (*_PLAY_AT, "meadow", "beach", "city street", "living room", "bedroom", "classroom", "stage", "farm"): names(
        "ball"
    ),
    ("outer space", "sky", "stage", "moon"): names("star"),
    ("city street", "neon street", "market"): names("postbox, letterbox, shopping cart, suitcase, parcel, barrel"),
    ("desert", "savanna", "mountains", "jungle"): names("volcano, mountain, stone head"),
    ("outer space", "moon", "sky"): names("satellite, planet, comet, flying saucer, alien monster"),
    ("sky", "outer space", "desert", "savanna", "mountains"): names("sun, moon"),
    ("sky", "meadow", "mountains", "savanna", "beach", "farm"): names(
        "cloud, rainbow, lightning bolt, raindrop, tornado"
    ),
    ("sky", "mountains", "meadow"): names("parachute, cable car"),
    ("lake", "beach"): names("ocean wave"),
    ("lake", "harbour"): names("ocean liner, canoe, lifebuoy"),
    ("underwater",): names("coral"),
    ("cave", "forest", "castle hall", "bedroom"): names("ghost"),
    ("lake", "garden"): names("lotus"),
    ("castle hall", "workshop", "medieval village"): names("sword, shield, anchor, crystal ball, magic wand"),
    ("kitchen", "bedroom", "living room"): names("bathtub, toilet, mirror"),
    ("city street", "neon street"): names(
        "traffic light, skyscraper, shop, fuel pump, tram, hospital, school, factory"
    ),
    ("city street", "neon street", "park", "mountains", "garden"): names(
        "temple, pagoda, torii gate, mosque, church, fountain"
    ),
    ("medieval village", "mountains", "meadow", "forest"): names("castle, tower, hut, brick wall"),
    ("playground", "park", "meadow"): names(
        "ferris wheel, roller coaster, circus tent, carousel horse, playground slide"
    ),
    ("library", "classroom", "workshop"): names("telescope, microscope, computer, laptop, globe, abacus"),
    ("playground", "park", "city street", "beach"): names(
        "football, basketball, volleyball, rugby ball, baseball, goal"
    ),
    (*_SNOW, "mountains", "living room", "forest"): names("pine tree, christmas tree"),
    ("beach", "desert", "jungle", "savanna"): names("palm tree"),
    (*_PLAY_AT, "meadow", "beach", "city street", "neon street"): names("umbrella"),
}
_THING_AT = {name: places for places, names in _WHERE.items() for name in names if name in KINDS}

_INDOOR_BEASTS = names(
    "cat, kitten, dog, puppy, rabbit, mouse, monkey, panda, wolf pup, fox, raccoon, squirrel, hedgehog, koala, "
    "bear cub, turtle, frog, pig, lamb, crow, parrot, owl, chick"
)
_HOMES: dict[str, tuple[str, ...]] = {
    "panda": ("bamboo grove", "forest"),
    "wolf pup": _SNOW,
    "wolf": ("forest", *_SNOW),
    "lion": ("savanna",),
    "tiger": ("jungle", "bamboo grove"),
    "elephant": ("savanna", "jungle"),
    "giraffe": ("savanna",),
    "zebra": ("savanna",),
    "monkey": ("jungle",),
    "camel": ("desert",),
    "mammoth": _SNOW,
    "deer": ("forest", "snowy forest", "meadow"),
    "cow": ("farm", "meadow"),
    "pig": ("farm",),
    "sheep": ("farm", "meadow"),
    "goat": ("mountains", "farm"),
    "chicken": ("farm", "garden"),
    "chick": ("farm",),
    "horse": ("farm", "meadow"),
    "donkey": ("farm", "mountains"),
    "bear": ("forest", "mountains", "cave"),
    "bear cub": ("forest", "cave"),
    "fox": ("forest", "snowy forest"),
    "squirrel": ("forest", "park"),
    "owl": ("forest",),
    "eagle": ("mountains", "sky"),
    "parrot": ("jungle",),
    "flamingo": ("savanna", "beach"),
    "dragon": ("cave", "mountains", "sky"),
    "dinosaur": ("jungle", "mountains"),
    "koala": ("forest", "jungle"),
    "kangaroo": ("desert", "savanna"),
    "crab": ("beach", "underwater"),
    "astronaut": ("moon",),
    "king": ("castle hall",),
    "queen": ("castle hall",),
    "princess": ("castle hall", "garden"),
    "knight": ("castle hall", "medieval village"),
    "wizard": ("castle hall", "library", "cave"),
    "witch": ("forest", "cave"),
    "pirate": ("harbour", "beach"),
    "chef": ("kitchen",),
    "farmer": ("farm",),
    "builder": ("workshop", "city street"),
    "clown": ("stage",),
    "ballerina": ("stage",),
    "monk": ("mountains", "bamboo grove", "library"),
    "firefighter": ("city street",),
    "police officer": ("city street", "neon street"),
    "baby": ("bedroom", "living room"),
    "boat": ("lake",),
    "robot": ("workshop", "neon street"),
    "old man": ("living room",),
    "cat": ("living room", "garden"),
    "dog": ("park", "living room"),
    "mouse": ("kitchen", "garden"),
    "bee": ("garden", "meadow"),
}
_CAVERS = names("wizard, witch, pirate, man, woman, boy, girl")
_MOON_WALKERS = names("robot, man, woman, astronaut")
_WATER_FLOATS = names("ball, apple, bottle, box, log, lifebuoy, canoe, ocean liner")


def _by_verb(kind: Kind, verb: str, places: tuple[str, ...]) -> tuple[str, ...]:
    """Where the verb itself says where: ice for skating, water for swimming."""
    land = kind.name in LAND or kind.family == "bird"
    if verb == "skate":
        return ("ice rink",)
    if verb == "swim" and land:
        return ("lake",) if kind.name not in PEOPLE else ("lake", "underwater")
    if verb in ("float", "sink", "sail") and (kind.name in _WATER_FLOATS or (kind.states or ("",))[0] == "afloat"):
        return ("lake",)
    if verb == "slide" and land:
        return (*_SNOW, "ice rink", "playground", "mountains")
    if verb == "fly" and land:
        return tuple(dict.fromkeys((*(p for p in places if p in OUTDOORS and p not in _TOWN), "sky")))
    if kind.name == "submarine":
        return ("underwater",) if verb in ("swim", "stand") else ("lake",)
    if verb in ("jump", "spin") and kind.name == "dolphin":
        return ("lake", "underwater")
    if verb in ("drive", "stand", "enter", "leave") and kind.name in ("plane", "helicopter", "spaceship"):
        return tuple(p for p in places if verb != "stand" or "land" in PLACES[p].habitat)
    if kind.name not in LIVING and verb not in ("float", "fly", "swing", "spin", "sail", "enter", "leave"):
        return tuple(p for p in places if "land" in PLACES[p].habitat) or places
    return places


def _living_at(kind: Kind) -> tuple[str, ...]:
    if kind.name in PEOPLE:
        rooms = (*_ROOMY, "train", *(("moon",) if kind.name in _MOON_WALKERS else ()))
        return (*OUTDOORS, *rooms, *(("cave",) if kind.name in _CAVERS else ()))
    if kind.family == "fish":
        return ("underwater", "beach") if kind.name == "crab" else ("underwater",)
    if kind.family in ("bird", "insect"):
        rooms = ("living room", "bedroom", "library") if kind.name in _INDOOR_BEASTS else ()
        walks = kind.name in ("chicken", "chick", "flamingo", "snail", "swan", "duck")
        return (*(p for p in OUTDOORS if p != "neon street"), *rooms, *(() if walks else ("sky",)))
    rooms = ("kitchen", "living room", "bedroom", "stage") if kind.name in _INDOOR_BEASTS else ("stage", "cave")
    return (*(OUTDOORS if kind.name in _INDOOR_BEASTS else (p for p in OUTDOORS if p != "neon street")), *rooms)


@cache
def places_of(name: str, verb: str) -> tuple[str, ...]:
    """Every place where a kind can be met doing this, without repetition."""
    kind = KINDS[name]
    if name in _THING_AT:
        places = _THING_AT[name]
    elif name in LIVING:
        places = _living_at(kind)
        if kind.family in ("bird", "insect") and verb not in ("fly", "enter", "leave", "chase", "follow"):
            places = tuple(p for p in places if p != "sky")
    elif kind.family == "vehicle":
        places = _ROADS
    elif "food" in kind.roles or "drink" in kind.roles:
        places = _FOOD_AT
    elif kind.family == "plant" and "big" not in kind.roles:
        places = ("garden", "meadow", "park", "forest", "farm", "living room", "kitchen")
    elif kind.family == "plant" or "big" in kind.roles:
        places = _WILD
    elif "instrument" in kind.roles:
        places = _MUSIC_AT
    else:
        places = (*_FURNITURE_AT, *_PLAY_AT, *(() if "portable" in kind.roles else ("city street",)))
    return tuple(dict.fromkeys(_by_verb(kind, verb, places)))


@cache
def homes_of(name: str, verb: str) -> tuple[str, ...]:
    """Those places where one would look for it first."""
    return tuple(p for p in _HOMES.get(name, ()) if p in places_of(name, verb))


def goes_along(thing: str, place: str) -> bool:
    """Whether something may stand at a place as a thing of somebody else's: carried there, or part of the scenery."""
    if place in places_of(thing, "stand"):
        return True
    kind, land = KINDS[thing], "land" in PLACES[place].habitat
    if kind.name in LIVING:
        return False
    if "portable" in kind.roles:
        return land and place != "moon"
    return land and "movable" in kind.roles and bulk(thing) <= 3
