"""Figures gathered over parts, units in charge, periods and inputs: worked by hand, window by window."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from cityassess.scoring.assessment import State
from tests.scoring.forms_office import Forms, shares_add_up

NO_DATA, NOT_APPLICABLE = State.NO_DATA, State.NOT_APPLICABLE
SCORE = "{id: score, name: 得分, of: 街道, every: month, rule: mark, full: 100}\n"
VILLAGE = SCORE + "{id: village, name: 村得分, of: 村, every: month, rule: mark, full: 100}\n"
YEAR_OF_MARKS = {f"2026-{month:02d}": 10 * month for month in range(1, 13)}


def months(figure: str, *, every: str = "month", score: str = SCORE, top: str = "") -> Forms:
    """One street with a mark of ten times the month's number in every month of 2026."""
    office = Forms.of(f"{score}{{id: made, name: 汇总, of: 街道, every: {every}, {figure}}}", top=top)
    office.add("甲")
    for period, mark in YEAR_OF_MARKS.items():
        office.enter(period, {"甲": min(mark, 100)})
    return office


# ---- parts


def villages(figure: str) -> Forms:
    """A street of four villages, of which 丁 ceased in January and 丙 is of the third grade."""
    office = Forms.of(
        VILLAGE
        + "{id: people, name: 人数, of: 村, every: month, rule: mark, full: 100}\n"
        + f"{{id: made, name: 汇总, of: 街道, every: month, {figure}}}"
    )
    office.add("甲 乙")
    office.add("子 丑", "村", parent="甲", grade="一级")
    office.add("寅", "村", parent="甲", grade="二级")
    office.add("卯", "村", parent="甲", until=date(2026, 1, 31), grade="一级")
    office.enter("2026-02", "子 90 丑 80 寅 60 卯 10", "village")
    office.enter("2026-02", "子 10 丑 20 寅 30", "people")
    return office


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        ("rule: total, parts: village", 230),
        ("rule: worst, parts: village", 60),
        ("rule: best, parts: village", 90),
        ("rule: worst, parts: village, better: low", 90),
        ("rule: best, parts: village, better: low", 60),
        ("rule: count, parts: village", 3),
        ("rule: count, parts: village, where: {figure: village, at_least: 80}", 2),
        ("rule: mean, parts: village, where: [{grade: [一级]}]", 85),
        # (90×3 + 80×3 + 60×1) ÷ (3 + 3 + 1)
        ("rule: mean, parts: village, weights: {grade: {一级: 3, 二级: 1}}", Fraction(570, 7)),
        # a village whose grade has no weight is left out
        ("rule: mean, parts: village, weights: {grade: {一级: 3}}", 85),
        ("rule: mean, parts: village, weights: {grade: {一级: 3}}, missing: no_data", NO_DATA),
        # (90×10 + 80×20 + 60×30) ÷ 60
        ("rule: mean, parts: village, weights: {figure: people}", Fraction(430, 6)),
        ("rule: mean, parts: village, where: [{grade: 三级}]", NO_DATA),
        ("rule: total, parts: village, where: [{grade: 三级}]", NO_DATA),
        ("rule: total, parts: village, where: [{grade: 三级}], missing: zero", 0),
        ("rule: count, parts: village, where: [{grade: 三级}]", 0),
        ("rule: total, parts: village, at_least: 4", NO_DATA),
    ],
)
def test_parts(figure: str, expected: object) -> None:
    assert villages(figure).value("made", "甲", "2026-02") == expected


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        ("rule: mean, parts: village, where: [{figure: people, at_least: 10}]", Fraction(85)),
        ("rule: mean, parts: village, where: [{figure: people, at_least: 10}], missing: no_data", NO_DATA),
        (
            "rule: mean, parts: village, where: [{figure: people, at_least: 10}], missing: zero",
            Fraction(170, 3),
        ),
        ("rule: mean, parts: village, where: [{figure: people, at_least: 10}], missing: full", Fraction(90)),
        ("rule: mean, parts: village, weights: {figure: people}", Fraction(250, 3)),
        ("rule: mean, parts: village, weights: {figure: people}, missing: zero", NO_DATA),
        ("rule: best, parts: village, where: [{figure: people, has: no_data}]", 60),
    ],
)
def test_a_member_whose_test_or_weight_is_unknown_is_missing(figure: str, expected: object) -> None:
    office = villages(figure)
    office.checks = [check for check in office.checks if check.value != 300_000]
    assert office.value("made", "甲", "2026-02") == expected


