"""Entered rule forms: worked examples at their edges, what their explanations say, and what schemes may not say."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cityassess.scoring.assess import assess
from cityassess.scoring.assessment import State, Trace
from cityassess.scoring.calendars import PLAIN, Calendar
from cityassess.scoring.forms import (
    Choice,
    Further,
    Option,
    RuleForm,
    Several,
    TimeLimit,
    TimeUnit,
    Unchecked,
)
from cityassess.scoring.packed_worth import PackedWorth
from cityassess.scoring.periods import Cycle
from cityassess.scoring.scheme import Figure
from cityassess.scoring.values import VALUE_SCALE, Check
from cityassess.scoring.working_time import is_rectified, moment_of_rectification, time_taken
from cityassess.scoring.worth import worth
from tests.scoring.forms_office import Forms, faults_of, read_again, scheme_text

MAY = "2026-05"


def office(rule: str, *, more: str = "", names: str = "甲 乙 丙 丁", top: str = "") -> Forms:
    """An office with one criterion called score."""
    forms = Forms.of(f"{{id: score, name: 评分, of: 街道, every: month, {rule}}}\n{more}", top=top)
    forms.add(names)
    return forms


def record(forms: Forms, name: str, value: str, *, period: str = MAY, **circumstances: object) -> None:
    """Record one check; ``/`` says that the criterion does not apply."""
    number = None if value == "/" else int(Fraction(value) * VALUE_SCALE)
    key = len(forms.checks) + 1
    check = Check(period, forms.objects[name].key, "score", number, key=key, **circumstances)  # type: ignore[arg-type]
    forms.checks.append(check)


def at(moment: str) -> datetime:
    """A moment of the office's clock."""
    return datetime.fromisoformat(moment)


def value(forms: Forms, name: str = "甲", period: str = MAY) -> Fraction | State:
    return forms.value("score", name, period)


def problems(forms: Forms, period: str = MAY) -> tuple[str, ...]:
    return assess(forms.evaluate(period), forms.scheme.calendar.parse(period)).problems


def trace(forms: Forms, name: str = "甲", period: str = MAY) -> Trace:
    """The explanation of a cell, whose lines must add up to it where they have shares."""
    found = forms.explain("score", name, period)
    shares = [line.share for line in found.checks] + [addend.share for addend in found.addends]
    if found.figure.exact is not None and None not in shares:
        assert sum((share for share in shares if share is not None), Fraction(0)) == found.figure.published
    return found


def whys(found: Trace) -> list[tuple[str, Fraction | None, str]]:
    return [(line.text, line.share, line.why) for line in found.checks]


# ---- deductions and bonuses by event


def test_each_event_costs_the_same_until_nothing_is_left() -> None:
    forms = office("rule: deduct, full: 10, each: 2, unchecked: full")
    for name, places in (("甲", "3"), ("乙", "5"), ("丙", "6")):
        record(forms, name, places)
    assert forms.values("score", MAY) == {"甲": 4, "乙": 0, "丙": 0, "丁": 10}
    found = trace(forms, "丙")
    assert found.sentence == "满分10 − 扣分12.00，扣完为止，得0.00"
    assert [(addend.name, addend.share) for addend in found.addends] == [
        ("满分", Fraction(10)),
        ("扣完为止", Fraction(2)),
    ]
    assert whys(found) == [("6处", Fraction(-12), "每处2分")]


def test_times_multiply_what_is_counted() -> None:
    forms = office("rule: deduct, full: 10, each: 0.3, unit: 起")
    record(forms, "甲", "2", count=3)
    assert value(forms) == Fraction("8.2")
    assert whys(trace(forms)) == [("2起×3", Fraction("-1.8"), "每起0.3分")]


RATES = """rule: deduct, full: 20, floor: 5, repeated_within: 2, rates: [
    {points: 4, repeated: true}, {points: 3, source: [纪委, 市文明办], rectified: false},
    {points: 2, source: 市文明办}, {points: 1, severity: 一般, mode: 暗访}, {points: 0.5, grade: 主街}]""".replace(
    "\n", " "
)


