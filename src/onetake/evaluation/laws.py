"""Laws of nature, measured on pixels: ``python -m onetake.evaluation.laws --scenes 1000 --json``.

    flight     what nothing touches flies a parabola: constant fall, level speed constant
    momentum   two free bodies that meet keep what they have together, on the ground and in the air
    solid      solid things do not pass through one another
    count      bodies come and go only where that is recorded, or at the edge of the picture
    cause      nothing is seen to have an effect before its cause has happened

Where bodies are is found in the frames (``bodies``). The record (beats, happenings) only says what is claimed: who is
moved by force, who may come and go, and when causes happened. Each law is also held against films that break it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np

from onetake.evaluation.bodies import Body, Film, Floats, Mask, bodies, onset_of_motion, onset_of_state
from onetake.evaluation.law_scenes import (
    Pair,
    bent,
    hastened,
    intruded,
    pair,
    pulled_through,
    sampled,
    slowed,
)
from onetake.prompt._stage_kit import GRAVITY
from onetake.prompt.ontology import KINDS
from onetake.prompt.staging import MARGIN
from onetake.types import FPS, Happening

__all__ = ["LAWS", "Report", "causes", "counts", "flights", "measure", "momentum", "solid"]

LAWS = ("flight", "momentum", "solid", "count", "cause")
RESIDUAL = {"round": 0.8, "other": 2.2}
"""Pixels by which a flight may leave its parabola: discs are measured to a fraction of a pixel; what tumbles turns
about a middle that is not quite that of its outline."""
GRAVITY_WITHIN = 0.15
"""Share by which a measured fall may differ from the world's gravity."""
MOMENTUM_WITHIN = 0.06
"""Share of all momentum (added up without sign) that may appear or vanish."""
OVERLAP = 0.15
"""Share of the smaller of two solid bodies that the other may cover: outlines are rounder than the drawings."""
EARLY = 1.0
"""Frames by which an effect may be seen before its cause: a film has no times between its frames."""
_RIM = 1.1  # how far the softened edge of a drawing is seen beyond it, in pixels
_IN = 16.0  # pixels that a body may come into the picture, or leave it by, in one frame
_LANE = 3  # pixels by which the feet of things that stand in one row may differ
_PLANTED = 8  # frames of a flight that is long enough to be bent to be seen
_LONG = 6  # frames that a flight has at least, so that its fall can be told from noise
_FLUTTERS = frozenset(("kite", "star", "umbrella", "maple leaf", "feather", "raindrop", "snowflake", "ribbon"))
_THINGS = ("thing", "ball", "plant")
_BECOMES = {
    "broken": ("break",), "out": ("go out",), "off": ("go out",), "lit": ("light", "burn"), "on": ("light",),
    "open": ("open",), "closed": ("close",), "ringing": ("ring",), "exploded": ("explode",), "burst": ("explode",),
    "eaten": ("be eaten", "come apart"), "carved": ("come apart",), "empty": ("flow",),
    "spilled": ("spill", "flow", "tip over"), "fallen": ("tip over",),
}  # fmt: skip
"""Happenings that bring a state about."""
_SETS_OFF = ("kick", "knock over", "touch", "roll")
"""Causes that move what was at rest until then."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One measurement: the law, whether it holds, and how far off it is (in the law's own measure)."""

    law: str
    holds: bool
    off: float
    about: str = ""