def test_a_street_without_parts_has_no_total_but_counts_none() -> None:
    office = villages("rule: total, parts: village")
    assert office.value("made", "乙", "2026-02") is NO_DATA
    assert office.sentence("made", "乙", "2026-02") == "没有可汇总的村“村得分”，无数据"
    assert villages("rule: count, parts: village").value("made", "乙", "2026-02") == 0
    assert villages("rule: total, parts: village, missing: zero").value("made", "乙", "2026-02") == 0


def test_a_part_that_ceased_is_no_member() -> None:
    office = villages("rule: total, parts: village")
    office.enter("2026-01", "子 50 卯 10", "village")
    assert office.value("made", "甲", "2026-01") == 60
    assert office.value("made", "甲", "2026-02") == 230


def test_a_grade_is_that_of_the_period() -> None:
    office = villages("rule: mean, parts: village, weights: {grade: {一级: 3, 二级: 1}}")
    office.reclassify("寅", "2026-02-15", grade="一级")
    assert office.value("made", "甲", "2026-02") == Fraction(230, 3)
    office.enter("2026-01", "子 90 寅 60", "village")
    assert office.value("made", "甲", "2026-01") == Fraction(330, 4)


TASKS = "{id: task, name: 失分, of: 村, every: month, rule: mark, full: 100}\n" + SCORE


def charged(figure: str) -> Forms:
    """Three tasks (of a kind of their own) with units in charge: 科一 leads, streets and 科二 are responsible."""
    office = Forms.of(
        TASKS
        + f"{{id: made, name: 汇总, of: 科室, every: month, {figure}}}\n"
        + f"{{id: street, name: 汇总, of: 街道, every: month, {figure}}}"
    )
    office.add("甲")
    office.add("科一 科二", "科室")
    office.add("一号", "村", lead="科一")
    office.add("二号", "村", lead="科一", responsible="科一 科二 甲")
    office.add("三号", "村", lead="科二", responsible="甲")
    office.enter("2026-02", "一号 10 二号 6 三号 8", "task")
    return office


@pytest.mark.parametrize(
    ("figure", "first", "second", "street"),
    [
        ("rule: total, parts: task, by: lead", 16, 8, NO_DATA),
        ("rule: total, parts: task, by: responsible", 6, 6, 14),
        ("rule: total, parts: task, by: lead_and_responsible", 16, 14, 14),
        # 二号 is shared by three, 三号 by two: 10 + 2, 2 + 4, 2 + 4 — the 24 points that were lost, once
        ("rule: total, parts: task, by: lead_and_responsible, shared: true", 12, 6, 6),
        ("rule: mean, parts: task, by: lead", 8, 8, NO_DATA),
        ("rule: count, parts: task, by: responsible", 1, 1, 2),
    ],
)
def test_units_in_charge(figure: str, first: object, second: object, street: object) -> None:
    office = charged(figure)
    assert office.values("made", "2026-02") == {"科一": first, "科二": second}
    assert office.value("street", "甲", "2026-02") == street


def test_shares_of_units_in_charge_add_up() -> None:
    office = charged("rule: total, parts: task, by: lead_and_responsible, shared: true")
    trace = office.explain("made", "科一", "2026-02")
    assert shares_add_up(trace)
    assert trace.sentence == "2个村“失分”：10.00 + 6.00÷3 = 12.00"
    assert {line.object_name: line.share for line in trace.inputs} == {
        "一号": Fraction(10),
        "二号": Fraction(2),
    }


