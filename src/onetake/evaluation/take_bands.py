"""What a true minute looks like: the same measures on simulated scenes.

    python -m onetake.evaluation.take_bands --seconds 60

writes ``data/take_bands.json``: for every measure the 5th and the 95th percentile over 24 scenes. Made again whenever
the world or a measure changes.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch

from onetake.evaluation.take_measures import Frames, of_pixels
from onetake.evaluation.take_truth import Truth, judge
from onetake.model.codec import Codec
from onetake.prompt.ontology import GROUPS
from onetake.types import CHUNK, FPS, STRIDE
from onetake.world.pictures import available_kinds
from onetake.world.take import simulate_take

BANDS = Path(__file__).parent / "data" / "take_bands.json"
SEEDS = 240_000_000
"""First seed of the true scenes: none that trains anything."""
SCENES = 24
LOW, HIGH = 5, 95
MEASURES = ("cuts", "identity", "place", "drift.colour", "drift.saturation", "drift.sharpness", "motion",
            "motion_ratio", "beats", "seam", "loop")  # fmt: skip
Progress = Callable[[str, int, int], None]


def flat(measured: dict[str, Any]) -> dict[str, float | None]:
    """The measures of one take, by the names that bands have."""
    drift, beats = measured["drift"], measured.get("beats")
    named = {f"drift.{name}": value for name, value in drift.items()}
    named["beats"] = beats["share"] if isinstance(beats, dict) else beats
    return {m: named[m] if m in named else measured.get(m) for m in MEASURES}


def through(codec: Codec, frames_NYXC: Frames) -> Frames:
    """Frames as the codec gives them back, a chunk at a time; as many as fill whole latent frames."""
    chunk, whole = CHUNK * STRIDE, len(frames_NYXC) // STRIDE * STRIDE
    parts = (torch.from_numpy(frames_NYXC[n : min(n + chunk, whole)]) for n in range(0, whole, chunk))
    return np.concatenate(list(codec.decoded(codec.encode(part[None])[0] for part in parts)))


def true_scene(number: int, seconds: int) -> Truth:
    """One of the scenes that bands are made of."""
    kinds = tuple(k for k in GROUPS["drawn"] if k in available_kinds())
    seed = SEEDS + number
    return Truth.of_take(simulate_take(seed, "landscape", kinds, seconds), seed)


def bands(seconds: int, scenes: int = SCENES, progress: Progress | None = None) -> dict[str, Any]:
    """``{measure: [low, high]}`` over true scenes of this length."""
    rows = []
    for number in range(scenes):
        truth = true_scene(number, seconds)
        frames = truth.renderer().frames(0, seconds * FPS)
        rows.append(flat({**of_pixels(frames)[0], **judge(frames, truth).figures}))
        if progress is not None:
            progress("true scenes", number + 1, scenes)
    return {measure: band([row[measure] for row in rows]) for measure in MEASURES}


def band(values: list[float | None]) -> list[float] | None:
    """5th and 95th percentile of the values there are."""
    there = [v for v in values if v is not None]
    return [round(float(np.percentile(there, p)), 5) for p in (LOW, HIGH)] if there else None


def known(seconds: int) -> dict[str, Any] | None:
    """The bands of this length that are shipped, if they are."""
    try:
        shipped: dict[str, Any] = json.loads(BANDS.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    bands: dict[str, Any] | None = shipped["seconds"].get(str(seconds))
    return bands


def main(arguments: list[str] | None = None) -> None:
    """Work out the bands of one length and keep them beside those of others."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--scenes", type=int, default=SCENES)
    options = parser.parse_args(arguments)

    def show(what: str, done: int, total: int) -> None:
        sys.stderr.write(f"{what} {done}/{total}\n")

    found = bands(options.seconds, options.scenes, show)
    kept = json.loads(BANDS.read_text(encoding="utf-8")) if BANDS.exists() else {"seconds": {}}
    kept["command"] = "python -m onetake.evaluation.take_bands --seconds SECONDS"
    kept["percentiles"] = [LOW, HIGH]
    kept["seconds"][str(options.seconds)] = {"scenes": options.scenes, "first_seed": SEEDS, "bands": found}
    part = BANDS.with_name(BANDS.name + ".part")
    part.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    part.replace(BANDS)


if __name__ == "__main__":
    main()
