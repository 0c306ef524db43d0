"""An officer at the real window: ``app.run`` on a database file, with hands that press keys and wait for the work."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from cityassess import app
from cityassess.services import places
from cityassess.ui.crash import CrashDialog
from cityassess.ui.grid.view import MarkGrid
from cityassess.ui.pages.bulletin import BulletinPage
from cityassess.ui.pages.entry import EntryPage
from cityassess.ui.pages.overview import OverviewPage
from cityassess.ui.pages.schemes import SchemesPage
from cityassess.ui.pages.standings import StandingsPage
from cityassess.ui.window import MainWindow

WAIT_MS = 20_000
Shown = TypeVar("Shown", bound=QWidget)


class Officer:
    """One sitting at the window."""

    def __init__(self, qtbot: QtBot, window: MainWindow, program: app.Program) -> None:
        self.qtbot = qtbot
        self.window = window
        self.program = program

    # ---- waiting

    def until(self, seen: Callable[[], object]) -> None:
        """Wait until something is so."""
        self.qtbot.waitUntil(lambda: bool(seen()), timeout=WAIT_MS)

    def settle(self) -> None:
        """Wait until a data file is open and nothing is under way."""
        self.until(lambda: self.program.office is not None and self.window.desk.jobs.running == 0)

    # ---- pages

    def turn_to(self, keys: str) -> None:
        """Turn to a page by its keys and wait for what it reads."""
        self.press(self.window, keys)
        self.settle()

    @property
    def overview(self) -> OverviewPage:
        """概览."""
        page = self.window.page(0)
        assert isinstance(page, OverviewPage)
        return page

    @property
    def entry(self) -> EntryPage:
        """录入."""
        page = self.window.page(1)
        assert isinstance(page, EntryPage)
        return page

    @property
    def standings(self) -> StandingsPage:
        """排名."""
        page = self.window.page(2)
        assert isinstance(page, StandingsPage)
        return page

    @property
    def bulletin(self) -> BulletinPage:
        """通报."""
        page = self.window.page(3)
        assert isinstance(page, BulletinPage)
        return page

    @property
    def schemes(self) -> SchemesPage:
        """方案."""
        page = self.window.page(4)
        assert isinstance(page, SchemesPage)
        return page

    @property
    def grid(self) -> MarkGrid:
        """The entry grid."""
        assert self.entry.grid is not None
        return self.entry.grid.grid

    def row(self, number: int) -> str:
        """The key of a row of the entry grid, counted from 0."""
        assert self.entry.source is not None
        return self.entry.source.rows[number].key

    def cell(self, row: int, column: str) -> str:
        """What the source of the entry grid holds in a cell."""
        assert self.entry.source is not None
        return self.entry.source.cell(self.row(row), column).text

    # ---- hands

    def press(self, widget: QWidget, keys: str) -> None:
        """Press one chord such as ``Alt+2`` or ``Return``."""
        *held, key = keys.split("+")
        modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
        for each in held:
            modifiers |= {
                "Ctrl": Qt.KeyboardModifier.ControlModifier,
                "Alt": Qt.KeyboardModifier.AltModifier,
                "Shift": Qt.KeyboardModifier.ShiftModifier,
            }[each]
        QTest.keyClick(widget, Qt.Key[f"Key_{key}"], modifiers)

    def type_in(self, text: str) -> None:
        """Type digits and signs into whatever has the keyboard."""
        for letter in text:
            focused = QApplication.focusWidget()
            assert focused is not None
            QTest.keyClicks(focused, letter)

    def enter(self) -> None:
        """Press Enter on whatever has the keyboard."""
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, Qt.Key.Key_Return)

    def click(self, button: QPushButton) -> None:
        """Click a button that can be clicked."""
        assert button.isEnabled(), button.text()
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def choose_files(self, *paths: Path) -> None:
        """Choose files in the dialog that is open."""
        self.until(lambda: self._dialogs(QFileDialog))
        dialog = self._dialogs(QFileDialog)[0]
        assert isinstance(dialog, QFileDialog)
        dialog.setDirectory(str(paths[0].parent))
        names = " ".join(f'"{path}"' for path in paths) if len(paths) > 1 else str(paths[0])
        line = dialog.findChild(QWidget, "fileNameEdit")
        assert line is not None
        line.setProperty("text", names)
        dialog.accept()
        self.until(lambda: not self._dialogs(QFileDialog))
        self.window.activateWindow()  # a screen's window manager does this; the offscreen platform has none
        self.until(self.window.isActiveWindow)

    def dialog(self, kind: type[Shown]) -> Shown:
        """The dialog of a kind, once it is open."""
        self.until(lambda: self._dialogs(kind))
        found = self._dialogs(kind)[0]
        assert isinstance(found, kind)
        return found

    def _dialogs(self, kind: type[QWidget]) -> list[QWidget]:
        return [
            widget
            for widget in QApplication.topLevelWidgets()
            if isinstance(widget, kind) and widget.isVisible()
        ]


def sit_down(
    qtbot: QtBot,
    where: Path | None,
    folder: Path,
    work: Callable[[Officer], None],
    *,
    size: tuple[int, int] = (1280, 672),
) -> None:
    """Start the program, let the officer work, close it; whatever went wrong on the way is raised here."""
    went_wrong: list[BaseException] = []

    def shown(window: MainWindow, program: app.Program) -> None:
        def go() -> None:
            try:
                window.resize(*size)
                window.activateWindow()
                qtbot.waitUntil(window.isActiveWindow, timeout=WAIT_MS)
                work(Officer(qtbot, window, program))
                faults = [dialog for dialog in window.findChildren(CrashDialog) if dialog.isVisible()]
                assert not faults, faults[0].report.toPlainText()
            except BaseException as error:  # noqa: BLE001 - raised again below, outside of Qt's loop
                went_wrong.append(error)
            finally:
                for widget in QApplication.topLevelWidgets():
                    if widget is not window:
                        widget.close()
                window.close()

        QTimer.singleShot(0, go)

    status = app.run(
        str(where) if where is not None else None,
        actor="张敏",
        settings=folder / "window.ini",
        documents=folder,
        shown=shown,
    )
    if went_wrong:
        raise went_wrong[0]
    assert status == 0
    log = places.fault_log()
    assert not log.exists(), log.read_text(encoding="utf-8")
