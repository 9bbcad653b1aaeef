"""What is refused, before anything is drawn.

Three rules, kept short so that they can be read: sexual content (with minors always, otherwise explicit content),
and invented speech of real public figures. Everything that is drawn is a cartoon of a fixed vocabulary, so gore and
weapons cannot be drawn at all and need no rule.
"""

from __future__ import annotations

import re

from onetake.errors import Refused
from onetake.prompt.tagging import normalise

_EXPLICIT = re.compile(
    r"\b(porn\w*|hentai|nsfw|xxx|blow ?job|orgasm\w*|masturbat\w*|genital\w*|penis\w*|vagina\w*|fellatio|"
    r"(having|have|has|had) sex|sexual intercourse|sex (scene|act|tape)|rap(e|es|ed|ing)|incest|erotic\w*|"
    r"lolicon|shotacon|fuck\w*)\b|色情|做爱|性交|性行为|口交|自慰|强奸|乱伦|情色|阴茎|阴道|裸照|淫",
    re.IGNORECASE,
)
_SUGGESTIVE = re.compile(
    r"\b(sex\w*|nude\w*|naked|undress\w*|topless|strip(s|ping|tease)?|seductive\w*|lingerie|sensual\w*|"
    r"lewd|bikini|fetish)\b"
    r"|性感|裸体|裸露|脱衣|全裸|诱惑|内衣|一丝不挂|猥亵",
    re.IGNORECASE,
)
_MINORS = re.compile(
    r"\b(child(ren)?|kids?|boys?|girls?|minors?|teen\w*|bab(y|ies)|toddlers?|infants?|school ?(girl|boy)s?|underage|"
    r"preteens?|pupils?|loli|daughters?|sons?|(1[0-7]|[1-9])[ -]?years?[ -]?old)\b"
    r"|孩|儿童|女童|男童|少女|少年|未成年|幼女|婴儿|小学生|中学生|初中生|萝莉|正太",
    re.IGNORECASE,
)
_FIGURES = re.compile(
    r"\b(trump|biden|obama|kamala harris|putin|zelensk[yi]+|xi jinping|macron|netanyahu|modi|erdogan|starmer|"
    r"kim jong[ -]un|elon musk|mark zuckerberg|jeff bezos|bill gates|sam altman|taylor swift|pope (francis|leo)|"
    r"king charles|dalai lama)\b"
    r"|特朗普|川普|拜登|奥巴马|普京|泽连斯基|习近平|"
    r"马克龙|莫迪|金正恩|马斯克|扎克伯格|比尔·?盖茨",
    re.IGNORECASE,
)
_SPEECH = re.compile(
    r"\b(say(s|ing)?|said|speak(s|ing)?|spoke|speech|announc\w+|declar\w+|admit\w*|confess\w*|promis\w+|endors\w+|"
    r"tell(s|ing)?|told|claim\w*|interview\w*|statement|resign\w*|apologi[sz]\w+|vot(e|es|ing)|press conference)\b"
    r"|说|宣布|声明|讲话|演讲|承认|发言|采访|道歉|辞职|表示|推荐|代言",
    re.IGNORECASE,
)


def check(text: str) -> None:
    """Raise ``Refused`` (code ``refused-by-policy``) for a text that must not be drawn; otherwise return nothing."""
    text = normalise(text)
    if _SUGGESTIVE.search(text) and _MINORS.search(text):
        _refuse("Sexual content that involves minors is never made.", "")
    if _EXPLICIT.search(text):
        _refuse("Sexually explicit content is not made.", "Describe the scene without it.")
    if _FIGURES.search(text) and _SPEECH.search(text):
        _refuse(
            "Real people are not shown saying or doing what they did not say or do.",
            "Describe an invented person instead: 'a man gives a speech'.",
        )


def _refuse(message: str, hint: str) -> None:
    raise Refused("refused-by-policy", message, hint)
