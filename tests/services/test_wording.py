"""Words and number formats as documents write them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from cityassess import wording
from cityassess.scoring.assessment import OUTSIDE, FigureResult, Rating, Standing, State
from cityassess.scoring.periods import parse_period
from cityassess.scoring.values import Check
from cityassess.services.score_forms import aligned, text_width


@pytest.mark.parametrize(
    ("code", "title"),
    [
        ("2026-11-03", "2026年11月3日"),
        ("2026-W07", "2026年第7周"),
        ("2017-05", "2017年5月"),
        ("2026-Q4", "2026年第4季度"),
        ("2026", "2026年"),
    ],
)
def test_periods(code: str, title: str) -> None:
    assert wording.period_title(parse_period(code)) == title


def test_days_and_moments() -> None:
    assert wording.date_text(date(2025, 11, 3)) == "2025年11月3日"
    assert wording.moment_text(datetime(2025, 11, 3, 9, 5, tzinfo=UTC)) == "2025-11-03 09:05"
    assert wording.changed_text("李强", datetime(2025, 11, 3, 10, 31, tzinfo=UTC)) == "李强11月3日10:31"


def test_details_of_a_check() -> None:
    check = Check(
        "2017-05",
        1,
        "路面",
        5_000,
        day=date(2017, 5, 3),
        inspector="张敏",
        mode="暗访",
        place="东门",
        note="积尘",
        source="日常巡查",
    )
    assert wording.check_details(check) == "2017年5月3日，张敏，暗访，东门，积尘，日常巡查"
    assert wording.check_details(check, note=False) == "2017年5月3日，张敏，暗访，东门，日常巡查"
    assert wording.check_details(replace(check, day=None, inspector="", mode="", source="")) == "东门，积尘"


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0"), (8500, "8500"), (10_000, "10,000"), (-12_345, "-12,345")]
)
def test_counts(count: int, text: str) -> None:
    assert wording.count_text(count) == text


@pytest.mark.parametrize(
    ("number", "text"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九"), (100, "100")]
)
def test_numerals(number: int, text: str) -> None:
    assert wording.numeral(number) == text


def test_places_and_their_changes() -> None:
    third = Standing(1, "甲", 3, FigureResult("score", "得分", "90", State.VALUE))
    outside, lacking = replace(third, rank=None, reason=OUTSIDE), replace(third, rank=None, reason="无数据")
    assert [wording.place_text(one) for one in (third, outside, lacking)] == [
        "第3名",
        "不参与排名",
        "没有名次",
    ]
    assert [wording.rank_cell(3), wording.rank_cell(None)] == ["3", "—"]
    pairs = [(4, 1), (1, 4), (2, 2), (None, 1), (1, None)]
    assert [wording.change_text(*pair) for pair in pairs] == ["上升3名", "下降3名", "持平", "新列入", ""]


def test_colours_always_have_their_word() -> None:
    assert wording.rating_text(Rating("red", "红", "red", ())) == "红牌"
    assert wording.rating_text(Rating("warn", "黄色警示", "yellow", ())) == "黄色警示"
    assert wording.rating_text(None) == ""


def test_check_values() -> None:
    assert [wording.check_value_text(*pair) for pair in ((34_700, 1), (5000, 3), (None, 1))] == [
        "3.47",
        "3×0.5",
        "不适用",
    ]


def test_tables_align_wide_characters() -> None:
    lines = aligned([["名次", "对象", "得分"], ["1", "乐坪", "85.84"], ["10", "黄泥塘", "5.20"]])
    assert lines == ["名次  对象     得分", "   1  乐坪    85.84", "  10  黄泥塘   5.20"]
    assert {text_width(line) for line in lines} == {19}
