"""What is plausible in the simulated world: how big things are, who eats what, what is done to what, what is worn.

Only what the roles of ``ontology.KINDS`` do not say. A kind that no table names (the long tail of pictures) is
judged by its family and roles, so nothing here has to grow when a noun is added.
"""

from __future__ import annotations

from functools import cache

from onetake.prompt._wearing import wearable as wearable
from onetake.prompt.ontology import KINDS, VERBS, with_role

PEOPLE = frozenset(k for k, kind in KINDS.items() if kind.family in ("person", "robot"))
LIVING = frozenset(with_role("animate"))
LAND = frozenset(k for k in LIVING if KINDS[k].family in ("person", "robot", "quadruped"))


def names(text: str) -> frozenset[str]:
    """A table's cell: names with commas between them."""
    return frozenset(name.strip() for name in text.split(","))


# --- how big -------------------------------------------------------------------------------------------------------

_BULKS: tuple[frozenset[str], ...] = (
    names(
        "apple, banana, carrot, egg, cookie, cheese, flower, mushroom, star, domino, toy block, candle, "
        "bell, flute, bread, cup, wine glass, firecracker, bee, ladybird, snail, butterfly, ice cream"
    ),
    names(
        "mouse, bird, chick, frog, squirrel, hedgehog, crab, crow, seahorse, ball, bottle, teapot, vase, "
        "lantern, book, clock, kite, balloon, bamboo, cake, pizza, paper boat, violin, trumpet, fish, "
        "icicle, kitten"
    ),
    names(
        "cat, rabbit, duck, penguin, owl, chicken, parrot, turtle, puppy, baby, fox, raccoon, koala, "
        "lamb, wolf pup, jellyfish, box, bucket, guitar, drum, umbrella, pumpkin, watermelon, lamp, "
        "skateboard, sandcastle, block tower"
    ),
    names(
        "dog, boy, girl, wolf, sheep, goat, pig, monkey, swan, eagle, flamingo, bear cub, octopus, chair, "
        "sled, cart, ladder, bicycle, snowman, television, campfire, rock, seesaw, street lamp, fence, "
        "cactus, log, window"
    ),
    names(
        "panda, lion, tiger, bear, deer, donkey, crocodile, kangaroo, shark, dolphin, table, bench, sofa, "
        "bed, piano, motorcycle, bookshelf, door, tent, swing, firework"
    ),
    names(
        "horse, cow, zebra, camel, unicorn, elephant, giraffe, mammoth, dragon, dinosaur, car, taxi, "
        "police car, boat, tree"
    ),
    names(
        "bus, truck, house, whale, locomotive, train carriage, tractor, fire engine, ambulance, plane, "
        "helicopter, hot air balloon, sailing ship, submarine, spaceship, rocket"
    ),
)
_BULK = {name: k for k, names in enumerate(_BULKS) for name in names}


@cache
def bulk(name: str) -> int:
    """How big and heavy something is to the eye: 0 an apple, 2 a cat, 4 a grown person, 6 a house."""
    if name in _BULK:
        return _BULK[name]
    kind = KINDS[name]
    if kind.family in ("person", "robot"):
        return 4
    if kind.family in ("insect", "bird"):
        return 0 if kind.family == "insect" else 2
    defaults = {"big": 5, "animate": 3, "portable": 1, "movable": 3}
    return next((size for role, size in defaults.items() if role in kind.roles), 2)


# --- who eats what -------------------------------------------------------------------------------------------------

