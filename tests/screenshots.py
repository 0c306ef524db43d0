"""Pictures of every page of the window, for eyes: python -m tests.screenshots [FOLDER] [--size 1366x768] [--dark].

Opens the real window on a freshly built example office, without a screen, and writes one PNG for each page.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QObject, QTimer, Slot

from cityassess import app
from cityassess.services import demo
from cityassess.ui.navigation import PAGES
from cityassess.ui.tokens import DARK, LIGHT
from cityassess.ui.window import MainWindow

SETTLE_MS = 250
"""How long nothing must be under way before a picture is taken; pages wait up to 120 ms before they read on."""
LIMIT_MS = 60_000


class Photographer(QObject):
    """Takes a picture of each page as soon as its work is done."""

    def __init__(self, window: MainWindow, folder: Path, names: list[str]) -> None:
        super().__init__(window)
        self._window, self._folder = window, folder
        self._left = list(enumerate(names))
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

    @Slot()
    def _look(self) -> None:
        window = self._window
        if window.desk.jobs.running or window.desk.periods.current is None:
            self._timer.start()
            return
        if window.current == self._left[0][0]:
            _, name = self._left.pop(0)
            path = self._folder / f"{name}.png"
            window.grab().save(str(path))
            self.written.append(path)
        if not self._left:
            window.close()
            return
        window.show_page(self._left[0][0])
        self._timer.start()


def take(folder: Path, size: tuple[int, int], *, dark: bool) -> list[Path]:
    """Write the pictures and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    suffix = "-dark" if dark else ""
    names = [f"{number}-{title}{suffix}" for number, (title, _) in enumerate(PAGES, 1)]
    taken: list[Photographer] = []

    def begin(window: MainWindow, program: app.Program) -> None:
        window.resize(*size)
        program.desk.theme.apply(DARK if dark else LIGHT)
        taken.append(Photographer(window, folder, names))

    with tempfile.TemporaryDirectory() as office:
        built = demo.build(Path(office, "示例"))
        app.run(str(built.database), actor="张敏", settings=Path(office, "window.ini"), shown=begin)
        return list(taken[0].written)


def main(arguments: list[str]) -> int:
    """Take the pictures that the command line asks for."""
    parser = argparse.ArgumentParser(prog="tests.screenshots", description="pictures of every page")
    parser.add_argument("folder", nargs="?", type=Path, default=Path("build/screenshots"))
    parser.add_argument("--size", default="1366x768")
    parser.add_argument("--dark", action="store_true")
    asked = parser.parse_args(arguments)
    width, height = map(int, asked.size.split("x"))
    written = take(asked.folder, (width, height), dark=asked.dark)
    print("\n".join(str(path) for path in written))
    return 0 if len(written) == len(PAGES) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