@dataclass(slots=True)
class Report:
    """Measurements of each law, how many break it, and how many planted violations there were and were caught."""

    scenes: int = 0
    measured: Counter[str] = field(default_factory=Counter)
    broken: Counter[str] = field(default_factory=Counter)
    planted: Counter[str] = field(default_factory=Counter)
    caught: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def add(self, findings: Sequence[Finding], scene: str) -> None:
        """Count what an honest film shows."""
        for f in findings:
            self.measured[f.law] += 1
            self.broken[f.law] += not f.holds
            if not f.holds:
                self.faults.append(f"{scene}: {f.law}: {f.about} ({f.off:.2f})")

    def plant(self, kind: str, findings: Sequence[Finding]) -> None:
        """Count a film that breaks a law, and whether that was noticed."""
        self.planted[kind] += 1
        self.caught[kind] += any(not f.holds for f in findings)

    def as_json(self) -> dict[str, Any]:
        """Figures and faults, ready for JSON."""
        return {
            "scenes": self.scenes,
            "measured": {law: self.measured[law] for law in LAWS},
            "broken": {law: self.broken[law] for law in LAWS},
            "planted": dict(self.planted),
            "caught": dict(self.caught),
            "faults": self.faults,
        }

    def as_text(self) -> str:
        """Figures for people."""
        lines = [f"{self.scenes} scenes"]
        lines += [f"{law:<12}{self.measured[law]:>6} measured, {self.broken[law]} broken" for law in LAWS]
        lines += [f"{kind:<16}{n:>6} planted, {self.caught[kind]} caught" for kind, n in sorted(self.planted.items())]
        return "\n".join([*lines, *self.faults[:40]])


# --- flight ---------------------------------------------------------------------------------------------------------


def _entity(film: Film, e: int) -> int:
    return int(film.renderer.staging.entity_E[e])


def _kind(film: Film, e: int) -> str:
    return film.renderer.scene.entities[_entity(film, e)].kind


def _forced_from(film: Film, e: int, body: Body) -> int | None:
    """First frame at which an individual is moved by force alone; None if it never is."""
    who, kind = _entity(film, e), _kind(film, e)
    if KINDS[kind].family not in _THINGS or kind in _FLUTTERS:
        return None
    verbs = [beat.scene.entities[who].verb for beat in film.beats]
    if verbs[0] == "bounce":  # what does something else of itself later is not left to force alone
        return 1 if set(verbs) <= {"bounce", "stand"} else None
    staging = film.renderer.staging
    told = [h.seconds for h in staging.happenings if h.entity == who and h.what in ("fly", "fall")]
    moved = onset_of_motion(body, 1.0)
    return None if not told or moved is None else max(int(np.ceil(min(told) * FPS)) + 1, moved)


def _lands(film: Film, e: int) -> float:
    """Frame of the first landing that is recorded of an individual's entity."""
    told = [h.seconds for h in film.renderer.staging.happenings if (h.what, h.entity) == ("land", _entity(film, e))]
    return min(told, default=np.inf) * FPS + 1


def _near(mask_YX: Mask, pixels: int) -> Mask:
    wide = cv2.dilate(mask_YX.astype(np.uint8), np.ones((2 * pixels + 1,) * 2, np.uint8))
    return np.asarray(wide > 0, np.bool_)


def _free(body: Body, others: Sequence[Body], first: int) -> Mask:
    """Frames in which nothing touches a body: no other body, not the ground, not the edge of the picture."""
    rows, columns = body.mask_NYX.shape[1:]
    wall = MARGIN * min(rows, columns) + 2
    left_N, top_N, right_N, bottom_N = body.box_N4.T
    ground = float(np.nanmax(bottom_N)) if body.seen_N.any() else 0.0
    free_N = body.seen_N & (np.arange(len(bottom_N)) >= first) & (bottom_N < min(ground, rows) - 2) & (top_N > 0)
    free_N = np.asarray(free_N & (left_N > wall) & (right_N < columns - wall), np.bool_)
    for n in np.flatnonzero(free_N).tolist():
        near_YX = _near(body.mask_NYX[n], 3)
        free_N[n] = not any((near_YX & other.mask_NYX[n]).any() for other in others)
    return free_N


