"""方案: the schemes and their history, one of them in words, and what a change to it would change in a period."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from cityassess.progress import Progress
from cityassess.ui.desk import Choice, Desk
from cityassess.ui.files import ask_open, ask_save
from cityassess.ui.models.scheme_words import CLAUSE, HEAD, NAME, WORDS, rows_of
from cityassess.ui.models.texts import TextModel
from cityassess.ui.pages.page import Page
from cityassess.ui.pages.scheme_trial import SCHEME_FILES, SchemeTrial
from cityassess.ui.tables.text_table import TextTable
from cityassess.ui.widgets.parts import Card, EmptyState, button, label

if TYPE_CHECKING:
    from cityassess.services.changes import Changes
    from cityassess.services.office import Office
    from cityassess.services.scheme_description import SchemeDescription
    from cityassess.services.schemes import SchemeEntry

_WIDTHS = (168, 52, 420, 56, 96)
_WIDEST_CLAUSE = 240
_BOOK = "考核方案工作簿 (*.xlsx)"
_ENTRY_HEIGHT = 76


class _Seen(NamedTuple):
    """Every version of every edition, and the one that governs the period in front, by its place among them."""

    entries: tuple[SchemeEntry, ...]
    governing: int


class _Described(NamedTuple):
    """A version in words, and its text."""

    entry: SchemeEntry
    description: SchemeDescription
    text: str


class SchemesPage(Page):
    """Versions at the left; at the right one of them in words, and a trial of changes."""

    title = "方案"
    hints = "↑↓ 选方案　Ctrl+F 查找考核项　Ctrl+PgDn 说明／试算　F9 试算"

    def __init__(self, desk: Desk, office: Office) -> None:
        super().__init__(desk, office)
        self._entries: tuple[SchemeEntry, ...] = ()
        self._description: SchemeDescription | None = None
        self.list = QListWidget()
        self.list.setAccessibleName("方案和历次修订")
        self.list.setObjectName("entries")
        self.list.setMinimumWidth(220)
        self.list.setUniformItemSizes(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.currentRowChanged.connect(self._choose)
        left = Card(padding=8, spacing=8)
        left.inside.addWidget(label("方案和历次修订", "section"))
        left.inside.addWidget(self.list, 1)
        self.model = TextModel(HEAD, right=(3,), parent=self)
        self.table = TextTable(
            self.model, _WIDTHS, "方案说明", desk.theme, stretched=WORDS, wrapped=(NAME, WORDS, CLAUSE)
        )
        self.trial = SchemeTrial(desk, office)
        self.trial.import_wanted.connect(self._import)
        self.trial.edited.connect(self._mark_edited)
        right = Card(padding=12, spacing=8)
        self._make_front(right)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(12)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(left)
        self.splitter.addWidget(right)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([250, 860])
        put = desk.buttons.put
        self.begin = put(button("导入方案…", "primary", tip="导入方案文件或方案工作簿"), "upload")
        self.begin.clicked.connect(self._ask_import)
        self.empty = EmptyState("还没有考核方案。导入方案文件（.yaml）或方案工作簿（.xlsx）。", self.begin)
        self.stack = QStackedWidget()
        for each in (QWidget(), self.empty, self.splitter):
            self.stack.addWidget(each)
        self.column.addWidget(self.stack, 1)
        self.export = put(button("导出工作簿…", tip="写成Excel工作簿，可修改后再导入"), "file-spreadsheet")
        self.export.clicked.connect(self._ask_export)
        self.export.setEnabled(False)
        for keys, doing in (
            ("Ctrl+PgDown", partial(self._turn, 1)),
            ("Ctrl+PgUp", partial(self._turn, -1)),
            ("Ctrl+F", self._find),
            ("Esc", self._leave_finder),
            ("F9", self._try_out),
            ("Ctrl+Shift+C", self.trial.copy_result),
        ):
            made = QShortcut(QKeySequence(keys), self)
            made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            made.activated.connect(doing)

    def _make_front(self, card: Card) -> None:
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setAccessibleName("说明或试算")
        for name in ("说明", "修改试算"):
            self.tabs.addTab(name)
        self.front = QStackedWidget()
        self.front.addWidget(self._words())
        self.front.addWidget(self.trial)
        self.tabs.currentChanged.connect(self.front.setCurrentIndex)
        self.tabs.currentChanged.connect(self._turn_finder)
        self.found = label("", "sub")
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.tabs)
        head.addStretch(1)
        head.addWidget(self.found)
        head.addWidget(self.finder)
        card.inside.addLayout(head)
        card.inside.addWidget(self.front, 1)

    def _words(self) -> QWidget:
        self.finder = QLineEdit()
        self.finder.setPlaceholderText("查找考核项（Ctrl+F）")
        self.finder.setAccessibleName("查找考核项")
        self.finder.setClearButtonEnabled(True)
        self.finder.setFixedWidth(220)
        self.finder.textChanged.connect(self._show_words)
        self.finder.returnPressed.connect(self._find_next)
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
        if self.front.currentWidget() is self.trial:
            return self.list, self.trial.editor, self.trial.table
        return self.list, self.finder, self.table

    def concerned(self, changes: Changes) -> bool:
        return changes.schemes

    # ---- reading

    def load(self, period: Choice) -> None:
        self.trial.show_period(period)
        self.read(partial(_read, self.office, period), self.show_schemes, "读取考核方案")

    def unload(self) -> None:
        self.trial.show_period(None)
        self.read(partial(_read, self.office, None), self.show_schemes, "读取考核方案")

    def show_schemes(self, seen: _Seen) -> None:
        """List the versions, keeping the one that was chosen, else choosing the one in force."""
        chosen = self.chosen
        self._entries = seen.entries
        self.export.setEnabled(bool(seen.entries))
        self.notice.dismiss()
        if not seen.entries:
            self.tell("还没有考核方案")
            self.stack.setCurrentWidget(self.empty)
            return
        self.list.blockSignals(True)
        self.list.clear()
        for entry in seen.entries:
            item = QListWidgetItem(_entry_text(entry))
            item.setToolTip(f"{entry.name}\n文号：{entry.circular}")
            item.setSizeHint(QSize(0, _ENTRY_HEIGHT))
            self.list.addItem(item)
        self.list.blockSignals(False)
        self._mark_edited()
        self.stack.setCurrentWidget(self.splitter)
        kept = seen.entries.index(chosen) if chosen in seen.entries else seen.governing
        self.list.setCurrentRow(max(kept, 0))
        editions = sum(not entry.replaced for entry in seen.entries)
        self.tell(f"{len({entry.id for entry in seen.entries})}个方案，{editions}次制定和修订")

    @property
    def chosen(self) -> SchemeEntry | None:
        """The version chosen in the list."""
        row = self.list.currentRow()
        return self._entries[row] if 0 <= row < len(self._entries) else None

    @Slot(int)
    def _choose(self, _row: int) -> None:
        entry = self.chosen
        if entry is not None:
            self.read(partial(_describe, self.office, entry), self.show_described, "读取考核方案")

    def show_described(self, described: _Described) -> None:
        """Show a version in words, and its text to be changed."""
        self._description = described.description
        self.heading.setText(
            "　".join(f"{line.name}：{line.words}" for line in described.description.heading)
        )
        self._show_words()
        self.table.scrollToTop()
        self.trial.edit(described.entry, described.text)

    @Slot()
    def _show_words(self) -> None:
        if self._description is None or self.front.currentWidget() is self.trial:
            return
        wanted = self.finder.text()
        rows = rows_of(self._description, wanted)
        self.table.fit_column(CLAUSE, (row[CLAUSE] for row in rows.rows), _WIDTHS[CLAUSE], _WIDEST_CLAUSE)
        self.model.show_rows(rows.rows, rows.sections)
        self.found.setText("" if not wanted.strip() else f"找到{rows.found}项" if rows.found else "没有找到")

    @Slot(int)
    def _turn_finder(self, tab: int) -> None:
        """The box keeps figures in front by what is typed, or finds it in the text."""
        what = "在文本中查找" if tab else "查找考核项"
        self.finder.setPlaceholderText(f"{what}（Ctrl+F）")
        self.finder.setAccessibleName(what)
        self.finder.clear()
        self.found.clear()

    @Slot()
    def _find_next(self) -> None:
        if self.front.currentWidget() is self.trial and self.finder.text():
            self.found.setText("" if self.trial.editor.find_next(self.finder.text()) else "没有找到")

    @Slot()
    def _leave_finder(self) -> None:
        if self.finder.hasFocus():
            self.finder.clear()
            self.panes()[1 if self.front.currentWidget() is self.trial else 2].setFocus()

    def _find(self) -> None:
        self.finder.setFocus()
        self.finder.selectAll()

    def _try_out(self) -> None:
        self.tabs.setCurrentIndex(1)
        self.trial.try_out()

    def _turn(self, by: int) -> None:
        self.tabs.setCurrentIndex((self.tabs.currentIndex() + by) % self.tabs.count())
        (self.trial.editor if self.tabs.currentIndex() else self.table).setFocus()

    @Slot()
    def _mark_edited(self) -> None:
        """Say in the list which versions have changes that are only here."""
        for row, entry in enumerate(self._entries):
            item = self.list.item(row)
            if item is not None:
                item.setText(_entry_text(entry, edited=self.trial.is_edited(entry)))

    # ---- files

    @Slot()
    def _ask_export(self) -> None:
        entry = self.chosen
        if entry is not None:
            suggestion = self.desk.documents / f"{entry.name}.xlsx"
            ask_save(self, "导出考核方案", suggestion, _BOOK, partial(self._export, entry))

    def _export(self, entry: SchemeEntry, path: Path) -> None:
        work = partial(_write, self.office, entry, path)
        self.desk.jobs.run(work, self._exported, self.show_failure, title="导出考核方案")

    def _exported(self, path: Path) -> None:
        self.desk.status.say(f"已导出考核方案：{path}")

    @Slot()
    def _ask_import(self) -> None:
        ask_open(self, "导入方案", self.desk.documents, SCHEME_FILES, self._import, many=True)

    @Slot(object)
    def _import(self, paths: tuple[Path, ...]) -> None:
        """Hand files to the import, which shows what they hold before anything is written."""
        if paths:
            self.asked.emit("录入", paths)


def _entry_text(entry: SchemeEntry, *, edited: bool = False) -> str:
    until = f"至{entry.in_force_to.isoformat()}" if entry.in_force_to is not None else "起"
    version = f"　第{entry.version}版" if entry.version > 1 or entry.replaced else ""
    replaced = "（已更正）" if entry.replaced else ""
    marked = "● 有改动未导入　" if edited else ""
    return (
        f"{entry.name}\n{entry.in_force_from.isoformat()}{until}{version}{replaced}\n"
        f"{marked}{entry.when} 由{entry.who}导入"
    )


def _read(office: Office, period: Choice | None, _progress: Progress) -> _Seen:
    from cityassess.errors import Refused

    entries = office.schemes.history()
    if period is None:
        return _Seen(entries, 0)
    try:
        governing = office.schemes.governing(period.code, period.scheme)
    except Refused:
        return _Seen(entries, 0)
    wanted = governing.id, governing.in_force_from, governing.version
    places = (n for n, one in enumerate(entries) if (one.id, one.in_force_from, one.version) == wanted)
    return _Seen(entries, next(places, 0))


def _describe(office: Office, entry: SchemeEntry, _progress: Progress) -> _Described:
    return _Described(entry, office.schemes.describe(entry), office.schemes.text_of(entry))


def _write(office: Office, entry: SchemeEntry, path: Path, _progress: Progress) -> Path:
    office.schemes.export(entry, path)
    return path
