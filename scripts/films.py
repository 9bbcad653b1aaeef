"""Make the three films of the gallery from the texts in docs/films: python scripts/films.py [--plan-only] [-o DIR]

Each lies in its own folder with screenplay, shots, cast and report; the same command goes on where it was stopped.
Needs espeak-ng for voices and fluidsynth with a sound font for music; without them the films are silent, and say so.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from onetake.errors import OnetakeError  # noqa: E402
from onetake.story.film import Request, make_film  # noqa: E402

FILMS = {"fox-and-crow": 1.0, "alice": 1.5, "lang": 1.0}
"""Minutes of each."""


def main() -> int:
    """Make all, or those that are named; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which of {', '.join(FILMS)} (default: all)")
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "films", help="where they go (default: films/)")
    parser.add_argument("--plan-only", action="store_true", help="adapt and check, draw nothing")
    parser.add_argument("--model", help="a preset or a weights file")
    options = parser.parse_args()
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