def _meets_next(body: Body, others: Sequence[Body], n: int) -> bool:
    """Whether a body would, going on as from frame n - 1 to n, come against something before frame n + 1."""
    rows, columns = body.mask_NYX.shape[1:]
    if n == 0 or not body.seen_N[n - 1]:
        return False
    fall = GRAVITY * min(rows, columns) / FPS**2
    dx, dy = body.centre_N2[n] - body.centre_N2[n - 1] + (0, fall)
    left, _, right, bottom = body.box_N4[n]
    wall = MARGIN * min(rows, columns) + 2
    if bottom + dy > float(np.nanmax(body.box_N4[:, 3])) - 2 or left + dx < wall or right + dx > columns - wall:
        return True
    move = np.array([[1, 0, dx], [0, 1, dy]], np.float64)
    moved_YX = _near(cv2.warpAffine(body.mask_NYX[n].astype(np.uint8), move, (columns, rows)) > 0, 2)
    return any((moved_YX & other.mask_NYX[n + 1]).any() for other in others)


def free_runs(body: Body, others: Sequence[Body], first: int) -> list[tuple[int, int]]:
    """Stretches (first frame, frame after the last) of free flight."""
    free_N = _free(body, others, first)
    runs, begin = [], None
    for n in range(len(free_N)):
        if free_N[n] and begin is None:
            begin = n
        ends = begin is not None and (n + 1 == len(free_N) or not free_N[n + 1] or _meets_next(body, others, n))
        if begin is not None and ends:
            if n + 1 - begin >= _LONG:
                runs.append((begin, n + 1))
            begin = None
    return runs


def _fit(values_N: Floats, degree: int) -> tuple[Floats, float]:
    """Least squares in time (frames): coefficients, highest first, and the largest residual."""
    n = np.arange(len(values_N))
    found = np.polyfit(n, values_N, degree)
    return found, float(np.abs(values_N - np.polyval(found, n)).max())


def flights(film: Film, seen: Sequence[Body]) -> list[Finding]:
    """Every free flight of what is moved by force."""
    out = []
    for e, body in enumerate(seen):
        first = _forced_from(film, e, body)
        if first is None:
            continue
        others = [b for k, b in enumerate(seen) if k != e]
        for a, b in _measurable(film, e, body, others, first):
            out.append(_flight(body, a, b, f"{_kind(film, e)} {a}-{b}"))
    return out


def _measurable(film: Film, e: int, body: Body, others: Sequence[Body], first: int) -> list[tuple[int, int]]:
    """Free flights; of what has corners only those before it lands, because then it stands on the corners of the box
    around its drawing, which nothing shows."""
    runs = free_runs(body, others, first)
    if body.round:
        return runs
    last = _lands(film, e)
    return [(a, int(min(b, last))) for a, b in runs if min(b, last) - a >= _LONG]


def _flight(body: Body, first: int, last: int, about: str) -> Finding:
    """One flight: its fall, and how far it leaves its parabola."""
    within, unit = RESIDUAL["round" if body.round else "other"], min(body.mask_NYX.shape[1:])
    path_N2 = body.centre_N2[first:last]
    _, sideways = _fit(path_N2[:, 0], 1)
    fall, down = _fit(path_N2[:, 1], 2)
    gravity = 2 * float(fall[0]) * FPS**2 / unit
    # The error of a fall is that of a place, over the square of the time that it was measured in.
    slack = 8 * within / len(path_N2) ** 2 * FPS**2 / unit
    wrong = max(0.0, abs(gravity - GRAVITY) - slack) / GRAVITY
    off = max(sideways / within, down / within, wrong / GRAVITY_WITHIN)
    return Finding("flight", off <= 1, off, f"{about}: falls {gravity:.2f}, off {sideways:.2f}, {down:.2f} px")


# --- momentum -------------------------------------------------------------------------------------------------------


