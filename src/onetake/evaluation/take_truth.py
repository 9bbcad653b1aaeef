"""A take held against what it was told to show, without any reader: the simulator draws the same plan.

The layout says exactly who stands where, so the world's renderer gives the true picture of the same scene, and also
what it must *not* look like: the empty place, other kinds in the same spots, other places, a beat that never happened.
Each question is then a forced choice on pixels: is the drawn picture nearer to the truth than to every rival?
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from onetake.prompt._people import can_have
from onetake.prompt.ontology import KINDS, PLACES
from onetake.types import FPS, HEIGHT, VISIBLE, Array, Beat, Entity, Geometry, Plan, Scene, Staging, X, Y
from onetake.world.cast import RIGS
from onetake.world.pictures import available_kinds
from onetake.world.render import Renderer
from onetake.world.shapes import Appearance
from onetake.world.take import Take

Frames = NDArray[np.uint8]
Masks = NDArray[np.bool_]

EVERY = 12
"""A truth is drawn for every twelfth frame: once a second."""
RIVALS = 3
LEAST_PIXELS = 20
"""An individual that covers fewer is too small to be judged."""
SHOWS = 6.0
"""Grey levels (mean of the three colours) by which a pixel has to differ to belong to somebody."""
_AWAY, _BACK = 0.3, 0.08  # stage units of the camera's way
_RIVAL_PLACES = ("meadow", "beach", "city street", "living room", "snowy field", "forest", "desert", "castle hall")


@dataclass(frozen=True)
class Truth:
    """Everything the simulator needs to draw a take: a plan's, or that of a simulated scene."""

    beats: tuple[Beat, ...]
    staging: Staging
    geometry: Geometry
    seed: int
    looks: tuple[Appearance, ...] | None = None

    @classmethod
    def of_plan(cls, plan: Plan) -> Truth:
        return cls(plan.beats, plan.staging, plan.geometry, plan.seed)

    @classmethod
    def of_take(cls, take: Take, seed: int) -> Truth:
        return cls(take.beats, take.staging, take.geometry, seed, take.renderer.looks)

    def renderer(self) -> Renderer:
        return Renderer(self.beats[0].scene, self.staging, self.geometry, self.looks, seed=self.seed, beats=self.beats)

    def drawable(self) -> bool:
        """Whether this machine can draw every noun of it."""
        there = available_kinds()
        return all(e.kind in there for beat in self.beats for e in beat.scene.entities)

    def changed(self, **entity: object) -> Truth:
        """The same take with fields of all its entities changed."""
        return self._with([tuple(replace(e, **entity) for e in b.scene.entities) for b in self.beats])  # type: ignore[arg-type]

    def elsewhere(self, place: str) -> Truth:
        """The same take at another place."""
        own = PLACES[place]
        scenes = [
            replace(
                b.scene, place=place,
                hour=b.scene.hour if b.scene.hour in own.hours else own.hours[0],
                weather=b.scene.weather if b.scene.weather in own.weathers else own.weathers[0],
            )
            for b in self.beats
        ]  # fmt: skip
        return replace(self, beats=tuple(replace(b, scene=s) for b, s in zip(self.beats, scenes, strict=True)))

    def rival(self, number: int) -> Truth | None:
        """The same take with other kinds in the same spots; None if nobody else can do what is done."""
        cast = self.beats[0].scene.entities
        verbs = [{b.scene.entities[i].verb for b in self.beats} for i in range(len(cast))]
        kinds = [_stand_in(e, verbs[i], number) for i, e in enumerate(cast)]
        if all(kind == e.kind for kind, e in zip(kinds, cast, strict=True)):
            return None
        changed = [tuple(as_kind(e, kind) for e, kind in zip(b.scene.entities, kinds, strict=True)) for b in self.beats]
        return replace(self._with(changed), looks=None)

    def untold(self, beat: int) -> Truth:
        """The take in which this beat does not happen: everyone stays as they were when it began."""
        first = round(self.beats[beat].start * FPS)
        last = min(round(self.beats[beat].end * FPS), len(self.staging.tracks_NEF))
        tracks = self.staging.tracks_NEF.copy()
        tracks[first:last] = tracks[max(0, first - 1)]
        before = self.beats[max(0, beat - 1)].scene.entities
        scene = replace(self.beats[beat].scene, entities=before)
        beats = tuple(replace(b, scene=scene) if i == beat else b for i, b in enumerate(self.beats))
        return replace(self, beats=beats, staging=replace(self.staging, tracks_NEF=tracks))

    def _with(self, casts: Sequence[tuple[Entity, ...]]) -> Truth:
        pairs = zip(self.beats, casts, strict=True)
        return replace(self, beats=tuple(replace(b, scene=_cast(b.scene, cast)) for b, cast in pairs))


