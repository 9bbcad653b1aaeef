"""Is it the same one again? References read off pictures, and drawn in twenty cuts in other places and actions.

A small cast, drawn by the world on plain paper, and one figure that is nothing of the world. Each is given as a
picture (``--reference``), then asked for in four places. A figure is what changes where it is left out of the cut; its
look is the mean colour of its upper, middle and lower third. It is recognised if that is nearer to its own reference
than to any other, all of them seen in the light of the cut.

The cast and the cuts that this measure and the reader of pictures were tuned on are told apart (``tuned``): what counts
are others, whom chance chooses and nobody looked at before (:func:`held_out`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from onetake.direct import Job, Options, take
from onetake.direct.arrange import unseen
from onetake.direct.job import Drawn
from onetake.direct.likeness import likeness
from onetake.direct.reference import BOUND
from onetake.media.figure import cut_out
from onetake.media.scale import resize
from onetake.model.sprites import Sprites
from onetake.prompt._wearing import fitting, wearable
from onetake.prompt.ontology import COLOURS, KINDS
from onetake.training.sprites import draw_figure, reach_of
from onetake.types import VARIANTS, Array, Reference
from onetake.world.cast import RIGS
from onetake.world.palette import ambient
from onetake.world.shapes import Appearance

Frames = NDArray[np.uint8]
PAPER = (250, 240, 220)
CAST = (
    Reference("Bao", "panda", None, ("hat",), 0), Reference("Mei", "dog", "black", ("scarf",), 1),
    Reference("Rex", "dog", "golden", (), 1), Reference("Ada", "woman", "red", ("glasses",), 2),
)  # fmt: skip
FOREIGN = "Zog"
CUTS = (
    "{} dances on the moon", "{} walks in the snow", "{} sits on the beach", "{} runs on a city street",
)  # fmt: skip
HELD_OUT_CUTS = (
    "{} jumps in the park", "{} sleeps in the desert", "{} looks around in a kitchen", "{} stands by a lake",
)  # fmt: skip
FIGURES = 8
"""Figures of this world, and as many foreign shapes, that are held against the painter to check the bound."""
_COMMON = ("stand", "walk", "run", "sit", "wave", "look around", "fly", "swim", "drive", "float")


@dataclass(frozen=True)
class Company:
    """Who is asked for, and where: a cast of this world, a figure that is nothing of it, and the cuts of each."""

    cast: tuple[Reference, ...]
    foreign: Frames
    cuts: tuple[str, ...]

    @property
    def pictures(self) -> dict[str, Frames]:
        return {r.name: portrait(r) for r in self.cast} | {FOREIGN: self.foreign}


def held_out(seed: int) -> Company:
    """Four of other kinds than the tuned cast's and a foreign figure, all by chance."""
    rng = np.random.default_rng((seed, 41))
    seen = {r.kind for r in CAST}
    kinds = sorted(name for name, kind in KINDS.items() if kind.drawn and "animate" in kind.roles and name not in seen)
    cast = []
    for name, kind in zip(("Ivo", "Uma", "Oki", "Lea"), rng.choice(kinds, 4, replace=False).tolist(), strict=True):
        colours, worn = KINDS[kind].colours, wearable(kind)
        colour = str(rng.choice(colours)) if colours else None
        traits = fitting(kind, (str(rng.choice(worn)),)) if worn else ()
        cast.append(Reference(name, kind, colour, traits, int(rng.integers(VARIANTS))))
    rgba = shape(rng).astype(np.float32)
    flat = rgba[..., :3] * (rgba[..., 3:] / 255) + np.array(PAPER, np.float32) * (1 - rgba[..., 3:] / 255)
    return Company(tuple(cast), flat.round().astype(np.uint8), HELD_OUT_CUTS)


