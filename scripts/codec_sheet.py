"""Small causes before and after the codec: python scripts/codec_sheet.py [CODEC] → docs/media/codec.png

Rows: a flame, a falling glass, an eye. Columns: the picture, its round trip, both enlarged around the small thing.
CODEC defaults to the weights in the package.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from safetensors.torch import load_file

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from onetake.model.codec import Codec  # noqa: E402
from onetake.model.files import locate, shards  # noqa: E402
from onetake.prompt.understand import understand  # noqa: E402
from onetake.types import FPS, HEIGHT, STRIDE, X, Y  # noqa: E402
from onetake.world.take import simulate_take  # noqa: E402

PIECES = (
    ("An old man blowing out the candles of a birthday cake", 1, 0.5, 0.8),
    ("A wine glass falling off a table and breaking", 0, 1.9, 0.5),
    ("A panda eating bamboo on a rock", 0, 0.5, 0.78),
)
"""Sentence, entity to look at, second, and how far up its box the small thing is."""
HALF, ENLARGED = 20, 3


def load_codec(path: Path | None) -> Codec:
    """The codec of a file, or of the package's weights."""
    files = [path] if path else shards(locate(""))
    return Codec.from_state({k: v for f in files for k, v in load_file(f).items()})


def row(codec: Codec, sentence: str, entity: int, second: float, up: float, seed: int = 3) -> np.ndarray:
    """One row of the sheet, uint8 (Y, X, 3)."""
    beats, _, _ = understand(sentence, 4.0)
    take = simulate_take(seed, "landscape", None, 4, tuple(b.scene for b in beats))
    start = int(second * FPS) // STRIDE * STRIDE
    frames = take.renderer.frames(start, start + STRIDE)
    back = codec.decode(codec.encode(torch.from_numpy(frames)[None]))[0].numpy()
    who = int(np.flatnonzero(take.staging.entity_E == entity)[0])
    track = take.staging.tracks_NEF[start + 1, who]
    height, width = frames.shape[1:3]
    x = int(np.clip(width / 2 + track[X] * height, HALF, width - HALF))
    y = int(np.clip(height / 2 + (track[Y] - up * track[HEIGHT]) * height, HALF, height - HALF))
    parts = []
    for picture in (frames[1], back[1]):
        near = picture[y - HALF : y + HALF, x - HALF : x + HALF]
        side = Image.fromarray(near).resize((2 * HALF * ENLARGED,) * 2, Image.Resampling.NEAREST)
        whole = Image.new("RGB", (width, side.height), "white")
        whole.paste(Image.fromarray(picture), (0, (side.height - height) // 2))
        parts += [np.asarray(whole), np.asarray(side)]
    return np.concatenate(parts, 1)


def main() -> None:
    """Write the sheet."""
    codec = load_codec(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
    sheet = np.concatenate([row(codec, *piece) for piece in PIECES])
    target = ROOT / "docs" / "media" / "codec.png"
    target.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(sheet).save(target, optimize=True)


if __name__ == "__main__":
    main()
