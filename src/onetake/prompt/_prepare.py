"""Drafts made whole before they are fitted: what verbs need is added, riders mount, all beats get the same cast."""

from __future__ import annotations

from dataclasses import replace

from onetake.prompt._meant import MAX_ENTITIES, add, show_deeds
from onetake.prompt._objects import INSTEAD_OF, an, needs_object, usual_object, will_do
from onetake.prompt.drafts import Draft, Noun, forget, led_verb, mount
from onetake.prompt.ontology import KINDS, PLACES, VERBS

_REPLIES = {"fight": "fight", "hug": "hug"}
"""What the other one of a group does that does something to each other."""


def prepare(draft: Draft, notes: list[str]) -> None:
    """Join and add what the words imply, in place; told in ``notes``. Doing it twice changes nothing more."""
    candles = _join_candles(draft)
    show_deeds(draft, notes)
    for noun in list(draft.nouns):
        if noun.verb:
            _mend_verb(noun)
            _need_object(draft, noun, notes)
            if noun.target and noun.target.verb is None and noun.verb in ("chase", "follow"):
                noun.target.verb = led_verb(noun.target.kind, noun.verb)
    if candles or draft.place is None:
        _add_table(draft, notes)


def _join_candles(draft: Draft) -> bool:
    """The candles of a cake are part of it. Whether there were any."""
    cake = next((n for n in draft.nouns if n.kind == "cake"), None)
    candle = next((n for n in draft.nouns if n.kind == "candle"), None)
    if not cake or not candle or (candle.count or 3) < 2 or (candle.anchor is not cake and not _meant(draft, candle)):
        return False
    draft.nouns.remove(candle)
    for noun in draft.nouns:
        if noun.target is candle:
            noun.target = cake
            if noun.anchor is cake:
                noun.relation = noun.anchor = None
        if noun.anchor is candle:
            noun.anchor = None if noun is cake else cake
            noun.relation = noun.relation if noun.anchor else None
    return True


def _meant(draft: Draft, candle: Noun) -> bool:
    return any(n.target is candle and n.verb in ("blow out", "light") for n in draft.nouns)


def _add_table(draft: Draft, notes: list[str]) -> None:
    """A cake that somebody blows at stands on something."""
    for noun in list(draft.nouns):
        cake = noun.target
        if noun.verb == "blow out" and cake and cake.kind == "cake" and cake.relation is None:
            table = next((n for n in draft.nouns if n.kind == "table"), None)
            if table is None:
                table = add(draft, "table")
                notes.append("added a table for the cake to stand on")
            if table.anchor is not cake:
                cake.relation, cake.anchor = "on", table


def _mend_verb(noun: Noun) -> None:
    """The verb that was meant: playing a guitar is making music, tipping something over is knocking it over."""
    kind, target = KINDS[noun.kind], noun.target
    if noun.verb == "ride" and target and "rideable" not in KINDS[target.kind].roles:
        mount([noun], target)
    elif noun.verb == "ride" and target and "ride" in kind.verbs:
        mount([noun], target)
    elif noun.verb == "play" and target and "instrument" in KINDS[target.kind].roles and "play music" in kind.verbs:
        noun.verb = "play music"
    elif noun.verb == "tip over" and target and "knock over" in kind.verbs:
        noun.verb = "knock over"
    elif noun.verb == "play music" and target and "play" in kind.verbs and not will_do("play music", target.kind):
        noun.verb = "play"


def _need_object(draft: Draft, noun: Noun, notes: list[str]) -> None:
    """An object for a verb that makes no sense without: one of those named, another of its group, or a usual one."""
    verb = VERBS[noun.verb or "stand"]
    if noun.target or not needs_object(verb.name, noun.kind) or noun.verb not in KINDS[noun.kind].verbs:
        return
    others = [n for n in draft.nouns if n is not noun and not n.gone and will_do(verb.name, n.kind)]
    others.sort(key=lambda n: (n.subject and n.verb != noun.verb, n.key < noun.key))
    group = verb.target == "animate" and (noun.count or (2 if noun.plural else 1)) > 1
    if others and verb.name != "build" and not (group and others[0].verb != noun.verb):
        noun.target = others[0]
        return
    if group:
        count = (noun.count or 3) - 1
        other = replace(noun, count=1, plural=False, verb=_REPLIES.get(verb.name), settled=False, key=noun.key + 1000)
        other.target = noun if other.verb == verb.name else None
        noun.count, noun.plural, noun.target = count, count > 1, other
        draft.nouns.insert(draft.nouns.index(noun) + 1, other)
        return
    place = PLACES.get(draft.place or "")
    kind = usual_object(verb.name, noun.kind, bool(place and place.indoors))
    noun.target = add(draft, kind)
    notes.append(f"{noun.verb!r}: added {an(kind)}, because nobody said what")


