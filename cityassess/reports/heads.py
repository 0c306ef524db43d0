"""The red heads of official papers: 文件, 信函 and 纪要 by GB/T 9704-2012, and the 简报 as offices print it.

A head is one strip at the top of the first page. Its height is a whole number of lines, so that the text below it
stands on the grid of the page.
"""

from __future__ import annotations

from dataclasses import dataclass

from cityassess.reports.blocks import Face, Form, RedHead
from cityassess.reports.page import MM, Geometry, Item, Mark, RuleMark
from cityassess.reports.redmark import RedMark
from cityassess.reports.strips import LINE_GAP, Strips
from cityassess.reports.textlines import ASCENT, printable

RED = "D7191C"  # Y80 M80 of 5.2.1 and 9.1, as the screen shows it
MARK_BELOW = 35 * MM  # 7.2.4 and 10.3: from the top of the type area to the mark's upper edge
NUMBER_BELOW = 2  # lines left blank between the mark and the number; 7.2.5
RULE_BELOW = 4 * MM  # 7.2.7: from the number to the red rule
RED_RULE = 0.7 * MM  # the standard leaves it open
SIDE = 1  # characters left free beside number and signers of a paper to a superior; 7.2.5, 7.2.6
SIGNERS_IN_ROW = 2  # 7.2.6
SIGNER_SHARE = 0.3  # of the line: the most that one name takes
LETTER_MARK = 30 * MM  # 10.1: from the paper's upper edge
LETTER_RULE_BELOW = 4 * MM  # 10.1: from the mark to the upper double rule
LETTER_RULE_WIDTH = 170 * MM  # 10.1
LETTER_FOOT = 20 * MM  # 10.1: from the paper's lower edge to the lower double rule
LETTER_THICK = 0.9 * MM
LETTER_THIN = 0.3 * MM
LETTER_BETWEEN = 0.5 * MM  # thick, thin and between: the standard leaves them open
SIGNER_LABEL = "签发人："


@dataclass(frozen=True, slots=True)
class Head:
    """A set head, and by how many lines its mark could stand higher where the first page has no room for text."""

    item: Item
    spare_lines: int


def set_head(strips: Strips, block: RedHead, *, raised: int = 0) -> Head:
    """Set a red head, its mark ``raised`` by a number of lines."""
    return _letter(strips, block) if block.form is Form.LETTER else _document(strips, block, raised)


# ---- 文件, 纪要, 简报


def _document(strips: Strips, block: RedHead, raised: int) -> Head:
    corner = _corner(strips, block)
    mark_top = MARK_BELOW - raised * strips.pitch
    spare = int((MARK_BELOW - max(0.0, len(corner) * strips.pitch - strips.pitch / 2)) / strips.pitch)
    # Of this height the red rule falls on a line of the grid, and the title exactly two lines below it.
    depth = NUMBER_BELOW * strips.pitch + strips.size + RULE_BELOW + RED_RULE
    mark = RedMark(strips, block.authority, _to_grid(strips, MARK_BELOW + depth, at_least=15 * MM))
    marks: list[Mark] = [*mark.marks(mark_top, RED)]
    for number, line in enumerate(corner):
        marks += line.marks(0.0, number * strips.pitch + strips.baseline(strips.size, strips.pitch))
    top = mark_top + mark.height + NUMBER_BELOW * strips.pitch
    if block.form is Form.DOCUMENT and block.signers:
        bottom = _signers(strips, block, top, marks)
    else:
        bottom = _centred(strips, block.number_or_issue, top, marks)
    if block.form is Form.BRIEF and (block.edited_by or block.dated):
        bottom = _edited(strips, block, bottom - strips.size + strips.pitch, marks)
    middle = bottom + RULE_BELOW + RED_RULE / 2
    marks.append(RuleMark(0.0, middle, strips.width, middle, RED_RULE, RED))
    return Head(_whole_lines(strips, bottom + RULE_BELOW + RED_RULE, marks), spare)


def _corner(strips: Strips, block: RedHead) -> list[_Line]:
    """份号, 密级 with its term, 紧急程度, one under the other in the upper left corner; 7.2.1 to 7.2.3."""
    wanted = (
        (block.copy_number, Face.FANGSONG),
        (block.secrecy, Face.HEI),
        (block.urgency, Face.HEI),
    )
    return [_Line(strips, words, face) for words, face in wanted if printable(words)]


class _Line:
    """One line of 3号, smaller only where it is wider than its room."""

    def __init__(
        self, strips: Strips, words: str, face: Face = Face.FANGSONG, room: float | None = None
    ) -> None:
        self._fitted = strips.fitted(words, strips.width if room is None else room, face)
        self.width = self._fitted.width

    def marks(self, x: float, baseline: float) -> list[Mark]:
        return [*self._fitted.marks(x, baseline)]


