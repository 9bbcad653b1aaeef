"""Places, hours, weathers, cameras, looks: one row each. Append only."""

from __future__ import annotations

from dataclasses import dataclass


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


_ALL_HOURS = ("morning", "day", "sunset", "night", "dawn", "dusk")
_SKY = ("clear", "rain", "fog", "cloud", "storm")
_COLD = ("clear", "snow", "fog", "cloud")
_LAMPS, _NONE = ("day", "night"), ("clear",)
PLACES: dict[str, Place] = {
    p.name: p
    for p in (
        Place("meadow", "in a green meadow", "在绿色的草地上", False, ("land", "air"), _ALL_HOURS, _SKY),
        Place("forest", "in a forest", "在森林里", False, ("land", "air"), _ALL_HOURS, _SKY),
        Place("bamboo grove", "in a bamboo grove", "在竹林里", False, ("land", "air"), _ALL_HOURS, _SKY),
        Place("beach", "on a beach by the sea", "在海边的沙滩上", False, ("land", "air"), _ALL_HOURS, _SKY),
        Place("snowy field", "in the snow", "在雪地里", False, ("land", "air"), _ALL_HOURS, _COLD),
        Place("desert", "in a desert", "在沙漠里", False, ("land", "air"), _ALL_HOURS, ("clear", "cloud")),
        Place("city street", "on a city street", "在城市的街道上", False, ("land", "air"), _ALL_HOURS, (*_SKY, "snow")),
        Place("neon street", "on a neon Tokyo street", "在霓虹闪烁的东京街头", False, ("land", "air"), ("night", "dusk"), ("clear", "rain")),
        Place("kitchen", "in a kitchen", "在厨房里", True, ("land", "table"), _LAMPS, _NONE),
        Place("living room", "in a living room", "在客厅里", True, ("land", "table"), _LAMPS, _NONE),
        Place("stage", "on a stage", "在舞台上", True, ("land",), ("night",), _NONE),
        Place("underwater", "under the sea", "在海底", False, ("water",), ("day", "night"), _NONE),
        Place("moon", "on the moon", "在月球上", False, ("land",), ("night",), _NONE),
        Place("park", "in a park", "在公园里", False, ("land", "air"), _ALL_HOURS, _SKY),
        Place("lake", "on a lake", "在湖上", False, ("water", "air"), _ALL_HOURS, ("clear", "fog", "cloud", "storm")),
        Place("snowy forest", "in a snowy forest", "在下过雪的森林里", False, ("land", "air"), _ALL_HOURS, _COLD),
        Place("mountains", "in the mountains", "在山里", False, ("land", "air"), _ALL_HOURS, (*_SKY, "snow")),
        Place("savanna", "on the savanna", "在稀树草原上", False, ("land", "air"), _ALL_HOURS, ("clear", "cloud", "storm")),
        Place("jungle", "in a jungle", "在丛林里", False, ("land", "air"), _ALL_HOURS, _SKY),
        Place("farm", "on a farm", "在农场里", False, ("land", "air"), _ALL_HOURS, _SKY),
        Place("garden", "in a garden", "在花园里", False, ("land", "air"), _ALL_HOURS, _SKY),
        Place("playground", "on a playground", "在游乐场里", False, ("land", "air"), _ALL_HOURS, _SKY),
        Place("medieval village", "in a medieval village", "在中世纪的村庄里", False, ("land", "air"), _ALL_HOURS, (*_SKY, "snow")),
        Place("market", "at a market", "在集市上", False, ("land", "air"), _ALL_HOURS, _SKY),
        Place("harbour", "at a harbour", "在港口", False, ("land", "air"), _ALL_HOURS, _SKY),
        Place("ice rink", "on an ice rink", "在溜冰场上", False, ("land",), _ALL_HOURS, _COLD),
        Place("cave", "in a cave", "在山洞里", True, ("land",), ("day", "night"), _NONE),
        Place("outer space", "in outer space", "在太空中", False, ("air",), ("night",), _NONE),
        Place("sky", "high in the sky", "在高空中", False, ("air",), _ALL_HOURS, ("clear", "cloud", "storm")),
        Place("library", "in a library", "在图书馆里", True, ("land", "table"), _LAMPS, _NONE),
        Place("classroom", "in a classroom", "在教室里", True, ("land", "table"), _LAMPS, _NONE),
        Place("bedroom", "in a bedroom", "在卧室里", True, ("land", "table"), _LAMPS, _NONE),
        Place("train", "on a train", "在火车上", True, ("land",), _LAMPS, _NONE),
        Place("castle hall", "in the hall of a castle", "在城堡的大厅里", True, ("land", "table"), _LAMPS, _NONE),
        Place("workshop", "in a workshop", "在工作间里", True, ("land", "table"), _LAMPS, _NONE),
    )
}  # fmt: skip

