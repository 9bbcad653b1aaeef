"""What is drawn for deeds (``_deeds``): who rises floats, who feeds gives, who sweeps carries a broom.

Done on whole drafts, because it depends on who acts, on what, and what else is there. Told in ``notes``.
"""

from __future__ import annotations

from onetake.prompt._deeds import DEEDS, FOOD_OF_FAMILY, FOODS, LIVELY
from onetake.prompt._objects import an, needs_object, will_do
from onetake.prompt.drafts import Draft, Noun, forget, mount
from onetake.prompt.ontology import KINDS, VERBS

MAX_ENTITIES = 6
_HANDS = ("person", "robot")
_CAN_SET = ("sun",)
_HOUR_OF_SUN = {"rise": "dawn", "go up": "dawn", "go down": "sunset", "set": "sunset", "land": "sunset"}
_NIGHTLY = {"moon": ("moon", "月"), "star": ("star", "stars", "falling star", "shooting star", "falling stars",
            "shooting stars", "星星", "星", "流星")}  # fmt: skip
"""Words that imply night; a starfish is a star that does not."""
_DRIVING = ("driv", "drove", "开车", "驾")
_LEADING = ("walk", "lead", "guid", "led", "遛", "领", "带")


def show_deeds(draft: Draft, notes: list[str]) -> None:
    """Give everyone who does a deed the motion that shows it, in place. Doing it twice changes nothing more."""
    for noun in list(draft.nouns):
        if noun.verb and noun.deed:
            shown = _show(draft, noun)
            notes.append(f"{noun.said!r} -> {shown}" if shown else f"{noun.said!r} is not drawn of {an(noun.kind)}")
            noun.deed = ""
        elif noun.verb:
            _mend_going(draft, noun)
    if draft.hour is None and draft.implied is None and any(_nightly(draft, n) for n in draft.nouns):
        draft.implied = "night"


def add(draft: Draft, kind: str, count: int = 1) -> Noun:
    """A noun that nobody named. Its key depends on its kind only, so that it is the same one in every beat."""
    noun = Noun(kind, kind, count, key=-1 - list(KINDS).index(kind))
    draft.nouns.append(noun)
    return noun


def _show(draft: Draft, noun: Noun) -> str:
    """What is drawn for a deed, and what the user is told of it."""
    deed, name = DEEDS[noun.deed], noun.deed
    if noun.verb != deed.verb:  # who parks a car sits on it
        return noun.verb or ""
    draft.place = draft.place or deed.place
    if noun.kind in _CAN_SET and name in _HOUR_OF_SUN:
        draft.implied = _HOUR_OF_SUN[name]
    if name == "feed" and (noun.target or noun.partner):
        return _feed(draft, noun)
    if name == "lead" and noun.target:
        _lead(noun, noun.target)
        return "walk, followed"
    fitting = deed.onto if noun.target else deed.alone
    for choice in (*fitting, *(c for c in deed.alone if "+" in c), *LIVELY):
        verb, _, tool = choice.partition("+")
        if verb not in KINDS[noun.kind].verbs:
            continue
        if tool and _with_tool(draft, noun, verb, tool):
            return f"{verb} {an(noun.target.kind if noun.target else tool)}"
        if not tool and _possible(draft, noun, verb):
            noun.verb = verb
            return verb
    noun.verb = None
    return ""


def _possible(draft: Draft, noun: Noun, verb: str) -> bool:
    """Whether a verb needs nothing that is not there."""
    if noun.target:
        return will_do(verb, noun.target.kind)
    if not needs_object(verb, noun.kind):
        return True
    mine = (noun.count or (2 if noun.plural else 1)) > 1
    same = any(n is not noun and n.said == noun.said and will_do(verb, n.kind) for n in draft.nouns)
    return VERBS[verb].target == "animate" and (mine or same)


def _with_tool(draft: Draft, noun: Noun, verb: str, tool: str) -> bool:
    """Take a tool in hand, the one that was named if there is one; what is worked on stands beside."""
    if KINDS[noun.kind].family not in _HANDS or (noun.target and noun.target.kind == tool):
        return False
    things = [n for n in draft.nouns if not n.subject and not n.gone]
    mine = [n for n in things if n.anchor is noun and n.relation == "near" and will_do(verb, n.kind)]
    named = next((n for n in things if n.kind == tool), next(iter(mine), None))  # "draws with a crayon"
    if named is None and len(draft.nouns) >= MAX_ENTITIES:
        return False
    thing, work = named or add(draft, tool), noun.target
    if work is not None and work is not thing and noun.relation is None and work.anchor is not noun:
        noun.relation, noun.anchor = "near", work
    if thing.anchor is noun or (named and thing.relation == "near"):
        thing.relation = thing.anchor = None
    if noun.anchor is thing:
        noun.relation = noun.anchor = None
    noun.verb, noun.target, thing.verb = verb, thing, None
    if verb == "ride":
        mount([noun], thing)
    return True