def _centred(strips: Strips, words: str, top: float, marks: list[Mark]) -> float:
    if words:
        line = _Line(strips, words)
        marks += line.marks((strips.width - line.width) / 2, top + ASCENT * strips.size)
    return top + strips.size


def _signers(strips: Strips, block: RedHead, top: float, marks: list[Mark]) -> float:
    """The number one character in from the left, on the line of the last signer; names in rows of two; 7.2.5, 7.2.6."""
    gap = strips.em
    room = SIGNER_SHARE * strips.width
    names = [_Line(strips, name, Face.KAI, room) for name in block.signers]
    rows = [names[at : at + SIGNERS_IN_ROW] for at in range(0, len(names), SIGNERS_IN_ROW)]
    column = max(name.width for name in names)
    label = _Line(strips, SIGNER_LABEL)
    left = strips.width - SIDE * strips.em - len(rows[0]) * column - (len(rows[0]) - 1) * gap
    baseline = top + ASCENT * strips.size
    marks += label.marks(left - label.width, baseline)
    for number, row in enumerate(rows):
        for place, name in enumerate(row):
            marks += name.marks(left + place * (column + gap), baseline + number * strips.pitch)
    last = (len(rows) - 1) * strips.pitch
    if block.number_or_issue:
        start = SIDE * strips.em
        free = (left - label.width if len(rows) == 1 else left) - start - gap
        marks += _Line(strips, block.number_or_issue, room=free).marks(start, baseline + last)
    return top + last + strips.size


def _edited(strips: Strips, block: RedHead, top: float, marks: list[Mark]) -> float:
    """Who edits a brief and its day, left and right on one line, as on other papers one character in."""
    room = strips.width / 2 - (SIDE + 0.5) * strips.em
    baseline = top + ASCENT * strips.size
    if block.edited_by:
        marks += _Line(strips, block.edited_by, room=room).marks(SIDE * strips.em, baseline)
    if block.dated:
        dated = _Line(strips, block.dated, room=room)
        marks += dated.marks(strips.width - SIDE * strips.em - dated.width, baseline)
    return top + strips.size


# ---- 信函


def _letter(strips: Strips, block: RedHead) -> Head:
    geometry = strips.geometry
    top = LETTER_MARK - geometry.top
    rule = LETTER_THICK + LETTER_BETWEEN + LETTER_THIN
    depth = LETTER_RULE_BELOW + rule + LINE_GAP + strips.size
    mark = RedMark(strips, block.authority, _to_grid(strips, top + depth, at_least=9 * MM))
    marks: list[Mark] = [*mark.marks(top, RED)]
    rule_top = top + mark.height + LETTER_RULE_BELOW
    marks += double_rule(geometry, rule_top, thick_above=True)
    first = rule_top + rule + LINE_GAP
    corner = _corner(strips, block)
    baseline = first + ASCENT * strips.size
    taken = max((line.width for line in corner[:1]), default=0.0)
    for number, line in enumerate(corner):
        marks += line.marks(0.0, baseline + number * strips.pitch)
    if block.number_or_issue:
        free = max(strips.width - taken - strips.em, strips.width / 3)
        words = _Line(strips, block.number_or_issue, room=free)
        marks += words.marks(strips.width - words.width, baseline)
    lines = max(len(corner), int(bool(block.number_or_issue)))
    bottom = first + max(0, lines - 1) * strips.pitch + strips.size if lines else first
    return Head(_whole_lines(strips, bottom, marks), 0)


def double_rule(geometry: Geometry, top: float, *, thick_above: bool) -> list[RuleMark]:
    """The red double rule of a letter in the middle of the paper, its upper edge at ``top``; 10.1."""
    left = (geometry.width - LETTER_RULE_WIDTH) / 2 - geometry.left
    marks: list[RuleMark] = []
    for thickness in (LETTER_THICK, LETTER_THIN) if thick_above else (LETTER_THIN, LETTER_THICK):
        middle = top + thickness / 2
        marks.append(RuleMark(left, middle, left + LETTER_RULE_WIDTH, middle, thickness, RED))
        top += thickness + LETTER_BETWEEN
    return marks


def letter_foot(geometry: Geometry) -> list[RuleMark]:
    """The lower double rule of a letter's first page: its lower edge 20 mm above the paper's; 10.1."""
    rule = LETTER_THICK + LETTER_BETWEEN + LETTER_THIN
    return double_rule(geometry, geometry.height - geometry.top - LETTER_FOOT - rule, thick_above=False)


# ---- on the grid


def _to_grid(strips: Strips, other: float, *, at_least: float) -> float:
    """The height of a mark, no less than given, with which it and the ``other`` heights make whole lines."""
    lines = 0
    while lines * strips.pitch - other < at_least:
        lines += 1
    return lines * strips.pitch - other


def _whole_lines(strips: Strips, height: float, marks: list[Mark]) -> Item:
    return Item(max(1, round(height / strips.pitch)) * strips.pitch, marks)
