"""The process that reads strangers' files: paths in, lines of JSON out, nothing else of the program loaded.

Each line it answers is one object: ``{"sheet": name, "width": columns}`` opens a table, ``{"rows": [...]}`` adds rows
``[number, cells]`` or ``[number, cells, positions of dates]``, ``{"problem": [message, sheet, row, column, line]}``
refuses, ``{"unavailable": message}`` tells of a file that does not open, ``{"end": filled}`` closes the file with the
number of filled cells sent. Anything the libraries raise ends the process: the caller takes that for a damaged file.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TextIO

from cityassess.errors import Refused, Unavailable
from cityassess.reports.intake import limits
from cityassess.reports.intake.confinement import OUT_OF_MEMORY, confine
from cityassess.reports.intake.container import Rejected
from cityassess.reports.intake.csv_file import csv_rows
from cityassess.reports.intake.file_kind import is_workbook
from cityassess.reports.intake.text import decode, read_bytes
from cityassess.reports.intake.workbook_file import Row, check_workbook, sheet_rows

_BATCH = 500


def main() -> int:
    """Answer one path a line until the input ends."""
    try:
        confine(limits.MEMORY_BYTES)
        for line in sys.stdin:
            answer(Path(json.loads(line)), sys.stdout)
    except MemoryError:
        return OUT_OF_MEMORY
    return 0


def answer(path: Path, out: TextIO) -> None:
    """Read one file and write everything there is to say of it to ``out``."""
    filled = 0
    try:
        content = read_bytes(path, limits.FILE_BYTES)
        if is_workbook(content, path.suffix.lower()):
            filled = _answer_workbook(content, out)
        else:
            filled = _answer_csv(content, path.name, out)
    except Rejected as rejected:
        _say(out, problem=[rejected.message, rejected.sheet, rejected.row, rejected.column, None])
    except Refused as refused:
        for problem in refused.problems:
            _say(out, problem=[problem.message, problem.sheet, problem.row, problem.column, problem.line])
    except Unavailable as unavailable:
        _say(out, unavailable=str(unavailable))
    _say(out, end=filled)
    out.flush()


def _answer_workbook(content: bytes, out: TextIO) -> int:
    checked = check_workbook(content)
    faults = [(sheet.name, fault) for sheet, facts in checked.sheets for fault in facts.faults]
    for name, fault in faults[: limits.PROBLEMS]:
        _say(out, problem=[fault.message, name, fault.row, fault.column, None])
    untold = sum(facts.fault_count for _, facts in checked.sheets) - min(len(faults), limits.PROBLEMS)
    if untold:
        _say(out, problem=[f"另有{untold:,}处同样的问题没有列出。", "", None, "", None])
    if faults:
        return 0
    if not checked.sheets:
        raise Rejected("工作簿里没有内容。确认选中的是填好的文件。")
    for sheet, facts in checked.sheets:
        _say(out, sheet=sheet.name, width=facts.last_column)
        _say_rows(sheet_rows(checked, sheet, facts), out)
    return sum(facts.filled for _, facts in checked.sheets)


def _answer_csv(content: bytes, file: str, out: TextIO) -> int:
    rows: list[Row] = [(number, [*cells]) for number, cells in csv_rows(decode(content, file))]
    if not rows:
        raise Rejected("文件里没有内容。确认选中的是填好的文件。")
    width = max(len(cells) for _, cells in rows)
    if width * len(rows) > limits.ROW_CELLS:
        raise Rejected(f"表格太宽（{width}列），其中大多是空格。删去右边零星的内容再导入。")
    for _, cells in rows:
        cells.extend([None] * (width - len(cells)))
    _say(out, sheet="", width=width)
    _say_rows(rows, out)
    return sum(len(cells) - cells.count(None) for _, cells in rows)


def _say_rows(rows: Iterable[Row], out: TextIO) -> None:
    batch: list[list[object]] = []
    for number, cells in rows:
        dates = [index for index, cell in enumerate(cells) if isinstance(cell, date)]
        if dates:
            sent: list[object] = [*cells]
            for index in dates:
                sent[index] = str(cells[index])
            batch.append([number, sent, dates])
        else:
            batch.append([number, cells])
        if len(batch) == _BATCH:
            _say(out, rows=batch)
            batch = []
    if batch:
        _say(out, rows=batch)


def _say(out: TextIO, **message: object) -> None:
    # dumps, not dump: only it goes through the C encoder
    out.write(json.dumps(message, allow_nan=False) + "\n")


if __name__ == "__main__":
    sys.exit(main())
