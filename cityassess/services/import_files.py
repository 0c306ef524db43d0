"""Which sheets some files hold: tables are read by the gated reader and recognised by their headings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cityassess import wording
from cityassess.errors import Problem
from cityassess.progress import Progress
from cityassess.reports.intake import SourceTable, read_tables
from cityassess.services.import_headings import Sheet, SheetKind, recognise
from cityassess.services.scheme_book import is_book

_TOLD = 100


@dataclass(frozen=True, slots=True)
class ReadSheets:
    """The recognised sheets of some files in their order, what is wrong, and which sheets were left aside.

    ``books`` are the files that hold a scheme, each with all of its sheets; these are not among ``sheets``.
    """

    sheets: tuple[Sheet, ...]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]
    books: tuple[tuple[str, tuple[SourceTable, ...]], ...] = ()


def read_sheets(paths: Sequence[Path], progress: Progress) -> ReadSheets:
    """Read every sheet of some .xlsx and .csv files.

    A file without any sheet of a known kind is a problem; a sheet of another kind beside a known one is left aside
    with a note. Raises ``Refused`` where a file cannot be read as a table, ``Unavailable`` where it won't open.
    """
    tables = read_tables(paths, progress) if paths else ()
    sheets: list[Sheet] = []
    problems: list[Problem] = []
    notes: list[str] = []
    known: set[str] = set()
    aside: list[SourceTable] = []
    books = _books(tables)
    for table in tables:
        if table.file in books:
            continue
        found = recognise(table)
        if found.sheet is not None:
            known.add(table.file)
            sheets.append(found.sheet)
            problems += found.problems
        elif not found.blank:
            aside.append(table)
    for table in aside:
        if table.file in known:
            notes.append(f"{table.file}的工作表“{table.sheet}”不是得分表或对象表，没有读取。")
        else:
            problems.append(Problem(_unknown_sheet(), table.file, table.sheet, table.header_row))
    empty = [path.name for path in paths if path.name not in {table.file for table in tables}]
    problems += [Problem("文件里没有数据。选有得分或考核对象的文件再导入。", name) for name in empty]
    return ReadSheets(tuple(sheets), tuple(problems), tuple(notes), tuple(books.items()))


def _books(tables: Sequence[SourceTable]) -> dict[str, tuple[SourceTable, ...]]:
    """The workbooks that hold a scheme, by their file's name."""
    files: dict[str, list[SourceTable]] = {}
    for table in tables:
        files.setdefault(table.file, []).append(table)
    return {file: tuple(own) for file, own in files.items() if is_book(own)}


def told(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """The faults as people can still read them: the first hundred, and how many more there are."""
    more = len(problems) - _TOLD
    if more <= 0:
        return tuple(problems)
    rest = f"另有{wording.count_text(more)}处问题没有列出。改正以上各处后再导入，会继续列出。"
    return (*problems[:_TOLD], Problem(rest))


def _unknown_sheet() -> str:
    return (
        f"没有认出表头，不知道是{SheetKind.MARKS.value}表还是{SheetKind.OBJECTS.value}表。"
        "得分表的表头应有考核周期、考核对象、指标、数值；对象表应有名称；方案工作簿应有“方案”工作表。"
    )
