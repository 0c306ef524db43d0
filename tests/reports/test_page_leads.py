"""Measured on the finished PDF: what leads a table goes along whole or stays, and no page is left half blank."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest

from cityassess.reports.blocks import Align, Block, Cell, Column, Heading, Paragraph, Run, Table
from cityassess.reports.docx import write_docx
from cityassess.reports.pdf import PdfMeta
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


@pytest.mark.parametrize("lines", [2, 3, 4, 5])
@pytest.mark.parametrize("rows", [4, 7, 30])
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
