"""The state of the window between two starts: its geometry, the page in front, where files were saved."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings


class WindowSettings:
    """Window state in an INI file; each value is read with its type, since an INI file knows only text."""

    def __init__(self, file: Path | None = None) -> None:
        if file is None:
            scope = QSettings.Scope.UserScope
            self._stored = QSettings(QSettings.Format.IniFormat, scope, "cityassess", "cityassess")
        else:
            self._stored = QSettings(str(file), QSettings.Format.IniFormat)

    def text(self, key: str, default: str = "") -> str:
        """A text."""
        return str(self._stored.value(key, default, type=str))

    def number(self, key: str, default: int) -> int:
        """A whole number; the default where something else was stored."""
        stored = self.text(key)
        return int(stored) if stored.lstrip("-").isdecimal() else default

    def state(self, key: str) -> QByteArray:
        """The bytes in which Qt keeps a geometry; empty where there are none."""
        stored = self._stored.value(key, QByteArray(), type=QByteArray)
        return stored if isinstance(stored, QByteArray) else QByteArray()

    def keep(self, key: str, value: str | int | QByteArray) -> None:
        """Store one value."""
        self._stored.setValue(key, value)

    def forget(self, key: str) -> None:
        """Remove one value."""
        self._stored.remove(key)

    def flush(self) -> None:
        """Write everything to the file now."""
        self._stored.sync()
