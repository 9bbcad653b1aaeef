"""The one primitive: a stretch of video is drawn given the text and any set of known latents at any times.

What is known of a take lies on the take's own clock: latents, and which tokens of them are the picture itself. A
chunk that is wholly known is not drawn; it becomes history for the chunks after it and an anchor for those before.
Known tokens inside a chunk are held while the rest is drawn around them. What is not known may begin from given
latents at a noise level below 1 instead of from pure noise (SDEdit, Meng et al., 2108.01073). Every command of
``onetake.direct`` only chooses which tokens are known.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import torch
from torch import Tensor

from onetake.model.condition import MOVING, STILL
from onetake.sampling.sampler import Given, Memory, Sampler, draw_chunk, noise_of, remember
from onetake.types import CHUNK

__all__ = ["Anchor", "Score", "carry", "draw_score", "draw_still"]


@dataclass(frozen=True)
class Anchor:
    """Latents that every chunk may look at, wherever they are: their first latent frame on the take's clock (negative:
    before it), and what they are (``MOVING``, ``STILL``: a picture held)."""

    latents_THWZ: Tensor
    start: int
    kind: int = MOVING


@dataclass(frozen=True)
class Score:
    """What is known of a take that is to be drawn.

    ``latents_THWZ``: the whole clock, T a multiple of ``CHUNK``; where ``known_THW`` is False they only count below a
    ``level`` of 1, as what drawing begins from. ``backward``: chunks are drawn from the last to the first, each given
    the one after it. ``closed``: the last chunk is drawn towards the first, so that the take ends where it began.
    ``fade``: within how many latent frames of what is known the rest is left to the words; see :func:`carry`.
    """

    latents_THWZ: Tensor
    known_THW: Tensor
    anchors: tuple[Anchor, ...] = ()
    level: float = 1.0
    backward: bool = False
    closed: bool = False
    fade: float = math.inf

    @property
    def chunks(self) -> int:
        return len(self.latents_THWZ) // CHUNK

    def chunk(self, number: int) -> Given:
        """What is known of one chunk."""
        part = slice(number * CHUNK, (number + 1) * CHUNK)
        return Given(self.latents_THWZ[part], self.known_THW[part], self.level)

    def whole(self, number: int) -> bool:
        """Whether a chunk is wholly known."""
        return bool(self.known_THW[number * CHUNK : (number + 1) * CHUNK].all())


def carry(
    sampler: Sampler, known: Mapping[int, Tensor], fade: float = math.inf
) -> Callable[[Tensor], Tensor]:  # fmt: skip
    """What known frames show beyond what is painted there, carried to other times: drawing begins from it.

    Between two known frames it passes evenly from one to the other; before the first and after the last it stays, or
    goes within ``fade`` latent frames of what is known.
    ``known``: latents (H, W, Z) of latent frames on the take's clock; those outside it count as its nearest frame.
    """
    total = sampler.condition.text_BT.shape[1]
    beyond = {t: x - sampler.painted(min(max(t, 0), total - 1), 1)[0] for t, x in sorted(known.items())}
    at = list(beyond)

    def carried(frames_T: Tensor) -> Tensor:
        out = []
        for t in frames_T.tolist():
            before, after = [k for k in at if k <= t] or at[:1], [k for k in at if k >= t] or at[-1:]
            a, b = before[-1], after[0]
            share = (t - a) / (b - a) if b > a else 0.0
            left = max(0.0, 1 - min(abs(t - a), abs(t - b)) / fade)
            out.append(left * ((1 - share) * beyond[a] + share * beyond[b]))
        return torch.stack(out)

    return carried


@dataclass
class _Conductor:
    """Draws the chunks of a score in their order, and tells each of them what it may look at."""

    sampler: Sampler
    score: Score
    done: dict[int, Tensor] = field(default_factory=dict)

    def order(self) -> list[int]:
        numbers = list(range(self.score.chunks))
        return numbers[::-1] if self.score.backward else numbers

    def known(self) -> dict[int, Tensor]:
        """All frames that are known as a whole, with their times; a take that closes has its first at its end too."""
        score = self.score
        whole = score.known_THW.flatten(1).all(1)
        frames = {t: score.latents_THWZ[t] for t in whole.nonzero().flatten().tolist()}
        for anchor in score.anchors:
            frames |= {anchor.start + i: x for i, x in enumerate(anchor.latents_THWZ) if anchor.start + i not in frames}
        if score.closed and frames:
            frames[len(score.latents_THWZ)] = frames[min(frames)]
        return frames

    def look(self, number: int) -> None:
        """Set the sampler's memory for one chunk: history, the chunk ahead, and the take's anchors."""
        memory, score = self.sampler.memory, self.score
        memory.recent, memory.anchors = [], []
        for anchor in score.anchors:
            self._anchor(anchor)
        if score.backward:
            if number + 1 < score.chunks:
                self._anchor(Anchor(self.done[number + 1], (number + 1) * CHUNK))
            return
        history = range(max(0, number - memory.window), number)
        for before in history:
            self.sampler.remember_chunk(before, self.done[before])
        if 0 in self.done and not score.anchors:
            self._anchor(Anchor(self.done[0][:1], 0))
        ahead = next((n for n in range(number + 1, score.chunks) if score.whole(n)), None)
        if ahead is not None:
            self._anchor(Anchor(score.chunk(ahead).latents_THWZ, ahead * CHUNK))
        if score.closed and number == score.chunks - 1 and 0 in self.done:
            self._anchor(Anchor(self.done[0], score.chunks * CHUNK))

    def _anchor(self, anchor: Anchor) -> None:
        frames = len(anchor.latents_THWZ)
        last = self.score.chunks * CHUNK - frames
        condition = self.sampler.condition_at(min(max(anchor.start, 0), last), frames)
        if not 0 <= anchor.start <= last:  # outside the clock nobody knows who stands where
            condition = condition.without_text()
        level = self.sampler.settings.history_level
        kept = remember(self.sampler.model, anchor.latents_THWZ, condition, anchor.start, level, anchor.kind)
        self.sampler.memory.anchors.append(kept)


@torch.inference_mode()
def draw_score(sampler: Sampler, score: Score, saved: dict[int, Tensor] | None = None) -> Iterator[tuple[int, Tensor]]:
    """Every chunk of a score with its number, in the order in which they are drawn; known ones come as they are.

    ``saved``: chunks of an earlier run, which are not drawn again.
    """
    conductor = _Conductor(sampler, score)
    sampler.begun = score.level < 1 or bool(score.known_THW.any())
    if known := conductor.known():
        sampler.beyond = carry(sampler, known, score.fade)
    for number in conductor.order():
        given = score.chunk(number)
        if score.whole(number):
            latents = given.latents_THWZ
        elif saved and number in saved:
            latents = saved[number]
        else:
            if sampler.settings.steps:
                conductor.look(number)
            latents = sampler.draw(number, given)
        conductor.done[number] = latents
        yield number, latents


def draw_still(sampler: Sampler) -> Tensor:
    """One picture (1, H, W, Z): a single latent frame in which nothing moves, under the first latent frame's
    condition."""
    if not sampler.settings.steps:
        return sampler.painted(0, 1)
    shape = (1, *sampler.size, sampler.model.preset.latent_dims)
    noise = sampler.settings.temperature * noise_of(sampler.seed, 0, shape)
    memory = Memory(sampler.model.preset.window)
    condition = sampler.condition_at(0, 1)
    return draw_chunk(sampler.model, condition, memory, 0, noise, sampler.settings, kind=STILL)
