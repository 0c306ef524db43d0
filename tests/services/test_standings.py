"""Standings from the database: which periods there are, what came before, overviews, traces and names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cityassess.errors import Refused
from cityassess.resource_files import resource
from cityassess.scoring.assessment import Trace
from cityassess.services.office import Office, open_office
from tests.services.louxing import MARKS, OBJECTS, SCHEME


def test_periods_stand_in_order_of_time(office: Office) -> None:
    office.publishing.publish("2017-04")
    entries = office.standings.periods()
    assert [(each.code, each.title, each.published) for each in entries] == [
        ("2016-09", "2016年9月", False),
        ("2017-04", "2017年4月", True),
        ("2017-05", "2017年5月", False),
    ]
    assert {(each.scheme_id, each.scheme_name) for each in entries} == {
        ("louxing-2016", "娄星区城区环境卫生考核")
    }


def test_after_an_edit_only_its_period_is_listed_again(office: Office) -> None:
    before = office.standings.periods()
    office.publishing.publish("2016-09")
    office.publishing.publish("2017-05")
    again = office.standings.periods_again(before, {"2017-05"})
    assert [(each.code, each.published) for each in again] == [
        ("2016-09", False),
        ("2017-04", False),
        ("2017-05", True),
    ]
    assert office.standings.periods_again(before[:2], {"2017-05", "2018-01"}) == again


ROLLED_UP = """
scheme: rolled-up
name: 逐月考核
circular: 示例
in_force_from: 2026-01-01
kinds: [{name: 街道}]
figures:
  - {id: score, name: 月得分, of: 街道, every: month, rule: mark, full: 100}
  - {id: quarter, name: 季得分, of: 街道, every: quarter, rule: mean, within: score}
