"""What stands outside the type area: page numbers, the mark of a draft, a letter's lower rule, the last page's foot."""

from __future__ import annotations

from collections.abc import Sequence

from cityassess.reports.blocks import Block, Face, FootNote, Form, RedHead, Run
from cityassess.reports.heads import letter_foot
from cityassess.reports.ink import ink
from cityassess.reports.page import MM, Mark, PathMark
from cityassess.reports.strips import Strips
from cityassess.reports.textlines import SetText, line_marks, printable

NUMBER_SIZE = 14.0  # 4号 半角宋体; 7.5
NUMBER_BELOW = 7 * MM  # 7.5: from the type area to the upper edge of the 一字线
NUMBER_SIDE = NUMBER_SIZE  # one character in from the outer edge; 7.5
DASH = "—"
DRAFT_ABOVE = 8 * MM
LETTER_DRAFT_ABOVE = 14 * MM  # a letter's mark stands above the type area
FOOT_BELOW = 14 * MM  # from the type area to the first line of the foot
FOOT_SIZE = 9.0  # 小五
FOOT_LEADING = 1.3
FOOT_COLOUR = "404040"
FOOT_ROOM = 13 * MM  # down to where printers stop: a longer foot is set smaller
CODE_SIDE = 14 * MM  # a code of 60 modules then has four dots of a 400 dpi printer each
CODE_BELOW = 10 * MM
CODE_QUIET = 4  # modules left white around the code: ISO/IEC 18004, 6.3.8
LETTER_FOOT_BELOW = 16.5 * MM  # on a letter's only page the foot stands below the lower double rule
LETTER_CODE_SIDE = 12.5 * MM
MOST_CODE_BYTES = 400  # more would need modules that printers and phones do not resolve at this size


class Furniture:
    """The marks outside the type area of each page."""

    def __init__(self, strips: Strips, blocks: Sequence[Block]) -> None:
        self._strips = strips
        head = next((block for block in blocks if isinstance(block, RedHead)), None)
        self._mark = printable(head.mark) if head else ""
        self._letter = head is not None and head.form is Form.LETTER
        feet = [block for block in blocks if isinstance(block, FootNote)]
        self._foot = "　".join(block.text for block in feet if printable(block.text))
        self._code = next((block.code for block in feet if block.code), "")
        above, below = ink(strips.fonts, Face.SONG, DASH)
        self._dash_middle = (above - below) / 2 * NUMBER_SIZE

    def marks(self, number: int, *, last: bool, numbered: bool = True) -> list[Mark]:
        """The marks of one page, from the top left corner of its type area."""
        marks: list[Mark] = []
        letter_head = self._letter and number == 1
        if numbered and not letter_head:
            marks += self._number(number)
        if letter_head:
            marks += letter_foot(self._strips.geometry)
        if self._mark:
            above = LETTER_DRAFT_ABOVE if letter_head else DRAFT_ABOVE
            mark = self._strips.fitted(self._mark, self._strips.width, Face.HEI)
            marks += mark.marks(0.0, -above)
        if last and (self._foot or self._code):
            marks += self._foot_marks(number, below_rule=letter_head)
        return marks

    def _number(self, number: int) -> list[Mark]:
        """Digits between two dashes, odd numbers on the right, even ones on the left; 7.5."""
        words = f"{DASH} {number} {DASH}"
        strips = self._strips
        width = strips.fonts.width(Face.SONG, words, NUMBER_SIZE)
        x = strips.width - NUMBER_SIDE - width if number % 2 else NUMBER_SIDE
        y = strips.geometry.text_height + NUMBER_BELOW + self._dash_middle
        return [*line_marks(strips.fonts, Face.SONG, words, NUMBER_SIZE, x, y)]

    def _foot_marks(self, number: int, *, below_rule: bool) -> list[Mark]:
        """The foot with its code on the inner side of the page, where the page number is not."""
        strips = self._strips
        bottom = strips.geometry.text_height
        side = LETTER_CODE_SIDE if below_rule else CODE_SIDE
        top = bottom + (LETTER_FOOT_BELOW if below_rule else CODE_BELOW)
        inner_left = number % 2 == 1
        marks: list[Mark] = []
        left, room = 0.0, strips.width
        if self._code:
            x = 0.0 if inner_left else strips.width - side
            marks.append(code_mark(self._code, x, top, side))
            left = side + FOOT_SIZE / 2 if inner_left else 0.0
            room -= side + FOOT_SIZE / 2
        if self._foot:
            first = bottom + (LETTER_FOOT_BELOW if below_rule else FOOT_BELOW)
            marks += self._foot_lines(left, first, room)
        return marks

    def _foot_lines(self, left: float, top: float, room: float) -> list[Mark]:
        size = FOOT_SIZE
        while True:
            text = SetText(self._strips.fonts, (Run(self._foot, Face.SONG),), size)
            lines = text.lines(room, justify=False)
            if len(lines) * FOOT_LEADING * size <= FOOT_ROOM:
                break
            size *= 0.9
        height = FOOT_LEADING * size
        marks: list[Mark] = []
        for place, line in enumerate(lines):
            baseline = top + place * height + self._strips.baseline(size, height)
            marks += text.marks(line, left, baseline, FOOT_COLOUR)
        return marks


def code_mark(words: str, x: float, y: float, side: float) -> PathMark:
    """A QR code (ISO/IEC 18004, level M) as one filled path in a square of this side, its quiet zone included.

    Words of capitals, digits and ``$%*+-./:`` make a code of a third fewer modules. Raises ``ValueError`` for words of
    more than 400 bytes in UTF-8.
    """
    from reportlab.graphics.barcode.qrencoder import QR8bitByte, QRAlphaNum, QRCode, QRErrorCorrectLevel

    content = words.encode("utf-8")
    if len(content) > MOST_CODE_BYTES:
        raise ValueError(f"{len(content)} bytes are too many for a code of {side / MM:.0f} mm")
    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(QRAlphaNum(words) if QRAlphaNum.valid(words) else QR8bitByte(content))
    code.make()
    modules: list[list[bool]] = code.modules
    module = side / (len(modules) + 2 * CODE_QUIET)
    steps: list[tuple[str | float, ...]] = []
    for row, dark in enumerate(modules):
        top = (row + CODE_QUIET) * module
        for first, end in _runs(dark):
            left, right = (first + CODE_QUIET) * module, (end + CODE_QUIET) * module
            low = top + module
            steps += [("M", left, top), ("L", right, top), ("L", right, low), ("L", left, low), ("Z",)]
    return PathMark(x, y, tuple(steps), fill="000000")


def _runs(row: Sequence[bool]) -> list[tuple[int, int]]:
    """Where dark modules side by side begin and end."""
    runs: list[tuple[int, int]] = []
    start = -1
    for place, dark in enumerate([*row, False]):
        if dark and start < 0:
            start = place
        elif not dark and start >= 0:
            runs.append((start, place))
            start = -1
    return runs
