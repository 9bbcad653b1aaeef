"""Everything that can be said to the model: kinds, verbs, places, colours, with their ids.

Tables are **append-only within a category** and every category owns a fixed range of ids, so weights trained
on an older table keep their meaning when the table grows. Names are canonical English; ``zh`` is Chinese.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """A noun. ``height`` is the usual height of its upright box, in short sides of the picture, when it is the
    main subject; ``aspect`` is width over height of that box. ``states`` name the two ends of ``state`` 0..1."""

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


COLOURS: dict[str, tuple[str, tuple[int, int, int]]] = {
    "red": ("红色", (214, 62, 58)),
    "orange": ("橙色", (240, 142, 56)),
    "yellow": ("黄色", (248, 206, 76)),
    "green": ("绿色", (92, 168, 88)),
    "blue": ("蓝色", (66, 124, 206)),
    "purple": ("紫色", (142, 92, 182)),
    "pink": ("粉色", (242, 150, 178)),
    "brown": ("棕色", (146, 98, 62)),
    "black": ("黑色", (46, 46, 54)),
    "white": ("白色", (246, 246, 242)),
    "grey": ("灰色", (146, 150, 158)),
    "golden": ("金色", (226, 180, 92)),
}
ANY = ("red", "orange", "yellow", "green", "blue", "purple", "pink", "white", "black")
FUR = ("brown", "black", "white", "grey", "golden")

_PERSON = (
    "stand",
    "walk",
    "run",
    "jump",
    "dance",
    "sit",
    "eat",
    "wave",
    "sleep",
    "look around",
    "blow out",
    "kick",
    "spin",
)
_BEAST = ("stand", "walk", "run", "jump", "dance", "sit", "eat", "sleep", "look around", "play", "wave")
_BIRD = ("stand", "walk", "fly", "hop", "eat", "dance", "look around")
_FISH = ("swim", "eat", "look around")
_CAR = ("drive", "stand")
_THING = ("stand",)
_LIGHT = ("stand", "fall", "float")


def _kinds() -> tuple[Kind, ...]:
    k = Kind
    return (
        # people
        k("man", "men", "男人", "个", "person", 0.62, 0.42, _PERSON, ANY, first=True),
        k("woman", "women", "女人", "个", "person", 0.60, 0.42, _PERSON, ANY, first=True),
        k("boy", "boys", "男孩", "个", "person", 0.48, 0.46, _PERSON, ANY),
        k("girl", "girls", "女孩", "个", "person", 0.48, 0.46, _PERSON, ANY, first=True),
        k("old man", "old men", "老人", "位", "person", 0.60, 0.42, _PERSON, ANY, first=True),
        k("old woman", "old women", "老奶奶", "位", "person", 0.57, 0.42, _PERSON, ANY),
        k("robot", "robots", "机器人", "个", "robot", 0.54, 0.62, _PERSON, ANY),
        # four-legged animals
        k("panda", "pandas", "熊猫", "只", "quadruped", 0.54, 0.95, _BEAST, (), first=True),
        k("bear", "bears", "熊", "只", "quadruped", 0.54, 1.05, _BEAST, ("brown", "black", "white")),
        k("wolf pup", "wolf pups", "小狼", "只", "quadruped", 0.38, 1.10, _BEAST, ("grey", "brown", "white"), first=True),
        k("wolf", "wolves", "狼", "只", "quadruped", 0.46, 1.35, _BEAST, ("grey", "white", "black")),
        k("dog", "dogs", "狗", "只", "quadruped", 0.44, 1.20, _BEAST, FUR, first=True),
        k("cat", "cats", "猫", "只", "quadruped", 0.42, 1.15, _BEAST, ("orange", "black", "white", "grey"), first=True),
        k("fox", "foxes", "狐狸", "只", "quadruped", 0.40, 1.40, _BEAST, ()),
        k("rabbit", "rabbits", "兔子", "只", "quadruped", 0.40, 0.85, (*_BEAST, "hop"), ("white", "brown", "grey"), first=True),
        k("horse", "horses", "马", "匹", "quadruped", 0.58, 1.15, _BEAST, ("brown", "black", "white"), first=True),
        k("lion", "lions", "狮子", "头", "quadruped", 0.50, 1.25, _BEAST, (), first=True),
        k("tiger", "tigers", "老虎", "只", "quadruped", 0.48, 1.30, _BEAST, ()),
        k("elephant", "elephants", "大象", "头", "quadruped", 0.62, 1.25, _BEAST, (), first=True),
        k("giraffe", "giraffes", "长颈鹿", "只", "quadruped", 0.74, 0.72, _BEAST, ()),
        k("cow", "cows", "奶牛", "头", "quadruped", 0.48, 1.35, _BEAST, ("brown", "black", "white")),
        k("pig", "pigs", "猪", "头", "quadruped", 0.40, 1.35, _BEAST, ()),
        k("sheep", "sheep", "羊", "只", "quadruped", 0.42, 1.20, _BEAST, ("white", "black")),
        k("monkey", "monkeys", "猴子", "只", "quadruped", 0.44, 0.95, _BEAST, ()),
        # birds
        k("bird", "birds", "鸟", "只", "bird", 0.34, 1.25, _BIRD, ANY, first=True),
        k("duck", "ducks", "鸭子", "只", "bird", 0.36, 1.10, (*_BIRD, "swim"), ("yellow", "white", "brown"), first=True),
        k("penguin", "penguins", "企鹅", "只", "bird", 0.42, 0.68, ("stand", "walk", "hop", "dance", "look around", "wave")),
        k("owl", "owls", "猫头鹰", "只", "bird", 0.36, 0.80, _BIRD, ("brown", "white", "grey")),
        # sea and insects
        k("fish", "fish", "鱼", "条", "fish", 0.30, 1.60, _FISH, ANY, first=True),
        k("shark", "sharks", "鲨鱼", "条", "fish", 0.36, 2.20, _FISH, ()),
        k("whale", "whales", "鲸鱼", "头", "fish", 0.46, 1.80, _FISH, ()),
        k("butterfly", "butterflies", "蝴蝶", "只", "insect", 0.30, 1.10, ("fly", "stand"), ANY),
        # vehicles
        k("car", "cars", "汽车", "辆", "vehicle", 0.34, 1.90, _CAR, ANY, first=True),
        k("bus", "buses", "公交车", "辆", "vehicle", 0.46, 1.90, _CAR, ANY, first=True),
        k("truck", "trucks", "卡车", "辆", "vehicle", 0.44, 1.80, _CAR, ANY),
        k("bicycle", "bicycles", "自行车", "辆", "vehicle", 0.40, 1.50, _CAR, ANY),
        k("boat", "boats", "船", "艘", "vehicle", 0.46, 1.15, ("float", "stand"), ANY),
        k("rocket", "rockets", "火箭", "枚", "vehicle", 0.56, 0.50, ("fly", "stand"), ANY),
        # things
        k("rock", "rocks", "石头", "块", "thing", 0.26, 1.70, _THING, (), first=True),
        k("bamboo", "bamboo", "竹子", "根", "plant", 0.40, 0.45, _THING, (), ("whole", "eaten"), first=True),
        k("cake", "cakes", "生日蛋糕", "个", "thing", 0.32, 1.15, _THING, ("pink", "white", "brown", "yellow"), ("lit", "out"), first=True),
        k("wine glass", "wine glasses", "红酒杯", "个", "thing", 0.36, 0.55, ("stand", "fall"), (), ("whole", "broken"), first=True),
        k("table", "tables", "桌子", "张", "thing", 0.34, 1.75, _THING, ("brown", "white"), first=True),
        k("tree", "trees", "树", "棵", "plant", 0.66, 0.75, _THING, (), first=True),
        k("ball", "balls", "球", "个", "ball", 0.30, 1.00, ("stand", "bounce", "roll", "fall"), ANY, first=True),
        k("candle", "candles", "蜡烛", "支", "thing", 0.34, 0.35, _THING, ANY, ("lit", "out")),
        k("balloon", "balloons", "气球", "个", "thing", 0.44, 0.50, ("float", "stand"), ANY),
        k("apple", "apples", "苹果", "个", "ball", 0.28, 0.95, ("stand", "fall", "roll"), ("red", "green", "yellow")),
        k("banana", "bananas", "香蕉", "根", "thing", 0.28, 1.35, _LIGHT),
        k("flower", "flowers", "花", "朵", "plant", 0.38, 0.55, _THING, ("red", "yellow", "pink", "purple", "white", "blue")),
        k("mushroom", "mushrooms", "蘑菇", "个", "plant", 0.32, 0.95, _THING, ("red", "brown", "white")),
        k("cactus", "cacti", "仙人掌", "棵", "plant", 0.46, 0.70, _THING),
        k("chair", "chairs", "椅子", "把", "thing", 0.42, 0.65, _THING, ANY),
        k("house", "houses", "房子", "座", "thing", 0.62, 1.05, _THING, ("red", "white", "yellow", "blue")),
        k("lamp", "lamps", "台灯", "盏", "thing", 0.42, 0.60, _THING, ANY, ("on", "off")),
        k("campfire", "campfires", "篝火", "堆", "thing", 0.34, 0.95, _THING, (), ("burning", "out")),
        k("snowman", "snowmen", "雪人", "个", "thing", 0.52, 0.65, _THING),
        k("umbrella", "umbrellas", "雨伞", "把", "thing", 0.42, 1.10, ("stand", "float"), ANY),
        k("kite", "kites", "风筝", "只", "thing", 0.42, 0.75, ("fly", "fall"), ANY),
        k("book", "books", "书", "本", "thing", 0.26, 1.35, _LIGHT, ANY, ("open", "closed")),
        k("box", "boxes", "箱子", "个", "thing", 0.32, 1.15, ("stand", "fall"), ("brown", "red", "blue", "green")),
        k("cup", "cups", "杯子", "个", "thing", 0.28, 1.15, ("stand", "fall"), ANY),
        k("vase", "vases", "花瓶", "个", "thing", 0.38, 0.60, ("stand", "fall"), ANY, ("whole", "broken")),
        k("drum", "drums", "鼓", "面", "thing", 0.34, 1.00, _THING, ANY),
        k("guitar", "guitars", "吉他", "把", "thing", 0.50, 0.42, _THING, ("brown", "red", "black")),
        k("ice cream", "ice creams", "冰淇淋", "个", "thing", 0.38, 0.50, _THING, ("pink", "white", "brown")),
        k("carrot", "carrots", "胡萝卜", "根", "thing", 0.32, 0.50, ("stand", "fall")),
        k("star", "stars", "星星", "颗", "thing", 0.30, 1.05, ("float", "fall", "spin")),
        k("clock", "clocks", "钟", "个", "thing", 0.36, 1.00, _THING, ANY),
        k("television", "televisions", "电视", "台", "thing", 0.38, 1.30, _THING, (), ("on", "off")),
    )  # fmt: skip


KINDS: dict[str, Kind] = {kind.name: kind for kind in _kinds()}


@dataclass(frozen=True, slots=True)
class Verb:
    """A motion. ``going`` verbs change place; ``hertz`` is the motion's own rhythm (cycles a second)."""

    name: str
    present: str
    participle: str
    zh: str
    hertz: float
    going: bool = False


