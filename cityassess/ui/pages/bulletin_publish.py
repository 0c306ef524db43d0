"""The question before a bulletin is issued: its number and date, and what is frozen with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QSpinBox, QVBoxLayout, QWidget

from cityassess.progress import Progress
from cityassess.services.bulletin.document import Document, Exhibit
from cityassess.services.bulletin.edits import Edits
from cityassess.ui.bulletin.desk import DraftDesk
from cityassess.ui.desk import Choice, Desk
from cityassess.ui.jobs import Failure
from cityassess.ui.widgets.parts import Notice, button, label

if TYPE_CHECKING:
    from cityassess.services.bulletin.drafting import Draft
    from cityassess.services.bulletin.numbering import Numbering
    from cityassess.services.changes import Changes
    from cityassess.services.office import Office

MOST = 99_999


class PublishDialog(QDialog):
    """Says what will be frozen and asks; the button that does nothing has the focus."""

    def __init__(
        self, parent: QWidget, draft: Draft, pages: int, doubtful: int, publish: Callable[[int | None], None]
    ) -> None:
        super().__init__(parent)
        self._numbering: Numbering | None = draft.numbering
        self._publish = publish
        self.setWindowTitle(f"发布{draft.title}通报")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(480)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(f"发布{draft.title}通报？", "section", wrap=True))
        self.words = label(_sentence(draft), wrap=True)
        column.addWidget(self.words)
        form = QFormLayout()
        form.setSpacing(8)
        self.number = QSpinBox()
        self.number.setRange(1, MOST)
        self.number.setAccessibleName("编号")
        self.number_said = label("", "sub")
        document = draft.laid.document
        if self._numbering is not None:
            self.number.setValue(self._numbering.number)
            self.number.valueChanged.connect(self._say_number)
            row = QHBoxLayout()
            row.addWidget(self.number)
            row.addWidget(self.number_said, 1)
            form.addRow("编号", row)
        else:
            form.addRow("编号", label(document.head.number or "方案没有规定编号"))
        form.addRow("日期", label(document.close.date or "没有日期"))
        form.addRow("标题", label(document.head.title.replace("\n", ""), wrap=True))
        form.addRow("固定内容", label(frozen_words(document, draft.edits, pages), wrap=True))
        if doubtful:
            form.addRow("", label(f"核对清单里还有{doubtful}处没有处理，不影响发布。", "sub", wrap=True))
        column.addLayout(form)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        self.stay = button("再核对")
        self.stay.clicked.connect(self.reject)
        self.stay.setDefault(True)
        self.go = button(f"发布第{draft.number}版", "primary")
        self.go.clicked.connect(self.accept)
        row.addWidget(self.stay)
        row.addWidget(self.go)
        column.addLayout(row)
        self.accepted.connect(self._go)
        self._say_number()
        self.stay.setFocus()

    @Slot()
    def _say_number(self) -> None:
        if self._numbering is not None:
            self.number_said.setText(replace(self._numbering, number=self.number.value()).words)

    @Slot()
    def _go(self) -> None:
        chosen = self.number.value()
        own = self._numbering is not None and chosen != self._numbering.number
        self._publish(chosen if own else None)


def _sentence(draft: Draft) -> str:
    again = "更正以前发布的通报。" if draft.number > 1 else ""
    return (
        f"{again}得分、方案、排名、正文和照片将固定为第{draft.number}版，以后随时可原样重印。"
        "发布后仍可更正得分，但本版不再改动，更正后需另起更正稿。"
    )


def frozen_words(document: Document, edits: Edits, pages: int) -> str:
    """What is frozen with a bulletin, counted: 6页，正文12段（手工改过2段），表图4件，照片2张，附件1件."""
    passages = sum(1 for _ in document.passages())
    by_hand = sum(1 for passage in document.passages() if passage.id in edits.passages)
    shown = [part for section in document.sections for part in section.parts if isinstance(part, Exhibit)]
    photos = sum(len(case.photos) for case in edits.cases)
    told = [
        f"{pages}页",
        f"正文{passages}段" + (f"（手工改过{by_hand}段）" if by_hand else ""),
        f"表图{len(shown)}件" if shown else "",
        f"照片{photos}张" if photos else "",
        f"附件{len(document.annexes)}件" if document.annexes else "",
    ]
    return "，".join(filter(None, told))


class PublishQuestion(QObject):
    """Asks before a draft is issued; what must be settled first is listed instead."""

    def __init__(self, desk: Desk, office: Office, editor: DraftDesk, page: QWidget, notice: Notice) -> None:
        super().__init__(page)
        self._desk, self._office, self._editor = desk, office, editor
        self._page, self._notice = page, notice
        self.dialog: PublishDialog | None = None

    def ask(self, pages: int) -> None:
        """Say what publishing freezes, and ask."""
        editor, draft = self._editor, self._editor.work.draft
        if draft is None or not editor.work.is_open:
            return
        hard = sum(item.hard for item in editor.to_settle)
        if hard:
            if editor.checks.isHidden():
                editor.show_checks()
            self._notice.say(f"有{hard}处不处理不能发布，见核对清单。", "warning")
            return
        self.dialog = PublishDialog(self._page, draft, pages, len(editor.to_settle), self._publish)
        self.dialog.open()

    def _publish(self, number: int | None) -> None:
        period = self._desk.periods.current
        if period is not None:
            work = partial(_publish, self._office, period, number)
            self._editor.work.run_kept(work, self._published, self._not_published, "发布通报", "publish")

    def _published(self, changes: Changes) -> None:
        self._desk.status.note_saved()
        self._desk.status.say("已发布。")
        self._desk.hub.announce(changes)

    def _not_published(self, failure: Failure) -> None:
        self._notice.say(failure.sentence, "" if failure.cancelled else "error")


def _publish(office: Office, period: Choice, number: int | None, _progress: Progress) -> Changes:
    return office.publishing.publish(period.code, period.scheme, number=number)
