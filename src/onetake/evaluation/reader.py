"""The reader: a small convolutional network, apart from the model, that says what a clip shows.

    8 frames ─► 2 convolutions each ─► one map of all frames ─► residual convolutions ─► kind, count, action, place

It knows nothing of the model it judges: it is trained on true clips of the simulated world (``read_train``), some
of them spoilt as generated video is, and its own accuracy is measured beside every score that it gives.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from einops import rearrange
from numpy.typing import NDArray
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor, nn

from onetake.errors import WeightsError
from onetake.prompt.ontology import COUNTS, KINDS, PLACES, VERBS
from onetake.types import FPS

FORMAT = "onetake-reader-1"
SHIPPED = Path(__file__).parent.parent / "weights" / "reader.safetensors"
FIGURES = SHIPPED.with_suffix(".json")

FIELDS: dict[str, tuple[str, ...]] = {
    "kind": tuple(KINDS),
    "count": tuple(str(c) for c in COUNTS),
    "action": tuple(VERBS),
    "place": tuple(PLACES),
}
"""What a reader says of a clip, and the answers it chooses from."""
WINDOW = 2 * FPS
"""Frames of a clip that is read at once: two seconds."""
AT = (0, 2, 4, 6, 10, 14, 18, 22)
"""Frames of the window that are looked at: dense first, for quick motions, then sparse, for slow ones."""
SMALL = (96, 56)
"""Width and height of the pictures that are looked at."""
ALIKE: dict[str, str] = {"look around": "stand"}
"""Actions that look alike at this size are one answer in scores: a turning head is a pixel or two."""


class _Residual(nn.Module):
    """Two 3x3 convolutions around which the input passes."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.second = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.norm_first, self.norm_second = nn.BatchNorm2d(channels), nn.BatchNorm2d(channels)

    def forward(self, x: Tensor) -> Tensor:
        y = F.relu(self.norm_first(self.first(x)))
        return F.relu(x + self.norm_second(self.second(y)))


