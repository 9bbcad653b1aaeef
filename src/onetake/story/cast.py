"""What everybody in a film looks and sounds like: chosen once, written to ``cast.yaml``, the same in every shot."""

from __future__ import annotations

import itertools
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from onetake.prompt._people import can_have, subject_pronoun
from onetake.prompt.caption import noun_phrase, noun_phrase_zh
from onetake.prompt.lexicon import Language
from onetake.prompt.ontology import COLOURS, KINDS, SIZES, TRAITS
from onetake.story.files import Located, as_yaml, read_yaml
from onetake.story.people import Person
from onetake.types import VARIANTS, Entity

__all__ = ["Cast", "Character", "cast_yaml", "choose_cast", "read_cast"]

_CLOTHES = ("blue", "red", "green", "yellow", "purple", "orange", "pink", "white", "black")
_TRAITS = ((), ("hat",), ("scarf",), ("glasses",), ("bow",), ("crown",), ("sunglasses",), ("cap",), ("beard",),
           ("long hair",), ("curly hair",), ("hat", "scarf"), ("glasses", "scarf"), ("hat", "glasses"))  # fmt: skip
_HEAD = (
    "# Who is in the film. What is written here is in every caption, so everybody looks the same throughout.\n"
    "# kind, colour, size and traits: see docs/vocabulary.md. variant: 0, 1 or 2, one of the looks that a kind has.\n"
    "# voice: a voice of espeak-ng such as en-gb+f2, or a piper model's file; pitch 0 to 99, speed in words a minute.\n"
)


@dataclass(frozen=True, slots=True)
class Character:
    """``name`` is what captions and screenplay call it; ``names`` what the book does. ``line``: in ``cast.yaml``."""

    name: str
    names: tuple[str, ...]
    kind: str
    colour: str | None = None
    size: str | None = None
    traits: tuple[str, ...] = ()
    variant: int = 0
    voice: str = ""
    pitch: int = 50
    speed: int = 165
    line: int = 0

    def entity(self, **rest: object) -> Entity:
        """The character as the world sees it."""
        return replace(Entity(self.kind, 1, self.colour, self.size, traits=self.traits), **rest)  # type: ignore[arg-type]

    def phrase(self, language: Language, another: bool = False) -> str:
        """Its noun phrase: "a fox in a hat", "another fox in a hat"."""
        return (noun_phrase_zh if language == "zh" else noun_phrase)(self.entity(), another=another)

    def looks(self, entity: Entity) -> bool:
        """Whether an entity of a scene is this character."""
        return (entity.kind, entity.colour, entity.size, set(entity.traits)) == (
            self.kind, self.colour, self.size, set(self.traits))  # fmt: skip


Cast = Mapping[str, Character]


def choose_cast(people: Sequence[Person], language: Language) -> dict[str, Character]:
    """A character for everybody: two of one kind differ in colour or in what they wear."""
    out: dict[str, Character] = {}
    taken: set[tuple[object, ...]] = set()
    voices = {"he": itertools.count(), "she": itertools.count(), "it": itertools.count()}
    for person in people:
        name = _name(person, out, language)
        kind = KINDS[person.kind]
        clothes = [c for c in _CLOTHES if c in kind.colours] if kind.family == "person" else []
        start = zlib.crc32(name.encode())
        colours: list[str | None] = [*clothes[start % max(1, len(clothes)) :], *clothes[: start % max(1, len(clothes))]]
        colours = colours or [None]
        wears = [t for t in _TRAITS if all(can_have(person.kind, x) for x in t)]
        looks = next(
            ((c, t) for t in wears for c in colours if (person.kind, c, t) not in taken), (colours[0], wears[-1])
        )
        taken.add((person.kind, *looks))
        traits = tuple(t for t in TRAITS if t in looks[1])
        pronoun = subject_pronoun(person.kind)
        voice, pitch, speed = _voice(person, pronoun, next(voices[pronoun]), language)
        names = tuple(dict.fromkeys((name, *person.names)))
        out[name] = Character(name, names, person.kind, looks[0], None, traits, start % VARIANTS, voice, pitch, speed)
    return out


