"""名单: every list of the period with who stands on it, and below it sums that do not come out even."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cityassess import wording
from cityassess.scoring.assessment import Assessment, Listed, ListResult
from cityassess.ui.desk import Desk
from cityassess.ui.models.texts import TextModel
from cityassess.ui.tables.text_table import TextTable
from cityassess.ui.widgets.parts import Notice, label

HEAD = ("对象", "分组", "依据")
NOBODY = "无"
_GROUP = 1
_WIDTHS = (220, 160, 240)


class Entry(NamedTuple):
    """A row that can be chosen: a list, and the object on it (None where nobody is)."""

    list: ListResult
    listed: Listed | None


class Rolls(QWidget):
    """The lists as sections of one table."""

    chosen = Signal(object)
    """Carries an :class:`Entry`."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._entries: tuple[Entry, ...] = ()
        self.model = TextModel(HEAD, parent=self)
        self.table = TextTable(self.model, _WIDTHS, "名单", desk.theme, stretched=2)
        self.table.selectionModel().currentRowChanged.connect(self._choose)
        self.notice = Notice(desk.theme)
        self.even = label("", "sub", wrap=True)
        self.even.setContentsMargins(12, 6, 12, 6)
        below = QVBoxLayout()
        below.setContentsMargins(8, 8, 8, 8)
        below.addWidget(self.notice)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.table, 1)
        column.addWidget(self.even)
        column.addLayout(below)

    def show_lists(self, assessment: Assessment) -> None:
        """Show the lists of a period, keeping who was chosen."""
        kept = self.entry
        rows: list[tuple[str, ...]] = []
        entries: list[Entry] = []
        sections: list[int] = []
        faint: list[int] = []
        for item in assessment.lists:
            sections.append(len(rows))
            many = f"　{len(item.listed)}个" if item.listed else ""
            clause = f"　〔{item.clause}〕" if item.clause else ""
            rows.append((f"{item.name}{many}{clause}", "", ""))
            entries.append(Entry(item, item.listed[0] if item.listed else None))
            if not item.listed:
                faint.append(len(rows))
                rows.append((NOBODY, "", ""))
                entries.append(Entry(item, None))
            for listed in item.listed:
                by = f"{item.ordered_by} {listed.text}".strip() if listed.text else ""
                rows.append((listed.name, listed.group, by))
                entries.append(Entry(item, listed))
        self._entries = tuple(entries)
        self.model.show_rows(rows, sections, faint)
        self.table.setColumnHidden(_GROUP, not any(row[_GROUP] for row in rows))
        self._show_balances(assessment)
        if kept is not None:
            self._keep(kept)

    def _show_balances(self, assessment: Assessment) -> None:
        off = [wording.balance_text(balance) for balance in assessment.balances if balance.off]
        even = [balance.name for balance in assessment.balances if not balance.off]
        self.even.setText(f"收支平衡：{wording.names_text(even)}。" if even else "")
        self.even.setVisible(bool(even))
        self.notice.dismiss()
        if off:
            self.notice.say("\n".join(f"{sentence}。" for sentence in off), "warning")

    @property
    def entry(self) -> Entry | None:
        """The row that is chosen."""
        row = self.table.currentIndex().row()
        return self._entries[row] if 0 <= row < len(self._entries) else None

    def choose_first(self) -> None:
        """Choose the first who stands on a list, unless somebody is chosen already."""
        if self._entries and self.table.currentIndex().row() <= 0:
            first = (row for row, entry in enumerate(self._entries) if row and entry.listed is not None)
            self.table.selectRow(next(first, 1))
        elif self.entry is not None:
            self.chosen.emit(self.entry)

    def _keep(self, kept: Entry) -> None:
        def same(entry: Entry) -> bool:
            keys = [each.listed.object if each.listed is not None else None for each in (entry, kept)]
            return entry.list.id == kept.list.id and keys[0] == keys[1]

        rows = [row for row, entry in enumerate(self._entries) if same(entry)]
        if rows:
            self.table.selectRow(rows[-1])

    @Slot(QModelIndex, QModelIndex)
    def _choose(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if 0 <= current.row() < len(self._entries):
            self.chosen.emit(self._entries[current.row()])
