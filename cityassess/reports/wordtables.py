"""Tables for Word: sizes and widths chosen as for the PDF, repeated headers, tints, figures as a block.

They are reckoned by the shipped faces whatever the machine has, so a PDF in the machine's faces may have others; lines
within a cell are Word's own.
"""

from __future__ import annotations

from collections.abc import Sequence

from cityassess.reports.blocks import Align, Cell, Face, shown, tint
from cityassess.reports.page import A4
from cityassess.reports.tablefit import SIDE, Fit, face_of, is_figure
from cityassess.reports.tablelayout import (
    ABOVE,
    HEADER_GROUND,
    INNER_RULE,
    KEPT_WHOLE,
    LEADING,
    LEVEL,
    OUTER_RULE,
)
from cityassess.reports.wordstyles import CELL
from cityassess.reports.wordxml import WordParagraph, run, run_properties, twips


def border(side: str, thickness: float, colour: str = "000000", kind: str = "single") -> str:
    """A border; Word counts its thickness in eighths of a point."""
    return f'<w:{side} w:val="{kind}" w:sz="{max(2, round(thickness * 8))}" w:space="0" w:color="{colour}"/>'


def table_xml(fitted: Fit) -> str:
    """The ``w:tbl`` of a fitted table."""
    outer = "".join(border(side, OUTER_RULE) for side in ("top", "left", "bottom", "right"))
    inner = "".join(border(side, INNER_RULE) for side in ("insideH", "insideV"))
    above, side = twips(ABOVE * fitted.size), twips(SIDE * fitted.size)
    margins = "".join(
        f'<w:{name} w:w="{width}" w:type="dxa"/>'
        for name, width in (("top", above), ("left", side), ("bottom", above), ("right", side))
    )
    grid = "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in fitted.widths)
    rows = "".join(_rows(fitted))
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(map(twips, fitted.widths))}" w:type="dxa"/><w:jc w:val="center"/>'
        f"<w:tblBorders>{outer}{inner}</w:tblBorders>"
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )


def _rows(fitted: Fit) -> list[str]:
    table = fitted.table
    header = "".join(
        _cell(fitted, index, column.title, Face.HEI, Align.CENTRE, HEADER_GROUND, keep=True)
        for index, column in enumerate(table.columns)
    )
    room = A4.text_width if fitted.landscape else A4.text_height
    lines = (len(table.rows) + 1) * (fitted.size * LEADING + 2 * ABOVE * fitted.size)
    short = lines <= KEPT_WHOLE * room
    last = len(table.rows) - 1
    rows = [f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{header}</w:tr>"]
    for number, row in enumerate(table.rows):
        # Neither the first row nor the last one stands alone on a page.
        keep = number < last and (short or number in {0, last - 1})
        rows.append(_row(fitted, row, keep=keep))
    return rows


def _row(fitted: Fit, row: Sequence[Cell], *, keep: bool) -> str:
    cells = []
    for index, cell in enumerate(row):
        words = shown(cell)
        align = fitted.table.columns[index].align
        if align is Align.NUMBER and not is_figure(words):
            align = Align.CENTRE
        face = face_of(cell)
        cells.append(_cell(fitted, index, words, face, align, tint(cell.tint).fill, keep=keep))
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>"


def _cell(fitted: Fit, index: int, words: str, face: Face, align: Align, fill: str, *, keep: bool) -> str:
    size = fitted.size
    own = None if face is Face.SONG else face
    stem = words.lstrip(LEVEL)
    level = len(words) - len(stem) if align is Align.LEFT else 0
    words = stem if level else words
    content = run(words, run_properties(own, size=size)) if words else ""
    paragraph = WordParagraph(CELL, content).spaced(line=size * LEADING)
    if align is Align.LEFT:
        paragraph.properties["jc"] = '<w:jc w:val="left"/>'
        if level:
            paragraph.indented(firstLineChars=0, firstLine=0, left=twips(level * size))
    elif align is Align.NUMBER:
        # Figures line up by their last digit, and their block stands in the middle of the column.
        free = fitted.widths[index] - 2 * SIDE * size - fitted.figures[index]
        paragraph.properties["jc"] = '<w:jc w:val="right"/>'
        paragraph.indented(firstLineChars=0, firstLine=0, right=max(0, twips(free / 2)))
    if keep:
        paragraph.keep_next()
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    width = twips(fitted.widths[index])
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}<w:vAlign w:val="center"/></w:tcPr>'
        f"{paragraph.xml()}</w:tc>"
    )


def plain_row(widths: Sequence[float], cells: Sequence[str], *, place: str = "") -> str:
    """A table of one row without borders, its cells given as paragraphs; ``place`` is a ``w:tblpPr``."""
    grid = "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in widths)
    inside = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{twips(width)}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>{cell}</w:tc>'
        for width, cell in zip(widths, cells, strict=True)
    )
    return (
        f'<w:tbl><w:tblPr>{place}<w:tblW w:w="{sum(map(twips, widths))}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
        f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{inside}</w:tr></w:tbl>"
    )


def imprint_xml(rows: Sequence[str], *, ruled: bool) -> str:
    """The 版记: rows given as paragraphs between rules, the last one on the bottom edge of the type area of its page.

    Placed by the middle of the paper, for LibreOffice leaves a table as wide as the text where it stands otherwise.
    """
    width = twips(A4.text_width)
    lines = []
    for number, row in enumerate(rows):
        rules = border("top", INNER_RULE if number else OUTER_RULE)
        rules += border("bottom", OUTER_RULE) if number == len(rows) - 1 else ""
        borders = f"<w:tcBorders>{rules}</w:tcBorders>" if ruled else ""
        lines.append(
            f'<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{borders}'
            f"</w:tcPr>{row}</w:tc></w:tr>"
        )
    return (
        '<w:tbl><w:tblPr><w:tblpPr w:leftFromText="0" w:rightFromText="0" w:vertAnchor="margin"'
        ' w:horzAnchor="page" w:tblpXSpec="center" w:tblpYSpec="bottom"/>'
        f'<w:tblW w:w="{width}" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr>'
        f'<w:tblGrid><w:gridCol w:w="{width}"/></w:tblGrid>{"".join(lines)}</w:tbl>'
    )
