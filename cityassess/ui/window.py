"""The main window: navigation, header, the pages, the status bar; it knows nothing of marks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from cityassess.ui.desk import Desk
from cityassess.ui.navigation import PAGES, Navigation
from cityassess.ui.status_bar import StatusBar
from cityassess.ui.widgets.parts import ElidedLabel, Notice, label

if TYPE_CHECKING:
    from cityassess.ui.pages.page import Page

COLLAPSE_BELOW = 1360
MOST_OF_PERIOD = 320
PageMaker = Callable[[], "Page"]


class Ground(QWidget):
    """The window's ground, which says when it is painted for the first time."""

    painted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._seen = False

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._seen:
            self._seen = True
            QTimer.singleShot(0, self.painted.emit)


class Header(QFrame):
    """Title and subtitle of the page, the one period selector, and the page's own buttons."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("header")
        self.setFixedHeight(64)
        self._desk = desk
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(8)
        words = QVBoxLayout()
        words.setSpacing(0)
        self.title = label("", "title")
        self.subtitle = ElidedLabel("", "sub")
        words.addWidget(self.title)
        words.addWidget(self.subtitle)
        row.addLayout(words, 1)
        self.periods = QComboBox()
        self.periods.setMinimumWidth(176)
        self.periods.setMaximumWidth(MOST_OF_PERIOD)
        self.periods.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.periods.setMaxVisibleItems(24)
        self.periods.setToolTip("期次（Alt+P）")
        self.periods.setAccessibleName("期次")
        self.periods.activated.connect(desk.periods.choose)
        self.periods.hide()
        row.addWidget(self.periods)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(8)
        row.addLayout(self._actions)
        desk.periods.listed.connect(self.list_periods)
        desk.periods.chosen.connect(self.mark_period)

    def show_actions(self, actions: Sequence[QWidget]) -> None:
        """Put the buttons of a page at the right."""
        while (item := self._actions.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
        for action in actions:
            self._actions.addWidget(action)
            action.show()

    @Slot()
    def list_periods(self) -> None:
        """Fill the selector, newest first."""
        self.periods.clear()
        self.periods.addItems([choice.text for choice in self._desk.periods.choices])
        self.mark_period()

    @Slot()
    def mark_period(self) -> None:
        """Show which period is chosen."""
        current = self._desk.periods.current
        self.periods.setVisible(current is not None)
        if current is not None:
            self.periods.setCurrentIndex(self._desk.periods.choices.index(current))


class MainWindow(QMainWindow):
    """Holds one page at a time; pages are built when they are first shown."""

    painted = Signal()
    closing = Signal()
    data_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.setWindowTitle("城市管理考核")
        self._makers: tuple[PageMaker, ...] = ()
        self._pages: dict[int, Page] = {}
        self.ground = Ground()
        self.ground.painted.connect(
            self._keys
        )  # keys load the namespace Qt, which the first picture does without
        self.ground.painted.connect(desk.buttons.complete)
        self.ground.painted.connect(self.painted)
        self.setCentralWidget(self.ground)
        down = QVBoxLayout(self.ground)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(0)
        across = QHBoxLayout()
        across.setSpacing(0)
        down.addLayout(across, 1)
        self.navigation = Navigation(desk.theme, desk.buttons)
        self.navigation.chosen.connect(self.show_page)
        self.navigation.data_wanted.connect(self.data_wanted)
        across.addWidget(self.navigation)
        column = QVBoxLayout()
        column.setSpacing(0)
        self.header = Header(desk)
        self._thin = self._thin_bar()
        self.stack = QStackedWidget()
        column.addWidget(self.header)
        column.addWidget(self._thin)
        self._above = QVBoxLayout()
        self._above.setContentsMargins(16, 0, 16, 0)
        self.notice: Notice | None = None
        column.addLayout(self._above)
        column.addWidget(self.stack, 1)
        across.addLayout(column, 1)
        self.status_bar = StatusBar(desk)
        self.status_bar.cancel_wanted.connect(desk.jobs.cancel)
        down.addWidget(self.status_bar)
        self._blank = QWidget()
        self.stack.addWidget(self._blank)
        self.navigation.allow(False)
        self.header.title.setText(PAGES[0][0])
        self.setMinimumSize(960, 560)
        self._restore()

    def _thin_bar(self) -> QProgressBar:
        bar = QProgressBar()
        bar.setObjectName("thin")
        bar.setTextVisible(False)
        bar.setRange(0, 0)
        kept = bar.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        bar.setSizePolicy(kept)
        bar.hide()
        self.desk.jobs.lasting.connect(self._show_thin)
        return bar

    @Slot(str)
    def _show_thin(self, title: str) -> None:
        self._thin.setVisible(bool(title))

    @Slot()
    def _keys(self) -> None:
        for number, (title, _) in enumerate(PAGES):
            self._action(title, f"Alt+{number + 1}", self.navigation.buttons_of(number).click)
        self._action("期次", "Alt+P", self._open_periods)
        self._action("保存", "Ctrl+S", self._answer_save)
        self._action("换栏", "F6", self._next_pane)

    def _action(self, text: str, keys: str, doing: Callable[[], object]) -> None:
        made = QAction(text, self)
        made.setShortcut(QKeySequence(keys))
        made.triggered.connect(doing)
        self.addAction(made)

    @Slot()
    def _open_periods(self) -> None:
        if self.header.periods.isVisible():
            self.header.periods.setFocus()
            self.header.periods.showPopup()

    @Slot()
    def _answer_save(self) -> None:
        self.desk.status.say("每次录入都已自动保存，不需要另存。")

    @Slot()
    def _next_pane(self) -> None:
        from PySide6.QtCore import Qt

        page = self._pages.get(self.current)
        panes = [] if page is None else [*page.panes()]
        panes.append(self.navigation.buttons_of(max(0, self.current)))
        focused = self.focusWidget()
        here = next((i for i, pane in enumerate(panes) if _holds(pane, focused)), -1)
        panes[(here + 1) % len(panes)].setFocus(Qt.FocusReason.ShortcutFocusReason)

    # ---- what is shown

    @property
    def current(self) -> int:
        """The number of the page in front, or -1."""
        page = self.stack.currentWidget()
        return next((number for number, each in self._pages.items() if each is page), -1)

    def show_start(self, start: QWidget) -> None:
        """Show the choices of a start without a data file."""
        self.close_pages()
        self.header.title.setText("开始使用")
        self.header.subtitle.setText("数据只存放在本机，不需要账号和网络")
        self.stack.addWidget(start)
        self.stack.setCurrentWidget(start)
        self.navigation.allow(False)

    def open_pages(self, makers: Sequence[PageMaker], first: int) -> None:
        """Show the pages of an open data file."""
        self.close_pages()
        self._makers = tuple(makers)
        self.navigation.allow(True)
        self.show_page(first if 0 <= first < len(makers) else 0)

    def close_pages(self) -> None:
        """Take away every page, for instance before another data file is opened."""
        self.header.show_actions(())
        self._makers = ()
        for shown in self._pages.values():
            shown.finish()
        self._pages.clear()
        self.stack.setCurrentWidget(self._blank)
        for index in range(self.stack.count() - 1, -1, -1):
            page = self.stack.widget(index)
            if page is not None and page is not self._blank:
                self.stack.removeWidget(page)
                page.deleteLater()

    @Slot(int)
    def show_page(self, number: int, wanted: object = None) -> None:
        """Bring a page to the front; ``wanted`` is what it should show there."""
        if number >= len(self._makers):
            return
        page = self._pages.get(number) or self._make(number)
        self.navigation.show_page(number)
        self.header.title.setText(page.title)
        self.header.subtitle.setText(page.subtitle)
        self.header.show_actions(page.header_buttons())
        self.status_bar.show_keys(page.hints)
        if self.stack.currentWidget() is not page:
            self.status_bar.forget_message()
        self.desk.status.mode.emit("")
        self.desk.status.statistics.emit("")
        self.stack.setCurrentWidget(page)
        self.desk.settings.keep("page", number)
        if wanted is not None:
            page.arrive(wanted)
        page.take_focus()

    def page(self, number: int) -> Page:
        """A page by its number, built if it was not yet shown."""
        return self._pages.get(number) or self._make(number)

    def _make(self, number: int) -> Page:
        page = self._makers[number]()
        page.subtitled.connect(self._show_subtitle)
        page.hinted.connect(self._show_hints)
        page.asked.connect(self._turn_to)
        self._pages[number] = page
        self.stack.addWidget(page)
        return page

    @Slot(str)
    def _show_subtitle(self, text: str) -> None:
        if self.sender() is self.stack.currentWidget():
            self.header.subtitle.setText(text)

    @Slot(str)
    def _show_hints(self, hints: str) -> None:
        if self.sender() is self.stack.currentWidget():
            self.status_bar.show_keys(hints)

    @Slot(str, object)
    def _turn_to(self, title: str, wanted: object) -> None:
        self.show_page(next(number for number, (name, _) in enumerate(PAGES) if name == title), wanted)

    def warn(self, sentence: str) -> None:
        """Say above every page what concerns the data file as a whole; empty text takes it away."""
        if self.notice is None:
            self.notice = Notice(self.desk.theme)
            self._above.addWidget(self.notice)
        if sentence:
            self.notice.say(sentence, "warning")
        else:
            self.notice.dismiss()

    def show_file(self, file: Path | str | None) -> None:
        """Name the data file in the title and in the status bar."""
        name = file.name if isinstance(file, Path) else (file or "")
        self.setWindowTitle(f"{name} – 城市管理考核" if name else "城市管理考核")
        self.status_bar.show_file(name, str(file or ""))

    # ---- the window itself

    def _restore(self) -> None:
        if not self.restoreGeometry(self.desk.settings.state("geometry")):
            self.resize(1366, 728)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.navigation.collapse(event.size().width() < COLLAPSE_BELOW)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.desk.settings.keep("geometry", self.saveGeometry())
        self.desk.settings.flush()
        self.closing.emit()
        super().closeEvent(event)


def _holds(pane: QWidget, focused: QWidget | None) -> bool:
    return focused is not None and (pane is focused or pane.isAncestorOf(focused))
