"""Five faults that tools for filling in forms are known for, each tried on a whole office."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from cityassess.scoring.assessment import State
from cityassess.services.entry import CellEdit, EntrySheet
from cityassess.services.office import Office

SCHEME = """\
scheme: forms
name: 考核
circular: 试〔2026〕1号
in_force_from: 2026-01-01
kinds: [{name: 街道}, {name: 村, part_of: 街道}]
figures:
  - {id: site, name: 点位, of: 村, every: month, rule: mark, full: 10}
  - {id: sites, name: 点位合计, of: 街道, every: month, rule: total, parts: site, missing: zero, round: 2}
  - {id: order, name: 秩序, of: 街道, every: month, rule: mark, full: 40}
  - {id: trade, name: 经营, of: 街道, every: month, rule: mark, full: 60}
  - id: front
    name: 门前三包
    of: 街道
    every: month
    rule: choice
    options: [{id: good, name: 好, points: 5}, {id: fair, name: 中, points: 3}, {id: poor, name: 差, points: 1}]
  - {id: total, name: 合计, of: 街道, every: month, rule: sum, inputs: [order, trade, front], missing: skip}
  - {id: index, name: 指数, of: 街道, every: month, rule: weighted, inputs: [total: 2], missing: skip, round: 2}
  - {id: quarter, name: 季度点位, of: 街道, every: quarter, rule: total, within: sites}
rankings:
  - {id: streets, name: 街道, score: index, columns: [order, trade, front], by_group: false}
  - {id: held, name: 点位, score: sites, by_group: false}
balances: [{name: 点位总数, figures: [sites], equals: 0}]
bulletin: {authority: 考核办, title: "关于{period}考核情况的通报", addressee: 各单位：, signature: 考核办}
"""
OBJECTS = "名称,类型,上级\n甲街道,街道,\n乙街道,街道,\n东村,村,甲街道\n西村,村,甲街道\n南村,村,乙街道\n"
MARKS = """\
考核周期,考核对象,指标,数值
2026-05,甲街道,秩序,30
2026-05,甲街道,门前三包,中
2026-05,乙街道,秩序,30
2026-05,乙街道,经营,50
2026-05,乙街道,门前三包,好
2026-05,东村,点位,8.5
2026-05,西村,点位,6.25
2026-05,南村,点位,9
"""
MAY = "2026-05"


@pytest.fixture
def office(empty_office: Office, tmp_path: Path) -> Office:
    """Two streets: one that lacks a mark, one that has them all."""
    paths = [tmp_path / name for name in ("方案.yaml", "对象.csv", "得分.csv")]
    for path, text in zip(paths, (SCHEME, OBJECTS, MARKS), strict=True):
        path.write_text(text, encoding="utf-8")
    empty_office.importing.run(paths)
    return empty_office


def published(office: Office, figure: str, period: str = MAY) -> dict[str, Fraction | None]:
    """What is published of a figure, by the object's name."""
    evaluation = office.standings.evaluation(period)
    row = evaluation.frame.row_of(evaluation.scheme.calendar.parse(period))
    items = evaluation.frame.objects[evaluation.scheme.by_id[figure].of]
    column = evaluation.columns[figure].value
    return {item.name: column.fraction(row, place) for place, item in enumerate(items)}


def enter(office: Office, name: str, criterion: str, text: str | None) -> None:
    """Type a mark into the sheet that holds the cell."""
    for sheet in office.entry.sheets(MAY):
        for row in sheet.rows:
            if row.title == name:
                office.entry.apply(sheet.key, [_edit(sheet, row.key, criterion, text)])


def _edit(sheet: EntrySheet, row: str, criterion: str, text: str | None) -> CellEdit:
    known = sheet.cells.get((row, criterion))
    return CellEdit(row, criterion, text, known.version if known is not None else 0)


def test_a_skipped_item_does_not_blank_the_total(office: Office) -> None:
    assert published(office, "trade")["甲街道"] is None
    assert published(office, "total") == {"甲街道": 33, "乙街道": 85}
    (group,) = [group for group in office.standings.assess(MAY).groups if group.ranking == "streets"]
    assert [(line.name, line.rank, line.score.text) for line in group.ranked] == [
        ("乙街道", 1, "170.00"),
        ("甲街道", 2, "66.00"),
    ]
    assert {result.id: result.state for result in group.ranked[1].components} == {
        "order": State.VALUE,
        "trade": State.NO_DATA,
        "front": State.VALUE,
    }


def test_the_most_that_a_choice_can_give_is_its_best_option_not_the_sum_of_all(office: Office) -> None:
    (group,) = [group for group in office.standings.assess(MAY).groups if group.ranking == "streets"]
    assert {heading.id: heading.full for heading in group.components} == {
        "order": "40",
        "trade": "60",
        "front": "5",
    }
    assert published(office, "front") == {"甲街道": 3, "乙街道": 5}


def test_weights_multiply_a_total_and_its_ceiling_alike(office: Office) -> None:
    scheme = office.standings.evaluation(MAY).scheme
    assert [scheme.fulls["total"], scheme.fulls["index"]] == [105, 210]
    for criterion, text in (("order", "40"), ("trade", "60"), ("front", "好")):
        enter(office, "甲街道", criterion, text)
    assert published(office, "index")["甲街道"] == scheme.fulls["index"]


def test_a_total_is_not_left_as_it_was_when_a_mark_is_corrected(office: Office) -> None:
    assert published(office, "index")["乙街道"] == 170
    for text, index in (("20", 150), (None, 110), ("/", None), ("35.5", 181)):
        enter(office, "乙街道", "order", text)
        assert published(office, "index")["乙街道"] == index
    trace = office.standings.explain(MAY, office.standings.find(MAY, "乙街道").key, "index")
    assert trace.figure.text == "181.00"
    (group,) = [group for group in office.standings.assess(MAY).groups if group.ranking == "streets"]
    assert group.ranked[0].score.text == "181.00"


def test_what_is_repeated_is_added_up_alike_wherever_it_is_shown(office: Office) -> None:
    """The villages' marks: in the figure, the ranking, the explanation, the balance and the quarter."""
    expected = {"甲街道": Fraction("14.75"), "乙街道": Fraction(9)}
    for correction in (None, "7.75"):
        if correction is not None:
            enter(office, "西村", "site", correction)
            expected["甲街道"] = Fraction("16.25")
        assert published(office, "sites") == expected
        assert published(office, "quarter", "2026-Q2") == expected
        assessment = office.standings.assess(MAY)
        (group,) = [group for group in assessment.groups if group.ranking == "held"]
        assert {line.name: Fraction(line.score.text) for line in group.ranked} == expected
        (balance,) = assessment.balances
        assert balance.total == sum(expected.values())
        trace = office.standings.explain(MAY, office.standings.find(MAY, "甲街道").key, "sites")
        assert sum(line.share or 0 for line in trace.inputs) == expected["甲街道"]
        assert sum(line.figure.published or 0 for line in trace.inputs) == expected["甲街道"]
