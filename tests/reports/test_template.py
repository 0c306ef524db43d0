"""The template offers what may be filled in, and comes back through the same reader as any file."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from cityassess.reports.intake import read_tables
from cityassess.reports.template import MarkRow, ObjectRow, TemplateSpec, write_template

OBJECTS = ("乐坪", "花山", "=大科")
CRITERIA = ("物业公司扣分", "街道社区扣分")
SPEC = TemplateSpec(
    title="娄星区城区环境卫生考核 2017年5月",
    periods=("2017-05", "2017-06"),
    objects=OBJECTS,
    criteria=CRITERIA,
    modes=("全面检查",),
    kinds=("街道",),
    lowest=Decimal(0),
    highest=Decimal("40.5"),
    marks=tuple(MarkRow("2017-05", name, criterion) for name in OBJECTS for criterion in CRITERIA),
    known_objects=tuple(ObjectRow(name, kind="街道", code="007") for name in OBJECTS),
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "得分表.xlsx"
    write_template(path, SPEC)
    return path


def test_it_is_read_back(template: Path) -> None:
    marks, objects = read_tables([template])
    assert (marks.sheet, objects.sheet) == ("得分", "对象")
    assert " ".join(marks.headings) == (
        "考核周期 考核对象 指标 数值 日期 检查人 方式 次数 地点 说明 来源 整改 程度 重复 发现时间"
    )
    assert " ".join(objects.headings) == "名称 上级 类型 分组 等级 编号 自 至 牵头单位 责任单位 主管领导"
    assert [row.cells[:4] for row in marks.rows] == [
        ("2017-05", name, criterion, None) for name in OBJECTS for criterion in CRITERIA
    ]
    assert [row.cells[:6] for row in objects.rows] == [
        (name, None, "街道", None, None, "007") for name in OBJECTS
    ]


def test_what_an_office_types_is_read_back(template: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(template)
    page = book["得分"]
    page["D2"], page["D4"] = 3.47, 0
    page["A8"], page["B8"], page["C8"], page["D8"] = "2017-05", "花山", CRITERIA[0], 12
    book.save(tmp_path / "填好.xlsx")
    marks, _ = read_tables([tmp_path / "填好.xlsx"])
    assert [row.cells[3] for row in marks.rows] == [
        Decimal("3.47"),
        None,
        Decimal(0),
        None,
        None,
        None,
        Decimal(12),
    ]
    assert marks.rows[-1].cells[0] == "2017-05"


def test_lists_and_limits(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    rules = {rule.errorTitle: rule for rule in book["得分"].data_validations.dataValidation}
    assert set(rules) == {
        "考核周期",
        "考核对象",
        "指标",
        "数值",
        "日期",
        "方式",
        "次数",
        "整改",
        "重复",
        "发现时间",
    }
    allowed = 'OR(D2="/",AND(ISNUMBER(D2),D2>=0,D2<=40.5))'
    assert (rules["数值"].type, rules["数值"].formula1) == ("custom", allowed)
    assert (rules["次数"].type, rules["日期"].type, rules["指标"].type) == ("whole", "date", "list")
    assert not rules["整改"].showErrorMessage  # the moment of it may be typed as well
    assert rules["发现时间"].type == "date"
    lists = book["字典"]
    assert lists.sheet_state == "hidden"
    for heading, choices in (
        ("考核周期", SPEC.periods),
        ("考核对象", OBJECTS),
        ("指标", CRITERIA),
        ("整改", ("是", "否")),
    ):
        sheet, _, cells = str(rules[heading].formula1).partition("!")
        assert sheet == "'字典'"
        found = lists[cells.replace("$", "")]
        assert [cell.value for (cell,) in found] == list(choices)
        assert {cell.data_type for (cell,) in found} == {"s"}


def test_the_form_looks_after_the_typist(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    page = book["得分"]
    assert page.freeze_panes == "D2"
    assert all(cell.comment is not None for cell in page[1])
    assert page.column_dimensions["A"].number_format == "@"
    assert page.column_dimensions["E"].number_format == "yyyy-mm-dd"
    assert page["A2"].number_format == "@"
    assert book["填写说明"]["A1"].value == SPEC.title
    assert book.sheetnames[0] == "得分"


def test_words_that_a_mark_may_be_and_days_of_objects(tmp_path: Path) -> None:
    path = tmp_path / "选项.xlsx"
    since = ObjectRow(
        "乐坪", "", "街道", "甲组", since=date(2027, 1, 1), lead="城管局", responsible="环卫中心、城管局"
    )
    since = replace(since, leader="李某（副区长）")
    spec = TemplateSpec("选项", options=("好", "差"), severities=("严重",), known_objects=(since,))
    write_template(path, spec)
    book = openpyxl.load_workbook(path)
    rules = {rule.errorTitle: rule for rule in book["得分"].data_validations.dataValidation}
    assert str(rules["数值"].formula1).startswith("OR(D2=\"/\",COUNTIF('字典'!$H$1:$H$2,D2)>0,AND(")
    assert "或选项的名称" in str(rules["数值"].error)
    assert rules["程度"].errorStyle == "warning"
    _, objects = read_tables([path])
    assert objects.rows[0].cells[6:] == (
        date(2027, 1, 1),
        None,
        "城管局",
        "环卫中心、城管局",
        "李某（副区长）",
    )


def test_an_office_with_nothing_yet(tmp_path: Path) -> None:
    path = tmp_path / "空.xlsx"
    write_template(path, TemplateSpec("空白得分表"))
    marks, objects = read_tables([path])
    assert (marks.rows, objects.rows) == ((), ())


def test_a_large_office(tmp_path: Path) -> None:
    marks = tuple(MarkRow("2017-05", f"对象{i}", f"指标{j}") for i in range(100) for j in range(30))
    path = tmp_path / "大.xlsx"
    started = time.process_time()
    write_template(path, TemplateSpec("大", ("2017-05",), marks=marks))
    assert time.process_time() - started < 5
    assert len(read_tables([path])[0].rows) == 3_000
