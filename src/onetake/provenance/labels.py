"""What people and programs are told outright: a corner mark, an opening card, and the metadata that the law names.

The corner mark reads "AI生成": the letters that the European code of practice chose, and the words that GB 45438-2025
asks for, a twentieth of the picture's short side tall. No font for Chinese is needed: its two characters are drawn.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from html import escape, unescape
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from onetake.types import Array

TRAINED = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
"""IPTC's digital source type of what a trained model made."""
AIGC_KEY = "AIGC"
CARD_SECONDS = 2
_TEXT, _PAD, _MARGIN = 0.052, 0.018, 0.03
"""Height of the text, room around it, distance from the picture's edge, in short sides."""
_SHADE, _INK = 0.5, 0.92
_SEEN = 0.45
"""Correlation from which the corner mark counts as seen; anything else there stays below 0.3."""

_SOURCE_TYPE = r"DigitalSourceType[^<>]{0,40}?[\"'>]\s*https?://cv\.iptc\.org/newscodes/digitalsourcetype/(\w{1,64})"

# Strokes on a square of side 1, y down.
_A = (((0.04, 0.92), (0.36, 0.08), (0.68, 0.92)), ((0.15, 0.63), (0.57, 0.63)))
_I = (((0.12, 0.08), (0.12, 0.92)),)
_SHENG = (
    ((0.30, 0.08), (0.23, 0.27), (0.10, 0.46)), ((0.23, 0.28), (0.86, 0.28)), ((0.18, 0.58), (0.84, 0.58)),
    ((0.53, 0.06), (0.53, 0.92)), ((0.05, 0.92), (0.96, 0.92)),
)  # fmt: skip
_CHENG = (
    ((0.14, 0.28), (0.93, 0.28)), ((0.17, 0.28), (0.17, 0.60), (0.06, 0.95)),
    ((0.17, 0.52), (0.45, 0.52), (0.43, 0.82), (0.33, 0.79)),
    ((0.55, 0.06), (0.59, 0.46), (0.70, 0.76), (0.89, 0.95), (0.95, 0.76)),
    ((0.84, 0.42), (0.69, 0.70), (0.45, 0.95)), ((0.73, 0.06), (0.85, 0.17)),
)  # fmt: skip
_GLYPHS = ((_A, 0.74), (_I, 0.34), (_SHENG, 1.08), (_CHENG, 1.0))
_WIDE = sum(advance for _, advance in _GLYPHS)


@lru_cache(maxsize=8)
def _lettering(height: int) -> NDArray[np.uint8]:
    """The words "AI生成" that many pixels tall, 0..255 (Y, X)."""
    fine = height * 4
    sheet = Image.new("L", (round(_WIDE * fine), fine))
    pen, left = ImageDraw.Draw(sheet), 0.0
    thick = max(1, round(fine * 0.095))
    for strokes, advance in _GLYPHS:
        for stroke in strokes:
            pen.line([((left + x) * fine, y * fine) for x, y in stroke], fill=255, width=thick, joint="curve")
        left += advance
    return np.asarray(sheet.resize((round(_WIDE * height), height), Image.Resampling.BOX))


def label_box(width: int, height: int) -> tuple[slice, slice]:
    """Rows and columns of the corner mark in a picture of that size: bottom right."""
    side = min(width, height)
    text, pad, margin = max(6, round(side * _TEXT)), max(2, round(side * _PAD)), round(side * _MARGIN)
    tall, wide = text + 2 * pad, _lettering(text).shape[1] + 2 * pad
    bottom, right = height - margin, width - margin
    return slice(max(0, bottom - tall), bottom), slice(max(0, right - wide), right)


class CornerMark:
    """Draws the corner mark on frames of one size."""

    def __init__(self, width: int, height: int) -> None:
        self.box = label_box(width, height)
        ink_YX, shade_YX = _plate(width, height)
        self._keep_YX1 = ((1 - ink_YX) * (1 - shade_YX))[..., None]
        self._light_YX1 = (255 * ink_YX)[..., None]

    def draw(self, frames: NDArray[np.uint8]) -> None:
        """Draw on one frame (YXC) or several (NYXC), in place."""
        under = frames[..., self.box[0], self.box[1], :]
        frames[..., self.box[0], self.box[1], :] = np.rint(under * self._keep_YX1 + self._light_YX1).astype(np.uint8)


@lru_cache(maxsize=8)
def _plate(width: int, height: int) -> tuple[Array, Array]:
    """How much ink and how much shade each pixel of the corner mark's box has, 0..1 (Y, X)."""
    rows, columns = label_box(width, height)
    tall, wide = rows.stop - rows.start, columns.stop - columns.start
    text = _lettering(max(6, round(min(width, height) * _TEXT)))
    pad = max(2, round(min(width, height) * _PAD))
    ink = np.zeros((tall, wide), np.float32)
    part = text[: max(0, tall - pad), : max(0, wide - pad)]
    ink[pad : pad + part.shape[0], pad : pad + part.shape[1]] = part / np.float32(255) * _INK
    plate = Image.new("L", (wide * 4, tall * 4))
    ImageDraw.Draw(plate).rounded_rectangle((0, 0, wide * 4 - 1, tall * 4 - 1), radius=pad * 5, fill=255)
    shade = np.asarray(plate.resize((wide, tall), Image.Resampling.BOX)) / np.float32(255) * np.float32(_SHADE)
    return ink.astype(np.float32), shade.astype(np.float32)