rankings: [{id: months, name: 月, score: score}, {id: quarters, name: 季, score: quarter}]
bulletin: {authority: 示例局, title: "{period}通报", addressee: 各街道, signature: 示例局}
"""


def test_a_quarter_is_listed_with_the_first_month_that_it_sums_up(
    empty_office: Office, sheet: Callable[..., Path]
) -> None:
    scheme = sheet(ROLLED_UP, name="方案.yaml")
    objects = sheet("名称,类型", "甲街,街道", name="对象.csv")
    head = "考核周期,考核对象,指标,数值"
    empty_office.importing.run([scheme, objects, sheet(head, "2026-03,甲街,月得分,90", name="三月.csv")])
    before = empty_office.standings.periods()
    assert [(each.code, each.entered) for each in before] == [("2026-Q1", False), ("2026-03", True)]
    empty_office.importing.run([sheet(head, "2026-04,甲街,月得分,80", name="四月.csv")])
    again = empty_office.standings.periods_again(before, {"2026-04"})
    assert [each.code for each in again] == ["2026-Q1", "2026-03", "2026-04", "2026-Q2"]
    (group,) = empty_office.standings.assess("2026-Q2").groups
    assert [line.score.text for line in group.ranked] == ["80.00"]


def test_only_the_period_just_before_is_the_previous_one(office: Office) -> None:
    before = office.standings.previous("2017-05")
    assert before is not None
    assert before.period.code == "2017-04"
    assert office.standings.previous("2017-04") is None
    assert office.standings.previous("2016-01") is None


def test_an_overview_counts_cells_and_colours(office: Office) -> None:
    overview = office.standings.overview("2017-05")
    assert (overview.title, overview.entered, overview.expected) == ("2017年5月", 60, 60)
    assert [(colour.id, count) for colour, count, _ in overview.colour_counts] == [
        ("white", 4),
        ("yellow", 3),
        ("red", 2),
    ]
    assert overview.colour_counts[2][2] == ("大科", "万宝")
    empty = office.standings.overview("2017-06")
    assert (empty.entered, empty.expected) == (0, 21)


def test_a_trace_goes_down_to_each_check(office: Office) -> None:
    township = next(
        item for item in office.standings.assess("2017-05").groups[1].ranked if item.name == "双江"
    )
    trace = office.standings.explain("2017-05", township.object)
    assert trace.figure.text == "87.28"
    assert len(trace.inputs) == 9
    assert [check.text for part in trace.inputs for check in part.checks][:3] == ["87.40", "87.90", "87.60"]
    street = office.standings.find("2017-05", "乐坪")
    whole = office.standings.explain("2017-05", street.key)
    assert len(list(_leaves(whole))) == 3
    part = office.standings.explain("2017-05", street.key, "company")
    assert part.figure.text == "36.60"


def _leaves(trace: Trace) -> list[str]:
    return [check.text for check in trace.checks] + [text for part in trace.inputs for text in _leaves(part)]


def test_unknown_names_are_refused_with_near_ones(office: Office) -> None:
    with pytest.raises(Refused, match="2017年5月没有考核对象“乐平”。相近的有：乐坪"):
        office.standings.find("2017-05", "乐平")
    assert office.standings.find("2017-05", "双江").kind == "乡镇"
    assert office.standings.find("2017-05", "双江/双江").kind == "村"
    with pytest.raises(Refused, match="没有这个考核对象"):
        office.standings.explain("2017-05", 10**9)
    with pytest.raises(Refused, match="没有给街道“乐坪”的“village”这一项"):
        office.standings.explain("2017-05", office.standings.find("2017-05", "乐坪").key, "village")


@pytest.mark.parametrize(
    ("period", "scheme", "told"),
    [
        ("2017-13", None, "“2017-13”不是考核周期"),
        ("2015-05", None, "2015年5月没有生效的考核方案"),
        ("2017-Q1", None, "2017年第1季度没有生效的考核方案"),
        ("2017-05", "another", "没有编号为“another”的考核方案。现有方案：louxing-2016"),
    ],
)
def test_periods_and_schemes_that_do_not_fit_are_refused(
    tmp_path: Path, period: str, scheme: str | None, told: str
) -> None:
    with open_office(tmp_path / "office.db") as office:
        office.importing.run([SCHEME])
        with pytest.raises(Refused, match=told):
            office.standings.assess(period, scheme)


def test_a_new_office_starts_with_todays_period(empty_office: Office) -> None:
    assert empty_office.standings.first_period() is None
    assert empty_office.standings.periods() == ()
    empty_office.importing.run([SCHEME])
    first = empty_office.standings.first_period()
    assert first is not None
    assert first[0] == "louxing-2016"
    assert empty_office.standings.assess(first[1]).groups == ()


def test_two_schemes_in_one_office_keep_their_checks_apart(empty_office: Office, tmp_path: Path) -> None:
    second = SCHEME.read_text(encoding="utf-8").replace("scheme: louxing-2016", "scheme: second")
    second = second.replace("id: company, name: 物业公司", "id: company, name: 物业")
    path = tmp_path / "second.yaml"
    path.write_text(second, encoding="utf-8")
    empty_office.importing.run([SCHEME, path, OBJECTS])
    marks = tmp_path / "得分.csv"
    marks.write_text(
        "考核周期,考核对象,指标,数值\n2017-05,乐坪,物业,1\n2017-05,乐坪,城管,2\n", encoding="utf-8"
    )
    with pytest.raises(
        Refused, match="指标“城管”有2个：chengguan（方案louxing-2016）、chengguan（方案second）"
    ):
        empty_office.importing.run([marks])
    marks.write_text("考核周期,考核对象,指标,数值\n2017-05,乐坪,物业,1\n", encoding="utf-8")
    empty_office.importing.run([marks])
    with pytest.raises(Refused, match="2017年5月有2个考核方案：louxing-2016、second。写明用哪一个方案"):
        empty_office.standings.assess("2017-05")
    for scheme, text in (("second", "39.00"), ("louxing-2016", "无数据")):
        groups = empty_office.standings.assess("2017-05", scheme).groups
        leping = next(item for item in groups[0].not_ranked if item.name == "乐坪")
        assert leping.components[0].text == text
    assert [(each.code, each.scheme_id) for each in empty_office.standings.periods()] == [
        ("2017-05", "second")
    ]


def test_importing_more_is_seen_at_once(empty_office: Office) -> None:
    empty_office.importing.run([SCHEME, OBJECTS, MARKS["2017-04"]])
    before = empty_office.standings.assess("2017-05")
    assert not any(group.ranked for group in before.groups)
    empty_office.importing.run([MARKS["2017-05"]])
    assert sum(len(group.ranked) for group in empty_office.standings.assess("2017-05").groups) == 10


def test_a_figure_of_other_periods_is_refused_with_its_own(tmp_path: Path) -> None:
    name = "month-quarter-year-rewards"
    folder = resource(f"examples/{name}")
    with open_office(tmp_path / "office.db", actor="示例") as office:
        office.importing.run([resource(f"schemes/{name}.yaml"), folder / "objects.csv", folder / "marks.csv"])
        town = office.standings.find("2026-Q2", "周庄镇").key
        with pytest.raises(Refused, match="按季考核，2026年6月没有这一项"):
            office.standings.explain("2026-06", town, "town_money")
        assert office.standings.explain("2026-Q2", town, "town_money").figure.text
