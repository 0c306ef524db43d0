"""The 版记 at the foot of the last page: to whom copies go, who printed and when; GB/T 9704-2012, 7.4 and 10.1."""

from __future__ import annotations

from cityassess.reports.blocks import Face, Form, Imprint, Run
from cityassess.reports.page import MM, Item, Mark, RuleMark, moved
from cityassess.reports.strips import LINE_GAP, Strips
from cityassess.reports.textlines import SetText, printable

SIZE = 14.0  # 4号; 7.4.2, 7.4.3
LINE = SIZE + LINE_GAP  # 3.5
SIDE = SIZE  # one character left free on either side; 7.4.2, 7.4.3
OUTER_RULE = 0.35 * MM  # 7.4.1: first and last
INNER_RULE = 0.25 * MM  # 7.4.1: between
COPIED = "抄送："
PRINTED = "印发"
SHRINK = 0.9  # a list of recipients longer than a page is set smaller until it fits


def set_imprint(strips: Strips, block: Imprint, form: Form) -> Item | None:
    """Set the imprint as a strip whose last rule lies on its lower edge; None where it says nothing.

    A letter's has neither rules nor who printed it (10.1).
    """
    letter = form is Form.LETTER
    copied = printable(block.copied_to).strip().removeprefix(COPIED)
    printed_by, printed_on = printable(block.printed_by).strip(), printable(block.printed_on).strip()
    size = SIZE
    while True:
        parts: list[tuple[float, list[Mark]]] = []
        if copied:
            parts.append(_copied(strips, copied, size))
        if (printed_by or printed_on) and not letter:
            parts.append(_printed(strips, printed_by, printed_on))
        if sum(height for height, _ in parts) <= strips.geometry.text_height:
            break
        size *= SHRINK
    return _ruled(strips, parts, ruled=not letter) if parts else None


def _copied(strips: Strips, words: str, size: float) -> tuple[float, list[Mark]]:
    """抄送 with its recipients, hanging behind the colon, and a full stop."""
    line = LINE * size / SIZE
    label = strips.fonts.width(Face.FANGSONG, COPIED, size)
    ended = words if words.endswith("。") else f"{words}。"
    lead = SetText(strips.fonts, (Run(COPIED),), size)
    text = SetText(strips.fonts, (Run(ended),), size)
    left = SIDE + label
    marks: list[Mark] = []
    (only,) = lead.lines(label + 1, justify=False)
    marks += lead.marks(only, SIDE, strips.baseline(size, line))
    lines = text.lines(strips.width - left - SIDE)
    for number, each in enumerate(lines):
        marks += text.marks(each, left, number * line + strips.baseline(size, line))
    return len(lines) * line, marks


def _printed(strips: Strips, printed_by: str, printed_on: str) -> tuple[float, list[Mark]]:
    """Who printed it on the left, the day with 印发 on the right."""
    baseline = strips.baseline(SIZE, LINE)
    marks: list[Mark] = []
    room = strips.width - 2 * SIDE
    if printed_on:
        dated = printed_on if printed_on.endswith(PRINTED) else f"{printed_on}{PRINTED}"
        day = strips.fitted(dated, room / 2, size=SIZE)
        marks += day.marks(strips.width - SIDE - day.width, baseline)
        room -= day.width + SIZE
    if printed_by:
        marks += strips.fitted(printed_by, room, size=SIZE).marks(SIDE, baseline)
    return LINE, marks


def _ruled(strips: Strips, parts: list[tuple[float, list[Mark]]], *, ruled: bool) -> Item:
    inside: list[Mark] = []
    rules: list[Mark] = []
    y = 0.0
    for number, (height, part) in enumerate(parts):
        thickness = INNER_RULE if number else OUTER_RULE
        rules.append(RuleMark(0.0, y, strips.width, y, thickness))
        inside += [moved(mark, 0.0, y) for mark in part]
        y += height
    rules.append(RuleMark(0.0, y, strips.width, y, OUTER_RULE))
    return Item(y, [*inside, *(rules if ruled else ())])
