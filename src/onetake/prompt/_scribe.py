"""What the reader keeps while it reads: the beats so far, the words that wait for their noun, place and time.

``grammar.Reader`` adds who does what to whom.
"""

from __future__ import annotations

import copy
from collections.abc import Callable

from onetake.prompt._deeds import suffered
from onetake.prompt.drafts import Draft, Noun, Waiting, forget
from onetake.prompt.ontology import KINDS
from onetake.prompt.tagging import Item

_ALIKE = ({"beach", "lake"}, {"city street", "neon street"}, {"beach", "harbour"}, {"snowy field", "mountains"})
BEHIND_COLOUR = ("kind", "clothes", "place", "trait", "colour", "size", "unknown", "part")
"""Roles of words that a colour before them belongs to."""
_VAGUE = ("sky", "meadow", "living room")


class Scribe:
    """Reads items into ``drafts``; ``notes`` and ``unused`` (words that were not drawn) are for the user."""

    def __init__(self) -> None:
        self.drafts: list[Draft] = []
        self.notes: list[str] = []
        self.unused: list[str] = []
        self.draft = Draft()
        self.start = Draft()
        self.subject: list[Noun] = []
        self.last: Noun | None = None
        self.waiting = Waiting()
        self.link: tuple[str, Item | None] = ("", None)
        self.front: tuple[str, Noun] | None = None
        self.between: Noun | None = None
        self.acted = False
        self.closed = True
        self.segment = self.beat = 0
        self.boundary = ""
        self.fresh: set[str] = set()
        self.stash: int | None = None
        self.robe: str | None = None
        self.taken: Noun | None = None
        self.patients: list[Noun] = []
        self.keys = 0

    def read(self, items: list[Item]) -> None:
        """Take in all items of a text."""
        self.items, self.i = items, 0
        for i, item in enumerate(items):
            self.i = i
            handler: Callable[[Item], None] | None = getattr(self, f"_{item.role}", None)
            if handler:
                handler(item)
            if item.note and item.note not in self.notes:
                self.notes.append(item.note)
        self._drop_waiting()
        self.drafts.append(self.draft)

    def _boundary(self, kind: str) -> None:
        self._drop_waiting()
        self.link, self.front, self.between, self.boundary = ("", None), None, None, kind
        self.segment += 1
        self.stash = self.robe = self.taken = None
        self.patients = []
        self.start = copy.deepcopy(self.draft)

    def _stop(self, item: Item) -> None:
        self._boundary("stop")
        self.closed, self.acted = True, False

    def _comma(self, item: Item) -> None:
        self._boundary("comma")

    def _then(self, item: Item) -> None:
        self._boundary("then")
        self.beat = self.segment
        if any(n.verb for n in self.draft.nouns) or self.draft.place or self.draft.nouns:
            self._next_beat(copy.deepcopy(self.draft))

    def _next_beat(self, finished: Draft) -> None:
        """Close the beat; everything stays as it is until the text changes it."""
        if not finished.nouns and not finished.place:
            return
        self.drafts.append(finished)
        self.fresh = {"place", "hour", "weather", "camera"}
        for noun in self.draft.nouns:
            noun.settled = False
            if noun.verb in ("enter", "leave"):
                noun.gone = noun.verb == "leave"
                noun.verb = None

    def _drop_waiting(self) -> None:
        """Give up waiting. Chinese may put a whole clause between a number and its noun, so keep the number."""
        if self.waiting.count is not None and self.items[self.i].language == "zh":
            self.stash = self.waiting.count
        self.unused += self.waiting.texts
        self.waiting = Waiting()

    def _count(self, item: Item) -> None:
        if self.waiting.count and self.waiting.count > 1 and item.value == "1":
            return
        number = 6 if item.value == "more" else int(item.value)
        if item.value == "more":
            self.notes.append(f"{item.text!r}: at most 6 of a kind are drawn, drawing 6")
        self.waiting.count = number

    def _ordinal(self, item: Item) -> None:
        """Which of several of one kind: "the first dog", "the other dog"."""
        self.waiting.definite, self.waiting.ordinal = True, int(item.value)

    def _colour(self, item: Item) -> None:
        if self._dressed(item):
            return
        if self.waiting.colour:
            self.unused.append(item.text)
            return
        self.waiting.colour = item.value
        self.waiting.texts.append(item.text)

    def _dressed(self, item: Item) -> bool:
        """Whether the colour is what somebody wears: "a man in red"."""
        before, after = self.items[self.i - 1] if self.i else None, self.items[self.i + 1 : self.i + 2]
        if before is None or before.text != "in" or self.last is None or KINDS[self.last.kind].family != "person":
            return False
        if after and after[0].role in BEHIND_COLOUR:
            return False
        self.last.colour = self.last.colour or item.value
        self.link = ("", None)
        return True

    def _size(self, item: Item) -> None:
        self.waiting.size = item.value
        self.waiting.texts.append(item.text)

    def _wears(self, item: Item) -> None:
        """An adjective for a trait: "a bearded man"."""
        self.waiting.traits = tuple(dict.fromkeys((*self.waiting.traits, item.value)))

    def _trait(self, item: Item) -> None:
        """What the last person wears or has; in Chinese it may stand before its noun ("戴眼镜的老人")."""
        if item.language == "zh":
            following = [i.role for i in self.items[self.i + 1 : self.i + 2] if i.text == "的"]
            if following:
                self.waiting.traits = tuple(dict.fromkeys((*self.waiting.traits, item.value)))
                return
        negated = self.waiting.negated or any(i.text == "without" for i in self.items[max(0, self.i - 2) : self.i])
        bald = item.value == "bald" and item.text in ("hair", "hairs")
        if bald != negated and (bald or item.value != "bald"):
            self.unused.append(item.text)
        else:
            wearer = self.last if self.last in self.draft.nouns else next(iter(self.subject), None)
            if wearer is not None:
                wearer.traits = tuple(dict.fromkeys((*wearer.traits, item.value)))
            if self.waiting.colour:
                self.unused.append(f"{self.waiting.colour} {item.text}")
        self.waiting = Waiting()
        self.link = ("", None)

    def _definite(self, item: Item) -> None:
        self.waiting.definite = True

    def _negation(self, item: Item) -> None:
        self._drop_waiting()
        self.waiting.negated = True

    def _unknown(self, item: Item) -> None:
        self.unused.append(item.text)

    def _tell(self, note: str) -> None:
        if note and note not in self.notes:
            self.notes.append(note)

    @property
    def be(self) -> bool:
        """Whether the word before is an auxiliary."""
        return self.i > 0 and self.items[self.i - 1].role == "aux"

    def _without_doer(self, item: Item) -> bool:
        """Whether nobody is said to do it: "a car is being washed". The one it is done to does nothing."""
        passive = (self.be and item.form == "ed") or (self.link[0] == "agent" and item.language == "zh")
        if passive and suffered(item.deed, "ed"):
            self.unused.append(item.text)
            return True
        return False

    def _leave_alone(self, patients: list[Noun], verb: Item | None) -> None:
        """Who is washed or painted by somebody does nothing by itself."""
        for noun in patients:
            noun.segment = self.segment
            if verb and suffered(verb.deed, "ed") and not noun.verb:
                noun.verb = "stand" if "stand" in KINDS[noun.kind].verbs else None

    def _forget(self, noun: Noun) -> None:
        forget(self.draft, noun)
        self.subject = [n for n in self.subject if n is not noun]

    def _hold(self, item: Item) -> None:
        self._drop_waiting()
        self.link = ("hold", item)

    def _wear(self, item: Item) -> None:
        self._drop_waiting()
        self.link = ("worn", item)

    def _clothes(self, item: Item) -> None:
        """Words like "in a red dress" colours the person."""
        wearer = next(
            (n for n in (self.last, *self.subject) if n and KINDS[n.kind].family in ("person", "robot")), None
        )
        if self.waiting.colour and (wearer is None or wearer.colour is None):
            self.waiting.texts = []
            if wearer:
                wearer.colour = self.waiting.colour
            else:
                self.robe = self.waiting.colour
        self.unused.append(item.text)
        self._drop_waiting()
        self.link = ("", None)

    def _part(self, item: Item) -> None:
        if not any(i.text in ("of", "'s") for i in self.items[self.i + 1 : self.i + 2]):
            self.unused.append(item.text)
            self._drop_waiting()
            self.link = ("", None)

    def _side(self, item: Item) -> None:
        self._drop_waiting()
        targets = self.subject if self.subject else ([self.last] if self.last else [])
        for noun in targets:
            noun.side = noun.side or item.value
        if not targets:
            self.waiting.side = item.value
        self.link = ("", None)

    def _place(self, item: Item) -> None:
        old, new = self.draft.place, item.value
        self._drop_waiting()
        self.link = ("", None)
        if old is None or "place" in self.fresh or (old, new) == ("city street", "neon street"):
            if old is not None and old != new and "place" in self.fresh:
                self._leave()
            self.draft.place = new
        elif old in _VAGUE and new not in _VAGUE and self.boundary != "stop":
            self.draft.place = new
        elif old != new and {old, new} not in _ALIKE and new not in _VAGUE:
            if self.boundary == "stop" and self.start.place:
                self._next_beat(self.start)
                self._leave()
                self.draft.place = new
            else:
                self.notes.append(f"{item.text!r} is not drawn: one place at a time, this one is {old}")
        self.fresh.discard("place")

    def _leave(self) -> None:
        """A new place: who was not spoken of since stays behind."""
        staying = [n for n in self.draft.nouns if n.segment == self.segment or n in self.subject]
        staying += [n.target for n in staying if n.target]
        for noun in [n for n in self.draft.nouns if n not in staying]:
            self._forget(noun)

    def _set(self, name: str, item: Item) -> None:
        old = getattr(self.draft, name)
        if old is None or name in self.fresh:
            setattr(self.draft, name, item.value)
            self.fresh.discard(name)
        elif old != item.value:
            self.notes.append(f"{item.text!r} is not drawn: the {name} is {old}")

    def _hour(self, item: Item) -> None:
        self._drop_waiting()
        self._set("hour", item)

    def _weather(self, item: Item) -> None:
        self._drop_waiting()
        self._set("weather", item)

    def _camera(self, item: Item) -> None:
        self._drop_waiting()
        self._set("camera", item)

    def _look(self, item: Item) -> None:
        self._set("look", item)
