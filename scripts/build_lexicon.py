"""Build ``src/onetake/prompt/data/nearest.tsv.gz``: for each word of WordNet the nearest noun or verb we can draw.

Needs WordNet 3.0 as an nltk corpus and the ``emojibase-data`` npm package, unpacked (see
``src/onetake/prompt/data/README.md`` for where they come from and their licences):

    NLTK_DATA=DIR python scripts/build_lexicon.py --emojibase PACKAGE_DIR

Lines of the output: word, role (kind, verb, or empty for a word known to have no picture), ontology name, distance.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from pathlib import Path
from typing import Any

from nltk.corpus import wordnet as wn

OUTPUT = Path(__file__).parents[1] / "src/onetake/prompt/data/nearest.tsv.gz"
FAR = 20
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
    "eat.v.02": "eat", "chew.v.01": "eat", "drink.v.01": "eat", "sleep.v.01": "sleep", "wave.v.01": "wave",
    "gesticulate.v.01": "wave", "look.v.01": "look around", "see.v.01": "look around", "play.v.03": "play",
    "frolic.v.01": "play", "swim.v.01": "swim", "fly.v.01": "fly", "hop.v.01": "hop", "drive.v.01": "drive",
    "float.v.01": "float", "float.v.02": "float", "roll.v.01": "roll", "bounce.v.01": "bounce", "fall.v.01": "fall",
    "fall.v.03": "fall", "break.v.02": "fall", "break.v.05": "fall", "shatter.v.01": "fall", "spin.v.01": "spin",
    "revolve.v.03": "spin", "rotate.v.03": "spin", "kick.v.01": "kick", "kick.v.02": "kick", "hit.v.03": "kick",
    "stand.v.01": "stand", "travel_rapidly.v.01": "run", "travel.v.01": "walk", "ride.v.01": "sit",
    "collapse.v.01": "fall",
}  # fmt: skip


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


def noun_rows(word: str) -> tuple[str, int] | None:
    """Kind for a noun. Its commonest sense decides; a second one only if it is nearly as common."""
    lemmas = wn.lemmas(word, "n")
    if not lemmas:
        return None
    others = sum(lemma.count() for pos in "avr" for lemma in wn.lemmas(word, pos))
    if others > sum(lemma.count() for lemma in lemmas):
        return None
    top = lemmas[0].count()
    for i, lemma in enumerate(lemmas[:3]):
        found = climb(lemma.synset(), NOUNS)
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


def main() -> None:
    """Read both sources, write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--emojibase", type=Path, required=True, help="unpacked emojibase-data package")
    args = parser.parse_args()
    table = json.loads((OUTPUT.parent / "english.json").read_text("utf-8"))
    by_hand = {w.strip(): k.split("|")[0] for k, words in table["kind"].items() for w in words.split(",")}
    rows: dict[tuple[str, str], tuple[str, int]] = {}
    words = {name for name in wn.all_lemma_names() if re.fullmatch(r"[a-z]{2,20}", name)}
    nouns: dict[str, tuple[str, int]] = {}
    for word in sorted(words):
        noun, verb = noun_rows(word), verb_rows(word)
        if noun:
            nouns[word] = noun
        rows[word, "kind" if noun else ""] = noun or ("", 0)
        if verb:
            rows[word, "verb"] = verb
    for word, row in emoji_rows(args.emojibase, nouns, by_hand).items():
        rows[word, "kind"] = row
    lines = [f"{word}\t{role}\t{value}\t{distance}\n" for (word, role), (value, distance) in sorted(rows.items())]
    OUTPUT.write_bytes(gzip.compress("".join(lines).encode("utf-8"), 9, mtime=0))
    print(f"{len(lines)} rows, {OUTPUT.stat().st_size} bytes")


if __name__ == "__main__":
    main()
