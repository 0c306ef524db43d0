"""Pictures of every page of the window, for eyes.

    python -m tests.screenshots [FOLDER] [--size 1366x768] [--dark] [--example hundred-days] [--period 2022-06]

Opens the real window on a freshly built example office, without a screen, and writes a PNG for each page, for each tab
of the pages that have some, and where the bulletin is published also for the draft of its correction. ``--example``
names a shipped scheme, which is imported with its example data.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QTabBar

from cityassess import app
from cityassess.resource_files import resource
from cityassess.services import demo
from cityassess.services.office import open_office
from cityassess.ui.navigation import PAGES
from cityassess.ui.pages.bulletin import BulletinPage
from cityassess.ui.tokens import DARK, LIGHT
from cityassess.ui.window import MainWindow

SETTLE_MS = 250
"""How long nothing must be under way before a picture is taken; pages wait up to 120 ms before they read on."""
LIMIT_MS = 120_000
MOST_TABS = 12


class Photographer(QObject):
    """Takes a picture of each page as soon as its work is done, then of each of its tabs."""

    def __init__(self, window: MainWindow, folder: Path, suffix: str, period: str) -> None:
        super().__init__(window)
        self._window, self._folder, self._suffix, self._period = window, folder, suffix, period
        self._page = self._tab = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SETTLE_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()
        limit = QTimer(self)
        limit.setSingleShot(True)
        limit.timeout.connect(window.close)
        limit.start(LIMIT_MS)
        self.written: list[Path] = []
        self.complete = False

    @Slot()
    def _look(self) -> None:
        window, periods = self._window, self._window.desk.periods
        if window.desk.jobs.running or periods.current is None:
            self._timer.start()
            return
        if self._period and periods.current.code != self._period:
            periods.choose([choice.code for choice in periods.choices].index(self._period))
        elif window.current != self._page:
            window.show_page(self._page)
        else:
            self._take()
        if self._page == len(PAGES):
            self.complete = True
            window.close()
        else:
            self._timer.start()

    def _take(self) -> None:
        page = self._window.page(self._page)
        tabs = next((bar for bar in page.findChildren(QTabBar) if bar.isVisible() and bar.count() > 1), None)
        writing = isinstance(page, BulletinPage) and page.editor.isVisible() and self._tab
        which = "-起草" if writing else f"-{self._tab + 1}" if self._tab else ""
        path = self._folder / f"{self._page + 1}-{page.title}{which}{self._suffix}.png"
        self._window.grab().save(str(path))
        self.written.append(path)
        self._tab += 1
        if isinstance(page, BulletinPage) and page.side.isVisible():
            page.side.correct.setFocus()
            page.side.correct.click()
        elif tabs is None or self._tab >= min(tabs.count(), MOST_TABS):
            self._page, self._tab = self._page + 1, 0
        else:
            tabs.setCurrentIndex(self._tab)


def example(name: str, folder: Path) -> Path:
    """The database of an office with a shipped scheme and its example data, imported like any office's own."""
    database = folder / "考核.db"
    data = resource(f"examples/{name}")
    files = [resource(f"schemes/{name}.yaml"), *sorted(data.glob("*.csv"))]
    with open_office(database, actor="示例") as office:
        office.importing.run(files)
    return database


def take(
    folder: Path, size: tuple[int, int], *, dark: bool, shipped: str = "", period: str = ""
) -> tuple[list[Path], bool]:
    """Write the pictures; their paths, and whether every page was taken."""
    folder.mkdir(parents=True, exist_ok=True)
    taken: list[Photographer] = []

    def begin(window: MainWindow, program: app.Program) -> None:
        window.resize(*size)
        program.desk.theme.apply(DARK if dark else LIGHT)
        taken.append(Photographer(window, folder, "-dark" if dark else "", period))

    with tempfile.TemporaryDirectory() as office:
        place = Path(office, "示例")
        place.mkdir()
        database = example(shipped, place) if shipped else demo.build(place).database
        app.run(str(database), actor="张敏", settings=Path(office, "window.ini"), shown=begin)
        return list(taken[0].written), taken[0].complete


def main(arguments: list[str]) -> int:
    """Take the pictures that the command line asks for."""
    parser = argparse.ArgumentParser(prog="tests.screenshots", description="pictures of every page")
    parser.add_argument("folder", nargs="?", type=Path, default=Path("build/screenshots"))
    parser.add_argument("--size", default="1366x768")
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--example", default="", help="a shipped scheme, such as hundred-days")
    parser.add_argument("--period", default="", help="the code of the period to show, else the newest")
    asked = parser.parse_args(arguments)
    width, height = map(int, asked.size.split("x"))
    written, complete = take(
        asked.folder, (width, height), dark=asked.dark, shipped=asked.example, period=asked.period
    )
    print("\n".join(str(path) for path in written))
    return 0 if complete else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
