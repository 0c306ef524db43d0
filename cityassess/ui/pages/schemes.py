"""方案: the schemes and their history, one of them in words, and what a change to it would change in a period."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QListWidget,
    QSplitter,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from cityassess.progress import Progress
from cityassess.ui.desk import Choice, Desk
from cityassess.ui.files import ask_save
from cityassess.ui.models.texts import TextModel
from cityassess.ui.pages.page import Page
from cityassess.ui.pages.scheme_trial import SchemeTrial
from cityassess.ui.widgets.parts import Card, EmptyState, button, label
from cityassess.ui.widgets.text_table import text_table

if TYPE_CHECKING:
    from cityassess.services.changes import Changes
    from cityassess.services.office import Office
    from cityassess.services.scheme_description import SchemeDescription
    from cityassess.services.schemes import SchemeEntry

HEAD = ("类别", "名称", "怎么计", "满分", "出处")
_WIDTHS = (116, 160, 480, 56, 120)
_BOOK = "考核方案工作簿 (*.xlsx)"


class _Seen(NamedTuple):
    """The editions, and the one that governs the period in front, by its place among them."""

    entries: tuple[SchemeEntry, ...]
    governing: int


class _Described(NamedTuple):
    """An edition in words, and its text."""

    description: SchemeDescription
    text: str


class SchemesPage(Page):
    """Editions at the left; at the right one of them in words, and a trial of changes."""

    title = "方案"
    hints = "↑↓ 选方案　Ctrl+PgDn 说明／试算　F9 试算"

    def __init__(self, desk: Desk, office: Office) -> None:
        super().__init__(desk, office)
        self._entries: tuple[SchemeEntry, ...] = ()
        self.list = QListWidget()
        self.list.setAccessibleName("考核方案")
        self.list.setWordWrap(True)
        self.list.setMinimumWidth(220)
        self.list.currentRowChanged.connect(self._choose)
        left = Card(padding=8, spacing=8)
        left.inside.addWidget(label("方案和历次修订", "section"))
        left.inside.addWidget(self.list, 1)
        self.model = TextModel(HEAD, right=(3,), parent=self)
        self.table = text_table(self.model, _WIDTHS, "方案说明")
        self.trial = SchemeTrial(desk, office)
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        for name in ("说明", "修改试算"):
            self.tabs.addTab(name)
        self.front = QStackedWidget()
        self.front.addWidget(self._words())
        self.front.addWidget(self.trial)
        self.tabs.currentChanged.connect(self.front.setCurrentIndex)
        right = Card(padding=12, spacing=8)
        right.inside.addWidget(self.tabs)
        right.inside.addWidget(self.front, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(12)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(left)
        self.splitter.addWidget(right)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([250, 860])
        self.begin = self.entry_button()
        self.empty = EmptyState(
            "还没有考核方案。到录入页导入方案文件（.yaml）或方案工作簿（.xlsx）。", self.begin
        )
        self.stack = QStackedWidget()
        for each in (QWidget(), self.empty, self.splitter):
            self.stack.addWidget(each)
        self.column.addWidget(self.stack, 1)
        self.export = desk.buttons.put(
            button("导出工作簿", tip="写成Excel工作簿，可修改后再导入"), "file-spreadsheet"
        )
        self.export.clicked.connect(self._ask_export)
        for keys, by in (("Ctrl+PgDown", 1), ("Ctrl+PgUp", -1)):
            made = QShortcut(QKeySequence(keys), self)
            made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            made.activated.connect(partial(self._turn, by))

    def _words(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.heading = label("", "sub", wrap=True)
        self.heading.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(self.heading)
        column.addWidget(self.table, 1)
        return made

    def header_buttons(self) -> tuple[QWidget, ...]:
        return (self.export,)

    def panes(self) -> tuple[QWidget, ...]:
        if self.stack.currentWidget() is self.empty:
            return (self.begin,)
        return (self.list, self.trial.editor if self.front.currentIndex() else self.table)

    def concerned(self, changes: Changes) -> bool:
        return changes.schemes

    # ---- reading

    def load(self, period: Choice) -> None:
        self.trial.period = period
        self.read(partial(_read, self.office, period), self.show_schemes, "读取考核方案")

    def unload(self) -> None:
        self.trial.period = None
        self.read(partial(_read, self.office, None), self.show_schemes, "读取考核方案")

    def show_schemes(self, seen: _Seen) -> None:
        """List the editions; the one that governs the period in front is chosen, unless another was."""
        chosen = self.chosen
        self._entries = seen.entries
        self.notice.dismiss()
        self.export.setEnabled(bool(seen.entries))
        if not seen.entries:
            self.tell("还没有考核方案")
            self.stack.setCurrentWidget(self.empty)
            return
        self.list.blockSignals(True)
        self.list.clear()
        self.list.addItems([_entry_text(entry) for entry in seen.entries])
        self.list.blockSignals(False)
        self.stack.setCurrentWidget(self.splitter)
        kept = seen.entries.index(chosen) if chosen in seen.entries else seen.governing
        self.list.setCurrentRow(max(kept, 0))
        self.tell(f"共{len({entry.id for entry in seen.entries})}个方案，{len(seen.entries)}次制定和修订")

    @property
    def chosen(self) -> SchemeEntry | None:
        """The edition chosen in the list."""
        row = self.list.currentRow()
        return self._entries[row] if 0 <= row < len(self._entries) else None

    @Slot(int)
    def _choose(self, _row: int) -> None:
        entry = self.chosen
        if entry is not None:
            self.read(partial(_describe, self.office, entry), self.show_described, "读取考核方案")

    def show_described(self, described: _Described) -> None:
        """Show an edition in words, and its text to be changed."""
        self.heading.setText(
            "　".join(f"{line.name}：{line.words}" for line in described.description.heading)
        )
        self.model.show_rows(rows_of(described.description))
        self.table.resizeRowsToContents()
        self.trial.edit(described.text, described.description.id)

    def _turn(self, by: int) -> None:
        self.tabs.setCurrentIndex((self.tabs.currentIndex() + by) % self.tabs.count())
        self.panes()[-1].setFocus()

    # ---- exporting

    @Slot()
    def _ask_export(self) -> None:
        entry = self.chosen
        if entry is not None:
            suggestion = self.desk.documents / f"{entry.name}.xlsx"
            ask_save(self, "导出考核方案", suggestion, _BOOK, partial(self._export, entry))

    def _export(self, entry: SchemeEntry, path: Path) -> None:
        self.desk.jobs.run(
            partial(_write, self.office, entry, path), self._exported, self.show_failure, title="导出考核方案"
        )

    def _exported(self, path: Path) -> None:
        self.desk.status.say(f"已导出考核方案：{path}")


def rows_of(description: SchemeDescription) -> list[tuple[str, ...]]:
    """A description as rows: figures in the file's order, then rankings, lists and sums that must come out even."""
    rows: list[tuple[str, ...]] = [
        (f"{figure.of}·{figure.cycle}", figure.name, figure.words, figure.full, figure.clause)
        for figure in description.figures
    ]
    for kind, sentences in (
        ("排名", description.rankings),
        ("名单", description.lists),
        ("收支平衡", description.balances),
    ):
        rows += [(kind, sentence.name, sentence.words, "", sentence.clause) for sentence in sentences]
    return rows


def _entry_text(entry: SchemeEntry) -> str:
    until = f"至{entry.in_force_to.isoformat()}" if entry.in_force_to is not None else "起"
    version = f"　第{entry.version}版" if entry.version > 1 else ""
    return f"{entry.name}\n{entry.in_force_from.isoformat()}{until}{version}"


def _read(office: Office, period: Choice | None, _progress: Progress) -> _Seen:
    from cityassess.errors import Refused

    entries = office.schemes.list()
    place = 0
    if period is not None:
        try:
            governing = office.schemes.governing(period.code, period.scheme)
        except Refused:
            return _Seen(entries, place)
        place = entries.index(governing) if governing in entries else 0
    return _Seen(entries, place)


def _describe(office: Office, entry: SchemeEntry, _progress: Progress) -> _Described:
    description = office.schemes.describe(entry.id, entry.in_force_from)
    return _Described(description, office.schemes.text_of(entry.id, entry.in_force_from))


def _write(office: Office, entry: SchemeEntry, path: Path, _progress: Progress) -> Path:
    office.schemes.export(entry.id, entry.in_force_from, path)
    return path
