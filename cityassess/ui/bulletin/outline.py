"""The outline beside a draft: sections, passages, tables and annexes, each with a box to leave it out."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QTreeWidget, QTreeWidgetItem

from cityassess.ui.bulletin.lines import Kind, Line
from cityassess.ui.index import Index
from cityassess.ui.theme import Theme

_ID = int(Qt.ItemDataRole.UserRole) + 1
_KIND = _ID + 1
_LONGEST = 40
_BOXED = (Kind.HEADING, Kind.PASSAGE, Kind.EXHIBIT, Kind.ANNEX)
_NAMES = {Kind.HEAD: "文头", Kind.CLOSE: "文尾"}


class OutlineTree(QTreeWidget):
    """Space leaves a line out or puts it in again, F2 renames a section or annex, Enter goes to its text."""

    chosen = Signal(str)
    """A line is to be looked at: its id."""
    walked = Signal(str)
    """The keyboard is to go to the text of a line: its id."""
    boxed = Signal(str, bool)
    """A line is to be left out, or not: its id, and whether it is to be printed."""
    renamed = Signal(str, str)
    """A section or annex has another heading: its id and the words."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._lines: tuple[Line, ...] = ()
        self._headings: dict[str, str] = {}
        self._locked = False
        self.setHeaderHidden(True)
        self.setIndentation(14)
        self.setUniformRowHeights(True)
        self.setAccessibleName("通报提纲")
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.itemChanged.connect(self._take)
        self.itemClicked.connect(self._choose)
        theme.changed.connect(self._build)

    def show_lines(self, lines: Sequence[Line], headings: dict[str, str], *, locked: bool = False) -> None:
        """Show other lines; ``headings`` are the words that sections and annexes can be renamed from."""
        before = self._lines, self._headings, self._locked
        self._lines, self._headings, self._locked = tuple(lines), dict(headings), locked
        if before == (self._lines, self._headings, self._locked):
            return
        if _shape(before[0]) != _shape(self._lines):
            self._build()
            return
        # Filled in place: this may be the answer to what was just done to an item, which must outlive it.
        silent = self.blockSignals(True)
        items = {str(item.data(0, _ID)): item for item in self._every()}
        for line in self._lines:
            if line.id in items:
                self._fill(items[line.id], line)
        self.blockSignals(silent)

    @Slot()
    def _build(self) -> None:
        current, scroll = self.current, self.verticalScrollBar().value()
        closed = {str(item.data(0, _ID)) for item in self._tops() if not item.isExpanded()}
        self.blockSignals(True)
        self.clear()
        top: QTreeWidgetItem | None = None
        for line in self._lines:
            if line.kind is Kind.PHOTOS:
                continue
            item = QTreeWidgetItem()
            self._fill(item, line)
            under = top is not None and line.section == str(top.data(0, _ID)) and line.id != line.section
            if under and top is not None:
                top.addChild(item)
            else:
                self.addTopLevelItem(item)
                top = item
        for item in self._tops():
            item.setExpanded(str(item.data(0, _ID)) not in closed)
        self.go_to(current)
        self.verticalScrollBar().setValue(scroll)
        self.blockSignals(False)

    def _fill(self, item: QTreeWidgetItem, line: Line) -> None:
        words = line.text.replace("\n", "")
        name = _NAMES.get(line.kind, f"{line.number}{words}"[:_LONGEST])
        if line.kind is Kind.HEADING or line.kind is Kind.ANNEX:
            name = self._headings.get(line.id, words)
        if item.text(0) != (name or "（空）"):
            item.setText(0, name or "（空）")
        item.setData(0, _ID, line.id)
        item.setData(0, _KIND, str(line.kind))
        item.setToolTip(0, words[:400])
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if line.kind in _BOXED:
            item.setCheckState(0, Qt.CheckState.Unchecked if line.hidden else Qt.CheckState.Checked)
            flags |= Qt.ItemFlag.NoItemFlags if self._locked else Qt.ItemFlag.ItemIsUserCheckable
        if line.kind in (Kind.HEADING, Kind.ANNEX) and not self._locked:
            flags |= Qt.ItemFlag.ItemIsEditable
        item.setFlags(flags)
        tokens = self._theme.tokens
        item.setForeground(0, QColor(tokens.faint if line.hidden else tokens.text))
        face = item.font(0)
        face.setBold(line.kind is Kind.HEADING)
        item.setFont(0, face)
        said = "，不印" if line.hidden else ""
        item.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{name}{said}")

    def _tops(self) -> list[QTreeWidgetItem]:
        items = [self.topLevelItem(number) for number in range(self.topLevelItemCount())]
        return [item for item in items if item is not None]

    def _every(self) -> list[QTreeWidgetItem]:
        found: list[QTreeWidgetItem] = []
        for top in self._tops():
            found.append(top)
            children = [top.child(number) for number in range(top.childCount())]
            found += [child for child in children if child is not None]
        return found

    @property
    def current(self) -> str:
        """The id of the line chosen."""
        item = self.currentItem()
        return str(item.data(0, _ID)) if item is not None else ""

    def go_to(self, place: str) -> None:
        """Choose a line without telling; the first where there is no such, so that there always is one."""
        items = self._every()
        found = next((item for item in items if item.data(0, _ID) == place), items[0] if items else None)
        if found is not None and found is not self.currentItem():
            silent = self.blockSignals(True)
            self.setCurrentItem(found)
            self.scrollToItem(found)
            self.blockSignals(silent)

    def item_of(self, place: str) -> QTreeWidgetItem | None:
        """The item of a line."""
        return next((item for item in self._every() if item.data(0, _ID) == place), None)

    @Slot(QTreeWidgetItem, int)
    def _take(self, item: QTreeWidgetItem, _column: int) -> None:
        place, kind = str(item.data(0, _ID)), str(item.data(0, _KIND))
        line = next((line for line in self._lines if line.id == place), None)
        if line is None or self._locked:
            return
        printed = item.checkState(0) == Qt.CheckState.Checked
        if kind in _BOXED and printed == line.hidden:
            self.boxed.emit(place, printed)
        elif kind in (Kind.HEADING, Kind.ANNEX) and item.text(0) != self._headings.get(place, ""):
            self.renamed.emit(place, item.text(0))

    @Slot(QTreeWidgetItem, int)
    def _choose(self, item: QTreeWidgetItem, _column: int) -> None:
        self.chosen.emit(str(item.data(0, _ID)))

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if not self.signalsBlocked() and self.hasFocus():
            self.chosen.emit(self.current)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.currentItem()
        if event.key() == Qt.Key.Key_F2 and item is not None:
            if item.flags() & Qt.ItemFlag.ItemIsEditable:
                self.editItem(item, 0)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.state() != self.State.EditingState:
            self.walked.emit(self.current)
        else:
            super().keyPressEvent(event)


def _shape(lines: Sequence[Line]) -> list[tuple[str, str, str]]:
    return [(line.kind, line.id, line.section) for line in lines]
