"""The figure in a picture: cut out by its transparency, or as the largest thing unlike what the border shows.

The border's colours are clustered (k-means); a pixel belongs to a figure if it is farther from all of them than the
border itself is, with a margin, or than Otsu's threshold. For drawings and pictures on a plain or layered ground; a
crowd or a photograph's clutter asks for a picture that is cut out already.
"""

from __future__ import annotations

from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from onetake.errors import MediaError

Picture = NDArray[np.uint8]
Mask = NDArray[np.bool_]
_SIDE = 160
"""Pixels of the longer side at which figures are looked for."""
_COLOURS = 8
"""Colours that a border is taken to have."""
_MARGIN, _SPREAD, _MOST_UNLIKE = 6.0, 4.0, 20.0
"""A figure differs from the border by this many levels, and this many times as much as the border from its colours; on
a restless ground by Otsu's threshold, or this many levels, is enough."""
_LEAST_SHARE = 0.004


def cut_out(picture_YXC: Picture, name: str = "The picture") -> Picture:
    """RGBA of the figure alone, cut to its edges; a picture with transparency is taken at its word.

    ``picture_YXC``: RGB or RGBA. Raises ``MediaError`` (``no-figure``).
    """
    rgba = picture_YXC
    if picture_YXC.shape[-1] == 3 or picture_YXC[..., 3].min() > 250:
        rgba = np.dstack([picture_YXC[..., :3], _figure(picture_YXC[..., :3])])
    rows, columns = np.nonzero((rgba[..., 3] > 64).any(1))[0], np.nonzero((rgba[..., 3] > 64).any(0))[0]
    share = float((rgba[..., 3] > 64).mean())
    if not len(rows) or share < _LEAST_SHARE or min(rows[-1] - rows[0], columns[-1] - columns[0]) < 3:
        raise MediaError(
            "no-figure",
            f"{name} shows no figure that stands out from its background.",
            "Give a picture of one figure on a plain background, or cut out as a PNG with transparency.",
        )
    return np.ascontiguousarray(rgba[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])


def _figure(picture_YXC: Picture) -> Picture:
    """Opacity (Y, X) of the largest thing unlike the border; nearer to the middle counts for more."""
    height, width = picture_YXC.shape[:2]
    scale = min(1.0, _SIDE / max(height, width))
    small = Image.fromarray(picture_YXC).resize(
        (max(8, round(width * scale)), max(8, round(height * scale))), Image.Resampling.BOX
    )
    unlike_YX, spread = _unlike(np.asarray(small, np.float32))
    restless = max(_MOST_UNLIKE, 0.6 * _otsu(unlike_YX))
    things = _components(unlike_YX > min(_MARGIN + _SPREAD * spread, restless))
    sizes = np.bincount(things.ravel(), weights=_central(unlike_YX.shape).ravel())
    if len(sizes) < 2:
        return np.zeros((height, width), np.uint8)
    mask = _filled(things == 1 + int(sizes[1:].argmax()))
    soft = Image.fromarray(mask.astype(np.uint8) * 255).resize((width, height), Image.Resampling.BICUBIC)
    return np.asarray((np.asarray(soft, np.float32) * 2 - 128).clip(0, 255), np.uint8)


