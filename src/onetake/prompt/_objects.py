"""What verbs are done to: how a sentence says it, whether a thing will do, and what to take when none was named."""

from __future__ import annotations

from onetake.prompt.ontology import KINDS, VERBS

_USUAL: dict[str, tuple[str, ...]] = {
    "animate": ("dog", "bird", "fish", "cat"), "food": ("apple",), "drink": ("cup",), "light": ("candle", "cake"),
    "ball": ("ball",), "portable": ("box", "ball"), "movable": ("cart", "box"), "container": ("teapot", "bottle"),
    "openable": ("box", "door"), "cuttable": ("bread", "cake"), "buildable": ("block tower", "snowman"),
    "tippable": ("vase", "cup"), "readable": ("book",), "instrument": ("guitar", "drum"),
    "rideable": ("bicycle", "horse"), "climbable": ("ladder", "rock"), "big": ("tree", "rock"),
}  # fmt: skip
_BY_VERB = {"blow out": ("cake", "candle"), "light": ("candle", "lantern"), "throw": ("ball",), "catch": ("ball",),
            "give": ("flower", "apple"), "hold": ("flower", "balloon"), "open": ("box", "door")}  # fmt: skip
INSTEAD_OF: dict[str, tuple[str, ...]] = {
    "hold": ("hug", "push", "play"), "carry": ("push", "hug", "follow"),
    "push": ("knock over", "pull", "carry", "play"),
    "pull": ("push", "carry", "follow"), "throw": ("kick", "push", "wave"), "catch": ("chase", "hold", "hug"),
    "ride": ("climb", "sit"), "climb": ("jump", "look around"), "chase": ("run",), "follow": ("walk",),
    "hug": ("hold", "play"), "fight": ("kick", "play"), "kick": ("push", "knock over", "jump"),
    "knock over": ("push", "kick"), "talk": ("wave", "look around"), "play music": ("play", "dance"),
    "cut": ("eat", "look around"), "eat": ("look around",), "drink": ("eat", "look around"),
    "read": ("look around",), "light": ("blow out", "look around"), "open": ("look around",),
    "close": ("look around",), "build": ("look around",), "give": ("wave",), "pour": ("drink", "hold"),
    "wave": ("hold", "look around"), "hide": ("sit", "stand"), "blow out": ("look around",),
    "put down": ("hold", "push"),
}  # fmt: skip
"""Verbs to draw when the thing named cannot be the object of the verb said; the nearest first."""


def an(name: str) -> str:
    """With a or an, for what the user is told."""
    return f"an {name}" if name[0] in "aeiou" and not name.startswith(("uni", "uk")) else f"a {name}"


def direct(verb: str) -> bool:
    """Whether the verb takes its object without a preposition ("kicks a ball")."""
    return VERBS[verb].target is not None and not VERBS[verb].preposition


def will_do(verb: str, kind: str) -> bool:
    """Whether a kind can be the object of a verb. Verbs without objects take anything: it is what they face."""
    role = VERBS[verb].target
    return role in (None, "any") or role in KINDS[kind].roles


def needs_object(verb: str, kind: str) -> bool:
    """Whether a verb makes no sense without an object; a door opens by itself."""
    itself = verb in ("open", "close") and "openable" in KINDS[kind].roles
    return VERBS[verb].needs and not itself


def preposition(verb: str) -> str:
    """What stands before the object in English; for verbs without an object of their own, where they are headed."""
    if VERBS[verb].target is not None:
        return VERBS[verb].preposition
    if verb == "jump":
        return "over"
    return "towards" if VERBS[verb].going else "facing"


def usual_object(verb: str, actor: str, indoors: bool) -> str:
    """A sensible object for a verb that needs one when none was named."""
    role = VERBS[verb].target or "any"
    family = KINDS[actor].family
    choices = _BY_VERB.get(verb, _USUAL.get(role, ("ball",)))
    if role == "animate":
        flies = family in ("bird", "insect")
        choices = ("fish", "crab") if family == "fish" else ("bird", "butterfly") if flies else choices
    if verb == "open" and not indoors:
        choices = ("box",)
    return next((c for c in choices if c in KINDS and c != actor), "ball")
