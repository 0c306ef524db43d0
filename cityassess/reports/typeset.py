"""Blocks set by GB/T 9704-2012 as strips for the page: red head, title, body, tables, signature, annexes.

Sources of the measures: the standard's chapters 7 (elements) and 5 (page). Lengths are points.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from cityassess.reports.blocks import (
    Addressee,
    Annexes,
    AnnexHead,
    Block,
    Face,
    Heading,
    Paragraph,
    RedHead,
    Run,
    Signature,
    Table,
    Title,
)
from cityassess.reports.fonts import FontSet
from cityassess.reports.page import MM, Geometry, Item, Mark, RuleMark
from cityassess.reports.tablelayout import TableSetter, fit
from cityassess.reports.textlines import ASCENT, SetText, line_marks, printable
from cityassess.reports.titlelines import TITLE_SIZE, title_lines

RED = "D7191C"  # Y80 M80 of the standard, as the screen shows it
CAPTION_SIZE = 14.0  # 4号
NOTE_SIZE = 10.5  # 五号
MARK_SIZE = 52.0  # the red mark at its largest; the standard leaves it to what looks good below 上级's mark
MARK_STRETCH = 0.62  # the narrowest that its characters are drawn before the size goes down
MARK_WIDTH = 0.96  # of the red rule below it
MARK_OFFSET = 35 * MM
RULE_OFFSET = 4 * MM
RED_RULE = 0.7 * MM
HEADING_FACES = {1: Face.HEI, 2: Face.KAI}
FIRST_PAGE_BODY = 3  # lines of body text that the first page must hold


class Typesetter:
    """Sets blocks in order; :attr:`items` is what came of them."""

    def __init__(self, fonts: FontSet, geometry: Geometry) -> None:
        self.items: list[Item] = []
        self._fonts = fonts
        self._geometry = geometry
        self._pitch = geometry.line_pitch
        self._em = geometry.character_pitch
        self._size = geometry.body_size

    def set(self, blocks: Sequence[Block]) -> list[Item]:
        """Set all blocks and return the strips."""
        for block in blocks:
            self._set_one(block)
        self._keep_head_short(blocks)
        return self.items

    def _set_one(self, block: Block) -> None:
        match block:
            case RedHead():
                self._red_head(block)
            case Title():
                self._title(block.text, 2 if self.items else 0)
            case Addressee():
                self._blank()
                self._paragraph((Run(f"{block.text}："),), indent=False)
            case Heading():
                self._heading(block)
            case Paragraph():
                self._paragraph(block.runs, indent=block.indent)[-1].keep_next = block.leads
            case Table():
                self._table(block)
            case _:
                self._set_end(block)

    def _set_end(self, block: Block) -> None:
        match block:
            case Signature():
                self._signature(block)
            case Annexes():
                self._annexes(block)
            case AnnexHead():
                self._annex_head(block)
            case _:
                pass  # the writer sets the foot in the margin of the last page

    # ---- strips of text

    def _baseline(self, size: float, height: float) -> float:
        return (height - size) / 2 + ASCENT * size

    def _blank(self, lines: float = 1.0, *, keep_next: bool = True) -> None:
        self.items.append(Item(lines * self._pitch, keep_next=keep_next, gap=True, on_grid=True))

    def _paragraph(
        self, runs: Sequence[Run], *, indent: bool, hanging: float = 0.0, heading: bool = False
    ) -> list[Item]:
        text = SetText(self._fonts, runs, self._size, self._em)
        first_indent = 2 * self._em if indent else 0.0
        width = self._geometry.text_width
        lines = text.lines(width - hanging, first=width - first_indent, heading=heading)
        items: list[Item] = []
        for number, line in enumerate(lines):
            x = first_indent if number == 0 else hanging
            marks = text.marks(line, x, self._baseline(self._size, self._pitch))
            # Neither the first nor the last line of a paragraph stands alone on a page.
            keep = len(lines) > 1 and number in {0, len(lines) - 2}
            items.append(Item(self._pitch, marks, keep_next=keep, on_grid=True))
        self.items.extend(items)
        return items

    def _heading(self, block: Heading) -> None:
        face = HEADING_FACES.get(block.level, Face.FANGSONG)
        items = self._paragraph((Run(block.text, face),), indent=True, heading=True)
        items[0].outline = (min(block.level, 2), printable(block.text))
        for item in items:
            item.keep_next = True

    # ---- the head

    def _red_head(self, block: RedHead) -> None:
        words = printable(block.authority)
        width = self._geometry.text_width
        face = Face.SMALL_TITLE_SONG
        natural = self._fonts.width(face, words, 1.0)
        room = MARK_WIDTH * width
        size = min(MARK_SIZE, room / (natural * MARK_STRETCH)) if natural else MARK_SIZE
        stretch = min(1.0, room / (natural * size)) if natural else 1.0
        top = MARK_OFFSET
        x = (width - natural * size * stretch) / 2
        marks: list[Mark] = []
        marks += line_marks(
            self._fonts, face, words, size, x, top + ASCENT * size, colour=RED, stretch=stretch
        )
        bottom = top + size + 2 * self._pitch
        if block.number_or_issue:
            number = SetText(self._fonts, (Run(block.number_or_issue),), self._size)
            line = number.lines(max(width, number.width), justify=False)[0]
            marks += number.marks(line, (width - number.width) / 2, bottom + ASCENT * self._size)
            bottom += self._size
        bottom += RULE_OFFSET
        marks.append(RuleMark(0.0, bottom, width, bottom, RED_RULE, RED))
        self.items.append(Item(bottom + RED_RULE, marks))

    def _title(self, words: str, lines_above: int) -> None:
        if lines_above:
            self._blank(lines_above)
        first = True
        for line in title_lines(self._fonts, words, self._geometry.text_width):
            x = (self._geometry.text_width - self._fonts.width(Face.SMALL_TITLE_SONG, line, TITLE_SIZE)) / 2
            baseline = self._baseline(TITLE_SIZE, self._pitch)
            marks = line_marks(self._fonts, Face.SMALL_TITLE_SONG, line, TITLE_SIZE, x, baseline)
            outline = (0, printable(words)) if first else None
            self.items.append(Item(self._pitch, marks, keep_next=True, on_grid=True, outline=outline))
            first = False

    def _keep_head_short(self, blocks: Iterable[Block]) -> None:
        """Shorten the blank above the red mark where the first page would hold no body text (GB/T 9704, 7.2.9)."""
        if not any(isinstance(block, RedHead) for block in blocks):
            return
        head = self.items[0]
        filled = 0.0
        for item in self.items:
            if filled and not item.keep_next and not item.gap:
                break
            filled += item.height
        spare = self._geometry.text_height - filled - FIRST_PAGE_BODY * self._pitch
        if spare < 0:
            lift = min(-spare, MARK_OFFSET)
            head.marks = [_lifted(mark, lift) for mark in head.marks]
            head.height -= lift

    # ---- tables

    def _table(self, table: Table) -> None:
        parts = fit(self._fonts, table, self._geometry)
        for fitted in parts:
            self._caption(fitted.table.caption, fitted.landscape)
            self.items.extend(TableSetter(self._fonts, fitted, self._geometry).rows())
            for note in fitted.table.notes:
                self._table_note(note, fitted.landscape)
            self.items.append(Item(0.2 * self._pitch, gap=True, landscape=fitted.landscape))

    def _caption(self, words: str, landscape: bool) -> None:
        if not words:
            return
        room = self._geometry.text_height if landscape else self._geometry.text_width
        text = SetText(self._fonts, (Run(words, Face.HEI),), CAPTION_SIZE)
        for line in text.lines(room, justify=False):
            marks = text.marks(line, (room - line.width) / 2, self._baseline(CAPTION_SIZE, self._pitch))
            self.items.append(Item(self._pitch, marks, keep_next=True, landscape=landscape))

    def _table_note(self, words: str, landscape: bool) -> None:
        room = self._geometry.text_height if landscape else self._geometry.text_width
        text = SetText(self._fonts, (Run(words),), NOTE_SIZE)
        height = NOTE_SIZE * 1.5
        self.items[-1].keep_next = True  # a note stays with the table above it
        for line in text.lines(room):
            marks = text.marks(line, 0.0, self._baseline(NOTE_SIZE, height))
            self.items.append(Item(height, marks, landscape=landscape))

    # ---- the foot of the body and annexes

    def _signature(self, block: Signature) -> None:
        """Name and date as under a seal: the date four characters in from the right, the name centred above it."""
        self._keep_last_lines()
        self._blank(2)
        width = self._geometry.text_width
        face = Face.FANGSONG
        date, name = printable(block.date), printable(block.name)
        tracking = self._em - self._size
        date_width = self._fonts.width(face, date, self._em)
        name_width = self._fonts.width(face, name, self._em)
        centre = width - 4 * self._em - date_width / 2
        # A name longer than that leaves two characters free instead, and the date moves left with it.
        centre = max(name_width / 2, min(centre, width - 2 * self._em - name_width / 2))
        date_left, name_left = centre - date_width / 2, centre - name_width / 2
        for words, left, last in ((name, name_left, False), (date, date_left, True)):
            baseline = self._baseline(self._size, self._pitch)
            marks = line_marks(self._fonts, face, words, self._size, left, baseline, tracking=tracking)
            self.items.append(Item(self._pitch, marks, keep_next=not last, on_grid=True))

    def _keep_last_lines(self) -> None:
        """Hold the last two strips of the body to what follows, so that it never stands on a page without text."""
        for item in self.items[-2:]:
            item.keep_next = True

    def _annexes(self, block: Annexes) -> None:
        """The list one line below the body: 附件： and the titles, numbered where there are several."""
        if not block.titles:
            return
        self._keep_last_lines()
        self._blank()
        for number, title in enumerate(block.titles, 1):
            counted = f"{number}．{title}" if len(block.titles) > 1 else title
            lead = "附件：" if number == 1 else "　　　"
            hanging = (5 + (1.5 if len(block.titles) > 1 else 0)) * self._em
            for item in self._paragraph((Run(lead + counted),), indent=True, hanging=hanging):
                item.keep_next = True
        self.items[-1].keep_next = False

    def _annex_head(self, block: AnnexHead) -> None:
        start = len(self.items)
        self._paragraph((Run(block.label, Face.HEI),), indent=False)
        self.items[start].new_page = True
        self.items[start].keep_next = True
        self._blank(1)
        self._title(block.title, 0)
        self._blank(1)


def _lifted(mark: Mark, lift: float) -> Mark:
    if isinstance(mark, RuleMark):
        return replace(mark, y1=mark.y1 - lift, y2=mark.y2 - lift)
    return replace(mark, y=mark.y - lift)
