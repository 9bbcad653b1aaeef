"""Make the films of the gallery from the texts in docs/films: python scripts/films.py [--plan-only | --page] [-o DIR]

``--page`` writes docs/films.md from the films that lie in DIR: a frame from the middle of every shot, and the report.
Each film lies in its own folder with screenplay, shots, cast and report; the same command goes on where it was stopped.
Needs espeak-ng for voices and fluidsynth with a sound font for music; without them the films are silent, and say so.
"""

from __future__ import annotations

import argparse
import sys
from itertools import accumulate, pairwise
from pathlib import Path

import cv2
import numpy as np
import yaml
from numpy.typing import NDArray
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from onetake.errors import OnetakeError  # noqa: E402
from onetake.media.read import read_video  # noqa: E402
from onetake.story.adapter import CARD_SECONDS  # noqa: E402
from onetake.story.film import Request, make_film  # noqa: E402
from onetake.types import FPS  # noqa: E402

FILMS = {"fox-and-crow": 1.0, "alice": 1.5, "lang": 1.0, "long-walk": 2.2}
"""Minutes of each; the last is long for the sake of its twenty cuts."""
SMALL, ACROSS = (192, 112), 6
INTRODUCTION = """Four texts, each made into a film by one command (`python scripts/films.py`), from the text to the
marked and signed MP4, without anybody's help. One frame from the middle of every shot, in order, and the film's own
report. Three texts are in the public domain ([sources](films/README.md)); the last was written for this page, to have
more than twenty cuts."""


def sheet(folder: Path, target: Path) -> int:
    """A frame from the middle of every shot of a film, six in a row; how many."""
    shots = yaml.safe_load((folder / "shots.yaml").read_text(encoding="utf-8"))["shots"]
    ends = list(accumulate((s["seconds"] for s in shots), initial=CARD_SECONDS))
    middles = [(a + b) / 2 for a, b in pairwise(ends)]
    pictures: list[NDArray[np.uint8]] = []
    at = 0.0
    for frame in read_video(folder / "film.mp4"):
        if len(pictures) < len(middles) and at >= middles[len(pictures)]:
            pictures.append(np.asarray(cv2.resize(frame, SMALL, interpolation=cv2.INTER_AREA), np.uint8))
        at += 1 / FPS
    pictures += [np.full_like(pictures[0], 255)] * (-len(pictures) % ACROSS)
    rows = [np.concatenate(pictures[n : n + ACROSS], 1) for n in range(0, len(pictures), ACROSS)]
    Image.fromarray(np.concatenate(rows)).save(target, quality=80, method=6)
    return len(shots)


def page(films: Path) -> str:
    """docs/films.md: every film that is there, with its report."""
    lines = ["<!-- made by scripts/films.py --page; do not edit -->", "", "# Films", "", INTRODUCTION]
    for name in FILMS:
        folder = films / name
        if not (folder / "film.mp4").exists():
            raise SystemExit(f"There is no film in {folder}: make it first.")
        count = sheet(folder, ROOT / "docs" / "media" / f"film-{name}.webp")
        told = (folder / "report.md").read_text(encoding="utf-8").splitlines()
        title, body = told[0].removeprefix("# ").removesuffix(": report"), told[1:]
        lines += ["", f"## {title}", "", f"![{count} shots of {title}](media/film-{name}.webp)"]
        lines += [f"#{line}" if line.startswith("## ") else line for line in body]
    return "\n".join(lines).rstrip() + "\n"


def main() -> int:
    """Make all, or those that are named; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which of {', '.join(FILMS)} (default: all)")
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "films", help="where they go (default: films/)")
    parser.add_argument("--plan-only", action="store_true", help="adapt and check, draw nothing")
    parser.add_argument("--page", action="store_true", help="write docs/films.md from the films that are there")
    parser.add_argument("--model", help="a preset or a weights file")
    options = parser.parse_args()
    if options.page:
        (ROOT / "docs" / "films.md").write_text(page(options.output), encoding="utf-8")
        return 0
    if unknown := set(options.names) - set(FILMS):
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    for name in options.names or FILMS:
        request = Request(
            folder=options.output / name, book=ROOT / "docs" / "films" / f"{name}.txt", minutes=FILMS[name],
            model=options.model, plan_only=options.plan_only,
        )  # fmt: skip
        try:
            said = ""
            for event in make_film(request):
                line = f"{name}: {event.stage} {event.message}"
                if line != said:
                    print(line, flush=True)
                said = line
        except OnetakeError as problem:
            print(f"{name}: {problem}", file=sys.stderr)
            return problem.exit_status
        print(f"{name}: {event.data['file'] or event.data['folder']}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