VERBS: dict[str, Verb] = {
    v.name: v
    for v in (
        Verb("stand", "stands", "standing", "站着", 0.5),
        Verb("walk", "walks", "walking", "走", 1.0, True),
        Verb("run", "runs", "running", "跑", 2.0, True),
        Verb("jump", "jumps", "jumping", "跳", 1.0),
        Verb("dance", "dances", "dancing", "跳舞", 1.0),
        Verb("sit", "sits", "sitting", "坐着", 0.5),
        Verb("eat", "eats", "eating", "吃", 1.0),
        Verb("sleep", "sleeps", "sleeping", "睡觉", 0.25),
        Verb("wave", "waves", "waving", "挥手", 1.5),
        Verb("look around", "looks around", "looking around", "张望", 0.5),
        Verb("blow out", "blows out", "blowing out", "吹灭", 0.5),
        Verb("play", "plays", "playing", "玩耍", 1.5, True),
        Verb("swim", "swims", "swimming", "游", 1.0, True),
        Verb("fly", "flies", "flying", "飞", 2.0, True),
        Verb("hop", "hops", "hopping", "蹦", 1.5, True),
        Verb("drive", "drives", "driving", "行驶", 1.0, True),
        Verb("float", "floats", "floating", "漂浮", 0.5),
        Verb("roll", "rolls", "rolling", "滚", 1.0, True),
        Verb("bounce", "bounces", "bouncing", "弹跳", 1.0),
        Verb("fall", "falls", "falling", "掉下", 1.0),
        Verb("spin", "spins", "spinning", "旋转", 1.0),
        Verb("kick", "kicks", "kicking", "踢", 1.0),
    )
}