def mend_object(noun: Noun, notes: list[str]) -> None:
    """A verb whose object cannot be its object gives way to the nearest that fits; told in ``notes``."""
    if noun.target is None or noun.verb is None or will_do(noun.verb, noun.target.kind):
        return
    said = noun.verb
    choices = (*INSTEAD_OF.get(said, ()), "look around", "stand")
    noun.verb = next(
        (v for v in choices if v in KINDS[noun.kind].verbs and will_do(v, noun.target.kind)), KINDS[noun.kind].verbs[0]
    )
    notes.append(f"{an(noun.kind)} cannot {said} {an(noun.target.kind)} here: it {VERBS[noun.verb].present} instead")


def same_cast(drafts: list[Draft], notes: list[str]) -> None:
    """Give the beats of one place the same nouns in the same order, in place.

    Who enters is not there before; whoever else is first named later stood there all along. Who left stays away.
    """
    start = 0
    while start < len(drafts):
        end = start + 1
        while end < len(drafts) and drafts[end].place in (None, drafts[start].place):
            end += 1
        if end - start > 1:
            _share(drafts[start:end], notes)
        start = end


def _share(drafts: list[Draft], notes: list[str]) -> None:
    order = list(dict.fromkeys(n.key for d in drafts for n in d.nouns))
    held = {t.key for d in drafts for n in d.nouns for t in (n.target, n.anchor, n.partner) if t}
    while len(order) > MAX_ENTITIES:
        out = next((k for k in reversed(order) if k not in held), order[-1])
        order.remove(out)
        for draft in drafts:
            for noun in [n for n in draft.nouns if n.key == out]:
                forget(draft, noun)
                notes.append(f"not drawn: {noun.text!r} (at most {MAX_ENTITIES} different things at a time)")
    for b, draft in enumerate(drafts):
        known = {n.key: n for n in draft.nouns}
        for key in order:
            if key not in known:
                known[key] = _elsewhere(drafts, b, key)
        draft.nouns = [known[key] for key in order]
        if b:
            _keep_relations(drafts[b - 1], draft, known)
    counts = {n.key: n.count for d in reversed(drafts) for n in d.nouns}
    looks = {n.key: (n.colour, n.size) for d in drafts for n in d.nouns if n.colour or n.size}
    traits = {n.key: n.traits for d in drafts for n in d.nouns if n.traits}
    for draft in drafts:
        for noun in draft.nouns:
            noun.count = counts[noun.key]
            noun.colour, noun.size = looks.get(noun.key, (noun.colour, noun.size))
            noun.traits = traits.get(noun.key, noun.traits)
            noun.target = noun.target if noun.target and not noun.target.gone else None
            noun.partner = noun.partner if noun.partner and not noun.partner.gone else None
            if noun.anchor and noun.anchor.gone:
                noun.relation = noun.anchor = None


def _elsewhere(drafts: list[Draft], b: int, key: int) -> Noun:
    """A noun that beat ``b`` does not name, as it is before it is first named, or after."""
    first, noun = next((i, n) for i, d in enumerate(drafts) for n in d.nouns if n.key == key)
    gone = noun.verb == "enter" if b < first else noun.gone
    return replace(noun, verb=None, deed="", settled=False, target=None, partner=None, relation=None, anchor=None,
                   side=None if VERBS[noun.verb or "stand"].going else noun.side, subject=False, gone=gone)  # fmt: skip


def _keep_relations(before: Draft, draft: Draft, known: dict[int, Noun]) -> None:
    """What stood on something that this beat does not name still stands there."""
    for old in before.nouns:
        noun = known.get(old.key)
        if not noun or noun.relation or old.relation is None or old.anchor is None or noun.gone:
            continue
        anchor = known[old.anchor.key]
        if old.anchor.key < 0 and not VERBS[noun.verb or "stand"].going and anchor.anchor is not noun:
            noun.relation, noun.anchor = old.relation, anchor
