"""Draw the gallery with the shipped weights: python scripts/gallery.py [--only N] [--seconds S] [--docs DIR]

Sixteen fixed sentences with fixed seeds, drawn on the road that every user takes, and shown whatever came of them.
Written are docs/media/gallery-NN.jpg (five frames each), docs/gallery.md, and from the first sentence
docs/media/panda.webp, the moving picture of the READMEs. ``--only N`` draws one again and leaves the others.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from onetake.media.scale import resize  # noqa: E402
from onetake.media.sheet import contact_sheet, spread  # noqa: E402
from onetake.model.files import locate, read_header  # noqa: E402
from onetake.plan import make_plan  # noqa: E402
from onetake.take import draw  # noqa: E402
from onetake.types import FPS, Plan  # noqa: E402

FRAMES = 5
LARGEST_SHEET, LARGEST_FILM = 120_000, 1_500_000
"""Bytes of a sheet and of the moving picture; their quality is lowered until they fit."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence and its seed. ``unseen``: no training clip shows this noun with this verb."""

    sentence: str
    seed: int
    unseen: bool = False


ARTICLE = (
    Piece("A panda eating bamboo on a rock", 1),
    Piece("A panda dancing", 2),
    Piece("Three wolf pups playing in the snow", 3),
    Piece("An old man blowing out the candles of a birthday cake", 4),
    Piece("A wine glass falling off a table and breaking, the wine spilling after", 5),
    Piece("A stylish woman walking down a neon Tokyo street at night", 6),
)
HELD_OUT = (
    Piece("A dog dancing on a stage", 7, unseen=True),
    Piece("An elephant dancing on the beach at sunset", 8, unseen=True),
    Piece("A horse eating in a meadow", 9, unseen=True),
    Piece("两只橙色的小猫在雪地里奔跑", 10, unseen=True),
    Piece("A robot walking on the moon", 11, unseen=True),
    Piece("A penguin hopping in the snow", 12, unseen=True),
    Piece("一位老奶奶在公园里挥手", 13, unseen=True),
    Piece("A big red bus standing on a city street in the rain", 14, unseen=True),
    Piece("Three orange fish swimming under the sea while the camera zooms in", 15),
    Piece("A dachshund running through the forest at night", 16),
)
PIECES = ARTICLE + HELD_OUT

HEAD = """<!-- made by scripts/gallery.py; do not edit -->

# Gallery

Sixteen sentences with fixed seeds, chosen before anything was drawn, each drawn once: **good and bad alike**. Five
frames of each, evenly spread, at a third of the usual size. Draw one yourself:
`onetake generate "SENTENCE" --seconds {seconds:g} --seed SEED`.

The first six are scenes by which text-to-video became known. The other ten were written for this page; where it says
*unseen pair*, no training clip shows that noun with that verb.

"""


def sheet(frames_NYXC: NDArray[np.uint8]) -> bytes:
    """A contact sheet as JPEG, the best that fits."""
    rows, columns = frames_NYXC.shape[1:3]
    shown = [resize(f, columns * 3 // 8, rows * 3 // 8) for f in spread(frames_NYXC, FRAMES)]
    picture = Image.fromarray(contact_sheet(shown, FRAMES))
    return _fitting(picture, LARGEST_SHEET, "JPEG", optimize=True, progressive=True)


def film(frames_NYXC: NDArray[np.uint8]) -> bytes:
    """An endless animated WebP at half the size."""
    rows, columns = frames_NYXC.shape[1:3]
    first, *rest = (Image.fromarray(f) for f in resize(frames_NYXC, columns // 2, rows // 2))
    options = {"save_all": True, "append_images": rest, "duration": round(1000 / FPS), "loop": 0, "method": 4}
    return _fitting(first, LARGEST_FILM, "WEBP", **options)


def _fitting(picture: Image.Image, limit: int, kind: str, **options: object) -> bytes:
    for quality in (90, 84, 76, 66, 54, 40):
        file = BytesIO()
        picture.save(file, kind, quality=quality, **options)
        if file.tell() <= limit:
            break
    return file.getvalue()


def entry(number: int, piece: Piece, plan: Plan, spent: float) -> str:
    """The piece's part of docs/gallery.md."""
    step = read_header(locate(plan.model)).get("step", "?")
    unseen = ", *unseen pair*" if piece.unseen else ""
    lines = [
        f"## {number}. {piece.sentence}\n",
        f"![{piece.sentence}](media/gallery-{number:02d}.jpg)\n",
        f"- Seed {piece.seed}, {plan.geometry.seconds:g} s, {plan.steps} steps{unseen}; drawn in {spent:.1f} s by "
        f"preset {plan.model} at training step {step}.",
        f"- Told: {plan.caption}",
        *(f"- Note: {warning}" for warning in plan.warnings),
    ]
    return "\n".join(lines) + "\n"


def entries(page: Path) -> dict[int, str]:
    """What an earlier page says of each piece."""
    text = page.read_text(encoding="utf-8") if page.is_file() else ""
    parts = re.split(r"^(?=## \d+\. )", text, flags=re.MULTILINE)[1:]
    return {int(part[3 : part.index(".")]): part.rstrip() + "\n" for part in parts}


def main() -> int:
    """Draw all of them, or one."""
    parser = argparse.ArgumentParser(description="Draw the gallery with the shipped weights.")
    parser.add_argument("--only", type=int, choices=range(1, len(PIECES) + 1), metavar="N", help="draw only the Nth")
    parser.add_argument("--seconds", type=float, default=4, help="length of each (default: 4)")
    parser.add_argument("--model", default="", help="a preset or a weights file (default: the best that is shipped)")
    parser.add_argument("--docs", type=Path, default=ROOT / "docs", help="where to write (default: docs)")
    options = parser.parse_args()
    media, page = options.docs / "media", options.docs / "gallery.md"
    media.mkdir(parents=True, exist_ok=True)
    known = entries(page)
    with tempfile.TemporaryDirectory() as folder:
        for number, piece in enumerate(PIECES, 1):
            if options.only not in (None, number):
                continue
            output = Path(folder) / "gallery.mp4"  # asked for by the plan, never written
            plan = make_plan(
                piece.sentence, seconds=options.seconds, seed=piece.seed, model=options.model, output=output
            )
            began = time.perf_counter()
            frames_NYXC = draw(plan, plan.output_size)
            known[number] = entry(number, piece, plan, time.perf_counter() - began)
            (media / f"gallery-{number:02d}.jpg").write_bytes(sheet(frames_NYXC))
            if number == 1:
                (media / "panda.webp").write_bytes(film(frames_NYXC))
            text = HEAD.format(seconds=options.seconds) + "\n".join(known[n] for n in sorted(known))
            page.write_text(text, encoding="utf-8")
            print(f"{number:2d}/{len(PIECES)}  {piece.sentence}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
