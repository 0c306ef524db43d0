"""The status bar: saved state, mode and message at the left, statistics, key hints and data file at the right."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QWidget

from cityassess.ui import icons
from cityassess.ui.desk import Desk
from cityassess.ui.jobs import Step
from cityassess.ui.widgets.parts import ElidedLabel, button, label


class StatusBar(QFrame):
    """Shows what pages and the worker say; several messages in one turn of the event loop paint once."""

    cancel_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("status")
        self.setFixedHeight(30)
        self._desk = desk
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(12)
        self._tick = QLabel()
        self._tick.hide()
        self.saved, self.mode, self.statistics, self.keys = label(), label(), label(), label()
        self.message = ElidedLabel()
        self.file = label()
        self._bar = QProgressBar()
        self._bar.setFixedWidth(120)
        self._bar.setTextVisible(False)
        self.cancel = button("取消", "link", tip="停止正在进行的工作")
        self.cancel.clicked.connect(self.cancel_wanted)
        left: tuple[QWidget, ...] = (self._tick, self.saved, self.mode)
        right: tuple[QWidget, ...] = (self._bar, self.cancel, self.statistics, self.keys, self.file)
        for each in left:
            row.addWidget(each)
        row.addWidget(self.message, 1)
        for each in right:
            row.addWidget(each)
        self._texts: dict[QLabel, str] = {}
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._write)
        self._show_work("")
        desk.status.mode.connect(partial(self._put, self.mode))
        desk.status.message.connect(partial(self._put, self.message))
        desk.status.statistics.connect(partial(self._put, self.statistics))
        desk.status.saved.connect(self._show_saved)
        desk.jobs.lasting.connect(self._show_work)
        desk.jobs.stepped.connect(self._show_step)
        desk.theme.changed.connect(self._paint_tick)

    def show_keys(self, hints: str) -> None:
        """Show the keys of the page in front."""
        self._put(self.keys, hints)

    def forget_message(self) -> None:
        """Take away what a page said that is not in front any more; work that goes on is still told."""
        if self._bar.isHidden():
            self._put(self.message, "")

    def show_file(self, name: str, tip: str) -> None:
        """Show which database is open."""
        self._put(self.file, f"数据库：{name}" if name else "")
        self.file.setToolTip(tip)

    def _put(self, where: QLabel, text: str) -> None:
        self._texts[where] = text
        self._later.start()

    @Slot()
    def _write(self) -> None:
        for where, text in self._texts.items():
            if where.text() != text:
                where.setText(text)
        self._texts.clear()

    @Slot(str)
    def _show_saved(self, text: str) -> None:
        self._put(self.saved, text)
        self._paint_tick()

    @Slot()
    def _paint_tick(self) -> None:
        ratio = self.devicePixelRatioF()
        self._tick.setVisible(bool(self.saved.text() or self._texts.get(self.saved)))
        self._tick.setPixmap(icons.pixmap("circle-check", self._desk.theme.tokens.good, 14, ratio))

    @Slot(str)
    def _show_work(self, title: str) -> None:
        self._bar.setVisible(bool(title))
        self.cancel.setVisible(bool(title))
        self._bar.setRange(0, 0)
        self._put(self.message, f"正在{title}" if title else "")

    @Slot(object)
    def _show_step(self, step: Step) -> None:
        self._bar.setRange(0, step.total)
        self._bar.setValue(step.done)
        count = f" {step.done}/{step.total}" if step.total else ""
        self._put(self.message, f"正在{step.title}{count}  {step.what}".rstrip())
