"""Keep LAB.md's table of runs and its sum.

    python scripts/lab.py                                             work out the sum again
    python scripts/lab.py add --run S-1 --kind leg --recipe S --weights src/onetake/weights/S-1.safetensors \
        --result "validation loss 0.31"                               a leg, its figures read from the weights
    python scripts/lab.py add --run lapping --kind trial --core-minutes 12 --clips 900 --result "rejected"

Figures in a weights header count from the first step of a run, so what earlier rows of the same recipe's legs
have told already is taken off.
"""

from __future__ import annotations

import argparse
import datetime
import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LAB = ROOT / "LAB.md"
KINDS = ("leg", "lesson", "codec", "reader", "trial", "failure")
UNKNOWN = "–"
_ROWS = re.compile(r"(<!-- runs -->\n)(.*?)(<!-- /runs -->)", re.DOTALL)
_SUM = re.compile(r"(<!-- generated: sum -->\n)(.*?)(<!-- /generated -->)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Run:
    """A row of the table; ``None`` where a figure was not taken down."""

    date: str
    name: str
    kind: str
    recipe: str
    core_minutes: float | None
    flops: float | None
    clips: int | None
    result: str

    def row(self) -> str:
        """The row as Markdown."""
        minutes, flops, clips = self.core_minutes, self.flops, self.clips
        cells = (
            self.date, self.name, self.kind, self.recipe,
            UNKNOWN if minutes is None else f"{minutes:,.0f}",
            UNKNOWN if flops is None else f"{flops:.2e}",
            UNKNOWN if clips is None else f"{clips:,}",
            self.result,
        )  # fmt: skip
        return f"| {' | '.join(cells)} |"


def runs(text: str) -> list[Run]:
    """Every row of LAB.md's table."""
    found = _ROWS.search(text)
    if found is None:
        raise ValueError("LAB.md has lost its <!-- runs --> markers")
    out = []
    for line in found[2].splitlines()[2:]:
        cells = (cell.strip() for cell in line.strip().strip("|").split("|", 7))
        date, name, kind, recipe, minutes, flops, clips, result = cells
        out.append(Run(date, name, kind, recipe, _number(minutes), _number(flops), _whole(clips), result))
    return out


def _number(text: str) -> float | None:
    return None if text == UNKNOWN else float(text.replace(",", ""))


def _whole(text: str) -> int | None:
    number = _number(text)
    return None if number is None else round(number)


def totals(rows: list[Run]) -> dict[str, tuple[int, float, float, int]]:
    """Per kind, and for ``all``: rows, core-minutes, FLOPs, clips; what was not taken down counts as nothing."""
    out = {}
    for kind in (*KINDS, "all"):
        chosen = [r for r in rows if kind in (r.kind, "all")]
        if chosen:
            out[kind] = (
                len(chosen), sum(r.core_minutes or 0 for r in chosen), sum(r.flops or 0 for r in chosen),
                sum(r.clips or 0 for r in chosen),
            )  # fmt: skip
    return out


def sum_table(rows: list[Run]) -> str:
    """The cost of everything, by kind of run."""
    lines = ["| kind | runs | core-minutes | FLOPs | clips |", "|---|---:|---:|---:|---:|"]
    for kind, (count, minutes, flops, clips) in totals(rows).items():
        cells = [kind, str(count), f"{minutes:,.0f}", f"{flops:.2e}" if flops else UNKNOWN, f"{clips:,}"]
        lines.append("| " + " | ".join(f"**{c}**" if kind == "all" else c for c in cells) + " |")
    missing = sum(r.core_minutes is None for r in rows)
    if missing:
        lines += ["", f"{missing} of the runs did not take down their minutes and count as nothing above."]
    return "\n".join(lines) + "\n"


def renewed(text: str) -> str:
    """LAB.md with its sum worked out again."""
    table = sum_table(runs(text))
    return _SUM.sub(lambda m: m[1] + table + m[3], text)


def with_run(text: str, run: Run) -> str:
    """LAB.md with one more row and a new sum."""
    return renewed(_ROWS.sub(lambda m: m[1] + m[2] + run.row() + "\n" + m[3], text, count=1))


def header_of(path: Path) -> dict[str, str]:
    """Metadata of a safetensors file."""
    with path.open("rb") as file:
        table = json.loads(file.read(int.from_bytes(file.read(8), "little")))
    return dict(table.get("__metadata__") or {})


def told(rows: list[Run], recipe: str) -> tuple[float, float, int]:
    """What the legs of a recipe's present run have told already: core-minutes, FLOPs, clips."""
    legs = [r for r in rows if r.kind == "leg" and r.recipe == recipe]
    return sum(r.core_minutes or 0 for r in legs), sum(r.flops or 0 for r in legs), sum(r.clips or 0 for r in legs)


def from_arguments(a: argparse.Namespace, rows: list[Run]) -> Run:
    """The row that was asked for."""
    minutes, flops, clips = a.core_minutes, a.flops, a.clips
    if a.weights is not None:
        header = header_of(a.weights)
        before = told(rows, a.recipe)
        minutes = float(header["core_minutes"]) - before[0]
        flops = float(header["flops"]) - before[1]
        clips = int(header["samples"]) - before[2]
        if minutes < 0 or flops < 0 or clips < 0:
            raise SystemExit(f"{a.weights} is younger than what LAB.md tells of recipe {a.recipe}")
    return Run(a.date, a.run, a.kind, a.recipe, minutes, flops, clips, a.result.replace("|", "/"))


def main() -> int:
    """Add a row, or only the sum."""
    parser = argparse.ArgumentParser(description="Keep LAB.md's table of runs and its sum.")
    add = parser.add_subparsers(dest="action").add_parser("add", help="one more run").add_argument
    add("--date", default=datetime.datetime.now(datetime.UTC).date().isoformat())
    add("--run", required=True, help="its name")
    add("--kind", required=True, choices=KINDS)
    add("--recipe", default=UNKNOWN)
    add("--weights", type=Path, help="first file of the leg's weights: minutes, FLOPs and clips are read from it")
    add("--core-minutes", type=float)
    add("--flops", type=float)
    add("--clips", type=int)
    add("--result", required=True, help="what it gave, in one line")
    arguments = parser.parse_args()
    text = LAB.read_text(encoding="utf-8")
    new = with_run(text, from_arguments(arguments, runs(text))) if arguments.action else renewed(text)
    LAB.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