_GRAZERS = ("carrot", "apple", "flower", "watermelon", "bread")
_SEEDS = ("bread", "cookie", "apple")
_DIET: dict[str, tuple[str, ...]] = {
    "panda": ("bamboo",),
    "rabbit": ("carrot", "lettuce"),
    "monkey": ("banana", "apple", "coconut"),
    "horse": ("carrot", "apple"),
    "bear": ("apple", "honey jar"),
    "bear cub": ("apple", "cookie"),
    "elephant": ("apple", "banana", "watermelon", "bread"),
    "pig": ("apple", "carrot", "pumpkin", "bread"),
    "dog": ("bone", "bread", "pizza"),
    "puppy": ("cookie", "bone"),
    "cat": ("cheese", "shrimp"),
    "kitten": ("cheese", "ice cream"),
    "mouse": ("cheese", "bread", "cookie"),
    "raccoon": ("apple", "egg", "pizza", "cookie"),
    "squirrel": ("chestnut", "peanut", "apple"),
    "fox": ("egg", "cheese"),
    "hedgehog": ("apple", "mushroom"),
    "koala": ("flower",),
    "turtle": ("carrot", "watermelon", "flower"),
    "kangaroo": ("carrot", "flower"),
    "deer": ("mushroom", "flower", "apple"),
    "mammoth": ("flower", "apple"),
    "dragon": ("pumpkin", "pizza", "watermelon"),
    "unicorn": ("flower", "apple", "cake"),
    "giraffe": ("flower", "apple"),
    "bird": _SEEDS,
    "duck": ("bread",),
    "crow": (*_SEEDS, "cheese"),
    "parrot": ("apple", "banana", "cookie"),
    "chicken": ("bread",),
    "chick": ("bread", "cookie"),
    "swan": ("bread",),
    "dinosaur": ("watermelon", "pumpkin"),
    "zebra": _GRAZERS,
    "donkey": _GRAZERS,
    "cow": _GRAZERS,
    "sheep": _GRAZERS,
    "goat": _GRAZERS,
    "lamb": _GRAZERS,
    "lion": ("steak", "drumstick"),
    "tiger": ("steak",),
    "wolf": ("steak", "bone"),
    "wolf pup": ("bone",),
    "crocodile": ("drumstick",),
    "peacock": _SEEDS,
    "turkey": ("corn cob", "bread"),
    "rooster": ("corn cob",),
    "goose": ("bread",),
    "gorilla": ("banana", "mango"),
    "hippopotamus": ("melon", "watermelon"),
    "beaver": ("carrot",),
    "llama": _GRAZERS,
    "buffalo": _GRAZERS,
    "seal": ("shrimp",),
    "camel": _GRAZERS,
    "baby": ("banana", "cookie", "ice cream"),
}
_NOT_FOR_PEOPLE = names("bamboo, flower, bone")


def eats(eater: str) -> tuple[str, ...]:
    """Foods that it plausibly eats; empty when the world has none for it (it then eats from the ground)."""
    if eater in _DIET:
        return _DIET[eater]
    return tuple(f for f in with_role("food") if f not in _NOT_FOR_PEOPLE) if eater in PEOPLE else ()


# --- what is done to what --------------------------------------------------------------------------------------------

FLAMES = names("candle, cake, lantern")
_LIGHTABLE = names("candle, cake, lantern, campfire, firecracker, lamp")
_TREE_CLIMBERS = names("monkey, cat, kitten, squirrel, koala, bear, bear cub, panda, raccoon, gorilla, sloth, leopard")
_BEASTS_OF_BURDEN = names("horse, donkey, camel, zebra, unicorn, elephant, mammoth, dinosaur, dragon, buffalo, llama")
_TOYS = names("ball, balloon, kite, toy block, paper boat, skateboard, star, block tower, book, drum, sandcastle")
_NOT_THROWN = names(
    "candle, lantern, cake, ladder, guitar, violin, firecracker, drum, umbrella, teapot, wine glass, bell"
)
DANGEROUS = names("kitchen knife, axe, sword, handsaw, pickaxe, scissors, hammer, bomb, screwdriver")
"""Only grown people take these in their hands, and nobody throws or hands them on."""
CHILDREN = names("boy, girl, baby")
_PREY = {
    "cat": ("mouse", "bird"),
    "kitten": ("mouse", "butterfly"),
    "dog": ("cat", "rabbit"),
    "puppy": ("butterfly", "cat"),
    "fox": ("chicken", "rabbit"),
    "wolf": ("sheep", "rabbit", "deer"),
    "lion": ("zebra", "deer"),
    "tiger": ("deer",),
    "shark": ("fish", "octopus"),
    "dolphin": ("fish",),
    "eagle": ("mouse", "rabbit", "fish"),
    "bee": ("bear", "boy", "dog"),
    "crocodile": ("zebra", "bird"),
    "police officer": ("pirate",),
    "dinosaur": ("man", "woman"),
}


def _habitat(name: str) -> str:
    family = KINDS[name].family
    return {"fish": "water", "bird": "air", "insect": "air"}.get(family, "land")


