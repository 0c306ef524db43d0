"""What a bulletin's ranking tables say, for tests to read."""

from __future__ import annotations

from cityassess.reports.blocks import Table
from cityassess.services.bulletin.document import Document, Exhibit


def rankings(document: Document) -> list[Table]:
    """The ranking tables of a bulletin, one for each group."""
    return [
        block
        for section in document.sections
        for part in section.parts
        if isinstance(part, Exhibit)
        for block in part.blocks
        if isinstance(block, Table) and block.columns[0].title == "名次" and part.id.startswith("rankings/")
    ]


def ranked(table: Table) -> list[tuple[str, str, str]]:
    """Place, name and score of each row; the score is what stands in bold."""
    return [
        (row[0].text, row[1].text, next(cell.text for cell in row[2:] if cell.bold)) for row in table.rows
    ]


def column(table: Table, title: str) -> list[str]:
    """What stands in the column of a title, line feeds left out."""
    (place,) = (n for n, one in enumerate(table.columns) if one.title.replace("\n", "") == title)
    return [row[place].text for row in table.rows]