def test_the_first_rate_that_fits_decides() -> None:
    forms = office(RATES)
    for source, rectified, points in (
        ("市文明办", "", 3),
        ("市文明办", "否", 3),
        ("市文明办", "未按期整改", 3),
        ("市文明办", "是", 2),
        ("市文明办", "2026-05-09T10:30", 2),
        ("纪委", "", 3),
    ):
        one = office(RATES)
        record(one, "甲", "1", source=source, rectified=rectified)
        assert value(one) == 20 - points, (source, rectified)
    record(forms, "甲", "2", severity="一般", mode="暗访")
    record(forms, "甲", "1", repeated=True, source="市文明办", rectified="是")
    record(forms, "甲", "1", source="市文明办")
    assert value(forms) == 20 - 2 - 4 - 3
    assert whys(trace(forms)) == [
        ("2处", Fraction(-2), "暗访、一般：每处1分"),
        ("1处", Fraction(-4), "重复：每处4分"),
        ("1处", Fraction(-3), "纪委或市文明办发现、未整改：每处3分"),
    ]
    record(forms, "甲", "3", repeated=True)
    assert value(forms) == 5, "扣到下限为止"
    assert trace(forms).sentence == "满分20 − 扣分21.00，扣完为止，得5.00"


def test_the_grade_is_that_of_the_object_in_the_period() -> None:
    forms = office(RATES)
    forms.reclassify("甲", "2026-06-01", grade="主街")
    record(forms, "甲", "1", period="2026-05")
    record(forms, "甲", "1", period="2026-06")
    assert value(forms) is State.NO_DATA
    assert value(forms, period="2026-06") == Fraction("19.5")
    assert whys(trace(forms, period="2026-06")) == [("1处", Fraction("-0.5"), "主街：每处0.5分")]


def test_a_check_that_no_rate_fits_is_a_problem_and_leaves_the_cell_without_data() -> None:
    forms = office(RATES)
    record(forms, "甲", "1", source="市文明办")
    record(forms, "甲", "1", source="热线", severity="一般")
    assert value(forms) is State.NO_DATA
    (problem,) = problems(forms)
    assert problem.startswith(
        "甲的“评分”有1条记录没有适用的标准（热线、没有写方式、一般；对象没有等级），不能计分。"
    )
    found = trace(forms)
    assert found.sentence == "无数据"
    assert whys(found)[1] == ("1处", None, "没有适用的标准")


def test_the_same_place_within_some_periods_makes_a_check_repeated() -> None:
    forms = office(
        "rule: deduct, full: 20, repeated_within: 2, rates: [{points: 4, repeated: true}, {points: 1}]"
    )
    record(forms, "甲", "1", period="2026-01", place="东门")
    record(forms, "甲", "1", period="2026-02", place="东门")
    record(forms, "甲", "1", period="2026-04", place="东门")
    record(forms, "甲", "1", period="2026-04", place="西门")
    record(forms, "甲", "1", period="2026-04")
    record(forms, "甲", "0", period="2026-03", place="西门")
    record(forms, "乙", "1", period="2026-03", place="西门")
    record(forms, "甲", "1", period="2026-05")
    record(forms, "甲", "1", period="2026-07", place="东门")
    months = ("2026-01", "2026-02", "2026-04", "2026-05", "2026-07")
    assert [value(forms, period=month) for month in months] == [19, 16, 14, 19, 19]
    why = whys(trace(forms, period="2026-04"))
    assert why[0] == ("1处", Fraction(-4), "重复（前几期同一地点有记录）：每处4分")
    assert why[1][2] == "每处1分"


def test_points_are_as_they_were_chosen_within_a_range() -> None:
    forms = office("rule: deduct, full: 200, range: {from: 20, to: 50, step: 5}, unchecked: full")
    record(forms, "甲", "20", count=2)
    record(forms, "甲", "45")
    assert value(forms) == 115
    assert trace(forms).sentence == "满分200 − 扣分85.00 = 115.00"


def test_a_bonus_is_capped_and_nothing_on_record_is_nothing() -> None:
    forms = office("rule: bonus, each: 0.5, most: 2")
    record(forms, "甲", "5")
    record(forms, "乙", "4")
    record(forms, "丙", "/")
    assert forms.values("score", MAY) == {"甲": 2, "乙": 2, "丙": State.NOT_APPLICABLE, "丁": 0}
    found = trace(forms)
    assert found.sentence == "加分合计2.50，最多加2分，得2.00"
    assert [(addend.name, addend.share) for addend in found.addends] == [("加到上限为止", Fraction("-0.5"))]
    assert trace(forms, "乙").sentence == "加分合计2.00，得2.00"
    assert trace(forms, "丁").sentence == "没有加分记录，得0分"
    assert forms.scheme.fulls["score"] == 0


