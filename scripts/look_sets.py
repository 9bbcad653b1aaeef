"""Look at the sets: python scripts/look_sets.py OUT.png [SHAPE[:SCALE]] [WEATHER] [PLACE,…], or measure: --speed"""

from __future__ import annotations

import itertools
import sys
import time

import cv2
import numpy as np
from numpy.typing import NDArray

from onetake.prompt.ontology import HOURS, PLACES
from onetake.types import (
    DEPTH,
    FACING,
    HEIGHT,
    PHASE,
    SHAPES,
    TRACK_FIELDS,
    VISIBLE,
    Entity,
    Geometry,
    Scene,
    Staging,
    X,
    Y,
)
from onetake.world.render import Renderer
from onetake.world.sets import backdrop
from onetake.world.shapes import Appearance
from onetake.world.weather import Weather


def sheet(out: str, shape: str, weather: str, places: list[str]) -> None:
    """One row a place, one column an hour (or a variant, where a place knows few hours)."""
    name, _, factor = shape.partition(":")
    width, height = (side * int(factor or 1) for side in SHAPES[name])
    rows = []
    for place in places:
        cells: list[NDArray[np.uint8]] = []
        for i, hour in enumerate(HOURS):
            known = PLACES[place].hours
            shown = hour if hour in known else known[i % len(known)]
            image = backdrop(place, shown, width, height, i, weather).picture()
            Weather(weather, shown, width, height, 3).draw(image, 7)
            cv2.putText(
                image, f"{place} {shown}", (4, 11), cv2.FONT_HERSHEY_SIMPLEX, 0.32, (20, 20, 20), 1, cv2.LINE_AA
            )
            cells.append(image)
        rows.append(np.concatenate(cells, 1))
    cv2.imwrite(out, cv2.cvtColor(np.concatenate(rows, 0), cv2.COLOR_RGB2BGR))


def walkers(kinds: tuple[str, ...], camera: str, weather: str, frames: int) -> tuple[Scene, Staging]:
    """Animals that walk about in a meadow, under a resting, panning or zooming camera."""
    t = np.arange(frames, dtype=np.float32) / 12
    tracks_NEF = np.zeros((frames, len(kinds), len(TRACK_FIELDS)), np.float32)
    tracks_NEF[..., VISIBLE] = tracks_NEF[..., FACING] = 1
    for e in range(len(kinds)):
        tracks_NEF[:, e, X], tracks_NEF[:, e, Y], tracks_NEF[:, e, HEIGHT] = 0.4 * np.sin(t / 2 + e), 0.3, 0.5
        tracks_NEF[:, e, PHASE], tracks_NEF[:, e, DEPTH] = t * 6, 0.1 * e
    view_NC = np.zeros((frames, 3), np.float32)
    view_NC[:, 0] = t * (0.16 if camera == "pan" else 0)
    view_NC[:, 2] = 1 + t * (0.03 if camera == "zoom" else 0)
    scene = Scene(tuple(Entity(kind, verb="walk") for kind in kinds), "meadow", "day", weather)
    return scene, Staging(tracks_NEF, np.arange(len(kinds)), view_NC)


def speed(frames: int = 120, window: int = 24) -> None:
    """Print frames a second on one core, and how long a scene takes to set up."""
    views = (("static", "clear"), ("pan", "clear"), ("zoom", "clear"), ("static", "rain"), ("static", "fog"))
    casts = (("panda",), ("panda", "cat"))
    sizes = ((192, 112), (384, 224))
    for (width, height), (camera, weather), kinds in itertools.product(sizes, views, casts):
        scene, staging = walkers(kinds, camera, weather, frames)
        best = ready = 1e9
        for _ in range(4):
            begin = time.perf_counter()
            looks = [Appearance() for _ in kinds]
            renderer = Renderer(scene, staging, Geometry(width, height, frames), looks)
            ready = min(ready, time.perf_counter() - begin)
            begin = time.perf_counter()
            for start in range(0, frames, window):
                renderer.frames(start, start + window)
            best = min(best, time.perf_counter() - begin)
        rate = f"{frames / best:6.0f} frames/s, ready in {ready * 1e3:.2f} ms"
        print(f"{width}x{height} {camera:6s} {weather:5s} {len(kinds)} animals: {rate}")


def main() -> None:
    """Draw a sheet, or measure."""
    cv2.setNumThreads(1)
    arguments = sys.argv[1:]
    if arguments == ["--speed"]:
        speed()
        return
    shape = arguments[1] if len(arguments) > 1 else "landscape"
    weather = arguments[2] if len(arguments) > 2 else "clear"
    places = arguments[3].split(",") if len(arguments) > 3 else list(PLACES)
    sheet(arguments[0], shape, weather, places)


if __name__ == "__main__":
    main()
