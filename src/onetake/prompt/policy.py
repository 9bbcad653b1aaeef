"""What is refused, before anything is queued or drawn: prompts by ``check``, pictures and videos by ``check_input``.

The rules are in ``data/policy.toml``. A refusal is ``Refused`` with the code ``moderation_blocked`` (the name that
clients of video services know); it says which rule, and how to appeal to the operator: whoever runs this onetake, on
one's own machine oneself. The operator is reached at the address in ``ONETAKE_OPERATOR``, and grants an appeal by
adding the sentence to the file that ``ONETAKE_ALLOWED`` names, one sentence a line. The rule on minors has no appeal.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NoReturn, get_args

import numpy as np
from numpy.typing import NDArray

from onetake.errors import BadRequest, Refused
from onetake.prompt._policy_rules import Rule, shipped
from onetake.prompt._policy_text import fold

OPERATOR, ALLOWED = "ONETAKE_OPERATOR", "ONETAKE_ALLOWED"
_NO_APPEAL = ("minors",)
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_OTHER_EAST = re.compile(r"[\u3040-\u30ff\uac00-\ud7af]")

Who = Literal["nobody", "myself", "agreed", "guardian"]
CountFaces = Callable[[NDArray[np.uint8]], int]


def check(text: str) -> None:
    """Raise ``Refused`` (code ``moderation_blocked``) for a text that must not be drawn; otherwise return nothing."""
    rule = shipped().broken(text)
    if rule and (rule.name in _NO_APPEAL or not _granted(text)):
        _refuse(rule, text)


@dataclass(frozen=True, slots=True)
class Consent:
    """What the user states about the people in an upload. It can be taken back at any time (``withdrawn``).

    ``nobody``: no real person can be recognised; ``myself``: only the user; ``agreed``: everyone who can be recognised
    has agreed; ``guardian``: as ``agreed``, and for the children among them a parent or guardian has.
    """

    who: Who
    name: str = ""
    withdrawn: bool = False

    def as_json(self) -> dict[str, Any]:
        """For the ledger. The manifest gets ``who`` alone: a name would publish the person."""
        return {"who": self.who, "name": self.name, "withdrawn": self.withdrawn}


def read_consent(text: str) -> Consent:
    """``nobody``, ``myself``, ``agreed`` or ``guardian``, and after a colon the name of who states it.

    Raises ``BadRequest``: ``bad-consent``.
    """
    who, _, name = text.partition(":")
    for known in get_args(Who):
        if who.strip().casefold() == known:
            return Consent(known, name.strip())
    raise BadRequest(
        "bad-consent",
        f"{text[:40]!r} is not a statement of consent.",
        "Use nobody, myself, agreed or guardian; a name may follow a colon: --consent 'agreed: Ana Ruiz'.",
    )


def check_input(
    frames: NDArray[np.uint8],
    consent: Consent | None = None,
    *,
    made_here: bool = False,
    count_faces: CountFaces | None = None,
    strict: bool = False,
) -> str | None:
    """Whether uploaded ``frames`` (N, height, width, 3) may be used; a sentence to tell the user, or None.

    ``made_here``: our own mark was found, so nobody real is in it. ``count_faces`` counts the faces of a frame; without
    one nobody can say, and the statement decides. ``strict`` (for servers, where strangers upload): a statement is
    always needed. Raises ``Refused`` (``moderation_blocked``).
    """
    if consent is not None and consent.withdrawn:
        _refuse_upload("Consent to use this picture or video was withdrawn.", "Use another one.")
    if made_here or (consent is not None and consent.who != "nobody"):
        return None
    faces = max((count_faces(frame) for frame in frames), default=0) if count_faces else None
    if faces:
        said = "although it was stated that it shows nobody" if consent else "and nothing says that they agreed"
        _refuse_upload(
            f"A face was found in the picture or video, {said}.",
            "If it is your own, or all who can be recognised agreed, say so: --consent myself, --consent agreed.",
        )
    if consent is None and strict:
        _refuse_upload(
            "An upload needs a statement about the people in it.",
            "State consent: nobody, myself, agreed or guardian.",
        )
    if consent is None and faces is None:
        return "if a real person can be recognised in the upload, they have to agree: say so with --consent agreed"
    return None


def appeal() -> str:
    """Where to turn with a refusal that seems wrong."""
    address = os.environ.get(OPERATOR, "").strip()
    return address or "whoever runs this onetake; on your own machine that is you, see docs/safety.md"


def _granted(text: str) -> bool:
    """Whether the operator has allowed exactly this sentence, after an appeal."""
    name = os.environ.get(ALLOWED)
    if not name:
        return False
    try:
        lines = Path(name).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return False
    return " ".join(fold(text).split()) in {" ".join(fold(line).split()) for line in lines if line.strip()}


def _refuse(rule: Rule, text: str) -> NoReturn:
    chinese = _CHINESE.search(text) and not _OTHER_EAST.search(text)
    if rule.name in _NO_APPEAL:
        way = ""
    elif chinese:
        way = f" 如认为有误，请向运营者申诉，并注明规则“{rule.name}”：{appeal()}。"
    else:
        way = f" If this is a mistake, appeal to the operator, naming the rule '{rule.name}': {appeal()}."
    language = "zh" if chinese else "en"
    named = f"（规则：{rule.name}）" if chinese else f" (rule: {rule.name})"
    raise Refused("moderation_blocked", rule.says[language] + named, rule.advice[language] + way)


def _refuse_upload(message: str, hint: str) -> NoReturn:
    way = f" If this is a mistake, appeal to the operator, naming the rule 'likeness': {appeal()}."
    raise Refused("moderation_blocked", f"{message} (rule: likeness)", hint + way)
