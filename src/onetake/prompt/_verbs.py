"""Motions: one row each. Append only: a verb's id is its place in this table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verb:
    """A motion. ``going`` verbs change place; ``hertz`` is the motion's own rhythm (cycles a second).

    ``target`` is the role (see ``Kind.roles``) of what it is done to, ``needs`` whether it makes no sense without;
    ``preposition`` stands before the target in English ("talks **to** the girl"), ``zh_object`` is the Chinese
    pattern with {o} for the target. ``once`` marks what happens one time and leaves a lasting state.
    """

    name: str
    present: str
    participle: str
    zh: str
    hertz: float
    going: bool = False
    target: str | None = None
    needs: bool = False
    preposition: str = ""
    zh_object: str | None = None
    once: bool = False


_v = Verb
VERBS: dict[str, Verb] = {
    v.name: v
    for v in (
        _v("stand", "stands", "standing", "站着", 0.5),
        _v("walk", "walks", "walking", "走", 1.0, True),
        _v("run", "runs", "running", "跑", 2.0, True),
        _v("jump", "jumps", "jumping", "跳", 1.0),
        _v("dance", "dances", "dancing", "跳舞", 1.0, target="animate", preposition="with", zh_object="和{o}一起跳舞"),
        _v("sit", "sits", "sitting", "坐着", 0.5),
        _v("eat", "eats", "eating", "吃", 1.0, target="food", zh_object="吃{o}"),
        _v("sleep", "sleeps", "sleeping", "睡觉", 0.25),
        _v("wave", "waves", "waving", "挥手", 1.5, target="animate", preposition="at", zh_object="向{o}挥手"),
        _v("look around", "looks around", "looking around", "张望", 0.5),
        _v("blow out", "blows out", "blowing out", "吹灭", 0.5, target="light", needs=True, zh_object="吹灭{o}", once=True),
        _v("play", "plays", "playing", "玩耍", 1.5, True, target="any", preposition="with", zh_object="和{o}玩耍"),
        _v("swim", "swims", "swimming", "游", 1.0, True),
        _v("fly", "flies", "flying", "飞", 2.0, True),
        _v("hop", "hops", "hopping", "蹦", 1.5, True),
        _v("drive", "drives", "driving", "行驶", 1.0, True),
        _v("float", "floats", "floating", "漂浮", 0.5),
        _v("roll", "rolls", "rolling", "滚", 1.0, True),
        _v("bounce", "bounces", "bouncing", "弹跳", 1.0),
        _v("fall", "falls", "falling", "掉下", 1.0, once=True),
        _v("spin", "spins", "spinning", "旋转", 1.0),
        _v("kick", "kicks", "kicking", "踢", 1.0, target="ball", needs=True, zh_object="踢{o}", once=True),
        # going
        _v("tiptoe", "tiptoes", "tiptoeing", "踮着脚走", 1.0, True),
        _v("climb", "climbs", "climbing", "爬上", 1.0, target="climbable", needs=True, zh_object="爬{o}"),
        _v("sail", "sails", "sailing", "航行", 0.5, True),
        _v("ride", "rides", "riding", "骑", 1.0, True, target="rideable", needs=True, zh_object="骑{o}"),
        _v("slide", "slides", "sliding", "滑行", 0.5, True),
        _v("crawl", "crawls", "crawling", "爬行", 1.0, True),
        _v("skate", "skates", "skating", "滑冰", 0.75, True),
        _v("enter", "enters", "entering", "走进来", 1.0, True),
        _v("leave", "leaves", "leaving", "离开", 1.0, True),
        # body
        _v("stand up", "stands up", "standing up", "站起来", 0.5, once=True),
        _v("lie down", "lies down", "lying down", "躺下", 0.5, once=True),
        _v("wake", "wakes up", "waking up", "醒来", 0.5, once=True),
        _v("bow", "bows", "bowing", "鞠躬", 0.5),
        _v("nod", "nods", "nodding", "点头", 1.5),
        _v("shake head", "shakes its head", "shaking its head", "摇头", 1.5),
        _v("clap", "claps", "clapping", "鼓掌", 2.0),
        _v("stretch", "stretches", "stretching", "伸懒腰", 0.4),
        # with things
        _v("drink", "drinks", "drinking", "喝", 0.5, target="drink", preposition="from", zh_object="用{o}喝水"),
        _v("hold", "holds", "holding", "拿着", 0.5, target="portable", needs=True, zh_object="拿着{o}"),
        _v("carry", "carries", "carrying", "搬着", 1.0, True, target="portable", needs=True, zh_object="搬着{o}走"),
        _v("put down", "puts down", "putting down", "放下", 0.5, target="portable", needs=True, zh_object="放下{o}", once=True),
        _v("throw", "throws", "throwing", "扔", 0.5, target="portable", needs=True, zh_object="扔{o}", once=True),
        _v("catch", "catches", "catching", "接住", 0.5, target="portable", needs=True, zh_object="接住{o}", once=True),
        _v("push", "pushes", "pushing", "推", 1.0, True, target="movable", needs=True, zh_object="推着{o}"),
        _v("pull", "pulls", "pulling", "拉", 1.0, True, target="movable", needs=True, zh_object="拉着{o}"),
        _v("pour", "pours from", "pouring from", "倒出", 0.5, target="container", needs=True, zh_object="从{o}里倒水", once=True),
        _v("open", "opens", "opening", "打开", 0.5, target="openable", needs=True, zh_object="打开{o}", once=True),
        _v("close", "closes", "closing", "关上", 0.5, target="openable", needs=True, zh_object="关上{o}", once=True),
        _v("light", "lights", "lighting", "点燃", 0.5, target="light", needs=True, zh_object="点燃{o}", once=True),
        _v("cut", "cuts", "cutting", "切", 1.0, target="cuttable", needs=True, zh_object="切{o}"),
        _v("build", "builds", "building", "堆", 1.0, target="buildable", needs=True, zh_object="堆{o}"),
        _v("knock over", "knocks over", "knocking over", "碰倒", 0.5, target="tippable", needs=True, zh_object="碰倒{o}", once=True),
        _v("read", "reads", "reading", "看书", 0.5, target="readable", needs=True, zh_object="读{o}"),
        _v("play music", "plays", "playing", "演奏", 1.0, target="instrument", needs=True, zh_object="演奏{o}"),
        # with others
        _v("chase", "chases", "chasing", "追", 2.0, True, target="animate", needs=True, zh_object="追赶{o}"),
        _v("follow", "follows", "following", "跟着", 1.0, True, target="animate", needs=True, zh_object="跟着{o}"),
        _v("hug", "hugs", "hugging", "拥抱", 0.5, target="animate", needs=True, zh_object="拥抱{o}"),
        _v("fight", "fights", "fighting", "打架", 2.0, target="animate", needs=True, preposition="with", zh_object="和{o}打架"),
        _v("talk", "talks", "talking", "说话", 1.0, target="animate", preposition="to", zh_object="对{o}说话"),
        _v("give", "gives", "giving", "给", 0.5, target="portable", needs=True, zh_object="把{o}给", once=True),
        _v("hide", "hides", "hiding", "躲", 0.5, target="big", needs=True, preposition="behind", zh_object="躲在{o}后面"),
        # of things
        _v("break", "breaks", "breaking", "碎", 0.5, once=True),
        _v("spill", "spills", "spilling", "洒出来", 0.5, once=True),
        _v("melt", "melts", "melting", "融化", 0.25, once=True),
        _v("burn", "burns", "burning", "燃烧", 2.0),
        _v("grow", "grows", "growing", "长大", 0.25, once=True),
        _v("sink", "sinks", "sinking", "沉下去", 0.25, once=True),
        _v("explode", "explodes", "exploding", "爆炸", 0.5, once=True),
        _v("swing", "swings", "swinging", "摇摆", 0.75),
        _v("tip over", "tips over", "tipping over", "倒下", 0.5, once=True),
    )
}  # fmt: skip

ROLES = ("animate", "food", "drink", "light", "ball", "portable", "movable", "container", "openable", "cuttable",
         "buildable", "tippable", "readable", "instrument", "rideable", "climbable", "big", "any")  # fmt: skip
"""What a kind can be the object of, see ``Kind.roles``; "any" is every kind."""
