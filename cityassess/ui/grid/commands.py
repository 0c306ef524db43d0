"""What the keys do to marks: enter, fill, clear, copy, cut, paste, repeat; all of them write on one path."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from cityassess.ui.grid.area import Area, one_block
from cityassess.ui.grid.clipboard import Table, read_cells, write_cells, write_html
from cityassess.ui.grid.cursor import Cursor
from cityassess.ui.grid.editor import Editing, Mode
from cityassess.ui.grid.handover import put_on_clipboard
from cityassess.ui.grid.model import MarkModel
from cityassess.ui.grid.paste import Checked, Overflow, Placement, Typed, align, check, place
from cityassess.ui.grid.question import Choice, Question
from cityassess.ui.grid.writing import Writing


@dataclass(frozen=True, slots=True)
class Copied:
    """What this grid put on the clipboard: the framed areas, the text as it stands there, and whether it moves."""

    areas: tuple[Area, ...]
    text: str
    cut: bool


class Commands(QObject):
    """The gestures that change marks or put them on the clipboard.

    ``asked`` carries a ``Question``; ``copied_changed`` says that the copy frame moved.
    """

    message = Signal(str)
    asked = Signal(object)
    copied_changed = Signal()

    def __init__(
        self,
        model: MarkModel,
        cursor: Cursor,
        editing: Editing,
        writing: Writing,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._cursor = cursor
        self._editing = editing
        self._writing = writing
        self._last: Callable[[], None] | None = None
        self.copied: Copied | None = None

    # ---- entering

    def enter(self, row: int, column: int, typed: str) -> bool:
        """Store typed text in one cell; where it has a fault it stays there as a draft, framed red."""
        self._last = partial(self._fill_with, typed)
        self._drop_frame()
        if self._model.locked(row, column):
            self.message.emit(self._model.cells[row][column].locked)
            return False
        parsed = self._model.parse(column, typed)
        if isinstance(parsed, str):
            self._writing.keep_draft(row, column, typed, parsed)
            return False
        name = f"录入{parsed.text}" if parsed.text is not None else "清空1格"
        return self._writing.write(name, [(row, column, parsed.text)], typed={(row, column): typed})

    def fill_selection(self) -> None:
        """Ctrl+Enter: put the editor's text into the whole selection; the current cell stays."""
        if self._editing.mode is Mode.READY:
            row, column = self._cursor.at
            self._fill_with(self._model.editable_text(row, column))
            return
        self._fill_with(self._editing.cancel())

    def _fill_with(self, typed: str) -> None:
        cells = tuple((row, column, typed) for row, column in self._cursor.cells())

        def back() -> None:
            self._editing.begin(Mode.EDIT, typed)

        self._store(
            "填充", Placement(cells, shape=f"{len(cells):,}格"), said="已填充", go_back=back, typed=True
        )
        self._last = partial(self._fill_with, typed)

    def fill_down(self) -> None:
        """Ctrl+D: the first row of each selected block into its other rows; a single row takes the row above."""
        cells: list[Typed] = []
        for area in self._cursor.areas:
            from_row = area.top - 1 if area.height == 1 else area.top
            if from_row < 0:
                self.message.emit("上面没有可复制的格。")
                return
            cells += [
                (row, column, self._model.editable_text(from_row, column))
                for row, column in area.cells()
                if row != from_row
            ]
        self._store("向下填充", Placement(tuple(cells), shape=f"{len(cells):,}格"), said="已填充")
        self._last = self.fill_down

    def fill_right(self) -> None:
        """Ctrl+R: the first column of each selected block into its other columns; a single one takes its neighbour."""
        cells: list[Typed] = []
        for area in self._cursor.areas:
            from_column = area.left - 1 if area.width == 1 else area.left
            if from_column < 0:
                self.message.emit("左边没有可复制的格。")
                return
            cells += [
                (row, column, self._model.editable_text(row, from_column))
                for row, column in area.cells()
                if column != from_column
            ]
        self._store("向右填充", Placement(tuple(cells), shape=f"{len(cells):,}格"), said="已填充")
        self._last = self.fill_right

    def clear(self) -> None:
        """Delete: clear the values of the selection; a draft is dropped with them."""
        model = self._model
        cells = [cell for cell in self._cursor.cells() if not model.blank(*cell)]
        self._last = self.clear
        self._drop_frame()
        if not cells:
            return
        free = [cell for cell in cells if not model.locked(*cell)]
        if not free:
            self.message.emit(model.cells[cells[0][0]][cells[0][1]].locked)
            return
        passed = f"，跳过{len(cells) - len(free):,}个锁定格" if len(free) < len(cells) else ""
        count = f"清空{len(free):,}格"
        self._writing.write(count, [(row, column, None) for row, column in free], said=f"已{count}{passed}。")

    def clear_and_edit(self) -> None:
        """Backspace: open the editor empty."""
        self._editing.begin(Mode.TYPED, "")

    def copy_above(self) -> None:
        """Ctrl+': the text of the cell above into the editor."""
        row, column = self._cursor.at
        if row == 0:
            self.message.emit("上面没有可复制的格。")
            return
        text = self._model.editable_text(row - 1, column)
        if self._editing.mode is Mode.READY:
            self._editing.begin(Mode.EDIT, text)
        else:
            self._editing.editor.insert(text)

    def insert_moment(self, text: str) -> None:
        """Ctrl+;: a date or a time, which only a text column takes."""
        if self._model.columns[self._cursor.at[1]].awaits_marks:
            self.message.emit("此列录入得分，不能填日期和时间。")
            return
        if self._editing.mode is Mode.READY and not self._editing.begin(Mode.EDIT):
            return
        self._editing.editor.insert(text)

    def break_line(self) -> None:
        """Alt+Enter: a line break, which only a text column takes."""
        if self._model.columns[self._cursor.at[1]].awaits_marks:
            self.message.emit("此列录入得分，格内不能换行。")
        elif self._editing.mode is not Mode.READY:
            self._editing.editor.insert("\n")

    def repeat(self) -> None:
        """F4: the last entry, fill or clearing again, on the present selection."""
        if self._last is None:
            self.message.emit("没有可重复的操作。")
            return
        self._last()

    # ---- clipboard

    def copy(self, *, headings: bool = False, cut: bool = False) -> bool:
        """Put the selection on the clipboard as text and as an HTML table; returns False where it has no one shape."""
        areas = self._cursor.areas
        if cut and len(areas) > 1:
            self.message.emit("选定了多个区域，不能剪切。先选定一个区域。")
            return False
        block = one_block(areas)
        if block is None:
            self.message.emit("选定的几个区域行列不齐，不能一起复制。")
            return False
        table = [[self._model.shown(row, column) for row, column in line] for line in block]
        if headings:
            table = [
                [self._model.rows[line[0][0]].title, *texts] for line, texts in zip(block, table, strict=True)
            ]
            table.insert(0, ["对象", *(self._model.columns[column].title for _, column in block[0])])
        text = write_cells(table)
        put_on_clipboard(text, write_html(table, heading_rows=int(headings), heading_columns=int(headings)))
        self.copied = Copied(tuple(areas), text, cut)
        self.copied_changed.emit()
        count = len(block) * len(block[0])
        self.message.emit(
            f"已{'剪切' if cut else '复制'}{count:,}格" + ("，粘贴后移到新位置。" if cut else "。")
        )
        return True

    def drop_copy_frame(self) -> bool:
        """Esc: forget the copy frame; returns whether there was one."""
        had = self.copied is not None
        self._drop_frame()
        return had

    def _drop_frame(self) -> None:
        if self.copied is not None:
            self.copied = None
            self.copied_changed.emit()

    def paste(self) -> None:
        """Ctrl+V: all of the clipboard, or nothing of it and a list of what does not fit."""
        text = QGuiApplication.clipboard().text()
        if not text:
            self.message.emit("剪贴板里没有可粘贴的文字。")
            return
        clip = read_cells(text)
        row, _ = self._cursor.at
        aligned = align(clip, self._model.titles(), self._model.names(), row)
        if aligned is None:
            self._place(clip)
            return
        by_heading = Choice("按表头对齐", partial(self._store, "粘贴", aligned, said="已粘贴"))
        as_it_is = Choice("原样粘贴", partial(self._place, clip))
        self.asked.emit(Question("剪贴板的第一行像是表头。", (by_heading, as_it_is)))

    def _place(self, clip: Table) -> None:
        placement = place(clip, self._cursor.areas, self._model.limits)
        if isinstance(placement, str):
            self.message.emit(placement)
        elif isinstance(placement, Overflow):
            fitting = Choice(placement.label, partial(self._place, placement.fitting))
            self.asked.emit(Question(placement.sentence, (fitting, Choice("取消", _nothing))))
        else:
            self._store("粘贴", placement, said="已粘贴", moved=self._moved(clip))

    def _moved(self, clip: Table) -> tuple[Area, ...]:
        copied = self.copied
        return copied.areas if copied and copied.cut and read_cells(copied.text) == clip else ()

    # ---- the one path

    def _store(
        self,
        name: str,
        placement: Placement,
        *,
        said: str,
        go_back: Callable[[], None] | None = None,
        typed: bool = False,
        moved: Sequence[Area] = (),
    ) -> None:
        model = self._model
        checked = check(placement, model.parse, model.locked, model.titles(), model.names())
        taken = {(row, column) for row, column, _ in placement.cells}
        origin = [
            (row, column, None)
            for area in moved
            for row, column in area.cells()
            if (row, column) not in taken and not model.locked(row, column) and not model.blank(row, column)
        ]

        def write() -> None:
            if placement.area is not None:
                at = self._cursor.at
                self._cursor.select([placement.area], at if placement.area.holds(*at) else None)
            kept = {(row, column): text for row, column, text in placement.cells} if typed else None
            step = "移动" if moved else name
            changes = [*checked.changes, *origin]
            if (
                self._writing.write(
                    f"{step}{placement.shape}", changes, typed=kept, said=_report(said, checked)
                )
                and moved
            ):
                self._drop_frame()

        if not checked.faults:
            if checked.changes:
                write()
            elif checked.locked:
                row, column, _ = placement.cells[0]
                self.message.emit(model.cells[row][column].locked or "选定的格都已锁定。")
            return
        back = Choice("返回修改", go_back or partial(self._show_first, checked))
        skip = Choice(f"跳过这{len(checked.faults):,}格", write)
        sentence = f"有{len(checked.faults):,}格不能录入，尚未{name}。可返回修改，或跳过这{len(checked.faults):,}格。"
        self.asked.emit(Question(sentence, (back, skip), tuple(checked.faults), escape=0))

    def _show_first(self, checked: Checked) -> None:
        for fault in checked.faults:
            if fault.row is not None and fault.column is not None:
                self._cursor.go(fault.row, fault.column)
                return


def _nothing() -> None:
    """The answer that changes nothing."""


def _report(said: str, checked: Checked) -> str:
    text = f"{said}{len(checked.changes):,}格"
    if checked.cleared:
        text += f"，其中清空{checked.cleared:,}格"
    if checked.locked:
        text += f"，跳过{checked.locked:,}个锁定格"
    if checked.faults:
        text += f"，跳过{len(checked.faults):,}格有误的内容"
    return text + "。"
