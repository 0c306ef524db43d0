"""The first start: three ways to begin, and in place why a data file could not be opened."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cityassess.ui.desk import Desk
from cityassess.ui.widgets.parts import Card, Notice, button, label


class StartPage(QWidget):
    """Asks how to begin; each choice is one button with a sentence under it."""

    import_wanted = Signal()
    demo_wanted = Signal()
    examples_wanted = Signal()
    open_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        self.notice = Notice(desk.theme)
        column.addWidget(self.notice)
        column.addStretch(2)
        card = Card(padding=24, spacing=6)
        card.setMaximumWidth(560)
        card.setMinimumWidth(480)
        card.inside.addWidget(label("从哪里开始", "title"))
        card.inside.addWidget(label("三种办法任选一种，以后都可以换。", "sub"))
        self.import_excel = button("从Excel导入", "choice")
        self.demo = button("用示例看看", "choice")
        self.examples = button("看别的示例…", "link", tip="随程序附带的各种考核方案和它们的示例数据")
        self.examples.clicked.connect(self.examples_wanted)
        self.open = button("打开已有数据库…", "choice")
        choices = (
            (
                self.import_excel,
                "upload",
                "把方案文件、对象表和得分表一起选上，先核对，再写入。",
                self.import_wanted,
            ),
            (
                self.demo,
                "flask-conical",
                "娄底市娄星区三期公开通报的数据，可随意试改。",
                self.demo_wanted,
            ),
            (self.open, "folder-open", "打开本机上已有的数据库文件。", self.open_wanted),
        )
        for choice, icon, sentence, wanted in choices:
            card.inside.addSpacing(10)
            desk.buttons.put(choice, icon)
            choice.clicked.connect(wanted)
            card.inside.addWidget(choice)
            card.inside.addWidget(label(sentence, "sub", wrap=True))
            if choice is self.demo:
                card.inside.addWidget(self.examples, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    def allow(self, allowed: bool) -> None:
        """Let choices be made, or not while one is under way."""
        for choice in (self.import_excel, self.demo, self.examples, self.open):
            choice.setEnabled(allowed)