@dataclass(frozen=True, slots=True)
class Place:
    """A set. ``phrase`` and ``zh`` complete "… {phrase}"; ``habitat`` says which families belong there:
    land, water, air, table (a close view of a table top's room). ``hours`` are those it can be seen at."""

    name: str
    phrase: str
    zh: str
    indoors: bool
    habitat: tuple[str, ...]
    hours: tuple[str, ...]
    weathers: tuple[str, ...]


_ALL_HOURS = ("morning", "day", "sunset", "night")
_SKY = ("clear", "rain", "fog")
PLACES: dict[str, Place] = {
    p.name: p
    for p in (
        Place("meadow", "in a green meadow", "在绿色的草地上", False, ("land", "air"), _ALL_HOURS, _SKY),
        Place("forest", "in a forest", "在森林里", False, ("land", "air"), _ALL_HOURS, _SKY),
        Place("bamboo grove", "in a bamboo grove", "在竹林里", False, ("land", "air"), _ALL_HOURS, _SKY),
        Place("beach", "on a beach by the sea", "在海边的沙滩上", False, ("land", "air"), _ALL_HOURS, _SKY),
        Place("snowy field", "in the snow", "在雪地里", False, ("land", "air"), _ALL_HOURS, ("clear", "snow", "fog")),
        Place("desert", "in a desert", "在沙漠里", False, ("land", "air"), _ALL_HOURS, ("clear",)),
        Place("city street", "on a city street", "在城市的街道上", False, ("land", "air"), _ALL_HOURS, _SKY),
        Place("neon street", "on a neon Tokyo street", "在霓虹闪烁的东京街头", False, ("land", "air"), ("night",), ("clear", "rain")),
        Place("kitchen", "in a kitchen", "在厨房里", True, ("land", "table"), ("day", "night"), ("clear",)),
        Place("living room", "in a living room", "在客厅里", True, ("land", "table"), ("day", "night"), ("clear",)),
        Place("stage", "on a stage", "在舞台上", True, ("land",), ("night",), ("clear",)),
        Place("underwater", "under the sea", "在海底", False, ("water",), ("day", "night"), ("clear",)),
        Place("moon", "on the moon", "在月球上", False, ("land",), ("night",), ("clear",)),
        Place("park", "in a park", "在公园里", False, ("land", "air"), _ALL_HOURS, _SKY),
        Place("lake", "on a lake", "在湖上", False, ("water", "air"), _ALL_HOURS, ("clear", "fog")),
    )
}  # fmt: skip

