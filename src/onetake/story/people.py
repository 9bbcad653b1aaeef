"""Who is in a story: names, what they are also called, what they are, and how often they are met.

English names are capitals within sentences, Chinese ones stand before verbs of speaking; "the fox", "a crow", 狐狸 are
characters where the world has a kind for them. Titles, pronouns and the words of a name say what somebody is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from onetake.prompt.ontology import KINDS
from onetake.story.book import Book
from onetake.story.text import traditional
from onetake.story.words import PEOPLE, SPEAKING, animate_words, data, kind_of

__all__ = ["Person", "find_people"]

MOST_PEOPLE = 24
"""Characters of a film; whoever comes after these is only told of."""
_HELD = 1 << 18
ENOUGH = 200
"""Times that somebody is met after which it is known what they are."""
_TITLES = {"mr": "man", "mister": "man", "sir": "man", "lord": "man", "master": "boy", "uncle": "man",
           "monsieur": "man", "mrs": "woman", "miss": "woman", "lady": "woman", "madam": "woman",
           "aunt": "woman", "mistress": "woman",
           "madame": "woman", "dr": "doctor", "doctor": "doctor", "king": "king", "queen": "queen", "captain": "man",
           "colonel": "man", "princess": "princess", "father": "monk", "brother": "man", "sister": "woman"}  # fmt: skip
_NEVER = frozenset(
    "i o oh ah god lord heaven english french german american european christmas easter sunday monday tuesday "
    "wednesday thursday friday saturday january february march april may june july august september october november "
    "december chapter book the a an and but he she it they we you if in on at to of for with that this his her my "
    "your our their its is was no yes not there then when what who how why where which well now here one".split()
)
_GIRLS = frozenset(
    "alice mary anne ann jane elizabeth lizzie emma lydia kitty catherine kate margaret sarah ellen lucy "
    "rose gretel snow cinderella dorothy wendy amy beth jo meg ada dinah mabel sophia charlotte".split()
)
_YOUNG = frozenset("alice heidi goldilocks gretel hansel dorothy wendy tom jack peter amy beth".split())
_BOYS = frozenset("john tom jack peter james william george henry charles robert edward thomas hansel fred harry "
                  "arthur philip richard david oliver".split())  # fmt: skip
_GENERIC = frozenset(
    "man men woman women people person persons someone somebody fellow gentleman lady child children "
    "kid stranger crowd friend friends brother sister husband wife mother father uncle aunt son daughter "
    "others human hero male female adult youngster guy 人 人们 某人 众人 大人 人物 路人".split()
)
_NAME = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|St)\. )?\b[A-Z][a-zà-ÿ]+(?:['’][a-zà-ÿ]{2,})?"
                   r"(?: (?:of |the |de |von )?(?:[A-Z][a-zà-ÿ]+))*")  # fmt: skip
_HE = re.compile(r"\b(he|him|his|himself)\b")
_SHE = re.compile(r"\b(she|her|hers|herself)\b")
_DETERMINED = re.compile(r"\b(?:the|a|an|this|that|his|her|their|our|my|one|two|three|o|mistress|master|mr|brother)\s+"
                         r"((?:[a-z-]+\s+){0,2}?[a-z-]+)\b")  # fmt: skip
_WOMANLY = frozenset("黛钗纨凤娥嫦莺燕莲芳兰梅秀丽娟婷妹姑婉娜媛嫂")
_SAYS_ZH = re.compile(r"(?:^|[。！？，；：、“”「」\s])([\u4e00-\u9fff]{2,4}?)(?:[笑怒叹哭喝冷忙便大又]{0,2})"
                      r"(?:道|说道|說道|说|說|曰|问道|問道|问|答道|叫道)(?=[：:，“「])")  # fmt: skip
_NOT_NAMES_ZH = re.compile(
    r"[的了是不我你他她它这那就也都又便来去说道笑只把在有和与及或很最再才却若如因所以但而何谁怎什一二三两几]"
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a story. ``names``: all forms, the usual one first; ``first``: where they are first met."""

    names: tuple[str, ...]
    kind: str
    mentions: int
    first: int
    notes: tuple[str, ...] = ()
    young: bool = False


@dataclass
class _Seen:
    """A name while the text is read."""

    within: int = 0
    at_start: int = 0
    first: int = 1 << 60
    he: int = 0
    she: int = 0
    acts: int = 0
    placed: int = 0
    titles: Counter[str] = field(default_factory=Counter)


