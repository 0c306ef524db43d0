"""Files that nobody should send: each is refused fast, with one sentence, and the program goes on."""

from __future__ import annotations

import io
import struct
import time
import zipfile
import zlib
from pathlib import Path

import pytest

from cityassess.errors import Problem, Refused, Unavailable
from cityassess.reports.intake import read_tables
from cityassess.reports.intake.workbook_file import check_workbook
from tests.reports.crafted import MAIN, packed, parts, read, refused, sheet_xml, workbook

GOOD_ROWS = '<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2"><v>85.84</v></c></row>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def _good() -> dict[str, str | bytes]:
    return parts(sheet_xml(GOOD_ROWS), texts=["数值"])


def _one(problems: tuple[Problem, ...], word: str) -> None:
    (problem,) = problems
    assert word in problem.message
    assert problem.message.endswith("。")


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("a.xls", OLE + "Workbook".encode("utf-16-le"), "旧版Excel"),
        ("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "打开密码"),
        ("a.xlsx", OLE + "WordDocument".encode("utf-16-le"), "Word"),
        ("a.et", OLE, "WPS表格"),
        ("a.wps", OLE, "WPS文字"),
        ("a.xlsm", packed(_good()), "宏"),
        ("a.xlsx", b"%PDF-1.7\n", "PDF"),
        ("a.csv", b"%PDF-1.7\n", "PDF"),
        ("a.xlsx", b"", "0字节"),
        ("a.csv", b"", "0字节"),
        ("a.xlsx", packed(_good())[:700], "不完整或已损坏"),
        ("a.xlsx", b"PK\x03\x04", "不完整或已损坏"),
        ("a.xls", b"<html><table><tr><td>1</td></tr></table></html>", "网页"),
        ("a.xls", b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>', "网页或XML"),
        ("a.xlsx", b"\x89PNG\r\n", "图片"),
        ("a.xlsx", "数值,1\n".encode(), "内容却不是Excel工作簿"),
        ("a.dat", b"1,2", "不认识"),
        ("a.xlsx", packed({"word/document.xml": "<a/>"}), "Word文档"),
        ("a.xlsx", packed({"mimetype": "x", "content.xml": "<a/>"}), ".ods"),
        ("a.zip", packed({"得分.csv": "1"}), "压缩包"),
        ("a.zip", packed({"得分.xlsx": "1"}), "嵌入了其他文件"),
        ("a.xlsx", packed({}), "不完整或已损坏"),
        ("a.xlsb", packed({"xl/workbook.bin": "x"}), ".xlsb"),
        ("a.csv", b"\n\n , ,\n", "没有内容"),
        ("a.xlsx", workbook(""), "没有内容"),
    ],
)
def test_each_wrong_kind_of_file_has_its_sentence(
    tmp_path: Path, name: str, content: bytes, word: str
) -> None:
    _one(refused(tmp_path, content, name), word)


def test_a_folder_and_a_missing_file(tmp_path: Path) -> None:
    folder = tmp_path / "文件夹.xlsx"
    folder.mkdir()
    with pytest.raises(Refused, match="文件夹"):
        read_tables([folder])
    with pytest.raises(Unavailable, match="找不到文件"):
        read_tables([tmp_path / "没有.xlsx", folder])


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"xl/vbaProject.bin": b"x"}, "宏"),
        ({"xl/macrosheets/sheet1.xml": "<a/>"}, "宏"),
        ({"xl/externalLinks/externalLink1.xml": "<a/>"}, "指向其他文件的链接"),
        ({"xl/connections.xml": "<a/>"}, "外部数据连接"),
        ({"xl/embeddings/oleObject1.bin": b"x"}, "嵌入了其他文件"),
        ({"xl/embeddings/book.xlsx": b"x"}, "嵌入了其他文件"),
        ({"xl/activeX/activeX1.xml": "<a/>"}, "嵌入了其他文件"),
        ({"../../evil.xml": "<a/>"}, "不正常"),
        ({"xl\\evil.xml": "<a/>"}, "不正常"),
        ({"/etc/evil.xml": "<a/>"}, "不正常"),
        ({"C:/evil.xml": "<a/>"}, "不正常"),
        ({"XL/WORKBOOK.xml": "<a/>"}, "不正常"),
        ({f"xl/media/{i}.png": b"x" for i in range(1_000)}, "超过1,000个"),
        ({"docProps/app.xml": "<a>"}, "已损坏"),
        ({"docProps/app.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}, "实体定义"),
        ({"docProps/app.xml": "<a>&b;</a>"}, "已损坏"),
        ({"docProps/app.xml": '<?xml version="1.0" encoding="gb2312"?><a/>'}, "已损坏"),
        ({"docProps/app.xml": "<a/>".encode("utf-16")}, "已损坏"),
        ({"xl/tables/table1.xml": '<table ref="A1:ZZZ9"/>'}, "已损坏"),
    ],
)
def test_a_part_that_does_not_belong(tmp_path: Path, changes: dict[str, str | bytes], word: str) -> None:
    _one(refused(tmp_path, packed(_good() | changes)), word)


