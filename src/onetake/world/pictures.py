"""The long tail of things, drawn from pictures that are fetched once, for training: ``scripts/fetch_pictures.py``.

A picture is a few flat polygons (see ``_drawings``) that move as a whole: they sway, bob, hop, spin, and food is eaten
from the top. All pictures lie in one small file in the cache folder; where it is missing, ``available_kinds`` leaves
them out and drawing one raises ``Failure``.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

import numpy as np

from onetake.cache import cache_folder
from onetake.errors import Failure
from onetake.prompt._pictures import PICTURES
from onetake.prompt.ontology import KINDS
from onetake.types import Array
from onetake.world._picture_moves import moved, posture, remains
from onetake.world.shapes import Appearance, Colour, Part, Rig, shade

FILE = "pictures.npz"
_HINT = "Fetch them with: python scripts/fetch_pictures.py"
_NEUTRAL = 0.16
_KINDS = {kind.name: kind for kind in PICTURES}
_EDGE = 0.07  # longest edge of a picture that can be eaten, so that bites show


@dataclass(frozen=True, slots=True)
class Picture:
    """Flat polygons back to front, (P, 2) each, in a rig's coordinates; ``aspect`` is width over height."""

    polygons: tuple[Array, ...]
    colours: tuple[Colour, ...]
    aspect: float


def pictures_file() -> Path:
    """Where the pictures are kept on this machine, whether or not they have been fetched."""
    return cache_folder() / "pictures" / FILE


def save_pictures(path: Path, pictures: Mapping[str, Picture]) -> None:
    """Write all pictures into one file (.npz)."""
    polygons = [polygon for picture in pictures.values() for polygon in picture.polygons]
    colours = [colour for picture in pictures.values() for colour in picture.colours]
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        path,
        names=np.array(list(pictures), np.str_),
        polygons_of_picture=np.array([len(picture.polygons) for picture in pictures.values()], np.int32),
        points_of_polygon=np.array([len(polygon) for polygon in polygons], np.int32),
        points_P2=np.concatenate(polygons).astype(np.float32),
        colours_P3=np.array(colours, np.uint8),
        aspects=np.array([picture.aspect for picture in pictures.values()], np.float32),
    )


def load_pictures(path: Path | None = None) -> dict[str, Picture]:
    """All pictures of a file, the fetched ones if none is named. Raises ``Failure`` if it is missing or damaged."""
    return _load(path or pictures_file())


@lru_cache(maxsize=4)
def _load(path: Path) -> dict[str, Picture]:
    try:
        with np.load(path, allow_pickle=False) as data:
            polygons = np.split(data["points_P2"], np.cumsum(data["points_of_polygon"])[:-1])
            colours = [(int(r), int(g), int(b)) for r, g, b in data["colours_P3"]]
            ends = np.cumsum(data["polygons_of_picture"])
            starts = ends - data["polygons_of_picture"]
            return {
                str(name): Picture(tuple(polygons[a:b]), tuple(colours[a:b]), float(aspect))
                for name, a, b, aspect in zip(data["names"], starts, ends, data["aspects"], strict=True)
            }
    except FileNotFoundError as error:
        raise Failure("pictures-missing", "The pictures of the long tail of things are not here.", _HINT) from error
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise Failure("pictures-damaged", f"{path} cannot be read as pictures.", _HINT) from error


def available_kinds() -> tuple[str, ...]:
    """Kinds that can be drawn on this machine: all that have a rig of our own, and the pictures that are here."""
    try:
        here = load_pictures()
    except Failure:
        here = {}
    return tuple(name for name, kind in KINDS.items() if kind.drawn or name in here)


def _picture(name: str) -> Picture:
    here = load_pictures()
    if name not in here:
        raise Failure("pictures-old", f"The pictures on this machine do not show a {name} yet.", _HINT)
    return here[name]


def _rig(name: str, appearance: Appearance, verb: str, phase_N: Array, state_N: Array) -> list[Part]:
    """A picture over a clip, back to front."""
    kind = _KINDS[name]
    picture = _fine(name, pictures_file()) if kind.states else _picture(name)
    colours = _painted(picture, appearance.colour) if appearance.colour else picture.colours
    move = posture(kind, verb, np.asarray(phase_N, np.float32))
    left_N = np.asarray(1.08 - 0.78 * state_N, np.float32) if kind.states and np.any(state_N > 0) else None
    counts = [len(polygon) for polygon in picture.polygons]
    points_NP2 = moved(np.concatenate(picture.polygons), left_N, move)
    pieces = np.split(points_NP2, np.cumsum(counts)[:-1], axis=1)
    shown = [None if left_N is None else remains(polygon, left_N) for polygon in picture.polygons]
    return [Part(*piece) for piece in zip(pieces, colours, shown, strict=True)]


@lru_cache(maxsize=256)
def _fine(name: str, path: Path) -> Picture:
    """A picture whose long edges are divided, so that bites cut scallops out of them."""
    picture = _picture(name)
    return Picture(tuple(_divided(polygon) for polygon in picture.polygons), picture.colours, picture.aspect)


def _divided(polygon_P2: Array) -> Array:
    after = np.roll(polygon_P2, -1, 0)
    counts = np.maximum(1, np.ceil(np.hypot(*(after - polygon_P2).T) / _EDGE)).astype(int)
    pieces = [
        a + (b - a) * (np.arange(n, dtype=np.float32) / n)[:, None]
        for a, b, n in zip(polygon_P2, after, counts, strict=True)
    ]
    return np.concatenate(pieces).astype(np.float32)


def _painted(picture: Picture, colour: Colour) -> tuple[Colour, ...]:
    """The picture's colours with its main one, and its lighter and darker kin, changed to ``colour``."""
    main = picture.colours[int(np.argmax([_area(polygon) for polygon in picture.polygons]))]
    return tuple(_kin(c, main, colour) for c in picture.colours)


def _area(polygon_P2: Array) -> float:
    x, y = polygon_P2[:, 0], polygon_P2[:, 1]
    return abs(float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))) / 2


def _kin(colour: Colour, main: Colour, wanted: Colour) -> Colour:
    """``wanted``, as much darker or lighter as ``colour`` is than ``main``; other hues stay as they are."""
    a, b = np.array(colour, float), np.array(main, float)
    grey_a, grey_b = (float(np.ptp(c)) / 255 < _NEUTRAL for c in (a, b))
    if grey_a != grey_b:
        return colour
    if not grey_a:
        a_hue, b_hue = a - a.mean(), b - b.mean()
        if float(a_hue @ b_hue) < 0.8 * float(np.linalg.norm(a_hue) * np.linalg.norm(b_hue)):
            return colour
    weights = np.array([0.3, 0.59, 0.11])
    ratio = float(a @ weights) / max(1.0, float(b @ weights))
    return shade(wanted, max(0.55, ratio) if ratio <= 1 else min(1.6, 1 + 0.8 * (ratio - 1)))


RIGS: dict[str, Rig] = {kind.name: partial(_rig, kind.name) for kind in PICTURES}