def find_people(book: Book) -> tuple[Person, ...]:
    """The characters of a book, the most often met first; at most ``MOST_PEOPLE``."""
    people = _chinese(book) if book.language == "zh" else _english(book)
    if book.said:
        people = _speakers(book, people)
    short = len(book.text) < (20_000 if book.language == "en" else 6_000)
    least = 1 if short else max(3, sum(p.mentions for p in people) // 400)
    kept = [p for p in people if p.mentions >= least]
    return tuple(sorted(kept, key=lambda p: (-p.mentions, p.first))[:MOST_PEOPLE])


# ── English ───────────────────────────────────────────────────────────────────────────────────────────────────


def _english(book: Book) -> list[Person]:
    names: dict[str, _Seen] = {}
    lower: Counter[str] = Counter()
    creatures: dict[str, tuple[int, int]] = {}
    for start, body in _slices(book):
        lower.update(re.findall(r"\b[a-z]+\b", body))
        _collect_names(body, start, names)
        _collect_creatures(_unquoted(body), start, creatures)
    short = len(book.text) < 20_000
    named = {n: s for n, s in names.items() if _is_name(n, s, lower, short)}
    people = [_named(n, s) for n, s in named.items()]
    for word, (count, first) in creatures.items():
        if word in _GENERIC and not (short and count >= 2):
            continue
        kind = animate_words("en")[word]
        people.append(Person((word,), kind, count, first))
    return _merged(people, book.text)


def _slices(book: Book) -> Iterator[tuple[int, str]]:
    """The chapters in pieces that can be held: (where it begins, its text), cut between words."""
    for chapter in book.chapters:
        start = chapter.start
        while start < chapter.end:
            end = min(chapter.end, start + _HELD)
            if end < chapter.end:
                end = max(
                    book.text.rfind(" ", start + 1, end), book.text.rfind("\n", start + 1, end), start + _HELD // 2
                )
            yield start, book.text[start:end]
            start = end


def _collect_names(body: str, offset: int, names: dict[str, _Seen]) -> None:
    for m in _NAME.finditer(body):
        words = re.sub(r"\b(Mr|Mrs|Ms|Dr|St)\.", r"\1", m[0]).split()
        before = body[max(0, m.start() - 3) : m.start()].strip(" \n\"“‘'(_*")
        opens = not before or before[-1] in ".!?:;—”’\n" or "\n" in body[max(0, m.start() - 2) : m.start()]
        if opens and words[0].lower() in _NEVER:
            words, opens = words[1:], False
        words = [w for w in words if w.lower() != "the"] if words and words[0].lower() == "the" else words
        while words and words[-1].lower() in ("of", "the", "de", "von"):
            words.pop()
        if not words or all(w.lower() in _NEVER for w in words):
            continue
        name = " ".join(words)
        seen = names.setdefault(name, _Seen())
        seen.at_start, seen.within = seen.at_start + opens, seen.within + (not opens)
        seen.first = min(seen.first, offset + m.start())
        if words[0].lower() in _TITLES:
            seen.titles[words[0].lower()] += 1
        if seen.within + seen.at_start > ENOUGH:
            continue
        after = body[m.end() : m.end() + 140]
        seen.he, seen.she = seen.he + bool(_HE.search(after)), seen.she + bool(_SHE.search(after))
        following = re.match(r"\s+([a-z]+)", after)
        if following and (following[1] in SPEAKING["en"] or following[1] in ("was", "had", "is", "could", "would")
                          or following[1].endswith("ed")):  # fmt: skip
            seen.acts += 1
        word_before = body[max(0, m.start() - 12) : m.start()].split()[-1:]
        if word_before and word_before[0] in SPEAKING["en"]:
            seen.acts += 2
        elif word_before and word_before[0] in ("in", "at", "from", "near", "into", "through", "to"):
            seen.placed += 1


def _unquoted(body: str) -> str:
    """A text with blanks in place of what is said in it: who is only talked about is not there."""
    return re.sub(
        r"“[^”]{1,2000}”|(?<!\w)\"[^\"]{1,2000}\"(?!\w)|(?<!\w)‘[^’]{1,2000}’(?!\w)", lambda m: " " * len(m[0]), body
    )


def _collect_creatures(body: str, offset: int, creatures: dict[str, tuple[int, int]]) -> None:
    """Kinds with an article: "the fox", "an old lion", "Mistress Crow"."""
    words = animate_words("en")
    for m in _DETERMINED.finditer(body.lower()):
        parts = m[1].split()
        for n in range(len(parts)):
            word = " ".join(parts[n:])
            found = word if word in words else None
            if found is None and n == len(parts) - 1 and word.endswith("s") and word[:-1] in words:
                found = word[:-1]
            if found:
                count, first = creatures.get(found, (0, 1 << 60))
                creatures[found] = count + 1, min(first, offset + m.start(1))
                break


def _is_name(name: str, seen: _Seen, lower: Counter[str], short: bool) -> bool:
    words = [w.lower() for w in name.split()]
    if seen.titles:
        return len(words) > 1
    common = lower[words[-1]] + (lower[words[0]] if len(words) > 1 else 0)
    if len(words) == 1 and (words[0] in _NEVER or words[0] in SPEAKING["en"]):
        return False
    if seen.within < (1 if short and seen.acts else 2) or common > 2 * seen.within:
        return False
    return seen.acts * 6 >= min(ENOUGH, seen.within) and seen.placed * 2 < min(ENOUGH, seen.within + seen.at_start)


def _named(name: str, seen: _Seen) -> Person:
    words = [w.lower() for w in name.split()]
    kind = _TITLES[seen.titles.most_common(1)[0][0]] if seen.titles else None
    kind = kind or next((k for w in reversed(words) if (k := animate_words("en").get(w))), None)
    young = words[-1] in _YOUNG
    if kind is None:
        first = words[0]
        female = seen.she > seen.he if abs(seen.she - seen.he) > 1 else first in _GIRLS
        female = True if first in _GIRLS else False if first in _BOYS else female
        kind = "woman" if female else "man"
    return Person((name,), kind, seen.within + seen.at_start, seen.first, young=young)


def _merged(people: list[Person], text: str) -> list[Person]:
    """One person for each of their names: "White Rabbit" and "the rabbit", "Darcy" and "Mr Darcy"."""
    people = sorted(people, key=lambda p: (-len(p.names[0].split()), -p.mentions))
    out: list[Person] = []
    for person in people:
        words = _bare(person.names[0])
        fits = [o for o in out if words and words <= _bare_all(o) and _agree(o, person)]
        if fits:
            best = max(fits, key=lambda o: o.mentions)
            at = out.index(best)
            names = dict.fromkeys((*best.names, *person.names))
            out[at] = replace(best, names=tuple(names), mentions=best.mentions + person.mentions,
                              first=min(best.first, person.first), young=best.young or person.young)  # fmt: skip
        else:
            out.append(person)
    return [_grown(p, text) for p in _one_of_a_word(out)]


def _one_of_a_word(people: list[Person]) -> list[Person]:
    """Animals of one kind under several words ("fox", "vixen") are one; people are told apart by their words."""
    out: dict[str, Person] = {}
    for p in sorted(people, key=lambda p: -p.mentions):
        plain = p.names[0].islower() and p.kind not in PEOPLE
        key = f"kind {p.kind}" if plain else p.names[0]
        if key in out:
            o = out[key]
            out[key] = replace(
                o, names=(*o.names, *p.names), mentions=o.mentions + p.mentions, first=min(o.first, p.first)
            )
        else:
            out[key] = p
    return list(out.values())


def _bare(name: str) -> frozenset[str]:
    return frozenset(w.lower() for w in name.split() if w.lower() not in _TITLES or w.lower() in ("king", "queen"))


def _bare_all(person: Person) -> frozenset[str]:
    return frozenset(w for n in person.names for w in _bare(n))


def _agree(one: Person, other: Person) -> bool:
    """Whether two names can be of one person: Mr and Mrs Bennet are not, and a plain word has to say the same kind."""
    if other.names[0].islower():
        return one.kind == other.kind and other.names[0] in _bare_all(one)
    titled = [{w.lower() for n in p.names for w in n.split()} & set(_TITLES) for p in (one, other)]
    if titled[0] and titled[1]:
        return {_TITLES[t] for t in titled[0]} == {_TITLES[t] for t in titled[1]}
    return True


def _grown(person: Person, text: str) -> Person:
    """Whether somebody is a child or old, by what stands around the name."""
    if person.kind not in ("man", "woman"):
        return person
    name = re.escape(person.names[-1])
    child = rf"(?:little|poor little|dear little|young)\s+{name}\b|\b{name}\b[^.!?]{{0,60}}\b(?:girl|boy|child)\b"
    near = re.findall(child, text[: 1 << 20])
    old = re.findall(rf"\bold (?:Mr\.? |Mrs\.? )?{name}\b", text[: 1 << 20])
    if person.young or len(near) * 40 > person.mentions:
        return replace(person, kind="girl" if person.kind == "woman" else "boy", young=True)
    if len(old) * 8 > person.mentions:
        return replace(person, kind="old woman" if person.kind == "woman" else "old man")
    return person


# ── Chinese ───────────────────────────────────────────────────────────────────────────────────────────────────


def _chinese(book: Book) -> list[Person]:
    candidates: Counter[str] = Counter()
    creatures: Counter[str] = Counter()
    firsts: dict[str, int] = {}
    words, surnames = animate_words("zh"), frozenset(data()["surnames"])
    pattern = re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True)))
    for start, piece in _slices(book):
        body = traditional(piece)
        for m in _SAYS_ZH.finditer(body):
            name = m[1]
            if not _NOT_NAMES_ZH.search(name) and (name[0] in surnames or len(name) == 2):
                candidates[name] += 1
                firsts.setdefault(name, start + m.start(1))
        for m in pattern.finditer(body):
            creatures[m[0]] += 1
            firsts.setdefault(m[0], start + m.start())
    text = traditional(book.text)
    least = 2 if len(text) < 6000 else 4
    people = []
    for name, _ in candidates.most_common(80):
        mentions = text.count(name)
        if name in words or mentions < least or any(w in name for w in words if len(w) > 1):
            continue
        people.append(Person((name,), _kind_zh(name, text), mentions, firsts[name]))
    by_kind: dict[str, Person] = {}
    for word, count in creatures.most_common():
        if word in _GENERIC:
            continue
        kind = words[word]
        known = by_kind.get(kind)
        if known is None:
            by_kind[kind] = Person((word,), kind, count, firsts[word])
        else:
            by_kind[kind] = replace(known, names=(*known.names, word), mentions=known.mentions + count,
                                    first=min(known.first, firsts[word]))  # fmt: skip
    return [*people, *by_kind.values()]


