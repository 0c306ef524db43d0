"""Tables leave the program as the text and numbers they are; no cell becomes a formula."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from cityassess.reports.blocks import Cell, Column, Table
from cityassess.reports.intake import read_tables
from cityassess.reports.tables import csv_lines, csv_text
from cityassess.reports.workbook import Sheet, write_workbook

RISKY = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\tx",
    "＝1",
    "#N/A",
    "007",
    "_x000D_",
    "a\x01b",
    "1e5",
    "TRUE",
    "乐\n坪",
]


def test_text_stays_text(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    rows = tuple((Cell(text),) for text in RISKY)
    write_workbook([Sheet("排名", Table((Column("名称"),), rows))], path)
    page = openpyxl.load_workbook(path)["排名"]
    cells = [page.cell(row, 1) for row in range(2, len(RISKY) + 2)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert cells[0].quotePrefix
    assert not cells[6].quotePrefix
    (table,) = read_tables([path])
    assert [row.cells[0] for row in table.rows] == [text.strip().replace("\x01", "") for text in RISKY]


RISKY_STARTS = [
    "=1+1",
    "+a",
    "-a",
    "@x",
    "\tx",
    "\rx",
    "\x00",
    "＝1",
    "＋1",
    "－1",
    "＠1",
    "-1-1",
    "+",
    "-3.5.1",
]
PLAIN = ["-3.5", "+3", "-3.5%", "乐坪", "", "3-5", "a=b"]


@pytest.mark.parametrize(
    ("text", "field"), [*((text, f"'{text}") for text in RISKY_STARTS), *((text, text) for text in PLAIN)]
)
def test_csv_text(text: str, field: str) -> None:
    assert csv_text(text) == field


def test_csv_lines_are_read_back(tmp_path: Path) -> None:
    path = tmp_path / "表.csv"
    lines = csv_lines([("名称", "得分"), ('乐"坪,\n街', "85.80"), ("㙟", "")])
    path.write_text(lines, encoding="utf-8", newline="")
    (table,) = read_tables([path])
    assert table.headings == ("名称", "得分")
    assert [row.cells for row in table.rows] == [('乐"坪,\n街', "85.80"), ("㙟", None)]
