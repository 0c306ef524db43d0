"""Sheets that cannot be taken as they are: each fault has its cell and a way out, and nothing is imported."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import TypeAlias

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from tests.flows.bad_input import HEADER, Desk
from tests.reports import crafted

Value: TypeAlias = "str | float | None"
_HEADINGS = HEADER.split(",")
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)


def cell(place: str, value: Value) -> str:
    """One cell as XML: text inline, a number as Excel stores it; text that is XML already stays."""
    if value is None:
        return f'<c r="{place}"/>'
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'
    return f'<c r="{place}"><v>{value!r}</v></c>'


def line(number: int, *values: Value) -> str:
    """One row as XML."""
    cells = "".join(cell(f"{get_column_letter(i)}{number}", value) for i, value in enumerate(values, start=1))
    return f'<row r="{number}">{cells}</row>'


def book(*rows: Sequence[Value], header: Sequence[Value] = tuple(_HEADINGS), after: str = "") -> bytes:
    """A workbook whose only sheet has the header of a marks sheet and these rows."""
    lines = [line(number, *row) for number, row in enumerate((header, *rows), start=1)]
    return crafted.workbook("".join(lines), after=after)


def stored(xml: str) -> bytes:
    """A workbook with one mark whose value cell is this XML (``@`` stands for its place)."""
    texts = "".join(cell(f"{letter}2", text) for letter, text in zip("ABC", GOOD, strict=False))
    return crafted.workbook(f'{line(1, *_HEADINGS)}<row r="2">{texts}{xml.replace("@", "D2")}</row>')


GOOD: tuple[Value, ...] = ("2017-05", "乐坪", "城管", 27.84)
SHEET = "得分.xlsx 工作表“得分” "

CELLS: dict[str, tuple[bytes, list[str]]] = {
    "a wrong heading": (
        book(GOOD, header=("考核周期", "考核对象", "指标", "分数值")),
        [
            "第1行 D列：不认识的表头“分数值”。是否应为“数值”？",
            "第1行：表头缺少“数值”列。补上后再导入。",
        ],
    ),
    "a heading over two merged columns": (
        book(
            ("2017-05", "乐坪", "城管", None, 20),
            header=("考核周期", "考核对象", "指标", "数值", None),
            after='<mergeCells count="1"><mergeCell ref="D1:E1"/></mergeCells>',
        ),
        ["第2行 E列：“20”上面没有表头，不知道是什么。补上表头，或删去这些内容。"],
    ),
    "a table without a header": (book(header=GOOD), ["第1行：没有认出表头"]),
    "text where a number belongs": (
        book(("2017-05", "乐坪", "城管", "二十"), ("2017-05", "大科", "城管", "2O")),
        ["第2行 D列：“二十”不是数字。", "第3行 D列：“2O”不是数字。"],
    ),
    "too many decimals": (
        book(("2017-05", "乐坪", "城管", 29.999999)),
        ["第2行 D列：29.999999超过2位小数，应先核实再填。"],
    ),
    "more than full marks": (
        book(("2017-05", "乐坪", "城管", 30.01)),
        ["第2行 D列：30.01超过“城管”满分30。可填0至30，或填“/”表示不适用。"],
    ),
    "a unit that does not exist": (
        book(("2017-05", "乐平", "城管", 20)),
        ["第2行 B列：没有考核对象“乐平”。相近的有：乐坪。"],
    ),
    "a criterion that does not exist": (
        book(("2017-05", "乐坪", "城官", 20)),
        ["第2行 C列：方案里没有指标“城官”。相近的有：城管。"],
    ),
    "the same mark twice": (
        book(GOOD, ("2017-05", "乐坪", "城管", 20)),
        ["第3行：与第2行是同一条检查记录，只能有一条。删去一行，或填上日期、检查人、地点加以区别。"],
    ),
    "the same mark twice, once in full-width letters": (
        book(GOOD, ("２０１７-０５", "乐坪", "城管", "２７．８４")),
        ["第3行：与第2行是同一条检查记录"],
    ),
    "a period that no scheme governs, over many rows": (
        book(*(("2015-05", name, "城管", 20) for name in ("乐坪", "大科", "花山"))),
        ["第2行 A列：2015年5月没有生效的考核方案。先导入方案文件。"],
    ),
    "a period of another cycle": (
        book(("2017-Q1", "乐坪", "城管", 20)),
        ["第2行 C列：指标“城管”按月考核，考核周期应写成 2017-01 这样。"],
    ),
    "a period that is none": (
        book(("2017-13", "乐坪", "城管", 20), (None, "乐坪", "城管", 20)),
        ["第2行 A列：“2017-13”不是考核周期", "第3行 A列：没有填考核周期。"],
    ),
    "a formula never computed": (
        stored('<c r="@"><f>10+10</f></c>'),
        ["第2行 D列：公式的结果还没有计算。在Excel或WPS中打开，保存后再导入。"],
    ),
    "an error value": (
        stored('<c r="@" t="e"><v>#N/A</v></c>'),
        ["第2行 D列：单元格是错误值“#N/A”。改正公式，或改填数值。"],
    ),
    "a truth value": (stored('<c r="@" t="b"><v>1</v></c>'), ["第2行 D列：“TRUE”不是数字。"]),
    "no number": (stored('<c r="@"><v>1e308</v></c>'), ["第2行 D列："]),
    "cells merged over rows": (
        book(
            GOOD,
            ("2017-05", "大科", "城管", None),
            after='<mergeCells count="1"><mergeCell ref="D2:D3"/></mergeCells>',
        ),
        ["第2行 D列：D2:D3是跨行合并的单元格。取消合并，每行填写自己的内容。"],
    ),
    "dates written in ways that nobody can tell": (
        book(
            (*GOOD, "5月3日"),
            ("2017-05", "大科", "城管", 20, "20170503"),
            ("2017-05", "花山", "城管", 20, "2017-02-30"),
            ("2017-05", "黄泥塘", "城管", 20, "2017年6月1日"),
            header=(*_HEADINGS, "日期"),
        ),
        [
            "第2行 E列：“5月3日”不是日期。写成 2017-05-03。",
            "第3行 E列：“20170503”不是日期。写成 2017-05-03。",
            "第4行 E列：“2017-02-30”不是真实的日期。",
            "第5行 E列：日期2017-06-01不在考核周期2017-05内。",
        ],
    ),
    "a name of a thousand words": (
        book(("2017-05", "长" * 1000, "城管", 20)),
        [f"第2行 B列：没有考核对象“{'长' * 40}…”。先在考核对象表中加上。"],
    ),
    "words over two lines": (
        book(("2017-05", "乐\n坪坪坪", "城管", 20)),
        ["第2行 B列：没有考核对象“乐 坪坪坪”。"],
    ),
}


@pytest.mark.parametrize("case", CELLS)
def test_a_cell_that_cannot_be_taken_is_named(desk: Desk, case: str) -> None:
    content, told = CELLS[case]
    said = desk.refused_import(desk.file("得分.xlsx", content))
    assert len(said) == len(told), said
    for sentence, start in zip(said, told, strict=True):
        assert sentence.startswith(SHEET + start), sentence


def with_parts(**changed: str | bytes) -> bytes:
    """A good workbook with some parts added or replaced."""
    parts = crafted.parts(crafted.sheet_xml(line(1, *_HEADINGS) + line(2, *GOOD)))
    return crafted.packed({**parts, **changed})


def bomb() -> bytes:
    """A small workbook that unpacks to 64 MB."""
    rows = line(1, *_HEADINGS) + line(2, *GOOD) + " " * (64 * 2**20)
    return with_parts(**{"xl/worksheets/sheet1.xml": crafted.sheet_xml(rows)})


FILES: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "a zip bomb": ("得分.xlsx", bomb, "文件的压缩比异常，解压后会占满内存，不予读取。"),
    "a macro file": ("得分.xlsm", with_parts, "这是带宏的工作簿。另存为不含宏的"),
    "a macro file under another name": (
        "得分.xlsx",
        lambda: with_parts(**{"xl/vbaProject.bin": b"x" * 100}),
        "文件含有宏。另存为不含宏的",
    ),
    "an old workbook": (
        "得分.xls",
        lambda: _COMPOUND + "Workbook".encode("utf-16-le") + bytes(2000),
        "这是旧版Excel（.xls）格式。在Excel或WPS中另存为",
    ),
    "a file with a password": (
        "得分.xlsx",
        lambda: _COMPOUND + "EncryptedPackage".encode("utf-16-le") + bytes(2000),
        "文件有打开密码。在Excel或WPS中取消密码并保存，再导入。",
    ),
    "half a workbook": ("得分.xlsx", lambda: with_parts()[:900], "文件不完整或已损坏，可能没有复制完。"),
    "text under the name of a workbook": ("得分.xlsx", lambda: HEADER.encode(), "扩展名是表格，内容却不是"),
    "a web page under the name of a workbook": ("得分.xls", lambda: b"<html></html>", "这是网页或XML"),
    "a workbook of hidden sheets": (
        "得分.xlsx",
        lambda: with_parts(
            **{
                "xl/workbook.xml": str(crafted.parts("")["xl/workbook.xml"]).replace(
                    'sheetId="1"', 'sheetId="1" state="hidden"'
                )
            }
        ),
        "工作簿里没有内容。",
    ),
    "an empty workbook": ("得分.xlsx", lambda: crafted.workbook(""), "工作簿里没有内容。"),
    "an empty file": ("得分.csv", lambda: b"", "文件是空的，大小为0字节。"),
    "a PDF": ("得分.pdf", lambda: b"%PDF-1.4", "这是PDF文件，不能导入。"),
    "an archive": ("得分.zip", lambda: crafted.packed({"a.txt": "x"}), "这是压缩包，不是Excel工作簿。"),
    "anything": ("得分", lambda: b"abc", "不认识这种文件。选择.xlsx或.csv文件。"),
}


@pytest.mark.parametrize("case", FILES)
def test_a_file_that_is_no_table_is_one_sentence(desk: Desk, case: str) -> None:
    name, content, told = FILES[case]
    path = desk.file(name, content())
    (said,) = desk.refused_import(path)
    assert said.startswith(f"{name}：{told}")


def test_a_bomb_is_refused_at_once(desk: Desk) -> None:
    path = desk.file("得分.xlsx", bomb())
    # The better of two, since another program may have kept the processor.
    assert min(desk.run("import", path, "--database", desk.database).seconds for _ in range(2)) < 2


def test_folders_and_missing_files_are_told(desk: Desk) -> None:
    folder = desk.folder / "得分.xlsx"
    folder.mkdir()
    (said,) = desk.refused_import(folder)
    assert said == "得分.xlsx：这是一个文件夹，不是文件。选中文件夹里的文件再导入。"
    (said,) = desk.refused_import(desk.folder / "没有.csv")
    assert said == "找不到文件“没有.csv”。检查它是否已被移走或改名。"


ROW = "2017-05,乐坪,城管,27.84"
CSV = f"{HEADER}\n{ROW}\n"
TEXTS: dict[str, tuple[str | bytes, str]] = {
    "quotes unbalanced": (f'{HEADER}\n2017-05,"乐坪,城管,27.84\n{ROW}\n', "第2行：引号没有成对"),
    "words behind a quotation": (f'{HEADER}\n2017-05,乐坪,城管,"27.84" 分\n', "第2行：引号没有成对"),
    "a decimal comma": (f"{HEADER}\n2017-05,乐坪,城管,27,84\n", "第2行 E列：“84”上面没有表头"),
    "a decimal comma between semicolons": (
        f"{HEADER}\n2017-05,乐坪,城管,27,84\n".replace(",", ";", 6).replace(";84", ",84"),
        "第2行 “数值”列：“27,84”不是数字。",
    ),
    "commas of a Chinese input method": (CSV.replace(",", "，"), "第1行：没有认出表头"),
    "a formula": (f"{HEADER}\n2017-05,乐坪,城管,=10+10\n", "第2行 “数值”列：“=10+10”不是数字。"),
    "two columns of one name": (
        f"{HEADER},数值\n{ROW},1\n",
        "第1行 “数值”列：“数值”与“数值”是同一列，只能出现一次。",
    ),
    "UTF-16": (CSV.encode("utf-16"), "文件的编码是UTF-16。另存为“CSV UTF-8”后再导入。"),
    "GB18030 behind a mark of UTF-8": (b"\xef\xbb\xbf" + CSV.encode("gb18030"), "第1行：这一行有损坏的字"),
}


@pytest.mark.parametrize("case", TEXTS)
def test_a_text_table_that_cannot_be_taken_has_its_place(desk: Desk, case: str) -> None:
    content, told = TEXTS[case]
    (said,) = desk.refused_import(desk.file("得分.csv", content))
    assert said.replace("得分.csv：", "得分.csv ").startswith(f"得分.csv {told}"), said


@pytest.mark.parametrize(
    "content",
    [
        CSV.encode("gb18030"),
        ("\ufeff" + CSV).encode("gb18030"),
        ("\ufeff" + CSV).encode(),
        ("\ufeff\ufeff" + CSV).encode(),
        CSV.replace(",", ";").encode(),
        CSV.replace(",", "\t").encode(),
        CSV.replace("\n", "\r\n").encode(),
        (CSV + ",,,\n" * 3000).encode(),
        (HEADER + "," * 1000 + f"\n{ROW}\n").encode(),
        CSV.replace("2017-05", "２０１７-０５").replace("27.84", "２７．８４").encode(),
    ],
)
def test_what_excel_makes_of_a_text_table_is_read(desk: Desk, content: bytes) -> None:
    answer = desk.run("import", desk.file("得分.csv", content), "--database", desk.database)
    assert (answer.status, answer.lines) == (0, [])
    assert answer.out.splitlines() == ["得分：新增0条，更正0条，未变1条。", "与数据库里的相同，没有改动。"]


def test_blank_rows_columns_and_hidden_sheets_are_no_content(desk: Desk) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(_HEADINGS)
    sheet.append(GOOD)
    for row in range(3, 3000):
        sheet.cell(row, 1).number_format = "@"
    for column in range(5, 1005):
        sheet.cell(1, column).number_format = "@"
    hidden = workbook.create_sheet("旧数")
    hidden.append(_HEADINGS)
    hidden.append(("2017-05", "乐坪", "城管", 1))
    hidden.sheet_state = "hidden"
    stream = io.BytesIO()
    workbook.save(stream)
    answer = desk.run("import", desk.file("得分.xlsx", stream.getvalue()), "--database", desk.database)
    assert (answer.status, answer.lines) == (0, [])
    assert answer.out.startswith("得分：新增0条，更正0条，未变1条。")


def test_a_thousand_columns_are_refused(desk: Desk) -> None:
    said = desk.refused_import(
        desk.file("得分.xlsx", book(GOOD, header=[*_HEADINGS, *map(str, range(1000))]))
    )
    assert said[0] == SHEET + "第1行 IW列：内容超出256列（到IV列为止）。删去右边无用的内容。"


def test_a_header_alone_brings_nothing_and_says_so(desk: Desk) -> None:
    before = desk.state()
    answer = desk.run("import", desk.sheet(name="空.csv"), "--database", desk.database)
    assert (answer.status, answer.out) == (0, "文件里没有可以导入的数据。\n")
    (desk.folder / "空.csv").unlink()
    assert desk.state() == before


def test_a_hundred_thousand_faulty_rows_are_told_in_a_hundred_lines(desk: Desk) -> None:
    rows = [f"2017-05,第{number}村,城管,200" for number in range(100_000)]
    said = desk.refused_import(desk.sheet(*rows))
    assert said[0] == "得分.csv 第2行 “考核对象”列：没有考核对象“第0村”。先在考核对象表中加上。"
    assert said[100:] == ["另有99,900处问题没有列出。改正以上各处后再导入，会继续列出。"]


def test_a_file_named_twice_is_one_file(desk: Desk) -> None:
    sheet = desk.sheet(ROW)
    answer = desk.run("import", sheet, sheet, "--database", desk.database)
    assert (answer.status, answer.lines) == (0, [])
    assert answer.out.startswith("得分：新增0条，更正0条，未变1条。")


def test_one_faulty_row_keeps_all_files_out(desk: Desk) -> None:
    good = desk.sheet("2017-05,乐坪,城管,20", name="好.csv")
    bad = desk.sheet("2017-05,大科,城管,20", "2017-05,花山,城管,31", name="坏.csv")
    (said,) = desk.refused_import(good, bad)
    assert said.startswith("坏.csv 第3行 “数值”列：31超过")
    answer = desk.run("score", "--period", "2017-05", "--database", desk.database, "--format", "csv")
    assert "85.84" in answer.out


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (["甲街,街道,", "甲街,街道,"], ["第3行 “名称”列：“甲街”与第2行是同一个对象，只能有一行。"]),
        (
            ["甲村,村,乙村", "乙村,村,甲村"],
            [
                "第2行 “上级”列：上级“乙村”也没有着落，或两者互为上级。改正上级。",
                "第3行 “上级”列：上级“甲村”也没有着落，或两者互为上级。改正上级。",
            ],
        ),
        (["甲村,村,没有这个乡"], ["第2行 “上级”列：没有上级“没有这个乡”。先加上这个对象。"]),
        (["丙,怪物,"], ["第2行 “类型”列：方案里没有类型“怪物”。可用的类型：街道、乡镇、村。"]),
    ],
)
def test_objects_that_cannot_be_are_told(desk: Desk, rows: list[str], told: list[str]) -> None:
    said = desk.refused_import(desk.sheet(*rows, header="名称,类型,上级", name="对象.csv"))
    assert len(said) == len(told)
    for sentence, start in zip(said, told, strict=True):
        assert sentence.startswith(f"对象.csv {start}"), sentence
