"""What is done with bound figures: put in at the caret, accepted, gone through, and traced to their source."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal, Slot

from cityassess.services.bulletin.document import Bound
from cityassess.services.bulletin.laying import FieldState, accepted
from cityassess.ui.bulletin.checks import ToSettle
from cityassess.ui.bulletin.lines import Kind
from cityassess.ui.bulletin.picker import Pick, Picker
from cityassess.ui.bulletin.text import BulletinText
from cityassess.ui.bulletin.work import DraftWork
from cityassess.ui.desk import Desk


class FigureHands(QObject):
    """The gestures about figures, at the text's caret."""

    wanted = Signal(object)
    """Carries the ``ToSettle`` to go to."""
    source = Signal(object)
    """The page that explains a figure is wanted: the key of its object, and its id."""

    def __init__(self, desk: Desk, work: DraftWork, text: BulletinText) -> None:
        super().__init__(text)
        self._desk, self._work, self._text = desk, work, text
        self.to_settle: Sequence[ToSettle] = ()
        self.dialog: Picker | None = None

    @Slot()
    def ask(self) -> None:
        """Ask which figure to put in at the caret."""
        draft, line = self._work.draft, self._text.line
        if draft is None or not self._work.is_open:
            return
        if line is None or not line.kind.typed or line.kind is Kind.HEADING:
            self._desk.status.say("数据只能插入正文段落，先把光标移到要插入的地方。")
            return
        picks = [Pick(f"{fact.name}　{fact.text}", fact.key) for fact in draft.written.facts.values()]
        self.dialog = Picker(
            self._text,
            "插入数据",
            picks,
            go="插入",
            hint="输入对象、考核项或数值，空格隔开",
            empty="没有这样的数据",
            picked=self._put,
        )
        self.dialog.open()

    def _put(self, key: str) -> None:
        draft = self._work.draft
        if draft is not None and key in draft.written.facts:
            self._text.setFocus()
            self._text.insert([Bound(key, draft.written.facts[key].text)], "插入数据")

    @Slot()
    def accept_all(self) -> None:
        """Accept every figure as the data say it now."""
        draft = self._work.draft
        if draft is None or not self._work.is_open:
            return
        moved = {field.fact for field in draft.laid.fields if field.state is FieldState.MOVED}
        if not moved:
            self._desk.status.say("数据都是最新的。")
            return
        here = self._text.place
        self._work.change(accepted(self._work.edits, draft.laid), "认可数据", before=here)
        self._desk.status.say(f"已认可{len(moved)}处变动的数据。Ctrl+Z撤回。")

    def next_moved(self, by: int) -> None:
        """Go to the next figure that moved or is gone, or back."""
        items = [item for item in self.to_settle if item.fact]
        if not items:
            self._desk.status.say("数据都是最新的。")
            return
        here = (self._text.place.id, self._text.fact)
        current = next((n for n, item in enumerate(items) if (item.passage, item.fact) == here), -1)
        start = current if current >= 0 or by > 0 else 0
        self.wanted.emit(items[(start + by) % len(items)])

    @Slot()
    def show_source(self) -> None:
        """Open the page that explains the figure at the caret."""
        draft, fact = self._work.draft, self._text.fact
        known = draft.written.facts.get(fact) if draft is not None else None
        if known is None:
            self._desk.status.say("先把光标移到一个数据上，再按Shift+F9。")
        elif not known.object:
            self._desk.status.say(f"{known.name}是本期汇总得出的，没有单独的计算过程。")
        else:
            self.source.emit((known.object, known.figure))
