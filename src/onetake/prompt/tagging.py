"""A text as a row of items: the longest phrases the lexicon knows, in English, Chinese or both, each with the one
meaning that fits its neighbours ("they play" is a verb, "a duck" a noun)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from onetake.prompt import lexicon
from onetake.prompt._deeds import DEEDS
from onetake.prompt.lexicon import FAR, LONGEST_PHRASE, LONGEST_WORD_ZH, Language, Sense
from onetake.prompt.ontology import VERBS

CJK = re.compile(r"[\u3400-\u9fff]")
_STOPS, _COMMAS, _THEN = ".!?。！？…\n", ",:、—–()", ";"
_MORE = 6
_OPENERS = ("count", "definite", "colour", "size", "measure", "possessive", "ordinal")
"""Roles of words after which a noun must still follow."""
_ENDS = (",", ".", ";", "!", "?", ":", "and", "then", "from", "while", "after", "slowly", "quickly", "again", "too",
         "at", "as", "but", "\n")  # fmt: skip
_BE = ("is", "are", "was", "were", "be", "been", "being", "gets", "get", "got")


@dataclass(frozen=True, slots=True)
class Item:
    """A phrase with its meaning. ``role`` as in ``lexicon.Sense``, and stop, comma, possessive, unknown;
    ``note`` is what the user is told about the choice, ``far`` the last resort for an unknown word, ``deed`` as in
    ``lexicon.Sense``."""

    role: str
    value: str
    text: str
    language: Language
    plural: bool = False
    form: str = ""
    note: str = ""
    far: str = ""
    deed: str = ""


def normalise(text: str) -> str:
    """One Unicode form, plain quotes and spaces, no control characters."""
    text = unicodedata.normalize("NFKC", text).replace("’", "'").replace("‘", "'")
    return "".join(c for c in text if c == "\n" or unicodedata.category(c)[0] != "C" or c == "\u200d")


def language_of(text: str) -> Language:
    """Chinese if the text has any Chinese character."""
    return "zh" if CJK.search(text) else "en"


@lru_cache(maxsize=1)
def _runs() -> re.Pattern[str]:
    """Splits a text into Chinese and other runs; a few Chinese words begin with a letter ("T恤")."""
    mixed = [re.escape(w) for w in lexicon.senses("zh") if not CJK.match(w) and CJK.search(w)]
    chinese = "|".join([*mixed, r"[\u3400-\u9fff]"])
    return re.compile(f"(?:{chinese})+|(?:(?!{chinese}).)+", re.DOTALL)


def tag(text: str) -> list[Item]:
    """All items of a normalised text, punctuation included."""
    items: list[Item] = []
    for run in _runs().findall(text):
        if CJK.search(run):
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
            if phrase in table and not _cut_short(table[phrase], tokens, i + n):
                following = table.get(tokens[i + n], ()) if i + n < len(tokens) else ()
                noun = _unknown(phrase, items) if n == 1 and _is_noun(table[phrase], items) else None
                items.append(noun or _item(phrase, _choose(table[phrase], items, following), "en"))
                i += n
                break
        else:
            if tokens[i] in ("year", "years") and items and items[-1].role == "count":  # "30 years old" counts nobody
                items[-1] = Item("unknown", "", items[-1].text, "en")
            unknown = _unknown(tokens[i], items)
            if unknown:
                items.append(unknown)
            i += 1


def _is_noun(senses: tuple[Sense, ...], items: list[Item]) -> bool:
    """Whether a word for a deed must be a noun that the tables do not have: "a phone", "after work"."""
    if len(senses) > 1 or not senses[0].deed or senses[0].form not in ("base", "s"):
        return False
    led = bool(items) and items[-1].role in ("relation", "towards", "hold", "wear")
    return led or _np_open(items) or (senses[0].form == "s" and _opens_clause(items))


def _cut_short(senses: tuple[Sense, ...], tokens: list[str], end: int) -> bool:
    """Whether "walks in" is only the beginning of "walks in a park": then it is not a way of entering."""
    if senses[0].value not in ("enter", "leave") or tokens[end - 1] not in ("in", "out", "off", "along"):
        return False
    return end < len(tokens) and tokens[end] not in _ENDS


def _tag_chinese(run: str, items: list[Item]) -> None:
    table, i, strange = lexicon.senses("zh"), 0, ""
    while i < len(run):
        dressed = _dressed().match(run, i)
        if dressed and not strange:
            items.append(Item("colour", table[dressed[1]][0].value, dressed[0], "zh"))
            i = dressed.end()
            continue
        for n in range(min(LONGEST_WORD_ZH, len(run) - i), 0, -1):
            word = run[i : i + n]
            known = table.get(word)
            may = not known and n > 1 and _may_guess(word, strange, items) and not _crossed(run, i, n)
            guess = lexicon.nearest(word, "kind") if may else None
            if known or (guess and guess.value and guess.distance < FAR):
                if strange:
                    items.append(Item("unknown", "", strange, "zh"))
                    strange = ""
                sense = _choose_chinese(known, items, run[i + n :]) if known else Sense("kind", guess.value)  # type: ignore[union-attr]
                items.append(_item(word, sense, "zh"))
                i += n
                break
            if guess and not guess.value:  # a word that has no picture, though one of its characters may have ("马上")
                items.append(Item("unknown", "", word, "zh"))
                i += n
                break
        else:
            strange += run[i]
            i += 1
    if strange:
        items.append(Item("unknown", "", strange, "zh"))


@lru_cache(maxsize=1)
def _dressed() -> re.Pattern[str]:
    """Clothes before their wearer ("穿红色衣服的") are the wearer's colour."""
    words = [w for w, found in lexicon.senses("zh").items() if found[0].role == "colour" and not w.endswith("的")]
    return re.compile(f"身?[穿着]着?({'|'.join(sorted(words, key=len, reverse=True))})的?衣服的")


