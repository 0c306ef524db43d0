"""Parts that look beyond the period: follow-up, corrections, problems, rewards, charts, annexes, explain sheets."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityassess.reports.blocks import Chart, Paragraph, Table
from cityassess.reports.chart_values import BarChart, HeatMap, LineChart, Shares
from cityassess.scoring.assessment import Assessment
from cityassess.services.bulletin.document import Document, Exhibit
from cityassess.services.bulletin.explain_sheets import sheet_blocks
from cityassess.services.bulletin.losses import items_of, losses_of, shares_of
from cityassess.services.bulletin.material import Corrected, LastIssue, Material
from cityassess.services.bulletin.parts import ANNEXES
from cityassess.services.bulletin.scene import Scene
from tests.services.bulletin.written import (
    LOUXING,
    example,
    files,
    material,
    passages,
    rows,
    table,
    tables,
    written,
)


def louxing(**more: object) -> Material:
    return replace(example(LOUXING, "2017-05", history=1), **more)  # type: ignore[arg-type]


def charts(document: Document) -> list[Chart]:
    parts = [part for section in document.sections for part in section.parts if isinstance(part, Exhibit)]
    return [block for part in parts for block in part.blocks if isinstance(block, Chart)]


def earlier() -> Assessment:
    before = example(LOUXING, "2017-05", history=1).before
    assert before is not None
    return before.assessment


# ---- follow-up


def test_what_became_of_those_whom_the_last_issue_supervised() -> None:
    source = louxing(last_issue=LastIssue("第2期", earlier()))
    one = written(source, "weekly")
    told = passages(one.document)["follow-up/words"]
    assert told.startswith("第2期通报（2017年4月）督办的3个对象中，本月仍列入督办的2个：")
    then = {item.name: item.rating.name for group in earlier().groups for item in group.ranked if item.rating}
    now = {
        item.name: item.rating.name
        for group in source.assessment.groups
        for item in group.ranked
        if item.rating
    }
    for name, colour in then.items():
        if name in now:
            change = f"仍为{colour}牌" if now[name] == colour else f"由{colour}牌转为{now[name]}牌"
            assert f"{name}（{change}）" in told
        else:  # the one that lacks data now
            assert told.endswith(f"；没有名次、不能判定的1个：{name}。")
    followed = table(one.document, "第2期通报（2017年4月）督办对象整改情况")
    assert [row[0] for row in rows(followed)] == list(then)


def test_follow_up_is_left_out_without_a_last_issue_or_where_it_supervised_nobody() -> None:
    assert "follow-up" not in [section.id for section in written(louxing(), "weekly").document.sections]
    calm = replace(
        earlier(),
        groups=tuple(
            replace(group, ranked=tuple(replace(item, rating=None) for item in group.ranked))
            for group in earlier().groups
        ),
    )
    one = written(louxing(last_issue=LastIssue("第2期", calm)), "weekly")
    assert "follow-up" not in [section.id for section in one.document.sections]


def test_those_who_left_the_assessment_are_told_apart() -> None:
    source = louxing(last_issue=LastIssue("第2期", earlier()))
    groups = tuple(replace(group, ranked=(), not_ranked=()) for group in source.assessment.groups)
    gone = replace(source, now=replace(source.now, assessment=replace(source.assessment, groups=groups)))
    assert passages(written(gone, "weekly").document)["follow-up/words"] == (
        "第2期通报（2017年4月）督办的3个对象本月全部不参加考核：长青、杉山、蛇形山。"
    )


# ---- corrections


def corrected() -> Material:
    """May 2017 as corrected after one street's mark had been taken down wrongly."""
    checks = [
        replace(check, value=284_400) if check.criterion == "chengguan" and check.value == 278_400 else check
        for check in files(LOUXING).checks
        if check.period == "2017-05"
    ]
    wrong = material(files(LOUXING).editions[0], files(LOUXING).roster, checks, "2017-05")
    issued = Corrected(
        "娄城管办〔2017〕5号", "关于2017年5月城区环境卫生考核情况的通报", date(2017, 6, 5), wrong.assessment
    )
    return louxing(corrects=issued)


