"""Which key does what: one table for the grid, its editor and its menu."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

# Chinese input methods own Shift+Space and Ctrl+Space, so that rows and columns have Alt+R and Alt+C as well.
GRID_KEYS: dict[str, str] = {
    "F2": "edit",
    "Return": "enter",
    "Shift+Return": "enter_back",
    "Ctrl+Return": "fill_selection",
    "Tab": "tab",
    "Shift+Tab": "tab_back",
    "Esc": "escape",
    "Del": "clear",
    "Backspace": "clear_and_edit",
    "Ctrl+D": "fill_down",
    "Ctrl+R": "fill_right",
    "Ctrl+'": "copy_above",
    "Ctrl+;": "insert_date",
    "Ctrl+Shift+;": "insert_time",
    "Alt+Return": "break_line",
    "Shift+Space": "select_rows",
    "Alt+R": "select_rows",
    "Ctrl+Space": "select_columns",
    "Alt+C": "select_columns",
    "Ctrl+A": "select_all",
    "Ctrl+C": "copy",
    "Ctrl+Ins": "copy",
    "Ctrl+Shift+C": "copy_with_headings",
    "Ctrl+X": "cut",
    "Ctrl+V": "paste",
    "Shift+Ins": "paste",
    "Ctrl+Z": "undo",
    "Ctrl+Y": "redo",
    "Ctrl+Shift+Z": "redo",
    "F4": "repeat",
    "F5": "go_to",
    "Ctrl+G": "go_to",
    "F7": "next_unmarked",
    "Shift+F7": "previous_unmarked",
    "Ctrl+F": "find",
    "Ctrl+Backspace": "show_current",
    "Ctrl+1": "toggle_detail",
    "F6": "next_pane",
    "Shift+F6": "previous_pane",
    "Ctrl+Tab": "next_pane",
    "Ctrl+Shift+Tab": "previous_pane",
    "Ctrl+PgDown": "next_sheet",
    "Ctrl+PgUp": "previous_sheet",
    "Ctrl+-": "refuse_rows",
    "Ctrl+Shift+=": "refuse_rows",
    "Shift+F10": "show_menu",
    "Space": "ignore",
}

_ARROWS = {"Up": (-1, 0), "Down": (1, 0), "Left": (0, -1), "Right": (0, 1)}
MOVES: dict[str, tuple[str, tuple[int, int]]] = {
    **{key: ("move", step) for key, step in _ARROWS.items()},
    **{f"Ctrl+{key}": ("jump", step) for key, step in _ARROWS.items()},
    "PgUp": ("page", (-1, 0)),
    "PgDown": ("page", (1, 0)),
    "Alt+PgUp": ("page", (0, -1)),
    "Alt+PgDown": ("page", (0, 1)),
    "Home": ("home", (0, 0)),
    "End": ("end", (0, 0)),
    "Ctrl+Home": ("first", (0, 0)),
    "Ctrl+End": ("last_used", (0, 0)),
}
"""Moves of the cursor by cells (rows, columns); Shift with any of them extends the selection."""

EDITOR_KEYS = frozenset(
    {"F2", "Return", "Shift+Return", "Ctrl+Return", "Tab", "Shift+Tab", "Esc", "Alt+Return"}
    | {"Ctrl+'", "Ctrl+;", "Ctrl+Shift+;"}
)
"""Keys that the grid handles while the editor is open."""

LEAVING_KEYS = frozenset(
    {
        "F4",
        "F5",
        "F6",
        "F7",
        "Shift+F6",
        "Shift+F7",
        "Ctrl+Tab",
        "Ctrl+Shift+Tab",
        "Ctrl+G",
        "Ctrl+F",
        "Ctrl+D",
        "Ctrl+R",
    }
    | {"Ctrl+1", "Ctrl+PgUp", "Ctrl+PgDown", "Ctrl+Backspace"}
)
"""Keys that store what the editor holds and then do what they do in the grid."""

MENU: tuple[tuple[str, str, str], ...] = (
    ("编辑", "edit", "F2"),
    ("清空", "clear", "Del"),
    ("", "", ""),
    ("剪切", "cut", "Ctrl+X"),
    ("复制", "copy", "Ctrl+C"),
    ("连同表头复制", "copy_with_headings", "Ctrl+Shift+C"),
    ("粘贴", "paste", "Ctrl+V"),
    ("", "", ""),
    ("撤销", "undo", "Ctrl+Z"),
    ("重做", "redo", "Ctrl+Y"),
    ("重复上次操作", "repeat", "F4"),
    ("", "", ""),
    ("向下填充", "fill_down", "Ctrl+D"),
    ("向右填充", "fill_right", "Ctrl+R"),
    ("选定整行", "select_rows", "Alt+R"),
    ("选定整列", "select_columns", "Alt+C"),
    ("", "", ""),
    ("定位…", "go_to", "F5"),
    ("查找…", "find", "Ctrl+F"),
    ("下一个未录项", "next_unmarked", "F7"),
    ("上一个未录项", "previous_unmarked", "Shift+F7"),
    ("单元格详情", "toggle_detail", "Ctrl+1"),
)
"""Label, command and key of each entry of the context menu; an empty label is a line."""


_SHORT_NAMES = {
    "Del": "Delete",
    "Esc": "Escape",
    "Ins": "Insert",
    "PgUp": "PageUp",
    "PgDown": "PageDown",
    "'": "Apostrophe",
    ";": "Semicolon",
    "-": "Minus",
    "=": "Equal",
}
_MODIFIERS = {
    "Ctrl": Qt.KeyboardModifier.ControlModifier,
    "Shift": Qt.KeyboardModifier.ShiftModifier,
    "Alt": Qt.KeyboardModifier.AltModifier,
}


def chord(text: str) -> int:
    """The number of a key with its modifiers, such as ``Ctrl+D``."""
    *modifiers, key = text.split("+")
    number = Qt.Key[f"Key_{_SHORT_NAMES.get(key, key)}"].value
    for modifier in modifiers:
        number |= _MODIFIERS[modifier].value
    return number


_KEYPAD = Qt.KeyboardModifier.KeypadModifier.value
_SAME_KEY = {
    int(Qt.Key.Key_Backtab): int(Qt.Key.Key_Tab),
    int(Qt.Key.Key_Enter): int(Qt.Key.Key_Return),
    int(Qt.Key.Key_Colon): int(Qt.Key.Key_Semicolon),
    int(Qt.Key.Key_Plus): int(Qt.Key.Key_Equal),
}


def pressed(event: QKeyEvent) -> int:
    """The number of the chord that was pressed; keypad and main keys are alike, and so are shifted names of a key."""
    modifiers = event.modifiers().value & ~_KEYPAD
    key = event.key()
    return (_SAME_KEY.get(key, key)) | modifiers


def is_text(event: QKeyEvent) -> bool:
    """Whether a key types something: printable, and not a command of Ctrl, Alt or the system key."""
    commands = (
        Qt.KeyboardModifier.ControlModifier
        | Qt.KeyboardModifier.AltModifier
        | Qt.KeyboardModifier.MetaModifier
    )
    text = event.text()
    return not event.modifiers() & commands and bool(text) and text.isprintable() and text != " "