# ---- shorter periods


WEEK = "{id: week, name: 周得分, of: 街道, every: week, rule: mark, full: 100}\n" + SCORE


def test_a_week_belongs_to_the_month_in_which_it_ends() -> None:
    office = Forms.of(WEEK + "{id: made, name: 月得分, of: 街道, every: month, rule: mean, within: week}")
    office.add("甲")
    # 2026-W05 ends on 1 February, 2026-W09 on 1 March
    for week, mark in (("W05", 90), ("W06", 80), ("W07", 70), ("W08", 60), ("W09", 10)):
        office.enter(f"2026-{week}", {"甲": mark}, "week")
    assert office.value("made", "甲", "2026-02") == 75
    assert office.value("made", "甲", "2026-03") == 10
    assert office.sentence("made", "甲", "2026-02") == (
        "4期“周得分”：(90.00 + 80.00 + 70.00 + 60.00) ÷ 4 = 75.00"
    )
    assert [line.period for line in office.explain("made", "甲", "2026-02").inputs] == [
        "2026-W05",
        "2026-W06",
        "2026-W07",
        "2026-W08",
    ]


def test_months_that_end_on_the_twenty_fifth() -> None:
    figures = (
        "{id: day, name: 日得分, of: 街道, every: day, rule: mark, full: 100}\n"
        + SCORE
        + "{id: made, name: 月得分, of: 街道, every: month, rule: total, within: day}\n"
        + "{id: year, name: 年得分, of: 街道, every: year, rule: total, within: made}"
    )
    office = Forms.of(figures, top="calendar: {month_ends_on: 25}")
    office.add("甲")
    for day, mark in (("2026-01-25", 1), ("2026-01-26", 2), ("2026-02-25", 4), ("2026-02-26", 8)):
        office.enter(day, {"甲": mark}, "day")
    office.enter("2025-12-25", {"甲": 16}, "day")
    office.enter("2025-12-26", {"甲": 32}, "day")
    office.enter("2026-12-26", {"甲": 64}, "day")
    assert office.value("made", "甲", "2026-02") == 6
    assert office.value("made", "甲", "2026-01") == 33
    assert office.value("made", "甲", "2026-03") == 8
    assert office.value("year", "甲", "2026") == 47
    assert office.value("year", "甲", "2025") == 16
    assert office.value("year", "甲", "2027") == 64


CAMPAIGNS = """calendar:
  campaigns:
    - {id: whole, name: 大干一百天, from: 2026-03-01, to: 2026-06-08}
    - {id: first, name: 第一阶段, from: 2026-03-01, to: 2026-03-31}
    - {id: second, name: 第二阶段, from: 2026-04-01, to: 2026-05-15}
    - {id: third, name: 第三阶段, from: 2026-05-16, to: 2026-06-08}
    - {id: later, name: 回头看, from: 2026-07-01, to: 2026-07-31}"""
STAGE = (
    "{id: stage, name: 阶段得分, of: 街道, every: campaign, rule: mark, full: 100, "
    "during: [first, second, third]}\n" + SCORE
)


def stages(figure: str) -> Forms:
    office = Forms.of(
        f"{STAGE}{{id: made, name: 总分, of: 街道, {figure}}}",
        top=CAMPAIGNS,
    )
    office.add("甲")
    for stage, mark in (("first", 80), ("second", 90), ("third", 70)):
        office.enter(stage, {"甲": mark}, "stage")
    return office


def test_stages_of_a_campaign() -> None:
    shares = "every: campaign, rule: mean, within: stage, weights: [15%, 25%, 60%], during: [whole]"
    assert stages(shares).value("made", "甲", "whole") == Fraction("76.5")
    assert stages(shares).value("made", "甲", "first") is NOT_APPLICABLE
    latest = stages("every: campaign, rule: latest, within: stage, during: [whole]")
    assert latest.value("made", "甲", "whole") == 70
    assert latest.sentence("made", "甲", "whole") == "以最近的第三阶段为准：70.00"
    # the campaign before 第三阶段 is that which ended last before it began
    assert (
        stages("every: campaign, rule: latest, before: stage, periods: 1").value("made", "甲", "third") == 90
    )


