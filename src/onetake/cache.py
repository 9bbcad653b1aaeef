"""Where this machine keeps what onetake makes and fetches."""

from __future__ import annotations

import os
from pathlib import Path


def cache_folder() -> Path:
    """The user's cache folder of onetake: ``ONETAKE_CACHE``, else where the system keeps caches."""
    if own := os.environ.get("ONETAKE_CACHE"):
        return Path(own)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "onetake"
