"""Puts cells on the system's clipboard, and takes care that the program can close afterwards."""

from __future__ import annotations

import atexit
from functools import cache

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication


def put_on_clipboard(text: str, html: str) -> None:
    """Offer cells as text for spreadsheets and as an HTML table for word processors."""
    data = QMimeData()
    data.setText(text)
    data.setHtml(html)
    QGuiApplication.clipboard().setMimeData(data)
    _watch_the_end()


@cache
def _watch_the_end() -> None:
    application = QGuiApplication.instance()
    if application is not None:
        application.aboutToQuit.connect(leave_plain_text)
    atexit.register(leave_plain_text)


def leave_plain_text() -> None:
    """Let Qt's own object hold the text when the program ends.

    Qt deletes what lies on the clipboard after Python is gone, and an object that was made in Python crashes then
    (PySide6 6.11.3). Nothing is done where another program has filled the clipboard meanwhile.
    """
    if QGuiApplication.instance() is None:
        return
    clipboard = QGuiApplication.clipboard()
    if clipboard.ownsClipboard() or QGuiApplication.platformName() in ("offscreen", "minimal"):
        clipboard.setText(clipboard.text())
