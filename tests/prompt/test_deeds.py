"""What people type most shows something that moves: deeds that are no motion of the world, in both languages."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest

from onetake.prompt._deeds import DEEDS, FOODS
from onetake.prompt._policy_rules import shipped
from onetake.prompt.ontology import KINDS, PLACES, VERBS
from onetake.prompt.parse import parse
from onetake.prompt.policy import check
from onetake.types import Scene


def told(scene: Scene) -> str:
    """The acting ones of a scene: "boy give bone dog, car drive"."""
    out = []
    for entity in scene.entities:
        others = [scene.entities[i].kind for i in (entity.target, entity.partner) if i is not None]
        if entity.verb != "stand" or others:
            out.append(" ".join([entity.kind, entity.verb, *others]))
    return ", ".join(out)


SAID = """
A boy feeds a cat = boy give shrimp cat
A girl feeds the ducks = girl give bread duck
A man feeds a dog a bone = man give bone dog
A woman feeds bread to the birds = woman give bread bird
A girl is feeding a horse with an apple = girl give apple horse
A girl feeds fish to a penguin = girl give shrimp penguin
The cat is fed by a boy = boy give shrimp cat
A bird feeds its chicks = bird nod chick
A cow feeds in a meadow = cow eat
男孩喂猫 = boy give shrimp cat
女孩给鸭子喂面包 = girl give bread duck
农民用苹果喂马 = farmer give apple horse
A red balloon rises over a harbour = balloon float
A plane ascends = plane fly
A bird rises from the lake = bird fly
A whale rises = whale swim
A man rises = man stand up
The balloon goes up = balloon float
A boy goes up a ladder = boy climb ladder
红气球升起 = balloon float
A flower blooms = flower grow
Flowers bloom in a garden = flower grow
A rose blossoms = rose grow
A flower opens = flower grow
Plants grow in a garden = flower grow
花开了 = flower grow
花朵绽放 = flower grow
烟花绽放 = firework explode
A leaf falls = maple leaf fall
树叶落下 = maple leaf fall
A dog wags its tail = dog play
A bird lands = bird fly
A plane lands = plane fly
小狗摇尾巴 = puppy play
鸟落在树上 = bird fly
A dog licks a girl = dog hug girl
A dog licks an ice cream = dog eat ice cream
A boy pets a dog = boy hug dog
A girl and a boy kiss = girl hug boy, boy hug girl
女孩抚摸小猫 = girl hug kitten
A dog bites a man = dog fight man
A puppy bites a boot = puppy hold boot
A boy surfs = boy slide
A man skis = man slide
A penguin skis = penguin slide
A boy skateboards = boy skate
男人滑雪 = man slide
A boy juggles = boy throw ball
A clown juggles balls = clown throw ball
A boy exercises = boy stretch
A boy does push-ups = boy stretch
A woman does yoga = woman stretch
女人做瑜伽 = woman stretch
A boy laughs = boy clap
A girl smiles = girl nod
A boy cries = boy shake head
A crowd cheers = man clap
A laughing girl runs = girl run
A smiling woman holds a flower = woman hold flower
女孩笑着跳舞 = girl dance
A boy points = boy wave
A boy points to a house = boy look around house
A wizard waves a wand = wizard hold magic wand
A cat meows = cat talk
A bee buzzes = bee fly
A rooster crows = rooster walk
狗叫 = dog talk
A boy digs = boy bow
A dog digs a hole = dog bow
A man plants a tree = man bow tree
A woman sweeps = woman carry broom
A robot sweeps the street with a broom = robot carry broom
女人扫地 = woman carry broom
A boy washes the car = boy look around car
A girl washing a car = girl look around car
The car is washed by a boy = boy look around car
A girl washes a dog = girl hug dog
A man polishes a trophy = man hold trophy
A woman washes the dishes = woman hold sponge
男孩洗车 = boy look around car
一辆车被男孩洗 = boy look around car
A man fixes a car = man look around car
A man fixes a broken chair = man look around chair
A boy xylographs a car = boy look around car
男人修车 = man look around car
A girl paints = girl hold paintbrush
A man paints a house = man hold paintbrush
A boy writes a letter = boy hold pencil
A girl draws with a crayon = girl hold crayon
女孩画一只猫 = girl hold pencil
女孩看画 = girl look around painting
A man types on a laptop = man look around laptop
A woman cooks = woman hold frying pan
A man bakes bread = man hold bread
A man chops wood = man hold axe
A girl waters a flower = girl pour bucket
A boy does his homework = boy read book
A woman buys an apple = woman hold apple
A man talks on the phone = man hold mobile phone
A man takes a photo of a tiger = man hold camera
A man fishes = man hold fishing rod
A man rows a boat = man ride boat, boat float
A man cycles = man ride bicycle, bicycle drive
A man drives = man sit, car drive
A man parks a car = man sit, car drive
A man walks a dog = man walk, dog follow man
男人遛狗 = man walk, dog follow man
A girl swings = girl ride swing, swing swing
A dog fetches a ball = dog carry ball
An egg hatches = egg break
A boy rings a bell = boy play music bell
A bell rings = bell swing
A monk prays = monk bow
A man celebrates = man jump
A car turns = car drive
A girl slips = girl lie down
A man trips over a rock = man lie down
A spider spins a web = spider walk
A man comes home after work = man walk house
"""
ROWS = [tuple(line.split(" = ")) for line in SAID.strip().splitlines()]


@pytest.mark.parametrize(("text", "shown"), ROWS)
def test_what_is_shown(text: str, shown: str) -> None:
    check(text)
    assert told(parse(text).beats[0]) == shown


@pytest.mark.parametrize("text", [row[0] for row in ROWS])
def test_nobody_who_does_something_only_stands(text: str) -> None:
    actors = [e for e in parse(text).beats[0].entities if e.verb not in ("stand", "sit")]
    assert actors


def test_the_user_is_told() -> None:
    for text, note in (
        ("A boy feeds a cat", "'feeds' -> give (shrimp)"),
        ("A woman sweeps", "'sweeps' -> carry a broom"),
        ("男孩洗车", "'洗' -> look around"),
        ("A house renovates", "'renovates' is not drawn of a house"),
        ("A smiling man waves", "not drawn: 'smiling'"),
    ):
        assert note in parse(text).warnings, text


@pytest.mark.parametrize(
    ("text", "hour"),
    [("The moon rises over the mountains", "night"), ("The sun rises over the sea", "dawn"), ("The sun sets", "sunset"),
     ("A wolf howls at the moon", "night"), ("Stars twinkle in the sky", "night"), ("月亮升起", "night"),
     ("太阳落山了", "sunset"), ("A boy holds a star", "day"), ("A starfish on a beach", "day"),
     ("The moon shines in the morning", "morning"), ("A balloon rises", "day")],
)  # fmt: skip
def test_the_sky_says_the_hour(text: str, hour: str) -> None:
    scene = parse(text).beats[0]
    assert scene.hour == hour and "grow" not in [e.verb for e in scene.entities]


@pytest.mark.parametrize("text", ["Wash the car", "A car being washed", "A washed car", "汽车被修理"])
def test_what_is_done_to_a_thing_does_not_set_it_in_motion(text: str) -> None:
    assert [e.verb for e in parse(text).beats[0].entities] == ["stand"]


def test_the_tables_agree() -> None:
    for name, deed in DEEDS.items():
        assert deed.verb in VERBS and deed.place in (None, *PLACES), name
        for verb, _, tool in (c.partition("+") for c in (*deed.alone, *deed.onto)):
            assert verb in VERBS and tool in ("", *KINDS), name
            roles = KINDS[tool].roles if tool else ()
            assert not tool or VERBS[verb].target in roles or verb == "ride", (name, verb, tool)
    for food, eaters in FOODS.items():
        assert {"food", "portable"} & set(KINDS[food].roles) and set(eaters) <= set(KINDS)
    for file in ("english.json", "chinese.json"):
        table = json.loads(files("onetake.prompt").joinpath("data", file).read_text("utf-8"))
        assert set(table["deed"]) <= set(DEEDS)


INNOCENT = """
A dog kicks; A cat kicks; A pony kicks; A bunny kicks; A dog is kicking; A dog kicks sand; A dog kicks a ball
A puppy kicks its legs; A kitten kicks a toy; A pony kicks a fence; A dog kicks a door; A dog beats a drum
A dog shoots a basketball; A cat whips cream; A cat kills a mouse; A puppy hurts its paw; A cat hangs from a branch
A man beats a carpet; A horse kicks; A donkey kicks; A boy hits a drum; A girl hits a ball with a racket
A boy throws a stone; A monkey throws a banana; A girl falls off a horse; A cat falls off a table; A child falls down
A wolf chases a rabbit; A lion hunts a zebra; A police officer chases a thief; A dog bites a man; A shark bites
A cat catches a mouse; A bear catches a salmon; Two boys fight; Two dogs fight; A knight fights a dragon; Two men fence
A boxer punches a bag; Two boys wrestle; A bear wrestles a man; A man hunts a deer; A fox hunts a chicken
A man fishes; A girl cuts a cake; A chef cuts a fish; A man chops wood; A barber cuts hair; A boy slaps a mosquito
A cow kicks a bucket; A boy pushes a girl on a swing; A bull charges a man; A girl smashes a pumpkin; A man beats eggs
A ball hits a man in the face; Two cars crash; A girl shoots an arrow; A football player tackles another; A baby kicks
A kangaroo boxes; A lion attacks a zebra; A lion kills a zebra; A boy is hit by a ball; A clown is hit by a pie
Children fight with pillows; An eagle catches a fish; A man kills a fly; A mule kicks a farmer; A girl strikes a match
狗踢; 一匹马踢人; 两只狗打架; 猫抓老鼠; 狗咬人; 猎人打猎; 女孩切蛋糕; 厨师杀鱼; 两个男孩击剑; 男孩打雪仗
狮子杀死斑马; 狮子咬斑马
"""


def test_rough_and_tumble_is_no_cruelty() -> None:
    for text in INNOCENT.strip().replace("\n", "; ").split("; "):
        check(text)


CRUEL = """
a man kicks a dog; a boy kicks his puppy; a dog is kicked by a man; a dog being kicked; puppy kicking contest
a man with a dog kicks it; a dog that a man kicks; a boy who owns a cat kicks it; his cat, which he kicks every day
a dog gets kicked; a cat beaten with a stick; the dog his owner beats; a puppy whose owner kicks it; a dog shot dead
a dog lies there while boots kick it; the kitten she crushes; kids kick a stray dog; a man stabs a cat; a cat. kick it
a dog hanged from a tree; an owner beats his dog; a man kicked his dog; a man whips a pony; we kick a puppy
"""


def test_cruelty_to_pets_is_still_refused() -> None:
    texts = CRUEL.strip().replace("\n", "; ").split("; ")
    assert [t for t in texts if not shipped().broken(t)] == []
