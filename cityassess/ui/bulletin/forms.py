"""The fields above and below a bulletin's body, opened at the cards that stand for them in the text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QHBoxLayout, QLineEdit, QWidget

from cityassess.ui.bulletin.changing import NOT_SEALED, SEALED
from cityassess.ui.widgets.parts import Card, button, label


class Field(NamedTuple):
    """One field of a form: the word's name, its label, a hint, terms to choose from, and whether it takes a row."""

    name: str
    title: str
    hint: str = ""
    terms: tuple[str, ...] = ()
    wide: bool = False


HEAD_FIELDS = (
    Field("title", "标题", wide=True),
    Field("number", "文号", "按方案自动编号"),
    Field("addressee", "主送", "不写不印"),
    Field("secrecy", "密级", "不涉密不填", ("秘密★1年", "秘密★3年", "机密★5年")),
    Field("urgency", "紧急程度", "不紧急不填", ("特急", "加急")),
    Field("signers", "签发人", "上行文才填"),
    Field("copy_number", "份号", "涉密才填，六位数字"),
    Field("edited_by", "编辑", "简报才填"),
)
CLOSE_FIELDS = (
    Field("signature", "署名"),
    Field("date", "日期", "如2026年11月3日"),
    Field("remark", "附注", "如此件公开发布"),
    Field("copied_to", "抄送", "不写不印"),
    Field("printed_by", "印发机关"),
    Field("printed_on", "印发日期", "如2026年11月3日"),
)


class WordLine(QLineEdit):
    """A field of one line that leaves undoing to the page, which takes back more than words."""

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and _undoes(event):
            event.ignore()
            return False
        return super().event(event)


def _undoes(event: QKeyEvent) -> bool:
    keys = QKeySequence.StandardKey
    return event.type() in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress) and (
        event.matches(keys.Undo) or event.matches(keys.Redo)
    )


class WordsForm(Card):
    """Fields two by two; what is typed is told at once, Esc closes the form."""

    edited = Signal(str, str)
    """Carries the name of a word and what it says now."""
    closed = Signal()

    def __init__(self, title: str, fields: tuple[Field, ...], *, sealed: bool = False) -> None:
        super().__init__(padding=12, spacing=6)
        self.fields: dict[str, QLineEdit] = {}
        head = QHBoxLayout()
        head.addWidget(label(title, "section"), 1)
        self.leave = button("收起", "link", tip="回到正文（Esc）")
        self.leave.clicked.connect(self.closed)
        head.addWidget(self.leave)
        self.inside.addLayout(head)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        place = 0
        for field in fields:
            row, column = divmod(place, 2)
            grid.addWidget(label(field.title, "sub"), row, column * 2)
            grid.addWidget(self._input(field), row, column * 2 + 1, 1, 3 if field.wide else 1)
            place += 2 if field.wide else 1
        self.sealed = QCheckBox("盖章")
        self.sealed.setAccessibleName("盖章")
        self.sealed.toggled.connect(self._tell_sealed)
        row, column = divmod(place, 2)
        grid.addWidget(self.sealed, row, column * 2 + 1)
        if not sealed:
            self.sealed.hide()  # showing it here, where it has no parent yet, would open a window
        self.inside.addLayout(grid)

    def _input(self, field: Field) -> QWidget:
        line = WordLine()
        line.setPlaceholderText(field.hint)
        line.setAccessibleName(field.title)
        line.textEdited.connect(lambda words, name=field.name: self.edited.emit(name, words))
        self.fields[field.name] = line
        if not field.terms:
            return line
        box = QComboBox()
        box.setEditable(True)
        box.addItems(("", *field.terms))
        box.setLineEdit(line)
        box.setAccessibleName(field.title)
        box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        box.activated.connect(lambda _, name=field.name: self.edited.emit(name, self.fields[name].text()))
        line.setPlaceholderText(field.hint)
        return box

    def show_words(self, words: Mapping[str, str], *, locked: bool) -> None:
        """Show what the fields say; a field that says it already is left alone, and so is what is being composed."""
        for name, line in self.fields.items():
            if line.text() != words.get(name, ""):
                line.setText(words.get(name, ""))
                line.setCursorPosition(0)
            line.setReadOnly(locked)
        silent = self.sealed.blockSignals(True)
        self.sealed.setChecked(words.get("sealed") != NOT_SEALED)
        self.sealed.setEnabled(not locked)
        self.sealed.blockSignals(silent)

    @Slot(bool)
    def _tell_sealed(self, on: bool) -> None:
        self.edited.emit("sealed", SEALED if on else NOT_SEALED)

    def take_focus(self, name: str = "") -> None:
        """Give the keyboard to a field, else to the first."""
        line = self.fields.get(name) or next(iter(self.fields.values()))
        line.setFocus()
        line.setSelection(
            len(line.text()), -len(line.text())
        )  # the caret at the start, so that this is what shows

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.focusNextChild()
        else:
            super().keyPressEvent(event)
