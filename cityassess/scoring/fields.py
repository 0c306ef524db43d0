"""Reading a scheme file's tree field by field, keeping every fault with its line instead of stopping at the first."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import TypeVar

from cityassess.errors import Problem
from cityassess.scoring.tree import Items, Mapping, Node, Scalar

_NUMBER = re.compile(r"[+-]?\d{1,12}(\.\d{1,12})?")
_RATIO = re.compile(r"([+-]?\d{1,12})/(\d{1,12})")
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")
_Choice = TypeVar("_Choice", bound=Enum)
_Read = TypeVar("_Read")


class Faults:
    """The faults found so far in one scheme file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._found: list[Problem] = []

    def add(self, line: int, message: str) -> None:
        """Note a fault at a line; the sentence gets its full stop here."""
        self._found.append(Problem(f"{message}。", file=self.file, line=line))

    def in_order(self) -> tuple[Problem, ...]:
        """All faults by line, each once."""
        return tuple(sorted(dict.fromkeys(self._found), key=lambda fault: fault.line or 0))


def _line_of_text(node: Node, text: str) -> int | None:
    nodes: Iterable[Node]
    match node:
        case Scalar(text=own, line=line):
            return line if own.strip() == text else None
        case Items():
            nodes = node.nodes
        case Mapping():
            nodes = (member for entry in node.entries for member in entry)
    return next(
        (line for line in (_line_of_text(member, text) for member in nodes) if line is not None), None
    )


def near_name(name: str, known: Iterable[str]) -> str:
    """A suggestion such as ``，可能是“company”`` when a known name is close to a wrong one, else nothing."""
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"，可能是“{close[0]}”" if close else ""


def number(scalar: Scalar) -> Fraction | None:
    """Read ``40``, ``0.07``, ``40%`` or ``1/3`` exactly, or None when it is no number."""
    text = scalar.text.strip()
    percent = text.endswith("%")
    text = text.removesuffix("%").strip()
    ratio = _RATIO.fullmatch(text)
    if ratio and int(ratio[2]):
        value = Fraction(int(ratio[1]), int(ratio[2]))
    elif _NUMBER.fullmatch(text):
        value = Fraction(text)
    else:
        return None
    return value / 100 if percent else value


