"""What is learnt of a sheet before any library reads it: is it in order, which cells cannot be taken as they are.

A 1.7 kB workbook with cells A1 and XFD1048576 aborts calamine, and openpyxl drops rows out of order in silence: what
either would stumble over is refused here, by cell where the officer can mend it.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field

from cityassess.reports.intake import limits
from cityassess.reports.intake.container import Rejected, damaged
from cityassess.reports.intake.package import Plan
from cityassess.reports.intake.stamps import Stamp, iso_stamp, plain_text, stamp
from cityassess.reports.intake.values import column_letters

_SAFE_DIGITS = 4  # "1e99" is the longest number that cannot overflow whatever its digits
_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:[Ee][+-]?\d+)?", re.ASCII)
_ERRORS = (
    "#NULL!",
    "#DIV/0!",
    "#VALUE!",
    "#REF!",
    "#NAME?",
    "#NUM!",
    "#N/A",
    "#GETTING_DATA",
    "#SPILL!",
    "#CALC!",
)


@dataclass(frozen=True, slots=True)
class CellFault:
    """A cell that holds something which cannot be taken over; ``row`` from 1, ``column`` in letters."""

    message: str
    row: int
    column: str


@dataclass(slots=True)
class SheetFacts:
    """What the pass found; rows and columns count from 1.

    ``filled`` counts the cells that hold more than blanks, ``cells`` all cells. ``stamped[row][column]`` is the value
    of each cell that the libraries may read differently: dates, times and what may be taken for one.
    """

    filled: int = 0
    filled_rows: int = 0
    cells: int = 0
    row_slots: int = 0
    first_row: int = 0  # stays 0 where the last row is the first that holds anything
    last_row: int = 0
    first_column: int = limits.GRID_COLUMNS
    last_column: int = 0
    stamped: dict[int, dict[int, Stamp]] = field(default_factory=dict)
    faults: list[CellFault] = field(default_factory=list)
    fault_count: int = 0
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)

    def fault(self, message: str, row: int, column: int) -> None:
        """Keep a fault, up to the number that is told."""
        self.fault_count += 1
        if len(self.faults) < limits.PROBLEMS:
            self.faults.append(CellFault(message, row, column_letters(column - 1)))

    def tell_merged(self) -> None:
        """Make a fault of every range merged over several rows below the first: whose value would it be."""
        for row, column, last_row, last_column in self.merged:
            if last_row > row > (self.first_row or self.last_row):
                reference = f"{column_letters(column - 1)}{row}:{column_letters(last_column - 1)}{last_row}"
                self.fault(f"{reference}是跨行合并的单元格。取消合并，每行填写自己的内容。", row, column)

    def tell_scattered(self) -> None:
        """Make a fault of a table that is blank for the most part because something stands far to the right."""
        if self.filled_rows * self.last_column > limits.ROW_CELLS:
            letters = column_letters(self.last_column - 1)
            message = f"表格太宽（到{letters}列），其中大多是空格。删去右边零星的内容再导入。"
            self.fault(message, self.last_row, self.last_column)

    @property
    def box(self) -> int:
        """Cells in the rectangle around the filled ones."""
        if not self.filled:
            return 0
        return (self.last_row - (self.first_row or self.last_row) + 1) * (
            self.last_column - self.first_column + 1
        )


class SheetRecord:
    """Takes the rows and cells of one sheet in the order of the file and judges each."""

    def __init__(self, plan: Plan) -> None:
        self.facts = SheetFacts()
        self._texts = plan.blank_texts
        self._styles = plan.style_kinds
        self._computed = plan.computed
        self._from_1904 = plan.from_1904
        self._row = self._column = 0

    def row(self, written: str) -> None:
        """Begin the row of that number; raises ``Rejected`` for one out of order."""
        if not written.isascii() or not written.isdigit() or len(written) > 7:
            raise damaged()
        row = int(written)
        if not self._row < row <= limits.ROWS:
            raise damaged()
        facts = self.facts
        facts.row_slots += self._column
        if facts.cells > limits.EMPTY_CELLS:
            raise Rejected("工作表的单元格过多（含空格）。删去无用的行列，或拆成几个文件再导入。")
        if facts.filled > limits.CELLS:
            raise Rejected(f"内容超过{limits.CELLS:,}格。拆成几个文件再导入。")
        if facts.filled and not facts.first_row:
            facts.first_row = self._row
        self._row, self._column = row, 0

    def cell(self, row: int, column: int, kind: str, style: str, value: str, formula: bool | None) -> None:
        """Take a cell with its stored ``value`` (``""``: none).

        ``formula`` is false without one, true with one whose result is there, ``None`` with one not yet computed.
        Raises ``Rejected`` for a cell out of order or one that Excel would not have written.
        """
        if row != self._row or not self._column < column <= limits.GRID_COLUMNS:
            raise damaged()
        self._column = column
        facts = self.facts
        facts.cells += 1
        if formula is None or (formula and not self._computed):
            self._fault("公式的结果还没有计算。在Excel或WPS中打开，保存后再导入。")
            return
        if not value:
            return
        if kind == "s":
            if not value.isascii() or not value.isdigit() or int(value) >= len(self._texts):
                raise damaged()
            if self._texts[int(value)]:
                return
        elif kind == "n":
            self._number(style, value)
        elif not self._taken(kind, value):
            return
        self._fill(row, column)

    def _fill(self, row: int, column: int) -> None:
        facts = self.facts
        facts.filled += 1
        if facts.last_row != row:
            facts.filled_rows += 1
            facts.last_row = row
        if column < facts.first_column:
            facts.first_column = column
        if column > facts.last_column:
            facts.last_column = column
        if column > limits.COLUMNS:
            self._fault(f"内容超出{limits.COLUMNS}列（到IV列为止）。删去右边无用的内容。")

    def _taken(self, kind: str, value: str) -> bool:
        if kind in ("str", "inlineStr"):
            if len(value) > limits.CELL_CHARACTERS:
                self._fault(f"文字超过{limits.CELL_CHARACTERS:,}个字。缩短后再导入。")
            return value[0].isalnum() or plain_text(value) is not None
        if kind == "e":
            self._fault(f"单元格是错误值“{value if value in _ERRORS else '错误'}”。改正公式，或改填数值。")
        elif kind == "d":
            self._stamp(iso_stamp(value))
        elif kind != "b" or value not in ("0", "1"):
            raise damaged()
        return kind != "e"

    def _number(self, style: str, value: str) -> None:
        if not _NUMBER.fullmatch(value) or (len(value) > _SAFE_DIGITS and not math.isfinite(float(value))):
            raise damaged()
        if style:
            index = int(style)
            kind = self._styles[index] if index < len(self._styles) else "n"
            if kind != "n":
                self._stamp(stamp(kind, float(value), self._from_1904))

    def _stamp(self, value: Stamp | None) -> None:
        if value is None:
            self._fault("日期或时间不存在。改填正确的日期。")
        else:
            self.facts.stamped.setdefault(self._row, {})[self._column] = value

    def _fault(self, message: str) -> None:
        self.facts.fault(message, self._row, self._column)
