"""Curves over time as one picture, drawn with Pillow."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from onetake.errors import DiskError
from onetake.evaluation.take_measures import Curves, Floats
from onetake.media.sheet import INK, PAPER
from onetake.types import FPS

PANELS: tuple[tuple[str, Callable[[Curves], Floats]], ...] = (
    ("brightness, mean of all colours (0..1)", lambda c: c.colour_NC.mean(1)),
    ("saturation (0..1)", lambda c: c.saturation_N),
    ("sharpness (mean Laplacian, 0..1)", lambda c: c.sharpness_N),
    ("motion (grey levels from frame to frame, mean of two seconds)", lambda c: c.change_N),
)
COLOURS = ((31, 119, 180), (214, 39, 40), (44, 160, 44), (148, 103, 189), (255, 127, 14), (23, 150, 170),
           (140, 86, 75), (227, 119, 194), (90, 90, 90), (160, 160, 20), (0, 0, 128), (0, 110, 90), (180, 0, 90),
           (110, 70, 200))  # fmt: skip
WIDE, TALL, LEFT, GAP, LINE = 900, 170, 70, 34, 16


def plot(path: Path, lines: Sequence[tuple[str, Curves]], bands: Mapping[str, list[float] | None]) -> Path:
    """One panel a measure, one line a take, the names below; ``bands`` of the slopes are written into the titles."""
    height = len(PANELS) * (TALL + GAP) + GAP + (len(lines) + 1) * LINE
    sheet = Image.new("RGB", (LEFT + WIDE + GAP, height), PAPER)
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(12)
    for i, (title, pick) in enumerate(PANELS):
        band = bands.get(("drift.colour", "drift.saturation", "drift.sharpness", "motion")[i])
        told = f"; true scenes {band[0]:.3g} to {band[1]:.3g}{' a minute' if i < 3 else ''}" if band else ""
        _panel(pen, font, GAP + i * (TALL + GAP), title + told, [smooth(pick(c)) for _, c in lines])
    for i, (name, _) in enumerate(lines):
        y = height - (len(lines) - i + 0.5) * LINE
        pen.line((LEFT, y + 7, LEFT + 24, y + 7), fill=COLOURS[i % len(COLOURS)], width=3)
        pen.text((LEFT + 32, y), name.encode("ascii", "replace").decode()[:110], fill=INK, font=font)
    try:
        sheet.save(path)
    except OSError as problem:
        raise DiskError(
            "output-not-writable", f"{path} cannot be written: {problem}.", "Choose another -o."
        ) from problem
    return path


def smooth(curve_N: Floats, seconds: float = 2) -> Floats:
    """The running mean of a curve."""
    width = max(1, min(len(curve_N), round(seconds * FPS)))
    if not len(curve_N):
        return curve_N
    total = np.concatenate([[0.0], np.cumsum(curve_N)])
    return np.asarray((total[width:] - total[:-width]) / width)


def _panel(pen: ImageDraw.ImageDraw, font: object, top: int, title: str, curves: Sequence[Floats]) -> None:
    there = [c for c in curves if len(c)]
    low = min((float(c.min()) for c in there), default=0.0)
    high = max((float(c.max()) for c in there), default=1.0)
    high = high if high - low > 1e-6 else low + 1e-6
    pen.rectangle((LEFT, top, LEFT + WIDE, top + TALL), outline=(190, 188, 182))
    pen.text((LEFT, top - 16), title, fill=INK, font=font)  # type: ignore[arg-type]
    for value, y in ((high, top), (low, top + TALL - 12)):
        pen.text((4, y), f"{value:.3g}", fill=INK, font=font)  # type: ignore[arg-type]
    for i, curve in enumerate(curves):
        if len(curve) < 2:
            continue
        x = LEFT + np.linspace(0, WIDE, len(curve))
        heights = top + TALL - (curve - low) / (high - low) * TALL
        pen.line(
            [(float(a), float(b)) for a, b in zip(x, heights, strict=True)], fill=COLOURS[i % len(COLOURS)], width=1
        )
