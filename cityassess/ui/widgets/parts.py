"""Labels, buttons, cards and the notice that stands in place above what it concerns.

The namespace ``Qt`` is imported where it is used: its 100 enums take a fifth of the time to the first picture, which
needs none of them.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from cityassess.ui import icons
from cityassess.ui.theme import Theme


class PlainLabel(QLabel):
    """A label that never takes a name with ``<`` in it for rich text."""

    def setText(self, text: str) -> None:
        if "<" in text:
            from PySide6.QtCore import Qt

            self.setTextFormat(Qt.TextFormat.PlainText)
        super().setText(text)


class ElidedLabel(QLabel):
    """One line of text that is cut with … where it is too narrow, and then shown whole as a tooltip."""

    def __init__(self, text: str = "", name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        return QSize(20, super().minimumSizeHint().height())

    def shown_text(self) -> str:
        """The text as it is painted now."""
        if not self.text():
            return ""
        from PySide6.QtCore import Qt

        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._say_all()

    def setText(self, text: str) -> None:
        super().setText(text)
        self._say_all()

    def _say_all(self) -> None:
        self.setToolTip(self.text() if self.shown_text() != self.text() else "")

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self.text():
            return
        from PySide6.QtCore import Qt

        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), int(self.alignment() | Qt.TextFlag.TextSingleLine), self.shown_text())
        painter.end()


def label(text: str = "", name: str = "", *, wrap: bool = False) -> QLabel:
    """A label of plain text in one of the style sheet's roles (title, section, figure, sub)."""
    made = PlainLabel()
    made.setText(text)
    made.setObjectName(name)
    made.setWordWrap(wrap)
    return made


def button(text: str, name: str = "", *, tip: str = "") -> QPushButton:
    """A push button in one of the style sheet's roles (primary, link, choice, nav)."""
    made = QPushButton(text)
    made.setObjectName(name)
    made.setToolTip(tip)
    made.setAutoDefault(False)
    return made


class IconButtons:
    """Gives buttons their icons and repaints these when the colours change."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._buttons: list[tuple[QPushButton, str]] = []
        self._complete = False
        theme.changed.connect(self.repaint)

    def put(self, to: QPushButton, icon: str) -> QPushButton:
        """Give a button an icon and return the button."""
        self._buttons.append((to, icon))
        self._paint(to, icon)
        return to

    def complete(self) -> None:
        """From now on draw every state of an icon; the first picture shows one, and each costs a millisecond or two."""
        if not self._complete:
            self._complete = True
            self.repaint()

    def repaint(self) -> None:
        """Paint every icon again in the colours in force."""
        for each, icon in self._buttons:
            self._paint(each, icon)

    def _paint(self, to: QPushButton, icon: str) -> None:
        tokens = self._theme.tokens
        plain = tokens.on_accent if to.objectName() == "primary" else tokens.sub
        checked = tokens.accent if to.isCheckable() and self._complete else ""
        size = 18 if to.objectName() == "nav" else 16
        to.setIcon(icons.icon(icon, plain, size, checked, tokens.faint if self._complete else ""))
        to.setIconSize(QSize(size, size))


class Card(QFrame):
    """A white card with a one-pixel line; ``inside`` is its layout, from top to bottom."""

    def __init__(self, *, padding: int = 12, spacing: int = 8) -> None:
        super().__init__()
        self.setObjectName("card")
        self.inside = QVBoxLayout(self)
        self.inside.setContentsMargins(padding, padding, padding, padding)
        self.inside.setSpacing(spacing)


MOST_LINES = 6


class Notice(QFrame):
    """What happened, why, and what to do, in place; errors stay until they are dismissed or overtaken."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        from PySide6.QtCore import Qt

        super().__init__(parent)
        self._theme = theme
        self.setObjectName("notice")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 6, 6)
        row.setSpacing(8)
        self._picture = QLabel()
        self._text = label(wrap=True)
        self._text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._action = button("", "link")
        self._action.clicked.connect(self._act)
        self._close = button("知道了", "link", tip="收起这条提示")
        self._close.clicked.connect(self.dismiss)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._text, 1)
        row.addWidget(self._action, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignVCenter)
        self._whole = ""
        self._doing: Callable[[], None] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.hide()

    @property
    def text(self) -> str:
        """What it says; empty while it is not shown."""
        return self._text.text() if not self.isHidden() else ""

    def say(
        self,
        text: str,
        tone: str = "",
        *,
        action: str = "",
        doing: Callable[[], None] | None = None,
    ) -> None:
        """Show a sentence in a tone (empty, ``warning``, ``error``), with one action if it is given."""
        tokens = self._theme.tokens
        shown = {
            "error": ("circle-alert", tokens.red_text),
            "warning": ("triangle-alert", tokens.yellow_text),
        }
        name, colour = shown.get(tone, ("info", tokens.accent))
        self._picture.setPixmap(icons.pixmap(name, colour, 18, self.devicePixelRatioF()))
        self._whole = text
        lines = text.split("\n")
        if len(lines) > MOST_LINES:
            lines = [*lines[:MOST_LINES], f"另有{len(lines) - MOST_LINES}处，“复制全部”后可逐条核对。"]
            action, doing = action or "复制全部", doing or self._copy
        self._text.setText("\n".join(lines))
        self.setProperty("tone", tone)
        for styled in (self, self._text):
            self.style().unpolish(styled)
            self.style().polish(styled)
        self._action.setText(action)
        self._action.setVisible(bool(action))
        self._doing = doing
        self.show()

    def dismiss(self) -> None:
        """Take the notice away."""
        if not self.isHidden():
            self.hide()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._whole)

    def _act(self) -> None:
        if self._doing is not None:
            self._doing()


class EmptyState(QWidget):
    """What belongs here in one sentence, with one primary action."""

    def __init__(self, sentence: str, action: QPushButton | None = None) -> None:
        super().__init__()
        from PySide6.QtCore import Qt

        column = QVBoxLayout(self)
        column.addStretch(2)
        self.sentence = label(sentence, "empty", wrap=True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self.sentence)
        if action is not None:
            column.addSpacing(12)
            column.addWidget(action, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