HOURS: dict[str, tuple[str, str]] = {
    "morning": ("in the morning", "早晨"),
    "day": ("in the daytime", "白天"),
    "sunset": ("at sunset", "日落时分"),
    "night": ("at night", "夜晚"),
    "dawn": ("at dawn", "黎明"),
    "dusk": ("at dusk", "黄昏"),
}
WEATHERS: dict[str, tuple[str, str]] = {
    "clear": ("under a clear sky", "天气晴朗"),
    "rain": ("in the rain", "下着雨"),
    "snow": ("while snow falls", "下着雪"),
    "fog": ("in the fog", "雾气弥漫"),
    "cloud": ("under a cloudy sky", "多云"),
    "storm": ("in a storm", "狂风暴雨"),
}
CAMERAS: dict[str, tuple[str, str]] = {
    "static": ("static camera", "镜头静止"),
    "pan left": ("the camera pans left", "镜头向左摇"),
    "pan right": ("the camera pans right", "镜头向右摇"),
    "zoom in": ("the camera zooms in", "镜头推近"),
    "zoom out": ("the camera zooms out", "镜头拉远"),
    "follow": ("the camera follows", "镜头跟随"),
    "handheld": ("handheld camera", "手持镜头"),
    "track left": ("the camera tracks left", "镜头向左移动"),
    "track right": ("the camera tracks right", "镜头向右移动"),
    "dolly in": ("the camera dollies in", "镜头向前移动"),
    "dolly out": ("the camera dollies out", "镜头向后移动"),
    "crane up": ("the camera cranes up", "镜头升起"),
    "crane down": ("the camera cranes down", "镜头降下"),
}
LOOKS: dict[str, tuple[str, str]] = {
    "flat": ("flat cartoon", "扁平卡通"),
    "paper-cut": ("paper-cut style", "剪纸风格"),
    "night-neon": ("night-neon style", "霓虹夜景风格"),
    "pastel": ("pastel style", "粉彩风格"),
    "ink": ("ink-wash style", "水墨风格"),
    "blueprint": ("blueprint style", "蓝图风格"),
}
TRAITS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "glasses": ("with glasses", "戴眼镜的", ("person", "quadruped", "bird")),
    "beard": ("with a beard", "留胡子的", ("man",)),
    "hat": ("in a hat", "戴帽子的", ("person", "quadruped", "bird", "robot")),
    "cap": ("in a cap", "戴鸭舌帽的", ("person",)),
    "scarf": ("with a scarf", "围围巾的", ("person", "quadruped", "bird", "robot")),
    "long hair": ("with long hair", "长头发的", ("woman",)),
    "curly hair": ("with curly hair", "卷发的", ("person",)),
    "bald": ("without hair", "光头的", ("man",)),
    "bow": ("with a bow", "戴蝴蝶结的", ("woman", "quadruped", "bird")),
    "crown": ("with a crown", "戴王冠的", ("person", "quadruped", "bird", "robot")),
    "backpack": ("with a backpack", "背着背包的", ("person",)),
    "sunglasses": ("in sunglasses", "戴墨镜的", ("person", "quadruped", "bird")),
}
"""What someone wears or has: phrase after the noun, Chinese before it, and who can (a family, or men or women)."""