def _name(person: Person, known: Mapping[str, Character], language: Language) -> str:
    name = person.names[0].replace("{", "").replace("}", "")
    name = name[:1].upper() + name[1:] if language == "en" else name
    return next(n for n in itertools.chain((name,), (f"{name} {i}" for i in itertools.count(2))) if n not in known)


def _voice(person: Person, pronoun: str, index: int, language: Language) -> tuple[str, int, int]:
    """A voice of espeak-ng for somebody, higher for the small: (voice, pitch, words a minute)."""
    base = "cmn" if language == "zh" else "en-gb"
    female = pronoun == "she" or (pronoun == "it" and index % 2 == 1)
    variant = f"f{1 + index % 4}" if female else f"m{1 + index % 7}"
    height = KINDS[person.kind].height
    small = person.kind in ("boy", "girl", "baby") or person.young or height < 0.3
    pitch = 72 if small else 32 if height > 0.7 and KINDS[person.kind].family != "person" else 50
    return f"{base}+{variant}", min(95, pitch + 4 * (index % 3)), 165 + 5 * (index % 3)


_FIELDS = ("names", "kind", "colour", "size", "traits", "variant", "voice", "pitch", "speed", "reference")


def cast_yaml(cast: Cast, references: Mapping[str, str] | None = None) -> str:
    """``cast.yaml``. ``references``: where the latents of each one's first good appearance lie."""
    told = {}
    for c in cast.values():
        entry: dict[str, object] = {"names": list(c.names), "kind": c.kind}
        if c.colour:
            entry["colour"] = c.colour
        if c.size:
            entry["size"] = c.size
        entry |= {"traits": list(c.traits), "variant": c.variant, "voice": c.voice, "pitch": c.pitch, "speed": c.speed}
        if references and c.name in references:
            entry["reference"] = references[c.name]
        told[c.name] = entry
    return _HEAD + as_yaml({"cast": told})


def read_cast(path: Path) -> dict[str, Character]:
    """``cast.yaml`` as edited. Raises ``BadRequest`` (``project-file``) with line and column."""
    root = read_yaml(path).fields(("cast",), ("cast",))
    if root["cast"].value in (None, {}):
        return {}
    if not isinstance(root["cast"].value, dict):
        root["cast"].refuse("names of characters have to stand here")
    return {name: _character(name, entry) for name, entry in root["cast"].value.items()}


def _character(name: str, entry: Located) -> Character:
    said = entry.fields(_FIELDS, ("kind",))
    kind = said["kind"].one_of(KINDS, "noun of the vocabulary")
    colour = size = None
    if "colour" in said and said["colour"].value is not None:
        colour = said["colour"].one_of(COLOURS, "colour")
        if colour not in KINDS[kind].colours:
            able = ", ".join(KINDS[kind].colours) or "its own colours only"
            said["colour"].refuse(f"a {kind} is not drawn {colour}", f"It can be {able}.")
    if "size" in said and said["size"].value is not None:
        size = said["size"].one_of(SIZES, "size")
    traits = []
    for trait in said["traits"].items() if "traits" in said else ():
        if not can_have(kind, trait.one_of(TRAITS, "trait")):
            trait.refuse(f"a {kind} is not drawn with {trait.value!r}")
        traits.append(trait.text())
    names = tuple(n.text(200) for n in said["names"].items()) if "names" in said else ()
    if "reference" in said and said["reference"].value is not None:
        said["reference"].text(400)
    return Character(
        name, names or (name,), kind, colour, size, tuple(t for t in TRAITS if t in traits),
        said["variant"].whole(0, VARIANTS - 1) if "variant" in said else 0,
        said["voice"].text(400) if "voice" in said and said["voice"].value else "",
        said["pitch"].whole(0, 99) if "pitch" in said else 50,
        said["speed"].whole(60, 400) if "speed" in said else 165, entry.line,
    )  # fmt: skip