def test_a_strict_workbook(tmp_path: Path) -> None:
    content = {
        name: str(part).replace(
            "http://schemas.openxmlformats.org/officeDocument/2006",
            "http://purl.oclc.org/ooxml/officeDocument",
        )
        for name, part in _good().items()
    }
    _one(refused(tmp_path, packed(content)), "Strict")


BILLION_LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY a0 "lol">'
    + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10))
    + "]>"
)


@pytest.mark.parametrize(
    ("rows", "around", "word"),
    [
        (
            '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
            {},
            "超出256列",
        ),
        (
            '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048577"><c r="A1048577"><v>1</v></c></row>',
            {},
            "已损坏",
        ),
        ('<row r="1"><c r="ZZZ1"><v>1</v></c></row>', {}, "已损坏"),
        ('<row r="99999999999999999999"><c r="A1"><v>1</v></c></row>', {}, "已损坏"),
        ('<row r="1"><c r="A0"><v>1</v></c></row>', {}, "已损坏"),
        ('<row r="1"><c r="a1"><v>1</v></c></row>', {}, "已损坏"),
        ('<row r="1"><c><v>1</v></c></row>', {}, "已损坏"),
        ('<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>', {}, "已损坏"),
        ('<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>', {}, "已损坏"),
        ('<row r="1"><c r="A2"><v>1</v></c></row>', {}, "已损坏"),
        ('<c r="A1"><v>1</v></c>', {}, "已损坏"),
        ('<row r="1"><row r="2"><c r="A2"><v>1</v></c></row></row>', {}, "已损坏"),
        ('<row r="1"><c r="A1"><v>eins</v></c></row>', {}, "已损坏"),
        ('<row r="1"><c r="A1"><v>nan</v></c></row>', {}, "已损坏"),
        ('<row r="1"><c r="A1"><v>1e999</v></c></row>', {}, "已损坏"),
        ('<row r="1"><c r="A1" t="s"><v>1</v></c></row>', {}, "已损坏"),
        ('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>', {}, "已损坏"),
        ('<row r="1"><c r="A1" t="q"><v>1</v></c></row>', {}, "已损坏"),
        ('<row r="1"><c r="A1"><f ref="A1:ZZZ99">1</f><v>1</v></c></row>', {}, "已损坏"),
        (GOOD_ROWS, {"before": '<dimension ref="A1:XFE1"/>'}, "已损坏"),
        (GOOD_ROWS, {"before": '<dimension ref="B2:A1"/>'}, "已损坏"),
        (GOOD_ROWS, {"after": '<mergeCells><mergeCell ref="A1:A99999999"/></mergeCells>'}, "已损坏"),
        (GOOD_ROWS, {"after": '<dataValidations><dataValidation sqref="A1 B"/></dataValidations>'}, "已损坏"),
        (GOOD_ROWS, {"after": "<sheetData/>"}, "已损坏"),
    ],
)
def test_a_sheet_out_of_order(tmp_path: Path, rows: str, around: dict[str, str], word: str) -> None:
    _one(refused(tmp_path, workbook(rows, texts=["数值"], **around)), word)


def test_what_a_false_size_hides_is_read_all_the_same(tmp_path: Path) -> None:
    (table,) = read(tmp_path, workbook(GOOD_ROWS, texts=["数值"], before='<dimension ref="A1"/>'))
    assert len(table.rows) == 1


@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"]
)
def test_a_billion_laughs(tmp_path: Path, part: str) -> None:
    content = _good()
    head, _, rest = str(content[part]).partition("\n")
    content[part] = head + BILLION_LAUGHS + rest.replace("<v>0</v>", "<v>&a9;</v>")
    started = time.monotonic()
    _one(refused(tmp_path, packed(content)), "实体定义")
    assert time.monotonic() - started < 5


