"""English verbs in all their forms, for the terms of the policy that are marked with ``%``."""

from __future__ import annotations

import re

_IRREGULAR = """bare bares bared baring; beat beats beaten beating; bind binds bound binding;
bite bites bit bitten biting;
bleed bleeds bled bleeding; blow blows blew blown blowing; break breaks broke broken breaking;
burn burns burned burnt burning; bury buries buried burying; cast casts casting; catch catches caught catching;
choose chooses chose chosen choosing; cut cuts cutting; dig digs dug digging; do does did done doing;
draw draws drew drawn drawing; drink drinks drank drunk drinking; drive drives drove driven driving;
eat eats ate eaten eating; feed feeds fed feeding; forbid forbids forbade forbidden forbidding;
get gets got gotten getting; give gives gave given giving; go goes went gone going; hang hangs hung hanged hanging;
hide hides hid hidden hiding; hit hits hitting; hold holds held holding; hurt hurts hurting;
let lets letting; lie lies lied lying; make makes made making; put puts putting;
rip rips ripped ripping; run runs ran running; saw saws sawed sawn sawing; say says said saying;
sell sells sold selling;
send sends sent sending; set sets setting; shoot shoots shot shooting; show shows showed shown showing;
slay slays slew slain slaying; slit slits slitting; split splits splitting; spread spreads spreading;
steal steals stole stolen stealing; stick sticks stuck sticking; strip strips stripped stripping;
sweep sweeps swept sweeping; take takes took taken taking; tear tears tore torn tearing;
throw throws threw thrown throwing; tread treads trod trodden treading; wear wears wore worn wearing;
write writes wrote written writing; wring wrings wrung wringing"""
_FORMS = {forms.split()[0]: tuple(forms.split()) for forms in _IRREGULAR.split(";")}


def verb_forms(verb: str) -> tuple[str, ...]:
    """A verb in all its forms: grope, gropes, groped, groping; tear, tears, tore, torn, tearing."""
    if verb in _FORMS:
        return _FORMS[verb]
    if verb.endswith("e"):
        return (verb, verb + "s", verb + "d", verb[:-1] + "ing")
    if re.search(r"[^aeiou]y$", verb):
        return (verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing")
    third = verb + ("es" if re.search(r"(?:s|x|z|ch|sh)$", verb) else "s")
    short = re.fullmatch(r"(?:un)?[^aeiou]*[aeiou][bdgklmnprt]", verb) and verb[-1] != "k"
    doubled = verb + verb[-1] if short else verb
    return (verb, third, doubled + "ed", doubled + "ing")