def sees_mark(picture_YX: Array) -> bool:
    """Whether a grey picture of any size has our corner mark.

    The lettering is compared with what stands there, as a correlation, so brightness does not matter.
    """
    y, x = picture_YX.shape
    rows, columns = label_box(x, y)
    ink_YX, _ = _plate(x, y)
    best = 0.0
    reach = range(-2, 3)
    for dy in reach:
        for dx in reach:
            if rows.start + dy < 0 or columns.start + dx < 0:
                continue
            there = picture_YX[rows.start + dy : rows.stop + dy, columns.start + dx : columns.stop + dx]
            if there.shape == ink_YX.shape and there.std() > 1:
                best = max(best, float(np.corrcoef(there.ravel(), ink_YX.ravel())[0, 1]))
    return best >= _SEEN


def without_mark(frames: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Frames (YXC or NYXC) with the corner mark's place filled from around it: what our own tools go on from.

    Between opposite borders colours run linearly, both directions averaged by nearness; no letter is left that a
    model could learn to draw.
    """
    height, width = frames.shape[-3:-1]
    rows, columns = label_box(width, height)
    top, left = max(0, rows.start - 1), max(0, columns.start - 1)
    bottom, right = min(height - 1, rows.stop), min(width - 1, columns.stop)
    over, under = frames[..., top, columns, :][..., None, :, :], frames[..., bottom, columns, :][..., None, :, :]
    filled = frames.copy()
    tall, wide = rows.stop - rows.start, columns.stop - columns.start
    v = ((np.arange(tall, dtype=np.float32) + 1) / (tall + 1))[:, None, None]
    u = ((np.arange(wide, dtype=np.float32) + 1) / (wide + 1))[None, :, None]
    down = (1 - v) * over + v * under
    across = (1 - u) * frames[..., rows, left, :][..., :, None, :] + u * frames[..., rows, right, :][..., :, None, :]
    near_v, near_u = 1 / np.minimum(v, 1 - v), 1 / np.minimum(u, 1 - u)
    filled[..., rows, columns, :] = np.rint((down * near_v + across * near_u) / (near_v + near_u)).astype(np.uint8)
    return filled


def card(width: int, height: int) -> NDArray[np.uint8]:
    """The opening card, one frame (Y, X, C): shown for ``CARD_SECONDS`` before the video, not counted in it."""
    frame = np.full((height, width, 3), (24, 27, 34), np.uint8)
    side = min(width, height)
    text = _lettering(max(8, round(side * 0.16)))
    text = text[:, : width - 2]
    top, left = round(height * 0.44) - text.shape[0] // 2, (width - text.shape[1]) // 2
    part = frame[top : top + text.shape[0], left : left + text.shape[1]]
    share = text[..., None].astype(np.float32) / 255
    part[:] = np.rint(part * (1 - share) + 240 * share).astype(np.uint8)
    picture = Image.fromarray(frame)
    font = ImageFont.load_default(size=max(6, round(side * 0.06)))
    ImageDraw.Draw(picture).text(
        (width / 2, height * 0.44 + side * 0.16), "AI-generated", font=font, fill=(200, 204, 212), anchor="mm"
    )
    return np.asarray(picture).copy()


def aigc(identity: str, producer: str = "onetake") -> str:
    """The value of the key ``AIGC`` as GB 45438-2025, annex E, lays it out; label 1 is "certainly generated"."""
    fields = {
        "Label": "1", "ContentProducer": producer, "ProduceID": identity, "ReservedCode1": "",
        "ContentPropagator": "", "PropagateID": "", "ReservedCode2": "",
    }  # fmt: skip
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def xmp(identity: str, tool: str, producer: str = "onetake") -> bytes:
    """An XMP packet with IPTC's digital source type and the same ``AIGC`` fields."""
    said = escape(aigc(identity, producer), quote=True)
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"'
        ' xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:TC260="http://www.tc260.org.cn/ns/AIGC/1.0/"'
        f' Iptc4xmpExt:DigitalSourceType="{TRAINED}" xmp:CreatorTool="{escape(tool, quote=True)}">'
        f"<TC260:AIGC>{said}</TC260:AIGC></rdf:Description></rdf:RDF></x:xmpmeta>"
        '<?xpacket end="r"?>'
    ).encode()


def read_aigc(tags: dict[str, str], packet: str) -> dict[str, Any] | None:
    """The ``AIGC`` fields from a file's tags or its XMP; None where there are none that can be read."""
    texts = [value for name, value in tags.items() if name.upper().endswith(AIGC_KEY)]
    texts += [unescape(t) for t in re.findall(r"<TC260:AIGC>(.{2,4000}?)</TC260:AIGC>", packet, re.DOTALL)]
    texts += [unescape(t) for t in re.findall(r'TC260:AIGC="([^"]{2,4000})"', packet)]
    for text in texts:
        try:
            fields = json.loads(text)
        except (ValueError, RecursionError):
            continue
        if isinstance(fields, dict) and "Label" in fields:
            return {str(name)[:64]: str(value)[:256] for name, value in list(fields.items())[:32]}
    return None


def read_source_type(packet: str) -> str | None:
    """The last part of IPTC's digital source type in an XMP packet, such as ``trainedAlgorithmicMedia``."""
    found = re.search(_SOURCE_TYPE, packet)
    return found.group(1) if found else None