def test_a_zip_bomb(tmp_path: Path) -> None:
    zeros = packed(_good() | {"xl/media/image1.png": bytes(200 * 2**20)})
    assert len(zeros) < 2**20
    _one(refused(tmp_path, zeros), "压缩比")
    many = packed(_good() | {f"xl/media/{i}.png": bytes(2**20) for i in range(400)})
    _one(refused(tmp_path, many), "过大")


def _altered(content: bytes, name: str, **fields: int) -> bytes:
    """The container with fields of one member's directory entry (and local header) overwritten."""
    places = {
        "flags": (8, 6, "<H"),
        "method": (10, 8, "<H"),
        "size": (24, 22, "<I"),
        "checksum": (16, 14, "<I"),
    }
    altered = bytearray(content)
    encoded = name.encode()
    local = content.index(encoded) - 30
    central = content.rindex(encoded) - 46
    for field, value in fields.items():
        if field == "offset":
            struct.pack_into("<I", altered, central + 42, value)
            continue
        in_central, in_local, form = places[field]
        struct.pack_into(form, altered, central + in_central, value)
        struct.pack_into(form, altered, local + in_local, value)
    return bytes(altered)


def test_a_member_that_is_not_what_the_directory_says(tmp_path: Path) -> None:
    good = packed(_good())
    sheet = "xl/worksheets/sheet1.xml"
    text = str(_good()[sheet]).encode()
    shorter = text[: len(text) // 2]
    for content, word in [
        (_altered(good, sheet, flags=1), "打开密码"),
        (_altered(good, sheet, method=12), "不正常"),
        (_altered(good, sheet, size=len(shorter), checksum=zlib.crc32(shorter)), "已损坏"),
        (_altered(good, sheet, size=len(text) + 1), "已损坏"),
        (_altered(good, sheet, checksum=1), "已损坏"),
        (_altered(good, "xl/styles.xml", offset=0), "已损坏"),
        (good + b"PK", "已损坏"),
        (b"MZ" + good, "内容却不是Excel工作簿"),
    ]:
        _one(refused(tmp_path, content), word)


def test_two_members_of_one_name_and_a_link(tmp_path: Path) -> None:
    stream = io.BytesIO(packed(_good()))
    with zipfile.ZipFile(stream, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("xl/workbook.xml", "<a/>")
    _one(refused(tmp_path, stream.getvalue()), "不正常")
    stream = io.BytesIO(packed(_good()))
    with zipfile.ZipFile(stream, "a") as archive:
        link = zipfile.ZipInfo("xl/link.xml")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    _one(refused(tmp_path, stream.getvalue()), "不正常")


def test_overlapping_members(tmp_path: Path) -> None:
    inner = packed({"a.xml": "<a/>"})[: 30 + len("a.xml") + 10]
    content = packed(_good() | {"xl/media/a.png": inner}, zipfile.ZIP_STORED)
    moved = _altered(content, "xl/media/a.png", offset=content.index(b"xl/styles.xml") - 30)
    _one(refused(tmp_path, moved), "已损坏")


def test_a_link_to_the_web_is_no_external_link(tmp_path: Path) -> None:
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" '
        'Target="https://example.org" TargetMode="External"/></Relationships>'
    )
    (table,) = read(tmp_path, packed(_good() | {"xl/worksheets/_rels/sheet1.xml.rels": rels}))
    assert table.headings == ("数值",)


def test_far_apart_cells_do_not_fill_the_memory(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{i}"><c r="A{i}"><v>1</v></c></row>' for i in range(1, 60_001))
    (table,) = read(tmp_path, workbook(rows + '<row r="1048576"><c r="J1048576"><v>2</v></c></row>'))
    assert len(table.rows) == 60_000
    assert table.rows[-1].number == 1_048_576
    assert table.rows[-1].cells[9] == 2
    problems = refused(tmp_path, workbook(rows + '<row r="1048576"><c r="IV1048576"><v>2</v></c></row>'))
    _one(problems, "太宽（到IV列）")


def test_the_gate_alone_is_quick() -> None:
    content = workbook(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    )
    started = time.process_time()
    ((_, facts),) = check_workbook(content).sheets
    assert time.process_time() - started < 0.5
    assert facts.fault_count == 1
    assert MAIN.encode() not in content
