"""Measured on the finished PDF: the type area of both sides of a sheet, its grid, and page numbers.

Clauses 5 and 7.5 of GB/T 9704-2012.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from cityassess.errors import Cancelled
from cityassess.reports.blocks import (
    Align,
    AnnexHead,
    Block,
    Cell,
    Column,
    Heading,
    NewPage,
    Paragraph,
    Run,
    Table,
    text,
)
from cityassess.reports.page import A4
from tests.reports.measured import BOTTOM, EM, LINE, NEAR, SIZE, TOP, Paper, left_of, paper, pitches


@pytest.fixture(scope="module")
def full() -> Paper:
    """Four full pages of characters that take exactly one place of the grid each."""
    return paper([Paragraph((Run("城" * 28 * 22 * 4),), indent=False)])


@pytest.mark.parametrize("page", [0, 1, 2, 3])
def test_margins_are_28_and_26_mm_and_change_sides_on_the_back(full: Paper, page: int) -> None:
    rows = full.body(page)
    left = left_of(page)
    assert {0: 28.0, 1: 26.0}[page % 2] == left
    for row in rows:
        assert row.left == pytest.approx(left, abs=0.05)
        assert row[-1].x + EM == pytest.approx(left + 156, abs=0.05)


@pytest.mark.parametrize("page", [0, 1])
def test_a_full_page_has_22_lines_of_28_characters_on_the_grid(full: Paper, page: int) -> None:
    rows = full.body(page)
    assert [len(row) for row in rows] == [28] * 22
    assert pitches(rows) == pytest.approx([LINE] * 21, abs=0.02)  # 28.99 pt
    for row in rows:
        steps = [b.x - a.x for a, b in pairwise(row)]
        assert steps == pytest.approx([EM] * 27, abs=0.02)  # 15.79 pt
        assert {round(char.size * 72 / 25.4, 2) for char in row} == {16.0}
    # Characters stand in the middle of their lines: as much is free above the first as below the last.
    assert rows[0].em_top - TOP == pytest.approx((LINE - SIZE) / 2, abs=0.05)
    assert BOTTOM - rows[-1].em_bottom == pytest.approx((LINE - SIZE) / 2, abs=0.05)


def test_pages_need_not_be_mirrored() -> None:
    found = paper([Paragraph((Run("城" * 28 * 30),), indent=False)], geometry=replace(A4, mirrored=False))
    for page in (0, 1):
        assert found.body(page)[0].left == pytest.approx(28.0, abs=0.05)


def test_page_numbers_stand_outside_one_character_in_and_7_mm_below(full: Paper) -> None:
    for page in range(4):
        number = full.number(page)
        assert number is not None
        assert number.text == f"—{page + 1}—"
        assert {round(char.size * 72 / 25.4, 2) for char in number} == {14.0}  # 4号
        assert "SerifSC" in number[1].face
        left, one = left_of(page), 14 * 25.4 / 72
        if page % 2 == 0:
            assert number.right == pytest.approx(left + 156 - one, abs=NEAR)
        else:
            assert number.left == pytest.approx(left + one, abs=NEAR)
        dash = number[0]
        upper, lower = full.ink(page, (dash.x + 1, BOTTOM, dash.x + 3, BOTTOM + 15))
        assert (upper + lower) / 2 == pytest.approx(BOTTOM + 7, abs=NEAR)


def test_paragraphs_are_indented_by_two_characters_and_headings_too() -> None:
    found = paper([Heading(1, "一、总体情况"), text("城" * 40), Heading(2, "（一）街道"), text("市" * 40)])
    rows = found.body()
    indents = [row.left - 28 for row in rows]
    assert indents[:2] == pytest.approx([2 * EM, 2 * EM], abs=0.6)  # a bracket's cell may be squeezed
    assert indents[2] == pytest.approx(0, abs=0.05)
    assert "SansSC" in found.part("总体")[0].face
    assert "WenKai" in found.part("街道")[0].face
    assert {round(char.size * 72 / 25.4, 2) for row in rows for char in row} == {16.0}


def wide(rows: int) -> Table:
    columns = (Column("名次"), Column("单位"), *(Column(f"指标{i}", Align.NUMBER) for i in range(18)))
    body = tuple(
        (Cell(str(row)), Cell(f"某某街道{row}"), *(Cell(f"{80 + i}.{row:02d}") for i in range(18)))
        for row in range(rows)
    )
    return Table(columns, body, "各单位得分表")


def test_a_heading_above_a_landscape_table_turns_with_it() -> None:
    found = paper([text("正文。"), Heading(1, "一、得分"), wide(12), text("后文。")])
    assert len(found) == 3
    assert "一、得分" not in found.text(0)
    turned = "".join(char.text for char in found.chars(1))
    assert "一、得分" in turned
    assert "各单位得分表" in turned


def test_the_head_of_an_annex_turns_with_its_table_and_stays_in_the_middle() -> None:
    found = paper([text("正文。"), AnnexHead("附件1", "各单位得分一览表"), wide(12)])
    assert len(found) == 2
    turned = found.chars(1)
    words = "".join(char.text for char in turned)
    assert words.startswith("附件1各单位得分一览表")
    # Turned text runs up the paper: from its lower edge, the type area is 225 mm high.
    title = turned[words.index("各单位") : words.index("各单位") + 8]
    along = [297 - char.y for char in title]
    middle = (along[0] + along[-1] + 22 * 25.4 / 72) / 2
    assert middle == pytest.approx(35 + 225 / 2, abs=0.5)
    label = 297 - turned[0].y
    assert label == pytest.approx(35, abs=NEAR)


@pytest.mark.parametrize("pages_before", [1, 2])
def test_a_landscape_page_has_its_head_to_the_left_on_both_sides_of_a_sheet(pages_before: int) -> None:
    found = paper([Paragraph((Run("城" * 28 * 22 * pages_before),), indent=False), wide(12)])
    page = pages_before
    header = [char for char in found.chars(page) if char.text == "指"]
    first_row = [char for char in found.chars(page) if char.text == "某"]
    assert max(char.x for char in header) < min(char.x for char in first_row)
    assert left_of(page) <= min(char.x for char in header) <= left_of(page) + 30
    number = found.number(page)
    assert number is not None
    if page % 2:
        assert number.left == pytest.approx(26 + 14 * 25.4 / 72, abs=NEAR)
    else:
        assert number.right == pytest.approx(184 - 14 * 25.4 / 72, abs=NEAR)


@pytest.mark.parametrize("right_hand", [False, True])
def test_sheets_start_new_pages_and_those_handed_out_one_by_one_odd_ones(right_hand: bool) -> None:
    sheets: list[Block] = []
    for number in range(3):
        sheets += [NewPage(right_hand=right_hand), text(f"第{number}张。")]
    found = paper([*sheets, NewPage(right_hand=right_hand)])
    assert len(found) == (5 if right_hand else 3)
    step = 2 if right_hand else 1
    for number in range(3):
        assert f"第{number}张。" in found.text(number * step)
    if right_hand:
        assert found.text(1) == found.text(3) == ""  # blank, without a page number


def test_no_page_ends_with_a_heading() -> None:
    for lines in range(16, 24):
        blocks: list[Block] = [
            Paragraph((Run("城" * 28 * lines),), indent=False),
            Heading(1, "一、总体情况"),
            Heading(2, "（一）街道"),
            text("下" * 60),
        ]
        found = paper(blocks)
        for page in range(len(found)):
            last = found.body(page)[-1].text
            assert not last.startswith(("一、", "（一）")), lines


def test_long_setting_shows_progress_and_can_be_stopped() -> None:
    class Watch:
        def __init__(self) -> None:
            self.seen: list[tuple[int, int, str]] = []

        def step(self, done: int, total: int, what: str = "") -> None:
            self.seen.append((done, total, what))
            if done == 200:
                raise Cancelled

    watch = Watch()
    with pytest.raises(Cancelled):
        paper([text("正文。")] * 250, progress=watch)
    assert watch.seen == [(done, 250, "正在排版") for done in (0, 100, 200)]
