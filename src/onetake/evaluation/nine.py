"""``onetake evaluate nine``: the nine sentences of ModelScope's row, each with its time against 32 minutes."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from onetake.errors import DiskError
from onetake.evaluation.reader import Reader, load_reader, read
from onetake.media.scale import resize
from onetake.media.sheet import contact_sheet, spread
from onetake.take import make_plan, run
from onetake.types import SHAPES

NINE = (
    "A panda eating bamboo on a rock.",
    "A panda dancing.",
    "Three wolf pups playing in the snow.",
    "An old man blowing out the candles of a birthday cake.",
    "A wine glass falling off a table and breaking.",
    "A stylish woman walking down a neon Tokyo street at night.",
    "A red car driving on a city street at sunset.",
    "Two orange fish swimming under the sea.",
    "A robot waving on the moon.",
)
"""ModelScope's row for this model: its two pandas, the article's other scenes, and three more."""
SECONDS = 4
MODELSCOPE_SECONDS = 32 * 60.0
"""What ModelScope's demo took for two seconds of one of them."""
_SHOWN = 6


def evaluate(
    folder: Path, seed: int = 0, model: str = "", sentences: tuple[str, ...] = NINE, seconds: float = SECONDS,
    reader: Reader | None = None, progress: Callable[[str, int, int], None] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Draw each sentence into ``folder`` with the times; writes ``nine.png`` beside the videos."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        message = f"{folder} cannot be made: {problem.strerror}."
        raise DiskError("output-not-writable", message, "Choose another -o.") from problem
    reader = reader or load_reader()
    rows, strips = [], []
    for i, sentence in enumerate(sentences):
        row, frames = _one(sentence, folder / f"{i + 1}.mp4", seed, model, seconds)
        row["read"] = read(reader, np.stack(frames)).answers
        frames = [resize(f, *SHAPES["landscape"]) for f in spread(frames, _SHOWN)]
        rows.append(row)
        strips.append(contact_sheet(frames, _SHOWN, f"{sentence} (seed {seed}, {row['seconds']:.1f} s)"))
        if progress is not None:
            progress("drawn", i + 1, len(sentences))
    sheet = folder / "nine.png"
    Image.fromarray(np.concatenate(strips)).save(sheet)
    total = sum(row["seconds"] for row in rows)
    return {
        "sentences": rows, "sheet": str(sheet), "seconds_of_video": seconds, "wall_seconds": round(total, 2),
        "modelscope_seconds": MODELSCOPE_SECONDS,
        "times_faster": round(MODELSCOPE_SECONDS / 2 / (total / len(rows) / seconds), 1),
    }  # fmt: skip


def _one(
    sentence: str, output: Path, seed: int, model: str, seconds: float
) -> tuple[dict[str, Any], list[NDArray[np.uint8]]]:
    """A sentence drawn on the road, file and all, and its frames."""
    began = time.perf_counter()
    plan = make_plan(sentence, seconds=seconds, seed=seed, model=model, output=output)
    frames: list[NDArray[np.uint8]] = []
    for event in run(plan):
        if event.stage == "latents" and event.frames is not None:
            frames.extend(event.frames)
    spent = time.perf_counter() - began
    row = {
        "sentence": sentence, "file": str(output), "seconds": round(spent, 3), "caption": plan.caption,
        "warnings": list(plan.warnings), "times_faster": round(MODELSCOPE_SECONDS / 2 / (spent / seconds), 1),
    }  # fmt: skip
    return row, frames
