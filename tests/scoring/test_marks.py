"""Marks as they are typed and printed: what is taken, what it means, and what is refused."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityassess.scoring.calendars import PLAIN
from cityassess.scoring.forms import (
    Bands,
    Bonus,
    Choice,
    Circumstances,
    Deduct,
    Further,
    Mark,
    Measure,
    Option,
    Pricing,
    Range,
    Rate,
    RuleForm,
    Several,
    TimeLimit,
    TimeUnit,
    Unchecked,
)
from cityassess.scoring.mark_limits import check_mark_range, value_words
from cityassess.scoring.marks import TypedMark, parse_mark, read_value
from cityassess.scoring.numbers import fraction_text, parse_value, plain_text, rounded, value_text
from cityassess.scoring.periods import Cycle
from cityassess.scoring.scheme import Figure, RoundingMode
from tests.scoring.oracle import round_to

modes = st.sampled_from(RoundingMode)
CHINESE = re.compile("[一-鿿]")


def criterion(rule: RuleForm, decimals: int = 2) -> Figure:
    return Figure("x", "物业公司", "街道", Cycle.MONTH, rule, "", None, 2, decimals, 1)


TEN = criterion(Mark(Fraction(10), Several.ONE))
FORTY_LESS = criterion(Deduct(Fraction(40), Fraction(0), Unchecked.FULL))


@pytest.mark.parametrize(
    ("typed", "value", "reading"),
    [
        ("8.5", 85_000, "= 8.5"),
        ("８．５", 85_000, "= 8.5"),
        ("8。5", 85_000, "= 8.5"),
        (" 8.50 分", 85_000, "= 8.5"),
        (".5", 5_000, "= 0.5"),
        ("0", 0, "= 0"),
        ("10.00", 100_000, "= 10"),
        ("*", 100_000, "= 满分 10"),
        ("＊", 100_000, "= 满分 10"),
        ("-1.5", 85_000, "= 10 − 1.5 = 8.5"),
        ("－1。5", 85_000, "= 10 − 1.5 = 8.5"),
        ("—1.5", 85_000, "= 10 − 1.5 = 8.5"),
        ("-3*0.5", 85_000, "= 10 − 1.5 = 8.5"),
        ("－３×０．５", 85_000, "= 10 − 1.5 = 8.5"),
        ("-10", 0, "= 10 − 10 = 0"),
    ],
)
def test_a_mark_is_read_however_it_was_typed(typed: str, value: int, reading: str) -> None:
    mark = parse_mark(typed, TEN)
    assert (mark.value, mark.count, mark.reading) == (value, 1, reading)


@pytest.mark.parametrize(
    ("typed", "value", "count", "reading"),
    [
        ("1.5", 15_000, 1, "= 40 − 1.5 = 38.5"),
        ("-1.5", 15_000, 1, "= 40 − 1.5 = 38.5"),
        ("-3*0.5", 5_000, 3, "= 40 − 3×0.5 = 38.5"),
        ("3*0.5", 5_000, 3, "= 40 − 3×0.5 = 38.5"),
        ("*", 0, 1, "= 满分 40"),
        ("0", 0, 1, "= 40 − 0 = 40"),
        ("-9*5", 50_000, 9, "= 40 − 9×5 = 0"),
    ],
)
def test_a_deduction_keeps_how_often_it_occurred(typed: str, value: int, count: int, reading: str) -> None:
    mark = parse_mark(typed, FORTY_LESS)
    assert (mark.value, mark.count, mark.reading) == (value, count, reading)


@pytest.mark.parametrize("typed", ["/", "／", "、", " / ", "不适用", "n/a", "N/A"])
@pytest.mark.parametrize("figure", [TEN, FORTY_LESS])
def test_a_slash_says_that_the_criterion_does_not_apply(typed: str, figure: Figure) -> None:
    mark = parse_mark(typed, figure)
    assert (mark.value, mark.reading) == (None, "不适用")


@pytest.mark.parametrize(
    "typed",
    [
        "10.01",
        "-10.01",
        "-21*0.5",
        "3*0.5",
        "89.999999",
        "8.125",
        "abc",
        "",
        "8.5.1",
        "--1",
        "-0*0.5",
        "-1.5*2",
        "1e1",
        "8 或 9",
        "8、5",
        "*8",
        "-*",
        "９９９９９９９９９９９９９９９９９９９９",
        "=1+1",
        "½",
        "-፩*0.5",
        "9" * 5_000 + "*1",
    ],
)
def test_what_cannot_be_a_mark_is_refused_with_what_may_be_typed(typed: str) -> None:
    with pytest.raises(ValueError, match=CHINESE) as refusal:
        parse_mark(typed, TEN)
    assert str(refusal.value)[-1] not in "，："


def test_a_refusal_says_the_limit_and_how_to_say_not_applicable() -> None:
    with pytest.raises(ValueError, match=r"12超过“物业公司”满分10。可填0至10，或填“/”表示不适用"):
        parse_mark("12", TEN)
    with pytest.raises(ValueError, match=r"8\.125超过2位小数"):
        parse_mark("8.125", TEN)


@pytest.mark.parametrize("typed", ["-1000001", "-9999*200", "1.234", "10000*0.1"])
def test_a_deduction_beyond_reason_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=CHINESE):
        parse_mark(typed, FORTY_LESS)


def test_a_computed_figure_takes_no_marks() -> None:
    with pytest.raises(ValueError, match="由程序计算，不能录入"):
        parse_mark("1", criterion(Bands("y", (), colours=False)))


@pytest.mark.parametrize(
    ("given_number", "decimals", "value"),
    [
        ("87.6", 2, 876_000),
        (Decimal("87.60"), 2, 876_000),
        (Decimal("8.76E+1"), 2, 876_000),
        ("0.0001", 4, 1),
        ("1,234.5", 1, 12_345_000),
        (Decimal("-0.5"), 1, -5_000),
        ("100.000000000000000000000000000000000000", 2, 1_000_000),
    ],
)
def test_a_number_from_a_file_is_taken_exactly(
    given_number: str | Decimal, decimals: int, value: int
) -> None:
    assert parse_value(given_number, decimals) == value


@pytest.mark.parametrize(
    "given_number",
    [
        "89.999999",
        Decimal("89.999999"),
        Decimal(repr(0.1 + 0.2)),
        "99." + "9" * 40,
        Decimal("99." + "9" * 40),
        "100." + "0" * 40 + "1",
        Decimal("NaN"),
        Decimal("sNaN"),
        Decimal("Infinity"),
        Decimal("1E-400"),
        Decimal("1E+400"),
        "1e3",
        "20%",
        "２０％",
        "",
        "优",
    ],
)
def test_a_number_that_is_not_a_whole_number_of_hundredths_is_refused(given_number: str | Decimal) -> None:
    with pytest.raises(ValueError, match=CHINESE):
        parse_value(given_number, 2)


def test_a_file_may_not_hold_what_could_not_be_typed() -> None:
    for value, count in [(-1, 1), (100_001, 1), (1, 2), (1, 0)]:
        with pytest.raises(ValueError, match=CHINESE):
            check_mark_range(value, count, TEN)
    for value, count in [(-1, 1), (10_000_000_001, 1), (1, 0), (5_000_000_001, 2)]:
        with pytest.raises(ValueError, match=CHINESE):
            check_mark_range(value, count, FORTY_LESS)
    check_mark_range(100_000, 1, TEN)
    check_mark_range(900_000, 1, FORTY_LESS)


@given(st.integers(0, 100_000))
def test_what_is_printed_is_read_back(value: int) -> None:
    four_decimals = criterion(Mark(Fraction(10), Several.ONE), decimals=4)
    assert parse_mark(value_text(value, 2), four_decimals).value == value
    assert parse_value(value_text(-value, 0), 4) == -value


@given(st.one_of(st.text(max_size=12), st.text(alphabet="0123456789０３.。-－*×/ 分", max_size=9)))
def test_nothing_typed_ends_in_anything_but_a_mark_or_a_chinese_refusal(typed: str) -> None:
    for figure in (TEN, FORTY_LESS):
        mark, refusal = _read(typed, figure)
        if mark is None:
            assert CHINESE.search(refusal), refusal
            continue
        assert mark.reading
        assert mark.value is None or mark.value % 100 == 0
        assert mark.value is None or mark.value >= 0
        assert figure is not TEN or mark.value is None or mark.value <= 100_000


def _read(typed: str, figure: Figure) -> tuple[TypedMark | None, str]:
    try:
        return parse_mark(typed, figure), ""
    except ValueError as refusal:
        return None, str(refusal)


# ---- how many, which, how much, how long

COUNT = criterion(Deduct(Fraction(10), Fraction(0), Unchecked.FULL, Pricing((Rate(Fraction(2)),))), 0)
BY_SOURCE = criterion(
    Bonus(None, pricing=Pricing((Rate(Fraction(2), Circumstances(sources=("市",))), Rate(Fraction(1))))), 0
)
RANGE = criterion(
    Deduct(
        Fraction(100),
        Fraction(0),
        Unchecked.FULL,
        Pricing(range=Range(Fraction(20), Fraction(50), Fraction(5))),
    )
)
WON = criterion(Bonus(Fraction(2)))
HALVES = criterion(Mark(Fraction(10), Several.MEAN, Fraction("0.5")))
CHOICE = criterion(
    Choice(
        (
            Option("good", "好", Fraction(5)),
            Option("fair", "中 等", Fraction("2.5")),
            Option("three", "1", Fraction(1)),
        ),
        Several.MEAN,
    ),
    0,
)
YES_NO = criterion(
    Choice((Option("yes", "是", Fraction(3)), Option("no", "否", Fraction(0))), Several.ONE, True), 0
)
SHARE = replace(criterion(Measure(Several.ONE, Fraction(0), Fraction(100))), unit="%")
GROWTH = replace(criterion(Measure(Several.MEAN, Fraction(-20))), unit="分贝")
HOURS = criterion(
    TimeLimit(
        Fraction(5), Fraction(0), Fraction(24), TimeUnit.HOUR, Fraction("0.5"),
        Further(Fraction(12), Fraction(1)), Unchecked.FULL,
    )
)  # fmt: skip


@pytest.mark.parametrize(
    ("figure", "typed", "value", "count", "reading"),
    [
        (COUNT, "3", 30_000, 1, "= 10 − 3×2 = 4"),
        (COUNT, "３处", 30_000, 1, "= 10 − 3×2 = 4"),
        (COUNT, "-6", 60_000, 1, "= 10 − 6×2 = 0"),
        (COUNT, "0", 0, 1, "= 10 − 0×2 = 10"),
        (COUNT, "*", 0, 1, "= 满分 10"),
        (BY_SOURCE, "2", 20_000, 1, "= 2处，加几分看情形"),
        (RANGE, "25", 250_000, 1, "= 100 − 25 = 75"),
        (RANGE, "-2*45", 450_000, 2, "= 100 − 2×45 = 10"),
        (RANGE, "0", 0, 1, "= 100 − 0 = 100"),
        (WON, "1.5", 15_000, 1, "= 加 1.5"),
        (WON, "+3*0.5", 5_000, 3, "= 加 3×0.5 = 1.5"),
        (HALVES, "8.5", 85_000, 1, "= 8.5"),
        (HALVES, "-1.5", 85_000, 1, "= 10 − 1.5 = 8.5"),
        (CHOICE, "好", 10_000, 1, "= 好 5分"),
        (CHOICE, " 中等 ", 20_000, 1, "= 中 等 2.5分"),
        (CHOICE, "GOOD", 10_000, 1, "= 好 5分"),
        (CHOICE, "2", 20_000, 1, "= 中 等 2.5分"),
        (CHOICE, "１", 30_000, 1, "= 1 1分"),
        (CHOICE, "3", 30_000, 1, "= 1 1分"),
        (CHOICE, "＊", 10_000, 1, "= 满分 5"),
        (YES_NO, "1", 10_000, 1, "= 是 3分"),
        (YES_NO, "√", 10_000, 1, "= 是 3分"),
        (YES_NO, "0", 20_000, 1, "= 否 0分"),
        (YES_NO, "×", 20_000, 1, "= 否 0分"),
        (YES_NO, "*", 10_000, 1, "= 满分 3"),
        (YES_NO, "否", 20_000, 1, "= 否 0分"),
        (SHARE, "95.5%", 955_000, 1, "= 95.50%"),
        (SHARE, "95.5", 955_000, 1, "= 95.50%"),
        (GROWTH, "－２．５", -25_000, 1, "= -2.50分贝"),
        (GROWTH, "3分贝", 30_000, 1, "= 3.00分贝"),
        (HOURS, "24小时", 240_000, 1, "= 24小时，不超时"),
        (HOURS, "36.5", 365_000, 1, "= 36.5小时，超时，5 − 1.5 = 3.5"),
    ],
)
def test_each_form_reads_what_is_typed_for_it(
    figure: Figure, typed: str, value: int, count: int, reading: str
) -> None:
    mark = parse_mark(typed, figure)
    assert (mark.value, mark.count, mark.reading) == (value, count, reading)
    assert parse_mark("/", figure).value is None


@pytest.mark.parametrize(
    ("figure", "typed", "sentence"),
    [
        (COUNT, "1.5", "1.5不是整数。填几处"),
        (COUNT, "3*0.5", "只填几处，扣几分由程序按标准算"),
        (BY_SOURCE, "-1", "不能是负数"),
        (RANGE, "22", "每档5，没有22。每次可填20至50，每档5，没有的填0"),
        (RANGE, "15", "没有15分。每次可填20至50"),
        (WON, "-1", "填加几分，不能是负数"),
        (HALVES, "8.3", "每档0.5，没有8.3。可填0至10，每档0.5"),
        (HALVES, "-0.3", "每档0.5，没有9.7"),
        (CHOICE, "差", "没有“差”这个选项。可选：1好、2中 等、31，填名称或序号，或填“/”"),
        (CHOICE, "4", "没有“4”这个选项"),
        (CHOICE, "0", "没有“0”这个选项"),
        (YES_NO, "2", "填“是”或“否”"),
        (YES_NO, "3分", "填“是”或“否”"),
        (SHARE, "100.01", "不在“物业公司”的范围内。可填0至100"),
        (SHARE, "-1", "可填0至100"),
        (GROWTH, "-20.01", "可填不小于-20的数"),
        (GROWTH, "5%", "单位不是百分号"),
        (GROWTH, "2*3", "填测得的数值"),
        (HOURS, "-1", "填用了几小时"),
        (HOURS, "2*3", "填用了几小时"),
    ],
)
def test_each_form_says_what_may_be_typed(figure: Figure, typed: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        parse_mark(typed, figure)


def test_what_is_stored_is_held_to_the_form() -> None:
    for figure, value, count in (
        (RANGE, 220_000, 1),
        (HALVES, 83_000, 1),
        (CHOICE, 40_000, 1),
        (CHOICE, 15_000, 1),
        (YES_NO, 10_000, 2),
        (SHARE, 1_000_001, 1),
        (SHARE, 10_000, 2),
        (COUNT, -10_000, 1),
        (HOURS, -1, 1),
        (COUNT, 10_000_000_000, 1),
    ):
        with pytest.raises(ValueError, match=CHINESE):
            check_mark_range(value, count, figure)
    for figure, value, count in ((RANGE, 500_000, 3), (CHOICE, 30_000, 9), (GROWTH, -200_000, 4)):
        check_mark_range(value, count, figure)


@pytest.mark.parametrize(
    ("figure", "value", "count", "words"),
    [
        (TEN, 85_000, 1, "8.50"),
        (FORTY_LESS, 5_000, 3, "0.50×3"),
        (COUNT, 30_000, 1, "3处"),
        (CHOICE, 20_000, 2, "中 等×2"),
        (CHOICE, 90_000, 1, "第9个选项（没有这一项）"),
        (SHARE, 955_000, 1, "95.50%"),
        (HOURS, 365_000, 1, "36.5小时"),
        (HOURS, None, 1, "不适用"),
    ],
)
def test_a_stored_value_is_said_as_the_form_means_it(
    figure: Figure, value: int | None, count: int, words: str
) -> None:
    assert value_words(value, figure, count) == words


def test_a_value_from_a_file_is_read_by_the_form() -> None:
    assert read_value("好", CHOICE, calendar=PLAIN) == 10_000
    assert read_value(Decimal(2), CHOICE, calendar=PLAIN) == 20_000
    assert read_value(Decimal("1.0"), YES_NO, calendar=PLAIN) == 10_000
    assert read_value("否", YES_NO, calendar=PLAIN) == 20_000
    assert read_value("不适用", YES_NO, calendar=PLAIN) is None
    assert read_value("95.5％", SHARE, calendar=PLAIN) == 955_000
    assert read_value(Decimal("-2.5"), GROWTH, calendar=PLAIN) == -25_000
    with pytest.raises(ValueError, match="带百分号"):
        read_value("5%", GROWTH, calendar=PLAIN)
    with pytest.raises(ValueError, match="没有“良”这个选项"):
        read_value("良", CHOICE, calendar=PLAIN)


def test_a_blank_time_is_taken_from_discovery_to_rectification() -> None:
    found = datetime.fromisoformat("2026-11-20 17:00")
    assert read_value("", HOURS, found=found, rectified="2026-11-21T19:30", calendar=PLAIN) == 265_000
    assert read_value("3", HOURS, found=found, rectified="2026-11-21T19:30", calendar=PLAIN) == 30_000
    days = criterion(replace_unit(TimeUnit.DAY))
    assert read_value("", days, day=date(2026, 11, 20), rectified="2026-11-22", calendar=PLAIN) == 20_000
    for figure, rectified in ((HOURS, "2026-11-22"), (days, "是"), (days, "")):
        with pytest.raises(ValueError, match=CHINESE):
            read_value("", figure, day=date(2026, 11, 20), rectified=rectified, calendar=PLAIN)


def replace_unit(unit: TimeUnit) -> TimeLimit:
    """A time limit of some unit."""
    return TimeLimit(Fraction(5), Fraction(0), Fraction(3), unit, Fraction(1), None, Unchecked.FULL)


@given(
    st.sampled_from([COUNT, BY_SOURCE, RANGE, WON, HALVES, CHOICE, YES_NO, SHARE, GROWTH, HOURS]),
    st.one_of(st.text(max_size=8), st.text(alphabet="0123456789.-+*/%处好是否√× 小时", max_size=6)),
)
def test_whatever_is_typed_for_any_form_is_a_storable_mark_or_refused(figure: Figure, typed: str) -> None:
    mark, refusal = _read(typed, figure)
    if mark is None:
        assert CHINESE.search(refusal), refusal
        return
    assert mark.reading
    if mark.value is not None:
        check_mark_range(mark.value, mark.count, figure)


# ---- rounding and printing


@pytest.mark.parametrize(
    ("number", "decimals", "up", "even"),
    [
        ("0.005", 2, "0.01", "0.00"),
        ("0.015", 2, "0.02", "0.02"),
        ("1.025", 2, "1.03", "1.02"),
        ("-0.005", 2, "-0.01", "0.00"),
        ("-1.015", 2, "-1.02", "-1.02"),
        ("-1.025", 2, "-1.03", "-1.02"),
        ("2.675", 2, "2.68", "2.68"),
        ("0.5", 0, "1", "0"),
        ("1.5", 0, "2", "2"),
        ("86.994", 2, "86.99", "86.99"),
        ("86.9949999999", 2, "86.99", "86.99"),
        ("99.995", 2, "100.00", "100.00"),
    ],
)
def test_ties_go_up_away_from_zero_or_to_the_even_digit(
    number: str, decimals: int, up: str, even: str
) -> None:
    assert fraction_text(Fraction(number), decimals) == up
    assert fraction_text(Fraction(number), decimals, RoundingMode.HALF_EVEN) == even


@given(st.fractions(), st.integers(0, 6), modes)
def test_rounding_agrees_with_rounding_on_paper(number: Fraction, decimals: int, mode: RoundingMode) -> None:
    assert rounded(number, decimals, mode) == round_to(number, decimals, mode)


@given(st.integers(-(10**30), 10**30), st.integers(0, 6), modes)
def test_ties_agree_with_rounding_on_paper(odd: int, decimals: int, mode: RoundingMode) -> None:
    number = Fraction(2 * odd + 1, 2 * 10**decimals)
    assert rounded(number, decimals, mode) == round_to(number, decimals, mode)
    assert abs(rounded(number, decimals, mode) - number) == Fraction(1, 2 * 10**decimals)


@given(st.fractions(), st.integers(0, 6), modes)
def test_the_printed_text_is_the_rounded_number(number: Fraction, decimals: int, mode: RoundingMode) -> None:
    text = fraction_text(number, decimals, mode)
    assert Fraction(text) == rounded(number, decimals, mode)
    assert len(text.partition(".")[2]) == decimals
    assert not (Fraction(text) == 0 and text.startswith("-"))


@pytest.mark.parametrize(
    ("number", "text"),
    [(Fraction(40), "40"), (Fraction(7, 100), "0.07"), (Fraction(1, 3), "1/3"), (Fraction(-5, 2), "-2.5")],
)
def test_a_number_of_the_scheme_is_printed_without_needless_zeros(number: Fraction, text: str) -> None:
    assert plain_text(number) == text
