"""The cast and the things of the world, a row each: the first seventy, then what was added. Append only.

A kind's id is its place in ``KINDS`` (see ``ontology``), so a row is never moved or removed.
"""

from __future__ import annotations

from dataclasses import dataclass

from onetake.prompt._palette import ANY, FUR


@dataclass(frozen=True, slots=True)
class Kind:
    """A noun. ``height`` is the usual height of its upright box, in short sides of the picture, when it is the
    main subject; ``aspect`` is width over height of that box. ``states`` name the two ends of ``state`` 0..1.
    ``roles``: what it can be the object of (``_verbs.ROLES``). ``drawn`` is False for the long tail of things that
    are drawn from an openly licensed set of pictures instead of by a rig of our own."""

    name: str
    plural: str
    zh: str
    measure: str
    family: str
    height: float
    aspect: float
    verbs: tuple[str, ...]
    colours: tuple[str, ...] = ()
    states: tuple[str, str] | None = None
    first: bool = False
    roles: tuple[str, ...] = ()
    drawn: bool = True


# A kind's verbs are append-only too: what is written first is what the first model was shown.
_WITH_THINGS = ("drink", "hold", "carry", "put down", "throw", "catch", "push", "pull", "pour", "open", "close", "light",
                "cut", "build", "knock over", "read", "play music", "give")  # fmt: skip
_GOING = ("tiptoe", "climb", "ride", "slide", "crawl", "hop", "skate", "swim", "enter", "leave")
_BODY = ("stand up", "lie down", "wake", "bow", "nod", "shake head", "clap", "stretch")
_OTHERS = ("play", "chase", "follow", "hug", "fight", "talk", "hide")
PERSON = ("stand", "walk", "run", "jump", "dance", "sit", "eat", "wave", "sleep", "look around", "blow out", "kick", "spin",
          *_GOING, *_BODY, *_WITH_THINGS, *_OTHERS)  # fmt: skip
BEAST = ("stand", "walk", "run", "jump", "dance", "sit", "eat", "sleep", "look around", "play", "wave",
         "tiptoe", "slide", "skate", "swim", "enter", "leave", "stand up", "lie down", "wake", "bow", "nod", "shake head",
         "clap", "stretch", "spin", "drink", "hold", "carry", "push", "pull", "kick", "knock over",
         "chase", "follow", "hug", "fight", "talk", "hide", "climb", "blow out")  # fmt: skip


def _without(verbs: tuple[str, ...], *dropped: str) -> tuple[str, ...]:
    """Verbs but for those that make no sense for a kind."""
    return tuple(verb for verb in verbs if verb not in dropped)


HOOFED = _without(BEAST, "climb")
BIRD = ("stand", "walk", "fly", "hop", "eat", "dance", "look around", "enter", "leave", "sleep", "nod", "chase", "follow",
        "talk", "stretch")  # fmt: skip
FISH = ("swim", "eat", "look around", "chase", "follow", "play", "spin", "jump", "hide", "enter", "leave", "sleep")
INSECT = ("fly", "stand", "walk", "enter", "leave", "chase", "follow", "dance", "sleep")
CAR = ("drive", "stand", "enter", "leave", "follow", "chase")
THING = ("stand",)
LIGHT = ("stand", "fall", "float")

