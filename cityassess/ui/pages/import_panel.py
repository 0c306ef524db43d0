"""What files to be imported hold, before anything is written: counts, and every fault with its place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QObject, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QHeaderView, QTableView

from cityassess.errors import Problem
from cityassess.ui.desk import Desk
from cityassess.ui.index import ROOT, Index
from cityassess.ui.tokens import ROW_HEIGHT
from cityassess.ui.widgets.parts import Card, button, label
from cityassess.wording import count_text, names_text

if TYPE_CHECKING:
    from cityassess.services.importing import FilePart, ImportPreview

_PLACE, _MESSAGE = 0, 1


class ProblemModel(QAbstractTableModel):
    """Faults as a table of two columns: where, and what is wrong."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.problems: tuple[Problem, ...] = ()

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show other faults."""
        self.beginResetModel()
        self.problems = tuple(problems)
        self.endResetModel()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.problems)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else 2

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        problem = self.problems[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return problem.place() if index.column() == _PLACE else problem.message
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return str(problem)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return ("位置", "问题")[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None


class ImportPanel(Card):
    """Shows a preview and asks whether to write it; with any fault nothing can be written."""

    commit_wanted = Signal()
    files_wanted = Signal()
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(padding=16, spacing=10)
        self._desk = desk
        self.preview: ImportPreview | None = None
        self.title = label("导入核对", "section")
        self.files = label("", "sub", wrap=True)
        self.counts = label("", wrap=True)
        self.verdict = label("", wrap=True)
        self.model = ProblemModel(self)
        self.table = QTableView()
        self.table.setObjectName("framed")
        self.table.setModel(self.model)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.horizontalHeader().resizeSection(_PLACE, 320)
        self.table.setAccessibleName("导入问题")
        self.commit = desk.buttons.put(button("写入", "primary"), "save")
        self.commit.clicked.connect(self.commit_wanted)
        self.again = desk.buttons.put(button("换文件…"), "folder-open")
        self.again.clicked.connect(self.files_wanted)
        self.leave = button("不导入")
        self.leave.clicked.connect(self.left)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.verdict, 1)
        for each in (self.leave, self.again, self.commit):
            row.addWidget(each)
        for words in (self.title, self.files, self.counts):
            self.inside.addWidget(words)
        self.inside.addWidget(self.table, 1)
        self.inside.addStretch(0)
        self.inside.addLayout(row)

    def show_reading(self, names: Sequence[str]) -> None:
        """Say which files are being read."""
        self.preview = None
        self.files.setText(f"正在核对：{names_text(names)}")
        self.counts.clear()
        self.verdict.clear()
        self.model.show_problems(())
        self.table.hide()
        self.commit.setEnabled(False)
        self.commit.setText("写入")

    def show_preview(self, preview: ImportPreview) -> None:
        """Show what the files hold."""
        self.preview = preview
        self.files.setText(names_text(_part_text(part) for part in preview.parts))
        self.counts.setText("\n".join((*preview.sentences(), *preview.notes)))
        self.model.show_problems(preview.problems)
        self.table.setVisible(bool(preview.problems))
        writes = sum(counts.created + counts.changed for counts in preview.counts)
        if preview.problems:
            self.verdict.setText(
                f"有{count_text(len(preview.problems))}处问题，一条也不会写入。在原文件改好后再选一次。"
            )
        elif not writes:
            self.verdict.setText("与现有数据完全一致，不需要写入。")
        else:
            self.verdict.setText("没有问题。写入后可在录入页和排名页查看。")
        self.commit.setEnabled(bool(writes) and not preview.problems)
        self.commit.setText(f"写入{count_text(writes)}条" if self.commit.isEnabled() else "写入")
        (self.commit if self.commit.isEnabled() else self.again).setFocus()


def _part_text(part: FilePart) -> str:
    where = f"{part.file}“{part.sheet}”" if part.sheet else part.file
    return f"{where}（{part.what}{count_text(part.rows)}行）" if part.sheet else f"{where}（{part.what}）"
