"""From the pool to a training batch: which latents are known, which are drawn, and at which noise.

Every batch mixes the tasks of the one primitive (denoise given any set of known latents at any times), so that
whatever comes later extends one recipe.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, Literal, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from onetake.model.condition import MOVING, REFERENCE, STILL, TRACK_GEOMETRY, Condition, Frames, compressed, grid
from onetake.model.flow import logit_normal, mix, velocity_loss
from onetake.training.pool import WINDOW, Pool
from onetake.types import CHUNK

Phase = Literal["stills", "seconds", "windows"]
T = TypeVar("T")
TASKS: dict[str, float] = {
    "first": 0.27, "forward": 0.38, "picture": 0.10, "bridge": 0.07, "keyframes": 0.05, "backward": 0.05,
    "spatial": 0.04, "reference": 0.04,
}  # fmt: skip
"""Share of each task in windows of two seconds."""
FRESH, WITH_HISTORY, SPREAD = 1.4, 1.2, 1.0
"""Mean of the logit of the noise without and with history, and its standard deviation: few steps are taken, and all but
the first begin high."""
NEARLY_ALL, NEARLY = 0.5, 0.12
"""So many samples have a level within ``NEARLY`` of pure noise: there, words and collage have to do it all."""
DROP_TEXT, DROP_LAYOUT, DROP_ONE, DROP_PHASE, DROP_CAMERA = 0.08, 0.05, 0.04, 0.12, 0.1
LONE = 0.6
"""Share of pictures to go on from of which no layout is known, as of a user's own."""
SUBJECT_WEIGHT = 3.0


@dataclass(frozen=True)
class Batch:
    """``clean_BTHWZ`` latents, the noise level of each token, what each frame is, what the painters make of it, and the
    weight of each token's loss (0 where nothing is drawn)."""

    clean_BTHWZ: Tensor
    level_BTHW: Tensor
    frames: Frames
    condition: Condition
    collage_BTHWZ: Tensor
    weight_BTHW: Tensor
    subject_BTHW: Tensor


def each_tensor(value: T, change: Callable[[Tensor], Tensor]) -> T:
    """A dataclass of tensors, or of such dataclasses, with every tensor changed: moved, or pinned."""
    new: dict[str, Any] = {}
    for f in fields(value):  # type: ignore[arg-type]
        part = getattr(value, f.name)
        if isinstance(part, Tensor):
            new[f.name] = change(part)
        elif is_dataclass(part):
            new[f.name] = each_tensor(part, change)
    return replace(value, **new)  # type: ignore[type-var]


def subject_tokens(tracks_BTEF: Tensor, rows: int, columns: int) -> Tensor:
    """Tokens that an individual covers, (B, T, H, W) bool: where the picture moves and matters."""
    x, y, height, _, _, _, visible = (w[..., None, None] for w in tracks_BTEF[..., :TRACK_GEOMETRY].unbind(-1))
    at = grid(rows, columns, 16, tracks_BTEF.device)
    inside = ((at[..., 0] - x).abs() < 0.6 * height) & (at[..., 1] < y + 0.04) & (at[..., 1] > y - 1.1 * height)
    return (inside & (visible > 0)).any(2)


Arrays = Mapping[str, NDArray[Any]]
"""Arrays of records, as a pool has them."""


def _gathered(arrays: Arrays, name: str, rows_B: Sequence[int], index_BT: np.ndarray) -> Tensor:
    """An array at the frames ``index_BT`` (into each record's FRAMES), (B, T, ...)."""
    return torch.from_numpy(np.stack([np.asarray(arrays[name][r])[i] for r, i in zip(rows_B, index_BT, strict=True)]))


def condition_of(arrays: Arrays, rows_B: Sequence[int], index_BT: np.ndarray) -> Condition:
    """What is told of some frames of each record."""

    def take(name: str) -> Tensor:
        return _gathered(arrays, name, rows_B, index_BT)

    words = torch.from_numpy(np.stack([np.asarray(arrays["concepts"][r]) for r in rows_B])).long()
    variants = torch.from_numpy(np.asarray(arrays["variant"])[list(rows_B)]).long()
    return Condition(
        words[:, :, 0], words[:, :, 1], words[:, :, 2], take("text").long(), take("tracks").float(),
        torch.from_numpy(np.asarray(arrays["slot"])[list(rows_B)]).long(), take("camera").float(),
        variants[:, 1:], variants[:, 0],
    )  # fmt: skip


def _frames(
    pool: Pool, rows_B: Sequence[int], index_BT: np.ndarray, codec_quantum: Tensor
) -> tuple[Tensor, Tensor, Condition]:
    """Completed latents, the painters' collage and conditions of the frames ``index_BT``."""
    latents, collage = (
        _gathered(pool.arrays, name, rows_B, index_BT).float() * codec_quantum for name in ("completed", "collage")
    )
    return latents, collage, condition_of(pool.arrays, rows_B, index_BT)