_k = Kind
FIRST_SEVENTY: tuple[Kind, ...] = (
    # people
    _k("man", "men", "男人", "个", "person", 0.62, 0.42, PERSON, ANY, first=True, roles=("animate",)),
    _k("woman", "women", "女人", "个", "person", 0.60, 0.42, PERSON, ANY, first=True, roles=("animate",)),
    _k("boy", "boys", "男孩", "个", "person", 0.48, 0.46, PERSON, ANY, roles=("animate",)),
    _k("girl", "girls", "女孩", "个", "person", 0.48, 0.46, PERSON, ANY, first=True, roles=("animate",)),
    _k("old man", "old men", "老人", "位", "person", 0.60, 0.42, PERSON, ANY, first=True, roles=("animate",)),
    _k("old woman", "old women", "老奶奶", "位", "person", 0.57, 0.42, PERSON, ANY, roles=("animate",)),
    _k("robot", "robots", "机器人", "个", "robot", 0.54, 0.62, PERSON, ANY, roles=("animate",)),
    # four-legged animals
    _k("panda", "pandas", "熊猫", "只", "quadruped", 0.54, 0.95, BEAST, (), first=True, roles=("animate",)),
    _k("bear", "bears", "熊", "只", "quadruped", 0.54, 1.05, BEAST, ("brown", "black", "white"), roles=("animate",)),
    _k("wolf pup", "wolf pups", "小狼", "只", "quadruped", 0.38, 1.10, BEAST, ("grey", "brown", "white"), first=True, roles=("animate",)),
    _k("wolf", "wolves", "狼", "只", "quadruped", 0.46, 1.35, BEAST, ("grey", "white", "black"), roles=("animate",)),
    _k("dog", "dogs", "狗", "只", "quadruped", 0.44, 1.20, BEAST, FUR, first=True, roles=("animate",)),
    _k("cat", "cats", "猫", "只", "quadruped", 0.42, 1.15, BEAST, ("orange", "black", "white", "grey"), first=True, roles=("animate",)),
    _k("fox", "foxes", "狐狸", "只", "quadruped", 0.40, 1.40, BEAST, (), roles=("animate",)),
    _k("rabbit", "rabbits", "兔子", "只", "quadruped", 0.40, 0.85, (*BEAST, "hop"), ("white", "brown", "grey"), first=True, roles=("animate",)),
    _k("horse", "horses", "马", "匹", "quadruped", 0.58, 1.15, HOOFED, ("brown", "black", "white"), first=True, roles=("animate", "rideable")),
    _k("lion", "lions", "狮子", "头", "quadruped", 0.50, 1.25, BEAST, (), first=True, roles=("animate",)),
    _k("tiger", "tigers", "老虎", "只", "quadruped", 0.48, 1.30, BEAST, (), roles=("animate",)),
    _k("elephant", "elephants", "大象", "头", "quadruped", 0.62, 1.25, HOOFED, (), first=True, roles=("animate", "rideable", "big")),
    _k("giraffe", "giraffes", "长颈鹿", "只", "quadruped", 0.74, 0.72, HOOFED, (), roles=("animate",)),
    _k("cow", "cows", "奶牛", "头", "quadruped", 0.48, 1.35, HOOFED, ("brown", "black", "white"), roles=("animate",)),
    _k("pig", "pigs", "猪", "头", "quadruped", 0.40, 1.35, HOOFED, (), roles=("animate",)),
    _k("sheep", "sheep", "羊", "只", "quadruped", 0.42, 1.20, HOOFED, ("white", "black"), roles=("animate",)),
    _k("monkey", "monkeys", "猴子", "只", "quadruped", 0.44, 0.95, BEAST, (), roles=("animate",)),
    # birds
    _k("bird", "birds", "鸟", "只", "bird", 0.34, 1.25, BIRD, ANY, first=True, roles=("animate",)),
    _k("duck", "ducks", "鸭子", "只", "bird", 0.36, 1.10, (*BIRD, "swim"), ("yellow", "white", "brown"), first=True, roles=("animate",)),
    _k("penguin", "penguins", "企鹅", "只", "bird", 0.42, 0.68, ("stand", "walk", "hop", "dance", "look around", "wave", "enter", "leave", "sleep", "nod", "chase", "follow", "talk", "stretch", "eat", "slide", "swim"), roles=("animate",)),
    _k("owl", "owls", "猫头鹰", "只", "bird", 0.36, 0.80, BIRD, ("brown", "white", "grey"), roles=("animate",)),
    # sea and insects
    _k("fish", "fish", "鱼", "条", "fish", 0.30, 1.60, FISH, ANY, first=True, roles=("animate",)),
    _k("shark", "sharks", "鲨鱼", "条", "fish", 0.36, 2.20, FISH, (), roles=("animate",)),
    _k("whale", "whales", "鲸鱼", "头", "fish", 0.46, 1.80, FISH, (), roles=("animate",)),
    _k("butterfly", "butterflies", "蝴蝶", "只", "insect", 0.30, 1.10, ("fly", "stand", "enter", "leave", "chase", "follow", "dance", "sleep"), ANY, roles=("animate",)),
    # vehicles
    _k("car", "cars", "汽车", "辆", "vehicle", 0.34, 1.90, (*CAR, "explode", "slide"), ANY, first=True, roles=("movable", "big")),
    _k("bus", "buses", "公交车", "辆", "vehicle", 0.46, 1.90, CAR, ANY, first=True, roles=("big",)),
    _k("truck", "trucks", "卡车", "辆", "vehicle", 0.44, 1.80, CAR, ANY, roles=("big", "movable")),
    _k("bicycle", "bicycles", "自行车", "辆", "vehicle", 0.40, 1.50, CAR, ANY, roles=("rideable", "movable")),
    _k("boat", "boats", "船", "艘", "vehicle", 0.46, 1.15, ("float", "stand", "sail", "sink"), ANY, states=("afloat", "sunk"), roles=("rideable",)),
    _k("rocket", "rockets", "火箭", "枚", "vehicle", 0.56, 0.50, ("fly", "stand", "explode"), ANY, states=("whole", "exploded")),
    # things
    _k("rock", "rocks", "石头", "块", "thing", 0.26, 1.70, (*THING, "roll", "fall", "slide"), (), first=True, roles=("climbable", "big")),
    _k("bamboo", "bamboo", "竹子", "根", "plant", 0.40, 0.45, (*THING, "grow", "swing"), (), ("whole", "eaten"), first=True, roles=("food", "portable")),
    _k("cake", "cakes", "生日蛋糕", "个", "thing", 0.32, 1.15, (*THING, "burn"), ("pink", "white", "brown", "yellow"), ("lit", "out"), first=True, roles=("food", "light", "cuttable", "portable")),
    _k("wine glass", "wine glasses", "红酒杯", "个", "thing", 0.36, 0.55, ("stand", "fall", "break", "spill", "tip over"), (), ("whole", "broken"), first=True, roles=("drink", "tippable", "portable", "container")),
    _k("table", "tables", "桌子", "张", "thing", 0.34, 1.75, (*THING, "tip over", "break"), ("brown", "white"), first=True, roles=("big", "movable", "climbable")),
    _k("tree", "trees", "树", "棵", "plant", 0.66, 0.75, (*THING, "grow", "burn", "swing", "fall"), (), first=True, roles=("big", "climbable")),
    _k("ball", "balls", "球", "个", "ball", 0.30, 1.00, ("stand", "bounce", "roll", "fall", "float", "slide", "spin", "swing"), ANY, first=True, states=("whole", "flat"), roles=("ball", "portable")),
    _k("candle", "candles", "蜡烛", "支", "thing", 0.34, 0.35, (*THING, "burn", "tip over", "melt"), ANY, ("lit", "out"), roles=("light", "portable", "tippable")),
    _k("balloon", "balloons", "气球", "个", "thing", 0.44, 0.50, ("float", "stand", "explode"), ANY, states=("whole", "burst"), roles=("portable",)),
    _k("apple", "apples", "苹果", "个", "ball", 0.28, 0.95, ("stand", "fall", "roll", "bounce", "float"), ("red", "green", "yellow"), states=("whole", "eaten"), roles=("food", "portable", "cuttable")),
    _k("banana", "bananas", "香蕉", "根", "thing", 0.28, 1.35, (*LIGHT, "slide"), states=("whole", "eaten"), roles=("food", "portable", "cuttable")),
    _k("flower", "flowers", "花", "朵", "plant", 0.38, 0.55, (*THING, "grow", "swing"), ("red", "yellow", "pink", "purple", "white", "blue"), states=("open", "bud"), roles=("portable", "food")),
    _k("mushroom", "mushrooms", "蘑菇", "个", "plant", 0.32, 0.95, (*THING, "grow"), ("red", "brown", "white"), roles=("food", "cuttable")),
    _k("cactus", "cacti", "仙人掌", "棵", "plant", 0.46, 0.70, (*THING, "grow"), roles=("big",)),
    _k("chair", "chairs", "椅子", "把", "thing", 0.42, 0.65, (*THING, "tip over", "fall"), ANY, roles=("movable", "tippable", "climbable")),
    _k("house", "houses", "房子", "座", "thing", 0.62, 1.05, (*THING, "burn", "explode"), ("red", "white", "yellow", "blue"), states=("whole", "burnt"), roles=("big", "buildable")),
    _k("lamp", "lamps", "台灯", "盏", "thing", 0.42, 0.60, (*THING, "swing", "tip over"), ANY, ("on", "off"), roles=("light", "tippable")),
    _k("campfire", "campfires", "篝火", "堆", "thing", 0.34, 0.95, (*THING, "burn"), (), ("burning", "out"), roles=("light",)),
    _k("snowman", "snowmen", "雪人", "个", "thing", 0.52, 0.65, (*THING, "melt", "tip over"), states=("whole", "melted"), roles=("buildable", "big", "tippable")),
    _k("umbrella", "umbrellas", "雨伞", "把", "thing", 0.42, 1.10, ("stand", "float", "fall", "spin"), ANY, roles=("portable",)),
    _k("kite", "kites", "风筝", "只", "thing", 0.42, 0.75, ("fly", "fall", "swing"), ANY, states=("whole", "torn"), roles=("portable",)),
    _k("book", "books", "书", "本", "thing", 0.26, 1.35, (*LIGHT, "slide"), ANY, ("open", "closed"), roles=("readable", "portable", "openable")),
    _k("box", "boxes", "箱子", "个", "thing", 0.32, 1.15, ("stand", "fall", "slide", "tip over", "float", "explode"), ("brown", "red", "blue", "green"), states=("closed", "open"), roles=("portable", "movable", "openable", "climbable", "big")),
    _k("cup", "cups", "杯子", "个", "thing", 0.28, 1.15, ("stand", "fall", "spill", "tip over", "break"), ANY, states=("full", "spilled"), roles=("drink", "portable", "container", "tippable")),
    _k("vase", "vases", "花瓶", "个", "thing", 0.38, 0.60, ("stand", "fall", "break", "tip over"), ANY, ("whole", "broken"), roles=("tippable", "portable", "container")),
    _k("drum", "drums", "鼓", "面", "thing", 0.34, 1.00, (*THING, "roll", "fall"), ANY, roles=("instrument", "portable")),
    _k("guitar", "guitars", "吉他", "把", "thing", 0.50, 0.42, (*THING, "fall"), ("brown", "red", "black"), roles=("instrument", "portable")),
    _k("ice cream", "ice creams", "冰淇淋", "个", "thing", 0.38, 0.50, (*THING, "melt", "fall"), ("pink", "white", "brown"), states=("whole", "melted"), roles=("food", "portable")),
    _k("carrot", "carrots", "胡萝卜", "根", "thing", 0.32, 0.50, ("stand", "fall", "grow"), states=("whole", "eaten"), roles=("food", "portable", "cuttable")),
    _k("star", "stars", "星星", "颗", "thing", 0.30, 1.05, ("float", "fall", "spin", "swing"), roles=("portable",)),
    _k("clock", "clocks", "钟", "个", "thing", 0.36, 1.00, (*THING, "swing", "fall"), ANY, roles=("portable",)),
    _k("television", "televisions", "电视", "台", "thing", 0.38, 1.30, (*THING, "explode", "fall", "break"), (), ("on", "off"), roles=("big",)),
)  # fmt: skip