def _unlike(rgb_YXC: NDArray[np.float32]) -> tuple[NDArray[np.float32], float]:
    """How far every pixel is from the nearest colour of the border (root mean square over channels), and how far the
    border's own pixels are."""
    band = max(1, min(rgb_YXC.shape[:2]) // 24)
    border = np.concatenate([
        rgb_YXC[:band].reshape(-1, 3), rgb_YXC[-band:].reshape(-1, 3), rgb_YXC[:, :band].reshape(-1, 3),
        rgb_YXC[:, -band:].reshape(-1, 3),
    ])  # fmt: skip
    centres = border[[0]]
    while len(centres) < _COLOURS:  # the farthest point is the next centre, so a rare colour gets one too
        far = np.square(border[:, None] - centres).sum(-1).min(1)
        if far.max() < 3 * 36:
            break
        centres = np.concatenate([centres, border[[int(far.argmax())]]])
    for _ in range(4):
        own = np.square(border[:, None] - centres).sum(-1).argmin(1)
        centres = np.stack([border[own == i].mean(0) if (own == i).any() else c for i, c in enumerate(centres)])
    out: NDArray[np.float32] = np.sqrt(np.square(rgb_YXC[:, :, None] - centres).mean(-1).min(-1)).astype(np.float32)
    own_B = np.sqrt(np.square(border[:, None] - centres).mean(-1).min(-1))
    return out, float(np.percentile(own_B, 90))


def _otsu(values: NDArray[np.float32]) -> float:
    """The threshold between two classes of values that lie as far apart as possible (Otsu, 1979)."""
    counts, edges = np.histogram(values, 64)
    middle = (edges[1:] + edges[:-1]) / 2
    below, total = np.cumsum(counts), counts.sum()
    mean = np.cumsum(counts * middle)
    apart = (mean[-1] * below / total - mean) ** 2 / np.maximum(below * (total - below), 1)
    return float(middle[int(apart.argmax())])


def _central(shape: tuple[int, ...]) -> NDArray[np.float64]:
    y, x = (np.linspace(-1, 1, side) for side in shape)
    return np.exp(-(y[:, None] ** 2 + x**2))


def _components(mask_YX: Mask) -> NDArray[np.int64]:
    """Connected parts of a mask (four neighbours), numbered from 1; 0 elsewhere. The largest number spreads."""
    label = np.where(mask_YX, np.arange(1, mask_YX.size + 1).reshape(mask_YX.shape), 0)
    while True:
        padded = np.pad(label, 1)
        spread = np.maximum.reduce([label, padded[2:, 1:-1], padded[:-2, 1:-1], padded[1:-1, 2:], padded[1:-1, :-2]])
        spread = np.where(mask_YX, spread, 0)
        if np.array_equal(spread, label):
            return np.unique(label, return_inverse=True)[1].reshape(label.shape) + int(label.min() > 0)
        label = spread


def _filled(mask_YX: Mask) -> Mask:
    """The mask without holes: a white belly before a white wall belongs to the bear."""
    outside = _components(np.pad(~mask_YX, 1, constant_values=True))
    filled: Mask = (outside != outside[0, 0])[1:-1, 1:-1]
    return filled


# ── as it is kept ─────────────────────────────────────────────────────────────────────────────────────────────


def packed(rgba_YXC: Picture, longest: int) -> bytes:
    """A cut-out as a PNG whose longer side is at most ``longest`` pixels."""
    picture = Image.fromarray(rgba_YXC)
    picture.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def unpacked(png: bytes) -> Picture:
    """RGBA of a cut-out."""
    with Image.open(BytesIO(png)) as picture:
        return np.asarray(picture.convert("RGBA"), np.uint8).copy()


def squared(rgba_YXC: Picture, side: int) -> NDArray[np.float32]:
    """A cut-out in the middle of a square, premultiplied 0..1 (side, side, 4); its longer side fills the square."""
    height, width = rgba_YXC.shape[:2]
    most = max(height, width)
    wide, tall = max(1, round(side * width / most)), max(1, round(side * height / most))
    clear = rgba_YXC.astype(np.float32) / 255
    clear[..., :3] *= clear[..., 3:]
    planes = [Image.fromarray(clear[..., c]).resize((wide, tall), Image.Resampling.BOX) for c in range(4)]
    out = np.zeros((side, side, 4), np.float32)
    y, x = (side - tall) // 2, (side - wide) // 2
    out[y : y + tall, x : x + wide] = np.stack([np.asarray(p) for p in planes], -1)
    return out.clip(0, 1)
