"""The navigation at the left: names with icons, or icons alone where the window is narrow."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from cityassess.ui import icons
from cityassess.ui.theme import Theme
from cityassess.ui.widgets.parts import IconButtons, button, label

WIDE, NARROW = 200, 64
PAGES = (
    ("概览", "layout-dashboard"),
    ("录入", "table-2"),
    ("排名", "trophy"),
    ("通报", "file-text"),
    ("方案", "list-checks"),
)


class Navigation(QFrame):
    """Chooses the page; Alt+1 to Alt+5 do the same."""

    chosen = Signal(int)
    data_wanted = Signal()

    def __init__(self, theme: Theme, buttons: IconButtons) -> None:
        super().__init__()
        self.setObjectName("nav")
        self._theme = theme
        self._narrow = False
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 14, 12, 12)
        column.setSpacing(4)
        column.addLayout(self._brand())
        column.addSpacing(12)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._pages: list[QPushButton] = []
        for number, (title, icon) in enumerate(PAGES):
            made = self._button(title, icon, f"{title}（Alt+{number + 1}）", buttons)
            made.setCheckable(True)
            buttons.put(made, icon)
            self._group.addButton(made, number)
            self._pages.append(made)
            column.addWidget(made)
        self._group.idClicked.connect(self.chosen)
        column.addStretch(1)
        self.data = self._button("数据库", "database", "打开、备份、核对数据库", buttons)
        self.data.clicked.connect(self.data_wanted)
        column.addWidget(self.data)
        theme.changed.connect(self._paint_brand)
        self.collapse(False)

    def _brand(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        self._picture = QLabel()
        self._picture.setFixedSize(32, 32)
        words = QVBoxLayout()
        words.setSpacing(0)
        self._name = label("城市管理考核", "section")
        words.addWidget(self._name)
        row.addWidget(self._picture)
        row.addLayout(words, 1)
        self._paint_brand()
        return row

    def _button(self, title: str, icon: str, tip: str, buttons: IconButtons) -> QPushButton:
        made = button(title, "nav", tip=tip)
        made.setProperty("title", title)
        made.setAccessibleName(title)
        return buttons.put(made, icon)

    @Slot()
    def _paint_brand(self) -> None:
        ratio = self.devicePixelRatioF()
        self._picture.setPixmap(icons.pixmap("building-2", self._theme.tokens.accent, 32, ratio))

    def show_page(self, number: int) -> None:
        """Mark a page as the one in front."""
        self.buttons_of(number).setChecked(True)

    def buttons_of(self, number: int) -> QPushButton:
        """The button of a page."""
        return self._pages[number]

    def allow(self, allowed: bool) -> None:
        """Let pages be chosen, or not while no data file is open."""
        for each in self._pages:
            each.setEnabled(allowed)

    def collapse(self, narrow: bool) -> None:
        """Show icons alone, or icons with names."""
        if self.width() == (NARROW if narrow else WIDE) and self._narrow == narrow:
            return
        self._narrow = narrow
        self.setFixedWidth(NARROW if narrow else WIDE)
        self._name.setVisible(not narrow)
        for each in (*self._pages, self.data):
            each.setText("" if narrow else f" {each.property('title')}")
            each.setProperty("narrow", narrow)
            if self.isVisible():
                each.style().unpolish(each)
                each.style().polish(each)