def _feed(draft: Draft, noun: Noun) -> str:
    """Feeding somebody is giving it food: what was named for it, or what it is usually fed."""
    eater, food = _eater_and_food(draft, noun)
    if "give" not in KINDS[noun.kind].verbs or (eater is None and food is None):
        noun.target, noun.partner = eater or food, None
        verbs = ("nod", "look around", *LIVELY) if eater else ("hold", *LIVELY)
        noun.verb = next((v for v in verbs if v in KINDS[noun.kind].verbs), None)
        return noun.verb or ""
    usual = _usual_food(eater.kind) if eater else "bread"
    if food is None and len(draft.nouns) >= MAX_ENTITIES:
        noun.verb, noun.target, noun.partner = "look around", eater, None
        return noun.verb
    given = food or add(draft, usual)
    if given.anchor is noun:
        given.relation = given.anchor = None
    if noun.anchor is given:
        noun.relation = noun.anchor = None
    noun.verb, noun.target, noun.partner = "give", given, eater
    return f"give ({given.kind})"


def _eater_and_food(draft: Draft, noun: Noun) -> tuple[Noun | None, Noun | None]:
    """Who is fed and with what, however it was said: "feeds it a bone", "feeds it with a bone"."""
    named = [n for n in (noun.target, noun.partner) if n]
    eater = next((n for n in reversed(named) if "animate" in KINDS[n.kind].roles), None)
    food = next((n for n in named if n is not eater and "portable" in KINDS[n.kind].roles), None)
    if eater and food is None:
        beside = [n for n in draft.nouns if n.anchor in (noun, eater) and n.relation == "near" and not n.subject]
        food = next((n for n in beside if "food" in KINDS[n.kind].roles and "portable" in KINDS[n.kind].roles), None)
        for other in (n for n in named if n is not eater and not n.subject and not food):
            forget(draft, other)  # a fish that is fed to somebody cannot be held: the usual food stands for it
    return eater, food


def _usual_food(kind: str) -> str:
    first = next((food for food, kinds in FOODS.items() if kind in kinds), None)
    return first or FOOD_OF_FAMILY.get(KINDS[kind].family, "apple")


def _lead(noun: Noun, other: Noun) -> None:
    """Who is walked or led comes along behind."""
    noun.verb, noun.target = "walk", None
    if not other.settled and "follow" in KINDS[other.kind].verbs:
        other.verb, other.target = "follow", noun


def _mend_going(draft: Draft, noun: Noun) -> None:
    """Who walks a dog is followed by it; who drives without a car gets one; who swings sits on a swing."""
    said, other, person = noun.said, noun.target, KINDS[noun.kind].family in _HANDS
    if noun.verb == "walk" and other and said.startswith(_LEADING) and noun.aimed < 0:
        if noun.relation is None and "animate" in KINDS[other.kind].roles and not other.settled:
            _lead(noun, other)
    elif person and noun.verb == "drive" and said.startswith(_DRIVING) and other is None:
        thing = next((n for n in draft.nouns if "drive" in KINDS[n.kind].verbs and n is not noun), None)
        mount([noun], thing or add(draft, "car"))
    elif person and noun.verb == "swing" and other is None and (not noun.anchor or noun.anchor.kind == "swing"):
        seat = noun.anchor or next((n for n in draft.nouns if n.kind == "swing"), None) or add(draft, "swing")
        noun.relation = noun.anchor = None
        mount([noun], seat)
        seat.verb = "swing"


def _nightly(draft: Draft, noun: Noun) -> bool:
    """Whether it is the moon or a star of the sky, and not one that somebody holds or that tops a tree."""
    words = _NIGHTLY.get(noun.kind, ())
    if noun.relation == "on" or any(n.target is noun and n.verb in ("hold", "carry", "give") for n in draft.nouns):
        return False
    return any(w in noun.text for w in words) if noun.kind == "moon" else noun.text in words