def _drop(c: Condition, collage_BTHWZ: Tensor, g: torch.Generator) -> tuple[Condition, Tensor]:
    """Leave out words, layout, one individual's track, motion phase or camera, so that none is indispensable. Without
    words or layout there is no collage either."""
    b, e = c.slot_BE.shape

    def chance(*shape: int) -> Tensor:
        return torch.rand(shape, generator=g)

    wordless = chance(b) < DROP_TEXT
    bare = (chance(b) < DROP_LAYOUT) | wordless
    gone = bare[:, None] | (chance(b, e) < DROP_ONE)
    tracks = c.tracks_BTEF * (~gone)[:, None, :, None]
    still_phase = (chance(b, e) < DROP_PHASE)[:, None, :, None]
    tracks[..., TRACK_GEOMETRY : TRACK_GEOMETRY + 5] *= ~still_phase
    camera = c.camera_BTC * (chance(b) >= DROP_CAMERA)[:, None, None]
    told = replace(c, ids_BKL=c.ids_BKL * ~wordless[:, None, None], tracks_BTEF=tracks, camera_BTC=camera)
    return told.trimmed(), collage_BTHWZ * ~bare[:, None, None, None, None]


def _one_text(c: Condition) -> Condition:
    """Only the text of the first frame: a single chunk is drawn under one beat."""
    own = c.text_BT[:, 0, None, None].expand(-1, 1, c.ids_BKL.shape[-1])
    return replace(
        c, ids_BKL=c.ids_BKL.gather(1, own), slots_BKL=c.slots_BKL.gather(1, own),
        fields_BKL=c.fields_BKL.gather(1, own), text_BT=torch.zeros_like(c.text_BT),
    )  # fmt: skip


def _levels_of(shape: tuple[int, ...], mean: float, g: torch.Generator) -> Tensor:
    """Noise levels of what is drawn: logit-normal, with a share close to pure noise."""
    usual = logit_normal(shape, mean, SPREAD, g)
    high = 1 - NEARLY * torch.rand(shape, generator=g)
    return torch.where(torch.rand(shape, generator=g) < NEARLY_ALL, high, usual)


def _noise_of_history(n: int, g: torch.Generator) -> Tensor:
    """Level of given latents, told to the model: 0 in two cases of five, else up to 0.3."""
    return torch.where(torch.rand(n, generator=g) < 0.4, torch.zeros(n), torch.rand(n, generator=g) * 0.3)


def single_batch(pool: Pool, rows_B: Sequence[int], length: int, quantum: Tensor, g: torch.Generator) -> Batch:
    """Stretches of ``length`` latent frames (1 or one chunk) without history, all drawn at one level."""
    n = len(rows_B)
    start = torch.randint(0, WINDOW - length + 1, (n,), generator=g).numpy()
    if length == 1:  # one in eight is a picture held still
        start = np.where(torch.rand(n, generator=g).numpy() < 0.125, -1, start)
    index = start[:, None] + 2 + np.arange(length)
    latents, collage, condition = _frames(pool, rows_B, index, quantum)
    b, t, rows, columns, _ = latents.shape
    level = _levels_of((b, 1), FRESH, g).expand(b, t)
    kind = torch.from_numpy(np.where(index == 1, STILL, MOVING)).long()
    no = torch.zeros(b, t, dtype=torch.bool)
    known = torch.zeros(b, t, rows, columns, dtype=torch.bool)
    frames = Frames(torch.arange(t).repeat(b, 1), torch.zeros(b, t).long(), level, no, no, kind, known, ~known)
    condition = _one_text(condition)
    subject = subject_tokens(condition.tracks_BTEF, rows, columns)
    weight = 1 + (SUBJECT_WEIGHT - 1) * subject.float()
    every = level[..., None, None].expand(b, t, rows, columns)
    return Batch(latents, every, frames, *_drop(condition, collage, g), weight, subject)


def _tasks(n: int, g: torch.Generator) -> list[str]:
    return [list(TASKS)[i] for i in torch.multinomial(torch.tensor(list(TASKS.values())), n, True, generator=g)]


def _levels(level_BP: Tensor, clean_B: Tensor, known_BTHW: Tensor) -> tuple[Tensor, Tensor]:
    """Levels of frames and of tokens: whole known frames are nearly clean, parts of frames are clean."""
    level_BT = level_BP.repeat_interleave(torch.tensor([1, CHUNK, CHUNK]), 1)
    whole = known_BTHW.flatten(2).all(-1)
    known_level = (clean_B[:, None] * whole)[..., None, None]
    level_BT = torch.where(whole, clean_B[:, None], level_BT)
    return level_BT, torch.where(known_BTHW, known_level, level_BT[..., None, None])


