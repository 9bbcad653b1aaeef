"""What this installation remembers of everything it made: identity → prompt hash, seed, model, time.

One SQLite file. The prompt itself is not kept, only its SHA-256. Identities come from a plan and a random number of
this installation, so a take that was stopped and goes on keeps its identity, and two installations never share one.
"""

from __future__ import annotations

import hmac
import json
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from onetake.errors import DiskError
from onetake.provenance.keys import data_folder
from onetake.provenance.manifest import Facts, clock_is_set, time_text

_TABLES = """
CREATE TABLE IF NOT EXISTS installation (salt BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS made (
    id TEXT NOT NULL, prompt_sha256 TEXT NOT NULL, seed TEXT NOT NULL, model TEXT NOT NULL, version TEXT NOT NULL,
    time TEXT, sha256 TEXT NOT NULL, signed INTEGER NOT NULL, parents TEXT NOT NULL, left_out TEXT NOT NULL,
    UNIQUE (id, sha256)
);
CREATE INDEX IF NOT EXISTS made_file ON made (sha256);
"""
_COLUMNS = ("id", "prompt_sha256", "seed", "model", "version", "time", "sha256", "signed", "parents", "left_out")


class Ledger:
    """The ledger in one file (default: the user's data folder)."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or data_folder() / "ledger.sqlite"

    def identity(self, fingerprint: str) -> int:
        """The 64 bits of a plan on this installation. Raises ``DiskError`` (``ledger-not-writable``)."""
        with self._write() as base:
            base.execute("BEGIN IMMEDIATE")
            row = base.execute("SELECT salt FROM installation").fetchone()
            salt: bytes = row[0] if row else secrets.token_bytes(32)
            if not row:
                base.execute("INSERT INTO installation VALUES (?)", (salt,))
        return int.from_bytes(hmac.digest(salt, fingerprint.encode(), "sha256")[:8], "big")

    def record(self, facts: Facts, sha256: str, *, signed: bool) -> None:
        """Remember a finished file. Raises ``DiskError`` (``ledger-not-writable``)."""
        when = time_text(facts.when) if clock_is_set(facts.when) else None
        row = (
            facts.identity, facts.prompt_hash, str(facts.seed), facts.model, facts.version, when, sha256, int(signed),
            json.dumps([p.name for p in facts.parents], ensure_ascii=False), json.dumps(list(facts.left_out)),
        )  # fmt: skip
        with self._write() as base:
            base.execute(f"INSERT OR REPLACE INTO made VALUES ({','.join('?' * len(row))})", row)

    def look_up(self, identity: str = "", sha256: str = "") -> dict[str, Any] | None:
        """What is remembered of an identity or a file, the newest first; None where nothing is, or no ledger."""
        if not self.path.is_file():
            return None
        # What is not asked for is NULL, which equals nothing: a stream is kept with an empty check sum.
        try:
            with closing(sqlite3.connect(f"{self.path.resolve().as_uri()}?mode=ro", uri=True, timeout=10)) as base:
                found = base.execute(
                    f"SELECT {','.join(_COLUMNS)} FROM made WHERE sha256 = ? OR id = ? ORDER BY sha256 = ? DESC, "
                    "rowid DESC LIMIT 1", (sha256 or None, identity or None, sha256 or None),
                ).fetchone()  # fmt: skip
        except sqlite3.Error:  # damaged, locked or not ours: it remembers nothing that can be relied on
            return None
        if found is None:
            return None
        row = dict(zip(_COLUMNS, found, strict=True))
        lists = {name: json.loads(row[name]) for name in ("parents", "left_out")}
        return row | lists | {"signed": bool(row["signed"])}

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with closing(sqlite3.connect(self.path, timeout=10)) as base, base:
                base.executescript(_TABLES)
                yield base
        except (sqlite3.Error, OSError) as problem:
            raise DiskError(
                "ledger-not-writable",
                f"The ledger {self.path} cannot be written: {problem}.",
                "Set ONETAKE_DATA to a folder of yours.",
            ) from problem