def test_a_bonus_may_need_a_record() -> None:
    forms = office("rule: bonus, unchecked: no_data, rates: [{points: 2, severity: 省级}, {points: 0.5}]")
    record(forms, "甲", "1", severity="省级")
    record(forms, "甲", "3")
    assert (value(forms), value(forms, "乙")) == (Fraction("3.5"), State.NO_DATA)
    assert whys(trace(forms)) == [("1处", 2, "省级：每处2分"), ("3处", Fraction("1.5"), "每处0.5分")]


@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from(["市", "区", ""]), st.booleans()), max_size=8))
@settings(max_examples=60, deadline=None)
def test_a_further_event_never_raises_a_score(events: list[tuple[int, str, bool]]) -> None:
    forms = office(
        "rule: deduct, full: 10, unchecked: full, "
        "rates: [{points: 2, source: 市}, {points: 1, repeated: true}, {points: 0.1}]"
    )
    before = Fraction(10)
    for number, source, repeated in events:
        record(forms, "甲", str(number), source=source, repeated=repeated)
        now = value(forms)
        assert isinstance(now, Fraction)
        assert now <= before
        before = now
    trace(forms)


# ---- marks, choices, measures


@pytest.mark.parametrize(
    ("several", "marks", "answer"),
    [
        ("highest", "80 90 85", "90"),
        ("lowest", "80 90 85", "80"),
        ("trimmed", "80 90 85 60", "82.5"),
        ("trimmed", "80 90 85", "85"),
        ("trimmed", "80 90", "85"),
        ("trimmed", "80", "80"),
        ("trimmed", "80 80 80", "80"),
        ("mean", "80 90 86", "256/3"),
    ],
)
def test_what_is_made_of_several_marks(several: str, marks: str, answer: str) -> None:
    for order in set(permutations(marks.split())):
        forms = office(f"rule: mark, full: 100, several: {several}")
        for number, mark in enumerate(order):
            record(forms, "甲", mark, inspector=str(number))
        assert value(forms) == Fraction(answer)
        trace(forms)


def test_a_mark_beside_a_not_applicable_is_a_contradiction() -> None:
    forms = office("rule: mark, full: 100, several: highest")
    record(forms, "甲", "80")
    record(forms, "甲", "/", note="没有")
    record(forms, "乙", "/")
    assert forms.values("score", MAY)["甲"] is State.NO_DATA
    assert forms.values("score", MAY)["乙"] is State.NOT_APPLICABLE
    assert problems(forms) == ("甲的“评分”既有分数又有“不适用”，不能计分，应改正其中之一",)


def test_the_latest_goes_by_day_and_then_by_the_clock() -> None:
    for order in permutations(range(3)):
        forms = office("rule: mark, full: 100, several: latest")
        given_marks = [
            ("80", date(2026, 5, 3), None),
            ("70", date(2026, 5, 9), at("2026-05-09 08:30")),
            ("60", None, at("2026-05-09 14:00")),
        ]
        for number in order:
            mark, day, found = given_marks[number]
            record(forms, "甲", mark, inspector=str(number), day=day, found=found)
        assert value(forms) == 60
        assert trace(forms).sentence.endswith("取最近一次，得60.00")


def test_which_is_the_latest_must_be_told() -> None:
    forms = office("rule: measure, several: latest")
    record(forms, "甲", "3", day=date(2026, 5, 9), place="东")
    record(forms, "甲", "4", day=date(2026, 5, 9), place="西")
    record(forms, "乙", "3", place="东")
    record(forms, "乙", "4", place="西")
    record(forms, "丙", "4", place="东")
    record(forms, "丙", "4", place="西")
    assert forms.values("score", MAY) == {
        "甲": State.NO_DATA, "乙": State.NO_DATA, "丙": 4, "丁": State.NO_DATA
    }  # fmt: skip
    told = problems(forms)
    assert told == (
        "甲的“评分”取最近一次，但2026-05-09有几个不同的结果，分不出先后，不能计分",
        "乙的“评分”取最近一次，但几个不同的结果都没有写日期，分不出先后，不能计分",
    )


