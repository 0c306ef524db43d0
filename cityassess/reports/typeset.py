"""Blocks set by GB/T 9704-2012 as strips for the page, in order: head, title, body, tables, signature, annexes.

Sources of the measures: the standard's chapters 7 (elements) and 5 (page). Lengths are points.
"""

from __future__ import annotations

from collections.abc import Sequence

from cityassess.progress import Progress
from cityassess.reports.blocks import (
    Addressee,
    Annexes,
    AnnexHead,
    Block,
    Chart,
    Face,
    FootNote,
    Form,
    Heading,
    Imprint,
    NewPage,
    Paragraph,
    Pictures,
    RedHead,
    Remark,
    Run,
    Signature,
    Table,
    Title,
)
from cityassess.reports.closing import annex_label, annex_list, remark, signature
from cityassess.reports.fonts import FontSet
from cityassess.reports.heads import set_head
from cityassess.reports.imprints import set_imprint
from cityassess.reports.page import Geometry, Item
from cityassess.reports.pictures import chart_strips, picture_rows
from cityassess.reports.strips import INDENT, Strips
from cityassess.reports.tablestrips import TableStrips
from cityassess.reports.textlines import line_marks, printable
from cityassess.reports.titlelines import TITLE_SIZE, title_lines

TITLE_BELOW = 2  # lines left blank between the red rule and the title; 7.3.1
ADDRESSEE_BELOW = 1  # line left blank between the title and 主送; 7.3.2
TEXT_BELOW = 1  # line left blank between the title and the text where there is no 主送
HEADING_FACES = {1: Face.HEI, 2: Face.KAI}  # 7.3.3
FIRST_PAGE_BODY = 3  # lines of body text that the first page must hold; 7.3.3
LEADS_WHOLE = 3  # lines of a paragraph that goes along to the page of the table it leads
BLOCKS_A_STEP = 100  # between two steps of progress


