"""A table as strips for the page: caption, rows and notes, in a size that spares the paper an all but empty page."""

from __future__ import annotations

from collections.abc import Sequence

from cityassess.reports.blocks import Face, Run, Table
from cityassess.reports.page import Item, Page, paginate
from cityassess.reports.strips import Strips
from cityassess.reports.tablefit import SIZES, Fit, fit, smaller_fits
from cityassess.reports.tablelayout import TableSetter
from cityassess.reports.textlines import SetText

CAPTION_SIZE = 14.0  # 4号
NOTE_SIZE = 10.5  # 五号
BELOW = 0.1  # of a line, between a table without notes and what follows: text has air of its own
FEW_LEFT = 1 / 3  # of a page: no more on a table's last page is drawn onto the one before by smaller type
LEAST_ROWS = 3  # on either page of a table that is divided lest half a page stay blank
LEAST_LEFT = 2  # lines that lead a table and may be left on the page before it
MOST_PAGES = 3  # of a table that is looked at so


class TableStrips:
    """Sets the tables of one paper, knowing what stands before each of them."""

    def __init__(self, strips: Strips) -> None:
        self._strips = strips
        self._page_start = 0  # the first strip of what was the last page when a table was last looked at

    def set(self, table: Table, before: Sequence[Item], *, new_page: bool = False) -> list[Item]:
        """The strips of a table that follows those ``before`` it, or stands at the top of a new page."""
        geometry = self._strips.geometry
        made: list[Item] = []
        for fitted in fit(self._strips.fonts, table, geometry):
            part = self._one(fitted)
            if not fitted.landscape:
                start = len(before) if new_page else min(self._page_start, len(before))
                part = self._drawn_in(fitted, part, [*before[start:], *made])
                if not new_page and not made:
                    self._leave_lead(before[start:], part)
                if not new_page:
                    self._page_start = start + self._last_page(before[start:])
            made += part
        return made

    def room_below(self, before: Sequence[Item]) -> float:
        """How many points of the page's height are left below the strips for what stands upright."""
        page = self._fallen(before[min(self._page_start, len(before)) :], ())[-1]
        height = self._strips.geometry.text_height
        return height if page.landscape else height - page.filled

    def _drawn_in(self, fitted: Fit, part: list[Item], before: Sequence[Item]) -> list[Item]:
        """The strips in a smaller size where with it the table ends on the page before.

        A table that would rather be kept whole is divided where it left much of a page blank.
        """
        geometry = self._strips.geometry
        height = sum(item.height for item in part)
        if fitted.size <= SIZES[-1] or height > MOST_PAGES * geometry.text_height:
            return part
        begun, ends = self._fallen(before, ()), self._fallen(before, part)
        if len(ends) == len(begun):
            return part
        rows = [item for item in part if item.heading is not None]
        divided = not all(row.keep_next for row in rows[:-1])
        if divided and ends[-1].filled > FEW_LEFT * geometry.text_height:
            return part
        for smaller in smaller_fits(self._strips.fonts, fitted, geometry):
            other = self._one(smaller)
            if len(self._fallen(before, other)) < len(ends):
                return other
        if not divided and ends[-2].filled < (1 - FEW_LEFT) * geometry.text_height:
            for row in rows[LEAST_ROWS - 1 : -LEAST_ROWS]:
                row.keep_next = False
        return part

    def _leave_lead(self, before: Sequence[Item], part: Sequence[Item]) -> None:
        """Part several lines that lead the table from it where, going along, they left much of a page blank."""
        lead: list[Item] = []
        for item in reversed(before):
            if not item.keep_next or item.gap or item.heads:
                break
            lead.append(item)
        if len(lead) < LEAST_LEFT:
            return
        pages = self._fallen(before, part)
        page = pages[len(self._fallen(before, ())) - 1]
        if page is not pages[-1] and page.filled < (1 - FEW_LEFT) * self._strips.geometry.text_height:
            lead[0].keep_next = False

    def _fallen(self, before: Sequence[Item], part: Sequence[Item]) -> list[Page]:
        """The pages that the strips fall on."""
        return paginate([*before, *part], self._strips.geometry)

    def _last_page(self, items: Sequence[Item]) -> int:
        """The place of the first strip of the last page that the strips fall on."""
        if not items:
            return 0
        placed = {id(item) for _, item in self._fallen(items, ())[-1].placed}
        start = len(items)
        while start and (id(items[start - 1]) in placed or items[start - 1].gap):
            start -= 1
        return start

    def _one(self, fitted: Fit) -> list[Item]:
        items = self._caption(fitted.table.caption, fitted.landscape)
        items += TableSetter(self._strips.fonts, fitted, self._strips.geometry).rows()
        for note in fitted.table.notes:
            items[-1].keep_next = True  # a note stays with the table above it
            items += self._note(note, fitted.landscape)
        if not fitted.table.notes:
            items.append(Item(BELOW * self._strips.pitch, gap=True, landscape=fitted.landscape))
        return items

    def _room(self, landscape: bool) -> float:
        geometry = self._strips.geometry
        return geometry.text_height if landscape else geometry.text_width

    def _caption(self, words: str, landscape: bool) -> list[Item]:
        if not words:
            return []
        room = self._room(landscape)
        text = SetText(self._strips.fonts, (Run(words, Face.HEI),), CAPTION_SIZE)
        baseline = self._strips.baseline(CAPTION_SIZE, self._strips.pitch)
        return [
            Item(
                self._strips.pitch,
                text.marks(line, (room - line.width) / 2, baseline),
                keep_next=True,
                landscape=landscape,
            )
            for line in text.lines(room, justify=False)
        ]

    def _note(self, words: str, landscape: bool) -> list[Item]:
        text = SetText(self._strips.fonts, (Run(words),), NOTE_SIZE)
        height = NOTE_SIZE * 1.5
        baseline = self._strips.baseline(NOTE_SIZE, height)
        return [
            Item(height, text.marks(line, 0.0, baseline), landscape=landscape)
            for line in text.lines(self._room(landscape))
        ]