def _crossed(run: str, start: int, n: int) -> bool:
    """Whether two words of the table overlap the end of a guess: 汽车站着 is 汽车 and 站着, not 汽车站."""
    table, end = lexicon.senses("zh"), start + n
    for cut in range(start + 1, end):
        if run[start:cut] in table and any(
            run[cut:stop] in table for stop in range(end + 1, min(len(run), cut + 5) + 1)
        ):
            return True
    return False


def _may_guess(word: str, strange: str, items: list[Item]) -> bool:
    """Not within an unknown word, and not where a number or its measure begins."""
    roles = {s.role for s in lexicon.senses("zh").get(word[0], ())}
    counted = bool(items) and items[-1].role in ("count", "definite", "ordinal")
    return not strange and "count" not in roles and not (counted and "measure" in roles)


def _item(text: str, sense: Sense, language: Language) -> Item:
    note = ""
    named = sense.role in ("kind", "verb") and not sense.deed
    if named and not lexicon.is_exact(text, sense.role, sense.value, language):
        note = f"{text!r} -> {sense.value.split('|')[0]}"
    return Item(sense.role, sense.value, text, language, sense.plural, sense.form, note, deed=sense.deed)


def _np_open(items: list[Item]) -> bool:
    """Whether a noun must still follow: the last item is an article, number, colour, size or unknown adjective."""
    if _in_colour(items):
        return False
    for item in reversed(items):
        if item.role in _OPENERS:
            return True
        if item.role != "unknown":
            return False
    return False


def _verb_expected(items: list[Item]) -> bool:
    """Whether the clause has a subject that still lacks its verb."""
    for item in reversed(items[:-2] if _in_colour(items) else items):
        if item.role in ("kind", "pronoun", "conjunction", "aux", "trait"):
            return True
        if item.role in ("verb", "stop", "then", "relation", "towards", "hold", "ride", "wear"):
            return False
    return False


