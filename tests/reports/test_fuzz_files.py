"""Files with something changed at random: each is read whole or refused with a sentence; the program never dies.

500 files in every run, 10,000 with ``--long``; a file that fails is left in the test's folder, its seed in the message.
"""

from __future__ import annotations

import csv
import io
import random
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

import openpyxl
import pytest

from cityassess.errors import Problem, Refused
from cityassess.reports.intake import SourceTable, read_scheme_tree, read_tables, worker_process
from cityassess.reports.intake.stamps import plain_text
from cityassess.reports.intake.tables import FileReading, read_one
from cityassess.reports.intake.worker_process import WorkerProcess
from cityassess.reports.template import MarkRow, TemplateSpec, write_template
from tests.reports.crafted import MAIN, packed, parts, sheet_xml

CHINESE_SENTENCE = re.compile(r"[^\x00-\x7f].*。", re.DOTALL)
_HUGE = [
    "XFD1048576",
    "A1:XFD1048576",
    "ZZZ1",
    "A0",
    "A99999999999",
    "-1",
    "1e999",
    "99999999999",
    "4294967295",
    "",
    "A1",
]
_TAGS = [
    '<c r="A1"><v>1</v></c>',
    '<row r="1">',
    "</row>",
    "<!--",
    "-->",
    "<![CDATA[",
    "&amp;",
    "&x;",
    "<v>",
    "\x00",
    "\x01",
    "]]>",
]


def _template(folder: Path) -> bytes:
    marks = tuple(MarkRow("2017-05", f"街道{i}", "物业公司") for i in range(5))
    path = folder / "template.xlsx"
    write_template(path, TemplateSpec("得分", ("2017-05",), ("乐坪",), ("物业公司",), marks=marks))
    book = openpyxl.load_workbook(path)
    for row in range(2, 7):
        book["得分"].cell(row, 4, row + 0.25)
        book["得分"].cell(row, 5, date(2017, 5, row))
    book.save(path)
    return path.read_bytes()


def _as_excel_writes() -> bytes:
    cells = "".join(f'<c r="{letter}1" t="s"><v>{i}</v></c>' for i, letter in enumerate("ABC"))
    rows = f'<row r="1" spans="1:3">{cells}</row>'
    rows += "".join(
        f'<row r="{i}"><c r="A{i}" t="s"><v>{i % 5}</v></c><c r="B{i}"><f>1+{i}</f><v>{i}.5</v></c>'
        f'<c r="C{i}" s="1"><v>{42_000 + i}</v></c></row>'
        for i in range(3, 40)
    )
    after = '<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>'
    text = sheet_xml(rows, '<dimension ref="A1:C39"/>', after)
    return packed(parts(text, texts=["对象", "数值", "日期", "乐坪", "花山"], formats=["yyyy-mm-dd"]))


def _mutated_bytes(content: bytes, dice: random.Random) -> bytes:
    changed = bytearray(content)
    kind = dice.randrange(5)
    if kind == 0:
        return bytes(changed[: dice.randrange(len(changed))])
    for _ in range(dice.choice([1, 1, 2, 8])):
        place = dice.randrange(len(changed))
        if kind == 1:
            changed[place] ^= 1 << dice.randrange(8)
        elif kind == 2:
            changed[place : place + dice.randrange(1, 20)] = dice.randbytes(dice.randrange(8))
        elif kind == 3:
            other = dice.randrange(len(changed))
            changed[place:place] = changed[other : other + dice.randrange(1, 60)]
        else:
            changed[place : place + 4] = dice.choice([b"\0\0\0\0", b"\xff\xff\xff\xff", b"PK\3\4", b"PK\5\6"])
    return bytes(changed)


def _mutated_text(text: str, dice: random.Random) -> str:
    kind = dice.randrange(5)
    values = list(re.finditer(r'"[^"]*"|>[^<]+<', text))
    if kind < 2 and values:
        match = dice.choice(values)
        new = dice.choice([*_HUGE, str(dice.randrange(10**6)), dice.choice(values)[0][1:-1]])
        return f"{text[: match.start() + 1]}{new}{text[match.end() - 1 :]}"
    place = dice.randrange(len(text))
    if kind == 2:
        return text[:place] + dice.choice(_TAGS) + text[place:]
    elements = list(re.finditer(r"<[^>]*>", text))
    first, second = sorted(dice.choice(elements).start() for _ in range(2))
    if kind == 3:
        return text[:first] + text[second:]
    return text[:second] + text[first:second] + text[second:]


def _mutated_workbook(content: bytes, dice: random.Random) -> bytes:
    if dice.random() < 0.3:
        return _mutated_bytes(content, dice)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    names = sorted(members)
    sheets = [name for name in names if "worksheets/" in name or "shared" in name]
    for _ in range(dice.choice([1, 1, 2, 3])):
        name = dice.choice(sheets if dice.random() < 0.6 else names)
        part = members[name]
        text = part if isinstance(part, str) else part.decode("utf-8", "replace")
        if text:
            members[name] = _mutated_text(text, dice)
    if dice.random() < 0.05:
        members[dice.choice(names)] = members[dice.choice(names)]
    return packed(members)


