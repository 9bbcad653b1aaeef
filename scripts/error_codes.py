"""Every stable error code in the source, found by reading its syntax tree: python scripts/error_codes.py"""

from __future__ import annotations

import ast
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CLASSES = {
    "BadRequest": (2, "The request cannot be met as it stands; another can."),
    "Refused": (2, "The policy forbids it."),
    "MediaError": (2, "A picture or video that was given is unusable."),
    "Failure": (1, "The request was good, the machine was not."),
    "WeightsError": (1, "Weights are missing, truncated or foreign."),
    "DiskError": (1, "The disk is full, read-only or gone."),
    "OutOfMemory": (1, "More memory is needed than there is."),
    "Interrupted": (130, "Stopped by hand; what was drawn is kept."),
    "ReaderGone": (141, "Whoever read the stream has closed it; nothing is said."),
}


@dataclass(frozen=True, slots=True, order=True)
class Code:
    """One place where an error is made; values that are only known then are ``…``."""

    kind: str
    code: str
    message: str
    hint: str
    module: str


def words(node: ast.expr | None) -> list[str]:
    """What an expression can say: both arms of a choice, ``…`` for what is only known when it runs."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.JoinedStr):
        texts = [part.value if isinstance(part, ast.Constant) else "…" for part in node.values]
        return ["".join(str(t) for t in texts)]
    if isinstance(node, ast.IfExp):
        return words(node.body) + words(node.orelse)
    return ["…"] if node is not None else [""]


def _fill(pattern: ast.expr, function: ast.FunctionDef | None, trees: dict[str, ast.Module]) -> list[str]:
    """Codes of an f-string such as f"{what}-missing", its values taken from the calls of the function around it."""
    plain = words(pattern)
    if not isinstance(pattern, ast.JoinedStr) or function is None:
        return plain
    names = [p.value.id for p in pattern.values if isinstance(p, ast.FormattedValue) and isinstance(p.value, ast.Name)]
    parameters = [a.arg for a in function.args.args]
    if len(names) != 1 or names[0] not in parameters:
        return plain
    at, found = parameters.index(names[0]), set()
    for tree in trees.values():
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and _name(call.func) == function.name and len(call.args) > at:
                found |= {w for w in words(call.args[at]) if w != "…"}
    return [plain[0].replace("…", value) for value in sorted(found)] or plain


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def codes(source: Path) -> list[Code]:
    """Every code under a source folder, sorted."""
    trees = {
        ".".join(path.relative_to(source).with_suffix("").parts): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(source.rglob("*.py"))
    }
    out = set()
    for module, tree in trees.items():
        functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]
        for call in ast.walk(tree):
            if not (isinstance(call, ast.Call) and _name(call.func) in CLASSES and call.args):
                continue
            around = [f for f in functions if f.lineno <= call.lineno <= (f.end_lineno or f.lineno)]
            function = max(around, key=lambda f: f.lineno, default=None)
            message, hint = [*call.args[1:3], None, None][:2]
            for code in _fill(call.args[0], function, trees):
                if code != "…":
                    said = (" / ".join(words(message)), " / ".join(words(hint)))
                    out.add(Code(_name(call.func), code, *said, module))
    return sorted(out, key=lambda c: (list(CLASSES).index(c.kind), c))


def page(source: Path) -> str:
    """docs/errors.md."""
    found = codes(source)
    lines = [
        "# Errors\n",
        "Every error has a stable code, one sentence that says what happened, and one that says what to do. Test the",
        'code, not the words: `--json` prints `{"error": {"code", "message", "hint"}}`, and in Python every error is',
        "an `onetake.OnetakeError` with `code`, `message` and `hint`. `…` is what is only known when it happens.\n",
    ]
    for kind, (status, meaning) in CLASSES.items():
        rows = [c for c in found if c.kind == kind]
        if not rows:
            continue
        lines += [f"## {kind} (exit status {status})\n", f"{meaning}\n"]
        lines += ["| code | says | way out | from |", "|---|---|---|---|"]
        lines += [f"| `{c.code}` | {_cell(c.message)} | {_cell(c.hint)} | `{c.module}` |" for c in rows]
        lines.append("")
    return "\n".join(lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "\\<").replace("\n", " ")


if __name__ == "__main__":
    sys.stdout.write(page(ROOT / "src"))
