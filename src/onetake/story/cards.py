"""Title and end cards, and chapter titles over the picture: letters from a font of this machine that has them.

Nothing is shipped: most systems have a font with Chinese. Where there is none, Chinese is left out and the report says
so; it is never drawn as boxes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from onetake.story.text import CJK

__all__ = ["card", "chapter_plate", "font_file", "lay_over"]

FONT_VARIABLE = "ONETAKE_FONT"
_CHINESE = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc", "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", "/usr/share/fonts/truetype/arphic/uming.ttc",
    "/System/Library/Fonts/PingFang.ttc", "/System/Library/Fonts/STHeiti Medium.ttc",
    "/System/Library/Fonts/Hiragino Sans GB.ttc", "C:/Windows/Fonts/msyh.ttc", "C:/Windows/Fonts/simhei.ttf",
    "C:/Windows/Fonts/simsun.ttc",
)  # fmt: skip
_LATIN = (
    "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf", "/usr/share/fonts/dejavu/DejaVuSerif.ttf",
    "/System/Library/Fonts/Supplemental/Georgia.ttf", "C:/Windows/Fonts/georgia.ttf",
)  # fmt: skip


@lru_cache(maxsize=4)
def font_file(chinese: bool) -> str | None:
    """A font file of this machine, with Chinese if that is asked for: ``ONETAKE_FONT``, known places, fontconfig."""
    own = os.environ.get(FONT_VARIABLE)
    known: tuple[str, ...] = (*((own,) if own else ()), *(_CHINESE if chinese else (*_LATIN, *_CHINESE)))
    for path in known:
        if Path(path).is_file():
            return path
    if sys.platform != "win32" and shutil.which("fc-match"):
        language = ":lang=zh-cn" if chinese else "serif"
        try:
            found = subprocess.run(
                ["fc-match", "-f", "%{file}|%{lang}", language], capture_output=True, text=True, timeout=10, check=True
            ).stdout
        except (OSError, subprocess.SubprocessError):
            return None
        path, _, languages = found.partition("|")
        if path and Path(path).is_file() and (not chinese or "zh-cn" in languages):
            return path
    return None


def _font(text: str, size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont | None:
    """A font for a text; Pillow's own for Latin letters where the machine has none."""
    chinese = bool(CJK.search(text))
    path = font_file(chinese)
    if path is None:
        return None if chinese else ImageFont.load_default(size)
    try:
        return ImageFont.truetype(path, size)
    except OSError:
        return None if chinese else ImageFont.load_default(size)


def card(
    width: int, height: int, lines: tuple[tuple[str, float], ...], behind: NDArray[np.uint8] | None = None
) -> NDArray[np.uint8]:
    """A card (Y, X, 3) with lines of text, each with its size in short sides, over a blurred picture or plain dusk."""
    side = min(width, height)
    if behind is not None:
        back = Image.fromarray(behind).resize((width, height), Image.Resampling.BICUBIC)
        back = back.filter(ImageFilter.GaussianBlur(side / 22))
        picture = Image.blend(back, Image.new("RGB", (width, height), (18, 22, 34)), 0.55)
    else:
        ramp_Y1 = np.linspace(0, 1, height, dtype=np.float32)[:, None]
        top, bottom = np.array([38, 44, 68]), np.array([18, 22, 34])
        plain = np.broadcast_to((top + (bottom - top) * ramp_Y1)[:, None], (height, width, 3))
        picture = Image.fromarray(plain.round().astype(np.uint8))
    pen = ImageDraw.Draw(picture)
    laid = [
        (bit, max(8, round(size * side))) for text, size in lines for bit in _wrapped(text, round(size * side), width)
    ]
    tall = sum(size * 1.45 for _, size in laid)
    y = (height - tall) / 2
    for text, size in laid:
        font = _font(text, size)
        if font is not None:
            pen.text((width / 2, y + size * 0.72), text, fill=(246, 241, 229), font=font, anchor="mm")
        y += size * 1.45
    return np.asarray(picture, dtype=np.uint8)


def _wrapped(text: str, size: int, width: int) -> list[str]:
    """A text in lines that fit into four fifths of the width; at most three."""
    font = _font(text, max(8, size))
    if font is None or not text:
        return []
    words = list(text) if CJK.search(text) else text.split()
    blank = "" if CJK.search(text) else " "
    lines = [""]
    for word in words:
        longer = f"{lines[-1]}{blank}{word}".strip()
        if font.getlength(longer) <= width * 0.82 or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return [*lines[:2], lines[2] + "…"] if len(lines) > 3 else lines


def chapter_plate(width: int, height: int, text: str) -> NDArray[np.float32]:
    """A chapter's title for the picture's top left: colour and cover (Y, X, 4), 0..1."""
    plate = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    size = max(8, round(min(width, height) * 0.055))
    font = _font(text, size)
    if font is not None and text:
        shown = text if font.getlength(text) < width * 0.8 else text[:36] + "…"
        pen, margin = ImageDraw.Draw(plate), round(min(width, height) * 0.06)
        wide = font.getlength(shown)
        box = (margin - size * 0.6, margin - size * 0.5, margin + wide + size * 0.6, margin + size * 1.5)
        pen.rounded_rectangle(box, radius=size * 0.5, fill=(12, 14, 24, 120))
        pen.text((margin, margin + size * 0.5), shown, fill=(246, 241, 229, 255), font=font, anchor="lm")
    return np.asarray(plate, dtype=np.float32) / np.float32(255)


def lay_over(
    frames_NYXC: NDArray[np.uint8], plate_YX4: NDArray[np.float32], strength_N: NDArray[np.float32]
) -> NDArray[np.uint8]:
    """Frames with a plate over them, each as strongly as it says (0..1)."""
    cover = plate_YX4[..., 3:] * strength_N[:, None, None, None]
    mixed = frames_NYXC * (1 - cover) + plate_YX4[..., :3] * 255 * cover
    out: NDArray[np.uint8] = np.rint(mixed).astype(np.uint8)
    return out
