"""Weights files seen from outside: where they are and what their header says, without loading torch."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from onetake.errors import WeightsError
from onetake.model.presets import PRESETS, Preset

FORMAT = "onetake-1"
SHIPPED = Path(__file__).parent.parent / "weights"
PAINTERS_ONLY = "painters"
"""What the header's ``parts`` says of weights whose denoiser has learnt nothing: it is not in the file."""
_LONGEST_HEADER = 1 << 24
_LARGEST_SIZE = 1 << 20


def locate(model: str) -> Path:
    """The file behind ``--model``: a preset's name or a path. "" chooses the best that is shipped.

    Raises ``WeightsError`` (``weights-missing``).
    """
    if model and model not in PRESETS:
        try:
            if Path(model).is_file():
                return Path(model)
        except OSError:  # a name too long for any file
            pass
        raise WeightsError(
            "weights-missing",
            f"There is no weights file at {model[:200]}.",
            "Give a .safetensors file made by onetake train, or leave --model out.",
        )
    for name in [model] if model else ["B", "S"]:
        path = SHIPPED / f"{name}-1.safetensors"
        if path.is_file():
            return path
    raise WeightsError(
        "weights-missing",
        f"This installation has no trained weights{f' of preset {model}' if model else ''}.",
        "Leave --model out, or train them: onetake train --recipe S.",
    )


def shards(path: Path) -> list[Path]:
    """All files of the weights whose first file is ``path``: NAME-1, NAME-2 … as its header counts them."""
    header = read_header(path)
    count = int(header.get("shards", "1"))
    parts = [path] + [path.with_name(f"{path.stem.removesuffix('-1')}-{i}{path.suffix}") for i in range(2, count + 1)]
    for part in parts:
        if not part.is_file():
            raise WeightsError("weights-missing", f"{part} is missing.", "Fetch it again, or leave --model out.")
        if read_header(part) != header:  # a save that was killed between two files
            raise WeightsError(
                "weights-damaged", f"{part} and {path.name} were not saved together.", "Fetch both again."
            )
    return parts


def read_header(path: Path) -> dict[str, str]:
    """The metadata of a weights file, checked; milliseconds, no tensor is read.

    Raises ``WeightsError``: ``weights-damaged`` (not a whole safetensors file), ``weights-foreign``.
    """
    try:
        with path.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            if not 2 <= length <= _LONGEST_HEADER:
                raise ValueError("it has no header")
            table = json.loads(file.read(length))
        ends = [entry["data_offsets"][1] for name, entry in table.items() if name != "__metadata__"]
        if path.stat().st_size != 8 + length + max(ends, default=0):
            raise ValueError("it has been cut off")
        header = dict(table.get("__metadata__") or {})
    except (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise WeightsError(
            "weights-damaged",
            f"{path} is not a whole safetensors file.",
            "Fetch it again, or leave --model out.",
        ) from error
    try:
        fits = header.get("format") == FORMAT and "preset" in header and 1 <= int(header.get("shards", "1")) <= 99
        preset_of(header)
    except (ValueError, KeyError, TypeError):
        fits = False
    if not fits:
        raise WeightsError(
            "weights-foreign",
            f"{path} was not made by onetake train.",
            f"Use a file whose header says {FORMAT}.",
        )
    return header


def has_denoiser(header: Mapping[str, str]) -> bool:
    """Whether weights hold a denoiser, and not painters alone."""
    return header.get("parts") != PAINTERS_ONLY


def preset_of(header: dict[str, str]) -> Preset:
    """The sizes of the transformer that a header tells. Raises ``ValueError``, ``KeyError`` or ``TypeError``."""
    sizes = json.loads(header["sizes"])
    if not isinstance(sizes, dict) or any(
        not isinstance(n, int) or not 0 <= n <= _LARGEST_SIZE for n in sizes.values()
    ):
        raise ValueError("sizes are whole numbers by name")
    return Preset(**sizes)
