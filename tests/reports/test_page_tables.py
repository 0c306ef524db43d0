"""Measured on the finished PDF: in which size tables stand, where they are divided, and what closes a paper."""

from __future__ import annotations

import pytest

from cityassess.reports.blocks import (
    Align,
    Annexes,
    Block,
    Cell,
    Column,
    Face,
    Heading,
    Imprint,
    NewPage,
    Paragraph,
    RedHead,
    Remark,
    Run,
    Signature,
    Table,
    Title,
    text,
)
from cityassess.reports.fonts import FontSet
from cityassess.reports.page import A4, MM
from cityassess.reports.redmark import RedMark
from cityassess.reports.strips import Strips
from cityassess.reports.tablefit import SIZES, fit
from cityassess.reports.tablelayout import TableSetter
from tests.reports.measured import LINE, TOP, Paper, paper

SENTENCE = "环境卫生（7.84）、宣传广告（5.10）、城市设施（3.88）、交通秩序（2.10）、街面秩序（1.25）"


def lines_of(count: int) -> Block:
    """A paragraph that fills a number of lines of the grid."""
    return Paragraph((Run("城" * 28 * count),), indent=False)


def scores(rows: int, columns: int = 3) -> Table:
    """A table of figures with a unit in each row."""
    heads = (Column("单位"), *(Column("得分", Align.NUMBER) for _ in range(columns)))
    cells = tuple((Cell(f"{row}号街道"), *(Cell("92.50") for _ in range(columns))) for row in range(rows))
    return Table(heads, cells, "得分表")


def sizes(found: Paper, words: str) -> set[float]:
    """In which sizes the parts that hold these words are set."""
    return {
        round(char.size * MM, 1)
        for page in range(len(found))
        for row in found.body(page)
        if words in row.text
        for char in row
        if char.text in words
    }


def last_pages_rows(found: Paper) -> int:
    return sum("92.50" in row.text for row in found.body(len(found) - 1))


# ---- tables and the ends of pages


@pytest.mark.parametrize("before", range(1, 22))
def test_a_table_leaves_no_few_rows_to_a_page_where_smaller_type_holds_them(before: int) -> None:
    found = paper([lines_of(before), scores(15)])
    (size,) = sizes(found, "号街道")
    if size == SIZES[0]:
        assert last_pages_rows(found) == 15 or last_pages_rows(found) > 4
    else:
        assert len(found) == 1
        assert "14号街道" in found.text(0)


def test_a_table_stands_larger_where_it_gains_nothing_by_smaller_type() -> None:
    assert sizes(paper([lines_of(4), scores(15)]), "号街道") == {12.0}
    assert sizes(paper([lines_of(9), scores(15)]), "号街道") != {12.0}
    assert sizes(paper([lines_of(18), scores(15)]), "号街道") == {12.0}
    assert sizes(paper([lines_of(9), NewPage(), scores(15)]), "号街道") == {12.0}
    assert sizes(paper([scores(200)]), "号街道") == {12.0}


def test_a_short_table_goes_on_the_page_that_smaller_type_lets_it_end_on() -> None:
    small = [
        before
        for before in range(8, 20)
        if sizes(paper([lines_of(before), text("得分如下。", leads=True), scores(6)]), "号街道") != {12.0}
    ]
    assert small
    for before in small:
        assert len(paper([lines_of(before), text("得分如下。", leads=True), scores(6)])) == 1


def test_a_short_table_is_divided_lest_it_leave_half_a_page_blank() -> None:
    lead = [Heading(2, "（二）社区"), lines_of(3), text("得分如下。", leads=True)]
    divided = 0
    for before in range(6, 16):
        found = paper([lines_of(before), *lead, scores(9)])
        blank = 22 - len({round(row.y) for row in found.body(0)}) if len(found) > 1 else 0
        assert blank < 9, before
        rows = [sum("92.50" in row.text for row in found.body(page)) for page in range(len(found))]
        if 0 not in rows and len(rows) > 1:
            divided += 1
            assert min(rows) >= 3
    assert divided


def test_later_tables_are_seen_where_they_fall_after_long_text() -> None:
    """What stands on earlier pages is not looked at again, and makes no difference."""
    for before in (9, 12, 18):
        late = paper([scores(5), lines_of(60), scores(5), NewPage(), lines_of(before), scores(15)])
        alone = paper([lines_of(before), scores(15)])
        page = len(late) - len(alone)
        assert [row.text for row in late.body(page)] == [row.text for row in alone.body(0)]


# ---- sizes


def test_sentences_in_a_table_take_further_lines_before_its_type_is_smallest() -> None:
    columns = (Column("单位"), Column("失分", Align.NUMBER), Column("主要失分项目", Align.LEFT))
    table = Table(columns, ((Cell("市园林局"), Cell("15.64"), Cell(SENTENCE)),))
    (fitted,) = fit(FontSet(), table, A4)
    assert fitted.size > SIZES[-1]
    assert not fitted.landscape


