"""Items to drafts: who does what to whom, where. One draft per beat; ``fitting`` turns drafts into scenes.

The reader keeps the little that a person keeps while reading: the subject of the clause, the last noun, the words
waiting for their noun, and what the next noun completes (``link``). Chinese puts relative clauses before the noun.
"""

from __future__ import annotations

import copy
from dataclasses import replace

from onetake.prompt._deeds import DEEDS, suffered, weak
from onetake.prompt._objects import direct, will_do
from onetake.prompt._people import called, subject_pronoun
from onetake.prompt._scribe import BEHIND_COLOUR, Scribe
from onetake.prompt.drafts import Noun, Waiting, cause_motion, hold, mount, relative_clause, rename
from onetake.prompt.ontology import KINDS, VERBS
from onetake.prompt.tagging import Item

_CONTAINERS = ("box", "boat", "car", "bus", "truck", "cup", "vase", "wine glass", "chair", "tree", "rocket", "bicycle",
               "cart", "bucket", "bed", "sofa", "sled", "teapot", "bottle", "sailing ship", "paper boat",
               "swing")  # fmt: skip
_AIMED = ("wave", "look around", "jump", "kick", "blow out", "eat", "follow", "chase", "throw", "bow", "nod")
_ALSO = {"talk": ("to", "with", "at"), "fight": ("with", "against"), "wave": ("to", "at"), "play music": ("on",)}
_TAKES_ALONG = ("ride", "carry", "push", "pull", "chase", "follow")
_OUTCOMES = ("break", "spill", "fall", "tip over", "explode")
_BY_RELATION = {"hide": ("behind", "under", "near", "in front of"), "drink": ("from",), "pour": ("from",),
                "climb": ("on",), "ride": ("on",), "play music": ("on",), "read": ("from",)}  # fmt: skip
"""Prepositions, or the relations that they say, that belong to a verb."""


