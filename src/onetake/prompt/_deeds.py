"""Deeds: what people say that is no motion of the world, and the nearest motions that show it.

The words of a deed stand under "deed" in ``data/english.json`` and ``data/chinese.json``. ``_meant`` chooses: the
first motion that the one who acts can do, and that can be done to the object, if one was named.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Deed:
    """``verb`` is how the sentence is read: it takes its object and its prepositions as that verb does.

    ``alone`` and ``onto``: motions to show it without and with an object, the nearest first; ``hold+broom`` is holding
    a broom that nobody named, with the object, if any, beside. ``place``: where it is done if nothing is said.
    ``weak``: any other verb of the sentence is drawn instead ("a laughing boy runs"). ``joins``: prepositions before
    the object that say no place ("knocks on a door").
    """

    verb: str
    alone: tuple[str, ...]
    onto: tuple[str, ...]
    place: str | None = None
    weak: bool = False
    joins: tuple[str, ...] = ()


def _deed(verb: str, alone: str, onto: str = "", place: str | None = None, weak: bool = False, joins: str = "") -> Deed:
    first, second = (tuple(w.strip() for w in text.split(",") if w.strip()) for text in (alone, onto or alone))
    return Deed(verb, first, second, place, weak, tuple(joins.split()))


DEEDS: dict[str, Deed] = {
    # up and down
    "rise": _deed("stand up", "float, fly, stand up, swim, jump, swing, grow"),
    "go up": _deed("walk", "walk, float, fly, swim, roll", "climb, walk, float, fly, swim, roll"),
    "go down": _deed("walk", "walk, sink, fall, float, fly, swim, roll"),
    "set": _deed("put down", "float, sink", "put down, push, hold"),
    "land": _deed("fly", "fly, fall, float, jump"),
    "shine": _deed("stand", "float, burn, spin, stand", weak=True),
    "park": _deed("drive", "drive, look around"),
    "turn": _deed("spin", "drive, spin, walk", "drive, spin, look around"),
    # of plants and eggs
    "bloom": _deed("grow", "grow, explode, swing"),
    "hatch": _deed("break", "break, hop, jump"),
    # of animals
    "feed": _deed("give", "eat", "give"),
    "wag": _deed("play", "play, shake head, dance", weak=True),
    "voice": _deed("talk", "talk, nod, fly", weak=True),
    "lick": _deed("eat", "eat, nod", "eat, hug, play, look around"),
    "bite": _deed("eat", "eat, nod", "eat, hold, fight, chase, look around"),
    "fetch": _deed("carry", "carry+ball, run", "carry, push, pull, follow"),
    "beg": _deed("sit", "wave, nod", "wave, nod, look around", weak=True),
    # tender, and less so
    "pet": _deed("hug", "hug, nod", "hug, hold, play, look around"),
    "meet": _deed("wave", "wave, nod"),
    "box": _deed("fight", "fight, stretch", "fight, kick, push, knock over, look around", joins="with against"),
    "attend": _deed("look around", "look around, nod", joins="on at"),
    # moods
    "laugh": _deed("clap", "clap, nod, talk", weak=True),
    "smile": _deed("nod", "nod, wave, clap, float", weak=True),
    "cry": _deed("shake head", "shake head, nod, wave", weak=True),
    "sneeze": _deed("nod", "nod, bow", weak=True),
    "celebrate": _deed("jump", "jump, clap, dance", weak=True),
    "kneel": _deed("bow", "bow, nod", weak=True),
    # sports
    "surf": _deed("slide", "slide, skate, swim", place="beach"),
    "ski": _deed("slide", "slide, skate, walk", place="snowy field"),
    "skate": _deed("skate", "skate, slide"),
    "juggle": _deed("throw", "throw+ball, wave", "throw, kick, throw+ball, push"),
    "exercise": _deed("stretch", "stretch, jump, dance"),
    "flip": _deed("jump", "jump, hop, spin"),
    "splash": _deed("jump", "jump, swim, hop, fall"),
    "fish": _deed("look around", "hold+fishing rod, swim", weak=True),
    "row": _deed("ride", "ride+boat, swim", "ride", place="lake"),
    "paddle": _deed("ride", "swim, ride+boat", "ride, swim"),
    "cycle": _deed("ride", "ride+bicycle, drive", "ride"),
    "lead": _deed("walk", "walk"),
    # in the house, in the garden
    "dig": _deed("bow", "bow, nod"),
    "sweep": _deed("look around", "carry+broom, look around"),
    "wash": _deed("look around", "hold+sponge, nod", "hug, hold, look around"),
    "fix": _deed("look around", "hold+wrench, look around", "hold, look around"),
    "paint": _deed("look around", "hold+paintbrush, look around", joins="on"),
    "write": _deed("look around", "hold+pencil, look around", joins="on"),
    "type": _deed("look around", "hold+laptop, look around", "look around", joins="on at"),
    "phone": _deed("look around", "hold+mobile phone, talk", "talk, hold+mobile phone"),
    "photograph": _deed("look around", "hold+camera, look around"),
    "cook": _deed("look around", "hold+frying pan, look around", "hold, hold+frying pan", place="kitchen"),
    "stir": _deed("look around", "hold+cooking pot, look around", "hold, hold+cooking pot", place="kitchen"),
    "hammer": _deed("look around", "hold+hammer, look around", joins="on"),
    "chop": _deed("cut", "hold+axe, look around", "cut, hold+axe, look around"),
    "water": _deed("look around", "pour+bucket, look around"),
    "spray": _deed("look around", "hold+fire extinguisher, look around", joins="on"),
    "knit": _deed("nod", "nod", "hold, nod"),
    "brush teeth": _deed("look around", "hold+toothbrush, nod"),
    "groom": _deed("nod", "nod", "hug, hold, nod"),
    "study": _deed("look around", "read+book, look around", "read, look around"),
    # with goods
    "shop": _deed("walk", "carry+shopping bag, walk"),
    "take": _deed("hold", "look around", "hold, hug, look around"),
    "put": _deed("put down", "look around", "put down, push, hug, look around"),
    "serve": _deed("give", "wave", "give, wave"),
    "sell": _deed("hold", "wave", "hold, wave"),
    "ring": _deed("look around", "swing, shake head, wave", "play music, hold, look around", joins="at"),
    "other": _deed("look around", "look around, nod", weak=True, joins="on at"),
}  # fmt: skip
_WEAK = ("stand", "sit", "look around")
_TO_SOMETHING = ("look around", "hold", "give", "hug", "eat", "cut", "put down", "wave", "fight", "nod", "ride")


def weak(verb: str, deed: str) -> bool:
    """Whether any other verb of the sentence is drawn instead."""
    return DEEDS[deed].weak if deed else verb in _WEAK


def suffered(deed: str, form: str) -> bool:
    """Whether a deed without a doer ("is washed", "wash the car") leaves the one it is done to as it is."""
    return form in ("ed", "base") and deed not in ("", "feed") and DEEDS[deed].verb in _TO_SOMETHING


LIVELY = ("look around", "nod", "talk", "swim", "fly", "walk", "float", "drive", "hop", "swing", "spin", "grow")
"""Motions for who can do none of those of a deed, the calmest first."""
FOODS: dict[str, tuple[str, ...]] = {
    "bone": ("dog", "puppy", "wolf", "wolf pup", "fox"), "shrimp": ("cat", "kitten", "penguin", "seal", "dolphin",
    "whale", "flamingo"), "bamboo": ("panda", "koala"), "banana": ("monkey", "elephant", "gorilla", "parrot"),
    "cheese": ("mouse",), "chestnut": ("squirrel",), "honey jar": ("bear", "bear cub"), "corn cob": ("pig", "chicken",
    "rooster", "turkey"), "steak": ("lion", "tiger", "leopard", "crocodile", "shark", "dragon", "dinosaur", "eagle"),
    "carrot": ("rabbit", "donkey", "deer"), "baby bottle": ("baby", "lamb"),
}  # fmt: skip
"""What animals are fed if nobody says what."""
FOOD_OF_FAMILY = {"bird": "bread", "fish": "bread", "quadruped": "apple", "insect": "flower"}
