"""A CSV file as rows of text, strictly: what Excel would quietly repair is refused."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from cityassess.reports.intake import limits
from cityassess.reports.intake.container import Rejected
from cityassess.reports.intake.stamps import plain_text

_SEPARATORS = (",", "\t", ";")


def csv_rows(text: str) -> Iterator[tuple[int, list[str | None]]]:
    """Yield the records that hold anything, numbered from 1 as a spreadsheet numbers them.

    The separator is the comma, or, where the first record has none, the tab or semicolon it has instead. Raises
    ``Rejected`` with the record's number for a broken quotation and for what exceeds the limits.
    """
    csv.field_size_limit(limits.CELL_CHARACTERS)
    number = filled = 0
    records = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    while True:
        number += 1
        try:
            record = next(records)
        except StopIteration:
            return
        except csv.Error as error:
            raise Rejected(_sentence(error), row=number) from error
        if number > limits.ROWS:
            raise Rejected(f"超过{limits.ROWS:,}行。拆成几个文件再导入。")
        row = [plain_text(field) for field in record]
        while row and row[-1] is None:
            row.pop()
        if len(row) > limits.COLUMNS:
            raise Rejected(f"这一行有{len(row)}列，超过{limits.COLUMNS}列。检查分隔符和引号。", row=number)
        filled += len(row) - row.count(None)
        if filled > limits.CELLS:
            raise Rejected(f"内容超过{limits.CELLS:,}格。拆成几个文件再导入。", row=number)
        if row:
            yield number, row


def _separator(text: str) -> str:
    head = next((line for line in text[: limits.CELL_CHARACTERS].splitlines() if line.strip()), "")
    return next((separator for separator in _SEPARATORS if separator in head), ",")


def _sentence(error: csv.Error) -> str:
    if "field larger" in str(error):
        return f"一格的文字超过{limits.CELL_CHARACTERS:,}个字，或引号没有成对。检查这一行的引号。"
    return "引号没有成对，或引号后面多了字。检查这一行的引号，或在Excel中另存为“CSV UTF-8”。"
