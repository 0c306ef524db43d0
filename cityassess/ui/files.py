"""Dialogs that ask for files; each calls back with the choice and is not called back when nothing was chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

DATA = "数据库 (*.db *.cityassess);;所有文件 (*)"
IMPORTABLE = "表格和方案 (*.xlsx *.csv *.yaml *.yml);;所有文件 (*)"


def ask_open(
    parent: QWidget,
    title: str,
    folder: Path,
    kinds: str,
    chosen: Callable[[tuple[Path, ...]], None],
    *,
    many: bool,
) -> QFileDialog:
    """Ask for one existing file, or for many."""
    dialog = _dialog(parent, title, folder, kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles if many else QFileDialog.FileMode.ExistingFile)
    dialog.filesSelected.connect(lambda names: chosen(_paths(names)))
    dialog.open()
    return dialog


def ask_save(
    parent: QWidget, title: str, suggestion: Path, kind: str, chosen: Callable[[Path], None]
) -> QFileDialog:
    """Ask where to write a file; ``kind`` is such as ``PDF (*.pdf)``."""
    dialog = _dialog(parent, title, suggestion.parent, kind)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setDefaultSuffix(suggestion.suffix.lstrip("."))
    dialog.selectFile(suggestion.name)
    dialog.fileSelected.connect(lambda name: chosen(Path(name)))
    dialog.open()
    return dialog


def _dialog(parent: QWidget, title: str, folder: Path, kinds: str) -> QFileDialog:
    dialog = QFileDialog(parent, title, str(folder))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setNameFilter(kinds)
    return dialog


def _paths(names: Sequence[str]) -> tuple[Path, ...]:
    return tuple(Path(name) for name in names if name)