def test_each_inspector_weighs_the_same() -> None:
    forms = office("rule: mark, full: 5, several: mean, average_by: inspector")
    for inspector, mark in (("张敏", "3"), ("张敏", "4"), ("张敏", "5"), ("李强", "1"), ("", "5")):
        record(forms, "甲", mark, inspector=inspector, place=mark)
    assert value(forms) == Fraction(4 + 1 + 5, 3)
    sentence = trace(forms).sentence
    assert sentence.startswith("按检查人平均：(张敏4.00 + 李强1.00 + 未写检查人5.00) ÷ 3 = 3.33")


CHOICE = (
    "rule: choice, options: [{id: good, name: 好, points: 5}, {id: fair, name: 中, points: 3.5}, "
    "{id: poor, name: 差, points: -1}]"
)


def test_the_maximum_of_a_choice_is_its_best_option_not_their_sum() -> None:
    forms = office(
        f"{CHOICE}, several: mean",
        more="{id: total, name: 合计, of: 街道, every: month, rule: sum, inputs: [score]}",
    )
    assert forms.scheme.fulls["score"] == 5
    assert forms.scheme.fulls["total"] == 5
    record(forms, "甲", "1", count=2, place="东")
    record(forms, "甲", "3", place="西")
    record(forms, "乙", "2")
    assert forms.values("score", MAY)["甲"] == Fraction(5 * 2 - 1, 3)
    found = trace(forms)
    assert found.sentence == "(5×2 + -1) ÷ 3 = 3.00"
    assert [(line.text, line.why) for line in found.checks] == [("好×2", "5分"), ("差", "-1分")]
    assert trace(forms, "乙").sentence == "选“中”，得3.50"


def test_two_answers_or_a_strange_one_are_problems() -> None:
    forms = office(CHOICE)
    record(forms, "甲", "1")
    record(forms, "甲", "2", note="再查")
    record(forms, "乙", "4")
    record(forms, "丙", "1.5")
    assert {value(forms, name) for name in "甲乙丙"} == {State.NO_DATA}
    assert problems(forms) == (
        "乙的“评分”选了方案里没有的选项，不能计分，应改正",
        "丙的“评分”选了方案里没有的选项，不能计分，应改正",
        "甲的“评分”有2个选项，只能有1个，不能计分",
    )
    assert trace(forms, "乙").checks[0].text == "第4个选项（没有这一项）"


def test_yes_is_worth_full_marks_and_no_nothing() -> None:
    forms = office("rule: yes_no, full: 3")
    record(forms, "甲", "1")
    record(forms, "乙", "2")
    assert forms.values("score", MAY) == {"甲": 3, "乙": 0, "丙": State.NO_DATA, "丁": State.NO_DATA}
    assert trace(forms, "乙").sentence == "选“否”，得0.00"


def test_measured_values_are_summed_with_their_times_and_may_be_negative() -> None:
    forms = office("rule: measure, several: sum, unit: 件, least: -10, entry_decimals: 0")
    record(forms, "甲", "3", count=2)
    record(forms, "甲", "-7", place="更正")
    assert value(forms) == -1
    assert forms.scheme.fulls["score"] is None
    found = trace(forms)
    assert found.sentence == "3件×2 + -7件 = -1.00"
    assert [line.share for line in found.checks] == [6, -7]
    one = office("rule: measure, unit: '%', most: 100")
    record(one, "甲", "95.5")
    assert trace(one).sentence == "数值95.50%"


# ---- time limits


FURTHER = (
    "rule: time_limit, full: 5, limit: 24, unit: hour, late: 0.5, further: {every: 12, points: 0.25}, "
    "unchecked: full"
)


@pytest.mark.parametrize(
    ("taken", "left"),
    [
        ("0", "5"),
        ("24", "5"),
        ("24.01", "4.5"),
        ("36", "4.5"),
        ("36.01", "4.25"),
        ("48", "4.25"),
        ("48.01", "4"),
        ("999", "0"),
    ],
)
def test_a_late_case_costs_more_for_each_further_stretch_begun(taken: str, left: str) -> None:
    forms = office(FURTHER)
    record(forms, "甲", taken)
    assert value(forms) == Fraction(left)
    assert value(forms, "乙") == 5
    trace(forms)


