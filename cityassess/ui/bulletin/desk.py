"""The desk at which a draft is written: outline, text, and the cards that open above the text."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from cityassess.services.bulletin.document import Bound, Piece
from cityassess.services.bulletin.edits import Edits
from cityassess.services.bulletin.laying import FieldState
from cityassess.ui.bulletin import changing
from cityassess.ui.bulletin.case_hands import CaseHands
from cityassess.ui.bulletin.changing import CLOSE_WORDS, HEAD_WORDS
from cityassess.ui.bulletin.checks import CheckCard, ToSettle, problems_of
from cityassess.ui.bulletin.chips import Shown
from cityassess.ui.bulletin.figures import FigureHands
from cityassess.ui.bulletin.forms import CLOSE_FIELDS, HEAD_FIELDS, WordsForm
from cityassess.ui.bulletin.history import Place
from cityassess.ui.bulletin.lines import CLOSE, HEAD, Kind, Line, lines_of
from cityassess.ui.bulletin.outline import OutlineTree
from cityassess.ui.bulletin.text import BulletinText
from cityassess.ui.bulletin.work import DraftWork, place_of
from cityassess.ui.desk import Desk
from cityassess.ui.jobs import Failure
from cityassess.ui.widgets.parts import Notice

if TYPE_CHECKING:
    from cityassess.services.office import Office

PHOTOS = "照片 (*.jpg *.jpeg *.png)"
CHECK_DELAY_MS = 400
OUTLINE_WIDTH = 200
_RUNS = {"typing": "键入", "deleting": "删除", "breaking": "分段", "pasting": "粘贴", "clearing": "清除"}


class DraftDesk(QWidget):
    """Shows what a :class:`DraftWork` has and turns every gesture into a step of it."""

    said = Signal(str)
    """What the caret is at, for the status bar."""
    located = Signal()
    """The preview is to go to the caret's place."""
    checked = Signal()
    """What is to be settled is known anew."""

    def __init__(self, desk: Desk, office: Office, work: DraftWork, notice: Notice) -> None:
        super().__init__()
        self._desk, self._office, self.work, self._notice = desk, office, work, notice
        self.to_settle: tuple[ToSettle, ...] = ()
        self._lines: tuple[Line, ...] = ()
        self.outline = OutlineTree(desk.theme)
        self.text = BulletinText(desk.theme)
        self.head = WordsForm("文头", HEAD_FIELDS)
        self.close_form = WordsForm("文尾", CLOSE_FIELDS, sealed=True)
        self.figures = FigureHands(desk, work, self.text)
        self.figures.wanted.connect(self.go_to)
        self.cases = CaseHands(desk, office, work, self.text, notice)
        self.case = self.cases.form
        self.checks = CheckCard()
        self.cards: tuple[QWidget, ...] = (self.head, self.close_form, self.case, self.checks)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for card in self.cards:
            card.hide()
            column.addWidget(card)
        column.addWidget(self.text, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(8)
        self.splitter.addWidget(self.outline)
        self.splitter.addWidget(middle)
        self.splitter.setCollapsible(1, False)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([OUTLINE_WIDTH, 460])
        across = QVBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.addWidget(self.splitter)
        self._check_timer = QTimer(self)
        self._check_timer.setSingleShot(True)
        self._check_timer.setInterval(CHECK_DELAY_MS)
        self._check_timer.timeout.connect(self._check)
        self._connect()

    def _connect(self) -> None:
        text, outline = self.text, self.outline
        text.typed.connect(self._type)
        text.opened.connect(self.open_card)
        text.dropped.connect(partial(self._box, printed=False))
        text.moved.connect(self._note_caret)
        text.composed.connect(self.show_draft)
        outline.chosen.connect(self._look_at)
        outline.walked.connect(self._walk_to)
        outline.boxed.connect(lambda place, printed: self._box(place, printed=printed))
        outline.renamed.connect(self._rename)
        for form in (self.head, self.close_form):
            form.edited.connect(self._say_word)
            form.closed.connect(self._close_card)
        self.cases.opened.connect(partial(self._open, self.case))
        self.cases.closed.connect(self._close_card)
        self.cases.added.connect(self.located)
        self.checks.wanted.connect(self.go_to)
        self.checks.accept.connect(self.figures.accept_all)
        self.checks.closed.connect(self._close_card)
        self.work.opened.connect(self._opened)
        self.work.changed.connect(self._changed)
        self.work.proved.connect(self._proved)

    # ---- what is shown

    @Slot()
    def _opened(self) -> None:
        if not self.work.is_open:
            self._close_card()
        self.show_draft()
        draft = self.work.draft
        at_hand = place_of(draft) if draft is not None else None
        if at_hand != self._at_hand:  # another one than was read here last
            self.text.go_to_top()
        self._at_hand = at_hand
        self._check_timer.start()

    _at_hand: tuple[str, str, int] | None = None

    @Slot(object)
    def _changed(self, place: Place | None) -> None:
        if place is None:  # typed: the text shows it already
            self._mark_changed()
            return
        self.show_draft()
        if place.id:
            self.text.go_to(place)

    @Slot(object)
    def _proved(self, _proved: object) -> None:
        self.text.show_values(self._values())
        self._show_outline()
        self._explain()
        self._show_cards()
        self._check_timer.start()

    @Slot()
    def show_draft(self) -> None:
        """Show the draft as it is now, wherever that differs."""
        draft = self.work.draft
        if draft is None:
            return
        self._show_outline()
        self.text.show_lines(self._lines, self._values())
        self.text.lock(locked=not self.work.is_open)
        self._explain()
        self._show_cards()

    def _show_outline(self) -> None:
        draft, edits = self.work.draft, self.work.edits
        if draft is None:
            return
        texts = {key: fact.text for key, fact in draft.written.facts.items()}
        self._lines = lines_of(draft.written.document, edits, texts)
        document = draft.written.document
        headings = {section.id: section.heading for section in document.sections}
        headings |= {annex.id: annex.title for annex in document.annexes}
        headings |= {line.id: line.text for line in self._lines if line.kind is Kind.HEADING}
        headings |= edits.headings
        self.outline.show_lines(self._lines, headings, locked=not self.work.is_open)

    def _values(self) -> dict[str, Shown]:
        """Each figure's value and what became of it."""
        draft = self.work.draft
        if draft is None:
            return {}
        shown = {key: Shown(fact.text) for key, fact in draft.written.facts.items()}
        accepted_texts = self.work.edits.accepted
        for bound in self._bound():
            was = accepted_texts.get(bound.fact)
            now = shown.get(bound.fact)
            if now is None:
                shown[bound.fact] = Shown(was if was is not None else bound.text, FieldState.GONE)
            elif was is not None and was != now.text:
                shown[bound.fact] = Shown(now.text, FieldState.MOVED)
        return shown

    def _bound(self) -> list[Bound]:
        return [piece for line in self._lines for piece in line.pieces if isinstance(piece, Bound)]

    def _explain(self) -> None:
        draft, edits = self.work.draft, self.work.edits
        if draft is not None:
            names = {key: fact.name for key, fact in draft.written.facts.items()}
            self.text.explain(names, edits.accepted)
            self._mark_changed()

    def _mark_changed(self) -> None:
        edits = self.work.edits
        self.text.mark_changed(frozenset(edits.passages) | frozenset(edits.headings))

    @property
    def moved_words(self) -> str:
        """How many figures moved and how many are gone, each counted once; empty where none."""
        moved = sum(item.moved for item in self.to_settle)
        gone = sum(bool(item.fact) for item in self.to_settle) - moved
        told = f"{moved}处数据在起草后有变动。按F9认可，或逐处查看（F7）。" if moved else ""
        return told + (f"{gone}处数据已不存在，改写或删去。" if gone else "")

    # ---- cards

    @Slot(str, str)
    def open_card(self, kind: str, place: str) -> None:
        """Open what stands behind a card of the text."""
        match kind:
            case Kind.HEAD:
                self.text.go_to(Place(place))
                self._open(self.head)
                self.head.take_focus()
            case Kind.CLOSE:
                self.text.go_to(Place(place))
                self._open(self.close_form)
                self.close_form.take_focus()
            case Kind.PHOTOS | Kind.CASE:
                self.cases.show(place.removesuffix("/photos"))
                self.case.take_focus()
            case _:
                self._desk.status.say("表和图按数据生成，在提纲里可以不印；要改数据到录入页。")

    def show_checks(self) -> None:
        """Open or close the list of what is to be settled."""
        if self.checks.isVisible():
            self._close_card()
        else:
            self._open(self.checks)
            self.checks.take_focus()

    def _open(self, card: QWidget) -> None:
        for each in self.cards:
            each.setVisible(each is card)
        self._show_cards()

    @Slot()
    def _close_card(self) -> None:
        for each in self.cards:
            each.hide()
        self.text.setFocus()

    def _show_cards(self) -> None:
        draft, edits = self.work.draft, self.work.edits
        if draft is None:
            return
        locked = not self.work.is_open
        for form in (self.head, self.close_form):
            if not form.isHidden():
                names = [*form.fields, "sealed"]
                words = {name: changing.word_of(draft.written.document, edits, name) for name in names}
                form.show_words(words, locked=locked)
        if not self.case.isHidden():
            self.cases.fill()
        if not self.checks.isHidden():
            moved = any(field.state is FieldState.MOVED for field in draft.laid.fields)
            self.checks.show_all(self.to_settle, moved=moved)

    # ---- gestures

    @Slot(str, object, str)
    def _type(self, place: str, pieces: tuple[Piece, ...], gesture: str) -> None:
        draft, edits = self.work.draft, self.work.edits
        if draft is None:
            return
        line = next((line for line in self._lines if line.id == place), None)
        if line is not None and line.kind is Kind.HEADING:
            words = "".join(piece for piece in pieces if isinstance(piece, str))
            after = changing.with_heading(edits, draft.written.document, place, words)
        else:
            after = changing.with_passage(edits, draft.written.document, place, pieces)
        run = f"{gesture} {place}" if gesture in ("typing", "deleting") else ""
        here = self.text.place
        self.work.change(after, _RUNS.get(gesture, "修改"), run=run, before=here, shown=True)

    def _change(self, edits: Edits, name: str, *, run: str = "", after: Place | None = None) -> None:
        self.work.change(edits, name, run=run, before=self.text.place, after=after)

    @Slot(str)
    def _box(self, place: str, *, printed: bool) -> None:
        self._change(
            changing.with_hidden(self.work.edits, place, hidden=not printed), "恢复" if printed else "略去"
        )
        if not printed:
            self._desk.status.say("已略去这一处，不印出。Ctrl+Z恢复，或在提纲里重新打勾。")

    @Slot(str, str)
    def _rename(self, place: str, words: str) -> None:
        if self.work.draft is not None:
            document = self.work.draft.written.document
            self._change(changing.with_heading(self.work.edits, document, place, words), "改标题")
            self.show_draft()

    @Slot(str, str)
    def _say_word(self, name: str, words: str) -> None:
        if self.work.draft is not None:
            document = self.work.draft.written.document
            edits = changing.with_word(self.work.edits, document, name, words)
            self._change(edits, "改文头文尾", run=f"word {name}")

    def restore(self) -> None:
        """Give the passage or heading at the caret its written words back."""
        line, draft = self.text.line, self.work.draft
        if line is None or draft is None:
            return
        edits = self.work.edits
        if line.kind in (Kind.HEAD, Kind.CLOSE):
            self._restore_words(line.kind)
        elif line.id not in edits.passages and line.id not in edits.headings:
            self._desk.status.say("这一段没有改动过。")
        elif line.kind is Kind.HEADING:
            self._change(changing.with_heading(edits, draft.written.document, line.id, ""), "恢复原文")
        else:
            written = next(p.pieces for p in draft.written.document.passages() if p.id == line.id)
            self._change(changing.with_passage(edits, draft.written.document, line.id, written), "恢复原文")

    def _restore_words(self, kind: Kind) -> None:
        """Give the fields of head or close what the data write into them."""
        names, name = (HEAD_WORDS, "文头") if kind is Kind.HEAD else (CLOSE_WORDS, "文尾")
        changed = sum(each in self.work.edits.words for each in names)
        if changed:
            self._change(changing.without_words(self.work.edits, names), "恢复原文")
            self._desk.status.say(f"{name}改过的{changed}栏已恢复。Ctrl+Z撤回。")
        else:
            self._desk.status.say(f"{name}没有改动过。")

    @Slot()
    def undo(self) -> None:
        """Take the newest step back."""
        name = self.work.undo()
        self._desk.status.say(f"已撤销：{name}" if name else "没有可以撤销的了。")

    @Slot()
    def redo(self) -> None:
        """Make the step again that was taken back last."""
        name = self.work.redo()
        self._desk.status.say(f"已重做：{name}" if name else "没有可以重做的了。")

    @Slot(object)
    def go_to(self, item: ToSettle) -> None:
        """Go to where something is to be settled."""
        if not item.passage:
            return
        if item.passage in (HEAD, CLOSE):
            self.open_card(item.passage, item.passage)
            return
        place = self.text.find_fact(item.passage, item.fact) if item.fact else None
        self.text.go_to(place or Place(item.passage), 1 if place is not None else 0)
        self.text.setFocus()
        self.located.emit()

    # ---- what is to be settled

    @Slot()
    def _check(self) -> None:
        draft = self.work.draft
        if draft is not None and self.work.is_open and self.isVisible():
            work = partial(problems_of, self._office, draft, self.work.edits)
            self._desk.jobs.run(work, self._checked, self._not_done, title="核对通报", key="check bulletin")

    def _checked(self, found: tuple[ToSettle, ...]) -> None:
        self.to_settle = self.figures.to_settle = found
        self._show_cards()
        self.checked.emit()

    def _not_done(self, failure: Failure) -> None:
        if not failure.cancelled:
            self._notice.say(failure.sentence, "error")

    # ---- the caret

    @Slot()
    def _note_caret(self) -> None:
        fact, place = self.text.fact, self.text.place
        self.outline.go_to(place.id.removesuffix("/photos"))
        said = self.text.said(fact) if fact else ""
        if said != self._said:
            self._said = said
            self.said.emit(f"{said}　Shift+F9看来源" if said else "")

    _said = ""

    @Slot(str)
    def _look_at(self, place: str) -> None:
        self.text.go_to(Place(place))
        self.located.emit()

    @Slot(str)
    def _walk_to(self, place: str) -> None:
        if self.text.go_to(Place(place)):
            self.text.setFocus()
        else:
            self._desk.status.say("这一处没有印出，先打勾再改。")