_A = ("animate",)
CAST: tuple[Kind, ...] = (
    # people
    _k("baby", "babies", "婴儿", "个", "person", 0.36, 0.75, ("sit", "crawl", "sleep", "wave", "clap", "stand", "eat", "look around", "wake"), ANY, roles=_A),
    _k("doctor", "doctors", "医生", "位", "person", 0.60, 0.42, PERSON, (), roles=_A),
    _k("nurse", "nurses", "护士", "位", "person", 0.59, 0.42, PERSON, (), roles=_A),
    _k("chef", "chefs", "厨师", "位", "person", 0.66, 0.40, PERSON, (), roles=_A),
    _k("firefighter", "firefighters", "消防员", "位", "person", 0.62, 0.42, PERSON, (), roles=_A),
    _k("police officer", "police officers", "警察", "位", "person", 0.62, 0.42, PERSON, (), roles=_A),
    _k("astronaut", "astronauts", "宇航员", "位", "person", 0.60, 0.52, PERSON, (), roles=_A),
    _k("farmer", "farmers", "农民", "位", "person", 0.62, 0.44, PERSON, ANY, roles=_A),
    _k("builder", "builders", "建筑工人", "位", "person", 0.62, 0.42, PERSON, (), roles=_A),
    _k("knight", "knights", "骑士", "位", "person", 0.62, 0.46, PERSON, (), roles=_A),
    _k("king", "kings", "国王", "位", "person", 0.64, 0.48, PERSON, ("red", "blue", "purple"), roles=_A),
    _k("queen", "queens", "女王", "位", "person", 0.62, 0.48, PERSON, ("red", "blue", "purple"), roles=_A),
    _k("princess", "princesses", "公主", "位", "person", 0.56, 0.48, PERSON, ("pink", "blue", "yellow", "white"), roles=_A),
    _k("wizard", "wizards", "巫师", "位", "person", 0.68, 0.46, PERSON, ("blue", "purple", "grey"), roles=_A),
    _k("witch", "witches", "女巫", "个", "person", 0.66, 0.48, PERSON, ("black", "purple", "green"), roles=_A),
    _k("pirate", "pirates", "海盗", "个", "person", 0.62, 0.44, PERSON, (), roles=_A),
    _k("clown", "clowns", "小丑", "个", "person", 0.60, 0.48, PERSON, ANY, roles=_A),
    _k("ballerina", "ballerinas", "芭蕾舞演员", "位", "person", 0.58, 0.46, PERSON, ("pink", "white", "blue"), roles=_A),
    _k("monk", "monks", "和尚", "位", "person", 0.60, 0.42, PERSON, (), roles=_A),
    # four-legged animals and others of their build
    _k("mouse", "mice", "老鼠", "只", "quadruped", 0.28, 1.20, BEAST, ("grey", "white", "brown"), roles=_A),
    _k("deer", "deer", "鹿", "只", "quadruped", 0.60, 0.95, HOOFED, (), roles=_A),
    _k("mammoth", "mammoths", "猛犸象", "头", "quadruped", 0.64, 1.20, HOOFED, (), roles=("animate", "rideable", "big")),
    _k("zebra", "zebras", "斑马", "匹", "quadruped", 0.54, 1.15, HOOFED, (), roles=("animate", "rideable")),
    _k("goat", "goats", "山羊", "只", "quadruped", 0.44, 1.10, BEAST, ("white", "brown", "black"), roles=_A),
    _k("donkey", "donkeys", "驴", "头", "quadruped", 0.50, 1.15, HOOFED, ("grey", "brown"), roles=("animate", "rideable")),
    _k("camel", "camels", "骆驼", "头", "quadruped", 0.58, 1.10, HOOFED, (), roles=("animate", "rideable")),
    _k("squirrel", "squirrels", "松鼠", "只", "quadruped", 0.36, 1.05, BEAST, ("brown", "grey", "black"), roles=_A),
    _k("hedgehog", "hedgehogs", "刺猬", "只", "quadruped", 0.30, 1.30, BEAST, (), roles=_A),
    _k("raccoon", "raccoons", "浣熊", "只", "quadruped", 0.38, 1.20, BEAST, (), roles=_A),
    _k("koala", "koalas", "考拉", "只", "quadruped", 0.42, 0.90, BEAST, (), roles=_A),
    _k("kitten", "kittens", "小猫", "只", "quadruped", 0.32, 1.05, BEAST, ("orange", "black", "white", "grey"), roles=_A),
    _k("puppy", "puppies", "小狗", "只", "quadruped", 0.34, 1.05, BEAST, ("brown", "black", "white", "golden"), roles=_A),
    _k("bear cub", "bear cubs", "小熊", "只", "quadruped", 0.40, 0.95, BEAST, ("brown", "black", "white"), roles=_A),
    _k("lamb", "lambs", "小羊", "只", "quadruped", 0.36, 1.05, HOOFED, (), roles=_A),
    _k("crocodile", "crocodiles", "鳄鱼", "条", "quadruped", 0.30, 2.40, _without(BEAST, "hug", "clap", "climb"), (), roles=_A),
    _k("turtle", "turtles", "乌龟", "只", "quadruped", 0.30, 1.45, BEAST, (), roles=_A),
    _k("frog", "frogs", "青蛙", "只", "quadruped", 0.32, 1.15, (*BEAST, "hop"), (), roles=_A),
    _k("kangaroo", "kangaroos", "袋鼠", "只", "quadruped", 0.56, 0.85, (*HOOFED, "hop"), (), roles=_A),
    _k("unicorn", "unicorns", "独角兽", "匹", "quadruped", 0.60, 1.10, (*HOOFED, "fly"), ("white", "pink"), roles=("animate", "rideable")),
    _k("dragon", "dragons", "龙", "条", "quadruped", 0.60, 1.25, (*BEAST, "fly"), ("green", "red", "blue", "purple"), roles=("animate", "rideable", "big")),
    _k("dinosaur", "dinosaurs", "恐龙", "只", "quadruped", 0.64, 1.25, HOOFED, ("green", "blue", "orange"), roles=("animate", "rideable", "big")),
    # birds
    _k("chicken", "chickens", "母鸡", "只", "bird", 0.36, 1.05, BIRD, ("white", "brown", "black"), roles=_A),
    _k("chick", "chicks", "小鸡", "只", "bird", 0.28, 0.95, BIRD, (), roles=_A),
    _k("eagle", "eagles", "老鹰", "只", "bird", 0.40, 1.20, BIRD, (), roles=_A),
    _k("parrot", "parrots", "鹦鹉", "只", "bird", 0.38, 0.85, BIRD, ("red", "green", "blue", "yellow"), roles=_A),
    _k("swan", "swans", "天鹅", "只", "bird", 0.44, 1.10, (*BIRD, "swim"), ("white", "black"), roles=_A),
    _k("flamingo", "flamingos", "火烈鸟", "只", "bird", 0.56, 0.70, BIRD, (), roles=_A),
    _k("crow", "crows", "乌鸦", "只", "bird", 0.34, 1.25, BIRD, (), roles=_A),
    # sea and insects
    _k("dolphin", "dolphins", "海豚", "只", "fish", 0.36, 1.90, FISH, (), roles=_A),
    _k("octopus", "octopuses", "章鱼", "只", "fish", 0.42, 1.10, FISH, ("orange", "purple", "red", "pink"), roles=_A),
    _k("jellyfish", "jellyfish", "水母", "只", "fish", 0.42, 0.75, FISH, ("pink", "blue", "purple"), roles=_A),
    _k("crab", "crabs", "螃蟹", "只", "fish", 0.28, 1.60, (*FISH, "walk"), ("red", "orange", "blue"), roles=_A),
    _k("seahorse", "seahorses", "海马", "只", "fish", 0.42, 0.55, FISH, ("yellow", "orange", "pink"), roles=_A),
    _k("bee", "bees", "蜜蜂", "只", "insect", 0.28, 1.25, INSECT, (), roles=_A),
    _k("ladybird", "ladybirds", "瓢虫", "只", "insect", 0.26, 1.30, INSECT, ("red", "yellow"), roles=_A),
    _k("snail", "snails", "蜗牛", "只", "insect", 0.28, 1.40, ("walk", "crawl", "stand", "sleep", "enter", "leave"), ("brown", "yellow", "pink"), roles=_A),
    # vehicles
    _k("locomotive", "locomotives", "火车头", "辆", "vehicle", 0.44, 1.80, CAR, ANY, roles=("big",)),
    _k("motorcycle", "motorcycles", "摩托车", "辆", "vehicle", 0.36, 1.65, CAR, ANY, roles=("rideable", "movable")),
    _k("tractor", "tractors", "拖拉机", "辆", "vehicle", 0.46, 1.35, CAR, ("red", "green", "blue", "yellow"), roles=("big",)),
    _k("fire engine", "fire engines", "消防车", "辆", "vehicle", 0.44, 1.90, CAR, (), roles=("big",)),
    _k("ambulance", "ambulances", "救护车", "辆", "vehicle", 0.44, 1.75, CAR, (), roles=("big",)),
    _k("police car", "police cars", "警车", "辆", "vehicle", 0.36, 1.90, CAR, (), roles=("big",)),
    _k("taxi", "taxis", "出租车", "辆", "vehicle", 0.36, 1.90, CAR, (), roles=("big",)),
    _k("plane", "planes", "飞机", "架", "vehicle", 0.38, 2.00, ("fly", "stand", "enter", "leave"), ANY, roles=("big",)),
    _k("helicopter", "helicopters", "直升机", "架", "vehicle", 0.42, 1.60, ("fly", "stand", "enter", "leave"), ANY, roles=("big",)),
    _k("hot air balloon", "hot air balloons", "热气球", "个", "vehicle", 0.66, 0.75, ("float", "fly", "stand"), ANY, roles=("big",)),
    _k("sailing ship", "sailing ships", "帆船", "艘", "vehicle", 0.60, 1.05, ("sail", "float", "sink", "stand"), ("brown", "white", "red", "blue"), ("afloat", "sunk"), roles=("big",)),
    _k("submarine", "submarines", "潜水艇", "艘", "vehicle", 0.36, 1.80, ("swim", "float", "sink", "stand"), ("yellow", "grey", "red"), ("afloat", "sunk"), roles=("big",)),
    _k("spaceship", "spaceships", "宇宙飞船", "艘", "vehicle", 0.40, 1.60, ("fly", "stand", "explode", "enter", "leave"), ANY, ("whole", "exploded"), roles=("big",)),
    _k("train carriage", "train carriages", "火车车厢", "节", "vehicle", 0.40, 1.95, CAR, ANY, roles=("big",)),
)  # fmt: skip

