"""Sample scenes and draw them, to be looked at: python scripts/look_scene.py OUT.png [N] [SEED]

One row per scene: six times of an eight-second take with the boxes of all individuals, a tick for their facing
and a bar for their state, and the scene in words below.
"""

from __future__ import annotations

import sys

import cv2
import numpy as np
from numpy.typing import NDArray

from onetake.prompt.ontology import KINDS
from onetake.prompt.staging import stage
from onetake.types import ANGLE, DEPTH, FACING, HEIGHT, SHAPES, STATE, VISIBLE, Beat, Geometry, Scene, Staging, X, Y
from onetake.world.physics import simulate
from onetake.world.render import Renderer
from onetake.world.script import appearance, sample_scene

TIMES = 6
WIDTH = 1164
PALETTE = ((214, 62, 58), (66, 124, 206), (92, 168, 88), (240, 142, 56), (142, 92, 182), (90, 90, 90))


def describe(scene: Scene) -> str:
    """A scene in a line of ontology names."""
    words = []
    for e in scene.entities:
        text = " ".join(str(w) for w in (e.count, e.size, e.colour, e.kind, e.verb) if w is not None)
        if e.target is not None:
            text += f" >{scene.entities[e.target].kind}"
        if e.anchor is not None:
            text += f" {e.relation} {scene.entities[e.anchor].kind}"
        words.append(text + (f" [{e.side}]" if e.side else ""))
    return "; ".join(words) + f" | {scene.place}, {scene.hour}, {scene.weather}, {scene.camera}"


def boxes(image: NDArray[np.uint8], staging: Staging, scene: Scene, n: int) -> None:
    """Rectangles in drawing order, into an RGB picture."""
    rows, unit = staging.tracks_NEF[n], min(image.shape[:2])
    for i in np.argsort(rows[:, DEPTH], kind="stable"):
        r, entity = rows[i], int(staging.entity_E[i])
        if r[VISIBLE] < 0.5:
            continue
        colour = PALETTE[entity % len(PALETTE)]
        h, w = r[HEIGHT] * unit, r[HEIGHT] * KINDS[scene.entities[entity].kind].aspect * unit
        centre = (image.shape[1] / 2 + r[X] * unit, image.shape[0] / 2 + r[Y] * unit - h / 2)
        corners = cv2.boxPoints((centre, (w, h), float(np.degrees(r[ANGLE])))).astype(np.int32)
        cv2.polylines(image, [corners], True, colour, 1, cv2.LINE_AA)
        left, top = int(centre[0]), int(centre[1] - h / 2)
        cv2.line(image, (left, top), (int(centre[0] + r[FACING] * w * 0.5), top), colour, 2)
        if r[STATE] > 0:
            cv2.line(image, (int(centre[0] - w / 2), 3), (int(centre[0] - w / 2 + w * r[STATE]), 3), (0, 0, 0), 3)


def strip(scenes: tuple[Scene, ...], geometry: Geometry, seed: int) -> NDArray[np.uint8]:
    """A scene at several times, and its description: (Y, WIDTH, 3)."""
    cuts = np.linspace(0, geometry.seconds, len(scenes) + 1)
    beats = tuple(Beat(float(a), float(b), s, "") for a, b, s in zip(cuts[:-1], cuts[1:], scenes, strict=True))
    staging = simulate(beats, stage(beats, geometry, seed), geometry, seed)
    rng = np.random.default_rng(seed)
    looks = [appearance(e, rng) for e in scenes[0].entities]
    ends = [round(float(c) * geometry.fps) for c in cuts]
    verbs = [tuple(e.verb for e in s.entities) for s in scenes]
    segments = tuple(zip(ends[:-1], ends[1:], verbs, strict=True))
    renderer = Renderer(scenes[0], staging, geometry, looks, segments, seed, beats=beats)
    pictures = []
    for n in np.linspace(0, geometry.frames - 1, TIMES).astype(int).tolist():
        image = renderer.frames(n, n + 1)[0].copy()
        boxes(image, staging, scenes[0], n)
        pictures.append(np.pad(image, ((0, 12), (0, 2), (0, 0)), constant_values=255))
    row = np.concatenate(pictures, 1)[:, :WIDTH]
    row = np.pad(row, ((0, 0), (0, WIDTH - row.shape[1]), (0, 0)), constant_values=255)
    text = " >> ".join([describe(scenes[0]), *(s.entities[0].verb for s in scenes[1:])])
    text += "".join(f" {h.what}@{h.seconds:.1f}" for h in staging.happenings[:6])
    cv2.putText(row, text, (2, row.shape[0] - 3), cv2.FONT_HERSHEY_SIMPLEX, 0.35, (0, 0, 0), 1, cv2.LINE_AA)
    return row


def main() -> None:
    """Draw the contact sheet."""
    cv2.setNumThreads(1)
    count, seed = int(sys.argv[2]) if len(sys.argv) > 2 else 8, int(sys.argv[3]) if len(sys.argv) > 3 else 0
    rng = np.random.default_rng(seed)
    shapes = ("landscape", "landscape", "landscape", "square")
    rows = [strip(sample_scene(rng), Geometry(*SHAPES[shapes[k % 4]], 96), seed + k) for k in range(count)]
    cv2.imwrite(sys.argv[1], np.concatenate(rows, 0)[..., ::-1])


if __name__ == "__main__":
    main()
