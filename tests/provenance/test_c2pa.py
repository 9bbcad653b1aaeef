"""The signature as the Content Authenticity Initiative's own reader sees it, without our ledger and our verdicts."""

from __future__ import annotations

import errno
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import c2pa
import numpy as np
import pytest

from onetake.errors import DiskError
from onetake.provenance import marks
from onetake.provenance.containers import boxes
from onetake.provenance.keys import anchors, installation
from onetake.provenance.verify import verify

LEFT_OUT = frozenset({b"ftyp", b"free", b"skip", b"mfra"})
"""Boxes that the standard does not sign."""
PADDING = 16
"""So many zeros in a row are the manifest's padding, which is not signed either."""


def state_of(path: Path, roots: bytes = b"") -> tuple[str, list[str]]:
    """What the library says of a file, and the codes of what failed; ``unreadable`` where it gives up."""
    trust = {"trust": {"trust_anchors": roots.decode()}} if roots else {}
    told: dict[str, Any] = {"version": 1, **trust, "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False}}
    try:
        with (
            c2pa.Context(c2pa.Settings.from_dict(told)) as context,
            path.open("rb") as file,
            c2pa.Reader("video/mp4", file, context=context) as reader,
        ):
            results = (reader.get_validation_results() or {}).get("activeManifest", {})
            return str(reader.get_validation_state()), [entry["code"] for entry in results.get("failure", [])]
    except c2pa.C2paError:
        return "unreadable", []


def wrapping(whole: bytes) -> list[tuple[int, int]]:
    """Spans of a manifest that nobody signs: headers and names of its boxes, and the signature's own padding."""
    first = whole.index(b"jumb") - 4
    spans = [(first - 21, first - 17), (first - 8, first)]  # the outer box's version, and where more hashes would be
    todo = [(first, len(whole))]
    while todo:
        at, stop = todo.pop()
        if at + 8 > stop:
            continue
        size, kind = int.from_bytes(whole[at : at + 4], "big"), whole[at + 4 : at + 8]
        if kind not in (b"jumb", b"jumd", b"cbor", b"json", b"bfdb", b"bidb", b"c2sh", b"uuid", b"free"):
            continue
        spans.append((at, at + (size if kind == b"jumd" else 8)))
        todo.append((at + size, stop))
        if kind == b"jumb":
            todo.append((at + 8, at + size))
    at = whole.index(b"cpad") - 1
    size = int.from_bytes(whole[at + 6 : at + 8], "big")
    return [*spans, (at, at + 8 + size + 1)]  # with the payload, which is elsewhere


def signed_bytes(path: Path) -> np.ndarray:
    """The places of all bytes that are signed or are the signature itself: no padding, no wrapping."""
    whole = path.read_bytes()
    data = np.frombuffer(whole, np.uint8)
    inside = np.zeros(len(data), bool)
    with path.open("rb") as file:
        for box in boxes(file):
            inside[box.start : box.start + box.size] = box.kind not in LEFT_OUT
    edges = np.flatnonzero(np.diff(np.concatenate([[0], data == 0, [0]]).astype(int)))
    for start, stop in zip(edges[::2], edges[1::2], strict=True):
        if stop - start >= PADDING:
            inside[start:stop] = False
    for start, stop in wrapping(whole):
        inside[start:stop] = False
    return np.flatnonzero(inside)


def test_it_is_valid_for_everybody_and_trusted_by_who_knows_our_root(made: Path) -> None:
    assert state_of(made, anchors()) == ("Trusted", [])
    assert state_of(made) == ("Valid", ["signingCredential.untrusted"])


@pytest.mark.parametrize("seed", range(4))
def test_any_other_byte_anywhere_makes_it_invalid(seed: int, made: Path) -> None:
    """A property of every byte: places and new values are drawn at random, from all boxes alike and from each."""
    whole, rng = made.read_bytes(), np.random.default_rng(seed)
    places = signed_bytes(made)
    with made.open("rb") as file:
        parts = [places[(places >= box.start) & (places < box.start + box.size)] for box in boxes(file)]
    drawn = [rng.choice(part, 6) for part in (places, *(part for part in parts if len(part)))]
    for at in np.concatenate(drawn):
        changed = bytearray(whole)
        changed[at] = (changed[at] + int(rng.integers(1, 256))) % 256
        made.write_bytes(changed)
        assert state_of(made, anchors())[0] in ("Invalid", "unreadable"), f"byte {at} of {len(whole)}"
    made.write_bytes(whole)
    assert state_of(made, anchors())[0] == "Trusted"


def test_bytes_put_in_and_left_out(made: Path) -> None:
    whole, rng = made.read_bytes(), np.random.default_rng(7)
    for at in rng.choice(signed_bytes(made), 8):
        for changed in (whole[:at] + b"\0" + whole[at:], whole[:at] + whole[at + 1 :]):
            made.write_bytes(changed)
            assert state_of(made, anchors())[0] in ("Invalid", "unreadable"), f"byte {at} of {len(whole)}"


def test_a_clock_in_1970_signs_without_claiming_a_time(
    marker: Callable[..., Any], write: Callable[..., Path], cartoon: Callable[..., Any], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    class Early(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime(1970, 1, 1, 0, 5, tzinfo=tz or UTC)

    monkeypatch.setattr(marks, "datetime", Early)
    verdict = verify(write(tmp_path / "early.mp4", marker(), cartoon(4)))
    assert verdict.c2pa.state == "trusted" and verdict.verdict == "made-here"
    assert "time" not in verdict.c2pa.facts and b"1970-01-01" not in (tmp_path / "early.mp4").read_bytes()


def test_a_key_folder_that_is_read_only_for_everybody(
    marker: Callable[..., Any], own_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As ``test_a_read_only_folder``, but also where the tests are run by root, who may write everywhere."""
    real = Path.mkdir

    def refused(path: Path, *args: Any, **more: Any) -> None:
        if path.is_relative_to(own_data / "keys"):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        real(path, *args, **more)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "mkdir", refused)
        with pytest.raises(DiskError, match="Permission denied") as caught:
            marker()
        assert caught.value.code == "keys-not-writable" and "--no-sign" in caught.value.hint
    before = installation()
    monkeypatch.setattr(Path, "mkdir", refused)
    assert installation() == before, "a key that is there needs no writing"
