"""One sentence in, one video out.

    import onetake
    onetake.generate("A panda eating bamboo on a rock", seconds=8, seed=7).save("panda.mp4")

Importing this package loads neither torch nor weights; the first call does.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from onetake.errors import (
    BadRequest,
    DiskError,
    Failure,
    Interrupted,
    MediaError,
    OnetakeError,
    OutOfMemory,
    Refused,
    WeightsError,
)

if TYPE_CHECKING:
    from onetake.api import Video, generate, stream

__version__ = "0.1.0"

__all__ = [
    "BadRequest",
    "DiskError",
    "Failure",
    "Interrupted",
    "MediaError",
    "OnetakeError",
    "OutOfMemory",
    "Refused",
    "Video",
    "WeightsError",
    "__version__",
    "generate",
    "stream",
]

_FROM_API = frozenset({"Video", "generate", "stream"})


def __getattr__(name: str) -> Any:
    if name in _FROM_API:
        return getattr(import_module("onetake.api"), name)
    raise AttributeError(f"module 'onetake' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