def test_a_late_case_says_by_how_much_it_cost() -> None:
    forms = office(FURTHER)
    record(forms, "甲", "10")
    record(forms, "甲", "50", count=2)
    assert whys(trace(forms)) == [
        ("10小时", Fraction(0), "时限24小时，不超时"),
        ("50小时×2", Fraction(-2), "超过时限24小时扣0.5分，每再超12小时扣0.25分，再扣0.5分"),
    ]


HOURS = Calendar(
    holidays=frozenset({date(2026, 10, 1), date(2026, 10, 2)}),
    working_days=frozenset({date(2026, 10, 10)}),
    hours=((time(8, 30), time(12)), (time(14, 30), time(18))),
)


@pytest.mark.parametrize(
    ("began", "ended", "unit", "taken"),
    [
        ("2026-11-20 17:00", "2026-11-23 10:31", TimeUnit.WORKING_HOUR, Fraction(181, 60)),
        ("2026-11-18 11:00", "2026-11-18 16:30", TimeUnit.WORKING_HOUR, 3),
        ("2026-11-18 12:10", "2026-11-18 14:20", TimeUnit.WORKING_HOUR, 0),
        ("2026-11-18 07:00", "2026-11-18 23:00", TimeUnit.WORKING_HOUR, 7),
        ("2026-11-21 09:00", "2026-11-22 17:00", TimeUnit.WORKING_HOUR, 0),
        ("2026-10-09 17:00", "2026-10-12 09:00", TimeUnit.WORKING_HOUR, Fraction(17, 2)),
        ("2026-11-18 23:50", "2026-11-19 00:21", TimeUnit.MINUTE, 31),
        ("2026-11-18 08:00", "2026-11-19 08:30", TimeUnit.HOUR, Fraction(49, 2)),
        ("2026-11-18 23:59", "2026-11-19 00:00", TimeUnit.DAY, 1),
        ("2026-09-30 10:00", "2026-10-05 10:00", TimeUnit.WORKING_DAY, 1),
        ("2026-10-09 10:00", "2026-10-12 10:00", TimeUnit.WORKING_DAY, 2),
        ("2026-10-09 10:00", "2026-10-09 18:00", TimeUnit.WORKING_DAY, 0),
    ],
)
def test_time_is_taken_by_the_calendar(began: str, ended: str, unit: TimeUnit, taken: Fraction) -> None:
    found = time_taken(at(began), at(ended), unit, HOURS)
    assert abs(found - taken * VALUE_SCALE) <= Fraction(1, 2)


def test_a_case_that_met_its_limit_to_the_minute_is_not_late() -> None:
    rule = TimeLimit(
        Fraction(5), Fraction(0), Fraction("3.25"), TimeUnit.HOUR, Fraction(1), None, Unchecked.FULL
    )
    start = at("2026-11-18 09:00")
    for minutes in range(1, 400):
        ended = start + timedelta(minutes=minutes)
        taken = time_taken(start, ended, TimeUnit.HOUR, PLAIN)
        assert (worth(taken, rule) == 0) is (minutes <= 195), minutes


def test_days_need_no_clock_but_hours_do() -> None:
    assert time_taken(date(2026, 11, 1), date(2026, 11, 4), TimeUnit.DAY, PLAIN) == 3 * VALUE_SCALE
    for unit in (TimeUnit.MINUTE, TimeUnit.HOUR, TimeUnit.WORKING_HOUR):
        with pytest.raises(ValueError, match="几点几分"):
            time_taken(date(2026, 11, 1), at("2026-11-04 08:00"), unit, PLAIN)
    for unit in TimeUnit:
        with pytest.raises(ValueError, match="早于"):
            time_taken(at("2026-11-04 08:00"), at("2026-11-03 08:00"), unit, PLAIN)