_SWAY = ("stand", "swing")
THINGS: tuple[Kind, ...] = (
    _k("bottle", "bottles", "瓶子", "个", "thing", 0.38, 0.34, ("stand", "fall", "break", "spill", "tip over", "float", "roll"), ("green", "blue", "brown", "white"), ("full", "spilled"), roles=("drink", "portable", "container", "tippable")),
    _k("egg", "eggs", "鸡蛋", "个", "thing", 0.28, 0.78, ("stand", "fall", "break", "roll"), ("white", "brown", "blue"), ("whole", "broken"), roles=("food", "portable", "cuttable")),
    _k("door", "doors", "门", "扇", "thing", 0.66, 0.52, ("stand", "open", "close"), ("brown", "red", "blue", "green", "white"), ("closed", "open"), roles=("openable", "big")),
    _k("window", "windows", "窗户", "扇", "thing", 0.50, 0.85, ("stand", "open", "close", "break"), ("white", "brown", "blue"), ("closed", "open"), roles=("openable",)),
    _k("seesaw", "seesaws", "跷跷板", "个", "thing", 0.30, 2.10, ("stand", "swing"), ANY, ("left down", "right down"), roles=("big", "rideable")),
    _k("domino", "dominoes", "多米诺骨牌", "块", "thing", 0.34, 0.40, ("stand", "tip over"), ("white", "black", "red", "blue"), ("standing", "fallen"), roles=("tippable", "portable")),
    _k("bell", "bells", "铃铛", "个", "thing", 0.36, 0.85, ("stand", "swing", "fall"), ("golden", "grey"), ("still", "ringing"), roles=("instrument", "portable")),
    _k("sandcastle", "sandcastles", "沙堡", "座", "thing", 0.36, 1.15, ("stand", "grow", "break"), (), ("whole", "broken"), roles=("buildable", "big")),
    _k("block tower", "block towers", "积木塔", "座", "thing", 0.46, 0.60, ("stand", "grow", "tip over", "break"), (), ("whole", "fallen"), roles=("buildable", "tippable")),
    _k("piano", "pianos", "钢琴", "架", "thing", 0.44, 1.25, ("stand",), ("black", "white", "brown"), roles=("instrument", "big", "movable")),
    _k("violin", "violins", "小提琴", "把", "thing", 0.40, 0.42, ("stand", "fall"), (), roles=("instrument", "portable")),
    _k("trumpet", "trumpets", "小号", "支", "thing", 0.26, 1.60, ("stand", "fall"), (), roles=("instrument", "portable")),
    _k("flute", "flutes", "长笛", "支", "thing", 0.24, 1.70, ("stand", "fall", "roll"), (), roles=("instrument", "portable")),
    _k("sled", "sleds", "雪橇", "架", "thing", 0.26, 1.80, ("stand", "slide"), ANY, roles=("rideable", "movable")),
    _k("cart", "carts", "手推车", "辆", "thing", 0.36, 1.50, ("stand", "roll"), ("brown", "red", "green", "blue"), roles=("movable", "rideable")),
    _k("skateboard", "skateboards", "滑板", "块", "thing", 0.20, 2.20, ("stand", "roll", "slide"), ANY, roles=("rideable", "portable")),
    _k("swing", "swings", "秋千", "架", "thing", 0.66, 0.80, ("stand", "swing"), ANY, roles=("big", "rideable")),
    _k("bench", "benches", "长椅", "张", "thing", 0.32, 1.80, ("stand",), ("brown", "green", "white"), roles=("climbable", "big", "movable")),
    _k("bed", "beds", "床", "张", "thing", 0.36, 2.00, ("stand",), ANY, roles=("climbable", "big")),
    _k("sofa", "sofas", "沙发", "张", "thing", 0.38, 1.80, ("stand",), ANY, roles=("climbable", "big", "movable")),
    _k("bookshelf", "bookshelves", "书架", "个", "thing", 0.60, 0.85, ("stand", "tip over"), ("brown", "white"), roles=("climbable", "big")),
    _k("ladder", "ladders", "梯子", "架", "thing", 0.70, 0.36, ("stand", "tip over", "fall"), ("brown", "golden", "grey"), roles=("climbable", "tippable", "portable")),
    _k("fence", "fences", "篱笆", "道", "thing", 0.28, 2.00, ("stand",), ("brown", "white"), roles=("climbable", "big")),
    _k("tent", "tents", "帐篷", "顶", "thing", 0.46, 1.40, ("stand",), ANY, roles=("big",)),
    _k("lantern", "lanterns", "灯笼", "个", "thing", 0.36, 0.75, ("stand", "swing", "float"), ("red", "yellow", "orange"), ("lit", "out"), roles=("light", "portable")),
    _k("street lamp", "street lamps", "路灯", "盏", "thing", 0.74, 0.30, ("stand",), (), ("on", "off"), roles=("light",)),
    _k("bucket", "buckets", "水桶", "个", "thing", 0.30, 0.95, ("stand", "fall", "spill", "tip over", "swing"), ANY, ("full", "spilled"), roles=("container", "portable", "tippable")),
    _k("teapot", "teapots", "茶壶", "把", "thing", 0.30, 1.30, ("stand", "fall", "break"), ANY, ("full", "empty"), roles=("container", "portable", "drink")),
    _k("firework", "fireworks", "烟花", "个", "thing", 0.56, 1.00, ("explode", "stand"), ANY, ("whole", "exploded")),
    _k("firecracker", "firecrackers", "鞭炮", "串", "thing", 0.34, 0.36, ("explode", "burn", "stand"), ("red",), ("whole", "exploded"), roles=("light", "portable")),
    _k("icicle", "icicles", "冰柱", "根", "thing", 0.40, 0.30, ("stand", "melt", "fall"), (), ("whole", "melted")),
    _k("paper boat", "paper boats", "纸船", "只", "thing", 0.28, 1.40, ("float", "sail", "sink", "stand"), ("white", "red", "blue", "yellow"), ("afloat", "sunk"), roles=("portable",)),
    _k("log", "logs", "木头", "根", "thing", 0.24, 2.10, ("stand", "roll", "float", "burn", "fall"), (), ("whole", "burnt"), roles=("movable", "climbable", "big")),
    _k("toy block", "toy blocks", "积木", "块", "thing", 0.24, 1.00, ("stand", "fall", "slide"), ANY, roles=("portable", "buildable")),
    _k("pumpkin", "pumpkins", "南瓜", "个", "thing", 0.32, 1.15, ("stand", "roll", "grow", "explode"), (), ("whole", "carved"), roles=("food", "cuttable", "portable", "movable")),
    _k("watermelon", "watermelons", "西瓜", "个", "ball", 0.30, 1.15, ("stand", "roll", "fall", "break"), (), ("whole", "broken"), roles=("food", "cuttable", "portable")),
    _k("bread", "breads", "面包", "个", "thing", 0.24, 1.60, ("stand", "fall"), (), ("whole", "eaten"), roles=("food", "cuttable", "portable")),
    _k("pizza", "pizzas", "披萨", "个", "thing", 0.22, 1.90, ("stand",), (), ("whole", "eaten"), roles=("food", "cuttable", "portable")),
    _k("cookie", "cookies", "饼干", "块", "thing", 0.26, 1.00, ("stand", "roll", "break"), (), ("whole", "eaten"), roles=("food", "portable")),
    _k("cheese", "cheeses", "奶酪", "块", "thing", 0.26, 1.40, ("stand", "melt"), (), ("whole", "eaten"), roles=("food", "cuttable", "portable")),
)  # fmt: skip
