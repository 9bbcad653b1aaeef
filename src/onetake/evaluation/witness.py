"""The witness: a small network that says who is where in every frame, how they look and what they do.

    colours and motion ─► 1/4 ─► 1/8 ─► 1/16 ─► 1/8 ─► 1/4 ─► where somebody's middle is, and how large
                                            └──────┴──────┴─► read off at the middles: kind, colour, state, pose

It knows nothing of the model it judges, nor of any plan: it sees pixels. It is trained on true films of the simulated
world (``witness_train``) spoilt as generated video is; its own accuracy on held-out ones stands beside every score.
Source of finding middles: "Objects as Points" (Zhou et al., 1904.07850).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

from onetake.errors import WeightsError
from onetake.evaluation.follow import steadied, tint_of
from onetake.evaluation.reader import read_bytes, write_bytes
from onetake.evaluation.seen import POSES, TINTS, UNKNOWN, VOCABULARY, Seen, Sighting
from onetake.types import FPS

FORMAT = "onetake-witness-2"
WEIGHTS = Path(__file__).parent.parent / "weights"
SELECTS, SCORES = 1, 2
"""Which witness may choose, reward and look for causes, and which one only ever scores."""
CLASSES: tuple[str, ...] = (*VOCABULARY, UNKNOWN)
PICTURE = (192, 112)
"""Width and height of the pictures that it looks at."""
CELL = 4
"""Pixels a side of the grid on which middles are found."""
APART = 3
"""Frames between the one that is looked at and the nearest of those that show its motion."""
MOTION = (-2, -1, 1, 2)
"""Which frames before and after it show its motion, in steps of :data:`APART`."""
SURE = 0.35
"""How surely there must be somebody to be seen."""
_OVERLAP = 0.7  # of the smaller box: more is the same one found twice
_SIZES = {"plain": (40, 80, 120), "separable": (48, 96, 160)}
"""Channels at 1/4, 1/8 and 1/16 of each backbone."""


def _conv(inputs: int, outputs: int, stride: int = 1, size: int = 3) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, size, stride, size // 2, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()
    )


class _Residual(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = _conv(channels, channels)
        self.second = nn.Sequential(nn.Conv2d(channels, channels, 3, padding=1, bias=False), nn.BatchNorm2d(channels))

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x + self.second(self.first(x)))


class _Separable(nn.Module):
    """Large filters, each for one channel, then a small network for each pixel (2201.03545)."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.across = nn.Conv2d(channels, channels, 5, padding=2, groups=channels, bias=False)
        self.wide = nn.Sequential(nn.BatchNorm2d(channels), nn.Conv2d(channels, 3 * channels, 1), nn.ReLU())
        self.back = nn.Sequential(nn.Conv2d(3 * channels, channels, 1, bias=False), nn.BatchNorm2d(channels))

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x + self.back(self.wide(self.across(x))))


_BLOCKS: dict[str, type[nn.Module]] = {"plain": _Residual, "separable": _Separable}


