"""Photos and charts on paper: side by side and equally high, each with its words below, never torn apart."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from cityassess.errors import Problem, Refused
from cityassess.reports.blocks import Chart, Face, Picture, Pictures, Run
from cityassess.reports.page import MM, ImageMark, Item, Mark
from cityassess.reports.strips import Strips
from cityassess.reports.textlines import SetText

IN_ROW = 2
BETWEEN = 6 * MM
HIGHEST = 72 * MM  # of a row: three fit on a page with their captions
LEAST_DENSITY = 100.0  # pixels in an inch; with fewer a photo looks coarse on paper
CAPTION_SIZE = 12.0  # 小四
CAPTION_LINE = 1.4 * CAPTION_SIZE
CAPTION_ABOVE = 2 * MM
ROW_ABOVE = 2 * MM
ROW_BELOW = 3 * MM
CHART_ABOVE = 3 * MM
LEAST_CHART = 0.85  # of a chart's height: it is not set closer than this to fit on a page
CHART_CAPTION = 14.0  # 4号, as above a table


def picture_rows(strips: Strips, block: Pictures) -> list[Item]:
    """Set photos two in a row, with equal heights; raises ``Refused`` for one that cannot be printed."""
    _checked(block.pictures)
    rows = [block.pictures[at : at + IN_ROW] for at in range(0, len(block.pictures), IN_ROW)]
    cell = (strips.width - BETWEEN) / IN_ROW
    items = [Item(ROW_ABOVE, keep_next=True, gap=True)]
    for row in rows:
        # A last photo by itself is no larger than those above it.
        room = cell if len(row) < IN_ROW and len(rows) > 1 else strips.width
        items.append(_row(strips, row, room))
    return items


def _checked(pictures: Sequence[Picture]) -> None:
    from reportlab.lib.utils import ImageReader

    problems: list[Problem] = []
    for picture in pictures:
        named = f"“{picture.caption}”" if picture.caption else ""
        again = "请删去后重新添加这张照片。"
        if not picture.data.startswith(b"\xff\xd8") or picture.width < 1 or picture.height < 1:
            problems.append(Problem(f"照片{named}不是能印制的 JPEG 图像。{again}"))
            continue
        try:
            size = ImageReader(BytesIO(picture.data)).getSize()
        except (OSError, ValueError, SyntaxError):
            problems.append(Problem(f"照片{named}的数据已损坏，印不出来。{again}"))
            continue
        if min(size) < 1:
            problems.append(Problem(f"照片{named}是空的。{again}"))
    if problems:
        raise Refused(problems)


def _row(strips: Strips, row: Sequence[Picture], room: float) -> Item:
    shapes = [picture.width / picture.height for picture in row]
    height = min(
        HIGHEST,
        (room - BETWEEN * (len(row) - 1)) / sum(shapes),
        *(picture.height * 72 / LEAST_DENSITY for picture in row),
        *(picture.width * 72 / LEAST_DENSITY / shape for picture, shape in zip(row, shapes, strict=True)),
    )
    widths = [shape * height for shape in shapes]
    # Small or upright photos stand in the middle of their halves; so do their captions, in the whole half.
    least = (strips.width - BETWEEN * (len(row) - 1)) / len(row)
    cells = [least] * len(row) if max(widths) <= least else widths
    across = sum(cells) + BETWEEN * (len(row) - 1)
    left = (strips.width - across) / 2
    marks: list[Mark] = []
    captions = 0.0
    for picture, width, cell in zip(row, widths, cells, strict=True):
        x = left + (cell - width) / 2
        marks.append(ImageMark(x, 0.0, width, height, picture.data))
        captions = max(captions, _caption(strips, picture.caption, left, cell, height, marks))
        left += cell + BETWEEN
    return Item(height + captions + ROW_BELOW, marks)


def _caption(strips: Strips, words: str, left: float, width: float, top: float, marks: list[Mark]) -> float:
    """Set a caption centred below a photo and return how high it is."""
    text = SetText(strips.fonts, (Run(words, Face.KAI),), CAPTION_SIZE)
    if not text.text.strip():
        return 0.0
    lines = text.lines(width, justify=False)
    # A caption of more than a page would push its photo off the paper: it is cut where the page ends.
    most = int((strips.geometry.text_height - top - CAPTION_ABOVE - ROW_BELOW) / CAPTION_LINE)
    for number, line in enumerate(lines[:most]):
        baseline = top + CAPTION_ABOVE + number * CAPTION_LINE + strips.baseline(CAPTION_SIZE, CAPTION_LINE)
        marks += text.marks(line, left + (width - line.width) / 2, baseline)
    return CAPTION_ABOVE + min(len(lines), most) * CAPTION_LINE


def chart_strips(strips: Strips, block: Chart, room: float) -> list[Item]:
    """Set a chart over the whole width of the type area, its caption below; one too tall for a page in parts.

    ``room`` is the height left on the page: a chart hardly taller is set closer, lest it leave that blank.
    """
    from cityassess.reports.charts.paper import chart_marks, chart_parts, fits_closer

    width = strips.width
    items: list[Item] = []
    for part in chart_parts(block, strips.fonts, width, strips.geometry.text_height - 2 * strips.pitch):
        height, marks = chart_marks(strips.fonts, part, width)
        chart = Item(height, marks)
        caption = _chart_caption(strips, part.caption, chart)
        left = room - CHART_ABOVE - sum(item.height for item in caption)
        if LEAST_CHART * height <= left < height and fits_closer(strips.fonts, part, width, left):
            chart.height, chart.marks = chart_marks(strips.fonts, part, width, left)
        items += (Item(CHART_ABOVE, gap=True), chart, *caption)
        room = 0.0  # the parts of a chart that takes several are each about a page
    return items


def _chart_caption(strips: Strips, words: str, chart: Item) -> list[Item]:
    caption = SetText(strips.fonts, (Run(words, Face.HEI),), CHART_CAPTION)
    if not caption.text.strip():
        return []
    chart.keep_next = True
    baseline = strips.baseline(CHART_CAPTION, strips.pitch)
    items = []
    for line in caption.lines(strips.width, justify=False):
        marks = caption.marks(line, (strips.width - line.width) / 2, baseline)
        items.append(Item(strips.pitch, marks, keep_next=True))
    items[-1].keep_next = False
    return items
