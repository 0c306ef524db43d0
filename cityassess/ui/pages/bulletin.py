"""通报: a draft with its text at the left and the real pages at the right, or the paper as it was issued."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QHideEvent, QImage, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from cityassess.ui.bulletin import changing
from cityassess.ui.bulletin.conflict import ClashQuestion
from cityassess.ui.bulletin.desk import DraftDesk
from cityassess.ui.bulletin.history import Place
from cityassess.ui.bulletin.proved import Proved
from cityassess.ui.bulletin.template_box import TemplateBox
from cityassess.ui.bulletin.work import DraftWork
from cityassess.ui.desk import Choice, Desk
from cityassess.ui.jobs import Failure
from cityassess.ui.pages.bulletin_files import BulletinFiles
from cityassess.ui.pages.bulletin_issued import IssuedSide, read_issued, read_standing
from cityassess.ui.pages.bulletin_preview import Preview
from cityassess.ui.pages.bulletin_publish import PublishQuestion
from cityassess.ui.pages.bulletin_zoom import ZOOM_STEP, ZoomBar
from cityassess.ui.pages.page import Page
from cityassess.ui.widgets.paper import PaperView
from cityassess.ui.widgets.parts import EmptyState, button, label

if TYPE_CHECKING:
    from cityassess.services.bulletin.drafting import Draft
    from cityassess.services.changes import Changes
    from cityassess.services.office import Office

DRAFT_HINTS = "F7 下一处变动　F9 认可　Ctrl+Shift+I 插入数据　Ctrl+J 跟随光标　F6 换栏"
ISSUED_HINTS = "Ctrl+Shift+S 保存PDF　Ctrl+P 打印　Ctrl+＋、Ctrl+－ 缩放"
NARROW = 1000
"""Below this width the outline stands aside until it is asked for."""


class BulletinPage(Page):
    """The text and its real PDF side by side; saving, printing and preview are the same pages."""

    title = "通报"
    hints = DRAFT_HINTS

    def __init__(self, desk: Desk, office: Office) -> None:
        super().__init__(desk, office)
        self._proved: Proved | None = None
        self._issued_pdf = b""
        self.paper = PaperView(desk.theme)
        self.preview = Preview(desk, self.paper)
        self.work = DraftWork(desk, office, self.preview.sight)
        self.editor = DraftDesk(desk, office, self.work, self.notice)
        self.preview.join(self.work, self.editor.text)
        self.files = BulletinFiles(desk, office, self.work, self, self.notice)
        self.clashes = ClashQuestion(self.work, self, self.notice)
        self.publishing = PublishQuestion(desk, office, self.editor, self, self.notice)
        self._make_buttons()
        self.begin = self.entry_button()
        self.empty = EmptyState(
            "本期还没有可通报的排名。录入或导入得分后，这里显示通报的每一页。", self.begin
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(QWidget())
        self.stack.addWidget(self.empty)
        self.stack.addWidget(self._desk_of_paper())
        self.column.addWidget(self.stack, 1)
        self._connect()
        self._make_keys()
        self._allow(False)

    # ---- what it is made of

    def _make_buttons(self) -> None:
        put = self.desk.buttons.put
        self.save = put(button("保存为", tip="保存为PDF（Ctrl+Shift+S）、Word、工作簿、得分说明单"), "save")
        self.files.menu(self.save)
        self.print = put(button("打印…", tip="打印（Ctrl+P）"), "printer")
        self.print.setShortcut("Ctrl+P")
        self.print.clicked.connect(self.files.ask_print)
        self.publish = put(button("发布…", "primary", tip="固定本期数据和正文并发布"), "stamp")
        self.publish.clicked.connect(self._ask_publish)

    def _desk_of_paper(self) -> QWidget:
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(8)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.editor)
        self.splitter.addWidget(self.paper)
        self.side = IssuedSide()
        self.side.correct.clicked.connect(self._ask_correction)
        self.side.wanted.connect(self._look_at_paper)
        self.splitter.addWidget(self.side)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([640, 480, 264])
        whole = QWidget()
        down = QVBoxLayout(whole)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(8)
        down.addLayout(self._tools())
        down.addWidget(self.splitter, 1)
        return whole

    def _tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.templates = TemplateBox()
        self.templates.activated.connect(self._choose_template)
        self.insert_fact = button("插入数据", tip="在光标处插入随数据更新的数字（Ctrl+Shift+I）")
        self.insert_fact.clicked.connect(self.editor.figures.ask)
        self.add_case = button("添加案例…", tip="从检查记录里选典型案例，可附整改前、整改后照片")
        self.add_case.clicked.connect(self.editor.cases.ask_case)
        self.restore = button("恢复原文", tip="光标所在的段落恢复按数据生成的文字，可用Ctrl+Z撤回")
        self.restore.clicked.connect(self.editor.restore)
        self.check = button("核对", tip="发布前要处理和核对的（F8）")
        self.check.clicked.connect(self.editor.show_checks)
        self.drafting_tools = (self.templates, self.insert_fact, self.add_case, self.restore, self.check)
        for each in self.drafting_tools:
            row.addWidget(each)
        self.state_line = label("", "sub")
        self.other = button("", "link")
        self.other.clicked.connect(self._turn_over)
        self.zoom = ZoomBar(self.paper)
        row.addWidget(self.state_line)
        row.addWidget(self.other)
        row.addStretch(1)
        row.addWidget(self.zoom)
        return row

    def _connect(self) -> None:
        work, editor = self.work, self.editor
        work.opened.connect(self._opened)
        work.proved.connect(self._show_proved)
        work.failed.connect(self.show_failure)
        work.saved.connect(self.desk.status.note_saved)
        work.unsaved.connect(self._not_saved)
        work.clashed.connect(self.clashes.ask)
        editor.said.connect(self.desk.status.mode)
        editor.located.connect(self.preview.locate)
        editor.checked.connect(self._count_checks)
        editor.figures.source.connect(self._show_source)
        self.preview.failed.connect(self.show_failure)

    def _make_keys(self) -> None:
        editor, figures = self.editor, self.editor.figures
        keys: tuple[tuple[str, Callable[[], object]], ...] = (
            ("Ctrl+Z", editor.undo),
            ("Ctrl+Y", editor.redo),
            ("Ctrl+Shift+Z", editor.redo),
            ("F7", partial(figures.next_moved, 1)),
            ("Shift+F7", partial(figures.next_moved, -1)),
            ("F8", editor.show_checks),
            ("F9", figures.accept_all),
            ("Shift+F9", figures.show_source),
            ("Ctrl+Shift+I", figures.ask),
            ("Ctrl+J", self.preview.follow),
            ("Ctrl+1", self._turn_outline),
            ("Ctrl++", partial(self.zoom.zoom, ZOOM_STEP)),
            ("Ctrl+=", partial(self.zoom.zoom, ZOOM_STEP)),
            ("Ctrl+-", partial(self.zoom.zoom, -ZOOM_STEP)),
        )
        for chord, doing in keys:
            made = QShortcut(QKeySequence(chord), self)
            made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            made.activated.connect(doing)

    def header_buttons(self) -> tuple[QWidget, ...]:
        return (self.save, self.print, self.publish)

    def panes(self) -> tuple[QWidget, ...]:
        if self.stack.currentWidget() is self.empty:
            return (self.begin,)
        if self.editor.isHidden():
            return (self.paper,)
        cards = tuple(card for card in self.editor.cards if not card.isHidden())
        outline = () if self.editor.outline.isHidden() else (self.editor.outline,)
        return (*outline, *cards, self.editor.text, self.paper)

    def take_focus(self) -> None:
        panes = self.panes()
        (self.editor.text if self.editor.text in panes else panes[0]).setFocus()

    def concerned(self, changes: Changes) -> bool:
        return changes.publications or super().concerned(changes)

    # ---- reading

    def load(self, period: Choice) -> None:
        if self.work.draft is not None and (self.work.draft.period, self.work.draft.scheme_id) != period[:2]:
            self.work.save_now()
            self.work.forget()
        self.work.open(period)

    def unload(self) -> None:
        self.tell("还没有考核方案")
        self._show_nothing()

    def _show_nothing(self) -> None:
        self._proved = None
        self.files.pdf = b""
        self.work.forget()
        self.stack.setCurrentWidget(self.empty)
        self._allow(False)

    def show_failure(self, failure: Failure) -> None:
        from cityassess.errors import Refused

        if failure.cancelled:
            return
        if isinstance(failure.error, Refused) and self.work.draft is None:
            self.notice.dismiss()
            period = self.desk.periods.current
            self.tell(period.title if period else "")
            self.empty.sentence.setText(failure.sentence)
            self._show_nothing()
            return
        super().show_failure(failure)
        if self._proved is None:
            self.stack.setCurrentWidget(self.empty)

    @Slot()
    def _opened(self) -> None:
        draft = self.work.draft
        if draft is None:
            return
        self.notice.dismiss()
        self._told_moved = ""
        period = self.desk.periods.current
        self.tell(f"{period.title if period else ''}　预览与打印、保存的内容相同")
        self._issued_pdf = b""
        self._show_state(draft)
        self.stack.setCurrentIndex(2)

    def _show_state(self, draft: Draft) -> None:
        issued = draft.issued
        at_focus = self.window().focusWidget() if self.isVisible() else None
        for each in (*self.drafting_tools, self.editor):
            each.setVisible(issued is None)
        self.side.setVisible(issued is not None)
        self.other.setVisible(issued is None and draft.number > 1)
        self.other.setText("看已发布的通报")
        self.hint(DRAFT_HINTS if issued is None else ISSUED_HINTS)
        if issued is None:
            again = f"更正稿，将为第{draft.number}版" if draft.number > 1 else "草稿"
            self.state_line.setText("　".join(filter(None, (again, draft.laid.document.head.number))))
            self.templates.show_draft(draft)
            self.publish.setText("发布…" if draft.number == 1 else f"发布第{draft.number}版…")
        else:
            self.state_line.setText(f"已发布第{issued.edition}版")
            self.side.show_issued(issued)
            self._ask_standing()
            self.publish.setText("已发布")
        self.publish.setEnabled(issued is None)
        for each in (self.save, self.print):
            each.setEnabled(True)
        if at_focus is not None and not at_focus.isVisible():
            self.take_focus()

    @Slot(object)
    def _show_proved(self, proved: Proved) -> None:
        """Show the pages; the place read stays unless the caret's is out of sight."""
        self._proved = proved
        if self._issued_pdf:
            return
        self.preview.show_proved(proved)
        shown = proved.draft if proved.draft.issued is None else None
        self._have(proved.proof.pdf, len(proved.sizes), shown)
        if proved.draft.issued is not None:
            self.side.show_pages(len(proved.sizes))
        else:
            self._show_state(proved.draft)

    def _have(self, pdf: bytes, pages: int, draft: Draft | None, version: int | None = None) -> None:
        """What is shown is what is printed and saved."""
        self.files.have(pdf, pages, draft, version)
        self._allow(True)

    def _allow(self, allowed: bool) -> None:
        for each in (self.save, self.print):
            each.setEnabled(allowed)
        self.publish.setEnabled(allowed and self.work.is_open)

    # ---- gestures of the page

    @Slot(int)
    def _choose_template(self, number: int) -> None:
        draft = self.work.draft
        if draft is not None and 0 <= number < len(draft.templates):
            edits = changing.with_template(self.work.edits, draft.templates[number].id)
            self.work.change(edits, "换模板", before=Place())

    def _turn_outline(self) -> None:
        self.editor.outline.setVisible(self.editor.outline.isHidden())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow, was = event.size().width() < NARROW, event.oldSize().width() < NARROW
        if narrow != was or event.oldSize().width() < 0:
            self.editor.outline.setVisible(not narrow)

    @Slot(object)
    def _show_source(self, which: tuple[int, str]) -> None:
        self.asked.emit("排名", ("figure", which))

    @Slot()
    def _count_checks(self) -> None:
        items = [item for item in self.editor.to_settle if item.hard or item.passage]
        self.check.setText(f"核对 {len(items)}" if items else "核对")
        said = self.editor.moved_words
        if said and said != self._told_moved:
            self.notice.say(
                said, "warning", action="逐处查看", doing=partial(self.editor.figures.next_moved, 1)
            )
        elif not said and self._told_moved:
            self.notice.dismiss()
        self._told_moved = said

    _told_moved = ""

    @Slot(object)
    def _not_saved(self, failure: Failure) -> None:
        self.notice.say(
            f"改动还没有存入数据库：{failure.sentence}", "error", action="再存一次", doing=self.work.save
        )

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.work.save()

    def finish(self) -> None:
        self.work.save_now()
        self.work.close()
        self.preview.close()

    @Slot()
    def _ask_publish(self) -> None:
        if self._proved is not None:
            self.publishing.ask(len(self._proved.sizes))

    # ---- issued papers and corrections

    @Slot()
    def _ask_correction(self) -> None:
        self.work.begin_correction()

    @Slot()
    def _turn_over(self) -> None:
        """Look at what is published, or at the draft again."""
        period = self.desk.periods.current
        if self._issued_pdf:
            self._issued_pdf = b""
            self.editor.show()
            self.other.setText("看已发布的通报")
            if self._proved is not None:
                self._show_proved(self._proved)
            self.work.prove()
        elif period is not None:
            work = partial(read_issued, self.office, period, self.paper.dpi(), None)
            self.read(work, self._show_issued, "读取已发布的通报")

    def _ask_standing(self) -> None:
        period = self.desk.periods.current
        if period is not None:
            work, done = partial(read_standing, self.office, period), self.side.show_standing
            self.desk.jobs.run(work, done, self.show_failure, title="核对发布后的变动", key="standing")

    @Slot(int)
    def _look_at_paper(self, edition: int) -> None:
        """Look at a paper as it was issued; only the newest can be corrected."""
        period, draft = self.desk.periods.current, self.work.draft
        if period is None or draft is None or draft.issued is None:
            return
        if edition != draft.issued.edition:
            work = partial(read_issued, self.office, period, self.paper.dpi(), edition)
            self.read(work, partial(self._show_issued, version=edition), f"读取第{edition}版")
        elif self._proved is not None:
            self._issued_pdf = b""
            self.state_line.setText(f"已发布第{edition}版")
            self._show_proved(self._proved)

    def _show_issued(
        self,
        found: tuple[bytes, tuple[tuple[float, float], ...], dict[int, QImage]],
        version: int | None = None,
    ) -> None:
        self._issued_pdf = found[0]
        self.editor.hide()
        self.other.setText("回到更正稿")
        self.preview.show_pdf(*found)
        self._have(found[0], len(found[1]), None, version)
        self.hint(ISSUED_HINTS)
        if version is not None:
            self.state_line.setText(f"第{version}版，已由后来的一版更正")
            self.side.show_pages(len(found[1]))
        else:
            self.paper.setFocus()