def momentum(met: Pair, seen: Sequence[Body]) -> list[Finding]:
    """What two bodies of one matter have together, before and after they meet; masses are areas."""
    rows, columns = seen[0].mask_NYX.shape[1:]
    whole_N = np.ones(len(seen[0].area_N), bool)
    for body in seen:
        box = body.box_N4
        whole_N &= body.seen_N & (box[:, 0] > 0) & (box[:, 1] > 0) & (box[:, 2] < columns) & (box[:, 3] < rows)
    masses = [(float(np.median(body.area_N[whole_N])) / np.pi) ** 0.5 - _RIM for body in seen]
    masses = [radius**2 for radius in masses]
    apart_N = np.hypot(*(seen[0].centre_N2 - seen[1].centre_N2).T)
    meet = int(np.nanargmin(np.where(whole_N, apart_N, np.nan)))
    n = np.arange(len(whole_N))
    before_N, after_N = whole_N & (n < meet - 1), whole_N & (n > meet + 1)
    if before_N.sum() < 4 or after_N.sum() < 4:
        return []
    speeds = np.array([[_slope(b.centre_N2[:, 0], part) for b in seen] for part in (before_N, after_N)])
    each = speeds * masses
    off = abs(float(np.subtract(*each.sum(1)))) / float(np.abs(each[0]).sum())
    out = [Finding("momentum", off <= MOMENTUM_WITHIN, off, "level")]
    if met.aloft:
        height_N = sum(m * b.centre_N2[:, 1] for m, b in zip(masses, seen, strict=True)) / sum(masses)
        together = np.polyfit(n[whole_N], height_N[whole_N], 2)
        left = float(np.abs(height_N[whole_N] - np.polyval(together, n[whole_N])).max())
        off = max(left / RESIDUAL["round"], abs(2 * together[0] * FPS**2 / rows / GRAVITY - 1) / GRAVITY_WITHIN)
        out.append(Finding("momentum", off <= 1, off, "the middle of both falls"))
    return out


def _slope(values_N: Floats, part_N: Mask) -> float:
    return float(np.polyfit(np.flatnonzero(part_N), values_N[part_N], 1)[0])


# --- solid ----------------------------------------------------------------------------------------------------------


def _solid_pairs(film: Film, seen: Sequence[Body]) -> list[tuple[int, int]]:
    """Pairs of things that stand apart in one row at first, and of which one is moved by force: they must meet."""
    scene, happenings = film.beats[0].scene, film.renderer.staging.happenings
    moved = {h.entity for h in happenings if h.what in ("fall", "tip over", "roll", "fly")}
    moved |= {k for k, e in enumerate(scene.entities) if e.verb in ("slide", "roll")}
    firm = [e for e in range(len(seen)) if KINDS[_kind(film, e)].family in ("thing", "ball") and seen[e].seen_N[0]]
    out = []
    for k, a in enumerate(firm):
        for b in firm[:k]:
            same = abs(float(seen[a].box_N4[0, 3] - seen[b].box_N4[0, 3])) <= _LANE
            if same and {_entity(film, a), _entity(film, b)} & moved and _apart(seen[a], seen[b]):
                out.append((b, a))
    return out


def _apart(one: Body, other: Body) -> bool:
    """Whether two bodies stand side by side at first, with nothing of one above, below or before the other."""
    left, right = (one, other) if one.box_N4[0, 0] < other.box_N4[0, 0] else (other, one)
    return bool(left.box_N4[0, 2] <= right.box_N4[0, 0])


def _covered(one: Body, other: Body) -> Floats:
    """Per frame, what share of the smaller of two bodies lies within the other."""
    both_N = (one.mask_NYX & other.mask_NYX).reshape(len(one.area_N), -1).sum(1)
    return np.asarray(both_N / np.maximum(1, np.minimum(one.area_N, other.area_N)), np.float64)


def solid(film: Film, seen: Sequence[Body], pairs: Sequence[tuple[int, int]] | None = None) -> list[Finding]:
    """Every pair of solid bodies."""
    out = []
    for a, b in _solid_pairs(film, seen) if pairs is None else pairs:
        off = float(_covered(seen[a], seen[b]).max()) / OVERLAP
        out.append(Finding("solid", off <= 1, off, f"{_kind(film, a)} and {_kind(film, b)}"))
    return out


