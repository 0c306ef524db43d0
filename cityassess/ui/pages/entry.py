"""录入: the grid of each kind of object, the pane beside it, and import from Excel with its preview."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from cityassess.ui import files
from cityassess.ui.desk import Choice, Desk
from cityassess.ui.entry_source import SheetSource
from cityassess.ui.grid.entry import EntryGrid
from cityassess.ui.grid.history import History
from cityassess.ui.grid.statistics import SelectionStatistics
from cityassess.ui.jobs import Failure
from cityassess.ui.pages import entry_work
from cityassess.ui.pages.import_panel import ImportPanel
from cityassess.ui.pages.page import Page
from cityassess.ui.widgets.cell_detail import CellDetail
from cityassess.ui.widgets.parts import Card, EmptyState, button, label
from cityassess.wording import count_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cityassess.services.changes import Changes
    from cityassess.services.entry import EntrySheet
    from cityassess.services.office import Office

DETAIL_DELAY_MS = 120


NO_OBJECTS = "还没有考核对象。导入对象表，或导入带对象名称的得分表。"
NOTHING_TO_ENTER = "本期没有要录入的指标，由其他期次汇总得出。在右上角换一个期次录入（Alt+P）。"


class EntryPage(Page):
    """Marks of the chosen period, one tab for each kind of object."""

    title = "录入"
    hints = "Enter 下一行　Tab 下一列　F2 编辑　F7 下一未录　Ctrl+Z 撤销"

    def __init__(self, desk: Desk, office: Office) -> None:
        super().__init__(desk, office)
        self._sources: tuple[SheetSource, ...] = ()
        self._histories: dict[str, History] = {}
        self._wanted = ""
        self._expected = 0
        self.grid: EntryGrid | None = None
        self._make_buttons()
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self._make_workplace()
        self.panel = ImportPanel(desk)
        self.panel.commit_wanted.connect(self._commit)
        self.panel.files_wanted.connect(self.ask_files)
        self.panel.left.connect(self._leave_import)
        self.empty_import = desk.buttons.put(button("从Excel导入…", "primary"), "upload")
        self.empty_import.clicked.connect(self.ask_files)
        self.empty = EmptyState(
            "还没有方案和考核对象。把方案文件、对象表和得分表一起选上导入。", self.empty_import
        )
        self.stack = QStackedWidget()
        for page in (QWidget(), self.empty, self.splitter, self.panel):
            self.stack.addWidget(page)
        self.column.addWidget(self.stack, 1)
        self._rest = _single(self, DETAIL_DELAY_MS, self._read_checks)
        self._count = _single(self, 0, self._show_progress)
        desk.theme.changed.connect(self._take_colours)

    def _make_workplace(self) -> None:
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.currentChanged.connect(self._show_sheet)
        self.progress = label("", "sub")
        head = QHBoxLayout()
        head.setContentsMargins(8, 4, 12, 4)
        head.setSpacing(8)
        head.addWidget(self.tabs)
        head.addStretch(1)
        for each in (self.progress, self.next_blank, self.undo, self.redo, self.side):
            head.addWidget(each)
        card = Card(padding=1, spacing=0)
        card.inside.addLayout(head)
        self._grid_place = QVBoxLayout()
        card.inside.addLayout(self._grid_place, 1)
        self.detail = CellDetail()
        self.detail.setMinimumWidth(240)
        self.splitter.setHandleWidth(12)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(card)
        self.splitter.addWidget(self.detail)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setSizes([800, 300])

    def _make_buttons(self) -> None:
        put = self.desk.buttons.put
        self.import_files = put(
            button("导入Excel…", tip="导入得分表、对象表、方案文件（Ctrl+Shift+I）"), "upload"
        )
        self.import_files.setShortcut("Ctrl+Shift+I")
        self.import_files.clicked.connect(self.ask_files)
        self.template = put(button("导出模板…", tip="导出本期的Excel模板，填好后可导入"), "file-spreadsheet")
        self.template.clicked.connect(self.ask_template)
        self.undo = put(button("", tip="撤销（Ctrl+Z）"), "undo-2")
        self.redo = put(button("", tip="重做（Ctrl+Y）"), "redo-2")
        self.side = put(button("", tip="显示或收起右侧说明（Ctrl+1）"), "panel-right")
        self.next_blank = button("下一未录", tip="到下一个未录的格（F7）")
        for each, name in ((self.undo, "撤销"), (self.redo, "重做"), (self.side, "右侧说明")):
            each.setAccessibleName(name)
        self.undo.clicked.connect(partial(self._run, "undo"))
        self.redo.clicked.connect(partial(self._run, "redo"))
        self.next_blank.clicked.connect(partial(self._run, "next_unmarked"))
        self.side.clicked.connect(self._toggle_detail)

    def header_buttons(self) -> tuple[QWidget, ...]:
        return (self.template, self.import_files)

    def panes(self) -> tuple[QWidget, ...]:
        if self.stack.currentWidget() is self.panel:
            return (self.panel.again,)
        if self.grid is None:
            return (self.empty_import,)
        return (self.grid,) if self.detail.isHidden() else (self.grid, self.detail)

    def take_focus(self) -> None:
        super().take_focus()
        if self.grid is not None and self.stack.currentWidget() is self.splitter:
            self.desk.status.mode.emit(self.grid.grid.editing.mode.value)

    # ---- reading

    def concerned(self, changes: Changes) -> bool:
        return changes.objects or changes.schemes or changes.publications or bool(changes.periods)

    def load(self, period: Choice) -> None:
        self.read(partial(entry_work.read, self.office, period), self.show_sheets, "读取录入表")

    def unload(self) -> None:
        self.tell("还没有考核方案")
        self.template.setEnabled(False)
        if self.stack.currentWidget() is not self.panel:
            self.stack.setCurrentWidget(self.empty)

    def show_sheets(self, seen: tuple[Sequence[EntrySheet], int, int]) -> None:
        """Show the sheets of a period; those already shown keep selection, drafts and history."""
        sheets, self._expected, edition = seen
        period = self.desk.periods.current
        published = f"　已发布第{edition}版，改动后要另起更正稿" if edition else ""
        self.tell(f"{period.title if period else ''}{published}　每次回车即保存")
        self.template.setEnabled(bool(sheets))
        filled = [sheet for sheet in sheets if sheet.rows]
        if not filled:
            self.empty.sentence.setText(NO_OBJECTS if sheets else NOTHING_TO_ENTER)
            if self.stack.currentWidget() is not self.panel:
                self.stack.setCurrentWidget(self.empty)
            return
        shown = [entry_work.shape(source.sheet) for source in self._sources]
        if shown == [entry_work.shape(sheet) for sheet in filled]:
            for source, sheet in zip(self._sources, filled, strict=True):
                source.take(sheet)
            if self.grid is not None:
                self.grid.grid.refresh()
        else:
            self._take_sources(filled)
        if self.stack.currentWidget() is not self.panel:
            self.stack.setCurrentWidget(self.splitter)
            if self.isVisible() and self.grid is not None and self.focusWidget() in (None, self):
                self.grid.setFocus()
        self._show_progress()
        self._go_on()

    def _take_sources(self, sheets: Sequence[EntrySheet]) -> None:
        kind = self.tabs.tabData(self.tabs.currentIndex())
        self._sources = tuple(SheetSource(self.office.entry, sheet, self._announce) for sheet in sheets)
        self.tabs.blockSignals(True)
        while self.tabs.count():
            self.tabs.removeTab(0)
        for sheet in sheets:
            self.tabs.setTabData(self.tabs.addTab(sheet.title), sheet.kind)
        kinds = [sheet.kind for sheet in sheets]
        self.tabs.setCurrentIndex(kinds.index(kind) if kind in kinds else 0)
        self.tabs.blockSignals(False)
        self._show_sheet(self.tabs.currentIndex())

    @property
    def source(self) -> SheetSource | None:
        """The sheet in front."""
        return self._sources[self.tabs.currentIndex()] if self._sources else None

    @Slot(int)
    def _show_sheet(self, _number: int) -> None:
        source = self.source
        if source is None:
            return
        history = self._histories.setdefault(source.sheet.key, History())
        grid = self.grid if self.grid is not None else self._make_grid(source)
        grid.show_source(source, history)
        if self.isVisible():
            self.desk.status.mode.emit(grid.grid.editing.mode.value)
        self._show_progress()
        self._show_history()

    def _make_grid(self, source: SheetSource) -> EntryGrid:
        made = self.grid = EntryGrid(source, self.desk.theme.tokens)
        self._grid_place.addWidget(made, 1)
        grid = made.grid
        grid.message.connect(self.desk.status.say)
        grid.mode_changed.connect(self.desk.status.mode)
        grid.statistics_changed.connect(self._say_statistics)
        grid.current_changed.connect(self._show_cell)
        grid.saved.connect(self._note_saved)
        grid.history_changed.connect(self._show_history)
        grid.detail_toggled.connect(self._toggle_detail)
        grid.sheet_left.connect(self._turn)
        made.pane_left.connect(self._leave_grid)
        return made

    def arrive(self, wanted: object) -> None:
        """Go to the first blank cell, or show what files to be imported hold."""
        if wanted == "unmarked":
            self._wanted = "unmarked"
            self._go_on()
        elif isinstance(wanted, tuple) and all(isinstance(path, Path) for path in wanted):
            self.preview(wanted)

    def _go_on(self) -> None:
        if self._wanted and self.grid is not None:
            self._wanted = ""
            blank = (n for n, source in enumerate(self._sources) if source.entered < source.expected)
            self.tabs.setCurrentIndex(next(blank, self.tabs.currentIndex()))
            self._run("next_unmarked")
            self.grid.setFocus()

    # ---- the grid's words

    def _announce(self, changes: Changes) -> None:
        self.desk.status.note_saved()
        self.desk.hub.announce(changes, self)

    @Slot(object)
    def _note_saved(self, _keys: object) -> None:
        self._count.start()
        self._rest.start()

    @Slot(object)
    def _say_statistics(self, figures: SelectionStatistics) -> None:
        if self.isVisible():
            self.desk.status.statistics.emit(figures.text())

    @Slot()
    def _show_progress(self) -> None:
        entered = sum(source.entered for source in self._sources)
        expected = max(self._expected, entered)
        sampled = expected < sum(source.expected for source in self._sources)
        for number, source in enumerate(self._sources):
            whole = "" if sampled and source.entered < source.expected else f"/{source.expected}"
            self.tabs.setTabText(number, f"{source.sheet.title} {source.entered}{whole}")
        self.progress.setText(f"已录 {count_text(entered)}/{count_text(expected)}")

    @Slot()
    def _show_history(self) -> None:
        if self.grid is None:
            return
        writing = self.grid.grid.writing
        for each, name, keys in (
            (self.undo, writing.undo_name, "Ctrl+Z"),
            (self.redo, writing.redo_name, "Ctrl+Y"),
        ):
            each.setEnabled(bool(name))
            each.setToolTip(f"{name or each.accessibleName()}（{keys}）")

    def _run(self, command: str) -> None:
        if self.grid is not None:
            self.grid.grid.run(command)
            self.grid.setFocus()

    @Slot(int)
    def _turn(self, by: int) -> None:
        if self.tabs.count():
            self.tabs.setCurrentIndex((self.tabs.currentIndex() + by) % self.tabs.count())

    @Slot(int)
    def _leave_grid(self, by: int) -> None:
        if by > 0 and not self.detail.isHidden():
            self.detail.setFocus()
        else:
            self.tabs.setFocus()

    # ---- the pane beside it

    @Slot()
    def _toggle_detail(self) -> None:
        self.detail.setVisible(self.detail.isHidden())
        if not self.detail.isHidden():
            self._rest.start()
        if self.grid is not None:
            self.grid.setFocus()

    @Slot(str, str)
    def _show_cell(self, row: str, column: str) -> None:
        source = self.source
        if source is None:
            return
        self._show_cell_now(source, row, column)
        self._rest.start()

    @Slot()
    def _read_checks(self) -> None:
        source = self.source
        if source is None or self.grid is None or self.detail.isHidden():
            return
        marks = self.grid.grid
        row, column = marks.marks.key(*marks.cursor_.at)
        self._show_cell_now(source, row, column)
        work = partial(entry_work.read_checks, self.office, source.sheet.key, row, column)
        self.desk.jobs.run(work, self.detail.show_checks, self._no_checks, title="读取检查记录", key="checks")

    def _show_cell_now(self, source: SheetSource, row: str, column: str) -> None:
        name = next((each.title for each in source.rows if each.key == row), "")
        self.detail.show_cell(name, source.column(column), source.cell(row, column))

    def _no_checks(self, failure: Failure) -> None:
        if not failure.cancelled:
            self.detail.checks.setText(failure.sentence)

    @Slot()
    def _take_colours(self) -> None:
        if self.grid is not None:
            self.grid.set_tokens(self.desk.theme.tokens)

    # ---- import and template

    @Slot()
    def ask_files(self) -> None:
        """Ask for files and show what they hold."""
        files.ask_open(self, "导入Excel", self.desk.documents, files.IMPORTABLE, self.preview, many=True)

    def preview(self, paths: tuple[Path, ...]) -> None:
        """Read files on the worker and show what they hold; nothing is written."""
        self.panel.show_reading([path.name for path in paths])
        self.stack.setCurrentWidget(self.panel)
        work = partial(entry_work.preview, self.office, paths)
        self.desk.jobs.run(work, self.panel.show_preview, self._not_imported, title="核对文件", key="import")

    @Slot()
    def _commit(self) -> None:
        if self.panel.preview is not None:
            self.panel.commit.setEnabled(False)
            work = partial(entry_work.commit, self.office, self.panel.preview)
            self.desk.jobs.run(work, self._imported, self._not_imported, title="写入数据", key="import")

    def _imported(self, changes: Changes) -> None:
        self.desk.status.note_saved()
        self.desk.status.say("已写入导入的数据。")
        self._leave_import()
        self.desk.periods.prefer(changes.periods)
        self.desk.hub.announce(changes)

    def _not_imported(self, failure: Failure) -> None:
        self._leave_import()
        self.show_failure(failure)

    @Slot()
    def _leave_import(self) -> None:
        self.notice.dismiss()
        self.stack.setCurrentWidget(self.splitter if self._sources else self.empty)
        self.take_focus()

    @Slot()
    def ask_template(self) -> None:
        """Ask where to write the template of the chosen period."""
        period = self.desk.periods.current
        if period is not None:
            place = self.desk.documents / f"{period.title}得分表模板.xlsx"
            files.ask_save(
                self, "导出模板", place, "Excel工作簿 (*.xlsx)", partial(self._write_template, period)
            )

    def _write_template(self, period: Choice, path: Path) -> None:
        work = partial(entry_work.write_template, self.office, period, path)
        self.desk.jobs.run(work, self._template_written, self.show_failure, title="导出模板")

    def _template_written(self, path: Path) -> None:
        self.desk.status.say(f"模板已写到{path}")


def _single(page: Page, delay: int, doing: Callable[[], None]) -> QTimer:
    timer = QTimer(page)
    timer.setSingleShot(True)
    timer.setInterval(delay)
    timer.timeout.connect(doing)
    return timer
