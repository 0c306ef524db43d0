"""CSV files, strictly: what a spreadsheet would quietly repair is refused with its row."""

from __future__ import annotations

from pathlib import Path

import pytest

from cityassess.reports.intake import SourceRow
from tests.reports.crafted import read, refused


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_an_ordinary_file(tmp_path: Path, encoding: str, separator: str) -> None:
    text = '\r\n考核对象, 数值 ,说明\r\n乐坪,85.840,"路面, 井盖\r\n""破损"""\r\n , ,\r\n花山,-3.5\r\n'
    content = text.replace(",", separator).encode(encoding)
    (table,) = read(tmp_path, content, "得分.csv")
    assert (table.file, table.sheet, table.header_row) == ("得分.csv", "", 2)
    assert table.headings == ("考核对象", "数值", "说明")
    assert table.rows == (
        SourceRow(3, ("乐坪", "85.840", f'路面{separator} 井盖\n"破损"')),
        SourceRow(5, ("花山", "-3.5", None)),
    )


@pytest.mark.parametrize(
    ("content", "row", "word"),
    [
        ('a,b\n1,"2\n3,4\n', 2, "引号没有成对"),
        ('a,b\n1,"2"3\n', 2, "引号后面多了字"),
        ("a\n" + "x" * 40_000, 2, "32,767个字"),
        ('a\n"' + "x" * 20_000_000, 2, "32,767个字"),
        (",".join(["x"] * 257), 1, "257列"),
        ("a\n" * 1_048_577, None, "超过1,048,576行"),
        (("x" + ",x" * 199 + "\n") * 10_001, 10_001, "超过2,000,000格"),
        ("a\n" * 40_000 + "," * 255 + "a\n", None, "太宽"),
        ("a,b\x00\n", None, "空字节"),
    ],
)
def test_a_broken_file(tmp_path: Path, content: str, row: int | None, word: str) -> None:
    (problem,) = refused(tmp_path, content.encode(), "得分.csv")
    assert problem.row == row
    assert word in problem.message


def test_a_damaged_encoding_has_its_line(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, b"\xef\xbb\xbfa\nb\nc\xff\n", "得分.csv")
    assert problem.line == 3


def test_a_hundred_thousand_rows(tmp_path: Path) -> None:
    text = "考核周期,考核对象,数值\n" + "".join(f"2017-05,对象{i},{i / 100}\n" for i in range(100_000))
    (table,) = read(tmp_path, text.encode(), "得分.csv")
    assert len(table.rows) == 100_000
    assert table.rows[-1] == SourceRow(100_001, ("2017-05", "对象99999", "999.99"))
