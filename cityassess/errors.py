"""The two kinds of failure that an officer can meet, each carrying what to tell them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault, said in Chinese, with the place it was found.

    ``line`` counts text lines (scheme files); ``sheet``, ``row`` and ``column`` name a table cell, with ``row`` and
    ``line`` counted from 1 and ``column`` the letters that Excel shows, or the heading for a CSV file.
    """

    message: str
    file: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    line: int | None = None

    def place(self) -> str:
        """The place in Chinese, such as ``得分.xlsx 工作表“街道” 第3行 D列``, or an empty string."""
        parts = [self.file] if self.file else []
        if self.sheet:
            parts.append(f"工作表“{self.sheet}”")
        if self.line is not None:
            parts.append(f"第{self.line}行")
        if self.row is not None:
            parts.append(f"第{self.row}行")
        if self.column:
            parts.append(f"{self.column}列" if self.column.isascii() else f"“{self.column}”列")
        return " ".join(parts)

    def __str__(self) -> str:
        place = self.place()
        return f"{place}：{self.message}" if place else self.message


class Refused(Exception):
    """A rule was broken, and nothing was written: each reason is a :class:`Problem`."""

    def __init__(self, problems: Problem | str | Iterable[Problem]) -> None:
        if isinstance(problems, str):
            problems = Problem(problems)
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class WrongPassword(Refused):
    """The password of a file does not open it; another one may."""


class Unavailable(Exception):
    """The work could not be done here and now (disk, lock, rights, newer file); the message says what to do."""


class Cancelled(Exception):
    """The officer stopped the work; nothing was written."""
