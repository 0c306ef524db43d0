"""The ranking workbook, read back: figures show what is printed, text is text, and the sheet prints well."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from cityassess.errors import Unavailable
from cityassess.reports.blocks import Cell, Column, Table, shown
from cityassess.reports.workbook import Sheet, number_format, sheet_names, write_workbook
from tests.reports.sample import ranking_tables


def reopened(sheets: Sequence[Sheet]) -> openpyxl.Workbook:
    stream = BytesIO()
    write_workbook(sheets, stream, title="排名")
    return openpyxl.load_workbook(BytesIO(stream.getvalue()))


def of_sample() -> list[Sheet]:
    return [Sheet(name, table) for name, table in ranking_tables()]


def as_excel_shows(value: object, layout: str) -> str:
    """What Excel displays for a number under one of the formats used here (half away from zero)."""
    number = Decimal(str(value))
    sections = layout.split(";")
    if len(sections) == 3:
        layout = sections[0] if number > 0 else sections[1] if number < 0 else sections[2]
        number = abs(number)
    match = re.fullmatch(r"([+-]?)0(?:\.(0+))?(%?)", layout)
    assert match, layout
    sign, zeros, percent = match.groups()
    places = len(zeros or "")
    number = number * 100 if percent else number
    return f"{sign}{number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}{percent}"


def column_of(sheet: Worksheet, title: str, header_row: int = 2) -> int:
    return next(cell.column for cell in sheet[header_row] if cell.value == title)


def test_every_cell_shows_what_is_printed() -> None:
    sheets = of_sample()
    book = reopened(sheets)
    assert book.sheetnames == ["街道", "乡镇"]
    for sheet in sheets:
        for row, cells in zip(book[sheet.name].iter_rows(min_row=3), sheet.table.rows, strict=False):
            for read, cell in zip(row, cells, strict=True):
                if cell.number is None:
                    assert (read.data_type, read.value) == ("s", shown(cell))
                else:
                    assert read.data_type == "n"
                    assert as_excel_shows(read.value, read.number_format) == cell.text


def test_colours_have_a_word_and_a_fill() -> None:
    sheet = reopened(of_sample())["街道"]
    ratings = [sheet.cell(row, column_of(sheet, "督办")) for row in range(3, 8)]
    assert [cell.value for cell in ratings] == ["○白牌", "○白牌", "▲黄牌", "▲黄牌", "■红牌"]
    assert [cell.fill.start_color.rgb[2:] for cell in ratings][2:] == ["FDF0B4", "FDF0B4", "F8CFCB"]


def test_the_sheet_prints_on_a4_with_its_header_on_every_page() -> None:
    sheet = reopened(of_sample())["街道"]
    assert sheet.freeze_panes == "C3"
    assert sheet.print_title_rows == "$1:$2"
    assert str(sheet.page_setup.paperSize) == "9"
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage is True
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet["A1"].value == "2017年5月份街道考核得分及排名"
    assert sheet["C3"].font.name == "宋体"
    assert sheet.column_dimensions["B"].width >= 2 * len("黄泥塘街道")


def test_notes_stand_below() -> None:
    sheet = reopened(of_sample())["乡镇"]
    assert sheet.cell(sheet.max_row, 1).value == "缺数据、没有名次的有：蛇形山镇（本期未抽查）。"


@pytest.mark.parametrize(
    "words", ["=1+1", "+86", "-5", "@SUM(A1)", "=cmd|' /C calc'!A0", "#N/A", "001", "1e5", "TRUE"]
)
def test_text_is_never_a_formula_or_a_number(words: str) -> None:
    table = Table((Column("=标题"),), ((Cell(words),),), words, (words,))
    sheet = reopened([Sheet("表", table)])["表"]
    for row, expected in ((1, words), (2, "=标题"), (3, words), (4, words)):
        assert (sheet.cell(row, 1).data_type, sheet.cell(row, 1).value) == ("s", expected)


@pytest.mark.parametrize(
    ("printed", "number", "value", "layout"),
    [
        ("85.84", Fraction(2146, 25), "85.84", "0.00"),
        ("86.62", Fraction(7796, 90), "86.6222222222222", "0.00"),
        ("1", Fraction(1), "1", "0"),
        ("31.1%", Fraction(97, 312), "0.310897435897436", "0.0%"),
        ("+1.20", Fraction(6, 5), "1.2", "+0.00;-0.00;0"),
        ("-0.50", Fraction(-1, 2), "-0.5", "0.00"),
        ("86.62", Fraction("86.625"), "86.62", "0.00"),  # rounded half to even by its scheme
        ("86.61", Fraction("86.617"), "86.61", "0.00"),  # cut off by its scheme
    ],
)
def test_the_value_is_exact_where_it_shows_the_printed_text(
    printed: str, number: Fraction, value: str, layout: str
) -> None:
    found = number_format(printed, number)
    assert found is not None
    assert Decimal(str(found[0])) == Decimal(value)
    assert found[1] == layout


@pytest.mark.parametrize(
    "printed", ["并列3", "—", "", "007", "1,234.5", "-0.00", "+0.0", "12345678901234.567", "１２"]
)
def test_what_no_format_shows_stays_text(printed: str) -> None:
    assert number_format(printed, Fraction(3)) is None


@given(
    st.fractions(min_value=-1000, max_value=1000, max_denominator=10**6),
    st.integers(0, 6),
    st.sampled_from(["ROUND_HALF_UP", "ROUND_HALF_EVEN", "ROUND_DOWN"]),
)
def test_any_rounding_of_any_number_is_shown_as_printed(number: Fraction, places: int, rounding: str) -> None:
    exact = Decimal(number.numerator) / Decimal(number.denominator)
    printed = f"{exact.quantize(Decimal(1).scaleb(-places), rounding):f}"
    found = number_format(printed, number)
    if found is None:
        assert re.fullmatch(r"-0(\.0+)?", printed)
    else:
        assert as_excel_shows(*found) == printed


def test_sheet_names_are_made_fit_for_excel() -> None:
    names = sheet_names(["一/二组", "", "乡镇", "乡镇", "A", "a", "很" * 40, "很" * 40, "'引'"])
    assert names[:6] == ["一_二组", "工作表", "乡镇", "乡镇（2）", "A", "a（2）"]
    assert [len(name) for name in names[6:8]] == [31, 31]
    assert len({name.casefold() for name in names}) == len(names)
    assert names[8] == "引"


def test_control_characters_and_endless_text_do_not_break_the_file() -> None:
    words = "甲\x00\x0b乙\ufffe" + "丙" * 40_000
    table = Table((Column("说明"),), ((Cell(words),),))
    read = reopened([Sheet("表", table)])["表"].cell(2, 1).value
    assert isinstance(read, str)
    assert len(read) == 32_767
    assert read.startswith("甲乙丙")


def test_no_sheets_still_make_a_workbook() -> None:
    assert reopened([]).sheetnames == ["无数据"]


def test_a_folder_that_is_not_there_is_said_in_words(tmp_path: Path) -> None:
    target = tmp_path / "排名.xlsx"
    write_workbook(of_sample(), target)
    assert openpyxl.load_workbook(target).sheetnames == ["街道", "乡镇"]
    assert [path.name for path in tmp_path.iterdir()] == ["排名.xlsx"]
    with pytest.raises(Unavailable, match="不存在"):
        write_workbook(of_sample(), tmp_path / "没有" / "排名.xlsx")
