"""Does a caption say only what is to be seen? Its words are read, and every claim is held against the tracks.

``violations(caption, beats, staging, geometry)`` reads the caption as a stranger would (``prompt.parse.read``), never
the scene that it was written from, and checks of each beat: who is there and how many are to be seen, colour, size
and traits, what everyone does and to whom (also that it shows: who goes has come somewhere, what falls is lower),
relations and sides, place, hour, weather, look and camera. What a caption does not say is not asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onetake.prompt.drafts import Draft, Noun
from onetake.prompt.lexicon import Language
from onetake.prompt.ontology import CAMERAS
from onetake.prompt.parse import read
from onetake.prompt.tagging import tag
from onetake.types import Beat, Entity, Geometry, Scene, Staging
from onetake.world._check_motion import Span, seen, shows_verb, touches
from onetake.world._check_places import camera_moves, keeps_relation, keeps_side

_MOST = 0.5
"""The share of its beat for which a claim has to hold."""


@dataclass(frozen=True, slots=True)
class _Stage:
    """One beat as it is drawn: its scene, and the tracks of its frames."""

    scene: Scene
    span: Span
    number: int

    def fault(self, text: str) -> str:
        return f"beat {self.number}: {text}"


def violations(caption: str, beats: Sequence[Beat], staging: Staging, geometry: Geometry) -> list[str]:
    """What a caption says that is not so, in words; empty if all of it is true.

    Beats of equal scenes count as one. Raises ``BadRequest`` for a caption that is not text.
    """
    drafts, _, _ = read(caption)
    stages = _stages(beats, staging, geometry)
    if len(drafts) > len(stages):
        return [f"{len(drafts)} beats are told, {len(stages)} are shown"]
    said = frozenset(item.role for item in tag(caption))
    faults: list[str] = []
    before: Draft | None = None
    for draft, stage in zip(drafts, stages, strict=False):
        faults += _setting(draft, before, stage, said)
        pairs = _matched(draft, stage.scene)
        for noun, index in pairs:
            if index is None:
                faults.append(stage.fault(f"there is no {noun.text!r}"))
            else:
                faults += _individual(noun, index, stage, dict((id(n), i) for n, i in pairs))
        before = draft
    return faults


def _stages(beats: Sequence[Beat], staging: Staging, geometry: Geometry) -> list[_Stage]:
    """Beats with their frames, equal neighbours joined."""
    joined: list[tuple[Scene, int, int]] = []
    frames = len(staging.tracks_NEF)
    for beat in beats:
        start, end = round(beat.start * geometry.fps), min(frames, round(beat.end * geometry.fps))
        if joined and joined[-1][0] == beat.scene:
            joined[-1] = (beat.scene, joined[-1][1], end)
        elif end > start:
            joined.append((beat.scene, start, end))
    return [
        _Stage(scene, Span(scene, staging, geometry, start, end), number)
        for number, (scene, start, end) in enumerate(joined)
    ]


def _setting(draft: Draft, before: Draft | None, stage: _Stage, said: frozenset[str]) -> list[str]:
    """Place, hour, weather, look and camera, as far as they are said."""
    scene, faults = stage.scene, []
    for name in ("place", "hour", "weather", "look"):
        claim = getattr(draft, name)
        if name in said and claim is not None and claim != getattr(scene, name):
            faults.append(stage.fault(f"{name} {claim!r} is said, it is {getattr(scene, name)!r}"))
    camera = draft.camera
    if "camera" in said and camera is not None and (before is None or before.camera != camera):
        fault = camera_moves(camera, stage.span)
        if camera not in CAMERAS or camera != scene.camera:
            faults.append(stage.fault(f"camera {camera!r} is said, it is {scene.camera!r}"))
        elif fault:
            faults.append(stage.fault(f"camera {camera!r}: {fault}"))
    return faults


def _matched(draft: Draft, scene: Scene) -> list[tuple[Noun, int | None]]:
    """For everyone whom the caption names, the entity on stage that fits best; nobody is meant twice."""
    free = [i for i, e in enumerate(scene.entities) if e.present]
    pairs: list[tuple[Noun, int | None]] = []
    for noun in draft.nouns:
        if noun.gone or noun.key < 0:  # not on stage, or not said but added by the reader
            continue
        fitting = [i for i in free if scene.entities[i].kind == noun.kind]
        best = min(fitting, key=lambda i: _differs(noun, scene.entities[i]), default=None)
        if best is not None:
            free.remove(best)
        pairs.append((noun, best))
    return pairs


def _differs(noun: Noun, entity: Entity) -> int:
    """How many of the facts said differ."""
    facts = ((noun.verb, entity.verb), (noun.colour, entity.colour), (noun.size, entity.size), (noun.side, entity.side),
             (noun.count, entity.count), (noun.relation, entity.relation))  # fmt: skip
    return sum(a is not None and a != b for a, b in facts) + len(set(noun.traits) - set(entity.traits))


def _individual(noun: Noun, index: int, stage: _Stage, indices: dict[int, int | None]) -> list[str]:
    """Everything that is said about one entity."""
    entity, span = stage.scene.entities[index], stage.span
    faults = _looks(noun, entity)
    count = noun.count or (0 if noun.plural else 1)
    visible = seen(span, index)
    if visible < max(count, 1) or (count and len(span.of(index)) != count):
        faults.append(f"{count or 'some'} {noun.text!r} said, {visible} of {len(span.of(index))} to be seen")
    if noun.verb is not None:
        faults += _deed(noun, index, stage, indices)
    if noun.side is not None and not keeps_side(span, index, noun.side, _MOST):
        faults.append(f"{noun.text!r} is not at the {noun.side}")
    anchor = indices.get(id(noun.anchor)) if noun.anchor else None
    if noun.relation is not None and anchor is not None:
        falling = noun.verb == "fall"
        has_fallen = falling and span.start > 0
        if not has_fallen and not keeps_relation(span, index, anchor, noun.relation, _MOST, first_only=falling):
            faults.append(f"{noun.text!r} is not {noun.relation} {stage.scene.entities[anchor].kind!r}")
    return [stage.fault(f) for f in faults]


def _looks(noun: Noun, entity: Entity) -> list[str]:
    """Colour, size and traits."""
    faults = []
    if noun.colour is not None and noun.colour != entity.colour:
        faults.append(f"{noun.text!r} is not {noun.colour}")
    if noun.size is not None and noun.size != entity.size:
        faults.append(f"{noun.text!r} is not {noun.size}")
    faults += [f"{noun.text!r} has no {t}" for t in noun.traits if t not in entity.traits]
    return faults


def _deed(noun: Noun, index: int, stage: _Stage, indices: dict[int, int | None]) -> list[str]:
    """What it does, to whom, and whether that shows."""
    entity, faults = stage.scene.entities[index], list[str]()
    if noun.verb != entity.verb:
        return [f"{noun.text!r} does not {noun.verb}: it does {entity.verb}"]
    for claimed, true, role in ((noun.target, entity.target, "to"), (noun.partner, entity.partner, "with")):
        if claimed is None or claimed.key < 0:
            continue
        found = indices.get(id(claimed))
        if found is None or found != true:
            faults.append(f"{noun.text!r} does not {noun.verb} {role} {claimed.text!r}")
        elif role == "to" and not touches(stage.span, index, found, entity.verb):
            faults.append(f"{noun.text!r} does not reach {claimed.text!r} to {entity.verb}")
    fault = shows_verb(stage.span, index)
    return [*faults, f"{noun.text!r} does not {entity.verb}: {fault}"] if fault else faults


def true_captions(
    captions: Sequence[tuple[str, Language]], beats: Sequence[Beat], staging: Staging, geometry: Geometry
) -> NDArray[np.bool_]:
    """Which of several captions of a take are true."""
    return np.array([not violations(text, beats, staging, geometry) for text, _ in captions], np.bool_)