def _cast(scene: Scene, entities: tuple[Entity, ...]) -> Scene:
    return replace(scene, entities=entities)


def _stand_in(entity: Entity, verbs: set[str], number: int) -> str:
    """The ``number``-th other kind that can do all this, of its own family if there are any."""
    there = [k for k in KINDS if k != entity.kind and k in RIGS and KINDS[k].drawn and verbs <= set(KINDS[k].verbs)]
    family = KINDS[entity.kind].family
    near = [k for k in there if KINDS[k].family == family]
    choices = near if len(near) >= RIVALS else there
    if not choices:
        return entity.kind
    step = max(1, len(choices) // RIVALS)
    return choices[number * step % len(choices)]


def as_kind(entity: Entity, kind: str) -> Entity:
    """The entity as another kind, without colour and traits that this kind cannot have."""
    colour = entity.colour if entity.colour in KINDS[kind].colours else None
    return replace(entity, kind=kind, colour=colour, traits=tuple(t for t in entity.traits if can_have(kind, t)))


def sampled(renderer: Renderer, every: int = EVERY) -> Frames:
    """One frame a second of a take."""
    total = len(renderer.staging.tracks_NEF)
    return np.stack([renderer.frames(n, n + 1)[0] for n in range(0, total, every)])


def apart(one: Frames, other: Frames) -> Array:
    """How far two takes are apart at each pixel (N, Y, X): mean absolute difference of the colours."""
    difference: Array = np.abs(one.astype(np.int16) - other).mean(-1, dtype=np.float32)
    return difference


def regions(truth: Truth, shows_NYX: Masks, every: int = EVERY) -> Masks:
    """Which pixels of each sampled frame belong to each individual: its box, without the place (N, E, Y, X)."""
    tracks = truth.staging.tracks_NEF[::every]
    g = truth.geometry
    half_x, half_y = g.half_extent
    middle_y, middle_x = np.arange(g.height) + 0.5, np.arange(g.width) + 0.5
    y, x = middle_y / g.short_side - half_y, middle_x / g.short_side - half_x
    entities = truth.beats[0].scene.entities
    aspect_E = np.array([KINDS[entities[e].kind].aspect for e in truth.staging.entity_E])
    reach = tracks[..., HEIGHT] * np.maximum(aspect_E, 0.8) / 2 + 0.02
    inside_x = np.abs(x - tracks[..., X, None]) <= reach[..., None]
    top, bottom = tracks[..., Y] - 1.05 * tracks[..., HEIGHT] - 0.01, tracks[..., Y] + 0.03
    inside_y = (y >= top[..., None]) & (y <= bottom[..., None])
    seen = (tracks[..., VISIBLE] > 0.5)[..., None, None]
    out: Masks = inside_y[..., :, None] & inside_x[..., None, :] & seen & shows_NYX[:, None]
    return out


@dataclass(frozen=True)
class Found:
    """What was found per sampled frame: whether everyone is who they should be, whether the place is the place."""

    identity_N: Masks
    """Only of frames in which somebody can be judged."""
    place_N: Masks
    figures: dict[str, object]


def _mean(values: Array, mask: Masks) -> float:
    return float(values[mask].mean()) if mask.any() else 0.0


def psnr(error: float) -> float:
    """Decibels of a mean squared error in grey levels; at most 60."""
    return float(min(60.0, 10 * np.log10(255**2 / max(error, 1e-9))))


def judge(drawn_NYXC: Frames, truth: Truth) -> Found:
    """Identity, place and beats of a drawn take (all its frames, native size)."""
    drawn = drawn_NYXC[::EVERY]
    count = len(drawn)
    true, empty = sampled(truth.renderer())[:count], sampled(truth.changed(present=False).renderer())[:count]
    shows = apart(true, empty) > SHOWS
    off_true, off_empty = apart(drawn, true), apart(drawn, empty)
    who = regions(truth, shows)[:count]
    rivals = [r for r in (truth.rival(i) for i in range(RIVALS)) if r is not None and r.drawable()]
    others = [sampled(r.renderer())[:count] for r in rivals]
    identity, judged = _identity(drawn, true, who, off_true, off_empty, others)
    place, place_error = _place(drawn, truth, empty, shows)
    squares = np.square(drawn.astype(np.float32) - true).mean(-1)
    told = beats(drawn, true, truth, count)
    subject = [float(psnr(_mean(squares[n], shows[n]))) for n in range(count) if shows[n].sum() >= LEAST_PIXELS]
    figures: dict[str, object] = {
        "identity": float(identity[judged].mean()) if judged.any() else None,
        "subject_psnr": float(np.mean(subject)) if subject else None,
        "place": float(place.mean()), "place_psnr": float(psnr(place_error)),
        "place_return": returned(truth, place), "beats": told,
    }  # fmt: skip
    return Found(np.where(judged, identity, True), place, figures)


def _identity(
    drawn: Frames, true: Frames, who: Masks, off_true: Array, off_empty: Array, others: Sequence[Frames]
) -> tuple[Masks, Masks]:
    """Per frame: whether everyone is nearer to the truth than to the empty place and to every rival; and whether
    there was anybody to judge."""
    count = len(drawn)
    right, judged = np.ones(count, bool), np.zeros(count, bool)
    off_others = [(apart(drawn, other), apart(true, other)) for other in others]
    for n in range(count):
        for mask in who[n]:
            if mask.sum() < LEAST_PIXELS:
                continue
            judged[n] = True
            own = _mean(off_true[n], mask)
            right[n] &= own < _mean(off_empty[n], mask)
            for off, gap in off_others:
                # A rival that looks the same here says nothing.
                right[n] &= _mean(gap[n], mask) < SHOWS or own < _mean(off[n], mask)
    return right, judged


def _place(drawn: Frames, truth: Truth, empty: Frames, shows: Masks) -> tuple[Masks, float]:
    """Per frame: whether what is around everyone is nearer to the place than to any other place; and the error."""
    own = truth.beats[0].scene.place
    names = [p for p in _RIVAL_PLACES if p != own][:4]
    off = np.square(drawn.astype(np.float32) - empty).mean(-1)
    off[shows] = 0
    right = np.ones(len(drawn), bool)
    for name in names:
        other = sampled(truth.elsewhere(name).changed(present=False).renderer())[: len(drawn)]
        there = np.square(drawn.astype(np.float32) - other).mean(-1)
        there[shows] = 0
        right &= off.sum((1, 2)) < there.sum((1, 2))
    return right, float(off.sum() / max(1, (~shows).sum()))


def returned(truth: Truth, place_N: Masks) -> float | None:
    """Share of right places among the frames in which the camera is back after it was away; None if it never was."""
    camera = truth.staging.camera_NC[::EVERY][: len(place_N)]
    way = np.hypot(camera[:, 0] - camera[0, 0], camera[:, 1] - camera[0, 1])
    gone = np.flatnonzero(way > _AWAY)
    back = np.flatnonzero(way < _BACK)
    back = back[back > gone[0]] if len(gone) else back[:0]
    return float(place_N[back].mean()) if len(back) else None


def beats(drawn: Frames, true: Frames, truth: Truth, count: int) -> dict[str, object]:
    """Which told beats happen, in order: the drawn take is nearer to the one in which they do than to the one in
    which everyone stays as they were."""
    happened: list[bool] = []
    for b, beat in enumerate(truth.beats):
        first, last = int(np.ceil(beat.start * FPS / EVERY)), min(count, int(np.ceil(beat.end * FPS / EVERY)))
        if last <= first:
            continue
        renderer = truth.untold(b).renderer()
        other = np.stack([renderer.frames(n * EVERY, n * EVERY + 1)[0] for n in range(first, last)])
        tells = apart(true[first:last], other) > SHOWS
        if tells.sum() < LEAST_PIXELS:
            continue  # nothing of it can be seen
        near = apart(drawn[first:last], true[first:last])[tells].mean()
        happened.append(bool(near < apart(drawn[first:last], other)[tells].mean()))
    return {
        "told": len(truth.beats), "visible": len(happened), "happened": sum(happened),
        "share": sum(happened) / len(happened) if happened else None,
    }  # fmt: skip