def portrait(r: Reference, verb: str = "stand", phase: float = 0.8) -> Frames:
    """Somebody of the world as a person would draw them: on plain paper (256, 256, 3)."""
    at = np.array([phase], np.float32)
    colour = COLOURS[r.colour][1] if r.colour else None
    parts = RIGS[r.kind](Appearance(colour, r.variant, r.traits), verb, at, np.zeros_like(at))
    half = 1.3 * reach_of(r.kind)  # hats reach beyond what a kind does without
    rgba = draw_figure(parts, 0, half, {p.colour: (*p.colour, 255) for p in parts}).astype(np.float32)
    flat = rgba[..., :3] + np.array(PAPER, np.float32) * (1 - rgba[..., 3:] / 255)
    return resize(flat.round().astype(np.uint8), 256, 256)


def stranger() -> Frames:
    """A figure that is nothing of the world."""
    picture = Image.new("RGB", (256, 256), PAPER)
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle([90, 110, 170, 220], 24, fill=(240, 60, 160))
    pen.ellipse([60, 30, 190, 140], fill=(90, 230, 200))
    pen.ellipse([130, 60, 170, 105], fill="white")
    pen.ellipse([146, 72, 164, 94], fill=(20, 20, 20))
    for x in (98, 142):
        pen.rectangle([x, 215, x + 22, 245], fill=(60, 40, 120))
    return np.asarray(picture, np.uint8)


