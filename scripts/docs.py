"""Make what the documentation shows of the program, from the program: python scripts/docs.py [--check]

Written are docs/cli.md, docs/errors.md, docs/vocabulary.md, docs/compare.md, the model card, LAB.md's sum, and in both
READMEs whatever stands between ``<!-- generated: NAME -->`` and ``<!-- /generated -->``. ``--check`` writes nothing and
exits 1 when anything is stale. Needs neither torch nor the training packages; every Python gives the same text.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))
os.environ |= {"NO_COLOR": "1", "COLUMNS": "100"}

import compare  # noqa: E402
import error_codes  # noqa: E402
import lab  # noqa: E402
import model_card  # noqa: E402
from onetake.cli import build_parser  # noqa: E402
from onetake.prompt import ontology as o  # noqa: E402

MADE = "<!-- made by scripts/docs.py; do not edit -->\n"
_BLOCK = re.compile(r"(<!-- generated: ([a-z-]+) -->(\n?))(.*?)(<!-- /generated -->)", re.DOTALL)


# ── docs/cli.md ───────────────────────────────────────────────────────────────────────────────────────────────


class _Help(argparse.RawDescriptionHelpFormatter):
    """Help of one width that reads the same in every Python: ``-o, --output FILE``."""

    def __init__(self, prog: str, **_: object) -> None:
        super().__init__(prog, max_help_position=26, width=100)

    def _set_color(self, *_: object, **__: object) -> None:
        self._decolor = lambda text: text

    def _format_action_invocation(self, action: argparse.Action) -> str:
        if not action.option_strings or action.nargs == 0:
            return ", ".join(action.option_strings) or str(action.metavar or action.dest)
        return f"{', '.join(action.option_strings)} {self._value(action)}"

    def _format_usage(self, usage: object, actions: object, groups: object, prefix: object) -> str:
        options = [a for a in actions if a.option_strings]  # type: ignore[attr-defined]
        others = [a for a in actions if not a.option_strings]  # type: ignore[attr-defined]
        said = {a: a.option_strings[0] + ("" if a.nargs == 0 else f" {self._value(a)}") for a in options}
        words = [f"[{text}]" for a, text in said.items() if not a.required]
        words += [text for a, text in said.items() if a.required]
        words += [str(a.metavar or self._value(a)) for a in others]
        joined = " ".join(word.replace(" ", "\0") for word in words)
        indent = " " * len(f"usage: {self._prog} ")
        filled = textwrap.fill(joined, 100, initial_indent=f"usage: {self._prog} ", subsequent_indent=indent)
        return filled.replace("\0", " ") + "\n\n"

    def _value(self, action: argparse.Action) -> str:
        if action.choices is not None and not isinstance(action.choices, dict) and action.metavar is None:
            return "{" + ",".join(str(c) for c in action.choices) + "}"
        return str(action.metavar or action.dest.upper())


def commands(parser: argparse.ArgumentParser) -> list[tuple[argparse.ArgumentParser, str]]:
    """A parser and all those below it, each with the line that its parent says of it."""
    out = []
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            said = {a.dest: a.help or "" for a in action._choices_actions}
            for name, child in action.choices.items():
                out += [(child, said.get(name, "")), *commands(child)]
    return out


def cli() -> str:
    """Every ``--help``."""
    parser = build_parser()
    parts = [
        MADE,
        "# Command line\n",
        "What `--help` says. Results go to standard output, everything else to standard error. Exit status: 0 done,\n"
        "1 failure, 2 bad request, 130 interrupted; [errors.md](errors.md) lists the codes behind them.\n",
    ]
    for command, _ in [(parser, ""), *commands(parser)]:
        command.formatter_class = _Help
        text = command.format_help().replace("optional arguments:", "options:")
        parts.append(f"## {command.prog}\n\n```text\n{text.rstrip()}\n```\n")
    return "\n".join(parts)


# ── docs/vocabulary.md ────────────────────────────────────────────────────────────────────────────────────────

_FAMILIES = {
    "person": "People", "robot": "People", "quadruped": "Four-legged animals", "bird": "Birds",
    "fish": "Sea and insects", "insect": "Sea and insects", "vehicle": "Vehicles", "thing": "Things", "ball": "Things",
    "plant": "Plants",
}  # fmt: skip


def vocabulary() -> str:
    """Everything that can be said, in both languages."""
    parts = [
        MADE,
        "# Vocabulary\n",
        f"What the model can be told: {_counts('en')}.\nAny other word is mapped to the nearest of these and the user "
        "is told (`'dachshund' -> dog`), or named as not drawn.\nSynonyms are understood in both languages.\n",
        "## Nouns\n",
        f"★ is one of the {len(o.FIRST_KINDS)} nouns that training begins with. “As it is” means one colour only.\n",
    ]
    for title in dict.fromkeys(_FAMILIES.values()):
        kinds = [k for k in o.KINDS.values() if _FAMILIES[k.family] == title]
        parts += [f"### {title}\n", _table(("noun", "中文", "verbs", "colours", "states"), [_kind(k) for k in kinds])]
    parts += ["## Verbs\n", _table(("verb", "中文", "changes place"), [
        (v.name, v.zh, "yes" if v.going else "") for v in o.VERBS.values()])]  # fmt: skip
    parts += ["## Places\n", _table(("place", "as in", "中文", "hours", "weather"), [
        (p.name, p.phrase, p.zh, ", ".join(p.hours), ", ".join(p.weathers)) for p in o.PLACES.values()])]  # fmt: skip
    pairs: dict[str, dict[str, tuple[str, object]]] = {
        "Hours": {n: (zh, en) for n, (en, zh) in o.HOURS.items()},
        "Weather": {n: (zh, en) for n, (en, zh) in o.WEATHERS.items()},
        "Camera": {n: (zh, en) for n, (en, zh) in o.CAMERAS.items()},
        "Relations": {n: (zh.replace("{}", "…"), en) for n, (en, zh) in o.RELATIONS.items()},
        "Sides": {n: (zh, en) for n, (en, zh) in o.SIDES.items()},
    }
    for title, rows in pairs.items():
        lines = [(name, str(en), zh) for name, (zh, en) in rows.items()]
        parts += [f"## {title}\n", _table((title.lower(), "as in", "中文"), lines)]
    parts += ["## Colours\n", _table(("colour", "中文"), [(n, zh) for n, (zh, _) in o.COLOURS.items()])]
    parts += ["## Sizes and counts\n", _table(("size", "中文"), [(n, zh) for n, (zh, _) in o.SIZES.items()])]
    parts.append(f"Counts: {', '.join(str(c) for c in o.COUNTS)}.\n")
    return "\n".join(parts)


def _kind(kind: o.Kind) -> tuple[str, ...]:
    name = f"{kind.name} ★" if kind.first else kind.name
    colours = "any" if kind.colours == o.ANY else ", ".join(kind.colours) or "as it is"
    return name, kind.zh, ", ".join(kind.verbs), colours, " → ".join(kind.states or ())


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [f"| {' | '.join(head)} |", "|" + "---|" * len(head), *(f"| {' | '.join(row)} |" for row in rows)]
    return "\n".join(lines) + "\n"


def _counts(language: str) -> str:
    numbers = (len(o.KINDS), len(o.VERBS), len(o.PLACES), len(o.COLOURS), len(o.CAMERAS))
    if language == "zh":
        return "{} 个名词、{} 个动作、{} 个场景、{} 种颜色、{} 种镜头".format(*numbers)
    return "{} nouns, {} verbs, {} places, {} colours and {} camera moves".format(*numbers)


# ── the READMEs ───────────────────────────────────────────────────────────────────────────────────────────────


def _weights(language: str) -> str:
    w = model_card.weights()
    if w is None:
        return "这份代码里还没有权重。\n" if language == "zh" else "There are no weights in this checkout yet.\n"
    size, mb = f"{w.parameters / 1e6:.1f}", f"{w.bytes / 1e6:.0f}"
    if language == "zh":
        return (
            f"随包权重：预设 {w.preset}，{size} M 参数，连同编解码器 {mb} MB；画师看了 {w.figures:,} 个人物和物件、\n"
            f"{w.stretches:,} 段景，去噪网络看了 {w.clips:,} 段动画和单帧；共 {w.core_minutes:,.0f} 核·分钟。\n"
        )
    return (
        f"Weights in this checkout: preset {w.preset}, {size} M parameters, {mb} MB with the codec. Their painters\n"
        f"saw {w.figures:,} figures and {w.stretches:,} stretches of scenery, their denoiser {w.clips:,} clips:\n"
        f"{w.core_minutes:,.0f} core-minutes.\n"
    )


_FIELDS_ZH = {"kind": "是什么", "count": "数量", "action": "动作", "place": "地点", "all right": "全对"}


def _scores(language: str) -> str:
    s = model_card.known("scores.json")
    if not s:
        return "还没有测。\n" if language == "zh" else "Not measured yet.\n"
    names = {
        "en": ("drawn", "floor: shuffled sentences", "ceiling: true scenes"),
        "zh": ("模型画的", "下限：打乱的句子", "上限：真实场景"),
    }
    columns = dict(zip(names[language], (s["generated"], s["shuffled"], s["true"]), strict=True))
    if "compared" in s:
        nearest = {
            "en": ("nearest of all, drawn", "nearest of all, true"),
            "zh": ("最像所要的：模型画的", "最像所要的：真实场景"),
        }
        columns |= dict(zip(nearest[language], (s["compared"]["generated"], s["compared"]["true"]), strict=True))
    made = model_card.table(columns, model_card.FIELDS, "right" if language == "en" else "读对")
    if language == "zh":
        for english, chinese in _FIELDS_ZH.items():
            made = made.replace(f"| {english} |", f"| {chinese} |")
    return made


def _commands() -> str:
    rows = [(f"`{p.prog}`", said) for p, said in commands(build_parser())]
    return _table(("command", ""), rows)


BLOCKS: dict[str, dict[str, Callable[[], str]]] = {
    language: {
        "vocabulary": lambda language=language: _counts(language) + "\n",  # type: ignore[misc]
        "weights": lambda language=language: _weights(language),  # type: ignore[misc]
        "scores": lambda language=language: _scores(language),  # type: ignore[misc]
        "commands": _commands,
    }
    for language in ("en", "zh")
}


def filled(path: Path, language: str) -> str:
    """A README with every block made again (in a line or on lines of its own); a name that nobody makes is an error."""

    def fill(m: re.Match[str]) -> str:
        made = BLOCKS[language][m[2]]()
        return m[1] + (made if m[3] else made.strip()) + m[5]

    return _BLOCK.sub(fill, path.read_text(encoding="utf-8"))


def everything() -> dict[Path, str]:
    """Each file and the text that it should have."""
    return {
        ROOT / "docs" / "cli.md": cli(),
        ROOT / "docs" / "errors.md": MADE + "\n" + error_codes.page(ROOT / "src"),
        ROOT / "docs" / "vocabulary.md": vocabulary(),
        compare.PAGE: compare.page(json.loads(compare.MEASURED.read_text(encoding="utf-8"))),
        ROOT / "README.md": filled(ROOT / "README.md", "en"),
        ROOT / "README.zh.md": filled(ROOT / "README.zh.md", "zh"),
        ROOT / "LAB.md": lab.renewed(lab.LAB.read_text(encoding="utf-8")),
        model_card.CARD: model_card.card(),
    }


def main() -> int:
    """Write, or with ``--check`` compare."""
    check = sys.argv[1:] == ["--check"]
    if sys.argv[1:] and not check:
        print("usage: python scripts/docs.py [--check]")
        return 2
    pages = everything()
    stale = [p for p, text in pages.items() if not p.is_file() or p.read_text(encoding="utf-8") != text]
    if check:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is stale: python scripts/docs.py")
        return 1 if stale else 0
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(pages[path], encoding="utf-8")
        print(path.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
