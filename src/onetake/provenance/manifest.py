"""The C2PA manifest: who made a file of what, signed over every part of it that plays.

Written and read by the Content Authenticity Initiative's own library. Nothing is fetched: no time stamp, no
revocation list, no manifest that a file says lies elsewhere.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import c2pa

from onetake.errors import Failure
from onetake.media.write import explain_disk
from onetake.provenance.containers import media_type
from onetake.provenance.keys import BEGIN, Credentials, anchors
from onetake.provenance.labels import TRAINED

ASSERTION = "org.onetake.generation"
_COMPOSITE = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
_SIGNED = frozenset({"video/mp4", "video/quicktime", "image/png", "image/jpeg", "image/webp", "image/gif"})

State = Literal["trusted", "valid", "invalid", "absent"]


@dataclass(frozen=True, slots=True)
class Facts:
    """What the manifest says: ``identity`` is the watermark's, ``prompt_hash`` SHA-256 in hexadecimal, ``parents`` the
    files that this was made from, ``left_out`` the marks that the user switched off."""

    identity: str
    model: str
    version: str
    seed: int
    prompt_hash: str
    when: datetime
    parents: tuple[Path, ...] = ()
    left_out: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The facts as assertion and ledger write them. A clock before 2025 is wrong, so no time is claimed."""
        said = {
            "id": self.identity, "provider": "onetake", "model": self.model, "version": self.version,
            "seed": str(self.seed), "prompt_sha256": self.prompt_hash, "marks_left_out": list(self.left_out),
        }  # fmt: skip
        return said | ({"time": time_text(self.when)} if clock_is_set(self.when) else {})


@dataclass(frozen=True, slots=True)
class Signature:
    """What a file's manifest says. ``state``: trusted (its root is ours or was given), valid (sound, by somebody
    unknown), invalid, absent. ``ours``: it was signed by this installation. ``codes``: what failed, as C2PA names it.
    """

    state: State
    ours: bool = False
    generated: bool = False
    signer: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    parents: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "state": self.state, "ours": self.ours, "generated": self.generated, "signer": self.signer,
            "facts": self.facts, "parents": list(self.parents), "codes": list(self.codes), "note": self.note,
        }  # fmt: skip


def clock_is_set(now: datetime) -> bool:
    """Whether a clock can be right: it is later than this program."""
    return now >= BEGIN