def _company(actor: str, other: str, verb: str) -> bool:
    """Whether two living beings plausibly meet like this."""
    a, b = _habitat(actor), _habitat(other)
    if "water" in (a, b) and a != b:
        return False
    difference = abs(bulk(actor) - bulk(other))
    limit = {"hug": 2, "fight": 1, "dance": 2, "chase": 3}.get(verb, 4)
    if "air" in (a, b) and a != b and verb in ("hug", "fight", "dance"):
        return False
    if verb == "fight" and (other in CHILDREN or other in PEOPLE) != (actor in PEOPLE):
        return False
    return difference <= limit


def _handles(actor: str, thing: str, verb: str) -> bool:
    """Whether it can be held, carried or thrown by this one: people use hands, animals mouths."""
    reach = bulk(actor) - (1 if actor in PEOPLE else 2)
    if KINDS[actor].family == "bird":
        reach = 0
    if thing in DANGEROUS and (verb in ("throw", "catch", "give") or actor not in PEOPLE or actor in CHILDREN):
        return False
    return bulk(thing) <= max(0, reach) and not (verb in ("throw", "catch") and thing in _NOT_THROWN)


def _climbs(actor: str, thing: str) -> bool:
    if thing in ("tree", "palm tree", "ladder", "fence", "bookshelf", "tower", "playground slide"):
        return actor in PEOPLE or actor in _TREE_CLIMBERS
    return thing in ("rock", "mountain") or bulk(actor) <= (4 if actor in PEOPLE else 3)


def _rides(thing: str, actor: str) -> bool:
    if thing in LIVING:
        return thing in _BEASTS_OF_BURDEN and bulk(thing) >= bulk(actor)
    return thing != "cart" or actor in CHILDREN


def plausible(actor: str, verb: str, thing: str) -> bool:
    """Whether ``actor`` would do ``verb`` to ``thing``, which has the role that the verb asks for."""
    if verb in ("hold", "carry", "put down", "throw", "catch", "give"):
        return _handles(actor, thing, verb)
    if verb in ("push", "pull"):
        return bulk(thing) <= bulk(actor) + (1 if bulk(actor) >= 4 else 0)
    if verb in ("chase", "follow", "hug", "fight", "talk", "wave", "dance"):
        return _company(actor, thing, verb)
    if verb == "play":
        return thing in _TOYS or (thing in LIVING and _company(actor, thing, "dance"))
    rules = {
        "eat": lambda: thing in eats(actor),
        "drink": lambda: thing in ("cup", "bottle") or (actor in PEOPLE and actor not in CHILDREN),
        "blow out": lambda: thing in FLAMES,
        "light": lambda: thing in _LIGHTABLE,
        "climb": lambda: _climbs(actor, thing),
        "ride": lambda: _rides(thing, actor),
        "knock over": lambda: bulk(thing) <= bulk(actor),
        "hide": lambda: (
            (thing == "rock" and KINDS[actor].family == "fish")
            or bulk(thing) > bulk(actor)
            or (bulk(thing) == bulk(actor) and bulk(actor) >= 4)
        ),
    }
    return rules[verb]() if verb in rules else True


_FAVOURITES: dict[str, tuple[str, ...]] = {
    "throw": ("ball",),
    "catch": ("ball",),
    "play": ("ball",),
    "carry": ("box",),
    "knock over": ("vase", "domino"),
    "hide": ("tree", "rock"),
}


@cache
def targets(actor: str, verb: str) -> tuple[str, ...]:
    """What ``actor`` plausibly does ``verb`` to; of a needed role the smallest when nothing is plausible."""
    role = VERBS[verb].target
    if role is None:
        return ()
    options = [t for t in with_role(role) if t != actor or role == "animate"]
    found = tuple(t for t in options if plausible(actor, verb, t))
    if found or not VERBS[verb].needs:
        return found
    least = min((bulk(t) for t in options), default=0)
    return tuple(t for t in options if bulk(t) == least)


@cache
def favourites(actor: str, verb: str) -> tuple[str, ...]:
    """Those of ``targets`` that come to mind first."""
    wanted = _PREY.get(actor, ()) if verb == "chase" else _FAVOURITES.get(verb, ())
    return tuple(t for t in targets(actor, verb) if t in wanted)


# --- what someone wears -----------------------------------------------------------------------------------------------

_SLOTS = (names("hat, cap, crown, bald, bow"), names("glasses, sunglasses"), names("long hair, curly hair, bald"))


def wear_together(one: str, other: str) -> bool:
    """Whether both traits can be seen on one head."""
    return one != other and not any(one in slot and other in slot for slot in _SLOTS)
