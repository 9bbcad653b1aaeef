"""Contact sheets: many frames on one picture, with a caption."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

GAP = 4
PAPER = (250, 249, 246)
INK = (40, 40, 46)
LETTERS = 13
"""Height of the caption's letters, in pixels."""
_CHINESE_FONTS = ("NotoSansCJK-Regular.ttc", "wqy-microhei.ttc", "msyh.ttc", "PingFang.ttc", "Hiragino Sans GB.ttc")


def contact_sheet(
    frames: Sequence[NDArray[np.uint8]] | NDArray[np.uint8], columns: int, caption: str = ""
) -> NDArray[np.uint8]:
    """Frames of one size (YXC each) in rows of ``columns``, the caption below, as one uint8 RGB picture (YXC)."""
    if len(frames) == 0 or columns < 1:
        raise ValueError("a contact sheet needs frames and columns")
    rows_of_frame, columns_of_frame = frames[0].shape[:2]
    columns = min(columns, len(frames))
    rows = -(-len(frames) // columns)
    width = columns * (columns_of_frame + GAP) + GAP
    height = rows * (rows_of_frame + GAP) + GAP
    font = _font(caption)
    lines = _wrap(caption, font, width - 2 * GAP)
    sheet = Image.new("RGB", (width, height + len(lines) * (LETTERS + GAP) + GAP * bool(lines)), PAPER)
    for index, frame_YXC in enumerate(frames):
        row, column = divmod(index, columns)
        at = (GAP + column * (columns_of_frame + GAP), GAP + row * (rows_of_frame + GAP))
        sheet.paste(Image.fromarray(np.ascontiguousarray(frame_YXC)), at)
    pen = ImageDraw.Draw(sheet)
    for index, line in enumerate(lines):
        pen.text((GAP, height + index * (LETTERS + GAP)), line, fill=INK, font=font)
    return np.asarray(sheet, dtype=np.uint8).copy()


def spread(frames: Sequence[NDArray[np.uint8]] | NDArray[np.uint8], count: int) -> list[NDArray[np.uint8]]:
    """``count`` of the frames, evenly spread, first and last among them."""
    chosen = np.linspace(0, len(frames) - 1, min(count, len(frames))).round().astype(int)
    return [frames[int(index)] for index in chosen]


def _font(text: str) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Pillow's own font; for Chinese the first that the system has, else Pillow's, which then draws boxes."""
    if any(ord(letter) > 0x2E80 for letter in text):
        for name in _CHINESE_FONTS:
            try:
                return ImageFont.truetype(name, LETTERS)
            except OSError:
                continue
    return ImageFont.load_default(LETTERS)


def _wrap(text: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, width: int) -> list[str]:
    if not text:
        return []
    per_letter = max(1.0, font.getlength(text) / len(text))
    return textwrap.wrap(text, max(8, int(width / per_letter)))
