"""The grid's context menu."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtWidgets import QMenu, QWidget

from cityassess.ui.grid.keys import MENU


def build_menu(parent: QWidget, names: Mapping[str, str], run: Callable[[str], None]) -> QMenu:
    """Make the menu: each entry with its key, running its command by name.

    ``names`` gives commands a fuller label (``撤销：粘贴500×17``); a command with an empty one is switched off.
    """
    menu = QMenu(parent)
    for label, command, key in MENU:
        if not label:
            menu.addSeparator()
            continue
        action = menu.addAction(f"{names.get(command) or label}\t{key}")
        action.setData(command)
        action.setEnabled(bool(names.get(command, label)))
        action.triggered.connect(partial(run, command))
    return menu