def test_outside_its_campaigns_a_figure_says_when_it_applies() -> None:
    for rule in (
        "rule: running, input: good, periods: 2",
        "rule: balance, start: 9, change: stage, periods: 2",
    ):
        office = Forms.of(
            f"{STAGE}{{id: good, name: 好, of: 街道, every: campaign, rule: condition, "
            f"all: {{figure: stage, above: 1}}}}\n"
            f"{{id: made, name: 总, of: 街道, every: campaign, {rule}, during: [whole, second]}}",
            top=CAMPAIGNS,
        )
        office.add("甲")
        assert office.sentence("made", "甲", "first") == "只在大干一百天、第二阶段期间适用，不适用"
        assert "不适用" not in office.sentence("made", "甲", "second")


def test_as_many_stages_as_weights() -> None:
    office = stages("every: campaign, rule: mean, within: stage, weights: [40%, 60%], during: [whole]")
    assert office.value("made", "甲", "whole") is NO_DATA


def test_campaigns_and_months_inside_a_year_and_a_campaign() -> None:
    assert stages("every: year, rule: total, within: stage").value("made", "甲", "2026") == 240
    office = stages("every: campaign, rule: mean, within: score, during: [whole]")
    for month in range(2, 8):
        office.enter(f"2026-{month:02d}", {"甲": 10 * month})
    # of the months, March, April and May end inside
    assert office.value("made", "甲", "whole") == 40


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        ("every: quarter, rule: mean, within: score", 20),
        ("every: quarter, rule: total, within: score", 60),
        ("every: quarter, rule: latest, within: score", 30),
        ("every: quarter, rule: worst, within: score", 10),
        ("every: quarter, rule: mean, within: score, weights: [1, 1, 2]", Fraction(90, 4)),
        ("every: quarter, rule: mean, within: score, weights: [20%, 30%, 50%], divide: false", 23),
        ("every: quarter, rule: mean, within: score, weights: [20%, 30%, 40%], divide: false", 20),
        ("every: quarter, rule: count, within: score, where: [{figure: score, above: 10}]", 2),
    ],
)
def test_quarters(figure: str, expected: object) -> None:
    every, _, rule = figure.removeprefix("every: ").partition(", ")
    office = months(rule, every=every)
    assert office.value("made", "甲", "2026-Q1") == expected


@pytest.mark.parametrize(
    ("missing", "mean", "latest", "total"),
    [
        ("skip", 20, 30, 40),
        ("zero", Fraction(40, 3), 0, 40),
        ("full", Fraction(140, 3), 100, 140),
        ("no_data", *[NO_DATA] * 3),
    ],
)
def test_a_month_without_data(missing: str, mean: object, latest: object, total: object) -> None:
    office = Forms.of(
        SCORE
        + "".join(
            f"{{id: {take}, name: 季, of: 街道, every: quarter, rule: {take}, within: score, missing: {missing}}}\n"
            for take in ("mean", "latest", "total")
        )
    )
    office.add("甲")
    office.enter("2026-01", "甲 10")
    office.enter("2026-02", "甲 30")
    evaluation = office.evaluate("2026-Q1")
    found = [office.value(take, "甲", "2026-Q1", evaluation) for take in ("mean", "latest", "total")]
    assert found == [mean, latest, total]


