"""``onetake verify``: read all four marks from any file and say in words what that proves, and what it does not."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from onetake.errors import MediaError
from onetake.provenance.code import FALSE_ALARM, PUBLIC_KEY, TRIES, identity_text
from onetake.provenance.containers import damage, media_type, read_tags, read_xmp
from onetake.provenance.detect import Found, read
from onetake.provenance.labels import read_aigc, read_source_type, sees_mark
from onetake.provenance.ledger import Ledger
from onetake.provenance.manifest import Signature
from onetake.provenance.manifest import read as read_manifest
from onetake.provenance.marks import file_hash
from onetake.provenance.sight import Sight, look

Word = Literal["made-here", "made-by-a-model", "altered", "unknown"]
FOUND, BROKEN, NOTHING = 0, 3, 4
"""Exit statuses: something was found and nothing contradicts it; a mark is broken; nothing was found."""
SUFFIXES = frozenset({".mp4", ".m4v", ".mov", ".webm", ".mkv", ".png", ".jpg", ".jpeg", ".webp", ".gif"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a file's marks say together. ``sentences``: for people, the verdict first; ``contradictions``: the marks
    that are broken or do not fit one another."""

    path: Path
    verdict: Word
    c2pa: Signature
    watermark: Found
    aigc: dict[str, Any] | None
    iptc: str | None
    visible: bool
    ledger: dict[str, Any] | None
    same_file: bool
    sentences: tuple[str, ...]
    contradictions: tuple[str, ...]

    @property
    def exit_status(self) -> int:
        if self.contradictions:
            return BROKEN
        found = self.c2pa.state != "absent" or self.watermark.identity is not None or self.ledger is not None
        return FOUND if found or self.aigc is not None or self.iptc is not None or self.visible else NOTHING

    def as_json(self) -> dict[str, Any]:
        """What ``--json`` prints."""
        mark, known = self.watermark, self.ledger
        return {
            "file": str(self.path),
            "verdict": self.verdict,
            "c2pa": self.c2pa.as_json(),
            "watermark": {
                "found": mark.identity is not None,
                "id": identity_text(mark.identity) if mark.identity is not None else None,
                "confidence": 1 - FALSE_ALARM if mark.identity is not None else 0.0,
                "score": round(mark.score, 2),
                "agreement": round(mark.agreement, 4),
            },
            "labels": {"aigc": self.aigc, "iptc": self.iptc, "visible": self.visible},
            "ledger": {"found": known is not None, "same_file": self.same_file, **(known or {})},
            "contradictions": list(self.contradictions),
            "says": list(self.sentences),
        }


def verify(path: Path | str, *, trusted: bytes = b"", key: bytes = PUBLIC_KEY, ledger: Ledger | None = None) -> Verdict:
    """Read all marks of one file. ``trusted``: more C2PA roots to trust, as PEM; ``key``: the watermark's.

    Raises ``MediaError`` (``file-missing``, ``file-empty``) only; whatever else is wrong is part of the verdict.
    """
    path = Path(path)
    _must_hold_something(path)
    ledger = ledger or Ledger()
    kind = media_type(path)
    notes = [damage(path)] if kind in ("video/mp4", "video/quicktime") else []
    digest = file_hash(path)
    signature = read_signature(path, digest, ledger, trusted)
    sight = look(path)
    mark = read_watermark(sight, key)
    packet, tags = read_xmp(path), read_tags(path) if not (kind or "").startswith("image/") else {}
    aigc = read_aigc(tags, packet)
    visible = sight.mean_YX is not None and sees_mark(sight.mean_YX)
    known = ledger.look_up(identity_text(mark.identity) if mark.identity is not None else _claimed(signature), digest)
    same = known is not None and known["sha256"] == digest
    against = _contradictions(signature, mark, aigc)
    word = _word(signature, mark, aigc, read_source_type(packet), visible, known, same, against)
    notes += [sight.note, signature.note]
    sentences = _sentences(word, signature, mark, known, same, against, [n for n in notes if n], bool(aigc), visible)
    return Verdict(
        path, word, signature, mark, aigc, read_source_type(packet), visible, known, same, sentences, against
    )


def files(path: Path | str) -> Iterator[Path]:
    """The file itself, or every picture and video in a folder and its folders, by name."""
    path = Path(path)
    if not os.path.isdir(path):  # noqa: PTH112  unlike Path.is_dir, False also for names that no file can have
        yield path
        return
    for one in sorted(path.rglob("*")):
        if one.suffix.lower() in SUFFIXES and one.is_file() and not one.name.startswith("."):
            yield one


def worst(statuses: list[int]) -> int:
    """The exit status of a folder: broken if any mark is, else found if anything was, else nothing."""
    if BROKEN in statuses:
        return BROKEN
    return FOUND if FOUND in statuses else NOTHING


