"""The photos of a typical case: before and after, with captions, from files or from the clipboard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QBuffer, QIODevice, QSize, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QIcon, QImageReader, QKeyEvent, QKeySequence, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QListView, QListWidget, QListWidgetItem

from cityassess.services.bulletin.edits import Case
from cityassess.ui.bulletin.clips import photos_in
from cityassess.ui.widgets.parts import Card, button, label

CAPTIONS = ("整改前", "整改后")
_THUMB = QSize(112, 84)
_DIGEST = int(Qt.ItemDataRole.UserRole) + 1


class PhotoList(QListWidget):
    """Photos side by side; F2 changes a caption, Delete takes a photo out, Alt+←/→ moves it, Ctrl+V adds one."""

    pasted = Signal(object)
    taken = Signal(int)
    shifted = Signal(int, int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, alt = self.currentRow(), event.modifiers() & Qt.KeyboardModifier.AltModifier
        if event.matches(QKeySequence.StandardKey.Paste):
            photos = photos_in(QGuiApplication.clipboard().mimeData())
            if photos:
                self.pasted.emit(photos)
        elif event.key() == Qt.Key.Key_Delete and row >= 0:
            self.taken.emit(row)
        elif alt and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and row >= 0:
            self.shifted.emit(row, -1 if event.key() == Qt.Key.Key_Left else 1)
        elif event.key() == Qt.Key.Key_F2 and row >= 0:
            self.editItem(self.currentItem())
        else:
            super().keyPressEvent(event)


class CaseForm(Card):
    """One case: its photos and captions, its place among the cases, and taking it out."""

    photos_wanted = Signal(str)
    """Files are to be asked for: the case's id."""
    pasted = Signal(str, object)
    changed = Signal(str, object)
    """Carries the id and the photos with their captions as they are to be."""
    moved = Signal(str, int)
    removed = Signal(str)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__(padding=12, spacing=6)
        self._case: Case | None = None
        self.title = label("", "section")
        self.list = PhotoList()
        self.list.setAccessibleName("案例照片")
        self.list.setViewMode(QListView.ViewMode.IconMode)
        self.list.setIconSize(_THUMB)
        self.list.setGridSize(QSize(_THUMB.width() + 16, _THUMB.height() + 32))
        self.list.setMovement(QListView.Movement.Static)
        self.list.setWrapping(False)
        self.list.setFixedHeight(_THUMB.height() + 48)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        self.list.itemChanged.connect(self._caption)
        self.list.pasted.connect(self._paste)
        self.list.taken.connect(self._take)
        self.list.shifted.connect(self._shift)
        self.add = button("添加照片…", tip="JPEG或PNG，每张不超过20MB；也可在照片栏按Ctrl+V粘贴")
        self.add.clicked.connect(self._ask)
        self.up = button("上移", tip="案例提前一位")
        self.up.clicked.connect(self._up)
        self.down = button("下移", tip="案例推后一位")
        self.down.clicked.connect(self._down)
        self.remove = button("删除案例", tip="可用Ctrl+Z恢复")
        self.remove.clicked.connect(self._remove)
        self.leave = button("收起", "link", tip="回到正文（Esc）")
        self.leave.clicked.connect(self.closed)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.leave)
        self.inside.addLayout(head)
        self.inside.addWidget(self.list)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.add)
        row.addStretch(1)
        for each in (self.up, self.down, self.remove):
            row.addWidget(each)
        self.inside.addLayout(row)

    @property
    def case(self) -> str:
        """The id of the case shown; empty while there is none."""
        return self._case.id if self._case is not None else ""

    def show_case(self, case: Case, number: int, of: int, data: Mapping[str, bytes], *, locked: bool) -> None:
        """Show a case; ``data`` are the bytes of its photos by digest, as far as they are at hand."""
        before, self._case = self._case, case
        self.title.setText(
            f"案例{number}　照片{len(case.photos)}张" + ("" if case.photos else "，可添加整改前、整改后")
        )
        for each in (self.add, self.remove):
            each.setEnabled(not locked)
        self.up.setEnabled(not locked and number > 1)
        self.down.setEnabled(not locked and number < of)
        self.list.setVisible(bool(case.photos))
        shown = [self.list.item(row).data(_DIGEST) for row in range(self.list.count())]
        lacking = any(self.list.item(row).icon().isNull() for row in range(self.list.count()))
        if (
            before is not None
            and before.id == case.id
            and before.photos == case.photos
            and shown
            and not lacking
        ):
            return
        row = self.list.currentRow()
        self.list.blockSignals(True)
        self.list.clear()
        for digest, caption in case.photos:
            item = QListWidgetItem(_thumb(data.get(digest)), caption or "（无说明）")
            item.setData(_DIGEST, digest)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"照片，{caption or '无说明'}")
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            self.list.addItem(item)
        self.list.setCurrentRow(min(max(row, 0), self.list.count() - 1))
        self.list.blockSignals(False)

    def take_focus(self) -> None:
        """Give the keyboard to the photos, or to adding some."""
        (self.list if not self.list.isHidden() else self.add).setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    @Slot(QListWidgetItem)
    def _caption(self, item: QListWidgetItem) -> None:
        photos = self._photos()
        row = self.list.row(item)
        photos[row] = (photos[row][0], item.text().strip())
        self._tell(photos)

    @Slot(int)
    def _take(self, row: int) -> None:
        photos = self._photos()
        del photos[row]
        self._tell(photos)

    @Slot(int, int)
    def _shift(self, row: int, by: int) -> None:
        photos = self._photos()
        if 0 <= row + by < len(photos):
            photos[row], photos[row + by] = photos[row + by], photos[row]
            self.list.setCurrentRow(row + by)
            self._tell(photos)

    def _photos(self) -> list[tuple[str, str]]:
        return [] if self._case is None else list(self._case.photos)

    def _tell(self, photos: Sequence[tuple[str, str]]) -> None:
        self.changed.emit(self.case, tuple(photos))

    @Slot(object)
    def _paste(self, photos: object) -> None:
        self.pasted.emit(self.case, photos)

    @Slot()
    def _ask(self) -> None:
        self.photos_wanted.emit(self.case)

    @Slot()
    def _up(self) -> None:
        self.moved.emit(self.case, -1)

    @Slot()
    def _down(self) -> None:
        self.moved.emit(self.case, 1)

    @Slot()
    def _remove(self) -> None:
        self.removed.emit(self.case)


def _thumb(data: bytes | None) -> QIcon:
    """A small picture, read small: a JPEG decodes faster so."""
    if data is None:
        return QIcon()
    buffer = QBuffer()
    buffer.setData(data)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    size = reader.size()
    if size.isValid():
        reader.setScaledSize(size.scaled(_THUMB, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    return QIcon() if image.isNull() else QIcon(QPixmap.fromImage(image))
