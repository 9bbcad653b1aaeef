"""All four marks on everything that is made, in the right order: watermark, label, metadata; the signature last.

marker = Marker(Marks(), width, height, …)          # before drawing: keys and ledger are there, or it says so
with VideoWriter(path, …, tags=marker.tags, appendix=marker.appendix) as writer:
    writer.write(marker.opening(fps))               # nothing unless the card was asked for
    writer.write(marker.mark(frames))               # batch by batch
marker.seal(path)                                   # signs and remembers

Unmarked latents stay in the working folder; our own tools go on from them, or from ``labels.without_mark``.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, PngImagePlugin

from onetake.errors import BadRequest, DiskError
from onetake.media.write import explain_disk
from onetake.provenance.code import PUBLIC_KEY, identity_text
from onetake.provenance.containers import xmp_box
from onetake.provenance.keys import Credentials, installation, own_certificate
from onetake.provenance.labels import AIGC_KEY, CARD_SECONDS, CornerMark, aigc, card, xmp
from onetake.provenance.ledger import Ledger
from onetake.provenance.manifest import Facts, sign
from onetake.provenance.watermark import Embedder

LABELS = {"corner": (True, False), "card": (True, True), "none": (False, False)}
"""What ``--label`` can be: whether there is a corner mark, and an opening card."""
_FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}


@dataclass(frozen=True, slots=True)
class Marks:
    """Which marks are wanted: all but the opening card unless the user says otherwise.

    ``certificate`` and ``certificate_key``: the operator's own, as PEM files. ``producer``: whom the ``AIGC`` fields
    name. ``key``: the watermark's; with another than the public one only its owner can read the mark.
    """

    label: bool = True
    card: bool = False
    watermark: bool = True
    metadata: bool = True
    signature: bool = True
    certificate: Path | None = None
    certificate_key: Path | None = None
    producer: str = "onetake"
    key: bytes = PUBLIC_KEY

    @classmethod
    def choose(cls, label: str = "corner", without: Iterable[str] = (), **options: Any) -> Marks:
        """The marks that ``--label`` (corner, card, none) and ``--no-…`` ask for. Raises ``BadRequest``
        (``bad-label``)."""
        if label not in LABELS:
            raise BadRequest("bad-label", f"{label!r} is not a label.", f"Use one of {', '.join(LABELS)}.")
        corner, opening = LABELS[label]
        off: dict[str, Any] = dict.fromkeys(without, False)
        return cls(label=corner, card=opening, **off, **options)

    @property
    def left_out(self) -> tuple[str, ...]:
        """Marks that were switched off; the manifest of what remains names them."""
        return tuple(name for name in ("label", "watermark", "metadata", "signature") if not getattr(self, name))


class Marker:
    """The marks of one video or picture. Making it checks everything that could fail after hours of drawing.

    ``fingerprint`` tells one plan from another; ``prompt`` is only hashed. ``parents``: the files it is made from;
    ``title``: the name that the file will have, if not the one it has when it is sealed.
    Raises ``BadRequest`` (``bad-certificate``), ``DiskError`` (``keys-not-writable``, ``ledger-not-writable``) and
    ``Failure`` (``keys-damaged``, ``key-open-to-others``).
    """

    def __init__(
        self, marks: Marks, width: int, height: int, *, fingerprint: str, prompt: str, seed: int, model: str,
        version: str, parents: tuple[Path, ...] = (), ledger: Ledger | None = None, title: str = "",
    ) -> None:  # fmt: skip
        self.marks, self.width, self.height, self.title = marks, width, height, title
        self._ledger = ledger or Ledger()
        self._credentials = _credentials(marks) if marks.signature else None
        self.identity = self._ledger.identity(fingerprint)
        self.facts = Facts(
            identity=identity_text(self.identity), model=model, version=version, seed=seed, parents=parents,
            prompt_hash=hashlib.sha256(prompt.encode("utf-8", "replace")).hexdigest(),
            when=datetime.now(UTC), left_out=marks.left_out,
        )  # fmt: skip
        self._embedder = Embedder(self.identity, width, height, marks.key) if marks.watermark else None
        self._corner = CornerMark(width, height) if marks.label else None

    @property
    def tags(self) -> dict[str, str]:
        """Tags for the container."""
        return {AIGC_KEY: aigc(self.facts.identity, self.marks.producer)} if self.marks.metadata else {}

    @property
    def xmp(self) -> bytes:
        """The XMP packet for a picture; empty where metadata were switched off."""
        tool = f"onetake {self.facts.version}"
        return xmp(self.facts.identity, tool, self.marks.producer) if self.marks.metadata else b""

    @property
    def appendix(self) -> bytes:
        """The same as a box behind everything else in an MP4."""
        return xmp_box(self.xmp) if self.marks.metadata else b""

    def mark(self, frames: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Marked copies of one frame (YXC) or several (NYXC); the frames given stay as they are."""
        marked = frames.copy() if self._embedder is None else self._embedder.add(frames)
        if self._corner is not None:
            self._corner.draw(marked)
        return marked

    def opening(self, fps: float) -> NDArray[np.uint8]:
        """The frames of the opening card (NYXC), marked like all others; none unless it was asked for."""
        frames = round(CARD_SECONDS * fps) if self.marks.card else 0
        still_YXC = self.mark(card(self.width, self.height))
        return np.broadcast_to(still_YXC, (frames, *still_YXC.shape))

    def seal(self, path: Path, title: str = "") -> None:
        """Sign the finished file and write it into the ledger. Nothing may change the file after this.

        ``title``: the name that it will have, if neither the one it has nor that of all that is marked here.
        """
        if self._credentials is not None:
            # The time of signing, not of asking: a take may be drawn for hours.
            self.facts = replace(self.facts, when=datetime.now(UTC))
            sign(path, self.facts, self._credentials, title or self.title)
        self._ledger.record(self.facts, file_hash(path), signed=self._credentials is not None)

    def note(self, sha256: str) -> None:
        """Write a finished stream, which nobody can sign any more, into the ledger."""
        self.facts = replace(self.facts, when=datetime.now(UTC))
        self._ledger.record(self.facts, sha256, signed=False)

    def write_picture(self, picture_YXC: NDArray[np.uint8], path: Path, texts: Mapping[str, str] | None = None) -> Path:
        """Write one picture with all marks (PNG, JPEG or WebP), whole or not at all.

        ``texts``: what a PNG says besides. Raises ``BadRequest`` (``bad-picture-name``) and ``DiskError``.
        """
        kind = _FORMATS.get(path.suffix.lower())
        if kind is None:
            raise BadRequest(
                "bad-picture-name", f"{path} is not the name of a picture.", "End it in .png, .jpg or .webp."
            )
        part = path.with_name(f".onetake-{secrets.token_hex(6)}{path.suffix.lower()}")
        picture = Image.fromarray(self.mark(picture_YXC))
        options: dict[str, object] = {"quality": 95} if kind != "PNG" else {}
        if self.xmp and kind == "PNG":
            info = PngImagePlugin.PngInfo()
            info.add_itxt("XML:com.adobe.xmp", self.xmp.decode())
            for name, text in (texts or {}).items():
                info.add_itxt(name, text)
            options["pnginfo"] = info
        elif self.xmp:
            options["xmp"] = self.xmp
        try:
            picture.save(part, kind, **options)
            self.seal(part, path.name)
            part.replace(path)
        except OSError as problem:
            raise explain_disk(problem, path) from problem
        finally:
            part.unlink(missing_ok=True)
        return path


def file_hash(path: Path) -> str:
    """SHA-256 of a file in hexadecimal. Raises ``DiskError`` (``file-gone``)."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as problem:
        raise DiskError(
            "file-gone", f"{path} cannot be read any more: {problem.strerror}.", "Make it again."
        ) from problem


def _credentials(marks: Marks) -> Credentials:
    if marks.certificate is None and marks.certificate_key is None:
        return installation()
    if marks.certificate is None or marks.certificate_key is None:
        raise BadRequest("bad-certificate", "A certificate and its key belong together.", "Give both, or neither.")
    return own_certificate(marks.certificate, marks.certificate_key)
