"""Items to drafts: who does what to whom, where. One draft per beat; ``fitting`` turns drafts into scenes.

The reader keeps the little that a person keeps while reading: the subject of the clause, the last noun, the words
waiting for their noun, and what the next noun completes (``link``). Chinese puts relative clauses before the noun.
"""

from __future__ import annotations

import copy
from collections.abc import Callable

from onetake.prompt.drafts import Draft, Noun, Waiting, cause_motion, forget, hold, mount, relative_clause, rename
from onetake.prompt.ontology import KINDS, VERBS
from onetake.prompt.tagging import Item

DIRECT = ("eat", "kick", "blow out")
"""Verbs that take an object without a preposition."""
_WEAK = ("stand", "sit", "look around")
_CONTAINERS = ("box", "boat", "car", "bus", "truck", "cup", "vase", "wine glass", "chair", "tree", "rocket", "bicycle")
_AIMED = ("wave", "look around", "jump", "kick", "blow out", "play", "dance", "eat")


class Reader:
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
        self.acted = False
        self.closed = True
        self.segment = self.beat = 0
        self.boundary = ""
        self.fresh: set[str] = set()
        self.stash: int | None = None
        self.robe: str | None = None

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
        self.link, self.front, self.boundary = ("", None), None, kind
        self.segment += 1
        self.stash = self.robe = None
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

    def _drop_waiting(self) -> None:
        """Give up waiting. Chinese may put a whole clause between a number and its noun, so keep the number."""
        if self.waiting.count is not None and self.items[self.i].language == "zh":
            self.stash = self.waiting.count
        self.unused += self.waiting.texts
        self.waiting = Waiting()

    def _count(self, item: Item) -> None:
        if self.waiting.count and self.waiting.count > 1 and item.value == "1":
            return
        number = 5 if item.value == "more" else int(item.value)
        if item.value == "more":
            self.notes.append(f"{item.text!r}: at most 5 of a kind are drawn, drawing 5")
        self.waiting.count = number

    def _colour(self, item: Item) -> None:
        if self.waiting.colour:
            self.unused.append(item.text)
            return
        self.waiting.colour = item.value
        self.waiting.texts.append(item.text)

    def _size(self, item: Item) -> None:
        self.waiting.size = item.value
        self.waiting.texts.append(item.text)

    def _definite(self, item: Item) -> None:
        self.waiting.definite = True

    def _negation(self, item: Item) -> None:
        self._drop_waiting()
        self.waiting.negated = True

    def _unknown(self, item: Item) -> None:
        self.unused.append(item.text)

    def _possessive(self, item: Item) -> None:
        """In "a boy's dog": the owner is not shown, unless it was there before."""
        if self.i + 1 < len(self.items) and self.items[self.i + 1].role in ("verb", "relation", "aux"):
            return
        owner = self.last
        if owner and owner.segment == self.segment and owner in self.draft.nouns and not owner.verb:
            self._forget(owner)
            self.unused.append(owner.text)
        self.waiting.definite = True

    def _tell(self, note: str) -> None:
        if note and note not in self.notes:
            self.notes.append(note)

    def _forget(self, noun: Noun) -> None:
        forget(self.draft, noun)
        self.subject = [n for n in self.subject if n is not noun]

    def _kind(self, item: Item) -> None:
        if self.waiting.negated:
            self.unused.append(item.text)
            self.waiting = Waiting()
            return
        before = self.items[self.i - 1] if self.i else None
        if before and before.role == "kind" and not before.plural and self.last and not self.waiting.opened:
            if before.language == item.language and self.last.segment == self.segment:
                self._compound(item, before)
                return
        noun = self._mentioned(item)
        if self.front and self.front[1] is not noun:
            noun.relation, noun.anchor = self.front
            self.front = None
        link, cause = self.link
        self.link = ("", None)
        if link and not (link == "of" and self.last is None):
            self._complete(link, cause, noun)
        elif self.front is None and item.language == "zh" and self._is_front(item):
            pass
        else:
            self._as_subject(noun)
        self.last = noun if noun in self.draft.nouns else self.last

    def _compound(self, item: Item, before: Item) -> None:
        """So "an apple tree" is a tree: the last of two adjacent nouns names the thing."""
        assert self.last is not None
        rename(self.last, item)
        if before.value.split("|")[0] != item.value.split("|")[0]:
            self.unused.append(before.text)

    def _mentioned(self, item: Item) -> Noun:
        """The noun that was meant before, or a new one."""
        kind, _, extra = item.value.partition("|")
        w = self.waiting
        colour = w.colour or (extra if extra not in ("small", "") else None)
        size = w.size or ("small" if extra == "small" else None)
        bare = w.count is None and (w.definite or (item.language == "zh" and not w.colour and not w.size))
        again = [n for n in self.draft.nouns if n.segment < self.beat and n.count == w.count and n.colour == colour]
        if w.definite or bare or any(n.kind == kind and n.size == size for n in again):
            for old in reversed(self.draft.nouns):
                if old.kind == kind and (w.colour is None or old.colour == w.colour) and (w.count in (None, old.count)):
                    if w.size is None or old.size == w.size:
                        self.waiting = Waiting()
                        old.segment = self.segment
                        self._pending_verb(old, w)
                        return old
        if self.link[0] == "" and w.count is None and self.stash:
            w.count, self.stash = self.stash, None
        if self.robe and colour is None and KINDS[kind].family in ("person", "robot"):
            colour, self.robe = self.robe, None
        noun = Noun(kind, item.text, w.count, item.plural, colour, size, side=w.side, segment=self.segment)
        self.waiting = Waiting()
        self.draft.nouns.append(noun)
        self._pending_verb(noun, w)
        return noun

    def _pending_verb(self, noun: Noun, w: Waiting) -> None:
        if w.verb:
            self._give_verb(noun, w.verb)
            noun.target = w.target or noun.target

    def _as_subject(self, noun: Noun) -> None:
        joins = not self.closed and not self.acted and self.last in self.subject and self.last is not None
        separated = self.boundary == "stop" and all(n.segment != self.segment for n in self.subject)
        if joins and not separated and noun not in self.subject:
            self.subject = [*self.subject, noun]
        else:
            self.subject = [noun]
        self.acted = False
        self.closed = False
        noun.subject = True

    def _complete(self, link: str, cause: Item | None, noun: Noun) -> None:
        """Attach a noun to the verb or preposition that waited for it."""
        actors = [n for n in self.subject if n is not noun]
        if link == "target" and actors:
            for actor in actors:
                actor.target = noun
        elif link == "relative":
            self.waiting.target, self.waiting.verb = noun, cause
        elif link == "ride" and actors:
            mount(actors, noun)
        elif link == "object" and actors and cause:
            cause_motion(actors, noun, cause)
        elif link == "worn":
            self.unused.append(noun.text)
            self._forget(noun)
        elif link == "at":
            self._at_noun(noun)
        elif link == "relation" and cause:
            self._relate(cause, noun)
        elif link == "of" and self.last is not None and self.last is not noun:
            self._part_of(self.last, noun)
        elif link == "hold" and actors and cause:
            self._tell(hold(actors[0], noun, cause))
        else:
            self._as_subject(noun)

    def _part_of(self, first: Noun, noun: Noun) -> None:
        if first.kind == "candle" and noun.kind == "cake":
            for other in self.draft.nouns:
                other.target = noun if other.target is first else other.target
            self._forget(first)
        elif noun.relation is None:
            noun.relation, noun.anchor = "on", first

    def _relate(self, cause: Item, noun: Noun) -> None:
        relation = cause.value
        verb = self.subject[0].verb if self.subject else None
        if cause.text in ("in", "inside", "into", "from") and cause.language == "en" and noun.kind not in _CONTAINERS:
            relation = "on" if cause.text == "from" and verb in ("fall", "fly", "jump") else "near"
        if cause.role == "towards":
            relation = "near"
            if self._aims(cause, noun):
                return
            if cause.text == "with" and noun.relation is None and self.subject and noun not in self.subject:
                noun.relation, noun.anchor = "near", self.subject[-1]
                return
        holders = [n for n in self.subject if n is not noun and n.relation is None]
        if not holders and self.last is not None and self.last is not noun and self.last.relation is None:
            holders = [self.last]
        for holder in holders:
            if noun.anchor is not holder:
                holder.relation, holder.anchor = relation, noun
        if not holders:
            if not self.subject:
                self._as_subject(noun)
            else:
                self.unused.append(cause.text)

    def _aims(self, cause: Item, noun: Noun) -> bool:
        """Whether the preposition makes the noun what the verb acts on; if so, it is done."""
        actors = [n for n in self.subject if n is not noun]
        if not actors or not (self.acted or actors[0].verb or cause.language == "zh"):
            return False
        verb = actors[0].verb or "stand"
        always = cause.text in ("towards", "toward", "facing") or cause.language == "zh"
        if not (always or verb in _AIMED or (VERBS[verb].going and cause.text not in ("with", "at", "of"))):
            return False
        if cause.text == "with" and verb not in ("play", "dance", "eat"):
            return False
        for actor in actors:
            actor.target = noun
        return True

    def _verb(self, item: Item) -> None:
        following = self.items[self.i + 1].role if self.i + 1 < len(self.items) else ""
        headless = self.waiting.opened or self.stash or not self.subject or self.closed
        objects = relative_clause(self.items[self.i + 1 :]) if item.language == "zh" and headless else -1
        if objects >= 0:
            self._drop_waiting()
            self.link = ("relative", item) if objects else ("", None)
            self.waiting.verb = None if objects else item
            return
        starts = not self.subject or (self.closed and item.form == "ing" and following == "kind")
        if item.form in ("ing", "ed") and (self.waiting.opened or starts) and item.language == "en":
            self.waiting.verb = item
            return
        self._drop_waiting()
        actors = self._actors(item)
        if not actors:
            self.waiting.verb = item
            self.link = ("", None)
            return
        for noun in actors:
            self._give_verb(noun, item)
        self.acted, self.closed = True, False
        self.link = ("target", item) if item.value in DIRECT else ("object", item)

    def _actors(self, item: Item) -> list[Noun]:
        last = self.last
        if last is not None and last not in self.subject and self.subject and item.language == "en":
            adjacent = self.items[self.i - 1].role == "kind"
            able = item.value in KINDS[last.kind].verbs
            if able and item.value not in KINDS[self.subject[0].kind].verbs:
                return [last]
            if able and adjacent and self.subject[0].settled and item.value != self.subject[0].verb:
                return [last]
        return self.subject

    def _give_verb(self, noun: Noun, item: Item) -> None:
        verb = item.value
        if noun.verb and noun.verb != verb:
            if not noun.settled:
                self._clear_for(noun, verb)
            elif self._crossed(noun, item):
                self._next_beat(self.start)
                self._clear_for(noun, verb)
            elif verb in _WEAK or not (noun.verb in _WEAK or (verb in DIRECT and noun.verb not in DIRECT)):
                self.notes.append(f"{item.text!r} is not drawn: one action at a time (write 'then …' for a second one)")
                return
            elif noun.relation is None:
                self.unused.append(VERBS[noun.verb].participle)
        noun.verb, noun.settled, noun.subject, noun.verb_segment = verb, True, True, self.segment

    def _crossed(self, noun: Noun, item: Item) -> bool:
        """Whether a second verb comes after a comma or stop, as a finite verb: then it is a second beat."""
        arrives = VERBS[noun.verb or "stand"].going and noun.target is not None and item.form != "ing"
        if noun.verb_segment == self.segment:
            if arrives:  # "hops to a carrot and eats it" is one thing after the other
                self.start = copy.deepcopy(self.draft)
            return arrives
        return self.boundary in ("stop", "then") or (self.boundary == "comma" and item.form != "ing")

    def _clear_for(self, noun: Noun, verb: str) -> None:
        noun.target = None
        if VERBS[verb].going:
            noun.relation = noun.anchor = None

    def _ride(self, item: Item) -> None:
        self.link, self.acted = ("ride", item), True

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

    def _relation(self, item: Item) -> None:
        self._drop_waiting()
        if item.language == "zh":
            self._relation_after(item)
            return
        self.link = ("relation", item)

    def _is_front(self, item: Item) -> bool:
        """Chinese: is this noun the anchor of what follows ("桌子上的杯子", "桌子上有一只猫")?"""
        after = [i.role for i in self.items[self.i + 1 : self.i + 3] if i.text != "的"]
        return bool(after) and after[0] == "relation"

    def _relation_after(self, item: Item) -> None:
        """Chinese: 在 noun 上. The noun just read is the anchor, of the subject or of what is still to come."""
        noun = self.last
        if noun is None:
            return
        holders = [n for n in self.subject if n is not noun]
        if self.items[self.i + 1 : self.i + 2] and self.items[self.i + 1].text == "的":
            self.front = (item.value, noun)
            if any(n.target is noun for n in holders):
                self.link = ("target", item)
            return
        if holders and noun not in self.subject and not self.closed:
            for holder in holders:
                if holder.relation is None and noun.anchor is not holder:
                    holder.relation, holder.anchor = item.value, noun
        else:
            self.front = (item.value, noun)

    def _at(self, item: Item) -> None:
        self._drop_waiting()
        self.link = ("at", item)

    def _at_noun(self, noun: Noun) -> None:
        """Chinese: the noun after 在. A relation word mostly follows and says more; without one it is near."""
        after = [i.role for i in self.items[self.i + 1 : self.i + 4] if i.text not in ("的",)]
        if after and after[0] in ("relation", "part"):
            return
        for holder in self.subject if not self.closed else []:
            if holder is not noun and holder.relation is None:
                holder.relation, holder.anchor = "near", noun

    def _towards(self, item: Item) -> None:
        self._drop_waiting()
        self.link = ("of", item) if item.text == "of" else ("relation", item)

    def _conjunction(self, item: Item) -> None:
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

    def _pronoun(self, item: Item) -> None:
        """They: everyone who moves; it, he, she: whoever was spoken of."""
        if item.text in ("they", "them", "它们", "他们", "她们", "大家", "everyone", "everybody", "all of them"):
            living = [n for n in self.draft.nouns if n.subject]
            self.subject = living or self.subject
        link, cause = self.link
        self.link = ("", None)
        if link in ("relation", "hold", "target", "object"):
            meant = next((n for n in reversed(self.draft.nouns) if n not in self.subject), None)
            if meant and self.subject and item.text not in ("who", "which", "that"):
                self._complete(link, cause, meant)

    def _place(self, item: Item) -> None:
        old, new = self.draft.place, item.value
        self._drop_waiting()
        self.link = ("", None)
        if old is None or "place" in self.fresh or (old, new) == ("city street", "neon street"):
            if old is not None and old != new and "place" in self.fresh:
                self._leave()
            self.draft.place = new
        elif old != new and {old, new} != {"beach", "lake"} and (old, new) != ("neon street", "city street"):
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
