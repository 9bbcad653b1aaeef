"""A text as a row of items: the longest phrases the lexicon knows, in English, Chinese or both, each with the one
meaning that fits its neighbours ("they play" is a verb, "a duck" a noun)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from onetake.prompt import lexicon
from onetake.prompt.lexicon import FAR, LONGEST_PHRASE, LONGEST_WORD_ZH, Language, Sense

CJK = re.compile(r"[\u3400-\u9fff]")
_RUNS = re.compile(r"[\u3400-\u9fff]+|[^\u3400-\u9fff]+")
_STOPS, _COMMAS, _THEN = ".!?。！？…\n", ",:、—–()", ";"
_MORE = 5


@dataclass(frozen=True, slots=True)
class Item:
    """A phrase with its meaning. ``role`` as in ``lexicon.Sense``, and stop, comma, possessive, unknown;
    ``note`` is what the user is told about the choice, ``far`` the last resort for an unknown word."""

    role: str
    value: str
    text: str
    language: Language
    plural: bool = False
    form: str = ""
    note: str = ""
    far: str = ""


def normalise(text: str) -> str:
    """One Unicode form, plain quotes and spaces, no control characters."""
    text = unicodedata.normalize("NFKC", text).replace("’", "'").replace("‘", "'")
    return "".join(c for c in text if c == "\n" or unicodedata.category(c)[0] != "C" or c == "\u200d")


def language_of(text: str) -> Language:
    """Chinese if the text has any Chinese character."""
    return "zh" if CJK.search(text) else "en"


def tag(text: str) -> list[Item]:
    """All items of a normalised text, punctuation included."""
    items: list[Item] = []
    for run in _RUNS.findall(text):
        if CJK.match(run):
            _tag_chinese(run, items)
        else:
            _tag_english(lexicon.tokenise(run.replace("\n\n", " . ")), items)
    return items


def _punctuation(token: str, language: Language) -> Item | None:
    for role, marks in (("stop", _STOPS), ("comma", _COMMAS), ("then", _THEN)):
        if token in marks:
            return Item(role, "", token, language)
    return None


def _tag_english(tokens: list[str], items: list[Item]) -> None:
    table, i = lexicon.senses("en"), 0
    while i < len(tokens):
        found = _punctuation(tokens[i], "en")
        if found:
            items.append(found)
            i += 1
            continue
        if tokens[i] == "'s":
            items.append(Item("possessive", "", "'s", "en"))
            i += 1
            continue
        for n in range(min(LONGEST_PHRASE, len(tokens) - i), 0, -1):
            phrase = " ".join(tokens[i : i + n])
            if phrase in table:
                following = table.get(tokens[i + n], ()) if i + n < len(tokens) else ()
                items.append(_item(phrase, _choose(table[phrase], items, following), "en"))
                i += n
                break
        else:
            if tokens[i] in ("year", "years") and items and items[-1].role == "count":  # "30 years old" counts nobody
                items[-1] = Item("unknown", "", items[-1].text, "en")
            unknown = _unknown(tokens[i], items)
            if unknown:
                items.append(unknown)
            i += 1


def _tag_chinese(run: str, items: list[Item]) -> None:
    table, i, strange = lexicon.senses("zh"), 0, ""
    while i < len(run):
        for n in range(min(LONGEST_WORD_ZH, len(run) - i), 0, -1):
            word = run[i : i + n]
            known = table.get(word)
            guess = lexicon.nearest(word, "kind") if not known and n > 1 and not strange else None
            if known or (guess and guess.value):
                if strange:
                    items.append(Item("unknown", "", strange, "zh"))
                    strange = ""
                sense = _choose_chinese(known, items, run[i + n :]) if known else Sense("kind", guess.value)  # type: ignore[union-attr]
                items.append(_item(word, sense, "zh"))
                i += n
                break
        else:
            strange += run[i]
            i += 1
    if strange:
        items.append(Item("unknown", "", strange, "zh"))


def _item(text: str, sense: Sense, language: Language) -> Item:
    note = ""
    if sense.role in ("kind", "verb") and not lexicon.is_exact(text, sense.role, sense.value, language):
        note = f"{text!r} -> {sense.value.split('|')[0]}"
    return Item(sense.role, sense.value, text, language, sense.plural, sense.form, note)


def _np_open(items: list[Item]) -> bool:
    """Whether a noun must still follow: the last item is an article, number, colour, size or unknown adjective."""
    for item in reversed(items):
        if item.role in ("count", "definite", "colour", "size", "measure", "possessive"):
            return True
        if item.role != "unknown":
            return False
    return False


def _verb_expected(items: list[Item]) -> bool:
    """Whether the clause has a subject that still lacks its verb."""
    for item in reversed(items):
        if item.role in ("kind", "pronoun", "conjunction", "aux"):
            return True
        if item.role in ("verb", "stop", "then", "relation", "towards", "hold", "ride", "wear"):
            return False
    return False


def _choose(senses: tuple[Sense, ...], items: list[Item], following: tuple[Sense, ...]) -> Sense:
    """The sense of an ambiguous English phrase that fits what stands before and after it."""
    if len(senses) == 1:
        return senses[0]
    by_role = {s.role: s for s in reversed(senses)}
    if "size" in by_role and "kind" in by_role:
        return by_role["size" if any(s.role in ("kind", "colour") for s in following) else "kind"]
    if "wear" in by_role and "clothes" in by_role:
        return by_role["clothes" if _np_open(items) else "wear"]
    if "ride" in by_role:
        return by_role["ride"]
    if "side" in by_role and "verb" in by_role:
        return by_role["side"]
    if "definite" in by_role and "pronoun" in by_role:
        nouny = any(s.role in ("kind", "colour", "size", "count", "place", "hour") for s in following) or not following
        return by_role["definite" if nouny else "pronoun"]
    if "verb" in by_role and len(by_role) > 1:
        others = [s for s in senses if s.role != "verb"]
        if by_role["verb"].form == "ing" and any(s.role == "kind" for s in following):
            return by_role["verb"]
        return by_role["verb"] if _verb_expected(items) and not _np_open(items) else others[0]
    if "aux" in by_role and len(by_role) > 1:
        return next(s for s in senses if s.role != "aux")
    return senses[0]


def _choose_chinese(senses: tuple[Sense, ...], items: list[Item], rest: str) -> Sense:
    """The sense of an ambiguous Chinese word: after a noun 左边 is a relation, elsewhere a side of the picture."""
    by_role = {s.role: s for s in reversed(senses)}
    before = next((i.role for i in reversed(items) if i.text != "的"), "")
    if "measure" in by_role:
        after_number = before in ("count", "definite") or bool(items and items[-1].role == "size")
        return (
            by_role["measure"] if after_number or len(by_role) == 1 else next(s for s in senses if s.role != "measure")
        )
    if "relation" in by_role:
        if before == "kind" or (before == "part" and "side" not in by_role):
            return by_role["relation"]
        return by_role.get("side", Sense("aux", ""))
    for role in ("ride", "verb", "hold"):
        if role in by_role and len(by_role) > 1:
            return by_role[role]
    return senses[0]


def _unknown(token: str, items: list[Item]) -> Item | None:
    """An English word outside the tables: by WordNet the nearest noun or verb, else by spelling, else unknown."""
    if not any(c.isalnum() for c in token) and unicodedata.category(token[0])[0] != "S":
        return None
    if token.isdigit():
        return Item("count", "more" if int(token[:4]) > _MORE else "1", token, "en")
    verb, noun = lexicon.nearest(token, "verb"), lexicon.nearest(token, "kind")
    if verb is None and noun is None:
        slip = lexicon.spelling(token)
        if slip:
            sense = _choose(lexicon.senses("en")[slip], items, ())
            return Item(sense.role, sense.value, slip, "en", sense.plural, sense.form, f"{token!r} read as {slip!r}")
        return Item("unknown", "", token, "en")
    looks_verbal = token.endswith(("ing", "ed", "s"))
    form = "ing" if token.endswith("ing") else "ed" if token.endswith("ed") else "s" if looks_verbal else "base"
    if verb and verb.value and looks_verbal and _verb_expected(items) and not _np_open(items):
        return Item("verb", verb.value, token, "en", form=form, note=f"{token!r} -> {verb.value}")
    if noun and noun.value and noun.distance < FAR and not token.endswith("ly"):
        plural = token.endswith("s") and not token.endswith("ss")
        return Item("kind", noun.value, token, "en", plural, note=f"{token!r} -> {noun.value}")
    if verb and verb.value and form == "ing":
        return Item("verb", verb.value, token, "en", form=form, note=f"{token!r} -> {verb.value}")
    return Item("unknown", "", token, "en", far=noun.value if noun and noun.value else "")
