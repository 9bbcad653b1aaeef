"""From a vector drawing (SVG) to a few flat polygons that a small network can learn and OpenCV can fill quickly.

Needed only when pictures are fetched for training; nothing here is imported when they are drawn. ``svgelements``
reads the paths, transforms and re-used groups. Coordinates of the result are those of a rig: y up, the drawing's
feet at y = 0, its height 1, its middle at x = 0.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from onetake.types import Array
from onetake.world.shapes import Colour

MOST_POLYGONS = 30
MOST_POINTS = 24
MOST_POINTS_BIG = 40
"""Points of a polygon, and of one that is large: its outline is what is told apart."""
_BIG = 80.0  # area of a large polygon, in the drawing's units (32 x 32)
_GRID = 128  # pixels of the longer side when weighing what each shape adds to the picture
_STEP = 0.25  # distance between samples of a curve, in units of the drawing (which are 32 wide)
_LEAST = 0.006  # share of the drawing, weighed by contrast, below which a shape is a detail nobody misses
_LEAST_OUTLINE = 0.004  # share of the drawing below which a shape may be cut off its outline
_FLAT = 0.04  # area of a corner, in the drawing's units, that nobody sees
_SHIFT = 4


@dataclass(frozen=True, slots=True)
class Flat:
    """One filled polygon, even-odd (a hole is joined to its outline by a seam): points (P, 2)."""

    points_P2: Array
    colour: Colour


@dataclass(frozen=True, slots=True)
class Fitting:
    """How a drawing is put upright: turned clockwise by ``turn`` degrees, then ``mirror``-ed to face +x;
    shapes of the colours ``without`` are left out."""

    turn: float = 0.0
    mirror: bool = False
    without: tuple[str, ...] = ()


def polygons(body: str, size: float, fitting: Fitting) -> tuple[list[Flat], float]:
    """The polygons of an SVG body, back to front, and the drawing's width over its height."""
    unwanted = {_hex(colour) for colour in fitting.without}
    raw = [shape for shape in _outlines(_plain(body), size) if shape.colour not in unwanted]
    if not raw:
        raise ValueError("the drawing has no filled shapes")
    shapes = [Flat(_upright(shape.points_P2, fitting, size), shape.colour) for shape in raw]
    everything = np.concatenate([shape.points_P2 for shape in shapes])
    low, high = everything.min(0), everything.max(0)
    middle, height = (low[0] + high[0]) / 2, float(high[1] - low[1])
    origin = np.array([middle, low[1]], np.float32)
    kept = _weighed([Flat((shape.points_P2 - origin) / np.float32(height), shape.colour) for shape in shapes])
    return [_simple(shape) for shape in kept], float(high[0] - low[0]) / height


def _plain(body: str) -> str:
    """Without what flat colours cannot show: each gradient becomes the mean of its colours, filters are dropped."""
    for name, inside in re.findall(r'<(?:linear|radial)Gradient[^>]*?id="([^"]+)"[^>]*>(.*?)</', body, re.S):
        stops = [_hex(stop) for stop in re.findall(r'stop-color="(#[0-9a-fA-F]{3,6})"', inside)]
        if stops:
            mean = "#" + "".join(f"{int(c):02x}" for c in np.mean(stops, 0))
            body = body.replace(f"url(#{name})", mean)
    return re.sub(r"<filter.*?</filter>", "", body, flags=re.S)


def _hex(text: str) -> Colour:
    digits = text.lstrip("#")
    if len(digits) == 3:
        digits = "".join(2 * d for d in digits)
    return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def _outlines(body: str, size: float) -> Iterator[Flat]:
    """Every filled outline of the drawing in its own units (y down), holes joined to what surrounds them."""
    import svgelements  # type: ignore[import-not-found,import-untyped,unused-ignore]

    page = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    page += f'width="{size}" height="{size}" viewBox="0 0 {size} {size}">{body}</svg>'
    for element in svgelements.SVG.parse(io.StringIO(page)).elements():
        if not isinstance(element, svgelements.Shape):
            continue
        fill = element.fill
        if fill is None or fill.value is None or fill.alpha is None or fill.alpha < 40:
            continue
        loops = [loop for loop in _loops(svgelements, element) if len(loop) > 2 and _area(loop) > 0.02]
        for loop in _with_holes(loops):
            yield Flat(loop, (int(fill.red), int(fill.green), int(fill.blue)))


def _loops(svg: Any, element: Any) -> Iterator[Array]:
    """The closed curves of a shape, sampled: (P, 2) each."""
    for part in svg.Path(element).as_subpaths():
        points: list[tuple[float, float]] = []
        for segment in svg.Path(part):
            if isinstance(segment, svg.Move) or segment.start is None or segment.end is None:
                continue
            straight = isinstance(segment, svg.Line | svg.Close)
            count = 1 if straight else max(2, min(24, int(np.ceil(_span(segment) / _STEP))))
            points += [(p.x, p.y) for p in (segment.point(k / count) for k in range(count))]
        if points:
            yield np.array(points, np.float32)


def _span(segment: Any) -> float:
    """About how long a curve is."""
    ends = [segment.point(t) for t in (0.0, 0.25, 0.5, 0.75, 1.0)]
    return float(sum(np.hypot(b.x - a.x, b.y - a.y) for a, b in pairwise(ends)))


def _area(loop_P2: Array) -> float:
    x, y = loop_P2[:, 0], loop_P2[:, 1]
    return abs(float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))) / 2