def shape(rng: np.random.Generator) -> Frames:
    """A shape that nobody has a name for: overlapping pieces in colours of their own, RGBA (200, 200, 4)."""
    picture = Image.new("RGBA", (200, 200), (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    x, y = 100, 100
    for _ in range(int(rng.integers(4, 10))):
        ink = (*(int(v) for v in rng.integers(0, 256, 3)), 255)
        w, h = (int(v) for v in rng.integers(15, 70, 2))
        x, y = (int(np.clip(v + rng.integers(-45, 46), 50, 150)) for v in (x, y))
        box = [x - w // 2, y - h // 2, x + w // 2, y + h // 2]
        (pen.ellipse if rng.random() < 0.5 else pen.rectangle)(box, fill=ink)
    return np.asarray(picture, np.uint8)


def look(picture: Frames, figure_YX: NDArray[np.bool_]) -> Array | None:
    """Mean colours (0..1) of the upper, middle and lower third of a figure; None where there is hardly any."""
    rows = np.nonzero(figure_YX.any(1))[0]
    if figure_YX.sum() < 40 or len(rows) < 6:
        return None
    out = []
    for r in range(3):
        band = slice(rows[0] + r * len(rows) // 3, rows[0] + (r + 1) * len(rows) // 3)
        inside = picture[band][figure_YX[band]]
        out.append(inside.mean(0) / 255 if len(inside) else np.zeros(3))
    return np.concatenate(out).astype(np.float32)


def reference_look(picture: Frames, tint: tuple[float, ...]) -> Array:
    """The look of the figure in a picture on plain paper, in some light."""
    seen = np.abs(picture.astype(np.int16) - np.array(PAPER)).sum(-1) > 24
    found = look((picture * np.array(tint)).clip(0, 255).round().astype(np.uint8), seen)
    assert found is not None
    return found


def drawn_look(job: Job, frames: Callable[[Job], Frames]) -> Array | None:
    """The look of the only individual of a job, over its frames; None where it is nowhere to be seen."""
    (piece,) = job.timeline
    assert isinstance(piece, Drawn)
    made = piece.span.arrangement
    empty = replace(piece, span=replace(piece.span, arrangement=unseen(made, np.ones(made.frames, bool))))
    with_it, without = frames(job), frames(replace(job, timeline=(empty,)))
    apart = np.abs(with_it.astype(np.int16) - without).sum(-1) > 40
    found = [v for f, mask in zip(with_it[::4], apart[::4], strict=True) if (v := look(f, mask)) is not None]
    return np.median(found, 0).astype(np.float32) if found else None


def measure(
    folder: Path, options: Callable[..., Options], frames: Callable[[Job], Frames], sprites: Sprites, seed: int,
    quick: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """What was read of the pictures, who is recognised in twenty cuts, and whether the bound divides. ``quick``: in one
    cut of everybody."""
    companies = [held_out(seed), Company(CAST, stranger(), CUTS)]
    if quick:
        companies = [replace(c, cuts=c.cuts[:1]) for c in companies]
    out, tuned = (recognised(c, folder, options, frames) for c in companies)
    out |= {f"tuned_{name}": tuned[name] for name in ("cuts", "recognised", "own_over_nearest_other")}
    return out | bound(sprites, np.random.default_rng((seed, 5)), 1 if quick else FIGURES)


def recognised(
    company: Company, folder: Path, options: Callable[..., Options], frames: Callable[[Job], Frames]
) -> dict[str, Any]:
    """What was read of the pictures of a company, and who of it is recognised in its cuts."""
    pictures = company.pictures
    files = {name: folder / f"{name}.png" for name in pictures}
    for name, path in files.items():
        Image.fromarray(pictures[name]).save(path)
    right, ratios, read_right = 0, [], 0
    for name in pictures:
        for number, words in enumerate(company.cuts):
            told = options(references=((name, files[name]),))
            job = take(words.format(name), seconds=1, options=told)
            if not number:
                read_right += _as_told(job.spans[0].arrangement.cast[0], company.cast)
            own, scene = drawn_look(job, frames), job.spans[0].arrangement.beats[0].scene
            if own is None:
                continue
            tint = ambient(scene.place, scene.hour, scene.weather)
            looks = {n: reference_look(p, (1.0, 1.0, 1.0) if n == FOREIGN else tint) for n, p in pictures.items()}
            apart = {other: float(np.linalg.norm(own - looks[other])) for other in looks}
            others = min(value for other, value in apart.items() if other != name)
            right += apart[name] < others
            ratios.append(apart[name] / max(others, 1e-6))
    return {
        "cuts": len(pictures) * len(company.cuts), "recognised": right, "references": len(pictures),
        "own_over_nearest_other": float(np.median(ratios)) if ratios else float("inf"), "read_right": read_right,
    }  # fmt: skip


def _as_told(read: Reference, cast: Sequence[Reference]) -> bool:
    """Whether a reference was read as what it is: its kind, or a puppet. A golden dog may be a dog that is golden
    anyway, so colours are left to the measure."""
    told = next((r for r in cast if r.name == read.name), None)
    return bool(read.cutout) if told is None else not read.cutout and read.kind == told.kind


def bound(sprites: Sprites, rng: np.random.Generator, figures: int) -> dict[str, Any]:
    """Distances of figures of this world in usual poses, and of foreign shapes, to the painter's nearest."""
    kinds = [name for name, kind in KINDS.items() if kind.drawn and "animate" in kind.roles]
    ours, foreign, right = [], [], 0
    for _ in range(figures):
        kind = str(rng.choice(kinds))
        verb = str(rng.choice([v for v in KINDS[kind].verbs if v in _COMMON] or KINDS[kind].verbs))
        colours = KINDS[kind].colours
        colour = str(rng.choice(colours)) if colours and rng.random() < 0.5 else None
        traits = fitting(kind, tuple(rng.choice(wearable(kind), min(1, len(wearable(kind))), replace=False)))
        told = Reference("", kind, colour, traits, int(rng.integers(VARIANTS)))
        found = likeness(sprites, cut_out(portrait(told, verb, float(rng.uniform(0, 6)))), list(KINDS))
        right += found.kind == kind and found.distance <= BOUND
        ours.append(found.distance)
        foreign.append(likeness(sprites, cut_out(shape(rng)), list(KINDS)).distance)
    return {
        "figures": figures, "kind_right": right, "own_distance": float(np.median(ours)),
        "foreign_distance": float(np.median(foreign)), "foreign_above_bound": int((np.array(foreign) > BOUND).sum()),
    }  # fmt: skip
