"""Workbooks as offices send them: the values that Excel shows come out, or the cell that cannot be taken is named."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from cityassess.reports.intake import SourceRow
from cityassess.reports.intake.container import Container
from cityassess.reports.intake.package import format_kind, read_plan
from cityassess.reports.intake.sheet_markup import scan_as_written, scan_as_xml
from cityassess.reports.intake.workbook_file import check_workbook, sheet_rows
from tests.reports.crafted import packed, parts, read, refused, sheet_xml, workbook


def _filled(fill: Callable[[Worksheet], None]) -> bytes:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = "得分"
    fill(page)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_an_ordinary_sheet(tmp_path: Path) -> None:
    def fill(page: Worksheet) -> None:
        page["B3"], page["C3"], page["D3"], page["F3"] = "考核对象", " 数值 ", "日期", 2025
        page["B5"], page["C5"], page["D5"] = "乐坪", 85.84, date(2017, 5, 31)
        page["B6"], page["C6"], page["D6"] = (
            "花山\u3000",
            0.1 + 0.2,
            datetime.fromisoformat("2017-05-31T08:30"),
        )
        page["B7"], page["C7"], page["E7"] = "  ", 40.0, True
        page["C8"], page["D8"] = 0.85, time(8, 5)
        page["C8"].number_format = "0%"
        page["D9"] = timedelta(hours=30)

    (table,) = read(tmp_path, _filled(fill))
    assert (table.file, table.sheet, table.header_row) == ("来稿.xlsx", "得分", 3)
    assert table.headings == ("", "考核对象", "数值", "日期", "", "2025")
    assert table.rows == (
        SourceRow(5, (None, "乐坪", Decimal("85.84"), date(2017, 5, 31), None, None)),
        SourceRow(6, (None, "花山", Decimal("0.3"), datetime.fromisoformat("2017-05-31T08:30"), None, None)),
        SourceRow(7, (None, None, Decimal(40), None, "TRUE", None)),
        SourceRow(8, (None, None, "85%", "8:05:00", None, None)),
        SourceRow(9, (None, None, None, "30:00:00", None, None)),
    )


def test_a_figure_is_the_decimal_that_excel_shows(tmp_path: Path) -> None:
    stored = [
        "85.840000000000003",
        "89.999999",
        "1E-7",
        "5.0",
        "-0",
        "100",
        "12345678901234567890",
        "0.30000000000000004",
    ]
    rows = "".join(
        f'<row r="{i}"><c r="A{i}"><v>{text}</v></c></row>' for i, text in enumerate(stored, start=2)
    )
    (table,) = read(
        tmp_path, workbook(f'<row r="1"><c r="A1" t="s"><v>0</v></c></row>{rows}', texts=["数值"])
    )
    shown = ["85.84", "89.999999", "1E-7", "5", "0", "100", "1.2345678901234567E+19", "0.30000000000000004"]
    assert [str(row.cells[0]) for row in table.rows] == shown


def test_sheets_that_are_no_data_are_left_out(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].title = "空表"
    for name, state in (
        ("对象", "visible"),
        ("字典", "hidden"),
        ("填写说明", "visible"),
        ("得分", "visible"),
    ):
        page = book.create_sheet(name)
        page.sheet_state = state
        page["A1"] = name
    path = tmp_path / "表.xlsx"
    book.save(path)
    assert [table.sheet for table in read(tmp_path, path.read_bytes())] == ["对象", "得分"]


@pytest.mark.parametrize(
    ("cell", "column", "word"),
    [
        ('<c r="C2"><f>SUM(A1:A2)</f></c>', "C", "公式的结果还没有计算"),
        ('<c r="C2"><f>SUM(A1:A2)</f><v/></c>', "C", "公式的结果还没有计算"),
        ('<c r="C2"><f>SUM(A1:A2)</f><v></v></c>', "C", "公式的结果还没有计算"),
        ('<c r="D2" t="e"><v>#N/A</v></c>', "D", "错误值“#N/A”"),
        ('<c r="D2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "D", "错误值“#DIV/0!”"),
        ('<c r="E2" s="1"><v>60</v></c>', "E", "日期或时间不存在"),
        ('<c r="E2" s="1"><v>-3</v></c>', "E", "日期或时间不存在"),
        ('<c r="E2" s="1"><v>1E+10</v></c>', "E", "日期或时间不存在"),
        ('<c r="IW2"><v>1</v></c>', "IW", "超出256列"),
        (f'<c r="A2" t="inlineStr"><is><t>{"长" * 32_768}</t></is></c>', "A", "32,767个字"),
    ],
)
def test_a_cell_that_cannot_be_taken_is_named(tmp_path: Path, cell: str, column: str, word: str) -> None:
    content = workbook(
        f'<row r="1"><c r="A1"><v>1</v></c></row><row r="2">{cell}</row>', formats=["yyyy-mm-dd"]
    )
    (problem,) = refused(tmp_path, content)
    assert (problem.sheet, problem.row, problem.column) == ("得分", 2, column)
    assert word in problem.message


def test_computed_formulas_give_their_value(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1"><f>40+45.84</f><v>85.84</v></c><c r="B1" t="str"><f>"乐"&amp;"坪"</f><v>乐坪</v></c>'
        '<c r="C1" t="str"><f>""</f><v></v></c><c r="D1" t="b"><f>1=1</f><v>1</v></c></row>'
    )
    (table,) = read(tmp_path, workbook(rows))
    assert table.headings == ("85.84", "乐坪", "", "TRUE")


def test_a_file_that_asks_to_be_computed_when_opened_is_not_believed(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1"><f>1+1</f><v>0</v></c></row>'
    content = packed(parts(sheet_xml(rows), workbook='<calcPr fullCalcOnLoad="1"/>'))
    (problem,) = refused(tmp_path, content)
    assert "公式的结果还没有计算" in problem.message


def test_all_faults_of_all_files_are_told_but_not_without_end(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{i}"><c r="A{i}" t="e"><v>#N/A</v></c></row>' for i in range(1, 251))
    problems = refused(tmp_path, workbook(rows))
    assert [problem.row for problem in problems[:100]] == list(range(1, 101))
    assert [problem.message for problem in problems[100:]] == ["另有150处同样的问题没有列出。"]


def test_merged_cells(tmp_path: Path) -> None:
    def title(page: Worksheet) -> None:
        page["A1"] = "通报"
        page.merge_cells("A1:C1")
        page["A2"], page["B2"] = "考核对象", "数值"

    (table,) = read(tmp_path, _filled(title))
    assert table.headings == ("通报", "")
    assert table.rows == (SourceRow(2, ("考核对象", "数值")),)

    def body(page: Worksheet) -> None:
        title(page)
        page["A3"], page["B3"], page["A4"] = "乐坪", 1, "花山"
        page.merge_cells("B3:B4")

    (problem,) = refused(tmp_path, _filled(body))
    assert (problem.row, problem.column) == (3, "B")
    assert problem.message.startswith("B3:B4是跨行合并的单元格")


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("General", "n"),
        ("G/通用格式", "x"),
        ("0.00_);[Red]\\(0.00\\)", "x"),
        ('0.0"day"', "x"),
        ("0.00E+00", "x"),
        ("#,##0.00", "n"),
        ('0"分"', "n"),
        ("yyyy-mm-dd", "d"),
        ('yyyy"年"m"月"d"日";@', "d"),
        ("[$-804]e年m月", "d"),
        ("mmm", "d"),
        ("[DBNum1][$-804]m月d日", "d"),
        ("m/d/yy h:mm", "d"),
        ("h:mm:ss", "t"),
        ("[h]:mm", "t"),
        ("[mm]:ss", "t"),
        ("上午/下午h时mm分", "t"),
        ("@", "n"),
        ("0.00%", "p"),
        ('0"%"', "n"),
    ],
)
def test_number_formats(code: str, kind: str) -> None:
    assert format_kind(code).replace("x", "n") == kind.replace("x", "n")


def test_the_chinese_built_in_date_formats_are_dates(tmp_path: Path) -> None:
    content = parts(sheet_xml('<row r="1"><c r="A1" s="1"><v>42886</v></c></row>'), formats=["0"])
    styles = str(content["xl/styles.xml"]).replace(
        '<xf numFmtId="170" applyNumberFormat="1"/>', '<xf numFmtId="31"/>'
    )
    (table,) = read(tmp_path, packed(content | {"xl/styles.xml": styles}))
    assert table.headings == ("2017-05-31",)


def test_the_other_epoch(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1" s="1"><v>0</v></c></row><row r="2"><c r="A2" s="1"><v>41424</v></c></row>'
    content = packed(parts(sheet_xml(rows), formats=["yyyy-mm-dd"], workbook='<workbookPr date1904="1"/>'))
    (table,) = read(tmp_path, content)
    assert table.headings == ("1904-01-01",)
    assert table.rows == (SourceRow(2, (date(2017, 5, 31),)),)


_TEXTS = [
    "乐坪",
    " 两边有空 ",
    "a\r\nb",
    "_x000D_",
    "_x005F_x000D_",
    "&<>\"'",
    "=1+1",
    "007",
    "㙟𠮷",
    "\t",
    "x" * 300,
    "_xD83D_",
    "_x000d_b",
    "_x0041_x0042_",
    "a_x000A__x000A_b",
    "__x0041__",
    "_x00e9_",
    "_x12",
    "_x0000_",
    "\u3000",
]
_FORMATS = [
    "General",
    "0.00",
    "0%",
    "yyyy-mm-dd",
    "h:mm",
    "[h]:mm",
    'yyyy"年"m"月"',
    '0.0"d"',
    "0.00_);[Red]0",
    "m/d/yy h:mm",
    "@",
    "e年",
]


def _random_page(page: Worksheet, dice: random.Random) -> None:
    top, left = dice.randrange(1, 6), dice.randrange(1, 6)
    for row in range(top, top + dice.randrange(1, 30)):
        for column in range(left, left + dice.randrange(1, 12)):
            cell = page.cell(row, column)
            choice = dice.randrange(8)
            if choice == 0:
                cell.value = dice.choice(_TEXTS)
                cell.data_type = "s"
            elif choice == 1:
                cell.value = dice.choice(
                    [0, 1, 5.0, -3.25, 1e15, 1e-9, 0.1 + 0.2, 10**18, dice.random() * 100]
                )
            elif choice == 2:
                cell.value = date(1900, 3, 1) + timedelta(days=dice.randrange(80_000))
            elif choice == 3:
                cell.value = datetime.fromisoformat("2017-05-31") + timedelta(seconds=dice.randrange(10**8))
            elif choice == 4:
                cell.value = timedelta(minutes=dice.randrange(9_000))
            elif choice == 6:
                cell.value = dice.choice([True, False]) if dice.random() < 0.5 else time(8, 30)
            elif choice == 5:
                cell.value = dice.randrange(61, 60_000) + dice.choice([0, 0.25, 0.7])
                cell.number_format = dice.choice(_FORMATS)
    if dice.random() < 0.5:
        page.merge_cells(start_row=top, end_row=top, start_column=left, end_column=left + 3)


@pytest.mark.parametrize("seed", range(40))
def test_both_libraries_and_both_passes_agree(seed: int) -> None:
    dice = random.Random(seed)
    content = _filled(lambda page: _random_page(page, dice))
    checked = check_workbook(content)
    for sheet, facts in checked.sheets:
        slow = list(sheet_rows(checked, sheet, facts, fast=False))
        fast = list(sheet_rows(checked, sheet, facts, fast=True))
        assert [(number, [repr(cell) for cell in cells]) for number, cells in slow] == [
            (number, [repr(cell) for cell in cells]) for number, cells in fast
        ]
        container = Container(content)
        plan = read_plan(container)
        assert scan_as_xml(container.chunks(sheet.part), plan) == facts


def test_the_quick_pass_covers_what_excel_writes() -> None:
    rows = (
        '<row r="1" spans="1:4" ht="20" customHeight="1" x14ac:dyDescent="0.25"><c r="A1" s="1" t="s"><v>0</v></c>'
        '<c r="B1" s="1"/><c r="C1" s="1"><v>42886</v></c>'
        '<c r="D1"><f t="shared" ref="D1:D2" si="0">A1</f><v>5</v></c></row>'
        '<row r="2"/><row r="3"><c r="D3"><f t="shared" si="0"/><v>6</v></c></row>'
    )
    names = ' xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"'
    text = sheet_xml(rows, after='<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>').replace(
        "<worksheet", f"<worksheet{names}"
    )
    container = Container(packed(parts(text, texts=["a"], formats=["yyyy"])))
    plan = read_plan(container)
    # Cut in small pieces: a cell that straddles two of them must not be lost.
    pieces = [text.encode()[i : i + 7] for i in range(0, len(text.encode()), 7)]
    facts = scan_as_written(pieces, plan)
    assert facts == scan_as_xml(container.chunks("xl/worksheets/sheet1.xml"), plan)
    assert (facts.filled, facts.cells, facts.merged) == (4, 5, [(1, 1, 1, 2)])


def test_a_large_sheet_is_read_within_seconds(tmp_path: Path) -> None:
    rows = "".join(
        f'<row r="{i}"><c r="A{i}" t="s"><v>{i % 3}</v></c><c r="B{i}"><v>{i % 10_000 / 100}</v></c></row>'
        for i in range(1, 100_001)
    )
    (table,) = read(tmp_path, workbook(rows, texts=["乐坪", "花山", "大科"]))
    assert len(table.rows) == 99_999
    assert table.rows[-1] == SourceRow(100_000, ("花山", Decimal(0)))
    assert table.rows[12_344] == SourceRow(12_346, ("花山", Decimal("23.46")))


@pytest.mark.long
@pytest.mark.parametrize("kind", ["numbers", "dates", "shared texts", "inline texts"])
def test_two_million_cells_fit(tmp_path: Path, kind: str) -> None:
    width, height = 10, 199_990
    texts: list[str] = []
    kinds: dict[str, Callable[[int], str]] = {
        "numbers": lambda i: f"><v>{i / 100}</v></c>",
        "dates": lambda i: f' s="1"><v>{36_526 + i % 10_000}</v></c>',
        "shared texts": lambda i: f' t="s"><v>{i % 100_000}</v></c>',
        "inline texts": lambda i: f' t="inlineStr"><is><t>说明文字{i}</t></is></c>',
    }
    cell = kinds[kind]
    if kind == "shared texts":
        texts = [f"解放路与建设路交叉口的第{i}处问题" for i in range(100_000)]
    rows = "".join(
        f'<row r="{row}">'
        + "".join(f'<c r="{letter}{row}"' + cell(row * 10 + i) for i, letter in enumerate("ABCDEFGHIJ"))
        + "</row>"
        for row in range(1, height + 1)
    )
    (table,) = read(tmp_path, packed(parts(sheet_xml(rows), texts=texts, formats=["yyyy-mm-dd"])))
    assert len(table.rows) == height - 1
    assert len(table.headings) == width
