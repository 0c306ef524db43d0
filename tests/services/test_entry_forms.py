"""The entry sheet over criteria that count, choose, measure and time; and marks brought up to date after each entry."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cityassess.errors import Refused
from cityassess.scoring.engine import Evaluation
from cityassess.services.entry import CellEdit, EntrySheet
from cityassess.services.office import Office

SCHEME = """\
scheme: forms
name: 考核
circular: 试〔2026〕1号
in_force_from: 2026-01-01
kinds: [{name: 街道}]
figures:
  - {id: places, name: 暴露垃圾, of: 街道, every: month, rule: deduct, full: 10, each: 2, unchecked: full}
  - {id: chosen, name: 门前三包, of: 街道, every: month, rule: deduct, full: 50, range: {from: 20, to: 50, step: 5}}
  - id: rated
    name: 督查
    of: 街道
    every: month
    rule: deduct
    full: 10
    unit: 起
    unchecked: full
    repeated_within: 1
    rates: [{points: 3, repeated: true}, {points: 2, source: 市文明办, rectified: false}, {points: 1}]
  - {id: won, name: 加分, of: 街道, every: month, rule: bonus, each: 0.5, most: 2}
  - {id: grade, name: 市容, of: 街道, every: month, rule: choice, several: mean,
     options: [{id: good, name: 好, points: 5}, {id: poor, name: 差, points: 1}]}
  - {id: seen, name: 公示牌, of: 街道, every: month, rule: yes_no, full: 3}
  - {id: dust, name: 降尘, of: 街道, every: month, rule: measure, unit: 克, least: -5, several: highest}
  - {id: last, name: 最近一次, of: 街道, every: month, rule: mark, full: 10, several: latest}
  - {id: sides, name: 两侧, of: 街道, every: month, rule: mark, full: 10, several: mean, average_by: place}
  - {id: hours, name: 处置, of: 街道, every: month, rule: time_limit, full: 5, limit: 24, unit: hour, late: 1}
  - {id: total, name: 合计, of: 街道, every: month, rule: sum, inputs: [places, rated, won]}
rankings:
  - {id: streets, name: 街道, score: total}
