"""Lines of random Chinese text keep the rules of punctuation and lose nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityassess.reports.linebreak import NARROWABLE, NOT_AT_END, NOT_AT_START, Line, break_lines, clusters
from cityassess.reports.linerules import break_costs
from cityassess.reports.officewords import word_costs

EM = 15.79
CLOSING = "，。、；：？！）》〉】」』”’％"
OPENING = "（《〈【「『“‘〔"
HAN = st.text(
    alphabet="城市管理委员会考核排名街道乡镇村卫生整治问题得分通报㎡一二三", min_size=1, max_size=12
)
NUMBERS = st.from_regex(r"[1-9][0-9]{0,3}(\.[0-9]{1,2})?(%|分|年|月|号)?", fullmatch=True)
HAN_TEXT = st.text(alphabet="城市管理委员会考核排名街道乡镇村", min_size=1, max_size=200)
WORDS = st.sampled_from(["PM2.5", "GB/T", "WiFi", "〔2016〕3号", "2017年5月", "——", "……"])
CLAUSE = st.tuples(
    st.sampled_from(["", "", "（", "《", "“", "“《"]),
    HAN,
    st.one_of(NUMBERS, WORDS, HAN),
    st.sampled_from(["", "，", "。", "》", "”。", "）、", "；", "》）。"]),
).map("".join)
CHINESE = st.lists(CLAUSE, min_size=1, max_size=30).map("".join)


def widths_of(text: str) -> list[float]:
    return [EM / 2 if ch.isascii() else EM for ch in text]


def broken(text: str, width: float, first: float | None = None) -> list[Line]:
    return break_lines(text, widths_of(text), width, first=first)


@given(CHINESE, st.floats(12 * EM, 30 * EM), st.integers(0, 2))
def test_no_line_breaks_a_rule_of_punctuation(text: str, width: float, indent: int) -> None:
    lines = broken(text, width, width - indent * EM)
    assert "".join(text[line.start : line.end] for line in lines) == text
    for number, line in enumerate(lines):
        room = width - indent * EM if number == 0 else width
        assert line.width <= room + 1e-3
        if number:
            assert text[line.start] not in NOT_AT_START, text[line.start : line.end]
        if line.end < len(text):
            assert text[line.end - 1] not in NOT_AT_END, text[line.start : line.end]
            before, after = text[line.end - 1], text[line.end]
            assert not (before.isdigit() and (after.isdigit() or after in ".,%分年月号")), (before, after)
            assert not (before in ".," and after.isdigit())
            assert not (before.isascii() and before.isalpha() and after.isascii() and after.isalpha())


@given(st.text(alphabet=CLOSING + OPENING + "城12. aB—…", max_size=80), st.floats(2 * EM, 10 * EM))
def test_any_text_fits_and_loses_nothing(text: str, width: float) -> None:
    lines = broken(text, width)
    assert "".join(text[line.start : line.end] for line in lines) == text
    assert all(line.width <= width + 1e-3 for line in lines)
    assert all(line.end > line.start for line in lines) or not text
    for line in lines:
        assert list(line.places) == sorted(line.places)


@given(CHINESE, st.floats(16 * EM, 28 * EM))
def test_lines_are_full_but_the_last(text: str, width: float) -> None:
    """A line ends at the right edge, unless spreading it would tear it apart."""
    for line in broken(text, width)[:-1]:
        gaps = line.end - line.start - 1
        assert line.width == pytest.approx(width, abs=1e-3) or width - line.width > 0.2 * EM * gaps * 0.35


def test_a_closing_mark_is_drawn_in_by_narrowing_marks() -> None:
    text = "一二，四五，七八九十一二。甲乙"
    first, *_ = broken(text, 12 * EM)
    assert text[first.start : first.end] == "一二，四五，七八九十一二。"
    assert first.width == pytest.approx(12 * EM)


def test_a_mark_inside_a_line_keeps_three_quarters_of_its_cell() -> None:
    text = "一二三，五六七八九十。甲乙"
    first, *_ = broken(text, 10 * EM)
    assert text[first.start : first.end] == "一二三，五六七八九"


def test_without_marks_to_narrow_the_character_before_goes_along() -> None:
    text = "一二三四五六七八九十！甲乙"
    first, second = broken(text, 10 * EM)
    assert text[second.start : second.end] == "十！甲乙"
    assert first.width == pytest.approx(10 * EM)


@pytest.mark.parametrize(
    "whole", ["〔2016〕3号", "85.84分", "100.00%", "12,345", "2017年", "2016-09", "第12期", "Excel", "-0.5"]
)
def test_numbers_words_and_document_numbers_stay_whole(whole: str) -> None:
    text = f"按照{whole}执行"
    assert clusters(text) == [1, 2, 2 + len(whole), 3 + len(whole), 4 + len(whole)]


def test_a_dash_stays_whole_and_with_what_is_before() -> None:
    assert clusters("好——坏") == [3, 4]


@given(HAN_TEXT, st.integers(14, 30), st.integers(0, 2))
def test_plain_characters_stand_on_the_grid(text: str, cells: int, indent: int) -> None:
    """Every full line has one character a cell, but for the one that gave a character to a lone last one."""
    lines = break_lines(text, [EM] * len(text), cells * EM, first=(cells - indent) * EM)
    off = 0
    for number, line in enumerate(lines):
        room = cells - indent if number == 0 else cells
        if line.end < len(text) and line.end - line.start < room:
            off += 1
            continue
        assert list(line.places) == pytest.approx([i * EM for i in range(line.end - line.start)], abs=1e-6)
    assert off <= 1
    if len(lines) > 1:
        assert lines[-1].end - lines[-1].start >= 2


@given(st.lists(HAN, min_size=2, max_size=40).map("，".join), st.integers(24, 30))
def test_no_last_line_is_one_character(text: str, cells: int) -> None:
    lines = break_lines(f"{text}。", [EM] * (len(text) + 1), cells * EM)
    last = f"{text}。"[lines[-1].start :]
    assert len(lines) == 1 or len(last.rstrip("。")) >= 2


@given(CHINESE, st.floats(12 * EM, 30 * EM))
def test_squeezed_marks_keep_half_a_cell(text: str, width: float) -> None:
    """Marks are drawn closer by their empty halves only; a closing and an opening mark share what both have."""
    widths = widths_of(text)
    for line in broken(text, width):
        for index in range(line.end - line.start - 1):
            place = line.start + index
            step = line.places[index + 1] - line.places[index]
            if text[place] in NARROWABLE and text[place + 1] in OPENING:
                assert step > 0.04 * EM
            elif text[place] in NARROWABLE or (text[place] in OPENING and text[place + 1] in OPENING):
                assert step >= widths[place] / 2 - 1e-6
            else:
                assert step >= widths[place] - 1e-6


@pytest.mark.parametrize(
    ("text", "gap"),
    [("甲》，乙", 1), ("甲。”乙", 1), ("甲，“乙", 1), ("甲：《乙", 1), ("甲（《乙", 1), ("甲”“乙", 1)],
)
def test_the_half_between_two_marks_is_taken_out_though_the_line_has_room(text: str, gap: int) -> None:
    line = break_lines(text, [EM] * 4, 10 * EM)[0]
    assert line.places[gap + 1] - line.places[gap] == pytest.approx(EM / 2)
    assert line.width == pytest.approx(3.5 * EM)


def test_two_digits_fill_a_cell_and_a_single_one_stands_in_the_middle_of_its_own() -> None:
    text = "一二三12个四五六七八九十"
    line = break_lines(text, widths_of(text), 12 * EM)[0]
    assert line.places[5] == pytest.approx(4 * EM)
    text = "一二三3个四五六七八九十甲乙丙丁"
    line = break_lines(text, widths_of(text), 12 * EM)[0]
    assert line.places[3] == pytest.approx(3.25 * EM)
    assert line.places[4] == pytest.approx(4 * EM)


@pytest.mark.parametrize(
    "text",
    [
        "按照《办法》执行",
        "按照《城市管理考评办法》执行",
        "（三）加强督查",
        "按照（试行）执行",
        "所谓“十乱”现象",
    ],
)
def test_short_titles_and_notes_cost_more_to_tear_than_plain_text(text: str) -> None:
    costs = break_costs(text)
    start = max(text.find(mark) for mark in "《（“")
    assert costs[start + 2] > 0
    assert costs[len(text) - 1] == 0


def test_a_date_breaks_after_its_year_or_month_only() -> None:
    text = "于2026年11月22日前"
    ends = clusters(text)
    assert ends == [1, 6, 9, 12, 13]


@pytest.mark.parametrize(
    "whole",
    ["95.87分", "0.6个百分点", "20%～30%", "2021—2023年", "≥95%", "4.6万平方米", "PM2.5", "12·4", "24小时"],
)
def test_amounts_with_their_units_stay_whole(whole: str) -> None:
    assert clusters(f"达到{whole}以上")[2] == 2 + len(whole)


def test_a_heading_rather_ends_its_line_between_words() -> None:
    text = "（一）全面加强城区背街小巷和农贸市场环境卫生专项整治"
    keep = word_costs(text)
    ends = [
        break_lines(text, [EM] * len(text), cells * EM, keep=keep, ragged=True)[0].end
        for cells in range(14, 24)
    ]
    assert all(text[:end].endswith(("城区", "小巷", "和", "农贸市场", "环境卫生")) for end in ends), [
        text[:end] for end in ends
    ]


def pieces(text: str, cells: float) -> list[str]:
    """The lines of a text that is not spread to the edge, as in a cell of a table."""
    lines = break_lines(text, widths_of(text), cells * EM, justify=False)
    return [text[line.start : line.end] for line in lines]


PARTS = "万家（87.30）、水洞底（85.40）、新塘（90.00）、大科（88.15）、黄泥塘（91.20）"


@pytest.mark.parametrize("cells", [8.5, 9, 10, 11, 12, 13.5, 16, 20, 24])
def test_a_name_in_a_list_stays_with_its_figure(cells: float) -> None:
    lines = pieces(PARTS, cells)
    assert "".join(lines) == PARTS
    assert all(line.endswith("、") for line in lines[:-1]), lines


def test_a_list_is_torn_where_a_line_were_left_half_empty_or_the_entry_is_too_long() -> None:
    long = "甲（1.50）、环境卫生和扬尘污染管控（20.50）"
    assert pieces(long, 16)[0] != "甲（1.50）、"
    assert pieces("村（1.50）、环境卫生和扬尘管控（20.50）", 8)[0] == "村（1.50）、环境"
    assert pieces("各单位、各部门对照办法（试行）逐项整改", 10) == [
        "各单位、各部门对照办",
        "法（试行）逐项整改",
    ]


@given(CHINESE, st.floats(8 * EM, 30 * EM))
def test_lines_that_are_not_spread_keep_the_rules_too(text: str, width: float) -> None:
    lines = break_lines(text, widths_of(text), width, justify=False)
    assert "".join(text[line.start : line.end] for line in lines) == text
    for line in lines:
        assert line.width <= width + 1e-3
        assert line.start == 0 or line.width > 0
        if line.end < len(text) and line.end - line.start > 1:
            assert text[line.end - 1] not in NOT_AT_END, text[line.start : line.end]


def test_an_empty_text_is_one_empty_line() -> None:
    assert break_lines("", [], 100.0) == [Line(0, 0, (), 0.0)]
