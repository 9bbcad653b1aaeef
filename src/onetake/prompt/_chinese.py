"""Scenes to Chinese: who, where, with what, does what."""

from __future__ import annotations

from onetake.prompt._english import English, Form, changed, newly_led, only_moved
from onetake.prompt.lexicon import synonyms
from onetake.prompt.ontology import COLOURS, KINDS, RELATIONS, SIDES, SIZES, TRAITS, VERBS
from onetake.types import Entity, Scene

NUMBERS_ZH = ("零", "一", "两", "三", "四", "五", "六")


def noun_phrase_zh(entity: Entity, definite: bool = False, name: str | None = None, another: bool = False) -> str:
    """Such as "三只小小的灰色的小狼"; ``definite``: "这些小狼"."""
    kind = KINDS[entity.kind]
    noun = name or kind.zh
    if definite:
        return f"这些{noun}" if entity.count > 1 else f"这{kind.measure}{noun}"
    size = {"small": "小小的", "big": "大大的"}.get(entity.size or "", "")
    assert entity.size is None or entity.size in SIZES
    paint = COLOURS[entity.colour][0] if entity.colour else ""
    colour = (f"穿{paint}衣服的" if kind.family == "person" else f"{paint}的") if paint else ""
    traits = "".join(TRAITS[t][1] for t in entity.traits)
    number = "另一" if another and entity.count == 1 else NUMBERS_ZH[entity.count]
    return f"{number}{kind.measure}{traits}{size}{colour}{noun}"


def _headed(verb: str) -> str:
    if verb == "jump":
        return "越过"
    return "向" if VERBS[verb].going else "面对"


class Chinese(English):
    """Clauses in Chinese word order: who, where, towards whom, does what."""

    def noun(self, index: int) -> str:
        """The noun phrase of an entity: in full at first, then definite."""
        entity, definite = self.scene.entities[index], index in self.mentioned
        another = any(self.scene.entities[i].kind == entity.kind for i in self.mentioned)
        self.mentioned.setdefault(index)
        name = KINDS[entity.kind].zh
        alike = [i for i in self.mentioned if self.scene.entities[i].kind == entity.kind]
        if definite and len(alike) > 1:
            return f"第{NUMBERS_ZH[alike.index(index) + 1].replace('两', '二')}{KINDS[entity.kind].measure}{name}"
        if self.rng is not None and not definite and self.rng.random() < 0.5:
            name = str(self.rng.choice(synonyms("kind", entity.kind, "zh")))
        return noun_phrase_zh(entity, definite, name, another)

    def clause(self, index: int, form: Form = "present", subject: str | None = None) -> str:
        """Who, where, does what to whom."""
        entity = self.scene.entities[index]
        words = [subject or self.noun(index)]
        if entity.side:
            words.append("在画面" + SIDES[entity.side][1])
        if entity.relation and entity.anchor is not None and self.scene.entities[entity.anchor].present:
            where = RELATIONS[entity.relation][1].format(self.noun(entity.anchor))
            fallen = entity.verb == "fall" and entity.relation == "on"
            words.append("从" + where[1:] if fallen else where)
        return "".join([*words, self._deed(entity, "正在" if form == "progressive" else "")])

    def _deed(self, entity: Entity, now: str) -> str:
        """The verb with its object: before it, around it or after it, as the verb wants."""
        verb = VERBS[entity.verb]
        if entity.target is None or not self.scene.entities[entity.target].present:
            return now + verb.zh
        target = self.noun(entity.target)
        if verb.zh_object is None:
            return now + _headed(entity.verb) + target + verb.zh
        pattern = "跟" + verb.zh_object[1:] if verb.zh_object.startswith("和") else verb.zh_object
        deed = now + pattern.format(o=target)
        if entity.partner is not None and self.scene.entities[entity.partner].present:
            deed += self.noun(entity.partner)
        return deed

    def can_be_passive(self, index: int) -> bool:
        """Never: the active clause is the natural one."""
        return False

    def changes(self, before: Scene) -> list[str]:
        """Clauses for what is new since the beat ``before``."""
        out = []
        for i, (old, new) in enumerate(zip(before.entities, self.scene.entities, strict=True)):
            moved = only_moved(old, new)
            if new.present and not moved and (changed(before, self.scene, i) or newly_led(before, self.scene, i)):
                if old.present:
                    self.mentioned.setdefault(i)
                out.append(self.clause(i))
        return out
