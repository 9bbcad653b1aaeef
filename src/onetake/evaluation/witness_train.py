"""Train a witness: ``python -m onetake.evaluation.witness_train --number 1``. Resumable, one thread.

True films are drawn while it learns, each used a few times: sentences of the benchmark's kinds with other choices and
seeds, and any scene of the world whose strangers are "unknown". Half of them go through the codec, with noise on their
latents or without, some are blurred or tinted, all are mirrored at random; now and then somebody's patches are
shuffled, and who that was is unknown too. No picture of the model's is ever used: it would teach that these are right.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from onetake.cache import cache_folder
from onetake.evaluation.flaw_films import TRAIN_SEEDS, of_scene, told
from onetake.evaluation.flaw_sentences import FAMILIES, sentence
from onetake.evaluation.seen import POSES, TINTS, UNKNOWN, VOCABULARY, Frame, Sighting, of_truth
from onetake.evaluation.take_truth import Truth
from onetake.evaluation.witness import CELL, CLASSES, PICTURE, Witness, with_motion
from onetake.model.codec import Codec
from onetake.prompt.ontology import KINDS
from onetake.take import load
from onetake.types import HEIGHT
from onetake.world.pictures import available_kinds
from onetake.world.script import scene_about

WITNESSES = {1: "plain", 2: "separable"}
"""Backbone of each witness; seeds and films differ too."""
_LOOKS = 28
"""Frames drawn of each film, one after the other, as the codec needs them."""
_KEPT = 320
"""Films remembered; with each step one is drawn anew."""
_FIRST = 48
"""Films drawn before the first step of a leg."""
_BATCH = 12
_TAUGHT = (*FAMILIES, "count", "physics", "persistence", "action", "order")
"""Families whose sentences are drawn: twice as often where many stand close together, fall fast, are half hidden, or
where all depends on what is done."""
_ODD = 0.15
"""Share of films in which somebody is of an unusual size."""
_HOLLOW = frozenset({"table"})
"""Who stands beneath these would share their middle: these are sought at their upper edge."""
_STATES = frozenset(k for k in VOCABULARY if KINDS[k].states)


@dataclass(frozen=True)
class Lesson:
    """Frames of a film, spoilt or not, (28, Y, X, 3), and who is in each."""

    frames_NYXC: NDArray[np.uint8]
    seen: tuple[Frame, ...]


def film(rng: np.random.Generator, seed: int) -> Truth:
    """A random true film: nine in ten as the benchmark asks for them, the others anything."""
    if rng.random() < 0.9:
        return _resized(told(sentence(str(rng.choice(_TAUGHT)), rng).text, seed), rng)
    strange = rng.random() < 0.5
    there = available_kinds()
    kind = str(rng.choice(there if strange else list(VOCABULARY)))
    scene = scene_about(rng, (kind, str(rng.choice(list(KINDS[kind].verbs)))), there if strange else VOCABULARY)
    return of_scene(replace(scene, camera="static", look="flat"), seed)


def _resized(truth: Truth, rng: np.random.Generator) -> Truth:
    """Now and then somebody is smaller or larger than is usual, or grows: how large it is must be seen, not known."""
    if rng.random() > _ODD:
        return truth
    tracks = truth.staging.tracks_NEF.copy()
    first, last = np.exp(rng.uniform(np.log(0.6), np.log(1.9), 2)).tolist()
    last = last if rng.random() < 0.5 else first
    tracks[:, int(rng.integers(tracks.shape[1])), HEIGHT] *= np.linspace(first, last, len(tracks), dtype=np.float32)
    return replace(truth, staging=replace(truth.staging, tracks_NEF=tracks))


def lesson(number: int, seed: int, codec: Codec) -> Lesson:
    """The ``number``-th lesson of a witness: a pure function of its arguments."""
    rng = np.random.default_rng((seed, number))
    truth = film(rng, TRAIN_SEEDS + seed * 10_000_000 + number)
    first = int(rng.integers(0, truth.geometry.frames - _LOOKS + 1))
    frames = truth.renderer().frames(first, first + _LOOKS)
    if rng.random() < 0.6:
        latents = codec.encode(torch.from_numpy(frames)[None])
        level = float(rng.uniform(0, 0.3)) * (rng.random() < 0.6)
        noise = torch.from_numpy(rng.standard_normal(latents.shape).astype(np.float32))
        frames = codec.decode(latents + level * latents.std() * noise)[0].numpy()
    if rng.random() < 0.3:
        sigma = float(rng.uniform(0.4, 1.1))
        frames = np.stack([cv2.GaussianBlur(f, (0, 0), sigma) for f in frames])
    seen = list(of_truth(truth.beats, truth.staging, truth.geometry, range(first, first + _LOOKS)).frames)
    if rng.random() < 0.08:
        frames, seen = _chimera(frames, seen, rng)
    return Lesson(frames, tuple(seen))


def _chimera(
    frames: NDArray[np.uint8], seen: list[Frame], rng: np.random.Generator
) -> tuple[NDArray[np.uint8], list[Frame]]:
    """Shuffle somebody large, mix with somebody of another kind, or blur beyond telling: nobody could say who it is."""
    large = {i for i, s in enumerate(seen[0]) if s.height > 24 and s.clear}
    if not large or any(len(f) != len(seen[0]) for f in seen):
        return frames, seen
    who = min(large)
    others = [i for i, s in enumerate(seen[0]) if s.kind != seen[0][who].kind and s.height > 12 and s.clear]
    spoil = int(rng.integers(3))
    frames, out, order = frames.copy(), [], rng.permutation(4096)
    for n, frame in enumerate(seen):
        s = frame[who]
        part = frames[n][_box(s)]
        whole = min(part.shape[:2]) >= 16
        if whole and spoil == 0:
            frames[n][_box(s)] = _shuffled(part, order)
        elif whole and spoil == 1 and others and min(frames[n][_box(frame[others[0]])].shape[:2]) > 4:
            other = cv2.resize(frames[n][_box(frame[others[0]])], part.shape[1::-1])
            frames[n][_box(s)] = cv2.addWeighted(part, 0.5, other, 0.5, 0)
        elif whole:
            frames[n][_box(s)] = cv2.GaussianBlur(part, (0, 0), s.height / 6)
        changed = replace(s, kind=UNKNOWN, colour=None, poses=(), clear=s.clear and whole)
        out.append((*frame[:who], changed, *frame[who + 1 :]))
    return frames, out


def _box(s: Sighting) -> tuple[slice, slice]:
    """The part of a picture where somebody is."""
    left, top = max(0, int(s.x - s.width / 2)), max(0, int(s.y - s.height / 2))
    return slice(top, max(top, min(PICTURE[1], int(s.y + s.height / 2)))), slice(
        left, max(left, min(PICTURE[0], int(s.x + s.width / 2)))
    )


def _shuffled(part_YXC: NDArray[np.uint8], order: NDArray[np.int64]) -> NDArray[np.uint8]:
    """The same patches of eight pixels in another order."""
    rows, columns = part_YXC.shape[0] // 8, part_YXC.shape[1] // 8
    out = part_YXC.copy()
    inner = out[: 8 * rows, : 8 * columns]
    patches = inner.reshape(rows, 8, columns, 8, 3).swapaxes(1, 2).reshape(-1, 8, 8, 3)
    mixed = patches[np.argsort(order[: len(patches)])].reshape(rows, columns, 8, 8, 3).swapaxes(1, 2)
    out[: 8 * rows, : 8 * columns] = mixed.reshape(8 * rows, 8 * columns, 3)
    return out


# ── what is to be said ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Targets:
    """``heat``, ``counts`` (B, 28, 48): how near a middle is, and whether a cell counts; and for M middles to read:
    picture, row, column, place (offsets, log sizes), kind, colour, state, pose (-1: nothing is known)."""

    heat: Tensor
    counts: Tensor
    where: Tensor
    spot: Tensor
    kind: Tensor
    colour: Tensor
    state: Tensor
    pose: Tensor


def targets(frames: list[Frame], rng: np.random.Generator) -> Targets:
    """What a witness should say of these pictures."""
    columns, rows = PICTURE[0] // CELL, PICTURE[1] // CELL
    y, x = np.mgrid[:rows, :columns]
    heat, counts = np.zeros((len(frames), rows, columns), np.float32), np.ones((len(frames), rows, columns), bool)
    where, spots, said = [], [], []
    for b, frame in enumerate(frames):
        for s in frame:
            u, v = s.x / CELL - 0.5, s.y / CELL - 0.5
            above = 0.35 * s.height / CELL if s.kind in _HOLLOW else 0.0
            column, row = round(u), round(v - above)
            if not s.clear:
                counts[b] &= ~((np.abs(x - u) < 0.3 * s.width / CELL + 1) & (np.abs(y - v) < 0.3 * s.height / CELL + 1))
                continue
            if not (0 <= column < columns and 0 <= row < rows):
                continue
            spread_x, spread_y = (max(0.7, 0.09 * side / CELL) for side in (s.width, s.height))
            bump = np.exp(-((x - column) ** 2) / (2 * spread_x**2) - (y - row) ** 2 / (2 * spread_y**2))
            heat[b] = np.maximum(heat[b], bump)
            heat[b, row, column] = 1
            for shift in ((0, 0), tuple(rng.integers(-1, 2, 2).tolist())):
                i, j = min(rows - 1, max(0, row + shift[0])), min(columns - 1, max(0, column + shift[1]))
                where.append((b, i, j))
                spots.append((u - j, v - i, math.log(s.width / CELL), math.log(s.height / CELL)))
                said.append(_answers(s))
    counts |= heat == 1
    known = np.array(said, np.float32).reshape(-1, 4)
    return Targets(
        torch.from_numpy(heat), torch.from_numpy(counts), torch.from_numpy(np.array(where, np.int64).reshape(-1, 3)),
        torch.from_numpy(np.array(spots, np.float32).reshape(-1, 4)), torch.from_numpy(known[:, 0].astype(np.int64)),
        torch.from_numpy(known[:, 1].astype(np.int64)), torch.from_numpy(known[:, 2]),
        torch.from_numpy(known[:, 3].astype(np.int64)),
    )  # fmt: skip


def _answers(s: Sighting) -> tuple[float, float, float, float]:
    """Kind, colour, state, pose; -1 where nothing is known."""
    colour = TINTS.index(s.colour) if s.colour else -1
    return (
        float(CLASSES.index(s.kind)), float(colour), s.state if s.kind in _STATES else -1.0,
        float(POSES.index(POSES[int(np.argmax(s.poses))])) if s.poses else -1.0,
    )  # fmt: skip


def loss_of(witness: Witness, pictures: Tensor, t: Targets) -> tuple[Tensor, dict[str, float]]:
    """Everything that is to be said, in one sum; and its parts."""
    places, maps = witness(pictures)
    score, near = places[:, 0].float(), t.heat == 1
    sure = score.sigmoid().clamp(1e-5, 1 - 1e-5)
    found = -((1 - sure) ** 2 * sure.log())[near].sum()
    false = -((1 - t.heat) ** 4 * sure**2 * (1 - sure).log())[t.counts & ~near].sum()
    parts = {"where": (found + false) / max(1, int(near.sum()))}
    if len(t.where):
        b, i, j = t.where.unbind(1)
        said = witness.answers(maps, b, i, j)
        parts["spot"] = F.smooth_l1_loss(places[b, 1:, i, j].float(), t.spot, beta=0.2)
        for field, truth in (("kind", t.kind), ("colour", t.colour), ("pose", t.pose)):
            if bool((truth >= 0).any()):
                parts[field] = F.cross_entropy(said[field].float(), truth, ignore_index=-1)
        known = t.state >= 0
        if bool(known.any()):
            parts["state"] = F.binary_cross_entropy_with_logits(said["state"][known, 0].float(), t.state[known])
    total = torch.stack([value * {"state": 0.5, "colour": 0.5}.get(name, 1.0) for name, value in parts.items()]).sum()
    return total, {name: round(float(value.detach()), 4) for name, value in parts.items()}


# ── the run ───────────────────────────────────────────────────────────────────────────────────────────────────


def fit(
    witness: Witness, number: int, folder: Path, steps: int, until: float, codec: Codec, land: bool = False,
    highest: float = 1.0,
) -> int:  # fmt: skip
    """Train with a one-cycle rate; the state is kept so that a killed run goes on. Returns the step.

    ``land``: the rate comes down by ``until`` (``time.monotonic``) even if the steps are not done by then. ``highest``:
    the share of the usual rate that a later leg begins with.
    """
    began = time.monotonic()
    filters, rest = _filters(witness)
    optimiser = torch.optim.AdamW(rest, lr=1e-3, betas=(0.9, 0.98), weight_decay=0.02)
    momentum = [torch.zeros_like(p) for p in filters]
    kept, step = folder / "state.pt", 0
    folder.mkdir(parents=True, exist_ok=True)
    if kept.exists():
        state = torch.load(kept, weights_only=True)
        witness.load_state_dict(state["witness"])
        if "momentum" in state:
            optimiser.load_state_dict(state["optimiser"])
            momentum = state["momentum"]
        step = state["step"]
    films = [lesson(max(0, step - _FIRST) + i, number, codec) for i in range(_FIRST)]
    witness.train().to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    total: dict[str, float] = {}
    while step < steps and time.monotonic() < until:
        films = [*films, lesson(step + _FIRST, number, codec)][-_KEPT:]
        rng = np.random.default_rng((number, 17, step))
        pictures, seen = batch_of(films, rng)
        share = max(step / steps, (time.monotonic() - began) / (until - began) if land else 0.0)
        rate = highest * min(1, (step + 1) / 60) * (0.01 + 0.99 * (0.5 + 0.5 * math.cos(math.pi * min(1.0, share))))
        for group in optimiser.param_groups:
            group["lr"] = 3e-3 * rate
        loss, parts = loss_of(witness, pictures, targets(seen, rng))
        witness.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(witness.parameters(), 5.0)
        optimiser.step()
        turn(filters, momentum, 0.03 * rate)
        step += 1
        for name, value in parts.items():
            total[name] = 0.95 * total.get(name, value) + 0.05 * value
        if step % 25 == 0 or step == steps or time.monotonic() >= until:
            mean = {name: round(value, 4) for name, value in total.items()}
            entry = {"step": step, **mean, "cpu": round(time.process_time()), "t": round(time.time())}
            with (folder / "log.jsonl").open("a") as file:
                file.write(json.dumps(entry) + "\n")
            state = {"witness": witness.state_dict(), "optimiser": optimiser.state_dict(), "step": step}
            torch.save({**state, "momentum": momentum}, folder / "state.tmp")
            (folder / "state.tmp").replace(kept)
    return step


def _filters(witness: Witness) -> tuple[list[Tensor], list[Tensor]]:
    """The filters between layers, for :func:`turn`, and everything else."""
    filters: list[Tensor] = [p for p in witness.parameters() if p.ndim == 4 and min(p.shape[:2]) > 8]
    ids = {id(p) for p in filters}
    return filters, [p for p in witness.parameters() if id(p) not in ids]


@torch.no_grad()
def turn(filters: Sequence[Tensor], momentum: Sequence[Tensor], rate: float, keeps: float = 0.9) -> None:
    """One step of Muon (Jordan et al. 2024) for convolutions: the momentum, made orthogonal by five steps of Newton
    and Schulz, in fp32 (the library's is bf16, which this class of processor only emulates)."""
    for weight, moved in zip(filters, momentum, strict=True):
        assert weight.grad is not None
        moved.mul_(keeps).add_(weight.grad)
        x = (weight.grad + keeps * moved).flatten(1)
        tall = x.shape[0] > x.shape[1]
        x = (x.T if tall else x) / (x.norm() + 1e-7)
        for _ in range(5):
            a = x @ x.T
            x = 3.4445 * x + (-4.775 * a + 2.0315 * a @ a) @ x
        weight.mul_(1 - 0.02 * rate).add_((x.T if tall else x).reshape(weight.shape), alpha=-rate)


def batch_of(films: list[Lesson], rng: np.random.Generator) -> tuple[Tensor, list[Frame]]:
    """Random pictures of random films with their colours a little off: (B, 7, Y, X) floats, and who is in them."""
    pictures, seen = [], []
    for _ in range(_BATCH):
        film_ = films[int(rng.integers(len(films)))]
        n = int(rng.integers(_LOOKS))
        picture = with_motion(film_.frames_NYXC, [n])[0] * np.float32(rng.uniform(0.92, 1.08))
        picture[:3] += rng.uniform(-6, 6, (3, 1, 1)).astype(np.float32)
        frame = film_.seen[n]
        if rng.random() < 0.5:
            picture = picture[:, :, ::-1]
            frame = tuple(replace(s, x=PICTURE[0] - s.x) for s in frame)
        pictures.append(np.clip(picture, 0, 255))
        seen.append(frame)
    return torch.from_numpy(np.stack(pictures)), seen


def folder_of(number: int) -> Path:
    """Where a witness's run keeps its state."""
    return cache_folder() / "runs" / ("witness" if number == 1 else f"witness-{number}")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--number", type=int, default=1, choices=tuple(WITNESSES), help="which witness: its seed, backbone and films")
    add("--steps", type=int, default=1500)
    add("--minutes", type=float, default=600.0, help="end this leg after so many; the next one goes on")
    add("--land", action="store_true", help="let the rate come down by the end of these minutes")
    add("--rate", type=float, default=1.0, help="share of the usual rate that this leg begins with")
    add("--out", type=Path)
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(options.number)
    folder = options.out or folder_of(options.number)
    witness = Witness(WITNESSES[options.number])
    codec, _ = load("")
    until = time.monotonic() + 60 * options.minutes
    fit(witness, options.number, folder, options.steps, until, codec, options.land, options.rate)


if __name__ == "__main__":
    main()