def _choose(senses: tuple[Sense, ...], items: list[Item], following: tuple[Sense, ...]) -> Sense:
    """The sense of an ambiguous English phrase that fits what stands before and after it."""
    by_role = {s.role: s for s in reversed(senses)}
    if "trait" in by_role:
        if _worn(items) and not ("verb" in by_role and _in_colour(items)):
            return by_role["trait"]
        senses = tuple(s for s in senses if s.role != "trait") or (Sense("unknown", ""),)
        del by_role["trait"]
    if len(senses) == 1:
        noun = senses[0].role == "verb" and senses[0].form in ("base", "s") and _article_before(items)
        return Sense("unknown", "") if noun else senses[0]
    if "passive" in by_role:
        return by_role["passive" if _done_to(items) else "relation"]
    if "place" in by_role and "kind" in by_role:
        at_moon = by_role["place"].value == "moon" and bool(items) and _before_noun(items).text == "at"
        return by_role["place" if _inside(items) and not at_moon else "kind"]
    if "part" in by_role and "kind" in by_role and not ("verb" in by_role and _verb_expected(items)):
        return by_role["kind" if _opens_clause(items) else "part"]
    if "size" in by_role and "kind" in by_role:
        return by_role["size" if any(s.role in ("kind", "colour") for s in following) else "kind"]
    if "clothes" in by_role and "kind" in by_role:
        return by_role["clothes" if _worn(items) else "kind"]
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
        listed = bool(items) and items[-1].role == "conjunction" and not any(i.role == "verb" for i in items[-2:])
        if by_role["verb"].deed and "kind" in by_role and listed:  # "rocks" in "a man and rocks"
            return by_role["kind"]
        others = [s for s in senses if s.role != "verb"]
        if by_role["verb"].form == "ing" and any(s.role == "kind" for s in following):
            return by_role["verb"]
        return by_role["verb"] if _verb_expected(items) and not _np_open(items) else others[0]
    if "aux" in by_role and len(by_role) > 1:
        return next(s for s in senses if s.role != "aux")
    return senses[0]


def _opens_clause(items: list[Item]) -> bool:
    """Whether nobody was named in the clause yet: "a leaf falls", but "a panda eats leaves"."""
    stops = [i for i, item in enumerate(items) if item.role in ("stop", "then", "comma")]
    return all(i.role in (*_OPENERS, "unknown") for i in items[stops[-1] + 1 if stops else 0 :])


def _article_before(items: list[Item]) -> bool:
    """Whether an article or adjective stands right before: what follows is no finite verb ("a hand")."""
    if not items:
        return False
    last = items[-1]
    if _in_colour(items):
        return False
    return last.role in ("colour", "size") or (
        last.text in ("a", "an", "another", "the", "his", "her", "its", "my", "your", "our")
    )


def _in_colour(items: list[Item]) -> bool:
    """Whether the words before are what somebody wears: "a man in red"."""
    return len(items) > 1 and items[-1].role == "colour" and items[-2].text == "in"


def _worn(items: list[Item]) -> bool:
    """Whether the words before say that somebody has or wears what follows ("with a", "in a red", "…, glasses and")."""
    skip = ("count", "definite", "colour", "size", "unknown")
    back = [i for i in reversed(items) if i.role not in skip]
    if not back:
        return False
    if back[0].role in ("conjunction", "comma"):
        return len(back) > 1 and back[1].role in ("trait", "clothes")
    return back[0].text in ("with", "in", "without", "no") or back[0].role in ("wear", "hold")


def _done_to(items: list[Item]) -> bool:
    """Whether "by" names who does it: "is kicked by", "a ball kicked by"."""
    if not items or items[-1].role != "verb" or items[-1].form == "ing":
        return False
    be = len(items) > 1 and items[-2].text in _BE
    return (VERBS[items[-1].value].target is not None or bool(items[-1].deed)) and (be or items[-1].form == "ed")


def _inside(items: list[Item]) -> bool:
    """Whether the words before lead into a place ("in a", "inside the")."""
    return bool(items) and _before_noun(items).text in ("in", "inside", "into", "through", "at")


