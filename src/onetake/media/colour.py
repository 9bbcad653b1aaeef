"""How colour is converted on its way into and out of a video: BT.709, limited range, exactly rounded.

``BITEXACT`` and ``ACCURATE_RND`` ask the scaler for the same integers on every processor, so that the same
frames give the same file everywhere; the ``FULL_CHR`` flags keep saturated edges from bleeding.
"""

from __future__ import annotations

from typing import Final

from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter

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


def to_rgb(reformatter: VideoReformatter, frame: VideoFrame) -> VideoFrame:
    """Any decoded frame as full-range RGB, by the matrix that the frame itself names."""
    return reformatter.reformat(frame, format="rgb24", dst_color_range=ColorRange.JPEG, interpolation=EXACT, threads=1)