def window_batch(
    pool: Pool, rows_B: Sequence[int], quantum: Tensor, g: torch.Generator, task: str | None = None
) -> Batch:
    """An anchor and two chunks of every record, each under one of the :data:`TASKS`."""
    n, two = len(rows_B), 2 * CHUNK
    start = torch.randint(0, WINDOW - two + 1, (n,), generator=g).numpy()
    tasks = [task] * n if task else _tasks(n, g)
    picture = np.array([t == "picture" for t in tasks])
    start = np.where(picture, 0, start)
    index = np.concatenate([picture[:, None].astype(int), start[:, None] + 2 + np.arange(two)], 1)
    latents, collage, condition = _frames(pool, rows_B, index, quantum)
    b, t, rows, columns, _ = latents.shape
    subject = subject_tokens(condition.tracks_BTEF, rows, columns)
    far = torch.from_numpy(np.asarray(pool.arrays["start"])[list(rows_B)].astype(np.int64) * CHUNK + start)
    time = torch.arange(-1, two).repeat(b, 1)
    time[:, 0] = torch.where(torch.from_numpy(picture), torch.zeros(b).long(), CHUNK - compressed(far + CHUNK))
    chunk = torch.tensor([-9] + [0] * CHUNK + [1] * CHUNK).repeat(b, 1)
    level = [_noise_of_history(b, g), _levels_of((b,), FRESH, g), _levels_of((b,), FRESH, g)]
    level_BP = torch.stack(level, 1)  # of the three parts: anchor, first chunk, second chunk
    clean_history = _noise_of_history(b, g)
    later = _levels_of((b,), WITH_HISTORY, g)
    known = torch.zeros(b, t, rows, columns, dtype=torch.bool)
    drawn, valid = torch.ones_like(known), torch.ones_like(known)
    given, anchor = torch.zeros(b, t, dtype=torch.bool), torch.zeros(b, t, dtype=torch.bool)
    kind = torch.full((b, t), MOVING)
    drawn[:, 0] = False
    a, z = slice(1, 1 + CHUNK), slice(1 + CHUNK, t)
    coin = torch.rand(b, generator=g)
    lone = torch.rand(b, generator=g) < LONE
    for i, name in enumerate(tasks):
        anchored = name in ("picture", "reference") or (name in ("forward", "bridge") and coin[i] < 0.4)
        given[i, 0], anchor[i, 0], valid[i, 0] = anchored, anchored, anchored
        if name not in ("first", "backward"):
            given[i, a] = True
            level_BP[i, 2] = later[i]
            if coin[i] < 0.6:  # else the history is noisy, as in diffusion forcing, and still drawn
                level_BP[i, 1] = clean_history[i]
        if name == "picture":
            kind[i, 0] = STILL
            if lone[i]:  # nothing is known but the picture: it stands where the collage would be
                collage[i], condition.tracks_BTEF[i] = latents[i, :1], 0.0
            level_BP[i, 1] = later[i] if coin[i] > 0.3 else level_BP[i, 1]
        elif name == "bridge":
            known[i, t - 1] = True
        elif name == "keyframes":
            known[i, 1 + torch.randperm(two, generator=g)[:2]] = True
        elif name == "backward":
            given[i, z], anchor[i, z], known[i, z] = True, True, True
            level_BP[i, 1], level_BP[i, 2] = later[i], clean_history[i]
        elif name == "spatial":
            x = int(torch.randint(0, columns - columns // 3, (), generator=g))
            known[i, a.start :] = True
            known[i, a.start :, :, x : x + columns // 2] = False
        elif name == "reference":
            kind[i, 0] = REFERENCE
            valid[i, 0] = subject_tokens(condition.tracks_BTEF[i : i + 1, :1], rows, columns)[0, 0]
    level_BT, level_BTHW = _levels(level_BP, clean_history, known)
    frames = Frames(time, chunk, level_BT, given, anchor, kind, known, valid)
    weight = (drawn & ~known & valid) * (1 + (SUBJECT_WEIGHT - 1) * subject.float())
    return Batch(latents, level_BTHW, frames, *_drop(condition, collage, g), weight, subject & (weight > 0))


def batch_for(phase: Phase, pool: Pool, rows_B: Sequence[int], quantum: Tensor, g: torch.Generator) -> Batch:
    """One batch of a phase of the curriculum."""
    if phase == "windows":
        return window_batch(pool, rows_B, quantum, g)
    return single_batch(pool, rows_B, CHUNK if phase == "seconds" else 1, quantum, g)


def corrupted(batch: Batch, g: torch.Generator) -> Tensor:
    """The network's input: every token at its own level. The noise is drawn where the generator is."""
    noise = torch.randn(batch.clean_BTHWZ.shape, generator=g, device=g.device).to(batch.clean_BTHWZ.device)
    return mix(batch.clean_BTHWZ, noise, batch.level_BTHW[..., None])


def loss_of(x_hat: Tensor, batch: Batch) -> tuple[Tensor, Tensor]:
    """Weighted velocity loss, and the plain squared error of clean latents on subject tokens (detached)."""
    x_hat = x_hat.float()
    loss = velocity_loss(x_hat, batch.clean_BTHWZ, batch.level_BTHW[..., None]).mean(-1)
    error = (x_hat.detach() - batch.clean_BTHWZ).square().mean(-1)
    on_subject = (error * batch.subject_BTHW).sum() / batch.subject_BTHW.sum().clamp_min(1)
    return (loss * batch.weight_BTHW).sum() / batch.weight_BTHW.sum(), on_subject