def _before_noun(items: list[Item]) -> Item:
    """The last item but for articles and adjectives, else the first one."""
    back = [i for i in reversed(items) if i.role not in ("count", "definite", "colour", "size", "unknown")]
    return back[0] if back else items[0]


def _choose_chinese(senses: tuple[Sense, ...], items: list[Item], rest: str) -> Sense:
    """The sense of an ambiguous Chinese word: after a noun 左边 is a relation, elsewhere a side of the picture."""
    by_role = {s.role: s for s in reversed(senses)}
    before = next((i.role for i in reversed(items) if i.text != "的"), "")
    if "take" in by_role and "measure" in by_role:
        return by_role["measure" if items and items[-1].role in ("count", "definite") else "take"]
    if "measure" in by_role and items and items[-1].text[-1:] in ("个", "些"):  # "这个碗" has its measure already
        return next((s for s in senses if s.role != "measure"), senses[0])
    if "measure" in by_role:
        after_number = before in ("count", "definite") or bool(
            items and items[-1].role == "size" and items[-1].text[-1] != "的"
        )
        return (
            by_role["measure"] if after_number or len(by_role) == 1 else next(s for s in senses if s.role != "measure")
        )
    if "relation" in by_role:
        if before == "kind" or (before == "part" and "side" not in by_role):
            return by_role["relation"]
        return by_role.get("side", Sense("aux", ""))
    if "kind" in by_role and ("part" in by_role or "aux" in by_role):  # "树叶落下", "熊猫吃树叶", "画一只猫", "看画"
        if _np_open(items):
            return by_role["kind"]
        if "verb" in by_role and before in ("kind", "pronoun", "aux", "at"):
            return by_role["verb"]
        return by_role["kind"] if _opens_clause(items) == ("part" in by_role) else senses[-1]
    for role in ("ride", "verb", "hold"):
        if role in by_role and len(by_role) > 1:
            return by_role[role]
    return senses[0]


def _some_verb(token: str, near: bool, items: list[Item]) -> bool:
    """Whether a word that nothing is known of must be what the one before it does: "a boy xylographs a car"."""
    ending = token.endswith(("ing", "ed")) or (token[-1:] == "s" and token[-2:-1] not in ("s", "u", "i"))
    doer = bool(items) and (items[-1].role in ("kind", "pronoun") or items[-1].text in _BE)
    return ending and doer and not near and len(token) > 4 and _verb_expected(items) and not _np_open(items)


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
            note = f"{token!r} read as {slip!r}"
            return Item(sense.role, sense.value, slip, "en", sense.plural, sense.form, note, deed=sense.deed)
        if _some_verb(token, False, items):
            return Item("verb", DEEDS["other"].verb, token, "en", deed="other")
        return Item("unknown", "", token, "en")
    looks_verbal = token.endswith(("ing", "ed", "s"))
    form = "ing" if token.endswith("ing") else "ed" if token.endswith("ed") else "s" if looks_verbal else "base"
    plain = bool(items) and items[-1].role == "kind" and items[-1].plural and not (noun and noun.value)
    if verb and verb.value and (looks_verbal or plain) and _verb_expected(items) and not _np_open(items):
        return Item("verb", verb.value, token, "en", form=form, note=f"{token!r} -> {verb.value}")
    near = noun is not None and bool(noun.value) and noun.distance < FAR
    if _some_verb(token, near, items):
        return Item("verb", DEEDS["other"].verb, token, "en", form=form, deed="other")
    if noun and near and not token.endswith("ly"):
        plural = token.endswith("s") and not token.endswith("ss")
        return Item("kind", noun.value, token, "en", plural, note=f"{token!r} -> {noun.value}")
    if verb and verb.value and form == "ing":
        return Item("verb", verb.value, token, "en", form=form, note=f"{token!r} -> {verb.value}")
    return Item("unknown", "", token, "en", far=noun.value if noun and noun.value else "")
