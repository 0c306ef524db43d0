"""Charts on paper: everything named, nothing on top of anything, nothing beyond the edge, whatever is drawn."""

from __future__ import annotations

import re
import time
from fractions import Fraction
from itertools import combinations, pairwise

import pytest
from hypothesis import HealthCheck, given, settings

from cityassess.reports.blocks import TINTS, Chart
from cityassess.reports.chart_values import (
    Bar,
    BarChart,
    ChartValue,
    HeatCell,
    HeatMap,
    LineChart,
    Share,
    Shares,
    TrendLine,
)
from cityassess.reports.charts.heat import SHADES, shade, shade_step
from cityassess.reports.charts.paper import MOST_HEIGHT, chart_marks, chart_parts
from cityassess.reports.charts.rows import ScaledBars
from cityassess.reports.fonts import FontSet
from cityassess.reports.page import A4, PathMark, TextMark
from tests.reports.charted import (
    FONTS,
    bar_charts,
    drawn,
    heat_maps,
    line_charts,
    outside,
    overlapping,
    share_charts,
    squeezed,
    text_boxes,
    words,
)

SOME = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
HOSTILE = (
    "$x_1^2$街道",
    "<b>粗</b>&amp;",
    "\\frac{1}{2}",
    "甲\n乙\t丙",
    "😀镇",
    "שלום乡",
    "㐂㊣𠮷区",
    "a" * 40,
    "甲" * 60,
    "%s{0}",
)


def bars(count: int, low: int = 80) -> BarChart:
    """A ranking from a hundred down, its last rows yellow and red."""
    made = []
    for index in range(count):
        value = 100 - Fraction((100 - low) * index, count)
        colour, word = (
            ("red", "红牌") if index >= count - 2 else ("yellow", "黄牌") if index >= count - 4 else ("", "")
        )
        made.append(Bar(f"第{index + 1}街道", value, f"{float(value):.2f}", colour, word, value - 1))
    return BarChart(tuple(made), "分")


def trend(count: int, steps: int = 12) -> LineChart:
    """Lines that rise side by side."""
    lines = tuple(
        TrendLine(f"第{n + 1}街道", tuple(Fraction(80 + step + n * 2) for step in range(steps)))
        for n in range(count)
    )
    return LineChart(tuple(f"2025年{step + 1}月" for step in range(steps)), lines, "分")


def heat(rows: int, columns: int) -> HeatMap:
    """A map whose cells lose a hundredth each along the row."""
    cells = tuple(
        tuple(
            HeatCell(f"{100 - column - row % 7}", Fraction(100 - column - row % 7, 100))
            for column in range(columns)
        )
        for row in range(rows)
    )
    return HeatMap(
        tuple(f"第{row + 1}街道" for row in range(rows)), tuple(f"指标{n + 1}" for n in range(columns)), cells
    )


@SOME
@given(bar_charts())
def test_bars_name_all_and_lie_apart(chart: BarChart) -> None:
    (part,) = chart_parts(Chart(chart), FONTS)
    height, marks = drawn(chart)
    found = words(marks)
    for bar in chart.bars:
        assert squeezed(bar.name) in found
        assert bar.text in found
        assert bar.word in found
    assert (chart.before_name in found) >= any(bar.before is not None for bar in chart.bars)
    assert overlapping(marks) == []
    assert outside(marks, A4.text_width, height) == []
    assert height <= MOST_HEIGHT
    assert part.value is chart


@SOME
@given(line_charts())
def test_lines_are_named_at_their_ends_and_lie_apart(chart: LineChart) -> None:
    for part in chart_parts(Chart(chart), FONTS):
        assert isinstance(part.value, LineChart)
        height, marks = drawn(part.value)
        found = words(marks)
        for line in part.value.lines:
            assert squeezed(line.name) in found
        for step in part.value.steps:
            assert squeezed(step).removeprefix("2024年").removeprefix("2025年") in found
        assert overlapping(marks) == []
        assert outside(marks, A4.text_width, height) == []
        assert height <= MOST_HEIGHT + 0.01


@settings(SOME, max_examples=12)
@given(heat_maps())
def test_a_heat_map_prints_every_figure_in_at_least_seven_points(chart: HeatMap) -> None:
    parts = chart_parts(Chart(chart), FONTS)
    shown = 0
    for part in parts:
        value = part.value
        assert isinstance(value, HeatMap)
        height, marks = drawn(value)
        found = words(marks)
        assert all(squeezed(name) in found for name in (*value.rows, *value.columns))
        cells = [cell.text for row in value.cells for cell in row]
        assert sorted(cells) == sorted(
            set(cells) & {mark.text for mark in marks if isinstance(mark, TextMark)}
        ) or all(
            sum(mark.text == text for mark in marks if isinstance(mark, TextMark)) >= cells.count(text)
            for text in set(cells)
        )
        shown += len(cells)
        assert overlapping(marks) == []
        assert outside(marks, A4.text_width, height) == []
        assert height <= MOST_HEIGHT + 0.01
        assert min(mark.size for mark in marks if isinstance(mark, TextMark)) >= 7.0
    assert shown == len(chart.rows) * len(chart.columns)