def _mutated_csv(content: bytes, dice: random.Random) -> bytes:
    if dice.random() < 0.5:
        return _mutated_bytes(content, dice)
    place = dice.randrange(len(content))
    token = dice.choice(
        [b'"', b'""', b",", b"\n", b"\r", b"\t", b"\0", b"\xff", b"\xef\xbb\xbf", b"=cmd", b"x" * 40_000]
    )
    return content[:place] + token + content[place + dice.randrange(3) :]


def _mutated_scheme(text: str, dice: random.Random) -> str:
    tokens = [
        *":-,[]{}'\"|>#%@&*!?\n\t~`<= .1",
        "&a ",
        "*a",
        "<<: ",
        "!!x ",
        "---\n",
        "...\n",
        "  ",
        "：",
        "\x00",
        "\u2028",
        "[" * 30,
    ]
    for _ in range(dice.randrange(1, 6)):
        place = dice.randrange(len(text)) if text else 0
        if dice.random() < 0.6:
            text = text[:place] + dice.choice(tokens) + text[place + dice.randrange(2) :]
        else:
            other = dice.randrange(len(text)) if text else 0
            text = (
                text[:place] + text[max(place, other) :]
                if dice.random() < 0.3
                else text[:place] + text[place + 1 :]
            )
    return text


def _filled_by_the_book(content: bytes) -> Counter[str]:
    """Per sheet shown, how many cells hold something: counted once more, with another parser."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        trees = {name: archive.read(name) for name in archive.namelist() if name.endswith((".xml", ".rels"))}
    relations = ET.fromstring(trees["xl/_rels/workbook.xml.rels"])
    targets = {entry.get("Id"): entry.get("Target", "") for entry in relations}
    shared = next((target for target in targets.values() if "sharedStrings" in target), None)
    texts: list[str] = []
    if shared is not None:
        for item in ET.fromstring(trees["xl/" + shared.removeprefix("/xl/")]).iter(f"{{{MAIN}}}si"):
            runs = [
                item.find(f"{{{MAIN}}}t"),
                *(run.find(f"{{{MAIN}}}t") for run in item.findall(f"{{{MAIN}}}r")),
            ]
            texts.append("".join(run.text or "" for run in runs if run is not None))
    counted: Counter[str] = Counter()
    for sheet in ET.fromstring(trees["xl/workbook.xml"]).iter(f"{{{MAIN}}}sheet"):
        target = targets[next(value for name, value in sheet.items() if name.endswith("}id"))]
        page = ET.fromstring(trees["xl/" + target.removeprefix("/xl/").removeprefix("./")])
        for cell in page.iter(f"{{{MAIN}}}c"):
            value = cell.findtext(f"{{{MAIN}}}v") or ""
            if cell.get("t") == "s" and value:
                value = texts[int(value)]
            elif cell.get("t") == "inlineStr":
                value = "".join(entry.text or "" for entry in cell.iter(f"{{{MAIN}}}t"))
            counted[sheet.get("name", "")] += plain_text(value) is not None
    return counted


def _filled(table: SourceTable) -> int:
    cells = sum(cell is not None for row in table.rows for cell in row.cells)
    return cells + sum(bool(heading) for heading in table.headings)


def _check_refusal(problems: Iterable[Problem], name: str) -> None:
    for problem in problems:
        assert CHINESE_SENTENCE.fullmatch(problem.message), problem
        assert problem.file == name
        assert "读取时中断" not in problem.message, "the worker was killed by the file"


def _check_tables(tables: list[SourceTable]) -> None:
    for table in tables:
        numbers = [table.header_row, *(row.number for row in table.rows)]
        assert numbers == sorted(set(numbers))
        assert all(len(row.cells) == len(table.headings) for row in table.rows)
        assert all(_is_plain(cell) for row in table.rows for cell in row.cells)


def _is_plain(cell: object) -> bool:
    if isinstance(cell, str):
        return cell == cell.strip() != ""
    return cell is None or isinstance(cell, (Decimal, date))


def _run(
    folder: Path, count: int, seed: int, suffix: str, make: Callable[[random.Random], bytes]
) -> Counter[str]:
    """Read ``count`` mutated files through one worker after another; how many were read and refused."""
    seen: Counter[str] = Counter()
    with WorkerProcess() as worker:
        for number in range(count):
            dice = random.Random(seed * 1_000_003 + number)
            path = folder / f"{seed}-{number}{suffix}"
            content = make(dice)
            path.write_bytes(content)
            reading = read_one(worker, path, lambda: None)
            _check(reading, path.name, content, suffix, seen)
            path.unlink()
    return seen


def _check(reading: FileReading, name: str, content: bytes, suffix: str, seen: Counter[str]) -> None:
    assert not reading.missing
    if reading.problems:
        seen["refused"] += 1
        _check_refusal(reading.problems, name)
        return
    seen["read"] += 1
    tables = reading.tables()
    assert tables
    _check_tables(tables)
    if suffix == ".xlsx":
        counted = _filled_by_the_book(content)
        assert {table.sheet: _filled(table) for table in tables} == {
            table.sheet: counted[table.sheet] for table in tables
        }


def _workbooks(folder: Path, monkeypatch: pytest.MonkeyPatch, library: str, count: int, seed: int) -> None:
    if library == "calamine":
        start = (
            "import sys; sys.path[:] = sys.argv[1:]\nfrom cityassess.reports.intake import limits, worker\n"
        )
        monkeypatch.setattr(
            worker_process, "_MAIN", start + "limits.FAST_FROM_CELLS = 0\nsys.exit(worker.main())"
        )
    seeds = [_template(folder), _as_excel_writes()]
    seen = _run(folder, count, seed, ".xlsx", lambda dice: _mutated_workbook(dice.choice(seeds), dice))
    assert seen["read"] > count // 50
    assert seen["refused"] > count // 4


CSV_SEED = "考核周期,考核对象,指标,数值,说明\r\n" + "".join(
    f'2017-05,街道{i},物业公司,{i}.25,"路面, 井盖""破损"""\r\n' for i in range(20)
)
SCHEME_SEED = """\
# 方案
scheme: louxing-2016
name: "娄星区: 考核"
objects: {街道: {group: 街道}, 乡镇: {parts: 村}}
figures:
  - {id: company, name: 物业公司, rule: deduct, full: 40, clause: 一(一)}
  - id: total
    inputs: [company, 'it''s', "a\\tb"]
    note: |
      多行
      说明
colours:
- id: red
  when: {below: 84.0}
"""


