"""How a score came about, as a tree: figures with their numbers put in, and at the leaves each check."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, Qt

from cityassess import wording
from cityassess.scoring.assessment import CheckLine, Trace
from cityassess.ui.index import ROOT, Index


@dataclass(slots=True)
class Node:
    """One line of the tree: its name, its number, and the sentence that says how the number came about."""

    title: str
    number: str
    sentence: str
    clause: str
    row: int
    parent: Node | None
    children: list[Node] = field(default_factory=list)


def node_of(trace: Trace, parent: Node | None = None, row: int = 0, above: int | None = None) -> Node:
    """The tree of a trace, figures before checks; ``above`` is the object of the figure that reads this one."""
    part = above is not None and above != trace.object
    name = f"{trace.object_name}　{trace.figure.name}" if part else trace.figure.name
    title = f"{name}（权重{trace.weight}）" if trace.weight else name
    node = Node(title, trace.figure.text, trace.sentence, trace.clause, row, parent)
    node.children = [node_of(each, node, place, trace.object) for place, each in enumerate(trace.inputs)]
    node.children += [
        Node(check_title(check), check.text, check.note, "", place, node)
        for place, check in enumerate(trace.checks, len(trace.inputs))
    ]
    return node


def check_title(check: CheckLine) -> str:
    """Where a check comes from: day, inspector, way, place and source, as far as they were recorded."""
    details = wording.check_details(check, note=False)
    return f"检查记录　{details}" if details else "检查记录"


def as_text(node: Node, depth: int = 0) -> str:
    """The tree as indented lines, for the clipboard."""
    said = f"：{node.sentence}" if node.sentence else ""
    lines = [f"{'　' * depth}{node.title} {node.number}{said}"]
    lines += [as_text(child, depth + 1) for child in node.children]
    return "\n".join(lines)


class TraceModel(QAbstractItemModel):
    """A tree of nodes under the figure that is explained."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._root: Node | None = None
        self._nodes: dict[int, Node] = {}

    def explain(self, trace: Trace | None) -> None:
        """Show a trace, or nothing."""
        self.beginResetModel()
        self._root = node_of(trace) if trace is not None else None
        self._nodes = {}
        if self._root is not None:
            self._keep(self._root)
        self.endResetModel()

    @property
    def root(self) -> Node | None:
        """The figure that is explained."""
        return self._root

    def node(self, index: Index) -> Node | None:
        """The node of an index."""
        return self._nodes.get(index.internalId()) if index.isValid() else None

    def _keep(self, node: Node) -> None:
        self._nodes[id(node)] = node
        for child in node.children:
            self._keep(child)

    def index(self, row: int, column: int, parent: Index = ROOT) -> QModelIndex:
        above = self.node(parent)
        siblings = above.children if above is not None else [self._root] if self._root is not None else []
        if column != 0 or not 0 <= row < len(siblings):
            return QModelIndex()
        return self.createIndex(row, 0, id(siblings[row]))

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]
        node = self.node(index)
        if node is None or node.parent is None:
            return QModelIndex()
        return self.createIndex(node.parent.row, 0, id(node.parent))

    def rowCount(self, parent: Index = ROOT) -> int:
        if not parent.isValid():
            return 1 if self._root is not None else 0
        node = self.node(parent)
        return len(node.children) if node is not None else 0

    def columnCount(self, parent: Index = ROOT) -> int:
        return 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        node = self.node(index)
        if node is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return node.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(filter(None, (node.title, node.sentence, node.clause)))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return "，".join(filter(None, (node.title, node.number, node.sentence)))
        return None
