"""Two people changed the same draft: both texts side by side, and which of them goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from cityassess.ui.bulletin.merging import Clash, clashes, merged
from cityassess.ui.bulletin.naming import name_of
from cityassess.ui.bulletin.work import DraftWork
from cityassess.ui.widgets.parts import Notice, button, label

if TYPE_CHECKING:
    from cityassess.services.bulletin.drafting import Conflict

_MINE, _THEIRS = 1, 2


class ConflictDialog(QDialog):
    """A row for each thing that both changed; a click or Enter takes the text that it is on."""

    def __init__(
        self,
        parent: QWidget,
        said: str,
        who: str,
        rows: Sequence[tuple[str, Clash]],
        chosen: Callable[[frozenset[tuple[str, str]]], None],
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("通报稿被别人改过")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(760, 420)
        self._clashes = [clash for _, clash in rows]
        self._chosen = chosen
        self._mine = dict.fromkeys(range(len(rows)), True)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        column.addWidget(label("两份都在，没有覆盖", "section"))
        column.addWidget(label(said, wrap=True))
        self.table = QTableWidget(len(rows), 3)
        self.table.setAccessibleName("两份不同的地方")
        self.table.setHorizontalHeaderLabels(["位置", "本机", who])
        self.table.verticalHeader().hide()
        self.table.setWordWrap(True)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        head = self.table.horizontalHeader()
        for section, mode in enumerate(("Interactive", "Stretch", "Stretch")):
            head.setSectionResizeMode(section, QHeaderView.ResizeMode[mode])
        for row, (name, clash) in enumerate(rows):
            for place, words in enumerate((name, clash.mine, clash.theirs)):
                self.table.setItem(row, place, QTableWidgetItem(words or "（按数据自动生成）"))
        self.table.resizeRowsToContents()
        self.table.itemClicked.connect(self._click)
        self.table.itemActivated.connect(self._click)
        column.addWidget(self.table, 1)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        self.theirs = button("全部用对方的")
        self.theirs.clicked.connect(self._all_theirs)
        self.mine = button("全部用我的")
        self.mine.clicked.connect(self._all_mine)
        self.go = button("按所选合并", "primary")
        self.go.clicked.connect(self.accept)
        foot.addWidget(label("打勾的一份会留下；只有一方改过的地方已经合在一起。", "sub"), 1)
        for each in (self.theirs, self.mine, self.go):
            foot.addWidget(each)
        column.addLayout(foot)
        self.accepted.connect(self._tell)
        self._mark()
        if rows:
            self.table.setCurrentCell(0, _MINE)
        self.table.setFocus()

    @Slot(QTableWidgetItem)
    def _click(self, item: QTableWidgetItem) -> None:
        if item.column() in (_MINE, _THEIRS):
            self._take(item.row(), mine=item.column() == _MINE)

    def _take(self, row: int, *, mine: bool) -> None:
        self._mine[row] = mine
        self._mark()

    @Slot()
    def _all_mine(self) -> None:
        self._mine = dict.fromkeys(self._mine, True)
        self.accept()

    @Slot()
    def _all_theirs(self) -> None:
        self._mine = dict.fromkeys(self._mine, False)
        self.accept()

    def _mark(self) -> None:
        for row, mine in self._mine.items():
            for place in (_MINE, _THEIRS):
                item = self.table.item(row, place)
                if item is not None:
                    face = item.font()
                    face.setBold((place == _MINE) == mine)
                    item.setFont(face)
                    kept = (place == _MINE) == mine
                    item.setCheckState(Qt.CheckState.Checked if kept else Qt.CheckState.Unchecked)
                    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)

    @Slot()
    def _tell(self) -> None:
        self._chosen(frozenset(self._clashes[row].key for row, mine in self._mine.items() if mine))


class ClashQuestion(QObject):
    """Brings two people's changes together, and asks about what both changed."""

    def __init__(self, work: DraftWork, page: QWidget, notice: Notice) -> None:
        super().__init__(page)
        self._work, self._page, self._notice = work, page, notice
        self.dialog: ConflictDialog | None = None

    @Slot(object)
    def ask(self, clash: Conflict) -> None:
        """Ask; what only one of them changed needs no answer."""
        work = self._work
        found = clashes(work.base, work.edits, clash.theirs)
        if not found:
            self._settle(clash, frozenset())
            self._notice.say(f"{clash.who}在{clash.when}也改过这份通报稿，两边的改动已合在一起。")
            return
        rows = [(name_of(each.key, work.draft), each) for each in found]
        said = f"{clash.who}在{clash.when}保存过这份通报稿，有{len(found)}处与本机不同。"
        again = partial(self.ask, clash)
        self._notice.say(f"{said}本机的改动还没有存入数据库。", "warning", action="比较两份", doing=again)
        self.dialog = ConflictDialog(self._page, said, clash.who, rows, partial(self._settle, clash))
        self.dialog.open()

    def _settle(self, clash: Conflict, keep: frozenset[tuple[str, str]]) -> None:
        self._notice.dismiss()
        self._work.settle(merged(self._work.base, self._work.edits, clash.theirs, keep))