@settings(SOME, max_examples=25)
@given(share_charts())
def test_shares_print_each_part_with_its_text(chart: Shares) -> None:
    height, marks = drawn(chart)
    found = words(marks)
    for part in chart.parts:
        assert squeezed(part.name) in found
        assert part.text in found
    assert overlapping(marks) == []
    assert outside(marks, A4.text_width, height) == []
    assert height <= MOST_HEIGHT


@pytest.mark.parametrize(
    "value",
    [
        BarChart(()),
        Shares(()),
        LineChart((), ()),
        LineChart(("1月", "2月"), (TrendLine("甲街道", (None, None)),)),
        HeatMap((), (), ()),
        HeatMap(("甲街道",), (), ((),)),
        HeatMap(("甲街道",), ("市容",), ((HeatCell("", None),),)),
    ],
)
def test_a_chart_of_nothing_says_so(value: ChartValue) -> None:
    assert chart_parts(Chart(value)) == (Chart(value),)
    height, marks = drawn(value)
    assert "无数据" in words(marks)
    assert overlapping(marks) == []
    assert outside(marks, A4.text_width, height) == []


def test_an_axis_without_values_has_no_figures() -> None:
    nobody = tuple(TrendLine(f"街道{name}", (None, None)) for name in "甲乙丙丁戊己庚辛壬癸" * 6)
    few = LineChart(("上期", "本期"), nobody[:2], "分")
    many = chart_parts(Chart(LineChart(("上期", "本期"), nobody, "分")))
    assert len(many) > 1
    for chart in (few, *(part.value for part in many)):
        said = words(drawn(chart)[1])
        assert "无数据" in said
        assert not re.search(r"[\d−]", said)


def test_a_part_without_values_keeps_the_axis_of_the_whole() -> None:
    lines = (*trend(1, 2).lines, *(TrendLine(f"街道{number}", (None, None)) for number in "甲乙丙" * 20))
    parts = chart_parts(Chart(LineChart(("上期", "本期"), lines)))
    assert len(parts) > 1
    assert all(re.search(r"\d", words(drawn(part.value)[1])) for part in parts)


@pytest.mark.parametrize("name", HOSTILE)
def test_names_are_printed_as_typed(name: str) -> None:
    charts: list[ChartValue] = [
        BarChart((Bar(name, Fraction(9), "9", "red", name), Bar("乙", Fraction(8), "8")), name, name),
        LineChart((name, "2月"), (TrendLine(name, (Fraction(1), Fraction(2))),), name),
        HeatMap((name,), ("市容",), ((HeatCell("9", Fraction(1, 2)),),)),
        Shares((Share(name, Fraction(1), "100%"),)),
    ]
    for value in charts:
        fonts = FontSet(shipped_only=True)
        height, marks = chart_marks(fonts, Chart(value), A4.text_width)
        expected = "".join("□" if char in fonts.missing else char for char in squeezed(name))
        assert expected in words(marks)
        assert outside(marks, A4.text_width, height) == []
        assert overlapping(marks) == []


def test_a_name_longer_than_a_page_is_printed_to_a_smaller_scale() -> None:
    name = "长" * 5000
    for value in (
        BarChart((Bar(name, Fraction(9), "9"), Bar("乙", Fraction(8), "8"))),
        LineChart(("1月", "2月"), (TrendLine(name, (Fraction(1), Fraction(2))),)),
        HeatMap((name,), ("市容",), ((HeatCell("9", Fraction(1, 2)),),)),
        HeatMap(("甲",), (name, "乙"), ((HeatCell("9", Fraction(1, 2)), HeatCell("9", None)),)),
    ):
        for part in chart_parts(Chart(value), FONTS):
            height, marks = drawn(part.value)
            assert height <= MOST_HEIGHT + 0.01
            assert outside(marks, A4.text_width, height) == []
            assert overlapping(marks) == []
            assert words(marks).count("长") in {0, 5000}


