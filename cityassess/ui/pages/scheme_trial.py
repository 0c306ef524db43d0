"""修改试算: a scheme's text to be changed, and who would move in the period in front; nothing is saved."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from cityassess.errors import Refused
from cityassess.progress import Progress
from cityassess.ui.desk import Choice, Desk
from cityassess.ui.drafts import Drafts
from cityassess.ui.files import ask_open, ask_save
from cityassess.ui.jobs import Failure
from cityassess.ui.models.texts import TextModel
from cityassess.ui.tables.text_table import TextTable
from cityassess.ui.widgets.parts import Notice, button, label
from cityassess.ui.widgets.scheme_text import SchemeText

if TYPE_CHECKING:
    from cityassess.services.office import Office
    from cityassess.services.schemes import SchemeEntry
    from cityassess.services.what_if import WhatIf

HEAD = ("分组", "对象", "名次", "试算", "变化", "得分", "试算", "督办", "试算", "其他变化")
SCHEME_FILES = "考核方案 (*.yaml *.yml *.xlsx)"
_WIDTHS = (96, 132, 52, 52, 84, 76, 76, 64, 64, 200)
_COLOURS, _OTHERS = (7, 8), 9
_KEPT_MS = 400
"""How long typing must rest before the text is kept."""
_TEXT = "方案文件 (*.yaml)"
_HINT = "改动上面的方案后按“试算”，看本期谁的名次、得分、督办会变。只试算，不保存。"


class SchemeTrial(QWidget):
    """A text editor above, the objects that would move below.

    What was changed of a version is kept until it is imported or given up, whatever is looked at meanwhile.
    """

    edited = Signal()
    """Whether the text shown differs from what the office has is another answer now."""
    import_wanted = Signal(object)
    """Files are to be shown by the import: a tuple of paths."""

    def __init__(self, desk: Desk, office: Office) -> None:
        super().__init__()
        self._desk, self._office = desk, office
        self.period: Choice | None = None
        self._entry: SchemeEntry | None = None
        self._stored = self._imported = ""
        self._imported_from: SchemeEntry | None = None
        self._drafts = Drafts(desk.settings, office.where)
        self.notice = Notice(desk.theme)
        self.editor = SchemeText(desk.theme)
        self.model = TextModel(HEAD, right=(2, 3, 5, 6), parent=self)
        self.table = TextTable(self.model, _WIDTHS, "试算结果", desk.theme, stretched=_OTHERS)
        self.said = label(_HINT, "sub", wrap=True)
        self._make_buttons()
        split = QSplitter(Qt.Orientation.Vertical)
        split.setHandleWidth(8)
        split.setChildrenCollapsible(False)
        split.addWidget(self.editor)
        split.addWidget(self._result())
        split.setSizes([300, 240])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._row(self.open, self.keep, self.bring, None, self.restore, self.try_))
        column.addWidget(self.notice)
        column.addWidget(split, 1)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_KEPT_MS)
        self._typing.timeout.connect(self._take_draft)
        self.editor.textChanged.connect(self._note_edit)

    def _make_buttons(self) -> None:
        put = self._desk.buttons.put
        self.open = put(button("打开文件…", tip="用改好的方案文件或方案工作簿试算"), "folder-open")
        self.keep = put(button("另存为…", tip="把上面的文本存为方案文件"), "save")
        self.bring = put(button("存盘并导入…", tip="存为方案文件，再到导入核对；写入后方案才生效"), "upload")
        self.restore = put(button("还原", tip="放弃改动，回到已导入的文本（可用Ctrl+Z撤回）"), "undo-2")
        self.try_ = put(button("试算", "primary", tip="F9：只计算，不保存"), "flask-conical")
        self.copy = put(button("复制结果", tip="复制为表格，可粘贴到Excel（Ctrl+Shift+C）"), "copy")
        for each, doing in (
            (self.open, self._ask_open),
            (self.keep, self._ask_save),
            (self.bring, self._ask_import),
            (self.restore, self._restore),
            (self.try_, self.try_out),
            (self.copy, self.copy_result),
        ):
            each.clicked.connect(doing)
        self.restore.setEnabled(False)
        self.copy.setEnabled(False)

    @staticmethod
    def _row(*widgets: QWidget | None) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        for each in widgets:
            if each is None:
                row.addStretch(1)
            else:
                row.addWidget(each)
        return row

    def _result(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        row = QHBoxLayout()
        row.addWidget(self.said, 1)
        row.addWidget(self.copy)
        column.addLayout(row)
        column.addWidget(self.table, 1)
        return made

    # ---- what is shown

    def show_period(self, period: Choice | None) -> None:
        """Try on another period; results of the one before are taken away."""
        shown, self.period = self.period, period
        if (shown and (shown.code, shown.scheme)) != (period and (period.code, period.scheme)):
            self._clear()

    def edit(self, entry: SchemeEntry, text: str) -> None:
        """Show a version's text as it was left, else as the office has it."""
        if entry == self._entry and text == self._stored:
            return
        self._take_draft()
        self._entry, self._stored = entry, text
        if self._imported and self._imported.strip() == text.strip():
            self._give_up_imported()
        draft = self._drafts.of(entry) or text
        self.editor.blockSignals(True)
        self.editor.show_text(draft)
        self.editor.blockSignals(False)
        self._clear()
        self._note_edit()

    def is_edited(self, entry: SchemeEntry) -> bool:
        """Whether a version has changes that are only here."""
        return bool(self._drafts.of(entry))

    @property
    def _changed_text(self) -> str:
        """The text if it is another than the office has, else nothing."""
        text = self.editor.toPlainText()
        return "" if text.rstrip("\n") == self._stored.rstrip("\n") else text

    @Slot()
    def _take_draft(self) -> None:
        if self._entry is not None:
            self._typing.stop()
            was = self.is_edited(self._entry)
            self._drafts.put(self._entry, self._changed_text)
            if was != self.is_edited(self._entry):
                self.edited.emit()

    @Slot()
    def _note_edit(self) -> None:
        self.restore.setEnabled(bool(self._changed_text))
        self._typing.start()

    def _give_up_imported(self) -> None:
        """Forget what was changed of a version once another version says the same."""
        if self._imported_from is not None:
            self._drafts.put(self._imported_from, "")
        self._imported, self._imported_from = "", None
        self.edited.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._take_draft()

    def _clear(self) -> None:
        self.model.show_rows([])
        self.copy.setEnabled(False)
        self.said.setText(_HINT)
        self.notice.dismiss()
        self.editor.mark_faults(())

    @Slot()
    def _restore(self) -> None:
        self.editor.show_text(self._stored, as_edit=True)
        self._clear()
        self.editor.setFocus()

    # ---- trying

    @Slot()
    def try_out(self) -> None:
        """Work out the period in front under the text as it stands."""
        if self.period is None:
            self.notice.say("还没有期次可以试算。先录入或导入得分。", "warning")
            return
        work = partial(_try_out, self._office, self.period.code, self.editor.toPlainText())
        self._desk.jobs.run(work, self.show_result, self.show_failure, title="试算", key="what if")

    def show_result(self, found: WhatIf) -> None:
        """Show who moves, most first."""
        moved = found.moved
        self.notice.dismiss()
        self.editor.mark_faults(())
        rows = [mover.texts for mover in moved]
        self.model.show_rows(rows)
        for column in _COLOURS:
            self.table.setColumnHidden(column, not any(row[each] for row in rows for each in _COLOURS))
        self.table.scrollToTop()
        self.copy.setEnabled(bool(moved))
        title = self.period.title if self.period is not None else ""
        many = len(found.movers)
        told = f"{many}个对象中{len(moved)}个有变化" if moved else f"{many}个对象都没有变化"
        place = "这份方案在本期不生效，按在本期生效试算。" if found.in_place else ""
        self.said.setText(f"{title}：{told}。{place}只是试算，没有保存。")
        warnings = [*found.unbalanced, *found.after.problems]
        if warnings:
            self.notice.say("\n".join(warnings), "warning")

    def show_failure(self, failure: Failure) -> None:
        """Say in place what is wrong with the text, mark its lines and go to the first."""
        self.notice.say(failure.sentence, "" if failure.cancelled else "error")
        problems = failure.error.problems if isinstance(failure.error, Refused) else ()
        lines = {problem.line for problem in problems if problem.line is not None}
        if lines:
            self.model.show_rows([])
            self.copy.setEnabled(False)
            self.said.setText("方案有问题，没有试算。改正标红的行后再按“试算”。")
            self.editor.mark_faults(lines)
            self.editor.setFocus()

    @Slot()
    def copy_result(self) -> None:
        """Put the result on the clipboard as a table."""
        if self.model.rows:
            QGuiApplication.clipboard().setText(f"{self.said.text()}\n{self.model.as_text()}")
            self._desk.status.say("已复制试算结果。")

    # ---- files

    @Slot()
    def _ask_open(self) -> None:
        ask_open(self, "打开方案", self._desk.documents, SCHEME_FILES, self._open, many=False)

    def _open(self, paths: tuple[Path, ...]) -> None:
        for path in paths[:1]:
            self._desk.jobs.run(
                partial(_text_of, path), self._opened, self._not_opened, title="读取方案", key="open scheme"
            )

    def _opened(self, text: str) -> None:
        self.editor.show_text(text, as_edit=True)
        self.try_out()

    def _not_opened(self, failure: Failure) -> None:
        """Faults of a file are not those of the text that is shown."""
        self.notice.say(failure.sentence, "" if failure.cancelled else "error")

    @Slot()
    def _ask_save(self) -> None:
        self._ask_where("另存方案", self._saved)

    @Slot()
    def _ask_import(self) -> None:
        self._ask_where("存为方案文件后导入", self._saved_for_import)

    def _ask_where(self, title: str, done: Callable[[Path], None]) -> None:
        name = self._entry.id if self._entry is not None else "方案"
        ask_save(self, title, self._desk.documents / f"{name}.yaml", _TEXT, partial(self._save, done))

    def _save(self, done: Callable[[Path], None], path: Path) -> None:
        work = partial(_write, path, self.editor.toPlainText())
        self._desk.jobs.run(work, done, self._not_opened, title="保存方案")

    def _saved(self, path: Path) -> None:
        self._desk.status.say(f"已存为{path}。导入这个文件后方案才生效。")

    def _saved_for_import(self, path: Path) -> None:
        self._saved(path)
        self._imported, self._imported_from = self.editor.toPlainText(), self._entry
        self.import_wanted.emit((path,))


def _try_out(office: Office, period: str, text: str, _progress: Progress) -> WhatIf:
    return office.trial.what_if(period, text, in_place=True)


def _text_of(path: Path, _progress: Progress) -> str:
    from cityassess.services.scheme_reading import read_any

    return read_any(path)[1]


def _write(path: Path, text: str, _progress: Progress) -> Path:
    from cityassess.services.schemes import write_text

    write_text(path, text)
    return path
