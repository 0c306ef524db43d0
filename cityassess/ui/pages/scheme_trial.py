"""修改试算: a scheme's text to be changed, and who would move in the period in front; nothing is saved."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QFont, QFontDatabase, QKeySequence, QShortcut, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QSplitter, QVBoxLayout, QWidget

from cityassess.errors import Refused
from cityassess.progress import Progress
from cityassess.ui.desk import Choice, Desk
from cityassess.ui.files import ask_open, ask_save
from cityassess.ui.jobs import Failure
from cityassess.ui.models.texts import TextModel
from cityassess.ui.widgets.parts import Notice, button, label
from cityassess.ui.widgets.text_table import text_table

if TYPE_CHECKING:
    from cityassess.services.office import Office
    from cityassess.services.what_if import WhatIf

HEAD = ("分组", "对象", "名次", "试算", "变化", "得分", "试算", "督办", "试算", "其他变化")
_WIDTHS = (88, 120, 52, 52, 84, 72, 72, 64, 64, 220)
_SCHEMES = "考核方案 (*.yaml *.yml *.xlsx)"
_TEXT = "方案文件 (*.yaml)"


class SchemeTrial(QWidget):
    """A text editor above, the objects that would move below."""

    def __init__(self, desk: Desk, office: Office) -> None:
        super().__init__()
        self._desk, self._office = desk, office
        self.period: Choice | None = None
        self._name = ""
        self.notice = Notice(desk.theme)
        self.editor = QPlainTextEdit()
        self.editor.setAccessibleName("方案文本")
        self.editor.setFont(QFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)))
        self.editor.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.editor.setTabChangesFocus(True)
        self.open = desk.buttons.put(
            button("打开文件", tip="用改好的方案文件或方案工作簿试算"), "folder-open"
        )
        self.open.clicked.connect(self._ask_open)
        self.keep = desk.buttons.put(button("另存为", tip="把这里的文本存为方案文件，再导入"), "save")
        self.keep.clicked.connect(self._ask_save)
        self.try_ = desk.buttons.put(button("试算", "primary", tip="F9：只计算，不保存"), "flask-conical")
        self.try_.clicked.connect(self.try_out)
        self.said = label(
            "在这里改方案，按“试算”看本期谁的名次、得分、督办会变。不会保存。", "sub", wrap=True
        )
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.said, 1)
        for each in (self.open, self.keep, self.try_):
            row.addWidget(each)
        self.model = TextModel(HEAD, right=(2, 3, 5, 6), parent=self)
        self.table = text_table(self.model, _WIDTHS, "试算结果")
        split = QSplitter(Qt.Orientation.Vertical)
        split.setHandleWidth(8)
        split.setChildrenCollapsible(False)
        split.addWidget(self.editor)
        split.addWidget(self.table)
        split.setSizes([320, 240])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.notice)
        column.addLayout(row)
        column.addWidget(split, 1)
        run = QShortcut(QKeySequence("F9"), self)
        run.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        run.activated.connect(self.try_out)

    def edit(self, text: str, name: str) -> None:
        """Show a scheme's text, unless another is being changed."""
        if self.editor.document().isModified() and name == self._name:
            return
        self._name = name
        self.editor.setPlainText(text)
        self.editor.document().setModified(False)
        self.model.show_rows([])
        self.notice.dismiss()

    @Slot()
    def try_out(self) -> None:
        """Work out the period in front under the text as it stands."""
        if self.period is None:
            self.notice.say("还没有期次可以试算。先录入或导入得分。", "warning")
            return
        work = partial(_try_out, self._office, self.period.code, self.editor.toPlainText())
        self._desk.jobs.run(work, self.show_result, self.show_failure, title="试算", key="what if")

    def show_result(self, found: WhatIf) -> None:
        """Show who moves."""
        moved = [mover for mover in found.movers if mover.moved]
        self.notice.dismiss()
        self.model.show_rows([mover.texts for mover in moved])
        title = self.period.title if self.period is not None else ""
        if moved:
            self.said.setText(f"{title}：{len(found.movers)}个对象中{len(moved)}个有变化。没有保存。")
        else:
            self.said.setText(f"{title}：{len(found.movers)}个对象都没有变化。没有保存。")
        warnings = [*found.unbalanced, *found.after.problems]
        if warnings:
            self.notice.say("\n".join(warnings), "warning")

    def show_failure(self, failure: Failure) -> None:
        """Say in place what is wrong with the text, and go to its first line at fault."""
        self.notice.say(failure.sentence, "" if failure.cancelled else "error")
        line = _first_line(failure.error)
        if line is not None:
            cursor = QTextCursor(self.editor.document().findBlockByNumber(line - 1))
            self.editor.setTextCursor(cursor)
            self.editor.setFocus()

    # ---- files

    @Slot()
    def _ask_open(self) -> None:
        ask_open(self, "打开方案", self._desk.documents, _SCHEMES, self._open, many=False)

    def _open(self, paths: tuple[Path, ...]) -> None:
        for path in paths[:1]:
            self._desk.jobs.run(
                partial(_text_of, path), self._opened, self.show_failure, title="读取方案", key="open scheme"
            )

    def _opened(self, text: str) -> None:
        self.editor.setPlainText(text)
        self.editor.document().setModified(True)
        self.try_out()

    @Slot()
    def _ask_save(self) -> None:
        ask_save(self, "另存方案", self._desk.documents / f"{self._name}.yaml", _TEXT, self._save)

    def _save(self, path: Path) -> None:
        work = partial(_write, path, self.editor.toPlainText())
        self._desk.jobs.run(work, self._saved, self.show_failure, title="保存方案")

    def _saved(self, path: Path) -> None:
        self.editor.document().setModified(False)
        self._desk.status.say(f"已存为{path}。导入这个文件后方案才生效。")


def _first_line(error: BaseException) -> int | None:
    """The first line that a refusal names."""
    problems = error.problems if isinstance(error, Refused) else ()
    return next((problem.line for problem in problems if problem.line is not None), None)


def _try_out(office: Office, period: str, text: str, _progress: Progress) -> WhatIf:
    return office.trial.what_if(period, text)


def _text_of(path: Path, _progress: Progress) -> str:
    from cityassess.services.schemes import read_any

    return read_any(path)[1]


def _write(path: Path, text: str, _progress: Progress) -> Path:
    from cityassess.services.schemes import write_text

    write_text(path, text)
    return path
