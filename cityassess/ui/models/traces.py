"""How a score came about, as a tree: figures with their numbers put in, and at the leaves each check."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, Qt

from cityassess import wording
from cityassess.scoring.assessment import CheckLine, Trace
from cityassess.ui.index import ROOT, Index


class Node:
    """One step of a trace as it is shown; what is below it is made when it is first asked for.

    Steps are shared by all that read them, so that a tree made at once could be of any size.
    """

    def __init__(
        self, trace: Trace | None, title: str, number: str, sentence: str, clause: str, row: int
    ) -> None:
        self.title, self.number, self.sentence, self.clause, self.row = title, number, sentence, clause, row
        self.parent: Node | None = None
        self._trace = trace

    @cached_property
    def children(self) -> list[Node]:
        """The figures that it read, what was added besides, and its checks."""
        if self._trace is None:
            return []
        trace = self._trace
        made = [node_of(each, row, trace) for row, each in enumerate(trace.inputs)]
        made += [
            Node(
                None,
                check_title(check),
                check.text,
                "　".join(filter(None, (check.why, check.note))),
                "",
                row,
            )
            for row, check in enumerate(trace.checks, len(made))
        ]
        made += [
            Node(None, addend.name, wording.addend_number(addend), "", "", row)
            for row, addend in enumerate(trace.addends, len(made))
        ]
        for node in made:
            node.parent = self
        return made


def node_of(trace: Trace, row: int = 0, above: Trace | None = None) -> Node:
    """The step of a trace; ``above`` is the figure that reads this one, whose object and period go without saying."""
    name = trace.figure.name
    if above is not None and above.object != trace.object:
        name = f"{trace.object_name}　{name}"
    if above is not None and above.period != trace.period:
        name = f"{wording.traced_period_title(trace)}　{name}"
    title = f"{name}（权重{trace.weight}）" if trace.weight else name
    return Node(trace, title, trace.figure.text, trace.sentence, trace.clause, row)


def check_title(check: CheckLine) -> str:
    """Where a check comes from: day, inspector, way, place and source, as far as they were recorded."""
    details = wording.check_details(check, note=False)
    return f"检查记录　{details}" if details else "检查记录"


def as_text(node: Node) -> str:
    """The tree as indented lines, for the clipboard; a step that was told is only named again."""
    return "\n".join(_lines(node, 0, set()))


def _lines(node: Node, depth: int, told: set[tuple[str, str, str]]) -> Iterator[str]:
    said = f"：{node.sentence}" if node.sentence else ""
    said += f"〔{node.clause}〕" if node.clause else ""
    step = node.title, node.number, node.sentence
    known = step in told and bool(node.children)
    yield f"{'　' * depth}{node.title} {node.number}{'（见前）' if known else said}"
    if not known:
        told.add(step)
        for child in node.children:
            yield from _lines(child, depth + 1, told)


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
        self.endResetModel()

    @property
    def root(self) -> Node | None:
        """The figure that is explained."""
        return self._root

    def node(self, index: Index) -> Node | None:
        """The node of an index."""
        return self._nodes.get(index.internalId()) if index.isValid() else None

    def index(self, row: int, column: int, parent: Index = ROOT) -> QModelIndex:
        above = self.node(parent)
        siblings = above.children if above is not None else [self._root] if self._root is not None else []
        if column != 0 or not 0 <= row < len(siblings):
            return QModelIndex()
        self._nodes[id(siblings[row])] = siblings[row]
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