def test_a_correction_names_the_issue_and_each_figure_before_and_after() -> None:
    one = written(corrected(), "correction")
    told = passages(one.document)
    assert one.document.head.title == "关于更正《关于2017年5月城区环境卫生考核情况的通报》的通报"
    assert told["corrected/corrected"] == (
        "2017年6月5日发布的《关于2017年5月城区环境卫生考核情况的通报》（娄城管办〔2017〕5号）所依据的考核数据有更正，"
        "现重新通报，以本通报为准。"
    )
    (changed,) = [words for place, words in told.items() if place.startswith("corrections/")]
    assert changed == "乐坪：城管由28.44更正为27.84，合计由86.44更正为85.84，督办颜色由无更正为白牌。"
    (annex,) = [annex for annex in one.document.annexes if annex.id.startswith("corrections/")]
    assert annex.title == "2017年5月通报更正前后对照表"
    assert isinstance(annex.blocks[0], Table)
    assert rows(annex.blocks[0]) == [
        ["乐坪", "城管", "28.44", "27.84"],
        ["乐坪", "合计", "86.44", "85.84"],
        ["乐坪", "督办颜色", "无", "白牌"],
    ]


def test_any_bulletin_that_corrects_another_says_so_first() -> None:
    one = written(corrected(), "monthly")
    assert next(one.document.passages()).id == "basis/corrected"
    assert one.document.annexes[0].id == "corrections/table"
    assert "corrected" not in "".join(passages(written(louxing(), "monthly").document))


def test_a_correction_without_a_difference_says_so() -> None:
    same = replace(corrected(), corrects=replace(corrected().corrects, assessment=louxing().assessment))  # type: ignore[type-var]
    told = passages(written(same, "correction").document)
    assert told["corrections/none"] == "更正后各对象的得分、名次和督办颜色没有变化。"


# ---- problems


@given(st.lists(st.fractions(min_value=0, max_value=1000), min_size=1, max_size=30))
def test_shares_are_rounded_half_up_each_by_itself(points: list[Fraction]) -> None:
    total = sum(points)
    for share, value in zip(shares_of(points), points, strict=True):
        assert share == (Fraction(math.floor(value * 10_000 / total + Fraction(1, 2)), 100) if total else 0)


def test_what_is_alike_has_the_same_share() -> None:
    shares = shares_of([Fraction(each) for each in (6, 6, 246)])
    assert shares == [Fraction("2.33"), Fraction("2.33"), Fraction("95.35")]


@pytest.mark.parametrize(("name", "period"), [(LOUXING, "2017-05"), ("doorstep-four", "2026-03")])
def test_lost_points_are_what_lacks_of_full_marks(name: str, period: str) -> None:
    scene = Scene(example(name, period))
    for ladder in scene.ladders:
        losses = losses_of(scene, ladder)
        score = scene.scheme.by_id[ladder.group.score.id]
        if losses:
            full = scene.scheme.fulls[score.id]
            assert full is not None
            lacking = sum((full - (item.score.exact or 0) for item in ladder.scored), Fraction(0))
            assert sum((loss.points for loss in losses), Fraction(0)) == lacking


def test_items_are_those_that_the_ranking_prints_each_once() -> None:
    scheme = files(LOUXING).editions[0]
    columns = scheme.rankings[0].columns
    assert "sanitation" in columns
    items = items_of(scheme, scheme.by_id["street_total"], columns)
    assert [item.figure.id for item in items] == ["company", "community", "chengguan"]
    assert items_of(scheme, scheme.by_id["township_total"], ()) == ()


def test_records_of_longer_periods_are_not_counted_in_a_day() -> None:
    told = passages(written(example("street-chief", "2026-06-30")).document)
    assert not any(place.startswith("problems/") for place in told)


def test_a_quarter_without_items_of_its_own_counts_the_records_of_its_months() -> None:
    told = passages(written(example("month-quarter-year-rewards", "2026-Q2")).document)
    recorded = [words for place, words in told.items() if "/records/乡镇/words" in place]
    assert len(recorded) == 1
    assert recorded[0].startswith("本季度乡镇共有扣分问题166处，最多的是市容市貌管理（23处）")


# ---- rewards


def test_money_is_told_with_its_sums() -> None:
    told = passages(written(example("month-quarter-year-rewards", "2026-Q2")).document)
    assert told["rewards/money/town_quarter_rank/乡镇（季奖惩）/town_money"] == (
        "乡镇奖惩资金：奖励城关镇10.00万元、杨庄镇5.00万元，合计15.00万元；扣减铁路办事处5.00万元、周庄镇10.00万元，"
        "合计15.00万元。"
    )


