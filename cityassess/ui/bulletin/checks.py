"""What is to be settled or looked at before a bulletin is issued, each a step away from its place in the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QListView, QListWidget, QListWidgetItem

from cityassess.progress import Progress
from cityassess.services.bulletin.edits import Edits
from cityassess.ui.widgets.parts import Card, button, label

if TYPE_CHECKING:
    from cityassess.services.bulletin.drafting import Draft
    from cityassess.services.office import Office

_ROW = int(Qt.ItemDataRole.UserRole) + 1
_MOST = 200


class ToSettle(NamedTuple):
    """One thing: its sentence, whether nothing is issued before it is settled, and where it stands, if anywhere.

    ``fact`` is the figure that it is about, ``moved`` says that accepting this figure settles it.
    """

    words: str
    hard: bool = False
    passage: str = ""
    fact: str = ""
    moved: bool = False


class CheckCard(Card):
    """The list; Enter or a click goes to the place, F9 accepts the figures that moved."""

    wanted = Signal(object)
    """Carries the ``ToSettle`` to go to."""
    accept = Signal()
    closed = Signal()

    def __init__(self) -> None:
        super().__init__(padding=12, spacing=6)
        self._shown: tuple[ToSettle, ...] = ()
        self.title = label("", "section")
        self.accept_all = button("认可全部变动", tip="数据已变的都按现在的数据（F9）")
        self.accept_all.clicked.connect(self.accept)
        self.leave = button("收起", "link", tip="回到正文（Esc）")
        self.leave.clicked.connect(self.closed)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.title, 1)
        head.addWidget(self.accept_all)
        head.addWidget(self.leave)
        self.inside.addLayout(head)
        self.list = QListWidget()
        self.list.setObjectName("entries")
        self.list.setAccessibleName("发布前核对")
        self.list.setFixedHeight(168)
        self.list.setWordWrap(True)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(self._go)
        self.list.itemActivated.connect(self._go)
        self.inside.addWidget(self.list)

    @property
    def shown(self) -> tuple[ToSettle, ...]:
        """What is listed."""
        return self._shown

    def show_all(self, items: Sequence[ToSettle], *, moved: bool) -> None:
        """List what is to be settled; the entry that was chosen stays chosen."""
        self.accept_all.setEnabled(moved)
        hard = sum(item.hard for item in items)
        told = f"发布前核对：{len(items)}处" if items else "发布前核对：没有需要处理的"
        self.title.setText(f"{told}，其中{hard}处不处理不能发布" if hard else told)
        if tuple(items) == self._shown and self.list.count():
            return
        row, self._shown = self.list.currentRow(), tuple(items)
        self.list.clear()
        for number, item in enumerate(items[:_MOST]):
            entry = QListWidgetItem(f"{'■ 须处理' if item.hard else '○ 请核对'}　{item.words}")
            entry.setData(_ROW, number)
            entry.setToolTip(item.words)
            self.list.addItem(entry)
        if len(items) > _MOST:
            self.list.addItem(QListWidgetItem(f"另有{len(items) - _MOST}处，处理上面的之后再列出。"))
        if items:
            self.list.setCurrentRow(min(max(row, 0), self.list.count() - 1))

    @Slot(QListWidgetItem)
    def _go(self, entry: QListWidgetItem) -> None:
        number = entry.data(_ROW)
        if number is not None:
            self.wanted.emit(self._shown[number])

    def take_focus(self) -> None:
        """Give the keyboard to the list."""
        self.list.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


def problems_of(office: Office, draft: Draft, edits: Edits, _progress: Progress) -> tuple[ToSettle, ...]:
    """All that is to be settled of a draft with some edits; on the worker."""
    # What was just set is known; laid anew, the whole paper would be set again.
    known = replace(edits, accepted=draft.edits.accepted) == draft.edits
    laid = draft if known else office.drafting.relay(draft, edits)
    return tuple(
        ToSettle(str(problem), problem.hard, problem.passage, problem.fact, problem.moved)
        for problem in office.drafting.release_problems(laid)
    )