def read_signature(path: Path, digest: str, ledger: Ledger, trusted: bytes = b"") -> Signature:
    """The C2PA signature, which covers what plays; of our own files the ledger's check sum covers the padding too."""
    signature = read_manifest(path, trusted)
    if signature.ours and ledger.look_up(sha256=digest) is None and ledger.look_up(_claimed(signature)) is not None:
        return replace(signature, state="invalid", ours=False, codes=(*signature.codes, "onetake.ledger.mismatch"))
    return signature


def read_watermark(sight: Sight, key: bytes = PUBLIC_KEY) -> Found:
    """The invisible mark of the whole file, or of the first stretch of it that has one."""
    if not sight.readable:
        return Found(None, 0.0, 0.0, 0)
    found = read(sight.whole, key)
    left = TRIES - found.tries
    for stretch in sight.stretches if found.identity is None and len(sight.stretches) > 1 else ():
        part = read(stretch, key, left, thorough=False)
        left -= part.tries
        if part.identity is not None:
            return part
    return found


def _must_hold_something(path: Path) -> None:
    try:
        size = path.stat().st_size if path.is_file() else -1
    except (OSError, ValueError):
        size = -1
    if size < 0:
        raise MediaError("file-missing", f"There is no file at {path}.", "Check the path.")
    if size == 0:
        raise MediaError("file-empty", f"{path} is empty.", "Download or copy it again.")


def _claimed(signature: Signature) -> str:
    """The identity that a sound manifest names."""
    return str(signature.facts.get("id", "")) if signature.state in ("trusted", "valid") else ""


def _contradictions(signature: Signature, mark: Found, aigc: dict[str, Any] | None) -> tuple[str, ...]:
    against = []
    if signature.state == "invalid":
        why = f" ({', '.join(signature.codes)})" if signature.codes else ""
        against.append(
            f"The signature does not hold: the file was changed after signing, or the certificate is bad{why}."
        )
    seen = identity_text(mark.identity) if mark.identity is not None else ""
    claimed = _claimed(signature)
    # A manifest with parents may sit on a picture that still shows its parent's mark.
    if seen and claimed and seen != claimed and not signature.parents:
        against.append(f"The signature names {claimed}, but the picture itself says {seen}.")
    told = str((aigc or {}).get("ProduceID", ""))
    for other in {claimed, seen} - {""}:
        if _ours(aigc) and told != other and not signature.parents:
            against.append(f"The AIGC label names {told}, but {other} was found elsewhere in the file.")
            break
    return tuple(against)


def _ours(aigc: dict[str, Any] | None) -> bool:
    """Whether an AIGC label names a thing as we do: sixteen hexadecimal digits."""
    told = str((aigc or {}).get("ProduceID", ""))
    return len(told) == 16 and all(c in "0123456789abcdef" for c in told)


def _word(
    signature: Signature, mark: Found, aigc: dict[str, Any] | None, iptc: str | None, visible: bool,
    known: dict[str, Any] | None, same: bool, against: tuple[str, ...],
) -> Word:  # fmt: skip
    if against:
        return "altered"
    if same or signature.ours or (known is not None and mark.identity is not None):
        return "made-here"
    labelled = aigc is not None or (iptc is not None and "rainedAlgorithmicMedia" in iptc) or visible
    if mark.identity is not None or signature.generated or labelled:
        return "made-by-a-model"
    return "unknown"


_WORDS: dict[Word, str] = {
    "made-here": "Made here: this installation of onetake drew it.",
    "made-by-a-model": "Made by a model, as its marks say; not by this installation as far as its ledger knows.",
    "altered": "Altered, or put together: a mark is broken or marks contradict one another. Believe none of them.",
    "unknown": "Unknown: no mark says that a model made this. That does not prove that none did: marks can be lost.",
}  # fmt: skip


def _sentences(
    word: Word, signature: Signature, mark: Found, known: dict[str, Any] | None, same: bool, against: tuple[str, ...],
    notes: list[str], labelled: bool, visible: bool,
) -> tuple[str, ...]:  # fmt: skip
    said = [_WORDS[word], *against]
    if signature.state == "trusted":
        who = "this installation" if signature.ours else signature.signer
        said.append(f"Signed by {who} and not changed since (C2PA: trusted).")
    elif signature.state == "valid":
        said.append(
            f"Signed by “{signature.signer}” and not changed since, but nobody vouches for that name (C2PA: valid)."
        )
    if mark.identity is not None:
        said.append(
            f"The picture carries the invisible mark {identity_text(mark.identity)}; an unmarked file would be taken "
            f"for marked less than once in {1 / FALSE_ALARM:,.0f}. The mark can be read by anybody, so somebody "
            "determined could copy it."
        )
    if known is not None:
        when = f" on {known['time']}" if known.get("time") else ""
        said.append(f"The ledger knows it: {known['model']}, seed {known['seed']}{when}.")
        if known["signed"] and signature.state == "absent" and not same:
            said.append("It was signed when it was made and is not now: cut, re-encoded or stripped since.")
    if labelled or visible:
        names = [n for n, on in (("the AIGC metadata", labelled), ("the corner mark", visible)) if on]
        said.append(f"It is labelled by {' and '.join(names)}, which anybody can put on or take off.")
    return (*said, *notes)
