"""An office's marks in memory behind the grid's protocol, with a colleague who may write to the same cells."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from cityassess.errors import Refused, Unavailable
from cityassess.ui.grid.source import (
    CellEdit,
    CellKey,
    CellState,
    ColumnKind,
    EditConflict,
    EditOutcome,
    GridCell,
    GridColumn,
    GridRow,
    ParsedMark,
)

LOCKED = "本期已锁定（张敏，2025-11-05）。需要改分，由负责人解锁并写明理由。"
STREETS = ("东华街道", "西岭街道", "南湖街道", "北站街道", "花山街道", "茶园山街道", "长青街道", "大科街道")
CRITERIA: tuple[tuple[str, str, ColumnKind], ...] = (
    ("公厕卫生", "10", "mark"),
    ("市容秩序", "15", "mark"),
    ("道路保洁", "12", "mark"),
    ("占道经营", "10", "deduction"),
    ("垃圾分类", "12", "mark"),
    ("备注", "", "text"),
)
_NUMBER = re.compile(r"\d+(\.\d*)?|\.\d+")


def plain(number: Decimal) -> str:
    """A number without needless zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class OfficeMarks:
    """A ``GridSource`` on a dictionary: each write gives the cell a new version, stale writes are conflicts."""

    def __init__(self, rows: int = len(STREETS), columns: int = len(CRITERIA)) -> None:
        self.rows = tuple(
            GridRow(
                f"u{n}", STREETS[n] if n < len(STREETS) else f"第{n + 1}社区", "街道" if n % 2 else "乡镇"
            )
            for n in range(rows)
        )
        self.columns = tuple(
            GridColumn(
                f"c{n}", title if n < len(CRITERIA) else f"{title}{n}", full, kind, 1 if kind != "text" else 0
            )
            for n, (title, full, kind) in ((n, CRITERIA[n % len(CRITERIA)]) for n in range(columns))
        )
        self.cells: dict[CellKey, GridCell] = {}
        self.changed: dict[CellKey, str] = {}
        self.calls: list[tuple[CellEdit, ...]] = []
        self.trouble: Exception | None = None
        self._version = 0

    def cell(self, row: str, column: str) -> GridCell:
        return self.cells.get((row, column), GridCell())

    def parse(self, column: str, typed: str) -> ParsedMark | str:
        own = next(known for known in self.columns if known.key == column)
        if own.kind == "text":
            return ParsedMark(typed.strip())
        text = "".join(unicodedata.normalize("NFKC", typed.replace("。", ".").replace("—", "-")).split())
        text = re.sub(r"(?<=\d),(?=\d{3})", "", text.removesuffix("分").removesuffix("%"))
        full = Decimal(own.full)
        if text in ("/", "*"):
            best = "0" if own.kind == "deduction" else own.full
            return ParsedMark("/", "不适用") if text == "/" else ParsedMark(best, "= 满分")
        body = text.removeprefix("-")
        count, star, each = body.partition("*")
        parts = (count, each) if star else ("1", body)
        if not all(_NUMBER.fullmatch(part) for part in parts) or (star and not count.isdigit()):
            return f"“{typed}”不是数字。可填0至{own.full}，或填“/”表示不适用。"
        number = int(parts[0]) * Decimal(parts[1])
        deducted = text.startswith("-") or bool(star)
        if number > full:
            return f"{plain(number)}超过“{own.title}”满分{own.full}。可填0至{own.full}，或填“/”表示不适用。"
        if number.as_tuple().exponent < -own.decimals:  # type: ignore[operator]
            return f"“{own.title}”只到{own.decimals}位小数。"
        if own.kind == "deduction" or not deducted:
            return ParsedMark(plain(number), f"扣{plain(number)}分" if deducted else "")
        return ParsedMark(plain(full - number), f"= {own.full} − {plain(number)} = {plain(full - number)}")

    def apply(self, edits: Sequence[CellEdit]) -> EditOutcome:
        self.calls.append(tuple(edits))
        if self.trouble is not None:
            raise self.trouble
        for edit in edits:
            if self.cell(*edit.key).locked:
                raise Refused("本期已锁定。")
        conflicts = tuple(
            EditConflict(edit, self.cell(*edit.key), self.changed.get(edit.key, ""))
            for edit in edits
            if self.cell(*edit.key).version != edit.base_version
        )
        if conflicts:
            return EditOutcome(conflicts=conflicts)
        return EditOutcome({edit.key: self._store(edit.key, edit.text) for edit in edits})

    def _store(self, key: CellKey, text: str | None) -> GridCell:
        self._version += 1
        state: CellState = "blank" if text is None else "not_applicable" if text == "/" else "value"
        shown = text if state == "value" and text else ""
        stored = replace(self.cell(*key), text=shown, state=state, version=self._version)
        self.cells[key] = stored
        return stored

    # ---- what the tests say about the office

    def put(self, row: int, column: int, text: str | None) -> None:
        """Store a mark without the grid."""
        self._store((f"u{row}", f"c{column}"), text)

    def colleague_puts(self, row: int, column: int, text: str | None) -> None:
        """Another person's change, with name and time."""
        key = (f"u{row}", f"c{column}")
        self._store(key, text)
        self.changed[key] = "李强11月3日10:31"

    def lock(self, row: int, column: int) -> None:
        """Lock a cell with the sentence of a locked period."""
        key = (f"u{row}", f"c{column}")
        self.cells[key] = replace(self.cell(*key), locked=LOCKED)

    def fill_disk(self) -> None:
        """Let every write fail for want of room."""
        self.trouble = Unavailable("磁盘剩余空间不足，没有保存。清理后再录入。")

    def mark(self, row: int, column: int) -> str | None:
        """What is stored, as one would type it."""
        return self.cell(f"u{row}", f"c{column}").entered