def test_grades_are_told_best_first() -> None:
    told = passages(written(example("month-quarter-year-rewards", "2026")).document)
    (grades,) = [words for place, words in told.items() if place.startswith("rewards/grades/town")]
    assert grades == "乡镇年度等次：优秀1个，为城关镇；良好2个，为杨庄镇、铁路办事处；合格1个，为周庄镇。"


def test_a_notice_of_lists_has_no_scores() -> None:
    one = written(example("civilized-city", "2026-03"), "red-black")
    assert one.document.head.title == "关于2026年3月文明城市巩固提升考核红黑榜的通报"
    assert not any(section.id == "rankings" for section in one.document.sections)
    assert passages(one.document)["lists/praise_list"] == (
        "通报表扬的社区（1个）：示例一社区（月得分98.80，不低于96.00；未销号0，不高于0）。"
    )


# ---- charts


def test_bars_carry_colours_words_and_the_last_score() -> None:
    bars = charts(written(louxing()).document)[0]
    assert isinstance(bars.value, BarChart)
    first = bars.value.bars[0]
    assert (first.name, first.text, first.colour, first.word, first.before) == (
        "乐坪", "85.84", "white", "白牌", Fraction("86.08"),
    )  # fmt: skip
    assert (bars.value.unit, bars.value.before_name) == ("分", "上月")


def test_shares_trends_and_heat() -> None:
    kinds = {type(chart.value) for chart in charts(written(example("fine-management", "2026-03")).document)}
    assert kinds == {BarChart, Shares}
    yearly = charts(written(example("city-checkup", "2025", history=4)).document)
    trend = next(chart.value for chart in yearly if isinstance(chart.value, LineChart))
    assert trend.steps[-1] == "2025年"
    assert len(trend.steps) == 3  # the years that the data begin with
    heat = next(chart.value for chart in yearly if isinstance(chart.value, HeatMap))
    assert all(cell.share is None or 0 <= cell.share <= 1 for line in heat.cells for cell in line)
    assert len(heat.cells) == len(heat.rows)
    assert all(len(line) == len(heat.columns) for line in heat.cells)


# ---- annexes and sheets


def test_a_wide_ranking_is_whole_in_the_annex() -> None:
    one = written(example("fine-management", "2026-03"))
    body, whole, criteria = (
        found
        for found in tables(one.document)
        if found.caption.startswith("2026年3月乡镇办考核") or "各指标" in found.caption
    )
    assert len(body.columns) == 5
    assert len(whole.columns) == 5 + 17
    assert criteria.columns[0].title == "指标"
    assert [column.title for column in criteria.columns[2:]] == [
        "铁路办事处",
        "城关镇",
        "杨庄镇",
        "周庄镇",
        "林站",
    ]


def test_a_sheet_goes_down_to_each_check() -> None:
    source = louxing()
    blocks = sheet_blocks(source, source.assessment.groups[0].ranked[0].object)
    words, sheet = blocks
    assert isinstance(words, Paragraph)
    assert (
        words.runs[0].text
        == "乐坪在街道排名中第1名，合计85.84分，列入白牌。依据：合计85.84，低于86.00（示例规则）。"
    )
    assert isinstance(sheet, Table)
    assert rows(sheet) == [
        ["合计", "100", "85.84", "58.00 + 27.84 = 85.84"],
        ["　环境卫生", "70", "58.00", "36.60 + 21.40 = 58.00"],
        ["　　物业公司", "40", "36.60", "满分40 − 扣分3.40 = 36.60。（1）3.40（−3.4分）"],
        ["　　街道社区", "30", "21.40", "满分30 − 扣分8.60 = 21.40。（1）8.60（−8.6分）"],
        ["　城管", "30", "27.84", "直接打分27.84。（1）27.84"],
    ]


def test_sheets_of_everybody_who_is_ranked() -> None:
    scene = Scene(louxing())
    annexes = list(ANNEXES["sheets"].write(scene, "sheets"))
    assert [annex.title for annex in annexes][:2] == ["乐坪2017年5月得分说明", "黄泥塘2017年5月得分说明"]
    assert len(annexes) == 10
    assert sheet_blocks(louxing(), 987_654) == ()
