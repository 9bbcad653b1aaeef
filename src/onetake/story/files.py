"""YAML that people edit: read with the line and column of everything, written whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import yaml

from onetake.errors import BadRequest
from onetake.media.write import explain_disk

__all__ = ["Located", "as_yaml", "read_yaml", "scalar", "write_whole"]


@dataclass(frozen=True, slots=True)
class Located:
    """A value of a YAML file and where it stands. ``value``: a str, int, float, bool, None, list or dict of these."""

    value: Any
    file: str
    line: int
    column: int

    def refuse(self, what: str, hint: str = "") -> NoReturn:
        """Say what is wrong here. Raises ``BadRequest`` (``project-file``)."""
        raise BadRequest("project-file", f"{self.file}, line {self.line}, column {self.column}: {what}.", hint)

    def fields(self, known: tuple[str, ...], needed: tuple[str, ...] = ()) -> dict[str, Located]:
        """The entries of a mapping; unknown and missing ones are refused."""
        if not isinstance(self.value, dict):
            self.refuse("a mapping of names to values has to stand here")
        for name, entry in self.value.items():
            if name not in known:
                near = _nearest(name, known)
                entry.refuse(f"{name!r} is not known here", f"Did you mean {near!r}?" if near else
                             f"Known are {', '.join(known)}.")  # fmt: skip
        for name in needed:
            if name not in self.value:
                self.refuse(f"{name!r} is missing")
        return self.value

    def items(self) -> list[Located]:
        """The entries of a list."""
        if not isinstance(self.value, list):
            self.refuse("a list has to stand here")
        return self.value

    def text(self, most: int = 20_000) -> str:
        """A text. Numbers count as their digits."""
        if isinstance(self.value, (dict, list, bool)) or self.value is None:
            self.refuse("a text has to stand here")
        if len(str(self.value)) > most:
            self.refuse(f"the text is longer than {most} characters")
        return str(self.value)

    def one_of(self, known: Any, what: str) -> str:
        """One of several names."""
        name = self.text(200)
        if name not in known:
            near = _nearest(name, tuple(known))
            self.refuse(f"{name!r} is no {what}", f"Did you mean {near!r}?" if near else "")
        return name

    def number(self, least: float, most: float) -> float:
        """A number in a range."""
        if isinstance(self.value, bool) or not isinstance(self.value, (int, float)) or not least <= self.value <= most:
            self.refuse(f"a number from {least:g} to {most:g} has to stand here, not {self.value!r}")
        return float(self.value)

    def whole(self, least: int, most: int) -> int:
        """A whole number in a range."""
        number = self.number(least, most)
        if number != int(number):
            self.refuse(f"a whole number has to stand here, not {self.value!r}")
        return int(number)


def _nearest(name: object, known: tuple[str, ...]) -> str | None:
    import difflib

    return next(iter(difflib.get_close_matches(str(name), known, 1)), None)


def read_yaml(path: Path) -> Located:
    """A YAML file with places. Raises ``BadRequest`` (``project-file``) with line and column for every mistake."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise BadRequest("project-file", f"{path} cannot be read: {problem}.", "Restore it, or delete it.") from problem
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        if node is None:
            return Located({}, path.name, 1, 1)
        return _located(node, path.name, 0)
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        where = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise BadRequest(
            "project-file", f"{path.name}{where}: {problem.problem or 'this is not YAML'}.", "Mend that line."
        ) from problem
    except (yaml.YAMLError, RecursionError, ValueError) as problem:
        raise BadRequest(
            "project-file", f"{path.name} is not YAML: {problem}.", "Restore it, or delete it."
        ) from problem


_DEEPEST = 12


def _located(node: Any, file: str, depth: int) -> Located:
    line, column = node.start_mark.line + 1, node.start_mark.column + 1
    if depth > _DEEPEST:
        Located(None, file, line, column).refuse("this is nested too deeply")
    value: Any
    if isinstance(node, yaml.MappingNode):
        value = {}
        for key, entry in node.value:
            name = Located(key.value, file, key.start_mark.line + 1, key.start_mark.column + 1)
            if not isinstance(key.value, str):
                name.refuse("a name has to stand here")
            if key.value in value:
                name.refuse(f"{key.value!r} is here twice")
            value[key.value] = _located(entry, file, depth + 1)
    elif isinstance(node, yaml.SequenceNode):
        value = [_located(entry, file, depth + 1) for entry in node.value]
    else:
        value = yaml.SafeLoader("").construct_object(node)
        if not isinstance(value, (str, int, float, bool, type(None))):
            value = node.value  # dates are texts here
    return Located(value, file, line, column)


def as_yaml(value: Any) -> str:
    """Plain values as YAML, in the order given, Chinese as it is."""
    return str(yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=110, default_flow_style=None))


def scalar(text: str) -> str:
    """A text as YAML on one line."""
    return str(yaml.safe_dump(text, allow_unicode=True, width=1 << 20)).removesuffix("...\n").strip()


def write_whole(path: Path, data: str | bytes, finishing: Callable[[Path], None] | None = None) -> None:
    """Write a file under its name only when it is complete. Raises ``DiskError``."""
    part = path.with_name(f".onetake-{secrets.token_hex(6)}.part")
    try:
        part.write_bytes(data.encode("utf-8", "replace") if isinstance(data, str) else data)
        if finishing is not None:
            finishing(part)
        os.replace(part, path)  # noqa: PTH105
    except OSError as problem:
        raise explain_disk(problem, path) from problem
    finally:
        part.unlink(missing_ok=True)
