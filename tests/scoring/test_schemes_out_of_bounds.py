"""Schemes that would take hours, all memory or too deep a stack: each is refused, or worked out after all."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cityassess.errors import Refused
from cityassess.scoring.assessment import State
from cityassess.scoring.calendars import PLAIN, Calendar
from cityassess.scoring.history import evaluate_in_force
from cityassess.scoring.periods import Cycle, Period
from cityassess.scoring.scheme import Scheme
from cityassess.scoring.tally import Tally, tally_checks
from cityassess.wording import exact_text
from tests.scoring.forms_office import Forms, faults_of

MARK = "{id: score, name: 得分, of: 街道, every: month, rule: mark, full: 100}"
DAILY = "{id: score, name: 得分, of: 街道, every: day, rule: mark, full: 100}"


def chain(length: int) -> list[str]:
    """Sums that each read the one before."""
    made = [MARK]
    for number in range(length):
        below = f"f{number - 1}" if number else "score"
        made.append(
            f"{{id: f{number}, name: 第{number}层, of: 街道, every: month, rule: sum, inputs: [{below}]}}"
        )
    return made


@pytest.mark.parametrize("backwards", [False, True])
def test_a_chain_of_figures_is_as_deep_in_either_order_of_the_file(backwards: bool) -> None:
    def text(length: int) -> str:
        lines = chain(length)
        return "\n".join(reversed(lines) if backwards else lines)

    office = Forms.of(text(49))
    office.add("甲")
    office.enter("2026-02", "甲 80")
    assert office.value("f48", "甲", "2026-02") == 80
    assert office.explain("f48", "甲", "2026-02").sentence.endswith("80.00")
    for length in (50, 400):
        faults = faults_of(text(length))
        assert len(faults) == 1, faults
        assert "层层引用超过50层" in faults[0]


def test_windows_in_windows_are_refused_where_they_look_too_far_back() -> None:
    def nested(depth: int) -> str:
        return "\n".join(
            [DAILY]
            + [
                f"{{id: f{number}, name: 第{number}层, of: 街道, every: day, rule: total, periods: 400, "
                f"before: {f'f{number - 1}' if number else 'score'}}}"
                for number in range(depth)
            ]
        )

    assert Forms.of(nested(2)).scheme.by_id.keys() == {"score", "f0", "f1"}
    assert faults_of(nested(4)) == [
        "2: 考核项“第0层”往前看得太远：层层算下来，“得分”要算1601期，算起来太久。应改小“periods”，或减少层次。"
    ]
    five_years = "{id: plan, name: 五年, of: 街道, every: five_year, rule: mean, within: score}"
    office = Forms.of(f"{DAILY}\n{five_years}")
    office.add("甲")
    office.enter("2023-02-01", "甲 70")
    assert office.value("plan", "甲", "2021-2025") == 70
    looked_back = "{id: made, name: 历来, of: 街道, every: five_year, rule: total, before: plan, periods: 3}"
    assert "往前看得太远" in faults_of(f"{DAILY}\n{five_years}\n{looked_back}")[0]


@pytest.mark.parametrize(
    "days", ["0001-01-01, to: 9999-12-31", "1899-12-31, to: 1900-03-01", "2020-01-01, to: 2030-02-01"]
)
def test_a_campaign_lasts_no_longer_than_ten_years_of_these_centuries(days: str) -> None:
    top = f"calendar: {{campaigns: [{{id: clean, name: 大清扫, from: {days}}}]}}"
    assert "专项行动“大清扫”应在1900年至2199年之间，前后不超过10年。" in faults_of(MARK, top=top)[0]


def test_a_campaign_that_the_calendar_does_not_know_holds_no_periods() -> None:
    office = Forms.of(
        f"{DAILY}\n{{id: made, name: 战果, of: 街道, every: campaign, rule: mean, within: score}}",
        top="calendar: {campaigns: [{id: clean, name: 大清扫, from: 2026-01-01, to: 2026-01-31}]}",
    )
    office.add("甲")
    assert office.value("made", "甲", "unheard-of") is State.NO_DATA


@pytest.mark.parametrize("code", ["0001-01", "1899-12-31", "1899", "2200", "9999", "9999-12-31", "9999-W52"])
def test_years_far_off_are_slips_of_the_pen(code: str) -> None:
    for calendar in (PLAIN, Calendar(month_ends_on=25)):
        with pytest.raises(ValueError, match="不是考核周期"):
            calendar.parse(code)


@pytest.mark.parametrize("calendar", [PLAIN, Calendar(month_ends_on=25)])
@pytest.mark.parametrize(
    ("first", "last"),
    [("1900-01-01", "2199-12-31"), ("1900-01", "2199-12"), ("1900-Q1", "2199-Q4"), ("1900", "2199")],
)
def test_there_is_nothing_before_the_first_and_after_the_last_period(
    calendar: Calendar, first: str, last: str
) -> None:
    assert calendar.earlier(calendar.parse(first), 1) is None
    assert calendar.following(calendar.parse(last)) is None
    year = calendar.parse("2199")
    assert [period.code for period in calendar.within(year, Cycle.QUARTER)][-1] == "2199-Q4"


def test_editions_that_date_a_campaign_differently_do_not_look_into_each_other_for_ever() -> None:
    """January counts the campaign that ends in it, until the campaign counts the January that ends in it.

    The campaign is 140: its January is the raid's 60, as the earlier edition works it out once it is asked again, and
    its February looks back on January's 80.
    """
    figures = """
        {id: score, name: 得分, of: 街道, every: month, rule: mark, full: 100}
        {id: raid, name: 突击, of: 街道, every: campaign, rule: mark, full: 100}
        {id: both, name: 合计, of: 街道, every: month, rule: total, within: whole}
        {id: whole, name: 战果, of: 街道, every: campaign, rule: total, within: score}
    """
    in_it = figures.replace("within: score", "before: raid, periods: 1, and_this: true")
    around_it = figures.replace("within: whole", "before: score, periods: 1, and_this: true").replace(
        "within: score", "within: both"
    )
    dates = "calendar: {{campaigns: [{{id: clean, name: 大清扫, from: 2026-01-05, to: 2026-{}}}]}}"
    before = Forms.of(in_it, top=dates.format("01-20"))
    after = Forms.of(around_it, top=dates.format("03-31"), start="2026-02-01")
    before.add("甲")
    before.enter("2026-01", "甲 80")
    before.enter("clean", "甲 60", "raid")
    editions = (before.scheme, after.scheme)

    def tallied(scheme: Scheme, periods: tuple[Period, ...]) -> Tally:
        return tally_checks(scheme, before.roster, periods, before.checks)

    evaluation = evaluate_in_force(
        before.scheme, editions, [before.scheme.calendar.parse("2026-01")], tallied
    )
    assert before.value("both", "甲", "2026-01", evaluation) == 140


def test_products_of_products_are_stopped_and_long_fractions_are_printed() -> None:
    start = [MARK] + [
        f"{{id: {letter}0, name: {letter}0, of: 街道, every: month, rule: sum, inputs: [score]}}"
        for letter in "ab"
    ]
    tower = [
        f"{{id: {letter}{number}, name: {letter}{number}, of: 街道, every: month, rule: {rule}}}"
        for number in range(1, 24)
        for letter, rule in (
            ("a", f"product, inputs: [a{number - 1}, b{number - 1}]"),
            ("b", f"sum, inputs: [a{number}]"),
        )
    ]
    office = Forms.of("\n".join(start + tower))
    office.add("甲")
    office.enter("2026-02", "甲 0.5")
    with pytest.raises(Refused, match=r"“a1[67]”算出来的数太长，算不下去"):
        office.evaluate("2026-02")
    office.checks.clear()
    office.enter("2026-02", "甲 1")
    assert office.value("a23", "甲", "2026-02") == 1
    office.checks.clear()
    office.enter("2026-02", "甲 99")
    with pytest.raises(Refused, match="“a5”算出来的数太长，算不下去"):
        office.evaluate("2026-02")
    assert exact_text(Fraction(7**9000, 2)).endswith("/2")
    assert exact_text(Fraction(-86, 25)) == "-86/25"
    assert exact_text(Fraction(86)) == "86"


def test_no_member_of_a_list_is_passed_over_in_silence() -> None:
    ranking = "  - {id: order, name: 排名, score: score, columns: [{a: b}], also: [[score]]}\n"
    assert [fault.split(": ")[1] for fault in faults_of(MARK, rankings=ranking)] == [
        "排名“排名”的“columns”中每一项应是一个值。",
        "排名“排名”的“also”中每一项应是一个值。",
    ]


def test_more_ranges_than_any_circular_has_are_refused() -> None:
    rows = ", ".join(f"{{at_least: {300 - number}, gives: 1}}" for number in range(250))
    table = f"{{id: made, name: 折算, of: 街道, every: month, rule: table, input: score, rows: [{rows}, {{gives: 0}}]}}"
    assert "分了251档，最多200档" in faults_of(f"{MARK}\n{table}")[0]