def time_text(when: datetime) -> str:
    """A time as manifests write it."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def sign(path: Path, facts: Facts, credentials: Credentials, title: str = "") -> None:
    """Put a signed manifest into a finished file; the last thing that is ever done to it. ``title``: the name that the
    file will have (default: the one it has).

    The file is replaced only when the signed one is whole. Raises ``DiskError`` (``disk-full``,
    ``output-not-writable``) and ``Failure`` (``not-signed``).
    """
    part = path.with_name(f".onetake-{secrets.token_hex(6)}{path.suffix}")
    try:
        info = c2pa.C2paSignerInfo(
            alg=credentials.algorithm.encode(), sign_cert=credentials.chain, private_key=credentials.key, ta_url=None
        )
        with _context(b"") as context, c2pa.Signer.from_info(info) as signer:
            with c2pa.Builder(_claim(title or path.name, facts), context=context) as builder:
                _add_parents(builder, facts.parents)
                with path.open("rb") as source, part.open("w+b") as target:
                    builder.sign(signer, media_type(path) or "video/mp4", source, target)
        part.replace(path)
    except OSError as problem:
        raise explain_disk(problem, path.with_name(title or path.name)) from problem
    except c2pa.C2paError as problem:
        raise Failure(
            "not-signed",
            f"{path} could not be signed: {problem}.",
            "Ask for it again with --no-sign; what was drawn is kept.",
        ) from problem
    finally:
        part.unlink(missing_ok=True)


def _claim(title: str, facts: Facts) -> dict[str, Any]:
    agent = {"name": f"onetake ({facts.model})", "version": facts.version}
    when = {"when": time_text(facts.when)} if clock_is_set(facts.when) else {}
    made: dict[str, Any] = {"softwareAgent": agent, **when}
    if facts.parents:  # the library itself says that the first parent was opened
        actions = [made | {"action": "c2pa.edited", "digitalSourceType": _COMPOSITE}]
    else:
        actions = [made | {"action": "c2pa.created", "digitalSourceType": TRAINED}]
    if "watermark" not in facts.left_out:
        actions.append(made | {"action": "c2pa.watermarked.unbound"})
    return {
        "claim_generator_info": [{"name": "onetake", "version": facts.version}],
        "title": title,
        "assertions": [
            {"label": "c2pa.actions.v2", "data": {"actions": actions}},
            {"label": ASSERTION, "data": facts.as_json()},
        ],
    }


def _add_parents(builder: c2pa.Builder, parents: tuple[Path, ...]) -> None:
    """The first is what this grew from, the others are its components; their own manifests come along."""
    if parents:
        builder.set_intent(c2pa.C2paBuilderIntent.EDIT)
    for number, parent in enumerate(parents):
        kind = media_type(parent)
        with parent.open("rb") as file:
            relation = "componentOf" if number else "parentOf"
            builder.add_ingredient({"title": parent.name, "relationship": relation}, kind or "", file)


def read(path: Path, trusted: bytes = b"") -> Signature:
    """What the manifest of a file says and whether it holds. ``trusted``: more roots to trust, as PEM."""
    kind = media_type(path)
    if kind not in _SIGNED:
        return Signature("absent", note="This kind of file cannot carry a C2PA signature.")
    try:
        said = _read(path, kind, anchors())
        # Signed by this installation, or by somebody whose root was given: two questions, so two readings.
        if said.state == "trusted":
            return replace(said, ours=True)
        return _read(path, kind, trusted) if trusted and said.state == "valid" else said
    except c2pa.C2paError as problem:
        return _unread(path, str(problem))
    except OSError as problem:
        return Signature("absent", note=f"It cannot be read: {os.strerror(problem.errno or 0)}.")


def _unread(path: Path, problem: str) -> Signature:
    if problem.startswith("ManifestNotFound"):
        return Signature("absent")
    if problem.startswith("Remote"):
        return Signature("absent", note="It names a manifest that lies elsewhere, which is never fetched.")
    if _holds_manifest(path):
        return Signature("invalid", codes=("manifest.unreadable",), note="There is a manifest that cannot be read.")
    return Signature("absent", note="Its structure is damaged.")


def _holds_manifest(path: Path) -> bool:
    """Whether the bytes of a JUMBF box of C2PA occur in a file, read in pieces."""
    mark, tail = b"jumdc2pa", b""
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            if mark in tail + piece:
                return True
            tail = piece[-len(mark) :]
    return False


def _read(path: Path, kind: str, roots: bytes) -> Signature:
    with _context(roots) as context, path.open("rb") as file, c2pa.Reader(kind, file, context=context) as reader:
        return _said(reader)


def _said(reader: c2pa.Reader) -> Signature:
    manifest = reader.get_active_manifest() or {}
    results = (reader.get_validation_results() or {}).get("activeManifest", {})
    codes = tuple(dict.fromkeys(str(entry.get("code", "")) for entry in results.get("failure", [])))
    states: dict[str, State] = {"Trusted": "trusted", "Valid": "valid"}
    assertions = {a.get("label", ""): a.get("data", {}) for a in manifest.get("assertions", [])}
    lists = [data.get("actions", []) for label, data in assertions.items() if label.startswith("c2pa.actions")]
    actions = [action for listed in lists for action in listed]
    by = manifest.get("signature_info") or {}
    return Signature(
        state=states.get(reader.get_validation_state() or "", "invalid"),
        generated=any("rainedAlgorithmicMedia" in str(a.get("digitalSourceType", "")) for a in actions),
        signer=", ".join(str(by[k]) for k in ("common_name", "issuer") if by.get(k)),
        facts=assertions.get(ASSERTION) or {},
        parents=tuple(str(i.get("title", "")) for i in manifest.get("ingredients", [])),
        codes=codes,
    )


def _context(roots: bytes) -> c2pa.Context:
    trust = {"trust": {"trust_anchors": roots.decode("ascii", "ignore")}} if roots else {}
    return c2pa.Context(
        c2pa.Settings.from_dict(
            {"version": 1, **trust, "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False}}
        )
    )
