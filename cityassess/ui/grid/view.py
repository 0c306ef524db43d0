"""The grid itself: a table view whose keys, mouse, selection and editor behave as in a spreadsheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QItemSelection, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QInputMethodEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QMenu, QWidget

from cityassess.ui.grid.area import next_in_reading_order, rectangles
from cityassess.ui.grid.commands import Commands
from cityassess.ui.grid.cursor import EnterDirection
from cityassess.ui.grid.editor import Editing, Mode
from cityassess.ui.grid.history import History
from cityassess.ui.grid.keys import EDITOR_KEYS, GRID_KEYS, LEAVING_KEYS, MOVES, chord, is_text, pressed
from cityassess.ui.grid.menu import build_menu
from cityassess.ui.grid.source import GridSource
from cityassess.ui.grid.statistics import SelectionStatistics, statistics
from cityassess.ui.grid.surface import GridSurface
from cityassess.ui.grid.writing import Writing
from cityassess.ui.index import Index
from cityassess.ui.tokens import LIGHT, Tokens


class MarkGrid(GridSurface):
    """Marks of one period by keyboard.

    ``message`` carries a sentence for the status bar (empty text takes it away), ``mode_changed`` 就绪, 输入 or 编辑,
    ``statistics_changed`` a ``SelectionStatistics`` (once per turn of the event loop), ``current_changed`` the keys of
    the current cell, ``saved`` a tuple of ``CellKey``, ``drafts_changed`` how many typed texts are not stored,
    ``asked`` a ``Question``, ``pane_left`` and ``sheet_left`` 1 or -1 for the next or previous pane and sheet.
    """

    message = Signal(str)
    mode_changed = Signal(str)
    statistics_changed = Signal(object)
    current_changed = Signal(str, str)
    saved = Signal(object)
    drafts_changed = Signal(int)
    history_changed = Signal()
    asked = Signal(object)
    find_wanted = Signal()
    go_to_wanted = Signal()
    detail_toggled = Signal()
    pane_left = Signal(int)
    sheet_left = Signal(int)

    def __init__(self, source: GridSource, tokens: Tokens = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(source, tokens, parent)
        self.enter_direction = EnterDirection.DOWN
        self.now: Callable[[], dt.datetime] = lambda: dt.datetime.now().astimezone()
        self._hint = ""
        self.editing = Editing(self, self.marks)
        self.writing = Writing(self.marks, self)
        self.commands = Commands(self.marks, self.cursor_, self.editing, self.writing, self)
        self.marks.writer = self.commands.enter
        self._statistics_timer = QTimer(self, singleShot=True, interval=0)
        self._menu: QMenu | None = None
        self._keys = self._key_table()
        self._connect()
        self.furnish()
        self.set_tokens(tokens)
        self.fit_columns()
        self.cursor_.go(0, 0)

    def _connect(self) -> None:
        self.editing.mode_changed.connect(self.mode_changed)
        self.editing.entered.connect(self.commands.enter)
        self.editing.refused.connect(self.message)
        self.editing.editor.handle = self._key_in_editor
        for part in (self.commands, self.writing):
            part.message.connect(self.message)
            part.asked.connect(self.asked)
        self.commands.copied_changed.connect(self.viewport().update)
        self.writing.saved.connect(self.saved)
        self.writing.history_changed.connect(self.history_changed)
        self.writing.revealed.connect(self._reveal)
        self.marks.drafts_changed.connect(self.drafts_changed)
        self.marks.dataChanged.connect(self._marks_changed)
        self._statistics_timer.timeout.connect(self._say_statistics)

    # ---- what the page asks

    def show_source(self, source: GridSource, history: History | None = None) -> None:
        """Show another period, going on with its history and its drafts. An open editor is stored first."""
        self.editing.commit()
        row, column = self.cursor_.at
        before = self.marks.columns
        self.writing.show_source(source, history or History())
        self.commands.drop_copy_frame()
        self.object_header.fit()
        if self.marks.columns != before:  # else the widths are as the officer left them
            self.fit_columns()
        self.updateGeometries()
        self.cursor_.go(row, column)

    def refresh(self) -> None:
        """Read all cells again after another desktop's change; drafts, selection and history stay."""
        model = self.marks
        model.accept(
            {
                (row.key, column.key): fresh
                for row, known in zip(model.rows, model.cells, strict=True)
                for column, cell in zip(model.columns, known, strict=True)
                if (fresh := model.source.cell(row.key, column.key)) != cell
            },
            keep_drafts=True,
        )

    def set_tokens(self, tokens: Tokens) -> None:
        """Take the colours of a scheme."""
        super().set_tokens(tokens)
        self.editing.editor.set_tokens(tokens)
        self.editing.editor.setFont(self._looks.font)
        self.editing.follow()

    def finish(self) -> int:
        """Store what the editor holds, before the page is left; returns how many typed texts could not be stored."""
        self.editing.commit()
        return len(self.marks.drafts)

    def save_drafts(self) -> int:
        """Try to store the drafts again; returns how many are left."""
        for (row, column), draft in list(self.marks.drafts.items()):
            self.commands.enter(row, column, draft.typed)
        return len(self.marks.drafts)

    def go_to(self, row_key: str, column_key: str = "") -> bool:
        """Make a cell current by its keys; False where the grid lacks it."""
        column = column_key or (self.marks.columns[self.cursor_.at[1]].key if self.marks.columns else "")
        place = self.marks.locate((row_key, column))
        if place is None:
            return False
        self.cursor_.go(*place)
        return True

    def run(self, command: str) -> None:
        """Run a command of ``keys.GRID_KEYS`` by its name, as a menu or tool button does."""
        if command != "ignore":
            self.editing.commit()
            self._named_commands()[command]()

    # ---- keys

    def _named_commands(self) -> dict[str, Callable[[], Any]]:
        cursor, commands = self.cursor_, self.commands
        return {
            "edit": partial(self.editing.begin, Mode.EDIT),
            "enter": self._enter,
            "enter_back": partial(self._enter, back=True),
            "fill_selection": commands.fill_selection,
            "tab": cursor.tab,
            "tab_back": partial(cursor.tab, back=True),
            "escape": self._escape,
            "clear": commands.clear,
            "clear_and_edit": commands.clear_and_edit,
            "fill_down": commands.fill_down,
            "fill_right": commands.fill_right,
            "copy_above": commands.copy_above,
            "insert_date": lambda: commands.insert_moment(self.now().date().isoformat()),
            "insert_time": lambda: commands.insert_moment(self.now().strftime("%H:%M")),
            "break_line": commands.break_line,
            "select_rows": cursor.select_rows,
            "select_columns": cursor.select_columns,
            "select_all": cursor.select_all,
            "copy": commands.copy,
            "copy_with_headings": partial(commands.copy, headings=True),
            "cut": partial(commands.copy, cut=True),
            "paste": commands.paste,
            "undo": self.writing.undo,
            "redo": self.writing.redo,
            "repeat": commands.repeat,
            "go_to": self.go_to_wanted.emit,
            "next_unmarked": self._next_unmarked,
            "previous_unmarked": partial(self._next_unmarked, back=True),
            "find": self.find_wanted.emit,
            "show_current": lambda: self.scrollTo(self.currentIndex()),
            "toggle_detail": self.detail_toggled.emit,
            "next_pane": partial(self.pane_left.emit, 1),
            "previous_pane": partial(self.pane_left.emit, -1),
            "next_sheet": partial(self.sheet_left.emit, 1),
            "previous_sheet": partial(self.sheet_left.emit, -1),
            "refuse_rows": partial(
                self.message.emit, "这里不能增减行列。考核对象在对象表里增减，改好后导入。"
            ),
            "show_menu": self._menu_at_current,
            "ignore": lambda: None,
        }

    def _key_table(self) -> dict[int, Callable[[], Any]]:
        named = self._named_commands()
        table = {chord(key): named[command] for key, command in GRID_KEYS.items()}
        for key, (move, steps) in MOVES.items():
            whole: Callable[..., Any] = getattr(self.cursor_, move)
            act = partial(whole, *steps) if any(steps) else whole
            table[chord(key)] = act
            table[chord(f"Shift+{key}")] = partial(act, extend=True)
        self._editor_chords = frozenset(map(chord, EDITOR_KEYS))
        self._leaving_chords = frozenset(map(chord, LEAVING_KEYS))
        self._committing_chords = frozenset(map(chord, ("Return", "Shift+Return", "Tab", "Shift+Tab")))
        self._moving_chords = frozenset(map(chord, MOVES))
        return table

    def event(self, event: QEvent) -> bool:
        """Claim the grid's keys before menus and buttons of the window take them as shortcuts."""
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return super().event(event)
        if pressed(event) in self._keys or is_text(event):
            event.accept()
            return True
        return super().event(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Let Tab come as a key."""
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Run the key's command, or begin typing with it; nothing goes to Qt's own handling.

        A key that comes here while the editor is open, as during an input method's first composition, is the editor's.
        """
        if self.editing.mode is not Mode.READY:
            QCoreApplication.sendEvent(self.editing.editor, event)
            return
        command = self._keys.get(pressed(event))
        if command is not None:
            event.accept()
            command()
        elif is_text(event):
            event.accept()
            self.editing.begin(Mode.TYPED, event.text())
        else:
            event.ignore()

    def _key_in_editor(self, event: QKeyEvent) -> bool:
        key = pressed(event)
        leaving = key in self._leaving_chords or (
            self.editing.mode is Mode.TYPED and key in self._moving_chords
        )
        if leaving:
            self.editing.commit()
            self._keys[key]()
            return True
        if key not in self._editor_chords:
            return False
        if key == chord("F2"):
            self.editing.toggle()
        elif key == chord("Esc"):
            self.editing.cancel()
        else:
            if key in self._committing_chords:
                self.editing.commit()
            self._keys[key]()
        return True

    def _enter(self, *, back: bool = False) -> None:
        rows, columns = self.enter_direction.value
        self.cursor_.enter(-rows, -columns) if back else self.cursor_.enter(rows, columns)

    def _escape(self) -> None:
        if self.commands.drop_copy_frame():
            return
        place = self.cursor_.at
        draft = self.marks.drafts.get(place)
        if draft is not None and self.marks.drop_drafts([place]):
            stored = self.marks.stored(*place)
            self.message.emit(
                f"已放弃未保存的“{draft.typed}”，" + (f"仍为{stored}。" if stored else "此格仍为空白。")
            )

    def _next_unmarked(self, *, back: bool = False) -> None:
        found, wrapped = next_in_reading_order(
            self.marks.unmarked, self.cursor_.at, self.marks.limits, backwards=back
        )
        if found is None or (found == self.cursor_.at and not self.marks.unmarked(*found)):
            self.message.emit("没有未录项。")
            return
        self.cursor_.go(*found)
        if wrapped:
            self.message.emit("已到第一格，从末尾接着找。" if back else "已到最后一格，从头接着找。")

    def _reveal(self, places: list[tuple[int, int]]) -> None:
        if places:
            self.cursor_.select(rectangles(places), min(places))

    # ---- input methods

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Open the editor with what an input method composes or commits."""
        self.editing.compose(event)

    def inputMethodQuery(self, query: Qt.InputMethodQuery) -> Any:
        """Answer for the editor during the first composition, so that the candidates show beside it."""
        if self.editing.composing:
            answer = self.editing.editor.inputMethodQuery(query)
            if query == Qt.InputMethodQuery.ImCursorRectangle:
                return answer.translated(self.editing.editor.mapTo(self, QPoint(0, 0)))
            return answer
        return super().inputMethodQuery(query)

    # ---- current cell and selection

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Switch the input method, repaint both rows, say why a cell is locked or not stored."""
        super().currentChanged(current, previous)
        row, column = current.row(), current.column()
        self.switch_input_method()
        if self.editing.place != (row, column):
            self.editing.commit()  # a header was clicked, or the page went to another cell
        self.show_current(row, column)
        if not current.isValid():
            return
        remark = self.marks.remark(row, column)
        if remark or self._hint:
            self._hint = remark
            self.message.emit(remark)
        self.current_changed.emit(*self.marks.key(row, column))

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Count anew at the end of this turn of the event loop."""
        super().selectionChanged(selected, deselected)
        self._statistics_timer.start()

    def _marks_changed(self, first: QModelIndex, last: QModelIndex) -> None:
        self.update_rows(
            first.row(), last.row()
        )  # whole rows: whether one was begun shows in its other cells
        self._statistics_timer.start()

    def statistics(self) -> SelectionStatistics:
        """Exact figures about the selected cells; drafts count as what is stored."""
        cells, numeric = self.marks.cells, [column.numeric for column in self.marks.columns]
        return statistics((cells[row][column], numeric[column]) for row, column in self.cursor_.cells())

    def _say_statistics(self) -> None:
        if self.marks.rows and self.marks.columns:
            self.statistics_changed.emit(self.statistics())

    # ---- mouse and menu

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Store what the editor holds, then select."""
        self.editing.commit()
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the editor as F2 does."""
        if event.button() == Qt.MouseButton.LeftButton and self.indexAt(event.position().toPoint()).isValid():
            self.editing.begin(Mode.EDIT)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Show the menu at the mouse, or at the current cell for the menu key."""
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            self.menu().popup(event.globalPos())
        else:
            self._menu_at_current()

    def _menu_at_current(self) -> None:
        if self._menu is None or not self._menu.isVisible():
            corner = self.visualRect(self.currentIndex()).bottomLeft()
            self.menu().popup(self.viewport().mapToGlobal(corner))

    def menu(self) -> QMenu:
        """The context menu, every entry with its key."""
        if self._menu is not None:
            self._menu.deleteLater()
        names = {"undo": self.writing.undo_name, "redo": self.writing.redo_name}
        self._menu = build_menu(self, names, self.run)
        return self._menu

    # ---- geometry and painting

    def updateEditorGeometries(self) -> None:
        """Keep the editor over its cell while scrolling."""
        super().updateEditorGeometries()
        self.editing.follow()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cells, and the copy frame over them."""
        painter = QPainter(self.viewport())
        self.paint_cells(painter, event.rect())
        if self.commands.copied is None:
            return
        painter.setPen(self._looks.copy_frame)
        for area in self.commands.copied.areas:
            first = self.visualRect(self.marks.index(area.top, area.left))
            last = self.visualRect(self.marks.index(area.bottom, area.right))
            painter.drawRect(first.united(last).adjusted(1, 1, -2, -2))