def _csv_files(folder: Path, count: int, seed: int) -> None:
    seeds = [CSV_SEED.encode("utf-8-sig"), CSV_SEED.encode("gb18030")]
    seen = _run(folder, count, seed, ".csv", lambda dice: _mutated_csv(dice.choice(seeds), dice))
    assert min(seen["read"], seen["refused"]) > count // 20


def _schemes(count: int, seed: int) -> None:
    seen: Counter[str] = Counter()
    for number in range(count):
        text = _mutated_scheme(SCHEME_SEED, random.Random(seed * 1_000_003 + number))
        try:
            read_scheme_tree(text, "方案.yaml")
            seen["read"] += 1
        except Refused as refused:
            seen["refused"] += 1
            _check_refusal(refused.problems, "方案.yaml")
    assert min(seen["read"], seen["refused"]) > count // 20


@pytest.mark.parametrize("library", ["openpyxl", "calamine"])
def test_mutated_workbooks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: str) -> None:
    _workbooks(tmp_path, monkeypatch, library, 150, seed=1)


def test_mutated_csv_files(tmp_path: Path) -> None:
    _csv_files(tmp_path, 100, seed=2)


def test_mutated_schemes() -> None:
    _schemes(100, seed=3)


def test_several_mutated_files_at_once_are_all_or_nothing(tmp_path: Path) -> None:
    dice = random.Random(4)
    seed = _as_excel_writes()
    paths = [tmp_path / f"{i}.xlsx" for i in range(8)]
    for path in paths:
        path.write_bytes(_mutated_workbook(seed, dice))
    sound = tmp_path / "好.xlsx"
    sound.write_bytes(seed)
    with pytest.raises(Refused) as caught:
        read_tables([sound, *paths])
    assert {problem.file for problem in caught.value.problems} <= {path.name for path in paths}
    (table,) = read_tables([sound])
    assert _filled(table) == 3 + 37 * 3


@pytest.mark.long
@pytest.mark.parametrize("seed", range(10, 16))
@pytest.mark.parametrize("library", ["openpyxl", "calamine"])
def test_many_mutated_workbooks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: str, seed: int
) -> None:
    _workbooks(tmp_path, monkeypatch, library, 500, seed)


@pytest.mark.long
def test_many_mutated_csv_files(tmp_path: Path) -> None:
    _csv_files(tmp_path, 2_000, seed=20)


@pytest.mark.long
def test_many_mutated_schemes() -> None:
    _schemes(2_000, seed=30)


def test_the_seeds_are_read(tmp_path: Path) -> None:
    for name, content in (("a.xlsx", _template(tmp_path)), ("b.xlsx", _as_excel_writes())):
        (tmp_path / name).write_bytes(content)
        counted = _filled_by_the_book(content)
        for table in read_tables([tmp_path / name]):
            assert _filled(table) == counted[table.sheet] > 0
    (tmp_path / "c.csv").write_bytes(CSV_SEED.encode("gb18030"))
    (table,) = read_tables([tmp_path / "c.csv"])
    assert _filled(table) == sum(len(row) for row in csv.reader(io.StringIO(CSV_SEED)))
