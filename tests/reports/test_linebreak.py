"""Lines of random Chinese text keep the rules of punctuation and lose nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityassess.reports.linebreak import NOT_AT_END, NOT_AT_START, Line, break_lines, clusters

EM = 15.79
CLOSING = "，。、；：？！）》〉】」』”’％"
OPENING = "（《〈【「『“‘〔"
HAN = st.text(
    alphabet="城市管理委员会考核排名街道乡镇村卫生整治问题得分通报㎡一二三", min_size=1, max_size=12
)
NUMBERS = st.from_regex(r"[1-9][0-9]{0,3}(\.[0-9]{1,2})?(%|分|年|月|号)?", fullmatch=True)
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
    text = "一二三，五六七八九十。甲乙"
    first, *_ = broken(text, 10 * EM)
    assert text[first.start : first.end] == "一二三，五六七八九十。"
    assert first.width == pytest.approx(10 * EM)


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


def test_an_empty_text_is_one_empty_line() -> None:
    assert break_lines("", [], 100.0) == [Line(0, 0, (), 0.0)]
