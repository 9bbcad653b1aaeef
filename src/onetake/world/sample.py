"""Look at what the model learns from: ``onetake world sample --seed 1 -o clips``.

Writes, for each clip, the video (.mp4), its captions (.txt) and the truth of every frame (.json), and one
contact sheet of all (.png).
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from onetake.errors import BadRequest
from onetake.media.sheet import PAPER, contact_sheet, spread
from onetake.media.write import VideoWriter, explain_disk
from onetake.types import SHAPES, TRACK_FIELDS
from onetake.world.take import Take, simulate_take

SHOWN = 6
"""Frames of each clip on the contact sheet."""


def truth(clip: Take) -> dict[str, Any]:
    """Everything that is known of a clip, ready for JSON: beats, happenings, tracks and camera of every frame."""
    staging = clip.staging
    return {
        "width": clip.geometry.width,
        "height": clip.geometry.height,
        "fps": clip.geometry.fps,
        "beats": [asdict(beat) for beat in clip.beats],
        "happenings": [asdict(happening) for happening in staging.happenings],
        "entity_of_individual": staging.entity_E.tolist(),
        "track_fields": TRACK_FIELDS,
        "tracks": np.asarray(staging.tracks_NEF, np.float64).round(4).tolist(),
        "camera": np.asarray(staging.camera_NC, np.float64).round(4).tolist(),
    }


def main(seed: int, out: Path, count: int) -> list[Path]:
    """Write ``count`` clips to the folder ``out``; returns the files. Raises ``BadRequest`` or ``DiskError``."""
    if not 1 <= count <= 10_000:
        raise BadRequest("bad-count", f"{count} clips cannot be written.", "Ask for 1 to 10000.")
    if seed < 0:
        raise BadRequest("bad-seed", f"{seed} is not a seed.", "Give a whole number of 0 or more.")
    written: list[Path] = []
    rows: list[NDArray[np.uint8]] = []
    try:
        out.mkdir(parents=True, exist_ok=True)
        for number in range(count):
            clip = simulate_take(seed + number, tuple(SHAPES)[number % len(SHAPES)])
            frames_NYXC = clip.renderer.frames(0, clip.geometry.frames)
            written += _write(clip, frames_NYXC, out / f"{seed + number:06d}")
            rows.append(_row(clip, frames_NYXC))
        sheet = out / f"{seed:06d}-sheet.png"
        Image.fromarray(_stack(rows)).save(sheet)
    except OSError as problem:
        raise explain_disk(problem, out) from problem
    return [*written, sheet]


def _write(clip: Take, frames_NYXC: NDArray[np.uint8], stem: Path) -> list[Path]:
    video, caption, facts = (stem.with_suffix(suffix) for suffix in (".mp4", ".txt", ".json"))
    with VideoWriter(video, clip.geometry.width, clip.geometry.height, clip.geometry.fps) as writer:
        writer.write(frames_NYXC)
    lines = [f"{beat.start:g}-{beat.end:g} s: {beat.caption}\n" for beat in clip.beats]
    caption.write_text("".join(lines), encoding="utf-8")
    facts.write_text(json.dumps(truth(clip), ensure_ascii=False), encoding="utf-8")
    return [video, caption, facts]


def _row(clip: Take, frames_NYXC: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return contact_sheet(spread(frames_NYXC, SHOWN), SHOWN, " ".join(beat.caption for beat in clip.beats))


def _stack(rows: list[NDArray[np.uint8]]) -> NDArray[np.uint8]:
    """Sheets of several widths, one below the other."""
    stack_YXC = np.full((sum(len(row) for row in rows), max(row.shape[1] for row in rows), 3), PAPER, np.uint8)
    top = 0
    for row in rows:
        stack_YXC[top : top + len(row), : row.shape[1]] = row
        top += len(row)
    return stack_YXC