def test_the_missing_month_stands_in_the_sentence() -> None:
    office = Forms.of(
        SCORE
        + "{id: made, name: 季, of: 街道, every: quarter, rule: mean, within: score, missing: full, round: 1}"
    )
    office.add("甲")
    office.enter("2026-01", "甲 10")
    office.enter("2026-02", "甲 30")
    assert office.sentence("made", "甲", "2026-Q1") == (
        "3期“得分”：(10.00 + 30.00 + 100.00（2026-03无数据，按满分计）) ÷ 3 = 46.66667（约），四舍五入保留1位小数得46.7"
    )
    total = months("rule: total, within: score", every="quarter")
    assert total.sentence("made", "甲", "2026-Q2") == "3期“得分”：40.00 + 50.00 + 60.00 = 150.00"
    assert shares_add_up(total.explain("made", "甲", "2026-Q2"))
    weighed = months("rule: mean, within: score, weights: [20%, 30%, 40%], divide: false", every="quarter")
    assert weighed.sentence("made", "甲", "2026-Q1") == "3期“得分”：10.00×20% + 20.00×30% + 30.00×40% = 20.00"
    assert shares_add_up(weighed.explain("made", "甲", "2026-Q1"))


def test_what_never_applies_does_not_apply_over_a_quarter_either() -> None:
    office = Forms.of(SCORE + "{id: made, name: 季, of: 街道, every: quarter, rule: mean, within: score}")
    office.add("甲 乙")
    for month in ("2026-01", "2026-02", "2026-03"):
        office.enter(month, "甲 /")
    assert office.values("made", "2026-Q1") == {"甲": NOT_APPLICABLE, "乙": NO_DATA}


def test_conditions_are_added_as_ones() -> None:
    office = Forms.of(
        SCORE
        + "{id: low, name: 低于60分, of: 街道, every: month, rule: condition, all: {figure: score, below: 60}}\n"
        + "{id: made, name: 低分月数, of: 街道, every: quarter, rule: total, within: low, missing: zero, print: 0}"
    )
    office.add("甲")
    office.enter("2026-01", "甲 50")
    office.enter("2026-02", "甲 70")
    assert office.value("made", "甲", "2026-Q1") == 1
    trace = office.explain("made", "甲", "2026-Q1")
    assert trace.sentence == "3期“低于60分”：1 + 0 + 0（2026-03无数据，按0计） = 1"
    assert shares_add_up(trace)


def test_many_months_are_summed_in_words() -> None:
    office = months("rule: total, within: score", every="five_year")
    office.enter("2027-01", {"甲": 5})
    assert office.sentence("made", "甲", "2026-2030") == "13期“得分”：和755.00 = 755.00"


# ---- earlier periods


@pytest.mark.parametrize(
    ("figure", "period", "expected"),
    [
        ("rule: mean, before: score, periods: 2", "2026-04", 25),
        ("rule: mean, before: score, periods: 2, and_this: true", "2026-04", 30),
        ("rule: total, before: score, periods: 3, since: quarter", "2026-05", 40),
        ("rule: total, before: score, periods: 3, since: quarter", "2026-04", NO_DATA),
        ("rule: total, before: score, periods: 3, since: quarter, and_this: true", "2026-04", 40),
        ("rule: total, before: score, periods: 11, and_this: true, since: year", "2026-12", 750),
        ("rule: total, before: score, periods: 11, and_this: true, since: year", "2027-01", NO_DATA),
        ("rule: total, before: score, periods: 2", "2027-01", 200),
        ("rule: latest, before: score, periods: 5", "2027-03", 100),
        (
            "rule: count, before: score, periods: 3, and_this: true, where: [{figure: score, at_least: 80}]",
            "2026-09",
            2,
        ),
        # the earliest weighs the first number; a slot before the year began counts for nothing
        (
            "rule: mean, before: score, periods: 2, and_this: true, weights: [1, 2, 3]",
            "2026-03",
            Fraction(140, 6),
        ),
        (
            "rule: mean, before: score, periods: 2, and_this: true, since: year, weights: [1, 2, 3]",
            "2026-02",
            Fraction(80, 5),
        ),
    ],
)
def test_earlier_months(figure: str, period: str, expected: object) -> None:
    assert months(figure).value("made", "甲", period) == expected