def _turning(loop_P2: Array) -> float:
    x, y = loop_P2[:, 0], loop_P2[:, 1]
    return float(np.sign(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))))


def _with_holes(loops: list[Array]) -> list[Array]:
    """Outer loops, each with the loops that are cut out of it joined on. A hole runs the other way round than what
    surrounds it, which both rules of filling agree on in well-made drawings."""
    order = sorted(loops, key=_area, reverse=True)
    outer: list[Array] = []
    holes: dict[int, list[Array]] = {}
    for loop in order:
        around = [k for k, big in enumerate(outer) if cv2.pointPolygonTest(big, loop[0].tolist(), False) > 0]
        if around and _turning(outer[around[-1]]) != _turning(loop):
            holes.setdefault(around[-1], []).append(loop)
        else:
            outer.append(loop)
    return [_seamed(loop, holes.get(k, [])) for k, loop in enumerate(outer)]


def _seamed(outline: Array, holes: Sequence[Array]) -> Array:
    """An outline and its largest two holes as one loop, joined where they are nearest: even-odd leaves them open."""
    most = MOST_POINTS_BIG if _area(outline) > _BIG else MOST_POINTS
    big = [hole for hole in holes if _area(hole) > 0.03 * _area(outline)][:2]
    if not big:
        return _thinned(outline, most)
    room = (most - 2 * len(big)) // (3 + 2 * len(big))
    loop = _thinned(outline, 3 * room)
    for hole in big:
        inner = _thinned(hole, 2 * room)
        gaps = ((loop[:, None] - inner[None]) ** 2).sum(-1)
        i, j = np.unravel_index(int(gaps.argmin()), gaps.shape)
        around = np.concatenate([np.roll(inner, -int(j), 0), inner[int(j)][None]])
        loop = np.concatenate([loop[: int(i) + 1], around, loop[int(i) :]])
    return loop.astype(np.float32)


def _thinned(loop_P2: Array, most: int) -> Array:
    """The points that matter most to a loop's area, at most ``most`` and none that matters hardly at all
    (Visvalingam: drop again and again the corner whose triangle is smallest)."""
    points = list(loop_P2.astype(np.float64))
    while len(points) > 4:
        p = np.array(points)
        to, fro = np.roll(p, -1, 0) - p, np.roll(p, 1, 0) - p
        triangles = np.abs(to[:, 0] * fro[:, 1] - to[:, 1] * fro[:, 0]) / 2
        least = int(triangles.argmin())
        if len(points) <= most and triangles[least] > _FLAT:
            break
        points.pop(least)
    return np.array(points, np.float32)


def _upright(points_P2: Array, fitting: Fitting, size: float) -> Array:
    """Page coordinates (y down) to upright ones (y up), turned and mirrored about the page's middle."""
    x, y = points_P2[:, 0] - size / 2, size / 2 - points_P2[:, 1]
    a = -np.radians(fitting.turn)
    x, y = np.cos(a) * x - np.sin(a) * y, np.sin(a) * x + np.cos(a) * y
    return np.stack([-x if fitting.mirror else x, y], -1).astype(np.float32)


def _masks(shapes: Sequence[Flat]) -> NDArray[np.bool_]:
    """Which pixels of a small raster each shape covers: (shapes, Y, X)."""
    points = np.concatenate([shape.points_P2 for shape in shapes])
    low, high = points.min(0), points.max(0)
    scale = (_GRID - 1) / float((high - low).max())
    masks = np.zeros((len(shapes), _GRID, _GRID), np.uint8)
    for mask, shape in zip(masks, shapes, strict=True):
        pixels = np.round((shape.points_P2 - low) * scale * (1 << _SHIFT)).astype(np.int32)
        cv2.fillPoly(mask, [pixels], 1, cv2.LINE_8, _SHIFT)
    return masks.astype(bool)


def _weighed(shapes: list[Flat]) -> list[Flat]:
    """Without details: shapes whose loss would hardly change a pixel's colour or the outline, the least first."""
    masks = _masks(shapes)
    kept = list(range(len(shapes)))
    colours = np.array([shape.colour for shape in shapes], np.float32)
    ground = max(1, int(masks.any(0).sum()))
    while len(kept) > 1:
        weights = [_weight(masks, colours, kept, k) / ground for k in kept]
        least = int(np.argmin(weights))
        if weights[least] >= 1 and len(kept) <= MOST_POLYGONS:
            break
        kept.pop(least)
    return [shapes[k] for k in kept]


def _weight(masks: NDArray[np.bool_], colours: Array, kept: list[int], k: int) -> float:
    """What leaving out shape ``k`` changes, in pixels: 1 x the drawing's area means "just worth keeping"."""
    above = [i for i in kept if i > k]
    seen = masks[k] & ~masks[above].any(0) if above else masks[k]
    below = [i for i in kept if i < k]
    bare = seen & ~masks[below].any(0) if below else seen
    change = 0.0
    for place, i in enumerate(reversed(below)):
        nearer = below[len(below) - place :]
        through = seen & masks[i] & ~(masks[nearer].any(0) if nearer else False)
        change += float(through.sum()) * float(np.abs(colours[i] - colours[k]).mean()) / 64
    return change / _LEAST + float(bare.sum()) / _LEAST_OUTLINE


def _simple(shape: Flat) -> Flat:
    return Flat(np.round(shape.points_P2, 4).astype(np.float32), shape.colour)