class Reader(nn.Module):
    """Clips uint8 (B, 8, 56, 96, 3) -> scores of the answers of each field, {field: (B, answers)}."""

    def __init__(self, stem: int = 40, each: int = 80, width: int = 224, last: int = 256) -> None:
        super().__init__()
        self.sizes = (stem, each, width, last)
        self.frame = nn.Sequential(
            nn.Conv2d(3, stem, 6, stride=4, padding=1, bias=False), nn.BatchNorm2d(stem), nn.ReLU(),
            nn.Conv2d(stem, each, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(each), nn.ReLU(),
            _Residual(each),
        )  # fmt: skip
        self.join = nn.Sequential(nn.Conv2d(each * len(AT), width, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU())
        self.trunk = nn.Sequential(
            _Residual(width),
            nn.Conv2d(width, last, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(last), nn.ReLU(),
        )  # fmt: skip
        self.heads = nn.ModuleDict({f: nn.Linear(2 * last + width, len(names)) for f, names in FIELDS.items()})

    def forward(self, clips_BNYXC: Tensor) -> dict[str, Tensor]:
        fast = torch.is_autocast_enabled("cpu")  # whole numbers up to 255 are exact in bf16
        dtype = torch.bfloat16 if fast else torch.float32
        frames = rearrange(clips_BNYXC.to(dtype) / 64 - 2, "b n y x c -> (b n) c y x")
        maps = self.frame(frames.contiguous(memory_format=torch.channels_last))
        joined = self.join(rearrange(maps, "(b n) c y x -> b (n c) y x", n=len(AT)))
        x = self.trunk(joined)
        # What is there at all (mean), how strongly anywhere (maximum), and how much of it (early mean, for counts).
        pooled = torch.cat([x.mean((2, 3)), x.amax((2, 3)), joined.mean((2, 3))], 1)
        return {field: head(pooled) for field, head in self.heads.items()}


@dataclass(frozen=True)
class Reading:
    """What the reader says of one clip: the probability of every answer, {field: (answers,)}."""

    scores: dict[str, NDArray[np.float32]]

    @property
    def answers(self) -> dict[str, str]:
        """The likeliest answer to each field."""
        return {field: FIELDS[field][int(score.argmax())] for field, score in self.scores.items()}

    def rather(self, field: str, one: str, other: str) -> str:
        """Which of two answers is likelier."""
        score, names = self.scores[field], FIELDS[field]
        return one if score[names.index(one)] >= score[names.index(other)] else other


def shrink(frames_NYXC: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Frames of any size to :data:`SMALL` by averaging areas; of pictures of another shape the middle."""
    width, height = SMALL
    rows, columns = frames_NYXC.shape[1:3]
    keep_x, keep_y = min(columns, round(rows * width / height)), min(rows, round(columns * height / width))
    left, top = (columns - keep_x) // 2, (rows - keep_y) // 2
    middle = torch.from_numpy(np.ascontiguousarray(frames_NYXC[:, top : top + keep_y, left : left + keep_x]))
    small = F.adaptive_avg_pool2d(middle.permute(0, 3, 1, 2).float(), (height, width)).round_().to(torch.uint8)
    return np.ascontiguousarray(small.permute(0, 2, 3, 1).numpy())


def pick(frames_NYXC: NDArray[np.uint8], start: int = 0) -> NDArray[np.uint8]:
    """The frames that are looked at of the two seconds from ``start``: (8, 56, 96, 3). Short clips hold their end."""
    index = np.minimum(start + np.array(AT), len(frames_NYXC) - 1)
    return shrink(frames_NYXC[index])


@torch.no_grad()
def read(reader: Reader, frames_NYXC: NDArray[np.uint8]) -> Reading:
    """Read a clip of any length and size: two-second windows, one a second, their probabilities averaged."""
    starts = range(0, max(1, len(frames_NYXC) - WINDOW + 1), WINDOW // 2)
    clips = np.stack([pick(frames_NYXC, s) for s in starts])
    scores = reader(torch.from_numpy(clips))
    return Reading({field: score.float().softmax(-1).mean(0).numpy() for field, score in scores.items()})


def same(field: str, said: str, truth: str) -> bool:
    """Whether an answer is right; look-alike actions count as one."""
    return ALIKE.get(said, said) == ALIKE.get(truth, truth) if field == "action" else said == truth


SCALE = ".scale"
"""What the scales of a matrix in bytes are called."""


def write_bytes(path: Path, network: nn.Module, header: dict[str, str]) -> None:
    """A judge's weights, a few megabytes at most: matrices as bytes with a scale for every row, the rest as fp16."""
    state: dict[str, Tensor] = {}
    for name, value in network.state_dict().items():
        if not value.is_floating_point():
            continue
        if value.ndim < 2:
            state[name] = value.to(torch.float16).contiguous()
            continue
        scale = (value.float().flatten(1).abs().amax(1) / 127).clamp_min(1e-8).view(-1, *[1] * (value.ndim - 1))
        state[name] = (value / scale).round().to(torch.int8).contiguous()
        state[name + SCALE] = scale
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(state, path, header)


def read_bytes(path: Path) -> tuple[dict[str, str], dict[str, Tensor]]:
    """Header and weights (fp32) that :func:`write_bytes` wrote. Raises as safetensors and the file system do."""
    with safe_open(path, "pt") as file:
        found = {k: file.get_tensor(k).float() for k in file.keys()}
        scaled = {k: v * found.get(k + SCALE, torch.ones(())) for k, v in found.items() if not k.endswith(SCALE)}
        return file.metadata() or {}, scaled


def save_reader(path: Path, reader: Reader) -> None:
    """Write the weights."""
    write_bytes(path, reader, {"format": FORMAT, "sizes": json.dumps(reader.sizes), "answers": json.dumps(_counts())})


def _counts() -> list[int]:
    return [len(names) for names in FIELDS.values()]


def load_reader(path: Path = SHIPPED) -> Reader:
    """The reader in fp32, ready to read. Raises ``WeightsError``."""
    try:
        header, state = read_bytes(path)
    except FileNotFoundError as missing:
        raise WeightsError(
            "reader-missing", f"There is no reader at {path}.", "Train it: python -m onetake.evaluation.read_train"
        ) from missing
    except Exception as problem:
        raise WeightsError("reader-damaged", f"{path} is not a complete reader ({problem}).") from problem
    if header.get("format") != FORMAT or json.loads(header["answers"]) != _counts():
        raise WeightsError("reader-foreign", f"{path} was made for another vocabulary.", "Train it again.")
    reader = Reader(*json.loads(header["sizes"]))
    reader.load_state_dict(state, strict=False)
    return reader.eval().requires_grad_(False)


def accuracy(said: Sequence[NDArray[np.int64]], truth: Sequence[NDArray[np.int64]]) -> dict[str, float]:
    """Share of right answers per field, look-alike actions as one, and of clips with all four right."""
    rows = zip(said, truth, strict=True)
    right = np.array([[same(f, n[s[i]], n[t[i]]) for i, (f, n) in enumerate(FIELDS.items())] for s, t in rows])
    return {**{f: float(right[:, i].mean()) for i, f in enumerate(FIELDS)}, "all_right": float(right.all(1).mean())}