def _kind_zh(name: str, text: str) -> str:
    """What somebody with a Chinese name is: by the words of the name, else by the pronouns after it."""
    for ending, kind in (("姐", "woman"), ("娘", "woman"), ("氏", "woman"), ("妈", "woman"), ("母", "old woman"),
                         ("婆", "old woman"), ("妃", "queen"), ("王", "king"), ("帝", "king"), ("翁", "old man"),
                         ("公", "old man"), ("僧", "monk"), ("童", "boy")):  # fmt: skip
        if name.endswith(ending):
            return kind
    he, she = 0, 0
    for m in re.finditer(re.escape(name), text[: 1 << 20]):
        after = text[m.end() : m.end() + 60]
        he, she = he + ("他" in after), she + ("她" in after)
    if he == she:
        she += any(c in _WOMANLY for c in name[1:])
    return kind_of(name, "zh") or ("woman" if she > he else "man")


def _speakers(book: Book, people: list[Person]) -> list[Person]:
    """Of a screenplay everybody who speaks is a character, whatever else the text says."""
    counts: Counter[str] = Counter(s.speaker for s in book.said)
    firsts = {s.speaker: s.start for s in reversed(book.said)}
    known = {n.lower(): i for i, p in enumerate(people) for n in p.names}
    for speaker, count in counts.items():
        name = speaker.title() if book.language == "en" else speaker
        at = known.get(name.lower())
        if at is None:
            kind = next((k for w in reversed(_split(name)) if (k := kind_of(w, book.language))), None)
            seen = _Seen()
            person = _named(name, seen) if kind is None and book.language == "en" else None
            kind = kind or (person.kind if person else _kind_zh(name, book.text))
            people.append(
                Person((name, *([name.lower()] if name.lower() != name else [])), kind, count + 2, firsts[speaker])
            )
            known[name.lower()] = len(people) - 1
        else:
            p = people[at]
            people[at] = replace(p, names=tuple(dict.fromkeys((name, *p.names))), mentions=p.mentions + count)
    return people


def _split(name: str) -> list[str]:
    return name.split() if " " in name else [name]


assert set(_TITLES.values()) <= set(KINDS)
