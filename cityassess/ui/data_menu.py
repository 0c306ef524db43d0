"""The menu of the data file: open another one, back up, check that it is whole."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal, Slot
from PySide6.QtWidgets import QMenu, QWidget

from cityassess.progress import Progress
from cityassess.ui import files
from cityassess.ui.desk import Desk
from cityassess.ui.jobs import Failure

if TYPE_CHECKING:
    from cityassess.services.office import Office


MOST_SENTENCES = 3


class DataMenu(QObject):
    """What can be done with the data file as a whole; results go to the status bar."""

    open_wanted = Signal()
    demo_wanted = Signal()
    examples_wanted = Signal()

    def __init__(self, desk: Desk, window: QWidget, office: Office | None) -> None:
        super().__init__(window)
        self._desk, self._window, self._office = desk, window, office
        self.menu = QMenu(window)
        self.menu.addAction("打开数据库…").triggered.connect(self.open_wanted)
        self.menu.addAction("打开示例").triggered.connect(self.demo_wanted)
        self.menu.addAction("打开别的示例…").triggered.connect(self.examples_wanted)
        self.menu.addSeparator()
        backup = self.menu.addAction("备份到…")
        backup.triggered.connect(self._ask_backup)
        check = self.menu.addAction("核对数据")
        check.triggered.connect(self._check)
        for action in (backup, check):
            action.setEnabled(office is not None)

    def show_at(self, below: QWidget) -> None:
        """Show the menu above a button."""
        self.menu.popup(below.mapToGlobal(QPoint(0, -self.menu.sizeHint().height())))

    @Slot()
    def _ask_backup(self) -> None:
        place = self._desk.documents / f"城市管理考核备份{datetime.now().astimezone():%Y%m%d-%H%M}.db"
        files.ask_save(self._window, "备份到", place, "备份文件 (*.db)", self._backup)

    def _backup(self, path: Path) -> None:
        if self._office is not None:
            work = partial(_backup, self._office, path)
            self._desk.jobs.run(work, self._say, self._fail, title="备份", key="upkeep")

    @Slot()
    def _check(self) -> None:
        if self._office is not None:
            self._desk.jobs.run(
                partial(_check, self._office), self._say, self._fail, title="核对数据", key="upkeep"
            )

    def _say(self, sentence: str) -> None:
        self._desk.status.say(sentence)

    def _fail(self, failure: Failure) -> None:
        self._desk.status.say(failure.sentence)


def _backup(office: Office, path: Path, progress: Progress) -> str:
    office.upkeep.backup(path, progress)
    return f"已备份并核对：{path}"


def _check(office: Office, progress: Progress) -> str:
    return "".join(office.upkeep.check(progress).sentences()[:MOST_SENTENCES])
