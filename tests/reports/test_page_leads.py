"""Measured on the finished PDF: what leads a table goes along whole or stays, and no page is left half blank."""

from __future__ import annotations

from fractions import Fraction
from io import BytesIO
from zipfile import ZipFile

import pytest

from cityassess.reports.blocks import (
    Align,
    Block,
    Cell,
    Chart,
    Column,
    Heading,
    NewPage,
    Paragraph,
    Run,
    Table,
)
from cityassess.reports.chart_values import Bar, BarChart, LineChart, TrendLine
from cityassess.reports.charts.paper import chart_marks
from cityassess.reports.docx import write_docx
from cityassess.reports.page import A4, TextMark
from cityassess.reports.pdf import PdfMeta
from cityassess.reports.pictures import CHART_ABOVE
from tests.reports.charted import FONTS
from tests.reports.measured import paper


def lines_of(count: int, *, leads: bool = False, char: str = "城") -> Block:
    """A paragraph that fills a number of lines of the grid."""
    return Paragraph((Run(char * 28 * count),), indent=False, leads=leads)


def scores(rows: int) -> Table:
    heads = (Column("单位"), *(Column("得分", Align.NUMBER) for _ in range(3)))
    return Table(heads, tuple((Cell(f"{row}号街道"), *(Cell("92.50"),) * 3) for row in range(rows)), "得分表")


def pages_of(*blocks: Block) -> list[list[str]]:
    found = paper(blocks)
    return [[row.text for row in found.body(page)] for page in range(len(found))]


@pytest.mark.parametrize("lines", [2, 3, 5])
@pytest.mark.parametrize("rows", [4, 7])
def test_what_leads_a_table_is_torn_only_where_the_page_ends(lines: int, rows: int) -> None:
    """A longer paragraph is divided by the page's own end alone; a short one never is."""
    for before in range(6, 22):
        pages = pages_of(lines_of(before), lines_of(lines, leads=True, char="导"), scores(rows))
        held = [sum("导" in row for row in page) for page in pages]
        parts = [count for count in held if count]
        if lines <= 3:
            assert parts == [lines], (before, held)
        elif len(parts) > 1:
            assert before + parts[0] >= 21, (before, held)


def test_a_short_lead_stands_on_the_page_of_its_table_unless_that_left_a_third_blank() -> None:
    moved = left = 0
    for before in range(9, 20):
        lead = lines_of(3, leads=True, char="导")
        pages = pages_of(lines_of(before), Heading(2, "（二）站所"), lead, scores(5))
        assert all(len(page) >= 14 for page in pages[:-1]), before
        if len(pages) == 1:
            continue
        at = next(number for number, page in enumerate(pages) if any("导" in row for row in page))
        table = next(number for number, page in enumerate(pages) if "得分表" in page)
        assert "（二）站所" in pages[at]
        assert sum("导" in row for row in pages[at]) == 3
        moved += at == table
        left += at < table
    assert moved
    assert left


@pytest.mark.parametrize(("lines", "kept"), [(1, True), (3, True), (4, False)])
def test_word_holds_to_the_table_what_goes_along_in_the_pdf(lines: int, kept: bool) -> None:
    stream = BytesIO()
    write_docx([lines_of(lines, leads=True), scores(3)], stream, meta=PdfMeta("通报", "考核办"))
    with ZipFile(stream) as archive:
        words = archive.read("word/document.xml").decode("utf-8")
    paragraph = words[: words.index("</w:p>")]
    assert ("<w:keepNext/>" in paragraph, "<w:keepLines/>" in paragraph) == (kept, kept)


def bars(count: int) -> Chart:
    values = (Bar(f"{number}号街道", Fraction(95 - number), f"{95 - number}.00") for number in range(count))
    return Chart(BarChart(tuple(values), "分"), "得分图")


def trend() -> Chart:
    line = TrendLine("甲街道", tuple(Fraction(80 + month) for month in range(6)))
    return Chart(LineChart(tuple(f"{month}月" for month in range(1, 7)), (line,), "分"), "得分图")


@pytest.mark.parametrize("chart", [bars(8), bars(12), bars(20), trend()])
def test_a_chart_hardly_taller_than_the_page_has_room_is_set_closer(chart: Chart) -> None:
    """Its letters stay as large, its height at least 85 %; it gains a page at one place in the text or more."""
    full, marks = chart_marks(FONTS, chart, A4.text_width)
    sizes = {round(mark.size, 1) for mark in marks if isinstance(mark, TextMark)}
    closer = 0
    for before in range(5, 17):
        found = paper([lines_of(before), chart])
        blank = A4.text_height - before * A4.line_pitch - A4.line_pitch - CHART_ABOVE
        assert (len(found) == 1) == any("得分图" in row.text for row in found.body(0))
        drawn = {round(char.size * 72 / 25.4, 1) for page in range(len(found)) for char in found.chars(page)}
        assert drawn - {14.0, 16.0} == sizes
        if len(found) == 1 and blank < full:
            closer += 1
            assert blank >= 0.85 * full
        if len(found) == 2:
            assert blank < 0.9 * full  # what heads a chart and stands below it gives nothing
    assert closer


def test_a_chart_after_a_new_page_is_as_tall_as_ever() -> None:
    found = paper([lines_of(14), NewPage(), bars(12)])
    again = paper([bars(12)])
    assert found.row("得分图", 1).y == pytest.approx(again.row("得分图").y, abs=0.01)