# --- count ----------------------------------------------------------------------------------------------------------


def counts(film: Film, seen: Sequence[Body]) -> list[Finding]:
    """Every coming and going: one finding a film, with the number of those that nothing explains."""
    wrong = []
    for e, body in enumerate(seen):
        turns = np.flatnonzero(np.diff(body.seen_N.astype(int))).tolist()
        wrong += [f"{_kind(film, e)} at {(n + 1) / FPS:.2f} s" for n in turns if not _explained(film, e, body, n)]
    return [Finding("count", not wrong, float(len(wrong)), ", ".join(wrong))]


def _explained(film: Film, e: int, body: Body, n: int) -> bool:
    """Whether a body may come or go between frames n and n + 1: at the edge, or because it enters or is no more."""
    there = n if body.seen_N[n] else n + 1
    rows, columns = body.mask_NYX.shape[1:]
    left, top, right, bottom = body.box_N4[there]
    # At an edge, as far into the picture as a body can come within a frame.
    inside = min(right if left <= 0 else _IN, bottom if top <= 0 else _IN, columns - left if right >= columns else _IN,
                 rows - top if bottom >= rows else _IN)  # fmt: skip
    if inside < _IN:
        return True
    who, second = _entity(film, e), (n + 1) / FPS
    beats = [beat.scene.entities[who] for beat in film.beats if abs(beat.start - second) < 1.5 / FPS]
    if any(now.verb in ("enter", "leave") or not now.present for now in beats):
        return True
    ends = ("be eaten", "melt", "explode", "burn", "sink", "break", "go out")
    return not body.seen_N[n + 1] and any(
        h.entity == who and h.what in ends and h.seconds <= second for h in film.renderer.staging.happenings
    )


# --- cause ----------------------------------------------------------------------------------------------------------


def _since(happenings: Sequence[Happening], effect: Happening) -> float:
    """When the cause of an effect happened, as it is recorded; its own second where that is not."""
    told = [h.seconds for h in happenings if (h.what, h.entity) == effect.cause and h.seconds <= effect.seconds]
    return max(told, default=effect.seconds)


def claims(film: Film) -> list[tuple[int, bool, float]]:
    """What can be checked of causes: the entity, whether its motion (else its state) is the effect, and the second
    before which nothing of it may be seen."""
    scene, happenings, out = film.renderer.scene, film.renderer.staging.happenings, []
    for who, entity in enumerate(scene.entities):
        states = KINDS[entity.kind].states or ()
        marks = [what for name in states for what in _BECOMES.get(name, ())]
        caused = [h for h in happenings if h.entity == who and h.cause is not None]
        changes = [h.seconds for h in happenings if h.entity == who and h.what in marks]
        if not any(h.what in marks for h in caused):
            changes = []
        moves = [_since(happenings, h) for h in caused if h.cause and h.cause[0] in _SETS_OFF and h.what != "land"]
        out += [(who, motion, min(told)) for motion, told in ((False, changes), (True, moves)) if told]
    return out


def _untimely(film: Film) -> list[str]:
    """Effects that are recorded before what is recorded as their cause."""
    happenings = film.renderer.staging.happenings
    first = {(h.what, h.entity): h.seconds for h in reversed(happenings)}
    return [h.what for h in happenings if h.cause in first and first[h.cause] > h.seconds + 1 / (2 * FPS)]


def _onset(film: Film, seen: Sequence[Body], who: int, motion: bool) -> int | None:
    """First frame in which an effect on any individual of an entity is seen; None if never."""
    those = [e for e in range(len(seen)) if _entity(film, e) == who]
    found = [onset_of_motion(seen[e]) if motion else onset_of_state(film, e) for e in those]
    return min((n for n in found if n is not None), default=None)