def test_what_counts_as_rectified() -> None:
    assert [is_rectified(text) for text in ("是", "已整改", "2026-11-03", "2026-11-03T08:30")] == [True] * 4
    assert [is_rectified(text) for text in ("", "否", "未整改", "没有整改", "不合格")] == [False] * 5
    assert moment_of_rectification("2026-11-03") == date(2026, 11, 3)
    assert moment_of_rectification("2026-11-03T08:30") == at("2026-11-03 08:30")
    assert moment_of_rectification("是") is None


# ---- a million at a time and one by one


def criterion(rule: RuleForm) -> Figure:
    return Figure("x", "指标", "街道", Cycle.MONTH, rule, "", None, 2, 2, 1)


RULES: list[RuleForm] = [
    Choice((Option("a", "好", Fraction(5)), Option("b", "差", Fraction("-0.5"))), Several.MEAN),
    Choice(tuple(Option(f"o{n}", str(n), Fraction(n, 4)) for n in range(3)), Several.ONE),
    TimeLimit(Fraction(5), Fraction(0), Fraction(24), TimeUnit.HOUR, Fraction(1), None, Unchecked.FULL),
    TimeLimit(
        Fraction(5), Fraction(0), Fraction("0.5"), TimeUnit.DAY, Fraction("0.3"),
        Further(Fraction("0.0001"), Fraction(1_000_000)), Unchecked.FULL,
    ),
]  # fmt: skip


@given(
    st.lists(
        st.tuples(
            st.integers(0, len(RULES)),
            st.one_of(st.integers(0, 5).map(lambda n: n * VALUE_SCALE), st.integers(0, 10**10)),
            st.integers(1, 9),
        ),
        max_size=12,
    )
)
def test_packed_checks_are_worth_what_single_ones_are(rows: list[tuple[int, int, int]]) -> None:
    packed = PackedWorth([*map(criterion, RULES), None])
    numbers = np.array([row[0] for row in rows], dtype=np.int64)
    times = np.array([row[2] for row in rows], dtype=np.int64)
    amounts = np.array([row[1] * row[2] for row in rows], dtype=np.int64)
    found, misfits = packed(numbers, amounts, times, np.zeros(len(rows), dtype=np.bool_))
    for place, (number, one, count) in enumerate(rows):
        alone = worth(one, RULES[number]) if number < len(RULES) else one
        assert (alone is None) is bool(misfits is not None and misfits[place])
        assert found[place] == (alone or 0) * count


# ---- what a scheme may say

LINE = "{{id: score, name: 评分, of: 街道, every: month, {}}}"
EVERY = "\n".join(
    LINE.format(f"{rule}").replace("id: score", "id: " + ("score" if number == 0 else f"f{number}"))
    for number, rule in enumerate(
        [
            "rule: deduct, full: 20, each: 2, floor: -5, unchecked: full",
            RATES.replace("full: 20, floor: 5", "full: 20"),
            "rule: deduct, full: 200, range: {from: 20, to: 50, step: 5}",
            "rule: deduct, full: 200, range: {from: 0, to: 5}",
            "rule: bonus, each: 0.5, most: 2",
            "rule: bonus, unchecked: no_data",
            "rule: mark, full: 100, several: trimmed, step: 0.5",
            "rule: mark, full: 100, several: mean, average_by: place",
            f"{CHOICE}, several: mean",
            "rule: yes_no, full: 3",
            "rule: measure, unit: 件, several: highest, least: -5.5, most: 10",
            FURTHER,
            "rule: time_limit, full: 5, floor: 1, limit: 5, unit: working_day, late: 2",
        ]
    )
)


def test_every_entered_form_is_written_as_it_was_read() -> None:
    text = scheme_text(EVERY)
    forms = Forms.of(EVERY)
    assert read_again(forms.scheme, text) == {figure.id: figure.rule for figure in forms.scheme.figures}


