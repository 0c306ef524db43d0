"""What follows the body: the list of annexes, signature and date, a remark, and the heads of annexes.

Clauses are those of GB/T 9704-2012.
"""

from __future__ import annotations

from cityassess.reports.blocks import Annexes, Face, Remark, Run, Signature
from cityassess.reports.linebreak import Line
from cityassess.reports.page import Item, Mark
from cityassess.reports.strips import INDENT, Strips
from cityassess.reports.textlines import SetText, printable

SEAL_LINES = (
    2  # left blank above the name, so that the seal's upper edge is within a line of the text; 7.3.5.1
)
PLAIN_LINES = 1  # left blank above the name without a seal; 7.3.5.2
DATE_FREE = 4  # characters to the right of the date under a seal; 7.3.5.1
NAME_FREE = 2  # characters to the right of the name without a seal; 7.3.5.2
DATE_AFTER = 2  # characters from the name's first to the date's first one; 7.3.5.2
NAME_ROOM = 24  # characters on one line of a name, before it goes on to a further one
LABEL = "附件："
COUNT_AFTER = 0.5  # of a character, between an annex's number and its title, which may begin with a figure


def annex_list(strips: Strips, block: Annexes) -> list[Item]:
    """附件： and the titles, numbered where there are several; further lines under a title's first character; 7.3.4."""
    label = SetText(strips.fonts, (Run(LABEL),), strips.size, strips.em)
    several = len(block.titles) > 1
    counts = [_counted(strips, f"{number}." if several else "") for number in range(1, len(block.titles) + 1)]
    start = INDENT * strips.em + label.width
    numbers = start + max((count.width for count in counts), default=0.0)
    names = numbers + (COUNT_AFTER * strips.em if several else 0.0)
    baseline = strips.baseline(strips.size, strips.pitch)
    items: list[Item] = []
    for number, (count, title) in enumerate(zip(counts, block.titles, strict=True)):
        lines = strips.paragraph((Run(title),), indent=names / strips.em, hanging=names / strips.em)
        marks: list[Mark] = []
        if number == 0:
            marks += label.marks(_only(label), INDENT * strips.em, baseline)
        if several:
            marks += count.marks(_only(count), numbers - count.width, baseline)
        lines[0].marks = (*marks, *lines[0].marks)
        items += lines
    for item in items:
        item.keep_next = True
    return items


def _counted(strips: Strips, words: str) -> SetText:
    return SetText(strips.fonts, (Run(words),), strips.size, strips.em)


def _only(text: SetText) -> Line:
    return text.lines(text.width + 1, justify=False)[0]


def signature(strips: Strips, block: Signature) -> list[Item]:
    """Name and date below blank lines: under a seal, or without one."""
    names: list[tuple[SetText, Line]] = []
    for line in block.name.split("\n"):
        if printable(line).strip():
            text = SetText(strips.fonts, (Run(line.strip()),), strips.size, strips.em)
            names += [(text, each) for each in text.lines(NAME_ROOM * strips.em, justify=False)]
    date = strips.fitted(block.date, NAME_ROOM * strips.em)
    widths = [line.width for _, line in names]
    place = _sealed if block.sealed else _plain
    lefts, date_left = place(strips, widths, date.width)
    baseline = strips.baseline(strips.size, strips.pitch)
    rows: list[list[Mark]] = [
        [*text.marks(line, left, baseline)] for (text, line), left in zip(names, lefts, strict=True)
    ]
    if printable(block.date).strip():
        rows.append([*date.marks(date_left, baseline)])
    items = [Item(strips.pitch, row, keep_next=True, on_grid=True) for row in rows]
    if not items:
        return []
    items[-1].keep_next = False
    return [*(strips.blank() for _ in range(SEAL_LINES if block.sealed else PLAIN_LINES)), *items]


def _sealed(strips: Strips, names: list[float], date: float) -> tuple[list[float], float]:
    """The date four characters in from the right, names centred above it; 7.3.5.1.

    A name too long for that leaves two characters free, and the date moves left with it.
    """
    widest = max(names, default=0.0)
    centre = strips.width - DATE_FREE * strips.em - date / 2
    centre = max(widest / 2, date / 2, min(centre, strips.width - NAME_FREE * strips.em - widest / 2))
    return [centre - width / 2 for width in names], centre - date / 2


def _plain(strips: Strips, names: list[float], date: float) -> tuple[list[float], float]:
    """The name two characters in from the right, the date's first character two after the name's; 7.3.5.2.

    A date longer than the name stands two characters in, and the name moves left to keep two characters before it.
    """
    edge = strips.width - NAME_FREE * strips.em
    widest = max(names, default=0.0)
    if date > widest or not names:
        date_left = edge - date
        left = max(0.0, date_left - DATE_AFTER * strips.em)
        return [left] * len(names), date_left
    left = edge - widest
    return [left] * len(names), left + DATE_AFTER * strips.em


def remark(strips: Strips, block: Remark) -> list[Item]:
    """附注 in brackets, two characters in, on the line below the date; 7.3.6."""
    words = printable(block.text).strip()
    if not words:
        return []
    if not (words.startswith("（") and words.endswith("）")):
        words = f"（{words}）"
    return strips.paragraph((Run(words),), indent=INDENT)


def annex_label(strips: Strips, words: str) -> list[Item]:
    """附件 with its number in 黑体, flush at the first line of a new page, and the line left blank below it; 7.3.7."""
    items = strips.paragraph((Run(words, Face.HEI),))
    items[0].new_page = True
    for item in items:
        item.keep_next = True
        item.heads = True
    return [*items, strips.blank()]
