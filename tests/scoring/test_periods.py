"""Periods: codes that stay stable, first and last days, neighbours, and which edition of a scheme governs them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityassess.scoring.periods import Cycle, Period, parse_period, period_holding
from cityassess.scoring.scheme import scheme_in_force
from cityassess.scoring.values import AssessedObject
from tests.scoring.strategies import make_scheme

days = st.dates(date(1990, 1, 1), date(2120, 12, 31))
cycles = st.sampled_from([cycle for cycle in Cycle if cycle is not Cycle.CAMPAIGN])


@pytest.mark.parametrize(
    ("code", "cycle", "start", "end"),
    [
        ("2026-11-21", Cycle.DAY, date(2026, 11, 21), date(2026, 11, 21)),
        ("2026-W47", Cycle.WEEK, date(2026, 11, 16), date(2026, 11, 22)),
        ("2026-11", Cycle.MONTH, date(2026, 11, 1), date(2026, 11, 30)),
        ("2026-Q4", Cycle.QUARTER, date(2026, 10, 1), date(2026, 12, 31)),
        ("2026", Cycle.YEAR, date(2026, 1, 1), date(2026, 12, 31)),
        ("2024-02", Cycle.MONTH, date(2024, 2, 1), date(2024, 2, 29)),
        ("1900-02", Cycle.MONTH, date(1900, 2, 1), date(1900, 2, 28)),
        ("2020-W53", Cycle.WEEK, date(2020, 12, 28), date(2021, 1, 3)),
        ("2016-W01", Cycle.WEEK, date(2016, 1, 4), date(2016, 1, 10)),
        ("2025-W01", Cycle.WEEK, date(2024, 12, 30), date(2025, 1, 5)),
        ("2016-Q1", Cycle.QUARTER, date(2016, 1, 1), date(2016, 3, 31)),
    ],
)
def test_a_code_names_its_days(code: str, cycle: Cycle, start: date, end: date) -> None:
    assert parse_period(code) == Period(cycle, start, end, code)


@pytest.mark.parametrize(
    "code",
    [
        "",
        "2026-13",
        "2026-00",
        "2026-1",
        "2026-W54",
        "2025-W53",
        "2026-W00",
        "2026-Q5",
        "2026-Q0",
        "2026-02-30",
        "26-11",
        "2026-11 ",
        "2026年11月",
        "0000",
        "2026-11-21T00",
        "２０２６",
    ],
)
def test_anything_else_is_refused_with_the_forms_that_are_right(code: str) -> None:
    with pytest.raises(ValueError, match="不是考核周期") as refusal:
        parse_period(code)
    assert f"“{code}”" in str(refusal.value)
    assert "2026-W47" in str(refusal.value)


@given(cycles, days)
def test_a_period_holds_its_day_and_is_read_back_from_its_code(cycle: Cycle, day: date) -> None:
    period = period_holding(cycle, day)
    assert period.cycle is cycle
    assert period.holds(day)
    assert parse_period(period.code) == period
    assert all(period_holding(cycle, edge) == period for edge in (period.start, period.end))


@given(cycles, days)
def test_neighbours_leave_no_day_out_and_share_none(cycle: Cycle, day: date) -> None:
    period = period_holding(cycle, day)
    assert period.next().start - period.end == timedelta(days=1)
    assert period.start - period.previous().end == timedelta(days=1)
    assert period.next().previous() == period == period.previous().next()
    assert not period.next().holds(day)


@given(st.sampled_from([Cycle.DAY, Cycle.MONTH, Cycle.QUARTER]), days)
def test_shorter_periods_nest_in_the_year(cycle: Cycle, day: date) -> None:
    period, year = period_holding(cycle, day), period_holding(Cycle.YEAR, day)
    assert year.start <= period.start <= period.end <= year.end


@pytest.mark.parametrize(
    ("since", "until", "there"),
    [
        (None, None, True),
        (date(2017, 4, 30), None, True),
        (date(2017, 5, 1), None, False),
        (None, date(2017, 4, 1), True),
        (None, date(2017, 3, 31), False),
        (date(2017, 4, 10), date(2017, 4, 10), True),
    ],
)
def test_an_object_is_assessed_in_each_period_that_it_touches(
    since: date | None, until: date | None, there: bool
) -> None:
    item = AssessedObject(1, "农新", "村", since=since, until=until)
    assert item.exists_in(parse_period("2017-04")) is there


def test_the_edition_that_came_into_force_last_governs_a_period_on_its_last_day() -> None:
    first = replace(make_scheme(()), in_force_from=date(2016, 1, 1), in_force_to=date(2017, 4, 15))
    second = replace(make_scheme(()), in_force_from=date(2017, 4, 16), in_force_to=None)
    correction = replace(make_scheme(()), in_force_from=date(2017, 6, 1), in_force_to=date(2017, 6, 30))
    editions = (correction, first, second)
    for code, governing in [
        ("2015-12", None),
        ("2016-01", first),
        ("2017-03", first),
        ("2017-04", second),
        ("2017-05", second),
        ("2017-06", correction),
        ("2017-07", second),
    ]:
        assert scheme_in_force(editions, parse_period(code)) is governing, code