def test_how_many_and_which_are_entered_without_decimals_unless_the_scheme_says() -> None:
    forms = Forms.of(EVERY)
    decimals = {figure.id: figure.entry_decimals for figure in forms.scheme.figures}
    assert [decimals[name] for name in ("score", "f1", "f2", "f4", "f8", "f9", "f10")] == [
        0,
        0,
        2,
        0,
        0,
        0,
        2,
    ]
    assert (
        office("rule: deduct, full: 5, each: 0.5, entry_decimals: 1").scheme.by_id["score"].entry_decimals
        == 1
    )


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ("rule: deduct, full: 5, each: 1, range: {from: 1, to: 2}", "同时写了“each”和“range”"),
        ("rule: deduct, full: 5, each: 1, rates: [{points: 1}]", "同时写了“each”和“rates”"),
        ("rule: deduct, full: 5, rates: []", "“rates”至少要有一条"),
        ("rule: deduct, full: 5, each: 0", "“each”应大于0"),
        ("rule: deduct, full: 5, each: -1", "“each”应大于0"),
        ("rule: deduct, full: 5, each: 0.00001", "最多4位小数"),
        ("rule: deduct, full: 5, rates: [{points: 1}, {points: 2, source: 市}]", "第2条标准永远用不上：第1条"),
        (
            "rule: deduct, full: 5, rates: [{points: 1, source: [市, 区]}, {points: 2, source: 市, mode: 暗访}]",
            "第2条标准永远用不上",
        ),
        ("rule: deduct, full: 5, rates: [{points: 1, sauce: 市}]", "没有“sauce”这一项，可能是“source”"),
        ("rule: deduct, full: 5, rates: [{points: 1, rectified: 否}]", "应是 true 或 false"),
        ("rule: deduct, full: 5, repeated_within: 2, each: 1", "没有一条写明 repeated"),
        ("rule: deduct, full: 5, repeated_within: 0, rates: [{points: 1, repeated: true}]", "应是1至60的整数"),
        ("rule: deduct, full: 5, range: {from: 1, to: 5, step: 3}", "不能按每档3分成整数档"),
        ("rule: deduct, full: 5, range: {from: 5, to: 1}", "“to”应大于“from”"),
        ("rule: deduct, full: 5, range: {from: 0.125, to: 1}", "只录2位小数，录不出0.125"),
        ("rule: deduct, full: 5, unchecked: zero", "“unchecked”应是 no_data、full 之一"),
        ("rule: bonus, unchecked: full", "“unchecked”应是 zero、no_data 之一"),
        ("rule: bonus, most: 0", "“most”应大于0"),
        ("rule: mark, full: 5, step: 2", "不是每档2的整数倍"),
        ("rule: mark, full: 5, average_by: inspector", "应同时写 several: mean"),
        ("rule: mark, full: 5, several: sum", "“several”应是 one、mean、highest、lowest、latest、trimmed 之一"),
        ("rule: choice, options: [{id: a, name: 好, points: 1}]", "应有2至99个选项"),
        ("rule: choice, options: [{id: a, name: 好, points: 1}, {id: a, name: 差, points: 0}]", "选项“a”出现了两次"),
        ("rule: choice, options: [{id: a, name: 好, points: 1}, {id: b, name: 好, points: 0}]", "选项“好”出现了两次"),
        ("rule: choice, options: [{id: a, name: 好, points: 0}, {id: b, name: 差, points: 0}]", "最好的选项也不得分"),
        ("rule: yes_no, full: 1, several: latest", "应是 one、mean 之一"),
        ("rule: yes_no", "缺少“full”"),
        ("rule: measure, several: trimmed", "“several”应是 one、mean、sum、highest、lowest、latest 之一"),
        ("rule: measure, most: 0", "“most”（0）应大于“least”（0）"),
        ("rule: measure, most: 10.5, entry_decimals: 0", "只录0位小数，录不出10.5"),
        ("rule: time_limit, full: 5, limit: 24, late: 1", "缺少“unit”"),
        ("rule: time_limit, full: 5, limit: 24, unit: week, late: 1", "“unit”应是 minute、hour"),
        ("rule: time_limit, full: 5, limit: 0, unit: hour, late: 1", "“limit”应大于0"),
        ("rule: time_limit, full: 5, limit: 0.0001, unit: hour, late: 1", "应合整分钟"),
        ("rule: time_limit, full: 5, limit: 1, unit: hour, late: 1, further: {every: 1}", "缺少“points”"),
    ],
)  # fmt: skip
def test_nonsense_is_refused_with_its_line(rule: str, sentence: str) -> None:
    faults = faults_of(LINE.format(rule))
    assert any(sentence in fault for fault in faults), faults
    assert all(fault.startswith("1: ") for fault in faults), faults
