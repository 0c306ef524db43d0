"""The pages of a document as pictures, one below the other, as paper lies on a desk."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea

from cityassess.ui.theme import Theme

GAP = 16
WIDEST = 900
SHARP = 2
"""Pictures this close to the box, in pixels of the screen, are not scaled."""


class PaperView(QAbstractScrollArea):
    """Shows page pictures at the width of the view or at a zoom; the place read stays when new pictures come."""

    resized = Signal()
    turned = Signal(int, int)
    """Carries the number of the page at the top, from 1, and how many there are."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._pages: tuple[QImage, ...] = ()
        self._zoom = 100
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("通报预览")
        self.verticalScrollBar().valueChanged.connect(self._tell_page)
        theme.changed.connect(self._repaint)

    @property
    def pages(self) -> tuple[QImage, ...]:
        """The pictures shown."""
        return self._pages

    def show_pages(self, pages: Sequence[QImage]) -> None:
        """Show new pictures at the same scroll offset."""
        place = self.verticalScrollBar().value()
        self._pages = tuple(pages)
        self._fit()
        self.verticalScrollBar().setValue(place)
        self.viewport().update()
        self._tell_page()

    def zoom(self, percent: int) -> None:
        """Show pages at so many hundredths of the view's width, keeping what is at the top in place."""
        bar = self.verticalScrollBar()
        share = bar.value() / bar.maximum() if bar.maximum() else 0.0
        self._zoom = max(40, min(200, percent))
        self._fit()
        bar.setValue(round(share * bar.maximum()))
        self.viewport().update()

    @property
    def percent(self) -> int:
        """The zoom in hundredths of the view's width."""
        return self._zoom

    def page_width(self) -> int:
        """How wide a page is shown now, in logical pixels."""
        return max(200, round(min(self.viewport().width() - 2 * GAP, WIDEST) * self._zoom / 100))

    def _boxes(self) -> list[QRect]:
        boxes, top = [], GAP
        room, width = self.viewport().width(), self.page_width()
        for page in self._pages:
            height = round(page.height() * width / max(1, page.width()))
            boxes.append(QRect(max(GAP, (room - width) // 2), top, width, height))
            top += height + GAP
        return boxes

    def _fit(self) -> None:
        boxes = self._boxes()
        high = boxes[-1].bottom() + GAP if boxes else 0
        wide = max((box.width() for box in boxes), default=0) + 2 * GAP
        seen = self.viewport().size()
        for bar, whole, part in (
            (self.verticalScrollBar(), high, seen.height()),
            (self.horizontalScrollBar(), wide, seen.width()),
        ):
            bar.setRange(0, max(0, whole - part))
            bar.setPageStep(part)
            bar.setSingleStep(48)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
        self.resized.emit()

    def sizeHint(self) -> QSize:
        return QSize(640, 480)

    @Slot()
    def _repaint(self) -> None:
        self.viewport().update()

    @Slot()
    def _tell_page(self) -> None:
        place = self.verticalScrollBar().value() + GAP
        boxes = self._boxes()
        shown = next((number for number, box in enumerate(boxes, 1) if box.bottom() > place), len(boxes))
        self.turned.emit(shown, len(boxes))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, True)
        painter.fillRect(event.rect(), QColor(self._theme.tokens.bg))
        left, top = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        for page, box in zip(self._pages, self._boxes(), strict=True):
            shown = box.translated(-left, -top)
            if shown.intersects(event.rect()):
                self._draw(painter, shown, page)
                painter.setPen(QPen(QColor(self._theme.tokens.line), 1))
                painter.drawRect(shown)
        painter.end()

    def _draw(self, painter: QPainter, box: QRect, page: QImage) -> None:
        ratio = self.devicePixelRatioF()
        if abs(page.width() - box.width() * ratio) > SHARP:
            painter.drawImage(box, page)
            return
        sharp = QImage(
            page
        )  # shares the pixels; drawn one to one, as scaling by a hair would blur every letter
        sharp.setDevicePixelRatio(ratio)
        painter.drawImage(box.topLeft(), sharp)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(self._zoom + (10 if event.angleDelta().y() > 0 else -10))
        else:
            super().wheelEvent(event)