HOURS: dict[str, tuple[str, str]] = {
    "morning": ("in the morning", "早晨"),
    "day": ("in the daytime", "白天"),
    "sunset": ("at sunset", "日落时分"),
    "night": ("at night", "夜晚"),
}
WEATHERS: dict[str, tuple[str, str]] = {
    "clear": ("under a clear sky", "天气晴朗"),
    "rain": ("in the rain", "下着雨"),
    "snow": ("while snow falls", "下着雪"),
    "fog": ("in the fog", "雾气弥漫"),
}
CAMERAS: dict[str, tuple[str, str]] = {
    "static": ("static camera", "镜头静止"),
    "pan left": ("the camera pans left", "镜头向左摇"),
    "pan right": ("the camera pans right", "镜头向右摇"),
    "zoom in": ("the camera zooms in", "镜头推近"),
    "zoom out": ("the camera zooms out", "镜头拉远"),
    "follow": ("the camera follows", "镜头跟随"),
    "handheld": ("handheld camera", "手持镜头"),
}
SIZES: dict[str, tuple[str, float]] = {"small": ("小", 0.75), "big": ("大", 1.25)}
RELATIONS: dict[str, tuple[str, str]] = {
    "on": ("on", "在{}上"),
    "under": ("under", "在{}下"),
    "left of": ("to the left of", "在{}左边"),
    "right of": ("to the right of", "在{}右边"),
    "behind": ("behind", "在{}后面"),
    "in front of": ("in front of", "在{}前面"),
    "near": ("near", "在{}旁边"),
}
SIDES: dict[str, tuple[str, str]] = {
    "left": ("on the left", "左边"),
    "right": ("on the right", "右边"),
    "middle": ("in the middle", "中间"),
}
LOOKS: dict[str, tuple[str, str]] = {"flat": ("flat cartoon", "扁平卡通")}
COUNTS = (1, 2, 3, 4, 5)

VOCABULARY_SIZE = 1536
"""Rows of the concept embedding. Each category starts at a fixed row and grows only at its end."""
_STARTS = {"kind": 1, "verb": 900, "colour": 1100, "place": 1150, "hour": 1290, "weather": 1310, "camera": 1330,
           "size": 1370, "relation": 1380, "side": 1410, "look": 1420, "count": 1450}  # fmt: skip
_TABLES: dict[str, tuple[str, ...]] = {
    "kind": tuple(KINDS), "verb": tuple(VERBS), "colour": tuple(COLOURS), "place": tuple(PLACES), "hour": tuple(HOURS),
    "weather": tuple(WEATHERS), "camera": tuple(CAMERAS), "size": tuple(SIZES), "relation": tuple(RELATIONS),
    "side": tuple(SIDES), "look": tuple(LOOKS), "count": tuple(str(c) for c in COUNTS),
}  # fmt: skip
CONCEPTS: dict[tuple[str, str], int] = {
    (category, name): _STARTS[category] + i for category, names in _TABLES.items() for i, name in enumerate(names)
}
FIRST_KINDS: tuple[str, ...] = tuple(name for name, kind in KINDS.items() if kind.first)
