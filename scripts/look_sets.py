"""Look at the sets: python scripts/look_sets.py OUT.png [SHAPE[:SCALE]] [WEATHER] [PLACE,…] [LOOK], or measure:
--speed"""

from __future__ import annotations

import statistics
import sys
import time

import cv2
import numpy as np
from numpy.typing import NDArray

from onetake.prompt.ontology import HOURS, KINDS, PLACES
from onetake.types import (
    DEPTH,
    FACING,
    FPS,
    HEIGHT,
    PHASE,
    SHAPES,
    TRACK_FIELDS,
    VARIANTS,
    VISIBLE,
    Entity,
    Geometry,
    Scene,
    Staging,
    X,
    Y,
)
from onetake.world.render import Renderer


def staged(
    kinds: tuple[str, ...], place: str, hour: str, weather: str, camera: str, look: str, frames: int
) -> tuple[Scene, Staging]:
    """Animals that walk about under a resting, panning or zooming camera."""
    t = np.arange(frames, dtype=np.float32) / FPS
    tracks_NEF = np.zeros((frames, len(kinds), len(TRACK_FIELDS)), np.float32)
    tracks_NEF[..., VISIBLE] = tracks_NEF[..., FACING] = 1
    for e, kind in enumerate(kinds):
        across = (e - (len(kinds) - 1) / 2) * 0.5
        tracks_NEF[:, e, X], tracks_NEF[:, e, Y] = across + 0.2 * np.sin(t / 2 + e), 0.3
        tracks_NEF[:, e, HEIGHT], tracks_NEF[:, e, PHASE] = KINDS[kind].height, t * 6
        tracks_NEF[:, e, DEPTH] = 0.1 * e
    view_NC = np.zeros((frames, 3), np.float32)
    view_NC[:, 0] = t * (0.16 if camera.startswith(("pan", "track")) else 0)
    view_NC[:, 2] = 1 + t * (0.03 if camera.startswith(("zoom", "dolly")) else 0)
    scene = Scene(tuple(Entity(kind, verb="walk") for kind in kinds), place, hour, weather, camera, look)
    return scene, Staging(tracks_NEF, np.arange(len(kinds)), view_NC)


def sheet(out: str, shape: str, weather: str, places: list[str], look: str) -> None:
    """One row a place, one column an hour (or a variant, where a place knows few hours)."""
    name, _, factor = shape.partition(":")
    width, height = (side * int(factor or 1) for side in SHAPES[name])
    rows = []
    for place in places:
        cells: list[NDArray[np.uint8]] = []
        for i, hour in enumerate(HOURS):
            known = PLACES[place].hours
            shown = hour if hour in known else known[i % len(known)]
            fits = weather if weather in PLACES[place].weathers else "clear"
            scene = Scene((), place, shown, fits, look=look)
            still = np.tile(np.array([0, 0, 1], np.float32), (8, 1))
            nobody = np.zeros((8, 0, len(TRACK_FIELDS)), np.float32)
            staging = Staging(nobody, np.zeros(0, np.int64), still, variant=i % VARIANTS)
            image = Renderer(scene, staging, Geometry(width, height, 8), [], seed=3).frames(7, 8)[0]
            label = f"{place} {shown}"
            cv2.putText(image, label, (4, 11), cv2.FONT_HERSHEY_SIMPLEX, 0.32, (20, 20, 20), 1, cv2.LINE_AA)
            cells.append(image)
        rows.append(np.concatenate(cells, 1))
    cv2.imwrite(out, cv2.cvtColor(np.concatenate(rows, 0), cv2.COLOR_RGB2BGR))


def rate(scene: Scene, staging: Staging, size: Geometry, window: int = 24) -> float:
    """Frames a second of one core's own time, posing included, painting the set not: the median of five goes."""
    times = []
    for _ in range(5):
        renderer = Renderer(scene, staging, size, seed=3)
        begin = time.process_time()
        for start in range(0, size.frames, window):
            renderer.frames(start, min(size.frames, start + window))
        times.append(time.process_time() - begin)
    return size.frames / statistics.median(times)


def speed(frames: int = 96) -> None:
    """Print frames a second on one core, beside those of the same picture without anybody, and the time to set up."""
    crowd = ("panda", "girl", "car")
    views = (
        ("meadow", "day", "clear", "static", "flat", crowd[:1]),
        ("meadow", "day", "clear", "pan right", "flat", crowd),
        ("meadow", "day", "storm", "track right", "flat", crowd),
        ("jungle", "dusk", "fog", "track right", "paper-cut", crowd),
        ("market", "day", "rain", "dolly in", "night-neon", crowd),
        ("harbour", "dusk", "storm", "zoom in", "ink", crowd),
        ("train", "day", "clear", "static", "blueprint", crowd),
        ("mountains", "sunset", "snow", "track right", "pastel", crowd),
    )
    for factor in (1, 2):
        for place, hour, weather, camera, look, kinds in views:
            scene, staging = staged(kinds, place, hour, weather, camera, look, frames)
            empty, _ = staged((), place, hour, weather, camera, look, frames)
            still = Staging(staging.tracks_NEF[:, :0], staging.entity_E[:0], staging.camera_NC)
            size = Geometry(192 * factor, 112 * factor, frames)
            begin = time.process_time()
            Renderer(scene, staging, size, seed=3)
            ready = time.process_time() - begin
            full, bare = rate(scene, staging, size), rate(empty, still, size)
            what = f"{place} {weather} {camera} {look} {len(kinds)}"
            share = f"{full / bare:.2f} of that without the cast"
            print(f"{size.width}x{size.height} {what:42s}{full:6.0f} frames/s, {share}, "
                  f"ready in {ready * 1e3:.0f} ms")  # fmt: skip


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
    sheet(arguments[0], shape, weather, places, arguments[4] if len(arguments) > 4 else "flat")


if __name__ == "__main__":
    main()