def test_the_best_stands_on_top_and_figures_line_up() -> None:
    _, marks = drawn(bars(17))
    at = {mark.text: mark for mark in marks if isinstance(mark, TextMark)}
    tops = [at[f"第{number}街道"].y for number in range(1, 18)]
    assert tops == sorted(tops)
    rights = {
        round(box[2], 1) for box, text in text_boxes(marks) if text.endswith(".00") or text[-3:-2] == "."
    }
    assert len(rights) == 1
    assert all(
        at[f"第{number}街道"].y == at[f"{float(bar.value):.2f}"].y
        for number, bar in enumerate(bars(17).bars, 1)
    )


def test_bars_that_do_not_start_at_nought_say_so() -> None:
    _, close = drawn(bars(10, low=80))
    assert "横轴自" in words(close)
    _, wide = drawn(bars(10, low=10))
    assert "横轴自" not in words(wide)
    assert "0" in [mark.text for mark in wide if isinstance(mark, TextMark)]


def test_more_than_twenty_five_stand_in_two_columns() -> None:
    _, marks = drawn(bars(25))
    assert len({round(box[2]) for box, text in text_boxes(marks) if text.endswith("街道")}) == 1
    _, marks = drawn(bars(26))
    assert len({round(box[2]) for box, text in text_boxes(marks) if text.endswith("街道")}) == 2


def test_parts_share_one_axis_and_lose_nobody() -> None:
    chart = Chart(bars(150), "各街道得分", "得分")
    parts = chart_parts(chart, FONTS)
    assert [part.caption for part in parts] == ["各街道得分（1/3）", "各街道得分（2/3）", "各街道得分（3/3）"]
    values = [part.value for part in parts]
    assert [bar for value in values if isinstance(value, BarChart) for bar in value.bars] == list(
        bars(150).bars
    )
    assert len({value.scale for value in values if isinstance(value, ScaledBars)}) == 1
    notes = {next(mark.text for mark in drawn(value)[1] if isinstance(mark, TextMark)) for value in values}
    assert len(notes) == 1


def test_parts_of_a_heat_map_share_their_shades() -> None:
    chart = heat(200, 40)
    parts = [part.value for part in chart_parts(Chart(chart), FONTS)]
    assert len(parts) > 4
    assert {shade_step(part) for part in parts if isinstance(part, HeatMap)} == {shade_step(chart)}
    cells = sum(len(part.rows) * len(part.columns) for part in parts if isinstance(part, HeatMap))
    assert cells == 200 * 40


def test_a_single_line_of_many_objects_goes_into_parts() -> None:
    parts = chart_parts(Chart(trend(130)), FONTS)
    assert [len(part.value.lines) for part in parts if isinstance(part.value, LineChart)] == [44, 44, 42]


def test_in_grey_each_colour_has_a_pattern_of_its_own() -> None:
    patterns: dict[str, frozenset[object]] = {}
    for colour in (*TINTS, "pink"):
        _, marks = drawn(BarChart((Bar("甲街道", Fraction(90), "90", colour, "某牌"),)))
        patterns[colour] = _pattern([mark for mark in marks if isinstance(mark, PathMark)])
        assert "某牌" in words(marks)
    for one, other in combinations(patterns, 2):
        assert patterns[one] != patterns[other], (one, other)
    assert [colour for colour, pattern in patterns.items() if not pattern] == ["white"]


def _pattern(paths: list[PathMark]) -> frozenset[object]:
    """The slopes of the lines of a hatch with how many there are of each."""
    hatch = next(
        (mark for mark in paths if mark.thickness == 0.45 and mark.stroke and mark.steps[-1][0] != "Z"), None
    )
    if hatch is None:
        return frozenset()
    slopes: dict[tuple[int, int], int] = {}
    for start, end in zip(hatch.steps[::2], hatch.steps[1::2], strict=True):
        run, rise = float(end[1]) - float(start[1]), float(end[2]) - float(start[2])
        slope = (round(run > 0.01) - round(run < -0.01), round(rise > 0.01) - round(rise < -0.01))
        slopes[slope] = slopes.get(slope, 0) + 1
    return frozenset(slopes.items())


def test_white_and_black_figures_stand_out_from_their_cells() -> None:
    lightness = [
        sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), _linear(one), strict=True)) for one in SHADES
    ]
    assert lightness == sorted(lightness, reverse=True)
    assert all((light + 0.05) / 0.05 >= 7 for light in lightness[:-1])  # black on all but the darkest
    assert 1.05 / (lightness[-1] + 0.05) >= 4.5  # white on that
    assert all(before - after > 0.08 for before, after in pairwise(lightness))
    _, marks = drawn(heat(5, 25))
    assert {mark.colour for mark in marks if isinstance(mark, TextMark)} == {"000000", "FFFFFF"}


