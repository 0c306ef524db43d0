"""The pages of a document as pictures, one below the other, as paper lies on a desk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPointF, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea

from cityassess.ui.theme import Theme

GAP = 16
WIDEST = 900
SHARP = 2
"""Pictures this close to the box, in pixels of the screen, are not scaled."""
BLURRED = 0.01
"""Pictures that are off by more than this share of their width are drawn again."""
KEPT = 12
"""So many pictures are kept; those farthest from what is seen go first."""
A4_WIDTH = 210 / 25.4 * 72
"""The width in points of the page that the zoom is about."""
_MARGIN = 24


class PaperView(QAbstractScrollArea):
    """Shows page pictures at the width of the view or at a zoom; the place read stays when new pictures come.

    Of a new document only the pages in sight need pictures: the others show their old ones, or white, until theirs
    come. It follows the place that is typed at, unless somebody scrolls.
    """

    lacking = Signal()
    """Pages in sight have no picture, an old one, or one of another size."""
    turned = Signal(int, int)
    """Carries the number of the page at the top, from 1, and how many there are."""
    clicked = Signal(int, float, float)
    """Carries a page, from 0, and how far across and down it was clicked on, as shares of it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._sizes: tuple[tuple[float, float], ...] = ()
        self._pictures: dict[int, QImage] = {}
        self._old: set[int] = set()
        self._zoom = 100
        self._pressed: QPointF | None = None
        self.following = True
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("通报预览")
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.verticalScrollBar().actionTriggered.connect(self._stop_following)
        theme.changed.connect(self._repaint)

    # ---- what is shown

    @property
    def count(self) -> int:
        """How many pages there are."""
        return len(self._sizes)

    @property
    def pictures(self) -> Mapping[int, QImage]:
        """The pictures at hand by page, from 0."""
        return self._pictures

    def show_paper(self, sizes: Sequence[tuple[float, float]], pictures: Mapping[int, QImage]) -> None:
        """Show another document, of pages of these sizes in points, at the same scroll offset."""
        place = self.verticalScrollBar().value()
        self._sizes = tuple(sizes)
        self._pictures = {page: each for page, each in self._pictures.items() if page < len(self._sizes)}
        self._old = set(self._pictures)
        self._fit()
        self.verticalScrollBar().setValue(place)
        self.put_pictures(pictures)
        self._tell_page()

    def put_pictures(self, pictures: Mapping[int, QImage]) -> None:
        """Show the pictures of some pages."""
        self._pictures.update(pictures)
        self._old -= set(pictures)
        middle = self.in_sight()
        near = sorted(self._pictures, key=lambda page: abs(page - middle[0]) if middle else page)
        self._pictures = {page: self._pictures[page] for page in near[:KEPT]}
        self.viewport().update()
        if self.wanted():
            self.lacking.emit()

    def wanted(self) -> tuple[int, ...]:
        """The pages in sight that are to be drawn."""
        ratio, boxes = self.devicePixelRatioF(), self._boxes()
        found = []
        for page in self.in_sight():
            drawn, wide = self._pictures.get(page), boxes[page].width() * ratio
            if drawn is None or page in self._old or abs(drawn.width() - wide) > wide * BLURRED:
                found.append(page)
        return tuple(found)

    def dpi(self) -> float:
        """The resolution that pictures are sharp at."""
        return self.page_width() * self.devicePixelRatioF() / A4_WIDTH * 72

    def zoom(self, percent: int) -> None:
        """Show pages at so many hundredths of the view's width, keeping what is at the top in place."""
        bar = self.verticalScrollBar()
        share = bar.value() / bar.maximum() if bar.maximum() else 0.0
        self._zoom = max(40, min(200, percent))
        self._fit()
        bar.setValue(round(share * bar.maximum()))
        self.viewport().update()
        self._scrolled()

    @property
    def percent(self) -> int:
        """The zoom in hundredths of the view's width."""
        return self._zoom

    def page_width(self) -> int:
        """How wide an upright page is shown now, in logical pixels."""
        return max(200, round(min(self.viewport().width() - 2 * GAP, WIDEST) * self._zoom / 100))

    # ---- following

    def reveal(self, page: int, down: float) -> None:
        """Scroll to a place, to a third of the view, unless it is in sight; nothing while it does not follow."""
        if not self.following or not 0 <= page < self.count:
            return
        box, bar = self._boxes()[page], self.verticalScrollBar()
        place = box.top() + round(down * box.height())
        seen = self.viewport().height()
        if not bar.value() + _MARGIN <= place <= bar.value() + seen - _MARGIN:
            bar.setValue(place - seen // 3)

    @Slot()
    def _stop_following(self) -> None:
        self.following = False

    # ---- geometry

    def _boxes(self) -> list[QRect]:
        boxes, top = [], GAP
        room, scale = self.viewport().width(), self.page_width() / A4_WIDTH
        for wide, high in self._sizes:
            width, height = round(wide * scale), round(high * scale)
            boxes.append(QRect(max(GAP, (room - width) // 2), top, width, height))
            top += height + GAP
        return boxes

    def in_sight(self) -> list[int]:
        """The pages in sight, from 0."""
        top = self.verticalScrollBar().value()
        bottom = top + self.viewport().height()
        return [page for page, box in enumerate(self._boxes()) if box.bottom() >= top and box.top() <= bottom]

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
        self._scrolled()

    def sizeHint(self) -> QSize:
        return QSize(640, 480)

    @Slot()
    def _repaint(self) -> None:
        self.viewport().update()

    @Slot()
    def _scrolled(self) -> None:
        self._tell_page()
        if self.wanted():
            self.lacking.emit()

    def _tell_page(self) -> None:
        place = self.verticalScrollBar().value() + GAP
        boxes = self._boxes()
        shown = next((number for number, box in enumerate(boxes, 1) if box.bottom() > place), len(boxes))
        self.turned.emit(shown, len(boxes))

    # ---- looks and hands

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, True)
        painter.fillRect(event.rect(), QColor(self._theme.tokens.bg))
        left, top = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        for page, box in enumerate(self._boxes()):
            shown = box.translated(-left, -top)
            if shown.intersects(event.rect()):
                self._draw(painter, shown, self._pictures.get(page))
                painter.setPen(QPen(QColor(self._theme.tokens.line), 1))
                painter.drawRect(shown)
        painter.end()

    def _draw(self, painter: QPainter, box: QRect, page: QImage | None) -> None:
        if page is None:
            painter.fillRect(box, QColor("white"))
            return
        ratio = self.devicePixelRatioF()
        if abs(page.width() - box.width() * ratio) > SHARP:
            painter.drawImage(box, page)
            return
        # Shares the pixels; drawn one to one, as scaling by a hair would blur every letter.
        sharp = QImage(page)
        sharp.setDevicePixelRatio(ratio)
        painter.drawImage(box.topLeft(), sharp)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(self._zoom + (10 if event.angleDelta().y() > 0 else -10))
        else:
            super().wheelEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position() if event.button() == Qt.MouseButton.LeftButton else None

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        if pressed is None or (event.position() - pressed).manhattanLength() > SHARP * 2:
            return
        scrolled = QPointF(self.horizontalScrollBar().value(), self.verticalScrollBar().value())
        spot = event.position() + scrolled
        for page, box in enumerate(self._boxes()):
            if box.contains(spot.toPoint()):
                across, down = spot.x() - box.left(), spot.y() - box.top()
                self.clicked.emit(page, across / box.width(), down / box.height())
                return
