"""How colour is converted on its way into and out of a video: BT.709, limited range, exactly rounded.

``BITEXACT`` and ``ACCURATE_RND`` ask the scaler for the same integers on every processor, so that the same
frames give the same file everywhere; the ``FULL_CHR`` flags keep saturated edges from bleeding.

High dynamic range on its way in (PQ and HLG, as phones record it) is tone mapped: light up to three quarters of white
is kept as it is, what is brighter is compressed into the rest. Sources: ITU-R BT.2100 (both curves), BT.2087
(primaries), BT.2408 (203 nits are white).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, ColorTrc, Interpolation, VideoReformatter
from numpy.typing import NDArray

EXACT: Final = (
    Interpolation.BICUBIC
    | Interpolation.ACCURATE_RND
    | Interpolation.BITEXACT
    | Interpolation.FULL_CHR_H_INT
    | Interpolation.FULL_CHR_H_INP
)
BT709: Final = 1
"""The number of BT.709 in H.264's tables of primaries, transfer and matrix alike."""
LIMITED: Final = int(ColorRange.MPEG)


def to_yuv(reformatter: VideoReformatter, frame: VideoFrame) -> VideoFrame:
    """An RGB frame as 8-bit 4:2:0, BT.709, limited range."""
    return reformatter.reformat(
        frame,
        format="yuv420p",
        dst_colorspace=Colorspace.ITU709,
        src_color_range=ColorRange.JPEG,
        dst_color_range=ColorRange.MPEG,
        interpolation=EXACT,
        threads=1,
    )


def to_rgb(reformatter: VideoReformatter, frame: VideoFrame) -> NDArray[np.uint8]:
    """Any decoded frame as full-range RGB (YXC), by the matrix that the frame itself names, tone mapped if need be."""
    high = frame.color_trc in (ColorTrc.SMPTE2084, ColorTrc.ARIB_STD_B67)
    pixels = reformatter.reformat(
        frame, format="rgb48le" if high else "rgb24", dst_color_range=ColorRange.JPEG, interpolation=EXACT, threads=1
    ).to_ndarray()
    if high:
        return tone_mapped(np.asarray(pixels, np.uint16), hybrid=frame.color_trc == ColorTrc.ARIB_STD_B67)
    picture_YXC: NDArray[Any] = pixels
    return np.asarray(picture_YXC, np.uint8)


# ── high dynamic range ────────────────────────────────────────────────────────────────────────────────────────

WHITE, PEAK = 203.0, 1000.0
"""Nits of diffuse white, and of the display that HLG is meant for."""
KNEE = 0.75
"""Share of white up to which light is left as it is."""
_LUMA: Final = np.array([0.2627, 0.6780, 0.0593], np.float32)
_TO_709: Final = np.array(
    [[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]], np.float32
)  # fmt: skip


def tone_mapped(codes_YXC: NDArray[np.uint16], *, hybrid: bool) -> NDArray[np.uint8]:
    """RGB of BT.2100 (16 bits of full range; PQ, or HLG if ``hybrid``) as 8-bit RGB with BT.709's primaries."""
    light = _light(hybrid)[codes_YXC]
    if hybrid:  # what the scene was, as that display shows it
        light *= (PEAK / WHITE) * np.maximum(light @ _LUMA, 1e-6)[..., None] ** 0.2
    light = light @ _TO_709.T
    top = np.maximum(light.max(-1, keepdims=True), 1e-6)
    shoulder = KNEE + (1 - KNEE) * (1 - np.exp(-np.maximum(top - KNEE, 0) / (1 - KNEE)))
    light *= np.where(top > KNEE, shoulder / top, 1)
    return np.asarray((np.clip(light, 0, 1) ** (1 / 2.2) * 255).round(), np.uint8)


@lru_cache(maxsize=2)
def _light(hybrid: bool) -> NDArray[np.float32]:
    """Light of every 16-bit code: of the scene from 0 to 1 (HLG), or in units of white (PQ)."""
    v = np.linspace(0, 1, 1 << 16)
    if hybrid:
        a, b, c = 0.17883277, 0.28466892, 0.55991073
        return np.where(v <= 0.5, v * v / 3, (np.exp((v - c) / a) + b) / 12).astype(np.float32)
    m1, m2, c1, c2, c3 = 2610 / 16384, 2523 / 32, 3424 / 4096, 2413 / 128, 2392 / 128
    root = v ** (1 / m2)
    return (10000 / WHITE * (np.maximum(root - c1, 0) / (c2 - c3 * root)) ** (1 / m1)).astype(np.float32)
