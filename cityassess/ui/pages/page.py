"""What all pages have in common: they read the chosen period, and read it again when it changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from cityassess.progress import Progress
from cityassess.ui.desk import Choice, Desk
from cityassess.ui.jobs import Failure, Job
from cityassess.ui.widgets.parts import Notice, button

if TYPE_CHECKING:
    from cityassess.services.changes import Changes
    from cityassess.services.office import Office


class Page(QWidget):
    """One page: a notice in place, and below it the content that a subclass puts into ``column``.

    A page that is not in front only notes that it is stale, and reads again when it is shown.
    """

    title: ClassVar[str] = ""
    hints: str = ""
    subtitled = Signal(str)
    hinted = Signal(str)
    """The keys that do something here are others now."""
    asked = Signal(str, object)
    """Asks for another page by its name, with what it should show there."""

    def __init__(self, desk: Desk, office: Office) -> None:
        super().__init__()
        self.desk = desk
        self.office = office
        self.subtitle = ""
        self._stale = True
        self.notice = Notice(desk.theme)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(16, 12, 16, 12)
        self.column.setSpacing(12)
        self.column.addWidget(self.notice)
        desk.hub.changed.connect(self._note_change)
        desk.periods.chosen.connect(self.refresh)

    def header_buttons(self) -> tuple[QWidget, ...]:
        """The buttons that stand at the right of the header while the page is in front."""
        return ()

    def panes(self) -> tuple[QWidget, ...]:
        """The parts of the page that F6 walks through."""
        return ()

    def take_focus(self) -> None:
        """Give the focus to the first part of the page."""
        for pane in self.panes()[:1]:
            pane.setFocus()

    def finish(self) -> None:
        """Keep what is not kept yet, at once: the page and its database are about to be closed."""

    def arrive(self, wanted: object) -> None:
        """Show what another page asked for."""

    def concerned(self, changes: Changes) -> bool:
        """Whether changes concern what the page shows."""
        period = self.desk.periods.current
        return changes.objects or changes.schemes or (period is not None and bool(changes.periods))

    def load(self, period: Choice) -> None:
        """Read a period and show it."""
        raise NotImplementedError

    def unload(self) -> None:
        """Show that there is no period at all."""

    @Slot()
    def refresh(self) -> None:
        """Read again now if the page is in front, else when it is shown."""
        if not self.isVisible():
            self._stale = True
            return
        self._stale = False
        period = self.desk.periods.current
        if period is None:
            self.unload()
        else:
            self.load(period)

    def read(self, work: Callable[[Progress], Any], done: Callable[[Any], None], title: str) -> Job:
        """Run a read of this page on the worker; a later read takes its place, a failure stands in place."""
        return self.desk.jobs.run(work, done, self.show_failure, title=title, key=f"read {self.title}")

    def show_failure(self, failure: Failure) -> None:
        """Say in place why something did not work."""
        self.notice.say(failure.sentence, "" if failure.cancelled else "error")

    def entry_button(self) -> QPushButton:
        """The primary action of a page that has nothing to show yet."""
        made = self.desk.buttons.put(button("去录入", "primary", tip="到录入页（Alt+2）"), "table-2")
        made.clicked.connect(self._ask_entry)
        return made

    @Slot()
    def _ask_entry(self) -> None:
        self.asked.emit("录入", None)

    def tell(self, subtitle: str) -> None:
        """Set the line below the page's title."""
        self.subtitle = subtitle
        self.subtitled.emit(subtitle)

    def hint(self, keys: str) -> None:
        """Say which keys do something here now."""
        self.hints = keys
        self.hinted.emit(keys)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.refresh()

    @Slot(object, object)
    def _note_change(self, changes: Changes, initiator: object) -> None:
        if initiator is not self and self.concerned(changes):
            self.refresh()