bulletin: {authority: 考核办, title: "关于{period}考核情况的通报", addressee: 各单位：, signature: 考核办}
"""
MARKS = """\
考核周期,考核对象,指标,数值,日期,检查人,地点,来源,整改,重复
2026-04,甲街道,督查,1,,,东门,,,
2026-05,甲街道,督查,1,,,东门,,,
2026-05,甲街道,督查,2,,,西门,市文明办,,
2026-05,甲街道,督查,1,,,,市文明办,是,是
2026-05,甲街道,市容,好,,,东门,,,
2026-05,甲街道,市容,差,,,西门,,,
2026-05,甲街道,降尘,-3,,,东门,,,
2026-05,甲街道,降尘,4.5,,,西门,,,
2026-05,甲街道,最近一次,9,2026-05-03,,,,,
2026-05,甲街道,最近一次,7,2026-05-09,,,,,
2026-05,甲街道,两侧,8,,张敏,东侧,,,
2026-05,甲街道,两侧,6,,李强,东侧,,,
2026-05,甲街道,两侧,4,,张敏,西侧,,,
2026-05,乙街道,公示牌,否,,,,,,
"""
MAY = "2026-05"


@pytest.fixture
def forms_office(empty_office: Office, tmp_path: Path) -> Office:
    """An office with every entered form and some checks."""
    scheme, objects, marks = tmp_path / "方案.yaml", tmp_path / "对象.csv", tmp_path / "得分.csv"
    scheme.write_text(SCHEME, encoding="utf-8")
    objects.write_text("名称,类型\n甲街道,街道\n乙街道,街道\n丙街道,街道\n", encoding="utf-8")
    marks.write_text(MARKS, encoding="utf-8")
    empty_office.importing.run([scheme, objects, marks])
    return empty_office


def sheet(office: Office) -> EntrySheet:
    (found,) = office.entry.sheets(MAY)
    return found


def edit(shown: EntrySheet, name: str, criterion: str, text: str | None) -> CellEdit:
    row = next(row.key for row in shown.rows if row.title == name)
    known = shown.cells.get((row, criterion))
    return CellEdit(row, criterion, text, known.version if known is not None else 0)


def results(office: Office, figure: str) -> list[str]:
    evaluation = office.standings.evaluation(MAY)
    row = evaluation.frame.row_of(evaluation.scheme.calendar.parse(MAY))
    found = evaluation.columns[figure].value
    numbers = [found.fraction(row, column) for column in range(found.states.shape[1])]
    return ["" if number is None else str(number) for number in numbers]


def test_heads_say_what_is_entered(forms_office: Office) -> None:
    heads = {
        column.key: (column.kind, column.head, column.decimals) for column in sheet(forms_office).columns
    }
    assert heads == {
        "places": ("count", "处数 / 满分 10", 0),
        "chosen": ("deduction", "扣分20至50 / 满分 50", 2),
        "rated": ("count", "起数 / 满分 10", 0),
        "won": ("count", "加分处数 / 最多 2", 0),
        "grade": ("choice", "选项 / 满分 5", 0),
        "seen": ("choice", "是否 / 满分 3", 0),
        "dust": ("measure", "数值 / 克", 2),
        "last": ("mark", "满分 10", 2),
        "sides": ("mark", "满分 10", 2),
        "hours": ("time", "小时 / 满分 5", 2),
    }


def test_what_was_imported_is_worth_what_it_should(forms_office: Office) -> None:
    expected = {"rated": "0", "grade": "3", "dust": "9/2", "last": "7", "sides": "11/2", "won": "0"}
    assert {figure: results(forms_office, figure)[0] for figure in expected} == expected
    assert results(forms_office, "seen") == ["", "0", ""]


def test_cells_of_several_checks_are_locked_and_say_no_sum_that_means_nothing(forms_office: Office) -> None:
    shown = sheet(forms_office)
    (first,) = [row.key for row in shown.rows if row.title == "甲街道"]
    cells = {column.key: shown.cells.get((first, column.key)) for column in shown.columns}
    told = {key: (cell.text, cell.locked[:9]) for key, cell in cells.items() if cell is not None}
    assert told == {
        "rated": ("4", "由3条检查记录合计"),
        "grade": ("2条", "有2条检查记录，不"),
        "dust": ("2条", "有2条检查记录，不"),
        "last": ("2条", "有2条检查记录，不"),
        "sides": ("3条", "有3条检查记录，不"),
    }
    column = next(column for column in shown.columns if column.key == "dust")
    assert [column.said("2条"), column.said("-4.5")] == ["2条", "-4.5 克"]
    assert {check.text for check in forms_office.entry.checks(shown.key, first, "grade")} == {"好", "差"}


def test_each_form_is_entered_shown_and_undone(forms_office: Office) -> None:
    shown = sheet(forms_office)
    typed = {
        "places": ("3", "3", "4"),
        "chosen": ("25", "25", "25"),
        "rated": ("2起", "2", "8"),
        "won": ("5", "5", "2"),
        "grade": ("1", "好", "5"),
        "seen": ("√", "是", "3"),
        "dust": ("-2.5", "-2.5", "-5/2"),
        "last": ("9.5", "9.5", "19/2"),
        "sides": ("8", "8", "8"),
        "hours": ("30", "30", "4"),
    }
    edits = [edit(shown, "丙街道", criterion, text) for criterion, (text, _, _) in typed.items()]
    forms_office.standings.evaluation(MAY)
    outcome = forms_office.entry.apply(shown.key, edits)
    assert {key[1]: cell.text for key, cell in outcome.cells.items()} == {
        criterion: text for criterion, (_, text, _) in typed.items()
    }
    assert {criterion: results(forms_office, criterion)[2] for criterion in typed} == {
        criterion: answer for criterion, (_, _, answer) in typed.items()
    }
    undone = forms_office.entry.apply(shown.key, outcome.undo)
    assert {cell.text for cell in undone.cells.values()} == {""}
    again = forms_office.entry.apply(shown.key, undone.undo)
    assert {key: cell.text for key, cell in again.cells.items()} == {
        key: cell.text for key, cell in outcome.cells.items()
    }


def test_nonsense_is_refused_with_what_may_be_typed(forms_office: Office) -> None:
    shown = sheet(forms_office)
    for criterion, text, sentence in (
        ("chosen", "22", "每次可填20至50，每档5"),
        ("places", "1.5", "1.5不是整数"),
        ("grade", "中", "可选：1好、2差"),
        ("dust", "-6", "不小于-5"),
    ):
        with pytest.raises(Refused, match=sentence):
            forms_office.entry.apply(shown.key, [edit(shown, "丙街道", criterion, text)])


def test_an_entry_changes_the_remembered_period_as_reading_it_anew_does(forms_office: Office) -> None:
    remembered = forms_office.standings.evaluation(MAY)
    for name, criterion, text in (
        ("丙街道", "rated", "2"),
        ("丙街道", "sides", "7"),
        ("丙街道", "last", "5"),
        ("丙街道", "dust", "1"),
        ("丙街道", "rated", None),
        ("丙街道", "dust", None),
        ("丙街道", "grade", "差"),
        ("丙街道", "hours", "25"),
        ("乙街道", "seen", "是"),
    ):
        shown = sheet(forms_office)
        forms_office.entry.apply(shown.key, [edit(shown, name, criterion, text)])
    quick = forms_office.standings.evaluation(MAY)
    assert quick is not remembered
    forms_office.standings._kept.clear()
    _same(quick, forms_office.standings.evaluation(MAY))


def _same(one: Evaluation, other: Evaluation) -> None:
    for figure in one.scheme.figures:
        for left, right in (
            (one.columns[figure.id].exact, other.columns[figure.id].exact),
            (one.columns[figure.id].value, other.columns[figure.id].value),
        ):
            assert np.array_equal(left.states, right.states), figure.id
            assert left.fractions() == right.fractions(), figure.id
