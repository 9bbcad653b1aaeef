"""Who stands where while something is drawn anew: laid out again from a video's own recipe, gone on from, led up to.

An arrangement is what the plan stage makes of a sentence (beats and a staging), over any number of frames. Where a
video was made here its file says how (``prompt.recipe``), so the layout of what comes next starts exactly where that
of the video ended; where it was not, nobody is laid out in what is given and the new part is staged freshly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from onetake.direct.camera import camera_moves, under_moves
from onetake.direct.strokes import Stroke, along, read_stroke
from onetake.errors import BadRequest, MediaError, OnetakeError
from onetake.prompt.caption import joined, long_caption
from onetake.prompt.names import as_cast, dressed, in_words, understand_names, wearing
from onetake.prompt.ontology import LOOKS
from onetake.prompt.parse import parse
from onetake.prompt.recipe import RECIPE_KEY, Part, read_recipe
from onetake.prompt.staging import stage
from onetake.prompt.taught import fit_to
from onetake.prompt.understand import beat_times, understand
from onetake.provenance.containers import read_tags
from onetake.take import looks_of
from onetake.types import (
    ANGLE,
    CHUNK,
    FPS,
    HEIGHT,
    PHASE,
    STRIDE,
    VISIBLE,
    Array,
    Beat,
    Geometry,
    Reference,
    Scene,
    Staging,
    X,
    Y,
)

_SPEED = 0.3
"""Stage units a second at which somebody who is out of place gets there."""


@dataclass(frozen=True)
class Arrangement:
    """Beats and staging over ``frames`` frames. ``parts``: how to make it again; empty where it cannot be said.
    ``wordless``: nobody said anything, the model is told nothing. ``cast``: those who are called by name."""

    beats: tuple[Beat, ...]
    staging: Staging
    frames: int
    parts: tuple[Part, ...] = ()
    notes: tuple[str, ...] = ()
    wordless: bool = False
    cast: tuple[Reference, ...] = ()

    @property
    def caption(self) -> str:
        return "" if self.wordless else joined([beat.caption for beat in self.beats])


@dataclass(frozen=True)
class Wishes:
    """What the user asks of the layout besides the words."""

    camera: str = ""
    motion: tuple[str, ...] = ()
    style: str = ""
    taught: frozenset[str] = frozenset()
    cast: tuple[Reference, ...] = ()

    def checked(self) -> Wishes:
        """The same; raises ``BadRequest`` (``bad-camera``, ``bad-motion``, ``bad-style``)."""
        camera_moves(self.camera)
        for stroke in self.motion:
            read_stroke(stroke)
        if len(self.motion) > 5:
            raise BadRequest("bad-motion", f"{len(self.motion)} strokes are too many.", "Give up to five.")
        if self.style and self.style not in LOOKS:
            raise BadRequest("bad-style", f"{self.style[:40]!r} is not a style.", f"Use one of {', '.join(LOOKS)}.")
        return self

    @property
    def strokes(self) -> list[Stroke]:
        return [read_stroke(stroke) for stroke in self.motion]


# ── from words ────────────────────────────────────────────────────────────────────────────────────────────────


def arrange(prompt: str, frames: int, geometry: Geometry, seed: int, wishes: Wishes) -> Arrangement:
    """Lay out a sentence afresh. Raises ``BadRequest`` as ``understand_names`` does."""
    seconds = frames / FPS
    beats, _, warnings, who = understand_names(prompt, max(1.0, seconds), wishes.cast)
    beats, notes = _fitted(beats, wishes)
    beats = under_moves(beats, camera_moves(wishes.camera), seconds)
    whole = replace(geometry, frames=max(whole_chunks(frames), CHUNK * STRIDE))
    staged = as_cast(_staged(beats, whole, seed), wishes.cast, who)
    staging = along(staged, wishes.strokes, frames, geometry)
    part = Part(
        joined([b.caption for b in beats]), frames, seed, False, False, wishes.camera, wishes.motion, wishes.style,
        looks_of(staging),
    )  # fmt: skip
    parts = () if any(wishes.cast[n].cutout for n in who.values()) else (part,)
    notes = (*warnings, *notes)
    return cut(Arrangement(beats, staging, len(staging.tracks_NEF), parts, notes, cast=wishes.cast), 0, frames)


def nothing(frames: int) -> Arrangement:
    """Nobody said anything."""
    scene = Scene((), "park")
    beat = Beat(0.0, frames / FPS, scene, "")
    return Arrangement((beat,), _nobody(frames), frames, wordless=True)


def _staged(beats: Sequence[Beat], geometry: Geometry, seed: int) -> Staging:
    """As ``stage`` does; where nobody is in the scene, the camera looks on."""
    if any(not beat.scene.entities for beat in beats):
        return _nobody(geometry.frames)
    return stage(beats, geometry, seed)


def _nobody(frames: int) -> Staging:
    camera = np.tile(np.array([0, 0, 1], np.float32), (frames, 1))
    return Staging(np.zeros((frames, 1, 9), np.float32), np.zeros(1, np.int64), camera)


def _fitted(beats: Sequence[Beat], wishes: Wishes) -> tuple[tuple[Beat, ...], tuple[str, ...]]:
    """Beats in nouns that these weights were taught, and in the look that was asked for."""
    notes: tuple[str, ...] = ()
    fitted = tuple(beats)
    if wishes.taught:
        fitted, notes = fit_to(beats, wishes.taught)
    if wishes.style:
        fitted = tuple(_in_scene(b, replace(b.scene, look=wishes.style)) for b in fitted)
    return fitted, notes


def _in_scene(beat: Beat, scene: Scene) -> Beat:
    return replace(beat, scene=scene, caption=long_caption(scene))


def whole_chunks(frames: int) -> int:
    """The frames of as many chunks as these frames need."""
    return -(-frames // (CHUNK * STRIDE)) * CHUNK * STRIDE


# ── from a video ──────────────────────────────────────────────────────────────────────────────────────────────


def recipe_of(path: Path, kept: Path | None = None) -> tuple[tuple[int, int], tuple[Part, ...]] | None:
    """How a video was made, from its own metadata, or from the folder it was kept in; None where nobody knows."""
    if kept is not None:
        return _kept_recipe(kept)
    try:
        text = next((value for name, value in read_tags(path).items() if name.lower() == RECIPE_KEY), "")
    except OnetakeError:
        return None
    return read_recipe(text) if text else None


def _kept_recipe(folder: Path) -> tuple[tuple[int, int], tuple[Part, ...]]:
    import json

    try:
        told = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
        g = told["geometry"]
        part = Part(joined([b["caption"] for b in told["beats"]]), int(g["frames"]), int(told["seed"]))
        return (int(g["width"]), int(g["height"])), (part,)
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise MediaError(
            "plan-missing", f"{folder} holds no plan of a take.", "Name the folder that was given with --keep."
        ) from problem


def replay(parts: Sequence[Part], frames: int, geometry: Geometry, taught: frozenset[str]) -> Arrangement | None:
    """The arrangement of a video over its first ``frames`` frames; None where its words cannot be read any more."""
    made: Arrangement | None = None
    try:
        for part in parts:
            wishes = Wishes(part.camera, part.motion, part.style, taught).checked()
            if made is None:
                made = in_variants(arrange(part.caption, part.frames, geometry, part.seed, wishes), part.looks)
            elif part.on:
                made = go_on(made, part.caption, part.frames, geometry, part.seed, wishes)
            elif part.before:
                made = lead_up(made, part.caption, part.frames, geometry, part.seed, wishes)
            else:
                made = after_cut(made, arrange(part.caption, part.frames, geometry, part.seed, wishes))
    except OnetakeError:
        return None
    return None if made is None else cut(made, 0, frames)


def in_variants(made: Arrangement, looks: Sequence[int]) -> Arrangement:
    """The same, each entity in the variant that ``looks`` says; as it is where it says none."""
    entity_E = made.staging.entity_E
    if not looks or not len(entity_E) or entity_E.max() >= len(looks):
        return made
    return replace(made, staging=replace(made.staging, variant_E=np.array(looks, np.int64)[entity_E]))


def go_on(
    made: Arrangement, prompt: str, frames: int, geometry: Geometry, seed: int, wishes: Wishes
) -> Arrangement:  # fmt: skip
    """The same scene for ``frames`` more: all of it, ``made`` unchanged before. Without a prompt everyone goes on with
    what they do last; with one, it is read as what happens then."""
    names = [r.name for n, r in enumerate(made.cast, 1) if n in _roles(made.staging)]
    old, new = _read_on(made, in_words(prompt, wishes.cast, names), wishes)
    seconds, more = made.frames / FPS, frames / FPS
    before = [replace(b, scene=s) for b, s in zip(made.beats, old, strict=True)]
    before[-1] = replace(before[-1], end=seconds)
    times = beat_times(min(len(new), max(1, int(more))), more)
    after = [Beat(seconds + a, seconds + z, s, long_caption(s)) for (a, z), s in zip(times, new, strict=False)]
    after = [
        replace(b, start=b.start + seconds, end=b.end + seconds)
        for b in under_moves([replace(b, start=b.start - seconds, end=b.end - seconds) for b in after],
                             camera_moves(wishes.camera), more)
    ]  # fmt: skip
    dressed_after, who = dressed(prompt, after, wishes.cast)
    after = list(dressed_after)
    beats = (*wearing(before, wishes.cast, who), *after)
    whole = replace(geometry, frames=whole_chunks(made.frames + frames))
    staged = as_cast(_staged(beats, whole, made.parts[0].seed if made.parts else seed), wishes.cast, who)
    strokes = wishes.strokes
    rest = along(_cut(staged, made.frames, made.frames + frames), strokes, frames, geometry)
    was = _with_rows(made.staging, rest)
    rest = continued(was, rest)
    said = joined([b.caption for b in after]) if prompt else ""
    part = Part(said, frames, seed, True, False, wishes.camera, wishes.motion, wishes.style)
    told = made.parts and not who  # of those who are called by name in it a recipe could not say who they are
    return Arrangement(
        (*made.beats[:-1], replace(made.beats[-1], end=seconds), *after), follow_on(was, rest),
        made.frames + frames, (*made.parts, part) if told else (), made.notes, cast=wishes.cast or made.cast,
    )  # fmt: skip


def _read_on(made: Arrangement, prompt: str, wishes: Wishes) -> tuple[list[Scene], list[Scene]]:
    """Scenes of what was (with the cast of both), and of what comes then."""
    old = [b.scene for b in made.beats]
    if prompt.strip():
        alone = [b.scene for b in understand(prompt, 60)[0]]  # the policy, and what is no text
        changes = [i for i, scene in enumerate(old) if not i or scene != old[i - 1]]
        before = joined([made.beats[i].caption for i in changes])
        told = parse(f"{before} Then {prompt[:1].lower()}{prompt[1:]}").beats
        new = list(told[len(changes) :])
        if not new or any(len(s.entities) != len(told[0].entities) for s in told):
            new = alone
        elif len(told[0].entities) >= len(old[0].entities):
            old = [told[sum(i >= c for c in changes) - 1] for i in range(len(old))]
    else:
        new = [old[-1]]
    looked, _ = _fitted([Beat(0, 1, s, "") for s in new], wishes)
    new = [b.scene for b in looked]
    cast = [e.kind for e in old[0].entities]
    if [e.kind for e in new[0].entities] != cast:  # another cast: nobody is carried over
        old = [replace(s, entities=new[0].entities) for s in old]
    return old, new


def lead_up(
    made: Arrangement, prompt: str, frames: int, geometry: Geometry, seed: int, wishes: Wishes
) -> Arrangement:  # fmt: skip
    """``frames`` more in front, in which everyone comes to where they are when ``made`` begins."""
    words = prompt or long_caption(made.beats[0].scene)
    new = arrange(words, frames, geometry, seed, wishes)
    staging = led_to(new.staging, made.staging)
    part = Part(words, frames, seed, False, True, wishes.camera, wishes.motion, wishes.style)
    return Arrangement(
        (*new.beats, *_later(made.beats, frames)), follow_on(staging, made.staging), frames + made.frames,
        (*made.parts, part) if made.parts else (), (*new.notes, *made.notes), cast=new.cast or made.cast,
    )  # fmt: skip


def after_cut(one: Arrangement, other: Arrangement) -> Arrangement:
    """One, then the other, with nothing in common."""
    if one.wordless and other.wordless:
        return nothing(one.frames + other.frames)
    parts = (*one.parts, *other.parts) if one.parts and other.parts else ()
    return Arrangement(
        (*one.beats, *_later(other.beats, one.frames)), follow_on(one.staging, other.staging),
        one.frames + other.frames, parts, (*one.notes, *other.notes), cast=one.cast or other.cast,
    )  # fmt: skip


def _later(beats: Sequence[Beat], frames: int) -> list[Beat]:
    return [replace(b, start=b.start + frames / FPS, end=b.end + frames / FPS) for b in beats]


# ── in time ───────────────────────────────────────────────────────────────────────────────────────────────────


def cut(made: Arrangement, start: int, stop: int) -> Arrangement:
    """Frames ``start`` to ``stop``; beyond either end everyone stays as they are."""
    if (start, stop) == (0, made.frames) == (0, len(made.staging.tracks_NEF)):
        return made
    shifted = [replace(b, start=b.start - start / FPS, end=b.end - start / FPS) for b in made.beats]
    inside = [b for b in shifted if b.end > 1e-6 and b.start < (stop - start) / FPS - 1e-6] or shifted[-1:]
    inside = [replace(b, start=max(0.0, b.start), end=min(b.end, (stop - start) / FPS)) for b in inside]
    inside[0] = replace(inside[0], start=0.0)
    inside[-1] = replace(inside[-1], end=(stop - start) / FPS)
    return replace(made, beats=tuple(inside), staging=_cut(made.staging, start, stop), frames=stop - start)


def _cut(staging: Staging, start: int, stop: int) -> Staging:
    at_N = np.clip(np.arange(start, stop), 0, len(staging.tracks_NEF) - 1)
    return replace(staging, tracks_NEF=staging.tracks_NEF[at_N], camera_NC=staging.camera_NC[at_N])


def unseen(made: Arrangement, frames_N: NDArray[np.bool_]) -> Arrangement:
    """The same, but in some frames nobody is laid out: there the pictures say who is where."""
    tracks = made.staging.tracks_NEF.copy()
    tracks[frames_N] = 0
    return replace(made, staging=replace(made.staging, tracks_NEF=tracks))


def _with_rows(staging: Staging, later: Staging) -> Staging:
    """The same with rows for those who come later, in their own looks, if all others stay who they are."""
    n, e = staging.tracks_NEF.shape[:2]
    entity_E = later.entity_E
    more = len(entity_E) - e
    if more <= 0 or not np.array_equal(staging.entity_E, entity_E[:e]):
        return staging
    tracks = np.concatenate([staging.tracks_NEF, np.zeros((n, more, staging.tracks_NEF.shape[2]), np.float32)], 1)
    looks = np.concatenate([_looks(staging), _looks(later)[e:]])
    roles = np.concatenate([_roles(staging), np.zeros(more, np.int64)])
    return replace(staging, tracks_NEF=tracks, entity_E=entity_E, variant_E=looks, cast_E=roles)


def between(
    before: Arrangement | None, lead: int, middle: Arrangement, after: Arrangement | None, tail: int
) -> Arrangement:  # fmt: skip
    """``middle`` with ``lead`` frames of what was before it and ``tail`` of what comes after; where that is None the
    pictures say who is where."""
    frames = middle.frames
    if middle.wordless:
        return nothing(lead + frames + tail)
    out = cut(middle, 0, frames + tail)
    if after is not None and tail:
        out = after_cut(middle, cut(after, 0, tail))
    whole = cut(out, -lead, frames + tail)
    if before is not None and lead:
        whole = after_cut(cut(before, before.frames - lead, before.frames), out)
    hidden = np.zeros(lead + frames + tail, bool)
    hidden[:lead] = before is None
    hidden[lead + frames :] = after is None
    return unseen(whole, hidden)


def follow_on(one: Staging, other: Staging) -> Staging:
    """Two stagings one after the other. Individuals of one entity are the same ones; all others get rows of their own
    and are not there in the other part."""
    if np.array_equal(one.entity_E, other.entity_E):
        tracks = np.concatenate([one.tracks_NEF, other.tracks_NEF])
        entity, looks = one.entity_E, one.variant_E
        roles = np.where(_roles(other) > 0, _roles(other), _roles(one))
    else:
        n, e = one.tracks_NEF.shape[:2]
        m, f = other.tracks_NEF.shape[:2]
        tracks = np.zeros((n + m, e + f, one.tracks_NEF.shape[2]), np.float32)
        tracks[:n, :e], tracks[n:, e:] = one.tracks_NEF, other.tracks_NEF
        entity = np.concatenate([one.entity_E, other.entity_E])
        looks = np.concatenate([_looks(one), _looks(other)])
        roles = np.concatenate([_roles(one), _roles(other)])
    camera = np.concatenate([one.camera_NC, other.camera_NC])
    return Staging(tracks, entity, camera, one.happenings, looks, one.variant, roles if roles.any() else None)


def _roles(staging: Staging) -> NDArray[np.int64]:
    return np.zeros_like(staging.entity_E) if staging.cast_E is None else staging.cast_E


def _looks(staging: Staging) -> NDArray[np.int64]:
    return np.zeros_like(staging.entity_E) if staging.variant_E is None else staging.variant_E


def continued(before: Staging, after: Staging) -> Staging:
    """``after``, starting from where ``before`` ends: whoever is elsewhere gets there at a walking pace."""
    if not np.array_equal(before.entity_E, after.entity_E):
        return after
    tracks, camera = after.tracks_NEF.copy(), after.camera_NC.copy()
    gap_EF = before.tracks_NEF[-1] - tracks[0]
    _closing(tracks, gap_EF, np.arange(len(tracks)))
    camera += _camera_gap(before.camera_NC[-1] - camera[0], np.arange(len(camera)))
    named = _roles(after) > 0
    looks = np.where(named, _looks(after), _looks(before))
    roles = np.where(named, _roles(after), _roles(before))
    return replace(
        after, tracks_NEF=tracks, camera_NC=camera, variant_E=looks, variant=before.variant,
        cast_E=roles if roles.any() else None,
    )  # fmt: skip


def led_to(before: Staging, after: Staging) -> Staging:
    """``before``, ending where ``after`` begins."""
    if not np.array_equal(before.entity_E, after.entity_E):
        return before
    tracks, camera = before.tracks_NEF.copy(), before.camera_NC.copy()
    back_N = np.arange(len(tracks))[::-1]
    _closing(tracks, after.tracks_NEF[0] - tracks[-1], back_N)
    camera += _camera_gap(after.camera_NC[0] - camera[-1], back_N)
    return replace(before, tracks_NEF=tracks, camera_NC=camera, variant_E=after.variant_E, variant=after.variant)


def closed(staging: Staging) -> Staging:
    """The same, ending where it began: what a loop needs."""
    return led_to(staging, staging)


def _closing(tracks_NEF: Array, gap_EF: Array, since_N: NDArray[np.int64]) -> None:
    """Close a gap in place, in time and height; phases keep theirs, since a motion has no preferred start."""
    gap_EF = gap_EF.copy()
    seen_E = np.abs(gap_EF[:, VISIBLE]) < 0.5
    gap_EF[:, PHASE] = (gap_EF[:, PHASE] + np.pi) % (2 * np.pi) - np.pi
    gap_EF[:, ANGLE] = (gap_EF[:, ANGLE] + np.pi) % (2 * np.pi) - np.pi
    for e, gap_F in enumerate(gap_EF):
        if not seen_E[e]:  # somebody who only comes in now is not pulled from nowhere
            continue
        way = float(np.hypot(gap_F[X], gap_F[Y]) + abs(gap_F[HEIGHT]))
        left_N = _left(since_N, max(FPS / 2, way / _SPEED * FPS))[:, None]
        for field in (X, Y, HEIGHT, ANGLE):
            tracks_NEF[:, e, field] += left_N[:, 0] * gap_F[field]
        tracks_NEF[:, e, PHASE] += gap_F[PHASE] * left_N[:, 0]


def _left(since_N: NDArray[np.int64], frames: float) -> Array:
    """1 at the join, falling smoothly to 0 after ``frames``; never longer than there is."""
    part = np.clip(since_N / max(1.0, min(frames, len(since_N) - 1)), 0, 1)
    return (1 - part * part * (3 - 2 * part)).astype(np.float32)


def _camera_gap(gap_C: Array, since_N: NDArray[np.int64]) -> Array:
    """Where the camera stands is kept (the set goes on from there); its zoom is let go."""
    out = np.tile(gap_C, (len(since_N), 1)).astype(np.float32)
    out[:, 2] *= _left(since_N, 1.5 * FPS)
    return out
