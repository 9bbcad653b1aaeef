"""What the network is told besides latents: concept tokens, the layout, the camera, and what each frame is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from einops import rearrange
from numpy.typing import NDArray
from torch import Tensor

from onetake.prompt.falling import Falling
from onetake.types import (
    ANGLE,
    CHUNK,
    DEPTH,
    FACING,
    HEIGHT,
    PHASE,
    PLANES,
    STATE,
    STRIDE,
    VISIBLE,
    Array,
    X,
    Y,
)

MOVING, STILL, REFERENCE = 0, 1, 2
"""What a latent frame is: four frames of motion, one picture held, or one character cut out."""

TRACK_GEOMETRY = 7
"""x, y, height, facing, cos and sin of the angle, visible: where the individual is."""
TRACK_MOTION = 16
"""Everything else about it, see :func:`track_features`."""
CAMERA_MOTION = 4
"""Movement of the camera over a latent frame."""
PLANE_EYES = STRIDE * len(PLANES) * 3
"""From where every plane of scenery is seen in every video frame: x, y, log scale."""
CAMERA_FEATURES = CAMERA_MOTION + PLANE_EYES


def track_features(tracks_NEF: Array) -> Array:
    """Tracks at video frames -> (T, E, TRACK_GEOMETRY + TRACK_MOTION) at latent frames; N % 4 == 0."""
    g = rearrange(tracks_NEF, "(t s) e f -> s t e f", s=STRIDE)
    middle = (g[1] + g[2]) / 2
    phase = g[:, ..., PHASE]
    mid_phase, mid_angle = (phase[1] + phase[2]) / 2, (g[1, ..., ANGLE] + g[2, ..., ANGLE]) / 2
    height = np.maximum(middle[..., HEIGHT], 0.02)
    facing = np.sign(g[1, ..., FACING])
    visible = (g[..., VISIBLE].mean(0) > 0.25).astype(np.float32)
    move = (g[3] - g[0])[..., [X, Y, HEIGHT]] / height[..., None]
    where = [middle[..., X], middle[..., Y], height, facing, np.cos(mid_angle), np.sin(mid_angle), visible]
    how = [
        np.sin(mid_phase), np.cos(mid_phase), np.sin(2 * mid_phase), np.cos(2 * mid_phase),
        np.clip((phase[3] - phase[0]) / np.pi, -2, 2),
        g[0, ..., STATE], g[3, ..., STATE], height, facing, np.cos(mid_angle), np.sin(mid_angle),
        np.clip(g[3, ..., ANGLE] - g[0, ..., ANGLE], -2, 2),
        move[..., 0].clip(-2, 2), move[..., 1].clip(-2, 2), move[..., 2].clip(-2, 2), middle[..., DEPTH],
    ]  # fmt: skip
    return np.asarray(np.stack(where + how, -1) * visible[..., None], np.float32)


def camera_features(camera_NC: Array, eyes_NP3: NDArray[np.float64]) -> Array:
    """Camera path and eyes of the planes (``prompt.eyes``) at video frames -> (T, CAMERA_FEATURES): movement in x, y,
    log zoom over a latent frame (times ten), zoom - 1; then every plane's eye in every frame."""
    g = rearrange(camera_NC, "(t s) c -> s t c", s=STRIDE)
    zoom = np.maximum(g[..., 2], 0.1)
    moved = np.stack([g[3, :, 0] - g[0, :, 0], g[3, :, 1] - g[0, :, 1], np.log(zoom[3] / zoom[0])], -1)
    eyes = np.concatenate([eyes_NP3[..., :2], np.log(np.maximum(eyes_NP3[..., 2:], 0.1))], -1)
    planes = rearrange(eyes, "(t s) p c -> t (s p c)", s=STRIDE)
    return np.concatenate([moved * 10, zoom.mean(0)[:, None] - 1, planes], -1).astype(np.float32)


def view_of(camera_BTC: Tensor) -> Tensor:
    """From where every plane is seen in every video frame: x, y, scale, (B, N, P, 3)."""
    eyes = rearrange(camera_BTC[..., CAMERA_MOTION:].float(), "b t (s p c) -> b (t s) p c", s=STRIDE, c=3)
    return torch.cat([eyes[..., :2], eyes[..., 2:].exp()], -1)


@dataclass(frozen=True)
class Moves:
    """Where everyone is and how, in every video frame: (B, N, E) each, as in ``types.TRACK_FIELDS``."""

    x: Tensor
    y: Tensor
    height: Tensor
    facing: Tensor
    angle: Tensor
    phase: Tensor
    state: Tensor
    visible: Tensor
    depth: Tensor


