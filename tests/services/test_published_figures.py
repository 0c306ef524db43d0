"""Every total and every place of the example office equals what the district printed: 30 of 30, all the way."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pypdfium2

from cityassess.services.office import Office
from tests.services.louxing import PERIODS, Published, published, published_components, ranked


def _words(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = []
        for page in document:
            text = page.get_textpage()
            pages.append(text.get_text_range())
            text.close()
            page.close()
        return "\n".join(pages)
    finally:
        document.close()


def test_the_cases_hold_thirty_lines() -> None:
    assert sum(len(published(period)) for period in PERIODS) == 30


def test_rankings_and_partial_scores_equal_the_printed_ones(office: Office) -> None:
    for period in PERIODS:
        assessment = office.standings.assess(period)
        assert ranked(assessment) == published(period)
        streets = {
            one.name: {part.id: part.text for part in one.components} for one in assessment.groups[0].ranked
        }
        assert streets == published_components(period)


def test_the_published_paper_and_the_workbook_show_every_line(office: Office, tmp_path: Path) -> None:
    for period in PERIODS:
        office.publishing.publish(period)
        rows = [line.split() for line in _words(office.publishing.proof(period).pdf).splitlines()]
        path = tmp_path / f"{period}.xlsx"
        office.publishing.workbook(period, path)
        book = openpyxl.load_workbook(BytesIO(path.read_bytes()))
        for line in published(period):
            assert any(row[:2] == [str(line.rank), line.object] and line.score in row for row in rows), (
                f"{line} is not on paper"
            )
            assert _in_workbook(book, line) == (line.rank, Decimal(line.score))


def _in_workbook(book: openpyxl.Workbook, line: Published) -> tuple[object, Decimal]:
    """The place and the score that a workbook shows for an object."""
    sheet = book[line.kind]
    header = next(row for row in sheet.iter_rows() if row[0].value == "名次")
    score = next(number for number, cell in enumerate(header) if str(cell.value).startswith(("合计", "得分")))
    row = next(row for row in sheet.iter_rows() if row[1].value == line.object)
    return row[0].value, Decimal(str(row[score].value))


def test_colours_follow_the_example_rule(office: Office) -> None:
    colours = {
        standing.name: standing.rating.colour if standing.rating is not None else None
        for group in office.standings.assess("2017-05").groups
        for standing in group.ranked
    }
    assert colours == {
        "乐坪": "white",
        "黄泥塘": "white",
        "长青": "yellow",
        "花山": "yellow",
        "大科": "red",
        "双江": None,
        "杉山": "white",
        "石井": "white",
        "水洞底": "yellow",
        "万宝": "red",
    }


def test_the_paper_says_that_the_colours_are_an_example(office: Office) -> None:
    words = _words(office.publishing.proof("2017-05").pdf).replace("\r\n", "").replace("\n", "")
    assert "按示例规则评定，仅作演示" in words
    assert "低于85.20（示例规则）" in words