def causes(film: Film, seen: Sequence[Body]) -> list[Finding]:
    """Every effect that is seen, against the time of its cause: the record has no effect before its cause, and the
    film none before its record."""
    out = [Finding("cause", False, 1.0, f"{what} is recorded before its cause") for what in _untimely(film)]
    for who, motion, second in claims(film):
        onset = _onset(film, seen, who, motion)
        if onset is not None:
            early, kind = second * FPS - onset, film.renderer.scene.entities[who].kind
            what = "moves" if motion else "changes"
            out.append(Finding("cause", early <= EARLY, early, f"{kind} {what} {early / FPS:.2f} s early"))
    return out


# --- all of it ------------------------------------------------------------------------------------------------------


def observe(film: Film) -> list[Finding]:
    """Everything that a sampled film can show."""
    seen = bodies(film)
    return [*flights(film, seen), *solid(film, seen), *counts(film, seen), *causes(film, seen)]


def _bend(
    report: Report, film: Film, e: int, run: tuple[int, int], first: int, rng: np.random.Generator
) -> None:  # fmt: skip
    """Plant a bent flight, in a way in which the body still touches nothing: a flight may turn where it meets
    something."""
    for _ in range(4):
        broken = bent(film, e, *run, rng)
        found = bodies(broken)
        others = [body for k, body in enumerate(found) if k != e]
        if _free(found[e], others, first)[run[0] : sum(run) // 2 + 4].all():
            report.plant("bent flight", flights(broken, found))
            return


def _sampled(report: Report, seed: int) -> None:
    """One sampled film as it is, and with every violation that it can carry."""
    film, rng = sampled(seed), np.random.default_rng([seed, 53])
    seen = bodies(film)
    honest = [*flights(film, seen), *solid(film, seen), *counts(film, seen), *causes(film, seen)]
    report.add(honest, f"scene {seed}")
    for e, body in enumerate(seen):
        first = _forced_from(film, e, body)
        others = [b for b in seen if b is not body]
        runs = [] if first is None else _measurable(film, e, body, others, first)
        runs = [run for run in runs if run[1] - run[0] >= _PLANTED]
        if runs and first is not None:
            _bend(report, film, e, max(runs, key=lambda run: run[1] - run[0]), first, rng)
            break
    broken = intruded(film, rng)
    report.plant("extra body", counts(broken, bodies(broken)))
    for who, motion, second in claims(film):
        if second >= 0.75 and _onset(film, seen, who, motion) is not None:
            broken = hastened(film, who, motion)
            report.plant("early effect", causes(broken, bodies(broken)))
            break


def _paired(report: Report, seed: int) -> None:
    """One pair of free bodies as it is, and two that break a law."""
    met = pair(seed)
    seen = bodies(met.film)
    together = momentum(met, seen)
    report.add([*together, *solid(met.film, seen, [(0, 1)])], f"pair {seed}")
    through = pulled_through(met)
    report.plant("pulled through", solid(through, bodies(through), [(0, 1)]))
    if together:
        report.plant("lost momentum", momentum(met, bodies(slowed(met))))


def measure(scenes: int, seed: int = 0) -> Report:
    """Measure the laws on so many films: three sampled ones to each pair of free bodies."""
    report = Report(scenes)
    for k in range(seed, seed + scenes):
        if k % 4 == 3:
            _paired(report, k)
        else:
            _sampled(report, k)
    return report


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; exit status 1 if a law is broken or fewer than 95 % of violations were caught."""
    parser = argparse.ArgumentParser(prog="python -m onetake.evaluation.laws", description="laws measured on pixels")
    parser.add_argument("--scenes", type=int, default=1000, help="how many films (default: 1000)")
    parser.add_argument("--seed", type=int, default=0, help="the first (default: 0)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(arguments)
    cv2.setNumThreads(1)
    report = measure(options.scenes, options.seed)
    print(json.dumps(report.as_json()) if options.json else report.as_text())  # noqa: T201
    kept = not sum(report.broken.values())
    return 0 if kept and all(report.caught[k] >= 0.95 * n for k, n in report.planted.items()) else 1


if __name__ == "__main__":
    sys.exit(main())