def motion_of(tracks_BTEF: Tensor) -> Moves:
    """:func:`track_features` undone: within a latent frame everything moves evenly."""
    tracks = tracks_BTEF.float()
    x, y, height, facing, cosine, sine, visible = tracks[..., :TRACK_GEOMETRY].unbind(-1)
    how = tracks[..., TRACK_GEOMETRY:].unbind(-1)
    share = (torch.arange(STRIDE, device=tracks.device) - (STRIDE - 1) / 2) / (STRIDE - 1)

    def over(middle: Tensor, moved: Tensor | None = None) -> Tensor:
        along = middle[:, :, None].expand(-1, -1, STRIDE, -1)
        if moved is not None:
            along = along + moved[:, :, None] * share[:, None]
        return along.flatten(1, 2)

    return Moves(
        over(x, how[12] * height), over(y, how[13] * height), over(height, how[14] * height), over(facing),
        over(torch.atan2(sine, cosine), how[11]), over(torch.atan2(how[0], how[1]), how[4] * math.pi),
        over((how[5] + how[6]) / 2, how[6] - how[5]), over(visible), over(how[15]),
    )  # fmt: skip


@dataclass(frozen=True)
class Puppet:
    """A figure that is its own picture: premultiplied RGBA 0..1 in the middle of a square, at several sizes, each half
    of the one before (4, Y, X); ``half``: half the square's side, in heights of the figure."""

    sizes: tuple[Tensor, ...]
    half: float

    @classmethod
    def of(cls, square_4YX: Tensor, aspect: float) -> Puppet:
        """``aspect``: the figure's width over its height."""
        sizes = [square_4YX]
        while sizes[-1].shape[-1] >= 16:
            sizes.append(torch.nn.functional.avg_pool2d(sizes[-1], 2))
        return cls(tuple(sizes), max(1.0, aspect) / 2)

    def fit(self, pixels: float) -> Tensor:
        """Its picture for a square drawn that many pixels wide: the smallest that is not enlarged, if there is one."""
        return next((s for s in reversed(self.sizes) if s.shape[-1] >= pixels), self.sizes[0])


