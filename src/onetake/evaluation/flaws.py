"""The judges: does what is seen in a film answer a family's question? One function a family, on sightings alone.

    count        as many as told, from the first half to the second
    cause        the effect is there at the end, was not there at the start, and came when what causes it was there
    order        what is told happens, in the order in which it is told (Kendall's tau)
    action       of all that this kind may be told to do, it is seen to do what it was told
    interaction  who does what to whom: who is behind whom, beneath, before, within reach
    binding      each has its own colour
    space        left, right, on, under, between; where it comes in from
    persistence  what was there is there at the end, the same, and nobody else of its kind
    physics      it falls as everything falls in this world, and stays as large as it is

Whoever looked (``seen``), a judge knows neither the plan nor the pixels. ``ask`` is described by ``flaw_sentences``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onetake.evaluation.flaw_sentences import ACTIONS
from onetake.evaluation.seen import POSES, UNKNOWN, Floats, Frame, Seen, Sighting
from onetake.prompt.ontology import KINDS

__all__ = ["ALIKE_ACTIONS", "JUDGES", "Verdict", "judge"]

WIDTH = 192.0
GRAVITY = 1.6 * 112
"""Pixels a second squared by which everything falls in this world."""
ALIKE_ACTIONS: dict[str, tuple[str, ...]] = {"chase": ("follow",), "follow": ("chase",)}
"""Interactions that look alike and count as one: both run or walk behind somebody."""
_HELD = 0.3  # share of half a film for which so many must be seen at once
_SEEN = 0.3  # share of frames in which somebody has to be seen
_MOSTLY = 0.65
_NEAR = 14.0  # pixels between what causes and what is caused
_GRAVITY_WITHIN = 0.4
_GROWS = 1.3
_STAYS = ("ball", "apple")  # who does not break is still there when it has fallen


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a film answers its question, what was seen (``said``), and a measure: tau, counts over time, g."""

    right: bool
    said: str
    measure: object = None


@dataclass(frozen=True, slots=True)
class Path:
    """One individual, the surest of its kind in each frame: ``at`` are numbers of frames, the others one for each."""

    at_N: NDArray[np.int64]
    x_N: Floats
    y_N: Floats
    width_N: Floats
    height_N: Floats
    state_N: Floats
    colours: tuple[str | None, ...]

    def __len__(self) -> int:
        return len(self.at_N)

    @property
    def bottom_N(self) -> Floats:  # noqa: N802 (axes)
        """Where it stands."""
        out: Floats = self.y_N + self.height_N / 2
        return out


def of_kind(frame: Frame, kind: str) -> list[Sighting]:
    """Everybody of a kind who can count."""
    return [s for s in frame if s.kind == kind and s.clear]


def path_of(seen: Seen, kind: str, dim: bool = False) -> Path:
    """Where an individual of a kind is. ``dim``: also where it is too hidden to be counted."""
    rows, at, colours = [], [], []
    for n, frame in enumerate(seen.frames):
        there = [s for s in frame if s.kind == kind and (dim or s.clear)]
        if there:
            s = max(there, key=lambda s: s.score)
            rows.append((s.x, s.y, s.width, s.height, s.state))
            at.append(n)
            colours.append(s.colour)
    table = np.array(rows, np.float64).reshape(-1, 5).T
    x, y, width, height, state = table
    return Path(np.array(at, np.int64), x, y, width, height, state, tuple(colours))


def together(one: Path, other: Path) -> tuple[Path, Path]:
    """Both in the frames in which both are seen."""
    both = np.intersect1d(one.at_N, other.at_N)
    return _only(one, np.isin(one.at_N, both)), _only(other, np.isin(other.at_N, both))


def _only(path: Path, keep: NDArray[np.bool_]) -> Path:
    colours = tuple(c for c, k in zip(path.colours, keep.tolist(), strict=True) if k)
    x, y, width, height = path.x_N[keep], path.y_N[keep], path.width_N[keep], path.height_N[keep]
    return Path(path.at_N[keep], x, y, width, height, path.state_N[keep], colours)