def _linear(colour: str) -> list[float]:
    parts = [part / 255 for part in bytes.fromhex(colour)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


@pytest.mark.parametrize(
    ("share", "expected"),
    [("1", 0), ("0.95", 0), ("0.9499", 1), ("0.9", 1), ("0.75", 4), ("0.7501", 4), ("0.2", 4), ("1.3", 0)],
)
def test_a_bound_belongs_to_the_lighter_shade(share: str, expected: int) -> None:
    assert shade(HeatCell("", Fraction(share)), Fraction(5, 100)) == expected


def test_a_missing_value_leaves_a_gap() -> None:
    whole = LineChart(tuple("一二三四五"), (TrendLine("甲", tuple(map(Fraction, (1, 2, 3, 4, 5)))),))
    gap = LineChart(
        tuple("一二三四五"), (TrendLine("甲", (Fraction(1), Fraction(2), None, Fraction(4), Fraction(5))),)
    )
    assert _moves(whole) == 1
    assert _moves(gap) == 2


def _moves(chart: LineChart) -> int:
    _, marks = drawn(chart)
    (line,) = [mark for mark in marks if isinstance(mark, PathMark) and mark.thickness == 1.1]
    return sum(step[0] == "M" for step in line.steps)


def test_lines_differ_by_dash_and_marker_and_few_stand_out_of_many() -> None:
    _, marks = drawn(trend(6))
    lines = [mark for mark in marks if isinstance(mark, PathMark) and mark.thickness == 1.1]
    assert len({mark.dash for mark in lines}) == 6
    _, marks = drawn(trend(20))
    assert sum(isinstance(mark, PathMark) and mark.thickness == 1.1 for mark in marks) == 6
    bold = {mark.text for mark in marks if isinstance(mark, TextMark) and mark.font == "NotoSansSC-Bold"}
    assert bold == {f"第{n}街道" for n in (1, 2, 3, 18, 19, 20)}


def test_names_at_line_ends_follow_the_order_of_the_last_values() -> None:
    _, marks = drawn(trend(20))
    levels = {
        mark.text: mark.y for mark in marks if isinstance(mark, TextMark) and mark.text.endswith("街道")
    }
    assert sorted(levels, key=lambda name: levels[name]) == [f"第{n}街道" for n in range(20, 0, -1)]


def test_a_year_is_named_once() -> None:
    chart = LineChart(("2024年11月", "2024年12月", "2025年1月", "2025年2月"), ())
    _, marks = drawn(chart)
    texts = [mark.text for mark in marks if isinstance(mark, TextMark)]
    assert texts.count("2024年") == texts.count("2025年") == 1
    assert {"11月", "12月", "1月", "2月"} <= set(texts)


@pytest.mark.parametrize("count", [12, 13, 16, 20, 24, 36, 48, 60, 100])
@pytest.mark.parametrize("first", [0, 11])
def test_no_year_or_month_is_broken_however_many_steps_there_are(count: int, first: int) -> None:
    months = tuple(f"{2015 + step // 12}年{step % 12 + 1}月" for step in range(first, first + count))
    mixed = (*months[:-1], "本期")  # not all begin with a year
    years = tuple(f"{1990 + step}年" for step in range(count))
    some = (TrendLine("甲街道", (None,) * (count - 1) + (Fraction(0),)),)
    for names in (months, mixed, years):
        height, marks = drawn(LineChart(names, some))
        texts = [mark.text for mark in marks if isinstance(mark, TextMark)]
        dated = [each for each in texts if re.search(r"\d", each) and not re.fullmatch(r"−?[\d.]+", each)]
        assert dated
        assert all(re.fullmatch(r"(\d{4}年)?(\d{1,2}月)?", each) for each in dated)
        assert not {"年", "月"} & set(texts)
        assert not [each for each in texts if re.fullmatch(r"\d{3,4}", each)]
        assert overlapping(marks) == []
        assert outside(marks, A4.text_width, height) == []
    texts = [mark.text for mark in drawn(LineChart(months, some))[1] if isinstance(mark, TextMark)]
    assert any(each.endswith(months[-1][5:]) for each in texts)  # the last step is always named


@pytest.mark.parametrize("value", [bars(17), bars(60), trend(6), trend(20), heat(17, 15), heat(45, 13)])
def test_a_chart_is_drawn_fast(value: ChartValue) -> None:
    drawn(value)  # matplotlib and the faces are loaded once
    spent = []
    for _ in range(3):
        before = time.process_time()
        chart_parts(Chart(value), FONTS)
        drawn(value)
        spent.append(time.process_time() - before)
    assert min(spent) < 0.2
