"""Every error that a person can meet.

    OnetakeError            what happened, a stable code, a way out      exit status
    ├── BadRequest          the request cannot be met as it stands              2
    │   ├── Refused         the policy forbids it                               2
    │   └── MediaError      a picture or video that was given is unusable       2
    ├── Failure             the request was good, the machine was not           1
    │   ├── WeightsError    missing, truncated or foreign weights               1
    │   ├── DiskError       full, read-only or vanished                         1
    │   └── OutOfMemory     more memory is needed than there is                 1
    ├── Interrupted         stopped by hand; what was drawn is kept           130
    └── ReaderGone          whoever read the stream has closed it             141

Codes are lower case with dashes (``disk-full``; ``moderation_blocked`` keeps the name that clients of video services
know), never change once released, and are what scripts should
test; messages are for people and may be reworded.
"""

from __future__ import annotations

from typing import ClassVar


class OnetakeError(Exception):
    """What happened (``message``, one sentence), its stable ``code``, and what to do (``hint``, may be empty)."""

    exit_status: ClassVar[int] = 1

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(code, message, hint)
        self.code = code
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".rstrip()

    def as_json(self) -> dict[str, dict[str, str]]:
        """``{"error": {"code", "message", "hint"}}``: what ``--json`` prints and a server answers."""
        return {"error": {"code": self.code, "message": self.message, "hint": self.hint}}


class BadRequest(OnetakeError):
    """The request cannot be met as it stands; another request can."""

    exit_status: ClassVar[int] = 2


class Refused(BadRequest):
    """The policy forbids the request."""


class MediaError(BadRequest):
    """A picture or video that the user gave cannot be used."""


class Failure(OnetakeError):
    """The request was good; something on this machine was not."""


class WeightsError(Failure):
    """Weights are missing, truncated, or belong to another model."""


class DiskError(Failure):
    """The disk is full, read-only or gone."""


class OutOfMemory(Failure):
    """The machine has less memory than the request needs."""


class Interrupted(OnetakeError):
    """Stopped by hand. What was drawn so far is kept."""

    exit_status: ClassVar[int] = 130


class ReaderGone(OnetakeError):
    """Whoever read the video from standard output has closed it: nobody is left to tell, so nothing is said."""

    exit_status: ClassVar[int] = 141