def _unseen(what: str) -> Verdict:
    return Verdict(False, f"no {what} is seen")


def _halves(values: Sequence[int]) -> tuple[Sequence[int], Sequence[int]]:
    middle = len(values) // 2
    return values[:middle], values[middle:]


def _level(counts: Sequence[int]) -> int:
    """The largest number that is seen at once for a while."""
    of = max(1, len(counts))
    return max((n for n in range(1, 12) if sum(c >= n for c in counts) >= _HELD * of), default=0)


def _count(seen: Seen, ask: dict[str, Any]) -> Verdict:
    counts = [len(of_kind(frame, ask["kind"])) for frame in seen.frames]
    first, last = (_level(half) for half in _halves(counts))
    return Verdict(first == last == ask["count"], f"{first}, then {last}" if first != last else str(first), counts)


def _binding(seen: Seen, ask: dict[str, Any]) -> Verdict:
    said: list[str] = []
    right = True
    for kind, colour in ask["pairs"]:
        path = path_of(seen, kind)
        if len(path) < _SEEN * len(seen.frames):
            said, right = [*said, f"no {kind}"], False
            continue
        (found, times), *_ = Counter(path.colours).most_common(1)
        said.append(f"{found} {kind}")
        right = right and found == colour and times > 0.5 * len(path)
    return Verdict(right, ", ".join(said))