class Reader(Scribe):
    """Reads items into ``drafts``; ``notes`` and ``unused`` (words that were not drawn) are for the user."""

    def _possessive(self, item: Item) -> None:
        """In "a boy's dog": the owner is not shown, unless it was there before."""
        if self.i + 1 < len(self.items) and self.items[self.i + 1].role in ("verb", "relation", "aux"):
            return
        owner = self.last
        if owner and owner.segment == self.segment and owner in self.draft.nouns and not owner.verb:
            self._forget(owner)
            self.unused.append(owner.text)
        self.waiting.definite = True

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
        if not link and (self._second_side(noun) or self._double_object(noun)):
            return
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
        if w.ordinal and (same := [n for n in self.draft.nouns if n.kind == kind]):
            self.waiting = Waiting()
            return self._again(same[min(w.ordinal, len(same)) - 1], w)
        colour = w.colour or (extra if extra not in ("small", "") else None)
        size = w.size or ("small" if extra == "small" else None)
        plain = item.language == "zh" and not w.colour and not w.size and not w.traits
        if colour is None and item.language == "en" and KINDS[kind].family == "person":
            colour = self._clothes_ahead()
        bare = w.count is None and (w.definite or plain)
        again = [n for n in self.draft.nouns if n.segment < self.beat and n.count == w.count and n.colour == colour]
        if w.definite or bare or any(n.kind == kind and n.size == size for n in again):
            for old in reversed(self.draft.nouns):
                if old.kind == kind and (w.colour is None or old.colour == w.colour) and (w.count in (None, old.count)):
                    if w.size is None or old.size == w.size:
                        self.waiting = Waiting()
                        return self._again(old, w)
        if self.link[0] == "" and w.count is None and self.stash:
            w.count, self.stash = self.stash, None
        if self.robe and colour is None and KINDS[kind].family in ("person", "robot"):
            colour, self.robe = self.robe, None
        self.keys += 1
        noun = Noun(kind, item.text, w.count, item.plural, colour, size, side=w.side, segment=self.segment,
                    traits=w.traits, key=self.keys)  # fmt: skip
        self.waiting = Waiting()
        self.draft.nouns.append(noun)
        self._pending_verb(noun, w)
        return noun

    def _clothes_ahead(self) -> str | None:
        """The colour that follows in "a man in red", but not in "a man in a red car"."""
        after = self.items[self.i + 1 : self.i + 4]
        if len(after) < 2 or after[0].text != "in" or after[1].role != "colour":
            return None
        return after[1].value if len(after) == 2 or after[2].role not in BEHIND_COLOUR else None

    def _again(self, noun: Noun, w: Waiting) -> Noun:
        noun.segment = self.segment
        self._pending_verb(noun, w)
        return noun

    def _pending_verb(self, noun: Noun, w: Waiting) -> None:
        if w.verb and suffered(w.verb.deed, w.verb.form):
            self._give_verb(noun, replace(w.verb, value="stand", deed=""))
        elif w.verb and w.verb.form == "ed" and w.verb.value not in KINDS[noun.kind].verbs:
            self.unused.append(w.verb.text)  # "a broken chair" does nothing
        elif w.verb:
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
        elif link == "take":
            self.taken = noun
        elif link == "partner" and actors:
            for actor in actors:
                actor.partner = noun
        elif link == "agent" and self.patients and noun not in self.patients:
            self._agent(noun, cause)
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

    def _agent(self, noun: Noun, verb: Item | None) -> None:
        """The one who does what is done to those spoken of ("a ball is kicked by a boy")."""
        noun.target, self.subject, noun.subject = self.patients[0], [noun], True
        self._leave_alone(self.patients, verb)
        if verb:
            self._give_verb(noun, verb)
            self.acted, self.closed = True, False
            noun.target = self.patients[0]
            self.patients = []

    def _second_side(self, noun: Noun) -> bool:
        """The other of two that somebody is between: "a cat between a dog and a tree"."""
        middle, self.between = self.between, None
        if middle is None or noun is middle or noun.relation:
            return False
        noun.relation, noun.anchor, self.last = "right of", middle, noun
        return True

    def _double_object(self, noun: Noun) -> bool:
        """As in "gives the girl an apple": the first object was the partner."""
        giver = self.subject[0] if self.subject else None
        if not giver or giver.verb != "give" or giver.target is None or giver.target is noun or not self.acted:
            return False
        fits = "animate" in KINDS[giver.target.kind].roles and "portable" in KINDS[noun.kind].roles
        if giver.partner or not fits or giver.verb_segment != self.segment:
            return False
        for actor in self.subject:
            actor.partner, actor.target = actor.target, noun
        self.last = noun
        return True

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
        if self._by_relation(cause, noun):
            return
        if cause.text in ("in", "inside", "into", "from") and cause.language == "en" and noun.kind not in _CONTAINERS:
            relation = "on" if cause.text == "from" and verb in ("fall", "fly", "jump") else "near"
        pushed = self.subject[0].target if self.subject else None
        if pushed and self.acted and cause.text in ("off", "off of", "into") and pushed is not noun:
            off = cause.text != "into"  # what is pushed off stood there; what is poured into stands beside
            pushed.relation, pushed.anchor = "on" if off else "near", noun
            return
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
        if cause.text == "between" and len(holders) == 1 and not noun.plural and noun.count in (None, 1):
            relation, self.between = "right of", holders[0]
        for holder in holders:
            if noun.anchor is not holder:
                holder.relation, holder.anchor = relation, noun
        if not holders:
            if not self.subject:
                self._as_subject(noun)
            else:
                self.unused.append(cause.text)

    def _by_relation(self, cause: Item, noun: Noun) -> bool:
        """Whether the preposition belongs to the verb: "hides behind a tree", "drinks from a cup"."""
        actors = [n for n in self.subject if n is not noun and n.target is None and n.verb]
        if not actors or not (self.acted or cause.language == "zh"):
            return False
        deed = actors[0].deed
        words = (*_BY_RELATION.get(actors[0].verb or "", ()), *(DEEDS[deed].joins if deed else ()))
        if (cause.text not in words and cause.value not in words) or not will_do(actors[0].verb or "", noun.kind):
            return False
        for actor in actors:
            actor.target = noun
        return True

    def _aims(self, cause: Item, noun: Noun) -> bool:
        """Whether the preposition makes the noun what the verb acts on; if so, it is done."""
        actors = [n for n in self.subject if n is not noun]
        if not actors or not (self.acted or actors[0].verb or cause.language == "zh"):
            return False
        verb = actors[0].verb or "stand"
        own = VERBS[verb].preposition
        if verb == "give" and cause.text == "to":
            for actor in actors:
                actor.partner = noun
            return True
        if actors[0].target is not None and VERBS[verb].target and actors[0].verb_segment == self.segment:
            return False
        always = cause.text in ("towards", "toward", "facing") or cause.language == "zh"
        mine = cause.text == own or cause.text in _ALSO.get(verb, ())
        if not (always or mine or verb in _AIMED or (VERBS[verb].going and cause.text not in ("with", "at", "of"))):
            return False
        if cause.text == "with" and not mine and verb != "eat":
            return False
        for actor in actors:
            actor.target, actor.aimed = noun, self.segment
        return True

    def _verb(self, item: Item) -> None:
        following = self.items[self.i + 1].role if self.i + 1 < len(self.items) else ""
        if following == "passive" and item.language == "en":
            self.patients = [n for n in (self.last,) if n] if item.form == "ed" and not self.be else self.subject
            self.link = ("agent", item)
            return
        if self._without_doer(item):
            item = replace(item, value="stand", deed="")
        if self._trailing(item):
            return
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
        self._bring(actors, item)
        partner = item.value == "give" and item.language == "zh" and any(a.target for a in actors)
        self.link = ("partner", item) if partner else ("target" if direct(item.value) else "object", item)

    def _trailing(self, item: Item) -> bool:
        """Chinese: 走 after "搬着箱子" says nothing new."""
        if item.language != "zh" or item.text not in ("走", "走路", "走着") or not self.subject:
            return False
        first = self.subject[0]
        return first.verb_segment == self.segment and first.verb in ("carry", "push", "pull") and bool(first.target)

    def _bring(self, actors: list[Noun], item: Item) -> None:
        """Objects that stood before the verb: after 把, 用 or 从, or of a passive (被)."""
        for actor in actors:
            if self.taken is not None and self.taken is not actor:
                actor.target = self.taken
            elif self.patients and self.patients[0] is not actor:
                actor.target = self.patients[0]
                self._leave_alone(self.patients, item)
            elif item.value in ("pour", "drink") and item.language == "zh" and actor.relation == "on":
                if actor.target is None and actor.anchor and will_do(item.value, actor.anchor.kind):
                    actor.target, actor.relation, actor.anchor = actor.anchor, None, None
        self.taken, self.patients = None, []

    def _actors(self, item: Item) -> list[Noun]:
        last = self.last
        meant = [n.target for n in self.subject if n.target and item.value not in KINDS[n.kind].verbs]
        if meant and self.items[self.i - 1].role == "pronoun" and item.value in KINDS[meant[0].kind].verbs:
            return meant[:1]  # "it breaks" is the vase, not the cat
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
        if self._follows(noun, item):
            return
        if noun.verb and noun.verb != verb:
            if not noun.settled:
                self._clear_for(noun, verb)
            elif self._crossed(noun, item):
                self._next_beat(self.start)
                self._clear_for(noun, verb)
            elif weak(verb, item.deed) or not (weak(noun.verb, noun.deed) or (direct(verb) and not direct(noun.verb))):
                self.notes.append(f"{item.text!r} is not drawn: one action at a time (write 'then …' for a second one)")
                return
            elif noun.relation is None:
                self.unused.append(noun.said if noun.deed else VERBS[noun.verb].participle)
        noun.verb, noun.settled, noun.subject, noun.verb_segment = verb, True, True, self.segment
        noun.deed, noun.said = item.deed, item.text
        noun.gone = False

    def _follows(self, noun: Noun, item: Item) -> bool:
        """Whether the verb only says what comes of the first one: what falls breaks, who plays chases the others."""
        if item.value in _OUTCOMES:
            pushed = any(
                n.verb in ("knock over", "kick", "push", "throw") and n.target is noun for n in self.draft.nouns
            )
            return (noun.settled and noun.verb in ("fall", "tip over")) or pushed
        if noun.settled and noun.verb in _TAKES_ALONG and noun.target and noun.verb_segment == self.segment:
            if VERBS[item.value].going and VERBS[item.value].target is None and item.value not in ("enter", "leave"):
                return True
        after = self.items[self.i + 1 : self.i + 2]
        each_other = bool(after) and after[0].text in ("each other", "one another")
        if noun.settled and noun.verb == "play" and each_other:
            self._tell(f"{item.text!r} is drawn as playing")
            return True
        return False

    def _crossed(self, noun: Noun, item: Item) -> bool:
        """Whether a second verb comes after a comma or stop, as a finite verb: then it is a second beat."""
        comes = noun.verb == "enter" or (VERBS[noun.verb or "stand"].going and noun.target is not None)
        arrives = comes and item.form != "ing"
        if noun.verb_segment == self.segment:
            if arrives:  # "hops to a carrot and eats it" is one thing after the other
                self.start = copy.deepcopy(self.draft)
            return arrives
        return self.boundary in ("stop", "then") or (self.boundary == "comma" and item.form != "ing")

    def _clear_for(self, noun: Noun, verb: str) -> None:
        """Forget what the earlier verb was done to; Chinese has already said what the new one is done to."""
        if noun.aimed != self.segment:
            noun.target = noun.partner = None
        if VERBS[verb].going and noun.placed != self.segment:
            noun.relation = noun.anchor = None

    def _ride(self, item: Item) -> None:
        self.link, self.acted = ("ride", item), True

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
        if noun is None or (noun not in self.subject and self._by_relation(item, noun)):
            return
        holders = [n for n in self.subject if n is not noun]
        if self.items[self.i + 1 : self.i + 2] and self.items[self.i + 1].text == "的":
            self.front = (item.value, noun)
            if any(n.target is noun for n in holders):
                self.link = ("target", item)
            return
        if any(n.verb == "hide" and n.target is noun for n in holders):
            return
        if holders and noun not in self.subject and not self.closed:
            for holder in holders:
                old = holder.placed != self.segment and holder.segment > holder.placed >= 0
                if (holder.relation is None or old) and noun.anchor is not holder:
                    holder.relation, holder.anchor, holder.placed = item.value, noun, self.segment
        else:
            self.front = (item.value, noun)

    def _take(self, item: Item) -> None:
        self._drop_waiting()
        self.link = ("take", item)

    def _passive(self, item: Item) -> None:
        """By (English: the verb came first), 被 (Chinese: the verb comes last)."""
        if item.language == "zh":
            self._drop_waiting()
            self.patients, self.link = list(self.subject), ("agent", None)

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

    def _called(self, word: str) -> list[Noun]:
        """Whom a pronoun means: the subject if it fits, else whoever was spoken of last and is surely called so."""
        single = [n for n in self.draft.nouns if (n.count or 1) == 1 and not n.plural and not n.gone]
        for fitting in (
            [n for n in single if subject_pronoun(n.kind) == word],
            [n for n in single if called(n.kind, word)],
        ):
            if fitting:
                mine = [n for n in fitting if n in self.subject]
                return mine or sorted(fitting, key=lambda n: (n.subject, n.segment))[-1:]
        return []

    def _pronoun(self, item: Item) -> None:
        """They: everyone who moves; it, he, she: whoever was spoken of and is called so."""
        if item.text in ("they", "them", "它们", "他们", "她们", "大家", "everyone", "everybody", "all of them"):
            living = [n for n in self.draft.nouns if n.subject]
            self.subject = living or self.subject
        elif item.text in ("it", "he", "she", "它", "他", "她") and not self.link[0]:
            word = {"它": "it", "他": "he", "她": "she"}.get(item.text, item.text)
            self.subject = self._called(word) or self.subject
        if item.text in ("who", "which", "that") and self.items[self.i - 1].role in ("kind", "trait") and self.last:
            self.subject, self.acted, self.closed = [self.last], False, False
            self.last.subject = True
        link, cause = self.link
        self.link = ("", None)
        if link in ("relation", "hold", "target", "object", "take", "partner", "ride", "agent"):
            meant = next((n for n in reversed(self.draft.nouns) if n not in self.subject), None)
            if meant and self.subject and item.text not in ("who", "which", "that"):
                self._complete(link, cause, meant)
