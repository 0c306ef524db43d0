"""What is imported before the first picture, and that the binding loses no reference to None."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

HEAVY = {
    "sqlalchemy",
    "alembic",
    "numpy",
    "reportlab",
    "openpyxl",
    "pypdfium2",
    "python_calamine",
    "yaml",
    "PySide6.QtPrintSupport",
    "PySide6.QtSvg",
    "PySide6.QtNetwork",
    "PySide6.QtTest",
}
SCRIPT = """
import json, sys
from pathlib import Path
from cityassess import app

def shown(window, program):
    print(json.dumps(sorted(sys.modules)), flush=True)
    window.close()

sys.exit(app.run(None, settings=Path(sys.argv[1]), documents=Path(sys.argv[2]), shown=shown))
"""


def test_nothing_heavy_is_imported_before_the_first_picture(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path / "window.ini"), str(tmp_path)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    modules = set(json.loads(ran.stdout))
    assert "PySide6.QtWidgets" in modules, "the script must have come as far as the picture"
    assert modules & HEAVY == set()
    assert not [name for name in modules if name.startswith(("cityassess.store", "cityassess.reports"))]


class _Sender(QObject):
    sent = Signal(object)


def test_calls_that_return_nothing_leave_the_references_to_none_alone(qtbot: QtBot, tmp_path: Path) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    sender = _Sender()
    sender.sent.connect(lambda _: None)
    calls = {
        "setText": lambda: label.setText("乐坪"),
        "repaint": label.repaint,
        "setValue": lambda: settings.setValue("page", 1),
        "emit": lambda: sender.sent.emit(None),
    }
    for name, call in calls.items():
        call()
        before = sys.getrefcount(None)
        for _ in range(1_000):
            call()
        moved = sys.getrefcount(None) - before
        assert abs(moved) < 100, f"{name} moved None's count by {moved}"
