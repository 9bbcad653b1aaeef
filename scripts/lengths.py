"""Refuse files over 500 lines and functions over 60: python scripts/lengths.py [FOLDER…]."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

LONGEST_FILE = 500
LONGEST_FUNCTION = 60


def too_long(path: Path) -> Iterator[str]:
    """One line for each file or function in ``path`` that is too long to be read at once."""
    text = path.read_text(encoding="utf-8")
    lines = len(text.splitlines())
    if lines > LONGEST_FILE:
        yield f"{path}: {lines} lines, at most {LONGEST_FILE} are allowed"
    for node in ast.walk(ast.parse(text, str(path))):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.end_lineno is not None:
            length = node.end_lineno - node.lineno + 1
            # A table is as long as what it lists: a function of one statement is data, not a road to follow.
            if length > LONGEST_FUNCTION and len(node.body) > 2:
                yield f"{path}:{node.lineno}: {node.name} has {length} lines, at most {LONGEST_FUNCTION} are allowed"


def main() -> int:
    """Print what is too long; the exit status says whether anything is."""
    folders = [Path(name) for name in sys.argv[1:]] or [Path("src"), Path("tests"), Path("scripts")]
    problems = [line for folder in folders for path in sorted(folder.rglob("*.py")) for line in too_long(path)]
    for line in problems:
        print(line)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
