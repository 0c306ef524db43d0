"""Text that stays text in a spreadsheet, whatever it begins with, and workbooks that are saved whole."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from cityassess.reports.files import written_aside

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell, MergedCell

MOST_CHARACTERS = 32_767
"""An Excel cell holds no more; what is longer is cut."""

_RISKY_START = ("=", "+", "-", "@", "\t", "\r", "\n", "\x00", "＝", "＋", "－", "＠")
_PLAIN_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?%?", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def put_text(cell: Cell | MergedCell, text: str) -> None:
    """Put text into a cell, where it stays text even when somebody edits it."""
    # The type after the value: openpyxl takes a leading = for a formula.
    cell.value = storable_text(text)
    cell.data_type = "s"
    if text.startswith(_RISKY_START):
        cell.quotePrefix = True


def storable_text(text: str) -> str:
    """``text`` as a workbook stores it: control characters left out, what looks like an escape escaped, cut to size."""
    return _LOOKS_ESCAPED.sub("_x005F_", _CONTROL.sub("", text)[:MOST_CHARACTERS])


def save_workbook(workbook: Workbook, target: Path | BytesIO) -> None:
    """Save an openpyxl workbook to a stream, or to a file in one step.

    Raises like :func:`~cityassess.reports.files.written_aside`.
    """
    if isinstance(target, BytesIO):
        workbook.save(target)
        return
    # Through memory: openpyxl leaves a half-written zip open when the disk is full.
    content = BytesIO()
    workbook.save(content)
    with written_aside(target, ".xlsx") as aside:
        aside.write_bytes(content.getbuffer())


def csv_lines(rows: Iterable[Sequence[str]]) -> str:
    """Rows as CSV text for a terminal or a pipe: LF, no mark, text guarded as in :func:`csv_text`."""
    target = io.StringIO()
    csv.writer(target, lineterminator="\n").writerows([csv_text(text) for text in row] for row in rows)
    return target.getvalue()


def csv_text(text: str) -> str:
    """A field of a CSV file: what a spreadsheet would execute gets ``'`` before it, numbers such as ``-3.5`` stay."""
    return f"'{text}" if text.startswith(_RISKY_START) and not _PLAIN_NUMBER.fullmatch(text) else text