@dataclass(frozen=True)
class Condition:
    """A batch of conditions.

    ``ids_BKL, slots_BKL, fields_BKL``: concept tokens of each text (0 = padding), K texts.
    ``text_BT``: which text each latent frame is drawn under.
    ``tracks_BTEF``: :func:`track_features`; ``slot_BE``: entity slot (1 …) of each individual, 0 = none.
    ``camera_BTC``: :func:`camera_features`.
    ``variant_BE``: which of its kind's looks each individual has; ``set_B``: which of its place's.
    ``puppet_BE``: which of the ``puppets``, from 1, stands in each individual's place; 0: it is painted.
    ``falling``: where rain and snow are in all of these frames; without it nothing falls.
    """

    ids_BKL: Tensor
    slots_BKL: Tensor
    fields_BKL: Tensor
    text_BT: Tensor
    tracks_BTEF: Tensor
    slot_BE: Tensor
    camera_BTC: Tensor
    variant_BE: Tensor
    set_B: Tensor
    puppet_BE: Tensor | None = None
    puppets: tuple[Puppet, ...] = ()
    falling: Falling | None = None

    def frames(self, start: int, stop: int) -> Condition:
        """The same for latent frames start..stop."""
        return replace(
            self,
            text_BT=self.text_BT[:, start:stop],
            tracks_BTEF=self.tracks_BTEF[:, start:stop],
            camera_BTC=self.camera_BTC[:, start:stop],
            falling=None if self.falling is None else self.falling.part(start * STRIDE, stop * STRIDE),
        )

    def without_text(self) -> Condition:
        """The unconditional twin: no words, no layout; the camera stays."""
        return replace(
            self,
            ids_BKL=torch.zeros_like(self.ids_BKL),
            tracks_BTEF=torch.zeros_like(self.tracks_BTEF),
            slot_BE=torch.zeros_like(self.slot_BE),
        )

    def exact(self) -> Condition:
        """For one sample under one text: only the tokens and individuals that are there, so no mask is needed."""
        there, people = self.ids_BKL[0, 0] > 0, max(1, int((self.slot_BE[0] > 0).sum()))
        return replace(
            self,
            ids_BKL=self.ids_BKL[..., there],
            slots_BKL=self.slots_BKL[..., there],
            fields_BKL=self.fields_BKL[..., there],
            tracks_BTEF=self.tracks_BTEF[:, :, :people],
            slot_BE=self.slot_BE[:, :people],
            variant_BE=self.variant_BE[:, :people],
            puppet_BE=None if self.puppet_BE is None else self.puppet_BE[:, :people],
        )

    def trimmed(self) -> Condition:
        """Without columns that are padding in the whole batch (text in eights)."""
        used = int((self.ids_BKL > 0).sum(-1).max())
        length = max(8, -(-used // 8) * 8)
        people = max(1, int((self.slot_BE > 0).sum(-1).max()))
        return replace(
            self,
            ids_BKL=self.ids_BKL[..., :length],
            slots_BKL=self.slots_BKL[..., :length],
            fields_BKL=self.fields_BKL[..., :length],
            tracks_BTEF=self.tracks_BTEF[:, :, :people],
            slot_BE=self.slot_BE[:, :people],
            variant_BE=self.variant_BE[:, :people],
            puppet_BE=None if self.puppet_BE is None else self.puppet_BE[:, :people],
        )


@dataclass(frozen=True)
class Frames:
    """What each latent frame of a batch is, (B, T) each.

    ``time``: index in the take (anchors may be far away). ``chunk``: chunk number. ``level``: noise told.
    ``given``: later chunks may look at it. ``anchor``: every drawn chunk may look at it, whatever its distance.
    ``kind``: MOVING, STILL or REFERENCE. ``known_BTHW``: tokens given inside the chunk that is being drawn.
    ``valid_BTHW``: False where the batch is padded, and outside a reference's cut-out.
    """

    time_BT: Tensor
    chunk_BT: Tensor
    level_BT: Tensor
    given_BT: Tensor
    anchor_BT: Tensor
    kind_BT: Tensor
    known_BTHW: Tensor
    valid_BTHW: Tensor


def grid(rows: int, columns: int, pixels: int, device: torch.device) -> Tensor:
    """Stage coordinates of cell centres, (rows, columns, 2), the short side of the picture being 1."""
    y, x = torch.arange(rows, device=device) + 0.5 - rows / 2, torch.arange(columns, device=device) + 0.5 - columns / 2
    unit = pixels / (min(rows, columns) * pixels)
    return torch.stack([x.expand(rows, -1), y[:, None].expand(-1, columns)], -1) * unit


def contact(tracks_BTEF: Tensor, rows: int, columns: int) -> Tensor:
    """Where the layout has feet on the ground, 0..1, at four points of every 8x8 cell: (B, T, 2 rows, 2 columns, 4).

    A flat ellipse below each individual, about as wide as it is tall; whether it really stands there is for the network
    to find out.
    """
    x, y, height, _, _, _, visible = (w[..., None, None] for w in tracks_BTEF[..., :TRACK_GEOMETRY].float().unbind(-1))
    at = grid(4 * rows, 4 * columns, 4, tracks_BTEF.device)
    half = (0.4 * height).clamp_min(0.02)
    off = ((at[..., 0] - x) / half).square() + ((at[..., 1] - y) / (0.25 * half)).square()
    field = ((1 - off).clamp_min(0) * (visible > 0)).amax(2)
    return rearrange(field, "b t (h p) (w q) -> b t h w (p q)", p=2, q=2)


def visibility(frames: Frames, window: int) -> Tensor:
    """The one rule of what sees what, (B, Q, K) bool over all latent tokens of a batch.

    A query sees its own chunk (a known query only the known part of it); a query that is being drawn also sees
    given frames of the ``window`` chunks before its own, and anchors at any distance.
    """
    tokens = frames.known_BTHW.flatten(2).shape[2]
    known_BN = frames.known_BTHW.flatten(1)
    chunk, given, anchor = (
        f.repeat_interleave(tokens, 1) for f in (frames.chunk_BT, frames.given_BT, frames.anchor_BT)
    )
    valid = frames.valid_BTHW.flatten(1)
    same = (chunk[:, :, None] == chunk[:, None]) & (anchor[:, :, None] == anchor[:, None])
    inside = same & (~known_BN[:, :, None] | known_BN[:, None])
    back = chunk[:, :, None] - chunk[:, None]
    near = (back >= 1) & (back <= window) & ~anchor[:, None]
    context = ~known_BN[:, :, None] & given[:, None] & (near | (anchor[:, None] & ~anchor[:, :, None]))
    itself = torch.eye(chunk.shape[1], dtype=torch.bool, device=chunk.device)  # so that softmax has a key
    return ((inside | context) & valid[:, None]) | itself


def compressed(distance: Tensor) -> Tensor:
    """Relative time of far frames: sgn d (min(|d|, 16) + 4 log2 max(1, |d| / 16)), rounded to a latent frame."""
    far = distance.abs().float()
    return (distance.sign() * (far.clamp_max(16) + 4 * (far / 16).clamp_min(1).log2())).round().long()


def chunk_of(latent_frame: int) -> int:
    """The chunk that a latent frame of a take belongs to."""
    return latent_frame // CHUNK


def texts(concepts: Sequence[tuple[Array, Array, Array]]) -> tuple[Tensor, Tensor, Tensor]:
    """Stack (ids, slots, fields) of several texts: three (K, L) int64 tensors."""
    return tuple(  # type: ignore[return-value]
        torch.from_numpy(np.stack([c[i] for c in concepts]).astype(np.int64)) for i in range(3)
    )