class Witness(nn.Module):
    """Pictures uint8 (B, 7, 112, 192) of :func:`with_motion` -> maps of middles and features to read off."""

    def __init__(self, backbone: str = "plain") -> None:
        super().__init__()
        (a, b, c), block = _SIZES[backbone], _BLOCKS[backbone]
        self.backbone, inputs = backbone, 3 + len(MOTION)
        self.stem = nn.Sequential(nn.Conv2d(inputs, a, 6, CELL, 1, bias=False), nn.BatchNorm2d(a), nn.ReLU(), block(a))
        self.down = nn.Sequential(_conv(a, b, 2), block(b), block(b))
        self.deep = nn.Sequential(_conv(b, c, 2), block(c), block(c))
        self.up_8, self.mix_8 = nn.Conv2d(c, b, 1), block(b)
        self.up_4, self.mix_4 = nn.Conv2d(b, a, 1), _conv(a, 64)
        self.place = nn.Conv2d(64, 5, 1)  # somebody, two offsets, log width, log height (in cells)
        self.read = nn.Sequential(nn.Linear(64 + b + c, 128), nn.ReLU())
        self.says = nn.ModuleDict({
            "kind": nn.Linear(128, len(CLASSES)), "colour": nn.Linear(128, len(TINTS)), "state": nn.Linear(128, 1),
            "pose": nn.Linear(128, len(POSES)),
        })  # fmt: skip
        nn.init.constant_(self.place.bias[:1], -3.0)  # type: ignore[index]  # hardly any cell is a middle

    def forward(self, pictures: Tensor) -> tuple[Tensor, tuple[Tensor, ...]]:
        """Places (B, 5, 28, 48), and the three maps of features."""
        x = (pictures.float() / 64 - 2).contiguous(memory_format=torch.channels_last)
        at_4 = self.stem(x)
        at_8 = self.down(at_4)
        at_16 = self.deep(at_8)
        up = F.interpolate(self.up_8(at_16), scale_factor=2, mode="nearest")
        at_8 = self.mix_8(F.relu(at_8 + up))
        up = F.interpolate(self.up_4(at_8), scale_factor=2, mode="nearest")
        fine = self.mix_4(F.relu(at_4 + up))
        return self.place(fine), (fine, at_8, at_16)

    def answers(self, maps: Sequence[Tensor], which_M: Tensor, row_M: Tensor, column_M: Tensor) -> dict[str, Tensor]:
        """What is said of the middles in cells (picture, row, column): scores {field: (M, answers)}."""
        parts = [m[which_M, :, row_M // k, column_M // k] for m, k in zip(maps, (1, 2, 4), strict=True)]
        read = self.read(torch.cat(parts, 1))
        return {field: head(read) for field, head in self.says.items()}


def with_motion(frames_NYXC: NDArray[np.uint8], at: Sequence[int], apart: int = APART) -> NDArray[np.uint8]:
    """Frames with their motion: (M, 7, Y, X): three colours, and the greys at :data:`MOTION`. Ends are held."""
    last = len(frames_NYXC) - 1
    shown = np.array([[min(last, max(0, n + step * apart)) for step in MOTION] for n in at])
    out = np.empty((len(at), 3 + len(MOTION), *frames_NYXC.shape[1:3]), np.uint8)
    out[:, :3] = frames_NYXC[list(at)].transpose(0, 3, 1, 2)
    needed, where = np.unique(shown, return_inverse=True)
    out[:, 3:] = frames_NYXC[needed].mean(-1, dtype=np.float32).astype(np.uint8)[where.reshape(shown.shape)]
    return out


@torch.no_grad()
def look(witness: Witness, frames_NYXC: NDArray[np.uint8], every: int = 1, fps: float = FPS, batch: int = 12) -> Seen:
    """Look at every frame, or at some, of a film of 192x112 pixels."""
    at, apart = range(0, len(frames_NYXC), every), max(1, round(APART * fps / FPS))
    out: list[tuple[Sighting, ...]] = []
    for first in range(0, len(at), batch):
        out += sightings(witness, torch.from_numpy(with_motion(frames_NYXC, at[first : first + batch], apart)))
    return steadied(Seen(tuple(out), fps / every), CLASSES)


def sightings(witness: Witness, pictures: Tensor) -> list[tuple[Sighting, ...]]:
    """Who is in each picture."""
    places, maps = witness(pictures)
    score = places[:, 0].sigmoid()
    peak = (score == F.max_pool2d(score[:, None], 3, 1, 1)[:, 0]) & (score > SURE)
    which, row, column = peak.nonzero(as_tuple=True)
    said = witness.answers(maps, which, row, column)
    kinds, colours, poses = (said[f].softmax(-1).numpy() for f in ("kind", "colour", "pose"))
    states, spot = said["state"].sigmoid()[:, 0].numpy(), places[which, :, row, column].numpy()
    found: list[list[Sighting]] = [[] for _ in range(len(pictures))]
    for m, (b, i, j) in enumerate(zip(which.tolist(), row.tolist(), column.tolist(), strict=True)):
        kind = CLASSES[int(kinds[m].argmax())]
        x, y = (j + 0.5 + spot[m, 1]) * CELL, (i + 0.5 + spot[m, 2]) * CELL
        width, height = np.exp(np.clip(spot[m, 3:], -1, 4)) * CELL
        found[b].append(Sighting(
            kind, float(x), float(y), float(width), float(height), float(score[b, i, j]), tint_of(kind, colours[m]),
            float(states[m]), tuple(poses[m].tolist()), True, tuple(kinds[m].tolist()), tuple(colours[m].tolist()),
        ))  # fmt: skip
    return [tuple(_once(f)) for f in found]


def _once(found: Sequence[Sighting]) -> list[Sighting]:
    """Of boxes that are nearly the same, or of one kind and one in the other, the surest."""
    kept: list[Sighting] = []
    for one in sorted(found, key=lambda s: -s.score):
        if not any(_same(one, other) for other in kept):
            kept.append(one)
    return kept


def _same(one: Sighting, other: Sighting) -> bool:
    share, areas = overlap(one, other), sorted((one.width * one.height, other.width * other.height))
    return share > _OVERLAP and (one.kind == other.kind or areas[0] > _OVERLAP * areas[1])


def overlap(one: Sighting, other: Sighting) -> float:
    """Share of the smaller box that lies in the larger."""
    x = min(one.x + one.width / 2, other.x + other.width / 2) - max(one.x - one.width / 2, other.x - other.width / 2)
    y = min(one.y + one.height / 2, other.y + other.height / 2) - max(
        one.y - one.height / 2, other.y - other.height / 2
    )
    least = min(one.width * one.height, other.width * other.height)
    return max(0.0, x) * max(0.0, y) / max(least, 1e-6)


# ── files ─────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Figures:
    """What is known of a witness: everything that its file of figures says."""

    told: dict[str, Any]

    def of(self, family: str) -> float:
        """How often it answers a family's question rightly on true films after the codec (0 if nobody measured)."""
        return float(self.told.get("families", {}).get(family, {}).get("share", 0.0))

    def by_hand(self, family: str) -> float:
        """How often it says of drawn clips what somebody said who labelled them by hand (0 if nobody did)."""
        return float(self.told.get("hand", {}).get("families", {}).get(family, {}).get("share", 0.0))


def shipped(number: int = SCORES) -> Path:
    """The weights of a witness that are part of the package."""
    return WEIGHTS / f"witness-{number}.safetensors"


def read_figures(path: Path) -> Figures:
    """The figures beside a witness's weights; empty if there are none."""
    try:
        return Figures(json.loads(path.with_suffix(".json").read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return Figures({})


def save_witness(path: Path, witness: Witness) -> None:
    """Write the weights, small."""
    write_bytes(path, witness, {"format": FORMAT, "backbone": witness.backbone, "classes": ",".join(CLASSES)})


def load_witness(path: Path) -> Witness:
    """A witness in fp32, ready to look. Raises ``WeightsError``."""
    try:
        header, state = read_bytes(path)
    except FileNotFoundError as missing:
        raise WeightsError(
            "witness-missing", f"There is no witness at {path}.", "Train it: python -m onetake.evaluation.witness_train"
        ) from missing
    except Exception as problem:
        raise WeightsError("witness-damaged", f"{path} is not a complete witness ({problem}).") from problem
    if header.get("format") != FORMAT or header.get("classes") != ",".join(CLASSES):
        raise WeightsError("witness-foreign", f"{path} was made for another vocabulary.", "Train it again.")
    witness = Witness(header["backbone"])
    witness.load_state_dict(state, strict=False)
    return witness.eval().requires_grad_(False)
