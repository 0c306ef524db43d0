"""What the bulletins of the shipped examples say: nothing that is not of the period, units where they belong."""

from __future__ import annotations

import pytest

from cityassess.resource_files import resource
from cityassess.services.demo import examples
from cityassess.services.scheme_files import read_scheme_file
from tests.services.bulletin.written import example, passages, tables, written


def headings(name: str, period: str) -> dict[str, str]:
    """What stands below each column's title in the rankings of an example."""
    rankings = [one for one in tables(written(example(name, period)).document) if "得分及排名" in one.caption]
    titles = [column.title.partition("\n") for one in rankings for column in one.columns]
    return {title: below for title, _, below in titles}


@pytest.mark.parametrize("name", [example.id for example in examples()])
def test_every_bulletin_says_that_rules_and_data_are_examples(name: str) -> None:
    scheme, _ = read_scheme_file(resource(f"schemes/{name}.yaml"))
    assert "为示例，所附数据也是示例。" in scheme.bulletin.basis


def test_units_stand_in_the_place_of_full_marks() -> None:
    cases = headings("digital-cases", "2021-10")
    assert cases["与最好之差"] == "（百分点）"  # a difference has no full marks
    assert cases["主动上报奖励"] == ""  # a bonus has none either
    assert cases["综合得分"] == "（100分）"
    assert headings("month-quarter-year-rewards", "2026-Q2")["奖惩资金"] == "（万元）"
    assert headings("hundred-days", "baitian-2022")["最后进度"] == "（%）"
    assert headings("language-standard", "pinggu-2026")["评估比自评"] == "（分）"
    assert headings("hygiene-city-review", "gonggu-2026")["阶段得分"] == "（100分）"


@pytest.mark.parametrize(
    ("name", "period"),
    [("digital-cases", "2021-10"), ("hundred-days", "2022-W36"), ("city-checkup", "2025")],
)
def test_no_heading_gives_full_marks_of_nothing(name: str, period: str) -> None:
    assert not {"（0分）", "（）"} & set(headings(name, period).values())


def test_a_campaign_is_called_by_its_name_and_only_once() -> None:
    whole = written(example("hundred-days", "baitian-2022")).document
    assert whole.template == "campaign"
    assert whole.head.title == "关于大干实干一百天专项行动考核情况的通报"
    assert passages(whole)["overview/count"].startswith("大干实干一百天共考核县市区5个、专项行动8个")
    week = written(example("hundred-days", "2022-W36")).document
    assert (week.template, week.head.title) == ("weekly", "关于2022年第36周专项行动考核情况的通报")


def test_only_colours_that_the_period_gives_are_counted() -> None:
    told = passages(written(example("hundred-days", "2022-W36")).document)
    assert told["overview/colours"] == "本周列入督办的：红牌1个（与上周持平）。"  # 黑榜 is for months
    for name, period in (("hygiene-city-review", "gonggu-2026"), ("month-quarter-year-rewards", "2026-Q2")):
        assert "overview/colours" not in passages(written(example(name, period)).document)


def test_a_reason_that_many_share_is_told_once() -> None:
    told = passages(written(example("hundred-days", "2022-09")).document)
    lacking = told["rankings/months/县市区/lacking"]
    assert lacking.startswith(
        "缺数据、没有名次的有：示例一县、示例二县、示例三区、示例四区、示例五市（无数据：缺"
    )
    assert lacking.count("（") == 1


def test_a_crowd_of_first_places_is_counted() -> None:
    told = passages(written(example("muck-trucks", "2026-06")).document)
    assert (
        "得分最高的是甲01号车、甲02号车、甲03号车、甲04号车、乙01号车等13个（100.00分）"
        in told["overview/vehicles/车辆"]
    )


def test_ladders_of_one_kind_are_told_apart() -> None:
    told = passages(written(example("city-checkup", "2025")).document)
    assert told["overview/checkup_rank/区"].startswith("区平均年度体检得分77.9分，比上年度提高3.4分；")
    assert told["overview/build_rank/城市建设管理体检"].startswith("城市建设管理体检平均得分79.7分，")
    assert "同期" not in "".join(told.values())  # the year before a year is its last period


def test_scores_that_are_counted_are_not_called_points() -> None:
    told = passages(written(example("street-chief", "2026-W27")).document)
    assert "分" not in told["overview/road_week_rank/路段（周巡查）"].replace("分别", "")
    day = passages(written(example("street-chief", "2026-06-30")).document)
    assert (
        day["overview/road_day_rank/路段（日巡查）"]
        == "路段街长巡查次数均为1次，平均街长巡查次数比前一日减少1次。"
    )