@pytest.mark.parametrize("columns", range(18, 40, 3))
def test_parts_of_one_table_are_of_one_size(columns: int) -> None:
    parts = fit(FontSet(), scores(3, columns), A4)
    assert len(parts) > 1
    assert len({part.size for part in parts}) == 1
    assert all(sum(part.widths) <= A4.text_width + 0.01 for part in parts if not part.landscape)


@pytest.mark.parametrize("title", ["本月推进\n（百分点）", "本月推进（百分点）", "（百分点）"])
def test_a_unit_in_brackets_is_not_torn_however_narrow_its_column(title: str) -> None:
    columns = (Column("单位"), *(Column(title, Align.NUMBER) for _ in range(10)))
    found = paper([Table(columns, ((Cell("甲"), *(Cell("1.00") for _ in range(10))),), key_columns=1)])
    assert found.text().count("（百分点）") == 10


def test_a_long_title_of_a_narrow_column_takes_few_lines() -> None:
    title = "牵头和配合任务落后数"
    columns = (Column("单位"), *(Column(title, Align.NUMBER) for _ in range(9)))
    table = Table(columns, ((Cell("甲"), *(Cell("1") for _ in range(9))),))
    (fitted, *_) = fit(FontSet(), table, A4)
    header = next(iter(TableSetter(FontSet(), fitted, A4).rows()))
    assert header.height < 5 * 1.3 * fitted.size


# ---- what closes a paper


def wide(rows: int) -> Table:
    columns = (
        *(Column("名次"), Column("责任单位")),
        *(Column(f"考核指标{number}得分", Align.NUMBER) for number in range(9)),
        Column("主要问题", Align.LEFT),
    )
    cells = (Cell("1"), Cell("示例街道办事处"), *(Cell("100.50") for _ in range(9)), Cell(SENTENCE[:17]))
    return Table(columns, (cells,) * rows, "得分表")


@pytest.mark.parametrize("rows", range(9, 30))
def test_after_a_landscape_table_the_signature_stands_below_its_rows(rows: int) -> None:
    blocks: list[Block] = [
        text("现将得分通报如下。"),
        wide(rows),
        Annexes(("甲表", "乙表")),
        Signature("市城管办", "2024年3月1日"),
        Remark("此件公开发布"),
    ]
    found = paper([*blocks, Imprint("市委办", "市城管办", "2024年3月2日")])
    page = next(page for page in range(len(found)) if "2024年3月1日" in found.text(page))
    whole = found.text(page)
    assert "100.50" in whole
    assert all(words in whole for words in ("附件：", "市城管办", "此件公开发布"))
    assert "抄送" in found.text(len(found) - 1)


def test_annexes_and_a_signature_leave_the_paragraph_before_the_last_where_it_is() -> None:
    closing: list[Block] = [Annexes(("甲表", "乙表", "丙表")), Signature("市城管办", "2024年3月1日")]
    found = paper([lines_of(11), lines_of(3), text("请抓好整改。"), *closing])
    assert len(found.body(0)) == 14
    assert found.body(1)[0].text == "请抓好整改。"


def test_an_annexs_number_stands_clear_of_a_title_that_begins_with_a_figure() -> None:
    found = paper([text("如下。"), Annexes(("2024年3月得分表", "乙表"))])
    row = next(row for row in found.body() if "附件" in row.text)
    point = next(char for char in row if char.text == ".")
    two = next(char for char in row if char.text == "2")
    assert two.x - point.right > 0.3 * point.size


# ---- long red marks


@pytest.mark.parametrize("length", range(21, 29))
def test_a_long_authoritys_mark_takes_two_lines_rather_than_become_small_and_narrow(length: int) -> None:
    name = "示例市城市管理委员会办公室创建国家卫生城市复审工作领导小组"[:length]
    mark = RedMark(Strips(FontSet(shipped_only=True), A4), name, 45.0)
    lines = mark.marks(0.0, "D7191C")
    assert len({line.y for line in lines}) == 2
    assert mark.size > 26
    found = paper([RedHead(name, "示例〔2026〕1号"), Title("通报"), text("如下。")])
    assert found.body()[0][0].y > TOP + 3 * LINE
    second = "".join(line.text for line in lines if line.y == lines[-1].y)
    assert second.startswith(("办公室", "创建", "国家"))


def test_a_mark_of_twenty_characters_stands_on_one_line() -> None:
    mark = RedMark(Strips(FontSet(shipped_only=True), A4), "城" * 20, 45.0)
    assert len({line.y for line in mark.marks(0.0, "D7191C")}) == 1
    assert mark.size >= 36
    assert Strips(FontSet(shipped_only=True), A4).fonts.width(Face.SMALL_TITLE_SONG, "城", 1.0) == 1.0