def _action(seen: Seen, ask: dict[str, Any]) -> Verdict:
    shares = _poses(seen, ask["kind"])
    if not len(shares):
        return _unseen(ask["kind"])
    can = [v for v in ACTIONS if v in KINDS[ask["kind"]].verbs] if ask["kind"] in KINDS else list(ACTIONS)
    mean = shares[len(shares) // 8 :].mean(0)
    best = max(can, key=lambda v: float(mean[POSES.index(v)]))
    return Verdict(best == ask["verb"], best)


def _poses(seen: Seen, kind: str) -> Floats:
    """Probability of each pose of the surest individual of a kind in the frames in which one is known: (N, poses)."""
    rows = []
    for frame in seen.frames:
        told = [s for s in frame if s.kind == kind and s.clear and s.poses]
        if told:
            rows.append(max(told, key=lambda s: s.score).poses)
    return np.array(rows, np.float64).reshape(-1, len(POSES))


def _order(seen: Seen, ask: dict[str, Any]) -> Verdict:
    shares = _poses(seen, ask["kind"])
    if len(shares) < 8:
        return _unseen(ask["kind"])
    verbs = ask["verbs"]
    p = shares[:, [POSES.index(v) for v in verbs]]
    p = p / np.maximum(1e-6, shares[:, [POSES.index(v) for v in ACTIONS]].sum(1, keepdims=True))
    window = min(len(p), max(3, round(seen.fps / 2)))
    smooth = np.stack([np.convolve(column, np.ones(window) / window, "same") for column in p.T], 1)
    happened = [bool(column.max() > 0.5) for column in smooth.T]
    times = [float((np.arange(len(p)) * column**2).sum() / max(1e-9, (column**2).sum())) for column in smooth.T]
    tau = kendall(times)
    seen_ = [v for _, v in sorted(zip(times, verbs, strict=True)) if happened[verbs.index(v)]]
    return Verdict(all(happened) and tau == 1, ", then ".join(seen_) or "none of it", tau)


def kendall(times: Sequence[float]) -> float:
    """Kendall's tau of times that ought to grow."""
    pairs = [(a, b) for i, a in enumerate(times) for b in times[i + 1 :]]
    return sum((b > a) - (b < a) for a, b in pairs) / len(pairs) if pairs else 1.0


def _space(seen: Seen, ask: dict[str, Any]) -> Verdict:
    how, path = ask["how"], path_of(seen, ask["kind"])
    if len(path) < 0.15 * len(seen.frames):
        return _unseen(ask["kind"])
    if how.startswith("from"):
        return _comes_in(path, how)
    anchors = [path_of(seen, kind) for kind in ask["anchors"]]
    holds = []
    for kind, anchor in zip(ask["anchors"], anchors, strict=True):
        one, other = together(path, anchor)
        if len(one) < 0.15 * len(seen.frames):
            return _unseen(f"{ask['kind']} together with {kind}")
        holds.append((one, other))
    if how == "between":
        sides = [float(np.median(one.x_N - other.x_N)) for one, other in holds]
        return Verdict(sides[0] * sides[1] < 0, "between" if sides[0] * sides[1] < 0 else "beside both")
    one, other = holds[0]
    found = _relation(one, other)
    return Verdict(found == how, found)


def _relation(one: Path, other: Path) -> str:
    """Where one is of another, in most frames."""
    within = np.abs(one.x_N - other.x_N) < 0.5 * other.width_N
    top_N = other.y_N - other.height_N / 2
    on = within & (np.abs(one.bottom_N - top_N) < 0.25 * other.height_N)
    under = within & (one.y_N > other.y_N - 0.1 * other.height_N) & (one.height_N < other.height_N)
    if on.mean() > 0.5:
        return "on"
    if under.mean() > 0.5 and one.height_N.mean() < 0.9 * other.height_N.mean():
        inside = (np.abs(one.x_N - other.x_N) < 0.4 * other.width_N).mean() > 0.5
        if inside:
            return "under"
    return "left of" if np.median(one.x_N - other.x_N) < 0 else "right of"


def _comes_in(path: Path, how: str) -> Verdict:
    """From which side somebody comes in: not there at first, then at a side, then further in."""
    early = path.at_N[0] <= 1 and abs(path.x_N[0] - WIDTH / 2) < WIDTH / 2 - path.width_N[0] / 2 - 4
    side = "from the left" if path.x_N[:2].mean() < WIDTH / 2 else "from the right"
    way = float(path.x_N[min(len(path) - 1, 12)] - path.x_N[0]) * (1 if side == "from the left" else -1)
    if early:
        return Verdict(False, "there from the start")
    return Verdict(side == how and way > 6, side if way > 6 else f"{side}, but no further")


def _interaction(seen: Seen, ask: dict[str, Any]) -> Verdict:
    who, whom = together(path_of(seen, ask["who"], dim=True), path_of(seen, ask["whom"], dim=True))
    if len(who) < _SEEN * len(seen.frames):
        return _unseen(f"{ask['who']} together with {ask['whom']}")
    right, said = _INTERACTIONS[ask["what"]](who, whom, seen.fps)
    return Verdict(right, said)


def _velocity(path: Path, fps: float) -> Floats:
    """Pixels a second to the right, over a third of a second."""
    step = max(1, round(fps / 3))
    if len(path) <= step:
        return np.zeros(len(path))
    moved = (path.x_N[step:] - path.x_N[:-step]) / np.maximum(1, path.at_N[step:] - path.at_N[:-step]) * fps
    return np.concatenate([moved, np.repeat(moved[-1:], step)])


def _behind(who: Path, whom: Path, fps: float) -> tuple[bool, str]:
    speed, other = _velocity(who, fps), _velocity(whom, fps)
    gap = whom.x_N - who.x_N
    tells = (np.abs(speed) > 8) & (np.abs(other) > 8) & (speed * other > 0) & (np.abs(gap) > 6)
    if tells.sum() < 6:
        return False, "they do not run one after the other"
    share = float((gap[tells] * speed[tells] > 0).mean())
    return share > _MOSTLY, f"{'behind' if share > _MOSTLY else 'not behind'} ({share:.2f})"


def _shoves(sign: int) -> Callable[[Path, Path, float], tuple[bool, str]]:
    def found(who: Path, whom: Path, fps: float) -> tuple[bool, str]:
        gap, speed = whom.x_N - who.x_N, _velocity(whom, fps)
        near = np.abs(gap) < (who.width_N + whom.width_N) / 2 + _NEAR
        tells = (np.abs(speed) > 4) & near
        if tells.sum() < 6:
            return False, "it does not move"
        share = float((gap[tells] * speed[tells] * sign > 0).mean())
        words = ("pushed", "pulled") if sign > 0 else ("pulled", "pushed")
        return share > _MOSTLY, words[0] if share > _MOSTLY else words[1]

    return found


def _rides(who: Path, whom: Path, fps: float) -> tuple[bool, str]:
    on = (np.abs(who.x_N - whom.x_N) < 0.4 * whom.width_N) & (who.bottom_N < whom.bottom_N - 0.2 * whom.height_N)
    share = float(on.mean())
    return share > _MOSTLY, f"on its back in {share:.2f} of the frames"


def _carries(who: Path, whom: Path, fps: float) -> tuple[bool, str]:
    near = np.abs(who.x_N - whom.x_N) < (who.width_N + whom.width_N) / 2
    held = near & (whom.bottom_N < who.bottom_N - 0.12 * who.height_N) & (whom.y_N > who.y_N - 0.5 * who.height_N)
    share = float(held.mean())
    return share > _MOSTLY, f"in its hands in {share:.2f} of the frames"


_INTERACTIONS: dict[str, Callable[[Path, Path, float], tuple[bool, str]]] = {
    "chase": _behind, "follow": _behind, "push": _shoves(1), "pull": _shoves(-1), "ride": _rides, "carry": _carries,
}  # fmt: skip


def _cause(seen: Seen, ask: dict[str, Any]) -> Verdict:
    path = path_of(seen, ask["kind"], dim=True)
    if len(path) < _SEEN * len(seen.frames):
        return _unseen(ask["kind"])
    if ask.get("moves"):
        return _set_going(seen, path, ask)
    _, after = ask["state"]
    done_N = np.abs(path.state_N - after) < 0.5
    window = max(2, round(seen.fps / 3))
    if done_N[:window].mean() > 0.5:
        return Verdict(False, "the effect is there from the start")
    if done_N[-window:].mean() <= 0.5:
        return Verdict(False, "there is no effect")
    held = np.convolve(done_N, np.ones(window), "valid") >= 0.75 * window
    onset = int(np.argmax(held))
    if ask.get("falls"):
        fell = float(path.y_N[min(len(path) - 1, onset + 1)] - np.median(path.y_N[:window]))
        return Verdict(fell > 8, "it falls, then breaks" if fell > 8 else "it breaks before it has fallen", onset)
    if ask.get("by"):
        return _within_reach(seen, path, ask["by"], onset)
    return Verdict(True, "the effect follows", onset)


def _within_reach(seen: Seen, path: Path, by: str, onset: int) -> Verdict:
    """Whether who causes it was near when it happened."""
    doer = path_of(seen, by, dim=True)
    if not len(doer):
        return _unseen(by)
    n = int(np.argmin(np.abs(doer.at_N - path.at_N[onset])))
    gap = abs(doer.x_N[n] - path.x_N[onset]) - (doer.width_N[n] + path.width_N[onset]) / 2
    return Verdict(bool(gap < _NEAR), "the effect follows" if gap < _NEAR else f"the {by} is not near", onset)


def _set_going(seen: Seen, path: Path, ask: dict[str, Any]) -> Verdict:
    """Something at rest beside somebody that then moves."""
    way = np.hypot(path.x_N - path.x_N[:3].mean(), path.y_N - path.y_N[:3].mean())
    moved = np.flatnonzero(way > 6)
    rest = max(2, round(seen.fps / 4))
    if not len(moved):
        return Verdict(False, "it does not move")
    if path.at_N[moved[0]] - path.at_N[0] < rest:
        return Verdict(False, "it moves from the start")
    return _within_reach(seen, path, ask["by"], max(0, int(moved[0]) - 1))


def _persistence(seen: Seen, ask: dict[str, Any]) -> Verdict:
    kind, total = ask["kind"], len(seen.frames)
    path, second = path_of(seen, kind), max(2, round(seen.fps))
    first, last = (path.at_N < second), (path.at_N >= total - second)
    if first.sum() < 0.5 * second:
        return _unseen(f"{kind} at the start")
    if last.sum() < 0.5 * second:
        return _unseen(f"{kind} at the end")
    gone = int(np.diff(path.at_N).max()) if len(path) > 1 else total
    if ask.get("away") and gone < 0.25 * second:
        return Verdict(False, "it does not go away")
    counts = [len(of_kind(frame, kind)) for frame in seen.frames]
    if max(_level(half) for half in _halves(counts)) > 1:
        return Verdict(False, f"there is more than one {kind}")
    half = path.at_N < total / 2
    colours = [
        Counter(c for c, h in zip(path.colours, half.tolist(), strict=True) if h == now) for now in (True, False)
    ]
    names = [c.most_common(1)[0][0] if c else None for c in colours]
    wanted = ask.get("colour")
    if any(n != (wanted or names[0]) for n in names):
        return Verdict(False, f"its colour is {names[0]}, then {names[1]}")
    tall = [float(np.median(path.height_N[half == now])) for now in (True, False) if (half == now).any()]
    if max(tall) > _GROWS * min(tall):
        return Verdict(False, "its size changes")
    return Verdict(True, "the same")


def _physics(seen: Seen, ask: dict[str, Any]) -> Verdict:
    path = path_of(seen, ask["kind"], dim=True)
    if len(path) < _SEEN * len(seen.frames):
        return _unseen(ask["kind"])
    whole = path.state_N < 0.5
    tall = path.height_N[whole] if whole.sum() > 5 else path.height_N
    ends = [float(np.median(part)) for part in np.array_split(tall, 4)]
    if max(ends) > 1.25 * min(ends):
        return Verdict(False, "its size changes")
    if ask["kind"] in _STAYS and path.at_N[-1] < 0.8 * len(seen.frames):
        return Verdict(False, f"no {ask['kind']} is seen at the end")
    flights = falls(path, seen.fps)
    if not flights:
        return Verdict(False, "it does not fall")
    g = float(np.quantile(flights, 0.75))
    return Verdict(abs(g / GRAVITY - 1) < _GRAVITY_WITHIN, f"it falls with {g / GRAVITY:.2f} g", g / GRAVITY)


def falls(path: Path, fps: float) -> list[float]:
    """Accelerations of the stretches in which something is in the air, in pixels a second squared (downwards).

    Every stretch of half a second or a little more is fitted by a parabola (least squares), and counts if it is one:
    tall enough and near to it. Stretches that begin at rest are flatter, so the steepest quarter tells.
    """
    found = []
    for length in range(max(5, round(fps / 2)), max(6, round(0.8 * fps)) + 1):
        for first in range(len(path) - length + 1):
            part = slice(first, first + length)
            t = (path.at_N[part] - path.at_N[first]) / fps
            (a, _, _), residual = _parabola(t, path.y_N[part])
            if residual < 1.2 and np.ptp(path.y_N[part]) > 10 and 2 * a > 0.05 * GRAVITY:
                found.append(float(2 * a))
    return found


def _parabola(t_N: Floats, y_N: Floats) -> tuple[Floats, float]:
    fit = np.polyfit(t_N, y_N, 2)
    return fit, float(np.abs(np.polyval(fit, t_N) - y_N).max())


JUDGES: dict[str, Callable[[Seen, dict[str, Any]], Verdict]] = {
    "count": _count, "cause": _cause, "order": _order, "action": _action, "interaction": _interaction,
    "binding": _binding, "space": _space, "persistence": _persistence, "physics": _physics,
}  # fmt: skip


def judge(family: str, seen: Seen, ask: dict[str, Any]) -> Verdict:
    """Whether what is seen answers the question of a family."""
    return JUDGES[family](seen, ask)


def strangers(frame: Frame) -> int:
    """How many in a frame are nobody that the witness knows."""
    return sum(s.kind == UNKNOWN for s in frame)