class Fields:
    """The entries of one mapping; each accessor notes what is wrong and gives a usable value or None."""

    def __init__(self, node: Node, faults: Faults, what: str) -> None:
        self.faults = faults
        self.what = what
        self.line = node.line
        self.faulty = not isinstance(node, Mapping)
        self._asked: set[str] = set()
        self._entries: dict[str, tuple[Scalar, Node]] = {}
        if isinstance(node, Mapping):
            self._entries = {key.text: (key, value) for key, value in node.entries}
        else:
            faults.add(node.line, f"{what}应写成“名称: 内容”的若干项")

    def has(self, key: str) -> bool:
        """Whether the entry is written."""
        return key in self._entries

    def line_of(self, key: str) -> int:
        """The line of an entry, or of the mapping where it is absent."""
        return self._entries[key][0].line if key in self._entries else self.line

    def line_naming(self, name: str) -> int:
        """The line of the first text in the mapping, however deep, that reads so; else the mapping's own."""
        for _, value in self._entries.values():
            line = _line_of_text(value, name)
            if line is not None:
                return line
        return self.line

    def node(self, key: str, *, required: bool = False) -> Node | None:
        """The entry as it was written."""
        self._asked.add(key)
        if key in self._entries:
            return self._entries[key][1]
        if required:
            self.faults.add(self.line, f"{self.what}缺少“{key}”")
        return None

    def scalar(self, key: str, *, required: bool = False) -> Scalar | None:
        """A single value."""
        node = self.node(key, required=required)
        if node is None or isinstance(node, Scalar):
            return node
        self.faults.add(self.line_of(key), f"{self.what}的“{key}”应是一个值，不是列表")
        return None

    def text(self, key: str, default: str = "", *, required: bool = False) -> str:
        """A text; an empty one counts as absent where the entry is required."""
        scalar = self.scalar(key, required=required)
        if scalar is None:
            return default
        if required and not scalar.text.strip():
            self.faults.add(scalar.line, f"{self.what}的“{key}”不能为空")
        return scalar.text.strip()

    def identifier(self, key: str) -> str:
        """A required id of letters, digits, - and _."""
        text = self.text(key, required=True)
        if text and not _ID.fullmatch(text):
            self.faults.add(self.line_of(key), f"编号“{text}”只能用英文字母、数字、- 和 _，并以字母开头")
        return text

    def fraction(
        self, key: str, default: Fraction | None = None, *, required: bool = False
    ) -> Fraction | None:
        """An exact number."""
        scalar = self.scalar(key, required=required)
        if scalar is None:
            return default
        value = number(scalar)
        if value is None:
            self.faults.add(scalar.line, f"{self.what}的“{key}”应是数字，现为“{scalar.text}”")
        return value

    def integer(self, key: str, default: int, low: int, high: int) -> int:
        """A whole number within limits."""
        value = self.fraction(key, Fraction(default))
        if value is None:
            return default
        if value.denominator != 1 or not low <= value <= high:
            self.faults.add(self.line_of(key), f"{self.what}的“{key}”应是{low}至{high}的整数")
            return default
        return int(value)

    def boolean(self, key: str, default: bool) -> bool:
        """``true`` or ``false``."""
        scalar = self.scalar(key)
        if scalar is None:
            return default
        if scalar.text not in ("true", "false"):
            self.faults.add(scalar.line, f"{self.what}的“{key}”应是 true 或 false，现为“{scalar.text}”")
        return scalar.text == "true"

    def day(self, key: str, *, required: bool = False) -> date | None:
        """A date such as 2016-01-01."""
        scalar = self.scalar(key, required=required)
        if scalar is None:
            return None
        try:
            return date.fromisoformat(scalar.text)
        except ValueError:
            self.faults.add(scalar.line, f"{self.what}的“{key}”应是日期，如 2016-01-01，现为“{scalar.text}”")
            return None

    def choice(self, key: str, default: _Choice) -> _Choice:
        """One of the words of an enumeration."""
        scalar = self.scalar(key)
        if scalar is None:
            return default
        kinds = {str(member.value): member for member in type(default)}
        if scalar.text not in kinds:
            words = "、".join(kinds)
            self.faults.add(scalar.line, f"{self.what}的“{key}”应是 {words} 之一，现为“{scalar.text}”")
            return default
        return kinds[scalar.text]

    def each(
        self, key: str, read: Callable[[Node], _Read | None], *, required: bool = False
    ) -> tuple[_Read, ...]:
        """Every member of a list, read one by one; members that could not be read are left out."""
        node = self.node(key, required=required)
        if node is None:
            return ()
        if not isinstance(node, Items):
            self.faults.add(self.line_of(key), f"{self.what}的“{key}”应是列表")
            return ()
        if required and not node.nodes:
            self.faults.add(node.line, f"{self.what}的“{key}”不能是空列表")
        return tuple(value for value in map(read, node.nodes) if value is not None)

    def texts(self, key: str) -> tuple[str, ...]:
        """Every member of a list of texts."""

        def read(node: Node) -> str | None:
            if isinstance(node, Scalar):
                return node.text
            self.faults.add(node.line, f"{self.what}的“{key}”中每一项应是一个值")
            return None

        return self.each(key, read)

    def each_or_one(
        self, key: str, read: Callable[[Node], _Read | None], *, required: bool = False
    ) -> tuple[_Read, ...]:
        """Every member of a list, or the one mapping that stands in its place."""
        node = self._entries[key][1] if key in self._entries else None
        if not isinstance(node, Mapping):
            return self.each(key, read, required=required)
        self._asked.add(key)
        one = read(node)
        return () if one is None else (one,)

    def word(self, key: str, words: tuple[str, ...]) -> str:
        """One of some words; the first where nothing is written."""
        word = self.text(key, words[0])
        if word in words:
            return word
        self.faults.add(self.line_of(key), f"{self.what}的“{key}”应是 {' 或 '.join(words)}，现为“{word}”")
        return words[0]

    def words(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """One word, or a list of words."""
        node = self.node(key, required=required)
        if node is None:
            return ()
        nodes = node.nodes if isinstance(node, Items) else (node,)
        words = tuple(member.text.strip() for member in nodes if isinstance(member, Scalar))
        if len(words) < len(nodes) or not all(words) or not words:
            self.faults.add(self.line_of(key), f"{self.what}的“{key}”应是一个名称，或名称的列表")
            return ()
        return words

    def leave_unread(self) -> None:
        """Take every entry as known, where what they mean can no longer be told."""
        self._asked.update(self._entries)

    def finish(self) -> None:
        """Note every entry that nobody asked for, with the nearest known name."""
        for name, (key, _) in self._entries.items():
            if name not in self._asked:
                self.faults.add(key.line, f"{self.what}没有“{name}”这一项{near_name(name, self._asked)}")


def check_unique(faults: Faults, what: str, ids: Iterable[tuple[str, int]]) -> None:
    """Note every id that stands twice; ``ids`` are ids with their lines."""
    seen: dict[str, int] = {}
    for name, line in ids:
        if name and name in seen:
            faults.add(line, f"{what}编号“{name}”与第{seen[name]}行重复")
        seen.setdefault(name, line)
