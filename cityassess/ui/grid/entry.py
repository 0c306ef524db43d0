"""The grid with its find bar, go-to box and questions: what the entry page puts into its card."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cityassess.ui.grid.history import History
from cityassess.ui.grid.panes import FindBar, GoToBox, QuestionPane
from cityassess.ui.grid.question import Question
from cityassess.ui.grid.source import GridSource
from cityassess.ui.grid.view import MarkGrid
from cityassess.ui.tokens import LIGHT, Tokens


class EntryGrid(QWidget):
    """Marks of one period with everything that the keys may open.

    ``grid`` has the signals for status bar and detail pane; ``pane_left`` (1 or -1) says that F6 leaves the whole.
    """

    pane_left = Signal(int)

    def __init__(self, source: GridSource, tokens: Tokens = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.grid = MarkGrid(source, tokens)
        self.find_bar = FindBar(self.grid)
        self.question_pane = QuestionPane(self.grid)
        self.go_to_box = GoToBox(self.grid, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.find_bar)
        column.addWidget(self.grid, 1)
        column.addWidget(self.question_pane)
        self.setFocusProxy(self.grid)
        self.grid.asked.connect(self._ask)
        self.grid.saved.connect(self.question_pane.settle)
        self.grid.find_wanted.connect(self.find_bar.open)
        self.grid.go_to_wanted.connect(self.go_to_box.open)
        self.grid.pane_left.connect(self._leave)

    def show_source(self, source: GridSource, history: History | None = None) -> None:
        """Show another period, going on with its history; an open question is taken back."""
        self.question_pane.take_back()
        self.grid.show_source(source, history)

    def set_tokens(self, tokens: Tokens) -> None:
        """Take the colours of a scheme."""
        self.grid.set_tokens(tokens)

    def _ask(self, question: Question) -> None:
        self.question_pane.ask(question)

    def _leave(self, step: int) -> None:
        if self.question_pane.isVisible() and step > 0:
            self.question_pane.buttons[0].setFocus()
        else:
            self.pane_left.emit(step)