class Typesetter:
    """Sets blocks in order: :attr:`items` is what came of them, :attr:`imprint` goes to the foot of the last page."""

    def __init__(self, fonts: FontSet, geometry: Geometry) -> None:
        self.items: list[Item] = []
        self.imprint: Item | None = None
        self.imprint_on_even = False
        self._fonts = fonts
        self._geometry = geometry
        self._strips = Strips(fonts, geometry)
        self._tables = TableStrips(self._strips)
        self._pitch = geometry.line_pitch
        self._form = Form.DOCUMENT
        self._new_page: NewPage | None = None
        self._at_top = True
        self._after_title = False

    def set(self, blocks: Sequence[Block], progress: Progress | None = None) -> list[Item]:
        """Set all blocks and return the strips; raises ``Cancelled`` when progress says so."""
        head = next((block for block in blocks if isinstance(block, RedHead)), None)
        self._form = head.form if head else Form.DOCUMENT
        for number, block in enumerate(blocks):
            if progress is not None and number % BLOCKS_A_STEP == 0:
                progress.step(number, len(blocks), "正在排版")
            start = len(self.items)
            if isinstance(block, NewPage):
                self._break(block)
                continue
            if self._after_title and not isinstance(block, Addressee | Title | Imprint | FootNote):
                self._blank(TEXT_BELOW)  # where nobody is addressed
            self._after_title = isinstance(block, Title)
            self._set_one(block)
            if self._new_page is not None and len(self.items) > start:
                self.items[start].new_page = True
                self.items[start].right_hand |= self._new_page.right_hand
                self._new_page = None
            self._at_top &= len(self.items) == start
        if head is not None and isinstance(blocks[0], RedHead):
            self._keep_head_short(head)
        return self.items

    def _break(self, block: NewPage) -> None:
        if self._new_page is None or block.right_hand:
            self._new_page = block
        self._at_top = True

    def _set_one(self, block: Block) -> None:
        match block:
            case RedHead():
                self.items.append(set_head(self._strips, block).item)
            case Title():
                self._title(block.text, 0 if self._at_top else TITLE_BELOW)
            case Addressee():
                self._blank(ADDRESSEE_BELOW)
                self.items += self._strips.paragraph((Run(f"{block.text}："),))
            case Heading():
                self._heading(block)
            case Paragraph():
                self._paragraph(block)
            case Table():
                fresh = self._new_page is not None
                self.items += self._tables.set(block, self.items, new_page=fresh)
            case Pictures():
                self.items += picture_rows(self._strips, block)
            case Chart():
                fresh = self._new_page is not None
                room = self._geometry.text_height if fresh else self._tables.room_below(self.items)
                self.items += chart_strips(self._strips, block, room)
            case _:
                self._set_end(block)

    def _set_end(self, block: Block) -> None:
        match block:
            case Signature() | Annexes() | Remark():
                self._close(block)
            case AnnexHead():
                self.items += annex_label(self._strips, block.label)
                self._title(block.title, 0)
                self._blank()
            case Imprint():
                self.imprint = set_imprint(self._strips, block, self._form)
                self.imprint_on_even = block.even_page
            case _:
                pass  # the writer sets the foot in the margin of the last page

    # ---- strips of text

    def _blank(self, lines: float = 1.0) -> None:
        self.items.append(self._strips.blank(lines))

    def _paragraph(self, block: Paragraph) -> None:
        """One that leads goes with its table whole; a longer one stays where it is, so that neither is torn."""
        items = self._strips.paragraph(block.runs, indent=INDENT if block.indent else 0)
        if block.leads and len(items) <= LEADS_WHOLE:
            for item in items:
                item.keep_next = True
        self.items += items

    def _heading(self, block: Heading) -> None:
        face = HEADING_FACES.get(block.level, Face.FANGSONG)
        items = self._strips.paragraph((Run(block.text, face),), indent=INDENT, heading=True)
        items[0].outline = (min(block.level, 2), printable(block.text))
        for item in items:
            item.keep_next = item.heads = True
        self.items += items

    def _title(self, words: str, lines_above: int) -> None:
        if lines_above:
            self._blank(lines_above)
        outline: tuple[int, str] | None = (0, printable(words))
        width, face = self._geometry.text_width, Face.SMALL_TITLE_SONG
        baseline = self._strips.baseline(TITLE_SIZE, self._pitch)
        for line in title_lines(self._fonts, words, width):
            natural = self._fonts.width(face, line, 1.0)
            size = min(TITLE_SIZE, width / natural) if natural else TITLE_SIZE
            x = (width - natural * size) / 2
            marks = line_marks(self._fonts, face, line, size, x, baseline)
            item = Item(
                self._pitch, marks, keep_next=True, on_grid=True, heads=True, centred=True, outline=outline
            )
            self.items.append(item)
            outline = None

    def _keep_head_short(self, head: RedHead) -> None:
        """Raise the red mark by lines where the first page would hold no body text, as 7.3.3 demands."""
        filled = 0.0
        for item in self.items:
            if filled and not item.keep_next and not item.gap:
                break
            filled += item.height
        lacking = filled + FIRST_PAGE_BODY * self._pitch - self._geometry.text_height
        if lacking > 0:
            first = set_head(self._strips, head)
            lines = min(first.spare_lines, int(lacking / self._pitch - 1e-6) + 1)
            self.items[0] = set_head(self._strips, head, raised=lines).item

    # ---- the foot of the body

    def _close(self, block: Signature | Annexes | Remark) -> None:
        """What closes the body goes on the page of its end, be that an upright or a landscape one."""
        last = next((item for item in reversed(self.items) if not item.gap), None)
        landscape = last is not None and last.landscape
        strips = self._strips.turned() if landscape else self._strips
        items: list[Item] = []
        match block:
            case Signature():
                items = signature(strips, block)
            case Annexes() if block.titles:
                items = [strips.blank(), *annex_list(strips, block)]
                items[-1].keep_next = False
            case Remark():
                items = remark(strips, block)
        for item in items:
            item.landscape = landscape
        if items:
            self._keep_last_line()
        self.items += items

    def _keep_last_line(self) -> None:
        """Hold the last strip of the body to what follows, so that it never stands on a page without text.

        A paragraph's last two lines and a table's last two rows hold together by themselves.
        """
        for item in reversed(self.items):
            item.keep_next = True
            if not item.gap:
                break
