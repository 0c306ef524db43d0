"""Tables leave the program as the text and numbers they are; no cell becomes a formula."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from cityassess.errors import Refused, Unavailable
from cityassess.reports.intake import read_tables
from cityassess.reports.tables import TableSheet, csv_text, sheet_name, write_csv, write_xlsx

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
    write_xlsx(path, [TableSheet("排名", ("名称",), [(text,) for text in RISKY])])
    page = openpyxl.load_workbook(path)["排名"]
    cells = [page.cell(row, 1) for row in range(2, len(RISKY) + 2)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert cells[0].quotePrefix
    assert not cells[6].quotePrefix
    (table,) = read_tables([path])
    assert [row.cells[0] for row in table.rows] == [text.strip().replace("\x01", "") for text in RISKY]


def test_numbers_keep_their_decimals(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    values = (
        Decimal("85.80"),
        -3,
        Decimal("1E+3"),
        date(2017, 5, 31),
        Decimal("0.1234567890123456789"),
        None,
    )
    write_xlsx(path, [TableSheet("a/b", ("一", "二", "三", "四", "五", "六"), [values])])
    page = openpyxl.load_workbook(path)["a_b"]
    assert page["A2"].number_format == "0.00"
    assert page.freeze_panes == "A2"
    (table,) = read_tables([path])
    assert table.rows[0].cells == (
        Decimal("85.8"), Decimal(-3), Decimal(1000), date(2017, 5, 31), "0.1234567890123456789", None,
    )  # fmt: skip


def test_sheet_names_fit() -> None:
    taken: set[str] = set()
    names = [sheet_name(name, taken) for name in ("街道", "街道", "a:b?", "", "长" * 40, "长" * 40)]
    assert names == ["街道", "街道(2)", "a_b_", "表", "长" * 31, "长" * 28 + "(2)"]


def test_what_no_sheet_can_hold_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    with pytest.raises(Refused) as caught:
        write_xlsx(path, [TableSheet("排名", ("甲", "乙"), [("", "长" * 32_768)])])
    (problem,) = caught.value.problems
    assert (problem.sheet, problem.row, problem.column) == ("排名", 2, "B")
    assert not path.exists()
    with pytest.raises(Unavailable, match="不存在"):
        write_xlsx(tmp_path / "没有" / "表.xlsx", [])


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
    ("value", "text"),
    [
        *((text, f"'{text}") for text in RISKY_STARTS),
        *((text, text) for text in PLAIN),
        (Decimal("-3.50"), "-3.50"),
        (Decimal("1E+3"), "1000"),
        (-3, "-3"),
        (None, ""),
        (date(2017, 5, 31), "2017-05-31"),
    ],
)
def test_csv_text(value: str | Decimal | int | date | None, text: str) -> None:
    assert csv_text(value) == text


def test_a_csv_file_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "表.csv"
    write_csv(path, [("名称", "得分"), ('乐"坪,\n街', Decimal("85.80")), ("㙟", None)])
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert b'"\xe4\xb9\x90""' in path.read_bytes()
    (table,) = read_tables([path])
    assert table.headings == ("名称", "得分")
    assert [row.cells for row in table.rows] == [('乐"坪,\n街', "85.80"), ("㙟", None)]