def test_an_object_is_no_member_of_months_before_it_was_assessed() -> None:
    office = Forms.of(
        "{id: score, name: 得分, of: 街道, every: month, rule: deduct, full: 100, unchecked: full}\n"
        "{id: made, name: 合计, of: 街道, every: month, rule: total, before: score, periods: 5, and_this: true}"
    )
    office.add("甲")
    office.add("乙", since=date(2026, 2, 10))
    assert office.values("made", "2026-03") == {"甲": 600, "乙": 200}


def test_months_of_an_earlier_edition_are_as_it_had_them() -> None:
    figures = "{id: score, name: 得分, of: 街道, every: month, rule: %s}\n"
    made = "{id: made, name: 季, of: 街道, every: quarter, rule: mean, within: score}\n"
    old = Forms.of(figures % "mark, full: 100" + made)
    new = Forms.of(figures % "deduct, full: 100" + made, start="2026-02-01")
    for office in (old, new):
        office.add("甲")
        for month, mark in (("2026-01", 30), ("2026-02", 10), ("2026-03", 20)):
            office.enter(month, {"甲": mark})
    evaluation = new.evaluate("2026-Q1", others={"2026-01": old.evaluate("2026-01")})
    # January is a mark of 30 under the old edition, not a deduction of 30: (30 + 90 + 80) ÷ 3
    assert new.value("made", "甲", "2026-Q1", evaluation) == Fraction(200, 3)
    assert new.value("made", "甲", "2026-Q1") == 80


def test_a_colour_of_an_earlier_edition_is_no_number_of_this_one() -> None:
    made = "{id: made, name: 季, of: 街道, every: quarter, rule: latest, within: kept}\n"
    old = Forms.of(
        SCORE
        + "{id: kept, name: 旧, of: 街道, every: month, rule: bands, input: score, bands: [{id: a, name: 甲等}]}"
    )
    new = Forms.of(
        SCORE + "{id: kept, name: 新, of: 街道, every: month, rule: sum, inputs: [score]}\n" + made,
        start="2026-02-01",
    )
    for office in (old, new):
        office.add("甲")
        office.enter("2026-03", "甲 77")
    evaluation = new.evaluate("2026-Q1", others={"2026-03": old.evaluate("2026-03")})
    assert new.value("made", "甲", "2026-Q1", evaluation) is NO_DATA


# ---- inputs

FOUR = "".join(
    f"{{id: {name}, name: 项{name}, of: 街道, every: month, rule: mark, full: {full}}}\n"
    for name, full in (("score", 100), ("second", 50), ("third", 10))
)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("mean, inputs: [score, second, third]", 35),
        ("total, inputs: [score, second, third]", 70),
        ("worst, inputs: [score, second, third]", 30),
        ("best, inputs: [score, second, third]", 40),
        ("count, inputs: [score, second, third]", 2),
        ("mean, inputs: [score, second, third], missing: full", Fraction(80, 3)),
        ("worst, inputs: [score, second, third], missing: full", 10),
        ("worst, inputs: [score, second, third], missing: zero", 0),
        ("latest, inputs: [score, second, third]", 30),
        ("mean, inputs: [score, second, third], at_least: 3", NO_DATA),
        ("mean, inputs: [score, second, third], missing: no_data", NO_DATA),
    ],
)
def test_inputs(rule: str, expected: object) -> None:
    office = Forms.of(f"{FOUR}{{id: made, name: 汇总, of: 街道, every: month, rule: {rule}}}")
    office.add("甲")
    office.enter("2026-02", "甲 40", "score")
    office.enter("2026-02", "甲 30", "second")
    assert office.value("made", "甲", "2026-02") == expected


def test_sentences_of_inputs() -> None:
    office = Forms.of(
        FOUR + "{id: made, name: 汇总, of: 街道, every: month, rule: worst, inputs: [score, second]}"
    )
    office.add("甲 乙")
    office.enter("2026-02", "甲 40", "score")
    office.enter("2026-02", "甲 30", "second")
    assert office.sentence("made", "甲", "2026-02") == "2项中最差的是项second：30.00"
    assert office.sentence("made", "乙", "2026-02") == "2项中0个有数据，2个没有：无数据"
